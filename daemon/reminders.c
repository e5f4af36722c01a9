/*
 * Reminders: a draft or an announcement names the day it is meant for ("from 1 July", "in
 * January 2025"). The day is kept with the incident, and when it has come who reads the alerts
 * is reminded, once; not of what was closed or taken back meanwhile.
 */
#include "pipeline_priv.h"

#include <string.h>

#include "alert/alert.h"
#include "incident/incident.h"

enum { DAY_S = 86400, DAYS_AHEAD = 3 * 366, DUE_MAX = 20 }; /* DUE_MAX: of one look */

/* Something that is to be: what happened already needs no reminder. */
static bool is_ahead(const struct finding *finding)
{
	return !finding->draft && finding->deed == DEED_NONE &&
	       (finding->facts.modality == MODALITY_ANNOUNCED ||
		       finding->facts.modality == MODALITY_PROPOSED);
}

int reminders_keep(struct pipeline *pipeline, const struct incident *incident,
	const struct incident_input *input)
{
	const struct facts *facts = &input->finding->facts;
	int64_t today = pipeline_now(pipeline) / DAY_S;
	size_t i;
	int r = 0;

	if (!is_ahead(input->finding))
		return 0;
	for (i = 0; i < facts->date_count && !r; i++) {
		const struct text_date *date = &facts->dates[i];

		/* A year is no day to be reminded on. */
		if (date->precision != DATE_PRECISION_YEAR && date->day > today &&
			date->day <= today + DAYS_AHEAD)
			r = store_reminder_put(pipeline->store,
				&(struct store_reminder){.incident = incident->id,
					.item = input->item_row, .date = *date});
	}
	return r;
}

/* ---- when they are due ------------------------------------------------------------------ */

static bool is_over(enum incident_status status)
{
	return status == INCIDENT_CLOSED || status == INCIDENT_WITHDRAWN;
}

/* What the item was found to say of the incident's category; NULL: nothing any more. */
static struct finding *find(struct pipeline *pipeline, struct store_finding *findings,
	size_t count, const char *category)
{
	const struct rule *rule;
	size_t i;

	for (i = 0; i < count; i++) {
		struct finding *finding = &findings[i].finding;

		if (strcmp(finding->category, category) != 0)
			continue;
		rule = ruleset_find(analysis_ruleset(pipeline->analysis), finding->rule);
		finding->title = rule ? rule_title(rule) : finding->rule;
		return finding;
	}
	return NULL;
}

static int remind(struct pipeline *pipeline, const struct store_reminder *reminder,
	size_t *alerts)
{
	struct incident_change change = {.opened = false};
	struct store_finding *findings;
	struct store_copy copy;
	const struct finding *finding;
	int64_t id, now = pipeline_now(pipeline);
	size_t count;
	bool raised = false;
	int r = store_incident_survivor(pipeline->store, reminder->incident, &id);

	if (!r)
		r = store_incident_get(pipeline->store, pipeline->scratch, id, &change.incident);
	if (!r)
		r = store_item_get(pipeline->store, pipeline->scratch, reminder->item, &copy);
	if (!r)
		r = store_item_findings(pipeline->store, pipeline->scratch, reminder->item,
			&findings, &count);
	if (r || is_over(change.incident.status))
		return r;
	finding = find(pipeline, findings, count, change.incident.category);
	if (!finding)
		return STORE_NONE;
	r = alert_consider_reminder(pipeline->store, &pipeline->settings->alert, &change, finding,
		&copy, &reminder->date, now, &pipeline->readers, &raised);
	*alerts += raised;
	return r;
}

int reminders_look(struct pipeline *pipeline, size_t *alerts)
{
	int64_t now = pipeline_now(pipeline);
	struct store_reminder reminder;
	int i, r = 0;

	for (i = 0; i < DUE_MAX && !r; i++) {
		arena_reset(pipeline->scratch);
		r = store_reminder_due(
			pipeline->store, pipeline->scratch, now / DAY_S, &reminder);
		if (r)
			break;
		r = store_reminder_told(pipeline->store, &reminder, now);
		if (!r)
			r = remind(pipeline, &reminder, alerts);
		/* Its incident or item is gone: there is nothing to remind of. */
		if (r == STORE_NONE)
			r = 0;
	}
	return r == STORE_NONE ? 0 : r;
}
