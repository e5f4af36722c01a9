#include "base/utf8.h"

#include <endian.h>
#include <string.h>

#include "base/mem.h"

static bool is_tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* Length of the sequence that a lead byte announces; 0 for a byte that leads nothing. */
static size_t lead_length(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c >= 0xC2 && c < 0xE0)
		return 2;
	if (c >= 0xE0 && c < 0xF0)
		return 3;
	return c >= 0xF0 && c < 0xF5 ? 4 : 0;
}

static bool is_scalar(uint32_t cp, size_t length)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

	return cp >= least[length] && cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF);
}

uint32_t utf8_next_long(const char *s, size_t len, size_t *pos)
{
	const unsigned char *p = (const unsigned char *)s + *pos;
	size_t length = lead_length(*p), i;
	uint32_t cp;

	if (!length || length > len - *pos)
		goto bad;
	cp = *p & (0x7F >> length);
	for (i = 1; i < length; i++) {
		if (!is_tail(p[i]))
			goto bad;
		cp = cp << 6 | (p[i] & 0x3F);
	}
	if (!is_scalar(cp, length))
		goto bad;
	*pos += length;
	return cp;
bad:
	*pos += 1;
	return UTF8_BAD;
}

size_t utf8_put(char out[4], uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

enum { WORD = 8 };

/* One bit of each of eight bytes. */
static uint64_t bit_of(uint64_t bytes, int bit)
{
	return bytes >> bit & 0x0101010101010101u;
}

/*
 * Eight bytes at once, as long as they are ASCII and characters of two bytes, as Latin, Greek
 * and Cyrillic text is: each lead byte is followed by a tail, and no tail by itself. *open: the
 * last byte before was a lead. False where something else stands there, or is wrong.
 */
static bool is_pairs(const char *s, uint64_t *open)
{
	uint64_t bytes, high, leads, tails;

	memcpy(&bytes, s, sizeof(bytes));
	bytes = le64toh(bytes);
	high = bit_of(bytes, 7);
	leads = high & bit_of(bytes, 6);
	tails = high & ~leads;
	if (tails != (leads << 8 | *open) || leads & bit_of(bytes, 5) ||
		/* 0xC0 and 0xC1 lead nothing. */
		leads & ~(bit_of(bytes, 1) | bit_of(bytes, 2) | bit_of(bytes, 3) |
				bit_of(bytes, 4)))
		return false;
	*open = leads >> 56;
	return true;
}

/* Where the first character begins that is not of one or two bytes, or the last few are. */
static size_t skip_pairs(const char *s, size_t len, size_t pos)
{
	uint64_t open = 0, before = 0;

	while (pos + WORD <= len) {
		before = open;
		if (!is_pairs(s + pos, &open))
			return pos - before;
		pos += WORD;
	}
	return pos - open;
}

bool utf8_valid(const char *s, size_t len)
{
	size_t pos = 0, before;

	while ((pos = skip_pairs(s, len, pos)) < len) {
		before = pos;
		if (utf8_next(s, len, &pos) == UTF8_BAD && pos - before == 1)
			return false;
	}
	return true;
}

size_t utf8_count(const char *s, size_t len)
{
	size_t count = 0, i;

	for (i = 0; i < len; i++)
		count += !is_tail((unsigned char)s[i]);
	return count;
}

size_t utf8_offset(const char *s, size_t len, size_t n)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!is_tail((unsigned char)s[i]) && n-- == 0)
			return i;
	return len;
}

size_t utf8_cut(const char *s, size_t len, size_t max)
{
	if (len <= max)
		return len;
	while (max && is_tail((unsigned char)s[max]))
		max--;
	return max;
}

bool utf8_is_printable(uint32_t cp)
{
	return !(cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x61C || cp == 0x200E ||
	       cp == 0x200F || (cp >= 0x2028 && cp <= 0x202E) ||
	       (cp >= 0x2066 && cp <= 0x2069) || cp == 0xFEFF || cp == UTF8_BAD ||
	       (cp & 0xFFFE) == 0xFFFE || (cp >= 0xE0000 && cp <= 0xE007F));
}

void utf8_printable(struct buf *out, const char *s, size_t len)
{
	size_t pos = 0, before;

	while (pos < len) {
		uint32_t cp;

		before = pos;
		cp = utf8_next(s, len, &pos);
		if (utf8_is_printable(cp))
			buf_put(out, s + before, pos - before);
		else if (cp == UTF8_BAD && pos - before == 1)
			buf_printf(out, "\\x%02x", (unsigned char)s[before]);
		else
			buf_printf(out, cp < 0x100 ? "\\x%02x" : "\\u%04x", cp);
	}
}

char *utf8_show(const char *s, size_t max)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	size_t len = s ? strlen(s) : 0, cut = s ? utf8_offset(s, len, max) : 0;

	if (s)
		utf8_printable(&out, s, cut);
	if (cut < len)
		buf_puts(&out, "…");
	return buf_take(&out);
}
