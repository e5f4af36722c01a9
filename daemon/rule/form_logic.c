/* and, or, not, "2 of (…)", and names that stand for other conditions. */
#include "rule/rule_priv.h"

/* Also of one part: a name, sentence(…). */
bool and_may_hold(const struct rule_scan *scan, const struct cond *cond)
{
	size_t i;

	for (i = 0; i < cond->part_count; i++)
		if (!cond_may_hold(scan, cond->parts[i]))
			return false;
	return true;
}

static size_t may_hold_count(const struct rule_scan *scan, const struct cond *cond)
{
	size_t count = 0, i;

	for (i = 0; i < cond->part_count; i++)
		count += cond_may_hold(scan, cond->parts[i]);
	return count;
}

bool or_may_hold(const struct rule_scan *scan, const struct cond *cond)
{
	return may_hold_count(scan, cond) > 0;
}

bool of_may_hold(const struct rule_scan *scan, const struct cond *cond)
{
	return may_hold_count(scan, cond) >= cond->number;
}

FORM_HOLDS(and_holds)
{
	size_t i;

	for (i = 0; i < cond->part_count; i++)
		if (!cond_holds(scan, cond->parts[i], scope))
			return false;
	return true;
}

FORM_HOLDS(or_holds)
{
	size_t i;

	for (i = 0; i < cond->part_count; i++)
		if (cond_holds(scan, cond->parts[i], scope))
			return true;
	return false;
}

FORM_HOLDS(not_holds)
{
	/* Not known as long as the words are gathered that it is asked of. */
	if (scan->asking && cond->parts[0]->form->holds == modality_holds)
		return true;
	return !cond_holds(scan, cond->parts[0], scope);
}

static size_t count_holding(struct rule_scan *scan, const struct cond *cond,
	const struct scope *scope)
{
	size_t count = 0, i;

	for (i = 0; i < cond->part_count; i++)
		count += cond_holds(scan, cond->parts[i], scope);
	return count;
}

FORM_HOLDS(of_holds)
{
	return count_holding(scan, cond, scope) >= cond->number;
}

/* Of a name: the one part's. */
FORM_SPANS(or_spans)
{
	struct spans *lists = arena_alloc(scan->arena, cond->part_count * sizeof(*lists));
	size_t i;

	for (i = 0; i < cond->part_count; i++)
		lists[i] = cond_spans(scan, cond->parts[i], scope);
	return spans_union(scan->arena, lists, cond->part_count);
}

FORM_COLLECT(parts_collect)
{
	size_t i;

	for (i = 0; i < cond->part_count; i++)
		if (cond_holds(collector->scan, cond->parts[i], scope))
			cond_collect(collector, cond->parts[i], scope);
}

FORM_WHY(of_why)
{
	return arena_printf(scan->arena, "%zu of %u", count_holding(scan, cond, scope),
		cond->number);
}

FORM_WHY(not_why)
{
	(void)scan;
	(void)cond;
	(void)scope;
	return "what must not be there is";
}
