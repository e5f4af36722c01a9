/* XML to a small tree, by libxml2's SAX: names by namespace, text, attributes. */
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "base/xml.h"
#include "feed/feed_priv.h"

enum {
	DAMAGE_CHARS = 160,
	TAG_MAX = 128 * 1024,  /* a tag or comment that it waits for the end of */
	TAG_ATTRS_MAX = 500,   /* in more than one piece: it compares each one with all others */
	OPEN_SPACES_MAX = 300, /* namespaces that are declared at one place */
	NAMES_MAX = 5000,      /* of elements, attributes and namespaces: it keeps them all */
};

/* By URI; the prefix decides only where the feed forgot to declare it. */
static const struct {
	const char *uri, *prefix;
	enum node_space space;
} spaces[] = {
	{"http://purl.org/rss/1.0/", "rss", SPACE_OWN},
	{"http://my.netscape.com/rdf/simple/0.9/", NULL, SPACE_OWN},
	{"http://channel.netscape.com/rdf/simple/0.9/", NULL, SPACE_OWN},
	{"http://backend.userland.com/rss2", NULL, SPACE_OWN},
	{"http://backend.userland.com/rss", NULL, SPACE_OWN},
	{"http://blogs.law.harvard.edu/tech/rss", NULL, SPACE_OWN},
	{"http://cyber.law.harvard.edu/rss/rss.html", NULL, SPACE_OWN},
	{"http://purl.org/net/rss1.1#", NULL, SPACE_OWN},
	{"http://www.w3.org/2005/Atom", "atom", SPACE_ATOM},
	{"http://purl.org/atom/ns#", "atom03", SPACE_ATOM},
	{"http://example.com/newformat#", NULL, SPACE_ATOM},
	{"http://example.com/necho", NULL, SPACE_ATOM},
	{"http://purl.org/echo/", NULL, SPACE_ATOM},
	{"uri/of/echo/namespace#", NULL, SPACE_ATOM},
	{"http://purl.org/pie/", NULL, SPACE_ATOM},
	{"http://purl.org/dc/elements/1.1/", "dc", SPACE_DC},
	{"http://purl.org/dc/elements/1.0/", NULL, SPACE_DC},
	{"http://purl.org/dc/terms/", "dcterms", SPACE_DCTERMS},
	{"http://purl.org/rss/1.0/modules/content/", "content", SPACE_CONTENT},
	{"http://www.w3.org/1999/xhtml", "xhtml", SPACE_XHTML},
	{"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf", SPACE_RDF},
	{"http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes", SPACE_ITUNES},
	{"http://purl.org/rss/1.0/modules/syndication/", "sy", SPACE_SY},
};

struct building {
	struct arena *arena;
	struct tree tree;
	struct node *open;
	const struct tree_options *options;
	struct node *growing; /* a text that is being read … */
	struct buf text;      /* … so far */
	size_t nodes, depth, skipped; /* skipped: open elements beyond the depth */
	size_t expanded;              /* bytes that entities stood for */
	size_t spaces;                /* declarations of namespaces that hold */
	const struct runs *runs;      /* that were taken out; NULL: none */
	size_t run;                   /* the next one */
	const char *root_uri;
	xmlParserCtxtPtr parser;
};

static enum node_space find_space(const struct building *building, const char *prefix,
	const char *uri)
{
	size_t i;

	if (!uri && !prefix)
		return SPACE_OWN;
	for (i = 0; i < ARRAY_LEN(spaces); i++)
		if (uri ? strcasecmp(spaces[i].uri, uri) == 0 :
			  spaces[i].prefix && strcasecmp(spaces[i].prefix, prefix) == 0)
			return spaces[i].space;
	/* A root in a namespace of its own makes that the vocabulary of the feed. */
	if (uri && building->root_uri && strcmp(uri, building->root_uri) == 0)
		return SPACE_OWN;
	return SPACE_OTHER;
}

/* ---- building ----------------------------------------------------------------------- */

static void stop(struct building *building)
{
	building->tree.too_large = true;
	xmlStopParser(building->parser);
}

static struct node *add_node(struct building *building)
{
	struct node *node;

	if (building->nodes++ >= building->options->nodes_max) {
		stop(building);
		return NULL;
	}
	node = arena_alloc(building->arena, sizeof(*node));
	node->parent = building->open;
	if (!building->open)
		return node;
	if (building->open->last)
		building->open->last->next = node;
	else
		building->open->first = node;
	building->open->last = node;
	return node;
}

static void add_attrs(struct building *building, struct node *node, int count,
	const xmlChar **attrs)
{
	struct node_attr *attr;
	int i;

	building->nodes += (size_t)count; /* they take as much */
	for (i = count; i-- > 0;) {
		const char *prefix = (const char *)attrs[i * 5 + 1];
		const char *uri = (const char *)attrs[i * 5 + 2];
		const char *from = (const char *)attrs[i * 5 + 3];

		attr = arena_alloc(building->arena, sizeof(*attr));
		attr->name = arena_strdup(building->arena, (const char *)attrs[i * 5]);
		attr->value = arena_strndup(building->arena, from,
			(size_t)((const char *)attrs[i * 5 + 4] - from));
		attr->xml = prefix && strcmp(prefix, "xml") == 0;
		attr->space = attr->xml ? SPACE_OTHER : find_space(building, prefix, uri);
		attr->next = node->attrs;
		node->attrs = attr;
	}
}

static void open_element(void *ctx, const xmlChar *name, const xmlChar *prefix,
	const xmlChar *uri, int namespace_count, const xmlChar **namespaces, int attr_count,
	int defaulted, const xmlChar **attrs)
{
	struct building *building = ctx;
	struct node *node;

	(void)namespaces;
	(void)defaulted;
	building->spaces += (size_t)namespace_count;
	if (building->spaces > OPEN_SPACES_MAX) {
		stop(building);
		return;
	}
	if (building->depth >= FEED_DEPTH_MAX || building->skipped) {
		building->skipped++;
		return;
	}
	if (!building->open && building->tree.root)
		return; /* a second root: what follows hangs on nothing */
	if (!building->tree.root)
		building->root_uri = arena_strdup(building->arena, (const char *)uri);
	node = add_node(building);
	if (!node)
		return;
	node->name = arena_strdup(building->arena, (const char *)name);
	node->space = find_space(building, (const char *)prefix, (const char *)uri);
	node->spaces = (uint16_t)namespace_count;
	add_attrs(building, node, attr_count, attrs);
	if (!building->tree.root)
		building->tree.root = node;
	building->open = node;
	building->depth++;
}

static void end_text(struct building *building)
{
	struct node *node = building->growing;

	if (!node)
		return;
	node->text = arena_strndup(building->arena, buf_str(&building->text),
		building->text.len);
	node->len = building->text.len;
	buf_clear(&building->text);
	building->growing = NULL;
}

static void end_element(void *ctx, const xmlChar *name, const xmlChar *prefix,
	const xmlChar *uri)
{
	struct building *building = ctx;

	(void)name;
	(void)prefix;
	(void)uri;
	if (building->skipped) {
		building->skipped--;
		return;
	}
	if (!building->open)
		return;
	end_text(building);
	building->spaces -= building->open->spaces;
	building->open = building->open->parent;
	building->depth--;
}

/* A field beyond its ceiling is cut there. */
static void add_text(struct building *building, const char *text, size_t len)
{
	size_t room;

	if (!building->open || building->skipped)
		return;
	if (!building->growing)
		building->growing = add_node(building);
	if (!building->growing)
		return;
	room = FEED_FIELD_MAX - MIN(building->text.len, (size_t)FEED_FIELD_MAX);
	building->tree.fields_cut |= len > room;
	buf_put(&building->text, text, utf8_cut(text, len, room));
}

/* Each mark in it stands for a run that was taken out of the document. */
static void characters(void *ctx, const xmlChar *text, int count)
{
	struct building *building = ctx;
	const char *at = (const char *)text, *end = at + count, *mark;
	const struct run *run;

	while (building->runs && (mark = memchr(at, RUN_MARK, (size_t)(end - at)))) {
		run = &building->runs->list[building->run++];
		if (mark > at)
			add_text(building, at, (size_t)(mark - at));
		add_text(building, run->text, run->len);
		at = mark + 1;
	}
	if (at < end)
		add_text(building, at, (size_t)(end - at));
}

/*
 * What the document itself declares, where it is text and little of it: one that refers to
 * others, or is long, or is asked for without end, counts as undeclared.
 */
static xmlEntityPtr entity(void *ctx, const xmlChar *name)
{
	struct building *building = ctx;
	xmlEntityPtr found = building->parser->myDoc
				     ? xmlGetDocEntity(building->parser->myDoc, name)
				     : NULL;

	if (!found || found->etype != XML_INTERNAL_GENERAL_ENTITY || !found->content ||
		found->length > ENTITY_BYTES || strpbrk((const char *)found->content, "<&"))
		return NULL;
	building->expanded += (size_t)found->length;
	return building->expanded > ENTITIES_BYTES ? NULL : found;
}

/* Of a DTD that is not fetched: what HTML calls so. */
static void reference(void *ctx, const xmlChar *name)
{
	const htmlEntityDesc *entity = htmlEntityLookup(name);
	char bytes[4];

	if (entity)
		add_text(ctx, bytes, utf8_put(bytes, entity->value));
}

static void structured_error(void *ctx, xmlErrorPtr error)
{
	struct building *building = ctx;
	struct buf text = BUF_INIT(BUF_UNBOUND);
	char *shown;

	if (building->tree.damage || error->level < XML_ERR_ERROR ||
		error->domain == XML_FROM_NAMESPACE)
		return;
	buf_printf(&text, "line %d: %s",
		building->options->first_line - 1 + error->line, error->message ? error->message : "?");
	while (text.len && strchr("\n ", text.data[text.len - 1]))
		text.data[--text.len] = '\0';
	shown = utf8_show(buf_str(&text), DAMAGE_CHARS);
	building->tree.damage = arena_strdup(building->arena, shown);
	mem_free(shown);
	buf_done(&text);
}

/* A start tag closes the text before it. */
static void start_element_text(void *ctx, const xmlChar *name, const xmlChar *prefix,
	const xmlChar *uri, int namespace_count, const xmlChar **namespaces, int attr_count,
	int defaulted, const xmlChar **attrs)
{
	if (!((struct building *)ctx)->skipped)
		end_text(ctx);
	open_element(ctx, name, prefix, uri, namespace_count, namespaces, attr_count, defaulted,
		attrs);
}

/* Documents that were cut off leave elements open. */
static void close_all(struct building *building)
{
	end_text(building);
	building->open = NULL;
}

bool parser_waits_in_vain(const xmlParserInput *input)
{
	size_t waiting = (size_t)(input->end - input->cur), signs = 0, i;

	if (waiting <= PARSER_PIECE || *input->cur != '<')
		return false;
	for (i = 0; i < waiting; i++)
		signs += input->cur[i] == '=';
	return waiting > TAG_MAX || signs > TAG_ATTRS_MAX;
}

static void feed_parser(struct building *building, const char *text, size_t len)
{
	size_t at = 0, piece;

	for (; at < len && !building->tree.too_large; at += piece) {
		piece = MIN(len - at, (size_t)PARSER_PIECE);
		xmlParseChunk(building->parser, text + at, (int)piece, 0);
		if (parser_waits_in_vain(building->parser->input) ||
			xmlDictSize(building->parser->dict) > NAMES_MAX)
			stop(building);
	}
	xmlParseChunk(building->parser, text, 0, 1);
}

static struct tree parse(struct arena *arena, const char *text, size_t len,
	const struct tree_options *wanted, const struct runs *runs)
{
	xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
		.startElementNs = start_element_text,
		.endElementNs = end_element,
		.characters = characters,
		.ignorableWhitespace = characters,
		.cdataBlock = characters,
		.getEntity = entity,
		.reference = reference,
		.serror = (xmlStructuredErrorFunc)structured_error};
	struct building building = {.arena = arena, .options = wanted, .runs = runs,
		.text = BUF_INIT(BUF_UNBOUND)};
	int options = XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOWARNING | XML_PARSE_HUGE |
		      (wanted->recover ? XML_PARSE_RECOVER : 0);

	building.parser = xmlCreatePushParserCtxt(&handler, &building, NULL, 0, NULL);
	if (!building.parser)
		return building.tree;
	xmlCtxtUseOptions(building.parser, options);
	(void)xmlSwitchEncoding(building.parser, XML_CHAR_ENCODING_UTF8);
	feed_parser(&building, text, len);
	building.tree.well_formed = building.parser->wellFormed && building.tree.root &&
				    !building.tree.too_large;
	close_all(&building);
	buf_done(&building.text);
	/* A DTD with entities makes one, though nobody asked for a document. */
	xmlFreeDoc(building.parser->myDoc);
	building.parser->myDoc = NULL;
	xmlFreeParserCtxt(building.parser);
	return building.tree;
}

/* Without the runs of plain text. */
static bool parse_short(struct arena *arena, const char *text, size_t len,
	const struct tree_options *options, struct tree *out_tree)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	struct runs runs = {0};
	bool good = runs_take(&runs, text, len, &out);

	if (good) {
		*out_tree = parse(arena, buf_str(&out), out.len, options, &runs);
		good = out_tree->well_formed;
	}
	runs_done(&runs);
	buf_done(&out);
	return good;
}

/* Of what is not well-formed nothing is kept but what is wrong. */
static void keep_damage(struct arena *arena, struct arena_mark mark, struct tree *tree)
{
	CLEANUP(mem_freep) char *damage = mem_strdup(tree->damage);

	arena_rewind(arena, mark);
	tree->root = NULL;
	tree->damage = arena_strdup(arena, damage);
}

struct tree tree_parse(struct arena *arena, const char *text, size_t len,
	const struct tree_options *options)
{
	struct arena_mark mark = arena_mark(arena);
	struct tree tree;

	if (options->recover)
		return parse(arena, text, len, options, NULL);
	if (parse_short(arena, text, len, options, &tree))
		return tree;
	/* Once more: the line of what is wrong is one of the whole text. */
	arena_rewind(arena, mark);
	tree = parse(arena, text, len, options, NULL);
	if (!tree.well_formed)
		keep_damage(arena, mark, &tree);
	return tree;
}

/* ---- asking -------------------------------------------------------------------------- */

bool node_is(const struct node *node, enum node_space space, const char *name)
{
	return node->name && node->space == space && strcasecmp(node->name, name) == 0;
}

const struct node *node_child(const struct node *node, enum node_space space, const char *name)
{
	const struct node *child;

	for (child = node->first; child; child = child->next)
		if (node_is(child, space, name))
			return child;
	return NULL;
}

const char *node_attr(const struct node *node, const char *name)
{
	const struct node_attr *attr;

	for (attr = node->attrs; attr; attr = attr->next)
		if (!attr->xml && strcasecmp(attr->name, name) == 0)
			return attr->value;
	return NULL;
}

const char *node_xml_attr(const struct node *node, const char *name)
{
	const struct node_attr *attr;

	for (attr = node->attrs; attr; attr = attr->next)
		if (attr->xml && strcmp(attr->name, name) == 0)
			return attr->value;
	return NULL;
}

bool node_has_elements(const struct node *node)
{
	const struct node *child;

	for (child = node->first; child; child = child->next)
		if (child->name)
			return true;
	return false;
}

static void put_text(struct buf *out, const struct node *node)
{
	const struct node *child;

	for (child = node->first; child; child = child->next) {
		if (child->name)
			put_text(out, child);
		else
			buf_put(out, child->text, child->len);
	}
}

static const char *take(struct arena *arena, struct buf *out, size_t *out_len)
{
	const char *text = arena_strndup(arena, buf_str(out), out->len);

	*out_len = out->len;
	buf_done(out);
	return text;
}

const char *node_text(struct arena *arena, const struct node *node, size_t *out_len)
{
	const struct node *only = node->first;
	struct buf out = BUF_INIT(BUF_UNBOUND);

	if (only && !only->next && only->text) {
		*out_len = only->len;
		return only->text;
	}
	put_text(&out, node);
	return take(arena, &out, out_len);
}

static void put_markup(struct buf *out, const struct node *node)
{
	const struct node_attr *attr;
	const struct node *child;

	for (child = node->first; child; child = child->next) {
		if (!child->name) {
			xml_text(out, child->text, child->len);
			continue;
		}
		buf_printf(out, "<%s", child->name);
		for (attr = child->attrs; attr; attr = attr->next) {
			buf_printf(out, " %s=\"", attr->name);
			xml_text(out, attr->value, strlen(attr->value));
			buf_putc(out, '"');
		}
		buf_putc(out, '>');
		put_markup(out, child);
		if (child->first || !strcasestr("br img hr wbr input", child->name))
			buf_printf(out, "</%s>", child->name);
	}
}

const char *node_markup(struct arena *arena, const struct node *node, size_t *out_len)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);

	put_markup(&out, node);
	return take(arena, &out, out_len);
}
