/* JSON Feed 1.0 and 1.1 (jsonfeed.org). */
#include <json-c/json.h>
#include <string.h>

#include "feed/feed_priv.h"

/* A value takes 50 bytes and more of the library's memory, an object near a thousand. */
enum { JSON_DEPTH = 64, OBJECTS_MAX = 4000, VALUES_MAX = 40000 };

/* Strings, and numbers as their digits: ids are both. */
static const char *get_text(struct arena *arena, struct json_object *object, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value) || !value ||
		json_object_is_type(value, json_type_object) ||
		json_object_is_type(value, json_type_array))
		return NULL;
	return arena_strdup(arena, json_object_get_string(value));
}

static const char *get_line(struct arena *arena, struct json_object *object, const char *name)
{
	const char *text = get_text(arena, object, name);

	return text ? reader_line(arena, text) : NULL;
}

/* 1.1 has a list of authors, 1.0 one. */
static const char *get_author(struct arena *arena, struct json_object *object)
{
	struct json_object *author = NULL, *authors;

	if (json_object_object_get_ex(object, "authors", &authors) &&
		json_object_is_type(authors, json_type_array) &&
		json_object_array_length(authors))
		author = json_object_array_get_idx(authors, 0);
	else
		json_object_object_get_ex(object, "author", &author);
	if (!json_object_is_type(author, json_type_object))
		return NULL;
	return get_line(arena, author, "name");
}

static struct item_text get_content(struct arena *arena, struct json_object *object)
{
	const char *html = get_text(arena, object, "content_html");
	const char *text = get_text(arena, object, "content_text");
	struct item_text content = {0};

	if (html)
		content = reader_body_html(arena, html, strlen(html));
	if (!content.len && text)
		content = text_from_plain(arena, text, strlen(text), SEGMENT_LEAD);
	return content.len ? content : (struct item_text){0};
}

static void read_one(struct reader *reader, struct json_object *object)
{
	struct arena *arena = reader->arena;
	struct item *item;
	const char *summary;

	if (!json_object_is_type(object, json_type_object) || !(item = reader_add(reader)))
		return;
	item->id = get_line(arena, object, "id");
	item->url = reader_url(reader, NULL, get_text(arena, object, "url"));
	if (!item->url)
		item->url = reader_url(reader, NULL, get_text(arena, object, "external_url"));
	item->author = get_author(arena, object);
	item->lang = get_line(arena, object, "language");
	if (!item->lang)
		item->lang = reader->document->language;
	item->published = reader_date(reader, get_text(arena, object, "date_published"));
	item->updated = reader_date(reader, get_text(arena, object, "date_modified"));
	item->field[ITEM_TITLE] =
		item_text_plain(arena, get_text(arena, object, "title"), SEGMENT_TITLE);
	summary = get_text(arena, object, "summary");
	if (summary && reader_line(arena, summary))
		item->field[ITEM_SUMMARY] =
			text_from_plain(arena, summary, strlen(summary), SEGMENT_LEAD);
	item->field[ITEM_CONTENT] = get_content(arena, object);
	reader_finish(reader, item);
}

/* Behind the string that begins at pos. */
static size_t string_end(const char *text, size_t len, size_t pos)
{
	for (pos++; pos < len && text[pos] != '"'; pos++)
		pos += text[pos] == '\\';
	return pos + 1;
}

/* The parser has no ceiling on what it makes: what the text holds is counted before. */
static bool is_too_large(const char *text, size_t len)
{
	size_t objects = 0, values = 0, pos = 0;

	while (pos < len) {
		if (text[pos] == '"') {
			pos = string_end(text, len, pos);
			continue;
		}
		objects += text[pos] == '{';
		values += text[pos] == ',' || text[pos] == '[';
		pos++;
	}
	return objects > OBJECTS_MAX || values > VALUES_MAX;
}

static bool is_feed(struct json_object *root, const char **out_why)
{
	struct json_object *version, *items;

	*out_why = "JSON, but no JSON Feed";
	if (!json_object_is_type(root, json_type_object))
		return false;
	if (!json_object_object_get_ex(root, "items", &items) ||
		!json_object_is_type(items, json_type_array))
		return false;
	return json_object_object_get_ex(root, "version", &version) &&
	       strstr(json_object_get_string(version), "jsonfeed.org");
}

static void read_root(struct reader *reader, struct json_object *root)
{
	struct json_object *items;
	size_t count, i;

	reader->document->format = FEED_JSON;
	reader->document->title = get_line(reader->arena, root, "title");
	reader->document->language = get_line(reader->arena, root, "language");
	json_object_object_get_ex(root, "items", &items);
	count = json_object_array_length(items);
	for (i = 0; i < count && !reader->document->items_cut; i++)
		read_one(reader, json_object_array_get_idx(items, i));
}

static struct json_object *parse(struct reader *reader, const char *text, size_t len,
	const char **out_why)
{
	struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH);
	struct json_object *root = json_tokener_parse_ex(tokener, text, (int)len);
	enum json_tokener_error error = json_tokener_get_error(tokener);

	json_tokener_free(tokener);
	if (!root)
		*out_why = arena_printf(reader->arena, "damaged JSON: %s",
			error == json_tokener_continue ? "it is cut off" :
							 json_tokener_error_desc(error));
	return root;
}

int read_json(struct reader *reader, const char *text, size_t len, const char **out_why)
{
	struct json_object *root;
	bool good;

	if (len > INT32_MAX || is_too_large(text, len)) {
		*out_why = "the document is beyond the ceiling on values";
		return FEED_TOO_LARGE;
	}
	root = parse(reader, text, len, out_why);
	if (!root)
		return FEED_NOT_A_FEED;
	good = is_feed(root, out_why);
	if (good)
		read_root(reader, root);
	json_object_put(root);
	return good ? 0 : FEED_NOT_A_FEED;
}
