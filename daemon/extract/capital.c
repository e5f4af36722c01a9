/*
 * Capitals. Folding takes case away, and names live by it: "Bug" is a river, "bug" is
 * not. Latin and Cyrillic alone have case among the scripts of kordon's languages.
 */
#include "extract/extract_priv.h"

#include "base/utf8.h"

bool capital_letter(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z';
	if (cp <= 0xFF)
		return cp >= 0xC0 && cp <= 0xDE && cp != 0xD7;
	/* Latin Extended-A: pairs of capital and small letter, twice out of step. */
	if (cp >= 0x139 && cp <= 0x148)
		return cp % 2 == 1;
	if (cp >= 0x178 && cp <= 0x17E)
		return cp == 0x178 || cp % 2 == 1;
	if (cp <= 0x177)
		return cp % 2 == 0;
	return (cp >= 0x400 && cp <= 0x42F) || cp == 0x490;
}

bool capital_in(const char *s, size_t len)
{
	size_t pos = 0;

	while (pos < len)
		if (capital_letter(utf8_next(s, len, &pos)))
			return true;
	return false;
}

static bool begins_with_capital(const struct text_doc *doc, const struct text_word *word)
{
	const char *text = doc->item->field[word->field].text;
	size_t pos = word->start;

	return capital_letter(utf8_next(text, word->end, &pos));
}

bool capital_word(const struct text_doc *doc, uint32_t first, uint32_t end)
{
	for (; first < end; first++)
		if (begins_with_capital(doc, &doc->words[first]))
			return true;
	return false;
}
