/* incidents and items: what the store remembers. */
#include <json-c/json.h>
#include <stdio.h>

#include "base/mem.h"
#include "ctl/lists.h"
#include "model/json.h"

struct query_args {
	const char *category, *source, *status, *limit, *author;
	int64_t since, until;
	bool withdrawn;
};

#define QUERY(name, kind, value, help)                                                   \
	{#name, kind, offsetof(struct query_args, name), value, help}
#define SINCE                                                                            \
	QUERY(since, CTL_TIME, "T",                                                      \
		"not before; 2024-05-21, 2024-05-21T09:30:00Z or 48h (so long ago)")
#define UNTIL QUERY(until, CTL_TIME, "T", "not after")
#define LIMIT QUERY(limit, CTL_TEXT, "N", "at most so many (default: 50)")

/* ---- incidents ---------------------------------------------------------------------------- */

static const struct ctl_option incident_options[] = {
	QUERY(category, CTL_TEXT, "C", "of this category alone"),
	QUERY(status, CTL_TEXT, "S", "reported, corroborated, confirmed, disputed, denied, corrected, withdrawn or "
		"closed; open: all but closed"), SINCE, UNTIL, LIMIT,
	QUERY(author, CTL_TEXT, "NAME",
		"who decides it (default: whoever calls, behind sudo too)")};

/* The words from the second on, as one. */
static char *join_words(const struct ctl *ctl, const char *between)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	int i;

	for (i = 2; i < ctl->word_count; i++)
		buf_printf(&out, "%s%s", i > 2 ? between : "", ctl->words[i]);
	return buf_take(&out);
}

/* What a person does to an incident: one line says what became of it. */
static int decide(struct ctl *ctl, const struct ctl_verb *verb, const void *args,
	const char *param, const char *value)
{
	struct ctl_query query = {.path = BUF_INIT(BUF_UNBOUND)};
	struct json_object *answer, *number;
	int status;

	buf_printf(&query.path, "/incidents/%s", verb->name);
	ctl_query_add(&query, "id", ctl->words[1]);
	if (param)
		ctl_query_add(&query, param, value);
	ctl_query_add(&query, "author", ctl_author(((const struct query_args *)args)->author));
	status = ctl_query_ask(ctl, &query, true, &answer);
	if (status)
		return status;
	number = json_find(answer, "incident.id");
	if (ctl->json) {
		ctl_print_json(answer);
		return CTL_DONE;
	}
	printf("incident %s %s\n", number ? json_object_get_string(number) : ctl->words[1],
		verb->done);
	json_object_put(answer);
	return CTL_DONE;
}

static int mark_one(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args)
{
	(void)list;
	if (ctl->word_count > 2)
		return ctl_misuse(ctl, "what is '%s' for?", ctl->words[2]);
	return decide(ctl, verb, args, NULL, NULL);
}

static int note_one(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args)
{
	CLEANUP(mem_freep) char *text = join_words(ctl, " ");

	(void)list;
	if (!*text)
		return ctl_misuse(ctl, "note wants a text behind the incident");
	return decide(ctl, verb, args, "text", text);
}

static int merge_two(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args)
{
	(void)list;
	if (ctl->word_count != 3)
		return ctl_misuse(ctl, "merge wants two incidents: the one that stays, and the "
				       "one that becomes part of it");
	return decide(ctl, verb, args, "other", ctl->words[2]);
}

static int split_one(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args)
{
	CLEANUP(mem_freep) char *items = join_words(ctl, ",");

	(void)list;
	if (!*items)
		return ctl_misuse(ctl, "split wants the items that are another event; "
				       "'incidents show %s' lists them",
			ctl->words[1]);
	return decide(ctl, verb, args, "items", items);
}

static const struct ctl_verb incident_verbs[] = {
	{"list", ctl_verb_list},
	{"show", ctl_verb_show, "id"},
	{"ack", mark_one, "id", "is marked as seen"},
	{"close", mark_one, "id", "is closed: later reports open a new one"},
	{"note", note_one, "id", "has the note"},
	{"merge", merge_two, "id", "holds the reports of both"},
	{"split", split_one, "id", "holds what was split off"},
};

static const struct ctl_column incident_columns[] = {{"ID", "id"}, {"SEVERITY", "severity"},
	{"STATUS", "status"}, {"CATEGORY", "category"}, {"LAST SEEN", "last_seen", CTL_OPTIONAL},
	{"ITEMS", "items", CTL_OPTIONAL}, {"OUTLETS", "outlets", CTL_OPTIONAL},
	{"ORIGINS", "origins"},
	{"TITLE", "title", CTL_WIDE}};

static const struct ctl_line incident_lines[] = {{"incident", "id"}, {"title", "title"},
	{"severity", "severity"}, {"status", "status"}, {"seen by a person", "acknowledged", CTL_YES},
	{"category", "category"}, {"first seen", "first_seen"}, {"last seen", "last_seen"},
	{"countries", "countries", CTL_NAMES}, {"places", "places", CTL_NAMES},
	{"quantities", "quantities", CTL_NAMES}, {"stands on", "standing"},
	{"official", "official", CTL_YES}};

static const struct ctl_column report_columns[] = {{"PUBLISHED", "published"},
	{"SOURCE", "source", CTL_WIDE}, {"LANG", "lang", CTL_OPTIONAL},
	{"RULE", "rule", CTL_OPTIONAL}, {"TITLE", "title", CTL_WIDE},
	{"URL", "url", CTL_WIDE | CTL_OPTIONAL}};

static const struct ctl_column origin_columns[] = {{"ITEM", "item"},
	{"OUTLET", "outlet", CTL_WIDE}, {"ORIGIN", "origin", CTL_WIDE},
	{"WHY", "why", CTL_WIDE}, {"LEANS ON", "leans_on", CTL_OPTIONAL}};

/* Parts of the score; the report that opened the incident has none. */
static const struct ctl_column likeness_columns[] = {{"ITEM", "item"},
	{"SCORE", "likeness.total"}, {"WORDS", "likeness.wording"},
	{"COUNTRIES", "likeness.countries"}, {"PLACES", "likeness.places"},
	{"TIME", "likeness.time"}, {"FIGURES", "likeness.quantities", CTL_OPTIONAL},
	{"SPEAKERS", "likeness.speakers", CTL_OPTIONAL},
	{"MOST LIKE", "resembles", CTL_OPTIONAL}};

static const struct ctl_column event_columns[] = {{"TIME", "time"}, {"STATUS", "status"},
	{"WHAT", "kind", CTL_OPTIONAL},
	{"WHY", "cause", CTL_WIDE}, {"BY", "author", CTL_OPTIONAL}, {"ITEM", "item", CTL_OPTIONAL}};

static const struct ctl_column reminder_columns[] = {{"DATE", "date"},
	{"AS WRITTEN", "text", CTL_WIDE}, {"TOLD", "told", CTL_OPTIONAL}, {"ITEM", "item"}};

static const struct ctl_part incident_parts[] = {
	{"reports", NULL, report_columns, ARRAY_LEN(report_columns)},
	{"reports", "Who has it from whom:", origin_columns, ARRAY_LEN(origin_columns)},
	{"reports", "Why it is one event:", likeness_columns, ARRAY_LEN(likeness_columns)},
	{"events", "What happened to it:", event_columns, ARRAY_LEN(event_columns)},
	{"reminders", "Days to be reminded of:", reminder_columns, ARRAY_LEN(reminder_columns)},
	{"reports", .print = ctl_print_first_explanation},
};

static const struct ctl_list incident_list = {
	.name = "incidents",
	.one = "incident",
	.verbs = incident_verbs,
	.verb_count = ARRAY_LEN(incident_verbs),
	.columns = incident_columns,
	.column_count = ARRAY_LEN(incident_columns),
	.lines = incident_lines,
	.line_count = ARRAY_LEN(incident_lines),
	.parts = incident_parts,
	.part_count = ARRAY_LEN(incident_parts),
};

static int incidents(struct ctl *ctl, void *args)
{
	return ctl_run_list(ctl, &incident_list, args);
}

const struct ctl_command ctl_incidents = {
	.name = "incidents",
	.words = "[list | show ID | ack ID | close ID | note ID TEXT | merge ID OTHER | "
		 "split ID ITEM…]",
	.words_max = 500,
	.help = "Lists incidents, newest first; shows one with its reports, who has it from "
		"whom and what happened to it; marks one as seen, closes one, keeps a note, "
		"makes one of two, takes reports out of one",
	.online = true,
	.run = incidents,
	CTL_OPTIONS(incident_options, struct query_args),
};

/* ---- items -------------------------------------------------------------------------------- */

static const struct ctl_option item_options[] = {
	QUERY(source, CTL_TEXT, "ID", "of this source alone"),
	QUERY(withdrawn, CTL_FLAG, NULL,
		"those that their publisher took away, the last one first; --since and --until "
		"are of when it did"),
	SINCE, UNTIL, LIMIT};

static const struct ctl_verb item_verbs[] = {
	{"list", ctl_verb_list},
	{"show", ctl_verb_show, "item"},
	{"search", ctl_verb_list, "q"},
};

static const struct ctl_column item_columns[] = {{"ID", "id"},
	{"PUBLISHED", "published", CTL_OPTIONAL}, {"SOURCE", "source", CTL_WIDE},
	{"LANG", "lang", CTL_OPTIONAL}, {"TAKEN AWAY", "withdrawn", CTL_OPTIONAL},
	{"TITLE", "title", CTL_WIDE}};

static const struct ctl_line item_lines[] = {{"item", "id"}, {"title", "title"},
	{"summary", "summary"}, {"content", "content"}, {"url", "url"}, {"source", "source"},
	{"author", "author"}, {"language", "lang"}, {"guid", "guid"}, {"published", "published"},
	{"updated", "updated"}, {"first seen", "first_seen"}, {"revised", "revised"},
	{"taken away", "withdrawn"}, {"last seen", "last_seen"},
	{"revisions", "revisions"}};

static const struct ctl_part item_parts[] = {
	{"history", .print = ctl_print_revisions},
	{"findings", .print = ctl_print_explanations},
};

static const struct ctl_list item_list = {
	.name = "items",
	.one = "item",
	.verbs = item_verbs,
	.verb_count = ARRAY_LEN(item_verbs),
	.columns = item_columns,
	.column_count = ARRAY_LEN(item_columns),
	.lines = item_lines,
	.line_count = ARRAY_LEN(item_lines),
	.parts = item_parts,
	.part_count = ARRAY_LEN(item_parts),
};

static int items(struct ctl *ctl, void *args)
{
	return ctl_run_list(ctl, &item_list, args);
}

const struct ctl_command ctl_items_command = {
	.name = "items",
	.words = "[list | show ID | search QUERY]",
	.words_max = 2,
	.help = "Lists recorded items, newest first; shows one with its revisions; finds those "
		"with the words of QUERY",
	.online = true,
	.run = items,
	CTL_OPTIONS(item_options, struct query_args),
};
