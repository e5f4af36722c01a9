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
	NEAR,  /* one of the words of inside follows soon: "… version | of this article" */
	LINK,  /* as LABEL; or all of the paragraph is a link */
	NAMES, /* a few words without a sentence's end: "By Mari Maasikas" */
};

struct cue {
	const char *begin; /* lower case */
	const char *inside; /* parted by '|': one of them must stand behind it; or NULL */
	enum segment_kind kind;
	enum follow follow;
};

#define CORRECTION(text) {text, NULL, SEGMENT_CORRECTION, LABEL}
#define CORRECTED(text) {text, NULL, SEGMENT_CORRECTION, OPENS}
#define CORRECTED_WHERE(text, inside) {text, inside, SEGMENT_CORRECTION, OPENS}
#define CORRECTED_NEAR(text, inside) {text, inside, SEGMENT_CORRECTION, NEAR}
#define MORE(text) {text, NULL, SEGMENT_LINKS, LINK}
#define POSTED(text, inside) {text, inside, SEGMENT_LINKS, OPENS}
#define BYLINE(text) {text, NULL, SEGMENT_BYLINE, NAMES}

/* What a publisher calls his own text: of a law's earlier version the news itself speaks. */
#define EN_TEXT "article|story|report|post|piece|text|headline|caption|page|graphic|dispatch"
#define EN_MENDED "corrected|amended|to correct|to clarify"
#define SV_TEXT " av artikel| av den här artikel| av denna artikel| av texten| av nyheten| angavs" \
	"| stod| uppgavs| skrev"
#define NO_TEXT " av saken| av denne saken| av artikkelen| av denne artikkelen| av teksten| sto " \
	"| skrev| het det"
#define DA_TEXT " af artikl| af denne artikel| af teksten| stod| fremgik| skrev"
#define PL_TEXT " artykułu| tekstu| tego artykułu| tego tekstu| depeszy| materiału| informacji"
#define DE_TEXT " dieses artikel| dieses text| dieses beitrag| dieser meldung| des artikels" \
	"| des textes| des beitrags| der meldung| hieß| stand| haben wir"
#define RU_TEXT " стать| материал| новост| текст| заметк| публикац| сообщени| этого материала" \
	"| этой стат| этой новост| этого текста"
#define UK_TEXT " статт| матеріал| новин| текст| публікац| цього матеріал| цієї статт| цієї новин"

static const struct cue cues[] = {
	/* English */
	CORRECTION("correction"),
	CORRECTION("corrections"),
	CORRECTION("corrected"),
	CORRECTION("clarification"),
	CORRECTION("retraction"),
	CORRECTION("erratum"),
	CORRECTED_NEAR("this article was ", EN_MENDED),
	CORRECTED_NEAR("this article has been ", EN_MENDED),
	CORRECTED_NEAR("this story was ", EN_MENDED),
	CORRECTED_NEAR("this story has been ", EN_MENDED),
	CORRECTED_NEAR("this report was ", EN_MENDED),
	CORRECTED_NEAR("this report has been ", EN_MENDED),
	CORRECTED_NEAR("this post was ", EN_MENDED),
	CORRECTED_NEAR("this post has been ", EN_MENDED),
	CORRECTED_WHERE("editor's note: ", "correct|earlier version|previous version"),
	CORRECTED_NEAR("an earlier version of th", EN_TEXT),
	CORRECTED_NEAR("a previous version of th", EN_TEXT),
	CORRECTED_NEAR("the earlier version of th", EN_TEXT),
	CORRECTED_NEAR("the previous version of th", EN_TEXT),
	CORRECTED_NEAR("an earlier version ", "incorrectly|wrongly|misstated|said"),
	CORRECTED_NEAR("due to an editing error", EN_TEXT),
	CORRECTED_NEAR("because of an editing error", EN_TEXT),
	CORRECTED_NEAR("we have corrected ", EN_TEXT "|error|mistake"),
	CORRECTED("this version corrects "),
	CORRECTED("corrects "),
	CORRECTED("this story has been corrected"),
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
	CORRECTED("artiklis on parandatud"),
	CORRECTED("loos on parandatud"),
	CORRECTED("lugu on parandatud"),
	CORRECTED_NEAR("artikli ", "varasemas versioonis|algses versioonis|eelmises versioonis"),
	CORRECTED_NEAR("loo ", "varasemas versioonis|algses versioonis|eelmises versioonis"),
	CORRECTED_NEAR("uudise ", "varasemas versioonis|algses versioonis|eelmises versioonis"),
	CORRECTED_NEAR("artiklis oli ", "ekslikult|valesti|vale "),
	CORRECTED_NEAR("varem oli ", "ekslikult|valesti"),
	CORRECTED_WHERE("toimetuse märkus: ", "parandat|täpsustat|versioonis|ekslik"),
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
	CORRECTION("labots"),
	CORRECTION("kļūdas labojums"),
	CORRECTION("kļūdu labojums"),
	CORRECTED("raksta iepriekšējā versijā"),
	CORRECTED("raksta sākotnējā versijā"),
	CORRECTED("iepriekšējā raksta versijā"),
	CORRECTED("sākotnējā raksta versijā"),
	CORRECTED_NEAR("iepriekš rakstā ", "kļūdain|nepareiz"),
	CORRECTED_NEAR("iepriekš ziņā ", "kļūdain|nepareiz"),
	CORRECTED_NEAR("iepriekš publicēt", "kļūdain|nepareiz"),
	CORRECTED_WHERE("redakcijas piezīme: ", "labo|preciz|kļūd"),
	CORRECTED_NEAR("atvainojamies par ", "kļūd|neprecizitāt"),
	MORE("lasi arī"),
	MORE("lasi vēl"),
	MORE("lasiet vēl"),
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
	CORRECTION("ištaisyta"),
	CORRECTION("klaidos ištaisymas"),
	CORRECTION("klaidų ištaisymas"),
	CORRECTED_NEAR("ankstesnėje ", "straipsnio versijoje|teksto versijoje|"
		"publikacijos versijoje|naujienos versijoje"),
	CORRECTED_NEAR("pirminėje ", "straipsnio versijoje|teksto versijoje"),
	CORRECTED_WHERE("redakcijos pastaba: ", "patais|patiksl|klaid"),
	CORRECTED_NEAR("atsiprašome už ", "klaid|netikslum"),
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
	CORRECTED_NEAR("juttua ", "korjattu|täsmennetty|oikaistu"),
	CORRECTED_NEAR("artikkelia ", "korjattu|täsmennetty|oikaistu"),
	CORRECTED_NEAR("uutista ", "korjattu|täsmennetty|oikaistu"),
	CORRECTED_NEAR("otsikkoa ", "korjattu|täsmennetty|oikaistu"),
	CORRECTED("jutussa kerrottiin aiemmin"),
	CORRECTED("jutussa luki aiemmin"),
	CORRECTED("jutussa sanottiin aiemmin"),
	CORRECTED_NEAR("jutussa oli ", "aiemmin virheelli|aiemmin väärä|virheellinen tieto"),
	CORRECTED("jutun aiemmassa versiossa"),
	CORRECTED("jutun aikaisemmassa versiossa"),
	CORRECTED("artikkelin aiemmassa versiossa"),
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
	CORRECTED_NEAR("i en tidigare version", SV_TEXT),
	CORRECTED_NEAR("tidigare stod det ", "i artikeln|i texten"),
	CORRECTED_NEAR("artikeln har ", "rättats|korrigerats|uppdaterats med rätt"),
	CORRECTED_NEAR("artikeln är ", "rättad|korrigerad|uppdaterad med rätt"),
	CORRECTED("texten har korrigerats"),
	CORRECTED("texten har rättats"),
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
	CORRECTION("ntb retter"),
	CORRECTION("saken er rettet"),
	CORRECTION("saka er retta"),
	CORRECTED_NEAR("i en tidligere versjon", NO_TEXT),
	CORRECTED_NEAR("en tidligere versjon av ", "denne|saken|artikkelen"),
	CORRECTED("ein tidlegare versjon av denne"),
	CORRECTED_NEAR("artikkelen er ", "rettet|korrigert"),
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
	CORRECTED_NEAR("i en tidligere version", DA_TEXT),
	CORRECTED_NEAR("en tidligere version af ", "artikl|denne artikel"),
	CORRECTED_NEAR("artiklen er ", "rettet|med korrekt|med rette"),
	CORRECTED_NEAR("vi beklager ", "fejl"),
	MORE("læs også"),
	MORE("læs mere"),
	MORE("læs videre"),
	MORE("læs hele"),
	MORE("relaterede artikler"),
	MORE("mere om emnet"),
	BYLINE("af "),
	POSTED("indlægget ", " blev først udgivet på "),
	/* Polish */
	CORRECTION("sprostowanie"),
	CORRECTION("korekta"),
	CORRECTION("poprawka"),
	CORRECTION("wyjaśnienie"),
	CORRECTION("wyjaśnienie redakcji"),
	CORRECTION("dementi"),
	CORRECTED_NEAR("we wcześniejszej wersji", PL_TEXT),
	CORRECTED_NEAR("w poprzedniej wersji", PL_TEXT),
	CORRECTED_NEAR("w pierwotnej wersji", PL_TEXT),
	CORRECTED_NEAR("w pierwszej wersji", PL_TEXT),
	CORRECTED("artykuł został poprawiony"),
	CORRECTED("tekst został poprawiony"),
	CORRECTED_WHERE("od redakcji: ", "popraw|błęd|sprostow|wersji"),
	CORRECTED_NEAR("przepraszamy za ", "błąd|błęd|pomyłk"),
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
	CORRECTION("korrekturhinweis"),
	CORRECTED_NEAR("in einer früheren version", DE_TEXT),
	CORRECTED_NEAR("in einer früheren fassung", DE_TEXT),
	CORRECTED_NEAR("in einer vorherigen version", DE_TEXT),
	CORRECTED_NEAR("in einer ersten version", DE_TEXT),
	CORRECTED_NEAR("in einer ersten fassung", DE_TEXT),
	CORRECTED_WHERE("anmerkung der redaktion: ", "version|fassung|korrigiert|berichtigt"),
	CORRECTED_WHERE("anm. d. red.: ", "version|fassung|korrigiert|berichtigt"),
	CORRECTED_WHERE("anmerkung: ", "früheren version|ersten fassung|korrigiert|berichtigt"),
	CORRECTED_WHERE("hinweis: ", "früheren version|früheren fassung|korrigiert|berichtigt"),
	CORRECTED_WHERE("transparenzhinweis: ", "version|fassung|korrigiert|berichtigt"),
	CORRECTED_NEAR("wir haben de", "korrigiert|berichtigt"),
	CORRECTED_NEAR("wir haben die", "korrigiert|berichtigt"),
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
	CORRECTED_NEAR("в предыдущей версии", RU_TEXT),
	CORRECTED_NEAR("в более ранней версии", RU_TEXT),
	CORRECTED_NEAR("в ранней версии", RU_TEXT),
	CORRECTED_NEAR("в первоначальной версии", RU_TEXT),
	CORRECTED_NEAR("в первой версии", RU_TEXT),
	CORRECTED("ранее в тексте"),
	CORRECTED_NEAR("ранее в ", "ошибочно|неверно"),
	CORRECTED_NEAR("в материал ", "внес"),
	CORRECTED_NEAR("в новость ", "внес"),
	CORRECTED_NEAR("в текст ", "внесен|внесён|внесли"),
	CORRECTED_NEAR("в статью ", "внесен|внесён|внесли"),
	CORRECTED("редакция приносит извинени"),
	CORRECTED_WHERE("от редакции: ", "исправл|ошиб|уточн"),
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
	CORRECTED_NEAR("у попередній версії", UK_TEXT),
	CORRECTED_NEAR("в попередній версії", UK_TEXT),
	CORRECTED_NEAR("у першій версії", UK_TEXT),
	CORRECTED_NEAR("у початковій версії", UK_TEXT),
	CORRECTED_NEAR("раніше в ", "помилково|невірно"),
	CORRECTED_NEAR("раніше у ", "помилково|невірно"),
	CORRECTED_NEAR("до тексту ", "внес"),
	CORRECTED_NEAR("до матеріалу ", "внес"),
	CORRECTED_NEAR("до новини ", "внес"),
	CORRECTED("редакція перепрошує"),
	CORRECTED("редакція вибачається"),
	CORRECTED("редакція приносить вибачення"),
	CORRECTED_WHERE("від редакції: ", "виправл|помил|уточн"),
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
	HEAD_MAX = 200,  /* bytes of lower case looked at for the beginning */
	PROBE_MAX = 20,  /* the same, to see that it is none */
	NEAR_MAX = 70,   /* bytes behind the cue in which its other words stand */
	DATE_MAX = 40,   /* bytes between a label and its colon: a date, a time */
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

/* One of the words parted by '|'. */
static bool contains_any(const char *text, const char *words)
{
	char word[80];
	size_t len;

	for (; *words; words += len + (words[len] == '|')) {
		len = strcspn(words, "|");
		if (len >= sizeof(word))
			continue;
		memcpy(word, words, len);
		word[len] = '\0';
		if (strstr(text, word))
			return true;
	}
	return false;
}

static bool contains_lower(const char *s, size_t len, const char *words)
{
	char *folded = mem_alloc(len * 2 + 8);
	bool found;

	lower(folded, len * 2 + 8, s, len);
	found = contains_any(folded, words);
	mem_free(folded);
	return found;
}

static bool contains_near(const char *rest, const char *words)
{
	char near[NEAR_MAX + 1];
	size_t len = strlen(rest);

	len = MIN(len, (size_t)NEAR_MAX);
	memcpy(near, rest, len);
	near[len] = '\0';
	return contains_any(near, words);
}

/* Nothing, a colon, a dash, an arrow, a date: what stands behind a label. */
static bool label_follows(const char *rest)
{
	static const char *const ends[] = {":", " :", " –", " —", " - ", " |", " >", ">", "»",
		" »", " →", "→", "…", "...", " …", " ...", " (", "!", "]", ")"};

	if (!*rest || (*rest == '.' && !rest[1]))
		return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		if (strncmp(rest, ends[i], strlen(ends[i])) == 0)
			return true;
	}
	return rest[0] == ' ' && rest[1] >= '0' && rest[1] <= '9';
}

/* "Correction, May 24:", "Korjattu klo 14.30", "Rättelse. I en …" */
static bool date_follows(const char *rest)
{
	static const char *const clocks[] = {" klo ", " kl. ", " kl ", " klokken ", " klockan ",
		" kell ", " plkst. ", " um ", " at ", " o godz. ", " в ", " о "};
	size_t colon = strcspn(rest, ":"), digit = strcspn(rest, "0123456789");

	if (strncmp(rest, ". ", 2) == 0)
		return true;
	if (rest[colon] && digit < colon && colon < DATE_MAX)
		return true;
	for (size_t i = 0; i < sizeof(clocks) / sizeof(*clocks); i++) {
		size_t len = strlen(clocks[i]);

		if (strncmp(rest, clocks[i], len) == 0 && rest[len] >= '0' && rest[len] <= '9')
			return true;
	}
	return false;
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
	case NEAR:
		return contains_near(rest, cue->inside);
	case LABEL:
		return !word_goes_on(rest) && (label_follows(rest) || date_follows(rest));
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

/* "* Correction", "(Correction: …)", "– Parandus". */
static size_t skip_marks(const char *paragraph, size_t len)
{
	static const char marks[] = "*([-–—•+ ";
	size_t pos = 0, next = 0;

	while (next < len) {
		pos = next;
		if ((utf8_next(paragraph, len, &next) | 0x20) - 'a' <= 'z' - 'a')
			return pos;
		if (!memmem(marks, sizeof(marks) - 1, paragraph + pos, next - pos))
			return pos;
	}
	return 0;
}

/* Where begin stands at the head, as far as len bytes of it show. */
static bool begins(const char *head, size_t len, const char *begin)
{
	size_t begin_len;

	if (begin[0] != head[0] || begin[1] != head[1])
		return false;
	begin_len = strlen(begin);
	return strncmp(begin, head, MIN(begin_len, len)) == 0;
}

/* Most paragraphs are told to be none by their first letters. */
static bool may_be_notice(const char *paragraph, size_t len)
{
	char probe[PROBE_MAX];
	size_t probe_len = lower(probe, sizeof(probe), paragraph, len), i;

	for (i = 0; i < ARRAY_LEN(cues); i++)
		if (begins(probe, probe_len, cues[i].begin))
			return true;
	return false;
}

static struct notice find_notice(const char *paragraph, size_t len, bool all_link)
{
	char head[HEAD_MAX];
	size_t head_len = lower(head, sizeof(head), paragraph, len), i;

	for (i = 0; i < ARRAY_LEN(cues); i++) {
		const struct cue *cue = &cues[i];
		const char *rest = head + strlen(cue->begin);

		if (strlen(cue->begin) > head_len || !begins(head, head_len, cue->begin))
			continue;
		if (follows(cue, rest, paragraph, len, all_link))
			return (struct notice){
				.kind = cue->kind,
				.heads_links = cue->kind == SEGMENT_LINKS && is_heading(rest),
			};
	}
	return (struct notice){.kind = SEGMENT_KIND_COUNT};
}

struct notice notice_of(const char *paragraph, size_t len, bool all_link)
{
	size_t marks = skip_marks(paragraph, len);

	paragraph += marks;
	len -= marks;
	if (!may_be_notice(paragraph, len))
		return (struct notice){.kind = SEGMENT_KIND_COUNT};
	return find_notice(paragraph, len, all_link);
}
