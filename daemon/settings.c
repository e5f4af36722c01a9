/*
 * Settings out of files: sections become options of the rooms, `sources:` lists become
 * sources, rule and gazetteer files become the analysis. Every mistake of every file is
 * looked for before the answer is no.
 */
#include "settings.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "feed/feed.h"
#include "settings_priv.h"

static const char *const level_names[] = {"error", "warning", "notice", "info", "debug", NULL};

static const struct config_option log_options[] = {
	{.name = "level",
		.type = OPTION_CHOICE,
		.offset = offsetof(struct log_options, level),
		.def = "info",
		.choices = level_names,
		.help = "The least important messages that are written to the daemon's log. "
			"Alerts are not affected."},
};

static const struct config_table log_table = {
	.name = "log",
	.help = "The daemon's own log, on standard error or in the journal.",
	.options = log_options,
	.count = ARRAY_LEN(log_options),
	.size = sizeof(struct log_options),
};

const struct config_table *const settings_tables[] = {&log_table, &store_table, &fetch_table,
	&source_table, &alert_table, &sink_table, &control_table};
const size_t settings_table_count = ARRAY_LEN(settings_tables);

/* Where the struct of each table stands, in the order of settings_tables. */
static const size_t section_offsets[] = {offsetof(struct settings, log),
	offsetof(struct settings, store), offsetof(struct settings, fetch),
	offsetof(struct settings, source), offsetof(struct settings, alert),
	offsetof(struct settings, sink), offsetof(struct settings, control)};
_Static_assert(ARRAY_LEN(section_offsets) == ARRAY_LEN(settings_tables),
	"every section has a struct");

/* What a file may hold beside sections. A file with `pack` is the rule room's to check. */
static const char *const content_keys[] = {"sources", "sinks", "routes", "places",
	"countries", "areas", "publishers", "pack"};

static void *section_of(struct settings *settings, size_t i)
{
	return (char *)settings + section_offsets[i];
}

/* ---- keys of a file ---------------------------------------------------------------- */

static bool in_list(const char *word, const char *const *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

static bool is_section(const char *word)
{
	size_t i;

	for (i = 0; i < settings_table_count; i++)
		if (strcmp(word, settings_tables[i]->name) == 0)
			return true;
	return strcmp(word, "include") == 0;
}

/* Included files hold content; sections stand in one file, so that each has one value. */
static void check_included(const struct config_node *root, struct diag *diag)
{
	const struct config_node *key;
	size_t i;

	if (!config_want(root, CONFIG_MAP, "a configuration file", diag) ||
		config_get(root, "pack"))
		return;
	for (i = 0; i < root->count; i++) {
		key = root->keys[i];
		if (in_list(key->text, content_keys, ARRAY_LEN(content_keys)))
			continue;
		if (is_section(key->text)) {
			diag_error(diag, key->place,
				"'%s' belongs into the main file, not into an included one",
				key->text);
		} else {
			diag_error(diag, key->place, "unknown key '%s' in an included file",
				key->text);
			diag_hint_nearest(diag, key->text, content_keys,
				ARRAY_LEN(content_keys));
		}
	}
}

static void check_main(const struct config_node *root, struct diag *diag)
{
	const char *known[ARRAY_LEN(settings_tables) + ARRAY_LEN(content_keys) + 1];
	size_t count = 0, i;

	if (config_get(root, "pack"))
		return;
	for (i = 0; i < settings_table_count; i++)
		known[count++] = settings_tables[i]->name;
	for (i = 0; i < ARRAY_LEN(content_keys); i++)
		known[count++] = content_keys[i];
	known[count++] = "include";
	config_known_keys(root, known, count, "the configuration", diag);
}

/* ---- load ------------------------------------------------------------------------- */

static void apply_sections(struct settings *settings, const struct config_node *root,
	struct diag *diag)
{
	const struct config_node *section;
	size_t i;

	for (i = 0; i < settings_table_count; i++) {
		section = config_get(root, settings_tables[i]->name);
		if (section)
			config_apply(settings_tables[i], section, section_of(settings, i),
				diag);
	}
}

static struct settings *settings_new(void)
{
	struct settings *settings = mem_alloc(sizeof(*settings));
	size_t i;

	for (i = 0; i < settings_table_count; i++)
		config_defaults(settings_tables[i], section_of(settings, i));
	return settings;
}

void settings_free(struct settings *settings)
{
	size_t i;

	if (!settings)
		return;
	for (i = 0; i < settings_table_count; i++)
		config_release(settings_tables[i], section_of(settings, i));
	sink_targets_release(&settings->targets);
	alert_routes_free(settings->routes);
	sources_free(settings->sources);
	analysis_unref(settings->analysis);
	mem_free(settings);
}

struct sources *settings_take_sources(struct settings *settings)
{
	return mem_steal(&settings->sources);
}

static bool has_key(const struct file_set *files, const char *key)
{
	size_t i;

	for (i = 0; i < files->count; i++)
		if (config_get(files->roots[i], key))
			return true;
	return false;
}

/* Where nothing names publishers, those that stand beside the folder of the places: a
 * configuration of before they had a folder keeps them. */
static void borrow_publishers(struct file_set *files, struct diag *diag)
{
	const char *file, *slash;
	size_t i;

	for (i = 0; i < files->count && !has_key(files, "publishers"); i++) {
		CLEANUP(mem_freep) char *folder = NULL;

		file = files->roots[i]->place.file;
		slash = file ? strrchr(file, '/') : NULL;
		if (!slash || !config_get(files->roots[i], "places"))
			continue;
		folder = mem_printf("%.*s/../publishers.d", (int)(slash - file), file);
		if (is_folder(folder))
			file_set_read_folder(files, folder,
				(struct diag_place){.file = folder}, diag);
	}
}

/* Reads the main file and what it includes; false where the main file is of no use. */
static bool read_files(struct file_set *files, const char *path, struct diag *diag)
{
	const struct config_node *root = file_set_read(files, path, diag), *include;
	size_t i;

	if (!root || !config_want(root, CONFIG_MAP, "the configuration", diag))
		return false;
	check_main(root, diag);
	include = config_get(root, "include");
	if (include)
		file_set_include(files, include, diag);
	borrow_publishers(files, diag);
	for (i = 1; i < files->count; i++)
		check_included(files->roots[i], diag);
	return true;
}

static void check_xpaths(const struct config_node *root, struct diag *diag)
{
	const struct config_node *list = config_get(root, "sources"), *xpath;
	const char *fault;
	size_t i;

	if (!list || list->kind != CONFIG_LIST)
		return;
	for (i = 0; i < list->count; i++) {
		xpath = config_get(list->values[i], "xpath");
		fault = xpath && xpath->kind == CONFIG_SCALAR ? feed_xpath_fault(xpath->text)
							      : NULL;
		if (fault)
			diag_error(diag, xpath->place, "'xpath': %s", fault);
	}
}

/* Behind all that they name. */
static void load_routes(struct settings *settings, const struct file_set *files,
	struct diag *diag)
{
	struct alert_names names;

	settings_names(settings->analysis, settings->sources, &settings->targets, &names);
	settings->routes = alert_routes_load(files->roots, files->count, &names, diag);
	settings_names_done(&names);
}

static void warn_of_nothing(const struct settings *settings, const struct file_set *files,
	struct diag *diag)
{
	struct diag_place place = {.file = files->roots[0]->place.file};

	if (!sources_count(settings->sources))
		diag_warning(diag, place, "no sources: nothing will be read");
	if (!ruleset_count(analysis_ruleset(settings->analysis)))
		diag_warning(diag, place, "no rules: nothing will be found");
}

struct settings *settings_load(const char *path, struct diag *diag)
{
	struct file_set files = {0};
	struct settings *settings = NULL;
	size_t i;

	if (read_files(&files, path, diag)) {
		settings = settings_new();
		settings->files = files.count;
		apply_sections(settings, files.roots[0], diag);
		settings->sources =
			sources_load(files.roots, files.count, &settings->source, diag);
		settings->targets = sink_targets_load(files.roots, files.count, diag);
		settings->analysis = analysis_new(files.roots, files.count, diag);
		load_routes(settings, &files, diag);
		for (i = 0; i < files.count; i++)
			check_xpaths(files.roots[i], diag);
		if (!diag_errors(diag))
			warn_of_nothing(settings, &files, diag);
	}
	if (diag_errors(diag)) {
		settings_free(settings);
		settings = NULL;
	}
	file_set_done(&files);
	return settings;
}

/* ---- rules alone ------------------------------------------------------------------ */

/* config/ stands for its rules.d, places.d and publishers.d; any other folder for its files. */
static void read_rules_path(struct file_set *files, const char *path, struct diag *diag)
{
	static const char *const parts[] = {"rules.d", "places.d", "publishers.d"};
	struct diag_place place = {.file = path};
	const struct config_node *root, *include;
	bool whole = false;
	size_t i;

	if (!is_folder(path)) {
		root = file_set_read(files, path, diag);
		include = root ? config_get(root, "include") : NULL;
		if (include)
			file_set_include(files, include, diag);
		return;
	}
	for (i = 0; i < ARRAY_LEN(parts); i++) {
		CLEANUP(mem_freep) char *part = mem_printf("%s/%s", path, parts[i]);

		if (is_folder(part)) {
			file_set_read_folder(files, part, place, diag);
			whole = true;
		}
	}
	if (!whole)
		file_set_read_folder(files, path, place, diag);
}

static bool has_places(const struct file_set *files)
{
	return has_key(files, "places") || has_key(files, "countries");
}

/* A rule file alone knows no place: it gets those that stand beside the configuration. */
static void borrow_places(struct file_set *files, const char *config_path, struct diag *diag)
{
	const char *slash = strrchr(config_path, '/');
	CLEANUP(mem_freep) char *folder = mem_printf("%.*splaces.d",
		slash ? (int)(slash - config_path + 1) : 0, config_path);

	if (is_folder(folder))
		file_set_read_folder(files, folder, (struct diag_place){.file = folder}, diag);
}

struct analysis *settings_load_analysis(const char *const *paths, size_t count,
	const char *config_path, struct diag *diag)
{
	struct file_set files = {0};
	struct analysis *analysis;
	size_t i;

	for (i = 0; i < count; i++)
		read_rules_path(&files, paths[i], diag);
	if (!has_places(&files))
		borrow_places(&files, config_path, diag);
	borrow_publishers(&files, diag);
	for (i = 0; i < files.count; i++)
		if (!config_get(files.roots[i], "include"))
			check_included(files.roots[i], diag);
	analysis = analysis_new(files.roots, files.count, diag);
	if (diag_errors(diag)) {
		analysis_unref(analysis);
		analysis = NULL;
	}
	file_set_done(&files);
	return analysis;
}
