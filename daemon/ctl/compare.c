/*
 * Alerts of two runs are held side by side by item and category: an alert that the same item
 * raises for another incident, or as an update instead of as new, is the same news to whoever
 * reads it.
 */
#include "ctl/compare.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/mem.h"
#include "model/json.h"

/* What one item raised in one category. */
struct told {
	UT_hash_handle hh;
	size_t order;
	int64_t counts[COMPARE_SIDES];
	struct json_object *first[COMPARE_SIDES]; /* the alert; NULL: none */
	char key[];
};

struct compare {
	struct told *told;
	bool raised;
	size_t left_out; /* withdrawals that no replay sees */
	size_t items;
	int64_t from, until; /* of the items of now */
	struct seen {
		UT_hash_handle hh;
		char id[];
	} *seen; /* raised: items that were replayed and were told of */
};

/* One row of the table. */
struct tally {
	const char *category;
	int64_t counts[COMPARE_SIDES];
	int64_t gained, lost, changed;
};

struct compare *compare_new(bool raised)
{
	struct compare *compare = mem_alloc(sizeof(*compare));

	compare->raised = raised;
	compare->from = compare->until = TIME_NONE;
	return compare;
}

void compare_free(struct compare *compare)
{
	struct told *told, *next;
	struct seen *seen, *following;

	HASH_ITER(hh, compare->told, told, next)
	{
		HASH_DEL(compare->told, told);
		json_object_put(told->first[COMPARE_BEFORE]);
		json_object_put(told->first[COMPARE_NOW]);
		mem_free(told);
	}
	HASH_ITER(hh, compare->seen, seen, following)
	{
		HASH_DEL(compare->seen, seen);
		mem_free(seen);
	}
	mem_free(compare);
}

/* ---- taking in ---------------------------------------------------------------------------- */

static struct seen *find_seen(struct compare *compare, const char *id)
{
	struct seen *seen;

	HASH_FIND(hh, compare->seen, id, strlen(id), seen);
	return seen;
}

static void note_seen(struct compare *compare, const char *id)
{
	size_t len = strlen(id);
	struct seen *seen;

	if (find_seen(compare, id))
		return;
	seen = mem_alloc(sizeof(*seen) + len + 1);
	memcpy(seen->id, id, len + 1);
	HASH_ADD_KEYPTR(hh, compare->seen, seen->id, len, seen);
}

void compare_item(struct compare *compare, enum compare_side side, const char *id, int64_t at)
{
	if (side != COMPARE_NOW)
		return;
	compare->items++;
	compare->from = compare->from == TIME_NONE ? at : MIN(compare->from, at);
	compare->until = compare->until == TIME_NONE ? at : MAX(compare->until, at);
	if (compare->raised && id)
		note_seen(compare, id);
}

static struct told *told_of(struct compare *compare, const char *item, const char *category)
{
	CLEANUP(mem_freep) char *key = mem_printf("%s\n%s", item, category);
	size_t len = strlen(key);
	struct told *told;

	HASH_FIND(hh, compare->told, key, len, told);
	if (told)
		return told;
	told = mem_alloc(sizeof(*told) + len + 1);
	told->order = HASH_COUNT(compare->told);
	memcpy(told->key, key, len + 1);
	HASH_ADD_KEYPTR(hh, compare->told, told->key, len, told);
	return told;
}

/* Which alerts are compared: those of items, but none of what was seen to be taken away. */
static bool counts(struct compare *compare, struct json_object *alert)
{
	if (!json_find(alert, "item.id") || !json_get(alert, "category"))
		return false;
	if (!json_get(alert, "withdrawal"))
		return true;
	compare->left_out++;
	return false;
}

void compare_alert(struct compare *compare, enum compare_side side, const char *line)
{
	struct json_object *alert = json_tokener_parse(line);
	struct told *told;

	if (!alert || !counts(compare, alert)) {
		json_object_put(alert);
		return;
	}
	told = told_of(compare, json_object_get_string(json_find(alert, "item.id")),
		json_get_text(alert, "category"));
	told->counts[side]++;
	if (told->first[side])
		json_object_put(alert);
	else
		told->first[side] = alert;
}

/* ---- what differs -------------------------------------------------------------------------- */

enum difference { SAME, GAINED, LOST, CHANGED };
static const char *const difference_names[] = {"same", "gained", "lost", "changed"};

static const char *severity_of(const struct told *told, enum compare_side side)
{
	const char *severity = told->first[side] ? json_get_text(told->first[side], "severity")
						 : NULL;

	return severity ? severity : "";
}

static enum difference difference_of(const struct told *told)
{
	if (!told->counts[COMPARE_BEFORE])
		return GAINED;
	if (!told->counts[COMPARE_NOW])
		return LOST;
	return strcmp(severity_of(told, COMPARE_BEFORE), severity_of(told, COMPARE_NOW)) != 0
		? CHANGED
		: SAME;
}

static struct json_object *alert_of(const struct told *told)
{
	return told->first[told->first[COMPARE_NOW] ? COMPARE_NOW : COMPARE_BEFORE];
}

static int by_time(struct told *a, struct told *b)
{
	int order = strcmp(
		json_get_text(alert_of(a), "time"), json_get_text(alert_of(b), "time"));

	return order ? order : a->order < b->order ? -1 : 1;
}

/* A daemon may have told of items that are not replayed. */
static void drop_unseen(struct compare *compare)
{
	struct told *told, *next;

	HASH_ITER(hh, compare->told, told, next)
	{
		const char *item = json_object_get_string(json_find(alert_of(told), "item.id"));

		if (find_seen(compare, item))
			continue;
		HASH_DEL(compare->told, told);
		json_object_put(told->first[COMPARE_BEFORE]);
		json_object_put(told->first[COMPARE_NOW]);
		mem_free(told);
	}
}

/* ---- tallies -------------------------------------------------------------------------------- */

static int by_category(const void *left, const void *right)
{
	return strcmp(((const struct tally *)left)->category,
		((const struct tally *)right)->category);
}

static void add_to(struct tally *tally, const struct told *told)
{
	enum difference difference = difference_of(told);

	tally->counts[COMPARE_BEFORE] += told->counts[COMPARE_BEFORE];
	tally->counts[COMPARE_NOW] += told->counts[COMPARE_NOW];
	tally->gained += difference == GAINED;
	tally->lost += difference == LOST;
	tally->changed += difference == CHANGED;
}

/* By category, and all of them as the last row; caller frees. */
static struct tally *tally_all(struct compare *compare, size_t *out_count)
{
	struct tally *tallies = NULL, all = {.category = "all"};
	size_t count = 0, cap = 0, i;
	struct told *told;

	for (told = compare->told; told; told = told->hh.next) {
		const char *category = json_get_text(alert_of(told), "category");

		for (i = 0; i < count && strcmp(tallies[i].category, category) != 0; i++)
			;
		if (i == count) {
			MEM_GROW(tallies, count, cap);
			tallies[count++] = (struct tally){.category = category};
		}
		add_to(&tallies[i], told);
		add_to(&all, told);
	}
	if (count)
		qsort(tallies, count, sizeof(*tallies), by_category);
	MEM_GROW(tallies, count, cap);
	tallies[count++] = all;
	*out_count = count;
	return tallies;
}

static double days_of(const struct compare *compare)
{
	double days = compare->from == TIME_NONE
		? 0
		: (double)(compare->until - compare->from) / 86400;

	return MAX(days, 1.0);
}

/* ---- for programs ---------------------------------------------------------------------------- */

static double rounded(double value)
{
	return (double)(int64_t)(value * 1000 + 0.5) / 1000;
}

static struct json_object *tally_json(const struct tally *tally, double days)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "category", json_text(tally->category));
	json_object_object_add(
		object, "before", json_object_new_int64(tally->counts[COMPARE_BEFORE]));
	json_object_object_add(object, "now", json_object_new_int64(tally->counts[COMPARE_NOW]));
	json_object_object_add(object, "before_a_day",
		json_number(rounded((double)tally->counts[COMPARE_BEFORE] / days)));
	json_object_object_add(object, "now_a_day",
		json_number(rounded((double)tally->counts[COMPARE_NOW] / days)));
	json_object_object_add(object, "gained", json_object_new_int64(tally->gained));
	json_object_object_add(object, "lost", json_object_new_int64(tally->lost));
	json_object_object_add(object, "changed", json_object_new_int64(tally->changed));
	return object;
}

static struct json_object *told_json(const struct told *told)
{
	static const char *const paths[] = {"time", "kind", "severity", "category", "summary"};
	struct json_object *alert = alert_of(told), *object = json_object_new_object();
	enum difference difference = difference_of(told);
	size_t i;

	json_object_object_add(object, "difference", json_text(difference_names[difference]));
	for (i = 0; i < ARRAY_LEN(paths); i++)
		json_object_object_add(object, paths[i], json_text(json_get_text(alert, paths[i])));
	if (difference == CHANGED)
		json_object_object_add(object, "severity_before",
			json_text(severity_of(told, COMPARE_BEFORE)));
	json_object_object_add(object, "rule", json_object_get(json_find(alert, "rule.id")));
	json_object_object_add(object, "item", json_object_get(json_find(alert, "item.id")));
	json_object_object_add(object, "title", json_object_get(json_find(alert, "item.title")));
	json_object_object_add(object, "url", json_object_get(json_find(alert, "item.url")));
	return object;
}

static void print_json(struct compare *compare, const struct tally *tallies, size_t count)
{
	struct json_object *object = json_object_new_object(), *rows = json_object_new_array(),
			   *list = json_object_new_array();
	struct told *told;
	size_t i;

	for (i = 0; i < count; i++)
		json_object_array_add(rows, tally_json(&tallies[i], days_of(compare)));
	for (told = compare->told; told; told = told->hh.next)
		if (difference_of(told) != SAME)
			json_object_array_add(list, told_json(told));
	json_object_object_add(object, "items", json_object_new_int64((int64_t)compare->items));
	json_object_object_add(object, "from", json_time(compare->from));
	json_object_object_add(object, "until", json_time(compare->until));
	json_object_object_add(object, "days", json_number(rounded(days_of(compare))));
	json_object_object_add(
		object, "withdrawals_left_out", json_object_new_int64((int64_t)compare->left_out));
	json_object_object_add(object, "categories", rows);
	json_object_object_add(object, "differences", list);
	ctl_print_json(object);
}

/* ---- for people ------------------------------------------------------------------------------- */

static void print_heading(const struct compare *compare)
{
	char from[TIME_TEXT], until[TIME_TEXT];

	if (compare->items)
		printf("%zu items, %s to %s: %.1f days\n", compare->items,
			time_format(compare->from, from), time_format(compare->until, until),
			days_of(compare));
	else
		puts("no items");
	if (compare->left_out)
		printf("%zu alerts of withdrawals are left out: a replay does not see pages go\n",
			compare->left_out);
}

static void print_tallies(const struct tally *tallies, size_t count, double days)
{
	size_t i;

	printf("\n%-22s %8s %8s %8s %8s %8s %8s\n", "CATEGORY", "BEFORE", "NOW", "A DAY",
		"GAINED", "LOST", "CHANGED");
	for (i = 0; i < count; i++)
		printf("%-22s %8lld %8lld %8.2f %8lld %8lld %8lld\n", tallies[i].category,
			(long long)tallies[i].counts[COMPARE_BEFORE],
			(long long)tallies[i].counts[COMPARE_NOW],
			(double)tallies[i].counts[COMPARE_NOW] / days,
			(long long)tallies[i].gained, (long long)tallies[i].lost,
			(long long)tallies[i].changed);
}

static void print_told(const struct told *told)
{
	struct json_object *alert = alert_of(told);
	CLEANUP(mem_freep) char *summary = ctl_member(alert, "summary");
	CLEANUP(mem_freep) char *title = ctl_member(alert, "item.title");
	CLEANUP(mem_freep) char *rule = ctl_member(alert, "rule.id");
	CLEANUP(mem_freep) char *item = ctl_member(alert, "item.id");
	bool changed = difference_of(told) == CHANGED;

	printf("  %s  %s%s%s  %s  %s\n      %s\n      %s (%s)\n", json_get_text(alert, "time"),
		changed ? severity_of(told, COMPARE_BEFORE) : "", changed ? " -> " : "",
		json_get_text(alert, "severity"), json_get_text(alert, "category"), rule, summary,
		title, item);
}

static void print_list(struct compare *compare, enum difference which)
{
	struct told *told;
	bool any = false;

	for (told = compare->told; told; told = told->hh.next) {
		if (difference_of(told) != which)
			continue;
		if (!any)
			printf("\n%s\n", difference_names[which]);
		any = true;
		print_told(told);
	}
}

void compare_print(struct compare *compare, const struct ctl *ctl)
{
	struct tally *tallies;
	size_t count;

	if (compare->raised)
		drop_unseen(compare);
	HASH_SORT(compare->told, by_time);
	tallies = tally_all(compare, &count);
	if (ctl->json) {
		print_json(compare, tallies, count);
	} else {
		print_heading(compare);
		print_tallies(tallies, count, days_of(compare));
		print_list(compare, GAINED);
		print_list(compare, LOST);
		print_list(compare, CHANGED);
	}
	mem_free(tallies);
}
