/*
 * Sinks come and go with the configuration; what waits for them stays in the outbox under
 * their names. A reload keeps the sinks that are as they were, with what they have under way;
 * one that is other than before begins anew, and takes what waits at once. Alerts of a sink
 * that is gone are orphans: kept, said, and sent when a sink of that name is there again.
 */
#include "pipeline_priv.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"

/* What its entry asks for, for who wonders why it got nothing. */
static void put_wishes(struct buf *why, const struct sink_target *target)
{
	size_t i;

	buf_printf(why, "min_severity %s", severity_name((enum severity)target->min_severity));
	for (i = 0; target->categories && target->categories[i]; i++)
		buf_printf(why, "%s%s", i ? ", " : "; categories ", target->categories[i]);
	for (i = 0; target->countries && target->countries[i]; i++)
		buf_printf(why, "%s%s", i ? ", " : "; countries ", target->countries[i]);
}

static bool wanted(void *sinks, size_t i, const struct incident *incident,
	enum severity severity, struct buf *why)
{
	if (sink_wants(sinks, i, incident, severity))
		return true;
	put_wishes(why, sink_target(sinks, i));
	return false;
}

/* Programs, people and hooks can take several alerts as one; for machines that go by topics,
 * references or lines each is its own. The alert log holds all there is, as does who replays. */
static enum alert_reader sort_of(void *sinks, size_t i)
{
	const struct sink_target *target = sink_target(sinks, i);
	const char *name = sink_name(sinks, i);

	if (target)
		return target->type == SINK_EXEC || target->type == SINK_WEBHOOK ||
				       target->type == SINK_EMAIL
			       ? ALERT_READER_ROUTED
			       : ALERT_READER_SINGLY;
	return strcmp(name, "journal") == 0 || strcmp(name, "terminal") == 0
		       ? ALERT_READER_ALL
		       : ALERT_READER_RECORD;
}

static void name_sinks(struct pipeline *pipeline)
{
	size_t count = sinks_count(pipeline->sinks), i;

	mem_free(pipeline->sink_names);
	pipeline->sink_names = mem_calloc(count, sizeof(*pipeline->sink_names));
	for (i = 0; i < count; i++)
		pipeline->sink_names[i] = sink_name(pipeline->sinks, i);
	pipeline->readers = (struct alert_readers){
		.names = pipeline->sink_names,
		.count = count,
		.wants = wanted,
		.sort = sort_of,
		.ctx = pipeline->sinks,
		/* A replay shows what is raised, whoever would be told of it. */
		.routes = pipeline->loop ? pipeline->settings->routes : NULL,
	};
}

/* ---- orphans ------------------------------------------------------------------------ */

static bool has_name(char *const *names, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static bool has_sink(const struct pipeline *pipeline, const char *name)
{
	size_t i;

	for (i = 0; i < pipeline->readers.count; i++)
		if (strcmp(pipeline->sink_names[i], name) == 0)
			return true;
	return false;
}

struct look {
	struct pipeline *pipeline;
	char **found;
	size_t count, cap;
};

static void look_at(void *ctx, const struct store_queue *queue)
{
	struct look *look = ctx;
	struct pipeline *pipeline = look->pipeline;

	if (has_sink(pipeline, queue->sink))
		return;
	MEM_GROW(look->found, look->count, look->cap);
	look->found[look->count++] = mem_strdup(queue->sink);
	if (!has_name(pipeline->orphans, pipeline->orphan_count, queue->sink))
		log_warning("sink/%s: is gone from the configuration, and %lld alerts are kept "
			    "for it: put it back and reload, or 'kordonctl outbox move --sink "
			    "%s --to OTHER', or 'kordonctl outbox drop --sink %s'",
			queue->sink, (long long)(queue->waiting + queue->aside), queue->sink,
			queue->sink);
}

static void forget_orphans(struct pipeline *pipeline)
{
	size_t i;

	for (i = 0; i < pipeline->orphan_count; i++)
		mem_free(pipeline->orphans[i]);
	mem_free(pipeline->orphans);
}

void pipeline_look_for_orphans(struct pipeline *pipeline)
{
	struct look look = {.pipeline = pipeline};

	if (!pipeline->loop)
		return; /* of a replay nothing is left */
	pipeline_store_said(pipeline, store_outbox_sinks(pipeline->store, look_at, &look));
	forget_orphans(pipeline);
	pipeline->orphans = look.found;
	pipeline->orphan_count = look.count;
}

/* ---- outlets ------------------------------------------------------------------------ */

/* The alert is still in the outbox; the sink may see it twice, under one id. */
static void give_up(struct pipeline *pipeline, struct outlet *outlet, const char *name)
{
	if (!outlet->row)
		return;
	log_notice("sink/%s: the reload ends the delivery of alert %s that was under way; it "
		   "waits, and goes out again under the same id",
		name, outlet->alert_id);
	outlet->row = 0;
	if (pipeline->under_way)
		pipeline->under_way--;
}

static void free_outlet(struct outlet *outlet)
{
	arena_free(outlet->arena);
	mem_free(outlet->alert_id);
}

/* Another sink of the same name: what stood in the way of the one before says nothing. */
static struct outlet renewed(struct pipeline *pipeline, struct outlet outlet, const char *name)
{
	give_up(pipeline, &outlet, name);
	outlet.failing = false;
	outlet.failures = outlet.rest_until = 0;
	pipeline_store_said(pipeline, store_outbox_hurry(pipeline->store, name));
	return outlet;
}

static struct outlet next_outlet(struct pipeline *pipeline, struct outlet *before,
	const struct sink_move *move, const char *name)
{
	struct outlet outlet = {.arena = NULL};

	if (move->from == SINK_NEW) {
		outlet.arena = arena_new();
		pipeline_store_said(pipeline, store_outbox_hurry(pipeline->store, name));
		return outlet;
	}
	outlet = before[move->from];
	before[move->from] = (struct outlet){.arena = NULL};
	return move->kept ? outlet : renewed(pipeline, outlet, name);
}

void outlets_swap(struct pipeline *pipeline, struct sink_targets *targets)
{
	struct outlet *before = pipeline->outlets;
	size_t count = pipeline->readers.count, i;
	char **names = mem_calloc(count, sizeof(*names));
	struct sink_move *moves;

	for (i = 0; i < count; i++)
		names[i] = mem_strdup(pipeline->sink_names[i]);
	moves = sinks_swap(pipeline->sinks, targets);
	name_sinks(pipeline);
	pipeline->outlets = mem_calloc(pipeline->readers.count, sizeof(*pipeline->outlets));
	for (i = 0; i < pipeline->readers.count; i++)
		pipeline->outlets[i] =
			next_outlet(pipeline, before, &moves[i], pipeline->sink_names[i]);
	for (i = 0; i < count; i++) {
		give_up(pipeline, &before[i], names[i]);
		free_outlet(&before[i]);
		mem_free(names[i]);
	}
	mem_free(names);
	mem_free(before);
	mem_free(moves);
	pipeline_look_for_orphans(pipeline);
	pipeline_deliver(pipeline);
	delivery_tell_settled(pipeline);
}

void outlets_new(struct pipeline *pipeline)
{
	size_t i;

	name_sinks(pipeline);
	pipeline->outlets = mem_calloc(pipeline->readers.count, sizeof(*pipeline->outlets));
	for (i = 0; i < pipeline->readers.count; i++)
		pipeline->outlets[i].arena = arena_new();
	pipeline_look_for_orphans(pipeline);
}

void outlets_free(struct pipeline *pipeline)
{
	size_t i;

	for (i = 0; pipeline->outlets && i < pipeline->readers.count; i++)
		free_outlet(&pipeline->outlets[i]);
	mem_free(pipeline->outlets);
	mem_free(pipeline->sink_names);
	forget_orphans(pipeline);
}

void outlets_trouble(const struct pipeline *pipeline, struct buf *out)
{
	size_t i;

	for (i = 0; i < pipeline->readers.count; i++)
		if (pipeline->outlets[i].failing)
			buf_printf(out, "%ssink/%s: alerts wait: %s", out->len ? "; " : "",
				pipeline->sink_names[i], sink_why(pipeline->sinks, i));
	for (i = 0; i < pipeline->orphan_count; i++)
		buf_printf(out, "%ssink/%s: is gone, alerts are kept for it (kordonctl outbox)",
			out->len ? "; " : "", pipeline->orphans[i]);
}
