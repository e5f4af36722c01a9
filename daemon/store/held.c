/* Alerts that wait: for others of their group, for the end of quiet hours, for a digest. */
#include "store/store_priv.h"

#include <string.h>

#include "base/mem.h"

/* ---- rows that are held ----------------------------------------------------------- */

static struct store_held read_held(
	struct arena *arena, sqlite3_stmt *statement, const char *sink)
{
	struct store_held held = {
		.row = sqlite3_column_int64(statement, 0),
		.sink = sink,
		.route = arena_strdup(arena, column_text(statement, 1)),
		.group = arena_strdup(arena, column_text(statement, 2)),
		.why = arena_strdup(arena, column_text(statement, 3)),
		.due = sqlite3_column_int64(statement, 4),
		.alert_id = arena_strdup(arena, column_text(statement, 5)),
		.line = arena_strdup(arena, column_text(statement, 6)),
		.incident = sqlite3_column_int64(statement, 8),
		.form = arena_strdup(arena, column_text(statement, 9)),
	};

	(void)severity_parse(column_text(statement, 7), &held.severity);
	return held;
}

static int read_all(struct store *store, struct arena *arena, sqlite3_stmt *statement,
	const char *sink, struct store_held **out_held, size_t *out_count)
{
	struct store_held *list = NULL;
	size_t count = 0, cap = 0;
	int rc;

	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		ARENA_GROW(arena, list, count, cap);
		list[count++] = read_held(arena, statement, sink);
	}
	sqlite3_reset(statement);
	*out_held = list;
	*out_count = count;
	return store_said(store, rc);
}

int store_held_group(struct store *store, struct arena *arena, const char *sink,
	const char *group, size_t max, struct store_held **out_held, size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_HELD_GROUP_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, sink);
	bind_text(statement, 2, group);
	bind_int(statement, 3, (int64_t)max);
	return read_all(store, arena, statement, sink, out_held, out_count);
}

int store_held_incident(struct store *store, struct arena *arena, const char *sink,
	int64_t incident, size_t max, struct store_held **out_held, size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_HELD_INCIDENT_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, sink);
	bind_int(statement, 2, incident);
	bind_int(statement, 3, (int64_t)max);
	return read_all(store, arena, statement, sink, out_held, out_count);
}

int store_held_all(struct store *store, struct arena *arena, size_t max,
	struct store_held **out_held, size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_HELD_ALL_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, (int64_t)max);
	return read_all(store, arena, statement, NULL, out_held, out_count);
}

int store_held_due(struct store *store, struct arena *arena, int64_t now,
	const char **out_sink, const char **out_group)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_HELD_DUE_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, now);
	rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW) {
		*out_sink = arena_strdup(arena, column_text(statement, 0));
		*out_group = arena_strdup(arena, column_text(statement, 1));
	}
	sqlite3_reset(statement);
	return rc == SQLITE_DONE ? STORE_NONE : store_said(store, rc);
}

int store_held_move(struct store *store, int64_t row, int64_t due, const char *held)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_HELD_MOVE_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, due);
	bind_text(statement, 2, held);
	bind_int(statement, 3, row);
	return store_run(store, statement);
}

int store_held_bundle(struct store *store, int64_t row, int64_t digest_row)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_HELD_BUNDLE_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, digest_row);
	bind_int(statement, 2, row);
	return store_run(store, statement);
}

int store_held_drop(struct store *store, int64_t row)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_HELD_DROP_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, row);
	return store_run(store, statement);
}

int store_outbox_has(
	struct store *store, const char *sink, int64_t incident, bool *out_has)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_OUTBOX_HAS_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, sink);
	bind_int(statement, 2, incident);
	rc = sqlite3_step(statement);
	*out_has = rc == SQLITE_ROW;
	sqlite3_reset(statement);
	return store_said(store, rc);
}

int store_held_forget(
	struct store *store, const char *sink, int64_t incident, const char *alert_id)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_HELD_FORGET_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, sink);
	bind_int(statement, 2, incident);
	r = store_run(store, statement);
	if (r || !sqlite3_changes(store->db))
		return r;
	statement = store_prepare(store, STORE_MINOR_FORGET_SQL);
	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, incident);
	bind_text(statement, 2, alert_id);
	return store_run(store, statement);
}

int store_messages_forget(struct store *store, int64_t before)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_MESSAGES_FORGET_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, before);
	return store_run(store, statement);
}

/* The one number of a question; TIME_NONE where there is none. */
static int read_time(struct store *store, sqlite3_stmt *statement, int64_t *out_time)
{
	int rc;

	if (!statement)
		return STORE_FAILED;
	rc = sqlite3_step(statement);
	*out_time = rc == SQLITE_ROW ? column_time(statement, 0) : TIME_NONE;
	sqlite3_reset(statement);
	return store_said(store, rc);
}

int store_held_soonest(struct store *store, int64_t *out_due)
{
	int64_t held, repeat;
	int r = read_time(store, store_prepare(store, STORE_HELD_SOONEST_SQL), &held);

	if (!r)
		r = read_time(
			store, store_prepare(store, STORE_REPEAT_SOONEST_SQL), &repeat);
	if (!r)
		*out_due = held == TIME_NONE     ? repeat
			   : repeat == TIME_NONE ? held
						 : MIN(held, repeat);
	return r;
}

/* ---- groups ----------------------------------------------------------------------- */

int store_group_sent(
	struct store *store, const char *sink, const char *group, int64_t *out_sent)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_GROUP_SENT_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, sink);
	bind_text(statement, 2, group);
	return read_time(store, statement, out_sent);
}

int store_group_put(struct store *store, const char *sink, const char *group,
	int64_t sent, int64_t keep_since)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_GROUP_PRUNE_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, keep_since);
	r = store_run(store, statement);
	statement = r ? NULL : store_prepare(store, STORE_GROUP_PUT_SQL);
	if (!statement)
		return r ? r : STORE_FAILED;
	bind_text(statement, 1, sink);
	bind_text(statement, 2, group);
	bind_int(statement, 3, sent);
	return store_run(store, statement);
}

/* ---- repeats ---------------------------------------------------------------------- */

int store_repeat_put(struct store *store, const struct store_repeat *repeat)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REPEAT_PUT_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, repeat->sink);
	bind_int(statement, 2, repeat->incident);
	bind_text(statement, 3, repeat->alert_id);
	bind_text(statement, 4, repeat->route);
	bind_int(statement, 5, repeat->since);
	bind_int(statement, 6, repeat->due);
	return store_run(store, statement);
}

/* A status stands there unless the incident is gone. */
static bool is_over(sqlite3_stmt *statement)
{
	const char *status = column_text(statement, 8);

	return !status || strcmp(status, incident_status_name(INCIDENT_CLOSED)) == 0 ||
	       sqlite3_column_int(statement, 7) != 0 || !column_text(statement, 9);
}

int store_repeat_due(struct store *store, struct arena *arena, int64_t now,
	struct store_repeat *out_repeat)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REPEAT_DUE_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, now);
	rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		*out_repeat = (struct store_repeat){
			.sink = arena_strdup(arena, column_text(statement, 0)),
			.incident = sqlite3_column_int64(statement, 1),
			.alert_id = arena_strdup(arena, column_text(statement, 2)),
			.route = arena_strdup(arena, column_text(statement, 3)),
			.since = sqlite3_column_int64(statement, 4),
			.due = sqlite3_column_int64(statement, 5),
			.count = sqlite3_column_int64(statement, 6),
			.over = is_over(statement),
			.line = arena_strdup(arena, column_text(statement, 9)),
		};
	sqlite3_reset(statement);
	return rc == SQLITE_DONE ? STORE_NONE : store_said(store, rc);
}

int store_repeat_again(
	struct store *store, const struct store_repeat *repeat, int64_t due, bool told)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REPEAT_AGAIN_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, due);
	bind_int(statement, 2, told);
	bind_text(statement, 3, repeat->sink);
	bind_int(statement, 4, repeat->incident);
	return store_run(store, statement);
}

int store_repeat_end(struct store *store, const char *sink, int64_t incident)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REPEAT_END_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, sink);
	bind_int(statement, 2, incident);
	return store_run(store, statement);
}
