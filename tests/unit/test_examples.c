/* Examples that stand in the rules: what holds, what fails, and what is said of it. */
#include "rules.h"

#define PACK                                                                             \
	"pack: desk\n"                                                                   \
	"terms:\n"                                                                       \
	"  buoy: {en: [buoy*]}\n"                                                         \
	"  remove: {en: [remov*]}\n"                                                      \
	"rules:\n"                                                                       \
	"  - id: buoys\n"                                                                \
	"    title: Buoys\n"                                                             \
	"    category: own\n"                                                            \
	"    when: sentence(buoy and (remove or \"took away\"))\n"                        \
	"    examples:\n"                                                                \
	"      - "
#define RAISES "{alert: Russia removed 24 of 50 buoys from the Narva River, lang: en, facts: "
#define TOOK "{alert: \"Estonia took away 3 buoys, Reuters reported\", facts: "

struct run {
	size_t outcomes;
	struct buf text; /* of the failures */
};

static void take(void *context, const struct analysis_outcome *outcome)
{
	struct run *run = context;

	run->outcomes++;
	if (outcome->failure)
		buf_printf(&run->text, "%s\n", outcome->failure);
}

/* Runs the one example; what failed, caller frees. */
static char *run_example(const char *example)
{
	char *yaml = mem_printf("%s%s\n", PACK, example);
	struct analysis *analysis = rules_read(yaml);
	struct run run = {.text = BUF_INIT(BUF_UNBOUND)};
	struct analysis_tally tally = analysis_test(analysis, take, &run);

	assert_int_equal(run.outcomes, 1);
	assert_int_equal(tally.passed + tally.failed, 1);
	assert_int_equal(tally.failed, run.text.len > 0);
	analysis_unref(analysis);
	mem_free(yaml);
	return buf_take(&run.text);
}

static void facts_that_are_there(void **state)
{
	static const char *const examples[] = {
		"alert: Russia removed buoys",
		RAISES "{quantities: [24/50 buoy], places: [narva-river], countries: [EE, RU]}}",
		RAISES "{quantities: [24]}}",
		RAISES "{quantities: 24 buoy}}",
		RAISES "{quantities: [24/50], modality: happened, withdrawn: no, corrected: no}}",
		RAISES "{countries: ru}}",
		RAISES "{}}",
		TOOK "{quantities: [3 buoy], attributed_to: [Reuters]}}",
		"{alert: Russia threatens to remove buoys, facts: {modality: threatened}}",
		"{quiet: Russia counted buoys}",
		"{alert: Russia removed buoys on Monday, at: 2024-05-23, facts: {dates: "
		"[2024-05-20]}}",
		"{alert: Russia removed buoys in January 2023, at: 2024-05-23T10:00:00Z, "
		"facts: {dates: 2023-01}}",
		"{alert: \"Buoys were removed yesterday, Estonia said\", at: "
		"2024-05-22T22:30:00Z, source: {country: EE}, facts: {dates: [2024-05-22]}}",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(examples); i++) {
		char *failed = run_example(examples[i]);

		if (*failed)
			fail_msg("%s\n%s", examples[i], failed);
		mem_free(failed);
	}
}

static void facts_that_are_missing_are_named_with_what_was_found(void **state)
{
	static const struct {
		const char *example, *said, *found;
	} cases[] = {
		{RAISES "{quantities: [24/60 buoy]}}",
			"a.yaml:11:100: desk/buoys should find quantities: 24/60 buoy",
			"found: 24/50 buoy"},
		{RAISES "{quantities: [24 buoy, 25]}}",
			"a.yaml:11:109: desk/buoys should find quantities: 25",
			"found: 24/50 buoy"},
		{RAISES "{quantities: [24 remove]}}", "should find quantities: 24 remove",
			"found: 24/50 buoy"},
		{RAISES "{places: [luhamaa]}}", "should find places: luhamaa",
			"found: narva-river"},
		{RAISES "{countries: [EE, FI]}}", "should find countries: FI",
			"found: EE, RU"},
		{RAISES "{attributed_to: [Reuters]}}", "should find attributed_to: Reuters",
			"found: none"},
		{RAISES "{modality: denied}}", "should find modality: denied",
			"found: happened"},
		{RAISES "{withdrawn: yes}}", "should find withdrawn: yes", "found: no"},
		{"{alert: Russia removed buoys on Monday, at: 2024-05-23, facts: {dates: "
		 "[2024-05-19]}}",
			"should find dates: 2024-05-19", "found: 2024-05-20"},
		{RAISES "{corrected: yes}}", "should find corrected: yes", "found: no"},
		{"{alert: Russia counted buoys, facts: {countries: RU}}",
			"a.yaml:11:9: desk/buoys should raise an alert", "why not:"},
		{"{quiet: Russia removed buoys}", "should stay quiet", "true"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		char *failed = run_example(cases[i].example);

		if (!strstr(failed, cases[i].said) || !strstr(failed, cases[i].found))
			fail_msg("%s\nwants %s … %s\ngives %s", cases[i].example,
				cases[i].said, cases[i].found, failed);
		mem_free(failed);
	}
}

static void each_missing_fact_is_named(void **state)
{
	char *failed = run_example(RAISES "{places: luhamaa, countries: [FI, EE]}}");

	(void)state;
	assert_non_null(strstr(failed, "should find places: luhamaa"));
	assert_non_null(strstr(failed, "should find countries: FI"));
	assert_null(strstr(failed, "countries: EE"));
	mem_free(failed);
}

static void mistakes_in_facts_have_a_place(void **state)
{
	static const struct {
		const char *example, *said, *hint;
	} cases[] = {
		{RAISES "{quantites: [24]}}", "a.yaml:11:87: error: ", "'quantities'"},
		{RAISES "{quantities: [many buoy]}}",
			"a.yaml:11:100: error: 'many buoy' is no quantity", ""},
		{RAISES "{quantities: [24/]}}", "error: '24/' is no quantity", ""},
		{RAISES "{quantities: [24buoy]}}", "error: '24buoy' is no quantity", ""},
		{RAISES "{quantities: [-3 buoy]}}", "error: '-3 buoy' is no quantity", ""},
		{RAISES "{quantities: [1.2.3 buoy]}}", "error: '1.2.3 buoy' is no quantity", ""},
		{RAISES "{quantities: [24/50 bouy]}}",
			"a.yaml:11:106: error: no term is called 'bouy'", "'buoy'"},
		{RAISES "{quantities: {a: b}}}", "a.yaml:11:99: error: ", ""},
		{RAISES "{places: [narva-rivr]}}",
			"a.yaml:11:96: error: the gazetteer has no place 'narva-rivr'",
			"'narva-river'"},
		{RAISES "{countries: [Estonia]}}", "a.yaml:11:99: error: ", "'EE'"},
		{RAISES "{countries: [XX]}}",
			"a.yaml:11:99: error: the gazetteer has no country 'XX'", ""},
		{RAISES "{modality: happend}}",
			"a.yaml:11:97: error: 'happend' is none of", "'happened'"},
		{RAISES "{modality: [happened]}}", "a.yaml:11:97: error: ", ""},
		{RAISES "{withdrawn: perhaps}}", "a.yaml:11:98: error: ", ""},
		{RAISES "{dates: [2024-05-20]}}",
			"a.yaml:11:95: error: a date wants 'at', the day on which the text was "
			"published", ""},
		{"{alert: Russia removed buoys, at: 2024-05-23, facts: {dates: [Monday]}}",
			"error: 'Monday' is no date: 2025-01-02, 2025-01 or 2025", ""},
		{"{alert: Russia removed buoys, at: 2024-05-23, facts: {dates: [2024-13]}}",
			"error: '2024-13' is no date", ""},
		{"{alert: Russia removed buoys, at: Thursday}",
			"a.yaml:11:43: error: 'Thursday' is no time", ""},
		{RAISES "{places: [~]}}", "error: ", ""},
		{RAISES "[24]}", "a.yaml:11:86: error: 'facts' ", ""},
		{"{quiet: Nothing, facts: {countries: EE}}",
			"a.yaml:11:33: error: 'facts' go with 'alert'", ""},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		char *yaml = mem_printf("%s%s\n", PACK, cases[i].example);
		char *report = rules_report(yaml);

		if (!strstr(report, cases[i].said) || !strstr(report, cases[i].hint))
			fail_msg("%s\nwants %s … %s\ngives %s", cases[i].example,
				cases[i].said, cases[i].hint, report);
		mem_free(report);
		mem_free(yaml);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_that_are_there),
		cmocka_unit_test(facts_that_are_missing_are_named_with_what_was_found),
		cmocka_unit_test(each_missing_fact_is_named),
		cmocka_unit_test(mistakes_in_facts_have_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
