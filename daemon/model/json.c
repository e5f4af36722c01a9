#include "model/json.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"

struct json_object *json_text(const char *s)
{
	return s ? json_object_new_string(s) : NULL;
}

struct json_object *json_text_cut(const char *s, size_t max)
{
	CLEANUP(buf_done) struct buf out = BUF_INIT(BUF_UNBOUND);
	size_t len = s ? strlen(s) : 0;
	size_t cut = s ? utf8_offset(s, len, max) : 0;

	if (cut == len)
		return json_text(s);
	buf_put(&out, s, cut);
	buf_puts(&out, "…");
	return json_text(buf_str(&out));
}

struct json_object *json_texts(const char *const *texts, size_t count)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < count; i++)
		json_object_array_add(array, json_text(texts[i]));
	return array;
}

struct json_object *json_time(int64_t wall_s)
{
	char text[TIME_TEXT];

	return wall_s == TIME_NONE ? NULL : json_object_new_string(time_format(wall_s, text));
}

struct json_object *json_number(double value)
{
	char text[32];

	if (!isfinite(value))
		return NULL;
	if (value == floor(value) && fabs(value) < 1e15)
		return json_object_new_int64((int64_t)value);
	snprintf(text, sizeof(text), "%.15g", value);
	return json_object_new_double_s(value, text);
}

static void put_escaped(struct buf *out, uint32_t cp)
{
	if (cp < 0x10000) {
		buf_printf(out, "\\u%04" PRIx32, cp);
		return;
	}
	cp -= 0x10000;
	buf_printf(out, "\\u%04" PRIx32 "\\u%04" PRIx32, 0xD800 + (cp >> 10),
		0xDC00 + (cp & 0x3FF));
}

void json_line(struct buf *out, struct json_object *object)
{
	const char *text = json_object_to_json_string_ext(object,
		JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	size_t len = strlen(text), pos = 0, before, plain = 0;

	/* Outside of strings JSON is printable ASCII: whatever is escaped stands in one. */
	while (pos < len) {
		uint32_t cp;

		before = pos;
		cp = utf8_next(text, len, &pos);
		if (utf8_is_printable(cp))
			continue;
		buf_put(out, text + plain, before - plain);
		put_escaped(out, cp);
		plain = pos;
	}
	buf_put(out, text + plain, len - plain);
}

struct json_object *json_get(struct json_object *object, const char *name)
{
	struct json_object *member = NULL;

	json_object_object_get_ex(object, name, &member);
	return member;
}

const char *json_get_text(struct json_object *object, const char *name)
{
	struct json_object *member = json_get(object, name);

	return json_object_is_type(member, json_type_string) ? json_object_get_string(member)
							     : NULL;
}

struct json_object *json_find(struct json_object *object, const char *path)
{
	char name[64];
	size_t len;

	while (object && *path) {
		len = strcspn(path, ".");
		if (len >= sizeof(name))
			return NULL;
		memcpy(name, path, len);
		name[len] = '\0';
		object = json_get(object, name);
		path += len + (path[len] == '.');
	}
	return object;
}
