/*
 * What is taken back. Two things go by that name: the text tells that a document or act
 * was withdrawn ("the draft was later removed from the site"), and the publisher corrects
 * itself
 * ("an earlier version said that …"), which may retract sentences of this very item.
 */
#include "extract/extract_priv.h"

#include <stdlib.h>
#include <string.h>

enum {
	WITHDRAW_GAP = 8, /* words between "draft" and "withdrawn" */
	REMOVE_GAP = 7,   /* words between "removed" and "from the website" */
	RESUME_WORDS =
		3, /* "It was withdrawn": how far in a sentence its subject may stand */
	CLAIM_WORDS_MIN = 4, /* fewer words of a wrong claim recognise no sentence */
	CLAIM_SHARE_PERCENT = 70,
	CLAIM_VERB_GAP = 6, /* words between "an earlier version" and "said" */
	NONE = UINT32_MAX,
};

struct reading {
	struct extraction *work;
	/* Word of the last cue of each kind in the sentence at hand, NONE for none. */
	uint32_t document, withdraw, remove, site;
	uint32_t sentence;
	uint32_t document_sentence; /* the last sentence that speaks of a document */
};

/* ---- documents withdrawn ----------------------------------------------------------- */

static bool near(uint32_t a, uint32_t b, uint32_t gap)
{
	return a != NONE && b != NONE && (a > b ? a - b : b - a) <= gap;
}

static void start_sentence(struct reading *reading, uint32_t sentence)
{
	if (reading->sentence == sentence)
		return;
	reading->sentence = sentence;
	reading->document = reading->withdraw = NONE;
	reading->remove = reading->site = NONE;
}

/* The sentence before spoke of a document, and this one begins by taking something back.
 */
static bool resumes(const struct reading *reading)
{
	const struct text_doc *doc = reading->work->doc;
	uint32_t first = doc->sentences[reading->sentence].first_word;

	return reading->document_sentence != NONE &&
	       reading->document_sentence + 1 == reading->sentence &&
	       reading->withdraw - first <= RESUME_WORDS;
}

static bool withdrawn(const struct reading *reading)
{
	if (reading->withdraw != NONE &&
		(near(reading->withdraw, reading->document, WITHDRAW_GAP) ||
			resumes(reading)))
		return true;
	if (near(reading->remove, reading->site, REMOVE_GAP))
		return true;
	/* "The draft was deleted on Wednesday": the document first, the verb soon. */
	return reading->document != NONE && reading->remove != NONE &&
	       reading->remove > reading->document &&
	       reading->remove - reading->document <= RESUME_WORDS;
}

static void read_cue(struct reading *reading, enum cue cue, const struct match_hit *hit)
{
	struct extraction *work = reading->work;
	uint32_t sentence = work->doc->words[hit->first_word].sentence;

	start_sentence(reading, sentence);
	if (cue == CUE_DOCUMENT) {
		reading->document = hit->first_word;
		work->flags[sentence] |= MENTION_DOCUMENT;
	} else if (cue == CUE_WITHDRAW) {
		reading->withdraw = hit->first_word;
	} else if (cue == CUE_REMOVE) {
		reading->remove = hit->first_word;
	} else if (cue == CUE_SITE) {
		reading->site = hit->first_word;
	} else {
		return;
	}
	if (withdrawn(reading)) {
		work->flags[sentence] |= MENTION_WITHDRAWN;
		work->mentions->withdrawn = true;
	}
	if (cue == CUE_DOCUMENT)
		reading->document_sentence = sentence;
}

static void read_own_cues(struct extraction *work)
{
	struct reading reading = {
		.work = work, .sentence = NONE, .document_sentence = NONE};
	size_t i;

	for (i = 0; i < work->hits.count; i++) {
		const struct match_hit *hit = &work->hits.hits[i];
		const struct name *name = hit_name(work, hit);

		if (name->kind == NAME_CUE && own_word(work->doc, hit->first_word))
			read_cue(&reading, (enum cue)name->index, hit);
	}
}

/* ---- notices of the publisher ------------------------------------------------------ */

/* "Correction: …" opens with the word and a colon, a dash or a bracket behind it. */
static bool opens_notice(const struct text_doc *doc, const struct match_hit *hit)
{
	const struct text_sentence *sentence =
		&doc->sentences[doc->words[hit->first_word].sentence];
	const struct text_word *last = &doc->words[hit->end_word - 1];
	const struct item_text *text = &doc->item->field[last->field];

	return hit->first_word == sentence->first_word && last->end < text->len &&
	       strchr(":-])(", text->text[last->end]) != NULL;
}

/* Words that carry a claim: numbers, and words too long to be articles and prepositions.
 */
static bool carries(const struct text_word *word)
{
	return word->fold_len >= 4 || (word->fold[0] >= '0' && word->fold[0] <= '9');
}

static bool is_number(const struct text_word *word)
{
	return word->fold[0] >= '0' && word->fold[0] <= '9';
}

/* Inflected words are alike when they begin alike. */
static bool alike(const struct text_word *a, const struct text_word *b)
{
	uint16_t len = a->fold_len < b->fold_len ? a->fold_len : b->fold_len;

	if (is_number(a) || is_number(b) || len <= 5)
		return a->fold_len == b->fold_len && !memcmp(a->fold, b->fold, len);
	return !memcmp(a->fold, b->fold, len - 2);
}

static bool sentence_has(const struct text_doc *doc, const struct text_sentence *sentence,
	const struct text_word *word)
{
	uint32_t w;

	for (w = sentence->first_word; w < sentence->end_word; w++)
		if (alike(word, &doc->words[w]))
			return true;
	return false;
}

/* The claim [first, end) stands in the sentence: every number of it, most other words. */
static bool says(const struct text_doc *doc, const struct text_sentence *sentence,
	uint32_t first, uint32_t end)
{
	uint32_t w, asked = 0, found = 0;

	for (w = first; w < end; w++) {
		const struct text_word *word = &doc->words[w];

		if (!carries(word))
			continue;
		asked++;
		if (sentence_has(doc, sentence, word))
			found++;
		else if (is_number(word))
			return false;
	}
	return asked >= CLAIM_WORDS_MIN && found * 100 >= asked * CLAIM_SHARE_PERCENT;
}

static void retract(
	struct extraction *work, uint32_t notice, uint32_t first, uint32_t end)
{
	struct text_doc *doc = work->doc;
	uint32_t s;

	for (s = 0; s < doc->sentence_count; s++) {
		struct text_sentence *sentence = &doc->sentences[s];

		if (s == notice || !segment_is_own((enum segment_kind)sentence->kind) ||
			!says(doc, sentence, first, end))
			continue;
		sentence->retracted = true;
		work->flags[s] |= MENTION_RETRACTED;
	}
}

/* "An earlier version of this article said that …": the claim begins behind the verb. */
static uint32_t claim_start(const struct extraction *work, size_t hit)
{
	uint32_t start = work->hits.hits[hit].end_word, behind = start;
	uint32_t sentence = work->doc->words[start - 1].sentence;

	for (hit++; hit < work->hits.count; hit++) {
		const struct match_hit *next = &work->hits.hits[hit];
		const struct name *name = hit_name(work, next);

		if (work->doc->words[next->first_word].sentence != sentence ||
			next->first_word > start + CLAIM_VERB_GAP)
			break;
		if (name->kind == NAME_CUE && name->index == CUE_SAYS)
			behind = next->end_word;
	}
	return behind;
}

/* An item carries one or two notices. More are no notices, and would cost time. */
enum { NOTICES_MAX = 8, CLAIM_WORDS_MAX = 64 };

static void read_notices(struct extraction *work)
{
	const struct text_doc *doc = work->doc;
	uint32_t last = NONE, count = 0;
	size_t i;

	for (i = 0; i < work->hits.count && count < NOTICES_MAX; i++) {
		const struct match_hit *hit = &work->hits.hits[i];
		const struct name *name = hit_name(work, hit);
		uint32_t notice = doc->words[hit->first_word].sentence, start, end;
		bool own = segment_is_own((enum segment_kind)doc->sentences[notice].kind);

		if (name->kind != NAME_CUE)
			continue;
		if (name->index == CUE_CORRECTION && own && opens_notice(doc, hit))
			work->mentions->corrected = true;
		if (name->index != CUE_EARLIER || notice == last)
			continue;
		if (own && !work->mentions->corrected)
			continue;
		last = notice;
		count++;
		start = claim_start(work, i);
		end = doc->sentences[notice].end_word;
		if (end - start > CLAIM_WORDS_MAX)
			end = start + CLAIM_WORDS_MAX;
		retract(work, notice, start, end);
	}
}

void find_notices(struct extraction *work)
{
	const struct text_doc *doc = work->doc;
	uint32_t s;

	read_own_cues(work);
	for (s = 0; s < doc->sentence_count; s++)
		if (doc->sentences[s].kind == SEGMENT_CORRECTION)
			work->mentions->corrected = true;
	read_notices(work);
}
