/* Lists of spans: cutting, joining, and keeping those of the item's own text. */
#include <stdlib.h>

#include "rule/rule_priv.h"

size_t spans_first_at(struct spans spans, uint32_t word)
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
	size_t from, to;

	if (!spans.count)
		return spans;
	from = spans_first_at(spans, first);
	to = spans_first_at(spans, end);
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

struct spans spans_sorted(struct span *list, size_t count)
{
	size_t kept = 0, i;

	if (count > 1)
		qsort(list, count, sizeof(*list), by_first);
	for (i = 0; i < count; i++)
		if (kept && by_first(&list[kept - 1], &list[i]) == 0)
			list[kept - 1].by_part |= list[i].by_part;
		else
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
	return spans_sorted(all, total);
}
