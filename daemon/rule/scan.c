/* An item through the rules: one pass for all words, then the few rules that may fire. */
#include "rule/rule_priv.h"

/* ---- the pass ------------------------------------------------------------------------- */

/* Where a hit stands among those that were found, behind the number of its term. */
typedef uint64_t hit_key;

static void merge(const hit_key *from, hit_key *to, size_t start, size_t middle, size_t end)
{
	size_t left = start, right = middle, i;

	for (i = start; i < end; i++)
		if (left < middle && (right == end || from[left] <= from[right]))
			to[i] = from[left++];
		else
			to[i] = from[right++];
}

/* Returns the sorted one of the two lists. */
static hit_key *sort_keys(hit_key *keys, hit_key *room, size_t count)
{
	hit_key *swap;
	size_t width, i;

	for (width = 1; width < count; width *= 2) {
		for (i = 0; i < count; i += 2 * width)
			merge(keys, room, i, MIN(i + width, count), MIN(i + 2 * width, count));
		swap = keys;
		keys = room;
		room = swap;
	}
	return keys;
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
	scan->present = arena_alloc(
		scan->arena, (scan->ruleset->term_count / 64 + 1) * sizeof(*scan->present));
	for (i = 0; i < scan->term_count; i++)
		scan->present[scan->terms[i].term / 64] |= UINT64_C(1)
							   << scan->terms[i].term % 64;
}

/* They come in order of the text, which those of one term keep. */
static void sort_by_term(struct rule_scan *scan, const struct match_hits *hits)
{
	struct match_hit *list = arena_alloc(scan->arena, (hits->count + 1) * sizeof(*list));
	hit_key *keys = arena_alloc(scan->arena, (2 * hits->count + 1) * sizeof(*keys));
	size_t i;

	for (i = 0; i < hits->count; i++)
		keys[i] = (hit_key)hits->hits[i].value << 32 | i;
	keys = sort_keys(keys, keys + hits->count, hits->count);
	for (i = 0; i < hits->count; i++)
		list[i] = hits->hits[(uint32_t)keys[i]];
	scan->hits = list;
	list_terms(scan, hits->count);
}

const struct scan_term *scan_find(const struct rule_scan *scan, uint32_t term)
{
	size_t low = 0, high = scan->term_count, middle;

	if (!scan_has(scan, term))
		return NULL;
	while (low < high) {
		middle = (low + high) / 2;
		if (scan->terms[middle].term < term)
			low = middle + 1;
		else
			high = middle;
	}
	return &scan->terms[low];
}

/* In order of the rules, each once, and only where all the words it needs are there. */
static void settle(struct rule_scan *scan, const uint64_t *wanted)
{
	const struct ruleset *ruleset = scan->ruleset;
	uint32_t *list = arena_alloc(scan->arena, (ruleset->rule_count + 1) * sizeof(*list));
	uint64_t bits;
	size_t i, rule;

	for (i = 0; i <= ruleset->rule_count / 64; i++)
		for (bits = wanted[i]; bits; bits &= bits - 1) {
			rule = i * 64 + (size_t)__builtin_ctzll(bits);
			if (cond_may_hold(scan, ruleset->rules[rule]->when))
				list[scan->candidate_count++] = (uint32_t)rule;
		}
	scan->candidates = list;
}

static void want(uint64_t *wanted, uint32_t rule)
{
	wanted[rule / 64] |= UINT64_C(1) << rule % 64;
}

static void find_candidates(struct rule_scan *scan)
{
	const struct ruleset *ruleset = scan->ruleset;
	uint64_t *wanted = arena_alloc(
		scan->arena, (ruleset->rule_count / 64 + 1) * sizeof(*wanted));
	uint32_t term, rule;
	size_t i;

	for (i = 0; i < scan->term_count; i++) {
		term = scan->terms[i].term;
		for (rule = ruleset->pivot_starts[term]; rule < ruleset->pivot_starts[term + 1];
			rule++)
			want(wanted, ruleset->pivot_rules[rule]);
	}
	for (i = 0; i < ruleset->always_count; i++)
		want(wanted, ruleset->always[i]);
	settle(scan, wanted);
}

struct rule_scan *rule_scan(const struct ruleset *ruleset, struct arena *arena,
	struct text_doc *doc)
{
	struct rule_scan *scan = arena_alloc(arena, sizeof(*scan));
	struct match_hits hits = match_scan(ruleset->set, arena, doc);

	scan->ruleset = ruleset;
	scan->arena = arena;
	scan->doc = doc;
	scan->whole = scope_of_item(doc);
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
	collector_denial(&collector, &finding.facts);
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
