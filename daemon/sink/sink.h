/*
 * Sinks: where alerts go. One file each behind one table (sink_log.c, sink_journal.c,
 * sink_terminal.c). To add one: a file, a row in sink.c, its options in sink_table.
 */
#ifndef KORDON_SINK_SINK_H
#define KORDON_SINK_SINK_H

#include "config/config.h"
#include "model/finding.h"

/* MESSAGE_ID of alerts in the journal: journalctl MESSAGE_ID=… shows them alone. */
#define SINK_MESSAGE_ID "6f1d5a0c2b5e4c0d9c7a3e0f41b8d276"

enum sink_outcome {
	SINK_LATER = 1, /* not taken: try again; sink_why says why */
};

struct sink_options {
	char *log;      /* path of the alert log; NULL: none */
	bool journal;   /* also to the journal when started by systemd */
	int terminal;   /* auto, always, never: coloured lines on standard output */
};
extern const struct config_table sink_table; /* section "sink" */

struct sink_alert {
	const char *id;
	const char *line; /* JSON, no line end */
	enum severity severity;
};

struct sinks;

/* Opens what the options name. Failures are kept per sink (sink_why) and tried again. */
struct sinks *sinks_open(const struct sink_options *options) MUST_CHECK;
/* One sink named "caller" that calls line: for replay. */
struct sinks *sinks_to_caller(void (*line)(void *ctx, const struct sink_alert *alert),
	void *ctx) MUST_CHECK;
void sinks_close(struct sinks *sinks);
void sinks_reopen(struct sinks *sinks); /* SIGUSR1 */
size_t sinks_count(const struct sinks *sinks);
/* "log" "journal" "terminal" */
const char *sink_name(const struct sinks *sinks, size_t i);

/*
 * Before the first delivery after a start: which of these ids does the sink hold already
 * (the alert log reads its own lines and cuts off a torn last one)? Others say none.
 */
bool sink_holds(struct sinks *sinks, size_t i, const char *alert_id);
/* 0 or SINK_LATER. */
int sink_deliver(struct sinks *sinks, size_t i, const struct sink_alert *alert) MUST_CHECK;
/* Makes what was delivered durable (alert log: fdatasync), and tries to open what is not
 * open; 0 or SINK_LATER. */
int sink_flush(struct sinks *sinks, size_t i) MUST_CHECK;
/* Why the sink takes nothing at the moment; NULL: it does. */
const char *sink_why(const struct sinks *sinks, size_t i);

/* The line for people: time, severity, kind, category, summary, where it is told. Outside
 * text is made printable. Without line end. */
void sink_terminal_line(struct buf *out, const struct sink_alert *alert, bool color);

#endif
