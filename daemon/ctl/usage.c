/* What kordonctl says of itself: messages, help of one command, the overview. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "ctl/ctl.h"

/* ---- messages --------------------------------------------------------------------------- */

/* A report of the daemon has several lines: each is made printable for itself. */
static void report(const char *fmt, va_list ap)
{
	CLEANUP(mem_freep) char *text = mem_vprintf(fmt, ap);
	struct buf out = BUF_INIT(BUF_UNBOUND);
	char *line, *rest = text;

	while (rest && *rest && (line = strsep(&rest, "\n"))) {
		utf8_printable(&out, line, strlen(line));
		buf_putc(&out, '\n');
	}
	fflush(stdout);
	fprintf(stderr, "kordonctl: %s", buf_str(&out));
	buf_done(&out);
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

static void print_usage(FILE *out, const struct ctl_command *command)
{
	if (command)
		fprintf(out, "usage: kordonctl %s%s%s%s\n", command->name,
			command->option_count ? " [OPTION…]" : "", *command->words ? " " : "",
			command->words);
	else
		fputs("usage: kordonctl [OPTION…] COMMAND …; see kordonctl --help\n", out);
}

int ctl_misuse(const struct ctl *ctl, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(fmt, ap);
	va_end(ap);
	print_usage(stderr, ctl->command);
	return CTL_USAGE;
}

int ctl_report(const struct diag *diag, int status)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);

	diag_print(diag, &text, isatty(STDERR_FILENO));
	fflush(stdout);
	fputs(buf_str(&text), stderr);
	return status;
}

char *ctl_suggest(const char *word, const char *const *candidates, size_t count)
{
	const char *near = config_nearest(word, candidates, count);

	return near ? mem_printf("; did you mean '%s'?", near) : mem_strdup("");
}

/* ---- help ------------------------------------------------------------------------------- */

static void print_options(FILE *out, const struct ctl_option *options, size_t count)
{
	char letter[8], name[32];
	size_t i;

	for (i = 0; i < count; i++) {
		snprintf(letter, sizeof(letter), options[i].letter ? "-%c, " : "    ",
			options[i].letter);
		snprintf(name, sizeof(name), "--%s%s%s", options[i].name,
			options[i].value ? " " : "", options[i].value ? options[i].value : "");
		fprintf(out, "  %s%-19s %s\n", letter, name, options[i].help);
	}
}

void ctl_print_help(const struct ctl_command *command)
{
	print_usage(stdout, command);
	printf("\n%s.%s\n", command->help,
		command->online ? " It asks a running kordond." : "");
	if (command->option_count)
		puts("\nOptions:");
	print_options(stdout, command->options, command->option_count);
	puts("\nThose of every command:");
	print_options(stdout, ctl_common_options, ctl_common_option_count);
}

static void print_commands(FILE *out, const struct ctl_command *const *commands, size_t count,
	bool online)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (commands[i]->online == online)
			fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->help);
}

void ctl_print_overview(FILE *out, const struct ctl_command *const *commands, size_t count)
{
	fputs("usage: kordonctl [OPTION…] COMMAND …\n"
	      "\nWithout a daemon:\n", out);
	print_commands(out, commands, count, false);
	fputs("\nAsking a running kordond:\n", out);
	print_commands(out, commands, count, true);
	fputs("\nOptions, in front of the command or behind it:\n", out);
	print_options(out, ctl_common_options, ctl_common_option_count);
	fputs("\nkordonctl COMMAND --help has more, man kordonctl all.\n"
	      "Exit status: 0 done, 1 the work failed or a check found something, "
	      "2 usage or configuration error.\n",
		out);
}
