/* What the files that compile packs share: what the files declare, and the work at hand. */
#ifndef KORDON_RULE_BUILD_PRIV_H
#define KORDON_RULE_BUILD_PRIV_H

#include <uthash.h>

#include "rule/rule_priv.h"

enum decl_kind { DECL_TERM, DECL_CONDITION, DECL_RULE };

/* A term, condition or rule as it stands in the files, with what overlays say of it. */
struct decl {
	enum decl_kind kind;
	char *key; /* of the table: "pack/name", for rules "rule:pack/name" */
	const char *pack, *name;
	const struct config_node *name_node, *node;
	const struct config_node *replaced; /* NULL: not */
	const struct config_node **extended;
	size_t extended_count, extended_cap;
	bool disabled;
	enum { DECL_NEW, DECL_BUSY, DECL_DONE } state;
	uint32_t term;     /* its number */
	struct cond *cond; /* NULL after an error */
	UT_hash_handle hh;
};

/* An inline term, known by its words. */
struct inline_term {
	char *words;
	uint32_t term;
	UT_hash_handle hh;
};

struct pack_file {
	const struct config_node *root;
	const char *pack;
};

struct ruleset_builder {
	struct pack_file *files;
	size_t count, cap;
};

/* A word of a term as it stands in a file; for lint. */
struct term_word {
	uint32_t term;
	text_lang lang;
	const char *text; /* of the tree */
	struct diag_place place;
};

struct compile {
	struct ruleset *ruleset;
	struct match_builder *matches;
	struct diag *diag;
	struct decl *decls; /* hash, in order of the files */
	struct inline_term *inlines;
	struct term_word *words;
	size_t word_count, word_cap;
	/* Of the waves, by number. */
	const struct config_node **wave_nodes;
	size_t wave_node_count, wave_node_cap;
	bool terms_left_out; /* of a file with too many: that names are unknown is an echo */
};

/* ---- names ------------------------------------------------------------------------ */

/* Letters, digits, '-' and '_', a letter first. */
bool name_is_good(const char *name);
/* "name" in the pack, or "other-pack/name"; NULL where there is none. */
struct decl *decl_find(const struct compile *compile, enum decl_kind kind, const char *pack,
	const char *name);
/* Terms and conditions share their names. */
struct decl *decl_find_word(const struct compile *compile, const char *pack, const char *name);
/* Hints at the nearest name of that kind. */
void decl_hint(struct compile *compile, enum decl_kind kind, const char *pack,
	const char *name);

/* ---- languages (language.c) ------------------------------------------------------- */

/* Two letters of ISO 639-1, in lower case. */
bool lang_is_known(const char *code);
/* Hints at the code of what was meant: "english", "est", "dk". */
void lang_hint(struct diag *diag, const char *said);

/* ---- the gazetteer (parse_arguments.c) -------------------------------------------- */

/* Hint at the nearest place by its id, and at the country of a name: "Estonia" is EE. */
void place_hint(struct compile *compile, const char *id);
void country_hint(struct compile *compile, const char *said);

/* ---- steps, in order -------------------------------------------------------------- */

/* declare.c: what the files hold, overlays applied. */
void declare_all(struct compile *compile, const struct ruleset_builder *builder);
/* term.c: words into the match builder. */
enum { TERM_SHOWN = 100 }; /* bytes of words and names in messages */
void term_build(struct compile *compile, struct decl *decl);
void terms_join(struct compile *compile); /* uses */
uint32_t term_inline(struct compile *compile, const char *pack, const char *words,
	struct diag_place place, const char **out_why, size_t *out_at);
/* Whether words stand in a condition that has been read. */
bool term_inline_known(const struct compile *compile, const char *words);
/* Reads one condition; NULL after an error was reported. */
struct cond *cond_parse_raise(struct compile *compile, const char *pack,
	const struct config_node *node); /* the same, and the incident may be asked */
struct cond *cond_parse(struct compile *compile, const char *pack,
	const struct config_node *node);
/* The tree of a named condition; NULL after an error. */
struct cond *cond_of(struct compile *compile, struct decl *decl);
/* build.c */
void rule_build(struct compile *compile, struct decl *decl);
/* example.c: adds a list of examples to the rule, whose conditions are read; NULL is fine. */
void examples_read(struct compile *compile, const char *pack, struct rule *rule,
	const struct config_node *list);
/* wave.c: `waves:` of a file; NULL is fine. Then, with all rules: whether they count any. */
void waves_read(struct compile *compile, const char *pack, const struct config_node *list);
void waves_check(struct compile *compile);
/* Takes out the wave of that name, or "pack/name"; false where there is none. */
bool waves_disable(struct compile *compile, const char *pack, const char *name);
/* forms.c: writes the form of a pattern whose alternatives have that number; false behind the
 * last one. */
bool pattern_form(const char *pattern, size_t number, struct buf *out);
/* lint_words.c, lint.c: warnings, of words and of the compiled rules. */
void lint_words(struct compile *compile);
void lint_rules(struct compile *compile);

/* ---- the parser of conditions (parse.c), for the forms ----------------------------- */

struct parser {
	struct compile *compile;
	const char *pack;
	const struct config_node *node; /* of the condition */
	const char *text, *at, *last;   /* last: behind the token before at */
	int depth;
	uint32_t nodes;
	bool raising; /* of `raise`: the incident may be asked */
	bool failed; /* one error each condition: what follows is its echo */
};

void parse_error(struct parser *parser, const char *at, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* "(" condition ")" as the only part. */
bool parse_condition_argument(struct parser *parser, struct cond *cond);
bool parse_place_arguments(struct parser *parser, struct cond *cond);
bool parse_country_arguments(struct parser *parser, struct cond *cond);
bool parse_source_arguments(struct parser *parser, struct cond *cond);
bool parse_lang_arguments(struct parser *parser, struct cond *cond);
bool parse_modality_arguments(struct parser *parser, struct cond *cond);
bool parse_count(struct parser *parser, struct cond *cond);
bool parse_weight(struct parser *parser, struct cond *cond);

#endif
