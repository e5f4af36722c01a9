/* Days that incidents wait for: when what was announced is due. */
#include "store/store_priv.h"

int store_reminder_put(struct store *store, const struct store_reminder *reminder)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REMINDER_PUT_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, reminder->incident);
	bind_int(statement, 2, reminder->date.day);
	bind_int(statement, 3, reminder->date.precision);
	bind_text(statement, 4, reminder->date.text);
	bind_int(statement, 5, reminder->item);
	return store_run(store, statement);
}

int store_reminder_due(struct store *store, struct arena *arena, int64_t day,
	struct store_reminder *out_reminder)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REMINDER_DUE_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, day);
	rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		*out_reminder = (struct store_reminder){
			.incident = sqlite3_column_int64(statement, 0),
			.date = {.day = sqlite3_column_int64(statement, 1),
				.precision = (enum date_precision)sqlite3_column_int64(statement, 2),
				.text = arena_strdup(arena, column_text(statement, 3))},
			.item = sqlite3_column_int64(statement, 4),
		};
	sqlite3_reset(statement);
	return rc == SQLITE_DONE ? STORE_NONE : store_said(store, rc);
}

int store_reminder_told(struct store *store, const struct store_reminder *reminder, int64_t now)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REMINDER_TOLD_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, now);
	bind_int(statement, 2, reminder->incident);
	bind_int(statement, 3, reminder->date.day);
	return store_run(store, statement);
}
