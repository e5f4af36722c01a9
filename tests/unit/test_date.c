/* Dates as feeds write them, each with what it says in UTC; and the zones of sources. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "feed/feed.h"

static const int64_t now = 1732545005; /* 2024-11-25T14:30:05Z */

struct sample {
	const char *text, *want; /* "none": it cannot be understood */
};

static void check(const char *text, const char *timezone, const char *want)
{
	int64_t date = feed_date(text, strlen(text), now, timezone);
	char shown[TIME_TEXT] = "none";

	if (date != TIME_NONE)
		time_format(date, shown);
	if (strcmp(shown, want) != 0)
		print_message("of: %s\n", text);
	assert_string_equal(shown, want);
}

static void check_all(const struct sample *samples, size_t count, const char *timezone)
{
	for (size_t i = 0; i < count; i++)
		check(samples[i].text, timezone, samples[i].want);
}
#define CHECK(samples) check_all(samples, ARRAY_LEN(samples), NULL)

static void dates_of_the_standards_with_what_people_make_of_them(void **state)
{
	static const struct sample samples[] = {
		{"Mon, 25 Nov 2024 14:30:05 +0200", "2024-11-25T12:30:05Z"},
		{"Mon,25 Nov 2024 14:30:05 GMT", "2024-11-25T14:30:05Z"},
		{"Mon, 25 Nov 2024 14:30 GMT", "2024-11-25T14:30:00Z"},
		{"25 Nov 24 14:30:05 EST", "2024-11-25T19:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 EDT", "2024-11-25T18:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 CEST", "2024-11-25T12:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 MET", "2024-11-25T13:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 EET", "2024-11-25T12:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 EEST", "2024-11-25T11:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 MSK", "2024-11-25T11:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 Europe/Tallinn", "2024-11-25T12:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 GMT+0200", "2024-11-25T12:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 GMT+2", "2024-11-25T12:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 UTC+02:00", "2024-11-25T12:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 +0200 (EET)", "2024-11-25T12:30:05Z"},
		{"Mon Nov 25 14:30:05 2024", "2024-11-25T14:30:05Z"},
		{"Mon Nov 25 14:30:05 EST 2024", "2024-11-25T19:30:05Z"},
		{"Mon Nov 25 14:30:05 +0200 2024", "2024-11-25T12:30:05Z"},
		{"Monday, 25-Nov-24 14:30:05 GMT", "2024-11-25T14:30:05Z"},
		{"Mon, 25-Nov-2024 14:30:05 GMT", "2024-11-25T14:30:05Z"},
		{"Monday, November 25, 2024", "2024-11-25T00:00:00Z"},
		{"November 25, 2024 2:30 PM", "2024-11-25T14:30:00Z"},
		{"November 25th, 2024", "2024-11-25T00:00:00Z"},
		{"25th November 2024 at 14:30", "2024-11-25T14:30:00Z"},
		{"Nov 25, 2024, 2:30:05 PM EST", "2024-11-25T19:30:05Z"},
		{"12:15 AM, 25 Nov 2024", "2024-11-25T00:15:00Z"},
		{"12:15 PM 25 Nov 2024", "2024-11-25T12:15:00Z"},
		{"2024-11-25", "2024-11-25T00:00:00Z"},
		{"2024-11-25T14:30Z", "2024-11-25T14:30:00Z"},
		{"2024-11-25T14:30:05.123456+02:00", "2024-11-25T12:30:05Z"},
		{"2024-11-25 14:30:05", "2024-11-25T14:30:05Z"},
		{"2024-11-25 14:30:05 +0200", "2024-11-25T12:30:05Z"},
		{"2024-11-25 14:30:05 UTC", "2024-11-25T14:30:05Z"},
		{"2024-11-25T14:30:05 +0200", "2024-11-25T12:30:05Z"},
		{"2024-11-25T14:30:05+0200", "2024-11-25T12:30:05Z"},
		{"2024-11-25T14:30:05-02", "2024-11-25T16:30:05Z"},
		{"2024-11-25T14:30:05EST", "2024-11-25T19:30:05Z"},
		{"2024-11-25t14:30:05z", "2024-11-25T14:30:05Z"},
		{"2024/11/25 14:30:05", "2024-11-25T14:30:05Z"},
		{"2024.11.25 14:30", "2024-11-25T14:30:00Z"},
		{"20241125", "2024-11-25T00:00:00Z"},
		{"20241125T143005Z", "2024-11-25T14:30:05Z"},
		{"20241125143005", "2024-11-25T14:30:05Z"},
		{"202411251430", "2024-11-25T14:30:00Z"},
		{"1732545005", "2024-11-25T14:30:05Z"},
		{"1732545005000", "2024-11-25T14:30:05Z"},
		{"1732545005.5", "2024-11-25T14:30:05Z"},
		{"25.11.2024 14:30", "2024-11-25T14:30:00Z"},
		{"25.11.2024, 14:30 Uhr", "2024-11-25T14:30:00Z"},
		{"25.11.2024 klo 14.30", "2024-11-25T14:30:00Z"},
		{"25.11.2024 kl. 14.30", "2024-11-25T14:30:00Z"},
		{"25.11.24", "2024-11-25T00:00:00Z"},
		{"25/11/2024 14:30", "2024-11-25T14:30:00Z"},
		{"11/25/2024 14:30", "2024-11-25T14:30:00Z"},
		{"11/25/2024 2:30 PM", "2024-11-25T14:30:00Z"},
		{"25-11-2024 14:30:05", "2024-11-25T14:30:05Z"},
	};

	(void)state;
	CHECK(samples);
}

static void months_in_the_languages_of_the_sources(void **state)
{
	static const struct sample samples[] = {
		{"esmaspäev, 25. november 2024 14:30", "2024-11-25T14:30:00Z"},
		{"E, 25 nov 2024 14:30:05 +0200", "2024-11-25T12:30:05Z"},
		{"K, 1 jaan 2025 09:00:00 +0200", "2025-01-01T07:00:00Z"},
		{"3. märts 2025 kell 9.05", "2025-03-03T09:05:00Z"},
		{"5. veebruar 2025", "2025-02-05T00:00:00Z"},
		{"12. mai 2025", "2025-05-12T00:00:00Z"},
		{"12. juuni 2025", "2025-06-12T00:00:00Z"},
		{"12. juuli 2025", "2025-07-12T00:00:00Z"},
		{"12. oktoober 2025", "2025-10-12T00:00:00Z"},
		{"12. detsember 2025", "2025-12-12T00:00:00Z"},
		{"2025. gada 12. martā, 14:30", "2025-03-12T14:30:00Z"},
		{"12. janvārī 2025", "2025-01-12T00:00:00Z"},
		{"12. februāris 2025", "2025-02-12T00:00:00Z"},
		{"12. maijs 2025 plkst. 14.30", "2025-05-12T14:30:00Z"},
		{"12. jūnijs 2025", "2025-06-12T00:00:00Z"},
		{"12. jūlijs 2025", "2025-07-12T00:00:00Z"},
		{"12. augusts 2025", "2025-08-12T00:00:00Z"},
		{"12. oktobris 2025", "2025-10-12T00:00:00Z"},
		{"12. decembris 2025", "2025-12-12T00:00:00Z"},
		{"2025 m. kovo 12 d. 14:30", "2025-03-12T14:30:00Z"},
		{"2025 m. sausio 12 d.", "2025-01-12T00:00:00Z"},
		{"2025 m. vasario 12 d.", "2025-02-12T00:00:00Z"},
		{"2025 m. balandžio 12 d.", "2025-04-12T00:00:00Z"},
		{"2025 m. gegužės 12 d.", "2025-05-12T00:00:00Z"},
		{"2025 m. birželio 12 d.", "2025-06-12T00:00:00Z"},
		{"2025 m. liepos 12 d.", "2025-07-12T00:00:00Z"},
		{"2025 m. rugpjūčio 12 d.", "2025-08-12T00:00:00Z"},
		{"2025 m. rugsėjo 12 d.", "2025-09-12T00:00:00Z"},
		{"2025 m. spalio 12 d.", "2025-10-12T00:00:00Z"},
		{"2025 m. lapkričio 12 d.", "2025-11-12T00:00:00Z"},
		{"2025 m. gruodžio 12 d., penktadienis", "2025-12-12T00:00:00Z"},
		{"ma 12. toukokuuta 2025 klo 14.30", "2025-05-12T14:30:00Z"},
		{"12. tammikuuta 2025", "2025-01-12T00:00:00Z"},
		{"12. helmikuuta 2025", "2025-02-12T00:00:00Z"},
		{"12. maaliskuuta 2025", "2025-03-12T00:00:00Z"},
		{"12. huhtikuuta 2025", "2025-04-12T00:00:00Z"},
		{"12. kesäkuuta 2025", "2025-06-12T00:00:00Z"},
		{"12. heinäkuuta 2025", "2025-07-12T00:00:00Z"},
		{"12. elokuuta 2025", "2025-08-12T00:00:00Z"},
		{"12. syyskuuta 2025", "2025-09-12T00:00:00Z"},
		{"12. lokakuuta 2025", "2025-10-12T00:00:00Z"},
		{"12. marraskuuta 2025", "2025-11-12T00:00:00Z"},
		{"12. joulukuuta 2025", "2025-12-12T00:00:00Z"},
		{"mån, 12 maj 2025 14:30:05 +0200", "2025-05-12T12:30:05Z"},
		{"tis 13 okt 2025 kl. 14:30", "2025-10-13T14:30:00Z"},
		{"lör, 12 juli 2025 14:30", "2025-07-12T14:30:00Z"},
		{"13. mai 2025 kl. 14:30", "2025-05-13T14:30:00Z"},
		{"tir. 13. des. 2025 14:30", "2025-12-13T14:30:00Z"},
		{"ons, 13 maj 2025 14:30:00 +0200", "2025-05-13T12:30:00Z"},
		{"tirsdag den 13. maj 2025 kl. 14.30", "2025-05-13T14:30:00Z"},
		{"pon, 13 sty 2025 14:30:00 +0100", "2025-01-13T13:30:00Z"},
		{"13 lutego 2025", "2025-02-13T00:00:00Z"},
		{"13 marca 2025, 14:30", "2025-03-13T14:30:00Z"},
		{"13 kwietnia 2025", "2025-04-13T00:00:00Z"},
		{"13 maja 2025", "2025-05-13T00:00:00Z"},
		{"13 czerwca 2025", "2025-06-13T00:00:00Z"},
		{"13 lipca 2025", "2025-07-13T00:00:00Z"},
		{"13 sierpnia 2025", "2025-08-13T00:00:00Z"},
		{"13 września 2025", "2025-09-13T00:00:00Z"},
		{"13 października 2025", "2025-10-13T00:00:00Z"},
		{"13 listopada 2025 godz. 14:30", "2025-11-13T14:30:00Z"},
		{"13 grudnia 2025", "2025-12-13T00:00:00Z"},
		{"Mo, 13 Mai 2025 14:30:00 +0200", "2025-05-13T12:30:00Z"},
		{"Di., 13. Dez. 2025, 14.30 Uhr", "2025-12-13T14:30:00Z"},
		{"Dienstag, 13. März 2025 um 14:30 Uhr", "2025-03-13T14:30:00Z"},
		{"13. Oktober 2025 14:30 MEZ", "2025-10-13T13:30:00Z"},
		{"13. Jänner 2025", "2025-01-13T00:00:00Z"},
		{"Пн, 13 янв 2025 14:30:00 +0300", "2025-01-13T11:30:00Z"},
		{"13 февраля 2025, 14:30", "2025-02-13T14:30:00Z"},
		{"13 марта 2025 г., 14:30 (МСК)", "2025-03-13T11:30:00Z"},
		{"13 апреля 2025 в 14:30", "2025-04-13T14:30:00Z"},
		{"13 мая 2025", "2025-05-13T00:00:00Z"},
		{"13 июня 2025", "2025-06-13T00:00:00Z"},
		{"13 июля 2025", "2025-07-13T00:00:00Z"},
		{"13 августа 2025", "2025-08-13T00:00:00Z"},
		{"13 сентября 2025", "2025-09-13T00:00:00Z"},
		{"13 октября 2025", "2025-10-13T00:00:00Z"},
		{"13 ноября 2025", "2025-11-13T00:00:00Z"},
		{"13 декабря 2025", "2025-12-13T00:00:00Z"},
		{"Вт, 13 Мар 2025 14:30:00 +0300", "2025-03-13T11:30:00Z"},
		{"13 січня 2025", "2025-01-13T00:00:00Z"},
		{"13 лютого 2025", "2025-02-13T00:00:00Z"},
		{"13 березня 2025", "2025-03-13T00:00:00Z"},
		{"13 квітня 2025", "2025-04-13T00:00:00Z"},
		{"13 травня 2025", "2025-05-13T00:00:00Z"},
		{"13 червня 2025", "2025-06-13T00:00:00Z"},
		{"13 липня 2025", "2025-07-13T00:00:00Z"},
		{"13 серпня 2025 о 14:30", "2025-08-13T14:30:00Z"},
		{"13 вересня 2025", "2025-09-13T00:00:00Z"},
		{"13 жовтня 2025", "2025-10-13T00:00:00Z"},
		{"13 листопада 2025", "2025-11-13T00:00:00Z"},
		{"13 грудня 2025", "2025-12-13T00:00:00Z"},
	};

	(void)state;
	CHECK(samples);
}

static void dates_that_are_none(void **state)
{
	static const struct sample samples[] = {
		{"Thu, 30 Feb 2025 10:00:00 GMT", "none"},
		{"Thu, 30 Jan 2025 25:00:00 GMT", "none"},
		{"no date", "none"},
		{"12", "none"},
		{"", "none"},
		{"yesterday", "none"},
		{"14:30", "none"},
		{"0000-00-00T00:00:00Z", "none"},
		{"Mon, 25 Foo 2024 10:00:00 GMT", "none"},
		{"2024-13-25", "none"},
		{"99999999999999999999", "none"},
	};

	(void)state;
	CHECK(samples);
}

static void forms_from_the_wild(void **state)
{
	static const struct sample samples[] = {
		{"Thu, 01 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00Z"},
		{"2024-11-25T24:00:00Z", "2024-11-26T00:00:00Z"},
		{"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
		{"Mon, 25 November 2024 14:30:05 +0200", "2024-11-25T12:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 +02:00", "2024-11-25T12:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05+0200", "2024-11-25T12:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 -0500 EST", "2024-11-25T19:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 Z", "2024-11-25T14:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 A", "2024-11-25T14:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:5 GMT", "2024-11-25T14:30:05Z"},
		{"Mon, 25 Nov 2024 4:3:5 GMT", "2024-11-25T04:03:05Z"},
		{"Sept. 5, 2024", "2024-09-05T00:00:00Z"},
		{"Thurs, 05 Sept 2024 10:00:00 PST", "2024-09-05T18:00:00Z"},
		{"Tues, 5 Nov 2024 10:00:00 CET", "2024-11-05T09:00:00Z"},
		{"2024-11-25T14:30:05.000Z[UTC]", "2024-11-25T14:30:05Z"},
		{"2024-11-25 at 14:30", "2024-11-25T14:30:00Z"},
		{"2024-11-25T14:30:05Z+00:00", "2024-11-25T14:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 PM", "2024-11-25T14:30:05Z"},
		{"Mon, 25 Nov 2024 02:30:05PM +0200", "2024-11-25T12:30:05Z"},
		{"Published: 25 Nov 2024 - 14:30", "2024-11-25T14:30:00Z"},
		{"Mon, 25 Nov 2024 14h30", "2024-11-25T14:30:00Z"},
		{"lundi 25 novembre 2024 - 14h30", "2024-11-25T14:30:00Z"},
		{"25 Νοε 2024 14:30:05 EET", "2024-11-25T12:30:05Z"},
		{"Mon, 25 Nov 2024 00:00:00 Etc/GMT", "2024-11-25T00:00:00Z"},
		{"2024-11-25 14:30:05.0 America/New_York", "2024-11-25T19:30:05Z"},
		{"11-25-2024 14:30:05", "2024-11-25T14:30:05Z"},
		{"2024-330", "2024-11-25T00:00:00Z"},
		{"2024-W48-1", "2024-11-25T00:00:00Z"},
		{"24-Nov-25", "2025-11-24T00:00:00Z"},
		{"Thu, 09 (nested (comment) Mar)Feb(escaped \\) 2005) 2006 23:59:45 +0000", "2006-02-09T23:59:45Z"},
		{"Mon, 25 Nov 2024 14:30:05 (CET)", "2024-11-25T13:30:05Z"},
		{"Fri, 25 Nov 2024 14:30:05 GMT", "2024-11-25T14:30:05Z"},
	};

	(void)state;
	CHECK(samples);
}

static void two_digits_of_a_year_are_seen_from_now(void **state)
{
	static const struct sample samples[] = {
		{"25 Nov 24", "2024-11-25T00:00:00Z"},
		{"25 Nov 34", "2034-11-25T00:00:00Z"},
		{"25 Nov 36", "1936-11-25T00:00:00Z"},
		{"25 Nov 99", "1999-11-25T00:00:00Z"},
		{"25 Nov 00", "2000-11-25T00:00:00Z"},
		{"25 Nov 124", "2024-11-25T00:00:00Z"},
	};

	(void)state;
	CHECK(samples);
}

/* The clocks of Tallinn are two hours ahead in winter, three in summer. */
static void a_date_without_zone_is_read_in_that_of_its_source(void **state)
{
	static const struct sample samples[] = {
		{"2024-11-25 14:30:05", "2024-11-25T12:30:05Z"},
		{"25.07.2024 14:30", "2024-07-25T11:30:00Z"},
		{"31. märts 2024 02:59:59", "2024-03-31T00:59:59Z"},
		{"31. märts 2024 04:00", "2024-03-31T01:00:00Z"},
		{"27. oktoober 2024 02:59", "2024-10-26T23:59:00Z"},
		{"27. oktoober 2024 04:00", "2024-10-27T02:00:00Z"},
		{"2024-11-25", "2024-11-24T22:00:00Z"},
		/* Behind the end of the list that the machine has, by its rule. */
		{"2090-07-01 12:00", "2090-07-01T09:00:00Z"},
		{"2090-12-01 12:00", "2090-12-01T10:00:00Z"},
		/* Soviet time, and before there were zones at all. */
		{"1985-07-01 12:00", "1985-07-01T08:00:00Z"},
		/* What says its zone keeps it. */
		{"2024-11-25 14:30:05 +0000", "2024-11-25T14:30:05Z"},
		{"Mon, 25 Nov 2024 14:30:05 GMT", "2024-11-25T14:30:05Z"},
		{"2024-11-25 14:30:05 America/New_York", "2024-11-25T19:30:05Z"},
		{"1732545005", "2024-11-25T14:30:05Z"},
	};

	(void)state;
	check_all(samples, ARRAY_LEN(samples), "Europe/Tallinn");
}

static void zones_of_both_halves_of_the_world_turn_their_clocks(void **state)
{
	(void)state;
	check("2024-01-15 12:00", "Australia/Sydney", "2024-01-15T01:00:00Z");
	check("2024-07-15 12:00", "Australia/Sydney", "2024-07-15T02:00:00Z");
	check("2090-01-15 12:00", "Australia/Sydney", "2090-01-15T01:00:00Z");
	check("2024-07-15 12:00", "Asia/Kolkata", "2024-07-15T06:30:00Z");
	check("2024-07-15 12:00", "Europe/Kaliningrad", "2024-07-15T10:00:00Z");
	check("2024-07-15 12:00", "UTC", "2024-07-15T12:00:00Z");
}

static void a_zone_that_nobody_knows_is_utc_and_opens_no_file(void **state)
{
	(void)state;
	check("2024-07-15 12:00", "Europe/Atlantis", "2024-07-15T12:00:00Z");
	check("2024-07-15 12:00", "../../../etc/passwd", "2024-07-15T12:00:00Z");
	check("2024-07-15 12:00", "/etc/passwd", "2024-07-15T12:00:00Z");
	check("2024-07-15 12:00", "", "2024-07-15T12:00:00Z");
	check("2024-07-15 12:00 tzdata/zi", NULL, "2024-07-15T12:00:00Z");
}

static void a_date_of_any_length_is_read_or_refused(void **state)
{
	static char text[100000];

	(void)state;
	memset(text, ' ', sizeof(text));
	memcpy(text + 50000, "2024-11-25", 10);
	assert_int_equal(feed_date(text, sizeof(text), now, NULL), 1732492800);
	memset(text, '9', sizeof(text));
	assert_int_equal(feed_date(text, sizeof(text), now, NULL), TIME_NONE);
	memset(text, '(', sizeof(text));
	assert_int_equal(feed_date(text, 150, now, NULL), TIME_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_of_the_standards_with_what_people_make_of_them),
		cmocka_unit_test(months_in_the_languages_of_the_sources),
		cmocka_unit_test(dates_that_are_none),
		cmocka_unit_test(forms_from_the_wild),
		cmocka_unit_test(two_digits_of_a_year_are_seen_from_now),
		cmocka_unit_test(a_date_without_zone_is_read_in_that_of_its_source),
		cmocka_unit_test(zones_of_both_halves_of_the_world_turn_their_clocks),
		cmocka_unit_test(a_zone_that_nobody_knows_is_utc_and_opens_no_file),
		cmocka_unit_test(a_date_of_any_length_is_read_or_refused),
	};

	return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
