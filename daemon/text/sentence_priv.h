/* Where a sentence ends. */
#ifndef KORDON_TEXT_SENTENCE_PRIV_H
#define KORDON_TEXT_SENTENCE_PRIV_H

#include "text/text.h"

/*
 * Whether the sign at text[pos] ends the sentence whose last word so far is `last`. end: of
 * the segment.
 */
bool sentence_ends(const char *text, size_t end, size_t pos, const struct text_word *last);

#endif
