/*
 * replay: items through the whole pipeline in order of time, on a virtual clock and a
 * database in memory; what would have been raised is printed. Nothing live is touched.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "ctl/ctl.h"
#include "pipeline.h"

enum { PROGRESS_EVERY = 2000 };

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

static void print_progress(const struct replay *replay)
{
	if (replay->done % PROGRESS_EVERY == 0 && isatty(STDERR_FILENO))
		fprintf(stderr, "\r%zu of %zu items", replay->done, replay->total);
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
	print_progress(replay);
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
	if (replay->done >= PROGRESS_EVERY && isatty(STDERR_FILENO))
		fputc('\n', stderr);
	sinks_close(replay->sinks);
	store_close(replay->store);
	return r;
}

static int read_args(struct ctl *ctl, struct replay *replay)
{
	static const struct option options[] = {{"db", required_argument, NULL, 'd'},
		{"config", required_argument, NULL, 'c'}, {"since", required_argument, NULL, 's'},
		{"until", required_argument, NULL, 'u'},
		{"assignments", required_argument, NULL, 'a'}, {"archive", no_argument, NULL, 'r'},
		{"compare", no_argument, NULL, 'm'}, {0}};
	int option;

	while ((option = getopt_long(ctl->argc, ctl->argv, "c:", options, NULL)) != -1) {
		if (option == 'd')
			replay->db = optarg;
		else if (option == 'c')
			ctl->config = optarg;
		else if (option == 'a')
			replay->assignments = optarg;
		else if (option == 'r')
			replay->archive = true;
		else if (option == 'm')
			return ctl_misuse(ctl, "--compare is not available in this version");
		else if (option == '?')
			return ctl_misuse(ctl, "that is no option of replay");
		else if (!time_parse(optarg, option == 's' ? &replay->since : &replay->until))
			return ctl_misuse(ctl, "'%s' is no time like 2024-05-21T09:30:00Z or "
					       "2024-05-21",
				optarg);
	}
	if (replay->archive != (optind == ctl->argc) || optind + 1 < ctl->argc)
		return ctl_misuse(ctl, "replay wants either ITEMS.jsonl or --archive");
	if (!replay->archive)
		replay->file = ctl->argv[optind];
	return CTL_DONE;
}

int ctl_replay(struct ctl *ctl)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	struct replay replay = {.ctl = ctl, .since = TIME_NONE, .until = TIME_NONE};
	struct buf text = BUF_INIT(BUF_UNBOUND);
	struct settings *settings;
	int status = read_args(ctl, &replay), r;

	if (status)
		return status;
	settings = settings_load(ctl->config, diag);
	if (!settings) {
		diag_print(diag, &text, false);
		fputs(buf_str(&text), stderr);
		buf_done(&text);
		return CTL_USAGE;
	}
	if (replay.assignments && !(replay.out = fopen(replay.assignments, "we"))) {
		settings_free(settings);
		return ctl_fail(ctl, "cannot write %s: %s", replay.assignments,
			strerror(errno));
	}
	r = run(&replay, settings);
	if (replay.out && fclose(replay.out) && !r)
		r = -errno;
	settings_free(settings);
	return r ? ctl_fail(ctl, "the replay stopped after %zu items", replay.done) : CTL_DONE;
}
