/*
 * The wording of a doc: title and lead, as beginnings of words (inflection stands at the
 * end in all twelve languages), in Latin letters that sound alike, so that the names of
 * places, ships and people meet across alphabets: Нарва, Narwa and Narva are one.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/text.h"

enum {
	LEAST_LETTERS = 3,
	BEGINNING = 5, /* letters of a word that count */
	LEAD_WORDS = 120,
	TITLE_COUNTS = 2 /* a word of the title counts as so many of the lead */
};

/* Folded Cyrillic from а to я, and what follows it: the fold has taken й to и, ё to е. */
static const char *const cyrillic[] = {"a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k",
	"l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "ts", "ch", "sh", "sh", "", "i",
	"", "e", "iu", "ia", "e", "e", "d", "g", "e", "z", "i"};

/* Letters that languages write for one sound. */
static const char *latin_of(uint32_t cp, char *room)
{
	switch (cp) {
	case 'c':
	case 'q':
		return "k";
	case 'w':
		return "v";
	case 'x':
		return "ks";
	case 'y':
	case 'j':
		return "i";
	default:
		break;
	}
	if (cp >= 0x430 && cp < 0x430 + sizeof(cyrillic) / sizeof(*cyrillic))
		return cyrillic[cp - 0x430];
	room[utf8_put(room, cp)] = '\0';
	return room;
}

/* Hash of the beginning; 0: the word is too short to tell anything. */
static uint32_t beginning_of(const struct text_word *word)
{
	char text[BEGINNING * 4 + 8], room[8];
	size_t len = 0, pos = 0, letters = 0;

	while (pos < word->fold_len && letters < BEGINNING) {
		const char *part = latin_of(utf8_next(word->fold, word->fold_len, &pos), room);

		memcpy(text + len, part, strlen(part));
		len += strlen(part);
		letters += utf8_count(part, strlen(part));
	}
	return letters < LEAST_LETTERS ? 0 : (uint32_t)hash_bytes(text, len) | 1;
}

static int by_word(const void *left, const void *right)
{
	const struct wording_part *a = left, *b = right;

	return a->word < b->word ? -1 : a->word > b->word;
}

/* Equal words together; a word that comes often counts more, but not so often more. */
static uint32_t merge(struct wording_part *parts, uint32_t count)
{
	uint32_t kept = 0;

	qsort(parts, count, sizeof(*parts), by_word);
	for (uint32_t i = 0; i < count; i++) {
		if (kept && parts[kept - 1].word == parts[i].word)
			parts[kept - 1].weight += parts[i].weight;
		else
			parts[kept++] = parts[i];
	}
	for (uint32_t i = 0; i < kept; i++)
		parts[i].weight = 1 + logf(parts[i].weight);
	return kept;
}

struct wording text_wording(const struct text_doc *doc)
{
	struct wording_part *parts = arena_alloc(doc->arena, WORDING_MAX * sizeof(*parts));
	uint32_t count = 0, lead = 0;

	for (uint32_t i = 0; i < doc->word_count && count < WORDING_MAX && lead < LEAD_WORDS;
		i++) {
		const struct text_word *word = &doc->words[i];
		bool title = word->field == ITEM_TITLE;
		uint32_t hash;

		if (!segment_is_own((enum segment_kind)word->kind))
			continue;
		lead += !title;
		hash = beginning_of(word);
		if (hash)
			parts[count++] = (struct wording_part){hash, title ? TITLE_COUNTS : 1};
	}
	return (struct wording){.parts = parts, .count = merge(parts, count)};
}
