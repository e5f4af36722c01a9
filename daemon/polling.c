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
	struct fetch_job *job; /* NULL while what came is read */
	char *source_id;
	char *url;
	enum step step;
	char *absence; /* why the page is taken for gone; NULL: it is not */
	int64_t retry_after_s; /* that it asked for then */
	struct source_report report; /* how the transfer went, while a large document is read */
	char *validators_url, *etag, *last_modified; /* of the report */
};

static void poll_free(struct poll *poll)
{
	mem_free(poll->source_id);
	mem_free(poll->url);
	mem_free(poll->absence);
	mem_free(poll->validators_url);
	mem_free(poll->etag);
	mem_free(poll->last_modified);
	mem_free(poll);
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

/* r: of the reading. True where the poll goes on: before a page is missed, its site is asked. */
static bool end_reading(struct pipeline *pipeline, struct poll *poll, struct source *source,
	struct source_report *report, int r)
{
	if (r) {
		/* Not recorded: asked for again soon, whole, with the old validators. */
		report->class = POLL_STORE;
		report->reason = pipeline->trouble;
	}
	if (report->class == POLL_NOT_MODIFIED)
		(void)!withdrawal_unmodified(pipeline, source);
	if (is_page(source) &&
		(report->class == POLL_NOT_FOUND || report->class == POLL_GONE)) {
		poll->absence = mem_strdup(report->reason);
		poll->retry_after_s = report->retry_after_s;
		return true;
	}
	polled_end(pipeline, source, report);
	return false;
}

/* ---- large documents -------------------------------------------------------------- */

static void poll_is_over(struct poll *poll, struct source *source);

/* The source by now: a reload may have taken it away, or asked it anew. */
static struct source *source_of(const struct poll *poll)
{
	struct source *source = sources_find(poll->pipeline->sources, poll->source_id);

	return source && source->job == poll ? source : NULL;
}

static bool read_on(void *ctx, struct pipeline_reading *reading)
{
	struct poll *poll = ctx;
	struct source *source = source_of(poll);
	bool more = false;
	int r;

	if (reading && source) {
		r = pipeline_read_turn(reading, source, &poll->report, &more);
		if (!more)
			(void)end_reading(poll->pipeline, poll, source, &poll->report, r);
	}
	if (!more)
		poll_is_over(poll, source);
	return more;
}

/* What was borrowed from the transfer is kept. */
static void keep_report(struct poll *poll, const struct source_report *report)
{
	poll->report = *report;
	poll->report.reason = NULL;
	poll->report.validators_url = poll->validators_url = mem_strdup(report->validators_url);
	poll->report.etag = poll->etag = mem_strdup(report->etag);
	poll->report.last_modified = poll->last_modified = mem_strdup(report->last_modified);
}

static void read_later(struct poll *poll, struct pipeline_reading *reading,
	const struct source_report *report, size_t len)
{
	keep_report(poll, report);
	backlog_add(poll->pipeline, reading, fetch_take_body(poll->job), len, read_on, poll);
	poll->job = NULL;
	poll->pipeline->in_flight++;
}

/* True where the poll goes on. */
static bool read_answer(struct poll *poll, struct source *source,
	const struct pipeline_document *document, struct source_report *report)
{
	struct pipeline *pipeline = poll->pipeline;
	struct pipeline_reading *reading = pipeline_read_begin(pipeline, document);
	bool more, goes_on;
	int r = pipeline_read_turn(reading, source, report, &more);

	if (more && backlog_has_room(pipeline, document->len)) {
		read_later(poll, reading, report, document->len);
		return true;
	}
	if (more) {
		report->class = POLL_STORE;
		report->reason = "other large documents wait to be read: asked for again";
	}
	goes_on = end_reading(pipeline, poll, source, report, r);
	pipeline_read_end(reading);
	return goes_on;
}

/* True where the poll goes on. */
static bool take_answer(struct pipeline *pipeline, struct poll *poll, struct source *source,
	const struct fetch_result *result)
{
	struct source_report report = polled_report(poll->url, result);
	const struct pipeline_document document = {
		.source = source,
		.data = result->body,
		.len = result->body_len,
		.content_type = result->content_type,
		.url = result->final_url ? result->final_url : poll->url,
	};

	if (!is_page(source) && leads_to_another(pipeline, source, result, &report)) {
		polled_end(pipeline, source, &report);
		return false;
	}
	if (result->outcome == FETCH_DONE)
		return read_answer(poll, source, &document, &report);
	return end_reading(pipeline, poll, source, &report, 0);
}

/* ---- pages ------------------------------------------------------------------------ */

static void ask(struct poll *poll, struct source *source, enum step step);

static void end_with(struct poll *poll, struct source *source, enum poll_class class,
	const char *reason, int64_t retry_after_s)
{
	const struct source_report report = {.class = class, .reason = reason,
		.retry_after_s = retry_after_s, .max_age_s = -1};

	polled_end(poll->pipeline, source, &report);
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
					      : "the site's robots.txt cannot be read",
		result->retry_after_s);
	return false;
}

/* A site that is down has not taken anything away. */
static void take_control(struct poll *poll, struct source *source,
	const struct fetch_result *result)
{
	enum poll_class class = polled_class(result);
	static const char *const verdicts[] = {
		[PAGE_UNKNOWN] = "",
		[PAGE_DOUBTED] = "; looked for again soon, before it counts as taken away",
		[PAGE_TAKEN] = "; it was taken away",
	};
	CLEANUP(mem_freep) char *reason = NULL;
	struct source_report absence = {.class = POLL_NOT_FOUND,
		.retry_after_s = MAX(poll->retry_after_s, result->retry_after_s),
		.max_age_s = -1};
	enum page_missed missed;

	if (result->outcome != FETCH_DONE) {
		absence.reason = reason = mem_printf(
			"%s; but the control page is not there either: %s", poll->absence,
			result->reason);
		absence.class = class == POLL_NOT_FOUND ? POLL_SERVER_ERROR : class;
		polled_end(poll->pipeline, source, &absence);
		return;
	}
	if (withdrawal_missed(poll->pipeline, source, &missed)) {
		end_with(poll, source, POLL_STORE, poll->pipeline->trouble, -1);
		return;
	}
	reason = mem_printf("%s%s", poll->absence, verdicts[missed]);
	absence.reason = reason;
	absence.confirming = missed == PAGE_DOUBTED;
	polled_end(poll->pipeline, source, &absence);
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
	if (poll->absence)
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

static void poll_is_over(struct poll *poll, struct source *source)
{
	struct pipeline *pipeline = poll->pipeline;

	pipeline->in_flight--;
	if (source)
		source->job = NULL;
	poll_free(poll);
	if (pipeline->polling)
		polling_wake(pipeline);
	tell_idle(pipeline);
}

static void poll_ended(void *ctx, const struct fetch_result *result)
{
	struct poll *poll = ctx;
	struct source *source = source_of(poll);

	poll->pipeline->counts.bytes += result->wire_bytes;
	if (source && result->outcome != FETCH_CANCELLED && go_on(poll, source, result))
		poll->pipeline->in_flight--; /* another step is counted by now */
	else
		poll_is_over(poll, source);
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
		end_with(poll, source, POLL_FORBIDDEN, "the site's robots.txt forbids this page",
			-1);
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
	upkeep_start(pipeline);
	pipeline->polling = true;
	polling_wake(pipeline);
	delivery_wake(pipeline);
	waves_start(pipeline);
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

		if (poll && poll->job)
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
	backlog_drop(pipeline); /* what is not read whole is fetched again */
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
	backlog_new(pipeline);
	r = store_robots(pipeline->store, pipeline_now(pipeline), restore_robots,
		pipeline->robots);
	return r ? r : fetch_new(pipeline->loop, pipeline->clock, &pipeline->settings->fetch,
		&pipeline->fetch);
}

void polling_free(struct pipeline *pipeline)
{
	pipeline->polling = false;
	pipeline->idle = NULL;
	backlog_free(pipeline);
	fetch_free(pipeline->fetch);
	robots_free(pipeline->robots);
	loop_timer_free(pipeline->poll_timer);
	loop_timer_free(pipeline->grace_timer);
}
