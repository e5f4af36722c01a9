/*
 * metrics: the daemon in numbers, for Prometheus and what reads its format: the text format
 * 0.0.4, and OpenMetrics 1.0 where it is asked for. Names keep to their conventions: a unit
 * at the end, _total behind what only grows.
 */
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "command/command_priv.h"
#include "upkeep.h"

struct metrics {
	struct buf out;
	bool open; /* OpenMetrics */
	const char *name; /* of the family that is written */
};

enum kind { GAUGE, COUNTER };

/* ---- the format -------------------------------------------------------------------------- */

static void family(struct metrics *metrics, const char *name, enum kind kind, const char *help)
{
	/* In OpenMetrics a counter's family goes without _total; its samples have it. */
	const char *total = kind == COUNTER && !metrics->open ? "_total" : "";

	metrics->name = name;
	buf_printf(&metrics->out, "# HELP %s%s %s\n# TYPE %s%s %s\n", name, total, help, name, total,
		kind == COUNTER ? "counter" : "gauge");
}

static void put_label(struct buf *out, const char *name, const char *value, bool first)
{
	buf_printf(out, "%s%s=\"", first ? "" : ",", name);
	for (; *value; value++) {
		if (*value == '\\' || *value == '"')
			buf_putc(out, '\\');
		if (*value == '\n')
			buf_puts(out, "\\n");
		else
			buf_putc(out, *value);
	}
	buf_putc(out, '"');
}

/* One sample; labels are pairs, ended by NULL, or NULL. */
static void sample(struct metrics *metrics, enum kind kind, const char *const *labels,
	double value)
{
	size_t i;

	buf_printf(&metrics->out, "%s%s", metrics->name, kind == COUNTER ? "_total" : "");
	for (i = 0; labels && labels[i]; i += 2) {
		buf_puts(&metrics->out, i ? "" : "{");
		put_label(&metrics->out, labels[i], labels[i + 1], i == 0);
	}
	buf_printf(&metrics->out, "%s %.17g\n", i ? "}" : "", value);
}

static void one(struct metrics *metrics, const char *name, enum kind kind, const char *help,
	double value)
{
	family(metrics, name, kind, help);
	sample(metrics, kind, NULL, value);
}

#define LABEL(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- what is measured ----------------------------------------------------------------------- */

static void put_process(struct metrics *metrics, const struct command_context *context)
{
	family(metrics, "kordon_build_info", GAUGE, "The version that runs; always 1.");
	sample(metrics, GAUGE, LABEL("version", KORDON_VERSION), 1);
	one(metrics, "kordon_start_time_seconds", GAUGE, "When it started, Unix time.",
		(double)context->started);
	one(metrics, "kordon_loop_lag_max_seconds", GAUGE,
		"The longest that the loop was held up since the start.",
		(double)upkeep_lag_max_ms(context->pipeline) / 1000);
	one(metrics, "kordon_trouble", GAUGE,
		"1 where 'kordonctl status' says that something is wrong.",
		pipeline_trouble(context->pipeline) != NULL);
}

static void put_sources(struct metrics *metrics, struct pipeline *pipeline)
{
	struct sources_tally tally = sources_tally(pipeline_sources(pipeline));
	const struct {
		const char *state;
		size_t count;
	} states[] = {{"ok", tally.ok}, {"silent", tally.silent}, {"failing", tally.failing},
		{"gone", tally.gone}, {"new", tally.fresh}, {"off", tally.off}};
	size_t i;

	family(metrics, "kordon_sources", GAUGE, "Sources by state.");
	for (i = 0; i < ARRAY_LEN(states); i++)
		sample(metrics, GAUGE, LABEL("state", states[i].state), (double)states[i].count);
}

static void put_flow(struct metrics *metrics, const struct pipeline_counts *counts)
{
	int class;

	family(metrics, "kordon_polls", COUNTER, "Polls that ended since the start, by outcome.");
	for (class = 0; class < POLL_CLASS_COUNT; class ++)
		sample(metrics, COUNTER,
			LABEL("outcome", poll_class_name((enum poll_class)class)),
			(double)counts->polls_by[class]);
	one(metrics, "kordon_fetched_bytes", COUNTER,
		"Bytes that came over the wire since the start.", (double)counts->bytes);
	one(metrics, "kordon_items_read", COUNTER,
		"Items in the documents that were read since the start.", (double)counts->items);
	one(metrics, "kordon_items_new", COUNTER, "Items that were new since the start.",
		(double)counts->items_new);
	one(metrics, "kordon_findings", COUNTER, "Findings of rules since the start.",
		(double)counts->findings);
}

static void put_alert_sort(void *ctx, const char *kind, const char *severity, int64_t count)
{
	sample(ctx, COUNTER, LABEL("kind", kind, "severity", severity), (double)count);
}

static void put_queue(void *ctx, const struct store_queue *queue)
{
	sample(ctx, GAUGE, LABEL("sink", queue->sink, "state", "waiting"), (double)queue->waiting);
	sample(ctx, GAUGE, LABEL("sink", queue->sink, "state", "aside"), (double)queue->aside);
}

static int put_store(struct metrics *metrics, struct store *store)
{
	struct store_space space;
	int r;

	family(metrics, "kordon_alerts", COUNTER,
		"Alerts in the database, by kind and severity; they are kept for ever.");
	r = store_alert_sorts(store, put_alert_sort, metrics);
	if (r)
		return r;
	family(metrics, "kordon_outbox_alerts", GAUGE,
		"Alerts that a sink has not taken yet, or that were put aside.");
	r = store_outbox_sinks(store, put_queue, metrics);
	if (!r)
		r = store_space(store, &space);
	if (r)
		return r;
	one(metrics, "kordon_database_bytes", GAUGE, "Size of the database.", (double)space.bytes);
	one(metrics, "kordon_database_unused_bytes", GAUGE,
		"Of these, pages that hold nothing at the moment.", (double)space.unused);
	return 0;
}

static void put_rules(struct metrics *metrics, struct pipeline *pipeline)
{
	size_t count, i;
	const char *const *blind = pipeline_blind(pipeline, &count);

	one(metrics, "kordon_rules", GAUGE, "Rules in force.",
		(double)ruleset_count(analysis_ruleset(pipeline_analysis(pipeline))));
	one(metrics, "kordon_rules_blind", GAUGE, "Rules too many of whose sources fail.",
		(double)count);
	family(metrics, "kordon_rule_blind", GAUGE, "1 for each rule that is blind.");
	for (i = 0; i < count; i++)
		sample(metrics, GAUGE, LABEL("rule", blind[i]), 1);
}

/* ---- the answer ------------------------------------------------------------------------------- */

void command_metrics(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct store *store = pipeline_store(context->pipeline);
	struct metrics metrics = {.out = BUF_INIT(BUF_UNBOUND)};

	metrics.open =
		request->accept && strstr(request->accept, "application/openmetrics-text");
	put_process(&metrics, context);
	put_sources(&metrics, context->pipeline);
	put_flow(&metrics, pipeline_counts(context->pipeline));
	put_rules(&metrics, context->pipeline);
	if (put_store(&metrics, store)) {
		control_refuse(answer, 503, "the store cannot answer: %s", store_error(store));
		buf_done(&metrics.out);
		return;
	}
	if (metrics.open)
		buf_puts(&metrics.out, "# EOF\n");
	answer->text = buf_take(&metrics.out);
	answer->type = metrics.open ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
				    : "text/plain; version=0.0.4; charset=utf-8";
}
