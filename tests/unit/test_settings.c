/* The configuration as a whole, out of files as people write them: what it says, what is wrong. */
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "check.h"

#define RULE                                                                             \
	"pack: test\nversion: 1\n"                                                       \
	"terms: {buoy: {en: [buoy*]}, remove: {en: [remov*]}}\n"                         \
	"rules:\n"                                                                       \
	"  - id: buoys\n    title: Buoys\n    category: border-marker\n"                  \
	"    severity: high\n    when: sentence(buoy and remove)\n"                      \
	"    examples: [{alert: Guards removed buoys}, {quiet: Guards slept}]\n"
#define SOURCE "sources: [{id: err, url: 'https://err.example/rss'}]\n"

/* A file of a configuration; the first one is the main file. */
struct file {
	const char *name, *text;
};
enum { FILES_MAX = 6 };

static char folder[] = "/tmp/kordon-test-settings-XXXXXX";

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static void clear_folder(void)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf %s/*", folder);
	assert_int_equal(system(command), 0);
}

static int tear_down(void **state)
{
	(void)state;
	clear_folder();
	return rmdir(folder);
}

static void write_files(const struct file *files)
{
	char path[200], *slash;
	FILE *out;
	size_t i;

	clear_folder();
	for (i = 0; i < FILES_MAX && files[i].name; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, files[i].name);
		slash = strrchr(path + sizeof(folder), '/');
		if (slash) {
			*slash = '\0';
			mkdir(path, 0700);
			*slash = '/';
		}
		out = fopen(path, "w");
		assert_non_null(out);
		fputs(files[i].text, out);
		fclose(out);
	}
}

/* Loads them; *out_report is what a person would read, with the folder's name taken out. */
static struct settings *load(const struct file *files, char **out_report)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	CLEANUP(buf_done) struct buf report = BUF_INIT(BUF_UNBOUND);
	struct settings *settings;
	char path[200], *at;
	size_t len = strlen(folder) + 1;

	write_files(files);
	snprintf(path, sizeof(path), "%s/%s", folder, files[0].name);
	settings = settings_load(path, diag);
	diag_print(diag, &report, false);
	*out_report = mem_strdup(buf_str(&report));
	while ((at = strstr(*out_report, folder)))
		memmove(at, at + len, strlen(at + len) + 1);
	return settings;
}

static void a_configuration_is_one_of_many_files(void **state)
{
	static const struct file files[FILES_MAX] = {
		{"kordon.yaml", "include: [more.d, 'part-*.yaml', rules.yaml]\n"
				"alert: {max_age: 3d, min_severity: high}\n"},
		{"more.d/b.yaml", "sources: [{id: no, url: 'https://no.example/', country: no}]\n"},
		{"more.d/a.yaml", SOURCE},
		{"more.d/.hidden.yaml", "this: is none of ours\n"},
		{"part-1.yaml", "sources: [{id: one, url: 'file:one.xml'}]\n"},
		{"rules.yaml", RULE},
	};
	CLEANUP(mem_freep) char *report = NULL;
	struct settings *settings = load(files, &report);
	CLEANUP(mem_freep) char *url = mem_printf("file://%s/one.xml", folder);

	(void)state;
	assert_string_equal(report, "");
	assert_non_null(settings);
	assert_int_equal(settings->files, 5);
	assert_int_equal(settings->alert.max_age_ms, 3LL * 86400 * 1000);
	assert_int_equal(settings->alert.min_severity, SEVERITY_HIGH);
	assert_string_equal(settings->control.socket, "/run/kordon/control.sock");
	assert_int_equal(sources_count(settings->sources), 3);
	assert_string_equal(sources_at(settings->sources, 0)->options.id, "err");
	/* Norway, not false. */
	assert_string_equal(sources_find(settings->sources, "no")->options.country, "NO");
	assert_string_equal(sources_find(settings->sources, "one")->options.url, url);
	assert_int_equal(ruleset_count(analysis_ruleset(settings->analysis)), 1);
	settings_free(settings);
}

static void a_file_that_is_named_twice_is_read_once(void **state)
{
	static const struct file files[FILES_MAX] = {
		{"kordon.yaml", "include: [more.d, more.d/a.yaml, '*.d/*.yaml', rules.yaml]\n"},
		{"more.d/a.yaml", SOURCE},
		{"rules.yaml", RULE},
	};
	CLEANUP(mem_freep) char *report = NULL;
	struct settings *settings = load(files, &report);

	(void)state;
	assert_string_equal(report, "");
	assert_int_equal(settings->files, 3);
	settings_free(settings);
}

static void relative_paths_are_beside_their_file(void **state)
{
	static const struct file files[FILES_MAX] = {
		{"kordon.yaml", "include: [rules.yaml]\nstore: {path: data/k.db}\n" SOURCE},
		{"rules.yaml", RULE},
	};
	CLEANUP(mem_freep) char *report = NULL;
	struct settings *settings = load(files, &report);
	CLEANUP(mem_freep) char *path = mem_printf("%s/data/k.db", folder);

	(void)state;
	assert_non_null(settings);
	assert_string_equal(settings->store.path, path);
	settings_free(settings);
}

/* ---- mistakes ------------------------------------------------------------------------ */

static void every_mistake_is_named_with_its_place(void **state)
{
	static const struct {
		const char *what;
		struct file files[FILES_MAX];
		const char *says[4];
	} cases[] = {
		{"an unknown section", {{"kordon.yaml", "stoer: {path: x}\n"}},
			{"kordon.yaml:1:1: error: ", "'stoer'", "\n    stoer: {path: x}\n    ^",
				"did you mean 'store'"}},
		{"an unknown key", {{"kordon.yaml", "alert:\n  max_aeg: 48h\n"}},
			{"kordon.yaml:2:3: error: ", "'max_aeg'", "did you mean 'max_age'",
				"\n      max_aeg: 48h\n      ^"}},
		{"a key that is given twice", {{"kordon.yaml", "alert:\n  max_age: 48h\n"
								"  max_age: 3h\n"}},
			{"kordon.yaml:3:3: error: ", "max_age"}},
		{"a value of the wrong type", {{"kordon.yaml", "alert: {max_age: soon}\n"}},
			{"kordon.yaml:1:18: error: ", "soon"}},
		{"a choice that is none", {{"kordon.yaml", "alert: {min_severity: hihg}\n"}},
			{"kordon.yaml:1:23: error: ", "hihg", "high"}},
		{"an included file that is not there",
			{{"kordon.yaml", "include: [none.yaml]\n"}},
			{"kordon.yaml:1:11: error: ", "none.yaml",
				"No such file or directory",
				"relative to the file they stand in"}},
		{"a section in an included file",
			{{"kordon.yaml", "include: [a.yaml]\n"},
				{"a.yaml", "alert: {max_age: 1h}\n"}},
			{"a.yaml:1:1: error: ", "belongs into the main file"}},
		{"an unknown key in an included file",
			{{"kordon.yaml", "include: [a.yaml]\n"}, {"a.yaml", "souces: []\n"}},
			{"a.yaml:1:1: error: ", "did you mean 'sources'"}},
		{"an id in two files",
			{{"kordon.yaml", "include: [a.yaml]\n" SOURCE}, {"a.yaml", SOURCE}},
			{"a.yaml:1:", "error: ", "kordon.yaml:"}},
		{"a list for a map", {{"kordon.yaml", "- a\n- b\n"}},
			{"kordon.yaml:1:1: error: "}},
		{"broken YAML", {{"kordon.yaml", "alert: {max_age: 1h\nsink: {}\n"}},
			{"kordon.yaml:", "error: "}},
		{"a rule that makes no sense",
			{{"kordon.yaml", "include: [r.yaml]\n" SOURCE},
				{"r.yaml", "pack: t\nversion: 1\nrules:\n  - id: a\n    title: A\n"
					   "    category: border-marker\n    severity: high\n"
					   "    when: sentense(x)\n"}},
			{"r.yaml:8:11: error: ", "sentense"}},
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(mem_freep) char *report = NULL;
		struct settings *settings = load(cases[i].files, &report);

		if (settings)
			fail_msg("%s: accepted", cases[i].what);
		for (j = 0; j < 4 && cases[i].says[j]; j++)
			if (!strstr(report, cases[i].says[j]))
				fail_msg("%s: no '%s' in\n%s", cases[i].what,
					cases[i].says[j], report);
	}
}

static size_t count_of(const char *text, const char *part)
{
	size_t count = 0;

	for (text = strstr(text, part); text; text = strstr(text + 1, part))
		count++;
	return count;
}

static void all_mistakes_of_all_files_come_at_once(void **state)
{
	static const struct file files[FILES_MAX] = {
		{"kordon.yaml", "include: [a.yaml, none.yaml, r.yaml]\nalert: {max_aeg: 1h}\n"
				"stoer: {}\n"},
		{"a.yaml", "sources:\n  - {id: a, url: 'gopher://x/'}\n  - {id: b}\n"},
		{"r.yaml", "pack: t\nversion: 1\nrules: [{id: a, when: x}]\n"},
	};
	CLEANUP(mem_freep) char *report = NULL;
	struct settings *settings = load(files, &report);

	(void)state;
	assert_null(settings);
	assert_int_equal(count_of(report, "kordon.yaml:1:"), 1);
	assert_int_equal(count_of(report, "kordon.yaml:2:"), 1);
	assert_int_equal(count_of(report, "kordon.yaml:3:"), 1);
	assert_true(count_of(report, "a.yaml:2:") >= 1);
	assert_true(count_of(report, "a.yaml:3:") >= 1);
	assert_true(count_of(report, "r.yaml:3:") >= 1);
}

static void what_is_not_there_or_empty_is_said(void **state)
{
	static const struct file empty[FILES_MAX] = {{"kordon.yaml", ""}};
	CLEANUP(mem_freep) char *report = NULL;
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	struct settings *settings = load(empty, &report);

	(void)state;
	assert_non_null(settings); /* a start, and it does nothing: warnings */
	assert_non_null(strstr(report, "warning: no sources"));
	assert_non_null(strstr(report, "warning: no rules"));
	settings_free(settings);
	assert_null(settings_load("/nowhere/kordon.yaml", diag));
	assert_int_equal(diag_errors(diag), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_configuration_is_one_of_many_files),
		cmocka_unit_test(a_file_that_is_named_twice_is_read_once),
		cmocka_unit_test(relative_paths_are_beside_their_file),
		cmocka_unit_test(every_mistake_is_named_with_its_place),
		cmocka_unit_test(all_mistakes_of_all_files_come_at_once),
		cmocka_unit_test(what_is_not_there_or_empty_is_said),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
