#include "sink/cap.h"

#include <json-c/json.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "base/xml.h"
#include "sink/sink_priv.h"

enum { HEADLINE_MAX = 160 /* 3.2.2: what each device shows */ };

#define RESTRICTION                                                                      \
	"For those who are given it: made by a program of what media report, not by an "  \
	"authority, and checked by nobody"

struct pair {
	const char *name, *value;
};

static const char *value_of(const struct pair *pairs, size_t count, const char *name,
	const char *otherwise)
{
	size_t i;

	for (i = 0; name && i < count; i++)
		if (strcmp(pairs[i].name, name) == 0)
			return pairs[i].value;
	return otherwise;
}

/* ---- how sure, how grave, of what sort ------------------------------------------------ */

static const char *certainty_of(const char *status)
{
	static const struct pair certainties[] = {{"reported", "Possible"},
		{"corroborated", "Likely"}, {"confirmed", "Observed"}, {"disputed", "Possible"},
		{"denied", "Unlikely"}, {"corrected", "Possible"}, {"withdrawn", "Unlikely"}};

	return value_of(certainties, ARRAY_LEN(certainties), status, "Unknown");
}

static const char *severity_of(const char *severity)
{
	static const struct pair severities[] = {{"critical", "Extreme"}, {"high", "Severe"},
		{"medium", "Moderate"}, {"low", "Minor"}};

	return value_of(severities, ARRAY_LEN(severities), severity, "Unknown");
}

/* Of the categories of CAP; those that are not listed are a matter of security. */
static const char *category_of(const char *category)
{
	static const struct pair categories[] = {{"subsea-infrastructure", "Infra"},
		{"vessel-incident", "Transport"}, {"gnss-jamming", "Transport"},
		{"test", "Other"}};

	return value_of(categories, ARRAY_LEN(categories), category, "Security");
}

static bool is(struct json_object *alert, const char *path, const char *value)
{
	const char *member = alert_member(alert, path);

	return member && strcmp(member, value) == 0;
}

/*
 * 3.2.1: Update and Cancel refer to earlier messages. What nobody stands behind any more
 * cancels them; all else replaces them.
 */
static const char *type_of(struct json_object *alert, const char *references)
{
	if (!references || !*references)
		return "Alert";
	return is(alert, "incident.status", "withdrawn") || is(alert, "incident.status", "denied")
		? "Cancel"
		: "Update";
}

/* ---- the parts --------------------------------------------------------------------------- */

/* 3.3.2: UTC is "-00:00", never "Z". */
static char *time_of(const char *time)
{
	size_t len = time ? strlen(time) : 0;

	return len && time[len - 1] == 'Z' ? mem_printf("%.*s-00:00", (int)len - 1, time)
					   : mem_strdup("1970-01-01T00:00:00-00:00");
}

static void put_time(struct buf *out, const char *name, const char *time)
{
	CLEANUP(mem_freep) char *text = time_of(time);

	xml_element(out, name, text);
}

static void put_parameter(struct buf *out, const char *name, const char *value)
{
	if (!value)
		return;
	buf_puts(out, "<parameter>\n");
	xml_element(out, "valueName", name);
	xml_element(out, "value", value);
	buf_puts(out, "</parameter>\n");
}

static void put_parameters(struct buf *out, struct json_object *alert)
{
	static const struct pair parameters[] = {{"kordon:kind", "kind"},
		{"kordon:status", "incident.status"}, {"kordon:origins", "incident.origins"},
		{"kordon:outlets", "incident.outlets"}, {"kordon:reports", "incident.items"},
		{"kordon:rule", "rule.id"}, {"kordon:source", "item.source"}};
	size_t i;

	for (i = 0; i < ARRAY_LEN(parameters); i++)
		put_parameter(out, parameters[i].name,
			alert_member(alert, parameters[i].value));
}

static size_t count_of(struct json_object *list)
{
	return json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
}

static void put_names(struct buf *out, struct json_object *places, struct json_object *countries)
{
	CLEANUP(buf_done) struct buf names = BUF_INIT(BUF_UNBOUND);
	size_t i;

	for (i = 0; i < count_of(places); i++)
		buf_printf(&names, "%s%s", names.len ? ", " : "",
			json_get_text(json_object_array_get_idx(places, i), "name"));
	for (i = 0; i < count_of(countries); i++)
		buf_printf(&names, "%s%s", names.len ? ", " : "",
			json_object_get_string(json_object_array_get_idx(countries, i)));
	xml_element(out, "areaDesc", names.len ? buf_str(&names) : "not said");
}

/* A point is a circle without a radius. */
static void put_circle(struct buf *out, struct json_object *place)
{
	struct json_object *lat = json_get(place, "lat"), *lon = json_get(place, "lon");

	if (lat && lon)
		buf_printf(out, "<circle>%s,%s 0</circle>\n", json_object_get_string(lat),
			json_object_get_string(lon));
}

static void put_area(struct buf *out, struct json_object *alert)
{
	struct json_object *places = json_find(alert, "incident.places"),
			   *countries = json_find(alert, "incident.countries");
	size_t i;

	buf_puts(out, "<area>\n");
	put_names(out, places, countries);
	for (i = 0; i < count_of(places); i++)
		put_circle(out, json_object_array_get_idx(places, i));
	for (i = 0; i < count_of(countries); i++) {
		buf_puts(out, "<geocode>\n");
		xml_element(out, "valueName", "ISO3166-1");
		xml_element(out, "value",
			json_object_get_string(json_object_array_get_idx(countries, i)));
		buf_puts(out, "</geocode>\n");
	}
	buf_puts(out, "</area>\n");
}

static void put_headline(struct buf *out, struct json_object *alert)
{
	CLEANUP(buf_done) struct buf subject = BUF_INIT(BUF_UNBOUND);
	CLEANUP(mem_freep) char *shown = NULL;

	alert_subject(&subject, alert);
	shown = utf8_show(buf_str(&subject), HEADLINE_MAX - 1);
	xml_element(out, "headline", shown);
}

static void put_info(struct buf *out, struct json_object *alert)
{
	CLEANUP(buf_done) struct buf body = BUF_INIT(BUF_UNBOUND);
	const char *event = alert_member(alert, "rule.title");
	const char *url = alert_member(alert, "item.url");

	alert_body(&body, alert);
	buf_puts(out, "<info>\n");
	xml_element(out, "language", "en");
	xml_element(out, "category", category_of(alert_member(alert, "category")));
	xml_element(out, "event", event ? event : "Report");
	xml_element(out, "urgency", "Unknown");
	xml_element(out, "severity", severity_of(alert_member(alert, "severity")));
	xml_element(out, "certainty", certainty_of(alert_member(alert, "incident.status")));
	xml_element(out, "senderName", "kordon");
	put_headline(out, alert);
	xml_element(out, "description", buf_str(&body));
	if (url && strncmp(url, "http", 4) == 0)
		xml_element(out, "web", url);
	put_parameters(out, alert);
	put_area(out, alert);
	buf_puts(out, "</info>\n");
}

/* ---- the message -------------------------------------------------------------------------- */

void cap_add_reference(struct buf *references, const char *sender, const char *id,
	const char *sent)
{
	CLEANUP(mem_freep) char *time = time_of(sent);

	buf_printf(references, "%s%s,%s,%s", references->len ? " " : "", sender, id, time);
}

/* A digest is of several. */
static void put_incidents(struct buf *out, struct json_object *alert)
{
	struct json_object *list = json_find(alert, "digest.incidents");
	const char *number = alert_member(alert, "incident.id");
	CLEANUP(buf_done) struct buf names = BUF_INIT(BUF_UNBOUND);
	size_t i;

	for (i = 0; i < count_of(list); i++)
		buf_printf(&names, "%skordon-%s", i ? " " : "",
			json_object_get_string(json_object_array_get_idx(list, i)));
	if (!names.len)
		buf_printf(&names, "kordon-%s", number ? number : "0");
	xml_element(out, "incidents", buf_str(&names));
}

void cap_message(struct buf *out, struct json_object *alert, const struct cap_options *options,
	const char *references)
{
	const char *type = type_of(alert, references);

	buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		      "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n");
	xml_element(out, "identifier", alert_member(alert, "id"));
	xml_element(out, "sender", options->sender);
	put_time(out, "sent", alert_member(alert, "time"));
	xml_element(out, "status", is(alert, "category", "test") ? "Test" : "Actual");
	xml_element(out, "msgType", type);
	xml_element(out, "source", "kordon " KORDON_VERSION);
	xml_element(out, "scope", options->is_public ? "Public" : "Restricted");
	if (!options->is_public)
		xml_element(out, "restriction", RESTRICTION);
	if (strcmp(type, "Cancel") == 0)
		xml_element(out, "note", alert_member(alert, "summary"));
	if (references && *references)
		xml_element(out, "references", references);
	put_incidents(out, alert);
	put_info(out, alert);
	buf_puts(out, "</alert>\n");
}
