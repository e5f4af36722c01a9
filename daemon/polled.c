/*
 * How a poll ended: what the transfer means for the source, what is logged of it, and what
 * the store keeps.
 */
#include "pipeline_priv.h"

#include "base/log.h"
#include "base/mem.h"

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

enum poll_class polled_class(const struct fetch_result *result)
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

struct source_report polled_report(const char *url, const struct fetch_result *result)
{
	return (struct source_report){
		.class = polled_class(result),
		.reason = result->reason,
		.retry_after_s = result->retry_after_s,
		.max_age_s = result->max_age_s,
		.validators_url = result->final_url ? result->final_url : url,
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
void polled_end(struct pipeline *pipeline, struct source *source,
	const struct source_report *report)
{
	unsigned int events =
		source_ended(pipeline->sources, source, report, pipeline_now(pipeline));

	pipeline->counts.polls++;
	pipeline->counts.polls_by[report->class]++;
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
