/* alerts: those that were raised, and those that come. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "ctl/lists.h"
#include "model/json.h"

enum { FOLLOW_S = 1, IDS_MAX = 10000 };

struct alert_args {
	const char *category, *source, *limit;
	int64_t since, until;
};

#define QUERY(name, kind, value, help)                                                   \
	{#name, kind, offsetof(struct alert_args, name), value, help}

static const struct ctl_option options[] = {
	QUERY(category, CTL_TEXT, "C", "of this category alone"),
	QUERY(source, CTL_TEXT, "ID", "of this source alone"),
	QUERY(since, CTL_TIME, "T",
		"not before; 2024-05-21, 2024-05-21T09:30:00Z or 48h (so long ago)"),
	QUERY(until, CTL_TIME, "T", "not after"),
	QUERY(limit, CTL_TEXT, "N", "at most so many (default: 50)")};

/* ---- follow ------------------------------------------------------------------------------- */

/* Alerts of the last second may still grow in number: what was shown of it is kept. */
struct follow {
	char ids[IDS_MAX][32];
	size_t count;
	int64_t since;
};

static bool shown_already(const struct follow *follow, const char *id)
{
	size_t i;

	for (i = 0; i < follow->count; i++)
		if (strcmp(follow->ids[i], id) == 0)
			return true;
	return false;
}

static void note_shown(struct follow *follow, const char *id, int64_t at)
{
	if (at > follow->since) {
		follow->since = at;
		follow->count = 0;
	}
	if (follow->count < IDS_MAX)
		snprintf(follow->ids[follow->count++], sizeof(follow->ids[0]), "%s", id);
}

static void print_alert(const struct ctl *ctl, struct json_object *row)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	struct sink_alert alert = {.line = json_object_to_json_string(row)};
	const char *severity = json_get_text(row, "severity");

	if (ctl->json) {
		ctl_print_json(json_object_get(row));
		return;
	}
	if (!severity || !severity_parse(severity, &alert.severity))
		alert.severity = SEVERITY_INFO;
	sink_terminal_line(&text, &alert, ctl->color);
	puts(buf_str(&text));
}

/* Rows come newest first, and are shown as they were raised. */
static void print_new(const struct ctl *ctl, struct follow *follow, struct json_object *rows)
{
	size_t i = rows ? json_object_array_length(rows) : 0;

	while (i-- > 0) {
		struct json_object *row = json_object_array_get_idx(rows, i);
		const char *id = json_get_text(row, "id"), *time = json_get_text(row, "time");
		int64_t at;

		if (!id || !time || !time_parse(time, &at) || shown_already(follow, id))
			continue;
		print_alert(ctl, row);
		note_shown(follow, id, at);
	}
	fflush(stdout);
}

static int ask_new(struct ctl *ctl, const struct alert_args *args, struct follow *follow)
{
	struct ctl_query query = {.path = BUF_INIT(BUF_UNBOUND)};
	struct json_object *answer, *rows = NULL;
	char since[TIME_TEXT];
	int status;

	buf_puts(&query.path, "/alerts");
	ctl_query_add(&query, "category", args->category);
	ctl_query_add(&query, "source", args->source);
	ctl_query_add(&query, "since", time_format(follow->since, since));
	ctl_query_add(&query, "limit", args->limit ? args->limit : "10000");
	status = ctl_query_ask(ctl, &query, false, &answer);
	if (status)
		return status;
	json_object_object_get_ex(answer, "alerts", &rows);
	print_new(ctl, follow, rows);
	json_object_put(answer);
	return CTL_DONE;
}

static int follow(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args)
{
	const struct alert_args *wanted = args;
	struct follow *state = mem_alloc(sizeof(*state));
	int status;

	(void)list;
	(void)verb;
	if (wanted->until != TIME_NONE) {
		mem_free(state);
		return ctl_misuse(ctl, "alerts follow has no end: leave --until out");
	}
	state->since = wanted->since != TIME_NONE ? wanted->since : time(NULL);
	while (!(status = ask_new(ctl, wanted, state)) && !ferror(stdout))
		sleep(FOLLOW_S);
	mem_free(state);
	return status;
}

/* ---- the command -------------------------------------------------------------------------- */

static const struct ctl_verb verbs[] = {
	{"list", ctl_verb_list},
	{"follow", follow},
	{"why", ctl_verb_why, "id"},
};

static const struct ctl_column columns[] = {{"TIME", "time"}, {"SEVERITY", "severity"},
	{"KIND", "kind", CTL_OPTIONAL}, {"CATEGORY", "category"},
	{"INCIDENT", "incident.id", CTL_OPTIONAL}, {"SUMMARY", "summary", CTL_WIDE}};

static const struct ctl_list list = {
	.name = "alerts",
	.one = "alert",
	.verbs = verbs,
	.verb_count = ARRAY_LEN(verbs),
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
};

static int run(struct ctl *ctl, void *args)
{
	return ctl_run_list(ctl, &list, args);
}

const struct ctl_command ctl_alerts = {
	.name = "alerts",
	.words = "[list | follow | why ID]",
	.words_max = 2,
	.help = "Lists alerts, newest first; follow prints those that come, until it is stopped; "
		"why tells of an incident, an alert or an item what was decided, and why",
	.online = true,
	.run = run,
	CTL_OPTIONS(options, struct alert_args),
};
