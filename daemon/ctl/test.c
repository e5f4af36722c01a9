/*
 * test: runs the examples that stand in the rules, and says what came of them: as text for
 * people, as TAP 13, as the JUnit XML that build servers read. To add a format: a row.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "base/xml.h"
#include "ctl/ctl.h"
#include "model/json.h"

struct test_args {
	struct ctl_paths rules;
	const char *format;
};

static const struct ctl_option test_options[] = {
	CTL_RULES_OPTION(struct test_args),
	{"format", CTL_TEXT, offsetof(struct test_args, format), "FORMAT",
		"text (default), tap (TAP 13) or junit (XML for build servers)"},
};

/* A run of all examples, and what is printed of it in the end. */
struct test_run {
	const struct format *format;
	struct buf text;
	size_t count;
	struct analysis_tally tally;
};

struct format {
	const char *name;
	void (*outcome)(struct test_run *run, const struct analysis_outcome *outcome);
	void (*print)(const struct test_run *run);
};

static const char *kind_of(const struct analysis_outcome *outcome)
{
	return outcome->example->alert ? "alert" : "quiet";
}

static char *text_of(const struct analysis_outcome *outcome)
{
	return utf8_show(outcome->example->text, SIZE_MAX);
}

/* The lines of a failure, each fit to print, behind an indent. */
static void put_lines(struct buf *out, const char *indent, const char *text)
{
	size_t len;

	for (;; text += len + 1) {
		len = strcspn(text, "\n");
		buf_puts(out, indent);
		utf8_printable(out, text, len);
		buf_putc(out, '\n');
		if (!text[len])
			return;
	}
}

/* ---- text and JSON ----------------------------------------------------------------------- */

static void text_outcome(struct test_run *run, const struct analysis_outcome *outcome)
{
	if (outcome->failure)
		put_lines(&run->text, "", outcome->failure);
}

static void text_print(const struct test_run *run)
{
	printf("%s%zu passed, %zu failed\n", buf_str(&run->text), run->tally.passed,
		run->tally.failed);
}

static void json_print(const struct test_run *run)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(
		object, "passed", json_object_new_int64((int64_t)run->tally.passed));
	json_object_object_add(
		object, "failed", json_object_new_int64((int64_t)run->tally.failed));
	json_object_object_add(object, "report", json_text(buf_str(&run->text)));
	ctl_print_json(object);
}

/* ---- TAP --------------------------------------------------------------------------------- */

/* A bare '#' would begin a directive: "# SKIP". */
static void put_tap_name(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("#\\", *text))
			buf_putc(out, '\\');
		buf_putc(out, *text);
	}
}

/* What is wrong stands below its line, as a block of YAML. */
static void tap_outcome(struct test_run *run, const struct analysis_outcome *outcome)
{
	CLEANUP(mem_freep) char *text = text_of(outcome);

	buf_printf(&run->text, "%sok %zu - %s/%s %s: ", outcome->failure ? "not " : "",
		run->count, rule_pack(outcome->rule), rule_id(outcome->rule),
		kind_of(outcome));
	put_tap_name(&run->text, text);
	buf_putc(&run->text, '\n');
	if (!outcome->failure)
		return;
	buf_puts(&run->text, "  ---\n  message: |\n");
	put_lines(&run->text, "    ", outcome->failure);
	buf_puts(&run->text, "  ...\n");
}

static void tap_print(const struct test_run *run)
{
	printf("TAP version 13\n%s1..%zu\n", buf_str(&run->text), run->count);
}

/* ---- JUnit ------------------------------------------------------------------------------- */

static void put_attribute(struct buf *out, const char *name, const char *text, size_t len)
{
	CLEANUP(buf_done) struct buf printable = BUF_INIT(BUF_UNBOUND);

	utf8_printable(&printable, text, len);
	xml_attribute(out, name, buf_str(&printable));
}

static void put_junit_failure(struct buf *out, const char *failure)
{
	CLEANUP(buf_done) struct buf lines = BUF_INIT(BUF_UNBOUND);

	buf_puts(out, ">\n<failure type=\"example\"");
	put_attribute(out, "message", failure, strcspn(failure, "\n"));
	buf_putc(out, '>');
	put_lines(&lines, "", failure);
	xml_text(out, buf_str(&lines), lines.len);
	buf_puts(out, "</failure>\n</testcase>\n");
}

/* Build servers group by what stands before the last dot of a class. */
static void junit_outcome(struct test_run *run, const struct analysis_outcome *outcome)
{
	const struct rule_example *example = outcome->example;
	CLEANUP(mem_freep) char *name =
		mem_printf("%s: %s", kind_of(outcome), example->text);
	CLEANUP(mem_freep) char *class =
		mem_printf("%s.%s", rule_pack(outcome->rule), rule_id(outcome->rule));

	buf_puts(&run->text, "<testcase");
	put_attribute(&run->text, "classname", class, strlen(class));
	put_attribute(&run->text, "name", name, strlen(name));
	put_attribute(&run->text, "file", example->place.file, strlen(example->place.file));
	buf_printf(&run->text, " line=\"%d\"", example->place.line);
	if (outcome->failure)
		put_junit_failure(&run->text, outcome->failure);
	else
		buf_puts(&run->text, "/>\n");
}

static void junit_print(const struct test_run *run)
{
	printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
	       "<testsuite name=\"kordon\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" "
	       "skipped=\"0\">\n%s</testsuite>\n</testsuites>\n",
		run->count, run->tally.failed, buf_str(&run->text));
}

/* ---- the whole --------------------------------------------------------------------------- */

static const struct format formats[] = {
	{"text", text_outcome, text_print},
	{"tap", tap_outcome, tap_print},
	{"junit", junit_outcome, junit_print},
};
static const struct format json_format = {"json", text_outcome, json_print};

/* NULL after a report. */
static const struct format *find_format(const struct ctl *ctl, const char *name)
{
	size_t i;

	if (ctl->json && name) {
		(void)ctl_misuse(ctl, "either --json or --format %s", name);
		return NULL;
	}
	if (ctl->json)
		return &json_format;
	for (i = 0; i < ARRAY_LEN(formats); i++)
		if (strcmp(formats[i].name, name ? name : "text") == 0)
			return &formats[i];
	(void)ctl_misuse(ctl, "--format is text, tap or junit, not '%s'", name);
	return NULL;
}

static void take_outcome(void *context, const struct analysis_outcome *outcome)
{
	struct test_run *run = context;

	run->count++;
	run->format->outcome(run, outcome);
}

/* Nothing that failed, and nothing that was tried: a build server must not take it for good. */
static int no_examples(const struct ctl *ctl, const struct ctl_paths *rules, size_t count)
{
	const char *where = rules->count ? rules->list[0] : ctl->config;

	if (!count)
		return ctl_fail(ctl, "%s%s: there are no rules in it", where,
			rules->count > 1 ? " …" : "");
	return ctl_fail(ctl, "%s%s: no rule of it (%zu) has examples: give each an 'alert' and a "
			     "'quiet' one",
		where, rules->count > 1 ? " …" : "", count);
}

static int test(struct ctl *ctl, void *args)
{
	const struct test_args *wanted = args;
	struct test_run run = {.format = find_format(ctl, wanted->format),
		.text = BUF_INIT(BUF_UNBOUND)};
	struct analysis *analysis;
	size_t rules;

	if (!run.format)
		return CTL_USAGE;
	analysis = ctl_analysis(ctl, &wanted->rules);
	if (!analysis)
		return CTL_USAGE;
	run.tally = analysis_test(analysis, take_outcome, &run);
	rules = ruleset_count(analysis_ruleset(analysis));
	analysis_unref(analysis);
	run.format->print(&run);
	buf_done(&run.text);
	if (!run.count)
		return no_examples(ctl, &wanted->rules, rules);
	return run.tally.failed ? CTL_FAILED : CTL_DONE;
}

const struct ctl_command ctl_test = {
	.name = "test",
	.words = "",
	.help = "Runs the examples that stand in the rules",
	.run = test,
	CTL_OPTIONS(test_options, struct test_args),
};
