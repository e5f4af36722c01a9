/* The alert of a wave: time brought it, not an item; the newest item stands for all. */
#include "alert/alert_priv.h"

#include "base/mem.h"

static char *summary_of(const struct alert_wave *wave, const struct incident *incident,
	const struct finding *finding)
{
	CLEANUP(buf_done) struct buf out = BUF_INIT(BUF_UNBOUND);
	struct item nobody = {.published = TIME_NONE, .updated = TIME_NONE};
	CLEANUP(mem_freep)
	char *sentence = alert_summary(ALERT_SURGE, incident, finding, &nobody, NULL);

	buf_printf(&out, "%s; ", sentence);
	wave_tell(wave->wave, wave->tally, &out);
	return buf_take(&out);
}

static struct store_decision about(const struct alert_wave *wave,
	const struct incident *incident, const char *code, const char *alert)
{
	return (struct store_decision){
		.item = wave->copy->stored.public_id,
		.incident = incident->id,
		.rule = wave->wave->id,
		.code = code,
		.alert = alert,
	};
}

static int tell(const struct telling *telling, const struct alert_wave *wave,
	struct incident *incident, const struct finding *finding)
{
	CLEANUP(mem_freep) char *summary = summary_of(wave, incident, finding);
	char id[UNIQUE_TEXT];
	struct outgoing outgoing = {
		.alert = {.id = unique_id(telling->now, id),
			.time = telling->now,
			.kind = ALERT_SURGE,
			.incident = incident,
			.finding = finding,
			.item = &wave->copy->item,
			.item_id = wave->copy->stored.public_id,
			.summary = summary,
			.wave = wave->wave,
			.tally = wave->tally},
		.form = STORE_FORM_ALERT,
		.item = wave->copy->stored.public_id,
	};
	int r;

	incident->alerted = true;
	r = store_incident_put(telling->store, incident);
	if (!r)
		r = decide(telling, about(wave, incident, "raised", id),
			"raised, kind surge: the condition of wave %s holds", wave->wave->key);
	return r ? r : dispatch(telling, &outgoing);
}

int alert_consider_wave(struct store *store, const struct alert_options *options,
	const struct alert_wave *wave, struct incident *incident, int64_t now,
	const struct alert_readers *readers, bool *out_raised)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct telling telling = {store, options, readers, arena, now};
	const struct finding finding = {
		.rule = wave->wave->id,
		.title = wave->wave->title,
		.pack = wave->wave->pack,
		.category = wave->wave->category,
		.severity = wave->wave->severity,
		.facts = {.countries = incident->countries,
			.country_count = incident->country_count,
			.places = incident->places,
			.place_count = incident->place_count},
	};
	int r;

	*out_raised = false;
	if ((int)finding.severity < options->min_severity)
		return decide(&telling, about(wave, incident, "mild", NULL),
			"its severity is %s, below min_severity: %s of section alert",
			severity_name(finding.severity),
			severity_name((enum severity)options->min_severity));
	r = tell(&telling, wave, incident, &finding);
	*out_raised = !r;
	return r;
}
