/*
 * The alert log: one JSON object a line, appended with one write each, so that a reader
 * never sees half a line but where the machine died, and no id stands in it twice. Each line
 * is chained to the one before it (chain.h), over rotations and restarts.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <uthash.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "sink/chain.h"
#include "sink/sink_priv.h"

enum {
	LOG_MODE = 0640,
	IDS_MAX = 200000, /* that are remembered: the oldest are forgotten, long after their time */
	ULID_TIME = 10,   /* characters of an id that tell when it was raised */
};

struct known_id {
	UT_hash_handle hh;
	char id[];
};

struct log_sink {
	char *path;
	int fd;               /* -1: not open */
	struct known_id *ids; /* that the log holds, this file and those before it */
	size_t looked_back;   /* how many of the rotated files were read, the newest first */
	char last[CHAIN_HASH]; /* of the last line, also of a file that was moved away */
};

/* ---- what the file holds -------------------------------------------------------------- */

static void remember(struct log_sink *log, const char *id)
{
	size_t len = strlen(id);
	struct known_id *known;

	HASH_FIND(hh, log->ids, id, len, known);
	if (known)
		return;
	known = mem_alloc(sizeof(*known) + len + 1);
	memcpy(known->id, id, len + 1);
	HASH_ADD_KEYPTR(hh, log->ids, known->id, len, known);
	if (HASH_COUNT(log->ids) > IDS_MAX) {
		known = log->ids; /* in order of adding */
		HASH_DEL(log->ids, known);
		mem_free(known);
	}
}

static bool knows(const struct log_sink *log, const char *id)
{
	struct known_id *known;

	HASH_FIND(hh, log->ids, id, strlen(id), known);
	return known != NULL;
}

static void forget_all(struct log_sink *log)
{
	struct known_id *known, *next;

	HASH_ITER(hh, log->ids, known, next)
	{
		HASH_DEL(log->ids, known);
		mem_free(known);
	}
}

/* What a walk through the lines of a file finds. */
struct lines {
	struct log_sink *log;
	off_t whole; /* bytes up to the end of the last whole line */
	bool torn;
};

static void remember_line(struct log_sink *log, const char *line)
{
	struct json_object *object = json_tokener_parse(line);
	const char *id = object ? alert_member(object, "id") : NULL;

	if (id)
		remember(log, id);
	json_object_put(object);
}

static bool read_line(void *ctx, const char *line, size_t len, bool torn)
{
	struct lines *lines = ctx;

	lines->torn = torn;
	if (torn)
		return false;
	lines->whole += (off_t)len + 1;
	chain_hash(line, len, lines->log->last);
	remember_line(lines->log, line);
	return true;
}

/* A device or a pipe holds nothing, and may never come to an end. */
static bool holds_lines(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/*
 * Reads the ids of the lines and cuts off a last line without an end: a write that a crash
 * cut short. Its alert is still in the outbox and comes again as a whole.
 */
static int read_lines(struct log_sink *log)
{
	struct lines lines = {.log = log};
	const struct chain_reader reader = {.line = read_line, .ctx = &lines};
	int r;

	if (!holds_lines(log->path))
		return 0;
	r = chain_read(log->path, &reader);
	if (!r && lines.torn && truncate(log->path, lines.whole) < 0)
		r = -errno;
	return r;
}

/* ---- what the files before it hold ------------------------------------------------------- */

struct old_file {
	struct log_sink *log;
	char first[ULID_TIME + 1]; /* when its first alert was raised; "" for none */
};

static bool read_old_line(void *ctx, const char *line, size_t len, bool torn)
{
	struct old_file *file = ctx;
	struct json_object *object = torn ? NULL : json_tokener_parse(line);
	const char *id = object ? alert_member(object, "id") : NULL;

	(void)len;
	if (id && !*file->first)
		snprintf(file->first, sizeof(file->first), "%s", id);
	if (id)
		remember(file->log, id);
	json_object_put(object);
	return true;
}

/*
 * An alert that the outbox still lists may stand in a file that was rotated before the mark
 * was made. Files are read from the newest back, up to one that begins before the alert was
 * raised: what is older than that was written before there was the alert.
 */
static void look_back(struct log_sink *log, const char *id)
{
	char **files = chain_files(log->path);
	size_t count = 0;

	while (files[count])
		count++;
	while (!knows(log, id) && log->looked_back + 1 < count) {
		struct old_file file = {.log = log};
		const struct chain_reader reader = {.line = read_old_line, .ctx = &file};
		const char *path = files[count - 2 - log->looked_back++];

		if (holds_lines(path))
			(void)!chain_read(path, &reader); /* what was read of it counts */
		if (*file.first && strncmp(file.first, id, ULID_TIME) < 0)
			break;
	}
	chain_files_free(files);
}

static bool read_hash(void *ctx, const char *line, size_t len, bool torn)
{
	if (!torn)
		chain_hash(line, len, ctx);
	return !torn;
}

/* The log may have been moved away while no daemon ran: its last line goes on in a new file. */
static void find_last(struct log_sink *log)
{
	const struct chain_reader reader = {.line = read_hash, .ctx = log->last};
	char **files = chain_files(log->path);
	size_t count = 0;

	while (files[count])
		count++;
	if (count > 1 && holds_lines(files[count - 2]))
		(void)!chain_read(files[count - 2], &reader); /* what was read of it counts */
	chain_files_free(files);
}

/* ---- opening --------------------------------------------------------------------------- */

static void close_file(struct log_sink *log)
{
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
}

static int open_file(struct sink *sink)
{
	struct log_sink *log = sink->state;
	int r;

	if (log->fd >= 0)
		return 0;
	if (path_is_link_of_others(log->path))
		return sink_fail(sink, "the alert log %s is a link that another user made: remove "
				       "it, or state another sink.log",
			log->path);
	r = read_lines(log);
	if (r)
		return sink_fail(sink, "cannot read the alert log %s: %s", log->path,
			strerror(-r));
	/* A pipe that nobody reads must not hold the loop up. */
	log->fd = open(log->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK,
		LOG_MODE);
	if (log->fd < 0)
		return sink_fail(sink, "cannot open the alert log %s: %s", log->path,
			strerror(errno));
	return 0;
}

static void log_close(struct sink *sink)
{
	struct log_sink *log = sink->state;

	close_file(log);
	forget_all(log);
	mem_free(log->path);
	mem_free(log);
}

/* logrotate has moved the file away: the next line goes into a new one. */
static void log_reopen(struct sink *sink)
{
	close_file(sink->state);
	(void)open_file(sink); /* a failure is told and tried again at the next alert */
}

/* Asked at start, for what the outbox lists. */
static bool log_holds(struct sink *sink, const char *alert_id)
{
	struct log_sink *log = sink->state;

	if (open_file(sink))
		return false;
	if (!knows(log, alert_id))
		look_back(log, alert_id);
	return knows(log, alert_id);
}

/* ---- writing ---------------------------------------------------------------------------- */

/* Half a line is taken back: what follows must not stand behind it. */
static int write_line(struct sink *sink, const char *line, size_t len)
{
	struct log_sink *log = sink->state;
	struct stat before;
	ssize_t written;
	int error;

	if (fstat(log->fd, &before) < 0)
		return sink_fail(sink, "alert log %s: %s", log->path, strerror(errno));
	written = write(log->fd, line, len);
	if (written == (ssize_t)len)
		return 0;
	error = written < 0 ? errno : ENOSPC;
	if (written > 0 && ftruncate(log->fd, before.st_size) < 0)
		close_file(log); /* reading it again cuts the torn line off */
	return sink_fail(sink, "cannot write to the alert log %s: %s", log->path,
		strerror(error));
}

static int log_deliver(struct sink *sink, const struct sink_alert *alert)
{
	struct log_sink *log = sink->state;
	struct buf line = BUF_INIT(BUF_UNBOUND);
	int r;

	if (open_file(sink))
		return SINK_LATER;
	if (knows(log, alert->id))
		return 0;
	chain_line(&line, alert->line, log->last);
	buf_putc(&line, '\n');
	r = write_line(sink, buf_str(&line), line.len);
	if (!r) {
		chain_hash(buf_str(&line), line.len - 1, log->last);
		remember(log, alert->id);
	}
	buf_done(&line);
	return r;
}

static int log_flush(struct sink *sink)
{
	struct log_sink *log = sink->state;

	if (open_file(sink))
		return SINK_LATER;
	if (fdatasync(log->fd) < 0 && errno != EINVAL && errno != EROFS)
		return sink_fail(sink, "alert log %s: %s", log->path, strerror(errno));
	return 0;
}

bool sink_log_open(const struct sink_options *options, struct sink *sink)
{
	static const struct sink_kind kind = {"log", log_close, log_reopen, log_holds,
		log_deliver, log_flush};
	struct log_sink *log;

	if (!options->log)
		return false;
	log = mem_alloc(sizeof(*log));
	log->path = mem_strdup(options->log);
	log->fd = -1;
	memcpy(log->last, chain_start, CHAIN_HASH);
	*sink = (struct sink){.kind = &kind, .state = log};
	(void)open_file(sink); /* kept in why, tried again */
	if (strcmp(log->last, chain_start) == 0)
		find_last(log); /* it holds no whole line of its own */
	return true;
}
