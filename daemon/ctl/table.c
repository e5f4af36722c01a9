/* Tables for people: columns as wide as what they hold, outside text made printable. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "ctl/ctl.h"

#define BOLD "\x1b[1m"
#define RESET "\x1b[0m"

enum { COLUMNS_MAX = 12, CELL_MAX = 2000 };

char *ctl_member(struct json_object *row, const char *path)
{
	struct json_object *value = row;
	char name[64];
	size_t len;

	while (value && *path) {
		len = strcspn(path, ".");
		if (len >= sizeof(name) || !json_object_is_type(value, json_type_object))
			return mem_strdup("");
		memcpy(name, path, len);
		name[len] = '\0';
		if (!json_object_object_get_ex(value, name, &value))
			return mem_strdup("");
		path += len + (path[len] == '.');
	}
	return value ? utf8_show(json_object_get_string(value), CELL_MAX) : mem_strdup("");
}

static char *cell(struct json_object *row, const struct ctl_column *column)
{
	char *whole = ctl_member(row, column->path), *cut;

	if (!column->width)
		return whole;
	cut = utf8_show(whole, (size_t)column->width);
	mem_free(whole);
	return cut;
}

static int width_of(const char *text)
{
	return (int)utf8_count(text, strlen(text));
}

static void measure(struct json_object *rows, const struct ctl_column *columns, size_t count,
	int *widths)
{
	size_t length = json_object_array_length(rows), i, j;
	char *text;

	for (j = 0; j < count; j++)
		widths[j] = width_of(columns[j].title);
	for (i = 0; i < length; i++) {
		for (j = 0; j < count; j++) {
			text = cell(json_object_array_get_idx(rows, i), &columns[j]);
			widths[j] = MAX(widths[j], width_of(text));
			mem_free(text);
		}
	}
}

static void print_cell(const char *text, int width, bool last)
{
	fputs(text, stdout);
	if (!last)
		printf("%*s", width - width_of(text) + 2, "");
}

void ctl_table(const struct ctl *ctl, struct json_object *rows,
	const struct ctl_column *columns, size_t count)
{
	size_t length = json_object_array_length(rows), i, j;
	int widths[COLUMNS_MAX];
	char *text;

	measure(rows, columns, count, widths);
	fputs(ctl->color ? BOLD : "", stdout);
	for (j = 0; j < count; j++)
		print_cell(columns[j].title, widths[j], j + 1 == count);
	puts(ctl->color ? RESET : "");
	for (i = 0; i < length; i++) {
		for (j = 0; j < count; j++) {
			text = cell(json_object_array_get_idx(rows, i), &columns[j]);
			print_cell(text, widths[j], j + 1 == count);
			mem_free(text);
		}
		putchar('\n');
	}
}
