/*
 * The pipeline: the way of an item, joined. Rooms do not call the next room; this does.
 *
 *   source ──due──> fetch ──bytes──> feed ──items──> analysis ──findings──┐
 *                                                                         │
 *   sink <──deliver── alert <──change── incident <────────────────────────┘
 */
#ifndef KORDON_PIPELINE_H
#define KORDON_PIPELINE_H

#include "base/clock.h"
#include "event/event.h"
#include "settings.h"
#include "sink/sink.h"
#include "source/source.h"
#include "store/store.h"

struct pipeline;

/* Borrows loop, clock, store and sinks; takes options, sources and analysis from settings
 * (which the caller keeps and frees). loop NULL: nothing is polled (replay). */
int pipeline_new(struct loop *loop, const struct clock *clock, struct store *store,
	struct sinks *sinks, struct settings *settings, struct pipeline **out_pipeline) MUST_CHECK;
void pipeline_free(struct pipeline *pipeline);
/* A reload is a swap: between documents, never inside one. */
void pipeline_swap(struct pipeline *pipeline, struct settings *settings);

/* Starts polling. */
void pipeline_start(struct pipeline *pipeline);
/* Polls nothing more; done comes when what was in flight has ended. */
void pipeline_stop(struct pipeline *pipeline, loop_callback *done, void *ctx);
/* Ids of the rules too many of whose sources fail (blind.c); borrowed until the next call. */
const char *const *pipeline_blind(struct pipeline *pipeline, size_t *out_count);
/*
 * Called every few seconds: tells of rules that became blind; where nothing is in flight, and something was since the last
 * time, memory that bursts left behind is given back, at most once a minute.
 */
void pipeline_rest(struct pipeline *pipeline);
/* Polls every source once whatever its due time; done comes when all have ended. */
void pipeline_once(struct pipeline *pipeline, loop_callback *done, void *ctx);

/* Since the start. */
struct pipeline_counts {
	int64_t polls_by[POLL_CLASS_COUNT];
	int64_t bytes; /* over the wire */
	int64_t polls, items, items_new, findings, alerts;
};

/*
 * One document through feed, store, analysis, incident and alert. What became due is
 * delivered after each commit. A small document is one turn and one transaction. A large one
 * is read over many turns, and some of its items are one transaction; what is told of the
 * document as a whole comes with the last one. After a kill in between it is fetched again,
 * with the old validators, and what was taken of it is known then.
 */
struct pipeline_document {
	struct source *source;
	const char *data; /* borrowed until pipeline_read_end; the rest until the call returns */
	size_t len;
	const char *content_type, *url;
};
struct pipeline_reading;
struct pipeline_reading *pipeline_read_begin(struct pipeline *pipeline,
	const struct pipeline_document *document) MUST_CHECK;
/*
 * A turn; source: as it is by now, a reload may have come between. *out_more: another turn is
 * needed. The report is filled, without what the document does not say, by the last turn, and
 * borrows from the reading. On a failure of the store the rest is not read.
 */
int pipeline_read_turn(struct pipeline_reading *reading, struct source *source,
	struct source_report *out_report, bool *out_more) MUST_CHECK;
void pipeline_read_end(struct pipeline_reading *reading); /* at any time; NULL is fine */
/* All turns at once; the report borrows until the next document. */
int pipeline_read(struct pipeline *pipeline, const struct pipeline_document *document,
	struct source_report *out_report) MUST_CHECK;

/* Items of replay: as pipeline_read does, without feed. incidents: ids by item (NULL: not
 * wanted), ended by 0, borrowed until the next call. */
int pipeline_items(struct pipeline *pipeline, const char *source_id, const struct item *items,
	size_t count, const int64_t **out_incidents) MUST_CHECK;

/* Tells of what time brings: waves of the rules that rise, days that were named and have come. */
void pipeline_look_at_time(struct pipeline *pipeline);
/* Delivers what the outbox holds. */
void pipeline_deliver(struct pipeline *pipeline);
/*
 * The end: done comes when no delivery is under way any more; all: and what is due was tried.
 * Waits 8 s at most, or two minutes for all. What is left stays in the outbox.
 */
void pipeline_settle(struct pipeline *pipeline, bool all, loop_callback *done, void *ctx);
struct sinks *pipeline_sinks(struct pipeline *pipeline);
/* Looks anew for alerts that wait for sinks which are gone, and logs what is new of it. */
void pipeline_look_for_orphans(struct pipeline *pipeline);
/* Indexes all that waits for the full-text index: for --once, which nobody comes back to. */
void pipeline_index(struct pipeline *pipeline);

struct sources *pipeline_sources(struct pipeline *pipeline);
struct store *pipeline_store(struct pipeline *pipeline);
const struct analysis *pipeline_analysis(struct pipeline *pipeline);
const struct pipeline_counts *pipeline_counts(const struct pipeline *pipeline);
int64_t pipeline_now(const struct pipeline *pipeline); /* Unix seconds of its clock */
/* NULL, or one line on what is wrong here at the moment: why the store takes nothing (disk
 * full, damaged, …), at which sinks alerts wait. Borrowed until the next call. */
const char *pipeline_trouble(struct pipeline *pipeline);
enum source_poke pipeline_poll(struct pipeline *pipeline, struct source *source)
	MUST_CHECK; /* poke and wake */

#endif
