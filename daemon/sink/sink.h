/*
 * Sinks: where alerts go. One file each behind one table. The quick ones (alert log, journal,
 * terminal) take an alert at once; the slow ones (programs, webhooks, mail) begin and say
 * later how it ended.
 *
 * To add one: a file with its struct sink_kind, a row in the table of sink.c; what it wants to
 * be told is a row in target.c.
 */
#ifndef KORDON_SINK_SINK_H
#define KORDON_SINK_SINK_H

#include "config/config.h"
#include "event/event.h"
#include "model/incident.h"

/* MESSAGE_ID of alerts in the journal: journalctl MESSAGE_ID=… shows them alone. */
#define SINK_MESSAGE_ID "6f1d5a0c2b5e4c0d9c7a3e0f41b8d276"

enum sink_outcome {
	SINK_LATER = 1, /* not taken: try again; sink_why says why */
	SINK_REFUSED,   /* never will be, as it is: try no more; sink_why says why */
	SINK_STARTED,   /* under way: sinks_ended will say */
};

/* ---- options ------------------------------------------------------------------------ */

struct sink_options {
	char *log;      /* path of the alert log; NULL: none */
	bool journal;   /* also to the journal when started by systemd */
	int terminal;   /* auto, always, never: coloured lines on standard output */
};
extern const struct config_table sink_table; /* section "sink" */

enum sink_type { SINK_EXEC, SINK_WEBHOOK, SINK_EMAIL, SINK_SYSLOG, SINK_MQTT, SINK_CAP };
enum sink_template { TEMPLATE_JSON, TEMPLATE_TEXT };
enum sink_scope { SCOPE_RESTRICTED, SCOPE_PUBLIC };
enum sink_preset { PRESET_KORDON, PRESET_SLACK, PRESET_MATRIX, PRESET_NTFY, PRESET_CLOUDEVENTS };

/* One entry of `sinks:`. */
struct sink_target {
	char *name;
	int type; /* enum sink_type */
	/* What it gets: everything where nothing is said. */
	int min_severity;
	char **categories, **countries;
	int64_t give_up_after_ms; /* an alert that waited for so long is put aside */
	int64_t timeout_ms;       /* of one try */
	int64_t pause_ms;         /* after a first failure; doubles */
	char **command;           /* exec: program and arguments */
	char *url;                /* webhook, email, syslog, mqtt */
	char *secret;             /* webhook: of the signature, or the token */
	int preset;               /* enum sink_preset */
	char **headers;           /* "Name: value" */
	char *template;           /* webhook: instead of a preset; NULL */
	int template_type;        /* enum sink_template */
	char *expect;             /* webhook: the answer has to hold it; NULL */
	char *ca_file;            /* certificates trusted instead of the system's */
	char *from, **to;         /* email; cap: from alone */
	char *user, *password;    /* email, mqtt */
	bool plain;               /* email: without TLS */
	char *topic;              /* mqtt */
	int facility;             /* syslog: its place in the list of target.c */
	char *sd_id;              /* syslog: of the structured data */
	char *folder;             /* cap */
	int scope;                /* cap: enum sink_scope */
	uint64_t print;           /* of what was written: two that are the same have the same */
};
extern const struct config_table sink_target_table; /* of one entry */

struct sink_targets {
	struct sink_target *list;
	size_t count;
};
/* Reads the `sinks:` lists; mistakes go to diag. */
struct sink_targets sink_targets_load(const struct config_node *const *roots, size_t count,
	struct diag *diag);
void sink_targets_release(struct sink_targets *targets);

/* ---- sinks -------------------------------------------------------------------------- */

struct sink_alert {
	const char *id;
	const char *line; /* JSON, no line end */
	enum severity severity;
	int64_t now; /* Unix seconds, of this try */
};

struct sinks;

/* How a slow delivery ended: 0, SINK_LATER or SINK_REFUSED. */
typedef void sinks_ended(void *ctx, size_t sink, int outcome);

/*
 * Opens what the options name, and the targets (taken; NULL: none). Failures are kept per
 * sink (sink_why) and tried again. Targets want a loop.
 */
struct sinks *sinks_open(const struct sink_options *options, struct sink_targets *targets,
	struct loop *loop) MUST_CHECK;
/*
 * Other targets (taken) instead of those before: a sink whose target is as it was stays, with
 * what it has under way; what another one has under way is given up. Returns (caller frees)
 * for each sink of now where it comes from.
 */
struct sink_move {
	size_t from; /* its number before; SINK_NEW: the name is new */
	bool kept;   /* as it was */
};
#define SINK_NEW SIZE_MAX
struct sink_move *sinks_swap(struct sinks *sinks, struct sink_targets *targets) MUST_CHECK;
/* One sink named "caller" that calls line: for replay. */
struct sinks *sinks_to_caller(void (*line)(void *ctx, const struct sink_alert *alert),
	void *ctx) MUST_CHECK;
void sinks_on_end(struct sinks *sinks, sinks_ended *ended, void *ctx);
void sinks_close(struct sinks *sinks); /* what is under way is given up */
void sinks_reopen(struct sinks *sinks); /* SIGUSR1 */
size_t sinks_count(const struct sinks *sinks);
/* "log" "journal" "terminal", or the target's name */
const char *sink_name(const struct sinks *sinks, size_t i);
/* NULL: one of the quick sinks, which get everything. */
const struct sink_target *sink_target(const struct sinks *sinks, size_t i);
/* "exec", "webhook" … of a target; of the quick ones their name. */
const char *sink_type(const struct sinks *sinks, size_t i);
/* Whether an alert of that sort is for the sink. */
bool sink_wants(const struct sinks *sinks, size_t i, const struct incident *incident,
	enum severity severity);

/*
 * Before the first delivery after a start: which of these ids does the sink hold already
 * (the alert log reads its own lines and cuts off a torn last one)? Others say none.
 */
bool sink_holds(struct sinks *sinks, size_t i, const char *alert_id);
/* 0, SINK_LATER, SINK_REFUSED; of a slow sink also SINK_STARTED: one at a time. */
int sink_deliver(struct sinks *sinks, size_t i, const struct sink_alert *alert) MUST_CHECK;
/* Makes what was delivered durable (alert log: fdatasync), and tries to open what is not
 * open; 0 or SINK_LATER. */
int sink_flush(struct sinks *sinks, size_t i) MUST_CHECK;
/* Why the sink takes nothing at the moment; NULL: it does. */
const char *sink_why(const struct sinks *sinks, size_t i);
/* What is worth a line though the alert was taken (one recipient of two was refused); NULL.
 * The caller frees it, and it is said once. */
char *sink_take_note(struct sinks *sinks, size_t i) MUST_CHECK;
/* How long it asked to be left alone with that (Retry-After); 0: it did not. */
int64_t sink_wait_s(const struct sinks *sinks, size_t i);

/* The line for people: time, severity, kind, category, summary, where it is told. Outside
 * text is made printable. Without line end. */
void sink_terminal_line(struct buf *out, const struct sink_alert *alert, bool color);

#endif
