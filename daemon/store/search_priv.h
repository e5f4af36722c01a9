/* What the files of the full-text search share. */
#ifndef KORDON_STORE_SEARCH_PRIV_H
#define KORDON_STORE_SEARCH_PRIV_H

#include "store/store_priv.h"

/* Phrases of FTS5: "border fence" or "buoy" *. In an arena. */
struct search_phrases {
	const char **list;
	size_t count, cap;
};
void search_phrases_add(struct arena *arena, struct search_phrases *phrases, const char *phrase);

enum search_how {
	SEARCH_EXACT,
	SEARCH_BEGINS,   /* its last word stands for all that begin so */
	SEARCH_RECORDED, /* exact, and nothing where its words are not recorded at all */
};
/*
 * search_words.c: adds what a pattern stands for: words as they are, word*, *word, *word*.
 * False with why (static) where it holds no word, or stands for too many.
 */
bool search_expand(struct store *store, struct arena *arena, const char *pattern, size_t len,
	enum search_how how, struct search_phrases *out, const char **out_why);
/* Notes the words of a folded text, for patterns that begin with a star. */
int search_learn(struct store *store, const char *text) MUST_CHECK;
/* Forgets what is known of the words, and gives its memory back: when idle, and when what was
 * noted was rolled back. */
void search_rest(struct store *store);

#endif
