/*
 * Agency marks and bylines: "(BNS)", "LETA/", "STT–Helsinki", "ТАСС, 5 мая.", "— PAP",
 * "VILNIUS, Nov 5 (Reuters) -". They stand at the edges of a text, beside a sign, in a
 * paragraph of their own, or in the field of the author; inside a text the name of an agency
 * is a name like any other (attribution.c).
 */
#include "extract/trace_priv.h"

#include <string.h>

enum {
	HEAD_WORDS = 8, /* a dateline: place, day, month, year, agency */
	TAIL_WORDS = 4,
};

static const struct publisher *publisher_of(
	const struct lexicon *lexicon, const struct match_hit *hit, const struct text_doc *doc)
{
	const struct name *name = &lexicon->names[hit->value];

	if (name->kind != NAME_PUBLISHER ||
		(name->capital && !capital_word(doc, hit->first_word, hit->end_word)))
		return NULL;
	return &lexicon->gazetteer.publishers[name->index];
}

/* ---- outside of texts: "ERR News", "BNS, LRT.lt" -------------------------------------- */

size_t trace_publishers(const struct lexicon *lexicon, struct arena *arena, const char *text,
	const struct publisher **out, size_t max)
{
	struct item item = {.published = TIME_NONE, .updated = TIME_NONE};
	const struct publisher *publisher;
	struct text_doc *doc;
	struct match_hits hits;
	size_t count = 0, i;
	uint32_t reached = 0;

	if (!text)
		return 0;
	item.field[ITEM_TITLE] = item_text_plain(arena, text, SEGMENT_TITLE);
	doc = text_doc_words(arena, &item);
	hits = match_scan(lexicon->set, arena, doc);
	/* By first word, and the longer name of one word last: it wins. */
	for (i = 0; i < hits.count && count < max; i++) {
		publisher = publisher_of(lexicon, &hits.hits[i], doc);
		if (!publisher)
			continue;
		if (count && hits.hits[i].first_word < reached)
			count--;
		reached = hits.hits[i].end_word;
		out[count++] = publisher;
	}
	return count;
}

/* ---- at the edges of a text ------------------------------------------------------------- */

static const char *text_of(const struct text_doc *doc, uint32_t word)
{
	return doc->item->field[doc->words[word].field].text;
}

/* The bytes before the word, back to the one before it in the field. */
static size_t gap_before(const struct text_doc *doc, uint32_t word, const char **out)
{
	const struct text_word *to = &doc->words[word];
	uint32_t start = 0;

	if (word && doc->words[word - 1].field == to->field)
		start = doc->words[word - 1].end;
	*out = text_of(doc, word) + start;
	return to->start - start;
}

static size_t gap_behind(const struct text_doc *doc, uint32_t last, const char **out)
{
	const struct text_word *from = &doc->words[last];
	uint32_t end = doc->item->field[from->field].len;

	if (last + 1 < doc->word_count && doc->words[last + 1].field == from->field)
		end = doc->words[last + 1].start;
	*out = text_of(doc, last) + from->end;
	return end - from->end;
}

static bool holds_sign(const char *gap, size_t len)
{
	static const char *const signs[] = {"(", ")", "/", "–", "—", " - ", "-", "|", ":"};
	size_t i;

	for (i = 0; i < ARRAY_LEN(signs); i++)
		if (memmem(gap, len, signs[i], strlen(signs[i])))
			return true;
	return false;
}

static bool beside_sign(const struct text_doc *doc, const struct match_hit *hit)
{
	const char *gap;
	size_t len = gap_before(doc, hit->first_word, &gap);

	if (holds_sign(gap, len))
		return true;
	len = gap_behind(doc, hit->end_word - 1, &gap);
	return holds_sign(gap, len);
}

/* Words of the same field before and behind. */
static uint32_t words_before(const struct text_doc *doc, uint32_t word)
{
	uint32_t count = 0;

	while (word > count && count <= HEAD_WORDS &&
		doc->words[word - count - 1].field == doc->words[word].field)
		count++;
	return count;
}

static uint32_t words_behind(const struct text_doc *doc, uint32_t end)
{
	uint32_t count = 0;

	while (end + count < doc->word_count && count <= TAIL_WORDS &&
		doc->words[end + count].field == doc->words[end - 1].field)
		count++;
	return count;
}

/* "Photo: AFP" is no report of AFP. */
static bool credits_picture(const struct text_doc *doc, uint32_t word)
{
	static const char *const words[] = {"photo", "foto", "fot", "kuva", "bild", "bilde",
		"billede", "zdjecie", "фото", "nuotr", "image", "picture", "video", "видео"};
	uint32_t w = word > 2 ? word - 3 : 0;
	size_t i;

	for (; w < word; w++)
		for (i = 0; i < ARRAY_LEN(words); i++)
			if (doc->words[w].fold_len >= strlen(words[i]) &&
				memcmp(doc->words[w].fold, words[i], strlen(words[i])) == 0)
				return true;
	return false;
}

static bool sells_news(const struct publisher *publisher)
{
	return publisher->kind == PUBLISHER_AGENCY || publisher->kind == PUBLISHER_STATE;
}

static bool is_mark(const struct text_doc *doc, const struct match_hit *hit,
	const struct publisher *publisher)
{
	const struct text_word *word = &doc->words[hit->first_word];
	uint32_t before, behind;

	if (publisher->kind == PUBLISHER_OFFICIAL || word->kind == SEGMENT_CAPTION ||
		word->kind == SEGMENT_LINKS || credits_picture(doc, hit->first_word))
		return false;
	if (word->kind == SEGMENT_BYLINE)
		return true;
	if (word->field == ITEM_TITLE || !sells_news(publisher))
		return false;
	before = words_before(doc, hit->first_word);
	behind = words_behind(doc, hit->end_word);
	/* "ТАСС, 5 мая." opens a text of the agency's own. */
	if (!before)
		return true;
	return (before <= HEAD_WORDS || behind < TAIL_WORDS) && beside_sign(doc, hit);
}

void trace_marks(struct tracing *tracing, const struct match_hits *hits)
{
	const struct text_doc *doc = tracing->doc;
	const struct publisher *publisher, *authors[4];
	size_t count, i;

	for (i = 0; i < hits->count; i++) {
		publisher = publisher_of(tracing->lexicon, &hits->hits[i], doc);
		if (publisher && is_mark(doc, &hits->hits[i], publisher))
			trace_add(tracing, TRACE_MARK, publisher->name, publisher->country);
	}
	count = trace_publishers(tracing->lexicon, tracing->arena, doc->item->author, authors,
		ARRAY_LEN(authors));
	for (i = 0; i < count; i++)
		trace_add(tracing, TRACE_MARK, authors[i]->name, authors[i]->country);
}
