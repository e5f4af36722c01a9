/*
 * What is counted, in twelve languages. The counted words stand in brackets, which the text
 * itself does not have. Expected is the number as `~` about, value, `-` most, `/` total; nothing
 * where what looks like a number counts something else, or nothing at all.
 */
#include "check.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "text/text.h"

struct counting {
	const char *lang, *text, *expected;
};

static struct text_doc *read_text(struct arena *arena, struct item *item, const char *text)
{
	item->field[ITEM_TITLE] = item_text_plain(arena, text, SEGMENT_TITLE);
	return text_doc_new(arena, item);
}

/* The words between bytes start and end. */
static void words_between(const struct text_doc *doc, size_t start, size_t end,
	uint32_t *out_first, uint32_t *out_end)
{
	uint32_t w, first = 0;

	for (w = 0; w < doc->word_count && doc->words[w].start < end; w++)
		if (doc->words[w].start < start)
			first = w + 1;
	assert_true(first < w);
	*out_first = first;
	*out_end = w;
}

static const char *show(struct arena *arena, const struct text_number *number)
{
	const char *out;

	if (!number)
		return "";
	out = arena_printf(arena, "%s%.10g", number->approximate ? "~" : "", number->value);
	if (number->max)
		out = arena_printf(arena, "%s-%.10g", out, number->max);
	if (!isnan(number->of))
		out = arena_printf(arena, "%s/%.10g", out, number->of);
	return out;
}

/* Takes the brackets out of text; where they stood. */
static void take_brackets(char *text, size_t *out_start, size_t *out_end)
{
	char *open = strchr(text, '['), *close;

	assert_non_null(open);
	memmove(open, open + 1, strlen(open));
	close = strchr(open, ']');
	assert_non_null(close);
	memmove(close, close + 1, strlen(close));
	*out_start = (size_t)(open - text);
	*out_end = (size_t)(close - text);
}

static unsigned check_one(const struct counting *counting)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	char *text = arena_strdup(arena, counting->text);
	struct item item = {.lang = counting->lang};
	struct text_doc *doc;
	uint32_t first, end_word;
	size_t start, end;
	const char *got;

	take_brackets(text, &start, &end);
	doc = read_text(arena, &item, text);
	words_between(doc, start, end, &first, &end_word);
	got = show(arena, text_number_of(doc, first, end_word));
	if (strcmp(got, counting->expected) == 0)
		return 0;
	print_error("%s: %s\n  '%s', expected '%s'\n", counting->lang, counting->text, got,
		counting->expected);
	return 1;
}

static void check(const struct counting *cases, size_t count)
{
	unsigned failed = 0;
	size_t i;

	for (i = 0; i < count; i++)
		failed += check_one(&cases[i]);
	assert_int_equal(failed, 0);
}

#define CHECK(cases) check(cases, ARRAY_LEN(cases))

/* ---- what is counted ----------------------------------------------------------------- */

static void english(void **state)
{
	static const struct counting cases[] = {
		{"en", "Russia removed 24 of 50 [buoys] from the river", "24/50"},
		{"en", "Russia removed 24 [buoys] of the 50 that Estonia had placed", "24/50"},
		{"en", "24 out of the 50 [buoys] are gone", "24/50"},
		{"en", "More than 1,300 [asylum seekers] came", "~1300"},
		{"en", "Some 1 300 [migrants] were stopped", "~1300"},
		{"en", "About 30 [migrants] tried to cross", "~30"},
		{"en", "Dozens of [migrants] waited", "~24"},
		{"en", "Hundreds of [soldiers] were moved", "~200"},
		{"en", "Hundreds of thousands of [refugees] fled", "~200000"},
		{"en", "A hundred and twenty [soldiers] came", "120"},
		{"en", "Twenty-four [buoys] vanished overnight", "24"},
		{"en", "Two hundred and fifty [soldiers] arrived", "250"},
		{"en", "Three dozen [drones] crossed", "36"},
		{"en", "Between 20 and 30 [people] crossed", "20-30"},
		{"en", "20-30 [people] cross every day", "20-30"},
		{"en", "From 100 to 150 [migrants] a day", "100-150"},
		{"en", "Up to 40 [drones] were seen", "~40"},
		{"en", "At least 19 [drones] entered", "~19"},
		{"en", "A thousand [troops] will stay", "1000"},
		{"en", "3.5 million [refugees] crossed", "3500000"},
		{"en", "A group of 15 illegal [migrants] was found", "15"},
	};

	(void)state;
	CHECK(cases);
}

static void estonian(void **state)
{
	static const struct counting cases[] = {
		{"et", "Venemaa eemaldas 24 [poid] 50-st", "24/50"},
		{"et", "Venemaa eemaldas 50 poist 24 [poid]", "24/50"},
		{"et", "Eemaldati 24 [poid]", "24"},
		{"et", "Piiri ületas üle 1300 [migrandi]", "~1300"},
		{"et", "Piiri ületas 1 300 [migranti]", "1300"},
		{"et", "Umbes 30 [migranti] üritas piiri ületada", "~30"},
		{"et", "Kümned [migrandid] ootasid", "~20"},
		{"et", "Sajad [sõdurid] saadeti piirile", "~200"},
		{"et", "Kakskümmend neli [poid] on kadunud", "24"},
		{"et", "Kolmkümmend viis [meest] peeti kinni", "35"},
		{"et", "20–30 [inimest] päevas", "20-30"},
		{"et", "Vähemalt 15 [drooni] nähti", "~15"},
		{"et", "Kaks [laeva] peatati", "2"},
		{"et", "Ligi kakssada [sõdurit] harjutab", "~200"},
		{"et", "Kuni 40 [drooni] lendas üle", "~40"},
	};

	(void)state;
	CHECK(cases);
}

static void latvian(void **state)
{
	static const struct counting cases[] = {
		{"lv", "Krievija noņēma 24 no 50 [bojām]", "24/50"},
		{"lv", "Noņemtas 24 [bojas] no 50", "24/50"},
		{"lv", "Robežu šķērsoja vairāk nekā 1300 [migrantu]", "~1300"},
		{"lv", "Aizturēti 1 300 [migranti]", "1300"},
		{"lv", "Apmēram 30 [migranti] mēģināja šķērsot robežu", "~30"},
		{"lv", "Desmitiem [migrantu] gaidīja", "~20"},
		{"lv", "Simtiem [karavīru] nosūtīti uz robežu", "~200"},
		{"lv", "Divdesmit četras [bojas] pazudušas", "24"},
		{"lv", "Trīsdesmit pieci [cilvēki] aizturēti", "35"},
		{"lv", "20–30 [cilvēki] dienā", "20-30"},
		{"lv", "No 20 līdz 30 [cilvēkiem] dienā", "20-30"},
		{"lv", "Vismaz 15 [droni] pamanīti", "~15"},
		{"lv", "Divi [kuģi] apturēti", "2"},
		{"lv", "Divi simti [karavīru] ieradās", "200"},
		{"lv", "Gandrīz 400 [migrantu] apturēti", "~400"},
	};

	(void)state;
	CHECK(cases);
}

static void lithuanian(void **state)
{
	static const struct counting cases[] = {
		{"lt", "Rusija pašalino 24 iš 50 [plūdurų]", "24/50"},
		{"lt", "Pašalinti 24 [plūdurai] iš 50", "24/50"},
		{"lt", "Sieną kirto daugiau kaip 1300 [migrantų]", "~1300"},
		{"lt", "Apgręžta 1 300 [migrantų]", "1300"},
		{"lt", "Apie 30 [migrantų] bandė kirsti sieną", "~30"},
		{"lt", "Dešimtys [migrantų] laukė", "~20"},
		{"lt", "Šimtai [karių] perkelti prie sienos", "~200"},
		{"lt", "Dvidešimt keturi [plūdurai] dingo", "24"},
		{"lt", "Trisdešimt penki [žmonės] sulaikyti", "35"},
		{"lt", "20–30 [žmonių] per dieną", "20-30"},
		{"lt", "Nuo 20 iki 30 [žmonių] per dieną", "20-30"},
		{"lt", "Mažiausiai 15 [dronų] pastebėta", "~15"},
		{"lt", "Du [laivai] sustabdyti", "2"},
		{"lt", "Du šimtai [karių] atvyko", "200"},
		{"lt", "Keliolika [balionų] kirto sieną", "~11"},
	};

	(void)state;
	CHECK(cases);
}

static void finnish(void **state)
{
	static const struct counting cases[] = {
		{"fi", "Venäjä poisti 24 [poijua] 50:stä", "24/50"},
		{"fi", "Venäjä poisti 50 poijusta 24 [poijua]", "24/50"},
		{"fi", "Rajan yli tuli yli 1 300 [turvapaikanhakijaa]", "~1300"},
		{"fi", "Rajalle tuli 1300 [ihmistä]", "1300"},
		{"fi", "Noin 30 [ihmistä] yritti rajan yli", "~30"},
		{"fi", "Kymmeniä [siirtolaisia] odotti", "~20"},
		{"fi", "Satoja [sotilaita] siirrettiin", "~200"},
		{"fi", "Kaksikymmentäneljä [poijua] katosi", "24"},
		{"fi", "Kolmekymmentäviisi [ihmistä] otettiin kiinni", "35"},
		{"fi", "20–30 [ihmistä] päivässä", "20-30"},
		{"fi", "Ainakin 15 [droonia] havaittiin", "~15"},
		{"fi", "Kaksi [laivaa] pysäytettiin", "2"},
		{"fi", "Kaksisataa [sotilasta] saapui", "200"},
		{"fi", "Jopa 40 [droonia] ylitti rajan", "~40"},
		{"fi", "20 000 [sotilasta] 14 maasta harjoittelee", "20000"},
		{"fi", "Lähes sata [ihmistä] käännytettiin", "~100"},
	};

	(void)state;
	CHECK(cases);
}

static void swedish(void **state)
{
	static const struct counting cases[] = {
		{"sv", "Ryssland tog bort 24 av 50 [bojar]", "24/50"},
		{"sv", "Ryssland tog bort 24 [bojar] av 50", "24/50"},
		{"sv", "24 av de 50 [bojarna] är borta", "24/50"},
		{"sv", "Mer än 1 300 [asylsökande] kom", "~1300"},
		{"sv", "Fler än 1.300 [migranter] stoppades", "~1300"},
		{"sv", "Omkring 30 [migranter] försökte ta sig över", "~30"},
		{"sv", "Ett tiotal [migranter] väntade", "~10"},
		{"sv", "Hundratals [soldater] flyttades", "~200"},
		{"sv", "Tjugofyra [bojar] försvann", "24"},
		{"sv", "Trettiofem [personer] greps", "35"},
		{"sv", "20–30 [personer] om dagen", "20-30"},
		{"sv", "Mellan 20 och 30 [personer] om dagen", "20-30"},
		{"sv", "Minst 15 [drönare] sågs", "~15"},
		{"sv", "Två [fartyg] stoppades", "2"},
		{"sv", "Tvåhundra [soldater] anlände", "200"},
		{"sv", "Dussintals [drönare] siktades", "~24"},
	};

	(void)state;
	CHECK(cases);
}

static void norwegian(void **state)
{
	static const struct counting cases[] = {
		{"no", "Russland fjernet 24 av 50 [bøyer]", "24/50"},
		{"no", "Russland fjernet 24 [bøyer] av 50", "24/50"},
		{"no", "Mer enn 1300 [asylsøkere] kom", "~1300"},
		{"no", "Over 1.300 [migranter] ble stanset", "~1300"},
		{"no", "Rundt 30 [migranter] prøvde å krysse", "~30"},
		{"no", "Dusinvis av [migranter] ventet", "~24"},
		{"no", "Hundrevis av [soldater] ble flyttet", "~200"},
		{"no", "Tjuefire [bøyer] forsvant", "24"},
		{"no", "Trettifem [personer] ble pågrepet", "35"},
		{"no", "20–30 [personer] om dagen", "20-30"},
		{"no", "Mellom 20 og 30 [personer] om dagen", "20-30"},
		{"no", "Minst 15 [droner] ble sett", "~15"},
		{"no", "To [skip] ble stanset", "2"},
		{"no", "To hundre [soldater] kom", "200"},
		{"no", "Flere titalls [droner] ble observert", "~20"},
	};

	(void)state;
	CHECK(cases);
}

static void danish(void **state)
{
	static const struct counting cases[] = {
		{"da", "Rusland fjernede 24 af 50 [bøjer]", "24/50"},
		{"da", "Rusland fjernede 24 ud af 50 [bøjer]", "24/50"},
		{"da", "Mere end 1.300 [asylansøgere] kom", "~1300"},
		{"da", "1300 [migranter] blev stoppet", "1300"},
		{"da", "Omkring 30 [migranter] forsøgte at krydse", "~30"},
		{"da", "Snesevis af [migranter] ventede", "~40"},
		{"da", "Hundredvis af [soldater] blev flyttet", "~200"},
		{"da", "Fireogtyve [bøjer] forsvandt", "24"},
		{"da", "Femogtredive [personer] blev anholdt", "35"},
		{"da", "20-30 [personer] om dagen", "20-30"},
		{"da", "Mellem 20 og 30 [personer] om dagen", "20-30"},
		{"da", "Mindst 15 [droner] blev set", "~15"},
		{"da", "To [skibe] blev stoppet", "2"},
		{"da", "To hundrede [soldater] ankom", "200"},
		{"da", "Halvtreds [droner] blev set", "50"},
	};

	(void)state;
	CHECK(cases);
}

static void polish(void **state)
{
	static const struct counting cases[] = {
		{"pl", "Rosja usunęła 24 z 50 [boi]", "24/50"},
		{"pl", "Rosja usunęła 24 spośród 50 [boi]", "24/50"},
		{"pl", "Granicę próbowało przekroczyć ponad 1300 [migrantów]", "~1300"},
		{"pl", "Zatrzymano 1 300 [migrantów]", "1300"},
		{"pl", "Około 30 [migrantów] próbowało przejść", "~30"},
		{"pl", "Dziesiątki [migrantów] czekały", "~20"},
		{"pl", "Setki [żołnierzy] wysłano na granicę", "~200"},
		{"pl", "Dwadzieścia cztery [boje] zniknęły", "24"},
		{"pl", "Trzydzieści pięć [osób] zatrzymano", "35"},
		{"pl", "20–30 [osób] dziennie", "20-30"},
		{"pl", "Od 20 do 30 [osób] dziennie", "20-30"},
		{"pl", "Co najmniej 15 [dronów] wleciało", "~15"},
		{"pl", "Dwa [statki] zatrzymano", "2"},
		{"pl", "Dwustu [żołnierzy] przybyło", "200"},
		{"pl", "Dziesiątki tysięcy [migrantów] czekają", "~20000"},
		{"pl", "Kilkanaście [dronów] wleciało", "~11"},
		{"pl", "Kilkudziesięciu [migrantów] zawrócono", "~20"},
		{"pl", "Wyślemy 10 tys. [żołnierzy]", "10000"},
	};

	(void)state;
	CHECK(cases);
}

static void german(void **state)
{
	static const struct counting cases[] = {
		{"de", "Russland entfernte 24 von 50 [Bojen]", "24/50"},
		{"de", "Russland entfernte 24 der 50 [Bojen]", "24/50"},
		{"de", "Mehr als 1.300 [Asylbewerber] kamen", "~1300"},
		{"de", "1300 [Migranten] wurden gestoppt", "1300"},
		{"de", "Rund 30 [Migranten] versuchten es", "~30"},
		{"de", "Dutzende [Migranten] warteten", "~24"},
		{"de", "Hunderte [Soldaten] wurden verlegt", "~200"},
		{"de", "Vierundzwanzig [Bojen] verschwanden", "24"},
		{"de", "Fünfunddreißig [Personen] wurden festgenommen", "35"},
		{"de", "20 bis 30 [Personen] am Tag", "20-30"},
		{"de", "Zwischen 20 und 30 [Personen] am Tag", "20-30"},
		{"de", "Mindestens 15 [Drohnen] wurden gesehen", "~15"},
		{"de", "Zwei [Schiffe] wurden gestoppt", "2"},
		{"de", "Zweihundert [Soldaten] kamen an", "200"},
		{"de", "Bis zu 5000 [Soldaten] sollen kommen", "~5000"},
	};

	(void)state;
	CHECK(cases);
}

static void russian(void **state)
{
	static const struct counting cases[] = {
		{"ru", "Россия убрала 24 из 50 [буев]", "24/50"},
		{"ru", "Убрали 24 [буя] из 50", "24/50"},
		{"ru", "Границу перешли более 1300 [мигрантов]", "~1300"},
		{"ru", "Задержаны 1 300 [мигрантов]", "1300"},
		{"ru", "Около 30 [мигрантов] пытались перейти границу", "~30"},
		{"ru", "Десятки [мигрантов] ждали", "~20"},
		{"ru", "Сотни [мигрантов] собрались у границы", "~200"},
		{"ru", "Двадцать четыре [буя] исчезли", "24"},
		{"ru", "Тридцать пять [человек] задержаны", "35"},
		{"ru", "20–30 [человек] в день", "20-30"},
		{"ru", "От 20 до 30 [человек] в день", "20-30"},
		{"ru", "Не менее 15 [беспилотников] сбиты", "~15"},
		{"ru", "Два [судна] остановлены", "2"},
		{"ru", "Двести [военных] прибыли", "200"},
		{"ru", "Тысяча двести тридцать [военных] прибыли", "1230"},
		{"ru", "До 40 [беспилотников] пролетели", "~40"},
		{"ru", "Отправят 10 тыс. [военных]", "10000"},
		{"ru", "Двумя [дронами] атакован порт", "2"},
	};

	(void)state;
	CHECK(cases);
}

static void ukrainian(void **state)
{
	static const struct counting cases[] = {
		{"uk", "Росія прибрала 24 із 50 [буїв]", "24/50"},
		{"uk", "Прибрали 24 [буї] з 50", "24/50"},
		{"uk", "Кордон перетнули понад 1300 [мігрантів]", "~1300"},
		{"uk", "Затримано 1 300 [мігрантів]", "1300"},
		{"uk", "Близько 30 [мігрантів] намагалися перетнути кордон", "~30"},
		{"uk", "Десятки [мігрантів] чекали", "~20"},
		{"uk", "Сотні [військових] перекинули до кордону", "~200"},
		{"uk", "Двадцять чотири [буї] зникли", "24"},
		{"uk", "Тридцять п'ять [осіб] затримано", "35"},
		{"uk", "20–30 [осіб] на день", "20-30"},
		{"uk", "Від 20 до 30 [осіб] на день", "20-30"},
		{"uk", "Щонайменше 15 [дронів] збито", "~15"},
		{"uk", "Два [судна] зупинено", "2"},
		{"uk", "Двісті [військових] прибули", "200"},
		{"uk", "До 40 [дронів] пролетіли", "~40"},
	};

	(void)state;
	CHECK(cases);
}

/* ---- what is not --------------------------------------------------------------------- */

static void dates_times_ages(void **state)
{
	static const struct counting cases[] = {
		{"en", "On 23 May [buoys] were removed", ""},
		{"en", "On May 23 [buoys] were removed", ""},
		{"en", "On 23.5.2024 [buoys] were removed", ""},
		{"en", "On 2024-05-23 [buoys] were removed", ""},
		{"en", "In 2024 [buoys] were removed", ""},
		{"en", "At 14:30 [buoys] were removed", ""},
		{"en", "At 3 a.m. [buoys] were removed", ""},
		{"en", "A 34-year-old [migrant] was detained", ""},
		{"en", "After 48 hours [migrants] were freed", ""},
		{"en", "Six nations [announce] a wall on the border", ""},
		{"en", "Three Baltic states [close] the border", ""},
		{"en", "Six nations count 24 [buoys]", "24"},
		{"et", "Kuus riiki [teatasid] droonimüürist", ""},
		{"lv", "Sešas valstis [paziņo] par dronu sienu", ""},
		{"lt", "Šešios šalys [skelbia] apie dronų sieną", ""},
		{"fi", "Kuusi maata [ilmoitti] droonimuurista", ""},
		{"sv", "Sex länder [bygger] en drönarmur", ""},
		{"no", "Seks land [bygger] en dronemur", ""},
		{"da", "Seks lande [bygger] en dronemur", ""},
		{"pl", "Sześć krajów [buduje] mur dronowy", ""},
		{"de", "Sechs Staaten [bauen] einen Drohnenwall", ""},
		{"ru", "Шесть стран [строят] стену дронов", ""},
		{"uk", "Шість країн [будують] стіну дронів", ""},
		{"et", "23. mail eemaldati [poid]", ""},
		{"et", "Kell 14.30 eemaldati [poid]", ""},
		{"et", "34-aastane [migrant] peeti kinni", ""},
		{"lv", "23. maijā noņemtas [bojas]", ""},
		{"lv", "34 gadus vecs [migrants] aizturēts", ""},
		{"lt", "Gegužės 23 d. pašalinti [plūdurai]", ""},
		{"lt", "34 metų [migrantas] sulaikytas", ""},
		{"fi", "Kello 14.30 [poijut] poistettiin", ""},
		{"fi", "34-vuotias [siirtolainen] otettiin kiinni", ""},
		{"sv", "Klockan 14.30 [bojar] togs bort", ""},
		{"sv", "En 34-årig [migrant] greps", ""},
		{"no", "Den 23. mai ble [bøyer] fjernet", ""},
		{"no", "En 34 år gammel [migrant] ble pågrepet", ""},
		{"da", "Den 23. maj blev [bøjer] fjernet", ""},
		{"da", "En 34-årig [migrant] blev anholdt", ""},
		{"pl", "23 maja usunięto [boje]", ""},
		{"pl", "34-letni [migrant] został zatrzymany", ""},
		{"pl", "O godz. 14.30 [boje] zniknęły", ""},
		{"de", "Am 23. Mai wurden [Bojen] entfernt", ""},
		{"de", "Um 14.30 Uhr [Bojen] entfernt", ""},
		{"de", "Ein 34-jähriger [Migrant] wurde festgenommen", ""},
		{"ru", "23 мая убрали [буи]", ""},
		{"ru", "34-летний [мигрант] задержан", ""},
		{"ru", "В 14:30 [буи] убрали", ""},
		{"uk", "23 травня прибрали [буї]", ""},
		{"uk", "34-річний [мігрант] затриманий", ""},
	};

	(void)state;
	CHECK(cases);
}

static void shares_money_measures(void **state)
{
	static const struct counting cases[] = {
		{"en", "48 per cent of [migrants] came from Iraq", ""},
		{"en", "48% of [migrants] came from Iraq", ""},
		{"en", "The state paid $20 million for [buoys]", ""},
		{"en", "The state paid 20 million euros for [buoys]", ""},
		{"en", "The state paid €20m for [buoys]", ""},
		{"en", "5 kilometres of [fence] were built", ""},
		{"en", "A 5.5-metre [fence] was built", ""},
		{"en", "Two days later [buoys] were gone", ""},
		{"et", "48 protsenti [migrantidest] tuli Iraagist", ""},
		{"et", "20 miljonit eurot [poide] eest", ""},
		{"lv", "48 procenti [migrantu] ir no Irākas", ""},
		{"lv", "20 miljoni eiro par [bojām]", ""},
		{"lt", "48 procentai [migrantų] yra iš Irako", ""},
		{"lt", "20 mln. eurų [plūdurams]", ""},
		{"fi", "48 prosenttia [siirtolaisista] tuli Irakista", ""},
		{"fi", "20 miljoonaa euroa [poijuihin]", ""},
		{"sv", "48 procent av [migranterna] kom från Irak", ""},
		{"sv", "20 miljoner kronor för [bojar]", ""},
		{"no", "48 prosent av [migrantene] kom fra Irak", ""},
		{"no", "20 millioner kroner til [bøyer]", ""},
		{"da", "48 procent af [migranterne] kom fra Irak", ""},
		{"da", "20 millioner kroner til [bøjer]", ""},
		{"pl", "48 proc. [migrantów] pochodzi z Iraku", ""},
		{"pl", "20 mln zł na [boje]", ""},
		{"pl", "2 mld dol. na [boje]", ""},
		{"en", "Two-thirds of [migrants] were sent back", ""},
		{"en", "They won 2-0 and [buoys] were forgotten", ""},
		{"de", "48 Prozent der [Migranten] kamen aus dem Irak", ""},
		{"de", "20 Millionen Euro für [Bojen]", ""},
		{"ru", "48 процентов [мигрантов] прибыли из Ирака", ""},
		{"ru", "20 млн рублей на [буи]", ""},
		{"uk", "48 відсотків [мігрантів] прибули з Іраку", ""},
		{"uk", "20 млн гривень на [буї]", ""},
	};

	(void)state;
	CHECK(cases);
}

static void names_and_numbers_of_things(void **state)
{
	static const struct counting cases[] = {
		{"en", "A Su-27 [fighter] crossed", ""},
		{"en", "Two MiG-31 [fighters] crossed", "2"},
		{"en", "MiG-31 [fighters] crossed", ""},
		{"en", "An Il-20 [aircraft] was met", ""},
		{"en", "F-35 [jets] took off", ""},
		{"en", "S-400 [missiles] were moved", ""},
		{"en", "The 138th [brigade] was moved", ""},
		{"en", "Call +372 619 1234 if [buoys] are seen", ""},
		{"en", "Estlink 2 [cable] is damaged", ""},
		{"en", "Nord Stream 2 [pipeline] leaks", ""},
		{"en", "Article 5 [troops] are a deterrent", ""},
		{"ru", "Истребитель Су-27 [самолёт] поднят", ""},
		{"ru", "Два Су-27 [самолёта] подняты", "2"},
		{"ru", "76-я [дивизия] переброшена", ""},
		{"de", "Zwei Su-27 [Flugzeuge] wurden gesehen", "2"},
		{"pl", "Dwa [samoloty] Su-27 przechwycono", "2"},
		{"fi", "Kaksi Su-27-[hävittäjää] tunnistettiin", "2"},
		{"sv", "Två Su-27 [plan] identifierades", "2"},
	};

	(void)state;
	CHECK(cases);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(english), cmocka_unit_test(estonian),
		cmocka_unit_test(latvian), cmocka_unit_test(lithuanian),
		cmocka_unit_test(finnish), cmocka_unit_test(swedish),
		cmocka_unit_test(norwegian), cmocka_unit_test(danish),
		cmocka_unit_test(polish), cmocka_unit_test(german),
		cmocka_unit_test(russian), cmocka_unit_test(ukrainian),
		cmocka_unit_test(dates_times_ages),
		cmocka_unit_test(shares_money_measures),
		cmocka_unit_test(names_and_numbers_of_things),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
