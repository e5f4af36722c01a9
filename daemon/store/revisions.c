/* What an item said before it was changed: kept beside it, with what changed, word by word. */
#include "store/store_priv.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "model/diff.h"
#include "model/json.h"

/* Of what was revised more often than REVISIONS_MAX the first text and the newest are kept. */
enum { REVISIONS_MAX = 100, CHANGED_MAX = 48 };

static const char *const names[] = {"guid", "url", "title", "summary", "content"};
enum { FIRST_TEXT = 2 /* in names: title */ };

struct change {
	char names[CHANGED_MAX]; /* "title content" */
	char *diff;              /* JSON: a script of model/diff.h for each text; or NULL */
	bool says_else;
};

/* A summary that is a copy of the content is told once. */
static bool is_told(const struct item *item, enum item_field field)
{
	return field != ITEM_SUMMARY || !item->summary_is_content;
}

static void add_diff(struct json_object *diffs, const char *name, const char *before,
	const char *after)
{
	struct arena *arena = arena_new();
	struct diff diff;

	before = before ? before : "";
	after = after ? after : "";
	diff = diff_words(arena, before, strlen(before), after, strlen(after));
	json_object_object_add(diffs, name, diff_pack(&diff));
	arena_free(arena);
}

static void read_change(sqlite3_stmt *statement, const struct item *item,
	struct json_object *diffs, struct change *change)
{
	size_t column, len = 0;

	for (column = 0; column < ARRAY_LEN(names); column++) {
		enum item_field field = (enum item_field)(column - FIRST_TEXT);

		if (!sqlite3_column_int(statement, (int)column))
			continue;
		len += (size_t)snprintf(change->names + len, CHANGED_MAX - len, "%s%s",
			len ? " " : "", names[column]);
		if (column < FIRST_TEXT)
			continue;
		change->says_else = true;
		if (is_told(item, field))
			add_diff(diffs, names[column],
				column_text(statement, (int)(column + ITEM_FIELDS)),
				item->field[field].text);
	}
}

static int find_change(struct store *store, int64_t row, const struct item *item,
	const struct item_identity *identity, struct change *change)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ITEM_CHANGES_SQL);
	struct json_object *diffs;
	struct buf text = BUF_INIT(BUF_UNBOUND);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, (int64_t)identity->guid);
	bind_int(statement, 2, (int64_t)identity->url);
	bind_text(statement, 3, item->field[ITEM_TITLE].text);
	bind_text(statement, 4, item->field[ITEM_SUMMARY].text);
	bind_text(statement, 5, item->field[ITEM_CONTENT].text);
	bind_int(statement, 6, row);
	r = store_said(store, sqlite3_step(statement));
	if (!r) {
		diffs = json_object_new_object();
		read_change(statement, item, diffs, change);
		json_line(&text, diffs);
		change->diff = buf_take(&text);
		json_object_put(diffs);
	}
	sqlite3_reset(statement);
	return r;
}

static int put_revision(struct store *store, int64_t row, int64_t number,
	const struct change *change, int64_t now)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ITEM_KEEP_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, now);
	bind_text(statement, 2, change->names);
	bind_text(statement, 3, change->diff);
	bind_int(statement, 4, row);
	r = store_run(store, statement);
	if (r || number < REVISIONS_MAX)
		return r;
	statement = store_prepare(store, STORE_ITEM_FORGET_SQL);
	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, row);
	bind_int(statement, 2, number - REVISIONS_MAX + 1);
	return store_run(store, statement);
}

int store_keep_revision(struct store *store, int64_t row, int64_t number,
	const struct item *item, const struct item_identity *identity, int64_t now,
	bool *out_says_else)
{
	struct change change = {.diff = NULL};
	int r = find_change(store, row, item, identity, &change);

	if (!r)
		r = put_revision(store, row, number, &change, now);
	if (!r)
		*out_says_else = change.says_else;
	mem_free(change.diff);
	return r;
}

/* ---- asked for ---------------------------------------------------------------------------- */

/* "title content" becomes ["title","content"]. */
static struct json_object *names_json(const char *list)
{
	struct json_object *array = json_object_new_array();
	size_t len;

	for (; *list; list += len + (list[len] == ' ')) {
		len = strcspn(list, " ");
		json_object_array_add(array, json_object_new_string_len(list, (int)len));
	}
	return array;
}

static void tell_field(struct json_object *object, const char *name, const char *before,
	struct json_object *script)
{
	struct json_object *ops;

	before = before ? before : "";
	ops = script ? diff_json(script, before, strlen(before)) : NULL;
	if (ops)
		json_object_object_add(object, name, ops);
}

struct json_object *store_revision_json(sqlite3_stmt *statement)
{
	struct json_object *object = json_object_new_object();
	struct json_object *before = json_object_new_object(), *diff = json_object_new_object();
	const char *changed = column_text(statement, 2), *kept = column_text(statement, 8);
	struct json_object *scripts = kept ? json_tokener_parse(kept) : NULL;
	size_t i;

	json_object_object_add(object, "number",
		json_object_new_int64(sqlite3_column_int64(statement, 0)));
	json_object_object_add(object, "changed_at", json_time(column_time(statement, 1)));
	json_object_object_add(object, "changed", names_json(changed));
	for (i = 0; i < ARRAY_LEN(names); i++) {
		const char *text = column_text(statement, (int)i + 3);

		if (!strstr(changed, names[i]))
			continue;
		json_object_object_add(before, names[i], json_text(text));
		tell_field(diff, names[i], text, json_get(scripts, names[i]));
	}
	json_object_object_add(object, "before", before);
	json_object_object_add(object, "diff", diff);
	json_object_put(scripts);
	return object;
}
