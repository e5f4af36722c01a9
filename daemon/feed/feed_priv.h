/* What the files of the feed room share: bytes to text, text to a tree, a tree to items. */
#ifndef KORDON_FEED_FEED_PRIV_H
#define KORDON_FEED_FEED_PRIV_H

#include <stdbool.h>

#include "base/buf.h"
#include "feed/feed.h"
#include "text/text.h"

/* ---- encode.c ----------------------------------------------------------------------- */

/*
 * UTF-8 in the arena, ended by NUL; *out_encoding is what the bytes were read as, *out_bad
 * how many of them it could not read: U+FFFD stands for each.
 */
char *feed_decode(struct arena *arena, const struct feed_request *request, size_t *out_len,
	size_t *out_bad, const char **out_encoding);

/* ---- recognize.c -------------------------------------------------------------------- */

/*
 * The charset that the bytes are in rather than in the one that is said (a name of iconv);
 * NULL: what is said reads well, or nothing reads better.
 */
const char *feed_recognize(const char *text, size_t len, const char *said);

/* Behind the XML declaration: the text is UTF-8 now, whatever that says. */
const char *feed_skip_declaration(const char *text);

/* ---- scrub.c ------------------------------------------------------------------------ */

/* Where the root element of a feed begins; NULL where there is none. */
const char *scrub_find_root(const char *text);
/* True where the document says of itself that it is a web page. */
bool scrub_is_page(const char *text);
/*
 * Well-formed again, as far as can be told: characters, references, tags, nesting. True
 * where the document was cut off: elements were still open at its end.
 */
bool scrub_xml(const char *text, size_t len, struct buf *out);

/* What windows-1252 has where Unicode has controls: pages write &#150; and mean a dash. */
uint32_t scrub_mend_code(unsigned long code);

/* ---- nest.c ------------------------------------------------------------------------- */

/* In rising order: an end tag ends nothing of a higher rank. */
enum nest_rank { NEST_MARKUP, NEST_FIELD, NEST_ITEM, NEST_FRAME };

struct nest {
	struct nest_open {
		const char *name; /* borrowed from the text */
		size_t len;
		enum nest_rank rank;
	} open[FEED_DEPTH_MAX];
	size_t count;
	bool ended; /* the root is closed: nothing follows */
};

enum nest_answer {
	NEST_PUT,   /* write the start tag */
	NEST_EMPTY, /* write it as an empty element */
	NEST_DROP,
};
enum nest_rank nest_rank(const char *name, size_t len);
/* Ends what the new element ends; bare: it has no attributes, or nothing but them. */
enum nest_answer nest_start(struct nest *nest, const char *name, size_t len, bool bare,
	struct buf *out);
void nest_end(struct nest *nest, const char *name, size_t len, struct buf *out);
/* Ends all; true where anything was open. */
bool nest_finish(struct nest *nest, struct buf *out);

/* ---- tree.c ------------------------------------------------------------------------- */

enum node_space {
	SPACE_OTHER, /* a vocabulary that says nothing to us */
	SPACE_OWN,   /* that of the feed: no namespace, or a known one of RSS or Atom */
	SPACE_ATOM,  /* Atom inside of RSS */
	SPACE_DC,
	SPACE_DCTERMS,
	SPACE_CONTENT,
	SPACE_XHTML,
	SPACE_RDF,
	SPACE_ITUNES,
	SPACE_SY, /* how often it is updated */
};

struct node_attr {
	const char *name, *value;
	enum node_space space;
	bool xml; /* xml:base, xml:lang */
	const struct node_attr *next;
};

struct node {
	const char *name; /* local; NULL: text */
	enum node_space space;
	const struct node_attr *attrs;
	struct node *parent, *first, *last, *next;
	const char *text; /* of a text node */
	size_t len;
};

struct tree {
	struct node *root; /* NULL: nothing was read */
	bool well_formed;
	bool too_large;
	const char *damage; /* first error: "line 12: …" */
};

/* first_line: the number of the first one; recover: read on behind errors. */
struct tree tree_parse(struct arena *arena, const char *text, size_t len, int first_line,
	bool recover);

/* NULL where there is none. Names are compared without case. */
const struct node *node_child(const struct node *node, enum node_space space,
	const char *name);
bool node_is(const struct node *node, enum node_space space, const char *name);
const char *node_attr(const struct node *node, const char *name);
const char *node_xml_attr(const struct node *node, const char *name);
/* All text inside, in the arena; never NULL. */
const char *node_text(struct arena *arena, const struct node *node, size_t *out_len);
/* What stands inside as markup. */
const char *node_markup(struct arena *arena, const struct node *node, size_t *out_len);
bool node_has_elements(const struct node *node);

/* ---- readers ------------------------------------------------------------------------ */

struct reader {
	struct arena *arena;
	const struct feed_request *request;
	struct feed_document *document;
	const struct node *root;
	size_t item_cap;
};

struct item *reader_add(struct reader *reader); /* NULL: beyond the ceiling */
/* The base that xml:base gives a node, or else outermost. */
const char *reader_base(const struct reader *reader, const struct node *node,
	const char *outermost);
/* The URL of a reference that stands in a node, by xml:base and the base of the request. */
const char *reader_url(const struct reader *reader, const struct node *node,
	const char *reference);
int64_t reader_date(const struct reader *reader, const char *text);
const char *reader_lang(const struct node *node);
/* White space folded; NULL where nothing is left. */
const char *reader_line(struct arena *arena, const char *text);
struct item_text reader_title_html(struct arena *arena, const char *html, size_t len);
struct item_text reader_body_html(struct arena *arena, const char *html, size_t len);
/* A summary where the feed has none of its own. */
void reader_finish(struct item *item);

/* ttl, skipHours, skipDays and sy: of a channel or feed. */
void read_pace(struct reader *reader, const struct node *channel);
/* What the dates of the items show. */
void measure_rhythm(struct feed_document *document, int64_t now);

void read_rss(struct reader *reader); /* and RDF */
void read_atom(struct reader *reader);
/* 0 or an outcome; then *out_why says why. */
int read_json(struct reader *reader, const char *text, size_t len, const char **out_why);

#endif
