/* Arguments of place(), country(), source(), lang() and modality(), each checked against what
 * there is. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "rule/build_priv.h"

enum { ARGUMENTS_MAX = 256 };

/* What one argument may be; reports what is wrong with it. */
typedef void (*check_fn)(struct parser *parser, const char *at, struct cond_arg *arg);

static bool is_argument_byte(char c)
{
	return c && !isspace((unsigned char)c) && !strchr("(),\"'", c);
}

static struct cond_arg read_argument(struct parser *parser, const char **out_at)
{
	struct arena *arena = parser->compile->ruleset->arena;
	const char *start, *colon;
	size_t len = 0;

	while (isspace((unsigned char)*parser->at))
		parser->at++;
	start = *out_at = parser->at;
	while (is_argument_byte(start[len]))
		len++;
	parser->at = start + len;
	while (isspace((unsigned char)*parser->at))
		parser->at++;
	colon = memchr(start, ':', len);
	if (!colon)
		return (struct cond_arg){.text = arena_strndup(arena, start, len)};
	return (struct cond_arg){.key = arena_strndup(arena, start, (size_t)(colon - start)),
		.text = arena_strndup(arena, colon + 1, (size_t)(start + len - colon) - 1)};
}

/* "(" one or more, parted by commas ")". */
static bool parse_arguments(struct parser *parser, struct cond *cond, const char *example,
	check_fn check)
{
	struct cond_arg arg;
	const char *at;

	do {
		parser->at++; /* the bracket or the comma */
		arg = read_argument(parser, &at);
		if (!*arg.text || cond->arg_count == ARGUMENTS_MAX) {
			parse_error(parser, at, *arg.text ? "too many, at most 256" :
							    "expected one more, as in %s",
				example);
			return false;
		}
		check(parser, at, &arg);
		ARENA_GROW(parser->compile->ruleset->arena, cond->args, cond->arg_count,
			cond->arg_cap);
		cond->args[cond->arg_count++] = arg;
	} while (*parser->at == ',');
	if (*parser->at != ')')
		parse_error(parser, parser->at, "expected ',' or ')', as in %s", example);
	if (parser->failed)
		return false;
	parser->last = ++parser->at;
	while (isspace((unsigned char)*parser->at))
		parser->at++;
	return true;
}

/* ---- places ------------------------------------------------------------------------- */

static const char **new_list(size_t count)
{
	return mem_calloc(count + 1, sizeof(char *));
}

void place_hint(struct compile *compile, const char *id)
{
	const struct gazetteer *gazetteer = compile->ruleset->gazetteer;
	const char **ids;
	size_t i;

	if (!diag_hint_wanted(compile->diag))
		return;
	ids = new_list(gazetteer->place_count);
	for (i = 0; i < gazetteer->place_count; i++)
		ids[i] = gazetteer->places[i].id;
	diag_hint_nearest(compile->diag, id, ids, gazetteer->place_count);
	mem_free(ids);
}

static void no_such_place(struct parser *parser, const char *at, const char *id)
{
	if (parser->failed)
		return;
	parse_error(parser, at, "the gazetteer has no place '%s'", id);
	place_hint(parser->compile, id);
}

static void no_such_area(struct parser *parser, const char *at, const char *id)
{
	const struct gazetteer *gazetteer = parser->compile->ruleset->gazetteer;
	const char **ids;
	size_t i;

	if (parser->failed)
		return;
	parse_error(parser, at, "the gazetteer has no area '%s'", id);
	if (!diag_hint_wanted(parser->compile->diag))
		return;
	ids = new_list(gazetteer->area_count);
	for (i = 0; i < gazetteer->area_count; i++)
		ids[i] = gazetteer->areas[i].id;
	diag_hint_nearest(parser->compile->diag, id, ids, gazetteer->area_count);
	mem_free(ids);
}

static void no_such_kind(struct parser *parser, const char *at, const char *name)
{
	const char *names[PLACE_KIND_COUNT];
	int i;

	for (i = 0; i < PLACE_KIND_COUNT; i++)
		names[i] = place_kind_name((enum place_kind)i);
	if (parser->failed)
		return;
	parse_error(parser, at, "there is no kind of place '%s'", name);
	diag_hint_nearest(parser->compile->diag, name, names, PLACE_KIND_COUNT);
}

static bool has_border(const struct gazetteer *gazetteer, const char *border)
{
	size_t i;

	for (i = 0; i < gazetteer->place_count; i++)
		if (names_hold(gazetteer->places[i].borders, border))
			return true;
	return false;
}

/* Codes stand in order of the alphabet; people write them either way. */
static void check_border(struct parser *parser, const char *at, struct cond_arg *arg)
{
	char *border;

	if (strlen(arg->text) == 5 && arg->text[2] == '-' &&
		memcmp(arg->text, arg->text + 3, 2) > 0) {
		border = arena_strdup(parser->compile->ruleset->arena, arg->text);
		memcpy(border, arg->text + 3, 2);
		memcpy(border + 3, arg->text, 2);
		arg->text = border;
	}
	if (!has_border(parser->compile->ruleset->gazetteer, arg->text))
		parse_error(parser, at, "no place of the gazetteer lies on a border '%s' "
					"(two country codes, as in border:EE-RU)",
			arg->text);
}

static void check_place(struct parser *parser, const char *at, struct cond_arg *arg)
{
	static const char *const keys[] = {"border", "kind", "area"};
	const struct gazetteer *gazetteer = parser->compile->ruleset->gazetteer;
	enum place_kind kind;

	if (!arg->key) {
		if (!gazetteer_place(gazetteer, arg->text))
			no_such_place(parser, at, arg->text);
	} else if (strcmp(arg->key, "border") == 0) {
		check_border(parser, at, arg);
	} else if (strcmp(arg->key, "area") == 0) {
		if (!gazetteer_area(gazetteer, arg->text))
			no_such_area(parser, at, arg->text);
	} else if (strcmp(arg->key, "kind") == 0) {
		if (place_kind_parse(arg->text, &kind))
			arg->value = kind;
		else
			no_such_kind(parser, at, arg->text);
	} else if (!parser->failed) {
		parse_error(parser, at, "place() knows an id, border:, kind: and area:, not "
					"'%s:'",
			arg->key);
		diag_hint_nearest(parser->compile->diag, arg->key, keys, ARRAY_LEN(keys));
	}
}

bool parse_place_arguments(struct parser *parser, struct cond *cond)
{
	return parse_arguments(parser, cond, "place(narva-river, kind:crossing)", check_place);
}

/* ---- countries, sources, languages ---------------------------------------------------- */

static bool upper_code(struct parser *parser, struct cond_arg *arg)
{
	char *code = arena_strdup(parser->compile->ruleset->arena, arg->text);
	size_t i;

	for (i = 0; code[i]; i++)
		code[i] = (char)toupper((unsigned char)code[i]);
	arg->text = code;
	return i == 2 && isalpha((unsigned char)code[0]) && isalpha((unsigned char)code[1]);
}

void country_hint(struct compile *compile, const char *said)
{
	const struct gazetteer *gazetteer = compile->ruleset->gazetteer;
	const char **names, *near;
	size_t i;

	if (!diag_hint_wanted(compile->diag))
		return;
	names = new_list(gazetteer->country_count);
	for (i = 0; i < gazetteer->country_count; i++)
		names[i] = gazetteer->countries[i].name;
	near = config_nearest(said, names, gazetteer->country_count);
	for (i = 0; near && i < gazetteer->country_count; i++)
		if (near == gazetteer->countries[i].name)
			diag_hint(compile->diag, "did you mean '%s' (%s)?",
				gazetteer->countries[i].code, near);
	mem_free(names);
}

static void check_country(struct parser *parser, const char *at, struct cond_arg *arg)
{
	const struct gazetteer *gazetteer = parser->compile->ruleset->gazetteer;
	const char *said = arg->text;

	if (arg->key) {
		parse_error(parser, at, "country() takes codes, as in country(EE, FI)");
		return;
	}
	if (upper_code(parser, arg) && gazetteer_country(gazetteer, arg->text))
		return;
	if (parser->failed)
		return;
	parse_error(parser, at, "the gazetteer has no country '%s' (two letters of ISO "
				"3166-1, as in country(EE, FI))",
		said);
	if (!gazetteer->country_count)
		diag_hint(parser->compile->diag,
			"it is empty: 'include' names no folder of places, as places.d is");
	country_hint(parser->compile, said);
}

bool parse_country_arguments(struct parser *parser, struct cond *cond)
{
	return parse_arguments(parser, cond, "country(EE, FI)", check_country);
}

static void check_source(struct parser *parser, const char *at, struct cond_arg *arg)
{
	static const char *const keys[] = {"tag", "country", "id"};
	const char *said = arg->text;

	if (parser->failed)
		return;
	if (arg->key && strcmp(arg->key, "country") == 0) {
		if (upper_code(parser, arg))
			return;
		parse_error(parser, at, "'%s' is no country code", said);
		country_hint(parser->compile, said);
	} else if (!arg->key) {
		parse_error(parser, at, "source() wants tag:, country: or id: before '%s'", said);
		diag_hint(parser->compile->diag, "did you mean 'tag:%s'?", said);
	} else if (strcmp(arg->key, "tag") != 0 && strcmp(arg->key, "id") != 0) {
		parse_error(parser, at, "source() knows tag:, country: and id:, not '%s:'",
			arg->key);
		diag_hint_nearest(parser->compile->diag, arg->key, keys, ARRAY_LEN(keys));
	}
}

bool parse_source_arguments(struct parser *parser, struct cond *cond)
{
	return parse_arguments(parser, cond, "source(tag:official, country:EE)", check_source);
}

static void check_lang(struct parser *parser, const char *at, struct cond_arg *arg)
{
	arg->value = text_lang_parse(arg->text);
	if ((!arg->key && lang_is_known(arg->text)) || parser->failed)
		return;
	parse_error(parser, at, "'%s' is no language (two letters of ISO 639-1, as in "
				"lang(et, ru))",
		arg->text);
	lang_hint(parser->compile->diag, arg->text);
}

bool parse_lang_arguments(struct parser *parser, struct cond *cond)
{
	return parse_arguments(parser, cond, "lang(et, ru)", check_lang);
}

static void check_modality(struct parser *parser, const char *at, struct cond_arg *arg)
{
	const char *names[MODALITY_COUNT];
	enum modality modality;
	int i;

	if (parser->failed)
		return;
	if (!arg->key && modality_parse(arg->text, &modality)) {
		arg->value = modality;
		return;
	}
	for (i = 0; i < MODALITY_COUNT; i++)
		names[i] = modality_name((enum modality)i);
	parse_error(parser, at, "'%s' is none of happened, announced, proposed, threatened, "
				"denied and hypothetical",
		arg->text);
	diag_hint_nearest(parser->compile->diag, arg->text, names, MODALITY_COUNT);
}

bool parse_modality_arguments(struct parser *parser, struct cond *cond)
{
	return parse_arguments(parser, cond, "modality(happened, announced)", check_modality);
}
