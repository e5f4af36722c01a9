/* Findings and incidents. Lists inside an incident are JSON: they are read as a whole. */
#include "store/store_priv.h"

#include <json-c/json.h>
#include <math.h>
#include <string.h>

/* ---- findings ---------------------------------------------------------------------- */

int store_finding_known(struct store *store, int64_t item_row, const char *rule,
	int64_t *out_incident_id)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_FINDING_KNOWN_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, item_row);
	bind_text(statement, 2, rule);
	rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		*out_incident_id = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return rc == SQLITE_DONE ? STORE_NONE : store_said(store, rc);
}

int store_finding_put(struct store *store, int64_t item_row, int64_t incident_id,
	const struct finding *finding, const struct similarity *similarity, int64_t now)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_FINDING_PUT_SQL);
	struct json_object *evidence, *facts, *likeness, *why;
	int r;

	if (!statement)
		return STORE_FAILED;
	evidence = evidence_json(finding->evidence, finding->evidence_count);
	facts = facts_json(&finding->facts);
	likeness = similarity_json(similarity);
	why = finding_why_json(finding);
	bind_int(statement, 1, item_row);
	bind_text(statement, 2, finding->rule);
	bind_int(statement, 3, incident_id);
	bind_text(statement, 4, finding->pack);
	bind_text(statement, 5, finding->category);
	bind_text(statement, 6, severity_name(finding->severity));
	bind_int(statement, 7, finding->draft);
	bind_text(statement, 8,
		finding->facts.attributed_count ? finding->facts.attributed_to[0] : NULL);
	bind_text(statement, 9, json_object_to_json_string_ext(evidence, 0));
	bind_text(statement, 10, json_object_to_json_string_ext(facts, 0));
	bind_int(statement, 11, now);
	bind_text(statement, 12, json_object_to_json_string_ext(likeness, 0));
	bind_text(statement, 13, why ? json_object_to_json_string_ext(why, 0) : NULL);
	r = store_run(store, statement);
	json_object_put(why);
	json_object_put(likeness);
	json_object_put(evidence);
	json_object_put(facts);
	return r;
}

/* ---- lists from JSON --------------------------------------------------------------- */

static double get_number(struct json_object *object, const char *name)
{
	struct json_object *member = json_get(object, name);

	return member ? json_object_get_double(member) : NAN;
}

static const char *const *read_texts(
	struct arena *arena, struct json_object *array, size_t *out_count)
{
	size_t count = array ? json_object_array_length(array) : 0, i;
	const char **list = arena_alloc(arena, (count + 1) * sizeof(*list));

	for (i = 0; i < count; i++)
		list[i] = arena_strdup(arena,
			json_object_get_string(json_object_array_get_idx(array, i)));
	*out_count = count;
	return list;
}

static void read_countries(struct arena *arena, struct json_object *array,
	struct incident *incident)
{
	incident->countries = read_texts(arena, array, &incident->country_count);
}

static void read_origin_names(struct arena *arena, struct json_object *array,
	struct incident *incident)
{
	incident->origin_names = read_texts(arena, array, &incident->origin_name_count);
}

static const struct place *read_place(struct arena *arena, struct json_object *object)
{
	struct place *place = arena_alloc(arena, sizeof(*place));
	const char **countries = arena_alloc(arena, 2 * sizeof(*countries));

	countries[0] = arena_strdup(arena, json_get_text(object, "country"));
	place->id = arena_strdup(arena, json_get_text(object, "id"));
	place->name = arena_strdup(arena, json_get_text(object, "name"));
	place->countries = countries;
	place->lat = get_number(object, "lat");
	place->lon = get_number(object, "lon");
	return place;
}

static void read_places(struct arena *arena, struct json_object *array,
	struct incident *incident)
{
	size_t count = array ? json_object_array_length(array) : 0, i;
	const struct place **list = arena_alloc(arena, (count + 1) * sizeof(*list));

	for (i = 0; i < count; i++)
		list[i] = read_place(arena, json_object_array_get_idx(array, i));
	incident->places = list;
	incident->place_count = count;
}

static void read_quantities(struct arena *arena, struct json_object *array,
	struct incident *incident)
{
	size_t count = array ? json_object_array_length(array) : 0, i;
	struct quantity *list = arena_alloc(arena, (count + 1) * sizeof(*list));

	for (i = 0; i < count; i++) {
		struct json_object *object = json_object_array_get_idx(array, i);

		list[i] = (struct quantity){
			.value = get_number(object, "value"),
			.of = get_number(object, "of"),
			.max = json_get(object, "max") ? get_number(object, "max") : 0,
			.approximate = json_get(object, "approximate") != NULL,
			.term = arena_strdup(arena, json_get_text(object, "term")),
			.text = arena_strdup(arena, json_get_text(object, "text")),
			.said_by = arena_strdup(arena, json_get_text(object, "said_by")),
		};
	}
	incident->quantities = list;
	incident->quantity_count = count;
}

static void read_list(struct arena *arena, const char *json,
	void (*read)(struct arena *, struct json_object *, struct incident *),
	struct incident *incident)
{
	struct json_object *array = json ? json_tokener_parse(json) : NULL;

	read(arena, json_object_is_type(array, json_type_array) ? array : NULL, incident);
	json_object_put(array);
}

static struct facts facts_of(struct arena *arena, struct json_object *object)
{
	struct incident lists = {.id = 0}, names = {.id = 0};
	const char *modality_text = json_get_text(object, "modality");
	enum modality modality = MODALITY_HAPPENED;

	if (modality_text)
		(void)modality_parse(modality_text, &modality);
	read_countries(arena, json_get(object, "countries"), &lists);
	read_places(arena, json_get(object, "places"), &lists);
	read_quantities(arena, json_get(object, "quantities"), &lists);
	read_countries(arena, json_get(object, "attributed_to"), &names);
	return (struct facts){
		.places = lists.places,
		.place_count = lists.place_count,
		.countries = lists.countries,
		.country_count = lists.country_count,
		.quantities = lists.quantities,
		.quantity_count = lists.quantity_count,
		.attributed_to = names.countries,
		.attributed_count = names.country_count,
		.modality = modality,
		.withdrawn = json_get(object, "withdrawn") != NULL,
		.corrected = json_get(object, "corrected") != NULL,
	};
}

void store_read_facts(struct arena *arena, const char *json, struct facts *out_facts)
{
	struct json_object *object = json_tokener_parse(json);

	*out_facts = facts_of(arena, object);
	json_object_put(object);
}

static enum item_field field_of(const char *name)
{
	enum item_field field;

	for (field = 0; field < ITEM_FIELDS; field++)
		if (name && strcmp(item_field_name(field), name) == 0)
			return field;
	return ITEM_TITLE;
}

void store_read_evidence(struct arena *arena, const char *json, struct finding *finding)
{
	struct json_object *array = json_tokener_parse(json), *object;
	size_t count = json_object_is_type(array, json_type_array) ?
			       json_object_array_length(array) : 0, i;
	struct evidence *list = arena_alloc(arena, (count + 1) * sizeof(*list));

	for (i = 0; i < count; i++) {
		object = json_object_array_get_idx(array, i);
		list[i] = (struct evidence){
			.field = field_of(json_get_text(object, "field")),
			.start = (uint32_t)json_object_get_int64(json_get(object, "start")),
			.end = (uint32_t)json_object_get_int64(json_get(object, "end")),
			.text = arena_strdup(arena, json_get_text(object, "text")),
			.term = arena_strdup(arena, json_get_text(object, "term")),
		};
	}
	finding->evidence = list;
	finding->evidence_count = count;
	json_object_put(array);
}

void store_read_incident(struct arena *arena, sqlite3_stmt *statement, struct incident *out)
{
	struct incident incident = {
		.id = sqlite3_column_int64(statement, 0),
		.title = arena_strdup(arena, column_text(statement, 1)),
		.category = arena_strdup(arena, column_text(statement, 2)),
		.first_seen = sqlite3_column_int64(statement, 5),
		.last_seen = sqlite3_column_int64(statement, 6),
		.items = sqlite3_column_int64(statement, 10),
		.sources = sqlite3_column_int64(statement, 11),
		.origins = sqlite3_column_int64(statement, 12),
		.alerted = sqlite3_column_int(statement, 13),
		.acknowledged = sqlite3_column_int(statement, 14),
		.outlets = sqlite3_column_int64(statement, 15),
		.official = sqlite3_column_int(statement, 17),
	};

	(void)incident_status_parse(column_text(statement, 3), &incident.status);
	(void)severity_parse(column_text(statement, 4), &incident.severity);
	read_list(arena, column_text(statement, 7), read_countries, &incident);
	read_list(arena, column_text(statement, 8), read_places, &incident);
	read_list(arena, column_text(statement, 9), read_quantities, &incident);
	read_list(arena, column_text(statement, 16), read_origin_names, &incident);
	*out = incident;
}

/* ---- incidents --------------------------------------------------------------------- */

static int step_incident(struct store *store, struct arena *arena, sqlite3_stmt *statement,
	struct incident *out)
{
	int rc = sqlite3_step(statement);

	if (rc == SQLITE_ROW)
		store_read_incident(arena, statement, out);
	sqlite3_reset(statement);
	return rc == SQLITE_DONE ? STORE_NONE : store_said(store, rc);
}

int store_incident_get(struct store *store, struct arena *arena, int64_t id,
	struct incident *out_incident)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_INCIDENT_GET_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, id);
	return step_incident(store, arena, statement, out_incident);
}

int store_incident_put(struct store *store, struct incident *incident)
{
	bool fresh = !incident->id;
	sqlite3_stmt *statement =
		store_prepare(store, fresh ? STORE_INCIDENT_ADD_SQL : STORE_INCIDENT_PUT_SQL);
	struct json_object *countries, *places, *quantities, *origin_names;
	int r;

	store->undurable = true;
	if (!statement)
		return STORE_FAILED;
	countries = json_texts(incident->countries, incident->country_count);
	places = places_json(incident->places, incident->place_count, true);
	quantities = quantities_json(incident->quantities, incident->quantity_count);
	origin_names = json_texts(incident->origin_names, incident->origin_name_count);
	bind_text(statement, 1, incident->title);
	bind_text(statement, 2, incident->category);
	bind_text(statement, 3, incident_status_name(incident->status));
	bind_text(statement, 4, severity_name(incident->severity));
	bind_int(statement, 5, incident->first_seen);
	bind_int(statement, 6, incident->last_seen);
	bind_text(statement, 7, json_object_to_json_string_ext(countries, 0));
	bind_text(statement, 8, json_object_to_json_string_ext(places, 0));
	bind_text(statement, 9, json_object_to_json_string_ext(quantities, 0));
	bind_int(statement, 10, incident->items);
	bind_int(statement, 11, incident->sources);
	bind_int(statement, 12, incident->origins);
	bind_int(statement, 13, incident->alerted);
	bind_int(statement, 14, incident->acknowledged);
	bind_int(statement, 15, incident->outlets);
	bind_text(statement, 16, json_object_to_json_string_ext(origin_names, 0));
	bind_int(statement, 17, incident->official);
	if (!fresh)
		bind_int(statement, 18, incident->id);
	r = store_run(store, statement);
	json_object_put(countries);
	json_object_put(places);
	json_object_put(quantities);
	json_object_put(origin_names);
	if (!r && fresh)
		incident->id = sqlite3_last_insert_rowid(store->db);
	return r;
}

int store_incident_count(struct store *store, struct incident *incident)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_INCIDENT_TALLY_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, incident->id);
	r = store_said(store, sqlite3_step(statement));
	if (!r) {
		incident->items = sqlite3_column_int64(statement, 0);
		incident->sources = sqlite3_column_int64(statement, 1);
	}
	sqlite3_reset(statement);
	return r;
}

int store_incident_event_put(struct store *store, const struct incident_event *event)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_INCIDENT_EVENT_PUT_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, event->incident);
	bind_int(statement, 2, event->time);
	bind_text(statement, 3, incident_status_name(event->from));
	bind_text(statement, 4, incident_status_name(event->to));
	bind_text(statement, 5, event->cause);
	if (event->item)
		bind_int(statement, 6, event->item);
	else
		sqlite3_bind_null(statement, 6);
	bind_text(statement, 7, event->author);
	bind_text(statement, 8, incident_event_name(event->kind));
	return store_run(store, statement);
}
