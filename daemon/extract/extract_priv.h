/* What the files of extract share: the compiled lexicon, and the workers of one item. */
#ifndef KORDON_EXTRACT_EXTRACT_PRIV_H
#define KORDON_EXTRACT_EXTRACT_PRIV_H

#include "extract/cues.h"
#include "extract/extract.h"

/* What a name in a text may stand for. */
enum name_kind {
	NAME_PLACE,
	NAME_COUNTRY,
	NAME_NOT_PLACE, /* longer, and not the place of the index: "Narva Trans" */
	NAME_NOT_COUNTRY,
	NAME_NEEDED,    /* a word that some need asks for; index: of the need */
	NAME_CUE,       /* index: enum cue */
	NAME_MOOD,      /* index: of mood_rows */
	NAME_DATE,      /* index: of date_rows */
	NAME_PUBLISHER, /* index: of the gazetteer's publishers */
};

/* What a hit of the match set stands for: its value is the index of one of these. */
struct name {
	enum name_kind kind;
	bool capital;    /* counts only where the text writes a capital too */
	uint16_t detail; /* of two names on the same words the one that says more wins */
	uint32_t index;
};

/* A name counts only beside one of these (any of them). */
struct need {
	const char *const *countries; /* ended by NULL, also the two below */
	const char *const *areas;
};

enum { NO_NEED = UINT32_MAX };

struct lexicon {
	struct arena *arena;
	struct gazetteer gazetteer;
	uint32_t *place_need; /* by number of the place: its need or NO_NEED */
	uint32_t *country_need;
	struct need *needs;
	uint32_t need_count;
	struct name *names;
	struct match_set *set;
};

/* The work on one item. */
struct extraction {
	const struct lexicon *lexicon;
	struct arena *arena;
	struct text_doc *doc;
	struct match_hits hits;
	uint8_t *flags; /* a byte a sentence: MENTION_* */
	struct mentions *mentions;
};

static inline const struct name *hit_name(
	const struct extraction *work, const struct match_hit *hit)
{
	return &work->lexicon->names[hit->value];
}

/* Whether the word stands in the item's own text. */
static inline bool own_word(const struct text_doc *doc, uint32_t word)
{
	return segment_is_own((enum segment_kind)doc->words[word].kind);
}

/* capital.c */
/* True for a capital letter of the Latin and Cyrillic alphabets. */
bool capital_letter(uint32_t cp);
bool capital_in(const char *s, size_t len);
/* True when a word of [first, end) begins with a capital in the text. */
bool capital_word(const struct text_doc *doc, uint32_t first, uint32_t end);

/* mention.c: places and countries. */
void find_places(struct extraction *work);
/* attribution.c: who says it. */
void find_attributions(struct extraction *work);
/* modality.c: how the words speak. */
void find_modality(struct extraction *work);
/* dates.c: when; after find_modality(). */
void find_dates(struct extraction *work);
/* notice.c: what is taken back, what is corrected. */
void find_notices(struct extraction *work);

#endif
