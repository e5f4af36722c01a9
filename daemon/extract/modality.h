/*
 * Cue words of modality, and what else says how far they reach. To add a language: rows in
 * modality_cues.c.
 */
#ifndef KORDON_EXTRACT_MODALITY_H
#define KORDON_EXTRACT_MODALITY_H

#include <stddef.h>

#include "model/modality.h"

enum mood_kind {
	MOOD_RIGHT,  /* governs what follows, up to a break */
	MOOD_CLAUSE, /* the same, and what stands before it in its clause */
	MOOD_NEAR,   /* what follows, up to a comma, an "and" or a break */
	MOOD_AROUND, /* the same, and what stands before it */
	MOOD_COMMA,  /* what follows up to a comma: "if" */
	MOOD_TITLE,  /* as right, in titles alone: "Poland to close the border" */
	MOOD_ALL,    /* the whole sentence: "…, which did not happen" */
	MOOD_NONE,   /* governs nothing, and what stands in it is no cue: "not only" */
	MOOD_BREAK,  /* a clause of its own begins: "but" */
	MOOD_ASIDE,  /* one that ends at its comma: "which", "after" */
	MOOD_AND,
};

struct mood_row {
	const char *lang;
	enum mood_kind kind; /* of what is denied, "right" and "all" are words of denial */
	enum modality modality; /* of the first seven kinds */
	const char *const *patterns; /* as of match.h, ended by NULL */
};
extern const struct mood_row mood_rows[];
extern const size_t mood_row_count;

#endif
