/*
 * Waves: rules on the rate of findings instead of single items, as files write them.
 *
 *   when    = compare { ("and" | "or") compare }
 *   compare = MEASURE SIGN NUMBER [ "x" "baseline" "(" DURATION ")" ]
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "rule/build_priv.h"

#define OVER_MIN_MS INT64_C(3600000)
#define OVER_MAX_MS (INT64_C(400) * 86400 * 1000)

enum { WINDOWS_MIN = 4 }; /* in a baseline: a median of fewer says nothing */

static const char *const measures[] = {
#define X(name, text) text,
	WAVE_MEASURES(X)
#undef X
};
static const char *const bys[] = {"country", "place"};

/* ---- when ----------------------------------------------------------------------------- */

struct reading {
	struct diag *diag;
	const struct config_node *node;
	const char *at;
	int64_t baseline_ms; /* 0: none yet */
	struct wave_compare *compares;
	size_t count, cap;
	struct arena *arena;
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

static bool read_measure(struct reading *reading, struct wave_compare *part)
{
	char *word;
	size_t i;

	for (i = 0; i < ARRAY_LEN(measures); i++)
		if (take_word(reading, measures[i])) {
			part->measure = (enum wave_measure)i;
			return true;
		}
	word = mem_strndup(reading->at, word_length(reading));
	wrong(reading, "items, origins, rate or sources");
	diag_hint_nearest(reading->diag, word, measures, ARRAY_LEN(measures));
	mem_free(word);
	return false;
}

static bool read_sign(struct reading *reading, struct wave_compare *part)
{
	static const struct {
		const char *text;
		enum wave_sign sign;
	} signs[] = {{">=", WAVE_GE}, {"<=", WAVE_LE}, {"==", WAVE_EQ}, {">", WAVE_GT},
		{"<", WAVE_LT}, {"=", WAVE_EQ}};
	size_t i;

	for (i = 0; i < ARRAY_LEN(signs); i++)
		if (strncmp(reading->at, signs[i].text, strlen(signs[i].text)) == 0) {
			reading->at += strlen(signs[i].text);
			part->sign = signs[i].sign;
			skip_spaces(reading);
			return true;
		}
	return wrong(reading, "a comparison");
}

static bool read_number(struct reading *reading, struct wave_compare *part)
{
	size_t len = strspn(reading->at, "0123456789.");
	char *text = mem_strndup(reading->at, len), *end;
	bool good;

	part->number = strtod(text, &end);
	good = len && !*end;
	mem_free(text);
	if (!good)
		return wrong(reading, "a number");
	reading->at += len;
	skip_spaces(reading);
	return true;
}

/* Behind the bracket. */
static bool read_span(struct reading *reading)
{
	const char *start = reading->at;
	CLEANUP(mem_freep) char *text = mem_strndup(start, strcspn(start, ")"));
	int64_t ms;

	if (!config_parse_duration_ms(text, &ms) || ms <= 0 || ms > OVER_MAX_MS ||
		start[strlen(text)] != ')')
		return wrong(reading, "a duration of at most 400d in the brackets");
	if (reading->baseline_ms && reading->baseline_ms != ms) {
		diag_error(reading->diag,
			config_text_place(reading->node, (size_t)(start - reading->node->text)),
			"a wave has one baseline: another duration stands before");
		return false;
	}
	reading->baseline_ms = ms;
	reading->at += strlen(text) + 1;
	skip_spaces(reading);
	return true;
}

/* "x baseline(28d)" */
static bool read_baseline(struct reading *reading, struct wave_compare *part)
{
	if (!take_word(reading, "x"))
		return part->measure != WAVE_RATE ||
		       wrong(reading, "'x baseline(…)': rate is told by what is usual");
	if (!take_word(reading, "baseline") || *reading->at != '(')
		return wrong(reading, "'baseline(…)' behind 'x'");
	reading->at++;
	part->of_baseline = true;
	return read_span(reading);
}

static bool read_compare(struct reading *reading, bool opens)
{
	struct wave_compare part = {.opens = opens};

	if (!read_measure(reading, &part) || !read_sign(reading, &part) ||
		!read_number(reading, &part) || !read_baseline(reading, &part))
		return false;
	ARENA_GROW(reading->arena, reading->compares, reading->count, reading->cap);
	reading->compares[reading->count++] = part;
	return true;
}

static void read_when(
	struct compile *compile, const struct config_node *node, struct wave *wave)
{
	struct reading reading = {
		.diag = compile->diag, .node = node, .arena = compile->ruleset->arena};
	bool opens = false;

	if (!config_text(node, "'when'", compile->diag, &reading.at))
		return;
	skip_spaces(&reading);
	do {
		if (!read_compare(&reading, opens))
			return;
		opens = take_word(&reading, "or");
	} while (opens || take_word(&reading, "and"));
	if (*reading.at)
		wrong(&reading, "'and', 'or' or the end");
	wave->compares = reading.compares;
	wave->compare_count = reading.count;
	wave->baseline_s = reading.baseline_ms / 1000;
}

/* ---- the rest --------------------------------------------------------------------------- */

/* The number of the choice; count after an error. */
static size_t read_choice(struct compile *compile, const struct config_node *node,
	const char *what, const char *const *choices, size_t count)
{
	const char *text;
	size_t i;

	if (!config_text(node, what, compile->diag, &text))
		return count;
	for (i = 0; i < count; i++)
		if (strcmp(choices[i], text) == 0)
			return i;
	diag_error(compile->diag, node->place, "%s cannot be '%s'", what, text);
	diag_hint_nearest(compile->diag, text, choices, count);
	return count;
}

static const char *read_text(
	struct compile *compile, const struct config_node *node, const char *what)
{
	const char *text;

	return config_text(node, what, compile->diag, &text)
		       ? arena_strdup(compile->ruleset->arena, text)
		       : NULL;
}

static void read_of(
	struct compile *compile, const struct config_node *map, struct wave *wave)
{
	static const char *const known[] = {"category", "by"};
	const struct config_node *node;

	if (!config_want(map, CONFIG_MAP, "'of'", compile->diag))
		return;
	config_known_keys(map, known, ARRAY_LEN(known), "'of'", compile->diag);
	node = config_get(map, "category");
	if (!node)
		diag_error(compile->diag, map->place, "'of' needs a 'category'");
	else
		wave->category = read_text(compile, node, "'category'");
	if ((node = config_get(map, "by")))
		wave->by = read_choice(compile, node, "'by'", bys, ARRAY_LEN(bys)) == 0
				   ? WAVE_BY_COUNTRY
				   : WAVE_BY_PLACE;
}

static void read_severity(
	struct compile *compile, const struct config_node *node, struct wave *wave)
{
	const char *names[SEVERITY_COUNT];
	int i;

	for (i = 0; i < SEVERITY_COUNT; i++)
		names[i] = severity_name((enum severity)i);
	wave->severity = (enum severity)read_choice(
		compile, node, "'severity'", names, SEVERITY_COUNT);
}

static void read_over(
	struct compile *compile, const struct config_node *node, struct wave *wave)
{
	int64_t ms;

	if (config_duration_ms(
		    node, "'over'", OVER_MIN_MS, OVER_MAX_MS, compile->diag, &ms))
		wave->over_s = ms / 1000;
}

static void read_id(
	struct compile *compile, const struct config_node *node, struct wave *wave)
{
	const char *id;

	if (!config_text(node, "'id'", compile->diag, &id))
		return;
	wave->id = arena_strdup(compile->ruleset->arena, id);
	if (!name_is_good(id))
		diag_error(compile->diag, node->place,
			"'%s' is no name: letters, digits, '-' and '_', a letter first", id);
}

static void read_title(
	struct compile *compile, const struct config_node *node, struct wave *wave)
{
	wave->title = read_text(compile, node, "'title'");
}

static const struct {
	const char *key;
	void (*read)(
		struct compile *compile, const struct config_node *node, struct wave *wave);
	bool needed;
} keys[] = {{"id", read_id, true}, {"title", read_title, true}, {"of", read_of, true},
	{"over", read_over, true}, {"when", read_when, true},
	{"severity", read_severity, false}};

/* ---- a wave ----------------------------------------------------------------------------- */

static void check_baseline(
	struct compile *compile, const struct config_node *map, const struct wave *wave)
{
	if (wave->over_s && wave->baseline_s && wave->baseline_s < wave->over_s * WINDOWS_MIN)
		diag_error(compile->diag, config_get(map, "when")->place,
			"the baseline holds fewer than %d windows of 'over': what is usual "
			"cannot be told from them", WINDOWS_MIN);
}

static void check_twice(
	struct compile *compile, const struct config_node *map, const struct wave *wave)
{
	const struct ruleset *ruleset = compile->ruleset;
	size_t i;

	for (i = 0; wave->id && i < ruleset->wave_count; i++)
		if (strcmp(ruleset->waves[i].key, wave->key) == 0)
			diag_error(compile->diag, config_get(map, "id")->place,
				"there is a wave '%s' already", wave->key);
}

static void read_wave(
	struct compile *compile, const char *pack, const struct config_node *map)
{
	struct ruleset *ruleset = compile->ruleset;
	struct wave wave = {.severity = SEVERITY_MEDIUM};
	const char *known[ARRAY_LEN(keys)];
	const struct config_node *node;
	size_t i;

	if (!config_want(map, CONFIG_MAP, "a wave", compile->diag))
		return;
	for (i = 0; i < ARRAY_LEN(keys); i++) {
		known[i] = keys[i].key;
		node = config_get(map, keys[i].key);
		if (node)
			keys[i].read(compile, node, &wave);
		else if (keys[i].needed)
			diag_error(compile->diag, map->place, "a wave needs '%s'", keys[i].key);
	}
	config_known_keys(map, known, ARRAY_LEN(known), "a wave", compile->diag);
	check_baseline(compile, map, &wave);
	wave.pack = arena_strdup(ruleset->arena, pack);
	wave.key = arena_printf(ruleset->arena, "%s/%s", pack, wave.id ? wave.id : "");
	check_twice(compile, map, &wave);
	MEM_GROW(ruleset->waves, ruleset->wave_count, ruleset->wave_cap);
	MEM_GROW(compile->wave_nodes, compile->wave_node_count, compile->wave_node_cap);
	ruleset->waves[ruleset->wave_count++] = wave;
	compile->wave_nodes[compile->wave_node_count++] = map;
}

void waves_read(
	struct compile *compile, const char *pack, const struct config_node *list)
{
	size_t i;

	if (!list || !config_want(list, CONFIG_LIST, "'waves'", compile->diag))
		return;
	for (i = 0; i < list->count; i++)
		read_wave(compile, pack, list->values[i]);
}

bool waves_disable(struct compile *compile, const char *pack, const char *name)
{
	struct ruleset *ruleset = compile->ruleset;
	CLEANUP(mem_freep)
	char *key = strchr(name, '/') ? mem_strdup(name) : mem_printf("%s/%s", pack, name);
	size_t i;

	for (i = 0; i < ruleset->wave_count; i++)
		if (strcmp(ruleset->waves[i].key, key) == 0)
			break;
	if (i == ruleset->wave_count)
		return false;
	ruleset->wave_count--;
	compile->wave_node_count--;
	for (; i < ruleset->wave_count; i++) {
		ruleset->waves[i] = ruleset->waves[i + 1];
		compile->wave_nodes[i] = compile->wave_nodes[i + 1];
	}
	return true;
}

/* ---- what they count -------------------------------------------------------------------- */

void waves_check(struct compile *compile)
{
	const struct ruleset *ruleset = compile->ruleset;
	const char **names;
	const struct config_node *node;
	size_t i, j;

	/* Of a rule that cannot be read the category is not known. */
	if (diag_errors(compile->diag))
		return;
	names = mem_calloc(ruleset->rule_count + 1, sizeof(*names));
	for (j = 0; j < ruleset->rule_count; j++)
		names[j] = ruleset->rules[j]->category;
	for (i = 0; i < ruleset->wave_count; i++) {
		const char *category = ruleset->waves[i].category;

		for (j = 0; category && j < ruleset->rule_count; j++)
			if (strcmp(names[j], category) == 0)
				break;
		if (!category || j < ruleset->rule_count)
			continue;
		node = config_get(config_get(compile->wave_nodes[i], "of"), "category");
		diag_warning(compile->diag, node->place,
			"no rule has the category '%s': this wave counts nothing", category);
		diag_hint_nearest(compile->diag, category, names, ruleset->rule_count);
	}
	mem_free(names);
}
