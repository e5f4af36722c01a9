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

/* ---- route_names.c ---- */

/* Reports names in the route that nothing has, each with the nearest that is one. */
void route_check_names(const struct alert_names *names, const struct config_node *map,
	const struct route_options *route, struct diag *diag);
/* The place of element i of a list that stands under the key. */
struct diag_place route_element_place(const struct config_node *map, const char *key, size_t i);

#endif
