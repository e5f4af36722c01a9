/*
 * Incidents: is a finding a report of a known event or of a new one? Here: the same category
 * and place (or country) within the rule's window.
 */
#ifndef KORDON_INCIDENT_INCIDENT_H
#define KORDON_INCIDENT_INCIDENT_H

#include "model/incident.h"
#include "store/store.h"

/* What a finding did to an incident. Several may hold; none: one more report. */
struct incident_change {
	struct incident incident; /* as it is now; strings in the arena */
	bool opened, escalated, withdrawn, corrected, quantity_changed;
};

/*
 * Finds or opens the finding's incident, folds the finding in, stores incident and finding.
 * Inside a store transaction. time: of the report (publication, not after now).
 */
int incident_report(struct store *store, struct arena *arena, const struct finding *finding,
	int64_t item_row, int64_t time, int64_t now,
	struct incident_change *out_change) MUST_CHECK;

#endif
