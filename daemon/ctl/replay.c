/*
 * replay: items through the whole pipeline in order of time, on a virtual clock and a
 * database in memory; what would have been raised is printed. Nothing live is touched.
 */
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "ctl/ctl.h"
#include "pipeline.h"

enum { PROGRESS_EVERY = 500 };

struct replay {
	const struct ctl *ctl;
	const char *db, *assignments, *file;
	bool archive;
	int64_t since, until;
	struct clock clock;
	struct store *store;
	struct sinks *sinks;
	struct pipeline *pipeline;
	FILE *out; /* of the assignments */
	size_t done, total;
};

/* ---- output ------------------------------------------------------------------------------ */

static void print_alert(void *ctx, const struct sink_alert *alert)
{
	struct replay *replay = ctx;
	struct buf line = BUF_INIT(BUF_UNBOUND);

	if (replay->ctl->json || !isatty(STDOUT_FILENO)) {
		puts(alert->line);
		return;
	}
	sink_terminal_line(&line, alert, replay->ctl->color);
	puts(buf_str(&line));
	buf_done(&line);
}

static void print_assignment(struct replay *replay, const char *id, const int64_t *incidents)
{
	struct json_object *object, *list;

	if (!replay->out || !incidents || !*incidents)
		return;
	object = json_object_new_object();
	list = json_object_new_array();
	for (; *incidents; incidents++)
		json_object_array_add(list, json_object_new_int64(*incidents));
	json_object_object_add(object, "id", json_object_new_string(id ? id : ""));
	json_object_object_add(object, "incidents", list);
	fprintf(replay->out, "%s\n",
		json_object_to_json_string_ext(
			object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

/* On a terminal alone, and gone when the work is done. */
static void print_progress(const struct replay *replay, bool last)
{
	if (!isatty(STDERR_FILENO) || (!last && replay->done % PROGRESS_EVERY != 0))
		return;
	if (last)
		fputs("\r\x1b[K", stderr);
	else if (replay->total)
		fprintf(stderr, "\r%zu of %zu items", replay->done, replay->total);
	else
		fprintf(stderr, "\r%zu items", replay->done);
}

/* ---- one item ----------------------------------------------------------------------------- */

static int64_t time_of(const struct item *item)
{
	return item->published != TIME_NONE ? item->published : item->updated;
}

static int replay_item(struct replay *replay, const struct item *item)
{
	int64_t at = time_of(item), now = clock_wall_s(&replay->clock);
	const int64_t *incidents = NULL;
	int r;

	if (at != TIME_NONE && at > now)
		clock_turn(&replay->clock, at - now);
	r = pipeline_items(replay->pipeline,
		item->source && item->source->id ? item->source->id : "replay", item, 1,
		&incidents);
	if (r)
		return r;
	print_assignment(replay, item->id, incidents);
	pipeline_deliver(replay->pipeline);
	replay->done++;
	print_progress(replay, false);
	return 0;
}

static bool wanted(const struct replay *replay, const struct item *item)
{
	int64_t at = time_of(item);

	return (replay->since == TIME_NONE || at >= replay->since) &&
	       (replay->until == TIME_NONE || at < replay->until);
}

/* ---- where items come from ------------------------------------------------------------------ */

struct dated {
	const struct item *item;
	size_t order;
};

static int by_time(const void *left, const void *right)
{
	const struct dated *a = left, *b = right;
	int64_t at = time_of(a->item), bt = time_of(b->item);

	if (at != bt)
		return at < bt ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

static int replay_list(struct replay *replay, const struct ctl_items *items)
{
	struct dated *list = mem_calloc(items->count + 1, sizeof(*list));
	size_t i;
	int r = 0;

	for (i = 0; i < items->count; i++)
		list[i] = (struct dated){&items->items[i], i};
	if (items->count)
		qsort(list, items->count, sizeof(*list), by_time);
	replay->total = items->count;
	for (i = 0; i < items->count && time_of(list[i].item) == TIME_NONE; i++)
		;
	if (i < items->count)
		replay->clock = clock_virtual(time_of(list[i].item));
	for (i = 0; i < items->count && !r; i++)
		if (wanted(replay, list[i].item))
			r = replay_item(replay, list[i].item);
	mem_free(list);
	return r;
}

static int replay_file(struct replay *replay)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct ctl_items items;
	struct buf input;
	int r = -EIO;

	if (!ctl_read(replay->ctl, replay->file, &input))
		return -EIO;
	if (ctl_items(replay->ctl, arena, replay->file, &input, &items))
		r = replay_list(replay, &items);
	buf_done(&input);
	return r;
}

static int archived(void *ctx, const struct item *item, const char *public_id,
	int64_t first_seen)
{
	struct replay *replay = ctx;
	struct item copy = *item;

	if (!replay->done)
		replay->clock = clock_virtual(
			time_of(item) != TIME_NONE ? time_of(item) : first_seen);
	copy.id = public_id;
	return replay_item(replay, &copy);
}

static int replay_archive(struct replay *replay, const struct settings *settings)
{
	const char *path = replay->db ? replay->db : settings->store.path;
	struct store *archive;
	char *why = NULL;
	int r = store_open_to_read(path, &archive, &why);

	if (r) {
		ctl_fail(replay->ctl, "%s: %s", path, why);
		mem_free(why);
		return r;
	}
	r = store_archive(archive, replay->since, replay->until, archived, replay);
	store_close(archive);
	return r;
}

/* ---- the command ----------------------------------------------------------------------------- */

static int run(struct replay *replay, struct settings *settings)
{
	struct store_options memory = {.path = (char *)(uintptr_t)":memory:"};
	char *why = NULL;
	int r = store_open(&memory, &replay->store, &why);

	if (r) {
		ctl_fail(replay->ctl, "%s", why);
		mem_free(why);
		return r;
	}
	replay->clock = clock_virtual(0);
	replay->sinks = sinks_to_caller(print_alert, replay);
	r = pipeline_new(NULL, &replay->clock, replay->store, replay->sinks, settings,
		&replay->pipeline);
	if (!r) {
		r = replay->archive ? replay_archive(replay, settings) : replay_file(replay);
		pipeline_free(replay->pipeline);
	}
	print_progress(replay, true);
	sinks_close(replay->sinks);
	store_close(replay->store);
	return r;
}

struct replay_args {
	const char *db, *assignments;
	bool archive, compare;
	int64_t since, until;
};

static const struct ctl_option replay_options[] = {
	{"archive", CTL_FLAG, offsetof(struct replay_args, archive), NULL,
		"take the items from the database"},
	{"db", CTL_TEXT, offsetof(struct replay_args, db), "FILE",
		"that database (default: as the configuration says)"},
	{"since", CTL_TIME, offsetof(struct replay_args, since), "T",
		"leave out what was published before; 2024-05-21, 2024-05-21T09:30:00Z or 48h "
		"(so long ago)"},
	{"until", CTL_TIME, offsetof(struct replay_args, until), "T",
		"leave out what was published then or later"},
	{"assignments", CTL_TEXT, offsetof(struct replay_args, assignments), "OUT",
		"write {\"id\":…,\"incidents\":[…]} for every item with a finding"},
	{"compare", CTL_FLAG, offsetof(struct replay_args, compare), NULL,
		"not in this version"},
};

static int check_args(const struct ctl *ctl, const struct replay_args *args)
{
	if (args->compare)
		return ctl_misuse(ctl, "--compare is not available in this version");
	if (args->archive == (ctl->word_count == 1))
		return ctl_misuse(ctl, "replay wants either ITEMS.jsonl or --archive");
	if (args->db && !args->archive)
		return ctl_misuse(ctl, "--db is read with --archive alone");
	return CTL_DONE;
}

static int replay_all(struct replay *replay)
{
	struct settings *settings = ctl_settings(replay->ctl);
	int r;

	if (!settings)
		return CTL_USAGE;
	if (replay->assignments && !(replay->out = fopen(replay->assignments, "we"))) {
		settings_free(settings);
		return ctl_fail(replay->ctl, "cannot write %s: %s", replay->assignments,
			strerror(errno));
	}
	r = run(replay, settings);
	if (replay->out && fclose(replay->out) && !r)
		r = ctl_fail(replay->ctl, "%s: %s", replay->assignments, strerror(errno));
	settings_free(settings);
	if (r && replay->total)
		ctl_fail(replay->ctl, "the replay stopped after %zu items", replay->done);
	return r ? CTL_FAILED : CTL_DONE;
}

static int replay(struct ctl *ctl, void *args)
{
	const struct replay_args *wanted = args;
	struct replay state = {.ctl = ctl, .db = wanted->db, .assignments = wanted->assignments,
		.archive = wanted->archive, .since = wanted->since, .until = wanted->until,
		.file = ctl->word_count ? ctl->words[0] : NULL};
	int status = check_args(ctl, wanted);

	return status ? status : replay_all(&state);
}

const struct ctl_command ctl_replay = {
	.name = "replay",
	.words = "ITEMS.jsonl|--archive",
	.words_max = 1,
	.help = "Runs items through everything in order of time and prints the alerts that they "
		"would have raised",
	.run = replay,
	CTL_OPTIONS(replay_options, struct replay_args),
};
