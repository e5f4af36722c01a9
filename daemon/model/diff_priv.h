/* What the files of the diff share: texts in tokens, and which of them the other lacks. */
#ifndef KORDON_MODEL_DIFF_PRIV_H
#define KORDON_MODEL_DIFF_PRIV_H

#include "model/diff.h"

#include <stdint.h>

/* What is compared, and the blanks behind it, which are not. */
struct diff_token {
	uint32_t start, len, blanks;
	uint32_t id; /* the same only where the bytes are */
};

struct diff_side {
	const char *text;
	struct diff_token *tokens;
	uint8_t *lone; /* of each token: the other side has none for it */
	size_t count;
};

/* The working memory of comparisons, one after the other; in the arena. */
struct diff_field;
struct diff_field *diff_field_new(struct arena *arena);
/* Marks in both sides what the other does not have; what is left stands in the same order. */
void diff_compare(struct diff_field *field, struct diff_side *before, struct diff_side *after);

#endif
