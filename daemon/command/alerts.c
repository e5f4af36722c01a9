/*
 * alerts: those that were raised, and why something was told, waits, or was not told: the
 * decisions that were kept, what the outbox holds, and, of an item that no rule fired on, the
 * rules that lacked one thing.
 */
#include <ctype.h>
#include <json-c/json.h>
#include <string.h>

#include "command/command_priv.h"
#include "model/json.h"

enum { DECISIONS_MAX = 500, NEAR_MAX = 5 };

void command_alerts(
	void *ctx, const struct control_request *request, struct control_answer *answer)
{
	struct store_query query;

	if (command_query(request, answer, &query))
		command_answer_rows(ctx, store_query_alerts, &query, "alerts", answer);
}

/* ---- why -------------------------------------------------------------------------- */

struct why {
	const struct command_context *context;
	struct store *store;
	struct json_object *body;
	int r; /* of the store */
};

static void add_row(void *ctx, struct json_object *row)
{
	json_object_array_add(ctx, json_object_get(row));
}

/* The rows of a question, as a list of the answer. */
static struct json_object *ask(
	struct why *why, store_query_call *call, const struct store_query *query)
{
	struct json_object *rows = json_object_new_array();

	if (!why->r)
		why->r = call(why->store, query, add_row, rows);
	return rows;
}

static struct store_query query_of(int64_t incident, const char *alert, const char *item)
{
	return (struct store_query){.id = incident,
		.text = alert,
		.item = item,
		.since = TIME_NONE,
		.until = TIME_NONE,
		.limit = DECISIONS_MAX};
}

/* The first row of the question under that name; false where there is none. */
static bool add_subject(struct why *why, const char *name, store_query_call *call,
	const struct store_query *query)
{
	struct json_object *rows = ask(why, call, query);
	bool found = json_object_array_length(rows) > 0;

	if (found)
		json_object_object_add(why->body, name,
			json_object_get(json_object_array_get_idx(rows, 0)));
	json_object_put(rows);
	return found;
}

static void add_decisions(struct why *why, const struct store_query *query)
{
	json_object_object_add(
		why->body, "decisions", ask(why, store_query_decisions, query));
}

static void add_waiting(struct why *why, int64_t incident, const char *alert)
{
	struct store_query query = query_of(incident, alert, NULL);

	json_object_object_add(
		why->body, "waiting", ask(why, store_query_outbox, &query));
}

static struct json_object *miss_json(const struct analysis_miss *miss)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "rule", json_text(rule_id(miss->rule)));
	json_object_object_add(object, "miss", json_text(miss->miss));
	return object;
}

/* As the rules are now, and by the item's text as it was kept. */
static void add_near(struct why *why, const char *item)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct json_object *rows = json_object_new_array();
	struct analysis_miss misses[NEAR_MAX];
	struct store_copy copy;
	size_t count, i;
	int64_t row;

	if (!store_item_row(why->store, item, &row) &&
		!store_item_get(why->store, arena, row, &copy)) {
		count = analysis_near(pipeline_analysis(why->context->pipeline), arena,
			&copy.item, misses, NEAR_MAX);
		for (i = 0; i < count; i++)
			json_object_array_add(rows, miss_json(&misses[i]));
	}
	json_object_object_add(why->body, "near", rows);
}

/* What was decided under the number asked for, and under that of what it was merged into. */
static void add_both(struct why *why, int64_t id, int64_t survivor)
{
	struct store_query asked = query_of(id, NULL, NULL);
	struct store_query into = query_of(survivor, NULL, NULL);
	struct json_object *rows = ask(why, store_query_decisions, &asked);

	if (survivor != id && !why->r)
		why->r = store_query_decisions(why->store, &into, add_row, rows);
	json_object_object_add(why->body, "decisions", rows);
}

static bool why_incident(struct why *why, const char *id)
{
	int64_t asked = strtoll(id, NULL, 10), survivor;
	struct store_query query;

	if (strlen(id) > 15 || id[strspn(id, "0123456789")] || asked < 1 ||
		store_incident_survivor(why->store, asked, &survivor))
		return false;
	query = query_of(survivor, NULL, NULL);
	if (!add_subject(why, "incident", store_query_incidents, &query))
		return false;
	add_both(why, asked, survivor);
	add_waiting(why, survivor, NULL);
	return true;
}

static bool why_alert(struct why *why, const char *id)
{
	struct store_query one = query_of(0, NULL, id), kept = query_of(0, id, NULL);

	if (!add_subject(why, "alert", store_query_alerts, &one))
		return false;
	add_decisions(why, &kept);
	add_waiting(why, 0, id);
	return true;
}

static bool why_item(struct why *why, const char *id)
{
	struct store_query query = query_of(0, NULL, id);
	struct json_object *decisions;

	if (!add_subject(why, "item", store_query_items, &query))
		return false;
	add_decisions(why, &query);
	decisions = json_get(why->body, "decisions");
	if (!json_object_array_length(decisions))
		add_near(why, id);
	return true;
}

void command_alert_why(
	void *ctx, const struct control_request *request, struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct why why = {.context = context,
		.store = pipeline_store(context->pipeline),
		.body = json_object_new_object()};
	const char *id = request->param(request, "id");
	bool found = id && (why_incident(&why, id) || why_alert(&why, id) ||
				   why_item(&why, id));

	if (found && !why.r) {
		answer->body = why.body;
		return;
	}
	json_object_put(why.body);
	if (why.r)
		control_refuse(answer, 503, "the store cannot answer: %s",
			store_error(why.store));
	else
		control_refuse(answer, 404,
			"there is no incident, alert or item '%s'; incidents have numbers "
			"(kordonctl incidents), alerts and items ids of 26 letters and digits "
			"(kordonctl alerts, kordonctl items)",
			id ? id : "");
}
