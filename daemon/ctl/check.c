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

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

/* "no errors", "2 errors, 1 warning". */
static void count_messages(const struct diag *diag, struct buf *out)
{
	size_t errors = diag_errors(diag), warnings = diag_warnings(diag);

	if (errors)
		buf_printf(out, "%zu error%s", errors, plural(errors));
	else
		buf_puts(out, "no errors");
	if (warnings)
		buf_printf(out, ", %zu warning%s", warnings, plural(warnings));
}

/* What was checked and how many mistakes it has, behind all of them. */
static void print_text(const struct ctl *ctl, const struct diag *diag, const char *what, bool good)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);

	diag_print(diag, &text, ctl->color);
	buf_printf(&text, "%s: ", what);
	count_messages(diag, &text);
	buf_putc(&text, '\n');
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

static void print_messages(const struct ctl *ctl, const struct diag *diag, const char *what,
	bool good)
{
	if (ctl->json)
		print_json(diag);
	else
		print_text(ctl, diag, what, good);
}

/* "FILE: 33 files, 67 sources, 1 rule, 1043 places"; caller frees. */
static char *describe(const char *path, const struct settings *settings)
{
	size_t sources = sources_count(settings->sources),
	       rules = ruleset_count(analysis_ruleset(settings->analysis)),
	       places = analysis_gazetteer(settings->analysis)->place_count;

	return mem_printf("%s: %zu file%s, %zu source%s, %zu rule%s, %zu place%s", path,
		settings->files, plural(settings->files), sources, plural(sources), rules,
		plural(rules), places, plural(places));
}

static int check_config(const struct ctl *ctl, const char *path, struct diag *diag)
{
	struct settings *settings = settings_load(path, diag);
	bool good = settings && !diag_errors(diag);
	CLEANUP(mem_freep) char *what = good ? describe(path, settings) : mem_strdup(path);

	print_messages(ctl, diag, what, good);
	settings_free(settings);
	return good ? CTL_DONE : CTL_USAGE;
}

static int check_rules(const struct ctl *ctl, const struct ctl_paths *rules, struct diag *diag)
{
	struct analysis *analysis =
		settings_load_analysis(rules->list, rules->count, ctl->config, diag);
	bool good = analysis != NULL;
	CLEANUP(mem_freep) char *what =
		mem_printf("%s%s", rules->list[0], rules->count > 1 ? " …" : "");

	if (good) {
		size_t count = ruleset_count(analysis_ruleset(analysis));
		char *with = mem_printf("%s: %zu rule%s, beside %zu places", what, count,
			plural(count), analysis_gazetteer(analysis)->place_count);

		mem_free(what);
		what = with;
	}
	print_messages(ctl, diag, what, good);
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
