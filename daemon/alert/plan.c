/*
 * When a route sends: at once, with others of its group, when quiet hours end, or with a
 * digest. Each gives the group a name that begins with why it waits:
 *
 *   group/ROUTE/KEYS   for others: group_wait, then group_interval
 *   quiet/ROUTE        until quiet hours end: all that was held comes as one
 *   digest/ROUTE       until the time of the digest
 *   now/ALERT          not at all
 */
#include "alert/alert_priv.h"

#include <string.h>

/* ---- the name of a group ---------------------------------------------------------- */

/* Of several places or countries the first stands for all. */
static const char *group_keys(const struct telling *telling, const struct route *route,
	const struct outgoing *outgoing)
{
	const struct incident *incident = outgoing->alert.incident;
	const struct {
		enum route_group bit;
		const char *text;
	} keys[] = {
		{GROUP_CATEGORY, incident->category},
		{GROUP_COUNTRY, incident->country_count ? incident->countries[0] : "-"},
		{GROUP_PLACE, incident->place_count ? incident->places[0]->id : "-"},
		{GROUP_RULE, outgoing->alert.finding->rule},
		{GROUP_SEVERITY, severity_name(incident->severity)},
	};
	const char *text = "";
	size_t i;

	if (route->group_by & GROUP_ALL)
		return "all";
	if (route->group_by & GROUP_INCIDENT)
		text = arena_printf(telling->arena, "%lld", (long long)incident->id);
	for (i = 0; i < ARRAY_LEN(keys); i++)
		if (route->group_by & keys[i].bit)
			text = arena_printf(telling->arena, "%s%s%s", text,
				*text ? "/" : "", keys[i].text);
	return text;
}

/* ---- waiting ---------------------------------------------------------------------- */

static void wait_for_digest(
	const struct telling *telling, const struct route *route, struct store_way *way)
{
	way->due = calendar_next(
		route->digest, route->digest_count, route->zone, telling->now);
	way->group = arena_printf(telling->arena, "digest/%s", route->name);
	way->held = arena_printf(telling->arena, "for the digest at %s",
		clock_text(telling->arena, route->zone, telling->now, way->due));
}

/* Those that wait of the group already say until when. */
static int wait_for_group(const struct telling *telling, const struct route *route,
	const struct outgoing *outgoing, struct store_way *way)
{
	struct store_held *held;
	size_t count;
	int64_t sent;
	int r;

	way->group = arena_printf(telling->arena, "group/%s/%s", route->name,
		group_keys(telling, route, outgoing));
	r = store_held_group(
		telling->store, telling->arena, way->sink, way->group, 1, &held, &count);
	if (!r)
		r = store_group_sent(telling->store, way->sink, way->group, &sent);
	if (r)
		return r;
	if (count) {
		way->due = held->due;
		way->held = held->why;
		return 0;
	}
	way->due = telling->now + route->group_wait_s;
	way->held = "for others of its group (group_wait), until";
	if (sent != TIME_NONE && telling->now < sent + route->group_interval_s) {
		way->due = sent + route->group_interval_s;
		way->held =
			"a message of its group went out just before (group_interval), until";
	}
	way->held = way->due <= telling->now
			    ? NULL
			    : arena_printf(telling->arena, "%s %s", way->held,
				      clock_text(telling->arena, route->zone,
					      telling->now, way->due));
	return 0;
}

static void keep_quiet(const struct telling *telling, const struct route *route,
	enum severity severity, struct store_way *way)
{
	int64_t end = route->quiet_count
			      ? calendar_end(route->quiet, route->quiet_count,
					route->zone, MAX(way->due, telling->now))
			      : TIME_NONE;

	if (end == TIME_NONE || severity >= route->quiet_except)
		return;
	way->due = end;
	way->group = arena_printf(telling->arena, "quiet/%s", route->name);
	way->held = arena_printf(telling->arena, "quiet hours until %s",
		clock_text(telling->arena, route->zone, telling->now, end));
}

int plan_way(const struct telling *telling, const struct route *route, const char *sink,
	const struct outgoing *outgoing, struct store_way *out_way)
{
	struct store_way way = {.sink = sink, .route = route->name};
	int r = 0;

	if (route->digest_count)
		wait_for_digest(telling, route, &way);
	else
		r = wait_for_group(telling, route, outgoing, &way);
	if (r)
		return r;
	keep_quiet(telling, route, outgoing->alert.incident->severity, &way);
	*out_way = way;
	return 0;
}

int plan_sent(const struct telling *telling, const char *sink, const char *group)
{
	enum { INTERVAL_MAX_S = 8 * 86400 }; /* no group_interval is longer */

	if (strncmp(group, "group/", 6) != 0)
		return 0;
	return store_group_put(
		telling->store, sink, group, telling->now, telling->now - INTERVAL_MAX_S);
}

/* ---- other routes than before ----------------------------------------------------- */

/* When it is due by the route as it is now. */
static int64_t due_anew(
	const struct route *route, const struct store_held *held, int64_t now)
{
	int64_t due = held->due;

	if (!route)
		return now;
	if (due <= now) /* overdue: nothing ran when it was */
		return due;
	if (strncmp(held->group, "digest/", 7) == 0)
		due = calendar_next(route->digest, route->digest_count, route->zone, now);
	else if (strncmp(held->group, "quiet/", 6) == 0)
		due = route->quiet_count && held->severity < route->quiet_except
			      ? calendar_end(route->quiet, route->quiet_count,
					route->zone, now)
			      : TIME_NONE;
	return due == TIME_NONE ? now : due;
}

static int replan_one(const struct telling *telling, const struct store_held *held)
{
	const struct route *route =
		alert_routes_find(telling->readers->routes, held->route);
	int64_t due = due_anew(route, held, telling->now);
	const char *why;

	if (due == held->due)
		return 0;
	why = arena_printf(telling->arena, "the routes were changed, until %s",
		clock_text(
			telling->arena, route ? route->zone : NULL, telling->now, due));
	return store_held_move(telling->store, held->row, due, why);
}

int alert_replan(struct store *store, const struct alert_readers *readers, int64_t now)
{
	enum { HELD_MAX = 100000 };
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct telling telling = {
		.store = store, .readers = readers, .arena = arena, .now = now};
	struct store_held *held;
	size_t count = 0, i;
	int r = store_begin(store);

	if (r)
		return r;
	r = store_held_all(store, arena, HELD_MAX, &held, &count);
	for (i = 0; i < count && !r; i++)
		r = replan_one(&telling, &held[i]);
	if (!r)
		return store_commit(store);
	store_rollback(store);
	return r;
}
