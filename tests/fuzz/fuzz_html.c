/* Any bytes give valid UTF-8 with segments in order, as HTML and as plain text. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/text.h"

static void check(const struct item_text *text)
{
	uint32_t end = 0;

	if (!utf8_valid(text->text, text->len) || strlen(text->text) > text->len)
		abort();
	for (uint32_t i = 0; i < text->segment_count; i++) {
		const struct segment *segment = &text->segments[i];

		if (segment->start >= segment->end || segment->start < end ||
			segment->end > text->len || segment->kind >= SEGMENT_KIND_COUNT)
			abort();
		end = segment->end;
	}
	if (end != text->len)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct item_text text;

	text = text_from_html(arena, (const char *)data, size, SEGMENT_LEAD);
	check(&text);
	text = text_from_plain(arena, (const char *)data, size, SEGMENT_TITLE);
	check(&text);
	arena_free(arena);
	return 0;
}
