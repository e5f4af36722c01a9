/* Languages as numbers made of the two letters of ISO 639-1. */
#include <string.h>

#include "text/text.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

/* RFC 5646: the language is what stands before the first hyphen (or underscore). */
text_lang text_lang_parse(const char *tag)
{
	/* Bokmål and Nynorsk: rules and people say Norwegian. */
	static const char *const norwegian[] = {"nb", "nn"};
	static const struct {
		const char *three, *two;
	} long_codes[] = {{"eng", "en"}, {"est", "et"}, {"lav", "lv"}, {"lit", "lt"},
		{"fin", "fi"}, {"swe", "sv"}, {"nor", "no"}, {"nob", "no"}, {"nno", "no"},
		{"dan", "da"}, {"pol", "pl"}, {"deu", "de"}, {"ger", "de"}, {"rus", "ru"},
		{"ukr", "uk"}};
	char code[4] = "";
	size_t len = 0, i;

	if (!tag)
		return TEXT_LANG_UNKNOWN;
	for (; len < 4 && is_letter(tag[len]); len++)
		if (len < 3)
			code[len] = lower(tag[len]);
	for (i = 0; len == 3 && i < ARRAY_LEN(long_codes); i++)
		if (strcmp(code, long_codes[i].three) == 0) {
			memcpy(code, long_codes[i].two, 3);
			len = 2;
		}
	if (len != 2)
		return TEXT_LANG_UNKNOWN;
	for (i = 0; i < ARRAY_LEN(norwegian); i++)
		if (memcmp(code, norwegian[i], 2) == 0)
			memcpy(code, "no", 2);
	return (text_lang)(code[0] << 8 | code[1]);
}

const char *text_lang_name(text_lang lang, char out[3])
{
	out[0] = (char)(lang >> 8);
	out[1] = (char)(lang & 0xFF);
	out[2] = 0;
	return out;
}
