/* Runs the examples that stand in the rules, and says of a failure what came out instead. */
#include "analysis/analysis.h"

#include <string.h>

/* An example is a headline: its sentences are the title's. */
static struct item example_item(struct arena *arena, const struct rule_example *example,
	struct item_source *source, const char **tags)
{
	struct item item = {
		.lang = example->lang,
		.published = TIME_NONE,
		.updated = TIME_NONE,
		.source = source,
	};

	item.field[ITEM_TITLE] = item_text_plain(arena, example->text, SEGMENT_TITLE);
	*source = (struct item_source){.country = example->source_country, .tags = tags};
	tags[0] = example->source_tag;
	tags[1] = NULL;
	return item;
}

static void put_false_parts(struct buf *out, const struct rule_explanation *part, int depth)
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
	if (out->len)
		buf_putc(out, '\n');
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

static bool example_holds(const struct analysis *analysis, const struct rule *rule,
	const struct rule_example *example, struct arena *arena, struct buf *out)
{
	struct item_source source;
	const char *tags[2];
	struct item item = example_item(arena, example, &source, tags);
	struct rule_verdict verdict = analysis_explain(analysis, arena, &item, rule);

	if (verdict.fires == example->alert)
		return true;
	put_failure(out, rule, example, &verdict);
	return false;
}

struct analysis_tally analysis_test(const struct analysis *analysis, struct buf *out)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct ruleset *ruleset = analysis_ruleset(analysis);
	struct analysis_tally tally = {0};
	const struct rule *rule;
	size_t i, j;

	for (i = 0; i < ruleset_count(ruleset); i++) {
		rule = ruleset_rule(ruleset, i);
		for (j = 0; j < rule_example_count(rule); j++) {
			arena_reset(arena);
			if (example_holds(analysis, rule, rule_example(rule, j), arena, out))
				tally.passed++;
			else
				tally.failed++;
		}
	}
	if (out->len)
		buf_putc(out, '\n');
	return tally;
}
