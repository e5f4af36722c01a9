/*
 * One pass over the words of a text. Each word is looked up once, whatever the number of
 * patterns; phrases go on from word to word as a set of states.
 */
#include <stdlib.h>
#include <string.h>

#include "match/match_priv.h"

/* More than real patterns ever reach; hostile ones end here. STEPS: of phrases that have
 * begun with elements of the word at hand. */
enum { ROOT = 1, ACTIVE_MAX = 256, ELEMENTS_MAX = 256, STEPS_MAX = 2048, SORT_MOVES = 8 };

enum { PART_BYTES = 3 };

/* A phrase that has begun. */
struct active {
	uint32_t state, first_word;
};

struct scan {
	const struct match_set *set;
	const struct text_doc *doc;
	lang_bits lang; /* of the doc */
	const struct filter *filters;
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
		if (!(element->langs & scan->lang) || (element->kind == ELEMENT_WHOLE && !whole))
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

/* Whole words and prefixes. */
static void walk_forward(struct scan *scan, const struct text_word *word)
{
	const struct word_trie *trie = &scan->set->tries[TRIE_FORWARD];
	const uint8_t *fold = (const uint8_t *)word->fold;
	uint32_t cell = ROOT, i;

	for (i = 0; i < word->fold_len; i++) {
		cell = trie_step(trie, cell, fold[i]);
		if (!(trie->cells[cell].langs & scan->lang))
			return;
		if (trie->cells[cell].out)
			take_elements(scan, word, trie->cells[cell].out,
				i + 1u == word->fold_len);
	}
}

/* Suffixes. */
static void walk_backward(struct scan *scan, const struct text_word *word)
{
	const struct word_trie *trie = &scan->set->tries[TRIE_BACKWARD];
	const uint8_t *fold = (const uint8_t *)word->fold;
	uint32_t cell = ROOT, i;

	for (i = word->fold_len; i; i--) {
		cell = trie_step(trie, cell, fold[i - 1]);
		if (!(trie->cells[cell].langs & scan->lang))
			return;
		if (trie->cells[cell].out)
			take_elements(scan, word, trie->cells[cell].out, true);
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

/* ---- what a word begins with --------------------------------------------------------- */

/* Eight bytes of the word from that one on, with zeros behind its end. */
static word_head head_at(const struct text_word *word, uint32_t at)
{
	uint32_t len = word->fold_len - at;
	word_head head;

	memcpy(&head, word->fold + at, sizeof(head));
	return len < sizeof(head) ? head & ((UINT64_C(1) << 8 * len) - 1) : head;
}

static bool begins_so(const struct scan *scan, const struct text_word *word)
{
	uint32_t at = 0, end = MIN(word->fold_len, FILTER_HEADS * sizeof(word_head));
	uint64_t before = 0;
	word_head head;

	for (; at < end; at += sizeof(head)) {
		head = head_at(word, at);
		if (filter_takes(&scan->filters[at / sizeof(head)], before, head))
			return true;
		before = filter_before(before, head);
	}
	return false;
}

/* The last three bytes, the last one first. */
static bool ends_so(const struct scan *scan, const struct text_word *word)
{
	const struct filter *filter = &scan->filters[FILTER_BACKWARD];
	const uint8_t *end = (const uint8_t *)word->fold + word->fold_len;

	return filter->shift_count && word->fold_len >= PART_BYTES &&
	       filter_has(filter, 0, (word_head)(end[-1] | end[-2] << 8 | end[-3] << 16),
		       FILTER_PART_SHIFT);
}

/* The first byte of the word at which an infix may begin; else its length. */
static uint32_t infix_start(const struct scan *scan, const struct text_word *word)
{
	const struct filter *filter = &scan->filters[FILTER_INFIX];
	const uint8_t *fold = (const uint8_t *)word->fold;
	word_head bytes;
	uint32_t i;

	if (!filter->shift_count || word->fold_len < PART_BYTES)
		return word->fold_len;
	bytes = (word_head)(fold[0] << 8 | fold[1] << 16);
	for (i = PART_BYTES - 1; i < word->fold_len; i++) {
		bytes = bytes >> 8 | (word_head)fold[i] << 16;
		if (filter_has(filter, 0, bytes, FILTER_PART_SHIFT))
			return i - (PART_BYTES - 1);
	}
	return word->fold_len;
}

/* ---- elements of a word ---------------------------------------------------------------- */

static void walk_infixes(struct scan *scan, const struct text_word *word, uint32_t start)
{
	const struct word_trie *trie = &scan->set->tries[TRIE_INFIX];
	uint32_t state = ROOT, next, from = scan->element_count, out, i;

	for (i = start; i < word->fold_len; i++) {
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

static void take_hit(struct scan *scan, const struct match_hit *hit)
{
	if (scan->hits.count == MATCH_HITS_MAX) {
		scan->hits.cut = true;
		return;
	}
	ARENA_GROW(scan->arena, scan->hits.hits, scan->hits.count, scan->cap);
	scan->hits.hits[scan->hits.count++] = *hit;
}

/* A phrase has come to a state with this word: what ends here, and may it go on? */
static void reach(struct scan *scan, uint32_t state, uint32_t element, uint32_t first_word,
	uint32_t word)
{
	const struct phrase_state *phrase = &scan->set->phrases[state];
	enum element_kind kind = scan->set->elements[element].kind;
	bool part = kind == ELEMENT_SUFFIX || kind == ELEMENT_INFIX;
	struct match_hit hit = {.first_word = first_word,
		.end_word = word + 1,
		.by_beginning = first_word == word && !part,
		.by_part = first_word == word && part};
	const struct final *final;
	uint32_t id;

	for (id = phrase->final; id; id = final->next) {
		final = &scan->set->finals[id];
		if (final->lang == TEXT_LANG_UNKNOWN || scan->doc->lang == TEXT_LANG_UNKNOWN ||
			final->lang == scan->doc->lang) {
			hit.value = final->value;
			take_hit(scan, &hit);
		}
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
	uint32_t start = infix_start(scan, word);

	scan->element_count = 0;
	if (begins_so(scan, word))
		walk_forward(scan, word);
	if (ends_so(scan, word))
		walk_backward(scan, word);
	if (start < word->fold_len)
		walk_infixes(scan, word, start);
}

/* Phrases that have begun go on with an element. */
static void go_on(struct scan *scan, uint32_t element, uint32_t number, uint32_t active_count)
{
	uint32_t i, state;

	for (i = 0; i < active_count; i++) {
		state = edges_get(&scan->set->phrase_edges, scan->active[i].state, element);
		if (state)
			reach(scan, state, element, scan->active[i].first_word, number);
	}
}

static void scan_word(struct scan *scan, uint32_t number)
{
	uint32_t active_count = scan->active_count, element, i;
	struct active *swap;

	find_elements(scan, &scan->doc->words[number]);
	if (!scan->element_count) {
		scan->active_count = 0;
		return;
	}
	scan->next_count = 0;
	if (active_count * scan->element_count > STEPS_MAX) {
		scan->hits.cut = true;
		active_count = STEPS_MAX / scan->element_count;
	}
	for (i = 0; i < scan->element_count; i++) {
		element = scan->elements[i];
		if (scan->set->elements[element].phrase)
			reach(scan, scan->set->elements[element].phrase, element, number, number);
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

/* They come by their last word, which mostly is nearly the order wanted. False where putting
 * each in its place would be a long way. */
static bool nearly_sorted(struct match_hits *hits)
{
	size_t budget = hits->count * SORT_MOVES, i, j;
	struct match_hit hit;

	for (i = 1; i < hits->count; i++) {
		hit = hits->hits[i];
		for (j = i; j && compare_hits(&hits->hits[j - 1], &hit) > 0; j--) {
			if (!budget--) {
				hits->hits[j] = hit;
				return false;
			}
			hits->hits[j] = hits->hits[j - 1];
		}
		hits->hits[j] = hit;
	}
	return true;
}

static void sort_hits(struct match_hits *hits)
{
	struct match_hit *last;
	size_t kept = 0, i;

	if (!nearly_sorted(hits))
		qsort(hits->hits, hits->count, sizeof(*hits->hits), compare_hits);
	for (i = 0; i < hits->count; i++) {
		last = kept ? &hits->hits[kept - 1] : NULL;
		if (last && compare_hits(last, &hits->hits[i]) == 0) {
			last->by_beginning |= hits->hits[i].by_beginning;
			last->by_part |= hits->hits[i].by_part;
		} else {
			hits->hits[kept++] = hits->hits[i];
		}
	}
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
		.lang = match_set_lang(set, doc->lang),
		.filters = match_set_filters(set, doc->lang),
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
