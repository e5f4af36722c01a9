/* Which changes are told, how old they may be, and the sentence that tells them. */
#include "reports.h"

#include <json-c/json.h>

#include "alert/alert.h"
#include "model/json.h"

static const char *const sinks[] = {"log", "journal"};

static struct alert_options alert_options = {
	.max_age_ms = 48LL * HOUR * 1000, .min_severity = SEVERITY_INFO};

/* An item of a source, as alerts name it. */
static const struct item_source err = {.id = "err", .name = "ERR News", .publisher = "ERR"};

static struct item sample_item(struct arena *arena, const struct item_source *source)
{
	struct item item = {.url = "https://err.example/1", .source = source,
		.published = NOW, .updated = TIME_NONE};

	item.field[ITEM_TITLE] = item_text_plain(arena, "Guards removed buoys", SEGMENT_TITLE);
	return item;
}

static bool everybody(void *ctx, size_t i, const struct incident *incident,
	enum severity severity, struct buf *why)
{
	(void)why;
	(void)ctx;
	(void)i;
	(void)incident;
	(void)severity;
	return true;
}

static enum alert_reader records(void *ctx, size_t i)
{
	(void)ctx;
	return i ? ALERT_READER_ALL : ALERT_READER_RECORD;
}

static const struct alert_readers readers = {
	.names = sinks, .count = ARRAY_LEN(sinks), .wants = everybody, .sort = records};

/* Considers a change in a transaction of its own; true where an alert was raised. */
static bool consider(struct store *store, const struct incident_change *change,
	const struct finding *finding, const struct item_source *source, int64_t time)
{
	struct arena *arena = arena_new();
	struct item item = sample_item(arena, source);
	struct store_item stored = {.row = 1, .public_id = "item"};
	bool raised = false;

	assert_int_equal(store_begin(store), 0);
	assert_int_equal(alert_consider(store, &alert_options, change, finding, &item, &stored,
				 time, NOW, &readers, &raised),
		0);
	assert_int_equal(store_commit(store), 0);
	arena_free(arena);
	return raised;
}

static void take_row(void *ctx, struct json_object *row)
{
	*(struct json_object **)ctx = json_object_get(row);
}

/* The newest alert, a line of INTERFACE.md; the caller puts it. */
static struct json_object *last_alert(struct store *store)
{
	struct store_query query = {.since = TIME_NONE, .until = TIME_NONE, .limit = 1};
	struct json_object *row = NULL;

	assert_int_equal(store_query_alerts(store, &query, take_row, &row), 0);
	assert_non_null(row);
	return row;
}

/* An incident that is in the store, told already or not. */
static struct incident stored_incident(struct store *store, bool alerted)
{
	struct incident incident = {.title = "Border buoys removed", .category = "border-marker",
		.severity = SEVERITY_MEDIUM, .first_seen = NOW, .last_seen = NOW, .items = 1,
		.sources = 1, .origins = 1, .alerted = alerted};

	assert_int_equal(store_incident_put(store, &incident), 0);
	return incident;
}

static void a_change_is_told_by_its_kind(void **state)
{
	static const struct {
		const char *what, *kind; /* NULL: nothing to tell */
		bool alerted;
		struct incident_change change;
	} cases[] = {
		{"opened", "new", false, {.opened = true}},
		{"told for the first time", "new", false, {.escalated = true}},
		{"one more report", NULL, true, {.opened = false}},
		{"more serious", "escalated", true, {.escalated = true}},
		{"counted anew", "update", true, {.quantity_changed = true}},
		{"corrected", "corrected", true, {.corrected = true, .quantity_changed = true}},
		{"withdrawn", "withdrawn", true,
			{.withdrawn = true, .corrected = true, .escalated = true}},
		{"opened and withdrawn at once", "new", false,
			{.opened = true, .withdrawn = true}},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct store *store = new_store();
		struct finding finding = plain_finding();
		struct incident_change change = cases[i].change;
		struct json_object *alert;
		bool raised;

		change.incident = stored_incident(store, cases[i].alerted);
		raised = consider(store, &change, &finding, &err, NOW);
		if (raised != (cases[i].kind != NULL))
			fail_msg("%s: raised %d", cases[i].what, raised);
		alert = raised ? last_alert(store) : NULL;
		if (raised && strcmp(json_get_text(alert, "kind"), cases[i].kind) != 0)
			fail_msg("%s: %s", cases[i].what, json_get_text(alert, "kind"));
		json_object_put(alert);
		store_close(store);
	}
}

static void what_is_old_mild_or_a_draft_is_not_told(void **state)
{
	static const struct item_source slow = {.id = "slow", .alert_max_age_ms = 100LL * HOUR * 1000};
	static const struct {
		const char *what;
		const struct item_source *source;
		int64_t age_s;
		enum severity severity;
		bool draft, raised;
	} cases[] = {
		{"fresh", &err, 0, SEVERITY_MEDIUM, false, true},
		{"as old as may be", &err, 48 * HOUR, SEVERITY_MEDIUM, false, true},
		{"a second older", &err, 48 * HOUR + 1, SEVERITY_MEDIUM, false, false},
		{"old, of a source with an age of its own", &slow, 100 * HOUR, SEVERITY_MEDIUM,
			false, true},
		{"too old for that too", &slow, 100 * HOUR + 1, SEVERITY_MEDIUM, false, false},
		{"of no source", NULL, 0, SEVERITY_MEDIUM, false, true},
		{"too mild", &err, 0, SEVERITY_INFO, false, false},
		{"a draft", &err, 0, SEVERITY_CRITICAL, true, false},
	};
	size_t i;

	(void)state;
	alert_options.min_severity = SEVERITY_LOW;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct store *store = new_store();
		struct finding finding = plain_finding();
		struct incident_change change = {.opened = true};
		struct store_totals totals;
		bool raised;

		finding.severity = cases[i].severity;
		finding.draft = cases[i].draft;
		change.incident = stored_incident(store, false);
		raised = consider(store, &change, &finding, cases[i].source,
			NOW - cases[i].age_s);
		if (raised != cases[i].raised)
			fail_msg("%s: raised %d", cases[i].what, raised);
		assert_int_equal(store_totals(store, &totals), 0);
		assert_int_equal(totals.alerts, raised);
		assert_int_equal(totals.outbox, raised ? ARRAY_LEN(sinks) : 0);
		store_close(store);
	}
	alert_options.min_severity = SEVERITY_INFO;
}

static void what_was_not_told_at_first_is_new_when_it_is(void **state)
{
	struct store *store = new_store();
	struct arena *arena = arena_new();
	struct finding finding = plain_finding();
	struct incident_change change = report(store, arena, &finding, NOW - 100 * HOUR);
	struct json_object *alert;

	(void)state;
	finding.incident.window_s = 200 * HOUR;
	assert_false(consider(store, &change, &finding, &err, NOW - 100 * HOUR));
	change = report(store, arena, &finding, NOW);
	assert_false(change.opened);
	assert_true(consider(store, &change, &finding, &err, NOW));
	alert = last_alert(store);
	assert_string_equal(json_get_text(alert, "kind"), "new");
	json_object_put(alert);
	/* And then it has been told. */
	change = report(store, arena, &finding, NOW);
	assert_true(change.incident.alerted);
	assert_false(consider(store, &change, &finding, &err, NOW));
	arena_free(arena);
	store_close(store);
}

/* ---- the sentence -------------------------------------------------------------------- */

static const char *const spiegel[] = {"Der Spiegel"};
static const char *const both_sides[] = {"EE", "RU"};
static const struct quantity buoys[] = {
	{.value = 24, .of = 50, .term = "buoy", .text = "24 of 50 buoys"}};

static struct finding whole_finding(void)
{
	struct finding finding = plain_finding();

	set_place(&finding, at_narva);
	set_countries(&finding, both_sides, 2);
	finding.facts.quantities = buoys;
	finding.facts.quantity_count = 1;
	finding.facts.attributed_to = spiegel;
	finding.facts.attributed_count = 1;
	return finding;
}

static void a_summary_says_what_where_how_many_and_who_says_so(void **state)
{
	static const char *const origins[] = {"ERR"};
	static const struct item_source named = {.id = "lrt", .name = "LRT"};
	static const struct item_source bare = {.id = "feed-7"};
	const struct {
		enum alert_kind kind;
		struct finding finding;
		const struct item_source *source;
		int64_t items, outlets;
		bool withdrawn, corrected;
		const char *summary;
	} cases[] = {
		{ALERT_NEW, whole_finding(), &err, 1, 1, false, false,
			"Border buoys removed: Narva River (EE, RU); 24 of 50 buoys; reported by "
			"ERR, citing Der Spiegel; status reported, 1 origin"},
		{ALERT_UPDATE, whole_finding(), &named, 3, 2, false, false,
			"Update: Border buoys removed: Narva River (EE, RU); 24 of 50 buoys; "
			"reported by LRT, citing Der Spiegel; status reported, 3 reports of 2 outlets, 1 origin: ERR"},
		{ALERT_NEW, plain_finding(), &bare, 1, 1, false, false,
			"Border buoys removed; reported by feed-7; status reported, 1 origin: ERR"},
		{ALERT_NEW, whole_finding(), NULL, 1, 1, false, false,
			"Border buoys removed: Narva River (EE, RU); 24 of 50 buoys; according to "
			"Der Spiegel; status reported, 1 origin: ERR"},
		{ALERT_NEW, plain_finding(), &err, 1, 1, true, true,
			"Border buoys removed; reported by ERR; taken back again, the text says; "
			"with a correction notice; status reported, 1 origin"},
		{ALERT_WITHDRAWN, plain_finding(), &err, 2, 1, true, false,
			"Withdrawn: Border buoys removed; reported by ERR; status reported, 2 reports of 1 outlet, 1 origin: ERR"},
		{ALERT_CORRECTED, plain_finding(), &err, 2, 2, false, true,
			"Corrected: Border buoys removed; reported by ERR; status reported, 2 reports of 2 outlets, 1 origin: ERR"},
		{ALERT_ESCALATED, plain_finding(), &err, 2, 2, false, false,
			"More serious: Border buoys removed; reported by ERR; status reported, "
			"2 reports of 2 outlets, 1 origin: ERR"},
	};
	struct arena *arena = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct finding finding = cases[i].finding;
		struct item item = sample_item(arena, cases[i].source);
		struct incident incident = {
			.items = cases[i].items, .outlets = cases[i].outlets,
			.origins = 1, .origin_names = origins, .origin_name_count = 1};
		CLEANUP(mem_freep) char *summary = NULL;

		finding.facts.withdrawn = cases[i].withdrawn;
		finding.facts.corrected = cases[i].corrected;
		summary = alert_summary(cases[i].kind, &incident, &finding, &item, NULL);
		assert_string_equal(summary, cases[i].summary);
	}
	arena_free(arena);
}

static void an_alert_line_holds_what_the_interface_promises(void **state)
{
	static const char *const members[] = {"schema", "id", "time", "kind", "severity",
		"category", "summary", "incident", "rule", "item", "evidence"};
	struct store *store = new_store();
	struct arena *arena = arena_new();
	struct finding finding = whole_finding();
	struct incident_change change = report(store, arena, &finding, NOW);
	struct json_object *alert;
	size_t i;

	(void)state;
	assert_true(consider(store, &change, &finding, &err, NOW));
	alert = last_alert(store);
	for (i = 0; i < ARRAY_LEN(members); i++)
		if (!json_get(alert, members[i]))
			fail_msg("no %s", members[i]);
	assert_string_equal(json_get_text(alert, "schema"), "kordon.alert/1");
	assert_string_equal(json_get_text(alert, "time"), "2024-05-23T06:00:00Z");
	assert_string_equal(json_get_text(json_get(alert, "item"), "publisher"), "ERR");
	assert_string_equal(json_get_text(json_get(alert, "incident"), "status"), "reported");
	json_object_put(alert);
	arena_free(arena);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_is_told_by_its_kind),
		cmocka_unit_test(what_is_old_mild_or_a_draft_is_not_told),
		cmocka_unit_test(what_was_not_told_at_first_is_new_when_it_is),
		cmocka_unit_test(a_summary_says_what_where_how_many_and_who_says_so),
		cmocka_unit_test(an_alert_line_holds_what_the_interface_promises),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
