/*
 * What a feed listed at its last whole reading, and which items have left it from the
 * middle: an item that goes while older ones stay was taken away, one that goes from the end
 * has aged. Plain data and what is concluded from it; the store keeps listings, the pipeline
 * asks.
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
	int64_t since;   /* when it was missing for the first time; 0: it is there */
	int64_t marks;   /* enum listing_mark; LISTING_CAME of what was told as taken away */
};

enum listing_mark {
	LISTING_CAME = 1,   /* was seen to come in at the top */
	LISTING_STICKS = 2, /* stays at the bottom, whatever rolls off above it: no witness */
	LISTING_DOUBTED = 4, /* missing, but may have rolled off above what sticks */
	LISTING_TOP = 8,     /* missing, and nothing newer is there */
};

struct listing {
	struct listing_entry *entries; /* in the order of the document */
	size_t count;
	int64_t aged, dropped; /* items that left at the end, and from the middle, so far */
	int64_t returned;      /* that were missing, and were there again */
	bool unsure; /* what came last says nothing of what is there: it was no whole reading */
};

/*
 * Missing items are confirmed as taken away after LISTING_CONFIRM readings that hold older
 * and newer ones; where nothing newer is there, after LISTING_CONFIRM_TOP and
 * LISTING_TOP_LEAST_S: a copy out of some cache is a little old, and lacks what is newest. A
 * feed whose items come and go needs more, up to LISTING_MORE_MAX.
 */
enum {
	LISTING_CONFIRM = 2,
	LISTING_CONFIRM_TOP = 3,
	LISTING_TOP_LEAST_S = 20 * 60,
	LISTING_MORE_MAX = 6
};

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
 * are not changed; time is of the reading.
 */
void listing_follow(struct arena *arena, const struct listing *before,
	const struct listing *now, int64_t time, struct listing_change *out_change);

/* The feed is as it was at the last reading ("not modified"): what was missing is so still. */
void listing_again(struct arena *arena, const struct listing *before, int64_t time,
	struct listing_change *out_change);
/* So many items are waited for. */
size_t listing_missing(const struct listing *listing);

#endif
