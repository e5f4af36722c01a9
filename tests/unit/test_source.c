#include <string.h>

#include "check.h"

#include "base/mem.h"
#include "config/config.h"
#include "source/source.h"

enum { NOW = 1716444000, MINUTE = 60, HOUR = 3600, DAY = 24 * HOUR };

static struct source_defaults defaults;

static int set_up(void **state)
{
	(void)state;
	config_defaults(&source_table, &defaults);
	defaults.jitter = 0; /* where a test is about jitter, it sets it */
	return 0;
}

/* Loads YAML text; messages as text in *out_messages where wanted. */
static struct sources *load(const char *yaml, char **out_messages)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	struct config_tree *tree = config_read_text("etc/test.yaml", yaml, strlen(yaml), diag);
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	const struct config_node *root;
	struct sources *sources;

	assert_non_null(tree);
	root = config_root(tree);
	sources = sources_load(&root, 1, &defaults, diag);
	diag_print(diag, &text, false);
	if (out_messages)
		*out_messages = buf_take(&text);
	else
		assert_string_equal(buf_str(&text), "");
	config_tree_free(tree);
	return sources;
}

/* One source: "err", asked every 15 minutes. */
static struct sources *one_source(void)
{
	return load("sources: [{id: err, url: 'https://news.err.ee/rss'}]", NULL);
}

/* Asks the source that is due now, and ends with that class. */
static bool poll(struct sources *sources, int64_t now, struct source_report report)
{
	int64_t wait_s = -1;
	struct source *source = sources_next(sources, now, &wait_s);

	assert_non_null(source);
	assert_int_equal(wait_s, 0);
	source_begin(sources, source, now);
	return source_ended(sources, source, &report, now) & SOURCE_EVENT_STATE;
}

static struct source_report ended(enum poll_class class)
{
	return (struct source_report){.class = class,
		.reason = "a reason",
		.retry_after_s = -1,
		.max_age_s = -1,
		.validators_url = "https://news.err.ee/rss"};
}

static int64_t wait_of(struct sources *sources, int64_t now)
{
	int64_t wait_s = -1;

	assert_non_null(sources_next(sources, now, &wait_s));
	return wait_s;
}

/* ---- reading ---------------------------------------------------------------------- */

static void a_source_is_read_with_everything_it_says(void **state)
{
	struct sources *sources = load(
		"sources:\n"
		"  - id: nrk-finnmark\n"
		"    name: NRK Troms og Finnmark\n"
		"    url: https://www.nrk.no/tromsogfinnmark/siste.rss\n"
		"    lang: nb\n"
		"    country: no\n"
		"    publisher: NRK\n"
		"    timezone: Europe/Oslo\n"
		"    tags: [public, regional]\n"
		"    interval: 5m\n"
		"    alert_max_age: 12h\n",
		NULL);
	struct source *source = sources_find(sources, "nrk-finnmark");

	(void)state;
	assert_int_equal(sources_count(sources), 1);
	assert_non_null(source);
	assert_ptr_equal(sources_at(sources, 0), source);
	assert_string_equal(source->origin.name, "NRK Troms og Finnmark");
	assert_string_equal(source->origin.country, "NO");
	assert_string_equal(source->origin.publisher, "NRK");
	assert_string_equal(source->origin.tags[1], "regional");
	assert_null(source->origin.tags[2]);
	assert_int_equal(source->options.interval_ms, 5 * MINUTE * 1000);
	assert_int_equal(source->origin.alert_max_age_ms, 12LL * HOUR * 1000);
	assert_true(source->options.enabled);
	assert_int_equal(source->state.kind, SOURCE_NEW);
	assert_null(sources_find(sources, "nrk"));
	sources_free(sources);
}

static void a_file_is_found_beside_the_file_that_names_it(void **state)
{
	struct sources *sources = load("sources:\n"
		"  - {id: a, url: 'file:feed.xml'}\n"
		"  - {id: b, url: 'file:../feed.xml'}\n"
		"  - {id: c, url: 'file:///srv/feed.xml'}\n", NULL);
	const char *a = sources_at(sources, 0)->options.url;
	const char *b = sources_at(sources, 1)->options.url;

	(void)state;
	assert_memory_equal(a, "file:///", 8);
	assert_non_null(strstr(a, "/etc/feed.xml"));
	assert_memory_equal(b, "file:///", 8);
	assert_string_equal(sources_at(sources, 2)->options.url, "file:///srv/feed.xml");
	sources_free(sources);
}

static void mistakes_are_told_with_their_places(void **state)
{
	static const struct {
		const char *yaml, *message;
	} cases[] = {
		{"sources:\n  - {id: a, url: 'http://a/'}\n  - {id: a, url: 'http://b/'}\n",
			"etc/test.yaml:3:10: error: there is a source 'a' already "
			"(etc/test.yaml:2:10)"},
		{"sources:\n  - {id: a, url: 'http://a/x'}\n  - {id: b, url: 'HTTP://A:80/x#y'}\n",
			"etc/test.yaml:3:18: warning: this URL is that of source 'a' too "
			"(etc/test.yaml:2:18)"},
		{"sources:\n  - {id: a}\n", "etc/test.yaml:2:5: error: 'url' is missing"},
		{"sources:\n  - {url: 'http://a/'}\n", "error: 'id' is missing"},
		{"sources:\n  - {id: 'a b', url: 'http://a/'}\n", "an id is made of letters"},
		{"sources:\n  - {id: a, url: 'ftp://a/'}\n", "no usable URL"},
		{"sources:\n  - {id: a, url: 'http://a/', intervall: 5m}\n",
			"unknown key 'intervall'"},
		{"sources:\n  - {id: a, url: 'http://a/', interval: 5}\n", "'interval'"},
		{"sources:\n  - {id: a, url: 'http://a/', interval: 1s}\n",
			"warning: 'interval' is below interval_min (1m)"},
		{"sources:\n  - {id: a, url: 'http://a/', timezone: Tallinn time}\n",
			"a time zone has the form"},
		{"sources:\n  - {id: a, url: 'http://a/', tags: ['x, y']}\n", "a tag is one word"},
		{"sources:\n  - https://news.err.ee/rss\n", "a source"},
		{"sources: err\n", "'sources'"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(mem_freep) char *messages = NULL;

		sources_free(load(cases[i].yaml, &messages));
		if (!strstr(messages, cases[i].message))
			print_message("looked for '%s' in:\n%s", cases[i].message, messages);
		assert_non_null(strstr(messages, cases[i].message));
	}
}

static void no_sources_are_no_mistake(void **state)
{
	static const char *const texts[] = {"{}", "sources: []", "sources:\n", "places: []"};
	int64_t wait_s;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(texts); i++) {
		struct sources *sources = load(texts[i], NULL);

		assert_int_equal(sources_count(sources), 0);
		assert_null(sources_next(sources, NOW, &wait_s));
		sources_free(sources);
	}
}

/* ---- the life of a source --------------------------------------------------------- */

static void a_new_source_is_asked_at_once_and_then_by_its_interval(void **state)
{
	struct sources *sources = one_source();
	struct source *source = sources_at(sources, 0);
	struct source_report report = ended(POLL_OK);

	(void)state;
	report.items = 20;
	report.reading = "strict";
	assert_true(poll(sources, NOW, report));
	assert_int_equal(source->state.kind, SOURCE_OK);
	assert_int_equal(source->state.last_success, NOW);
	assert_int_equal(source->state.items, 20);
	assert_string_equal(source->state.reading, "strict");
	assert_int_equal(wait_of(sources, NOW), 15 * MINUTE);
	assert_false(poll(sources, NOW + 15 * MINUTE, ended(POLL_NOT_MODIFIED)));
	assert_int_equal(source->state.polls, 2);
	assert_string_equal(source->state.reading, "strict");
	sources_free(sources);
}

static void what_is_in_flight_is_not_asked_again(void **state)
{
	struct sources *sources = one_source();
	struct source *source = sources_at(sources, 0);
	struct source_report report = ended(POLL_OK);
	int64_t wait_s;

	(void)state;
	source_begin(sources, source, NOW);
	assert_null(sources_next(sources, NOW, &wait_s));
	assert_int_equal(source_poke(sources, source, NOW + HOUR), SOURCE_POKE_BUSY);
	source_ended(sources, source, &report, NOW);
	assert_ptr_equal(sources_next(sources, NOW, &wait_s), source);
	sources_free(sources);
}

static void a_disabled_source_is_never_due(void **state)
{
	struct sources *sources =
		load("sources: [{id: a, url: 'http://a/', enabled: no}]", NULL);
	int64_t wait_s;

	(void)state;
	assert_null(sources_next(sources, NOW, &wait_s));
	assert_int_equal(source_poke(sources, sources_at(sources, 0), NOW), SOURCE_POKE_OFF);
	assert_int_equal(sources_tally(sources).total, 0);
	sources_free(sources);
}

static void failures_grow_the_pause_and_a_good_poll_ends_them(void **state)
{
	struct sources *sources = one_source();
	struct source *source = sources_at(sources, 0);
	int64_t now = NOW, last = 0;
	int i;

	(void)state;
	assert_true(poll(sources, now, ended(POLL_SERVER_ERROR)));
	assert_int_equal(source->state.kind, SOURCE_FAILING);
	assert_string_equal(source->state.reason, "a reason");
	for (i = 0; i < 20; i++) {
		int64_t wait_s = wait_of(sources, now);

		assert_true(wait_s >= last);
		assert_true(wait_s <= DAY);
		last = wait_s;
		now += wait_s;
		assert_false(poll(sources, now, ended(POLL_SERVER_ERROR)));
	}
	assert_int_equal(source->state.failures, 21);
	assert_true(last > 15 * MINUTE);
	now += wait_of(sources, now);
	assert_true(poll(sources, now, ended(POLL_OK)));
	assert_int_equal(source->state.failures, 0);
	assert_int_equal(wait_of(sources, now), 15 * MINUTE);
	sources_free(sources);
}

static void pauses_fit_what_went_wrong(void **state)
{
	static const struct {
		enum poll_class class;
		int64_t failures, interval_s, pause_s;
	} cases[] = {
		{POLL_OK, 0, 15 * MINUTE, 15 * MINUTE},
		{POLL_DNS, 1, 15 * MINUTE, 15 * MINUTE},
		{POLL_DNS, 2, 15 * MINUTE, 30 * MINUTE},
		{POLL_DNS, 1000000, 15 * MINUTE, HOUR},
		{POLL_CONNECT, 3, 2 * HOUR, 2 * HOUR}, /* never less than the interval */
		{POLL_SERVER_ERROR, 9, 15 * MINUTE, 2 * HOUR},
		{POLL_THROTTLED, 1, MINUTE, HOUR},
		{POLL_THROTTLED, 20, MINUTE, DAY},
		{POLL_FORBIDDEN, 1, 15 * MINUTE, HOUR},
		{POLL_NOT_FOUND, 20, 15 * MINUTE, 12 * HOUR},
		{POLL_GONE, 1, 15 * MINUTE, DAY},
		{POLL_GONE, 5, 2 * DAY, 2 * DAY},
		{POLL_FILE, 50, 15 * MINUTE, 15 * MINUTE},
		{POLL_STORE, 1, 15 * MINUTE, MINUTE},
		{POLL_STORE, 9, 15 * MINUTE, 15 * MINUTE},
		{POLL_STORE, INT64_MAX, 15 * MINUTE, 15 * MINUTE},
		{POLL_TLS, 1, 0, 2},
	};
	enum poll_class class;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(source_pause_s(cases[i].class, cases[i].failures,
					 cases[i].interval_s, DAY),
			cases[i].pause_s);
	for (class = 0; class < POLL_CLASS_COUNT; class++) /* no class is silent */
		assert_in_range(source_pause_s(class, 99, 15 * MINUTE, DAY), 1, DAY);
}

static void what_is_gone_is_still_asked_and_may_come_back(void **state)
{
	struct sources *sources = one_source();
	struct source *source = sources_at(sources, 0);

	(void)state;
	assert_true(poll(sources, NOW, ended(POLL_GONE)));
	assert_int_equal(source->state.kind, SOURCE_GONE);
	assert_int_equal(wait_of(sources, NOW), DAY);
	assert_false(poll(sources, NOW + DAY, ended(POLL_DNS)));
	assert_int_equal(wait_of(sources, NOW + DAY), DAY);
	assert_true(poll(sources, NOW + 2 * DAY, ended(POLL_OK)));
	assert_int_equal(source->state.kind, SOURCE_OK);
	sources_free(sources);
}

static void a_page_in_the_place_of_a_feed_is_gone_after_a_week(void **state)
{
	struct sources *sources = one_source();
	struct source *source = sources_at(sources, 0);
	int64_t now = NOW;

	(void)state;
	while (now < NOW + 7 * DAY) {
		poll(sources, now, ended(POLL_NOT_A_FEED));
		assert_int_equal(source->state.kind, SOURCE_FAILING);
		now += wait_of(sources, now);
	}
	assert_true(poll(sources, now, ended(POLL_NOT_A_FEED)));
	assert_int_equal(source->state.kind, SOURCE_GONE);
	sources_free(sources);
}

static void publishers_are_asked_when_they_say(void **state)
{
	static const struct {
		enum poll_class class;
		int64_t retry_after_s, max_age_s, wait_s;
	} cases[] = {
		{POLL_SERVER_ERROR, 2 * HOUR, -1, 2 * HOUR},
		{POLL_SERVER_ERROR, 30, -1, 15 * MINUTE},
		{POLL_THROTTLED, 5 * HOUR, -1, 5 * HOUR},
		{POLL_THROTTLED, 400 * DAY, -1, DAY}, /* within our ceiling */
		{POLL_OK, -1, 30 * MINUTE, 30 * MINUTE},
		{POLL_OK, -1, 60, 15 * MINUTE},
		{POLL_OK, -1, 365 * DAY, 6 * HOUR}, /* within our ceiling */
		{POLL_NOT_MODIFIED, -1, 20 * MINUTE, 20 * MINUTE},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct sources *sources = one_source();
		struct source_report report = ended(cases[i].class);

		report.retry_after_s = cases[i].retry_after_s;
		report.max_age_s = cases[i].max_age_s;
		poll(sources, NOW, report);
		assert_int_equal(wait_of(sources, NOW), cases[i].wait_s);
		sources_free(sources);
	}
}

static void a_person_may_ask_sooner_but_not_too_often(void **state)
{
	struct sources *sources = one_source();
	struct source *source = sources_at(sources, 0);

	(void)state;
	poll(sources, NOW, ended(POLL_SERVER_ERROR));
	assert_int_equal(source_poke(sources, source, NOW + 59), SOURCE_POKE_TOO_SOON);
	assert_int_equal(source_poke(sources, source, NOW + 60), SOURCE_POKE_DONE);
	assert_int_equal(wait_of(sources, NOW + 60), 0);
	sources_free(sources);
}

/* ---- validators ------------------------------------------------------------------- */

static void assert_pair(const struct source *source, const char *etag, const char *date)
{
	assert_string_equal(source->state.etag ? source->state.etag : "none", etag);
	assert_string_equal(
		source->state.last_modified ? source->state.last_modified : "none", date);
}

static void validators_are_one_pair_that_outlives_errors(void **state)
{
	static const struct {
		enum poll_class class;
		const char *etag, *date, *kept_etag, *kept_date;
	} steps[] = {
		{POLL_OK, "W/\"1\"", "Mon", "W/\"1\"", "Mon"},
		{POLL_SERVER_ERROR, "\"err\"", "Tue", "W/\"1\"", "Mon"},
		{POLL_NOT_A_FEED, "\"page\"", NULL, "W/\"1\"", "Mon"},
		{POLL_STORE, "\"lost\"", NULL, "W/\"1\"", "Mon"},
		{POLL_NOT_MODIFIED, NULL, NULL, "W/\"1\"", "Mon"},
		{POLL_NOT_MODIFIED, "W/\"1\"", NULL, "W/\"1\"", "Mon"},
		{POLL_NOT_MODIFIED, "W/\"1\"", "Wed", "W/\"1\"", "Wed"},
		{POLL_NOT_MODIFIED, "\"2\"", NULL, "\"2\"", "none"},
		{POLL_OK, NULL, "Thu", "none", "Thu"},
		{POLL_OK, NULL, NULL, "none", "none"},
	};
	struct sources *sources = one_source();
	struct source *source = sources_at(sources, 0);
	int64_t now = NOW;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(steps); i++) {
		struct source_report report = ended(steps[i].class);

		report.etag = steps[i].etag;
		report.last_modified = steps[i].date;
		now += wait_of(sources, now);
		poll(sources, now, report);
		assert_pair(source, steps[i].kept_etag, steps[i].kept_date);
	}
	sources_free(sources);
}

/* ---- restarts and reloads --------------------------------------------------------- */

static void a_restart_keeps_what_was_known(void **state)
{
	struct sources *sources = one_source();
	struct source *source = sources_at(sources, 0);
	struct source_state stored = {
		.id = (char *)"err", .url = (char *)"https://news.err.ee/rss",
		.etag = (char *)"\"1\"", .kind = SOURCE_OK, .reason = (char *)"304",
		.due = NOW + 500, .polls = 7, .last_success = NOW - 400,
	};

	(void)state;
	source_restore(sources, source, &stored, NOW);
	assert_int_equal(wait_of(sources, NOW), 500);
	assert_pair(source, "\"1\"", "none");
	assert_int_equal(source->state.polls, 7);
	stored.due = NOW - 30 * DAY;
	source_restore(sources, source, &stored, NOW);
	assert_int_equal(wait_of(sources, NOW), 0);
	stored.due = NOW + 3000 * DAY; /* the clock was wrong */
	source_restore(sources, source, &stored, NOW);
	assert_in_range(wait_of(sources, NOW), 1, 2 * DAY);
	sources_free(sources);
}

static void a_corrected_url_is_asked_soon_after_a_restart(void **state)
{
	struct sources *sources = one_source();
	struct source *source = sources_at(sources, 0);
	struct source_state stored = {.id = (char *)"err",
		.asked_url = (char *)"https://err.ee/typo", .url = (char *)"https://err.ee/x",
		.etag = (char *)"\"1\"", .kind = SOURCE_GONE, .due = NOW + DAY, .failures = 9};

	(void)state;
	source_restore(sources, source, &stored, NOW);
	assert_int_equal(wait_of(sources, NOW), 0);
	assert_int_equal(source->state.kind, SOURCE_NEW);
	assert_null(source->state.etag);
	assert_string_equal(source->state.id, "err");
	sources_free(sources);
}

/* 1,000 sources whose times are long past: never all at once. */
static void what_is_overdue_is_spread(void **state)
{
	CLEANUP(buf_done) struct buf yaml = BUF_INIT(BUF_UNBOUND);
	struct source_state stored = {.kind = SOURCE_OK, .due = NOW - DAY, .polls = 1};
	struct sources *sources;
	size_t i, now_due = 0;

	(void)state;
	buf_puts(&yaml, "sources:\n");
	for (i = 0; i < 1000; i++)
		buf_printf(&yaml, "  - {id: s%zu, url: 'http://host/%zu'}\n", i, i);
	defaults.jitter = 0.1;
	sources = load(buf_str(&yaml), NULL);
	for (i = 0; i < 1000; i++) {
		stored.id = sources_at(sources, i)->state.id;
		if (i % 2) /* the others are new */
			source_restore(sources, sources_at(sources, i), &stored, NOW);
	}
	(void)wait_of(sources, NOW);
	for (i = 0; i < 1000; i++) {
		int64_t due = sources_at(sources, i)->state.due;

		assert_in_range(due, NOW, NOW + 90);
		now_due += due == NOW;
	}
	assert_true(now_due < 100);
	sources_free(sources);
}

static void they_come_in_the_order_of_their_times(void **state)
{
	CLEANUP(buf_done) struct buf yaml = BUF_INIT(BUF_UNBOUND);
	struct source_state stored = {.kind = SOURCE_OK, .polls = 1};
	struct sources *sources;
	int64_t last = 0, wait_s = 0;
	size_t i;

	(void)state;
	buf_puts(&yaml, "sources:\n");
	for (i = 0; i < 500; i++)
		buf_printf(&yaml, "  - {id: s%zu, url: 'http://host/%zu'}\n", i, i);
	sources = load(buf_str(&yaml), NULL);
	for (i = 0; i < 500; i++) {
		stored.id = sources_at(sources, i)->state.id;
		stored.due = NOW + 1 + (int64_t)(i * 7919 % 500);
		source_restore(sources, sources_at(sources, i), &stored, NOW);
	}
	for (i = 0; i < 500; i++) {
		struct source *source = sources_next(sources, NOW, &wait_s);

		assert_true(wait_s >= last);
		last = wait_s;
		source_begin(sources, source, NOW);
	}
	assert_int_equal(last, 500);
	assert_null(sources_next(sources, NOW, &wait_s));
	sources_free(sources);
}

static void a_clock_that_jumps_silences_nobody(void **state)
{
	struct sources *sources = one_source();

	(void)state;
	poll(sources, NOW, ended(POLL_OK));
	assert_in_range(wait_of(sources, NOW - 365 * DAY), 0, 2 * DAY);
	sources_free(sources);
}

static void a_reload_keeps_what_stays(void **state)
{
	struct sources *old = load("sources:\n"
		"  - {id: stays, url: 'http://a/'}\n"
		"  - {id: moves, url: 'http://b/'}\n"
		"  - {id: flies, url: 'http://c/'}\n"
		"  - {id: faster, url: 'http://d/', interval: 6h}\n"
		"  - {id: goes, url: 'http://e/'}\n", NULL);
	struct sources *fresh = load("sources:\n"
		"  - {id: comes, url: 'http://f/', interval: 2h}\n"
		"  - {id: faster, url: 'http://d/', interval: 10m}\n"
		"  - {id: flies, url: 'http://c/'}\n"
		"  - {id: moves, url: 'http://b/new'}\n"
		"  - {id: stays, url: 'http://a/'}\n", NULL);
	struct source_report report = ended(POLL_OK);
	struct source *source;
	int64_t wait_s;
	int job;

	(void)state;
	report.etag = "\"1\"";
	while ((source = sources_next(old, NOW, &wait_s)) && !wait_s) {
		source_begin(old, source, NOW);
		if (strcmp(source->options.id, "flies") != 0)
			source_ended(old, source, &report, NOW);
		source->job = &job;
	}
	sources_adopt(fresh, old, NOW + MINUTE);
	sources_free(old);
	source = sources_find(fresh, "stays");
	assert_int_equal(source->state.due, NOW + 15 * MINUTE);
	assert_pair(source, "\"1\"", "none");
	source = sources_find(fresh, "moves");
	assert_int_equal(source->state.kind, SOURCE_NEW);
	assert_pair(source, "none", "none");
	assert_int_equal(source->state.due, NOW + MINUTE);
	source = sources_find(fresh, "flies");
	assert_true(source->in_flight);
	assert_ptr_equal(source->job, &job);
	assert_int_equal(sources_find(fresh, "faster")->state.due, NOW + 10 * MINUTE);
	assert_int_equal(sources_find(fresh, "comes")->state.kind, SOURCE_NEW);
	assert_null(sources_find(fresh, "goes"));
	sources_free(fresh);
}

static void the_tally_counts_by_state(void **state)
{
	static const enum poll_class classes[] = {POLL_OK, POLL_OK, POLL_OK, POLL_DNS, POLL_GONE};
	struct sources *sources = load("sources:\n"
		"  - {id: a, url: 'http://a/'}\n"
		"  - {id: b, url: 'http://b/'}\n"
		"  - {id: c, url: 'http://c/'}\n"
		"  - {id: d, url: 'http://d/'}\n"
		"  - {id: e, url: 'http://e/'}\n"
		"  - {id: f, url: 'http://f/'}\n"
		"  - {id: g, url: 'http://g/', enabled: no}\n", NULL);
	struct sources_tally tally;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(classes); i++)
		poll(sources, NOW, ended(classes[i]));
	/* Each counts once, the one that fell silent too, and the one that fails since. */
	for (i = 0; i < sources_count(sources); i++)
		if (sources_at(sources, i)->state.kind == SOURCE_FAILING ||
			strcmp(sources_at(sources, i)->options.id, "a") == 0)
			sources_at(sources, i)->state.told = SOURCE_TOLD_SILENT;
	tally = sources_tally(sources);
	assert_int_equal(tally.total, 6);
	assert_int_equal(tally.off, 1);
	assert_int_equal(tally.silent + tally.ok, 3);
	assert_int_equal(tally.silent, sources_find(sources, "a")->state.kind == SOURCE_OK);
	assert_int_equal(tally.failing, 1);
	assert_int_equal(tally.gone, 1);
	assert_int_equal(tally.fresh, 1);
	sources_free(sources);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_source_is_read_with_everything_it_says),
		TEST(a_file_is_found_beside_the_file_that_names_it),
		TEST(mistakes_are_told_with_their_places),
		TEST(no_sources_are_no_mistake),
		TEST(a_new_source_is_asked_at_once_and_then_by_its_interval),
		TEST(what_is_in_flight_is_not_asked_again),
		TEST(a_disabled_source_is_never_due),
		TEST(failures_grow_the_pause_and_a_good_poll_ends_them),
		TEST(pauses_fit_what_went_wrong),
		TEST(what_is_gone_is_still_asked_and_may_come_back),
		TEST(a_page_in_the_place_of_a_feed_is_gone_after_a_week),
		TEST(publishers_are_asked_when_they_say),
		TEST(a_person_may_ask_sooner_but_not_too_often),
		TEST(validators_are_one_pair_that_outlives_errors),
		TEST(a_restart_keeps_what_was_known),
		TEST(a_corrected_url_is_asked_soon_after_a_restart),
		TEST(what_is_overdue_is_spread),
		TEST(they_come_in_the_order_of_their_times),
		TEST(a_clock_that_jumps_silences_nobody),
		TEST(a_reload_keeps_what_stays),
		TEST(the_tally_counts_by_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
