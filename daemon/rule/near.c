/*
 * What stands near what. Words beside each other are one word apart. Spans that overlap stand
 * together: in a compound (Finnish rajapoiju, of raja and poiju) both terms are one word. But
 * a word is not near itself: what one and the same term found there does not count twice, and
 * two terms that find the same word by its beginning are two names of one thing.
 */
#include <stdlib.h>

#include "rule/rule_priv.h"

/* Spans that begin inside of another one and are looked at for it, and words of two that are
 * held against each other; more only hostile texts and rules have. */
enum { INSIDE_MAX = 8, WORDS_HELD_MAX = 64 };

/* ---- one behind the other -------------------------------------------------------------- */

static int by_end(const void *left, const void *right)
{
	const struct span *a = *(const struct span *const *)left;
	const struct span *b = *(const struct span *const *)right;

	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return a->first < b->first ? -1 : a->first > b->first;
}

static bool same_field(const struct rule_scan *scan, const struct span *a, const struct span *b)
{
	return scan->doc->words[a->first].field == scan->doc->words[b->first].field;
}

/* Of two neighbours one, of the first and the third two. */
static uint32_t apart(const struct span *before, const struct span *behind)
{
	return behind->first - (before->end - 1);
}

static const struct span **ends_of(struct arena *arena, struct spans spans)
{
	const struct span **list = arena_alloc(arena, (spans.count + 1) * sizeof(*list));
	bool sorted = true; /* most are words, and come so */
	size_t i;

	for (i = 0; i < spans.count; i++) {
		list[i] = &spans.list[i];
		sorted = sorted && (!i || by_end(&list[i - 1], &list[i]) <= 0);
	}
	if (!sorted)
		qsort(list, spans.count, sizeof(*list), by_end);
	return list;
}

/* The last span of the list (sorted by end) that ends at or before the word. */
static const struct span *last_before(const struct span **ends, size_t count, uint32_t word)
{
	size_t low = 0, high = count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (ends[middle]->end <= word)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? ends[low - 1] : NULL;
}

static void add_pair(const struct rule_scan *scan, struct span *list, size_t *count,
	const struct span *a, const struct span *b, uint32_t distance)
{
	if (!same_field(scan, a, b) || apart(a, b) > distance)
		return;
	list[(*count)++] = (struct span){
		.first = a->first, .end = b->end, .term = TERM_NONE, .member = TERM_NONE,
		.parts = {a, b}};
}

/*
 * Every a with the next b and every b with the a before it: at most one pair for each span,
 * however often the words stand in a text. The two share no word.
 */
static struct spans one_behind(struct rule_scan *scan, struct spans a, struct spans b,
	uint32_t distance)
{
	const struct span **ends = ends_of(scan->arena, a), *before;
	struct span *list = arena_alloc(scan->arena, (a.count + b.count) * sizeof(*list));
	size_t count = 0, i, next;

	for (i = 0; i < a.count; i++)
		if ((next = spans_first_at(b, a.list[i].end)) < b.count)
			add_pair(scan, list, &count, &a.list[i], &b.list[next], distance);
	for (i = 0; i < b.count; i++)
		if ((before = last_before(ends, a.count, b.list[i].first)))
			add_pair(scan, list, &count, before, &b.list[i], distance);
	return spans_sorted(list, count);
}

/* ---- together ---------------------------------------------------------------------------- */

static bool is_one_word(const struct span *a, const struct span *b)
{
	return a->first == b->first && a->end == b->end && a->end == a->first + 1;
}

/* Whether a word of the one is a word of the other, found there by the same term, or by two
 * of which neither asks for another part of it than its beginning. */
static bool share_word(const struct span *a, const struct span *b, int *budget)
{
	if (a->end <= b->first || b->end <= a->first || --*budget < 0)
		return false;
	if (a->parts[0])
		return share_word(a->parts[0], b, budget) || share_word(a->parts[1], b, budget);
	if (b->parts[0])
		return share_word(a, b->parts[0], budget) || share_word(a, b->parts[1], budget);
	return a->member == b->member || (is_one_word(a, b) && !a->by_part && !b->by_part);
}

static bool stand_together(const struct span *a, const struct span *b, bool ordered)
{
	int budget = WORDS_HELD_MAX;

	return (!ordered || (a->first <= b->first && a->end <= b->end)) &&
	       !share_word(a, b, &budget);
}

struct pairing {
	struct span *list;
	size_t count;
	bool ordered;
};

/* Adds the span with the first one of the others that begins inside of it. */
static void pair_inside(struct pairing *pairing, const struct span *span, struct spans others,
	bool span_is_a)
{
	size_t i = spans_first_at(others, span->first), tries;
	const struct span *a, *b;

	for (tries = 0; tries < INSIDE_MAX && i < others.count; tries++, i++) {
		if (others.list[i].first >= span->end)
			return;
		a = span_is_a ? span : &others.list[i];
		b = span_is_a ? &others.list[i] : span;
		if (!stand_together(a, b, pairing->ordered))
			continue;
		pairing->list[pairing->count++] = (struct span){.first = span->first,
			.end = MAX(a->end, b->end), .term = TERM_NONE, .member = TERM_NONE,
			.parts = {a, b}};
		return;
	}
}

static struct spans together(struct rule_scan *scan, struct spans a, struct spans b, bool ordered)
{
	struct pairing pairing = {.ordered = ordered,
		.list = arena_alloc(scan->arena, (a.count + b.count) * sizeof(*pairing.list))};
	size_t i;

	for (i = 0; i < a.count; i++)
		pair_inside(&pairing, &a.list[i], b, true);
	for (i = 0; i < b.count; i++)
		pair_inside(&pairing, &b.list[i], a, false);
	return pairing.count ? spans_sorted(pairing.list, pairing.count) : (struct spans){0};
}

/* ---- the whole --------------------------------------------------------------------------- */

struct spans spans_near(struct rule_scan *scan, struct spans a, struct spans b, uint32_t distance,
	bool ordered)
{
	struct spans pairs[3];
	size_t count = 0;

	if (!a.count || !b.count)
		return (struct spans){0};
	pairs[count++] = one_behind(scan, a, b, distance);
	if (!ordered)
		pairs[count++] = one_behind(scan, b, a, distance);
	pairs[count++] = together(scan, a, b, ordered);
	return spans_union(scan->arena, pairs, count);
}

/* ---- how far apart ----------------------------------------------------------------------- */

static uint32_t distance_behind(struct rule_scan *scan, struct spans a, struct spans b)
{
	uint32_t nearest = 0, here;
	size_t i, next;

	for (i = 0; i < a.count; i++) {
		next = spans_first_at(b, a.list[i].end);
		if (next == b.count || !same_field(scan, &a.list[i], &b.list[next]))
			continue;
		here = apart(&a.list[i], &b.list[next]);
		if (!nearest || here < nearest)
			nearest = here;
	}
	return nearest;
}

uint32_t spans_distance(struct rule_scan *scan, struct spans a, struct spans b)
{
	uint32_t there = distance_behind(scan, a, b), back = distance_behind(scan, b, a);

	if (together(scan, a, b, false).count)
		return 1;
	if (!there || !back)
		return there ? there : back;
	return MIN(there, back);
}
