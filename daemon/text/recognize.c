/*
 * The language of an item. Feeds state one and then carry others (Russian news in an
 * Estonian feed), or state what their software came with; so the beginning of the text has
 * a say: its letters and frequent words first, for next to nothing, then the library.
 *
 * What is stated stays unless the text is in another script, or long enough and surely in
 * another of kordon's twelve languages. Where nothing is stated a sure answer counts. An
 * unsure one counts nowhere: unknown costs nothing but a look at the words of all languages,
 * a wrong one hides the right words.
 */
#include <string.h>

#include "base/utf8.h"
#include "text/fold_priv.h"
#include "text/recognize_priv.h"
#include "text/text.h"

enum { EN, ET, LV, LT, FI, SV, NO, DA, PL, DE, RU, UK, KNOWN_LANGS };

static const char known_codes[KNOWN_LANGS][3] = {
	"en", "et", "lv", "lt", "fi", "sv", "no", "da", "pl", "de", "ru", "uk"};

enum {
	SAMPLE_BYTES = 400,
	SCRIPT_LETTERS = 6,   /* fewer say nothing of a script */
	SHORT_LETTERS = 25,   /* fewer are too few for the library */
	LONG_LETTERS = 100,   /* as many may speak against what is stated */
	SURE_PERCENT = 90,
	VOTES_AGREE = 2,      /* frequent words that agree with what is stated */
	VOTES_ALONE = 3,      /* ahead of all others: tell a language where the library is silent */
	VOTES_CLEAR = 6,      /* ahead of all others: the library need not be asked */
	TELL_WORD_MAX = 8,    /* bytes; no telling word is longer */
};

#define ONE(lang) (UINT32_C(1) << (lang))
#define SCANDINAVIAN (ONE(SV) | ONE(NO) | ONE(DA))

/* ---- what tells languages apart ----------------------------------------------------- */

/* Frequent words, small letters; none that another of the twelve uses as often. */
struct tell_word {
	char word[TELL_WORD_MAX + 1];
	uint32_t langs;
};

static const struct tell_word tell_words[] = {
	{"the", ONE(EN)}, {"and", ONE(EN)}, {"of", ONE(EN)}, {"to", ONE(EN)},
	{"that", ONE(EN)}, {"with", ONE(EN)}, {"from", ONE(EN)}, {"has", ONE(EN)},
	{"by", ONE(EN)}, {"its", ONE(EN)}, {"says", ONE(EN)}, {"after", ONE(EN)},
	{"ning", ONE(ET)}, {"kui", ONE(ET)}, {"mis", ONE(ET)}, {"kes", ONE(ET)},
	{"seda", ONE(ET)}, {"pärast", ONE(ET)}, {"eesti", ONE(ET)}, {"üle", ONE(ET)},
	{"ja", ONE(ET) | ONE(FI)}, {"oli", ONE(ET) | ONE(FI)}, {"ei", ONE(ET) | ONE(FI)},
	{"un", ONE(LV)}, {"uz", ONE(LV)}, {"arī", ONE(LV)}, {"lai", ONE(LV)},
	{"pie", ONE(LV)}, {"ar", ONE(LV)}, {"pēc", ONE(LV)}, {"kā", ONE(LV)},
	{"ir", ONE(LV) | ONE(LT)}, {"kas", ONE(LV) | ONE(LT)},
	{"su", ONE(LT)}, {"iš", ONE(LT)}, {"dėl", ONE(LT)},
	{"kad", ONE(LT)}, {"apie", ONE(LT)}, {"buvo", ONE(LT)}, {"yra", ONE(LT)},
	{"että", ONE(FI)}, {"mukaan", ONE(FI)}, {"ovat", ONE(FI)}, {"joka", ONE(FI)},
	{"sekä", ONE(FI)}, {"myös", ONE(FI)}, {"kun", ONE(FI)}, {"jälkeen", ONE(FI)},
	{"och", ONE(SV)}, {"att", ONE(SV)}, {"är", ONE(SV)}, {"för", ONE(SV)},
	{"från", ONE(SV)}, {"inte", ONE(SV)}, {"till", ONE(SV)}, {"ett", ONE(SV)},
	{"mellan", ONE(SV)}, {"vid", ONE(SV)}, {"säger", ONE(SV)}, {"över", ONE(SV)},
	{"etter", ONE(NO)}, {"ble", ONE(NO)}, {"seg", ONE(NO)}, {"sier", ONE(NO)},
	{"mellom", ONE(NO)}, {"gjennom", ONE(NO)}, {"nå", ONE(NO)}, {"uten", ONE(NO)},
	{"opp", ONE(NO)}, {"grensen", ONE(NO)}, {"grense", ONE(NO)}, {"noen", ONE(NO)},
	{"av", ONE(NO) | ONE(SV)}, {"mot", ONE(NO) | ONE(SV)}, {"ut", ONE(NO) | ONE(SV)},
	{"af", ONE(DA)}, {"mod", ONE(DA)}, {"siger", ONE(DA)}, {"mellem", ONE(DA)},
	{"ud", ONE(DA)}, {"uden", ONE(DA)}, {"op", ONE(DA)}, {"grænsen", ONE(DA)},
	{"grænse", ONE(DA)}, {"gennem", ONE(DA)}, {"nogle", ONE(DA)},
	{"efter", ONE(DA) | ONE(SV)}, {"sig", ONE(DA) | ONE(SV)},
	{"blev", ONE(DA) | ONE(SV)},
	{"russland", ONE(NO)}, {"rusland", ONE(DA)}, {"ryssland", ONE(SV)},
	{"fikk", ONE(NO)}, {"fik", ONE(DA)}, {"fick", ONE(SV)},
	{"gikk", ONE(NO)}, {"gik", ONE(DA)}, {"gick", ONE(SV)},
	{"skip", ONE(NO)}, {"skib", ONE(DA)}, {"tatt", ONE(NO)}, {"taget", ONE(DA)},
	{"funnet", ONE(NO)}, {"fundet", ONE(DA)}, {"nei", ONE(NO)}, {"nej", ONE(DA) | ONE(SV)},
	{"mann", ONE(NO) | ONE(DE)}, {"mand", ONE(DA)}, {"kvinner", ONE(NO)},
	{"kvinder", ONE(DA)}, {"mer", ONE(NO) | ONE(SV)}, {"mere", ONE(DA)},
	{"blir", ONE(NO) | ONE(SV)}, {"bliver", ONE(DA)}, {"veien", ONE(NO)},
	{"vejen", ONE(DA)}, {"ga", ONE(NO)}, {"gav", ONE(DA) | ONE(SV)},
	{"gjør", ONE(NO)}, {"gør", ONE(DA)}, {"gjøre", ONE(NO)}, {"gøre", ONE(DA)},
	{"vært", ONE(NO)}, {"været", ONE(DA)}, {"kjent", ONE(NO)}, {"kendt", ONE(DA)},
	{"skjer", ONE(NO)}, {"stenger", ONE(NO)}, {"lukker", ONE(DA)},
	{"åpner", ONE(NO)}, {"åbner", ONE(DA)}, {"åpnet", ONE(NO)}, {"åbnede", ONE(DA)},
	{"siktet", ONE(NO)}, {"sigtet", ONE(DA)}, {"anholdt", ONE(DA)}, {"drept", ONE(NO)},
	{"dræbt", ONE(DA)}, {"skutt", ONE(NO)}, {"skudt", ONE(DA)}, {"uke", ONE(NO)},
	{"uge", ONE(DA)}, {"hjelp", ONE(NO)}, {"hjælp", ONE(DA)}, {"kjøper", ONE(NO)},
	{"køber", ONE(DA)}, {"sterk", ONE(NO)}, {"stærk", ONE(DA)}, {"kveld", ONE(NO)},
	{"aften", ONE(DA)}, {"høy", ONE(NO)}, {"høj", ONE(DA)},
	{"vej", ONE(DA)}, {"sjø", ONE(NO)}, {"båd", ONE(DA)},
	{"saken", ONE(NO)}, {"sagen", ONE(DA)}, {"bøyer", ONE(NO)},
	{"bøjer", ONE(DA)}, {"bøyene", ONE(NO)}, {"bøjerne", ONE(DA)},
	{"sidste", ONE(DA)}, {"noget", ONE(DA)}, {"sagde", ONE(DA)}, {"kaller", ONE(NO)},
	{"kalder", ONE(DA)}, {"falder", ONE(DA)},
	{"finder", ONE(DA)}, {"funn", ONE(NO)}, {"styrtet", ONE(NO)}, {"styrtede", ONE(DA)},
	{"krasjet", ONE(NO)}, {"avviser", ONE(NO)}, {"afviser", ONE(DA)},
	{"frykter", ONE(NO)}, {"frygter", ONE(DA)}, {"sterke", ONE(NO)}, {"stærke", ONE(DA)},
	{"skadede", ONE(DA)}, {"krever", ONE(NO)}, {"kræver", ONE(DA)}, {"krenket", ONE(NO)},
	{"gjerde", ONE(NO)}, {"beder", ONE(DA)}, {"hvad", ONE(DA)}, {"sjef", ONE(NO)},
	{"sprog", ONE(DA)}, {"skov", ONE(DA)},
	{"åtte", ONE(NO)}, {"femti", ONE(NO)}, {"mistenkt", ONE(NO)}, {"mistet", ONE(NO)},
	{"mistede", ONE(DA)}, {"ubåd", ONE(DA)}, {"våpen", ONE(NO)},
	{"våben", ONE(DA)}, {"grenser", ONE(NO)}, {"grænser", ONE(DA)},
	{"letland", ONE(DA)}, {"syk", ONE(NO)}, {"syg", ONE(DA)},
	{"vaksine", ONE(NO)}, {"selger", ONE(NO)}, {"sælger", ONE(DA)}, {"mye", ONE(NO)},
	{"tidlig", ONE(NO)}, {"avtale", ONE(NO)}, {"aftale", ONE(DA)}, {"pågrep", ONE(NO)},
	{"kjemper", ONE(NO)}, {"kæmper", ONE(DA)}, {"tilbake", ONE(NO)},
	{"tilbage", ONE(DA)}, {"spør", ONE(NO)}, {"spørger", ONE(DA)},
	{"og", ONE(DA) | ONE(NO)}, {"ikke", ONE(DA) | ONE(NO)}, {"fra", ONE(DA) | ONE(NO)},
	{"til", ONE(DA) | ONE(NO)}, {"hvor", ONE(DA) | ONE(NO)},
	{"się", ONE(PL)}, {"że", ONE(PL)}, {"jest", ONE(PL)}, {"przez", ONE(PL)},
	{"oraz", ONE(PL)}, {"nie", ONE(PL)}, {"dla", ONE(PL)}, {"od", ONE(PL)},
	{"na", ONE(PL)}, {"po", ONE(PL) | ONE(LT)},
	{"der", ONE(DE)}, {"die", ONE(DE)}, {"und", ONE(DE)}, {"das", ONE(DE)},
	{"von", ONE(DE)}, {"mit", ONE(DE)}, {"ist", ONE(DE)}, {"im", ONE(DE)},
	{"nach", ONE(DE)}, {"für", ONE(DE)}, {"auf", ONE(DE)}, {"zu", ONE(DE)},
};

/* Letters, small ones. Names carry theirs abroad: they weigh as one frequent word each. */
static const struct tell_letter {
	const char *letters;
	uint32_t langs;
} tell_letters[] = {
	{"ыэё", ONE(RU)}, {"іїєґ", ONE(UK)}, {"õ", ONE(ET)}, {"āēīģķļņ", ONE(LV)},
	{"ėįų", ONE(LT)}, {"ū", ONE(LV) | ONE(LT)}, {"ąę", ONE(LT) | ONE(PL)},
	{"łśźżćń", ONE(PL)}, {"ß", ONE(DE)}, {"æø", ONE(DA) | ONE(NO)},
	{"ö", ONE(ET) | ONE(FI) | ONE(SV) | ONE(DE)},
	{"ä", ONE(ET) | ONE(FI) | ONE(SV) | ONE(DE)},
	{"ü", ONE(ET) | ONE(DE)}, {"å", SCANDINAVIAN},
};

enum { TELL_CPS = 0x500 };
static uint16_t letter_langs[TELL_CPS];

/* A telling word fits into a number, which finds it. */
enum { TELL_SLOTS = 512 };
static struct tell_slot {
	uint64_t key; /* 0: empty */
	uint32_t langs;
} tell_slots[TELL_SLOTS];

static struct tell_slot *slot_of(uint64_t key)
{
	size_t slot = key * UINT64_C(0x9E3779B97F4A7C15) >> 55;

	while (tell_slots[slot].key && tell_slots[slot].key != key)
		slot = (slot + 1) % TELL_SLOTS;
	return &tell_slots[slot];
}

/* Of at most TELL_WORD_MAX bytes. */
static uint64_t key_of(const char *word, size_t len)
{
	uint64_t key = 0;
	size_t i;

	for (i = 0; i < len; i++)
		key = key << 8 |
		      (uint8_t)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] + 32 : word[i]);
	return key;
}

/* The tables are written to be read; they are put in order for the search once. */
static void prepare(void)
{
	static bool done;
	size_t i, pos, len;
	uint64_t key;

	if (done)
		return;
	done = true;
	for (i = 0; i < ARRAY_LEN(tell_words); i++) {
		key = key_of(tell_words[i].word, strlen(tell_words[i].word));
		*slot_of(key) = (struct tell_slot){key, tell_words[i].langs};
	}
	for (i = 0; i < ARRAY_LEN(tell_letters); i++) {
		len = strlen(tell_letters[i].letters);
		for (pos = 0; pos < len;)
			letter_langs[utf8_next(tell_letters[i].letters, len, &pos)] =
				(uint16_t)tell_letters[i].langs;
	}
}

/* ---- the beginning of the text ------------------------------------------------------ */

struct sample {
	char text[SAMPLE_BYTES + 2];
	size_t len;
	uint32_t letters, latin, cyrillic;
	uint32_t foreign; /* Cyrillic letters of neither Russian nor Ukrainian */
	uint32_t votes[KNOWN_LANGS]; /* telling words and letters */
};

static void add_field(struct sample *sample, const struct item_text *field)
{
	size_t len = utf8_cut(field->text, field->len, SAMPLE_BYTES - sample->len);

	if (!len)
		return;
	memcpy(sample->text + sample->len, field->text, len);
	sample->len += len;
	if (sample->len < SAMPLE_BYTES)
		sample->text[sample->len++] = ' ';
}

/* The capitals of the letters that matter here stand at fixed distances. */
static uint32_t small_letter(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
	if (cp >= 0xC0 && cp <= 0xDE)
		return cp + 0x20;
	if ((cp >= 0x100 && cp <= 0x137) || (cp >= 0x14A && cp <= 0x177) || cp == 0x490)
		return cp | 1;
	if ((cp >= 0x139 && cp <= 0x148) || (cp >= 0x179 && cp <= 0x17E))
		return cp + (cp & 1);
	if (cp >= 0x410 && cp <= 0x42F)
		return cp + 0x20;
	return cp >= 0x400 && cp <= 0x40F ? cp + 0x50 : cp;
}

static void vote(struct sample *sample, uint32_t langs)
{
	int i;

	for (i = 0; langs; i++, langs >>= 1)
		sample->votes[i] += langs & 1;
}

static void take_letter(struct sample *sample, uint32_t cp)
{
	uint32_t small = small_letter(cp), langs = small < TELL_CPS ? letter_langs[small] : 0;

	sample->letters++;
	if (cp < 0x250)
		sample->latin++;
	else if (cp >= 0x400 && cp < 0x530) {
		sample->cyrillic++;
		sample->foreign += !langs && (small < 0x430 || small > 0x44F);
	}
	if (langs)
		vote(sample, langs);
}

static void take_word(struct sample *sample, const char *word, size_t len)
{
	const struct tell_slot *slot;

	if (!len || len > TELL_WORD_MAX)
		return;
	slot = slot_of(key_of(word, len));
	if (slot->key)
		vote(sample, slot->langs);
}

static void survey(struct sample *sample)
{
	size_t pos = 0, before, word = 0;
	const struct fold *fold;
	uint32_t cp;

	while (pos < sample->len) {
		before = pos;
		cp = utf8_next(sample->text, sample->len, &pos);
		fold = fold_of(cp);
		if (fold->class == CHAR_WORD) {
			if (!fold->digit)
				take_letter(sample, cp);
			continue;
		}
		take_word(sample, sample->text + word, before - word);
		word = pos;
	}
	take_word(sample, sample->text + word, sample->len - word);
}

static void take_sample(struct sample *sample, const struct item *item)
{
	prepare();
	memset(sample, 0, sizeof(*sample));
	add_field(sample, &item->field[ITEM_TITLE]);
	if (item->field[ITEM_CONTENT].len)
		add_field(sample, &item->field[ITEM_CONTENT]);
	else
		add_field(sample, &item->field[ITEM_SUMMARY]);
	survey(sample);
}

/* ---- recognition -------------------------------------------------------------------- */

enum script { SCRIPT_UNCLEAR, SCRIPT_LATIN, SCRIPT_CYRILLIC };

static enum script script_of(const struct sample *sample)
{
	if (sample->letters < SCRIPT_LETTERS)
		return SCRIPT_UNCLEAR;
	if (sample->latin * 5 >= sample->letters * 4)
		return SCRIPT_LATIN;
	return sample->cyrillic * 5 >= sample->letters * 4 ? SCRIPT_CYRILLIC : SCRIPT_UNCLEAR;
}

static int known_index(text_lang lang)
{
	int i;

	for (i = 0; i < KNOWN_LANGS; i++)
		if (lang == text_lang_parse(known_codes[i]))
			return i;
	return -1;
}

/* Whether the words and letters of a language are so many more than those of each rival. */
static bool leads(const struct sample *sample, int lang, uint32_t by, uint32_t rivals)
{
	int i;

	for (i = 0; i < KNOWN_LANGS; i++)
		if (i != lang && (rivals & ONE(i)) &&
			sample->votes[lang] < sample->votes[i] + by)
			return false;
	return true;
}

static int by_votes(const struct sample *sample, uint32_t ahead)
{
	int i;

	for (i = 0; i < KNOWN_LANGS; i++)
		if (leads(sample, i, ahead, ~UINT32_C(0)))
			return i;
	return -1;
}

/*
 * Short Danish and Norwegian is one language to the library, and Swedish is near: there the
 * words have to say the same. Elsewhere they must not say something else.
 */
static int recognize_latin(const struct sample *sample)
{
	int percent = 0, lang = by_votes(sample, VOTES_CLEAR);
	const char *code;

	if (lang >= 0 || sample->letters < SHORT_LETTERS)
		return lang;
	code = text_guess(sample->text, sample->len, &percent);
	if (!code)
		return by_votes(sample, VOTES_ALONE);
	lang = known_index(text_lang_parse(code));
	if (lang < 0 || percent < SURE_PERCENT)
		return -1;
	/* Which of the two, their words know better. */
	if (lang == NO || lang == DA)
		lang = sample->votes[DA] > sample->votes[NO]   ? DA
		       : sample->votes[NO] > sample->votes[DA] ? NO
							       : lang;
	if (sample->letters < LONG_LETTERS && ONE(lang) & SCANDINAVIAN &&
		!leads(sample, lang, 1, SCANDINAVIAN))
		return -1;
	return leads(sample, lang, 0, ~UINT32_C(0)) ? lang : -1;
}

/*
 * Russian and Ukrainian have letters that the other has not; Belarusian has both, others
 * have more. The library takes short Russian for Serbian, so that it is asked last.
 */
static int recognize_cyrillic(const struct sample *sample)
{
	uint32_t russian = sample->votes[RU], ukrainian = sample->votes[UK];
	int percent = 0, lang;
	const char *code;

	if (sample->foreign * 8 > russian + ukrainian)
		return -1;
	if (russian + ukrainian)
		return russian > 8 * ukrainian ? RU : ukrainian > 8 * russian ? UK : -1;
	if (sample->letters < SHORT_LETTERS)
		return -1;
	code = text_guess(sample->text, sample->len, &percent);
	lang = code ? known_index(text_lang_parse(code)) : -1;
	return percent >= SURE_PERCENT && (lang == RU || lang == UK) ? lang : -1;
}

static text_lang recognize(const struct sample *sample, enum script script)
{
	int lang = script == SCRIPT_LATIN ? recognize_latin(sample)
		   : script == SCRIPT_CYRILLIC ? recognize_cyrillic(sample)
					       : -1;

	return lang < 0 ? TEXT_LANG_UNKNOWN : text_lang_parse(known_codes[lang]);
}

static text_lang stated_lang(const struct item *item)
{
	text_lang lang = text_lang_parse(item->lang);

	return lang != TEXT_LANG_UNKNOWN || !item->source ? lang
							   : text_lang_parse(item->source->lang);
}

/* What is said to be Danish is not Norwegian on the word of the library alone. */
static bool belies(const struct sample *sample, text_lang found, int stated)
{
	return found != TEXT_LANG_UNKNOWN &&
	       (stated < 0 || leads(sample, known_index(found), 1, ONE(stated)));
}

/* Whether there is no reason to ask further: the text is short or reads like what is stated. */
static bool agrees(const struct sample *sample, int stated)
{
	return sample->letters < LONG_LETTERS ||
	       (stated >= 0 && sample->votes[stated] >= VOTES_AGREE &&
		       leads(sample, stated, 1, ~UINT32_C(0)));
}

text_lang text_item_lang(const struct item *item)
{
	text_lang stated = stated_lang(item), found;
	int index = known_index(stated);
	struct sample sample;
	enum script script;

	take_sample(&sample, item);
	script = script_of(&sample);
	if (script == SCRIPT_UNCLEAR)
		return stated;
	if (stated == TEXT_LANG_UNKNOWN)
		return recognize(&sample, script);
	if (index >= 0 && (index == RU || index == UK) != (script == SCRIPT_CYRILLIC))
		return recognize(&sample, script);
	if (agrees(&sample, index))
		return stated;
	found = recognize(&sample, script);
	return belies(&sample, found, index) ? found : stated;
}
