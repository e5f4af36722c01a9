/* An alert in words for people: chat, mail, push messages. Outside text is made printable. */
#include <json-c/json.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "model/json.h"
#include "sink/sink_priv.h"

static void put(struct buf *out, const char *text)
{
	if (text)
		utf8_printable(out, text, strlen(text));
}

static void put_member(struct buf *out, struct json_object *alert, const char *path)
{
	put(out, alert_member(alert, path));
}

void alert_subject(struct buf *out, struct json_object *alert)
{
	const char *kind = alert_member(alert, "kind");

	buf_putc(out, '[');
	put_member(out, alert, "severity");
	buf_puts(out, "] ");
	if (kind && strcmp(kind, "new") != 0 && !json_find(alert, "digest")) {
		put(out, kind);
		buf_puts(out, ": ");
	}
	put_member(out, alert, "summary");
}

/* "3 items": the number of a member and what it counts. */
static void put_count(struct buf *out, struct json_object *alert, const char *path,
	const char *one, const char *many)
{
	const char *number = alert_member(alert, path);

	if (number)
		buf_printf(out, ", %s %s", number, strcmp(number, "1") == 0 ? one : many);
}

/* The texts of a list, where it has any; true then. */
static bool put_names(struct buf *out, struct json_object *alert, const char *of,
	const char *name, const char *before)
{
	struct json_object *object, *names;
	size_t i;

	if (!json_object_object_get_ex(alert, of, &object) ||
		!json_object_object_get_ex(object, name, &names) ||
		!json_object_is_type(names, json_type_array) ||
		!json_object_array_length(names))
		return false;
	buf_puts(out, before);
	for (i = 0; i < json_object_array_length(names); i++) {
		buf_puts(out, i ? "; " : "");
		put(out, json_object_get_string(json_object_array_get_idx(names, i)));
	}
	return true;
}

/* How sure it is: no text goes out without it. */
static void put_standing(struct buf *out, struct json_object *alert)
{
	buf_puts(out, "Status: ");
	put_member(out, alert, "incident.status");
	put_count(out, alert, "incident.items", "report", "reports");
	put_count(out, alert, "incident.outlets", "outlet", "outlets");
	put_count(out, alert, "incident.origins", "origin", "origins");
	put_names(out, alert, "incident", "origin_names", ": ");
	buf_putc(out, '\n');
}

static void put_url(struct buf *out, struct json_object *alert)
{
	if (!alert_member(alert, "item.url"))
		return;
	put_member(out, alert, "item.url");
	buf_putc(out, '\n');
}

/* Several as one message: each in a few lines, in the order in which they were raised. */
static void put_digest(struct buf *out, struct json_object *alert, struct json_object *list)
{
	struct json_object *one;
	size_t i;

	put_member(out, alert, "summary");
	buf_putc(out, '\n');
	for (i = 0; i < json_object_array_length(list); i++) {
		one = json_object_array_get_idx(list, i);
		buf_printf(out, "\n%zu. ", i + 1);
		put_member(out, one, "time");
		buf_putc(out, ' ');
		alert_subject(out, one);
		buf_putc(out, '\n');
		put_standing(out, one);
		put_url(out, one);
	}
	buf_puts(out, "\nMessage ");
	put_member(out, alert, "id");
	buf_putc(out, '\n');
}

void alert_body(struct buf *out, struct json_object *alert)
{
	const char *publisher = alert_member(alert, "item.publisher");
	struct json_object *digest = json_find(alert, "digest.alerts");

	if (digest) {
		put_digest(out, alert, digest);
		return;
	}
	put_member(out, alert, "summary");
	buf_putc(out, '\n');
	put_standing(out, alert);
	if (put_names(out, alert, "item", "attributed_to", "Says: "))
		buf_putc(out, '\n');
	buf_puts(out, "Report: ");
	put(out, publisher ? publisher : alert_member(alert, "item.source"));
	buf_puts(out, ", ");
	put_member(out, alert, "item.title");
	buf_putc(out, '\n');
	put_url(out, alert);
	buf_puts(out, "Incident ");
	put_member(out, alert, "incident.id");
	buf_puts(out, ", alert ");
	put_member(out, alert, "id");
	buf_putc(out, '\n');
}

/* ---- patterns ------------------------------------------------------------------------ */

static const char *const members[] = {"id", "time", "kind", "severity", "category", "summary",
	"text", "incident.id", "incident.title", "incident.status", "incident.items",
	"incident.outlets", "incident.origins", "rule.id", "rule.title", "item.source",
	"item.publisher", "item.url", "item.title", "item.summary", "item.lang"};

/* Length of the member that {…} at text names; 0: a brace like any other. */
static size_t member_at(const char *text)
{
	size_t len = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_.");

	return len && text[len + 1] == '}' ? len : 0;
}

static bool is_member(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(members); i++)
		if (strlen(members[i]) == len && strncmp(members[i], name, len) == 0)
			return true;
	return false;
}

bool alert_pattern_is_known(const char *pattern)
{
	for (; (pattern = strchr(pattern, '{')); pattern++)
		if (member_at(pattern) && !is_member(pattern + 1, member_at(pattern)))
			return false;
	return true;
}

/* The sentence and the text have status and origins in them. */
bool alert_pattern_is_honest(const char *pattern)
{
	return strstr(pattern, "{summary}") || strstr(pattern, "{text}") ||
	       (strstr(pattern, "{incident.status}") && strstr(pattern, "{incident.origins}"));
}

static void put_named(struct buf *out, const char *path, struct json_object *alert,
	alert_put *put_text)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);

	if (strcmp(path, "text") == 0)
		alert_body(&text, alert);
	else
		put_member(&text, alert, path);
	put_text(out, buf_str(&text));
}

void alert_fill(struct buf *out, const char *pattern, struct json_object *alert,
	alert_put *put_text)
{
	CLEANUP(mem_freep) char *path = NULL;
	size_t len;

	for (; *pattern; pattern++) {
		len = *pattern == '{' ? member_at(pattern) : 0;
		if (!len) {
			buf_putc(out, *pattern);
			continue;
		}
		mem_free(path);
		path = mem_strndup(pattern + 1, len);
		put_named(out, path, alert, put_text);
		pattern += len + 1;
	}
}
