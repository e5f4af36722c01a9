/*
 * Where an item has its report from, as far as it says so: whom it cites, whose mark it
 * carries, where it links, which office or eyewitness of its own it names; and a sketch of
 * its words that finds copies. Plain data in an arena; read by extract, kept by store,
 * weighed by incident.
 */
#ifndef KORDON_MODEL_TRACE_H
#define KORDON_MODEL_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct json_object;

#define TRACE_KINDS(X)                                                                   \
	X(CITES, "cites")   /* a medium: "Der Spiegel reported" */                        \
	X(MARK, "mark")     /* an agency's mark or byline: "(BNS)", "LETA/" */             \
	X(LINK, "link")     /* a link to another outlet; the name is its host */          \
	X(SAYS, "says")     /* an office, an expert, a person that it names itself */      \
	X(SAW, "saw")       /* its own reporter was there */                              \
	X(NAMELESS, "nameless") /* "anonymous officials", "sources" */
enum trace_kind {
#define X(name, text) TRACE_##name,
	TRACE_KINDS(X)
#undef X
	TRACE_KIND_COUNT
};

struct trace_source {
	enum trace_kind kind;
	const char *name;
	const char *country;  /* whose it is; NULL: unknown */
	bool official;        /* an office, or a person who speaks for one */
	bool told;            /* told this outlet itself */
	bool denies;          /* with a word of denial: says that it is not so */
	bool negates;         /* something in its sentence is negated */
};

enum { TRACE_SOURCES_MAX = 24, TRACE_SKETCH_MAX = 512 };

struct trace {
	const char *outlet; /* who publishes the item, one name for all its feeds; NULL: unknown */
	const char *country; /* the outlet's */
	const char *host;    /* of the item's address, without "www."; NULL */
	bool official;       /* the outlet is an office itself */
	const struct trace_source *sources;
	size_t source_count;
	/* Hashes of runs of words, sorted: the smallest ones where there are more. */
	const uint32_t *sketch;
	size_t sketch_count;
};

/* "www.err.ee" of "https://www.err.ee/1?x" is err.ee; NULL where there is none. */
const char *trace_host(struct arena *arena, const char *url);

/* All but the sketch. The caller puts the object. */
struct json_object *trace_json(const struct trace *trace);
void trace_from_json(struct arena *arena, struct json_object *object, struct trace *out_trace);

/*
 * How much of the shorter text stands in the longer one, 0 to 1; 0 where either is too short
 * to tell. *out_a_shorter says which of them that is.
 */
double trace_containment(const struct trace *a, const struct trace *b, bool *out_a_shorter);

#endif
