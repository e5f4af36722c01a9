/*
 * A fetched document as items, handed out in portions. A small one is read at once. A large
 * one is read in slices, and twice: first for what identifies its items, because the store
 * wants to see them side by side, and because nothing is taken of what turns out to be no
 * feed; then, slice by slice, to be taken.
 */
#include "pipeline_priv.h"

#include <string.h>

#include "base/mem.h"
#include "feed/feed.h"
#include "text/text.h"

struct document {
	struct arena *arena;  /* lives as long as the document */
	struct feed_request request;
	bool is_page;
	struct feed_document *feed; /* small: with its items */
	const struct feed_document *whole;

	/* Large: */
	struct feed_slices *slices;
	struct arena *slice;  /* the one that was read last */
	size_t *first;        /* by number of the slice: its first item */
	size_t slice_count, first_cap;

	struct item_times {
		int64_t published, updated;
	} *times;
	size_t times_cap;

	struct item_identity *identities;
	size_t count, identity_cap;
	bool newest_first;

	struct item *items; /* those that are read and not handed out */
	size_t first_item, left; /* number of the first one; how many */
	size_t slices_taken;
};

struct document *document_open(struct arena *arena, const struct pipeline_document *given,
	int64_t now)
{
	const struct source *source = given->source;
	struct document *document = arena_alloc(arena, sizeof(*document));

	document->arena = arena;
	document->request = (struct feed_request){
		.data = given->data,
		.len = given->len,
		.content_type = arena_strdup(arena, given->content_type),
		.base_url = arena_strdup(arena, given->url),
		.timezone = arena_strdup(arena, source->options.timezone),
		.now = now,
	};
	document->is_page = source->options.type == SOURCE_PAGE;
	if (document->is_page || !feed_is_large(&document->request))
		return document;
	document->slices = feed_slices_new(&document->request);
	document->slice = arena_new();
	return document;
}

void document_close(struct document *document)
{
	feed_slices_free(document->slices);
	arena_free(document->slice);
}

/* ---- what is wrong with it ---------------------------------------------------------------- */

static void report_failure(int outcome, const char *why, struct source_report *report)
{
	report->class = outcome == FEED_EMPTY ? POLL_EMPTY
		: outcome == FEED_PAGE_ABSENT ? POLL_NOT_FOUND
		: outcome == FEED_TOO_LARGE   ? POLL_TOO_LARGE
					      : POLL_NOT_A_FEED;
	report->reason = why;
}

static bool is_hopeless(struct document *document, struct source_report *report)
{
	if (!feed_is_hopeless(document->whole))
		return false;
	report->class = POLL_NOT_A_FEED;
	report->reason = arena_printf(document->arena,
		"a feed that is damaged or cut off before its first item: %s",
		document->whole->damage);
	return true;
}

/* ---- its items ---------------------------------------------------------------------------- */

/* What is stored and compared is the language that the item is read in. */
static void settle_lang(struct item *item, struct arena *arena)
{
	text_lang lang = text_item_lang(item);
	char code[3];

	if (lang != text_lang_parse(item->lang))
		item->lang = lang == TEXT_LANG_UNKNOWN
				     ? NULL
				     : arena_strdup(arena, text_lang_name(lang, code));
}

/* What the source's configuration says stands in front of what the feed says. */
static void adopt_items(const struct source *source, struct item *items, size_t count,
	struct arena *arena)
{
	size_t i;

	for (i = 0; i < count; i++) {
		items[i].source = &source->origin;
		if (source->options.lang)
			items[i].lang = source->options.lang;
		settle_lang(&items[i], arena);
	}
}

static void know_items(struct document *document, const struct source *source,
	const struct item *items, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		ARENA_GROW(document->arena, document->identities, document->count,
			document->identity_cap);
		document->identities[document->count++] =
			feed_identity(source->options.id, &items[i]);
	}
}

/* By the first and the last that say when they are of. */
static bool is_newest_first(int64_t first, int64_t last)
{
	return first != TIME_NONE && last != TIME_NONE && first > last;
}

/* ---- at once ------------------------------------------------------------------------------ */

static enum document_turn read_at_once(struct document *document, const struct source *source,
	struct source_report *report)
{
	struct feed_document *feed;
	const char *why;
	int r = feed_parse(document->arena, &document->request, &feed, &why);

	if (r) {
		report_failure(r, why, report);
		return DOCUMENT_BAD;
	}
	document->whole = document->feed = feed;
	if (is_hopeless(document, report))
		return DOCUMENT_BAD;
	know_items(document, source, feed->items, feed->item_count);
	document->items = feed->items;
	document->left = feed->item_count;
	if (feed->item_count)
		document->newest_first = is_newest_first(feed->items[0].published,
			feed->items[feed->item_count - 1].published);
	return DOCUMENT_READ;
}

/* ---- in slices ---------------------------------------------------------------------------- */

static void note_slice(struct document *document, const struct source *source,
	const struct item *items, size_t count)
{
	size_t i, number = document->count;

	ARENA_GROW(document->arena, document->first, document->slice_count,
		document->first_cap);
	document->first[document->slice_count++] = number;
	for (i = 0; i < count; i++) {
		ARENA_GROW(document->arena, document->times, number, document->times_cap);
		document->times[number++] =
			(struct item_times){items[i].published, items[i].updated};
	}
	know_items(document, source, items, count);
}

static int read_slice(struct document *document, size_t number, struct item **out_items,
	size_t *out_count, const char **out_why)
{
	arena_reset(document->slice);
	return feed_slices_read(document->slices, number, document->slice, out_items,
		out_count, out_why);
}

static enum document_turn end_slices(struct document *document, struct source_report *report)
{
	const char *why;
	int r = feed_slices_end(document->slices, &document->whole, &why);

	if (r)
		report_failure(r, why, report);
	if (r || is_hopeless(document, report))
		return DOCUMENT_BAD;
	document->newest_first = document->count &&
		is_newest_first(document->times[0].published,
			document->times[document->count - 1].published);
	return DOCUMENT_READ;
}

static enum document_turn read_next_slice(struct document *document,
	const struct source *source, struct source_report *report)
{
	enum feed_search found = feed_slices_find(document->slices);
	struct item *items;
	const char *why;
	size_t count;
	int r;

	if (found == FEED_SLICE_NONE)
		return end_slices(document, report);
	if (found == FEED_SLICE_MORE)
		return DOCUMENT_MORE;
	r = read_slice(document, document->slice_count, &items, &count, &why);
	if (r) {
		report_failure(r, arena_strdup(document->arena, why), report);
		return DOCUMENT_BAD;
	}
	note_slice(document, source, items, count);
	return DOCUMENT_MORE;
}

/* ---- a page ------------------------------------------------------------------------------- */

/* Who takes a page away often sends its readers to the front page. */
static bool is_front(const char *url)
{
	const char *host = strstr(url, "://"), *path = host ? strchr(host + 3, '/') : NULL;
	size_t len = path ? strcspn(path, "?#") : 0;

	/* "/", or that of a language: "/en/". */
	return len <= 1 || (len <= 4 && (len == 3 || path[len - 1] == '/'));
}

static int find_page(const struct document *document, const struct source *source,
	struct feed_document **out_feed, const char **out_why)
{
	const char *url = document->request.base_url;

	if (url && is_front(url) && !is_front(source->options.url)) {
		*out_why = "the page leads to the front page now";
		return FEED_PAGE_ABSENT;
	}
	return feed_page(document->arena, &document->request, source->options.xpath, out_feed,
		out_why);
}

/* The page is one item under the URL that the configuration names, whatever it says. */
static enum document_turn read_page(struct document *document, const struct source *source,
	struct source_report *report)
{
	struct feed_document *feed;
	struct item *item;
	const char *why;
	int r = find_page(document, source, &feed, &why);

	if (r) {
		report_failure(r, why, report);
		return DOCUMENT_BAD;
	}
	item = feed->items;
	item->id = item->url = arena_strdup(document->arena, source->options.url);
	document->whole = document->feed = feed;
	know_items(document, source, item, 1);
	document->items = item;
	document->left = 1;
	return DOCUMENT_READ;
}

/* ---- all three ---------------------------------------------------------------------------- */

enum document_turn document_look(struct document *document, const struct source *source,
	struct source_report *report)
{
	if (document->is_page)
		return read_page(document, source, report);
	if (document->slices)
		return read_next_slice(document, source, report);
	return read_at_once(document, source, report);
}

const struct item_identity *document_identities(const struct document *document,
	size_t *out_count)
{
	*out_count = document->count;
	return document->identities;
}

bool document_has_more(const struct document *document)
{
	return document->left || document->slices_taken < document->slice_count;
}

static void load_slice(struct document *document)
{
	size_t taken = document->slices_taken++;
	size_t number = document->newest_first ? document->slice_count - 1 - taken : taken;
	size_t end = number + 1 < document->slice_count ? document->first[number + 1]
							: document->count;
	const char *why;

	document->first_item = document->first[number];
	/* As it was read before: the same bytes give the same items. */
	if (read_slice(document, number, &document->items, &document->left, &why))
		document->left = 0;
	document->left = MIN(document->left, end - document->first_item);
}

struct portion document_next(struct document *document, const struct source *source, size_t max)
{
	struct portion portion = {0};
	struct item *items;

	while (!document->left && document_has_more(document))
		load_slice(document);
	if (!document->left)
		return portion;
	portion.count = MIN(document->left, max);
	document->left -= portion.count;
	items = document->items + (document->newest_first ? document->left : 0);
	portion.items = items;
	portion.first = document->first_item + (size_t)(items - document->items);
	if (!document->newest_first) {
		document->items += portion.count;
		document->first_item += portion.count;
	}
	adopt_items(source, items, portion.count,
		document->slices ? document->slice : document->arena);
	return portion;
}

void document_skip(struct document *document)
{
	document->left = 0;
	document->slices_taken = document->slice_count;
}

const struct item *document_outlines(struct document *document)
{
	struct item *outlines;
	size_t i;

	if (document->feed)
		return document->feed->items;
	outlines = arena_alloc(document->arena, (document->count + 1) * sizeof(*outlines));
	for (i = 0; i < document->count; i++) {
		outlines[i].published = document->times[i].published;
		outlines[i].updated = document->times[i].updated;
	}
	return outlines;
}

bool document_is_whole(const struct document *document)
{
	return document->whole->reading == FEED_STRICT && !document->whole->items_cut;
}

void document_report(struct document *document, const char *left_out,
	struct source_report *report)
{
	const struct feed_document *feed = document->whole;
	struct buf reading = BUF_INIT(BUF_UNBOUND);

	report->class = POLL_OK;
	report->pace = feed->pace;
	buf_puts(&reading, document->is_page ? "page" : feed_reading_name(feed->reading));
	if (feed->damage)
		buf_printf(&reading, " (%s)", feed->damage);
	if (feed->items_cut)
		buf_puts(&reading, ", items beyond the ceiling left out");
	if (feed->fields_cut)
		buf_puts(&reading, ", fields beyond the ceiling cut");
	if (left_out)
		buf_puts(&reading, left_out);
	report->reading = arena_strdup(document->arena, buf_str(&reading));
	buf_done(&reading);
}
