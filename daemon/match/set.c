/* The compiled set: tries over the bytes of folded words, and a trie of phrases over words. */
#include "match/match_priv.h"

#include <string.h>

#include "base/mem.h"

enum { ROOT = 1 };

/* ---- edges ------------------------------------------------------------------------- */

static uint32_t slot_of(const struct edges *edges, uint64_t key)
{
	return (uint32_t)((key * 0x9E3779B97F4A7C15u) >> 32) & edges->mask;
}

uint32_t edges_get(const struct edges *edges, uint32_t state, uint32_t symbol)
{
	uint64_t key = (uint64_t)state << 32 | symbol;
	uint32_t slot;

	if (!edges->count)
		return 0;
	for (slot = slot_of(edges, key); edges->keys[slot]; slot = (slot + 1) & edges->mask)
		if (edges->keys[slot] == key)
			return edges->states[slot];
	return 0;
}

static void insert(struct edges *edges, uint64_t key, uint32_t next)
{
	uint32_t slot = slot_of(edges, key);

	while (edges->keys[slot])
		slot = (slot + 1) & edges->mask;
	edges->keys[slot] = key;
	edges->states[slot] = next;
}

/* At most half full, so that a miss is seen soon. */
static void grow(struct edges *edges)
{
	struct edges old = *edges;
	uint32_t size = old.keys ? (old.mask + 1) * 2 : 64, i;

	edges->keys = mem_calloc(size, sizeof(*edges->keys));
	edges->states = mem_calloc(size, sizeof(*edges->states));
	edges->mask = size - 1;
	for (i = 0; old.keys && i <= old.mask; i++)
		if (old.keys[i])
			insert(edges, old.keys[i], old.states[i]);
	mem_free(old.keys);
	mem_free(old.states);
}

void edges_put(struct edges *edges, uint32_t state, uint32_t symbol, uint32_t next)
{
	if (!edges->keys || edges->count * 2 > edges->mask)
		grow(edges);
	insert(edges, (uint64_t)state << 32 | symbol, next);
	edges->count++;
}

void edges_done(struct edges *edges)
{
	mem_free(edges->keys);
	mem_free(edges->states);
}

/* ---- words ------------------------------------------------------------------------- */

static uint32_t trie_state_new(struct word_trie *trie, uint32_t parent, uint8_t byte)
{
	if (trie->count == trie->cap) {
		trie->cap = trie->cap ? trie->cap * 2 : 64;
		trie->outs = mem_realloc(trie->outs, trie->cap * sizeof(*trie->outs));
		trie->parents = mem_realloc(trie->parents, trie->cap * sizeof(*trie->parents));
		trie->bytes = mem_realloc(trie->bytes, trie->cap);
	}
	trie->outs[trie->count] = 0;
	trie->parents[trie->count] = parent;
	trie->bytes[trie->count] = byte;
	return trie->count++;
}

static uint32_t trie_walk(struct word_trie *trie, const char *bytes, size_t len, bool backward)
{
	uint32_t state = ROOT, next;
	uint8_t byte;
	size_t i;

	for (i = 0; i < len; i++, state = next) {
		byte = (uint8_t)bytes[backward ? len - 1 - i : i];
		next = edges_get(&trie->edges, state, byte);
		if (next)
			continue;
		next = trie_state_new(trie, state, byte);
		edges_put(&trie->edges, state, byte, next);
	}
	return state;
}

static bool same_writing(const char *a, const char *b, size_t b_len)
{
	if (!a || !b)
		return !a && !b;
	return strlen(a) == b_len && memcmp(a, b, b_len) == 0;
}

static const enum trie_kind trie_of[] = {
	[ELEMENT_WHOLE] = TRIE_FORWARD,
	[ELEMENT_PREFIX] = TRIE_FORWARD,
	[ELEMENT_SUFFIX] = TRIE_BACKWARD,
	[ELEMENT_INFIX] = TRIE_INFIX,
};

uint32_t match_set_element(struct match_set *set, enum element_kind kind, const char *fold,
	size_t len, const char *as_written, size_t written_len)
{
	struct word_trie *trie = &set->tries[trie_of[kind]];
	uint32_t state = trie_walk(trie, fold, len, kind == ELEMENT_SUFFIX), id;
	struct element *element;

	for (id = trie->outs[state]; id; id = set->elements[id].next)
		if (set->elements[id].kind == kind &&
			same_writing(set->elements[id].as_written, as_written, written_len))
			return id;
	MEM_GROW(set->elements, set->element_count, set->element_cap);
	id = set->element_count++;
	element = &set->elements[id];
	*element = (struct element){
		.kind = kind,
		.as_written = as_written ? mem_strndup(as_written, written_len) : NULL,
		.next = trie->outs[state],
	};
	trie->outs[state] = id;
	return id;
}

/* ---- languages --------------------------------------------------------------------- */

static unsigned number_of(const struct match_set *set, text_lang lang)
{
	unsigned i;

	for (i = 0; i < set->lang_count && set->langs[i] != lang; i++)
		;
	return i < set->lang_count ? i : LANG_BITS_OWN;
}

lang_bits match_set_lang(const struct match_set *set, text_lang lang)
{
	return lang == TEXT_LANG_UNKNOWN ? LANG_BITS_ALL : UINT32_C(1) << number_of(set, lang);
}

const struct filter *match_set_filters(const struct match_set *set, text_lang lang)
{
	return set->filters[lang == TEXT_LANG_UNKNOWN ? FILTER_ALL : number_of(set, lang)];
}

static lang_bits note_lang(struct match_set *set, text_lang lang)
{
	if (lang != TEXT_LANG_UNKNOWN && number_of(set, lang) == LANG_BITS_OWN &&
		set->lang_count < LANG_BITS_OWN)
		set->langs[set->lang_count++] = lang;
	return match_set_lang(set, lang);
}

/* ---- phrases ----------------------------------------------------------------------- */

static uint32_t phrase_state_new(struct match_set *set)
{
	MEM_GROW(set->phrases, set->phrase_count, set->phrase_cap);
	set->phrases[set->phrase_count] = (struct phrase_state){.final = 0};
	return set->phrase_count++;
}

static uint32_t phrase_step(struct match_set *set, uint32_t state, uint32_t element)
{
	uint32_t next = state == ROOT ? set->elements[element].phrase
				      : edges_get(&set->phrase_edges, state, element);

	if (next)
		return next;
	next = phrase_state_new(set);
	set->phrases[state].inner = true;
	if (state == ROOT)
		set->elements[element].phrase = next;
	else
		edges_put(&set->phrase_edges, state, element, next);
	return next;
}

void match_set_phrase(struct match_set *set, const uint32_t *elements, size_t count,
	text_lang lang, uint32_t value)
{
	lang_bits langs = note_lang(set, lang);
	uint32_t state = ROOT, final;
	size_t i;

	for (i = 0; i < count; i++) {
		state = phrase_step(set, state, elements[i]);
		set->elements[elements[i]].langs |= langs;
	}
	for (final = set->phrases[state].final; final; final = set->finals[final].next)
		if (set->finals[final].lang == lang && set->finals[final].value == value)
			return;
	MEM_GROW(set->finals, set->final_count, set->final_cap);
	set->finals[set->final_count] = (struct final){
		.lang = lang, .value = value, .next = set->phrases[state].final};
	set->phrases[state].final = set->final_count++;
}

/* ---- life -------------------------------------------------------------------------- */

struct match_set *match_set_new(void)
{
	struct match_set *set = mem_alloc(sizeof(*set));
	int i;

	/* Number 0 says "none" everywhere; number 1 is where tries begin. */
	for (i = 0; i < TRIE_COUNT; i++) {
		trie_state_new(&set->tries[i], 0, 0);
		trie_state_new(&set->tries[i], 0, 0);
	}
	phrase_state_new(set);
	phrase_state_new(set);
	MEM_GROW(set->elements, set->element_count, set->element_cap);
	set->elements[set->element_count++] = (struct element){.next = 0};
	MEM_GROW(set->finals, set->final_count, set->final_cap);
	set->finals[set->final_count++] = (struct final){.next = 0};
	return set;
}

static void link_state(struct word_trie *trie, uint32_t cell, uint32_t parent, uint8_t byte)
{
	uint32_t fail = trie->fails[parent], next = 0;

	if (parent != ROOT) {
		while (fail && !(next = trie_step(trie, fail, byte)))
			fail = trie->fails[fail];
	}
	trie->fails[cell] = next ? next : ROOT;
	fail = trie->fails[cell];
	trie->further[cell] = trie->cells[fail].out ? fail : trie->further[fail];
}

/* Numbers of the states in the order of their depth: a failure link leads to a smaller one. */
static uint32_t *by_depth(const struct word_trie *trie)
{
	uint32_t *depths = mem_calloc(trie->count, sizeof(*depths));
	uint32_t *starts = mem_calloc(trie->count + 1, sizeof(*starts));
	uint32_t *order = mem_calloc(trie->count, sizeof(*order)), i;

	/* A parent is older than its children: its depth is known when theirs is asked for. */
	for (i = ROOT + 1; i < trie->count; i++) {
		depths[i] = depths[trie->parents[i]] + 1;
		starts[depths[i] + 1]++;
	}
	starts[1] = 0;
	for (i = 2; i <= trie->count; i++)
		starts[i] += starts[i - 1];
	for (i = ROOT + 1; i < trie->count; i++)
		order[starts[depths[i]]++] = i;
	mem_free(depths);
	mem_free(starts);
	return order;
}

static void link_infixes(struct word_trie *trie, const uint32_t *cell_of)
{
	uint32_t *order = by_depth(trie), i, state;

	trie->fails = mem_calloc(trie->cell_count, sizeof(*trie->fails));
	trie->further = mem_calloc(trie->cell_count, sizeof(*trie->further));
	for (i = 0; i + 2 < trie->count; i++) {
		state = order[i];
		link_state(trie, cell_of[state], cell_of[trie->parents[state]],
			trie->bytes[state]);
	}
	mem_free(order);
}

/* The languages of a state are those of its elements and of all states behind it. */
static void spread_langs(struct match_set *set, struct word_trie *trie)
{
	uint32_t state, id;

	trie->langs = mem_calloc(trie->count, sizeof(*trie->langs));
	/* A parent is older than its children. */
	for (state = trie->count - 1; state >= ROOT; state--) {
		for (id = trie->outs[state]; id; id = set->elements[id].next)
			trie->langs[state] |= set->elements[id].langs;
		if (state > ROOT)
			trie->langs[trie->parents[state]] |= trie->langs[state];
	}
}

/* What a trie grows by. */
static void drop_growth(struct word_trie *trie)
{
	edges_done(&trie->edges);
	mem_free(trie->outs);
	mem_free(trie->parents);
	mem_free(trie->bytes);
	mem_free(trie->langs);
	trie->edges = (struct edges){.keys = NULL};
	trie->outs = trie->parents = trie->langs = NULL;
	trie->bytes = NULL;
}

void match_set_finish(struct match_set *set)
{
	uint32_t *cell_of;
	int i;

	filters_make(set);
	for (i = 0; i < TRIE_COUNT; i++) {
		struct word_trie *trie = &set->tries[i];

		spread_langs(set, trie);
		trie->cells = double_array_new(trie, &trie->cell_count, &cell_of);
		if (i == TRIE_INFIX)
			link_infixes(trie, cell_of);
		drop_growth(trie);
		mem_free(cell_of);
	}
}

static void trie_done(struct word_trie *trie)
{
	drop_growth(trie);
	mem_free(trie->cells);
	mem_free(trie->fails);
	mem_free(trie->further);
}

void match_set_free(struct match_set *set)
{
	uint32_t i;

	if (!set)
		return;
	for (i = 0; i < TRIE_COUNT; i++)
		trie_done(&set->tries[i]);
	filters_done(set);
	for (i = 0; i < set->element_count; i++)
		mem_free(set->elements[i].as_written);
	edges_done(&set->phrase_edges);
	mem_free(set->elements);
	mem_free(set->phrases);
	mem_free(set->finals);
	mem_free(set);
}
