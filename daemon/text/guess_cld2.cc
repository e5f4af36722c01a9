/* CLD2 behind one C function. It speaks C++, so this file does; nothing else in kordon. */
#include "text/recognize_priv.h"

#include <cstdio> /* for the next, which forgets it */
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

const char *text_guess(const char *text, size_t len, int *out_percent)
{
	const CLD2::CLDHints none = {
		nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
	CLD2::Language languages[3];
	int percents[3], text_bytes, valid_bytes;
	double scores[3];
	bool reliable;

	CLD2::ExtDetectLanguageSummaryCheckUTF8(text, static_cast<int>(len), true, &none, 0,
		languages, percents, scores, nullptr, &text_bytes, &reliable, &valid_bytes);
	if (!reliable || languages[0] == CLD2::UNKNOWN_LANGUAGE)
		return nullptr;
	*out_percent = percents[0];
	return CLD2::LanguageCode(languages[0]);
}
