/* What the files of the source room share. */
#ifndef KORDON_SOURCE_SOURCE_PRIV_H
#define KORDON_SOURCE_SOURCE_PRIV_H

#include <uthash.h>

#include "source/source.h"

/* A source with its place in the index of ids and in the heap of due times. */
struct entry {
	struct source source; /* first: a source is its entry */
	size_t heap_place;    /* from 1; 0: not in the heap (not asked, or in flight) */
	struct site *site;
	char *url_key;        /* where it is asked, as it is compared; NULL: a twin */
	bool twin;            /* another source is asked at this URL */
	UT_hash_handle hh;    /* by options.id */
	UT_hash_handle hh_url; /* by url_key */
};

/* A host, and when the last of its sources was given its turn. */
struct site {
	char *host;
	size_t count;
	int64_t last_slot;
	UT_hash_handle hh;
};

enum { MINUTE_S = 60, HOUR_S = 60 * MINUTE_S, DAY_S = 24 * HOUR_S };

struct sources {
	struct source_defaults defaults;
	struct entry **list;
	size_t count, cap;
	struct entry *by_id, *by_url;
	struct site *sites;
	struct entry **heap; /* by due time, soonest at [1] */
	size_t heap_count;
	int64_t seen_now; /* of the last look at the heap; TIME_NONE: none yet */
};

/* ---- load.c ---- */
void source_set_origin(struct source *source);

/* ---- due.c: a binary heap; a source changes its due time through these ---- */
void due_set(struct sources *sources, struct entry *entry, int64_t due);
void due_remove(struct sources *sources, struct entry *entry);

static inline struct entry *entry_of(struct source *source)
{
	return (struct entry *)source;
}

/* ---- site.c ---- */
void site_join(struct sources *sources, struct entry *entry);
void site_free_all(struct sources *sources);
/* The entry is asked at that URL from now on; NULL, or who is asked there already. */
struct source *site_claim_url(struct sources *sources, struct entry *entry, const char *url);
void site_release_url(struct sources *sources, struct entry *entry);

/* ---- moved.c ---- */
/* Notes where the answer came from; SOURCE_EVENT_ADOPTED, SOURCE_EVENT_RETURNED or 0. */
unsigned int source_take_move(struct sources *sources, struct source *source,
	const struct source_report *report, int64_t now);
/* Back to the URL of the configuration. */
void source_return(struct sources *sources, struct source *source);

/* ---- pace.c ---- */
int64_t source_interval_s(const struct sources *sources, const struct source *source);
/* now, or up to one jitter later; a source that was never asked does not wait as long. */
int64_t source_soon(const struct sources *sources, const struct source *source, int64_t now);
/* The latest due time that makes sense now. */
int64_t source_latest(const struct sources *sources, const struct source *source, int64_t now);
int64_t source_next_due(struct sources *sources, struct source *source,
	const struct source_report *report, int64_t now);
int64_t source_not_before(const struct sources *sources, const struct source *source,
	const struct source_report *report, int64_t now);

#endif
