/*
 * Dates with words, or with their parts in another order: tokens are read one by one, and
 * each number is what its neighbours make of it ("14:30" a time, "12.5.2024" a date, a
 * number beside a month a day). Numbers that are left over are given out at the end.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "feed/date_priv.h"
#include "feed/feed.h"

enum { NUMBERS_MAX = 6 };

struct loose {
	const char *s;
	size_t len, pos;
	int64_t now;
	struct date_parts parts;
	struct {
		int value;
		size_t digits;
	} numbers[NUMBERS_MAX]; /* that nothing has told the meaning of */
	size_t count;
	int half;        /* 0 a.m., 12 p.m., DATE_MISSING */
	bool month_word; /* the month was a word */
	bool month_early; /* … before any number: "mar." may have been a Tuesday */
	bool clock_word; /* "kl", "klo", "at": a time follows */
};

static bool digit_at(const struct loose *loose, size_t pos)
{
	return pos < loose->len && isdigit((unsigned char)loose->s[pos]);
}

static int read_number(struct loose *loose, size_t *out_digits)
{
	int value = 0;
	size_t digits = 0;

	for (; digit_at(loose, loose->pos); loose->pos++, digits++)
		if (digits < 8)
			value = value * 10 + (loose->s[loose->pos] - '0');
	*out_digits = digits;
	return value;
}

static void set_year(struct loose *loose, int value, size_t digits)
{
	loose->parts.year = digits <= 3 ? date_full_year(value, loose->now) : value;
}

/* ---- numbers with separators --------------------------------------------------------- */

/* Behind the hours: ":mm", ":mm:ss", with a fraction that is dropped. */
static bool read_clock(struct loose *loose, int hour, char separator)
{
	struct date_parts *parts = &loose->parts;
	size_t digits;

	loose->pos++;
	parts->hour = hour;
	parts->minute = read_number(loose, &digits);
	if (digits != 2 && digits != 1)
		return false;
	if (loose->pos < loose->len && loose->s[loose->pos] == separator &&
		digit_at(loose, loose->pos + 1)) {
		loose->pos++;
		parts->second = read_number(loose, &digits);
	}
	if (loose->pos < loose->len && strchr(".,", loose->s[loose->pos]) &&
		digit_at(loose, loose->pos + 1)) {
		loose->pos++;
		(void)read_number(loose, &digits);
	}
	parts->has_time = true;
	return true;
}

/*
 * Three numbers with one separator. Year first where the first has four digits. With dots
 * the day comes first everywhere; with slashes America puts the month first: so where one
 * number can be no month it decides, and else the month is first with slashes.
 */
static void give_out_triple(struct loose *loose, const int *value, const size_t *digits,
	char separator)
{
	struct date_parts *parts = &loose->parts;
	bool month_first = separator == '/' && value[0] <= 12;

	if (value[1] > 12)
		month_first = true;
	if (digits[0] == 4) {
		parts->year = value[0];
		parts->month = value[1];
		parts->day = value[2];
		return;
	}
	parts->month = value[month_first ? 0 : 1];
	parts->day = value[month_first ? 1 : 0];
	set_year(loose, value[2], digits[2]);
}

/* "12.5.2024", "05/12/24", "2024.05.12"; false (and nothing moved) where it is none. */
static bool read_triple(struct loose *loose, int first, size_t first_digits)
{
	int value[3] = {first};
	size_t digits[3] = {first_digits}, start = loose->pos;
	char separator = loose->s[loose->pos];
	int i;

	for (i = 1; i < 3; i++) {
		if (loose->pos >= loose->len || loose->s[loose->pos] != separator)
			break;
		loose->pos++;
		while (loose->pos < loose->len && loose->s[loose->pos] == ' ')
			loose->pos++;
		if (!digit_at(loose, loose->pos))
			break;
		value[i] = read_number(loose, &digits[i]);
	}
	if (i < 3 || loose->parts.month != DATE_MISSING) {
		loose->pos = start;
		return false;
	}
	give_out_triple(loose, value, digits, separator);
	return true;
}

static bool keep_number(struct loose *loose, int value, size_t digits)
{
	if (loose->count == NUMBERS_MAX)
		return false;
	loose->numbers[loose->count].value = value;
	loose->numbers[loose->count++].digits = digits;
	return true;
}

/* "20240512143005" up to the minutes or the seconds. */
static bool take_packed_time(struct loose *loose, size_t digits)
{
	const char *s = loose->s + loose->pos - digits;
	struct date_parts *parts = &loose->parts;

	if (sscanf(s, "%4d%2d%2d%2d%2d", &parts->year, &parts->month, &parts->day,
		    &parts->hour, &parts->minute) != 5)
		return false;
	if (digits == 14)
		parts->second = (s[12] - '0') * 10 + s[13] - '0';
	parts->has_time = true;
	return true;
}

/* "20240512T143000" and its parts, run together. */
static bool take_packed(struct loose *loose, int value, size_t digits)
{
	if ((digits == 12 || digits == 14) && loose->parts.year == DATE_MISSING)
		return take_packed_time(loose, digits);
	if (digits != 8 || loose->parts.year != DATE_MISSING)
		return false;
	loose->parts.year = value / 10000;
	loose->parts.month = value / 100 % 100;
	loose->parts.day = value % 100;
	return true;
}

static bool starts_clock(const struct loose *loose, size_t digits)
{
	char c = loose->pos < loose->len ? loose->s[loose->pos] : '\0';

	if (digits > 2 || loose->parts.has_time || !digit_at(loose, loose->pos + 1))
		return false;
	/* "kl. 14.30": a dot parts the time where a word has said that it is one, or where
	 * the date is there already. */
	if ((c | 0x20) == 'h')
		return true;
	return c == ':' || (c == '.' && (loose->clock_word ||
						(loose->parts.month != DATE_MISSING &&
							loose->count >= 1)));
}

static bool take_number(struct loose *loose)
{
	size_t digits;
	int value = read_number(loose, &digits);
	char next = loose->pos < loose->len ? loose->s[loose->pos] : '\0';

	if (starts_clock(loose, digits))
		return read_clock(loose, value, next);
	if ((next == '.' || next == '/' || next == '-') && read_triple(loose, value, digits))
		return true;
	return take_packed(loose, value, digits) || keep_number(loose, value, digits);
}

/* ---- words ---------------------------------------------------------------------------- */

static void take_unit(struct loose *loose, enum date_unit unit)
{
	int *const slots[] = {&loose->parts.year, &loose->parts.month, &loose->parts.day,
		&loose->parts.hour, &loose->parts.minute, &loose->parts.second};

	if (!loose->count)
		return;
	*slots[unit] = loose->numbers[--loose->count].value;
	if (unit == DATE_HOUR)
		loose->parts.has_time = true;
}

static bool is_clock_word(const char *word, size_t len)
{
	static const char *const words[] = {"kl", "klo", "kell", "klockan", "um", "at",
		"godz", "o", "val", "plkst", "в", "о", "à", "kello"};
	size_t i;

	for (i = 0; i < ARRAY_LEN(words); i++)
		if (strlen(words[i]) == len && memcmp(words[i], word, len) == 0)
			return true;
	return false;
}

/* A zone counts behind a time; "est" and "mar" are words of other languages before it. */
static void take_zone(struct loose *loose, int minutes)
{
	if (!loose->parts.has_time || loose->parts.has_zone)
		return;
	loose->parts.has_zone = true;
	loose->parts.zone_min = minutes;
}

static void take_known(struct loose *loose, struct date_word found)
{
	if (found.type == DATE_WORD_MONTH && (!loose->month_word || loose->month_early)) {
		loose->parts.month = found.value;
		loose->month_word = true;
		loose->month_early = loose->count == 0;
	} else if (found.type == DATE_WORD_ZONE) {
		take_zone(loose, found.value);
	} else if (found.type == DATE_WORD_HALF) {
		loose->half = found.value;
	} else if (found.type == DATE_WORD_UNIT) {
		take_unit(loose, (enum date_unit)found.value);
	}
}

enum { SIGN = 3 }; /* bytes of a CJK sign */

/* CJK signs stand one by one, two for a half of the day; words of letters run on. */
static size_t signs_length(const char *s, size_t len)
{
	bool two = len >= 2 * SIGN && date_word_find(s, 2 * SIGN).type != DATE_WORD_OTHER;

	return two ? 2 * SIGN : SIGN;
}

static size_t word_length(const struct loose *loose)
{
	size_t pos = loose->pos, before;
	uint32_t cp;

	while (pos < loose->len) {
		before = pos;
		cp = utf8_next(loose->s, loose->len, &pos);
		if (cp < 0x80 && !isalpha((int)cp))
			return before - loose->pos;
		if (cp >= 0x2E80 && cp < 0xE000 && before > loose->pos)
			return before - loose->pos;
		if (cp >= 0x2E80 && cp < 0xE000)
			return signs_length(loose->s + before, loose->len - before);
	}
	return pos - loose->pos;
}

/* "Europe/Tallinn", "America/Argentina/Buenos_Aires" behind a time. */
static bool take_zone_name(struct loose *loose)
{
	const char *name = loose->s + loose->pos;
	size_t len = 0;

	while (loose->pos + len < loose->len &&
		(isalpha((unsigned char)name[len]) || strchr("_-/", name[len])))
		len++;
	if (!loose->parts.has_time || loose->parts.has_zone || !memchr(name, '/', len))
		return false;
	loose->parts.zone_name = name;
	loose->parts.zone_name_len = len;
	loose->parts.has_zone = true;
	loose->pos += len;
	return true;
}

static void take_word(struct loose *loose)
{
	size_t len = word_length(loose);
	const char *word = loose->s + loose->pos;

	if (take_zone_name(loose))
		return;

	loose->clock_word = is_clock_word(word, len);
	take_known(loose, date_word_find(word, len));
	loose->pos += len;
	/* "a.m.", "p.m." come apart at their dots */
	if (len == 1 && strchr("apAP", *word) && loose->pos + 1 < loose->len &&
		loose->s[loose->pos] == '.' && strchr("mM", loose->s[loose->pos + 1])) {
		loose->half = strchr("pP", *word) ? 12 : 0;
		loose->pos += 2;
	}
}

/* Behind the comment that begins at pos (RFC 822: they nest, a backslash quotes). */
static size_t comment_end(const struct loose *loose, size_t pos)
{
	size_t depth = 0;

	for (; pos < loose->len; pos++) {
		if (loose->s[pos] == '\\')
			pos++;
		else if (loose->s[pos] == '(')
			depth++;
		else if (loose->s[pos] == ')' && --depth == 0)
			return pos + 1;
	}
	return loose->len;
}

/* "(the 9th)" is no part of the date; "(CET)" is, where nothing else says the zone. */
static void take_comment(struct loose *loose)
{
	size_t end = comment_end(loose, loose->pos), start = loose->pos + 1;
	struct date_word word;

	if (end > start + 1) {
		word = date_word_find(loose->s + start, end - 1 - start);
		if (word.type == DATE_WORD_ZONE)
			take_zone(loose, word.value);
	}
	loose->pos = end;
}

/* "+0300" behind a time or a zone ("GMT+3"), else '-' only parts. */
static bool take_sign(struct loose *loose)
{
	int minutes;

	if (!loose->parts.has_time || !digit_at(loose, loose->pos + 1) ||
		!date_read_offset(loose->s, loose->len, &loose->pos, &minutes))
		return false;
	loose->parts.zone_min = minutes;
	loose->parts.has_zone = true;
	return true;
}

/* ---- what is left over ------------------------------------------------------------------ */

static bool is_year(const struct loose *loose, size_t i)
{
	return loose->numbers[i].digits >= 3 ||
	       (loose->numbers[i].digits == 2 && loose->numbers[i].value > 31);
}

/* Beside a month: a year where it can be nothing else, first a day, then a year. */
static void give_out(struct loose *loose)
{
	struct date_parts *parts = &loose->parts;
	size_t i;

	for (i = 0; i < loose->count; i++) {
		if (parts->year == DATE_MISSING && (is_year(loose, i) || parts->day >= 0))
			set_year(loose, loose->numbers[i].value, loose->numbers[i].digits);
		else if (parts->day == DATE_MISSING)
			parts->day = loose->numbers[i].value;
	}
}

static void settle_half(struct loose *loose)
{
	int *hour = &loose->parts.hour;

	if (loose->half == DATE_MISSING || *hour > 12)
		return; /* "14:30 PM" is said, and clear */
	*hour = *hour % 12 + loose->half;
}

bool date_read_loose(const char *s, size_t len, int64_t now, struct date_parts *out_parts)
{
	struct loose loose = {.s = s, .len = len, .now = now, .parts = DATE_PARTS_INIT,
		.half = DATE_MISSING};
	unsigned char c;

	while (loose.pos < len) {
		c = (unsigned char)s[loose.pos];
		if (isdigit(c)) {
			if (!take_number(&loose))
				return false;
		} else if ((c == '+' || c == '-') && take_sign(&loose)) {
			continue;
		} else if (c == '(') {
			take_comment(&loose);
		} else if (isalpha(c) || c >= 0x80) {
			take_word(&loose);
		} else {
			loose.pos++;
		}
	}
	give_out(&loose);
	if (loose.parts.day == DATE_MISSING && loose.month_word)
		loose.parts.day = 1;
	settle_half(&loose);
	*out_parts = loose.parts;
	return loose.parts.year >= 0 && loose.parts.month >= 0 && loose.parts.day >= 0;
}
