/*
 * weight(3 buoy, 2 border, -4 sports) >= 5: for topics that no pattern of a sentence
 * catches. Each part counts once, however often it stands in the text: a long article is no
 * more about something than a short one.
 */
#include "rule/rule_priv.h"

bool cond_compares(const struct cond *cond, double value)
{
	switch (cond->compare) {
	case COMPARE_GE:
		return value >= cond->limit;
	case COMPARE_LE:
		return value <= cond->limit;
	case COMPARE_GT:
		return value > cond->limit;
	case COMPARE_LT:
		return value < cond->limit;
	case COMPARE_EQ:
		break;
	}
	return value == cond->limit;
}

bool weight_needs_words(const struct cond *cond)
{
	return (cond->compare == COMPARE_GE || cond->compare == COMPARE_GT) &&
	       !cond_compares(cond, 0);
}

static double sum_of(struct rule_scan *scan, const struct cond *cond, const struct scope *scope)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < cond->part_count; i++)
		if (cond_holds(scan, cond->parts[i], scope))
			sum += cond->weights[i];
	return sum;
}

FORM_HOLDS(weight_holds)
{
	return cond_compares(cond, sum_of(scan, cond, scope));
}

/* What could still be reached: all that may hold and speaks for it. */
bool weight_may_hold(const struct rule_scan *scan, const struct cond *cond)
{
	double sum = 0;
	size_t i;

	if (!weight_needs_words(cond))
		return true;
	for (i = 0; i < cond->part_count; i++)
		if (cond->weights[i] > 0 && cond_may_hold(scan, cond->parts[i]))
			sum += cond->weights[i];
	return cond_compares(cond, sum);
}

/* What speaks against it is no evidence. */
FORM_COLLECT(weight_collect)
{
	size_t i;

	for (i = 0; i < cond->part_count; i++)
		if (cond->weights[i] > 0 && cond_holds(collector->scan, cond->parts[i], scope))
			cond_collect(collector, cond->parts[i], scope);
}

FORM_WHY(weight_why)
{
	const char *list = "";
	size_t i;

	for (i = 0; i < cond->part_count; i++)
		if (cond_holds(scan, cond->parts[i], scope))
			list = arena_printf(scan->arena, "%s%s%g %s", list, *list ? ", " : "",
				cond->weights[i], cond->parts[i]->text);
	return arena_printf(scan->arena, "the weights make %g%s%s", sum_of(scan, cond, scope),
		*list ? ": " : "", list);
}

/* ---- for lint ------------------------------------------------------------------------- */

/* The heaviest part below the weight of the last one (and behind it among equals). */
static size_t next_heaviest(const struct cond *cond, size_t last)
{
	size_t best = cond->part_count, i;

	for (i = 0; i < cond->part_count; i++) {
		if (last < cond->part_count &&
			(cond->weights[i] > cond->weights[last] ||
				(cond->weights[i] == cond->weights[last] && i <= last)))
			continue;
		if (best == cond->part_count || cond->weights[i] > cond->weights[best])
			best = i;
	}
	return best;
}

uint32_t weight_least(const struct lint_view *view, const struct cond *cond)
{
	size_t part = next_heaviest(cond, cond->part_count);
	uint32_t least = 0;
	double sum = 0;

	if (!weight_needs_words(cond))
		return 0;
	for (; part < cond->part_count && cond->weights[part] > 0 && !cond_compares(cond, sum);
		part = next_heaviest(cond, part)) {
		if (!cond_possible(view, cond->parts[part]))
			continue;
		sum += cond->weights[part];
		least += cond_least(view, cond->parts[part]);
	}
	return cond_compares(cond, sum) ? least : LEAST_NEVER;
}

bool weight_possible(const struct lint_view *view, const struct cond *cond)
{
	return weight_least(view, cond) < LEAST_NEVER;
}
