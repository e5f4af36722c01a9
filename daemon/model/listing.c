/*
 * The order is looked for first: by publication, by update, or, in a feed without any dates,
 * by place. Newest first from here on. An item of the last listing that is not in this one
 * has left from the middle where an older one stays behind it. What stands out of the order,
 * as a pinned item does, bears no witness.
 *
 * Neither does what sticks to the bottom ("About us") while the others roll off above it. It
 * has to be told from an item that really is behind one that was taken away:
 *   - what was seen to come in at the top rolls like all others: it is a witness;
 *   - where nothing new came, nothing rolled: what went was taken away;
 *   - where the last of all ever left, nothing sticks below it.
 * Else the item is doubted, until something new comes again: if then the next one above the
 * same bottom goes, the bottom sticks; if the last goes, or none, the item was taken away.
 */
#include "model/listing_priv.h"

#include <string.h>

#include "base/clock.h"

enum {
	SHARE = 5,       /* one item in so many may leave from the middle at once */
	AT_ONCE = 2,     /* … or this many */
	DISTRUST = 3     /* drops before a feed that rarely lets items age is not believed */
};

/* ---- an item that is not there ----------------------------------------------------------- */

enum where { AGED, ABOVE_ALL, BETWEEN, NO_WITNESS };

/* Where the item would stand in the new view: the number of the first spot behind it. */
static size_t place_of(const struct listing_view *before, size_t i,
	const struct listing_view *now)
{
	size_t place, k;

	if (now->order != LISTING_BY_PLACE) {
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

static bool is_witness(const struct listing_spot *spot)
{
	return spot->common && spot->in_line && !(spot->marks & LISTING_STICKS);
}

static bool older_stays(const struct listing_view *now, size_t place)
{
	for (; place < now->count; place++)
		if (is_witness(&now->spots[place]))
			return true;
	return false;
}

/* Somebody behind it was seen to roll. */
static bool roller_stays(const struct listing_view *now, size_t place)
{
	for (; place < now->count; place++)
		if (is_witness(&now->spots[place]) && now->spots[place].marks & LISTING_CAME)
			return true;
	return false;
}

/* Newer, or of the same time under another identity: then it may have been replaced. */
static enum where witness_above(const struct listing_view *now, size_t place,
	const struct listing_spot *gone)
{
	enum where where = ABOVE_ALL;
	size_t k;

	for (k = 0; k < place; k++) {
		const struct listing_spot *spot = &now->spots[k];

		if (now->order == LISTING_BY_PLACE || (spot->in_line && spot->key > gone->key))
			where = BETWEEN;
		else if (spot->key == gone->key && !spot->common)
			return NO_WITNESS;
	}
	return where;
}

static enum where look_for(const struct listing_view *before, size_t i,
	const struct listing_view *now, size_t *out_place)
{
	const struct listing_spot *gone = &before->spots[i];

	*out_place = place_of(before, i, now);
	/* Who came in elsewhere than at the top may leave as it likes. */
	if (!gone->in_line || gone->marks & LISTING_STICKS)
		return NO_WITNESS;
	if (!older_stays(now, *out_place))
		return AGED;
	return witness_above(now, *out_place, gone);
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* An item of before that is not in now, and is still waited for. */
struct gap {
	struct listing_entry entry;
	enum where where;
	size_t place;
	bool taken;
};

struct gaps {
	struct gap *list;
	size_t count;
	size_t fresh; /* missing for the first time */
	size_t aged;  /* left at the end by this reading */
	size_t came;  /* are new at the top */
};

/* Rows are numbered as they come: what has a number from before was seen before. */
static int64_t last_row(const struct listing_view *view)
{
	int64_t last = 0;
	size_t i;

	for (i = 0; i < view->count; i++)
		last = MAX(last, view->spots[i].entry->item);
	return last;
}

/*
 * What was never seen, above something known, came in at the top, and what was missing came
 * back to it; other things that are new may stick.
 */
static void mark_new(const struct listing_view *before, struct listing_view *now,
	struct gaps *gaps)
{
	int64_t last = last_row(before);
	bool above = false, came;
	size_t i;

	for (i = now->count; i-- > 0;) {
		struct listing_spot *spot = &now->spots[i];

		above |= spot->common && spot->in_line;
		came = above && spot->in_line && (spot->known || spot->entry->item > last);
		gaps->came += came && !spot->common;
		/* One that was told as taken away, and is back, has a mark already. */
		if (!spot->known && !spot->marks)
			spot->marks |= came ? LISTING_CAME : LISTING_STICKS;
	}
}

static void find_gaps(struct arena *arena, const struct listing_view *before,
	const struct listing_view *now, int64_t time, struct gaps *gaps)
{
	size_t i;

	gaps->list = arena_alloc(arena, (before->count + 1) * sizeof(*gaps->list));
	for (i = 0; i < before->count; i++) {
		struct gap gap = {.entry = *before->spots[i].entry};

		if (before->spots[i].common)
			continue;
		gap.where = look_for(before, i, now, &gap.place);
		gaps->aged += gap.where == AGED && !gap.entry.missing;
		if (gap.where == AGED || gap.where == NO_WITNESS)
			continue;
		if (!gap.entry.missing)
			gap.entry.since = time;
		gaps->fresh += !gap.entry.missing;
		gaps->list[gaps->count++] = gap;
	}
}

static void stick(struct listing_view *now, size_t place)
{
	for (; place < now->count; place++)
		if (now->spots[place].common)
			now->spots[place].marks |= LISTING_STICKS;
}

/* As many came as went, from above what always was there, and the last of all never left. */
static bool may_roll(const struct listing *before, const struct gaps *gaps)
{
	return gaps->fresh && gaps->came >= gaps->fresh && !before->aged && !gaps->aged;
}

/* False: it rolled off, and what is behind it sticks. */
static bool resolve(struct gap *gap, const struct listing *before, struct listing_view *now,
	const struct gaps *gaps)
{
	bool rolls = may_roll(before, gaps) && !roller_stays(now, gap->place);

	if (!gap->entry.missing) {
		gap->entry.marks = rolls ? LISTING_DOUBTED : 0;
		return true;
	}
	if (!(gap->entry.marks & LISTING_DOUBTED) || !gaps->came)
		return true;
	gap->entry.marks = 0;
	if (rolls)
		stick(now, gap->place);
	return !rolls;
}

/* After a doubted one is resolved, what is doubted beside it has no witness any more. */
static void resolve_all(const struct listing *before, struct listing_view *now,
	struct gaps *gaps)
{
	size_t kept = 0, i;

	for (i = 0; i < gaps->count; i++)
		gaps->list[i].taken = !resolve(&gaps->list[i], before, now, gaps);
	for (i = 0; i < gaps->count; i++) {
		struct gap *gap = &gaps->list[i];

		if (gap->taken || !older_stays(now, gap->place)) {
			gaps->fresh -= !gap->entry.missing;
			gaps->aged++;
			continue;
		}
		gaps->list[kept++] = *gap;
	}
	gaps->count = kept;
}

static bool is_confirmed(const struct listing *listing, const struct listing_entry *entry,
	int64_t time)
{
	int64_t more = MIN(listing->returned, LISTING_MORE_MAX);

	if (entry->marks & LISTING_DOUBTED)
		return false;
	if (!(entry->marks & LISTING_TOP))
		return entry->missing >= LISTING_CONFIRM + more / 2;
	return entry->missing >= LISTING_CONFIRM_TOP + more &&
	       time - entry->since >= LISTING_TOP_LEAST_S;
}

static void count_gaps(const struct listing *before, int64_t time, struct gaps *gaps)
{
	size_t i;

	for (i = 0; i < gaps->count; i++) {
		struct gap *gap = &gaps->list[i];

		gap->entry.marks &= ~(int64_t)LISTING_TOP;
		gap->entry.marks |= gap->where == ABOVE_ALL ? LISTING_TOP : 0;
		/* One that is doubted waits for what comes next. */
		if (!gap->entry.missing || !(gap->entry.marks & LISTING_DOUBTED))
			gap->entry.missing++;
		gap->taken = is_confirmed(before, &gap->entry, time);
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

static void take(const struct listing *before, struct listing_change *change, int64_t *taken,
	int64_t item)
{
	change->next.dropped++;
	if (is_trusted(before))
		taken[change->taken_count++] = item;
}

static void settle_gaps(struct arena *arena, const struct listing *before,
	const struct gaps *gaps, int64_t time, struct listing_change *change)
{
	int64_t *taken = arena_alloc(arena, (gaps->count + 1) * sizeof(*taken));
	int64_t *missing = arena_alloc(arena, (gaps->count + 1) * sizeof(*missing));
	size_t i;

	for (i = 0; i < gaps->count; i++) {
		const struct gap *gap = &gaps->list[i];

		if (gap->taken)
			take(before, change, taken, gap->entry.item);
		if (gap->entry.missing == 1 && gap->entry.since == time)
			missing[change->missing_count++] = gap->entry.item;
	}
	change->taken = taken;
	change->missing = missing;
}

/* What is there now, with what is waited for in its place. */
static void make_next(struct arena *arena, const struct listing_view *now,
	const struct gaps *gaps, struct listing *next)
{
	size_t i, k;

	next->entries =
		arena_alloc(arena, (now->count + gaps->count + 1) * sizeof(*next->entries));
	next->count = 0;
	for (i = 0; i <= now->count; i++) {
		for (k = 0; k < gaps->count; k++)
			if (gaps->list[k].place == i && !gaps->list[k].taken)
				next->entries[next->count++] = gaps->list[k].entry;
		if (i == now->count)
			break;
		next->entries[next->count] = *now->spots[i].entry;
		next->entries[next->count++].marks = now->spots[i].marks;
	}
}

static bool differs(const struct listing *a, const struct listing *b)
{
	return a->count != b->count || a->aged != b->aged || a->dropped != b->dropped ||
	       a->returned != b->returned || a->unsure != b->unsure ||
	       (a->count &&
		       memcmp(a->entries, b->entries, a->count * sizeof(*a->entries)) != 0);
}

static bool can_compare(const struct listing_view *before, const struct listing_view *now,
	size_t common)
{
	return common && now->order != LISTING_NO_ORDER && now->order == before->order &&
	       (now->order != LISTING_BY_PLACE || listing_same_sequence(before, now));
}

static int64_t count_returned(const struct listing_view *before)
{
	int64_t count = 0;
	size_t i;

	for (i = 0; i < before->count; i++)
		count += before->spots[i].common && before->spots[i].entry->missing;
	return count;
}

void listing_follow(struct arena *arena, const struct listing *before,
	const struct listing *now, int64_t time, struct listing_change *out_change)
{
	struct listing_change change = {.next = {.aged = before->aged,
						.dropped = before->dropped,
						.returned = before->returned}};
	struct listing_view was = listing_view_of(arena, before), is = listing_view_of(arena, now);
	size_t common = listing_mark_common(arena, &was, &is);
	struct gaps gaps = {.count = 0};

	change.next.returned += count_returned(&was);
	if (can_compare(&was, &is, common)) {
		mark_new(&was, &is, &gaps);
		find_gaps(arena, &was, &is, time, &gaps);
		resolve_all(before, &is, &gaps);
		change.next.aged += (int64_t)gaps.aged;
		count_gaps(&change.next, time, &gaps);
		if (gaps.fresh > MAX((size_t)AT_ONCE, common / SHARE)) {
			change.next.dropped += (int64_t)gaps.fresh;
			forget_fresh(&gaps);
		}
	}
	settle_gaps(arena, before, &gaps, time, &change);
	make_next(arena, &is, &gaps, &change.next);
	change.changed = differs(before, &change.next);
	*out_change = change;
}

/* ---- nothing new ----------------------------------------------------------------------------- */

void listing_again(struct arena *arena, const struct listing *before, int64_t time,
	struct listing_change *out_change)
{
	struct listing_change change = {.next = *before};
	int64_t *taken = arena_alloc(arena, (before->count + 1) * sizeof(*taken));
	size_t i;

	change.next.entries =
		arena_alloc(arena, (before->count + 1) * sizeof(*before->entries));
	change.next.count = 0;
	for (i = 0; i < before->count; i++) {
		struct listing_entry entry = before->entries[i];

		if (entry.missing && !before->unsure && !(entry.marks & LISTING_DOUBTED))
			entry.missing++;
		if (entry.missing && !before->unsure && is_confirmed(before, &entry, time))
			take(before, &change, taken, entry.item);
		else
			change.next.entries[change.next.count++] = entry;
	}
	change.taken = taken;
	change.changed = differs(before, &change.next);
	*out_change = change;
}

size_t listing_missing(const struct listing *listing)
{
	size_t count = 0, i;

	for (i = 0; i < listing->count; i++)
		count += listing->entries[i].missing != 0;
	return count;
}
