/*
 * What waited long enough goes. Of one sink and group all go at once, and with them what
 * waits of the same incidents, so that each incident is told in order; more than one alert is
 * one message. What was silenced in the meantime is told to nobody.
 */
#include "alert/alert_priv.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { DIGEST_MAX = 100, ROUNDS_MAX = 1000, REPEAT_MAX_S = 7 * 86400 };

/* ---- what goes together ----------------------------------------------------------- */

struct batch {
	struct store_held *list;
	size_t count, cap;
};

static bool has_row(const struct batch *batch, int64_t row)
{
	size_t i;

	for (i = 0; i < batch->count; i++)
		if (batch->list[i].row == row)
			return true;
	return false;
}

static void add(struct arena *arena, struct batch *batch, const struct store_held *held,
	size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (has_row(batch, held[i].row))
			continue;
		ARENA_GROW(arena, batch->list, batch->count, batch->cap);
		batch->list[batch->count++] = held[i];
	}
}

static int by_row(const void *left, const void *right)
{
	const struct store_held *a = left, *b = right;

	return a->row < b->row ? -1 : a->row > b->row;
}

static int gather(const struct telling *telling, const char *sink, const char *group,
	struct batch *batch)
{
	struct store_held *held;
	size_t count, own, i;
	int r = store_held_group(
		telling->store, telling->arena, sink, group, DIGEST_MAX, &held, &count);

	if (r)
		return r;
	add(telling->arena, batch, held, count);
	own = batch->count;
	for (i = 0; i < own && !r; i++) {
		r = store_held_incident(telling->store, telling->arena, sink,
			batch->list[i].incident, DIGEST_MAX, &held, &count);
		if (!r)
			add(telling->arena, batch, held, count);
	}
	if (batch->count)
		qsort(batch->list, batch->count, sizeof(*batch->list), by_row);
	return r;
}

/* ---- silenced in the meantime ----------------------------------------------------- */

static int drop_silenced(const struct telling *telling, struct batch *batch)
{
	const struct silence *silence;
	size_t kept = 0, i;
	int r = 0;

	for (i = 0; i < batch->count && !r; i++) {
		struct store_held *held = &batch->list[i];
		struct json_object *alert = json_tokener_parse(held->line);

		r = silence_find(telling, alert, &silence);
		json_object_put(alert);
		if (!r && !silence)
			batch->list[kept++] = *held;
		if (r || !silence)
			continue;
		r = store_held_drop(telling->store, held->row);
		if (!r)
			r = decide(telling,
				(struct store_decision){.incident = held->incident,
					.alert = held->alert_id,
					.sink = held->sink,
					.code = "silenced"},
				"silenced by #%" PRId64 " of %s while it waited: %s",
				silence->id, silence->author, silence->reason);
	}
	batch->count = kept;
	return r;
}

/* ---- on their way ----------------------------------------------------------------- */

static int note_released(
	const struct telling *telling, const struct batch *batch, const char *message)
{
	size_t i;
	int r = 0;

	for (i = 0; i < batch->count && !r; i++)
		r = decide(telling,
			(struct store_decision){.incident = batch->list[i].incident,
				.alert = batch->list[i].alert_id,
				.sink = batch->list[i].sink,
				.code = "released"},
			message ? "waited long enough; goes as one of %zu in message %s"
				: "waited long enough; goes now",
			batch->count, message);
	return r;
}

static int send_each(const struct telling *telling, const struct batch *batch)
{
	size_t i;
	int r = note_released(telling, batch, NULL);

	for (i = 0; i < batch->count && !r; i++)
		r = store_held_move(telling->store, batch->list[i].row, 0, NULL);
	return r;
}

static int send_as_one(
	const struct telling *telling, const char *sink, const struct batch *batch)
{
	char id[UNIQUE_TEXT];
	struct store_message message;
	CLEANUP(mem_freep)
	char *line = digest_line(batch->list, batch->count, unique_id(telling->now, id),
		telling->now, &message);
	int64_t row;
	size_t i;
	int r;

	message.line = line;
	r = store_message_put(telling->store, &message);
	if (!r)
		r = store_outbox_put(
			telling->store, id, &(struct store_way){.sink = sink}, &row);
	for (i = 0; i < batch->count && !r; i++)
		r = store_held_bundle(telling->store, batch->list[i].row, row);
	return r ? r : note_released(telling, batch, id);
}

/* The log and the journal have a line an alert, and so have some others. */
static bool takes_digests(const struct alert_readers *readers, const char *sink)
{
	size_t i;

	for (i = 0; i < readers->count; i++)
		if (strcmp(readers->names[i], sink) == 0)
			return readers->sort(readers->ctx, i) == ALERT_READER_ROUTED;
	return true;
}

static int note_groups(
	const struct telling *telling, const char *sink, const struct batch *batch)
{
	size_t i;
	int r = 0;

	for (i = 0; i < batch->count && !r; i++)
		r = plan_sent(telling, sink, batch->list[i].group);
	return r;
}

int release_group(const struct telling *telling, const char *sink, const char *group)
{
	struct batch batch = {.list = NULL};
	bool alone;
	int r = gather(telling, sink, group, &batch);

	if (!r)
		r = drop_silenced(telling, &batch);
	if (!r)
		r = note_groups(telling, sink, &batch);
	if (r || !batch.count)
		return r;
	alone = batch.count == 1 && strcmp(batch.list[0].form, STORE_FORM_MINOR) != 0;
	return alone || !takes_digests(telling->readers, sink)
		       ? send_each(telling, &batch)
		       : send_as_one(telling, sink, &batch);
}

/* ---- once more -------------------------------------------------------------------- */

static int end_repeat(
	const struct telling *telling, const struct store_repeat *repeat, const char *why)
{
	int r = decide(telling,
		(struct store_decision){.incident = repeat->incident,
			.alert = repeat->alert_id,
			.sink = repeat->sink,
			.code = "repeat-end"},
		"is not told again: %s", why);

	return r ? r : store_repeat_end(telling->store, repeat->sink, repeat->incident);
}

static int tell_again(const struct telling *telling, const struct store_repeat *repeat,
	const struct route *route)
{
	char id[UNIQUE_TEXT];
	struct store_message message;
	CLEANUP(mem_freep)
	char *line =
		repeat_line(repeat, unique_id(telling->now, id), telling->now, &message);
	int r;

	message.line = line;
	r = store_message_put(telling->store, &message);
	if (!r)
		r = store_outbox_put(telling->store, id,
			&(struct store_way){.sink = repeat->sink, .route = route->name},
			NULL);
	if (!r)
		r = decide(telling,
			(struct store_decision){.incident = repeat->incident,
				.alert = repeat->alert_id,
				.sink = repeat->sink,
				.code = "repeated"},
			"route %s: nobody has acknowledged it, told again as %s",
			route->name, id);
	return r ? r
		 : store_repeat_again(
			   telling->store, repeat, telling->now + route->repeat_s, true);
}

/* When it may be told: TIME_NONE: now. */
static int postponed(const struct telling *telling, const struct store_repeat *repeat,
	const struct route *route, int64_t *out_until)
{
	struct json_object *alert = json_tokener_parse(repeat->line);
	const struct silence *silence;
	bool waits = false;
	int r = silence_find(telling, alert, &silence);

	json_object_put(alert);
	if (!r)
		r = store_outbox_has(
			telling->store, repeat->sink, repeat->incident, &waits);
	if (r)
		return r;
	*out_until = TIME_NONE;
	if (silence || waits)
		*out_until = telling->now + route->repeat_s;
	else if (route->quiet_count && route->quiet_except > SEVERITY_CRITICAL)
		*out_until = calendar_end(
			route->quiet, route->quiet_count, route->zone, telling->now);
	return 0;
}

static int repeat_one(const struct telling *telling, const struct store_repeat *repeat)
{
	const struct route *route =
		alert_routes_find(telling->readers->routes, repeat->route);
	int64_t until;
	int r;

	if (repeat->over)
		return end_repeat(
			telling, repeat, "its incident was acknowledged or closed");
	if (!route || !route->repeat_s)
		return end_repeat(telling, repeat, "its route repeats nothing any more");
	if (telling->now - repeat->since > REPEAT_MAX_S)
		return end_repeat(telling, repeat, "a week has gone by");
	r = postponed(telling, repeat, route, &until);
	if (r)
		return r;
	return until == TIME_NONE
		       ? tell_again(telling, repeat, route)
		       : store_repeat_again(telling->store, repeat, until, false);
}

/* ---- in time ---------------------------------------------------------------------- */

static int release_due(const struct telling *telling)
{
	struct store_repeat repeat;
	const char *sink, *group;
	int rounds, r = store_messages_forget(telling->store,
			    telling->now - telling->options->keep_decisions_ms / 1000);

	for (rounds = 0; !r && rounds < ROUNDS_MAX; rounds++) {
		r = store_held_due(
			telling->store, telling->arena, telling->now, &sink, &group);
		if (!r)
			r = release_group(telling, sink, group);
	}
	if (r && r != STORE_NONE)
		return r;
	for (r = 0, rounds = 0; !r && rounds < ROUNDS_MAX; rounds++) {
		r = store_repeat_due(
			telling->store, telling->arena, telling->now, &repeat);
		if (!r)
			r = repeat_one(telling, &repeat);
	}
	return r == STORE_NONE ? 0 : r;
}

int alert_release(struct store *store, const struct alert_options *options,
	const struct alert_readers *readers, int64_t now, int64_t *out_due)
{
	CLEANUP(arena_freep) struct arena *arena = NULL;
	struct telling telling = {
		.store = store, .options = options, .readers = readers, .now = now};
	int64_t due;
	int r = store_held_soonest(store, &due);

	if (!r && due != TIME_NONE && due <= now) {
		telling.arena = arena = arena_new();
		r = store_begin(store);
		if (r)
			return r;
		r = release_due(&telling);
		if (r) {
			store_rollback(store);
			return r;
		}
		r = store_commit(store);
		if (!r)
			r = store_held_soonest(store, &due);
	}
	if (!r)
		*out_due = due;
	return r;
}
