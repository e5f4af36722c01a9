/* Options of commands: rows, read by getopt_long; the common ones may stand anywhere. */
#include <getopt.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "ctl/ctl.h"

enum { ROWS_MAX = 32 };

#define COMMON(member) offsetof(struct ctl, member)
const struct ctl_option ctl_common_options[] = {
	{"config", CTL_TEXT, COMMON(config), "FILE",
		"the configuration (default: " SETTINGS_DEFAULT_FILE ")", 'c'},
	{"socket", CTL_TEXT, COMMON(socket), "PATH",
		"the daemon's control socket (default: as the configuration says)"},
	{"json", CTL_FLAG, COMMON(json), NULL, "print JSON, for programs"},
	{"color", CTL_TEXT, COMMON(color_when), "WHEN", "auto, always or never"},
	{"version", CTL_FLAG, COMMON(version), NULL, "print the version"},
	{"help", CTL_FLAG, COMMON(help), NULL, "print this; behind a command: its own help", 'h'},
};
const size_t ctl_common_option_count = ARRAY_LEN(ctl_common_options);

/* What getopt_long is given, and where each value goes. */
struct rows {
	struct option longs[ROWS_MAX + 1];
	const struct ctl_option *options[ROWS_MAX];
	void *targets[ROWS_MAX];
	const char *names[ROWS_MAX];
	int count;
};

static void add_rows(struct rows *rows, const struct ctl_option *options, size_t count,
	void *target)
{
	size_t i;

	for (i = 0; i < count && rows->count < ROWS_MAX; i++, rows->count++) {
		rows->options[rows->count] = &options[i];
		rows->targets[rows->count] = target;
		rows->names[rows->count] = options[i].name;
		rows->longs[rows->count] = (struct option){.name = options[i].name,
			.has_arg = options[i].value ? required_argument : no_argument};
	}
}

/* ---- values ----------------------------------------------------------------------------- */

/* "2024-05-21T09:30:00Z", "2024-05-21", or "48h": so long ago. */
static bool read_moment(const char *text, int64_t *out)
{
	int64_t ago_ms;

	if (time_parse(text, out))
		return true;
	if (!config_parse_duration_ms(text, &ago_ms))
		return false;
	*out = time(NULL) - ago_ms / 1000;
	return true;
}

static int take_value(const struct ctl *ctl, const struct ctl_option *option, char *member,
	const char *value)
{
	struct ctl_paths *paths = (struct ctl_paths *)(void *)member;

	if (option->kind == CTL_FLAG) {
		*(bool *)member = true;
	} else if (option->kind == CTL_TEXT) {
		*(const char **)(void *)member = value;
	} else if (option->kind == CTL_TIME) {
		if (!read_moment(value, (int64_t *)(void *)member))
			return ctl_misuse(ctl, "--%s: '%s' is no time like 2024-05-21T09:30:00Z, "
					       "2024-05-21 or 48h (so long ago)",
				option->name, value);
	} else if (paths->count == ARRAY_LEN(paths->list)) {
		return ctl_misuse(ctl, "more than %zu --%s", ARRAY_LEN(paths->list),
			option->name);
	} else {
		paths->list[paths->count++] = value;
	}
	return CTL_DONE;
}

static void clear_times(const struct ctl_command *command, void *args)
{
	size_t i;

	for (i = 0; i < command->option_count; i++)
		if (command->options[i].kind == CTL_TIME)
			*(int64_t *)(void *)((char *)args + command->options[i].offset) = TIME_NONE;
}

/* ---- reading ---------------------------------------------------------------------------- */

static int unknown_option(const struct ctl *ctl, const struct rows *rows, const char *text)
{
	size_t len = strspn(text, "-");
	CLEANUP(mem_freep) char *name = mem_strndup(text + len, strcspn(text + len, "="));
	const char *near = config_nearest(name, rows->names, (size_t)rows->count);

	return ctl_misuse(ctl, "there is no option '%s'%s%s%s", text,
		near ? "; did you mean '--" : "", near ? near : "", near ? "'?" : "");
}

/* Index of the row that getopt found, by position or letter; -1: none. */
static int find_row(const struct rows *rows, int found, int index)
{
	int i;

	if (found == 0)
		return index;
	for (i = 0; i < rows->count; i++)
		if (rows->options[i]->letter && rows->options[i]->letter == found)
			return i;
	return -1;
}

static int read_all(const struct ctl *ctl, const struct rows *rows, bool to_first_word, int argc,
	char **argv)
{
	int found, index = 0, row, status = CTL_DONE;

	opterr = 0;
	optind = 0; /* a new scan */
	while (!status && (found = getopt_long(argc, argv, to_first_word ? "+:c:h" : ":c:h",
				   rows->longs, &index)) != -1) {
		row = found == ':' ? -1 : find_row(rows, found, index);
		if (found == ':')
			status = ctl_misuse(ctl, "%s wants a value", argv[optind - 1]);
		else if (row < 0)
			status = unknown_option(ctl, rows, argv[optind - 1]);
		else
			status = take_value(ctl, rows->options[row],
				(char *)rows->targets[row] + rows->options[row]->offset, optarg);
	}
	return status;
}

int ctl_read_options(struct ctl *ctl, const struct ctl_command *command, int argc, char **argv,
	void *args)
{
	struct rows rows = {.count = 0};
	int status;

	if (command) {
		clear_times(command, args);
		add_rows(&rows, command->options, command->option_count, args);
	}
	add_rows(&rows, ctl_common_options, ctl_common_option_count, ctl);
	status = read_all(ctl, &rows, !command, argc, argv);
	ctl->words = argv + optind;
	ctl->word_count = argc - optind;
	return status;
}
