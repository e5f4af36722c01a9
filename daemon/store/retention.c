/*
 * What is kept how long. Text goes first, then the item; by then its identity alone is left,
 * and stays. What an incident stands on is marked as evidence the first time it comes up, and
 * is not looked at again unless its publisher changes it.
 *
 *   kept 0: all ──text past its time──> 1: title, URL, times ──past their time──> gone
 *           └────evidence──> 2: all, for ever
 *
 * All in small steps, each a transaction of its own, for the loop to go on in between. The
 * newest row always stays: SQLite would give its number to the next item, and the identities of
 * the one that is gone would speak for it.
 */
#include "store/store_priv.h"

#include <string.h>

enum kept { KEPT_ALL, KEPT_METADATA, KEPT_EVIDENCE };

/* A step ends early where the texts are long. */
enum { STEP_BYTES = 256 * 1024 };

static const char *const class_names[] = {
#define X(name, text) text,
	STORE_CLASSES(X)
#undef X
};

const char *store_class_name(enum store_class class)
{
	return class_names[class];
}

/* ---- one item ---------------------------------------------------------------------- */

static int run_on(struct store *store, enum store_statement which, int64_t row)
{
	sqlite3_stmt *statement = store_prepare(store, which);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, row);
	return store_run(store, statement);
}

static int drop_text(struct store *store, int64_t row)
{
	int r = store_text_drop(store, row);

	if (!r)
		r = run_on(store, STORE_PRUNE_REVISIONS_SQL, row);
	return r ? r : run_on(store, STORE_PRUNE_TEXT_SQL, row);
}

/* ---- steps ------------------------------------------------------------------------- */

struct candidate {
	int64_t row, bytes;
	bool evidence;
};

struct stage {
	enum kept from;
	enum store_class class;
	int64_t before; /* what was seen or changed last earlier than that is past its time */
	int (*drop)(struct store *store, int64_t row);
};

static int drop_item(struct store *store, int64_t row)
{
	return run_on(store, STORE_PRUNE_ITEM_SQL, row);
}

/* Number of stages that there is something to do for. */
static size_t stages_of(const struct store_keep *keep, int64_t now, struct stage out[2])
{
	size_t count = 0;

	if (keep->text_ms)
		out[count++] = (struct stage){KEPT_ALL, STORE_CLASS_TEXT,
			now - keep->text_ms / 1000, drop_text};
	if (keep->metadata_ms)
		out[count++] = (struct stage){KEPT_METADATA, STORE_CLASS_METADATA,
			now - keep->metadata_ms / 1000, drop_item};
	return count;
}

/* The oldest ones, at most max; read before anything of them is changed. */
static int find_some(struct store *store, const struct stage *stage, size_t max,
	struct candidate *out, size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_PRUNE_SOME_SQL);
	int64_t bytes = 0;
	int rc = SQLITE_DONE;

	*out_count = 0;
	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, stage->from);
	bind_int(statement, 2, stage->before);
	bind_int(statement, 3, (int64_t)max);
	while (bytes < STEP_BYTES && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
		out[*out_count] = (struct candidate){sqlite3_column_int64(statement, 0),
			sqlite3_column_int64(statement, 1), sqlite3_column_int(statement, 2)};
		bytes += out[(*out_count)++].bytes;
	}
	sqlite3_reset(statement);
	return store_said(store, rc);
}

static int take_some(struct store *store, const struct stage *stage,
	const struct candidate *some, size_t count, int64_t *out_done)
{
	size_t i;
	int r = 0;

	for (i = 0; i < count && !r; i++)
		if (some[i].evidence) {
			r = run_on(store, STORE_PRUNE_MARK_SQL, some[i].row);
		} else {
			r = stage->drop(store, some[i].row);
			++*out_done;
		}
	return r;
}

static int run_stage(struct store *store, const struct stage *stage, size_t max,
	int64_t *out_done, bool *out_more)
{
	struct candidate some[STORE_PRUNE_MAX];
	size_t count;
	int r = find_some(store, stage, max, some, &count);

	if (r || !count)
		return r;
	*out_more = true;
	r = store_begin(store);
	if (r)
		return r;
	r = take_some(store, stage, some, count, out_done);
	if (!r)
		return store_commit(store);
	store_rollback(store);
	return r;
}

int store_prune_step(struct store *store, const struct store_keep *keep, int64_t now,
	size_t max, int64_t out_done[STORE_CLASS_COUNT], bool *out_more)
{
	struct stage stages[2];
	size_t count = stages_of(keep, now, stages), i;
	int r = 0;

	memset(out_done, 0, STORE_CLASS_COUNT * sizeof(*out_done));
	*out_more = false;
	for (i = 0; i < count && !r && !*out_more; i++) {
		r = run_stage(store, &stages[i], MIN(max, (size_t)STORE_PRUNE_MAX),
			&out_done[stages[i].class], out_more);
		if (r)
			memset(out_done, 0, STORE_CLASS_COUNT * sizeof(*out_done));
	}
	return r;
}

/* ---- what would go ------------------------------------------------------------------ */

#define NOT_THE_NEWEST "i.row < (SELECT max(row) FROM items)"

/* The text with its copy in the index, which is about as long as the folded text again. */
static const char *const look_sql[STORE_CLASS_COUNT] = {
	[STORE_CLASS_TEXT] =
		"SELECT count(*), total(coalesce(length(CAST(i.summary AS BLOB)), 0) + "
		"coalesce(length(CAST(i.content AS BLOB)), 0) + coalesce(length(i.segments), 0) + "
		"2 * coalesce((SELECT length(CAST(t.text AS BLOB)) FROM item_text t "
		"WHERE t.item = i.row), 0) + coalesce((SELECT total(coalesce(length(CAST("
		"v.content AS BLOB)), 0) + coalesce(length(CAST(v.summary AS BLOB)), 0)) "
		"FROM revisions v WHERE v.item = i.row), 0)) FROM items i WHERE i.kept = ? AND "
		STORE_ITEM_AGE " < ? AND " NOT_THE_NEWEST " AND NOT " STORE_IS_EVIDENCE,
	[STORE_CLASS_METADATA] =
		"SELECT count(*), total(coalesce(length(CAST(i.title AS BLOB)), 0) + "
		"coalesce(length(i.url), 0) + coalesce(length(i.guid), 0) + 120) "
		/* Those too whose text goes on the way. */
		"FROM items i WHERE (i.kept = ?1 OR (i.kept = 0 AND " STORE_ITEM_AGE " < ?3)) "
		"AND " STORE_ITEM_AGE " < ?2 AND " NOT_THE_NEWEST " AND NOT " STORE_IS_EVIDENCE,
};

static int look(struct store *store, const struct stage *stage, int64_t text_before,
	struct store_share *out)
{
	sqlite3_stmt *statement;
	int r = store_prepare_once(store, look_sql[stage->class], &statement);

	if (r)
		return r;
	bind_int(statement, 1, stage->from);
	bind_int(statement, 2, stage->before);
	if (stage->class == STORE_CLASS_METADATA)
		bind_int(statement, 3, text_before);
	r = store_said(store, sqlite3_step(statement));
	if (!r)
		*out = (struct store_share){sqlite3_column_int64(statement, 0),
			(int64_t)sqlite3_column_double(statement, 1)};
	sqlite3_finalize(statement);
	return r;
}

int store_prune_look(struct store *store, const struct store_keep *keep, int64_t now,
	struct store_share out_shares[STORE_CLASS_COUNT])
{
	struct stage stages[2];
	size_t count = stages_of(keep, now, stages), i;
	int64_t text_before = keep->text_ms ? now - keep->text_ms / 1000 : INT64_MIN;
	int r = 0;

	memset(out_shares, 0, STORE_CLASS_COUNT * sizeof(*out_shares));
	for (i = 0; i < count && !r; i++)
		r = look(store, &stages[i], text_before, &out_shares[stages[i].class]);
	return r;
}

/* ---- room --------------------------------------------------------------------------- */

int store_space(struct store *store, struct store_space *out)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_SPACE_SQL);
	int64_t page;
	int r;

	if (!statement)
		return STORE_FAILED;
	r = store_said(store, sqlite3_step(statement));
	page = sqlite3_column_int64(statement, 0);
	if (!r)
		*out = (struct store_space){
			.bytes = page * sqlite3_column_int64(statement, 1),
			.unused = page * sqlite3_column_int64(statement, 2),
			.gives_back = sqlite3_column_int(statement, 3) == 2,
		};
	sqlite3_reset(statement);
	return r;
}

int store_give_back(struct store *store, size_t pages)
{
	char sql[48];

	sqlite3_snprintf(sizeof(sql), sql, "PRAGMA incremental_vacuum(%d)",
		(int)MIN(pages, (size_t)INT32_MAX));
	return store_said(store, sqlite3_exec(store->db, sql, NULL, NULL, NULL));
}
