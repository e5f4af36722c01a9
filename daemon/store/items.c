/*
 * Items and their identity. An item is looked for by its guid; where that is not enough, by
 * two other parts that agree. Items that stand side by side in a document are different
 * items, whatever they share.
 */
#include "store/store_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

enum part { PART_GUID, PART_URL, PART_TITLE_DATE, PART_TITLE, PART_CONTENT, PART_COUNT };

enum { FOUND_MAX = 8 };

/* The document that is being put. */
struct store_batch {
	struct store *store;
	const char *source_id;
	const struct item_identity *identities;
	size_t count;
	int64_t now;
	bool *guid_shared, *url_shared; /* by several items of the document */
	int64_t *taken;                 /* rows that an item of the document has already */
	size_t taken_count;
	const struct item *items; /* those that are put now: from this number on */
	size_t first;
};

static uint64_t part_of(const struct item_identity *identity, enum part part)
{
	const uint64_t parts[PART_COUNT] = {identity->guid, identity->url,
		identity->title_date, identity->title, identity->content};

	return parts[part];
}

static const struct item *item_at(const struct store_batch *batch, size_t i)
{
	return &batch->items[i - batch->first];
}

/* ---- what the document itself says ------------------------------------------------- */

static int compare_hashes(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

static bool *mark_shared(const struct store_batch *batch, enum part part)
{
	bool *shared = mem_calloc(batch->count, sizeof(*shared));
	uint64_t *sorted = mem_calloc(batch->count, sizeof(*sorted)), hash, *at;
	size_t i;

	for (i = 0; i < batch->count; i++)
		sorted[i] = part_of(&batch->identities[i], part);
	qsort(sorted, batch->count, sizeof(*sorted), compare_hashes);
	for (i = 0; i < batch->count; i++) {
		hash = part_of(&batch->identities[i], part);
		at = bsearch(&hash, sorted, batch->count, sizeof(*sorted), compare_hashes);
		shared[i] = (at > sorted && at[-1] == hash) ||
			    (at + 1 < sorted + batch->count && at[1] == hash);
	}
	mem_free(sorted);
	return shared;
}

static bool is_taken(const struct store_batch *batch, int64_t row)
{
	size_t i;

	for (i = 0; i < batch->taken_count; i++)
		if (batch->taken[i] == row)
			return true;
	return false;
}

/* ---- looking for a stored item ----------------------------------------------------- */

static int find_by(struct store_batch *batch, uint64_t hash, enum part part,
	int64_t out_rows[FOUND_MAX], size_t *out_count)
{
	sqlite3_stmt *statement;
	int rc;

	*out_count = 0;
	if (!hash)
		return 0;
	statement = store_prepare(batch->store, STORE_IDENTITY_FIND_SQL);
	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, (int64_t)hash);
	bind_int(statement, 2, part);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW && *out_count < FOUND_MAX)
		out_rows[(*out_count)++] = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return store_said(batch->store, rc);
}

static int has_part(struct store_batch *batch, int64_t row, uint64_t hash, enum part part,
	bool *out_has)
{
	sqlite3_stmt *statement;
	int rc;

	*out_has = false;
	if (!hash)
		return 0;
	statement = store_prepare(batch->store, STORE_IDENTITY_HAS_SQL);
	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, (int64_t)hash);
	bind_int(statement, 2, part);
	bind_int(statement, 3, row);
	rc = sqlite3_step(statement);
	*out_has = rc == SQLITE_ROW;
	sqlite3_reset(statement);
	return store_said(batch->store, rc);
}

/* How an item may be recognised: the first part leads to rows, a second one has to agree. */
static const struct way {
	enum part first;
	enum part second; /* the same as first: none needed */
	enum { FOR_ALL, WITHOUT_GUID, WITHOUT_BOTH /* guid and url */ } only;
} ways[] = {
	{PART_GUID, PART_GUID},
	{PART_GUID, PART_TITLE},
	{PART_GUID, PART_URL},
	{PART_URL, PART_URL, WITHOUT_GUID},
	/* Not with the title alone: "Morning news" is another one every day. */
	{PART_URL, PART_TITLE_DATE},
	{PART_URL, PART_CONTENT},
	{PART_TITLE_DATE, PART_CONTENT},
	{PART_TITLE_DATE, PART_TITLE_DATE, WITHOUT_BOTH},
	{PART_CONTENT, PART_CONTENT, WITHOUT_BOTH},
};

static bool may_go(const struct store_batch *batch, size_t i, const struct way *way)
{
	const struct item_identity *identity = &batch->identities[i];

	if ((way->only != FOR_ALL && identity->guid) ||
		(way->only == WITHOUT_BOTH && identity->url))
		return false;
	/* What several items of the document share names none of them. */
	if (way->second == PART_GUID && batch->guid_shared[i])
		return false;
	return !batch->url_shared[i] || (way->first != PART_URL && way->second != PART_URL);
}

static int try_way(struct store_batch *batch, size_t i, const struct way *way, int64_t *out_row)
{
	const struct item_identity *identity = &batch->identities[i];
	int64_t rows[FOUND_MAX];
	size_t count, j;
	bool agrees = true;
	int r = find_by(batch, part_of(identity, way->first), way->first, rows, &count);

	for (j = 0; j < count && !r; j++) {
		if (is_taken(batch, rows[j]))
			continue;
		if (way->first != way->second)
			r = has_part(batch, rows[j], part_of(identity, way->second),
				way->second, &agrees);
		if (!r && agrees) {
			*out_row = rows[j];
			return 0;
		}
	}
	return r;
}

static int find_item(struct store_batch *batch, size_t i, int64_t *out_row)
{
	size_t way;
	int r = 0;

	*out_row = 0;
	for (way = 0; way < ARRAY_LEN(ways) && !*out_row && !r; way++)
		if (may_go(batch, i, &ways[way]))
			r = try_way(batch, i, &ways[way], out_row);
	return r;
}

/* ---- writing ----------------------------------------------------------------------- */

static int put_identities(struct store_batch *batch, size_t i, int64_t row)
{
	sqlite3_stmt *statement;
	uint64_t hash;
	int part, r = 0;

	for (part = 0; part < PART_COUNT && !r; part++) {
		hash = part_of(&batch->identities[i], (enum part)part);
		if (!hash)
			continue;
		statement = store_prepare(batch->store, STORE_IDENTITY_PUT_SQL);
		if (!statement)
			return STORE_FAILED;
		bind_int(statement, 1, (int64_t)hash);
		bind_int(statement, 2, part);
		bind_int(statement, 3, row);
		r = store_run(batch->store, statement);
	}
	return r;
}

static int queue_text(struct store_batch *batch, int64_t row)
{
	sqlite3_stmt *statement;

	if (!batch->store->full_text)
		return 0;
	statement = store_prepare(batch->store, STORE_QUEUE_ADD_SQL);
	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, row);
	return store_run(batch->store, statement);
}

/* Kind, start and end of every segment, as numbers of this machine. */
static void put_segments(struct buf *out, const struct item *item)
{
	uint32_t record[4];
	size_t field, i;

	for (field = 0; field < ITEM_FIELDS; field++)
		for (i = 0; i < item->field[field].segment_count; i++) {
			const struct segment *segment = &item->field[field].segments[i];

			record[0] = (uint32_t)field;
			record[1] = segment->kind;
			record[2] = segment->start;
			record[3] = segment->end;
			buf_put(out, record, sizeof(record));
		}
}

static void bind_segments(sqlite3_stmt *statement, int column, const struct buf *segments)
{
	if (segments->len)
		sqlite3_bind_blob64(statement, column, segments->data, segments->len,
			SQLITE_STATIC);
}

static bool is_named(struct store *store, const char *public_id)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ITEM_NAMED_SQL);
	bool named;

	if (!statement)
		return false;
	bind_text(statement, 1, public_id);
	named = sqlite3_step(statement) == SQLITE_ROW;
	sqlite3_reset(statement);
	return named;
}

/*
 * What alerts call the item. In a scratch store the name that it came with, so that alerts of
 * two replays can be held side by side; where it is long, or of two sources, with its hash.
 */
static void name_item(const struct store_batch *batch, size_t i, struct store_item *out)
{
	const char *id = item_at(batch, i)->id;
	uint64_t hash;

	if (!batch->store->scratch || !id) {
		unique_id(batch->now, out->public_id);
		return;
	}
	snprintf(out->public_id, sizeof(out->public_id), "%s", id);
	if (strlen(id) < sizeof(out->public_id) && !is_named(batch->store, out->public_id))
		return;
	hash = hash_more(batch->identities[i].guid, batch->source_id, strlen(batch->source_id));
	snprintf(out->public_id, sizeof(out->public_id), "item-%016llx", (unsigned long long)hash);
}

/* out->row 0: a new one; else the row of an item that was pruned. */
static int add_item(struct store_batch *batch, size_t i, struct store_item *out)
{
	CLEANUP(buf_done) struct buf segments = BUF_INIT(BUF_UNBOUND);
	const struct item *item = item_at(batch, i);
	const struct item_identity *identity = &batch->identities[i];
	sqlite3_stmt *statement = store_prepare(batch->store, STORE_ITEM_ADD_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	if (!batch->store->scratch)
		put_segments(&segments, item);
	name_item(batch, i, out);
	bind_text(statement, 1, out->public_id);
	bind_text(statement, 2, batch->source_id);
	bind_text(statement, 3, item->id);
	bind_text(statement, 4, item->url);
	bind_text(statement, 5, item->author);
	bind_text(statement, 6, item->lang);
	bind_text(statement, 7, item->field[ITEM_TITLE].text);
	if (!batch->store->scratch) {
		bind_text(statement, 8, item->field[ITEM_SUMMARY].text);
		bind_text(statement, 9, item->field[ITEM_CONTENT].text);
	}
	bind_int(statement, 10, item->summary_is_content);
	bind_segments(statement, 11, &segments);
	bind_time(statement, 12, item->published);
	bind_time(statement, 13, item->updated);
	bind_int(statement, 14, batch->now);
	bind_int(statement, 15, (int64_t)identity->guid);
	bind_int(statement, 16, (int64_t)identity->url);
	bind_int(statement, 17, (int64_t)identity->content);
	if (out->row)
		bind_int(statement, 18, out->row);
	out->change = out->row ? STORE_ITEM_REVISED : STORE_ITEM_NEW;
	r = store_run(batch->store, statement);
	out->row = sqlite3_last_insert_rowid(batch->store->db);
	if (!r)
		r = put_identities(batch, i, out->row);
	return r ? r : queue_text(batch, out->row);
}

/* What a stored item says of itself, to see what changed. */
struct known {
	uint64_t guid, url, content;
	int64_t revision;
};

/* STORE_NONE: it was pruned, and its identity alone is kept. */
static int read_known(struct store_batch *batch, struct store_item *out, struct known *out_known)
{
	sqlite3_stmt *statement = store_prepare(batch->store, STORE_ITEM_STATE_SQL);
	int rc, r;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, out->row);
	rc = sqlite3_step(statement);
	r = rc == SQLITE_DONE ? STORE_NONE : store_said(batch->store, rc);
	if (!r) {
		sqlite3_snprintf(sizeof(out->public_id), out->public_id, "%s",
			column_text(statement, 0));
		out_known->guid = (uint64_t)sqlite3_column_int64(statement, 1);
		out_known->url = (uint64_t)sqlite3_column_int64(statement, 2);
		out_known->content = (uint64_t)sqlite3_column_int64(statement, 3);
		out_known->revision = sqlite3_column_int64(statement, 4);
		out->withdrawn = sqlite3_column_int(statement, 5);
	}
	sqlite3_reset(statement);
	return r;
}

static int revise_item(struct store_batch *batch, size_t i, const struct known *known,
	struct store_item *out)
{
	CLEANUP(buf_done) struct buf segments = BUF_INIT(BUF_UNBOUND);
	const struct item *item = item_at(batch, i);
	const struct item_identity *identity = &batch->identities[i];
	sqlite3_stmt *statement;
	int r = store_keep_revision(batch->store, out->row, known->revision, item, identity,
		batch->now, &out->says_else);

	statement = r ? NULL : store_prepare(batch->store, STORE_ITEM_REVISE_SQL);
	if (!statement)
		return r ? r : STORE_FAILED;
	put_segments(&segments, item);
	bind_text(statement, 1, item->id);
	bind_text(statement, 2, item->url);
	bind_text(statement, 3, item->author);
	bind_text(statement, 4, item->lang);
	bind_text(statement, 5, item->field[ITEM_TITLE].text);
	bind_text(statement, 6, item->field[ITEM_SUMMARY].text);
	bind_text(statement, 7, item->field[ITEM_CONTENT].text);
	bind_int(statement, 8, item->summary_is_content);
	bind_segments(statement, 9, &segments);
	bind_time(statement, 10, item->published);
	bind_time(statement, 11, item->updated);
	bind_int(statement, 12, batch->now);
	bind_int(statement, 13, (int64_t)identity->guid);
	bind_int(statement, 14, (int64_t)identity->url);
	bind_int(statement, 15, (int64_t)identity->content);
	bind_int(statement, 16, out->row);
	r = store_run(batch->store, statement);
	out->change = STORE_ITEM_REVISED;
	if (!r)
		r = put_identities(batch, i, out->row);
	return r ? r : queue_text(batch, out->row);
}

/* An item whose row is gone is still no new one; what it never said before is a revision. */
static int put_pruned(struct store_batch *batch, size_t i, struct store_item *out)
{
	bool says_the_same;
	int r = has_part(batch, out->row, batch->identities[i].content, PART_CONTENT,
		&says_the_same);

	out->change = STORE_ITEM_KNOWN;
	return r || says_the_same ? r : add_item(batch, i, out);
}

static int put_item(struct store_batch *batch, size_t i, struct store_item *out)
{
	const struct item_identity *identity = &batch->identities[i];
	struct known known;
	int r;

	memset(out, 0, sizeof(*out));
	r = find_item(batch, i, &out->row);
	if (r)
		return r;
	if (!out->row)
		return add_item(batch, i, out);
	r = read_known(batch, out, &known);
	if (r)
		return r == STORE_NONE ? put_pruned(batch, i, out) : r;
	out->change = STORE_ITEM_KNOWN;
	if (known.content == identity->content && known.guid == identity->guid &&
		known.url == identity->url)
		return 0;
	return revise_item(batch, i, &known, out);
}

struct store_batch *store_batch_new(struct store *store, const char *source_id,
	const struct item_identity *identities, size_t count, int64_t now)
{
	struct store_batch *batch = mem_alloc(sizeof(*batch));

	batch->store = store;
	batch->source_id = source_id;
	batch->identities = identities;
	batch->count = count;
	batch->now = now;
	batch->guid_shared = mark_shared(batch, PART_GUID);
	batch->url_shared = mark_shared(batch, PART_URL);
	batch->taken = mem_calloc(count, sizeof(*batch->taken));
	return batch;
}

void store_batch_free(struct store_batch *batch)
{
	if (!batch)
		return;
	mem_free(batch->guid_shared);
	mem_free(batch->url_shared);
	mem_free(batch->taken);
	mem_free(batch);
}

int store_batch_put(struct store_batch *batch, const struct item *items, size_t first,
	size_t count, struct store_item *out)
{
	size_t i;
	int r = 0;

	batch->items = items;
	batch->first = first;
	for (i = 0; i < count && !r; i++) {
		r = put_item(batch, first + i, &out[i]);
		batch->taken[batch->taken_count++] = out[i].row;
	}
	return r;
}

int store_items_put(struct store *store, const char *source_id, const struct item *items,
	const struct item_identity *identities, size_t count, int64_t now,
	struct store_item *out)
{
	struct store_batch *batch = store_batch_new(store, source_id, identities, count, now);
	int r = store_batch_put(batch, items, 0, count, out);

	store_batch_free(batch);
	return r;
}
