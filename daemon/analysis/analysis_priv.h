/* What the files of the analysis room share. */
#ifndef KORDON_ANALYSIS_ANALYSIS_PRIV_H
#define KORDON_ANALYSIS_ANALYSIS_PRIV_H

#include "analysis/analysis.h"

/* A headline: its sentences are the title's. In the arena. */
const struct item *example_item(struct arena *arena, const struct rule_example *example);
/* Warnings that take texts: of the examples of each rule. */
void analysis_lint(const struct analysis *analysis, struct diag *diag);
/* Appends a failure (`path:line:column: …`) for every expected fact that was not found. */
void expectations_check(struct buf *out, const struct rule *rule,
	const struct rule_example *example, const struct facts *facts);

#endif
