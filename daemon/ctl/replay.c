/*
 * replay: items through the whole pipeline in order of time, on a virtual clock and a
 * database of their own; what would have been raised is printed, or held against what other
 * rules raise, or what was raised. Nothing live is touched. The same items and rules give the
 * same bytes.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "ctl/compare.h"
#include "model/json.h"
#include "pipeline.h"

struct replay_args {
	const char *db, *assignments;
	bool archive, compare;
	int64_t since, until;
	struct ctl_paths rules, against;
};

/* One run: a pipeline of its own. */
struct replay {
	const struct ctl *ctl;
	const struct replay_args *args;
	const char *file;
	struct clock clock;
	struct settings *settings;
	struct store *store;
	struct sinks *sinks;
	struct pipeline *pipeline;
	struct ctl_stream *stream;
	struct ctl_progress progress;
	struct compare *compare; /* NULL: alerts are printed */
	enum compare_side side;
	FILE *out; /* of the assignments */
	bool begun;
};

/* ---- output ------------------------------------------------------------------------------ */

static void take_alert(void *ctx, const struct sink_alert *alert)
{
	struct replay *replay = ctx;
	struct buf line = BUF_INIT(BUF_UNBOUND);

	if (replay->compare) {
		compare_alert(replay->compare, replay->side, alert->line);
		return;
	}
	ctl_progress_clear(&replay->progress);
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

/* ---- one item ----------------------------------------------------------------------------- */

static int64_t time_of(const struct item *item)
{
	return item->published != TIME_NONE ? item->published : item->updated;
}

/* The clock stands where the first item stands that has a time, and is turned by the others. */
static void turn_clock(struct replay *replay, int64_t at)
{
	if (at == TIME_NONE)
		return;
	if (!replay->begun)
		replay->clock = clock_virtual(at);
	else if (at > clock_wall_s(&replay->clock))
		clock_turn(&replay->clock, at - clock_wall_s(&replay->clock));
	replay->begun = true;
}

/* A source that is configured has its publisher, country and tags; rules ask for them. */
static const struct item_source *source_of(const struct replay *replay, const struct item *item)
{
	const char *id = item->source ? item->source->id : NULL;
	struct source *source =
		id ? sources_find(pipeline_sources(replay->pipeline), id) : NULL;

	return source ? &source->origin : item->source;
}

static int replay_item(struct replay *replay, const struct item *item)
{
	const int64_t *incidents = NULL;
	struct item copy = *item;
	int r;

	turn_clock(replay, time_of(item));
	copy.source = source_of(replay, item);
	r = pipeline_items(replay->pipeline,
		copy.source && copy.source->id ? copy.source->id : "replay", &copy, 1,
		&incidents);
	if (r)
		return r;
	if (replay->compare)
		compare_item(replay->compare, replay->side, item->id,
			clock_wall_s(&replay->clock));
	print_assignment(replay, item->id, incidents);
	pipeline_deliver(replay->pipeline);
	ctl_progress_step(&replay->progress);
	return 0;
}

/* ---- where items come from ------------------------------------------------------------------ */

static bool wanted(const struct replay_args *args, const struct item *item)
{
	int64_t at = time_of(item);

	return (args->since == TIME_NONE || at >= args->since) &&
	       (args->until == TIME_NONE || at < args->until);
}

static int replay_stream(struct replay *replay)
{
	struct item item;
	int r = 0;

	ctl_stream_rewind(replay->stream);
	turn_clock(replay, ctl_stream_begins(replay->stream));
	ctl_progress_begin(&replay->progress, "items", ctl_stream_count(replay->stream));
	while (!r && (r = ctl_stream_next(replay->stream, &item)) == 0)
		if (wanted(replay->args, &item))
			r = replay_item(replay, &item);
	return r == CTL_STREAM_END ? 0 : r;
}

static int archived(void *ctx, const struct item *item, const char *public_id,
	int64_t first_seen)
{
	struct replay *replay = ctx;
	struct item copy = *item;

	if (!replay->begun && time_of(item) == TIME_NONE)
		turn_clock(replay, first_seen);
	copy.id = public_id;
	return replay_item(replay, &copy);
}

static int open_archive(const struct replay *replay, struct store **out_archive)
{
	const char *path = replay->args->db ? replay->args->db : replay->settings->store.path;
	CLEANUP(mem_freep) char *why = NULL;
	int r = store_open_to_read(path, out_archive, &why);

	if (r)
		ctl_fail(replay->ctl, "%s: %s", path, why);
	return r;
}

static int replay_archive(struct replay *replay)
{
	const struct replay_args *args = replay->args;
	struct store *archive;
	int64_t whole, pruned;
	int r = open_archive(replay, &archive);

	if (r)
		return r;
	r = store_archive_count(archive, args->since, args->until, &whole, &pruned);
	if (!r && pruned)
		fprintf(stderr, "%lld items are left out: their text is past its time "
				"(store.keep_text)\n", (long long)pruned);
	ctl_progress_begin(&replay->progress, "items", r ? 0 : (size_t)whole);
	if (!r)
		r = store_archive(archive, args->since, args->until, archived, replay);
	store_close(archive);
	return r;
}

/* ---- a run ------------------------------------------------------------------------------------ */

/* The configuration, with other rules where some are given; false after a report. */
static bool load(struct replay *replay, const struct ctl_paths *rules)
{
	struct analysis *analysis;

	replay->settings = ctl_settings(replay->ctl);
	if (!replay->settings || !rules->count)
		return replay->settings != NULL;
	analysis = ctl_analysis(replay->ctl, rules);
	if (!analysis)
		return false;
	analysis_unref(replay->settings->analysis);
	replay->settings->analysis = analysis;
	return true;
}

static int go(struct replay *replay)
{
	const struct store_options scratch = {.scratch = true};
	CLEANUP(mem_freep) char *why = NULL;
	int r = store_open(&scratch, &replay->store, &why);

	if (r) {
		ctl_fail(replay->ctl, "%s", why);
		return r;
	}
	unique_id_repeatable();
	replay->clock = clock_virtual(0);
	replay->sinks = sinks_to_caller(take_alert, replay);
	r = pipeline_new(NULL, &replay->clock, replay->store, replay->sinks, replay->settings,
		&replay->pipeline);
	if (!r) {
		r = replay->stream ? replay_stream(replay) : replay_archive(replay);
		pipeline_free(replay->pipeline);
	}
	ctl_progress_clear(&replay->progress);
	sinks_close(replay->sinks);
	store_close(replay->store);
	if (r)
		ctl_fail(replay->ctl, "the replay stopped after %zu items",
			replay->progress.done);
	return r;
}

/* CTL_DONE or a status after a report. */
static int run(struct replay *replay, const struct ctl_paths *rules)
{
	int status = CTL_USAGE;

	if (load(replay, rules))
		status = go(replay) ? CTL_FAILED : CTL_DONE;
	settings_free(replay->settings);
	replay->settings = NULL;
	replay->begun = false;
	return status;
}

/* ---- what was raised ---------------------------------------------------------------------------- */

static void take_line(void *ctx, const char *line)
{
	compare_alert(ctx, COMPARE_BEFORE, line);
}

static int read_raised(struct replay *replay)
{
	struct store *archive;
	int r, status = CTL_FAILED;

	replay->settings = ctl_settings(replay->ctl);
	if (!replay->settings)
		return CTL_USAGE;
	if (!open_archive(replay, &archive)) {
		r = store_alert_lines(archive, replay->args->since, take_line, replay->compare);
		status = r ? ctl_fail(replay->ctl, "%s", store_error(archive)) : CTL_DONE;
		store_close(archive);
	}
	settings_free(replay->settings);
	replay->settings = NULL;
	return status;
}

static int run_compared(struct replay *replay)
{
	const struct replay_args *args = replay->args;
	int status;

	replay->compare = compare_new(args->against.count == 0);
	replay->side = COMPARE_BEFORE;
	status = args->against.count ? run(replay, &args->against) : read_raised(replay);
	replay->side = COMPARE_NOW;
	if (!status)
		status = run(replay, &args->rules);
	if (!status)
		compare_print(replay->compare, replay->ctl);
	compare_free(replay->compare);
	return status;
}

/* ---- the command ----------------------------------------------------------------------------- */

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
	CTL_RULES_OPTION(struct replay_args),
	{"compare", CTL_FLAG, offsetof(struct replay_args, compare), NULL,
		"print what differs from what was raised (--archive), or from what the rules of "
		"--against raise"},
	{"against", CTL_PATHS, offsetof(struct replay_args, against), "PATH",
		"compare with these rules; as --rules"},
	{"assignments", CTL_TEXT, offsetof(struct replay_args, assignments), "OUT",
		"write {\"id\":…,\"incidents\":[…]} for every item with a finding"},
};

static int check_args(const struct ctl *ctl, const struct replay_args *args)
{
	if (args->archive == (ctl->word_count == 1))
		return ctl_misuse(ctl, "replay wants either ITEMS.jsonl or --archive");
	if (args->db && !args->archive)
		return ctl_misuse(ctl, "--db is read with --archive alone");
	if (args->compare && !args->archive && !args->against.count)
		return ctl_misuse(ctl, "what was raised is known of the --archive; to compare two "
				       "sets of rules give the other one as --against PATH");
	return CTL_DONE;
}

static int replay_all(struct replay *replay)
{
	const struct replay_args *args = replay->args;
	bool compared = args->compare || args->against.count;
	int status;

	if (args->assignments && !(replay->out = fopen(args->assignments, "we")))
		return ctl_fail(replay->ctl, "cannot write %s: %s", args->assignments,
			strerror(errno));
	status = compared ? run_compared(replay) : run(replay, &args->rules);
	if (replay->out && fclose(replay->out) && !status)
		status = ctl_fail(replay->ctl, "%s: %s", args->assignments, strerror(errno));
	return status;
}

static int replay(struct ctl *ctl, void *args)
{
	struct replay state = {.ctl = ctl, .args = args};
	int status = check_args(ctl, args);

	if (status)
		return status;
	if (ctl->word_count) {
		state.stream = ctl_stream_open(ctl, ctl->words[0]);
		if (!state.stream)
			return CTL_FAILED;
	}
	status = replay_all(&state);
	ctl_stream_close(state.stream);
	return status;
}

const struct ctl_command ctl_replay = {
	.name = "replay",
	.words = "ITEMS.jsonl|--archive",
	.words_max = 1,
	.help = "Runs items through everything in order of time and prints the alerts that they "
		"would have raised, or what changed rules raise more and less",
	.run = replay,
	CTL_OPTIONS(replay_options, struct replay_args),
};
