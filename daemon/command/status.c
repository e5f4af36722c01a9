/* status: is it well, and what has it done? */
#include <json-c/json.h>

#include "command/command_priv.h"
#include "model/json.h"

static void add_count(struct json_object *object, const char *name, int64_t value)
{
	json_object_object_add(object, name, json_object_new_int64(value));
}

static struct json_object *sources_json(const struct sources_tally *tally)
{
	struct json_object *object = json_object_new_object();

	add_count(object, "total", (int64_t)tally->total);
	add_count(object, "ok", (int64_t)tally->ok);
	add_count(object, "silent", (int64_t)tally->silent);
	add_count(object, "failing", (int64_t)tally->failing);
	add_count(object, "gone", (int64_t)tally->gone);
	add_count(object, "new", (int64_t)tally->fresh);
	add_count(object, "off", (int64_t)tally->off);
	return object;
}

static void add_totals(struct json_object *object, const struct store_totals *totals)
{
	add_count(object, "items", totals->items);
	add_count(object, "findings", totals->findings);
	add_count(object, "incidents", totals->incidents);
	add_count(object, "alerts", totals->alerts);
	add_count(object, "outbox", totals->outbox);
	add_count(object, "held", totals->held);
	add_count(object, "database_bytes", totals->bytes);
}

static struct json_object *blind_json(struct pipeline *pipeline)
{
	size_t count;
	const char *const *ids = pipeline_blind(pipeline, &count);

	return json_texts(ids, count);
}

static void add_silences(struct json_object *object, struct pipeline *pipeline)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct silence *list;
	size_t count;

	if (!store_silences(pipeline_store(pipeline), arena, pipeline_now(pipeline), false, &list,
		    &count))
		add_count(object, "silences", (int64_t)count);
}

/* A store that cannot even be counted is trouble: the answer says so, and all the rest. */
static void add_store(struct json_object *object, struct pipeline *pipeline)
{
	struct store *store = pipeline_store(pipeline);
	struct store_totals totals;
	int r = store_totals(store, &totals);
	const char *trouble = pipeline_trouble(pipeline);

	if (!r) {
		add_totals(object, &totals);
		add_silences(object, pipeline);
	} else if (!trouble) {
		trouble = store_error(store);
	}
	json_object_object_add(object, "trouble", json_text(trouble));
}

void command_status(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct pipeline *pipeline = context->pipeline;
	const struct analysis *analysis = pipeline_analysis(pipeline);
	struct sources_tally tally = sources_tally(pipeline_sources(pipeline));
	struct json_object *body = json_object_new_object();

	(void)request;
	json_object_object_add(body, "version", json_text(KORDON_VERSION));
	json_object_object_add(body, "started", json_time(context->started));
	add_count(body, "uptime_s", pipeline_now(pipeline) - context->started);
	json_object_object_add(body, "sources", sources_json(&tally));
	add_count(body, "rules", (int64_t)ruleset_count(analysis_ruleset(analysis)));
	add_count(body, "places", (int64_t)analysis_gazetteer(analysis)->place_count);
	json_object_object_add(body, "blind", blind_json(pipeline));
	add_store(body, pipeline);
	answer->body = body;
}
