/*
 * The life of a source, as the diagram in model/source_state.h draws it: a poll's end moves
 * the state, the state and the class of failure say when to ask again. There is no state
 * without a next due time, so no source ever falls silent; GONE is asked rarely, that is all.
 */
#include "source/source_priv.h"

#include <string.h>

#include "base/mem.h"

enum { GONE_AFTER_S = 7 * DAY_S, LONG_S = DAY_S };

/* A due time that comes from before: from the store, or from before a reload. */
static void resume(struct sources *sources, struct source *source, int64_t due, int64_t now)
{
	int64_t latest = source_latest(sources, source, now);

	if (due <= now)
		due = source_soon(sources, source, now);
	due_set(sources, entry_of(source), MIN(due, latest));
}

/* ---- what is known already -------------------------------------------------------- */

/* Another URL under the same id is another feed: its history is not news. */
static void begin_anew(struct source *source)
{
	char *id = mem_steal(&source->state.id);

	source_state_done(&source->state);
	source->state = (struct source_state){
		.id = id,
		.asked_url = mem_strdup(source->options.url),
		.kind = SOURCE_NEW,
		.since = TIME_NONE,
		.due = TIME_NONE,
		.last_attempt = TIME_NONE,
		.last_success = TIME_NONE,
	};
}

static bool same_url(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/*
 * What was learned holds for the URL it was learned with. The URL of an adopted redirect in
 * the configuration says that somebody read the message: nothing is new.
 */
static bool settle_url(struct sources *sources, struct source *source)
{
	struct source_state *state = &source->state;
	/* Before there was asked_url the other was always that of the configuration. */
	const char *known = state->asked_url ? state->asked_url : state->url;
	bool followed = same_url(state->adopted_url, source->options.url);

	if (known && !same_url(known, source->options.url) && !followed) {
		begin_anew(source);
		return false;
	}
	mem_replace(&state->asked_url, source->options.url);
	if (followed)
		source_return(sources, source);
	else if (state->adopted_url &&
		 site_claim_url(sources, entry_of(source), state->adopted_url))
		source_return(sources, source); /* another source reads that by now */
	return true;
}

void source_restore(struct sources *sources, struct source *source,
	const struct source_state *state, int64_t now)
{
	if (entry_of(source)->twin)
		return;
	source_state_copy(&source->state, state);
	if (!settle_url(sources, source))
		source->state.due = now;
	resume(sources, source, source->state.due, now);
}

static void take_job(struct sources *sources, struct source *source, struct source *old)
{
	source->in_flight = old->in_flight;
	source->job = old->job;
	old->in_flight = false;
	old->job = NULL;
	if (source->in_flight)
		due_remove(sources, entry_of(source));
}

/* A new interval holds from the last poll on, not only from the next. */
static int64_t due_after_reload(const struct sources *sources, const struct source *source,
	int64_t old_interval_s)
{
	const struct source_state *state = &source->state;
	int64_t interval_s = source_interval_s(sources, source);

	if (interval_s == old_interval_s || state->kind != SOURCE_OK)
		return state->due;
	return state->last_attempt + interval_s;
}

static void adopt(struct sources *fresh, struct source *source, const struct sources *olds,
	struct source *old, int64_t now)
{
	int64_t old_interval_s = source_interval_s(olds, old);
	bool same = same_url(source->options.url, old->options.url);

	if (entry_of(source)->twin)
		return;
	source_state_done(&source->state);
	source->state = old->state;
	old->state = (struct source_state){0};
	(void)settle_url(fresh, source);
	if (same) {
		take_job(fresh, source, old);
		source->state.due = due_after_reload(fresh, source, old_interval_s);
	}
	resume(fresh, source, source->state.due, now);
}

void sources_adopt(struct sources *fresh, struct sources *old, int64_t now)
{
	size_t i;

	for (i = 0; i < fresh->count; i++) {
		struct source *source = &fresh->list[i]->source;
		struct source *known = sources_find(old, source->options.id);

		if (known)
			adopt(fresh, source, old, known, now);
	}
}

/* ---- a poll ----------------------------------------------------------------------- */

void source_begin(struct sources *sources, struct source *source, int64_t now)
{
	due_remove(sources, entry_of(source));
	source->in_flight = true;
	source->state.last_attempt = now;
	if (source->state.since == TIME_NONE)
		source->state.since = now;
}

enum source_poke source_poke(struct sources *sources, struct source *source, int64_t now)
{
	const struct source_state *state = &source->state;
	int64_t last = state->last_attempt;
	int64_t least_s = sources->defaults.interval_min_ms / 1000;

	if (!source_is_asked(source))
		return SOURCE_POKE_OFF;
	if (source->in_flight)
		return SOURCE_POKE_BUSY;
	if (last != TIME_NONE && last <= now && now < state->not_before)
		return SOURCE_POKE_UNWANTED;
	if (last != TIME_NONE && last <= now && now - last < least_s)
		return SOURCE_POKE_TOO_SOON;
	due_set(sources, entry_of(source), now);
	return SOURCE_POKE_DONE;
}

/* 404 and "not a feed" may be an accident of a day; for a week they are the new state. */
static bool is_gone(const struct source_state *state, enum poll_class class, int64_t now)
{
	if (class == POLL_GONE || state->kind == SOURCE_GONE)
		return true;
	return (class == POLL_NOT_A_FEED || class == POLL_NOT_FOUND) &&
	       state->kind == SOURCE_FAILING && now - state->since >= GONE_AFTER_S;
}

static enum source_state_kind next_kind(const struct source_state *state,
	enum poll_class class, int64_t now)
{
	if (poll_class_is_good(class))
		return SOURCE_OK;
	return is_gone(state, class, now) ? SOURCE_GONE : SOURCE_FAILING;
}

static bool set_kind(struct source_state *state, enum source_state_kind kind, int64_t now)
{
	if (state->kind == kind)
		return false;
	state->kind = kind;
	state->since = now;
	return true;
}

static void replace_pair(struct source_state *state, const struct source_report *report)
{
	mem_replace(&state->url, report->validators_url);
	mem_replace(&state->etag, report->etag);
	mem_replace(&state->last_modified, report->last_modified);
}

/* A 304 may confirm one half of the pair in silence; another ETag makes another pair. */
static void confirm_pair(struct source_state *state, const struct source_report *report)
{
	bool same_etag = !report->etag || (state->etag && !strcmp(state->etag, report->etag));

	if (!report->etag && !report->last_modified)
		return;
	if (!same_etag)
		replace_pair(state, report);
	else if (report->last_modified)
		mem_replace(&state->last_modified, report->last_modified);
}

static void take_validators(struct source_state *state, const struct source_report *report)
{
	if (report->class == POLL_OK)
		replace_pair(state, report);
	else if (report->class == POLL_NOT_MODIFIED)
		confirm_pair(state, report);
}

/* A 304 that says nothing of freshness renews what the 200 said (RFC 9111, 4.3.4). */
static void take_pace(struct source_state *state, const struct source_report *report)
{
	if (report->class == POLL_OK)
		state->pace = report->pace;
	if (report->class == POLL_OK || report->max_age_s >= 0)
		state->max_age_s = MAX(report->max_age_s, 0);
}

static void take_news(struct source_state *state, const struct source_report *report,
	int64_t now)
{
	bool history = state->last_success == TIME_NONE;

	state->last_news = MAX(state->last_news, report->pace.newest);
	if (report->items && !history)
		state->last_news = now;
}

static void count(struct source_state *state, const struct source_report *report, int64_t now)
{
	state->polls++;
	state->last_class = report->class;
	if (poll_class_is_good(report->class)) {
		state->failures = 0;
		state->last_success = now;
		state->items += report->items;
	} else {
		state->failures++;
	}
}

/* Each is told when it begins and when it ends, not at every poll. */
static unsigned int tell(struct source *source, enum source_told what, bool holds,
	unsigned int begins, unsigned int ends)
{
	struct source_state *state = &source->state;
	bool told = state->told & what;

	if (holds == told)
		return 0;
	state->told ^= what;
	return holds ? begins : ends;
}

static unsigned int tell_all(struct source *source, int64_t now)
{
	const struct source_state *state = &source->state;
	bool told = state->told & SOURCE_TOLD_FAILING;

	if (state->kind == SOURCE_OK)
		return tell(source, SOURCE_TOLD_FAILING, false, 0, 0) |
		       tell(source, SOURCE_TOLD_SILENT, source_is_silent(source, now),
			       SOURCE_EVENT_SILENT, SOURCE_EVENT_SPOKE);
	/* From failing to gone it goes on failing. */
	return tell(source, SOURCE_TOLD_FAILING, told || now - state->since >= LONG_S,
		SOURCE_EVENT_FAILS_LONG, 0);
}

unsigned int source_ended(struct sources *sources, struct source *source,
	const struct source_report *report, int64_t now)
{
	struct source_state *state = &source->state;
	unsigned int events = 0;

	source->in_flight = false;
	mem_replace(&state->asked_url, source->options.url);
	if (poll_class_is_good(report->class)) {
		take_validators(state, report);
		take_pace(state, report);
		take_news(state, report, now);
	}
	count(state, report, now);
	mem_replace(&state->reason, report->reason);
	if (report->reading)
		mem_replace(&state->reading, report->reading);
	if (set_kind(state, next_kind(state, report->class, now), now))
		events |= SOURCE_EVENT_STATE;
	state->not_before = source_not_before(sources, source, report, now);
	due_set(sources, entry_of(source), source_next_due(sources, source, report, now));
	events |= source_take_move(sources, source, report, now);
	return events | tell_all(source, now);
}

bool source_is_asked(const struct source *source)
{
	return source->options.enabled && !((const struct entry *)source)->twin;
}

struct sources_tally sources_tally(const struct sources *sources)
{
	struct sources_tally tally = {0};
	size_t *const counters[SOURCE_STATE_COUNT] = {
		[SOURCE_NEW] = &tally.fresh,
		[SOURCE_OK] = &tally.ok,
		[SOURCE_FAILING] = &tally.failing,
		[SOURCE_GONE] = &tally.gone,
	};
	size_t i;

	for (i = 0; i < sources->count; i++) {
		const struct source *source = &sources->list[i]->source;

		if (!source_is_asked(source)) {
			tally.off++;
			continue;
		}
		tally.total++;
		if (source->state.kind == SOURCE_OK && source->state.told & SOURCE_TOLD_SILENT)
			tally.silent++;
		else
			(*counters[source->state.kind])++;
	}
	return tally;
}
