/* check, manual: what needs the configuration alone. */
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
	ctl_print_json(list);
}

static void print_text(const struct ctl *ctl, const struct diag *diag, bool good)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);

	diag_print(diag, &text, ctl->color);
	fputs(buf_str(&text), good ? stdout : stderr);
}

static int check(struct ctl *ctl, void *args)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	const char *path = ctl->word_count ? ctl->words[0] : ctl->config;
	struct settings *settings;
	bool good;

	(void)args;
	diag_ask_untidy(diag);
	settings = settings_load(path, diag);
	good = settings && !diag_errors(diag);
	if (ctl->json)
		print_json(diag);
	else
		print_text(ctl, diag, good);
	if (good && !ctl->json)
		printf("%s: %zu files, %zu sources, %zu rules, %zu places: no errors\n", path,
			settings->files, sources_count(settings->sources),
			ruleset_count(analysis_ruleset(settings->analysis)),
			analysis_gazetteer(settings->analysis)->place_count);
	settings_free(settings);
	return good ? CTL_DONE : CTL_USAGE;
}

const struct ctl_command ctl_check = {
	.name = "check",
	.words = "[FILE]",
	.words_max = 1,
	.help = "Checks the configuration with its sources, rules and places, and names every "
		"mistake",
	.run = check,
};

/* ---- manual -------------------------------------------------------------------------- */

static int manual(struct ctl *ctl, void *args)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	size_t i;

	(void)ctl;
	(void)args;
	for (i = 0; i < settings_table_count; i++)
		config_manual(settings_tables[i], &text);
	config_manual(&source_entry_table, &text);
	config_manual(&sink_target_table, &text);
	config_manual(&alert_route_table, &text);
	fputs(buf_str(&text), stdout);
	return CTL_DONE;
}

const struct ctl_command ctl_manual = {
	.name = "manual",
	.words = "",
	.help = "Prints the options of kordon.yaml as scdoc, from which man 5 kordon.yaml is made",
	.run = manual,
};
