/*
 * The grammar of conditions, by recursive descent:
 *
 *   or     = and { "or" and }
 *   and    = near { "and" near }
 *   near   = not { ("near" | "then") "/" NUMBER not }
 *   not    = { "not" } primary
 *   primary = "(" or ")" | NUMBER "of" "(" or { "," or } ")" | FORM … | NAME | "words"
 *           | "weight" "(" [ "-" ] NUMBER near { "," [ "-" ] NUMBER near } ")" COMPARE NUMBER
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "rule/build_priv.h"

enum { DISTANCE_MAX = 200 };

/* ---- errors ------------------------------------------------------------------------ */

static struct diag_place place_of(const struct parser *parser, const char *at)
{
	return config_text_place(parser->node, (size_t)(at - parser->text));
}

void parse_error(struct parser *parser, const char *at, const char *fmt, ...)
{
	va_list ap;
	char *text;

	if (parser->failed)
		return;
	parser->failed = true;
	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	diag_error(parser->compile->diag, place_of(parser, at), "%s", text);
	mem_free(text);
}

/* ---- tokens ------------------------------------------------------------------------ */

static bool is_name_byte(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static void skip_spaces(struct parser *parser)
{
	while (isspace((unsigned char)*parser->at))
		parser->at++;
}

/* Moves over the token that was read. */
static void advance(struct parser *parser, const char *to)
{
	parser->last = parser->at = to;
	skip_spaces(parser);
}

static size_t word_length(const char *at)
{
	size_t len = 0;

	while (is_name_byte(at[len]))
		len++;
	return len;
}

static bool at_word(const struct parser *parser, const char *word)
{
	size_t len = word_length(parser->at);

	return len == strlen(word) && memcmp(parser->at, word, len) == 0;
}

static bool take_word(struct parser *parser, const char *word)
{
	if (!at_word(parser, word))
		return false;
	advance(parser, parser->at + strlen(word));
	return true;
}

static bool take_sign(struct parser *parser, char sign)
{
	if (*parser->at != sign)
		return false;
	advance(parser, parser->at + 1);
	return true;
}

/* What stands here, for messages. */
static const char *show_rest(const struct parser *parser, char out[64])
{
	size_t len = word_length(parser->at);

	if (!*parser->at)
		return "the end";
	if (!len)
		len = utf8_cut(parser->at, strlen(parser->at), 1 + 3 * (*parser->at < 0));
	len = utf8_cut(parser->at, len, 40);
	snprintf(out, 64, "'%.*s'", (int)MAX(len, (size_t)1), parser->at);
	return out;
}

/* What other languages write instead of ours. */
static const char *sign_meant(const char *at)
{
	static const struct {
		const char *sign, *meant;
	} signs[] = {{"&", "and"}, {"|", "or"}, {"!", "not"}, {"=>", ">="}, {"=<", "<="},
		{"+", "and"}};
	size_t i;

	for (i = 0; i < ARRAY_LEN(signs); i++)
		if (strncmp(at, signs[i].sign, strlen(signs[i].sign)) == 0)
			return signs[i].meant;
	return NULL;
}

/* The text ends too early because inside of { } YAML ends it at a comma. */
static bool cut_by_comma(const struct parser *parser)
{
	const struct config_node *node = parser->node;

	return !*parser->at && node->plain && node->source &&
	       node->source[node->source_len] == ',';
}

static void hint_operator(struct parser *parser)
{
	static const char *const operators[] = {"and", "or", "near", "then"};
	struct diag *diag = parser->compile->diag;
	const char *meant = sign_meant(parser->at);
	char *word = mem_strndup(parser->at, word_length(parser->at));

	if (cut_by_comma(parser))
		diag_hint(diag, "inside of { } a comma ends a text: put the condition in quotes");
	else if (meant)
		diag_hint(diag, "did you mean '%s'?", meant);
	else
		diag_hint_nearest(diag, word, operators, ARRAY_LEN(operators));
	mem_free(word);
}

/* Something else stands where the rest of a condition was expected. */
static void unexpected(struct parser *parser, const char *expected)
{
	char rest[64];

	if (parser->failed)
		return;
	parse_error(parser, parser->at, "expected %s, found %s", expected,
		show_rest(parser, rest));
	hint_operator(parser);
}

static bool want_sign(struct parser *parser, char sign, const char *where)
{
	char expected[64];

	if (take_sign(parser, sign))
		return true;
	snprintf(expected, sizeof(expected), "'%c' %s", sign, where);
	unexpected(parser, expected);
	return false;
}

static bool take_number(struct parser *parser, uint32_t *out_number)
{
	char *end;
	unsigned long value;

	if (!isdigit((unsigned char)*parser->at))
		return false;
	value = strtoul(parser->at, &end, 10);
	advance(parser, end);
	*out_number = value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
	return true;
}

/* ---- nodes ------------------------------------------------------------------------- */

static struct cond *new_cond(struct parser *parser, const struct cond_form *form)
{
	struct cond *cond = arena_alloc(parser->compile->ruleset->arena, sizeof(*cond));

	cond->form = form;
	cond->term = TERM_NONE;
	if (++parser->nodes > RULE_CONDITION_NODES)
		parse_error(parser, parser->at, "the condition has more than %d parts",
			RULE_CONDITION_NODES);
	return cond;
}

static void add_part(struct parser *parser, struct cond *cond, struct cond *part)
{
	ARENA_GROW(parser->compile->ruleset->arena, cond->parts, cond->part_count,
		cond->part_cap);
	cond->parts[cond->part_count++] = part;
}

/* Of parts that are all needed the one with the fewest pivots will do. */
static void pivots_of_all(struct cond *cond)
{
	const struct cond *best = NULL;
	size_t i;

	for (i = 0; i < cond->part_count; i++)
		if (cond->parts[i]->pivot_count &&
			(!best || cond->parts[i]->pivot_count < best->pivot_count))
			best = cond->parts[i];
	if (best) {
		cond->pivots = best->pivots;
		cond->pivot_count = best->pivot_count;
	}
}

/* What weighs against it is not needed. */
static bool may_do(const struct cond *cond, size_t part)
{
	return !cond->weights || cond->weights[part] > 0;
}

/* Where any of them will do, all their pivots count, and each part must have some. */
static void pivots_of_any(struct arena *arena, struct cond *cond)
{
	uint32_t *pivots, total = 0;
	size_t i;

	for (i = 0; i < cond->part_count; i++) {
		if (may_do(cond, i) && !cond->parts[i]->pivot_count)
			return;
		total += may_do(cond, i) ? cond->parts[i]->pivot_count : 0;
	}
	pivots = arena_alloc(arena, (total + 1) * sizeof(*pivots));
	cond->pivots = pivots;
	for (i = 0; i < cond->part_count; i++) {
		if (!may_do(cond, i))
			continue;
		memcpy(pivots + cond->pivot_count, cond->parts[i]->pivots,
			cond->parts[i]->pivot_count * sizeof(*pivots));
		cond->pivot_count += cond->parts[i]->pivot_count;
	}
}

static void set_pivots(struct arena *arena, struct cond *cond)
{
	if (cond->form == &form_term) {
		cond->pivots = &cond->term;
		cond->pivot_count = 1;
	} else if (cond->form == &form_or || cond->form == &form_of ||
		   (cond->weights && weight_needs_words(cond))) {
		pivots_of_any(arena, cond);
	} else if (cond->form != &form_not && !cond->weights) {
		pivots_of_all(cond);
	}
}

/* Sizes and depths count what names stand for: evaluation walks all of it. */
static struct cond *finish(struct parser *parser, struct cond *cond, const char *start)
{
	uint64_t size = 1;
	size_t i;

	if (parser->failed)
		return NULL;
	cond->text = arena_strndup(parser->compile->ruleset->arena, start,
		(size_t)(parser->last - start));
	for (i = 0; i < cond->part_count; i++) {
		size += cond->parts[i]->size;
		cond->depth = MAX(cond->depth, cond->parts[i]->depth + 1);
	}
	cond->size = (uint32_t)MIN(size, (uint64_t)UINT32_MAX);
	if (size > RULE_CONDITION_NODES)
		parse_error(parser, start, "the condition has more than %d parts, with the "
					   "conditions that it names written out",
			RULE_CONDITION_NODES);
	else if (cond->depth > RULE_CONDITION_DEPTH)
		parse_error(parser, start, "the condition is nested more than %d deep, with "
					   "the conditions that it names written out",
			RULE_CONDITION_DEPTH);
	set_pivots(parser->compile->ruleset->arena, cond);
	return parser->failed ? NULL : cond;
}

/* ---- primaries --------------------------------------------------------------------- */

static struct cond *parse_or(struct parser *parser);

static struct cond *parse_inline(struct parser *parser)
{
	const char *start = parser->at, *end = strchr(start + 1, '"'), *why;
	struct cond *cond = new_cond(parser, &form_term);
	size_t wrong = 0;
	char *words;

	if (!end) {
		parse_error(parser, start, "the quote that opens here is not closed");
		return NULL;
	}
	words = mem_strndup(start + 1, (size_t)(end - start) - 1);
	cond->term = term_inline(parser->compile, parser->pack, words, parser->node->place,
		&why, &wrong);
	if (cond->term == TERM_NONE)
		parse_error(parser, start + 1 + wrong, "\"%.*s\": %s",
			(int)utf8_cut(words, strlen(words), TERM_SHOWN), words, why);
	mem_free(words);
	advance(parser, end + 1);
	return finish(parser, cond, start);
}

static bool parse_limit(struct parser *parser, struct cond *cond, const char *example);

static const struct cond_form *form_find(const char *name)
{
	size_t i;

	for (i = 0; i < cond_form_count; i++)
		if (strcmp(cond_forms[i].name, name) == 0)
			return &cond_forms[i];
	return NULL;
}

static struct cond *parse_form(struct parser *parser, const struct cond_form *form,
	const char *end)
{
	const char *start = parser->at;
	struct cond *cond = new_cond(parser, form);

	advance(parser, end);
	if (form->parse && !form->parse(parser, cond))
		return NULL;
	return finish(parser, cond, start);
}

/* An unknown word: a term, a condition, or a form without its brackets? */
static void unknown_name(struct parser *parser, const char *start, const char *name)
{
	if (parser->failed)
		return;
	if (form_find(name)) {
		parse_error(parser, start, "%s wants its brackets: %s(…)", name, name);
		return;
	}
	if (parser->compile->terms_left_out) {
		parser->failed = true;
		return;
	}
	parse_error(parser, start, "no term or condition is called '%.*s'",
		(int)utf8_cut(name, strlen(name), TERM_SHOWN), name);
	decl_hint(parser->compile, DECL_TERM, parser->pack, name);
}

static struct cond *parse_name(struct parser *parser, const char *name, const char *end)
{
	const char *start = parser->at;
	struct decl *decl = decl_find_word(parser->compile, parser->pack, name);
	struct cond *cond, *named;

	if (!decl) {
		unknown_name(parser, start, name);
		return NULL;
	}
	cond = new_cond(parser, decl->kind == DECL_TERM ? &form_term : &form_named);
	advance(parser, end);
	if (decl->kind == DECL_TERM) {
		cond->term = decl->term;
		return finish(parser, cond, start);
	}
	if (decl->state == DECL_BUSY) {
		parse_error(parser, start, "condition '%s' names itself", name);
		return NULL;
	}
	named = cond_of(parser->compile, decl);
	if (!named) { /* its own error was told where it stands */
		parser->failed = true;
		return NULL;
	}
	add_part(parser, cond, named);
	return finish(parser, cond, start);
}

/* "origins >= 2", "official": asked of the incident. */
static struct cond *parse_standing(struct parser *parser, int measure, const char *end)
{
	const char *start = parser->at;
	struct cond *cond = new_cond(parser, &form_standing);

	if (!parser->raising) {
		parse_error(parser, start, "'%.*s' is asked of an incident, in 'raise' alone: when "
					   "an item is judged its incident is not known",
			(int)(end - start), start);
		return NULL;
	}
	cond->number = (uint32_t)measure;
	advance(parser, end);
	if (standing_compares(measure) && !parse_limit(parser, cond, "origins >= 2"))
		return NULL;
	return finish(parser, cond, start);
}

/* "name" or "pack/name"; a '/' with a number behind it belongs to near and then. */
static const char *name_end(const char *at)
{
	size_t len = word_length(at);

	if (at[len] == '/' && is_name_byte(at[len + 1]))
		len += 1 + word_length(at + len + 1);
	return at + len;
}

static struct cond *parse_word(struct parser *parser)
{
	const char *end = name_end(parser->at);
	char *name = mem_strndup(parser->at, (size_t)(end - parser->at));
	const struct cond_form *form = form_find(name);
	struct cond *cond;
	int measure = standing_measure(name);

	/* A term of that name is what it was. */
	if (measure >= 0 && decl_find_word(parser->compile, parser->pack, name))
		measure = -1;
	/* A form with brackets must have them: `title` alone may be a term. */
	if (form && form->parse && *(end + strspn(end, " \t\n")) != '(')
		form = NULL;
	if (measure >= 0)
		cond = parse_standing(parser, measure, end);
	else
		cond = form ? parse_form(parser, form, end) : parse_name(parser, name, end);
	mem_free(name);
	return cond;
}

static struct cond *parse_of(struct parser *parser)
{
	const char *start = parser->at;
	struct cond *cond = new_cond(parser, &form_of), *part;
	char rest[64];

	if (!take_number(parser, &cond->number) || !take_word(parser, "of")) {
		parse_error(parser, parser->at, "expected 'of' behind the number, as in "
						"2 of (a, b, c), found %s",
			show_rest(parser, rest));
		return NULL;
	}
	if (!want_sign(parser, '(', "behind 'of'"))
		return NULL;
	do {
		part = parse_or(parser);
		if (!part)
			return NULL;
		add_part(parser, cond, part);
	} while (take_sign(parser, ','));
	if (!want_sign(parser, ')', "at the end of the list"))
		return NULL;
	if (!cond->number || cond->number > cond->part_count)
		parse_error(parser, start, "%u of %zu: a number from 1 to %zu is wanted",
			cond->number, cond->part_count, cond->part_count);
	return finish(parser, cond, start);
}

static struct cond *parse_brackets(struct parser *parser)
{
	struct cond *cond;

	advance(parser, parser->at + 1);
	cond = parse_or(parser);
	if (!cond || !want_sign(parser, ')', "to close the bracket"))
		return NULL;
	return cond;
}

static struct cond *parse_primary(struct parser *parser)
{
	if (*parser->at == '(')
		return parse_brackets(parser);
	if (*parser->at == '"')
		return parse_inline(parser);
	if (isdigit((unsigned char)*parser->at))
		return parse_of(parser);
	if (is_name_byte(*parser->at) && !at_word(parser, "and") && !at_word(parser, "or") &&
		!at_word(parser, "near") && !at_word(parser, "then"))
		return parse_word(parser);
	unexpected(parser, "a term or a condition");
	return NULL;
}

/* ---- operators --------------------------------------------------------------------- */

static struct cond *parse_not(struct parser *parser)
{
	const char *start = parser->at;
	struct cond *cond, *part;

	if (++parser->depth > RULE_CONDITION_DEPTH) {
		parse_error(parser, start, "the condition is nested more than %d deep",
			RULE_CONDITION_DEPTH);
		return NULL;
	}
	if (take_word(parser, "not")) {
		cond = new_cond(parser, &form_not);
		part = parse_not(parser);
		if (part) {
			add_part(parser, cond, part);
			cond = finish(parser, cond, start);
		} else {
			cond = NULL;
		}
	} else {
		cond = parse_primary(parser);
	}
	parser->depth--;
	return cond;
}

/* "/12" behind near and then. */
static bool parse_distance(struct parser *parser, const char *word, struct cond *cond)
{
	if (*parser->at != '/' || !isdigit((unsigned char)parser->at[1])) {
		parse_error(parser, parser->at, "%s wants a number of words, as in %s/8", word,
			word);
		return false;
	}
	parser->at++;
	if (take_number(parser, &cond->number) && cond->number &&
		cond->number <= DISTANCE_MAX)
		return true;
	parse_error(parser, parser->at, "%s: the number of words is from 1 to %d", word,
		DISTANCE_MAX);
	return false;
}

static bool want_place(struct parser *parser, const struct cond *part, const char *word,
	const char *at)
{
	if (cond_has_place(part))
		return true;
	parse_error(parser, at, "%s is for words; '%s' stands at no place in the text", word,
		part->text);
	return false;
}

static struct cond *parse_near(struct parser *parser)
{
	const char *start = parser->at, *operator;
	struct cond *left = parse_not(parser), *cond;
	const char *word;

	while (left && (at_word(parser, "near") || at_word(parser, "then"))) {
		operator = parser->at;
		word = at_word(parser, "near") ? "near" : "then";
		cond = new_cond(parser, *word == 'n' ? &form_near : &form_then);
		parser->at += strlen(word);
		if (!parse_distance(parser, word, cond) ||
			!want_place(parser, left, word, operator))
			return NULL;
		add_part(parser, cond, left);
		left = parse_not(parser);
		if (!left || !want_place(parser, left, word, operator))
			return NULL;
		add_part(parser, cond, left);
		left = finish(parser, cond, start);
	}
	return left;
}

static struct cond *parse_list(struct parser *parser, const char *word,
	const struct cond_form *form, struct cond *(*operand)(struct parser *parser))
{
	const char *start = parser->at;
	struct cond *first = operand(parser), *cond, *part;

	if (!first || !at_word(parser, word))
		return first;
	cond = new_cond(parser, form);
	add_part(parser, cond, first);
	while (take_word(parser, word)) {
		part = operand(parser);
		if (!part)
			return NULL;
		add_part(parser, cond, part);
	}
	return finish(parser, cond, start);
}

static struct cond *parse_and(struct parser *parser)
{
	return parse_list(parser, "and", &form_and, parse_near);
}

static struct cond *parse_or(struct parser *parser)
{
	return parse_list(parser, "or", &form_or, parse_and);
}

/* ---- arguments of forms that hold conditions ----------------------------------------- */

bool parse_condition_argument(struct parser *parser, struct cond *cond)
{
	struct cond *part = parse_brackets(parser);

	if (part)
		add_part(parser, cond, part);
	return part != NULL;
}

static bool parse_compare(struct parser *parser, struct cond *cond)
{
	static const struct {
		const char *sign;
		enum compare compare;
	} signs[] = {{">=", COMPARE_GE}, {"<=", COMPARE_LE}, {"==", COMPARE_EQ},
		{">", COMPARE_GT}, {"<", COMPARE_LT}, {"=", COMPARE_EQ}};
	size_t i;

	if (sign_meant(parser->at))
		return false;
	for (i = 0; i < ARRAY_LEN(signs); i++)
		if (strncmp(parser->at, signs[i].sign, strlen(signs[i].sign)) == 0) {
			cond->compare = signs[i].compare;
			advance(parser, parser->at + strlen(signs[i].sign));
			return true;
		}
	return false;
}

/* ">= 20" behind the brackets. */
static bool parse_limit(struct parser *parser, struct cond *cond, const char *example)
{
	char rest[64], *end;

	if (!parse_compare(parser, cond)) {
		parse_error(parser, parser->at, "expected a comparison, as in %s, found %s",
			example, show_rest(parser, rest));
		hint_operator(parser);
		return false;
	}
	if (!isdigit((unsigned char)*parser->at)) {
		parse_error(parser, parser->at, "expected a number, as in %s, found %s", example,
			show_rest(parser, rest));
		return false;
	}
	cond->limit = strtod(parser->at, &end);
	advance(parser, end);
	return true;
}

bool parse_count(struct parser *parser, struct cond *cond)
{
	const char *start = parser->at;

	if (!parse_condition_argument(parser, cond) ||
		!want_place(parser, cond->parts[0], "count()", start))
		return false;
	return parse_limit(parser, cond, "count(buoy) >= 20");
}

/* "3 buoy" or "-4 sports": a number, and what it is the weight of. */
static bool parse_weighted(struct parser *parser, double *out_weight, struct cond **out_part)
{
	bool minus = *parser->at == '-';
	char rest[64], *end;

	if (minus || *parser->at == '+')
		advance(parser, parser->at + 1);
	if (!isdigit((unsigned char)*parser->at)) {
		parse_error(parser, parser->at, "expected a number and a term, as in "
						"weight(3 buoy, -4 sports) >= 5, found %s",
			show_rest(parser, rest));
		return false;
	}
	*out_weight = strtod(parser->at, &end) * (minus ? -1 : 1);
	advance(parser, end);
	*out_part = parse_near(parser);
	return *out_part != NULL;
}

static void add_weight(struct parser *parser, struct cond *cond, double weight,
	struct cond *part)
{
	size_t size = cond->part_count * sizeof(*cond->weights), cap = cond->part_cap;

	add_part(parser, cond, part);
	if (cond->part_cap != cap)
		cond->weights = arena_grow(parser->compile->ruleset->arena, cond->weights, size,
			cond->part_cap * sizeof(*cond->weights));
	cond->weights[cond->part_count - 1] = weight;
}

bool parse_weight(struct parser *parser, struct cond *cond)
{
	struct cond *part;
	double weight;

	do {
		advance(parser, parser->at + 1); /* the bracket or the comma */
		if (!parse_weighted(parser, &weight, &part))
			return false;
		add_weight(parser, cond, weight, part);
	} while (*parser->at == ',');
	return want_sign(parser, ')', "at the end of the weights") &&
	       parse_limit(parser, cond, "weight(3 buoy, -4 sports) >= 5");
}

/* ---- the whole ----------------------------------------------------------------------- */

static struct cond *parse_whole(struct compile *compile, const char *pack,
	const struct config_node *node, bool raising)
{
	struct parser parser = {
		.compile = compile, .pack = pack, .node = node, .raising = raising};
	struct cond *cond;

	if (!config_want(node, CONFIG_SCALAR, "a condition", compile->diag))
		return NULL;
	parser.text = parser.at = parser.last = node->text;
	skip_spaces(&parser);
	cond = parse_or(&parser);
	if (cond && *parser.at)
		unexpected(&parser, "'and', 'or', 'near/N' or the end");
	return parser.failed ? NULL : cond;
}

struct cond *cond_parse(struct compile *compile, const char *pack,
	const struct config_node *node)
{
	return parse_whole(compile, pack, node, false);
}

struct cond *cond_parse_raise(struct compile *compile, const char *pack,
	const struct config_node *node)
{
	return parse_whole(compile, pack, node, true);
}

struct cond *cond_of(struct compile *compile, struct decl *decl)
{
	if (decl->state == DECL_NEW) {
		decl->state = DECL_BUSY;
		decl->cond = cond_parse(compile, decl->pack,
			decl->replaced ? decl->replaced : decl->node);
		decl->state = DECL_DONE;
	}
	return decl->cond;
}
