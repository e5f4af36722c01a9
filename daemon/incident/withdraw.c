/* What becomes of an incident when an item that it stands on is taken away, comes back, or
 * takes back what it said. */
#include "incident/incident_priv.h"

static int turn(struct store *store, struct arena *arena, struct incident_change *change,
	bool returned, int64_t item_row, int64_t now)
{
	const struct turn_cause evidence = {.item_row = item_row, .now = now};
	const struct turn_cause cause = {
		.text = returned ? "what it stood on is here again"
				 : "its publisher took away what it stood on",
		.item_row = item_row,
		.now = now,
	};
	enum incident_status status = change->incident.status;
	int r;

	if (!returned)
		return status == INCIDENT_CLOSED
			       ? 0
			       : incident_turn(store, change, INCIDENT_WITHDRAWN, &cause);
	if (status != INCIDENT_WITHDRAWN)
		return 0;
	change->returned = true;
	r = incident_turn(store, change, INCIDENT_REPORTED, &cause);
	return r ? r : incident_settle(store, arena, change, NULL, &evidence);
}

/* The incident, the item it began with, and on how many it stands that were not taken away. */
static int look_up(struct store *store, struct arena *arena, int64_t incident_id,
	struct incident_change *out_change, int64_t *out_first, int64_t *out_left)
{
	int r;

	*out_change = (struct incident_change){.opened = false};
	r = store_incident_get(store, arena, incident_id, &out_change->incident);
	if (!r)
		r = store_incident_evidence(store, incident_id, out_first, out_left);
	out_change->status_from = out_change->incident.status;
	return r;
}

int incident_withdraw(struct store *store, struct arena *arena, int64_t incident_id,
	int64_t item_row, bool returned, int64_t now, struct incident_change *out_change)
{
	struct incident_change change;
	int64_t first, left;
	int r = look_up(store, arena, incident_id, &change, &first, &left);

	if (r)
		return r;
	/* Others that tell of it later do not make up for the one they took it from. */
	if (first == item_row || left == (returned ? 1 : 0))
		r = turn(store, arena, &change, returned, item_row, now);
	if (!r)
		*out_change = change;
	return r;
}

int incident_retract(struct store *store, struct arena *arena, int64_t incident_id,
	int64_t item_row, int64_t now, struct incident_change *out_change)
{
	const struct turn_cause cause = {.kind = INCIDENT_EVENT_RETRACT,
		.text = "what it stood on was rewritten and does not say so any more",
		.item_row = item_row, .now = now};
	struct incident_change change;
	int64_t first, left;
	int r = look_up(store, arena, incident_id, &change, &first, &left);

	if (r)
		return r;
	if ((first == item_row || left == 1) && !is_out(change.incident.status) &&
		change.incident.status != INCIDENT_CORRECTED) {
		change.corrected = true;
		r = incident_turn(store, &change, INCIDENT_CORRECTED, &cause);
	}
	if (!r)
		*out_change = change;
	return r;
}
