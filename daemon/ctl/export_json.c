/* export as lines of JSON and as GeoJSON (RFC 7946). */
#include <json-c/json.h>

#include "ctl/export.h"
#include "model/json.h"

int export_jsonl(struct export *export)
{
	size_t i;

	for (i = 0; i < json_object_array_length(export->rows); i++) {
		json_line(export->out, json_object_array_get_idx(export->rows, i));
		buf_putc(export->out, '\n');
	}
	return CTL_DONE;
}

/* ---- GeoJSON --------------------------------------------------------------------------- */

/* Longitude first; NULL for a place without coordinates. */
static struct json_object *position(struct json_object *place)
{
	struct json_object *lat = json_get(place, "lat"), *lon = json_get(place, "lon"), *pair;

	if (!lat || !lon)
		return NULL;
	pair = json_object_new_array();
	json_object_array_add(pair, json_object_get(lon));
	json_object_array_add(pair, json_object_get(lat));
	return pair;
}

static struct json_object *positions(struct json_object *places)
{
	struct json_object *list = json_object_new_array(), *pair;
	size_t i, count = places ? json_object_array_length(places) : 0;

	for (i = 0; i < count; i++) {
		pair = position(json_object_array_get_idx(places, i));
		if (pair)
			json_object_array_add(list, pair);
	}
	return list;
}

/* A point, several, or null where no place is known (3.2). */
static struct json_object *geometry(struct json_object *places)
{
	struct json_object *list = positions(places), *geometry;
	size_t count = json_object_array_length(list);

	if (!count) {
		json_object_put(list);
		return NULL;
	}
	geometry = json_object_new_object();
	json_object_object_add(geometry, "type", json_text(count == 1 ? "Point" : "MultiPoint"));
	json_object_object_add(geometry, "coordinates",
		count == 1 ? json_object_get(json_object_array_get_idx(list, 0))
			   : json_object_get(list));
	json_object_put(list);
	return geometry;
}

static struct json_object *feature(const struct export *export, struct json_object *row)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "type", json_text("Feature"));
	json_object_object_add(object, "id", json_object_get(json_get(row, "id")));
	json_object_object_add(object, "geometry",
		geometry(export_member(export, row, "places")));
	json_object_object_add(object, "properties", json_object_get(row));
	return object;
}

int export_geojson(struct export *export)
{
	struct json_object *collection = json_object_new_object(),
			   *features = json_object_new_array();
	size_t i;

	for (i = 0; i < json_object_array_length(export->rows); i++)
		json_object_array_add(features,
			feature(export, json_object_array_get_idx(export->rows, i)));
	json_object_object_add(collection, "type", json_text("FeatureCollection"));
	json_object_object_add(collection, "features", features);
	json_line(export->out, collection);
	buf_putc(export->out, '\n');
	json_object_put(collection);
	return CTL_DONE;
}
