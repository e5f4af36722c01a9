/*
 * Upkeep of the store while the daemon runs: what is past its time goes, room is given back,
 * copies are made, and what gets large is said. All in steps of a few milliseconds.
 */
#ifndef KORDON_UPKEEP_H
#define KORDON_UPKEEP_H

#include "pipeline.h"

/* What a pass removed so far, or the last one in all. */
struct upkeep_pass {
	bool under_way;
	int64_t began, ended; /* Unix seconds, TIME_NONE: never */
	int64_t removed[STORE_CLASS_COUNT];
	int64_t step_max_ms; /* the longest step since the start */
};
const struct upkeep_pass *upkeep_pass(const struct pipeline *pipeline);
/* A pass now; one that is under way goes on. */
void upkeep_prune(struct pipeline *pipeline);

enum upkeep_copy_kind { COPY_NONE, COPY_COPYING, COPY_CHECKING, COPY_DONE, COPY_FAILED };
const char *upkeep_copy_kind_name(enum upkeep_copy_kind kind);
struct upkeep_copy {
	enum upkeep_copy_kind kind;
	const char *path, *why; /* why: of COPY_FAILED */
	struct store_progress progress;
	struct store_totals totals; /* once it was copied */
};
/* The copy that is made, or was made last. */
const struct upkeep_copy *upkeep_copy(const struct pipeline *pipeline);
/* Begins one. NULL, or why not (caller frees). The path is absolute. */
char *upkeep_copy_begin(struct pipeline *pipeline, const char *path, bool force) MUST_CHECK;

/* The longest that the loop was held up since the start, in milliseconds. */
int64_t upkeep_lag_max_ms(const struct pipeline *pipeline);

#endif
