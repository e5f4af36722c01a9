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

/* What a run that was cut off has left is written anew; anything else stays. */
static int take_part(const char *part, int *out_fd, char **out_why)
{
	int fd = open(part, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0640);
	struct stat st;

	if (fd < 0) {
		*out_why = say(part, errno);
		return -errno;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		*out_why = mem_printf("another backup writes %s now", part);
	else if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || (st.st_size && !is_ours(fd)))
		*out_why = mem_printf("%s is in the way and no backup: move it away", part);
	else if (ftruncate(fd, 0) < 0)
		*out_why = say(part, errno);
	if (*out_why) {
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

char *store_backup_obstacle(const char *path, bool force)
{
	struct stat st;
	bool ours;
	int fd;

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

char *store_backup_keep(const char *path, bool force)
{
	CLEANUP(mem_freep) char *part = store_backup_part(path), *copy = mem_strdup(path);
	char *why = store_backup_obstacle(path, force);

	if (why)
		return why;
	sync_path(part);
	if (renameat2(AT_FDCWD, part, AT_FDCWD, path, force ? 0 : RENAME_NOREPLACE) < 0)
		return say(path, errno);
	sync_path(dirname(copy));
	return NULL;
}
