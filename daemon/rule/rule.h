/*
 * Rules: packs of terms, conditions and rules (RULES.md) compiled into one ruleset; all
 * terms found in one pass, conditions evaluated for candidates only, every answer explained.
 *
 * To add a condition form: a row in the table of rule/condition.c.
 */
#ifndef KORDON_RULE_RULE_H
#define KORDON_RULE_RULE_H

#include "config/config.h"
#include "match/match.h"
#include "model/explanation.h"
#include "model/finding.h"
#include "model/incident.h"
#include "model/wave.h"

struct ruleset_builder;
struct ruleset;
struct rule;

/* Ceilings; beyond them an error with its place. */
enum {
	RULE_CONDITION_DEPTH = 64,
	RULE_CONDITION_NODES = 4096,
	RULE_TERMS_MAX = 50000, /* patterns in one file */
	RULE_RULES_MAX = 5000,
};

struct ruleset_builder *ruleset_builder_new(void) MUST_CHECK;
void ruleset_builder_free(struct ruleset_builder *builder);
/* Adds a file with `pack:`. Overlays (extend, replace, disable) may come in any order. The
 * tree must live until ruleset_compile returned. */
void ruleset_add(struct ruleset_builder *builder, const struct config_node *root,
	struct diag *diag);
/* The gazetteer (borrowed, must outlive the ruleset) answers place() and country(). Always
 * returns a ruleset; with errors in diag it is not to be used. */
struct ruleset *ruleset_compile(struct ruleset_builder *builder,
	const struct gazetteer *gazetteer, struct diag *diag) MUST_CHECK;
void ruleset_free(struct ruleset *ruleset);

size_t ruleset_count(const struct ruleset *ruleset);
const struct rule *ruleset_rule(const struct ruleset *ruleset, size_t i);
/* By "id" or "pack/id"; NULL where there is none. */
const struct rule *ruleset_find(const struct ruleset *ruleset, const char *id);
const char *rule_id(const struct rule *rule);
const char *rule_title(const struct rule *rule);
const char *rule_pack(const struct rule *rule);
const char *rule_category(const struct rule *rule);

/* Rules on the rate of findings. */
size_t ruleset_wave_count(const struct ruleset *ruleset);
const struct wave *ruleset_wave(const struct ruleset *ruleset, size_t i);

/* It asks, in `when` or `raise`, whether the item was taken away, or changed. */
bool rule_asks(const struct rule *rule, enum finding_deed deed);

/* The words of a term ("buoy", "pack/buoy") and of those that it uses, in all languages, as
 * written but without alternatives. False where there is none, with the nearest name (caller
 * frees) or NULL. */
typedef void rule_form_fn(void *ctx, const char *form);
bool ruleset_term_forms(const struct ruleset *ruleset, const char *name, rule_form_fn *add,
	void *ctx, char **out_near);

/* What quiets it, as written, and where that stands while the files are in memory. */
size_t rule_unless_count(const struct rule *rule);
const char *rule_unless(const struct rule *rule, size_t i, struct diag_place *out_place);

/* False where its source() conditions leave that source out, whatever an item of it says. */
bool rule_may_read(const struct rule *rule, const struct item_source *source);
/* False: it reads every source. */
bool rule_names_sources(const struct rule *rule);

/* One pass over the doc. */
struct rule_scan;
struct rule_scan *rule_scan(const struct ruleset *ruleset, struct arena *arena,
	struct text_doc *doc);
/* Rules that may fire: those whose needed terms are there. 0: nothing more to do. */
size_t rule_scan_candidates(const struct rule_scan *scan);
/* Evaluates the candidates; findings (without facts) live in the arena, in order of the rules. */
struct finding *rule_judge(struct rule_scan *scan, const struct mentions *mentions,
	size_t *out_count);

/*
 * The severity after `raise` now that the finding is part of an incident: `origins >= 2` and
 * the like are asked of it. While the scan that judged it is in memory.
 */
enum severity rule_raised(const struct finding *finding, const struct incident *incident);

struct rule_verdict {
	bool fires;
	struct explanation when, unless; /* unless.text is NULL where there is none */
	enum severity severity;
	/* The nearest miss of a rule that stays silent: "buoy: only in a caption"; else NULL. */
	const char *miss;
};
struct rule_verdict rule_explain(struct rule_scan *scan, const struct rule *rule,
	const struct mentions *mentions);

/* What an example may say of the facts. A new one: a line here, a row in rule/example.c and
 * one in analysis/expectation.c. */
#define RULE_FACTS(X)                                                                    \
	X(QUANTITY, "quantities") X(PLACE, "places") X(COUNTRY, "countries")              \
	X(SPEAKER, "attributed_to") X(DATE, "dates") X(MODALITY, "modality")              \
	X(WITHDRAWN, "withdrawn") X(CORRECTED, "corrected")
enum rule_fact {
#define X(name, text) RULE_FACT_##name,
	RULE_FACTS(X)
#undef X
	RULE_FACT_COUNT
};
const char *rule_fact_name(enum rule_fact fact);

/* One fact that must be among those found: "24/50 buoy". */
struct rule_expectation {
	enum rule_fact fact;
	const char *text; /* as written; of a place its id, of a country its code, of a date
			   * as much of 2025-01-02 as is asked for */
	double value, of; /* of a quantity; of: NaN where no total is named */
	const char *term; /* that it counts; NULL: whatever that is */
	bool yes;         /* of withdrawn and corrected */
	struct diag_place place;
};

/* Examples embedded in a rule. */
struct rule_example {
	bool alert; /* false: quiet */
	const char *text, *lang; /* lang NULL: not stated */
	const char *source_country, *source_tag; /* NULL */
	bool withdrawn, corrected; /* what its publisher did with it */
	int64_t at; /* when it was published; TIME_NONE: not said */
	const struct rule_expectation *facts;
	size_t fact_count;
	struct diag_place place;
};
size_t rule_example_count(const struct rule *rule);
const struct rule_example *rule_example(const struct rule *rule, size_t i);

#endif
