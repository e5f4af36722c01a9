/* What a report changes of its incident; which incident that is, test_similar.c asks. */
#include "reports.h"

static void a_report_adds_what_the_incident_has_not(void **state)
{
	static const char *const more[] = {"EE", "LV", "RU"};
	struct store *store = new_store();
	struct arena *arena = arena_new();
	struct finding finding = plain_finding();
	struct incident_change change;
	size_t i;

	(void)state;
	set_place(&finding, at_narva);
	set_countries(&finding, (const char *const[]){"RU"}, 1);
	assert_true(report(store, arena, &finding, NOW).opened);
	set_countries(&finding, more, 3);
	change = report(store, arena, &finding, NOW - HOUR);
	assert_string_equal(change.incident.title, "Border buoys removed: Narva River");
	assert_int_equal(change.incident.place_count, 1);
	assert_int_equal(change.incident.country_count, 3);
	for (i = 0; i < 3; i++)
		assert_string_equal(change.incident.countries[i], more[i]);
	assert_int_equal(change.incident.first_seen, NOW - HOUR);
	assert_int_equal(change.incident.last_seen, NOW);
	assert_int_equal(change.incident.items, 2);
	assert_int_equal(change.incident.sources, 1);
	arena_free(arena);
	store_close(store);
}

static void set_quantity(struct finding *finding, struct quantity *quantity, double value,
	const char *term)
{
	*quantity = (struct quantity){.value = value, .of = 50, .term = term, .text = "…"};
	finding->facts.quantities = quantity;
	finding->facts.quantity_count = 1;
}

static void another_count_of_the_same_thing_is_a_change(void **state)
{
	static const struct {
		const char *what;
		double value;
		const char *term;
		bool changed;
	} steps[] = {
		{"the first count", 24, "buoy", false},
		{"the same count", 24, "buoy", false},
		{"something else is counted", 3, "boat", false},
		{"another count", 30, "buoy", true},
		{"a count that was told before", 24, "buoy", false},
	};
	struct store *store = new_store();
	struct arena *arena = arena_new();
	struct finding finding = plain_finding();
	struct incident_change change;
	struct quantity quantity;
	size_t i;

	(void)state;
	set_place(&finding, at_narva);
	for (i = 0; i < ARRAY_LEN(steps); i++) {
		set_quantity(&finding, &quantity, steps[i].value, steps[i].term);
		change = report(store, arena, &finding, NOW);
		if (change.quantity_changed != steps[i].changed)
			fail_msg("%s: changed %d", steps[i].what, change.quantity_changed);
	}
	assert_int_equal(change.incident.quantity_count, 3);
	arena_free(arena);
	store_close(store);
}

static void severity_rises_and_never_falls(void **state)
{
	struct store *store = new_store();
	struct arena *arena = arena_new();
	struct finding finding = plain_finding();
	struct incident_change change;

	(void)state;
	assert_false(report(store, arena, &finding, NOW).escalated);
	finding.severity = SEVERITY_CRITICAL;
	assert_true(report(store, arena, &finding, NOW).escalated);
	finding.severity = SEVERITY_LOW;
	change = report(store, arena, &finding, NOW);
	assert_false(change.escalated);
	assert_int_equal(change.incident.severity, SEVERITY_CRITICAL);
	arena_free(arena);
	store_close(store);
}

static void what_is_said_to_be_withdrawn_is_withdrawn_once(void **state)
{
	struct store *store = new_store();
	struct arena *arena = arena_new();
	struct finding finding = plain_finding();
	struct incident_change change;

	(void)state;
	(void)!report(store, arena, &finding, NOW).opened;
	finding.facts.withdrawn = true;
	change = report(store, arena, &finding, NOW);
	assert_true(change.withdrawn);
	assert_int_equal(change.incident.status, INCIDENT_WITHDRAWN);
	assert_false(report(store, arena, &finding, NOW).withdrawn);
	/* A later report without the notice does not bring it back. */
	finding.facts.withdrawn = false;
	change = report(store, arena, &finding, NOW);
	assert_int_equal(change.incident.status, INCIDENT_WITHDRAWN);
	arena_free(arena);
	store_close(store);
}

static void a_correction_is_a_change_of_what_was_told_before(void **state)
{
	struct store *store = new_store();
	struct arena *arena = arena_new();
	struct finding finding = plain_finding();

	(void)state;
	finding.facts.corrected = true;
	assert_false(report(store, arena, &finding, NOW).corrected);
	assert_true(report(store, arena, &finding, NOW).corrected);
	arena_free(arena);
	store_close(store);
}

static void a_revision_stays_with_its_incident(void **state)
{
	struct store *store = new_store();
	struct arena *arena = arena_new();
	struct finding finding = plain_finding();
	struct store_item item = new_item(store, "err");
	struct incident_change first, second;

	(void)state;
	set_place(&finding, at_narva);
	first = report_by(store, arena, &finding, item.row, NOW);
	/* Rewritten a year later, about another place: the same report all the same. */
	set_place(&finding, at_neris);
	second = report_by(store, arena, &finding, item.row, NOW + 365 * 24 * HOUR);
	assert_int_equal(second.incident.id, first.incident.id);
	assert_false(second.opened);
	assert_int_equal(second.incident.items, 1);
	arena_free(arena);
	store_close(store);
}

static void an_incident_gathers_no_more_than_its_ceiling(void **state)
{
	enum { PLACES = 100 };
	struct store *store = new_store();
	struct arena *arena = arena_new();
	struct finding finding = plain_finding();
	struct place places[PLACES];
	const struct place *list[PLACES];
	struct incident_change change;
	size_t i;

	(void)state;
	for (i = 0; i < PLACES; i++) {
		places[i] = narva;
		places[i].id = arena_printf(arena, "place-%zu", i);
		list[i] = &places[i];
	}
	finding.facts.places = list;
	finding.facts.place_count = PLACES;
	change = report(store, arena, &finding, NOW);
	assert_true(change.incident.place_count > 0);
	assert_true(change.incident.place_count < PLACES);
	arena_free(arena);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_adds_what_the_incident_has_not),
		cmocka_unit_test(another_count_of_the_same_thing_is_a_change),
		cmocka_unit_test(severity_rises_and_never_falls),
		cmocka_unit_test(what_is_said_to_be_withdrawn_is_withdrawn_once),
		cmocka_unit_test(a_correction_is_a_change_of_what_was_told_before),
		cmocka_unit_test(a_revision_stays_with_its_incident),
		cmocka_unit_test(an_incident_gathers_no_more_than_its_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
