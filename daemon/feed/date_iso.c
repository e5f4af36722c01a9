/*
 * ISO 8601 and its profiles (RFC 3339, W3CDTF): 2024, 2024-05, 2024-05-12, 20240512,
 * 2024-W19-7, 2024-133, each with a time behind T or a space, each with a zone.
 */
#include <string.h>

#include "base/clock.h"
#include "feed/date_priv.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits_at(const char *s, size_t len, size_t pos)
{
	size_t n = 0;

	while (pos + n < len && is_digit(s[pos + n]))
		n++;
	return n;
}

static int number(const char *s, size_t digits)
{
	int value = 0;

	for (size_t i = 0; i < digits; i++)
		value = value * 10 + (s[i] - '0');
	return value;
}

/* Exactly n digits. */
static bool take(const char *s, size_t len, size_t *pos, size_t n, int *out_value)
{
	if (digits_at(s, len, *pos) < n)
		return false;
	*out_value = number(s + *pos, n);
	*pos += n;
	return true;
}

static void set_ordinal(struct date_parts *parts, int day)
{
	int month = 1;

	while (month < 12 && day > date_month_days(parts->year, month))
		day -= date_month_days(parts->year, month++);
	parts->month = month;
	parts->day = day;
}

/* Day 1 of week 1 is the Monday of the week with 4 January. */
static void set_week(struct date_parts *parts, int week, int weekday)
{
	int64_t january_4 = time_days(parts->year, 1, 4);
	int64_t monday = january_4 - (january_4 + 3) % 7;
	int day = (int)(monday - time_days(parts->year, 1, 1)) + (week - 1) * 7 + weekday;

	if (january_4 < 0)
		return; /* no feed writes weeks of years before 1970 */
	if (day < 1)
		day += date_month_days(--parts->year, 2) + 337;
	else if (day > date_month_days(parts->year, 2) + 337)
		day -= date_month_days(parts->year++, 2) + 337;
	set_ordinal(parts, day);
}

static bool read_week(const char *s, size_t len, size_t *pos, struct date_parts *parts)
{
	int week, weekday = 1;

	(*pos)++;
	if (!take(s, len, pos, 2, &week) || week < 1 || week > 53)
		return false;
	if (*pos + 1 < len && s[*pos] == '-' && is_digit(s[*pos + 1]))
		(*pos)++;
	if (digits_at(s, len, *pos) == 1)
		take(s, len, pos, 1, &weekday);
	if (weekday < 1 || weekday > 7)
		return false;
	set_week(parts, week, weekday);
	return parts->day != DATE_MISSING;
}

/* What stands behind the year: nothing, -MM, -MM-DD, MMDD, -DDD, DDD, -Www-D, WwwD. */
static bool read_month_day(const char *s, size_t len, size_t *pos, struct date_parts *parts)
{
	bool dash = *pos < len && s[*pos] == '-';
	size_t digits;
	int value = 0;

	*pos += dash;
	digits = digits_at(s, len, *pos);
	if (*pos < len && (s[*pos] | 0x20) == 'w')
		return read_week(s, len, pos, parts);
	if (digits == 3) {
		take(s, len, pos, 3, &value);
		if (value < 1 || value > date_month_days(parts->year, 2) + 337)
			return false;
		set_ordinal(parts, value);
		return true;
	}
	if (digits == 4 && !dash)
		return take(s, len, pos, 2, &parts->month) && take(s, len, pos, 2, &parts->day);
	if (!dash)
		return digits == 0;
	if (digits < 1 || digits > 2 || !take(s, len, pos, digits, &parts->month))
		return false;
	if (*pos == len || s[*pos] != '-')
		return true;
	(*pos)++;
	digits = digits_at(s, len, *pos);
	return digits >= 1 && digits <= 2 && take(s, len, pos, digits, &parts->day);
}

static void skip_fraction(const char *s, size_t len, size_t *pos)
{
	if (*pos + 1 < len && (s[*pos] == '.' || s[*pos] == ',') && is_digit(s[*pos + 1])) {
		(*pos)++;
		*pos += digits_at(s, len, *pos);
	}
}

/* hh, hh:mm, hh:mm:ss.f, hhmm, hhmmss. */
static bool read_time(const char *s, size_t len, size_t *pos, struct date_parts *parts)
{
	size_t digits = digits_at(s, len, *pos);

	parts->has_time = true;
	if (digits == 4 || digits == 6) {
		take(s, len, pos, 2, &parts->hour);
		take(s, len, pos, 2, &parts->minute);
		if (digits == 6)
			take(s, len, pos, 2, &parts->second);
		skip_fraction(s, len, pos);
		return true;
	}
	if (digits < 1 || digits > 2 || !take(s, len, pos, digits, &parts->hour))
		return false;
	if (*pos < len && s[*pos] == ':') {
		(*pos)++;
		if (!take(s, len, pos, 2, &parts->minute))
			return false;
	}
	if (*pos < len && s[*pos] == ':') {
		(*pos)++;
		if (!take(s, len, pos, 2, &parts->second))
			return false;
	}
	skip_fraction(s, len, pos);
	return true;
}

static void skip_spaces(const char *s, size_t len, size_t *pos)
{
	while (*pos < len && s[*pos] == ' ')
		(*pos)++;
}

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* An offset, a name, or both ("-05:00Z"). */
static bool read_zone(const char *s, size_t len, size_t *pos, struct date_parts *parts)
{
	struct date_word word;
	size_t start;

	skip_spaces(s, len, pos);
	if (*pos < len && (s[*pos] == '+' || s[*pos] == '-')) {
		parts->has_zone = true;
		if (!date_read_offset(s, len, pos, &parts->zone_min))
			return false;
	}
	skip_spaces(s, len, pos);
	start = *pos;
	while (*pos < len && is_letter(s[*pos]))
		(*pos)++;
	if (*pos == start)
		return true;
	word = date_word_find(s + start, *pos - start);
	if (word.type == DATE_WORD_ZONE && !parts->has_zone)
		parts->zone_min = word.value;
	parts->has_zone = true;
	return word.type == DATE_WORD_ZONE;
}

bool date_read_iso(const char *s, size_t len, struct date_parts *out_parts)
{
	struct date_parts parts = DATE_PARTS_INIT;
	size_t pos = 0;

	if (!take(s, len, &pos, 4, &parts.year) || !read_month_day(s, len, &pos, &parts))
		return false;
	if (parts.month == DATE_MISSING)
		parts.month = 1;
	if (parts.day == DATE_MISSING)
		parts.day = 1;
	if (pos < len && ((s[pos] | 0x20) == 't' || s[pos] == ' ')) {
		pos++;
		skip_spaces(s, len, &pos);
		if (pos < len && is_digit(s[pos]) && !read_time(s, len, &pos, &parts))
			return false;
	}
	if (!read_zone(s, len, &pos, &parts) || pos != len)
		return false;
	*out_parts = parts;
	return true;
}
