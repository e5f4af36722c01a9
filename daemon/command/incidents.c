/* incidents: what the store remembers, and what people say of it. */
#include <json-c/json.h>
#include <string.h>

#include "base/arena.h"
#include "command/command_priv.h"

static bool known_status(const char *name, struct control_answer *answer)
{
	static const char choices[] =
#define X(name, text) text ", "
		INCIDENT_STATUSES(X)
#undef X
		"or " INCIDENT_OPEN " for all but closed";
	enum incident_status status;

	if (!name || strcmp(name, INCIDENT_OPEN) == 0 || incident_status_parse(name, &status))
		return true;
	control_refuse(answer, 400, "there is no status '%s': %s", name, choices);
	return false;
}

void command_incidents(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	struct store_query query;

	if (command_query(request, answer, &query) && known_status(query.status, answer))
		command_answer_rows(ctx, store_query_incidents, &query, "incidents", answer);
}

/* ---- changes by people -------------------------------------------------------------------- */

static void acknowledge(struct incident *incident)
{
	incident->acknowledged = true;
}

static void close_it(struct incident *incident)
{
	incident->status = INCIDENT_CLOSED;
}

static int change_in_store(struct store *store, int64_t id, void (*change)(struct incident *),
	struct incident *incident, struct arena *arena)
{
	int r = store_begin(store);

	if (r)
		return r;
	r = store_incident_get(store, arena, id, incident);
	if (!r) {
		change(incident);
		r = store_incident_put(store, incident);
	}
	if (!r) {
		r = store_commit(store);
		return r ? r : store_make_durable(store);
	}
	store_rollback(store);
	return r;
}

static void change_incident(void *ctx, const struct control_request *request,
	struct control_answer *answer, void (*change)(struct incident *))
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct command_context *context = ctx;
	struct store *store = pipeline_store(context->pipeline);
	struct incident incident;
	struct store_query query;
	int r;

	if (!command_query(request, answer, &query))
		return;
	if (!query.id) {
		control_refuse(answer, 400, "id is missing");
		return;
	}
	r = change_in_store(store, query.id, change, &incident, arena);
	if (r == STORE_NONE) {
		control_refuse(answer, 404, "there is no incident %lld", (long long)query.id);
	} else if (r) {
		control_refuse(answer, 503, "the store cannot take it: %s", store_error(store));
	} else {
		answer->body = json_object_new_object();
		json_object_object_add(answer->body, "incident", incident_json(&incident));
	}
}

void command_incident_ack(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	change_incident(ctx, request, answer, acknowledge);
}

void command_incident_close(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	change_incident(ctx, request, answer, close_it);
}
