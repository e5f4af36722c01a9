/*
 * How documents come: what is due goes to fetch, what fetch brings goes through
 * pipeline_read, how it ended goes back to the source and into the store.
 *
 * A poll names its source by id: a reload may take the source away while the answer is on
 * its way, and then the answer is dropped.
 */
#include <string.h>

#include "pipeline_priv.h"

#include "base/log.h"
#include "base/mem.h"
#include "feed/feed.h"

enum {
	QUEUE_MAX = 256,     /* polls handed to fetch at a time */
	STOP_GRACE_MS = 8000 /* what is in flight at a stop may end by itself */
};

struct poll {
	struct pipeline *pipeline;
	struct fetch_job *job;
	char *source_id;
	char *url;
};

static void poll_free(struct poll *poll)
{
	mem_free(poll->source_id);
	mem_free(poll->url);
	mem_free(poll);
}

/* ---- how a poll ended ------------------------------------------------------------- */

static enum poll_class class_of_status(int status)
{
	switch (status) {
	case 401:
	case 403:
		return POLL_FORBIDDEN;
	case 404:
		return POLL_NOT_FOUND;
	case 410:
		return POLL_GONE;
	case 429:
		return POLL_THROTTLED;
	default:
		return status >= 500 ? POLL_SERVER_ERROR
			: status >= 400  ? POLL_CLIENT_ERROR
					 : POLL_PROTOCOL;
	}
}

static enum poll_class class_of(const struct fetch_result *result)
{
	static const enum poll_class classes[] = {
		[FETCH_DONE] = POLL_OK,
		[FETCH_NOT_MODIFIED] = POLL_NOT_MODIFIED,
		[FETCH_DNS] = POLL_DNS,
		[FETCH_CONNECT] = POLL_CONNECT,
		[FETCH_TLS] = POLL_TLS,
		[FETCH_TIMEOUT] = POLL_TIMEOUT,
		[FETCH_TOO_LARGE] = POLL_TOO_LARGE,
		[FETCH_TRUNCATED] = POLL_TRUNCATED,
		[FETCH_REDIRECT] = POLL_REDIRECT,
		[FETCH_REFUSED] = POLL_REFUSED,
		[FETCH_PROTOCOL] = POLL_PROTOCOL,
		[FETCH_FILE] = POLL_FILE,
	};

	if (result->outcome == FETCH_STATUS)
		return class_of_status(result->status);
	return classes[result->outcome];
}

static struct source_report report_of(const struct poll *poll,
	const struct fetch_result *result)
{
	return (struct source_report){
		.class = class_of(result),
		.reason = result->reason,
		.retry_after_s = result->retry_after_s,
		.max_age_s = result->max_age_s,
		.validators_url = result->final_url ? result->final_url : poll->url,
		.etag = result->etag,
		.last_modified = result->last_modified,
		.moved = result->moved_permanently,
		.overlaps = result->outcome == FETCH_NOT_MODIFIED,
	};
}

static void log_events(const struct source *source, unsigned int events)
{
	const struct source_state *state = &source->state;
	CLEANUP(mem_freep) char *url = fetch_redact_url(source_url(source));
	const char *id = source->options.id;

	if (events & SOURCE_EVENT_STATE)
		log_notice("source/%s: is %s now", id, source_state_name(state->kind));
	if (events & SOURCE_EVENT_ADOPTED)
		log_notice("source/%s: has moved for good and is asked at %s from now on; put "
			   "that into its url", id, url);
	if (events & SOURCE_EVENT_RETURNED)
		log_warning("source/%s: fails where it moved to and is asked at %s again", id,
			url);
	if (events & SOURCE_EVENT_SILENT)
		log_warning("source/%s: source-silent: answers well, but brought nothing new "
			    "for %lld hours; its items used to come every %lld minutes", id,
			(long long)(state->last_success - state->last_news) / 3600,
			(long long)MAX(state->pace.rhythm_s / 60, 1));
	if (events & SOURCE_EVENT_SPOKE)
		log_notice("source/%s: brings something new again", id);
	if (events & SOURCE_EVENT_FAILS_LONG)
		log_warning("source/%s: source-failing: no good answer for a day: %s", id,
			state->reason ? state->reason : "");
}

static void log_poll(const struct source *source, const struct source_report *report)
{
	const char *id = source->options.id;

	if (!poll_class_is_good(report->class))
		log_warning("source/%s: poll failed class=%s failures=%lld: %s", id,
			poll_class_name(report->class), (long long)source->state.failures,
			report->reason ? report->reason : "");
	else if (report->class == POLL_OK)
		log_info("source/%s: %s, read %s", id, report->reason,
			source->state.reading ? source->state.reading : "");
	else
		log_debug("source/%s: not modified", id);
}

/* The source learns how it went, and the store keeps it. */
static void end_poll(struct pipeline *pipeline, struct source *source,
	const struct source_report *report)
{
	unsigned int events =
		source_ended(pipeline->sources, source, report, pipeline_now(pipeline));

	pipeline->counts.polls++;
	log_poll(source, report);
	if (events)
		log_events(source, events);
	pipeline_store_said(pipeline, store_source_put(pipeline->store, &source->state));
}

/* Two sources that become one URL would raise everything twice: the other one reads it. */
static bool leads_to_another(struct pipeline *pipeline, const struct source *source,
	const struct fetch_result *result, struct source_report *report)
{
	struct source *other;

	if (!result->redirected || !poll_class_is_good(report->class))
		return false;
	other = sources_find_url(pipeline->sources, result->final_url);
	if (!other || other == source)
		return false;
	report->class = POLL_REDIRECT;
	arena_reset(pipeline->document);
	report->reason = arena_printf(pipeline->document,
		"redirects to the URL of source '%s', which reads it already: take one of the "
		"two out", other->options.id);
	return true;
}

static void take_answer(struct pipeline *pipeline, const struct poll *poll,
	struct source *source, const struct fetch_result *result)
{
	struct source_report report = report_of(poll, result);
	struct pipeline_document document = {
		.source = source,
		.data = result->body,
		.len = result->body_len,
		.content_type = result->content_type,
		.url = result->final_url ? result->final_url : poll->url,
	};

	if (leads_to_another(pipeline, source, result, &report)) {
		end_poll(pipeline, source, &report);
		return;
	}
	if (result->outcome == FETCH_DONE && pipeline_read(pipeline, &document, &report)) {
		/* Not recorded: asked for again soon, whole, with the old validators. */
		report.class = POLL_STORE;
		report.reason = pipeline->trouble;
	}
	end_poll(pipeline, source, &report);
}

static void tell_idle(struct pipeline *pipeline)
{
	loop_callback *idle = pipeline->idle;

	if (pipeline->in_flight || !idle)
		return;
	pipeline->idle = NULL;
	idle(pipeline->idle_ctx);
}

static void poll_ended(void *ctx, const struct fetch_result *result)
{
	struct poll *poll = ctx;
	struct pipeline *pipeline = poll->pipeline;
	struct source *source = sources_find(pipeline->sources, poll->source_id);

	pipeline->in_flight--;
	if (source && source->job == poll) {
		source->job = NULL;
		if (result->outcome != FETCH_CANCELLED)
			take_answer(pipeline, poll, source, result);
	}
	poll_free(poll);
	if (pipeline->polling)
		polling_wake(pipeline);
	tell_idle(pipeline);
}

/* ---- what is due ------------------------------------------------------------------ */

static void start_poll(struct pipeline *pipeline, struct source *source)
{
	struct poll *poll = mem_alloc(sizeof(*poll));
	const struct source_state *state = &source->state;
	const char *url = source_url(source);
	struct fetch_request request = {
		.url = url,
		.etag = state->etag,
		.last_modified = state->last_modified,
		.validators_url = state->url ? state->url : url,
		.allow_file = strncmp(source->options.url, "file:", 5) == 0,
	};

	poll->pipeline = pipeline;
	poll->source_id = mem_strdup(source->options.id);
	poll->url = mem_strdup(url);
	source_begin(pipeline->sources, source, pipeline_now(pipeline));
	source->job = poll;
	pipeline->in_flight++;
	poll->job = fetch_start(pipeline->fetch, &request, poll_ended, poll);
}

void polling_wake(struct pipeline *pipeline)
{
	int64_t now = pipeline_now(pipeline), wait_s = 0;
	struct source *source;

	while (fetch_queued(pipeline->fetch) < QUEUE_MAX) {
		source = sources_next(pipeline->sources, now, &wait_s);
		if (!source)
			return; /* an ended poll wakes us */
		if (wait_s > 0)
			break;
		start_poll(pipeline, source);
	}
	loop_timer_set(pipeline->poll_timer, MAX(wait_s, 1) * 1000);
}

static void poll_timer_fired(void *ctx)
{
	polling_wake(ctx);
}

/* ---- start, stop, once ------------------------------------------------------------ */

void pipeline_start(struct pipeline *pipeline)
{
	pipeline->polling = true;
	polling_wake(pipeline);
	delivery_wake(pipeline);
}

void pipeline_once(struct pipeline *pipeline, loop_callback *done, void *ctx)
{
	size_t count = sources_count(pipeline->sources), i;

	pipeline->idle = done;
	pipeline->idle_ctx = ctx;
	for (i = 0; i < count; i++) {
		struct source *source = sources_at(pipeline->sources, i);

		if (source_is_asked(source) && !source->in_flight)
			start_poll(pipeline, source);
	}
	delivery_wake(pipeline);
	tell_idle(pipeline);
}

static void cancel_all(void *ctx)
{
	struct pipeline *pipeline = ctx;
	size_t count = sources_count(pipeline->sources), i;

	for (i = 0; i < count; i++) {
		struct poll *poll = sources_at(pipeline->sources, i)->job;

		if (poll)
			fetch_cancel(poll->job);
	}
}

void pipeline_stop(struct pipeline *pipeline, loop_callback *done, void *ctx)
{
	pipeline->polling = false;
	loop_timer_stop(pipeline->poll_timer);
	pipeline->idle = done;
	pipeline->idle_ctx = ctx;
	loop_timer_set(pipeline->grace_timer, STOP_GRACE_MS);
	tell_idle(pipeline);
}

enum source_poke pipeline_poll(struct pipeline *pipeline, struct source *source)
{
	enum source_poke r = source_poke(pipeline->sources, source, pipeline_now(pipeline));

	if (!r && pipeline->polling)
		polling_wake(pipeline);
	return r;
}

int polling_new(struct pipeline *pipeline)
{
	pipeline->poll_timer = loop_timer_new(pipeline->loop, poll_timer_fired, pipeline);
	pipeline->grace_timer = loop_timer_new(pipeline->loop, cancel_all, pipeline);
	return fetch_new(pipeline->loop, pipeline->clock, &pipeline->settings->fetch,
		&pipeline->fetch);
}

void polling_free(struct pipeline *pipeline)
{
	pipeline->polling = false;
	pipeline->idle = NULL;
	fetch_free(pipeline->fetch);
	loop_timer_free(pipeline->poll_timer);
	loop_timer_free(pipeline->grace_timer);
}
