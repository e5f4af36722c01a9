/*
 * One pass over the words of a text. Each word is looked up once, whatever the number of
 * patterns; phrases go on from word to word as a set of states.
 */
#include <stdlib.h>
#include <string.h>

#include "match/match_priv.h"

/* More than real patterns ever reach; hostile ones end here. STEPS: of phrases that have
 * begun with elements of the word at hand. */
enum { ROOT = 1, ACTIVE_MAX = 256, ELEMENTS_MAX = 256, STEPS_MAX = 2048 };

/* A phrase that has begun. */
struct active {
	uint32_t state, first_word;
};

struct scan {
	const struct match_set *set;
	const struct text_doc *doc;
	struct arena *arena;
	uint32_t *elements; /* of the word at hand */
	uint32_t element_count;
	struct active *active, *next;
	uint32_t active_count, next_count;
	struct match_hits hits;
	size_t cap;
};

static bool written_so(const struct scan *scan, const struct text_word *word, const char *text)
{
	const char *original = scan->doc->item->field[word->field].text + word->start;
	size_t len = word->end - word->start;

	return strlen(text) == len && memcmp(original, text, len) == 0;
}

static void take_elements(struct scan *scan, const struct text_word *word, uint32_t first,
	bool whole)
{
	const struct element *element;
	uint32_t id;

	for (id = first; id; id = element->next) {
		element = &scan->set->elements[id];
		if (element->kind == ELEMENT_WHOLE && !whole)
			continue;
		if (element->as_written && !written_so(scan, word, element->as_written))
			continue;
		if (scan->element_count == ELEMENTS_MAX) {
			scan->hits.cut = true;
			return;
		}
		scan->elements[scan->element_count++] = id;
	}
}

static bool has_words(const struct scan *scan, enum trie_kind kind)
{
	return scan->set->tries[kind].cells[ROOT].base != 0;
}

/* Forward for whole words and prefixes, backward for suffixes. */
static void walk(struct scan *scan, const struct text_word *word, bool backward)
{
	const struct word_trie *trie =
		&scan->set->tries[backward ? TRIE_BACKWARD : TRIE_FORWARD];
	uint32_t state = ROOT, i;

	for (i = 0; i < word->fold_len; i++) {
		state = trie_step(trie, state,
			(uint8_t)word->fold[backward ? word->fold_len - 1u - i : i]);
		if (!state)
			return;
		if (trie->cells[state].out)
			take_elements(scan, word, trie->cells[state].out,
				i + 1u == word->fold_len);
	}
}

static int compare_numbers(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

/* An infix may stand in a word twice, and counts once. */
static void drop_doubles(struct scan *scan, uint32_t from)
{
	uint32_t *list = scan->elements + from, count = scan->element_count - from, kept = 0, i;

	qsort(list, count, sizeof(*list), compare_numbers);
	for (i = 0; i < count; i++)
		if (!kept || list[kept - 1] != list[i])
			list[kept++] = list[i];
	scan->element_count = from + kept;
}

static void walk_infixes(struct scan *scan, const struct text_word *word)
{
	const struct word_trie *trie = &scan->set->tries[TRIE_INFIX];
	uint32_t state = ROOT, next, from = scan->element_count, out, i;

	for (i = 0; i < word->fold_len; i++) {
		while (!(next = trie_step(trie, state, (uint8_t)word->fold[i])) && state != ROOT)
			state = trie->fails[state];
		state = next ? next : ROOT;
		out = trie->cells[state].out ? state : trie->further[state];
		for (; out && scan->element_count < ELEMENTS_MAX; out = trie->further[out])
			take_elements(scan, word, trie->cells[out].out, true);
	}
	if (scan->element_count > from + 1)
		drop_doubles(scan, from);
}

static void take_hit(struct scan *scan, uint32_t value, uint32_t first_word, uint32_t end_word)
{
	if (scan->hits.count == MATCH_HITS_MAX) {
		scan->hits.cut = true;
		return;
	}
	ARENA_GROW(scan->arena, scan->hits.hits, scan->hits.count, scan->cap);
	scan->hits.hits[scan->hits.count++] = (struct match_hit){
		.value = value, .first_word = first_word, .end_word = end_word};
}

/* A phrase has come to a state with this word: what ends here, and may it go on? */
static void reach(struct scan *scan, uint32_t state, uint32_t first_word, uint32_t word)
{
	const struct phrase_state *phrase = &scan->set->phrases[state];
	const struct final *final;
	uint32_t id;

	for (id = phrase->final; id; id = final->next) {
		final = &scan->set->finals[id];
		if (final->lang == TEXT_LANG_UNKNOWN || scan->doc->lang == TEXT_LANG_UNKNOWN ||
			final->lang == scan->doc->lang)
			take_hit(scan, final->value, first_word, word + 1);
	}
	if (!phrase->inner)
		return;
	if (scan->next_count == ACTIVE_MAX)
		scan->hits.cut = true;
	else
		scan->next[scan->next_count++] = (struct active){state, first_word};
}

static void find_elements(struct scan *scan, const struct text_word *word)
{
	scan->element_count = 0;
	walk(scan, word, false);
	if (has_words(scan, TRIE_BACKWARD))
		walk(scan, word, true);
	if (has_words(scan, TRIE_INFIX))
		walk_infixes(scan, word);
}

/* Phrases that have begun go on with an element. */
static void go_on(struct scan *scan, uint32_t element, uint32_t number, uint32_t active_count)
{
	uint32_t i, state;

	for (i = 0; i < active_count; i++) {
		state = edges_get(&scan->set->phrase_edges, scan->active[i].state, element);
		if (state)
			reach(scan, state, scan->active[i].first_word, number);
	}
}

static void scan_word(struct scan *scan, uint32_t number)
{
	uint32_t active_count = scan->active_count, element, i;
	struct active *swap;

	find_elements(scan, &scan->doc->words[number]);
	scan->next_count = 0;
	if (active_count * scan->element_count > STEPS_MAX) {
		scan->hits.cut = true;
		active_count = STEPS_MAX / scan->element_count;
	}
	for (i = 0; i < scan->element_count; i++) {
		element = scan->elements[i];
		if (scan->set->elements[element].phrase)
			reach(scan, scan->set->elements[element].phrase, number, number);
		go_on(scan, element, number, active_count);
	}
	swap = scan->active;
	scan->active = scan->next;
	scan->next = swap;
	scan->active_count = scan->next_count;
}

static int compare_hits(const void *left, const void *right)
{
	const struct match_hit *a = left, *b = right;

	if (a->first_word != b->first_word)
		return a->first_word < b->first_word ? -1 : 1;
	if (a->end_word != b->end_word)
		return a->end_word < b->end_word ? -1 : 1;
	return a->value < b->value ? -1 : a->value > b->value;
}

static void sort_hits(struct match_hits *hits)
{
	size_t kept = 0, i = 1;

	/* They come by their last word, which mostly is the order wanted. */
	while (i < hits->count && compare_hits(&hits->hits[i - 1], &hits->hits[i]) < 0)
		i++;
	if (i >= hits->count)
		return;
	qsort(hits->hits, hits->count, sizeof(*hits->hits), compare_hits);
	for (i = 0; i < hits->count; i++)
		if (!kept || compare_hits(&hits->hits[kept - 1], &hits->hits[i]) != 0)
			hits->hits[kept++] = hits->hits[i];
	hits->count = kept;
}

struct match_hits match_scan(const struct match_set *set, struct arena *arena,
	const struct text_doc *doc)
{
	struct active active[2][ACTIVE_MAX];
	uint32_t elements[ELEMENTS_MAX], i;
	struct scan scan = {
		.set = set,
		.doc = doc,
		.arena = arena,
		.elements = elements,
		.active = active[0],
		.next = active[1],
	};

	for (i = 0; i < doc->word_count; i++) {
		if (i && doc->words[i].sentence != doc->words[i - 1].sentence)
			scan.active_count = 0;
		scan_word(&scan, i);
	}
	sort_hits(&scan.hits);
	return scan.hits;
}
