/* What the tests of incidents and alerts share: places, findings of them, stored items. */
#ifndef KORDON_TESTS_REPORTS_H
#define KORDON_TESTS_REPORTS_H

#include "check.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "incident/incident.h"
#include "store/store.h"

#define NOW 1716444000 /* 2024-05-23T06:00:00Z */
#define HOUR 3600

static const char *const estonia[] = {"EE", NULL};
static const char *const lithuania[] = {"LT", NULL};
static const struct place narva = {
	.id = "narva-river", .name = "Narva River", .countries = estonia, .lat = 59.4, .lon = 28.2};
static const struct place neris = {
	.id = "neris", .name = "Neris", .countries = lithuania, .lat = 54.7, .lon = 25.3};
static const struct place *const at_narva[] = {&narva};
static const struct place *const at_neris[] = {&neris};

/* A store in memory. */
static inline struct store *new_store(void)
{
	struct store_options options = {.path = (char *)":memory:"};
	struct store *store = NULL;
	char *why = NULL;

	if (store_open(&options, &store, &why))
		fail_msg("%s", why);
	return store;
}

/* An item that nobody has told before. */
static inline struct store_item new_item(struct store *store, const char *source)
{
	static uint64_t number;
	struct item item = {.published = NOW, .updated = TIME_NONE};
	struct item_identity identity = {.guid = number + 1, .content = number + 1};
	struct store_item stored;

	number++;
	assert_int_equal(store_begin(store), 0);
	assert_int_equal(store_items_put(store, source, &item, &identity, 1, NOW, &stored), 0);
	assert_int_equal(store_commit(store), 0);
	return stored;
}

/* A finding without facts, of a rule that goes by places within 96 hours. */
static inline struct finding plain_finding(void)
{
	return (struct finding){
		.rule = "buoys-removed",
		.title = "Border buoys removed",
		.pack = "test",
		.category = "border-marker",
		.severity = SEVERITY_MEDIUM,
		.incident = {.by_place = true, .window_s = 96 * HOUR},
	};
}

static inline void set_place(struct finding *finding, const struct place *const *places)
{
	finding->facts.places = places;
	finding->facts.place_count = 1;
}

static inline void set_countries(struct finding *finding, const char *const *codes, size_t count)
{
	finding->facts.countries = codes;
	finding->facts.country_count = count;
}

/* Reports the finding of an item; all are worded alike, so that only facts tell them apart. */
static inline struct incident_change report_by(struct store *store, struct arena *arena,
	const struct finding *finding, int64_t item_row, int64_t time)
{
	static const struct wording_part words[] = {{.word = 1, .weight = 1}};
	const struct incident_input input = {.finding = finding, .item_row = item_row,
		.lang = "en", .wording = {.parts = words, .count = 1}, .time = time, .now = NOW};
	struct incident_change change;

	assert_int_equal(store_begin(store), 0);
	assert_int_equal(incident_report(store, arena, &input, &change), 0);
	assert_int_equal(store_commit(store), 0);
	return change;
}

/* The same by an item of its own. */
static inline struct incident_change report(struct store *store, struct arena *arena,
	const struct finding *finding, int64_t time)
{
	return report_by(store, arena, finding, new_item(store, "err").row, time);
}

#endif
