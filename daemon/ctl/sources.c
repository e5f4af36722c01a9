/* sources: who is read, and how it goes. */
#include "ctl/lists.h"

static const struct ctl_verb verbs[] = {
	{"list", ctl_verb_list},
	{"show", ctl_verb_show, "id"},
	{"poll", ctl_verb_do, "id", "is polled now"},
	{"discover", ctl_verb_discover, "url"},
};

static const struct ctl_column columns[] = {{"SOURCE", "id", CTL_WIDE},
	{"STATE", "state"}, {"READING", "reading", CTL_OPTIONAL}, {"ITEMS", "items"},
	{"LAST SUCCESS", "last_success", CTL_OPTIONAL}, {"DUE", "due", CTL_OPTIONAL},
	{"REASON", "reason", CTL_WIDE}};

static const struct ctl_line lines[] = {{"id", "id"}, {"name", "name"}, {"url", "url"},
	{"language", "lang"}, {"country", "country"}, {"publisher", "publisher"},
	{"tags", "tags", CTL_NAMES}, {"enabled", "enabled", CTL_YES}, {"moved to", "moved_to"},
	{"state", "state"}, {"silent", "silent", CTL_YES}, {"since", "since"}, {"class of failure", "class"}, {"reason", "reason"},
	{"reading", "reading"}, {"failures in a row", "failures"}, {"polls", "polls"},
	{"items", "items"}, {"last attempt", "last_attempt"}, {"last success", "last_success"},
	{"last news", "last_news"},
	{"not before", "not_before"}, {"due", "due"}, {"being asked now", "in_flight", CTL_YES}};

static const struct ctl_list list = {
	.name = "sources",
	.one = "source",
	.verbs = verbs,
	.verb_count = ARRAY_LEN(verbs),
	.columns = columns,
	.column_count = ARRAY_LEN(columns),
	.lines = lines,
	.line_count = ARRAY_LEN(lines),
};

static int run(struct ctl *ctl, void *args)
{
	return ctl_run_list(ctl, &list, args);
}

const struct ctl_command ctl_sources = {
	.name = "sources",
	.words = "[list | show ID | poll ID | discover URL]",
	.words_max = 2,
	.help = "Lists the sources and how it goes with them; shows one; has one polled now; "
		"looks for the feeds of a page",
	.online = true,
	.run = run,
};
