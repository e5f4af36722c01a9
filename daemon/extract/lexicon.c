/*
 * The lexicon: every name of the gazetteer and every cue word in one match set, each hit
 * of which knows what it stands for. Compiled once for a configuration, constant
 * afterwards.
 */
#include "extract/lexicon_priv.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "extract/date_words.h"
#include "extract/modality.h"

struct lexicon_builder *lexicon_builder_new(void)
{
	struct lexicon_builder *builder = mem_alloc(sizeof(*builder));

	builder->arena = arena_new();
	return builder;
}

/* Leaves the builder empty, as it was born. */
static void builder_clear(struct lexicon_builder *builder)
{
	struct raw_list *lists[] = {&builder->areas, &builder->countries, &builder->places,
		&builder->publishers};
	size_t i;

	for (i = 0; i < ARRAY_LEN(lists); i++) {
		mem_free(lists[i]->entries);
		*lists[i] = (struct raw_list){0};
	}
	builder->file = NULL;
}

void lexicon_builder_free(struct lexicon_builder *builder)
{
	if (!builder)
		return;
	builder_clear(builder);
	arena_free(builder->arena);
	mem_free(builder);
}

void lexicon_add(struct lexicon_builder *builder, const struct config_node *root,
	struct diag *diag)
{
	read_gazetteer(builder, root, diag);
}

/* ---- lists of strings -------------------------------------------------------------- */

struct strings {
	const char **list; /* ended by NULL */
	size_t count, cap;
};

static void strings_add(struct arena *arena, struct strings *strings, const char *s)
{
	if (names_hold(strings->list, s))
		return;
	/* One beyond what is asked for stays zero: the end. */
	if (strings->count + 1 >= strings->cap) {
		size_t cap = strings->cap ? strings->cap * 2 : 4;

		strings->list = arena_grow(arena, strings->list,
			strings->cap * sizeof(*strings->list),
			cap * sizeof(*strings->list));
		strings->cap = cap;
	}
	strings->list[strings->count++] = s;
}

static const char *const *strings_done(struct arena *arena, struct strings *strings)
{
	if (!strings->list)
		strings->list = arena_alloc(arena, sizeof(*strings->list));
	return strings->list;
}

static const char *const *plain_words(struct arena *arena, const struct raw_words *words)
{
	struct strings out = {0};
	size_t i;

	for (i = 0; i < words->count; i++)
		strings_add(arena, &out, words->words[i].text);
	return strings_done(arena, &out);
}

/* Adds areas and all that they lie within; the check has ruled out circles. */
static void add_areas(const struct lexicon_builder *builder, struct strings *out,
	const struct raw_words *areas)
{
	size_t i;

	for (i = 0; i < areas->count; i++) {
		const struct raw_entry *area =
			find_entry(&builder->areas, areas->words[i].text);

		if (!area || names_hold(out->list, area->id))
			continue;
		strings_add(builder->arena, out, area->id);
		add_areas(builder, out, &area->areas);
	}
}

/* A place lies in the areas it names, or else in those of its countries. */
static const char *const *entry_areas(
	const struct lexicon_builder *builder, const struct raw_entry *entry)
{
	struct strings out = {0};
	size_t i;

	if (entry->areas.words) {
		add_areas(builder, &out, &entry->areas);
		return strings_done(builder->arena, &out);
	}
	for (i = 0; i < entry->countries.count; i++) {
		const struct raw_entry *country =
			find_entry(&builder->countries, entry->countries.words[i].text);

		if (country)
			add_areas(builder, &out, &country->areas);
	}
	return strings_done(builder->arena, &out);
}

/* ---- the gazetteer ----------------------------------------------------------------- */

static void build_areas(struct lexicon_builder *builder, struct gazetteer *gazetteer)
{
	struct raw_list *list = &builder->areas;
	struct area *areas =
		arena_alloc(builder->arena, (list->count + 1) * sizeof(*areas));
	size_t i;

	for (i = 0; i < list->count; i++)
		areas[i] = (struct area){list->entries[i].id, list->entries[i].name};
	gazetteer->areas = areas;
	gazetteer->area_count = list->count;
}

static void build_countries(struct lexicon_builder *builder, struct gazetteer *gazetteer)
{
	struct raw_list *list = &builder->countries;
	struct country *out =
		arena_alloc(builder->arena, (list->count + 1) * sizeof(*out));
	size_t i;

	for (i = 0; i < list->count; i++) {
		const struct raw_entry *entry = &list->entries[i];

		out[i].code = entry->id;
		out[i].name = entry->name;
		out[i].areas = entry_areas(builder, entry);
	}
	gazetteer->countries = out;
	gazetteer->country_count = list->count;
}

static void build_places(struct lexicon_builder *builder, struct gazetteer *gazetteer)
{
	struct raw_list *list = &builder->places;
	struct place *out = arena_alloc(builder->arena, (list->count + 1) * sizeof(*out));
	size_t i;

	for (i = 0; i < list->count; i++) {
		const struct raw_entry *entry = &list->entries[i];

		out[i].id = entry->id;
		out[i].name = entry->name;
		out[i].kind = entry->kind;
		out[i].countries = plain_words(builder->arena, &entry->countries);
		out[i].borders = plain_words(builder->arena, &entry->borders);
		out[i].areas = entry_areas(builder, entry);
		out[i].lat = entry->lat;
		out[i].lon = entry->lon;
		out[i].ambiguous = entry->has_need;
	}
	gazetteer->places = out;
	gazetteer->place_count = list->count;
}

static void build_publishers(struct lexicon_builder *builder, struct gazetteer *gazetteer)
{
	struct raw_list *list = &builder->publishers;
	struct publisher *out =
		arena_alloc(builder->arena, (list->count + 1) * sizeof(*out));
	size_t i;

	for (i = 0; i < list->count; i++) {
		const struct raw_entry *entry = &list->entries[i];

		out[i].id = entry->id;
		out[i].name = entry->name;
		out[i].kind = entry->publisher_kind;
		out[i].country =
			entry->countries.count ? entry->countries.words[0].text : NULL;
	}
	gazetteer->publishers = out;
	gazetteer->publisher_count = list->count;
}

/* ---- names ------------------------------------------------------------------------- */

enum { NAMES_BACK = 4 };

struct compiler {
	struct lexicon_builder *builder;
	struct lexicon *lexicon;
	struct match_builder *match;
	struct diag *diag;
	size_t name_count, name_cap, need_cap;
};

/* The number of a name. Patterns that stand for the same come one after the other, with
 * and without a capital: a few names back is far enough to find it again. */
static uint32_t name_value(struct compiler *compiler, struct name name)
{
	struct lexicon *lexicon = compiler->lexicon;
	size_t i, from = compiler->name_count > NAMES_BACK
				 ? compiler->name_count - NAMES_BACK
				 : 0;

	for (i = from; i < compiler->name_count; i++) {
		const struct name *old = &lexicon->names[i];

		if (old->kind == name.kind && old->capital == name.capital &&
			old->detail == name.detail && old->index == name.index)
			return (uint32_t)i;
	}
	ARENA_GROW(compiler->builder->arena, lexicon->names, compiler->name_count,
		compiler->name_cap);
	lexicon->names[compiler->name_count] = name;
	return (uint32_t)compiler->name_count++;
}

static uint32_t add_need(struct compiler *compiler, const struct raw_entry *entry)
{
	struct lexicon *lexicon = compiler->lexicon;
	struct arena *arena = compiler->builder->arena;
	struct need need;

	if (!entry->has_need)
		return NO_NEED;
	need.countries = plain_words(arena, &entry->need_countries);
	need.areas = plain_words(arena, &entry->need_areas);
	ARENA_GROW(arena, lexicon->needs, lexicon->need_count, compiler->need_cap);
	lexicon->needs[lexicon->need_count] = need;
	return lexicon->need_count++;
}

/*
 * How much a pattern says: its letters, and one more where no wildcard leaves the end open.
 * "Gotlandskabel*" says more than "Gotland*". Of alternatives the shortest counts.
 */
static uint16_t pattern_detail(const char *pattern)
{
	size_t outside = 0, inside = 0, shortest = 0, open = 0;
	const char *p;

	for (p = pattern; *p; p++) {
		if (*p == '(') {
			open = 1;
			inside = 0;
			shortest = SIZE_MAX;
		} else if (open && (*p == '|' || *p == ')')) {
			shortest = MIN(shortest, inside);
			inside = 0;
			open = *p == '|';
			outside += open ? 0 : shortest;
		} else if (*p != '*') {
			*(open ? &inside : &outside) += 1;
		}
	}
	return (uint16_t)(2 * outside + !strchr(pattern, '*'));
}

static void add_raw_name(struct compiler *compiler, const struct raw_name *raw,
	uint32_t index, uint32_t need)
{
	struct name name = {
		.kind = raw->kind,
		.capital = capital_in(raw->pattern, strlen(raw->pattern)),
		.detail = pattern_detail(raw->pattern),
		.index = raw->kind == NAME_NEEDED ? need : index,
	};
	const char *why;
	size_t at;

	if (!match_add(compiler->match, raw->pattern, raw->lang,
		    name_value(compiler, name), &why, &at))
		diag_error(compiler->diag, raw->place, "the name '%s' cannot be used: %s",
			raw->pattern, why);
}

/* Names of a list of entries; needs gets the need of each. */
static void add_entries(
	struct compiler *compiler, const struct raw_list *list, uint32_t *needs)
{
	size_t i, k;

	for (i = 0; i < list->count; i++) {
		const struct raw_entry *entry = &list->entries[i];

		needs[i] = add_need(compiler, entry);
		for (k = 0; k < entry->name_count; k++)
			add_raw_name(compiler, &entry->names[k], (uint32_t)i, needs[i]);
	}
}

/* What the program itself brings is in order, or a test would have said so. */
static void add_own(struct compiler *compiler, const char *const *patterns,
	text_lang lang, struct name name)
{
	const char *why;
	size_t at;
	bool added;

	for (; *patterns; patterns++) {
		name.capital = capital_in(*patterns, strlen(*patterns));
		added = match_add(compiler->match, *patterns, lang,
			name_value(compiler, name), &why, &at);
		assert(added);
		(void)added;
	}
}

static void add_cues(struct compiler *compiler)
{
	size_t i;

	for (i = 0; i < cue_row_count; i++)
		add_own(compiler, cue_rows[i].patterns, text_lang_parse(cue_rows[i].lang),
			(struct name){.kind = NAME_CUE, .index = cue_rows[i].cue});
	for (i = 0; i < mood_row_count; i++)
		add_own(compiler, mood_rows[i].patterns, text_lang_parse(mood_rows[i].lang),
			(struct name){.kind = NAME_MOOD, .index = (uint32_t)i});
	for (i = 0; i < date_row_count; i++)
		add_own(compiler, date_rows[i].patterns, text_lang_parse(date_rows[i].lang),
			(struct name){.kind = NAME_DATE, .index = (uint32_t)i});
}

static uint32_t *need_slots(struct lexicon_builder *builder, const struct raw_list *list)
{
	return arena_alloc(builder->arena, (list->count + 1) * sizeof(uint32_t));
}

struct lexicon *lexicon_compile(struct lexicon_builder *builder, struct diag *diag)
{
	struct lexicon *lexicon = mem_alloc(sizeof(*lexicon));
	struct compiler compiler = {.builder = builder, .lexicon = lexicon, .diag = diag};

	check_gazetteer(builder, diag);
	build_areas(builder, &lexicon->gazetteer);
	build_countries(builder, &lexicon->gazetteer);
	build_places(builder, &lexicon->gazetteer);
	build_publishers(builder, &lexicon->gazetteer);
	lexicon->place_need = need_slots(builder, &builder->places);
	lexicon->country_need = need_slots(builder, &builder->countries);
	compiler.match = match_builder_new();
	add_entries(&compiler, &builder->places, lexicon->place_need);
	add_entries(&compiler, &builder->countries, lexicon->country_need);
	add_entries(&compiler, &builder->publishers, need_slots(builder, &builder->publishers));
	add_cues(&compiler);
	lexicon->set = match_compile(compiler.match);
	match_builder_free(compiler.match);
	lexicon->arena = builder->arena;
	builder->arena = arena_new();
	builder_clear(builder);
	return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
	if (!lexicon)
		return;
	match_set_free(lexicon->set);
	arena_free(lexicon->arena);
	mem_free(lexicon);
}

const struct gazetteer *lexicon_gazetteer(const struct lexicon *lexicon)
{
	return &lexicon->gazetteer;
}
