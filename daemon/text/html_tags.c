/* What tags and class names say about text. Tags that are not named here are inline. */
#include "text/html_priv.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NONE SEGMENT_KIND_COUNT
#define BLOCK(name) {name, HTML_BLOCK, NONE}
#define SPACE(name) {name, HTML_SPACE, NONE}
#define DROP(name) {name, HTML_DROP | HTML_SPACE, NONE}

/*
 * In the order of strcmp. Who runs no scripts reads what stands in noscript; pictures of
 * svg speak with their own text.
 */
static const struct html_tag tags[] = {
	{"address", HTML_BLOCK, SEGMENT_BYLINE},
	DROP("applet"),
	BLOCK("article"),
	{"aside", HTML_BLOCK, SEGMENT_LINKS},
	DROP("audio"),
	{"blockquote", HTML_BLOCK, SEGMENT_QUOTE},
	BLOCK("body"),
	SPACE("br"),
	SPACE("button"),
	DROP("canvas"),
	BLOCK("caption"),
	BLOCK("center"),
	BLOCK("dd"),
	BLOCK("details"),
	BLOCK("dialog"),
	BLOCK("dir"),
	BLOCK("div"),
	BLOCK("dl"),
	BLOCK("dt"),
	SPACE("embed"),
	BLOCK("fieldset"),
	{"figcaption", HTML_BLOCK, SEGMENT_CAPTION},
	BLOCK("figure"),
	BLOCK("footer"),
	BLOCK("form"),
	DROP("frameset"),
	BLOCK("h1"),
	BLOCK("h2"),
	BLOCK("h3"),
	BLOCK("h4"),
	BLOCK("h5"),
	BLOCK("h6"),
	DROP("head"),
	BLOCK("header"),
	BLOCK("hgroup"),
	BLOCK("hr"),
	BLOCK("html"),
	DROP("iframe"),
	SPACE("img"),
	SPACE("input"),
	BLOCK("legend"),
	BLOCK("li"),
	BLOCK("listing"),
	BLOCK("main"),
	BLOCK("menu"),
	{"nav", HTML_BLOCK, SEGMENT_LINKS},
	DROP("noembed"),
	DROP("noframes"),
	DROP("object"),
	BLOCK("ol"),
	SPACE("option"),
	BLOCK("p"),
	BLOCK("pre"),
	{"script", HTML_DROP | HTML_CODE, NONE},
	BLOCK("section"),
	SPACE("select"),
	{"style", HTML_DROP | HTML_CODE, NONE},
	BLOCK("summary"),
	BLOCK("table"),
	BLOCK("tbody"),
	SPACE("td"),
	{"template", HTML_DROP, NONE},
	SPACE("textarea"),
	BLOCK("tfoot"),
	SPACE("th"),
	BLOCK("thead"),
	SPACE("title"),
	BLOCK("tr"),
	BLOCK("ul"),
	DROP("video"),
};

/* Whole class names, as content systems write them into feeds; in the order of strcasecmp. */
static const struct {
	const char *name;
	enum segment_kind kind;
} classes[] = {
	{"article-author", SEGMENT_BYLINE},
	{"article-byline", SEGMENT_BYLINE},
	{"article-correction", SEGMENT_CORRECTION},
	{"author", SEGMENT_BYLINE},
	{"byline", SEGMENT_BYLINE},
	{"caption", SEGMENT_CAPTION},
	{"correction", SEGMENT_CORRECTION},
	{"corrections", SEGMENT_CORRECTION},
	{"dateline", SEGMENT_BYLINE},
	{"figure-caption", SEGMENT_CAPTION},
	{"image-caption", SEGMENT_CAPTION},
	{"jp-relatedposts", SEGMENT_LINKS},
	{"more-link", SEGMENT_LINKS},
	{"navigation", SEGMENT_LINKS},
	{"newsletter", SEGMENT_LINKS},
	{"photo-caption", SEGMENT_CAPTION},
	{"post-author", SEGMENT_BYLINE},
	{"read-also", SEGMENT_LINKS},
	{"read-more", SEGMENT_LINKS},
	{"readmore", SEGMENT_LINKS},
	{"recommended", SEGMENT_LINKS},
	{"related", SEGMENT_LINKS},
	{"related-articles", SEGMENT_LINKS},
	{"related-content", SEGMENT_LINKS},
	{"related-links", SEGMENT_LINKS},
	{"related-news", SEGMENT_LINKS},
	{"related-posts", SEGMENT_LINKS},
	{"see-also", SEGMENT_LINKS},
	{"sharedaddy", SEGMENT_LINKS},
	{"social-share", SEGMENT_LINKS},
	{"wp-caption-text", SEGMENT_CAPTION},
	{"yarpp", SEGMENT_LINKS},
	{"yarpp-related", SEGMENT_LINKS},
};

static int compare_tag(const void *name, const void *row)
{
	return strcmp(name, ((const struct html_tag *)row)->name);
}

const struct html_tag *html_tag_find(const char *name)
{
	return bsearch(name, tags, sizeof(tags) / sizeof(*tags), sizeof(*tags), compare_tag);
}

static enum segment_kind class_find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		if (strncasecmp(classes[i].name, name, len) == 0 && !classes[i].name[len])
			return classes[i].kind;
	}
	return NONE;
}

enum segment_kind html_class_kind(const char *value, size_t len)
{
	enum segment_kind kind = NONE;
	size_t pos = 0;

	while (pos < len && kind == NONE) {
		size_t start = pos;

		while (pos < len && (unsigned char)value[pos] > ' ')
			pos++;
		/* Longer than any name of the table: strncasecmp would read behind it. */
		if (pos > start && pos - start < HTML_NAME_MAX + 1)
			kind = class_find(value + start, pos - start);
		pos++;
	}
	return kind;
}
