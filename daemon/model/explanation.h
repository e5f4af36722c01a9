/*
 * Why a rule fires or stays silent: its condition as a tree, each part true or false, with
 * what it matched. Plain data, borrowed strings; made by rule, kept with a finding, shown by
 * kordonctl.
 */
#ifndef KORDON_MODEL_EXPLANATION_H
#define KORDON_MODEL_EXPLANATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct evidence;
struct json_object;

/* How the parts make the whole: for showing the part that says why. */
#define EXPLANATION_KINDS(X)                                                             \
	X(PART, "part") /* sentence(…), near: holds on a ground of its own */            \
	X(ALL, "all") X(ANY, "any") X(SOME, "some") X(NOT, "not")                         \
	X(NAME, "name") /* stands for its one part */
enum explanation_kind {
#define X(name, text) EXPLANATION_##name,
	EXPLANATION_KINDS(X)
#undef X
	EXPLANATION_KIND_COUNT
};

struct explanation {
	const char *text; /* the part as written: "buoy near/12 remove" */
	enum explanation_kind kind;
	bool value;
	const struct evidence *evidence; /* what it matched */
	size_t evidence_count;
	const char *note; /* why it does not hold; NULL: its parts say it */
	/* What is lacking, in plain words, and in how many places; NULL and 0 where it holds. */
	const char *miss;
	uint32_t misses;
	const struct explanation *parts;
	size_t part_count;
};

/* Both return an object that the caller puts. The whole: all parts, true and false. */
struct json_object *explanation_json(const struct explanation *explanation);
/*
 * To be kept: what holds alone ("others": how many alternatives do not), long words cut, parts
 * that lie deep left out ("cut": true) until it fits into EXPLANATION_KEPT_BYTES.
 */
enum { EXPLANATION_KEPT_BYTES = 8192 };
struct json_object *explanation_kept_json(const struct explanation *explanation);

#endif
