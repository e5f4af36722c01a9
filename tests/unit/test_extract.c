/*
 * Extraction through its public header: what is named, who speaks, what is taken back, and
 * the facts of a finding. Each case is one line of real text; expectations are words apart by
 * spaces or, for speakers, by semicolons. Arguments: the guide of the gazetteer, the folders of
 * the bundled data.
 */
#include "reading.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "extract/extract.h"

static const char *guide_file;

/* ---- places, countries, speakers --------------------------------------------------- */

static void buoys_in_the_narva_are_told_in_twelve_languages(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "Moscow removed 24 of 50 buoys marking the border with Estonia on the Narva River, ERR reported",
			"narva-river", "EE RU", "ERR"},
		{"et", "Venemaa eemaldas Narva jõelt 24 poid, teatas politsei- ja piirivalveamet ERR-ile",
			"narva-river", "EE RU", "Estonian Police and Border Guard; ERR"},
		{"lv", "Krievija noņēma 24 bojas no Narvas upes, ziņo LETA",
			"narva-river", "EE RU", "LETA"},
		{"lt", "Rusija pašalino 24 plūdurus iš Narvos upės Estijos pasienyje, praneša BNS",
			"narva-river", "EE RU", "BNS"},
		{"fi", "Venäjä poisti 24 poijua Narvajoelta, kertoo Yle",
			"narva-river", "EE RU", "Yle"},
		{"sv", "Ryssland har tagit bort 24 bojar i Narvafloden på gränsen till Estland, rapporterar SVT",
			"narva-river", "EE RU", "SVT"},
		{"no", "Russland fjernet 24 bøyer fra grenseelven Narva i Estland, melder NTB",
			"narva-river", "EE RU", "NTB"},
		{"da", "Rusland har fjernet 24 bøjer fra Narvafloden ved grænsen til Estland, skriver Ritzau",
			"narva-river", "EE RU", "Ritzau"},
		{"pl", "Rosja usunęła 24 boje z rzeki Narwa na granicy z Estonią, poinformowała PAP",
			"narva-river", "EE RU", "PAP"},
		{"de", "Russland hat 24 Bojen aus dem Grenzfluss Narwa in Estland entfernt, berichtet der Spiegel",
			"narva-river", "EE RU", "Der Spiegel"},
		{"ru", "Российские пограничники убрали 24 буя на реке Нарва на границе с Эстонией, сообщает Интерфакс",
			"narva-river", "EE RU", "Interfax"},
		{"uk", "Росія прибрала 24 буї на річці Нарва на кордоні з Естонією, повідомляє Укрінформ",
			"narva-river", "EE RU", "Ukrinform"},
	};

	(void)state;
	CHECK_NAMING(cases);
}

static void crossings_are_known_however_they_are_inflected(void **state)
{
	static const struct naming_case cases[] = {
		{"fi", "Vaalimaalla, Nuijamaalla ja Niiralassa on hiljaista",
			"vaalimaa-crossing nuijamaa-crossing niirala-crossing", "FI", ""},
		{"fi", "Raja-Joosepin raja-asema suljetaan perjantaina",
			"raja-jooseppi-crossing", "FI", ""},
		{"et", "Luhamaa ja Koidula piiripunktid suletakse ööseks",
			"luhamaa-crossing koidula-crossing", "EE", NULL},
		{"lv", "Rinda pie Terehovas un Grebņevas robežpunkta",
			"terehova-crossing grebneva-crossing", "LV", NULL},
		{"lt", "Medininkų ir Šalčininkų pasienio punktai uždaryti",
			"medininkai-crossing salcininkai-crossing", "LT", NULL},
		{"pl", "Zamknięto przejście graniczne w Bobrownikach i Kuźnicy",
			"bobrowniki-crossing kuznica-crossing", "BY PL", NULL},
		{"no", "Storskog er den eneste grenseovergangen mot Russland",
			"storskog-crossing border-no-ru", "NO RU", NULL},
		{"ru", "Очередь у пункта пропуска Ивангород выросла, КПП Шумилкино закрыт",
			"narva-crossing shumilkino-crossing", "EE RU", NULL},
		{"uk", "Рух через Медику обмежено, черга в Шегинях", "medyka-crossing", "PL UA",
			NULL},
		{"de", "Der Grenzübergang in Narva bleibt nachts zu", "narva-crossing", "EE RU",
			NULL},
	};

	(void)state;
	CHECK_NAMING(cases);
}

static void seas_islands_and_cables_are_places(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "The tanker dragged its anchor over Estlink 2 in the Gulf of Finland",
			"estlink-2 gulf-of-finland", "EE FI", ""},
		{"fi", "Balticconnector vuotaa Suomenlahdella, Itämeren kaasuputki suljettiin",
			"balticconnector gulf-of-finland baltic-sea", NULL, ""},
		{"sv", "Kabeln C-Lion1 skadades söder om Öland och öster om Gotland",
			"c-lion1 oland gotland", "DE FI SE", ""},
		{"da", "Kablet ved Bornholm i Østersøen er beskadiget", "bornholm baltic-sea", NULL,
			""},
		{"no", "Fiberkabelen til Svalbard er skadet", "svalbard-cable", "NO", ""},
		{"de", "In der Ostsee zwischen Rügen und Bornholm", "baltic-sea rugen bornholm",
			NULL, ""},
		{"pl", "Rosyjski okręt na Zalewie Wiślanym, a drugi na Bałtyku",
			"vistula-lagoon baltic-sea", NULL, ""},
		{"lt", "Kuršių mariose sulaikyta valtis", "curonian-lagoon", "LT RU", ""},
		{"ru", "В Финском заливе у Гогланда", "gulf-of-finland suursaari", "RU", ""},
		{"et", "Laev seisis Saaremaa ja Hiiumaa vahel Läänemerel",
			"saaremaa hiiumaa baltic-sea", NULL, ""},
		{"lv", "Kabelis Baltijas jūrā, Irbes jūras šaurumā", "baltic-sea irbe-strait", NULL,
			""},
	};

	(void)state;
	CHECK_NAMING(cases);
}

static void the_longest_name_wins(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "A ship in the Gulf of Finland", "gulf-of-finland", "", ""},
		{"en", "Leaders of the Baltic states met", "baltic-states", "EE LT LV", ""},
		{"en", "A ship in the Baltic turned its transponder off", "baltic-sea", NULL, ""},
		{"fi", "Valko-Venäjän rajalla", "", "BY", ""},
		{"ru", "На польско-белорусской границе спокойно", "border-by-pl", "BY PL", ""},
		{"en", "Virolahti is a Finnish municipality", "virolahti", "FI", ""},
	};

	(void)state;
	CHECK_NAMING(cases);
}

static void a_capital_city_speaks_for_its_country_unless_something_is_there(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "Tallinn says it will answer Moscow", "", "EE RU", NULL},
		{"en", "A drone was seen near Vilnius", "vilnius", "LT", NULL},
		{"en", "A drone was seen near Vilnius airport", "vilnius-airport", "LT", NULL},
		{"fi", "Tallinnassa nähtiin lennokki", "tallinn", "EE", NULL},
		{"pl", "Warszawa odpowiada Mińskowi", "", "BY PL", NULL},
		{"lt", "Vilniuje sulaikytas vyras", "vilnius", "LT", NULL},
		{"lv", "Rīgā aizturēts vīrietis", "riga", "LV", NULL},
		{"lv", "Rīga atbild Maskavai", "", "LV RU", NULL},
		{"en", "The government in Helsinki wants a law", "", "FI", NULL},
	};

	(void)state;
	CHECK_NAMING(cases);
}

static void what_only_looks_like_a_place_is_none(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "A bug was found in the new software", "", "", NULL},
		{"en", "Narva Trans lost 0-3 to Flora", "", "", NULL},
		{"en", "Atlanta, Georgia: the governor signs a bill", "", "", NULL},
		{"en", "Georgia beats Alabama in overtime", "", "", NULL},
		{"de", "Ja oder nein: das ist die Frage", "", "", NULL},
		{"en", "The match in Brest ended 2-1 for the visitors", "", "", NULL},
		{"en", "She bought nail polish and french fries", "", "", NULL},
		{"fi", "Salla ja Kotka ovat myös nimiä", "", "", NULL},
		{"en", "Bodø/Glimt won away", "", "", NULL},
	};

	(void)state;
	CHECK_NAMING(cases);
}

static void a_name_of_many_meanings_counts_beside_a_sign_of_the_theatre(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "Georgia and Russia exchange prisoners", "", "GE RU", NULL},
		{"en", "Trains from Brest to Terespol stand still at the Belarusian border",
			"brest terespol", "BY PL", NULL},
		{"fi", "Sallan raja-asema Venäjän rajalla on kiinni", NULL, "FI RU", NULL},
		{"en", "Russian tanker leaves Primorsk for the Baltic Sea", "primorsk baltic-sea",
			NULL, NULL},
	};

	(void)state;
	CHECK_NAMING(cases);
}

static void the_country_of_the_source_is_a_sign_too(void **state)
{
	struct reading reading = {.source = {.country = "FI"}};
	char *places;

	(void)state;
	read_item(&reading, bundled, "fi", "Kotkan satamassa tutkitaan tankkeria", NULL);
	places = places_of(reading.mentions);
	assert_string_equal(places, "kotka");
	mem_free(places);
	arena_free(reading.arena);
}

static void speakers_are_heard_on_the_side_their_language_puts_them(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "Estonia could send troops to Ukraine, unnamed Baltic officials told Der Spiegel",
			NULL, NULL, "anonymous officials; Der Spiegel"},
		{"en", "According to the Finnish Border Guard, nobody crossed", NULL, NULL,
			"Finnish Border Guard"},
		{"en", "Citing sources, Reuters reported that the ship had left", NULL, NULL,
			"anonymous sources; Reuters"},
		{"en", "Prime Minister Kaja Kallas said that it was a provocation", NULL, NULL,
			"Kaja Kallas"},
		{"en", "The cable was cut, said Finnish President Sauli Niinistö", NULL, NULL,
			"Sauli Niinistö"},
		{"fi", "Ylen mukaan asiasta ei ole päätetty", NULL, NULL, "Yle"},
		{"fi", "Rajavartiolaitoksen mukaan tilanne on rauhallinen", NULL, NULL,
			"Finnish Border Guard"},
		{"et", "Der Spiegeli andmetel võivad Balti riigid saata sõdureid", NULL, NULL,
			"Der Spiegel"},
		{"de", "Laut Spiegel könnten die Balten Soldaten schicken", NULL, NULL,
			"Der Spiegel"},
		{"sv", "Enligt Der Spiegel kan Estland skicka soldater", NULL, NULL, "Der Spiegel"},
		{"no", "Ifølge Reuters er skipet stanset", NULL, NULL, "Reuters"},
		{"da", "Det siger politiet til Ritzau", NULL, NULL, "politiet; Ritzau"},
		{"pl", "Jak podaje Straż Graniczna, zatrzymano 30 osób", NULL, NULL,
			"Polish Border Guard"},
		{"ru", "По данным ФСБ, задержан гражданин Эстонии", NULL, NULL, "FSB"},
		{"ru", "Об этом пишет Der Spiegel со ссылкой на анонимных чиновников", NULL, NULL,
			"Der Spiegel; anonymous officials"},
		{"uk", "За даними Reuters, судно затримано", NULL, NULL, "Reuters"},
		{"lv", "Par to ziņo LETA, atsaucoties uz Valsts robežsardzi", NULL, NULL,
			"LETA; Latvian State Border Guard"},
		{"lt", "Pasak VSAT, migrantai apgręžti", NULL, NULL, "Lithuanian State Border Guard"},
		{"ru", "Польша закрыла границу — Reuters", NULL, NULL, "Reuters"},
		{"pl", "Zamknięto przejście w Kuźnicy (PAP)", NULL, NULL, "PAP"},
		{"en", "TASS: Russia closes a crossing", NULL, NULL, "TASS"},
	};

	(void)state;
	CHECK_NAMING(cases);
}

static void a_sentence_without_a_speaker_has_none(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "It said nothing about the border", NULL, NULL, ""},
		{"en", "Poland Closes Its Border Crossing After Journalist Is Jailed Says Minister", NULL, NULL, ""},
		{"en", "Poland closes a crossing", NULL, NULL, ""},
		{"de", "Der Sprecher sagte nichts", NULL, NULL, ""},
		{"ru", "Он сказал, что граница закрыта", NULL, NULL, ""},
		{"en", "The times are hard and the mirror is broken", NULL, NULL, ""},
	};

	(void)state;
	CHECK_NAMING(cases);
}

/* ---- what is taken back ------------------------------------------------------------ */

static void a_withdrawn_document_is_seen_in_twelve_languages(void **state)
{
	static const struct {
		const char *lang, *text;
		bool withdrawn;
	} cases[] = {
		{"en", "The draft was later removed from the government website", true},
		{"en", "Russia withdrew the draft decree on the sea border", true},
		{"en", "Russia removed 24 buoys from the Narva River", false},
		{"en", "Poland withdraws troops from the border", false},
		{"et", "Eelnõu eemaldati hiljem valitsuse veebilehelt", true},
		{"fi", "Luonnos poistettiin myöhemmin sivulta", true},
		{"lv", "Projekts vēlāk tika dzēsts no portāla", true},
		{"lt", "Projektas vėliau pašalintas iš svetainės", true},
		{"sv", "Utkastet togs senare bort: det raderades från webbplatsen", true},
		{"no", "Utkastet ble senere fjernet fra nettsiden", true},
		{"da", "Udkastet blev senere fjernet fra hjemmesiden", true},
		{"pl", "Projekt został później usunięty ze strony rządu", true},
		{"de", "Der Entwurf wurde später von der Webseite gelöscht", true},
		{"ru", "Проект позже удалили с сайта правительства", true},
		{"ru", "Законопроект отозван", true},
		{"ru", "Пограничники убрали 24 буя", false},
		{"uk", "Проєкт згодом видалили з сайту уряду", true},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct reading reading = {0};

		read_item(&reading, bundled, cases[i].lang, cases[i].text, NULL);
		if (reading.mentions->withdrawn != cases[i].withdrawn)
			fail_msg("%s: withdrawn %d, expected %d", cases[i].text,
				reading.mentions->withdrawn, cases[i].withdrawn);
		arena_free(reading.arena);
	}
}

static void a_correction_retracts_the_sentence_it_quotes(void **state)
{
	struct reading reading = {0};

	(void)state;
	read_item(&reading, bundled, "en", "Buoys are gone",
		"<p>Estonia woke up to a changed river.</p>"
		"<p>Russia removed 50 buoys from the Narva River on Thursday.</p>"
		"<p>Correction: An earlier version of this article said that Russia removed 50 "
		"buoys from the Narva River.</p>");
	assert_true(reading.mentions->corrected);
	assert_false(reading.doc->sentences[0].retracted);
	assert_false(reading.doc->sentences[1].retracted);
	assert_true(reading.doc->sentences[2].retracted);
	arena_free(reading.arena);
}

/* A sentence, and the notice that takes it back. */
static void a_correction_takes_back_in_twelve_languages(void **state)
{
	static const struct {
		const char *lang, *claim, *notice;
	} cases[] = {
		{"en", "Russia removed 50 buoys from the Narva River on Thursday.",
			"Correction: an earlier version said that Russia removed 50 buoys from the Narva River."},
		{"et", "Venemaa eemaldas neljapäeval Narva jõelt 50 poid.",
			"Parandus: varasemas versioonis oli kirjas, et Venemaa eemaldas Narva jõelt 50 poid."},
		{"lv", "Krievija ceturtdien no Narvas upes noņēma 50 bojas.",
			"Labojums: iepriekšējā versijā bija teikts, ka Krievija no Narvas upes noņēma 50 bojas."},
		{"lt", "Rusija ketvirtadienį iš Narvos upės pašalino 50 plūdurų.",
			"Pataisymas: ankstesnėje versijoje buvo rašoma, kad Rusija iš Narvos upės pašalino 50 plūdurų."},
		{"fi", "Venäjä poisti torstaina Narvajoelta 50 poijua.",
			"Oikaisu: jutun aiemmassa versiossa kerrottiin, että Venäjä poisti Narvajoelta 50 poijua."},
		{"sv", "Ryssland tog på torsdagen bort 50 bojar från Narvafloden.",
			"Rättelse: i en tidigare version stod att Ryssland tog bort 50 bojar från Narvafloden."},
		{"no", "Russland fjernet torsdag 50 bøyer fra elven Narva.",
			"Rettelse: i en tidligere versjon sto det at Russland fjernet 50 bøyer fra elven Narva."},
		{"da", "Rusland fjernede torsdag 50 bøjer fra floden Narva.",
			"Rettelse: i en tidligere version stod der, at Rusland fjernede 50 bøjer fra floden Narva."},
		{"pl", "Rosja usunęła w czwartek 50 boi z rzeki Narwa.",
			"Sprostowanie: we wcześniejszej wersji podaliśmy, że Rosja usunęła 50 boi z rzeki Narwa."},
		{"de", "Russland hat am Donnerstag 50 Bojen aus dem Fluss Narwa entfernt.",
			"Korrektur: In einer früheren Version hieß es, Russland habe 50 Bojen aus dem Fluss Narwa entfernt."},
		{"ru", "Россия убрала в четверг 50 буев с реки Нарва.",
			"Исправление: в первоначальной версии говорилось, что Россия убрала 50 буев с реки Нарва."},
		{"uk", "Росія прибрала в четвер 50 буїв з річки Нарва.",
			"Виправлення: у попередній версії йшлося, що Росія прибрала 50 буїв з річки Нарва."},
	};
	unsigned failed = 0;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct reading reading = {0};
		CLEANUP(mem_freep) char *html = mem_printf(
			"<p>1999.</p><p>%s</p><p>%s</p>", cases[i].claim, cases[i].notice);
		const struct text_doc *doc;

		read_item(&reading, bundled, cases[i].lang, "Narva", html);
		doc = reading.doc;
		if (!reading.mentions->corrected || doc->sentence_count < 4 ||
			!doc->sentences[2].retracted || doc->sentences[1].retracted) {
			print_error("%s: %s is not taken back\n", cases[i].lang,
				cases[i].claim);
			failed++;
		}
		arena_free(reading.arena);
	}
	assert_int_equal(failed, 0);
}

static void a_correction_keeps_the_corrected_sentence(void **state)
{
	struct reading reading = {0};

	(void)state;
	read_item(&reading, bundled, "en", "Buoys are gone",
		"<p>Russia removed 24 buoys from the Narva River on Thursday.</p>"
		"<p>Correction: An earlier version of this article said that Russia removed 50 "
		"buoys from the Narva River.</p>");
	assert_true(reading.mentions->corrected);
	assert_false(reading.doc->sentences[1].retracted);
	arena_free(reading.arena);
}

static void an_ordinary_item_is_not_corrected(void **state)
{
	struct reading reading = {0};

	(void)state;
	read_item(&reading, bundled, "en", "Finland's correction of course on the border",
		"<p>The government speaks of a correction.</p>");
	assert_false(reading.mentions->corrected);
	arena_free(reading.arena);
}

/* ---- facts ------------------------------------------------------------------------- */

/* Evidence: the first place of `text` in the field. */
static struct evidence evidence_at(const struct reading *reading, enum item_field field,
	const char *text, const char *term)
{
	const struct item_text *in = &reading->item.field[field];
	const char *at = strstr(in->text, text);
	struct evidence evidence = {.field = field, .text = text, .term = term};

	assert_non_null(at);
	evidence.start = (uint32_t)utf8_count(in->text, (size_t)(at - in->text));
	evidence.end = evidence.start + (uint32_t)utf8_count(text, strlen(text));
	return evidence;
}

/* The sentence of the doc that holds the text. */
static uint32_t sentence_with(const struct reading *reading, enum item_field field,
	const char *text)
{
	const char *in = reading->item.field[field].text, *at = strstr(in, text);
	uint32_t w;

	assert_non_null(at);
	for (w = 0; w < reading->doc->word_count; w++)
		if (reading->doc->words[w].field == field &&
		    reading->doc->words[w].end > (uint32_t)(at - in))
			return reading->doc->words[w].sentence;
	fail();
	return 0;
}

static const char *const model_week =
	"<p>A Russian defence ministry draft would move the sea border with Lithuania and "
	"Finland in the Baltic Sea, Interfax reported.</p>"
	"<p>The draft was later removed from the government website.</p>"
	"<p>Two days later Moscow removed 24 of 50 buoys that mark the border on the Narva "
	"River, according to ERR.</p>"
	"<p>Finland prepares for waves of migrants on its eastern border.</p>"
	"<p>The Baltic states could send soldiers to Ukraine, Der Spiegel reported, citing "
	"anonymous officials.</p>"
	"<figure><figcaption>Gotland in spring.</figcaption></figure>";

static struct finding facts_of(struct reading *reading, const char *text, const char *term)
{
	static struct evidence evidence;
	static uint32_t sentence;
	struct finding finding = {.evidence = &evidence, .evidence_count = 1,
		.sentences = &sentence, .sentence_count = 1};

	evidence = evidence_at(reading, ITEM_SUMMARY, text, term);
	sentence = sentence_with(reading, ITEM_SUMMARY, text);
	extract_facts(reading->arena, reading->doc, reading->mentions,
		lexicon_gazetteer(bundled), &finding);
	return finding;
}

static void each_finding_of_an_item_has_its_own_facts(void **state)
{
	struct reading reading = {0};
	struct finding finding;

	(void)state;
	read_item(&reading, bundled, "en", "A week on the border", model_week);

	finding = facts_of(&reading, "buoys", "buoy");
	assert_int_equal(finding.facts.place_count, 1);
	assert_string_equal(finding.facts.places[0]->id, "narva-river");
	assert_int_equal(finding.facts.country_count, 2);
	assert_string_equal(finding.facts.countries[0], "EE");
	assert_string_equal(finding.facts.countries[1], "RU");
	assert_int_equal(finding.facts.quantity_count, 1);
	assert_true(finding.facts.quantities[0].value == 24);
	assert_true(finding.facts.quantities[0].of == 50);
	assert_string_equal(finding.facts.quantities[0].text, "24 of 50 buoys");
	assert_string_equal(finding.facts.quantities[0].said_by, "ERR");
	assert_string_equal(finding.facts.quantities[0].term, "buoy");
	assert_int_equal(finding.facts.attributed_count, 1);
	assert_string_equal(finding.facts.attributed_to[0], "ERR");
	assert_false(finding.facts.withdrawn);

	finding = facts_of(&reading, "sea border", "sea-border");
	assert_true(finding.facts.withdrawn);
	assert_string_equal(finding.facts.attributed_to[0], "Interfax");
	assert_int_equal(finding.facts.quantity_count, 0);

	finding = facts_of(&reading, "soldiers", "forces");
	assert_int_equal(finding.facts.attributed_count, 2);
	assert_string_equal(finding.facts.attributed_to[0], "Der Spiegel");
	assert_string_equal(finding.facts.attributed_to[1], "anonymous officials");
	assert_int_equal(finding.facts.country_count, 4);
	arena_free(reading.arena);
}

static void quantities_are_read_in_many_languages(void **state)
{
	static const struct {
		const char *lang, *text, *counted, *span;
		double value;
	} cases[] = {
		{"en", "More than 1,300 asylum seekers came", "asylum seekers",
			"1,300 asylum seekers", 1300},
		{"et", "Venemaa eemaldas 24 poid", "poid", "24 poid", 24},
		{"lv", "Robežu mēģinājuši šķērsot 60 migranti", "migranti", "60 migranti", 60},
		{"lt", "Apgręžta 40 migrantų", "migrantų", "40 migrantų", 40},
		{"fi", "Rajan yli tuli 1 300 turvapaikanhakijaa", "turvapaikanhakijaa",
			"1 300 turvapaikanhakijaa", 1300},
		{"sv", "Ryssland tog bort 24 bojar", "bojar", "24 bojar", 24},
		{"no", "Russland fjernet 24 bøyer", "bøyer", "24 bøyer", 24},
		{"da", "Rusland fjernede 24 bøjer", "bøjer", "24 bøjer", 24},
		{"pl", "Zatrzymano 130 migrantów", "migrantów", "130 migrantów", 130},
		{"de", "Russland entfernte 24 Bojen", "Bojen", "24 Bojen", 24},
		{"ru", "Россия убрала 24 буя", "буя", "24 буя", 24},
		{"uk", "Росія прибрала 24 буї", "буї", "24 буї", 24},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct reading reading = {0};
		struct evidence evidence;
		uint32_t sentence = 0;
		struct finding finding = {.evidence = &evidence, .evidence_count = 1,
			.sentences = &sentence, .sentence_count = 1};

		read_item(&reading, bundled, cases[i].lang, cases[i].text, NULL);
		evidence = evidence_at(&reading, ITEM_TITLE, cases[i].counted, "counted");
		extract_facts(reading.arena, reading.doc, reading.mentions,
			lexicon_gazetteer(bundled), &finding);
		if (finding.facts.quantity_count != 1 ||
		    finding.facts.quantities[0].value != cases[i].value ||
		    strcmp(finding.facts.quantities[0].text, cases[i].span) != 0)
			fail_msg("%s: %zu quantities, first '%s' of value %g", cases[i].text,
				finding.facts.quantity_count,
				finding.facts.quantity_count ? finding.facts.quantities[0].text
							     : "",
				finding.facts.quantity_count ? finding.facts.quantities[0].value
							     : 0);
		arena_free(reading.arena);
	}
}

static void a_number_counts_what_stands_nearest(void **state)
{
	struct reading reading = {0};
	struct evidence evidence[2];
	uint32_t sentence = 0;
	struct finding finding = {.evidence = evidence, .evidence_count = 2,
		.sentences = &sentence, .sentence_count = 1};

	(void)state;
	read_item(&reading, bundled, "en", "Russia took 24 buoys off the border of Estonia", NULL);
	evidence[0] = evidence_at(&reading, ITEM_TITLE, "border", "border");
	evidence[1] = evidence_at(&reading, ITEM_TITLE, "buoys", "marker");
	extract_facts(reading.arena, reading.doc, reading.mentions, lexicon_gazetteer(bundled),
		&finding);
	assert_int_equal(finding.facts.quantity_count, 1);
	assert_string_equal(finding.facts.quantities[0].term, "marker");
	arena_free(reading.arena);
}

static void a_figure_and_its_total_are_one(void **state)
{
	struct reading reading = {0};
	struct evidence evidence[2];
	uint32_t sentence = 0;
	struct finding finding = {.evidence = evidence, .evidence_count = 2,
		.sentences = &sentence, .sentence_count = 1};

	(void)state;
	read_item(&reading, bundled, "en", "Russia takes 24 buoys off the border",
		"Of 50 markers, 24 of 50 to be exact, Estonia misses 24 of 50 buoys");
	evidence[0] = evidence_at(&reading, ITEM_TITLE, "buoys", "marker");
	evidence[1] = evidence_at(&reading, ITEM_SUMMARY, "buoys", "marker");
	extract_facts(reading.arena, reading.doc, reading.mentions, lexicon_gazetteer(bundled),
		&finding);
	assert_int_equal(finding.facts.quantity_count, 1);
	assert_true(finding.facts.quantities[0].value == 24);
	assert_true(finding.facts.quantities[0].of == 50);
	arena_free(reading.arena);
}

static void a_number_counts_the_longer_of_two_terms(void **state)
{
	struct reading reading = {0};
	struct evidence evidence[2];
	uint32_t sentence = 0;
	struct finding finding = {.evidence = evidence, .evidence_count = 2,
		.sentences = &sentence, .sentence_count = 1};
	size_t long_one;

	(void)state;
	for (long_one = 0; long_one < 2; long_one++) {
		read_item(&reading, bundled, "en",
			"More than 1,300 asylum seekers came over the border", NULL);
		evidence[long_one] =
			evidence_at(&reading, ITEM_TITLE, "asylum seekers", "migrant");
		evidence[!long_one] = evidence_at(&reading, ITEM_TITLE, "asylum", "asylum");
		extract_facts(reading.arena, reading.doc, reading.mentions,
			lexicon_gazetteer(bundled), &finding);
		assert_int_equal(finding.facts.quantity_count, 1);
		assert_string_equal(
			finding.facts.quantities[0].text, "1,300 asylum seekers");
		arena_free(reading.arena);
	}
}

static void far_paragraphs_count_only_where_they_agree(void **state)
{
	struct reading reading = {0};
	struct finding finding;

	(void)state;
	read_item(&reading, bundled, "en", "What happened this week",
		"<p>A quiet week it was not.</p><p>Somebody removed buoys.</p>"
		"<p>Nobody was surprised.</p><p>It was on the Narva River, ERR reported.</p>");
	finding = facts_of(&reading, "buoys", "buoy");
	assert_int_equal(finding.facts.place_count, 1);
	assert_string_equal(finding.facts.places[0]->id, "narva-river");
	assert_int_equal(finding.facts.attributed_count, 1);
	arena_free(reading.arena);

	read_item(&reading, bundled, "en", "What happened this week",
		"<p>A quiet week it was not.</p><p>Somebody removed buoys.</p>"
		"<p>Nobody was surprised.</p><p>It was on the Narva River, ERR reported.</p>"
		"<p>A ship sailed past Gotland, Reuters said.</p>");
	finding = facts_of(&reading, "buoys", "buoy");
	assert_int_equal(finding.facts.place_count, 0);
	assert_int_equal(finding.facts.attributed_count, 0);
	arena_free(reading.arena);
}

static void who_speaks_in_the_next_paragraph_speaks_of_something_else(void **state)
{
	struct reading reading = {0};
	struct finding finding;

	(void)state;
	read_item(&reading, bundled, "en", "A week on the border",
		"<p>Six nations will build a wall of drones.</p>"
		"<p>Meanwhile Der Spiegel reported that soldiers could be sent.</p>"
		"<p>TASS said nothing.</p>");
	finding = facts_of(&reading, "wall of drones", "wall");
	assert_int_equal(finding.facts.attributed_count, 0);
	arena_free(reading.arena);

	read_item(&reading, bundled, "ru", "Неделя на границе",
		"<p>Пограничники убрали буи. Об этом сообщает ERR.</p>"
		"<p>По данным ТАСС, ничего не было.</p>");
	finding = facts_of(&reading, "буи", "buoy");
	assert_int_equal(finding.facts.attributed_count, 1);
	assert_string_equal(finding.facts.attributed_to[0], "ERR");
	arena_free(reading.arena);
}

static void a_caption_gives_no_facts(void **state)
{
	struct reading reading = {0};
	struct finding finding;
	size_t i;

	(void)state;
	read_item(&reading, bundled, "en", "A week on the border", model_week);
	finding = facts_of(&reading, "waves of migrants", "migrant");
	for (i = 0; i < finding.facts.place_count; i++)
		assert_string_not_equal(finding.facts.places[i]->id, "gotland");
	arena_free(reading.arena);
}

/* ---- the files --------------------------------------------------------------------- */

static void the_bundled_gazetteer_is_whole(void **state)
{
	const struct gazetteer *gazetteer = lexicon_gazetteer(bundled);
	size_t i, placed = 0;

	(void)state;
	assert_true(gazetteer->place_count >= 200);
	assert_true(gazetteer->country_count >= 14);
	for (i = 0; i < gazetteer->place_count; i++) {
		const struct place *place = &gazetteer->places[i];

		assert_true(!i || strcmp(gazetteer->places[i - 1].id, place->id) < 0);
		assert_true(place->countries[0] || place->kind == PLACE_SEA ||
			    place->kind == PLACE_GULF);
		if (isnan(place->lat)) {
			assert_true(isnan(place->lon));
			continue;
		}
		placed++;
		/* The theatre: Iceland to the Urals, the Black Sea to the Pole. */
		if (names_hold(place->areas, "elsewhere"))
			continue;
		if (place->lat < 40 || place->lat > 90 || place->lon < -30 || place->lon > 65)
			fail_msg("%s lies at %g, %g", place->id, place->lat, place->lon);
	}
	assert_true(placed >= 200);
}

static void every_kind_of_place_that_rules_ask_for_is_there(void **state)
{
	const struct gazetteer *gazetteer = lexicon_gazetteer(bundled);
	static const char *const borders[] = {"EE-RU", "LV-RU", "LT-RU", "PL-RU", "FI-RU",
		"NO-RU", "BY-LV", "BY-LT", "BY-PL"};
	size_t i, b, kinds[PLACE_KIND_COUNT] = {0};
	size_t on_border[sizeof(borders) / sizeof(*borders)] = {0};

	(void)state;
	for (i = 0; i < gazetteer->place_count; i++) {
		kinds[gazetteer->places[i].kind]++;
		for (b = 0; b < sizeof(borders) / sizeof(*borders); b++)
			if (names_hold(gazetteer->places[i].borders, borders[b]))
				on_border[b]++;
	}
	for (i = 0; i < PLACE_KIND_COUNT; i++)
		if (!kinds[i])
			fail_msg("no place is a %s", place_kind_name((enum place_kind)i));
	for (b = 0; b < sizeof(borders) / sizeof(*borders); b++)
		if (on_border[b] < 3)
			fail_msg("%zu places lie on %s", on_border[b], borders[b]);
	assert_non_null(gazetteer_area(gazetteer, "baltic-nordic"));
}

static void areas_reach_through_countries_and_areas(void **state)
{
	const struct gazetteer *gazetteer = lexicon_gazetteer(bundled);

	(void)state;
	assert_true(names_hold(gazetteer_place(gazetteer, "narva-river")->areas,
		"baltic-nordic"));
	assert_true(names_hold(gazetteer_place(gazetteer, "tartu")->areas, "baltic-nordic"));
	assert_true(names_hold(gazetteer_country(gazetteer, "FI")->areas, "baltic-nordic"));
	assert_false(names_hold(gazetteer_country(gazetteer, "US")->areas, "baltic-nordic"));
	assert_false(names_hold(gazetteer_place(gazetteer, "medyka-crossing")->areas,
		"baltic-nordic"));
}

/* Loads text and expects the messages to hold each of the lines. */
static void expect_errors(const char *const *texts, size_t count, const char *const *lines)
{
	struct diag *diag = diag_new();
	struct lexicon *lexicon = load(texts, count, diag);
	struct buf out = BUF_INIT(BUF_UNBOUND);

	diag_print(diag, &out, false);
	for (; *lines; lines++)
		if (!strstr(buf_str(&out), *lines))
			fail_msg("'%s' is not among\n%s", *lines, buf_str(&out));
	buf_done(&out);
	lexicon_free(lexicon);
	diag_free(diag);
}

#define COUNTRIES "countries:\n  - {code: EE, name: Estonia, names: [Estonia*]}\n" \
		  "  - {code: RU, name: Russia, names: [Russia*]}\n"

static void all_mistakes_of_a_file_come_at_once_with_their_places(void **state)
{
	static const char *const texts[] = {
		COUNTRIES
		"places:\n"
		"  - {id: Narva, name: Narva, kind: town, country: EE, names: [Narva]}\n"
		"  - {id: a, name: A, kind: rivr, country: EE, names: [A town]}\n"
		"  - {id: b, name: B, kind: river, country: EX, names: [Bee]}\n"
		"  - {id: c, name: C, kind: river, country: EE, border: RU-EE, names: [Cee]}\n"
		"  - {id: d, name: D, kind: river, country: EE, lat: 91, lon: 20, names: [Dee]}\n"
		"  - {id: e, name: E, kind: river, country: EE, lat: 59, names: [Eee]}\n"
		"  - {id: f, name: F, kind: river, country: EE, nmes: [Eff]}\n"
		"  - {id: g, name: G, kind: river, country: EE, names: [\"*\"]}\n"
		"  - {id: h, name: H, kind: river, country: EE, areas: nowhere, names: [Aitch]}\n"
		"  - {id: i, name: I, kind: river, country: EE, names: {xxxx: [Eye]}}\n",
	};
	static const char *const lines[] = {
		"file1.yaml:5:10: error: the id 'Narva' has more than small letters",
		"file1.yaml:6:28: error: there is no kind of place 'rivr'",
		"did you mean 'river'?",
		"file1.yaml:7:44: error: there is no country 'EX'",
		"file1.yaml:8:56: error: a border is two country codes in order of the alphabet",
		"file1.yaml:9:53: error: 'lat'",
		"file1.yaml:10:5: error: 'lat' and 'lon' go together",
		"file1.yaml:11:5: error: a place needs 'names'",
		"file1.yaml:11:48: error: ",
		"did you mean 'names'?",
		"file1.yaml:12:56: error: the name '*' cannot be used",
		"file1.yaml:13:55: error: there is no area 'nowhere'",
		"file1.yaml:14:56: error: ",
		NULL,
	};

	(void)state;
	expect_errors(texts, 1, lines);
}

static void an_id_given_twice_names_both_places(void **state)
{
	static const char *const texts[] = {
		COUNTRIES "places:\n"
			  "  - {id: narva, name: Narva, kind: town, country: EE, names: [Narva]}\n",
		"places:\n"
		"  - {id: narva, name: Narva, kind: town, country: EE, names: [Narvas]}\n",
	};
	static const char *const lines[] = {
		"file2.yaml:2:10: error: 'narva' is given twice",
		"first in file1.yaml:5:10",
		NULL,
	};

	(void)state;
	expect_errors(texts, 2, lines);
}

static void areas_in_a_circle_are_refused(void **state)
{
	static const char *const texts[] = {
		"areas:\n"
		"  - {id: one, name: One, within: two}\n"
		"  - {id: two, name: Two, within: [one]}\n",
	};
	static const char *const lines[] = {"lies within itself", NULL};

	(void)state;
	expect_errors(texts, 1, lines);
}

static void norway_is_a_country_without_quotes(void **state)
{
	static const char *const texts[] = {
		"countries:\n"
		"  - {code: no, name: Norway, names: {no: [Norge], en: [Norway]}}\n"
		"places:\n"
		"  - {id: storskog, name: Storskog, kind: crossing, country: no, names: [Storskog]}\n",
	};
	struct diag *diag = diag_new();
	struct lexicon *lexicon = load(texts, 1, diag);

	(void)state;
	expect_clean(diag);
	assert_non_null(gazetteer_country(lexicon_gazetteer(lexicon), "NO"));
	assert_string_equal(gazetteer_place(lexicon_gazetteer(lexicon), "storskog")->countries[0],
		"NO");
	lexicon_free(lexicon);
	diag_free(diag);
}

/* Adds every ```yaml block of the guide; returns how many there are. */
static size_t add_examples(struct lexicon_builder *builder, const char *guide,
	struct diag *diag)
{
	static const char open[] = "```yaml\n";
	const char *at = guide;
	size_t count = 0;

	while ((at = strstr(at, open))) {
		const char *end = strstr(at += strlen(open), "```");
		struct config_tree *tree;

		assert_non_null(end);
		tree = config_read_text("places.md", at, (size_t)(end - at), diag);
		assert_non_null(tree);
		lexicon_add(builder, config_root(tree), diag);
		config_tree_free(tree);
		count++;
	}
	return count;
}

static void the_examples_of_the_guide_load(void **state)
{
	struct lexicon_builder *builder = lexicon_builder_new();
	struct diag *diag = diag_new();
	static char guide[100000];
	struct lexicon *lexicon;
	FILE *file = fopen(guide_file, "r");

	(void)state;
	assert_non_null(file);
	guide[fread(guide, 1, sizeof(guide) - 1, file)] = 0;
	fclose(file);
	assert_int_equal(add_bundled(builder, diag), 0);
	assert_true(add_examples(builder, guide, diag) >= 5);
	lexicon = lexicon_compile(builder, diag);
	expect_clean(diag);
	assert_non_null(gazetteer_place(lexicon_gazetteer(lexicon), "piusa-bridge"));
	assert_true(names_hold(gazetteer_country(lexicon_gazetteer(lexicon), "LU")->areas,
		"baltic-nordic"));
	lexicon_free(lexicon);
	lexicon_builder_free(builder);
	diag_free(diag);
}

static void an_empty_gazetteer_finds_nothing(void **state)
{
	struct diag *diag = diag_new();
	struct lexicon *lexicon = load(NULL, 0, diag);
	struct reading reading = {0};

	(void)state;
	expect_clean(diag);
	read_item(&reading, lexicon, "en", "Moscow removed buoys on the Narva River", NULL);
	assert_int_equal(reading.mentions->place_count, 0);
	arena_free(reading.arena);
	lexicon_free(lexicon);
	diag_free(diag);
}

static void an_item_without_words_has_no_mentions(void **state)
{
	struct reading reading = {0};

	(void)state;
	read_item(&reading, bundled, NULL, "— … —", NULL);
	assert_int_equal(reading.mentions->place_count, 0);
	assert_int_equal(reading.mentions->attribution_count, 0);
	arena_free(reading.arena);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(buoys_in_the_narva_are_told_in_twelve_languages),
		cmocka_unit_test(crossings_are_known_however_they_are_inflected),
		cmocka_unit_test(seas_islands_and_cables_are_places),
		cmocka_unit_test(the_longest_name_wins),
		cmocka_unit_test(a_capital_city_speaks_for_its_country_unless_something_is_there),
		cmocka_unit_test(what_only_looks_like_a_place_is_none),
		cmocka_unit_test(a_name_of_many_meanings_counts_beside_a_sign_of_the_theatre),
		cmocka_unit_test(the_country_of_the_source_is_a_sign_too),
		cmocka_unit_test(speakers_are_heard_on_the_side_their_language_puts_them),
		cmocka_unit_test(a_sentence_without_a_speaker_has_none),
		cmocka_unit_test(a_withdrawn_document_is_seen_in_twelve_languages),
		cmocka_unit_test(a_correction_retracts_the_sentence_it_quotes),
		cmocka_unit_test(a_correction_takes_back_in_twelve_languages),
		cmocka_unit_test(a_correction_keeps_the_corrected_sentence),
		cmocka_unit_test(an_ordinary_item_is_not_corrected),
		cmocka_unit_test(each_finding_of_an_item_has_its_own_facts),
		cmocka_unit_test(quantities_are_read_in_many_languages),
		cmocka_unit_test(a_number_counts_what_stands_nearest),
		cmocka_unit_test(a_figure_and_its_total_are_one),
		cmocka_unit_test(a_number_counts_the_longer_of_two_terms),
		cmocka_unit_test(far_paragraphs_count_only_where_they_agree),
		cmocka_unit_test(who_speaks_in_the_next_paragraph_speaks_of_something_else),
		cmocka_unit_test(a_caption_gives_no_facts),
		cmocka_unit_test(the_bundled_gazetteer_is_whole),
		cmocka_unit_test(every_kind_of_place_that_rules_ask_for_is_there),
		cmocka_unit_test(areas_reach_through_countries_and_areas),
		cmocka_unit_test(all_mistakes_of_a_file_come_at_once_with_their_places),
		cmocka_unit_test(an_id_given_twice_names_both_places),
		cmocka_unit_test(areas_in_a_circle_are_refused),
		cmocka_unit_test(norway_is_a_country_without_quotes),
		cmocka_unit_test(the_examples_of_the_guide_load),
		cmocka_unit_test(an_empty_gazetteer_finds_nothing),
		cmocka_unit_test(an_item_without_words_has_no_mentions),
	};

	guide_file = argc > 2 ? argv[1] : "docs/places.md";
	bundled_folders = (const char *const *)argv + 2;
	return cmocka_run_group_tests(tests, load_bundled, free_bundled);
}
