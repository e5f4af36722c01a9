/* Writing XML 1.0: outside text becomes character data or an attribute, never markup. */
#ifndef KORDON_BASE_XML_H
#define KORDON_BASE_XML_H

#include "base/buf.h"

/*
 * Appends text with & < > " escaped. Control characters that XML cannot hold are left out,
 * bytes that are no UTF-8 become U+FFFD; what could turn text on a terminal is written as a
 * reference.
 */
void xml_text(struct buf *out, const char *text, size_t len);
/* ' name="value"', line breaks kept as references; nothing where value is NULL. */
void xml_attribute(struct buf *out, const char *name, const char *value);
/* "<name>text</name>\n"; nothing where text is NULL. */
void xml_element(struct buf *out, const char *name, const char *text);

#endif
