/* The database as a handle: opening, failures in words, transactions, statements. */
#include "store/search_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

#define KEEP_MAX_MS (36500LL * 86400 * 1000)

static const struct config_option options[] = {
	{.name = "path",
		.type = OPTION_PATH,
		.offset = offsetof(struct store_options, path),
		.def = "/var/lib/kordon/kordon.db",
		.required = false,
		.restart = true,
		.help = "The database file. Beside it stand its -wal, -shm and .lock files."},
	{.name = "full_text",
		.type = OPTION_BOOL,
		.offset = offsetof(struct store_options, full_text),
		.def = "yes",
		.restart = true,
		.help = "Keeps a full-text index for `kordonctl items search`. Without it items "
			"cost a third of the work."},
	{.name = "keep_text",
		.type = OPTION_DURATION,
		.offset = offsetof(struct store_options, keep.text_ms),
		.def = "90d",
		.max = KEEP_MAX_MS,
		.help = "How long the text of an item is kept (its earlier versions and its "
			"place in the full-text index with it), counted from when it was seen "
			"or last changed. 0: for ever. What an incident stands on is kept for "
			"ever, and so are incidents and alerts."},
	{.name = "keep_metadata",
		.type = OPTION_DURATION,
		.offset = offsetof(struct store_options, keep.metadata_ms),
		.def = "400d",
		.max = KEEP_MAX_MS,
		.help = "How long title, author, URL and times of an item are kept once its text "
			"is gone. 0: for ever. Behind that stay hashes, by which an old item is "
			"never taken for a new one."},
	{.name = "size_budget",
		.type = OPTION_SIZE,
		.offset = offsetof(struct store_options, size_budget),
		.def = "0",
		.help = "How large the database may grow: at nine tenths of it there is a warning, "
			"in the log and in status. Nothing is removed for it. 0: no budget."},
	{.name = "disk_reserve",
		.type = OPTION_SIZE,
		.offset = offsetof(struct store_options, disk_reserve),
		.def = "256MiB",
		.help = "A warning where the disk of the database has less room than that. 0: none."},
};

const struct config_table store_table = {
	.name = "store",
	.help = "Where items, incidents and alerts are recorded.",
	.options = options,
	.count = ARRAY_LEN(options),
	.size = sizeof(struct store_options),
};

/* ---- failures ---------------------------------------------------------------------- */

static const struct {
	int code;
	enum store_outcome outcome;
	const char *advice;
} failures[] = {
	{SQLITE_FULL, STORE_FULL,
		"has no room on the disk; what is recorded is safe; make room, and it goes on"},
	{SQLITE_READONLY, STORE_READ_ONLY,
		"cannot be written; look at the permissions of the file and its folder"},
	{SQLITE_PERM, STORE_READ_ONLY, "may not be opened; look at its permissions"},
	{SQLITE_NOTADB, STORE_CORRUPT,
		"is not a database; state another store.path, or move the file away"},
	{SQLITE_CORRUPT, STORE_CORRUPT,
		"is damaged; keep a copy, mend it (sqlite3 FILE .recover | sqlite3 NEW) or "
		"restore a backup, and start again"},
	{SQLITE_BUSY, STORE_BUSY, "is being written by another process"},
	{SQLITE_LOCKED, STORE_BUSY, "is being written by another process"},
	{SQLITE_CANTOPEN, STORE_FAILED,
		"cannot be opened; does its folder exist, and may this user write there?"},
};

int store_said(struct store *store, int rc)
{
	int code = rc & 0xFF, system = 0;
	size_t i;

	if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
		return 0;
	if (store->db)
		system = sqlite3_system_errno(store->db);
	if (code == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT))
		code = SQLITE_FULL;
	if (code == SQLITE_IOERR && system == EROFS)
		code = SQLITE_READONLY;
	mem_free(store->error);
	for (i = 0; i < ARRAY_LEN(failures); i++)
		if (failures[i].code == code) {
			store->error = mem_printf("%s %s (%s)", store->path, failures[i].advice,
				sqlite3_errstr(rc));
			return failures[i].outcome;
		}
	store->error = mem_printf("%s: %s", store->path,
		store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(rc));
	return STORE_FAILED;
}

bool store_is_final(int outcome)
{
	return outcome == STORE_NEWER || outcome == STORE_CORRUPT ||
	       outcome == STORE_MISPLACED || outcome == STORE_READ_ONLY;
}

const char *store_error(const struct store *store)
{
	return store->error ? store->error : "no failure so far";
}

/* ---- statements -------------------------------------------------------------------- */

static const char *const sql_of[] = {
#define X(name, sql) sql,
	STORE_STATEMENTS(X)
#undef X
};

void store_rest(struct store *store)
{
	(void)sqlite3_db_release_memory(store->db);
	search_rest(store);
}

int store_prepare_once(struct store *store, const char *sql, sqlite3_stmt **out)
{
	return store_said(store, sqlite3_prepare_v2(store->db, sql, -1, out, NULL));
}

sqlite3_stmt *store_prepare(struct store *store, enum store_statement which)
{
	sqlite3_stmt **slot = &store->statements[which];

	if (*slot) {
		sqlite3_reset(*slot);
		sqlite3_clear_bindings(*slot);
		return *slot;
	}
	if (store_said(store, sqlite3_prepare_v3(store->db, sql_of[which], -1,
				      SQLITE_PREPARE_PERSISTENT, slot, NULL)))
		return NULL;
	return *slot;
}

int store_run(struct store *store, sqlite3_stmt *statement)
{
	int r;

	if (!statement)
		return STORE_FAILED;
	r = store_said(store, sqlite3_step(statement));
	sqlite3_reset(statement);
	return r;
}

void bind_text(sqlite3_stmt *statement, int column, const char *text)
{
	if (text)
		sqlite3_bind_text(statement, column, text, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(statement, column);
}

void bind_int(sqlite3_stmt *statement, int column, int64_t value)
{
	sqlite3_bind_int64(statement, column, value);
}

void bind_time(sqlite3_stmt *statement, int column, int64_t time)
{
	if (time == TIME_NONE)
		sqlite3_bind_null(statement, column);
	else
		sqlite3_bind_int64(statement, column, time);
}

const char *column_text(sqlite3_stmt *statement, int column)
{
	return (const char *)sqlite3_column_text(statement, column);
}

int64_t column_time(sqlite3_stmt *statement, int column)
{
	return sqlite3_column_type(statement, column) == SQLITE_NULL
		? TIME_NONE
		: sqlite3_column_int64(statement, column);
}

/* ---- opening ----------------------------------------------------------------------- */

static bool in_memory(const char *path)
{
	return !*path || strcmp(path, ":memory:") == 0;
}

static const char *advice_on(int code)
{
	switch (code) {
	case EROFS:
		return "kordond's unit may write to /var/lib/kordon alone: state a store.path "
		       "there, or add a ReadWritePaths= to the unit";
	case EACCES:
	case EPERM:
		return "look at the permissions of the file and its folder";
	default:
		return "does the folder exist, and may this user write there?";
	}
}

/* A full disk or one out of order may be well in a minute; a path that is wrong stays so. */
static int cannot_open(struct store *store, const char *path)
{
	int code = errno;

	store->error = mem_printf(
		"%s cannot be opened: %s; %s", path, strerror(code), advice_on(code));
	switch (code) {
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
	case EACCES:
	case EPERM:
	case ELOOP:
	case ENAMETOOLONG:
		return STORE_MISPLACED;
	case ENOSPC:
	case EDQUOT:
		return STORE_FULL;
	case EROFS:
		return STORE_READ_ONLY;
	default:
		return STORE_FAILED;
	}
}

/* SQLite lets several processes write in turn; of kordon's there may be one. */
static int take_lock(struct store *store)
{
	CLEANUP(mem_freep) char *path = mem_printf("%s.lock", store->path);

	if (path_is_link_of_others(store->path) || path_is_link_of_others(path)) {
		store->error = mem_printf("%s or its .lock is a link that another user made: "
					  "remove it, or state another store.path",
			store->path);
		return STORE_MISPLACED;
	}
	store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
	if (store->lock < 0)
		return cannot_open(store, path);
	if (flock(store->lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	store->error = mem_printf("%s is in use by another kordond: stop that one, or state "
				  "another store.path",
		store->path);
	return STORE_BUSY;
}

/*
 * What is damaged is found before anything is built on it. Reading all pages takes about 2 ms
 * a MiB: of a file beyond the ceiling only the small tables are read, which everything
 * hangs on, and the newest items, which a crash would have torn. `kordonctl db check` reads
 * all of it.
 */
enum { CHECK_MAX = 256 * 1024 * 1024 };

static const char *const whole_checks[] = {"PRAGMA quick_check(1)", NULL};
static const char *const part_checks[] = {
	"PRAGMA quick_check('sources')",
	"PRAGMA quick_check('listings')",
	"PRAGMA quick_check('incidents')",
	"PRAGMA quick_check('outbox')",
	"SELECT 'ok', total(length(title) + length(summary) + length(content)) FROM "
	"(SELECT title, summary, content FROM items ORDER BY row DESC LIMIT 1000)",
	NULL,
};

static int check_by(struct store *store, const char *sql)
{
	sqlite3_stmt *statement;
	const char *found;
	int r = store_prepare_once(store, sql, &statement);

	/* A file that is being made has no such table yet. */
	if (r == STORE_FAILED)
		return 0;
	if (!r)
		r = store_said(store, sqlite3_step(statement));
	found = r ? NULL : column_text(statement, 0);
	if (found && strcmp(found, "ok") != 0)
		r = store_said(store, SQLITE_CORRUPT);
	sqlite3_finalize(statement);
	return r;
}

static int check_pages(struct store *store)
{
	const char *const *check;
	struct stat st;
	int r = 0;

	if (stat(store->path, &st) < 0)
		return 0;
	for (check = st.st_size > CHECK_MAX ? part_checks : whole_checks; *check && !r;
		check++)
		r = check_by(store, *check);
	return r;
}

/* No journal: what fails ends it. What is beyond the cache goes to a file without a name. */
static int set_up_scratch(struct store *store)
{
	int r = store_said(store,
		sqlite3_exec(store->db,
			"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
			"PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -262144;",
			NULL, NULL, NULL));

	if (!r)
		r = store_upgrade(store);
	/* Indexes of questions that nobody asks here. */
	return r ? r
		 : store_said(store, sqlite3_exec(store->db,
			   "DROP INDEX items_by_source; DROP INDEX items_by_age;", NULL, NULL,
			   NULL));
}

/* Said of a file that is being made; to say it of another writes to it, see store_rebuild. */
static int set_up_new(struct store *store)
{
	struct stat st;

	if (stat(store->path, &st) == 0 && st.st_size > 0)
		return 0;
	return store_said(store, sqlite3_exec(store->db, "PRAGMA auto_vacuum = INCREMENTAL;",
					 NULL, NULL, NULL));
}

static int set_up(struct store *store)
{
	int r;

	sqlite3_extended_result_codes(store->db, 1);
	if (store->scratch)
		return set_up_scratch(store);
	sqlite3_busy_timeout(store->db, 5000);
	if (sqlite3_db_readonly(store->db, "main") == 1)
		return store_said(store, SQLITE_READONLY);
	/* NORMAL: a power cut may take the last commits, all of them back to one moment, and the
	 * next polls bring them again. What somebody outside relies on is synced before: see
	 * store_make_durable. */
	r = set_up_new(store);
	if (!r)
		r = store_said(store,
			sqlite3_exec(store->db,
				"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
				"PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
				NULL, NULL, NULL));
	if (!r)
		r = check_pages(store);
	return r ? r : store_upgrade(store);
}

/* SQLite would make the file for all eyes; its journals take what the file has. */
static int make_file(struct store *store)
{
	int fd = open(store->path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);

	if (fd < 0)
		return cannot_open(store, store->path);
	close(fd);
	return 0;
}

static int open_database(struct store *store, int flags)
{
	int rc = sqlite3_open_v2(store->path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);

	return store_said(store, rc);
}

static struct store *store_new(const struct store_options *store_options)
{
	struct store *store = mem_alloc(sizeof(*store));

	store->scratch = store_options->scratch;
	store->path = mem_strdup(store->scratch	       ? ""
				 : store_options->path ? store_options->path
						       : ":memory:");
	store->full_text = store_options->full_text;
	store->lock = -1;
	store->all_words = BUF_INIT(BUF_UNBOUND);
	return store;
}

static int hand_over(struct store *store, int r, struct store **out_store, char **out_why)
{
	if (r) {
		*out_why = mem_strdup(store_error(store));
		store_close(store);
		return r;
	}
	*out_store = store;
	return 0;
}

int store_open(const struct store_options *store_options, struct store **out_store,
	char **out_why)
{
	struct store *store = store_new(store_options);
	int r = in_memory(store->path) ? 0 : take_lock(store);

	if (!r && !in_memory(store->path))
		r = make_file(store);
	if (!r)
		r = open_database(store, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	if (!r)
		r = set_up(store);
	return hand_over(store, r, out_store, out_why);
}

int store_open_to_read(const char *path, struct store **out_store, char **out_why)
{
	struct store_options store_options = {.path = (char *)path};
	struct store *store = store_new(&store_options);
	int r = open_database(store, SQLITE_OPEN_READONLY);

	if (!r)
		r = store_said(store,
			sqlite3_exec(store->db, "SELECT count(*) FROM items", NULL, NULL, NULL));
	return hand_over(store, r, out_store, out_why);
}

void store_close(struct store *store)
{
	size_t i;

	if (!store)
		return;
	for (i = 0; i < STORE_STATEMENT_COUNT; i++)
		sqlite3_finalize(store->statements[i]);
	sqlite3_close(store->db);
	if (store->lock >= 0)
		close(store->lock);
	mem_free(store->path);
	mem_free(store->error);
	mem_free(store->known_words);
	buf_done(&store->all_words);
	mem_free(store);
}

void store_set_fold(struct store *store,
	void (*fold)(struct buf *out, const char *s, size_t len))
{
	store->fold = fold;
}

/* ---- transactions ------------------------------------------------------------------ */

/* A scratch store that is lost loses nothing, and a commit of it walks all its dirty pages: a
 * transaction holds very many documents. */
static bool goes_on(struct store *store)
{
	enum { DOCUMENTS = 20000 };

	return store->scratch && store->documents++ % DOCUMENTS != DOCUMENTS - 1;
}

int store_begin(struct store *store)
{
	if (store->scratch && !sqlite3_get_autocommit(store->db))
		return 0;
	return store_run(store, store_prepare(store, STORE_BEGIN_SQL));
}

int store_commit(struct store *store)
{
	int r = goes_on(store) ? 0 : store_run(store, store_prepare(store, STORE_COMMIT_SQL));

	if (r)
		store_rollback(store);
	return r;
}

/* SQLite may have rolled back by itself; the failure that led here stays the one to tell. */
void store_rollback(struct store *store)
{
	sqlite3_stmt *statement;

	if (sqlite3_get_autocommit(store->db))
		return;
	statement = store->statements[STORE_ROLLBACK_SQL];
	if (!statement)
		statement = store_prepare(store, STORE_ROLLBACK_SQL);
	if (statement) {
		sqlite3_step(statement);
		sqlite3_reset(statement);
	}
}

/*
 * One more commit, with the log of writes synced: that log holds all commits before it. The
 * version is written as it is, for something has to be.
 */
int store_make_durable(struct store *store)
{
	char sql[160];
	int r;

	if (!store->undurable || store->scratch)
		return 0;
	sqlite3_snprintf(sizeof(sql), sql,
		"PRAGMA synchronous = FULL; PRAGMA user_version = %d;", store->version);
	r = store_said(store, sqlite3_exec(store->db, sql, NULL, NULL, NULL));
	if (!r)
		r = store_said(store, sqlite3_exec(store->db, "PRAGMA synchronous = NORMAL",
					      NULL, NULL, NULL));
	store->undurable = r != 0;
	return r;
}

/* ---- totals ------------------------------------------------------------------------ */

int store_totals(struct store *store, struct store_totals *out)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_TOTALS_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	r = store_said(store, sqlite3_step(statement));
	if (!r)
		*out = (struct store_totals){
			.items = sqlite3_column_int64(statement, 0),
			.findings = sqlite3_column_int64(statement, 1),
			.incidents = sqlite3_column_int64(statement, 2),
			.alerts = sqlite3_column_int64(statement, 3),
			.outbox = sqlite3_column_int64(statement, 4),
			.bytes = sqlite3_column_int64(statement, 5),
			.held = sqlite3_column_int64(statement, 6),
		};
	sqlite3_reset(statement);
	return r;
}
