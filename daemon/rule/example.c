/* Examples of a rule from their YAML, with the facts that they say must be found. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "rule/build_priv.h"

struct reading {
	struct compile *compile;
	const char *pack;
	struct rule_example example;
	struct rule_expectation *facts;
	size_t fact_cap;
};

static struct arena *arena_of(const struct reading *reading)
{
	return reading->compile->ruleset->arena;
}

static struct diag *diag_of(const struct reading *reading)
{
	return reading->compile->diag;
}

static const char *read_text(struct reading *reading, const struct config_node *node,
	const char *what)
{
	const char *text;

	if (!node || !config_text(node, what, diag_of(reading), &text))
		return NULL;
	return arena_strdup(arena_of(reading), text);
}

/* ---- facts ---------------------------------------------------------------------------- */

const char *rule_fact_name(enum rule_fact fact)
{
	static const char *const names[] = {
#define X(name, text) text,
		RULE_FACTS(X)
#undef X
	};

	return names[fact];
}

/* Digits and a point: what else strtod takes is no figure of people. */
static bool read_figure(const char **at, double *out)
{
	size_t len = strspn(*at, "0123456789.");
	char *end;

	if (!isdigit((unsigned char)**at))
		return false;
	*out = strtod(*at, &end);
	if (end != *at + len)
		return false;
	*at = end;
	return true;
}

/* A term by its name, or the words that stand in a condition. */
static bool read_counted(struct reading *reading, const struct config_node *node,
	const char *name, struct rule_expectation *fact)
{
	const struct decl *decl =
		decl_find(reading->compile, DECL_TERM, reading->pack, name);

	if (!decl && !term_inline_known(reading->compile, name)) {
		diag_error(diag_of(reading),
			config_text_place(node, (size_t)(name - node->text)),
			"no term is called '%s'", name);
		decl_hint(reading->compile, DECL_TERM, reading->pack, name);
		return false;
	}
	fact->term = decl ? decl->name : arena_strdup(arena_of(reading), name);
	return true;
}

/* "24", "24/50", "24/50 buoy" */
static bool read_quantity(struct reading *reading, const struct config_node *node,
	struct rule_expectation *fact)
{
	const char *at = node->text;
	bool good = read_figure(&at, &fact->value);

	fact->of = NAN;
	if (good && *at == '/') {
		at++;
		good = read_figure(&at, &fact->of);
	}
	if (good && *at == ' ')
		return read_counted(reading, node, at + strspn(at, " "), fact);
	if (good && !*at)
		return true;
	diag_error(diag_of(reading), node->place,
		"'%s' is no quantity: a number, or number/total, and what it counts, as in "
		"24/50 buoy",
		node->text);
	return false;
}

static bool read_place(struct reading *reading, const struct config_node *node,
	struct rule_expectation *fact)
{
	if (gazetteer_place(reading->compile->ruleset->gazetteer, fact->text))
		return true;
	diag_error(diag_of(reading), node->place, "the gazetteer has no place '%s'", fact->text);
	place_hint(reading->compile, fact->text);
	return false;
}

static bool read_country(struct reading *reading, const struct config_node *node,
	struct rule_expectation *fact)
{
	char code[CONFIG_CODE];

	if (!config_country(node, "a country", diag_of(reading), code)) {
		country_hint(reading->compile, node->text);
		return false;
	}
	fact->text = arena_strdup(arena_of(reading), code);
	if (gazetteer_country(reading->compile->ruleset->gazetteer, code))
		return true;
	diag_error(diag_of(reading), node->place, "the gazetteer has no country '%s'", code);
	return false;
}

static bool read_modality(struct reading *reading, const struct config_node *node,
	struct rule_expectation *fact)
{
	const char *names[MODALITY_COUNT];
	enum modality modality;
	int i;

	if (modality_parse(fact->text, &modality))
		return true;
	for (i = 0; i < MODALITY_COUNT; i++)
		names[i] = modality_name((enum modality)i);
	diag_error(diag_of(reading), node->place,
		"'%s' is none of happened, announced, proposed, threatened, denied and "
		"hypothetical",
		fact->text);
	diag_hint_nearest(diag_of(reading), fact->text, names, MODALITY_COUNT);
	return false;
}

/* 2025, 2025-01, 2025-01-02. */
static bool is_date(const char *text)
{
	char whole[TIME_TEXT];
	int64_t time;

	if (strlen(text) != 4 && strlen(text) != 7 && strlen(text) != 10)
		return false;
	snprintf(whole, sizeof(whole), "%s%s", text, &"2000-01-01"[strlen(text)]);
	return time_parse(whole, &time);
}

static bool read_date(struct reading *reading, const struct config_node *node,
	struct rule_expectation *fact)
{
	if (!is_date(fact->text)) {
		diag_error(diag_of(reading), node->place,
			"'%s' is no date: 2025-01-02, 2025-01 or 2025, as exactly as the text "
			"says it",
			fact->text);
		return false;
	}
	if (reading->example.at != TIME_NONE)
		return true;
	diag_error(diag_of(reading), node->place,
		"a date wants 'at', the day on which the text was published: at: 2024-05-21");
	return false;
}

static bool read_yes(struct reading *reading, const struct config_node *node,
	struct rule_expectation *fact)
{
	return config_bool(node, rule_fact_name(fact->fact), diag_of(reading), &fact->yes);
}

/* How one of each is read; NULL: any text will do. */
static const struct {
	bool many; /* a list of them */
	bool (*read)(struct reading *reading, const struct config_node *node,
		struct rule_expectation *fact);
} fact_rows[RULE_FACT_COUNT] = {
	[RULE_FACT_QUANTITY] = {true, read_quantity},
	[RULE_FACT_PLACE] = {true, read_place},
	[RULE_FACT_COUNTRY] = {true, read_country},
	[RULE_FACT_SPEAKER] = {true, NULL},
	[RULE_FACT_DATE] = {true, read_date},
	[RULE_FACT_MODALITY] = {false, read_modality},
	[RULE_FACT_WITHDRAWN] = {false, read_yes},
	[RULE_FACT_CORRECTED] = {false, read_yes},
};

static void read_one(struct reading *reading, enum rule_fact which,
	const struct config_node *node)
{
	struct rule_expectation fact = {.fact = which, .place = node->place};
	struct rule_example *example = &reading->example;

	fact.place.file = example->place.file;
	fact.text = read_text(reading, node, rule_fact_name(which));
	if (!fact.text || (fact_rows[which].read &&
				  !fact_rows[which].read(reading, node, &fact)))
		return;
	ARENA_GROW(arena_of(reading), reading->facts, example->fact_count,
		reading->fact_cap);
	reading->facts[example->fact_count++] = fact;
	example->facts = reading->facts;
}

static void read_fact(struct reading *reading, enum rule_fact which,
	const struct config_node *node)
{
	size_t i;

	if (!node)
		return;
	if (!fact_rows[which].many || node->kind != CONFIG_LIST) {
		read_one(reading, which, node);
		return;
	}
	for (i = 0; i < node->count; i++)
		read_one(reading, which, node->values[i]);
}

static void read_facts(struct reading *reading, const struct config_node *map)
{
	const char *known[RULE_FACT_COUNT];
	int i;

	if (!map || !config_want(map, CONFIG_MAP, "'facts'", diag_of(reading)))
		return;
	if (!reading->example.alert)
		diag_error(diag_of(reading), map->place,
			"'facts' go with 'alert': where a rule stays quiet nothing is found");
	for (i = 0; i < RULE_FACT_COUNT; i++)
		known[i] = rule_fact_name((enum rule_fact)i);
	config_known_keys(map, known, RULE_FACT_COUNT, "'facts'", diag_of(reading));
	for (i = 0; i < RULE_FACT_COUNT; i++)
		read_fact(reading, (enum rule_fact)i, config_get(map, known[i]));
}

/* ---- where it comes from --------------------------------------------------------------- */

static void read_source(struct reading *reading, const struct config_node *map)
{
	static const char *const known[] = {"country", "tag"};
	const struct config_node *country = config_get(map, "country");
	char code[CONFIG_CODE];

	if (!config_want(map, CONFIG_MAP, "'source'", diag_of(reading)))
		return;
	config_known_keys(map, known, ARRAY_LEN(known), "'source'", diag_of(reading));
	if (country && config_country(country, "'country'", diag_of(reading), code))
		reading->example.source_country = arena_strdup(arena_of(reading), code);
	reading->example.source_tag = read_text(reading, config_get(map, "tag"), "'tag'");
}

static void read_lang(struct reading *reading, const struct config_node *node)
{
	const char *lang = read_text(reading, node, "'lang'");

	reading->example.lang = lang;
	if (!lang || lang_is_known(lang))
		return;
	diag_error(diag_of(reading), node->place,
		"'%s' is no language (two letters of ISO 639-1)", lang);
	lang_hint(diag_of(reading), lang);
}

/* What the publisher did with the item later. */
static void read_deed(struct reading *reading, const struct config_node *node, bool *out)
{
	if (node)
		(void)config_bool(node, "what the publisher did", diag_of(reading), out);
}

static void read_at(struct reading *reading, const struct config_node *node)
{
	const char *text;

	if (!config_text(node, "'at'", diag_of(reading), &text) ||
		time_parse(text, &reading->example.at))
		return;
	diag_error(diag_of(reading), node->place,
		"'%s' is no time: 2024-05-21, or 2024-05-21T09:30:00Z", text);
}

/* ---- the whole ------------------------------------------------------------------------- */

/* False where it is no example. */
static bool read_words(struct reading *reading, const struct config_node *map)
{
	const struct config_node *alert = config_get(map, "alert");
	const struct config_node *quiet = config_get(map, "quiet");
	struct rule_example *example = &reading->example;

	if (!alert == !quiet) {
		diag_error(diag_of(reading), map->place,
			"an example is either 'alert: …' or 'quiet: …'");
		return false;
	}
	example->alert = alert != NULL;
	example->place = map->place;
	example->place.file = arena_strdup(arena_of(reading), map->place.file);
	example->text = read_text(reading, alert ? alert : quiet, "the text of an example");
	return true;
}

static void read_example(struct compile *compile, const char *pack, struct rule *rule,
	const struct config_node *map)
{
	static const char *const known[] = {"alert", "quiet", "lang", "source", "at", "withdrawn",
		"corrected", "facts"};
	struct reading reading = {
		.compile = compile, .pack = pack, .example.at = TIME_NONE};
	const struct config_node *node;

	if (!config_want(map, CONFIG_MAP, "an example", compile->diag))
		return;
	config_known_keys(map, known, ARRAY_LEN(known), "an example", compile->diag);
	if (!read_words(&reading, map))
		return;
	if ((node = config_get(map, "lang")))
		read_lang(&reading, node);
	if ((node = config_get(map, "source")))
		read_source(&reading, node);
	read_deed(&reading, config_get(map, "withdrawn"), &reading.example.withdrawn);
	read_deed(&reading, config_get(map, "corrected"), &reading.example.corrected);
	if ((node = config_get(map, "at")))
		read_at(&reading, node);
	read_facts(&reading, config_get(map, "facts"));
	if (!reading.example.text)
		return;
	ARENA_GROW(arena_of(&reading), rule->examples, rule->example_count,
		rule->example_cap);
	rule->examples[rule->example_count++] = reading.example;
}

void examples_read(struct compile *compile, const char *pack, struct rule *rule,
	const struct config_node *list)
{
	size_t i;

	if (!list)
		return;
	rule->examples_said = true;
	if (!config_want(list, CONFIG_LIST, "'examples'", compile->diag))
		return;
	for (i = 0; i < list->count; i++)
		read_example(compile, pack, rule, list->values[i]);
}
