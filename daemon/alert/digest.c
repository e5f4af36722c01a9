/*
 * Messages about alerts. A digest is the alert line of its gravest alert (of equals the
 * newest), under an id of its own, with all of them in `digest.alerts`, as they are: who knows
 * nothing of digests takes it for one alert and misses no severity; who does finds each with
 * its own id. A repeat is the line once more, with `repeat`.
 */
#include "alert/alert_priv.h"

#include <assert.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "base/mem.h"
#include "model/json.h"

/* ---- digests ---------------------------------------------------------------------- */

static enum severity severity_of(struct json_object *alert)
{
	const char *name = json_get_text(alert, "severity");
	enum severity severity = SEVERITY_INFO;

	if (name)
		(void)severity_parse(name, &severity);
	return severity;
}

static size_t gravest(struct json_object *alerts)
{
	size_t count = json_object_array_length(alerts), lead = 0, i;

	for (i = 1; i < count; i++)
		if (severity_of(json_object_array_get_idx(alerts, i)) >=
			severity_of(json_object_array_get_idx(alerts, lead)))
			lead = i;
	return lead;
}

/* "2 critical, 1 high" */
static void put_severities(struct buf *out, struct json_object *alerts)
{
	size_t counts[SEVERITY_COUNT] = {0}, i;
	bool any = false;

	for (i = 0; i < json_object_array_length(alerts); i++)
		counts[severity_of(json_object_array_get_idx(alerts, i))]++;
	for (i = SEVERITY_COUNT; i-- > 0;) {
		if (!counts[i])
			continue;
		buf_printf(out, "%s%zu %s", any ? ", " : "", counts[i],
			severity_name((enum severity)i));
		any = true;
	}
}

/* The incident that all are of; 0: they are of several. */
static int64_t common_incident(const struct store_held *held, size_t count)
{
	size_t i;

	for (i = 1; i < count; i++)
		if (held[i].incident != held[0].incident)
			return 0;
	return held[0].incident;
}

static struct json_object *parse_all(const struct store_held *held, size_t count)
{
	struct json_object *alerts = json_object_new_array(), *alert;
	size_t i;

	for (i = 0; i < count; i++) {
		alert = json_tokener_parse(held[i].line);
		if (!alert)
			continue;
		if (strcmp(held[i].form, STORE_FORM_MINOR) == 0)
			json_object_object_add(
				alert, "material", json_object_new_boolean(false));
		json_object_array_add(alerts, alert);
	}
	return alerts;
}

static struct json_object *incidents_json(const struct store_held *held, size_t count)
{
	struct json_object *list = json_object_new_array();
	size_t i, j;

	for (i = 0; i < count; i++) {
		for (j = 0; j < i && held[j].incident != held[i].incident; j++)
			;
		if (j == i)
			json_object_array_add(
				list, json_object_new_int64(held[i].incident));
	}
	return list;
}

static void add_summary(
	struct json_object *object, struct json_object *alerts, int64_t incident)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	const char *lead = json_get_text(object, "summary");

	buf_printf(&text, "%zu alerts%s (", json_object_array_length(alerts),
		incident ? " of one incident" : "");
	put_severities(&text, alerts);
	buf_printf(&text, "): %s", lead ? lead : "");
	json_object_object_add(object, "summary", json_text(buf_str(&text)));
}

static void add_head(struct json_object *object, const char *id, int64_t now)
{
	json_object_object_add(object, "id", json_text(id));
	json_object_object_add(object, "time", json_time(now));
}

static void describe(struct json_object *object, const char *form, const char *id,
	int64_t now, int64_t incident, struct store_message *out_message)
{
	*out_message = (struct store_message){
		.id = id,
		.form = form,
		.kind = form,
		.category = form,
		.time = now,
		.incident = incident,
		.severity = severity_of(object),
	};
}

char *digest_line(const struct store_held *held, size_t count, const char *id,
	int64_t now, struct store_message *out_message)
{
	CLEANUP(buf_done) struct buf line = BUF_INIT(BUF_UNBOUND);
	struct json_object *alerts = parse_all(held, count), *object = NULL;
	struct json_object *digest = json_object_new_object();

	json_object_deep_copy(
		json_object_array_get_idx(alerts, gravest(alerts)), &object, NULL);
	assert(object); /* the lines are our own, and a digest has one at least */
	add_head(object, id, now);
	add_summary(object, alerts, common_incident(held, count));
	json_object_object_add(digest, "count",
		json_object_new_int64((int64_t)json_object_array_length(alerts)));
	json_object_object_add(digest, "incidents", incidents_json(held, count));
	json_object_object_add(digest, "route", json_text(held[0].route));
	json_object_object_add(digest, "waited", json_text(held[0].why));
	json_object_object_add(digest, "alerts", alerts);
	json_object_object_add(object, "digest", digest);
	json_line(&line, object);
	describe(object, STORE_FORM_DIGEST, id, now, common_incident(held, count),
		out_message);
	json_object_put(object);
	return buf_take(&line);
}

/* ---- repeats ---------------------------------------------------------------------- */

char *repeat_line(const struct store_repeat *repeat, const char *id, int64_t now,
	struct store_message *out_message)
{
	CLEANUP(buf_done) struct buf line = BUF_INIT(BUF_UNBOUND);
	CLEANUP(mem_freep) char *summary = NULL;
	struct json_object *object = json_tokener_parse(repeat->line);
	struct json_object *again = json_object_new_object();
	const char *before = json_get_text(object, "summary");

	summary = mem_printf("Nobody has acknowledged this yet (%" PRId64 "): %s",
		repeat->count + 1, before ? before : "");
	add_head(object, id, now);
	json_object_object_add(object, "summary", json_text(summary));
	json_object_object_add(again, "of", json_text(repeat->alert_id));
	json_object_object_add(again, "count", json_object_new_int64(repeat->count + 1));
	json_object_object_add(again, "since", json_time(repeat->since));
	json_object_object_add(object, "repeat", again);
	json_line(&line, object);
	describe(object, STORE_FORM_REPEAT, id, now, repeat->incident, out_message);
	json_object_put(object);
	return buf_take(&line);
}
