/*
 * Dates as feeds write them: RFC 822 and RFC 3339 are what should be there; what is there
 * has months in every language, zones that are names, and parts left out. A date without a
 * zone is read in the source's, or else as UTC.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "feed/date_priv.h"
#include "feed/feed.h"

#include "base/zone.h"

enum { DATE_TEXT_MAX = 200, YEAR_MIN = 1000, YEAR_MAX = 9999 };

int date_month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month < 1 || month > 12)
		return 0;
	return days[month - 1] + (month == 2 && leap);
}

/* RFC 2822 gives two digits to 1950 – 2049 and adds three digits to 1900 (year 2000 as 100);
 * seen from now, no feed tells of more than ten years ahead. */
int date_full_year(int year, int64_t now)
{
	int this_year = now == TIME_NONE ? 2024 : 1970 + (int)(now / 31556952);

	if (year >= 100)
		return year < YEAR_MIN ? 1900 + year : year;
	return year + 2000 > this_year + 10 ? 1900 + year : 2000 + year;
}

/* The zone asked for last is kept: one document asks for one. */
static int named_zone_seconds(const char *name, int64_t local)
{
	static struct zone *zone;

	if (!zone || strcmp(zone_name(zone), name) != 0) {
		zone_free(zone);
		zone = zone_new(name);
	}
	return zone ? zone_offset_of_local(zone, local) : 0;
}

/* Minutes may be given by the date itself, by a name in it, by the source. */
static int zone_seconds(const struct date_parts *parts, const char *timezone, int64_t local)
{
	char name[DATE_TEXT_MAX + 1];

	if (parts->zone_name) {
		memcpy(name, parts->zone_name, parts->zone_name_len);
		name[parts->zone_name_len] = '\0';
		timezone = name;
	} else if (parts->has_zone) {
		return parts->zone_min * 60;
	}
	return timezone ? named_zone_seconds(timezone, local) : 0;
}

int64_t date_compose(const struct date_parts *parts, const char *timezone)
{
	int64_t local;

	bool sane = parts->year >= YEAR_MIN && parts->year <= YEAR_MAX && parts->day >= 1 &&
		    parts->day <= date_month_days(parts->year, parts->month) &&
		    parts->hour >= 0 && parts->hour <= 24 && parts->minute >= 0 &&
		    parts->minute <= 59 && parts->second >= 0 && parts->second <= 60;

	if (!sane || (parts->hour == 24 && (parts->minute || parts->second)))
		return TIME_NONE;
	local = time_days(parts->year, parts->month, parts->day) * 86400 +
		parts->hour * INT64_C(3600) + parts->minute * INT64_C(60) + parts->second;
	return local - zone_seconds(parts, timezone, local);
}

bool date_read_offset(const char *s, size_t len, size_t *pos, int *out_minutes)
{
	int sign = s[*pos] == '-' ? -1 : 1, digits[4] = {0}, count = 0, hours, minutes;
	size_t at = *pos + 1;
	bool colon = false;

	while (at < len && count < 4 &&
		(isdigit((unsigned char)s[at]) || (s[at] == ':' && count && !colon))) {
		if (s[at] == ':')
			colon = true;
		else
			digits[count++] = s[at] - '0';
		at++;
		if (colon && count == 1) { /* +3:00 */
			digits[1] = digits[0];
			digits[0] = 0;
			count = 2;
		}
	}
	if (!count)
		return false;
	hours = count == 1 ? digits[0] : digits[0] * 10 + digits[1];
	minutes = digits[2] * 10 + digits[3];
	if (count == 3) { /* +330 */
		hours = digits[0];
		minutes = digits[1] * 10 + digits[2];
	}
	if (hours > 15 || minutes > 59)
		return false;
	*pos = at;
	*out_minutes = sign * (hours * 60 + minutes);
	return true;
}

/* Seconds or milliseconds since 1970. */
static bool read_stamp(const char *s, size_t len, int64_t *out_date)
{
	int64_t value = 0;
	size_t i, digits = strspn(s, "0123456789");

	digits = MIN(digits, len);
	if ((digits != len && s[digits] != '.') || (digits != 10 && digits != 13))
		return false;
	for (i = 0; i < digits; i++)
		value = value * 10 + (s[i] - '0');
	*out_date = digits == 13 ? value / 1000 : value;
	return true;
}

/* "+0200" or "GMT", and nothing behind it. */
static bool read_mail_zone(const char *s, size_t len, size_t pos, struct date_parts *parts)
{
	parts->has_zone = true;
	if (pos < len && (s[pos] == '+' || s[pos] == '-') && len - pos == 5)
		return date_read_offset(s, len, &pos, &parts->zone_min) && pos == len;
	return strcmp(s + pos, "GMT") == 0;
}

/* What most feeds write, read at once: "Mon, 25 Nov 2024 14:30:05 +0200". */
static bool read_mail(const char *s, size_t len, struct date_parts *parts)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char month[4] = "";
	const char *at;
	int used = 0;

	if (!isalpha((unsigned char)*s) || len < 5 || s[3] != ',' ||
		sscanf(s + 4, " %2d %3[A-Za-z] %4d %2d:%2d:%2d %n", &parts->day, month,
			&parts->year, &parts->hour, &parts->minute, &parts->second, &used) != 6)
		return false;
	at = strstr(months, month);
	if (!used || !at || (at - months) % 3 || strlen(month) != 3 || parts->year < YEAR_MIN)
		return false;
	parts->month = (int)(at - months) / 3 + 1;
	parts->has_time = true;
	return read_mail_zone(s, len, 4 + (size_t)used, parts);
}

int64_t feed_date(const char *text, size_t len, int64_t now, const char *timezone)
{
	struct date_parts parts = DATE_PARTS_INIT;
	char trimmed[DATE_TEXT_MAX + 1];
	int64_t stamp;

	while (len && isspace((unsigned char)*text)) {
		text++;
		len--;
	}
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	if (!len || len > DATE_TEXT_MAX || memchr(text, '\0', len))
		return TIME_NONE;
	memcpy(trimmed, text, len);
	trimmed[len] = '\0';
	if (read_stamp(trimmed, len, &stamp))
		return stamp;
	if (read_mail(trimmed, len, &parts) && date_compose(&parts, timezone) != TIME_NONE)
		return date_compose(&parts, timezone);
	parts = DATE_PARTS_INIT;
	if (date_read_iso(trimmed, len, &parts) &&
		date_compose(&parts, timezone) != TIME_NONE)
		return date_compose(&parts, timezone);
	parts = DATE_PARTS_INIT;
	if (date_read_loose(trimmed, len, now, &parts))
		return date_compose(&parts, timezone);
	return TIME_NONE;
}
