/* What the files of the listing share: readings in order. */
#ifndef KORDON_MODEL_LISTING_PRIV_H
#define KORDON_MODEL_LISTING_PRIV_H

#include "model/listing.h"

enum listing_order { LISTING_BY_PUBLISHED, LISTING_BY_UPDATED, LISTING_BY_PLACE, LISTING_NO_ORDER };

/* An entry on the way. */
struct listing_spot {
	const struct listing_entry *entry;
	int64_t key;
	bool in_line; /* nothing behind it is newer */
	bool common;  /* in both listings, and not missing before */
	bool known;   /* in both, also where it was missing */
	int64_t marks; /* as they will be kept */
};

struct listing_view {
	struct listing_spot *spots; /* newest first */
	size_t count;
	enum listing_order order;
};

struct listing_view listing_view_of(struct arena *arena, const struct listing *listing);
/* Marks what is in both, and carries its marks over; how much that is. */
size_t listing_mark_common(struct arena *arena, struct listing_view *before,
	struct listing_view *now);
/* By place alone: what is in both has to stand in the same order. */
bool listing_same_sequence(const struct listing_view *before, const struct listing_view *now);

#endif
