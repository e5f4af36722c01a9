/*
 * Damaged XML made fit for the parser: everything before the root goes, bare '&' and '<' are
 * escaped, HTML's references become their characters, attributes get their quotes, bytes
 * that XML forbids are dropped. nest.c mends the nesting.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/HTMLparser.h>
#include <libxml/tree.h>

#include "base/utf8.h"
#include "feed/feed_priv.h"

enum { NAME_MAX_BYTES = 100, ATTRS_MAX = 64, ENTITIES_MAX = 64 };

/* ---- the root ------------------------------------------------------------------------- */

static bool is_name_start(char c)
{
	return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_name_byte(char c)
{
	return is_name_start(c) || isdigit((unsigned char)c) || c == '-' || c == '.' || c == ':';
}

static size_t name_length(const char *s)
{
	size_t len = 0;

	if (!is_name_start(*s))
		return 0;
	while (is_name_byte(s[len]))
		len++;
	return len;
}

static bool is_root_name(const char *name, size_t len)
{
	static const char *const roots[] = {"rss", "feed", "rdf", "channel"};
	const char *colon = memchr(name, ':', len);
	size_t i;

	if (colon) {
		len -= (size_t)(colon + 1 - name);
		name = colon + 1;
	}
	for (i = 0; i < ARRAY_LEN(roots); i++)
		if (strlen(roots[i]) == len && strncasecmp(roots[i], name, len) == 0)
			return true;
	return false;
}

static const char *skip_past(const char *at, const char *end)
{
	const char *found = strstr(at, end);

	return found ? found + strlen(end) : at + strlen(at);
}

const char *scrub_find_root(const char *text)
{
	const char *at = text;

	while ((at = strchr(at, '<'))) {
		if (strncmp(at, "<!--", 4) == 0) {
			at = skip_past(at + 4, "-->");
			continue;
		}
		if (is_root_name(at + 1, name_length(at + 1)))
			return at;
		at++;
	}
	return NULL;
}

bool scrub_is_page(const char *text)
{
	const char *at = strchr(text, '<');

	while (at) {
		if (strncasecmp(at, "<!doctype html", 14) == 0 ||
			strncasecmp(at, "<html", 5) == 0)
			return true;
		if (strncmp(at, "<!--", 4) == 0)
			at = strchr(skip_past(at + 4, "-->"), '<');
		else if (at[1] == '?' || at[1] == '!')
			at = strchr(at + 1, '<');
		else
			return false;
	}
	return false;
}

/* ---- entities that the document declares ------------------------------------------------ */

struct entity {
	const char *name, *value;
	size_t name_len, value_len;
};

struct scrub {
	const char *at, *end;
	struct buf *out;
	struct entity entities[ENTITIES_MAX];
	size_t entity_count, expanded;
	struct nest nest;
	const char *cdata_close; /* the "]]>" found last, or end: no search is made twice */
	bool no_comment_end, no_instruction_end; /* from here on */
};

/* <!ENTITY name "value">: short ones without references of their own. */
static void take_entity(struct scrub *scrub, const char *at)
{
	struct entity *entity = &scrub->entities[scrub->entity_count];
	char quote;

	at += strspn(at, " \t\r\n");
	entity->name = at;
	entity->name_len = name_length(at);
	at += entity->name_len;
	at += strspn(at, " \t\r\n");
	quote = *at;
	if (!entity->name_len || (quote != '"' && quote != '\''))
		return;
	entity->value = at + 1;
	entity->value_len = strcspn(at + 1, quote == '"' ? "\"" : "'");
	if (entity->value_len <= ENTITY_BYTES && !memchr(entity->value, '&', entity->value_len))
		scrub->entity_count++;
}

static void take_entities(struct scrub *scrub, const char *from, const char *to)
{
	while ((from = memmem(from, (size_t)(to - from), "<!ENTITY", 8)) &&
		scrub->entity_count < ENTITIES_MAX) {
		from += 8;
		take_entity(scrub, from);
	}
}

/* ---- references -------------------------------------------------------------------------- */

static bool xml_allows(uint32_t cp)
{
	return cp == 9 || cp == 10 || cp == 13 || (cp >= 0x20 && cp < 0xD800) ||
	       (cp >= 0xE000 && cp < 0xFFFE) || (cp >= 0x10000 && cp < 0x110000);
}

/* As numbers: libxml2, once it has met an error, loses references by name. */
static void put_char(struct scrub *scrub, uint32_t cp)
{
	char bytes[4];

	if (cp == '&')
		buf_puts(scrub->out, "&#38;");
	else if (cp == '<')
		buf_puts(scrub->out, "&#60;");
	else if (cp == '>')
		buf_puts(scrub->out, "&#62;");
	else if (cp == '"')
		buf_puts(scrub->out, "&#34;");
	else if (xml_allows(cp))
		buf_put(scrub->out, bytes, utf8_put(bytes, cp));
}

uint32_t scrub_mend_code(unsigned long code)
{
	static const uint16_t high[32] = {0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020,
		0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F, 0x90, 0x2018,
		0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A,
		0x153, 0x9D, 0x17E, 0x178};

	if (code >= 0x80 && code < 0xA0)
		return high[code - 0x80];
	return code > 0x10FFFF ? 0xFFFD : (uint32_t)code;
}

static bool put_number_reference(struct scrub *scrub)
{
	bool hex = scrub->at[2] == 'x' || scrub->at[2] == 'X';
	const char *digits = scrub->at + (hex ? 3 : 2);
	unsigned long code;
	char *end;

	if (!isxdigit((unsigned char)*digits))
		return false;
	code = strtoul(digits, &end, hex ? 16 : 10);
	if (end == digits || end - digits > 10)
		return false;
	scrub->at = end + (*end == ';');
	put_char(scrub, scrub_mend_code(code));
	return true;
}

static const struct entity *find_declared(const struct scrub *scrub, const char *name,
	size_t len)
{
	size_t i;

	for (i = 0; i < scrub->entity_count; i++)
		if (scrub->entities[i].name_len == len &&
			memcmp(scrub->entities[i].name, name, len) == 0)
			return &scrub->entities[i];
	return NULL;
}

/* False where the document has put in enough of them. */
static bool put_declared(struct scrub *scrub, const struct entity *entity)
{
	size_t i;

	scrub->expanded += entity->value_len;
	if (scrub->expanded > ENTITIES_BYTES)
		return false;
	for (i = 0; i < entity->value_len; i++)
		if (entity->value[i] == '<')
			buf_puts(scrub->out, "&#60;");
		else
			buf_putc(scrub->out, entity->value[i]);
	return true;
}

static bool put_html(struct scrub *scrub, const char *name)
{
	const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);

	if (strcmp(name, "apos") == 0)
		buf_puts(scrub->out, "&#39;");
	else if (entity)
		put_char(scrub, entity->value);
	return entity || strcmp(name, "apos") == 0;
}

static bool put_named_reference(struct scrub *scrub)
{
	const struct entity *declared;
	const char *name = scrub->at + 1;
	char copy[NAME_MAX_BYTES];
	size_t len = 0;

	while (isalnum((unsigned char)name[len]) || strchr("-_.", name[len] ? name[len] : ' '))
		len++;
	if (!len || len >= sizeof(copy) || name[len] != ';')
		return false;
	memcpy(copy, name, len);
	copy[len] = '\0';
	declared = find_declared(scrub, name, len);
	if (declared ? !put_declared(scrub, declared) : !put_html(scrub, copy))
		return false;
	scrub->at = name + len + 1;
	return true;
}

static void put_reference(struct scrub *scrub)
{
	if (scrub->at[1] == '#' ? put_number_reference(scrub) : put_named_reference(scrub))
		return;
	buf_puts(scrub->out, "&#38;");
	scrub->at++;
}

static void put_one(struct scrub *scrub)
{
	size_t pos = 0, left = (size_t)(scrub->end - scrub->at);
	uint32_t cp = utf8_next(scrub->at, left, &pos);

	if (xml_allows(cp))
		buf_put(scrub->out, scrub->at, pos);
	scrub->at += pos;
}

/* ---- tags -------------------------------------------------------------------------------- */

static const char *skip_blank(const char *at)
{
	return at + strspn(at, " \t\r\n/");
}

static void put_value(struct scrub *scrub, const char *value, size_t len)
{
	const char *at = scrub->at, *end = scrub->end;

	scrub->at = value;
	scrub->end = value + len;
	while (scrub->at < scrub->end) {
		if (*scrub->at == '&')
			put_reference(scrub);
		else if (strchr("<\"", *scrub->at))
			put_char(scrub, (unsigned char)*scrub->at++);
		else
			put_one(scrub);
	}
	scrub->at = at;
	scrub->end = end;
}

struct attribute {
	const char *name, *value;
	size_t name_len, value_len;
};

/* Where the attribute ends; NULL where there is none. */
static const char *read_attribute(const char *at, struct attribute *out)
{
	const char *gt;
	char quote;

	*out = (struct attribute){.name = at, .name_len = name_length(at)};
	if (!out->name_len)
		return NULL;
	at += out->name_len;
	out->value = out->name;
	out->value_len = out->name_len;
	if (at[strspn(at, " \t\r\n")] != '=')
		return at;
	at += strspn(at, " \t\r\n") + 1;
	at += strspn(at, " \t\r\n");
	quote = *at;
	if (quote == '"' || quote == '\'') {
		out->value = at + 1;
		out->value_len = strcspn(at + 1, quote == '"' ? "\"" : "'");
		/* A quote that is not closed would take the markup behind it. */
		gt = memchr(out->value, '>', out->value_len);
		if (gt && memchr(out->value, '<', out->value_len))
			out->value_len = (size_t)(gt - out->value);
		at = out->value + out->value_len;
		return *at == quote ? at + 1 : at;
	}
	out->value = at;
	out->value_len = strcspn(at, " \t\r\n><\"'");
	return at + out->value_len;
}

static bool seen_before(const struct attribute *attributes, size_t count)
{
	const struct attribute *last = &attributes[count];
	size_t i;

	for (i = 0; i < count; i++)
		if (attributes[i].name_len == last->name_len &&
			memcmp(attributes[i].name, last->name, last->name_len) == 0)
			return true;
	return false;
}

/* The name, and whether XML can have it. */
static size_t tag_name(const char *name)
{
	char copy[NAME_MAX_BYTES + 1];
	size_t len = name_length(name), i;

	if (!len || len > NAME_MAX_BYTES || name[len - 1] == ':')
		return 0;
	for (i = 0; i < len && !(name[i] & 0x80); i++)
		;
	if (i == len)
		return len;
	memcpy(copy, name, len);
	copy[len] = '\0';
	return xmlValidateQName((const xmlChar *)copy, 0) == 0 ? len : 0;
}

struct tag {
	const char *name, *end; /* end: behind its '>' */
	size_t len, count;
	bool closing, empty;
	struct attribute attributes[ATTRS_MAX + 1]; /* one more to read into */
};

/* Quotes that are left over; in the tags that a feed is made of, whatever it is. */
static bool is_stray(const struct tag *tag, char c)
{
	return strchr("\"';,", c) ||
	       (c != '<' && nest_rank(tag->name, tag->len) != NEST_MARKUP);
}

/* False where '<' begins no tag. */
static bool read_tag(const struct scrub *scrub, struct tag *tag)
{
	const char *at, *next;

	tag->closing = scrub->at[1] == '/';
	tag->name = scrub->at + 1 + tag->closing;
	tag->len = tag_name(tag->name);
	tag->count = 0;
	at = tag->name + tag->len;
	if (!tag->len || (*at && !strchr(" \t\r\n/>", *at)))
		return false;
	while (*(at = skip_blank(at)) && *at != '>') {
		next = read_attribute(at, &tag->attributes[tag->count]);
		if (!next && is_stray(tag, *at))
			next = at + 1;
		else if (!next)
			return false;
		else if (tag->count < ATTRS_MAX && !seen_before(tag->attributes, tag->count))
			tag->count++;
		at = next;
	}
	tag->empty = !tag->closing && at[-1] == '/';
	tag->end = at + 1;
	return *at == '>' && at < scrub->end;
}

static void put_start(struct scrub *scrub, const struct tag *tag)
{
	struct buf *out = scrub->out;
	enum nest_answer answer;
	size_t i;

	answer = nest_start(&scrub->nest, tag->name, tag->len, !tag->count || tag->empty, out);
	if (answer == NEST_DROP)
		return;
	buf_putc(out, '<');
	buf_put(out, tag->name, tag->len);
	for (i = 0; i < tag->count; i++) {
		buf_putc(out, ' ');
		buf_put(out, tag->attributes[i].name, tag->attributes[i].name_len);
		buf_puts(out, "=\"");
		put_value(scrub, tag->attributes[i].value, tag->attributes[i].value_len);
		buf_putc(out, '"');
	}
	buf_puts(out, answer == NEST_EMPTY ? "/>" : ">");
	if (tag->empty && answer == NEST_PUT)
		nest_end(&scrub->nest, tag->name, tag->len, out);
}

/* The tag at scrub->at, or false where it is none and '<' is text. */
static bool put_tag(struct scrub *scrub)
{
	struct tag tag;

	if (!read_tag(scrub, &tag))
		return false;
	if (tag.closing)
		nest_end(&scrub->nest, tag.name, tag.len, scrub->out);
	else
		put_start(scrub, &tag);
	scrub->at = tag.end;
	return true;
}

/* ---- the whole ---------------------------------------------------------------------------- */

/*
 * Where the CDATA section that begins at text ends. One without its end mark would take the
 * next one's, and the items between: it ends where its element does.
 */
static const char *cdata_end(struct scrub *scrub, const char *text)
{
	const struct nest *nest = &scrub->nest;
	const char *inner, *tag, *close;
	char name[NAME_MAX_BYTES + 4];

	if (!scrub->cdata_close || scrub->cdata_close < text) {
		close = strstr(text, "]]>");
		scrub->cdata_close = close ? close : scrub->end;
	}
	close = scrub->cdata_close;
	inner = memmem(text, (size_t)(close - text), "<![CDATA[", 9);
	if ((!inner && close < scrub->end) || !nest->count)
		return close;
	snprintf(name, sizeof(name), "</%.*s>", (int)nest->open[nest->count - 1].len,
		nest->open[nest->count - 1].name);
	tag = memmem(text, (size_t)((inner ? inner : close) - text), name, strlen(name));
	return tag ? tag : close;
}

static void put_cdata(struct scrub *scrub)
{
	const char *end = cdata_end(scrub, scrub->at + 9);

	buf_puts(scrub->out, "<![CDATA[");
	scrub->at += 9;
	while (scrub->at < end)
		put_one(scrub);
	buf_puts(scrub->out, "]]>");
	scrub->at = end + (strncmp(end, "]]>", 3) == 0 ? 3 : 0);
}

/* A comment or instruction that never ends is taken to end with its tag. */
static void skip_aside(struct scrub *scrub, size_t start, const char *end, bool *missing)
{
	const char *found = *missing ? NULL : strstr(scrub->at + start, end);

	*missing = !found;
	scrub->at = found ? found + strlen(end) : skip_past(scrub->at + start, ">");
}

static void put_markup(struct scrub *scrub)
{
	if (strncmp(scrub->at, "<![CDATA[", 9) == 0) {
		put_cdata(scrub);
	} else if (strncmp(scrub->at, "<!--", 4) == 0) {
		skip_aside(scrub, 4, "-->", &scrub->no_comment_end);
	} else if (scrub->at[1] == '?') {
		skip_aside(scrub, 2, "?>", &scrub->no_instruction_end);
	} else if (!put_tag(scrub)) {
		buf_puts(scrub->out, "&#60;");
		scrub->at++;
	}
}

/* "]]>" must not stand in text. */
static void put_text(struct scrub *scrub)
{
	if (*scrub->at != '>') {
		put_one(scrub);
		return;
	}
	buf_puts(scrub->out, "&#62;");
	scrub->at++;
}

bool scrub_xml(const char *text, size_t len, struct buf *out)
{
	const char *root = scrub_find_root(text);
	struct scrub scrub = {.at = root ? root : text, .end = text + len, .out = out};

	take_entities(&scrub, text, scrub.at);
	while (scrub.at < scrub.end && !scrub.nest.ended) {
		if (*scrub.at == '<')
			put_markup(&scrub);
		else if (*scrub.at == '&')
			put_reference(&scrub);
		else
			put_text(&scrub);
	}
	return nest_finish(&scrub.nest, out);
}
