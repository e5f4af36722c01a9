/* What the files of the analysis room share. */
#ifndef KORDON_ANALYSIS_ANALYSIS_PRIV_H
#define KORDON_ANALYSIS_ANALYSIS_PRIV_H

#include "analysis/analysis.h"

/* Appends a failure (`path:line:column: …`) for every expected fact that was not found. */
void expectations_check(struct buf *out, const struct rule *rule,
	const struct rule_example *example, const struct facts *facts);

#endif
