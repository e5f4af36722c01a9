/*
 * Why a rule fires or stays silent: its condition as a tree, and for what does not hold the
 * nearest miss in plain words. Of parts that are all needed each that fails is named; of
 * alternatives the one that fails in the fewest places.
 */
#include <stdlib.h>

#include "rule/rule_priv.h"

enum { MISSES_NAMED = 4, SHOWN_MAX = 4 };

/* ---- misses --------------------------------------------------------------------------- */

static void set_miss(struct explanation *out, const char *text)
{
	out->miss = text;
	out->misses = 1;
}

/* Adds what a part lacks; more than a few are counted only. */
static void join_miss(struct rule_scan *scan, struct explanation *out,
	const struct explanation *part)
{
	if (!out->miss)
		out->miss = part->miss;
	else if (out->misses < MISSES_NAMED)
		out->miss = arena_printf(scan->arena, "%s; %s", out->miss, part->miss);
	out->misses += part->misses;
}

static void miss_of_all(struct rule_scan *scan, const struct cond *cond,
	struct explanation *out)
{
	size_t i;

	for (i = 0; i < out->part_count; i++)
		if (!out->parts[i].value)
			join_miss(scan, out, &out->parts[i]);
	if (!out->miss)
		set_miss(out, arena_printf(scan->arena, "%s does not hold", cond->text));
	else if (cond->form == &form_named)
		out->miss = arena_printf(scan->arena, "%s: %s", cond->text, out->miss);
}

/* The failing part with the fewest misses that is not taken yet. */
static const struct explanation *nearest_part(const struct explanation *out,
	const bool *taken)
{
	const struct explanation *best = NULL;
	size_t i;

	for (i = 0; i < out->part_count; i++)
		if (!out->parts[i].value && !taken[i] &&
			(!best || out->parts[i].misses < best->misses))
			best = &out->parts[i];
	return best;
}

/* So many more of the parts would have to hold. */
static void miss_of_some(struct rule_scan *scan, struct explanation *out, size_t wanted)
{
	bool *taken = arena_alloc(scan->arena, out->part_count + 1);
	const struct explanation *part;
	size_t i;

	for (i = 0; i < out->part_count && wanted; i++)
		wanted -= out->parts[i].value;
	while (wanted-- && (part = nearest_part(out, taken))) {
		taken[part - out->parts] = true;
		join_miss(scan, out, part);
	}
}

/* "because of 'regatta'"; "" where no words show it. */
static const char *because(struct rule_scan *scan, const struct explanation *part)
{
	const char *list = "";
	size_t i;

	for (i = 0; i < part->evidence_count && i < SHOWN_MAX; i++)
		list = arena_printf(scan->arena, "%s%s'%s'", list, i ? ", " : " because of ",
			part->evidence[i].text);
	return list;
}

static void find_miss(struct rule_scan *scan, const struct cond *cond,
	struct explanation *out)
{
	if (cond->form == &form_or)
		miss_of_some(scan, out, 1);
	else if (cond->form == &form_of)
		miss_of_some(scan, out, cond->number);
	else if (cond->form == &form_not)
		set_miss(out, arena_printf(scan->arena, "'%s' does not hold%s", cond->text,
				      because(scan, &out->parts[0])));
	else if (out->note && (cond->form == &form_near || cond->form == &form_then))
		set_miss(out, out->note);
	else if (out->note)
		set_miss(out, arena_printf(scan->arena, "%s: %s", cond->text, out->note));
	else
		miss_of_all(scan, cond, out);
}

/* ---- the tree -------------------------------------------------------------------------- */

/* Places and countries are no evidence of a finding, and yet what this part matched. */
static const struct evidence *shown_spans(struct rule_scan *scan, const struct cond *cond,
	const struct scope *scope, size_t *out_count)
{
	struct spans spans = cond_spans(scan, cond, scope);
	struct evidence *list = arena_alloc(scan->arena, SHOWN_MAX * sizeof(*list));
	const struct span *span;
	const char *text;
	size_t i, len;

	for (i = 0; i < spans.count && i < SHOWN_MAX; i++) {
		span = &spans.list[i];
		list[i].field = (enum item_field)scan->doc->words[span->first].field;
		text = text_span(scan->doc, span->first, span->end, &len);
		list[i].text = arena_strndup(scan->arena, text, len);
		list[i].term = cond->text;
		text_span_points(
			scan->doc, span->first, span->end, &list[i].start, &list[i].end);
	}
	*out_count = i;
	return list;
}

static void explain_match(struct rule_scan *scan, const struct cond *cond,
	const struct scope *scope, struct explanation *out)
{
	struct collector collector = {.scan = scan};

	cond_collect(&collector, cond, scope);
	out->evidence = collector_evidence(&collector, &out->evidence_count);
	if (!out->evidence_count && !cond->part_count && cond->form->spans)
		out->evidence = shown_spans(scan, cond, scope, &out->evidence_count);
}

static enum explanation_kind kind_of(const struct cond *cond)
{
	static const struct {
		const struct cond_form *form;
		enum explanation_kind kind;
	} kinds[] = {{&form_and, EXPLANATION_ALL}, {&form_or, EXPLANATION_ANY},
		{&form_of, EXPLANATION_SOME}, {&form_not, EXPLANATION_NOT},
		{&form_named, EXPLANATION_NAME}};
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++)
		if (cond->form == kinds[i].form)
			return kinds[i].kind;
	return EXPLANATION_PART;
}

static struct explanation explain(struct rule_scan *scan, const struct cond *cond,
	const struct scope *scope)
{
	struct explanation out = {.text = cond->text, .kind = kind_of(cond)}, *parts;
	struct scope inner = cond->form->inner ? cond->form->inner(scan, cond, scope) : *scope;
	size_t i;

	out.value = cond_holds(scan, cond, scope);
	if (out.value)
		explain_match(scan, cond, scope, &out);
	else if (cond->form->why)
		out.note = cond->form->why(scan, cond, scope);
	parts = arena_alloc(scan->arena, (cond->part_count + 1) * sizeof(*parts));
	for (i = 0; i < cond->part_count; i++)
		parts[i] = explain(scan, cond->parts[i], &inner);
	out.parts = parts;
	out.part_count = cond->part_count;
	if (!out.value)
		find_miss(scan, cond, &out);
	return out;
}

/* ---- a rule ----------------------------------------------------------------------------- */

/* Several (of overlays) are shown as one whose parts they are. */
static struct explanation explain_unless(struct rule_scan *scan, const struct rule *rule,
	const struct scope *scope)
{
	struct explanation out = {0}, *parts;
	size_t i;

	if (rule->unless_count == 1)
		return explain(scan, rule->unless[0], scope);
	if (!rule->unless_count)
		return out;
	parts = arena_alloc(scan->arena, rule->unless_count * sizeof(*parts));
	out.text = "any of these";
	out.kind = EXPLANATION_ANY;
	for (i = 0; i < rule->unless_count; i++) {
		parts[i] = explain(scan, rule->unless[i], scope);
		out.value = out.value || parts[i].value;
	}
	out.parts = parts;
	out.part_count = rule->unless_count;
	return out;
}

static const struct explanation *holding_unless(const struct rule *rule,
	const struct explanation *unless)
{
	size_t i;

	if (rule->unless_count == 1)
		return unless;
	for (i = 0; i < unless->part_count && !unless->parts[i].value; i++)
		;
	return &unless->parts[i];
}

static const char *rule_miss(struct rule_scan *scan, const struct rule *rule,
	const struct rule_verdict *verdict)
{
	const struct explanation *unless;

	if (verdict->fires)
		return NULL;
	if (!verdict->when.value)
		return verdict->when.miss;
	unless = holding_unless(rule, &verdict->unless);
	return arena_printf(scan->arena, "it would be raised, but 'unless: %s' holds%s",
		unless->text, because(scan, unless));
}

struct rule_verdict rule_explain(struct rule_scan *scan, const struct rule *rule,
	const struct mentions *mentions)
{
	struct scope scope = scope_whole(scan);
	struct rule_verdict verdict = {.fires = false};

	scan->mentions = mentions;
	scope.asked = rule->when;
	verdict.when = explain(scan, rule->when, &scope);
	verdict.unless = explain_unless(scan, rule, &scope);
	verdict.fires = verdict.when.value && !verdict.unless.value;
	verdict.severity = rule_severity(scan, rule, &scope);
	verdict.miss = rule_miss(scan, rule, &verdict);
	return verdict;
}
