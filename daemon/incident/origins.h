/* Which of an incident's reports lean on which, and how many lean on none. */
#ifndef KORDON_INCIDENT_ORIGINS_H
#define KORDON_INCIDENT_ORIGINS_H

#include "model/incident.h"

enum { ORIGIN_NAMES_MAX = 8 };

struct origins {
	size_t count, outlets;
	const char *const *names; /* the first ones */
	size_t name_count;
	const struct report_origin *of_reports; /* one a report, in their order */
};

/* reports are in order of time, each with an outlet; borrowed. All in the arena. */
struct origins origins_of(struct arena *arena, const struct report *reports, size_t count);

#endif
