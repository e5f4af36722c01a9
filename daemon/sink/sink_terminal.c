/* A line for people. What outlets wrote is made printable: no headline moves a cursor. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "sink/sink_priv.h"

enum { TERMINAL_AUTO, TERMINAL_ALWAYS, TERMINAL_NEVER };

#define RESET "\x1b[0m"
#define DIM "\x1b[2m"
#define BOLD "\x1b[1m"

static const char *const colors[SEVERITY_COUNT] = {
	[SEVERITY_INFO] = "\x1b[37m",
	[SEVERITY_LOW] = "\x1b[36m",
	[SEVERITY_MEDIUM] = "\x1b[33m",
	[SEVERITY_HIGH] = "\x1b[31m",
	[SEVERITY_CRITICAL] = "\x1b[1;97;41m",
};

static void put(struct buf *out, const char *text)
{
	if (text)
		utf8_printable(out, text, strlen(text));
}

static void put_colored(struct buf *out, const char *color, const char *text, bool wanted)
{
	buf_puts(out, wanted ? color : "");
	put(out, text);
	buf_puts(out, wanted ? RESET : "");
}

/* "2024-05-23T09:30:00Z" to "2024-05-23 09:30Z". */
static void put_time(struct buf *out, const char *time, bool color)
{
	char *shown = mem_strdup(time ? time : "");

	if (strlen(shown) == 20) {
		shown[10] = ' ';
		memcpy(shown + 16, "Z", 2);
	}
	put_colored(out, DIM, shown, color);
	mem_free(shown);
}

/* What stands in the log alone is not taken for what was told. */
static void put_quieted(struct buf *out, struct json_object *alert)
{
	const char *author = alert_member(alert, "silenced.author");
	const char *incident = alert_member(alert, "inhibited_by.incident");

	if (author) {
		buf_puts(out, "  (silenced by ");
		put(out, author);
		buf_putc(out, ')');
	}
	if (incident)
		buf_printf(out, "  (inhibited by incident %s)", incident);
}

void sink_terminal_line(struct buf *out, const struct sink_alert *alert, bool color)
{
	struct json_object *object = json_tokener_parse(alert->line);
	const char *publisher = alert_member(object, "item.publisher");
	char severity[16];

	snprintf(severity, sizeof(severity), "%-8s", severity_name(alert->severity));
	put_time(out, alert_member(object, "time"), color);
	buf_putc(out, ' ');
	put_colored(out, colors[alert->severity], severity, color);
	buf_putc(out, ' ');
	put(out, alert_member(object, "kind"));
	buf_putc(out, ' ');
	put(out, alert_member(object, "category"));
	buf_puts(out, "  ");
	put_colored(out, BOLD, alert_member(object, "summary"), color);
	put_quieted(out, object);
	buf_puts(out, "  ");
	buf_puts(out, color ? DIM : "");
	put(out, publisher ? publisher : alert_member(object, "item.source"));
	buf_putc(out, ' ');
	put(out, alert_member(object, "item.url"));
	buf_puts(out, color ? RESET : "");
	json_object_put(object);
}

static bool wants_color(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
	       !(term && strcmp(term, "dumb") == 0);
}

static int terminal_deliver(struct sink *sink, const struct sink_alert *alert)
{
	struct buf line = BUF_INIT(BUF_UNBOUND);

	(void)sink;
	sink_terminal_line(&line, alert, wants_color());
	buf_putc(&line, '\n');
	/* Nobody may be reading: a terminal that is gone must not hold alerts up. */
	fwrite(buf_str(&line), 1, line.len, stdout);
	fflush(stdout);
	buf_done(&line);
	return 0;
}

bool sink_terminal_open(const struct sink_options *options, struct sink *sink)
{
	static const struct sink_kind kind = {.name = "terminal", .deliver = terminal_deliver};

	if (options->terminal == TERMINAL_NEVER ||
		(options->terminal == TERMINAL_AUTO && !isatty(STDOUT_FILENO)))
		return false;
	*sink = (struct sink){.kind = &kind};
	return true;
}
