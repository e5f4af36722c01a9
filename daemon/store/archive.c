/* Stored items in order of time, as they were read: replay goes through them again. */
#include "store/store_priv.h"

#include <string.h>

static struct item_text read_field(sqlite3_stmt *statement, int column)
{
	return (struct item_text){
		.text = column_text(statement, column),
		.len = (uint32_t)sqlite3_column_bytes(statement, column),
	};
}

/* A record that does not fit its field is of a damaged file, and left out. */
void store_read_segments(struct arena *arena, sqlite3_stmt *statement, int column,
	struct item *item)
{
	const char *bytes = sqlite3_column_blob(statement, column);
	size_t count = (size_t)sqlite3_column_bytes(statement, column) / 16, i;
	struct segment *segments = arena_alloc(arena, (count + 1) * sizeof(*segments));
	size_t used = 0;
	uint32_t record[4];
	struct item_text *field;

	for (i = 0; i < count; i++) {
		memcpy(record, bytes + i * 16, 16);
		if (record[0] >= ITEM_FIELDS || record[1] >= SEGMENT_KIND_COUNT)
			continue;
		field = &item->field[record[0]];
		if (record[2] > record[3] || record[3] > field->len)
			continue;
		if (!field->segments)
			field->segments = &segments[used];
		segments[used++] = (struct segment){
			.kind = record[1], .start = record[2], .end = record[3]};
		field->segment_count++;
	}
}

static int read_row(struct arena *arena, sqlite3_stmt *statement,
	store_item_callback *callback, void *ctx)
{
	struct item_source source = {.id = column_text(statement, 1)};
	struct item item = {
		.id = column_text(statement, 2),
		.url = column_text(statement, 3),
		.author = column_text(statement, 4),
		.lang = column_text(statement, 5),
		.summary_is_content = sqlite3_column_int(statement, 9),
		.published = column_time(statement, 11),
		.updated = column_time(statement, 12),
		.source = &source,
	};

	item.field[ITEM_TITLE] = read_field(statement, 6);
	item.field[ITEM_SUMMARY] = read_field(statement, 7);
	item.field[ITEM_CONTENT] = read_field(statement, 8);
	store_read_segments(arena, statement, 10, &item);
	return callback(ctx, &item, column_text(statement, 0),
		sqlite3_column_int64(statement, 13));
}

static int read_item(struct store *store, struct arena *arena, int64_t row,
	store_item_callback *callback, void *ctx)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ARCHIVE_ITEM_SQL);
	int rc, r = 0;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, row);
	rc = sqlite3_step(statement);
	arena_reset(arena);
	if (rc == SQLITE_ROW)
		r = read_row(arena, statement, callback, ctx);
	sqlite3_reset(statement);
	return r ? r : store_said(store, rc);
}

static void bind_span(sqlite3_stmt *statement, int64_t since, int64_t until)
{
	bind_int(statement, 1, since == TIME_NONE ? INT64_MIN : since);
	bind_int(statement, 2, until == TIME_NONE ? INT64_MAX : until);
}

/* The numbers of the rows are sorted, not what stands in them: that may be gigabytes. */
int store_archive(struct store *store, int64_t since, int64_t until,
	store_item_callback *callback, void *ctx)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	sqlite3_stmt *statement = store_prepare(store, STORE_ARCHIVE_SQL);
	int rc = SQLITE_DONE, r = 0;

	if (!statement)
		return STORE_FAILED;
	bind_span(statement, since, until);
	while (!r && (rc = sqlite3_step(statement)) == SQLITE_ROW)
		r = read_item(store, arena, sqlite3_column_int64(statement, 0), callback, ctx);
	sqlite3_reset(statement);
	return r ? r : store_said(store, rc);
}

int store_archive_count(struct store *store, int64_t since, int64_t until, int64_t *out_whole,
	int64_t *out_pruned)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ARCHIVE_COUNT_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_span(statement, since, until);
	r = store_said(store, sqlite3_step(statement));
	if (!r) {
		*out_whole = sqlite3_column_int64(statement, 0);
		*out_pruned = sqlite3_column_int64(statement, 1);
	}
	sqlite3_reset(statement);
	return r;
}

int store_alert_lines(struct store *store, int64_t since, store_line_callback *callback,
	void *ctx)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ALERT_LINES_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, since == TIME_NONE ? INT64_MIN : since);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
		callback(ctx, column_text(statement, 0));
	sqlite3_reset(statement);
	return store_said(store, rc);
}
