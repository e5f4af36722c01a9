/*
 * Which charset bytes are in when what is said of them is wrong or nothing is said. Read in
 * the right charset, the letters beyond ASCII are those of one language; read in a wrong one
 * ("Ïîãðàíè÷íèêè", "robe¾sargi", "рПЗТБОЙ") they are letters of none, signs inside of words,
 * or capitals behind small letters. The charset with the fewest such faults wins, and what
 * was said keeps the word unless it reads badly and another reads well.
 */
#include <ctype.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "feed/feed_priv.h"

enum {
	SAMPLE = 200000,
	LETTERS_MIN = 6,  /* fewer prove nothing */
	BAD_BELOW = 930,  /* per mille: what is said is doubted */
	GOOD_ABOVE = 970, /* another charset is believed */
};

/* Letters beyond ASCII, small ones; a language in its own spelling and with usual guests. */
static const char *const alphabets[] = {
	"äõöüšž",                             /* Estonian */
	"āčēģīķļņšūžōŗ",                      /* Latvian */
	"ąčęėįšųūž",                          /* Lithuanian */
	"äöåšžé",                             /* Finnish */
	"åäöéüàë",                            /* Swedish */
	"æøåéèêóòôäöü",                       /* Danish, Norwegian */
	"ąćęłńóśźż",                          /* Polish */
	"äöüßéàèç",                           /* German */
	"абвгдежзийклмнопрстуфхцчшщъыьэюяё",  /* Russian */
	"абвгдежзийклмнопрстуфхцчшщьюяєіїґ",  /* Ukrainian */
	"абвгдежзйклмнопрстуфхцчшыьэюяёіў",   /* Belarusian */
	"áčđŋšŧžåäöøæ",                       /* Sámi */
	"àâæçéèêëîïôœùûüÿ",                   /* French */
	"áéíñóúüç",                           /* Spanish */
	"áâãàçéêíóôõú",                       /* Portuguese */
	"àèéìíòóùúî",                         /* Italian */
	"áæéíðóöþúý",                         /* Icelandic */
	"áéëïóöüèêç",                         /* Dutch, English guests */
	"áčďéěíňóřšťúůýž",                    /* Czech */
	"áäčďéíĺľňóôŕšťúýž",                  /* Slovak */
	"áéíóöőúüű",                          /* Hungarian */
	"ăâîșțşţ",                            /* Romanian */
	"čćđšž",                              /* Croatian */
};

/* Of two that read alike the first one is taken. */
static const char *const charsets[] = {"windows-1252", "windows-1257", "windows-1251",
	"koi8-r", "koi8-u", "iso-8859-13", "iso-8859-15", "iso-8859-4", "windows-1250", "iso-8859-2",
	"iso-8859-5", "ibm866"};

enum byte_class {
	BYTE_OTHER, /* ASCII that is no letter, quotes, dashes */
	BYTE_SMALL,
	BYTE_CAPITAL,
	BYTE_SIGN,    /* "¾": strange beside a letter */
	BYTE_NOTHING, /* no character at all */
};

struct reading {
	enum byte_class class[256];
	uint32_t languages[256]; /* a bit for each alphabet that has the letter */
};

static uint32_t small_letter(uint32_t cp)
{
	if ((cp >= 0xC0 && cp <= 0xDE && cp != 0xD7) || (cp >= 0x410 && cp <= 0x42F))
		return cp + 0x20;
	if (cp >= 0x400 && cp <= 0x40F)
		return cp + 0x50;
	if (cp == 0x178)
		return 0xFF;
	if ((cp >= 0x139 && cp <= 0x148) || (cp >= 0x179 && cp <= 0x17E))
		return cp + (cp & 1);
	if ((cp >= 0x100 && cp <= 0x177) || (cp >= 0x490 && cp <= 0x491))
		return cp | 1;
	return cp;
}

static bool is_letter(uint32_t cp)
{
	return (cp >= 0xC0 && cp < 0x250 && cp != 0xD7 && cp != 0xF7) ||
	       (cp >= 0x370 && cp < 0x530);
}

static uint32_t languages_of(uint32_t cp)
{
	uint32_t languages = 0, small = small_letter(cp);
	size_t i, pos, len;

	for (i = 0; i < ARRAY_LEN(alphabets); i++) {
		len = strlen(alphabets[i]);
		for (pos = 0; pos < len;)
			if (utf8_next(alphabets[i], len, &pos) == small)
				languages |= UINT32_C(1) << i;
	}
	return languages;
}

static enum byte_class class_of(uint32_t cp)
{
	if (is_letter(cp))
		return small_letter(cp) != cp ? BYTE_CAPITAL : BYTE_SMALL;
	if ((cp < 0xA0 && cp >= 0x80) || cp == UTF8_BAD)
		return BYTE_NOTHING;
	if (cp < 0x80 || cp > 0x2000 || cp == 0xA0 || cp == 0xAB || cp == 0xBB || cp == 0xB7)
		return cp >= 0x2500 && cp < 0x25A0 ? BYTE_SIGN : BYTE_OTHER;
	return BYTE_SIGN;
}

static uint32_t read_byte(iconv_t cd, int byte)
{
	char in = (char)byte, out[8], *from = &in, *to = out;
	size_t in_len = 1, out_len = sizeof(out), pos = 0;

	(void)iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &in_len, &to, &out_len) == (size_t)-1 || to == out)
		return UTF8_BAD;
	return utf8_next(out, (size_t)(to - out), &pos);
}

static bool reading_init(struct reading *reading, const char *charset)
{
	iconv_t cd = iconv_open("UTF-8", charset);
	uint32_t cp;
	int byte;

	if (cd == (iconv_t)-1)
		return false;
	for (byte = 0; byte < 256; byte++) {
		cp = byte < 0x80 ? (uint32_t)byte : read_byte(cd, byte);
		reading->class[byte] = class_of(cp);
		reading->languages[byte] = byte < 0x80 ? 0 : languages_of(cp);
		if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z')
			reading->class[byte] = byte & 0x20 ? BYTE_SMALL : BYTE_CAPITAL;
	}
	iconv_close(cd);
	return true;
}

enum { CYRILLIC = 1 << 8 | 1 << 9 | 1 << 10 }; /* rows of alphabets */

/* "jхe": no word is written in two scripts. */
static bool mixes_scripts(const struct reading *reading, unsigned char a, unsigned char b)
{
	return (a < 0x80 && isalpha(a) && reading->languages[b] & CYRILLIC) ||
	       (b < 0x80 && isalpha(b) && reading->languages[a] & CYRILLIC);
}

/* Made once: the alphabets are looked through for every byte. */
static const struct reading *reading_of(size_t charset)
{
	static struct reading made[ARRAY_LEN(charsets)];
	static bool is_made[ARRAY_LEN(charsets)];

	if (!is_made[charset])
		is_made[charset] = reading_init(&made[charset], charsets[charset]);
	return is_made[charset] ? &made[charset] : NULL;
}

static bool is_word(enum byte_class class)
{
	return class == BYTE_SMALL || class == BYTE_CAPITAL;
}

/* Places that no text has, seen from a byte and the one behind it. */
static size_t count_faults(const struct reading *reading, const unsigned char *data, size_t len)
{
	enum byte_class class, next;
	size_t faults = 0, i;

	for (i = 0; i + 1 < len; i++) {
		if (data[i] < 0x80 && data[i + 1] < 0x80)
			continue;
		class = reading->class[data[i]];
		next = reading->class[data[i + 1]];
		faults += class == BYTE_NOTHING || (class == BYTE_SIGN && is_word(next)) ||
			  (class == BYTE_SMALL && next == BYTE_CAPITAL) ||
			  mixes_scripts(reading, data[i], data[i + 1]);
	}
	return faults;
}

/* Per mille of the letters that are in their place; -1: too few to tell. */
static int score(const struct reading *reading, const unsigned char *data, size_t len,
	const size_t *count)
{
	size_t letters = 0, best = 0, good, faults;
	size_t i, byte;

	for (byte = 0x80; byte < 256; byte++)
		letters += is_word(reading->class[byte]) ? count[byte] : 0;
	for (i = 0; i < ARRAY_LEN(alphabets); i++) {
		for (good = 0, byte = 0x80; byte < 256; byte++)
			good += reading->languages[byte] >> i & 1 ? count[byte] : 0;
		best = good > best ? good : best;
	}
	faults = count_faults(reading, data, len);
	if (letters + faults < LETTERS_MIN)
		return -1;
	return faults >= best ? 0 : (int)((best - faults) * 1000 / (letters + faults));
}

/* "windows-1251" and "cp1251" are one. */
static bool same_charset(const char *row, const char *said)
{
	return strcasecmp(row, said) == 0 ||
	       (strncasecmp(said, "cp", 2) == 0 && strncmp(row, "windows-", 8) == 0 &&
		       strcmp(row + 8, said + 2) == 0);
}

/* Those that are said without being known: others keep the word. */
static const struct reading *find_reading(const char *said)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(charsets); i++)
		if (same_charset(charsets[i], said))
			return reading_of(i);
	return NULL;
}

const char *feed_recognize(const char *text, size_t len, const char *said)
{
	const unsigned char *data = (const unsigned char *)text;
	const struct reading *reading = find_reading(said);
	size_t count[256] = {0}, i;
	const char *best = NULL;
	int points, most = GOOD_ABOVE - 1;

	if (!reading)
		return NULL;
	len = MIN(len, (size_t)SAMPLE);
	for (i = 0; i < len; i++)
		count[data[i]]++;
	points = score(reading, data, len, count);
	if (points < 0 || points >= BAD_BELOW)
		return NULL;
	for (i = 0; i < ARRAY_LEN(charsets); i++) {
		reading = reading_of(i);
		points = reading ? score(reading, data, len, count) : -1;
		if (points > most) {
			most = points;
			best = charsets[i];
		}
	}
	return best;
}
