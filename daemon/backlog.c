/*
 * Large documents wait here for their turns: one of them is in work, a turn in each pass of
 * the loop, so that whatever comes in between, control above all, is served between two
 * turns. What waits is bounded: a document beyond the ceiling is not read, and fetched again.
 */
#include <utlist.h>

#include "pipeline_priv.h"

#include "base/mem.h"

struct backlog_entry {
	struct backlog_entry *next;
	struct pipeline_reading *reading;
	char *body; /* what the reading borrows */
	size_t len;
	backlog_callback *callback;
	void *ctx;
};

static void entry_free(struct backlog_entry *entry)
{
	pipeline_read_end(entry->reading);
	mem_free(entry->body);
	mem_free(entry);
}

static size_t waiting_bytes(const struct pipeline *pipeline)
{
	const struct backlog_entry *entry;
	size_t bytes = 0;

	LL_FOREACH(pipeline->backlog, entry)
		bytes += entry->len;
	return bytes;
}

bool backlog_has_room(const struct pipeline *pipeline, size_t len)
{
	return !pipeline->backlog ||
	       waiting_bytes(pipeline) + len <= (size_t)pipeline->settings->fetch.body_max * 2;
}

void backlog_add(struct pipeline *pipeline, struct pipeline_reading *reading, char *body,
	size_t len, backlog_callback *callback, void *ctx)
{
	struct backlog_entry *entry = mem_alloc(sizeof(*entry));

	*entry = (struct backlog_entry){
		.reading = reading, .body = body, .len = len, .callback = callback, .ctx = ctx};
	LL_APPEND(pipeline->backlog, entry);
	loop_timer_set(pipeline->backlog_timer, 0);
}

/* A turn of the one that is in work. */
static void turn(void *ctx)
{
	struct pipeline *pipeline = ctx;
	struct backlog_entry *entry = pipeline->backlog;

	if (!entry)
		return;
	/* Off the list: the last turn of one may be what a stop waits for. */
	LL_DELETE(pipeline->backlog, entry);
	if (entry->callback(entry->ctx, entry->reading))
		LL_PREPEND(pipeline->backlog, entry);
	else
		entry_free(entry);
	if (pipeline->backlog)
		loop_timer_set(pipeline->backlog_timer, 0);
}

void backlog_drop(struct pipeline *pipeline)
{
	struct backlog_entry *entry;

	while ((entry = pipeline->backlog)) {
		LL_DELETE(pipeline->backlog, entry);
		(void)entry->callback(entry->ctx, NULL);
		entry_free(entry);
	}
}

void backlog_new(struct pipeline *pipeline)
{
	pipeline->backlog_timer = loop_timer_new(pipeline->loop, turn, pipeline);
}

void backlog_free(struct pipeline *pipeline)
{
	backlog_drop(pipeline);
	loop_timer_free(pipeline->backlog_timer);
}
