/* export as an Atom feed (RFC 4287), and as messages of CAP 1.2, a file each. */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/xml.h"
#include "ctl/export.h"
#include "model/json.h"
#include "sink/cap.h"

enum { LINKS_MAX = 20 };

/* ---- Atom ---------------------------------------------------------------------------- */

/* A tag URI (RFC 4151) of the host: its incident 17 is another's 17 no more. */
static char *id_of(const struct export *export, const char *what, const char *id)
{
	return mem_printf("tag:%s,2024:kordon:%s:%s", export->host, what, id);
}

static void put_link(struct buf *out, const char *rel, const char *url, const char *title)
{
	buf_puts(out, "<link");
	xml_attribute(out, "rel", rel);
	xml_attribute(out, "href", url);
	xml_attribute(out, "title", title);
	buf_puts(out, "/>\n");
}

/* The first report is what the entry is about, the others are beside it. */
static void put_links(struct buf *out, const struct export *export, struct json_object *row)
{
	struct json_object *told = export->alerts ? NULL : export_told(export, row), *alert, *url,
			   *title;
	size_t count = told ? json_object_array_length(told) : 1, i;
	const char *rel = "alternate";

	if (!export->alerts && !told)
		return;
	for (i = 0; i < count && i < LINKS_MAX; i++) {
		alert = told ? json_object_array_get_idx(told, i) : row;
		url = json_find(alert, "item.url");
		title = json_find(alert, "item.title");
		if (!url)
			continue;
		put_link(out, rel, json_object_get_string(url),
			title ? json_object_get_string(title) : NULL);
		rel = "related";
	}
}

static void put_category(struct buf *out, const char *scheme, const char *term)
{
	CLEANUP(mem_freep) char *uri = mem_printf("urn:x-kordon:%s", scheme);

	if (!term)
		return;
	buf_puts(out, "<category");
	xml_attribute(out, "scheme", uri);
	xml_attribute(out, "term", term);
	buf_puts(out, "/>\n");
}

static void put_entry(struct buf *out, const struct export *export, struct json_object *row)
{
	struct json_object *number = json_get(row, "id");
	const char *title = export_text(export, row, "title");
	CLEANUP(mem_freep) char *id = id_of(export, export->alerts ? "alert" : "incident",
		number ? json_object_get_string(number) : "0");
	CLEANUP(buf_done) struct buf sentence = BUF_INIT(BUF_UNBOUND);

	export_sentence(export, row, &sentence);
	buf_puts(out, "<entry>\n");
	xml_element(out, "id", id);
	xml_element(out, "title", export->alerts || !title ? buf_str(&sentence) : title);
	xml_element(out, "updated", export_changed(export, row));
	if (!export->alerts)
		xml_element(out, "published", json_get_text(row, "first_seen"));
	put_links(out, export, row);
	put_category(out, "category", export_text(export, row, "category"));
	put_category(out, "severity", export_text(export, row, "severity"));
	put_category(out, "status", export_text(export, row, "status"));
	xml_element(out, "summary", buf_str(&sentence));
	buf_puts(out, "</entry>\n");
}

/* Times of this form sort as texts. */
static const char *newest(const struct export *export)
{
	const char *found = "1970-01-01T00:00:00Z", *time;
	size_t i;

	for (i = 0; i < json_object_array_length(export->rows); i++) {
		time = export_changed(export, json_object_array_get_idx(export->rows, i));
		if (strcmp(time, found) > 0)
			found = time;
	}
	return found;
}

int export_atom(struct export *export)
{
	const char *what = export->alerts ? "alerts" : "incidents";
	CLEANUP(mem_freep) char *id = id_of(export, "export", what);
	struct buf *out = export->out;
	size_t i;

	buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		      "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
	xml_element(out, "id", id);
	xml_element(out, "title", export->alerts ? "Alerts of kordon" : "Incidents of kordon");
	xml_element(out, "updated", newest(export));
	buf_puts(out, "<author><name>kordon</name></author>\n"
		      "<generator version=\"" KORDON_VERSION "\">kordon</generator>\n");
	for (i = 0; i < json_object_array_length(export->rows); i++)
		put_entry(out, export, json_object_array_get_idx(export->rows, i));
	buf_puts(out, "</feed>\n");
	return CTL_DONE;
}

/* ---- CAP ------------------------------------------------------------------------------ */

/* The alerts of the same incident that are older than this one. */
static void put_references(const struct export *export, struct json_object *row, struct buf *out)
{
	struct json_object *told = export_told(export, row), *other;
	size_t i;

	for (i = told ? json_object_array_length(told) : 0; i-- > 0;) {
		other = json_object_array_get_idx(told, i);
		if (other == row)
			return;
		cap_add_reference(out, export->from, json_get_text(other, "id"),
			json_get_text(other, "time"));
	}
}

/* A file's name: an id that a database file gives may be anything. */
static bool is_name(const char *id)
{
	return id && *id && *id != '.' && !strchr(id, '/');
}

static int write_file(const struct export *export, const char *id, const struct buf *message)
{
	CLEANUP(mem_freep) char *path = mem_printf("%s/%s.xml", export->into, id);
	FILE *file = fopen(path, "we");
	bool whole;

	if (!file)
		return ctl_fail(export->ctl, "cannot write %s: %s", path, strerror(errno));
	whole = fwrite(buf_str(message), 1, message->len, file) == message->len;
	whole = fclose(file) == 0 && whole;
	return whole ? CTL_DONE : ctl_fail(export->ctl, "cannot write %s", path);
}

static int put_message(const struct export *export, size_t at)
{
	const struct cap_options options = {.sender = export->from};
	CLEANUP(buf_done) struct buf references = BUF_INIT(BUF_UNBOUND);
	CLEANUP(buf_done) struct buf message = BUF_INIT(BUF_UNBOUND);
	struct json_object *row = json_object_array_get_idx(export->rows, at);

	if (!is_name(json_get_text(row, "id")))
		return ctl_fail(export->ctl, "an alert in the database has no usable id");
	put_references(export, row, &references);
	cap_message(&message, row, &options, buf_str(&references));
	if (export->into)
		return write_file(export, json_get_text(row, "id"), &message);
	buf_put(export->out, message.data, message.len);
	return CTL_DONE;
}

int export_cap(struct export *export)
{
	size_t count = json_object_array_length(export->rows), i;
	int status = CTL_DONE;

	if (!export->from)
		return ctl_misuse(export->ctl, "a CAP message names who answers for it: --from "
					       "desk@paper.example");
	if (!export->into && count != 1)
		return ctl_misuse(export->ctl, "each CAP message is a file, and there are %zu: "
					       "--into FOLDER", count);
	if (export->into && mkdir(export->into, 0777) && errno != EEXIST)
		return ctl_fail(export->ctl, "cannot make the folder %s: %s", export->into,
			strerror(errno));
	for (i = 0; i < count && !status; i++)
		status = put_message(export, i);
	return status;
}
