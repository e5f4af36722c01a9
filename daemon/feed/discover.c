/*
 * Where the feeds of a page are: the page itself where it is one, else what it names by
 * rel="alternate" with the type of a feed. Nothing is guessed.
 */
#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

#include "feed/feed_priv.h"

enum { LINKS_MAX = 100, PIECE = 16384 };

static const char *const feed_types[] = {"application/rss+xml", "application/atom+xml",
	"application/rdf+xml", "application/feed+json", "text/rss+xml", "text/xml",
	"application/xml", "application/x.atom+xml", "application/x-atom+xml"};

struct looking {
	struct arena *arena;
	const char *base;
	struct feed_link *links;
	size_t count, cap;
};

/* One of the words of a list, as rel="alternate home". */
static bool has_word(const char *list, const char *word)
{
	size_t len;

	for (; *list; list += len) {
		list += strspn(list, " \t\r\n");
		len = strcspn(list, " \t\r\n");
		if (len == strlen(word) && strncasecmp(list, word, len) == 0)
			return true;
	}
	return false;
}

/* JSON alone says little: publishing systems name their interfaces by it. */
static bool is_feed_type(const char *type, const char *href)
{
	size_t len = strcspn(type, "; \t"), i;

	for (i = 0; i < ARRAY_LEN(feed_types); i++)
		if (len == strlen(feed_types[i]) && !strncasecmp(type, feed_types[i], len))
			return true;
	return !strncasecmp(type, "application/json", 16) && len == 16 &&
	       strcasestr(href, "feed");
}

static const char *find_attr(const xmlChar **attrs, const char *name)
{
	for (; attrs && *attrs; attrs += 2)
		if (strcasecmp((const char *)attrs[0], name) == 0)
			return attrs[1] ? (const char *)attrs[1] : "";
	return NULL;
}

static bool is_known(const struct looking *looking, const char *url)
{
	size_t i;

	for (i = 0; i < looking->count; i++)
		if (strcmp(looking->links[i].url, url) == 0)
			return true;
	return false;
}

static void add_link(struct looking *looking, const char *href, const char *type,
	const char *title)
{
	const char *url = feed_resolve_url(looking->arena, looking->base, href);

	if (looking->count == LINKS_MAX || is_known(looking, url) ||
		(strncasecmp(url, "http:", 5) != 0 && strncasecmp(url, "https:", 6) != 0))
		return;
	ARENA_GROW(looking->arena, looking->links, looking->count, looking->cap);
	looking->links[looking->count++] = (struct feed_link){
		.url = url,
		.type = arena_strndup(looking->arena, type, strcspn(type, "; \t")),
		.title = title ? reader_line(looking->arena, arena_strdup(looking->arena, title))
			       : NULL,
	};
}

static void open_tag(void *ctx, const xmlChar *name, const xmlChar **attrs)
{
	struct looking *looking = ctx;
	const char *href = find_attr(attrs, "href"), *rel = find_attr(attrs, "rel");
	const char *type = find_attr(attrs, "type");

	if (href && strcasecmp((const char *)name, "base") == 0)
		looking->base = feed_resolve_url(looking->arena, looking->base, href);
	if (!href || !*href || !rel || !type ||
		(strcasecmp((const char *)name, "link") != 0 &&
			strcasecmp((const char *)name, "a") != 0))
		return;
	if ((has_word(rel, "alternate") || has_word(rel, "feed")) && is_feed_type(type, href))
		add_link(looking, href, type, find_attr(attrs, "title"));
}

static void look_through(struct looking *looking, const char *text, size_t len)
{
	htmlSAXHandler handler = {.startElement = open_tag};
	htmlParserCtxtPtr parser =
		htmlCreatePushParserCtxt(&handler, looking, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
	size_t at = 0, piece;

	if (!parser)
		return;
	htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
		HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
	for (; at < len; at += piece) {
		piece = MIN(len - at, (size_t)PIECE);
		htmlParseChunk(parser, text + at, (int)piece, 0);
	}
	htmlParseChunk(parser, NULL, 0, 1);
	xmlFreeDoc(parser->myDoc); /* a document type makes one, whoever listens */
	htmlFreeParserCtxt(parser);
}

static const char *const format_types[] = {
	[FEED_RSS] = "application/rss+xml",
	[FEED_ATOM] = "application/atom+xml",
	[FEED_RDF] = "application/rdf+xml",
	[FEED_JSON] = "application/feed+json",
};

size_t feed_discover(struct arena *arena, const struct feed_request *request,
	struct feed_link **out_links)
{
	struct looking looking = {.arena = arena, .base = request->base_url};
	struct feed_document *document;
	const char *text, *encoding, *why;
	size_t len, bad;

	if (feed_parse(arena, request, &document, &why) == 0) {
		add_link(&looking, request->base_url, format_types[document->format],
			document->title);
	} else {
		text = feed_decode(arena, request, &len, &bad, &encoding);
		look_through(&looking, text, len);
	}
	*out_links = looking.links;
	return looking.count;
}
