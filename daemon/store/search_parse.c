/*
 * What people look for, into an expression of FTS5:
 *
 *   or      = and { "or" and }
 *   and     = not { ["and"] not }
 *   not     = { "not" } near
 *   near    = primary { "near/" NUMBER primary }
 *   primary = "(" or ")" | "words" | @term | term:NAME | word
 *
 * A word finds those that begin so; in quotes words are as they stand. *raja* and *poi are
 * looked up among the words that are recorded (search_words.c). What stands for several
 * phrases, a term or such a word, becomes all of them.
 */
#include "store/search_priv.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum {
	PHRASES_MAX = 8192, /* in all */
	NEAR_PAIRS_MAX = 4096,
	DEPTH_MAX = 32,
	DISTANCE_MAX = 200,
	EXPRESSION_MAX = 512 * 1024,
};

struct parser {
	struct store *store;
	const struct store_search *search;
	const char *at;
	struct store_search_fault *fault;
	struct arena *arena;
	size_t phrases;
	int depth;
};

/* What a part of the question has become. */
struct part {
	bool negative;
	/* Phrases of which one has to be there; or else any expression. */
	bool is_set, paired; /* paired: by near, which goes no further */
	struct search_phrases set;
	const char *expression; /* NULL: nothing can hold */
};

static bool fail(struct parser *parser, const char *at, const char *fmt, ...)
{
	va_list ap;

	if (parser->fault->why)
		return false;
	va_start(ap, fmt);
	parser->fault->why = mem_vprintf(fmt, ap);
	parser->fault->at = (size_t)(at - parser->search->text);
	va_end(ap);
	return false;
}

/* ---- signs -------------------------------------------------------------------------------- */

static void skip_spaces(struct parser *parser)
{
	parser->at += strspn(parser->at, " \t\r\n");
}

static size_t word_length(const char *at)
{
	return strcspn(at, " \t\r\n()\"");
}

static bool is_word(const char *at, const char *word)
{
	return word_length(at) == strlen(word) && strncasecmp(at, word, strlen(word)) == 0;
}

static bool take_word(struct parser *parser, const char *word)
{
	skip_spaces(parser);
	if (!is_word(parser->at, word))
		return false;
	parser->at += strlen(word);
	return true;
}

/* ---- expressions -------------------------------------------------------------------------- */

/* The phrases of a set as alternatives. */
static const char *text_of(struct parser *parser, const struct part *part)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	const char *text;
	size_t i;

	if (!part->is_set)
		return part->expression;
	if (!part->set.count)
		return NULL;
	for (i = 0; i < part->set.count; i++)
		buf_printf(&out, "%s%s", i ? " OR " : "(", part->set.list[i]);
	buf_putc(&out, ')');
	text = arena_strndup(parser->arena, buf_str(&out), out.len);
	buf_done(&out);
	return text;
}

static bool count_phrases(struct parser *parser, const char *at, size_t count)
{
	parser->phrases += count;
	if (parser->phrases <= PHRASES_MAX)
		return true;
	return fail(parser, at, "this stands for more than %d words and phrases: ask for less",
		PHRASES_MAX);
}

static struct part join(struct parser *parser, const struct part *a, const struct part *b,
	const char *operator)
{
	const char *left = text_of(parser, a), *right = text_of(parser, b);
	bool any = strcmp(operator, "OR") == 0;
	struct part out = {.expression = NULL};

	if (left && right)
		out.expression = arena_printf(parser->arena, "(%s %s %s)", left, operator, right);
	else if (any)
		out.expression = left ? left : right;
	return out;
}

static struct part unite(struct parser *parser, const struct part *a, const struct part *b)
{
	struct part out = {.is_set = true, .paired = a->paired || b->paired};
	size_t i;

	if (!a->is_set || !b->is_set)
		return join(parser, a, b, "OR");
	for (i = 0; i < a->set.count; i++)
		search_phrases_add(parser->arena, &out.set, a->set.list[i]);
	for (i = 0; i < b->set.count; i++)
		search_phrases_add(parser->arena, &out.set, b->set.list[i]);
	return out;
}

/* Neighbours are one word apart, for FTS5 none. */
static bool pair(struct parser *parser, const char *at, const struct part *a, const struct part *b,
	long distance, struct part *out)
{
	struct part pairs = {.is_set = true, .paired = true};
	size_t i, j;

	if (!a->is_set || !b->is_set || a->paired || b->paired)
		return fail(parser, at, "near stands between two words, phrases or terms");
	if (a->set.count * b->set.count > NEAR_PAIRS_MAX)
		return fail(parser, at, "its two sides make more than %d pairs: ask for less",
			NEAR_PAIRS_MAX);
	for (i = 0; i < a->set.count; i++)
		for (j = 0; j < b->set.count; j++)
			search_phrases_add(parser->arena, &pairs.set,
				arena_printf(parser->arena, "NEAR(%s %s, %ld)", a->set.list[i],
					b->set.list[j], distance - 1));
	*out = pairs;
	return count_phrases(parser, at, pairs.set.count);
}

/* ---- primaries ---------------------------------------------------------------------------- */

static bool parse_or(struct parser *parser, struct part *out);

/* Words as a rule writes them: exact, but for stars. */
static bool take_pattern(struct parser *parser, const char *at, const char *pattern, size_t len,
	enum search_how how, struct part *part)
{
	const char *why = NULL;
	size_t before = part->set.count;

	part->is_set = true;
	if (search_expand(parser->store, parser->arena, pattern, len, how, &part->set, &why))
		return count_phrases(parser, at, part->set.count - before);
	return fail(parser, at, "%s", why);
}

struct taking {
	struct parser *parser;
	const char *at;
	struct part *part;
	bool good;
};

static void take_form(void *ctx, const char *form)
{
	struct taking *taking = ctx;

	taking->good = taking->good && take_pattern(taking->parser, taking->at, form, strlen(form),
						SEARCH_RECORDED, taking->part);
}

static bool parse_term(struct parser *parser, const char *start, size_t skip, struct part *out)
{
	size_t len = word_length(start);
	char *name = arena_strndup(parser->arena, start + skip, len - skip), *near = NULL;
	struct taking taking = {parser, start, out, true};

	parser->at = start + len;
	out->is_set = true;
	if (!parser->search->terms || !*name)
		return fail(parser, start, "a term's name is wanted: @buoy, or term:buoy");
	if (parser->search->terms(parser->search->ctx, name, take_form, &taking, &near))
		return taking.good;
	fail(parser, start, "the rules have no term '%s'%s%s%s", name, near ? "; did you mean '" : "",
		near ? near : "", near ? "'?" : "");
	mem_free(near);
	return false;
}

static bool parse_quoted(struct parser *parser, const char *start, struct part *out)
{
	const char *end = strchr(start + 1, '"');

	if (!end)
		return fail(parser, start, "the quote that opens here is not closed");
	parser->at = end + 1;
	return take_pattern(parser, start, start + 1, (size_t)(end - start) - 1,
		SEARCH_EXACT, out);
}

static bool parse_group(struct parser *parser, const char *start, struct part *out)
{
	if (parser->depth == DEPTH_MAX)
		return fail(parser, start, "brackets stand more than %d deep", DEPTH_MAX);
	parser->depth++;
	parser->at++;
	if (!parse_or(parser, out))
		return false;
	skip_spaces(parser);
	if (*parser->at != ')')
		return fail(parser, start, "the bracket that opens here is not closed");
	parser->at++;
	parser->depth--;
	return true;
}

static bool parse_primary(struct parser *parser, struct part *out)
{
	const char *start;
	size_t len;

	skip_spaces(parser);
	start = parser->at;
	len = word_length(start);
	*out = (struct part){.is_set = false};
	if (*start == '(')
		return parse_group(parser, start, out);
	if (*start == '"')
		return parse_quoted(parser, start, out);
	if (!len)
		return fail(parser, start, *start ? "nothing was opened here" :
						    "a word to look for is missing");
	if (is_word(start, "or") || is_word(start, "and") ||
		(len > 5 && strncasecmp(start, "near/", 5) == 0))
		return fail(parser, start, "words are missing before '%.*s' (in quotes it is a "
					   "word)",
			(int)len, start);
	if (*start == '@')
		return parse_term(parser, start, 1, out);
	if (len > 5 && strncmp(start, "term:", 5) == 0)
		return parse_term(parser, start, 5, out);
	parser->at = start + len;
	return take_pattern(parser, start, start, len, SEARCH_BEGINS, out);
}

/* ---- operators ------------------------------------------------------------------------------ */

static bool parse_near(struct parser *parser, struct part *out)
{
	struct part right;
	const char *start;
	long distance;
	char *end;

	if (!parse_primary(parser, out))
		return false;
	for (;;) {
		skip_spaces(parser);
		start = parser->at;
		if (strncasecmp(start, "near/", 5) != 0 || !isdigit((unsigned char)start[5]))
			return true;
		distance = strtol(start + 5, &end, 10);
		if (distance < 1 || distance > DISTANCE_MAX ||
			(size_t)(end - start) != word_length(start))
			return fail(parser, start, "near wants a number of words from 1 to %d: "
						   "near/8",
				DISTANCE_MAX);
		parser->at = end;
		if (!parse_primary(parser, &right) ||
			!pair(parser, start, out, &right, distance, out))
			return false;
	}
}

static bool parse_not(struct parser *parser, struct part *out)
{
	bool negative = false;

	while (take_word(parser, "not"))
		negative = !negative;
	if (!parse_near(parser, out))
		return false;
	out->negative = negative;
	return true;
}

static bool ends_and(struct parser *parser)
{
	skip_spaces(parser);
	return !*parser->at || *parser->at == ')' || is_word(parser->at, "or");
}

static bool parse_and(struct parser *parser, struct part *out)
{
	struct part part, wanted = {.negative = true}, unwanted = {.is_set = true};
	const char *start = parser->at, *left, *right;

	do {
		if (!parse_not(parser, &part))
			return false;
		if (part.negative)
			unwanted = unite(parser, &unwanted, &part);
		else if (wanted.negative)
			wanted = part;
		else
			wanted = join(parser, &wanted, &part, "AND");
	} while (take_word(parser, "and") || !ends_and(parser));
	if (wanted.negative)
		return fail(parser, start, "'not' wants something beside it that is looked for");
	*out = wanted;
	left = text_of(parser, &wanted);
	right = text_of(parser, &unwanted);
	if (left && right)
		*out = (struct part){
			.expression = arena_printf(parser->arena, "(%s NOT %s)", left, right)};
	return true;
}

static bool parse_or(struct parser *parser, struct part *out)
{
	struct part part;

	if (!parse_and(parser, out))
		return false;
	while (take_word(parser, "or")) {
		if (!parse_and(parser, &part))
			return false;
		*out = unite(parser, out, &part);
	}
	return true;
}

int store_search_parse(struct store *store, const struct store_search *search,
	struct buf *out_match, struct store_search_fault *out_fault)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct parser parser = {.store = store, .search = search, .at = search->text,
		.fault = out_fault, .arena = arena};
	const char *expression;
	struct part part;

	*out_fault = (struct store_search_fault){.why = NULL};
	if (!store->full_text)
		return fail(&parser, search->text, "nothing can be looked for: 'store: full_text' is "
						   "switched off"),
		       STORE_NONE;
	skip_spaces(&parser);
	if (!*parser.at)
		return fail(&parser, parser.at, "there is no word to look for"), STORE_NONE;
	if (!parse_or(&parser, &part))
		return STORE_NONE;
	if (*parser.at)
		return fail(&parser, parser.at, "this closes nothing"), STORE_NONE;
	expression = text_of(&parser, &part);
	if (expression && strlen(expression) > EXPRESSION_MAX)
		return fail(&parser, search->text, "all of this is too much at once"), STORE_NONE;
	buf_puts(out_match, expression ? expression : "");
	return 0;
}
