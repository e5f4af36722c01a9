/* Which routes take an alert, and what an alert lacks that one did not take. */
#include "alert/alert_priv.h"

#include <inttypes.h>
#include <string.h>

/* ---- one node --------------------------------------------------------------------- */

static bool holds(char *const *list, const char *word)
{
	for (; word && *list; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

static void put_list(struct buf *out, char *const *list)
{
	size_t i;

	for (i = 0; list[i]; i++)
		buf_printf(out, "%s%s", !i ? "" : list[i + 1] ? ", " : " or ", list[i]);
}

/* True where no list is given, or it holds the word; else says that it does not. */
static bool word_is(
	char *const *list, const char *what, const char *word, struct buf *why)
{
	if (!list || holds(list, word))
		return true;
	buf_printf(why, "its %s is %s, not ", what, word ? word : "unknown");
	put_list(why, list);
	return false;
}

static bool country_is(
	char *const *list, const struct incident *incident, struct buf *why)
{
	size_t i;

	for (i = 0; list && i < incident->country_count; i++)
		if (holds(list, incident->countries[i]))
			return true;
	if (!list)
		return true;
	buf_puts(why, "it is not in ");
	put_list(why, list);
	return false;
}

static bool place_is(char *const *list, const struct incident *incident, struct buf *why)
{
	size_t i;

	for (i = 0; list && i < incident->place_count; i++)
		if (holds(list, incident->places[i]->id))
			return true;
	if (!list)
		return true;
	buf_puts(why, "it is not at ");
	put_list(why, list);
	return false;
}

static bool tag_is(char *const *list, const struct item_source *source, struct buf *why)
{
	size_t i;

	for (i = 0; list && source && source->tags && source->tags[i]; i++)
		if (holds(list, source->tags[i]))
			return true;
	if (!list)
		return true;
	buf_puts(why, "its source has no tag ");
	put_list(why, list);
	return false;
}

static bool degree_is(
	const struct route_match *match, const struct incident *incident, struct buf *why)
{
	if ((int)incident->severity < match->severity)
		buf_printf(why, "its severity is %s, below %s",
			severity_name(incident->severity),
			severity_name((enum severity)match->severity));
	else if (incident->origins < match->origins)
		buf_printf(why, "it has %" PRId64 " of %" PRId64 " origins",
			incident->origins, match->origins);
	else if (match->official && (match->official == 2) != incident->official)
		buf_puts(why, incident->official ? "an official source stands behind it"
						 : "no official source stands behind it");
	else
		return true;
	return false;
}

bool route_match_holds(const struct route_match *match,
	const struct alert_subject *subject, struct buf *why)
{
	const struct incident *incident = subject->incident;
	const struct finding *finding = subject->finding;

	return word_is(match->category, "category", incident->category, why) &&
	       degree_is(match, incident, why) &&
	       country_is(match->country, incident, why) &&
	       place_is(match->place, incident, why) &&
	       word_is(match->status, "status", incident_status_name(incident->status),
		       why) &&
	       word_is(match->kind, "kind", alert_kind_name(subject->kind), why) &&
	       tag_is(match->tag, subject->source, why) &&
	       word_is(match->source, "source",
		       subject->source ? subject->source->id : NULL, why) &&
	       word_is(match->rule, "rule", finding->rule, why) &&
	       word_is(match->pack, "pack", finding->pack, why);
}

/* ---- the tree --------------------------------------------------------------------- */
static bool list_names(const struct route *list, size_t count, const char *sink)
{
	size_t i, j;

	for (i = 0; i < count; i++) {
		for (j = 0; list[i].sinks && list[i].sinks[j]; j++)
			if (strcmp(list[i].sinks[j], sink) == 0)
				return true;
		if (list_names(list[i].routes, list[i].count, sink))
			return true;
	}
	return false;
}

bool alert_routes_name(const struct alert_routes *routes, const char *sink)
{
	return routes && list_names(routes->routes, routes->count, sink);
}

static bool any_digest(const struct route *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (list[i].digest_count || any_digest(list[i].routes, list[i].count))
			return true;
	return false;
}

bool alert_routes_digest(const struct alert_routes *routes)
{
	return routes && any_digest(routes->routes, routes->count);
}

static const struct route *find(const struct route *list, size_t count, const char *name)
{
	const struct route *found = NULL;
	size_t i;

	for (i = 0; i < count && !found; i++)
		found = strcmp(list[i].name, name) == 0
				? &list[i]
				: find(list[i].routes, list[i].count, name);
	return found;
}

const struct route *alert_routes_find(const struct alert_routes *routes, const char *name)
{
	return routes ? find(routes->routes, routes->count, name) : NULL;
}

struct walk {
	const struct alert_subject *subject;
	alert_route_taken *taken;
	alert_route_missed *missed;
	void *ctx;
};

/* True where a node took it. */
static bool walk_list(const struct walk *walk, const struct route *list, size_t count)
{
	CLEANUP(buf_done) struct buf why = BUF_INIT(BUF_UNBOUND);
	bool any = false;
	size_t i;

	for (i = 0; i < count; i++) {
		buf_clear(&why);
		if (!route_match_holds(&list[i].options.match, walk->subject, &why)) {
			walk->missed(walk->ctx, &list[i], buf_str(&why));
			continue;
		}
		any = true;
		if (!walk_list(walk, list[i].routes, list[i].count))
			walk->taken(walk->ctx, &list[i]);
		if (!list[i].options.go_on)
			break;
	}
	return any;
}

void alert_routes_walk(const struct alert_routes *routes,
	const struct alert_subject *subject, alert_route_taken *taken,
	alert_route_missed *missed, void *ctx)
{
	const struct walk walk = {subject, taken, missed, ctx};

	walk_list(&walk, routes->routes, routes->count);
}
