/* An item through the rules: one pass for all words, then the few rules that may fire. */
#include <stdlib.h>
#include <string.h>

#include "rule/rule_priv.h"

/* ---- the pass ------------------------------------------------------------------------- */

static int by_term(const void *left, const void *right)
{
	const struct match_hit *a = left, *b = right;

	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	if (a->first_word != b->first_word)
		return a->first_word < b->first_word ? -1 : 1;
	return a->end_word < b->end_word ? -1 : a->end_word > b->end_word;
}

static void list_terms(struct rule_scan *scan, size_t count)
{
	size_t cap = 0, i;

	for (i = 0; i < count; i++) {
		if (!i || scan->hits[i].value != scan->hits[i - 1].value) {
			ARENA_GROW(scan->arena, scan->terms, scan->term_count, cap);
			scan->terms[scan->term_count++] =
				(struct scan_term){.term = scan->hits[i].value, .from = i};
		}
		scan->terms[scan->term_count - 1].end = i + 1;
	}
}

static void sort_by_term(struct rule_scan *scan, const struct match_hits *hits)
{
	if (hits->count)
		qsort(hits->hits, hits->count, sizeof(*hits->hits), by_term);
	scan->hits = hits->hits;
	list_terms(scan, hits->count);
}

const struct scan_term *scan_find(const struct rule_scan *scan, uint32_t term)
{
	size_t low = 0, high = scan->term_count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (scan->terms[middle].term < term)
			low = middle + 1;
		else
			high = middle;
	}
	return low < scan->term_count && scan->terms[low].term == term ? &scan->terms[low] : NULL;
}

static int compare_numbers(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

struct candidates {
	uint32_t *list, count, cap;
};

static void add_candidate(struct rule_scan *scan, struct candidates *candidates, uint32_t rule)
{
	ARENA_GROW(scan->arena, candidates->list, candidates->count, candidates->cap);
	candidates->list[candidates->count++] = rule;
}

/* In order of the rules, each once, and only where all the words it needs are there. */
static void settle(struct rule_scan *scan, struct candidates *candidates)
{
	uint32_t kept = 0, i, *list = candidates->list;

	if (candidates->count)
		qsort(list, candidates->count, sizeof(*list), compare_numbers);
	for (i = 0; i < candidates->count; i++) {
		if (i && list[i] == list[i - 1])
			continue;
		if (cond_may_hold(scan, scan->ruleset->rules[list[i]]->when))
			candidates->list[kept++] = list[i];
	}
	scan->candidates = list;
	scan->candidate_count = kept;
}

static void find_candidates(struct rule_scan *scan)
{
	const struct ruleset *ruleset = scan->ruleset;
	struct candidates candidates = {0};
	uint32_t term, rule;
	size_t i;

	for (i = 0; i < scan->term_count; i++) {
		term = scan->terms[i].term;
		for (rule = ruleset->pivot_starts[term]; rule < ruleset->pivot_starts[term + 1];
			rule++)
			add_candidate(scan, &candidates, ruleset->pivot_rules[rule]);
	}
	for (i = 0; i < ruleset->always_count; i++)
		add_candidate(scan, &candidates, ruleset->always[i]);
	settle(scan, &candidates);
}

struct rule_scan *rule_scan(const struct ruleset *ruleset, struct arena *arena,
	struct text_doc *doc)
{
	struct rule_scan *scan = arena_alloc(arena, sizeof(*scan));
	struct match_hits hits = match_scan(ruleset->set, arena, doc);

	scan->ruleset = ruleset;
	scan->arena = arena;
	scan->doc = doc;
	sort_by_term(scan, &hits);
	find_candidates(scan);
	return scan;
}

size_t rule_scan_candidates(const struct rule_scan *scan)
{
	return scan->candidate_count;
}

/* ---- judging --------------------------------------------------------------------------- */

static bool quieted(struct rule_scan *scan, const struct rule *rule, const struct scope *scope)
{
	size_t i;

	for (i = 0; i < rule->unless_count; i++)
		if (cond_holds(scan, rule->unless[i], scope))
			return true;
	return false;
}

enum severity rule_severity(struct rule_scan *scan, const struct rule *rule,
	const struct scope *scope)
{
	enum severity severity = rule->severity;
	size_t i;

	for (i = 0; i < rule->raise_count; i++)
		if (rule->raises[i].to > severity &&
			cond_holds(scan, rule->raises[i].when, scope))
			severity = rule->raises[i].to;
	return severity;
}

static struct finding make_finding(struct rule_scan *scan, const struct rule *rule,
	const struct scope *scope)
{
	struct collector collector = {.scan = scan};
	struct finding finding = {
		.rule = rule->id,
		.title = rule->title,
		.pack = rule->pack,
		.category = rule->category,
		.severity = rule_severity(scan, rule, scope),
		.draft = rule->draft,
		.incident = rule->incident,
	};

	if (rule_asks_standing(rule)) {
		finding.judged = arena_alloc(scan->arena, sizeof(*finding.judged));
		*finding.judged = (struct rule_case){scan, rule};
	}
	cond_collect(&collector, rule->when, scope);
	finding.sentences = collector_sentences(&collector, &finding.sentence_count);
	finding.facts.modality = collector_modality(&collector);
	finding.evidence = collector_evidence(&collector, &finding.evidence_count);
	return finding;
}

struct finding *rule_judge(struct rule_scan *scan, const struct mentions *mentions,
	size_t *out_count)
{
	struct finding *findings = NULL;
	struct scope scope = scope_whole(scan);
	const struct rule *rule;
	size_t count = 0, cap = 0, i;

	scan->mentions = mentions;
	for (i = 0; i < scan->candidate_count; i++) {
		rule = scan->ruleset->rules[scan->candidates[i]];
		scope.asked = rule->when;
		if (!cond_holds(scan, rule->when, &scope) || quieted(scan, rule, &scope))
			continue;
		ARENA_GROW(scan->arena, findings, count, cap);
		findings[count++] = make_finding(scan, rule, &scope);
	}
	*out_count = count;
	return findings;
}
