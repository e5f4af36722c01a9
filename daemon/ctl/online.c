/* Commands to a running daemon: HTTP with JSON over its unix socket, by libcurl. */
#include <curl/curl.h>
#include <getopt.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ctl/ctl.h"

enum { ANSWER_MAX = 256 * 1024 * 1024, TIMEOUT_S = 60 };

/* ---- asking --------------------------------------------------------------------------- */

static size_t take_bytes(char *data, size_t size, size_t count, void *ctx)
{
	return buf_add(ctx, data, size * count) ? 0 : count;
}

static int cannot_reach(const struct ctl *ctl, const char *socket, CURLcode code)
{
	if (code == CURLE_COULDNT_CONNECT)
		return ctl_fail(ctl, "no kordond answers on %s; is it running (systemctl status "
				     "kordond), and may you read the socket?",
			socket);
	return ctl_fail(ctl, "%s: %s", socket, curl_easy_strerror(code));
}

/* The error of an answer is one line for people. */
static int refused(const struct ctl *ctl, struct json_object *answer, long status)
{
	char *error = ctl_member(answer, "error");
	int result;

	if (*error)
		result = ctl_fail(ctl, "%s", error);
	else
		result = ctl_fail(ctl, "the daemon answers with status %ld", status);
	mem_free(error);
	return result;
}

static int ask_socket(const struct ctl *ctl, const char *socket, const char *path, bool post,
	struct json_object **out_answer)
{
	CURL *curl = curl_easy_init();
	char *url = mem_printf("http://kordon" CONTROL_PREFIX "%s", path);
	struct buf body = BUF_INIT(ANSWER_MAX);
	struct json_object *answer;
	CURLcode code;
	long status = 0;
	int result = CTL_DONE;

	curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
	if (post)
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "");
	code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(curl);
	mem_free(url);
	answer = code ? NULL : json_tokener_parse(buf_str(&body));
	buf_done(&body);
	if (code)
		return cannot_reach(ctl, socket, code);
	if (status != 200)
		result = refused(ctl, answer, status);
	else if (!answer)
		result = ctl_fail(ctl, "%s: the answer is no JSON", socket);
	if (result)
		json_object_put(answer);
	else
		*out_answer = answer;
	return result;
}

/* Without --socket the configuration says it; without one that can be read, the default. */
static char *find_socket(const struct ctl *ctl)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	struct settings *settings;
	char *socket;

	if (ctl->socket)
		return mem_strdup(ctl->socket);
	settings = settings_load(ctl->config, diag);
	socket = mem_strdup(settings && settings->control.socket ? settings->control.socket :
								 CONTROL_DEFAULT_SOCKET);
	settings_free(settings);
	return socket;
}

static int ask(const struct ctl *ctl, const char *path, bool post,
	struct json_object **out_answer)
{
	char *socket = find_socket(ctl);
	int result = ask_socket(ctl, socket, path, post, out_answer);

	mem_free(socket);
	return result;
}

static void print_json(struct json_object *answer)
{
	puts(json_object_to_json_string_ext(
		answer, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

/* ---- query options -------------------------------------------------------------------- */

struct query {
	struct buf path;
	bool any;
};

static void add_param(struct query *query, const char *name, const char *value)
{
	char *escaped = curl_easy_escape(NULL, value, 0);

	buf_printf(&query->path, "%c%s=%s", query->any ? '&' : '?', name, escaped);
	query->any = true;
	curl_free(escaped);
}

/* Options behind the words of the command; words is how many of them there may be. */
static int read_query(struct ctl *ctl, struct query *query, const char **words, size_t room,
	size_t *out_count)
{
	static const struct option options[] = {{"category", required_argument, NULL, 0},
		{"source", required_argument, NULL, 0}, {"status", required_argument, NULL, 0},
		{"since", required_argument, NULL, 0}, {"until", required_argument, NULL, 0},
		{"limit", required_argument, NULL, 0}, {"json", no_argument, NULL, 'j'}, {0}};
	int option, index;

	while ((option = getopt_long(ctl->argc, ctl->argv, "", options, &index)) != -1) {
		if (option == 'j')
			ctl->json = true;
		else if (option)
			return ctl_misuse(ctl, "that is no option of %s", ctl->command);
		else
			add_param(query, options[index].name, optarg);
	}
	*out_count = (size_t)(ctl->argc - optind);
	if (*out_count > room)
		return ctl_misuse(ctl, "what is '%s' for?", ctl->argv[optind + (int)room]);
	memcpy(words, ctl->argv + optind, *out_count * sizeof(*words));
	return CTL_DONE;
}

/* ---- status, reload --------------------------------------------------------------------- */

static const struct {
	const char *label, *path;
} status_lines[] = {
	{"version", "version"}, {"started", "started"}, {"sources", "sources.total"},
	{"  ok", "sources.ok"}, {"  failing", "sources.failing"}, {"  gone", "sources.gone"},
	{"  not polled yet", "sources.new"}, {"rules", "rules"}, {"places", "places"},
	{"items", "items"}, {"findings", "findings"}, {"incidents", "incidents"},
	{"alerts", "alerts"}, {"alerts waiting", "outbox"}, {"database bytes", "database_bytes"},
	{"trouble", "trouble"},
};

int ctl_status(struct ctl *ctl)
{
	struct query query = {.path = BUF_INIT(BUF_UNBOUND)};
	struct json_object *answer;
	size_t count, i;
	char *value;
	int result = read_query(ctl, &query, NULL, 0, &count);

	buf_done(&query.path);
	if (!result)
		result = ask(ctl, "/status", false, &answer);
	if (result)
		return result;
	if (ctl->json)
		print_json(answer);
	for (i = 0; !ctl->json && i < ARRAY_LEN(status_lines); i++) {
		value = ctl_member(answer, status_lines[i].path);
		if (*value)
			printf("%-18s %s\n", status_lines[i].label, value);
		mem_free(value);
	}
	json_object_put(answer);
	return CTL_DONE;
}

int ctl_reload(struct ctl *ctl)
{
	struct json_object *answer;
	char *report;
	int result;

	if (ctl->argc > 1)
		return ctl_misuse(ctl, "reload takes no arguments");
	result = ask(ctl, "/reload", true, &answer);
	if (result)
		return result;
	report = ctl_member(answer, "report");
	if (ctl->json)
		print_json(answer);
	else
		printf("reloaded%s%s\n", *report ? ": " : "", report);
	mem_free(report);
	json_object_put(answer);
	return CTL_DONE;
}

/* ---- lists ------------------------------------------------------------------------------- */

static const struct ctl_column source_columns[] = {{"SOURCE", "id", 40}, {"STATE", "state", 0},
	{"READING", "reading", 0}, {"ITEMS", "items", 0}, {"LAST SUCCESS", "last_success", 0},
	{"DUE", "due", 0}, {"REASON", "reason", 80}};
static const struct ctl_column incident_columns[] = {{"ID", "id", 0},
	{"SEVERITY", "severity", 0}, {"STATUS", "status", 0}, {"CATEGORY", "category", 0},
	{"LAST SEEN", "last_seen", 0}, {"ITEMS", "items", 0}, {"SOURCES", "sources", 0},
	{"TITLE", "title", 80}};
static const struct ctl_column alert_columns[] = {{"TIME", "time", 0},
	{"SEVERITY", "severity", 0}, {"KIND", "kind", 0}, {"CATEGORY", "category", 0},
	{"INCIDENT", "incident.id", 0}, {"SUMMARY", "summary", 120}};
static const struct ctl_column item_columns[] = {{"PUBLISHED", "published", 0},
	{"SOURCE", "source", 30}, {"LANG", "lang", 0}, {"TITLE", "title", 120}};

static const struct list {
	const char *name; /* of the rows in the answer, and of the path */
	const struct ctl_column *columns;
	size_t column_count;
} source_list = {"sources", source_columns, ARRAY_LEN(source_columns)},
  incident_list = {"incidents", incident_columns, ARRAY_LEN(incident_columns)},
  alert_list = {"alerts", alert_columns, ARRAY_LEN(alert_columns)},
  item_list = {"items", item_columns, ARRAY_LEN(item_columns)};

static void print_pretty(struct json_object *object)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);
	const char *line = json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);

	puts(line);
	buf_done(&text);
}

static int show_list(struct ctl *ctl, const struct list *list, const char *path, bool one)
{
	struct json_object *answer, *rows = NULL;
	int result = ask(ctl, path, false, &answer);

	if (result)
		return result;
	json_object_object_get_ex(answer, list->name, &rows);
	if (one && (!rows || !json_object_array_length(rows)))
		result = ctl_fail(ctl, "there is none of that id");
	else if (ctl->json)
		print_json(one ? json_object_array_get_idx(rows, 0) : answer);
	else if (one)
		print_pretty(json_object_array_get_idx(rows, 0));
	else
		ctl_table(ctl, rows, list->columns, list->column_count);
	json_object_put(answer);
	return result;
}

/* "list", "show ID", "search QUERY", "poll ID"; word is what asks for one, param its name. */
static int run_list(struct ctl *ctl, const struct list *list, const char *word,
	const char *param)
{
	struct query query = {.path = BUF_INIT(BUF_UNBOUND)};
	const char *words[2] = {NULL, NULL};
	bool asked;
	size_t count;
	int result;

	buf_printf(&query.path, "/%s", list->name);
	result = read_query(ctl, &query, words, 2, &count);
	asked = count && word && strcmp(words[0], word) == 0;
	if (!result && count && !asked && strcmp(words[0], "list") != 0)
		result = ctl_misuse(ctl, "'%s %s' is not available in this version",
			ctl->command, words[0]);
	else if (!result && asked && count < 2)
		result = ctl_misuse(ctl, "%s %s wants one more word", ctl->command, word);
	if (!result && asked)
		add_param(&query, param, words[1]);
	if (!result)
		result = show_list(ctl, list, buf_str(&query.path),
			asked && strcmp(param, "id") == 0);
	buf_done(&query.path);
	return result;
}

static int poll_source(struct ctl *ctl, const char *id)
{
	struct query query = {.path = BUF_INIT(BUF_UNBOUND)};
	struct json_object *answer;
	int result;

	buf_puts(&query.path, "/sources/poll");
	add_param(&query, "id", id);
	result = ask(ctl, buf_str(&query.path), true, &answer);
	buf_done(&query.path);
	if (result)
		return result;
	if (ctl->json)
		print_json(answer);
	else
		printf("%s is polled now\n", id);
	json_object_put(answer);
	return CTL_DONE;
}

int ctl_sources(struct ctl *ctl)
{
	if (ctl->argc == 3 && strcmp(ctl->argv[1], "poll") == 0)
		return poll_source(ctl, ctl->argv[2]);
	return run_list(ctl, &source_list, "show", "id");
}

int ctl_incidents(struct ctl *ctl)
{
	return run_list(ctl, &incident_list, "show", "id");
}

int ctl_alerts(struct ctl *ctl)
{
	return run_list(ctl, &alert_list, NULL, NULL);
}

int ctl_items_list(struct ctl *ctl)
{
	return run_list(ctl, &item_list, "search", "q");
}
