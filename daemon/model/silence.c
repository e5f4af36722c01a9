#include "model/silence.h"

#include <json-c/json.h>

#include "model/json.h"

struct json_object *silence_json(const struct silence *silence)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "id", json_object_new_int64(silence->id));
	json_object_object_add(object, "created", json_time(silence->created));
	json_object_object_add(object, "until", json_time(silence->until));
	json_object_object_add(object, "ended", json_time(silence->ended));
	json_object_object_add(object, "author", json_text(silence->author));
	json_object_object_add(object, "reason", json_text(silence->reason));
	json_object_object_add(object, "category", json_text(silence->category));
	json_object_object_add(object, "country", json_text(silence->country));
	json_object_object_add(object, "place", json_text(silence->place));
	json_object_object_add(object, "rule", json_text(silence->rule));
	json_object_object_add(object, "source", json_text(silence->source));
	return object;
}
