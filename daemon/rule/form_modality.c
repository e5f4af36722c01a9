/*
 * modality(): how the text speaks of what a condition matched. Inside of sentence(…) it asks
 * how that sentence speaks of the words that matched in it; elsewhere, of the sentences that
 * the whole condition matched in. A sentence may name a thing twice: of each term the most
 * real mention counts, and of all terms the least real one, since "could move troops" tells
 * of no move, however real the troops are. Of several sentences the most real one counts.
 */
#include "rule/rule_priv.h"

static enum modality span_modality(const struct rule_scan *scan, const struct span *span)
{
	const uint8_t *words = scan->mentions->word_modality;
	enum modality strongest = MODALITY_HAPPENED;
	uint32_t word;

	for (word = span->first; words && word < span->end; word++)
		strongest = MAX(strongest, (enum modality)words[word]);
	return strongest;
}

static uint32_t sentence_of(const struct collector *collector, size_t i)
{
	return collector->scan->doc->words[collector->spans[i]->first].sentence;
}

/* Of the mentions of one term in one sentence the most real. */
static enum modality term_modality(const struct collector *collector, size_t span)
{
	enum modality weakest = MODALITY_COUNT;
	size_t i;

	for (i = 0; i < collector->count; i++)
		if (collector->spans[i]->term == collector->spans[span]->term &&
			sentence_of(collector, i) == sentence_of(collector, span))
			weakest = MIN(weakest,
				span_modality(collector->scan, collector->spans[i]));
	return weakest;
}

static enum modality sentence_modality(const struct collector *collector, uint32_t sentence)
{
	enum modality strongest = MODALITY_HAPPENED;
	size_t i;

	for (i = 0; i < collector->count; i++)
		if (sentence_of(collector, i) == sentence)
			strongest = MAX(strongest, term_modality(collector, i));
	return strongest;
}

enum modality collector_modality(const struct collector *collector)
{
	const uint32_t *sentences;
	enum modality weakest = MODALITY_COUNT;
	size_t count, i;

	sentences = collector_sentences(collector, &count);
	for (i = 0; i < count; i++)
		weakest = MIN(weakest, sentence_modality(collector, sentences[i]));
	return count ? weakest : MODALITY_HAPPENED;
}

/* ---- whether it is the event that is denied --------------------------------------------- */

enum { VERB_GAP = 1 }; /* words between a negation and its verb: "has not yet closed" */

static bool is_denial(const struct collector *collector, const struct modality_cue *cue)
{
	size_t i;

	for (i = 0; cue->modality == MODALITY_DENIED && i < collector->count; i++)
		if (collector->scan->doc->words[cue->first_word].sentence ==
			sentence_of(collector, i))
			return true;
	return false;
}

/* "Are not let through" is itself what is told. */
static bool in_term(const struct collector *collector, const struct modality_cue *cue)
{
	size_t i;

	for (i = 0; i < collector->count; i++)
		if (collector->spans[i]->first <= cue->first_word &&
			cue->first_word < collector->spans[i]->end)
			return true;
	return false;
}

/* "Did not cross": what is negated is a word of the condition, and not of something else. */
static bool negates_term(const struct collector *collector, const struct modality_cue *cue)
{
	const struct span *span;
	size_t i;

	for (i = 0; i < collector->count; i++) {
		span = collector->spans[i];
		if (span->first >= cue->end_word && span->first <= cue->end_word + VERB_GAP &&
			span_modality(collector->scan, span) == MODALITY_DENIED)
			return true;
	}
	return false;
}

static bool all_denied(const struct collector *collector)
{
	size_t i;

	for (i = 0; i < collector->count; i++)
		if (term_modality(collector, i) != MODALITY_DENIED)
			return false;
	return collector->count > 0;
}

void collector_denial(const struct collector *collector, struct facts *facts)
{
	const struct mentions *mentions = collector->scan->mentions;
	bool told = false;
	size_t i;

	if (facts->modality != MODALITY_DENIED)
		return;
	for (i = 0; i < mentions->modality_cue_count; i++) {
		const struct modality_cue *cue = &mentions->modality_cues[i];

		if (!is_denial(collector, cue))
			continue;
		told |= in_term(collector, cue);
		facts->refuted |= cue->refutes || (!in_term(collector, cue) &&
							  negates_term(collector, cue));
	}
	facts->negated = !told && all_denied(collector);
}

/* While the words of a condition are gathered, it cannot be asked how it speaks of them. */
static bool asks_itself(const struct rule_scan *scan, const struct scope *scope)
{
	return !scope->asked || scan->asking == scope->asked;
}

static enum modality modality_in(struct rule_scan *scan, const struct scope *scope)
{
	struct collector collector = {.scan = scan};
	const struct cond *before = scan->asking;
	struct scope inner = *scope;

	scan->asking = inner.asked;
	cond_collect(&collector, inner.asked, &inner);
	scan->asking = before;
	return collector_modality(&collector);
}

FORM_HOLDS(modality_holds)
{
	enum modality modality;
	size_t i;

	/* Whatever it will be, the words beside it, also under a name, are those it is asked of. */
	if (asks_itself(scan, scope))
		return scope->asked != NULL;
	modality = modality_in(scan, scope);
	for (i = 0; i < cond->arg_count; i++)
		if (modality == (enum modality)cond->args[i].value)
			return true;
	return false;
}

/* The words that say so; NULL where no words do. */
static const char *cue_of(struct rule_scan *scan, const struct scope *scope,
	enum modality modality)
{
	const struct mentions *mentions = scan->mentions;
	const struct modality_cue *cue;
	const char *text;
	size_t len, i;

	for (i = 0; i < mentions->modality_cue_count; i++) {
		cue = &mentions->modality_cues[i];
		if (cue->modality != modality || !scope_takes(scan, scope, cue->first_word))
			continue;
		text = text_span(scan->doc, cue->first_word, cue->end_word, &len);
		return arena_strndup(scan->arena, text, len);
	}
	return NULL;
}

FORM_WHY(modality_why)
{
	enum modality modality;
	const char *cue;

	(void)cond;
	if (asks_itself(scan, scope))
		return NULL;
	modality = modality_in(scan, scope);
	cue = cue_of(scan, scope, modality);
	if (!cue)
		return arena_printf(scan->arena, "it is told as %s", modality_name(modality));
	return arena_printf(scan->arena, "it is told as %s: \"%s\"", modality_name(modality), cue);
}
