/* A listing in its order, newest first, and what two of them have in common. */
#include "model/listing_priv.h"

#include <stdlib.h>

#include "base/clock.h"

enum { INVERSIONS = 10 /* one in so many neighbours may stand the wrong way round */ };

/* ---- the order ----------------------------------------------------------------------- */

static int64_t key_of(const struct listing_entry *entry, enum listing_order order)
{
	if (order == LISTING_BY_UPDATED && entry->updated != TIME_NONE)
		return entry->updated;
	return order == LISTING_BY_PLACE ? 0 : entry->published;
}

/* 1: newest first, -1: oldest first, 0: neither. */
static int direction_of(const struct listing *listing, enum listing_order order)
{
	size_t rises = 0, falls = 0, i;
	int64_t last = 0, key;

	for (i = 0; i < listing->count; i++) {
		key = key_of(&listing->entries[i], order);
		if (key == TIME_NONE)
			return 0;
		rises += i && key > last;
		falls += i && key < last;
		last = key;
	}
	if (rises <= falls)
		return rises <= listing->count / INVERSIONS ? 1 : 0;
	return falls <= listing->count / INVERSIONS ? -1 : 0;
}

static bool is_undated(const struct listing *listing)
{
	size_t i;

	for (i = 0; i < listing->count; i++)
		if (listing->entries[i].published != TIME_NONE ||
			listing->entries[i].updated != TIME_NONE)
			return false;
	return true;
}

static enum listing_order order_of(const struct listing *listing, int *out_direction)
{
	enum listing_order order;

	*out_direction = 1;
	if (is_undated(listing))
		return LISTING_BY_PLACE;
	for (order = LISTING_BY_PUBLISHED; order <= LISTING_BY_UPDATED; order++) {
		*out_direction = direction_of(listing, order);
		if (*out_direction)
			return order;
	}
	return LISTING_NO_ORDER;
}

struct listing_view listing_view_of(struct arena *arena, const struct listing *listing)
{
	struct listing_view view = {.count = listing->count};
	int64_t newest = INT64_MIN;
	int direction;
	size_t i;

	view.order = order_of(listing, &direction);
	view.spots = arena_alloc(arena, (view.count + 1) * sizeof(*view.spots));
	for (i = 0; i < view.count; i++) {
		size_t from = direction < 0 ? view.count - 1 - i : i;

		view.spots[i] = (struct listing_spot){.entry = &listing->entries[from],
			.key = key_of(&listing->entries[from], view.order),
			.marks = listing->entries[from].marks};
	}
	for (i = view.count; i-- > 0;) {
		view.spots[i].in_line = view.spots[i].key >= newest;
		newest = MAX(newest, view.spots[i].key);
	}
	return view;
}

/* ---- what is in both ------------------------------------------------------------------- */

static int compare_items(const void *left, const void *right)
{
	const struct listing_spot *a = *(struct listing_spot *const *)left, *b = *(struct listing_spot *const *)right;

	return a->entry->item < b->entry->item ? -1 : a->entry->item > b->entry->item;
}

/* By item, to look up: pointers into the view. */
static struct listing_spot **index_of(struct arena *arena, const struct listing_view *view)
{
	struct listing_spot **index = arena_alloc(arena, (view->count + 1) * sizeof(struct listing_spot *));
	size_t i;

	for (i = 0; i < view->count; i++)
		index[i] = &view->spots[i];
	qsort(index, view->count, sizeof(struct listing_spot *), compare_items);
	return index;
}

size_t listing_mark_common(struct arena *arena, struct listing_view *before, struct listing_view *now)
{
	struct listing_spot **index = index_of(arena, now), **found, *key;
	size_t common = 0, i;

	for (i = 0; i < before->count; i++) {
		key = &before->spots[i];
		found = bsearch(&key, index, now->count, sizeof(struct listing_spot *), compare_items);
		if (!found)
			continue;
		key->common = true;
		(*found)->common = key->entry->missing == 0;
		(*found)->known = true;
		(*found)->marks = key->marks & (LISTING_CAME | LISTING_STICKS);
		common++;
	}
	return common;
}

bool listing_same_sequence(const struct listing_view *before, const struct listing_view *now)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < before->count && !before->spots[i].common)
			i++;
		while (j < now->count && !now->spots[j].common)
			j++;
		if (i == before->count || j == now->count)
			return true;
		if (before->spots[i].entry->missing) {
			i++; /* it is back, and not marked in now */
			continue;
		}
		if (before->spots[i++].entry->item != now->spots[j++].entry->item)
			return false;
	}
}
