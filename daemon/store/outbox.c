/* Alerts and the outbox: one row a sink until the sink has the alert. */
#include "store/store_priv.h"

int store_message_put(struct store *store, const struct store_message *message)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ALERT_ADD_SQL);

	if (!statement)
		return STORE_FAILED;
	store->undurable = true;
	bind_text(statement, 1, message->id);
	bind_int(statement, 2, message->time);
	bind_text(statement, 3, message->kind);
	bind_text(statement, 4, severity_name(message->severity));
	bind_text(statement, 5, message->category);
	bind_int(statement, 6, message->incident);
	bind_text(statement, 7, message->item);
	bind_text(statement, 8, message->source);
	bind_text(statement, 9, message->line);
	bind_text(statement, 10, message->form);
	return store_run(store, statement);
}

int store_outbox_put(struct store *store, const char *alert_id, const struct store_way *way,
	int64_t *out_row)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_OUTBOX_ADD_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, alert_id);
	bind_text(statement, 2, way->sink);
	bind_int(statement, 3, way->due);
	bind_text(statement, 4, way->held);
	bind_text(statement, 5, way->route);
	bind_text(statement, 6, way->group);
	r = store_run(store, statement);
	if (!r && out_row)
		*out_row = sqlite3_last_insert_rowid(store->db);
	return r;
}

int store_alert_put(struct store *store, const struct alert *alert, const char *line,
	const char *const *sinks, size_t sink_count)
{
	const struct store_message message = {
		.id = alert->id,
		.form = STORE_FORM_ALERT,
		.kind = alert_kind_name(alert->kind),
		.category = alert->finding->category,
		.item = alert->item_id,
		.source = alert->item->source ? alert->item->source->id : NULL,
		.line = line,
		.time = alert->time,
		.incident = alert->incident->id,
		.severity = alert->finding->severity,
	};
	size_t i;
	int r = store_message_put(store, &message);

	for (i = 0; i < sink_count && !r; i++)
		r = store_outbox_put(store, alert->id, &(struct store_way){.sink = sinks[i]}, NULL);
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
		.test = sqlite3_column_int(statement, 6) != 0,
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

/* That it was delivered is kept with what else was decided of it. */
static int row_done(struct store *store, int64_t row, int64_t now)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_DELIVERED_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, row);
	bind_int(statement, 2, now);
	r = store_run(store, statement);
	statement = r ? NULL : store_prepare(store, STORE_OUTBOX_DONE_SQL);
	if (!statement)
		return r ? r : STORE_FAILED;
	bind_int(statement, 1, row);
	return store_run(store, statement);
}

int store_outbox_done(struct store *store, const int64_t *rows, size_t count, int64_t now)
{
	size_t i;
	int r = store_begin(store);

	if (r)
		return r;
	for (i = 0; i < count && !r; i++)
		r = row_done(store, rows[i], now);
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

int store_alert_sorts(struct store *store, store_sort_callback *callback, void *ctx)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ALERT_SORTS_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
		callback(ctx, column_text(statement, 0), column_text(statement, 1),
			sqlite3_column_int64(statement, 2));
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
