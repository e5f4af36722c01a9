/*
 * A copy of the database while it is written: in steps, so that the loop goes on in between.
 * It grows in FILE.part, and gets its name when it was found to be whole; an earlier copy of
 * that name is there until then.
 */
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

struct store_backup {
	struct store *store; /* borrowed */
	struct store copy;   /* a handle alone */
	sqlite3_backup *backup;
	bool reading; /* a read transaction holds the source as it is */
	int lock;     /* of the part: no two write one */
};

char *store_backup_part(const char *path)
{
	return mem_printf("%s.part", path);
}

/* ---- files ------------------------------------------------------------------------- */

static const char magic[16] = "SQLite format 3";
enum { APPLICATION_AT = 68, HEADER = 100 };

static bool is_ours(int fd)
{
	unsigned char header[HEADER];
	ssize_t got = pread(fd, header, sizeof(header), 0);

	return got == HEADER && memcmp(header, magic, sizeof(magic)) == 0 &&
	       memcmp(header + APPLICATION_AT, "kord", 4) == 0;
}

static char *say(const char *path, int code)
{
	return mem_printf("%s cannot be written: %s%s", path, strerror(code),
		code == EROFS || code == EACCES || code == EPERM
			? "; kordond's unit may write to /var/lib/kordon alone: take a file "
			  "there, or copy it yourself: kordonctl db backup --db DATABASE FILE"
			: "");
}

static bool is_same_file(int fd, const char *path)
{
	struct stat opened, named;

	return fstat(fd, &opened) == 0 && lstat(path, &named) == 0 &&
	       opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/* What a run that was cut off has left goes; anything else stays. NULL, or why not. */
static char *clear_part(const char *part)
{
	int fd = open(part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	char *why = NULL;

	if (fd < 0 && errno == ENOENT)
		return NULL;
	if (fd < 0 && errno != ELOOP)
		return say(part, errno);
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || (st.st_size && !is_ours(fd)))
		why = mem_printf("%s is in the way and no backup: move it away", part);
	else if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		why = mem_printf("another backup writes %s now", part);
	else if (unlink(part) < 0)
		why = say(part, errno);
	if (fd >= 0)
		close(fd);
	return why;
}

/* Always a new file: one that was there has an owner and readers of somebody's choice. */
static int take_part(const char *part, int *out_fd, char **out_why)
{
	int fd, r;

	*out_why = clear_part(part);
	if (*out_why)
		return -EEXIST;
	fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0) {
		r = -errno;
		*out_why = say(part, errno);
		return r;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) < 0 || !is_same_file(fd, part)) {
		*out_why = mem_printf("another backup writes %s now", part);
		close(fd);
		return -EEXIST;
	}
	*out_fd = fd;
	return 0;
}

/* ---- copying ------------------------------------------------------------------------ */

static int begin(struct store_backup *backup)
{
	int r = store_said(&backup->copy,
		sqlite3_exec(backup->copy.db, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;",
			NULL, NULL, NULL));

	/* One that another process writes would begin again with each of its commits. */
	if (!r && backup->store->lock < 0) {
		r = store_said(backup->store,
			sqlite3_exec(backup->store->db, "BEGIN; SELECT count(*) FROM sources",
				NULL, NULL, NULL));
		backup->reading = r == 0;
	}
	if (r)
		return r;
	backup->backup = sqlite3_backup_init(backup->copy.db, "main", backup->store->db, "main");
	return backup->backup ? 0 : store_said(&backup->copy, sqlite3_errcode(backup->copy.db));
}

int store_backup_new(struct store *store, const char *path, struct store_backup **out_backup,
	char **out_why)
{
	struct store_backup *backup = mem_alloc(sizeof(*backup));
	int r;

	*backup = (struct store_backup){
		.store = store, .copy = {.path = store_backup_part(path)}, .lock = -1};
	*out_why = NULL;
	r = take_part(backup->copy.path, &backup->lock, out_why);
	if (r) {
		mem_free(backup->copy.path);
		mem_free(backup);
		return r;
	}
	r = store_said(&backup->copy, sqlite3_open_v2(backup->copy.path, &backup->copy.db,
					      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
	if (!r && !is_same_file(backup->lock, backup->copy.path)) {
		*out_why = mem_printf("%s was exchanged for another file", backup->copy.path);
		store_backup_free(backup);
		return -EEXIST;
	}
	if (!r)
		r = begin(backup);
	if (!r) {
		*out_backup = backup;
		return 0;
	}
	*out_why = mem_strdup(
		backup->copy.error ? backup->copy.error : store_error(backup->store));
	store_backup_free(backup);
	return r;
}

int store_backup_step(struct store_backup *backup, size_t pages,
	struct store_progress *out_progress)
{
	int rc = sqlite3_backup_step(backup->backup, (int)MIN(pages, (size_t)INT32_MAX));

	*out_progress = (struct store_progress){
		.total = sqlite3_backup_pagecount(backup->backup),
		.left = sqlite3_backup_remaining(backup->backup)};
	if (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
		out_progress->left = MAX(out_progress->left, 1);
		return 0;
	}
	return store_said(&backup->copy, rc);
}

int store_backup_end(struct store_backup *backup, struct store_totals *out_totals)
{
	int r = store_said(&backup->copy, sqlite3_backup_finish(backup->backup));

	backup->backup = NULL;
	/* One file, without a log beside it. */
	if (!r)
		r = store_said(&backup->copy, sqlite3_exec(backup->copy.db,
						      "PRAGMA journal_mode = DELETE", NULL,
						      NULL, NULL));
	return r ? r : store_totals(backup->store, out_totals);
}

const char *store_backup_error(const struct store_backup *backup)
{
	return store_error(backup->copy.error ? &backup->copy : backup->store);
}

void store_backup_free(struct store_backup *backup)
{
	if (!backup)
		return;
	sqlite3_backup_finish(backup->backup);
	if (backup->reading)
		sqlite3_exec(backup->store->db, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_close(backup->copy.db);
	if (backup->lock >= 0)
		close(backup->lock);
	mem_free(backup->copy.path);
	mem_free(backup->copy.error);
	mem_free(backup);
}

/* ---- is it whole? --------------------------------------------------------------------- */

static char *first_fault(struct store *store)
{
	sqlite3_stmt *statement;
	const char *found;
	char *why = NULL;

	if (store_prepare_once(store, "PRAGMA integrity_check(1)", &statement))
		return mem_strdup(store_error(store));
	if (store_said(store, sqlite3_step(statement))) {
		why = mem_strdup(store_error(store));
	} else {
		found = column_text(statement, 0);
		if (!found || strcmp(found, "ok") != 0)
			why = mem_printf("the copy is damaged: %s", found ? found : "?");
	}
	sqlite3_finalize(statement);
	return why;
}

static char *differing_count(struct store *store, const struct store_totals *expected)
{
	struct store_totals found;
	int r = store_totals(store, &found);
	const struct {
		const char *what;
		int64_t found, expected;
	} counts[] = {
		{"items", r ? 0 : found.items, expected->items},
		{"findings", r ? 0 : found.findings, expected->findings},
		{"incidents", r ? 0 : found.incidents, expected->incidents},
		{"alerts", r ? 0 : found.alerts, expected->alerts},
		{"outbox rows", r ? 0 : found.outbox, expected->outbox},
	};
	size_t i;

	if (r)
		return mem_strdup(store_error(store));
	for (i = 0; i < ARRAY_LEN(counts); i++)
		if (counts[i].found != counts[i].expected)
			return mem_printf("the copy has %lld %s, the database %lld",
				(long long)counts[i].found, counts[i].what,
				(long long)counts[i].expected);
	return NULL;
}

char *store_backup_fault(const char *path, const struct store_totals *expected)
{
	CLEANUP(mem_freep) char *part = store_backup_part(path);
	struct store *store;
	char *why = NULL;

	if (store_open_to_read(part, &store, &why))
		return why;
	why = first_fault(store);
	if (!why)
		why = differing_count(store, expected);
	store_close(store);
	return why;
}

/* ---- its name --------------------------------------------------------------------------- */

static void sync_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)fsync(fd);
	close(fd);
}

static const char *const beside[] = {"-wal", "-shm", "-journal"};

static bool ends_with(const char *path, const char *end)
{
	size_t len = strlen(path), end_len = strlen(end);

	return len > end_len && strcmp(path + len - end_len, end) == 0;
}

/* What SQLite keeps beside a database would be taken for the copy's own. */
static char *log_beside(const char *path)
{
	struct stat st;
	size_t i;

	for (i = 0; i < ARRAY_LEN(beside); i++) {
		CLEANUP(mem_freep) char *other = mem_printf("%s%s", path, beside[i]);

		if (ends_with(path, beside[i]))
			return mem_printf("%s is a name that belongs to a database beside it (%s); "
					  "take another name", path, beside[i]);
		if (lstat(other, &st) == 0)
			return mem_printf("%s belongs to a database in %s that is open, or was not "
					  "closed: a copy under that name would be damaged by it; take "
					  "another name", other, path);
		if (errno != ENOENT)
			return say(other, errno);
	}
	return NULL;
}

static char *lock_beside(const char *path)
{
	CLEANUP(mem_freep) char *lock = mem_printf("%s.lock", path);
	char *why = NULL;
	int fd = open(lock, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? NULL
				       : mem_printf("whether a kordond has %s open cannot be seen: %s: "
						    "%s; take another name", path, lock, strerror(errno));
	if (flock(fd, LOCK_SH | LOCK_NB) < 0)
		why = mem_printf("%s is the database of a kordond that runs: it stays; take another "
				 "name", path);
	close(fd);
	return why;
}

/*
 * By its names alone: to open a database that this process has open, and to close it again,
 * would end SQLite's locks on it.
 */
static char *in_use(const struct store *store, const char *path)
{
	struct stat own, st;
	char *why;

	if (stat(store->path, &own) == 0 && stat(path, &st) == 0 && own.st_dev == st.st_dev &&
		own.st_ino == st.st_ino)
		return mem_printf("%s is the database itself, of which the copy is made: it stays; "
				  "take another name", path);
	why = lock_beside(path);
	return why ? why : log_beside(path);
}

char *store_backup_obstacle(const struct store *store, const char *path, bool force)
{
	struct stat st;
	char *why = in_use(store, path);
	bool ours;
	int fd;

	if (why)
		return why;
	if (lstat(path, &st) < 0)
		return errno == ENOENT ? NULL : say(path, errno);
	if (!force)
		return mem_printf("%s is there already; another name, or --force to put the new "
				  "backup in its place", path);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	ours = fd >= 0 && S_ISREG(st.st_mode) && is_ours(fd);
	if (fd >= 0)
		close(fd);
	return ours ? NULL : mem_printf("%s is no backup of kordon: it stays; take another name",
				     path);
}

char *store_backup_keep(const struct store *store, const char *path, bool force)
{
	CLEANUP(mem_freep) char *part = store_backup_part(path), *copy = mem_strdup(path);
	char *why;

	sync_path(part);
	why = store_backup_obstacle(store, path, force);
	if (why)
		return why;
	if (renameat2(AT_FDCWD, part, AT_FDCWD, path, force ? 0 : RENAME_NOREPLACE) < 0)
		return say(path, errno);
	sync_path(dirname(copy));
	return NULL;
}
