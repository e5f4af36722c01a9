/*
 * What a publisher takes back without a word: an item is rewritten, and what a rule found in
 * it is not there any more. Its incident is corrected by it where it stood on that item alone
 * or began with it, and those who were told of it are told.
 */
#include "pipeline_priv.h"

#include <string.h>

#include "alert/alert.h"
#include "incident/incident.h"

static bool says_still(const struct item *item, const char *text)
{
	int field;

	for (field = 0; field < ITEM_FIELDS; field++)
		if (item->field[field].text && strstr(item->field[field].text, text))
			return true;
	return false;
}

/* The rule is there and silent now because words are gone, not because it was changed. */
static bool is_gone(const struct pipeline *pipeline, const struct item *item,
	const struct finding *old, const struct finding *findings, size_t count)
{
	size_t i;

	if (!ruleset_find(analysis_ruleset(pipeline->analysis), old->rule))
		return false;
	for (i = 0; i < count; i++)
		if (strcmp(findings[i].category, old->category) == 0)
			return false;
	for (i = 0; i < old->evidence_count; i++)
		if (!says_still(item, old->evidence[i].text))
			return true;
	return false;
}

static int retract(struct pipeline *pipeline, const struct item *item,
	const struct store_item *stored, struct store_finding *old, int64_t now,
	size_t *alerts)
{
	const struct rule *rule =
		ruleset_find(analysis_ruleset(pipeline->analysis), old->finding.rule);
	struct incident_change change;
	bool raised = false;
	int r = incident_retract(pipeline->store, pipeline->scratch, old->incident,
		stored->row, now, &change);

	if (r || !change.corrected)
		return r;
	old->finding.title = rule_title(rule);
	r = alert_consider(pipeline->store, &pipeline->settings->alert, &change, &old->finding,
		item, stored, now, now, &pipeline->readers, &raised);
	*alerts += raised;
	return r;
}

int retraction_look(struct pipeline *pipeline, const struct item *item,
	const struct store_item *stored, const struct finding *findings, size_t count,
	int64_t now, size_t *alerts)
{
	struct store_finding *old;
	size_t old_count, i;
	int r = store_item_findings(
		pipeline->store, pipeline->scratch, stored->row, &old, &old_count);

	for (i = 0; i < old_count && !r; i++)
		if (is_gone(pipeline, item, &old[i].finding, findings, count))
			r = retract(pipeline, item, stored, &old[i], now, alerts);
	return r;
}
