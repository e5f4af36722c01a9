#include "model/item.h"

#include <json-c/json.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "model/json.h"

const char *item_field_name(enum item_field field)
{
	static const char *const names[] = {"title", "summary", "content"};

	return names[field];
}

const char *segment_kind_name(enum segment_kind kind)
{
	static const char *const names[] = {
#define X(name, text) text,
		SEGMENT_KINDS(X)
#undef X
	};

	return names[kind];
}

bool segment_is_own(enum segment_kind kind)
{
	return kind <= SEGMENT_QUOTE;
}

/* White space as people see it: a run of it is one space in a field's text. */
static bool is_space(uint32_t cp)
{
	return cp <= 0x20 || cp == 0x7F || cp == 0x85 || cp == 0xA0 || cp == 0x1680 ||
	       (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 ||
	       cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

static size_t fold_space(char *out, const char *text, size_t len)
{
	size_t used = 0, pos = 0;
	bool pending = false;

	while (pos < len) {
		uint32_t cp = utf8_next(text, len, &pos);

		if (is_space(cp)) {
			pending = used > 0;
			continue;
		}
		if (pending)
			out[used++] = ' ';
		pending = false;
		used += utf8_put(out + used, cp);
	}
	return used;
}

struct item_text item_text_plain(struct arena *arena, const char *text,
	enum segment_kind kind)
{
	struct segment *segment;
	size_t len, used;
	char *out;

	if (!text)
		return (struct item_text){0};
	len = strlen(text);
	/* A byte that is no UTF-8 becomes the three bytes of U+FFFD. */
	out = arena_alloc(arena, len * 3 + 1);
	used = fold_space(out, text, len);
	segment = arena_alloc(arena, sizeof(*segment));
	*segment = (struct segment){.kind = kind, .start = 0, .end = (uint32_t)used};
	return (struct item_text){
		.text = out,
		.len = (uint32_t)used,
		.segments = segment,
		.segment_count = used > 0,
	};
}

/* NULL where the member is missing or null; false where it is neither that nor a string. */
static bool member_text(struct json_object *object, const char *name, const char **out_text)
{
	struct json_object *member = NULL;

	json_object_object_get_ex(object, name, &member);
	if (member && !json_object_is_type(member, json_type_string))
		return false;
	*out_text = member ? json_object_get_string(member) : NULL;
	return true;
}

/* The outlet's name is all that is known of it. */
static const struct item_source *source_of(struct arena *arena, struct json_object *object)
{
	struct item_source *source;
	const char *name = NULL;

	if (!member_text(object, "source", &name) || !name || !*name)
		return NULL;
	source = arena_alloc(arena, sizeof(*source));
	source->id = source->name = arena_strdup(arena, name);
	return source;
}

static bool member_bool(struct json_object *object, const char *name, bool *out)
{
	struct json_object *value = json_get(object, name);

	*out = value && json_object_get_boolean(value);
	return !value || json_object_is_type(value, json_type_boolean);
}

bool item_from_json(struct arena *arena, struct json_object *object, struct item *out_item,
	const char **out_why)
{
	struct item item = {.published = TIME_NONE, .updated = TIME_NONE};
	const char *title, *summary, *content, *published;

	*out_why = "an item is a JSON object";
	if (!json_object_is_type(object, json_type_object))
		return false;
	*out_why = "\"id\", \"lang\", \"url\", \"published\", \"title\", \"summary\" and "
		"\"content\" are strings or null";
	if (!member_text(object, "id", &item.id) || !member_text(object, "url", &item.url) ||
		!member_text(object, "lang", &item.lang) ||
		!member_text(object, "title", &title) ||
		!member_text(object, "summary", &summary) ||
		!member_text(object, "content", &content) ||
		!member_text(object, "published", &published))
		return false;
	*out_why = "\"withdrawn\" and \"corrected\" are true or false";
	if (!member_bool(object, "withdrawn", &item.withdrawn) ||
		!member_bool(object, "corrected", &item.corrected))
		return false;
	*out_why = "\"published\" is a time like 2024-05-21T09:30:00Z";
	if (published && *published && !time_parse(published, &item.published))
		return false;
	*out_why = "an item has an \"id\"";
	if (!item.id)
		return false;
	item.source = source_of(arena, object);
	item.id = arena_strdup(arena, item.id);
	item.url = arena_strdup(arena, item.url);
	item.lang = arena_strdup(arena, item.lang);
	item.field[ITEM_TITLE] = item_text_plain(arena, title, SEGMENT_TITLE);
	item.field[ITEM_SUMMARY] = item_text_plain(arena, summary, SEGMENT_LEAD);
	item.field[ITEM_CONTENT] = item_text_plain(arena, content, SEGMENT_BODY);
	*out_item = item;
	return true;
}
