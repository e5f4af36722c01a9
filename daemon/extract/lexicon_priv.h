/* What the builder's files share: places as they were read, before they are checked. */
#ifndef KORDON_EXTRACT_LEXICON_PRIV_H
#define KORDON_EXTRACT_LEXICON_PRIV_H

#include "extract/extract_priv.h"

/* A word of a file, remembered with its place for later complaints. */
struct raw_word {
	const char *text;
	struct diag_place place;
};

struct raw_words {
	struct raw_word *words; /* NULL where the key is missing */
	size_t count;
};

/* A pattern that stands for an entry. */
struct raw_name {
	const char *pattern;
	text_lang lang;
	enum name_kind kind; /* not CUE */
	struct diag_place place;
};

/* How far the search for circles among areas has come with an area. */
enum walk { WALK_NEW, WALK_OPEN, WALK_DONE };

/* A row of `places:`, `countries:`, `areas:` or `publishers:`. */
struct raw_entry {
	const char *id; /* of a country: its code */
	struct diag_place id_place;
	const char *name;
	enum place_kind kind;
	enum publisher_kind publisher_kind;
	struct raw_words countries, borders, areas;
	bool has_need;
	struct raw_words need_countries, need_areas;
	double lat, lon;
	enum walk walk;
	struct raw_name *names;
	size_t name_count, name_cap;
};

struct raw_list {
	struct raw_entry *entries;
	size_t count, cap;
};

struct lexicon_builder {
	struct arena *arena; /* every string and list; the lexicon takes it over */
	const char *file;    /* the name of the file read last, kept once */
	struct raw_list places, countries, areas, publishers;
};

/* lexicon_read.c */
void read_gazetteer(struct lexicon_builder *builder, const struct config_node *root,
	struct diag *diag);
/* lexicon_check.c: ids, references. The lists are sorted by id afterwards; only then are
 * entries found. */
struct raw_entry *find_entry(
	const struct raw_list *list, const char *id); /* NULL: none */
void check_gazetteer(struct lexicon_builder *builder, struct diag *diag);

#endif
