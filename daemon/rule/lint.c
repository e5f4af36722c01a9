/*
 * Rules that are allowed and yet wrong: that fire too easily, never, or in fewer languages than
 * they seem to, that exclude nothing or everything, that add nothing to another one, and that
 * nobody has tried.
 */
#include <string.h>

#include "base/mem.h"
#include "rule/build_priv.h"

/* ---- rules that fire on one word ----------------------------------------------------------- */

/* A text that the pattern finds, where it is of one word: of groups the first alternative. */
static bool sample_word(const char *pattern, struct buf *out)
{
	bool skip = false;

	out->len = 0;
	for (; *pattern; pattern++) {
		if (strchr(" -", *pattern))
			return false;
		if (strchr("|)", *pattern))
			skip = *pattern == '|';
		else if (!skip && !strchr("(*=", *pattern))
			buf_putc(out, *pattern);
	}
	return out->len > 0;
}

struct single {
	struct compile *compile;
	struct arena *arena;
	const char **words; /* by rule: the one that it fires on; NULL: none */
};

/* The word is judged as if it were an item: what fires needs no second one. */
static void try_word(struct single *single, const char *text, text_lang lang)
{
	static const uint8_t no_flags[2];
	static const struct mentions no_mentions = {.sentence_flags = no_flags};
	const struct ruleset *ruleset = single->compile->ruleset;
	char code[3];
	struct item item = {.published = TIME_NONE, .updated = TIME_NONE};
	struct rule_scan *scan;
	struct scope scope;
	uint32_t rule;
	size_t i;

	item.lang = lang ? text_lang_name(lang, code) : NULL;
	item.field[ITEM_TITLE] = item_text_plain(single->arena, text, SEGMENT_TITLE);
	scan = rule_scan(ruleset, single->arena, text_doc_new(single->arena, &item));
	scan->mentions = &no_mentions;
	scope = scope_whole(scan);
	for (i = 0; i < scan->candidate_count; i++) {
		rule = scan->candidates[i];
		scope.asked = ruleset->rules[rule]->when;
		if (!single->words[rule] && scan->doc->sentence_count == 1 &&
			cond_holds(scan, ruleset->rules[rule]->when, &scope))
			single->words[rule] = arena_strdup(ruleset->arena, text);
	}
}

/* A pack of more words than people write is not tried word by word. */
enum { SINGLE_WORDS_MAX = 20000 };

static void find_single_words(struct single *single)
{
	const struct compile *compile = single->compile;
	struct buf sample = BUF_INIT(BUF_UNBOUND);
	size_t i;

	for (i = 0; i < compile->word_count && compile->word_count <= SINGLE_WORDS_MAX; i++) {
		if (!sample_word(compile->words[i].text, &sample))
			continue;
		try_word(single, buf_str(&sample), compile->words[i].lang);
		arena_reset(single->arena);
	}
	buf_done(&sample);
}

static void warn_single(struct diag *diag, const struct rule *rule, const char *word)
{
	if (word)
		diag_warning(diag, rule->place, "rule '%s' can fire on one single word: '%s'",
			rule->id, word);
	else
		diag_warning(diag, rule->place, "rule '%s' can fire on one single word",
			rule->id);
	diag_hint(diag, "join it with a second one: a near/8 b, sentence(a and b)");
}

/* ---- rules that cannot fire ------------------------------------------------------------------ */

/* The first term of the condition that has no words. */
static const struct cond *find_unfilled(const struct lint_view *view, const struct cond *cond)
{
	const struct cond *found;
	size_t i;

	if (cond->form == &form_term && !cond_possible(view, cond))
		return cond;
	for (i = 0; i < cond->part_count; i++)
		if ((found = find_unfilled(view, cond->parts[i])))
			return found;
	return NULL;
}

static void warn_unfilled(const struct lint_view *view, const struct rule *rule,
	struct diag *diag)
{
	const struct cond *unfilled = find_unfilled(view, rule->when);

	if (!cond_possible(view, rule->when))
		diag_warning(diag, rule->place, "rule '%s' can never fire: no language has "
						"words for '%s'",
			rule->id, unfilled ? unfilled->text : rule->when->text);
	else if (unfilled)
		diag_warning(diag, rule->place, "rule '%s': no language has words for '%s'",
			rule->id, unfilled->text);
}

/* ---- languages that a rule has some words of, and not enough --------------------------------- */

enum { LANGS_MAX = 64 };

struct langs {
	text_lang list[LANGS_MAX];
	size_t count;
};

static void add_lang(struct langs *langs, text_lang lang)
{
	size_t i;

	for (i = 0; i < langs->count; i++)
		if (langs->list[i] == lang)
			return;
	if (lang != TEXT_LANG_UNKNOWN && langs->count < LANGS_MAX)
		langs->list[langs->count++] = lang;
}

/* What must not be there is in fewer languages without harm to the rule. */
static void gather_langs(const struct ruleset *ruleset, const struct cond *cond,
	struct langs *langs)
{
	const struct term *term, *member;
	uint32_t i, j;
	size_t part;

	if (cond->form == &form_not)
		return;
	for (part = 0; part < cond->part_count; part++)
		gather_langs(ruleset, cond->parts[part], langs);
	if (cond->form != &form_term)
		return;
	term = ruleset->terms[cond->term];
	for (i = 0; i < term->member_count; i++) {
		member = ruleset->terms[term->members[i]];
		for (j = 0; j < member->lang_count; j++)
			add_lang(langs, member->langs[j]);
	}
}

static void warn_langs(const struct ruleset *ruleset, const struct rule *rule,
	struct diag *diag)
{
	struct lint_view view = {.ruleset = ruleset};
	struct langs langs = {.count = 0};
	struct buf silent = BUF_INIT(BUF_UNBOUND);
	const struct cond *lacking = NULL;
	char code[3];
	size_t i;

	gather_langs(ruleset, rule->when, &langs);
	for (i = 0; i < langs.count; i++) {
		view.lang = langs.list[i];
		if (cond_possible(&view, rule->when))
			continue;
		lacking = lacking ? lacking : find_unfilled(&view, rule->when);
		buf_printf(&silent, "%s%s", silent.len ? ", " : "",
			text_lang_name(view.lang, code));
	}
	if (silent.len && lacking)
		diag_warning(diag, rule->place,
			"rule '%s' cannot fire in %s: '%s' has no words there", rule->id,
			buf_str(&silent), lacking->text);
	buf_done(&silent);
}

/* ---- exclusions ----------------------------------------------------------------------------- */

/* Languages that a rule fires in. */
struct firing {
	struct lint_view view;
	struct langs langs;
	bool any; /* also in those that it has no words of */
};

static struct firing firing_of(const struct ruleset *ruleset, const struct rule *rule)
{
	struct firing firing = {.view = {.ruleset = ruleset}};
	struct langs langs = {.count = 0};
	size_t i;

	gather_langs(ruleset, rule->when, &langs);
	for (i = 0; i < langs.count; i++) {
		firing.view.lang = langs.list[i];
		if (cond_possible(&firing.view, rule->when))
			add_lang(&firing.langs, langs.list[i]);
	}
	firing.view.lang = text_lang_parse("xx");
	firing.any = cond_possible(&firing.view, rule->when);
	return firing;
}

/* Whether it can hold in a language that the rule fires in. */
static bool can_meet(struct firing *firing, const struct cond *cond)
{
	size_t i;

	if (firing->any || !firing->langs.count)
		return true;
	for (i = 0; i < firing->langs.count; i++) {
		firing->view.lang = firing->langs.list[i];
		if (cond_possible(&firing->view, cond))
			return true;
	}
	return false;
}

/* "en, et": caller frees. */
static char *names_of(const struct langs *langs)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	char code[3];
	size_t i;

	for (i = 0; i < langs->count; i++)
		buf_printf(&out, "%s%s", i ? ", " : "", text_lang_name(langs->list[i], code));
	return buf_take(&out);
}

/* Why an exclusion excludes nothing; NULL: it may. Caller frees. */
static char *why_dead(struct firing *firing, const struct cond *cond)
{
	const struct lint_view all = {.ruleset = firing->view.ruleset};
	CLEANUP(mem_freep) char *langs = NULL;

	if (!cond_possible(&all, cond))
		return mem_strdup("no language has words for it");
	if (!can_meet(firing, cond)) {
		langs = names_of(&firing->langs);
		return mem_printf("the rule fires in %s, and it has no words there", langs);
	}
	return NULL;
}

static void warn_unless(const struct rule *rule, struct firing *firing, size_t i,
	struct diag *diag)
{
	const struct cond *unless = rule->unless[i];
	CLEANUP(mem_freep) char *why = why_dead(firing, unless);

	if (!why && cond_excludes(firing->view.ruleset, rule->when, unless))
		why = mem_strdup("where it does 'when' does not");
	if (why) {
		diag_warning(diag, rule->unless_places[i],
			"rule '%s': its 'unless: %s' can never hold: %s", rule->id, unless->text,
			why);
		diag_hint(diag, "give it words, or take it out");
	} else if (cond_implies(firing->view.ruleset, rule->when, unless)) {
		diag_warning(diag, rule->unless_places[i],
			"rule '%s' can never fire: its 'unless: %s' holds wherever 'when' does",
			rule->id, unless->text);
		diag_hint(diag, "leave out of it what 'when' asks for");
	}
}

/* A part of what must hold together that says what another part denies. */
static const struct cond *contradiction(const struct ruleset *ruleset, const struct cond *and)
{
	size_t i, j;

	for (i = 0; i < and->part_count; i++)
		for (j = 0; and->parts[i]->form == &form_not && j < and->part_count; j++)
			if (i != j && cond_implies(ruleset, and->parts[j],
					      and->parts[i]->parts[0]))
				return and->parts[i];
	return NULL;
}

static void warn_not(const struct rule *rule, struct firing *firing, const struct cond *cond,
	struct diag *diag)
{
	CLEANUP(mem_freep) char *why = why_dead(firing, cond->parts[0]);

	if (!why)
		return;
	diag_warning(diag, rule->when_place, "rule '%s': its '%s' excludes nothing: %s",
		rule->id, cond->text, why);
	diag_hint(diag, "give '%s' words, or take it out", cond->parts[0]->text);
}

/* Not what names stand for: other rules use them too. */
static void warn_nots(const struct rule *rule, struct firing *firing, const struct cond *cond,
	struct diag *diag)
{
	const struct cond *denied =
		cond->form == &form_and ? contradiction(firing->view.ruleset, cond) : NULL;
	size_t i;

	if (denied) {
		diag_warning(diag, rule->when_place,
			"rule '%s': '%s' can never hold: what stands beside '%s' says the opposite",
			rule->id, cond->text, denied->text);
		diag_hint(diag, "take one of the two out");
		return;
	}
	for (i = 0; i < cond->part_count; i++)
		if (cond->form == &form_not && cond->parts[i]->form == &form_term)
			warn_not(rule, firing, cond, diag);
		else if (cond->form != &form_named)
			warn_nots(rule, firing, cond->parts[i], diag);
}

static void warn_exclusions(const struct ruleset *ruleset, const struct rule *rule,
	struct diag *diag)
{
	struct firing firing = firing_of(ruleset, rule);
	size_t i;

	for (i = 0; i < rule->unless_count; i++)
		warn_unless(rule, &firing, i, diag);
	warn_nots(rule, &firing, rule->when, diag);
}

/* ---- rules that add nothing to another one ------------------------------------------------------ */

/* More rules than people write are not held against each other. */
enum { SHADOW_RULES_MAX = 500 };

static enum severity gravest(const struct rule *rule)
{
	enum severity severity = rule->severity;
	size_t i;

	for (i = 0; i < rule->raise_count; i++)
		severity = MAX(severity, rule->raises[i].to);
	return severity;
}

/* What quiets the other one quiets it too, or cannot be where it fires. */
static bool quieted_as(const struct ruleset *ruleset, const struct rule *rule,
	const struct cond *unless)
{
	size_t i;

	for (i = 0; i < rule->unless_count; i++)
		if (cond_implies(ruleset, unless, rule->unless[i]))
			return true;
	return cond_excludes(ruleset, rule->when, unless);
}

/* Wherever the rule fires the other one does too, and takes it no less seriously. */
static bool adds_nothing(const struct ruleset *ruleset, const struct rule *rule,
	const struct rule *other)
{
	size_t i;

	if (strcmp(rule->category, other->category) != 0 || rule->draft || other->draft ||
		gravest(rule) > other->severity ||
		!cond_implies(ruleset, rule->when, other->when))
		return false;
	for (i = 0; i < other->unless_count; i++)
		if (!quieted_as(ruleset, rule, other->unless[i]))
			return false;
	return true;
}

static void warn_shadowed(const struct ruleset *ruleset, size_t number, struct diag *diag)
{
	const struct rule *rule = ruleset->rules[number], *other;
	size_t i;

	for (i = 0; i < ruleset->rule_count && ruleset->rule_count <= SHADOW_RULES_MAX; i++) {
		other = ruleset->rules[i];
		/* Of two that are alike the first one stays. */
		if (i == number || !adds_nothing(ruleset, rule, other) ||
			(i > number && adds_nothing(ruleset, other, rule)))
			continue;
		diag_warning(diag, rule->place,
			"rule '%s' adds nothing: wherever it fires '%s' does too (%s:%d)",
			rule->id, other->id, other->place.file, other->place.line);
		diag_hint(diag, "take it out, ask for less in it, or give it a higher severity");
		return;
	}
}

/* ---- the whole --------------------------------------------------------------------------------- */

static void lint_rule(const struct ruleset *ruleset, const struct rule *rule,
	const char *single_word, struct diag *diag)
{
	const struct lint_view view = {.ruleset = ruleset};
	bool possible = cond_possible(&view, rule->when);

	warn_unfilled(&view, rule, diag);
	if (possible)
		warn_exclusions(ruleset, rule, diag);
	if (possible && diag_wants_untidy(diag))
		warn_langs(ruleset, rule, diag);
	if (single_word || (possible && cond_least(&view, rule->when) <= 1))
		warn_single(diag, rule, single_word);
	if (!rule->examples_said) {
		diag_warning(diag, rule->place, "rule '%s' has no examples", rule->id);
		diag_hint(diag, "give it an 'alert' and a 'quiet' one; kordonctl test runs "
				"them");
	}
}

void lint_rules(struct compile *compile)
{
	const struct ruleset *ruleset = compile->ruleset;
	struct single single = {.compile = compile,
		.arena = arena_new(),
		.words = mem_calloc(ruleset->rule_count + 1, sizeof(*single.words))};
	size_t i;

	if (!diag_errors(compile->diag))
		find_single_words(&single);
	for (i = 0; i < ruleset->rule_count; i++) {
		lint_rule(ruleset, ruleset->rules[i], single.words[i], compile->diag);
		if (diag_wants_untidy(compile->diag))
			warn_shadowed(ruleset, i, compile->diag);
	}
	mem_free(single.words);
	arena_free(single.arena);
}
