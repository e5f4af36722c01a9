/*
 * What time brings, on a clock that the tests turn: waves (a month of quiet, then more), and
 * days that were named and have come. Items come in as replay brings them, into a store in
 * memory, and alerts go to a call.
 */
#include "pipeline.h"

#include <json-c/json.h>
#include <string.h>

#include "base/mem.h"
#include "check.h"
#include "loading.h"
#include "incident/incident.h"
#include "model/json.h"

#define BEGIN 1716444000 /* 2024-05-23T06:00:00Z */
enum { HOUR = 3600, DAY = 24 * HOUR };

static const char main_file[] =
	"include: [rules.yaml]\nsources: [{id: err, url: 'https://err.example/rss', publisher: ERR}]\n";
static const char rules_file[] =
	"pack: test\nversion: 1\n"
	"countries:\n"
	"  - {code: EE, name: Estonia, names: [Estonia*]}\n"
	"  - {code: FI, name: Finland, names: [Finland]}\n"
	"  - {code: RU, name: Russia, names: [Russia*]}\n"
	"terms: {migrant: {any: [migrant*]}, cross: {any: [cross*]},"
	" border: {any: [border]}, close: {any: [clos*]}}\n"
	"rules:\n"
	"  - id: crossing\n    title: Migrants crossed\n    category: migrant-pressure\n"
	"    severity: low\n    when: sentence(migrant and cross)\n"
	"    incident: {by: [category], window: 1h}\n"
	"    examples: [{alert: Migrants crossed}, {quiet: Migrants slept}]\n"
	"  - id: closing\n    title: A border is closed\n    category: border-closure\n"
	"    severity: medium\n    when: sentence(border and close)\n"
	"    incident: {by: [category], window: 96h}\n"
	"    examples: [{alert: The border is closed}, {quiet: The border is long}]\n"
	"waves:\n"
	"  - id: migrant-wave\n    title: Migrant pressure rises on one border\n"
	"    of: {category: migrant-pressure, by: country}\n    over: 48h\n"
	"    when: origins >= 3 and rate >= 3 x baseline(28d)\n    severity: high\n";

static const char *const outlets[] = {"err", "delfi", "yle", "lrt", "lsm"};
static const char *const strangers[] = {"new-a", "new-b", "new-c", "new-d", "new-e"};

struct world {
	struct clock clock;
	struct settings *settings;
	struct store *store;
	struct sinks *sinks;
	struct pipeline *pipeline;
	struct json_object *surge; /* the last one */
	struct buf reminders; /* "2024-07-15 of CATEGORY\n" each */
	int surges, number;
};

static void take_alert(void *ctx, const struct sink_alert *alert)
{
	struct world *world = ctx;
	struct json_object *object = json_tokener_parse(alert->line);

	if (json_get(object, "reminder"))
		buf_printf(&world->reminders, "%s of %s, %s\n",
			json_get_text(json_get(object, "reminder"), "date"),
			json_get_text(object, "category"), json_get_text(object, "kind"));
	if (strcmp(json_get_text(object, "kind"), "surge") != 0) {
		json_object_put(object);
		return;
	}
	world->surges++;
	json_object_put(world->surge);
	world->surge = object;
}

static void start(struct world *world)
{
	assert_int_equal(pipeline_new(NULL, &world->clock, world->store, world->sinks,
				 world->settings, &world->pipeline),
		0);
}

static int set_up(void **state)
{
	struct world *world = mem_alloc(sizeof(*world));
	struct store_options options = {.path = (char *)":memory:"};
	char *why = NULL;

	*world = (struct world){.clock = clock_virtual(BEGIN), .reminders = BUF_INIT(BUF_UNBOUND)};
	world->settings = load_settings(main_file, rules_file);
	assert_int_equal(store_open(&options, &world->store, &why), 0);
	world->sinks = sinks_to_caller(take_alert, world);
	start(world);
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
	json_object_put(world->surge);
	buf_done(&world->reminders);
	mem_free(world);
	return 0;
}

static void bring(struct world *world, const char *source, const char *text)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct item_source origin = {.id = source, .name = source, .publisher = source};
	struct item item = {.id = arena_printf(arena, "%d", world->number), .source = &origin,
		.published = clock_wall_s(&world->clock), .updated = TIME_NONE, .lang = "en"};

	item.field[ITEM_TITLE] = item_text_plain(arena, text, SEGMENT_TITLE);
	world->number++;
	assert_int_equal(pipeline_items(world->pipeline, source, &item, 1, NULL), 0);
	pipeline_deliver(world->pipeline);
}

/* With hours between them each is another event; without, what is worded like it. */
static void report(struct world *world, const char *source, const char *country)
{
	int n = world->number;
	CLEANUP(mem_freep)
	char *text = mem_printf("Migrants crossed into %s: place%d patrol%d forest%d lake%d",
		country, n, n * 7, n * 13, n * 31);

	bring(world, source, text);
}

/* All outlets are read; of migrants one of them tells every third day. */
static void quiet_days(struct world *world, int days)
{
	size_t i;
	int day;

	for (day = 0; day < days; day++) {
		for (i = 0; i < ARRAY_LEN(outlets); i++) {
			CLEANUP(mem_freep)
			char *text = mem_printf("Ferry%d is late", world->number);

			bring(world, outlets[i], text);
		}
		if (day % 3 == 0)
			report(world, outlets[day % (int)ARRAY_LEN(outlets)], "Estonia");
		clock_turn(&world->clock, DAY);
	}
}

static void burst(struct world *world, const char *const *sources, size_t count,
	const char *country)
{
	size_t i;

	for (i = 0; i < count; i++) {
		report(world, sources[i], country);
		clock_turn(&world->clock, 3 * HOUR);
	}
	pipeline_look_at_time(world->pipeline);
	pipeline_deliver(world->pipeline);
}

static double number_at(struct json_object *object, const char *path)
{
	assert_non_null(json_find(object, path));
	return json_object_get_double(json_find(object, path));
}

static void a_burst_after_a_quiet_month_is_told_once(void **state)
{
	struct world *world = *state;
	int i;

	quiet_days(world, 35);
	assert_int_equal(world->surges, 0);
	burst(world, outlets, ARRAY_LEN(outlets), "Estonia");
	assert_int_equal(world->surges, 1);
	assert_string_equal(
		json_object_get_string(json_find(world->surge, "wave.where")), "EE");
	assert_string_equal(
		json_object_get_string(json_find(world->surge, "rule.id")), "migrant-wave");
	assert_string_equal(json_get_text(world->surge, "severity"), "high");
	assert_true(number_at(world->surge, "wave.counted.origins") >= 3);
	assert_true(number_at(world->surge, "wave.baseline.windows") >= 7);
	assert_int_equal((int)number_at(world->surge, "wave.baseline.usual.origins"), 1);
	assert_non_null(strstr(json_get_text(world->surge, "summary"),
		"More and more: Migrant pressure rises on one border: EE; status corroborated"));
	/* It goes on, and over a restart. */
	pipeline_free(world->pipeline);
	start(world);
	for (i = 0; i < 2; i++)
		burst(world, outlets, ARRAY_LEN(outlets), "Estonia");
	assert_int_equal(world->surges, 1);
}

static void what_has_fallen_is_told_when_it_rises_again(void **state)
{
	struct world *world = *state;
	int64_t first;

	quiet_days(world, 35);
	burst(world, outlets, ARRAY_LEN(outlets), "Estonia");
	first = (int64_t)number_at(world->surge, "incident.id");
	quiet_days(world, 10);
	pipeline_look_at_time(world->pipeline);
	assert_int_equal(world->surges, 1);
	burst(world, outlets, ARRAY_LEN(outlets), "Estonia");
	assert_int_equal(world->surges, 2);
	assert_true((int64_t)number_at(world->surge, "incident.id") > first);
}

static void each_country_has_its_own_wave_and_the_far_side_none(void **state)
{
	struct world *world = *state;

	quiet_days(world, 35);
	burst(world, outlets, ARRAY_LEN(outlets), "Estonia from Russia");
	assert_int_equal(world->surges, 1);
	burst(world, outlets, ARRAY_LEN(outlets), "Finland from Russia");
	assert_int_equal(world->surges, 2);
	assert_string_equal(
		json_object_get_string(json_find(world->surge, "wave.where")), "FI");
}

static void new_feeds_make_no_wave(void **state)
{
	struct world *world = *state;
	int i;

	quiet_days(world, 35);
	for (i = 0; i < 3; i++)
		burst(world, strangers, ARRAY_LEN(strangers), "Estonia");
	assert_int_equal(world->surges, 0);
	/* Beside a true one they are named. */
	burst(world, outlets, ARRAY_LEN(outlets), "Estonia");
	assert_int_equal(world->surges, 1);
	assert_int_equal(json_object_array_length(json_find(world->surge, "wave.sources_new")),
		ARRAY_LEN(strangers));
	assert_non_null(strstr(json_get_text(world->surge, "summary"),
		"sources changed, too new to be compared: new-"));
}

static void one_origin_makes_no_wave(void **state)
{
	static const char *const one[] = {"err", "err", "err", "err", "err", "err", "err", "err"};
	struct world *world = *state;
	size_t i;

	quiet_days(world, 35);
	burst(world, one, ARRAY_LEN(one), "Finland");
	assert_int_equal(world->surges, 0);
	/* Five outlets tell of one event in the words of one. */
	for (i = 0; i < ARRAY_LEN(outlets); i++)
		bring(world, outlets[i], "Migrants crossed into Estonia at the bridge of Narva");
	burst(world, one, 1, "Finland");
	assert_int_equal(world->surges, 0);
}

static void without_history_nothing_is_usual(void **state)
{
	struct world *world = *state;

	quiet_days(world, 10);
	burst(world, outlets, ARRAY_LEN(outlets), "Estonia");
	assert_int_equal(world->surges, 0);
	/* Two weeks before the window are enough. */
	quiet_days(world, 7);
	burst(world, outlets, ARRAY_LEN(outlets), "Estonia");
	assert_int_equal(world->surges, 1);
	assert_true(number_at(world->surge, "wave.baseline.windows") < 14);
}

/* ---- reminders ----------------------------------------------------------------------- */

static void pass_days(struct world *world, int days)
{
	clock_turn(&world->clock, (int64_t)days * DAY);
	pipeline_look_at_time(world->pipeline);
	pipeline_deliver(world->pipeline);
}

static void expect_reminders(struct world *world, const char *reminders)
{
	assert_string_equal(buf_str(&world->reminders), reminders);
	buf_clear(&world->reminders);
}

static void a_day_that_was_announced_is_told_when_it_has_come(void **state)
{
	struct world *world = *state;

	bring(world, "err", "Estonia will close the border on 15 July 2024");
	bring(world, "yle", "The border will be closed by Estonia on 15 July 2024");
	pass_days(world, 52); /* to 14 July */
	expect_reminders(world, "");
	pipeline_free(world->pipeline);
	start(world);
	pass_days(world, 1);
	expect_reminders(world, "2024-07-15 of border-closure, update\n");
	pass_days(world, 1);
	expect_reminders(world, "");
}

static void a_month_begins_with_its_first_day_and_a_year_reminds_of_nothing(void **state)
{
	struct world *world = *state;

	bring(world, "err", "Estonia will close the border in July 2024");
	pass_days(world, 5);
	bring(world, "err", "Finland will close the border in 2025, it says");
	pass_days(world, 33); /* to 30 June */
	expect_reminders(world, "");
	pass_days(world, 1);
	expect_reminders(world, "2024-07 of border-closure, update\n");
	pass_days(world, 400);
	expect_reminders(world, "");
}

static void what_happened_already_needs_no_reminder(void **state)
{
	struct world *world = *state;

	bring(world, "err", "Estonia closed the border until 15 July 2024");
	pass_days(world, 60);
	expect_reminders(world, "");
}

static void mark_closed(struct world *world)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct incident_person mari = {
		.name = "mari", .now = clock_wall_s(&world->clock)};
	struct incident_change change;

	assert_int_equal(store_begin(world->store), 0);
	assert_int_equal(incident_mark(world->store, arena, 1, INCIDENT_EVENT_CLOSE, NULL, &mari,
				 &change),
		0);
	assert_int_equal(store_commit(world->store), 0);
}

static void what_was_closed_is_not_told_again(void **state)
{
	struct world *world = *state;

	bring(world, "err", "Estonia will close the border on 15 July 2024");
	mark_closed(world);
	pass_days(world, 60);
	expect_reminders(world, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_burst_after_a_quiet_month_is_told_once),
		TEST(what_has_fallen_is_told_when_it_rises_again),
		TEST(each_country_has_its_own_wave_and_the_far_side_none),
		TEST(new_feeds_make_no_wave),
		TEST(one_origin_makes_no_wave),
		TEST(without_history_nothing_is_usual),
		TEST(a_day_that_was_announced_is_told_when_it_has_come),
		TEST(a_month_begins_with_its_first_day_and_a_year_reminds_of_nothing),
		TEST(what_happened_already_needs_no_reminder),
		TEST(what_was_closed_is_not_told_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
