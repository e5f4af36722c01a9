/* Number words, shared by the tables and the reader. */
#ifndef KORDON_TEXT_NUMBER_PRIV_H
#define KORDON_TEXT_NUMBER_PRIV_H

#include "text/text.h"

enum number_role {
	NUMBER_VALUE,    /* two, dreißig */
	NUMBER_TENS,     /* twenty, двести: something smaller may follow */
	NUMBER_TIMES,    /* hundred, tysiąc: multiplies what stands before; alone it is once */
	NUMBER_MANY,     /* dozens, сотни: at least two times, about */
	NUMBER_SOME,     /* tiotal, kilkanaście: about as much as it says */
	NUMBER_ABOUT,    /* about, более */
	NUMBER_AND,      /* two hundred and fifty; between 20 and 30 */
	NUMBER_BETWEEN,  /* between */
	NUMBER_UP_TO,    /* 20 to 30 */
	NUMBER_OF,       /* 24 of 50 */
	NUMBER_OF_ENDING, /* 24 poijua 50:stä */
	NUMBER_ORDINAL,  /* 76-я: behind a hyphen it makes a number the name of a thing */
	NUMBER_NO_COUNT, /* percent, euros, kilometres, hours */
	NUMBER_ACTORS,   /* six nations: they act, and nothing else is six */
	NUMBER_NAMES,    /* Article 5, Nord Stream 2: what stands behind it is a name */
	NUMBER_ANY_VALUE, /* asks for the first five */
};

struct number_word {
	char *fold;
	text_lang lang; /* unknown: all */
	enum number_role role;
	double value;
};

/* NULL where the word is none of that role in that language. */
const struct number_word *number_word_find(const struct text_word *word, text_lang lang,
	enum number_role role);
bool number_word_is_month(const struct text_word *word);

#endif
