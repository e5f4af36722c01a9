/*
 * export as CSV (RFC 4180). What outlets wrote is opened in spreadsheets: what one would take
 * for a formula gets an apostrophe before it, which spreadsheets read as "this is text". One
 * that splits at semicolons, tabs or bars sees cells that begin within ours, and knows no quotes
 * there.
 */
#include <json-c/json.h>
#include <string.h>

#include "ctl/export.h"
#include "model/json.h"

struct column {
	const char *title, *path;
	const char *part; /* of each object in a list; NULL: the list's own texts */
};

static const struct column incident_columns[] = {
	{"id", "id", NULL}, {"title", "title", NULL}, {"status", "status", NULL},
	{"category", "category", NULL}, {"severity", "severity", NULL},
	{"first_seen", "first_seen", NULL}, {"last_seen", "last_seen", NULL},
	{"countries", "countries", NULL}, {"places", "places", "name"},
	{"lat", "places", "lat"}, {"lon", "places", "lon"}, {"quantities", "quantities", "text"},
	{"items", "items", NULL}, {"sources", "sources", NULL}, {"outlets", "outlets", NULL},
	{"origins", "origins", NULL}, {"origin_names", "origin_names", NULL},
	{"official", "official", NULL}, {"alerted", "alerted", NULL},
	{"acknowledged", "acknowledged", NULL},
};

static const struct column alert_columns[] = {
	{"id", "id", NULL}, {"time", "time", NULL}, {"kind", "kind", NULL},
	{"severity", "severity", NULL}, {"category", "category", NULL},
	{"summary", "summary", NULL}, {"incident", "incident.id", NULL},
	{"status", "incident.status", NULL}, {"countries", "incident.countries", NULL},
	{"places", "incident.places", "name"}, {"lat", "incident.places", "lat"},
	{"lon", "incident.places", "lon"}, {"items", "incident.items", NULL},
	{"outlets", "incident.outlets", NULL}, {"origins", "incident.origins", NULL},
	{"rule", "rule.id", NULL}, {"source", "item.source", NULL},
	{"publisher", "item.publisher", NULL}, {"title", "item.title", NULL},
	{"url", "item.url", NULL}, {"published", "item.published", NULL},
	{"lang", "item.lang", NULL},
};

/* ---- cells ------------------------------------------------------------------------------- */

static void put_part(struct buf *cell, struct json_object *element, const char *part)
{
	struct json_object *value = part ? json_get(element, part) : element;

	if (value)
		buf_puts(cell, json_object_get_string(value));
}

static void put_value(struct buf *cell, struct json_object *value, const char *part)
{
	size_t i;

	if (!json_object_is_type(value, json_type_array)) {
		if (value)
			buf_puts(cell, json_object_get_string(value));
		return;
	}
	for (i = 0; i < json_object_array_length(value); i++) {
		buf_puts(cell, i ? "; " : "");
		put_part(cell, json_object_array_get_idx(value, i), part);
	}
}

static const char separators[] = ";|\t\r\n";

/* Is it a number up to the next separator, of which a leading minus makes no formula? */
static bool is_number(const char *text)
{
	size_t len = strspn(text, "0123456789.-"), behind = len + strspn(text + len, " ");

	return len && behind == strcspn(text, separators) && !memchr(text + 1, '-', len - 1);
}

static bool is_formula(const char *text)
{
	/* As they are and in full width. */
	static const char *const signs[] = {
		"=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
	size_t i;

	for (i = 0; i < ARRAY_LEN(signs); i++)
		if (strncmp(text, signs[i], strlen(signs[i])) == 0)
			return !is_number(text);
	return false;
}

/* Appends with an apostrophe before all that begins a formula; true: there was one. */
static bool guard(struct buf *out, const char *text)
{
	bool begins = true, guarded = *text == '\t' || *text == '\r';

	buf_puts(out, guarded ? "'" : "");
	for (; *text; text++) {
		if (begins && is_formula(text)) {
			buf_putc(out, '\'');
			guarded = true;
		}
		begins = strchr(separators, *text) || (begins && strchr(" \"", *text));
		buf_putc(out, *text);
	}
	return guarded;
}

static void put_cell(struct buf *out, const char *value)
{
	CLEANUP(buf_done) struct buf cell = BUF_INIT(BUF_UNBOUND);
	bool guarded = guard(&cell, value);
	const char *text = buf_str(&cell);

	if (!guarded && !text[strcspn(text, "\",\r\n")]) {
		buf_puts(out, text);
		return;
	}
	buf_putc(out, '"');
	for (; *text; text++)
		if (*text == '"')
			buf_puts(out, "\"\"");
		else
			buf_putc(out, *text);
	buf_putc(out, '"');
}

/* ---- lines ------------------------------------------------------------------------------- */

static void put_titles(struct buf *out, const struct column *columns, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		buf_printf(out, "%s%s", i ? "," : "", columns[i].title);
	buf_puts(out, "\r\n");
}

static void put_line(struct buf *out, struct json_object *row, const struct column *columns,
	size_t count)
{
	CLEANUP(buf_done) struct buf cell = BUF_INIT(BUF_UNBOUND);
	size_t i;

	for (i = 0; i < count; i++) {
		buf_clear(&cell);
		put_value(&cell, json_find(row, columns[i].path), columns[i].part);
		buf_puts(out, i ? "," : "");
		put_cell(out, buf_str(&cell));
	}
	buf_puts(out, "\r\n");
}

int export_csv(struct export *export)
{
	const struct column *columns = export->alerts ? alert_columns : incident_columns;
	size_t count = export->alerts ? ARRAY_LEN(alert_columns) : ARRAY_LEN(incident_columns), i;

	put_titles(export->out, columns, count);
	for (i = 0; i < json_object_array_length(export->rows); i++)
		put_line(export->out, json_object_array_get_idx(export->rows, i), columns, count);
	return CTL_DONE;
}
