/* What the files of the sink room share: a kind of sink, and a sink that is open. */
#ifndef KORDON_SINK_SINK_PRIV_H
#define KORDON_SINK_SINK_PRIV_H

#include "sink/sink.h"

struct json_object;

struct sink;

/* A kind of sink: one file, one of these. Members that a kind has no use for are NULL. */
struct sink_kind {
	const char *name;
	void (*close)(struct sink *sink);
	void (*reopen)(struct sink *sink);
	bool (*holds)(struct sink *sink, const char *alert_id);
	int (*deliver)(struct sink *sink, const struct sink_alert *alert);
	int (*flush)(struct sink *sink);
};

struct sink {
	const struct sink_kind *kind;
	void *state; /* of the kind */
	char *why;   /* last failure; NULL */
};

/* Each gives a sink, or NULL state where the options do not want it. */
bool sink_log_open(const struct sink_options *options, struct sink *sink);
bool sink_journal_open(const struct sink_options *options, struct sink *sink);
bool sink_terminal_open(const struct sink_options *options, struct sink *sink);

/* Keeps the reason; returns SINK_LATER. */
int sink_fail(struct sink *sink, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* A member of an alert by its path ("incident.id"), as text; NULL where it has none.
 * Borrowed from the object. */
const char *alert_member(struct json_object *alert, const char *path);

#endif
