/* Plain text: lines that stand apart by an empty one are paragraphs. */
#include <string.h>

#include "base/utf8.h"
#include "text/html_priv.h"

/* Behind the first empty line from pos on (or at the end); *out_end: end of the text before. */
static size_t paragraph_end(const char *text, size_t len, size_t pos, size_t *out_end)
{
	const char *line;

	while ((line = memchr(text + pos, '\n', len - pos))) {
		size_t next = (size_t)(line - text) + 1;

		*out_end = next;
		while (next < len && (text[next] == ' ' || text[next] == '\t' || text[next] == '\r'))
			next++;
		if (next == len || text[next] == '\n')
			return next;
		pos = next;
	}
	*out_end = len;
	return len;
}

struct item_text text_from_plain(struct arena *arena, const char *text, size_t len,
	enum segment_kind first_kind)
{
	struct paragraphs paragraphs;
	size_t pos = 0;

	if (len > TEXT_FIELD_MAX)
		len = utf8_cut(text, len, TEXT_FIELD_MAX);
	paragraphs_init(&paragraphs, arena, first_kind);
	paragraphs.valid = utf8_valid(text, len);
	while (pos < len) {
		size_t end, next = paragraph_end(text, len, pos, &end);

		paragraphs_text(&paragraphs, text + pos, end - pos);
		paragraphs_end(&paragraphs, SEGMENT_KIND_COUNT, false);
		pos = next;
	}
	return paragraphs_done(&paragraphs, SEGMENT_KIND_COUNT);
}
