/* What becomes of an incident when an item that it stands on is taken away, or comes back. */
#include "incident/incident.h"

static int set_status(struct store *store, struct incident *incident,
	enum incident_status status)
{
	incident->status = status;
	return store_incident_put(store, incident);
}

int incident_withdraw(struct store *store, struct arena *arena, int64_t incident_id,
	int64_t item_row, bool returned, struct incident_change *out_change)
{
	struct incident_change change = {.opened = false};
	int64_t first, left;
	int r = store_incident_get(store, arena, incident_id, &change.incident);

	if (!r)
		r = store_incident_evidence(store, incident_id, &first, &left);
	if (r)
		return r;
	/* Others that tell of it later do not make up for the one they took it from. */
	if (first == item_row || left == (returned ? 1 : 0)) {
		change.withdrawn = !returned && change.incident.status == INCIDENT_OPEN;
		change.returned = returned && change.incident.status == INCIDENT_WITHDRAWN;
	}
	if (change.withdrawn)
		r = set_status(store, &change.incident, INCIDENT_WITHDRAWN);
	else if (change.returned)
		r = set_status(store, &change.incident, INCIDENT_OPEN);
	if (!r)
		*out_change = change;
	return r;
}
