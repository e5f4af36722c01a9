/* What pipeline.c and the files beside it share. */
#ifndef KORDON_PIPELINE_PRIV_H
#define KORDON_PIPELINE_PRIV_H

#include "pipeline.h"

/* Items in one transaction, at most. */
enum { PIPELINE_AT_ONCE = 50 };

struct pipeline {
	struct loop *loop; /* NULL: nothing is polled */
	const struct clock *clock;
	struct store *store;
	struct sinks *sinks;
	struct settings *settings; /* borrowed until the next swap */
	struct sources *sources;
	struct analysis *analysis;
	struct fetch *fetch;
	struct robots *robots; /* polling.c: what sites want no page asked for */
	struct arena *document; /* one fetched document */
	struct arena *scratch;  /* one item of it */
	size_t at_once; /* items in one transaction: fewer where they take long */
	const char **sink_names;
	struct alert_readers readers;
	struct pipeline_counts counts;
	char *trouble; /* why the store takes nothing, or NULL */
	bool damaged;  /* the store is, and no success mends it */
	char *troubles; /* all that is wrong, as pipeline_trouble said it last */

	/* backlog.c */
	struct backlog_entry *backlog; /* the first one is in work */
	struct loop_timer *backlog_timer;

	/* polling.c */
	struct loop_timer *poll_timer;
	struct loop_timer *grace_timer; /* how long a stop waits for what is in flight */
	bool polling;
	size_t in_flight;
	int64_t rested_polls, rested_ms; /* pipeline_rest: when it last gave memory back */
	loop_callback *idle; /* called once when nothing is in flight any more */
	void *idle_ctx;

	/* blind.c */
	char **blind; /* ids of rules, as they were told */
	size_t blind_count;
	bool blind_stale; /* a source changed its state, or the configuration */

	/* waves.c */
	struct loop_timer *waves_timer; /* NULL: no loop, they are looked at after findings */
	int64_t waves_looked;

	/* delivery.c */
	struct loop_timer *deliver_timer;
	struct loop_timer *index_timer;
	struct loop_timer *settle_timer;
	/* By number of the sink. */
	struct outlet {
		bool failing; /* said once, not at every try */
		/* Of the slow ones: what is under way (row 0: nothing), and how it goes. */
		int64_t row, attempts, since;
		bool test; /* what is under way is a test: tried once */
		char *alert_id;
		struct arena *arena;
		int64_t failures, rest_until;
	} *outlets;
	char **orphans; /* outlets.c: sinks that are gone and that alerts wait for */
	size_t orphan_count;
	struct upkeep *upkeep;   /* upkeep.c; NULL: no loop */
	struct copying *copying; /* copying.c; NULL: no loop */
	size_t under_way;
	bool settling; /* no slow delivery is begun any more */
	loop_callback *settled;
	void *settled_ctx;
};

/* Notes why the store refused, and logs what is new of it; r 0 says nothing. Returns r. */
int pipeline_store_said(struct pipeline *pipeline, int r);
/* It took what alerts depend on: what was wrong with it is over, unless it is damaged. */
void pipeline_store_takes(struct pipeline *pipeline);

/* ---- document.c: bytes to items ---- */

/* Borrows the bytes that are given until document_close; all else lives in the arena. */
struct document;
struct document *document_open(struct arena *arena, const struct pipeline_document *given,
	int64_t now) MUST_CHECK;
void document_close(struct document *document);
enum document_turn {
	DOCUMENT_MORE, /* a turn of work was done: look again */
	DOCUMENT_READ, /* its items are known, and may be taken */
	DOCUMENT_BAD,  /* the report says why nothing can be taken of it */
};
enum document_turn document_look(struct document *document, const struct source *source,
	struct source_report *report) MUST_CHECK;

/* Of a document that was read; all of it is borrowed. */
const struct item_identity *document_identities(const struct document *document,
	size_t *out_count);
/* Items that are taken in one transaction. */
struct portion {
	const struct item *items; /* until the next ones are asked for */
	size_t first, count; /* number of the first one in the document */
};
bool document_has_more(const struct document *document);
/* At most max, the older ones of the document first; none where there are no more. */
struct portion document_next(struct document *document, const struct source *source, size_t max);
void document_skip(struct document *document); /* all the rest */
/* All items, of which the times may be looked at. */
const struct item *document_outlines(struct document *document);
bool document_is_whole(const struct document *document);
/* Class, pace and reading, to which left_out (NULL: nothing) is added. */
void document_report(struct document *document, const char *left_out,
	struct source_report *report);

/* The items of one document, as they were put into the store. */
struct reading {
	const struct source *source;
	const struct item *items;
	const struct store_item *stored;
	size_t count;
	bool whole; /* nothing of the document was damaged or left out */
	bool first; /* of the source: what was listed before is another feed's */
	int64_t now;
};
/* Inside the document's transaction. *alerts grows by those that were raised. */
int withdrawal_follow(struct pipeline *pipeline, const struct reading *reading,
	size_t *alerts) MUST_CHECK;

/* ---- pipeline.c: items to alerts ---- */

/* One pass over the items of one document. */
struct pass {
	struct pipeline *pipeline;
	struct arena *arena; /* lives as long as the pass */
	const char *source_id;
	bool first_poll; /* a new source: what has no date is history */
	int64_t now;
	struct store_batch *batch;
	struct store_item *stored; /* all of the document, by number */
	size_t items_new, alerts;
	int64_t text_bytes; /* of what is new */
	int64_t *incidents; /* NULL: not wanted; else a list that ends with 0 */
	size_t incident_count, incident_cap;
};
/*
 * A finding becomes a report of its incident. *out_finding is it with the severity that the
 * incident raises it to; of old news neither is raised. Inside a transaction.
 */
struct incident_change;
struct incident_input;
int pipeline_report(struct pipeline *pipeline, const struct incident_input *input,
	struct finding *out_finding, struct incident_change *out_change) MUST_CHECK;
void pass_begin(struct pass *pass, const struct item_identity *identities, size_t count);
/*
 * A portion in one transaction: all of it or nothing. reading: with the last portion, what
 * follows from the whole document; else NULL. The caller frees pass->batch at last.
 */
int pass_take(struct pass *pass, const struct portion *portion,
	const struct reading *reading) MUST_CHECK;

/*
 * A page was looked for in vain, while its site was up: taken away after PAGE_CONFIRM such
 * polls in a row.
 */
enum { PAGE_CONFIRM = 3 };
enum page_missed {
	PAGE_UNKNOWN, /* it was never there */
	PAGE_DOUBTED, /* it counts as there still, and is to be asked for soon */
	PAGE_TAKEN,
};
int withdrawal_missed(struct pipeline *pipeline, const struct source *source,
	enum page_missed *out_missed) MUST_CHECK;
/* The answer was "not modified". Both in a transaction of their own. */
int withdrawal_unmodified(struct pipeline *pipeline, const struct source *source) MUST_CHECK;

/* A revised item: what was found in it and is not there any more turns back on its incident. */
int retraction_look(struct pipeline *pipeline, const struct item *item,
	const struct store_item *stored, const struct finding *findings, size_t count,
	int64_t now, size_t *alerts) MUST_CHECK;

/* ---- backlog.c: large documents in turns ---- */

/* A turn of the reading; NULL: it is dropped. True where another one is needed. */
typedef bool backlog_callback(void *ctx, struct pipeline_reading *reading);
bool backlog_has_room(const struct pipeline *pipeline, size_t len);
/* Takes reading and body. */
void backlog_add(struct pipeline *pipeline, struct pipeline_reading *reading, char *body,
	size_t len, backlog_callback *callback, void *ctx);
void backlog_drop(struct pipeline *pipeline); /* all that wait */
void backlog_new(struct pipeline *pipeline);
void backlog_free(struct pipeline *pipeline);

/* ---- polled.c: how a poll ended ---- */

enum poll_class polled_class(const struct fetch_result *result);
/* url: that was asked. Borrows from the result. */
struct source_report polled_report(const char *url, const struct fetch_result *result);
/* The source learns how it went, and the store keeps it. */
void polled_end(struct pipeline *pipeline, struct source *source,
	const struct source_report *report);

int polling_new(struct pipeline *pipeline) MUST_CHECK;
void polling_free(struct pipeline *pipeline);
/* Looks at what is due now and sets the timer for what comes next. */
void polling_wake(struct pipeline *pipeline);

/* Tells of rules that became blind, or see again. */
void blind_look(struct pipeline *pipeline);
void blind_free(struct pipeline *pipeline);

/* ---- reminders.c ---- */

/* Keeps the days to come that a finding of the incident names. */
int reminders_keep(struct pipeline *pipeline, const struct incident *incident,
	const struct incident_input *input) MUST_CHECK;
/* Reminds of those that have come. Both inside a transaction. */
int reminders_look(struct pipeline *pipeline, size_t *alerts) MUST_CHECK;

/* ---- waves.c ---- */

void waves_new(struct pipeline *pipeline);
void waves_free(struct pipeline *pipeline);
void waves_start(struct pipeline *pipeline);
/* There are findings: waves and reminders are looked at, once in a few minutes. */
void waves_wake(struct pipeline *pipeline);

void delivery_new(struct pipeline *pipeline);
void delivery_free(struct pipeline *pipeline);
/* The routes are others: what is held waits as they say. */
void delivery_replan(struct pipeline *pipeline);
/* The one that a stop waits for is told where nothing is under way any more. */
void delivery_tell_settled(struct pipeline *pipeline);
/* After a commit: delivers alerts, then lets the full-text index catch up. */
void delivery_wake(struct pipeline *pipeline);

/* outlets.c: names and outlets of the sinks there are. */
void outlets_new(struct pipeline *pipeline);
void outlets_free(struct pipeline *pipeline);
/* Other targets (taken) instead of those before. */
void outlets_swap(struct pipeline *pipeline, struct sink_targets *targets);
/* upkeep.c, copying.c; of a pipeline with a loop. */
void upkeep_new(struct pipeline *pipeline);
void upkeep_start(struct pipeline *pipeline);
void upkeep_free(struct pipeline *pipeline);
void upkeep_trouble(const struct pipeline *pipeline, struct buf *out);
void copying_new(struct pipeline *pipeline);
void copying_free(struct pipeline *pipeline);

void outlets_trouble(const struct pipeline *pipeline, struct buf *out);

#endif
