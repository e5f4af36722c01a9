/*
 * What is allowed and yet wrong: words that can never match, rules that fire too easily, never,
 * or in fewer languages than they seem to, and rules that nobody has tried.
 */
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

/* More words of one term are looked at one by one no longer. */
enum { SHADOW_WORDS_MAX = 1000 };

/* The letters before the '*' at the end of a single word; 0: it is no such pattern. */
static size_t prefix_length(const char *text)
{
	size_t len = strlen(text);

	return strcspn(text, " -(|)*=") + 1 == len && text[len - 1] == '*' ? len - 1 : 0;
}

static bool shadows(const struct term_word *other, const struct term_word *word)
{
	size_t len = prefix_length(other->text);

	return len && other != word && strncmp(word->text, other->text, len) == 0 &&
	       !strpbrk(word->text, " -(|)=") && (other->lang == word->lang || !other->lang) &&
	       (strcmp(word->text, other->text) != 0 || other < word);
}

static const struct term_word *shadow_of(const struct term_word *word,
	const struct term_word *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (shadows(&words[i], word))
			return &words[i];
	return NULL;
}

/* One warning a term: a list of many forms is no mistake for each of them. */
static void lint_shadowed(struct compile *compile, const struct term_word *words, size_t count)
{
	const struct term_word *first = NULL, *by = NULL, *shadow;
	size_t others = 0, i;

	for (i = 0; i < count && count <= SHADOW_WORDS_MAX; i++) {
		shadow = shadow_of(&words[i], words, count);
		if (!shadow)
			continue;
		others += first != NULL;
		by = first ? by : shadow;
		first = first ? first : &words[i];
	}
	if (!first)
		return;
	diag_warning(compile->diag, first->place, "'%s' adds nothing: '%s' finds it already",
		first->text, by->text);
	if (others)
		diag_hint(compile->diag, "and %zu more words of term '%s'", others,
			compile->ruleset->terms[first->term]->name);
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

static void warn_dead_unless(const struct lint_view *view, const struct rule *rule,
	struct diag *diag)
{
	size_t i;

	for (i = 0; i < rule->unless_count; i++)
		if (!cond_possible(view, rule->unless[i]))
			diag_warning(diag, rule->place,
				"rule '%s': its 'unless: %s' can never hold", rule->id,
				rule->unless[i]->text);
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

/* ---- the whole --------------------------------------------------------------------------------- */

static void lint_rule(const struct ruleset *ruleset, const struct rule *rule,
	const char *single_word, struct diag *diag)
{
	const struct lint_view view = {.ruleset = ruleset};
	bool possible = cond_possible(&view, rule->when);

	warn_unfilled(&view, rule, diag);
	warn_dead_unless(&view, rule, diag);
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
	for (i = 0; i < ruleset->rule_count; i++)
		lint_rule(ruleset, ruleset->rules[i], single.words[i], compile->diag);
	mem_free(single.words);
	arena_free(single.arena);
}
