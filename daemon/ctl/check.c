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

struct check_args {
	struct ctl_paths rules;
};

static const struct ctl_option check_options[] = {
	{"rules", CTL_PATHS, offsetof(struct check_args, rules), "PATH",
		"instead of the configuration, rules and places from a YAML file, a folder of them "
		"or a configuration folder; may be given more than once"},
};

static void print_messages(const struct ctl *ctl, const struct diag *diag, bool good)
{
	if (ctl->json)
		print_json(diag);
	else
		print_text(ctl, diag, good);
}

static int check_config(const struct ctl *ctl, const char *path, struct diag *diag)
{
	struct settings *settings = settings_load(path, diag);
	bool good = settings && !diag_errors(diag);

	print_messages(ctl, diag, good);
	if (good && !ctl->json)
		printf("%s: %zu files, %zu sources, %zu rules, %zu places: no errors\n", path,
			settings->files, sources_count(settings->sources),
			ruleset_count(analysis_ruleset(settings->analysis)),
			analysis_gazetteer(settings->analysis)->place_count);
	settings_free(settings);
	return good ? CTL_DONE : CTL_USAGE;
}

static int check_rules(const struct ctl *ctl, const struct ctl_paths *rules, struct diag *diag)
{
	struct analysis *analysis =
		settings_load_analysis(rules->list, rules->count, ctl->config, diag);
	bool good = analysis != NULL;

	print_messages(ctl, diag, good);
	if (good && !ctl->json)
		printf("%s%s: %zu rules, beside %zu places: no errors, %zu warnings\n",
			rules->list[0], rules->count > 1 ? " …" : "",
			ruleset_count(analysis_ruleset(analysis)),
			analysis_gazetteer(analysis)->place_count, diag_warnings(diag));
	analysis_unref(analysis);
	return good ? CTL_DONE : CTL_USAGE;
}

/* A file of rules, and no kordon.yaml: its places are those of the configuration. */
static bool is_pack(const char *path)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	struct config_tree *tree = config_read_file(path, diag);
	bool pack = tree && config_get(config_root(tree), "pack") &&
		    !config_get(config_root(tree), "include");

	config_tree_free(tree);
	return pack;
}

static int check(struct ctl *ctl, void *args)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	const struct check_args *wanted = args;
	struct ctl_paths word = {.count = 1};

	if (wanted->rules.count && ctl->word_count)
		return ctl_misuse(ctl, "check wants either a FILE or --rules");
	diag_ask_untidy(diag);
	if (wanted->rules.count)
		return check_rules(ctl, &wanted->rules, diag);
	if (!ctl->word_count)
		return check_config(ctl, ctl->config, diag);
	word.list[0] = ctl->words[0];
	return is_pack(ctl->words[0]) ? check_rules(ctl, &word, diag) :
					check_config(ctl, ctl->words[0], diag);
}

const struct ctl_command ctl_check = {
	.name = "check",
	.words = "[FILE]",
	.words_max = 1,
	.help = "Checks the configuration with its sources, rules and places, and names every "
		"mistake",
	.run = check,
	CTL_OPTIONS(check_options, struct check_args),
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
