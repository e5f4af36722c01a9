/*
 * Numbers of a text, sentence by sentence: digits with the separators of twelve languages,
 * number words, approximations, parts of a total. What looks like a number and counts
 * nothing (years, dates, times, money, per cent, distances) is left out.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/number_priv.h"
#include "text/text.h"

enum {
	PART_WORDS_MAX = 4, /* between "24" and "of 50": 24 navigation buoys of 50 */
	NUMBER_NEAR_WORDS = 3,
	DIGITS_MAX = 12,
	YEAR_FIRST = 1900,
	YEAR_LAST = 2099,
};

struct reader {
	struct text_doc *doc;
	struct text_number *numbers;
	uint32_t count, cap;
	uint32_t end; /* of the sentence */
};

/* ---- words and what stands between them -------------------------------------------- */

static bool is_digits(const struct text_word *word)
{
	size_t i;

	for (i = 0; i < word->fold_len; i++)
		if (word->fold[i] < '0' || word->fold[i] > '9')
			return false;
	return word->fold_len > 0 && word->fold_len <= DIGITS_MAX;
}

/* The bytes between word i and the next. */
static const char *gap(const struct reader *reader, uint32_t i, size_t *out_len)
{
	const struct text_word *words = reader->doc->words;

	*out_len = words[i + 1].start - words[i].end;
	return reader->doc->item->field[words[i].field].text + words[i].end;
}

static bool gap_is(const struct reader *reader, uint32_t i, const char *text)
{
	size_t len;
	const char *bytes = gap(reader, i, &len);

	return len == strlen(text) && memcmp(bytes, text, len) == 0;
}

static bool gap_groups(const struct reader *reader, uint32_t i)
{
	static const char *const signs[] = {",", ".", " ", "\xc2\xa0", "\xe2\x80\x89",
		"\xe2\x80\xaf", "'", "\xe2\x80\x99"};
	size_t sign;

	for (sign = 0; sign < ARRAY_LEN(signs); sign++)
		if (gap_is(reader, i, signs[sign]))
			return true;
	return false;
}

/* Words that belong together are parted by nothing but spaces and hyphens. */
static bool gap_joins(const struct reader *reader, uint32_t i)
{
	size_t len, at;
	const char *bytes = gap(reader, i, &len);

	for (at = 0; at < len; at++)
		if (bytes[at] != ' ' && bytes[at] != '-' && bytes[at] != ':' &&
			memcmp(bytes + at, "\xc2\xa0", MIN(len - at, 2)) != 0 && bytes[at] != '\xa0')
			return false;
	return true;
}

static bool has_role(const struct reader *reader, uint32_t i, enum number_role role)
{
	return number_word_find(&reader->doc->words[i], reader->doc->lang, role) != NULL;
}

static double digits_value(const struct text_word *word)
{
	double value = 0;
	size_t i;

	for (i = 0; i < word->fold_len; i++)
		value = value * 10 + (word->fold[i] - '0');
	return value;
}

/* ---- what counts nothing ------------------------------------------------------------- */

static bool byte_before_is(const struct reader *reader, uint32_t i, const char *signs)
{
	const struct text_word *word = &reader->doc->words[i];
	const char *text = reader->doc->item->field[word->field].text;
	size_t at = word->start;

	while (at > 0 && text[at - 1] == ' ')
		at--;
	if (at > 0 && strchr(signs, text[at - 1]))
		return true;
	return (at >= 3 && memcmp(text + at - 3, "\xe2\x82\xac", 3) == 0) || /* € */
	       (at >= 2 && memcmp(text + at - 2, "\xc2\xa3", 2) == 0);	       /* £ */
}

static bool sign_follows(const struct reader *reader, uint32_t last)
{
	const struct text_word *word = &reader->doc->words[last];
	const struct item_text *field = &reader->doc->item->field[word->field];
	size_t at = word->end;

	while (at < field->len && field->text[at] == ' ')
		at++;
	if (at >= field->len)
		return false;
	return field->text[at] == '%' || field->text[at] == '$' ||
	       (at + 3 <= field->len && memcmp(field->text + at, "\xe2\x82\xac", 3) == 0) ||
	       (at + 2 <= field->len && memcmp(field->text + at, "\xc2\xb0", 2) == 0);
}

/* Words [first, end) are the number as written; plain: a single run of digits. */
static bool counts_nothing(const struct reader *reader, uint32_t first, uint32_t end,
	double value, bool plain)
{
	const struct text_word *words = reader->doc->words;

	if (plain && value >= YEAR_FIRST && value <= YEAR_LAST && fmod(value, 100) != 0)
		return true;
	if (sign_follows(reader, end - 1) || byte_before_is(reader, first, "$"))
		return true;
	if (end < reader->end &&
		(has_role(reader, end, NUMBER_NO_COUNT) || number_word_is_month(&words[end])))
		return true;
	if (!plain || first == 0 || words[first - 1].sentence != words[first].sentence)
		return false;
	/* May 23; 14:30; 23.5.2024 */
	return number_word_is_month(&words[first - 1]) ||
	       (is_digits(&words[first - 1]) &&
		       (gap_is(reader, first - 1, ":") || gap_is(reader, first - 1, ".") ||
			       gap_is(reader, first - 1, "/")));
}

/* "5. mai": an ordinal, where a small letter follows the stop. */
static bool is_ordinal(const struct reader *reader, uint32_t last)
{
	return last + 1 < reader->end && gap_is(reader, last, ". ");
}

/* 14:30, 23/5, 23.5.2024, 112-113: digits that hang together otherwise. */
static bool hangs_together(const struct reader *reader, uint32_t last)
{
	if (last + 1 >= reader->end || !is_digits(&reader->doc->words[last + 1]))
		return false;
	return gap_is(reader, last, ":") || gap_is(reader, last, "/") ||
	       gap_is(reader, last, ".");
}

/* ---- one number ---------------------------------------------------------------------- */

/* What was read: words [first, *end). */
struct reading {
	double value;
	bool approximate, plain, good;
	uint32_t end;
};

/* 1,300 · 1 300 · 1.300 · 0.5 · 1,5 */
static struct reading read_digits(const struct reader *reader, uint32_t first)
{
	const struct text_word *words = reader->doc->words;
	struct reading reading = {.value = digits_value(&words[first]), .plain = true,
		.good = true, .end = first + 1};
	bool grouped = words[first].fold_len <= 3 && reading.value > 0;
	const struct text_word *next;

	while (reading.end < reader->end) {
		next = &words[reading.end];
		if (!is_digits(next) || !gap_groups(reader, reading.end - 1))
			break;
		if (grouped && next->fold_len == 3) {
			reading.value = reading.value * 1000 + digits_value(next);
		} else if (next->fold_len <= 2 && reading.plain &&
			   (gap_is(reader, reading.end - 1, ",") ||
				   gap_is(reader, reading.end - 1, "."))) {
			reading.value += digits_value(next) / pow(10, next->fold_len);
			grouped = false;
		} else {
			break;
		}
		reading.plain = false;
		reading.end++;
	}
	reading.good = !hangs_together(reader, reading.end - 1);
	return reading;
}

static struct reading read_word(const struct reader *reader, uint32_t first,
	const struct number_word *word)
{
	struct reading reading = {.value = word->value, .good = true, .end = first + 1};
	const struct number_word *unit;

	reading.approximate = word->role == NUMBER_MANY;
	if (word->role == NUMBER_MANY)
		reading.value *= 2;
	if (word->role == NUMBER_TENS && reading.end < reader->end &&
		gap_joins(reader, first)) {
		unit = number_word_find(&reader->doc->words[reading.end], reader->doc->lang,
			NUMBER_VALUE);
		if (unit && unit->value < 10) {
			reading.value += unit->value;
			reading.end++;
		}
	}
	return reading;
}

static struct reading read_one(const struct reader *reader, uint32_t first)
{
	const struct text_word *word = &reader->doc->words[first];
	const struct number_word *number;

	if (is_digits(word))
		return read_digits(reader, first);
	number = number_word_find(word, reader->doc->lang, NUMBER_ANY_ROLE);
	if (number && number->role <= NUMBER_MANY)
		return read_word(reader, first, number);
	return (struct reading){.good = false, .end = first + 1};
}

/* two hundred; 1.5 million; две тысячи */
static void multiply(const struct reader *reader, struct reading *reading)
{
	const struct number_word *times;

	while (reading->end < reader->end && gap_joins(reader, reading->end - 1)) {
		times = number_word_find(&reader->doc->words[reading->end], reader->doc->lang,
			NUMBER_TIMES);
		if (!times)
			times = number_word_find(&reader->doc->words[reading->end],
				reader->doc->lang, NUMBER_MANY);
		if (!times || times->value < 100)
			return;
		reading->value *= times->value;
		reading->plain = false;
		reading->end++;
	}
}

static bool is_about(const struct reader *reader, uint32_t first, uint32_t begin)
{
	uint32_t i;

	/* "more than 30", "mehr als 30": the cue may stand two words before. */
	for (i = first; i > begin && first - i < 2; i--)
		if (has_role(reader, i - 1, NUMBER_ABOUT))
			return true;
	return false;
}

static void add(struct reader *reader, uint32_t first, const struct reading *reading,
	uint32_t begin)
{
	ARENA_GROW(reader->doc->arena, reader->numbers, reader->count, reader->cap);
	reader->numbers[reader->count++] = (struct text_number){
		.value = reading->value,
		.of = NAN,
		.approximate = reading->approximate || is_about(reader, first, begin),
		.first_word = first,
		.end_word = reading->end,
	};
}

/* ---- a part of a total ------------------------------------------------------------- */

static bool of_before(const struct reader *reader, const struct text_number *number,
	uint32_t begin)
{
	uint32_t i = number->first_word;

	/* "of the 50", "av de 50" */
	if (i > begin && has_role(reader, i - 1, NUMBER_OF))
		return true;
	return i > begin + 1 && reader->doc->words[i - 1].fold_len <= 4 &&
	       has_role(reader, i - 2, NUMBER_OF);
}

static bool ending_after(const struct reader *reader, const struct text_number *number)
{
	return number->end_word < reader->end &&
	       has_role(reader, number->end_word, NUMBER_OF_ENDING);
}

/* Finnish and Estonian say it by the case of the noun: 50 poijusta 24, 50 poist 24. */
static bool noun_in_elative(const struct reader *reader, const struct text_number *number)
{
	const struct text_word *word = &reader->doc->words[number->end_word];
	char lang[3];

	if (number->end_word >= reader->end || word->fold_len < 4)
		return false;
	text_lang_name(reader->doc->lang, lang);
	if (strcmp(lang, "fi") == 0)
		return memcmp(word->fold + word->fold_len - 3, "sta", 3) == 0;
	return strcmp(lang, "et") == 0 && memcmp(word->fold + word->fold_len - 2, "st", 2) == 0;
}

/* Joins two neighbours where one is the total of the other; true where it did. */
static bool join(struct reader *reader, struct text_number *a, const struct text_number *b,
	uint32_t begin)
{
	if (b->first_word - a->end_word > PART_WORDS_MAX)
		return false;
	if (a->value <= b->value &&
		(of_before(reader, b, MAX(begin, a->end_word)) || ending_after(reader, b))) {
		a->of = b->value;
		a->end_word = b->end_word + (ending_after(reader, b) ? 1 : 0);
		return true;
	}
	if (b->value <= a->value && (of_before(reader, a, begin) || ending_after(reader, a) ||
					    noun_in_elative(reader, a))) {
		a->of = a->value;
		a->value = b->value;
		a->end_word = b->end_word;
		return true;
	}
	return false;
}

static void join_parts(struct reader *reader, uint32_t from, uint32_t begin)
{
	uint32_t kept = from, i;

	for (i = from; i < reader->count; i++) {
		if (kept > from && isnan(reader->numbers[kept - 1].of) &&
			join(reader, &reader->numbers[kept - 1], &reader->numbers[i], begin))
			continue;
		reader->numbers[kept++] = reader->numbers[i];
	}
	reader->count = kept;
}

/* ---- a sentence --------------------------------------------------------------------- */

static void read_sentence(struct reader *reader, const struct text_sentence *sentence)
{
	uint32_t from = reader->count, i = sentence->first_word;
	struct reading reading;

	reader->end = sentence->end_word;
	while (i < reader->end) {
		reading = read_one(reader, i);
		if (reading.good) {
			multiply(reader, &reading);
			if (!counts_nothing(reader, i, reading.end, reading.value,
				    reading.plain) &&
				!(reading.plain && is_ordinal(reader, reading.end - 1)))
				add(reader, i, &reading, sentence->first_word);
		}
		i = reading.end;
	}
	join_parts(reader, from, sentence->first_word);
}

uint32_t text_numbers(struct text_doc *doc, const struct text_number **out_numbers)
{
	struct reader reader = {.doc = doc};
	uint32_t i;

	if (!doc->numbers_done) {
		for (i = 0; i < doc->sentence_count; i++)
			read_sentence(&reader, &doc->sentences[i]);
		doc->numbers = reader.numbers;
		doc->number_count = reader.count;
		doc->numbers_done = true;
	}
	*out_numbers = doc->numbers;
	return doc->number_count;
}

/* ---- the number of a term ---------------------------------------------------------- */

/* A sign that parts clauses stands between words a and b (a before b). */
static bool clause_parted(const struct text_doc *doc, uint32_t a, uint32_t b)
{
	const char *text = doc->item->field[doc->words[a].field].text;
	uint32_t at;

	for (at = doc->words[a].end; at < doc->words[b].start; at++)
		if (strchr(",;:()", text[at]) ||
			memcmp(text + at, "\xe2\x80\x93", MIN(3, doc->words[b].start - at)) == 0 ||
			memcmp(text + at, "\xe2\x80\x94", MIN(3, doc->words[b].start - at)) == 0)
			return true;
	return false;
}

/* "buoys (24)", "buoys: 24" */
static bool stands_behind(const struct text_doc *doc, uint32_t end, uint32_t number_first)
{
	const char *text = doc->item->field[doc->words[end - 1].field].text;
	uint32_t at = doc->words[end - 1].end;

	if (number_first != end)
		return false;
	while (text[at] == ' ')
		at++;
	return text[at] == '(' || text[at] == ':';
}

const struct text_number *text_number_of(struct text_doc *doc, uint32_t first, uint32_t end)
{
	const struct text_number *numbers, *best = NULL;
	uint32_t count = text_numbers(doc, &numbers), sentence = doc->words[first].sentence, i;

	for (i = 0; i < count && doc->words[numbers[i].first_word].sentence <= sentence; i++) {
		const struct text_number *number = &numbers[i];

		if (doc->words[number->first_word].sentence != sentence)
			continue;
		if (number->first_word <= first && end <= number->end_word)
			return number; /* 24 buoys of 50 */
		if (number->end_word <= first && first - number->end_word <= NUMBER_NEAR_WORDS &&
			!clause_parted(doc, number->end_word - 1, first))
			best = number;
		else if (!best && number->first_word >= end &&
			 stands_behind(doc, end, number->first_word))
			best = number;
	}
	return best;
}
