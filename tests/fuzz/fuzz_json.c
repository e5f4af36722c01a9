/*
 * JSON through feed_parse. Other bytes than JSON are the matter of fuzz_feed; here every
 * input is put where a JSON Feed has its items, so that little is needed to reach the reader.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "feed/feed.h"

static void check_text(const char *text)
{
	if (text && !utf8_valid(text, strlen(text)))
		abort();
}

static void parse(const char *data, size_t len, size_t slice_bytes)
{
	struct feed_request request = {.data = data, .len = len, .now = 1717200000,
		.base_url = "https://example.org/feed.json", .slice_bytes = slice_bytes};
	struct arena *arena = arena_new();
	struct feed_document *document;
	const char *why = NULL;

	if (feed_parse(arena, &request, &document, &why)) {
		if (!why || !utf8_valid(why, strlen(why)))
			abort();
		arena_free(arena);
		return;
	}
	for (size_t i = 0; i < document->item_count; i++) {
		check_text(document->items[i].id);
		check_text(document->items[i].url);
		for (size_t f = 0; f < ITEM_FIELDS; f++)
			check_text(document->items[i].field[f].text);
	}
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf wrapped = BUF_INIT(BUF_UNBOUND);

	parse((const char *)data, size, 0);
	parse((const char *)data, size, 16);
	buf_puts(&wrapped, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[");
	buf_put(&wrapped, data, size);
	buf_puts(&wrapped, "]}");
	parse(buf_str(&wrapped), wrapped.len, 0);
	parse(buf_str(&wrapped), wrapped.len, 16);
	buf_done(&wrapped);
	return 0;
}
