/* Who is told what, and when: on a clock that the tests turn, with a store in memory. */
#include "reports.h"

#include <json-c/json.h>

#include "alert/alert.h"
#include "alert/routes.h"
#include "model/json.h"

enum { MINUTE = 60, SINKS = 4 };

static const char *const sinks[SINKS] = {"log", "journal", "pager", "mail"};

struct world {
	struct store *store;
	struct config_tree *tree;
	struct alert_readers readers;
	struct alert_options options;
	int64_t now;
};

static bool wants(void *ctx, size_t i, const struct incident *incident,
	enum severity severity, struct buf *why)
{
	(void)ctx;
	(void)severity;
	if (strcmp(sinks[i], "mail") != 0 || incident->severity >= SEVERITY_LOW)
		return true;
	buf_puts(why, "min_severity low");
	return false;
}

static enum alert_reader sort(void *ctx, size_t i)
{
	static const enum alert_reader sorts[SINKS] = {ALERT_READER_RECORD,
		ALERT_READER_ALL, ALERT_READER_ROUTED, ALERT_READER_ROUTED};

	(void)ctx;
	return sorts[i];
}

static struct alert_routes *load(const char *yaml, struct config_tree **out_tree)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	CLEANUP(buf_done) struct buf report = BUF_INIT(BUF_UNBOUND);
	struct alert_names names = {.gazetteer = NULL};
	const struct config_node *root;
	struct alert_routes *routes;

	*out_tree = config_read_text("t.yaml", yaml, strlen(yaml), diag);
	root = config_root(*out_tree);
	routes = alert_routes_load(&root, 1, &names, diag);
	diag_print(diag, &report, false);
	assert_string_equal(buf_str(&report), "");
	return routes;
}

/* A world that is at `now`, with these routes. */
static struct world *new_world(const char *yaml, const char *now)
{
	struct world *world = mem_alloc(sizeof(*world));

	*world = (struct world){.store = new_store(),
		.readers = {.names = sinks, .count = SINKS, .wants = wants, .sort = sort},
		.options = {.max_age_ms = 48LL * HOUR * 1000,
			.quantity_change = 20,
			.inhibit = 1,
			.inhibit_window_ms = 24LL * HOUR * 1000,
			.keep_decisions_ms = 90LL * 24 * HOUR * 1000}};
	assert_true(time_parse(now, &world->now));
	if (yaml)
		world->readers.routes = load(yaml, &world->tree);
	return world;
}

static void free_world(struct world *world)
{
	alert_routes_free((struct alert_routes *)(uintptr_t)world->readers.routes);
	config_tree_free(world->tree);
	store_close(world->store);
	mem_free(world);
}

/* The routes are others from now on. */
static void reload(struct world *world, const char *yaml)
{
	struct alert_routes *old =
		(struct alert_routes *)(uintptr_t)world->readers.routes;
	struct config_tree *tree = world->tree;

	world->tree = NULL;
	world->readers.routes = yaml ? load(yaml, &world->tree) : NULL;
	assert_int_equal(alert_replan(world->store, &world->readers, world->now), 0);
	alert_routes_free(old);
	config_tree_free(tree);
}

/* ---- what happens ----------------------------------------------------------------- */

/* An incident that nobody was told of. */
static struct incident incident_of(struct world *world, const char *category,
	enum severity severity, const struct place *const *places)
{
	struct incident incident = {.title = "Something",
		.category = category,
		.severity = severity,
		.first_seen = world->now,
		.last_seen = world->now,
		.places = places,
		.place_count = 1,
		.countries = estonia,
		.country_count = 1,
		.items = 1,
		.sources = 1,
		.outlets = 1,
		.origins = 1};

	assert_int_equal(store_incident_put(world->store, &incident), 0);
	return incident;
}

static bool happens(
	struct world *world, struct incident *incident, struct incident_change change)
{
	static const char *const tags[] = {"official", NULL};
	static const struct item_source source = {
		.id = "err", .name = "ERR", .tags = tags};
	struct item item = {
		.published = world->now, .updated = TIME_NONE, .source = &source};
	struct finding finding = plain_finding();
	struct store_item stored = {.row = 1, .public_id = "item"};
	bool raised;

	finding.category = incident->category;
	finding.severity = incident->severity;
	finding.incident.change_percent = -1;
	change.incident = *incident;
	assert_int_equal(store_begin(world->store), 0);
	assert_int_equal(
		alert_consider(world->store, &world->options, &change, &finding, &item,
			&stored, world->now, world->now, &world->readers, &raised),
		0);
	assert_int_equal(store_commit(world->store), 0);
	incident->alerted |= raised;
	return raised;
}

static bool opens(struct world *world, struct incident *incident)
{
	return happens(world, incident, (struct incident_change){.opened = true});
}

static bool grows(struct world *world, struct incident *incident)
{
	return happens(world, incident, (struct incident_change){.origin_new = true});
}

/* Goes on by so many seconds, and to whatever is due on the way; the next time is returned. */
static int64_t wait(struct world *world, int64_t seconds)
{
	int64_t due = TIME_NONE, end = world->now + seconds;

	do {
		assert_int_equal(alert_release(world->store, &world->options,
					 &world->readers, world->now, &due),
			0);
		world->now = due != TIME_NONE && due < end ? due : end;
	} while (due != TIME_NONE && due < end);
	assert_int_equal(alert_release(world->store, &world->options, &world->readers,
				 world->now, &due),
		0);
	return due;
}

static void wait_until(struct world *world, const char *time)
{
	int64_t at;

	assert_true(time_parse(time, &at));
	assert_true(at >= world->now);
	wait(world, at - world->now);
}

/* ---- what is told ----------------------------------------------------------------- */

static void put_alert(struct buf *out, struct json_object *alert)
{
	struct json_object *digest = json_get(alert, "digest"), *list, *repeat;
	size_t i;

	repeat = json_get(alert, "repeat");
	if (repeat)
		buf_printf(out, "again %s ",
			json_object_get_string(json_get(repeat, "count")));
	if (!digest) {
		buf_printf(out, "%s %s%s%s", json_get_text(alert, "kind"),
			json_object_get_string(json_find(alert, "incident.id")),
			json_get(alert, "silenced") ? " silenced" : "",
			json_get(alert, "inhibited_by") ? " inhibited" : "");
		return;
	}
	list = json_get(digest, "alerts");
	buf_puts(out, "[");
	for (i = 0; i < json_object_array_length(list); i++) {
		buf_puts(out, i ? ", " : "");
		put_alert(out, json_object_array_get_idx(list, i));
		if (json_get(json_object_array_get_idx(list, i), "material"))
			buf_puts(out, " minor");
	}
	buf_puts(out, "]");
}

/* Takes what the sink is to be told now: "new 1; [new 2, update 2]". */
static void expect(struct world *world, const char *sink, const char *told)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	struct store_delivery delivery;
	int64_t due;

	while (!store_outbox_next(
		world->store, arena, sink, world->now, &delivery, &due)) {
		struct json_object *alert = json_tokener_parse(delivery.line);

		buf_puts(&text, text.len ? "; " : "");
		put_alert(&text, alert);
		assert_string_equal(json_get_text(alert, "id"), delivery.alert_id);
		json_object_put(alert);
		assert_int_equal(
			store_outbox_done(world->store, &delivery.row, 1, world->now), 0);
	}
	assert_string_equal(buf_str(&text), told);
}

struct search {
	const char *sink, *code;
	char *text;
};

static void look(void *ctx, struct json_object *row)
{
	struct search *search = ctx;
	const char *sink = json_get_text(row, "sink"), *text = json_get_text(row, "text");

	if (strcmp(json_get_text(row, "code"), search->code) == 0 &&
		(search->sink ? sink && strcmp(sink, search->sink) == 0 : !sink))
		mem_replace(&search->text, text ? text : "");
}

/* The last decision of that sort on the incident says so. */
static void expect_why(struct world *world, int64_t incident, const char *sink,
	const char *code, const char *text)
{
	struct store_query query = {.id = incident, .limit = 1000};
	struct search search = {.sink = sink, .code = code};

	assert_int_equal(store_query_decisions(world->store, &query, look, &search), 0);
	assert_non_null(search.text);
	assert_string_equal(search.text, text);
	mem_free(search.text);
}

/* ---- the tests -------------------------------------------------------------------- */

static void without_routes_everyone_gets_what_it_asks_for(void **state)
{
	struct world *world = new_world(NULL, "2026-01-15T12:00:00Z");
	struct incident incident = incident_of(world, "a", SEVERITY_INFO, at_narva);

	(void)state;
	assert_true(opens(world, &incident));
	expect(world, "log", "new 1");
	expect(world, "journal", "new 1");
	expect(world, "pager", "new 1");
	expect(world, "mail", "");
	expect_why(world, 1, "mail", "unwanted",
		"its entry does not want it: min_severity low");
	expect_why(world, 1, "pager", "sent", "at once");
	expect_why(world, 1, NULL, "raised",
		"raised, kind new: nobody was told of it before");
	free_world(world);
}

static void the_first_route_that_matches_takes_it(void **state)
{
	static const char yaml[] =
		"routes:\n"
		"  - {severity: critical, sinks: pager, continue: yes}\n"
		"  - {category: a, sinks: [], routes: [{country: EE, place: narva-river, "
		"origins: 2, sinks: mail}]}\n"
		"  - {name: rest, kind: new, tag: official, sinks: mail}\n";
	static const struct {
		const char *category;
		enum severity severity;
		int64_t origins;
		const char *pager, *mail;
	} cases[] = {
		{"b", SEVERITY_HIGH, 1, "", "new"},
		{"b", SEVERITY_CRITICAL, 1, "new", "new"},
		{"a", SEVERITY_HIGH, 1, "", ""},
		{"a", SEVERITY_HIGH, 2, "", "new"},
		{"a", SEVERITY_CRITICAL, 2, "new", "new"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct world *world = new_world(yaml, "2026-01-15T12:00:00Z");
		struct incident incident = incident_of(
			world, cases[i].category, cases[i].severity, at_narva);

		incident.origins = cases[i].origins;
		assert_true(opens(world, &incident));
		expect(world, "pager", *cases[i].pager ? "new 1" : "");
		expect(world, "mail", *cases[i].mail ? "new 1" : "");
		expect(world, "log", "new 1");
		expect(world, "journal", "new 1");
		free_world(world);
	}
}

static void who_is_asked_in_vain_says_why(void **state)
{
	struct world *world =
		new_world("routes:\n"
			  "  - {name: night, severity: high, sinks: pager}\n"
			  "  - {name: north, country: [FI, NO], sinks: pager}\n"
			  "  - {name: sure, status: [confirmed], sinks: pager}\n"
			  "  - {official: yes, sinks: pager}\n",
			"2026-01-15T12:00:00Z");
	struct incident incident = incident_of(world, "a", SEVERITY_LOW, at_narva);

	(void)state;
	assert_true(opens(world, &incident));
	expect(world, "pager", "");
	expect(world, "log", "new 1");
	expect_why(world, 1, NULL, "missed",
		"route night: its severity is low, below high; route north: it is not in FI or NO; "
		"route sure: its status is reported, not confirmed; route 4: no official source "
		"stands behind it");
	expect_why(world, 1, NULL, "no-route",
		"no route takes it: it stands in the alert log alone");
	free_world(world);
}

static void a_group_waits_and_comes_as_one(void **state)
{
	struct world *world = new_world(
		"routes: [{name: desk, sinks: mail, group_by: category, group_wait: 30s, "
		"group_interval: 10m}]\n",
		"2026-01-15T12:00:00Z");
	struct incident first = incident_of(world, "a", SEVERITY_LOW, at_narva);
	struct incident second = incident_of(world, "a", SEVERITY_HIGH, at_neris);
	struct incident other = incident_of(world, "b", SEVERITY_LOW, at_narva);

	(void)state;
	opens(world, &first);
	expect(world, "mail", "");
	expect_why(world, 1, "mail", "held",
		"route desk: waits: for others of its group (group_wait), until 12:00 (UTC)");
	wait(world, 20);
	opens(world, &second);
	opens(world, &other);
	wait(world, 9);
	expect(world, "mail", "");
	wait(world, 1);
	expect(world, "mail", "[new 1, new 2]");
	wait(world, 20);
	expect(world, "mail", "new 3");
	/* What comes within the interval waits for its end. */
	grows(world, &first);
	wait(world, 5 * MINUTE);
	grows(world, &second);
	expect(world, "mail", "");
	wait(world, 5 * MINUTE);
	expect(world, "mail", "[corroborated 1, corroborated 2]");
	/* The log had all of it at once. */
	expect(world, "log", "new 1; new 2; new 3; corroborated 1; corroborated 2");
	free_world(world);
}

static void quiet_hours_end_with_one_message(void **state)
{
	struct world *world = new_world(
		"routes: [{name: night, sinks: mail, quiet: ['22:00-06:30'], zone: Europe/Tallinn}]\n",
		"2026-01-15T19:59:00Z");
	struct incident first = incident_of(world, "a", SEVERITY_LOW, at_narva);
	struct incident second = incident_of(world, "b", SEVERITY_HIGH, at_neris);

	(void)state;
	opens(world, &first);
	expect(world, "mail", "new 1");
	wait(world, MINUTE);
	grows(world, &first);
	opens(world, &second);
	expect_why(world, 2, "mail", "held",
		"route night: waits: quiet hours until Fri 06:30 (Europe/Tallinn)");
	wait_until(world, "2026-01-16T04:29:59Z");
	expect(world, "mail", "");
	wait_until(world, "2026-01-16T04:30:00Z");
	expect(world, "mail", "[corroborated 1, new 2]");
	free_world(world);
}

static void what_is_critical_breaks_the_quiet_and_brings_what_waited_of_it(void **state)
{
	struct world *world = new_world(
		"routes: [{name: night, sinks: pager, quiet: ['22:00-06:30'], zone: Europe/Tallinn}]\n",
		"2026-01-15T23:00:00Z");
	struct incident first = incident_of(world, "a", SEVERITY_LOW, at_narva);
	struct incident second = incident_of(world, "b", SEVERITY_LOW, at_neris);

	(void)state;
	opens(world, &first);
	opens(world, &second);
	expect(world, "pager", "");
	first.severity = SEVERITY_CRITICAL;
	happens(world, &first, (struct incident_change){.escalated = true});
	expect(world, "pager", "[new 1, escalated 1]");
	wait_until(world, "2026-01-16T05:00:00Z");
	expect(world, "pager", "new 2");
	free_world(world);
}

static void quiet_hours_follow_the_clocks_when_they_turn(void **state)
{
	static const struct {
		const char *now, *before, *end;
	} cases[] = {
		{"2026-03-28T21:00:00Z", "2026-03-29T03:29:59Z", "2026-03-29T03:30:00Z"},
		{"2026-10-24T21:00:00Z", "2026-10-25T04:29:59Z", "2026-10-25T04:30:00Z"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct world *world =
			new_world("routes: [{sinks: mail, quiet: ['22:00-06:30'], "
				  "zone: Europe/Tallinn}]\n",
				cases[i].now);
		struct incident incident =
			incident_of(world, "a", SEVERITY_LOW, at_narva);

		opens(world, &incident);
		wait_until(world, cases[i].before);
		expect(world, "mail", "");
		wait_until(world, cases[i].end);
		expect(world, "mail", "new 1");
		free_world(world);
	}
}

static void a_digest_has_also_what_changed_too_little(void **state)
{
	struct world *world = new_world(
		"routes: [{name: morning, sinks: mail, digest: ['06:30', 'fri 18:00'], zone: "
		"Europe/Tallinn}, {sinks: pager}]\n",
		"2026-01-15T12:00:00Z");
	struct incident first = incident_of(world, "a", SEVERITY_LOW, at_narva);
	struct incident second = incident_of(world, "b", SEVERITY_HIGH, at_neris);

	(void)state;
	opens(world, &first);
	opens(world, &second);
	wait(world, HOUR);
	assert_false(happens(world, &first, (struct incident_change){.opened = false}));
	assert_false(happens(world, &first,
		(struct incident_change){.quantity_changed = true, .quantity_by = 0.08}));
	expect_why(world, 1, NULL, "no-change",
		"one more report; a number changed by 8 %, too little for an alert "
		"(quantity_change of section alert, or change of the rule's incident)");
	wait_until(world, "2026-01-16T04:29:59Z");
	expect(world, "mail", "");
	wait_until(world, "2026-01-16T04:30:00Z");
	/* Of what is no alert the newest alone. */
	expect(world, "mail", "[new 1, new 2, update 1 minor]");
	assert_true(happens(world, &first,
		(struct incident_change){.quantity_changed = true, .quantity_by = 0.2}));
	wait_until(world, "2026-01-16T16:00:00Z");
	expect(world, "mail", "update 1");
	/* Neither the log nor who gets alerts one by one is bothered. */
	expect(world, "log", "new 1; new 2; update 1");
	expect(world, "pager", "");
	free_world(world);
}

static void a_critical_alert_comes_again_until_somebody_has_seen_it(void **state)
{
	struct world *world =
		new_world("routes: [{name: duty, sinks: pager, repeat: 30m}]\n",
			"2026-01-15T12:00:00Z");
	struct incident grave = incident_of(world, "a", SEVERITY_CRITICAL, at_narva);
	struct incident mild = incident_of(world, "b", SEVERITY_HIGH, at_neris);

	(void)state;
	opens(world, &grave);
	opens(world, &mild);
	expect(world, "pager", "new 1; new 2");
	wait(world, 30 * MINUTE);
	expect(world, "pager", "again 1 new 1");
	wait(world, 30 * MINUTE);
	/* While one waits (the pager is down), no other is put behind it. */
	wait(world, 30 * MINUTE);
	expect(world, "pager", "again 2 new 1");
	grave.acknowledged = true;
	assert_int_equal(store_incident_put(world->store, &grave), 0);
	wait(world, 10 * HOUR);
	expect(world, "pager", "");
	expect_why(world, 1, "pager", "repeat-end",
		"is not told again: its incident was acknowledged or closed");
	expect(world, "log", "new 1; new 2");
	free_world(world);
}

static void a_silence_keeps_it_in_the_log_alone(void **state)
{
	struct world *world = new_world("routes: [{name: night, sinks: mail, quiet: "
					"['22:00-06:30'], zone: UTC}]\n",
		"2026-01-15T22:00:00Z");
	struct silence silence = {.created = world->now,
		.until = world->now + 12 * HOUR,
		.author = "anna",
		.reason = "exercise",
		.category = "x,a",
		.country = "EE"};
	struct incident first = incident_of(world, "a", SEVERITY_LOW, at_narva);
	struct incident second = incident_of(world, "b", SEVERITY_LOW, at_narva);

	(void)state;
	/* What waits already is silenced, too. */
	opens(world, &first);
	expect(world, "journal", "new 1");
	assert_int_equal(store_silence_put(world->store, &silence), 0);
	opens(world, &second);
	grows(world, &first);
	expect_why(world, 1, NULL, "silenced",
		"silenced by #1 of anna until Fri 10:00 (UTC): exercise; it stands in the alert "
		"log alone");
	wait_until(world, "2026-01-16T06:30:00Z");
	expect(world, "mail", "new 2");
	expect_why(world, 1, "mail", "silenced",
		"silenced by #1 of anna while it waited: exercise");
	expect(world, "log", "new 1; new 2; corroborated 1 silenced");
	expect(world, "journal", "new 2");
	/* It ends by itself, or when somebody ends it. */
	assert_int_equal(store_silence_end(world->store, 1, world->now), 0);
	assert_int_equal(store_silence_end(world->store, 1, world->now), STORE_NONE);
	grows(world, &first);
	expect(world, "mail", "corroborated 1");
	free_world(world);
}

static void a_confirmed_incident_quiets_its_reported_siblings(void **state)
{
	static const struct {
		const char *what, *category;
		enum severity severity;
		const struct place *const *places;
		int64_t after;
		bool quiet;
	} cases[] = {
		{"a sibling", "a", SEVERITY_HIGH, at_narva, HOUR, true},
		{"a graver one", "a", SEVERITY_CRITICAL, at_narva, HOUR, false},
		{"another category", "b", SEVERITY_HIGH, at_narva, HOUR, false},
		{"another place", "a", SEVERITY_HIGH, at_neris, HOUR, false},
		{"much later", "a", SEVERITY_HIGH, at_narva, 25 * HOUR, false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct world *world = new_world(NULL, "2026-01-15T12:00:00Z");
		struct incident sure = incident_of(world, "a", SEVERITY_HIGH, at_narva),
				sibling;

		sure.status = INCIDENT_CONFIRMED;
		assert_int_equal(store_incident_put(world->store, &sure), 0);
		wait(world, cases[i].after);
		sibling = incident_of(
			world, cases[i].category, cases[i].severity, cases[i].places);
		opens(world, &sibling);
		expect(world, "log", cases[i].quiet ? "new 2 inhibited" : "new 2");
		expect(world, "pager", cases[i].quiet ? "" : "new 2");
		/* No longer a rumour: it is told. */
		sibling.status = INCIDENT_CORROBORATED;
		happens(world, &sibling, (struct incident_change){.corroborated = true});
		expect(world, "pager", "corroborated 2");
		free_world(world);
	}
}

static void other_routes_hold_for_what_waits(void **state)
{
	struct world *world = new_world("routes: [{name: night, sinks: mail, quiet: "
					"['22:00-06:30'], zone: UTC}]\n",
		"2026-01-15T23:00:00Z");
	struct incident incident = incident_of(world, "a", SEVERITY_LOW, at_narva);

	(void)state;
	opens(world, &incident);
	reload(world,
		"routes: [{name: night, sinks: mail, quiet: ['22:00-05:00'], zone: UTC}]\n");
	wait_until(world, "2026-01-16T04:59:59Z");
	expect(world, "mail", "");
	wait_until(world, "2026-01-16T05:00:00Z");
	expect(world, "mail", "new 1");
	wait_until(world, "2026-01-16T22:00:00Z");
	grows(world, &incident);
	expect(world, "mail", "");
	reload(world, NULL); /* nobody is kept waiting by a route that is gone */
	wait(world, 0);
	expect(world, "mail", "corroborated 1");
	free_world(world);
}

static void an_incident_is_told_in_order(void **state)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct world *world =
		new_world("routes: [{sinks: mail, group_by: all, group_wait: 1m}]\n",
			"2026-01-15T12:00:00Z");
	struct incident first = incident_of(world, "a", SEVERITY_LOW, at_narva);
	struct incident second = incident_of(world, "b", SEVERITY_LOW, at_neris);
	struct store_delivery digest, next;
	int64_t due;

	(void)state;
	opens(world, &first);
	opens(world, &second);
	wait(world, MINUTE);
	assert_int_equal(
		store_outbox_next(world->store, arena, "mail", world->now, &digest, &due),
		0);
	/* The digest does not get through: what came later of its incidents waits for it. */
	assert_int_equal(
		store_outbox_later(world->store, digest.row, world->now + HOUR, "down"),
		0);
	reload(world, "routes: [{sinks: mail}]\n");
	grows(world, &second);
	assert_int_equal(
		store_outbox_next(world->store, arena, "mail", world->now, &next, &due),
		STORE_NONE);
	wait(world, HOUR);
	expect(world, "mail", "[new 1, new 2]; corroborated 2");
	free_world(world);
}

static void count_row(void *ctx, struct json_object *row)
{
	(void)row;
	++*(size_t *)ctx;
}

static size_t decisions_of(struct world *world, int64_t incident)
{
	struct store_query query = {.id = incident, .limit = 1000};
	size_t count = 0;

	assert_int_equal(
		store_query_decisions(world->store, &query, count_row, &count), 0);
	return count;
}

/* Of every form. */
static size_t messages_of(struct world *world, const char *id)
{
	struct store_query query = {.item = id, .since = TIME_NONE, .until = TIME_NONE, .limit = 10};
	size_t count = 0;

	assert_int_equal(store_query_alerts(world->store, &query, count_row, &count), 0);
	return count;
}

static void messages_are_forgotten_in_time_and_alerts_are_not(void **state)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct world *world = new_world(
		"routes: [{sinks: mail, group_by: all, group_wait: 1m}]\n", "2026-01-15T12:00:00Z");
	struct incident first = incident_of(world, "a", SEVERITY_LOW, at_narva);
	struct incident second = incident_of(world, "b", SEVERITY_LOW, at_neris);
	struct store_delivery digest;
	struct store_totals totals;
	int64_t due;

	(void)state;
	opens(world, &first);
	opens(world, &second);
	wait(world, MINUTE);
	assert_int_equal(
		store_outbox_next(world->store, arena, "mail", world->now, &digest, &due), 0);
	wait(world, 91 * 24 * HOUR);
	grows(world, &first);
	wait(world, MINUTE);
	assert_int_equal(messages_of(world, digest.alert_id), 1); /* it waits for its sink */
	expect(world, "mail", "[new 1, new 2]; corroborated 1");
	grows(world, &first);
	wait(world, MINUTE);
	assert_int_equal(messages_of(world, digest.alert_id), 0);
	assert_int_equal(store_totals(world->store, &totals), 0);
	assert_int_equal(totals.alerts, 4);
	free_world(world);
}

static void decisions_are_forgotten_in_time(void **state)
{
	struct world *world = new_world(NULL, "2026-01-15T12:00:00Z");
	struct incident old = incident_of(world, "a", SEVERITY_LOW, at_narva);
	struct incident other = incident_of(world, "b", SEVERITY_LOW, at_neris);
	size_t i, told;

	(void)state;
	opens(world, &old);
	told = decisions_of(world, old.id);
	assert_true(told >= 3);
	wait(world, 90 * 24 * HOUR);
	opens(world, &other);
	assert_int_equal(decisions_of(world, old.id), told);
	wait(world, 1);
	for (i = 0; i < told; i++)
		grows(world, &other);
	assert_int_equal(decisions_of(world, old.id), 0);
	assert_true(decisions_of(world, other.id) > told);
	free_world(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_routes_everyone_gets_what_it_asks_for),
		cmocka_unit_test(the_first_route_that_matches_takes_it),
		cmocka_unit_test(who_is_asked_in_vain_says_why),
		cmocka_unit_test(a_group_waits_and_comes_as_one),
		cmocka_unit_test(quiet_hours_end_with_one_message),
		cmocka_unit_test(
			what_is_critical_breaks_the_quiet_and_brings_what_waited_of_it),
		cmocka_unit_test(quiet_hours_follow_the_clocks_when_they_turn),
		cmocka_unit_test(a_digest_has_also_what_changed_too_little),
		cmocka_unit_test(a_critical_alert_comes_again_until_somebody_has_seen_it),
		cmocka_unit_test(a_silence_keeps_it_in_the_log_alone),
		cmocka_unit_test(a_confirmed_incident_quiets_its_reported_siblings),
		cmocka_unit_test(other_routes_hold_for_what_waits),
		cmocka_unit_test(an_incident_is_told_in_order),
		cmocka_unit_test(decisions_are_forgotten_in_time),
		cmocka_unit_test(messages_are_forgotten_in_time_and_alerts_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
