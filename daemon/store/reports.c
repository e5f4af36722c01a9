/*
 * Reports: what the items of an incident look like, for telling whether another item speaks
 * of the same event; and in how many reports a word stands, for telling which words are rare.
 */
#include "store/store_priv.h"

#include <json-c/json.h>
#include <string.h>

#include "base/mem.h"

/* ---- lists of ids as one text: "EE FI" ---------------------------------------------- */

static void put_ids(struct buf *out, const char *const *ids, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		buf_puts(out, i ? " " : "");
		buf_puts(out, ids[i]);
	}
}

const char *const *store_read_ids(struct arena *arena, const char *text, size_t *out_count)
{
	char *copy = arena_strdup(arena, text), *id;
	const char **ids = arena_alloc(arena, (strlen(text) / 2 + 1) * sizeof(*ids));

	*out_count = 0;
	while ((id = strsep(&copy, " ")))
		if (*id)
			ids[(*out_count)++] = id;
	return ids;
}

/* ---- reports ------------------------------------------------------------------------ */

/* 0: none. */
static void bind_row(sqlite3_stmt *statement, int column, int64_t row)
{
	if (row)
		bind_int(statement, column, row);
	else
		sqlite3_bind_null(statement, column);
}

/* The smallest hashes of a sketch: texts that share most of their runs share most of these. */
enum { MARKS = 8 };

static int put_marks(struct store *store, int64_t item_row, const struct trace *trace)
{
	size_t i;
	int r = 0;

	for (i = 0; i < trace->sketch_count && i < MARKS && !r; i++) {
		sqlite3_stmt *statement = store_prepare(store, STORE_REPORT_MARK_SQL);

		if (!statement)
			return STORE_FAILED;
		bind_int(statement, 1, trace->sketch[i]);
		bind_int(statement, 2, item_row);
		r = store_run(store, statement);
	}
	return r;
}

int store_report_put(struct store *store, int64_t item_row, const struct report *report)
{
	CLEANUP(buf_done) struct buf countries = BUF_INIT(BUF_UNBOUND);
	CLEANUP(buf_done) struct buf places = BUF_INIT(BUF_UNBOUND);
	sqlite3_stmt *statement = store_prepare(store, STORE_REPORT_PUT_SQL);
	struct json_object *trace;
	int r;

	if (!statement)
		return STORE_FAILED;
	put_ids(&countries, report->countries, report->country_count);
	put_ids(&places, report->places, report->place_count);
	bind_int(statement, 1, report->incident);
	bind_int(statement, 2, item_row);
	bind_text(statement, 3, report->category);
	bind_int(statement, 4, report->time);
	bind_text(statement, 5, report->lang);
	bind_text(statement, 6, buf_str(&countries));
	bind_text(statement, 7, buf_str(&places));
	sqlite3_bind_blob64(statement, 8, report->wording.parts,
		report->wording.count * sizeof(*report->wording.parts), SQLITE_STATIC);
	trace = trace_json(&report->trace);
	bind_text(statement, 9, json_object_to_json_string_ext(trace, 0));
	sqlite3_bind_blob64(statement, 10, report->trace.sketch,
		report->trace.sketch_count * sizeof(*report->trace.sketch), SQLITE_STATIC);
	bind_row(statement, 11, report->copy_of);
	if (report->copy_of)
		sqlite3_bind_double(statement, 12, report->containment);
	else
		sqlite3_bind_null(statement, 12);
	bind_text(statement, 13, report->confirms);
	bind_text(statement, 14, report->denies);
	bind_row(statement, 15, report->resembles);
	sqlite3_bind_blob64(statement, 16, report->said,
		report->said_count * sizeof(*report->said), SQLITE_STATIC);
	r = store_run(store, statement);
	json_object_put(trace);
	return r ? r : put_marks(store, item_row, &report->trace);
}

/* ---- where reports have it from ------------------------------------------------------- */

static const uint32_t *read_hashes(
	struct arena *arena, sqlite3_stmt *statement, int column, size_t *out_count)
{
	size_t size = (size_t)sqlite3_column_bytes(statement, column);
	uint32_t *sketch = arena_alloc(arena, size + sizeof(*sketch));

	if (size)
		memcpy(sketch, sqlite3_column_blob(statement, column), size);
	*out_count = size / sizeof(*sketch);
	return sketch;
}

static struct trace read_trace(struct arena *arena, sqlite3_stmt *statement)
{
	const char *json = column_text(statement, 3);
	struct json_object *object = json ? json_tokener_parse(json) : NULL;
	struct trace trace = {.outlet = NULL};

	if (object)
		trace_from_json(arena, object, &trace);
	json_object_put(object);
	if (!trace.outlet)
		trace.outlet = arena_strdup(arena, column_text(statement, 2));
	trace.sketch = read_hashes(arena, statement, 4, &trace.sketch_count);
	return trace;
}

static struct report read_origin(struct arena *arena, sqlite3_stmt *statement)
{
	return (struct report){
		.item = sqlite3_column_int64(statement, 0),
		.time = sqlite3_column_int64(statement, 1),
		.trace = read_trace(arena, statement),
		.copy_of = sqlite3_column_int64(statement, 5),
		.containment = sqlite3_column_double(statement, 6),
		.confirms = arena_strdup(arena, column_text(statement, 7)),
		.denies = arena_strdup(arena, column_text(statement, 8)),
		.resembles = sqlite3_column_int64(statement, 9),
		.kept = {
			.origin = arena_strdup(arena, column_text(statement, 10)),
			.leans_on = sqlite3_column_int64(statement, 11),
			.why = arena_strdup(arena, column_text(statement, 12)),
		},
	};
}

int store_reports_of(struct store *store, struct arena *arena, int64_t incident_id, size_t max,
	struct report **out_reports, size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REPORTS_OF_SQL);
	struct report *reports = NULL;
	size_t count = 0, cap = 0;
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, incident_id);
	bind_int(statement, 2, (int64_t)max);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		ARENA_GROW(arena, reports, count, cap);
		reports[count] = read_origin(arena, statement);
		reports[count++].incident = incident_id;
	}
	sqlite3_reset(statement);
	*out_reports = reports;
	*out_count = count;
	return store_said(store, rc);
}

int store_report_copy_put(struct store *store, const struct report *report)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REPORT_COPY_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_row(statement, 1, report->copy_of);
	sqlite3_bind_double(statement, 2, report->containment);
	bind_int(statement, 3, report->incident);
	bind_int(statement, 4, report->item);
	return store_run(store, statement);
}

int store_report_origin_put(struct store *store, const struct report *report,
	const struct report_origin *origin)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REPORT_ORIGIN_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, origin->origin);
	bind_row(statement, 2, origin->leans_on);
	bind_text(statement, 3, origin->why);
	bind_int(statement, 4, report->incident);
	bind_int(statement, 5, report->item);
	return store_run(store, statement);
}

/* ---- for telling same from other -------------------------------------------------------- */

static struct wording read_wording(struct arena *arena, sqlite3_stmt *statement, int column)
{
	size_t size = (size_t)sqlite3_column_bytes(statement, column);
	struct wording_part *parts = arena_alloc(arena, size + sizeof(*parts));

	if (size)
		memcpy(parts, sqlite3_column_blob(statement, column), size);
	return (struct wording){.parts = parts, .count = (uint32_t)(size / sizeof(*parts))};
}

static struct report read_report(struct arena *arena, sqlite3_stmt *statement,
	const char *category)
{
	struct report report = {
		.incident = sqlite3_column_int64(statement, 0),
		.category = category,
		.time = sqlite3_column_int64(statement, 1),
		.lang = arena_strdup(arena, column_text(statement, 2)),
		.wording = read_wording(arena, statement, 5),
		.item = sqlite3_column_int64(statement, 6),
	};

	report.countries = store_read_ids(arena, column_text(statement, 3), &report.country_count);
	report.said = read_hashes(arena, statement, 7, &report.said_count);
	report.places = store_read_ids(arena, column_text(statement, 4), &report.place_count);
	return report;
}

int store_reports(struct store *store, struct arena *arena, const char *category,
	int64_t since, int64_t until, size_t max, struct report **out_reports,
	size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REPORTS_SQL);
	struct report *reports = NULL;
	size_t count = 0, cap = 0;
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, category);
	bind_int(statement, 2, since);
	bind_int(statement, 3, until);
	bind_int(statement, 4, (int64_t)max);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		ARENA_GROW(arena, reports, count, cap);
		reports[count++] = read_report(arena, statement, category);
	}
	sqlite3_reset(statement);
	*out_reports = reports;
	*out_count = count;
	return store_said(store, rc);
}

static struct report read_like(struct arena *arena, sqlite3_stmt *statement)
{
	struct report report = {
		.incident = sqlite3_column_int64(statement, 0),
		.time = sqlite3_column_int64(statement, 1),
		.item = sqlite3_column_int64(statement, 2),
	};

	report.trace.sketch = read_hashes(arena, statement, 3, &report.trace.sketch_count);
	report.said = read_hashes(arena, statement, 4, &report.said_count);
	return report;
}

int store_reports_like(struct store *store, struct arena *arena, const struct report *report,
	int64_t before, struct report **out_reports, size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REPORTS_LIKE_SQL);
	const struct trace *trace = &report->trace;
	struct report *reports = NULL;
	size_t count = 0, cap = 0, i;
	int rc;

	if (!statement)
		return STORE_FAILED;
	for (i = 0; i < MARKS; i++)
		bind_int(statement, (int)i + 1, 
			i < trace->sketch_count ? (int64_t)trace->sketch[i] : -1);
	bind_text(statement, MARKS + 1, report->category);
	bind_int(statement, MARKS + 2, before);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		ARENA_GROW(arena, reports, count, cap);
		reports[count++] = read_like(arena, statement);
	}
	sqlite3_reset(statement);
	*out_reports = reports;
	*out_count = count;
	return store_said(store, rc);
}

/* ---- words ---------------------------------------------------------------------------- */

int store_words_learn(struct store *store, int64_t item_row, const struct wording *wording)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_REPORT_KNOWN_SQL);
	uint32_t i;
	int rc, r = 0;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, item_row);
	rc = sqlite3_step(statement);
	sqlite3_reset(statement);
	if (rc != SQLITE_DONE)
		return store_said(store, rc);
	for (i = 0; i <= wording->count && !r; i++) {
		statement = store_prepare(store, STORE_WORD_LEARN_SQL);
		if (!statement)
			return STORE_FAILED;
		/* Word 0 stands in every item: it counts them. */
		bind_int(statement, 1, i < wording->count ? wording->parts[i].word : 0);
		r = store_run(store, statement);
	}
	return r;
}

static int count_word(struct store *store, uint32_t word, int64_t *out_items)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_WORD_COUNT_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, word);
	rc = sqlite3_step(statement);
	*out_items = rc == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_reset(statement);
	return store_said(store, rc);
}

int store_words_count(struct store *store, const struct wording *wording, int64_t *out_counts,
	int64_t *out_items)
{
	uint32_t i;
	int r = count_word(store, 0, out_items);

	for (i = 0; i < wording->count && !r; i++)
		r = count_word(store, wording->parts[i].word, &out_counts[i]);
	return r;
}
