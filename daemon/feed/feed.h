/*
 * Feeds: RSS 0.90–2.0, RDF/RSS 1.0, Atom 0.3/1.0 (RFC 4287), JSON Feed 1.0/1.1 into one
 * item model. Strictly first, then recovering; the document says which and where the damage is.
 */
#ifndef KORDON_FEED_FEED_H
#define KORDON_FEED_FEED_H

#include "base/buf.h"
#include "model/item.h"
#include "model/source_state.h"

enum feed_outcome {
	FEED_NOT_A_FEED = 1, /* HTML, plain text, other XML, … */
	FEED_EMPTY,          /* nothing but white space */
	FEED_TOO_LARGE,      /* beyond a ceiling: nothing of it is used */
	FEED_PAGE_ABSENT,    /* a page that says it is not there, or without its part */
};

enum feed_format { FEED_RSS, FEED_ATOM, FEED_RDF, FEED_JSON };
const char *feed_format_name(enum feed_format format);

enum feed_reading {
	FEED_STRICT,    /* well-formed */
	FEED_RECOVERED, /* damaged, read on behind the damage */
	FEED_SALVAGED,  /* cut off before its end: some may be missing */
};
const char *feed_reading_name(enum feed_reading reading);

/*
 * Ceilings. What is beyond is left out, and the document says so. Of a field the markup has
 * one and the text that it holds another; titles, ids, URLs and names have one of their own.
 */
enum {
	FEED_ITEMS_MAX = 10000,
	FEED_DEPTH_MAX = 512,
	FEED_FIELD_MAX = 256 * 1024,
	FEED_TEXT_MAX = 128 * 1024,
	FEED_LINE_MAX = 16 * 1024,
};

/* So much of a document is read at a time; one of twice that size and more in slices. */
enum { FEED_SLICE_BYTES = 128 * 1024, FEED_SLICE_ITEMS = 25 };

struct feed_request {
	const char *data;
	size_t len;
	const char *content_type; /* HTTP header value or NULL */
	const char *base_url;     /* relative references resolve against it; NULL: none known */
	const char *timezone;     /* of dates that state none, as "Europe/Tallinn"; NULL: UTC */
	int64_t now;              /* Unix seconds: two-digit years */
	size_t slice_bytes;       /* 0: FEED_SLICE_BYTES; tests take less */
};

struct feed_document {
	enum feed_format format;
	enum feed_reading reading;
	const char *damage; /* "line 12: …" where reading is not strict; else NULL */
	const char *encoding;
	const char *title, *language; /* NULL where the feed has none */
	struct item *items;
	size_t item_count;
	bool items_cut;  /* beyond a ceiling: some were left out */
	bool fields_cut; /* beyond a ceiling: the rest of them was left out */
	struct source_pace pace;
};

/*
 * 0 or an outcome; then *out_why is one line for people (borrowed from the arena, made
 * printable, with the first bytes where that helps). Everything lives in the arena.
 */
int feed_parse(struct arena *arena, const struct feed_request *request,
	struct feed_document **out_document, const char **out_why) MUST_CHECK;

/* True where a damaged document ends before its first item does: it is no empty feed. */
bool feed_is_hopeless(const struct feed_document *document);

/* ---- large documents ---- */

/* True where feed_parse would take its time: read it in slices. */
bool feed_is_large(const struct feed_request *request);

/*
 * A large document in slices: each is the text between the starts of two items, read as a
 * document of its own in the elements that are open there, so that neither time nor memory
 * grows with the document. A slice may be read again, and in any order, once it was found.
 * Borrows what the request points to.
 */
struct feed_slices;
struct feed_slices *feed_slices_new(const struct feed_request *request) MUST_CHECK;
void feed_slices_free(struct feed_slices *slices); /* NULL is fine */
enum feed_search {
	FEED_SLICE_FOUND, /* the next one; they are numbered from 0 */
	FEED_SLICE_MORE,  /* a turn of work was done: ask again */
	FEED_SLICE_NONE,  /* that was all */
};
enum feed_search feed_slices_find(struct feed_slices *slices) MUST_CHECK;
/* 0 or an outcome for the document as a whole; items and *out_why live in the arena. */
int feed_slices_read(struct feed_slices *slices, size_t number, struct arena *arena,
	struct item **out_items, size_t *out_count, const char **out_why) MUST_CHECK;
/*
 * After all were found and read: 0 or an outcome. The document without its items, of which
 * item_count says how many there are. Borrows from the slices.
 */
int feed_slices_end(struct feed_slices *slices, const struct feed_document **out_document,
	const char **out_why) MUST_CHECK;

/* ---- pages ---- */

/*
 * A web page, or what an XPath (NULL: none) finds in it, as one item: heading or title, and
 * text. Outcomes and *out_why as above; FEED_PAGE_ABSENT where the publisher took it away.
 */
int feed_page(struct arena *arena, const struct feed_request *request, const char *xpath,
	struct feed_document **out_document, const char **out_why) MUST_CHECK;
/* NULL, or what is wrong with an XPath, as the end of a sentence (static). */
const char *feed_xpath_fault(const char *xpath);

/*
 * A date in any form found in feeds → Unix seconds UTC; TIME_NONE where it cannot be
 * understood. timezone as in feed_request.
 */
int64_t feed_date(const char *text, size_t len, int64_t now, const char *timezone);

/* RFC 3986 resolution; returns text in the arena; base NULL returns the reference trimmed. */
const char *feed_resolve_url(struct arena *arena, const char *base, const char *reference);

/* ---- lists of feeds ---- */

enum { FEED_LIST_MAX = 20000 };
struct feed_list_entry {
	const char *url, *title; /* title NULL: none */
	const char **tags;       /* the folders it is in, and its categories */
	size_t tag_count;
};
enum { FEED_UNFIT_MAX = 10 };
struct feed_list {
	struct feed_list_entry *entries;
	size_t count;
	size_t left_out; /* what is no URL on the network, … */
	const char *unfit[FEED_UNFIT_MAX]; /* … and the first of them */
};
/* OPML; 0 or an outcome with one line for people, as feed_parse. */
int feed_read_list(struct arena *arena, const char *data, size_t len,
	struct feed_list **out_list, const char **out_why) MUST_CHECK;
/* As OPML 2.0, each entry in the folder of its first tag; title is our own text. */
void feed_write_list(const struct feed_list *list, const char *title, struct buf *out);

struct feed_link {
	const char *url, *type, *title; /* title NULL: none */
};
/* The feeds of a document: itself, or what the page names as its feeds. base_url is needed. */
size_t feed_discover(struct arena *arena, const struct feed_request *request,
	struct feed_link **out_links) MUST_CHECK;

/* Hashes for the store; source_id keeps sources apart. See model/item.h. */
struct item_identity feed_identity(const char *source_id, const struct item *item);

#endif
