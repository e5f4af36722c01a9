/*
 * Myers' greedy comparison ("An O(ND) Difference Algorithm", 1986) with a ceiling: after
 * EDITS_MAX edits what was reached furthest is taken, and it begins anew from there. So a
 * round costs EDITS_MAX² at most and moves EDITS_MAX forward, and the whole is linear.
 */
#include "model/diff_priv.h"

#include <string.h>

#include "base/hash.h"

enum { EDITS_MAX = 128, PROBES_MAX = 32 };

/* ---- numbering --------------------------------------------------------------------------- */

struct names {
	const char **texts;
	size_t *lens;
	uint32_t *slots; /* number of a text and one; 0: free */
	size_t mask;
	uint32_t count;
};

/* Behind PROBES_MAX others a text counts as one of its own: nobody makes this slow. */
static uint32_t number(struct names *names, const char *text, size_t len)
{
	uint64_t hash = hash_bytes(text, len);
	size_t slot = hash & names->mask, probes;
	uint32_t known;

	for (probes = 0; probes < PROBES_MAX; probes++, slot = (slot + 1) & names->mask) {
		known = names->slots[slot];
		if (!known)
			break;
		if (names->lens[known - 1] == len && memcmp(names->texts[known - 1], text, len) == 0)
			return known - 1;
	}
	names->texts[names->count] = text;
	names->lens[names->count] = len;
	if (probes < PROBES_MAX)
		names->slots[slot] = names->count + 1;
	return names->count++;
}

static void number_side(struct names *names, struct diff_side *side)
{
	size_t i;

	for (i = 0; i < side->count; i++)
		side->tokens[i].id = number(
			names, side->text + side->tokens[i].start, side->tokens[i].len);
}

static void number_both(struct arena *arena, struct diff_side *before, struct diff_side *after)
{
	size_t count = before->count + after->count, size = 16;
	struct names names = {.count = 0};

	while (size < count * 2)
		size *= 2;
	names.mask = size - 1;
	names.slots = arena_alloc(arena, size * sizeof(*names.slots));
	names.texts = arena_alloc(arena, (count + 1) * sizeof(*names.texts));
	names.lens = arena_alloc(arena, (count + 1) * sizeof(*names.lens));
	number_side(&names, before);
	number_side(&names, after);
}

/* ---- comparing --------------------------------------------------------------------------- */

/* furthest[d][k]: how far in `before` d edits lead on the diagonal k; NOWHERE: not at all. */
enum { DIAGONALS = 2 * EDITS_MAX + 3, NOWHERE = -1 };

struct diff_field {
	struct arena *arena;
	int32_t (*furthest)[DIAGONALS]; /* the same memory for all */
	struct diff_side *before, *after;
	size_t a, b; /* all before them is settled */
};

struct diff_field *diff_field_new(struct arena *arena)
{
	struct diff_field *field = arena_alloc(arena, sizeof(*field));

	field->arena = arena;
	field->furthest = arena_alloc(arena, (EDITS_MAX + 1) * sizeof(*field->furthest));
	return field;
}

static bool same(const struct diff_field *field, size_t x, size_t y)
{
	return field->before->tokens[field->a + x].id == field->after->tokens[field->b + y].id;
}

static void pair(struct diff_field *field, size_t x, size_t y)
{
	field->before->lone[field->a + x] = 0;
	field->after->lone[field->b + y] = 0;
}

static size_t left_before(const struct diff_field *field)
{
	return field->before->count - field->a;
}

static size_t left_after(const struct diff_field *field)
{
	return field->after->count - field->b;
}

/* One edit more on diagonal k: down from k + 1 or right from k - 1, *out_from says which. */
static int32_t step_to(const struct diff_field *field, const int32_t *row, int k, int *out_from)
{
	int32_t down = row[k + 1 + EDITS_MAX + 1], right = row[k - 1 + EDITS_MAX + 1];

	if (down != NOWHERE && (size_t)(down - k) > left_after(field))
		down = NOWHERE;
	if (right != NOWHERE && (size_t)++right > left_before(field))
		right = NOWHERE;
	*out_from = down > right ? k + 1 : k - 1;
	return MAX(down, right);
}

static int32_t slide(const struct diff_field *field, int32_t x, int k)
{
	size_t n = left_before(field), m = left_after(field);

	while ((size_t)x < n && (size_t)(x - k) < m && same(field, (size_t)x, (size_t)(x - k)))
		x++;
	return x;
}

/* Walks back along the edits that led to x on diagonal k, and pairs what they kept. */
static void settle(struct diff_field *field, int d, int k, int32_t x)
{
	int from_k = 0;
	int32_t from;

	for (; d >= 0; d--) {
		from = d ? step_to(field, field->furthest[d - 1], k, &from_k) : 0;
		for (; x > from; x--)
			pair(field, (size_t)x - 1, (size_t)(x - 1 - k));
		if (!d)
			return;
		k = from_k;
		x = field->furthest[d - 1][k + EDITS_MAX + 1];
	}
}

struct reached {
	int d, k;
	int32_t x;
	bool end;
};

static struct reached explore(struct diff_field *field)
{
	struct reached best = {.x = 0};
	int32_t *row, x;
	int d, k, from;

	for (d = 0; d <= EDITS_MAX && !best.end; d++) {
		row = field->furthest[d];
		/* The next row looks one diagonal beyond its own. */
		for (k = -MIN(d + 2, EDITS_MAX + 1); k <= MIN(d + 2, EDITS_MAX + 1); k++)
			row[k + EDITS_MAX + 1] = NOWHERE;
		for (k = -d; k <= d && !best.end; k += 2) {
			x = d ? step_to(field, field->furthest[d - 1], k, &from) : 0;
			if (x == NOWHERE)
				continue;
			row[k + EDITS_MAX + 1] = x = slide(field, x, k);
			if (2 * x - k >= 2 * best.x - best.k)
				best = (struct reached){.d = d, .k = k, .x = x};
			best.end = (size_t)x == left_before(field) &&
				   (size_t)(x - k) == left_after(field);
		}
	}
	return best;
}

void diff_compare(struct diff_field *field, struct diff_side *before, struct diff_side *after)
{
	struct reached reached;

	number_both(field->arena, before, after);
	field->before = before;
	field->after = after;
	field->a = field->b = 0;
	while (left_before(field) && left_after(field)) {
		reached = explore(field);
		settle(field, reached.d, reached.k, reached.x);
		field->a += (size_t)reached.x;
		field->b += (size_t)(reached.x - reached.k);
	}
}
