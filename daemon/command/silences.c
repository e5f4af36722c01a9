/* silences: who wants not to be told of what, until when, and why. */
#include <ctype.h>
#include <json-c/json.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "command/command_priv.h"
#include "model/json.h"

enum { REASON_MAX = 500, AUTHOR_MAX = 100, YEAR_S = 366 * 86400 };

/* ---- names ------------------------------------------------------------------------ */

/* Refuses a word that is not in the list; says which one is near it. */
static bool known(struct control_answer *answer, const char *what, const char *word,
	const char *const *list, size_t count)
{
	const char *near;
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	near = config_nearest(word, list, count);
	control_refuse(answer, 400, "there is no %s '%s'%s%s%s", what, word,
		near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	return false;
}

struct place_names {
	const char **list;
	size_t count;
};

static struct place_names ids_of_places(const struct gazetteer *gazetteer)
{
	struct place_names names = {
		mem_calloc(gazetteer->place_count + 1, sizeof(*names.list)),
		gazetteer->place_count};
	size_t i;

	for (i = 0; i < names.count; i++)
		names.list[i] = gazetteer->places[i].id;
	return names;
}

static struct place_names codes_of_countries(const struct gazetteer *gazetteer)
{
	struct place_names names = {
		mem_calloc(gazetteer->country_count + 1, sizeof(*names.list)),
		gazetteer->country_count};
	size_t i;

	for (i = 0; i < names.count; i++)
		names.list[i] = gazetteer->countries[i].code;
	return names;
}

/* Each of the words between commas. */
static bool all_known(struct control_answer *answer, const char *what, char *text,
	const char *const *list, size_t count)
{
	char *word, *rest = text;
	bool good = true;

	while (good && (word = strsep(&rest, ","))) {
		good = known(answer, what, word, list, count);
		if (rest)
			rest[-1] = ',';
	}
	return good;
}

/* ---- what it holds for ------------------------------------------------------------ */

struct wanted {
	char *category, *country, *place, *rule, *source;
};

static void wanted_done(struct wanted *wanted)
{
	mem_free(wanted->category);
	mem_free(wanted->country);
	mem_free(wanted->place);
	mem_free(wanted->rule);
	mem_free(wanted->source);
}

/* Without blanks; codes of countries in capitals. NULL: not asked for. */
static char *take(const struct control_request *request, const char *name, bool capitals)
{
	const char *text = request->param(request, name);
	char *out, *to;

	if (!text)
		return NULL;
	out = to = mem_strdup(text);
	for (; *text; text++)
		if (*text != ' ')
			*to++ = capitals ? (char)toupper((unsigned char)*text) : *text;
	*to = '\0';
	return out;
}

static bool check_names(const struct command_context *context,
	const struct wanted *wanted, struct control_answer *answer)
{
	const struct gazetteer *gazetteer =
		analysis_gazetteer(pipeline_analysis(context->pipeline));
	struct place_names places = ids_of_places(gazetteer);
	struct place_names countries = codes_of_countries(gazetteer);
	struct alert_names names;
	bool good;

	settings_names(pipeline_analysis(context->pipeline),
		pipeline_sources(context->pipeline), NULL, &names);
	good = (!wanted->category ||
		       all_known(answer, "category", wanted->category,
			       names.categories.list, names.categories.count)) &&
	       (!wanted->rule || all_known(answer, "rule", wanted->rule, names.rules.list,
					 names.rules.count)) &&
	       (!wanted->source || all_known(answer, "source", wanted->source,
					   names.sources.list, names.sources.count)) &&
	       (!wanted->place || all_known(answer, "place", wanted->place, places.list,
					  places.count)) &&
	       (!wanted->country || all_known(answer, "country", wanted->country,
					    countries.list, countries.count));
	settings_names_done(&names);
	mem_free(places.list);
	mem_free(countries.list);
	return good;
}

/* ---- until when ------------------------------------------------------------------- */

static bool read_end(const struct control_request *request, int64_t now,
	int64_t *out_until, struct control_answer *answer)
{
	const char *until = request->param(request, "until"),
		   *length = request->param(request, "for");
	int64_t ms = 0;

	if (!until == !length)
		control_refuse(answer, 400,
			"until when? Give it either --for (as 2h, 3d) or --until (as "
			"2024-05-21T09:30:00Z)");
	else if (length && !config_parse_duration_ms(length, &ms))
		control_refuse(
			answer, 400, "'%s' is no duration, as 90m, 2h or 3d", length);
	else if (until && !time_parse(until, out_until))
		control_refuse(answer, 400,
			"'%s' is no time, as 2024-05-21T09:30:00Z or 2024-05-21 (UTC)",
			until);
	else {
		if (length)
			*out_until = now + ms / 1000;
		if (*out_until > now && *out_until <= now + YEAR_S)
			return true;
		control_refuse(
			answer, 400, "a silence ends in the future, and within a year");
	}
	return false;
}

static bool read_words(const struct control_request *request, struct silence *silence,
	struct control_answer *answer)
{
	silence->reason = request->param(request, "reason");
	silence->author = request->param(request, "author");
	if (!silence->reason || !silence->reason[strspn(silence->reason, " ")])
		control_refuse(answer, 400,
			"why? A silence has a --reason: who reads it at night wants to know");
	else if (!silence->author || !*silence->author)
		control_refuse(answer, 400, "who asks? A silence has an --author");
	else if (strlen(silence->reason) > REASON_MAX ||
		 strlen(silence->author) > AUTHOR_MAX)
		control_refuse(answer, 400, "a reason has at most %d bytes, an author %d",
			REASON_MAX, AUTHOR_MAX);
	else
		return true;
	return false;
}

/* ---- the commands ----------------------------------------------------------------- */

static void refuse_store(struct control_answer *answer, struct store *store)
{
	control_refuse(answer, 503, "the store cannot take it: %s", store_error(store));
}

static void put(const struct command_context *context, struct silence *silence,
	struct control_answer *answer)
{
	struct store *store = pipeline_store(context->pipeline);
	char until[TIME_TEXT];

	if (store_silence_put(store, silence)) {
		refuse_store(answer, store);
		return;
	}
	log_notice("silence/%lld: by %s until %s: %s", (long long)silence->id,
		silence->author, time_format(silence->until, until), silence->reason);
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "silence", silence_json(silence));
}

void command_silence_add(
	void *ctx, const struct control_request *request, struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct wanted wanted = {take(request, "category", false),
		take(request, "country", true), take(request, "place", false),
		take(request, "rule", false), take(request, "source", false)};
	struct silence silence = {.created = pipeline_now(context->pipeline),
		.ended = TIME_NONE,
		.category = wanted.category,
		.country = wanted.country,
		.place = wanted.place,
		.rule = wanted.rule,
		.source = wanted.source};

	if (!wanted.category && !wanted.country && !wanted.place && !wanted.rule &&
		!wanted.source)
		control_refuse(answer, 400,
			"of what? Name a --category, --country, --place, --rule or --source: all "
			"that is named has to hold");
	else if (read_words(request, &silence, answer) &&
		 read_end(request, silence.created, &silence.until, answer) &&
		 check_names(context, &wanted, answer))
		put(context, &silence, answer);
	wanted_done(&wanted);
}

void command_silences(
	void *ctx, const struct control_request *request, struct control_answer *answer)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct command_context *context = ctx;
	struct store *store = pipeline_store(context->pipeline);
	bool all = request->param(request, "all") != NULL;
	struct json_object *rows;
	struct silence *list;
	size_t count, i;

	if (store_silences(store, arena, all ? 0 : pipeline_now(context->pipeline), all,
		    &list, &count)) {
		control_refuse(
			answer, 503, "the store cannot answer: %s", store_error(store));
		return;
	}
	rows = json_object_new_array();
	for (i = 0; i < count; i++)
		json_object_array_add(rows, silence_json(&list[i]));
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "silences", rows);
}

void command_silence_remove(
	void *ctx, const struct control_request *request, struct control_answer *answer)
{
	const struct command_context *context = ctx;
	struct store *store = pipeline_store(context->pipeline);
	struct store_query query;
	int r;

	if (!command_query_one(request, answer, &query))
		return;
	r = store_silence_end(store, query.id, pipeline_now(context->pipeline));
	if (r == STORE_NONE) {
		control_refuse(answer, 404,
			"there is no silence %lld, or it was ended already",
			(long long)query.id);
	} else if (r) {
		refuse_store(answer, store);
	} else {
		log_notice("silence/%lld: ended", (long long)query.id);
		answer->body = json_object_new_object();
		json_object_object_add(
			answer->body, "ended", json_object_new_int64(query.id));
	}
}
