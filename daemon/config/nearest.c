/*
 * "Did you mean": the nearest known word by edit distance, where two neighbours swapped are
 * one edit (optimal string alignment). A site may have tens of thousands of terms, so words
 * that differ in length or letters by too much are passed over before anything is measured.
 */
#include "config/config_priv.h"

#include <string.h>

#include "base/utf8.h"

enum { WORD_MAX = 48 };

struct word {
	uint32_t letters[WORD_MAX];
	size_t count;
	uint64_t set; /* a bit for each letter, hashed */
};

static uint32_t lower(uint32_t cp)
{
	if (cp >= 'A' && cp <= 'Z')
		return cp + 32;
	return cp >= 0x410 && cp <= 0x42F ? cp + 32 : cp; /* А to Я */
}

static bool read_word(const char *text, struct word *out)
{
	size_t len = strlen(text), pos = 0;

	out->count = 0;
	out->set = 0;
	if (len > WORD_MAX * 4)
		return false;
	while (pos < len) {
		if (out->count == WORD_MAX)
			return false;
		out->letters[out->count] = lower(utf8_next(text, len, &pos));
		out->set |= (uint64_t)1 << (out->letters[out->count] & 63);
		out->count++;
	}
	return true;
}

static size_t least(size_t a, size_t b, size_t c)
{
	return MIN(MIN(a, b), c);
}

static size_t distance(const struct word *a, const struct word *b)
{
	size_t rows[3][WORD_MAX + 1], i, j;
	size_t *before = rows[0], *last = rows[1], *row = rows[2], *free_row;

	for (j = 0; j <= b->count; j++)
		last[j] = j;
	for (i = 1; i <= a->count; i++) {
		row[0] = i;
		for (j = 1; j <= b->count; j++) {
			bool same = a->letters[i - 1] == b->letters[j - 1];

			row[j] = least(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same);
			if (i > 1 && j > 1 && a->letters[i - 1] == b->letters[j - 2] &&
				a->letters[i - 2] == b->letters[j - 1])
				row[j] = MIN(row[j], before[j - 2] + 1);
		}
		free_row = before;
		before = last;
		last = row;
		row = free_row;
	}
	return last[b->count];
}

static bool too_far(const struct word *a, const struct word *b, size_t limit)
{
	size_t longer = MAX(a->count, b->count), shorter = MIN(a->count, b->count);

	return longer - shorter > limit ||
	       (size_t)__builtin_popcountll(a->set ^ b->set) > 2 * limit;
}

const char *config_nearest(const char *word, const char *const *candidates, size_t count)
{
	const char *nearest = NULL;
	struct word wanted, other;
	size_t limit, found, i;

	if (!read_word(word, &wanted))
		return NULL;
	limit = wanted.count < 3 ? wanted.count / 2 : MAX(wanted.count / 3, 1);
	for (i = 0; i < count; i++) {
		if (!read_word(candidates[i], &other) || too_far(&wanted, &other, limit))
			continue;
		found = distance(&wanted, &other);
		if (found > limit || (nearest && found == limit))
			continue;
		nearest = candidates[i];
		limit = found;
		if (!found)
			break;
	}
	return nearest;
}
