/*
 * The wording of a doc: title and lead, as beginnings of words (inflection stands at the
 * end in all twelve languages), in Latin letters that sound alike, so that the names of
 * places, ships and people meet across alphabets: Нарва, Narwa and Narva are one. What is
 * written with a capital inside a sentence is taken for a name and counts more, as numbers do.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/fold_priv.h"
#include "text/text.h"

enum {
	LEAST_LETTERS = 3,
	BEGINNING = 5, /* letters of a word that count */
	LEAD_WORDS = 120,
	TITLE_COUNTS = 2, /* a word of the title counts as so many of the lead */
	NAME_COUNTS = 2,  /* names and numbers tell one event from another like it */
	LONG_WORD = 4,    /* shorter ones are small in headlines too */
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

/* ---- names ------------------------------------------------------------------------------- */

/* A word on its way into the wording. */
struct noted {
	uint32_t word;
	float weight;
	bool name;
};

static const char *text_at(const struct text_doc *doc, const struct text_word *word)
{
	return doc->item->field[word->field].text;
}

static bool is_capital(const struct text_doc *doc, const struct text_word *word)
{
	size_t pos = word->start;

	return fold_of(utf8_next(text_at(doc, word), word->end, &pos))->upper;
}

static bool is_number(const struct text_word *word)
{
	uint32_t i;

	for (i = 0; i < word->fold_len; i++)
		if (word->fold[i] < '0' || word->fold[i] > '9')
			return false;
	return true;
}

/* Behind a colon or a quote any word may have a capital, as at the start of a sentence. */
static bool opens(const struct text_doc *doc, uint32_t w)
{
	static const char *const signs[] = {":", "\"", "\u00bb", "\u201d", "\u201c", "\u201e", "\u00ab"};
	const struct text_word *word = &doc->words[w];
	uint32_t from;
	size_t i;

	if (w == doc->sentences[word->sentence].first_word)
		return true;
	from = doc->words[w - 1].end;
	for (i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (memmem(text_at(doc, word) + from, word->start - from, signs[i],
			    strlen(signs[i])))
			return true;
	return false;
}

static bool in_title(const struct text_word *word)
{
	return word->field == ITEM_TITLE;
}

/* "Russia Removes Border Buoys": capitals say nothing there. */
static bool title_in_capitals(const struct text_doc *doc)
{
	uint32_t w, words = 0, capitals = 0;

	for (w = 0; w < doc->word_count && in_title(&doc->words[w]); w++) {
		if (doc->words[w].fold_len < LONG_WORD)
			continue;
		words++;
		capitals += is_capital(doc, &doc->words[w]);
	}
	return capitals * 10 >= words * 8;
}

static bool is_name(const struct text_doc *doc, uint32_t w, bool capitals_mute)
{
	const struct text_word *word = &doc->words[w];

	if (!in_title(word) && is_number(word))
		return true;
	return is_capital(doc, word) && !opens(doc, w) && !(in_title(word) && capitals_mute);
}

/* ---- the wording ------------------------------------------------------------------------- */

static int by_word(const void *left, const void *right)
{
	const struct noted *a = left, *b = right;

	return a->word < b->word ? -1 : a->word > b->word;
}

/* Equal words together; a word that comes often counts more, but not so often more. A name
 * in one place is one in all. */
static uint32_t merge(struct noted *noted, uint32_t count, struct wording_part *parts)
{
	uint32_t kept = 0;

	qsort(noted, count, sizeof(*noted), by_word);
	for (uint32_t i = 0; i < count; i++) {
		if (kept && noted[kept - 1].word == noted[i].word) {
			noted[kept - 1].weight += noted[i].weight;
			noted[kept - 1].name |= noted[i].name;
		} else {
			noted[kept++] = noted[i];
		}
	}
	for (uint32_t i = 0; i < kept; i++) {
		float often = 1 + logf(noted[i].weight);

		parts[i] = (struct wording_part){noted[i].word,
			noted[i].name ? NAME_COUNTS * often : often};
	}
	return kept;
}

struct wording text_wording(const struct text_doc *doc)
{
	struct wording_part *parts = arena_alloc(doc->arena, WORDING_MAX * sizeof(*parts));
	struct noted noted[WORDING_MAX];
	bool capitals_mute = title_in_capitals(doc);
	uint32_t count = 0, lead = 0;

	for (uint32_t i = 0; i < doc->word_count && count < WORDING_MAX && lead < LEAD_WORDS;
		i++) {
		const struct text_word *word = &doc->words[i];
		uint32_t hash;

		if (!segment_is_own((enum segment_kind)word->kind))
			continue;
		lead += !in_title(word);
		hash = beginning_of(word);
		if (hash)
			noted[count++] = (struct noted){hash, in_title(word) ? TITLE_COUNTS : 1,
				is_name(doc, i, capitals_mute)};
	}
	return (struct wording){.parts = parts, .count = merge(noted, count, parts)};
}
