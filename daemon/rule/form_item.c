/* Conditions on what the text names and where the item comes from. */
#include <string.h>

#include "rule/rule_priv.h"

/* ---- places and countries ------------------------------------------------------------ */

static bool place_fits(const struct place *place, const struct cond_arg *arg)
{
	if (!place)
		return false;
	if (!arg->key)
		return strcmp(place->id, arg->text) == 0;
	if (strcmp(arg->key, "border") == 0)
		return names_hold(place->borders, arg->text);
	if (strcmp(arg->key, "area") == 0)
		return names_hold(place->areas, arg->text);
	return place->kind == (enum place_kind)arg->value;
}

static bool country_fits(const struct mention *mention, const struct cond_arg *arg)
{
	if (mention->place)
		return names_hold(mention->place->countries, arg->text);
	return mention->country && strcmp(mention->country->code, arg->text) == 0;
}

static bool mention_fits(const struct mention *mention, const struct cond *cond, bool country)
{
	size_t i;

	for (i = 0; i < cond->arg_count; i++)
		if (country ? country_fits(mention, &cond->args[i]) :
			      place_fits(mention->place, &cond->args[i]))
			return true;
	return false;
}

/* All that fit, wherever they stand. */
static struct spans mentions_of(struct rule_scan *scan, const struct cond *cond, bool country)
{
	const struct mentions *mentions = scan->mentions;
	const struct mention *mention;
	struct span *list = NULL;
	size_t count = 0, cap = 0, i;

	for (i = 0; i < mentions->place_count; i++) {
		mention = &mentions->places[i];
		if (!mention_fits(mention, cond, country))
			continue;
		ARENA_GROW(scan->arena, list, count, cap);
		list[count++] = (struct span){.first = mention->first_word,
			.end = mention->end_word, .term = TERM_NONE, .member = TERM_NONE};
	}
	return (struct spans){list, count};
}

static struct spans mention_spans(struct rule_scan *scan, const struct cond *cond,
	const struct scope *scope, bool country)
{
	struct own_spans *own;

	if (!scope_is_own(scan, scope))
		return spans_taken(scan, mentions_of(scan, cond, country), scope);
	if (!spans_own(scan, cond, &own))
		own->spans = spans_taken(scan, mentions_of(scan, cond, country), &scan->whole);
	return spans_of_own(scan, own, scope);
}

FORM_SPANS(place_spans)
{
	return mention_spans(scan, cond, scope, false);
}

FORM_SPANS(country_spans)
{
	return mention_spans(scan, cond, scope, true);
}

/* "named instead: RU, BY": the first few. */
static const char *why_not_named(struct rule_scan *scan, const struct scope *scope,
	const char *what)
{
	const struct mentions *mentions = scan->mentions;
	const char *names = NULL, *name;
	int named = 0;
	size_t i;

	for (i = 0; i < mentions->place_count && named < 4; i++) {
		if (!scope_takes(scan, scope, mentions->places[i].first_word))
			continue;
		name = mentions->places[i].place ? mentions->places[i].place->id :
						   mentions->places[i].country->code;
		if (names && strstr(names, name))
			continue;
		names = names ? arena_printf(scan->arena, "%s, %s", names, name) : name;
		named++;
	}
	if (!names)
		return arena_printf(scan->arena, "no %s is named", what);
	return arena_printf(scan->arena, "none of these; named are %s", names);
}

FORM_WHY(place_why)
{
	(void)cond;
	return why_not_named(scan, scope, "place");
}

FORM_WHY(country_why)
{
	(void)cond;
	return why_not_named(scan, scope, "country");
}

/* ---- where the item comes from ------------------------------------------------------- */

bool source_fits(const struct item_source *source, const struct cond_arg *arg)
{
	const char *const *tag;

	if (strcmp(arg->key, "country") == 0)
		return source->country && strcmp(source->country, arg->text) == 0;
	if (strcmp(arg->key, "id") == 0)
		return source->id && strcmp(source->id, arg->text) == 0;
	for (tag = source->tags; tag && *tag; tag++)
		if (strcmp(*tag, arg->text) == 0)
			return true;
	return false;
}

FORM_HOLDS(source_holds)
{
	const struct item_source *source = scan->doc->item->source;

	(void)scope;
	return source && source_is_named(source, cond);
}

FORM_WHY(source_why)
{
	const struct item_source *source = scan->doc->item->source;

	(void)cond;
	(void)scope;
	if (!source)
		return "the item has no source here";
	return arena_printf(scan->arena, "the source is '%s' (country %s)",
		source->id ? source->id : "?", source->country ? source->country : "unknown");
}

FORM_HOLDS(lang_holds)
{
	size_t i;

	(void)scope;
	for (i = 0; i < cond->arg_count; i++)
		if (scan->doc->lang == (text_lang)cond->args[i].value)
			return true;
	return false;
}

FORM_WHY(lang_why)
{
	char lang[3];

	(void)cond;
	(void)scope;
	if (scan->doc->lang == TEXT_LANG_UNKNOWN)
		return "the item's language is not known";
	return arena_printf(scan->arena, "the item's language is '%s'",
		text_lang_name(scan->doc->lang, lang));
}

/* ---- taken back ---------------------------------------------------------------------- */

static bool flagged(const struct rule_scan *scan, const struct scope *scope, uint8_t flag)
{
	uint32_t word = scope->first, sentence;

	while (word < scope->end) {
		sentence = scan->doc->words[word].sentence;
		if (scope_takes(scan, scope, word) &&
			(scan->mentions->sentence_flags[sentence] & flag))
			return true;
		word = scan->doc->sentences[sentence].end_word;
	}
	return false;
}

FORM_HOLDS(withdrawn_holds)
{
	(void)cond;
	if (scan->doc->item->withdrawn)
		return true;
	return scan->mentions->withdrawn && flagged(scan, scope, MENTION_WITHDRAWN);
}

FORM_WHY(withdrawn_why)
{
	(void)cond;
	(void)scope;
	return scan->mentions->withdrawn ? "said elsewhere in the item"
					 : "the publisher did not take it away, and nothing is "
					   "said to have been taken back";
}

FORM_HOLDS(corrected_holds)
{
	(void)cond;
	(void)scope;
	return scan->doc->item->corrected || scan->mentions->corrected;
}

FORM_WHY(corrected_why)
{
	(void)scan;
	(void)cond;
	(void)scope;
	return "its publisher did not change it, and it carries no correction";
}
