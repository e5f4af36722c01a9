/* Which reports are put together to one incident, over languages and days. */
#include "check.h"

#include "incident/incident.h"
#include "text/text.h"

enum { HOUR = 3600, DAY = 24 * HOUR };
static const int64_t TUESDAY = 1716271200; /* 2024-05-21T06:00:00Z */

struct told {
	const char *lang, *title;
	const char *countries[3], *place;
	int64_t after; /* seconds after the first */
	int incident;  /* 1, 2 …: which of them it belongs to */
};

static struct item item_of(struct arena *arena, const struct told *told)
{
	struct item item = {.lang = told->lang, .published = TIME_NONE, .updated = TIME_NONE};

	item.field[ITEM_TITLE] = item_text_plain(arena, told->title, SEGMENT_TITLE);
	return item;
}

static int64_t report(struct store *store, struct arena *arena, const struct told *told,
	const struct incident_policy *policy, int64_t row)
{
	struct place *place = arena_alloc(arena, sizeof(*place));
	const struct place *places[1] = {place};
	struct finding finding = {.rule = "r", .title = "Title", .pack = "p",
		.category = "border-marker", .severity = SEVERITY_HIGH, .incident = *policy};
	struct item item = item_of(arena, told);
	struct incident_input input = {.finding = &finding, .item_row = row,
		.lang = told->lang, .time = TUESDAY + told->after, .now = TUESDAY + 30 * DAY};
	struct incident_change change;

	*place = (struct place){.id = told->place, .name = told->place,
		.countries = told->countries};
	while (finding.facts.country_count < 3 &&
		told->countries[finding.facts.country_count])
		finding.facts.country_count++;
	finding.facts.countries = told->countries;
	finding.facts.places = places;
	finding.facts.place_count = told->place != NULL;
	input.wording = text_wording(text_doc_new(arena, &item));
	assert_int_equal(incident_report(store, arena, &input, &change), 0);
	return change.incident.id;
}

static void put_items(struct store *store, struct arena *arena, const struct told *told,
	size_t count, struct store_item *out)
{
	struct item items[16];
	struct item_identity identities[16] = {{0}};

	for (size_t i = 0; i < count; i++) {
		items[i] = item_of(arena, &told[i]);
		identities[i].guid = i + 1;
	}
	assert_int_equal(store_begin(store), 0);
	assert_int_equal(
		store_items_put(store, "s", items, identities, count, TUESDAY, out), 0);
	assert_int_equal(store_commit(store), 0);
}

static void check(const struct told *told, size_t count, const struct incident_policy *policy)
{
	const struct store_options options = {.path = (char *)(uintptr_t)":memory:"};
	struct arena *arena = arena_new();
	struct store_item items[16];
	int64_t ids[17] = {0}, id;
	struct store *store;
	char *why;

	assert_int_equal(store_open(&options, &store, &why), 0);
	put_items(store, arena, told, count, items);
	for (size_t i = 0; i < count; i++) {
		id = report(store, arena, &told[i], policy, items[i].row);
		for (int known = 1; known <= 16; known++)
			if (ids[known] == id && known != told[i].incident)
				fail_msg("'%s' joined incident %d, not %d", told[i].title,
					known, told[i].incident);
		if (ids[told[i].incident] && ids[told[i].incident] != id)
			fail_msg("'%s' did not join incident %d", told[i].title,
				told[i].incident);
		ids[told[i].incident] = id;
	}
	store_close(store);
	arena_free(arena);
}

static void one_event_is_one_incident_in_every_language(void **state)
{
	static const struct told told[] = {
		{"en", "Russia removes 24 of 50 buoys from the Narva River, Tallinn says",
			{"EE", "RU"}, "narva-river", 0, 1},
		{"et", "Venemaa eemaldas Narva jõelt 24 poid", {"EE", "RU"}, "narva-river", HOUR, 1},
		{"ru", "Россия сняла 24 буя на реке Нарва", {"EE", "RU"}, "narva-river",
			3 * HOUR, 1},
		{"fi", "Viro: Venäjä poisti poijuja Narvajoelta", {"EE", "RU"}, "narva-river", DAY, 1},
		{"en", "Buoys taken from Narva River must come back, says Estonia",
			{"EE", "RU"}, "narva-river", 2 * DAY, 1},
		{"pl", "Litwa: nieznani sprawcy usunęli słup graniczny pod Druskiennikami",
			{"LT", "BY"}, "druskininkai", 2 * DAY, 2},
		{"no", "Grensestolpe ved Grense Jakobselv er flyttet", {"NO", "RU"},
			"jakobselva", 2 * DAY, 3},
	};
	const struct incident_policy policy = {.by_country = true, .window_s = 14 * DAY};

	(void)state;
	check(told, ARRAY_LEN(told), &policy);
}

static void what_is_told_after_the_window_is_another_event(void **state)
{
	static const struct told told[] = {
		{"en", "Russia removes buoys from the Narva River", {"EE", "RU"}, "narva-river", 0, 1},
		{"en", "Russia removes buoys from the Narva River", {"EE", "RU"}, "narva-river",
			15 * DAY, 2},
	};
	const struct incident_policy policy = {.by_place = true, .window_s = 14 * DAY};

	(void)state;
	check(told, ARRAY_LEN(told), &policy);
}

/* What a rule says that two reports must agree in parts them, however alike they sound. */
static void the_rule_says_what_must_agree(void **state)
{
	static const struct told told[] = {
		{"en", "Border buoys were removed overnight, officials say", {"EE"}, NULL, 0, 1},
		{"en", "Border buoys were removed overnight, officials say", {"NO"}, NULL, HOUR, 2},
	};
	static const struct told together[] = {
		{"en", "Border buoys were removed overnight, officials say", {"EE"}, NULL, 0, 1},
		{"en", "Border buoys were removed overnight, officials say", {"NO"}, NULL, HOUR, 1},
	};
	const struct incident_policy by_country = {.by_country = true, .window_s = DAY};
	const struct incident_policy by_category = {.window_s = DAY};

	(void)state;
	check(told, ARRAY_LEN(told), &by_country);
	check(together, ARRAY_LEN(together), &by_category);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_event_is_one_incident_in_every_language),
		cmocka_unit_test(what_is_told_after_the_window_is_another_event),
		cmocka_unit_test(the_rule_says_what_must_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
