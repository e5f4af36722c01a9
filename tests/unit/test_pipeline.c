/*
 * The way of a document from bytes to an alert line, on a clock that the tests turn, with a
 * store in memory and a sink that is a call.
 */
#include "pipeline.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "check.h"
#include "loading.h"
#include "model/json.h"

#define NOW 1716444000 /* 2024-05-23T06:00:00Z */
enum { HOUR = 3600 };

static const char main_file[] =
	"include: [rules.yaml]\n"
	"alert: {max_age: 48h}\n"
	"sources: [{id: err, url: 'https://err.example/rss', publisher: ERR}]\n";
static const char rules_file[] =
	"pack: test\nversion: 1\n"
	"terms: {buoy: {any: [buoy*]}, remove: {any: [remov*]}, draft: {any: [draft]},"
	" paper: {any: [decree, bill]}}\n"
	"rules:\n"
	"  - id: buoys\n    title: Buoys removed\n    category: border-marker\n"
	"    severity: high\n    when: sentence(buoy and remove)\n"
	"    incident: {by: [category], window: 1h}\n"
	"    examples: [{alert: Guards removed buoys}, {quiet: Guards slept}]\n"
	"  - id: draft-gone\n    title: A draft is gone\n    category: document-withdrawn\n"
	"    severity: high\n    when: draft and paper and withdrawn\n"
	"    examples:\n"
	"      - {alert: A draft decree is published, withdrawn: yes, facts: {withdrawn: yes}}\n"
	"      - {quiet: A draft decree is published}\n"
	"  - id: draft-changed\n    title: A draft is changed\n    category: document-changed\n"
	"    severity: medium\n    when: draft and paper and corrected\n"
	"    examples:\n"
	"      - {alert: A draft decree is published, corrected: yes}\n"
	"      - {quiet: A draft decree is published}\n";

struct world {
	struct clock clock;
	struct settings *settings;
	struct store *store;
	struct sinks *sinks;
	struct pipeline *pipeline;
	struct source *source;
	struct buf alerts; /* "new Title\n" each */
	char *summary;     /* of the last one */
};

static void take_alert(void *ctx, const struct sink_alert *alert)
{
	struct world *world = ctx;
	struct json_object *object = json_tokener_parse(alert->line);

	buf_printf(&world->alerts, "%s %s\n", json_get_text(object, "kind"),
		json_get_text(json_get(object, "item"), "title"));
	mem_replace(&world->summary, json_get_text(object, "summary"));
	json_object_put(object);
}

static int set_up(void **state)
{
	struct world *world = mem_alloc(sizeof(*world));
	struct store_options options = {.path = (char *)":memory:"};
	char *why = NULL;

	*world = (struct world){.clock = clock_virtual(NOW), .alerts = BUF_INIT(BUF_UNBOUND)};
	world->settings = load_settings(main_file, rules_file);
	assert_int_equal(store_open(&options, &world->store, &why), 0);
	world->sinks = sinks_to_caller(take_alert, world);
	assert_int_equal(pipeline_new(NULL, &world->clock, world->store, world->sinks,
				 world->settings, &world->pipeline),
		0);
	world->source = sources_find(pipeline_sources(world->pipeline), "err");
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;

	pipeline_free(world->pipeline);
	sinks_close(world->sinks);
	store_close(world->store);
	settings_free(world->settings);
	buf_done(&world->alerts);
	mem_free(world->summary);
	mem_free(world);
	return 0;
}

/* ---- feeds --------------------------------------------------------------------------- */

/* Hours before NOW, or UNDATED. */
enum { UNDATED = -1 };
struct entry {
	const char *guid, *title;
	int age_h;
	const char *text;
};

static void put_entry(struct buf *out, const struct entry *entry)
{
	char time[TIME_TEXT];

	buf_printf(out, "<item><guid isPermaLink='false'>%s</guid><title>%s</title>",
		entry->guid, entry->title);
	if (entry->text)
		buf_printf(out, "<description>%s</description>", entry->text);
	if (entry->age_h != UNDATED)
		buf_printf(out, "<pubDate>%s</pubDate>",
			time_format(NOW - entry->age_h * HOUR, time));
	buf_puts(out, "</item>");
}

/* Reads a feed of the entries and ends the poll, as polling does. */
static struct source_report read_feed(struct world *world, const struct entry *entries,
	size_t count)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	struct pipeline_document document = {.source = world->source,
		.content_type = "application/rss+xml", .url = "https://err.example/rss"};
	struct source_report report = {.class = POLL_OK, .retry_after_s = -1, .max_age_s = -1};
	size_t i;

	buf_puts(&text, "<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>");
	for (i = 0; i < count; i++)
		put_entry(&text, &entries[i]);
	buf_puts(&text, "</channel></rss>");
	document.data = buf_str(&text);
	document.len = text.len;
	source_begin(pipeline_sources(world->pipeline), world->source,
		clock_wall_s(&world->clock));
	assert_int_equal(pipeline_read(world->pipeline, &document, &report), 0);
	(void)source_ended(pipeline_sources(world->pipeline), world->source, &report,
		clock_wall_s(&world->clock));
	return report;
}

static void expect_alerts(struct world *world, const char *alerts)
{
	assert_string_equal(buf_str(&world->alerts), alerts);
	buf_clear(&world->alerts);
}

static struct store_totals totals_of(struct world *world)
{
	struct store_totals totals;

	assert_int_equal(store_totals(world->store, &totals), 0);
	return totals;
}

static void the_first_poll_is_history(void **state)
{
	static const struct entry entries[] = {
		{"fresh", "Buoys removed this hour", 1},
		{"edge", "Buoys removed two days ago", 48},
		{"old", "Buoys removed last week", 7 * 24},
		{"undated", "Buoys removed at some time", UNDATED},
		{"other", "Ferry late", 1},
	};
	struct world *world = *state;

	(void)read_feed(world, entries, ARRAY_LEN(entries));
	expect_alerts(world, "new Buoys removed two days ago\nnew Buoys removed this hour\n");
	assert_int_equal(totals_of(world).items, 5);
	assert_int_equal(totals_of(world).findings, 4);
}

static void without_a_date_an_item_is_of_when_it_came(void **state)
{
	static const struct entry first[] = {{"other", "Ferry late", UNDATED}};
	static const struct entry second[] = {
		{"undated", "Buoys removed just now", UNDATED}, {"other", "Ferry late", UNDATED}};
	struct world *world = *state;

	(void)read_feed(world, first, 1);
	clock_turn(&world->clock, HOUR);
	(void)read_feed(world, second, 2);
	expect_alerts(world, "new Buoys removed just now\n");
}

static void a_date_in_the_future_is_now(void **state)
{
	static const struct entry entries[] = {{"a", "Buoys removed tomorrow", -24}};
	struct world *world = *state;

	(void)read_feed(world, entries, 1);
	expect_alerts(world, "new Buoys removed tomorrow\n");
}

static void the_same_document_again_raises_nothing(void **state)
{
	static const struct entry entries[] = {{"a", "Buoys removed", 1}};
	struct world *world = *state;
	int i;

	for (i = 0; i < 3; i++) {
		(void)read_feed(world, entries, 1);
		clock_turn(&world->clock, HOUR);
	}
	expect_alerts(world, "new Buoys removed\n");
	assert_int_equal(totals_of(world).items, 1);
}

static void a_revision_does_not_alert_twice(void **state)
{
	static const struct entry steps[] = {
		{"a", "Buoys removed", 1},
		{"a", "Buoys were removed", 1},
		{"a", "Buoys were removed", 1, "Border guards say so."},
		{"a", "Buoys were removed", UNDATED},
		{"b", "Buoys were removed", 1}, /* the same words under a new guid */
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < ARRAY_LEN(steps); i++) {
		(void)read_feed(world, &steps[i], 1);
		clock_turn(&world->clock, 6 * HOUR);
	}
	expect_alerts(world, "new Buoys removed\n");
	assert_int_equal(totals_of(world).incidents, 1);
}

/* ---- identity, as feeds come --------------------------------------------------------- */

struct form {
	const char *guid, *link, *title, *date, *text; /* NULL: no such element */
};

static void put_element(struct buf *out, const char *name, const char *text)
{
	if (text)
		buf_printf(out, "<%s>%s</%s>", name, text, name);
}

static void read_forms(struct world *world, const struct form *forms, size_t count)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	struct pipeline_document document = {.source = world->source};
	struct source_report report = {.class = POLL_OK};
	size_t i;

	buf_puts(&text, "<rss version='2.0'><channel><title>t</title>");
	for (i = 0; i < count; i++) {
		buf_puts(&text, "<item>");
		put_element(&text, "guid", forms[i].guid);
		put_element(&text, "link", forms[i].link);
		put_element(&text, "title", forms[i].title);
		put_element(&text, "pubDate", forms[i].date);
		put_element(&text, "description", forms[i].text);
		buf_puts(&text, "</item>");
	}
	buf_puts(&text, "</channel></rss>");
	document.data = buf_str(&text);
	document.len = text.len;
	assert_int_equal(pipeline_read(world->pipeline, &document, &report), 0);
	assert_int_equal(report.class, POLL_OK);
}

#define DATE "Thu, 23 May 2024 05:00:00 GMT"
#define LATER "Thu, 23 May 2024 05:30:00 GMT"
#define URL "https://err.example/news/1"
#define TEXT "Border guards say so."

static void an_item_stays_itself_whatever_its_feed_does(void **state)
{
	static const struct {
		const char *what;
		struct form before, after;
		int items; /* in the store behind it */
	} cases[] = {
		{"the title is mended", {"1", URL, "Bouys removed", DATE, TEXT},
			{"1", URL, "Buoys removed", DATE, TEXT}, 1},
		{"the text grows", {"1", URL, "A", DATE, TEXT}, {"1", URL, "A", DATE, TEXT " More."},
			1},
		{"the page moves", {"1", URL, "A", DATE, TEXT},
			{"1", "https://err.example/archive/1", "A", DATE, TEXT}, 1},
		{"the guid is a URL and moves with it", {URL, URL, "A", DATE, TEXT},
			{"https://err.example/x/1", "https://err.example/x/1", "A", DATE, TEXT}, 1},
		{"the system behind it gives new guids", {"1", URL, "A", DATE, TEXT},
			{"post-1", URL, "A", DATE, TEXT}, 1},
		{"http becomes https", {NULL, "http://err.example/news/1", "A", DATE, TEXT},
			{NULL, URL, "A", DATE, TEXT}, 1},
		{"a tracking parameter comes", {NULL, URL, "A", DATE, TEXT},
			{NULL, URL "?utm_source=rss&amp;utm_medium=x", "A", DATE, TEXT}, 1},
		{"title and time, no guid", {NULL, URL, "A", DATE, TEXT},
			{NULL, URL, "B", LATER, TEXT}, 1},
		{"the time is set anew", {"1", URL, "A", DATE, TEXT}, {"1", URL, "A", LATER, TEXT},
			1},
		{"guids come", {NULL, URL, "A", DATE, TEXT}, {"1", URL, "A", DATE, TEXT}, 1},
		{"guids go", {"1", URL, "A", DATE, TEXT}, {NULL, URL, "A", DATE, TEXT}, 1},
		{"letters in another case", {"1", URL, "A b", DATE, TEXT}, {"1", URL, "A B", DATE, TEXT},
			1},
		{"nothing but a guid", {"1", NULL, NULL, NULL, NULL}, {"1", NULL, NULL, NULL, NULL},
			1},
		{"nothing but a title", {NULL, NULL, "A", NULL, NULL}, {NULL, NULL, "A", NULL, NULL},
			1},
		{"a title and a time, and the text grows", {NULL, NULL, "A", DATE, TEXT},
			{NULL, NULL, "A", DATE, TEXT " More."}, 1},
		{"a column with one page", {NULL, URL, "Monday", DATE, TEXT},
			{"2", URL, "Tuesday", LATER, "Other things."}, 2},
		{"a headline that comes every day", {"1", URL, "Morning news", DATE, TEXT},
			{"2", "https://err.example/news/2", "Morning news", LATER, "Other."}, 2},
		{"another query, another page", {NULL, URL "?id=1", "A", DATE, TEXT},
			{NULL, URL "?id=2", "B", LATER, "Other things."}, 2},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		void *own;
		struct world *world;

		set_up(&own);
		world = own;
		read_forms(world, &cases[i].before, 1);
		clock_turn(&world->clock, HOUR);
		read_forms(world, &cases[i].after, 1);
		if (totals_of(world).items != cases[i].items)
			fail_msg("%s: %d items", cases[i].what, (int)totals_of(world).items);
		tear_down(&own);
	}
}

static void repeated_guids_swallow_nothing(void **state)
{
	static const struct form first[] = {
		{"news", URL "/3", "Third", DATE, "c"},
		{"news", URL "/2", "Second", DATE, "b"},
		{"news", URL "/1", "First", DATE, "a"},
	};
	static const struct form second[] = {
		{"news", URL "/4", "Fourth", LATER, "d"},
		{"news", URL "/3", "Third", DATE, "c"},
		{"news", URL "/2", "Second, mended", DATE, "b"},
	};
	struct world *world = *state;

	read_forms(world, first, ARRAY_LEN(first));
	assert_int_equal(totals_of(world).items, 3);
	read_forms(world, second, ARRAY_LEN(second));
	assert_int_equal(totals_of(world).items, 4);
	read_forms(world, second, ARRAY_LEN(second));
	assert_int_equal(totals_of(world).items, 4);
}

static void a_revision_that_first_says_it_alerts(void **state)
{
	static const struct entry steps[] = {
		{"a", "Quiet night on the river", 1}, {"a", "Buoys removed on the river", 1}};
	struct world *world = *state;

	(void)read_feed(world, &steps[0], 1);
	expect_alerts(world, "");
	(void)read_feed(world, &steps[1], 1);
	expect_alerts(world, "new Buoys removed on the river\n");
}

static void items_are_taken_oldest_first(void **state)
{
	static const struct entry entries[] = {
		{"c", "Buoys removed, third report", 1},
		{"b", "Buoys removed, second report", 10},
		{"a", "Buoys removed, first report", 20},
	};
	struct world *world = *state;

	(void)read_feed(world, entries, ARRAY_LEN(entries));
	expect_alerts(world, "new Buoys removed, first report\nnew Buoys removed, second report\n"
			     "new Buoys removed, third report\n");
}

/* ---- what a publisher takes away ------------------------------------------------------ */

static const struct entry above = {"c", "Ferry late", 2}, below = {"a", "Snow tonight", 30};
static const struct entry draft = {"b", "Buoys removed from the river", 3};

/* Reads a feed of these entries, half an hour after the last one. */
static void next_reading(struct world *world, const struct entry *first,
	const struct entry *second, const struct entry *third)
{
	struct entry entries[3];
	size_t count = 0;

	clock_turn(&world->clock, HOUR / 2);
	if (first)
		entries[count++] = *first;
	if (second)
		entries[count++] = *second;
	if (third)
		entries[count++] = *third;
	(void)read_feed(world, entries, count);
}

static void take_status(void *ctx, struct json_object *row)
{
	mem_replace((char **)ctx, json_get_text(row, "status"));
}

static void expect_status(struct world *world, const char *status)
{
	struct store_query query = {.since = TIME_NONE, .until = TIME_NONE, .limit = 1};
	CLEANUP(mem_freep) char *found = NULL;

	assert_int_equal(store_query_incidents(world->store, &query, take_status, &found), 0);
	assert_string_equal(found, status);
}

static void an_item_that_is_taken_away_is_told_with_how_long_it_was_there(void **state)
{
	struct world *world = *state;

	next_reading(world, &above, &draft, &below);
	next_reading(world, &above, &draft, &below);
	expect_alerts(world, "new Buoys removed from the river\n");
	next_reading(world, &above, NULL, &below);
	expect_alerts(world, "");
	next_reading(world, &above, NULL, &below);
	expect_alerts(world, "withdrawn Buoys removed from the river\n");
	assert_string_equal(world->summary,
		"Withdrawn: Buoys removed; reported by ERR; taken away by its publisher after "
		"30 min (seen from 2024-05-23T06:30:00Z to 2024-05-23T07:00:00Z); status "
		"withdrawn, 1 origin");
	expect_status(world, "withdrawn");
	next_reading(world, &above, NULL, &below);
	expect_alerts(world, "");
	next_reading(world, &above, &draft, &below);
	expect_alerts(world, "update Buoys removed from the river\n");
	expect_status(world, "reported");
	assert_int_equal(totals_of(world).items, 3);
}

static void what_is_no_whole_reading_takes_nothing_away(void **state)
{
	static const char *const documents[] = {"", "<rss version='2.0'><channel/></rss>",
		("<rss version='2.0'><channel><item><guid>c</guid><title>Ferry late</title></item>"
		 "<item><guid>a</guid><title>Snow & ice</title>"),
		"<!DOCTYPE html><title>Down for maintenance</title>"};
	struct world *world = *state;
	size_t i;

	next_reading(world, &above, &draft, &below);
	for (i = 0; i < 4 * ARRAY_LEN(documents); i++) {
		struct pipeline_document document = {.source = world->source,
			.data = documents[i % ARRAY_LEN(documents)]};
		struct source_report report = {.class = POLL_OK};

		document.len = strlen(document.data);
		assert_int_equal(pipeline_read(world->pipeline, &document, &report), 0);
	}
	next_reading(world, &above, &draft, &below);
	next_reading(world, &above, NULL, &below);
	expect_alerts(world, "new Buoys removed from the river\n");
	expect_status(world, "reported");
}

static void an_incident_that_began_elsewhere_stands(void **state)
{
	static const struct entry first = {"b", "Buoys removed from the river", 3};
	static const struct entry second = {"d", "Buoys removed from the river, guards say", 2};
	static const struct entry last = {"e", "Sun tomorrow", 1};
	struct world *world = *state;

	next_reading(world, &second, &first, &below);
	assert_int_equal(totals_of(world).incidents, 1);
	expect_alerts(world, "new Buoys removed from the river\n");
	next_reading(world, &last, &first, &below);
	next_reading(world, &last, &first, &below);
	expect_alerts(world, "");
	expect_status(world, "reported");
}

static void what_was_never_told_is_not_taken_back(void **state)
{
	static const struct entry old = {"b", "Buoys removed from the river", 60};
	static const struct entry older = {"a", "Snow tonight", 90};
	struct world *world = *state;

	next_reading(world, &above, &old, &older);
	next_reading(world, &above, NULL, &older);
	next_reading(world, &above, NULL, &older);
	expect_alerts(world, "");
	expect_status(world, "withdrawn");
}

/* ---- rules that ask for it ------------------------------------------------------------- */

static const struct entry decree = {"b", "Draft decree on the border", 60};

static void a_rule_that_asks_is_told_of_what_was_taken_away(void **state)
{
	static const struct entry oldest = {"a", "Snow tonight", 90};
	struct world *world = *state;

	/* Older than max_age: it is of now that it went. */
	next_reading(world, &above, &decree, &oldest);
	expect_alerts(world, "");
	next_reading(world, &above, NULL, &oldest);
	next_reading(world, &above, NULL, &oldest);
	expect_alerts(world, "withdrawn Draft decree on the border\n");
	assert_non_null(strstr(world->summary,
		"Withdrawn: A draft is gone; reported by ERR; taken away by its publisher after"));
	expect_status(world, "withdrawn");
	next_reading(world, &above, NULL, &oldest);
	expect_alerts(world, "");
	next_reading(world, &above, &decree, &oldest);
	expect_alerts(world, "update Draft decree on the border\n");
	next_reading(world, &above, NULL, &oldest);
	next_reading(world, &above, NULL, &oldest);
	expect_alerts(world, "withdrawn Draft decree on the border\n");
	assert_int_equal(totals_of(world).incidents, 1);
}

static void a_rule_that_asks_is_told_of_what_was_changed(void **state)
{
	static const struct entry moved = {"b", "Draft decree on the border", 60,
		"The line moves to the east."};
	static const struct entry back = {"b", "Draft decree on the border", 60,
		"The line stays."};
	struct world *world = *state;

	next_reading(world, &above, &decree, NULL);
	next_reading(world, &above, &decree, NULL);
	expect_alerts(world, "");
	next_reading(world, &above, &moved, NULL);
	expect_alerts(world, "corrected Draft decree on the border\n");
	assert_non_null(strstr(world->summary, "Corrected: A draft is changed; reported by ERR"));
	next_reading(world, &above, &moved, NULL);
	expect_alerts(world, "");
	next_reading(world, &above, &back, NULL);
	expect_alerts(world, "corrected Draft decree on the border\n");
	assert_int_equal(totals_of(world).incidents, 1);
}

/* ---- documents in turns --------------------------------------------------------------- */

/* So many items, an hour apart, the newest first; each one an incident of its own. */
enum { MANY = 120 };

static void put_many(struct buf *out)
{
	char guid[20], title[60];
	int i;

	buf_puts(out, "<rss version='2.0'><channel><title>t</title>");
	for (i = 0; i < MANY; i++) {
		struct entry entry = {guid, title, i};

		snprintf(guid, sizeof(guid), "g%d", i);
		snprintf(title, sizeof(title), "%s at hour %d",
			i % 10 ? "Ferry late" : "Buoys removed", i);
		put_entry(out, &entry);
	}
	buf_puts(out, "</channel></rss>");
}

/* How many turns were made; at most so many. */
static int read_turns(struct world *world, const struct buf *text, int max,
	struct source_report *out_report)
{
	struct pipeline_document document = {.source = world->source, .data = text->data,
		.len = text->len, .url = "https://err.example/rss"};
	struct pipeline_reading *reading = pipeline_read_begin(world->pipeline, &document);
	bool more = true;
	int turns = 0;

	*out_report = (struct source_report){.class = POLL_STORE, .etag = "new"};
	while (more && turns < max) {
		assert_int_equal(
			pipeline_read_turn(reading, world->source, out_report, &more), 0);
		turns++;
	}
	if (more)
		assert_int_equal(out_report->class, POLL_STORE);
	else
		assert_non_null(strstr(out_report->reason, "120 items"));
	out_report->reason = out_report->reading = NULL;
	pipeline_read_end(reading);
	return turns;
}

static void a_document_in_turns_takes_the_oldest_first_and_once(void **state)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	struct world *world = *state;
	struct source_report report;

	put_many(&text);
	assert_int_equal(read_turns(world, &text, 2, &report), 2);
	assert_in_range(totals_of(world).items, 1, MANY - 1);
	/* Whoever is killed there reads it again, from the beginning. */
	assert_true(read_turns(world, &text, 1000, &report) > 2);
	assert_int_equal(report.class, POLL_OK);
	assert_string_equal(report.etag, "new");
	assert_int_equal(totals_of(world).items, MANY);
	assert_int_equal(totals_of(world).findings, MANY / 10);
	expect_alerts(world, "new Buoys removed at hour 40\nnew Buoys removed at hour 30\n"
			     "new Buoys removed at hour 20\nnew Buoys removed at hour 10\n"
			     "new Buoys removed at hour 0\n");
	(void)read_turns(world, &text, 1000, &report);
	assert_int_equal(report.items, 0);
	assert_int_equal(totals_of(world).items, MANY);
	expect_alerts(world, "");
}

static void a_source_has_its_fill_of_new_text_in_a_day(void **state)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	struct world *world = *state;
	struct pipeline_document document = {.source = world->source};
	struct source_report report = {.class = POLL_OK, .etag = "new"};

	put_many(&text);
	document.data = text.data;
	document.len = text.len;
	world->source->state.day = clock_wall_s(&world->clock) / 86400;
	world->source->state.day_bytes = 17 << 20;
	assert_int_equal(pipeline_read(world->pipeline, &document, &report), 0);
	assert_int_equal(report.class, POLL_OK);
	assert_string_equal(
		report.reading, "strict, items beyond 16 MiB of new text in a day left out");
	assert_null(report.etag);
	assert_int_equal(totals_of(world).items, 0);
	clock_turn(&world->clock, 24 * HOUR);
	assert_int_equal(pipeline_read(world->pipeline, &document, &report), 0);
	assert_string_equal(report.reading, "strict");
	assert_int_equal(totals_of(world).items, MANY);
	assert_in_range(world->source->state.day_bytes, 1, 1 << 20);
}

static void what_is_no_feed_is_named_and_changes_nothing(void **state)
{
	static const struct {
		const char *data;
		enum poll_class class;
	} cases[] = {
		{"", POLL_EMPTY},
		{" \n\t ", POLL_EMPTY},
		{"<!DOCTYPE html><title>Front page</title>", POLL_NOT_A_FEED},
		{"{\"error\": \"no\"}", POLL_NOT_A_FEED},
		{"GIF89a", POLL_NOT_A_FEED},
		{"<rss><channel><title>Cut o", POLL_NOT_A_FEED},
		{"<rss><channel><a><b><c>", POLL_NOT_A_FEED},
		{"<rss><channel><title>Nothing & more</title></channel></rss>", POLL_OK},
		{"<rss><channel/></rss>", POLL_OK},
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct pipeline_document document = {.source = world->source,
			.data = cases[i].data, .len = strlen(cases[i].data)};
		struct source_report report = {.class = POLL_OK};

		assert_int_equal(pipeline_read(world->pipeline, &document, &report), 0);
		assert_int_equal(report.class, cases[i].class);
		assert_non_null(report.reason);
	}
	assert_int_equal(totals_of(world).items, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_first_poll_is_history, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			without_a_date_an_item_is_of_when_it_came, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_date_in_the_future_is_now, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_same_document_again_raises_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_revision_does_not_alert_twice, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_revision_that_first_says_it_alerts, set_up, tear_down),
		cmocka_unit_test(an_item_stays_itself_whatever_its_feed_does),
		cmocka_unit_test_setup_teardown(repeated_guids_swallow_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_item_that_is_taken_away_is_told_with_how_long_it_was_there, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_no_whole_reading_takes_nothing_away, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_incident_that_began_elsewhere_stands, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_was_never_told_is_not_taken_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_rule_that_asks_is_told_of_what_was_taken_away, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_rule_that_asks_is_told_of_what_was_changed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(items_are_taken_oldest_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_document_in_turns_takes_the_oldest_first_and_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_source_has_its_fill_of_new_text_in_a_day, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_no_feed_is_named_and_changes_nothing, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
