/*
 * Option tables: rows become a struct with its defaults, checked values from the tree, and
 * what they own is released again. What a type means is a row of types[] below.
 *
 * To add a type: a name in enum config_type, a function here, a row in types[].
 */
#include "config/config_priv.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

/* Reads the node into the member; false after an error was reported. */
typedef bool reader(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member);

static int64_t low(const struct config_option *option)
{
	return option->min || option->max ? option->min : INT64_MIN;
}

static int64_t high(const struct config_option *option)
{
	return option->min || option->max ? option->max : INT64_MAX;
}

static void own(void *member, char *text)
{
	char **slot = member;

	mem_free(*slot);
	*slot = text;
}

static bool checked(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag)
{
	const char *fault = option->check ? option->check(node->text) : NULL;

	if (fault)
		diag_error(diag, node->place, "%s '%s': %s", what, node->text, fault);
	return !fault;
}

static bool read_text(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member)
{
	const char *text;

	if (!config_text(node, what, diag, &text) || !checked(option, node, what, diag))
		return false;
	own(member, mem_strdup(text));
	return true;
}

/* The path as seen from where the program runs, not from the file that names it. */
static char *path_beside(const char *file, const char *path)
{
	const char *slash = file ? strrchr(file, '/') : NULL;

	if (*path == '/' || !slash)
		return mem_strdup(path);
	return mem_printf("%.*s/%s", (int)(slash - file), file, path);
}

static bool read_path(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member)
{
	const char *text;

	if (!config_text(node, what, diag, &text) || !checked(option, node, what, diag))
		return false;
	own(member, path_beside(node->place.file, text));
	return true;
}

static bool read_bool(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member)
{
	(void)option;
	return config_bool(node, what, diag, member);
}

static bool read_int(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member)
{
	int64_t value;

	if (!config_int(node, what, low(option), high(option), diag, &value) ||
		!checked(option, node, what, diag))
		return false;
	*(int64_t *)member = value;
	return true;
}

static bool read_real(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member)
{
	bool real = option->real_min < option->real_max;
	double min = real ? option->real_min : (double)low(option), value;
	double max = real ? option->real_max : (double)high(option);

	if (!config_real(node, what, min, max, diag, &value) ||
		!checked(option, node, what, diag))
		return false;
	*(double *)member = value;
	return true;
}

static bool read_duration(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member)
{
	int64_t value;

	if (!config_duration_ms(node, what, low(option), high(option), diag, &value) ||
		!checked(option, node, what, diag))
		return false;
	*(int64_t *)member = value;
	return true;
}

static bool read_size(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member)
{
	int64_t value;

	if (!config_size(node, what, low(option), high(option), diag, &value) ||
		!checked(option, node, what, diag))
		return false;
	*(int64_t *)member = value;
	return true;
}

static size_t choice_count(const struct config_option *option)
{
	size_t count = 0;

	while (option->choices[count])
		count++;
	return count;
}

static void show_choices(struct buf *out, const struct config_option *option)
{
	size_t count = choice_count(option), i;

	for (i = 0; i < count; i++) {
		if (i)
			buf_puts(out, i + 1 == count ? " or " : ", ");
		buf_puts(out, option->choices[i]);
	}
}

static bool read_choice(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member)
{
	CLEANUP(buf_done) struct buf choices = BUF_INIT(BUF_UNBOUND);
	size_t i;

	if (!config_want(node, CONFIG_SCALAR, what, diag))
		return false;
	for (i = 0; option->choices[i]; i++)
		if (!strcmp(option->choices[i], node->text)) {
			*(int *)member = (int)i;
			return true;
		}
	show_choices(&choices, option);
	diag_error(diag, node->place, "%s has to be %s, not '%s'", what, buf_str(&choices),
		node->text);
	diag_hint_nearest(diag, node->text, option->choices, choice_count(option));
	return false;
}

static void list_free(char **list)
{
	size_t i;

	for (i = 0; list && list[i]; i++)
		mem_free(list[i]);
	mem_free(list);
}

/* One text is a list of one. */
static bool read_list(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member)
{
	const struct config_node *single[1] = {node};
	const struct config_node *const *elements = single;
	size_t count = 1, i;
	const char *text;
	char **list;
	bool good = true;

	if (node->kind == CONFIG_LIST) {
		elements = (const struct config_node *const *)node->values;
		count = node->count;
	} else if (!config_want(node, CONFIG_SCALAR, what, diag)) {
		return false;
	}
	list = mem_calloc(count + 1, sizeof(*list));
	for (i = 0; i < count && good; i++) {
		good = config_text(elements[i], what, diag, &text) &&
		       checked(option, elements[i], what, diag);
		list[i] = good ? mem_strdup(text) : NULL;
	}
	if (!good) {
		list_free(list);
		return false;
	}
	list_free(*(char ***)member);
	*(char ***)member = list;
	return true;
}

static bool read_country(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member)
{
	char code[CONFIG_CODE];

	if (!config_country(node, what, diag, code) || !checked(option, node, what, diag))
		return false;
	own(member, mem_strdup(code));
	return true;
}

static bool read_lang(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member)
{
	char code[CONFIG_CODE];

	if (!config_lang(node, what, diag, code) || !checked(option, node, what, diag))
		return false;
	config_lang_doubt(node, diag);
	own(member, mem_strdup(code));
	return true;
}

/* Bytes that mean something else in a URL are escaped; what is escaped already stays. */
static char *file_url(const char *path)
{
	CLEANUP(buf_done) struct buf out = BUF_INIT(BUF_UNBOUND);
	char here[PATH_MAX] = "";

	if (*path != '/' && !getcwd(here, sizeof(here)))
		here[0] = 0;
	buf_printf(&out, "file://%s%s", here, *path == '/' ? "" : "/");
	buf_puts(&out, path);
	return buf_take(&out);
}

/* file:feed.xml is beside the file that names it. */
static bool read_url(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member)
{
	CLEANUP(mem_freep) char *path = NULL;
	const char *text, *fault;

	if (!config_text(node, what, diag, &text))
		return false;
	fault = config_url_fault(text);
	if (fault) {
		diag_error(diag, node->place, "%s '%s' is no usable URL: %s", what, text, fault);
		return false;
	}
	if (!checked(option, node, what, diag))
		return false;
	if (!strncasecmp(text, "file:", 5) && text[5] != '/') {
		path = path_beside(node->place.file, text + 5);
		own(member, file_url(path));
	} else {
		own(member, mem_strdup(text));
	}
	return true;
}

static bool read_nested(const struct config_option *option, const struct config_node *node,
	const char *what, struct diag *diag, void *member)
{
	(void)option;
	if (!config_want(node, CONFIG_LIST, what, diag))
		return false;
	*(const struct config_node **)member = node;
	return true;
}

/* ---- release ---------------------------------------------------------------------- */

static void release_nested(void *member)
{
	*(const struct config_node **)member = NULL;
}

static void release_text(void *member)
{
	own(member, NULL);
}

static void release_list(void *member)
{
	list_free(*(char ***)member);
	*(char ***)member = NULL;
}

static const struct {
	const char *name; /* for the manual */
	reader *read;
	void (*release)(void *member); /* NULL: owns nothing */
} types[] = {
	[OPTION_TEXT] = {"text", read_text, release_text},
	[OPTION_PATH] = {"path", read_path, release_text},
	[OPTION_BOOL] = {"yes or no", read_bool, NULL},
	[OPTION_INT] = {"number", read_int, NULL},
	[OPTION_REAL] = {"number", read_real, NULL},
	[OPTION_DURATION] = {"duration", read_duration, NULL},
	[OPTION_SIZE] = {"size", read_size, NULL},
	[OPTION_CHOICE] = {"choice", read_choice, NULL},
	[OPTION_LIST] = {"list", read_list, release_list},
	[OPTION_COUNTRY] = {"country", read_country, release_text},
	[OPTION_LANG] = {"language", read_lang, release_text},
	[OPTION_URL] = {"URL", read_url, release_text},
	[OPTION_NESTED] = {"list", read_nested, release_nested},
};

/* ---- tables ----------------------------------------------------------------------- */

static void *member_of(const struct config_option *option, void *out)
{
	return (char *)out + option->offset;
}

/* A default is read as if it stood in a file, so that one reader knows each type. */
static void set_default(const struct config_option *option, void *out, struct diag *diag)
{
	struct config_node node = {.kind = CONFIG_SCALAR, .text = option->def, .plain = true};
	bool good;

	if (!option->def)
		return;
	good = types[option->type].read(option, &node, option->name, diag,
		member_of(option, out));
	assert(good); /* a default that its own row refuses is a mistake in the table */
	(void)good;
}

void config_defaults(const struct config_table *table, void *out)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	size_t i;

	memset(out, 0, table->size);
	for (i = 0; i < table->count; i++)
		set_default(&table->options[i], out, diag);
}

static const struct config_option *find_option(const struct config_table *table,
	const char *name)
{
	size_t i;

	for (i = 0; i < table->count; i++)
		if (!strcmp(table->options[i].name, name))
			return &table->options[i];
	return NULL;
}

static void report_unknown(const struct config_table *table, const struct config_node *key,
	struct diag *diag)
{
	const char **names = mem_calloc(table->count, sizeof(*names));
	size_t i;

	for (i = 0; i < table->count; i++)
		names[i] = table->options[i].name;
	diag_error(diag, key->place, "unknown key '%s' in '%s'", key->text, table->name);
	diag_hint_nearest(diag, key->text, names, table->count);
	mem_free(names);
}

bool option_takes_none(const struct config_option *option)
{
	return !option->required && types[option->type].release;
}

/* `path: ~` says "none" where none is possible. */
static bool is_none(const struct config_option *option, const struct config_node *node)
{
	return config_is_empty(node) && *node->text && option_takes_none(option);
}

static void apply_pair(const struct config_table *table, const struct config_node *key,
	const struct config_node *value, void *out, struct diag *diag)
{
	const struct config_option *option = find_option(table, key->text);
	char what[80];

	if (!option) {
		report_unknown(table, key, diag);
		return;
	}
	if (is_none(option, value)) {
		types[option->type].release(member_of(option, out));
		return;
	}
	snprintf(what, sizeof(what), "'%s'", option->name);
	(void)types[option->type].read(option, value, what, diag, member_of(option, out));
}

static void report_missing(const struct config_table *table, const struct config_node *map,
	struct diag *diag)
{
	const struct config_option *option;
	size_t i;

	for (i = 0; i < table->count; i++) {
		option = &table->options[i];
		if (option->required && !config_get(map, option->name))
			diag_error(diag, map->place, "'%s' is missing in this '%s'",
				option->name, table->name);
	}
}

void config_apply(const struct config_table *table, const struct config_node *map, void *out,
	struct diag *diag)
{
	char what[80];
	size_t i;

	snprintf(what, sizeof(what), "'%s'", table->name);
	/* A section whose lines are all comments has no value, and says nothing. */
	if (!config_is_empty(map) && !config_want(map, CONFIG_MAP, what, diag))
		return;
	for (i = 0; map->kind == CONFIG_MAP && i < map->count; i++)
		apply_pair(table, map->keys[i], map->values[i], out, diag);
	report_missing(table, map, diag);
}

void config_release(const struct config_table *table, void *out)
{
	const struct config_option *option;
	size_t i;

	for (i = 0; i < table->count; i++) {
		option = &table->options[i];
		if (types[option->type].release)
			types[option->type].release(member_of(option, out));
	}
}

/* ---- for the manual --------------------------------------------------------------- */

const char *config_type_name(enum config_type type)
{
	return types[type].name;
}

static void show_bound(struct buf *out, const struct config_option *option, int64_t value)
{
	if (option->type == OPTION_DURATION)
		config_show_duration(out, value);
	else if (option->type == OPTION_SIZE)
		config_show_size(out, value);
	else
		buf_printf(out, "%lld", (long long)value);
}

void option_show_range(struct buf *out, const struct config_option *option)
{
	if (option->type == OPTION_CHOICE) {
		show_choices(out, option);
	} else if (option->real_min < option->real_max) {
		buf_printf(out, "%g to %g", option->real_min, option->real_max);
	} else if (option->min || option->max) {
		show_bound(out, option, option->min);
		buf_puts(out, " to ");
		show_bound(out, option, option->max);
	}
}
