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

/*
 * For a document in slices: what all of it is read as, judged by its beginning and by the
 * first of it that is not ASCII. In the form of *out_encoding above.
 */
const char *feed_choose_encoding(struct arena *arena, const struct feed_request *request);
/* A piece of a document that is read so; the rest as feed_decode. */
char *feed_decode_as(struct arena *arena, const char *encoding, const char *data, size_t len,
	size_t *out_len, size_t *out_bad);
/* False where '<' may be part of another character: such a document is no text of ASCII. */
bool feed_encoding_is_plain(const char *encoding);

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

/* Entities that a document declares: of one, and of all that are put in. */
enum { ENTITY_BYTES = 1000, ENTITIES_BYTES = 64 * 1024 };

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

/* ---- runs.c ------------------------------------------------------------------------- */

enum { RUN_MARK = 0x7F };

struct runs {
	struct run {
		const char *text; /* borrowed from the document */
		size_t len;
	} *list;
	size_t count, cap;
};
/*
 * The document in out, with a RUN_MARK for each run that was taken out of it. False where
 * that cannot be done. The text is valid UTF-8.
 */
bool runs_take(struct runs *runs, const char *text, size_t len, struct buf *out);
void runs_done(struct runs *runs);

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
	uint16_t spaces; /* that it declares */
	const struct node_attr *attrs;
	struct node *parent, *first, *last, *next;
	const char *text; /* of a text node */
	size_t len;
};

struct tree {
	struct node *root; /* NULL: nothing was read */
	bool well_formed;
	bool too_large;  /* more of it would cost too much: the rest is not there */
	bool fields_cut; /* beyond FEED_FIELD_MAX */
	const char *damage; /* first error: "line 12: …" */
};

/* Without recover there is no root where it is not well-formed. */
struct tree_options {
	int first_line; /* the number of the first one */
	bool recover;   /* read on behind errors */
	size_t nodes_max;
};
struct tree tree_parse(struct arena *arena, const char *text, size_t len,
	const struct tree_options *options);

/* So much is handed to a parser of libxml2 at a time. */
enum { PARSER_PIECE = 8 * 1024 };
/*
 * True where it waits for the end of a tag or comment that is too long, or has too many
 * attributes: it keeps all of it, and compares each attribute with all others.
 */
struct _xmlParserInput;
bool parser_waits_in_vain(const struct _xmlParserInput *input);

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
	size_t item_cap, items_max;
	int lines_before; /* of the document before the text that is read */
};

/* UTF-8, ended by NUL, that is changed; bad bytes were replaced. 0 or an outcome. */
int read_text(struct reader *reader, char *text, size_t len, size_t bad,
	const char **out_why);

struct item *reader_add(struct reader *reader); /* NULL: beyond the ceiling */
/* The base that xml:base gives a node, or else outermost. */
const char *reader_base(const struct reader *reader, const struct node *node,
	const char *outermost);
/* The URL of a reference that stands in a node, by xml:base and the base of the request. */
const char *reader_url(const struct reader *reader, const struct node *node,
	const char *reference);
int64_t reader_date(const struct reader *reader, const char *text);
const char *reader_lang(const struct node *node);
/* White space folded; NULL where nothing is left, or what is left is beyond its ceiling. */
const char *reader_line(struct arena *arena, const char *text);
struct item_text reader_title_html(struct arena *arena, const char *html, size_t len);
struct item_text reader_body_html(struct arena *arena, const char *html, size_t len);
/* What is beyond its ceiling goes. */
void reader_cut(struct reader *reader, struct item *item);
/* That, and a summary where the feed has none of its own. */
void reader_finish(struct reader *reader, struct item *item);

/* ttl, skipHours, skipDays and sy: of a channel or feed. */
void read_pace(struct reader *reader, const struct node *channel);
/* What the dates of the items show; sorts them. */
void measure_rhythm(struct source_pace *pace, int64_t *dates, size_t count, int64_t now);

void read_rss(struct reader *reader); /* and RDF */
void read_atom(struct reader *reader);
/* 0 or an outcome; then *out_why says why. */
int read_json(struct reader *reader, const char *text, size_t len, const char **out_why);

/* ---- slices.c, slice_xml.c, slice_json.c --------------------------------------------- */

/* One item may have so much, with its markup; so much is looked through in a turn. */
enum { SLICE_ITEM_MAX = FEED_FIELD_MAX, SLICE_TURN = 1024 * 1024, FRAMES_MAX = 4 };

/* The start tag of an element that holds the items. */
struct frame {
	size_t at, len, name_len;
};
struct frames {
	struct frame open[FRAMES_MAX];
	size_t count;
};

struct slice {
	size_t at, len; /* of the document; at 0: with all that stands before its items */
	int lines_before;
	struct frames outer, inner; /* open where it begins, and where it ends */
	size_t cut;    /* more than 0: no more of it, a comment would be cut there */
	bool last;     /* what ends the document ends it */
	bool was_read;
};

/* The search for where the items begin. */
struct slice_search {
	const char *data;
	size_t len, at;
	size_t slice_bytes;
	struct slice slice;    /* being found; len is open */
	size_t items, total;   /* in it; in all */
	size_t item_at;        /* the last one */
	bool items_cut, fields_cut, done;

	/* XML */
	const char *item_name; /* as the first one has it */
	size_t item_name_len;
	struct frames frames;  /* open now */
	bool has_doctype;
	size_t doctype_at, doctype_len;
	size_t cdata_end;      /* the "]]>" found last; len: there is none from here on */
	bool no_comment_end;

	/* JSON */
	size_t depth, key_at, key_len, value_at;
	bool in_items, has_items, is_feed;
	struct buf members; /* the others of the root: what each slice repeats */
};
/* FOUND: the slice stands in *out. */
enum feed_search slice_find_xml(struct slice_search *search, struct slice *out);
enum feed_search slice_find_json(struct slice_search *search, struct slice *out);
/* The slice as a document. Returns how much stands before what the slice has itself. */
size_t slice_put_xml(const struct slice_search *search, const struct slice *slice,
	struct buf *out);
void slice_put_json(const struct slice_search *search, const struct slice *slice,
	struct buf *out);

int feed_parse_slices(struct arena *arena, const struct feed_request *request,
	struct feed_document **out_document, const char **out_why);

#endif
