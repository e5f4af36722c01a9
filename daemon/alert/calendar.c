#include "alert/calendar.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"

enum { DAY_MIN = 24 * 60, DAY_S = 86400, WEEK = 7, ALL_DAYS = 0x7F };

/* ---- reading ---------------------------------------------------------------------- */

static int take_day(const char **s)
{
	static const char *const names[WEEK] = {
		"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	int i;

	for (i = 0; i < WEEK; i++)
		if (strncasecmp(*s, names[i], 3) == 0) {
			*s += 3;
			return i;
		}
	return -1;
}

/* "mon-fri", "sat,sun"; a range may go over the end of the week: "fri-mon". */
static bool take_days(const char **s, unsigned *out_days)
{
	unsigned days = 0;
	int first, last;

	do {
		*s += **s == ',';
		first = last = take_day(s);
		if (first >= 0 && **s == '-') {
			(*s)++;
			last = take_day(s);
		}
		if (first < 0 || last < 0)
			return false;
		for (; first != last; first = (first + 1) % WEEK)
			days |= 1U << first;
		days |= 1U << last;
	} while (**s == ',');
	*out_days = days;
	return true;
}

/* "06:30" as minutes; -1: it is none. */
static int take_clock(const char **s)
{
	int hour, minute, used = 0;

	if (sscanf(*s, "%2d:%2d%n", &hour, &minute, &used) != 2 || used != 5 ||
		!isdigit((unsigned char)**s) || !isdigit((unsigned char)(*s)[3]) ||
		hour > 24 || minute > 59 || hour * 60 + minute > DAY_MIN)
		return -1;
	*s += used;
	return hour * 60 + minute;
}

/* Days stand in front of what follows, or alone. */
static const char *read_days(const char **s, struct calendar_entry *entry)
{
	*entry = (struct calendar_entry){.days = ALL_DAYS, .until_min = DAY_MIN};
	if (!isalpha((unsigned char)**s))
		return NULL;
	if (!take_days(s, &entry->days) || (**s && **s != ' '))
		return "days are mon, tue, wed, thu, fri, sat, sun, as mon-fri or sat,sun";
	*s += strspn(*s, " ");
	return NULL;
}

const char *calendar_span(const char *text, struct calendar_entry *out_entry)
{
	static const char form[] =
		"hours have the form 22:00-06:30 or mon-fri 22:00-06:30";
	struct calendar_entry entry;
	const char *fault = read_days(&text, &entry);

	if (!fault && *text) {
		entry.from_min = take_clock(&text);
		if (entry.from_min < 0 || *text++ != '-')
			return form;
		entry.until_min = take_clock(&text);
		if (entry.until_min < 0 || *text)
			return form;
		if (entry.until_min == entry.from_min)
			return "they end when they begin; all day is 00:00-24:00";
		if (entry.until_min < entry.from_min)
			entry.until_min += DAY_MIN;
	}
	if (!fault)
		*out_entry = entry;
	return fault;
}

const char *calendar_moment(const char *text, struct calendar_entry *out_entry)
{
	struct calendar_entry entry;
	const char *fault = read_days(&text, &entry);

	if (fault)
		return fault;
	entry.from_min = entry.until_min = take_clock(&text);
	if (entry.from_min < 0 || entry.from_min == DAY_MIN || *text)
		return "a time has the form 06:30 or mon-fri 06:30";
	*out_entry = entry;
	return NULL;
}

/* ---- asking ----------------------------------------------------------------------- */

/* The day, since 1970, that the zone's clocks show. */
static int64_t local_day(const struct zone *zone, int64_t now)
{
	int64_t local = now + zone_offset(zone, now);

	return (local - (local % DAY_S + DAY_S) % DAY_S) / DAY_S;
}

/* 1970 began on a Thursday. */
static bool is_on(const struct calendar_entry *entry, int64_t day)
{
	return entry->days >> ((day % WEEK + WEEK + 3) % WEEK) & 1;
}

static int64_t moment_of(const struct zone *zone, int64_t day, int minutes, bool last)
{
	return zone_moment(zone, day * DAY_S + minutes * INT64_C(60), last);
}

/* When a span ends that holds now; TIME_NONE: none does. */
static int64_t one_end(const struct calendar_entry *spans, size_t count,
	const struct zone *zone, int64_t now)
{
	int64_t today = local_day(zone, now), end = TIME_NONE, day, until;
	size_t i;

	for (i = 0; i < count; i++)
		for (day = today - 1; day <= today; day++) {
			if (!is_on(&spans[i], day) ||
				moment_of(zone, day, spans[i].from_min, false) > now)
				continue;
			until = moment_of(zone, day, spans[i].until_min, true);
			if (until > now)
				end = MAX(end, until);
		}
	return end;
}

int64_t calendar_end(const struct calendar_entry *spans, size_t count,
	const struct zone *zone, int64_t now)
{
	int64_t end = one_end(spans, count, zone, now), next = end;
	int i;

	/* Spans that follow on each other for ever end after a week: alerts are not lost. */
	for (i = 0; i < WEEK && next != TIME_NONE; i++) {
		end = next;
		next = one_end(spans, count, zone, end);
	}
	return end;
}

int64_t calendar_next(const struct calendar_entry *moments, size_t count,
	const struct zone *zone, int64_t now)
{
	int64_t today = local_day(zone, now), soonest = TIME_NONE, day, at;
	size_t i;

	for (i = 0; i < count; i++)
		for (day = today - 1; day <= today + WEEK + 1; day++) {
			at = is_on(&moments[i], day)
				     ? moment_of(zone, day, moments[i].from_min, false)
				     : TIME_NONE;
			if (at > now && (soonest == TIME_NONE || at < soonest))
				soonest = at;
		}
	return soonest;
}
