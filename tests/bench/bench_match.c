/*
 * The pass over an item's words: what it costs with 100 to 50,000 terms, and whether the cost
 * of an item grows with its length alone. Items are 1.2 KB of words in ten languages; of the
 * terms a part is found in them, and most begin as words of the texts do, which is what makes
 * a walk long.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/analysis.h"
#include "base/mem.h"

enum { ITEMS = 1000, ITEM_BYTES = 1200, LANGS = 10, ROUNDS = 5 };

static const char *const langs[LANGS] = {
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

static double cpu_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static uint32_t next_random(void)
{
	static uint32_t seed = 20261127;

	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

static void read_vocabulary(void)
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

static struct text_doc *make_doc(struct arena *arena, int lang, size_t bytes)
{
	struct item *item = arena_alloc(arena, sizeof(*item));
	struct buf text = BUF_INIT(BUF_UNBOUND);

	while (text.len < bytes)
		buf_printf(&text, "%s%s", any_word(lang), next_random() % 15 ? " " : ". ");
	item->lang = langs[lang];
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

/* One in 400 is a word of the texts; one in three a phrase; most with a wildcard behind; with
 * compounds one in ten begins with one too. */
static void put_term(struct buf *out, int lang, bool compounds)
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

static struct match_set *make_set(size_t terms, bool compounds, double *out_load_s)
{
	struct match_builder *builder = match_builder_new();
	struct buf term = BUF_INIT(BUF_UNBOUND);
	double start = cpu_s();
	struct match_set *set;
	const char *why;
	size_t i, at;

	for (i = 0; i < terms; i++) {
		term.len = 0;
		put_term(&term, (int)(i % LANGS), compounds);
		if (!match_add(builder, buf_str(&term), text_lang_parse(langs[i % LANGS]),
			    (uint32_t)i, &why, &at))
			exit(2);
	}
	set = match_compile(builder);
	match_builder_free(builder);
	buf_done(&term);
	*out_load_s = cpu_s() - start;
	return set;
}

static void bench_terms(struct text_doc *const *docs, size_t terms, bool compounds)
{
	double load_s, start, best = 1e9;
	struct match_set *set = make_set(terms, compounds, &load_s);
	struct arena *arena = arena_new();
	size_t hits = 0, i;
	int round;

	for (round = 0; round < ROUNDS; round++) {
		hits = 0;
		start = cpu_s();
		for (i = 0; i < ITEMS; i++) {
			hits += match_scan(set, arena, docs[i]).count;
			arena_reset(arena);
		}
		if (cpu_s() - start < best)
			best = cpu_s() - start;
	}
	printf("%6zu terms%s: %5.1f us an item, %8.0f items a second, %4.1f hits; loaded in "
	       "%.0f ms\n",
		terms, compounds ? ", compounds" : "", best * 1e6 / ITEMS, ITEMS / best,
		(double)hits / ITEMS, load_s * 1e3);
	arena_free(arena);
	match_set_free(set);
}

/* ---- one long item ----------------------------------------------------------------------- */

static const char rules[] =
	"pack: bench\n"
	"terms:\n"
	"  buoy: {en: [buoy*]}\n"
	"  remove: {en: [remov*]}\n"
	"rules:\n"
	"  - {id: near, title: A, category: own, when: buoy near/12 remove}\n"
	"  - {id: sentence, title: B, category: own, when: sentence(buoy and remove)}\n"
	"  - {id: count, title: C, category: own, when: count(buoy) >= 20}\n"
	"  - {id: many, title: D, category: own, when: \"2 of (buoy, remove, title(buoy))\"}\n";

static struct analysis *read_rules(void)
{
	struct diag *diag = diag_new();
	struct config_tree *tree = config_read_text("bench", rules, strlen(rules), diag);
	const struct config_node *root = config_root(tree);
	struct analysis *analysis = analysis_new(&root, 1, diag);

	config_tree_free(tree);
	diag_free(diag);
	if (!analysis)
		exit(2);
	return analysis;
}

/* The whole way of an item in which one term stands over and over. */
static void bench_length(const struct analysis *analysis, size_t hits)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);
	struct item item = {.lang = "en", .published = TIME_NONE, .updated = TIME_NONE};
	struct arena *arena = arena_new();
	double start;
	size_t count, i;

	for (i = 0; i < hits; i++)
		buf_printf(&text, "%zu buoys were seen, and %s again by the shore.%s", i % 40,
			i % 3 ? "left" : "removed", i % 9 ? " " : "\n\n");
	item.field[ITEM_CONTENT] =
		text_from_plain(arena, buf_str(&text), text.len, SEGMENT_LEAD);
	start = cpu_s();
	analysis_item(analysis, arena, &item, &count);
	printf("%6zu matches in %4.1f MB: %6.1f ms, %zu findings\n", hits,
		(double)text.len / 1e6, (cpu_s() - start) * 1e3, count);
	arena_free(arena);
	buf_done(&text);
}

int main(void)
{
	static const size_t terms[] = {100, 1000, 10000, 50000};
	struct text_doc *docs[ITEMS];
	struct arena *arena = arena_new();
	struct analysis *analysis = read_rules();
	double start;
	size_t i;

	read_vocabulary();
	start = cpu_s();
	for (i = 0; i < ITEMS; i++)
		docs[i] = make_doc(arena, (int)(i % LANGS), ITEM_BYTES);
	printf("words: %.1f us an item\n", (cpu_s() - start) * 1e6 / ITEMS);
	for (i = 0; i < ARRAY_LEN(terms); i++)
		bench_terms(docs, terms[i], false);
	for (i = 0; i < ARRAY_LEN(terms); i++)
		bench_terms(docs, terms[i], true);
	for (i = 12500; i <= 100000; i *= 2)
		bench_length(analysis, i);
	analysis_unref(analysis);
	arena_free(arena);
	return 0;
}
