/*
 * Words of terms that are allowed and yet wrong: that no text of their language holds, and that
 * find nothing which another one of the same term does not find.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "rule/build_priv.h"

/* ---- words that no text of their language holds ---------------------------------------- */

enum script { SCRIPT_LATIN = 1, SCRIPT_CYRILLIC = 2 };

static int script_of(uint32_t cp)
{
	if ((cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp < 0x250))
		return SCRIPT_LATIN;
	return cp >= 0x400 && cp < 0x530 ? SCRIPT_CYRILLIC : 0;
}

/* Scripts of the word at *pos, which is moved behind it. */
static int word_scripts(const char *text, size_t len, size_t *pos)
{
	int scripts = 0;
	uint32_t cp;

	while (*pos < len) {
		cp = utf8_next(text, len, pos);
		if (cp < 0x80 && strchr(" -(|)*=", (int)cp))
			break;
		scripts |= script_of(cp);
	}
	return scripts;
}

/* Letters that one of two languages with the same script has not. */
static const char *foreign_letter(const char *text, text_lang lang)
{
	static const struct {
		const char *lang, *letters[8];
	} foreign[] = {
		{"ru", {"і", "ї", "є", "ґ", "І", "Ї", "Є", "Ґ"}},
		{"uk", {"ы", "э", "ъ", "Ы", "Э", "Ъ"}},
	};
	size_t i, j;

	for (i = 0; i < ARRAY_LEN(foreign); i++)
		for (j = 0; j < ARRAY_LEN(foreign[i].letters) && foreign[i].letters[j]; j++)
			if (lang == text_lang_parse(foreign[i].lang) &&
				strstr(text, foreign[i].letters[j]))
				return foreign[i].letters[j];
	return NULL;
}

static bool is_latin_lang(text_lang lang)
{
	static const char *const latin[] = {
		"en", "et", "lv", "lt", "fi", "sv", "no", "da", "pl", "de"};
	size_t i;

	for (i = 0; i < ARRAY_LEN(latin); i++)
		if (lang == text_lang_parse(latin[i]))
			return true;
	return false;
}

static void lint_script(struct compile *compile, const struct term_word *word)
{
	size_t len = strlen(word->text), pos = 0;
	const char *letter = foreign_letter(word->text, word->lang);
	char lang[3];
	int scripts;

	text_lang_name(word->lang, lang);
	if (letter)
		diag_warning(compile->diag, word->place,
			"'%s' can never match: language '%s' has no letter '%s'", word->text, lang,
			letter);
	while (pos < len) {
		scripts = word_scripts(word->text, len, &pos);
		if (scripts == (SCRIPT_LATIN | SCRIPT_CYRILLIC)) {
			diag_warning(compile->diag, word->place,
				"'%s' can never match: a word of it mixes Latin and Cyrillic "
				"letters",
				word->text);
			return;
		}
		if (scripts == SCRIPT_CYRILLIC && is_latin_lang(word->lang)) {
			diag_warning(compile->diag, word->place,
				"'%s' can never match: language '%s' is not written in Cyrillic "
				"letters",
				word->text, lang);
			return;
		}
	}
}

/* ---- words that another one of the term covers ------------------------------------------- */

/* More words of one term, and more alternatives of one word, are not looked at. */
enum { COVER_WORDS_MAX = 1000, COVER_FORMS_MAX = 32, COVER_PARTS_MAX = 8, FORM_BYTES = 256 };

/* One word of a form. */
struct cover_part {
	const char *fold;
	size_t len;
	bool before, after, written; /* *fold, fold*, =fold */
};

/* A pattern without its alternatives, folded. */
struct cover_form {
	char text[FORM_BYTES];
	struct cover_part parts[COVER_PARTS_MAX];
	size_t count;
};

struct cover_word {
	const struct term_word *word;
	struct cover_form *forms;
	size_t form_count; /* 0: it is too long to be looked at */
};

static bool add_part(struct cover_form *form, char *text)
{
	struct cover_part part = {.written = *text == '='};

	text += part.written;
	part.before = *text == '*';
	part.fold = text + part.before;
	part.len = strlen(part.fold);
	part.after = part.len && part.fold[part.len - 1] == '*';
	part.len -= part.after;
	if (!part.len || form->count == COVER_PARTS_MAX)
		return false;
	form->parts[form->count++] = part;
	return true;
}

/* Folds the form and parts it into words, as a text is; signs of patterns stay. */
static bool part_form(struct cover_form *form, const char *text, size_t len)
{
	CLEANUP(buf_done) struct buf folded = BUF_INIT(BUF_UNBOUND);
	char *rest = form->text, *word;

	if (*text == '=')
		buf_put(&folded, text, len);
	else
		text_fold(&folded, text, len);
	if (folded.len >= FORM_BYTES)
		return false;
	memcpy(form->text, buf_str(&folded), folded.len + 1);
	while ((word = strsep(&rest, " -\t'")))
		if (*word && !add_part(form, word))
			return false;
	return form->count > 0;
}

static void read_forms(struct arena *arena, struct cover_word *word)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	size_t count = 0;

	word->forms = arena_alloc(arena, COVER_FORMS_MAX * sizeof(*word->forms));
	while (count < COVER_FORMS_MAX && pattern_form(word->word->text, count, &text))
		if (!part_form(&word->forms[count++], buf_str(&text), text.len))
			return;
	word->form_count = count < COVER_FORMS_MAX ? count : 0;
}

/* Whatever the second finds in a word the first finds too. */
static bool part_covers(const struct cover_part *a, const struct cover_part *b)
{
	if (a->written || (b->before && !a->before) || (b->after && !a->after))
		return a->written && b->written && a->len == b->len &&
		       memcmp(a->fold, b->fold, a->len) == 0;
	if (b->written || a->len > b->len)
		return false;
	if (a->before && a->after)
		return memmem(b->fold, b->len, a->fold, a->len) != NULL;
	if (a->before)
		return memcmp(b->fold + b->len - a->len, a->fold, a->len) == 0;
	return (a->after || a->len == b->len) && memcmp(b->fold, a->fold, a->len) == 0;
}

/* Of phrases those of as many words: a shorter one is near to other things, and counts other
 * numbers. */
static bool form_covers(const struct cover_form *a, const struct cover_form *b)
{
	size_t i;

	for (i = 0; a->count == b->count && i < a->count; i++)
		if (!part_covers(&a->parts[i], &b->parts[i]))
			return false;
	return a->count == b->count;
}

static bool covers_form(const struct cover_word *other, const struct cover_form *form)
{
	size_t i;

	for (i = 0; i < other->form_count; i++)
		if (form_covers(&other->forms[i], form))
			return true;
	return false;
}

static bool covers(const struct cover_word *other, const struct cover_word *word)
{
	size_t i;

	if (other->word->lang && other->word->lang != word->word->lang)
		return false;
	for (i = 0; i < word->form_count; i++)
		if (!covers_form(other, &word->forms[i]))
			return false;
	return word->form_count > 0;
}

/* Of two that find the same the first one stays. */
static bool is_shadow(const struct cover_word *other, const struct cover_word *word)
{
	return other != word && covers(other, word) && (other < word || !covers(word, other));
}

static const struct cover_word *shadow_of(const struct cover_word *word,
	const struct cover_word *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (is_shadow(&words[i], word))
			return &words[i];
	return NULL;
}

static struct cover_word *read_words(struct arena *arena, const struct term_word *words,
	size_t count)
{
	struct cover_word *list = arena_alloc(arena, (count + 1) * sizeof(*list));
	size_t i;

	for (i = 0; i < count; i++) {
		list[i].word = &words[i];
		read_forms(arena, &list[i]);
	}
	return list;
}

/* One warning a term, with a hint at the others: a list of many forms is one mistake. */
static void lint_shadowed(struct compile *compile, const struct term_word *words, size_t count)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct cover_word *list, *shadow, *by = NULL;
	const struct term_word *first = NULL;
	size_t others = 0, i;

	if (count > COVER_WORDS_MAX)
		return;
	list = read_words(arena, words, count);
	for (i = 0; i < count; i++) {
		shadow = shadow_of(&list[i], list, count);
		if (!shadow)
			continue;
		others += first != NULL;
		by = first ? by : shadow;
		first = first ? first : &words[i];
	}
	if (!first)
		return;
	diag_warning(compile->diag, first->place, "'%s' adds nothing: '%s' finds it already",
		first->text, by->word->text);
	if (others)
		diag_hint(compile->diag, "take it out, and %zu more word%s of term '%s'", others,
			others == 1 ? "" : "s",
			compile->ruleset->terms[first->term]->name);
	else
		diag_hint(compile->diag, "take it out");
}

/* Words of a term stand together, in order of the files. */
void lint_words(struct compile *compile)
{
	const struct term_word *words = compile->words;
	size_t from, end;

	for (from = 0; from < compile->word_count; from = end) {
		for (end = from; end < compile->word_count && words[end].term == words[from].term;
			end++)
			lint_script(compile, &words[end]);
		if (diag_wants_untidy(compile->diag))
			lint_shadowed(compile, words + from, end - from);
	}
}
