/* kordonctl: the table of commands, and the way to one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "ctl/ctl.h"

static const struct ctl_command *const commands[] = {&ctl_check, &ctl_parse, &ctl_match,
	&ctl_explain, &ctl_test, &ctl_replay, &ctl_log, &ctl_manual, &ctl_schema, &ctl_status,
	&ctl_sources, &ctl_incidents, &ctl_alerts, &ctl_items_command, &ctl_silence, &ctl_sinks, &ctl_outbox,
	&ctl_import, &ctl_export, &ctl_reload,
	&ctl_db, &ctl_metrics};

static bool set_color(struct ctl *ctl)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (strcmp(ctl->color_when, "always") == 0)
		ctl->color = true;
	else if (strcmp(ctl->color_when, "auto") == 0)
		ctl->color = isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
			     !(term && strcmp(term, "dumb") == 0);
	else if (strcmp(ctl->color_when, "never") != 0)
		return false;
	return true;
}

/*
 * Run from its build folder, with nothing installed, it is the configuration of the tree
 * that is meant.
 */
static const char *default_config(void)
{
	static char path[4096];
	ssize_t len;
	char *slash;
	int up;

	if (access(SETTINGS_DEFAULT_FILE, R_OK) == 0)
		return SETTINGS_DEFAULT_FILE;
	len = readlink("/proc/self/exe", path, sizeof(path) - 64);
	if (len <= 0)
		return SETTINGS_DEFAULT_FILE;
	path[len] = '\0';
	for (up = 0; up < 3; up++) {
		slash = strrchr(path, '/');
		if (!slash)
			return SETTINGS_DEFAULT_FILE;
		*slash = '\0';
	}
	strcat(path, "/config/kordon.yaml");
	return access(path, R_OK) == 0 ? path : SETTINGS_DEFAULT_FILE;
}

/* ---- commands --------------------------------------------------------------------------- */

static const struct ctl_command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int no_such_command(const struct ctl *ctl, const char *name)
{
	const char *names[ARRAY_LEN(commands)];
	CLEANUP(mem_freep) char *near = NULL;
	size_t i;

	for (i = 0; i < ARRAY_LEN(commands); i++)
		names[i] = commands[i]->name;
	near = ctl_suggest(name, names, ARRAY_LEN(names));
	return ctl_misuse(ctl, "there is no command '%s'%s", name, near);
}

static int run_command(struct ctl *ctl, void *args)
{
	const struct ctl_command *command = ctl->command;

	if (!set_color(ctl))
		return ctl_misuse(ctl, "--color is auto, always or never, not '%s'",
			ctl->color_when);
	if (ctl->help) {
		ctl_print_help(command);
		return CTL_DONE;
	}
	if (ctl->word_count > command->words_max)
		return ctl_misuse(ctl, "what is '%s' for?", ctl->words[command->words_max]);
	if (ctl->word_count < command->words_min)
		return ctl_misuse(ctl, "%s wants %s", command->name, command->words);
	return command->run(ctl, args);
}

static int to_command(struct ctl *ctl)
{
	CLEANUP(mem_freep) void *args = NULL;
	int status;

	ctl->command = find_command(ctl->words[0]);
	if (!ctl->command)
		return no_such_command(ctl, ctl->words[0]);
	args = mem_alloc(ctl->command->args_size + 1);
	status = ctl_read_options(ctl, ctl->command, ctl->word_count, ctl->words, args);
	ctl->config_given = ctl->config != NULL;
	if (!ctl->config)
		ctl->config = default_config();
	if (!status)
		status = run_command(ctl, args);
	mem_free(ctl->found_socket);
	return status;
}

/* "help match" is "match --help". */
static void turn_help(struct ctl *ctl)
{
	if (ctl->word_count == 0 || strcmp(ctl->words[0], "help") != 0)
		return;
	ctl->help = true;
	ctl->words++;
	ctl->word_count--;
}

int main(int argc, char **argv)
{
	struct ctl ctl = {.color_when = "auto"};
	int status = ctl_read_options(&ctl, NULL, argc, argv, NULL);

	if (status)
		return status;
	turn_help(&ctl);
	if (ctl.version) {
		puts("kordonctl " KORDON_VERSION);
	} else if (ctl.word_count) {
		status = to_command(&ctl);
	} else {
		ctl_print_overview(ctl.help ? stdout : stderr, commands, ARRAY_LEN(commands));
		status = ctl.help ? CTL_DONE : CTL_USAGE;
	}
	/* A full disk, or a reader that has gone, is no success. */
	if (fflush(stdout) || ferror(stdout))
		return status ? status : ctl_fail(&ctl, "the output could not be written");
	return status;
}
