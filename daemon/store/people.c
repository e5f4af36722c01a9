/* What people decide of incidents: which of them are one, which items are another event. */
#include "store/store_priv.h"

/* The number that a statement with its values bound gives. */
static int read_one(struct store *store, sqlite3_stmt *statement, int64_t *out)
{
	int rc = sqlite3_step(statement);

	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return rc == SQLITE_DONE ? STORE_NONE : store_said(store, rc);
}

int store_incident_survivor(struct store *store, int64_t id, int64_t *out_id)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_INCIDENT_SURVIVOR_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, id);
	return read_one(store, statement, out_id);
}

int store_incident_newest(struct store *store, int64_t *out_id)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_INCIDENT_NEWEST_SQL);

	return statement ? read_one(store, statement, out_id) : STORE_FAILED;
}

int store_item_row(struct store *store, const char *public_id, int64_t *out_row)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ITEM_ROW_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, public_id);
	return read_one(store, statement, out_row);
}

int store_report_incident(struct store *store, int64_t item_row, const char *category,
	int64_t *out_incident_id)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REPORT_INCIDENT_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, item_row);
	bind_text(statement, 2, category);
	return read_one(store, statement, out_incident_id);
}

int store_incident_merged(struct store *store, int64_t id, int64_t into)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_INCIDENT_MERGED_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, into);
	bind_int(statement, 2, id);
	return store_run(store, statement);
}

int store_first_alert(struct store *store, struct arena *arena, int64_t incident_id,
	const char **out_id)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_FIRST_ALERT_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, incident_id);
	rc = sqlite3_step(statement);
	*out_id = rc == SQLITE_ROW ? arena_strdup(arena, column_text(statement, 0)) : NULL;
	sqlite3_reset(statement);
	return store_said(store, rc);
}

static int move(struct store *store, enum store_statement which, int64_t from, int64_t to,
	int64_t item_row)
{
	sqlite3_stmt *statement = store_prepare(store, which);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, to);
	bind_int(statement, 2, from);
	if (item_row)
		bind_int(statement, 3, item_row);
	else
		sqlite3_bind_null(statement, 3);
	return store_run(store, statement);
}

int store_incident_was(struct store *store, struct arena *arena, int64_t id,
	const char *category, int64_t item_row, const char **title)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_INCIDENT_WAS_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, id);
	bind_text(statement, 2, category);
	bind_int(statement, 3, item_row);
	rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		*title = arena_strdup(arena, column_text(statement, 0));
	sqlite3_reset(statement);
	return store_said(store, rc);
}

int store_incident_move(struct store *store, int64_t from, int64_t to, int64_t item_row)
{
	int r = move(store, STORE_FINDINGS_MOVE_SQL, from, to, item_row);

	return r ? r : move(store, STORE_REPORTS_MOVE_SQL, from, to, item_row);
}
