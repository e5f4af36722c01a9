/*
 * The wording of an item: the beginnings of its words, hashed, with how often each stands
 * there. Two items that tell of one event share rare ones, in other languages at least the
 * names. Plain data in an arena.
 */
#ifndef KORDON_MODEL_WORDING_H
#define KORDON_MODEL_WORDING_H

#include <stdint.h>

enum { WORDING_MAX = 128 };

struct wording_part {
	uint32_t word;  /* hash of the beginning of a word in Latin letters */
	float weight;
};

struct wording {
	const struct wording_part *parts; /* by word, each once; at most WORDING_MAX */
	uint32_t count;
};

#endif
