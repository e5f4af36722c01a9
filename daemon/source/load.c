/*
 * Sources out of `sources:` lists. The lists of all files are one list: an id is given once
 * in all of them, and a URL is asked once.
 */
#include "source/source_priv.h"

#include <string.h>

#include "base/mem.h"

struct loading {
	struct sources *sources;
	struct diag *diag;
	struct places {
		struct diag_place id, url;
	} *places; /* in the order of sources->list */
	size_t place_cap;
};

void source_set_origin(struct source *source)
{
	const struct source_options *options = &source->options;

	source->origin = (struct item_source){
		.id = options->id,
		.name = options->name,
		.publisher = options->publisher,
		.country = options->country,
		.lang = options->lang,
		.tags = (const char *const *)options->tags,
		.timezone = options->timezone,
		.alert_max_age_ms = options->alert_max_age_ms,
	};
}

/* ---- one URL twice ---------------------------------------------------------------- */

static const struct places *places_of(const struct loading *load, const struct source *source)
{
	size_t i;

	for (i = 0; &load->sources->list[i]->source != source; i++)
		;
	return &load->places[i];
}

static void check_url(struct loading *load, struct entry *entry, struct diag_place place)
{
	const struct source *first;
	struct diag_place first_place;

	if (!entry->source.options.enabled)
		return;
	first = site_claim_url(load->sources, entry, entry->source.options.url);
	if (!first)
		return;
	first_place = places_of(load, first)->url;
	diag_warning(load->diag, place, "this URL is that of source '%s' too (%s:%d:%d)",
		first->options.id, first_place.file ? first_place.file : "", first_place.line,
		first_place.column);
	diag_hint(load->diag, "it is asked once, as '%s': take one of the two out",
		first->options.id);
	entry->twin = true;
	entry->source.state.reason = mem_printf(
		"not asked: its URL is that of source '%s'", first->options.id);
}

/* ---- one source ------------------------------------------------------------------- */

static void entry_free(struct entry *entry)
{
	config_release(&source_entry_table, &entry->source.options);
	source_state_done(&entry->source.state);
	mem_free(entry->url_key);
	mem_free(entry);
}

/* Two entries of the list that became the same id: the first one stays. */
static bool check_id(struct loading *load, const char *id, struct diag_place place)
{
	struct diag_place first;
	struct entry *known;

	HASH_FIND_STR(load->sources->by_id, id, known);
	if (!known)
		return true;
	first = places_of(load, &known->source)->id;
	diag_error(load->diag, place, "there is a source '%s' already (%s:%d:%d)", id,
		first.file ? first.file : "", first.line, first.column);
	return false;
}

/* An interval below the least one is no mistake that should keep a daemon from starting. */
static void check_interval(struct loading *load, struct source *source,
	const struct config_node *node)
{
	int64_t least = load->sources->defaults.interval_min_ms;
	CLEANUP(buf_done) struct buf shown = BUF_INIT(BUF_UNBOUND);

	if (!source->options.interval_ms || source->options.interval_ms >= least)
		return;
	config_show_duration(&shown, least);
	diag_warning(load->diag, config_get(node, "interval")->place,
		"'interval' is below interval_min (%s) of section source, which holds",
		buf_str(&shown));
	source->options.interval_ms = least;
}

static void add(struct loading *load, struct entry *entry, struct places places)
{
	struct sources *sources = load->sources;
	struct source *source = &entry->source;

	source->state = (struct source_state){
		.id = mem_strdup(source->options.id),
		.kind = SOURCE_NEW,
		.since = TIME_NONE,
		.due = TIME_NONE,
		.last_attempt = TIME_NONE,
		.last_success = TIME_NONE,
	};
	source_set_origin(source);
	site_join(sources, entry);
	if (sources->count == load->place_cap) {
		load->place_cap = load->place_cap ? load->place_cap * 2 : 8;
		load->places =
			mem_realloc(load->places, load->place_cap * sizeof(*load->places));
	}
	load->places[sources->count] = places;
	MEM_GROW(sources->list, sources->count, sources->cap);
	sources->list[sources->count++] = entry;
	HASH_ADD_KEYPTR(hh, sources->by_id, source->options.id, strlen(source->options.id),
		entry);
}

static void load_one(struct loading *load, const struct config_node *node)
{
	struct entry *entry;
	struct source_options *options;
	const struct config_node *id;
	struct places places;

	if (!config_want(node, CONFIG_MAP, "a source", load->diag))
		return;
	entry = mem_alloc(sizeof(*entry));
	options = &entry->source.options;
	config_defaults(&source_entry_table, options);
	config_apply(&source_entry_table, node, options, load->diag);
	id = config_get(node, "id");
	if (!options->id || !options->url || !check_id(load, options->id, id->place)) {
		entry_free(entry);
		return;
	}
	check_interval(load, &entry->source, node);
	places = (struct places){id->place, config_get(node, "url")->place};
	add(load, entry, places);
	check_url(load, entry, places.url);
}

/* ---- the set ---------------------------------------------------------------------- */

static void load_root(struct loading *load, const struct config_node *root)
{
	const struct config_node *list = config_get(root, "sources");
	size_t i;

	if (!list || config_is_empty(list) ||
		!config_want(list, CONFIG_LIST, "'sources'", load->diag))
		return;
	for (i = 0; i < list->count; i++)
		load_one(load, list->values[i]);
}

/* Never asked yet: due times below every clock make the first restore or next spread them. */
static void make_heap(struct sources *sources)
{
	size_t i;

	sources->heap = mem_calloc(sources->count + 1, sizeof(struct entry *));
	for (i = 0; i < sources->count; i++)
		due_set(sources, sources->list[i], TIME_NONE);
}

struct sources *sources_load(const struct config_node *const *roots, size_t count,
	const struct source_defaults *defaults, struct diag *diag)
{
	struct loading load = {.sources = mem_alloc(sizeof(struct sources)), .diag = diag};
	size_t i;

	load.sources->defaults = *defaults;
	load.sources->seen_now = TIME_NONE;
	for (i = 0; i < count; i++)
		load_root(&load, roots[i]);
	make_heap(load.sources);
	mem_free(load.places);
	return load.sources;
}

void sources_free(struct sources *sources)
{
	size_t i;

	if (!sources)
		return;
	HASH_CLEAR(hh, sources->by_id);
	HASH_CLEAR(hh_url, sources->by_url);
	site_free_all(sources);
	for (i = 0; i < sources->count; i++)
		entry_free(sources->list[i]);
	mem_free(sources->list);
	mem_free(sources->heap);
	mem_free(sources);
}

size_t sources_count(const struct sources *sources)
{
	return sources->count;
}

struct source *sources_at(struct sources *sources, size_t i)
{
	return &sources->list[i]->source;
}

struct source *sources_find(struct sources *sources, const char *id)
{
	struct entry *entry;

	HASH_FIND_STR(sources->by_id, id, entry);
	return entry ? &entry->source : NULL;
}
