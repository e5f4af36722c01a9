/*
 * export as a STIX 2.1 bundle (OASIS, 2021): each incident an `incident`, its places `location`s
 * related to it, and a `report` that ties them together. Ids are made of the host and the
 * incident's number, so that what is exported again is the same object with a later `modified`.
 */
#include <json-c/json.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ctl/export.h"
#include "model/json.h"

enum { UUID_TEXT = 37, LINKS_MAX = 20 };

/* ---- ids ----------------------------------------------------------------------------- */

/* RFC 9562, version 5: of a name, in a namespace of kordon's own. */
static const char *uuid_of(const char *name, char out[UUID_TEXT])
{
	static const char space[] = "\x5f\x0a\x1d\x4e\x6b\x32\x4c\x8f\x9a\x57\x2d\x70\x36\x1e\xb8"
				    "\x03";
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	unsigned char hash[EVP_MAX_MD_SIZE] = {0}, *h = hash;

	buf_put(&text, space, 16);
	buf_puts(&text, name);
	(void)EVP_Digest(text.data, text.len, hash, NULL, EVP_sha1(), NULL);
	h[6] = (unsigned char)((h[6] & 0x0F) | 0x50);
	h[8] = (unsigned char)((h[8] & 0x3F) | 0x80);
	snprintf(out, UUID_TEXT,
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", h[0],
		h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8], h[9], h[10], h[11], h[12], h[13],
		h[14], h[15]);
	return out;
}

/* "incident--…"; of the host where the name is the host's own. */
static char *id_of(const char *type, const char *host, const char *name)
{
	CLEANUP(mem_freep) char *whole = mem_printf("%s/%s/%s", type, host, name);
	char uuid[UUID_TEXT];

	return mem_printf("%s--%s", type, uuid_of(whole, uuid));
}

/* ---- objects --------------------------------------------------------------------------- */

/* 3.2: times have three digits of a second. */
static struct json_object *moment(const char *time)
{
	size_t len = time ? strlen(time) : 0;
	CLEANUP(mem_freep) char *text = len ? mem_printf("%.*s.000Z", (int)len - 1, time)
					    : mem_strdup("1970-01-01T00:00:00.000Z");

	return json_object_new_string(text);
}

struct bundle {
	const struct export *export;
	struct json_object *objects, *seen; /* ids */
	char *author;
	/* Of the row at hand. */
	struct json_object *row, *refs; /* what its report holds */
	const char *created, *modified;
};

static struct json_object *begin(const char *type, const char *id, const char *created,
	const char *modified)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "type", json_text(type));
	json_object_object_add(object, "spec_version", json_text("2.1"));
	json_object_object_add(object, "id", json_text(id));
	json_object_object_add(object, "created", moment(created));
	json_object_object_add(object, "modified", moment(modified));
	return object;
}

static struct json_object *begin_own(struct bundle *bundle, const char *type, const char *id)
{
	struct json_object *object = begin(type, id, bundle->created, bundle->modified);

	json_object_object_add(object, "created_by_ref", json_text(bundle->author));
	json_object_array_add(bundle->objects, object);
	return object;
}

/* False the first time: an object stands there once, however many name it. */
static bool is_there(const struct bundle *bundle, const char *id)
{
	bool there = json_object_object_get_ex(bundle->seen, id, NULL);

	if (!there)
		json_object_object_add(bundle->seen, id, NULL);
	return there;
}

static void add_ref(const struct bundle *bundle, const char *id)
{
	json_object_array_add(bundle->refs, json_text(id));
}

/* ---- places ---------------------------------------------------------------------------- */

static void put_place(struct bundle *bundle, const char *id, struct json_object *place)
{
	/* The same for each who names it: its time is not that of an incident. */
	struct json_object *object = begin("location", id, NULL, NULL);
	struct json_object *lat = json_get(place, "lat"), *lon = json_get(place, "lon");

	json_object_object_add(object, "created_by_ref", json_text(bundle->author));
	json_object_object_add(object, "name", json_text(json_get_text(place, "name")));
	if (lat && lon) {
		json_object_object_add(object, "latitude", json_object_get(lat));
		json_object_object_add(object, "longitude", json_object_get(lon));
	}
	if (json_get(place, "country"))
		json_object_object_add(object, "country",
			json_text(json_get_text(place, "country")));
	json_object_array_add(bundle->objects, object);
}

static void put_country(struct bundle *bundle, const char *id, const char *code)
{
	struct json_object *object = begin("location", id, NULL, NULL);

	json_object_object_add(object, "created_by_ref", json_text(bundle->author));
	json_object_object_add(object, "country", json_text(code));
	json_object_array_add(bundle->objects, object);
}

static void relate(struct bundle *bundle, const char *incident, const char *location)
{
	CLEANUP(mem_freep) char *name = mem_printf("%s>%s", incident, location);
	CLEANUP(mem_freep) char *id = id_of("relationship", bundle->export->host, name);
	struct json_object *object;

	add_ref(bundle, location);
	add_ref(bundle, id);
	if (is_there(bundle, id)) /* another alert of the incident said so */
		return;
	object = begin_own(bundle, "relationship", id);
	json_object_object_add(object, "relationship_type", json_text("related-to"));
	json_object_object_add(object, "source_ref", json_text(incident));
	json_object_object_add(object, "target_ref", json_text(location));
}

static void put_places(struct bundle *bundle, const char *incident)
{
	struct json_object *places = export_member(bundle->export, bundle->row, "places"),
			   *countries = export_member(bundle->export, bundle->row, "countries");
	size_t i;

	for (i = 0; places && i < json_object_array_length(places); i++) {
		struct json_object *place = json_object_array_get_idx(places, i);
		const char *name = json_get_text(place, "id");
		CLEANUP(mem_freep) char *id = id_of("location", "place", name ? name : "");

		if (!is_there(bundle, id))
			put_place(bundle, id, place);
		relate(bundle, incident, id);
	}
	for (i = 0; countries && i < json_object_array_length(countries); i++) {
		const char *code =
			json_object_get_string(json_object_array_get_idx(countries, i));
		CLEANUP(mem_freep) char *id = id_of("location", "country", code);

		if (!is_there(bundle, id))
			put_country(bundle, id, code);
		relate(bundle, incident, id);
	}
}

/* ---- incidents --------------------------------------------------------------------------- */

/* 0 to 100, by the words of appendix A: possible, probable, confirmed … */
static int confidence_of(const char *status)
{
	static const struct {
		const char *status;
		int confidence;
	} rows[] = {{"reported", 50}, {"corroborated", 70}, {"confirmed", 90}, {"disputed", 30},
		{"denied", 10}, {"corrected", 30}, {"withdrawn", 10}};
	size_t i;

	for (i = 0; status && i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].status, status) == 0)
			return rows[i].confidence;
	return 0;
}

static void add_link(struct json_object *links, struct json_object *alert)
{
	struct json_object *url = json_find(alert, "item.url"),
			   *publisher = json_find(alert, "item.publisher"), *link;

	if (!url)
		return;
	link = json_object_new_object();
	json_object_object_add(link, "source_name",
		json_text(publisher ? json_object_get_string(publisher) : "report"));
	json_object_object_add(link, "url", json_object_get(url));
	json_object_array_add(links, link);
}

static struct json_object *links_of(const struct bundle *bundle)
{
	struct json_object *links = json_object_new_array(),
			   *told = export_told(bundle->export, bundle->row);
	size_t i;

	if (bundle->export->alerts)
		add_link(links, bundle->row);
	for (i = 0; !bundle->export->alerts && told && i < json_object_array_length(told) &&
		    i < LINKS_MAX;
		i++)
		add_link(links, json_object_array_get_idx(told, i));
	return links;
}

static void add_labels(const struct bundle *bundle, struct json_object *object)
{
	static const char *const paths[] = {"category", "severity", "status"};
	struct json_object *labels = json_object_new_array();
	const char *text;
	size_t i;

	for (i = 0; i < ARRAY_LEN(paths); i++) {
		text = export_text(bundle->export, bundle->row, paths[i]);
		if (text)
			json_object_array_add(labels, json_text(text));
	}
	json_object_object_add(object, "labels", labels);
}

/* What both the incident and its report are called. */
static void describe(const struct bundle *bundle, struct json_object *object)
{
	const char *title = export_text(bundle->export, bundle->row, "title"),
		   *status = export_text(bundle->export, bundle->row, "status");
	CLEANUP(buf_done) struct buf sentence = BUF_INIT(BUF_UNBOUND);
	struct json_object *links = links_of(bundle);

	export_sentence(bundle->export, bundle->row, &sentence);
	json_object_object_add(object, "name", json_text(title ? title : "an incident"));
	json_object_object_add(object, "description", json_text(buf_str(&sentence)));
	json_object_object_add(object, "confidence", json_object_new_int(confidence_of(status)));
	add_labels(bundle, object);
	if (json_object_array_length(links))
		json_object_object_add(object, "external_references", links);
	else
		json_object_put(links);
}

static void put_row(struct bundle *bundle)
{
	const struct export *export = bundle->export;
	const char *number = export_text(export, bundle->row, "id");
	const char *name = export->alerts ? json_get_text(bundle->row, "id") : number;
	CLEANUP(mem_freep) char *incident = id_of("incident", export->host, number ? number : "0");
	CLEANUP(mem_freep) char *report = id_of("report", export->host, name);
	struct json_object *object;

	bundle->created = export_text(export, bundle->row, "first_seen");
	bundle->modified = export_changed(export, bundle->row);
	bundle->refs = json_object_new_array();
	if (!is_there(bundle, incident)) /* alerts: the newest one of an incident stands for it */
		describe(bundle, begin_own(bundle, "incident", incident));
	add_ref(bundle, incident);
	put_places(bundle, incident);
	object = begin_own(bundle, "report", report);
	describe(bundle, object);
	json_object_object_add(object, "published", moment(export->alerts
				? json_get_text(bundle->row, "time") : bundle->modified));
	json_object_object_add(object, "object_refs", bundle->refs);
}

int export_stix(struct export *export)
{
	struct bundle bundle = {.export = export, .objects = json_object_new_array(),
		.seen = json_object_new_object()};
	struct json_object *whole = json_object_new_object(), *author;
	CLEANUP(mem_freep) char *id = id_of("bundle", export->host, "export");
	size_t i;

	bundle.author = id_of("identity", export->host, "kordon");
	author = begin("identity", bundle.author, NULL, NULL);
	json_object_object_add(author, "name", json_text("kordon"));
	json_object_object_add(author, "identity_class", json_text("system"));
	json_object_array_add(bundle.objects, author);
	for (i = 0; i < json_object_array_length(export->rows); i++) {
		bundle.row = json_object_array_get_idx(export->rows, i);
		put_row(&bundle);
	}
	json_object_object_add(whole, "type", json_text("bundle"));
	json_object_object_add(whole, "id", json_text(id));
	json_object_object_add(whole, "objects", bundle.objects);
	json_line(export->out, whole);
	buf_putc(export->out, '\n');
	json_object_put(whole);
	json_object_put(bundle.seen);
	mem_free(bundle.author);
	return CTL_DONE;
}
