/*
 * Word patterns, thousands at once, found in one pass over the words of a text.
 *
 * A pattern is what RULES.md calls a term: one or more words, compared after folding;
 * buoy, buoy*, *poi, *raja*, (a|b) c*, =NATO as written, several words a phrase (hyphens
 * and punctuation between them ignored, but not the end of a sentence).
 * Used by rule (terms) and extract (names of places, cue words).
 */
#ifndef KORDON_MATCH_MATCH_H
#define KORDON_MATCH_MATCH_H

#include "text/text.h"

struct match_builder;
struct match_set;

/* Ceilings: a pattern beyond them is refused with a reason. */
enum {
	MATCH_PATTERN_WORDS = 16,      /* words in a phrase */
	MATCH_PATTERN_FORMS = 256,     /* phrases that the alternatives of one pattern make */
	MATCH_PATTERN_BYTES = 512,
	MATCH_SET_PATTERNS = 200000,   /* phrases in a set */
	MATCH_WILDCARD_LETTERS = 2,    /* least letters before a '*' (buoy*) */
	MATCH_INFIX_LETTERS = 3,       /* least letters of *poi and *raja* */
};

struct match_builder *match_builder_new(void) MUST_CHECK;
void match_builder_free(struct match_builder *builder);

/*
 * Adds a pattern for one language (TEXT_LANG_UNKNOWN: for all). value comes back with each
 * hit. False with a reason (static text) and the byte of the pattern where it is wrong.
 * Hyphens inside a pattern part words as they do in texts; the words must stand together.
 */
bool match_add(struct match_builder *builder, const char *pattern, text_lang lang,
	uint32_t value, const char **out_why, size_t *out_at) MUST_CHECK;

/* The builder is empty afterwards. */
struct match_set *match_compile(struct match_builder *builder) MUST_CHECK;
void match_set_free(struct match_set *set);

struct match_hit {
	uint32_t value;
	uint32_t first_word, end_word;
	/* Of one word, whether a pattern found it by its beginning (buoy, buoy*), and whether one
	 * by another part of it (*poi, *raja*). Of phrases neither. */
	bool by_beginning, by_part;
};

struct match_hits {
	struct match_hit *hits; /* by first word, then end word, then value; none twice */
	size_t count;
	bool cut; /* more than MATCH_HITS_MAX: the rest was left out */
};
enum { MATCH_HITS_MAX = 100000 };

/*
 * All hits in the doc, in every segment. A pattern of a language counts when the doc's
 * language is that one or unknown. Linear in the length of the text, whatever the patterns.
 */
struct match_hits match_scan(const struct match_set *set, struct arena *arena,
	const struct text_doc *doc);

#endif
