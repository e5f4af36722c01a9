/*
 * Paragraphs that are not the item's own text, told by their words: corrections, further
 * reading, bylines in the twelve languages of the sources; and news that begins alike.
 */
#include <string.h>

#include "check.h"
#include "text/text.h"

static enum segment_kind kind_of(const char *paragraph)
{
	struct arena *arena = arena_new();
	struct item_text text =
		text_from_plain(arena, paragraph, strlen(paragraph), SEGMENT_LEAD);
	enum segment_kind kind = text.segments[0].kind;

	arena_free(arena);
	return kind;
}

static void check_all(const char *const *paragraphs, enum segment_kind want)
{
	for (; *paragraphs; paragraphs++) {
		const char *shown = segment_kind_name(kind_of(*paragraphs));

		if (strcmp(shown, segment_kind_name(want)) != 0)
			print_message("of: %s\n", *paragraphs);
		assert_string_equal(shown, segment_kind_name(want));
	}
}

static void corrections_in_english(void **state)
{
	static const char *const paragraphs[] = {
		"Correction: an earlier version of this article said 25 buoys.",
		"CORRECTION, May 24: The number of buoys is 24.",
		"Correction (24 May 2024): The number is 24.",
		"Clarification: the ministry did not confirm it.",
		"This story has been updated to correct the number of buoys.",
		"This article was amended on 24 May 2024 to correct the name.",
		"A previous version of this story misstated the number of buoys.",
		"An earlier version of this report incorrectly said the fence was finished.",
		"The previous version of this article gave a wrong date.",
		"This story was corrected on Friday to say the draft was withdrawn.",
		"Editor's note: This article has been corrected.",
		"Editor’s Note: An earlier version misspelled the minister's name.",
		"* Correction: the river is the Narva.",
		"(Correction: the river is the Narva.)",
		"[Correction: the river is the Narva]",
		"Corrects spelling in paragraph two.",
		"This version corrects the number of migrants.",
		"Due to an editing error, an earlier version of this story gave the wrong date.",
		"We have corrected an error in the headline.",
		"Retraction: the report of a drone was false.",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_CORRECTION);
}

static void corrections_in_estonian(void **state)
{
	static const char *const paragraphs[] = {
		"Parandus: poide arv on 24.",
		"PARANDUS! Artikli esialgses versioonis oli kirjas 25 poid.",
		"Parandus (24.05): Loo algses versioonis oli kirjas 25.",
		"Täpsustus 24. mai kell 14.30: piirivalve täpsustas arvu.",
		"Õiendus. Eilses loos oli vale nimi.",
		"Artikli varasemas versioonis oli vale arv.",
		"Artikli esialgses versioonis oli ekslikult kirjas 25 poid.",
		"Loo algses versioonis oli viga.",
		"Artiklit on parandatud kell 14.30: poide arv on 24.",
		"Artiklis on parandatud poide arvu.",
		"Toimetuse märkus: artiklit on parandatud.",
		"Varem oli loos ekslikult kirjas, et poisid on 25.",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_CORRECTION);
}

static void corrections_in_latvian(void **state)
{
	static const char *const paragraphs[] = {
		"Labojums: boju skaits ir 24.",
		"Labots: boju skaits ir 24.",
		"Precizējums: ministrija to neapstiprināja.",
		"Precizēts plkst. 14.30: skaits ir 24.",
		"Raksta iepriekšējā versijā bija kļūdaini norādīts skaits.",
		"Iepriekš rakstā kļūdaini norādīts, ka boju ir 25.",
		"Sākotnējā raksta versijā bija minēts nepareizs skaits.",
		"Kļūdas labojums: upe ir Narva.",
		"Redakcijas piezīme: raksts ir labots.",
		"Atvainojamies par kļūdu: iepriekš publicētais skaits bija nepareizs.",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_CORRECTION);
}

static void corrections_in_lithuanian(void **state)
{
	static const char *const paragraphs[] = {
		"Pataisymas: plūdurų yra 24.",
		"Pataisyta: plūdurų yra 24.",
		"Patikslinimas: ministerija to nepatvirtino.",
		"Patikslinta 14.30 val. Plūdurų yra 24.",
		"Ankstesnėje straipsnio versijoje buvo klaidingai nurodytas skaičius.",
		"Ankstesnėje teksto versijoje buvo klaida.",
		"Klaidos ištaisymas: upė yra Narva.",
		"Redakcijos pastaba: straipsnis pataisytas.",
		"Atsiprašome už klaidą: skaičius buvo neteisingas.",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_CORRECTION);
}

static void corrections_in_finnish(void **state)
{
	static const char *const paragraphs[] = {
		"Oikaisu: poijuja on 24.",
		"Oikaisu 24.5. kello 14.30: Poijuja on 24, ei 25.",
		"Korjaus 24.5.: poijuja on 24.",
		"Korjattu klo 14.30: poijujen määrä.",
		"Juttua korjattu 24.5. klo 14.30: poijuja on 24.",
		"Juttua muokattu 24.5. klo 14.30: korjattu poijujen määrä.",
		"Juttua päivitetty 24.5. klo 14.30: Korjattu poijujen määrä.",
		"Jutussa kerrottiin aiemmin virheellisesti, että poijuja on 25.",
		"Jutussa oli aiemmin virheellinen tieto poijujen määrästä.",
		"Jutun aiemmassa versiossa oli väärä luku.",
		"Otsikkoa korjattu klo 14.30.",
		"Täsmennys: ministeriö ei vahvistanut asiaa.",
		"Artikkelia on korjattu 24.5.",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_CORRECTION);
}

static void corrections_in_swedish(void **state)
{
	static const char *const paragraphs[] = {
		"Rättelse: bojarna är 24.",
		"RÄTTELSE 24 maj: bojarna är 24.",
		"Rättelse. I en tidigare version av artikeln stod det 25.",
		"I en tidigare version av artikeln stod det att bojarna var 25.",
		"I en tidigare version angavs fel antal bojar.",
		"I en tidigare version av texten fanns ett fel.",
		"Artikeln har rättats.",
		"Artikeln är uppdaterad med rätt antal bojar.",
		"Förtydligande: departementet har inte bekräftat.",
		"Korrigering: floden heter Narva.",
		"Tidigare stod det i artikeln att bojarna var 25. Det är fel.",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_CORRECTION);
}

static void corrections_in_norwegian(void **state)
{
	static const char *const paragraphs[] = {
		"Rettelse: bøyene er 24.",
		"RETTELSE: Bøyene er 24.",
		"Retting: bøyene er 24.",
		"Rettet: bøyene er 24.",
		"I en tidligere versjon av saken sto det at bøyene var 25.",
		"I en tidligere versjon av denne saken sto det 25.",
		"I en tidligere versjon sto det at det var 25 bøyer.",
		"Presisering: departementet har ikke bekreftet dette.",
		"Saken er rettet klokken 14.30.",
		"NTB retter: bøyene er 24.",
		"Artikkelen er oppdatert og rettet.",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_CORRECTION);
}

static void corrections_in_danish(void **state)
{
	static const char *const paragraphs[] = {
		"Rettelse: Der er 24 bøjer.",
		"Præcisering: Ministeriet har ikke bekræftet.",
		"I en tidligere version af artiklen stod der 25.",
		"I en tidligere version stod der, at der var 25 bøjer.",
		"Artiklen er rettet klokken 14.30.",
		"Artiklen er opdateret med korrekt antal.",
		"Berigtigelse: floden hedder Narva.",
		"Vi beklager fejlen: antallet var forkert.",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_CORRECTION);
}

static void corrections_in_polish(void **state)
{
	static const char *const paragraphs[] = {
		"Sprostowanie: boi jest 24.",
		"SPROSTOWANIE. W artykule podaliśmy błędną liczbę boi.",
		"Korekta: boi jest 24.",
		"We wcześniejszej wersji artykułu podaliśmy błędnie liczbę boi.",
		"W poprzedniej wersji tekstu była błędna liczba.",
		"W pierwszej wersji artykułu podano błędnie 25.",
		"Artykuł został poprawiony.",
		"Wyjaśnienie: ministerstwo tego nie potwierdziło.",
		"Od redakcji: poprawiliśmy liczbę boi.",
		"Przepraszamy za błąd: liczba była niepoprawna.",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_CORRECTION);
}

static void corrections_in_german(void **state)
{
	static const char *const paragraphs[] = {
		"Korrektur: Es sind 24 Bojen.",
		"Korrekturhinweis: Es sind 24 Bojen.",
		"Korrektur, 24. Mai, 14.30 Uhr: Es sind 24 Bojen.",
		"Berichtigung: Der Fluss heißt Narva.",
		"Richtigstellung: Das Ministerium hat es nicht bestätigt.",
		"In einer früheren Version dieses Artikels hieß es, es seien 25 Bojen.",
		"In einer früheren Fassung dieses Textes stand eine falsche Zahl.",
		"Anmerkung der Redaktion: In einer früheren Version stand 25.",
		"Anmerkung: In einer ersten Fassung stand 25. Wir haben das korrigiert.",
		"Wir haben den Artikel korrigiert.",
		"Hinweis: In einer früheren Version stand, es seien 25 Bojen gewesen.",
		"Transparenzhinweis: Wir haben die Zahl korrigiert.",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_CORRECTION);
}

static void corrections_in_russian(void **state)
{
	static const char *const paragraphs[] = {
		"Исправление: буев 24.",
		"ИСПРАВЛЕНИЕ: буев 24.",
		"Исправлено: буев 24.",
		"Уточнение: министерство этого не подтвердило.",
		"Поправка: река называется Нарва.",
		"В предыдущей версии статьи было указано неверное число.",
		"В предыдущей версии этого материала ошибочно говорилось о 25 буях.",
		"В первоначальной версии новости была ошибка.",
		"Ранее в тексте ошибочно говорилось о 25 буях.",
		"В ранней версии текста было указано 25.",
		"Редакция приносит извинения за ошибку: буев 24.",
		"От редакции: в текст внесены исправления.",
		"В материал внесена правка: буев 24.",
		"В новость внесены исправления.",
		"Опровержение: сообщение о дроне неверно.",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_CORRECTION);
}

static void corrections_in_ukrainian(void **state)
{
	static const char *const paragraphs[] = {
		"Виправлення: буїв 24.",
		"Виправлено: буїв 24.",
		"Уточнення: міністерство цього не підтвердило.",
		"У попередній версії статті було вказано неправильну кількість.",
		"У попередній версії новини помилково йшлося про 25 буїв.",
		"У першій версії матеріалу була помилка.",
		"Раніше в тексті помилково йшлося про 25 буїв.",
		"Редакція перепрошує за помилку: буїв 24.",
		"До тексту внесено виправлення.",
		"Спростування: повідомлення про дрон неправдиве.",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_CORRECTION);
}

static void news_that_begins_like_a_correction_is_news(void **state)
{
	static const char *const paragraphs[] = {
		"Correction of the border line is not planned, the minister said.",
		"A correction to the border treaty was rejected by parliament.",
		"Corrections officers at the border prison went on strike.",
		"The previous version of the bill would have closed the border.",
		"An earlier version of the bill was withdrawn on Friday.",
		"Parandus seadusesse läheb järgmisel nädalal riigikogusse.",
		"Paranduste kohaselt suletakse piir öösel.",
		"Täpsustused piirilepingus ei muuda kontrolljoont.",
		"Labojumi likumā stāsies spēkā jūlijā.",
		"Pataisymai įstatyme įsigalios liepą.",
		"Patikslintas sienos žemėlapis paskelbtas.",
		"Oikaisua rajasopimukseen ei ole tulossa.",
		"Korjaustyöt rajalla alkavat maanantaina.",
		"Rättelsen av gränslinjen avvisades.",
		"Rettelsen av grenselinjen ble avvist.",
		"I en tidligere versjon av loven var grensen åpen, sier ministeren.",
		"I en tidigare version av lagen var gränsen öppen.",
		"Rettelser i loven træder i kraft i juli.",
		"Sprostowania domagał się minister.",
		"We wcześniejszej wersji ustawy granica była otwarta.",
		"Korrekturen an der Grenzlinie lehnt Moskau ab.",
		"In einer früheren Version des Gesetzes war die Grenze offen.",
		"Исправления в закон вступят в силу в июле.",
		"Уточнение границы не планируется, сообщили в министерстве.",
		"В предыдущей версии законопроекта граница была закрыта.",
		"Уточнений по границе нет.",
		"Виправлення до закону набудуть чинності в липні.",
		"У попередній версії закону кордон був відкритий.",
		"A correction is due, said Mari: the map is wrong.",
		"Saken er rettet mot staten, sier advokaten.",
		"Wyjaśnienie sprawy zajmie tydzień, mówi rzecznik.",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_LEAD);
}

static void further_reading(void **state)
{
	static const char *const paragraphs[] = {
		"Read more: Buoys removed from the Narva",
		"READ MORE: Buoys removed",
		"Read also: Estonia protests",
		"Also read | Estonia protests",
		"Related: Estonia protests",
		"Loe ka: Eesti protestib",
		"LOE LISAKS: Eesti protestib",
		"Loe veel: Eesti protestib",
		"Lasi arī: Igaunija protestē",
		"Lasiet vēl: Igaunija protestē",
		"Skaitykite taip pat: Estija protestuoja",
		"Skaityti daugiau: Estija protestuoja",
		"Taip pat skaitykite: Estija protestuoja",
		"Lue myös: Viro protestoi",
		"Lue lisää: Viro protestoi",
		"Läs mer: Estland protesterar",
		"LÄS OCKSÅ: Estland protesterar",
		"Läs även: Estland protesterar",
		"Les også: Estland protesterer",
		"Les mer: Estland protesterer",
		"Læs også: Estland protesterer",
		"Læs mere: Estland protesterer",
		"Czytaj też: Estonia protestuje",
		"CZYTAJ WIĘCEJ: Estonia protestuje",
		"Zobacz także: Estonia protestuje",
		"Lesen Sie auch: Estland protestiert",
		"Mehr zum Thema: Estland protestiert",
		"Читайте также: Эстония протестует",
		"Подробнее: Эстония протестует",
		"По теме: Эстония протестует",
		"Читайте також: Естонія протестує",
		"Детальніше: Естонія протестує",
		"Дивіться також: Естонія протестує",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_LINKS);
}

static void bylines(void **state)
{
	static const char *const paragraphs[] = {
		"By Mari Maasikas",
		"Text: Mari Maasikas",
		"Toimetaja: Mari Maasikas",
		"Autor: Mari Maasikas",
		"Autors: Jānis Bērziņš",
		"Autorius: Jonas Jonaitis",
		"Toimittaja: Matti Virtanen",
		"Av Anna Andersson",
		"Av Kari Nordmann",
		"Af Lars Jensen",
		"Oprac. Jan Kowalski",
		"Autor: Jan Kowalski",
		"Von Hans Müller",
		"Автор: Иван Петров",
		"Автор: Іван Петренко",
		NULL};

	(void)state;
	check_all(paragraphs, SEGMENT_BYLINE);
}

/* A whole article as content systems put it into a feed. */
struct article {
	const char *byline, *lead, *body, *caption, *quote, *links, *correction;
};

static const struct article articles[] = {
	{"By Mari Maasikas", "Russia took 24 buoys.", "Estonia protested.", "The Narva at dawn.",
		"We see it.", "Read more: Who owns the river", "Correction: it was 24, not 25."},
	{"Toimetaja: Mari Maasikas", "Venemaa eemaldas 24 poid.", "Eesti protestis.",
		"Narva jõgi.", "Me näeme seda.", "Loe ka: Kelle jõgi", "Parandus: neid oli 24."},
	{"Autors: Jānis Bērziņš", "Krievija paņēma 24 bojas.", "Igaunija protestēja.",
		"Narvas upe.", "Mēs to redzam.", "Lasi arī: Kā upe", "Labojums: to bija 24."},
	{"Autorius: Jonas Jonaitis", "Rusija paėmė 24 plūdurus.", "Estija protestavo.",
		"Narvos upė.", "Mes tai matome.", "Skaitykite taip pat: Kieno upė",
		"Patikslinimas: jų buvo 24."},
	{"Toimittaja: Matti Virtanen", "Venäjä vei 24 poijua.", "Viro protestoi.",
		"Narvajoki.", "Näemme sen.", "Lue myös: Kenen joki", "Oikaisu: niitä oli 24."},
	{"Av Anna Andersson", "Ryssland tog 24 bojar.", "Estland protesterade.", "Floden Narva.",
		"Vi ser det.", "Läs mer: Vems flod", "Rättelse: de var 24."},
	{"Tekst: Kari Nordmann", "Russland tok 24 bøyer.", "Estland protesterte.",
		"Elva Narva.", "Vi ser det.", "Les også: Hvem eier elva", "Rettelse: det var 24."},
	{"Af Lars Jensen", "Rusland tog 24 bøjer.", "Estland protesterede.", "Floden Narva.",
		"Vi ser det.", "Læs også: Hvis flod", "Præcisering: der var 24."},
	{"Oprac. Jan Kowalski", "Rosja zabrała 24 boje.", "Estonia protestuje.", "Rzeka Narwa.",
		"Widzimy to.", "Czytaj też: Czyja rzeka", "Sprostowanie: było ich 24."},
	{"Von Hans Müller", "Russland nahm 24 Bojen mit.", "Estland protestierte.",
		"Der Fluss Narva.", "Wir sehen das.", "Lesen Sie auch: Wessen Fluss",
		"Korrektur: Es waren 24."},
	{"Автор: Иван Петров", "Россия убрала 24 буя.", "Эстония выразила протест.",
		"Река Нарва.", "Мы это видим.", "Читайте также: Чья река", "Уточнение: их было 24."},
	{"Автор: Іван Петренко", "Росія забрала 24 буї.", "Естонія висловила протест.",
		"Річка Нарва.", "Ми це бачимо.", "Читайте також: Чия річка",
		"Виправлення: їх було 24."},
};

static void check_segment(const struct item_text *text, uint32_t at, enum segment_kind kind,
	const char *want)
{
	const struct segment *segment = &text->segments[at];
	char shown[200] = "";

	assert_true(at < text->segment_count);
	strncat(shown, text->text + segment->start, segment->end - segment->start);
	assert_string_equal(shown, want);
	assert_string_equal(segment_kind_name(segment->kind), segment_kind_name(kind));
}

static void an_article_comes_apart_into_what_it_is_made_of(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(articles); i++) {
		const struct article *article = &articles[i];
		struct arena *arena = arena_new();
		const char *html = arena_printf(arena,
			"<p>%s</p><p><strong>%s</strong></p><figure><img src=x><figcaption>%s"
			"</figcaption></figure><p>%s</p><blockquote><p>%s</p></blockquote><ul><li>"
			"<a href=y>%s</a></li></ul><p><em>%s</em></p>",
			article->byline, article->lead, article->caption, article->body,
			article->quote, article->links, article->correction);
		struct item_text text = text_from_html(arena, html, strlen(html), SEGMENT_LEAD);

		assert_int_equal(text.segment_count, 7);
		check_segment(&text, 0, SEGMENT_BYLINE, article->byline);
		check_segment(&text, 1, SEGMENT_LEAD, article->lead);
		check_segment(&text, 2, SEGMENT_CAPTION, article->caption);
		check_segment(&text, 3, SEGMENT_BODY, article->body);
		check_segment(&text, 4, SEGMENT_QUOTE, article->quote);
		check_segment(&text, 5, SEGMENT_LINKS, article->links);
		check_segment(&text, 6, SEGMENT_CORRECTION, article->correction);
		arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(corrections_in_english),
		cmocka_unit_test(corrections_in_estonian),
		cmocka_unit_test(corrections_in_latvian),
		cmocka_unit_test(corrections_in_lithuanian),
		cmocka_unit_test(corrections_in_finnish),
		cmocka_unit_test(corrections_in_swedish),
		cmocka_unit_test(corrections_in_norwegian),
		cmocka_unit_test(corrections_in_danish),
		cmocka_unit_test(corrections_in_polish),
		cmocka_unit_test(corrections_in_german),
		cmocka_unit_test(corrections_in_russian),
		cmocka_unit_test(corrections_in_ukrainian),
		cmocka_unit_test(news_that_begins_like_a_correction_is_news),
		cmocka_unit_test(further_reading),
		cmocka_unit_test(bylines),
		cmocka_unit_test(an_article_comes_apart_into_what_it_is_made_of),
	};

	return cmocka_run_group_tests_name("notice", tests, NULL, NULL);
}
