/*
 * Is the database well? Pages and indexes, references between tables, identities, and
 * whether the full-text index finds what the texts say.
 */
#include "store/store_priv.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

/* How many faults of one kind are told, and how many texts are looked for in the index. */
enum { FAULTS_MAX = 20, SAMPLES = 500, WORD_MAX = 64 };

struct check {
	struct store *store;
	store_check_callback *callback;
	void *ctx;
};

static const char restore[] =
	"stop kordond, keep a copy of the file, and restore the last backup; or save what can be "
	"read: sqlite3 FILE .recover | sqlite3 NEW";
static const char rebuild[] = "stop kordond and run: kordonctl db rebuild";
static const char report_it[] =
	"nothing is lost; please report it: the program should never leave such a row";

/* ---- questions whose rows are faults -------------------------------------------------- */

static const struct question {
	const char *check, *sql, *fine, *advice; /* fine: what one row says where all is well */
} questions[] = {
	{"pages and indexes", "PRAGMA integrity_check(20)", "ok", restore},
	{"references between tables",
		"SELECT printf('row %s of %s refers to a row of %s that is not there', rowid, "
		"\"table\", parent) FROM pragma_foreign_key_check LIMIT 20",
		NULL, report_it},
	{"identities of items",
		"SELECT printf('item %s has no identity: it would be taken for a new one', "
		"i.public_id) FROM items i WHERE i.content_hash <> 0 AND NOT EXISTS (SELECT 1 "
		"FROM identities d WHERE d.hash = i.content_hash AND d.part = 4 "
		"AND d.item = i.row) LIMIT 20",
		NULL, report_it},
	{"texts and full-text index",
		"SELECT printf('the text of row %d is not in the index', item) FROM (SELECT item "
		"FROM item_text EXCEPT SELECT id FROM item_search_docsize) UNION ALL "
		"SELECT printf('the index has row %d without a text', id) FROM (SELECT id FROM "
		"item_search_docsize EXCEPT SELECT item FROM item_text) LIMIT 20",
		NULL, rebuild},
};

static int ask(const struct check *check, const struct question *question)
{
	sqlite3_stmt *statement;
	const char *fault;
	size_t faults = 0;
	int rc, r = store_prepare_once(check->store, question->sql, &statement);

	if (r)
		return r;
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW && faults < FAULTS_MAX) {
		fault = column_text(statement, 0);
		if (!fault || (question->fine && strcmp(fault, question->fine) == 0))
			continue;
		faults++;
		check->callback(check->ctx, question->check, fault, question->advice);
	}
	sqlite3_finalize(statement);
	if (!faults && (rc == SQLITE_ROW || rc == SQLITE_DONE))
		check->callback(check->ctx, question->check, NULL, NULL);
	return faults && rc != SQLITE_DONE ? 0 : store_said(check->store, rc);
}

/* ---- does the index find? ------------------------------------------------------------- */

/* A word of letters and digits out of the middle of a text, quoted for the index. */
static bool pick_word(const char *text, char out[WORD_MAX + 3])
{
	static const char breaks[] = " \n\t.,;:!?\"'()[]{}<>/\\|-+*&%$#@^~`=_";
	const char *at = text + strlen(text) / 2;
	size_t len;

	at += strcspn(at, " \n");
	at += strspn(at, breaks);
	len = strcspn(at, breaks);
	if (len < 2 || len > WORD_MAX)
		return false;
	snprintf(out, WORD_MAX + 3, "\"%.*s\"", (int)len, at);
	return true;
}

static int finds(struct store *store, const char *word, int64_t item, bool *out_found)
{
	sqlite3_stmt *statement;
	int rc, r = store_prepare_once(store,
		"SELECT 1 FROM item_search WHERE item_search MATCH ? AND rowid = ?", &statement);

	if (r)
		return r;
	bind_text(statement, 1, word);
	bind_int(statement, 2, item);
	rc = sqlite3_step(statement);
	*out_found = rc == SQLITE_ROW;
	sqlite3_finalize(statement);
	return store_said(store, rc);
}

static int look_for(const struct check *check, sqlite3_stmt *texts, size_t *faults)
{
	char word[WORD_MAX + 3];
	CLEANUP(mem_freep) char *fault = NULL;
	bool found = true;
	int r;

	if (!pick_word(column_text(texts, 1), word))
		return 0;
	r = finds(check->store, word, sqlite3_column_int64(texts, 0), &found);
	if (r || found || ++*faults > FAULTS_MAX)
		return r;
	fault = mem_printf("the index does not find %s in the text of row %lld", word,
		(long long)sqlite3_column_int64(texts, 0));
	check->callback(check->ctx, "search", fault, rebuild);
	return 0;
}

/* Of a large store a sample, spread over all of it. */
static int look_for_words(const struct check *check)
{
	sqlite3_stmt *texts;
	size_t faults = 0;
	int rc = SQLITE_DONE, r = store_prepare_once(check->store,
		"SELECT item, text FROM item_text WHERE item % (SELECT max(1, count(*) / ?) "
		"FROM item_text) = 0", &texts);

	if (r)
		return r;
	bind_int(texts, 1, SAMPLES);
	while (!r && (rc = sqlite3_step(texts)) == SQLITE_ROW)
		r = look_for(check, texts, &faults);
	sqlite3_finalize(texts);
	if (!r && !faults)
		check->callback(check->ctx, "search", NULL, NULL);
	return r ? r : store_said(check->store, rc);
}

int store_check(struct store *store, store_check_callback *callback, void *ctx)
{
	const struct check check = {store, callback, ctx};
	size_t i;
	int r = 0;

	for (i = 0; i < ARRAY_LEN(questions) && !r; i++)
		r = ask(&check, &questions[i]);
	return r ? r : look_for_words(&check);
}

/* ---- alerts, beside the alert log ------------------------------------------------------ */

int store_alert_line(struct store *store, struct arena *arena, const char *id,
	const char **out_line)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ALERT_LINE_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, id);
	rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		*out_line = arena_strdup(arena, column_text(statement, 0));
	sqlite3_reset(statement);
	return rc == SQLITE_DONE ? STORE_NONE : store_said(store, rc);
}

int store_alerts_delivered(struct store *store, const char *sink, int64_t since,
	store_alert_callback *callback, void *ctx)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ALERTS_DELIVERED_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, sink);
	bind_int(statement, 2, since);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
		callback(ctx, column_text(statement, 0), sqlite3_column_int64(statement, 1));
	sqlite3_reset(statement);
	return store_said(store, rc);
}

/* ---- anew -------------------------------------------------------------------------------- */

int store_rebuild(struct store *store)
{
	return store_said(store,
		sqlite3_exec(store->db,
			"INSERT INTO item_search (item_search) VALUES ('rebuild');"
			"PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = INCREMENTAL; VACUUM;"
			"PRAGMA journal_mode = WAL;",
			NULL, NULL, NULL));
}
