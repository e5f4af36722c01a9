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
#include "robots.h"

enum {
	QUEUE_MAX = 256,     /* polls handed to fetch at a time */
	REST_MS = 60 * 1000, /* between two rests */
	KEEP_WITHIN_S = 60,  /* connections to hosts that are asked again so soon stay open */
	STOP_GRACE_MS = 8000 /* what is in flight at a stop may end by itself */
};

/* Of a page first its site's robots.txt is asked for, and, where it is gone, a control page. */
enum step { STEP_ROBOTS, STEP_SOURCE, STEP_CONTROL };

struct poll {
	struct pipeline *pipeline;
	struct fetch_job *job;
	char *source_id;
	char *url;
	enum step step;
	char *absence; /* why the page is taken for gone; NULL: it is not */
};

static void poll_free(struct poll *poll)
{
	mem_free(poll->source_id);
	mem_free(poll->url);
	mem_free(poll->absence);
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
	pipeline->blind_stale |= events & SOURCE_EVENT_STATE;
	/* This is always written, where a pass without news is not: it shows that there is room. */
	if (!pipeline_store_said(pipeline,
		    store_source_put(pipeline->store, &source->state)) &&
		report->class != POLL_STORE)
		pipeline_store_takes(pipeline);
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

static bool is_page(const struct source *source)
{
	return source->options.type == SOURCE_PAGE;
}

/* True where the poll goes on: whether the site is up is asked before the page is missed. */
static bool take_answer(struct pipeline *pipeline, struct poll *poll, struct source *source,
	const struct fetch_result *result)
{
	struct source_report report = report_of(poll, result);
	struct pipeline_document document = {
		.source = source,
		.data = result->body,
		.len = result->body_len,
		.content_type = result->content_type,
		.url = result->final_url ? result->final_url : poll->url,
	};

	if (!is_page(source) && leads_to_another(pipeline, source, result, &report)) {
		end_poll(pipeline, source, &report);
		return false;
	}
	if (result->outcome == FETCH_DONE && pipeline_read(pipeline, &document, &report)) {
		/* Not recorded: asked for again soon, whole, with the old validators. */
		report.class = POLL_STORE;
		report.reason = pipeline->trouble;
	}
	if (report.class == POLL_NOT_MODIFIED)
		(void)!withdrawal_unmodified(pipeline, source);
	if (is_page(source) &&
		(report.class == POLL_NOT_FOUND || report.class == POLL_GONE)) {
		poll->absence = mem_strdup(report.reason);
		return true;
	}
	end_poll(pipeline, source, &report);
	return false;
}

/* ---- pages ------------------------------------------------------------------------ */

static void ask(struct poll *poll, struct source *source, enum step step);

static void end_with(struct poll *poll, struct source *source, enum poll_class class,
	const char *reason)
{
	const struct source_report report = {.class = class, .reason = reason,
		.retry_after_s = -1, .max_age_s = -1};

	end_poll(poll->pipeline, source, &report);
}

static enum robots_answer robots_of(const struct poll *poll)
{
	return robots_ask(poll->pipeline->robots, poll->url, pipeline_now(poll->pipeline));
}

/* True where the poll goes on. */
static bool take_robots(struct poll *poll, struct source *source,
	const struct fetch_result *result)
{
	bool missing = result->outcome == FETCH_STATUS && result->status >= 400 &&
		       result->status < 500 && result->status != 429;

	struct robots_site site = robots_note(poll->pipeline->robots, poll->url,
		result->outcome == FETCH_DONE ? result->body : NULL, result->body_len, missing,
		pipeline_now(poll->pipeline));

	(void)!pipeline_store_said(poll->pipeline, store_robots_put(poll->pipeline->store, &site));
	if (robots_of(poll) == ROBOTS_ALLOWED) {
		ask(poll, source, STEP_SOURCE);
		return true;
	}
	end_with(poll, source, POLL_FORBIDDEN,
		result->outcome == FETCH_DONE ? "the site's robots.txt forbids this page"
					      : "the site's robots.txt cannot be read");
	return false;
}

/* A site that is down has not taken anything away. */
static void take_control(struct poll *poll, struct source *source,
	const struct fetch_result *result)
{
	CLEANUP(mem_freep) char *reason = NULL;
	struct source_report absence = {
		.class = POLL_NOT_FOUND, .retry_after_s = -1, .max_age_s = -1};
	bool confirming;

	if (result->outcome != FETCH_DONE) {
		reason = mem_printf("%s; but the control page is not there either: %s",
			poll->absence, result->reason);
		end_with(poll, source, class_of(result) == POLL_NOT_FOUND ? POLL_SERVER_ERROR
									: class_of(result),
			reason);
		return;
	}
	if (withdrawal_missed(poll->pipeline, source, &confirming)) {
		end_with(poll, source, POLL_STORE, poll->pipeline->trouble);
		return;
	}
	absence.reason = poll->absence;
	absence.confirming = confirming;
	end_poll(poll->pipeline, source, &absence);
}

/* True where another request of the poll is on its way. */
static bool go_on(struct poll *poll, struct source *source, const struct fetch_result *result)
{
	if (poll->step == STEP_ROBOTS)
		return take_robots(poll, source, result);
	if (poll->step == STEP_CONTROL) {
		take_control(poll, source, result);
		return false;
	}
	if (!take_answer(poll->pipeline, poll, source, result))
		return false;
	ask(poll, source, STEP_CONTROL);
	return true;
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
		if (result->outcome != FETCH_CANCELLED && go_on(poll, source, result))
			return;
		source->job = NULL;
	}
	poll_free(poll);
	if (pipeline->polling)
		polling_wake(pipeline);
	tell_idle(pipeline);
}

/* ---- what is due ------------------------------------------------------------------ */

/* The front page of the site, unless another one is named. */
static char *control_url(const struct source *source)
{
	const char *url = source->options.url, *host = strstr(url, "://");
	size_t len = host ? (size_t)(host + 3 - url) + strcspn(host + 3, "/?#") : 0;

	return source->options.control_url ? mem_strdup(source->options.control_url)
					   : mem_printf("%.*s/", (int)len, url);
}

static char *url_of(const struct poll *poll, const struct source *source, enum step step)
{
	return step == STEP_ROBOTS    ? robots_url(poll->url)
		: step == STEP_CONTROL ? control_url(source)
				       : mem_strdup(poll->url);
}

static void ask(struct poll *poll, struct source *source, enum step step)
{
	CLEANUP(mem_freep) char *url = url_of(poll, source, step);
	const struct source_state *state = &source->state;
	bool own = step == STEP_SOURCE; /* only then are the validators those of the URL */
	struct fetch_request request = {
		.url = url,
		.etag = own ? state->etag : NULL,
		.last_modified = own ? state->last_modified : NULL,
		.validators_url = own && state->url ? state->url : url,
		.allow_file = strncmp(source->options.url, "file:", 5) == 0,
		.keep_connection = !own || /* another step follows */
			source_host_is_busy(poll->pipeline->sources, source, KEEP_WITHIN_S),
	};

	poll->step = step;
	poll->pipeline->in_flight++;
	poll->job = fetch_start(poll->pipeline->fetch, &request, poll_ended, poll);
}

static void start_poll(struct pipeline *pipeline, struct source *source)
{
	struct poll *poll = mem_alloc(sizeof(*poll));
	enum robots_answer may = ROBOTS_ALLOWED;

	poll->pipeline = pipeline;
	poll->source_id = mem_strdup(source->options.id);
	poll->url = mem_strdup(source_url(source));
	source_begin(pipeline->sources, source, pipeline_now(pipeline));
	if (is_page(source))
		may = robots_of(poll);
	if (may == ROBOTS_DENIED) {
		end_with(poll, source, POLL_FORBIDDEN, "the site's robots.txt forbids this page");
		poll_free(poll);
		return;
	}
	source->job = poll;
	ask(poll, source, may == ROBOTS_UNKNOWN ? STEP_ROBOTS : STEP_SOURCE);
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

/* An arena keeps the block that it grew to. */
static void renew(struct arena **arena)
{
	arena_free(*arena);
	*arena = arena_new();
}

void pipeline_rest(struct pipeline *pipeline)
{
	int64_t now_ms = clock_mono_ms(pipeline->clock);

	blind_look(pipeline);
	if (pipeline->in_flight || pipeline->counts.polls == pipeline->rested_polls ||
		now_ms - pipeline->rested_ms < REST_MS)
		return;
	pipeline->rested_polls = pipeline->counts.polls;
	pipeline->rested_ms = now_ms;
	renew(&pipeline->document);
	renew(&pipeline->scratch);
	fetch_rest(pipeline->fetch);
	store_rest(pipeline->store);
	mem_trim();
}

enum source_poke pipeline_poll(struct pipeline *pipeline, struct source *source)
{
	enum source_poke r = source_poke(pipeline->sources, source, pipeline_now(pipeline));

	if (!r && pipeline->polling)
		polling_wake(pipeline);
	return r;
}

static void restore_robots(void *ctx, const struct robots_site *site)
{
	robots_restore(ctx, site);
}

int polling_new(struct pipeline *pipeline)
{
	int r;

	pipeline->poll_timer = loop_timer_new(pipeline->loop, poll_timer_fired, pipeline);
	pipeline->grace_timer = loop_timer_new(pipeline->loop, cancel_all, pipeline);
	pipeline->robots = robots_new();
	r = store_robots(pipeline->store, pipeline_now(pipeline), restore_robots,
		pipeline->robots);
	return r ? r : fetch_new(pipeline->loop, pipeline->clock, &pipeline->settings->fetch,
		&pipeline->fetch);
}

void polling_free(struct pipeline *pipeline)
{
	pipeline->polling = false;
	pipeline->idle = NULL;
	fetch_free(pipeline->fetch);
	robots_free(pipeline->robots);
	loop_timer_free(pipeline->poll_timer);
	loop_timer_free(pipeline->grace_timer);
}
