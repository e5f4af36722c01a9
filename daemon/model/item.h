/*
 * An item: what one entry of a feed says, as plain text with segments. Plain data; the
 * strings are borrowed from the arena of the document.
 */
#ifndef KORDON_MODEL_ITEM_H
#define KORDON_MODEL_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"

struct json_object;

enum item_field { ITEM_TITLE, ITEM_SUMMARY, ITEM_CONTENT, ITEM_FIELDS };
const char *item_field_name(enum item_field field); /* "title" "summary" "content" */

/*
 * What a piece of text is. Conditions look at the item's own text: title, lead, body and
 * quote; the others only where a rule asks for them (RULES.md: anywhere, caption).
 */
#define SEGMENT_KINDS(X)                                                                 \
	X(TITLE, "title")                                                                \
	X(LEAD, "lead")             /* the first paragraph */                            \
	X(BODY, "body")                                                                  \
	X(QUOTE, "quote")           /* blockquote */                                     \
	X(CAPTION, "caption")       /* figcaption */                                     \
	X(BYLINE, "byline")         /* author, date, agency line */                      \
	X(LINKS, "links")           /* "read more" lists, teasers of other articles */   \
	X(CORRECTION, "correction") /* the publisher's own notice */
enum segment_kind {
#define X(name, text) SEGMENT_##name,
	SEGMENT_KINDS(X)
#undef X
	SEGMENT_KIND_COUNT
};
const char *segment_kind_name(enum segment_kind kind);
/* True for the kinds that are the item's own text. */
bool segment_is_own(enum segment_kind kind);

/* A paragraph: bytes [start, end) of the field's text. In order, never overlapping. */
struct segment {
	enum segment_kind kind;
	uint32_t start, end;
};

/*
 * The plain text of a field: markup removed, references decoded, white space folded, one
 * space between segments, valid UTF-8. text is NULL where the feed says nothing.
 */
struct item_text {
	const char *text;
	uint32_t len;
	const struct segment *segments;
	uint32_t segment_count;
	/* Addresses that the markup led to, as written, from its own text; not stored. */
	const char *const *links;
	uint32_t link_count;
};
enum { ITEM_LINKS_MAX = 16 };

/* Where an item comes from, as the source's configuration says. Any member may be NULL. */
struct item_source {
	const char *id, *name, *publisher, *country, *lang;
	const char *const *tags; /* ended by NULL */
	const char *timezone;     /* of its clocks: "Europe/Tallinn"; NULL: not stated */
	int64_t alert_max_age_ms; /* nothing older raises an alert; 0: as section alert says */
};

struct item {
	const char *id;  /* guid, atom:id, rdf:about; NULL where the feed has none */
	const char *url; /* absolute where a base is known */
	const char *author;
	const char *lang; /* of the item, or else the feed, else NULL */
	struct item_text field[ITEM_FIELDS];
	/* summary is a copy of content because the feed has no summary of its own:
	 * words are taken from content alone then. */
	bool summary_is_content;
	int64_t published, updated; /* Unix seconds or TIME_NONE */
	const struct item_source *source; /* NULL offline */
	/* What its publisher did since it was read first: took it away; changed what it says. */
	bool withdrawn, corrected;
};

/*
 * Identity of an item inside its source: hashes of what may stay when the rest changes, 0
 * where the item has no such part. Made by feed_identity(), used by the store.
 */
struct item_identity {
	uint64_t guid;
	uint64_t url;        /* canonical: no fragment, no tracking parameters */
	uint64_t title_date; /* folded title with publication time */
	uint64_t title;      /* folded title */
	uint64_t content;    /* folded title, summary and content */
};

/* Makes a field of one segment from plain text (white space folded); NULL stays NULL. */
struct item_text item_text_plain(struct arena *arena, const char *text,
	enum segment_kind kind);
/*
 * An item from a JSON object in the form of INTERFACE.md ("id", "lang", "url", "published",
 * "title", "summary", "content"; also "withdrawn" and "corrected", true or false; unknown
 * members ignored). False with *out_why (static) where it is none.
 */
bool item_from_json(struct arena *arena, struct json_object *object, struct item *out_item,
	const char **out_why);

#endif
