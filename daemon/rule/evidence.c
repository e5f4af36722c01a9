/* What a condition matched, as evidence: words of the original text, each once. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "rule/rule_priv.h"

static bool collected(const struct collector *collector, const struct span *span)
{
	const struct span *known;
	size_t i;

	for (i = 0; i < collector->count; i++) {
		known = collector->spans[i];
		if (known->first == span->first && known->end == span->end &&
			known->term == span->term)
			return true;
	}
	return false;
}

/* Places are facts of their own: evidence is words of terms. */
void collect_span(struct collector *collector, const struct span *span)
{
	if (span->parts[0]) {
		collector->tightness++;
		collect_span(collector, span->parts[0]);
		collect_span(collector, span->parts[1]);
		collector->tightness--;
		return;
	}
	if (span->term == TERM_NONE || collector->count == EVIDENCE_MAX ||
		collected(collector, span))
		return;
	collector->spans[collector->count] = span;
	collector->tight[collector->count++] = collector->tightness > 0;
}

static int by_place(const void *left, const void *right)
{
	const struct span *a = *(const struct span *const *)left;
	const struct span *b = *(const struct span *const *)right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return a->end < b->end ? -1 : a->end > b->end;
}

/* How far the code points of a field have been counted: the way to a far span is walked
 * once for all evidence of a finding. */
struct counted {
	uint8_t field;
	uint32_t bytes, points;
};

static uint32_t points_before(struct counted *counted, const struct text_doc *doc,
	const struct text_word *word)
{
	const char *text = doc->item->field[word->field].text;

	if (counted->field != word->field)
		*counted = (struct counted){.field = word->field};
	counted->points += (uint32_t)utf8_count(
		text + counted->bytes, word->start - counted->bytes);
	counted->bytes = word->start;
	return counted->points;
}

static struct evidence make_evidence(struct rule_scan *scan, const struct span *span,
	struct counted *counted)
{
	const struct text_word *first = &scan->doc->words[span->first];
	struct evidence evidence = {
		.field = (enum item_field)first->field,
		.start = points_before(counted, scan->doc, first),
		.term = scan->ruleset->terms[span->term]->name,
	};
	const char *text;
	size_t len;

	text = text_span(scan->doc, span->first, span->end, &len);
	len = utf8_offset(text, len, EVIDENCE_POINTS_MAX);
	evidence.text = arena_strndup(scan->arena, text, len);
	evidence.end = evidence.start + (uint32_t)utf8_count(text, len);
	return evidence;
}

const struct evidence *collector_evidence(struct collector *collector, size_t *out_count)
{
	struct rule_scan *scan = collector->scan;
	struct evidence *list = arena_alloc(scan->arena, (collector->count + 1) * sizeof(*list));
	const struct span *spans[EVIDENCE_MAX];
	struct counted counted = {.field = ITEM_FIELDS};
	size_t i;

	memcpy(spans, collector->spans, sizeof(spans));
	if (collector->count)
		qsort(spans, collector->count, sizeof(*spans), by_place);
	for (i = 0; i < collector->count; i++)
		list[i] = make_evidence(scan, spans[i], &counted);
	*out_count = collector->count;
	return list;
}

static int compare_numbers(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

/*
 * Sentences where words stood together; words that may stand anywhere in the item say
 * nothing about where it tells of the event, unless there are no others.
 */
const uint32_t *collector_sentences(const struct collector *collector, size_t *out_count)
{
	const struct text_doc *doc = collector->scan->doc;
	uint32_t *list = arena_alloc(
		collector->scan->arena, (collector->count + 1) * sizeof(*list));
	size_t count = 0, kept = 0, i;
	bool any_tight = false;

	for (i = 0; i < collector->count; i++)
		any_tight = any_tight || collector->tight[i];
	for (i = 0; i < collector->count; i++)
		if (collector->tight[i] || !any_tight)
			list[count++] = doc->words[collector->spans[i]->first].sentence;
	if (count)
		qsort(list, count, sizeof(*list), compare_numbers);
	for (i = 0; i < count; i++)
		if (!kept || list[kept - 1] != list[i])
			list[kept++] = list[i];
	*out_count = kept;
	return list;
}
