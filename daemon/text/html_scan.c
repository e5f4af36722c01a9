/*
 * Where a tag ends, and the few attributes that matter. Rules are those of browsers, except
 * where a browser would let unclosed markup swallow the rest: there the tag ends earlier,
 * since a feed's text is often cut in the middle of one.
 *
 * Linear: what was searched to the end without success is remembered, and every other
 * search moves on behind what it found.
 */
#include "text/html_priv.h"

#include <string.h>
#include <strings.h>

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Offset of c from pos on, or scan->len; *missing remembers that there is none. */
static size_t find_byte(const struct html_scan *scan, size_t pos, char c, bool *missing)
{
	const char *at = NULL;

	if (!*missing && pos < scan->len)
		at = memchr(scan->data + pos, c, scan->len - pos);
	*missing = !at;
	return at ? (size_t)(at - scan->data) : scan->len;
}

/* Behind the next '>' or at the end. */
static size_t behind_gt(struct html_scan *scan, size_t pos)
{
	size_t at = find_byte(scan, pos, '>', &scan->no_gt);

	return at < scan->len ? at + 1 : at;
}

static size_t comment_end(struct html_scan *scan, size_t pos)
{
	const char *data = scan->data;
	size_t at = pos + 4;

	/* "<!-->" and "<!--->" are comments without text. */
	if (at < scan->len && data[at] == '>')
		return at + 1;
	if (at + 1 < scan->len && data[at] == '-' && data[at + 1] == '>')
		return at + 2;
	while (!scan->no_comment_end) {
		const char *end = memmem(data + at, scan->len - at, "--", 2);

		if (!end)
			break;
		at = (size_t)(end - data) + 2;
		if (at < scan->len && data[at] == '>')
			return at + 1;
		if (at + 1 < scan->len && data[at] == '!' && data[at + 1] == '>')
			return at + 2;
		at--;
	}
	scan->no_comment_end = true;
	return behind_gt(scan, pos);
}

static bool starts(const struct html_scan *scan, size_t pos, const char *with)
{
	size_t len = strlen(with);

	return scan->len - pos >= len && memcmp(scan->data + pos, with, len) == 0;
}

static struct html_attribute *attribute_named(struct html_markup *markup, const char *name,
	size_t len)
{
	if (len == 5 && strncasecmp(name, "class", 5) == 0)
		return &markup->class;
	if (len == 2 && strncasecmp(name, "id", 2) == 0)
		return &markup->id;
	if (len == 4 && strncasecmp(name, "href", 4) == 0)
		return &markup->href;
	return NULL;
}

/* The value from pos on (behind '=' and blanks); *pos behind it. False: a quote is not closed. */
static bool read_value(struct html_scan *scan, size_t *pos, struct html_attribute *out_value)
{
	char quote = *pos < scan->len ? scan->data[*pos] : '\0';
	size_t start = *pos, end;

	if (quote == '"' || quote == '\'') {
		end = find_byte(scan, ++start, quote, &scan->no_quote[quote == '"']);
		if (end == scan->len)
			return false;
		*pos = end + 1;
	} else {
		end = start;
		while (end < scan->len && !is_space(scan->data[end]) && scan->data[end] != '>')
			end++;
		*pos = end;
	}
	*out_value = (struct html_attribute){scan->data + start, end - start};
	return true;
}

static void skip_spaces(const struct html_scan *scan, size_t *pos)
{
	while (*pos < scan->len && is_space(scan->data[*pos]))
		(*pos)++;
}

/* One attribute with its value; false: a quote is not closed. */
static bool read_attribute(struct html_scan *scan, size_t *pos, struct html_markup *markup)
{
	const char *data = scan->data;
	struct html_attribute value = {0}, *slot;
	size_t name = *pos, name_len;

	/* A '=' at the start belongs to the name, as browsers have it. */
	do {
		(*pos)++;
	} while (*pos < scan->len && !is_space(data[*pos]) && !strchr("=>/", data[*pos]));
	name_len = *pos - name;
	skip_spaces(scan, pos);
	if (*pos == scan->len || data[*pos] != '=')
		return true;
	(*pos)++;
	skip_spaces(scan, pos);
	if (!read_value(scan, pos, &value))
		return false;
	slot = attribute_named(markup, data + name, name_len);
	if (slot && !slot->value)
		*slot = value;
	return true;
}

/* From behind the name to behind the '>'. */
static size_t read_attributes(struct html_scan *scan, size_t pos, struct html_markup *markup)
{
	size_t start = pos;

	while (pos < scan->len && scan->data[pos] != '>') {
		if (is_space(scan->data[pos]) || scan->data[pos] == '/')
			pos++;
		else if (!read_attribute(scan, &pos, markup))
			return behind_gt(scan, start);
	}
	return pos < scan->len ? pos + 1 : pos;
}

/* Reads the name at pos; returns the byte behind it. */
static size_t read_name(const struct html_scan *scan, size_t pos, struct html_markup *markup)
{
	size_t len = 0;

	for (; pos < scan->len; pos++) {
		char c = scan->data[pos];

		if (is_space(c) || c == '/' || c == '>' || c == '<')
			break;
		if (len < HTML_NAME_MAX)
			markup->name[len++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
	}
	markup->name[len] = '\0';
	return pos;
}

/* Inline tags of HTML that have no row in the table of tags, as far as feeds have them. */
static bool is_inline_name(const char *name)
{
	static const char names[] =
		" a abbr acronym area b base basefont bdi bdo big blink cite code col colgroup "
		"data datalist del dfn em font i ins kbd label link map mark marquee meta meter "
		"nobr output param picture progress q rb rp rt rtc ruby s samp small source "
		"span strike strong sub sup time track tt u var wbr ";
	char padded[HTML_NAME_MAX + 3] = " ";

	strcat(padded, name);
	strcat(padded, " ");
	return strstr(names, padded);
}

/*
 * A name that HTML does not know ("<sea@mail.example>", "a <ref b>c") is taken for a tag
 * when it looks like one and is closed before another '<'.
 */
static bool unknown_is_tag(struct html_scan *scan, size_t name, size_t name_end,
	size_t *out_end)
{
	size_t pos = name_end;

	for (size_t i = name; i < name_end; i++) {
		char c = scan->data[i];

		if (!is_letter(c) && !(c >= '0' && c <= '9') && !strchr(":-_", c))
			return false;
	}
	if (scan->data[name_end - 1] == ':')
		return false;
	while (pos < scan->len && scan->data[pos] != '>' && scan->data[pos] != '<')
		pos++;
	*out_end = pos + 1;
	return pos < scan->len && scan->data[pos] == '>';
}

static void scan_tag(struct html_scan *scan, size_t name, struct html_markup *markup)
{
	size_t name_end = read_name(scan, name, markup);

	if (!html_tag_find(markup->name) && !is_inline_name(markup->name)) {
		if (!unknown_is_tag(scan, name, name_end, &markup->end))
			markup->type = HTML_TEXT;
		return;
	}
	markup->end = read_attributes(scan, name_end, markup);
}

void html_scan_markup(struct html_scan *scan, size_t pos, struct html_markup *out_markup)
{
	char next = pos + 1 < scan->len ? scan->data[pos + 1] : '\0';

	*out_markup = (struct html_markup){.type = HTML_TEXT, .end = pos + 1};
	if (is_letter(next)) {
		out_markup->type = HTML_OPEN;
		scan_tag(scan, pos + 1, out_markup);
	} else if (next == '/' && pos + 2 < scan->len && is_letter(scan->data[pos + 2])) {
		out_markup->type = HTML_CLOSE;
		scan_tag(scan, pos + 2, out_markup);
	} else if (starts(scan, pos, "<![CDATA[")) {
		/* Wrapped twice: what it holds is the text. */
		out_markup->type = HTML_OTHER;
		out_markup->end = pos + 9;
	} else if (starts(scan, pos, "<!--")) {
		out_markup->type = HTML_OTHER;
		out_markup->end = comment_end(scan, pos);
	} else if (next == '?' || starts(scan, pos, "</>") ||
		(next == '!' && pos + 2 < scan->len && is_letter(scan->data[pos + 2]))) {
		out_markup->type = HTML_OTHER;
		out_markup->end = behind_gt(scan, pos);
	}
}

static bool known_unclosed(const struct html_scan *scan, const struct html_tag *tag)
{
	for (size_t i = 0; i < scan->unclosed_count; i++) {
		if (scan->unclosed[i] == tag)
			return true;
	}
	return false;
}

static bool closes(const struct html_scan *scan, size_t pos, const char *name)
{
	size_t len = strlen(name), end = pos + 2 + len;

	return end <= scan->len && scan->data[pos + 1] == '/' &&
	       strncasecmp(scan->data + pos + 2, name, len) == 0 &&
	       (end == scan->len || !is_letter(scan->data[end]));
}

size_t html_scan_close(struct html_scan *scan, size_t pos, const struct html_tag *tag)
{
	if (known_unclosed(scan, tag))
		return scan->len;
	while (pos < scan->len) {
		const char *at = memchr(scan->data + pos, '<', scan->len - pos);

		if (!at)
			break;
		pos = (size_t)(at - scan->data);
		if (closes(scan, pos, tag->name))
			return pos;
		pos++;
	}
	if (scan->unclosed_count < sizeof(scan->unclosed) / sizeof(*scan->unclosed))
		scan->unclosed[scan->unclosed_count++] = tag;
	return scan->len;
}
