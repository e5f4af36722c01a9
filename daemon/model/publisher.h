/*
 * Those whose words others pass on: agencies, papers, broadcasters, offices. Plain data,
 * loaded by extract from publishers.d.
 */
#ifndef KORDON_MODEL_PUBLISHER_H
#define KORDON_MODEL_PUBLISHER_H

#include <stdbool.h>

/* Kinds of publishers. A new kind is one line here. */
#define PUBLISHER_KINDS(X)                                                               \
	X(AGENCY, "agency")     /* sells news to others */                               \
	X(PUBLIC, "public")     /* a public service broadcaster */                       \
	X(PRESS, "press")       /* papers, portals, private broadcasters */              \
	X(LOCAL, "local")       /* of one region */                                      \
	X(STATE, "state")       /* media that a government directs */                    \
	X(OFFICIAL, "official") /* an office of a state or of an alliance */             \
	X(SOCIAL, "social")     /* a channel of a network */                             \
	X(ANALYST, "analyst")   /* an institute, a tracker of ships or aircraft */
enum publisher_kind {
#define X(name, text) PUBLISHER_##name,
	PUBLISHER_KINDS(X)
#undef X
	PUBLISHER_KIND_COUNT
};
const char *publisher_kind_name(enum publisher_kind kind);
/* False where there is no such kind. */
bool publisher_kind_parse(const char *name, enum publisher_kind *out_kind);

struct publisher {
	const char *id;
	const char *name;    /* one for all languages: two texts that pass on a report agree */
	const char *country; /* ISO 3166-1 alpha-2; NULL: of none */
	enum publisher_kind kind;
};

#endif
