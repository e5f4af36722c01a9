/* What a report changes of its incident; which incident that is, test_similar.c asks. */
#include "reports.h"

#include <json-c/json.h>

#include "model/json.h"

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

/* ---- how sure it is ------------------------------------------------------------------ */

/* One report: who publishes it, whom it cites, which office speaks, and how. */
struct told {
	const char *outlet, *cites, *office, *country;
	bool denies, refuted, corrected, withdrawn;
	enum modality modality;
	enum incident_status status; /* what the incident is then */
	bool told_so;                /* and the change says that it became so */
};

static struct incident_change take(struct store *store, struct arena *arena,
	const struct told *told)
{
	static const char *const parties[] = {"EE", "RU"};
	static const struct wording_part words[] = {{.word = 1, .weight = 1}};
	struct trace_source sources[2];
	const char *const names[] = {told->office};
	struct trace trace = {.outlet = told->outlet, .country = "FI", .sources = sources};
	struct finding finding = plain_finding();
	struct incident_input input = {.finding = &finding, .lang = "en",
		.wording = {.parts = words, .count = 1}, .trace = &trace, .time = NOW, .now = NOW};
	struct incident_change change;

	if (told->cites)
		sources[trace.source_count++] = (struct trace_source){
			.kind = TRACE_CITES, .name = told->cites, .country = "DE"};
	if (told->office)
		sources[trace.source_count++] = (struct trace_source){.kind = TRACE_SAYS,
			.name = told->office, .country = told->country, .official = true,
			.told = true, .denies = told->denies};
	finding.facts.attributed_to = names;
	finding.facts.attributed_count = told->office != NULL;
	finding.facts.modality = told->modality;
	finding.facts.refuted = told->refuted;
	finding.facts.corrected = told->corrected;
	finding.facts.withdrawn = told->withdrawn;
	set_countries(&finding, parties, 2);
	input.item_row = new_item(store, told->outlet).row;
	assert_int_equal(store_begin(store), 0);
	assert_int_equal(incident_report(store, arena, &input, &change), 0);
	assert_int_equal(store_commit(store), 0);
	return change;
}

static bool says_so(const struct incident_change *change, enum incident_status status)
{
	switch (status) {
	case INCIDENT_CORROBORATED:
		return change->corroborated;
	case INCIDENT_CONFIRMED:
		return change->confirmed;
	case INCIDENT_DISPUTED:
		return change->disputed;
	case INCIDENT_DENIED:
		return change->denied;
	case INCIDENT_CORRECTED:
		return change->corrected;
	case INCIDENT_WITHDRAWN:
		return change->withdrawn;
	default:
		return change->status_from != status;
	}
}

#define GUARD "Estonian border guard"
static const struct told ladders[][6] = {
	{{"ERR", NULL, NULL, NULL, .status = INCIDENT_REPORTED},
		{"LRT", "Der Spiegel", NULL, NULL, .status = INCIDENT_REPORTED},
		{"Yle", "Reuters", NULL, NULL, .status = INCIDENT_CORROBORATED, .told_so = true},
		{"SVT", NULL, GUARD, "EE", .status = INCIDENT_CONFIRMED, .told_so = true},
		{"NRK", NULL, "Kremlin", "RU", .denies = true, .status = INCIDENT_DISPUTED,
			.told_so = true}},
	/* The far side's denial confirms nothing, nor does its word on what it did. */
	{{"ERR", "Der Spiegel", NULL, NULL, .status = INCIDENT_REPORTED},
		{"LRT", NULL, "Kremlin", "RU", .denies = true, .status = INCIDENT_DENIED,
			.told_so = true},
		{"Yle", "Reuters", NULL, NULL, .status = INCIDENT_DISPUTED, .told_so = true}},
	{{"ERR", NULL, "Kremlin", "RU", .status = INCIDENT_REPORTED},
		{"LRT", NULL, "Kremlin", "RU", .modality = MODALITY_ANNOUNCED,
			.status = INCIDENT_CONFIRMED, .told_so = true}},
	/* An office of no party, and one that speaks of what might be. */
	{{"ERR", NULL, "Pentagon", "US", .status = INCIDENT_REPORTED},
		{"LRT", NULL, GUARD, "EE", .modality = MODALITY_HYPOTHETICAL,
			.status = INCIDENT_CORROBORATED, .told_so = true},
		{"Yle", NULL, GUARD, "EE", .status = INCIDENT_CONFIRMED, .told_so = true}},
	/* An office that confirms it elsewhere denies something else. */
	{{"ERR", NULL, GUARD, "EE", .status = INCIDENT_CONFIRMED, .told_so = true},
		{"LRT", NULL, GUARD, "EE", .modality = MODALITY_DENIED, .refuted = true,
			.status = INCIDENT_CONFIRMED}},
	/* A negation beside it is no denial; of the event itself it is one. */
	{{"ERR", NULL, GUARD, "EE", .modality = MODALITY_DENIED, .status = INCIDENT_REPORTED},
		{"LRT", NULL, "Interior Ministry", "EE", .status = INCIDENT_CONFIRMED,
			.told_so = true},
		{"Yle", NULL, GUARD, "EE", .modality = MODALITY_DENIED, .refuted = true,
			.status = INCIDENT_DISPUTED, .told_so = true}},
	/* Corrected until somebody else tells of it. */
	{{"ERR", "Der Spiegel", NULL, NULL, .status = INCIDENT_REPORTED},
		{"ERR", "Der Spiegel", NULL, NULL, .corrected = true,
			.status = INCIDENT_CORRECTED, .told_so = true},
		{"LRT", "Der Spiegel", NULL, NULL, .status = INCIDENT_CORRECTED},
		{"Yle", "Reuters", NULL, NULL, .status = INCIDENT_CORROBORATED, .told_so = true}},
	/* What was taken back is not brought back by more reports of it. */
	{{"ERR", "Der Spiegel", NULL, NULL, .status = INCIDENT_REPORTED},
		{"LRT", "Reuters", NULL, NULL, .withdrawn = true, .status = INCIDENT_WITHDRAWN,
			.told_so = true},
		{"Yle", NULL, GUARD, "EE", .status = INCIDENT_WITHDRAWN}},
};

static void count_row(void *ctx, struct json_object *row)
{
	struct json_object *events = json_get(row, "events");

	*(size_t *)ctx = json_object_array_length(events);
}

static void the_status_follows_the_evidence(void **state)
{
	size_t i, j, events;

	(void)state;
	for (i = 0; i < ARRAY_LEN(ladders); i++) {
		struct store *store = new_store();
		struct arena *arena = arena_new();
		struct incident_change change;

		for (j = 0; j < 6 && ladders[i][j].outlet; j++) {
			const struct told *told = &ladders[i][j];
			struct store_query query = {.since = TIME_NONE, .until = TIME_NONE,
				.limit = 1};

			change = take(store, arena, told);
			query.id = change.incident.id;
			assert_int_equal(change.incident.id, 1);
			if (change.incident.status != told->status ||
				says_so(&change, told->status) != told->told_so)
				fail_msg("ladder %zu, report %zu: %s, said %d", i, j,
					incident_status_name(change.incident.status),
					says_so(&change, told->status));
			/* Each step is kept. */
			assert_int_equal(store_query_incidents(store, &query, count_row, &events), 0);
			assert_true(events > 0);
		}
		arena_free(arena);
		store_close(store);
	}
}

static void figures_that_differ_stand_side_by_side_with_who_gives_them(void **state)
{
	struct store *store = new_store();
	struct arena *arena = arena_new();
	struct finding finding = plain_finding();
	struct quantity quantity;
	struct incident_change change;
	static const char *const guard[] = {GUARD};

	(void)state;
	set_quantity(&finding, &quantity, 24, "buoy");
	quantity.said_by = "Der Spiegel";
	change = report(store, arena, &finding, NOW);
	set_quantity(&finding, &quantity, 30, "buoy");
	finding.facts.attributed_to = guard;
	finding.facts.attributed_count = 1;
	change = report(store, arena, &finding, NOW);
	assert_int_equal(change.incident.quantity_count, 2);
	assert_string_equal(change.incident.quantities[0].said_by, "Der Spiegel");
	assert_string_equal(change.incident.quantities[1].said_by, GUARD);
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
		cmocka_unit_test(the_status_follows_the_evidence),
		cmocka_unit_test(figures_that_differ_stand_side_by_side_with_who_gives_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
