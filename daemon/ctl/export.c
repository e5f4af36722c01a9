/*
 * export: incidents and alerts for other programs, from a running daemon or from a database
 * file; and the configured sources as OPML. A form is a row of the table and a function in one
 * of the export_*.c.
 */
#include "ctl/export.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "model/json.h"
#include "store/store.h"

enum { LIMIT_MAX = 10000 /* of one answer of the daemon */, HOST_MAX = 255 };

static const struct form {
	const char *name;
	int (*write)(struct export *export);
	bool alerts; /* of alerts where nothing is said, and of nothing else */
} forms[] = {
	{"geojson", export_geojson, false},
	{"csv", export_csv, false},
	{"stix", export_stix, false},
	{"cap", export_cap, true},
	{"atom", export_atom, false},
	{"jsonl", export_jsonl, false},
};

struct export_args {
	const char *format, *category, *status, *limit, *db, *into, *from;
	int64_t since, until;
};

/* ---- rows ----------------------------------------------------------------------------- */

struct json_object *export_member(const struct export *export, struct json_object *row,
	const char *path)
{
	CLEANUP(mem_freep) char *below = NULL;

	if (!export->alerts)
		return json_find(row, path);
	below = mem_printf("incident.%s", path);
	return json_find(row, below);
}

const char *export_text(const struct export *export, struct json_object *row, const char *path)
{
	struct json_object *member = export_member(export, row, path);

	return member ? json_object_get_string(member) : NULL;
}

struct json_object *export_told(const struct export *export, struct json_object *row)
{
	const char *id = export_text(export, row, "id");

	return export->told && id ? json_get(export->told, id) : NULL;
}

/* A change of status tells by its alert; times of this form sort as texts. */
const char *export_changed(const struct export *export, struct json_object *row)
{
	struct json_object *told = export_told(export, row);
	const char *seen = json_get_text(row, export->alerts ? "time" : "last_seen"), *raised;

	seen = seen ? seen : "1970-01-01T00:00:00Z";
	if (export->alerts || !told)
		return seen;
	raised = json_get_text(json_object_array_get_idx(told, 0), "time");
	return raised && strcmp(raised, seen) > 0 ? raised : seen;
}

static void put_count(const struct export *export, struct json_object *row, struct buf *out,
	const char *path, const char *lead, const char *one)
{
	const char *count = export_text(export, row, path);

	if (count)
		buf_printf(out, "%s%s %s%s", lead, count, one,
			strcmp(count, "1") == 0 ? "" : "s");
}

/* An alert has a sentence of its own, with its uncertainty in it. */
void export_sentence(const struct export *export, struct json_object *row, struct buf *out)
{
	const char *title = export_text(export, row, "title");

	if (export->alerts) {
		buf_puts(out, json_get_text(row, "summary"));
		return;
	}
	buf_printf(out, "%s (status %s", title ? title : "an incident",
		export_text(export, row, "status"));
	put_count(export, row, out, "items", ", ", "report");
	put_count(export, row, out, "outlets", " of ", "outlet");
	put_count(export, row, out, "origins", ", ", "origin");
	buf_putc(out, ')');
}

/* ---- where they come from --------------------------------------------------------------- */

struct supply {
	struct ctl *ctl;
	const struct export_args *args;
	struct store *store; /* NULL: a running daemon is asked */
	int64_t limit;
};

static void add_row(void *ctx, struct json_object *row)
{
	json_object_array_add(ctx, json_object_get(row));
}

static int read_store(const struct supply *source, bool alerts, struct json_object **out_rows)
{
	const struct export_args *args = source->args;
	const struct store_query query = {
		.category = args->category,
		.status = alerts ? NULL : args->status,
		.since = args->since,
		.until = args->until,
		.limit = (size_t)source->limit,
	};
	struct json_object *rows = json_object_new_array();
	int r = alerts ? store_query_alerts(source->store, &query, add_row, rows)
		       : store_query_incidents(source->store, &query, add_row, rows);

	if (r) {
		json_object_put(rows);
		return ctl_fail(source->ctl, "%s: %s", args->db, store_error(source->store));
	}
	*out_rows = rows;
	return CTL_DONE;
}

static void add_time(struct ctl_query *query, const char *name, int64_t time)
{
	char text[TIME_TEXT];

	if (time != TIME_NONE)
		ctl_query_add(query, name, time_format(time, text));
}

static int ask_daemon(const struct supply *source, bool alerts, struct json_object **out_rows)
{
	const char *name = alerts ? "alerts" : "incidents";
	const struct export_args *args = source->args;
	struct ctl_query query = {.path = BUF_INIT(BUF_UNBOUND)};
	char limit[24];
	struct json_object *answer;
	int status;

	snprintf(limit, sizeof(limit), "%lld", (long long)source->limit);
	buf_printf(&query.path, "/%s", name);
	ctl_query_add(&query, "category", args->category);
	ctl_query_add(&query, "status", alerts ? NULL : args->status);
	ctl_query_add(&query, "limit", limit);
	add_time(&query, "since", args->since);
	add_time(&query, "until", args->until);
	status = ctl_query_ask(source->ctl, &query, false, &answer);
	if (status)
		return status;
	*out_rows = json_object_get(json_get(answer, name));
	json_object_put(answer);
	return *out_rows ? CTL_DONE : ctl_fail(source->ctl, "the daemon answers without %s", name);
}

/* What an alert said of its incident when it was raised. */
static bool has_status(struct json_object *alert, const char *wanted)
{
	struct json_object *status = json_find(alert, "incident.status");
	const char *text = status ? json_object_get_string(status) : "";

	return strcmp(wanted, INCIDENT_OPEN) == 0 ? strcmp(text, "closed") != 0
						   : strcmp(text, wanted) == 0;
}

static struct json_object *with_status(struct json_object *alerts, const char *wanted)
{
	struct json_object *kept = json_object_new_array();
	size_t i;

	for (i = 0; i < json_object_array_length(alerts); i++)
		if (has_status(json_object_array_get_idx(alerts, i), wanted))
			add_row(kept, json_object_array_get_idx(alerts, i));
	json_object_put(alerts);
	return kept;
}

/* What 'sinks test' sent: nothing has happened. */
static bool is_test(struct json_object *alert)
{
	struct json_object *incident = json_find(alert, "incident.id");
	const char *category = json_get_text(alert, "category");

	return category && strcmp(category, "test") == 0 && json_object_get_int64(incident) == 0;
}

static struct json_object *without_tests(struct json_object *alerts)
{
	struct json_object *kept = json_object_new_array();
	size_t i;

	for (i = 0; i < json_object_array_length(alerts); i++)
		if (!is_test(json_object_array_get_idx(alerts, i)))
			add_row(kept, json_object_array_get_idx(alerts, i));
	json_object_put(alerts);
	return kept;
}

static int get_rows(const struct supply *source, bool alerts, struct json_object **out_rows)
{
	int status = source->store ? read_store(source, alerts, out_rows)
				   : ask_daemon(source, alerts, out_rows);

	if (status)
		return status;
	if ((int64_t)json_object_array_length(*out_rows) == source->limit)
		fprintf(stderr, "kordonctl: there may be more than these %lld %s: go on with "
				"--until, or raise --limit\n",
			(long long)source->limit, alerts ? "alerts" : "incidents");
	if (alerts)
		*out_rows = without_tests(*out_rows);
	if (alerts && source->args->status)
		*out_rows = with_status(*out_rows, source->args->status);
	return CTL_DONE;
}

/* {"17": [line, …]}; takes the alerts. */
static struct json_object *by_incident(struct json_object *alerts)
{
	struct json_object *told = json_object_new_object(), *list, *alert, *id;
	size_t i;

	for (i = 0; i < json_object_array_length(alerts); i++) {
		alert = json_object_array_get_idx(alerts, i);
		id = json_find(alert, "incident.id");
		if (!id)
			continue;
		list = json_get(told, json_object_get_string(id));
		if (!list) {
			list = json_object_new_array();
			json_object_object_add(told, json_object_get_string(id), list);
		}
		add_row(list, alert);
	}
	json_object_put(alerts);
	return told;
}

static int get_all(const struct supply *source, struct export *export)
{
	struct json_object *alerts;
	int status = get_rows(source, export->alerts, &export->rows);

	if (status)
		return status;
	if (export->alerts) {
		export->told = by_incident(json_object_get(export->rows));
		return CTL_DONE;
	}
	/* Alerts are younger than the incident was when it began, and have its links. */
	status = source->store ? read_store(source, true, &alerts)
			       : ask_daemon(source, true, &alerts);
	if (!status)
		export->told = by_incident(alerts);
	return status;
}

/* ---- the command ---------------------------------------------------------------------------- */

#define FORMATS "geojson, csv, stix, cap, atom or jsonl"

static const struct form *find_form(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(forms); i++)
		if (strcmp(forms[i].name, name) == 0)
			return &forms[i];
	return NULL;
}

static int no_such_form(const struct ctl *ctl, const char *name)
{
	const char *names[ARRAY_LEN(forms)];
	CLEANUP(mem_freep) char *near = NULL;
	size_t i;

	for (i = 0; i < ARRAY_LEN(forms); i++)
		names[i] = forms[i].name;
	near = ctl_suggest(name, names, ARRAY_LEN(names));
	return ctl_misuse(ctl, "there is no format '%s'%s", name,
		*near ? near : ": there are " FORMATS "; or export opml");
}

static int read_limit(const struct ctl *ctl, const struct export_args *args, int64_t *out_limit)
{
	int64_t most = args->db ? INT32_MAX : LIMIT_MAX;
	char *end;
	long long limit;

	*out_limit = most;
	if (!args->limit)
		return CTL_DONE;
	errno = 0;
	limit = strtoll(args->limit, &end, 10);
	if (errno || *end || end == args->limit || limit < 1 || limit > most)
		return ctl_misuse(ctl, "--limit is a number from 1 to %lld, not '%s'",
			(long long)most, args->limit);
	*out_limit = limit;
	return CTL_DONE;
}

/* Incidents or alerts? CTL_DONE, or CTL_USAGE after a report. */
static int read_words(const struct ctl *ctl, const struct form *form, bool *out_alerts)
{
	const char *word = ctl->word_count ? ctl->words[0] : form->alerts ? "alerts" : "incidents";

	if (strcmp(word, "incidents") != 0 && strcmp(word, "alerts") != 0)
		return ctl_misuse(ctl, "'%s' has no such format; incidents and alerts have", word);
	*out_alerts = *word == 'a';
	if (form->alerts && !*out_alerts)
		return ctl_misuse(ctl, "--format %s is of alerts: each is a message", form->name);
	return CTL_DONE;
}

static int check_status(const struct ctl *ctl, const char *name)
{
	const char *names[INCIDENT_STATUS_COUNT + 1];
	CLEANUP(buf_done) struct buf all = BUF_INIT(BUF_UNBOUND);
	CLEANUP(mem_freep) char *near = NULL;
	enum incident_status status;
	size_t i;

	if (!name || strcmp(name, INCIDENT_OPEN) == 0 || incident_status_parse(name, &status))
		return CTL_DONE;
	for (i = 0; i < INCIDENT_STATUS_COUNT; i++)
		names[i] = incident_status_name((enum incident_status)i);
	names[i] = INCIDENT_OPEN;
	near = ctl_suggest(name, names, ARRAY_LEN(names));
	if (*near)
		return ctl_misuse(ctl, "there is no status '%s'%s", name, near);
	for (i = 0; i < ARRAY_LEN(names); i++)
		buf_printf(&all, "%s%s", i ? ", " : "", names[i]);
	return ctl_misuse(ctl, "there is no status '%s': there are %s", name, buf_str(&all));
}

static int write_form(struct export *export, const struct form *form)
{
	CLEANUP(buf_done) struct buf out = BUF_INIT(BUF_UNBOUND);
	int status;

	export->out = &out;
	status = form->write(export);
	if (!status && fwrite(buf_str(&out), 1, out.len, stdout) != out.len)
		status = ctl_fail(export->ctl, "cannot write: %s", strerror(errno));
	return status;
}

static int export_rows(struct ctl *ctl, const struct export_args *args, const struct form *form)
{
	struct export export = {.ctl = ctl, .from = args->from, .into = args->into};
	struct supply source = {.ctl = ctl, .args = args};
	CLEANUP(mem_freep) char *why = NULL;
	int status = read_words(ctl, form, &export.alerts);

	if (!status)
		status = check_status(ctl, args->status);
	if (!status)
		status = read_limit(ctl, args, &source.limit);
	if (status)
		return status;
	if (args->db && store_open_to_read(args->db, &source.store, &why))
		return ctl_fail(ctl, "%s", why);
	(void)gethostname(export.host, HOST_MAX);
	status = get_all(&source, &export);
	if (!status)
		status = write_form(&export, form);
	json_object_put(export.rows);
	json_object_put(export.told);
	store_close(source.store);
	return status;
}

static int run(struct ctl *ctl, void *args)
{
	const struct export_args *options = args;
	const struct form *form;
	bool opml = ctl->word_count && strcmp(ctl->words[0], "opml") == 0;

	if (opml)
		return options->format ? ctl_misuse(ctl, "opml is a format of its own")
				       : export_opml(ctl);
	if (!options->format)
		return ctl_misuse(ctl, "in which format? --format " FORMATS "; or export opml");
	form = find_form(options->format);
	return form ? export_rows(ctl, options, form) : no_such_form(ctl, options->format);
}

#define OPTION(name, member) name, CTL_TEXT, offsetof(struct export_args, member)
static const struct ctl_option options[] = {
	{OPTION("format", format), "FORMAT",
		"geojson (RFC 7946), csv (RFC 4180), stix (2.1), cap (1.2), atom (RFC 4287) or jsonl"},
	{OPTION("category", category), "C", "of this category alone"},
	{OPTION("status", status), "S", "of this status alone; open: all but closed"},
	{"since", CTL_TIME, offsetof(struct export_args, since), "T", "not older than this"},
	{"until", CTL_TIME, offsetof(struct export_args, until), "T", "not newer than this"},
	{OPTION("limit", limit), "N",
		"at most so many (default: 10000 of a daemon, all of a database file)"},
	{OPTION("db", db), "FILE", "from a database file, for instance a backup; no daemon is asked"},
	{OPTION("into", into), "FOLDER", "cap: a file for each message"},
	{OPTION("from", from), "ADDRESS", "cap: who answers for the messages"},
};

const struct ctl_command ctl_export = {
	.name = "export",
	.words = "[incidents | alerts | opml]",
	.words_max = 1,
	.help = "Prints incidents or alerts for other programs; opml: the configured sources as a "
		"list for feed readers, in folders by their first tag, without passwords",
	.run = run,
	CTL_OPTIONS(options, struct export_args),
};
