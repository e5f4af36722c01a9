/*
 * The order is looked for first: by publication, by update, or, in a feed without any dates,
 * by place. Newest first from here on. An item of the last listing that is not in this one
 * has left from the middle where an older one stays behind it. What stands out of the order,
 * as a pinned item does, bears no witness.
 */
#include "model/listing.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

enum order { BY_PUBLISHED, BY_UPDATED, BY_PLACE, NO_ORDER };

enum {
	INVERSIONS = 10, /* one in so many neighbours may stand the wrong way round */
	SHARE = 5,       /* one item in so many may leave from the middle at once */
	AT_ONCE = 2,     /* … or this many */
	DISTRUST = 3     /* drops before a feed that rarely lets items age is not believed */
};

/* An entry on the way. */
struct spot {
	const struct listing_entry *entry;
	int64_t key;
	bool in_line; /* nothing behind it is newer */
	bool common;  /* in both listings, and not missing before */
};

struct view {
	struct spot *spots; /* newest first */
	size_t count;
	enum order order;
};

/* ---- the order ----------------------------------------------------------------------- */

static int64_t key_of(const struct listing_entry *entry, enum order order)
{
	if (order == BY_UPDATED && entry->updated != TIME_NONE)
		return entry->updated;
	return order == BY_PLACE ? 0 : entry->published;
}

/* 1: newest first, -1: oldest first, 0: neither. */
static int direction_of(const struct listing *listing, enum order order)
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

static enum order order_of(const struct listing *listing, int *out_direction)
{
	enum order order;

	*out_direction = 1;
	if (is_undated(listing))
		return BY_PLACE;
	for (order = BY_PUBLISHED; order <= BY_UPDATED; order++) {
		*out_direction = direction_of(listing, order);
		if (*out_direction)
			return order;
	}
	return NO_ORDER;
}

static struct view view_of(struct arena *arena, const struct listing *listing)
{
	struct view view = {.count = listing->count};
	int64_t newest = INT64_MIN;
	int direction;
	size_t i;

	view.order = order_of(listing, &direction);
	view.spots = arena_alloc(arena, (view.count + 1) * sizeof(*view.spots));
	for (i = 0; i < view.count; i++) {
		size_t from = direction < 0 ? view.count - 1 - i : i;

		view.spots[i] = (struct spot){.entry = &listing->entries[from],
			.key = key_of(&listing->entries[from], view.order)};
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
	const struct spot *a = *(struct spot *const *)left, *b = *(struct spot *const *)right;

	return a->entry->item < b->entry->item ? -1 : a->entry->item > b->entry->item;
}

/* By item, to look up: pointers into the view. */
static struct spot **index_of(struct arena *arena, const struct view *view)
{
	struct spot **index = arena_alloc(arena, (view->count + 1) * sizeof(struct spot *));
	size_t i;

	for (i = 0; i < view->count; i++)
		index[i] = &view->spots[i];
	qsort(index, view->count, sizeof(struct spot *), compare_items);
	return index;
}

static size_t mark_common(struct arena *arena, struct view *before, struct view *now)
{
	struct spot **index = index_of(arena, now), **found, *key;
	size_t common = 0, i;

	for (i = 0; i < before->count; i++) {
		key = &before->spots[i];
		found = bsearch(&key, index, now->count, sizeof(struct spot *), compare_items);
		if (!found)
			continue;
		key->common = true;
		(*found)->common = key->entry->missing == 0;
		common++;
	}
	return common;
}

/* By place alone: what is in both has to stand in the same order. */
static bool same_sequence(const struct view *before, const struct view *now)
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

/* ---- an item that is not there ----------------------------------------------------------- */

enum where { AGED, ABOVE_ALL, BETWEEN, NO_WITNESS };

/* Where the item would stand in the new view: the number of the first spot behind it. */
static size_t place_of(const struct view *before, size_t i, const struct view *now)
{
	size_t place, k;

	if (now->order != BY_PLACE) {
		for (place = 0; place < now->count; place++)
			if (now->spots[place].in_line &&
				now->spots[place].key < before->spots[i].key)
				break;
		return place;
	}
	for (k = i + 1; k < before->count; k++)
		if (before->spots[k].common)
			for (place = 0; place < now->count; place++)
				if (now->spots[place].entry->item == before->spots[k].entry->item)
					return place;
	return now->count;
}

static bool older_stays(const struct view *now, size_t place)
{
	for (; place < now->count; place++)
		if (now->spots[place].common && now->spots[place].in_line)
			return true;
	return false;
}

/* Newer, or of the same time under another identity: then it may have been replaced. */
static enum where witness_above(const struct view *now, size_t place, const struct spot *gone)
{
	enum where where = ABOVE_ALL;
	size_t k;

	for (k = 0; k < place; k++) {
		const struct spot *spot = &now->spots[k];

		if (now->order == BY_PLACE || (spot->in_line && spot->key > gone->key))
			where = BETWEEN;
		else if (spot->key == gone->key && !spot->common)
			return NO_WITNESS;
	}
	return where;
}

static enum where look_for(const struct view *before, size_t i, const struct view *now,
	size_t *out_place)
{
	const struct spot *gone = &before->spots[i];

	*out_place = place_of(before, i, now);
	if (!gone->in_line)
		return NO_WITNESS;
	if (!older_stays(now, *out_place))
		return AGED;
	return witness_above(now, *out_place, gone);
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* An item of before that is not in now, and is still waited for. */
struct gap {
	struct listing_entry entry;
	size_t place;
	bool taken;
};

struct gaps {
	struct gap *list;
	size_t count, fresh; /* missing for the first time */
};

static bool is_confirmed(const struct listing_entry *entry, enum where where)
{
	return entry->missing >= (where == BETWEEN ? LISTING_CONFIRM : LISTING_CONFIRM_TOP);
}

static void find_gaps(struct arena *arena, const struct view *before, const struct view *now,
	struct listing *next, struct gaps *gaps)
{
	size_t i;

	gaps->list = arena_alloc(arena, (before->count + 1) * sizeof(*gaps->list));
	for (i = 0; i < before->count; i++) {
		struct gap gap = {.entry = *before->spots[i].entry};
		enum where where;

		if (before->spots[i].common)
			continue;
		where = look_for(before, i, now, &gap.place);
		next->aged += where == AGED && !gap.entry.missing;
		if (where == AGED || where == NO_WITNESS)
			continue;
		gap.entry.missing++;
		gap.taken = is_confirmed(&gap.entry, where);
		gaps->fresh += gap.entry.missing == 1;
		gaps->list[gaps->count++] = gap;
	}
}

/* Many at once: another choice of items, or another order. */
static void forget_fresh(struct gaps *gaps)
{
	size_t kept = 0, i;

	for (i = 0; i < gaps->count; i++)
		if (gaps->list[i].entry.missing > 1)
			gaps->list[kept++] = gaps->list[i];
	gaps->count = kept;
	gaps->fresh = 0;
}

static bool is_trusted(const struct listing *listing)
{
	return listing->dropped <= DISTRUST || listing->dropped * SHARE <= listing->aged;
}

static void settle_gaps(struct arena *arena, const struct gaps *gaps, bool trusted,
	struct listing_change *change)
{
	int64_t *taken = arena_alloc(arena, (gaps->count + 1) * sizeof(*taken));
	int64_t *missing = arena_alloc(arena, (gaps->count + 1) * sizeof(*missing));
	size_t i;

	for (i = 0; i < gaps->count; i++) {
		const struct gap *gap = &gaps->list[i];

		change->next.dropped += gap->taken;
		if (gap->taken && trusted)
			taken[change->taken_count++] = gap->entry.item;
		if (gap->entry.missing == 1)
			missing[change->missing_count++] = gap->entry.item;
	}
	change->taken = taken;
	change->missing = missing;
}

/* What is there now, with what is waited for in its place. */
static void make_next(struct arena *arena, const struct view *now, const struct gaps *gaps,
	struct listing *next)
{
	size_t i, k;

	next->entries =
		arena_alloc(arena, (now->count + gaps->count + 1) * sizeof(*next->entries));
	next->count = 0;
	for (i = 0; i <= now->count; i++) {
		for (k = 0; k < gaps->count; k++)
			if (gaps->list[k].place == i && !gaps->list[k].taken)
				next->entries[next->count++] = gaps->list[k].entry;
		if (i < now->count)
			next->entries[next->count++] = *now->spots[i].entry;
	}
}

static bool differs(const struct listing *a, const struct listing *b)
{
	return a->count != b->count || a->aged != b->aged || a->dropped != b->dropped ||
	       (a->count &&
		       memcmp(a->entries, b->entries, a->count * sizeof(*a->entries)) != 0);
}

static bool can_compare(const struct view *before, const struct view *now, size_t common)
{
	return common && now->order != NO_ORDER && now->order == before->order &&
	       (now->order != BY_PLACE || same_sequence(before, now));
}

void listing_follow(struct arena *arena, const struct listing *before,
	const struct listing *now, struct listing_change *out_change)
{
	struct listing_change change = {
		.next = {.aged = before->aged, .dropped = before->dropped}};
	struct view was = view_of(arena, before), is = view_of(arena, now);
	size_t common = mark_common(arena, &was, &is);
	struct gaps gaps = {.count = 0};

	if (can_compare(&was, &is, common)) {
		find_gaps(arena, &was, &is, &change.next, &gaps);
		if (gaps.fresh > MAX((size_t)AT_ONCE, common / SHARE)) {
			change.next.dropped += (int64_t)gaps.fresh;
			forget_fresh(&gaps);
		}
	}
	settle_gaps(arena, &gaps, is_trusted(before), &change);
	make_next(arena, &is, &gaps, &change.next);
	change.changed = differs(before, &change.next);
	*out_change = change;
}
