/* What the files of the match room share: the compiled set. */
#ifndef KORDON_MATCH_MATCH_PRIV_H
#define KORDON_MATCH_MATCH_PRIV_H

#include "match/match.h"

/* (state, symbol) → state, as one open-addressing table. State 0 is no state. */
struct edges {
	uint64_t *keys; /* state << 32 | symbol; 0: empty */
	uint32_t *states;
	uint32_t mask, count;
};

uint32_t edges_get(const struct edges *edges, uint32_t state, uint32_t symbol);
void edges_put(struct edges *edges, uint32_t state, uint32_t symbol, uint32_t next);
void edges_done(struct edges *edges);

/*
 * Languages as bits, for leaving early what no pattern of the item's language goes on with: a
 * filter. What a final says of its language decides.
 */
typedef uint32_t lang_bits;
#define LANG_BITS_ALL UINT32_MAX
/* The last bit stands for all languages that have none of their own. */
enum { LANG_BITS_OWN = 31 };

/* How a word of a pattern is compared with a word of the text. */
enum element_kind { ELEMENT_WHOLE, ELEMENT_PREFIX, ELEMENT_SUFFIX, ELEMENT_INFIX };

/* One word of patterns; the same word in several patterns is one element. */
struct element {
	enum element_kind kind;
	char *as_written;   /* NULL: folded comparison is enough */
	uint32_t next;      /* further element at the same state; 0: none */
	uint32_t phrase;    /* state of the phrase trie that it leads to from the start */
	lang_bits langs;    /* of the phrases that it is in */
};

/* A state of a finished trie; cell 0 is no state, cell 1 the start. */
struct cell {
	uint32_t base, check;
	uint32_t out; /* its first element; 0: none */
	lang_bits langs; /* of the elements here and behind */
};

/* A byte trie of folded words. */
struct word_trie {
	/* While it grows: states by number, outs: first element of a state. */
	struct edges edges;
	uint32_t *outs;
	uint32_t count, cap;
	uint32_t *parents;
	uint8_t *bytes;
	lang_bits *langs;
	/* When it is finished. */
	struct cell *cells;
	uint32_t cell_count;
	/* Infixes alone, by cell: where to go on when a byte does not fit, and the nearest
	 * cell on that way that has elements (Aho and Corasick 1975). */
	uint32_t *fails, *further;
};

/* The cells of a trie, and the cell of each of its states; the caller frees both. */
struct cell *double_array_new(const struct word_trie *trie, uint32_t *out_count,
	uint32_t **out_cell_of) MUST_CHECK;

/* The cell behind a byte; 0: none. */
static inline uint32_t trie_step(const struct word_trie *trie, uint32_t cell, uint8_t byte)
{
	uint32_t next = trie->cells[cell].base + byte;

	return trie->cells[next].check == cell ? next : 0;
}

/* What a state of the phrase trie ends. */
struct final {
	text_lang lang;
	uint32_t value;
	uint32_t next; /* 0: none */
};

struct phrase_state {
	uint32_t final; /* 0: none */
	bool inner;     /* has children */
};

enum trie_kind { TRIE_FORWARD, TRIE_BACKWARD, TRIE_INFIX, TRIE_COUNT };

/*
 * What elements of one trie begin with, a bit each by a hash: nearly all words of a text begin
 * otherwise, and are told so by a few looks that need not wait for each other, without a walk.
 */
struct filter {
	uint64_t *bits;
	unsigned slot_shift;
	/* Lengths of beginnings that there are, as shifts that leave so many bytes of a head. */
	uint8_t shifts[sizeof(uint64_t)];
	unsigned shift_count;
};

/* Eight bytes of a word (of the backward trie: from its end), the first one lowest; zeros
 * behind its end. */
typedef uint64_t word_head;

/* before: of the heads before this one, 0 at the beginning of the word. */
static inline uint64_t filter_slot(
	const struct filter *filter, uint64_t before, word_head head, unsigned shift)
{
	return (before + (head << shift)) * UINT64_C(0x9E3779B97F4A7C15) >> filter->slot_shift;
}

static inline uint64_t filter_before(uint64_t before, word_head head)
{
	return (before + head) * UINT64_C(0xD6E8FEB86659FD93);
}

static inline bool filter_has(
	const struct filter *filter, uint64_t before, word_head head, unsigned shift)
{
	uint64_t slot = filter_slot(filter, before, head, shift);

	return filter->bits[slot / 64] >> slot % 64 & 1;
}

/* Whether an element may begin so; false is certain. */
static inline bool filter_takes(const struct filter *filter, uint64_t before, word_head head)
{
	bool found = false;
	unsigned i;

	for (i = 0; i < filter->shift_count; i++)
		found |= filter_has(filter, before, head, filter->shifts[i]);
	return found;
}

/* The forward trie has one for elements of one head, one for those of two, and so on. */
enum { FILTER_HEADS = 4, FILTER_BACKWARD = FILTER_HEADS, FILTER_INFIX, FILTER_COUNT };

/* Suffixes and infixes are looked at by three bytes, which they have at least. */
enum { FILTER_PART_SHIFT = 64 - 3 * 8 };

/* For each language of its own, for all others together, and for items of an unknown one. */
enum { FILTER_LANGS = 33, FILTER_ALL = 32 };

struct match_set {
	struct word_trie tries[TRIE_COUNT];
	struct filter filters[FILTER_LANGS][FILTER_COUNT];
	struct element *elements; /* from 1 */
	uint32_t element_count, element_cap;
	struct edges phrase_edges; /* symbol: element */
	struct phrase_state *phrases; /* from 1: the start */
	uint32_t phrase_count, phrase_cap;
	struct final *finals; /* from 1 */
	uint32_t final_count, final_cap;
	text_lang langs[LANG_BITS_OWN]; /* by bit */
	unsigned lang_count;
};

struct match_set *match_set_new(void) MUST_CHECK;
/* The element of that folded word; made where there is none yet. */
uint32_t match_set_element(struct match_set *set, enum element_kind kind, const char *fold,
	size_t len, const char *as_written, size_t written_len);
void match_set_phrase(struct match_set *set, const uint32_t *elements, size_t count,
	text_lang lang, uint32_t value);
/* The bit of a doc's language; all for the unknown one. */
lang_bits match_set_lang(const struct match_set *set, text_lang lang);
/* The filters of a doc's language. */
const struct filter *match_set_filters(const struct match_set *set, text_lang lang);
/* filter.c: makes the filters of the tries, which still have what they grew by. */
void filters_make(struct match_set *set);
void filters_done(struct match_set *set);
/* Links the infixes and packs the tries: nothing is added afterwards. */
void match_set_finish(struct match_set *set);

#endif
