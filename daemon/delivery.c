/*
 * How alerts leave: the outbox is the queue, a row is done when the sink has the alert.
 * A sink that does not take one keeps its order: nothing younger passes, and it is tried
 * again. Behind the alerts, and never before them, the full-text index catches up.
 */
#include "pipeline_priv.h"

#include "base/log.h"
#include "base/mem.h"

enum {
	BATCH = 256,
	RETRY_MS = 5000,
	INDEX_BATCH = 200,
	INDEX_DELAY_MS = 50,
};

/* One batch of a sink's outbox. */
struct batch {
	struct pipeline *pipeline;
	size_t sink;
	int64_t rows[BATCH]; /* delivered */
	size_t count, seen;
	bool later; /* the sink stopped taking */
};

static void say_sink(struct pipeline *pipeline, size_t sink, bool failing)
{
	const char *name = sink_name(pipeline->sinks, sink);

	if (failing && !pipeline->sink_failing[sink])
		log_error("sink/%s: alerts wait: %s", name, sink_why(pipeline->sinks, sink));
	else if (!failing && pipeline->sink_failing[sink])
		log_notice("sink/%s: takes alerts again", name);
	pipeline->sink_failing[sink] = failing;
}

static void deliver_row(void *ctx, const struct store_delivery *delivery)
{
	struct batch *batch = ctx;
	struct sink_alert alert = {
		.id = delivery->alert_id,
		.line = delivery->line,
		.severity = delivery->severity,
	};

	batch->seen++;
	if (batch->later)
		return;
	batch->later = sink_deliver(batch->pipeline->sinks, batch->sink, &alert) != 0;
	if (!batch->later)
		batch->rows[batch->count++] = delivery->row;
}

/* A row is done only when the sink says that it is durable. */
static int settle(struct batch *batch)
{
	struct pipeline *pipeline = batch->pipeline;
	int r;

	if (batch->later && !batch->count)
		return 0;
	if (sink_flush(pipeline->sinks, batch->sink)) {
		batch->later = true;
		return 0;
	}
	if (!batch->count)
		return 0;
	r = store_outbox_done(pipeline->store, batch->rows, batch->count);
	if (!r)
		pipeline_store_takes(pipeline);
	return r;
}

/* True where the sink has all that it can have now. */
static bool deliver_sink(struct pipeline *pipeline, size_t sink)
{
	struct batch batch;

	do {
		batch = (struct batch){.pipeline = pipeline, .sink = sink};
		if (pipeline_store_said(pipeline,
			    store_outbox(pipeline->store, pipeline->sink_names[sink],
				    pipeline_now(pipeline), BATCH, deliver_row, &batch)) ||
			pipeline_store_said(pipeline, settle(&batch)))
			return false;
	} while (!batch.later && batch.seen == BATCH);
	say_sink(pipeline, sink, batch.later);
	return !batch.later;
}

void pipeline_deliver(struct pipeline *pipeline)
{
	size_t count = sinks_count(pipeline->sinks), i;
	bool all = true;

	for (i = 0; i < count; i++)
		all &= deliver_sink(pipeline, i);
	if (!all && pipeline->deliver_timer)
		loop_timer_set(pipeline->deliver_timer, RETRY_MS);
}

static void index_some(void *ctx)
{
	struct pipeline *pipeline = ctx;
	size_t left = 0;

	if (pipeline_store_said(pipeline,
		    store_index_some(pipeline->store, INDEX_BATCH, &left)))
		loop_timer_set(pipeline->index_timer, RETRY_MS);
	else if (left)
		loop_timer_set(pipeline->index_timer, INDEX_DELAY_MS);
}

void pipeline_index(struct pipeline *pipeline)
{
	size_t left = 0;

	do {
		if (pipeline_store_said(pipeline,
			    store_index_some(pipeline->store, INDEX_BATCH, &left)))
			return;
	} while (left);
}

static void deliver_timer_fired(void *ctx)
{
	pipeline_deliver(ctx);
}

void delivery_wake(struct pipeline *pipeline)
{
	if (!pipeline->loop) {
		pipeline_deliver(pipeline);
		return;
	}
	loop_timer_set(pipeline->deliver_timer, 0);
	loop_timer_set(pipeline->index_timer, INDEX_DELAY_MS);
}

/*
 * After a kill between a delivery and its mark the sink may hold alerts that the outbox
 * still lists: the sink is asked once, at start.
 */
static void skip_held(void *ctx, const struct store_delivery *delivery)
{
	struct batch *batch = ctx;

	if (batch->count < BATCH &&
		sink_holds(batch->pipeline->sinks, batch->sink, delivery->alert_id))
		batch->rows[batch->count++] = delivery->row;
}

static void recover(struct pipeline *pipeline, size_t sink)
{
	struct batch batch;

	do {
		batch = (struct batch){.pipeline = pipeline, .sink = sink};
		if (pipeline_store_said(pipeline,
			    store_outbox(pipeline->store, pipeline->sink_names[sink],
				    INT64_MAX, SIZE_MAX, skip_held, &batch)))
			return;
		if (batch.count && pipeline_store_said(pipeline,
					   store_outbox_done(pipeline->store, batch.rows,
						   batch.count)))
			return;
	} while (batch.count == BATCH);
}

void delivery_new(struct pipeline *pipeline)
{
	size_t count = sinks_count(pipeline->sinks), i;

	pipeline->sink_failing = mem_calloc(count, sizeof(*pipeline->sink_failing));
	for (i = 0; i < count; i++) {
		recover(pipeline, i);
		say_sink(pipeline, i, sink_why(pipeline->sinks, i) != NULL);
	}
	if (!pipeline->loop)
		return;
	pipeline->deliver_timer = loop_timer_new(pipeline->loop, deliver_timer_fired, pipeline);
	pipeline->index_timer = loop_timer_new(pipeline->loop, index_some, pipeline);
	loop_timer_set(pipeline->index_timer, INDEX_DELAY_MS); /* what a stop left behind */
}

void delivery_free(struct pipeline *pipeline)
{
	if (pipeline->loop && pipeline->deliver_timer)
		pipeline_deliver(pipeline); /* a last try, committed alerts only */
	loop_timer_free(pipeline->deliver_timer);
	loop_timer_free(pipeline->index_timer);
	mem_free(pipeline->sink_failing);
}
