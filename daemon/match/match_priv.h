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

/* How a word of a pattern is compared with a word of the text. */
enum element_kind { ELEMENT_WHOLE, ELEMENT_PREFIX, ELEMENT_SUFFIX, ELEMENT_INFIX };

/* One word of patterns; the same word in several patterns is one element. */
struct element {
	enum element_kind kind;
	char *as_written;   /* NULL: folded comparison is enough */
	uint32_t next;      /* further element at the same state; 0: none */
	uint32_t phrase;    /* state of the phrase trie that it leads to from the start */
};

/* A state of a finished trie; cell 0 is no state, cell 1 the start. */
struct cell {
	uint32_t base, check;
	uint32_t out; /* its first element; 0: none */
};

/* A byte trie of folded words. */
struct word_trie {
	/* While it grows: states by number, outs: first element of a state. */
	struct edges edges;
	uint32_t *outs;
	uint32_t count, cap;
	uint32_t *parents;
	uint8_t *bytes;
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

struct match_set {
	struct word_trie tries[TRIE_COUNT];
	struct element *elements; /* from 1 */
	uint32_t element_count, element_cap;
	struct edges phrase_edges; /* symbol: element */
	struct phrase_state *phrases; /* from 1: the start */
	uint32_t phrase_count, phrase_cap;
	struct final *finals; /* from 1 */
	uint32_t final_count, final_cap;
};

struct match_set *match_set_new(void) MUST_CHECK;
/* The element of that folded word; made where there is none yet. */
uint32_t match_set_element(struct match_set *set, enum element_kind kind, const char *fold,
	size_t len, const char *as_written, size_t written_len);
void match_set_phrase(struct match_set *set, const uint32_t *elements, size_t count,
	text_lang lang, uint32_t value);
/* Links the infixes and packs the tries: nothing is added afterwards. */
void match_set_finish(struct match_set *set);

#endif
