/*
 * Times as people plan them: "mon-fri 22:00-06:30", "06:30", in a zone of their own. A span
 * begins and ends when the clocks of the zone show it, also in nights in which they turn:
 * what they show twice ends the last time, and what they never show ends when it is left out.
 */
#ifndef KORDON_ALERT_CALENDAR_H
#define KORDON_ALERT_CALENDAR_H

#include "base/zone.h"

/* Minutes since midnight of its day; a span may end on the next day (beyond 24:00). */
struct calendar_entry {
	unsigned days; /* bit 0: Monday */
	int from_min, until_min; /* of a moment: the same */
};

/* "[days ]22:00-06:30", or days alone: all of them. NULL, or what is wrong with it (static). */
const char *calendar_span(const char *text, struct calendar_entry *out_entry) MUST_CHECK;
/* "[days ]06:30" */
const char *calendar_moment(const char *text, struct calendar_entry *out_entry) MUST_CHECK;

/* When the span ends that holds now, and those that follow on it; TIME_NONE: none holds it. */
int64_t calendar_end(const struct calendar_entry *spans, size_t count, const struct zone *zone,
	int64_t now);
/* The next of the moments behind now; TIME_NONE where there are none. */
int64_t calendar_next(const struct calendar_entry *moments, size_t count,
	const struct zone *zone, int64_t now);

#endif
