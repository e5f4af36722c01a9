/*
 * Waves: rules on the rate of findings instead of single items. They are read and checked,
 * so that a file written for them is right, and told to be without effect as yet.
 *
 *   when    = compare { ("and" | "or") compare }
 *   compare = MEASURE SIGN NUMBER [ "x" "baseline" "(" DURATION ")" ]
 */
#include <ctype.h>
#include <string.h>

#include "rule/build_priv.h"

#define OVER_MIN_MS INT64_C(3600000)
#define OVER_MAX_MS (INT64_C(400) * 86400 * 1000)

static const char *const measures[] = {"items", "origins", "rate", "sources"};

/* ---- when ----------------------------------------------------------------------------- */

struct reading {
	struct diag *diag;
	const struct config_node *node;
	const char *at;
};

static bool wrong(struct reading *reading, const char *expected)
{
	diag_error(reading->diag,
		config_text_place(reading->node, (size_t)(reading->at - reading->node->text)),
		"expected %s, as in origins >= 3 and rate >= 3 x baseline(28d)", expected);
	return false;
}

static void skip_spaces(struct reading *reading)
{
	while (isspace((unsigned char)*reading->at))
		reading->at++;
}

static size_t word_length(const struct reading *reading)
{
	size_t len = 0;

	while (isalpha((unsigned char)reading->at[len]))
		len++;
	return len;
}

static bool take_word(struct reading *reading, const char *word)
{
	size_t len = word_length(reading);

	if (len != strlen(word) || strncmp(reading->at, word, len) != 0)
		return false;
	reading->at += len;
	skip_spaces(reading);
	return true;
}

static bool read_measure(struct reading *reading)
{
	char *word;
	size_t i;

	for (i = 0; i < ARRAY_LEN(measures); i++)
		if (take_word(reading, measures[i]))
			return true;
	word = mem_strndup(reading->at, word_length(reading));
	wrong(reading, "items, origins, rate or sources");
	diag_hint_nearest(reading->diag, word, measures, ARRAY_LEN(measures));
	mem_free(word);
	return false;
}

static bool read_sign(struct reading *reading)
{
	static const char *const signs[] = {">=", "<=", "==", ">", "<", "="};
	size_t i;

	for (i = 0; i < ARRAY_LEN(signs); i++)
		if (strncmp(reading->at, signs[i], strlen(signs[i])) == 0) {
			reading->at += strlen(signs[i]);
			skip_spaces(reading);
			return true;
		}
	return wrong(reading, "a comparison");
}

static bool read_number(struct reading *reading)
{
	size_t len = strspn(reading->at, "0123456789.");

	if (!len)
		return wrong(reading, "a number");
	reading->at += len;
	skip_spaces(reading);
	return true;
}

/* "x baseline(28d)" */
static bool read_baseline(struct reading *reading)
{
	const char *start;
	int64_t ms;
	char *text;
	bool good;

	if (!take_word(reading, "x"))
		return true;
	if (!take_word(reading, "baseline") || *reading->at != '(')
		return wrong(reading, "'baseline(…)' behind 'x'");
	start = ++reading->at;
	text = mem_strndup(start, strcspn(start, ")"));
	good = config_parse_duration_ms(text, &ms) && ms > 0 && start[strlen(text)] == ')';
	if (good)
		reading->at += strlen(text) + 1;
	mem_free(text);
	skip_spaces(reading);
	return good || wrong(reading, "a duration in the brackets");
}

static void check_when(struct compile *compile, const struct config_node *node)
{
	struct reading reading = {.diag = compile->diag, .node = node};

	if (!config_text(node, "'when'", compile->diag, &reading.at))
		return;
	skip_spaces(&reading);
	do {
		if (!read_measure(&reading) || !read_sign(&reading) || !read_number(&reading) ||
			!read_baseline(&reading))
			return;
	} while (take_word(&reading, "and") || take_word(&reading, "or"));
	if (*reading.at)
		wrong(&reading, "'and', 'or' or the end");
}

/* ---- the rest --------------------------------------------------------------------------- */

static void check_choice(struct compile *compile, const struct config_node *node,
	const char *what, const char *const *choices, size_t count)
{
	const char *text;
	size_t i;

	if (!config_text(node, what, compile->diag, &text))
		return;
	for (i = 0; i < count; i++)
		if (strcmp(choices[i], text) == 0)
			return;
	diag_error(compile->diag, node->place, "%s cannot be '%s'", what, text);
	diag_hint_nearest(compile->diag, text, choices, count);
}

static void check_of(struct compile *compile, const struct config_node *map)
{
	static const char *const known[] = {"category", "by"};
	static const char *const by[] = {"country", "place"};
	const struct config_node *node;
	const char *text;

	if (!config_want(map, CONFIG_MAP, "'of'", compile->diag))
		return;
	config_known_keys(map, known, ARRAY_LEN(known), "'of'", compile->diag);
	node = config_get(map, "category");
	if (!node)
		diag_error(compile->diag, map->place, "'of' needs a 'category'");
	else
		(void)!config_text(node, "'category'", compile->diag, &text);
	if ((node = config_get(map, "by")))
		check_choice(compile, node, "'by'", by, ARRAY_LEN(by));
}

static void check_severity(struct compile *compile, const struct config_node *node)
{
	const char *names[SEVERITY_COUNT];
	int i;

	for (i = 0; i < SEVERITY_COUNT; i++)
		names[i] = severity_name((enum severity)i);
	check_choice(compile, node, "'severity'", names, SEVERITY_COUNT);
}

static void check_over(struct compile *compile, const struct config_node *node)
{
	int64_t ms;

	(void)!config_duration_ms(
		node, "'over'", OVER_MIN_MS, OVER_MAX_MS, compile->diag, &ms);
}

static void check_id(struct compile *compile, const struct config_node *node)
{
	const char *id;

	if (config_text(node, "'id'", compile->diag, &id) && !name_is_good(id))
		diag_error(compile->diag, node->place,
			"'%s' is no name: letters, digits, '-' and '_', a letter first", id);
}

static void check_title(struct compile *compile, const struct config_node *node)
{
	const char *title;

	(void)!config_text(node, "'title'", compile->diag, &title);
}

static const struct {
	const char *key;
	void (*check)(struct compile *compile, const struct config_node *node);
	bool needed;
} keys[] = {{"id", check_id, true}, {"title", check_title, true}, {"of", check_of, true},
	{"over", check_over, true}, {"when", check_when, true},
	{"severity", check_severity, false}};

static void check_wave(struct compile *compile, const struct config_node *map)
{
	const char *known[ARRAY_LEN(keys)];
	const struct config_node *node;
	size_t i;

	if (!config_want(map, CONFIG_MAP, "a wave", compile->diag))
		return;
	for (i = 0; i < ARRAY_LEN(keys); i++) {
		known[i] = keys[i].key;
		node = config_get(map, keys[i].key);
		if (node)
			keys[i].check(compile, node);
		else if (keys[i].needed)
			diag_error(compile->diag, map->place, "a wave needs '%s'", keys[i].key);
	}
	config_known_keys(map, known, ARRAY_LEN(known), "a wave", compile->diag);
}

void waves_check(struct compile *compile, const struct config_node *list)
{
	size_t i;

	if (!list || !config_want(list, CONFIG_LIST, "'waves'", compile->diag))
		return;
	for (i = 0; i < list->count; i++)
		check_wave(compile, list->values[i]);
	if (list->count)
		diag_warning(compile->diag, list->place,
			"'waves' are not available yet: they are checked and raise nothing");
}
