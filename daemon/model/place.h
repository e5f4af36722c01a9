/*
 * The gazetteer as plain data, and what was found of it in a text. Loaded by extract from
 * places.d; rules ask for places and countries by it.
 */
#ifndef KORDON_MODEL_PLACE_H
#define KORDON_MODEL_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/date.h"
#include "model/modality.h"
#include "model/publisher.h"

/* Kinds of places. A new kind is one line here. */
#define PLACE_KINDS(X)                                                                   \
	X(CROSSING, "crossing") X(RIVER, "river") X(LAKE, "lake") X(LAGOON, "lagoon")     \
	X(STRAIT, "strait") X(GULF, "gulf") X(SEA, "sea-area") X(ISLAND, "island")        \
	X(CAPE, "cape") X(TOWN, "town") X(CAPITAL, "capital") X(REGION, "region")         \
	X(BASE, "base") X(AIRPORT, "airport") X(PORT, "port") X(CABLE, "cable")           \
	X(PIPELINE, "pipeline") X(CORRIDOR, "corridor") X(BORDER, "border")               \
	X(FOREST, "forest") X(PLANT, "plant")
enum place_kind {
#define X(name, text) PLACE_##name,
	PLACE_KINDS(X)
#undef X
	PLACE_KIND_COUNT
};
const char *place_kind_name(enum place_kind kind);
/* False where there is no such kind. */
bool place_kind_parse(const char *name, enum place_kind *out_kind);

struct place {
	const char *id, *name;
	enum place_kind kind;
	const char *const *countries; /* ISO 3166-1 alpha-2, ended by NULL; none: a sea of many */
	const char *const *borders;   /* "EE-RU": codes in order of the alphabet; ended by NULL */
	const char *const *areas;     /* ids of areas; ended by NULL */
	double lat, lon;              /* WGS 84 degrees; NaN where a place is nowhere in particular */
	bool ambiguous; /* counts only beside another sign of the theatre in the item */
};

struct country {
	const char *code, *name;
	const char *const *areas; /* ended by NULL */
};

struct area {
	const char *id, *name;
};

/* Constant after loading. Arrays sorted by id or code. */
struct gazetteer {
	const struct place *places;
	size_t place_count;
	const struct country *countries;
	size_t country_count;
	const struct area *areas;
	size_t area_count;
	const struct publisher *publishers;
	size_t publisher_count;
};

/* All borrow; NULL where there is none. */
const struct place *gazetteer_place(const struct gazetteer *gazetteer, const char *id);
const struct country *gazetteer_country(const struct gazetteer *gazetteer, const char *code);
const struct area *gazetteer_area(const struct gazetteer *gazetteer, const char *id);
const struct publisher *gazetteer_publisher(const struct gazetteer *gazetteer, const char *id);

/* True when the list (ended by NULL) holds the word. */
bool names_hold(const char *const *names, const char *word);

/*
 * What a text names: a place or, with place NULL, a country by name, people, government or
 * capital. Words are numbers of the text_doc. A place mention stands for its countries too.
 */
struct mention {
	const struct place *place;
	const struct country *country; /* NULL where place is set */
	uint32_t first_word, end_word;
	uint32_t sentence;
};

/* Who says it, as a sentence names it: "Der Spiegel", "anonymous officials". */
struct attribution {
	const char *name; /* as the text or the lexicon writes it */
	const struct publisher *publisher; /* NULL: none that the gazetteer knows */
	const char *country; /* whose it is, where that is known; else NULL */
	bool anonymous, official;
	uint32_t sentence;
};

/* Words that say how the words behind (or around) them are to be taken. */
struct modality_cue {
	enum modality modality;
	bool refutes; /* a word of denial ("denies", "is not true"), no mere negation */
	uint32_t first_word, end_word;
};

/* When something happens, as a sentence says it. */
struct date_mention {
	struct text_date date; /* its text is left to the facts */
	uint32_t first_word, end_word;
	uint32_t sentence;
};

/* All that extract finds in one item, in order of the text. Borrowed from the arena. */
struct mentions {
	const struct mention *places; /* places and countries */
	size_t place_count;
	const struct attribution *attributions;
	size_t attribution_count;
	const struct date_mention *dates;
	size_t date_count;
	/* One byte a sentence of the text_doc: MENTION_* bits. */
	const uint8_t *sentence_flags;
	const uint8_t *word_modality; /* enum modality of each word of the text_doc */
	const struct modality_cue *modality_cues;
	size_t modality_cue_count;
	bool withdrawn; /* some own sentence says that a document or act was taken back */
	bool corrected; /* the item carries a correction notice */
};

enum {
	MENTION_WITHDRAWN = 1, /* says that a document or act was taken back */
	MENTION_RETRACTED = 2, /* taken back itself by a correction notice of the item */
	MENTION_DOCUMENT = 4,  /* speaks of a document that can be taken back */
};

#endif
