/* db: the room of the database, what is past its time, and copies of it. */
#include <json-c/json.h>
#include <string.h>

#include "base/mem.h"
#include "command/command_priv.h"
#include "model/json.h"
#include "upkeep.h"

static void add_count(struct json_object *object, const char *name, int64_t value)
{
	json_object_object_add(object, name, json_object_new_int64(value));
}

static struct json_object *pass_json(const struct upkeep_pass *pass)
{
	struct json_object *object = json_object_new_object(),
			   *removed = json_object_new_object();
	int class;

	json_object_object_add(object, "under_way", json_object_new_boolean(pass->under_way));
	json_object_object_add(object, "began", json_time(pass->began));
	json_object_object_add(object, "ended", json_time(pass->ended));
	for (class = 0; class < STORE_CLASS_COUNT; class ++)
		add_count(removed, store_class_name((enum store_class)class),
			pass->removed[class]);
	json_object_object_add(object, "removed", removed);
	add_count(object, "longest_step_ms", pass->step_max_ms);
	return object;
}

static struct json_object *copy_json(const struct upkeep_copy *copy)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(
		object, "state", json_text(upkeep_copy_kind_name(copy->kind)));
	json_object_object_add(object, "file", json_text(copy->path));
	json_object_object_add(object, "why", json_text(copy->why));
	add_count(object, "pages", copy->progress.total);
	add_count(object, "pages_left", copy->progress.left);
	add_count(object, "items", copy->totals.items);
	add_count(object, "findings", copy->totals.findings);
	add_count(object, "incidents", copy->totals.incidents);
	add_count(object, "alerts", copy->totals.alerts);
	return object;
}

void command_db(void *ctx, const struct control_request *request, struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct pipeline *pipeline = context->pipeline;
	struct store *store = pipeline_store(pipeline);
	struct store_space space;

	(void)request;
	if (store_space(store, &space)) {
		control_refuse(answer, 503, "the store cannot answer: %s", store_error(store));
		return;
	}
	answer->body = json_object_new_object();
	add_count(answer->body, "bytes", space.bytes);
	add_count(answer->body, "unused_bytes", space.unused);
	json_object_object_add(
		answer->body, "gives_back", json_object_new_boolean(space.gives_back));
	json_object_object_add(answer->body, "prune", pass_json(upkeep_pass(pipeline)));
	json_object_object_add(answer->body, "backup", copy_json(upkeep_copy(pipeline)));
}

void command_db_prune(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;

	upkeep_prune(context->pipeline);
	command_db(ctx, request, answer);
}

void command_db_backup(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	const char *file = request->param(request, "file"),
		   *force = request->param(request, "force");
	CLEANUP(mem_freep) char *why = NULL;

	if (!file || *file != '/') {
		control_refuse(answer, 400, "file has to be an absolute path");
		return;
	}
	why = upkeep_copy_begin(context->pipeline, file, force && strcmp(force, "1") == 0);
	if (why)
		control_refuse(answer, 409, "%s", why);
	else
		command_db(ctx, request, answer);
}
