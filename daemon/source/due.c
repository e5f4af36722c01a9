/*
 * Who is due: a binary heap over due times, soonest first. Each entry knows its place in
 * it, so that a poll's end moves one entry in logarithmic time, with 10,000 sources too.
 *
 * The clock on the wall may jump (a machine that slept, a first NTP answer). What is due is
 * looked through again then: nothing waits beyond its longest pause, and what is overdue by
 * the jump comes spread, not at once. The first look is such a jump too: from no time at all.
 */
#include "source/source_priv.h"

#include "base/mem.h"

enum {
	JUMP_BACK_S = 60,
	JUMP_AHEAD_S = 900, /* also a long quiet time; harmless, for it moves only ... */
	OVERDUE_S = 300     /* ... what is late by this much */
};

static int64_t due_of(const struct entry *entry)
{
	return entry->source.state.due;
}

static void place(struct sources *sources, size_t at, struct entry *entry)
{
	sources->heap[at] = entry;
	entry->heap_place = at;
}

static size_t sift_up(struct sources *sources, size_t at)
{
	struct entry *entry = sources->heap[at];

	for (; at > 1 && due_of(sources->heap[at / 2]) > due_of(entry); at /= 2)
		place(sources, at, sources->heap[at / 2]);
	place(sources, at, entry);
	return at;
}

static void sift_down(struct sources *sources, size_t at)
{
	struct entry *entry = sources->heap[at];
	size_t child;

	while ((child = at * 2) <= sources->heap_count) {
		if (child < sources->heap_count &&
			due_of(sources->heap[child + 1]) < due_of(sources->heap[child]))
			child++;
		if (due_of(sources->heap[child]) >= due_of(entry))
			break;
		place(sources, at, sources->heap[child]);
		at = child;
	}
	place(sources, at, entry);
}

void due_set(struct sources *sources, struct entry *entry, int64_t due)
{
	entry->source.state.due = due;
	if (!source_is_asked(&entry->source) || entry->source.in_flight)
		return;
	if (!entry->heap_place)
		place(sources, ++sources->heap_count, entry);
	sift_down(sources, sift_up(sources, entry->heap_place));
}

void due_remove(struct sources *sources, struct entry *entry)
{
	size_t at = entry->heap_place;
	struct entry *last;

	if (!at)
		return;
	entry->heap_place = 0;
	last = sources->heap[sources->heap_count--];
	if (last == entry)
		return;
	place(sources, at, last);
	sift_down(sources, sift_up(sources, at));
}

/* ---- the clock jumped ------------------------------------------------------------- */

static void look_through(struct sources *sources, int64_t now)
{
	size_t i;

	for (i = 0; i < sources->count; i++) {
		struct entry *entry = sources->list[i];
		int64_t latest = source_latest(sources, &entry->source, now);

		if (due_of(entry) > latest)
			due_set(sources, entry, latest);
		else if (due_of(entry) < now - OVERDUE_S)
			due_set(sources, entry, source_soon(sources, &entry->source, now));
	}
}

static void notice_jump(struct sources *sources, int64_t now)
{
	int64_t seen = sources->seen_now;

	sources->seen_now = now;
	if (seen == TIME_NONE || now < seen - JUMP_BACK_S || now > seen + JUMP_AHEAD_S)
		look_through(sources, now);
}

struct source *sources_next(struct sources *sources, int64_t now, int64_t *out_wait_s)
{
	struct source *source;

	notice_jump(sources, now);
	if (!sources->heap_count)
		return NULL;
	source = &sources->heap[1]->source;
	*out_wait_s = MAX(source->state.due - now, 0);
	return source;
}
