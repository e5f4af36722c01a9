/* Alerts and the outbox: one row a sink until the sink has the alert. */
#include "store/store_priv.h"

static int put_alert_row(struct store *store, const struct alert *alert, const char *line)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ALERT_ADD_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, alert->id);
	bind_int(statement, 2, alert->time);
	bind_text(statement, 3, alert_kind_name(alert->kind));
	bind_text(statement, 4, severity_name(alert->finding->severity));
	bind_text(statement, 5, alert->finding->category);
	bind_int(statement, 6, alert->incident->id);
	bind_text(statement, 7, alert->item_id);
	bind_text(statement, 8, alert->item->source ? alert->item->source->id : NULL);
	bind_text(statement, 9, line);
	return store_run(store, statement);
}

int store_alert_put(struct store *store, const struct alert *alert, const char *line,
	const char *const *sinks, size_t sink_count)
{
	sqlite3_stmt *statement;
	size_t i;
	int r = put_alert_row(store, alert, line);

	store->undurable = true;
	for (i = 0; i < sink_count && !r; i++) {
		statement = store_prepare(store, STORE_OUTBOX_ADD_SQL);
		if (!statement)
			return STORE_FAILED;
		bind_text(statement, 1, alert->id);
		bind_text(statement, 2, sinks[i]);
		bind_int(statement, 3, alert->time);
		r = store_run(store, statement);
	}
	return r;
}

/* The strings are the statement's. */
static struct store_delivery read_delivery(sqlite3_stmt *statement)
{
	struct store_delivery delivery = {
		.row = sqlite3_column_int64(statement, 0),
		.alert_id = column_text(statement, 1),
		.line = column_text(statement, 2),
		.attempts = sqlite3_column_int64(statement, 4),
		.since = sqlite3_column_int64(statement, 5),
	};

	(void)severity_parse(column_text(statement, 3), &delivery.severity);
	return delivery;
}

int store_outbox(struct store *store, const char *sink, int64_t now, size_t max,
	store_delivery_callback *callback, void *ctx)
{
	sqlite3_stmt *statement;
	struct store_delivery delivery;
	int rc = store_make_durable(store);

	if (rc)
		return rc;
	statement = store_prepare(store, STORE_OUTBOX_SQL);
	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, sink);
	bind_int(statement, 2, now);
	bind_int(statement, 3, (int64_t)MIN(max, (size_t)INT32_MAX));
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		delivery = read_delivery(statement);
		callback(ctx, &delivery);
	}
	sqlite3_reset(statement);
	return store_said(store, rc);
}

static int next_due(struct store *store, const char *sink, int64_t *out_due)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_OUTBOX_DUE_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, sink);
	rc = sqlite3_step(statement);
	*out_due = rc == SQLITE_ROW ? column_time(statement, 0) : TIME_NONE;
	sqlite3_reset(statement);
	return store_said(store, rc);
}

int store_outbox_next(struct store *store, struct arena *arena, const char *sink, int64_t now,
	struct store_delivery *out_delivery, int64_t *out_due)
{
	sqlite3_stmt *statement;
	struct store_delivery delivery;
	int rc = store_make_durable(store);

	if (rc)
		return rc;
	statement = store_prepare(store, STORE_OUTBOX_NEXT_SQL);
	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, sink);
	bind_int(statement, 2, now);
	rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW) {
		delivery = read_delivery(statement);
		delivery.alert_id = arena_strdup(arena, delivery.alert_id);
		delivery.line = arena_strdup(arena, delivery.line);
		*out_delivery = delivery;
	}
	sqlite3_reset(statement);
	if (rc != SQLITE_DONE)
		return store_said(store, rc);
	rc = next_due(store, sink, out_due);
	return rc ? rc : STORE_NONE;
}

int store_outbox_put_aside(struct store *store, int64_t row, int64_t now, const char *why)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_OUTBOX_ASIDE_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, now);
	bind_text(statement, 2, why);
	bind_int(statement, 3, row);
	return store_run(store, statement);
}

int store_outbox_replay(struct store *store, const char *sink, size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_OUTBOX_REPLAY_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, sink);
	r = store_run(store, statement);
	*out_count = r ? 0 : (size_t)sqlite3_changes(store->db);
	return r;
}

int store_outbox_done(struct store *store, const int64_t *rows, size_t count)
{
	sqlite3_stmt *statement;
	size_t i;
	int r = store_begin(store);

	if (r)
		return r;
	for (i = 0; i < count && !r; i++) {
		statement = store_prepare(store, STORE_OUTBOX_DONE_SQL);
		if (!statement)
			r = STORE_FAILED;
		else
			bind_int(statement, 1, rows[i]);
		if (!r)
			r = store_run(store, statement);
	}
	if (!r)
		return store_commit(store);
	store_rollback(store);
	return r;
}

int store_outbox_later(struct store *store, int64_t row, int64_t due, const char *why)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_OUTBOX_LATER_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, due);
	bind_text(statement, 2, why);
	bind_int(statement, 3, row);
	return store_run(store, statement);
}

int store_outbox_waiting(struct store *store, int64_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_OUTBOX_WAITING_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	r = store_said(store, sqlite3_step(statement));
	if (!r)
		*out_count = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return r;
}

int store_outbox_sinks(struct store *store, store_queue_callback *callback, void *ctx)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_OUTBOX_SINKS_SQL);
	struct store_queue queue;
	int rc;

	if (!statement)
		return STORE_FAILED;
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		queue = (struct store_queue){
			.sink = column_text(statement, 0),
			.waiting = sqlite3_column_int64(statement, 1),
			.aside = sqlite3_column_int64(statement, 2),
		};
		callback(ctx, &queue);
	}
	sqlite3_reset(statement);
	return store_said(store, rc);
}

int store_outbox_hurry(struct store *store, const char *sink)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_OUTBOX_HURRY_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, sink);
	return store_run(store, statement);
}

int store_outbox_drop(struct store *store, const char *sink, size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_OUTBOX_DROP_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, sink);
	r = store_run(store, statement);
	*out_count = r ? 0 : (size_t)sqlite3_changes(store->db);
	return r;
}

int store_outbox_move(struct store *store, const char *sink, const char *to, size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_OUTBOX_MOVE_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, to);
	bind_text(statement, 2, sink);
	r = store_run(store, statement);
	*out_count = r ? 0 : (size_t)sqlite3_changes(store->db);
	return r;
}
