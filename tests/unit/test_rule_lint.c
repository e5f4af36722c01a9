/* What check warns of, though it can be loaded: and that good rules are left in peace. */
#include <stdio.h>

#include "rules.h"

#define EXAMPLES "    examples: [{alert: a}, {quiet: b}]\n"

static char *warnings(const char *yaml)
{
	struct diag *diag = diag_new();
	struct buf out = BUF_INIT(BUF_UNBOUND);
	char *text;

	diag_ask_untidy(diag);
	analysis_unref(rules_try(yaml, diag));
	diag_print(diag, &out, false);
	if (diag_errors(diag))
		fail_msg("%s\n%s", yaml, buf_str(&out));
	text = mem_strdup(buf_str(&out));
	buf_done(&out);
	diag_free(diag);
	return text;
}

static const char terms[] =
	"pack: desk\n"
	"terms:\n"
	"  buoy: {en: [buoy*]}\n"
	"  marker: {en: [buoys, marker*]}\n"
	"  remove: {en: [remov*, \"took away\"]}\n"
	"  fence: {en: [\"border fence\"]}\n"
	"  empty: {}\n"
	"  hollow: {uses: empty, en: []}\n";

static void rules_are_warned_of(void **state)
{
	static const struct {
		const char *when;
		const char *warning; /* NULL: none */
	} cases[] = {
		{"buoy near/8 remove", NULL},
		{"sentence(buoy and remove)", NULL},
		{"fence", NULL},
		{"count(buoy) >= 3", NULL},
		{"buoy and country(EE)", NULL},
		{"2 of (buoy, remove, fence)", NULL},
		{"weight(3 buoy, 2 remove) >= 5", NULL},
		{"buoy", "10:9: warning: rule 'r' can fire on one single word: 'buoy'"},
		{"buoy or remove", "rule 'r' can fire on one single word: 'buoy'"},
		{"title(remove)", "rule 'r' can fire on one single word: 'remov'"},
		{"1 of (buoy, remove)", "rule 'r' can fire on one single word: 'buoy'"},
		{"buoy and not remove", "rule 'r' can fire on one single word: 'buoy'"},
		{"weight(3 buoy, 2 remove) >= 2", "rule 'r' can fire on one single word: 'buoy'"},
		/* One word that stands in two terms is one word. */
		{"buoy and marker", "rule 'r' can fire on one single word: 'buoys'"},
		{"sentence(buoy and marker)", "rule 'r' can fire on one single word: 'buoys'"},
		{"buoy near/3 marker", NULL}, /* two words, though both are buoys */
		{"place(narva-river)", "rule 'r' can fire on one single word"},
		{"empty", "10:9: warning: rule 'r' can never fire: no language has words for "
			  "'empty'"},
		{"buoy and remove and hollow", "rule 'r' can never fire: no language has words for "
					       "'hollow'"},
		{"2 of (buoy, empty)", "rule 'r' can never fire: no language has words for "
				       "'empty'"},
		{"weight(3 buoy, 2 empty) >= 5", "rule 'r' can never fire"},
		{"sentence(buoy and remove) or empty", "rule 'r': no language has words for "
						       "'empty'"},
		{"buoy near/8 remove\n    unless: empty",
			"a.yaml:14:13: warning: rule 'r': its 'unless: empty' can never hold: no "
			"language has words for it"},
		{"buoy near/8 remove\n    unless: buoy or fence",
			"a.yaml:14:13: warning: rule 'r' can never fire: its 'unless: buoy or fence' "
			"holds wherever 'when' does"},
		{"sentence(buoy and remove)\n    unless: title(marker)", NULL},
		{"title(buoy near/8 remove)\n    unless: lead(buoy)", "rule 'r' can never fire"},
		{"buoy near/8 remove and lang(en)\n    unless: lang(et, lv)",
			"its 'unless: lang(et, lv)' can never hold: where it does 'when' does not"},
		{"buoy near/8 remove and not fence\n    unless: title(fence)",
			"its 'unless: title(fence)' can never hold: where it does 'when' does not"},
		{"buoy and remove and not buoy", "a.yaml:13:11: warning: rule 'r': 'buoy and remove "
						 "and not buoy' can never hold: what stands beside "
						 "'not buoy' says the opposite"},
		{"buoy near/8 remove and not empty",
			"a.yaml:13:11: warning: rule 'r': its 'not empty' excludes nothing: no "
			"language has words for it"},
		{"count(buoy) >= 20 and country(EE)\n    unless: count(buoy) >= 10",
			"rule 'r' can never fire"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		char *yaml = mem_printf("%srules:\n  - id: r\n    title: R\n    category: own\n"
					"    when: %s\n" EXAMPLES,
			terms, cases[i].when);
		char *report = warnings(yaml);

		if (cases[i].warning ? !strstr(report, cases[i].warning) : *report != 0)
			fail_msg("%s: wants %s\ngives %s", cases[i].when,
				cases[i].warning ? cases[i].warning : "nothing", report);
		mem_free(report);
		mem_free(yaml);
	}
}

static void languages_that_a_rule_has_not_enough_words_of_are_named(void **state)
{
	static const char pack[] =
		"pack: desk\n"
		"terms:\n"
		"  buoy: {en: [buoy*], et: [poi], fi: [poiju*], lv: [boja]}\n"
		"  remove: {en: [remov*], et: [eemalda*]}\n"
		"  take: {uses: remove, fi: [poist*]}\n"
		"  sport: {en: [regatta*], sv: [regatt*]}\n"
		"  name: {any: [=Narva]}\n"
		"rules:\n  - id: r\n    title: R\n    category: own\n    when: ";
	static const struct {
		const char *when, *warning; /* NULL: none */
	} cases[] = {
		{"buoy near/8 remove", "rule 'r' cannot fire in fi, lv: 'remove' has no words "
				       "there"},
		{"buoy near/8 take", "rule 'r' cannot fire in lv: 'take' has no words there"},
		{"buoy and name", NULL},
		{"buoy near/8 remove or buoy and name", NULL},
		{"remove and name and not sport", NULL},
		{"2 of (buoy, remove, name)", NULL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		char *yaml = mem_printf("%s%s\n" EXAMPLES, pack, cases[i].when);
		char *report = warnings(yaml);

		if (cases[i].warning ? !strstr(report, cases[i].warning) : *report != 0)
			fail_msg("%s: wants %s\ngives %s", cases[i].when,
				cases[i].warning ? cases[i].warning : "nothing", report);
		mem_free(report);
		mem_free(yaml);
	}
}

static void a_rule_without_examples_is_warned_of(void **state)
{
	char *report = warnings("pack: desk\nterms: {a: {en: [alpha beta]}}\n"
				"rules: [{id: r, title: R, category: own, when: a}]\n");

	(void)state;
	assert_non_null(strstr(report, "a.yaml:3:14: warning: rule 'r' has no examples"));
	assert_non_null(strstr(report, "hint: give it an 'alert' and a 'quiet' one"));
	mem_free(report);
}

static void words_are_warned_of(void **state)
{
	static const struct {
		const char *term, *warning;
	} cases[] = {
		{"{en: [buoy*, marker], ru: [буй, НАТО, MQ-9], any: [бакен]}", NULL},
		{"{ru: [буй], any: [буй]}", "'буй' adds nothing"},
		{"{en: [\"*mark*\", seamark, \"border mark*\"]}", "2:28: warning: 'seamark' adds "
							"nothing: '*mark*' finds it already"},
		{"{fi: [\"*poiju\", meripoiju, poijut]}", "'meripoiju' adds nothing"},
		{"{en: [\"border (fence|wall)*\", \"border walls\", \"border posts\"]}",
			"'border walls' adds nothing: 'border (fence|wall)*' finds it already"},
		{"{en: [\"(red|green) buoy\", \"(green|red) buoy\"]}",
			"'(green|red) buoy' adds nothing"},
		{"{fi: [Poiju*, poijut]}", "'poijut' adds nothing: 'Poiju*' finds it already"},
		/* A longer phrase is near to other things; one as written is another one. */
		{"{en: [guard, \"border guard\", =GUARD, \"(red|white) buoy*\", \"red mark\"]}",
			NULL},
		{"{en: [буй]}", "2:18: warning: 'буй' can never match: language 'en' is not "
				"written in Cyrillic letters"},
		/* A Latin a at the end. */
		{"{ru: [границa]}", "2:18: warning: 'границa' can never match: a word of it mixes "
				    "Latin and Cyrillic letters"},
		{"{uk: [вынос]}", "'вынос' can never match: language 'uk' has no letter 'ы'"},
		{"{ru: [кордонів]}", "'кордонів' can never match: language 'ru' has no letter 'і'"},
		{"{en: [buoy*, buoys]}", "2:25: warning: 'buoys' adds nothing: 'buoy*' finds it "
					 "already"},
		{"{en: [buoy*, buoys, buoyed]}", "hint: take it out, and 1 more word of term 't'"},
		{"{en: [buoys*], any: [buoy*]}", "'buoys*' adds nothing: 'buoy*' finds it already"},
		{"{en: [buoy*, buoys, buoyed, buoying]}", "and 2 more words of term 't'"},
		{"{en: [buoy*], ee: [poi]}", "2:26: warning: 'ee' is the code of a country, not of its "
					     "language"},
		{"{en: [buoy*], et: [buoys]}", NULL},
		{"{en: [buoy*, buoy lamp, \"*buoys\"]}", NULL},
		{"{en: [buoy*, buoy*]}", "'buoy*' adds nothing: 'buoy*' finds it already"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		char *yaml = mem_printf("pack: desk\nterms: {t: %s}\n", cases[i].term);
		char *report = warnings(yaml);

		if (cases[i].warning ? !strstr(report, cases[i].warning) : *report != 0)
			fail_msg("%s: wants %s\ngives %s", cases[i].term,
				cases[i].warning ? cases[i].warning : "nothing", report);
		mem_free(report);
		mem_free(yaml);
	}
}

#define A_WAVE                                                                           \
	"pack: desk\n"                                                                   \
	"waves:\n"                                                                       \
	"  - id: migrant-wave\n"                                                         \
	"    title: Migrant pressure rises on one border\n"                              \
	"    of: {category: migrant-pressure, by: country}\n"                            \
	"    over: 48h\n"                                                                \
	"    when: origins >= 3 and rate >= 3 x baseline(28d)\n"                         \
	"    severity: high\n"

static void a_wave_of_no_rules_category_is_told(void **state)
{
	char *report = warnings(A_WAVE);

	(void)state;
	assert_non_null(strstr(report, "a.yaml:5:20: warning: no rule has the category "
				       "'migrant-pressure': this wave counts nothing"));
	mem_free(report);
}

static void a_wave_that_is_disabled_is_none(void **state)
{
	static const char *const names[] = {"migrant-wave", "desk/migrant-wave"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(names); i++) {
		char *yaml = mem_printf(A_WAVE "disable: [%s]\n", names[i]);
		char *report = warnings(yaml);

		assert_string_equal(report, "");
		mem_free(report);
		mem_free(yaml);
	}
}

/* A start is not the time to tidy up. */
static void what_is_merely_untidy_is_told_to_who_asks(void **state)
{
	char *report = rules_report("pack: desk\nterms: {t: {en: [buoy*, buoys]}}\n");

	(void)state;
	assert_string_equal(report, "");
	mem_free(report);
}

/* ---- exclusions by language, and rules beside rules ------------------------------------------- */

static void exclusions_without_words_in_the_rules_languages_are_named(void **state)
{
	static const char pack[] =
		"pack: desk\n"
		"terms:\n"
		"  buoy: {et: [poi], fi: [poiju*]}\n"
		"  remove: {et: [eemalda*], fi: [poist*]}\n"
		"  sport: {en: [regatta*]}\n"
		"  game: {fi: [peli*], en: [game*]}\n"
		"  name: {any: [=Narva]}\n"
		"rules:\n  - id: r\n    title: R\n    category: own\n    when: ";
	static const struct {
		const char *when, *warning; /* NULL: none */
	} cases[] = {
		{"buoy near/8 remove\n    unless: sport",
			"a.yaml:13:13: warning: rule 'r': its 'unless: sport' can never hold: the "
			"rule fires in et, fi, and it has no words there"},
		{"buoy near/8 remove and not sport",
			"a.yaml:12:11: warning: rule 'r': its 'not sport' excludes nothing: the rule "
			"fires in et, fi, and it has no words there"},
		{"buoy near/8 remove\n    unless: game", NULL},
		{"buoy near/8 remove\n    unless: sport or name", NULL},
		{"buoy near/8 remove\n    unless: country(FI)", NULL},
		{"name near/8 country(EE)\n    unless: sport", NULL}, /* in any language */
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		char *yaml = mem_printf("%s%s\n" EXAMPLES, pack, cases[i].when);
		char *report = warnings(yaml);

		if (cases[i].warning ? !strstr(report, cases[i].warning) :
				       strstr(report, "unless") || strstr(report, "excludes"))
			fail_msg("%s: wants %s\ngives %s", cases[i].when,
				cases[i].warning ? cases[i].warning : "nothing", report);
		mem_free(report);
		mem_free(yaml);
	}
}

static void rules_that_add_nothing_to_another_one_are_named(void **state)
{
	static const char pack[] =
		"pack: desk\n"
		"terms: {buoy: {en: [buoy*]}, remove: {en: [remov*]}, sport: {en: [regatta*]},\n"
		"  marker: {en: [marker*], uses: buoy}}\n"
		"conditions: {ours: 'country(EE, FI)'}\n"
		"rules:\n";
	static const struct {
		const char *first, *second; /* what stands behind the title */
		bool adds; /* the second one */
	} cases[] = {
		{"when: buoy near/8 remove", "when: buoy near/8 remove", false},
		{"when: buoy near/8 remove", "when: buoy near/5 remove and country(EE)", false},
		{"when: sentence(marker and remove)", "when: title(sentence(buoy and remove))", false},
		{"when: buoy near/8 remove or marker near/2 sport", "when: remove near/3 buoy", false},
		{"when: buoy near/8 remove and ours", "when: buoy then/4 remove and country(FI)", false},
		{"when: buoy near/8 remove, unless: sport",
			"when: buoy near/8 remove, unless: sport or title(remove)", false},
		{"when: buoy near/8 remove", "when: buoy near/9 remove", true},
		{"when: buoy near/8 remove and ours", "when: buoy near/8 remove", true},
		{"when: buoy near/8 remove, unless: sport", "when: buoy near/8 remove", true},
		{"when: buoy near/8 remove", "when: buoy near/8 remove, severity: high", true},
		{"when: buoy near/8 remove, status: draft", "when: buoy near/8 remove", true},
		{"when: title(buoy near/8 remove)", "when: buoy near/8 remove and not sport", true},
		{"when: buoy near/8 remove and not title(sport)",
			"when: buoy near/8 remove and title(not sport)", true},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		char *yaml = mem_printf(
			"%s  - {id: one, title: A, category: own, examples: [{alert: a}], %s}\n"
			"  - {id: two, title: B, category: own, examples: [{alert: a}], %s}\n",
			pack, cases[i].first, cases[i].second);
		char *report = warnings(yaml);
		bool adds = !strstr(report, "a.yaml:7:10: warning: rule 'two' adds nothing: "
					    "wherever it fires 'one' does too (a.yaml:6)");

		if (adds != cases[i].adds)
			fail_msg("%s\n%s\ngives %s", cases[i].first, cases[i].second, report);
		mem_free(report);
		mem_free(yaml);
	}
}

static void an_exclusion_of_all_examples_is_named(void **state)
{
	static const char pack[] =
		"pack: desk\n"
		"terms: {buoy: {en: [buoy*]}, remove: {en: [remov*]}}\n"
		"rules:\n"
		"  - id: r\n"
		"    title: R\n"
		"    category: own\n"
		"    when: buoy near/8 remove\n"
		"    unless: %s\n"
		"    examples: [{alert: Russia removed buoys}, {alert: Moscow removed two buoys}, "
		"{alert: Nothing}, {quiet: Buoys removed}]\n";
	static const char said[] = "a.yaml:8:13: warning: rule 'r': its 'unless: country(RU)' "
				   "excludes all texts that it is to fire on (2 of 2)";
	static const char *const unless[] = {"country(RU)", "country(EE)", "place(narva-river)"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(unless); i++) {
		char *yaml = mem_printf(pack, unless[i]);
		char *report = warnings(yaml);

		if ((strstr(report, said) != NULL) != (i == 0))
			fail_msg("%s gives %s", unless[i], report);
		mem_free(report);
		mem_free(yaml);
	}
}

/* ---- what is said of two rules holds in every text ---------------------------------------------- */

static uint32_t dice(uint32_t sides)
{
	static uint32_t state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % sides;
}

static void put_condition(struct buf *out, int depth)
{
	static const char *const leaves[] = {"a", "b", "ab", "\"alpha beta\"", "country(EE)",
		"country(EE, FI)", "count(a) >= 2", "count(a) >= 20", "(a near/2 b)", "(a near/5 b)",
		"(a then/2 b)", "(ab near/5 c)"};
	static const char *const around[] = {"sentence(", "title(", "lead(", "not (", "anywhere("};
	static const char *const between[] = {" and ", " or ", " and not "};

	if (!depth || dice(4) == 0) {
		buf_puts(out, leaves[dice(ARRAY_LEN(leaves))]);
	} else if (dice(3) == 0) {
		buf_puts(out, around[dice(ARRAY_LEN(around))]);
		put_condition(out, depth - 1);
		buf_putc(out, ')');
	} else {
		buf_putc(out, '(');
		put_condition(out, depth - 1);
		buf_puts(out, between[dice(ARRAY_LEN(between))]);
		put_condition(out, depth - 1);
		buf_putc(out, ')');
	}
}

static struct item *random_item(struct arena *arena)
{
	static const char *const words[] = {"alpha", "beta", "gamma", "Estonia", "Finland", "3", "30",
		"alphabeta", "x", "y.", "Z", "</p><p>", "alpha beta"};
	struct buf text[2] = {BUF_INIT(BUF_UNBOUND), BUF_INIT(BUF_UNBOUND)};
	struct item *item;
	int i;

	buf_puts(&text[1], "<p>");
	for (i = 0; i < 12; i++)
		buf_printf(&text[i > 4], "%s ", words[dice(i > 4 ? ARRAY_LEN(words) : 11)]);
	item = rules_item(arena, "en", buf_str(&text[0]), buf_str(&text[1]));
	buf_done(&text[0]);
	buf_done(&text[1]);
	return item;
}

static void check_pair(const char *yaml, const struct analysis *analysis)
{
	struct arena *arena = arena_new();
	const struct finding *findings;
	bool fired[2];
	size_t count, i;
	int text;

	for (text = 0; text < 40; text++) {
		arena_reset(arena);
		memset(fired, 0, sizeof(fired));
		findings = analysis_item(analysis, arena, random_item(arena), &count);
		for (i = 0; i < count; i++)
			fired[strcmp(findings[i].rule, "two") == 0] = true;
		if (fired[1] && !fired[0])
			fail_msg("%s\nthe second one alone fires", yaml);
	}
	arena_free(arena);
}

static void what_adds_nothing_fires_never_alone(void **state)
{
	CLEANUP(buf_done) struct buf yaml = BUF_INIT(BUF_UNBOUND);
	size_t said = 0;
	char *report;
	int pair, rule;

	(void)state;
	for (pair = 0; pair < 300; pair++) {
		buf_clear(&yaml);
		buf_puts(&yaml, "pack: desk\n"
				"terms: {a: {en: [\"*alpha*\"]}, b: {en: [\"*beta*\"]}, "
				"c: {en: [gamma]}, ab: {uses: [a, b]}}\nrules:\n");
		for (rule = 0; rule < 2; rule++) {
			buf_printf(&yaml, "  - {id: %s, title: A, category: own, examples: [], when: '",
				rule ? "two" : "one");
			put_condition(&yaml, 3);
			buf_puts(&yaml, "'}\n");
		}
		report = warnings(buf_str(&yaml));
		if (strstr(report, "rule 'two' adds nothing")) {
			struct analysis *analysis = rules_read(buf_str(&yaml));

			check_pair(buf_str(&yaml), analysis);
			analysis_unref(analysis);
			said++;
		}
		mem_free(report);
	}
	assert_true(said > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_adds_nothing_fires_never_alone),
		cmocka_unit_test(an_exclusion_of_all_examples_is_named),
		cmocka_unit_test(exclusions_without_words_in_the_rules_languages_are_named),
		cmocka_unit_test(rules_that_add_nothing_to_another_one_are_named),
		cmocka_unit_test(rules_are_warned_of),
		cmocka_unit_test(languages_that_a_rule_has_not_enough_words_of_are_named),
		cmocka_unit_test(a_rule_without_examples_is_warned_of),
		cmocka_unit_test(words_are_warned_of),
		cmocka_unit_test(a_wave_of_no_rules_category_is_told),
		cmocka_unit_test(a_wave_that_is_disabled_is_none),
		cmocka_unit_test(what_is_merely_untidy_is_told_to_who_asks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
