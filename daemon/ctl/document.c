/* parse and match: documents from outside, shown as JSON. */
#include <getopt.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "ctl/ctl.h"
#include "model/json.h"

static void print_line(struct json_object *object)
{
	puts(json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

/* ---- parse --------------------------------------------------------------------------- */

static struct json_object *item_json(const struct item *item)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "id", json_text(item->id));
	json_object_object_add(object, "url", json_text(item->url));
	json_object_object_add(object, "title", json_text(item->field[ITEM_TITLE].text));
	json_object_object_add(object, "summary", json_text(item->field[ITEM_SUMMARY].text));
	json_object_object_add(object, "content", json_text(item->field[ITEM_CONTENT].text));
	json_object_object_add(object, "published", json_time(item->published));
	json_object_object_add(object, "updated", json_time(item->updated));
	json_object_object_add(object, "author", json_text(item->author));
	json_object_object_add(object, "lang", json_text(item->lang));
	return object;
}

static struct json_object *document_json(const struct feed_document *document)
{
	struct json_object *object = json_object_new_object(), *items = json_object_new_array();
	size_t i;

	json_object_object_add(
		object, "format", json_text(feed_format_name(document->format)));
	json_object_object_add(object, "title", json_text(document->title));
	json_object_object_add(object, "language", json_text(document->language));
	json_object_object_add(object, "encoding", json_text(document->encoding));
	json_object_object_add(
		object, "reading", json_text(feed_reading_name(document->reading)));
	json_object_object_add(object, "damage", json_text(document->damage));
	for (i = 0; i < document->item_count; i++)
		json_object_array_add(items, item_json(&document->items[i]));
	json_object_object_add(object, "items", items);
	return object;
}

int ctl_parse(struct ctl *ctl)
{
	static const struct option options[] = {{"content-type", required_argument, NULL, 't'},
		{"base-url", required_argument, NULL, 'b'}, {"url", required_argument, NULL, 'u'},
		{0}};
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct feed_request request = {.now = time(NULL)};
	struct feed_document *document;
	const char *url = NULL, *why;
	struct buf input;
	int option, status = CTL_DONE;

	while ((option = getopt_long(ctl->argc, ctl->argv, "", options, NULL)) != -1) {
		if (option == 't')
			request.content_type = optarg;
		else if (option == 'b')
			request.base_url = optarg;
		else if (option == 'u')
			url = optarg;
		else
			return ctl_misuse(ctl, "that is no option of parse");
	}
	if (optind + 1 != ctl->argc)
		return ctl_misuse(ctl, "parse wants one FILE, or - for standard input");
	if (!request.base_url)
		request.base_url = url;
	if (!ctl_read(ctl, ctl->argv[optind], &input))
		return CTL_FAILED;
	request.data = buf_str(&input);
	request.len = input.len;
	if (feed_parse(arena, &request, &document, &why))
		status = ctl_fail(ctl, "%s: %s", ctl->argv[optind], why);
	else
		print_line(document_json(document));
	buf_done(&input);
	return status;
}

/* ---- match --------------------------------------------------------------------------- */

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Categories of live rules, sorted, each once. */
static struct json_object *labels_json(struct arena *arena, const struct finding *findings,
	size_t count)
{
	struct json_object *labels = json_object_new_array();
	const char **names = arena_alloc(arena, (count + 1) * sizeof(*names));
	size_t live = 0, i;

	for (i = 0; i < count; i++)
		if (!findings[i].draft)
			names[live++] = findings[i].category;
	if (live)
		qsort(names, live, sizeof(*names), compare_texts);
	for (i = 0; i < live; i++)
		if (!i || strcmp(names[i], names[i - 1]) != 0)
			json_object_array_add(labels, json_text(names[i]));
	return labels;
}

static struct json_object *match_json(struct arena *arena, const struct item *item,
	const struct finding *findings, size_t count)
{
	struct json_object *object = json_object_new_object(), *list = json_object_new_array();
	size_t i;

	for (i = 0; i < count; i++)
		json_object_array_add(list, finding_json(&findings[i]));
	json_object_object_add(object, "id", json_text(item->id ? item->id : item->url));
	json_object_object_add(object, "labels", labels_json(arena, findings, count));
	json_object_object_add(object, "findings", list);
	return object;
}

static void match_all(const struct analysis *analysis, const struct ctl_items *items, bool all)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct finding *findings;
	size_t count, i;

	for (i = 0; i < items->count; i++) {
		arena_reset(arena);
		findings = analysis_item(analysis, arena, &items->items[i], &count);
		if (count || all)
			print_line(match_json(arena, &items->items[i], findings, count));
	}
}

int ctl_match(struct ctl *ctl)
{
	static const struct option options[] = {{"rules", required_argument, NULL, 'r'},
		{"all", no_argument, NULL, 'a'}, {0}};
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct ctl_paths paths = {0};
	struct ctl_items items;
	struct analysis *analysis;
	struct buf input;
	bool all = false, good;
	int option;

	while ((option = getopt_long(ctl->argc, ctl->argv, "", options, NULL)) != -1) {
		if (option == 'a')
			all = true;
		else if (option != 'r' || !ctl_add_path(ctl, &paths, optarg))
			return ctl_misuse(ctl, "that is no option of match");
	}
	if (optind + 1 != ctl->argc)
		return ctl_misuse(ctl, "match wants one FILE, or - for standard input");
	analysis = ctl_analysis(ctl, paths.list, paths.count);
	if (!analysis)
		return CTL_USAGE;
	good = ctl_read(ctl, ctl->argv[optind], &input);
	if (good) {
		good = ctl_items(ctl, arena, ctl->argv[optind], &input, &items);
		if (good)
			match_all(analysis, &items, all);
		buf_done(&input);
	}
	analysis_unref(analysis);
	return good ? CTL_DONE : CTL_FAILED;
}
