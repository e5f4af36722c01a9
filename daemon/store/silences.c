/* Silences, what inhibits, and the decisions that were made of alerts. */
#include "store/store_priv.h"

#include <json-c/json.h>

enum { SILENCES_MAX = 10000 };

/* ---- silences --------------------------------------------------------------------- */

int store_silence_put(struct store *store, struct silence *silence)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_SILENCE_PUT_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, silence->created);
	bind_int(statement, 2, silence->until);
	bind_text(statement, 3, silence->author);
	bind_text(statement, 4, silence->reason);
	bind_text(statement, 5, silence->category);
	bind_text(statement, 6, silence->country);
	bind_text(statement, 7, silence->place);
	bind_text(statement, 8, silence->rule);
	bind_text(statement, 9, silence->source);
	r = store_run(store, statement);
	if (!r)
		silence->id = sqlite3_last_insert_rowid(store->db);
	return r;
}

static struct silence read_silence(struct arena *arena, sqlite3_stmt *statement)
{
	return (struct silence){
		.id = sqlite3_column_int64(statement, 0),
		.created = sqlite3_column_int64(statement, 1),
		.until = sqlite3_column_int64(statement, 2),
		.ended = column_time(statement, 3),
		.author = arena_strdup(arena, column_text(statement, 4)),
		.reason = arena_strdup(arena, column_text(statement, 5)),
		.category = arena_strdup(arena, column_text(statement, 6)),
		.country = arena_strdup(arena, column_text(statement, 7)),
		.place = arena_strdup(arena, column_text(statement, 8)),
		.rule = arena_strdup(arena, column_text(statement, 9)),
		.source = arena_strdup(arena, column_text(statement, 10)),
	};
}

int store_silences(struct store *store, struct arena *arena, int64_t now, bool all,
	struct silence **out_list, size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_SILENCES_SQL);
	struct silence *list = NULL;
	size_t count = 0, cap = 0;
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, now);
	bind_int(statement, 2, all);
	bind_int(statement, 3, SILENCES_MAX);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		ARENA_GROW(arena, list, count, cap);
		list[count++] = read_silence(arena, statement);
	}
	sqlite3_reset(statement);
	*out_list = list;
	*out_count = count;
	return store_said(store, rc);
}

int store_silence_end(struct store *store, int64_t id, int64_t now)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_SILENCE_END_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, now);
	bind_int(statement, 2, id);
	r = store_run(store, statement);
	return !r && !sqlite3_changes(store->db) ? STORE_NONE : r;
}

/* ---- what inhibits ---------------------------------------------------------------- */

int store_confirmed(struct store *store, struct arena *arena,
	const struct incident *besides, int64_t since, int64_t until, size_t max,
	struct incident **out_list, size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_CONFIRMED_SQL);
	struct incident *list = arena_alloc(arena, (max + 1) * sizeof(*list));
	size_t count = 0;
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, since);
	bind_int(statement, 2, until);
	bind_text(statement, 3, besides->category);
	bind_int(statement, 4, besides->id);
	bind_int(statement, 5, (int64_t)max);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
		store_read_incident(arena, statement, &list[count++]);
	sqlite3_reset(statement);
	*out_list = list;
	*out_count = count;
	return store_said(store, rc);
}

/* ---- decisions -------------------------------------------------------------------- */

static int forget(struct store *store, enum store_statement which, int64_t bound)
{
	sqlite3_stmt *statement = store_prepare(store, which);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, bound);
	return store_run(store, statement);
}

int store_decision_put(
	struct store *store, const struct store_decision *decision, int64_t keep_since)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_DECISION_PUT_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, decision->time);
	bind_text(statement, 2, decision->item);
	bind_int(statement, 3, decision->incident);
	bind_text(statement, 4, decision->alert);
	bind_text(statement, 5, decision->rule);
	bind_text(statement, 6, decision->sink);
	bind_text(statement, 7, decision->code);
	bind_text(statement, 8, decision->text);
	r = store_run(store, statement);
	if (!r)
		r = forget(store, STORE_DECISION_AGE_SQL, keep_since);
	return r ? r : forget(store, STORE_DECISION_CUT_SQL, STORE_DECISIONS_MAX);
}
