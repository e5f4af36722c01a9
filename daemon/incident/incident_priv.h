/* What the files of the incident room share: how alike two reports are. */
#ifndef KORDON_INCIDENT_INCIDENT_PRIV_H
#define KORDON_INCIDENT_INCIDENT_PRIV_H

#include "incident/incident.h"

/* Why an incident changes its status. */
struct turn_cause {
	enum incident_event_kind kind;
	const char *text;
	int64_t item_row; /* 0: no item did it */
	const char *author; /* NULL: no person did it */
	int64_t now;
};
/* Keeps something that happened to a stored incident and left its status as it was. */
int incident_note(struct store *store, const struct incident_change *change,
	const struct turn_cause *cause) MUST_CHECK;
/* Changes the status of a stored incident, keeps it with its cause and says so in change. */
int incident_turn(struct store *store, struct incident_change *change,
	enum incident_status to, const struct turn_cause *cause) MUST_CHECK;

/*
 * Weighs all reports of a stored incident anew: copies, origins, offices that confirm or deny;
 * and turns its status to what they make of it. fresh: the report that just came, which is
 * held against the others; NULL: none did. Puts the incident.
 */
int incident_settle(struct store *store, struct arena *arena, struct incident_change *change,
	const struct report *fresh, const struct turn_cause *cause) MUST_CHECK;

/* What an item tells again. */
struct old_news {
	int64_t incident, time, item;
};
/* The report, from before the policy's window, whose text this is. STORE_NONE. */
int old_text(struct store *store, struct arena *arena, const struct report *report,
	const struct incident_policy *policy, struct old_news *out) MUST_CHECK;
/* Whether a paragraph looks back on something long over; *out_when: to when. */
bool looks_back(const struct incident_input *input, int64_t *out_when);
/* Whether both count the same (odd 0), or name one speaker (odd 1). */
bool share_said(const struct report *a, const struct report *b, uint32_t odd);

/* What a finding adds to the incident: severity, places, countries, quantities, times.
 * outlet: who gives its figures, where it names nobody; or NULL. */
void incident_fold(struct arena *arena, const struct finding *finding, const char *outlet,
	int64_t time, struct incident_change *change);

/* A finding as a report, not decided yet. */
struct report report_of(struct arena *arena, const struct incident_input *input);

/* Taken back or closed: reports do not move it any more. */
static inline bool is_out(enum incident_status status)
{
	return status == INCIDENT_WITHDRAWN || status == INCIDENT_CLOSED;
}

/* Incidents happen to countries on one side of the border and are done from the other,
 * which nearly all reports share: it tells nothing. */
bool is_far_side(const char *country);

/* Weighs an item's words by how rare they are among all that were reported; in the arena. */
int wording_weigh(struct store *store, struct arena *arena, const struct wording *wording,
	struct wording *out_weighed) MUST_CHECK;

/*
 * The incident that a report belongs to, by the reports it holds: 0 where it is like none
 * enough. policy says what must not contradict and how far apart in time reports may be.
 */
int similar_incident(struct store *store, struct arena *arena, const struct report *report,
	const struct incident_policy *policy, int64_t *out_incident,
	struct similarity *out_similarity) MUST_CHECK;

#endif
