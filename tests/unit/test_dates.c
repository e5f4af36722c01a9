/*
 * Dates in running text, in twelve languages: each case is a text that a source of the
 * country published on Thursday, 23 May 2024 at noon in Greenwich, and the dates it says as
 * ISO 8601 with w for a week. Arguments: the folders of the bundled data.
 */
#include "reading.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

struct dating {
	const char *lang, *text, *dates;
};

static const char *show(struct arena *arena, const struct mentions *mentions)
{
	static const int said[] = {10, 10, 7, 4};
	const char *out = "";
	char text[TIME_TEXT];
	size_t i;

	for (i = 0; i < mentions->date_count; i++) {
		const struct text_date *date = &mentions->dates[i].date;

		time_format(date->day * 86400, text);
		out = arena_printf(arena, "%s%s%.*s%s", out, i ? " " : "",
			said[date->precision], text,
			date->precision == DATE_PRECISION_WEEK ? "w" : "");
	}
	return out;
}

static unsigned check_from(
	const struct dating *dating, const char *published, struct item_source source)
{
	struct reading reading = {.source = source};
	const struct mentions *mentions;
	const char *got;
	unsigned failed;

	read_item(&reading, bundled, dating->lang, dating->text, NULL);
	assert_true(time_parse(published, &reading.item.published));
	mentions = extract_mentions(bundled, reading.arena, reading.doc);
	got = show(reading.arena, mentions);
	failed = strcmp(got, dating->dates) != 0;
	if (failed)
		print_error("%s: %s\n  '%s', expected '%s'\n", dating->lang, dating->text, got,
			dating->dates);
	arena_free(reading.arena);
	return failed;
}

static unsigned check_at(
	const struct dating *dating, const char *published, const char *country)
{
	return check_from(dating, published, (struct item_source){.country = country});
}

static void check(const struct dating *cases, size_t count)
{
	unsigned failed = 0;
	size_t i;

	for (i = 0; i < count; i++)
		failed += check_at(&cases[i], "2024-05-23T12:00:00Z", NULL);
	assert_int_equal(failed, 0);
}

static void dates_in_twelve_languages(void **state)
{
	static const struct dating cases[] = {
		{"en", "Buoys were removed on Thursday", "2024-05-23"},
		{"en", "Buoys were removed on Tuesday", "2024-05-21"},
		{"en", "Buoys were removed last Thursday", "2024-05-16"},
		{"en", "The crossing will close on Monday", "2024-05-27"},
		{"en", "Buoys were removed yesterday", "2024-05-22"},
		{"en", "On 23 May 2024 buoys were removed", "2024-05-23"},
		{"en", "On May 21, buoys were removed", "2024-05-21"},
		{"en", "The law comes into force in January 2025", "2025-01"},
		{"en", "It happened in December", "2023-12"},
		{"en", "It happened last week", "2024-05-13w"},
		{"en", "The fence will be ready in 2026", "2026"},
		{"en", "Buoys vanished 3 days ago", "2024-05-20"},
		{"en", "On 2024-05-20 buoys vanished", "2024-05-20"},
		{"en", "May said nothing and March is a verb", ""},
		{"et", "Poid eemaldati kolmapäeval", "2024-05-22"},
		{"et", "Poid eemaldati eile", "2024-05-22"},
		{"et", "Poid eemaldati 21. mail", "2024-05-21"},
		{"et", "Seadus jõustub 2025. aasta jaanuaris", "2025-01"},
		{"et", "See juhtus eelmisel nädalal", "2024-05-13w"},
		{"et", "Aed valmib 2026. aastal", "2026"},
		{"et", "Poid kadusid 3 päeva tagasi", "2024-05-20"},
		{"lv", "Bojas noņemtas trešdien", "2024-05-22"},
		{"lv", "Bojas noņemtas vakar", "2024-05-22"},
		{"lv", "Bojas noņemtas 21. maijā", "2024-05-21"},
		{"lv", "Bojas noņemtas 2024. gada 21. maijā", "2024-05-21"},
		{"lv", "Tas notika pagājušajā nedēļā", "2024-05-13w"},
		{"lv", "Žogs būs gatavs 2026. gadā", "2026"},
		{"lv", "Tas notika pirms 3 dienām", "2024-05-20"},
		{"lt", "Plūdurai pašalinti trečiadienį", "2024-05-22"},
		{"lt", "Plūdurai pašalinti vakar", "2024-05-22"},
		{"lt", "Plūdurai pašalinti gegužės 21 d.", "2024-05-21"},
		{"lt", "Plūdurai pašalinti 2024 m. gegužės 21 d.", "2024-05-21"},
		{"lt", "Tai įvyko praėjusią savaitę", "2024-05-13w"},
		{"lt", "Tvora bus baigta 2026 metais", "2026"},
		{"lt", "Tai įvyko prieš 3 dienas", "2024-05-20"},
		{"fi", "Poijut poistettiin torstaina", "2024-05-23"},
		{"fi", "Poijut poistettiin keskiviikkona", "2024-05-22"},
		{"fi", "Poijut poistettiin eilen", "2024-05-22"},
		{"fi", "Poijut poistettiin 21. toukokuuta", "2024-05-21"},
		{"fi", "Poijut poistettiin 21.5.2024", "2024-05-21"},
		{"fi", "Laki tulee voimaan tammikuussa 2025", "2025-01"},
		{"fi", "Se tapahtui viime viikolla", "2024-05-13w"},
		{"fi", "Aita valmistuu vuonna 2026", "2026"},
		{"sv", "Bojarna togs bort i onsdags, på onsdagen", "2024-05-22 2024-05-22"},
		{"sv", "Bojarna togs bort i går", "2024-05-22"},
		{"sv", "Bojarna togs bort den 21 maj", "2024-05-21"},
		{"sv", "Lagen träder i kraft i januari 2025", "2025-01"},
		{"sv", "Det hände förra veckan", "2024-05-13w"},
		{"sv", "Stängslet är klart år 2026", "2026"},
		{"no", "Bøyene ble fjernet onsdag", "2024-05-22"},
		{"no", "Bøyene ble fjernet i går", "2024-05-22"},
		{"no", "Bøyene ble fjernet 21. mai", "2024-05-21"},
		{"no", "Loven trer i kraft i januar 2025", "2025-01"},
		{"no", "Det skjedde forrige uke", "2024-05-13w"},
		{"no", "Gjerdet er ferdig i 2026", "2026"},
		{"da", "Bøjerne blev fjernet onsdag", "2024-05-22"},
		{"da", "Bøjerne blev fjernet i går", "2024-05-22"},
		{"da", "Bøjerne blev fjernet den 21. maj", "2024-05-21"},
		{"da", "Loven træder i kraft i januar 2025", "2025-01"},
		{"da", "Det skete sidste uge", "2024-05-13w"},
		{"da", "Hegnet er færdigt i 2026", "2026"},
		{"pl", "Boje usunięto w środę", "2024-05-22"},
		{"pl", "Boje usunięto w czwartek", "2024-05-23"},
		{"pl", "Boje usunięto wczoraj", "2024-05-22"},
		{"pl", "Boje usunięto 21 maja", "2024-05-21"},
		{"pl", "Ustawa wejdzie w życie w styczniu 2025", "2025-01"},
		{"pl", "Stało się to w ubiegłym tygodniu", "2024-05-13w"},
		{"pl", "Płot powstanie w 2026 roku", "2026"},
		{"pl", "Stało się to 3 dni temu", "2024-05-20"},
		{"pl", "Środowisko naukowe protestuje", ""},
		{"de", "Die Bojen wurden am Mittwoch entfernt", "2024-05-22"},
		{"de", "Die Bojen wurden gestern entfernt", "2024-05-22"},
		{"de", "Die Bojen wurden am 21. Mai entfernt", "2024-05-21"},
		{"de", "Das Gesetz gilt ab Januar 2025", "2025-01"},
		{"de", "Das geschah vergangene Woche", "2024-05-13w"},
		{"de", "Der Zaun ist im Jahr 2026 fertig", "2026"},
		{"de", "Das geschah vor 3 Tagen", "2024-05-20"},
		{"ru", "Буи убрали в среду", "2024-05-22"},
		{"ru", "Буи убрали в четверг", "2024-05-23"},
		{"ru", "Буи убрали вчера", "2024-05-22"},
		{"ru", "Буи убрали 21 мая 2024 года", "2024-05-21"},
		{"ru", "Закон вступит в силу в январе 2025 года", "2025-01"},
		{"ru", "Это случилось на прошлой неделе", "2024-05-13w"},
		{"ru", "Забор построят в 2026 году", "2026"},
		{"ru", "Это случилось 3 дня назад", "2024-05-20"},
		{"ru", "Охрана окружающей среды", ""},
		{"uk", "Буї прибрали в середу", "2024-05-22"},
		{"uk", "Буї прибрали вчора", "2024-05-22"},
		{"uk", "Буї прибрали 21 травня", "2024-05-21"},
		{"uk", "Закон набуде чинності у січні 2025 року", "2025-01"},
		{"uk", "Це сталося минулого тижня", "2024-05-13w"},
		{"uk", "Паркан збудують у 2026 році", "2026"},
		{"uk", "Це сталося 3 дні тому", "2024-05-20"},
	};

	(void)state;
	check(cases, ARRAY_LEN(cases));
}

/* Late in the evening in Greenwich it is the next day in Tallinn, and in Moscow. */
static void today_is_where_the_source_is(void **state)
{
	static const struct dating tallinn = {"et", "Poid eemaldati täna", "2024-05-24"};
	static const struct dating london = {"en", "Buoys were removed today", "2024-05-23"};
	static const struct dating moscow = {"ru", "Буи убрали вчера", "2024-05-23"};
	static const struct dating winter = {"et", "Poid eemaldati täna", "2024-01-10"};

	(void)state;
	assert_int_equal(check_at(&tallinn, "2024-05-23T21:30:00Z", "EE"), 0);
	assert_int_equal(check_at(&london, "2024-05-23T21:30:00Z", "GB"), 0);
	assert_int_equal(check_at(&moscow, "2024-05-23T21:30:00Z", "RU"), 0);
	assert_int_equal(check_at(&winter, "2024-01-10T21:30:00Z", "EE"), 0);
}

/* A zone that the source states says more than its country: Kaliningrad is not Moscow. */
static void today_is_of_the_zone_that_the_source_states(void **state)
{
	static const struct dating kaliningrad = {"ru", "Буи убрали сегодня", "2024-05-23"};
	static const struct dating moscow = {"ru", "Буи убрали сегодня", "2024-05-24"};
	static const struct dating yesterday = {"no", "Bøyene ble fjernet i går", "2024-05-22"};

	(void)state;
	assert_int_equal(check_from(&kaliningrad, "2024-05-23T21:30:00Z",
		(struct item_source){.country = "RU", .timezone = "Europe/Kaliningrad"}), 0);
	assert_int_equal(check_from(&moscow, "2024-05-23T21:30:00Z",
		(struct item_source){.country = "RU", .timezone = "Europe/Moscow"}), 0);
	assert_int_equal(check_from(&yesterday, "2024-05-24T03:30:00Z",
		(struct item_source){.timezone = "America/New_York"}), 0);
}

static void without_a_publication_there_is_no_date(void **state)
{
	struct reading reading = {0};

	(void)state;
	read_item(&reading, bundled, "en", "Buoys were removed yesterday", NULL);
	reading.item.published = TIME_NONE;
	assert_int_equal(extract_mentions(bundled, reading.arena, reading.doc)->date_count, 0);
	arena_free(reading.arena);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_in_twelve_languages),
		cmocka_unit_test(today_is_where_the_source_is),
		cmocka_unit_test(today_is_of_the_zone_that_the_source_states),
		cmocka_unit_test(without_a_publication_there_is_no_date),
	};

	(void)argc;
	bundled_folders = (const char *const *)argv + 1;
	return cmocka_run_group_tests(tests, load_bundled, free_bundled);
}
