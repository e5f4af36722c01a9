/*
 * Reports: what the items of an incident look like, for telling whether another item speaks
 * of the same event; and in how many reports a word stands, for telling which words are rare.
 */
#include "store/store_priv.h"

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

static const char *const *read_ids(struct arena *arena, const char *text, size_t *out_count)
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

int store_report_put(struct store *store, int64_t item_row, const struct report *report)
{
	CLEANUP(buf_done) struct buf countries = BUF_INIT(BUF_UNBOUND);
	CLEANUP(buf_done) struct buf places = BUF_INIT(BUF_UNBOUND);
	sqlite3_stmt *statement = store_prepare(store, STORE_REPORT_PUT_SQL);

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
	return store_run(store, statement);
}

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
	};

	report.countries = read_ids(arena, column_text(statement, 3), &report.country_count);
	report.places = read_ids(arena, column_text(statement, 4), &report.place_count);
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
