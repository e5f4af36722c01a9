/* UTF-8 (RFC 3629): decoding, checking, counting, and making outside text fit to print. */
#ifndef KORDON_BASE_UTF8_H
#define KORDON_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum { UTF8_BAD = 0xFFFD };

/*
 * Decodes the code point at s[*pos] and moves *pos behind it; pos must be below len. A byte
 * that begins no valid sequence gives UTF8_BAD and moves by one.
 */
static inline uint32_t utf8_next(const char *s, size_t len, size_t *pos);
/* Writes cp as UTF-8, returns the bytes written (1 to 4). */
size_t utf8_put(char out[4], uint32_t cp);

bool utf8_valid(const char *s, size_t len);
/* Code points in the first len bytes. */
size_t utf8_count(const char *s, size_t len);
/* Byte offset of code point number n; at most len. */
size_t utf8_offset(const char *s, size_t len, size_t n);
/* The longest prefix of at most max bytes that ends between code points. */
size_t utf8_cut(const char *s, size_t len, size_t max);

/*
 * False for what must not reach a terminal as it is: C0, C1, DEL, line and paragraph
 * separators, bidi controls, tags, non-characters, U+FFFD.
 */
bool utf8_is_printable(uint32_t cp);
/*
 * Appends outside text made fit for a terminal or a log line: C0, C1, DEL, line and
 * paragraph separators, bidi controls and invalid bytes are shown as \x1b, \u202e …; nothing
 * of it can move a cursor, break a line or turn the direction of what follows.
 */
void utf8_printable(struct buf *out, const char *s, size_t len);
/* The same, cut after max code points with "…"; returns (caller frees). NULL gives "". */
char *utf8_show(const char *s, size_t max) MUST_CHECK;

/* ---- inline: texts are read code point by code point in many places ----------------- */

/* As utf8_next, where the sequence is none of one or two bytes. */
uint32_t utf8_next_long(const char *s, size_t len, size_t *pos);

static inline uint32_t utf8_next(const char *s, size_t len, size_t *pos)
{
	unsigned char c = (unsigned char)s[*pos], tail;

	if (c < 0x80) {
		*pos += 1;
		return c;
	}
	/* Two bytes: the letters of most languages. */
	if (c >= 0xC2 && c < 0xE0 && *pos + 1 < len) {
		tail = (unsigned char)s[*pos + 1];
		if ((tail & 0xC0) == 0x80) {
			*pos += 2;
			return (c & 0x1Fu) << 6 | (tail & 0x3Fu);
		}
	}
	return utf8_next_long(s, len, pos);
}

#endif
