/* sinks and outbox: where alerts go, what waits for whom, and a test alert. */
#include <json-c/json.h>
#include <string.h>

#include "alert/alert.h"
#include "base/hash.h"
#include "command/command_priv.h"
#include "model/json.h"

#define ORPHANED "its sink is gone from the configuration: put it back and reload, or give its " \
		 "alerts to another one (outbox move), or drop them (outbox drop)"

static bool has_sink(const struct sinks *sinks, const char *name)
{
	size_t i;

	for (i = 0; i < sinks_count(sinks); i++)
		if (strcmp(sink_name(sinks, i), name) == 0)
			return true;
	return false;
}

/* ---- outbox --------------------------------------------------------------------------- */

/* Nothing ever tries what waits for a sink that is gone: it has to be said. */
static void mark_orphans(struct json_object *body, const struct sinks *sinks)
{
	struct json_object *rows = json_get(body, "outbox"), *row;
	size_t i;

	for (i = 0; rows && i < json_object_array_length(rows); i++) {
		row = json_object_array_get_idx(rows, i);
		if (has_sink(sinks, json_get_text(row, "sink")))
			continue;
		json_object_object_add(row, "orphaned", json_object_new_boolean(true));
		json_object_object_add(row, "why", json_text(ORPHANED));
	}
}

void command_outbox(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct store_query query;

	if (!command_query(request, answer, &query))
		return;
	query.source = request->param(request, "sink");
	command_answer_rows(context, store_query_outbox, &query, "outbox", answer);
	if (answer->body)
		mark_orphans(answer->body, pipeline_sinks(context->pipeline));
}

void command_outbox_replay(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct store *store = pipeline_store(context->pipeline);
	const char *sink = request->param(request, "sink");
	size_t count;

	if (sink && !has_sink(pipeline_sinks(context->pipeline), sink)) {
		control_refuse(answer, 404, "there is no sink '%s': nothing is sent again; where "
			"alerts wait for it, " ORPHANED, sink);
		return;
	}
	if (store_outbox_replay(store, sink, &count)) {
		control_refuse(answer, 503, "the store cannot take it: %s", store_error(store));
		return;
	}
	pipeline_deliver(context->pipeline);
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "replayed", json_object_new_int64((int64_t)count));
}

/* False after a refusal. */
static bool names_sink(const struct control_request *request, struct control_answer *answer,
	const char *param)
{
	if (request->param(request, param))
		return true;
	control_refuse(answer, 400, "whose alerts? Name a sink (--%s NAME)", param);
	return false;
}

void command_outbox_drop(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct store *store = pipeline_store(context->pipeline);
	const char *sink = request->param(request, "sink");
	size_t count;

	if (!names_sink(request, answer, "sink"))
		return;
	if (has_sink(pipeline_sinks(context->pipeline), sink)) {
		control_refuse(answer, 409, "the sink '%s' is in use: what waits for it is not "
			"dropped; take it out of the configuration and reload first", sink);
		return;
	}
	if (store_outbox_drop(store, sink, &count)) {
		control_refuse(answer, 503, "the store cannot take it: %s", store_error(store));
		return;
	}
	pipeline_look_for_orphans(context->pipeline);
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "dropped", json_object_new_int64((int64_t)count));
}

void command_outbox_move(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct store *store = pipeline_store(context->pipeline);
	const struct sinks *sinks = pipeline_sinks(context->pipeline);
	const char *sink = request->param(request, "sink"), *to = request->param(request, "to");
	size_t count;

	if (!names_sink(request, answer, "sink") || !names_sink(request, answer, "to"))
		return;
	if (has_sink(sinks, sink)) {
		control_refuse(answer, 409, "the sink '%s' is in use and keeps what waits for it",
			sink);
		return;
	}
	if (!has_sink(sinks, to)) {
		control_refuse(answer, 404, "there is no sink '%s'", to);
		return;
	}
	if (store_outbox_move(store, sink, to, &count)) {
		control_refuse(answer, 503, "the store cannot take it: %s", store_error(store));
		return;
	}
	pipeline_look_for_orphans(context->pipeline);
	pipeline_deliver(context->pipeline);
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "moved", json_object_new_int64((int64_t)count));
}

/* ---- sinks ---------------------------------------------------------------------------- */

static struct json_object *row_of(const char *name, const char *type, const char *trouble)
{
	struct json_object *row = json_object_new_object();

	json_object_object_add(row, "name", json_text(name));
	json_object_object_add(row, "type", json_text(type));
	json_object_object_add(row, "waiting", json_object_new_int64(0));
	json_object_object_add(row, "aside", json_object_new_int64(0));
	json_object_object_add(row, "trouble", json_text(trouble));
	return row;
}

static struct json_object *find_row(struct json_object *rows, const char *name)
{
	struct json_object *row;
	size_t i;

	for (i = 0; i < json_object_array_length(rows); i++) {
		row = json_object_array_get_idx(rows, i);
		if (strcmp(json_get_text(row, "name"), name) == 0)
			return row;
	}
	return NULL;
}

/* A queue of no sink is shown as one that is gone. */
static void add_queue(void *ctx, const struct store_queue *queue)
{
	struct json_object *rows = ctx, *row = find_row(rows, queue->sink);

	if (!row) {
		row = row_of(queue->sink, "gone", ORPHANED);
		json_object_array_add(rows, row);
	}
	json_object_object_add(row, "waiting", json_object_new_int64(queue->waiting));
	json_object_object_add(row, "aside", json_object_new_int64(queue->aside));
}

void command_sinks(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	const struct sinks *sinks = pipeline_sinks(context->pipeline);
	struct store *store = pipeline_store(context->pipeline);
	struct json_object *rows = json_object_new_array();
	size_t i;

	(void)request;
	for (i = 0; i < sinks_count(sinks); i++)
		json_object_array_add(rows,
			row_of(sink_name(sinks, i), sink_type(sinks, i), sink_why(sinks, i)));
	if (store_outbox_sinks(store, add_queue, rows)) {
		json_object_put(rows);
		control_refuse(answer, 503, "the store cannot answer: %s", store_error(store));
		return;
	}
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "sinks", rows);
}

void command_sink_test(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct store *store = pipeline_store(context->pipeline);
	const char *name = request->param(request, "sink");
	char id[UNIQUE_TEXT];

	if (!name || !has_sink(pipeline_sinks(context->pipeline), name)) {
		control_refuse(answer, 404, "there is no sink '%s'", name ? name : "");
		return;
	}
	if (alert_test(store, name, pipeline_now(context->pipeline), id)) {
		control_refuse(answer, 503, "the store cannot take it: %s", store_error(store));
		return;
	}
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "alert", json_text(id));
	pipeline_deliver(context->pipeline);
}
