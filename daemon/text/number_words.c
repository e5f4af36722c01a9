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
	{"en", NUMBER_TIMES, 20, "score"},
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
	{"et", NUMBER_VALUE, 11, "üksteist üheteistkümne"},
	{"et", NUMBER_VALUE, 12, "kaksteist kaheteistkümne"},
	{"et", NUMBER_VALUE, 13, "kolmteist kolmeteistkümne"},
	{"et", NUMBER_VALUE, 14, "neliteist"},
	{"et", NUMBER_VALUE, 15, "viisteist viieteistkümne"},
	{"et", NUMBER_VALUE, 16, "kuusteist"},
	{"et", NUMBER_VALUE, 17, "seitseteist"},
	{"et", NUMBER_VALUE, 18, "kaheksateist"},
	{"et", NUMBER_VALUE, 19, "üheksateist"},
	{"et", NUMBER_TENS, 20, "kakskümmend kahekümne"},
	{"et", NUMBER_TENS, 30, "kolmkümmend kolmekümne"},
	{"et", NUMBER_TENS, 40, "nelikümmend neljakümne"},
	{"et", NUMBER_TENS, 50, "viiskümmend viiekümne viiekümnest"},
	{"et", NUMBER_TENS, 60, "kuuskümmend kuuekümne"},
	{"et", NUMBER_TENS, 70, "seitsekümmend seitsmekümne"},
	{"et", NUMBER_TENS, 80, "kaheksakümmend kaheksakümne"},
	{"et", NUMBER_TENS, 90, "üheksakümmend üheksakümne"},
	{"et", NUMBER_TENS, 200, "kakssada kahesaja"},
	{"et", NUMBER_TENS, 300, "kolmsada kolmesaja"},
	{"et", NUMBER_TENS, 400, "nelisada neljasaja"},
	{"et", NUMBER_TENS, 500, "viissada viiesaja"},
	{"et", NUMBER_TENS, 600, "kuussada kuuesaja"},
	{"et", NUMBER_TENS, 700, "seitsesada"},
	{"et", NUMBER_TENS, 800, "kaheksasada"},
	{"et", NUMBER_TENS, 900, "üheksasada"},
	{"et", NUMBER_TIMES, 12, "tosin tosina tosinat"},
	{"et", NUMBER_TIMES, 100, "sada saja"},
	{"et", NUMBER_TIMES, 1000, "tuhat tuhande tuhandet"},
	{"et", NUMBER_SOME, 10, "kümmekond kümmekonna"},
	{"et", NUMBER_SOME, 100, "sadakond"},
	{"et", NUMBER_SOME, 20, "paarkümmend paarikümne"},
	{"et", NUMBER_SOME, 200, "paarsada paarisaja"},
	{"et", NUMBER_MANY, 10, "kümned kümneid kümnete"},
	{"et", NUMBER_MANY, 12, "tosinad tosinaid"},
	{"et", NUMBER_MANY, 100, "sajad sadu sadade"},
	{"et", NUMBER_MANY, 1000, "tuhanded tuhandeid tuhandete"},
	/* ---- Latvian ---- */
	{"lv", NUMBER_VALUE, 2, "divi divas divus divu divām diviem divos"},
	{"lv", NUMBER_VALUE, 3, "trīs triju trim"},
	{"lv", NUMBER_VALUE, 4, "četri četras četrus četru četriem četrām"},
	{"lv", NUMBER_VALUE, 5, "pieci piecas piecus piecu pieciem"},
	{"lv", NUMBER_VALUE, 6, "seši sešas sešus sešu sešiem"},
	{"lv", NUMBER_VALUE, 7, "septiņi septiņas septiņus septiņu"},
	{"lv", NUMBER_VALUE, 8, "astoņi astoņas astoņus astoņu"},
	{"lv", NUMBER_VALUE, 9, "deviņi deviņas deviņus deviņu"},
	{"lv", NUMBER_VALUE, 10, "desmit"},
	{"lv", NUMBER_VALUE, 11, "vienpadsmit"},
	{"lv", NUMBER_VALUE, 12, "divpadsmit"},
	{"lv", NUMBER_VALUE, 13, "trīspadsmit"},
	{"lv", NUMBER_VALUE, 14, "četrpadsmit"},
	{"lv", NUMBER_VALUE, 15, "piecpadsmit"},
	{"lv", NUMBER_VALUE, 16, "sešpadsmit"},
	{"lv", NUMBER_VALUE, 17, "septiņpadsmit"},
	{"lv", NUMBER_VALUE, 18, "astoņpadsmit"},
	{"lv", NUMBER_VALUE, 19, "deviņpadsmit"},
	{"lv", NUMBER_TENS, 20, "divdesmit"},
	{"lv", NUMBER_TENS, 30, "trīsdesmit"},
	{"lv", NUMBER_TENS, 40, "četrdesmit"},
	{"lv", NUMBER_TENS, 50, "piecdesmit"},
	{"lv", NUMBER_TENS, 60, "sešdesmit"},
	{"lv", NUMBER_TENS, 70, "septiņdesmit"},
	{"lv", NUMBER_TENS, 80, "astoņdesmit"},
	{"lv", NUMBER_TENS, 90, "deviņdesmit"},
	{"lv", NUMBER_TENS, 200, "divsimt"},
	{"lv", NUMBER_TENS, 300, "trīssimt"},
	{"lv", NUMBER_TENS, 400, "četrsimt"},
	{"lv", NUMBER_TENS, 500, "piecsimt"},
	{"lv", NUMBER_TIMES, 12, "ducis duci"},
	{"lv", NUMBER_TIMES, 100, "simts simtu simti simt"},
	{"lv", NUMBER_TIMES, 1000, "tūkstotis tūkstoti tūkstošus tūkst"},
	{"lv", NUMBER_MANY, 10, "desmiti desmitiem desmitus desmitu"},
	{"lv", NUMBER_MANY, 100, "simtiem simtus"},
	{"lv", NUMBER_MANY, 1000, "tūkstoši tūkstošiem tūkstošu"},
	/* ---- Lithuanian ---- */
	{"lt", NUMBER_VALUE, 2, "du dvi dviejų dviem"},
	{"lt", NUMBER_VALUE, 3, "trys tris trijų trims"},
	{"lt", NUMBER_VALUE, 4, "keturi keturios keturis keturias keturių"},
	{"lt", NUMBER_VALUE, 5, "penki penkios penkis penkias penkių"},
	{"lt", NUMBER_VALUE, 6, "šeši šešios šešis šešias šešių"},
	{"lt", NUMBER_VALUE, 7, "septyni septynios septynis septynias septynių"},
	{"lt", NUMBER_VALUE, 8, "aštuoni aštuonios aštuonis aštuonias aštuonių"},
	{"lt", NUMBER_VALUE, 9, "devyni devynios devynis devynias devynių"},
	{"lt", NUMBER_VALUE, 10, "dešimt dešimties"},
	{"lt", NUMBER_VALUE, 11, "vienuolika vienuolikos"},
	{"lt", NUMBER_VALUE, 12, "dvylika dvylikos"},
	{"lt", NUMBER_VALUE, 13, "trylika trylikos"},
	{"lt", NUMBER_VALUE, 14, "keturiolika keturiolikos"},
	{"lt", NUMBER_VALUE, 15, "penkiolika penkiolikos"},
	{"lt", NUMBER_VALUE, 16, "šešiolika šešiolikos"},
	{"lt", NUMBER_VALUE, 17, "septyniolika septyniolikos"},
	{"lt", NUMBER_VALUE, 18, "aštuoniolika aštuoniolikos"},
	{"lt", NUMBER_VALUE, 19, "devyniolika devyniolikos"},
	{"lt", NUMBER_TENS, 20, "dvidešimt dvidešimties"},
	{"lt", NUMBER_TENS, 30, "trisdešimt"},
	{"lt", NUMBER_TENS, 40, "keturiasdešimt"},
	{"lt", NUMBER_TENS, 50, "penkiasdešimt"},
	{"lt", NUMBER_TENS, 60, "šešiasdešimt"},
	{"lt", NUMBER_TENS, 70, "septyniasdešimt"},
	{"lt", NUMBER_TENS, 80, "aštuoniasdešimt"},
	{"lt", NUMBER_TENS, 90, "devyniasdešimt"},
	{"lt", NUMBER_TIMES, 12, "tuzinas tuziną"},
	{"lt", NUMBER_TIMES, 100, "šimtas šimtą šimto"},
	{"lt", NUMBER_TIMES, 1000, "tūkstantis tūkstantį tūkst"},
	{"lt", NUMBER_SOME, 11, "keliolika keliolikos"},
	{"lt", NUMBER_SOME, 20, "keliasdešimt keliasdešimties"},
	{"lt", NUMBER_MANY, 10, "dešimtys dešimtis dešimčių"},
	{"lt", NUMBER_MANY, 100, "šimtai šimtus šimtų"},
	{"lt", NUMBER_MANY, 1000, "tūkstančiai tūkstančius tūkstančių"},
	/* ---- Finnish ---- */
	{"fi", NUMBER_VALUE, 2, "kaksi kahden kahta kahdessa kahdesta kahteen"},
	{"fi", NUMBER_VALUE, 3, "kolme kolmen kolmea kolmesta"},
	{"fi", NUMBER_VALUE, 4, "neljä neljän neljää neljästä"},
	{"fi", NUMBER_VALUE, 5, "viisi viiden viittä viidestä"},
	{"fi", NUMBER_VALUE, 6, "kuusi kuuden kuutta kuudesta"},
	{"fi", NUMBER_VALUE, 7, "seitsemän seitsemää seitsemästä"},
	{"fi", NUMBER_VALUE, 8, "kahdeksan kahdeksaa"},
	{"fi", NUMBER_VALUE, 9, "yhdeksän yhdeksää"},
	{"fi", NUMBER_VALUE, 10, "kymmenen kymmentä kymmenestä"},
	{"fi", NUMBER_VALUE, 11, "yksitoista yhdentoista"},
	{"fi", NUMBER_VALUE, 12, "kaksitoista kahdentoista"},
	{"fi", NUMBER_VALUE, 13, "kolmetoista"},
	{"fi", NUMBER_VALUE, 14, "neljätoista"},
	{"fi", NUMBER_VALUE, 15, "viisitoista"},
	{"fi", NUMBER_VALUE, 16, "kuusitoista"},
	{"fi", NUMBER_VALUE, 17, "seitsemäntoista"},
	{"fi", NUMBER_VALUE, 18, "kahdeksantoista"},
	{"fi", NUMBER_VALUE, 19, "yhdeksäntoista"},
	{"fi", NUMBER_TENS, 20, "kaksikymmentä kahdenkymmenen"},
	{"fi", NUMBER_TENS, 30, "kolmekymmentä kolmenkymmenen"},
	{"fi", NUMBER_TENS, 40, "neljäkymmentä neljänkymmenen"},
	{"fi", NUMBER_TENS, 50, "viisikymmentä viidenkymmenen viidestäkymmenestä"},
	{"fi", NUMBER_TENS, 60, "kuusikymmentä"},
	{"fi", NUMBER_TENS, 70, "seitsemänkymmentä"},
	{"fi", NUMBER_TENS, 80, "kahdeksankymmentä"},
	{"fi", NUMBER_TENS, 90, "yhdeksänkymmentä"},
	{"fi", NUMBER_TENS, 200, "kaksisataa kahdensadan"},
	{"fi", NUMBER_TENS, 300, "kolmesataa kolmensadan"},
	{"fi", NUMBER_TENS, 400, "neljäsataa"},
	{"fi", NUMBER_TENS, 500, "viisisataa viidensadan"},
	{"fi", NUMBER_TENS, 600, "kuusisataa"},
	{"fi", NUMBER_TENS, 700, "seitsemänsataa"},
	{"fi", NUMBER_TENS, 800, "kahdeksansataa"},
	{"fi", NUMBER_TENS, 900, "yhdeksänsataa"},
	{"fi", NUMBER_TIMES, 12, "tusina tusinan"},
	{"fi", NUMBER_TIMES, 100, "sata sadan sataa"},
	{"fi", NUMBER_TIMES, 1000, "tuhat tuhannen tuhatta"},
	{"fi", NUMBER_VALUE, 2000, "kaksituhatta"},
	{"fi", NUMBER_SOME, 10, "kymmenkunta kymmenisen"},
	{"fi", NUMBER_SOME, 20, "parikymmentä"},
	{"fi", NUMBER_SOME, 200, "parisataa"},
	{"fi", NUMBER_MANY, 10, "kymmenet kymmeniä kymmenien kymmeniin"},
	{"fi", NUMBER_MANY, 12, "tusinoittain"},
	{"fi", NUMBER_MANY, 100, "sadat satoja satojen satoihin"},
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
	{"sv", NUMBER_VALUE, 13, "tretton"},
	{"sv", NUMBER_VALUE, 14, "fjorton"},
	{"sv", NUMBER_VALUE, 15, "femton"},
	{"sv", NUMBER_VALUE, 16, "sexton"},
	{"sv", NUMBER_VALUE, 17, "sjutton"},
	{"sv", NUMBER_VALUE, 18, "arton"},
	{"sv", NUMBER_VALUE, 19, "nitton"},
	{"sv", NUMBER_TENS, 20, "tjugo"},
	{"sv", NUMBER_TENS, 30, "trettio"},
	{"sv", NUMBER_TENS, 40, "fyrtio"},
	{"sv", NUMBER_TENS, 50, "femtio"},
	{"sv", NUMBER_TENS, 60, "sextio"},
	{"sv", NUMBER_TENS, 70, "sjuttio"},
	{"sv", NUMBER_TENS, 80, "åttio"},
	{"sv", NUMBER_TENS, 90, "nittio"},
	{"sv", NUMBER_TENS, 200, "tvåhundra"},
	{"sv", NUMBER_TENS, 300, "trehundra"},
	{"sv", NUMBER_TENS, 400, "fyrahundra"},
	{"sv", NUMBER_TENS, 500, "femhundra"},
	{"sv", NUMBER_TENS, 600, "sexhundra"},
	{"sv", NUMBER_TENS, 700, "sjuhundra"},
	{"sv", NUMBER_TENS, 800, "åttahundra"},
	{"sv", NUMBER_TENS, 900, "niohundra"},
	{"sv", NUMBER_TIMES, 12, "dussin"},
	{"sv", NUMBER_TIMES, 100, "hundra etthundra"},
	{"sv", NUMBER_TIMES, 1000, "tusen ettusen"},
	{"sv", NUMBER_SOME, 10, "tiotal"},
	{"sv", NUMBER_SOME, 20, "tjugotal"},
	{"sv", NUMBER_SOME, 30, "trettiotal"},
	{"sv", NUMBER_SOME, 50, "femtiotal"},
	{"sv", NUMBER_SOME, 100, "hundratal"},
	{"sv", NUMBER_SOME, 1000, "tusental"},
	{"sv", NUMBER_MANY, 10, "tiotals"},
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
	{"no", NUMBER_VALUE, 13, "tretten"},
	{"no", NUMBER_VALUE, 14, "fjorten"},
	{"no", NUMBER_VALUE, 15, "femten"},
	{"no", NUMBER_VALUE, 16, "seksten"},
	{"no", NUMBER_VALUE, 17, "sytten"},
	{"no", NUMBER_VALUE, 18, "atten"},
	{"no", NUMBER_VALUE, 19, "nitten"},
	{"no", NUMBER_TENS, 20, "tjue tyve"},
	{"no", NUMBER_TENS, 30, "tretti tredve"},
	{"no", NUMBER_TENS, 40, "førti"},
	{"no", NUMBER_TENS, 50, "femti"},
	{"no", NUMBER_TENS, 60, "seksti"},
	{"no", NUMBER_TENS, 70, "sytti"},
	{"no", NUMBER_TENS, 80, "åtti"},
	{"no", NUMBER_TENS, 90, "nitti"},
	{"no", NUMBER_TENS, 200, "tohundre"},
	{"no", NUMBER_TENS, 300, "trehundre"},
	{"no", NUMBER_TENS, 400, "firehundre"},
	{"no", NUMBER_TENS, 500, "femhundre"},
	{"no", NUMBER_TIMES, 12, "dusin"},
	{"no", NUMBER_TIMES, 20, "snes"},
	{"no", NUMBER_TIMES, 100, "hundre"},
	{"no", NUMBER_TIMES, 1000, "tusen"},
	{"no", NUMBER_SOME, 10, "titall"},
	{"no", NUMBER_SOME, 100, "hundretall"},
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
	{"da", NUMBER_VALUE, 13, "tretten"},
	{"da", NUMBER_VALUE, 14, "fjorten"},
	{"da", NUMBER_VALUE, 15, "femten"},
	{"da", NUMBER_VALUE, 16, "seksten"},
	{"da", NUMBER_VALUE, 17, "sytten"},
	{"da", NUMBER_VALUE, 18, "atten"},
	{"da", NUMBER_VALUE, 19, "nitten"},
	{"da", NUMBER_TENS, 20, "tyve"},
	{"da", NUMBER_TENS, 30, "tredive"},
	{"da", NUMBER_TENS, 40, "fyrre"},
	{"da", NUMBER_TENS, 50, "halvtreds"},
	{"da", NUMBER_TENS, 60, "tres"},
	{"da", NUMBER_TENS, 70, "halvfjerds"},
	{"da", NUMBER_TENS, 80, "firs"},
	{"da", NUMBER_TENS, 90, "halvfems"},
	{"da", NUMBER_TIMES, 12, "dusin"},
	{"da", NUMBER_TIMES, 20, "snes"},
	{"da", NUMBER_TIMES, 100, "hundrede"},
	{"da", NUMBER_TIMES, 1000, "tusind tusinde"},
	{"da", NUMBER_SOME, 10, "titals"},
	{"da", NUMBER_MANY, 20, "snesevis"},
	{"da", NUMBER_MANY, 12, "dusinvis"},
	{"da", NUMBER_MANY, 100, "hundredvis hundreder"},
	{"da", NUMBER_MANY, 1000, "tusindvis tusinder"},
	/* ---- Polish ---- */
	{"pl", NUMBER_VALUE, 2, "dwa dwie dwóch dwoje dwoma dwu dwaj dwom"},
	{"pl", NUMBER_VALUE, 3, "trzy trzech trzej trzema trzem troje"},
	{"pl", NUMBER_VALUE, 4, "cztery czterech czterej czterema czworo"},
	{"pl", NUMBER_VALUE, 5, "pięć pięciu pięcioma pięcioro"},
	{"pl", NUMBER_VALUE, 6, "sześć sześciu sześcioro"},
	{"pl", NUMBER_VALUE, 7, "siedem siedmiu"},
	{"pl", NUMBER_VALUE, 8, "osiem ośmiu"},
	{"pl", NUMBER_VALUE, 9, "dziewięć dziewięciu"},
	{"pl", NUMBER_VALUE, 10, "dziesięć dziesięciu"},
	{"pl", NUMBER_VALUE, 11, "jedenaście jedenastu"},
	{"pl", NUMBER_VALUE, 12, "dwanaście dwunastu"},
	{"pl", NUMBER_VALUE, 13, "trzynaście trzynastu"},
	{"pl", NUMBER_VALUE, 14, "czternaście czternastu"},
	{"pl", NUMBER_VALUE, 15, "piętnaście piętnastu"},
	{"pl", NUMBER_VALUE, 16, "szesnaście szesnastu"},
	{"pl", NUMBER_VALUE, 17, "siedemnaście siedemnastu"},
	{"pl", NUMBER_VALUE, 18, "osiemnaście osiemnastu"},
	{"pl", NUMBER_VALUE, 19, "dziewiętnaście dziewiętnastu"},
	{"pl", NUMBER_TENS, 20, "dwadzieścia dwudziestu"},
	{"pl", NUMBER_TENS, 30, "trzydzieści trzydziestu"},
	{"pl", NUMBER_TENS, 40, "czterdzieści czterdziestu"},
	{"pl", NUMBER_TENS, 50, "pięćdziesiąt pięćdziesięciu"},
	{"pl", NUMBER_TENS, 60, "sześćdziesiąt sześćdziesięciu"},
	{"pl", NUMBER_TENS, 70, "siedemdziesiąt siedemdziesięciu"},
	{"pl", NUMBER_TENS, 80, "osiemdziesiąt osiemdziesięciu"},
	{"pl", NUMBER_TENS, 90, "dziewięćdziesiąt dziewięćdziesięciu"},
	{"pl", NUMBER_TENS, 200, "dwieście dwustu"},
	{"pl", NUMBER_TENS, 300, "trzysta trzystu"},
	{"pl", NUMBER_TENS, 400, "czterysta czterystu"},
	{"pl", NUMBER_TENS, 500, "pięćset pięciuset"},
	{"pl", NUMBER_TENS, 600, "sześćset sześciuset"},
	{"pl", NUMBER_TENS, 700, "siedemset siedmiuset"},
	{"pl", NUMBER_TENS, 800, "osiemset ośmiuset"},
	{"pl", NUMBER_TENS, 900, "dziewięćset dziewięciuset"},
	{"pl", NUMBER_TIMES, 12, "tuzin"},
	{"pl", NUMBER_TIMES, 100, "sto stu"},
	{"pl", NUMBER_TIMES, 1000, "tysiąc tysiąca tys"},
	{"pl", NUMBER_SOME, 11, "kilkanaście kilkunastu"},
	{"pl", NUMBER_SOME, 20, "kilkadziesiąt kilkudziesięciu"},
	{"pl", NUMBER_SOME, 200, "kilkaset kilkuset"},
	{"pl", NUMBER_SOME, 10, "dziesiątka"},
	{"pl", NUMBER_MANY, 10, "dziesiątki dziesiątek"},
	{"pl", NUMBER_MANY, 100, "setki setek"},
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
	{"de", NUMBER_VALUE, 13, "dreizehn"},
	{"de", NUMBER_VALUE, 14, "vierzehn"},
	{"de", NUMBER_VALUE, 15, "fünfzehn"},
	{"de", NUMBER_VALUE, 16, "sechzehn"},
	{"de", NUMBER_VALUE, 17, "siebzehn"},
	{"de", NUMBER_VALUE, 18, "achtzehn"},
	{"de", NUMBER_VALUE, 19, "neunzehn"},
	{"de", NUMBER_TENS, 20, "zwanzig"},
	{"de", NUMBER_TENS, 30, "dreißig"},
	{"de", NUMBER_TENS, 40, "vierzig"},
	{"de", NUMBER_TENS, 50, "fünfzig"},
	{"de", NUMBER_TENS, 60, "sechzig"},
	{"de", NUMBER_TENS, 70, "siebzig"},
	{"de", NUMBER_TENS, 80, "achtzig"},
	{"de", NUMBER_TENS, 90, "neunzig"},
	{"de", NUMBER_TENS, 200, "zweihundert"},
	{"de", NUMBER_TENS, 300, "dreihundert"},
	{"de", NUMBER_TENS, 400, "vierhundert"},
	{"de", NUMBER_TENS, 500, "fünfhundert"},
	{"de", NUMBER_TENS, 600, "sechshundert"},
	{"de", NUMBER_TENS, 700, "siebenhundert"},
	{"de", NUMBER_TENS, 800, "achthundert"},
	{"de", NUMBER_TENS, 900, "neunhundert"},
	{"de", NUMBER_TIMES, 12, "dutzend"},
	{"de", NUMBER_TIMES, 100, "hundert einhundert"},
	{"de", NUMBER_TIMES, 1000, "tausend eintausend"},
	{"de", NUMBER_MANY, 12, "dutzende dutzenden dutzender"},
	{"de", NUMBER_MANY, 100, "hunderte hunderten hunderter"},
	{"de", NUMBER_MANY, 1000, "tausende tausenden tausender"},
	/* ---- Russian ---- */
	{"ru", NUMBER_VALUE, 2, "два две двух двое двумя двоих двум"},
	{"ru", NUMBER_VALUE, 3, "три трех трое тремя троих трем"},
	{"ru", NUMBER_VALUE, 4, "четыре четырех четверо четырьмя четверых"},
	{"ru", NUMBER_VALUE, 5, "пять пяти пятеро пятью пятерых"},
	{"ru", NUMBER_VALUE, 6, "шесть шести шестью шестеро шестерых"},
	{"ru", NUMBER_VALUE, 7, "семь семи семью семеро"},
	{"ru", NUMBER_VALUE, 8, "восемь восьми восемью"},
	{"ru", NUMBER_VALUE, 9, "девять девяти девятью"},
	{"ru", NUMBER_VALUE, 10, "десять десяти десятью"},
	{"ru", NUMBER_VALUE, 11, "одиннадцать одиннадцати"},
	{"ru", NUMBER_VALUE, 12, "двенадцать двенадцати"},
	{"ru", NUMBER_VALUE, 13, "тринадцать тринадцати"},
	{"ru", NUMBER_VALUE, 14, "четырнадцать четырнадцати"},
	{"ru", NUMBER_VALUE, 15, "пятнадцать пятнадцати"},
	{"ru", NUMBER_VALUE, 16, "шестнадцать шестнадцати"},
	{"ru", NUMBER_VALUE, 17, "семнадцать семнадцати"},
	{"ru", NUMBER_VALUE, 18, "восемнадцать восемнадцати"},
	{"ru", NUMBER_VALUE, 19, "девятнадцать девятнадцати"},
	{"ru", NUMBER_TENS, 20, "двадцать двадцати"},
	{"ru", NUMBER_TENS, 30, "тридцать тридцати"},
	{"ru", NUMBER_TENS, 40, "сорок сорока"},
	{"ru", NUMBER_TENS, 50, "пятьдесят пятидесяти"},
	{"ru", NUMBER_TENS, 60, "шестьдесят шестидесяти"},
	{"ru", NUMBER_TENS, 70, "семьдесят семидесяти"},
	{"ru", NUMBER_TENS, 80, "восемьдесят восьмидесяти"},
	{"ru", NUMBER_TENS, 90, "девяносто девяноста"},
	{"ru", NUMBER_TENS, 200, "двести двухсот"},
	{"ru", NUMBER_TENS, 300, "триста трехсот"},
	{"ru", NUMBER_TENS, 400, "четыреста четырехсот"},
	{"ru", NUMBER_TENS, 500, "пятьсот пятисот"},
	{"ru", NUMBER_TENS, 600, "шестьсот шестисот"},
	{"ru", NUMBER_TENS, 700, "семьсот семисот"},
	{"ru", NUMBER_TENS, 800, "восемьсот восьмисот"},
	{"ru", NUMBER_TENS, 900, "девятьсот девятисот"},
	{"ru", NUMBER_TIMES, 12, "дюжина дюжину"},
	{"ru", NUMBER_TIMES, 100, "сто ста сотня сотню"},
	{"ru", NUMBER_TIMES, 1000, "тысяча тысячу тыс"},
	{"ru", NUMBER_SOME, 10, "десяток десятка"},
	{"ru", NUMBER_MANY, 10, "десятки десятков десятками десяткам"},
	{"ru", NUMBER_MANY, 100, "сотни сотен сотнями сотням"},
	{"ru", NUMBER_MANY, 1000, "тысячи тысяч тысячами тысячам"},
	/* ---- Ukrainian ---- */
	{"uk", NUMBER_VALUE, 2, "два дві двох двоє двома двом"},
	{"uk", NUMBER_VALUE, 3, "три трьох троє трьома трьом"},
	{"uk", NUMBER_VALUE, 4, "чотири чотирьох четверо чотирма"},
	{"uk", NUMBER_VALUE, 5, "п'ять п'яти п'ятеро п'ятьох"},
	{"uk", NUMBER_VALUE, 6, "шість шести шестеро шістьох"},
	{"uk", NUMBER_VALUE, 7, "сім семи семеро"},
	{"uk", NUMBER_VALUE, 8, "вісім восьми"},
	{"uk", NUMBER_VALUE, 9, "дев'ять дев'яти"},
	{"uk", NUMBER_VALUE, 10, "десять десяти"},
	{"uk", NUMBER_VALUE, 11, "одинадцять одинадцяти"},
	{"uk", NUMBER_VALUE, 12, "дванадцять дванадцяти"},
	{"uk", NUMBER_VALUE, 13, "тринадцять тринадцяти"},
	{"uk", NUMBER_VALUE, 14, "чотирнадцять чотирнадцяти"},
	{"uk", NUMBER_VALUE, 15, "п'ятнадцять п'ятнадцяти"},
	{"uk", NUMBER_VALUE, 16, "шістнадцять шістнадцяти"},
	{"uk", NUMBER_VALUE, 17, "сімнадцять сімнадцяти"},
	{"uk", NUMBER_VALUE, 18, "вісімнадцять вісімнадцяти"},
	{"uk", NUMBER_VALUE, 19, "дев'ятнадцять дев'ятнадцяти"},
	{"uk", NUMBER_TENS, 20, "двадцять двадцяти"},
	{"uk", NUMBER_TENS, 30, "тридцять тридцяти"},
	{"uk", NUMBER_TENS, 40, "сорок сорока"},
	{"uk", NUMBER_TENS, 50, "п'ятдесят п'ятдесяти"},
	{"uk", NUMBER_TENS, 60, "шістдесят шістдесяти"},
	{"uk", NUMBER_TENS, 70, "сімдесят сімдесяти"},
	{"uk", NUMBER_TENS, 80, "вісімдесят вісімдесяти"},
	{"uk", NUMBER_TENS, 90, "дев'яносто дев'яноста"},
	{"uk", NUMBER_TENS, 200, "двісті двохсот"},
	{"uk", NUMBER_TENS, 300, "триста трьохсот"},
	{"uk", NUMBER_TENS, 400, "чотириста чотирьохсот"},
	{"uk", NUMBER_TENS, 500, "п'ятсот п'ятисот"},
	{"uk", NUMBER_TENS, 600, "шістсот шестисот"},
	{"uk", NUMBER_TENS, 700, "сімсот семисот"},
	{"uk", NUMBER_TENS, 800, "вісімсот восьмисот"},
	{"uk", NUMBER_TENS, 900, "дев'ятсот дев'ятисот"},
	{"uk", NUMBER_TIMES, 12, "дюжина"},
	{"uk", NUMBER_TIMES, 100, "сто ста сотня сотню"},
	{"uk", NUMBER_TIMES, 1000, "тисяча тисячу тис"},
	{"uk", NUMBER_SOME, 10, "десяток десятка"},
	{"uk", NUMBER_SOME, 20, "кількадесят"},
	{"uk", NUMBER_SOME, 11, "кільканадцять"},
	{"uk", NUMBER_MANY, 10, "десятки десятків десятками"},
	{"uk", NUMBER_MANY, 100, "сотні сотень сотнями"},
	{"uk", NUMBER_MANY, 1000, "тисячі тисяч тисячами"},
	/* ---- in all ---- */
	{"*", NUMBER_TIMES, 1e6,
		"million milliones miljon miljonit miljoni miljonu miljonai milijonas milijonai "
		"milijonų miljoona miljoonaa miljoner millioner million milion miliony milionów "
		"millionen mio mln млн миллион миллиона миллионов мільйон мільйона мільйонів"},
	{"*", NUMBER_TIMES, 1e9,
		"billion miljard miljardit miljardi miljards miljardu miljardia miljardilla "
		"milijardas milijardo milijardų miljarder milliard milliarder mld mrd miliard "
		"miliarda miliardów miliardy milliarde milliarden млрд миллиард миллиарда "
		"миллиардов мільярд мільярда мільярдів"},
	/* ---- about ---- */
	{"*", NUMBER_ABOUT, 0,
		"about around some roughly approximately nearly almost over than least estimated "
		"umbes ligi üle peaaegu vähemalt ligikaudu apmēram aptuveni gandrīz vairāk vismaz "
		"apie daugiau beveik maždaug mažiausiai noin yli lähes ainakin runsas vajaat "
		"omtrent rundt cirka ca nesten minst omkring knapt omkring knap mindst næsten "
		"ungefär runt nästan över uppemot około ponad blisko prawie najmniej przeszło "
		"etwa rund ungefähr fast knapp mindestens über около примерно более свыше почти "
		"менее порядка близько приблизно понад більше майже менше"},
	{"en", NUMBER_ABOUT, 0, "up fewer less estimated upwards"},
	{"et", NUMBER_ABOUT, 0, "kuni rohkem enam vähem tubli"},
	{"lv", NUMBER_ABOUT, 0, "līdz ap teju mazāk kādi kādas virs pāri"},
	{"lt", NUMBER_ABOUT, 0, "iki per bent mažiau kone virš vos"},
	{"fi", NUMBER_ABOUT, 0, "jopa enemmän vähemmän vähintään enintään liki runsaat parisen"},
	{"sv", NUMBER_ABOUT, 0, "upp fler mer färre mindre drygt uppåt cirka kring"},
	{"no", NUMBER_ABOUT, 0, "opptil inntil flere mer færre mindre drøyt drøye kring opp"},
	{"da", NUMBER_ABOUT, 0, "op optil flere mere færre mindre godt cirka små"},
	{"pl", NUMBER_ABOUT, 0, "do więcej mniej niemal nawet ok"},
	{"de", NUMBER_ABOUT, 0, "bis mehr weniger circa gut gegen nahezu wenigstens höchstens"},
	{"ru", NUMBER_ABOUT, 0, "до больше меньше приблизительно минимум максимум порядка"},
	{"uk", NUMBER_ABOUT, 0, "до щонайменше щонайбільше мінімум максимум орієнтовно"},
	/* ---- between 20 and 30, 20 to 30, two hundred and fifty ---- */
	{"en", NUMBER_AND, 0, "and"},
	{"et", NUMBER_AND, 0, "ja ning"},
	{"lv", NUMBER_AND, 0, "un"},
	{"lt", NUMBER_AND, 0, "ir"},
	{"fi", NUMBER_AND, 0, "ja"},
	{"sv", NUMBER_AND, 0, "och"},
	{"no", NUMBER_AND, 0, "og"},
	{"da", NUMBER_AND, 0, "og"},
	{"pl", NUMBER_AND, 0, "a i"},
	{"de", NUMBER_AND, 0, "und"},
	{"ru", NUMBER_AND, 0, "и"},
	{"uk", NUMBER_AND, 0, "і та й"},
	{"*", NUMBER_BETWEEN, 0, "between vahemikus starp tarp mellan mellom mellem między "
		"pomiędzy zwischen между між"},
	{"en", NUMBER_UP_TO, 0, "to or"},
	{"et", NUMBER_UP_TO, 0, "kuni või"},
	{"lv", NUMBER_UP_TO, 0, "līdz vai"},
	{"lt", NUMBER_UP_TO, 0, "iki ar"},
	{"fi", NUMBER_UP_TO, 0, "tai"},
	{"sv", NUMBER_UP_TO, 0, "till eller"},
	{"no", NUMBER_UP_TO, 0, "til eller"},
	{"da", NUMBER_UP_TO, 0, "til eller"},
	{"pl", NUMBER_UP_TO, 0, "do lub"},
	{"de", NUMBER_UP_TO, 0, "bis oder"},
	{"ru", NUMBER_UP_TO, 0, "до или"},
	{"uk", NUMBER_UP_TO, 0, "до або"},
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
	{"ru", NUMBER_ORDINAL, 0, "я й ая ой ый ий го му ом ю е"},
	{"uk", NUMBER_ORDINAL, 0, "а й та го му ї ту ша"},
	/* ---- what makes it no count ---- */
	{"*", NUMBER_NO_COUNT, 0,
		"percent procent prosent prosenttia prosenttiin protsenti protsent procenti "
		"procentu procentai procentų proc prozent процент процента процентов відсоток "
		"відсотка відсотків euro euros eur eurot eurot eurost euroa eiro eirų eurų eurai "
		"dol dollar dollars dollari dollarit dollaria usd dolerių dolārus dolāru dolarów доллар "
		"доллара долларов доларів євро евро руб рублей рубля гривень гривні złoty złotych zł "
		"zloty kroner kronor krone sek nok dkk pund pounds km kilometre kilometres "
		"kilometer kilometers kilomeetri kilomeetrit kilometriä kilometrin kilometri "
		"kilometru kilometrus kilometrai kilometrų kilometrów kilometry kilometern км "
		"километров километра кілометрів кілометра m metre metres meter meters meetri "
		"meetrit metriä metru metrus metrų metrów metern метров метра метрів mile miles mil "
		"sjømil meripeninkulmaa meremiili tonnes tonnia tonni tonnu tonner ton tons tonnen "
		"тонн tonų hours hour tundi tunni tuntia tunnin stundas stundu valandas valandų timer "
		"timmar godzin godziny stunden часов часа годин days day päeva päevade päivää päivän "
		"dienas dienu dienų dager dage dagar dni dnia tage tagen дней дня днів weeks "
		"week nädalat nädala viikkoa nedēļas savaites savaičių uker uger veckor tygodni "
		"wochen недель недели тижнів тижні months month kuud kuu kuukautta mēnešus "
		"mėnesius mėnesių måneder månader miesięcy miesiące monate monaten месяцев "
		"месяца місяців years year aastat aasta aastane aastase aastast vuotta "
		"vuoden vuotias vuotiaan vuotiasta vuotiaat gadus gadu gadīgs gadīga gadīgais gadīgā "
		"metų metis metė år årig årige åriga åring lat letni letnia letnie letniego letniej "
		"letnich latek latka jahre jahren jährige jähriger jährigen jährigem jähriges лет "
		"года годов летний летняя летнего летней летних летние років року річний річна "
		"річного річної річних minutes minute minuutit minutit minuuttia minūtes "
		"minūšu minučių minutes minutter minuter minut minuten минут хвилин"},
	{"en", NUMBER_NO_COUNT, 0,
		"per am pm gmt utc feet foot ft yards yard inches inch thirds quarters fifths degrees "
		"knots cm centimetres nautical"},
	{"sv", NUMBER_NO_COUNT, 0, "talet års årsåldern centimeter grader knop"},
	{"no", NUMBER_NO_COUNT, 0, "tallet års årene åringen centimeter grader knop"},
	{"da", NUMBER_NO_COUNT, 0, "tallet års årige centimeter grader knob"},
	{"pl", NUMBER_NO_COUNT, 0, "centymetrów stopni stopnia min latach roku wieku"},
	{"de", NUMBER_NO_COUNT, 0, "zentimeter grad knoten seemeilen"},
	{"ru", NUMBER_NO_COUNT, 0, "градусов градуса сантиметров мин узлов"},
	{"uk", NUMBER_NO_COUNT, 0, "градусів сантиметрів хв"},
	{"fi", NUMBER_NO_COUNT, 0, "astetta senttiä senttimetriä solmua"},
	{"lt", NUMBER_NO_COUNT, 0, "d val"},
	{"de", NUMBER_NO_COUNT, 0, "uhr"},
	{"en", NUMBER_ACTORS, 0,
		"countries nations states governments ministers capitals members allies lawmakers parties leaders"},
	{"et", NUMBER_ACTORS, 0, "riiki riigi riigid riikide riigist valitsust ministrit"},
	{"lv", NUMBER_ACTORS, 0, "valstis valstīm valstu valdības ministri"},
	{"lt", NUMBER_ACTORS, 0, "šalys šalių šalims valstybės valstybių ministrai"},
	{"fi", NUMBER_ACTORS, 0, "maata maan maat valtiota valtion hallitusta ministeriä"},
	{"sv", NUMBER_ACTORS, 0, "länder länderna stater nationer regeringar ministrar"},
	{"no", NUMBER_ACTORS, 0, "land landene stater nasjoner regjeringer ministre"},
	{"da", NUMBER_ACTORS, 0, "lande landene stater nationer regeringer ministre"},
	{"pl", NUMBER_ACTORS, 0, "kraje krajów krajom państw państwa rządów ministrów"},
	{"de", NUMBER_ACTORS, 0, "länder ländern staaten nationen regierungen minister"},
	{"ru", NUMBER_ACTORS, 0, "стран страны странам государств государства министров"},
	{"uk", NUMBER_ACTORS, 0, "країн країни країнам держав держави міністрів"},
	{"*", NUMBER_NAMES, 0,
		"article artikel artikkel artiklan artikli artykuł art paragraph punkt punkti "
		"статьи статья пункт пункта stream estlink nordstream phase chapter grade "
		"aged klo kello kell klockan plkst godz nr номер номера flight leopard"},
};

/*
 * Languages that write 24 as one word. Units and tens are the first forms of their rows; one
 * is not among the rows.
 */
static const struct compound {
	const char *lang, *one, *between;
	bool unit_first;
} compounds[] = {
	{"fi", "yksi", "", false},
	{"sv", "ett", "", false},
	{"no", "en", "", false},
	{"da", "en", "og", true},
	{"de", "ein", "und", true},
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

static void add_word(const char *form, size_t len, const struct row *row)
{
	MEM_GROW(table, table_count, table_cap);
	table[table_count++] = (struct number_word){
		.fold = folded(form, len),
		.lang = text_lang_parse(row->lang),
		.role = row->role,
		.value = row->value,
	};
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
		add_word(p, len, row);
	}
}

static void add_compound(const struct compound *compound, const struct row *tens,
	const char *unit, double value)
{
	CLEANUP(mem_freep) char *ten = mem_strndup(tens->forms, strcspn(tens->forms, " "));
	CLEANUP(mem_freep) char *one = mem_strndup(unit, strcspn(unit, " "));
	CLEANUP(mem_freep) char *word = mem_printf("%s%s%s", compound->unit_first ? one : ten,
		compound->between, compound->unit_first ? ten : one);
	const struct row row = {compound->lang, NUMBER_VALUE, tens->value + value, word};

	add_forms(&row);
}

static bool is_row(const struct row *row, const struct compound *compound,
	enum number_role role, double below)
{
	return strcmp(row->lang, compound->lang) == 0 && row->role == role &&
	       row->value < below;
}

static void add_compounds(const struct compound *compound)
{
	size_t t, u;

	for (t = 0; t < ARRAY_LEN(rows); t++) {
		if (!is_row(&rows[t], compound, NUMBER_TENS, 100))
			continue;
		add_compound(compound, &rows[t], compound->one, 1);
		for (u = 0; u < ARRAY_LEN(rows); u++)
			if (is_row(&rows[u], compound, NUMBER_VALUE, 10))
				add_compound(compound, &rows[t], rows[u].forms,
					rows[u].value);
	}
}

/* A bit for each word of the table: nearly all words of a text are none, and end here. */
enum { KNOWN_BITS = 14 };
static uint64_t known[(1 << KNOWN_BITS) / 64];

static uint32_t known_bit(const char *fold, size_t len)
{
	uint64_t head = 0;

	memcpy(&head, fold, MIN(len, sizeof(head)));
	return (uint32_t)((head ^ (uint64_t)len << 56) * UINT64_C(0x9E3779B97F4A7C15) >>
			  (64 - KNOWN_BITS));
}

static bool may_be_known(const struct text_word *word)
{
	uint32_t bit = known_bit(word->fold, word->fold_len);

	return known[bit / 64] >> bit % 64 & 1;
}

static void note_known(const char *fold)
{
	uint32_t bit = known_bit(fold, strlen(fold));

	known[bit / 64] |= UINT64_C(1) << bit % 64;
}

static void make_table(void)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		add_forms(&rows[i]);
	for (i = 0; i < ARRAY_LEN(compounds); i++)
		add_compounds(&compounds[i]);
	qsort(table, table_count, sizeof(*table), compare);
	for (i = 0; i < table_count; i++)
		note_known(table[i].fold);
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

static bool plays(const struct number_word *entry, enum number_role role)
{
	return entry->role == role ||
	       (role == NUMBER_ANY_VALUE && entry->role <= NUMBER_SOME);
}

const struct number_word *number_word_find(const struct text_word *word, text_lang lang,
	enum number_role role)
{
	size_t low = 0, high, middle;

	if (!table)
		make_table();
	if (!may_be_known(word))
		return NULL;
	high = table_count;
	while (low < high) {
		middle = (low + high) / 2;
		if (compare_word(&table[middle], word) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < table_count && compare_word(&table[low], word) == 0; low++)
		if (speaks(&table[low], lang) && plays(&table[low], role))
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
