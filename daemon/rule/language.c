/* Languages as rules name them: two letters of ISO 639-1; and what people write instead. */
#include <string.h>

#include "rule/build_priv.h"

static const char known_codes[] =
	"aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv "
	"cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr "
	"ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw "
	"ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv "
	"ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr "
	"ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi "
	"yo za zh zu";

/* Names that are taken for the code of a language. */
static const struct {
	const char *said, *code;
} mistaken[] = {{"english", "en"}, {"estonian", "et"},
	{"eesti", "et"}, {"latvian", "lv"}, {"latviesu", "lv"}, {"lithuanian", "lt"},
	{"lietuviu", "lt"}, {"finnish", "fi"}, {"suomi", "fi"}, {"swedish", "sv"},
	{"svenska", "sv"}, {"norwegian", "no"}, {"norsk", "no"}, {"danish", "da"}, {"dansk", "da"},
	{"polish", "pl"}, {"polski", "pl"}, {"german", "de"}, {"deutsch", "de"},
	{"russian", "ru"}, {"ukrainian", "uk"}, {"belarusian", "be"},
	{"czech", "cs"}};

bool lang_is_known(const char *code)
{
	const char *at;

	if (strlen(code) != 2 || text_lang_parse(code) == TEXT_LANG_UNKNOWN)
		return false;
	for (at = known_codes; *at; at += at[2] ? 3 : 2)
		if (memcmp(at, code, 2) == 0)
			return true;
	return false;
}

static const char *code_for(const char *said)
{
	const char *names[ARRAY_LEN(mistaken)], *near;
	size_t i;

	for (i = 0; i < ARRAY_LEN(mistaken); i++)
		names[i] = mistaken[i].said;
	near = config_nearest(said, names, ARRAY_LEN(mistaken));
	for (i = 0; near && i < ARRAY_LEN(mistaken); i++)
		if (near == mistaken[i].said)
			return mistaken[i].code;
	return config_lang_meant(said);
}

void lang_hint(struct diag *diag, const char *said)
{
	text_lang lang = strlen(said) == 3 ? text_lang_parse(said) : TEXT_LANG_UNKNOWN;
	char code[3];

	if (lang != TEXT_LANG_UNKNOWN)
		diag_hint(diag, "did you mean '%s'?", text_lang_name(lang, code));
	else if (code_for(said))
		diag_hint(diag, "did you mean '%s'?", code_for(said));
}
