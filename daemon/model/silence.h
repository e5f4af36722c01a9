/* A silence: alerts that somebody does not want to be told of for a time, and why. */
#ifndef KORDON_MODEL_SILENCE_H
#define KORDON_MODEL_SILENCE_H

#include <stdint.h>

struct json_object;

struct silence {
	int64_t id;
	int64_t created, until; /* Unix seconds */
	int64_t ended;          /* somebody took it back; TIME_NONE: nobody did */
	const char *author, *reason;
	/* What it holds for: words with commas between them; NULL: all. */
	const char *category, *country, *place, *rule, *source;
};

/* Returns an object that the caller puts. */
struct json_object *silence_json(const struct silence *silence);

#endif
