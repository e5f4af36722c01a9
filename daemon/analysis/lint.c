/* What only texts tell of a rule: an exclusion that holds in every text it is to fire on. */
#include "analysis/analysis_priv.h"

#include "base/mem.h"

/* The texts that a rule is to fire on, as one of its exclusions meets them. */
struct meeting {
	size_t texts, excluded;
};

/* Several exclusions (of overlays) are parts of one. */
static bool excludes(const struct rule_verdict *verdict, size_t i, size_t count)
{
	return count == 1 ? verdict->unless.value : verdict->unless.parts[i].value;
}

static void meet(const struct analysis *analysis, const struct rule *rule, struct meeting *list,
	size_t count)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct rule_example *example;
	struct rule_verdict verdict;
	size_t i, j;

	for (i = 0; i < rule_example_count(rule); i++) {
		example = rule_example(rule, i);
		if (!example->alert)
			continue;
		arena_reset(arena);
		verdict = analysis_explain(analysis, arena, example_item(arena, example), rule);
		for (j = 0; verdict.when.value && j < count; j++) {
			list[j].texts++;
			list[j].excluded += excludes(&verdict, j, count);
		}
	}
}

static void lint_rule(const struct analysis *analysis, const struct rule *rule, struct diag *diag)
{
	size_t count = rule_unless_count(rule), i;
	struct meeting *list = mem_calloc(count + 1, sizeof(*list));
	struct diag_place place;
	const char *text;

	if (count)
		meet(analysis, rule, list, count);
	for (i = 0; i < count; i++) {
		if (!list[i].texts || list[i].excluded < list[i].texts)
			continue;
		text = rule_unless(rule, i, &place);
		diag_warning(diag, place,
			"rule '%s': its 'unless: %s' excludes all texts that it is to fire on "
			"(%zu of %zu)",
			rule_id(rule), text, list[i].excluded, list[i].texts);
		diag_hint(diag, "kordonctl explain --rule %s shows by which words", rule_id(rule));
	}
	mem_free(list);
}

void analysis_lint(const struct analysis *analysis, struct diag *diag)
{
	const struct ruleset *ruleset = analysis_ruleset(analysis);
	size_t i;

	for (i = 0; i < ruleset_count(ruleset); i++)
		lint_rule(analysis, ruleset_rule(ruleset, i), diag);
}
