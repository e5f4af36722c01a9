/*
 * What the files of the rule room share: the compiled ruleset, the tree of a condition, and
 * the state of judging one item.
 */
#ifndef KORDON_RULE_RULE_PRIV_H
#define KORDON_RULE_RULE_PRIV_H

#include "rule/rule.h"

#include "base/mem.h"

/* ---- terms ------------------------------------------------------------------------ */

enum { TERM_NONE = UINT32_MAX };

/* A group of words with a name, or the words that stand in a condition themselves. */
struct term {
	const char *pack;
	const char *name; /* of an inline term: its words */
	struct diag_place place;
	/* Itself and what it uses, all the way down: numbers of terms, sorted. */
	uint32_t *members;
	uint32_t member_count;
	text_lang *langs; /* languages that it has words of its own in */
	uint32_t lang_count, lang_cap;
	const char **words; /* of its own, as written */
	size_t word_count, word_cap;
	uint32_t least_words; /* of its own shortest phrase; 0: it has none */
};

/* Whether it has words of its own for items of the language (unknown: of any). */
bool term_speaks(const struct term *term, text_lang lang);

/* ---- conditions ------------------------------------------------------------------- */

enum compare { COMPARE_GE, COMPARE_LE, COMPARE_GT, COMPARE_LT, COMPARE_EQ };

/* An argument of place(), country(), source(), lang(), modality(). */
struct cond_arg {
	const char *key;  /* "border", "kind"; NULL: none */
	const char *text;
	int64_t value;    /* kind of place, language, modality */
};

/* What lint looks at: the rules as an item of one language meets them. */
struct lint_view {
	const struct ruleset *ruleset;
	text_lang lang; /* unknown: of any */
};

struct cond_form;
struct parser;

/* A part of a condition. Names share the tree that they stand for. */
struct cond {
	const struct cond_form *form;
	const char *text; /* as written */
	struct cond **parts;
	size_t part_count, part_cap;
	struct cond_arg *args;
	size_t arg_count, arg_cap;
	uint32_t term;
	uint32_t number;  /* near/NUMBER, NUMBER of */
	double limit;     /* count(…) >= limit, weight(…) >= limit */
	double *weights;  /* of weight(): one a part */
	enum compare compare;
	uint32_t size, depth; /* with all names written out */
	/* Terms of which one must be in the item; count 0: nothing is needed. */
	const uint32_t *pivots;
	uint32_t pivot_count;
};

/* Words that stand together, with what they are made of. */
struct span {
	uint32_t first, end;
	uint32_t term;             /* TERM_NONE: of several parts, or a place */
	uint32_t member;           /* the term that has the words: it, or one that it uses */
	bool by_part;              /* of one word, found by a part of it: *poi, *raja* */
	const struct span *parts[2]; /* of near and then */
};
struct spans {
	const struct span *list; /* by first word, then end */
	size_t count;
};

/* Where a condition is looked at. */
struct scope {
	uint32_t first, end; /* words */
	uint32_t kinds;      /* bits of segment kinds that count … */
	uint32_t within;     /* … and of those that title() and lead() leave */
	bool retracted;      /* also sentences that a correction took back */
	const struct cond *asked; /* whose words modality() is asked about; NULL: none */
};

/* A term that has hits: hits[from] up to hits[end]. */
struct scan_term {
	uint32_t term;
	size_t from, end;
};

/* What a term, or a place() or country(), has in the item's own text; made when asked for. */
struct own_spans {
	const void *of; /* struct term or struct cond */
	struct spans spans;
	struct own_spans *next;
};
enum { OWN_SLOTS = 64 };

struct rule_scan {
	const struct ruleset *ruleset;
	struct arena *arena;
	struct text_doc *doc;
	const struct match_hit *hits; /* by term */
	/* Terms that are in the item, sorted. There may be thousands that are not: what an item
	 * costs must not depend on them. */
	struct scan_term *terms;
	size_t term_count;
	uint64_t *present; /* the same as a bit each: most that are asked for are not there */
	struct own_spans *own[OWN_SLOTS]; /* by what they are of */
	const uint32_t *candidates; /* numbers of rules, sorted */
	size_t candidate_count;
	struct scope whole; /* the item's own text */
	const struct mentions *mentions; /* NULL before the judging */
	const struct incident *incident; /* that raise is asked about; NULL: not known yet */
	const struct cond *asking; /* whose words are being gathered for modality() */
};

struct collector;

/* A form of condition: a row in condition.c. */
struct cond_form {
	const char *name; /* the word that it begins with in a condition; NULL: none */
	/* Reads what stands between the brackets and behind; NULL: none. */
	bool (*parse)(struct parser *parser, struct cond *cond);
	bool (*holds)(struct rule_scan *scan, const struct cond *cond, const struct scope *scope);
	/* Where it stands; NULL: at no place (it cannot be near anything). */
	struct spans (*spans)(struct rule_scan *scan, const struct cond *cond,
		const struct scope *scope);
	/* False where the terms alone say that it cannot hold; NULL: it may. */
	bool (*may_hold)(const struct rule_scan *scan, const struct cond *cond);
	/* Adds what it matched; called where it holds. NULL: nothing. */
	void (*collect)(struct collector *collector, const struct cond *cond,
		const struct scope *scope);
	/* Where its parts are looked at; NULL: where it is itself. */
	struct scope (*inner)(struct rule_scan *scan, const struct cond *cond,
		const struct scope *scope);
	/* Why it does not hold, in the arena; NULL: its parts say it. */
	const char *(*why)(struct rule_scan *scan, const struct cond *cond,
		const struct scope *scope);
	/* For lint: the fewest words that make it hold. */
	uint32_t (*least)(const struct lint_view *view, const struct cond *cond);
	/* For lint: false where no text can make it hold. */
	bool (*possible)(const struct lint_view *view, const struct cond *cond);
};
extern const struct cond_form cond_forms[];
extern const size_t cond_form_count;
/* Forms that the grammar itself makes. */
extern const struct cond_form form_standing, form_term, form_near, form_then, form_and, form_or, form_not,
	form_of, form_named;
enum { LEAST_NEVER = 1000 };

/* Shortcuts through the table. */
bool cond_holds(struct rule_scan *scan, const struct cond *cond, const struct scope *scope);
struct spans cond_spans(struct rule_scan *scan, const struct cond *cond,
	const struct scope *scope);
bool cond_may_hold(const struct rule_scan *scan, const struct cond *cond);
void cond_collect(struct collector *collector, const struct cond *cond,
	const struct scope *scope);
bool cond_has_place(const struct cond *cond);
uint32_t cond_least(const struct lint_view *view, const struct cond *cond);
bool cond_possible(const struct lint_view *view, const struct cond *cond);

/* imply.c: by their shape; true is certain. Wherever a holds b does · they never hold both. */
bool cond_implies(const struct ruleset *ruleset, const struct cond *a, const struct cond *b);
bool cond_excludes(const struct ruleset *ruleset, const struct cond *a, const struct cond *b);

/* ---- forms, by file --------------------------------------------------------------- */

#define FORM_HOLDS(name)                                                                 \
	bool name(struct rule_scan *scan, const struct cond *cond, const struct scope *scope)
#define FORM_SPANS(name)                                                                 \
	struct spans name(struct rule_scan *scan, const struct cond *cond,                \
		const struct scope *scope)
#define FORM_WHY(name)                                                                   \
	const char *name(struct rule_scan *scan, const struct cond *cond,                 \
		const struct scope *scope)
#define FORM_INNER(name)                                                                 \
	struct scope name(struct rule_scan *scan, const struct cond *cond,                \
		const struct scope *scope)
#define FORM_COLLECT(name)                                                               \
	void name(struct collector *collector, const struct cond *cond,                   \
		const struct scope *scope)

/* form_words.c */
FORM_HOLDS(term_holds);
FORM_SPANS(term_spans);
FORM_WHY(term_why);
FORM_SPANS(near_spans);
FORM_WHY(near_why);
FORM_SPANS(count_spans);
FORM_WHY(count_why);
bool term_may_hold(const struct rule_scan *scan, const struct cond *cond);
/* form_scope.c */
FORM_HOLDS(sentence_holds);
FORM_COLLECT(sentence_collect);
FORM_INNER(sentence_inner);
FORM_WHY(sentence_why);
FORM_HOLDS(inner_holds);
FORM_SPANS(inner_spans);
FORM_COLLECT(inner_collect);
FORM_INNER(title_inner);
FORM_INNER(lead_inner);
FORM_INNER(anywhere_inner);
FORM_INNER(caption_inner);
FORM_WHY(title_why);
FORM_WHY(lead_why);
FORM_WHY(caption_why);
/* readers.c */
bool source_is_named(const struct item_source *source, const struct cond *cond);
/* form_item.c */
bool source_fits(const struct item_source *source, const struct cond_arg *arg);
FORM_SPANS(place_spans);
FORM_SPANS(country_spans);
FORM_WHY(place_why);
FORM_WHY(country_why);
FORM_HOLDS(source_holds);
FORM_WHY(source_why);
FORM_HOLDS(lang_holds);
FORM_WHY(lang_why);
FORM_HOLDS(withdrawn_holds);
FORM_WHY(withdrawn_why);
FORM_HOLDS(corrected_holds);
FORM_WHY(corrected_why);
/* form_weight.c */
bool cond_compares(const struct cond *cond, double value);
FORM_HOLDS(weight_holds);
FORM_COLLECT(weight_collect);
FORM_WHY(weight_why);
bool weight_may_hold(const struct rule_scan *scan, const struct cond *cond);
/* False where it may hold in a text without any of its words. */
bool weight_needs_words(const struct cond *cond);
uint32_t weight_least(const struct lint_view *view, const struct cond *cond);
bool weight_possible(const struct lint_view *view, const struct cond *cond);
/* form_modality.c */
FORM_HOLDS(modality_holds);
FORM_WHY(modality_why);
/* form_standing.c */
FORM_HOLDS(standing_holds);
FORM_WHY(standing_why);
/* The number of "origins", "official", …; -1: none is called so. */
int standing_measure(const char *name);
/* False: it stands alone, without a comparison. */
bool standing_compares(int measure);
/* form_logic.c */
FORM_HOLDS(and_holds);
FORM_HOLDS(or_holds);
FORM_HOLDS(not_holds);
FORM_HOLDS(of_holds);
FORM_SPANS(or_spans);
FORM_COLLECT(parts_collect);
FORM_WHY(of_why);
FORM_WHY(not_why);
bool and_may_hold(const struct rule_scan *scan, const struct cond *cond);
bool or_may_hold(const struct rule_scan *scan, const struct cond *cond);
bool of_may_hold(const struct rule_scan *scan, const struct cond *cond);

/* ---- spans ------------------------------------------------------------------------ */

/* The part of the list that stands in words [first, end). */
struct spans spans_in(struct spans spans, uint32_t first, uint32_t end);
struct spans spans_union(struct arena *arena, const struct spans *lists, size_t count);
/* In order, none twice; takes the list. */
struct spans spans_sorted(struct span *list, size_t count);
/* The first of the list that begins at that word or behind it. */
size_t spans_first_at(struct spans spans, uint32_t word);
bool scope_takes(const struct rule_scan *scan, const struct scope *scope, uint32_t word);
uint32_t scope_kinds(const struct scope *scope);
struct scope scope_of_item(const struct text_doc *doc);
struct scope scope_whole(const struct rule_scan *scan);
/* The spans of that thing in the item's own text, kept for the next time: false where they are
 * not there yet, and *out_own->spans to be filled. */
bool spans_own(struct rule_scan *scan, const void *of, struct own_spans **out_own);
/* Those that the scope takes. */
struct spans spans_taken(struct rule_scan *scan, struct spans spans, const struct scope *scope);
/* Those of own ones that a scope within the item's own text takes. */
struct spans spans_of_own(struct rule_scan *scan, const struct own_spans *own,
	const struct scope *scope);
/* Whether the scope is the item's own text or a part of it. */
bool scope_is_own(const struct rule_scan *scan, const struct scope *scope);
/* The first word from that one on at which a term stands of which the condition needs one;
 * the word itself where it needs none or the scope is not the item's own text. */
uint32_t next_pivot(struct rule_scan *scan, const struct cond *cond, const struct scope *scope,
	uint32_t word);
/* All hits of a term wherever they stand. */
struct spans term_hits(struct rule_scan *scan, uint32_t term);
static inline bool scan_has(const struct rule_scan *scan, uint32_t term)
{
	return scan->present[term / 64] >> term % 64 & 1;
}
/* The hits of one member; NULL where it has none. */
const struct scan_term *scan_find(const struct rule_scan *scan, uint32_t term);

/* near.c: a and b at most distance words apart, or in one another; ordered: a first. Of each
 * span the nearest pair. */
struct spans spans_near(struct rule_scan *scan, struct spans a, struct spans b, uint32_t distance,
	bool ordered);
/* The nearest that a and b come to each other in one field, in any order; 0: never. */
uint32_t spans_distance(struct rule_scan *scan, struct spans a, struct spans b);

/* ---- evidence --------------------------------------------------------------------- */

enum { EVIDENCE_MAX = 32, EVIDENCE_OF_TERM = 4, EVIDENCE_SENTENCES = 6 };

struct collector {
	struct rule_scan *scan;
	const struct span *spans[EVIDENCE_MAX];
	bool tight[EVIDENCE_MAX]; /* stood in a sentence() or beside others */
	size_t count;
	unsigned tightness; /* > 0: inside of sentence() or near */
};
void collect_span(struct collector *collector, const struct span *span);
/* Evidence in order of the text, each once. */
const struct evidence *collector_evidence(struct collector *collector, size_t *out_count);
const uint32_t *collector_sentences(const struct collector *collector, size_t *out_count);
/* How the text speaks of it (form_modality.c). */
enum modality collector_modality(const struct collector *collector);
/* Whether it is told as denied, and how; after its modality. */
void collector_denial(const struct collector *collector, struct facts *facts);

/* ---- rules ------------------------------------------------------------------------ */

struct rule_raise {
	enum severity to;
	struct cond *when;
};

struct rule {
	const char *id, *title, *pack, *category;
	struct diag_place place;
	enum severity severity;
	bool draft, retired;
	struct incident_policy incident;
	struct cond *when, **unless;
	size_t unless_count;
	struct diag_place when_place, *unless_places;
	struct rule_raise *raises;
	size_t raise_count, raise_cap;
	struct rule_example *examples;
	size_t example_count, example_cap;
	bool examples_said; /* also where all of them are wrong */
};

/* A finding on its way to its incident. */
struct rule_case {
	struct rule_scan *scan;
	const struct rule *rule;
};
/* Whether a `raise` of it asks something of the incident. */
bool rule_asks_standing(const struct rule *rule);

/* After raise; the rule's condition holds. */
enum severity rule_severity(struct rule_scan *scan, const struct rule *rule,
	const struct scope *scope);

struct ruleset {
	struct arena *arena; /* owns everything but what follows */
	struct match_set *set;
	struct term **terms;
	uint32_t term_count, term_cap;
	uint32_t named_count; /* the first ones have names, the others stand in conditions */
	struct rule **rules;
	size_t rule_count, rule_cap;
	/* Rules that need one of the words of a term: rules_of[starts[term]] … */
	uint32_t *pivot_starts, *pivot_rules;
	uint32_t *always; /* rules that need no word */
	size_t always_count;
	const struct gazetteer *gazetteer;
	struct wave *waves;
	size_t wave_count, wave_cap;
};

#endif
