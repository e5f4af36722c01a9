/* What control asks: rows as JSON, newest first. */
#include "store/store_priv.h"

#include <json-c/json.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

enum {
	SEARCH_MAX = 20000,
	ANSWER_MS = 500,    /* a question holds the loop as long as it is answered */
	ANSWER_STEPS = 500, /* of SQLite between two looks at the clock */
};
/*
 * Characters of a row in a list; an item by itself is shown whole. A feed may send megabytes
 * as a title, and a list has thousands of rows, all of them in memory at once.
 */
/* Characters of an item's history that are shown, the newest; a hundred revisions have more. */
#define HISTORY_MAX "2000000"
enum { ROW_TEXT_MAX = 500, ROW_URL_MAX = 2000 };

/* Conditions of a question and what they are bound to. */
struct question {
	struct buf sql;
	const char *texts[8];
	size_t text_count;
	bool hurried; /* what it costs depends on who asks */
};

static void question_done(struct question *question)
{
	buf_done(&question->sql);
}

static void add_text(struct question *question, const char *condition, const char *text)
{
	if (!text)
		return;
	question->texts[question->text_count++] = text;
	buf_printf(&question->sql, " AND %s ?%zu", condition, question->text_count);
}

static void add_number(struct question *question, const char *condition, int64_t number,
	bool wanted)
{
	if (wanted)
		buf_printf(&question->sql, " AND %s %lld", condition, (long long)number);
}

static int is_late(void *until)
{
	return clock_mono_ms(&clock_system) > *(const int64_t *)until;
}

static int ended(struct store *store, int rc)
{
	int r = store_said(store, rc);

	if (rc != SQLITE_INTERRUPT)
		return r;
	mem_free(store->error);
	store->error = mem_printf("the question takes longer than %d ms, and everything else "
				  "would wait for it: ask for less, with longer or fewer words",
		ANSWER_MS);
	return r;
}

/* Runs the question; row makes an object of each row. */
static int ask(struct store *store, struct question *question,
	struct json_object *(*row)(struct store *, sqlite3_stmt *),
	store_row_callback *callback, void *ctx)
{
	sqlite3_stmt *statement;
	struct json_object *object;
	int64_t until = clock_mono_ms(&clock_system) + ANSWER_MS;
	size_t i;
	int rc, r = store_prepare_once(store, buf_str(&question->sql), &statement);

	if (r)
		return r;
	for (i = 0; i < question->text_count; i++)
		bind_text(statement, (int)i + 1, question->texts[i]);
	if (question->hurried)
		sqlite3_progress_handler(store->db, ANSWER_STEPS, is_late, &until);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		object = row(store, statement);
		callback(ctx, object);
		json_object_put(object);
	}
	if (question->hurried)
		sqlite3_progress_handler(store->db, 0, NULL, NULL);
	sqlite3_finalize(statement);
	return ended(store, rc);
}

static struct json_object *json_of(const char *text)
{
	return text ? json_tokener_parse(text) : NULL;
}

static void add(struct json_object *object, const char *name, struct json_object *value)
{
	json_object_object_add(object, name, value);
}

static void add_column(struct json_object *object, const char *name, sqlite3_stmt *statement,
	int column)
{
	add(object, name, json_text(column_text(statement, column)));
}

static void add_count(struct json_object *object, const char *name, sqlite3_stmt *statement,
	int column)
{
	add(object, name, json_object_new_int64(sqlite3_column_int64(statement, column)));
}

/* ---- items ------------------------------------------------------------------------- */

static struct json_object *item_row(struct store *store, sqlite3_stmt *statement)
{
	struct json_object *object = json_object_new_object();

	(void)store;
	add_column(object, "id", statement, 0);
	add_column(object, "source", statement, 1);
	add(object, "url", json_text_cut(column_text(statement, 2), ROW_URL_MAX));
	add_column(object, "lang", statement, 3);
	add(object, "title", json_text_cut(column_text(statement, 4), ROW_TEXT_MAX));
	add(object, "summary", json_text_cut(column_text(statement, 5), ROW_TEXT_MAX));
	add(object, "published", json_time(column_time(statement, 6)));
	add(object, "first_seen", json_time(column_time(statement, 7)));
	add_count(object, "revisions", statement, 8);
	add(object, "withdrawn", json_time(column_time(statement, 16)));
	return object;
}

static struct json_object *revision_row(struct store *store, sqlite3_stmt *statement)
{
	(void)store;
	return store_revision_json(statement);
}

static struct json_object *event_row(struct store *store, sqlite3_stmt *statement)
{
	struct json_object *object = json_object_new_object();

	(void)store;
	add(object, "time", json_time(column_time(statement, 0)));
	add_column(object, "kind", statement, 1);
	add(object, "last_seen", json_time(column_time(statement, 2)));
	return object;
}

static struct json_object *verdict_row(struct store *store, sqlite3_stmt *statement)
{
	struct json_object *object = json_object_new_object();

	(void)store;
	add_column(object, "rule", statement, 0);
	add_column(object, "category", statement, 1);
	add_column(object, "severity", statement, 2);
	add_count(object, "incident", statement, 3);
	add(object, "explanation", json_of(column_text(statement, 4)));
	return object;
}

static void collect(void *ctx, struct json_object *row)
{
	json_object_array_add(ctx, json_object_get(row));
}

/* A list inside a row: what the question finds of the row's number. */
static void add_list(struct store *store, struct json_object *object, const char *name,
	const char *sql, int64_t number,
	struct json_object *(*row)(struct store *, sqlite3_stmt *))
{
	struct question question = {.sql = BUF_INIT(BUF_UNBOUND)};
	struct json_object *list = json_object_new_array();

	buf_printf(&question.sql, sql, (long long)number);
	(void)!ask(store, &question, row, collect, list);
	add(object, name, list);
	question_done(&question);
}

static struct json_object *whole_item_row(struct store *store, sqlite3_stmt *statement)
{
	struct json_object *object = item_row(store, statement);
	int64_t row = sqlite3_column_int64(statement, 9);

	add_column(object, "url", statement, 2);
	add_column(object, "title", statement, 4);
	add_column(object, "summary", statement, 5);
	add_column(object, "guid", statement, 10);
	add_column(object, "author", statement, 11);
	add_column(object, "content", statement, 12);
	add(object, "updated", json_time(column_time(statement, 13)));
	add(object, "revised", json_time(column_time(statement, 14)));
	add(object, "last_seen", json_time(column_time(statement, 15)));
	add_list(store, object, "events",
		"SELECT time, kind, last_seen FROM item_events WHERE item = %lld ORDER BY time",
		row, event_row);
	add_list(store, object, "history",
		"SELECT number, seen, changed, guid, url, title, summary, content, diff FROM "
		"(SELECT *, sum(coalesce(length(title), 0) + coalesce(length(summary), 0) + "
		"coalesce(length(content), 0)) OVER (ORDER BY number DESC) AS chars "
		"FROM revisions WHERE item = %lld) WHERE chars < " HISTORY_MAX " ORDER BY number",
		row, revision_row);
	add_list(store, object, "findings",
		"SELECT rule, category, severity, incident, why FROM findings "
		"WHERE item = %lld ORDER BY rule",
		row, verdict_row);
	return object;
}

int store_query_items(struct store *store, const struct store_query *query,
	store_row_callback *callback, void *ctx)
{
	struct question question = {.sql = BUF_INIT(BUF_UNBOUND)};
	int r;

	/* A list has one column for the time; an item that is shown whole has both. */
	buf_printf(&question.sql, "SELECT public_id, source, url, lang, title, summary, %s,",
		query->item ? "published" : "coalesce(published, updated)");
	buf_puts(&question.sql, " first_seen, revision, row, guid, author, content,"
				" updated, revised, last_seen, withdrawn FROM items WHERE 1");
	if (query->match) {
		question.hurried = true;
		question.texts[question.text_count++] = query->match;
		/* Enough to choose from: a common word stands in half of all items. */
		buf_printf(&question.sql, " AND row IN (SELECT rowid FROM item_search WHERE "
					  "item_search MATCH ?%zu ORDER BY rowid DESC LIMIT %d)",
			question.text_count, SEARCH_MAX);
	}
	add_text(&question, "public_id =", query->item);
	add_text(&question, "source =", query->source);
	if (query->withdrawn)
		buf_puts(&question.sql, " AND withdrawn IS NOT NULL");
	add_number(&question,
		query->withdrawn ? "withdrawn >=" : "coalesce(published, first_seen) >=",
		query->since, query->since != TIME_NONE);
	add_number(&question,
		query->withdrawn ? "withdrawn <=" : "coalesce(published, first_seen) <=",
		query->until, query->until != TIME_NONE);
	buf_printf(&question.sql, " ORDER BY %s DESC LIMIT %zu",
		query->withdrawn ? "withdrawn" : "row", query->limit);
	if (query->match && !*query->match)
		r = 0;
	else
		r = ask(store, &question, query->item ? whole_item_row : item_row, callback, ctx);
	question_done(&question);
	return r;
}

/* ---- incidents --------------------------------------------------------------------- */

static struct json_object *report_row(struct store *store, sqlite3_stmt *statement)
{
	struct json_object *object = json_object_new_object();

	(void)store;
	add_column(object, "item", statement, 0);
	add_column(object, "source", statement, 1);
	add(object, "url", json_text_cut(column_text(statement, 2), ROW_URL_MAX));
	add(object, "title", json_text_cut(column_text(statement, 3), ROW_TEXT_MAX));
	add_column(object, "lang", statement, 4);
	add(object, "published", json_time(column_time(statement, 5)));
	add_column(object, "rule", statement, 6);
	add_column(object, "severity", statement, 7);
	add(object, "evidence", json_of(column_text(statement, 8)));
	add(object, "facts", json_of(column_text(statement, 9)));
	add(object, "likeness", json_of(column_text(statement, 10)));
	add_column(object, "outlet", statement, 11);
	add_column(object, "origin", statement, 12);
	add_column(object, "leans_on", statement, 13);
	add_column(object, "why", statement, 14);
	add_column(object, "resembles", statement, 15);
	add(object, "explanation", json_of(column_text(statement, 16)));
	return object;
}

static void put_count(struct buf *out, int64_t count, const char *one, const char *many)
{
	buf_printf(out, "%lld %s", (long long)count, count == 1 ? one : many);
}

/* "20 items \u00b7 14 outlets \u00b7 1 origin: Der Spiegel, anonymous officials" */
static struct json_object *standing_json(sqlite3_stmt *statement, struct json_object *names)
{
	CLEANUP(buf_done) struct buf out = BUF_INIT(BUF_UNBOUND);
	size_t i;

	put_count(&out, sqlite3_column_int64(statement, 10), "item", "items");
	buf_puts(&out, " \u00b7 ");
	put_count(&out, sqlite3_column_int64(statement, 15), "outlet", "outlets");
	buf_puts(&out, " \u00b7 ");
	put_count(&out, sqlite3_column_int64(statement, 12), "origin", "origins");
	for (i = 0; names && i < json_object_array_length(names); i++)
		buf_printf(&out, "%s%s", i ? "; " : ": ",
			json_object_get_string(json_object_array_get_idx(names, i)));
	return json_object_new_string(buf_str(&out));
}

static struct json_object *incident_row(struct store *store, sqlite3_stmt *statement)
{
	struct json_object *object = json_object_new_object();

	(void)store;
	add_count(object, "id", statement, 0);
	add_column(object, "title", statement, 1);
	add_column(object, "status", statement, 3);
	add_column(object, "category", statement, 2);
	add_column(object, "severity", statement, 4);
	add(object, "first_seen", json_time(column_time(statement, 5)));
	add(object, "last_seen", json_time(column_time(statement, 6)));
	add(object, "countries", json_of(column_text(statement, 7)));
	add(object, "places", json_of(column_text(statement, 8)));
	add(object, "quantities", json_of(column_text(statement, 9)));
	add_count(object, "items", statement, 10);
	add_count(object, "sources", statement, 11);
	add_count(object, "outlets", statement, 15);
	add_count(object, "origins", statement, 12);
	add(object, "origin_names", json_of(column_text(statement, 16)));
	add(object, "standing", standing_json(statement, json_get(object, "origin_names")));
	add(object, "official", json_object_new_boolean(sqlite3_column_int(statement, 17)));
	add(object, "alerted", json_object_new_boolean(sqlite3_column_int(statement, 13)));
	add(object, "acknowledged",
		json_object_new_boolean(sqlite3_column_int(statement, 14)));
	return object;
}

/* "from" is left out where the status did not change. */
static struct json_object *incident_event_row(struct store *store, sqlite3_stmt *statement)
{
	struct json_object *object = json_object_new_object();
	const char *from = column_text(statement, 1), *to = column_text(statement, 2);

	(void)store;
	add(object, "time", json_time(column_time(statement, 0)));
	if (strcmp(from, to) != 0)
		add(object, "from", json_text(from));
	add(object, "status", json_text(to));
	add_column(object, "cause", statement, 3);
	add_column(object, "item", statement, 4);
	add_column(object, "author", statement, 5);
	add_column(object, "kind", statement, 6);
	return object;
}

static struct json_object *incident_reminder_row(
	struct store *store, sqlite3_stmt *statement)
{
	const struct text_date date = {
		.day = sqlite3_column_int64(statement, 0),
		.precision = (enum date_precision)sqlite3_column_int64(statement, 1),
		.text = column_text(statement, 2),
	};
	struct json_object *object = text_date_json(&date);

	(void)store;
	add_column(object, "item", statement, 3);
	add(object, "told", json_time(column_time(statement, 4)));
	return object;
}

static struct json_object *incident_with_reports(struct store *store, sqlite3_stmt *statement)
{
	struct json_object *object = incident_row(store, statement);

	add_list(store, object, "reports",
		"SELECT i.public_id, i.source, i.url, i.title, i.lang, "
		"coalesce(i.published, i.updated), f.rule, "
		"f.severity, f.evidence, f.facts, f.likeness, "
		"coalesce(r.trace ->> 'outlet', i.source), r.origin, o.public_id, r.why, p.public_id, f.why "
		"FROM findings f JOIN items i ON i.row = f.item "
		"LEFT JOIN reports r ON r.incident = f.incident AND r.item = f.item "
		"LEFT JOIN items o ON o.row = r.leans_on "
		"LEFT JOIN items p ON p.row = r.resembles WHERE f.incident = %lld "
		"ORDER BY coalesce(i.published, i.first_seen), i.row LIMIT 1000",
		sqlite3_column_int64(statement, 0), report_row);
	add_list(store, object, "events",
		"SELECT e.time, e.from_status, e.to_status, e.cause, i.public_id, e.author, e.kind "
		"FROM incident_events e LEFT JOIN items i ON i.row = e.item "
		"WHERE e.incident IN (SELECT id FROM incidents WHERE id = %1$lld OR merged = %1$lld) "
		"ORDER BY e.row LIMIT 1000",
		sqlite3_column_int64(statement, 0), incident_event_row);
	add_list(store, object, "reminders",
		"SELECT m.day, m.precision, m.text, i.public_id, m.told "
		"FROM reminders m LEFT JOIN items i ON i.row = m.item "
		"WHERE m.incident IN (SELECT id FROM incidents WHERE id = %1$lld OR merged = %1$lld) "
		"ORDER BY m.day LIMIT 100",
		sqlite3_column_int64(statement, 0), incident_reminder_row);
	return object;
}

int store_query_incidents(struct store *store, const struct store_query *query,
	store_row_callback *callback, void *ctx)
{
	struct question question = {.sql = BUF_INIT(BUF_UNBOUND)};
	bool one = query->id > 0;
	int r;

	buf_puts(&question.sql, "SELECT " STORE_INCIDENT_COLUMNS " FROM incidents i WHERE 1");
	add_text(&question, "i.category =", query->category);
	if (query->status && strcmp(query->status, INCIDENT_OPEN) == 0)
		add_text(&question, "i.status <>", incident_status_name(INCIDENT_CLOSED));
	else
		add_text(&question, "i.status =", query->status);
	/* The id of one that was merged leads to the one it is part of. */
	add_number(&question, "i.id = (SELECT coalesce(merged, id) FROM incidents WHERE id =",
		query->id, one);
	buf_puts(&question.sql, one ? ")" : " AND i.merged IS NULL");
	add_number(&question, "i.last_seen >=", query->since, query->since != TIME_NONE);
	add_number(&question, "i.first_seen <=", query->until, query->until != TIME_NONE);
	buf_printf(&question.sql, " ORDER BY i.last_seen DESC, i.id DESC LIMIT %zu",
		query->limit);
	r = ask(store, &question, one ? incident_with_reports : incident_row, callback, ctx);
	question_done(&question);
	return r;
}

/* ---- alerts ------------------------------------------------------------------------ */

static struct json_object *alert_row(struct store *store, sqlite3_stmt *statement)
{
	(void)store;
	return json_of(column_text(statement, 0));
}

int store_query_alerts(struct store *store, const struct store_query *query,
	store_row_callback *callback, void *ctx)
{
	struct question question = {.sql = BUF_INIT(BUF_UNBOUND)};
	int r;

	buf_puts(&question.sql, "SELECT line FROM alerts WHERE ");
	buf_puts(&question.sql, query->item ? "1" : "form = 'alert'");
	add_text(&question, "id =", query->item);
	add_text(&question, "category =", query->category);
	add_text(&question, "source =", query->source);
	add_number(&question, "incident =", query->id, query->id > 0);
	add_number(&question, "time >=", query->since, query->since != TIME_NONE);
	add_number(&question, "time <=", query->until, query->until != TIME_NONE);
	buf_printf(&question.sql, " ORDER BY time DESC, rowid DESC LIMIT %zu", query->limit);
	r = ask(store, &question, alert_row, callback, ctx);
	question_done(&question);
	return r;
}

/* ---- outbox ------------------------------------------------------------------------- */

static struct json_object *outbox_row(struct store *store, sqlite3_stmt *statement)
{
	struct json_object *object = json_object_new_object();

	(void)store;
	add_column(object, "alert", statement, 0);
	add_column(object, "sink", statement, 1);
	add(object, "raised", json_time(column_time(statement, 2)));
	add_count(object, "attempts", statement, 3);
	/* What was put aside is not tried again. */
	add(object, "due", column_time(statement, 5) != TIME_NONE
				   ? NULL : json_time(column_time(statement, 4)));
	add(object, "put_aside", json_time(column_time(statement, 5)));
	add_column(object, "why", statement, 6);
	add_column(object, "category", statement, 7);
	add_column(object, "form", statement, 8);
	add_column(object, "held", statement, 9);
	add_column(object, "route", statement, 10);
	add_column(object, "digest", statement, 11);
	return object;
}

int store_query_outbox(struct store *store, const struct store_query *query,
	store_row_callback *callback, void *ctx)
{
	struct question question = {.sql = BUF_INIT(BUF_UNBOUND)};
	int r;

	buf_puts(&question.sql, "SELECT o.alert, o.sink, a.time, o.attempts, o.due, o.aside, "
				"coalesce(o.why, o.held), a.category, a.form, o.held, o.route, "
				"(SELECT b.alert FROM outbox b WHERE b.row = o.bundle) "
				"FROM outbox o JOIN alerts a ON a.id = o.alert WHERE 1");
	add_text(&question, "o.sink =", query->source);
	add_text(&question, "o.alert =", query->text);
	add_number(&question, "a.incident =", query->id, query->id > 0);
	buf_printf(&question.sql, " ORDER BY o.row LIMIT %zu", query->limit);
	r = ask(store, &question, outbox_row, callback, ctx);
	question_done(&question);
	return r;
}

/* ---- decisions ---------------------------------------------------------------------- */

static struct json_object *decision_row(struct store *store, sqlite3_stmt *statement)
{
	static const char *const names[] = {"item", "alert", "rule", "sink", "code", "text"};
	struct json_object *object = json_object_new_object();
	size_t i;

	(void)store;
	add(object, "time", json_time(column_time(statement, 0)));
	add(object, "incident",
		sqlite3_column_int64(statement, 1)
			? json_object_new_int64(sqlite3_column_int64(statement, 1))
			: NULL);
	for (i = 0; i < ARRAY_LEN(names); i++)
		add_column(object, names[i], statement, (int)i + 2);
	return object;
}

/*
 * What was decided of an incident and of those that are part of it now; and, of its items,
 * while they were another's: a person moved them.
 */
static void of_incident(struct question *question, int64_t id)
{
	static const char held[] =
		"SELECT 1 FROM items i JOIN findings f ON f.item = i.row "
		"WHERE i.public_id = decisions.item AND f.incident =";

	buf_printf(&question->sql,
		" AND (incident IN (SELECT id FROM incidents WHERE id = %1$lld OR merged = %1$lld)"
		" OR (incident > 0 AND item IN (SELECT i.public_id FROM findings f "
		"JOIN items i ON i.row = f.item WHERE f.incident = %1$lld) "
		"AND NOT EXISTS (%2$s decisions.incident)))",
		(long long)id, held);
}

int store_query_decisions(struct store *store, const struct store_query *query,
	store_row_callback *callback, void *ctx)
{
	struct question question = {.sql = BUF_INIT(BUF_UNBOUND)};
	int r;

	buf_puts(&question.sql, "SELECT time, incident, item, alert, rule, sink, code, text "
				"FROM (SELECT * FROM decisions WHERE 1");
	add_text(&question, "item =", query->item);
	add_text(&question, "alert =", query->text);
	if (query->id > 0)
		of_incident(&question, query->id);
	buf_printf(&question.sql, " ORDER BY row DESC LIMIT %zu) ORDER BY row", query->limit);
	r = ask(store, &question, decision_row, callback, ctx);
	question_done(&question);
	return r;
}
