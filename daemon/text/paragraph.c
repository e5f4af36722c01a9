/*
 * Paragraphs become segments: white space folded, one space between two, each with what it
 * is. The text is collected in a buffer and handed over to the arena once.
 */
#include "text/html_priv.h"

#include <string.h>

#include "base/utf8.h"

void paragraphs_init(struct paragraphs *paragraphs, struct arena *arena,
	enum segment_kind first_kind)
{
	*paragraphs = (struct paragraphs){
		.arena = arena,
		.first_kind = first_kind,
		/* No input byte gives more than three (an invalid one, U+FFFD). */
		.text = BUF_INIT((size_t)TEXT_FIELD_MAX * 4),
	};
}

/* White space as people see it; the same set as in the model's fields. */
static bool is_space_point(uint32_t cp)
{
	return cp <= 0x20 || cp == 0x7F || cp == 0x85 || cp == 0xA0 || cp == 0x1680 ||
	       (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 ||
	       cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

static bool is_plain(char c)
{
	return c > 0x20 && c < 0x7F;
}

void paragraphs_space(struct paragraphs *paragraphs)
{
	paragraphs->pending = true;
}

/* Adds bytes that begin and end with something visible. */
static void put(struct paragraphs *paragraphs, const char *s, size_t len)
{
	bool first = paragraphs->text.len == paragraphs->start;

	if (paragraphs->pending && paragraphs->text.len > 0)
		buf_putc(&paragraphs->text, ' ');
	if (first)
		paragraphs->start = paragraphs->text.len;
	paragraphs->pending = false;
	paragraphs->beside_link |= !paragraphs->in_link;
	buf_put(&paragraphs->text, s, len);
}

void paragraphs_point(struct paragraphs *paragraphs, uint32_t cp)
{
	char bytes[4];

	if (is_space_point(cp))
		paragraphs->pending = true;
	else
		put(paragraphs, bytes, utf8_put(bytes, cp));
}

/* Bytes of the visible character at the beginning, beyond ASCII; 0: none, or no valid one. */
static size_t visible_long(const char *s, size_t len)
{
	size_t end = 0;
	uint32_t cp = utf8_next(s, len, &end);

	return cp == UTF8_BAD || is_space_point(cp) ? 0 : end;
}

/* What a byte of valid text may mean to the white space around it. */
enum { KIND_VISIBLE, KIND_SPACE = 1, KIND_OTHER = 2 /* a control, or a lead of white space */ };

static const uint8_t kinds[256] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
	2, 2, 2, 2, 2, 2, 2, 2, 2, 2, [' '] = KIND_SPACE, [0x7F] = KIND_OTHER,
	/* U+0085 and U+00A0; U+1680; U+2000 to U+205F; U+3000 */
	[0xC2] = KIND_OTHER, [0xE1] = KIND_OTHER, [0xE2] = KIND_OTHER, [0xE3] = KIND_OTHER};

/* Up to what is neither visible nor a single space; *last: kind of the byte before. */
static size_t easy_run(const char *s, size_t len, uint8_t *last)
{
	size_t n = 0;
	uint8_t kind;

	for (; n < len; n++) {
		kind = kinds[(unsigned char)s[n]];
		if ((kind & KIND_OTHER) | (kind & *last))
			break;
		*last = kind;
	}
	return n;
}

/* Visible characters with single spaces between them, as most text is. */
static size_t plain_run(const struct paragraphs *paragraphs, const char *s, size_t len)
{
	uint8_t last = KIND_SPACE; /* it does not begin with one */
	size_t n = 0, step;

	while (n < len) {
		n += paragraphs->valid ? easy_run(s + n, len - n, &last) : 0;
		if (n == len || (s[n] == ' ' && last == KIND_SPACE))
			break;
		step = is_plain(s[n]) ? 1 : s[n] & 0x80 ? visible_long(s + n, len - n) : 0;
		if (!step && s[n] != ' ')
			break;
		last = step ? KIND_VISIBLE : KIND_SPACE;
		n += step ? step : 1;
	}
	/* The last one counts where something visible follows. */
	return n && last == KIND_SPACE ? n - 1 : n;
}

void paragraphs_text(struct paragraphs *paragraphs, const char *s, size_t len)
{
	size_t pos = 0, run;

	while (pos < len) {
		run = plain_run(paragraphs, s + pos, len - pos);
		if (run) {
			put(paragraphs, s + pos, run);
			pos += run;
		} else {
			paragraphs_point(paragraphs, utf8_next(s, len, &pos));
		}
	}
}

static void add_segment(struct paragraphs *paragraphs, enum segment_kind kind)
{
	struct segment *last;

	ARENA_GROW(paragraphs->arena, paragraphs->segments, paragraphs->count, paragraphs->cap);
	last = &paragraphs->segments[paragraphs->count++];
	*last = (struct segment){
		.kind = kind,
		.start = (uint32_t)paragraphs->start,
		.end = (uint32_t)paragraphs->text.len,
	};
}

/* What the paragraph is where nothing around it says so. */
static enum segment_kind own_kind(struct paragraphs *paragraphs, bool item)
{
	const char *text = paragraphs->text.data + paragraphs->start;
	bool all_link = !paragraphs->beside_link;
	struct notice notice;

	notice = notice_of(text, paragraphs->text.len - paragraphs->start, all_link);
	if (notice.kind != SEGMENT_KIND_COUNT) {
		paragraphs->links_follow = notice.heads_links;
		return notice.kind;
	}
	/* Teasers: links below "Read more:", and lists of nothing but links behind the text. */
	if (all_link && (paragraphs->links_follow || (item && paragraphs->own_seen)))
		return SEGMENT_LINKS;
	paragraphs->links_follow = false;
	if (paragraphs->own_seen)
		return SEGMENT_BODY;
	paragraphs->own_seen = true;
	return paragraphs->first_kind;
}

static enum segment_kind kind_of(struct paragraphs *paragraphs, enum segment_kind kind,
	bool item)
{
	enum segment_kind own;

	if (paragraphs->first_kind == SEGMENT_TITLE)
		return SEGMENT_TITLE;
	if (kind == SEGMENT_KIND_COUNT)
		return own_kind(paragraphs, item);
	if (kind != SEGMENT_QUOTE)
		return kind;
	/* A notice stays one inside a quote; the quoted words are not the item's lead. */
	own = notice_of(paragraphs->text.data + paragraphs->start,
		paragraphs->text.len - paragraphs->start, !paragraphs->beside_link)
		      .kind;
	return own != SEGMENT_KIND_COUNT ? own : SEGMENT_QUOTE;
}

static void next_paragraph(struct paragraphs *paragraphs)
{
	paragraphs->start = paragraphs->text.len;
	paragraphs->pending = true;
	paragraphs->beside_link = false;
}

void paragraphs_end(struct paragraphs *paragraphs, enum segment_kind kind, bool item)
{
	if (paragraphs->text.len > paragraphs->start)
		add_segment(paragraphs, kind_of(paragraphs, kind, item));
	next_paragraph(paragraphs);
}

struct item_text paragraphs_done(struct paragraphs *paragraphs, enum segment_kind kind)
{
	struct item_text text;

	paragraphs_end(paragraphs, kind, false);
	text = (struct item_text){
		.text = arena_strndup(paragraphs->arena, buf_str(&paragraphs->text),
			paragraphs->text.len),
		.len = (uint32_t)paragraphs->text.len,
		.segments = paragraphs->segments,
		.segment_count = paragraphs->count,
		.links = paragraphs->links,
		.link_count = paragraphs->link_count,
	};
	buf_done(&paragraphs->text);
	return text;
}
