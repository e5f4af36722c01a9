/* Atom 1.0 (RFC 4287) and 0.3: text constructs say what they are by type, 0.3 also by mode. */
#include <string.h>
#include <strings.h>

#include "feed/feed_priv.h"

/* Atom's own elements, whatever namespace the root has. */
static const struct node *child(const struct node *node, const char *name)
{
	const struct node *found = node_child(node, SPACE_ATOM, name);

	return found ? found : node_child(node, SPACE_OWN, name);
}

static bool is_own(const struct node *node, const char *name)
{
	return node_is(node, SPACE_ATOM, name) || node_is(node, SPACE_OWN, name);
}

static const char *line_of(const struct reader *reader, const struct node *node)
{
	size_t len;

	return node ? reader_line(reader->arena, node_text(reader->arena, node, &len)) : NULL;
}

/* ---- text constructs ---------------------------------------------------------------------- */

enum construct { CONSTRUCT_TEXT, CONSTRUCT_HTML, CONSTRUCT_MARKUP, CONSTRUCT_NONE };

/*
 * Content without a type is plain text by the letter of RFC 4287; who writes "<p>…</p>" into
 * it means what he writes.
 */
static bool looks_like_html(const struct node *node)
{
	const char *at = node->first ? node->first->text : NULL;
	size_t len;

	while (at && (at = strstr(at, "</"))) {
		len = strspn(at += 2, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ123456");
		if (len && at[len] == '>')
			return true;
	}
	return false;
}

static enum construct construct_of(const struct node *node)
{
	const char *type = node_attr(node, "type"), *mode = node_attr(node, "mode");
	bool elements = node_has_elements(node);

	if (mode && strcasecmp(mode, "base64") == 0)
		return CONSTRUCT_NONE;
	if (type && strcasestr(type, "xhtml"))
		return CONSTRUCT_MARKUP;
	if (type && strcasestr(type, "html"))
		return elements ? CONSTRUCT_MARKUP : CONSTRUCT_HTML;
	if (elements)
		return CONSTRUCT_MARKUP;
	if (mode && strcasecmp(mode, "escaped") == 0 && !type)
		return CONSTRUCT_HTML;
	if (!type && !mode && !node_is(node, node->space, "title") && looks_like_html(node))
		return CONSTRUCT_HTML;
	if (!type || strcasecmp(type, "text") == 0 || strncasecmp(type, "text/", 5) == 0 ||
		strcasestr(type, "xml"))
		return CONSTRUCT_TEXT;
	return strchr(type, '/') ? CONSTRUCT_NONE : CONSTRUCT_TEXT;
}

static struct item_text read_construct(const struct reader *reader, const struct node *node,
	enum segment_kind kind)
{
	enum construct construct = construct_of(node);
	struct item_text text;
	const char *inside;
	size_t len;

	if (construct == CONSTRUCT_NONE)
		return (struct item_text){0};
	inside = construct == CONSTRUCT_MARKUP ? node_markup(reader->arena, node, &len) :
						 node_text(reader->arena, node, &len);
	if (construct == CONSTRUCT_TEXT)
		text = kind == SEGMENT_TITLE ?
			       item_text_plain(reader->arena, inside, SEGMENT_TITLE) :
			       text_from_plain(reader->arena, inside, len, kind);
	else
		text = kind == SEGMENT_TITLE ? reader_title_html(reader->arena, inside, len) :
					       reader_body_html(reader->arena, inside, len);
	return text.len ? text : (struct item_text){0};
}

static struct item_text read_field(const struct reader *reader, const struct node *entry,
	const char *name, enum segment_kind kind)
{
	const struct node *node = child(entry, name);

	return node ? read_construct(reader, node, kind) : (struct item_text){0};
}

/* ---- entries ------------------------------------------------------------------------------- */

static const char *find_link(const struct reader *reader, const struct node *entry)
{
	const struct node *node;
	const char *rel, *href;

	for (node = entry->first; node; node = node->next) {
		if (!node->name || !is_own(node, "link"))
			continue;
		rel = node_attr(node, "rel");
		href = node_attr(node, "href");
		if (href && (!rel || strcasecmp(rel, "alternate") == 0))
			return reader_url(reader, node, href);
		if (!href && line_of(reader, node))
			return reader_url(reader, node, line_of(reader, node));
	}
	return NULL;
}

/* Relative only where the document has a base for it. */
static const char *find_id(const struct reader *reader, const struct node *entry)
{
	const struct node *node = child(entry, "id");
	const char *id = line_of(reader, node);

	return id ? feed_resolve_url(reader->arena, reader_base(reader, node, NULL), id) : NULL;
}

static int64_t find_date(const struct reader *reader, const struct node *entry,
	const char *const *names)
{
	const struct node *node;
	int64_t date;

	for (; *names; names++) {
		node = child(entry, *names);
		date = node ? reader_date(reader, line_of(reader, node)) : TIME_NONE;
		if (date != TIME_NONE)
			return date;
	}
	return TIME_NONE;
}

static int64_t find_other_date(const struct reader *reader, const struct node *entry)
{
	const struct node *node = node_child(entry, SPACE_DC, "date");

	if (!node)
		node = node_child(entry, SPACE_DCTERMS, "issued");
	return node ? reader_date(reader, line_of(reader, node)) : TIME_NONE;
}

static void read_entry(struct reader *reader, const struct node *entry)
{
	static const char *const published[] = {"published", "issued", "created", "pubDate",
		NULL};
	static const char *const updated[] = {"updated", "modified", NULL};
	struct item *item = reader_add(reader);
	const struct node *author;

	if (!item)
		return;
	item->id = find_id(reader, entry);
	item->url = find_link(reader, entry);
	author = child(entry, "author");
	if (author && child(author, "name"))
		author = child(author, "name");
	item->author = line_of(reader, author);
	item->lang = reader_lang(entry);
	item->published = find_date(reader, entry, published);
	item->updated = find_date(reader, entry, updated);
	if (item->published == TIME_NONE)
		item->published = find_other_date(reader, entry);
	item->field[ITEM_TITLE] = read_field(reader, entry, "title", SEGMENT_TITLE);
	item->field[ITEM_SUMMARY] = read_field(reader, entry, "summary", SEGMENT_LEAD);
	item->field[ITEM_CONTENT] = read_field(reader, entry, "content", SEGMENT_LEAD);
	reader_finish(reader, item);
}

static void read_entries(struct reader *reader, const struct node *node)
{
	const struct node *inner;

	for (inner = node->first; inner; inner = inner->next) {
		if (!inner->name)
			continue;
		if (is_own(inner, "entry")) {
			read_entry(reader, inner);
			read_entries(reader, inner);
		}
	}
}

void read_atom(struct reader *reader)
{
	struct item_text title;

	if (!reader->document->title) {
		title = read_field(reader, reader->root, "title", SEGMENT_TITLE);
		reader->document->title = title.text;
	}
	if (!reader->document->language)
		reader->document->language = reader_lang(reader->root);
	read_pace(reader, reader->root);
	read_entries(reader, reader->root);
}
