/* sinks and outbox: where alerts go, what waits, and whether a sink takes a test alert. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "ctl/lists.h"
#include "model/json.h"

enum { TEST_TRIES = 400, TEST_PAUSE_MS = 100 };

/* ---- sinks test ----------------------------------------------------------------------- */

/* The row of the outbox that holds the alert; NULL: it was delivered. */
static struct json_object *find_row(struct json_object *answer, const char *id)
{
	struct json_object *rows = json_get(answer, "outbox"), *row;
	size_t i;

	for (i = 0; rows && i < json_object_array_length(rows); i++) {
		row = json_object_array_get_idx(rows, i);
		if (strcmp(json_get_text(row, "alert"), id) == 0)
			return row;
	}
	return NULL;
}

/* CTL_DONE: delivered; CTL_FAILED after a report; -1: still under way. */
static int look(struct ctl *ctl, const char *sink, const char *id)
{
	struct ctl_query query = {.path = BUF_INIT(BUF_UNBOUND)};
	struct json_object *answer, *row;
	const char *why;
	int status;

	buf_puts(&query.path, "/outbox");
	ctl_query_add(&query, "sink", sink);
	ctl_query_add(&query, "limit", "10000");
	status = ctl_query_ask(ctl, &query, false, &answer);
	if (status)
		return status;
	row = find_row(answer, id);
	why = row ? json_get_text(row, "why") : NULL;
	status = why ? ctl_fail(ctl, "sink %s did not take the test alert: %s", sink, why)
		: row ? -1
		      : CTL_DONE;
	json_object_put(answer);
	return status;
}

static int wait_for(struct ctl *ctl, const char *sink, const char *id)
{
	const struct timespec pause = {.tv_nsec = TEST_PAUSE_MS * 1000000L};
	int status, i;

	for (i = 0; i < TEST_TRIES; i++) {
		status = look(ctl, sink, id);
		if (status >= 0)
			return status;
		nanosleep(&pause, NULL);
	}
	return ctl_fail(ctl, "sink %s has not answered yet; 'kordonctl outbox' shows how it goes on",
		sink);
}

static int test_sink(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args)
{
	struct ctl_query query = {.path = BUF_INIT(BUF_UNBOUND)};
	struct json_object *answer;
	int status;

	(void)list;
	(void)verb;
	(void)args;
	buf_puts(&query.path, "/sinks/test");
	ctl_query_add(&query, "sink", ctl->words[1]);
	status = ctl_query_ask(ctl, &query, true, &answer);
	if (status)
		return status;
	status = wait_for(ctl, ctl->words[1], json_get_text(answer, "alert"));
	if (!status && ctl->json)
		ctl_print_json(json_object_get(answer));
	else if (!status)
		printf("sink %s took the test alert %s\n", ctl->words[1],
			json_get_text(answer, "alert"));
	json_object_put(answer);
	return status;
}

/* ---- sinks ---------------------------------------------------------------------------- */

static const struct ctl_verb sink_verbs[] = {
	{"list", ctl_verb_list},
	{"test", test_sink, "sink"},
};

static const struct ctl_column sink_columns[] = {
	{"SINK", "name"}, {"TYPE", "type"}, {"WAITING", "waiting"}, {"ASIDE", "aside"},
	{"TROUBLE", "trouble", CTL_WIDE}};

static const struct ctl_list sink_list = {
	.name = "sinks",
	.one = "sink",
	.verbs = sink_verbs,
	.verb_count = ARRAY_LEN(sink_verbs),
	.columns = sink_columns,
	.column_count = ARRAY_LEN(sink_columns),
};

static int sinks(struct ctl *ctl, void *args)
{
	return ctl_run_list(ctl, &sink_list, args);
}

const struct ctl_command ctl_sinks = {
	.name = "sinks",
	.words = "[list | test NAME]",
	.words_max = 2,
	.help = "Lists where alerts go, and what is wrong there; sends one a marked test alert",
	.online = true,
	.run = sinks,
};

/* ---- outbox --------------------------------------------------------------------------- */

struct outbox_args {
	const char *sink, *to, *limit;
};

static const struct ctl_option outbox_options[] = {
	{"sink", CTL_TEXT, offsetof(struct outbox_args, sink), "NAME", "of this sink alone"},
	{"to", CTL_TEXT, offsetof(struct outbox_args, to), "NAME", "move: the sink that gets them"},
	{"limit", CTL_TEXT, offsetof(struct outbox_args, limit), "N",
		"at most so many (default: 50)"}};

/* Asks for it, and says how many alerts it came to: the one number of the answer. */
static int do_all(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args)
{
	const struct outbox_args *outbox = args;
	struct ctl_query query = {.path = BUF_INIT(BUF_UNBOUND)};
	struct json_object *answer;
	int status;

	buf_printf(&query.path, "/%s/%s", list->name, verb->name);
	ctl_query_add(&query, "sink", outbox->sink);
	ctl_query_add(&query, "to", outbox->to);
	status = ctl_query_ask(ctl, &query, true, &answer);
	if (status)
		return status;
	json_object_object_foreach(answer, name, count)
	{
		(void)name;
		if (!ctl->json)
			printf("%s alerts %s\n", json_object_get_string(count), verb->done);
	}
	if (ctl->json)
		ctl_print_json(json_object_get(answer));
	json_object_put(answer);
	return CTL_DONE;
}

static const struct ctl_verb outbox_verbs[] = {
	{"list", ctl_verb_list},
	{"replay", do_all, NULL, "that were put aside are sent again"},
	{"move", do_all, NULL, "are for the other sink now"},
	{"drop", do_all, NULL, "are dropped"},
};

static const struct ctl_column outbox_columns[] = {{"ALERT", "alert"}, {"SINK", "sink"},
	{"RAISED", "raised"}, {"TRIES", "attempts"}, {"DUE", "due"}, {"PUT ASIDE", "put_aside"},
	{"WHY", "why", true}};

static const struct ctl_list outbox_list = {
	.name = "outbox",
	.one = "alert",
	.none = "no alerts wait",
	.verbs = outbox_verbs,
	.verb_count = ARRAY_LEN(outbox_verbs),
	.columns = outbox_columns,
	.column_count = ARRAY_LEN(outbox_columns),
};

static int outbox(struct ctl *ctl, void *args)
{
	return ctl_run_list(ctl, &outbox_list, args);
}

const struct ctl_command ctl_outbox = {
	.name = "outbox",
	.words = "[list | replay | move | drop]",
	.words_max = 1,
	.help = "Lists the alerts that no sink has taken yet or that were put aside, and why; "
		"replay sends those that were put aside after all; move and drop are for what is "
		"kept for a sink that is gone",
	.online = true,
	.run = outbox,
	CTL_OPTIONS(outbox_options, struct outbox_args),
};
