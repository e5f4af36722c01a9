/*
 * Same event or not. A report is compared with the reports of every incident of its
 * category that is recent enough: by wording (rare words that both use, names and numbers
 * above all), by countries and places, by what both count and whom both cite, by how far apart
 * they are in time. What is known of neither side counts half. An incident is as like a report
 * as the two of its reports that are most like it: one alone may be a coincidence, and an event
 * that goes on is soon unlike its beginning. How the text speaks (happened, announced) tells
 * nothing here: one event is announced, happens and is denied.
 *
 * The weights were found on labelled news in seven languages, looked at by halves of the events,
 * and lie on a plateau: a sixth more or less of any changes the result by about a hundredth.
 */
#include "incident/incident_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	REPORTS_MAX = 2000, /* looked at for one finding */
	REPORTS_OF_ONE = 30, /* newest of an incident */
	BEST = 2
};

#define COUNTRIES_WEIGHT 0.3
#define PLACES_WEIGHT 0.1
#define TIME_WEIGHT 0.3
#define SAID_WEIGHT 0.05
#define UNKNOWN 0.5
#define FADE_S (4.0 * 86400) /* after this time the past counts 1/e */
/* Between languages only names can agree: what agrees nevertheless weighs more. */
#define OTHER_LANGUAGE_BONUS 0.15
#define ENOUGH 0.51
/* Stands in for the items of a store that is new: words are not yet known to be rare. */
#define ITEMS_BEFORE 100

bool is_far_side(const char *country)
{
	return strcmp(country, "RU") == 0 || strcmp(country, "BY") == 0;
}

/* ---- wording ---------------------------------------------------------------------- */

static void normalize(struct wording_part *parts, uint32_t count)
{
	double sum = 0;
	uint32_t i;

	for (i = 0; i < count; i++)
		sum += (double)parts[i].weight * parts[i].weight;
	for (i = 0; i < count && sum > 0; i++)
		parts[i].weight = (float)(parts[i].weight / sqrt(sum));
}

int wording_weigh(struct store *store, struct arena *arena, const struct wording *wording,
	struct wording *out_weighed)
{
	struct wording_part *parts = arena_alloc(arena, (wording->count + 1) * sizeof(*parts));
	int64_t *counts = arena_alloc(arena, (wording->count + 1) * sizeof(*counts)), items;
	uint32_t i;
	int r = store_words_count(store, wording, counts, &items);

	if (r)
		return r;
	for (i = 0; i < wording->count; i++) {
		double rarity = log((double)(items + ITEMS_BEFORE) / (double)MAX(counts[i], 1));

		parts[i] = wording->parts[i];
		parts[i].weight = (float)(parts[i].weight * rarity);
	}
	normalize(parts, wording->count);
	*out_weighed = (struct wording){.parts = parts, .count = wording->count};
	return 0;
}

/* The cosine of two weighed wordings. */
static double compare_wording(const struct wording *a, const struct wording *b)
{
	uint32_t i = 0, j = 0;
	double sum = 0;

	while (i < a->count && j < b->count) {
		if (a->parts[i].word == b->parts[j].word)
			sum += (double)a->parts[i++].weight * b->parts[j++].weight;
		else if (a->parts[i].word < b->parts[j].word)
			i++;
		else
			j++;
	}
	return sum;
}

/* ---- countries and places --------------------------------------------------------- */

static bool holds(const char *const *ids, size_t count, const char *id)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

static size_t count_near(const char *const *countries, size_t count)
{
	size_t near = 0, i;

	for (i = 0; i < count; i++)
		near += !is_far_side(countries[i]);
	return near;
}

/* What is shared of all that is named, the near side alone. */
static double compare_countries(const struct report *a, const struct report *b)
{
	size_t near_a = count_near(a->countries, a->country_count);
	size_t near_b = count_near(b->countries, b->country_count), shared = 0, i;

	if (!near_a || !near_b)
		return UNKNOWN;
	for (i = 0; i < a->country_count; i++)
		shared += !is_far_side(a->countries[i]) &&
			  holds(b->countries, b->country_count, a->countries[i]);
	return (double)shared / (double)(near_a + near_b - shared);
}

/* What is shared of the shorter list: a brief report names one place of five. */
static double compare_places(const struct report *a, const struct report *b)
{
	size_t shared = 0, i;

	if (!a->place_count || !b->place_count)
		return UNKNOWN;
	for (i = 0; i < a->place_count; i++)
		shared += holds(b->places, b->place_count, a->places[i]);
	return (double)shared / (double)MIN(a->place_count, b->place_count);
}

/* ---- what is counted, who says it ------------------------------------------------------ */

bool share_said(const struct report *a, const struct report *b, uint32_t odd)
{
	size_t i = 0, j = 0;

	while (i < a->said_count && j < b->said_count) {
		if (a->said[i] == b->said[j] && (a->said[i] & 1) == odd)
			return true;
		if (a->said[i] <= b->said[j])
			i++;
		else
			j++;
	}
	return false;
}

/* ---- two reports ------------------------------------------------------------------ */

static bool contradicts(const struct similarity *similarity,
	const struct incident_policy *policy)
{
	return (policy->by_country && similarity->countries == 0) ||
	       (policy->by_place && similarity->places == 0 && similarity->countries == 0);
}

static struct similarity compare(const struct report *a, const struct report *b,
	const struct incident_policy *policy)
{
	struct similarity similarity = {
		.wording = compare_wording(&a->wording, &b->wording),
		.places = compare_places(a, b),
		.countries = compare_countries(a, b),
		.time = exp(-fabs((double)(a->time - b->time)) / FADE_S),
		.quantities = share_said(a, b, 0),
		.speakers = share_said(a, b, 1),
		.item = b->item,
		.other_language = a->lang && b->lang && strcmp(a->lang, b->lang) != 0,
	};

	if (contradicts(&similarity, policy))
		return similarity; /* total 0 */
	similarity.total = similarity.wording + PLACES_WEIGHT * similarity.places +
			   COUNTRIES_WEIGHT * similarity.countries +
			   TIME_WEIGHT * similarity.time +
			   SAID_WEIGHT * (similarity.quantities + similarity.speakers) +
			   (similarity.other_language ? OTHER_LANGUAGE_BONUS : 0);
	return similarity;
}

/* ---- incidents --------------------------------------------------------------------- */

/* An incident as far as its reports were looked at. */
struct rival {
	int64_t incident;
	size_t seen;
	struct similarity best[BEST]; /* best first */
};

static struct rival *rival_of(struct rival *rivals, size_t *count, int64_t incident)
{
	size_t i;

	for (i = 0; i < *count; i++)
		if (rivals[i].incident == incident)
			return &rivals[i];
	rivals[*count] = (struct rival){.incident = incident};
	return &rivals[(*count)++];
}

static void note(struct rival *rival, const struct similarity *similarity)
{
	size_t at = rival->seen < BEST ? rival->seen : BEST - 1;

	rival->seen++;
	if (rival->seen > BEST && similarity->total <= rival->best[at].total)
		return;
	for (; at > 0 && rival->best[at - 1].total < similarity->total; at--)
		rival->best[at] = rival->best[at - 1];
	rival->best[at] = *similarity;
}

static double likeness(const struct rival *rival)
{
	size_t count = MIN(rival->seen, (size_t)BEST), i;
	double sum = 0;

	for (i = 0; i < count; i++)
		sum += rival->best[i].total;
	return sum / (double)count;
}

static const struct rival *most_alike(const struct rival *rivals, size_t count)
{
	const struct rival *best = NULL;
	size_t i;

	for (i = 0; i < count; i++)
		if (!best || likeness(&rivals[i]) > likeness(best))
			best = &rivals[i];
	return best;
}

int similar_incident(struct store *store, struct arena *arena, const struct report *report,
	const struct incident_policy *policy, int64_t *out_incident,
	struct similarity *out_similarity)
{
	struct report *reports;
	struct rival *rivals, *rival;
	const struct rival *best;
	size_t count, rival_count = 0, i;
	int r = store_reports(store, arena, report->category, report->time - policy->window_s,
		report->time + policy->window_s, REPORTS_MAX, &reports, &count);

	*out_incident = 0;
	*out_similarity = (struct similarity){.total = 0};
	if (r || !count)
		return r;
	rivals = arena_alloc(arena, count * sizeof(*rivals));
	for (i = 0; i < count; i++) {
		struct similarity similarity;

		rival = rival_of(rivals, &rival_count, reports[i].incident);
		if (rival->seen >= REPORTS_OF_ONE)
			continue;
		similarity = compare(report, &reports[i], policy);
		note(rival, &similarity);
	}
	best = most_alike(rivals, rival_count);
	if (likeness(best) < ENOUGH)
		return 0;
	*out_incident = best->incident;
	*out_similarity = best->best[0];
	return 0;
}
