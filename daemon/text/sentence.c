/*
 * Ends of sentences: a closing sign, perhaps quotes, a space, and something that may begin
 * a sentence. A full stop behind an abbreviation, an initial or an ordinal ends none.
 */
#include "text/sentence_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/fold_priv.h"

/* Folded, sorted. Those that may as well end a sentence ("etc", "Inc") are left out. */
static const char *const abbreviations[] = {
	"adm", "al", "apr", "art", "aug", "bl", "brig", "bzw", "ca", "capt", "chr", "col",
	"dec", "dez", "dr", "dt", "e", "eng", "esq", "fr", "frk", "feb", "fig", "g", "gen",
	"gl", "gov", "hr", "ing", "inz", "jan", "jr", "jul", "jun", "kap", "kl", "kpt", "ks",
	"lk", "lt", "ltn", "maj", "mar", "mgr", "mr", "mrs", "ms", "n", "nr", "nov",
	"np", "obs", "okt", "oct", "op", "pl", "plk", "ppr", "prof", "red", "rep", "rn", "s",
	"saj", "sen", "sep", "sept", "sgt", "sk", "skt", "sp", "st", "str", "sv", "t", "tel",
	"tk", "tt", "tukst", "ul", "u", "vol", "vs", "z", "zb", "zt", "г", "гг", "гр", "д",
	"им", "кв", "млн", "млрд", "нр", "обл", "п", "р", "рис", "руб", "с", "св", "см", "ст",
	"стр", "т", "тел", "тыс", "ул", "чел",
};

static const char *const german_months[] = {"april", "august", "dezember", "februar", "januar",
	"juli", "juni", "mai", "marz", "november", "oktober", "september"};

static int compare(const void *key, const void *entry)
{
	const struct text_word *word = key;
	const char *name = *(const char *const *)entry;
	size_t len = strlen(name);
	int order = memcmp(word->fold, name, MIN(word->fold_len, len));

	return order ? order : (int)word->fold_len - (int)len;
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The table is for reading by people; by bytes it is sorted once. */
static bool is_abbreviation(const struct text_word *word)
{
	static const char *sorted[ARRAY_LEN(abbreviations)];

	if (!sorted[0]) {
		memcpy(sorted, abbreviations, sizeof(sorted));
		qsort(sorted, ARRAY_LEN(sorted), sizeof(*sorted), compare_names);
	}
	return bsearch(word, sorted, ARRAY_LEN(sorted), sizeof(*sorted), compare) != NULL;
}

static bool is_number(const struct text_word *word)
{
	size_t i;

	for (i = 0; i < word->fold_len; i++)
		if (word->fold[i] < '0' || word->fold[i] > '9')
			return false;
	return word->fold_len <= 2;
}

static bool is_initial(const struct text_word *word, const char *text)
{
	size_t pos = word->start;
	const struct fold *fold = fold_of(utf8_next(text, word->end, &pos));

	return pos == word->end && fold->upper;
}

static bool closes(uint32_t cp)
{
	return cp == '"' || cp == '\'' || cp == ')' || cp == ']' || cp == 0x201D ||
	       cp == 0x201C || cp == 0x2019 || cp == 0x00BB || cp == 0x203A;
}

static bool begins_with_month(const char *text, size_t end, size_t pos)
{
	struct text_word word = {.fold_len = 0};
	char room[16 + FOLD_BYTES];
	const struct fold *fold;

	while (pos < end) {
		fold = fold_of(utf8_next(text, end, &pos));
		if (fold->class != CHAR_WORD || word.fold_len > 15)
			break;
		memcpy(room + word.fold_len, fold->bytes, fold->len);
		word.fold_len = (uint16_t)(word.fold_len + fold->len);
	}
	word.fold = room;
	return bsearch(&word, german_months, ARRAY_LEN(german_months), sizeof(*german_months),
		       compare) != NULL;
}

/* A full stop that belongs to the word before it. */
static bool is_part_of_word(const char *text, size_t end, size_t next,
	const struct text_word *last)
{
	return is_initial(last, text) || is_abbreviation(last) ||
	       (is_number(last) && begins_with_month(text, end, next));
}

bool sentence_ends(const char *text, size_t end, size_t pos, const struct text_word *last)
{
	size_t sign = pos, next;
	uint32_t cp = utf8_next(text, end, &pos), ahead;

	if (cp != '.' && cp != '!' && cp != '?' && cp != 0x2026)
		return false;
	for (next = pos; next < end; pos = next) {
		ahead = utf8_next(text, end, &next);
		if (!closes(ahead) && ahead != '.' && ahead != '!' && ahead != '?' &&
			ahead != 0x2026)
			break;
	}
	if (pos >= end)
		return false; /* the segment ends here anyway */
	if (text[pos] != ' ')
		return false;
	ahead = utf8_next(text, end, &next);
	if (fold_of(ahead)->lower)
		return false;
	if (cp != '.' || last->end != sign || pos != sign + 1)
		return true;
	return !is_part_of_word(text, end, pos + 1, last);
}
