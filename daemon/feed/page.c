/*
 * A web page as one item. The part that is watched is what an XPath finds, else the page's
 * <main>, else its body; its first heading, else the page's title, is the item's. A page that
 * calls itself not found, in any of twelve languages, is none: many servers say so with 200.
 */
#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>
#include <libxml/xpath.h>
#include <string.h>

#include "base/mem.h"
#include "feed/feed_priv.h"

enum {
	DESCENTS_MAX = 2, /* of an XPath: the third makes a hostile page cost minutes */
	PARTS_MAX = 1000,
	TITLE_MAX = 1000
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

static bool open_page(struct page *page, const char *text, size_t len)
{
	page->doc = htmlReadMemory(text, (int)len, NULL, "UTF-8",
		HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
			HTML_PARSE_NONET | HTML_PARSE_COMPACT);
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

int feed_page(struct arena *arena, const struct feed_request *request, const char *xpath,
	struct item *out_item, const char **out_why)
{
	struct page page = {.arena = arena};
	struct item item = {.url = request->base_url, .published = TIME_NONE,
		.updated = TIME_NONE};
	const char *encoding;
	size_t len, bad;
	char *text = feed_decode(arena, request, &len, &bad, &encoding);
	int r = FEED_EMPTY;

	*out_why = "nothing came";
	if (text[strspn(text, " \t\r\n")]) {
		r = FEED_NOT_A_FEED;
		*out_why = "what came is no web page";
		if (open_page(&page, text, len))
			r = read_page(&page, xpath, &item, out_why);
	}
	page_done(&page);
	if (!r)
		*out_item = item;
	return r;
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
