/*
 * The full-text index, made in batches from a queue, off the alert's path. It holds folded
 * text, and the folded text stands beside it: the index finds, and can be made again.
 */
#include "store/search_priv.h"

#include <string.h>

/*
 * What of an item is searched: a book in a feed is found by its beginning. And how much text a
 * batch takes, whatever the number of its items: it costs about 10 ms.
 */
enum { TEXT_MAX = 64 * 1024, BATCH_BYTES = 128 * 1024 };

static void fold_field(struct store *store, struct buf *out, const char *text)
{
	if (!text)
		return;
	store->fold(out, text, MIN(strlen(text), (size_t)TEXT_MAX));
	buf_putc(out, '\n');
}

static int run_text(struct store *store, enum store_statement which, int64_t item,
	const char *text)
{
	sqlite3_stmt *statement = store_prepare(store, which);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, item);
	bind_text(statement, 2, text);
	return store_run(store, statement);
}

static int run_on(struct store *store, enum store_statement which, int64_t item)
{
	sqlite3_stmt *statement = store_prepare(store, which);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, item);
	return store_run(store, statement);
}

static int drop_from_queue(struct store *store, int64_t item)
{
	return run_on(store, STORE_QUEUE_DONE_SQL, item);
}

/* The statement stands on a row of the queue. *bytes grows by its text. */
static int index_row(struct store *store, sqlite3_stmt *statement, size_t *bytes)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	int64_t item = sqlite3_column_int64(statement, 0);
	const char *before = column_text(statement, 5);
	int r = 0;

	fold_field(store, &text, column_text(statement, 1));
	if (!sqlite3_column_int(statement, 4))
		fold_field(store, &text, column_text(statement, 2));
	fold_field(store, &text, column_text(statement, 3));
	*bytes += text.len;
	if (before)
		r = run_text(store, STORE_TEXT_FORGET_SQL, item, before);
	if (!r)
		r = run_text(store, STORE_TEXT_PUT_SQL, item, buf_str(&text));
	if (!r)
		r = run_text(store, STORE_TEXT_INDEX_SQL, item, buf_str(&text));
	if (!r)
		r = search_learn(store, buf_str(&text));
	return r ? r : drop_from_queue(store, item);
}

static int index_rows(struct store *store, size_t max, size_t *out_done)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_QUEUE_SOME_SQL);
	size_t bytes = 0, done = 0;
	int rc = SQLITE_DONE, r = 0;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, (int64_t)max);
	while (!r && bytes < BATCH_BYTES && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
		r = index_row(store, statement, &bytes);
		done++;
	}
	sqlite3_reset(statement);
	*out_done = done;
	return r ? r : store_said(store, rc);
}

static int count_left(struct store *store, size_t *out_left)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_QUEUE_LEFT_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	r = store_said(store, sqlite3_step(statement));
	if (!r)
		*out_left = (size_t)sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return r;
}

int store_index_some(struct store *store, size_t max, size_t *out_left)
{
	size_t done;
	int r = count_left(store, out_left);

	if (r || !*out_left || !store->fold)
		return r;
	r = store_begin(store);
	if (r)
		return r;
	r = index_rows(store, max, &done);
	if (r)
		store_rollback(store);
	else
		r = store_commit(store);
	if (r)
		search_rest(store);
	if (!r)
		*out_left -= MIN(*out_left, done);
	return r;
}

/* The index is told the text that it is to forget: the one beside it. */
static int forget_text(struct store *store, int64_t item)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_TEXT_OF_SQL);
	int rc, r = 0;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, item);
	rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		r = run_text(store, STORE_TEXT_FORGET_SQL, item, column_text(statement, 0));
	sqlite3_reset(statement);
	return r ? r : store_said(store, rc);
}

int store_text_drop(struct store *store, int64_t item)
{
	int r = forget_text(store, item);

	if (!r)
		r = run_on(store, STORE_TEXT_DROP_SQL, item);
	return r ? r : drop_from_queue(store, item);
}
