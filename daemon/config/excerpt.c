/*
 * The offending line with a caret under the place. Columns count code points, a terminal
 * counts cells: tabs, wide and combining characters, and what had to be escaped are measured
 * as they are written.
 */
#include "config/config_priv.h"

#include "base/utf8.h"

enum {
	INDENT = 4,
	SHOWN_MAX = 100,    /* code points of a long line */
	SHOWN_BEFORE = 60,  /* of them before the column */
	COLUMN_MAX = 16384, /* finding a column takes its distance: too far is not shown */
	TAB = 8,
};

const char *const paint_bold = "\x1b[1m";
const char *const paint_red = "\x1b[1;31m";
const char *const paint_magenta = "\x1b[1;35m";
const char *const paint_green = "\x1b[1;32m";
const char *const paint_cyan = "\x1b[36m";

void paint(struct buf *out, bool color, const char *how, const char *text)
{
	if (color)
		buf_puts(out, how);
	buf_puts(out, text);
	if (color)
		buf_puts(out, "\x1b[0m");
}

struct range {
	uint32_t first, last;
};

/* Combining marks of the scripts that configuration is written in, joiners, selectors. */
static const struct range zero_wide[] = {
	{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},
	{0x064B, 0x065F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200D},
	{0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF},
};

static const struct range two_wide[] = {
	{0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0x4DBF}, {0x4E00, 0xA4CF},
	{0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF60},
	{0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
	{0x20000, 0x3FFFD},
};

static bool within(uint32_t cp, const struct range *ranges, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (cp >= ranges[i].first && cp <= ranges[i].last)
			return true;
	return false;
}

static size_t cells(uint32_t cp)
{
	if (within(cp, zero_wide, ARRAY_LEN(zero_wide)))
		return 0;
	return within(cp, two_wide, ARRAY_LEN(two_wide)) ? 2 : 1;
}

/* Writes one code point; returns the cells it takes, beginning at cell `at`. */
static size_t put_one(struct buf *out, const char *s, size_t len, uint32_t cp, size_t at)
{
	size_t before = out->len, width = TAB - at % TAB, i;

	if (cp == '\t') {
		for (i = 0; i < width; i++)
			buf_putc(out, ' ');
		return width;
	}
	utf8_printable(out, s, len);
	return out->len - before == len ? cells(cp) : out->len - before; /* escaped: ASCII */
}

/* Writes code points [from, to); returns the cells before code point `column`. */
static size_t put_range(struct buf *out, const char *line, size_t len, size_t from, size_t to,
	size_t column)
{
	size_t pos = utf8_offset(line, len, from), start, at = 0, caret = 0, n;
	uint32_t cp;

	for (n = from; n < to && pos < len; n++) {
		if (n == column)
			caret = at;
		start = pos;
		cp = utf8_next(line, len, &pos);
		at += put_one(out, line + start, pos - start, cp, at);
	}
	return n <= column ? at : caret;
}

static void put_spaces(struct buf *out, size_t count)
{
	while (count--)
		buf_putc(out, ' ');
}

void excerpt_put(struct buf *out, const char *line, size_t len, int column, bool color)
{
	size_t at = column > 0 ? (size_t)column - 1 : 0, from = 0, to, caret, tail;

	if (at > COLUMN_MAX)
		return;
	tail = utf8_offset(line, len, at + SHOWN_MAX);
	if (tail < len || at > SHOWN_MAX)
		from = at > SHOWN_BEFORE ? at - SHOWN_BEFORE : 0;
	to = from + SHOWN_MAX;
	put_spaces(out, INDENT);
	if (from)
		buf_puts(out, "…");
	caret = put_range(out, line, len, from, to, at);
	if (utf8_offset(line, len, to) < len)
		buf_puts(out, "…");
	buf_putc(out, '\n');
	if (column < 1)
		return;
	put_spaces(out, INDENT + caret + (from ? 1 : 0));
	paint(out, color, paint_green, "^");
	buf_putc(out, '\n');
}
