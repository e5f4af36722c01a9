/*
 * Whether one condition says more than another: wherever the first holds the second does too.
 * By their shape alone, without a text: true is certain, false means that nobody knows. For
 * lint: rules that add nothing, exclusions that exclude all or nothing.
 */
#include <string.h>

#include "rule/build_priv.h"

/* Pairs that are looked at; conditions of people need a few hundred. */
enum { STEPS_MAX = 20000 };

static bool implies(const struct ruleset *ruleset, const struct cond *a, const struct cond *b,
	int *steps);

/* ---- shapes ---------------------------------------------------------------------------- */

static bool is_named(const struct cond *cond, const char *name)
{
	return cond->form->name && strcmp(cond->form->name, name) == 0;
}

/* What it stands for: names are only names. */
static const struct cond *meaning(const struct cond *cond)
{
	while (cond->form == &form_named)
		cond = cond->parts[0];
	return cond;
}

/* Holds wherever it holds in a part of the text: nothing in it asks for what is not there. */
static bool is_positive(const struct cond *cond)
{
	size_t i;

	if (cond->form == &form_not || is_named(cond, "modality") || is_named(cond, "weight"))
		return false;
	for (i = 0; i < cond->part_count; i++)
		if (!is_positive(cond->parts[i]))
			return false;
	return true;
}

static bool is_pair(const struct cond *cond)
{
	return cond->form == &form_near || cond->form == &form_then;
}

/* ---- leaves ------------------------------------------------------------------------------ */

static bool is_member(const struct term *term, uint32_t number)
{
	uint32_t i;

	for (i = 0; i < term->member_count; i++)
		if (term->members[i] == number)
			return true;
	return false;
}

static bool term_implies(const struct ruleset *ruleset, const struct cond *a,
	const struct cond *b)
{
	const struct term *first = ruleset->terms[a->term], *second = ruleset->terms[b->term];
	uint32_t i;

	for (i = 0; i < first->member_count; i++)
		if (!is_member(second, first->members[i]))
			return false;
	return true;
}

static bool same_arg(const struct cond_arg *a, const struct cond_arg *b)
{
	return strcmp(a->key ? a->key : "", b->key ? b->key : "") == 0 &&
	       strcmp(a->text, b->text) == 0;
}

static bool has_arg(const struct cond *cond, const struct cond_arg *arg)
{
	size_t i;

	for (i = 0; i < cond->arg_count; i++)
		if (same_arg(&cond->args[i], arg))
			return true;
	return false;
}

/* place(a) implies place(a, b). */
static bool args_imply(const struct cond *a, const struct cond *b)
{
	size_t i;

	for (i = 0; i < a->arg_count; i++)
		if (!has_arg(b, &a->args[i]))
			return false;
	return a->arg_count > 0;
}

/* As written and of the same names. */
static bool same_parts(const struct ruleset *ruleset, const struct cond *a, const struct cond *b,
	int *steps)
{
	size_t i;

	if (a->part_count != b->part_count || a->number != b->number || a->limit != b->limit ||
		a->compare != b->compare)
		return false;
	for (i = 0; i < a->part_count; i++)
		if ((a->weights && a->weights[i] != b->weights[i]) ||
			!implies(ruleset, a->parts[i], b->parts[i], steps) ||
			!implies(ruleset, b->parts[i], a->parts[i], steps))
			return false;
	return true;
}

static bool pair_implies(const struct ruleset *ruleset, const struct cond *a,
	const struct cond *b, int *steps)
{
	bool straight = implies(ruleset, a->parts[0], b->parts[0], steps) &&
			implies(ruleset, a->parts[1], b->parts[1], steps);

	if (a->number > b->number || (a->form == &form_near && b->form == &form_then))
		return false;
	if (straight || b->form == &form_then)
		return straight;
	return implies(ruleset, a->parts[0], b->parts[1], steps) &&
	       implies(ruleset, a->parts[1], b->parts[0], steps);
}

static bool count_implies(const struct ruleset *ruleset, const struct cond *a,
	const struct cond *b, int *steps)
{
	return a->compare == COMPARE_GE && b->compare == COMPARE_GE && a->limit >= b->limit &&
	       implies(ruleset, a->parts[0], b->parts[0], steps);
}

/* Two of one form. */
static bool alike_imply(const struct ruleset *ruleset, const struct cond *a, const struct cond *b,
	int *steps)
{
	if (a->form == &form_term)
		return term_implies(ruleset, a, b);
	if (a->form == &form_not)
		return implies(ruleset, b->parts[0], a->parts[0], steps);
	if (is_named(a, "count"))
		return count_implies(ruleset, a, b, steps) ||
		       same_parts(ruleset, a, b, steps);
	if (a->arg_count)
		return args_imply(a, b);
	if (a->form->inner && a->part_count == 1)
		return implies(ruleset, a->parts[0], b->parts[0], steps);
	return same_parts(ruleset, a, b, steps);
}

/* ---- the whole ---------------------------------------------------------------------------- */

static bool any_part_implies(const struct ruleset *ruleset, const struct cond *a,
	const struct cond *b, int *steps)
{
	size_t i;

	for (i = 0; i < a->part_count; i++)
		if (implies(ruleset, a->parts[i], b, steps))
			return true;
	return false;
}

static bool each_part_implies(const struct ruleset *ruleset, const struct cond *a,
	const struct cond *b, int *steps)
{
	size_t i;

	for (i = 0; i < a->part_count; i++)
		if (!implies(ruleset, a->parts[i], b, steps))
			return false;
	return a->part_count > 0;
}

static bool implies_parts(const struct ruleset *ruleset, const struct cond *a,
	const struct cond *b, int *steps)
{
	size_t i, found = 0;

	for (i = 0; i < b->part_count; i++)
		found += implies(ruleset, a, b->parts[i], steps);
	return b->form == &form_and ? found == b->part_count : found > 0;
}

/* title(x) is lead(x); both, and sentence(x), are x, as long as x asks for nothing absent. */
static bool narrower_implies(const struct ruleset *ruleset, const struct cond *a,
	const struct cond *b, int *steps)
{
	if (!is_positive(a->parts[0]) || !is_positive(b))
		return false;
	if (is_named(a, "title") && is_named(b, "lead"))
		return implies(ruleset, a->parts[0], b->parts[0], steps);
	if (is_named(b, "anywhere"))
		return implies(ruleset, a, b->parts[0], steps);
	return (is_named(a, "title") || is_named(a, "lead") || is_named(a, "sentence")) &&
	       implies(ruleset, a->parts[0], b, steps);
}

static bool implies(const struct ruleset *ruleset, const struct cond *first,
	const struct cond *second, int *steps)
{
	const struct cond *a = meaning(first), *b = meaning(second);

	if (--*steps < 0)
		return false;
	if (a == b || (a->form == b->form && alike_imply(ruleset, a, b, steps)))
		return true;
	if (a->form == &form_or)
		return each_part_implies(ruleset, a, b, steps);
	if ((b->form == &form_and || b->form == &form_or) && implies_parts(ruleset, a, b, steps))
		return true;
	if (is_pair(a) && is_pair(b))
		return pair_implies(ruleset, a, b, steps);
	if (a->form == &form_and || is_pair(a) || is_named(a, "count"))
		return any_part_implies(ruleset, a, b, steps);
	return a->form->inner && a->part_count == 1 && narrower_implies(ruleset, a, b, steps);
}

bool cond_implies(const struct ruleset *ruleset, const struct cond *a, const struct cond *b)
{
	int steps = STEPS_MAX;

	return implies(ruleset, a, b, &steps);
}

/* ---- never both ---------------------------------------------------------------------------- */

static bool shares_arg(const struct cond *a, const struct cond *b)
{
	size_t i;

	for (i = 0; i < a->arg_count; i++)
		if (has_arg(b, &a->args[i]))
			return true;
	return false;
}

static bool excludes(const struct ruleset *ruleset, const struct cond *first,
	const struct cond *second, int *steps)
{
	const struct cond *a = meaning(first), *b = meaning(second);
	size_t i, found = 0;

	if (--*steps < 0)
		return false;
	if (a->form == &form_not && implies(ruleset, b, a->parts[0], steps))
		return true;
	if (is_named(a, "lang") && is_named(b, "lang"))
		return !shares_arg(a, b);
	if (a->form == &form_and || a->form == &form_or) {
		for (i = 0; i < a->part_count; i++)
			found += excludes(ruleset, a->parts[i], b, steps);
		return a->form == &form_and ? found > 0 : found == a->part_count;
	}
	if (b->form == &form_and || b->form == &form_or) {
		for (i = 0; i < b->part_count; i++)
			found += excludes(ruleset, a, b->parts[i], steps);
		return b->form == &form_and ? found > 0 : found == b->part_count;
	}
	return false;
}

bool cond_excludes(const struct ruleset *ruleset, const struct cond *a, const struct cond *b)
{
	int steps = STEPS_MAX;

	return excludes(ruleset, a, b, &steps);
}
