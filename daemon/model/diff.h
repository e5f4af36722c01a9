/*
 * What changed between two texts, word by word: parts that stay, go and come. Bounded in
 * cost: linear in the length of the texts, whatever they hold; what is too long, or too
 * unlike, to be told word by word is told in larger pieces. Plain data.
 */
#ifndef KORDON_MODEL_DIFF_H
#define KORDON_MODEL_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct json_object;

/* "Stay" bytes that both texts hold, then what goes and what comes in its place. */
struct diff_step {
	size_t keep, del, ins; /* bytes, in this order */
};

/* The texts are borrowed; the steps together hold all of both. */
struct diff {
	const char *before, *after;
	const struct diff_step *steps;
	size_t count;
};

struct diff diff_words(struct arena *arena, const char *before, size_t before_len,
	const char *after, size_t after_len);

/*
 * To be kept: [12,-4,"words",…] stays, goes, comes; with the text before it all is known. NULL
 * where more than DIFF_KEPT_MAX bytes come: the text was written anew, and stands in the item.
 */
enum { DIFF_KEPT_MAX = 256 * 1024 };
struct json_object *diff_pack(const struct diff *diff); /* returns (caller puts) */

/*
 * For people and programs: [{"op":"keep","bytes":…,"text":"…"}, …] with "delete" and
 * "insert"; a long "keep" is cut in its middle. NULL where the script does not fit the text.
 */
struct json_object *diff_json(struct json_object *script, const char *before, size_t len);

#endif
