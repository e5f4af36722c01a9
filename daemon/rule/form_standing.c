/*
 * Conditions on the incident that a finding belongs to: `origins >= 2`, `official`. They are
 * for `raise` alone, since an incident is known only when the item has been judged; until
 * then none of them holds.
 */
#include <string.h>

#include "rule/rule_priv.h"

static const char *const measures[] = {"items", "outlets", "sources", "origins", "official"};
enum { OFFICIAL = 4 };

int standing_measure(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(measures); i++)
		if (strcmp(measures[i], name) == 0)
			return (int)i;
	return -1;
}

bool standing_compares(int measure)
{
	return measure != OFFICIAL;
}

static double value_of(const struct incident *incident, uint32_t measure)
{
	switch (measure) {
	case 0:
		return (double)incident->items;
	case 1:
		return (double)incident->outlets;
	case 2:
		return (double)incident->sources;
	case 3:
		return (double)incident->origins;
	default:
		return incident->official;
	}
}

FORM_HOLDS(standing_holds)
{
	(void)scope;
	if (!scan->incident)
		return false;
	if (cond->number == OFFICIAL)
		return scan->incident->official;
	return cond_compares(cond, value_of(scan->incident, cond->number));
}

FORM_WHY(standing_why)
{
	(void)scope;
	if (!scan->incident)
		return "it is asked of the incident, when the item is part of it";
	return cond->number == OFFICIAL
		       ? "no office of a party confirmed it"
		       : arena_printf(scan->arena, "the incident has %.0f",
				 value_of(scan->incident, cond->number));
}

static bool asks_standing(const struct cond *cond)
{
	size_t i;

	if (cond->form == &form_standing)
		return true;
	for (i = 0; i < cond->part_count; i++)
		if (asks_standing(cond->parts[i]))
			return true;
	return false;
}

bool rule_asks_standing(const struct rule *rule)
{
	size_t i;

	for (i = 0; i < rule->raise_count; i++)
		if (asks_standing(rule->raises[i].when))
			return true;
	return false;
}

enum severity rule_raised(const struct finding *finding, const struct incident *incident)
{
	struct rule_case *judged = finding->judged;
	struct scope scope;
	enum severity severity;

	if (!judged)
		return finding->severity;
	scope = scope_whole(judged->scan);
	scope.asked = judged->rule->when;
	judged->scan->incident = incident;
	severity = rule_severity(judged->scan, judged->rule, &scope);
	judged->scan->incident = NULL;
	return severity;
}
