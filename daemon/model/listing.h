/*
 * What a feed listed at its last whole reading, and which items have left it from the
 * middle: an item that goes while older ones stay was taken away, one that goes from the end
 * has aged. Plain data and one function on it; the store keeps listings, the pipeline asks.
 */
#ifndef KORDON_MODEL_LISTING_H
#define KORDON_MODEL_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct listing_entry {
	int64_t item;               /* row in the store */
	int64_t published, updated; /* TIME_NONE where not given */
	int64_t missing; /* readings in a row that it should have been in and was not */
};

struct listing {
	struct listing_entry *entries; /* in the order of the document */
	size_t count;
	int64_t aged, dropped; /* items that left at the end, and from the middle, so far */
};

/*
 * Missing items are confirmed as taken away after LISTING_CONFIRM readings that hold older
 * and newer ones, or after LISTING_CONFIRM_TOP that hold older ones alone: a copy out of some
 * cache is a little old, and lacks what is newest.
 */
enum { LISTING_CONFIRM = 2, LISTING_CONFIRM_TOP = 4 };

/* So many items of a document are followed; who holds more shows the first of them. */
enum { LISTING_MAX = 1000 };

struct listing_change {
	struct listing next;  /* what to keep */
	bool changed;         /* next differs from before */
	const int64_t *taken; /* items confirmed as taken away by this reading */
	size_t taken_count;
	const int64_t *missing; /* items that were not there for the first time */
	size_t missing_count;
};

/*
 * Compares a reading with what was kept of the ones before it. A reading is whole: nothing
 * of the document was damaged or left out. Feeds that are not sorted by time, that lose many
 * items at once, or lose them from the middle all the time, give no answer: theirs is a
 * choice of items, and what leaves it was not taken away. All in the arena; before and now
 * are not changed.
 */
void listing_follow(struct arena *arena, const struct listing *before,
	const struct listing *now, struct listing_change *out_change);

#endif
