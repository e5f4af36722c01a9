/*
 * Waves: alerts that time brings, not an item. After findings, and a few minutes later at the
 * latest, each wave of the rules is counted; one whose condition begins to hold is told, and
 * not again until it has fallen. That it is under way is kept, so that a restart tells nothing
 * twice. While its sources fail none falls: then silence says nothing.
 */
#include "pipeline_priv.h"

#include <string.h>

#include "alert/alert.h"
#include "base/log.h"
#include "incident/wave.h"

/* In replay months are minutes: it looks once an hour of its clock. */
enum { LOOK_S = 300, REPLAY_LOOK_S = 3600, MS = 1000 };

static bool is_there(void *ctx, const char *id)
{
	struct pipeline *pipeline = ctx;
	const struct source *source = sources_find(pipeline->sources, id);

	return source && source_is_asked(source);
}

/* A wave is blind where a rule is that it counts. */
static bool is_blind(struct pipeline *pipeline, const struct wave *wave)
{
	size_t count, i;
	const char *const *blind = pipeline_blind(pipeline, &count);

	for (i = 0; i < count; i++) {
		const struct rule *rule =
			ruleset_find(analysis_ruleset(pipeline->analysis), blind[i]);

		if (rule && strcmp(rule_category(rule), wave->category) == 0)
			return true;
	}
	return false;
}

/* ---- rising and falling --------------------------------------------------------------- */

static const struct store_wave *find_state(
	const struct store_wave *states, size_t count, const char *where)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(states[i].where, where) == 0)
			return &states[i];
	return NULL;
}

static int rise(struct pipeline *pipeline, const struct wave *wave,
	const struct wave_tally *tally, size_t *alerts)
{
	const struct place *place =
		wave->by == WAVE_BY_PLACE
			? gazetteer_place(analysis_gazetteer(pipeline->analysis), tally->where)
			: NULL;
	struct store_copy copy;
	const struct alert_wave told = {.wave = wave, .tally = tally, .copy = &copy};
	struct incident incident;
	const struct source *source = sources_find(pipeline->sources, tally->newest_source);
	const struct item_source unknown = {.id = tally->newest_source};
	bool raised = false;
	int r = store_item_get(pipeline->store, pipeline->scratch, tally->newest, &copy);

	if (!r)
		r = wave_begin(
			pipeline->store, pipeline->scratch, wave, tally, place, &incident);
	if (r)
		return r;
	copy.item.source = source ? &source->origin : &unknown;
	r = alert_consider_wave(pipeline->store, &pipeline->settings->alert, &told, &incident,
		pipeline_now(pipeline), &pipeline->readers, &raised);
	*alerts += raised;
	return r;
}

static int look_at_tallies(struct pipeline *pipeline, const struct wave *wave,
	struct wave_tally *tallies, size_t count, bool blind, size_t *alerts)
{
	struct store_wave *states;
	size_t state_count, i, j;
	int r = store_waves(
		pipeline->store, pipeline->scratch, wave->key, &states, &state_count);

	for (i = 0; i < count && !r; i++) {
		tallies[i].blind = blind;
		if (wave_holds(wave, &tallies[i]) &&
			!find_state(states, state_count, tallies[i].where))
			r = rise(pipeline, wave, &tallies[i], alerts);
	}
	for (j = 0; j < state_count && !r && !blind; j++) {
		for (i = 0; i < count; i++)
			if (strcmp(tallies[i].where, states[j].where) == 0)
				break;
		if (i == count || !wave_holds(wave, &tallies[i]))
			r = wave_end(pipeline->store, pipeline->scratch, &states[j],
				pipeline_now(pipeline));
	}
	return r;
}

static int look_at(struct pipeline *pipeline, const struct wave *wave, size_t *alerts)
{
	/* In replay items come of any source. */
	const struct wave_asked asked = {
		.wave = wave,
		.now = pipeline_now(pipeline),
		.is_there = pipeline->loop ? is_there : NULL,
		.ctx = pipeline,
	};
	struct wave_tally *tallies;
	size_t count;
	int r;

	arena_reset(pipeline->scratch);
	r = wave_count(pipeline->store, pipeline->scratch, &asked, &tallies, &count);
	return r ? r
		 : look_at_tallies(pipeline, wave, tallies, count, is_blind(pipeline, wave),
			   alerts);
}

/* ---- looking --------------------------------------------------------------------------- */

/* A source counts from its first good poll on, also while it has nothing to tell. */
static int note_sources(struct pipeline *pipeline)
{
	size_t count = sources_count(pipeline->sources), i;
	int r = 0;

	for (i = 0; i < count && !r; i++) {
		const struct source *source = sources_at(pipeline->sources, i);

		if (source_is_asked(source) && source->state.kind == SOURCE_OK)
			r = store_source_since_put(pipeline->store, source->options.id,
				pipeline_now(pipeline));
	}
	return r;
}

static int look_at_all(struct pipeline *pipeline, size_t *alerts)
{
	const struct ruleset *ruleset = analysis_ruleset(pipeline->analysis);
	size_t count = ruleset_wave_count(ruleset), i;
	int r = reminders_look(pipeline, alerts);

	if (!r && count && pipeline->loop)
		r = note_sources(pipeline);

	for (i = 0; i < count && !r; i++)
		r = look_at(pipeline, ruleset_wave(ruleset, i), alerts);
	return r;
}

void pipeline_look_at_time(struct pipeline *pipeline)
{
	size_t alerts = 0;
	int r;

	pipeline->waves_looked = pipeline_now(pipeline);
	r = store_begin(pipeline->store);
	if (pipeline_store_said(pipeline, r))
		return;
	r = look_at_all(pipeline, &alerts);
	if (r) {
		pipeline_store_said(pipeline, r);
		store_rollback(pipeline->store);
		return;
	}
	if (pipeline_store_said(pipeline, store_commit(pipeline->store)) || !alerts)
		return;
	pipeline->counts.alerts += (int64_t)alerts;
	delivery_wake(pipeline);
}

/* ---- when ------------------------------------------------------------------------------ */

static int64_t wait_s(const struct pipeline *pipeline)
{
	int64_t pause = pipeline->loop ? LOOK_S : REPLAY_LOOK_S;
	int64_t next = pipeline->waves_looked + pause, now = pipeline_now(pipeline);

	/* A clock that was set back makes nobody wait for it. */
	return next <= now || next > now + pause ? 0 : next - now;
}

static void timer_fired(void *ctx)
{
	struct pipeline *pipeline = ctx;

	pipeline_look_at_time(pipeline);
	loop_timer_set(pipeline->waves_timer, LOOK_S * MS);
}

void waves_wake(struct pipeline *pipeline)
{
	if (pipeline->waves_timer)
		loop_timer_set(pipeline->waves_timer, wait_s(pipeline) * MS);
	else if (!wait_s(pipeline))
		pipeline_look_at_time(pipeline);
}

void waves_start(struct pipeline *pipeline)
{
	loop_timer_set(pipeline->waves_timer, LOOK_S * MS);
}

void waves_new(struct pipeline *pipeline)
{
	if (pipeline->loop)
		pipeline->waves_timer = loop_timer_new(pipeline->loop, timer_fired, pipeline);
}

void waves_free(struct pipeline *pipeline)
{
	loop_timer_free(pipeline->waves_timer);
}
