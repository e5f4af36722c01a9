/* kordonctl: options, and the table of commands. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "ctl/ctl.h"

static const struct command {
	const char *name;
	int (*run)(struct ctl *ctl); /* NULL: not in this version */
	const char *arguments, *help;
} commands[] = {
	{"check", ctl_check, "[FILE]", "check configuration, sources, rules and places"},
	{"parse", ctl_parse, "[--content-type T] [--base-url U] [--url U] FILE|-",
		"show a feed document as one JSON object"},
	{"match", ctl_match, "[--rules PATH]… [--all] FILE|-",
		"hold the items of a feed or of JSONL against the rules"},
	{"explain", ctl_explain,
		"--rule ID [--rules PATH]… (FILE|-|--text TEXT [--lang L])",
		"show why a rule fires or stays silent"},
	{"test", ctl_test, "[--rules PATH]…", "run the examples that stand in the rules"},
	{"replay", ctl_replay,
		"[--db FILE] [--since T] [--until T] [--assignments OUT] ITEMS.jsonl|--archive",
		"run items through everything, print the alerts"},
	{"manual", ctl_manual, "", "print the options of kordon.yaml as scdoc"},
	{"status", ctl_status, "", "how the daemon is"},
	{"sources", ctl_sources, "[list|show ID|poll ID]", "sources and their states"},
	{"incidents", ctl_incidents, "[list|show ID] [--category C] [--since T] [--limit N]",
		"incidents, newest first"},
	{"alerts", ctl_alerts, "[list] [--category C] [--source S] [--since T] [--limit N]",
		"alerts, newest first"},
	{"items", ctl_items_list, "[search QUERY] [--source S] [--since T] [--limit N]",
		"items, newest first"},
	{"reload", ctl_reload, "", "read the configuration again"},
	{"silence", NULL, "", ""},
	{"export", NULL, "", ""},
	{"import", NULL, "", ""},
	{"db", NULL, "", ""},
	{"log", NULL, "", ""},
	{"sinks", NULL, "", ""},
	{"outbox", NULL, "", ""},
};

static void print_usage(FILE *out)
{
	size_t i;

	fputs("usage: kordonctl [-c FILE] [--socket PATH] [--json] "
	      "[--color auto|always|never] COMMAND …\n\n",
		out);
	for (i = 0; i < ARRAY_LEN(commands); i++)
		if (commands[i].run)
			fprintf(out, "  %-10s %s\n             %s\n", commands[i].name,
				commands[i].arguments, commands[i].help);
	fputs("\nExit status: 0 done, 1 the work failed or a check found something, "
	      "2 usage or configuration error.\n",
		out);
}

static void report(const char *fmt, va_list ap)
{
	char *text = mem_vprintf(fmt, ap);

	fflush(stdout);
	fprintf(stderr, "kordonctl: %s\n", text);
	mem_free(text);
}

int ctl_fail(const struct ctl *ctl, const char *fmt, ...)
{
	va_list ap;

	(void)ctl;
	va_start(ap, fmt);
	report(fmt, ap);
	va_end(ap);
	return CTL_FAILED;
}

int ctl_misuse(const struct ctl *ctl, const char *fmt, ...)
{
	va_list ap;
	size_t i;

	va_start(ap, fmt);
	report(fmt, ap);
	va_end(ap);
	for (i = 0; ctl->command && i < ARRAY_LEN(commands); i++)
		if (strcmp(commands[i].name, ctl->command) == 0)
			fprintf(stderr, "usage: kordonctl %s %s\n", ctl->command,
				commands[i].arguments);
	return CTL_USAGE;
}

static bool set_color(struct ctl *ctl, const char *when)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (strcmp(when, "always") == 0)
		ctl->color = true;
	else if (strcmp(when, "never") == 0)
		ctl->color = false;
	else if (strcmp(when, "auto") == 0)
		ctl->color = isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
			     !(term && strcmp(term, "dumb") == 0);
	else
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

static int run_command(struct ctl *ctl)
{
	const char *names[ARRAY_LEN(commands)], *near;
	size_t i;

	for (i = 0; i < ARRAY_LEN(commands); i++) {
		names[i] = commands[i].name;
		if (strcmp(commands[i].name, ctl->command) != 0)
			continue;
		if (commands[i].run)
			return commands[i].run(ctl);
		ctl_fail(ctl, "'%s' is not available in this version", ctl->command);
		return CTL_USAGE;
	}
	near = config_nearest(ctl->command, names, ARRAY_LEN(names));
	ctl_fail(ctl, "there is no command '%s'%s%s%s", ctl->command,
		near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	print_usage(stderr);
	return CTL_USAGE;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"socket", required_argument, NULL, 's'},
		{"json", no_argument, NULL, 'j'},
		{"color", required_argument, NULL, 'o'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	struct ctl ctl = {.config = default_config()};
	int option;

	(void)set_color(&ctl, "auto");
	while ((option = getopt_long(argc, argv, "+c:h", options, NULL)) != -1) {
		if (option == 'c') {
			ctl.config = optarg;
		} else if (option == 's') {
			ctl.socket = optarg;
		} else if (option == 'j') {
			ctl.json = true;
		} else if (option == 'o') {
			if (!set_color(&ctl, optarg))
				return ctl_misuse(&ctl, "--color is auto, always or never, "
							"not '%s'",
					optarg);
		} else if (option == 'v') {
			puts("kordonctl " KORDON_VERSION);
			return CTL_DONE;
		} else {
			print_usage(option == 'h' ? stdout : stderr);
			return option == 'h' ? CTL_DONE : CTL_USAGE;
		}
	}
	if (optind == argc) {
		print_usage(stderr);
		return CTL_USAGE;
	}
	ctl.command = argv[optind];
	ctl.argc = argc - optind;
	ctl.argv = argv + optind;
	optind = 0; /* a new scan, of the command's own options */
	return run_command(&ctl);
}
