/* Quiet hours and times of digests, on days on which the clocks turn, too. */
#include "alert/calendar.h"

#include <string.h>

#include "base/clock.h"
#include "check.h"

static int64_t at(const char *text)
{
	int64_t time;

	assert_true(time_parse(text, &time));
	return time;
}

static const char *show(int64_t time)
{
	static char text[TIME_TEXT];

	return time == TIME_NONE ? "none" : time_format(time, text);
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const spans[] = {"", "22", "22:00", "22:00-", "22:00-6:30", "25:00-06:00",
		"22:60-06:00", "22:00-24:30", "22:00-06:30 ", "22:00-22:00", "moon 22:00-06:30",
		"mon- 22:00-06:30", "mon,22:00-06:30", "mon 22:00", "22.00-06.30"};
	static const char *const moments[] = {"", "6:30", "06:30-07:00", "24:00", "mon", "mon 6",
		"06:30x"};
	struct calendar_entry entry;
	size_t i;

	(void)state;
	/* "" is all of every day: nobody writes that, and the reader of options refuses it. */
	for (i = 1; i < ARRAY_LEN(spans); i++)
		if (!calendar_span(spans[i], &entry))
			fail_msg("taken: '%s'", spans[i]);
	for (i = 0; i < ARRAY_LEN(moments); i++)
		if (!calendar_moment(moments[i], &entry))
			fail_msg("taken: '%s'", moments[i]);
}

static void spans_end_when_clocks_say_so(void **state)
{
	static const struct {
		const char *zone, *spans[3], *now, *end;
	} cases[] = {
		{"Europe/Tallinn", {"22:00-06:30"}, "2026-01-15T19:59:59Z", "none"},
		{"Europe/Tallinn", {"22:00-06:30"}, "2026-01-15T20:00:00Z", "2026-01-16T04:30:00Z"},
		{"Europe/Tallinn", {"22:00-06:30"}, "2026-01-16T04:29:59Z", "2026-01-16T04:30:00Z"},
		{"Europe/Tallinn", {"22:00-06:30"}, "2026-01-16T04:30:00Z", "none"},
		/* In summer an hour earlier. */
		{"Europe/Tallinn", {"22:00-06:30"}, "2026-07-15T19:30:00Z", "2026-07-16T03:30:00Z"},
		/* The days are those on which it begins: Friday's night ends on Saturday. */
		{"Europe/Tallinn", {"mon-fri 22:00-06:30"}, "2026-01-16T22:00:00Z",
			"2026-01-17T04:30:00Z"},
		{"Europe/Tallinn", {"mon-fri 22:00-06:30"}, "2026-01-17T22:00:00Z", "none"},
		{"Europe/Tallinn", {"Fri-Sun 22:00-06:30"}, "2026-01-18T22:00:00Z",
			"2026-01-19T04:30:00Z"},
		/* What follows on each other is one. */
		{"Europe/Tallinn", {"fri 18:00-24:00", "sat,sun", "mon 00:00-08:00"},
			"2026-01-16T16:00:00Z", "2026-01-19T06:00:00Z"},
		/* The night in which the clocks go forward is an hour shorter … */
		{"Europe/Tallinn", {"22:00-06:30"}, "2026-03-28T20:00:00Z", "2026-03-29T03:30:00Z"},
		{"Europe/Tallinn", {"22:00-03:30"}, "2026-03-28T20:00:00Z", "2026-03-29T01:00:00Z"},
		/* … and the one in which they go back an hour longer. */
		{"Europe/Tallinn", {"22:00-06:30"}, "2026-10-24T19:00:00Z", "2026-10-25T04:30:00Z"},
		{"Europe/Tallinn", {"22:00-03:30"}, "2026-10-25T00:45:00Z", "2026-10-25T01:30:00Z"},
		{"America/New_York", {"sat 00:00-24:00"}, "2026-11-01T03:59:59Z",
			"2026-11-01T04:00:00Z"},
		{"UTC", {"00:00-24:00"}, "2026-01-15T12:00:00Z", "2026-01-22T00:00:00Z"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(zone_freep) struct zone *zone = zone_new(cases[i].zone);
		struct calendar_entry spans[3];
		size_t count = 0;

		for (; count < 3 && cases[i].spans[count]; count++)
			assert_null(calendar_span(cases[i].spans[count], &spans[count]));
		if (strcmp(show(calendar_end(spans, count, zone, at(cases[i].now))),
			    cases[i].end) != 0)
			fail_msg("%s at %s: until %s, not %s", cases[i].spans[0], cases[i].now,
				show(calendar_end(spans, count, zone, at(cases[i].now))),
				cases[i].end);
	}
}

static void digests_come_once_each_day(void **state)
{
	static const struct {
		const char *zone, *moments[2], *now, *next;
	} cases[] = {
		{"Europe/Tallinn", {"06:30", "18:00"}, "2026-01-15T04:29:59Z", "2026-01-15T04:30:00Z"},
		{"Europe/Tallinn", {"06:30", "18:00"}, "2026-01-15T04:30:00Z", "2026-01-15T16:00:00Z"},
		{"Europe/Tallinn", {"06:30", "18:00"}, "2026-01-15T16:00:00Z", "2026-01-16T04:30:00Z"},
		{"Europe/Tallinn", {"mon 06:30"}, "2026-01-19T04:30:00Z", "2026-01-26T04:30:00Z"},
		/* 03:30 is left out, and then comes twice. */
		{"Europe/Tallinn", {"03:30"}, "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z"},
		{"Europe/Tallinn", {"03:30"}, "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"},
		{"Europe/Tallinn", {"03:30"}, "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z"},
		{"Europe/Tallinn", {"03:30"}, "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(zone_freep) struct zone *zone = zone_new(cases[i].zone);
		struct calendar_entry moments[2];
		size_t count = 0;

		for (; count < 2 && cases[i].moments[count]; count++)
			assert_null(calendar_moment(cases[i].moments[count], &moments[count]));
		if (strcmp(show(calendar_next(moments, count, zone, at(cases[i].now))),
			    cases[i].next) != 0)
			fail_msg("%s at %s: %s, not %s", cases[i].moments[0], cases[i].now,
				show(calendar_next(moments, count, zone, at(cases[i].now))),
				cases[i].next);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(spans_end_when_clocks_say_so),
		cmocka_unit_test(digests_come_once_each_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
