/*
 * OPML (1.0, 2.0): lists of feeds that readers exchange, in folders. A list comes from
 * outside as feeds do: what is damaged, deep, endless or declares a document type is refused
 * as a whole, what is no feed on the network is left out.
 */
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "base/xml.h"
#include "feed/feed_priv.h"

#define BLANK " \t\r\n"

enum { DEPTH_MAX = 16, TAGS_MAX = 16, TEXT_MAX = 200, NODES_MAX = 500000 };

struct reading {
	struct arena *arena;
	struct feed_list *list;
	size_t cap;
	const char *folders[DEPTH_MAX];
	size_t depth;
	const char *why; /* NULL, or why nothing of it is used */
};

/* ---- one outline ------------------------------------------------------------------------ */

static bool is_outline(const struct node *node)
{
	return node->name && strcasecmp(node->name, "outline") == 0;
}

static const char *line_attr(const struct reading *reading, const struct node *node,
	const char *name)
{
	const char *text = node_attr(node, name);
	struct item_text line;

	if (!text)
		return NULL;
	line = item_text_plain(reading->arena, text, SEGMENT_BODY);
	if (!line.text || !line.len)
		return NULL;
	return arena_strndup(reading->arena, line.text, utf8_cut(line.text, line.len, TEXT_MAX));
}

static const char *title_of(const struct reading *reading, const struct node *node)
{
	const char *title = line_attr(reading, node, "title");

	return title ? title : line_attr(reading, node, "text");
}

static void add_tag(struct feed_list_entry *entry, const char *tag)
{
	size_t i;

	for (i = 0; i < entry->tag_count; i++)
		if (strcmp(entry->tags[i], tag) == 0)
			return;
	if (entry->tag_count < TAGS_MAX)
		entry->tags[entry->tag_count++] = tag;
}

/* OPML 2.0: category="/Boston/Weather,news". */
static void add_categories(const struct reading *reading, const struct node *node,
	struct feed_list_entry *entry)
{
	char *text = (char *)line_attr(reading, node, "category"), *part;

	while (text && (part = strsep(&text, ",/"))) {
		part += strspn(part, " ");
		while (*part && part[strlen(part) - 1] == ' ')
			part[strlen(part) - 1] = '\0';
		if (*part)
			add_tag(entry, part);
	}
}

static const char *trimmed(struct arena *arena, const char *text)
{
	size_t len;

	text += strspn(text, BLANK);
	for (len = strlen(text); len && strchr(BLANK, text[len - 1]); len--)
		;
	return arena_strndup(arena, text, len);
}

/* "feed://host/…" and "feed:https://…", as some readers write addresses of feeds. */
static const char *plain_url(struct arena *arena, const char *text)
{
	const char *url = trimmed(arena, text);

	if (strncasecmp(url, "feed://", 7) == 0)
		return arena_printf(arena, "http://%s", url + 7);
	return strncasecmp(url, "feed:", 5) == 0 ? url + 5 : url;
}

static bool is_on_the_network(const char *url)
{
	return strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0;
}

static void add_feed(struct reading *reading, const struct node *node, const char *url)
{
	struct feed_list *list = reading->list;
	struct feed_list_entry *entry;
	size_t i;

	url = plain_url(reading->arena, url);
	if (!is_on_the_network(url) || url[strcspn(url, BLANK "\"<>")]) {
		if (list->left_out < FEED_UNFIT_MAX)
			list->unfit[list->left_out] = url;
		list->left_out++;
		return;
	}
	if (list->count == FEED_LIST_MAX) {
		reading->why = "it names more than 20,000 feeds";
		return;
	}
	ARENA_GROW(reading->arena, list->entries, list->count, reading->cap);
	entry = &list->entries[list->count++];
	*entry = (struct feed_list_entry){.url = url, .title = title_of(reading, node)};
	entry->tags = arena_alloc(reading->arena, TAGS_MAX * sizeof(*entry->tags));
	for (i = 0; i < reading->depth; i++)
		if (reading->folders[i])
			add_tag(entry, reading->folders[i]);
	add_categories(reading, node, entry);
}

/* ---- folders ------------------------------------------------------------------------------ */

static void read_outlines(struct reading *reading, const struct node *parent);

static void read_folder(struct reading *reading, const struct node *node)
{
	if (reading->depth == DEPTH_MAX) {
		reading->why = "its folders are nested deeper than 16 levels";
		return;
	}
	reading->folders[reading->depth++] = title_of(reading, node);
	read_outlines(reading, node);
	reading->depth--;
}

static void read_outlines(struct reading *reading, const struct node *parent)
{
	const struct node *node;
	const char *url;

	for (node = parent->first; node && !reading->why; node = node->next) {
		if (!is_outline(node))
			continue;
		url = node_attr(node, "xmlUrl");
		if (url && *url)
			add_feed(reading, node, url);
		if (node->first && !reading->why)
			read_folder(reading, node);
	}
}

/* ---- the document --------------------------------------------------------------------------- */

/* Feeds lists need none, and entities come by it. */
static bool declares_a_type(const char *text)
{
	return strcasestr(text, "<!DOCTYPE") || strcasestr(text, "<!ENTITY");
}

static const char *fault_of(struct arena *arena, const struct tree *tree)
{
	if (tree->too_large)
		return "it has too many elements";
	if (tree->root && strcasecmp(tree->root->name, "opml") != 0)
		return arena_printf(arena, "it is no OPML: its root is <%s>", tree->root->name);
	if (!tree->well_formed)
		return arena_printf(arena, "it is damaged: %s",
			tree->damage ? tree->damage : "not well-formed");
	return node_child(tree->root, SPACE_OWN, "body") ? NULL : "it has no <body>";
}

int feed_read_list(struct arena *arena, const char *data, size_t len,
	struct feed_list **out_list, const char **out_why)
{
	struct feed_request request = {.data = data, .len = len};
	struct reading reading = {.arena = arena,
		.list = arena_alloc(arena, sizeof(struct feed_list))};
	const char *text, *encoding;
	struct tree tree;
	size_t bad;

	text = feed_decode(arena, &request, &len, &bad, &encoding);
	if (!text[strspn(text, " \t\r\n")]) {
		*out_why = "it is empty";
		return FEED_EMPTY;
	}
	if (declares_a_type(text)) {
		*out_why = "it declares a document type, which lists of feeds do not need";
		return FEED_NOT_A_FEED;
	}
	text = feed_skip_declaration(text);
	tree = tree_parse(arena, text, strlen(text),
		&(struct tree_options){.first_line = 1, .nodes_max = NODES_MAX});
	reading.why = fault_of(arena, &tree);
	if (!reading.why)
		read_outlines(&reading, node_child(tree.root, SPACE_OWN, "body"));
	if (reading.why) {
		*out_why = reading.why;
		return tree.too_large ? FEED_TOO_LARGE : FEED_NOT_A_FEED;
	}
	*out_list = reading.list;
	return 0;
}

/* ---- writing ---------------------------------------------------------------------------------- */

static void put_entry(struct buf *out, const struct feed_list_entry *entry)
{
	CLEANUP(buf_done) struct buf tags = BUF_INIT(BUF_UNBOUND);
	size_t i;

	for (i = 0; i < entry->tag_count; i++)
		buf_printf(&tags, "%s%s", i ? "," : "", entry->tags[i]);
	buf_puts(out, "<outline type=\"rss\"");
	xml_attribute(out, "text", entry->title);
	xml_attribute(out, "title", entry->title);
	xml_attribute(out, "xmlUrl", entry->url);
	xml_attribute(out, "category", tags.len ? buf_str(&tags) : NULL);
	buf_puts(out, "/>\n");
}

static const char *folder_of(const struct feed_list_entry *entry)
{
	return entry->tag_count ? entry->tags[0] : NULL;
}

static bool is_first_of_folder(const struct feed_list *list, size_t at)
{
	const char *folder = folder_of(&list->entries[at]);
	size_t i;

	for (i = 0; i < at; i++)
		if (folder_of(&list->entries[i]) &&
			strcmp(folder_of(&list->entries[i]), folder) == 0)
			return false;
	return true;
}

static void put_folder(struct buf *out, const struct feed_list *list, size_t from)
{
	const char *folder = folder_of(&list->entries[from]);
	size_t i;

	buf_puts(out, "    <outline");
	xml_attribute(out, "text", folder);
	buf_puts(out, ">\n");
	for (i = from; i < list->count; i++) {
		const char *other = folder_of(&list->entries[i]);

		if (!other || strcmp(other, folder) != 0)
			continue;
		buf_puts(out, "      ");
		put_entry(out, &list->entries[i]);
	}
	buf_puts(out, "    </outline>\n");
}

void feed_write_list(const struct feed_list *list, const char *title, struct buf *out)
{
	size_t i;

	buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n"
		      "  <head><title>");
	xml_text(out, title, strlen(title));
	buf_puts(out, "</title></head>\n  <body>\n");
	for (i = 0; i < list->count; i++) {
		if (!folder_of(&list->entries[i])) {
			buf_puts(out, "    ");
			put_entry(out, &list->entries[i]);
		} else if (is_first_of_folder(list, i)) {
			put_folder(out, list, i);
		}
	}
	buf_puts(out, "  </body>\n</opml>\n");
}
