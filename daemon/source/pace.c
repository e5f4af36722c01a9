/*
 * When a source is asked next. Its interval is the least; its own rhythm, what its publisher
 * asks for (Retry-After, max-age, ttl, sy:, skipHours, skipDays) and its neighbours on the
 * same host can only make it later, each within a ceiling.
 */
#include "source/source_priv.h"

#include <string.h>

#include "base/hash.h"

enum {
	FIRST_SPREAD_S = 10, /* new sources are asked within it */
	SLOWEST = 4,         /* times the interval, for what seldom brings anything */
	LOOKS_PER_ITEM = 4,
	CONFIRM_S = 5 * MINUTE_S, /* before a page that is missing is asked for again */
	SILENT_RHYTHMS = 20, /* so many times the usual gap is a silence, ... */
	SILENT_LEAST_S = 12 * HOUR_S, /* ... but a night and a holiday season are none */
	SILENT_MOST_S = 60 * DAY_S,
	WEEK_HOURS = 7 * 24,
};

static int64_t plain_interval_s(const struct sources *sources, const struct source *source)
{
	int64_t ms = source->options.interval_ms ? source->options.interval_ms
						 : sources->defaults.interval_ms;

	return MAX(MAX(ms, sources->defaults.interval_min_ms) / 1000, 1);
}

/* Who states an interval wants that one; else what comes rarely is looked for less often. */
int64_t source_interval_s(const struct sources *sources, const struct source *source)
{
	int64_t interval_s = plain_interval_s(sources, source);
	int64_t own_s = source->state.pace.rhythm_s / LOOKS_PER_ITEM;

	if (source->options.interval_ms)
		return interval_s;
	return MIN(MAX(own_s, interval_s), interval_s * SLOWEST);
}

static int64_t jitter_s(const struct sources *sources, const struct source *source)
{
	double span =
		(double)plain_interval_s(sources, source) * sources->defaults.jitter;

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
	return MAX(now + spread_s, MIN(source->state.not_before, now + backoff_max_s(sources)));
}

int64_t source_latest(const struct sources *sources, const struct source *source, int64_t now)
{
	int64_t interval_s = plain_interval_s(sources, source) * SLOWEST;
	int64_t pause_s = MAX(interval_s, sources->defaults.max_age_max_ms / 1000);

	if (source->state.pace.skip_hours || source->state.pace.skip_days)
		pause_s += 7 * DAY_S;
	return now + MAX(pause_s, backoff_max_s(sources)) + interval_s;
}

/* ---- what the publisher asks for -------------------------------------------------- */

/* What the publisher asks for, within our ceilings; -1 and below: nothing. */
static int64_t asked_pause_s(const struct sources *sources, const struct source *source,
	const struct source_report *report)
{
	const struct source_state *state = &source->state;
	int64_t longest_s = MAX(backoff_max_s(sources), source_interval_s(sources, source));
	int64_t fresh_s = poll_class_is_good(report->class)
				  ? MAX(state->max_age_s, state->pace.ttl_s)
				  : report->max_age_s;

	return MAX(MIN(report->retry_after_s, longest_s),
		MIN(fresh_s, sources->defaults.max_age_max_ms / 1000));
}

static bool is_skipped(const struct source_pace *pace, int64_t when)
{
	int64_t hour = when / HOUR_S % 24, day = (when / DAY_S + 4) % 7; /* 1970: a Thursday */

	return (pace->skip_hours >> hour & 1) || (pace->skip_days >> day & 1);
}

/* The first hour from then on that is not skipped; who skips them all skips none. */
static int64_t behind_skipped(const struct source_pace *pace, int64_t when)
{
	int64_t at = when;
	int i;

	for (i = 0; i <= WEEK_HOURS; i++) {
		if (!is_skipped(pace, at))
			return at;
		at = (at / HOUR_S + 1) * HOUR_S;
	}
	return when;
}

/* ---- neighbours ------------------------------------------------------------------- */

/* Sources of one host take turns that are spread over the interval. */
static int64_t take_slot(struct entry *entry, int64_t earliest, int64_t interval_s)
{
	struct site *site = entry->site;
	int64_t slot = site->last_slot + interval_s / (int64_t)site->count;

	if (slot < earliest || slot > earliest + interval_s)
		slot = earliest; /* out of step: a pause, a restart, a clock that jumped */
	site->last_slot = slot;
	return slot;
}

int64_t source_next_due(struct sources *sources, struct source *source,
	const struct source_report *report, int64_t now)
{
	const struct source_state *state = &source->state;
	struct entry *entry = entry_of(source);
	enum poll_class class = state->kind == SOURCE_GONE ? POLL_GONE : report->class;
	int64_t interval_s = source_interval_s(sources, source);
	int64_t pause_s = source_pause_s(class, state->failures, interval_s,
		backoff_max_s(sources));
	int64_t due;

	if (report->confirming)
		pause_s = MAX(MIN(plain_interval_s(sources, source), CONFIRM_S),
			sources->defaults.interval_min_ms / 1000);
	pause_s = MAX(pause_s, asked_pause_s(sources, source, report));
	if (sources->defaults.jitter > 0 && entry->site->count > 1 && !state->failures)
		due = take_slot(entry, now + pause_s, interval_s);
	else
		due = now + pause_s + jitter_s(sources, source);
	return behind_skipped(&state->pace, due);
}

bool source_host_is_busy(const struct sources *sources, const struct source *source,
	int64_t within_s)
{
	const struct site *site = ((const struct entry *)source)->site;

	return source_interval_s(sources, source) / (int64_t)MAX(site->count, 1) <= within_s;
}

/* Until when a person's wish to ask has to wait too. */
int64_t source_not_before(const struct sources *sources, const struct source *source,
	const struct source_report *report, int64_t now)
{
	int64_t wait_s = MIN(report->retry_after_s, backoff_max_s(sources));

	if (report->class == POLL_THROTTLED)
		wait_s = MAX(wait_s,
			source_pause_s(POLL_THROTTLED, source->state.failures,
				source_interval_s(sources, source), backoff_max_s(sources)));
	return wait_s > 0 ? now + wait_s : 0;
}

/* ---- silence ---------------------------------------------------------------------- */

bool source_is_silent(const struct source *source, int64_t now)
{
	const struct source_state *state = &source->state;
	int64_t usual_s = state->pace.rhythm_s * SILENT_RHYTHMS;

	if (state->kind != SOURCE_OK || !state->pace.rhythm_s || !state->last_news)
		return false;
	return now - state->last_news > MIN(MAX(usual_s, SILENT_LEAST_S), SILENT_MOST_S);
}
