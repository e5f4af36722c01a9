/*
 * CAP 1.2 messages as files in a folder, each whole at once: written beside, synced, renamed.
 * What was written is kept in a list of its own, so that later messages of an incident refer
 * to the earlier ones, also where somebody takes the files away.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "sink/cap.h"
#include "sink/sink_priv.h"

enum { FILE_MODE = 0644, LIST_MAX = 1024 * 1024, LINE_MAX_BYTES = 256 };

#define LIST ".kordon-sent" /* lines: incident, time, id */

/* ---- the list -------------------------------------------------------------------------- */

static char *list_path(const struct sink *sink)
{
	return mem_printf("%s/" LIST, sink->target->folder);
}

/* References to the earlier messages of the incident; *listed: this one is there already. */
static void read_list(const struct sink *sink, struct json_object *alert, struct buf *out,
	bool *listed)
{
	CLEANUP(mem_freep) char *path = list_path(sink);
	const char *incident = alert_member(alert, "incident.id"), *own = alert_member(alert, "id");
	char line[LINE_MAX_BYTES], number[32], time[32], id[64];
	FILE *file = fopen(path, "re");

	*listed = false;
	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%31s %31s %63s", number, time, id) != 3 ||
			strcmp(number, incident ? incident : "0") != 0)
			continue;
		if (strcmp(id, own) == 0)
			*listed = true;
		else if (!*listed)
			cap_add_reference(out, sink->target->from, id, time);
	}
	if (file)
		fclose(file);
}

/* ---- files ------------------------------------------------------------------------------- */

static int write_all(int fd, const char *data, size_t len)
{
	ssize_t written;

	for (; len; data += written, len -= (size_t)written) {
		written = write(fd, data, len);
		if (written < 0)
			return -errno;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

/* Under its name it is whole, whatever happens. 0 or -errno. */
static int put_file(const char *folder, const char *name, const char *data, size_t len)
{
	CLEANUP(mem_freep) char *path = mem_printf("%s/%s", folder, name);
	CLEANUP(mem_freep) char *beside = mem_printf("%s/.%s.new", folder, name);
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_MODE), r;

	if (fd < 0)
		return -errno;
	r = write_all(fd, data, len);
	close(fd);
	if (!r && rename(beside, path) < 0)
		r = -errno;
	if (r)
		unlink(beside);
	return r;
}

/* The older half goes where it has become long: incidents end. */
static void shorten(const char *folder, struct buf *list)
{
	const char *half = list->data + list->len / 2, *end = strchr(half, '\n');

	if (end)
		(void)!put_file(folder, LIST, end + 1, strlen(end + 1));
}

static void keep_short(const struct sink *sink, const char *path)
{
	CLEANUP(buf_done) struct buf list = BUF_INIT(4 * LIST_MAX);
	char piece[4096];
	FILE *file = fopen(path, "re");
	size_t got;

	if (!file)
		return;
	while ((got = fread(piece, 1, sizeof(piece), file)))
		if (buf_add(&list, piece, got))
			break;
	fclose(file);
	if (list.len > LIST_MAX)
		shorten(sink->target->folder, &list);
}

static int add_to_list(const struct sink *sink, struct json_object *alert)
{
	CLEANUP(mem_freep) char *path = list_path(sink);
	const char *incident = alert_member(alert, "incident.id");
	CLEANUP(mem_freep) char *line = mem_printf("%s %s %s\n", incident ? incident : "0",
		alert_member(alert, "time"), alert_member(alert, "id"));
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, FILE_MODE), r;

	if (fd < 0)
		return -errno;
	r = write_all(fd, line, strlen(line));
	close(fd);
	keep_short(sink, path);
	return r;
}

/* Listed first: a message that is there and in no list would never be referred to. */
static int put_message(const struct sink *sink, struct json_object *alert)
{
	const struct cap_options options = {
		.sender = sink->target->from, .is_public = sink->target->scope == SCOPE_PUBLIC};
	CLEANUP(buf_done) struct buf references = BUF_INIT(BUF_UNBOUND);
	CLEANUP(buf_done) struct buf message = BUF_INIT(BUF_UNBOUND);
	CLEANUP(mem_freep) char *name = mem_printf("%s.xml", alert_member(alert, "id"));
	const char *category = alert_member(alert, "category");
	bool listed = category && strcmp(category, "test") == 0;
	int r = 0;

	if (!listed) /* a test is of no incident */
		read_list(sink, alert, &references, &listed);
	cap_message(&message, alert, &options, buf_str(&references));
	if (!listed)
		r = add_to_list(sink, alert);
	return r ? r : put_file(sink->target->folder, name, message.data, message.len);
}

static int cap_deliver(struct sink *sink, const struct sink_alert *alert)
{
	struct json_object *object = json_tokener_parse(alert->line);
	int r = put_message(sink, object);

	json_object_put(object);
	return r ? sink_fail(sink, "cannot write to the folder %s: %s", sink->target->folder,
			   strerror(-r))
		 : 0;
}

static bool cap_open(struct sink *sink)
{
	(void)sink;
	return true; /* a folder that is not there is said at the first alert, and awaited */
}

const struct sink_kind sink_cap_kind = {.name = "cap", .open = cap_open, .deliver = cap_deliver};
