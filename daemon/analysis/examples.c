/* Runs the examples that stand in the rules, and says of a failure what came out instead;
 * expected facts are held against those found in expectation.c. */
#include "analysis/analysis_priv.h"

#include <string.h>

const struct item *example_item(struct arena *arena, const struct rule_example *example)
{
	struct item *item = arena_alloc(arena, sizeof(*item));
	struct item_source *source = arena_alloc(arena, sizeof(*source));
	const char **tags = arena_alloc(arena, 2 * sizeof(*tags));

	tags[0] = example->source_tag;
	*source = (struct item_source){.country = example->source_country, .tags = tags};
	item->lang = example->lang;
	item->published = example->at;
	item->updated = TIME_NONE;
	item->source = source;
	item->withdrawn = example->withdrawn;
	item->corrected = example->corrected;
	item->field[ITEM_TITLE] = item_text_plain(arena, example->text, SEGMENT_TITLE);
	return item;
}

static void put_false_parts(struct buf *out, const struct explanation *part, int depth)
{
	size_t i;

	buf_printf(out, "\n    %*s%s %s%s%s", depth * 2, "", part->value ? "true " : "false",
		part->text, part->note ? ": " : "", part->note ? part->note : "");
	for (i = 0; i < part->part_count; i++)
		put_false_parts(out, &part->parts[i], depth + 1);
}

static void put_failure(struct buf *out, const struct rule *rule,
	const struct rule_example *example, const struct rule_verdict *verdict)
{
	buf_printf(out, "%s:%d:%d: %s/%s should %s: %s",
		example->place.file ? example->place.file : "?", example->place.line,
		example->place.column, rule_pack(rule), rule_id(rule),
		example->alert ? "raise an alert" : "stay quiet", example->text);
	if (verdict->miss)
		buf_printf(out, "\n    why not: %s", verdict->miss);
	put_false_parts(out, &verdict->when, 0);
	if (verdict->unless.text) {
		buf_puts(out, "\n    unless");
		put_false_parts(out, &verdict->unless, 1);
	}
}

/* The facts of the rule's finding; empty where it has none. */
static struct facts facts_of(const struct analysis *analysis, struct arena *arena,
	const struct item *item, const struct rule *rule)
{
	size_t count, i;
	const struct finding *findings = analysis_item(analysis, arena, item, &count);

	for (i = 0; i < count; i++)
		if (strcmp(findings[i].rule, rule_id(rule)) == 0 &&
			strcmp(findings[i].pack, rule_pack(rule)) == 0)
			return findings[i].facts;
	return (struct facts){0};
}

/* Appends what is wrong; nothing where the example holds. */
static void run_example(const struct analysis *analysis, const struct rule *rule,
	const struct rule_example *example, struct arena *arena, struct buf *out)
{
	const struct item *item = example_item(arena, example);
	struct rule_verdict verdict = analysis_explain(analysis, arena, item, rule);
	struct facts facts;

	if (verdict.fires != example->alert) {
		put_failure(out, rule, example, &verdict);
		return;
	}
	if (!example->fact_count)
		return;
	facts = facts_of(analysis, arena, item, rule);
	expectations_check(out, rule, example, &facts);
}

static void count(struct analysis_tally *tally, const struct analysis_outcome *outcome)
{
	if (outcome->failure)
		tally->failed++;
	else
		tally->passed++;
}

struct analysis_tally analysis_test(
	const struct analysis *analysis, analysis_outcome_fn *report, void *context)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	const struct ruleset *ruleset = analysis_ruleset(analysis);
	struct analysis_tally tally = {0};
	struct analysis_outcome outcome;
	size_t i, j;

	for (i = 0; i < ruleset_count(ruleset); i++) {
		outcome.rule = ruleset_rule(ruleset, i);
		for (j = 0; j < rule_example_count(outcome.rule); j++) {
			arena_reset(arena);
			buf_clear(&text);
			outcome.example = rule_example(outcome.rule, j);
			run_example(analysis, outcome.rule, outcome.example, arena, &text);
			outcome.failure = text.len ? buf_str(&text) : NULL;
			count(&tally, &outcome);
			report(context, &outcome);
		}
	}
	return tally;
}
