/* What commands print: JSON lines, tables and records. Outside text is made printable. */
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "ctl/ctl.h"
#include "model/json.h"

#define BOLD "\x1b[1m"
#define RESET "\x1b[0m"

enum { COLUMNS_MAX = 12, CELL_MAX = 2000, GAP = 2, WIDE_MIN = 12, WIDE_FAIR = 30 };

void ctl_print_json(struct json_object *object)
{
	struct buf line = BUF_INIT(BUF_UNBOUND);

	json_line(&line, object);
	puts(buf_str(&line));
	buf_done(&line);
	json_object_put(object);
}

/* ---- members ------------------------------------------------------------------------------ */

char *ctl_member(struct json_object *row, const char *path)
{
	struct json_object *value = json_find(row, path);

	return value ? utf8_show(json_object_get_string(value), CELL_MAX) : mem_strdup("");
}

/* ---- width -------------------------------------------------------------------------------- */

int ctl_terminal_width(void)
{
	struct winsize size;
	const char *columns = getenv("COLUMNS");

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return columns && atoi(columns) > 0 ? atoi(columns) : 80;
}

static int width_of(const char *text)
{
	size_t len = strlen(text), pos = 0;
	int width = 0;

	while (pos < len)
		width += utf8proc_charwidth((utf8proc_int32_t)utf8_next(text, len, &pos));
	return width;
}

/* Bytes of text that take at most width columns. */
static size_t fit(const char *text, int width)
{
	size_t len = strlen(text), pos = 0, before;
	int used = 0;

	while (pos < len) {
		before = pos;
		used += utf8proc_charwidth((utf8proc_int32_t)utf8_next(text, len, &pos));
		if (used > width)
			return before;
	}
	return len;
}

/* ---- tables ------------------------------------------------------------------------------- */

struct table {
	const struct ctl_column *columns;
	size_t count;
	int widths[COLUMNS_MAX]; /* 0: left out */
};

static void measure(struct table *table, struct json_object *rows)
{
	size_t length = json_object_array_length(rows), i, j;

	for (j = 0; j < table->count; j++)
		table->widths[j] = width_of(table->columns[j].title);
	for (i = 0; i < length; i++) {
		for (j = 0; j < table->count; j++) {
			CLEANUP(mem_freep) char *text = ctl_member(
				json_object_array_get_idx(rows, i), table->columns[j].path);

			table->widths[j] = MAX(table->widths[j], width_of(text));
		}
	}
}

/* Columns of the terminal that the table takes, with at most so many for each wide one. */
static int total_of(const struct table *table, int wide)
{
	int total = -GAP;
	size_t j;

	for (j = 0; j < table->count; j++)
		if (table->widths[j])
			total += GAP + (table->columns[j].flags & CTL_WIDE ?
						       MIN(table->widths[j], wide) :
						       table->widths[j]);
	return total;
}

/* A sentence of twelve columns says nothing: what is optional goes before it comes to that. */
static void leave_out(struct table *table, int terminal)
{
	size_t j;

	for (j = table->count; j-- > 0 && total_of(table, WIDE_FAIR) > terminal;)
		if (table->columns[j].flags & CTL_OPTIONAL)
			table->widths[j] = 0;
}

/* Wide columns give way, the last one first. */
static void cut_wide(struct table *table, int terminal)
{
	int over = total_of(table, INT_MAX) - terminal, spare;
	size_t j;

	for (j = table->count; j-- > 0 && over > 0;) {
		spare = MIN(table->widths[j] - WIDE_MIN, over);
		if (!(table->columns[j].flags & CTL_WIDE) || spare <= 0)
			continue;
		table->widths[j] -= spare;
		over -= spare;
	}
}

static bool is_last(const struct table *table, size_t j)
{
	for (j++; j < table->count; j++)
		if (table->widths[j])
			return false;
	return true;
}

static void print_cell(const struct table *table, size_t j, const char *text)
{
	int width = table->widths[j], used = width_of(text);

	if (!width)
		return;
	if (used > width) {
		printf("%.*s…", (int)fit(text, width - 1), text);
		used = width;
	} else {
		fputs(text, stdout);
	}
	if (!is_last(table, j))
		printf("%*s", width - used + GAP, "");
}

static void print_row(const struct table *table, struct json_object *row)
{
	size_t j;

	for (j = 0; j < table->count; j++) {
		CLEANUP(mem_freep) char *text = ctl_member(row, table->columns[j].path);

		print_cell(table, j, text);
	}
	putchar('\n');
}

void ctl_table(const struct ctl *ctl, struct json_object *rows,
	const struct ctl_column *columns, size_t count)
{
	struct table table = {.columns = columns, .count = count};
	size_t length = json_object_array_length(rows), i, j;
	int terminal = ctl_terminal_width();

	measure(&table, rows);
	if (terminal) {
		leave_out(&table, terminal);
		cut_wide(&table, terminal);
	}
	fputs(ctl->color ? BOLD : "", stdout);
	for (j = 0; j < count; j++)
		print_cell(&table, j, columns[j].title);
	puts(ctl->color ? RESET : "");
	for (i = 0; i < length; i++)
		print_row(&table, json_object_array_get_idx(rows, i));
}

/* ---- records ------------------------------------------------------------------------------ */

/* "24 buoys (Der Spiegel)": figures differ by who gives them. */
static void put_speaker(struct buf *out, struct json_object *quantity)
{
	const char *who = json_object_is_type(quantity, json_type_object)
				  ? json_get_text(quantity, "said_by")
				  : NULL;

	if (!who)
		return;
	buf_puts(out, " (");
	utf8_printable(out, who, strlen(who));
	buf_putc(out, ')');
}

/* Texts of a list, or the names of its objects: "EE, RU". */
static char *names_of(struct json_object *list)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	size_t count = json_object_is_type(list, json_type_array) ?
			       json_object_array_length(list) : 0, i;

	for (i = 0; i < count; i++) {
		struct json_object *one = json_object_array_get_idx(list, i);
		const char *name = json_get_text(one, "name");
		const char *text = name ? name : json_get_text(one, "text");

		text = text ? text : json_object_get_string(one);
		buf_puts(&out, i ? ", " : "");
		utf8_printable(&out, text, strlen(text));
		put_speaker(&out, one);
	}
	return buf_take(&out);
}

static char *line_text(struct json_object *row, const struct ctl_line *line)
{
	struct json_object *value = json_find(row, line->path);
	struct buf out = BUF_INIT(BUF_UNBOUND);

	if (!value)
		return mem_strdup("");
	if (line->kind == CTL_NAMES)
		return names_of(value);
	if (line->kind == CTL_YES)
		return mem_strdup(json_object_get_boolean(value) ? "yes" : "no");
	if (line->kind == CTL_PLAIN)
		return ctl_member(row, line->path);
	buf_printf(&out, "%.1f MiB", (double)json_object_get_int64(value) / (1 << 20));
	return buf_take(&out);
}

void ctl_record(struct json_object *row, const struct ctl_line *lines, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		CLEANUP(mem_freep) char *text = line_text(row, &lines[i]);

		if (!*text)
			continue;
		if (lines[i].note)
			printf("%-18s %-5s %s\n", lines[i].label, text, lines[i].note);
		else
			printf("%-18s %s\n", lines[i].label, text);
	}
}
