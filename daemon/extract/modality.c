/*
 * How words speak. Each cue governs some words around it, as far as its kind says and no
 * further than its sentence; a word that several cues govern takes the strongest. Words that
 * no cue governs tell what happened.
 *
 *   Moscow denied that it would close the border, but the buoys were removed.
 *          [denied ─────────────────────────────]  break
 *                           [hypothetical ──────]
 *
 * Inside of a clause that stands aside ("Moscow, which denied it, moved the buoys") a cue
 * ends at the next comma.
 */
#include "extract/modality.h"

#include <string.h>

#include "extract/extract_priv.h"

/* Marks of words while cues are read; the low bits hold the modality. */
enum { MARK_BREAK = 0x80, MARK_ASIDE = 0x40, MARK_AND = 0x20, MODALITY_BITS = 0x1F };
/* No cue of people reaches further, and hostile sentences shall not cost more. */
enum { REACH_WORDS = 40 };

struct moods {
	struct extraction *work;
	const struct text_doc *doc;
	uint8_t *words; /* marks and modality of each */
	struct modality_cue *cues;
	size_t count, cap;
};

/* ---- the sentence around a word ------------------------------------------------------ */

static bool sign_between(const struct moods *moods, uint32_t word, const char *signs)
{
	const struct text_word *before = &moods->doc->words[word - 1];
	const char *text = moods->doc->item->field[before->field].text;
	uint32_t at;

	for (at = before->end; at < moods->doc->words[word].start; at++)
		if (text[at] && strchr(signs, text[at]))
			return true;
	return false;
}

static const struct text_sentence *sentence_of(const struct moods *moods, uint32_t word)
{
	return &moods->doc->sentences[moods->doc->words[word].sentence];
}

/* The first word of the clause; *out_aside: whether it is one that ends at its comma. */
static uint32_t clause_start(const struct moods *moods, uint32_t word, bool *out_aside)
{
	uint32_t first = sentence_of(moods, word)->first_word, at = word;

	*out_aside = false;
	while (at > first && word - at < REACH_WORDS) {
		if (moods->words[at - 1] & (MARK_BREAK | MARK_ASIDE)) {
			*out_aside = moods->words[at - 1] & MARK_ASIDE;
			break;
		}
		if (sign_between(moods, at, ",;:"))
			break;
		at--;
	}
	return at;
}

static uint32_t and_start(const struct moods *moods, uint32_t word, uint32_t from)
{
	uint32_t at = word;

	while (at > from && !(moods->words[at - 1] & MARK_AND))
		at--;
	return at;
}

static uint32_t reach_end(const struct moods *moods, uint32_t word, const char *signs,
	uint8_t marks)
{
	uint32_t end = sentence_of(moods, word - 1)->end_word, at = word;

	while (at < end && at - word < REACH_WORDS && !(moods->words[at] & marks) &&
		!sign_between(moods, at, signs))
		at++;
	return at;
}

/* ---- cues ----------------------------------------------------------------------------- */

static void govern(struct moods *moods, enum modality modality, uint32_t first, uint32_t end)
{
	uint32_t word;

	for (word = first; word < end; word++)
		if ((moods->words[word] & MODALITY_BITS) < modality)
			moods->words[word] = (uint8_t)(
				(moods->words[word] & ~MODALITY_BITS) | modality);
}

static const struct {
	bool left;   /* also what stands before it */
	bool ands;   /* an "and" ends it */
	bool commas; /* a comma ends it */
	bool title;  /* counts in titles alone */
	bool all;    /* what stands on either side, whatever parts it */
} reaches[] = {
	[MOOD_RIGHT] = {.left = false},
	[MOOD_CLAUSE] = {.left = true},
	[MOOD_NEAR] = {.ands = true, .commas = true},
	[MOOD_AROUND] = {.left = true, .ands = true, .commas = true},
	[MOOD_COMMA] = {.commas = true},
	[MOOD_TITLE] = {.title = true},
	[MOOD_ALL] = {.all = true},
};

/* As much of the sentence around a hit as any cue reaches. */
static void govern_all(struct moods *moods, enum modality modality, const struct match_hit *hit)
{
	const struct text_sentence *sentence = sentence_of(moods, hit->first_word);
	uint32_t before = MIN(hit->first_word - sentence->first_word, REACH_WORDS);
	uint32_t end = MAX(sentence->end_word, hit->end_word);

	govern(moods, modality, hit->first_word - before,
		MIN(end, hit->end_word + REACH_WORDS));
}

static void read_cue(struct moods *moods, const struct mood_row *row,
	const struct match_hit *hit)
{
	uint8_t marks = MARK_BREAK | MARK_ASIDE;
	bool aside, commas = reaches[row->kind].commas;
	uint32_t start = clause_start(moods, hit->first_word, &aside), first, end;

	if (reaches[row->kind].title &&
		moods->doc->words[hit->first_word].kind != SEGMENT_TITLE)
		return;
	if (reaches[row->kind].ands) {
		marks |= MARK_AND;
		start = and_start(moods, hit->first_word, start);
	}
	first = reaches[row->kind].left ? start : hit->first_word;
	end = reach_end(moods, hit->end_word, commas || aside ? ",;" : ";", marks);
	if (reaches[row->kind].all)
		govern_all(moods, row->modality, hit);
	else
		govern(moods, row->modality, first, end);
	ARENA_GROW(moods->work->arena, moods->cues, moods->count, moods->cap);
	moods->cues[moods->count++] =
		(struct modality_cue){row->modality,
			row->modality == MODALITY_DENIED &&
				(row->kind == MOOD_RIGHT || row->kind == MOOD_ALL),
			hit->first_word, hit->end_word};
}

static void read_mark(struct moods *moods, const struct mood_row *row,
	const struct match_hit *hit)
{
	static const uint8_t marks[] = {[MOOD_BREAK] = MARK_BREAK, [MOOD_ASIDE] = MARK_ASIDE,
		[MOOD_AND] = MARK_AND};

	moods->words[hit->first_word] |= marks[row->kind];
}

/* ---- the walk over the hits ------------------------------------------------------------ */

static bool is_mood(const struct extraction *work, size_t hit)
{
	return hit_name(work, &work->hits.hits[hit])->kind == NAME_MOOD;
}

/* Hits come by first word and then by end: a longer one that begins here is behind it. */
static bool inside_longer(const struct extraction *work, size_t hit, uint32_t covered)
{
	const struct match_hit *this = &work->hits.hits[hit], *next;
	size_t i;

	if (this->end_word <= covered)
		return true;
	for (i = hit + 1; i < work->hits.count; i++) {
		next = &work->hits.hits[i];
		if (next->first_word != this->first_word)
			return false;
		if (next->end_word > this->end_word && is_mood(work, i))
			return true;
	}
	return false;
}

/* "Not only" is no "not": of cues that lie in one another the longest counts. */
static void walk(struct moods *moods,
	void (*read)(struct moods *moods, const struct mood_row *row, const struct match_hit *hit),
	bool marks)
{
	const struct extraction *work = moods->work;
	const struct match_hit *hit;
	const struct mood_row *row;
	uint32_t first = 0, covered = 0;
	size_t i;

	for (i = 0; i < work->hits.count; i++) {
		hit = &work->hits.hits[i];
		if (!is_mood(work, i))
			continue;
		/* One of the same words, said in another language, hides none. */
		if (inside_longer(work, i, hit->first_word > first ? covered : 0))
			continue;
		if (hit->end_word > covered) {
			first = hit->first_word;
			covered = hit->end_word;
		}
		row = &mood_rows[hit_name(work, hit)->index];
		if ((row->kind >= MOOD_BREAK) == marks && row->kind != MOOD_NONE)
			read(moods, row, hit);
	}
}

void find_modality(struct extraction *work)
{
	struct moods moods = {.work = work, .doc = work->doc};
	uint32_t word;

	moods.words = arena_alloc(work->arena, work->doc->word_count + 1u);
	walk(&moods, read_mark, true);
	walk(&moods, read_cue, false);
	for (word = 0; word < work->doc->word_count; word++)
		moods.words[word] &= MODALITY_BITS;
	work->mentions->word_modality = moods.words;
	work->mentions->modality_cues = moods.cues;
	work->mentions->modality_cue_count = moods.count;
}
