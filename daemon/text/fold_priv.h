/* The fold of single code points, shared by words, number words and text_fold. */
#ifndef KORDON_TEXT_FOLD_PRIV_H
#define KORDON_TEXT_FOLD_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum char_class {
	CHAR_OTHER,      /* parts words */
	CHAR_WORD,       /* letter, digit, mark */
	CHAR_NOTHING,    /* soft hyphen, zero-width and variation signs: not there at all */
	CHAR_APOSTROPHE, /* parts Latin words, vanishes inside Cyrillic ones */
};

enum { FOLD_BYTES = 64 }; /* the longest fold of a code point (U+FDFA) fits */

struct fold {
	uint8_t class; /* enum char_class */
	bool upper, lower, digit, cyrillic;
	uint8_t len;
	char bytes[FOLD_BYTES];
};

/* The folds of the frequent code points: blocks of 256, each made on its first use. */
enum { FOLD_BLOCKS = 0x21, FOLD_CACHED = FOLD_BLOCKS << 8 };
extern struct fold *fold_blocks[FOLD_BLOCKS];
/* As fold_of, where the cache does not have it. */
const struct fold *fold_of_rare(uint32_t cp);

/* Borrows; the entry of a rare code point lives until the next call. */
static inline const struct fold *fold_of(uint32_t cp)
{
	const struct fold *block = cp < FOLD_CACHED ? fold_blocks[cp >> 8] : NULL;

	return block ? &block[cp & 0xFF] : fold_of_rare(cp);
}

/* Whether the apostrophe before pos stands inside a Cyrillic word, which it does not part:
 * п'ять. */
bool fold_joins(const char *text, size_t len, size_t pos, bool cyrillic_before);

/* The folded letter or digit of an ASCII byte; 0 for all other bytes. */
static inline char fold_ascii(char byte)
{
	if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
		return byte;
	return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : 0;
}

#endif
