/* check, test, manual: what needs the configuration alone. */
#include <getopt.h>
#include <json-c/json.h>
#include <stdio.h>

#include "base/mem.h"
#include "ctl/ctl.h"
#include "model/json.h"

/* ---- check --------------------------------------------------------------------------- */

static struct json_object *message_json(const struct diag_message *message)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "path", json_text(message->place.file));
	json_object_object_add(object, "line", json_object_new_int(message->place.line));
	json_object_object_add(object, "column", json_object_new_int(message->place.column));
	json_object_object_add(
		object, "level", json_object_new_string(message->warning ? "warning" : "error"));
	json_object_object_add(object, "text", json_text(message->text));
	json_object_object_add(object, "hint", json_text(message->hint));
	return object;
}

static void print_json(const struct diag *diag)
{
	struct json_object *list = json_object_new_array();
	size_t i;

	for (i = 0; i < diag_count(diag); i++)
		json_object_array_add(list, message_json(diag_message(diag, i)));
	puts(json_object_to_json_string_ext(
		list, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(list);
}

int ctl_check(struct ctl *ctl)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	const char *path = ctl->argc > 1 ? ctl->argv[1] : ctl->config;
	struct buf text = BUF_INIT(BUF_UNBOUND);
	struct settings *settings;
	bool good;

	if (ctl->argc > 2)
		return ctl_misuse(ctl, "one FILE is enough");
	settings = settings_load(path, diag);
	good = settings && !diag_errors(diag);
	if (ctl->json) {
		print_json(diag);
	} else {
		diag_print(diag, &text, ctl->color);
		fputs(buf_str(&text), good ? stdout : stderr);
	}
	if (good && !ctl->json)
		printf("%s: %zu files, %zu sources, %zu rules, %zu places: no errors\n", path,
			settings->files, sources_count(settings->sources),
			ruleset_count(analysis_ruleset(settings->analysis)),
			analysis_gazetteer(settings->analysis)->place_count);
	settings_free(settings);
	buf_done(&text);
	return good ? CTL_DONE : CTL_USAGE;
}

/* ---- test ---------------------------------------------------------------------------- */

int ctl_test(struct ctl *ctl)
{
	static const struct option options[] = {{"rules", required_argument, NULL, 'r'}, {0}};
	struct ctl_paths paths = {0};
	struct buf text = BUF_INIT(BUF_UNBOUND);
	struct analysis_tally tally;
	struct analysis *analysis;
	int option;

	while ((option = getopt_long(ctl->argc, ctl->argv, "", options, NULL)) != -1)
		if (option != 'r' || !ctl_add_path(ctl, &paths, optarg))
			return ctl_misuse(ctl, "test takes --rules alone");
	if (optind < ctl->argc)
		return ctl_misuse(ctl, "what is '%s' for?", ctl->argv[optind]);
	analysis = ctl_analysis(ctl, paths.list, paths.count);
	if (!analysis)
		return CTL_USAGE;
	tally = analysis_test(analysis, &text);
	analysis_unref(analysis);
	if (ctl->json)
		printf("{\"passed\":%zu,\"failed\":%zu}\n", tally.passed, tally.failed);
	else
		printf("%s%zu passed, %zu failed\n", buf_str(&text), tally.passed,
			tally.failed);
	buf_done(&text);
	return tally.failed ? CTL_FAILED : CTL_DONE;
}

/* ---- manual -------------------------------------------------------------------------- */

int ctl_manual(struct ctl *ctl)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);
	size_t i;

	if (ctl->argc > 1)
		return ctl_misuse(ctl, "manual takes no arguments");
	for (i = 0; i < settings_table_count; i++)
		config_manual(settings_tables[i], &text);
	fputs(buf_str(&text), stdout);
	buf_done(&text);
	return CTL_DONE;
}
