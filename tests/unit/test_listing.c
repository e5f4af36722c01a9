/*
 * What is taken away, and what only ages, is sorted out or chosen otherwise. A reading is
 * written as its items in the order of the document, each a letter and the hour of its
 * publication ("c12"); no hour: no date; "c12/15": updated at 15. "=" is "not modified". A
 * reading is a quarter of an hour behind the one before it.
 */
#include "model/listing.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "check.h"

static struct listing read_listing(struct arena *arena, const char *text)
{
	struct listing listing = {.entries = NULL};
	size_t cap = 0;
	char *end;

	while (*text) {
		struct listing_entry entry = {
			.item = *text++, .published = TIME_NONE, .updated = TIME_NONE};

		if (isdigit((unsigned char)*text)) {
			entry.published = strtol(text, &end, 10) * 3600;
			text = end;
		}
		if (*text == '/') {
			entry.updated = strtol(text + 1, &end, 10) * 3600;
			text = end;
		}
		text += strspn(text, " ");
		ARENA_GROW(arena, listing.entries, listing.count, cap);
		listing.entries[listing.count++] = entry;
	}
	return listing;
}

static void put_items(struct buf *out, const int64_t *items, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		buf_putc(out, (char)items[i]);
}

/* Follows readings ("b2 a1 | a1"); what each of them takes: "| b". Caller frees. */
static char *follow(const char *readings)
{
	struct arena *arena = arena_new();
	struct buf taken = BUF_INIT(BUF_UNBOUND);
	struct listing kept = {.entries = NULL};
	char *copy = mem_strdup(readings), *rest = copy, *text;
	bool first = true;
	int64_t time = 1000000;

	while ((text = strsep(&rest, "|"))) {
		struct listing now = read_listing(arena, text + strspn(text, " "));
		struct listing_change change;

		time += 15 * 60;
		if (strchr(text, '='))
			listing_again(arena, &kept, time, &change);
		else
			listing_follow(arena, &kept, &now, time, &change);
		buf_puts(&taken, first ? "" : "|");
		put_items(&taken, change.taken, change.taken_count);
		kept = change.next;
		first = false;
	}
	mem_free(copy);
	arena_free(arena);
	return buf_take(&taken);
}

struct sequence {
	const char *what, *readings, *taken;
};

static void check(const struct sequence *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		char *taken = follow(cases[i].readings);

		if (strcmp(taken, cases[i].taken) != 0)
			fail_msg("%s: %s takes %s, expected %s", cases[i].what,
				cases[i].readings, taken, cases[i].taken);
		mem_free(taken);
	}
}

static void what_leaves_from_the_middle_twice_is_taken_away(void **state)
{
	static const struct sequence cases[] = {
		{"between two", "c3 b2 a1 | c3 a1 | c3 a1", "||b"},
		{"once is not enough", "c3 b2 a1 | c3 a1 | c3 b2 a1 | c3 a1 | c3 a1", "||||b"},
		{"said once", "c3 b2 a1 | c3 a1 | c3 a1 | c3 a1 | c3 a1", "||b||"},
		{"newer ones come meanwhile", "c3 b2 a1 | d4 c3 a1 | e5 d4 c3 a1", "||b"},
		{"two of them", "d4 c3 b2 a1 | d4 a1 | d4 a1", "||cb"},
		{"one after the other", "d4 c3 b2 a1 | d4 b2 a1 | d4 a1 | d4 a1", "||c|b"},
		{"oldest first", "a1 b2 c3 | a1 c3 | a1 c3 d4", "||b"},
		{"without dates", "c b a | c a | c a", "||b"},
		{"without dates, newer ones come", "c b a | d c a | e d c a", "||b"},
		{"the newest, when newer ones come", "b2 a1 | a1 | c3 a1", "||b"},
		{"the newest, and nothing comes", "b2 a1 | a1 | a1 | a1 | a1", "|||b|"},
		{"the newest, without dates", "b a | a | a | a | a", "|||b|"},
		{"the newest, and nothing is modified", "b2 a1 | a1 | = | = | =", "|||b|"},
		{"from the middle, and nothing is modified", "c3 b2 a1 | c3 a1 | = | =", "||b|"},
		{"of two", "b2 a1 | b2 a1 | a1 | = | =", "||||b"},
		{"the newest two", "d4 c3 b2 a1 | b2 a1 | b2 a1 | b2 a1", "|||dc"},
		{"oldest first, the newest", "a1 b2 | a1 | = | =", "|||b"},
		{"by time of update", "c1/9 b5/8 a3/7 d2/6 | c1/9 a3/7 d2/6 | =", "||b"},
		{"below what came in at the top", "c3 b2 a1 | d4 c3 b2 a1 | e5 d4 c3 b2 | "
			"f6 e5 d4 b2 | g7 f6 e5 d4 b2", "||||c"},
		{"above one that was there at first, behind one that rolled off",
			"c3 b2 a1 | d4 c3 b2 | e5 d4 b2 | f6 e5 d4 b2", "|||c"},
		{"a window that is filled up from below", "e5 d4 c3 b2 | e5 d4 b2 a1 | =", "||c"},
		{"one above a pinned last one, and nothing comes",
			"d4 c3 b2 P1 | d4 c3 P1 | =", "||b"},
		{"the next news settle it", "d4 c3 b2 a1 | e5 d4 c3 a1 | = | = | f6 e5 d4 c3 a1", "||||b"},
		{"the same hour as its neighbours", "d4 c3 b3 a1 | d4 c3 a1 | d4 c3 a1", "||b"},
		{"it waits while others age", "e5 d4 c3 b2 a1 | e5 d4 b2 a1 | f6 e5 d4 b2", "||c"},
		{"a pinned item stands above",
			"P1 l9 k8 j7 i6 h5 g5 f4 e4 d3 c3 | P1 l9 k8 j7 h5 g5 f4 e4 d3 c3 | "
			"P1 m9 l9 k8 j7 h5 g5 f4 e4 d3 c3", "||i"},
	};

	(void)state;
	check(cases, ARRAY_LEN(cases));
}

static void what_leaves_otherwise_is_not(void **state)
{
	static const struct sequence cases[] = {
		{"it ages", "c3 b2 a1 | d4 c3 b2 | e5 d4 c3 | f6 e5 d4", "|||"},
		{"the feed grows shorter", "e5 d4 c3 b2 a1 | e5 d4 | e5 d4 | e5 d4", "|||"},
		{"it ages, without dates", "c b a | d c b | e d c", "||"},
		{"oldest first, it ages", "a1 b2 c3 | b2 c3 d4 | c3 d4 e5", "||"},
		{"another feed altogether", "c3 b2 a1 | z9 y8 x7 | z9 y8 x7", "||"},
		{"nothing at first", "| c3 b2 a1 | c3 b2 a1", "||"},
		{"an older copy for a while", "c3 b2 a1 | d4 c3 b2 a1 | c3 b2 a1 | c3 b2 a1 | "
			"d4 c3 b2 a1", "||||"},
		{"older copies by turns", "c3 b2 a1 | d4 c3 b2 | c3 b2 a1 | d4 c3 b2 | c3 b2 a1 | "
			"c3 b2 a1 | d4 c3 b2 | c3 b2 a1 | c3 b2 a1 | c3 b2 a1 | d4 c3 b2", "||||||||||"},
		{"an older copy, not modified for a moment", "c3 b2 a1 | d4 c3 b2 a1 | c3 b2 a1 | = | "
			"d4 c3 b2 a1", "||||"},
		{"two choices by turns", "d4 c3 b2 a1 | d4 b2 a1 | d4 c3 b2 a1 | d4 b2 a1 | "
			"d4 c3 b2 a1 | d4 b2 a1 | d4 c3 b2 a1", "||||||"},
		{"nothing is modified", "c3 b2 a1 | = | = | = | =", "||||"},
		{"it rolls off above a pinned last one", "d4 c3 b2 P1 | e5 d4 c3 P1 | = | = | "
			"f6 e5 d4 P1 | = | = | g7 f6 e5 P1 | =", "||||||||"},
		{"two at a time", "f6 e5 d4 c3 b2 P1 | h8 g7 f6 e5 d4 P1 | = | j9 i8 h8 g7 f6 P1 | = | =",
			"|||||"},
		{"above two pinned ones", "d4 c3 b2 Q1 P1 | e5 d4 c3 Q1 P1 | = | "
			"f6 e5 d4 Q1 P1 | = | = | g7 f6 e5 Q1 P1 | =", "|||||||"},
		{"above a pinned last one, without dates", "d c b P | e d c P | = | = | f e d P | = | "
			"g f e P | =", "|||||||"},
		{"above a pinned last one, oldest first", "P1 b2 c3 d4 | P1 c3 d4 e5 | = | = | "
			"P1 d4 e5 f6 | = | P1 e5 f6 g7 | =", "|||||||"},
		{"one newest and one pinned", "b2 P1 | c3 P1 | = | d4 P1 | = | e5 P1 | = | =", "|||||||"},
		{"pinned above and below", "P9 f6 e5 d4 c3 b2 Q1 | P9 g7 f6 e5 d4 c3 Q1 | = | = | "
			"P9 h8 g7 f6 e5 d4 Q1 | = | =", "||||||"},
		{"by time of update, an old one is touched",
			"d4/4 c3/3 b2/2 a1/1 | a1/5 d4/4 c3/3 b2/2 | a1/5 d4/4 c3/3 b2/2 | "
			"b2/6 a1/5 d4/4 c3/3 | =", "||||"},
		{"by time of update, one rolls off",
			"d1/9 c4/8 b3/7 a2/6 | e5/10 d1/9 c4/8 b3/7 | f6/11 e5/10 d1/9 c4/8 | =", "|||"},
		{"sorted anew", "a1 b2 c3 d4 | d4 c3 b2 a1 | b2 d4 a1 c3 | a1 b2 c3 d4", "|||"},
		{"the newest of the same time as the next", "c3 b3 | b3 | b3 | b3 | b3 | b3", "|||||"},
		{"many at once", "h8 g7 f6 e5 d4 c3 b2 a1 | h8 d4 a1 | h8 d4 a1 | h8 d4 a1", "|||"},
		{"replaced by one of the same time", "c3 b2 a1 | c3 x2 a1 | c3 x2 a1", "||"},
		{"sorted by something else", "b5 d2 a9 c1 | b5 a9 c1 | b5 a9 c1 | b5 a9 c1", "|||"},
		{"shuffled, without dates", "d c b a | b d a | d a b | a b d", "|||"},
		{"the order changes", "c3 b2 a1 | b2 d1 c9 a7 | b2 d1 c9 a7", "||"},
		{"dates go", "c3 b2 a1 | c a | c a", "||"},
		{"below a pinned one it ages",
			"P1 l9 k8 j7 i6 h5 g5 f4 e4 d3 c3 | P1 m9 l9 k8 j7 i6 h5 g5 f4 e4 d3 | "
			"P1 n9 m9 l9 k8 j7 i6 h5 g5 f4 e4", "||"},
	};

	(void)state;
	check(cases, ARRAY_LEN(cases));
}

/* Each reading has a new item and keeps its last; the one that goes stands at out of 12. */
static size_t taken_where(size_t at, bool varies)
{
	struct arena *arena = arena_new();
	struct listing kept = {.entries = NULL};
	int64_t items[13];
	size_t taken = 0, reading, i;

	for (i = 0; i < 12; i++)
		items[i] = (int64_t)(100 - i);
	for (reading = 0; reading < 200; reading++) {
		struct listing now = {.count = 12};
		struct listing_change change;
		size_t goes = varies ? at + reading % 3 : at;

		now.entries = arena_alloc(arena, 12 * sizeof(*now.entries));
		for (i = 0; i < 12; i++)
			now.entries[i] = (struct listing_entry){
				.item = items[i], .published = items[i], .updated = TIME_NONE};
		listing_follow(arena, &kept, &now, (int64_t)reading * 900, &change);
		taken += change.taken_count;
		kept = change.next;
		memmove(items + goes, items + goes + 1, (11 - goes) * sizeof(*items));
		memmove(items + 1, items, 11 * sizeof(*items));
		items[0] = (int64_t)(101 + reading);
	}
	arena_free(arena);
	return taken;
}

static void a_feed_that_drops_all_the_time_is_not_believed(void **state)
{
	(void)state;
	assert_true(taken_where(6, true) > 0);
	assert_true(taken_where(6, true) <= 5);
}

static void what_sticks_to_the_bottom_costs_no_item(void **state)
{
	(void)state;
	assert_int_equal(taken_where(10, false), 0);
	assert_int_equal(taken_where(9, false), 0);
}

/* ---- feeds at random -------------------------------------------------------------------- */

enum { WINDOW = 20, READINGS = 400 };

/* A feed of the newest items above some that stay; now and then it takes one away. */
struct feed_life {
	unsigned int seed;
	bool dated;
	size_t sticky, rate;
	bool gone[READINGS * 3 + 2 * WINDOW], told[READINGS * 3 + 2 * WINDOW];
	size_t count; /* items so far; number n has the row n + 100 */
	size_t withdrawn, right, wrong;
};

static unsigned int draw(struct feed_life *life, unsigned int below)
{
	return (unsigned int)rand_r(&life->seed) % below;
}

static void live_on(struct feed_life *life)
{
	size_t which;

	if (draw(life, 100) < 25 * life->rate)
		life->count += 1 + draw(life, life->rate > 2 ? 3 : 1);
	if (draw(life, 40))
		return;
	which = life->count - 1 - draw(life, WINDOW - 3);
	life->withdrawn += !life->gone[which];
	life->gone[which] = true;
}

static struct listing listed(struct feed_life *life, struct arena *arena)
{
	struct listing now = {
		.entries = arena_alloc(arena, WINDOW * sizeof(struct listing_entry))};
	size_t i;

	for (i = life->count; i-- > 0 && now.count < WINDOW - life->sticky;)
		if (!life->gone[i])
			now.entries[now.count++].item = (int64_t)i + 100;
	for (i = 0; i < life->sticky; i++)
		now.entries[now.count++].item = (int64_t)(10 - i);
	for (i = 0; i < now.count; i++) {
		now.entries[i].published = life->dated ? now.entries[i].item : TIME_NONE;
		now.entries[i].updated = TIME_NONE;
	}
	return now;
}

static void judge(struct feed_life *life, const struct listing_change *change)
{
	size_t i;

	for (i = 0; i < change->taken_count; i++) {
		int64_t which = change->taken[i] - 100;

		if (which < 0 || !life->gone[which])
			life->wrong++;
		else
			life->right += !life->told[which];
		if (which >= 0)
			life->told[which] = true;
	}
}

static void follow_life(struct feed_life *life)
{
	struct arena *arena = arena_new();
	struct listing kept = {.entries = NULL};
	size_t i;

	life->count = WINDOW + 3;
	for (i = 0; i < READINGS; i++) {
		struct listing now = listed(life, arena);
		struct listing_change change;

		listing_follow(arena, &kept, &now, (int64_t)i * 900, &change);
		judge(life, &change);
		kept = change.next;
		live_on(life);
	}
	arena_free(arena);
}

static void feeds_at_random_lose_what_was_taken_and_nothing_else(void **state)
{
	size_t right = 0, withdrawn = 0;
	unsigned int kind;

	(void)state;
	for (kind = 0; kind < 3 * 2 * 3 * 4; kind++) {
		struct feed_life life = {.seed = kind * 7919 + 1,
			.sticky = kind % 3,
			.dated = kind / 3 % 2,
			.rate = (size_t)1 << kind / 6 % 3};

		follow_life(&life);
		assert_int_equal(life.wrong, 0);
		right += life.right;
		withdrawn += life.withdrawn;
	}
	/* Some go at the very end, or are overtaken by it before they are confirmed. */
	if (withdrawn < 500 || right * 10 < withdrawn * 9)
		fail_msg("%zu of %zu were told", right, withdrawn);
}

static void a_broken_document_confirms_nothing(void **state)
{
	struct arena *arena = arena_new();
	struct listing empty = {.entries = NULL}, whole = read_listing(arena, "b2 a1"),
		       without = read_listing(arena, "a1");
	struct listing_change change;
	size_t i;

	(void)state;
	listing_follow(arena, &empty, &whole, 900, &change);
	listing_follow(arena, &change.next, &without, 1800, &change);
	assert_int_equal(listing_missing(&change.next), 1);
	change.next.unsure = true;
	for (i = 0; i < 10; i++) {
		listing_again(arena, &change.next, 2700 + (int64_t)i * 900, &change);
		assert_int_equal(change.taken_count, 0);
	}
	arena_free(arena);
}

static void an_unchanged_reading_needs_no_writing(void **state)
{
	struct arena *arena = arena_new();
	struct listing empty = {.entries = NULL}, now = read_listing(arena, "c3 b2 a1");
	struct listing_change first, second;

	(void)state;
	listing_follow(arena, &empty, &now, 900, &first);
	assert_true(first.changed);
	listing_follow(arena, &first.next, &now, 1800, &second);
	assert_false(second.changed);
	assert_int_equal(second.next.count, 3);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_leaves_from_the_middle_twice_is_taken_away),
		cmocka_unit_test(what_leaves_otherwise_is_not),
		cmocka_unit_test(a_feed_that_drops_all_the_time_is_not_believed),
		cmocka_unit_test(what_sticks_to_the_bottom_costs_no_item),
		cmocka_unit_test(feeds_at_random_lose_what_was_taken_and_nothing_else),
		cmocka_unit_test(a_broken_document_confirms_nothing),
		cmocka_unit_test(an_unchanged_reading_needs_no_writing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
