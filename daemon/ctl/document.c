/* parse and match: documents from outside, shown as JSON. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "ctl/ctl.h"
#include "model/json.h"

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

struct parse_args {
	const char *content_type, *base_url, *url, *timezone;
};

static const struct ctl_option parse_options[] = {
	{"content-type", CTL_TEXT, offsetof(struct parse_args, content_type), "T",
		"what HTTP said of the document: decides on format and encoding"},
	{"base-url", CTL_TEXT, offsetof(struct parse_args, base_url), "U",
		"relative addresses begin there"},
	{"url", CTL_TEXT, offsetof(struct parse_args, url), "U",
		"where the document was found; the base where no other is known"},
	{"timezone", CTL_TEXT, offsetof(struct parse_args, timezone), "Z",
		"of dates that state none, as Europe/Tallinn"},
};

static int parse(struct ctl *ctl, void *args)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct parse_args *wanted = args;
	struct feed_request request = {.now = time(NULL),
		.content_type = wanted->content_type,
		.base_url = wanted->base_url ? wanted->base_url : wanted->url,
		.timezone = wanted->timezone};
	struct feed_document *document;
	const char *why;
	struct buf input;
	int status = CTL_DONE;

	if (!ctl_read(ctl, ctl->words[0], &input))
		return CTL_FAILED;
	request.data = buf_str(&input);
	request.len = input.len;
	if (feed_parse(arena, &request, &document, &why))
		status = ctl_fail(ctl, "%s: %s", ctl->words[0], why);
	else
		ctl_print_json(document_json(document));
	buf_done(&input);
	return status;
}

const struct ctl_command ctl_parse = {
	.name = "parse",
	.words = "FILE|-",
	.words_min = 1,
	.words_max = 1,
	.help = "Shows a feed document as one JSON object",
	.run = parse,
	CTL_OPTIONS(parse_options, struct parse_args),
};

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
			ctl_print_json(match_json(arena, &items->items[i], findings, count));
	}
}

struct match_args {
	struct ctl_paths rules;
	bool all;
};

static const struct ctl_option match_options[] = {
	CTL_RULES_OPTION(struct match_args),
	{"all", CTL_FLAG, offsetof(struct match_args, all), NULL,
		"print every item, also those without a finding"},
};

static int match(struct ctl *ctl, void *args)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct match_args *wanted = args;
	struct analysis *analysis = ctl_analysis(ctl, &wanted->rules);
	struct ctl_items items;
	struct buf input;
	bool good;

	if (!analysis)
		return CTL_USAGE;
	good = ctl_read(ctl, ctl->words[0], &input);
	if (good) {
		good = ctl_items(ctl, arena, ctl->words[0], &input, &items);
		if (good)
			match_all(analysis, &items, wanted->all);
		buf_done(&input);
	}
	analysis_unref(analysis);
	return good ? CTL_DONE : CTL_FAILED;
}

const struct ctl_command ctl_match = {
	.name = "match",
	.words = "FILE|-",
	.words_min = 1,
	.words_max = 1,
	.help = "Holds the items of a feed or of JSONL against the rules: a JSON line for each "
		"item with findings",
	.run = match,
	CTL_OPTIONS(match_options, struct match_args),
};
