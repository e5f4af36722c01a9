/*
 * Patterns as people write them: groups are multiplied out into forms, a form is parted into
 * words by the same code that parts texts, and a word's surroundings say how it is compared.
 */
#include "match/match.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "match/match_priv.h"

struct match_builder {
	struct match_set *set;
	struct arena *arena; /* for one pattern */
	size_t phrases;
};

/* A form under construction: each byte knows where in the pattern it comes from. */
struct form {
	char text[MATCH_PATTERN_BYTES + 1];
	uint16_t from[MATCH_PATTERN_BYTES + 1];
	size_t len;
};

struct fault {
	const char *why;
	size_t at;
};

static bool refuse(struct fault *fault, const char *why, size_t at)
{
	*fault = (struct fault){why, at};
	return false;
}

struct match_builder *match_builder_new(void)
{
	struct match_builder *builder = mem_alloc(sizeof(*builder));

	builder->set = match_set_new();
	builder->arena = arena_new();
	return builder;
}

void match_builder_free(struct match_builder *builder)
{
	if (!builder)
		return;
	match_set_free(builder->set);
	arena_free(builder->arena);
	mem_free(builder);
}

struct match_set *match_compile(struct match_builder *builder)
{
	struct match_set *set = builder->set;

	match_set_finish(set);
	builder->set = match_set_new();
	builder->phrases = 0;
	return set;
}

/* ---- a form's words ---------------------------------------------------------------- */

static size_t letters_of(const struct text_word *word)
{
	return utf8_count(word->fold, word->fold_len);
}

/* How the signs next to a word say it is to be compared. */
static bool word_kind(const struct form *form, const struct text_word *word,
	enum element_kind *out_kind, bool *out_written, struct fault *fault)
{
	bool before = word->start > 0 && form->text[word->start - 1] == '*';
	bool after = word->end < form->len && form->text[word->end] == '*';
	size_t least = before ? MATCH_INFIX_LETTERS : MATCH_WILDCARD_LETTERS;

	*out_written = word->start > 0 && form->text[word->start - 1] == '=';
	*out_kind = before && after ? ELEMENT_INFIX
		: before	    ? ELEMENT_SUFFIX
		: after		    ? ELEMENT_PREFIX
				    : ELEMENT_WHOLE;
	if (*out_written && after)
		return refuse(fault, "'=' takes a word as written, without '*'",
			form->from[word->start - 1]);
	if ((before || after) && letters_of(word) < least)
		return refuse(fault,
			before ? "at least three letters have to stand behind a leading '*'"
			       : "at least two letters have to stand before '*'",
			form->from[word->start]);
	return true;
}

/* Every '*' and '=' has to belong to a word; between two words it belongs to none. */
static bool check_signs(const struct form *form, const struct text_doc *doc,
	struct fault *fault)
{
	const struct text_word *words = doc->words;
	uint32_t next = 0;
	size_t i;

	for (i = 0; i < form->len; i++) {
		bool follows, leads;

		if (form->text[i] != '*' && form->text[i] != '=')
			continue;
		if (form->text[i] == '*' && form->text[i + 1] == '*' && doc->word_count)
			return refuse(fault, "one '*' is enough", form->from[i]);
		while (next < doc->word_count && words[next].start <= i)
			next++;
		follows = next > 0 && words[next - 1].end == i && form->text[i] == '*';
		leads = next < doc->word_count && words[next].start == i + 1;
		if (follows && leads)
			return refuse(fault, "a '*' cannot stand inside a word",
				form->from[i]);
		if (!follows && !leads)
			return refuse(fault,
				form->text[i] == '*'
					? "a '*' has to stand at a word, not alone"
					: "a '=' has to stand before a word",
				form->from[i]);
	}
	return true;
}

static bool add_form(struct match_builder *builder, const struct form *form, text_lang lang,
	uint32_t value, struct fault *fault)
{
	struct item item = {.published = TIME_NONE, .updated = TIME_NONE};
	struct segment segment = {.kind = SEGMENT_TITLE, .end = (uint32_t)form->len};
	uint32_t elements[MATCH_PATTERN_WORDS], i;
	struct text_doc *doc;
	enum element_kind kind;
	bool written;

	item.field[ITEM_TITLE] = (struct item_text){.text = form->text,
		.len = (uint32_t)form->len,
		.segments = &segment,
		.segment_count = 1};
	doc = text_doc_words(builder->arena, &item);
	if (!check_signs(form, doc, fault))
		return false;
	if (!doc->word_count)
		return refuse(fault, "there is no letter and no digit in it", 0);
	if (doc->word_count > MATCH_PATTERN_WORDS)
		return refuse(fault, "more than 16 words in a row",
			form->from[doc->words[MATCH_PATTERN_WORDS].start]);
	for (i = 0; i < doc->word_count; i++) {
		const struct text_word *word = &doc->words[i];

		if (!word_kind(form, word, &kind, &written, fault))
			return false;
		elements[i] = match_set_element(builder->set, kind, word->fold, word->fold_len,
			written ? form->text + word->start : NULL, word->end - word->start);
	}
	match_set_phrase(builder->set, elements, doc->word_count, lang, value);
	builder->phrases++;
	return true;
}

/* ---- groups ------------------------------------------------------------------------ */

/* The pattern being multiplied out. */
struct expansion {
	struct match_builder *builder;
	const char *pattern;
	size_t len;
	text_lang lang;
	uint32_t value;
	size_t forms;
	struct fault *fault;
};

static bool put_bytes(struct expansion *expansion, struct form *form, size_t start, size_t end)
{
	size_t i;

	for (i = start; i < end; i++) {
		if (form->len == MATCH_PATTERN_BYTES)
			return refuse(expansion->fault, "longer than 512 bytes", 0);
		form->from[form->len] = (uint16_t)i;
		form->text[form->len++] = expansion->pattern[i];
	}
	form->text[form->len] = 0;
	return true;
}

static bool finish_form(struct expansion *expansion, const struct form *form)
{
	if (++expansion->forms > MATCH_PATTERN_FORMS)
		return refuse(expansion->fault, "its alternatives make more than 256 phrases", 0);
	if (expansion->builder->phrases == MATCH_SET_PATTERNS)
		return refuse(expansion->fault, "more than 200,000 phrases in all", 0);
	return add_form(expansion->builder, form, expansion->lang, expansion->value,
		expansion->fault);
}

/* From byte `at` on: up to the next group, then each of its alternatives and the rest. */
static bool expand(struct expansion *expansion, const struct form *so_far, size_t at)
{
	const char *pattern = expansion->pattern;
	size_t open = at + strcspn(pattern + at, "()|"), close, start, end;
	struct form form = *so_far, branch;

	if (!put_bytes(expansion, &form, at, open))
		return false;
	if (open == expansion->len)
		return finish_form(expansion, &form);
	if (pattern[open] != '(')
		return refuse(expansion->fault, "no '(' stands before it", open);
	close = open + 1 + strcspn(pattern + open + 1, "()");
	if (pattern[close] != ')')
		return refuse(expansion->fault,
			pattern[close] ? "groups cannot stand inside groups" : "')' is missing",
			pattern[close] ? close : open);
	for (start = open + 1; start <= close; start = end + 1) {
		end = start + strcspn(pattern + start, "|)");
		branch = form;
		if (end == start)
			return refuse(expansion->fault, "an alternative is empty", start);
		if (!put_bytes(expansion, &branch, start, end) ||
			!expand(expansion, &branch, close + 1))
			return false;
	}
	return true;
}

bool match_add(struct match_builder *builder, const char *pattern, text_lang lang,
	uint32_t value, const char **out_why, size_t *out_at)
{
	struct fault fault = {NULL, 0};
	struct form empty = {.len = 0};
	struct expansion expansion = {
		.builder = builder,
		.pattern = pattern,
		.len = strlen(pattern),
		.lang = lang,
		.value = value,
		.fault = &fault,
	};
	bool good;

	arena_reset(builder->arena);
	good = expansion.len <= MATCH_PATTERN_BYTES
		? expand(&expansion, &empty, 0)
		: refuse(&fault, "longer than 512 bytes", MATCH_PATTERN_BYTES);
	if (!good) {
		*out_why = fault.why;
		*out_at = fault.at;
	}
	return good;
}
