/*
 * What keeps an alert from being told: a silence that somebody asked for, or a confirmed
 * incident beside a merely reported one. Silences look at the alert line, so that they hold
 * for what waits in the outbox as for what is raised.
 */
#include "alert/alert_priv.h"

#include <json-c/json.h>
#include <string.h>

#include "model/json.h"

enum { CONFIRMED_MAX = 50 };
enum { INHIBIT_NO, INHIBIT_PLACE, INHIBIT_COUNTRY };

/* ---- silences --------------------------------------------------------------------- */

/* Whether a list of words with commas between holds the word. */
static bool listed(const char *list, const char *word)
{
	size_t len = word ? strlen(word) : 0, part;

	for (; len && *list; list += part + (list[part] == ',')) {
		part = strcspn(list, ",");
		if (part == len && strncmp(list, word, len) == 0)
			return true;
	}
	return false;
}

/* The same of any element of an array; key NULL: elements are texts, else their members. */
static bool any_listed(const char *list, struct json_object *array, const char *key)
{
	struct json_object *element;
	size_t i;

	for (i = 0; array && i < json_object_array_length(array); i++) {
		element = json_object_array_get_idx(array, i);
		if (listed(list, key ? json_get_text(element, key)
				     : json_object_get_string(element)))
			return true;
	}
	return false;
}

static bool silence_holds(const struct silence *silence, struct json_object *alert)
{
	struct json_object *incident = json_get(alert, "incident");

	return (!silence->category ||
		       listed(silence->category, json_get_text(alert, "category"))) &&
	       (!silence->country || any_listed(silence->country,
					     json_get(incident, "countries"), NULL)) &&
	       (!silence->place ||
		       any_listed(silence->place, json_get(incident, "places"), "id")) &&
	       (!silence->rule ||
		       listed(silence->rule,
			       json_get_text(json_get(alert, "rule"), "id"))) &&
	       (!silence->source ||
		       listed(silence->source,
			       json_get_text(json_get(alert, "item"), "source")));
}

int silence_find(const struct telling *telling, struct json_object *alert,
	const struct silence **out_silence)
{
	struct silence *list;
	size_t count, i;
	int r = store_silences(
		telling->store, telling->arena, telling->now, false, &list, &count);

	if (r)
		return r;
	*out_silence = NULL;
	for (i = 0; i < count && !*out_silence; i++)
		if (silence_holds(&list[i], alert))
			*out_silence = &list[i];
	return 0;
}

/* ---- inhibition ------------------------------------------------------------------- */

static bool share_country(const struct incident *a, const struct incident *b)
{
	size_t i, j;

	for (i = 0; i < a->country_count; i++)
		for (j = 0; j < b->country_count; j++)
			if (strcmp(a->countries[i], b->countries[j]) == 0)
				return true;
	return false;
}

static bool share_place(const struct incident *a, const struct incident *b)
{
	size_t i, j;

	for (i = 0; i < a->place_count; i++)
		for (j = 0; j < b->place_count; j++)
			if (strcmp(a->places[i]->id, b->places[j]->id) == 0)
				return true;
	return false;
}

int inhibitor_find(const struct telling *telling, const struct incident *incident,
	int64_t *out_incident)
{
	int64_t window_s = telling->options->inhibit_window_ms / 1000;
	struct incident *list;
	size_t count, i;
	int r;

	*out_incident = 0;
	if (telling->options->inhibit == INHIBIT_NO ||
		incident->status != INCIDENT_REPORTED)
		return 0;
	r = store_confirmed(telling->store, telling->arena, incident,
		incident->first_seen - window_s, incident->last_seen + window_s,
		CONFIRMED_MAX, &list, &count);
	for (i = 0; i < count && !r && !*out_incident; i++)
		/* What is graver than all that is confirmed is told. */
		if (list[i].severity >= incident->severity &&
			(telling->options->inhibit == INHIBIT_COUNTRY
					? share_country(&list[i], incident)
					: share_place(&list[i], incident)))
			*out_incident = list[i].id;
	return r;
}
