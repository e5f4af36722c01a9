/*
 * A document on its way to items: bytes to text, strictly first, then recovering, then what
 * can be cut out of the damage.
 */
#include "feed/feed_priv.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"

/* Of a text of FEED_SLICE_BYTES or a little more: one that has more is made to hurt. */
enum { NODES_MAX = 40000 };

const char *feed_format_name(enum feed_format format)
{
	static const char *const names[] = {"rss", "atom", "rdf", "json"};

	return names[format];
}

const char *feed_reading_name(enum feed_reading reading)
{
	static const char *const names[] = {"strict", "recovered", "salvaged"};

	return names[reading];
}

/* ---- what readers share --------------------------------------------------------------- */

struct item *reader_add(struct reader *reader)
{
	struct feed_document *document = reader->document;
	struct item *item;

	if (document->item_count == reader->items_max) {
		document->items_cut = true;
		return NULL;
	}
	ARENA_GROW(reader->arena, document->items, document->item_count, reader->item_cap);
	item = &document->items[document->item_count++];
	*item = (struct item){.published = TIME_NONE, .updated = TIME_NONE};
	return item;
}

const char *reader_base(const struct reader *reader, const struct node *node,
	const char *outermost)
{
	const char *outer, *here;

	if (!node)
		return outermost;
	outer = reader_base(reader, node->parent, outermost);
	here = node_xml_attr(node, "base");
	return here && *here ? feed_resolve_url(reader->arena, outer, here) : outer;
}

/* "?a=1&amp;b=2": escaped once too often. */
static const char *unescape_amp(struct arena *arena, const char *url)
{
	char *copy, *at;

	if (!strstr(url, "&amp;"))
		return url;
	copy = arena_strdup(arena, url);
	for (at = copy; (at = strstr(at, "&amp;")); at++)
		memmove(at + 1, at + 5, strlen(at + 5) + 1);
	return copy;
}

const char *reader_url(const struct reader *reader, const struct node *node,
	const char *reference)
{
	reference = reference ? reader_line(reader->arena, reference) : NULL;
	if (!reference)
		return NULL;
	reference = unescape_amp(reader->arena, reference);
	return feed_resolve_url(reader->arena,
		reader_base(reader, node, reader->request->base_url), reference);
}

int64_t reader_date(const struct reader *reader, const char *text)
{
	const struct feed_request *request = reader->request;

	return text ? feed_date(text, strlen(text), request->now, request->timezone) : TIME_NONE;
}

const char *reader_lang(const struct node *node)
{
	const char *lang;

	for (; node; node = node->parent)
		if ((lang = node_xml_attr(node, "lang")) && *lang)
			return lang;
	return NULL;
}

/* Nothing to fold: ASCII without blanks, as links, guids and names are. */
static bool is_line(const char *text)
{
	while (*text > ' ' && *text < 0x7F)
		text++;
	return !*text;
}

const char *reader_line(struct arena *arena, const char *text)
{
	struct item_text line;

	if (*text && is_line(text))
		return text;
	line = item_text_plain(arena, text, SEGMENT_BODY);
	return line.text && line.len ? line.text : NULL;
}

/* A title is one line, whatever markup it carries. */
struct item_text reader_title_html(struct arena *arena, const char *html, size_t len)
{
	struct item_text text = text_from_html(arena, html, len, SEGMENT_TITLE);
	struct segment *segment;

	if (text.segment_count < 2)
		return text;
	segment = arena_alloc(arena, sizeof(*segment));
	*segment = (struct segment){.kind = SEGMENT_TITLE, .end = text.len};
	text.segments = segment;
	text.segment_count = 1;
	return text;
}

struct item_text reader_body_html(struct arena *arena, const char *html, size_t len)
{
	struct item_text text = text_from_html(arena, html, len, SEGMENT_LEAD);

	return text.len ? text : (struct item_text){0};
}

/* What is beyond the ceiling goes, and the segments there. */
static void cut_text(struct reader *reader, struct item_text *text, size_t max)
{
	struct segment *segments;
	uint32_t count = 0;

	if (text->len <= max)
		return;
	reader->document->fields_cut = true;
	text->len = (uint32_t)utf8_cut(text->text, text->len, max);
	text->text = arena_strndup(reader->arena, text->text, text->len);
	while (count < text->segment_count && text->segments[count].start < text->len)
		count++;
	segments = arena_alloc(reader->arena, (count + 1) * sizeof(*segments));
	if (count) {
		memcpy(segments, text->segments, count * sizeof(*segments));
		segments[count - 1].end = MIN(segments[count - 1].end, text->len);
	}
	text->segments = segments;
	text->segment_count = count;
}

/* Half an address leads nowhere. */
static void drop_long(struct reader *reader, const char **line)
{
	if (!*line || strlen(*line) <= FEED_LINE_MAX)
		return;
	reader->document->fields_cut = true;
	*line = NULL;
}

void reader_cut(struct reader *reader, struct item *item)
{
	drop_long(reader, &item->id);
	drop_long(reader, &item->url);
	drop_long(reader, &item->author);
	cut_text(reader, &item->field[ITEM_TITLE], FEED_LINE_MAX);
	cut_text(reader, &item->field[ITEM_SUMMARY], FEED_TEXT_MAX);
	cut_text(reader, &item->field[ITEM_CONTENT], FEED_TEXT_MAX);
}

void reader_finish(struct reader *reader, struct item *item)
{
	reader_cut(reader, item);
	if (item->field[ITEM_SUMMARY].text || !item->field[ITEM_CONTENT].text)
		return;
	item->field[ITEM_SUMMARY] = item->field[ITEM_CONTENT];
	item->summary_is_content = true;
}

/* ---- XML -------------------------------------------------------------------------------- */

static bool root_format(const struct node *root, enum feed_format *out_format)
{
	if (!root)
		return false;
	if (strcasecmp(root->name, "rdf") == 0)
		*out_format = FEED_RDF;
	else if (strcasecmp(root->name, "feed") == 0)
		*out_format = FEED_ATOM;
	else if (strcasecmp(root->name, "rss") == 0 || strcasecmp(root->name, "channel") == 0)
		*out_format = FEED_RSS;
	else
		return false;
	return true;
}

static void read_tree(struct reader *reader, const struct tree *tree)
{
	reader->root = tree->root;
	reader->document->items_cut |= tree->too_large;
	reader->document->fields_cut |= tree->fields_cut;
	(void)root_format(tree->root, &reader->document->format);
	if (reader->document->format == FEED_ATOM)
		read_atom(reader);
	else
		read_rss(reader);
}

const char *feed_skip_declaration(const char *text)
{
	const char *close;

	while (isspace((unsigned char)*text) || strncmp(text, "\xEF\xBB\xBF", 3) == 0)
		text += isspace((unsigned char)*text) ? 1 : 3;
	if (strncmp(text, "<?xml", 5) != 0)
		return text;
	close = strstr(text, "?>");
	return close ? close + 2 : text;
}

static const struct tree_options damaged = {
	.first_line = 1, .recover = true, .nodes_max = NODES_MAX};

static int read_damaged(struct reader *reader, const char *text, size_t len)
{
	struct feed_document *document = reader->document;
	struct buf clean = BUF_INIT(BUF_UNBOUND);
	struct tree tree;
	bool cut;

	cut = scrub_xml(text, len, &clean);
	tree = tree_parse(reader->arena, buf_str(&clean), clean.len, &damaged);
	buf_done(&clean);
	if (!root_format(tree.root, &document->format))
		return FEED_NOT_A_FEED;
	document->reading = cut ? FEED_SALVAGED : FEED_RECOVERED;
	read_tree(reader, &tree);
	return 0;
}

static int line_of(const char *text, const char *at)
{
	int line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

/* Where in the document it is. */
static int line_in(const struct reader *reader, const char *text, const char *at)
{
	return reader->lines_before + line_of(text, at);
}

/* Bytes that stood for nothing have become U+FFFD; where a feed writes it, so be it. */
static void note_bad_bytes(struct reader *reader, const char *text)
{
	const char *bad = strstr(text, "\xEF\xBF\xBD");

	if (bad)
		reader->document->damage = arena_printf(reader->arena,
			"line %d: bytes that are no %s", line_in(reader, text, bad),
			reader->document->encoding);
}

/* What XML can never have and C cannot see behind. */
static void drop_nuls(struct reader *reader, char *text, size_t *len)
{
	char *nul = memchr(text, '\0', *len), *to = nul;
	const char *from;

	if (!nul)
		return;
	reader->document->damage = arena_printf(reader->arena, "line %d: a zero byte",
		line_in(reader, text, nul));
	for (from = nul; from < text + *len; from++)
		if (*from)
			*to++ = *from;
	*to = '\0';
	*len = (size_t)(to - text);
}

static int read_xml(struct reader *reader, const char *text, size_t len)
{
	const char *start = feed_skip_declaration(text);
	const struct tree_options strict = {
		.first_line = line_in(reader, text, start), .nodes_max = NODES_MAX};
	enum feed_format format;
	struct tree tree;

	if (!scrub_find_root(text))
		return FEED_NOT_A_FEED;
	tree = tree_parse(reader->arena, start, len - (size_t)(start - text), &strict);
	if (tree.well_formed) {
		if (!root_format(tree.root, &format))
			return FEED_NOT_A_FEED;
		read_tree(reader, &tree);
		return 0;
	}
	if (scrub_is_page(text))
		return FEED_NOT_A_FEED;
	if (!reader->document->damage)
		reader->document->damage = tree.too_large ? "markup beyond the ceiling"
			: tree.damage			  ? tree.damage
							  : "not well-formed";
	return read_damaged(reader, text, len);
}

/* ---- the whole --------------------------------------------------------------------------- */

static const char *describe(struct arena *arena, const char *text)
{
	char *shown = utf8_show(text, 40);
	const char *why = "a web page, not a feed";

	if (!scrub_is_page(text))
		why = arena_printf(arena, "no feed: it begins with \"%s\"", shown);
	mem_free(shown);
	return why;
}

static bool is_blank(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isspace((unsigned char)text[i]) && text[i])
			return false;
	return true;
}

int read_text(struct reader *reader, char *text, size_t len, size_t bad, const char **out_why)
{
	struct feed_document *document = reader->document;
	int outcome;

	*out_why = NULL;
	drop_nuls(reader, text, &len);
	if (bad)
		note_bad_bytes(reader, text);
	if (is_blank(text, len)) {
		*out_why = "the document is empty";
		return FEED_EMPTY;
	}
	if (text[strspn(text, " \t\r\n")] == '{')
		outcome = read_json(reader, text, len, out_why);
	else
		outcome = read_xml(reader, text, len);
	if (outcome && !*out_why)
		*out_why = describe(reader->arena, text + strspn(text, " \t\r\n"));
	if (document->damage && document->reading == FEED_STRICT)
		document->reading = FEED_RECOVERED; /* bytes were dropped on the way */
	return outcome;
}

static void measure_dates(struct feed_document *document, int64_t now)
{
	int64_t *dates = mem_calloc(document->item_count + 1, sizeof(*dates));
	size_t i;

	for (i = 0; i < document->item_count; i++)
		dates[i] = document->items[i].published;
	measure_rhythm(&document->pace, dates, document->item_count, now);
	mem_free(dates);
}

bool feed_is_hopeless(const struct feed_document *document)
{
	return document->reading == FEED_SALVAGED && !document->item_count;
}

bool feed_is_large(const struct feed_request *request)
{
	size_t slice = request->slice_bytes ? request->slice_bytes : FEED_SLICE_BYTES;

	return request->len > 2 * slice;
}

int feed_parse(struct arena *arena, const struct feed_request *request,
	struct feed_document **out_document, const char **out_why)
{
	struct feed_document *document;
	struct reader reader = {
		.arena = arena, .request = request, .items_max = FEED_ITEMS_MAX};
	size_t len, bad;
	char *text;
	int outcome;

	if (feed_is_large(request))
		return feed_parse_slices(arena, request, out_document, out_why);
	document = reader.document = arena_alloc(arena, sizeof(*document));
	text = feed_decode(arena, request, &len, &bad, &document->encoding);
	outcome = read_text(&reader, text, len, bad, out_why);
	if (outcome)
		return outcome;
	measure_dates(document, request->now);
	*out_document = document;
	return 0;
}
