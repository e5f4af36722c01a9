/* The table of what control can be asked, and what its handlers share. */
#include "command/command.h"

#include <errno.h>
#include <stdlib.h>

#include "base/attr.h"
#include "command/command_priv.h"

const struct control_route command_routes[] = {
	{"/status", false, command_status, "counts, sources by state, trouble"},
	{"/sources", false, command_sources, "sources with their states; id=…"},
	{"/sources/poll", true, command_source_poll, "polls one source now; id=…"},
	{"/incidents", false, command_incidents,
		"incidents, newest first; id=… category=… status=… since=… until=… limit=…"},
	{"/incidents/ack", true, command_incident_ack, "marks one as seen by a person; id=… author=…"},
	{"/incidents/close", true, command_incident_close,
		"closes one: later reports open another; id=… author=…"},
	{"/incidents/note", true, command_incident_note, "keeps a note; id=… text=… author=…"},
	{"/incidents/merge", true, command_incident_merge,
		"makes another one part of it; id=… other=… author=…"},
	{"/incidents/split", true, command_incident_split,
		"makes items of it another incident; id=… items=…,… author=…"},
	{"/alerts", false, command_alerts,
		"alert lines, newest first; category=… source=… since=… until=… limit=…"},
	{"/alerts/why", false, command_alert_why,
		"why an incident, alert or item was told or not; id=…"},
	{"/silences", false, command_silences, "silences that hold; all=1: also those that ended"},
	{"/silences/add", true, command_silence_add,
		"category=… country=… place=… rule=… source=… until=…|for=… reason=… author=…"},
	{"/silences/remove", true, command_silence_remove, "ends one; id=…"},
	{"/items", false, command_items,
		"items, newest first; q=… item=… source=… since=… until=… limit=…"},
	{"/sinks", false, command_sinks, "where alerts go, and what is wrong there"},
	{"/sinks/test", true, command_sink_test, "sends a marked test alert; sink=…"},
	{"/outbox", false, command_outbox, "alerts that wait for a sink; sink=… limit=…"},
	{"/outbox/replay", true, command_outbox_replay,
		"sends what was put aside after all; sink=…"},
	{"/outbox/move", true, command_outbox_move,
		"gives the alerts of a sink that is gone to another one; sink=… to=…"},
	{"/outbox/drop", true, command_outbox_drop,
		"forgets the alerts that are kept for a sink that is gone; sink=…"},
	{"/db", false, command_db, "the database: its room, what was pruned, the last backup"},
	{"/db/prune", true, command_db_prune, "removes what is past its time"},
	{"/db/backup", true, command_db_backup,
		"begins a copy of the database; file=… (absolute) force=1"},
	{"/metrics", false, command_metrics, "numbers, in the text format of Prometheus"},
	{"/reload", true, command_reload, "reads the configuration again"},
};
const size_t command_route_count = ARRAY_LEN(command_routes);

enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 10000,
	WEB_LIMIT_MAX = 1000, /* every user of the machine may ask there, and not read the answer */
};

static bool read_number(const struct control_request *request, struct control_answer *answer,
	const char *name, int64_t max, int64_t *out)
{
	const char *text = request->param(request, name);
	char *end;
	long long value;

	if (!text)
		return true;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno || end == text || *end || value < 1 || value > max) {
		control_refuse(answer, 400, "%s has to be a number from 1 to %lld, not '%s'",
			name, (long long)max, text);
		return false;
	}
	*out = value;
	return true;
}

static bool read_time(const struct control_request *request, struct control_answer *answer,
	const char *name, int64_t *out)
{
	const char *text = request->param(request, name);

	if (!text || time_parse(text, out))
		return true;
	control_refuse(answer, 400, "%s has to be a time like 2024-05-21T09:30:00Z, not '%s'",
		name, text);
	return false;
}

bool command_query(const struct control_request *request, struct control_answer *answer,
	struct store_query *out_query)
{
	int64_t limit = LIMIT_DEFAULT;
	struct store_query query = {
		.text = request->param(request, "q"),
		.category = request->param(request, "category"),
		.source = request->param(request, "source"),
		.status = request->param(request, "status"),
		.since = TIME_NONE,
		.until = TIME_NONE,
	};

	if (!read_number(request, answer, "limit",
		    request->web ? WEB_LIMIT_MAX : LIMIT_MAX, &limit) ||
		!read_number(request, answer, "id", INT64_MAX, &query.id) ||
		!read_time(request, answer, "since", &query.since) ||
		!read_time(request, answer, "until", &query.until))
		return false;
	query.limit = (size_t)limit;
	*out_query = query;
	return true;
}

bool command_query_one(const struct control_request *request, struct control_answer *answer,
	struct store_query *out_query)
{
	if (!command_query(request, answer, out_query))
		return false;
	if (!out_query->id)
		control_refuse(answer, 400, "id is missing");
	return out_query->id != 0;
}

static void add_row(void *ctx, struct json_object *row)
{
	json_object_array_add(ctx, json_object_get(row));
}

void command_answer_rows(const struct command_context *context, store_query_call *call,
	const struct store_query *query, const char *name, struct control_answer *answer)
{
	struct store *store = pipeline_store(context->pipeline);
	struct json_object *rows = json_object_new_array();
	int r = call(store, query, add_row, rows);

	if (r) {
		json_object_put(rows);
		control_refuse(answer, 503, "the store cannot answer: %s", store_error(store));
		return;
	}
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, name, rows);
}
