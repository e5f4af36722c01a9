/*
 * A finding as a report: what tells whether it speaks of the same event as another one, whom
 * it has it from, and which office confirms or denies it by it.
 */
#include "incident/incident_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

static bool holds(const char *const *names, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* ---- where it has it from ----------------------------------------------------------------- */

/*
 * A voice denies with a word of denial, or where all of the finding is negated or refuted. Of
 * the far side any negation is one: it seldom calls what it denies by name.
 */
static bool denies(const struct facts *facts, const struct trace_source *source, bool of_finding)
{
	if (source->kind != TRACE_SAYS)
		return false;
	return source->denies || (of_finding && (facts->refuted || facts->negated)) ||
	       (source->negates && source->country && is_far_side(source->country));
}

/* Of the voices those that speak of this finding; the item may tell of other things too. */
static struct trace trace_of(struct arena *arena, const struct incident_input *input)
{
	const struct facts *facts = &input->finding->facts;
	struct trace trace = {.outlet = NULL};
	struct trace_source *sources;
	size_t i;

	if (input->trace) {
		trace = *input->trace;
		sources = arena_alloc(arena, (trace.source_count + 1) * sizeof(*sources));
		trace.sources = sources;
		trace.source_count = 0;
		for (i = 0; i < input->trace->source_count; i++) {
			struct trace_source source = input->trace->sources[i];
			bool of_finding = holds(facts->attributed_to,
				facts->attributed_count, source.name);

			source.denies = denies(facts, &source, of_finding);
			if (source.kind != TRACE_SAYS || source.told || of_finding)
				sources[trace.source_count++] = source;
		}
	}
	if (!trace.outlet)
		trace.outlet = input->source;
	return trace;
}

/* ---- what offices make of it ---------------------------------------------------------------- */

static bool has_near_side(const struct facts *facts)
{
	size_t i;

	for (i = 0; i < facts->country_count; i++)
		if (!is_far_side(facts->countries[i]))
			return true;
	return false;
}

/* It says so as a fact; plans and conjectures confirm nothing. */
static bool asserts(const struct finding *finding)
{
	return finding->facts.modality == MODALITY_HAPPENED ||
	       finding->facts.modality == MODALITY_ANNOUNCED;
}

/*
 * An office of a party. What the far side says of what it did to its neighbours is a denial or
 * a claim; what it announces, or does among its own, it confirms.
 */
static bool may_confirm(const struct finding *finding, const char *country)
{
	const struct facts *facts = &finding->facts;

	if (!asserts(finding) || !holds(facts->countries, facts->country_count, country))
		return false;
	return !is_far_side(country) || !has_near_side(facts) ||
	       facts->modality == MODALITY_ANNOUNCED;
}

/* Passed on from media of other countries, an office's word is hearsay. */
static bool is_hearsay(const struct trace *trace, const char *country)
{
	size_t i;

	for (i = 0; i < trace->source_count; i++)
		if (trace->sources[i].kind == TRACE_CITES &&
			(!trace->sources[i].country ||
				strcmp(trace->sources[i].country, country) != 0) &&
			(!trace->country || strcmp(trace->country, country) != 0))
			return true;
	return false;
}

static void weigh_voice(struct report *report, const struct finding *finding,
	const char *name, const char *country, bool denies)
{
	if (!country)
		return;
	/* "Cannot rule out", "did not name": of our own side a denial is what the finding is. */
	denies &= is_far_side(country);
	denies |= finding->facts.refuted;
	if (denies && holds(report->countries, report->country_count, country))
		report->denies = name;
	else if (!denies && may_confirm(finding, country) &&
		 !is_hearsay(&report->trace, country))
		report->confirms = name;
}

static void weigh_voices(struct report *report, const struct finding *finding)
{
	const struct trace *trace = &report->trace;
	size_t i;

	if (trace->official)
		weigh_voice(report, finding, trace->outlet, trace->country, false);
	for (i = 0; i < trace->source_count; i++)
		if (trace->sources[i].kind == TRACE_SAYS && trace->sources[i].official)
			weigh_voice(report, finding, trace->sources[i].name,
				trace->sources[i].country, trace->sources[i].denies);
}

/* ---- what it counts, and who says it ------------------------------------------------------- */

static int compare_hashes(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

static const uint32_t *said_in(struct arena *arena, const struct facts *facts, size_t *out_count)
{
	size_t room = facts->quantity_count + facts->attributed_count + 1, count = 0, i;
	uint32_t *said = arena_alloc(arena, room * sizeof(*said));
	const char *text;

	for (i = 0; i < facts->quantity_count; i++) {
		text = arena_printf(arena, "%s %.17g", facts->quantities[i].term,
			facts->quantities[i].value);
		said[count++] = (uint32_t)hash_bytes(text, strlen(text)) & ~1U;
	}
	for (i = 0; i < facts->attributed_count; i++) {
		text = facts->attributed_to[i];
		said[count++] = (uint32_t)hash_bytes(text, strlen(text)) | 1U;
	}
	qsort(said, count, sizeof(*said), compare_hashes);
	*out_count = count;
	return said;
}

struct report report_of(struct arena *arena, const struct incident_input *input)
{
	const struct facts *facts = &input->finding->facts;
	const char **places = arena_alloc(arena, (facts->place_count + 1) * sizeof(*places));
	struct report report = {
		.category = input->finding->category,
		.item = input->item_row,
		.time = input->time,
		.lang = input->lang,
		.countries = facts->countries,
		.country_count = facts->country_count,
		.places = places,
		.place_count = facts->place_count,
		.trace = trace_of(arena, input),
	};
	size_t i;

	for (i = 0; i < facts->place_count; i++)
		places[i] = facts->places[i]->id;
	report.said = said_in(arena, facts, &report.said_count);
	weigh_voices(&report, input->finding);
	return report;
}
