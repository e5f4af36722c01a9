/*
 * What people decide: two incidents are one, some reports are another event, one is over, is
 * seen, has a note. It sticks: reports and findings are moved, so that a revision follows them,
 * and what an incident says is gathered anew from those that it holds.
 */
#include "incident/incident_priv.h"

#include <string.h>

enum { REPORTS_MAX = 500 };

static struct turn_cause cause_by(const struct incident_person *person,
	enum incident_event_kind kind, const char *text)
{
	return (struct turn_cause){
		.kind = kind, .text = text, .author = person->name, .now = person->now};
}

/* ---- gathering anew ---------------------------------------------------------------------- */

static int gather_report(struct store *store, struct arena *arena,
	const struct report *report, struct incident_change *change)
{
	struct store_finding *findings;
	size_t count, i;
	int r = store_item_findings(store, arena, report->item, &findings, &count);

	for (i = 0; i < count && !r; i++)
		if (findings[i].incident == change->incident.id)
			incident_fold(arena, &findings[i].finding, report->trace.outlet,
				report->time, change);
	return r;
}

static const struct place *find_place(const struct incident *incident, const char *id)
{
	size_t i;

	for (i = 0; i < incident->place_count; i++)
		if (strcmp(incident->places[i]->id, id) == 0)
			return incident->places[i];
	return NULL;
}

/* A finding is kept without the countries of its places: incidents that had them know these. */
static void restore_places(struct arena *arena, struct incident *incident,
	const struct incident *was, const struct incident *other)
{
	const struct place **places =
		arena_alloc(arena, (incident->place_count + 1) * sizeof(*places)), *known;
	size_t i;

	for (i = 0; i < incident->place_count; i++) {
		known = find_place(was, incident->places[i]->id);
		if (!known && other)
			known = find_place(other, incident->places[i]->id);
		places[i] = known ? known : incident->places[i];
	}
	incident->places = places;
}

/* Status, title and what people said of it stay. other: whose reports are, or were, the
 * same; or NULL. */
static int gather(struct store *store, struct arena *arena, struct incident_change *change,
	const struct incident *other)
{
	struct incident *incident = &change->incident;
	const struct incident was = *incident;
	struct report *reports;
	size_t count, i;
	int r = store_reports_of(store, arena, incident->id, REPORTS_MAX, &reports, &count);

	if (r || !count)
		return r;
	incident->severity = SEVERITY_INFO;
	incident->place_count = incident->country_count = incident->quantity_count = 0;
	incident->first_seen = incident->last_seen = reports[0].time;
	for (i = 0; i < count && !r; i++)
		r = gather_report(store, arena, &reports[i], change);
	restore_places(arena, incident, &was, other);
	return r;
}

/* Counts its origins anew; the status follows them. */
static int settle(struct store *store, struct arena *arena, struct incident_change *change,
	const struct incident *other, const struct incident_person *person)
{
	const struct turn_cause cause = cause_by(person, INCIDENT_EVENT_STATUS, NULL);
	int r = gather(store, arena, change, other);

	return r ? r : incident_settle(store, arena, change, NULL, &cause);
}

/* ---- merge ------------------------------------------------------------------------------- */

/* It holds nothing any more: what leads to it leads to the other. */
static int give_up(struct store *store, struct arena *arena, struct incident_change *change,
	int64_t into, const struct incident_person *person)
{
	const struct turn_cause cause = cause_by(person, INCIDENT_EVENT_MERGE,
		arena_printf(arena, "is part of incident %lld now", (long long)into));
	int r = store_incident_move(store, change->incident.id, into, 0);

	if (!r)
		r = incident_turn(store, change, INCIDENT_CLOSED, &cause);
	return r ? r : store_incident_merged(store, change->incident.id, into);
}

int incident_merge(struct store *store, struct arena *arena, int64_t id, int64_t other_id,
	const struct incident_person *person, struct incident_change *out_change)
{
	struct incident_change change = {.opened = false}, other = {.opened = false};
	struct turn_cause cause = cause_by(person, INCIDENT_EVENT_MERGE, NULL);
	int r = store_incident_get(store, arena, id, &change.incident);

	if (!r)
		r = store_incident_get(store, arena, other_id, &other.incident);
	if (r)
		return r;
	change.status_from = change.incident.status;
	change.incident.alerted |= other.incident.alerted;
	r = give_up(store, arena, &other, id, person);
	cause.text = arena_printf(arena, "incident %lld is part of it now: %s",
		(long long)other_id, other.incident.title);
	if (!r)
		r = incident_note(store, &change, &cause);
	if (!r)
		r = settle(store, arena, &change, &other.incident, person);
	if (!r)
		*out_change = change;
	return r;
}

/* ---- split ------------------------------------------------------------------------------- */

/* The rule's title, with the place of what is left behind it. */
static const char *title_of(struct arena *arena, const char *title, const struct incident *of)
{
	const char *end = strrchr(title, ':');
	size_t len = end && end[1] == ' ' ? (size_t)(end - title) : strlen(title), i;
	const char *where = "";

	if (of->place_count)
		where = arena_printf(arena, ": %s", of->places[0]->name);
	for (i = 0; !of->place_count && i < of->country_count && i < 4; i++)
		where = arena_printf(arena, "%s%s%s", where, i ? ", " : ": ", of->countries[i]);
	return arena_printf(arena, "%.*s%s", (int)len, title, where);
}

/* What the first of its reports is about: it may be from an incident that another was merged
 * with, and is called as that was. */
static int name_part(struct store *store, struct arena *arena, const struct incident *from,
	int64_t item, struct incident *part)
{
	struct store_finding *findings;
	const char *title = from->title;
	size_t count, i;
	int r = store_item_findings(store, arena, item, &findings, &count);

	if (r)
		return r;
	for (i = 0; i < count && findings[i].incident != part->id; i++)
		;
	if (i < count)
		part->category = findings[i].finding.category;
	r = store_incident_was(store, arena, from->id, part->category, item, &title);
	part->title = title_of(arena, title, part);
	return r;
}

static int open_part(struct store *store, const struct incident *from,
	struct incident_change *part)
{
	part->opened = true;
	part->incident = (struct incident){
		.title = from->title,
		.category = from->category,
		.severity = from->severity,
		.first_seen = from->first_seen,
		.last_seen = from->last_seen,
		/* Who was told of the whole was told of the part. */
		.alerted = from->alerted,
	};
	return store_incident_put(store, &part->incident);
}

static int note_split(struct store *store, struct arena *arena,
	struct incident_change *from, struct incident_change *part,
	const struct incident_person *person)
{
	struct turn_cause cause = cause_by(person, INCIDENT_EVENT_SPLIT,
		arena_printf(arena, "split off from incident %lld",
			(long long)from->incident.id));
	int r = incident_note(store, part, &cause);

	cause.text = arena_printf(arena, "incident %lld was split off from it",
		(long long)part->incident.id);
	return r ? r : incident_note(store, from, &cause);
}

int incident_split(struct store *store, struct arena *arena, int64_t id,
	const int64_t *items, size_t count, const struct incident_person *person,
	struct incident_change *out_part)
{
	struct incident_change from = {.opened = false}, part = {.opened = false};
	size_t i;
	int r = store_incident_get(store, arena, id, &from.incident);

	if (r)
		return r;
	from.status_from = from.incident.status;
	r = open_part(store, &from.incident, &part);
	for (i = 0; i < count && !r; i++)
		r = store_incident_move(store, id, part.incident.id, items[i]);
	if (!r)
		r = note_split(store, arena, &from, &part, person);
	if (!r)
		r = gather(store, arena, &part, &from.incident);
	if (!r)
		r = name_part(store, arena, &from.incident, items[0], &part.incident);
	if (!r)
		r = settle(store, arena, &part, &from.incident, person);
	if (!r)
		r = settle(store, arena, &from, NULL, person);
	if (!r)
		*out_part = part;
	return r;
}

/* ---- close, ack, note -------------------------------------------------------------------- */

int incident_mark(struct store *store, struct arena *arena, int64_t id,
	enum incident_event_kind kind, const char *text,
	const struct incident_person *person, struct incident_change *out_change)
{
	struct incident_change change = {.opened = false};
	const struct turn_cause cause = cause_by(person, kind, text);
	int r = store_incident_get(store, arena, id, &change.incident);

	if (r)
		return r;
	change.status_from = change.incident.status;
	if (kind == INCIDENT_EVENT_CLOSE && change.incident.status != INCIDENT_CLOSED) {
		r = incident_turn(store, &change, INCIDENT_CLOSED, &cause);
	} else {
		change.incident.acknowledged |= kind == INCIDENT_EVENT_ACK;
		r = store_incident_put(store, &change.incident);
		if (!r)
			r = incident_note(store, &change, &cause);
	}
	if (!r)
		*out_change = change;
	return r;
}
