/* When a change of an incident is told, and the row of the outbox that tells it. */
#include "alert/alert_priv.h"

#include <json-c/json.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

const char *const alert_severity_choices[] = {
#define X(name, text) text,
	SEVERITIES(X)
#undef X
	NULL};

static const struct config_option options[] = {
	{.name = "max_age",
		.type = OPTION_DURATION,
		.offset = offsetof(struct alert_options, max_age_ms),
		.def = "48h",
		.min = 60 * 1000,
		.max = 36525LL * 86400 * 1000,
		.help = "What was published longer ago is recorded and matched, and raises no "
			"alert: so the first poll of a new source is history. A source may "
			"state its own alert_max_age."},
	{.name = "min_severity",
		.type = OPTION_CHOICE,
		.offset = offsetof(struct alert_options, min_severity),
		.def = "info",
		.choices = alert_severity_choices,
		.help = "Findings below it are recorded and raise no alert."},
};

const struct config_table alert_table = {
	.name = "alert",
	.help = "Which findings raise alerts.",
	.options = options,
	.count = ARRAY_LEN(options),
	.size = sizeof(struct alert_options),
};

/* ---- whether ---------------------------------------------------------------------- */

static bool too_old(const struct alert_options *alert_options, const struct item *item,
	int64_t time, int64_t now)
{
	int64_t own = item->source ? item->source->alert_max_age_ms : 0;
	int64_t max_age_s = (own ? own : alert_options->max_age_ms) / 1000;

	return now - time > max_age_s;
}

/* Positive: what kind; -1: nothing worth telling. */
static int kind_of(const struct incident_change *change)
{
	/* Earlier reports may have been too old or too mild to be told. */
	if (change->opened || !change->incident.alerted)
		return ALERT_NEW;
	if (change->withdrawn)
		return ALERT_WITHDRAWN;
	if (change->corrected)
		return ALERT_CORRECTED;
	if (change->escalated)
		return ALERT_ESCALATED;
	return change->quantity_changed ? ALERT_UPDATE : -1;
}

/* ---- raising ---------------------------------------------------------------------- */

static int put_alert(struct store *store, struct alert *alert,
	const struct alert_readers *readers)
{
	CLEANUP(buf_done) struct buf line = BUF_INIT(BUF_UNBOUND);
	CLEANUP(mem_freep) const char **names = mem_calloc(readers->count, sizeof(*names));
	struct json_object *object = alert_json(alert);
	size_t count = 0, i;

	json_line(&line, object);
	json_object_put(object);
	for (i = 0; i < readers->count; i++)
		if (readers->wants(readers->ctx, i, alert->incident, alert->incident->severity))
			names[count++] = readers->names[i];
	return store_alert_put(store, alert, buf_str(&line), names, count);
}

static int raise(struct store *store, enum alert_kind kind,
	const struct incident_change *change, const struct finding *finding,
	const struct item *item, const struct store_item *stored,
	const struct withdrawal *withdrawal, int64_t now, const struct alert_readers *readers)
{
	CLEANUP(mem_freep) char *summary =
		alert_summary(kind, &change->incident, finding, item, withdrawal);
	struct incident incident = change->incident;
	char id[UNIQUE_TEXT];
	struct alert alert = {
		.id = unique_id(now, id),
		.time = now,
		.kind = kind,
		.incident = &incident,
		.finding = finding,
		.item = item,
		.item_id = stored->public_id,
		.summary = summary,
		.withdrawal = withdrawal,
	};
	int r;

	incident.alerted = true;
	r = store_incident_put(store, &incident);
	return r ? r : put_alert(store, &alert, readers);
}

int alert_consider(struct store *store, const struct alert_options *alert_options,
	const struct incident_change *change, const struct finding *finding,
	const struct item *item, const struct store_item *stored, int64_t time, int64_t now,
	const struct alert_readers *readers, bool *out_raised)
{
	int kind = kind_of(change), r;

	*out_raised = false;
	if (kind < 0 || finding->draft || (int)finding->severity < alert_options->min_severity ||
		too_old(alert_options, item, time, now))
		return 0;
	r = raise(store, (enum alert_kind)kind, change, finding, item, stored, NULL, now,
		readers);
	*out_raised = !r;
	return r;
}

int alert_consider_withdrawal(struct store *store, const struct alert_options *alert_options,
	const struct incident_change *change, const struct finding *finding,
	const struct store_copy *copy, bool returned, int64_t now,
	const struct alert_readers *readers, bool *out_raised)
{
	struct withdrawal withdrawal = {
		.first_seen = copy->first_seen,
		.last_seen = copy->last_seen == TIME_NONE ? now : copy->last_seen,
		.returned = returned,
	};
	int r;

	*out_raised = false;
	/* Of what nobody was told nobody misses anything. */
	if (!(change->withdrawn || change->returned) || !change->incident.alerted ||
		finding->draft || (int)finding->severity < alert_options->min_severity)
		return 0;
	r = raise(store, returned ? ALERT_UPDATE : ALERT_WITHDRAWN, change, finding, &copy->item,
		&copy->stored, &withdrawal, now, readers);
	*out_raised = !r;
	return r;
}

/* ---- a test ------------------------------------------------------------------------- */

int alert_test(struct store *store, const char *sink, int64_t now, char out_id[UNIQUE_TEXT])
{
	static const struct item_source source = {.id = "kordon", .name = "kordon"};
	struct incident incident = {.title = "A test of this sink", .category = "test",
		.first_seen = now, .last_seen = now};
	struct finding finding = {.rule = "test", .title = "A test of this sink",
		.pack = "kordon", .category = "test", .severity = SEVERITY_INFO};
	struct item item = {.published = now, .updated = TIME_NONE, .source = &source};
	struct alert alert = {.id = unique_id(now, out_id), .time = now, .kind = ALERT_NEW,
		.incident = &incident, .finding = &finding, .item = &item,
		.summary = "This is a test of the way of alerts: nothing has happened"};
	CLEANUP(buf_done) struct buf line = BUF_INIT(BUF_UNBOUND);
	struct json_object *object = alert_json(&alert);
	int r = store_begin(store);

	json_line(&line, object);
	json_object_put(object);
	if (!r)
		r = store_alert_put(store, &alert, buf_str(&line), &sink, 1);
	if (!r)
		return store_commit(store);
	store_rollback(store);
	return r;
}
