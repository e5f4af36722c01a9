/*
 * Time is handed in: whoever makes an object chooses its clock, so that tests turn the hands.
 * Monotonic milliseconds are for waiting, wall-clock seconds (Unix time, UTC) for storing.
 */
#ifndef KORDON_BASE_CLOCK_H
#define KORDON_BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct clock {
	int64_t (*mono_ms)(const struct clock *clock);
	int64_t (*wall_s)(const struct clock *clock);
	int64_t virtual_mono_ms; /* the hands of a virtual clock */
	int64_t virtual_wall_s;
};

extern const struct clock clock_system;

/* A clock that stands at wall_s until clock_turn moves it. */
struct clock clock_virtual(int64_t wall_s);
void clock_turn(struct clock *clock, int64_t seconds);

static inline int64_t clock_mono_ms(const struct clock *clock)
{
	return clock->mono_ms(clock);
}

static inline int64_t clock_wall_s(const struct clock *clock)
{
	return clock->wall_s(clock);
}

/* "No time": what an item without a readable date carries. */
#define TIME_NONE INT64_MIN

/* "2024-05-21T09:30:00Z" (RFC 3339, UTC); out holds TIME_TEXT bytes. Years 0 to 9999. */
enum { TIME_TEXT = 21 };
const char *time_format(int64_t wall_s, char out[TIME_TEXT]);
/* Strict reading of the same form, and of a bare "2024-05-21" as its midnight. */
bool time_parse(const char *s, int64_t *out_wall_s);
/* Days from 1970-01-01 of a date of the Gregorian calendar; month 1 to 12. */
int64_t time_days(int year, int month, int day);

#endif
