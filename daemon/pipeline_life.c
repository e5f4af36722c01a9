/*
 * The pipeline as a thing that is made, swapped, asked and let go; the flow itself is in
 * pipeline.c.
 */
#include "pipeline.h"

#include <string.h>

#include "pipeline_priv.h"

#include "base/log.h"
#include "base/mem.h"
#include "text/text.h"

/* ---- what the store says ----------------------------------------------------------------- */

int pipeline_store_said(struct pipeline *pipeline, int r)
{
	const char *why = r ? store_error(pipeline->store) : NULL;

	if (!r)
		return 0;
	if (!pipeline->trouble || strcmp(pipeline->trouble, why) != 0)
		log_error("store: %s", why);
	mem_replace(&pipeline->trouble, why);
	pipeline->damaged |= r == STORE_CORRUPT;
	return r;
}

void pipeline_store_takes(struct pipeline *pipeline)
{
	if (!pipeline->trouble || pipeline->damaged)
		return;
	log_notice("store: takes again");
	mem_replace(&pipeline->trouble, NULL);
}

/* ---- making and swapping ---------------------------------------------------------- */

static void restore_source(void *ctx, const struct source_state *state)
{
	struct pipeline *pipeline = ctx;
	struct source *source = sources_find(pipeline->sources, state->id);

	/* One that was polled or taken over since knows better than the store. */
	if (source && !source->in_flight && source->state.polls == 0)
		source_restore(pipeline->sources, source, state, pipeline_now(pipeline));
}

int pipeline_new(struct loop *loop, const struct clock *clock, struct store *store,
	struct sinks *sinks, struct settings *settings, struct pipeline **out_pipeline)
{
	struct pipeline *pipeline = mem_alloc(sizeof(*pipeline));
	int r;

	pipeline->loop = loop;
	pipeline->clock = clock;
	pipeline->store = store;
	pipeline->sinks = sinks;
	pipeline->settings = settings;
	pipeline->sources = settings_take_sources(settings);
	pipeline->analysis = analysis_ref(settings->analysis);
	pipeline->document = arena_new();
	pipeline->scratch = arena_new();
	pipeline->at_once = PIPELINE_AT_ONCE;
	delivery_new(pipeline);
	waves_new(pipeline);
	store_set_fold(store, text_fold_words);
	r = store_sources(store, restore_source, pipeline);
	if (loop) {
		upkeep_new(pipeline);
		copying_new(pipeline);
	}
	if (!r && loop)
		r = polling_new(pipeline);
	if (r) {
		pipeline_free(pipeline);
		return r;
	}
	*out_pipeline = pipeline;
	return 0;
}

void pipeline_free(struct pipeline *pipeline)
{
	if (!pipeline)
		return;
	polling_free(pipeline);
	delivery_free(pipeline);
	waves_free(pipeline);
	upkeep_free(pipeline);
	copying_free(pipeline);
	blind_free(pipeline);
	sources_free(pipeline->sources);
	analysis_unref(pipeline->analysis);
	arena_free(pipeline->document);
	arena_free(pipeline->scratch);
	mem_free(pipeline->trouble);
	mem_free(pipeline->troubles);
	mem_free(pipeline);
}

void pipeline_swap(struct pipeline *pipeline, struct settings *settings)
{
	struct sources *old = pipeline->sources;

	pipeline->settings = settings;
	pipeline->sources = settings_take_sources(settings);
	sources_adopt(pipeline->sources, old, pipeline_now(pipeline));
	/* A source that was taken out and came back is known to the store alone. */
	pipeline_store_said(pipeline, store_sources(pipeline->store, restore_source, pipeline));
	sources_free(old);
	analysis_unref(pipeline->analysis);
	pipeline->analysis = analysis_ref(settings->analysis);
	pipeline->blind_stale = true;
	delivery_replan(pipeline);
	outlets_swap(pipeline, &settings->targets);
	if (pipeline->fetch)
		fetch_set_options(pipeline->fetch, &settings->fetch);
	if (pipeline->polling)
		polling_wake(pipeline);
}

/* ---- what others may ask ---------------------------------------------------------- */

struct sources *pipeline_sources(struct pipeline *pipeline)
{
	return pipeline->sources;
}

struct sinks *pipeline_sinks(struct pipeline *pipeline)
{
	return pipeline->sinks;
}

struct store *pipeline_store(struct pipeline *pipeline)
{
	return pipeline->store;
}

const struct analysis *pipeline_analysis(struct pipeline *pipeline)
{
	return pipeline->analysis;
}

const struct pipeline_counts *pipeline_counts(const struct pipeline *pipeline)
{
	return &pipeline->counts;
}

int64_t pipeline_now(const struct pipeline *pipeline)
{
	return clock_wall_s(pipeline->clock);
}

const char *pipeline_trouble(struct pipeline *pipeline)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);

	if (pipeline->trouble)
		buf_printf(&text, "store: %s", pipeline->trouble);
	outlets_trouble(pipeline, &text);
	upkeep_trouble(pipeline, &text);
	mem_free(pipeline->troubles);
	pipeline->troubles = text.len ? buf_take(&text) : NULL;
	buf_done(&text);
	return pipeline->troubles;
}
