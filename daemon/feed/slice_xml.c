/*
 * Where the items of a large XML document begin. Markup alone is looked at: the start tags
 * of items, outside of comments and CDATA, and the tags of the elements that hold them (rss,
 * channel, RDF, feed). What is between is for the parser.
 */
#include "feed/feed_priv.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { NAME_LEN_MAX = 40, FRAME_TAG_MAX = 16 * 1024, DOCTYPE_MAX = 16 * 1024 };

static const char *const item_names[] = {"item", "entry"};
static const char *const frame_names[] = {"rss", "channel", "rdf", "feed"};

static bool starts(const struct slice_search *search, size_t at, const char *text)
{
	size_t len = strlen(text);

	return search->len - at >= len && memcmp(search->data + at, text, len) == 0;
}

/* Where the text begins next, or the end. */
static size_t seek(const struct slice_search *search, size_t at, const char *text)
{
	const char *found = memmem(search->data + at, search->len - at, text, strlen(text));

	return found ? (size_t)(found - search->data) : search->len;
}

/* ---- names -------------------------------------------------------------------------------- */

/* A longer one is none of ours. */
static size_t name_len(const struct slice_search *search, size_t at)
{
	size_t len = 0, left = MIN(search->len - at, (size_t)NAME_LEN_MAX);

	while (len < left && (isalnum((unsigned char)search->data[at + len]) ||
				     search->data[at + len] == ':'))
		len++;
	return len < left && strchr(" \t\r\n/>", search->data[at + len]) ? len : 0;
}

static bool listed(const char *const *names, size_t count, const char *name, size_t len)
{
	const char *colon = memchr(name, ':', len);
	size_t i;

	if (colon) {
		len -= (size_t)(colon + 1 - name);
		name = colon + 1;
	}
	for (i = 0; i < count; i++)
		if (strlen(names[i]) == len && strncasecmp(names[i], name, len) == 0)
			return true;
	return false;
}
#define LISTED(names, name, len) listed((names), ARRAY_LEN(names), (name), (len))

/* The first one decides what an item is called here. */
static bool is_item(struct slice_search *search, const char *name, size_t len)
{
	if (search->item_name)
		return search->item_name_len == len &&
		       memcmp(search->item_name, name, len) == 0;
	if (!search->frames.count || !LISTED(item_names, name, len))
		return false;
	search->item_name = name;
	search->item_name_len = len;
	return true;
}

/* ---- the elements that hold items --------------------------------------------------------- */

static void open_frame(struct slice_search *search, size_t at, size_t len)
{
	struct frames *frames = &search->frames;
	const char *tag = search->data + at, *end;
	size_t left = MIN(search->len - at, (size_t)FRAME_TAG_MAX);

	end = memchr(tag, '>', left);
	if (!end || end[-1] == '/' || frames->count == FRAMES_MAX)
		return;
	if (!frames->count && search->has_doctype)
		search->doctype_len = at - search->doctype_at;
	frames->open[frames->count++] =
		(struct frame){.at = at, .len = (size_t)(end + 1 - tag), .name_len = len};
}

static void close_frame(struct slice_search *search, const char *name, size_t len)
{
	struct frames *frames = &search->frames;
	const struct frame *top = frames->count ? &frames->open[frames->count - 1] : NULL;

	if (top && top->name_len == len && memcmp(search->data + top->at + 1, name, len) == 0)
		frames->count--;
}

/* ---- slices ------------------------------------------------------------------------------- */

/* Lines up to the end of the slice, counted on from its beginning. */
static int lines_until(const struct slice_search *search, size_t end)
{
	const char *at = search->data + search->slice.at, *stop = search->data + end;
	int lines = search->slice.lines_before;

	while ((at = memchr(at, '\n', (size_t)(stop - at)))) {
		lines++;
		at++;
	}
	return lines;
}

/* The slice ends there, and the next one begins. */
static void end_slice(struct slice_search *search, size_t end, struct slice *out)
{
	*out = search->slice;
	out->len = end - out->at;
	out->inner = search->frames;
	search->slice = (struct slice){.at = end, .lines_before = lines_until(search, end),
		.outer = search->frames};
	search->items = 0;
}

/* The last item is too large to be read with those before it. */
static bool last_stands_alone(const struct slice_search *search, size_t end)
{
	return search->items > 1 && end - search->slice.at > SLICE_ITEM_MAX;
}

/* Items are so many, or so long, that a slice ends before the one that begins here. */
static bool is_full(const struct slice_search *search, size_t at)
{
	size_t len = at - search->slice.at;

	return search->items ? len >= search->slice_bytes || search->items >= FEED_SLICE_ITEMS
			     : len > SLICE_ITEM_MAX;
}

/* An item begins; true where a slice ends before it. */
static bool on_item(struct slice_search *search, size_t at, struct slice *out)
{
	bool full;

	if (last_stands_alone(search, at)) {
		end_slice(search, search->item_at, out);
		search->items = 1;
		search->at = at; /* and again */
		return true;
	}
	full = is_full(search, at);
	search->items_cut = search->done = search->total == FEED_ITEMS_MAX;
	if (full || search->done)
		end_slice(search, at, out);
	search->total++;
	search->items++;
	search->item_at = at;
	return full || search->done;
}

/* ---- markup ------------------------------------------------------------------------------- */

/* One that is not closed before the next begins is none: it would take the items between. */
static size_t behind_cdata(struct slice_search *search, size_t at)
{
	size_t text = at + 9, end;

	if (search->cdata_end < text)
		search->cdata_end = seek(search, text, "]]>");
	end = search->cdata_end;
	if (end == search->len || memmem(search->data + text, end - text, "<![CDATA[", 9))
		return text;
	return end + 3;
}

static size_t behind_comment(struct slice_search *search, size_t at)
{
	size_t end = search->no_comment_end ? search->len : seek(search, at + 4, "-->");

	search->no_comment_end = end == search->len;
	if (search->no_comment_end)
		return at + 4;
	if (end - search->slice.at > SLICE_ITEM_MAX && !search->slice.cut)
		search->slice.cut = at - search->slice.at;
	return end + 3;
}

static size_t behind_other(struct slice_search *search, size_t at)
{
	if (starts(search, at, "<![CDATA["))
		return behind_cdata(search, at);
	if (starts(search, at, "<!--"))
		return behind_comment(search, at);
	if (!search->has_doctype && starts(search, at, "<!DOCTYPE")) {
		search->has_doctype = true;
		search->doctype_at = at;
	}
	return at + 2;
}

/* The '<' at search->at; true where a slice ends there. */
static bool on_markup(struct slice_search *search, struct slice *out)
{
	size_t at = search->at, len;
	const char *name = search->data + at + 1;

	search->at++;
	if (at + 1 == search->len)
		return false;
	if (*name == '!') {
		search->at = behind_other(search, at);
		return false;
	}
	if (*name == '/') {
		len = name_len(search, at + 2);
		if (len)
			close_frame(search, name + 1, len);
		return false;
	}
	len = name_len(search, at + 1);
	if (!len)
		return false;
	if (is_item(search, name, len))
		return on_item(search, at, out);
	if (LISTED(frame_names, name, len))
		open_frame(search, at, len);
	return false;
}

static enum feed_search end_search(struct slice_search *search, struct slice *out)
{
	if (last_stands_alone(search, search->len)) {
		end_slice(search, search->item_at, out);
		search->items = 1;
		return FEED_SLICE_FOUND;
	}
	end_slice(search, search->len, out);
	out->last = true;
	search->done = true;
	return FEED_SLICE_FOUND;
}

enum feed_search slice_find_xml(struct slice_search *search, struct slice *out)
{
	size_t stop = MIN(search->at + SLICE_TURN, search->len);
	const char *found;

	if (search->done)
		return FEED_SLICE_NONE;
	while (search->at < stop) {
		found = memchr(search->data + search->at, '<', stop - search->at);
		if (!found)
			search->at = stop;
		else
			search->at = (size_t)(found - search->data);
		if (found && on_markup(search, out))
			return FEED_SLICE_FOUND;
	}
	return search->at < search->len ? FEED_SLICE_MORE : end_search(search, out);
}

/* ---- a slice as a document ---------------------------------------------------------------- */

size_t slice_put_xml(const struct slice_search *search, const struct slice *slice,
	struct buf *out)
{
	const struct frames *outer = &slice->outer, *inner = &slice->inner;
	size_t max = slice->cut ? slice->cut : SLICE_ITEM_MAX, before, i;

	if (slice->at && search->doctype_len && search->doctype_len <= DOCTYPE_MAX)
		buf_put(out, search->data + search->doctype_at, search->doctype_len);
	for (i = 0; slice->at && i < outer->count; i++)
		buf_put(out, search->data + outer->open[i].at, outer->open[i].len);
	before = out->len;
	buf_put(out, search->data + slice->at, MIN(MIN(slice->len, max), (size_t)SLICE_ITEM_MAX));
	for (i = slice->last ? 0 : inner->count; i-- > 0;) {
		buf_puts(out, "</");
		buf_put(out, search->data + inner->open[i].at + 1, inner->open[i].name_len);
		buf_putc(out, '>');
	}
	return before;
}
