/* Time zones of the machine: offsets, and what clocks show twice or never. */
#include "base/zone.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "check.h"

static int64_t at(const char *text)
{
	int64_t time;

	assert_true(time_parse(text, &time));
	return time;
}

static void offsets_follow_summer_time_also_beyond_the_list(void **state)
{
	static const struct {
		const char *zone, *time;
		int32_t offset;
	} cases[] = {
		{"UTC", "2026-07-01T00:00:00Z", 0},
		{"Europe/Tallinn", "2026-01-15T00:00:00Z", 7200},
		{"Europe/Tallinn", "2026-03-29T00:59:59Z", 7200},
		{"Europe/Tallinn", "2026-03-29T01:00:00Z", 10800},
		{"Europe/Tallinn", "2026-10-25T00:59:59Z", 10800},
		{"Europe/Tallinn", "2026-10-25T01:00:00Z", 7200},
		{"Europe/Tallinn", "2061-07-01T00:00:00Z", 10800},
		{"Europe/Kaliningrad", "2026-07-01T00:00:00Z", 7200},
		{"America/St_Johns", "2026-01-15T00:00:00Z", -12600},
		{"Australia/Sydney", "2055-01-15T00:00:00Z", 39600},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(zone_freep) struct zone *zone = zone_new(cases[i].zone);

		assert_non_null(zone);
		if (zone_offset(zone, at(cases[i].time)) != cases[i].offset)
			fail_msg("%s at %s: %d", cases[i].zone, cases[i].time,
				zone_offset(zone, at(cases[i].time)));
	}
}

static void what_clocks_show_is_a_moment_twice_or_never(void **state)
{
	static const struct {
		const char *zone, *local, *first, *last;
	} cases[] = {
		{"Europe/Tallinn", "2026-01-15T06:30:00Z", "2026-01-15T04:30:00Z",
			"2026-01-15T04:30:00Z"},
		{"Europe/Tallinn", "2026-07-15T06:30:00Z", "2026-07-15T03:30:00Z",
			"2026-07-15T03:30:00Z"},
		/* From three o'clock to four at once. */
		{"Europe/Tallinn", "2026-03-29T03:30:00Z", "2026-03-29T01:00:00Z",
			"2026-03-29T01:00:00Z"},
		{"Europe/Tallinn", "2026-03-29T04:00:00Z", "2026-03-29T01:00:00Z",
			"2026-03-29T01:00:00Z"},
		/* Three o'clock to four comes twice. */
		{"Europe/Tallinn", "2026-10-25T03:30:00Z", "2026-10-25T00:30:00Z",
			"2026-10-25T01:30:00Z"},
		{"America/New_York", "2026-11-01T01:30:00Z", "2026-11-01T05:30:00Z",
			"2026-11-01T06:30:00Z"},
	};
	char text[TIME_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(zone_freep) struct zone *zone = zone_new(cases[i].zone);

		assert_string_equal(
			time_format(zone_moment(zone, at(cases[i].local), false), text),
			cases[i].first);
		assert_string_equal(time_format(zone_moment(zone, at(cases[i].local), true), text),
			cases[i].last);
	}
}

static void what_is_no_zone_is_none(void **state)
{
	static const char *const names[] = {"", "Europe/Atlantis", "../../etc/passwd", "/etc/passwd",
		"Europe", "zone.tab", "Europe/Tallinn\n"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(names); i++)
		assert_null(zone_new(names[i]));
}

static void the_list_has_names(void **state)
{
	size_t count, i;
	char **names = zone_names(&count);
	bool found = false;

	(void)state;
	assert_true(count > 300);
	for (i = 0; i < count; i++) {
		found |= strcmp(names[i], "Europe/Vilnius") == 0;
		mem_free(names[i]);
	}
	mem_free(names);
	assert_true(found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offsets_follow_summer_time_also_beyond_the_list),
		cmocka_unit_test(what_clocks_show_is_a_moment_twice_or_never),
		cmocka_unit_test(what_is_no_zone_is_none),
		cmocka_unit_test(the_list_has_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
