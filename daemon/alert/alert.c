/* When a change of an incident is told, and the row of the outbox that tells it. */
#include "alert/alert_priv.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

const char *const alert_severity_choices[] = {
#define X(name, text) text,
	SEVERITIES(X)
#undef X
		NULL};

static const char *const inhibit_choices[] = {"no", "place", "country", NULL};

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
	{.name = "quantity_change",
		.type = OPTION_INT,
		.offset = offsetof(struct alert_options, quantity_change),
		.def = "20",
		.min = 0,
		.max = 1000,
		.unit = "percent",
		.help = "How much a number has to change for an update: less is recorded, and told "
			"in digests. A rule may state its own (*incident: {change: 50}*)."},
	{.name = "inhibit",
		.type = OPTION_CHOICE,
		.offset = offsetof(struct alert_options, inhibit),
		.def = "place",
		.choices = inhibit_choices,
		.help = "A confirmed incident keeps alerts of those that are merely reported in the "
			"alert log: of the same category, at the same *place*, or in the same "
			"*country*, and not graver. *no*: all are told."},
	{.name = "inhibit_window",
		.type = OPTION_DURATION,
		.offset = offsetof(struct alert_options, inhibit_window_ms),
		.def = "24h",
		.min = 0,
		.max = 365LL * 86400 * 1000,
		.help = "How far apart in time the two may be."},
	{.name = "keep_decisions",
		.type = OPTION_DURATION,
		.offset = offsetof(struct alert_options, keep_decisions_ms),
		.def = "90d",
		.min = 3600 * 1000,
		.max = 3650LL * 86400 * 1000,
		.help = "How long *kordonctl alerts why* remembers; the last 200000 decisions at "
			"most."},
};

const struct config_table alert_table = {
	.name = "alert",
	.help = "Which findings raise alerts.",
	.options = options,
	.count = ARRAY_LEN(options),
	.size = sizeof(struct alert_options),
};

/* ---- whether ---------------------------------------------------------------------- */

/* A report on its way to become an alert, or not. */
struct report_case {
	const struct incident_change *change;
	const struct finding *finding;
	const struct item *item;
	const struct store_item *stored;
	const struct withdrawal *withdrawal;
	const struct text_date *reminder; /* NULL: it is none */
	int64_t time; /* of the report; TIME_NONE: unknown */
	enum alert_kind kind;
};

/* Why it is not told, and the word for it; NULL: it may be. */
static const char *unfit(const struct telling *telling, const struct report_case *report,
	const char **out_code)
{
	const struct item_source *source = report->item->source;
	int64_t own = source ? source->alert_max_age_ms : 0;
	int64_t max_age_s = (own ? own : telling->options->max_age_ms) / 1000;
	int64_t age_s = report->time == TIME_NONE ? 0 : telling->now - report->time;

	if (report->finding->draft) {
		*out_code = "draft";
		return "the rule is a draft (status: draft): it is tried, and raises nothing";
	}
	if ((int)report->finding->severity < telling->options->min_severity) {
		*out_code = "mild";
		return arena_printf(telling->arena,
			"its severity is %s, below min_severity: %s of section alert",
			severity_name(report->finding->severity),
			severity_name((enum severity)telling->options->min_severity));
	}
	*out_code = "old-news";
	if (report->change->old_news)
		return report->change->old_news;
	*out_code = "old";
	if (report->time == TIME_NONE)
		return "it has no date, and came with the first poll of its source: history";
	return age_s <= max_age_s ? NULL
				  : arena_printf(telling->arena,
					    "it is too old: published %" PRId64
					    " h ago, and %s is %" PRId64 " h",
					    age_s / 3600,
					    own ? "alert_max_age of its source"
						: "max_age of section alert",
					    max_age_s / 3600);
}

static bool counts_anew(const struct telling *telling, const struct report_case *report)
{
	int64_t own = report->finding->incident.change_percent;
	int64_t percent = own >= 0 ? own : telling->options->quantity_change;

	return report->change->quantity_changed &&
	       report->change->quantity_by * 100 >= (double)percent;
}

/* What of the change is worth telling, in words, and the kind that tells it; NULL: nothing. */
static const char *material(const struct telling *telling,
	const struct report_case *report, enum alert_kind *out_kind)
{
	const struct incident_change *change = report->change;
	const struct incident *incident = &change->incident;
	const char *status = incident_status_name(incident->status);
	enum finding_deed deed = report->finding->deed;
	const struct {
		bool holds;
		enum alert_kind kind;
		const char *text;
	} rows[] = {
		/* A rule that asks for it is told of what the publisher did, first of all. */
		{deed == DEED_CORRECTED, ALERT_CORRECTED,
			"its publisher changed what it says"},
		{deed == DEED_WITHDRAWN && !incident->alerted, ALERT_WITHDRAWN,
			"its publisher took it away"},
		/* Earlier reports may have been too old or too mild to be told. */
		{change->opened || !incident->alerted, ALERT_NEW,
			"nobody was told of it before"},
		{change->withdrawn, ALERT_WITHDRAWN, "it was withdrawn"},
		{change->corrected, ALERT_CORRECTED, "it was corrected"},
		{change->escalated, ALERT_ESCALATED, "it is more serious than before"},
		{change->origin_new || change->corroborated, ALERT_CORROBORATED,
			"an origin more that leans on no other"},
		{change->confirmed || change->disputed || change->denied, ALERT_UPDATE,
			arena_printf(telling->arena, "its status is %s now", status)},
		{counts_anew(telling, report), ALERT_UPDATE, "a number has changed"},
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].holds) {
			*out_kind = rows[i].kind;
			return rows[i].text;
		}
	return NULL;
}

static struct store_decision about(const struct report_case *report, const char *code)
{
	return (struct store_decision){
		.item = report->stored->public_id,
		.incident = report->change->incident.id,
		.rule = report->finding->rule,
		.code = code,
	};
}

/* ---- raising ---------------------------------------------------------------------- */

static char *summary_of(const struct report_case *report)
{
	char *sentence = alert_summary(report->kind, &report->change->incident,
		report->finding, report->item, report->withdrawal);
	char date[DATE_TEXT], *reminder;

	if (!report->reminder)
		return sentence;
	reminder = mem_printf("Due %s: %s", text_date_write(report->reminder, date), sentence);
	mem_free(sentence);
	return reminder;
}

static int tell(const struct telling *telling, const struct report_case *report,
	const char *form, char out_id[UNIQUE_TEXT])
{
	const struct incident *incident = &report->change->incident;
	CLEANUP(mem_freep)
	char *summary = summary_of(report);
	struct outgoing outgoing = {
		.alert =
			{
				.id = out_id,
				.time = telling->now,
				.kind = report->kind,
				.incident = incident,
				.finding = report->finding,
				.item = report->item,
				.item_id = report->stored->public_id,
				.summary = summary,
				.withdrawal = report->withdrawal,
				.reminder = report->reminder,
			},
		.form = form,
		.item = report->stored->public_id,
	};
	int r = 0;

	/* What follows refers to what was told first. */
	if (report->kind != ALERT_NEW)
		r = store_first_alert(telling->store, telling->arena, incident->id,
			&outgoing.alert.refers_to);
	return r ? r : dispatch(telling, &outgoing);
}

static int raise(const struct telling *telling, const struct report_case *report,
	const char *why, bool *out_raised)
{
	struct incident incident = report->change->incident;
	struct store_decision decision = about(report, "raised");
	char id[UNIQUE_TEXT];
	int r;

	incident.alerted = true;
	decision.alert = unique_id(telling->now, id);
	r = store_incident_put(telling->store, &incident);
	if (!r)
		r = decide(telling, decision, "raised, kind %s: %s",
			alert_kind_name(report->kind), why);
	if (!r)
		r = tell(telling, report, STORE_FORM_ALERT, id);
	*out_raised = !r;
	return r;
}

/* Too little for an alert; a digest has room for it. */
static int note_minor(const struct telling *telling, struct report_case *report)
{
	const struct incident_change *change = report->change;
	const struct incident *incident = &change->incident;
	struct store_decision decision = about(report, "no-change");
	char id[UNIQUE_TEXT];
	int r;

	if (change->quantity_changed)
		r = decide(telling, decision,
			"one more report; a number changed by %.0f %%, too little for an alert "
			"(quantity_change of section alert, or change of the rule's incident)",
			change->quantity_by * 100);
	else
		r = decide(telling, decision,
			"one more report, and no material change (reports: %" PRId64
			", outlets: %" PRId64 ", origins: %" PRId64 ", status %s)",
			incident->items, incident->outlets, incident->origins,
			incident_status_name(incident->status));
	if (r || !alert_routes_digest(telling->readers->routes))
		return r;
	report->kind = ALERT_UPDATE;
	unique_id(telling->now, id);
	return tell(telling, report, STORE_FORM_MINOR, id);
}

int alert_consider(struct store *store, const struct alert_options *alert_options,
	const struct incident_change *change, const struct finding *finding,
	const struct item *item, const struct store_item *stored, int64_t time,
	int64_t now, const struct alert_readers *readers, bool *out_raised)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct telling telling = {store, alert_options, readers, arena, now};
	struct report_case report = {.change = change,
		.finding = finding,
		.item = item,
		.stored = stored,
		.time = time};
	const char *code, *why = unfit(&telling, &report, &code);

	*out_raised = false;
	if (why)
		return decide(&telling, about(&report, code), "%s", why);
	why = material(&telling, &report, &report.kind);
	return why ? raise(&telling, &report, why, out_raised)
		   : note_minor(&telling, &report);
}

int alert_consider_withdrawal(struct store *store,
	const struct alert_options *alert_options, const struct incident_change *change,
	const struct finding *finding, const struct store_copy *copy, bool returned,
	int64_t now, const struct alert_readers *readers, bool *out_raised)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct telling telling = {store, alert_options, readers, arena, now};
	const struct withdrawal withdrawal = {
		.first_seen = copy->first_seen,
		.last_seen = copy->last_seen == TIME_NONE ? now : copy->last_seen,
		.returned = returned,
	};
	const struct report_case report = {.change = change,
		.finding = finding,
		.item = &copy->item,
		.stored = &copy->stored,
		.withdrawal = &withdrawal,
		.time = now,
		.kind = returned ? ALERT_UPDATE : ALERT_WITHDRAWN};
	const char *code, *why = unfit(&telling, &report, &code);
	bool asked = finding->deed == DEED_WITHDRAWN;

	*out_raised = false;
	if (why)
		return decide(&telling, about(&report, code), "%s", why);
	if (asked && (!change->incident.alerted || change->escalated))
		return raise(&telling, &report,
			"its publisher took it away, and the rule asks", out_raised);
	if (!(change->withdrawn || change->returned))
		return decide(&telling, about(&report, "no-change"),
			"the item %s; its incident stands on others, too",
			returned ? "is here again" : "was taken away");
	if (!change->incident.alerted)
		return decide(&telling, about(&report, "untold"),
			"the item %s; nobody was told of its incident, and nobody misses it",
			returned ? "is here again" : "was taken away");
	return raise(&telling, &report,
		returned ? "what it stood on is here again"
			 : "what it stood on was taken away",
		out_raised);
}

int alert_consider_reminder(struct store *store,
	const struct alert_options *alert_options, const struct incident_change *change,
	const struct finding *finding, const struct store_copy *copy,
	const struct text_date *date, int64_t now, const struct alert_readers *readers,
	bool *out_raised)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct telling telling = {store, alert_options, readers, arena, now};
	const struct report_case report = {.change = change,
		.finding = finding,
		.item = &copy->item,
		.stored = &copy->stored,
		.reminder = date,
		.time = now,
		.kind = ALERT_UPDATE};
	const char *code, *why = unfit(&telling, &report, &code);

	*out_raised = false;
	return why ? decide(&telling, about(&report, code), "%s", why)
		   : raise(&telling, &report, "the day that it named has come", out_raised);
}

/* ---- a test ----------------------------------------------------------------------- */

int alert_test(
	struct store *store, const char *sink, int64_t now, char out_id[UNIQUE_TEXT])
{
	static const struct item_source source = {.id = "kordon", .name = "kordon"};
	struct incident incident = {.title = "A test of this sink",
		.category = "test",
		.first_seen = now,
		.last_seen = now};
	struct finding finding = {.rule = "test",
		.title = "A test of this sink",
		.pack = "kordon",
		.category = "test",
		.severity = SEVERITY_INFO};
	struct item item = {.published = now, .updated = TIME_NONE, .source = &source};
	struct alert alert = {.id = unique_id(now, out_id),
		.time = now,
		.kind = ALERT_NEW,
		.incident = &incident,
		.finding = &finding,
		.item = &item,
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
