/*
 * What tests of extraction share: the bundled gazetteer, an item read with it, and tables
 * of one line of real text a case. Expectations are words apart by spaces or, for speakers,
 * by semicolons.
 */
#ifndef KORDON_TESTS_READING_H
#define KORDON_TESTS_READING_H

#include "check.h"

#include "extract/extract.h"

/* Loaded by load_bundled() from the folders, which main() sets; ended by NULL. */
extern struct lexicon *bundled;
extern const char *const *bundled_folders;
int load_bundled(void **state);
int free_bundled(void **state);
/* Adds every file of the bundled folders. */
int add_bundled(struct lexicon_builder *builder, struct diag *diag);
/* A lexicon from texts, which diagnostics call file1.yaml, file2.yaml, … */
struct lexicon *load(const char *const *texts, size_t count, struct diag *diag);
void expect_clean(struct diag *diag);

struct reading {
	struct arena *arena; /* the test frees it */
	struct item item;
	struct item_source source; /* may be filled before */
	struct text_doc *doc;
	const struct mentions *mentions;
};

/* html: of the summary, or NULL. */
void read_item(struct reading *reading, const struct lexicon *lexicon, const char *lang,
	const char *title, const char *html);

/* "EE RU"; "narva-river gotland", in order of the text; "Reuters; PAP". The caller frees. */
char *countries_of(const struct mentions *mentions);
char *places_of(const struct mentions *mentions);
char *speakers_of(const struct mentions *mentions);

/* NULL: not looked at. */
struct naming_case {
	const char *lang, *text, *places, *countries, *speakers;
};
void check_naming(const struct naming_case *cases, size_t count);
#define CHECK_NAMING(cases) check_naming(cases, sizeof(cases) / sizeof(*(cases)))

#endif
