/*
 * The data flow on one page: a document becomes items, items become findings, findings
 * become changes of incidents, changes become alerts; all of it in one transaction, and
 * only what is committed is delivered. A large document is several transactions, a turn of
 * the loop each, and counts as read with the last one. How documents come (polling.c), how
 * they become items (document.c) and how alerts leave (delivery.c) stand beside this file.
 */
#include "pipeline.h"

#include <stdlib.h>

#include "pipeline_priv.h"

#include "alert/alert.h"
#include "base/mem.h"
#include "feed/feed.h"
#include "incident/incident.h"

/* One pass over the items of one document. */
struct pass {
	struct pipeline *pipeline;
	struct arena *arena; /* lives as long as the pass */
	const char *source_id;
	bool first_poll; /* a new source: what has no date is history */
	int64_t now;
	struct store_batch *batch;
	struct store_item *stored; /* all of the document, by number */
	size_t items_new, alerts;
	int64_t text_bytes; /* of what is new */
	int64_t *incidents; /* NULL: not wanted; else a list that ends with 0 */
	size_t incident_count, incident_cap;
};

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

/* A finding becomes a report of an incident, and perhaps an alert. */
static int take_finding(struct pass *pass, const struct item *item,
	const struct store_item *stored, const struct incident_input *input)
{
	struct pipeline *pipeline = pass->pipeline;
	/* What a publisher changes today is of today, however old the item is. */
	int64_t time = input->finding->deed ? pass->now : item_time(pass, item);
	struct incident_change change;
	struct finding finding = *input->finding;
	bool raised = false;
	int r = incident_report(pipeline->store, pipeline->scratch, input, &change);

	if (!r && !change.old_news) {
		finding.severity = rule_raised(&finding, &change.incident);
		r = incident_raise(pipeline->store, &change, finding.severity, input);
		if (!r)
			r = reminders_keep(pipeline, &change.incident, input);
	}
	if (r)
		return r;
	pipeline->counts.findings++;
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

/* What only an item with findings is asked for. */
static void read_closely(struct pass *pass, const struct item *item, struct incident_input *input)
{
	struct pipeline *pipeline = pass->pipeline;

	input->wording = analysis_wording(pipeline->scratch, item);
	input->trace = analysis_trace(pipeline->analysis, pipeline->scratch, item);
	input->source = pass->source_id;
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
	struct incident_input input = {.item_row = stored->row, .lang = item->lang};
	int64_t time = item_time(pass, item);
	struct item read = *item;
	struct finding *findings;
	size_t count;
	int r;

	if (stored->change == STORE_ITEM_KNOWN)
		return 0;
	pass->items_new += stored->change == STORE_ITEM_NEW;
	read.corrected |= stored->says_else;
	pass->text_bytes += text_bytes(item);
	arena_reset(pipeline->scratch);
	findings = analysis_item(pipeline->analysis, pipeline->scratch, &read, &count);
	if (count) {
		analysis_tell_why(
			pipeline->analysis, pipeline->scratch, &read, findings, count);
		read_closely(pass, item, &input);
	}
	input.time = time == TIME_NONE ? pass->now : time;
	input.now = pass->now;
	r = take_findings(pass, item, stored, &input, findings, count);
	if (!r && stored->change == STORE_ITEM_REVISED)
		r = retraction_look(pipeline, item, stored, findings, count, pass->now,
			&pass->alerts);
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

static void begin_pass(struct pass *pass, const struct item_identity *identities, size_t count)
{
	pass->batch = store_batch_new(
		pass->pipeline->store, pass->source_id, identities, count, pass->now);
	pass->stored = arena_alloc(pass->arena, (count + 1) * sizeof(*pass->stored));
}

/* All of the portion or nothing of it, and with the last one what follows from the whole. */
static int transact(struct pass *pass, const struct portion *portion,
	const struct reading *reading)
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

/* ---- a document --------------------------------------------------------------------------- */

struct pipeline_reading {
	struct pass pass;
	struct document *document;
	bool known;       /* what its items are; they may be taken */
	bool over_budget; /* of what the source may bring in a day */
	bool owns_arena;
};

/*
 * So much text a source may add in a day: many times what the busiest publisher writes. Who
 * sends more wants to fill the disk.
 */
enum { DAY_S = 24 * 3600, DAY_BYTES = 16 * 1024 * 1024 };
static const char over_budget[] = ", items beyond 16 MiB of new text in a day left out";

static bool is_over_budget(const struct source_state *state, int64_t now)
{
	return state->day == now / DAY_S && state->day_bytes > DAY_BYTES;
}

static void spend(struct source_state *state, int64_t bytes, int64_t now)
{
	if (state->day != now / DAY_S)
		state->day_bytes = 0;
	state->day = now / DAY_S;
	state->day_bytes += bytes;
}

struct pipeline_reading *pipeline_read_begin(struct pipeline *pipeline,
	const struct pipeline_document *given)
{
	struct pipeline_reading *reading = mem_alloc(sizeof(*reading));

	arena_reset(pipeline->document);
	reading->pass = (struct pass){
		.pipeline = pipeline,
		.arena = pipeline->document,
		.source_id = arena_strdup(pipeline->document, given->source->options.id),
		.first_poll = given->source->state.kind == SOURCE_NEW,
		.now = pipeline_now(pipeline),
	};
	reading->document = document_open(reading->pass.arena, given, reading->pass.now);
	return reading;
}

void pipeline_read_end(struct pipeline_reading *reading)
{
	if (!reading)
		return;
	document_close(reading->document);
	store_batch_free(reading->pass.batch);
	if (reading->owns_arena)
		arena_free(reading->pass.arena);
	mem_free(reading);
}

/* Others are read between its turns. */
static void keep_arena(struct pipeline_reading *reading)
{
	if (reading->owns_arena)
		return;
	reading->owns_arena = true;
	reading->pass.pipeline->document = arena_new();
}

static void report_reading(struct pipeline_reading *reading, const struct source *source,
	struct source_report *report)
{
	const struct pass *pass = &reading->pass;
	bool page = source->options.type == SOURCE_PAGE;
	size_t count;

	(void)document_identities(reading->document, &count);
	document_report(reading->document, reading->over_budget ? over_budget : NULL, report);
	if (reading->over_budget)
		report->etag = report->last_modified = NULL; /* it comes again, whole */
	report->items = (int64_t)pass->items_new;
	report->overlaps = page || pass->items_new < count;
	report->reason = page ? arena_printf(pass->arena, "the page is there, %zu alerts",
				   pass->alerts)
			      : arena_printf(pass->arena, "%zu items, %zu new, %zu alerts",
				   count, pass->items_new, pass->alerts);
}

/* Fewer items at once where they take long: whoever waits meanwhile waits for little. */
enum { LONG_MS = 40, SHORT_MS = 10 };

static void adapt(struct pipeline *pipeline, size_t count, int64_t took_ms)
{
	if (took_ms > LONG_MS)
		pipeline->at_once = MAX(MIN(count, pipeline->at_once) / 2, (size_t)1);
	else if (took_ms < SHORT_MS && count == pipeline->at_once)
		pipeline->at_once = MIN(pipeline->at_once * 2, (size_t)PIPELINE_AT_ONCE);
}

static struct portion next_portion(struct pipeline_reading *reading, const struct source *source)
{
	struct pass *pass = &reading->pass;

	reading->over_budget |= is_over_budget(&source->state, pass->now);
	if (reading->over_budget)
		document_skip(reading->document);
	return document_next(reading->document, source, pass->pipeline->at_once);
}

static int take_portion(struct pipeline_reading *reading, struct source *source)
{
	struct pass *pass = &reading->pass;
	struct pipeline *pipeline = pass->pipeline;
	struct document *document = reading->document;
	struct portion portion = next_portion(reading, source);
	struct reading whole = {
		.source = source, .stored = pass->stored, .first = pass->first_poll, .now = pass->now};
	int64_t bytes = pass->text_bytes, began_ms = clock_mono_ms(pipeline->clock);
	bool last = !document_has_more(document);
	int r;

	if (last) {
		(void)document_identities(document, &whole.count);
		whole.items = document_outlines(document);
		whole.whole = document_is_whole(document) && !reading->over_budget;
	}
	r = transact(pass, &portion, last ? &whole : NULL);
	if (r)
		return r;
	spend(&source->state, pass->text_bytes - bytes, pass->now);
	adapt(pipeline, portion.count, clock_mono_ms(pipeline->clock) - began_ms);
	return 0;
}

/* Looks what items there are, or takes some of them. */
int pipeline_read_turn(struct pipeline_reading *reading, struct source *source,
	struct source_report *out_report, bool *out_more)
{
	const struct item_identity *identities;
	enum document_turn turn;
	size_t count;
	int r;

	*out_more = false;
	if (!reading->known) {
		turn = document_look(reading->document, source, out_report);
		if (turn == DOCUMENT_BAD)
			return 0;
		*out_more = turn == DOCUMENT_MORE;
		if (*out_more)
			keep_arena(reading);
		if (*out_more)
			return 0;
		reading->known = true;
		identities = document_identities(reading->document, &count);
		begin_pass(&reading->pass, identities, count);
	}
	r = take_portion(reading, source);
	if (r)
		return r;
	*out_more = document_has_more(reading->document);
	if (!*out_more) {
		report_reading(reading, source, out_report);
		return 0;
	}
	keep_arena(reading);
	/* A large document needs memory enough: pages of the store are read again. */
	store_rest(reading->pass.pipeline->store);
	return 0;
}

int pipeline_read(struct pipeline *pipeline, const struct pipeline_document *document,
	struct source_report *out_report)
{
	struct pipeline_reading *reading = pipeline_read_begin(pipeline, document);
	bool more = true;
	int r = 0;

	while (more && !r)
		r = pipeline_read_turn(reading, document->source, out_report, &more);
	if (reading->owns_arena) {
		arena_free(pipeline->document); /* the report lives in the other one */
		pipeline->document = reading->pass.arena;
		reading->owns_arena = false;
	}
	pipeline_read_end(reading);
	return r;
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
	begin_pass(&pass, identify(arena, source_id, items, count), count);
	r = transact(&pass, &all, NULL);
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
