/*
 * The life of a source, as the diagram in model/source_state.h draws it: a poll's end moves
 * the state, the state and the class of failure say when to ask again. There is no state
 * without a next due time, so no source ever falls silent; GONE is asked rarely, that is all.
 */
#include "source/source_priv.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

enum {
	MINUTE_S = 60,
	HOUR_S = 3600,
	GONE_AFTER_S = 7 * 24 * HOUR_S,
	FIRST_SPREAD_S = 10 /* new sources are asked within it */
};

static struct entry *entry_of(struct source *source)
{
	return (struct entry *)source;
}

/* ---- pauses ----------------------------------------------------------------------- */

/*
 * The first pause is `intervals` times the interval, at least least_s; it doubles with each
 * failure up to ceiling_s (0: backoff_max). What a publisher cannot help and what passes soon
 * is asked for again soon; what a publisher has decided is left in peace.
 */
struct pause {
	int intervals;
	int64_t least_s, ceiling_s;
};

static const struct pause pauses[POLL_CLASS_COUNT] = {
	[POLL_OK] = {1, 0, 1},
	[POLL_NOT_MODIFIED] = {1, 0, 1},
	[POLL_FILE] = {1, 0, 1},
	[POLL_DNS] = {1, 0, HOUR_S},
	[POLL_CONNECT] = {1, 0, HOUR_S},
	[POLL_TIMEOUT] = {1, 0, HOUR_S},
	[POLL_TRUNCATED] = {1, 0, HOUR_S},
	[POLL_SERVER_ERROR] = {1, 0, 2 * HOUR_S},
	[POLL_EMPTY] = {1, 0, 4 * HOUR_S},
	[POLL_NOT_A_FEED] = {1, 0, 4 * HOUR_S},
	[POLL_PROTOCOL] = {1, 0, 4 * HOUR_S},
	[POLL_TLS] = {2, 0, 4 * HOUR_S},
	[POLL_REDIRECT] = {2, 0, 6 * HOUR_S},
	[POLL_REFUSED] = {2, 0, 6 * HOUR_S},
	[POLL_TOO_LARGE] = {4, 0, 12 * HOUR_S},
	[POLL_CLIENT_ERROR] = {2, 0, 12 * HOUR_S},
	[POLL_NOT_FOUND] = {2, 0, 12 * HOUR_S},
	[POLL_FORBIDDEN] = {4, 30 * MINUTE_S, 0},
	[POLL_THROTTLED] = {2, 15 * MINUTE_S, 0},
	[POLL_GONE] = {1, INT64_MAX, 0},
};

/* Not recorded here: the fault is ours, what was read is waited for. */
static int64_t store_pause_s(int64_t failures, int64_t interval_s)
{
	return MIN(interval_s, (int64_t)MINUTE_S << MIN(failures - 1, 20));
}

int64_t source_pause_s(enum poll_class class, int64_t failures, int64_t interval_s,
	int64_t backoff_max_s)
{
	const struct pause *rule = &pauses[class];
	int64_t ceiling_s = rule->ceiling_s ? MIN(rule->ceiling_s, backoff_max_s)
					    : backoff_max_s;
	int64_t pause_s;

	interval_s = MAX(interval_s, 1);
	if (failures <= 0)
		return interval_s;
	if (class == POLL_STORE)
		return store_pause_s(failures, interval_s);
	ceiling_s = MAX(ceiling_s, interval_s);
	pause_s = MAX(interval_s * rule->intervals, rule->least_s);
	for (; failures > 1 && pause_s < ceiling_s; failures--)
		pause_s *= 2;
	return MIN(pause_s, ceiling_s);
}

/* ---- due times -------------------------------------------------------------------- */

int64_t source_interval_s(const struct sources *sources, const struct source *source)
{
	int64_t ms = source->options.interval_ms ? source->options.interval_ms
						 : sources->defaults.interval_ms;

	return MAX(MAX(ms, sources->defaults.interval_min_ms) / 1000, 1);
}

static int64_t jitter_s(const struct sources *sources, const struct source *source)
{
	double span = (double)source_interval_s(sources, source) * sources->defaults.jitter;

	return random_below((uint32_t)span + 1);
}

static int64_t backoff_max_s(const struct sources *sources)
{
	return sources->defaults.backoff_max_ms / 1000;
}

static bool is_file(const struct source *source)
{
	return strncmp(source->options.url, "file:", 5) == 0;
}

int64_t source_soon(const struct sources *sources, const struct source *source, int64_t now)
{
	int64_t spread_s = jitter_s(sources, source);

	/* Who adds a source looks for its first answer; fetch's ceilings keep them apart. */
	if (source->state.last_attempt == TIME_NONE)
		spread_s = is_file(source) ? 0 : MIN(spread_s, FIRST_SPREAD_S);
	return now + spread_s;
}

int64_t source_latest(const struct sources *sources, const struct source *source, int64_t now)
{
	int64_t interval_s = source_interval_s(sources, source);
	int64_t pause_s = MAX(interval_s, sources->defaults.max_age_max_ms / 1000);

	return now + MAX(pause_s, backoff_max_s(sources)) + interval_s / 2;
}

/* A due time that comes from before: from the store, or from before a reload. */
static void resume(struct sources *sources, struct source *source, int64_t due, int64_t now)
{
	int64_t latest = source_latest(sources, source, now);

	if (due <= now)
		due = source_soon(sources, source, now);
	due_set(sources, entry_of(source), MIN(due, latest));
}

/* ---- what is known already -------------------------------------------------------- */

/* What is copied may be part of what is replaced. */
static void copy_state(struct source_state *to, const struct source_state *from)
{
	struct source_state copy = *from;

	copy.id = mem_strdup(from->id);
	copy.url = mem_strdup(from->url);
	copy.etag = mem_strdup(from->etag);
	copy.last_modified = mem_strdup(from->last_modified);
	copy.reason = mem_strdup(from->reason);
	copy.reading = mem_strdup(from->reading);
	source_state_done(to);
	*to = copy;
}

/*
 * Somebody may have corrected the URL while the daemon was down. A redirect looks the same
 * from here; then a failing source is asked once more than it would have been.
 */
static bool may_be_corrected(const struct source *source)
{
	const struct source_state *state = &source->state;

	return (state->kind == SOURCE_FAILING || state->kind == SOURCE_GONE) && state->url &&
	       strcmp(state->url, source->options.url) != 0;
}

void source_restore(struct sources *sources, struct source *source,
	const struct source_state *state, int64_t now)
{
	copy_state(&source->state, state);
	resume(sources, source, may_be_corrected(source) ? now : state->due, now);
}

/* Another URL under the same id is another feed: its history is not news. */
static void begin_anew(struct source_state *state)
{
	mem_replace(&state->url, NULL);
	mem_replace(&state->etag, NULL);
	mem_replace(&state->last_modified, NULL);
	mem_replace(&state->reason, NULL);
	mem_replace(&state->reading, NULL);
	state->kind = SOURCE_NEW;
	state->last_class = POLL_OK;
	state->since = state->due = state->last_attempt = state->last_success = TIME_NONE;
	state->failures = 0;
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
	source_state_done(&source->state);
	source->state = old->state;
	old->state = (struct source_state){0};
	if (strcmp(source->options.url, old->options.url) != 0) {
		begin_anew(&source->state);
	} else {
		take_job(fresh, source, old);
		source->state.due =
			due_after_reload(fresh, source, source_interval_s(olds, old));
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

bool source_poke(struct sources *sources, struct source *source, int64_t now)
{
	int64_t last = source->state.last_attempt;
	int64_t least_s = sources->defaults.interval_min_ms / 1000;

	if (source->in_flight || !source->options.enabled)
		return false;
	if (last != TIME_NONE && last <= now && now - last < least_s)
		return false;
	due_set(sources, entry_of(source), now);
	return true;
}

static bool is_good(enum poll_class class)
{
	return class == POLL_OK || class == POLL_NOT_MODIFIED;
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
	if (is_good(class))
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

static void take_validators(struct source *source, const struct source_report *report)
{
	struct source_state *state = &source->state;

	if (report->class == POLL_OK)
		replace_pair(state, report);
	else if (report->class == POLL_NOT_MODIFIED)
		confirm_pair(state, report);
	else if (!state->etag && !state->last_modified)
		mem_replace(&state->url, source->options.url); /* see may_be_corrected */
}

static void count(struct source_state *state, const struct source_report *report, int64_t now)
{
	state->polls++;
	state->last_class = report->class;
	if (is_good(report->class)) {
		state->failures = 0;
		state->last_success = now;
		state->items += report->items;
	} else {
		state->failures++;
	}
}

/* What the publisher asks for, within our ceilings; -1 and below: nothing. */
static int64_t asked_pause_s(const struct sources *sources, const struct source *source,
	const struct source_report *report)
{
	int64_t longest_s = MAX(backoff_max_s(sources), source_interval_s(sources, source));

	return MAX(MIN(report->retry_after_s, longest_s),
		MIN(report->max_age_s, sources->defaults.max_age_max_ms / 1000));
}

static int64_t next_due(const struct sources *sources, const struct source *source,
	const struct source_report *report, int64_t now)
{
	const struct source_state *state = &source->state;
	enum poll_class class = state->kind == SOURCE_GONE ? POLL_GONE : report->class;
	int64_t pause_s = source_pause_s(class, state->failures,
		source_interval_s(sources, source), backoff_max_s(sources));

	pause_s = MAX(pause_s, asked_pause_s(sources, source, report));
	return now + pause_s + jitter_s(sources, source);
}

bool source_ended(struct sources *sources, struct source *source,
	const struct source_report *report, int64_t now)
{
	struct source_state *state = &source->state;
	bool changed;

	source->in_flight = false;
	take_validators(source, report);
	count(state, report, now);
	mem_replace(&state->reason, report->reason);
	if (report->reading)
		mem_replace(&state->reading, report->reading);
	changed = set_kind(state, next_kind(state, report->class, now), now);
	due_set(sources, entry_of(source), next_due(sources, source, report, now));
	return changed;
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

		if (!source->options.enabled)
			continue;
		tally.total++;
		(*counters[source->state.kind])++;
	}
	return tally;
}
