/*
 * Countries as twelve languages write them: by name, people, adjective, capital and
 * government, inflected. Each row is a country in a language and the forms that stand for it
 * alone. Arguments: the folders of the bundled gazetteer.
 */
#include "reading.h"

#include <string.h>

#include "base/mem.h"

static const struct row {
	const char *code, *lang, *forms; /* apart by semicolons */
} rows[] = {
	{"EE", "en", "Estonia;Estonia's;Estonian;Estonians;Tallinn;Riigikogu"},
	{"EE", "et", "Eesti;Eestis;Eestist;Eestisse;eestlased;eestlaste;eesti;Tallinna;Riigikogus"},
	{"EE", "lv", "Igaunija;Igaunijas;Igaunijā;igauņi;igauņu;igaunis;Tallina;Tallinas"},
	{"EE", "lt", "Estija;Estijos;Estijoje;Estiją;estai;estų;estiškas;Talinas;Talino"},
	{"EE", "fi", "Viro;Viron;Virossa;Virosta;Viroon;virolainen;virolaisten;Tallinna;Tallinnan"},
	{"EE", "sv", "Estland;Estlands;estnisk;estniska;esterna;estländsk;Tallinn;Tallinns"},
	{"EE", "no", "Estland;Estlands;estisk;estiske;estlendere;Tallinn;Tallinns"},
	{"EE", "da", "Estland;Estlands;estisk;estiske;estlændere;Tallinn;Tallinns"},
	{"EE", "pl", "Estonia;Estonii;Estonię;estoński;estońskich;Estończycy;Estonka;Tallina"},
	{"EE", "de", "Estland;Estlands;estnisch;estnische;estnischen;Esten;Tallinn"},
	{"EE", "ru", "Эстония;Эстонии;Эстонию;Эстонией;эстонский;эстонских;эстонцы;Таллин;Таллинн;Таллина"},
	{"EE", "uk", "Естонія;Естонії;Естонію;Естонією;естонський;естонських;естонці;Таллінн;Талліна"},

	{"LV", "en", "Latvia;Latvia's;Latvian;Latvians;Riga;Saeima"},
	{"LV", "et", "Läti;Lätis;Lätist;Lätisse;lätlased;lätlaste;läti;Riia"},
	{"LV", "lv", "Latvija;Latvijas;Latvijā;latvieši;latviešu;latvietis;Rīga;Rīgas;Saeima"},
	{"LV", "lt", "Latvija;Latvijos;Latvijoje;Latviją;latviai;latvių;Ryga;Rygos"},
	{"LV", "fi", "Latvia;Latvian;Latviassa;Latviaan;latvialainen;latvialaisten;Riika;Riian"},
	{"LV", "sv", "Lettland;Lettlands;lettisk;lettiska;letterna;Riga;Rigas"},
	{"LV", "no", "Latvia;Latvias;latvisk;latviske;latviere;Riga;Rigas"},
	{"LV", "da", "Letland;Letlands;lettisk;lettiske;letterne;Riga;Rigas"},
	{"LV", "pl", "Łotwa;Łotwy;Łotwę;łotewski;łotewskich;Łotysze;Łotyszy;Ryga;Rygi"},
	{"LV", "de", "Lettland;Lettlands;lettisch;lettische;lettischen;Letten;Riga"},
	{"LV", "ru", "Латвия;Латвии;Латвию;Латвией;латвийский;латвийских;латыши;Рига;Риги"},
	{"LV", "uk", "Латвія;Латвії;Латвію;Латвією;латвійський;латвійських;латиші;Рига;Риги"},

	{"LT", "en", "Lithuania;Lithuania's;Lithuanian;Lithuanians;Vilnius;Seimas"},
	{"LT", "et", "Leedu;Leedus;Leedust;Leetu;leedulased;leedulaste;leedu;Vilniuse"},
	{"LT", "lv", "Lietuva;Lietuvas;Lietuvā;lietuvieši;lietuviešu;Viļņa;Viļņas"},
	{"LT", "lt", "Lietuva;Lietuvos;Lietuvoje;Lietuvą;lietuviai;lietuvių;lietuviškas;Vilnius;Vilniaus;Seimas"},
	{"LT", "fi", "Liettua;Liettuan;Liettuassa;Liettuaan;liettualainen;liettualaisten;Vilna;Vilnan"},
	{"LT", "sv", "Litauen;Litauens;litauisk;litauiska;litauer;litauerna;Vilnius"},
	{"LT", "no", "Litauen;Litauens;litauisk;litauiske;litauere;Vilnius"},
	{"LT", "da", "Litauen;Litauens;litauisk;litauiske;litauere;Vilnius"},
	{"LT", "pl", "Litwa;Litwy;Litwę;Litwie;litewski;litewskich;Litwini;Wilno;Wilna"},
	{"LT", "de", "Litauen;Litauens;litauisch;litauische;litauischen;Litauer;Vilnius"},
	{"LT", "ru", "Литва;Литвы;Литве;Литву;литовский;литовских;литовцы;Вильнюс;Вильнюса"},
	{"LT", "uk", "Литва;Литви;Литві;Литву;литовський;литовських;литовці;Вільнюс;Вільнюса"},

	{"FI", "en", "Finland;Finland's;Finnish;Finns;Helsinki"},
	{"FI", "et", "Soome;Soomes;Soomest;Soomesse;soomlased;soomlaste;soome;Helsingi"},
	{"FI", "lv", "Somija;Somijas;Somijā;somi;somu;somiem;somus;Helsinki"},
	{"FI", "lt", "Suomija;Suomijos;Suomijoje;Suomiją;suomiai;suomių;suomiškas;Helsinkis;Helsinkio"},
	{"FI", "fi", "Suomi;Suomen;Suomessa;Suomeen;Suomella;suomalainen;suomalaisten;Helsinki;Helsingin;eduskunnan"},
	{"FI", "sv", "Finland;Finlands;finsk;finska;finländska;finländare;Helsingfors"},
	{"FI", "no", "Finland;Finlands;finsk;finske;finlendere;Helsinki;Helsingfors"},
	{"FI", "da", "Finland;Finlands;finsk;finske;finner;Helsinki;Helsingfors"},
	{"FI", "pl", "Finlandia;Finlandii;Finlandię;fiński;fińskich;Finowie;Helsinki;Helsinek"},
	{"FI", "de", "Finnland;Finnlands;finnisch;finnische;finnischen;Finnen;Helsinki"},
	{"FI", "ru", "Финляндия;Финляндии;Финляндию;финский;финских;финляндский;финны;Хельсинки"},
	{"FI", "uk", "Фінляндія;Фінляндії;Фінляндію;фінський;фінських;фіни;Гельсінкі"},

	{"SE", "en", "Sweden;Sweden's;Swedish;Swedes;Stockholm;Riksdag"},
	{"SE", "et", "Rootsi;Rootsis;Rootsist;rootslased;rootslaste;rootsi;Stockholmi"},
	{"SE", "lv", "Zviedrija;Zviedrijas;Zviedrijā;zviedri;zviedru;Stokholma;Stokholmas"},
	{"SE", "lt", "Švedija;Švedijos;Švedijoje;švedai;švedų;švediškas;Stokholmas;Stokholmo"},
	{"SE", "fi", "Ruotsi;Ruotsin;Ruotsissa;Ruotsiin;ruotsalainen;ruotsalaisten;Tukholma;Tukholman"},
	{"SE", "sv", "Sverige;Sveriges;svensk;svenska;svenskar;svenskarna;Stockholm;Stockholms"},
	{"SE", "no", "Sverige;Sveriges;svensk;svenske;svensker;Stockholm"},
	{"SE", "da", "Sverige;Sveriges;svensk;svenske;svenskere;Stockholm"},
	{"SE", "pl", "Szwecja;Szwecji;Szwecję;szwedzki;szwedzkich;Szwedzi;Szwedów;Sztokholm;Sztokholmu"},
	{"SE", "de", "Schweden;Schwedens;schwedisch;schwedische;schwedischen;Stockholm"},
	{"SE", "ru", "Швеция;Швеции;Швецию;Швецией;шведский;шведских;шведы;Стокгольм;Стокгольма"},
	{"SE", "uk", "Швеція;Швеції;Швецію;Швецією;шведський;шведських;шведи;Стокгольм"},

	{"NO", "en", "Norway;Norway's;Norwegian;Norwegians;Oslo;Storting"},
	{"NO", "et", "Norra;Norras;Norrast;norralased;norralaste;norra;Oslo"},
	{"NO", "lv", "Norvēģija;Norvēģijas;Norvēģijā;norvēģi;norvēģu;Oslo"},
	{"NO", "lt", "Norvegija;Norvegijos;Norvegijoje;norvegai;norvegų;norvegiškas;Oslas"},
	{"NO", "fi", "Norja;Norjan;Norjassa;Norjaan;norjalainen;norjalaisten;Oslo;Oslon"},
	{"NO", "sv", "Norge;Norges;norsk;norska;norrmän;Oslo"},
	{"NO", "no", "Norge;Norges;Noreg;norsk;norske;nordmenn;Oslo;Stortinget"},
	{"NO", "da", "Norge;Norges;norsk;norske;nordmænd;Oslo"},
	{"NO", "pl", "Norwegia;Norwegii;Norwegię;norweski;norweskich;Norwegowie;Norwegów;Oslo"},
	{"NO", "de", "Norwegen;Norwegens;norwegisch;norwegische;Norweger;Oslo"},
	{"NO", "ru", "Норвегия;Норвегии;Норвегию;норвежский;норвежских;норвежцы;Осло"},
	{"NO", "uk", "Норвегія;Норвегії;Норвегію;норвезький;норвезьких;норвежці;Осло"},

	{"DK", "en", "Denmark;Denmark's;Danish;Danes;Copenhagen"},
	{"DK", "et", "Taani;Taanis;Taanist;taanlased;taanlaste;taani;Kopenhaageni"},
	{"DK", "lv", "Dānija;Dānijas;Dānijā;dāņi;dāņu;Kopenhāgena;Kopenhāgenas"},
	{"DK", "lt", "Danija;Danijos;Danijoje;danai;danų;daniškas;Kopenhaga;Kopenhagos"},
	{"DK", "fi", "Tanska;Tanskan;Tanskassa;Tanskaan;tanskalainen;tanskalaisten;Kööpenhamina"},
	{"DK", "sv", "Danmark;Danmarks;dansk;danska;danskar;Köpenhamn"},
	{"DK", "no", "Danmark;Danmarks;dansk;danske;dansker;København"},
	{"DK", "da", "Danmark;Danmarks;dansk;danske;danskere;København;Københavns;Folketinget"},
	{"DK", "pl", "Dania;Danii;Danię;duński;duńskich;Duńczycy;Kopenhaga;Kopenhagi"},
	{"DK", "de", "Dänemark;Dänemarks;dänisch;dänische;dänischen;Dänen;Kopenhagen"},
	{"DK", "ru", "Дания;Дании;Данию;Данией;датский;датских;датчане;Копенгаген;Копенгагена"},
	{"DK", "uk", "Данія;Данії;Данію;Данією;данський;данських;данці;Копенгаген"},

	{"PL", "en", "Poland;Poland's;Polish;Poles;Warsaw;Sejm"},
	{"PL", "et", "Poola;Poolas;Poolast;Poolasse;poolakad;poolakate;poola;Varssavi"},
	{"PL", "lv", "Polija;Polijas;Polijā;poļi;poļu;poļiem;Varšava;Varšavas"},
	{"PL", "lt", "Lenkija;Lenkijos;Lenkijoje;lenkai;lenkų;lenkiškas;Varšuva;Varšuvos"},
	{"PL", "fi", "Puola;Puolan;Puolassa;Puolaan;puolalainen;puolalaisten;Varsova;Varsovan"},
	{"PL", "sv", "Polen;Polens;polsk;polska;polacker;Warszawa"},
	{"PL", "no", "Polen;Polens;polsk;polske;polakker;Warszawa"},
	{"PL", "da", "Polen;Polens;polsk;polske;polakker;Warszawa"},
	{"PL", "pl", "Polska;Polski;Polsce;Polskę;polskich;Polacy;Polaków;Warszawa;Warszawy;Sejmu"},
	{"PL", "de", "Polen;Polens;polnisch;polnische;polnischen;Warschau;Warschaus"},
	{"PL", "ru", "Польша;Польши;Польше;Польшу;польский;польских;поляки;Варшава;Варшавы"},
	{"PL", "uk", "Польща;Польщі;Польщу;польський;польських;поляки;Варшава;Варшави"},

	{"DE", "en", "Germany;Germany's;German;Germans;Berlin;Bundeswehr"},
	{"DE", "et", "Saksamaa;Saksamaal;Saksamaalt;sakslased;sakslaste;saksa;Berliin;Berliini"},
	{"DE", "lv", "Vācija;Vācijas;Vācijā;vācieši;vāciešu;vācu;Berlīne;Berlīnes"},
	{"DE", "lt", "Vokietija;Vokietijos;Vokietijoje;vokiečiai;vokiečių;vokiškas;Berlynas;Berlyno"},
	{"DE", "fi", "Saksa;Saksan;Saksassa;Saksaan;saksalainen;saksalaisten;Berliini;Berliinin"},
	{"DE", "sv", "Tyskland;Tysklands;tysk;tyska;tyskar;Berlin"},
	{"DE", "no", "Tyskland;Tysklands;tysk;tyske;tyskere;Berlin"},
	{"DE", "da", "Tyskland;Tysklands;tysk;tyske;tyskere;Berlin"},
	{"DE", "pl", "Niemcy;Niemiec;Niemczech;niemiecki;niemieckich;Berlin;Berlina"},
	{"DE", "de", "Deutschland;Deutschlands;deutsch;deutsche;deutschen;Berlin;Bundesregierung"},
	{"DE", "ru", "Германия;Германии;Германию;немецкий;немецких;германских;немцы;Берлин;Берлина"},
	{"DE", "uk", "Німеччина;Німеччини;Німеччину;німецький;німецьких;німці;Берлін;Берліна"},

	{"RU", "en", "Russia;Russia's;Russian;Russians;Moscow;Kremlin;Putin"},
	{"RU", "et", "Venemaa;Venemaal;Venemaalt;venelased;venelaste;Vene;vene;Moskva;Kreml;Kremli"},
	{"RU", "lv", "Krievija;Krievijas;Krievijā;krievi;krievu;Maskava;Maskavas;Kremlis;Kremļa"},
	{"RU", "lt", "Rusija;Rusijos;Rusijoje;rusai;rusų;rusiškas;Maskva;Maskvos;Kremlius;Kremliaus"},
	{"RU", "fi", "Venäjä;Venäjän;Venäjällä;Venäjälle;venäläinen;venäläisten;Moskova;Moskovan;Kreml;Kremlin"},
	{"RU", "sv", "Ryssland;Rysslands;rysk;ryska;ryssar;Moskva;Moskvas;Kreml"},
	{"RU", "no", "Russland;Russlands;russisk;russiske;russere;Moskva;Kreml"},
	{"RU", "da", "Rusland;Ruslands;russisk;russiske;russere;Moskva;Kreml"},
	{"RU", "pl", "Rosja;Rosji;Rosję;rosyjski;rosyjskich;Rosjanie;Moskwa;Moskwy;Kreml;Kremla"},
	{"RU", "de", "Russland;Russlands;russisch;russische;russischen;Russen;Moskau;Moskaus;Kreml"},
	{"RU", "ru", "Россия;России;Россию;Россией;российский;российских;россияне;РФ;Москва;Москвы;Кремль;Кремля"},
	{"RU", "uk", "Росія;Росії;Росію;Росією;російський;російських;росіяни;РФ;Москва;Москви;Кремль"},

	{"BY", "en", "Belarus;Belarus's;Belarusian;Belarusians;Minsk;Lukashenko"},
	{"BY", "et", "Valgevene;Valgevenes;Valgevenest;valgevenelased;valgevenelaste;valgevene;Minsk;Minski"},
	{"BY", "lv", "Baltkrievija;Baltkrievijas;Baltkrievijā;baltkrievi;baltkrievu;Minska;Minskas"},
	{"BY", "lt", "Baltarusija;Baltarusijos;Baltarusijoje;baltarusiai;baltarusių;Minskas;Minsko"},
	{"BY", "fi", "Valko-Venäjä;Valko-Venäjän;Valko-Venäjällä;valkovenäläinen;valkovenäläisten;Minsk;Minskin"},
	{"BY", "sv", "Belarus;belarusisk;belarusiska;belarusier;Vitryssland;vitryska;Minsk"},
	{"BY", "no", "Belarus;belarusisk;belarusiske;Hviterussland;hviterussisk;hviterussere;Minsk"},
	{"BY", "da", "Belarus;belarusisk;belarusiske;Hviderusland;hviderussisk;hviderussere;Minsk"},
	{"BY", "pl", "Białoruś;Białorusi;Białorusią;białoruski;białoruskich;Białorusini;Mińsk;Mińska"},
	{"BY", "de", "Belarus;belarussisch;belarussische;Belarussen;Weißrussland;weißrussische;Minsk"},
	{"BY", "ru", "Беларусь;Беларуси;Белоруссия;Белоруссии;белорусский;беларуских;белорусы;Минск;Минска"},
	{"BY", "uk", "Білорусь;Білорусі;Білоруссю;білоруський;білоруських;білоруси;Мінськ;Мінська"},

	{"UA", "en", "Ukraine;Ukraine's;Ukrainian;Ukrainians;Kyiv;Kiev"},
	{"UA", "et", "Ukraina;Ukrainas;Ukrainast;ukrainlased;ukrainlaste;ukraina;Kiiev;Kiievi"},
	{"UA", "lv", "Ukraina;Ukrainas;Ukrainā;ukraiņi;ukraiņu;Kijiva;Kijivas;Kijeva"},
	{"UA", "lt", "Ukraina;Ukrainos;Ukrainoje;ukrainiečiai;ukrainiečių;Kyjivas;Kyjivo;Kijevas"},
	{"UA", "fi", "Ukraina;Ukrainan;Ukrainassa;Ukrainaan;ukrainalainen;ukrainalaisten;Kiova;Kiovan"},
	{"UA", "sv", "Ukraina;Ukrainas;ukrainsk;ukrainska;ukrainare;Kiev;Kyjiv"},
	{"UA", "no", "Ukraina;Ukrainas;ukrainsk;ukrainske;ukrainere;Kyiv"},
	{"UA", "da", "Ukraine;Ukraines;ukrainsk;ukrainske;ukrainere;Kyiv"},
	{"UA", "pl", "Ukraina;Ukrainy;Ukrainę;ukraiński;ukraińskich;Ukraińcy;Kijów;Kijowa"},
	{"UA", "de", "Ukraine;ukrainisch;ukrainische;ukrainischen;Ukrainer;Kiew;Kyjiw"},
	{"UA", "ru", "Украина;Украины;Украине;Украину;украинский;украинских;украинцы;Киев;Киева"},
	{"UA", "uk", "Україна;України;Україні;Україну;український;українських;українці;Київ;Києва"},
};

static unsigned check_form(const struct row *row, const char *form)
{
	struct reading reading = {0};
	char *countries;
	unsigned failed;

	read_item(&reading, bundled, row->lang, form, NULL);
	countries = countries_of(reading.mentions);
	failed = strcmp(countries, row->code) != 0;
	if (failed)
		print_error("%s: '%s' stands for '%s', expected %s\n", row->lang, form, countries,
			row->code);
	mem_free(countries);
	arena_free(reading.arena);
	return failed;
}

static unsigned check_row(const struct row *row, unsigned *forms)
{
	CLEANUP(mem_freep) char *list = mem_strdup(row->forms);
	char *rest = list, *form;
	unsigned failed = 0;

	while ((form = strsep(&rest, ";"))) {
		failed += check_form(row, form);
		++*forms;
	}
	return failed;
}

static void every_form_stands_for_its_country(void **state)
{
	unsigned failed = 0;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		unsigned forms = 0;

		failed += check_row(&rows[i], &forms);
		assert_true(forms >= 4);
	}
	assert_int_equal(failed, 0);
	assert_int_equal(ARRAY_LEN(rows), 12 * 12);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_stands_for_its_country),
	};

	(void)argc;
	bundled_folders = (const char *const *)argv + 1;
	return cmocka_run_group_tests(tests, load_bundled, free_bundled);
}
