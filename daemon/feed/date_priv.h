/*
 * What the readers of dates share: date.c joins, date_iso.c reads ISO 8601 with all that can
 * be left out of it, date_loose.c everything with words and other separators, date_words.c
 * knows the words.
 */
#ifndef KORDON_FEED_DATE_PRIV_H
#define KORDON_FEED_DATE_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DATE_MISSING (-1)

/* A date as it is written; parts that are not there are DATE_MISSING, time and zone 0. */
struct date_parts {
	int year, month, day;
	int hour, minute, second;
	bool has_time, has_zone;
	int zone_min; /* minutes east of Greenwich */
	/* "Europe/Tallinn": says it instead; borrowed from the text */
	const char *zone_name;
	size_t zone_name_len;
};
#define DATE_PARTS_INIT                                                                  \
	((struct date_parts){.year = DATE_MISSING, .month = DATE_MISSING, .day = DATE_MISSING})

/* Days of the month (1 to 12); 0 for other months. */
int date_month_days(int year, int month);
/* The year that two or three digits mean, seen from now. */
int date_full_year(int year, int64_t now);
/*
 * Unix seconds; TIME_NONE where the parts are no date (30 February, 10:61). timezone: of
 * parts without a zone (an IANA name); NULL or unknown: UTC.
 */
int64_t date_compose(const struct date_parts *parts, const char *timezone);

/* True where all of s is ISO 8601 (a zone name may end it). */
bool date_read_iso(const char *s, size_t len, struct date_parts *out_parts);
bool date_read_loose(const char *s, size_t len, int64_t now, struct date_parts *out_parts);

/* "+02:00", "-0700", "+3" at s[*pos]; moves *pos behind it. */
bool date_read_offset(const char *s, size_t len, size_t *pos, int *out_minutes);

enum date_word_type {
	DATE_WORD_OTHER, /* a weekday, "at", "klo", anything unknown */
	DATE_WORD_MONTH, /* value: 1 to 12 */
	DATE_WORD_ZONE,  /* value: minutes */
	DATE_WORD_HALF,  /* value: 0 a.m., 12 p.m. */
	DATE_WORD_UNIT,  /* the number before it is a… value: enum date_unit */
};
enum date_unit { DATE_YEAR, DATE_MONTH, DATE_DAY, DATE_HOUR, DATE_MINUTE, DATE_SECOND };
struct date_word {
	enum date_word_type type;
	int value;
};
struct date_word date_word_find(const char *word, size_t len);

#endif
