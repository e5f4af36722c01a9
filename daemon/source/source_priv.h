/* What the files of the source room share. */
#ifndef KORDON_SOURCE_SOURCE_PRIV_H
#define KORDON_SOURCE_SOURCE_PRIV_H

#include <uthash.h>

#include "source/source.h"

/* A source with its place in the index of ids and in the heap of due times. */
struct entry {
	struct source source; /* first: a source is its entry */
	size_t heap_place;    /* from 1; 0: not in the heap (disabled or in flight) */
	UT_hash_handle hh;    /* by options.id */
};

struct sources {
	struct source_defaults defaults;
	struct entry **list;
	size_t count, cap;
	struct entry *by_id;
	struct entry **heap; /* by due time, soonest at [1] */
	size_t heap_count;
	int64_t seen_now; /* of the last look at the heap; TIME_NONE: none yet */
};

/* ---- load.c ---- */
void source_set_origin(struct source *source);

/* ---- due.c: a binary heap; a source changes its due time through these ---- */
void due_set(struct sources *sources, struct entry *entry, int64_t due);
void due_remove(struct sources *sources, struct entry *entry);

/* ---- source.c ---- */
int64_t source_interval_s(const struct sources *sources, const struct source *source);
/* now, or up to one jitter later; a source that was never asked does not wait as long. */
int64_t source_soon(const struct sources *sources, const struct source *source, int64_t now);
/* The latest due time that makes sense now. */
int64_t source_latest(const struct sources *sources, const struct source *source, int64_t now);

#endif
