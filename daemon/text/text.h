/*
 * Text: from markup to segments, from segments to folded words and sentences that know
 * where in the original they stand.
 *
 * Glossary. field: title, summary or content of an item. segment: a paragraph of a field
 * and what it is. fold: case, width and accents removed (Unicode NFKD, marks dropped, case
 * folded, ł ø đ ħ … to their plain letters). word: letters, digits and marks in a row;
 * hyphens, apostrophes (but not inside Cyrillic words, where they are dropped) and all
 * other punctuation part words. sentence: inside one segment; a segment's end ends it.
 */
#ifndef KORDON_TEXT_TEXT_H
#define KORDON_TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/item.h"
#include "model/wording.h"

/* Languages as numbers: 0 is unknown, else from the two letters of ISO 639-1. */
typedef uint16_t text_lang;
#define TEXT_LANG_UNKNOWN ((text_lang)0)
/* "en", "en-GB", "EN_us" → en; "nb", "nn" → no; anything else without two letters → unknown. */
text_lang text_lang_parse(const char *tag);
/* Two letters and NUL; "" for unknown. */
const char *text_lang_name(text_lang lang, char out[3]);
/*
 * The language to read an item in. What is stated (by the item, else its source) stays,
 * unless the text is in another script or, being long, surely in another of the twelve
 * languages; where nothing is stated, what the text surely is. Else unknown. Looks at the
 * first 400 bytes.
 */
text_lang text_item_lang(const struct item *item);

/*
 * Appends the fold of s to out, words kept together as they stand (punctuation and spaces
 * unchanged). For identities and for searching; matching uses text_doc.
 */
void text_fold(struct buf *out, const char *s, size_t len);

/* Appends the folded words of s, one space between them: as text_doc parts them. For searching. */
void text_fold_words(struct buf *out, const char *s, size_t len);

struct text_word {
	const char *fold; /* folded bytes, not NUL-terminated; the eight behind them may be read too */
	uint16_t fold_len;  /* a longer word is cut at 255 bytes of fold */
	uint8_t field;      /* enum item_field */
	uint8_t kind;       /* enum segment_kind */
	uint32_t start, end; /* bytes of the field's text */
	uint32_t sentence;
};

struct text_sentence {
	uint32_t first_word, end_word;
	uint8_t field, kind;
	bool retracted; /* a correction notice of the item takes it back (filled by extract) */
};

/*
 * A number in the text: digits ("1,300", "1 300", "1.300", "0.5", "1,5 Mio"), number words
 * and approximations ("dozens", "сотни", "kymmeniä"), ranges ("20-30", "between 20 and 30"),
 * part of total ("24 of 50", "24 из 50", "24 poijua 50:stä" as far as the words stand
 * together). Years, times of day, dates, ages, percentages, money, measures, telephone
 * numbers and names of things (Su-27, the 76th, Article 5) are no numbers here.
 */
struct text_number {
	double value, of; /* of: NaN where no total is named */
	double max;       /* the upper end of a range that begins at value; else 0 */
	bool approximate;
	uint32_t first_word, end_word;
};

struct text_doc {
	const struct item *item;
	text_lang lang;
	const struct text_word *words;
	uint32_t word_count;
	struct text_sentence *sentences;
	uint32_t sentence_count;
	const struct text_number *numbers; /* found on the first text_numbers() */
	uint32_t number_count;
	bool numbers_done;
	struct arena *arena;
};

/*
 * Takes an item (borrowed, must outlive the doc), makes its words and sentences in the
 * arena: title, then summary (unless it is a copy of content), then content. lang:
 * text_item_lang(). Linear in the item's length.
 */
struct text_doc *text_doc_new(struct arena *arena, const struct item *item) MUST_CHECK;
/* The same for words that are no item's (patterns): lang stays unknown. */
struct text_doc *text_doc_words(struct arena *arena, const struct item *item) MUST_CHECK;

/* Numbers of the doc in order of the text; computed once. Returns the count. */
uint32_t text_numbers(struct text_doc *doc, const struct text_number **out_numbers);
/*
 * The number attached to the words [first, end): "1,300 asylum seekers", "buoys (24)",
 * "24 of 50 navigation buoys": in the same sentence, at most three words off, nothing that
 * parts clauses between them, the nearest one before it first. NULL where there is none.
 */
const struct text_number *text_number_of(struct text_doc *doc, uint32_t first, uint32_t end);

/* The original bytes from word first to word end - 1 (one field). Borrows from the item. */
const char *text_span(const struct text_doc *doc, uint32_t first, uint32_t end,
	size_t *out_len);
/* The same span in code points of its field. */
void text_span_points(const struct text_doc *doc, uint32_t first, uint32_t end,
	uint32_t *out_start, uint32_t *out_end);

/* What the title and the beginning of the doc's own text are made of, in its arena. */
struct wording text_wording(const struct text_doc *doc);

/*
 * HTML (as found in feeds: fragments, broken) to plain text with segments: block tags part
 * paragraphs, inline tags part nothing, script, style and comments go, references are
 * decoded, white space is folded. First paragraph LEAD, others BODY; figcaption CAPTION,
 * blockquote QUOTE, "read more" lists LINKS, bylines BYLINE, correction notices
 * CORRECTION (cue words in twelve languages). depth and size have ceilings: what is beyond
 * is left out. Text without '<' and '&' is not parsed. Never fails: any bytes give some text.
 */
struct item_text text_from_html(struct arena *arena, const char *html, size_t len,
	enum segment_kind first_kind);
/* Plain text: line breaks that stand double part paragraphs. */
struct item_text text_from_plain(struct arena *arena, const char *text, size_t len,
	enum segment_kind first_kind);

#endif
