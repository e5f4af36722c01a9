/* Lists of spans: cutting, joining, and finding what stands near what. */
#include <stdlib.h>

#include "rule/rule_priv.h"

static size_t first_at(struct spans spans, uint32_t word)
{
	size_t low = 0, high = spans.count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (spans.list[middle].first < word)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A span that begins inside ends inside: a scope never cuts a sentence. */
struct spans spans_in(struct spans spans, uint32_t first, uint32_t end)
{
	size_t from = first_at(spans, first), to = first_at(spans, end);

	return (struct spans){spans.list + from, to - from};
}

struct spans spans_taken(struct rule_scan *scan, struct spans spans, const struct scope *scope)
{
	struct spans inside = spans_in(spans, scope->first, scope->end);
	struct span *list = arena_alloc(scan->arena, (inside.count + 1) * sizeof(*list));
	size_t count = 0, i;

	for (i = 0; i < inside.count; i++)
		if (scope_takes(scan, scope, inside.list[i].first))
			list[count++] = inside.list[i];
	return (struct spans){list, count};
}

/* A part of the item's own text has a part of its list. */
struct spans spans_of_own(struct rule_scan *scan, const struct own_spans *own,
	const struct scope *scope)
{
	if (scope->within != scan->whole.within)
		return spans_taken(scan, own->spans, scope);
	return spans_in(own->spans, scope->first, scope->end);
}

bool spans_own(struct rule_scan *scan, const void *of, struct own_spans **out_own)
{
	struct own_spans **slot = &scan->own[((uintptr_t)of >> 4) % OWN_SLOTS], *own;

	for (own = *slot; own && own->of != of; own = own->next)
		;
	*out_own = own;
	if (own)
		return true;
	own = arena_alloc(scan->arena, sizeof(*own));
	own->of = of;
	own->next = *slot;
	*slot = *out_own = own;
	return false;
}

static int by_first(const void *left, const void *right)
{
	const struct span *a = left, *b = right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return a->term < b->term ? -1 : a->term > b->term;
}

static int by_end(const void *left, const void *right)
{
	const struct span *a = *(const struct span *const *)left;
	const struct span *b = *(const struct span *const *)right;

	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return a->first < b->first ? -1 : a->first > b->first;
}

static struct spans sorted(struct span *list, size_t count)
{
	size_t kept = 0, i;

	if (count)
		qsort(list, count, sizeof(*list), by_first);
	for (i = 0; i < count; i++)
		if (!kept || by_first(&list[kept - 1], &list[i]) != 0)
			list[kept++] = list[i];
	return (struct spans){list, kept};
}

struct spans spans_union(struct arena *arena, const struct spans *lists, size_t count)
{
	struct span *all;
	size_t total = 0, filled = 0, i, j;

	for (i = 0; i < count; i++)
		total += lists[i].count;
	for (i = 0; i < count; i++)
		if (lists[i].count == total)
			return lists[i];
	all = arena_alloc(arena, total * sizeof(*all));
	for (i = 0; i < count; i++)
		for (j = 0; j < lists[i].count; j++)
			all[filled++] = lists[i].list[j];
	return sorted(all, total);
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
	size_t i;

	for (i = 0; i < spans.count; i++)
		list[i] = &spans.list[i];
	if (spans.count)
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
		.first = a->first, .end = b->end, .term = TERM_NONE, .parts = {a, b}};
}

/*
 * Every a with the next b and every b with the a before it: at most one pair for each span,
 * however often the words stand in a text. The two never share a word.
 */
struct spans spans_then(struct rule_scan *scan, struct spans a, struct spans b,
	uint32_t distance)
{
	const struct span **ends, *before;
	struct span *list;
	size_t count = 0, i, next;

	if (!a.count || !b.count)
		return (struct spans){0};
	list = arena_alloc(scan->arena, (a.count + b.count) * sizeof(*list));
	ends = ends_of(scan->arena, a);
	for (i = 0; i < a.count; i++)
		if ((next = first_at(b, a.list[i].end)) < b.count)
			add_pair(scan, list, &count, &a.list[i], &b.list[next], distance);
	for (i = 0; i < b.count; i++)
		if ((before = last_before(ends, a.count, b.list[i].first)))
			add_pair(scan, list, &count, before, &b.list[i], distance);
	return sorted(list, count);
}

static uint32_t then_distance(struct rule_scan *scan, struct spans a, struct spans b)
{
	uint32_t nearest = 0, here;
	size_t i, next;

	for (i = 0; i < a.count; i++) {
		next = first_at(b, a.list[i].end);
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
	uint32_t there = then_distance(scan, a, b), back = then_distance(scan, b, a);

	if (!there || !back)
		return there ? there : back;
	return MIN(there, back);
}
