#include "model/incident.h"

#include <json-c/json.h>
#include <stdio.h>

#include "model/json.h"
#include "model/model_priv.h"

/* What an alert carries of a field: a feed's field may be as long as a book. */
enum { ALERT_TITLE_MAX = 500, ALERT_SUMMARY_MAX = 2000 };

static const char *const status_names[] = {
#define X(name, text) text,
	INCIDENT_STATUSES(X)
#undef X
};

const char *incident_status_name(enum incident_status status)
{
	return status_names[status];
}

bool incident_status_parse(const char *name, enum incident_status *out_status)
{
	int status = name_index(status_names, INCIDENT_STATUS_COUNT, name);

	if (status >= 0)
		*out_status = (enum incident_status)status;
	return status >= 0;
}

const char *incident_event_name(enum incident_event_kind kind)
{
	static const char *const names[] = {
#define X(name, text) text,
		INCIDENT_EVENTS(X)
#undef X
	};

	return names[kind];
}

const char *alert_kind_name(enum alert_kind kind)
{
	static const char *const names[] = {
#define X(name, text) text,
		ALERT_KINDS(X)
#undef X
	};

	return names[kind];
}

struct json_object *incident_json(const struct incident *incident)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "id", json_object_new_int64(incident->id));
	json_object_object_add(object, "title", json_text_cut(incident->title, ALERT_TITLE_MAX));
	json_object_object_add(object, "status",
		json_text(incident_status_name(incident->status)));
	json_object_object_add(object, "category", json_text(incident->category));
	json_object_object_add(object, "severity",
		json_text(severity_name(incident->severity)));
	json_object_object_add(object, "first_seen", json_time(incident->first_seen));
	json_object_object_add(object, "last_seen", json_time(incident->last_seen));
	json_object_object_add(object, "countries",
		json_texts(incident->countries, incident->country_count));
	json_object_object_add(object, "places",
		places_json(incident->places, incident->place_count, true));
	json_object_object_add(object, "quantities",
		quantities_json(incident->quantities, incident->quantity_count));
	json_object_object_add(object, "items", json_object_new_int64(incident->items));
	json_object_object_add(object, "sources", json_object_new_int64(incident->sources));
	json_object_object_add(object, "outlets", json_object_new_int64(incident->outlets));
	json_object_object_add(object, "origins", json_object_new_int64(incident->origins));
	json_object_object_add(object, "origin_names",
		json_texts(incident->origin_names, incident->origin_name_count));
	json_object_object_add(object, "official", json_object_new_boolean(incident->official));
	return object;
}

/* Two digits: the rest is noise. */
static void add_part(struct json_object *object, const char *name, double part)
{
	char text[16];

	snprintf(text, sizeof(text), "%.2f", part);
	json_object_object_add(object, name, json_object_new_double_s(part, text));
}

struct json_object *similarity_json(const struct similarity *similarity)
{
	struct json_object *object = json_object_new_object();

	add_part(object, "total", similarity->total);
	add_part(object, "wording", similarity->wording);
	add_part(object, "countries", similarity->countries);
	add_part(object, "places", similarity->places);
	add_part(object, "time", similarity->time);
	add_part(object, "quantities", similarity->quantities);
	add_part(object, "speakers", similarity->speakers);
	json_object_object_add(object, "other_language",
		json_object_new_boolean(similarity->other_language));
	return object;
}

static struct json_object *rule_json(const struct finding *finding)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "id", json_text(finding->rule));
	json_object_object_add(object, "title", json_text(finding->title));
	json_object_object_add(object, "pack", json_text(finding->pack));
	return object;
}

static const char *publisher(const struct item_source *source)
{
	return source->publisher ? source->publisher : source->name;
}

static struct json_object *item_json(const struct alert *alert)
{
	struct json_object *object = json_object_new_object();
	const struct item *item = alert->item;
	const struct item_source *source = item->source;
	const struct facts *facts = &alert->finding->facts;

	json_object_object_add(object, "id", json_text(alert->item_id));
	json_object_object_add(object, "source", json_text(source ? source->id : NULL));
	json_object_object_add(object, "publisher",
		json_text(source ? publisher(source) : NULL));
	json_object_object_add(object, "url", json_text(item->url));
	json_object_object_add(object, "title",
		json_text_cut(item->field[ITEM_TITLE].text, ALERT_TITLE_MAX));
	json_object_object_add(object, "summary",
		json_text_cut(item->field[ITEM_SUMMARY].text, ALERT_SUMMARY_MAX));
	json_object_object_add(object, "published",
		json_time(item->published != TIME_NONE ? item->published : item->updated));
	json_object_object_add(object, "lang", json_text(item->lang));
	json_object_object_add(object, "attributed_to",
		json_texts(facts->attributed_to, facts->attributed_count));
	facts_json_more(object, facts);
	return object;
}

static struct json_object *withdrawal_json(const struct withdrawal *withdrawal)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "first_seen", json_time(withdrawal->first_seen));
	json_object_object_add(object, "last_seen", json_time(withdrawal->last_seen));
	json_object_object_add(object, "lived_s",
		json_object_new_int64(withdrawal->last_seen - withdrawal->first_seen));
	json_object_object_add(
		object, "returned", json_object_new_boolean(withdrawal->returned));
	return object;
}

struct json_object *alert_json(const struct alert *alert)
{
	struct json_object *object = json_object_new_object();
	const struct incident *incident = alert->incident;
	const struct finding *finding = alert->finding;

	json_object_object_add(object, "schema", json_text("kordon.alert/1"));
	json_object_object_add(object, "id", json_text(alert->id));
	json_object_object_add(object, "time", json_time(alert->time));
	json_object_object_add(object, "kind", json_text(alert_kind_name(alert->kind)));
	json_object_object_add(object, "severity",
		json_text(severity_name(incident->severity)));
	json_object_object_add(object, "category", json_text(incident->category));
	json_object_object_add(object, "summary", json_text(alert->summary));
	json_object_object_add(object, "incident", incident_json(incident));
	json_object_object_add(object, "rule", rule_json(finding));
	json_object_object_add(object, "item", item_json(alert));
	json_object_object_add(object, "evidence",
		evidence_json(finding->evidence, finding->evidence_count));
	json_object_object_add(
		object, "modality", json_text(modality_name(finding->facts.modality)));
	if (alert->refers_to)
		json_object_object_add(object, "refers_to", json_text(alert->refers_to));
	if (alert->withdrawal)
		json_object_object_add(
			object, "withdrawal", withdrawal_json(alert->withdrawal));
	if (alert->reminder)
		json_object_object_add(
			object, "reminder", text_date_json(alert->reminder));
	if (alert->wave)
		json_object_object_add(
			object, "wave", wave_json(alert->wave, alert->tally));
	return object;
}
