/*
 * Analysis: ruleset and lexicon as one constant snapshot, and the way of an item through
 * them: words, terms, mentions, conditions, facts. The daemon, replay, match, explain and
 * test all go through analysis_item().
 */
#ifndef KORDON_ANALYSIS_ANALYSIS_H
#define KORDON_ANALYSIS_ANALYSIS_H

#include "config/config.h"
#include "extract/extract.h"
#include "model/wording.h"
#include "rule/rule.h"

struct analysis; /* counted: a pass in flight keeps the one it began with */

/* Builds from the roots of rule and gazetteer files (each file may hold both). NULL when
 * diag has errors. */
struct analysis *analysis_new(const struct config_node *const *roots, size_t count,
	struct diag *diag) MUST_CHECK;
struct analysis *analysis_ref(struct analysis *analysis);
void analysis_unref(struct analysis *analysis);
const struct ruleset *analysis_ruleset(const struct analysis *analysis);
const struct gazetteer *analysis_gazetteer(const struct analysis *analysis);

/* Findings with facts, borrowed from the arena; *out_count may be 0. */
struct finding *analysis_item(const struct analysis *analysis, struct arena *arena,
	const struct item *item, size_t *out_count);
/* The same of an item whose findings are kept: with `when` and `unless` of each, and, where
 * there are any, what else an incident wants to know. Borrowed from the arena. */
struct analysis_reading {
	struct finding *findings;
	size_t count;
	struct wording wording;    /* what its text is made of, for telling alike from unlike */
	const struct trace *trace; /* where it has its report from */
};
struct analysis_reading analysis_read(const struct analysis *analysis, struct arena *arena,
	const struct item *item);
/* Why a rule fires or stays silent on an item. */
struct rule_verdict analysis_explain(const struct analysis *analysis, struct arena *arena,
	const struct item *item, const struct rule *rule);

/*
 * The rules that have words in an item and stay silent for one thing alone that is lacking, at
 * most max, and what that is; borrowed from the arena. Returns their number. Of very many rules the first
 * ANALYSIS_NEAR_RULES are looked at.
 */
enum { ANALYSIS_NEAR_RULES = 500 };
struct analysis_miss {
	const struct rule *rule;
	const char *miss;
};
size_t analysis_near(const struct analysis *analysis, struct arena *arena,
	const struct item *item, struct analysis_miss *out_misses, size_t max);

/* Runs all embedded examples, in order of the rules, and reports each. */
struct analysis_outcome {
	const struct rule *rule;
	const struct rule_example *example;
	const char *failure; /* lines "path:line:column: …" and what came instead; NULL: it holds */
};
typedef void analysis_outcome_fn(void *context, const struct analysis_outcome *outcome);
struct analysis_tally {
	size_t passed, failed;
};
struct analysis_tally analysis_test(const struct analysis *analysis,
	analysis_outcome_fn *report, void *context);

#endif
