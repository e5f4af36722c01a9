/*
 * Number words of twelve languages, in the forms that news use. "One" is left out: it is an
 * article in half of them.
 */
#include "text/number_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Forms with their accents; they are folded when the table is made. */
static const struct row {
	const char *lang; /* "*": any */
	enum number_role role;
	double value;
	const char *forms;
} rows[] = {
	/* ---- English ---- */
	{"en", NUMBER_VALUE, 2, "two"},
	{"en", NUMBER_VALUE, 3, "three"},
	{"en", NUMBER_VALUE, 4, "four"},
	{"en", NUMBER_VALUE, 5, "five"},
	{"en", NUMBER_VALUE, 6, "six"},
	{"en", NUMBER_VALUE, 7, "seven"},
	{"en", NUMBER_VALUE, 8, "eight"},
	{"en", NUMBER_VALUE, 9, "nine"},
	{"en", NUMBER_VALUE, 10, "ten"},
	{"en", NUMBER_VALUE, 11, "eleven"},
	{"en", NUMBER_VALUE, 12, "twelve"},
	{"en", NUMBER_VALUE, 13, "thirteen"},
	{"en", NUMBER_VALUE, 14, "fourteen"},
	{"en", NUMBER_VALUE, 15, "fifteen"},
	{"en", NUMBER_VALUE, 16, "sixteen"},
	{"en", NUMBER_VALUE, 17, "seventeen"},
	{"en", NUMBER_VALUE, 18, "eighteen"},
	{"en", NUMBER_VALUE, 19, "nineteen"},
	{"en", NUMBER_TENS, 20, "twenty"},
	{"en", NUMBER_TENS, 30, "thirty"},
	{"en", NUMBER_TENS, 40, "forty"},
	{"en", NUMBER_TENS, 50, "fifty"},
	{"en", NUMBER_TENS, 60, "sixty"},
	{"en", NUMBER_TENS, 70, "seventy"},
	{"en", NUMBER_TENS, 80, "eighty"},
	{"en", NUMBER_TENS, 90, "ninety"},
	{"en", NUMBER_TIMES, 12, "dozen"},
	{"en", NUMBER_TIMES, 100, "hundred"},
	{"en", NUMBER_TIMES, 1000, "thousand"},
	{"en", NUMBER_MANY, 10, "tens"},
	{"en", NUMBER_MANY, 12, "dozens"},
	{"en", NUMBER_MANY, 20, "scores"},
	{"en", NUMBER_MANY, 100, "hundreds"},
	{"en", NUMBER_MANY, 1000, "thousands"},
	{"en", NUMBER_MANY, 1e6, "millions"},
	/* ---- Estonian ---- */
	{"et", NUMBER_VALUE, 2, "kaks kahe kahte"},
	{"et", NUMBER_VALUE, 3, "kolm kolme kolmest"},
	{"et", NUMBER_VALUE, 4, "neli nelja"},
	{"et", NUMBER_VALUE, 5, "viis viie viit"},
	{"et", NUMBER_VALUE, 6, "kuus kuue kuut"},
	{"et", NUMBER_VALUE, 7, "seitse seitsme seitset"},
	{"et", NUMBER_VALUE, 8, "kaheksa kaheksat"},
	{"et", NUMBER_VALUE, 9, "üheksa üheksat"},
	{"et", NUMBER_VALUE, 10, "kümme kümne kümmet"},
	{"et", NUMBER_VALUE, 11, "üksteist"},
	{"et", NUMBER_VALUE, 12, "kaksteist"},
	{"et", NUMBER_VALUE, 20, "kakskümmend kahekümne"},
	{"et", NUMBER_VALUE, 24, "kakskümmendneli"},
	{"et", NUMBER_VALUE, 30, "kolmkümmend kolmekümne"},
	{"et", NUMBER_VALUE, 40, "nelikümmend neljakümne"},
	{"et", NUMBER_VALUE, 50, "viiskümmend viiekümne viiekümnest"},
	{"et", NUMBER_TIMES, 100, "sada saja"},
	{"et", NUMBER_TIMES, 1000, "tuhat tuhande"},
	{"et", NUMBER_MANY, 10, "kümned kümneid kümnete"},
	{"et", NUMBER_MANY, 12, "tosinad tosinaid"},
	{"et", NUMBER_MANY, 100, "sajad sadu sadade"},
	{"et", NUMBER_MANY, 1000, "tuhanded tuhandeid tuhandete"},
	/* ---- Latvian ---- */
	{"lv", NUMBER_VALUE, 2, "divi divas divus divu divām diviem"},
	{"lv", NUMBER_VALUE, 3, "trīs triju"},
	{"lv", NUMBER_VALUE, 4, "četri četras četrus četru"},
	{"lv", NUMBER_VALUE, 5, "pieci piecas piecus piecu"},
	{"lv", NUMBER_VALUE, 6, "seši sešas sešus sešu"},
	{"lv", NUMBER_VALUE, 7, "septiņi septiņas septiņus septiņu"},
	{"lv", NUMBER_VALUE, 8, "astoņi astoņas astoņus astoņu"},
	{"lv", NUMBER_VALUE, 9, "deviņi deviņas deviņus deviņu"},
	{"lv", NUMBER_VALUE, 10, "desmit"},
	{"lv", NUMBER_VALUE, 11, "vienpadsmit"},
	{"lv", NUMBER_VALUE, 12, "divpadsmit"},
	{"lv", NUMBER_TENS, 20, "divdesmit"},
	{"lv", NUMBER_TENS, 30, "trīsdesmit"},
	{"lv", NUMBER_TENS, 40, "četrdesmit"},
	{"lv", NUMBER_TENS, 50, "piecdesmit"},
	{"lv", NUMBER_TIMES, 100, "simts simtu simti"},
	{"lv", NUMBER_TIMES, 1000, "tūkstotis tūkstošus tūkst"},
	{"lv", NUMBER_MANY, 10, "desmiti desmitiem desmitus"},
	{"lv", NUMBER_MANY, 100, "simtiem simtus"},
	{"lv", NUMBER_MANY, 1000, "tūkstoši tūkstošiem tūkstošu"},
	/* ---- Lithuanian ---- */
	{"lt", NUMBER_VALUE, 2, "du dvi dviejų"},
	{"lt", NUMBER_VALUE, 3, "trys tris trijų"},
	{"lt", NUMBER_VALUE, 4, "keturi keturios keturis keturias keturių"},
	{"lt", NUMBER_VALUE, 5, "penki penkios penkis penkias penkių"},
	{"lt", NUMBER_VALUE, 6, "šeši šešios šešis šešias šešių"},
	{"lt", NUMBER_VALUE, 7, "septyni septynios septynis septynias septynių"},
	{"lt", NUMBER_VALUE, 8, "aštuoni aštuonios aštuonis aštuonių"},
	{"lt", NUMBER_VALUE, 9, "devyni devynios devynis devynių"},
	{"lt", NUMBER_VALUE, 10, "dešimt dešimties"},
	{"lt", NUMBER_VALUE, 11, "vienuolika vienuolikos"},
	{"lt", NUMBER_VALUE, 12, "dvylika dvylikos"},
	{"lt", NUMBER_TENS, 20, "dvidešimt"},
	{"lt", NUMBER_TENS, 30, "trisdešimt"},
	{"lt", NUMBER_TENS, 40, "keturiasdešimt"},
	{"lt", NUMBER_TENS, 50, "penkiasdešimt"},
	{"lt", NUMBER_TIMES, 100, "šimtas šimtą"},
	{"lt", NUMBER_TIMES, 1000, "tūkstantis tūkstantį tūkst"},
	{"lt", NUMBER_MANY, 10, "dešimtys dešimtis dešimčių"},
	{"lt", NUMBER_MANY, 100, "šimtai šimtus šimtų"},
	{"lt", NUMBER_MANY, 1000, "tūkstančiai tūkstančius tūkstančių"},
	/* ---- Finnish ---- */
	{"fi", NUMBER_VALUE, 2, "kaksi kahden kahta"},
	{"fi", NUMBER_VALUE, 3, "kolme kolmen kolmea"},
	{"fi", NUMBER_VALUE, 4, "neljä neljän"},
	{"fi", NUMBER_VALUE, 5, "viisi viiden viittä"},
	{"fi", NUMBER_VALUE, 6, "kuusi kuuden kuutta"},
	{"fi", NUMBER_VALUE, 7, "seitsemän"},
	{"fi", NUMBER_VALUE, 8, "kahdeksan"},
	{"fi", NUMBER_VALUE, 9, "yhdeksän"},
	{"fi", NUMBER_VALUE, 10, "kymmenen"},
	{"fi", NUMBER_VALUE, 11, "yksitoista"},
	{"fi", NUMBER_VALUE, 12, "kaksitoista"},
	{"fi", NUMBER_VALUE, 20, "kaksikymmentä kahdenkymmenen"},
	{"fi", NUMBER_VALUE, 24, "kaksikymmentäneljä"},
	{"fi", NUMBER_VALUE, 30, "kolmekymmentä kolmenkymmenen"},
	{"fi", NUMBER_VALUE, 40, "neljäkymmentä"},
	{"fi", NUMBER_VALUE, 50, "viisikymmentä viidenkymmenen viidestäkymmenestä"},
	{"fi", NUMBER_TIMES, 100, "sata sadan"},
	{"fi", NUMBER_TIMES, 1000, "tuhat tuhannen tuhatta"},
	{"fi", NUMBER_MANY, 10, "kymmenet kymmeniä kymmenien"},
	{"fi", NUMBER_MANY, 12, "tusinoittain"},
	{"fi", NUMBER_MANY, 100, "sadat satoja satojen"},
	{"fi", NUMBER_MANY, 1000, "tuhannet tuhansia tuhansien"},
	/* ---- Swedish ---- */
	{"sv", NUMBER_VALUE, 2, "två"},
	{"sv", NUMBER_VALUE, 3, "tre"},
	{"sv", NUMBER_VALUE, 4, "fyra"},
	{"sv", NUMBER_VALUE, 5, "fem"},
	{"sv", NUMBER_VALUE, 6, "sex"},
	{"sv", NUMBER_VALUE, 7, "sju"},
	{"sv", NUMBER_VALUE, 8, "åtta"},
	{"sv", NUMBER_VALUE, 9, "nio"},
	{"sv", NUMBER_VALUE, 10, "tio"},
	{"sv", NUMBER_VALUE, 11, "elva"},
	{"sv", NUMBER_VALUE, 12, "tolv"},
	{"sv", NUMBER_VALUE, 20, "tjugo"},
	{"sv", NUMBER_VALUE, 24, "tjugofyra"},
	{"sv", NUMBER_VALUE, 30, "trettio"},
	{"sv", NUMBER_VALUE, 40, "fyrtio"},
	{"sv", NUMBER_VALUE, 50, "femtio"},
	{"sv", NUMBER_TIMES, 100, "hundra"},
	{"sv", NUMBER_TIMES, 1000, "tusen"},
	{"sv", NUMBER_MANY, 10, "tiotal tiotals"},
	{"sv", NUMBER_MANY, 12, "dussintal dussintals"},
	{"sv", NUMBER_MANY, 100, "hundratals"},
	{"sv", NUMBER_MANY, 1000, "tusentals"},
	/* ---- Norwegian ---- */
	{"no", NUMBER_VALUE, 2, "to"},
	{"no", NUMBER_VALUE, 3, "tre"},
	{"no", NUMBER_VALUE, 4, "fire"},
	{"no", NUMBER_VALUE, 5, "fem"},
	{"no", NUMBER_VALUE, 6, "seks"},
	{"no", NUMBER_VALUE, 7, "sju syv"},
	{"no", NUMBER_VALUE, 8, "åtte"},
	{"no", NUMBER_VALUE, 9, "ni"},
	{"no", NUMBER_VALUE, 10, "ti"},
	{"no", NUMBER_VALUE, 11, "elleve"},
	{"no", NUMBER_VALUE, 12, "tolv"},
	{"no", NUMBER_VALUE, 20, "tjue"},
	{"no", NUMBER_VALUE, 24, "tjuefire"},
	{"no", NUMBER_VALUE, 30, "tretti"},
	{"no", NUMBER_VALUE, 40, "førti"},
	{"no", NUMBER_VALUE, 50, "femti"},
	{"no", NUMBER_TIMES, 100, "hundre"},
	{"no", NUMBER_TIMES, 1000, "tusen"},
	{"no", NUMBER_MANY, 10, "titalls"},
	{"no", NUMBER_MANY, 12, "dusinvis"},
	{"no", NUMBER_MANY, 100, "hundrevis hundretalls"},
	{"no", NUMBER_MANY, 1000, "tusenvis tusentalls"},
	/* ---- Danish ---- */
	{"da", NUMBER_VALUE, 2, "to"},
	{"da", NUMBER_VALUE, 3, "tre"},
	{"da", NUMBER_VALUE, 4, "fire"},
	{"da", NUMBER_VALUE, 5, "fem"},
	{"da", NUMBER_VALUE, 6, "seks"},
	{"da", NUMBER_VALUE, 7, "syv"},
	{"da", NUMBER_VALUE, 8, "otte"},
	{"da", NUMBER_VALUE, 9, "ni"},
	{"da", NUMBER_VALUE, 10, "ti"},
	{"da", NUMBER_VALUE, 11, "elleve"},
	{"da", NUMBER_VALUE, 12, "tolv"},
	{"da", NUMBER_VALUE, 20, "tyve"},
	{"da", NUMBER_VALUE, 24, "fireogtyve"},
	{"da", NUMBER_VALUE, 30, "tredive"},
	{"da", NUMBER_VALUE, 40, "fyrre"},
	{"da", NUMBER_VALUE, 50, "halvtreds"},
	{"da", NUMBER_TIMES, 100, "hundrede"},
	{"da", NUMBER_TIMES, 1000, "tusind tusinde"},
	{"da", NUMBER_MANY, 10, "snesevis"},
	{"da", NUMBER_MANY, 12, "dusinvis"},
	{"da", NUMBER_MANY, 100, "hundredvis hundreder"},
	{"da", NUMBER_MANY, 1000, "tusindvis tusinder"},
	/* ---- Polish ---- */
	{"pl", NUMBER_VALUE, 2, "dwa dwie dwóch dwoje"},
	{"pl", NUMBER_VALUE, 3, "trzy trzech trzej"},
	{"pl", NUMBER_VALUE, 4, "cztery czterech czterej"},
	{"pl", NUMBER_VALUE, 5, "pięć pięciu"},
	{"pl", NUMBER_VALUE, 6, "sześć sześciu"},
	{"pl", NUMBER_VALUE, 7, "siedem siedmiu"},
	{"pl", NUMBER_VALUE, 8, "osiem ośmiu"},
	{"pl", NUMBER_VALUE, 9, "dziewięć dziewięciu"},
	{"pl", NUMBER_VALUE, 10, "dziesięć dziesięciu"},
	{"pl", NUMBER_VALUE, 11, "jedenaście jedenastu"},
	{"pl", NUMBER_VALUE, 12, "dwanaście dwunastu"},
	{"pl", NUMBER_TENS, 20, "dwadzieścia dwudziestu"},
	{"pl", NUMBER_TENS, 30, "trzydzieści trzydziestu"},
	{"pl", NUMBER_TENS, 40, "czterdzieści czterdziestu"},
	{"pl", NUMBER_TENS, 50, "pięćdziesiąt pięćdziesięciu"},
	{"pl", NUMBER_TENS, 60, "sześćdziesiąt sześćdziesięciu"},
	{"pl", NUMBER_TIMES, 100, "sto stu"},
	{"pl", NUMBER_TIMES, 1000, "tysiąc tys"},
	{"pl", NUMBER_MANY, 10, "dziesiątki kilkadziesiąt kilkudziesięciu"},
	{"pl", NUMBER_MANY, 100, "setki setek kilkaset kilkuset"},
	{"pl", NUMBER_MANY, 1000, "tysiące tysięcy"},
	/* ---- German ---- */
	{"de", NUMBER_VALUE, 2, "zwei"},
	{"de", NUMBER_VALUE, 3, "drei"},
	{"de", NUMBER_VALUE, 4, "vier"},
	{"de", NUMBER_VALUE, 5, "fünf"},
	{"de", NUMBER_VALUE, 6, "sechs"},
	{"de", NUMBER_VALUE, 7, "sieben"},
	{"de", NUMBER_VALUE, 8, "acht"},
	{"de", NUMBER_VALUE, 9, "neun"},
	{"de", NUMBER_VALUE, 10, "zehn"},
	{"de", NUMBER_VALUE, 11, "elf"},
	{"de", NUMBER_VALUE, 12, "zwölf"},
	{"de", NUMBER_VALUE, 20, "zwanzig"},
	{"de", NUMBER_VALUE, 24, "vierundzwanzig"},
	{"de", NUMBER_VALUE, 30, "dreißig"},
	{"de", NUMBER_VALUE, 40, "vierzig"},
	{"de", NUMBER_VALUE, 50, "fünfzig"},
	{"de", NUMBER_TIMES, 100, "hundert"},
	{"de", NUMBER_TIMES, 1000, "tausend"},
	{"de", NUMBER_MANY, 12, "dutzend dutzende dutzenden dutzender"},
	{"de", NUMBER_MANY, 100, "hunderte hunderten hunderter"},
	{"de", NUMBER_MANY, 1000, "tausende tausenden tausender"},
	/* ---- Russian ---- */
	{"ru", NUMBER_VALUE, 2, "два две двух двое"},
	{"ru", NUMBER_VALUE, 3, "три трех трое"},
	{"ru", NUMBER_VALUE, 4, "четыре четырех четверо"},
	{"ru", NUMBER_VALUE, 5, "пять пяти пятеро"},
	{"ru", NUMBER_VALUE, 6, "шесть шести"},
	{"ru", NUMBER_VALUE, 7, "семь семи"},
	{"ru", NUMBER_VALUE, 8, "восемь восьми"},
	{"ru", NUMBER_VALUE, 9, "девять девяти"},
	{"ru", NUMBER_VALUE, 10, "десять десяти"},
	{"ru", NUMBER_VALUE, 11, "одиннадцать одиннадцати"},
	{"ru", NUMBER_VALUE, 12, "двенадцать двенадцати"},
	{"ru", NUMBER_TENS, 20, "двадцать двадцати"},
	{"ru", NUMBER_TENS, 30, "тридцать тридцати"},
	{"ru", NUMBER_TENS, 40, "сорок сорока"},
	{"ru", NUMBER_TENS, 50, "пятьдесят пятидесяти"},
	{"ru", NUMBER_TENS, 60, "шестьдесят шестидесяти"},
	{"ru", NUMBER_TIMES, 100, "сто ста сотню"},
	{"ru", NUMBER_VALUE, 200, "двести двухсот"},
	{"ru", NUMBER_VALUE, 300, "триста трехсот"},
	{"ru", NUMBER_TIMES, 1000, "тысяча тысячу тыс"},
	{"ru", NUMBER_MANY, 10, "десятки десятков десятками"},
	{"ru", NUMBER_MANY, 100, "сотни сотен сотнями"},
	{"ru", NUMBER_MANY, 1000, "тысячи тысяч тысячами"},
	/* ---- Ukrainian ---- */
	{"uk", NUMBER_VALUE, 2, "два дві двох двоє"},
	{"uk", NUMBER_VALUE, 3, "три трьох троє"},
	{"uk", NUMBER_VALUE, 4, "чотири чотирьох четверо"},
	{"uk", NUMBER_VALUE, 5, "п'ять п'яти п'ятеро"},
	{"uk", NUMBER_VALUE, 6, "шість шести"},
	{"uk", NUMBER_VALUE, 7, "сім семи"},
	{"uk", NUMBER_VALUE, 8, "вісім восьми"},
	{"uk", NUMBER_VALUE, 9, "дев'ять дев'яти"},
	{"uk", NUMBER_VALUE, 10, "десять десяти"},
	{"uk", NUMBER_VALUE, 11, "одинадцять одинадцяти"},
	{"uk", NUMBER_VALUE, 12, "дванадцять дванадцяти"},
	{"uk", NUMBER_TENS, 20, "двадцять двадцяти"},
	{"uk", NUMBER_TENS, 30, "тридцять тридцяти"},
	{"uk", NUMBER_TENS, 40, "сорок сорока"},
	{"uk", NUMBER_TENS, 50, "п'ятдесят п'ятдесяти"},
	{"uk", NUMBER_TIMES, 100, "сто ста сотню"},
	{"uk", NUMBER_VALUE, 200, "двісті двохсот"},
	{"uk", NUMBER_TIMES, 1000, "тисяча тисячу тис"},
	{"uk", NUMBER_MANY, 10, "десятки десятків десятками"},
	{"uk", NUMBER_MANY, 100, "сотні сотень сотнями"},
	{"uk", NUMBER_MANY, 1000, "тисячі тисяч тисячами"},
	/* ---- in all ---- */
	{"*", NUMBER_TIMES, 1e6,
		"million milliones miljon miljonit miljoni miljonu miljonai milijonas milijonai "
		"milijonų miljoona miljoonaa miljoner millioner million milion miliony milionów "
		"millionen mio mln млн миллион миллиона миллионов мільйон мільйона мільйонів"},
	/* ---- about ---- */
	{"*", NUMBER_ABOUT, 0,
		"about around some roughly approximately nearly almost over than least estimated "
		"umbes ligi üle peaaegu vähemalt ligikaudu apmēram aptuveni gandrīz vairāk vismaz "
		"apie daugiau beveik maždaug mažiausiai noin yli lähes ainakin runsas vajaat "
		"omtrent rundt cirka ca nesten minst omkring knapt omkring knap mindst næsten "
		"ungefär runt nästan över uppemot około ponad blisko prawie najmniej przeszło "
		"etwa rund ungefähr fast knapp mindestens über около примерно более свыше почти "
		"менее порядка близько приблизно понад більше майже менше"},
	/* ---- a part of ---- */
	{"en", NUMBER_OF, 0, "of"},
	{"lv", NUMBER_OF, 0, "no"},
	{"lt", NUMBER_OF, 0, "iš"},
	{"no", NUMBER_OF, 0, "av"},
	{"sv", NUMBER_OF, 0, "av"},
	{"da", NUMBER_OF, 0, "af ud"},
	{"pl", NUMBER_OF, 0, "z ze spośród"},
	{"de", NUMBER_OF, 0, "von der"},
	{"ru", NUMBER_OF, 0, "из"},
	{"uk", NUMBER_OF, 0, "з із зі"},
	/* "50:stä", "50-st": the case ending stands apart. */
	{"fi", NUMBER_OF_ENDING, 0, "stä sta"},
	{"et", NUMBER_OF_ENDING, 0, "st ist est"},
	/* ---- what makes it no count ---- */
	{"*", NUMBER_NO_COUNT, 0,
		"percent procent prosent prosenttia prosenttiin protsenti protsent procenti "
		"procentu procentų proc prozent процент процента процентов відсоток відсотка "
		"відсотків euro euros eur eurot eurot eurost euroa eiro eurų eurai dollar dollars "
		"dollari dollarit dollaria usd dolerių dolārus dolāru dolarów доллар доллара долларов "
		"доларів євро евро руб рублей рубля złoty złotych zł zloty kroner kronor krone sek nok "
		"dkk km kilometre kilometres kilometer kilometers kilomeetri kilomeetrit kilometriä "
		"kilometrin kilometri kilometru kilometrus kilometrai kilometrų kilometrów kilometry "
		"kilometern км километров километра кілометрів кілометра m metre metres meter meters "
		"meetri meetrit metriä metru metrus metrų metrów metern метров метра метрів mile miles "
		"mil sjømil meripeninkulmaa meremiili tonnes tonnia tonni tonner tons hours "
		"hour tundi tuntia tuntia stundas valandas timer timmar godzin stunden часов часа годин "
		"days day päeva päivää dienas dienų dager dage dagar dni tage tagen дней дня днів years "
		"year aastat vuotta gadus gadu metų år lat jahre jahren лет года років minutes minute "
		"minuutit minuuttia minūtes minučių minutter minuter minut minuten минут хвилин"},
};

/* First letters of month names, folded, by language. */
static const char *const months[] = {"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december", "jan", "feb", "mar",
	"apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "jaanuar*", "veebruar*",
	"märts*", "aprill*", "mai", "mail", "juuni*", "juuli*", "august*", "septemb*", "oktoob*",
	"novemb*", "detsemb*", "janvār*", "februār*", "mart*", "aprīl*", "maij*", "jūnij*",
	"jūlij*", "septembr*", "oktobr*", "novembr*", "decembr*", "sausio", "vasario", "kovo",
	"balandžio", "gegužės", "birželio", "liepos", "rugpjūčio", "rugsėjo", "spalio", "lapkričio",
	"gruodžio", "tammiku*", "helmiku*", "maalisku*", "huhtiku*", "toukoku*", "kesäku*",
	"heinäku*", "eloku*", "syysku*", "lokaku*", "marrasku*", "jouluku*", "januari", "februari",
	"mars", "maj", "juni", "juli", "augusti", "oktober", "januar", "februar", "marts", "desember",
	"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września",
	"października", "listopada", "grudnia", "märz", "dezember", "января", "февраля", "марта",
	"апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря",
	"січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня",
	"жовтня", "листопада", "грудня"};

/* ---- the table as it is asked -------------------------------------------------------- */

static struct number_word *table;
static size_t table_count, table_cap;
static char **month_folds;

static int compare(const void *left, const void *right)
{
	const struct number_word *a = left, *b = right;
	int order = strcmp(a->fold, b->fold);

	return order ? order : (int)a->lang - (int)b->lang;
}

/* Without apostrophes, which are not there inside Cyrillic words: п'ять. */
static char *folded(const char *text, size_t len)
{
	CLEANUP(buf_done) struct buf plain = BUF_INIT(BUF_UNBOUND);
	struct buf out = BUF_INIT(BUF_UNBOUND);
	size_t i;

	for (i = 0; i < len; i++)
		if (text[i] != '\'')
			buf_putc(&plain, text[i]);
	text_fold(&out, buf_str(&plain), plain.len);
	return buf_take(&out);
}

static void add_forms(const struct row *row)
{
	const char *p = row->forms;
	size_t len;

	for (; *p; p += len) {
		p += strspn(p, " ");
		len = strcspn(p, " ");
		if (!len)
			break;
		MEM_GROW(table, table_count, table_cap);
		table[table_count++] = (struct number_word){
			.fold = folded(p, len),
			.lang = text_lang_parse(row->lang),
			.role = row->role,
			.value = row->value,
		};
	}
}

static void make_table(void)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		add_forms(&rows[i]);
	qsort(table, table_count, sizeof(*table), compare);
	month_folds = mem_calloc(ARRAY_LEN(months), sizeof(*month_folds));
	for (i = 0; i < ARRAY_LEN(months); i++)
		month_folds[i] = folded(months[i], strlen(months[i]));
}

static int compare_word(const struct number_word *entry, const struct text_word *word)
{
	size_t len = strlen(entry->fold);
	int order = memcmp(entry->fold, word->fold, MIN(len, word->fold_len));

	return order ? order : (int)len - (int)word->fold_len;
}

static bool speaks(const struct number_word *entry, text_lang lang)
{
	if (entry->lang == TEXT_LANG_UNKNOWN || entry->lang == lang)
		return true;
	/* Nobody knows the language: short words mean other things elsewhere. */
	return lang == TEXT_LANG_UNKNOWN && strlen(entry->fold) > 3;
}

const struct number_word *number_word_find(const struct text_word *word, text_lang lang,
	enum number_role role)
{
	size_t low = 0, high, middle;

	if (!table)
		make_table();
	high = table_count;
	while (low < high) {
		middle = (low + high) / 2;
		if (compare_word(&table[middle], word) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < table_count && compare_word(&table[low], word) == 0; low++)
		if (speaks(&table[low], lang) &&
			(role == NUMBER_ANY_ROLE || table[low].role == role))
			return &table[low];
	return NULL;
}

bool number_word_is_month(const struct text_word *word)
{
	size_t len, i;

	if (!table)
		make_table();
	for (i = 0; i < ARRAY_LEN(months); i++) {
		len = strlen(month_folds[i]);
		if (month_folds[i][len - 1] == '*'
				? word->fold_len >= len - 1 &&
					memcmp(month_folds[i], word->fold, len - 1) == 0
				: word->fold_len == len &&
					memcmp(month_folds[i], word->fold, len) == 0)
			return true;
	}
	return false;
}
