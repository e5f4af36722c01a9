/*
 * Texts of words in ten languages, and terms for them: a part of these is found in the texts,
 * and most begin as words of the texts do, which is what makes a walk long. The same ones in
 * every run.
 */
#ifndef KORDON_BENCH_WORDS_H
#define KORDON_BENCH_WORDS_H

#include "text/text.h"

enum { WORDS_LANGS = 10 };
extern const char *const words_langs[WORDS_LANGS];

/* Before the others. */
void words_prepare(void);
struct text_doc *words_doc(struct arena *arena, int lang, size_t bytes) MUST_CHECK;
/*
 * Appends a term. One in 400 is a word of the texts, one in three a phrase, most have a
 * wildcard behind; with compounds one in ten begins with one too.
 */
void words_term(struct buf *out, int lang, bool compounds);

#endif
