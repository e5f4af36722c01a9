/*
 * Cue words: what sentences say with the same words in all articles of a language, so that
 * they belong to the program and not to the gazetteer. To add a language: rows in cues.c.
 */
#ifndef KORDON_EXTRACT_CUES_H
#define KORDON_EXTRACT_CUES_H

#include <stdbool.h>
#include <stddef.h>

enum cue {
	CUE_SAYS,        /* the speaker stands on either side: "said", "сообщает" */
	CUE_SAYS_BEHIND, /* the speaker stands before the cue: "Ylen mukaan" */
	CUE_SAYS_AHEAD,  /* the speaker stands behind the cue: "according to" */
	CUE_SAYS_TO,     /* a publisher stands right behind: "told", "till" */
	CUE_NAMELESS,    /* "unnamed", "на условиях анонимности" */
	CUE_SOURCES,     /* "sources", "źródła": people nobody names */
	CUE_OFFICIALS,   /* "officials": office without a name */
	CUE_BODY,        /* an office: "border guard", "ministry" */
	CUE_OUTLET,      /* "the paper": some publisher named before */
	CUE_AGENCY,      /* "the agency": an agency named before */
	CUE_BROADCASTER, /* "the channel": a broadcaster named before */
	CUE_NO_NAME,     /* written with a capital at a sentence's start, and no name */
	CUE_DOCUMENT,    /* "draft", "decree", "article" */
	CUE_WITHDRAW,    /* of documents: "withdrew", "отозван" */
	CUE_REMOVE,      /* of anything, so of documents only beside CUE_SITE: "removed" */
	CUE_SITE,        /* "from the website" */
	CUE_CORRECTION,  /* opens a notice: "Correction:" */
	CUE_EARLIER,     /* "an earlier version said" */
};

struct cue_row {
	enum cue cue;
	const char *lang;            /* "" for all */
	const char *const *patterns; /* as of match.h, ended by NULL */
};
extern const struct cue_row cue_rows[];
extern const size_t cue_row_count;

#endif
