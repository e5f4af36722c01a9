/* status and reload: the daemon as a whole. */
#include <json-c/json.h>
#include <stdio.h>

#include "base/mem.h"
#include "ctl/ctl.h"

static const struct ctl_line status_lines[] = {
	{"version", "version"}, {"started", "started"},
	{"sources", "sources.total", .note = "that are asked, and these are:"},
	{"  ok", "sources.ok", .note = "answered well at the last poll"},
	{"  silent", "sources.silent", .note = "answer well, but bring nothing new"},
	{"  failing", "sources.failing", .note = "gave no good answer at the last poll"},
	{"  gone", "sources.gone", .note = "taken away for good, asked once a day"},
	{"  not polled yet", "sources.new"},
	{"sources not asked", "sources.off", .note = "switched off, or the URL of another"},
	{"rules", "rules"}, {"places", "places"},
	{"items", "items"}, {"findings", "findings"}, {"incidents", "incidents"},
	{"alerts", "alerts"}, {"alerts waiting", "outbox"},
	{"  held", "held", .note = "by a route: for others, or the end of quiet hours"},
	{"silences", "silences", .note = "that hold (kordonctl silence)"},
	{"database", "database_bytes", CTL_BYTES}, {"blind rules", "blind", CTL_NAMES},
	{"trouble", "trouble"},
};

static int status(struct ctl *ctl, void *args)
{
	struct json_object *answer;
	int result = ctl_ask(ctl, "/status", false, &answer);

	(void)args;
	if (result)
		return result;
	if (ctl->json) {
		ctl_print_json(answer);
		return CTL_DONE;
	}
	ctl_record(answer, status_lines, ARRAY_LEN(status_lines));
	json_object_put(answer);
	return CTL_DONE;
}

const struct ctl_command ctl_status = {
	.name = "status",
	.words = "",
	.help = "Shows how the daemon is: sources by state, what it has recorded, trouble",
	.online = true,
	.run = status,
};

static int reload(struct ctl *ctl, void *args)
{
	struct json_object *answer;
	CLEANUP(mem_freep) char *report = NULL;
	int result = ctl_ask(ctl, "/reload", true, &answer);

	(void)args;
	if (result)
		return result;
	if (ctl->json) {
		ctl_print_json(answer);
		return CTL_DONE;
	}
	report = ctl_member(answer, "report");
	printf("reloaded%s%s\n", *report ? ": " : "", report);
	json_object_put(answer);
	return CTL_DONE;
}

const struct ctl_command ctl_reload = {
	.name = "reload",
	.words = "",
	.help = "Has the configuration read again; one with a mistake is refused and changes "
		"nothing",
	.online = true,
	.run = reload,
};
