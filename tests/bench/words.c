/* Texts and terms of benchmarks: see words.h. */
#include "words.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { LANGS = WORDS_LANGS };

const char *const words_langs[WORDS_LANGS] = {
	"en", "et", "lv", "lt", "fi", "sv", "pl", "de", "ru", "uk"};
static const char *const words[LANGS] = {
	"the council voted after a long debate on money for schools libraries roads and harbour "
	"police asked witnesses of an accident near old bridge yesterday evening while rain fell "
	"minister said government expects lower prices this winter border buoys river guard drone",
	"linnavolikogu arutas koolide raamatukogude eelarvet pärast pikka vaidlust politsei otsib "
	"tunnistajaid õnnetusele vana silla juures eile õhtul kui sadas vihma minister ütles valitsus "
	"ootab madalamaid hindu talvel piir poid jõgi piirivalve droon meri laev kaabel tuul lumi",
	"dome pēc garām debatēm apstiprināja budžetu skolām bibliotēkām ceļiem ostai policija meklē "
	"lieciniekus negadījumam pie vecā tilta vakar vakarā kad lija lietus ministrs sacīja valdība "
	"gaida zemākas cenas ziemā robeža bojas upe robežsargi drons jūra kuģis kabelis vējš sniegs",
	"taryba po ilgų diskusijų patvirtino biudžetą mokykloms bibliotekoms keliams uostui policija "
	"ieško avarijos liudininkų prie seno tilto vakar vakare kai lijo ministras sakė vyriausybė "
	"laukia mažesnių kainų žiemą siena plūdurai upė pasieniečiai dronas jūra laivas kabelis",
	"kaupunginvaltuusto päätti pitkän keskustelun jälkeen koulujen kirjastojen teiden sataman "
	"rahoista poliisi etsii onnettomuuden silminnäkijöitä vanhalla sillalla eilen illalla sateessa "
	"ministeri sanoi hallituksen odottavan halvempia hintoja talvella raja poijut joki drooni",
	"kommunfullmäktige beslutade efter lång debatt om pengar till skolor bibliotek vägar hamnen "
	"polisen söker vittnen till en olycka vid gamla bron i går kväll medan regnet föll ministern "
	"sade regeringen väntar lägre priser i vinter gränsen bojar älven gränsbevakning drönare",
	"rada miasta po długiej dyskusji uchwaliła budżet szkół bibliotek dróg portu policja szuka "
	"świadków wypadku przy starym moście wczoraj wieczorem podczas deszczu minister powiedział "
	"rząd spodziewa się niższych cen zimą granica boje rzeka straż dron morze statek kabel",
	"der stadtrat beschloss nach langer debatte das geld für schulen bibliotheken straßen hafen "
	"polizei sucht zeugen eines unfalls an der alten brücke gestern abend bei regen der minister "
	"sagte die regierung erwartet niedrigere preise im winter grenze bojen fluss drohne kabel",
	"городской совет после долгих споров принял бюджет школ библиотек дорог порта полиция ищет "
	"свидетелей аварии у старого моста вчера вечером во время дождя министр сказал правительство "
	"ждет снижения цен зимой граница буи река пограничники дрон море судно кабель ветер снег",
	"міська рада після довгих суперечок ухвалила бюджет шкіл бібліотек доріг порту поліція шукає "
	"свідків аварії біля старого мосту вчора ввечері під час дощу міністр сказав уряд чекає "
	"зниження цін взимку кордон буї річка прикордонники дрон море судно кабель вітер сніг"};

static char *vocabulary[LANGS][128];
static size_t sizes[LANGS];

static uint32_t next_random(void)
{
	static uint32_t seed = 20261127;

	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

void words_prepare(void)
{
	char *text, *at;
	int lang;

	for (lang = 0; lang < LANGS; lang++) {
		text = mem_strdup(words[lang]);
		for (at = strtok(text, " "); at; at = strtok(NULL, " "))
			vocabulary[lang][sizes[lang]++] = mem_strdup(at);
		mem_free(text);
	}
}

static const char *any_word(int lang)
{
	return vocabulary[lang][next_random() % sizes[lang]];
}

/* ---- items --------------------------------------------------------------------------- */

struct text_doc *words_doc(struct arena *arena, int lang, size_t bytes)
{
	struct item *item = arena_alloc(arena, sizeof(*item));
	struct buf text = BUF_INIT(BUF_UNBOUND);

	while (text.len < bytes)
		buf_printf(&text, "%s%s", any_word(lang), next_random() % 15 ? " " : ". ");
	item->lang = words_langs[lang];
	item->field[ITEM_CONTENT] =
		(struct item_text){.text = arena_strndup(arena, buf_str(&text), text.len),
			.len = (uint32_t)text.len};
	buf_done(&text);
	return text_doc_new(arena, item);
}

/* ---- terms --------------------------------------------------------------------------- */

/* A word that begins as one of the texts does and goes on as none. */
static void put_stem(struct buf *out, int lang)
{
	const char *word = any_word(lang);
	size_t len = strlen(word), keep = len < 4 ? len : 3 + next_random() % (len - 2);
	int i;

	while (keep < len && ((unsigned char)word[keep] & 0xC0) == 0x80)
		keep++;
	buf_put(out, word, keep);
	for (i = 0; i < 3; i++)
		buf_putc(out, (char)('a' + next_random() % 26));
}

void words_term(struct buf *out, int lang, bool compounds)
{
	uint32_t kind = next_random();

	if (kind % 400 == 0) {
		buf_puts(out, any_word(lang));
		return;
	}
	if (compounds && kind % 10 == 1)
		buf_putc(out, '*');
	put_stem(out, lang);
	if (kind % 3 == 0) {
		buf_putc(out, ' ');
		put_stem(out, lang);
	}
	if (kind % 5)
		buf_putc(out, '*');
}
