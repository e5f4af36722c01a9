/*
 * Any patterns over any text: hits in order, none twice, and of a pattern that is one word
 * exactly those that a plain comparison word by word finds. Patterns stand one a line; an
 * empty line parts them from the text. A line may begin with a language: "et:poi".
 */
#include <stdlib.h>
#include <string.h>

#include "match/match.h"

enum { PATTERNS_MAX = 64 };

struct pattern {
	const char *text;
	text_lang lang;
};

struct input {
	struct pattern patterns[PATTERNS_MAX];
	size_t count;
	char *text;
};

static struct pattern read_pattern(char *line)
{
	char code[3] = {line[0], line[0] ? line[1] : 0, 0};

	if (strlen(line) > 3 && line[2] == ':' && text_lang_parse(code))
		return (struct pattern){line + 3, text_lang_parse(code)};
	return (struct pattern){line, TEXT_LANG_UNKNOWN};
}

static struct input read_input(struct arena *arena, const uint8_t *data, size_t size)
{
	struct input input = {.count = 0};
	char *at = arena_strndup(arena, (const char *)data, size), *line;

	while ((line = strsep(&at, "\n")) && *line)
		if (input.count < PATTERNS_MAX)
			input.patterns[input.count++] = read_pattern(line);
	input.text = at ? at : (char *)"";
	return input;
}

/* ---- what a pattern of one word ought to find ---------------------------------------- */

/* Latin small letters, a '*' before and behind them or not. */
static bool is_plain_word(const char *pattern)
{
	pattern += *pattern == '*';
	pattern += strspn(pattern, "abcdefghijklmnopqrstuvwxyz");
	pattern += *pattern == '*';
	return !*pattern;
}

static bool fits(const char *pattern, const struct text_word *word)
{
	size_t len = strlen(pattern);
	bool before = *pattern == '*', after = pattern[len - 1] == '*';

	pattern += before;
	len -= (size_t)before + after;
	if (len > word->fold_len)
		return false;
	if (before && after)
		return memmem(word->fold, word->fold_len, pattern, len) != NULL;
	if (before)
		return memcmp(word->fold + word->fold_len - len, pattern, len) == 0;
	return (after || len == word->fold_len) && memcmp(word->fold, pattern, len) == 0;
}

static size_t expected(const struct pattern *pattern, const struct text_doc *doc)
{
	size_t count = 0;
	uint32_t i;

	if (pattern->lang && doc->lang && pattern->lang != doc->lang)
		return 0;
	for (i = 0; i < doc->word_count; i++)
		count += fits(pattern->text, &doc->words[i]);
	return count;
}

/* ---- what came out -------------------------------------------------------------------- */

static void check_order(const struct match_hits *hits, const struct text_doc *doc)
{
	const struct match_hit *hit, *last;
	size_t i;

	for (i = 0; i < hits->count; i++) {
		hit = &hits->hits[i];
		last = i ? hit - 1 : hit;
		if (hit->first_word >= hit->end_word || hit->end_word > doc->word_count ||
			doc->words[hit->first_word].sentence !=
				doc->words[hit->end_word - 1].sentence)
			abort();
		if (i && (last->first_word > hit->first_word ||
				 (last->first_word == hit->first_word &&
					 (last->end_word > hit->end_word ||
						 (last->end_word == hit->end_word &&
							 last->value >= hit->value)))))
			abort();
	}
}

static size_t found(const struct match_hits *hits, uint32_t value)
{
	size_t count = 0, i;

	for (i = 0; i < hits->count; i++)
		count += hits->hits[i].value == value;
	return count;
}

static void check_hits(struct arena *arena, const struct input *input, const bool *taken,
	const struct match_set *set, const char *lang)
{
	struct item item = {.lang = lang};
	struct text_doc *doc;
	struct match_hits hits;
	uint32_t i;

	item.field[ITEM_TITLE] =
		text_from_plain(arena, input->text, strlen(input->text), SEGMENT_TITLE);
	doc = text_doc_new(arena, &item);
	hits = match_scan(set, arena, doc);
	check_order(&hits, doc);
	for (i = 0; i < input->count && !hits.cut; i++)
		if (taken[i] && is_plain_word(input->patterns[i].text) &&
			found(&hits, i) != expected(&input->patterns[i], doc))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct input input = read_input(arena, data, size);
	struct match_builder *builder = match_builder_new();
	bool taken[PATTERNS_MAX];
	struct match_set *set;
	const char *why = NULL;
	size_t i, at;

	for (i = 0; i < input.count; i++) {
		at = 0;
		taken[i] = match_add(builder, input.patterns[i].text, input.patterns[i].lang,
			(uint32_t)i, &why, &at);
		if (!taken[i] && (!*why || at > strlen(input.patterns[i].text)))
			abort();
	}
	set = match_compile(builder);
	check_hits(arena, &input, taken, set, NULL);
	check_hits(arena, &input, taken, set, "et");
	match_set_free(set);
	match_builder_free(builder);
	arena_free(arena);
	return 0;
}
