/*
 * Who is told of an alert. The records (alert log, journal, terminal) get it at once, the
 * others what their routes say, or without routes what they ask for themselves. Whatever is
 * decided, also that nobody is told, is kept.
 */
#include "alert/alert_priv.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "base/mem.h"
#include "model/json.h"

/* The way of one alert through the tree of routes. */
struct way_through {
	const struct telling *telling;
	const struct outgoing *outgoing;
	bool *reached; /* by number of the reader */
	size_t routes; /* that took it */
	struct buf missed;
	int r;
};

static struct store_decision about(
	const struct outgoing *outgoing, const char *sink, const char *code)
{
	return (struct store_decision){
		.item = outgoing->item,
		.incident = outgoing->alert.incident->id,
		.alert = outgoing->alert.id,
		.rule = outgoing->alert.finding->rule,
		.sink = sink,
		.code = code,
	};
}

/* ---- to one sink ------------------------------------------------------------------ */

static int send_now(const struct telling *telling, const struct outgoing *outgoing,
	struct store_way *way)
{
	struct store_held *held;
	size_t count;
	int r = plan_sent(telling, way->sink, way->group);

	if (!r)
		r = store_held_incident(telling->store, telling->arena, way->sink,
			outgoing->alert.incident->id, 1, &held, &count);
	if (r)
		return r;
	if (!count) {
		way->group = NULL;
		return store_outbox_put(telling->store, outgoing->alert.id, way, NULL);
	}
	/* What waits of the incident goes before it, in one message with it. */
	way->group = arena_printf(telling->arena, "now/%s", outgoing->alert.id);
	way->held = "goes with what waited of its incident";
	way->due = telling->now;
	r = store_outbox_put(telling->store, outgoing->alert.id, way, NULL);
	return r ? r : release_group(telling, way->sink, way->group);
}

static int repeat_later(const struct telling *telling, const struct outgoing *outgoing,
	const struct route *route, const struct store_way *way)
{
	const struct incident *incident = outgoing->alert.incident;

	if (!route->repeat_s || incident->severity != SEVERITY_CRITICAL ||
		incident->acknowledged)
		return 0;
	return store_repeat_put(telling->store,
		&(struct store_repeat){.sink = way->sink,
			.incident = incident->id,
			.alert_id = outgoing->alert.id,
			.route = route->name,
			.since = telling->now,
			.due = MAX(way->due, telling->now) + route->repeat_s});
}

static int send_by(const struct telling *telling, const struct outgoing *outgoing,
	const struct route *route, const char *sink)
{
	struct store_way way;
	int r = store_held_forget(
		telling->store, sink, outgoing->alert.incident->id, outgoing->alert.id);

	if (!r)
		r = plan_way(telling, route, sink, outgoing, &way);
	if (r)
		return r;
	if (way.held) {
		r = store_outbox_put(telling->store, outgoing->alert.id, &way, NULL);
		return r ? r
			 : decide(telling, about(outgoing, sink, "held"),
				   "route %s: waits: %s", route->name, way.held);
	}
	r = decide(
		telling, about(outgoing, sink, "sent"), "route %s: at once", route->name);
	return r ? r : send_now(telling, outgoing, &way);
}

/* ---- by routes -------------------------------------------------------------------- */

static bool find_reader(
	const struct alert_readers *readers, const char *name, size_t *out_i)
{
	size_t i;

	for (i = 0; i < readers->count; i++)
		if (strcmp(readers->names[i], name) == 0) {
			*out_i = i;
			return true;
		}
	return false;
}

static int by_route(
	const struct way_through *through, const struct route *route, const char *sink)
{
	CLEANUP(buf_done) struct buf why = BUF_INIT(BUF_UNBOUND);
	const struct telling *telling = through->telling;
	const struct outgoing *outgoing = through->outgoing;
	const struct alert_readers *readers = telling->readers;
	size_t i;
	int r;

	if (!find_reader(readers, sink, &i))
		return decide(telling, about(outgoing, sink, "no-sink"),
			"route %s names it, and there is no such sink at the moment",
			route->name);
	if (through->reached[i])
		return 0; /* by an earlier route: nobody wants it twice */
	/* What is no alert has its place in a digest, and nowhere else. */
	if (strcmp(outgoing->form, STORE_FORM_MINOR) == 0 &&
		readers->sort(readers->ctx, i) != ALERT_READER_ROUTED)
		return 0;
	through->reached[i] = true;
	if (!readers->wants(readers->ctx, i, outgoing->alert.incident,
		    outgoing->alert.incident->severity, &why))
		return decide(telling, about(outgoing, sink, "unwanted"),
			"route %s leads there, but its own entry does not want it: %s",
			route->name, buf_str(&why));
	r = send_by(telling, outgoing, route, sink);
	return r ? r
		 : repeat_later(telling, outgoing, route,
			   &(struct store_way){.sink = sink, .due = telling->now});
}

static void taken(void *ctx, const struct route *route)
{
	struct way_through *through = ctx;
	bool minor = strcmp(through->outgoing->form, STORE_FORM_MINOR) == 0;
	size_t i;

	through->routes++;
	/* What changed too little is for digests alone. */
	if (minor && !route->digest_count)
		return;
	for (i = 0; route->sinks && route->sinks[i] && !through->r; i++)
		through->r = by_route(through, route, route->sinks[i]);
}

static void missed(void *ctx, const struct route *route, const char *why)
{
	struct way_through *through = ctx;

	buf_printf(&through->missed, "%sroute %s: %s", through->missed.len ? "; " : "",
		route->name, why);
}

static int along_routes(
	const struct telling *telling, const struct outgoing *outgoing, bool *reached)
{
	const struct alert_subject subject = {
		.incident = outgoing->alert.incident,
		.finding = outgoing->alert.finding,
		.source = outgoing->alert.item->source,
		.kind = outgoing->alert.kind,
	};
	struct way_through through = {.telling = telling,
		.outgoing = outgoing,
		.reached = reached,
		.missed = BUF_INIT(BUF_UNBOUND)};

	alert_routes_walk(telling->readers->routes, &subject, taken, missed, &through);
	if (!through.r && through.missed.len)
		through.r = decide(telling, about(outgoing, NULL, "missed"), "%s",
			buf_str(&through.missed));
	if (!through.r && !through.routes)
		through.r = decide(telling, about(outgoing, NULL, "no-route"),
			"no route takes it: it stands in the alert log alone");
	buf_done(&through.missed);
	return through.r;
}

/* ---- without routes --------------------------------------------------------------- */

static int as_it_asks(
	const struct telling *telling, const struct outgoing *outgoing, size_t i)
{
	CLEANUP(buf_done) struct buf why = BUF_INIT(BUF_UNBOUND);
	const struct alert_readers *readers = telling->readers;
	const char *sink = readers->names[i];
	int r;

	if (!readers->wants(readers->ctx, i, outgoing->alert.incident,
		    outgoing->alert.incident->severity, &why))
		return decide(telling, about(outgoing, sink, "unwanted"),
			"its entry does not want it: %s", buf_str(&why));
	r = store_outbox_put(telling->store, outgoing->alert.id,
		&(struct store_way){.sink = sink}, NULL);
	return r ? r : decide(telling, about(outgoing, sink, "sent"), "at once");
}

/* ---- to all ----------------------------------------------------------------------- */

static int to_records(
	const struct telling *telling, const struct outgoing *outgoing, bool *reached)
{
	const struct alert_readers *readers = telling->readers;
	enum alert_reader sort;
	size_t i;
	int r = 0;

	for (i = 0; i < readers->count && !r; i++) {
		sort = readers->sort(readers->ctx, i);
		if (sort < ALERT_READER_ALL ||
			(outgoing->quieted && sort != ALERT_READER_RECORD) ||
			(!outgoing->quieted &&
				alert_routes_name(readers->routes, readers->names[i])))
			continue;
		reached[i] = true;
		r = store_outbox_put(telling->store, outgoing->alert.id,
			&(struct store_way){.sink = readers->names[i]}, NULL);
	}
	return r;
}

static int to_others(
	const struct telling *telling, const struct outgoing *outgoing, bool *reached)
{
	const struct alert_readers *readers = telling->readers;
	size_t i;
	int r = 0;

	if (readers->routes)
		return along_routes(telling, outgoing, reached);
	for (i = 0; i < readers->count && !r; i++)
		if (!reached[i])
			r = as_it_asks(telling, outgoing, i);
	return r;
}

static int put_message(const struct telling *telling, const struct outgoing *outgoing)
{
	CLEANUP(buf_done) struct buf line = BUF_INIT(BUF_UNBOUND);
	const struct alert *alert = &outgoing->alert;

	json_line(&line, outgoing->object);
	return store_message_put(telling->store,
		&(struct store_message){
			.id = alert->id,
			.form = outgoing->form,
			.kind = alert_kind_name(alert->kind),
			.category = alert->finding->category,
			.item = outgoing->item,
			.source = alert->item->source ? alert->item->source->id : NULL,
			.line = buf_str(&line),
			.time = alert->time,
			.incident = alert->incident->id,
			.severity = alert->finding->severity,
		});
}

/* What a reader of the log wants to know of it. */
static struct json_object *silenced_json(const struct silence *silence)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "id", json_object_new_int64(silence->id));
	json_object_object_add(object, "author", json_text(silence->author));
	json_object_object_add(object, "reason", json_text(silence->reason));
	json_object_object_add(object, "created", json_time(silence->created));
	json_object_object_add(object, "until", json_time(silence->until));
	return object;
}

static int note_silence(const struct telling *telling, struct outgoing *outgoing)
{
	const struct silence *silence;
	int r = silence_find(telling, outgoing->object, &silence);

	if (r || !silence)
		return r;
	outgoing->quieted = true;
	json_object_object_add(outgoing->object, "silenced", silenced_json(silence));
	return decide(telling, about(outgoing, NULL, "silenced"),
		"silenced by #%" PRId64
		" of %s until %s: %s; it stands in the alert log alone",
		silence->id, silence->author,
		clock_text(telling->arena, NULL, telling->now, silence->until),
		silence->reason);
}

static int note_inhibitor(const struct telling *telling, struct outgoing *outgoing)
{
	struct json_object *by;
	int64_t incident;
	/* A wave is another thing than the incident that is confirmed in it. */
	bool asks = !outgoing->quieted && outgoing->alert.kind != ALERT_SURGE;
	int r = !asks
			? 0
			: inhibitor_find(telling, outgoing->alert.incident, &incident);

	if (r || !asks || !incident)
		return r;
	outgoing->quieted = true;
	by = json_object_new_object();
	json_object_object_add(by, "incident", json_object_new_int64(incident));
	json_object_object_add(outgoing->object, "inhibited_by", by);
	return decide(telling, about(outgoing, NULL, "inhibited"),
		"inhibited by incident %" PRId64
		", which is confirmed, while this one is only "
		"reported; it stands in the alert log alone (inhibit of section alert)",
		incident);
}

int dispatch(const struct telling *telling, struct outgoing *outgoing)
{
	CLEANUP(mem_freep)
	bool *reached = mem_calloc(telling->readers->count + 1, sizeof(*reached));
	bool minor = strcmp(outgoing->form, STORE_FORM_MINOR) == 0;
	int r;

	outgoing->object = alert_json(&outgoing->alert);
	r = note_silence(telling, outgoing);
	if (!r)
		r = note_inhibitor(telling, outgoing);
	if (!r)
		r = put_message(telling, outgoing);
	if (!r && !minor)
		r = to_records(telling, outgoing, reached);
	if (!r && !outgoing->quieted)
		r = to_others(telling, outgoing, reached);
	json_object_put(outgoing->object);
	return r;
}
