/* sinks and outbox: where alerts go, what waits for whom, and a test alert. */
#include <json-c/json.h>
#include <string.h>

#include "alert/alert.h"
#include "base/hash.h"
#include "command/command_priv.h"

/* ---- outbox --------------------------------------------------------------------------- */

void command_outbox(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	struct store_query query;

	if (!command_query(request, answer, &query))
		return;
	query.source = request->param(request, "sink");
	command_answer_rows(ctx, store_query_outbox, &query, "outbox", answer);
}

void command_outbox_replay(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct store *store = pipeline_store(context->pipeline);
	size_t count;

	if (store_outbox_replay(store, request->param(request, "sink"), &count)) {
		control_refuse(answer, 503, "the store cannot take it: %s", store_error(store));
		return;
	}
	pipeline_deliver(context->pipeline);
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "replayed", json_object_new_int64((int64_t)count));
}

/* ---- sinks ---------------------------------------------------------------------------- */

static struct json_object *sink_json(const struct sinks *sinks, size_t i)
{
	static const char *const types[] = {"exec", "webhook", "email"};
	struct json_object *object = json_object_new_object();
	const struct sink_target *target = sink_target(sinks, i);

	json_object_object_add(object, "name", json_text(sink_name(sinks, i)));
	json_object_object_add(object, "type",
		json_text(target ? types[target->type] : sink_name(sinks, i)));
	json_object_object_add(object, "trouble", json_text(sink_why(sinks, i)));
	return object;
}

void command_sinks(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	const struct sinks *sinks = pipeline_sinks(context->pipeline);
	struct json_object *rows = json_object_new_array();
	size_t i;

	(void)request;
	for (i = 0; i < sinks_count(sinks); i++)
		json_object_array_add(rows, sink_json(sinks, i));
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "sinks", rows);
}

static bool has_sink(const struct sinks *sinks, const char *name)
{
	size_t i;

	for (i = 0; i < sinks_count(sinks); i++)
		if (strcmp(sink_name(sinks, i), name) == 0)
			return true;
	return false;
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
