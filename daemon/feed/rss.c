/*
 * RSS 0.90 to 2.0 and RDF: items wherever they stand, each field from the feed's own
 * vocabulary first, then from the others that say the same.
 */
#include <string.h>
#include <strings.h>

#include "feed/feed_priv.h"

struct field {
	enum node_space space;
	const char *name;
};

static const struct field title_fields[] = {{SPACE_OWN, "title"}, {SPACE_ATOM, "title"},
	{SPACE_DC, "title"}, {SPACE_DCTERMS, "title"}};
static const struct field summary_fields[] = {{SPACE_OWN, "description"},
	{SPACE_OWN, "summary"}, {SPACE_ATOM, "summary"}, {SPACE_DC, "description"},
	{SPACE_DCTERMS, "abstract"}};
static const struct field content_fields[] = {{SPACE_CONTENT, "encoded"},
	{SPACE_OWN, "encoded"}, {SPACE_ATOM, "content"}, {SPACE_XHTML, "body"},
	{SPACE_XHTML, "div"}, {SPACE_OWN, "content"}, {SPACE_OWN, "fullitem"}};
static const struct field published_fields[] = {{SPACE_OWN, "pubDate"}, {SPACE_DC, "date"},
	{SPACE_DCTERMS, "issued"}, {SPACE_DCTERMS, "created"}, {SPACE_ATOM, "published"},
	{SPACE_OWN, "published"}, {SPACE_OWN, "date"}, {SPACE_DCTERMS, "date"}};
static const struct field updated_fields[] = {{SPACE_ATOM, "updated"},
	{SPACE_DCTERMS, "modified"}, {SPACE_OWN, "updated"}, {SPACE_OWN, "modified"}};
static const struct field author_fields[] = {{SPACE_OWN, "author"}, {SPACE_DC, "creator"},
	{SPACE_ATOM, "author"}, {SPACE_ITUNES, "author"}, {SPACE_DC, "contributor"}};
static const struct field language_fields[] = {{SPACE_OWN, "language"}, {SPACE_DC, "language"},
	{SPACE_DCTERMS, "language"}};

/* The first of the fields that says anything. */
static const struct node *find(const struct node *node, const struct field *fields, size_t count)
{
	const struct node *child;
	size_t i;

	for (i = 0; i < count; i++)
		for (child = node->first; child; child = child->next)
			if (node_is(child, fields[i].space, fields[i].name) && child->first)
				return child;
	return NULL;
}
#define FIND(node, fields) find((node), (fields), ARRAY_LEN(fields))

static const char *text_of(const struct reader *reader, const struct node *node)
{
	size_t len;

	return node ? reader_line(reader->arena, node_text(reader->arena, node, &len)) : NULL;
}

/* What RSS carries is HTML: escaped, or (not escaped) as elements. */
static const char *html_of(const struct reader *reader, const struct node *node, size_t *out_len)
{
	if (node_has_elements(node))
		return node_markup(reader->arena, node, out_len);
	return node_text(reader->arena, node, out_len);
}

/* ---- links ------------------------------------------------------------------------------ */

static bool is_alternate(const struct node *link)
{
	const char *rel = node_attr(link, "rel");

	return !rel || strcasecmp(rel, "alternate") == 0;
}

static const char *link_of(const struct reader *reader, const struct node *link)
{
	const char *url = reader_url(reader, link, text_of(reader, link));

	if (!url && is_alternate(link))
		url = reader_url(reader, link, node_attr(link, "href"));
	return url;
}

/* Of several the last one, as most readers have it. */
static const char *own_link(const struct reader *reader, const struct node *item)
{
	const struct node *child;
	const char *url = NULL, *link;

	for (child = item->first; child; child = child->next) {
		link = node_is(child, SPACE_OWN, "link") ? link_of(reader, child) : NULL;
		url = link ? link : url;
	}
	return url;
}

static const char *atom_link(const struct reader *reader, const struct node *item)
{
	const struct node *child;

	for (child = item->first; child; child = child->next)
		if (node_is(child, SPACE_ATOM, "link") && node_attr(child, "href") &&
			is_alternate(child))
			return reader_url(reader, child, node_attr(child, "href"));
	return NULL;
}

static const char *guid_link(const struct reader *reader, const struct node *item)
{
	const struct node *guid = node_child(item, SPACE_OWN, "guid");
	const char *permanent = guid ? node_attr(guid, "isPermaLink") : NULL;

	if (!guid || (permanent && strcasecmp(permanent, "false") == 0))
		return NULL;
	return reader_url(reader, guid, text_of(reader, guid));
}

static const char *find_link(const struct reader *reader, const struct node *item)
{
	const char *url = own_link(reader, item);

	if (!url)
		url = atom_link(reader, item);
	return url ? url : guid_link(reader, item);
}

static const char *find_id(const struct reader *reader, const struct node *item)
{
	const struct node *guid = node_child(item, SPACE_OWN, "guid");
	const struct node_attr *attr;
	const char *id = text_of(reader, guid);

	for (attr = item->attrs; !id && attr; attr = attr->next)
		if (attr->space == SPACE_RDF && strcasecmp(attr->name, "about") == 0)
			id = reader_line(reader->arena, attr->value);
	if (!id)
		id = text_of(reader, node_child(item, SPACE_ATOM, "id"));
	return id ? id : text_of(reader, node_child(item, SPACE_OWN, "id"));
}

/* ---- items -------------------------------------------------------------------------------- */

static void read_texts(struct reader *reader, const struct node *node, struct item *item)
{
	const struct node *title = FIND(node, title_fields);
	const struct node *summary = FIND(node, summary_fields);
	const struct node *content = FIND(node, content_fields);
	const char *html;
	size_t len;

	if (title) {
		html = html_of(reader, title, &len);
		item->field[ITEM_TITLE] = reader_title_html(reader->arena, html, len);
	}
	if (summary) {
		html = html_of(reader, summary, &len);
		item->field[ITEM_SUMMARY] = reader_body_html(reader->arena, html, len);
	}
	if (content) {
		html = html_of(reader, content, &len);
		item->field[ITEM_CONTENT] = reader_body_html(reader->arena, html, len);
	}
	reader_finish(reader, item);
}

/* Drupal puts "<time datetime=…>" there, with a text for people. */
static const char *date_text(const struct reader *reader, const struct node *node)
{
	const struct node *time = node_child(node, SPACE_OWN, "time");
	const char *exact = time ? node_attr(time, "datetime") : NULL;

	return exact ? exact : text_of(reader, node);
}

/* The first that can be understood. */
static int64_t find_date(const struct reader *reader, const struct node *node,
	const struct field *fields, size_t count)
{
	const struct node *child;
	int64_t date;
	size_t i;

	for (i = 0; i < count; i++) {
		child = node_child(node, fields[i].space, fields[i].name);
		date = child ? reader_date(reader, date_text(reader, child)) : TIME_NONE;
		if (date != TIME_NONE)
			return date;
	}
	return TIME_NONE;
}

static void read_item(struct reader *reader, const struct node *node, const char *lang)
{
	struct item *item = reader_add(reader);
	const char *own_lang;

	if (!item)
		return;
	item->id = find_id(reader, node);
	item->url = find_link(reader, node);
	item->author = text_of(reader, FIND(node, author_fields));
	own_lang = text_of(reader, FIND(node, language_fields));
	if (!own_lang)
		own_lang = reader_lang(node);
	item->lang = own_lang ? own_lang : lang;
	item->published =
		find_date(reader, node, published_fields, ARRAY_LEN(published_fields));
	item->updated = find_date(reader, node, updated_fields, ARRAY_LEN(updated_fields));
	read_texts(reader, node, item);
}

/* An item that swallowed the next (its end tag is missing) gives both. */
static void read_items(struct reader *reader, const struct node *node, const char *lang)
{
	const struct node *child;

	for (child = node->first; child; child = child->next) {
		if (!child->name)
			continue;
		if (node_is(child, SPACE_OWN, "item"))
			read_item(reader, child, lang);
		read_items(reader, child, lang);
	}
}

void read_rss(struct reader *reader)
{
	const struct node *channel = strcasecmp(reader->root->name, "channel") == 0 ?
					     reader->root :
					     node_child(reader->root, SPACE_OWN, "channel");
	const struct node *title;
	struct item_text text;
	const char *html;
	size_t len;

	if (channel && !reader->document->title && (title = FIND(channel, title_fields))) {
		html = html_of(reader, title, &len);
		text = reader_title_html(reader->arena, html, len);
		reader->document->title = text.text;
	}
	if (channel && !reader->document->language) {
		reader->document->language = text_of(reader, FIND(channel, language_fields));
		if (!reader->document->language)
			reader->document->language = reader_lang(channel);
	}
	if (channel)
		read_pace(reader, channel);
	read_items(reader, reader->root, reader->document->language);
}
