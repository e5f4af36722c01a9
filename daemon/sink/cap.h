/*
 * An alert as a message of the Common Alerting Protocol 1.2 (OASIS, 2010): how sure it is goes
 * into <certainty> and into parameters, what it follows into <references>.
 */
#ifndef KORDON_SINK_CAP_H
#define KORDON_SINK_CAP_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"

struct json_object;

struct cap_options {
	const char *sender; /* an address: who answers for the message */
	bool is_public;     /* scope Public; else Restricted, to those who are given it */
};

/*
 * Appends the message of an alert line. references: "sender,identifier,sent" of the earlier
 * messages of its incident, with spaces between; NULL or "": none, which makes it an Alert.
 */
void cap_message(struct buf *out, struct json_object *alert, const struct cap_options *options,
	const char *references);
/* Appends one more reference; sent as in the alert line ("2024-05-23T09:30:00Z"). */
void cap_add_reference(struct buf *references, const char *sender, const char *id,
	const char *sent);

#endif
