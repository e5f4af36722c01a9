/*
 * How sure an incident is: its status, and what moves it. Every change of status goes
 * through incident_turn(), which keeps when it was, why, and which item did it.
 */
#include "incident/incident_priv.h"

#include <string.h>

#include "base/mem.h"
#include "incident/origins.h"

enum { REPORTS_MAX = 500 }; /* weighed of one incident, the oldest ones */
#define COPY_LEAST 0.4      /* less is chance; origins.c says from where on it is a copy */

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
		.kind = cause->kind,
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
		.kind = cause->kind,
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

int incident_raise(struct store *store, struct incident_change *change, enum severity severity,
	const struct incident_input *input)
{
	const struct turn_cause cause = {.kind = INCIDENT_EVENT_RAISED,
		.text = "its rule raises it by how it stands", .item_row = input->item_row, .now = input->now};
	int r;

	if (severity <= change->incident.severity)
		return 0;
	change->escalated = !change->opened;
	change->incident.severity = severity;
	r = store_incident_put(store, &change->incident);
	return r ? r : incident_note(store, change, &cause);
}

/* ---- by all its reports ---------------------------------------------------------------- */

/* The report that shares most of its words with the fresh one. */
static int find_copy(struct store *store, struct report *reports, size_t count,
	const struct report *fresh)
{
	struct report *own = NULL;
	double share;
	bool shorter;
	size_t i;

	for (i = 0; i < count; i++)
		if (reports[i].item == fresh->item)
			own = &reports[i];
	for (i = 0; own && i < count; i++) {
		if (&reports[i] == own)
			continue;
		share = trace_containment(&own->trace, &reports[i].trace, &shorter);
		if (share < COPY_LEAST || share <= own->containment)
			continue;
		own->copy_of = reports[i].item;
		own->containment = share;
	}
	return own && own->copy_of ? store_report_copy_put(store, own) : 0;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_kept(const struct report_origin *kept, const struct report_origin *now)
{
	return kept->leans_on == now->leans_on && same_text(kept->origin, now->origin) &&
	       same_text(kept->why, now->why);
}

static int keep_origins(struct store *store, const struct report *reports, size_t count,
	const struct origins *origins)
{
	size_t i;
	int r = 0;

	for (i = 0; i < count && !r; i++)
		if (!is_kept(&reports[i].kept, &origins->of_reports[i]))
			r = store_report_origin_put(
				store, &reports[i], &origins->of_reports[i]);
	return r;
}

/* Offices that confirm it, and offices that deny it: "A, B", each once; NULL: none. */
struct offices {
	const char *confirm, *deny;
};

static void add_office(struct arena *arena, const char **names, const char *name)
{
	if (!name || (*names && strstr(*names, name)))
		return;
	*names = *names ? arena_printf(arena, "%s, %s", *names, name) : name;
}

static bool confirms(const struct report *reports, size_t count, const char *office)
{
	size_t i;

	for (i = 0; office && i < count; i++)
		if (reports[i].confirms && strcmp(reports[i].confirms, office) == 0)
			return true;
	return false;
}

static struct offices offices_of(
	struct arena *arena, const struct report *reports, size_t count)
{
	struct offices offices = {NULL, NULL};
	size_t i;

	for (i = 0; i < count; i++)
		add_office(arena, &offices.confirm, reports[i].confirms);
	/* An office that confirms it elsewhere denies something else. */
	for (i = 0; i < count; i++)
		if (!confirms(reports, count, reports[i].denies))
			add_office(arena, &offices.deny, reports[i].denies);
	return offices;
}

static enum incident_status status_by(const struct incident *incident,
	const struct offices *offices)
{
	bool more = incident->origins >= 2;

	if (offices->deny)
		return offices->confirm || more ? INCIDENT_DISPUTED : INCIDENT_DENIED;
	if (offices->confirm)
		return INCIDENT_CONFIRMED;
	return more ? INCIDENT_CORROBORATED : INCIDENT_REPORTED;
}

static const char *names_of(struct arena *arena, const struct incident *incident)
{
	const char *text = "";
	size_t i;

	for (i = 0; i < incident->origin_name_count; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? "; " : "",
			incident->origin_names[i]);
	return text;
}

static const char *cause_of(struct arena *arena, const struct incident *incident,
	enum incident_status status, const struct offices *offices)
{
	switch (status) {
	case INCIDENT_DISPUTED:
		return offices->confirm ? arena_printf(arena, "%s confirms, %s denies",
						  offices->confirm, offices->deny)
					: arena_printf(arena, "%s denies", offices->deny);
	case INCIDENT_DENIED:
		return arena_printf(arena, "%s denies", offices->deny);
	case INCIDENT_CONFIRMED:
		return arena_printf(arena, "%s confirms", offices->confirm);
	default:
		return arena_printf(arena, "%lld %s: %s", (long long)incident->origins,
			incident->origins == 1 ? "origin" : "origins",
			names_of(arena, incident));
	}
}

/* What is out stays out; what was corrected stays so until somebody else tells of it. */
static bool stays(const struct incident_change *change, bool newly_official)
{
	enum incident_status status = change->incident.status;

	return is_out(status) || (status == INCIDENT_CORRECTED && !newly_official &&
					 (!change->origin_new || change->corrected));
}

static void take_origins(struct incident_change *change, const struct origins *origins)
{
	struct incident *incident = &change->incident;

	change->origin_new = !change->opened && (int64_t)origins->count > incident->origins;
	incident->origins = (int64_t)origins->count;
	incident->outlets = (int64_t)origins->outlets;
	incident->origin_names = origins->names;
	incident->origin_name_count = origins->name_count;
}

static int settle(struct store *store, struct arena *arena, struct incident_change *change,
	const struct offices *offices, const struct turn_cause *cause)
{
	struct incident *incident = &change->incident;
	bool newly_official = offices->confirm && !incident->official;
	enum incident_status status = status_by(incident, offices);
	struct turn_cause why = *cause;
	int r;

	incident->official = offices->confirm != NULL;
	if (!stays(change, newly_official) && status != incident->status) {
		why.text = cause->text ? cause->text
				       : cause_of(arena, incident, status, offices);
		return incident_turn(store, change, status, &why);
	}
	r = store_incident_put(store, incident);
	why.text = cause_of(arena, incident, INCIDENT_CORROBORATED, offices);
	why.kind = INCIDENT_EVENT_ORIGIN;
	return r || !change->origin_new ? r : incident_note(store, change, &why);
}

int incident_settle(struct store *store, struct arena *arena, struct incident_change *change,
	const struct report *fresh, const struct turn_cause *cause)
{
	struct report *reports;
	struct origins origins;
	struct offices offices;
	size_t count;
	int r = store_reports_of(
		store, arena, change->incident.id, REPORTS_MAX, &reports, &count);

	if (!r && fresh)
		r = find_copy(store, reports, count, fresh);
	if (r)
		return r;
	origins = origins_of(arena, reports, count);
	r = keep_origins(store, reports, count, &origins);
	if (!r)
		r = store_incident_count(store, &change->incident);
	if (r)
		return r;
	take_origins(change, &origins);
	offices = offices_of(arena, reports, count);
	return settle(store, arena, change, &offices, cause);
}
