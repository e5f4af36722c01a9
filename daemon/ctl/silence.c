/* silence: asks the daemon to keep alerts to itself for a time, and shows what was asked. */
#include <json-c/json.h>
#include <stdio.h>

#include "base/mem.h"
#include "ctl/lists.h"
#include "model/json.h"

struct silence_args {
	const char *category, *country, *place, *rule, *source, *until, *length, *reason,
		*author;
	bool all;
};

#define OPTION(member, value, help)                                                      \
	{                                                                                \
#member, CTL_TEXT, offsetof(struct silence_args, member), value, help    \
	}

static const struct ctl_option options[] = {
	OPTION(category, "C",
		"add: alerts of this category; several with commas between"),
	OPTION(country, "CC", "add: of incidents in this country"),
	OPTION(place, "ID", "add: of incidents at this place"),
	OPTION(rule, "ID", "add: of findings of this rule"),
	OPTION(source, "ID", "add: of reports of this source"),
	OPTION(until, "T", "add: until then; 2024-05-21T09:30:00Z or 2024-05-21, UTC"),
	{"for", CTL_TEXT, offsetof(struct silence_args, length), "D",
		"add: for so long; 90m, 2h, 3d"},
	OPTION(reason, "TEXT", "add: why; has to be given"),
	OPTION(author, "NAME", "add: who asks for it (default: you)"),
	{"all", CTL_FLAG, offsetof(struct silence_args, all), NULL,
		"list: also those that have ended"},
};

static int add(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args)
{
	const struct silence_args *wanted = args;
	struct ctl_query query = {.path = BUF_INIT(BUF_UNBOUND)};
	struct json_object *answer, *silence;
	int status;

	(void)list;
	(void)verb;
	buf_puts(&query.path, "/silences/add");
	ctl_query_add(&query, "category", wanted->category);
	ctl_query_add(&query, "country", wanted->country);
	ctl_query_add(&query, "place", wanted->place);
	ctl_query_add(&query, "rule", wanted->rule);
	ctl_query_add(&query, "source", wanted->source);
	ctl_query_add(&query, "until", wanted->until);
	ctl_query_add(&query, "for", wanted->length);
	ctl_query_add(&query, "reason", wanted->reason);
	ctl_query_add(&query, "author", ctl_author(wanted->author));
	status = ctl_query_ask(ctl, &query, true, &answer);
	if (status)
		return status;
	silence = json_get(answer, "silence");
	if (ctl->json)
		ctl_print_json(json_object_get(silence));
	else
		printf("silence %lld holds until %s\n",
			(long long)json_object_get_int64(json_get(silence, "id")),
			json_get_text(silence, "until"));
	json_object_put(answer);
	return CTL_DONE;
}

static const struct ctl_verb verbs[] = {
	{"list", ctl_verb_list},
	{"add", add},
	{"remove", ctl_verb_do, "id", "is ended"},
};

static const struct ctl_column columns[] = {{"ID", "id"}, {"UNTIL", "until"},
	{"ENDED", "ended"}, {"AUTHOR", "author", CTL_OPTIONAL}, {"CATEGORY", "category"},
	{"COUNTRY", "country"}, {"PLACE", "place"}, {"RULE", "rule"},
	{"SOURCE", "source"}, {"REASON", "reason", CTL_WIDE}};

static const struct ctl_list silence_list = {
	.name = "silences",
	.one = "silence",
	.verbs = verbs,
	.verb_count = ARRAY_LEN(verbs),
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
};

static int run(struct ctl *ctl, void *args)
{
	return ctl_run_list(ctl, &silence_list, args);
}

const struct ctl_command ctl_silence = {
	.name = "silence",
	.words = "[list | add | remove ID]",
	.words_max = 2,
	.help = "Lists silences; add keeps alerts in the alert log alone for a time, where all that "
		"is named holds; remove ends one",
	.online = true,
	.run = run,
	CTL_OPTIONS(options, struct silence_args),
};
