/* The small pieces of JSON that the model, the store and the sinks share. */
#ifndef KORDON_MODEL_JSON_H
#define KORDON_MODEL_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct json_object;

/* All return an object that the caller puts. */
/* A string for JSON that may be NULL (gives JSON null). */
struct json_object *json_text(const char *s);
/* At most max code points of it, "…" behind what was cut. */
struct json_object *json_text_cut(const char *s, size_t max);
struct json_object *json_texts(const char *const *texts, size_t count);
struct json_object *json_time(int64_t wall_s); /* TIME_NONE gives null */
/* Whole numbers without a point, others as short as they can be read back; NaN gives null. */
struct json_object *json_number(double value);

/*
 * Appends the object as one line without line end. What could move a cursor, break a line
 * or turn the direction of text on a terminal is written as \u escapes: the same JSON, but
 * safe to look at.
 */
void json_line(struct buf *out, struct json_object *object);

/* Member of an object, NULL where it is missing or null. Borrowed. */
struct json_object *json_get(struct json_object *object, const char *name);
const char *json_get_text(struct json_object *object, const char *name);
/* The same along a path of members ("incident.id"). */
struct json_object *json_find(struct json_object *object, const char *path);

#endif
