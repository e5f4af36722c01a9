/*
 * HTML to paragraphs. One pass over the bytes; the only thing kept of the document's
 * structure is the short stack of open elements that say what their text is (a quote, a
 * caption, links), each with the number of its namesakes open inside it.
 */
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "text/html_priv.h"

enum { OPEN_MAX = 32, LINK_BYTES = 2000 };

struct open_element {
	const struct html_tag *tag;
	enum segment_kind kind;
	uint32_t inside; /* open elements of the same name below it */
};

struct html {
	struct html_scan scan;
	struct paragraphs paragraphs;
	struct open_element open[OPEN_MAX];
	size_t open_count;
	size_t breaks;    /* <br> in a row */
	size_t list_item; /* open <li> */
	size_t cdata_end; /* where the "]]>" of an open "<![CDATA[" stands; len: none */
	bool no_cdata_end; /* none from here on */
};

/* The innermost kind; a caption inside related links is still one of the links. */
static enum segment_kind current_kind(const struct html *html)
{
	enum segment_kind kind = SEGMENT_KIND_COUNT;

	for (size_t i = 0; i < html->open_count; i++) {
		if (html->open[i].kind == SEGMENT_LINKS)
			return SEGMENT_LINKS;
		if (html->open[i].kind != SEGMENT_KIND_COUNT)
			kind = html->open[i].kind;
	}
	return kind;
}

static void end_paragraph(struct html *html)
{
	paragraphs_end(&html->paragraphs, current_kind(html), html->list_item > 0);
	html->breaks = 0;
}

static struct open_element *find_open(struct html *html, const struct html_tag *tag)
{
	for (size_t i = html->open_count; i-- > 0;) {
		if (html->open[i].tag == tag)
			return &html->open[i];
	}
	return NULL;
}

static void open_block(struct html *html, const struct html_tag *tag,
	const struct html_markup *markup)
{
	enum segment_kind kind = html_class_kind(markup->class.value, markup->class.len);
	struct open_element *outer = find_open(html, tag);

	if (kind == SEGMENT_KIND_COUNT)
		kind = html_class_kind(markup->id.value, markup->id.len);
	if (kind == SEGMENT_KIND_COUNT)
		kind = tag->kind;
	/* An open <p> or <li> is ended by the next one. */
	if (outer && (strcmp(tag->name, "p") == 0 || strcmp(tag->name, "li") == 0)) {
		html->open_count = (size_t)(outer - html->open);
		outer = NULL;
	}
	if (kind != SEGMENT_KIND_COUNT && html->open_count < OPEN_MAX)
		html->open[html->open_count++] = (struct open_element){tag, kind, 0};
	else if (outer && outer->inside < UINT32_MAX)
		outer->inside++;
}

static void close_block(struct html *html, const struct html_tag *tag)
{
	struct open_element *outer = find_open(html, tag);

	if (!outer)
		return;
	if (outer->inside)
		outer->inside--;
	else
		html->open_count = (size_t)(outer - html->open);
}

/* A figure's end ends its caption, whether or not that was closed. */
static void close_figure(struct html *html)
{
	for (size_t i = html->open_count; i-- > 0;) {
		if (strcmp(html->open[i].tag->name, "figcaption") == 0)
			html->open_count = i;
	}
}

static void on_block(struct html *html, const struct html_tag *tag,
	const struct html_markup *markup)
{
	bool item = strcmp(tag->name, "li") == 0, opens = markup->type == HTML_OPEN;

	end_paragraph(html);
	if (opens)
		open_block(html, tag, markup);
	else
		close_block(html, tag);
	if (!opens && strcmp(tag->name, "figure") == 0)
		close_figure(html);
	if (item)
		html->list_item = opens;
	else if (strcmp(tag->name, "ul") == 0 || strcmp(tag->name, "ol") == 0)
		html->list_item = 0;
}

static void on_break(struct html *html)
{
	if (html->breaks == 1)
		end_paragraph(html);
	else
		html->breaks = 1;
	paragraphs_space(&html->paragraphs);
}

/* Where the text goes on behind an element that is dropped as a whole. */
static size_t skip_element(struct html *html, const struct html_tag *tag, size_t pos)
{
	size_t close = html_scan_close(&html->scan, pos, tag);

	/* Unclosed and no code: as if the tag were not there. */
	if (close == html->scan.len && !(tag->flags & HTML_CODE))
		return pos;
	return close;
}

/* Whole addresses alone: others stay with the publisher. "Read more" leads to other news. */
static void note_link(struct html *html, const struct html_attribute *href)
{
	struct paragraphs *paragraphs = &html->paragraphs;

	if (href->len < 8 || href->len > LINK_BYTES || strncasecmp(href->value, "http", 4) != 0 ||
		current_kind(html) == SEGMENT_LINKS || paragraphs->link_count == ITEM_LINKS_MAX)
		return;
	if (!paragraphs->links)
		paragraphs->links = arena_alloc(paragraphs->arena,
			ITEM_LINKS_MAX * sizeof(*paragraphs->links));
	paragraphs->links[paragraphs->link_count++] =
		arena_strndup(paragraphs->arena, href->value, href->len);
}

static size_t on_tag(struct html *html, const struct html_markup *markup)
{
	const struct html_tag *tag = html_tag_find(markup->name);
	bool opens = markup->type == HTML_OPEN;

	if (strcmp(markup->name, "a") == 0) {
		html->paragraphs.in_link = opens;
		if (opens)
			note_link(html, &markup->href);
	}
	if (!tag)
		return markup->end;
	if (tag->flags & HTML_BLOCK)
		on_block(html, tag, markup);
	if (tag->flags & HTML_SPACE)
		paragraphs_space(&html->paragraphs);
	if (strcmp(tag->name, "br") == 0)
		on_break(html);
	if (opens && tag->flags & HTML_DROP)
		return skip_element(html, tag, markup->end);
	return markup->end;
}

static void on_cdata(struct html *html, size_t pos)
{
	const struct html_scan *scan = &html->scan;
	const char *end = NULL;

	/* Inside another one: that one's end comes first. */
	if (html->cdata_end < scan->len && pos < html->cdata_end)
		return;
	if (!html->no_cdata_end)
		end = memmem(scan->data + pos, scan->len - pos, "]]>", 3);
	html->no_cdata_end = !end;
	html->cdata_end = end ? (size_t)(end - scan->data) : scan->len;
}

static size_t on_markup(struct html *html, size_t pos)
{
	struct html_markup markup;

	html_scan_markup(&html->scan, pos, &markup);
	if (markup.type == HTML_TEXT) {
		html->breaks = 0;
		paragraphs_text(&html->paragraphs, "<", 1);
		return pos + 1;
	}
	if (markup.type != HTML_OTHER)
		return on_tag(html, &markup);
	if (html->scan.data[pos + 1] == '!' && html->scan.data[pos + 2] == '[')
		on_cdata(html, pos);
	return markup.end;
}

static size_t on_reference(struct html *html, size_t pos)
{
	size_t before = html->paragraphs.text.len;
	struct html_reference reference;

	reference = html_reference(html->scan.data + pos, html->scan.len - pos, false);
	if (!reference.len) {
		html->breaks = 0;
		paragraphs_text(&html->paragraphs, "&", 1);
		return pos + 1;
	}
	paragraphs_point(&html->paragraphs, reference.cp);
	if (reference.cp2)
		paragraphs_point(&html->paragraphs, reference.cp2);
	if (html->paragraphs.text.len > before)
		html->breaks = 0;
	return pos + reference.len;
}

static bool is_blank(const char *s, size_t len)
{
	while (len && (unsigned char)*s <= ' ')
		s++, len--;
	return !len;
}

/* Text up to the next markup. */
static size_t on_text(struct html *html, size_t pos)
{
	const char *data = html->scan.data;
	size_t end = pos;

	while (end < html->scan.len && data[end] != '<' && data[end] != '&' &&
		end != html->cdata_end)
		end++;
	if (!is_blank(data + pos, end - pos))
		html->breaks = 0;
	paragraphs_text(&html->paragraphs, data + pos, end - pos);
	if (end == html->cdata_end && end < html->scan.len)
		end += 3;
	return end;
}

struct item_text text_from_html(struct arena *arena, const char *data, size_t len,
	enum segment_kind first_kind)
{
	struct html html = {.scan = {.data = data, .len = len}};
	size_t pos = 0;

	if (!len || (!memchr(data, '<', len) && !memchr(data, '&', len)))
		return text_from_plain(arena, data, len, first_kind);
	if (len > TEXT_FIELD_MAX)
		html.scan.len = len = utf8_cut(data, len, TEXT_FIELD_MAX);
	html.cdata_end = len;
	paragraphs_init(&html.paragraphs, arena, first_kind);
	html.paragraphs.valid = utf8_valid(data, len);
	while (pos < len) {
		if (data[pos] == '<')
			pos = on_markup(&html, pos);
		else if (data[pos] == '&')
			pos = on_reference(&html, pos);
		else
			pos = on_text(&html, pos);
	}
	return paragraphs_done(&html.paragraphs, current_kind(&html));
}
