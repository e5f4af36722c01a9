/* Rules and gazetteer as one snapshot, and the way of an item through them. */
#include "analysis/analysis_priv.h"

#include <string.h>

#include "base/mem.h"

struct analysis {
	size_t refs;
	struct lexicon *lexicon;
	struct ruleset *ruleset; /* borrows the lexicon's gazetteer */
};

/* ---- making ----------------------------------------------------------------------- */

static bool holds_gazetteer(const struct config_node *root)
{
	return config_get(root, "places") || config_get(root, "countries") ||
	       config_get(root, "areas") || config_get(root, "publishers");
}

static struct lexicon *make_lexicon(const struct config_node *const *roots, size_t count,
	struct diag *diag)
{
	struct lexicon_builder *builder = lexicon_builder_new();
	struct lexicon *lexicon;
	size_t i;

	for (i = 0; i < count; i++)
		if (holds_gazetteer(roots[i]))
			lexicon_add(builder, roots[i], diag);
	lexicon = lexicon_compile(builder, diag);
	lexicon_builder_free(builder);
	return lexicon;
}

static struct ruleset *make_ruleset(const struct config_node *const *roots, size_t count,
	const struct gazetteer *gazetteer, struct diag *diag)
{
	struct ruleset_builder *builder = ruleset_builder_new();
	struct ruleset *ruleset;
	size_t i;

	for (i = 0; i < count; i++)
		if (config_get(roots[i], "pack"))
			ruleset_add(builder, roots[i], diag);
	ruleset = ruleset_compile(builder, gazetteer, diag);
	ruleset_builder_free(builder);
	return ruleset;
}

struct analysis *analysis_new(const struct config_node *const *roots, size_t count,
	struct diag *diag)
{
	struct analysis *analysis = mem_alloc(sizeof(*analysis));

	analysis->refs = 1;
	analysis->lexicon = make_lexicon(roots, count, diag);
	analysis->ruleset =
		make_ruleset(roots, count, lexicon_gazetteer(analysis->lexicon), diag);
	if (diag_errors(diag)) {
		analysis_unref(analysis);
		return NULL;
	}
	if (diag_wants_untidy(diag))
		analysis_lint(analysis, diag);
	return analysis;
}

struct analysis *analysis_ref(struct analysis *analysis)
{
	analysis->refs++;
	return analysis;
}

void analysis_unref(struct analysis *analysis)
{
	if (!analysis || --analysis->refs)
		return;
	ruleset_free(analysis->ruleset);
	lexicon_free(analysis->lexicon);
	mem_free(analysis);
}

const struct ruleset *analysis_ruleset(const struct analysis *analysis)
{
	return analysis->ruleset;
}

const struct gazetteer *analysis_gazetteer(const struct analysis *analysis)
{
	return lexicon_gazetteer(analysis->lexicon);
}

/* ---- an item ---------------------------------------------------------------------- */

/* What the publisher did is a fact of the findings of those rules that ask for it. */
static void note_deed(const struct analysis *analysis, const struct item *item,
	struct finding *finding)
{
	CLEANUP(mem_freep) char *id = mem_printf("%s/%s", finding->pack, finding->rule);
	const struct rule *rule = ruleset_find(analysis->ruleset, id);

	if (item->withdrawn && rule_asks(rule, DEED_WITHDRAWN)) {
		finding->deed = DEED_WITHDRAWN;
		finding->facts.withdrawn = true;
	} else if (item->corrected && rule_asks(rule, DEED_CORRECTED)) {
		finding->deed = DEED_CORRECTED;
		finding->facts.corrected = true;
	}
}

/* An item as far as it was looked at: its words, the terms in them, what they mention. */
struct view {
	struct text_doc *doc;
	struct rule_scan *scan;
	const struct mentions *mentions; /* NULL: not looked for */
};

static struct view view_terms(
	const struct analysis *analysis, struct arena *arena, const struct item *item)
{
	struct text_doc *doc = text_doc_new(arena, item);

	return (struct view){.doc = doc, .scan = rule_scan(analysis->ruleset, arena, doc)};
}

static void view_mentions(const struct analysis *analysis, struct arena *arena, struct view *view)
{
	view->mentions = extract_mentions(analysis->lexicon, arena, view->doc);
}

/* Most items have no candidate: they cost one pass over their words and no more. */
static struct finding *judge(const struct analysis *analysis, struct arena *arena,
	const struct item *item, struct view *view, size_t *out_count)
{
	struct finding *findings;
	size_t i;

	*out_count = 0;
	if (!rule_scan_candidates(view->scan))
		return NULL;
	view_mentions(analysis, arena, view);
	findings = rule_judge(view->scan, view->mentions, out_count);
	for (i = 0; i < *out_count; i++) {
		extract_facts(arena, view->doc, view->mentions, analysis_gazetteer(analysis),
			&findings[i]);
		if (item->withdrawn || item->corrected)
			note_deed(analysis, item, &findings[i]);
	}
	return findings;
}

struct finding *analysis_item(const struct analysis *analysis, struct arena *arena,
	const struct item *item, size_t *out_count)
{
	struct view view = view_terms(analysis, arena, item);

	return judge(analysis, arena, item, &view, out_count);
}

struct rule_verdict analysis_explain(const struct analysis *analysis, struct arena *arena,
	const struct item *item, const struct rule *rule)
{
	struct view view = view_terms(analysis, arena, item);

	view_mentions(analysis, arena, &view);
	return rule_explain(view.scan, rule, view.mentions);
}

/* Whether words of the rule stand in the text: what it names of places alone is everywhere. */
static bool is_touched(const struct explanation *part)
{
	size_t i;

	for (i = 0; !part->part_count && i < part->evidence_count; i++)
		if (!strchr(part->evidence[i].term, '('))
			return true;
	for (i = 0; i < part->part_count; i++)
		if (is_touched(&part->parts[i]))
			return true;
	return false;
}

size_t analysis_near(const struct analysis *analysis, struct arena *arena,
	const struct item *item, struct analysis_miss *out_misses, size_t max)
{
	struct view view = view_terms(analysis, arena, item);
	size_t rules = MIN(ruleset_count(analysis->ruleset), (size_t)ANALYSIS_NEAR_RULES);
	size_t count = 0, i;

	view_mentions(analysis, arena, &view);
	for (i = 0; i < rules && count < max; i++) {
		const struct rule *rule = ruleset_rule(analysis->ruleset, i);
		struct rule_verdict verdict = rule_explain(view.scan, rule, view.mentions);

		if (!verdict.fires && verdict.miss && is_touched(&verdict.when) &&
			(verdict.when.value || verdict.when.misses == 1))
			out_misses[count++] = (struct analysis_miss){rule, verdict.miss};
	}
	return count;
}

static void keep_why(struct arena *arena, const struct rule_verdict *verdict,
	struct finding *finding)
{
	struct explanation *parts = arena_alloc(arena, 2 * sizeof(*parts));

	parts[0] = verdict->when;
	parts[1] = verdict->unless;
	finding->when = &parts[0];
	finding->unless = verdict->unless.text ? &parts[1] : NULL;
}

static void tell_why(const struct analysis *analysis, struct arena *arena,
	const struct view *view, struct finding *finding)
{
	const struct rule *rule = ruleset_find(analysis->ruleset,
		arena_printf(arena, "%s/%s", finding->pack, finding->rule));
	struct rule_verdict verdict;

	if (!rule)
		return;
	verdict = rule_explain(view->scan, rule, view->mentions);
	keep_why(arena, &verdict, finding);
}

/* Apart from analysis_item(), since match reads thousands of items and keeps none. */
struct analysis_reading analysis_read(const struct analysis *analysis, struct arena *arena,
	const struct item *item)
{
	struct view view = view_terms(analysis, arena, item);
	struct analysis_reading reading = {.count = 0};
	size_t i;

	reading.findings = judge(analysis, arena, item, &view, &reading.count);
	if (!reading.count)
		return reading;
	for (i = 0; i < reading.count; i++)
		tell_why(analysis, arena, &view, &reading.findings[i]);
	reading.wording = text_wording(view.doc);
	reading.trace = extract_trace(analysis->lexicon, arena, view.doc, view.mentions);
	return reading;
}
