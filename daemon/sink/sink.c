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
};

struct sinks {
	struct sink *list;
	size_t count;
	struct sink_targets targets;
	struct loop *loop;
	sinks_ended *ended;
	void *ctx;
};

static struct sinks *sinks_new(size_t count)
{
	struct sinks *sinks = mem_alloc(sizeof(*sinks));

	sinks->list = mem_calloc(count, sizeof(*sinks->list));
	return sinks;
}

static void add_target(struct sinks *sinks, const struct sink_target *target)
{
	struct sink *sink = &sinks->list[sinks->count++];

	*sink = (struct sink){
		.kind = target_kinds[target->type],
		.target = target,
		.sinks = sinks,
	};
	(void)sink->kind->open(sink); /* a failure is kept in why, and tried again */
}

struct sinks *sinks_open(const struct sink_options *opts, struct sink_targets *targets,
	struct loop *loop)
{
	struct sinks *sinks = sinks_new(ARRAY_LEN(openers) + (targets ? targets->count : 0));
	size_t i;

	sinks->loop = loop;
	if (targets) {
		sinks->targets = *targets;
		*targets = (struct sink_targets){.list = NULL, .print = targets->print};
	}
	for (i = 0; i < ARRAY_LEN(openers); i++)
		sinks->count += openers[i](opts, &sinks->list[sinks->count]);
	for (i = 0; i < sinks->targets.count; i++)
		add_target(sinks, &sinks->targets.list[i]);
	return sinks;
}

uint64_t sinks_print(const struct sinks *sinks)
{
	return sinks->targets.print;
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
		sinks->ended(sinks->ctx, (size_t)(sink - sinks->list), outcome);
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
	struct sinks *sinks = sinks_new(1);
	struct caller *caller = mem_alloc(sizeof(*caller));

	*caller = (struct caller){line, ctx};
	sinks->list[sinks->count++] = (struct sink){.kind = &kind, .state = caller};
	return sinks;
}

/* ---- the way through the table --------------------------------------------------------- */

void sinks_close(struct sinks *sinks)
{
	size_t i;

	if (!sinks)
		return;
	for (i = 0; i < sinks->count; i++) {
		if (sinks->list[i].kind->close)
			sinks->list[i].kind->close(&sinks->list[i]);
		mem_free(sinks->list[i].why);
		mem_free(sinks->list[i].note);
	}
	sink_targets_release(&sinks->targets);
	mem_free(sinks->list);
	mem_free(sinks);
}

void sinks_reopen(struct sinks *sinks)
{
	size_t i;

	for (i = 0; i < sinks->count; i++)
		if (sinks->list[i].kind->reopen)
			sinks->list[i].kind->reopen(&sinks->list[i]);
}

size_t sinks_count(const struct sinks *sinks)
{
	return sinks->count;
}

const char *sink_name(const struct sinks *sinks, size_t i)
{
	const struct sink *sink = &sinks->list[i];

	return sink->target ? sink->target->name : sink->kind->name;
}

const struct sink_target *sink_target(const struct sinks *sinks, size_t i)
{
	return sinks->list[i].target;
}

bool sink_holds(struct sinks *sinks, size_t i, const char *alert_id)
{
	struct sink *sink = &sinks->list[i];

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
	struct sink *sink = &sinks->list[i];

	return said(sink, sink->kind->deliver(sink, alert));
}

int sink_flush(struct sinks *sinks, size_t i)
{
	struct sink *sink = &sinks->list[i];

	return said(sink, sink->kind->flush ? sink->kind->flush(sink) : 0);
}

const char *sink_why(const struct sinks *sinks, size_t i)
{
	return sinks->list[i].why;
}

char *sink_take_note(struct sinks *sinks, size_t i)
{
	return mem_steal(&sinks->list[i].note);
}

int64_t sink_wait_s(const struct sinks *sinks, size_t i)
{
	return sinks->list[i].wait_s;
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
