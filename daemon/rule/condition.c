/*
 * The forms of conditions, one row each. To add one: a row here, its functions in a
 * form_*.c, its arguments in parse_arguments.c, a line in the guide to rules.
 */
#include "rule/build_priv.h"

/* ---- for lint ---------------------------------------------------------------------- */

static uint32_t term_least(const struct lint_view *view, const struct cond *cond)
{
	const struct term *term = view->ruleset->terms[cond->term], *member;
	uint32_t least = LEAST_NEVER, i;

	for (i = 0; i < term->member_count; i++) {
		member = view->ruleset->terms[term->members[i]];
		if (member->least_words && term_speaks(member, view->lang))
			least = MIN(least, member->least_words);
	}
	return least;
}

static bool term_possible(const struct lint_view *view, const struct cond *cond)
{
	return term_least(view, cond) < LEAST_NEVER;
}

static uint32_t sum_least(const struct lint_view *view, const struct cond *cond)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < cond->part_count; i++)
		sum += cond_least(view, cond->parts[i]);
	return MIN(sum, (uint32_t)LEAST_NEVER);
}

static uint32_t min_least(const struct lint_view *view, const struct cond *cond)
{
	uint32_t least = LEAST_NEVER;
	size_t i;

	for (i = 0; i < cond->part_count; i++)
		least = MIN(least, cond_least(view, cond->parts[i]));
	return least;
}

static uint32_t one_least(const struct lint_view *view, const struct cond *cond)
{
	(void)view;
	(void)cond;
	return 1;
}

static uint32_t no_least(const struct lint_view *view, const struct cond *cond)
{
	(void)view;
	(void)cond;
	return 0;
}

/* A number stands beside the term. */
static uint32_t count_least(const struct lint_view *view, const struct cond *cond)
{
	return 1 + min_least(view, cond);
}

static uint32_t of_least(const struct lint_view *view, const struct cond *cond)
{
	return cond->number * min_least(view, cond);
}

static size_t possible_parts(const struct lint_view *view, const struct cond *cond)
{
	size_t count = 0, i;

	for (i = 0; i < cond->part_count; i++)
		count += cond_possible(view, cond->parts[i]);
	return count;
}

static bool all_possible(const struct lint_view *view, const struct cond *cond)
{
	return possible_parts(view, cond) == cond->part_count;
}

static bool any_possible(const struct lint_view *view, const struct cond *cond)
{
	return possible_parts(view, cond) > 0;
}

static bool of_possible(const struct lint_view *view, const struct cond *cond)
{
	return possible_parts(view, cond) >= cond->number;
}

/* ---- the table --------------------------------------------------------------------- */

const struct cond_form form_term = {.holds = term_holds, .spans = term_spans, .why = term_why,
	.may_hold = term_may_hold, .least = term_least, .possible = term_possible};
const struct cond_form form_near = {.spans = near_spans, .why = near_why,
	.may_hold = and_may_hold, .least = sum_least, .possible = all_possible};
const struct cond_form form_then = {.spans = near_spans, .why = near_why,
	.may_hold = and_may_hold, .least = sum_least, .possible = all_possible};
const struct cond_form form_and = {.holds = and_holds, .collect = parts_collect,
	.may_hold = and_may_hold, .least = sum_least, .possible = all_possible};
const struct cond_form form_or = {.holds = or_holds, .spans = or_spans,
	.collect = parts_collect, .may_hold = or_may_hold, .least = min_least,
	.possible = any_possible};
const struct cond_form form_not = {.holds = not_holds, .why = not_why, .least = no_least};
const struct cond_form form_of = {.holds = of_holds, .collect = parts_collect, .why = of_why,
	.may_hold = of_may_hold, .least = of_least, .possible = of_possible};
const struct cond_form form_standing = {.holds = standing_holds, .why = standing_why,
	.least = no_least};
const struct cond_form form_named = {.holds = and_holds, .spans = or_spans,
	.collect = parts_collect, .may_hold = and_may_hold, .least = sum_least,
	.possible = all_possible};

/* Forms with a name and brackets. */
const struct cond_form cond_forms[] = {
	{"sentence", parse_condition_argument, .holds = sentence_holds,
		.collect = sentence_collect, .inner = sentence_inner, .why = sentence_why,
		.may_hold = and_may_hold, .least = sum_least, .possible = all_possible},
	{"title", parse_condition_argument, .holds = inner_holds, .spans = inner_spans,
		.collect = inner_collect, .inner = title_inner, .why = title_why,
		.may_hold = and_may_hold, .least = sum_least, .possible = all_possible},
	{"lead", parse_condition_argument, .holds = inner_holds, .spans = inner_spans,
		.collect = inner_collect, .inner = lead_inner, .why = lead_why,
		.may_hold = and_may_hold, .least = sum_least, .possible = all_possible},
	{"anywhere", parse_condition_argument, .holds = inner_holds, .spans = inner_spans,
		.collect = inner_collect, .inner = anywhere_inner,
		.may_hold = and_may_hold, .least = sum_least, .possible = all_possible},
	{"caption", parse_condition_argument, .holds = inner_holds, .spans = inner_spans,
		.collect = inner_collect, .inner = caption_inner, .why = caption_why,
		.may_hold = and_may_hold, .least = sum_least, .possible = all_possible},
	{"count", parse_count, .spans = count_spans, .why = count_why,
		.may_hold = and_may_hold, .least = count_least, .possible = all_possible},
	{"place", parse_place_arguments, .spans = place_spans, .why = place_why,
		.least = one_least},
	{"country", parse_country_arguments, .spans = country_spans, .why = country_why,
		.least = one_least},
	{"source", parse_source_arguments, .holds = source_holds, .why = source_why,
		.least = no_least},
	{"lang", parse_lang_arguments, .holds = lang_holds, .why = lang_why,
		.least = no_least},
	{"withdrawn", NULL, .holds = withdrawn_holds, .why = withdrawn_why,
		.least = one_least},
	{"corrected", NULL, .holds = corrected_holds, .why = corrected_why,
		.least = one_least},
	{"modality", parse_modality_arguments, .holds = modality_holds, .why = modality_why,
		.least = no_least},
	{"weight", parse_weight, .holds = weight_holds, .collect = weight_collect,
		.why = weight_why, .may_hold = weight_may_hold, .least = weight_least,
		.possible = weight_possible},
};
const size_t cond_form_count = ARRAY_LEN(cond_forms);

/* ---- the way through it ------------------------------------------------------------ */

bool cond_holds(struct rule_scan *scan, const struct cond *cond, const struct scope *scope)
{
	if (cond->form->holds)
		return cond->form->holds(scan, cond, scope);
	return cond->form->spans(scan, cond, scope).count > 0;
}

struct spans cond_spans(struct rule_scan *scan, const struct cond *cond,
	const struct scope *scope)
{
	return cond->form->spans(scan, cond, scope);
}

bool cond_may_hold(const struct rule_scan *scan, const struct cond *cond)
{
	return !cond->form->may_hold || cond->form->may_hold(scan, cond);
}

/* Called where the condition holds. */
void cond_collect(struct collector *collector, const struct cond *cond,
	const struct scope *scope)
{
	struct spans spans;
	size_t i;

	if (cond->form->collect) {
		cond->form->collect(collector, cond, scope);
		return;
	}
	if (!cond->form->spans)
		return;
	spans = cond_spans(collector->scan, cond, scope);
	for (i = 0; i < spans.count && i < EVIDENCE_OF_TERM; i++)
		collect_span(collector, &spans.list[i]);
}

/* Only what stands somewhere can be near something. */
bool cond_has_place(const struct cond *cond)
{
	size_t i;

	if (!cond->form->spans)
		return false;
	if (cond->form != &form_or && cond->form != &form_named && !cond->form->inner)
		return true;
	for (i = 0; i < cond->part_count; i++)
		if (!cond_has_place(cond->parts[i]))
			return false;
	return true;
}

uint32_t cond_least(const struct lint_view *view, const struct cond *cond)
{
	return cond->form->least ? cond->form->least(view, cond) : 1;
}

bool cond_possible(const struct lint_view *view, const struct cond *cond)
{
	return !cond->form->possible || cond->form->possible(view, cond);
}
