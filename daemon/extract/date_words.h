/* Words of dates in running text: weekdays, months, "yesterday", "last week". */
#ifndef KORDON_EXTRACT_DATE_WORDS_H
#define KORDON_EXTRACT_DATE_WORDS_H

#include <stddef.h>

enum date_role {
	DATE_WEEKDAY,  /* value: 1 Monday … 7 Sunday */
	DATE_MONTH,    /* value: 1 … 12; a date where a day or a year stands beside */
	DATE_IN_MONTH, /* "in January", "tammikuussa": a date by itself */
	DATE_DAY,      /* days from today: yesterday -1 */
	DATE_WEEK,     /* weeks from this week */
	DATE_MONTHS,   /* months from this month */
	DATE_YEARS,    /* years from this year */
	DATE_AGO,      /* "days ago" behind a number; value: days of the unit */
	DATE_UNIT,     /* "dagar" between DATE_BEFORE with its number, value: days */
	DATE_BEFORE,   /* "vor", "prieš", "pirms": ago, before the number */
	DATE_NEXT,     /* next (+1) or last (-1) before a weekday or a month */
	DATE_YEAR_MARK, /* "in", "году": beside a number of four digits it makes it a year */
};

struct date_row {
	enum date_role role;
	const char *lang;
	int value;
	const char *const *patterns; /* as of match.h, ended by NULL */
};
extern const struct date_row date_rows[];
extern const size_t date_row_count;

#endif
