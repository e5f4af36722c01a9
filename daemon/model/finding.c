#include "model/finding.h"

#include <json-c/json.h>
#include <math.h>

#include "model/json.h"
#include "model/model_priv.h"

enum { UNLESS_TEXT = 500 }; /* code points of a condition that are kept */

static const char *const severity_names[] = {
#define X(name, text) text,
	SEVERITIES(X)
#undef X
};

const char *severity_name(enum severity severity)
{
	return severity_names[severity];
}

bool severity_parse(const char *name, enum severity *out_severity)
{
	int severity = name_index(severity_names, SEVERITY_COUNT, name);

	if (severity >= 0)
		*out_severity = (enum severity)severity;
	return severity >= 0;
}

static struct json_object *one_evidence(const struct evidence *evidence)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "field", json_text(item_field_name(evidence->field)));
	json_object_object_add(object, "start", json_object_new_int64(evidence->start));
	json_object_object_add(object, "end", json_object_new_int64(evidence->end));
	json_object_object_add(object, "text", json_text(evidence->text));
	json_object_object_add(object, "term", json_text(evidence->term));
	return object;
}

struct json_object *evidence_json(const struct evidence *evidence, size_t count)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < count; i++)
		json_object_array_add(array, one_evidence(&evidence[i]));
	return array;
}

static struct json_object *one_quantity(const struct quantity *quantity)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "value", json_number(quantity->value));
	if (quantity->max)
		json_object_object_add(object, "max", json_number(quantity->max));
	if (!isnan(quantity->of))
		json_object_object_add(object, "of", json_number(quantity->of));
	if (quantity->approximate)
		json_object_object_add(object, "approximate", json_object_new_boolean(true));
	json_object_object_add(object, "term", json_text(quantity->term));
	json_object_object_add(object, "text", json_text(quantity->text));
	if (quantity->said_by)
		json_object_object_add(object, "said_by", json_text(quantity->said_by));
	return object;
}

struct json_object *quantities_json(const struct quantity *quantities, size_t count)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < count; i++)
		json_object_array_add(array, one_quantity(&quantities[i]));
	return array;
}

static struct json_object *one_place(const struct place *place, bool with_country)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "id", json_text(place->id));
	json_object_object_add(object, "name", json_text(place->name));
	if (with_country)
		json_object_object_add(object, "country",
			json_text(place->countries ? place->countries[0] : NULL));
	json_object_object_add(object, "lat", json_number(place->lat));
	json_object_object_add(object, "lon", json_number(place->lon));
	return object;
}

struct json_object *places_json(const struct place *const *places, size_t count,
	bool with_country)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < count; i++)
		json_object_array_add(array, one_place(places[i], with_country));
	return array;
}

static void add_known(struct json_object *object, const char *key, const char *text)
{
	if (text)
		json_object_object_add(object, key, json_text(text));
}

static struct json_object *one_speaker(const struct attribution *speaker)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "name", json_text(speaker->name));
	if (speaker->publisher) {
		add_known(object, "publisher", speaker->publisher->id);
		add_known(object, "kind", publisher_kind_name(speaker->publisher->kind));
	}
	add_known(object, "country", speaker->country);
	if (speaker->official)
		json_object_object_add(object, "official", json_object_new_boolean(true));
	if (speaker->anonymous)
		json_object_object_add(object, "anonymous", json_object_new_boolean(true));
	return object;
}

static struct json_object *speakers_json(const struct facts *facts)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < facts->speaker_count; i++)
		json_object_array_add(array, one_speaker(facts->speakers[i]));
	return array;
}

static struct json_object *dates_json(const struct facts *facts)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < facts->date_count; i++)
		json_object_array_add(array, text_date_json(&facts->dates[i]));
	return array;
}

void facts_json_more(struct json_object *object, const struct facts *facts)
{
	if (facts->speaker_count)
		json_object_object_add(object, "speakers", speakers_json(facts));
	if (facts->date_count)
		json_object_object_add(object, "dates", dates_json(facts));
}

struct json_object *facts_json(const struct facts *facts)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "places",
		places_json(facts->places, facts->place_count, false));
	json_object_object_add(object, "countries",
		json_texts(facts->countries, facts->country_count));
	json_object_object_add(object, "quantities",
		quantities_json(facts->quantities, facts->quantity_count));
	json_object_object_add(object, "attributed_to",
		json_texts(facts->attributed_to, facts->attributed_count));
	facts_json_more(object, facts);
	json_object_object_add(
		object, "modality", json_text(modality_name(facts->modality)));
	if (facts->withdrawn)
		json_object_object_add(object, "withdrawn", json_object_new_boolean(true));
	if (facts->corrected)
		json_object_object_add(object, "corrected", json_object_new_boolean(true));
	return object;
}

struct json_object *finding_json(const struct finding *finding)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "rule", json_text(finding->rule));
	json_object_object_add(object, "category", json_text(finding->category));
	json_object_object_add(object, "severity", json_text(severity_name(finding->severity)));
	if (finding->draft)
		json_object_object_add(object, "draft", json_object_new_boolean(true));
	json_object_object_add(object, "evidence",
		evidence_json(finding->evidence, finding->evidence_count));
	json_object_object_add(object, "facts", facts_json(&finding->facts));
	return object;
}

struct json_object *finding_why_json(const struct finding *finding)
{
	struct json_object *object;

	if (!finding->when)
		return NULL;
	object = json_object_new_object();
	json_object_object_add(object, "when", explanation_kept_json(finding->when));
	if (finding->unless)
		json_object_object_add(
			object, "unless", json_text_cut(finding->unless->text, UNLESS_TEXT));
	return object;
}
