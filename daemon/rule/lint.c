/* What is allowed and yet wrong: rules that fire too easily, never, or untested. */
#include "rule/build_priv.h"

/* The first term of the condition that no language fills. */
static const struct cond *find_unfilled(const struct ruleset *ruleset, const struct cond *cond)
{
	const struct cond *found;
	size_t i;

	if (cond->form == &form_term && !cond_possible(ruleset, cond))
		return cond;
	for (i = 0; i < cond->part_count; i++)
		if ((found = find_unfilled(ruleset, cond->parts[i])))
			return found;
	return NULL;
}

static void warn_unfilled(const struct ruleset *ruleset, const struct rule *rule,
	struct diag *diag)
{
	const struct cond *unfilled = find_unfilled(ruleset, rule->when);

	if (!cond_possible(ruleset, rule->when))
		diag_warning(diag, rule->place, "rule '%s' can never fire: no language has "
						"words for '%s'",
			rule->id, unfilled ? unfilled->text : rule->when->text);
	else if (unfilled)
		diag_warning(diag, rule->place, "rule '%s': no language has words for '%s'",
			rule->id, unfilled->text);
}

void rule_lint(const struct ruleset *ruleset, const struct rule *rule, struct diag *diag)
{
	warn_unfilled(ruleset, rule, diag);
	if (cond_possible(ruleset, rule->when) && cond_least(ruleset, rule->when) <= 1) {
		diag_warning(diag, rule->place, "rule '%s' can fire on one single word",
			rule->id);
		diag_hint(diag, "join it with a second one: a near/8 b, sentence(a and b)");
	}
	if (!rule->examples_said) {
		diag_warning(diag, rule->place, "rule '%s' has no examples", rule->id);
		diag_hint(diag, "give it an 'alert' and a 'quiet' one; kordonctl test runs "
				"them");
	}
}
