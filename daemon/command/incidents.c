/* incidents: what the store remembers, and what people say of it. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "command/command_priv.h"
#include "incident/incident.h"
#include "model/json.h"

static bool known_status(const char *name, struct control_answer *answer)
{
	static const char choices[] =
#define X(name, text) text ", "
		INCIDENT_STATUSES(X)
#undef X
		"or " INCIDENT_OPEN " for all but closed";
	enum incident_status status;

	if (!name || strcmp(name, INCIDENT_OPEN) == 0 || incident_status_parse(name, &status))
		return true;
	control_refuse(answer, 400, "there is no status '%s': %s", name, choices);
	return false;
}

void command_incidents(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	struct store_query query;

	if (command_query(request, answer, &query) && known_status(query.status, answer))
		command_answer_rows(ctx, store_query_incidents, &query, "incidents", answer);
}

/* ---- changes by people -------------------------------------------------------------------- */

enum { ITEMS_MAX = 500, ITEM_BYTES = 27, NOTE_MAX = 2000 };

/* One thing that a person does. */
struct deed {
	struct store *store;
	struct arena *arena;
	const struct control_request *request;
	struct control_answer *answer;
	struct incident_person person;
	int64_t id;
	struct incident_change change; /* what became of it */
};

/* Results: 0, or as the store's; refused: the answer says why. */
enum { REFUSED = -1000 };
typedef int deed_work(struct deed *deed);

static int refuse_unknown(struct deed *deed, int64_t id)
{
	int64_t newest = 0;
	int r = store_incident_newest(deed->store, &newest);

	if (r)
		return r;
	if (newest)
		control_refuse(deed->answer, 404,
			"there is no incident %lld; the newest is %lld, 'kordonctl incidents' "
			"lists them",
			(long long)id, (long long)newest);
	else
		control_refuse(deed->answer, 404, "there is no incident yet");
	return REFUSED;
}

/* The incident that a number leads to. */
static int find_incident(struct deed *deed, int64_t number, int64_t *out_id)
{
	int r = store_incident_survivor(deed->store, number, out_id);

	return r == STORE_NONE ? refuse_unknown(deed, number) : r;
}

static int in_transaction(struct deed *deed, deed_work *work)
{
	int r = store_begin(deed->store);

	if (r)
		return r;
	r = work(deed);
	if (!r) {
		r = store_commit(deed->store);
		return r ? r : store_make_durable(deed->store);
	}
	store_rollback(deed->store);
	return r;
}

static void do_deed(void *ctx, const struct control_request *request,
	struct control_answer *answer, deed_work *work)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct command_context *context = ctx;
	const char *author = request->param(request, "author");
	struct store_query query;
	struct deed deed = {.store = pipeline_store(context->pipeline), .arena = arena,
		.request = request, .answer = answer,
		.person = {author && *author ? author : "somebody",
			pipeline_now(context->pipeline)}};
	int r;

	if (!command_query_one(request, answer, &query))
		return;
	r = find_incident(&deed, query.id, &deed.id);
	if (!r)
		r = in_transaction(&deed, work);
	if (r == REFUSED)
		return;
	if (r) {
		control_refuse(answer, 503, "the store cannot take it: %s",
			store_error(deed.store));
		return;
	}
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "incident", incident_json(&deed.change.incident));
}

/* ---- ack, close, note --------------------------------------------------------------------- */

static int mark(struct deed *deed, enum incident_event_kind kind, const char *text)
{
	return incident_mark(deed->store, deed->arena, deed->id, kind, text, &deed->person,
		&deed->change);
}

static int acknowledge(struct deed *deed)
{
	return mark(deed, INCIDENT_EVENT_ACK, "seen");
}

static int close_it(struct deed *deed)
{
	return mark(deed, INCIDENT_EVENT_CLOSE, "over");
}

static int note_it(struct deed *deed)
{
	const char *text = deed->request->param(deed->request, "text");

	if (text && *text && strlen(text) <= NOTE_MAX)
		return mark(deed, INCIDENT_EVENT_NOTE, text);
	control_refuse(deed->answer, 400, "a note has a text of at most %d bytes", NOTE_MAX);
	return REFUSED;
}

void command_incident_ack(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	do_deed(ctx, request, answer, acknowledge);
}

void command_incident_close(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	do_deed(ctx, request, answer, close_it);
}

void command_incident_note(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	do_deed(ctx, request, answer, note_it);
}

/* ---- merge -------------------------------------------------------------------------------- */

/* What comes later would find neither of them. */
static int refuse_closed(struct deed *deed, int64_t other)
{
	struct incident stays, goes;
	int r = store_incident_get(deed->store, deed->arena, deed->id, &stays);

	if (!r)
		r = store_incident_get(deed->store, deed->arena, other, &goes);
	if (r || stays.status != INCIDENT_CLOSED || goes.status == INCIDENT_CLOSED)
		return r;
	control_refuse(deed->answer, 409, "incident %lld is closed: 'merge %lld %lld' keeps the one "
					  "that is open",
		(long long)deed->id, (long long)other, (long long)deed->id);
	return REFUSED;
}

static int merge(struct deed *deed)
{
	const char *text = deed->request->param(deed->request, "other");
	char *end = NULL;
	int64_t number = text ? strtoll(text, &end, 10) : 0, other;
	int r;

	if (number < 1 || *end) {
		control_refuse(deed->answer, 400, "other has to be the number of an incident%s%s",
			text ? ", not " : "", text ? text : "");
		return REFUSED;
	}
	r = find_incident(deed, number, &other);
	if (r)
		return r;
	if (other == deed->id) {
		control_refuse(deed->answer, 409, "%lld is incident %lld already",
			(long long)number, (long long)other);
		return REFUSED;
	}
	r = refuse_closed(deed, other);
	return r ? r : incident_merge(deed->store, deed->arena, deed->id, other, &deed->person,
			       &deed->change);
}

void command_incident_merge(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	do_deed(ctx, request, answer, merge);
}

/* ---- split -------------------------------------------------------------------------------- */

/* "01J…,01K…": rows of items; each has to be a report of the incident. */
struct picked {
	int64_t rows[ITEMS_MAX];
	size_t count, of; /* of so many that the incident has */
};

static void add_item_name(void *ctx, struct json_object *row)
{
	struct json_object *reports = json_get(row, "reports");
	struct buf *out = ctx;
	size_t i, count = reports ? json_object_array_length(reports) : 0;

	for (i = 0; i < count && i < 20; i++) {
		const char *id =
			json_get_text(json_object_array_get_idx(reports, i), "item");

		if (!strstr(buf_str(out), id))
			buf_printf(out, "%s%s", out->len ? ", " : "", id);
	}
}

static int refuse_stranger(struct deed *deed, const char *id)
{
	CLEANUP(buf_done) struct buf names = BUF_INIT(BUF_UNBOUND);
	const struct store_query query = {
		.id = deed->id, .since = TIME_NONE, .until = TIME_NONE, .limit = 1};
	int r = store_query_incidents(deed->store, &query, add_item_name, &names);

	if (r)
		return r;
	control_refuse(deed->answer, 404, "incident %lld has no item '%s'; it has %s",
		(long long)deed->id, id, buf_str(&names));
	return REFUSED;
}

static bool holds_row(const struct report *reports, size_t count, int64_t row)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (reports[i].item == row)
			return true;
	return false;
}

static int pick_one(struct deed *deed, const struct report *reports, size_t count,
	const char *id, struct picked *picked)
{
	int64_t row = 0;
	size_t i;
	int r = store_item_row(deed->store, id, &row);

	if (r && r != STORE_NONE)
		return r;
	if (r || !holds_row(reports, count, row))
		return refuse_stranger(deed, id);
	for (i = 0; i < picked->count; i++)
		if (picked->rows[i] == row)
			return 0;
	if (picked->count < ITEMS_MAX)
		picked->rows[picked->count++] = row;
	return 0;
}

static int pick(struct deed *deed, const char *list, struct picked *picked)
{
	struct report *reports;
	char id[ITEM_BYTES];
	size_t len;
	int r = store_reports_of(
		deed->store, deed->arena, deed->id, ITEMS_MAX, &reports, &picked->of);

	for (; *list && !r; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		snprintf(id, sizeof(id), "%.*s", (int)len, list);
		r = pick_one(deed, reports, picked->of, id, picked);
	}
	return r;
}

static int split(struct deed *deed)
{
	const char *list = deed->request->param(deed->request, "items");
	struct picked *picked = arena_alloc(deed->arena, sizeof(*picked));
	int r;

	if (!list || !*list) {
		control_refuse(deed->answer, 400, "items is missing: the items that are another "
						  "event, parted by commas");
		return REFUSED;
	}
	r = pick(deed, list, picked);
	if (r)
		return r;
	if (picked->count == picked->of) {
		control_refuse(deed->answer, 409,
			"these are all items of incident %lld: nothing would be left of it",
			(long long)deed->id);
		return REFUSED;
	}
	return incident_split(deed->store, deed->arena, deed->id, picked->rows, picked->count,
		&deed->person, &deed->change);
}

void command_incident_split(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	do_deed(ctx, request, answer, split);
}
