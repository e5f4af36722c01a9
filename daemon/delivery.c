/*
 * How alerts leave: the outbox is the queue, a row is done when the sink has the alert.
 *
 * A quick sink (log, journal, terminal) gets what is due in batches, in order; one that does
 * not take an alert is tried again. A slow one (exec, webhook, email) has one alert under way
 * at a time; what fails waits longer and longer, and in the meantime alerts of other
 * incidents pass. Where a sink fails again and again it rests as a whole. What was refused
 * for good, or waited for too long, is put aside and said.
 *
 * Behind the alerts, and never before them, the full-text index catches up.
 */
#include "pipeline_priv.h"

#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"

enum {
	BATCH = 256,
	RETRY_MS = 5000,
	RETRY_MAX_S = 900, /* the longest pause of an alert */
	ASKED_MAX_S = 3600, /* a Retry-After is kept up to this */
	FAILURES_TO_REST = 3, /* in a row, of whatever alerts */
	LOOK_S = 60,
	INDEX_BATCH = 200,
	INDEX_DELAY_MS = 50,
	SETTLE_MS = 8000,       /* what a stop waits for deliveries under way */
	SETTLE_ALL_MS = 120000, /* … and a single run for all that is due */
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
	struct outlet *outlet = &pipeline->outlets[sink];

	if (failing && !outlet->failing)
		log_error("sink/%s: alerts wait: %s", name, sink_why(pipeline->sinks, sink));
	else if (!failing && outlet->failing)
		log_notice("sink/%s: takes alerts again", name);
	outlet->failing = failing;
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
	r = store_outbox_done(
		pipeline->store, batch->rows, batch->count, pipeline_now(pipeline));
	if (!r)
		pipeline_store_takes(pipeline);
	return r;
}

/* Seconds until it is to be tried again; -1: the sink has all that there is. */
static int64_t deliver_quick(struct pipeline *pipeline, size_t sink)
{
	struct batch batch;

	do {
		batch = (struct batch){.pipeline = pipeline, .sink = sink};
		if (pipeline_store_said(pipeline,
			    store_outbox(pipeline->store, pipeline->sink_names[sink],
				    pipeline_now(pipeline), BATCH, deliver_row, &batch)) ||
			pipeline_store_said(pipeline, settle(&batch)))
			return RETRY_MS / 1000;
	} while (!batch.later && batch.seen == BATCH);
	say_sink(pipeline, sink, batch.later);
	return batch.later ? RETRY_MS / 1000 : -1;
}

/* ---- slow sinks ------------------------------------------------------------------- */

static int64_t pause_s(const struct sink_target *target, int64_t attempts)
{
	int64_t first = MAX(target->pause_ms / 1000, 1), pause = first << MIN(attempts, 12);

	pause = MIN(pause, MAX(first, RETRY_MAX_S));
	return pause + random_below((uint32_t)pause / 4 + 1);
}

static void put_aside(struct pipeline *pipeline, size_t sink, const char *what)
{
	const char *name = sink_name(pipeline->sinks, sink), *why;
	struct outlet *outlet = &pipeline->outlets[sink];

	why = sink_why(pipeline->sinks, sink);
	log_error("sink/%s: alert %s is put aside, %s: %s; 'kordonctl outbox replay "
		  "--sink %s' sends it after all",
		name, outlet->alert_id, what, why ? why : "no reason given", name);
	pipeline_store_said(pipeline, store_outbox_put_aside(pipeline->store, outlet->row,
					      pipeline_now(pipeline), why));
}

static void try_later(struct pipeline *pipeline, size_t sink)
{
	const struct sink_target *target = sink_target(pipeline->sinks, sink);
	struct outlet *outlet = &pipeline->outlets[sink];
	int64_t now = pipeline_now(pipeline), pause = pause_s(target, outlet->attempts);
	int64_t asked = MIN(sink_wait_s(pipeline->sinks, sink), ASKED_MAX_S);

	if (outlet->test) {
		put_aside(pipeline, sink, "a test is tried once");
		return;
	}
	if (now - outlet->since > target->give_up_after_ms / 1000) {
		put_aside(pipeline, sink, "it waited for too long");
		return;
	}
	pause = MAX(pause, asked);
	pipeline_store_said(pipeline, store_outbox_later(pipeline->store, outlet->row,
					      now + pause, sink_why(pipeline->sinks, sink)));
	if (asked)
		outlet->rest_until = now + asked;
	if (++outlet->failures >= FAILURES_TO_REST)
		outlet->rest_until = now + pause_s(target, outlet->failures - FAILURES_TO_REST);
	say_sink(pipeline, sink, true);
}

static void say_note(struct pipeline *pipeline, size_t sink)
{
	CLEANUP(mem_freep) char *note = sink_take_note(pipeline->sinks, sink);

	if (note)
		log_warning("sink/%s: %s", sink_name(pipeline->sinks, sink), note);
}

/* What a try came to. */
static void settle_slow(struct pipeline *pipeline, size_t sink, int outcome)
{
	struct outlet *outlet = &pipeline->outlets[sink];

	if (outcome == SINK_LATER) {
		try_later(pipeline, sink);
	} else if (outcome == SINK_REFUSED) {
		put_aside(pipeline, sink, "it was refused");
	} else {
		outlet->failures = 0;
		outlet->rest_until = 0;
		say_sink(pipeline, sink, false);
		say_note(pipeline, sink);
		if (!pipeline_store_said(pipeline,
			    store_outbox_done(pipeline->store, &outlet->row, 1,
				    pipeline_now(pipeline))))
			pipeline_store_takes(pipeline);
	}
	outlet->row = 0;
}

static int start_slow(struct pipeline *pipeline, size_t sink,
	const struct store_delivery *delivery)
{
	struct outlet *outlet = &pipeline->outlets[sink];
	const struct sink_alert alert = {
		.id = delivery->alert_id,
		.line = delivery->line,
		.severity = delivery->severity,
		.now = pipeline_now(pipeline),
	};

	outlet->row = delivery->row;
	outlet->attempts = delivery->attempts;
	outlet->since = delivery->since;
	outlet->test = delivery->test;
	mem_replace(&outlet->alert_id, delivery->alert_id);
	return sink_deliver(pipeline->sinks, sink, &alert);
}

/* Seconds until it is to be tried again; -1: nothing waits, or one is under way. */
static int64_t deliver_slow(struct pipeline *pipeline, size_t sink)
{
	struct outlet *outlet = &pipeline->outlets[sink];
	struct store_delivery delivery;
	int64_t now = pipeline_now(pipeline), due;
	int r;

	while (!outlet->row && !pipeline->settling) {
		if (outlet->rest_until > now)
			return outlet->rest_until - now;
		arena_reset(outlet->arena);
		r = store_outbox_next(pipeline->store, outlet->arena,
			pipeline->sink_names[sink], now, &delivery, &due);
		if (r == STORE_NONE)
			return due == TIME_NONE ? -1 : MAX(due - now, 1);
		if (pipeline_store_said(pipeline, r))
			return RETRY_MS / 1000;
		r = start_slow(pipeline, sink, &delivery);
		if (r == SINK_STARTED)
			pipeline->under_way++;
		else
			settle_slow(pipeline, sink, r);
	}
	return -1;
}

void delivery_tell_settled(struct pipeline *pipeline)
{
	loop_callback *settled = pipeline->settled;

	if (!settled || pipeline->under_way)
		return;
	pipeline->settled = NULL;
	loop_timer_stop(pipeline->settle_timer);
	settled(pipeline->settled_ctx);
}

static void slow_ended(void *ctx, size_t sink, int outcome)
{
	struct pipeline *pipeline = ctx;

	pipeline->under_way--;
	settle_slow(pipeline, sink, outcome);
	pipeline_deliver(pipeline);
	delivery_tell_settled(pipeline);
}

static void settle_timer_fired(void *ctx)
{
	struct pipeline *pipeline = ctx;

	pipeline->under_way = 0; /* given up when the sinks are closed; the outbox has them */
	delivery_tell_settled(pipeline);
}

void pipeline_settle(struct pipeline *pipeline, bool all, loop_callback *done, void *ctx)
{
	pipeline_deliver(pipeline);
	pipeline->settling = !all;
	pipeline->settled = done;
	pipeline->settled_ctx = ctx;
	loop_timer_set(pipeline->settle_timer, all ? SETTLE_ALL_MS : SETTLE_MS);
	delivery_tell_settled(pipeline);
}

/* ---- all of them ------------------------------------------------------------------ */

/* Seconds until more of what is held is due; -1: nothing is held. The wall clock may be set
 * meanwhile: it is looked at again within a minute. */
static int64_t release(struct pipeline *pipeline)
{
	int64_t now = pipeline_now(pipeline), due;

	if (pipeline_store_said(pipeline,
		    alert_release(pipeline->store, &pipeline->settings->alert,
			    &pipeline->readers, now, &due)))
		return RETRY_MS / 1000;
	return due == TIME_NONE ? -1 : MIN(MAX(due - now, 1), LOOK_S);
}

void delivery_replan(struct pipeline *pipeline)
{
	if (!pipeline->loop)
		return;
	pipeline->readers.routes = pipeline->settings->routes;
	pipeline_store_said(pipeline,
		alert_replan(pipeline->store, &pipeline->readers, pipeline_now(pipeline)));
}

void pipeline_deliver(struct pipeline *pipeline)
{
	size_t count = sinks_count(pipeline->sinks), i;
	int64_t soonest = release(pipeline), wait;

	for (i = 0; i < count; i++) {
		wait = sink_target(pipeline->sinks, i) ? deliver_slow(pipeline, i)
						       : deliver_quick(pipeline, i);
		if (wait >= 0 && (soonest < 0 || wait < soonest))
			soonest = wait;
	}
	if (soonest >= 0 && pipeline->deliver_timer)
		loop_timer_set(pipeline->deliver_timer, soonest * 1000);
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
						   batch.count, pipeline_now(pipeline))))
			return;
	} while (batch.count == BATCH);
}

void delivery_new(struct pipeline *pipeline)
{
	size_t count = sinks_count(pipeline->sinks), i;

	outlets_new(pipeline);
	delivery_replan(pipeline); /* by the configuration of before a stop it may wait longer */
	sinks_on_end(pipeline->sinks, slow_ended, pipeline);
	for (i = 0; i < count; i++) {
		recover(pipeline, i);
		say_sink(pipeline, i, sink_why(pipeline->sinks, i) != NULL);
	}
	if (!pipeline->loop)
		return;
	pipeline->deliver_timer = loop_timer_new(pipeline->loop, deliver_timer_fired, pipeline);
	pipeline->index_timer = loop_timer_new(pipeline->loop, index_some, pipeline);
	pipeline->settle_timer = loop_timer_new(pipeline->loop, settle_timer_fired, pipeline);
	loop_timer_set(pipeline->index_timer, INDEX_DELAY_MS); /* what a stop left behind */
}

void delivery_free(struct pipeline *pipeline)
{
	pipeline->settling = true; /* nothing slow is begun any more */
	if (pipeline->loop && pipeline->deliver_timer)
		pipeline_deliver(pipeline); /* a last try, committed alerts only */
	sinks_on_end(pipeline->sinks, NULL, NULL);
	loop_timer_free(pipeline->deliver_timer);
	loop_timer_free(pipeline->index_timer);
	loop_timer_free(pipeline->settle_timer);
	outlets_free(pipeline);
}
