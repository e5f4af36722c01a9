/* Configuration as a user meets it: texts in, values or messages with places out. */
#include "config/config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "check.h"

struct sample {
	char *name, *country, *lang, *url, *path;
	char **tags;
	int64_t interval_ms, body_max, count;
	double jitter;
	bool enabled;
	int mode;
};

static const char *const modes[] = {"auto", "always", "never", NULL};

static const char *no_spaces(const char *text)
{
	return strchr(text, ' ') ? "it holds a space" : NULL;
}

#define ROW(member) .name = #member, .offset = offsetof(struct sample, member)
static const struct config_option sample_options[] = {
	{ROW(name), .type = OPTION_TEXT, .required = true, .check = no_spaces, .help = "A name."},
	{ROW(country), .type = OPTION_COUNTRY, .help = "A country."},
	{ROW(lang), .type = OPTION_LANG, .help = "A language."},
	{ROW(url), .type = OPTION_URL, .help = "A URL."},
	{ROW(path), .type = OPTION_PATH, .help = "A path."},
	{ROW(tags), .type = OPTION_LIST, .help = "Tags."},
	{.name = "interval", .offset = offsetof(struct sample, interval_ms),
		.type = OPTION_DURATION, .def = "15m", .min = 60000, .max = 86400000,
		.help = "A duration."},
	{ROW(body_max), .type = OPTION_SIZE, .def = "8MiB", .min = 1024, .max = 1 << 30,
		.help = "A size."},
	{ROW(count), .type = OPTION_INT, .def = "4", .min = 1, .max = 9, .help = "A number."},
	{ROW(jitter), .type = OPTION_REAL, .def = "0.1", .real_min = 0, .real_max = 0.5,
		.help = "A part."},
	{ROW(enabled), .type = OPTION_BOOL, .def = "yes", .help = "A switch."},
	{ROW(mode), .type = OPTION_CHOICE, .def = "auto", .choices = modes, .help = "A choice."},
};

static const struct config_table sample_table = {
	.name = "sample",
	.help = "A table of every type.",
	.options = sample_options,
	.count = ARRAY_LEN(sample_options),
	.size = sizeof(struct sample),
};

/* Applies yaml to the table; the messages as printed, caller frees. */
static char *apply(const char *yaml, struct sample *out)
{
	struct diag *diag = diag_new();
	struct buf report = BUF_INIT(BUF_UNBOUND);
	struct config_tree *tree = config_read_text("t.yaml", yaml, strlen(yaml), diag);

	config_defaults(&sample_table, out);
	if (tree)
		config_apply(&sample_table, config_root(tree), out, diag);
	config_tree_free(tree);
	diag_print(diag, &report, false);
	diag_free(diag);
	return report.data ? buf_take(&report) : mem_strdup("");
}

static void defaults_stand_where_nothing_is_said(void **state)
{
	struct sample sample;
	char *report = apply("name: x", &sample);

	(void)state;
	assert_string_equal(report, "");
	assert_int_equal(sample.interval_ms, 15 * 60 * 1000);
	assert_int_equal(sample.body_max, 8 * 1024 * 1024);
	assert_int_equal(sample.count, 4);
	assert_true(sample.jitter > 0.09 && sample.jitter < 0.11);
	assert_true(sample.enabled);
	assert_int_equal(sample.mode, 0);
	assert_null(sample.country);
	config_release(&sample_table, &sample);
	mem_free(report);
}

static void values_of_every_type_are_read(void **state)
{
	struct sample sample;
	char *report = apply("name: err\ncountry: no\nlang: NO\nurl: https://example.org/rss\n"
			     "path: /var/x\ntags: [a, \"b c\"]\ninterval: 1h30m\n"
			     "body_max: 64KiB\ncount: 9\njitter: 0.25\nenabled: off\n"
			     "mode: never\n",
		&sample);

	(void)state;
	assert_string_equal(report, "");
	assert_string_equal(sample.country, "NO"); /* Norway, not a boolean */
	assert_string_equal(sample.lang, "no");
	assert_string_equal(sample.url, "https://example.org/rss");
	assert_string_equal(sample.tags[1], "b c");
	assert_null(sample.tags[2]);
	assert_int_equal(sample.interval_ms, 5400000);
	assert_int_equal(sample.body_max, 65536);
	assert_int_equal(sample.count, 9);
	assert_false(sample.enabled);
	assert_int_equal(sample.mode, 2);
	config_release(&sample_table, &sample);
	mem_free(report);
}

static void mistakes_name_place_cause_and_remedy(void **state)
{
	static const struct {
		const char *yaml, *place, *says;
	} cases[] = {
		{"name: x\nintervall: 5m", "t.yaml:2:1: error: ", "did you mean 'interval'?"},
		{"name: x\ninterval: 5", "t.yaml:2:11: error: ", "5m"},
		{"name: x\ninterval: 5s", "t.yaml:2:11: error: ", "1m"},
		{"name: x\ncount: 12", "t.yaml:2:8: error: ", "9"},
		{"name: x\ncount: many", "t.yaml:2:8: error: ", "many"},
		{"name: x\nbody_max: 8 MB of", "t.yaml:2:11: error: ", "8 MB of"},
		{"name: x\nenabled: maybe", "t.yaml:2:10: error: ", "maybe"},
		{"name: x\nmode: allways", "t.yaml:2:7: error: ", "did you mean 'always'?"},
		{"name: x\ncountry: Norway", "t.yaml:2:10: error: ", "Norway"},
		{"name: x\nurl: gopher://x", "t.yaml:2:6: error: ", "https://"},
		{"name: x y", "t.yaml:1:7: error: ", "it holds a space"},
		{"count: 3", "t.yaml:1:1: error: ", "'name' is missing"},
		{"name: x\nname: y", "t.yaml:2:1: error: ", "line 1"},
		{"name: *x", "t.yaml:1:7: error: ", "quotes"},
		{"name: [x]", "t.yaml:1:7: error: ", "list"},
		{"name: x\n\ttags: y", "t.yaml:2:1: error: ", "tab"},
		{"name: \"x", "t.yaml:1:7: error: ", ""},
		{"name: x\n---\nname: y", "t.yaml:2:1: error: ", "second document"},
		{"name: x\ntags: [a, b", "t.yaml:3:1: error: ", "']' is expected"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct sample sample;
		char *report = apply(cases[i].yaml, &sample);

		if (!strstr(report, cases[i].place) || !strstr(report, cases[i].says))
			fail_msg("%s\nexpected %s… %s, got:\n%s", cases[i].yaml, cases[i].place,
				cases[i].says, report);
		config_release(&sample_table, &sample);
		mem_free(report);
	}
}

static void all_mistakes_are_shown_at_once_in_their_order(void **state)
{
	struct sample sample;
	char *report = apply("nam: x\ncount: 0\nmode: x\ninterval: ages\n", &sample), *at = report;
	static const char *const places[] = {"t.yaml:1:1:", "t.yaml:2:8:", "t.yaml:3:7:",
		"t.yaml:4:11:"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(places); i++) {
		at = strstr(at, places[i]);
		if (!at)
			fail_msg("%s is missing or out of order in:\n%s", places[i], report);
	}
	config_release(&sample_table, &sample);
	mem_free(report);
}

static void errors_stand_behind_warnings(void **state)
{
	struct sample sample;
	char *report = apply("count: 0\nlang: ee\n", &sample);
	const char *warning = strstr(report, "t.yaml:2:7: warning: 'ee' is the code of a country");
	const char *error = strstr(report, "t.yaml:1:8: error: ");

	(void)state;
	assert_non_null(warning);
	assert_non_null(error);
	assert_true(warning < error);
	config_release(&sample_table, &sample);
	mem_free(report);
}

static void the_code_of_a_country_is_doubted_as_that_of_a_language(void **state)
{
	static const char *const doubted[][2] = {{"ee", "et"}, {"SE", "sv"}, {"ua", "uk"},
		{"dk", "da"}, {"cz", "cs"}}, *const good[] = {"et", "no", "nb", "est", "fi", "lv"};
	struct sample sample;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(doubted); i++) {
		CLEANUP(mem_freep) char *yaml = mem_printf("name: x\nlang: %s\n", doubted[i][0]);
		CLEANUP(mem_freep) char *hint = mem_printf("did you mean '%s'?", doubted[i][1]);
		CLEANUP(mem_freep) char *report = apply(yaml, &sample);

		if (!strstr(report, "t.yaml:2:7: warning: ") || !strstr(report, hint))
			fail_msg("%s gives: %s", yaml, report);
		config_release(&sample_table, &sample);
	}
	for (i = 0; i < ARRAY_LEN(good); i++) {
		CLEANUP(mem_freep) char *yaml = mem_printf("name: x\nlang: %s\n", good[i]);
		CLEANUP(mem_freep) char *report = apply(yaml, &sample);

		assert_string_equal(report, "");
		config_release(&sample_table, &sample);
	}
}

static void the_caret_stands_under_the_column(void **state)
{
	struct sample sample;
	char *report = apply("# Eesti piirivalve õõ\nname: x\ncount: ÕÄÖ\n", &sample);
	const char *line = strstr(report, "count: ÕÄÖ"), *caret = strchr(report, '^');
	const char *caret_line = caret;

	(void)state;
	assert_non_null(line);
	assert_non_null(caret);
	while (caret_line[-1] != '\n')
		caret_line--;
	while (line[-1] != '\n')
		line--;
	/* All before the caret is ASCII in both lines: columns are bytes here. */
	assert_memory_equal(line + (caret - caret_line), "Õ", 2);
	config_release(&sample_table, &sample);
	mem_free(report);
}

static void outside_text_in_messages_is_harmless(void **state)
{
	struct sample sample;
	char *report = apply("name: x\n\"\\e[31mred\": 1\n", &sample);

	(void)state;
	assert_non_null(strstr(report, "unknown key"));
	assert_null(strchr(report, '\033'));
	config_release(&sample_table, &sample);
	mem_free(report);
}

static void hostile_files_end_in_an_error(void **state)
{
	struct buf deep = BUF_INIT(BUF_UNBOUND);
	struct sample sample;
	char *report;
	int i;

	(void)state;
	buf_puts(&deep, "name: ");
	for (i = 0; i < 100000; i++)
		buf_putc(&deep, '[');
	report = apply(buf_str(&deep), &sample);
	assert_non_null(strstr(report, "nested more than"));
	config_release(&sample_table, &sample);
	mem_free(report);
	buf_done(&deep);
	report = apply("name: \"\xff\xfe\"", &sample);
	assert_non_null(strstr(report, "t.yaml:1:8: error: byte 0xff is not UTF-8"));
	config_release(&sample_table, &sample);
	mem_free(report);
}

static void a_nul_in_a_file_is_shown_with_the_rest_of_its_line(void **state)
{
	static const char yaml[] = "a: 1\nb: \0c\nd: 2\n";
	struct diag *diag = diag_new();
	struct buf out = BUF_INIT(BUF_UNBOUND);

	(void)state;
	assert_null(config_read_text("t.yaml", yaml, sizeof(yaml) - 1, diag));
	diag_print(diag, &out, false);
	assert_non_null(strstr(buf_str(&out), "t.yaml:2:4: error: control character 0x00"));
	assert_non_null(strstr(buf_str(&out), "b: \\x00c\n"));
	buf_done(&out);
	diag_free(diag);
}

static void paths_and_file_urls_stand_beside_the_file_that_names_them(void **state)
{
	static const char yaml[] = "name: x\npath: db/k.db\nurl: file:feed.xml\n";
	struct diag *diag = diag_new();
	struct config_tree *tree =
		config_read_text("/etc/kordon/a.yaml", yaml, strlen(yaml), diag);
	struct sample sample;

	(void)state;
	config_defaults(&sample_table, &sample);
	config_apply(&sample_table, config_root(tree), &sample, diag);
	assert_int_equal(diag_errors(diag), 0);
	assert_string_equal(sample.path, "/etc/kordon/db/k.db");
	assert_string_equal(sample.url, "file:///etc/kordon/feed.xml");
	config_release(&sample_table, &sample);
	config_tree_free(tree);
	diag_free(diag);
}

static void a_file_that_cannot_be_read_says_why(void **state)
{
	struct diag *diag = diag_new();

	(void)state;
	assert_null(config_read_file("/nonexistent/kordon.yaml", diag));
	assert_int_equal(diag_count(diag), 1);
	assert_string_equal(diag_message(diag, 0)->place.file, "/nonexistent/kordon.yaml");
	assert_string_equal(diag_message(diag, 0)->text,
		"cannot be read: No such file or directory");
	diag_free(diag);
}

static void durations_and_sizes_read_as_people_write_them(void **state)
{
	static const struct {
		const char *text;
		int64_t ms; /* -1: refused */
	} durations[] = {{"500ms", 500}, {"15m", 900000}, {"1h30m", 5400000}, {"2w", 1209600000},
		{"0", 0}, {"0s", 0}, {"15", -1}, {"-5m", -1}, {"m", -1}, {"", -1},
		{"5x", -1}, {"99999999999999999999d", -1}};
	static const struct {
		const char *text;
		int64_t bytes;
	} sizes[] = {{"8MiB", 8 << 20}, {"64KiB", 65536}, {"10MB", 10000000}, {"512B", 512},
		{"MiB", -1}, {"8QiB", -1}, {"99999999999GiB", -1}};
	size_t i;
	int64_t value;

	(void)state;
	for (i = 0; i < ARRAY_LEN(durations); i++) {
		if (!config_parse_duration_ms(durations[i].text, &value))
			value = -1;
		if (value != durations[i].ms)
			fail_msg("'%s' is %lld", durations[i].text, (long long)value);
	}
	for (i = 0; i < ARRAY_LEN(sizes); i++) {
		if (!config_parse_size(sizes[i].text, &value))
			value = -1;
		if (value != sizes[i].bytes)
			fail_msg("'%s' is %lld", sizes[i].text, (long long)value);
	}
}

static void the_nearest_word_is_offered_only_when_it_is_near(void **state)
{
	static const char *const words[] = {"interval", "timezone", "lang", "country"};

	(void)state;
	assert_string_equal(config_nearest("intreval", words, 4), "interval");
	assert_string_equal(config_nearest("Country", words, 4), "country");
	assert_null(config_nearest("publisher", words, 4));
}

static void the_manual_names_type_range_and_default(void **state)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);

	(void)state;
	config_manual(&sample_table, &out);
	assert_non_null(strstr(buf_str(&out), "*interval*: duration; 1m to 1d; default 15m"));
	assert_non_null(strstr(buf_str(&out), "auto, always or never"));
	assert_non_null(strstr(buf_str(&out), "required"));
	buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_stand_where_nothing_is_said),
		cmocka_unit_test(values_of_every_type_are_read),
		cmocka_unit_test(mistakes_name_place_cause_and_remedy),
		cmocka_unit_test(all_mistakes_are_shown_at_once_in_their_order),
		cmocka_unit_test(errors_stand_behind_warnings),
		cmocka_unit_test(the_code_of_a_country_is_doubted_as_that_of_a_language),
		cmocka_unit_test(the_caret_stands_under_the_column),
		cmocka_unit_test(outside_text_in_messages_is_harmless),
		cmocka_unit_test(hostile_files_end_in_an_error),
		cmocka_unit_test(a_nul_in_a_file_is_shown_with_the_rest_of_its_line),
		cmocka_unit_test(paths_and_file_urls_stand_beside_the_file_that_names_them),
		cmocka_unit_test(a_file_that_cannot_be_read_says_why),
		cmocka_unit_test(durations_and_sizes_read_as_people_write_them),
		cmocka_unit_test(the_nearest_word_is_offered_only_when_it_is_near),
		cmocka_unit_test(the_manual_names_type_range_and_default),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
