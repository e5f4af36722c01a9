/*
 * Old news: an item that was posted again or dated anew, and a paragraph that looks back. Both
 * are kept with the incident that they tell of, where there is one, and open none.
 *
 * A text is an old one where nearly all of its runs of words stand in a report from before the
 * rule's window, of about the same length, with no other figures. A finding looks back where
 * it stands neither in the title nor in the first sentences, and every date that it names was
 * over long before the item was published.
 */
#include "incident/incident_priv.h"

#include "model/date.h"

enum {
	DAY_S = 86400,
	LONG_AGO_S = 60 * DAY_S,
	FIRST_SENTENCES = 2, /* title and lead: what an item is about */
};
#define SAME_TEXT 0.8
#define SAME_LENGTH 0.6

/* ---- posted again -------------------------------------------------------------------------- */

static bool same_length(const struct report *a, const struct report *b)
{
	double na = (double)a->trace.sketch_count, nb = (double)b->trace.sketch_count;

	return na < nb ? na >= SAME_LENGTH * nb : nb >= SAME_LENGTH * na;
}

/* Daily counts come in the same words, and are news all the same. */
static bool other_figures(const struct report *a, const struct report *b)
{
	bool counts_a = false, counts_b = false;
	size_t i;

	for (i = 0; i < a->said_count; i++)
		counts_a |= !(a->said[i] & 1);
	for (i = 0; i < b->said_count; i++)
		counts_b |= !(b->said[i] & 1);
	return (counts_a || counts_b) && !share_said(a, b, 0);
}

int old_text(struct store *store, struct arena *arena, const struct report *report,
	const struct incident_policy *policy, struct old_news *out)
{
	struct report *reports;
	size_t count, i;
	bool shorter;
	int r = store_reports_like(store, arena, report, report->time - policy->window_s,
		&reports, &count);

	for (i = 0; i < count && !r; i++) {
		if (trace_containment(&report->trace, &reports[i].trace, &shorter) < SAME_TEXT ||
			!same_length(report, &reports[i]) ||
			other_figures(report, &reports[i]))
			continue;
		out->incident = reports[i].incident;
		out->time = reports[i].time;
		out->item = reports[i].item;
		return 0;
	}
	return r ? r : STORE_NONE;
}

/* ---- looking back -------------------------------------------------------------------------- */

static int64_t end_of(const struct text_date *date)
{
	static const int days[] = {[DATE_PRECISION_DAY] = 1, [DATE_PRECISION_WEEK] = 7, [DATE_PRECISION_MONTH] = 31,
		[DATE_PRECISION_YEAR] = 366};

	return (date->day + days[date->precision]) * DAY_S;
}

bool looks_back(const struct incident_input *input, int64_t *out_when)
{
	const struct finding *finding = input->finding;
	size_t i;

	if (!finding->sentence_count || !finding->facts.date_count ||
		finding->facts.modality != MODALITY_HAPPENED)
		return false;
	for (i = 0; i < finding->sentence_count; i++)
		if (finding->sentences[i] < FIRST_SENTENCES)
			return false;
	for (i = 0; i < finding->evidence_count; i++)
		if (finding->evidence[i].field == ITEM_TITLE)
			return false;
	for (i = 0; i < finding->facts.date_count; i++)
		if (end_of(&finding->facts.dates[i]) > input->time - LONG_AGO_S)
			return false;
	*out_when = finding->facts.dates[0].day * DAY_S;
	return true;
}
