/*
 * Politeness, point by point: the daemon's own pipeline (source, fetch, feed, store) against
 * a scripted server, on a clock that the test turns. The names of the points (FRB…) are
 * those of docs/sources.md; a test there compares both.
 */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "http_script.h"

#include "base/log.h"
#include "pipeline_priv.h"

enum { NOW = 1716444000 /* Thursday, 06:00 UTC */, MINUTE = 60, HOUR = 3600, DAY = 24 * HOUR };

#define RSS_HEAD "<rss version='2.0'><channel><title>t</title>"
#define RSS_END "</channel></rss>"
#define ITEM(guid) "<item><guid>" guid "</guid><title>About " guid "</title></item>"
#define FEED RSS_HEAD ITEM("a") RSS_END
#define NOT_MODIFIED "HTTP/1.1 304 Not Modified\r\n"

static struct clock hands;
static struct settings *settings;
static struct store *store;
static struct sinks *sinks;
static struct pipeline *pipeline;
static char folder[64];
static struct buf logged;

/* ---- the daemon ------------------------------------------------------------------- */

static char *in_folder(const char *name)
{
	return mem_printf("%s/%s", folder, name);
}

/* sections: of kordon.yaml beside store, sink and control. */
static void configure(const char *sections)
{
	CLEANUP(mem_freep) char *path = in_folder("kordon.yaml");
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fprintf(file,
		"store: {path: %s/kordon.db}\n"
		"sink: {log: %s/alerts.jsonl, journal: no, terminal: never}\n"
		"control: {socket: ~}\n%s",
		folder, folder, sections);
	fclose(file);
}

static struct settings *load(void)
{
	CLEANUP(mem_freep) char *path = in_folder("kordon.yaml");
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	CLEANUP(buf_done) struct buf report = BUF_INIT(BUF_UNBOUND);
	struct settings *fresh = settings_load(path, diag);

	if (!fresh) {
		diag_print(diag, &report, false);
		fail_msg("%s", buf_str(&report));
	}
	return fresh;
}

static void open_all(void)
{
	CLEANUP(mem_freep) char *why = NULL;

	settings = load();
	sinks = sinks_open(&settings->sink, NULL, NULL);
	if (store_open(&settings->store, &store, &why))
		fail_msg("%s", why);
	assert_int_equal(pipeline_new(loop, &hands, store, sinks, settings, &pipeline), 0);
	pipeline->polling = true;
}

static void close_all(void)
{
	pipeline_free(pipeline);
	sinks_close(sinks);
	store_close(store);
	settings_free(settings);
	pipeline = NULL;
}

static void restart(void)
{
	close_all();
	open_all();
}

static void reload(void)
{
	struct settings *old = settings;

	settings = load();
	pipeline_swap(pipeline, settings);
	settings_free(old);
}

/* One source at /feed, asked every 15 minutes, and no gaps; more: of its entry. */
static void configure_one(const char *more)
{
	CLEANUP(mem_freep) char *yaml = mem_printf(
		"fetch: {host_gap: 0s, contact: desk@paper.example}\n"
		"source: {jitter: 0}\n"
		"sources: [{id: one, url: 'http://127.0.0.1:%d/feed', interval: 15m%s}]\n",
		port, more);

	configure(yaml);
}

static void begin(void)
{
	configure_one("");
	open_all();
}

static struct source *source_at(size_t i)
{
	return sources_at(pipeline_sources(pipeline), i);
}

static const struct source_state *state(void)
{
	return &source_at(0)->state;
}

/* ---- time ------------------------------------------------------------------------- */

static int64_t now(void)
{
	return clock_wall_s(&hands);
}

static bool is_busy(void)
{
	return fetch_in_flight(pipeline->fetch) ||
	       (fetch_queued(pipeline->fetch) && !settings->fetch.host_gap_ms);
}

/* Everything that can happen at this moment. */
static void settle(void)
{
	int i;

	fetch_set_options(pipeline->fetch, &settings->fetch); /* looks at the queue */
	polling_wake(pipeline);
	for (i = 0; i < 3; i++)
		assert_int_equal(loop_pass(loop, 0), 0);
	while (is_busy())
		assert_int_equal(loop_pass(loop, 1), 0);
}

/* From due time to due time. */
static void go(int64_t seconds)
{
	int64_t end = now() + seconds, wait_s;

	settle();
	while (sources_next(pipeline_sources(pipeline), now(), &wait_s) &&
		now() + wait_s <= end) {
		clock_turn(&hands, MAX(wait_s, 1));
		settle();
	}
	clock_turn(&hands, end - now());
	settle();
}

/* Second by second: for what waits in the queue of its host. */
static void walk(int64_t seconds)
{
	for (settle(); seconds > 0; seconds--) {
		clock_turn(&hands, 1);
		settle();
	}
}

/* Until the source is asked once more. */
static void go_to_next_poll(void)
{
	int64_t polls = state()->polls, wait_s = 0;

	settle();
	while (state()->polls == polls) {
		assert_non_null(
			sources_next(pipeline_sources(pipeline), now(), &wait_s));
		clock_turn(&hands, MAX(wait_s, 1));
		settle();
	}
}

static int64_t wait_s(void)
{
	return state()->due - now();
}

/* ---- what was asked --------------------------------------------------------------- */

static const char *request_at(size_t n)
{
	const char *p = buf_str(&asked);

	while (n-- && p)
		p = (p = strstr(p, "\r\n\r\n")) ? p + 4 : NULL;
	assert_non_null(p);
	return p;
}

/* value NULL: the field was not sent. */
static void assert_sent(size_t n, const char *field, const char *value)
{
	const char *request = request_at(n), *end = strstr(request, "\r\n\r\n");
	CLEANUP(mem_freep) char *name = mem_printf("\r\n%s: ", field);
	const char *at = strcasestr(request, name), *text;
	CLEANUP(mem_freep) char *sent = NULL;

	assert_non_null(end);
	if (at && at < end) {
		text = at + strlen(name);
		sent = mem_strndup(text, strcspn(text, "\r"));
	}
	if (value && sent)
		assert_string_equal(sent, value);
	else if (value || sent)
		fail_msg("%s: '%s' was to be sent, not '%s'", field, value ? value : "nothing",
			sent ? sent : "nothing");
}

static void answer_feed(const char *head, const char *body)
{
	script("/feed", "200 OK", head, body);
}

static void answer_304(const char *head)
{
	CLEANUP(mem_freep) char *bytes = mem_printf(NOT_MODIFIED "%s\r\n", head);

	script_raw("/feed", bytes, KEEP);
}

static void take_line(void *ctx, enum log_level level, const char *line)
{
	(void)ctx;
	(void)level;
	buf_printf(&logged, "%s\n", line);
}

static void assert_logged(const char *part, bool wanted)
{
	bool there = strstr(buf_str(&logged), part) != NULL;

	if (there != wanted)
		fail_msg("looked for '%s' in:\n%s", part, buf_str(&logged));
}

static int64_t items_stored(void)
{
	struct store_totals totals;

	assert_int_equal(store_totals(store, &totals), 0);
	return totals.items;
}

static const char *fixtures; /* the folder, from the command line */

static char *read_fixture(const char *name)
{
	CLEANUP(mem_freep) char *path = mem_printf("%s/%s", fixtures, name);
	struct buf text = BUF_INIT(BUF_UNBOUND);
	FILE *file = fopen(path, "r");
	char piece[4096];
	size_t n;

	assert_non_null(file);
	while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_put(&text, piece, n);
	fclose(file);
	return buf_take(&text);
}

static int set_up(void **ctx)
{
	(void)ctx;
	strcpy(folder, "/tmp/kordon-test-polite-XXXXXX");
	assert_non_null(mkdtemp(folder));
	logged = BUF_INIT(BUF_UNBOUND);
	log_set_writer(take_line, NULL);
	server_start();
	hands = clock_virtual(NOW);
	server_clock = &hands;
	return 0;
}

static int tear_down(void **ctx)
{
	CLEANUP(mem_freep) char *remove = mem_printf("rm -r %s", folder);

	(void)ctx;
	if (pipeline)
		close_all();
	server_stop();
	log_set_writer(NULL, NULL);
	buf_done(&logged);
	return system(remove);
}

#define POINT(name)                                                                      \
	static void name(void **ctx)

/* ---- validators ------------------------------------------------------------------- */

POINT(frb001_an_etag_goes_back_byte_for_byte)
{
	(void)ctx;
	begin();
	answer_feed("ETag: \"a/b:\\c, d\xE4\"\r\n", FEED);
	go_to_next_poll();
	go_to_next_poll();
	assert_sent(0, "If-None-Match", NULL);
	assert_sent(1, "If-None-Match", "\"a/b:\\c, d\xE4\"");
}

POINT(frb002_a_last_modified_goes_back_byte_for_byte)
{
	(void)ctx;
	begin();
	answer_feed("Last-Modified: Thu, 23 May 2024 06:00:00 +0000 \r\n", FEED);
	go_to_next_poll();
	go_to_next_poll();
	assert_sent(0, "If-Modified-Since", NULL);
	assert_sent(1, "If-Modified-Since", "Thu, 23 May 2024 06:00:00 +0000");
}

POINT(frb003_a_weak_etag_keeps_its_mark_and_quotes)
{
	(void)ctx;
	begin();
	answer_feed("ETag: W/\"x\"\r\n", FEED);
	answer_feed("ETag: unquoted\r\n", FEED);
	go_to_next_poll();
	go_to_next_poll();
	go_to_next_poll();
	assert_sent(1, "If-None-Match", "W/\"x\"");
	assert_sent(2, "If-None-Match", "unquoted");
}

POINT(frb004_only_what_was_offered_is_sent)
{
	(void)ctx;
	begin();
	answer_feed("ETag: \"1\"\r\n", FEED);
	answer_feed("Last-Modified: Thu, 23 May 2024 06:00:00 GMT\r\n", FEED);
	answer_feed("", FEED);
	go(46 * MINUTE);
	assert_sent(1, "If-None-Match", "\"1\"");
	assert_sent(1, "If-Modified-Since", NULL);
	assert_sent(2, "If-None-Match", NULL);
	assert_sent(2, "If-Modified-Since", "Thu, 23 May 2024 06:00:00 GMT");
	assert_sent(3, "If-None-Match", NULL);
	assert_sent(3, "If-Modified-Since", NULL);
}

POINT(frb010_validators_last_from_poll_to_poll)
{
	size_t i;

	(void)ctx;
	begin();
	answer_feed("ETag: \"1\"\r\n", FEED);
	answer_304("");
	go(DAY);
	assert_int_equal(visit_count, 97);
	for (i = 1; i < visit_count; i++)
		assert_sent(i, "If-None-Match", "\"1\"");
}

POINT(frb011_validators_outlive_restarts_and_reloads)
{
	(void)ctx;
	begin();
	answer_feed("ETag: \"1\"\r\nLast-Modified: yesterday\r\n", FEED);
	answer_304("");
	go_to_next_poll();
	restart();
	go_to_next_poll();
	reload();
	go_to_next_poll();
	assert_sent(1, "If-None-Match", "\"1\"");
	assert_sent(1, "If-Modified-Since", "yesterday");
	assert_sent(2, "If-None-Match", "\"1\"");
}

POINT(frb012_validators_are_never_invented)
{
	(void)ctx;
	begin();
	answer_feed("Date: Thu, 23 May 2024 06:00:00 GMT\r\nX-ETag: \"1\"\r\nETag:\r\n", FEED);
	go_to_next_poll();
	go_to_next_poll();
	assert_sent(1, "If-None-Match", NULL);
	assert_sent(1, "If-Modified-Since", NULL);
}

POINT(frb013_validators_are_never_reformatted)
{
	(void)ctx;
	begin();
	answer_feed("Last-Modified: Thursday, 23-May-24 06:00:00 GMT\r\n", FEED);
	answer_feed("Last-Modified: no date at all\r\n", FEED);
	go_to_next_poll();
	go_to_next_poll();
	go_to_next_poll();
	assert_sent(1, "If-Modified-Since", "Thursday, 23-May-24 06:00:00 GMT");
	assert_sent(2, "If-Modified-Since", "no date at all");
}

POINT(frb014_the_pair_is_replaced_as_one)
{
	(void)ctx;
	begin();
	answer_feed("ETag: \"1\"\r\nLast-Modified: Monday\r\n", FEED);
	answer_feed("ETag: \"2\"\r\n", FEED);
	go_to_next_poll();
	go_to_next_poll();
	go_to_next_poll();
	assert_sent(2, "If-None-Match", "\"2\"");
	assert_sent(2, "If-Modified-Since", NULL);
}

/* A database of the first schema, with validators in it. */
static void make_old_database(void)
{
	CLEANUP(mem_freep) char *path = in_folder("kordon.db");
	CLEANUP(mem_freep) char *row = mem_printf(
		"INSERT INTO sources VALUES ('one', 'http://127.0.0.1:%d/feed', '\"1\"', "
		"'Monday', 'ok', 'ok', '', 'strict', %d, %d, %d, %d, 0, 1, 1)", port, NOW, NOW,
		NOW - HOUR, NOW - HOUR);
	CLEANUP(mem_freep) char *sql = read_fixture("schema-1.sql");
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, row, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

POINT(frb015_validators_outlive_a_new_schema)
{
	(void)ctx;
	answer_feed("ETag: \"1\"\r\n", FEED);
	make_old_database();
	begin();
	go_to_next_poll();
	assert_sent(0, "If-None-Match", "\"1\"");
	assert_sent(0, "If-Modified-Since", "Monday");
}

POINT(frb016_validators_outlive_every_failure)
{
	static const char *const answers[] = {
		"HTTP/1.1 403 No\r\nETag: \"no\"\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 404 No\r\nETag: \"no\"\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 429 No\r\nETag: \"no\"\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 500 No\r\nETag: \"no\"\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 503 No\r\nETag: \"no\"\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nETag: \"no\"\r\nContent-Length: 4\r\n\r\nnews",
		"HTTP/1.1 200 OK\r\nETag: \"no\"\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nETag: \"no\"\r\nContent-Length: 99999999\r\n\r\n<rss>",
		"HTTP/1.1 302 No\r\nETag: \"no\"\r\nContent-Length: 0\r\n\r\n",
	};
	size_t i;

	(void)ctx;
	begin();
	answer_feed("ETag: \"1\"\r\nLast-Modified: Monday\r\n", FEED);
	for (i = 0; i < ARRAY_LEN(answers); i++)
		script_raw("/feed", answers[i], KEEP);
	for (i = 0; i <= ARRAY_LEN(answers); i++)
		go_to_next_poll();
	for (i = 1; i <= ARRAY_LEN(answers); i++) {
		assert_sent(i, "If-None-Match", "\"1\"");
		assert_sent(i, "If-Modified-Since", "Monday");
	}
}

POINT(frb017_the_same_document_with_new_validators_stores_them)
{
	(void)ctx;
	begin();
	answer_feed("ETag: \"1\"\r\n", FEED);
	answer_feed("ETag: \"2\"\r\n", FEED);
	go_to_next_poll();
	go_to_next_poll();
	go_to_next_poll();
	assert_sent(2, "If-None-Match", "\"2\"");
}

POINT(frb018_a_304_with_new_validators_stores_them)
{
	(void)ctx;
	begin();
	answer_feed("ETag: \"1\"\r\n", FEED);
	answer_304("ETag: \"2\"\r\nLast-Modified: Monday\r\n");
	go_to_next_poll();
	go_to_next_poll();
	go_to_next_poll();
	assert_sent(2, "If-None-Match", "\"2\"");
	assert_sent(2, "If-Modified-Since", "Monday");
}

POINT(frb019_validators_go_to_the_url_that_gave_them)
{
	(void)ctx;
	begin();
	script("/feed", "302 Found", "Location: /a\r\nETag: \"way\"\r\n", "");
	script("/feed", "302 Found", "Location: /a\r\n", "");
	script("/feed", "302 Found", "Location: /b\r\n", "");
	script("/a", "200 OK", "ETag: \"a\"\r\n", FEED);
	script("/b", "200 OK", "ETag: \"b\"\r\n", FEED);
	go_to_next_poll();
	go_to_next_poll();
	go_to_next_poll();
	assert_sent(1, "If-None-Match", NULL);  /* /a, first */
	assert_sent(2, "If-None-Match", NULL);  /* /feed */
	assert_sent(3, "If-None-Match", "\"a\""); /* /a, again */
	assert_sent(5, "If-None-Match", NULL);  /* /b */
}

/* ---- what publishers ask for ------------------------------------------------------ */

static void assert_wait_after(const char *status, const char *head, int64_t seconds)
{
	scripts_forget();
	script("/feed", status, head, "");
	go_to_next_poll();
	assert_int_equal(wait_s(), seconds);
}

POINT(frb020_retry_after_in_seconds_is_kept)
{
	(void)ctx;
	begin();
	assert_wait_after("429 Slow", "Retry-After: 7200\r\n", 2 * HOUR);
	assert_wait_after("503 Busy", "Retry-After: 18000\r\n", 5 * HOUR);
	assert_wait_after("404 No", "Retry-After: 14400\r\n", 4 * HOUR);
	assert_wait_after("403 No", "Retry-After: 36000\r\n", 10 * HOUR);
}

POINT(frb021_retry_after_as_a_date_is_kept)
{
	(void)ctx;
	begin();
	assert_wait_after("503 Busy", "Date: Thu, 23 May 2024 06:00:00 GMT\r\n"
		"Retry-After: Thu, 23 May 2024 11:00:00 GMT\r\n", 5 * HOUR);
	assert_wait_after("429 Slow", "Date: Thu, 23 May 2024 06:00:00 GMT\r\n"
		"Retry-After: Thu, 23 May 2024 16:00:00 GMT\r\n", 10 * HOUR);
}

POINT(frb022_a_past_or_unreadable_retry_after_changes_nothing)
{
	(void)ctx;
	begin();
	assert_wait_after("503 Busy", "Retry-After: Mon, 01 Jan 2024 00:00:00 GMT\r\n",
		15 * MINUTE);
	assert_wait_after("503 Busy", "Retry-After: soon\r\n", 30 * MINUTE);
	assert_wait_after("503 Busy", "Retry-After: -60\r\n", HOUR);
}

POINT(frb023_ten_years_are_a_day)
{
	(void)ctx;
	begin();
	assert_wait_after("503 Busy", "Retry-After: 315360000\r\n", DAY);
	assert_wait_after("429 Slow", "Retry-After: Sun, 28 May 2034 06:00:00 GMT\r\n", DAY);
}

POINT(frb024_a_bare_429_grows_from_an_hour)
{
	(void)ctx;
	begin();
	assert_wait_after("429 Slow", "", HOUR);
	assert_wait_after("429 Slow", "", 2 * HOUR);
	assert_wait_after("429 Slow", "", 4 * HOUR);
	assert_wait_after("200 OK", "", 2 * HOUR); /* empty, and the fourth failure */
}

POINT(frb025_freshness_is_kept_on_200_and_304)
{
	(void)ctx;
	begin();
	answer_feed("Cache-Control: max-age=3600\r\nETag: \"1\"\r\n", FEED);
	answer_304("Cache-Control: max-age=7200\r\n");
	answer_304("Date: Thu, 23 May 2024 06:00:00 GMT\r\n"
		   "Expires: Thu, 23 May 2024 09:00:00 GMT\r\n");
	answer_304("");
	answer_feed("", FEED);
	go_to_next_poll();
	assert_int_equal(wait_s(), HOUR);
	go_to_next_poll();
	assert_int_equal(wait_s(), 2 * HOUR);
	go_to_next_poll();
	assert_int_equal(wait_s(), 3 * HOUR);
	go_to_next_poll(); /* a 304 that is silent renews what was said */
	assert_int_equal(wait_s(), 3 * HOUR);
	go_to_next_poll(); /* a 200 that is silent takes it back */
	assert_int_equal(wait_s(), 15 * MINUTE);
}

POINT(frb026_ttl_and_sy_are_lower_bounds)
{
	static const struct {
		const char *head;
		int64_t wait_s;
	} cases[] = {
		{"<ttl>60</ttl>", HOUR},
		{"<ttl>5</ttl>", 15 * MINUTE},
		{"<ttl>often</ttl>", 15 * MINUTE},
		{"<ttl>-60</ttl>", 15 * MINUTE},
		{"<ttl>9999999</ttl>", 15 * MINUTE},
		{"<ttl>100000</ttl>", 6 * HOUR}, /* within our ceiling */
		{"<sy:updatePeriod>hourly</sy:updatePeriod>", HOUR},
		{"<sy:updatePeriod> daily\n</sy:updatePeriod>"
		 "<sy:updateFrequency>12</sy:updateFrequency>", 2 * HOUR},
		{"<sy:updatePeriod>hourly</sy:updatePeriod>"
		 "<sy:updateFrequency>0</sy:updateFrequency>", HOUR},
	};
	size_t i;

	(void)ctx;
	begin();
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(mem_freep) char *body = mem_printf(
			"<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>"
			"<channel>%s" ITEM("a") RSS_END, cases[i].head);

		scripts_forget();
		answer_feed("", body);
		go_to_next_poll();
		if (wait_s() != cases[i].wait_s)
			print_message("%s\n", cases[i].head);
		assert_int_equal(wait_s(), cases[i].wait_s);
	}
}

POINT(frb027_hours_and_days_that_a_feed_skips_are_skipped)
{
	(void)ctx;
	begin();
	/* 06:00 on a Thursday; 06:15 falls into an hour that is skipped, as is the next. */
	answer_feed("", RSS_HEAD "<skipHours><hour>6</hour><hour>7</hour></skipHours>"
		ITEM("a") RSS_END);
	answer_feed("", RSS_HEAD "<skipDays><day>Thursday</day><day>friday</day></skipDays>"
		ITEM("a") RSS_END);
	go_to_next_poll();
	assert_int_equal(wait_s(), 2 * HOUR);
	go_to_next_poll(); /* 08:00 */
	assert_int_equal(wait_s(), 40 * HOUR);
	go_to_next_poll();
	assert_int_equal(now(), NOW + 42 * HOUR); /* Saturday, 00:00 */
}

POINT(frb028_who_skips_all_hours_skips_none)
{
	CLEANUP(buf_done) struct buf body = BUF_INIT(BUF_UNBOUND);
	int i;

	(void)ctx;
	begin();
	buf_puts(&body, RSS_HEAD "<skipHours>");
	for (i = 0; i < 24; i++)
		buf_printf(&body, "<hour>%d</hour>", i);
	buf_puts(&body, "</skipHours>" ITEM("a") RSS_END);
	answer_feed("", buf_str(&body));
	go_to_next_poll();
	assert_int_equal(wait_s(), 15 * MINUTE);
}

/* Items that came gap_s apart, the newest at NOW - age_s. */
static void answer_rhythm(const char *head, int64_t gap_s, int64_t age_s)
{
	CLEANUP(buf_done) struct buf body = BUF_INIT(BUF_UNBOUND);
	char time[TIME_TEXT];
	int i;

	buf_puts(&body, RSS_HEAD);
	for (i = 0; i < 10; i++)
		buf_printf(&body, "<item><guid>%d</guid><title>t</title><pubDate>%s</pubDate>"
			"</item>", i, time_format(NOW - age_s - i * gap_s, time));
	buf_puts(&body, RSS_END);
	answer_feed(head, buf_str(&body));
}

POINT(frb029_what_publishes_rarely_is_asked_less_often)
{
	static const struct {
		int64_t gap_s, wait_s;
	} cases[] = {{10 * MINUTE, 15 * MINUTE}, {2 * HOUR, 30 * MINUTE}, {7 * DAY, HOUR}};
	CLEANUP(mem_freep) char *yaml = mem_printf("fetch: {host_gap: 0s}\nsource: {jitter: 0}\n"
		"sources: [{id: one, url: 'http://127.0.0.1:%d/feed'}]\n", port);
	size_t i;

	(void)ctx;
	configure(yaml);
	open_all();
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		scripts_forget();
		answer_rhythm("", cases[i].gap_s, 0);
		go_to_next_poll();
		assert_int_equal(wait_s(), cases[i].wait_s);
	}
	configure_one(""); /* who states an interval is served as stated */
	reload();
	go_to_next_poll();
	assert_int_equal(wait_s(), 15 * MINUTE);
}

/* ---- how much at a time ----------------------------------------------------------- */

/* count sources; each on /feed of its own host, or on a path of its own of one. */
static void configure_many(size_t count, bool one_host, const char *sections)
{
	CLEANUP(buf_done) struct buf yaml = BUF_INIT(BUF_UNBOUND);
	size_t i;

	buf_printf(&yaml, "%ssources:\n", sections);
	for (i = 0; i < count; i++)
		if (one_host)
			buf_printf(&yaml, "  - {id: s%zu, url: 'http://127.0.0.1:%d/%zu'}\n", i,
				port, i);
		else
			buf_printf(&yaml, "  - {id: s%zu, url: 'http://h%zu.localhost:%d/feed'}\n",
				i, i, port);
	configure(buf_str(&yaml));
	open_all();
}

static int compare_times(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Visits from a number on: no two closer than gap_ms. */
static void assert_apart(size_t from, int64_t gap_ms)
{
	int64_t times[ARRAY_LEN(visits)];
	size_t i;

	assert_true(visit_count <= ARRAY_LEN(visits));
	for (i = from; i < visit_count; i++)
		times[i] = visits[i].at_ms;
	qsort(times + from, visit_count - from, sizeof(*times), compare_times);
	for (i = from + 1; i < visit_count; i++)
		if (times[i] - times[i - 1] < gap_ms)
			fail_msg("requests %zu and %zu are %lld ms apart", i - 1, i,
				(long long)(times[i] - times[i - 1]));
}

POINT(frb030_one_request_at_a_time_to_a_host)
{
	size_t i;

	(void)ctx;
	for (i = 0; i < 3; i++)
		script_raw(i == 0 ? "/0" : i == 1 ? "/1" : "/2", "", HANG);
	configure_many(3, true, "fetch: {host_gap: 1s}\nsource: {jitter: 0}\n");
	for (i = 0; i < 10; i++) {
		clock_turn(&hands, 5);
		fetch_set_options(pipeline->fetch, &settings->fetch);
		polling_wake(pipeline);
		assert_int_equal(loop_pass(loop, 0), 0);
		assert_true(fetch_in_flight(pipeline->fetch) <= 1);
	}
	while (!visit_count)
		assert_int_equal(loop_pass(loop, 1), 0);
	assert_int_equal(visit_count, 1);
}

POINT(frb031_a_gap_between_two_requests_to_a_host)
{
	(void)ctx;
	configure_many(20, true, "fetch: {host_gap: 3s}\n");
	walk(90);
	assert_int_equal(visit_count, 20);
	assert_apart(0, 3000);
}

POINT(frb032_a_hundred_feeds_of_a_host_are_spread_over_the_interval)
{
	size_t first;

	(void)ctx;
	script_else = "HTTP/1.1 200 OK\r\nContent-Length: 109\r\n\r\n" FEED;
	configure_many(100, true, "source: {interval: 20m}\n");
	walk(150);
	assert_int_equal(visit_count, 100);
	assert_apart(0, 1000);
	walk(40 * MINUTE); /* they find their turns */
	first = visit_count;
	walk(20 * MINUTE);
	assert_in_range(visit_count - first, 99, 101);
	assert_apart(first, 11000); /* 12 s are even */
}

POINT(frb033_a_hundred_names_of_an_address_are_kept_apart)
{
	(void)ctx;
	script("/feed", "200 OK", "", FEED);
	configure_many(100, false, "fetch: {host_gap: 10s, concurrency: 100}\n");
	walk(150);
	assert_int_equal(visit_count, 100);
	assert_apart(0, 1000); /* a tenth of the gap of one name */
}

POINT(frb034_adding_a_source_is_one_request)
{
	(void)ctx;
	begin();
	answer_feed("ETag: \"1\"\r\n", FEED);
	go(14 * MINUTE);
	assert_int_equal(visit_count, 1);
}

POINT(frb035_ten_restarts_within_the_interval_are_none)
{
	int i;

	(void)ctx;
	begin();
	answer_feed("", FEED);
	go(MINUTE);
	for (i = 0; i < 10; i++) {
		restart();
		go(MINUTE);
	}
	assert_int_equal(visit_count, 1);
}

POINT(frb036_a_clock_that_jumps_a_day_is_no_burst)
{
	size_t before;

	(void)ctx;
	script("/feed", "200 OK", "", FEED);
	configure_many(60, false, "fetch: {host_gap: 0s}\nsource: {interval: 1h}\n");
	go(HOUR);
	before = visit_count;
	clock_turn(&hands, DAY);
	settle();
	assert_true(visit_count - before < 20); /* spread over six minutes */
	go(6 * MINUTE);
	assert_in_range(visit_count - before, 55, 61);
	before = visit_count;
	hands.virtual_wall_s -= DAY;
	go(10 * MINUTE);
	assert_true(visit_count - before < 20);
}

POINT(frb037_one_url_twice_is_one_request)
{
	CLEANUP(mem_freep) char *yaml = mem_printf("fetch: {host_gap: 0s}\nsources:\n"
		"  - {id: one, url: 'http://127.0.0.1:%d/feed'}\n"
		"  - {id: two, url: 'HTTP://127.0.0.1:%d/feed#top'}\n", port, port);

	(void)ctx;
	answer_feed("", FEED);
	configure(yaml);
	open_all();
	go(10 * MINUTE);
	assert_int_equal(visit_count, 1);
	assert_int_equal(items_stored(), 1);
	assert_non_null(strstr(source_at(1)->state.reason, "its URL is that of source 'one'"));
}

/* ---- what is asked ---------------------------------------------------------------- */

POINT(frb050_requests_are_get_alone)
{
	(void)ctx;
	begin();
	script("/feed", "303 See", "Location: /b\r\n", "");
	script("/b", "200 OK", "ETag: \"1\"\r\n", FEED);
	go(HOUR);
	assert_true(visit_count >= 4);
	assert_int_equal(count_asked("GET /"), visit_count);
}

POINT(frb051_no_cookie_is_sent)
{
	(void)ctx;
	begin();
	script("/feed", "302 Found", "Set-Cookie: id=1; Path=/\r\nLocation: /b\r\n", "");
	script("/b", "200 OK", "Set-Cookie: id=2; Path=/\r\n", FEED);
	go(HOUR);
	assert_int_equal(count_asked("Cookie"), 0);
}

POINT(frb052_no_referer_is_sent)
{
	(void)ctx;
	begin();
	script("/feed", "301 Moved", "Location: /b\r\n", "");
	script("/b", "200 OK", "", FEED);
	go(HOUR);
	assert_int_equal(count_asked("Referer"), 0);
}

POINT(frb053_the_query_stays_as_it_was_written)
{
	static const char *const paths[] = {
		"/f?b=2&a=1&b=3", "/f?x=%c3%A4&y=a+b", "/f?q=a,b;c:d@e/f?g", "/f//g/?=&&",
		"/f;v=1?utm_source=rss", "/f%2Fg?%7e~",
	};
	size_t i;

	(void)ctx;
	for (i = 0; i < ARRAY_LEN(paths); i++) {
		CLEANUP(mem_freep) char *yaml = mem_printf("fetch: {host_gap: 0s}\n"
			"sources: [{id: s%zu, url: 'http://127.0.0.1:%d%s'}]\n", i, port,
			paths[i]);

		configure(yaml);
		open_all();
		go(MINUTE);
		assert_string_equal(visits[i].path, paths[i]);
		close_all();
	}
}

POINT(frb054_no_cache_is_bypassed)
{
	(void)ctx;
	begin();
	answer_feed("", FEED);
	go(HOUR);
	assert_int_equal(count_asked("Cache-Control"), 0);
	assert_int_equal(count_asked("Pragma"), 0);
	assert_int_equal(count_asked("GET /feed HTTP"), visit_count);
}

POINT(frb070_a_poll_by_hand_is_conditional)
{
	(void)ctx;
	begin();
	answer_feed("ETag: \"1\"\r\n", FEED);
	go(5 * MINUTE);
	assert_int_equal(pipeline_poll(pipeline, source_at(0)), SOURCE_POKE_DONE);
	settle();
	assert_int_equal(visit_count, 2);
	assert_sent(1, "If-None-Match", "\"1\"");
}

POINT(frb071_a_poll_by_hand_is_rate_limited)
{
	(void)ctx;
	begin();
	answer_feed("", FEED);
	script("/feed", "503 Busy", "Retry-After: 7200\r\n", "");
	script("/feed", "429 Slow", "", "");
	go(59);
	assert_int_equal(pipeline_poll(pipeline, source_at(0)), SOURCE_POKE_TOO_SOON);
	go_to_next_poll();
	go(HOUR);
	assert_int_equal(pipeline_poll(pipeline, source_at(0)), SOURCE_POKE_UNWANTED);
	restart();
	assert_int_equal(pipeline_poll(pipeline, source_at(0)), SOURCE_POKE_UNWANTED);
	go_to_next_poll();
	go(30 * MINUTE);
	assert_int_equal(pipeline_poll(pipeline, source_at(0)), SOURCE_POKE_UNWANTED);
	assert_int_equal(visit_count, 3);
}

POINT(frb080_every_request_says_who_asks)
{
	size_t i;

	(void)ctx;
	begin();
	script("/feed", "301 Moved", "Location: /b\r\n", "");
	script("/b", "500 Oops", "", "");
	script("/b", "200 OK", "ETag: \"1\"\r\n", FEED);
	go(HOUR);
	assert_true(visit_count >= 4);
	for (i = 0; i < visit_count; i++)
		assert_sent(i, "User-Agent",
			"kordon/" KORDON_VERSION " (+desk@paper.example)");
}

/* ---- what is no feed -------------------------------------------------------------- */

POINT(frb100_errors_and_pages_are_never_taken_for_a_feed)
{
	static const struct {
		const char *status, *body;
	} cases[] = {
		{"404 No", FEED},
		{"500 Oops", FEED},
		{"203 Other", FEED},
		{"206 Part", FEED},
		{"200 OK", "<!DOCTYPE html><title>Front</title>" FEED},
		{"200 OK", "<html><body>We will be back</body></html>"},
		{"200 OK", "Too many connections"},
		{"200 OK", ""},
	};
	size_t i;

	(void)ctx;
	begin();
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		scripts_forget();
		script("/feed", cases[i].status, "ETag: \"no\"\r\n", cases[i].body);
		go_to_next_poll();
		assert_int_equal(items_stored(), 0);
		assert_false(poll_class_is_good(state()->last_class));
		assert_sent(i, "If-None-Match", NULL);
	}
}

POINT(frb101_the_first_bytes_are_shown)
{
	(void)ctx;
	begin();
	script("/feed", "403 No", "", "Blocked by \x1b[31mFirewall 7, ask admin@host.example");
	answer_feed("", "Error establishing a database connection");
	go_to_next_poll();
	assert_non_null(strstr(state()->reason, "Blocked by \\x1b[31mFirewall 7"));
	go_to_next_poll();
	assert_non_null(strstr(state()->reason, "Error establishing a database"));
}

POINT(frb102_secrets_in_urls_stay_out_of_logs_and_states)
{
	CLEANUP(mem_freep) char *yaml = mem_printf("fetch: {host_gap: 0s}\nsources: "
		"[{id: one, url: 'http://me:hush@127.0.0.1:%d/feed?key=tacit'}]\n", port);

	(void)ctx;
	configure(yaml);
	script("/feed?key=tacit", "302 Found", "Location: /b?key=tacit2\r\n", "");
	script("/feed?key=tacit", "302 Found", "Location: ftp://host/c?key=tacit3\r\n", "");
	script("/b?key=tacit2", "404 No", "", "");
	open_all();
	go_to_next_poll();
	assert_non_null(strstr(state()->reason, "key=…"));
	assert_null(strstr(state()->reason, "tacit"));
	go_to_next_poll();
	assert_null(strstr(state()->reason, "tacit"));
	assert_logged("tacit", false);
	assert_logged("hush", false);
}

/* ---- failures --------------------------------------------------------------------- */

static const struct failure {
	const char *answer; /* NULL: the URL leads nowhere */
	enum poll_class class;
	int64_t first_s, second_s;
} failure_cases[] = {
	{"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews", POLL_NOT_A_FEED, 15 * MINUTE,
		30 * MINUTE},
	{"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", POLL_FORBIDDEN, HOUR, 2 * HOUR},
	{"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", POLL_FORBIDDEN, HOUR, 2 * HOUR},
	{"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", POLL_NOT_FOUND, 30 * MINUTE, HOUR},
	{"HTTP/1.1 410 No\r\nContent-Length: 0\r\n\r\n", POLL_GONE, DAY, DAY},
	{"HTTP/1.1 451 No\r\nContent-Length: 0\r\n\r\n", POLL_CLIENT_ERROR, 30 * MINUTE, HOUR},
	{"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n", POLL_SERVER_ERROR, 15 * MINUTE,
		30 * MINUTE},
	{"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n<rss>", POLL_TOO_LARGE, HOUR,
		2 * HOUR},
	{"HTTP/1.1 302 No\r\nLocation: /feed\r\nContent-Length: 0\r\n\r\n", POLL_REDIRECT,
		30 * MINUTE, HOUR},
	{"SSH-2.0-OpenSSH\r\n\r\n", POLL_PROTOCOL, 15 * MINUTE, 30 * MINUTE},
};

POINT(frb110_each_class_of_failure_backs_off_tells_and_recovers)
{
	size_t i;

	(void)ctx;
	begin();
	for (i = 0; i < ARRAY_LEN(failure_cases); i++) {
		const struct failure *failure = &failure_cases[i];

		scripts_forget();
		script_raw("/feed", failure->answer, KEEP);
		script_raw("/feed", failure->answer, KEEP);
		answer_feed("", FEED);
		buf_clear(&logged);
		go_to_next_poll();
		assert_string_equal(poll_class_name(state()->last_class),
			poll_class_name(failure->class));
		assert_int_equal(wait_s(), failure->first_s);
		assert_logged("source/one: poll failed class=", true);
		assert_logged(failure->class == POLL_GONE ? "is gone now" : "is failing now", true);
		assert_true(*state()->reason);
		go_to_next_poll();
		assert_int_equal(wait_s(), failure->second_s);
		go_to_next_poll();
		assert_logged("source/one: is ok now", true);
		assert_int_equal(wait_s(), 15 * MINUTE);
		assert_int_equal(state()->failures, 0);
	}
}

POINT(frb111_names_and_connections_that_fail_back_off_and_recover)
{
	static const struct {
		const char *url;
		enum poll_class class;
	} cases[] = {{"http://kordon-test.invalid/feed", POLL_DNS},
		{"http://127.0.0.1:1/feed", POLL_CONNECT}};
	size_t i;

	(void)ctx;
	answer_feed("", FEED);
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(mem_freep) char *yaml = mem_printf("fetch: {host_gap: 0s}\n"
			"source: {jitter: 0}\nsources: [{id: s%zu, url: '%s'}]\n", i,
			cases[i].url);
		CLEANUP(mem_freep) char *mended = mem_printf("fetch: {host_gap: 0s}\n"
			"source: {jitter: 0}\n"
			"sources: [{id: s%zu, url: 'http://127.0.0.1:%d/feed'}]\n", i, port);

		configure(yaml);
		open_all();
		go_to_next_poll();
		assert_int_equal(state()->last_class, cases[i].class);
		assert_int_equal(wait_s(), 15 * MINUTE);
		go_to_next_poll();
		assert_int_equal(wait_s(), 30 * MINUTE);
		configure(mended);
		reload();
		go(MINUTE);
		assert_int_equal(state()->kind, SOURCE_OK);
		close_all();
	}
}

/* ---- redirects -------------------------------------------------------------------- */

static void answer_moved(const char *status, const char *location)
{
	CLEANUP(mem_freep) char *head = mem_printf("Location: %s\r\n", location);

	script("/feed", status, head, "");
}

POINT(frb130_a_permanent_redirect_is_followed_but_not_believed_at_once)
{
	(void)ctx;
	begin();
	answer_moved("301 Moved", "/new");
	script("/new", "200 OK", "ETag: \"n\"\r\n", FEED);
	go(23 * HOUR);
	assert_null(state()->adopted_url);
	assert_int_equal(count_asked("GET /feed "), count_asked("GET /new "));
	assert_int_equal(state()->kind, SOURCE_OK);
	assert_int_equal(items_stored(), 1);
}

static void move_for_good(void)
{
	begin();
	answer_moved("308 Moved", "/new");
	script("/new", "200 OK", "ETag: \"n\"\r\n", FEED);
	go(25 * HOUR);
	assert_non_null(state()->adopted_url);
}

POINT(frb131_a_permanent_redirect_is_adopted_after_a_day)
{
	size_t before;

	(void)ctx;
	move_for_good();
	assert_non_null(strstr(state()->adopted_url, "/new"));
	assert_logged("source/one: has moved for good and is asked at http://127.0.0.1", true);
	before = count_asked("GET /feed ");
	go(HOUR);
	restart();
	go(HOUR);
	assert_int_equal(count_asked("GET /feed "), before);
	assert_sent(visit_count - 1, "If-None-Match", "\"n\"");
	assert_string_equal(visits[visit_count - 1].path, "/new");
}

POINT(frb132_a_mixed_or_temporary_way_persists_nothing)
{
	static const char *const ways[][2] = {
		{"302 Found", "301 Moved"}, {"301 Moved", "307 Found"}, {"302 Found", "302 Found"}};
	size_t i;

	(void)ctx;
	for (i = 0; i < ARRAY_LEN(ways); i++) {
		scripts_forget();
		configure_one("");
		open_all();
		answer_moved(ways[i][0], "/way");
		script("/way", ways[i][1], "Location: /new\r\n", "");
		script("/new", "200 OK", "", FEED);
		go(3 * DAY);
		assert_null(state()->adopted_url);
		assert_int_equal(state()->kind, SOURCE_OK);
		close_all();
	}
}

POINT(frb133_a_way_that_changes_or_brings_another_feed_is_not_adopted)
{
	(void)ctx;
	begin();
	answer_moved("301 Moved", "/new");
	script("/new", "200 OK", "", "<html>parked</html>");
	go(3 * DAY);
	assert_null(state()->adopted_url);
	assert_int_equal(state()->kind, SOURCE_FAILING);
}

POINT(frb134_another_url_in_the_configuration_undoes_an_adoption)
{
	(void)ctx;
	move_for_good();
	scripts_forget();
	script("/mine", "200 OK", "", FEED);
	{
		CLEANUP(mem_freep) char *yaml = mem_printf("fetch: {host_gap: 0s}\n"
			"sources: [{id: one, url: 'http://127.0.0.1:%d/mine'}]\n", port);

		configure(yaml);
	}
	reload();
	go(HOUR);
	assert_null(state()->adopted_url);
	assert_string_equal(visits[visit_count - 1].path, "/mine");
	assert_int_equal(state()->kind, SOURCE_OK);
}

POINT(frb135_the_new_url_in_the_configuration_keeps_what_is_known)
{
	(void)ctx;
	move_for_good();
	{
		CLEANUP(mem_freep) char *yaml = mem_printf("fetch: {host_gap: 0s}\n"
			"sources: [{id: one, url: 'http://127.0.0.1:%d/new'}]\n", port);

		configure(yaml);
	}
	restart();
	go(HOUR);
	assert_null(state()->adopted_url);
	assert_sent(visit_count - 1, "If-None-Match", "\"n\"");
	assert_int_equal(items_stored(), 1);
}

POINT(frb136_a_new_place_that_dies_is_left_again)
{
	(void)ctx;
	move_for_good();
	scripts_forget();
	script("/new", "404 No", "", "");
	answer_feed("", FEED);
	go(3 * DAY);
	assert_null(state()->adopted_url);
	assert_logged("fails where it moved to and is asked at", true);
	assert_int_equal(state()->kind, SOURCE_OK);
}

POINT(frb137_two_sources_that_become_one_url_are_read_once)
{
	CLEANUP(mem_freep) char *yaml = mem_printf("fetch: {host_gap: 0s}\n"
		"source: {jitter: 0}\nsources:\n"
		"  - {id: one, url: 'http://127.0.0.1:%d/feed', interval: 15m}\n"
		"  - {id: two, url: 'http://127.0.0.1:%d/new', interval: 15m}\n", port, port);

	(void)ctx;
	configure(yaml);
	open_all();
	answer_moved("301 Moved", "/new");
	script("/new", "200 OK", "", FEED);
	go(3 * DAY);
	assert_int_equal(items_stored(), 1);
	assert_null(state()->adopted_url);
	assert_int_equal(state()->last_class, POLL_REDIRECT);
	assert_non_null(strstr(state()->reason, "the URL of source 'two'"));
	assert_int_equal(source_at(1)->state.kind, SOURCE_OK);
}

/* ---- encodings -------------------------------------------------------------------- */

POINT(frb140_documents_may_come_packed)
{
	(void)ctx;
	begin();
	answer_feed("", FEED);
	go_to_next_poll();
	assert_non_null(strstr(buf_str(&asked), "\r\nAccept-Encoding: "));
	assert_non_null(strstr(strstr(buf_str(&asked), "Accept-Encoding: "), "gzip"));
	assert_non_null(strstr(strstr(buf_str(&asked), "Accept-Encoding: "), "br"));
	assert_non_null(strstr(strstr(buf_str(&asked), "Accept-Encoding: "), "zstd"));
}

static const struct packed {
	const char *name, *bytes;
	size_t len;
} packed[] = {
#define PACKED(name, bytes) {name, bytes, sizeof(bytes) - 1}
	/* One RSS document with an item whose guid is "a". */
	PACKED("gzip",
		"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xb3\x29\x2a\x2e\x56\x28\x4b\x2d"
		"\x2a\xce\xcc\xcf\xb3\x55\x32\xd2\x33\x50\xb2\xb3\x49\xce\x48\xcc\xcb\x4b"
		"\xcd\xb1\xb3\x29\xc9\x2c\xc9\x49\xb5\x2b\xb1\xd1\x87\x30\x6c\x32\x4b\x52"
		"\x73\xed\x6c\xd2\x4b\x33\x53\xec\x12\x6d\xf4\xc1\x34\x54\x4d\x40\x62\x72"
		"\x76\x6a\x0a\x5c\xa1\x3e\x44\xa5\x3e\xdc\x24\xfd\xa2\xe2\x62\x3b\x00\xfb"
		"\xc7\x60\x36\x6c\x00\x00\x00"),
	PACKED("br",
		"\x1b\x6b\x00\x80\xac\x8a\x77\x82\x54\x93\x30\xf7\x56\x08\x7d\x2d\x18\x8c"
		"\xd5\x3c\x73\x61\x74\x53\x4e\x06\x26\x7d\xca\xe6\xea\x25\xad\x44\x5c\x8a"
		"\xac\x4d\x27\x07\xcc\xff\x76\xeb\x9c\x44\x05\x79\x5b\xe0\x26\x2b\xd0\xc8"
		"\x86\xbb\x19\x6c\xba\xf4\xd5\xe7\x3d\xf4\x1b\x57\x27\xd7\x97\x55\x18\x43"
		"\x62\xf8\x25\x95\x01\x83\x6d\x12\x54\xad\x01"),
	PACKED("zstd",
		"\x28\xb5\x2f\xfd\x24\x6c\x8d\x02\x00\x22\x04\x0f\x16\x80\xc5\x6d\x21\xef"
		"\xd6\xf8\x59\x44\x69\x34\x4a\x00\x4c\x6b\x76\x38\x0e\x11\x23\x6c\x04\x57"
		"\x5d\x66\x86\x30\x39\x67\x98\xef\x28\x01\x87\xaf\xe0\xa6\xcd\x7b\x4c\x9b"
		"\xeb\x27\x54\xea\x90\xe3\x9b\x41\x20\x4c\xa1\x96\xd4\x85\x81\x40\x75\x39"
		"\x06\x00\x4d\x28\xd2\xd4\xb8\x4c\x95\x3a\x2a\x81\x95\x56\x4d\xac\x90\x01"
		"\xa9\x95\xa1\x2a"),
};

POINT(frb141_gzip_brotli_and_zstd_are_unpacked)
{
	size_t i;

	(void)ctx;
	for (i = 0; i < ARRAY_LEN(packed); i++) {
		CLEANUP(buf_done) struct buf bytes = BUF_INIT(BUF_UNBOUND);

		scripts_forget();
		buf_printf(&bytes, "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n"
			"Content-Length: %zu\r\n\r\n", packed[i].name, packed[i].len);
		buf_put(&bytes, packed[i].bytes, packed[i].len);
		script_bytes("/feed", bytes.data, bytes.len, KEEP);
		if (!pipeline)
			begin();
		go_to_next_poll();
		assert_int_equal(state()->last_class, POLL_OK);
		assert_int_equal(items_stored(), 1);
	}
}

/* ---- what operators are told ------------------------------------------------------ */

POINT(source_silent_is_told_once_and_taken_back)
{
	(void)ctx;
	begin();
	answer_rhythm("ETag: \"1\"\r\n", HOUR, 0);
	answer_304("");
	go(19 * HOUR);
	assert_logged("source-silent", false);
	assert_int_equal(sources_tally(pipeline_sources(pipeline)).silent, 0);
	go(2 * HOUR);
	assert_logged("source/one: source-silent: answers well, but brought nothing new for 20 "
		      "hours; its items used to come every 60 minutes", true);
	assert_int_equal(sources_tally(pipeline_sources(pipeline)).silent, 1);
	buf_clear(&logged);
	restart();
	go(DAY);
	assert_logged("source-silent", false); /* told once, also across restarts */
	scripts_forget();
	answer_feed("", RSS_HEAD ITEM("fresh") RSS_END);
	go_to_next_poll();
	assert_logged("source/one: brings something new again", true);
	assert_int_equal(sources_tally(pipeline_sources(pipeline)).silent, 0);
}

POINT(source_failing_is_told_after_a_day)
{
	(void)ctx;
	begin();
	script("/feed", "500 Oops", "", "");
	go(20 * HOUR);
	assert_logged("source-failing", false);
	go(8 * HOUR);
	assert_logged("source/one: source-failing: no good answer for a day", true);
	buf_clear(&logged);
	go(3 * DAY);
	assert_logged("source-failing", false);
}

POINT(source_failing_makes_rules_blind)
{
	static const char rules[] = "pack: p\nversion: 1\nterms: {buoy: {any: [buoy*]}}\nrules:\n"
		"  - {id: any, title: t, category: border-marker, severity: low, when: buoy}\n"
		"  - {id: fine, title: t, category: border-marker, severity: low, "
		"when: 'buoy and source(tag:fine)'}\n"
		"  - {id: ill, title: t, category: border-marker, severity: low, "
		"when: '(source(country:EE) or source(id:nobody)) and buoy'}\n"
		"  - {id: not-ill, title: t, category: border-marker, severity: low, "
		"when: buoy, unless: 'source(tag:ill)'}\n";
	CLEANUP(mem_freep) char *path = in_folder("rules.yaml");
	CLEANUP(mem_freep) char *yaml = mem_printf("include: [rules.yaml]\nfetch: {host_gap: 0s}\n"
		"source: {jitter: 0, interval: 15m}\nsources:\n"
		"  - {id: a, url: 'http://127.0.0.1:%d/feed', tags: [ill], country: EE}\n"
		"  - {id: b, url: 'http://127.0.0.1:%d/good', tags: [fine]}\n", port, port);
	FILE *file = fopen(path, "w");
	const char *const *blind;
	size_t count;

	(void)ctx;
	fputs(rules, file);
	fclose(file);
	configure(yaml);
	script("/feed", "500 Oops", "", "");
	script("/feed", "200 OK", "", FEED);
	script("/good", "200 OK", "", FEED);
	open_all();
	go(MINUTE);
	blind = pipeline_blind(pipeline, &count);
	assert_int_equal(count, 2);
	assert_string_equal(blind[0], "any"); /* half of what it reads fails */
	assert_string_equal(blind[1], "ill");
	assert_logged("rule/ill: is blind: 1 of 1 sources that it reads fail", true);
	go(HOUR);
	pipeline_rest(pipeline);
	assert_logged("rule/ill: sees again", true);
	(void)pipeline_blind(pipeline, &count);
	assert_int_equal(count, 0);
}

/* ---- what is taken away ----------------------------------------------------------- */

#define HTML "Content-Type: text/html; charset=utf-8\r\n"
#define NOT_THERE "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
#define DECREE "<title>Decree 17</title><main><h1>Decree 17</h1><p>Of the border.</p></main>"

static void answer_page(const char *path)
{
	script(path, "200 OK", HTML, DECREE);
}

/* The site is up; the page is at /feed. */
static void begin_page(void)
{
	script_else = NOT_THERE;
	configure_one(", type: page");
	open_all();
	script("/", "200 OK", HTML, "<title>Government</title><p>Welcome.");
	answer_page("/feed");
	go(HOUR + 5 * MINUTE);
	assert_int_equal(items_stored(), 1);
}

static void lose_page(const char *front)
{
	scripts_forget();
	script("/", front, HTML, "<title>Government</title><p>Welcome.");
}

POINT(page_removal_is_confirmed_within_minutes)
{
	(void)ctx;
	begin_page();
	lose_page("200 OK");
	go_to_next_poll();
	assert_int_equal(wait_s(), 5 * MINUTE);
	go_to_next_poll();
	assert_int_equal(wait_s(), 5 * MINUTE);
	assert_logged("was taken away", false);
	go_to_next_poll();
	assert_logged("was taken away: Decree 17", true);
	assert_true(wait_s() >= HOUR); /* from now on it is left in peace */
	assert_int_equal(count_asked("GET / "), 3);
	answer_page("/feed");
	go_to_next_poll();
	assert_logged("is here again: Decree 17", true);
	assert_int_equal(wait_s(), 15 * MINUTE);
}

POINT(page_removal_is_not_concluded_from_an_outage)
{
	(void)ctx;
	begin_page();
	lose_page("503 Down");
	go(3 * DAY);
	assert_logged("was taken away", false);
	scripts_forget();
	answer_page("/feed");
	go(DAY);
	assert_int_equal(state()->kind, SOURCE_OK);
	assert_logged("is here again", false);
}

POINT(page_that_asks_to_wait_is_waited_for)
{
	static const struct {
		const char *page, *front;
	} cases[] = {{"404 No", "200 OK"}, {"410 Gone", "503 Down"}, {"404 No", "429 Slower"}};
	size_t i;

	(void)ctx;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		begin_page();
		scripts_forget();
		script("/feed", cases[i].page, i ? "" : "Retry-After: 7200\r\n", "");
		script("/", cases[i].front, i ? "Retry-After: 7200\r\n" HTML : HTML, "<p>Here");
		go_to_next_poll();
		assert_int_equal(wait_s(), 2 * HOUR);
		if (i + 1 < ARRAY_LEN(cases)) {
			tear_down(NULL);
			set_up(NULL);
		}
	}
}

POINT(page_whose_robots_txt_asks_to_wait_is_waited_for)
{
	(void)ctx;
	script_else = NOT_THERE;
	configure_one(", type: page");
	open_all();
	script("/robots.txt", "503 Down", "Retry-After: 10800\r\n", "");
	go_to_next_poll();
	assert_int_equal(wait_s(), 3 * HOUR);
	assert_int_equal(count_asked("GET /feed "), 0);
}

POINT(page_that_was_never_there_is_not_asked_for_sooner)
{
	(void)ctx;
	script_else = NOT_THERE;
	configure_one(", type: page");
	open_all();
	script("/", "200 OK", HTML, "<title>Government</title><p>Welcome.");
	go_to_next_poll();
	assert_true(wait_s() >= 30 * MINUTE);
}

POINT(page_that_moved_for_good_is_adopted)
{
	static const struct {
		const char *status, *location;
		bool adopted;
	} cases[] = {{"301 Moved", "/decrees/17", true}, {"302 Found", "/decrees/17", false},
		{"301 Moved", "/", false}};
	size_t i;

	(void)ctx;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		begin_page();
		lose_page("200 OK");
		answer_moved(cases[i].status, cases[i].location);
		answer_page("/decrees/17");
		go(26 * HOUR);
		assert_int_equal(state()->adopted_url != NULL, cases[i].adopted);
		/* A page that leads to the front page is gone. */
		assert_int_equal(state()->kind == SOURCE_OK, strlen(cases[i].location) > 1);
		close_all();
		if (i + 1 < ARRAY_LEN(cases)) {
			scripts_forget();
			tear_down(NULL);
			set_up(NULL);
		} else {
			open_all();
		}
	}
}

POINT(page_robots_txt_is_kept_over_restarts)
{
	(void)ctx;
	begin_page();
	restart();
	go(HOUR);
	restart();
	go(HOUR);
	assert_int_equal(count_asked("GET /robots.txt "), 1);
	go(DAY);
	assert_int_equal(count_asked("GET /robots.txt "), 2);
}

#define TWO RSS_HEAD ITEM("b") ITEM("a") RSS_END

POINT(item_that_is_gone_is_confirmed_by_not_modified)
{
	(void)ctx;
	begin();
	answer_feed("ETag: \"1\"\r\n", TWO);
	answer_feed("ETag: \"2\"\r\n", FEED);
	answer_304("");
	go(15 * MINUTE); /* gone */
	go(15 * MINUTE);
	assert_logged("was taken away", false);
	restart();
	go(15 * MINUTE);
	assert_logged("was taken away: About b", true);
}

POINT(item_that_is_gone_is_not_confirmed_by_a_broken_document)
{
	(void)ctx;
	begin();
	answer_feed("ETag: \"1\"\r\n", TWO);
	answer_feed("ETag: \"2\"\r\n", FEED);
	answer_feed("ETag: \"3\"\r\n", RSS_HEAD "<item><guid>a</guid><title>About a &");
	answer_304("");
	go(DAY);
	assert_logged("was taken away", false);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(frb001_an_etag_goes_back_byte_for_byte),
		TEST(frb002_a_last_modified_goes_back_byte_for_byte),
		TEST(frb003_a_weak_etag_keeps_its_mark_and_quotes),
		TEST(frb004_only_what_was_offered_is_sent),
		TEST(frb010_validators_last_from_poll_to_poll),
		TEST(frb011_validators_outlive_restarts_and_reloads),
		TEST(frb012_validators_are_never_invented),
		TEST(frb013_validators_are_never_reformatted),
		TEST(frb014_the_pair_is_replaced_as_one),
		TEST(frb015_validators_outlive_a_new_schema),
		TEST(frb016_validators_outlive_every_failure),
		TEST(frb017_the_same_document_with_new_validators_stores_them),
		TEST(frb018_a_304_with_new_validators_stores_them),
		TEST(frb019_validators_go_to_the_url_that_gave_them),
		TEST(frb020_retry_after_in_seconds_is_kept),
		TEST(frb021_retry_after_as_a_date_is_kept),
		TEST(frb022_a_past_or_unreadable_retry_after_changes_nothing),
		TEST(frb023_ten_years_are_a_day),
		TEST(frb024_a_bare_429_grows_from_an_hour),
		TEST(frb025_freshness_is_kept_on_200_and_304),
		TEST(frb026_ttl_and_sy_are_lower_bounds),
		TEST(frb027_hours_and_days_that_a_feed_skips_are_skipped),
		TEST(frb028_who_skips_all_hours_skips_none),
		TEST(frb029_what_publishes_rarely_is_asked_less_often),
		TEST(frb030_one_request_at_a_time_to_a_host),
		TEST(frb031_a_gap_between_two_requests_to_a_host),
		TEST(frb032_a_hundred_feeds_of_a_host_are_spread_over_the_interval),
		TEST(frb033_a_hundred_names_of_an_address_are_kept_apart),
		TEST(frb034_adding_a_source_is_one_request),
		TEST(frb035_ten_restarts_within_the_interval_are_none),
		TEST(frb036_a_clock_that_jumps_a_day_is_no_burst),
		TEST(frb037_one_url_twice_is_one_request),
		TEST(frb050_requests_are_get_alone),
		TEST(frb051_no_cookie_is_sent),
		TEST(frb052_no_referer_is_sent),
		TEST(frb053_the_query_stays_as_it_was_written),
		TEST(frb054_no_cache_is_bypassed),
		TEST(frb070_a_poll_by_hand_is_conditional),
		TEST(frb071_a_poll_by_hand_is_rate_limited),
		TEST(frb080_every_request_says_who_asks),
		TEST(frb100_errors_and_pages_are_never_taken_for_a_feed),
		TEST(frb101_the_first_bytes_are_shown),
		TEST(frb102_secrets_in_urls_stay_out_of_logs_and_states),
		TEST(frb110_each_class_of_failure_backs_off_tells_and_recovers),
		TEST(frb111_names_and_connections_that_fail_back_off_and_recover),
		TEST(frb130_a_permanent_redirect_is_followed_but_not_believed_at_once),
		TEST(frb131_a_permanent_redirect_is_adopted_after_a_day),
		TEST(frb132_a_mixed_or_temporary_way_persists_nothing),
		TEST(frb133_a_way_that_changes_or_brings_another_feed_is_not_adopted),
		TEST(frb134_another_url_in_the_configuration_undoes_an_adoption),
		TEST(frb135_the_new_url_in_the_configuration_keeps_what_is_known),
		TEST(frb136_a_new_place_that_dies_is_left_again),
		TEST(frb137_two_sources_that_become_one_url_are_read_once),
		TEST(frb140_documents_may_come_packed),
		TEST(frb141_gzip_brotli_and_zstd_are_unpacked),
		TEST(source_silent_is_told_once_and_taken_back),
		TEST(source_failing_is_told_after_a_day),
		TEST(source_failing_makes_rules_blind),
		TEST(page_removal_is_confirmed_within_minutes),
		TEST(page_removal_is_not_concluded_from_an_outage),
		TEST(page_that_asks_to_wait_is_waited_for),
		TEST(page_whose_robots_txt_asks_to_wait_is_waited_for),
		TEST(page_that_was_never_there_is_not_asked_for_sooner),
		TEST(page_that_moved_for_good_is_adopted),
		TEST(page_robots_txt_is_kept_over_restarts),
		TEST(item_that_is_gone_is_confirmed_by_not_modified),
		TEST(item_that_is_gone_is_not_confirmed_by_a_broken_document),
	};

	if (argc != 2) {
		fprintf(stderr, "usage: %s FIXTURES\n", argv[0]);
		return 2;
	}
	fixtures = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
