/* What the files of the alert room share. */
#ifndef KORDON_ALERT_ALERT_PRIV_H
#define KORDON_ALERT_ALERT_PRIV_H

#include "alert/alert.h"
#include "alert/routes.h"

extern const char *const alert_severity_choices[]; /* ended by NULL */

/* The compiled tree. */
struct alert_routes {
	struct route *routes;
	size_t count;
};

/* What is being told, and by which rules of the house. */
struct telling {
	struct store *store;
	const struct alert_options *options;
	const struct alert_readers *readers;
	struct arena *arena;
	int64_t now;
};

/* One alert on its way. */
struct outgoing {
	struct alert alert;
	struct json_object *object; /* its line, while it is dispatched */
	const char *form; /* STORE_FORM_ALERT or STORE_FORM_MINOR */
	const char *item; /* public id */
	bool quieted;     /* silenced or inhibited: it is kept, and told to nobody */
};

/* ---- decide.c ---- */

/* Keeps a decision; members of what that do not apply are NULL or 0, the text is made here. */
int decide(const struct telling *telling, struct store_decision what, const char *fmt, ...)
	PRINTF_LIKE(3, 4) MUST_CHECK;
/* "06:30 (Europe/Tallinn)", "Mon 06:30 …" where it is not today; in the arena. */
const char *clock_text(struct arena *arena, const struct zone *zone, int64_t now, int64_t at);

/* ---- quieting.c ---- */

/* The silence that holds for the alert; NULL in *out_silence: none. */
int silence_find(const struct telling *telling, struct json_object *alert,
	const struct silence **out_silence) MUST_CHECK;
/* The confirmed incident that an alert of a merely reported one stands behind; 0: none. */
int inhibitor_find(const struct telling *telling, const struct incident *incident,
	int64_t *out_incident) MUST_CHECK;

/* ---- dispatch.c ---- */

/* Writes the alert, and its way to each sink, or why it has none. */
int dispatch(const struct telling *telling, struct outgoing *outgoing) MUST_CHECK;

/* ---- plan.c: when a route sends ---- */

/* Wait (held is NULL: at once) and group of an alert on its way to a sink. In the arena. */
int plan_way(const struct telling *telling, const struct route *route, const char *sink,
	const struct outgoing *outgoing, struct store_way *out_way) MUST_CHECK;
/* Notes that something of the group goes now. */
int plan_sent(const struct telling *telling, const char *sink, const char *group) MUST_CHECK;

/* ---- release.c ---- */

/* Sends what waits of the group, with what waits of the same incidents before it. */
int release_group(const struct telling *telling, const char *sink, const char *group) MUST_CHECK;

/* ---- digest.c ---- */

/* The line of a message that carries several alerts; id is its own. Returns (caller frees). */
char *digest_line(const struct store_held *held, size_t count, const char *id, int64_t now,
	struct store_message *out_message) MUST_CHECK;
/* The line of an alert that is told once more. Returns (caller frees). */
char *repeat_line(const struct store_repeat *repeat, const char *id, int64_t now,
	struct store_message *out_message) MUST_CHECK;

/* ---- route_names.c ---- */

/* Reports names in the route that nothing has, each with the nearest that is one. */
void route_check_names(const struct alert_names *names, const struct config_node *map,
	const struct route_options *route, struct diag *diag);
/* The place of element i of a list that stands under the key. */
struct diag_place route_element_place(const struct config_node *map, const char *key, size_t i);

#endif
