/* What is kept how long: text, then the item; evidence and identities for ever. */
#include "check.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "model/json.h"
#include "store/store.h"

enum { DAY = 86400 };
#define START 1700000000LL

static const struct store_keep keep = {
	.text_ms = 90LL * DAY * 1000, .metadata_ms = 400LL * DAY * 1000};

static struct store *open_at(const char *path)
{
	struct store_options options = {.path = (char *)(uintptr_t)path, .full_text = true};
	struct store *store = NULL;
	char *why = NULL;

	if (store_open(&options, &store, &why))
		fail_msg("%s", why);
	return store;
}

static void as_it_is(struct buf *out, const char *s, size_t len)
{
	buf_put(out, s, len);
}

static struct store *open_memory(void)
{
	struct store *store = open_at(":memory:");

	store_set_fold(store, as_it_is);
	return store;
}

static uint64_t hash_of(const char *s)
{
	return hash_bytes(s, strlen(s));
}

/* One item with that guid and text, seen then. */
static struct store_item put(struct store *store, const char *guid, const char *text, int64_t now)
{
	struct arena *arena = arena_new();
	struct item item = {.id = guid, .published = START, .updated = TIME_NONE};
	struct item_identity identity = {.guid = hash_of(guid), .content = hash_of(text),
		.title = hash_of(guid)};
	struct store_item stored;

	item.field[ITEM_TITLE] = item_text_plain(arena, guid, SEGMENT_TITLE);
	item.field[ITEM_CONTENT] = item_text_plain(arena, text, SEGMENT_BODY);
	assert_int_equal(store_begin(store), 0);
	assert_int_equal(store_items_put(store, "err", &item, &identity, 1, now, &stored), 0);
	assert_int_equal(store_commit(store), 0);
	arena_free(arena);
	return stored;
}

static void put_finding(struct store *store, int64_t item)
{
	const struct finding finding = {.rule = "r", .title = "t", .pack = "p", .category = "c",
		.severity = SEVERITY_HIGH};
	struct incident incident = {.title = "i", .category = "c", .severity = SEVERITY_HIGH,
		.first_seen = START, .last_seen = START};

	assert_int_equal(store_begin(store), 0);
	assert_int_equal(store_incident_put(store, &incident), 0);
	assert_int_equal(store_finding_put(store, item, incident.id, &finding,
				 &(struct similarity){.total = 0}, START), 0);
	assert_int_equal(store_commit(store), 0);
}

static void index_all(struct store *store)
{
	size_t left;

	do {
		assert_int_equal(store_index_some(store, 100, &left), 0);
	} while (left);
}

/* All steps; how many went of each class. */
static void prune(struct store *store, int64_t now, int64_t out[STORE_CLASS_COUNT])
{
	int64_t done[STORE_CLASS_COUNT];
	bool more = true;
	size_t i;

	memset(out, 0, STORE_CLASS_COUNT * sizeof(*out));
	while (more) {
		assert_int_equal(store_prune_step(store, &keep, now, 3, done, &more), 0);
		for (i = 0; i < STORE_CLASS_COUNT; i++)
			out[i] += done[i];
	}
}

static void keep_row(void *ctx, struct json_object *row)
{
	*(struct json_object **)ctx = json_object_get(row);
}

/* The stored item as people see it; NULL: there is none. The caller puts it. */
static struct json_object *shown(struct store *store, const char *public_id)
{
	struct store_query query = {.item = public_id, .since = TIME_NONE, .until = TIME_NONE,
		.limit = 1};
	struct json_object *row = NULL;

	assert_int_equal(store_query_items(store, &query, keep_row, &row), 0);
	return row;
}

static bool found(struct store *store, const char *word)
{
	struct store_query query = {.match = word, .since = TIME_NONE, .until = TIME_NONE,
		.limit = 1};
	struct json_object *row = NULL;

	assert_int_equal(store_query_items(store, &query, keep_row, &row), 0);
	json_object_put(row);
	return row != NULL;
}

static void text_goes_first_then_the_item_and_evidence_never(void **state)
{
	struct store *store = open_memory();
	struct store_item plain, evidence;
	int64_t done[STORE_CLASS_COUNT];
	struct json_object *row;

	(void)state;
	plain = put(store, "plain", "walrus", START);
	evidence = put(store, "evidence", "buoys", START);
	put_finding(store, evidence.row);
	put(store, "plain", "walrus again", START + DAY);
	put(store, "newest", "otter", START + 500 * DAY);
	index_all(store);
	assert_true(found(store, "walrus"));

	/* A change counts as seen: 90 days behind the first one nothing goes. */
	prune(store, START + 90 * DAY + 1, done);
	assert_int_equal(done[STORE_CLASS_TEXT], 0);
	prune(store, START + 92 * DAY, done);
	assert_int_equal(done[STORE_CLASS_TEXT], 1);
	row = shown(store, plain.public_id);
	assert_non_null(row);
	assert_string_equal(json_get_text(row, "title"), "plain");
	assert_null(json_get_text(row, "content"));
	assert_int_equal(json_object_array_length(json_get(row, "history")), 0);
	json_object_put(row);
	assert_false(found(store, "walrus"));
	assert_true(found(store, "otter"));

	prune(store, START + 402 * DAY, done);
	assert_int_equal(done[STORE_CLASS_METADATA], 1);
	assert_null(shown(store, plain.public_id));
	row = shown(store, evidence.public_id);
	assert_string_equal(json_get_text(row, "content"), "buoys");
	json_object_put(row);
	assert_true(found(store, "buoys"));
	store_close(store);
}

static void an_item_that_is_gone_is_never_new(void **state)
{
	struct store *store = open_memory();
	struct store_item first, again;
	int64_t done[STORE_CLASS_COUNT], late = START + 450 * DAY;

	(void)state;
	first = put(store, "g", "walrus", START);
	put(store, "newest", "otter", late);
	prune(store, late, done);
	prune(store, late, done);
	assert_null(shown(store, first.public_id));

	again = put(store, "g", "walrus", late);
	assert_int_equal(again.change, STORE_ITEM_KNOWN);
	/* What it did not say before is worth reading, and is a revision of what it was. */
	again = put(store, "g", "walrus and more", late);
	assert_int_equal(again.change, STORE_ITEM_REVISED);
	assert_int_equal(again.row, first.row);
	assert_int_equal(put(store, "g", "walrus and more", late).change, STORE_ITEM_KNOWN);
	store_close(store);
}

/* SQLite gives the number of a newest row that is gone to the next one. */
static void no_item_takes_over_the_identities_of_another(void **state)
{
	struct store *store = open_memory();
	int64_t done[STORE_CLASS_COUNT], late = START + 900 * DAY;

	(void)state;
	put(store, "a", "walrus", START);
	put(store, "b", "otter", START);
	prune(store, late, done);
	assert_int_equal(put(store, "c", "seal", late).change, STORE_ITEM_NEW);
	assert_int_equal(put(store, "b", "otter", late).change, STORE_ITEM_KNOWN);
	assert_int_equal(put(store, "a", "walrus", late).change, STORE_ITEM_KNOWN);
	assert_int_equal(put(store, "c", "seal", late).change, STORE_ITEM_KNOWN);
	store_close(store);
}

static void for_ever_is_for_ever(void **state)
{
	const struct store_keep all = {0};
	struct store *store = open_memory();
	int64_t done[STORE_CLASS_COUNT];
	bool more;

	(void)state;
	put(store, "a", "walrus", START);
	put(store, "b", "otter", START);
	assert_int_equal(store_prune_step(store, &all, START + 90000LL * DAY, 9, done, &more), 0);
	assert_false(more);
	assert_int_equal(done[STORE_CLASS_TEXT], 0);
	store_close(store);
}

static void what_would_go_is_what_goes(void **state)
{
	struct store *store = open_memory();
	struct store_share shares[STORE_CLASS_COUNT];
	int64_t done[STORE_CLASS_COUNT], now = START + 91 * DAY;
	char guid[8];
	int i;

	(void)state;
	for (i = 0; i < 10; i++) {
		sprintf(guid, "g%d", i);
		put(store, guid, "walrus and otter", START + i * DAY);
	}
	put_finding(store, 1);
	index_all(store);
	assert_int_equal(store_prune_look(store, &keep, now, shares), 0);
	assert_int_equal(shares[STORE_CLASS_TEXT].count, 0);
	now = START + 95 * DAY;
	assert_int_equal(store_prune_look(store, &keep, now, shares), 0);
	assert_int_equal(shares[STORE_CLASS_TEXT].count, 4);
	assert_true(shares[STORE_CLASS_TEXT].bytes >= 4 * 16);
	prune(store, now, done);
	assert_int_equal(done[STORE_CLASS_TEXT], 4);
	assert_int_equal(store_prune_look(store, &keep, now, shares), 0);
	assert_int_equal(shares[STORE_CLASS_TEXT].count, 0);
	/* Much later text and item go in one pass. */
	now = START + 500 * DAY;
	assert_int_equal(store_prune_look(store, &keep, now, shares), 0);
	assert_int_equal(shares[STORE_CLASS_TEXT].count, 4);
	assert_int_equal(shares[STORE_CLASS_METADATA].count, 8);
	prune(store, now, done);
	assert_int_equal(done[STORE_CLASS_TEXT], 4);
	assert_int_equal(done[STORE_CLASS_METADATA], 8);
	store_close(store);
}

static void room_is_given_back_to_the_disk(void **state)
{
	char path[] = "/tmp/kordon-retention-XXXXXX", *folder = mkdtemp(path), *file;
	struct store_space before, after;
	int64_t done[STORE_CLASS_COUNT];
	struct store *store;
	char *text = mem_alloc(20001), guid[8];
	int i;

	(void)state;
	memset(text, 'x', 20000);
	file = mem_printf("%s/kordon.db", folder);
	store = open_at(file);
	for (i = 0; i < 100; i++) {
		sprintf(guid, "g%d", i);
		text[0] = (char)('!' + i);
		put(store, guid, text, START);
	}
	assert_int_equal(store_space(store, &before), 0);
	assert_true(before.gives_back);
	prune(store, START + 91 * DAY, done);
	assert_int_equal(store_space(store, &after), 0);
	assert_true(after.unused > before.bytes / 2);
	while (after.unused) {
		assert_int_equal(store_give_back(store, 100), 0);
		assert_int_equal(store_space(store, &after), 0);
	}
	assert_true(after.bytes < before.bytes / 2);
	store_close(store);
	mem_free(mem_steal(&file));
	mem_free(text);
	file = mem_printf("rm -r %s", folder);
	assert_int_equal(system(file), 0);
	mem_free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_goes_first_then_the_item_and_evidence_never),
		cmocka_unit_test(an_item_that_is_gone_is_never_new),
		cmocka_unit_test(no_item_takes_over_the_identities_of_another),
		cmocka_unit_test(for_ever_is_for_ever),
		cmocka_unit_test(what_would_go_is_what_goes),
		cmocka_unit_test(room_is_given_back_to_the_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
