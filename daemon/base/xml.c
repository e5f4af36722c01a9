#include "base/xml.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

static const char *escape_of(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return NULL;
	}
}

/* What could turn the text of a terminal, as bidi controls do, goes as a reference. */
static bool goes_as_reference(uint32_t cp)
{
	return cp >= 0x80 && cp != UTF8_BAD && !utf8_is_printable(cp);
}

/* XML 1.0, production 2: Char. */
static bool is_char(uint32_t cp)
{
	return cp >= 0x20 ? cp != 0xFFFE && cp != 0xFFFF : cp == '\t' || cp == '\n' || cp == '\r';
}

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && !escape_of(c);
}

void xml_text(struct buf *out, const char *text, size_t len)
{
	size_t pos = 0, from;
	char bytes[4];
	uint32_t cp;

	while (pos < len) {
		for (from = pos; pos < len && is_plain((unsigned char)text[pos]);)
			pos++;
		buf_put(out, text + from, pos - from);
		if (pos == len)
			return;
		cp = utf8_next(text, len, &pos);
		if (cp < 0x80 && escape_of((unsigned char)cp))
			buf_puts(out, escape_of((unsigned char)cp));
		else if (is_char(cp) && goes_as_reference(cp))
			buf_printf(out, "&#x%X;", (unsigned int)cp);
		else if (is_char(cp))
			buf_put(out, bytes, utf8_put(bytes, cp));
	}
}

/* A reader makes spaces of line breaks in attributes, but not of their references. */
void xml_attribute(struct buf *out, const char *name, const char *value)
{
	size_t len;

	if (!value)
		return;
	buf_printf(out, " %s=\"", name);
	for (;;) {
		len = strcspn(value, "\t\n\r");
		xml_text(out, value, len);
		value += len;
		if (!*value)
			break;
		buf_printf(out, "&#%d;", *value++);
	}
	buf_putc(out, '"');
}

void xml_element(struct buf *out, const char *name, const char *text)
{
	if (!text)
		return;
	buf_printf(out, "<%s>", name);
	xml_text(out, text, strlen(text));
	buf_printf(out, "</%s>\n", name);
}
