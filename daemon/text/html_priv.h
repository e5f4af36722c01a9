/*
 * What the files that read markup share. The way of a field: html.c walks over the bytes,
 * html_scan.c finds where a tag ends, html_tags.c knows what the tag means, html_reference.c
 * decodes "&…", paragraph.c folds white space and cuts segments, notice.c tells paragraphs
 * that are not the item's own text by how they begin.
 *
 * An own scanner instead of a parser that builds or reports a tree: segments need to know
 * some thirty tags and nothing of their nesting, so that a document of 100,000 open <div>
 * costs no more than its bytes, and no damage makes it give up.
 */
#ifndef KORDON_TEXT_HTML_PRIV_H
#define KORDON_TEXT_HTML_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/text.h"

/* A field beyond this is cut; feeds have a lower ceiling of their own. */
enum { TEXT_FIELD_MAX = 4 * 1024 * 1024 };

/* --- character references --- */

struct html_entity {
	const char *name; /* without '&' and ';' */
	uint32_t cp, cp2; /* cp2: 0 for almost all */
	bool legacy;      /* read without its semicolon as well */
};

/*
 * The reference that name[0, len) (letters and digits) begins with; closed: a semicolon
 * follows. *out_used: bytes of the name that belong to it. NULL: none.
 */
const struct html_entity *html_entity_find(const char *name, size_t len, bool closed,
	size_t *out_used);

struct html_reference {
	size_t len; /* bytes from '&' on; 0: a plain '&' */
	uint32_t cp, cp2;
};
/* s[0] is '&'. In attributes "&copy=1" is no reference, as in browsers. */
struct html_reference html_reference(const char *s, size_t len, bool attribute);

/* --- tags --- */

enum html_flag {
	HTML_BLOCK = 1, /* parts paragraphs */
	HTML_SPACE = 2, /* parts words */
	HTML_DROP = 4,  /* goes with all it holds */
	HTML_CODE = 8,  /* unclosed, it takes the rest along: that is no text */
};

struct html_tag {
	const char *name;
	unsigned flags;
	enum segment_kind kind; /* of what it holds; SEGMENT_KIND_COUNT: as around it */
};

enum { HTML_NAME_MAX = 16 }; /* no known tag is longer */
/* NULL for unknown names (inline). name is in lower case. */
const struct html_tag *html_tag_find(const char *name);
/* The kind that class="…" (or id) of a block says; SEGMENT_KIND_COUNT: none. */
enum segment_kind html_class_kind(const char *value, size_t len);

struct html_attribute {
	const char *value; /* undecoded; NULL: not there */
	size_t len;
};

/* One "<…>". */
struct html_markup {
	enum html_markup_type {
		HTML_TEXT, /* this '<' begins no tag */
		HTML_OPEN,
		HTML_CLOSE,
		HTML_OTHER, /* comment, DOCTYPE, processing instruction */
	} type;
	size_t end; /* behind its '>' */
	char name[HTML_NAME_MAX + 1]; /* lower case, cut; tells known tags from each other */
	struct html_attribute class, id, href;
};

/* What is known to be missing from here to the end: no search is made twice. */
struct html_scan {
	const char *data;
	size_t len;
	bool no_gt, no_comment_end, no_quote[2];
	const struct html_tag *unclosed[16];
	size_t unclosed_count;
};

/* Reads the markup at data[pos], which is '<'. */
void html_scan_markup(struct html_scan *scan, size_t pos, struct html_markup *out_markup);
/* Where "</name" stands from pos on; scan->len where it never comes. */
size_t html_scan_close(struct html_scan *scan, size_t pos, const struct html_tag *tag);

/* --- paragraphs --- */

struct paragraphs {
	struct arena *arena;
	enum segment_kind first_kind;
	bool valid; /* what is added is UTF-8 throughout */
	struct buf text;
	struct segment *segments;
	uint32_t count, cap;
	size_t start;      /* of the paragraph being written */
	bool pending;      /* white space was seen, a letter not yet */
	bool in_link;      /* what is added now is the text of a link */
	bool beside_link;  /* the paragraph has text outside of links */
	bool own_seen;     /* the first paragraph is behind */
	const char **links; /* addresses, ITEM_LINKS_MAX of them; NULL: none yet */
	uint32_t link_count;
	bool links_follow; /* "Read more:" stood alone: links below it belong to it */
};

void paragraphs_init(struct paragraphs *paragraphs, struct arena *arena,
	enum segment_kind first_kind);
/* Adds text: white space folded, invalid bytes made U+FFFD. */
void paragraphs_text(struct paragraphs *paragraphs, const char *s, size_t len);
void paragraphs_point(struct paragraphs *paragraphs, uint32_t cp);
void paragraphs_space(struct paragraphs *paragraphs);
/* Ends the paragraph, if there is one; kind: SEGMENT_KIND_COUNT where nothing is said.
 * item: it is an entry of a list. */
void paragraphs_end(struct paragraphs *paragraphs, enum segment_kind kind, bool item);
/* Ends the last one and hands over the text; releases what the writer held. */
struct item_text paragraphs_done(struct paragraphs *paragraphs, enum segment_kind kind);

/* --- notices --- */

struct notice {
	enum segment_kind kind; /* SEGMENT_KIND_COUNT: the item's own text */
	bool heads_links;       /* a heading of links ("Read more:") and nothing else */
};
/* all_link: the whole paragraph is the text of a link. */
struct notice notice_of(const char *paragraph, size_t len, bool all_link);

#endif
