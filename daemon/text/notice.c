/*
 * Paragraphs that publishers put beside their text: "Read more", bylines, corrections. Told
 * by how they begin, in the twelve languages of the sources. A cue in running text
 * ("Подробнее о случае рассказал губернатор. …") is no notice: what follows the cue decides.
 */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/html_priv.h"

enum follow {
	LABEL, /* ':' or a dash or a date follows, or nothing: "Correction: …" */
	OPENS, /* anything may follow: "This article was amended …" */
	LINK,  /* as LABEL; or all of the paragraph is a link */
	NAMES, /* a few words without a sentence's end: "By Mari Maasikas" */
};

struct cue {
	const char *begin; /* lower case */
	const char *inside; /* must also stand somewhere behind it, or NULL */
	enum segment_kind kind;
	enum follow follow;
};

#define CORRECTION(text) {text, NULL, SEGMENT_CORRECTION, LABEL}
#define CORRECTED(text) {text, NULL, SEGMENT_CORRECTION, OPENS}
#define CORRECTED_WHERE(text, inside) {text, inside, SEGMENT_CORRECTION, OPENS}
#define MORE(text) {text, NULL, SEGMENT_LINKS, LINK}
#define POSTED(text, inside) {text, inside, SEGMENT_LINKS, OPENS}
#define BYLINE(text) {text, NULL, SEGMENT_BYLINE, NAMES}

static const struct cue cues[] = {
	/* English */
	CORRECTION("correction"),
	CORRECTION("corrections"),
	CORRECTION("corrected"),
	CORRECTION("clarification"),
	CORRECTION("retraction"),
	CORRECTION("erratum"),
	CORRECTED_WHERE("this article was ", "amended"),
	CORRECTED_WHERE("this article was ", "corrected"),
	CORRECTED_WHERE("this article has been ", "corrected"),
	CORRECTED_WHERE("this article has been ", "amended"),
	CORRECTED_WHERE("this story was ", "corrected"),
	CORRECTED_WHERE("this story has been ", "corrected"),
	CORRECTED_WHERE("this story has been ", "amended"),
	CORRECTED_WHERE("this report has been ", "corrected"),
	CORRECTED_WHERE("editor's note: ", "correct"),
	CORRECTED_WHERE("editor's note: ", "earlier version"),
	CORRECTED_WHERE("editor's note: ", "previous version"),
	CORRECTED("an earlier version of this "),
	CORRECTED("a previous version of this "),
	CORRECTED("(corrects "),
	CORRECTED("(this story has been corrected"),
	MORE("read more"),
	MORE("read also"),
	MORE("also read"),
	MORE("read next"),
	MORE("read here"),
	MORE("continue reading"),
	MORE("see also"),
	MORE("related"),
	MORE("related articles"),
	MORE("related news"),
	MORE("related stories"),
	MORE("related posts"),
	MORE("more on this story"),
	MORE("more on this topic"),
	MORE("more news"),
	MORE("most read"),
	MORE("recommended"),
	MORE("source link"),
	MORE("comments"),
	POSTED("the post ", " appeared first on "),
	BYLINE("by "),
	BYLINE("reporting by "),
	BYLINE("text: "),
	BYLINE("photo: "),
	BYLINE("editor: "),
	BYLINE("author: "),
	/* Estonian */
	CORRECTION("parandus"),
	CORRECTION("täpsustus"),
	CORRECTION("õiendus"),
	CORRECTION("õiend"),
	CORRECTION("vea parandus"),
	CORRECTED("artiklit on parandatud"),
	CORRECTED("loos on parandatud"),
	CORRECTED("artikli varasemas versioonis"),
	CORRECTED("loo varasemas versioonis"),
	MORE("loe ka"),
	MORE("loe lisaks"),
	MORE("loe veel"),
	MORE("loe edasi"),
	MORE("loe lähemalt"),
	MORE("loe rohkem"),
	MORE("vaata ka"),
	MORE("seotud lood"),
	MORE("seotud artiklid"),
	MORE("samal teemal"),
	BYLINE("toimetaja: "),
	BYLINE("autor: "),
	/* Latvian */
	CORRECTION("labojums"),
	CORRECTION("precizējums"),
	CORRECTION("precizēts"),
	CORRECTION("atsaukums"),
	CORRECTION("atvainošanās"),
	CORRECTED("raksta iepriekšējā versijā"),
	CORRECTED("iepriekšējā raksta versijā"),
	MORE("lasi arī"),
	MORE("lasi vēl"),
	MORE("lasi vairāk"),
	MORE("lasīt vairāk"),
	MORE("lasiet arī"),
	MORE("lasīt tālāk"),
	MORE("lasi tālāk"),
	MORE("skaties arī"),
	MORE("saistītie raksti"),
	MORE("par tēmu"),
	BYLINE("autors: "),
	BYLINE("autore: "),
	BYLINE("foto: "),
	/* Lithuanian */
	CORRECTION("patikslinimas"),
	CORRECTION("patikslinta"),
	CORRECTION("pataisymas"),
	CORRECTION("pataisyta"),
	CORRECTION("paneigimas"),
	CORRECTION("atitaisymas"),
	CORRECTED("ankstesnėje straipsnio versijoje"),
	CORRECTED("ankstesnėje šio straipsnio versijoje"),
	MORE("skaitykite taip pat"),
	MORE("taip pat skaitykite"),
	MORE("skaitykite daugiau"),
	MORE("skaityti daugiau"),
	MORE("skaityk daugiau"),
	MORE("skaitykite plačiau"),
	MORE("plačiau skaitykite"),
	MORE("susiję straipsniai"),
	MORE("susijusios naujienos"),
	BYLINE("autorius: "),
	BYLINE("autorė: "),
	/* Finnish */
	CORRECTION("oikaisu"),
	CORRECTION("korjaus"),
	CORRECTION("korjattu"),
	CORRECTION("täsmennys"),
	CORRECTION("juttua korjattu"),
	CORRECTION("juttua täsmennetty"),
	CORRECTED("juttua on korjattu"),
	CORRECTED("jutussa kerrottiin aiemmin"),
	CORRECTED("jutussa luki aiemmin"),
	CORRECTED("jutussa sanottiin aiemmin"),
	CORRECTED("toisin kuin jutussa aiemmin"),
	MORE("lue lisää"),
	MORE("lue myös"),
	MORE("lue seuraavaksi"),
	MORE("lue koko juttu"),
	MORE("lue aiheesta"),
	MORE("katso myös"),
	MORE("lisää aiheesta"),
	MORE("kuuntele"),
	BYLINE("toimittaja: "),
	BYLINE("teksti: "),
	BYLINE("kuva: "),
	/* Swedish */
	CORRECTION("rättelse"),
	CORRECTION("rättelser"),
	CORRECTION("korrigering"),
	CORRECTION("förtydligande"),
	CORRECTION("dementi"),
	CORRECTED("i en tidigare version av"),
	CORRECTED("artikeln har rättats"),
	CORRECTED("artikeln har korrigerats"),
	CORRECTED("texten har korrigerats"),
	MORE("läs mer"),
	MORE("läs också"),
	MORE("läs även"),
	MORE("läs vidare"),
	MORE("läs hela artikeln"),
	MORE("se också"),
	MORE("se även"),
	MORE("mer om ämnet"),
	MORE("relaterat"),
	BYLINE("av "),
	BYLINE("text: "),
	BYLINE("foto: "),
	/* Norwegian */
	CORRECTION("rettelse"),
	CORRECTION("retting"),
	CORRECTION("presisering"),
	CORRECTION("korreksjon"),
	CORRECTION("beriktigelse"),
	CORRECTION("rettet"),
	CORRECTED("i en tidligere versjon av"),
	CORRECTED("en tidligere versjon av"),
	CORRECTED("ein tidlegare versjon av"),
	CORRECTED("artikkelen er rettet"),
	CORRECTED("artikkelen er endret"),
	MORE("les også"),
	MORE("les mer"),
	MORE("les meir"),
	MORE("les hele saken"),
	MORE("les hele artikkelen"),
	MORE("les flere"),
	MORE("se også"),
	MORE("relaterte saker"),
	MORE("relaterte artikler"),
	POSTED("innlegget ", " dukket først opp på "),
	BYLINE("tekst: "),
	/* Danish */
	CORRECTION("præcisering"),
	CORRECTION("berigtigelse"),
	CORRECTION("korrektion"),
	CORRECTION("fejl og fakta"),
	CORRECTED("i en tidligere version af"),
	CORRECTED("en tidligere version af"),
	CORRECTED("artiklen er rettet"),
	CORRECTED("artiklen er opdateret og rettet"),
	MORE("læs også"),
	MORE("læs mere"),
	MORE("læs videre"),
	MORE("læs hele"),
	MORE("relaterede artikler"),
	MORE("mere om emnet"),
	POSTED("indlægget ", " blev først udgivet på "),
	/* Polish */
	CORRECTION("sprostowanie"),
	CORRECTION("korekta"),
	CORRECTION("poprawka"),
	CORRECTION("wyjaśnienie redakcji"),
	CORRECTION("dementi"),
	CORRECTED("we wcześniejszej wersji"),
	CORRECTED("w poprzedniej wersji"),
	CORRECTED("w pierwotnej wersji"),
	MORE("czytaj też"),
	MORE("czytaj także"),
	MORE("czytaj również"),
	MORE("czytaj więcej"),
	MORE("czytaj dalej"),
	MORE("przeczytaj też"),
	MORE("przeczytaj także"),
	MORE("przeczytaj również"),
	MORE("zobacz też"),
	MORE("zobacz także"),
	MORE("zobacz również"),
	MORE("zobacz więcej"),
	MORE("więcej na ten temat"),
	MORE("powiązane"),
	MORE("polecane"),
	MORE("dowiedz się więcej"),
	POSTED("artykuł ", " pochodzi z serwisu "),
	POSTED("post ", " pojawił się poczatkowo na "),
	BYLINE("oprac. "),
	BYLINE("źródło: "),
	BYLINE("fot. "),
	/* German */
	CORRECTION("korrektur"),
	CORRECTION("berichtigung"),
	CORRECTION("richtigstellung"),
	CORRECTION("klarstellung"),
	CORRECTED("in einer früheren version"),
	CORRECTED("in einer vorherigen version"),
	CORRECTED("in einer ersten version"),
	CORRECTED_WHERE("anmerkung der redaktion: ", "version"),
	CORRECTED_WHERE("anmerkung der redaktion: ", "korrigiert"),
	CORRECTED_WHERE("anm. d. red.: ", "korrigiert"),
	MORE("mehr zum thema"),
	MORE("mehr dazu"),
	MORE("lesen sie auch"),
	MORE("lesen sie mehr"),
	MORE("lesen sie hier"),
	MORE("lesen sie dazu"),
	MORE("weiterlesen"),
	MORE("weiterlesen auf"),
	MORE("mehr lesen"),
	MORE("siehe auch"),
	MORE("verwandte artikel"),
	MORE("zum artikel"),
	POSTED("der beitrag ", " erschien zuerst auf "),
	BYLINE("von "),
	BYLINE("quelle: "),
	/* Russian */
	CORRECTION("исправление"),
	CORRECTION("исправлено"),
	CORRECTION("поправка"),
	CORRECTION("уточнение"),
	CORRECTION("опровержение"),
	CORRECTED("в предыдущей версии"),
	CORRECTED("в более ранней версии"),
	CORRECTED("в первоначальной версии"),
	CORRECTED("в первой версии"),
	CORRECTED("ранее в тексте"),
	MORE("читайте также"),
	MORE("читайте далее"),
	MORE("читать далее"),
	MORE("читать дальше"),
	MORE("читать полностью"),
	MORE("читайте подробнее"),
	MORE("подробнее"),
	MORE("смотрите также"),
	MORE("по теме"),
	MORE("материалы по теме"),
	MORE("ещё по теме"),
	MORE("еще по теме"),
	MORE("другие новости"),
	POSTED("сообщение ", " появились сначала на "),
	POSTED("запись ", " впервые появилась "),
	BYLINE("автор: "),
	BYLINE("текст: "),
	BYLINE("фото: "),
	BYLINE("источник: "),
	/* Ukrainian */
	CORRECTION("виправлення"),
	CORRECTION("виправлено"),
	CORRECTION("спростування"),
	CORRECTION("уточнення"),
	CORRECTED("у попередній версії"),
	CORRECTED("в попередній версії"),
	MORE("читайте також"),
	MORE("читайте ще"),
	MORE("читати далі"),
	MORE("читати більше"),
	MORE("детальніше"),
	MORE("докладніше"),
	MORE("дивіться також"),
	MORE("за темою"),
	POSTED("запис ", " спершу з'явилася на "),
	BYLINE("джерело: "),
};

enum {
	HEAD_MAX = 160,  /* bytes of lower case looked at for the beginning */
	LINKS_MAX = 400, /* a longer paragraph is more than a list of links */
	NAMES_MAX = 120,
	NAMES_WORDS = 10,
};

static uint32_t fold_point(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp + ('a' - 'A') : cp;
	if (cp == 0x2019 || cp == 0x2BC)
		return '\'';
	return (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

/* Lower case of the beginning; the bytes of both agree in number of code points only. */
static size_t lower(char *out, size_t max, const char *s, size_t len)
{
	size_t used = 0, pos = 0;

	while (pos < len && used + 4 < max)
		used += utf8_put(out + used, fold_point(utf8_next(s, len, &pos)));
	out[used] = '\0';
	return used;
}

static bool contains_lower(const char *s, size_t len, const char *needle)
{
	char *folded = mem_alloc(len * 2 + 8);
	bool found;

	lower(folded, len * 2 + 8, s, len);
	found = strstr(folded, needle);
	mem_free(folded);
	return found;
}

/* Nothing, a colon, a dash, an arrow, a date: what stands behind a label. */
static bool label_follows(const char *rest)
{
	static const char *const ends[] = {":", " :", " –", " —", " - ", " |", " >", ">", "»",
		" »", " →", "→", "…", "...", " …", " ...", " ("};

	if (!*rest || (*rest == '.' && !rest[1]))
		return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		if (strncmp(rest, ends[i], strlen(ends[i])) == 0)
			return true;
	}
	return rest[0] == ' ' && rest[1] >= '0' && rest[1] <= '9';
}

/* A word goes on: "related" is not the cue in "relatedness". */
static bool word_goes_on(const char *rest)
{
	size_t pos = 0;
	utf8proc_category_t category;

	if (!*rest)
		return false;
	category = utf8proc_category((utf8proc_int32_t)utf8_next(rest, strlen(rest), &pos));
	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
}

/* A line of names: short, no end of a sentence, the first name with a capital. */
static bool is_names(const char *s, size_t len, const char *cue)
{
	size_t words = 1, pos = 0;
	uint32_t first = 0;

	if (len > NAMES_MAX || strchr(".!?:", s[len - 1]))
		return false;
	for (size_t points = utf8_count(cue, strlen(cue)) + 1; points && pos < len; points--)
		first = utf8_next(s, len, &pos);
	for (size_t i = 0; i < len; i++)
		words += s[i] == ' ';
	return words <= NAMES_WORDS && fold_point(first) != first;
}

/* "By Tuesday all buoys were gone" without its period would pass for names otherwise. */
static bool names_are_capital(const char *s, size_t len)
{
	size_t small = 0, words = 0;

	for (size_t pos = 0; pos < len; words++) {
		uint32_t cp = utf8_next(s, len, &pos);

		small += words && fold_point(cp) == cp;
		while (pos < len && s[pos - 1] != ' ')
			pos++;
	}
	return small * 3 <= words;
}

static bool follows(const struct cue *cue, const char *rest, const char *s, size_t len,
	bool all_link)
{
	switch (cue->follow) {
	case OPENS:
		return !cue->inside || contains_lower(s, len, cue->inside);
	case LABEL:
		return label_follows(rest);
	case LINK:
		return len <= LINKS_MAX && !word_goes_on(rest) &&
		       (label_follows(rest) || all_link);
	case NAMES:
		return is_names(s, len, cue->begin) && names_are_capital(s, len);
	}
	return false;
}

/* Nothing but the cue and its colon: a heading. */
static bool is_heading(const char *rest)
{
	return strlen(rest) <= 4 && !word_goes_on(rest);
}

struct notice notice_of(const char *paragraph, size_t len, bool all_link)
{
	char head[HEAD_MAX];

	lower(head, sizeof(head), paragraph, len);
	for (size_t i = 0; i < sizeof(cues) / sizeof(*cues); i++) {
		const struct cue *cue = &cues[i];
		size_t cue_len;

		if (cue->begin[0] != head[0])
			continue;
		cue_len = strlen(cue->begin);
		if (strncmp(cue->begin, head, cue_len) != 0)
			continue;
		if (follows(cue, head + cue_len, paragraph, len, all_link))
			return (struct notice){
				.kind = cue->kind,
				.heads_links = cue->kind == SEGMENT_LINKS &&
					       is_heading(head + cue_len),
			};
	}
	return (struct notice){.kind = SEGMENT_KIND_COUNT};
}
