/*
 * An item as words and sentences. One walk over the code points of each segment: letters
 * gather to folded words, and signs between them may end a sentence.
 */
#include <string.h>

#include "base/utf8.h"
#include "text/fold_priv.h"
#include "text/sentence_priv.h"
#include "text/text.h"

enum { WORD_FOLD_MAX = 255, FOLD_BLOCK = 4096 };

struct walk {
	struct text_doc *doc;
	struct text_word *words;
	uint32_t word_cap, sentence_cap;
	char *block; /* room for folds; full ones stay in the arena */
	size_t block_used;
	uint8_t field, kind;
};

/* ---- words ------------------------------------------------------------------------- */

static char *fold_room(struct walk *walk)
{
	if (!walk->block || walk->block_used + WORD_FOLD_MAX + FOLD_BYTES > FOLD_BLOCK) {
		walk->block = arena_alloc(walk->doc->arena, FOLD_BLOCK);
		walk->block_used = 0;
	}
	return walk->block + walk->block_used;
}

/* Reads the word that begins at *pos (a word sign stands there). */
static void take_word(struct walk *walk, const char *text, size_t len, size_t *pos)
{
	struct text_word word = {.field = walk->field, .kind = walk->kind,
		.start = (uint32_t)*pos};
	char *room = fold_room(walk);
	size_t at = *pos, before;
	bool cyrillic = false;
	const struct fold *fold;
	char plain;

	while (at < len) {
		if ((plain = fold_ascii(text[at]))) { /* most letters of most texts */
			if (word.fold_len < WORD_FOLD_MAX)
				room[word.fold_len++] = plain;
			cyrillic = false;
			word.end = (uint32_t)++at;
			continue;
		}
		before = at;
		fold = fold_of(utf8_next(text, len, &at));
		if (fold->class == CHAR_NOTHING)
			continue;
		if (fold->class == CHAR_APOSTROPHE && fold_joins(text, len, at, cyrillic))
			continue;
		if (fold->class != CHAR_WORD) {
			at = before;
			break;
		}
		cyrillic = fold->cyrillic;
		if (word.fold_len + fold->len <= WORD_FOLD_MAX) {
			memcpy(room + word.fold_len, fold->bytes, fold->len);
			word.fold_len = (uint16_t)(word.fold_len + fold->len);
		}
		word.end = (uint32_t)at;
	}
	*pos = at;
	if (!word.fold_len)
		return; /* marks alone */
	word.fold = room;
	word.sentence = walk->doc->sentence_count - 1;
	walk->block_used += word.fold_len;
	ARENA_GROW(walk->doc->arena, walk->words, walk->doc->word_count, walk->word_cap);
	walk->words[walk->doc->word_count++] = word;
}

/* ---- sentences --------------------------------------------------------------------- */

static void open_sentence(struct walk *walk)
{
	struct text_doc *doc = walk->doc;

	ARENA_GROW(doc->arena, doc->sentences, doc->sentence_count, walk->sentence_cap);
	doc->sentences[doc->sentence_count++] = (struct text_sentence){
		.first_word = doc->word_count, .field = walk->field, .kind = walk->kind};
}

/* An empty one goes: the next begins where it did. */
static void close_sentence(struct walk *walk)
{
	struct text_doc *doc = walk->doc;
	struct text_sentence *last = &doc->sentences[doc->sentence_count - 1];

	last->end_word = doc->word_count;
	if (last->first_word == last->end_word)
		doc->sentence_count--;
}

static void walk_segment(struct walk *walk, const char *text, size_t start, size_t end)
{
	struct text_doc *doc = walk->doc;
	const struct text_word *last;
	size_t pos = start, before;
	uint32_t first = doc->word_count, cp;

	open_sentence(walk);
	while (pos < end) {
		if (text[pos] == ' ') {
			pos++;
			continue;
		}
		before = pos;
		cp = utf8_next(text, end, &pos);
		if (fold_of(cp)->class == CHAR_WORD) {
			pos = before;
			take_word(walk, text, end, &pos);
			continue;
		}
		last = doc->word_count > first ? &walk->words[doc->word_count - 1] : NULL;
		if (last && sentence_ends(text, end, before, last)) {
			close_sentence(walk);
			open_sentence(walk);
			first = doc->word_count;
		}
	}
	close_sentence(walk);
}

/* ---- fields ------------------------------------------------------------------------ */

static const enum segment_kind first_kinds[ITEM_FIELDS] = {
	SEGMENT_TITLE, SEGMENT_LEAD, SEGMENT_BODY};

static void walk_field(struct walk *walk, enum item_field field)
{
	const struct item_text *text = &walk->doc->item->field[field];
	uint32_t i;

	walk->field = (uint8_t)field;
	walk->kind = (uint8_t)first_kinds[field];
	if (!text->segment_count && text->len)
		walk_segment(walk, text->text, 0, text->len);
	for (i = 0; i < text->segment_count; i++) {
		walk->kind = (uint8_t)text->segments[i].kind;
		walk_segment(walk, text->text, text->segments[i].start, text->segments[i].end);
	}
}

/* Length without the dots by which publishers say "cut here". */
static size_t uncut_length(const struct item_text *text)
{
	static const char *const tails[] = {"…", "...", "[…]", "[...]", " ", "."};
	size_t len = text->len, tail, i;
	bool again = true;

	while (again) {
		again = false;
		for (i = 0; i < ARRAY_LEN(tails); i++) {
			tail = strlen(tails[i]);
			if (len >= tail && memcmp(text->text + len - tail, tails[i], tail) == 0) {
				len -= tail;
				again = true;
			}
		}
	}
	return len;
}

/* True where the summary says nothing that another field does not say in the same words. */
static bool summary_is_copy(const struct item *item)
{
	const struct item_text *summary = &item->field[ITEM_SUMMARY];
	size_t len, i;
	static const enum item_field others[] = {ITEM_CONTENT, ITEM_TITLE};

	if (!summary->len || item->summary_is_content)
		return true;
	len = uncut_length(summary);
	for (i = 0; i < ARRAY_LEN(others); i++)
		if (item->field[others[i]].len >= len &&
			memcmp(item->field[others[i]].text, summary->text, len) == 0)
			return true;
	return false;
}

struct text_doc *text_doc_words(struct arena *arena, const struct item *item)
{
	struct text_doc *doc = arena_alloc(arena, sizeof(*doc));
	struct walk walk = {.doc = doc};

	doc->arena = arena;
	doc->item = item;
	walk_field(&walk, ITEM_TITLE);
	if (!summary_is_copy(item))
		walk_field(&walk, ITEM_SUMMARY);
	walk_field(&walk, ITEM_CONTENT);
	doc->words = walk.words;
	return doc;
}

struct text_doc *text_doc_new(struct arena *arena, const struct item *item)
{
	struct text_doc *doc = text_doc_words(arena, item);

	doc->lang = text_item_lang(item);
	return doc;
}

/* ---- spans ------------------------------------------------------------------------- */

const char *text_span(const struct text_doc *doc, uint32_t first, uint32_t end, size_t *out_len)
{
	const struct text_word *a = &doc->words[first], *b = &doc->words[end - 1];

	*out_len = b->end - a->start;
	return doc->item->field[a->field].text + a->start;
}

void text_span_points(const struct text_doc *doc, uint32_t first, uint32_t end,
	uint32_t *out_start, uint32_t *out_end)
{
	const struct text_word *a = &doc->words[first], *b = &doc->words[end - 1];
	const char *text = doc->item->field[a->field].text;

	*out_start = (uint32_t)utf8_count(text, a->start);
	*out_end = *out_start + (uint32_t)utf8_count(text + a->start, b->end - a->start);
}
