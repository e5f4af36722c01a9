/* Conditions on words: terms, near and then, numbers beside terms. */
#include <math.h>

#include "rule/rule_priv.h"

/* ---- terms ------------------------------------------------------------------------ */

static bool term_is_there(const struct rule_scan *scan, uint32_t number)
{
	const struct term *term = scan->ruleset->terms[number];
	uint32_t i;

	for (i = 0; i < term->member_count; i++)
		if (scan_has(scan, term->members[i]))
			return true;
	return false;
}

bool term_may_hold(const struct rule_scan *scan, const struct cond *cond)
{
	return term_is_there(scan, cond->term);
}

static struct spans member_hits(struct rule_scan *scan, const struct scan_term *member,
	uint32_t term)
{
	const struct match_hit *hits = scan->hits + member->from;
	size_t count = member->end - member->from, i;
	struct span *list = arena_alloc(scan->arena, (count + 1) * sizeof(*list));

	for (i = 0; i < count; i++)
		list[i] = (struct span){.first = hits[i].first_word, .end = hits[i].end_word,
			.term = term, .member = member->term, .by_part = hits[i].by_part};
	return (struct spans){list, count};
}

struct spans term_hits(struct rule_scan *scan, uint32_t number)
{
	const struct term *term = scan->ruleset->terms[number];
	struct spans *lists =
		arena_alloc(scan->arena, (term->member_count + 1) * sizeof(*lists));
	const struct scan_term *member;
	size_t count = 0;
	uint32_t i;

	for (i = 0; i < term->member_count; i++)
		if ((member = scan_find(scan, term->members[i])))
			lists[count++] = member_hits(scan, member, number);
	if (!count)
		return (struct spans){0};
	return spans_union(scan->arena, lists, count);
}

/* The item's own text is asked for again and again: its list is kept. */
static const struct own_spans *own_hits(struct rule_scan *scan, uint32_t term)
{
	struct own_spans *own;

	if (!spans_own(scan, scan->ruleset->terms[term], &own))
		own->spans = spans_taken(scan, term_hits(scan, term), &scan->whole);
	return own;
}

uint32_t next_pivot(struct rule_scan *scan, const struct cond *cond, const struct scope *scope,
	uint32_t word)
{
	uint32_t nearest = scope->end, i;
	struct spans hits;

	if (!cond->pivot_count || !scope_is_own(scan, scope))
		return word;
	for (i = 0; i < cond->pivot_count; i++) {
		if (!term_is_there(scan, cond->pivots[i]))
			continue;
		hits = spans_in(own_hits(scan, cond->pivots[i])->spans, word, nearest);
		if (hits.count)
			nearest = hits.list[0].first;
	}
	return nearest;
}

FORM_SPANS(term_spans)
{
	if (scope_is_own(scan, scope))
		return spans_of_own(scan, own_hits(scan, cond->term), scope);
	return spans_taken(scan, term_hits(scan, cond->term), scope);
}

FORM_HOLDS(term_holds)
{
	return term_may_hold(scan, cond) && term_spans(scan, cond, scope).count > 0;
}

bool term_speaks(const struct term *term, text_lang lang)
{
	uint32_t i;

	for (i = 0; i < term->lang_count; i++)
		if (lang == TEXT_LANG_UNKNOWN || term->langs[i] == lang ||
			term->langs[i] == TEXT_LANG_UNKNOWN)
			return true;
	return false;
}

static bool speaks(const struct ruleset *ruleset, const struct term *term, text_lang lang)
{
	uint32_t i;

	for (i = 0; i < term->member_count; i++)
		if (term_speaks(ruleset->terms[term->members[i]], lang))
			return true;
	return false;
}

static const char *only_in(const struct rule_scan *scan, enum segment_kind kind)
{
	static const char *const parts[SEGMENT_KIND_COUNT] = {
		[SEGMENT_CAPTION] = "a caption",
		[SEGMENT_BYLINE] = "a byline",
		[SEGMENT_LINKS] = "a list of links",
		[SEGMENT_CORRECTION] = "a correction notice",
	};

	return arena_printf(scan->arena, "only in %s",
		parts[kind] ? parts[kind] : segment_kind_name(kind));
}

FORM_WHY(term_why)
{
	struct spans hits = term_hits(scan, cond->term);
	const struct text_sentence *sentence;
	char lang[3];

	if (scan->doc->lang != TEXT_LANG_UNKNOWN &&
		!speaks(scan->ruleset, scan->ruleset->terms[cond->term], scan->doc->lang))
		return arena_printf(scan->arena, "it has no words in language '%s'",
			text_lang_name(scan->doc->lang, lang));
	if (!hits.count)
		return "not in the text";
	if (own_hits(scan, cond->term)->spans.count)
		return scope->end - scope->first < scan->doc->word_count ?
			       "not in this sentence" :
			       "not in this part of the text";
	sentence = &scan->doc->sentences[scan->doc->words[hits.list[0].first].sentence];
	if (sentence->retracted)
		return "only in a sentence that a correction takes back";
	return only_in(scan, (enum segment_kind)sentence->kind);
}

/* ---- near and then ------------------------------------------------------------------ */

FORM_SPANS(near_spans)
{
	struct spans a = cond_spans(scan, cond->parts[0], scope);

	if (!a.count)
		return a;
	return spans_near(scan, a, cond_spans(scan, cond->parts[1], scope), cond->number,
		cond->form == &form_then);
}

FORM_WHY(near_why)
{
	struct spans a = cond_spans(scan, cond->parts[0], scope);
	struct spans b = cond_spans(scan, cond->parts[1], scope);
	uint32_t distance;

	if (!a.count || !b.count)
		return NULL;
	distance = spans_distance(scan, a, b);
	if (!distance)
		return arena_printf(scan->arena, "%s and %s are never two words of one text",
			cond->parts[0]->text, cond->parts[1]->text);
	if (distance <= cond->number)
		return arena_printf(scan->arena, "%s stands behind %s; then/%u wants it before",
			cond->parts[0]->text, cond->parts[1]->text, cond->number);
	return arena_printf(scan->arena, "%s and %s are %u words apart; %s/%u wants %u",
		cond->parts[0]->text, cond->parts[1]->text, distance,
		cond->form == &form_near ? "near" : "then", cond->number, cond->number);
}

/* ---- count -------------------------------------------------------------------------- */

FORM_SPANS(count_spans)
{
	struct spans counted = cond_spans(scan, cond->parts[0], scope);
	struct span *list = arena_alloc(scan->arena, (counted.count + 1) * sizeof(*list));
	const struct text_number *number;
	size_t count = 0, i;

	for (i = 0; i < counted.count; i++) {
		number = text_number_of(
			scan->doc, counted.list[i].first, counted.list[i].end);
		if (number && cond_compares(cond, number->value))
			list[count++] = counted.list[i];
	}
	return (struct spans){list, count};
}

FORM_WHY(count_why)
{
	struct spans counted = cond_spans(scan, cond->parts[0], scope);
	const struct text_number *number;
	double largest = NAN;
	size_t i;

	for (i = 0; i < counted.count; i++) {
		number = text_number_of(
			scan->doc, counted.list[i].first, counted.list[i].end);
		if (number && !(largest > number->value))
			largest = number->value;
	}
	if (!counted.count)
		return NULL;
	if (isnan(largest))
		return "no number stands beside it";
	return arena_printf(scan->arena, "the largest number beside it is %g", largest);
}
