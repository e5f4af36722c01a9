/* sources: who is read, how it went, and when it goes on. */
#include <json-c/json.h>
#include <string.h>

#include "base/mem.h"
#include "command/command_priv.h"
#include "fetch/fetch.h"
#include "model/json.h"

static struct json_object *tags_json(char *const *tags)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; tags && tags[i]; i++)
		json_object_array_add(array, json_text(tags[i]));
	return array;
}

static void add_options(struct json_object *row, const struct source_options *options)
{
	CLEANUP(mem_freep) char *url = fetch_redact_url(options->url);

	json_object_object_add(row, "id", json_text(options->id));
	json_object_object_add(row, "name", json_text(options->name));
	json_object_object_add(row, "url", json_text(url));
	json_object_object_add(row, "lang", json_text(options->lang));
	json_object_object_add(row, "country", json_text(options->country));
	json_object_object_add(row, "publisher", json_text(options->publisher));
	json_object_object_add(row, "tags", tags_json(options->tags));
	json_object_object_add(row, "enabled", json_object_new_boolean(options->enabled));
}

/* 0: there was none. */
static struct json_object *json_time_or_none(int64_t time)
{
	return json_time(time ? time : TIME_NONE);
}

static void add_state(struct json_object *row, const struct source_state *state)
{
	CLEANUP(mem_freep) char *moved =
		state->adopted_url ? fetch_redact_url(state->adopted_url) : NULL;

	json_object_object_add(row, "state", json_text(source_state_name(state->kind)));
	json_object_object_add(row, "moved_to", json_text(moved));
	json_object_object_add(row, "silent",
		json_object_new_boolean(state->kind == SOURCE_OK &&
					(state->told & SOURCE_TOLD_SILENT)));
	json_object_object_add(row, "last_news", json_time_or_none(state->last_news));
	json_object_object_add(row, "not_before", json_time_or_none(state->not_before));
	json_object_object_add(row, "class",
		state->polls ? json_text(poll_class_name(state->last_class)) : NULL);
	json_object_object_add(row, "reason", json_text(state->reason));
	json_object_object_add(row, "reading", json_text(state->reading));
	json_object_object_add(row, "since", json_time(state->since));
	json_object_object_add(row, "due", json_time(state->due));
	json_object_object_add(row, "last_attempt", json_time(state->last_attempt));
	json_object_object_add(row, "last_success", json_time(state->last_success));
	json_object_object_add(row, "failures", json_object_new_int64(state->failures));
	json_object_object_add(row, "polls", json_object_new_int64(state->polls));
	json_object_object_add(row, "items", json_object_new_int64(state->items));
}

static struct json_object *source_json(const struct source *source)
{
	struct json_object *row = json_object_new_object();

	add_options(row, &source->options);
	add_state(row, &source->state);
	json_object_object_add(row, "in_flight", json_object_new_boolean(source->in_flight));
	return row;
}

static struct source *find_source(const struct command_context *context,
	const struct control_request *request, struct control_answer *answer)
{
	const char *id = request->param(request, "id");
	struct source *source = id ? sources_find(pipeline_sources(context->pipeline), id) : NULL;

	if (!id)
		control_refuse(answer, 400, "id is missing");
	else if (!source)
		control_refuse(answer, 404, "no source has the id '%s'", id);
	return source;
}

void command_sources(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct sources *sources = pipeline_sources(context->pipeline);
	bool one = request->param(request, "id") != NULL;
	struct source *source = one ? find_source(context, request, answer) : NULL;
	struct json_object *rows;
	size_t i;

	if (one && !source)
		return;
	rows = json_object_new_array();
	if (one)
		json_object_array_add(rows, source_json(source));
	for (i = 0; !one && i < sources_count(sources); i++)
		json_object_array_add(rows, source_json(sources_at(sources, i)));
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "sources", rows);
}

static void refuse_poll(const struct source *source, enum source_poke why,
	struct control_answer *answer)
{
	const char *id = source->options.id;
	char until[TIME_TEXT];

	if (why == SOURCE_POKE_OFF && source->options.enabled)
		control_refuse(answer, 409, "'%s' is %s", id, source->state.reason);
	else if (why == SOURCE_POKE_OFF)
		control_refuse(answer, 409, "'%s' is switched off (enabled: no)", id);
	else if (why == SOURCE_POKE_BUSY)
		control_refuse(answer, 409, "'%s' is being asked", id);
	else if (why == SOURCE_POKE_UNWANTED)
		control_refuse(answer, 429, "the publisher of '%s' wants no request before %s",
			id, time_format(source->state.not_before, until));
	else
		control_refuse(answer, 429,
			"'%s' was asked a moment ago: see interval_min of section source", id);
}

void command_source_poll(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct source *source = find_source(context, request, answer);
	enum source_poke r;

	if (!source)
		return;
	r = pipeline_poll(context->pipeline, source);
	if (r) {
		refuse_poll(source, r, answer);
		return;
	}
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "polling", json_text(source->options.id));
}
