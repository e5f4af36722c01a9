/* Terms: words by language, what a term uses, and words that stand in conditions. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "rule/build_priv.h"

/* Members of all terms together; far more than rules of people need. */
enum { MEMBERS_MAX = 2000000 };

static struct term *new_term(struct compile *compile, const char *pack, const char *name,
	struct diag_place place, uint32_t *out_number)
{
	struct ruleset *ruleset = compile->ruleset;
	struct term *term = arena_alloc(ruleset->arena, sizeof(*term));

	*term = (struct term){.pack = pack, .name = name, .place = place};
	MEM_GROW(ruleset->terms, ruleset->term_count, ruleset->term_cap);
	*out_number = ruleset->term_count;
	ruleset->terms[ruleset->term_count++] = term;
	return term;
}

/* ---- words ------------------------------------------------------------------------- */

/* Words of the phrase; alternatives in brackets count as one. */
static uint32_t count_words(const char *pattern)
{
	uint32_t words = 0;
	bool inside = false;
	int depth = 0;

	for (; *pattern; pattern++) {
		depth += (*pattern == '(') - (*pattern == ')');
		if (!depth && strchr(" -", *pattern)) {
			inside = false;
		} else if (!inside) {
			inside = true;
			words++;
		}
	}
	return MAX(words, 1u);
}

static void note_lang(struct arena *arena, struct term *term, text_lang lang)
{
	uint32_t i;

	for (i = 0; i < term->lang_count; i++)
		if (term->langs[i] == lang)
			return;
	ARENA_GROW(arena, term->langs, term->lang_count, term->lang_cap);
	term->langs[term->lang_count++] = lang;
}

/* NULL, or why the words cannot be. */
static const char *add_words(struct compile *compile, uint32_t number, const char *words,
	text_lang lang, size_t *out_at)
{
	struct term *term = compile->ruleset->terms[number];
	const char *why;
	uint32_t count;

	if (!match_add(compile->matches, words, lang, number, &why, out_at))
		return why;
	count = count_words(words);
	if (!term->least_words || count < term->least_words)
		term->least_words = count;
	note_lang(compile->ruleset->arena, term, lang);
	ARENA_GROW(compile->ruleset->arena, term->words, term->word_count, term->word_cap);
	term->words[term->word_count++] = arena_strdup(compile->ruleset->arena, words);
	return NULL;
}

/* Of words in messages: bytes, so that the reason behind them is seen too. */
static int shown(const char *words)
{
	return (int)utf8_cut(words, strlen(words), TERM_SHOWN);
}

static void add_word_node(struct compile *compile, uint32_t number,
	const struct config_node *node, text_lang lang)
{
	const char *words, *why;
	size_t at = 0;

	if (!config_text(node, "a word", compile->diag, &words))
		return;
	why = add_words(compile, number, words, lang, &at);
	if (!why) {
		MEM_GROW(compile->words, compile->word_count, compile->word_cap);
		compile->words[compile->word_count++] =
			(struct term_word){number, lang, words, node->place};
		return;
	}
	diag_error(compile->diag, config_text_place(node, at), "'%.*s': %s", shown(words),
		words, why);
}

/* One language: a list of words, or one. */
static void add_lang(struct compile *compile, uint32_t number, const struct config_node *node,
	text_lang lang)
{
	size_t i;

	if (node->kind == CONFIG_SCALAR) {
		add_word_node(compile, number, node, lang);
		return;
	}
	if (!config_want(node, CONFIG_LIST, "a list of words", compile->diag))
		return;
	for (i = 0; i < node->count; i++)
		add_word_node(compile, number, node->values[i], lang);
}

static bool lang_of_key(const char *key, text_lang *out_lang)
{
	*out_lang = TEXT_LANG_UNKNOWN;
	if (strcmp(key, "any") == 0)
		return true;
	*out_lang = text_lang_parse(key);
	return lang_is_known(key);
}

static void add_map(struct compile *compile, uint32_t number, const struct config_node *map)
{
	text_lang lang;
	size_t i;

	if (!config_want(map, CONFIG_MAP, "a term (languages with their words)", compile->diag))
		return;
	for (i = 0; i < map->count; i++) {
		if (strcmp(map->keys[i]->text, "uses") == 0)
			continue;
		if (lang_of_key(map->keys[i]->text, &lang)) {
			config_lang_doubt(map->keys[i], compile->diag);
			add_lang(compile, number, map->values[i], lang);
			continue;
		}
		diag_error(compile->diag, map->keys[i]->place,
			"'%s' is no language: two letters of ISO 639-1, 'any' or 'uses'",
			map->keys[i]->text);
		lang_hint(compile->diag, map->keys[i]->text);
	}
}

void term_build(struct compile *compile, struct decl *decl)
{
	size_t i;

	new_term(compile, decl->pack, decl->name, decl->name_node->place, &decl->term);
	if (decl->disabled)
		return;
	add_map(compile, decl->term, decl->replaced ? decl->replaced : decl->node);
	for (i = 0; i < decl->extended_count; i++)
		add_map(compile, decl->term, decl->extended[i]);
}

/* ---- words that stand in a condition ------------------------------------------------ */

uint32_t term_inline(struct compile *compile, const char *pack, const char *words,
	struct diag_place place, const char **out_why, size_t *out_at)
{
	struct inline_term *known;
	struct term *term;
	const char *name;
	uint32_t number;

	HASH_FIND_STR(compile->inlines, words, known);
	if (known)
		return known->term;
	name = arena_strdup(compile->ruleset->arena, words);
	term = new_term(compile, pack, name, place, &number);
	*out_why = add_words(compile, number, words, TEXT_LANG_UNKNOWN, out_at);
	if (*out_why)
		return TERM_NONE;
	term->members = arena_alloc(compile->ruleset->arena, sizeof(*term->members));
	term->members[term->member_count++] = number;
	known = mem_alloc(sizeof(*known));
	known->words = mem_strdup(words);
	known->term = number;
	HASH_ADD_KEYPTR(hh, compile->inlines, known->words, strlen(known->words), known);
	return number;
}

bool term_inline_known(const struct compile *compile, const char *words)
{
	struct inline_term *known;

	HASH_FIND_STR(compile->inlines, words, known);
	return known != NULL;
}

/* ---- uses --------------------------------------------------------------------------- */

struct uses {
	struct compile *compile;
	struct decl **decls; /* by number of term */
	uint32_t *list, count, cap;
	uint32_t *seen, round; /* by number of term: the round it was taken in */
	size_t total;
};

/* Once each, so that terms may use each other in a ring. */
static void take_term(struct uses *uses, uint32_t term)
{
	if (uses->seen[term] == uses->round)
		return;
	uses->seen[term] = uses->round;
	MEM_GROW(uses->list, uses->count, uses->cap);
	uses->list[uses->count++] = term;
}

static void take_name(struct uses *uses, const struct decl *decl,
	const struct config_node *node)
{
	struct compile *compile = uses->compile;
	struct decl *used;
	const char *name;

	if (!config_text(node, "the name of a term", compile->diag, &name))
		return;
	used = decl_find(compile, DECL_TERM, decl->pack, name);
	if (!used) {
		diag_error(compile->diag, node->place, "no term is called '%s'", name);
		decl_hint(compile, DECL_TERM, decl->pack, name);
	} else {
		take_term(uses, used->term);
	}
}

static void take_uses_of(struct uses *uses, const struct decl *decl,
	const struct config_node *map)
{
	const struct config_node *node = config_get(map, "uses");
	size_t i;

	if (!node)
		return;
	if (node->kind == CONFIG_SCALAR) {
		take_name(uses, decl, node);
		return;
	}
	if (!config_want(node, CONFIG_LIST, "'uses' (a list of terms)", uses->compile->diag))
		return;
	for (i = 0; i < node->count; i++)
		take_name(uses, decl, node->values[i]);
}

static void take_uses(struct uses *uses, const struct decl *decl)
{
	size_t i;

	if (decl->disabled)
		return;
	take_uses_of(uses, decl, decl->replaced ? decl->replaced : decl->node);
	for (i = 0; i < decl->extended_count; i++)
		take_uses_of(uses, decl, decl->extended[i]);
}

static int compare_numbers(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

/* Beyond the ceiling, of which the first term that reaches it tells, each stays alone. */
static bool too_many(struct uses *uses, const struct term *term)
{
	bool before = uses->total > MEMBERS_MAX;

	uses->total += uses->count;
	if (!before && uses->total > MEMBERS_MAX)
		diag_error(uses->compile->diag, term->place,
			"terms use each other more often than %d times", MEMBERS_MAX);
	return uses->total > MEMBERS_MAX;
}

/* The list is a queue: what a used term uses comes behind it. */
static void join_term(struct uses *uses, const struct decl *decl)
{
	struct ruleset *ruleset = uses->compile->ruleset;
	struct term *term = ruleset->terms[decl->term];
	uint32_t i;

	uses->round++;
	uses->count = 0;
	take_term(uses, decl->term);
	for (i = 0; i < uses->count && uses->total <= MEMBERS_MAX; i++)
		take_uses(uses, uses->decls[uses->list[i]]);
	if (too_many(uses, term))
		uses->count = 1;
	qsort(uses->list, uses->count, sizeof(*uses->list), compare_numbers);
	term->member_count = uses->count;
	term->members = arena_alloc(ruleset->arena, uses->count * sizeof(*term->members));
	memcpy(term->members, uses->list, uses->count * sizeof(*term->members));
}

/* Called when all terms of the files are there, and none of conditions yet. */
void terms_join(struct compile *compile)
{
	uint32_t count = compile->ruleset->term_count;
	struct uses uses = {.compile = compile,
		.decls = mem_calloc(count + 1, sizeof(*uses.decls)),
		.seen = mem_calloc(count + 1, sizeof(*uses.seen))};
	struct decl *decl;

	for (decl = compile->decls; decl; decl = decl->hh.next)
		if (decl->kind == DECL_TERM)
			uses.decls[decl->term] = decl;
	for (decl = compile->decls; decl; decl = decl->hh.next)
		if (decl->kind == DECL_TERM)
			join_term(&uses, decl);
	mem_free(uses.decls);
	mem_free(uses.seen);
	mem_free(uses.list);
}
