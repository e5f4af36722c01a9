/*
 * Any bytes through feed_parse: an outcome with its reason, or a document whose texts are
 * valid UTF-8. The first two bytes choose what HTTP says of the document, so that every
 * charset is tried, and whether it is read in slices.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "feed/feed.h"

static const char *const content_types[] = {NULL, "application/rss+xml; charset=utf-8",
	"text/xml; charset=windows-1251", "text/xml; charset=utf-16",
	"text/xml; charset=koi8-r", "text/html", "text/xml; charset=iso-8859-4",
	"application/xml; charset=\"shift_jis\""};
static const char *const bases[] = {NULL, "http://example.org/news/feed.xml", "news/", "a:b"};

static void check_text(const char *text)
{
	if (text && !utf8_valid(text, strlen(text)))
		abort();
}

static void check_field(const struct item_text *field)
{
	if (!field->text)
		return;
	if (!utf8_valid(field->text, field->len) || field->len > FEED_FIELD_MAX * 3)
		abort();
	for (uint32_t i = 0; i < field->segment_count; i++)
		if (field->segments[i].end > field->len ||
			field->segments[i].start >= field->segments[i].end)
			abort();
}

static void check_item(const struct item *item)
{
	check_text(item->id);
	check_text(item->url);
	check_text(item->author);
	for (size_t i = 0; i < ITEM_FIELDS; i++)
		check_field(&item->field[i]);
	if (!feed_identity("fuzz", item).content)
		abort();
}

static void check_document(const struct feed_document *document)
{
	check_text(document->title);
	check_text(document->damage);
	if (document->item_count > FEED_ITEMS_MAX || !document->encoding)
		abort();
	if ((document->reading == FEED_STRICT) != !document->damage)
		abort();
	for (size_t i = 0; i < document->item_count; i++)
		check_item(&document->items[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct feed_request request = {.now = 1717200000};
	struct feed_document *document;
	struct arena *arena;
	const char *why = NULL;

	if (size < 2)
		return 0;
	request.content_type = content_types[data[0] % ARRAY_LEN(content_types)];
	request.base_url = bases[data[1] % ARRAY_LEN(bases)];
	request.slice_bytes = data[1] & 0x80 ? 64 : 0;
	request.data = (const char *)data + 2;
	request.len = size - 2;
	arena = arena_new();
	if (feed_parse(arena, &request, &document, &why) == 0)
		check_document(document);
	else if (!why || !*why || !utf8_valid(why, strlen(why)))
		abort();
	arena_free(arena);
	return 0;
}
