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
	bool (*open)(struct sink *sink); /* of a target; false keeps why and is tried again */
};
extern const struct sink_kind sink_exec_kind, sink_webhook_kind, sink_email_kind,
	sink_syslog_kind, sink_mqtt_kind, sink_cap_kind;

struct sink {
	const struct sink_kind *kind;
	struct sink_target *target; /* owned; NULL: one of the quick ones */
	struct sinks *sinks;
	size_t number;
	bool open; /* of a target */
	void *state; /* of the kind */
	char *why;   /* last failure; NULL */
	char *note;  /* worth a line, though the alert was taken; NULL */
	int64_t wait_s; /* what the far end asked for with it; 0: nothing */
};

/* Each gives a sink, or false where the options do not want it. */
bool sink_log_open(const struct sink_options *options, struct sink *sink);
bool sink_journal_open(const struct sink_options *options, struct sink *sink);
bool sink_terminal_open(const struct sink_options *options, struct sink *sink);

/* Keeps the reason, made printable; returns SINK_LATER. */
int sink_fail(struct sink *sink, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The end of what deliver started; forgets the last failure where outcome is 0. */
void sink_ended(struct sink *sink, int outcome);
struct loop *sink_loop(const struct sink *sink);

/* A member of an alert by its path ("incident.id"), as text; NULL where it has none.
 * Borrowed from the object. */
const char *alert_member(struct json_object *alert, const char *path);

/* ---- target.c ---- */

/* After each was taken by a sink: the list alone is freed. */
void sink_targets_forget(struct sink_targets *targets);

/* Where it goes to, for messages: a URL without its path, which may be as good as a password,
 * or the secret's name where the whole is one. Caller frees. */
char *sink_where(const struct sink *sink) MUST_CHECK;

/* "host:port" of the target's URL, with the port where it names none. Caller frees. */
char *sink_address(const struct sink_target *target, int port) MUST_CHECK;

/* ---- secret.c ---- */

/*
 * A secret as the configuration names it: `credential:NAME` (systemd's LoadCredential) or
 * `file:/path`; without the line end. NULL after sink_fail. Caller frees.
 */
char *sink_secret(struct sink *sink, const char *named) MUST_CHECK;
bool sink_names_secret(const char *text); /* "credential:…" or "file:/…" */

/* ---- text.c: an alert in words for people, with its uncertainty ---- */

/* "high: Border buoys removed: Narva River"; one line, printable. */
void alert_subject(struct buf *out, struct json_object *alert);
/* A few lines: what, status and how many say so, who, where to read it. Printable. */
void alert_body(struct buf *out, struct json_object *alert);
/* The pattern with each {member} as put writes what the alert says there. */
typedef void alert_put(struct buf *out, const char *text);
void alert_fill(struct buf *out, const char *pattern, struct json_object *alert, alert_put *put);
/* Whether each {member} of a pattern is one that an alert has. */
bool alert_pattern_is_known(const char *pattern);
/* Whether what is made of it says how sure it is. */
bool alert_pattern_is_honest(const char *pattern);
#define ALERT_MEMBERS_HELP                                                               \
	"{…} names a member of the alert: id, time, kind, severity, category, summary, text "  \
	"(all of it in a few lines), incident.id, incident.title, incident.status, "          \
	"incident.items, incident.outlets, incident.origins, rule.id, rule.title, "           \
	"item.source, item.publisher, item.url, item.title, item.summary, item.lang"

#endif
