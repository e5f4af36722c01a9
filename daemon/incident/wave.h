/*
 * Waves: how many origins, items and sources tell of a category in a country or place, beside
 * what is usual there. A wave that is one has an incident of its own, without reports.
 */
#ifndef KORDON_INCIDENT_WAVE_H
#define KORDON_INCIDENT_WAVE_H

#include "model/incident.h"
#include "model/wave.h"
#include "store/store.h"

struct wave_asked {
	const struct wave *wave;
	int64_t now;
	/* Whether the source is asked still; NULL: all are. */
	bool (*is_there)(void *ctx, const char *source);
	void *ctx;
};

/*
 * Counts the last window of each country or place (or of all) that was reported of in it.
 *
 * What is usual is the median of the windows before it. Only sources that have been there for
 * half of the baseline or longer are compared, over the windows in which all of them were:
 * a new feed makes no wave. Tallies live in the arena.
 */
int wave_count(struct store *store, struct arena *arena, const struct wave_asked *asked,
	struct wave_tally **out_tallies, size_t *out_count) MUST_CHECK;

/* Opens the incident of a wave, and keeps that it is under way. place NULL: by country, or
 * none that is known. Inside a store transaction. */
int wave_begin(struct store *store, struct arena *arena, const struct wave *wave,
	const struct wave_tally *tally, const struct place *place,
	struct incident *out_incident) MUST_CHECK;
/* It has fallen: noted in its incident, and the next one is told again. */
int wave_end(struct store *store, struct arena *arena, const struct store_wave *wave,
	int64_t now) MUST_CHECK;

#endif
