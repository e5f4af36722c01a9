/*
 * A large document, slice by slice. slice_xml.c and slice_json.c find where its items begin;
 * here a slice becomes a small document, is read as one, and what it says of the whole is
 * kept. Only encodings in which '<' may be part of another character are decoded before that,
 * and of them no more than a ceiling.
 */
#include "feed/feed_priv.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { DECODED_MAX = 2 * 1024 * 1024 };

struct feed_slices {
	struct feed_request request;
	struct arena *arena;         /* what is known of the whole */
	struct feed_document whole;  /* items NULL */
	struct slice_search search;
	bool json;
	struct slice *slices;
	size_t count, cap;
	int64_t *dates;              /* of the items, in the order of first reading */
	size_t date_cap;
};

/* ---- opening ------------------------------------------------------------------------------ */

static const char *skip_mark(const char *data, size_t len)
{
	return len > 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? data + 3 : data;
}

static bool looks_like_json(const char *data, size_t len)
{
	const char *end = data + len;

	for (data = skip_mark(data, len); data < end && strchr(" \t\r\n", *data); data++)
		;
	return data < end && *data == '{';
}

/* Beyond the ceiling the rest is not looked at. */
static void decode_whole(struct feed_slices *slices)
{
	struct feed_request beginning = slices->request;
	const char *encoding;
	size_t bad;

	if (beginning.len > DECODED_MAX) {
		beginning.len = DECODED_MAX;
		slices->whole.items_cut = true;
	}
	slices->search.data = feed_decode(slices->arena, &beginning, &slices->search.len, &bad,
		&encoding);
	slices->whole.encoding = "UTF-8"; /* by now */
}

struct feed_slices *feed_slices_new(const struct feed_request *request)
{
	struct feed_slices *slices = mem_alloc(sizeof(*slices));
	struct slice_search *search = &slices->search;

	slices->request = *request;
	slices->arena = arena_new();
	slices->whole.encoding = feed_choose_encoding(slices->arena, request);
	search->data = request->data;
	search->len = request->len;
	if (!feed_encoding_is_plain(slices->whole.encoding))
		decode_whole(slices);
	search->slice_bytes = request->slice_bytes ? request->slice_bytes : FEED_SLICE_BYTES;
	search->members = BUF_INIT(BUF_UNBOUND);
	slices->json = looks_like_json(search->data, search->len);
	if (slices->json)
		slices->whole.format = FEED_JSON;
	return slices;
}

void feed_slices_free(struct feed_slices *slices)
{
	if (!slices)
		return;
	buf_done(&slices->search.members);
	arena_free(slices->arena);
	mem_free(slices->slices);
	mem_free(slices->dates);
	mem_free(slices);
}

/* ---- finding ------------------------------------------------------------------------------ */

static void *grown(void *list, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return list;
	*cap = *cap ? *cap * 2 : 16;
	return mem_realloc(list, *cap * size);
}

enum feed_search feed_slices_find(struct feed_slices *slices)
{
	struct slice slice = {0};
	enum feed_search found = slices->json ? slice_find_json(&slices->search, &slice)
					      : slice_find_xml(&slices->search, &slice);

	if (found != FEED_SLICE_FOUND)
		return found;
	slices->slices = grown(slices->slices, slices->count, &slices->cap, sizeof(slice));
	slices->slices[slices->count++] = slice;
	return FEED_SLICE_FOUND;
}

/* ---- reading ------------------------------------------------------------------------------ */

static void note_dates(struct feed_slices *slices, const struct feed_document *document)
{
	size_t i;

	for (i = 0; i < document->item_count; i++) {
		slices->dates = grown(slices->dates, slices->whole.item_count,
			&slices->date_cap, sizeof(*slices->dates));
		slices->dates[slices->whole.item_count++] = document->items[i].published;
	}
}

static void note_pace(struct source_pace *pace, const struct source_pace *more)
{
	pace->ttl_s = MAX(pace->ttl_s, more->ttl_s);
	pace->skip_hours |= more->skip_hours;
	pace->skip_days |= more->skip_days;
}

/* What a slice says of the document that it is of. */
static void note_slice(struct feed_slices *slices, const struct feed_document *document)
{
	struct feed_document *whole = &slices->whole;

	whole->format = document->format;
	whole->reading = MAX(whole->reading, document->reading);
	if (!whole->damage)
		whole->damage = arena_strdup(slices->arena, document->damage);
	if (!whole->title)
		whole->title = arena_strdup(slices->arena, document->title);
	if (!whole->language)
		whole->language = arena_strdup(slices->arena, document->language);
	whole->items_cut |= document->items_cut;
	whole->fields_cut |= document->fields_cut;
	note_pace(&whole->pace, &document->pace);
	note_dates(slices, document);
}

/* Lines that stand before the slice's own in what was put together. */
static int lines_in(const char *text, size_t len)
{
	const char *end = text + len;
	int lines = 0;

	while ((text = memchr(text, '\n', (size_t)(end - text)))) {
		lines++;
		text++;
	}
	return lines;
}

static char *text_of(struct feed_slices *slices, const struct slice *slice,
	struct arena *arena, size_t *out_len, size_t *out_bad, int *out_added)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	size_t before = 0;

	if (slices->json)
		slice_put_json(&slices->search, slice, &text);
	else
		before = slice_put_xml(&slices->search, slice, &text);
	*out_added = lines_in(buf_str(&text), before);
	return feed_decode_as(arena, slices->whole.encoding, buf_str(&text), text.len, out_len,
		out_bad);
}

int feed_slices_read(struct feed_slices *slices, size_t number, struct arena *arena,
	struct item **out_items, size_t *out_count, const char **out_why)
{
	struct slice *slice = &slices->slices[number];
	struct feed_document document = {.encoding = slices->whole.encoding,
		.title = slices->whole.title,
		.language = arena_strdup(arena, slices->whole.language)};
	struct reader reader = {.arena = arena, .request = &slices->request,
		.document = &document, .items_max = FEED_SLICE_ITEMS * 8};
	size_t len, bad;
	int added, r;
	char *text = text_of(slices, slice, arena, &len, &bad, &added);

	reader.lines_before = slice->lines_before - added;
	r = read_text(&reader, text, len, bad, out_why);
	if (r)
		return r;
	document.items_cut |= slice->cut || slice->len > SLICE_ITEM_MAX;
	if (!slice->was_read)
		note_slice(slices, &document);
	slice->was_read = true;
	*out_items = document.items;
	*out_count = document.item_count;
	return 0;
}

/* ---- the end ------------------------------------------------------------------------------ */

static int end_json(const struct slice_search *search, const char **out_why)
{
	if (search->depth) {
		*out_why = "damaged JSON: it is cut off";
		return FEED_NOT_A_FEED;
	}
	*out_why = "JSON, but no JSON Feed";
	return search->has_items && search->is_feed ? 0 : FEED_NOT_A_FEED;
}

int feed_slices_end(struct feed_slices *slices, const struct feed_document **out_document,
	const char **out_why)
{
	struct feed_document *whole = &slices->whole;
	int r = slices->json ? end_json(&slices->search, out_why) : 0;

	if (r)
		return r;
	whole->items_cut |= slices->search.items_cut;
	whole->fields_cut |= slices->search.fields_cut;
	measure_rhythm(&whole->pace, slices->dates, whole->item_count, slices->request.now);
	*out_document = whole;
	return 0;
}

/* ---- all at once -------------------------------------------------------------------------- */

static void add_items(struct arena *arena, struct feed_document *document, size_t *cap,
	const struct item *items, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		ARENA_GROW(arena, document->items, document->item_count, *cap);
		document->items[document->item_count++] = items[i];
	}
}

static int read_all(struct feed_slices *slices, struct arena *arena,
	struct feed_document *document, const char **out_why)
{
	size_t cap = 0, count;
	struct item *items;
	enum feed_search found;
	int r;

	while ((found = feed_slices_find(slices)) != FEED_SLICE_NONE) {
		if (found == FEED_SLICE_MORE)
			continue;
		r = feed_slices_read(
			slices, slices->count - 1, arena, &items, &count, out_why);
		if (r)
			return r;
		add_items(arena, document, &cap, items, count);
	}
	return 0;
}

static struct feed_document *keep(struct arena *arena, const struct feed_document *whole,
	const struct feed_document *read)
{
	struct feed_document *document = arena_alloc(arena, sizeof(*document));

	*document = *whole;
	document->items = read->items;
	document->item_count = read->item_count;
	document->encoding = arena_strdup(arena, whole->encoding);
	document->damage = arena_strdup(arena, whole->damage);
	document->title = arena_strdup(arena, whole->title);
	document->language = arena_strdup(arena, whole->language);
	return document;
}

int feed_parse_slices(struct arena *arena, const struct feed_request *request,
	struct feed_document **out_document, const char **out_why)
{
	struct feed_slices *slices = feed_slices_new(request);
	const struct feed_document *whole;
	struct feed_document read = {0};
	int r = read_all(slices, arena, &read, out_why);

	if (!r)
		r = feed_slices_end(slices, &whole, out_why);
	if (r)
		*out_why = arena_strdup(arena, *out_why);
	else
		*out_document = keep(arena, whole, &read);
	feed_slices_free(slices);
	return r;
}
