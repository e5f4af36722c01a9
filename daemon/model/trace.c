#include "model/trace.h"

#include <ctype.h>
#include <json-c/json.h>
#include <string.h>

#include "base/attr.h"
#include "model/json.h"
#include "model/model_priv.h"

/* Fewer runs of words than that are a headline that two may hit upon. */
enum { SKETCH_LEAST = 6 };

static const char *const kind_names[] = {
#define X(name, text) text,
	TRACE_KINDS(X)
#undef X
};

const char *trace_host(struct arena *arena, const char *url)
{
	const char *host = url ? strstr(url, "://") : NULL;
	size_t len, i;
	char *out;

	if (!host)
		return NULL;
	host += 3;
	if (strncasecmp(host, "www.", 4) == 0)
		host += 4;
	len = strcspn(host, ":/?#");
	if (!len)
		return NULL;
	out = arena_strndup(arena, host, len);
	for (i = 0; i < len; i++)
		out[i] = (char)tolower((unsigned char)out[i]);
	return out;
}

/* ---- JSON ------------------------------------------------------------------------------ */

static void add_text(struct json_object *object, const char *name, const char *text)
{
	if (text)
		json_object_object_add(object, name, json_text(text));
}

static void add_flag(struct json_object *object, const char *name, bool flag)
{
	if (flag)
		json_object_object_add(object, name, json_object_new_boolean(true));
}

static struct json_object *source_json(const struct trace_source *source)
{
	struct json_object *object = json_object_new_object();

	add_text(object, "kind", kind_names[source->kind]);
	add_text(object, "name", source->name);
	add_text(object, "country", source->country);
	add_flag(object, "official", source->official);
	add_flag(object, "told", source->told);
	add_flag(object, "denies", source->denies);
	add_flag(object, "negates", source->negates);
	return object;
}

struct json_object *trace_json(const struct trace *trace)
{
	struct json_object *object = json_object_new_object();
	struct json_object *list = json_object_new_array();
	size_t i;

	add_text(object, "outlet", trace->outlet);
	add_text(object, "country", trace->country);
	add_text(object, "host", trace->host);
	add_flag(object, "official", trace->official);
	for (i = 0; i < trace->source_count; i++)
		json_object_array_add(list, source_json(&trace->sources[i]));
	json_object_object_add(object, "sources", list);
	return object;
}

static bool flag_of(struct json_object *object, const char *name)
{
	return json_object_get_boolean(json_get(object, name));
}

static bool read_source(
	struct arena *arena, struct json_object *object, struct trace_source *out)
{
	const char *name = json_get_text(object, "name");
	int kind = name_index(kind_names, TRACE_KIND_COUNT, json_get_text(object, "kind"));

	if (kind < 0 || !name)
		return false;
	*out = (struct trace_source){
		.kind = (enum trace_kind)kind,
		.name = arena_strdup(arena, name),
		.country = arena_strdup(arena, json_get_text(object, "country")),
		.official = flag_of(object, "official"),
		.told = flag_of(object, "told"),
		.denies = flag_of(object, "denies"),
		.negates = flag_of(object, "negates"),
	};
	return true;
}

void trace_from_json(struct arena *arena, struct json_object *object, struct trace *out_trace)
{
	struct json_object *list = json_get(object, "sources");
	size_t count = json_object_is_type(list, json_type_array)
			       ? json_object_array_length(list)
			       : 0, i;
	struct trace_source *sources = arena_alloc(arena, (count + 1) * sizeof(*sources));
	struct trace trace = {
		.outlet = arena_strdup(arena, json_get_text(object, "outlet")),
		.country = arena_strdup(arena, json_get_text(object, "country")),
		.host = arena_strdup(arena, json_get_text(object, "host")),
		.official = flag_of(object, "official"),
		.sources = sources,
	};

	for (i = 0; i < count; i++)
		trace.source_count += read_source(arena,
			json_object_array_get_idx(list, i), &sources[trace.source_count]);
	*out_trace = trace;
}

/* ---- copies ---------------------------------------------------------------------------- */

/* How many there are up to a limit: a sketch of a long text holds its smallest hashes. */
static size_t up_to(const struct trace *trace, uint32_t limit)
{
	size_t count = 0;

	while (count < trace->sketch_count && trace->sketch[count] <= limit)
		count++;
	return count;
}

static uint32_t reach(const struct trace *trace)
{
	return trace->sketch_count < TRACE_SKETCH_MAX
		       ? UINT32_MAX
		       : trace->sketch[trace->sketch_count - 1];
}

static size_t count_shared(const struct trace *a, size_t na, const struct trace *b, size_t nb)
{
	size_t i = 0, j = 0, shared = 0;

	while (i < na && j < nb) {
		if (a->sketch[i] == b->sketch[j]) {
			shared++;
			i++;
			j++;
		} else if (a->sketch[i] < b->sketch[j]) {
			i++;
		} else {
			j++;
		}
	}
	return shared;
}

double trace_containment(const struct trace *a, const struct trace *b, bool *out_a_shorter)
{
	uint32_t limit = reach(a) < reach(b) ? reach(a) : reach(b);
	size_t na = up_to(a, limit), nb = up_to(b, limit);

	*out_a_shorter = na <= nb;
	if (na < SKETCH_LEAST || nb < SKETCH_LEAST)
		return 0;
	return (double)count_shared(a, na, b, nb) / (double)(na < nb ? na : nb);
}
