#include "model/explanation.h"

#include <json-c/json.h>
#include <string.h>

#include "model/finding.h"
#include "model/json.h"

static const char *const kind_names[EXPLANATION_KIND_COUNT] = {
#define X(name, text) text,
	EXPLANATION_KINDS(X)
#undef X
};

static void add(struct json_object *object, const char *name, struct json_object *value)
{
	json_object_object_add(object, name, value);
}

/* ---- whole ---------------------------------------------------------------------------- */

struct json_object *explanation_json(const struct explanation *explanation)
{
	struct json_object *object = json_object_new_object(), *parts = json_object_new_array();
	size_t i;

	add(object, "text", json_text(explanation->text));
	add(object, "kind", json_text(kind_names[explanation->kind]));
	add(object, "value", json_object_new_boolean(explanation->value));
	add(object, "note", json_text(explanation->note));
	if (explanation->misses)
		add(object, "misses", json_object_new_int64(explanation->misses));
	add(object, "evidence",
		evidence_json(explanation->evidence, explanation->evidence_count));
	for (i = 0; i < explanation->part_count; i++)
		json_object_array_add(parts, explanation_json(&explanation->parts[i]));
	add(object, "parts", parts);
	return object;
}

/* ---- to be kept ------------------------------------------------------------------------ */

enum { KEPT_DEPTH = 12, KEPT_TEXT = 160, KEPT_WORDS = 80, KEPT_EVIDENCE = 4 };

static struct json_object *kept_evidence(const struct explanation *explanation)
{
	struct json_object *list = evidence_json(explanation->evidence,
		MIN(explanation->evidence_count, (size_t)KEPT_EVIDENCE));
	size_t i;

	for (i = 0; i < json_object_array_length(list); i++)
		add(json_object_array_get_idx(list, i), "text",
			json_text_cut(explanation->evidence[i].text, KEPT_WORDS));
	return list;
}

static struct json_object *kept(const struct explanation *explanation, unsigned depth);

static void add_parts(struct json_object *object, const struct explanation *explanation,
	unsigned depth)
{
	struct json_object *parts = json_object_new_array();
	int64_t others = 0;
	size_t i;

	for (i = 0; i < explanation->part_count; i++)
		if (explanation->parts[i].value)
			json_object_array_add(parts, kept(&explanation->parts[i], depth - 1));
		else
			others++;
	add(object, "parts", parts);
	if (others && explanation->kind != EXPLANATION_NOT)
		add(object, "others", json_object_new_int64(others));
}

static struct json_object *kept(const struct explanation *explanation, unsigned depth)
{
	struct json_object *object = json_object_new_object();

	add(object, "text", json_text_cut(explanation->text, KEPT_TEXT));
	add(object, "kind", json_text(kind_names[explanation->kind]));
	add(object, "value", json_object_new_boolean(explanation->value));
	if (explanation->evidence_count && (!explanation->part_count || !depth))
		add(object, "evidence", kept_evidence(explanation));
	if (explanation->part_count && depth)
		add_parts(object, explanation, depth);
	else if (explanation->part_count)
		add(object, "cut", json_object_new_boolean(true));
	return object;
}

struct json_object *explanation_kept_json(const struct explanation *explanation)
{
	struct json_object *object = NULL;
	unsigned depth = KEPT_DEPTH;

	do {
		json_object_put(object);
		object = kept(explanation, depth);
	} while (depth-- && strlen(json_object_to_json_string_ext(object, 0)) >
				    EXPLANATION_KEPT_BYTES);
	return object;
}
