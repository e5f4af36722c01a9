/*
 * Numbers of a text, sentence by sentence: digits with the separators of twelve languages,
 * number words, approximations, ranges, parts of a total. What looks like a number and
 * counts nothing (years, dates, times, ages, money, per cent, measures, states, names of things)
 * is left out.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/number_priv.h"
#include "text/text.h"

enum {
	PART_WORDS_MAX = 4, /* between "24" and "of 50": 24 navigation buoys of 50 */
	NUMBER_NEAR_WORDS = 3,
	RANGE_FACTOR_MAX = 100, /* "from 3 to 5000 men" is no range that says something */
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

static bool plus_before(const struct reader *reader, uint32_t i)
{
	const struct text_word *word = &reader->doc->words[i];

	return word->start > 0 &&
	       reader->doc->item->field[word->field].text[word->start - 1] == '+';
}

static bool money_before(const struct reader *reader, uint32_t i)
{
	const struct text_word *word = &reader->doc->words[i];
	const char *text = reader->doc->item->field[word->field].text;
	size_t at = word->start;

	while (at > 0 && text[at - 1] == ' ')
		at--;
	if (at > 0 && text[at - 1] == '$')
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

/* "Su-27", "F-35": hangs on a word by a hyphen and is part of its name. */
static bool hangs_on_word(const struct reader *reader, uint32_t first)
{
	const struct text_word *words = reader->doc->words;

	return first > 0 && words[first - 1].sentence == words[first].sentence &&
	       !is_digits(&words[first - 1]) && gap_is(reader, first - 1, "-") &&
	       !has_role(reader, first - 1, NUMBER_ANY_VALUE);
}

/* "76-я": an ordinal ending behind a hyphen. */
static bool is_ordinal_word(const struct reader *reader, uint32_t end)
{
	return end < reader->end && gap_is(reader, end - 1, "-") &&
	       has_role(reader, end, NUMBER_ORDINAL);
}

/* "3 a.m.", "3 p.m." */
static bool is_hour(const struct reader *reader, uint32_t end)
{
	const struct text_word *words = reader->doc->words;

	return end + 1 < reader->end && words[end].fold_len == 1 &&
	       strchr("ap", words[end].fold[0]) && words[end + 1].fold_len == 1 &&
	       words[end + 1].fold[0] == 'm';
}

/* Six nations, six Baltic nations: what they announce is not six of anything. */
static bool counts_actors(const struct reader *reader, uint32_t end)
{
	return (end < reader->end && has_role(reader, end, NUMBER_ACTORS)) ||
	       (end + 1 < reader->end && has_role(reader, end + 1, NUMBER_ACTORS));
}

static bool measures(const struct reader *reader, uint32_t first, uint32_t end)
{
	if (sign_follows(reader, end - 1) || money_before(reader, first))
		return true;
	return end < reader->end &&
	       (has_role(reader, end, NUMBER_NO_COUNT) ||
		       number_word_is_month(&reader->doc->words[end]) ||
		       is_hour(reader, end));
}

/* May 23; 14:30; 23.5.2024; Article 5 */
static bool belongs_before(const struct reader *reader, uint32_t first)
{
	const struct text_word *words = reader->doc->words;

	if (first == 0 || words[first - 1].sentence != words[first].sentence)
		return false;
	return number_word_is_month(&words[first - 1]) ||
	       has_role(reader, first - 1, NUMBER_NAMES) ||
	       (is_digits(&words[first - 1]) &&
		       (gap_is(reader, first - 1, ":") || gap_is(reader, first - 1, ".") ||
			       gap_is(reader, first - 1, "/")));
}

static bool is_year(double value)
{
	return value >= YEAR_FIRST && value <= YEAR_LAST && fmod(value, 100) != 0;
}

/* Words [first, end) are the number as written; plain: a single run of digits. */
static bool counts_nothing(const struct reader *reader, uint32_t first, uint32_t end,
	double value, bool plain)
{
	if (measures(reader, first, end) || counts_actors(reader, end))
		return true;
	if (!is_digits(&reader->doc->words[first]))
		return false;
	return hangs_on_word(reader, first) || is_ordinal_word(reader, end) ||
	       (plain && (is_year(value) || belongs_before(reader, first)));
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

/* English alone has a point in fractions; elsewhere 14.30 is a time and 1.300 a group. */
static bool is_fraction(const struct reader *reader, uint32_t i)
{
	const struct text_word *next = &reader->doc->words[i];

	if (next->fold_len > 2)
		return false;
	if (gap_is(reader, i - 1, "."))
		return next->fold_len == 1 || reader->doc->lang == text_lang_parse("en");
	return gap_is(reader, i - 1, ",");
}

/* +372 619 1234; 2024-05-23; 3-2: the whole row counts nothing. */
static struct reading skip_row(const struct reader *reader, struct reading reading)
{
	while (reading.end < reader->end && is_digits(&reader->doc->words[reading.end]) &&
		(gap_joins(reader, reading.end - 1) ||
			gap_is(reader, reading.end - 1, "\xe2\x80\x93")))
		reading.end++;
	reading.good = false;
	return reading;
}

/* 2024-05-23, 45-67-89: more than two runs of digits on hyphens are no range. */
static bool hyphens_on(const struct reader *reader, uint32_t i)
{
	return i + 2 < reader->end && is_digits(&reader->doc->words[i + 1]) &&
	       is_digits(&reader->doc->words[i + 2]) && gap_is(reader, i, "-") &&
	       gap_is(reader, i + 1, "-");
}

/* 3-2, 2-0: what does not rise is no range. */
static bool is_score(const struct reader *reader, uint32_t i)
{
	const struct text_word *words = reader->doc->words;

	return i + 1 < reader->end && is_digits(&words[i + 1]) &&
	       (gap_is(reader, i, "-") || gap_is(reader, i, "\xe2\x80\x93")) &&
	       digits_value(&words[i + 1]) <= digits_value(&words[i]);
}

/* 1,300 · 1 300 · 1.300 · 0.5 · 1,5 */
static struct reading read_digits(const struct reader *reader, uint32_t first)
{
	const struct text_word *words = reader->doc->words;
	struct reading reading = {.value = digits_value(&words[first]), .plain = true,
		.good = true, .end = first + 1};
	bool grouped = words[first].fold_len <= 3 && reading.value > 0;

	if (plus_before(reader, first) || hyphens_on(reader, first) ||
		is_score(reader, first))
		return skip_row(reader, reading);
	while (reading.end < reader->end) {
		const struct text_word *next = &words[reading.end];

		if (!is_digits(next) || !gap_groups(reader, reading.end - 1))
			break;
		if (grouped && next->fold_len == 3) {
			reading.value = reading.value * 1000 + digits_value(next);
		} else if (reading.plain && is_fraction(reader, reading.end)) {
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

/* What may still follow: units behind tens, tens and units behind hundreds. */
static double room_behind(const struct number_word *word)
{
	if (word->role != NUMBER_TENS)
		return 0;
	return word->value >= 100 ? 100 : 10;
}

static const struct number_word *smaller_word(
	const struct reader *reader, uint32_t i, double below)
{
	const struct number_word *word;

	if (i >= reader->end)
		return NULL;
	word = number_word_find(&reader->doc->words[i], reader->doc->lang, NUMBER_TENS);
	if (!word)
		word = number_word_find(
			&reader->doc->words[i], reader->doc->lang, NUMBER_VALUE);
	return word && word->value < below ? word : NULL;
}

/* twenty-four; двести пятьдесят */
static void add_smaller(const struct reader *reader, struct reading *reading, double below)
{
	const struct number_word *word;

	while (below && gap_joins(reader, reading->end - 1)) {
		word = smaller_word(reader, reading->end, below);
		if (!word)
			return;
		reading->value += word->value;
		reading->end++;
		below = room_behind(word);
	}
}

/* two hundred and fifty: what follows a multiplier in words */
static void add_rest(const struct reader *reader, struct reading *reading, double below)
{
	uint32_t next = reading->end;

	if (next < reader->end && has_role(reader, next, NUMBER_AND))
		next++;
	if (next >= reader->end || !gap_joins(reader, next - 1) ||
		!smaller_word(reader, next, below))
		return;
	reading->end = next;
	add_smaller(reader, reading, below);
}

static struct reading read_word(const struct reader *reader, uint32_t first,
	const struct number_word *word)
{
	struct reading reading = {.value = word->value, .good = true, .end = first + 1};

	reading.approximate = word->role == NUMBER_MANY || word->role == NUMBER_SOME;
	if (word->role == NUMBER_MANY)
		reading.value *= 2;
	if (word->role == NUMBER_TIMES && word->value >= 100)
		add_rest(reader, &reading, word->value);
	else if (reading.end < reader->end)
		add_smaller(reader, &reading, room_behind(word));
	return reading;
}

static struct reading read_one(const struct reader *reader, uint32_t first)
{
	const struct text_word *word = &reader->doc->words[first];
	const struct number_word *number;

	if (is_digits(word))
		return read_digits(reader, first);
	number = number_word_find(word, reader->doc->lang, NUMBER_ANY_VALUE);
	if (number)
		return read_word(reader, first, number);
	return (struct reading){.good = false, .end = first + 1};
}

/* three dozen; two hundred; 1.5 million; две тысячи; du šimtai */
static const struct number_word *multiplier(const struct reader *reader, uint32_t i)
{
	const struct text_word *word = &reader->doc->words[i];
	const struct number_word *times =
		number_word_find(word, reader->doc->lang, NUMBER_TIMES);

	if (!times)
		times = number_word_find(word, reader->doc->lang, NUMBER_MANY);
	return times && (times->value >= 100 || times->role == NUMBER_TIMES) ? times : NULL;
}

/* "hundreds of thousands": the one case where "of" multiplies */
static void skip_of(const struct reader *reader, struct reading *reading)
{
	const struct number_word *times;

	if (!reading->approximate || reading->end + 1 >= reader->end ||
		!has_role(reader, reading->end, NUMBER_OF))
		return;
	times = multiplier(reader, reading->end + 1);
	if (times && times->value >= 1000)
		reading->end++;
}

static void multiply(const struct reader *reader, uint32_t first, struct reading *reading)
{
	const struct number_word *times;

	skip_of(reader, reading);

	while (reading->end < reader->end && gap_joins(reader, reading->end - 1)) {
		times = multiplier(reader, reading->end);
		if (!times)
			return;
		reading->value *= times->value;
		reading->plain = false;
		reading->end++;
		if (!is_digits(&reader->doc->words[first]))
			add_rest(reader, reading, times->value);
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

static bool is_elative(const struct reader *reader, uint32_t i)
{
	const struct text_word *word = &reader->doc->words[i];

	if (i >= reader->end || word->fold_len < 4)
		return false;
	if (reader->doc->lang == text_lang_parse("fi"))
		return memcmp(word->fold + word->fold_len - 3, "sta", 3) == 0;
	return reader->doc->lang == text_lang_parse("et") &&
	       memcmp(word->fold + word->fold_len - 2, "st", 2) == 0;
}

/* Finnish and Estonian say it by the case of the noun: 50 poijusta 24, 50 poist 24. Where
 * the second noun has that case too, it says from where: 20 000 sotilasta 14 maasta. */
static bool noun_in_elative(const struct reader *reader, const struct text_number *number,
	const struct text_number *part)
{
	return is_elative(reader, number->end_word) && !is_elative(reader, part->end_word);
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
					    noun_in_elative(reader, a, b))) {
		a->of = a->value;
		a->value = b->value;
		a->end_word = b->end_word;
		return true;
	}
	return false;
}

/* ---- ranges ------------------------------------------------------------------------ */

static bool gap_is_dash(const struct reader *reader, uint32_t i)
{
	static const char *const dashes[] = {"-", "\xe2\x80\x93", "\xe2\x80\x94",
		" - ", " \xe2\x80\x93 ", "\xe2\x80\x91"};
	size_t k;

	for (k = 0; k < ARRAY_LEN(dashes); k++)
		if (gap_is(reader, i, dashes[k]))
			return true;
	return false;
}

/* What stands between the ends of a range: a dash, "to", or "and" behind a "between". */
static bool range_joins(const struct reader *reader, const struct text_number *a,
	const struct text_number *b, uint32_t begin)
{
	if (b->first_word == a->end_word)
		return gap_is_dash(reader, a->end_word - 1);
	if (b->first_word != a->end_word + 1)
		return false;
	if (has_role(reader, a->end_word, NUMBER_UP_TO))
		return true;
	return a->first_word > begin && has_role(reader, a->end_word, NUMBER_AND) &&
	       has_role(reader, a->first_word - 1, NUMBER_BETWEEN);
}

static bool join_range(struct reader *reader, struct text_number *a,
	const struct text_number *b, uint32_t begin)
{
	if (b->value <= a->value || b->value > a->value * RANGE_FACTOR_MAX ||
		!range_joins(reader, a, b, begin))
		return false;
	a->max = b->value;
	a->approximate = a->approximate && is_about(reader, a->first_word, begin);
	a->end_word = b->end_word;
	return true;
}

static void join_parts(struct reader *reader, uint32_t from, uint32_t begin)
{
	uint32_t kept = from, i;

	for (i = from; i < reader->count; i++) {
		struct text_number *last = kept > from ? &reader->numbers[kept - 1] : NULL;

		if (last && isnan(last->of) &&
			((!last->max && join_range(reader, last, &reader->numbers[i], begin)) ||
				join(reader, last, &reader->numbers[i], begin)))
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
			multiply(reader, i, &reading);
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

/* The number goes on to something else that it counts: "Border Guard: 380 attempts". */
static bool counts_what_follows(const struct text_doc *doc, const struct text_number *number)
{
	uint32_t next = number->end_word;

	return next < doc->word_count && doc->words[next].field == doc->words[next - 1].field &&
	       doc->words[next].start == doc->words[next - 1].end + 1;
}

/* "buoys (24)", "buoys: 24" */
static bool stands_behind(
	const struct text_doc *doc, uint32_t end, const struct text_number *number)
{
	const char *text = doc->item->field[doc->words[end - 1].field].text;
	uint32_t at = doc->words[end - 1].end;

	if (number->first_word != end)
		return false;
	while (text[at] == ' ')
		at++;
	return text[at] == '(' || (text[at] == ':' && !counts_what_follows(doc, number));
}

/* The first number that ends near enough before the word or behind it: numbers stand in order,
 * and of those in a long text only the few around the word are looked at. */
static uint32_t first_near(const struct text_number *numbers, uint32_t count, uint32_t word)
{
	uint32_t low = 0, high = count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (numbers[middle].end_word + NUMBER_NEAR_WORDS < word)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct text_number *text_number_of(struct text_doc *doc, uint32_t first, uint32_t end)
{
	const struct text_number *numbers, *best = NULL;
	uint32_t count = text_numbers(doc, &numbers), sentence = doc->words[first].sentence;
	uint32_t i = first_near(numbers, count, first);

	for (; i < count && numbers[i].first_word <= end; i++) {
		const struct text_number *number = &numbers[i];

		if (doc->words[number->first_word].sentence != sentence)
			continue;
		if (number->first_word <= first && end <= number->end_word)
			return number; /* 24 buoys of 50 */
		if (number->end_word <= first && first - number->end_word <= NUMBER_NEAR_WORDS &&
			!clause_parted(doc, number->end_word - 1, first))
			best = number;
		else if (!best && number->first_word >= end &&
			 stands_behind(doc, end, number))
			best = number;
	}
	return best;
}
