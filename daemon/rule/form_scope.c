/* Conditions on where: sentence(), title(), lead(), anywhere(), caption(). */
#include "rule/rule_priv.h"

enum { ALL_KINDS = (1 << SEGMENT_KIND_COUNT) - 1 };

static uint32_t own_kinds(void)
{
	uint32_t kinds = 0;
	int kind;

	for (kind = 0; kind < SEGMENT_KIND_COUNT; kind++)
		if (segment_is_own((enum segment_kind)kind))
			kinds |= 1u << kind;
	return kinds;
}

struct scope scope_of_item(const struct text_doc *doc)
{
	return (struct scope){.end = doc->word_count, .kinds = own_kinds(), .within = ALL_KINDS};
}

struct scope scope_whole(const struct rule_scan *scan)
{
	return scan->whole;
}

bool scope_is_own(const struct rule_scan *scan, const struct scope *scope)
{
	return scope->kinds == scan->whole.kinds && !scope->retracted;
}

uint32_t scope_kinds(const struct scope *scope)
{
	return scope->kinds & scope->within;
}

bool scope_takes(const struct rule_scan *scan, const struct scope *scope, uint32_t number)
{
	const struct text_word *word = &scan->doc->words[number];

	return number >= scope->first && number < scope->end &&
	       (scope_kinds(scope) >> word->kind & 1) &&
	       (scope->retracted || !scan->doc->sentences[word->sentence].retracted);
}

/* ---- sentence() --------------------------------------------------------------------- */

/* Sentences of the scope, one after the other, without those that hold none of the words of
 * which it needs one; false behind the last. */
static bool next_sentence(struct rule_scan *scan, const struct cond *cond,
	const struct scope *scope, uint32_t *word, struct scope *out_scope)
{
	const struct text_sentence *sentence;
	uint32_t first;

	while ((*word = next_pivot(scan, cond->parts[0], scope, *word)) < scope->end) {
		first = *word;
		sentence = &scan->doc->sentences[scan->doc->words[first].sentence];
		*word = sentence->end_word;
		if (!scope_takes(scan, scope, first))
			continue;
		*out_scope = *scope;
		out_scope->first = sentence->first_word;
		out_scope->end = sentence->end_word;
		out_scope->asked = cond->parts[0];
		return true;
	}
	return false;
}

FORM_HOLDS(sentence_holds)
{
	struct scope sentence;
	uint32_t word = scope->first;

	while (next_sentence(scan, cond, scope, &word, &sentence))
		if (cond_holds(scan, cond->parts[0], &sentence))
			return true;
	return false;
}

FORM_COLLECT(sentence_collect)
{
	struct scope sentence;
	uint32_t word = scope->first;
	int found = 0;

	collector->tightness++;
	while (found < EVIDENCE_SENTENCES &&
		next_sentence(collector->scan, cond, scope, &word, &sentence)) {
		if (!cond_holds(collector->scan, cond->parts[0], &sentence))
			continue;
		cond_collect(collector, cond->parts[0], &sentence);
		found++;
	}
	collector->tightness--;
}

static size_t parts_that_hold(struct rule_scan *scan, const struct cond *cond,
	const struct scope *scope)
{
	size_t count = cond_holds(scan, cond, scope), i;

	for (i = 0; i < cond->part_count; i++)
		count += parts_that_hold(scan, cond->parts[i], scope);
	return count;
}

/* To explain: the sentence where it holds, or else the one where most of it does. */
FORM_INNER(sentence_inner)
{
	struct scope sentence, best = *scope;
	uint32_t word = scope->first;
	size_t most = 0, here;

	best.asked = cond->parts[0];
	while (next_sentence(scan, cond, scope, &word, &sentence)) {
		if (cond_holds(scan, cond->parts[0], &sentence))
			return sentence;
		here = parts_that_hold(scan, cond->parts[0], &sentence);
		if (here > most) {
			most = here;
			best = sentence;
		}
	}
	return best;
}

FORM_WHY(sentence_why)
{
	struct scope whole = *scope;

	whole.asked = cond->parts[0];
	return cond_holds(scan, cond->parts[0], &whole) ? "all of it is there, but in no one "
							 "sentence" :
							 NULL;
}

/* ---- parts of the item --------------------------------------------------------------- */

FORM_INNER(title_inner)
{
	struct scope inner = *scope;

	(void)scan;
	(void)cond;
	inner.within &= 1u << SEGMENT_TITLE;
	return inner;
}

FORM_INNER(lead_inner)
{
	struct scope inner = *scope;

	(void)scan;
	(void)cond;
	inner.within &= 1u << SEGMENT_TITLE | 1u << SEGMENT_LEAD;
	return inner;
}

FORM_INNER(anywhere_inner)
{
	struct scope inner = *scope;

	(void)scan;
	(void)cond;
	inner.kinds = ALL_KINDS;
	inner.retracted = true;
	return inner;
}

FORM_INNER(caption_inner)
{
	struct scope inner = *scope;

	(void)scan;
	(void)cond;
	inner.kinds = 1u << SEGMENT_CAPTION;
	return inner;
}

FORM_HOLDS(inner_holds)
{
	struct scope inner = cond->form->inner(scan, cond, scope);

	return cond_holds(scan, cond->parts[0], &inner);
}

FORM_SPANS(inner_spans)
{
	struct scope inner = cond->form->inner(scan, cond, scope);

	return cond_spans(scan, cond->parts[0], &inner);
}

FORM_COLLECT(inner_collect)
{
	struct scope inner = cond->form->inner(collector->scan, cond, scope);

	cond_collect(collector, cond->parts[0], &inner);
}

FORM_WHY(title_why)
{
	return cond_holds(scan, cond->parts[0], scope) ? "not in the title" : NULL;
}

FORM_WHY(lead_why)
{
	return cond_holds(scan, cond->parts[0], scope) ?
		       "not in the title or the first paragraph" :
		       NULL;
}

FORM_WHY(caption_why)
{
	return cond_holds(scan, cond->parts[0], scope) ? "not in a caption" : NULL;
}
