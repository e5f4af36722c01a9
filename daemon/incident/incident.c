/*
 * A finding joins the incident that it is most like (similar.c), or opens one. What it adds
 * is folded in, and what changed is said.
 */
#include "incident/incident_priv.h"

#include <math.h>
#include <string.h>

/* Ceilings of what one incident gathers from its reports. */
enum { PLACES_MAX = 32, COUNTRIES_MAX = 32, QUANTITIES_MAX = 32, REPORTS_MAX = 500 };

/* ---- folding in -------------------------------------------------------------------- */

static void join_places(struct arena *arena, struct incident *incident,
	const struct facts *facts)
{
	const struct place **joined =
		arena_alloc(arena, (PLACES_MAX + incident->place_count) * sizeof(*joined));
	size_t count = incident->place_count, i, j;

	for (i = 0; i < count; i++)
		joined[i] = incident->places[i];
	for (i = 0; i < facts->place_count && count < PLACES_MAX; i++) {
		for (j = 0; j < count && strcmp(joined[j]->id, facts->places[i]->id) != 0; j++)
			;
		if (j == count)
			joined[count++] = facts->places[i];
	}
	incident->places = joined;
	incident->place_count = count;
}

static void join_countries(struct arena *arena, struct incident *incident,
	const struct facts *facts)
{
	const char **joined =
		arena_alloc(arena, (COUNTRIES_MAX + incident->country_count) * sizeof(*joined));
	size_t count = incident->country_count, i, j;

	for (i = 0; i < count; i++)
		joined[i] = incident->countries[i];
	for (i = 0; i < facts->country_count && count < COUNTRIES_MAX; i++) {
		/* Kept in the order of the alphabet. */
		for (j = 0; j < count && strcmp(joined[j], facts->countries[i]) < 0; j++)
			;
		if (j < count && strcmp(joined[j], facts->countries[i]) == 0)
			continue;
		memmove(joined + j + 1, joined + j, (count++ - j) * sizeof(*joined));
		joined[j] = facts->countries[i];
	}
	incident->countries = joined;
	incident->country_count = count;
}

static bool same_number(double a, double b)
{
	return (isnan(a) && isnan(b)) || a == b;
}

/* How much the number is another than what the term was counted as last, as a part of it. */
static double quantity_by(const struct quantity *quantities, size_t count,
	const struct quantity *now)
{
	size_t i = count;

	while (i > 0 && strcmp(quantities[i - 1].term, now->term) != 0)
		i--;
	if (!i || !(quantities[i - 1].value > 0))
		return i && !(now->value > 0) ? 0 : INFINITY;
	return fabs(now->value - quantities[i - 1].value) / quantities[i - 1].value;
}

/* True where a term that was counted before is counted differently now, and by how much. */
static bool join_quantities(struct arena *arena, struct incident *incident,
	const struct facts *facts, const char *who, double *by)
{
	struct quantity *joined =
		arena_alloc(arena, (QUANTITIES_MAX + incident->quantity_count) * sizeof(*joined));
	size_t before = incident->quantity_count, count = before, i, j;
	bool changed = false, known, counted;

	for (i = 0; i < before; i++)
		joined[i] = incident->quantities[i];
	for (i = 0; i < facts->quantity_count && count < QUANTITIES_MAX; i++) {
		const struct quantity *q = &facts->quantities[i];

		known = counted = false;
		for (j = 0; j < count; j++) {
			bool same_term = strcmp(joined[j].term, q->term) == 0;

			counted |= same_term && j < before;
			known |= same_term && same_number(joined[j].value, q->value) &&
				 joined[j].max == q->max &&
				 same_number(joined[j].of, q->of);
		}
		if (known)
			continue;
		if (counted)
			*by = fmax(*by, quantity_by(joined, before, q));
		joined[count] = *q;
		/* Figures that differ stand side by side: each with who gives it. */
		if (!joined[count].said_by)
			joined[count].said_by = who;
		count++;
		changed |= counted;
	}
	incident->quantities = joined;
	incident->quantity_count = count;
	return changed;
}

static const char *who_counts(const struct facts *facts, const char *outlet)
{
	return facts->attributed_count == 1 ? facts->attributed_to[0] : outlet;
}

void incident_fold(struct arena *arena, const struct finding *finding, const char *outlet,
	int64_t time, struct incident_change *change)
{
	struct incident *incident = &change->incident;
	const struct facts *facts = &finding->facts;
	const char *who = who_counts(facts, outlet);

	change->escalated = !change->opened && finding->severity > incident->severity;
	change->corrected = !change->opened && facts->corrected;
	incident->severity = MAX(incident->severity, finding->severity);
	incident->first_seen = MIN(incident->first_seen, time);
	incident->last_seen = MAX(incident->last_seen, time);
	join_places(arena, incident, facts);
	join_countries(arena, incident, facts);
	change->quantity_changed =
		join_quantities(arena, incident, facts, who, &change->quantity_by) && !change->opened;
}

/* ---- a report ---------------------------------------------------------------------- */

/* "Border buoys removed: Narva River", "… : EE, RU". */
static const char *title_of(struct arena *arena, const struct finding *finding)
{
	const struct facts *facts = &finding->facts;
	const char *where = "";
	size_t i;

	if (facts->place_count)
		return arena_printf(arena, "%s: %s", finding->title, facts->places[0]->name);
	for (i = 0; i < facts->country_count && i < 4; i++)
		where = arena_printf(arena, "%s%s%s", where, i ? ", " : ": ",
			facts->countries[i]);
	return arena_printf(arena, "%s%s", finding->title, where);
}

static struct incident open_incident(struct arena *arena, const struct finding *finding,
	int64_t time)
{
	return (struct incident){
		.title = title_of(arena, finding),
		.category = finding->category,
		.severity = finding->severity,
		.first_seen = time,
		.last_seen = time,
	};
}

/* An item that says the same again, or corrects itself, stays with its incident. */
static int find_incident(struct store *store, struct arena *arena,
	const struct incident_input *input, const struct report *report,
	struct incident *out_incident, struct similarity *out_similarity)
{
	const struct finding *finding = input->finding;
	int64_t id;
	int r = store_finding_known(store, input->item_row, finding->rule, &id);

	/* Another rule's finding of the same goes where the item's report is. */
	if (r == STORE_NONE)
		r = store_report_incident(store, input->item_row, finding->category, &id);
	if (r == STORE_NONE)
		r = similar_incident(store, arena, report, &finding->incident, &id,
			out_similarity);
	if (r)
		return r;
	return id ? store_incident_get(store, arena, id, out_incident) : STORE_NONE;
}

static int record(struct store *store, const struct incident_input *input,
	struct report *report, const struct similarity *similarity,
	struct incident_change *change)
{
	int r = store_incident_put(store, &change->incident);

	report->incident = change->incident.id;
	report->resembles = similarity->item;
	if (!r)
		r = store_report_put(store, input->item_row, report);
	if (!r)
		r = store_finding_put(store, input->item_row, report->incident, input->finding,
			similarity, input->now);
	return r;
}

static int count_report(struct store *store, struct arena *arena, const struct report *report,
	struct incident *incident)
{
	struct store_finding *findings;
	size_t count, i;
	double by = 0;
	int r = store_item_findings(store, arena, report->item, &findings, &count);

	for (i = 0; i < count && !r; i++)
		if (findings[i].incident == incident->id)
			(void)join_quantities(arena, incident, &findings[i].finding.facts,
				who_counts(&findings[i].finding.facts,
					report->trace.outlet),
				&by);
	return r;
}

/* An item was revised: the figures that no report gives any more are dropped. */
static int count_anew(struct store *store, struct arena *arena, struct incident *incident)
{
	struct report *reports;
	size_t count, i;
	int r = store_reports_of(store, arena, incident->id, REPORTS_MAX, &reports, &count);

	/* Of more reports than are read none is forgotten. */
	if (r || count == REPORTS_MAX)
		return r;
	incident->quantity_count = 0;
	for (i = 0; i < count && !r; i++)
		r = count_report(store, arena, &reports[i], incident);
	return r ? r : store_incident_put(store, incident);
}

/* What the report itself says of how it stands; the evidence of all of them comes then. */
static int turn_status(struct store *store, const struct incident_input *input,
	struct incident_change *change)
{
	const struct facts *facts = &input->finding->facts;
	struct turn_cause cause = {
		.text = "the first report", .item_row = input->item_row, .now = input->now};
	int r = 0;

	if (change->opened)
		r = incident_note(store, change, &cause);
	cause.text = input->finding->deed == DEED_WITHDRAWN
			     ? "its publisher took away what it stood on"
			     : "a report says that it was taken back";
	if (!r && facts->withdrawn && change->incident.status != INCIDENT_CLOSED)
		r = incident_turn(store, change, INCIDENT_WITHDRAWN, &cause);
	cause.text = "a report corrects what was told before";
	if (!r && change->corrected && !is_out(change->incident.status))
		r = incident_turn(store, change, INCIDENT_CORRECTED, &cause);
	return r;
}

/* ---- what was told before ------------------------------------------------------------ */

/* The text itself is an old one. */
static int find_old_text(struct store *store, struct arena *arena,
	const struct incident_input *input, struct report *report,
	struct incident_change *change, struct similarity *similarity)
{
	struct old_news old;
	char day[TIME_TEXT];
	int r = old_text(store, arena, report, &input->finding->incident, &old);

	if (r)
		return r;
	r = store_incident_get(store, arena, old.incident, &change->incident);
	similarity->item = old.item;
	report->time = old.time;
	time_format(old.time, day);
	change->old_news = arena_printf(
		arena, "its text is that of a report of %.10s: nothing new", day);
	return r;
}

/* It looks back on something that perhaps was reported then. */
static int find_background(struct store *store, struct arena *arena,
	const struct incident_input *input, struct report *report, int64_t when,
	struct incident_change *change, struct similarity *similarity)
{
	int64_t id;
	char day[TIME_TEXT];
	int r;

	report->time = when;
	r = similar_incident(
		store, arena, report, &input->finding->incident, &id, similarity);
	time_format(when, day);
	change->old_news = arena_printf(
		arena, "it looks back on %.10s, long before it was published", day);
	return r || !id ? r : store_incident_get(store, arena, id, &change->incident);
}

/* STORE_NONE: it is news, and of no incident that is known. */
static int place(struct store *store, struct arena *arena, const struct incident_input *input,
	struct report *report, struct incident_change *change, struct similarity *similarity)
{
	int64_t when;
	int r = find_incident(store, arena, input, report, &change->incident, similarity);

	if (r != STORE_NONE)
		return r;
	if (looks_back(input, &when))
		return find_background(store, arena, input, report, when, change, similarity);
	return find_old_text(store, arena, input, report, change, similarity);
}

/* What is old is kept with what it tells of, under the time of that: it draws no later report
 * there, and moves neither times nor status. */
static int keep_old(struct store *store, struct arena *arena,
	const struct incident_input *input, struct report *report,
	const struct similarity *similarity, struct incident_change *change)
{
	const struct turn_cause cause = {.kind = INCIDENT_EVENT_OLD, .text = change->old_news,
		.item_row = input->item_row, .now = input->now};
	int r;

	change->status_from = change->incident.status;
	if (!change->incident.id)
		return 0;
	r = record(store, input, report, similarity, change);
	if (!r)
		r = incident_note(store, change, &cause);
	if (!r)
		r = incident_settle(store, arena, change, report, &cause);
	change->origin_new = change->corroborated = change->confirmed = false;
	return r;
}

int incident_report(struct store *store, struct arena *arena,
	const struct incident_input *input, struct incident_change *out_change)
{
	struct incident_change change = {.opened = false};
	struct similarity similarity = {.total = 0};
	struct report report = report_of(arena, input);
	struct turn_cause cause = {.item_row = input->item_row, .now = input->now};
	int r = store_words_learn(store, input->item_row, &input->wording);
	int64_t known;
	bool revised =
		store_finding_known(store, input->item_row, input->finding->rule, &known) == 0;

	if (!r)
		r = wording_weigh(store, arena, &input->wording, &report.wording);
	if (!r)
		r = place(store, arena, input, &report, &change, &similarity);
	if (r && r != STORE_NONE)
		return r;
	if (change.old_news) {
		r = keep_old(store, arena, input, &report, &similarity, &change);
		if (!r)
			*out_change = change;
		return r;
	}
	change.opened = r == STORE_NONE;
	if (change.opened)
		change.incident = open_incident(arena, input->finding, input->time);
	change.status_from = change.incident.status;
	incident_fold(arena, input->finding, report.trace.outlet, input->time, &change);
	r = record(store, input, &report, &similarity, &change);
	if (!r && revised &&
		change.incident.quantity_count > input->finding->facts.quantity_count)
		r = count_anew(store, arena, &change.incident);
	if (!r)
		r = turn_status(store, input, &change);
	if (!r)
		r = incident_settle(store, arena, &change, &report, &cause);
	if (!r)
		*out_change = change;
	return r;
}
