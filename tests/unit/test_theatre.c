/*
 * The right theatre: names of many meanings, seen from both sides. A wrong place is the worst
 * false alarm there is, so that each case has its counterpart. Arguments: the folders of the
 * bundled gazetteer.
 */
#include "reading.h"

/* Texts that speak of our theatre: these places and countries, and no more. */
static void ours(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "Russian border guards removed buoys from the Narva River", "narva-river", "EE RU", NULL},
		{"en", "Police in Narva detained a man who had crossed from Ivangorod", "narva ivangorod", "EE RU", NULL},
		{"et", "Narvas peeti kinni mees", "narva", "EE", NULL},
		{"en", "Two ships collided in the Gulf of Finland", "gulf-of-finland", "", NULL},
		{"en", "Estonia closes its waters in the Gulf of Riga", "gulf-of-riga", "EE LV", NULL},
		{"en", "Riga protests to Moscow over a drone", "", "LV RU", NULL},
		{"en", "Helsinki summons the Russian ambassador", "", "FI RU", NULL},
		{"et", "Pärnu lahel nähti drooni", "parnu-bay", "EE", NULL},
		{"et", "Võrus harjutavad liitlased", "voru", "EE", NULL},
		{"en", "A drone fell near Võru in Estonia", "voru", "EE", NULL},
		{"en", "A tanker anchored off Paldiski", "paldiski", "EE", NULL},
		{"en", "Russian patrols near the border in Finnish Lapland", "lapland", "FI RU", NULL},
		{"en", "A cable near Åland is damaged", "aland", "FI", NULL},
		{"en", "Baltic ministers call for sanctions", "baltic-states", "EE LT LV", NULL},
		{"en", "A warship in the Baltic turned back", "baltic-sea", "", NULL},
		{"en", "Poland closes the crossing; trucks wait in Brest, Belarus", "brest", "BY PL", NULL},
		{"ru", "В Бресте усилили охрану границы с Польшей", "brest", "BY PL", NULL},
		{"en", "Sweden's navy shadows a ship off Kalmar", "kalmar", "SE", NULL},
		{"fi", "Kemin satamassa tutkitaan venäläistä alusta Suomessa", "kemi", "FI RU", NULL},
		{"en", "Kiel: a Russian ship over the cable in the Baltic Sea", "kiel baltic-sea", "DE RU", NULL},
		{"en", "Luga: Russia builds new barracks for a brigade", "luga-base", "RU", NULL},
		{"ru", "Россия строит казармы в Каменке под Выборгом", "vyborg", "RU", NULL},
		{"en", "Georgia protests as Russia moves the border fence in South Ossetia", "", "GE RU", NULL},
		{"en", "St Petersburg airport closed as drones approach", "st-petersburg", "RU", NULL},
		{"pl", "Rosyjskie drony nad Mińskiem Mazowieckim", "minsk-mazowiecki", "PL RU", NULL},
		{"en", "Turku port: the Eagle S lay at anchor", "turku", "FI", NULL},
		{"ru", "В Витебске прошли учения", "vitebsk", "BY", NULL},
		{"ru", "Финляндия закрыла границу", "", "FI", NULL},
		{"sv", "Polisen i Luleå utreder drönare", "lulea", "SE", NULL},
		{"en", "A ship was boarded in the Swedish exclusive economic zone", "eez-sweden", "SE", NULL},
	};

	(void)state;
	CHECK_NAMING(cases);
}

static void sport_firms_streets_and_history(void **state)
{
	static const struct naming_case cases[] = {
		{"et", "JK Narva Trans kaotas 0:3", "", "", NULL},
		{"en", "Narva Trans beat Levadia Tallinn in the cup", "", "", NULL},
		{"en", "The battle of Narva made Charles XII famous", "", "", NULL},
		{"en", "Narva Trigger wins the steeplechase", "", "", NULL},
		{"et", "Avarii Narva maanteel", "", "", NULL},
		{"et", "Pärnu mnt 10 põles", "", "", NULL},
		{"et", "Tartu Rock võitis", "", "", NULL},
		{"en", "A bottle of Riga Black Balsam costs twelve euros", "", "", NULL},
		{"en", "Dinamo Riga sign a goalkeeper", "", "", NULL},
		{"lv", "Rīgas balzams ir populārs", "", "", NULL},
		{"fi", "HJK Helsinki voitti pelin", "", "", NULL},
		{"en", "Legia Warsaw lost at home", "", "", NULL},
		{"pl", "Legia Warszawa wygrała mecz", "", "", NULL},
		{"en", "The Warsaw Pact dissolved in 1991", "", "", NULL},
		{"en", "Dynamo Kyiv face Spartak Moscow", "", "", NULL},
		{"ru", "Динамо Минск обыграло соперника", "", "", NULL},
		{"en", "The Estonia ferry disaster of 1994", "", "", NULL},
		{"en", "Danske Bank pays a fine", "", "", NULL},
		{"de", "Die Deutsche Bahn fährt wieder", "", "", NULL},
		{"en", "Norwegian Cruise Line orders two ships", "", "", NULL},
		{"en", "Stockholm syndrome explained", "", "", NULL},
		{"en", "The Oslo Accords thirty years on", "", "", NULL},
		{"en", "The Kiel Institute counts aid", "", "", NULL},
		{"ru", "Пожар у Финляндского вокзала", "", "", NULL},
		{"ru", "Авария на Киевском шоссе", "", "", NULL},
		{"ru", "На Витебском вокзале задержали мужчину", "", "", NULL},
		{"en", "Bodø/Glimt beat Malmö FF", "", "", NULL},
		{"no", "Brann slo Kalmar FF", "", "", NULL},
		{"en", "The Moscow Times and the Kyiv Independent publish an appeal", "", "", NULL},
		{"fi", "Helsingin Sanomat julkaisi kyselyn", "", "", NULL},
		{"en", "The sound of sirens", "", "", NULL},
		{"en", "Lapland UK sells Christmas tickets", "", "GB", NULL},
		{"en", "The Baltic Dry Index fell", "", "", NULL},
	};

	(void)state;
	CHECK_NAMING(cases);
}

static void people_and_words(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "Kemi Badenoch speaks to her party", "", "", NULL},
		{"en", "Carl Sagan's book is printed again", "", "", NULL},
		{"et", "Kotka pesast leiti pojad", "", "", NULL},
		{"et", "Turu uuring näitab kasvu", "", "", NULL},
		{"fi", "Tartunta leviää hoitokodissa", "", "", NULL},
		{"en", "She ordered Inari sushi", "", "", NULL},
		{"de", "Der Boden ist nass", "", "", NULL},
		{"en", "Paris Hilton and Jack London", "", "", NULL},
		{"en", "A white Russian and a Moscow mule", "", "", NULL},
		{"no", "Det var lett å finne fram", "", "", NULL},
		{"pl", "Pułkownik Nowak ma głos", "", "", NULL},
		{"pl", "Postawa zawodników się podoba", "", "", NULL},
		{"fi", "Lapinlahdella avattiin tehdas", "", "", NULL},
		{"no", "Israel bekrefter avtale med Libanon om delelinje", "", "IL", NULL},
		{"ru", "Маша Слоним рассказала об эмиграции", "", "", NULL},
		{"ru", "Балерина Карсавина родилась в столице", "", "", NULL},
		{"sv", "Vi finner en lösning", "", "", NULL},
	};

	(void)state;
	CHECK_NAMING(cases);
}

/* What happens elsewhere is seen to be elsewhere: no place and no country of ours. */
static void other_theatres(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "Texas told to remove buoys from the Rio Grande on the border with Mexico",
			"rio-grande us-mexico-border", "MX US", NULL},
		{"en", "Migrants cross the Channel in small boats", "english-channel", "FR GB", NULL},
		{"en", "The Gulf states cut oil output", "persian-gulf", "", NULL},
		{"en", "Tensions rise in the Gulf as a tanker is seized", "", "", NULL},
		{"en", "Greece builds a fence on the Evros", "aegean", "GR TR", NULL},
		{"en", "Houthis cut cables in the Red Sea", "red-sea", "", NULL},
		{"en", "A Chinese ship cut a cable near Taiwan", "", "CN TW", NULL},
		{"en", "Georgia governor signs a border bill", "", "", NULL},
		{"en", "Fulton County, Georgia: voters queue", "", "", NULL},
		{"en", "New Zealand's navy lost a ship", "", "NZ", NULL},
		{"pl", "Migranci na wyspie Lampedusa", "lampedusa", "IT", NULL},
		{"ru", "Взрыв на Крымском мосту", "sea-of-azov", "RU UA", NULL},
		{"de", "Schiff im Ärmelkanal gestoppt", "english-channel", "FR GB", NULL},
		{"en", "South China Sea: ships collide", "south-china-sea", "", NULL},
		{"pl", "Drony nad obwodem briańskim, który graniczy z Ukrainą", "", "UA", NULL},
		{"pl", "Finlandia zamyka przejścia na granicy z Rosją", "", "FI RU", NULL},
	};
	const struct gazetteer *gazetteer = lexicon_gazetteer(bundled);
	size_t i;

	(void)state;
	CHECK_NAMING(cases);
	for (i = 0; i < gazetteer->place_count; i++)
		if (names_hold(gazetteer->places[i].areas, "elsewhere"))
			assert_false(
				names_hold(gazetteer->places[i].areas, "baltic-nordic"));
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ours),
		cmocka_unit_test(sport_firms_streets_and_history),
		cmocka_unit_test(people_and_words),
		cmocka_unit_test(other_theatres),
	};

	(void)argc;
	bundled_folders = (const char *const *)argv + 1;
	return cmocka_run_group_tests(tests, load_bundled, free_bundled);
}
