/*
 * The data flow on one page: a document becomes items, items become findings, findings
 * become changes of incidents, changes become alerts; all of it in one transaction, and
 * only what is committed is delivered. How documents come (polling.c) and how alerts
 * leave (delivery.c) stand beside this file.
 */
#include "pipeline.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline_priv.h"

#include "alert/alert.h"
#include "base/log.h"
#include "base/mem.h"
#include "feed/feed.h"
#include "incident/incident.h"
#include "text/text.h"

/* One pass over the items of one source. */
struct pass {
	struct pipeline *pipeline;
	const char *source_id;
	const struct source *source; /* NULL: replay; nothing leaves a feed there */
	bool whole;      /* the document is undamaged, and nothing of it was left out */
	bool first_poll; /* a new source: what has no date is history */
	int64_t now;
	size_t items_new, alerts;
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
	ARENA_GROW(pass->pipeline->document, pass->incidents, pass->incident_count,
		pass->incident_cap);
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
	arena_reset(pipeline->scratch);
	findings = analysis_item(pipeline->analysis, pipeline->scratch, &read, &count);
	if (count)
		read_closely(pass, item, &input);
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
	struct turn *turns =
		arena_alloc(pass->pipeline->document, (count + 1) * sizeof(*turns));
	size_t i;

	for (i = 0; i < count; i++)
		turns[i] = (struct turn){.time = item_time(pass, &items[i]), .at = i};
	qsort(turns, count, sizeof(*turns), compare_turns);
	return turns;
}

/* What was in the feed and is not, what was gone and is here again. */
static int follow_items(struct pass *pass, const struct item *items,
	const struct store_item *stored, size_t count)
{
	const struct reading reading = {
		.source = pass->source,
		.items = items,
		.stored = stored,
		.count = count,
		.whole = pass->whole,
		.first = pass->first_poll,
		.now = pass->now,
	};

	return withdrawal_follow(pass->pipeline, &reading, &pass->alerts);
}

/* Records the items and reads what is new of them, inside a transaction. */
static int take_items(struct pass *pass, const struct item *items, size_t count)
{
	struct pipeline *pipeline = pass->pipeline;
	struct item_identity *identities =
		arena_alloc(pipeline->document, (count + 1) * sizeof(*identities));
	struct store_item *stored =
		arena_alloc(pipeline->document, (count + 1) * sizeof(*stored));
	struct turn *turns = oldest_first(pass, items, count);
	size_t i;
	int r;

	for (i = 0; i < count; i++)
		identities[i] = feed_identity(pass->source_id, &items[i]);
	r = store_items_put(pipeline->store, pass->source_id, items, identities, count,
		pass->now, stored);
	for (i = 0; i < count && !r; i++)
		r = take_item(pass, &items[turns[i].at], &stored[turns[i].at]);
	return r || !pass->source ? r : follow_items(pass, items, stored, count);
}

int pipeline_store_said(struct pipeline *pipeline, int r)
{
	const char *why = r ? store_error(pipeline->store) : NULL;

	if (!r)
		return 0;
	if (!pipeline->trouble || strcmp(pipeline->trouble, why) != 0)
		log_error("store: %s", why);
	mem_replace(&pipeline->trouble, why);
	pipeline->damaged |= r == STORE_CORRUPT;
	return r;
}

void pipeline_store_takes(struct pipeline *pipeline)
{
	if (!pipeline->trouble || pipeline->damaged)
		return;
	log_notice("store: takes again");
	mem_replace(&pipeline->trouble, NULL);
}

/* All of the pass or nothing of it. */
static int transact(struct pass *pass, const struct item *items, size_t count)
{
	struct pipeline *pipeline = pass->pipeline;
	int r = store_begin(pipeline->store);

	if (!r) {
		r = take_items(pass, items, count);
		if (r) {
			pipeline_store_said(pipeline, r);
			store_rollback(pipeline->store);
			return r;
		}
		r = store_commit(pipeline->store);
	}
	if (pipeline_store_said(pipeline, r))
		return r;
	pipeline->counts.items += (int64_t)count;
	pipeline->counts.items_new += (int64_t)pass->items_new;
	pipeline->counts.alerts += (int64_t)pass->alerts;
	delivery_wake(pipeline);
	return 0;
}

static void report_parse_failure(int outcome, const char *why, struct source_report *report)
{
	report->class = outcome == FEED_EMPTY ? POLL_EMPTY
		: outcome == FEED_PAGE_ABSENT ? POLL_NOT_FOUND
		: outcome == FEED_TOO_LARGE   ? POLL_TOO_LARGE
					      : POLL_NOT_A_FEED;
	report->reason = why;
}

static const char *reading_text(struct arena *arena, const struct feed_document *document)
{
	const char *name = feed_reading_name(document->reading);
	const char *items = document->items_cut ? ", items beyond the ceiling left out" : "";
	const char *fields = document->fields_cut ? ", fields beyond the ceiling cut" : "";

	if (!document->damage)
		return arena_printf(arena, "%s%s%s", name, items, fields);
	return arena_printf(arena, "%s (%s)%s%s", name, document->damage, items, fields);
}

/* What is stored and compared is the language that the item is read in. */
static void settle_lang(struct item *item, struct arena *arena)
{
	text_lang lang = text_item_lang(item);
	char code[3];

	if (lang != text_lang_parse(item->lang))
		item->lang = lang == TEXT_LANG_UNKNOWN
				     ? NULL
				     : arena_strdup(arena, text_lang_name(lang, code));
}

/* What the source's configuration says stands in front of what the feed says. */
static void adopt_items(const struct pipeline_document *document, struct feed_document *feed,
	struct arena *arena)
{
	size_t i;

	for (i = 0; i < feed->item_count; i++) {
		feed->items[i].source = &document->source->origin;
		if (document->source->options.lang)
			feed->items[i].lang = document->source->options.lang;
		settle_lang(&feed->items[i], arena);
	}
}

/* Who takes a page away often sends its readers to the front page. */
static bool is_front(const char *url)
{
	const char *host = strstr(url, "://"), *path = host ? strchr(host + 3, '/') : NULL;
	size_t len = path ? strcspn(path, "?#") : 0;

	/* "/", or that of a language: "/en/". */
	return len <= 1 || (len <= 4 && (len == 3 || path[len - 1] == '/'));
}

static int find_page(const struct pipeline_document *document, struct arena *arena,
	const struct feed_request *request, struct item *item, const char **out_why)
{
	const struct source_options *options = &document->source->options;

	if (document->url && is_front(document->url) && !is_front(options->url)) {
		*out_why = "the page leads to the front page now";
		return FEED_PAGE_ABSENT;
	}
	return feed_page(arena, request, options->xpath, item, out_why);
}

/* The page is one item under the URL that the configuration names, whatever it says. */
static int read_page(struct pass *pass, const struct pipeline_document *document,
	const struct feed_request *request, struct source_report *report)
{
	const struct source *source = document->source;
	struct arena *arena = pass->pipeline->document;
	struct item item;
	const char *why;
	int r = find_page(document, arena, request, &item, &why);

	if (r) {
		report_parse_failure(r, why, report);
		return 0;
	}
	item.id = item.url = source->options.url;
	item.source = &source->origin;
	item.lang = source->options.lang;
	settle_lang(&item, arena);
	pass->whole = true;
	r = transact(pass, &item, 1);
	if (r)
		return r;
	report->class = POLL_OK;
	report->items = (int64_t)pass->items_new;
	report->overlaps = true;
	report->reading = "page";
	report->reason = arena_printf(arena, "the page is there, %zu alerts", pass->alerts);
	return 0;
}

int pipeline_read(struct pipeline *pipeline, const struct pipeline_document *document,
	struct source_report *out_report)
{
	struct pass pass = {
		.pipeline = pipeline,
		.source_id = document->source->options.id,
		.source = document->source,
		.first_poll = document->source->state.kind == SOURCE_NEW,
		.now = pipeline_now(pipeline),
	};
	struct feed_request request = {
		.data = document->data,
		.len = document->len,
		.content_type = document->content_type,
		.base_url = document->url,
		.timezone = document->source->options.timezone,
		.now = pass.now,
	};
	struct feed_document *feed;
	const char *why;
	int r;

	arena_reset(pipeline->document);
	if (document->source->options.type == SOURCE_PAGE)
		return read_page(&pass, document, &request, out_report);
	r = feed_parse(pipeline->document, &request, &feed, &why);
	if (r) {
		report_parse_failure(r, why, out_report);
		return 0;
	}
	if (feed_is_hopeless(feed)) {
		out_report->class = POLL_NOT_A_FEED;
		out_report->reason = arena_printf(pipeline->document,
			"a feed that is damaged or cut off before its first item: %s",
			feed->damage);
		return 0;
	}
	adopt_items(document, feed, pipeline->document);
	pass.whole = feed->reading == FEED_STRICT && !feed->items_cut;
	r = transact(&pass, feed->items, feed->item_count);
	if (r)
		return r;
	out_report->class = POLL_OK;
	out_report->items = (int64_t)pass.items_new;
	out_report->overlaps = pass.items_new < feed->item_count;
	out_report->pace = feed->pace;
	out_report->reading = reading_text(pipeline->document, feed);
	out_report->reason = arena_printf(pipeline->document, "%zu items, %zu new, %zu alerts",
		feed->item_count, pass.items_new, pass.alerts);
	return 0;
}

int pipeline_items(struct pipeline *pipeline, const char *source_id, const struct item *items,
	size_t count, const int64_t **out_incidents)
{
	struct pass pass = {
		.pipeline = pipeline,
		.source_id = source_id,
		.now = pipeline_now(pipeline),
	};
	int r;

	arena_reset(pipeline->document);
	if (out_incidents) {
		pass.incident_cap = 8;
		pass.incidents = arena_alloc(pipeline->document, 8 * sizeof(*pass.incidents));
	}
	r = transact(&pass, items, count);
	if (r)
		return r;
	if (out_incidents) {
		ARENA_GROW(pipeline->document, pass.incidents, pass.incident_count,
			pass.incident_cap);
		pass.incidents[pass.incident_count] = 0;
		*out_incidents = pass.incidents;
	}
	return 0;
}

/* ---- making and swapping ---------------------------------------------------------- */

static void restore_source(void *ctx, const struct source_state *state)
{
	struct pipeline *pipeline = ctx;
	struct source *source = sources_find(pipeline->sources, state->id);

	/* One that was polled or taken over since knows better than the store. */
	if (source && !source->in_flight && source->state.polls == 0)
		source_restore(pipeline->sources, source, state, pipeline_now(pipeline));
}

int pipeline_new(struct loop *loop, const struct clock *clock, struct store *store,
	struct sinks *sinks, struct settings *settings, struct pipeline **out_pipeline)
{
	struct pipeline *pipeline = mem_alloc(sizeof(*pipeline));
	int r;

	pipeline->loop = loop;
	pipeline->clock = clock;
	pipeline->store = store;
	pipeline->sinks = sinks;
	pipeline->settings = settings;
	pipeline->sources = settings_take_sources(settings);
	pipeline->analysis = analysis_ref(settings->analysis);
	pipeline->document = arena_new();
	pipeline->scratch = arena_new();
	delivery_new(pipeline);
	store_set_fold(store, text_fold);
	r = store_sources(store, restore_source, pipeline);
	if (!r && loop)
		r = polling_new(pipeline);
	if (r) {
		pipeline_free(pipeline);
		return r;
	}
	*out_pipeline = pipeline;
	return 0;
}

void pipeline_free(struct pipeline *pipeline)
{
	if (!pipeline)
		return;
	polling_free(pipeline);
	delivery_free(pipeline);
	blind_free(pipeline);
	sources_free(pipeline->sources);
	analysis_unref(pipeline->analysis);
	arena_free(pipeline->document);
	arena_free(pipeline->scratch);
	mem_free(pipeline->trouble);
	mem_free(pipeline->troubles);
	mem_free(pipeline);
}

void pipeline_swap(struct pipeline *pipeline, struct settings *settings)
{
	struct sources *old = pipeline->sources;

	pipeline->settings = settings;
	pipeline->sources = settings_take_sources(settings);
	sources_adopt(pipeline->sources, old, pipeline_now(pipeline));
	/* A source that was taken out and came back is known to the store alone. */
	pipeline_store_said(pipeline, store_sources(pipeline->store, restore_source, pipeline));
	sources_free(old);
	analysis_unref(pipeline->analysis);
	pipeline->analysis = analysis_ref(settings->analysis);
	pipeline->blind_stale = true;
	delivery_replan(pipeline);
	outlets_swap(pipeline, &settings->targets);
	if (pipeline->fetch)
		fetch_set_options(pipeline->fetch, &settings->fetch);
	if (pipeline->polling)
		polling_wake(pipeline);
}

/* ---- what others may ask ---------------------------------------------------------- */

struct sources *pipeline_sources(struct pipeline *pipeline)
{
	return pipeline->sources;
}

struct sinks *pipeline_sinks(struct pipeline *pipeline)
{
	return pipeline->sinks;
}

struct store *pipeline_store(struct pipeline *pipeline)
{
	return pipeline->store;
}

const struct analysis *pipeline_analysis(struct pipeline *pipeline)
{
	return pipeline->analysis;
}

const struct pipeline_counts *pipeline_counts(const struct pipeline *pipeline)
{
	return &pipeline->counts;
}

int64_t pipeline_now(const struct pipeline *pipeline)
{
	return clock_wall_s(pipeline->clock);
}

const char *pipeline_trouble(struct pipeline *pipeline)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);

	if (pipeline->trouble)
		buf_printf(&text, "store: %s", pipeline->trouble);
	outlets_trouble(pipeline, &text);
	mem_free(pipeline->troubles);
	pipeline->troubles = text.len ? buf_take(&text) : NULL;
	buf_done(&text);
	return pipeline->troubles;
}
