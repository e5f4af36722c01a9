/*
 * A web page as one item. The part that is watched is what an XPath finds, else the page's
 * <main>, else its body; its first heading, else the page's title, is the item's. A page that
 * calls itself not found, in any of twelve languages, is none: many servers say so with 200.
 */
#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>
#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>
#include <libxml/xpath.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "feed/feed_priv.h"

enum {
	DESCENTS_MAX = 2, /* of an XPath: the third makes a hostile page cost minutes */
	PARTS_MAX = 1000,
	TITLE_MAX = 1000,
	/* What is beyond is not looked at; no page that people read has it. */
	PAGE_BYTES = 2 * 1024 * 1024,
	PAGE_TEXT = 512 * 1024,
	PAGE_NODES = 40000, /* elements and texts; attributes take as much as two */
};

#define WHOLE_PAGE "//main"
#define PAGE_BODY "//body"

/* As titles and first headings say it; compared as folded. */
static const char *const absences[] = {
	"page not found", "page cannot be found", "page could not be found",
	"page can't be found", "page can’t be found", "page does not exist", "page doesn't exist",
	"page doesn’t exist", "page no longer exists", "page is no longer available",
	"page has been removed", "document not found", "file not found",
	"lehekülge ei leitud", "lehte ei leitud", "lehte pole", "lehte ei ole",
	"lehekülge ei ole", "lehekülg puudub", "dokumenti ei leitud",
	"sivua ei löytynyt", "sivua ei löydy", "sivua ei ole", "sivu on poistettu",
	"etsimääsi sivua", "hakemaasi sivua",
	"lapa nav atrasta", "lapa netika atrasta", "lapa neeksistē", "lapa nav pieejama",
	"lapas nav",
	"puslapis nerastas", "puslapis neegzistuoja", "puslapio nėra", "puslapio rasti nepavyko",
	"siden finnes ikke", "siden ble ikke funnet", "fant ikke siden", "finner ikke siden",
	"side ikke funnet", "siden eksisterer ikke",
	"sidan hittades inte", "sidan kunde inte hittas", "sidan finns inte",
	"hittar inte sidan", "hittade inte sidan", "sidan saknas",
	"siden blev ikke fundet", "siden findes ikke", "siden kunne ikke findes",
	"side ikke fundet", "finde siden",
	"nie znaleziono strony", "strony nie znaleziono", "strona nie istnieje",
	"strona nie została znaleziona", "nie ma takiej strony", "strona została usunięta",
	"seite nicht gefunden", "seite wurde nicht gefunden", "seite existiert nicht",
	"seite konnte nicht gefunden", "seite nicht vorhanden", "seite ist nicht mehr verfügbar",
	"страница не найдена", "страница не существует", "страницы не существует",
	"такой страницы нет", "страница удалена", "документ не найден", "материал удален",
	"сторінку не знайдено", "сторінка не знайдена", "сторінка не існує",
	"сторінки не існує", "такої сторінки немає", "сторінку видалено",
};
/* A title that is this alone, or begins so: "404 – News of the North". */
static const char *const bare_absences[] = {"404", "410", "error 404", "not found", "gone"};

static void fold(struct buf *out, const char *text)
{
	text_fold(out, text, strlen(text));
}

static bool begins_bare(const char *title, const char *word)
{
	size_t len = strlen(word);

	return strncmp(title, word, len) == 0 &&
	       (!title[len] || strchr(" :|-,.!", title[len]) != NULL) &&
	       /* "Gone with the wind", "404 people were …" are titles of something. */
	       (!title[len] || !strchr(" ", title[len]) ||
		       strchr(":|-", title[len + 1]) != NULL ||
		       strncmp(title + len, " not found", 10) == 0 ||
		       strncmp(title + len, " – ", 5) == 0);
}

/* The phrase that says so; NULL: the page is there. */
static const char *says_absence(const char *title)
{
	CLEANUP(buf_done) struct buf folded = BUF_INIT(BUF_UNBOUND);
	size_t i;

	if (!title)
		return NULL;
	fold(&folded, title);
	for (i = 0; i < ARRAY_LEN(bare_absences); i++)
		if (begins_bare(buf_str(&folded), bare_absences[i]))
			return bare_absences[i];
	for (i = 0; i < ARRAY_LEN(absences); i++) {
		CLEANUP(buf_done) struct buf phrase = BUF_INIT(BUF_UNBOUND);

		fold(&phrase, absences[i]);
		if (strstr(buf_str(&folded), buf_str(&phrase)))
			return absences[i];
	}
	return NULL;
}

/* ---- the page ------------------------------------------------------------------------- */

struct page {
	struct arena *arena;
	htmlDocPtr doc;
	xmlXPathContextPtr xpath;
	size_t nodes, text; /* so far */
	bool cut;
};

static void no_message(void *ctx, xmlErrorPtr error)
{
	(void)ctx;
	(void)error;
}

static void page_done(struct page *page)
{
	xmlXPathFreeContext(page->xpath);
	xmlFreeDoc(page->doc);
}

/* True where there is room for so many more. */
static bool count_nodes(struct page *page, xmlParserCtxtPtr parser, size_t count)
{
	page->nodes += count;
	if (page->nodes <= PAGE_NODES)
		return true;
	page->cut = true;
	xmlStopParser(parser);
	return false;
}

static void start_element(void *ctx, const xmlChar *name, const xmlChar **attributes)
{
	xmlParserCtxtPtr parser = ctx;
	size_t count = 0;

	while (attributes && attributes[count * 2])
		count++;
	if (count_nodes(parser->_private, parser, 1 + count * 2))
		xmlSAX2StartElement(ctx, name, attributes);
}

static void characters(void *ctx, const xmlChar *text, int len)
{
	xmlParserCtxtPtr parser = ctx;
	struct page *page = parser->_private;

	size_t room = PAGE_TEXT - page->text, used = utf8_cut((const char *)text, (size_t)len, room);

	page->text += used;
	page->cut |= used < (size_t)len;
	if (used && count_nodes(page, parser, 1))
		xmlSAX2Characters(ctx, text, (int)used);
}

/* Scripts and styles. */
static void no_text(void *ctx, const xmlChar *text, int len)
{
	(void)ctx;
	(void)text;
	(void)len;
}

static htmlDocPtr read_html(struct page *page, const char *text, size_t len)
{
	htmlParserCtxtPtr parser =
		htmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
	htmlDocPtr doc;
	size_t at, piece;

	if (!parser)
		return NULL;
	htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
		HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_COMPACT);
	parser->_private = page;
	parser->sax->startElement = start_element;
	parser->sax->characters = parser->sax->ignorableWhitespace = characters;
	parser->sax->cdataBlock = no_text;
	parser->sax->comment = NULL;
	for (at = 0; at < len && page->nodes <= PAGE_NODES; at += piece) {
		piece = MIN(len - at, (size_t)PARSER_PIECE);
		htmlParseChunk(parser, text + at, (int)piece, 0);
		if (parser_waits_in_vain(parser->input))
			break;
	}
	page->cut |= at < len;
	htmlParseChunk(parser, NULL, 0, at >= len);
	doc = parser->myDoc;
	htmlFreeParserCtxt(parser);
	return doc;
}

static bool open_page(struct page *page, const char *text, size_t len)
{
	page->doc = read_html(page, text, len);
	if (!page->doc || !xmlDocGetRootElement(page->doc))
		return false;
	page->xpath = xmlXPathNewContext(page->doc);
	if (!page->xpath)
		return false;
	page->xpath->error = no_message;
	return true;
}

/* Adds the markup of what the expression finds; how many elements that were. */
static int add_parts(struct page *page, const char *expression, struct buf *out)
{
	xmlXPathObjectPtr found =
		xmlXPathEvalExpression((const xmlChar *)expression, page->xpath);
	int count = found && found->nodesetval ? MIN(found->nodesetval->nodeNr, PARTS_MAX) : 0, i;

	for (i = 0; i < count; i++) {
		xmlBufferPtr markup = xmlBufferCreate();

		if (htmlNodeDump(markup, page->doc, found->nodesetval->nodeTab[i]) > 0)
			buf_puts(out, (const char *)xmlBufferContent(markup));
		buf_puts(out, "\n<p>");
		xmlBufferFree(markup);
	}
	xmlXPathFreeObject(found);
	return count;
}

static const char *text_of(struct page *page, const char *expression)
{
	CLEANUP(buf_done) struct buf markup = BUF_INIT(BUF_UNBOUND);
	struct item_text text;

	if (!add_parts(page, expression, &markup))
		return NULL;
	text = text_from_html(page->arena, buf_str(&markup), MIN(markup.len, (size_t)TITLE_MAX),
		SEGMENT_TITLE);
	return text.len ? text.text : NULL;
}

static struct item_text watched_part(struct page *page, const char *expression)
{
	CLEANUP(buf_done) struct buf markup = BUF_INIT(BUF_UNBOUND);

	if (expression)
		add_parts(page, expression, &markup);
	else if (!add_parts(page, WHOLE_PAGE, &markup))
		add_parts(page, PAGE_BODY, &markup);
	return text_from_html(page->arena, buf_str(&markup), markup.len, SEGMENT_LEAD);
}

static int read_page(struct page *page, const char *expression, struct item *item,
	const char **out_why)
{
	const char *title = text_of(page, "(//title)[1]");
	const char *heading = text_of(page, "(//h1)[1]"), *absence = says_absence(title);

	if (!absence)
		absence = says_absence(heading);
	if (absence) {
		*out_why = arena_printf(page->arena, "the page says that it is not there: '%s'",
			absence);
		return FEED_PAGE_ABSENT;
	}
	item->field[ITEM_CONTENT] = watched_part(page, expression);
	if (!item->field[ITEM_CONTENT].len && page->cut) {
		*out_why = "the page is beyond the ceilings: what is watched of it was not reached";
		return FEED_TOO_LARGE;
	}
	if (!item->field[ITEM_CONTENT].len) {
		*out_why = expression ? arena_printf(page->arena,
						"nothing is found under %s any more", expression)
				      : "the page is empty";
		return FEED_PAGE_ABSENT;
	}
	item->field[ITEM_TITLE] =
		item_text_plain(page->arena, heading ? heading : title, SEGMENT_TITLE);
	return 0;
}

/* The beginning, up to the ceiling. */
static char *decode(struct page *page, const struct feed_request *request, size_t *out_len,
	const char **out_encoding)
{
	struct feed_request beginning = *request;
	size_t bad;

	beginning.len = utf8_cut(request->data, request->len, PAGE_BYTES);
	page->cut = beginning.len < request->len;
	return feed_decode(page->arena, &beginning, out_len, &bad, out_encoding);
}

int feed_page(struct arena *arena, const struct feed_request *request, const char *xpath,
	struct feed_document **out_document, const char **out_why)
{
	struct page page = {.arena = arena};
	struct feed_document *document = arena_alloc(arena, sizeof(*document));
	struct reader reader = {.arena = arena, .document = document};
	struct item *item = arena_alloc(arena, sizeof(*item));
	size_t len;
	char *text = decode(&page, request, &len, &document->encoding);
	int r = FEED_EMPTY;

	*item = (struct item){.url = request->base_url, .published = TIME_NONE,
		.updated = TIME_NONE};
	*out_why = "nothing came";
	if (text[strspn(text, " \t\r\n")]) {
		r = FEED_NOT_A_FEED;
		*out_why = "what came is no web page";
		if (open_page(&page, text, len))
			r = read_page(&page, xpath, item, out_why);
	}
	page_done(&page);
	if (r)
		return r;
	reader_cut(&reader, item);
	document->fields_cut |= page.cut;
	document->items = item;
	document->item_count = 1;
	*out_document = document;
	return 0;
}

static int count_descents(const char *xpath)
{
	static const char *const signs[] = {"//", "descendant", "ancestor", "following", "preceding"};
	int count = 0;
	const char *at;
	size_t i;

	for (i = 0; i < ARRAY_LEN(signs); i++)
		for (at = strstr(xpath, signs[i]); at; at = strstr(at + 1, signs[i]))
			count++;
	return count;
}

const char *feed_xpath_fault(const char *xpath)
{
	xmlXPathContextPtr context = xmlXPathNewContext(NULL);
	xmlXPathCompExprPtr compiled;

	context->error = no_message;
	compiled = xmlXPathCtxtCompile(context, (const xmlChar *)xpath);
	xmlXPathFreeCompExpr(compiled);
	xmlXPathFreeContext(context);
	if (!compiled)
		return "it is no XPath (version 1.0)";
	return count_descents(xpath) > DESCENTS_MAX ?
		"it goes down with '//' more than twice: name the elements between" : NULL;
}
