/* The table of sinks. */
#include <json-c/json.h>
#include <stddef.h>
#include <string.h>

#include "base/mem.h"
#include "sink/sink_priv.h"

static const char *const when_choices[] = {"auto", "always", "never", NULL};

static const struct config_option options[] = {
	{.name = "log", .type = OPTION_PATH, .offset = offsetof(struct sink_options, log),
		.help = "The alert log: one JSON object a line. Reopened on SIGUSR1.",
		.restart = true},
	{.name = "journal", .type = OPTION_BOOL, .offset = offsetof(struct sink_options, journal),
		.def = "yes",
		.help = "Also to the journal, with KORDON_ fields, when started by systemd.",
		.restart = true},
	{.name = "terminal", .type = OPTION_CHOICE,
		.offset = offsetof(struct sink_options, terminal), .def = "auto",
		.choices = when_choices,
		.help = "A line for people on standard output; auto: when it is a terminal.",
		.restart = true},
};

const struct config_table sink_table = {
	.name = "sink",
	.help = "Where alerts go.",
	.options = options,
	.count = ARRAY_LEN(options),
	.size = sizeof(struct sink_options),
};

static bool (*const openers[])(const struct sink_options *options, struct sink *sink) = {
	sink_log_open,
	sink_journal_open,
	sink_terminal_open,
};

static const struct sink_kind *const target_kinds[] = {
	[SINK_EXEC] = &sink_exec_kind,
	[SINK_WEBHOOK] = &sink_webhook_kind,
	[SINK_EMAIL] = &sink_email_kind,
	[SINK_SYSLOG] = &sink_syslog_kind,
	[SINK_MQTT] = &sink_mqtt_kind,
	[SINK_CAP] = &sink_cap_kind,
};

struct sinks {
	struct sink **list; /* each stays where it is: what is under way points at it */
	size_t count;
	struct loop *loop;
	sinks_ended *ended;
	void *ctx;
};

static struct sinks *sinks_new(size_t count, struct loop *loop)
{
	struct sinks *sinks = mem_alloc(sizeof(*sinks));

	sinks->list = mem_calloc(count, sizeof(*sinks->list));
	sinks->loop = loop;
	return sinks;
}

static void put_sink(struct sinks *sinks, struct sink *sink)
{
	sink->sinks = sinks;
	sink->number = sinks->count;
	sinks->list[sinks->count++] = sink;
}

static void add_quick(struct sinks *sinks, const struct sink_options *opts, size_t opener)
{
	struct sink *sink = mem_alloc(sizeof(*sink));

	if (openers[opener](opts, sink))
		put_sink(sinks, sink);
	else
		mem_free(sink);
}

/* A target that cannot be opened keeps why, and is opened at the next alert. */
static bool open_target(struct sink *sink)
{
	if (sink->target && !sink->open)
		sink->open = sink->kind->open(sink);
	return !sink->target || sink->open;
}

/* Takes what the target holds. */
static void add_target(struct sinks *sinks, const struct sink_target *target)
{
	struct sink *sink = mem_alloc(sizeof(*sink));

	*sink = (struct sink){.kind = target_kinds[target->type]};
	sink->target = mem_alloc(sizeof(*target));
	*sink->target = *target;
	put_sink(sinks, sink);
	(void)open_target(sink);
}

struct sinks *sinks_open(const struct sink_options *opts, struct sink_targets *targets,
	struct loop *loop)
{
	struct sinks *sinks =
		sinks_new(ARRAY_LEN(openers) + (targets ? targets->count : 0), loop);
	size_t i;

	for (i = 0; i < ARRAY_LEN(openers); i++)
		add_quick(sinks, opts, i);
	for (i = 0; targets && i < targets->count; i++)
		add_target(sinks, &targets->list[i]);
	if (targets)
		sink_targets_forget(targets);
	return sinks;
}

void sinks_on_end(struct sinks *sinks, sinks_ended *ended, void *ctx)
{
	sinks->ended = ended;
	sinks->ctx = ctx;
}

struct loop *sink_loop(const struct sink *sink)
{
	return sink->sinks->loop;
}

void sink_ended(struct sink *sink, int outcome)
{
	struct sinks *sinks = sink->sinks;

	if (!outcome)
		mem_replace(&sink->why, NULL);
	if (sinks->ended)
		sinks->ended(sinks->ctx, sink->number, outcome);
}

/* ---- a sink that is a call ----------------------------------------------------------- */

struct caller {
	void (*line)(void *ctx, const struct sink_alert *alert);
	void *ctx;
};

static int caller_deliver(struct sink *sink, const struct sink_alert *alert)
{
	struct caller *caller = sink->state;

	caller->line(caller->ctx, alert);
	return 0;
}

static void caller_close(struct sink *sink)
{
	mem_free(sink->state);
}

struct sinks *sinks_to_caller(void (*line)(void *ctx, const struct sink_alert *alert), void *ctx)
{
	static const struct sink_kind kind = {
		.name = "caller", .close = caller_close, .deliver = caller_deliver};
	struct sinks *sinks = sinks_new(1, NULL);
	struct caller *caller = mem_alloc(sizeof(*caller));
	struct sink *sink = mem_alloc(sizeof(*sink));

	*caller = (struct caller){line, ctx};
	*sink = (struct sink){.kind = &kind, .state = caller};
	put_sink(sinks, sink);
	return sinks;
}

/* ---- other targets -------------------------------------------------------------------- */

static void free_sink(struct sink *sink)
{
	if (sink->kind->close && (!sink->target || sink->open))
		sink->kind->close(sink);
	if (sink->target)
		config_release(&sink_target_table, sink->target);
	mem_free(sink->target);
	mem_free(sink->why);
	mem_free(sink->note);
	mem_free(sink);
}

static size_t find_target(struct sink *const *list, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (list[i] && list[i]->target && strcmp(list[i]->target->name, name) == 0)
			return i;
	return SINK_NEW;
}

static void swap_target(struct sinks *sinks, struct sink **old, size_t old_count,
	struct sink_target *target, struct sink_move *out_move)
{
	size_t from = find_target(old, old_count, target->name);

	*out_move = (struct sink_move){.from = from};
	if (from == SINK_NEW || old[from]->target->print != target->print) {
		add_target(sinks, target);
		return;
	}
	out_move->kept = true;
	put_sink(sinks, old[from]);
	old[from] = NULL;
	config_release(&sink_target_table, target);
}

struct sink_move *sinks_swap(struct sinks *sinks, struct sink_targets *targets)
{
	struct sink **old = sinks->list;
	size_t old_count = sinks->count, max = old_count + targets->count, i;
	struct sink_move *moves = mem_calloc(max, sizeof(*moves));

	sinks->list = mem_calloc(max, sizeof(*sinks->list));
	sinks->count = 0;
	for (i = 0; i < old_count; i++) {
		if (old[i]->target)
			continue;
		moves[sinks->count] = (struct sink_move){.from = i, .kept = true};
		put_sink(sinks, old[i]);
		old[i] = NULL;
	}
	for (i = 0; i < targets->count; i++)
		swap_target(sinks, old, old_count, &targets->list[i], &moves[sinks->count]);
	sink_targets_forget(targets);
	for (i = 0; i < old_count; i++)
		if (old[i])
			free_sink(old[i]);
	mem_free(old);
	return moves;
}

/* ---- the way through the table --------------------------------------------------------- */

void sinks_close(struct sinks *sinks)
{
	size_t i;

	if (!sinks)
		return;
	for (i = 0; i < sinks->count; i++)
		free_sink(sinks->list[i]);
	mem_free(sinks->list);
	mem_free(sinks);
}

void sinks_reopen(struct sinks *sinks)
{
	size_t i;

	for (i = 0; i < sinks->count; i++)
		if (sinks->list[i]->kind->reopen)
			sinks->list[i]->kind->reopen(sinks->list[i]);
}

size_t sinks_count(const struct sinks *sinks)
{
	return sinks->count;
}

const char *sink_name(const struct sinks *sinks, size_t i)
{
	const struct sink *sink = sinks->list[i];

	return sink->target ? sink->target->name : sink->kind->name;
}

const char *sink_type(const struct sinks *sinks, size_t i)
{
	return sinks->list[i]->kind->name;
}

const struct sink_target *sink_target(const struct sinks *sinks, size_t i)
{
	return sinks->list[i]->target;
}

bool sink_holds(struct sinks *sinks, size_t i, const char *alert_id)
{
	struct sink *sink = sinks->list[i];

	return sink->kind->holds && sink->kind->holds(sink, alert_id);
}

/* What went well ends what was said of an earlier failure. */
static int said(struct sink *sink, int r)
{
	if (!r)
		mem_replace(&sink->why, NULL);
	return r;
}

int sink_deliver(struct sinks *sinks, size_t i, const struct sink_alert *alert)
{
	struct sink *sink = sinks->list[i];

	if (!open_target(sink))
		return SINK_LATER;
	return said(sink, sink->kind->deliver(sink, alert));
}

int sink_flush(struct sinks *sinks, size_t i)
{
	struct sink *sink = sinks->list[i];

	return said(sink, sink->kind->flush ? sink->kind->flush(sink) : 0);
}

const char *sink_why(const struct sinks *sinks, size_t i)
{
	return sinks->list[i]->why;
}

char *sink_take_note(struct sinks *sinks, size_t i)
{
	return mem_steal(&sinks->list[i]->note);
}

int64_t sink_wait_s(const struct sinks *sinks, size_t i)
{
	return sinks->list[i]->wait_s;
}

int sink_fail(struct sink *sink, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	mem_free(sink->why);
	sink->wait_s = 0;
	sink->why = mem_vprintf(fmt, ap);
	va_end(ap);
	return SINK_LATER;
}

const char *alert_member(struct json_object *alert, const char *path)
{
	struct json_object *value = json_find(alert, path);

	return value ? json_object_get_string(value) : NULL;
}
