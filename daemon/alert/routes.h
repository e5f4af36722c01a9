/*
 * Routes: which alerts go where, and when. A tree: the first node of a list that matches takes
 * the alert (with `continue` the next ones are asked, too), and hands it to the first of its
 * own that does. What a node does not say it has from the one above it.
 *
 * To add a condition: a member of struct route_match, a row in routes.c, a line in matching.c.
 */
#ifndef KORDON_ALERT_ROUTES_H
#define KORDON_ALERT_ROUTES_H

#include "alert/calendar.h"
#include "config/config.h"
#include "model/incident.h"

/* What is known of names, to tell a slip of the pen from a name; arrays are borrowed, and
 * one without names refuses none. */
struct alert_names {
	struct alert_name_list {
		const char **list;
		size_t count, cap;
	} sinks, categories, rules, packs, sources, tags;
	const struct gazetteer *gazetteer;
};

/* Which alerts; what is not given matches all of them. Lists end with NULL. */
struct route_match {
	char **category, **country, **place, **status, **kind, **tag, **source, **rule, **pack;
	int severity; /* this one or graver */
	int64_t origins; /* that many or more */
	int official; /* 0: either, 1: no, 2: yes */
};

struct route_options {
	char *name;
	struct route_match match;
	char **sinks;
	bool go_on;
	char **group_by;
	int64_t group_wait_ms, group_interval_ms, repeat_ms;
	char **quiet, **digest, *zone;
	int quiet_except;
	const struct config_node *routes; /* while it is read */
};
extern const struct config_table alert_route_table; /* of one entry of `routes:` */

enum route_group { GROUP_INCIDENT = 1, GROUP_CATEGORY = 2, GROUP_COUNTRY = 4, GROUP_PLACE = 8,
	GROUP_RULE = 16, GROUP_SEVERITY = 32, GROUP_ALL = 64 };

/* A node, with what it has from above; strings are its own or those of a node above. */
struct route {
	struct route_options options; /* as written */
	const char *name; /* as written, or its place in the tree: "2.1" */
	char *number;
	char *const *sinks;
	unsigned group_by; /* enum route_group bits */
	int64_t group_wait_s, group_interval_s, repeat_s;
	const struct calendar_entry *quiet, *digest;
	size_t quiet_count, digest_count;
	enum severity quiet_except; /* SEVERITY_COUNT: none */
	const struct zone *zone;
	struct calendar_entry *own_quiet, *own_digest;
	struct zone *own_zone;
	struct route *routes;
	size_t count;
};

struct alert_routes; /* a constant snapshot */

/*
 * Reads the one `routes:` among the roots; mistakes go to diag, names that are not known among
 * them. NULL where there is none: then every sink gets what it asks for.
 */
struct alert_routes *alert_routes_load(const struct config_node *const *roots, size_t count,
	const struct alert_names *names, struct diag *diag) MUST_CHECK;
void alert_routes_free(struct alert_routes *routes); /* NULL is fine */
/* Whether some node names the sink. NULL: false. */
bool alert_routes_name(const struct alert_routes *routes, const char *sink);
/* Whether some node has a digest. NULL: false. */
bool alert_routes_digest(const struct alert_routes *routes);
/* The node of that name; NULL. */
const struct route *alert_routes_find(const struct alert_routes *routes, const char *name);

/* What an alert is about, as routes and silences see it. */
struct alert_subject {
	const struct incident *incident;
	const struct finding *finding;
	const struct item_source *source; /* NULL: unknown */
	enum alert_kind kind;
};

/* Whether it matches; if not, why says what it lacks: "its severity is below high". */
bool route_match_holds(const struct route_match *match, const struct alert_subject *subject,
	struct buf *why);

/* The nodes that take the alert, in order; and each that was asked in vain. */
typedef void alert_route_taken(void *ctx, const struct route *route);
typedef void alert_route_missed(void *ctx, const struct route *route, const char *why);
void alert_routes_walk(const struct alert_routes *routes, const struct alert_subject *subject,
	alert_route_taken *taken, alert_route_missed *missed, void *ctx);

#endif
