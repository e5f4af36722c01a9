/*
 * Reading `places:`, `countries:`, `areas:` and `publishers:` from YAML. Here each entry is looked at
 * alone; what entries say about each other is checked when all files are read
 * (lexicon_check.c).
 */
#include "extract/lexicon_priv.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

struct reader {
	struct lexicon_builder *builder;
	struct raw_entry *entry;
	struct diag *diag;
};

static const char *keep_text(struct reader *reader, const char *s)
{
	return arena_strdup(reader->builder->arena, s);
}

/* Diagnostics of a later moment need file names that outlive the tree. */
static struct diag_place keep_place(struct reader *reader, struct diag_place place)
{
	struct lexicon_builder *builder = reader->builder;

	if (!builder->file || !place.file || strcmp(builder->file, place.file))
		builder->file = keep_text(reader, place.file);
	place.file = builder->file;
	return place;
}

/* ---- lists of words ---------------------------------------------------------------- */

static size_t node_items(const struct config_node *node)
{
	return node->kind == CONFIG_LIST ? node->count : 1;
}

static const struct config_node *node_item(const struct config_node *node, size_t i)
{
	return node->kind == CONFIG_LIST ? node->values[i] : node;
}

/* One word or a list of words; codes: of countries. */
static struct raw_words read_words(struct reader *reader, const struct config_node *node,
	const char *what, bool codes)
{
	struct raw_words out = {0};
	size_t i, count = node_items(node);
	char code[CONFIG_CODE];
	const char *text;

	out.words = arena_alloc(reader->builder->arena, (count + 1) * sizeof(*out.words));
	for (i = 0; i < count; i++) {
		const struct config_node *item = node_item(node, i);

		if (codes) {
			if (!config_country(item, what, reader->diag, code))
				continue;
			text = code;
		} else if (!config_text(item, what, reader->diag, &text)) {
			continue;
		}
		out.words[out.count].text = keep_text(reader, text);
		out.words[out.count++].place = keep_place(reader, item->place);
	}
	return out;
}

/* ---- names ------------------------------------------------------------------------- */

static void add_name(struct reader *reader, const struct config_node *node,
	text_lang lang, enum name_kind kind)
{
	struct raw_entry *entry = reader->entry;
	struct raw_name name = {.lang = lang, .kind = kind};

	if (!config_text(node, "a name", reader->diag, &name.pattern))
		return;
	name.pattern = keep_text(reader, name.pattern);
	name.place = keep_place(reader, node->place);
	ARENA_GROW(
		reader->builder->arena, entry->names, entry->name_count, entry->name_cap);
	entry->names[entry->name_count++] = name;
}

static void add_names(struct reader *reader, const struct config_node *node,
	text_lang lang, enum name_kind kind)
{
	size_t i;

	for (i = 0; i < node_items(node); i++)
		add_name(reader, node_item(node, i), lang, kind);
}

static bool name_language(
	struct reader *reader, const struct config_node *key, text_lang *out_lang)
{
	char code[CONFIG_CODE];

	if (strcmp(key->text, "any") == 0) {
		*out_lang = TEXT_LANG_UNKNOWN;
		return true;
	}
	if (!config_lang(key, "the language of names", reader->diag, code))
		return false;
	config_lang_doubt(key, reader->diag);
	*out_lang = text_lang_parse(code);
	return true;
}

/* A map of languages, or a list that counts in every language. */
static void read_names(
	struct reader *reader, const struct config_node *node, enum name_kind kind)
{
	text_lang lang;
	size_t i;

	if (node->kind != CONFIG_MAP) {
		add_names(reader, node, TEXT_LANG_UNKNOWN, kind);
		return;
	}
	for (i = 0; i < node->count; i++)
		if (name_language(reader, node->keys[i], &lang))
			add_names(reader, node->values[i], lang, kind);
}

/* ---- members ----------------------------------------------------------------------- */

static void read_name(struct reader *reader, const struct config_node *node)
{
	const char *name;

	if (config_text(node, "'name'", reader->diag, &name))
		reader->entry->name = keep_text(reader, name);
}

static void read_kind(struct reader *reader, const struct config_node *node)
{
	const char *names[PLACE_KIND_COUNT], *kind;
	int i;

	if (!config_text(node, "'kind'", reader->diag, &kind) ||
		place_kind_parse(kind, &reader->entry->kind))
		return;
	diag_error(reader->diag, node->place, "there is no kind of place '%s'", kind);
	for (i = 0; i < PLACE_KIND_COUNT; i++)
		names[i] = place_kind_name((enum place_kind)i);
	diag_hint_nearest(reader->diag, kind, names, PLACE_KIND_COUNT);
}

static void read_publisher_kind(struct reader *reader, const struct config_node *node)
{
	const char *names[PUBLISHER_KIND_COUNT], *kind;
	int i;

	if (!config_text(node, "'kind'", reader->diag, &kind) ||
		publisher_kind_parse(kind, &reader->entry->publisher_kind))
		return;
	diag_error(reader->diag, node->place, "there is no kind of publisher '%s'", kind);
	for (i = 0; i < PUBLISHER_KIND_COUNT; i++)
		names[i] = publisher_kind_name((enum publisher_kind)i);
	diag_hint_nearest(reader->diag, kind, names, PUBLISHER_KIND_COUNT);
}

/* A publisher has one country or none. */
static void read_home(struct reader *reader, const struct config_node *node)
{
	reader->entry->countries = read_words(reader, node, "'country'", true);
	if (reader->entry->countries.count > 1)
		diag_error(reader->diag, node->place, "a publisher has one country");
}

static void read_country(struct reader *reader, const struct config_node *node)
{
	reader->entry->countries = read_words(reader, node, "'country'", true);
}

static void read_border(struct reader *reader, const struct config_node *node)
{
	reader->entry->borders = read_words(reader, node, "'border'", false);
}

static void read_areas(struct reader *reader, const struct config_node *node)
{
	reader->entry->areas = read_words(reader, node, "'areas'", false);
}

static void read_lat(struct reader *reader, const struct config_node *node)
{
	config_real(node, "'lat'", -90, 90, reader->diag, &reader->entry->lat);
}

static void read_lon(struct reader *reader, const struct config_node *node)
{
	config_real(node, "'lon'", -180, 180, reader->diag, &reader->entry->lon);
}

static void read_place_names(struct reader *reader, const struct config_node *node)
{
	read_names(reader, node, NAME_PLACE);
}

static void read_country_names(struct reader *reader, const struct config_node *node)
{
	read_names(reader, node, NAME_COUNTRY);
}

static void read_publisher_names(struct reader *reader, const struct config_node *node)
{
	read_names(reader, node, NAME_PUBLISHER);
}

static void read_not_place(struct reader *reader, const struct config_node *node)
{
	read_names(reader, node, NAME_NOT_PLACE);
}

static void read_not_country(struct reader *reader, const struct config_node *node)
{
	read_names(reader, node, NAME_NOT_COUNTRY);
}

static void read_needs(struct reader *reader, const struct config_node *node)
{
	static const char *const known[] = {"country", "areas", "words"};
	const struct config_node *words, *countries, *areas;

	if (!config_want(node, CONFIG_MAP, "'needs'", reader->diag))
		return;
	config_known_keys(node, known, 3, "'needs'", reader->diag);
	reader->entry->has_need = true;
	countries = config_get(node, "country");
	areas = config_get(node, "areas");
	words = config_get(node, "words");
	if (countries)
		reader->entry->need_countries =
			read_words(reader, countries, "'country'", true);
	if (areas)
		reader->entry->need_areas = read_words(reader, areas, "'areas'", false);
	if (words)
		read_names(reader, words, NAME_NEEDED);
	if (!countries && !areas && !words)
		diag_error(reader->diag, node->place,
			"'needs' without 'country', 'areas' or 'words' can never be met");
}

/* ---- entries ----------------------------------------------------------------------- */

struct member {
	const char *key;
	bool required;
	void (*read)(struct reader *reader, const struct config_node *node);
};

static const struct member place_members[] = {
	{"id", true, NULL},
	{"name", true, read_name},
	{"kind", true, read_kind},
	{"country", true, read_country},
	{"border", false, read_border},
	{"areas", false, read_areas},
	{"lat", false, read_lat},
	{"lon", false, read_lon},
	{"names", true, read_place_names},
	{"not", false, read_not_place},
	{"needs", false, read_needs},
};

static const struct member country_members[] = {
	{"code", true, NULL},
	{"name", true, read_name},
	{"areas", false, read_areas},
	{"names", true, read_country_names},
	{"not", false, read_not_country},
	{"needs", false, read_needs},
};

static const struct member area_members[] = {
	{"id", true, NULL},
	{"name", true, read_name},
	{"within", false, read_areas},
};

static const struct member publisher_members[] = {
	{"id", true, NULL},
	{"name", true, read_name},
	{"kind", true, read_publisher_kind},
	{"country", false, read_home},
	{"names", true, read_publisher_names},
};

enum { MEMBERS_MAX = 12 };

struct section {
	const char *key, *what;
	const struct member *members;
	size_t count;
	bool codes;  /* entries are known by a country code */
	size_t list; /* offset of the raw_list */
};

static const struct section sections[] = {
	{"places", "a place", place_members, ARRAY_LEN(place_members), false,
		offsetof(struct lexicon_builder, places)},
	{"countries", "a country", country_members, ARRAY_LEN(country_members), true,
		offsetof(struct lexicon_builder, countries)},
	{"areas", "an area", area_members, ARRAY_LEN(area_members), false,
		offsetof(struct lexicon_builder, areas)},
	{"publishers", "a publisher", publisher_members, ARRAY_LEN(publisher_members), false,
		offsetof(struct lexicon_builder, publishers)},
};

/* Ids stand in rules and in alerts: small letters, digits and hyphens. */
static bool plain_id(const char *id)
{
	return id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static bool read_id(struct reader *reader, const struct section *section,
	const struct config_node *node)
{
	char code[CONFIG_CODE];
	const char *id;

	if (section->codes) {
		if (!config_country(node, "'code'", reader->diag, code))
			return false;
		id = code;
	} else {
		if (!config_text(node, "'id'", reader->diag, &id))
			return false;
		if (!plain_id(id)) {
			diag_error(reader->diag, node->place,
				"the id '%s' has more than small letters, digits and "
				"hyphens",
				id);
			return false;
		}
	}
	reader->entry->id = keep_text(reader, id);
	reader->entry->id_place = keep_place(reader, node->place);
	return true;
}

static void read_members(struct reader *reader, const struct section *section,
	const struct config_node *map)
{
	const char *keys[MEMBERS_MAX];
	size_t i;

	for (i = 0; i < section->count; i++) {
		const struct member *member = &section->members[i];
		const struct config_node *node = config_get(map, member->key);

		keys[i] = member->key;
		if (!node && member->required)
			diag_error(reader->diag, map->place, "%s needs '%s'",
				section->what, member->key);
		else if (node && member->read)
			member->read(reader, node);
	}
	config_known_keys(map, keys, section->count, section->what, reader->diag);
}

static void read_entry(struct reader *reader, const struct section *section,
	const struct config_node *map)
{
	struct raw_list *list = (void *)((char *)reader->builder + section->list);
	struct raw_entry entry = {.lat = NAN, .lon = NAN};
	const struct config_node *id;

	if (!config_want(map, CONFIG_MAP, section->what, reader->diag))
		return;
	reader->entry = &entry;
	read_members(reader, section, map);
	if (!config_get(map, "lat") != !config_get(map, "lon"))
		diag_error(reader->diag, map->place, "'lat' and 'lon' go together");
	id = config_get(map, section->members[0].key);
	if (!id || !read_id(reader, section, id))
		return;
	if (!entry.name)
		entry.name = entry.id;
	MEM_GROW(list->entries, list->count, list->cap);
	list->entries[list->count++] = entry;
}

static void read_section(struct lexicon_builder *builder, const struct section *section,
	const struct config_node *node, struct diag *diag)
{
	struct reader reader = {.builder = builder, .diag = diag};
	size_t i;

	if (!config_want(node, CONFIG_LIST, section->key, diag))
		return;
	for (i = 0; i < node->count; i++)
		read_entry(&reader, section, node->values[i]);
}

void read_gazetteer(struct lexicon_builder *builder, const struct config_node *root,
	struct diag *diag)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(sections); i++) {
		const struct config_node *node = config_get(root, sections[i].key);

		if (node && !config_is_empty(node))
			read_section(builder, &sections[i], node, diag);
	}
}
