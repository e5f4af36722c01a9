/*
 * How sure an incident is: its status, and what moves it. Every change of status goes
 * through incident_turn(), which keeps when it was, why, and which item did it.
 */
#include "incident/incident_priv.h"

static void say_so(struct incident_change *change, enum incident_status to)
{
	change->corroborated |= to == INCIDENT_CORROBORATED;
	change->confirmed |= to == INCIDENT_CONFIRMED;
	change->disputed |= to == INCIDENT_DISPUTED;
	change->denied |= to == INCIDENT_DENIED;
	change->withdrawn |= to == INCIDENT_WITHDRAWN;
}

int incident_note(struct store *store, const struct incident_change *change,
	const struct turn_cause *cause)
{
	const struct incident_event event = {
		.incident = change->incident.id,
		.time = cause->now,
		.from = change->incident.status,
		.to = change->incident.status,
		.cause = cause->text,
		.item = cause->item_row,
		.author = cause->author,
	};

	return store_incident_event_put(store, &event);
}

int incident_turn(struct store *store, struct incident_change *change,
	enum incident_status to, const struct turn_cause *cause)
{
	const struct incident_event event = {
		.incident = change->incident.id,
		.time = cause->now,
		.from = change->incident.status,
		.to = to,
		.cause = cause->text,
		.item = cause->item_row,
		.author = cause->author,
	};
	int r;

	if (event.from == to)
		return 0;
	change->incident.status = to;
	say_so(change, to);
	r = store_incident_put(store, &change->incident);
	return r ? r : store_incident_event_put(store, &event);
}
