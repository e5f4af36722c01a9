/* The store as its callers see it: what is put is there, once, whatever the publisher changes. */
#include "store/store.h"

#include <fcntl.h>
#include <json-c/json.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "check.h"

static struct store_options options = {.full_text = true};

static struct store *open_store(const char *path)
{
	struct store *store = NULL;
	char *why = NULL;

	options.path = (char *)path;
	if (store_open(&options, &store, &why))
		fail_msg("%s", why);
	return store;
}

static uint64_t hash_of(const char *s)
{
	return s ? hash_bytes(s, strlen(s)) : 0;
}

/* An item as a feed has it; NULL where it says nothing. */
struct sample {
	const char *guid, *url, *title, *content;
	int64_t published;
};

static struct item item_of(struct arena *arena, const struct sample *sample)
{
	struct item item = {
		.id = sample->guid,
		.url = sample->url,
		.published = sample->published ? sample->published : TIME_NONE,
		.updated = TIME_NONE,
	};

	item.field[ITEM_TITLE] = item_text_plain(arena, sample->title, SEGMENT_TITLE);
	item.field[ITEM_CONTENT] = item_text_plain(arena, sample->content, SEGMENT_BODY);
	return item;
}

static struct item_identity identity_of(const struct sample *sample)
{
	uint64_t title = hash_of(sample->title);

	return (struct item_identity){
		.guid = hash_of(sample->guid),
		.url = hash_of(sample->url),
		.title = title,
		.title_date = sample->published
			? hash_more(title, &sample->published, sizeof(sample->published))
			: 0,
		.content = sample->content
			? hash_more(title, sample->content, strlen(sample->content))
			: title,
	};
}

/* Puts a document; out holds count rows. */
static void put(struct store *store, const struct sample *samples, size_t count,
	struct store_item *out)
{
	struct arena *arena = arena_new();
	struct item items[16];
	struct item_identity identities[16];
	size_t i;

	for (i = 0; i < count; i++) {
		items[i] = item_of(arena, &samples[i]);
		identities[i] = identity_of(&samples[i]);
	}
	assert_int_equal(store_begin(store), 0);
	assert_int_equal(store_items_put(store, "err", items, identities, count, 1000, out), 0);
	assert_int_equal(store_commit(store), 0);
	arena_free(arena);
}

/* ---- identity ---------------------------------------------------------------------- */

#define T1 1716444000
#define T2 1716530400

static void an_item_is_recognised_whatever_its_publisher_changes(void **state)
{
	static const struct {
		const char *what;
		struct sample before, after;
		enum store_item_change change;
	} cases[] = {
		{"nothing", {"g", "u", "t", "c", T1}, {"g", "u", "t", "c", T1}, STORE_ITEM_KNOWN},
		{"title", {"g", "u", "t", "c", T1}, {"g", "u", "t2", "c", T1},
			STORE_ITEM_REVISED},
		{"text", {"g", "u", "t", "c", T1}, {"g", "u", "t", "c2", T1},
			STORE_ITEM_REVISED},
		{"url", {"g", "u", "t", "c", T1}, {"g", "u2", "t", "c", T1}, STORE_ITEM_REVISED},
		{"guid", {"g", "u", "t", "c", T1}, {"g2", "u", "t", "c", T1}, STORE_ITEM_REVISED},
		{"guid and url", {"g", "u", "t", "c", T1}, {"g2", "u2", "t", "c", T1},
			STORE_ITEM_REVISED},
		{"guid and text", {"g", "u", "t", "c", T1}, {"g2", "u", "t", "c2", T1},
			STORE_ITEM_REVISED},
		{"title, no guid", {NULL, "u", "t", "c", T1}, {NULL, "u", "t2", "c", T1},
			STORE_ITEM_REVISED},
		{"all but the title", {"g", "u", "t", "c", T1}, {"g2", "u2", "t", "c2", T2},
			STORE_ITEM_NEW},
		{"same headline, other day", {"g", "u", "Morning news", "c", T1},
			{"g2", "u", "Morning news", "c2", T2}, STORE_ITEM_NEW},
		{"same words, other day", {"g", "u", "t", "c", T1}, {"g2", "u2", "t", "c", T2},
			STORE_ITEM_NEW},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct store *store = open_store(":memory:");
		struct store_item first, second;

		put(store, &cases[i].before, 1, &first);
		assert_int_equal(first.change, STORE_ITEM_NEW);
		put(store, &cases[i].after, 1, &second);
		if (second.change != cases[i].change)
			fail_msg("%s changed: %d", cases[i].what, second.change);
		if (second.change != STORE_ITEM_NEW)
			assert_string_equal(first.public_id, second.public_id);
		store_close(store);
	}
}

static void take_object(void *ctx, struct json_object *row)
{
	*(struct json_object **)ctx = json_object_get(row);
}

/* One item whole, as control asks for it; the caller puts it. */
static struct json_object *whole_item(struct store *store, const char *public_id)
{
	struct store_query query = {.item = public_id, .since = TIME_NONE, .until = TIME_NONE,
		.limit = 1};
	struct json_object *item = NULL;

	assert_int_equal(store_query_items(store, &query, take_object, &item), 0);
	assert_non_null(item);
	return item;
}

static void every_revision_is_kept_with_what_it_changed(void **state)
{
	static const struct {
		struct sample sample;
		const char *history; /* of the revision that replaced it */
	} steps[] = {
		{{"g", "u", "Draft published", "Text", T1},
			"{\"number\":0,\"changed_at\":\"1970-01-01T00:16:40Z\",\"changed\":[\"title\"],"
			"\"before\":{\"title\":\"Draft published\"},\"diff\":{\"title\":["
			"{\"op\":\"keep\",\"bytes\":6,\"text\":\"Draft \"},"
			"{\"op\":\"delete\",\"bytes\":9,\"text\":\"published\"},"
			"{\"op\":\"insert\",\"bytes\":7,\"text\":\"appears\"}]}}"},
		{{"g", "u", "Draft appears", "Text", T1},
			"{\"number\":1,\"changed_at\":\"1970-01-01T00:16:40Z\",\"changed\":[\"url\","
			"\"title\",\"content\"],\"before\":{\"url\":\"u\",\"title\":\"Draft appears\","
			"\"content\":\"Text\"},\"diff\":{\"title\":["
			"{\"op\":\"keep\",\"bytes\":6,\"text\":\"Draft \"},"
			"{\"op\":\"delete\",\"bytes\":7,\"text\":\"appears\"},"
			"{\"op\":\"insert\",\"bytes\":4,\"text\":\"gone\"}],\"content\":["
			"{\"op\":\"delete\",\"bytes\":4,\"text\":\"Text\"}]}}"},
		{{"g", "u2", "Draft gone", "", T1},
			"{\"number\":2,\"changed_at\":\"1970-01-01T00:16:40Z\",\"changed\":[\"guid\"],"
			"\"before\":{\"guid\":\"g\"},\"diff\":{}}"},
		{{"h", "u2", "Draft gone", "", T1}, NULL},
	};
	struct store *store = open_store(":memory:");
	struct json_object *item, *history;
	struct store_item stored;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(steps); i++)
		put(store, &steps[i].sample, 1, &stored);
	item = whole_item(store, stored.public_id);
	history = json_object_object_get(item, "history");
	assert_int_equal(json_object_array_length(history), ARRAY_LEN(steps) - 1);
	for (i = 0; steps[i].history; i++)
		assert_string_equal(json_object_to_json_string_ext(
			json_object_array_get_idx(history, i), JSON_C_TO_STRING_PLAIN),
			steps[i].history);
	json_object_put(item);
	store_close(store);
}

static void of_very_many_revisions_the_first_and_the_newest_are_kept(void **state)
{
	struct store *store = open_store(":memory:");
	struct store_item stored;
	struct json_object *item, *history, *first, *last;
	char title[32];
	size_t i, count;

	(void)state;
	for (i = 0; i <= 300; i++) {
		const struct sample sample = {"g", "u", title, "c", T1};

		snprintf(title, sizeof(title), "Title %zu", i);
		put(store, &sample, 1, &stored);
	}
	item = whole_item(store, stored.public_id);
	history = json_object_object_get(item, "history");
	count = json_object_array_length(history);
	first = json_object_object_get(json_object_array_get_idx(history, 0), "before");
	last = json_object_object_get(json_object_array_get_idx(history, count - 1), "before");
	assert_true(count <= 100);
	assert_string_equal(
		json_object_get_string(json_object_object_get(first, "title")), "Title 0");
	assert_string_equal(
		json_object_get_string(json_object_object_get(last, "title")), "Title 299");
	json_object_put(item);
	store_close(store);
}

static void items_side_by_side_are_never_one(void **state)
{
	/* As in a feed whose items all link to the same page, or repeat one guid. */
	static const struct sample document[] = {
		{"g", "page", "Buoys removed", "a", T1},
		{"g", "page", "Fence built", "b", T1},
		{NULL, "page", "Cable cut", "c", T1},
		{NULL, "page", "Cable cut", "c", T1},
		{"h", "page", "Ferry late", "d", T1},
	};
	struct store *store = open_store(":memory:");
	struct store_item first[5], again[5];
	size_t i;

	(void)state;
	put(store, document, 5, first);
	for (i = 0; i < 5; i++)
		assert_int_equal(first[i].change, STORE_ITEM_NEW);
	put(store, document, 5, again);
	for (i = 0; i < 5; i++) {
		assert_int_equal(again[i].change, STORE_ITEM_KNOWN);
		assert_true(again[i].row >= first[0].row && again[i].row <= first[4].row);
	}
	store_close(store);
}

/* ---- findings, incidents ------------------------------------------------------------- */

static const char *const estonia[] = {"EE", NULL};
static const struct place narva = {.id = "narva-river", .name = "Narva River",
	.countries = estonia, .lat = 59.4, .lon = 28.2};

static int64_t add_incident(struct store *store, const char *category, int64_t time)
{
	static const struct place *const places[] = {&narva};
	const struct quantity quantities[] = {
		{.value = 24, .of = 50, .term = "buoy", .text = "24 of 50 buoys"},
		{.value = 1.5, .of = NAN, .approximate = true, .term = "km", .text = "1.5 km"}};
	struct incident incident = {
		.title = "Buoys: Narva River",
		.category = category,
		.severity = SEVERITY_HIGH,
		.first_seen = time,
		.last_seen = time,
		.countries = estonia,
		.country_count = 1,
		.places = places,
		.place_count = 1,
		.quantities = quantities,
		.quantity_count = 2,
	};

	assert_int_equal(store_incident_put(store, &incident), 0);
	assert_true(incident.id > 0);
	return incident.id;
}

static void an_incident_comes_back_as_it_was_put(void **state)
{
	struct store *store = open_store(":memory:");
	struct arena *arena = arena_new();
	struct incident incident;
	int64_t id = add_incident(store, "border-marker", T1);

	(void)state;
	assert_int_equal(store_incident_get(store, arena, id, &incident), 0);
	assert_string_equal(incident.title, "Buoys: Narva River");
	assert_int_equal(incident.severity, SEVERITY_HIGH);
	assert_string_equal(incident.countries[0], "EE");
	assert_string_equal(incident.places[0]->id, "narva-river");
	assert_string_equal(incident.places[0]->countries[0], "EE");
	assert_true(incident.places[0]->lat > 59.39 && incident.places[0]->lat < 59.41);
	assert_true(incident.quantities[0].of == 50);
	assert_true(isnan(incident.quantities[1].of));
	assert_true(incident.quantities[1].approximate);
	assert_string_equal(incident.quantities[1].text, "1.5 km");
	assert_int_equal(store_incident_get(store, arena, 999, &incident), STORE_NONE);
	arena_free(arena);
	store_close(store);
}

static void put_report(struct store *store, int64_t incident, int64_t item, int64_t time)
{
	static const char *const places[] = {"narva-river", "narva"};
	static const struct wording_part parts[] = {{3, 0.6F}, {7, 0.8F}};
	const struct report report = {
		.incident = incident,
		.category = "border-marker",
		.time = time,
		.lang = "et",
		.countries = estonia,
		.country_count = 1,
		.places = places,
		.place_count = 2,
		.wording = {parts, 2},
	};

	assert_int_equal(store_report_put(store, item, &report), 0);
}

static void reports_are_found_by_category_and_time_newest_first(void **state)
{
	static const struct {
		const char *category;
		int64_t since, until;
		size_t count;
	} cases[] = {
		{"border-marker", T1, T1 + 60, 2},
		{"border-marker", T1 + 1, T1 + 60, 1},
		{"border-marker", T1 + 61, T1 + 99, 0},
		{"fortification", T1, T1 + 60, 0},
	};
	struct store *store = open_store(":memory:");
	struct arena *arena = arena_new();
	int64_t id = add_incident(store, "border-marker", T1);
	struct report *reports;
	size_t i, count;

	(void)state;
	put_report(store, id, 1, T1);
	put_report(store, id, 2, T1 + 60);
	put_report(store, id, 2, T1 + 60); /* the same again */
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(store_reports(store, arena, cases[i].category, cases[i].since,
					 cases[i].until, 10, &reports, &count),
			0);
		assert_int_equal(count, cases[i].count);
	}
	assert_int_equal(
		store_reports(store, arena, "border-marker", T1, T2, 1, &reports, &count), 0);
	assert_int_equal(count, 1);
	assert_int_equal(reports[0].time, T1 + 60);
	assert_int_equal(reports[0].incident, id);
	assert_string_equal(reports[0].lang, "et");
	assert_string_equal(reports[0].countries[0], "EE");
	assert_int_equal(reports[0].place_count, 2);
	assert_string_equal(reports[0].places[1], "narva");
	assert_int_equal(reports[0].wording.parts[1].word, 7);
	assert_float_equal(reports[0].wording.parts[1].weight, 0.8, 0.001);
	arena_free(arena);
	store_close(store);
}

static void words_are_counted_once_an_item(void **state)
{
	static const struct wording_part parts[] = {{3, 1}, {7, 2}}, others[] = {{7, 1}, {9, 1}};
	const struct wording first = {parts, 2}, second = {others, 2};
	struct store *store = open_store(":memory:");
	int64_t counts[2], items, id = add_incident(store, "border-marker", T1);

	(void)state;
	assert_int_equal(store_words_learn(store, 1, &first), 0);
	put_report(store, id, 1, T1);
	assert_int_equal(store_words_learn(store, 1, &first), 0);
	assert_int_equal(store_words_learn(store, 2, &second), 0);
	assert_int_equal(store_words_count(store, &second, counts, &items), 0);
	assert_int_equal(items, 2);
	assert_int_equal(counts[0], 2);
	assert_int_equal(counts[1], 1);
	store_close(store);
}

static struct finding sample_finding(const char *who)
{
	static const char *names[1];
	struct finding finding = {.rule = "buoys", .title = "Buoys", .pack = "test",
		.category = "border-marker", .severity = SEVERITY_HIGH};

	names[0] = who;
	finding.facts.attributed_to = names;
	finding.facts.attributed_count = who != NULL;
	return finding;
}

static void an_incident_counts_items_and_sources(void **state)
{
	static const struct sample samples[] = {
		{"1", NULL, "a", "a", T1}, {"2", NULL, "b", "b", T1}, {"3", NULL, "c", "c", T1}};
	static const char *const origins[] = {"Der Spiegel", "Der Spiegel", NULL};
	struct store *store = open_store(":memory:");
	struct arena *arena = arena_new();
	struct store_item items[3];
	struct incident incident;
	struct finding finding;
	const struct similarity opened = {.total = 0};
	int64_t id = add_incident(store, "border-marker", T1), known;
	size_t i;

	(void)state;
	put(store, samples, 3, items);
	for (i = 0; i < 3; i++) {
		finding = sample_finding(origins[i]);
		assert_int_equal(store_finding_known(store, items[i].row, "buoys", &known),
			STORE_NONE);
		assert_int_equal(store_finding_put(store, items[i].row, id, &finding, &opened, T1), 0);
		/* Said again by a revision: still one report. */
		assert_int_equal(store_finding_put(store, items[i].row, id, &finding, &opened, T1), 0);
	}
	assert_int_equal(store_finding_known(store, items[0].row, "buoys", &known), 0);
	assert_int_equal(known, id);
	assert_int_equal(store_incident_get(store, arena, id, &incident), 0);
	assert_int_equal(store_incident_count(store, &incident), 0);
	assert_int_equal(incident.items, 3);
	assert_int_equal(incident.sources, 1);
	arena_free(arena);
	store_close(store);
}

/* ---- what a power cut may take ------------------------------------------------------- */

/* Files of SQLite's own that count how often the log of writes is synced. */
static struct sqlite3_io_methods counted;
static const struct sqlite3_io_methods *plain;
static int (*plain_open)(sqlite3_vfs *, const char *, sqlite3_file *, int, int *);
static int log_syncs;

static int count_sync(sqlite3_file *file, int flags)
{
	log_syncs++;
	return plain->xSync(file, flags);
}

static int open_counted(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
	int *out_flags)
{
	int rc = plain_open(vfs, name, file, flags, out_flags);

	if (rc == SQLITE_OK && flags & SQLITE_OPEN_WAL) {
		plain = file->pMethods;
		counted = *plain;
		counted.xSync = count_sync;
		file->pMethods = &counted;
	}
	return rc;
}

static void put_alert(struct store *store, const char *id, int64_t time);

static void see_nothing(void *ctx, const struct store_delivery *delivery)
{
	(void)ctx;
	(void)delivery;
}

static void hand_out(struct store *store)
{
	assert_int_equal(store_outbox(store, "log", T1, 8, see_nothing, NULL), 0);
}

static void what_a_sink_is_told_is_on_the_disk_before(void **state)
{
	static const struct sample sample = {"g", "u", "t", "c", T1};
	char path[] = "/tmp/kordon-test-XXXXXX";
	sqlite3_vfs *disk = sqlite3_vfs_find(NULL);
	struct store_item item;
	struct store *store;
	int before;

	(void)state;
	close(mkstemp(path));
	plain_open = disk->xOpen;
	disk->xOpen = open_counted;
	store = open_store(path);
	hand_out(store);
	before = log_syncs;
	put(store, &sample, 1, &item); /* no alert: need not wait for the disk */
	hand_out(store);
	assert_int_equal(log_syncs, before);
	put_alert(store, "a", T1);
	assert_int_equal(log_syncs, before);
	hand_out(store);
	assert_true(log_syncs > before);
	before = log_syncs;
	hand_out(store);
	assert_int_equal(log_syncs, before);
	store_close(store);
	disk->xOpen = plain_open;
	unlink(path);
}

/* ---- outbox ------------------------------------------------------------------------ */

static void put_alert(struct store *store, const char *id, int64_t time)
{
	static const char *const sinks[] = {"log", "journal"};
	struct incident incident = {.id = 1};
	struct finding finding = sample_finding(NULL);
	struct item item = {.published = TIME_NONE};
	struct alert alert = {.id = id, .time = time, .incident = &incident,
		.finding = &finding, .item = &item, .item_id = "i"};
	CLEANUP(mem_freep) char *line = mem_printf("{\"id\":\"%s\"}", id);

	assert_int_equal(store_alert_put(store, &alert, line, sinks, 2), 0);
}

struct seen {
	char ids[8][32];
	int64_t rows[8];
	size_t count;
};

static void see(void *ctx, const struct store_delivery *delivery)
{
	struct seen *seen = ctx;

	snprintf(seen->ids[seen->count], 32, "%s", delivery->alert_id);
	seen->rows[seen->count++] = delivery->row;
}

static void each_sink_has_its_own_queue_in_order(void **state)
{
	struct store *store = open_store(":memory:");
	struct seen log = {.count = 0}, journal = {.count = 0}, rest = {.count = 0};
	int64_t waiting;

	(void)state;
	put_alert(store, "a1", 100);
	put_alert(store, "a2", 100);
	assert_int_equal(store_outbox(store, "log", 200, 10, see, &log), 0);
	assert_int_equal(log.count, 2);
	assert_string_equal(log.ids[0], "a1");
	assert_int_equal(store_outbox_done(store, log.rows, 2, 100), 0);
	assert_int_equal(store_outbox(store, "journal", 200, 10, see, &journal), 0);
	assert_int_equal(journal.count, 2);
	assert_int_equal(store_outbox_later(store, journal.rows[0], 300, "down"), 0);
	assert_int_equal(store_outbox(store, "journal", 200, 10, see, &rest), 0);
	assert_int_equal(rest.count, 1);
	assert_string_equal(rest.ids[0], "a2");
	assert_int_equal(store_outbox_waiting(store, &waiting), 0);
	assert_int_equal(waiting, 2);
	store_close(store);
}

static void what_is_rolled_back_never_was(void **state)
{
	struct store *store = open_store(":memory:");
	struct store_totals totals;

	(void)state;
	assert_int_equal(store_begin(store), 0);
	put_alert(store, "a1", 100);
	store_rollback(store);
	assert_int_equal(store_totals(store, &totals), 0);
	assert_int_equal(totals.alerts, 0);
	assert_int_equal(totals.outbox, 0);
	store_close(store);
}

/* ---- sources ------------------------------------------------------------------------ */

static void take_state(void *ctx, const struct source_state *state)
{
	source_state_copy(ctx, state);
}

static void validators_come_back_byte_for_byte(void **state)
{
	char etag[] = "W/\"a\\b;\xc3\xa5'\"", date[] = "Thu, 23 May 2024 06:00:00 GMT";
	struct source_state put_state = {.id = (char *)"err", .url = (char *)"https://e/rss",
		.etag = etag, .last_modified = date, .kind = SOURCE_FAILING,
		.last_class = POLL_THROTTLED, .due = 77, .last_attempt = 5,
		.last_success = TIME_NONE, .failures = 3, .polls = 9};
	struct source_state got = {.id = NULL};
	struct store *store = open_store(":memory:");

	(void)state;
	assert_int_equal(store_source_put(store, &put_state), 0);
	assert_int_equal(store_sources(store, take_state, &got), 0);
	assert_string_equal(got.etag, etag);
	assert_string_equal(got.last_modified, date);
	assert_int_equal(got.kind, SOURCE_FAILING);
	assert_int_equal(got.last_class, POLL_THROTTLED);
	assert_int_equal(got.due, 77);
	assert_int_equal(got.last_success, TIME_NONE);
	assert_int_equal(got.failures, 3);
	source_state_done(&got);
	store_close(store);
}

static void what_a_source_learned_comes_back(void **state)
{
	struct source_state put_state = {.id = (char *)"err",
		.asked_url = (char *)"https://e/a", .url = (char *)"https://e/b",
		.moved_url = (char *)"https://e/c", .adopted_url = (char *)"https://e/b",
		.moved_count = 2, .moved_since = 3, .not_before = 4, .max_age_s = 5,
		.pace = {.ttl_s = 6, .skip_hours = 7, .skip_days = 8, .rhythm_s = 9,
			.newest = 10}, .last_news = 11, .told = 3};
	struct source_state got = {.id = NULL};
	struct store *store = open_store(":memory:");

	(void)state;
	assert_int_equal(store_source_put(store, &put_state), 0);
	assert_int_equal(store_sources(store, take_state, &got), 0);
	assert_string_equal(got.asked_url, "https://e/a");
	assert_string_equal(got.url, "https://e/b");
	assert_string_equal(got.moved_url, "https://e/c");
	assert_string_equal(got.adopted_url, "https://e/b");
	assert_int_equal(got.moved_count, 2);
	assert_int_equal(got.moved_since, 3);
	assert_int_equal(got.not_before, 4);
	assert_int_equal(got.max_age_s, 5);
	assert_memory_equal(&got.pace, &put_state.pace, sizeof(got.pace));
	assert_int_equal(got.last_news, 11);
	assert_int_equal(got.told, 3);
	source_state_done(&got);
	store_close(store);
}

/* ---- archive ------------------------------------------------------------------------ */

static int take_item(void *ctx, const struct item *item, const char *public_id,
	int64_t first_seen)
{
	struct buf *out = ctx;

	(void)first_seen;
	assert_int_equal(strlen(public_id), 26);
	buf_printf(out, "%s/%s/%d;", item->id, item->field[ITEM_TITLE].text,
		(int)item->field[ITEM_CONTENT].segments[0].kind);
	return 0;
}

static void the_archive_gives_items_back_in_order_of_time(void **state)
{
	static const struct sample samples[] = {
		{"late", NULL, "b", "x", T2}, {"early", NULL, "a", "y", T1}};
	struct store *store = open_store(":memory:");
	struct buf out = BUF_INIT(BUF_UNBOUND);
	struct store_item items[2];
	CLEANUP(mem_freep) char *expected = mem_printf("early/a/%d;late/b/%d;", SEGMENT_BODY,
		SEGMENT_BODY);

	(void)state;
	put(store, samples, 2, items);
	assert_int_equal(store_archive(store, TIME_NONE, TIME_NONE, take_item, &out), 0);
	assert_string_equal(buf_str(&out), expected);
	buf_done(&out);
	store_close(store);
}

/* ---- files ------------------------------------------------------------------------- */

static char folder[] = "/tmp/kordon-test-store-XXXXXX";

static int refuse(const char *path, const char *says)
{
	struct store *store;
	char *why = NULL;
	int r;

	options.path = (char *)path;
	r = store_open(&options, &store, &why);
	assert_int_not_equal(r, 0);
	if (!strstr(why, path) || !strstr(why, says))
		fail_msg("%s: %s", path, why);
	mem_free(why);
	return r;
}

static void files_that_cannot_serve_are_named_with_a_next_step(void **state)
{
	char path[200], other[220];
	struct store *store;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/none/kordon.db", folder);
	refuse(path, "does the folder exist");
	snprintf(path, sizeof(path), "%s/letter.db", folder);
	f = fopen(path, "w");
	fputs("Dear Sir, this is a letter and no database at all, whatever its name says.", f);
	fclose(f);
	assert_int_equal(refuse(path, "not a database"), STORE_CORRUPT);
	snprintf(path, sizeof(path), "%s/kordon.db", folder);
	store = open_store(path);
	assert_int_equal(refuse(path, "in use by another kordond"), STORE_BUSY);
	store_close(store);
	store = open_store(path); /* free again */
	store_close(store);
	snprintf(other, sizeof(other), "rm -r %s", folder);
	assert_int_equal(system(other), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_item_is_recognised_whatever_its_publisher_changes),
		cmocka_unit_test(every_revision_is_kept_with_what_it_changed),
		cmocka_unit_test(of_very_many_revisions_the_first_and_the_newest_are_kept),
		cmocka_unit_test(items_side_by_side_are_never_one),
		cmocka_unit_test(an_incident_comes_back_as_it_was_put),
		cmocka_unit_test(reports_are_found_by_category_and_time_newest_first),
		cmocka_unit_test(words_are_counted_once_an_item),
		cmocka_unit_test(an_incident_counts_items_and_sources),
		cmocka_unit_test(each_sink_has_its_own_queue_in_order),
		cmocka_unit_test(what_is_rolled_back_never_was),
		cmocka_unit_test(validators_come_back_byte_for_byte),
		cmocka_unit_test(what_a_source_learned_comes_back),
		cmocka_unit_test(the_archive_gives_items_back_in_order_of_time),
		cmocka_unit_test(files_that_cannot_serve_are_named_with_a_next_step),
		cmocka_unit_test(what_a_sink_is_told_is_on_the_disk_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
