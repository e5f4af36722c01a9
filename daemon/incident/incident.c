/*
 * A finding joins the youngest incident of its category that shares a place (or, for
 * reports without one, a country) within the rule's window; else it opens one. What it adds
 * is folded in, and what changed is said.
 */
#include "incident/incident.h"

#include <math.h>
#include <string.h>

/* Ceilings of what one incident gathers from its reports. */
enum { PLACES_MAX = 32, COUNTRIES_MAX = 32, QUANTITIES_MAX = 32, KEYS_MAX = 72 };

struct keys {
	const char *list[KEYS_MAX];
	size_t count;
};

static void add_key(struct keys *keys, const char *key)
{
	if (keys->count < KEYS_MAX)
		keys->list[keys->count++] = key;
}

/*
 * Incidents happen to countries on one side of the border, and are done from the other: a
 * key that nearly all reports share would make one incident of them.
 */
static bool is_far_side(const char *country)
{
	return strcmp(country, "RU") == 0 || strcmp(country, "BY") == 0;
}

static void add_country_keys(struct keys *keys, struct arena *arena, const struct facts *facts)
{
	bool near = false;
	size_t i;

	for (i = 0; i < facts->country_count; i++)
		near |= !is_far_side(facts->countries[i]);
	for (i = 0; i < facts->country_count; i++)
		if (!near || !is_far_side(facts->countries[i]))
			add_key(keys, arena_printf(arena, "country:%s", facts->countries[i]));
}

static void add_place_keys(struct keys *keys, struct arena *arena, const struct facts *facts)
{
	size_t i;

	for (i = 0; i < facts->place_count && i < PLACES_MAX; i++)
		add_key(keys, arena_printf(arena, "place:%s", facts->places[i]->id));
}

/* What an incident is looked up by: its places, where the rule goes by them and there are any. */
static struct keys lookup_keys(struct arena *arena, const struct finding *finding)
{
	const struct incident_policy *policy = &finding->incident;
	struct keys keys = {.count = 0};

	if (policy->by_place)
		add_place_keys(&keys, arena, &finding->facts);
	if (!keys.count && (policy->by_country || policy->by_place))
		add_country_keys(&keys, arena, &finding->facts);
	if (!keys.count)
		add_key(&keys, "");
	return keys;
}

/* What later reports may find it by: also those that name the country alone. */
static struct keys own_keys(struct arena *arena, const struct finding *finding)
{
	const struct incident_policy *policy = &finding->incident;
	struct keys keys = {.count = 0};

	if (policy->by_place)
		add_place_keys(&keys, arena, &finding->facts);
	if (policy->by_country || policy->by_place)
		add_country_keys(&keys, arena, &finding->facts);
	if (!keys.count || (!policy->by_country && !policy->by_place))
		add_key(&keys, "");
	return keys;
}

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

/* True where a term that was counted before is counted differently now. */
static bool join_quantities(struct arena *arena, struct incident *incident,
	const struct facts *facts)
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
				 same_number(joined[j].of, q->of);
		}
		if (known)
			continue;
		joined[count++] = *q;
		changed |= counted;
	}
	incident->quantities = joined;
	incident->quantity_count = count;
	return changed;
}

static void fold_in(struct arena *arena, const struct finding *finding, int64_t time,
	struct incident_change *change)
{
	struct incident *incident = &change->incident;
	const struct facts *facts = &finding->facts;

	change->escalated = !change->opened && finding->severity > incident->severity;
	change->withdrawn = facts->withdrawn && incident->status == INCIDENT_OPEN;
	change->corrected = !change->opened && facts->corrected;
	incident->severity = MAX(incident->severity, finding->severity);
	incident->first_seen = MIN(incident->first_seen, time);
	incident->last_seen = MAX(incident->last_seen, time);
	if (change->withdrawn)
		incident->status = INCIDENT_WITHDRAWN;
	join_places(arena, incident, facts);
	join_countries(arena, incident, facts);
	change->quantity_changed =
		join_quantities(arena, incident, facts) && !change->opened;
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
	const struct finding *finding, int64_t item_row, int64_t time,
	struct incident *out_incident)
{
	struct keys keys = lookup_keys(arena, finding);
	int64_t id;
	int r = store_finding_known(store, item_row, finding->rule, &id);

	if (!r)
		return store_incident_get(store, arena, id, out_incident);
	if (r != STORE_NONE)
		return r;
	return store_incident_match(store, arena, finding->category, keys.list, keys.count,
		time, finding->incident.window_s, out_incident);
}

int incident_report(struct store *store, struct arena *arena, const struct finding *finding,
	int64_t item_row, int64_t time, int64_t now, struct incident_change *out_change)
{
	struct keys keys = own_keys(arena, finding);
	struct incident_change change = {.opened = false};
	int r = find_incident(store, arena, finding, item_row, time, &change.incident);

	if (r && r != STORE_NONE)
		return r;
	change.opened = r == STORE_NONE;
	if (change.opened)
		change.incident = open_incident(arena, finding, time);
	fold_in(arena, finding, time, &change);
	r = store_incident_put(store, &change.incident, keys.list, keys.count);
	if (!r)
		r = store_finding_put(store, item_row, change.incident.id, finding, now);
	if (!r)
		r = store_incident_count(store, &change.incident);
	if (!r)
		*out_change = change;
	return r;
}
