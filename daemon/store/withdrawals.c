/* Items that leave their feed: what was listed, what is missing, what was taken away. */
#include "store/store_priv.h"

#include <string.h>

/* ---- listings -------------------------------------------------------------------------- */

/* Entries as numbers of this machine; those of an earlier version were shorter. */
static void read_entries(struct arena *arena, sqlite3_stmt *statement, struct listing *listing)
{
	size_t size = (size_t)sqlite3_column_bytes(statement, 0);
	size_t width = (size_t)MAX(sqlite3_column_int64(statement, 3), 1), i;
	const char *bytes = sqlite3_column_blob(statement, 0);

	listing->count = size / width;
	listing->entries =
		arena_alloc(arena, (listing->count + 1) * sizeof(*listing->entries));
	for (i = 0; i < listing->count; i++)
		memcpy(&listing->entries[i], bytes + i * width,
			MIN(width, sizeof(*listing->entries)));
	listing->aged = sqlite3_column_int64(statement, 1);
	listing->dropped = sqlite3_column_int64(statement, 2);
	listing->returned = sqlite3_column_int64(statement, 4);
	listing->unsure = sqlite3_column_int(statement, 5);
}

int store_listing(struct store *store, struct arena *arena, const char *source_id,
	struct listing *out_listing)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_LISTING_SQL);
	int rc;

	*out_listing = (struct listing){.count = 0};
	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, source_id);
	rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		read_entries(arena, statement, out_listing);
	sqlite3_reset(statement);
	return store_said(store, rc);
}

int store_listing_put(struct store *store, const char *source_id,
	const struct listing *listing)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_LISTING_PUT_SQL);
	const void *entries = listing->count ? (const void *)listing->entries : "";

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, source_id);
	sqlite3_bind_blob64(statement, 2, entries,
		listing->count * sizeof(*listing->entries), SQLITE_STATIC);
	bind_int(statement, 3, listing->aged);
	bind_int(statement, 4, listing->dropped);
	bind_int(statement, 5, (int64_t)sizeof(*listing->entries));
	bind_int(statement, 6, listing->returned);
	bind_int(statement, 7, listing->unsure);
	bind_int(statement, 8, (int64_t)listing_missing(listing));
	return store_run(store, statement);
}

int store_listing_missing(struct store *store, const char *source_id, bool *out_missing)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_LISTING_MISSING_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, source_id);
	rc = sqlite3_step(statement);
	*out_missing = rc == SQLITE_ROW;
	sqlite3_reset(statement);
	return store_said(store, rc);
}

/* ---- what happens to an item ------------------------------------------------------------ */

static int set_time(struct store *store, enum store_statement which, int64_t item_row,
	int64_t time)
{
	sqlite3_stmt *statement = store_prepare(store, which);

	if (!statement)
		return STORE_FAILED;
	bind_time(statement, 1, time);
	bind_int(statement, 2, item_row);
	return store_run(store, statement);
}

int store_item_missing(struct store *store, int64_t item_row, int64_t last_seen)
{
	return set_time(store, STORE_ITEM_MISSING_SQL, item_row, last_seen);
}

int store_item_withdraw(struct store *store, int64_t item_row, bool withdrawn, int64_t now)
{
	sqlite3_stmt *statement;
	int r = set_time(store, STORE_ITEM_WITHDRAW_SQL, item_row, withdrawn ? now : TIME_NONE);

	if (r)
		return r;
	statement = store_prepare(store, STORE_ITEM_EVENT_SQL);
	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, now);
	bind_text(statement, 2, withdrawn ? "withdrawn" : "returned");
	bind_int(statement, 3, item_row);
	return store_run(store, statement);
}

/* ---- the last copy, and what was found in it ---------------------------------------------- */

static const char *copy_text(struct arena *arena, sqlite3_stmt *statement, int column)
{
	return arena_strdup(arena, column_text(statement, column));
}

static struct item_text copy_field(struct arena *arena, sqlite3_stmt *statement, int column)
{
	const char *text = column_text(statement, column);
	size_t len = (size_t)sqlite3_column_bytes(statement, column);

	return (struct item_text){
		.text = text ? arena_strndup(arena, text, len) : NULL, .len = (uint32_t)len};
}

static void read_copy(struct arena *arena, sqlite3_stmt *statement, struct store_copy *copy)
{
	int field;

	sqlite3_snprintf(sizeof(copy->stored.public_id), copy->stored.public_id, "%s",
		column_text(statement, 0));
	copy->item.id = copy_text(arena, statement, 1);
	copy->item.url = copy_text(arena, statement, 2);
	copy->item.author = copy_text(arena, statement, 3);
	copy->item.lang = copy_text(arena, statement, 4);
	for (field = 0; field < ITEM_FIELDS; field++)
		copy->item.field[field] = copy_field(arena, statement, 5 + field);
	copy->item.published = column_time(statement, 8);
	copy->item.updated = column_time(statement, 9);
	copy->first_seen = column_time(statement, 10);
	copy->last_seen = column_time(statement, 11);
	copy->item.summary_is_content = sqlite3_column_int(statement, 12);
	store_read_segments(arena, statement, 13, &copy->item);
}

int store_item_get(struct store *store, struct arena *arena, int64_t item_row,
	struct store_copy *out_copy)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ITEM_GET_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, item_row);
	rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW) {
		*out_copy = (struct store_copy){.stored = {.row = item_row}};
		read_copy(arena, statement, out_copy);
	}
	sqlite3_reset(statement);
	return rc == SQLITE_DONE ? STORE_NONE : store_said(store, rc);
}

static struct store_finding read_finding(struct arena *arena, sqlite3_stmt *statement)
{
	struct store_finding found = {
		.finding = {
			.rule = copy_text(arena, statement, 0),
			.pack = copy_text(arena, statement, 1),
			.category = copy_text(arena, statement, 2),
			.draft = sqlite3_column_int(statement, 4),
		},
		.incident = sqlite3_column_int64(statement, 5),
	};

	(void)severity_parse(column_text(statement, 3), &found.finding.severity);
	store_read_evidence(arena, column_text(statement, 6), &found.finding);
	store_read_facts(arena, column_text(statement, 7), &found.finding.facts);
	return found;
}

int store_item_findings(struct store *store, struct arena *arena, int64_t item_row,
	struct store_finding **out_findings, size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ITEM_FINDINGS_SQL);
	struct store_finding *findings = NULL;
	size_t count = 0, cap = 0;
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, item_row);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		ARENA_GROW(arena, findings, count, cap);
		findings[count++] = read_finding(arena, statement);
	}
	sqlite3_reset(statement);
	*out_findings = findings;
	*out_count = count;
	return store_said(store, rc);
}

int store_incident_evidence(struct store *store, int64_t incident_id, int64_t *out_first,
	int64_t *out_left)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_INCIDENT_EVIDENCE_SQL);
	int64_t first = 0, left = 0;
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, incident_id);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		first = first ? first : sqlite3_column_int64(statement, 0);
		left += sqlite3_column_int(statement, 1);
	}
	sqlite3_reset(statement);
	*out_first = first;
	*out_left = left;
	return store_said(store, rc);
}
