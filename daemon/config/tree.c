/*
 * YAML to a tree, from libyaml's events. Its own document tree is not used: it resolves
 * aliases, guesses types and keeps duplicate keys. Open lists and maps stand on a stack of
 * fixed depth; their children wait in one array until the end is seen.
 */
#include "config/config_priv.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { NODES_MAX = 4 * 1000 * 1000 };

struct config_tree {
	struct config_file *file;
	struct arena *arena;
	const struct config_node *root;
};

struct frame {
	struct config_node *node;
	size_t first; /* of its children in builder->waiting */
};

struct builder {
	yaml_parser_t parser;
	struct config_tree *tree;
	struct diag *diag;
	struct frame frames[CONFIG_DEPTH_MAX];
	size_t depth;
	struct config_node **waiting;
	size_t waiting_count, waiting_cap;
	struct config_node *root;
	size_t nodes;
	size_t documents;
	/* libyaml counts characters: how far they have been turned into bytes. */
	size_t mark_index, mark_byte;
};

/* What an event leads to. */
enum step {
	GO_ON,
	ENOUGH, /* the tree is whole, the rest is not read */
	GIVE_UP,
};

static struct diag_place place_of(const struct builder *builder, const yaml_mark_t *mark)
{
	return (struct diag_place){.file = builder->tree->file->name,
		.line = (int)mark->line + 1,
		.column = (int)mark->column + 1};
}

static struct config_node *node_new(struct builder *builder, enum config_kind kind,
	const yaml_event_t *event)
{
	struct config_node *node = arena_alloc(builder->tree->arena, sizeof(*node));

	node->kind = kind;
	node->text = "";
	node->place = place_of(builder, &event->start_mark);
	return node;
}

static enum step attach(struct builder *builder, struct config_node *node)
{
	if (++builder->nodes > NODES_MAX) {
		diag_error(builder->diag, node->place,
			"more than %d values in one file: divide it", NODES_MAX);
		return GIVE_UP;
	}
	if (!builder->depth) {
		builder->root = node;
		return GO_ON;
	}
	MEM_GROW(builder->waiting, builder->waiting_count, builder->waiting_cap);
	builder->waiting[builder->waiting_count++] = node;
	return GO_ON;
}

/* ---- what YAML has and configuration does not -------------------------------------- */

static void refuse_anchor(struct builder *builder, const yaml_event_t *event,
	const yaml_char_t *anchor)
{
	if (!anchor)
		return;
	diag_error(builder->diag, place_of(builder, &event->start_mark),
		"'&%.60s' would be a YAML anchor, which is not supported", (const char *)anchor);
	diag_hint(builder->diag, "put a text that begins with '&' in quotes");
}

static void refuse_tag(struct builder *builder, const yaml_event_t *event,
	const yaml_char_t *tag)
{
	if (!tag)
		return;
	diag_error(builder->diag, place_of(builder, &event->start_mark),
		"'%.60s' would be a YAML tag, which is not supported", (const char *)tag);
	diag_hint(builder->diag, "put a text that begins with '!' in quotes");
}

/* Most likely a word with a wildcard in front: kept as the text it was meant to be. */
static enum step take_alias(struct builder *builder, const yaml_event_t *event)
{
	struct config_node *node = node_new(builder, CONFIG_SCALAR, event);
	const char *name = (const char *)event->data.alias.anchor;

	node->text = arena_printf(builder->tree->arena, "*%s", name);
	node->plain = true;
	diag_error(builder->diag, node->place,
		"'*%.60s' would be a YAML alias, which is not supported", name);
	diag_hint(builder->diag, "put a text that begins with '*' in quotes: \"*%.60s\"", name);
	return attach(builder, node);
}

static enum step take_document(struct builder *builder, const yaml_event_t *event)
{
	if (!builder->documents++)
		return GO_ON;
	diag_error(builder->diag, place_of(builder, &event->start_mark),
		"a second document begins here: one file holds one");
	return ENOUGH;
}

/* ---- values ----------------------------------------------------------------------- */

/* Marks come in the order of the file, so that it is walked once for all of them; that of a
 * value which is not there may lie before the last one. */
static const char *source_at(struct builder *builder, const yaml_mark_t *mark)
{
	const struct config_file *file = builder->tree->file;

	if (mark->index <= builder->mark_index)
		return file->data + builder->mark_byte;
	builder->mark_byte += utf8_offset(file->data + builder->mark_byte,
		file->len - builder->mark_byte, mark->index - builder->mark_index);
	builder->mark_index = mark->index;
	return file->data + builder->mark_byte;
}

static enum step take_scalar(struct builder *builder, const yaml_event_t *event)
{
	struct config_node *node = node_new(builder, CONFIG_SCALAR, event);
	const char *text = (const char *)event->data.scalar.value;

	node->source = source_at(builder, &event->start_mark);
	node->source_len = (size_t)(source_at(builder, &event->end_mark) - node->source);

	refuse_anchor(builder, event, event->data.scalar.anchor);
	refuse_tag(builder, event, event->data.scalar.tag);
	if (memchr(text, 0, event->data.scalar.length))
		diag_error(builder->diag, node->place, "a text cannot hold the character \\0");
	node->text = arena_strndup(builder->tree->arena, text, event->data.scalar.length);
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	return attach(builder, node);
}

static enum step open_frame(struct builder *builder, struct config_node *node)
{
	if (attach(builder, node) == GIVE_UP)
		return GIVE_UP;
	if (builder->depth == CONFIG_DEPTH_MAX) {
		diag_error(builder->diag, node->place, "nested more than %d deep",
			CONFIG_DEPTH_MAX);
		return GIVE_UP;
	}
	builder->frames[builder->depth++] =
		(struct frame){.node = node, .first = builder->waiting_count};
	return GO_ON;
}

static enum step open_list(struct builder *builder, const yaml_event_t *event)
{
	refuse_anchor(builder, event, event->data.sequence_start.anchor);
	refuse_tag(builder, event, event->data.sequence_start.tag);
	return open_frame(builder, node_new(builder, CONFIG_LIST, event));
}

static enum step open_map(struct builder *builder, const yaml_event_t *event)
{
	refuse_anchor(builder, event, event->data.mapping_start.anchor);
	refuse_tag(builder, event, event->data.mapping_start.tag);
	return open_frame(builder, node_new(builder, CONFIG_MAP, event));
}

/* Takes the children of the innermost frame off the array. */
static struct config_node **close_frame(struct builder *builder, struct config_node **out_node,
	size_t *out_count)
{
	struct frame *frame = &builder->frames[--builder->depth];
	size_t count = builder->waiting_count - frame->first;

	builder->waiting_count = frame->first;
	*out_node = frame->node;
	*out_count = count;
	return builder->waiting ? builder->waiting + frame->first : NULL;
}

static struct config_node **node_array(struct builder *builder, size_t count)
{
	return arena_alloc(builder->tree->arena, count * sizeof(struct config_node *));
}

static enum step close_list(struct builder *builder, const yaml_event_t *event)
{
	struct config_node *list, **children;
	size_t count;

	(void)event;
	children = close_frame(builder, &list, &count);
	list->values = node_array(builder, count);
	list->count = count;
	if (count)
		memcpy(list->values, children, count * sizeof(*children));
	return GO_ON;
}

/* ---- maps ------------------------------------------------------------------------- */

/* A pair while duplicates are sought: sorting finds them in a map of any size. */
struct pair {
	struct config_node *key, *value;
	size_t at;
	bool dropped;
};

static int by_text(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;
	int order = strcmp(a->key->text, b->key->text);

	return order ? order : a->at < b->at ? -1 : a->at > b->at;
}

static int by_position(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;

	return a->at < b->at ? -1 : a->at > b->at;
}

static void drop_duplicates(struct builder *builder, struct pair *pairs, size_t count)
{
	size_t first = 0, i;

	qsort(pairs, count, sizeof(*pairs), by_text);
	for (i = 1; i < count; i++) {
		if (strcmp(pairs[first].key->text, pairs[i].key->text)) {
			first = i;
			continue;
		}
		pairs[i].dropped = true;
		diag_error(builder->diag, pairs[i].key->place,
			"duplicate key '%s': it stands in line %d already", pairs[i].key->text,
			pairs[first].key->place.line);
	}
	qsort(pairs, count, sizeof(*pairs), by_position);
}

/* The children of a map are key, value, key, value, …; keys have to be texts. */
static size_t collect_pairs(struct builder *builder, struct config_node **children,
	size_t count, struct pair *out_pairs)
{
	size_t kept = 0, i;

	for (i = 0; i + 1 < count; i += 2) {
		if (children[i]->kind == CONFIG_SCALAR)
			out_pairs[kept++] = (struct pair){
				.key = children[i], .value = children[i + 1], .at = i};
		else
			diag_error(builder->diag, children[i]->place,
				"a key has to be a text, not a %s",
				config_kind_name(children[i]->kind));
	}
	return kept;
}

static enum step close_map(struct builder *builder, const yaml_event_t *event)
{
	struct config_node *map, **children;
	struct pair *pairs;
	size_t count, i;

	(void)event;
	children = close_frame(builder, &map, &count);
	pairs = mem_calloc(count / 2, sizeof(*pairs));
	count = collect_pairs(builder, children, count, pairs);
	drop_duplicates(builder, pairs, count);
	map->keys = node_array(builder, count);
	map->values = node_array(builder, count);
	for (i = 0; i < count; i++) {
		if (pairs[i].dropped)
			continue;
		map->keys[map->count] = pairs[i].key;
		map->values[map->count++] = pairs[i].value;
	}
	mem_free(pairs);
	return GO_ON;
}

/* ---- one file --------------------------------------------------------------------- */

static enum step take_end(struct builder *builder, const yaml_event_t *event)
{
	(void)builder;
	(void)event;
	return ENOUGH;
}

typedef enum step taker(struct builder *builder, const yaml_event_t *event);

static taker *const takers[] = {
	[YAML_STREAM_END_EVENT] = take_end,
	[YAML_DOCUMENT_START_EVENT] = take_document,
	[YAML_ALIAS_EVENT] = take_alias,
	[YAML_SCALAR_EVENT] = take_scalar,
	[YAML_SEQUENCE_START_EVENT] = open_list,
	[YAML_SEQUENCE_END_EVENT] = close_list,
	[YAML_MAPPING_START_EVENT] = open_map,
	[YAML_MAPPING_END_EVENT] = close_map,
};

static enum step next_step(struct builder *builder)
{
	yaml_event_t event;
	enum step step = GO_ON;

	if (!yaml_parser_parse(&builder->parser, &event)) {
		yaml_error_report(&builder->parser, builder->tree->file, builder->diag);
		return GIVE_UP;
	}
	if (event.type < ARRAY_LEN(takers) && takers[event.type])
		step = takers[event.type](builder, &event);
	yaml_event_delete(&event);
	return step;
}

static bool is_nothing(const struct config_node *node)
{
	return !node || (node->kind == CONFIG_SCALAR && node->plain && !*node->text);
}

/* Nothing but comments is a map without keys, so that callers need not ask. */
static const struct config_node *root_or_empty(struct builder *builder)
{
	struct config_node *map;

	if (!is_nothing(builder->root))
		return builder->root;
	map = arena_alloc(builder->tree->arena, sizeof(*map));
	map->kind = CONFIG_MAP;
	map->text = "";
	map->place = (struct diag_place){builder->tree->file->name, 1, 1};
	return map;
}

static bool build(struct config_tree *tree, struct diag *diag)
{
	struct builder *builder = mem_alloc(sizeof(*builder));
	enum step step = GO_ON;

	builder->tree = tree;
	builder->diag = diag;
	if (!yaml_parser_initialize(&builder->parser))
		abort(); /* no memory for a few hundred bytes: as in base/mem.h */
	yaml_parser_set_encoding(&builder->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&builder->parser,
		(const unsigned char *)tree->file->data, tree->file->len);
	while (step == GO_ON)
		step = next_step(builder);
	if (step == ENOUGH)
		tree->root = root_or_empty(builder);
	yaml_parser_delete(&builder->parser);
	mem_free(builder->waiting);
	mem_free(builder);
	return step == ENOUGH;
}

/* What libyaml takes for printable; the rest it would refuse without a line. */
static bool may_stand_in_yaml(uint32_t cp)
{
	return cp == '\t' || cp == '\n' || cp == '\r' || (cp >= 0x20 && cp < 0x7F) ||
	       cp == 0x85 || (cp >= 0xA0 && cp < 0xFFFE) || cp >= 0x10000;
}

static bool check_bytes(struct config_file *file, struct diag *diag)
{
	size_t pos = 0, start;
	uint32_t cp;

	while (pos < file->len) {
		start = pos;
		cp = utf8_next(file->data, file->len, &pos);
		if (cp == UTF8_BAD && pos - start == 1) {
			diag_error(diag, config_file_place(file, start),
				"byte 0x%02x is not UTF-8",
				(unsigned char)file->data[start]);
			diag_hint(diag, "save the file in the encoding UTF-8");
			return false;
		}
		if (!may_stand_in_yaml(cp)) {
			diag_error(diag, config_file_place(file, start),
				"control character 0x%02x", cp);
			return false;
		}
	}
	return true;
}

/* Takes over the file. */
static struct config_tree *read_tree(struct config_file *file, struct diag *diag)
{
	struct config_tree *tree = mem_alloc(sizeof(*tree));

	tree->file = file;
	tree->arena = arena_new();
	diag_add_file(diag, file);
	if (check_bytes(file, diag) && build(tree, diag))
		return tree;
	config_tree_free(tree);
	return NULL;
}

/* A byte order mark is neither a column nor a part of the first key. The bytes may hold a
 * NUL, which is a mistake to be shown and not an end. */
static void set_data(struct config_file *file, const char *text, size_t len)
{
	size_t mark = len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0;

	file->len = len - mark;
	file->data = mem_alloc(file->len + 1);
	memcpy(file->data, text + mark, file->len);
}

static bool small_enough(const char *name, size_t len, struct diag *diag)
{
	if (len <= CONFIG_FILE_MAX)
		return true;
	diag_error(diag, (struct diag_place){.file = name}, "larger than %d MiB: divide it",
		CONFIG_FILE_MAX / 1024 / 1024);
	return false;
}

struct config_tree *config_read_text(const char *name, const char *text, size_t len,
	struct diag *diag)
{
	struct config_file *file;

	if (!small_enough(name, len, diag))
		return NULL;
	file = config_file_new(name);
	set_data(file, text, len);
	return read_tree(file, diag);
}

/* Reads until the end or one piece past the ceiling; 0 or -errno. */
static int read_all(int fd, struct buf *out)
{
	char piece[64 * 1024];
	ssize_t got;

	while ((got = read(fd, piece, sizeof(piece)))) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (buf_add(out, piece, (size_t)got))
			return -EFBIG;
	}
	return 0;
}

static int read_path(const char *path, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), r;

	if (fd < 0)
		return -errno;
	r = read_all(fd, out);
	close(fd);
	return r;
}

struct config_tree *config_read_file(const char *path, struct diag *diag)
{
	CLEANUP(buf_done) struct buf bytes = BUF_INIT(CONFIG_FILE_MAX + 1);
	int r = read_path(path, &bytes);

	if (r == -EFBIG) {
		(void)!small_enough(path, (size_t)CONFIG_FILE_MAX + 1, diag);
		return NULL;
	}
	if (r) {
		diag_error(diag, (struct diag_place){.file = path}, "cannot be read: %s",
			strerror(-r));
		return NULL;
	}
	return config_read_text(path, buf_str(&bytes), bytes.len, diag);
}

void config_tree_free(struct config_tree *tree)
{
	if (!tree)
		return;
	arena_free(tree->arena);
	config_file_unref(tree->file);
	mem_free(tree);
}

const struct config_node *config_root(const struct config_tree *tree)
{
	return tree->root;
}
