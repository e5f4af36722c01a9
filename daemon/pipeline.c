/*
 * The data flow on one page: a document becomes items, items become findings, findings
 * become changes of incidents, changes become alerts; all of it in one transaction, and
 * only what is committed is delivered. How documents come (polling.c), how they become items
 * (document.c), how large ones are taken in turns (reading.c) and how alerts leave
 * (delivery.c) stand beside this file.
 */
#include "pipeline.h"

#include <stdlib.h>

#include "pipeline_priv.h"

#include "alert/alert.h"
#include "base/mem.h"
#include "feed/feed.h"
#include "incident/incident.h"

/* The oldest first, each once: an item that two categories see is known by one of them. */
static void note_incident(struct pass *pass, int64_t id)
{
	size_t i;

	for (i = 0; i < pass->incident_count; i++)
		if (pass->incidents[i] == id)
			return;
	ARENA_GROW(pass->arena, pass->incidents, pass->incident_count, pass->incident_cap);
	for (i = pass->incident_count++; i > 0 && pass->incidents[i - 1] > id; i--)
		pass->incidents[i] = pass->incidents[i - 1];
	pass->incidents[i] = id;
}

/* When the item speaks: publication, never after now; TIME_NONE: unknown, and old. */
static int64_t item_time(const struct pass *pass, const struct item *item)
{
	if (item->published != TIME_NONE)
		return MIN(item->published, pass->now);
	if (item->updated != TIME_NONE)
		return MIN(item->updated, pass->now);
	return pass->first_poll ? TIME_NONE : pass->now;
}

int pipeline_report(struct pipeline *pipeline, const struct incident_input *input,
	struct finding *out_finding, struct incident_change *out_change)
{
	int r = incident_report(pipeline->store, pipeline->scratch, input, out_change);

	*out_finding = *input->finding;
	if (!r && !out_change->old_news) {
		out_finding->severity = rule_raised(out_finding, &out_change->incident);
		r = incident_raise(
			pipeline->store, out_change, out_finding->severity, input);
	}
	pipeline->counts.findings += !r;
	return r;
}

/* A finding becomes a report of an incident, and perhaps an alert. */
static int take_finding(struct pass *pass, const struct item *item,
	const struct store_item *stored, const struct incident_input *input)
{
	struct pipeline *pipeline = pass->pipeline;
	/* What a publisher changes today is of today, however old the item is. */
	int64_t time = input->finding->deed ? pass->now : item_time(pass, item);
	struct incident_change change;
	struct finding finding;
	bool raised = false;
	int r = pipeline_report(pipeline, input, &finding, &change);

	if (!r && !change.old_news)
		r = reminders_keep(pipeline, &change.incident, input);
	if (r)
		return r;
	if (pass->incidents && change.incident.id)
		note_incident(pass, change.incident.id);
	r = alert_consider(pipeline->store, &pipeline->settings->alert, &change,
		&finding, item, stored, time, pass->now, &pipeline->readers,
		&raised);
	pass->alerts += raised;
	return r;
}

/* The gravest first: what two rules of one category say of an item is told once. */
static int take_findings(struct pass *pass, const struct item *item,
	const struct store_item *stored, struct incident_input *input,
	const struct finding *findings, size_t count)
{
	size_t severity, i;
	int r = 0;

	for (severity = SEVERITY_COUNT; severity-- > 0;)
		for (i = 0; i < count && !r; i++) {
			if (findings[i].severity != (enum severity)severity)
				continue;
			input->finding = &findings[i];
			r = take_finding(pass, item, stored, input);
		}
	return r;
}

static int64_t text_bytes(const struct item *item)
{
	int64_t bytes = 0;
	size_t i;

	for (i = 0; i < ITEM_FIELDS; i++)
		bytes += item->field[i].len;
	return bytes;
}

/* An item that is new, or says something new, is read for what the rules watch. */
static int take_item(struct pass *pass, const struct item *item,
	const struct store_item *stored)
{
	struct pipeline *pipeline = pass->pipeline;
	struct incident_input input = {.item_row = stored->row, .lang = item->lang,
		.source = pass->source_id, .now = pass->now};
	int64_t time = item_time(pass, item);
	struct item read = *item;
	struct analysis_reading reading;
	int r;

	if (stored->change == STORE_ITEM_KNOWN)
		return 0;
	pass->items_new += stored->change == STORE_ITEM_NEW;
	read.corrected |= stored->says_else;
	pass->text_bytes += text_bytes(item);
	arena_reset(pipeline->scratch);
	reading = analysis_read(pipeline->analysis, pipeline->scratch, &read);
	input.wording = reading.wording;
	input.trace = reading.trace;
	input.time = time == TIME_NONE ? pass->now : time;
	r = take_findings(pass, item, stored, &input, reading.findings, reading.count);
	if (!r && stored->change == STORE_ITEM_REVISED)
		r = retraction_look(pipeline, item, stored, reading.findings, reading.count,
			pass->now, &pass->alerts);
	return r;
}

/* Position of an item and its time, to take the items of a document oldest first. */
struct turn {
	int64_t time;
	size_t at;
};

static int compare_turns(const void *left, const void *right)
{
	const struct turn *a = left, *b = right;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	/* Feeds list the newest first: of two that say the same time the later one is older. */
	return a->at > b->at ? -1 : a->at < b->at;
}

static struct turn *oldest_first(struct pass *pass, const struct item *items, size_t count)
{
	struct turn *turns = mem_calloc(count, sizeof(*turns));
	size_t i;

	for (i = 0; i < count; i++)
		turns[i] = (struct turn){.time = item_time(pass, &items[i]), .at = i};
	qsort(turns, count, sizeof(*turns), compare_turns);
	return turns;
}

/* Records the items and reads what is new of them, inside a transaction. */
static int take_items(struct pass *pass, const struct portion *portion)
{
	struct store_item *stored = &pass->stored[portion->first];
	CLEANUP(mem_freep) struct turn *turns =
		oldest_first(pass, portion->items, portion->count);
	size_t i;
	int r = store_batch_put(
		pass->batch, portion->items, portion->first, portion->count, stored);

	for (i = 0; i < portion->count && !r; i++)
		r = take_item(pass, &portion->items[turns[i].at], &stored[turns[i].at]);
	return r;
}

void pass_begin(struct pass *pass, const struct item_identity *identities, size_t count)
{
	pass->batch = store_batch_new(
		pass->pipeline->store, pass->source_id, identities, count, pass->now);
	pass->stored = arena_alloc(pass->arena, (count + 1) * sizeof(*pass->stored));
}

int pass_take(struct pass *pass, const struct portion *portion, const struct reading *reading)
{
	struct pipeline *pipeline = pass->pipeline;
	size_t items_new = pass->items_new, alerts = pass->alerts;
	int64_t findings = pipeline->counts.findings;
	int r = store_begin(pipeline->store);

	if (!r) {
		r = take_items(pass, portion);
		if (!r && reading)
			r = withdrawal_follow(pipeline, reading, &pass->alerts);
		if (r) {
			pipeline_store_said(pipeline, r);
			store_rollback(pipeline->store);
			return r;
		}
		r = store_commit(pipeline->store);
	}
	if (pipeline_store_said(pipeline, r))
		return r;
	pipeline->counts.items += (int64_t)portion->count;
	pipeline->counts.items_new += (int64_t)(pass->items_new - items_new);
	pipeline->counts.alerts += (int64_t)(pass->alerts - alerts);
	delivery_wake(pipeline);
	if (pipeline->counts.findings > findings)
		waves_wake(pipeline);
	return 0;
}

/* ---- items of replay ---------------------------------------------------------------------- */

static struct item_identity *identify(struct arena *arena, const char *source_id,
	const struct item *items, size_t count)
{
	struct item_identity *identities = arena_alloc(arena, (count + 1) * sizeof(*identities));
	size_t i;

	for (i = 0; i < count; i++)
		identities[i] = feed_identity(source_id, &items[i]);
	return identities;
}

int pipeline_items(struct pipeline *pipeline, const char *source_id, const struct item *items,
	size_t count, const int64_t **out_incidents)
{
	struct arena *arena = pipeline->document;
	const struct portion all = {.items = items, .count = count};
	struct pass pass = {
		.pipeline = pipeline,
		.arena = arena,
		.source_id = source_id,
		.now = pipeline_now(pipeline),
	};
	int r;

	arena_reset(arena);
	if (out_incidents) {
		pass.incident_cap = 8;
		pass.incidents = arena_alloc(arena, 8 * sizeof(*pass.incidents));
	}
	pass_begin(&pass, identify(arena, source_id, items, count), count);
	r = pass_take(&pass, &all, NULL);
	store_batch_free(pass.batch);
	if (r)
		return r;
	if (out_incidents) {
		ARENA_GROW(arena, pass.incidents, pass.incident_count, pass.incident_cap);
		pass.incidents[pass.incident_count] = 0;
		*out_incidents = pass.incidents;
	}
	return 0;
}
