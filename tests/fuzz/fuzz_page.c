/* A page from outside, with and without an XPath: text is text, whatever came. */
#include <stdlib.h>

#include "base/utf8.h"
#include "feed/feed.h"

static void check(const struct item *item)
{
	size_t field;

	for (field = 0; field < ITEM_FIELDS; field++)
		if (item->field[field].text &&
			!utf8_valid(item->field[field].text, item->field[field].len))
			abort();
	if (!item->field[ITEM_CONTENT].len)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const xpaths[] = {NULL, "//*[@id='a']//p"};
	size_t i;

	for (i = 0; i < 2; i++) {
		struct arena *arena = arena_new();
		const struct feed_request request = {.data = (const char *)data, .len = size};
		struct feed_document *page;
		const char *why;

		if (!feed_page(arena, &request, xpaths[i], &page, &why))
			check(&page->items[0]);
		arena_free(arena);
	}
	return 0;
}
