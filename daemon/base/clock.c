#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t system_mono_ms(const struct clock *clock)
{
	struct timespec now;

	(void)clock;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t system_wall_s(const struct clock *clock)
{
	(void)clock;
	return time(NULL);
}

const struct clock clock_system = {.mono_ms = system_mono_ms, .wall_s = system_wall_s};

static int64_t virtual_mono_ms(const struct clock *clock)
{
	return clock->virtual_mono_ms;
}

static int64_t virtual_wall_s(const struct clock *clock)
{
	return clock->virtual_wall_s;
}

struct clock clock_virtual(int64_t wall_s)
{
	return (struct clock){
		.mono_ms = virtual_mono_ms,
		.wall_s = virtual_wall_s,
		.virtual_wall_s = wall_s,
	};
}

void clock_turn(struct clock *clock, int64_t seconds)
{
	clock->virtual_mono_ms += seconds * 1000;
	clock->virtual_wall_s += seconds;
}

int64_t time_days(int year, int month, int day)
{
	/* Years begin in March here, so that the leap day is the last of its year. */
	int64_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - 719468;
}

const char *time_format(int64_t wall_s, char out[TIME_TEXT])
{
	time_t t = (time_t)wall_s;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || tm.tm_year < -1900 || tm.tm_year > 8099)
		t = 0, gmtime_r(&t, &tm);
	strftime(out, TIME_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm);
	/* strftime does not pad the year to four digits everywhere. */
	if (tm.tm_year < -900)
		snprintf(out, TIME_TEXT, "%04u-%02u-%02uT%02u:%02u:%02uZ",
			(unsigned)(tm.tm_year + 1900) % 10000, (unsigned)(tm.tm_mon + 1) % 100,
			(unsigned)tm.tm_mday % 100, (unsigned)tm.tm_hour % 100,
			(unsigned)tm.tm_min % 100, (unsigned)tm.tm_sec % 100);
	return out;
}

bool time_parse(const char *s, int64_t *out_wall_s)
{
	unsigned year, month, day, hour = 0, minute = 0, second = 0;
	int end = 0;

	if (sscanf(s, "%4u-%2u-%2u%n", &year, &month, &day, &end) != 3 || end != 10)
		return false;
	if (s[10] != '\0') {
		end = 0;
		if (sscanf(s + 10, "T%2u:%2u:%2uZ%n", &hour, &minute, &second, &end) != 3 ||
			end != 10 || s[20] != '\0')
			return false;
	}
	if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 ||
		second > 60)
		return false;
	*out_wall_s = time_days((int)year, (int)month, (int)day) * 86400 + hour * 3600 +
		minute * 60 + second;
	return true;
}
