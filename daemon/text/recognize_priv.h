/* What recognize.c asks of the library that knows languages; plain enough for C++. */
#ifndef KORDON_TEXT_RECOGNIZE_PRIV_H
#define KORDON_TEXT_RECOGNIZE_PRIV_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The code of the language that most of the text is in, and how many percent of it are (static
 * string); NULL where the library is not certain or was not there when kordon was built. Any
 * bytes will do.
 */
const char *text_guess(const char *text, size_t len, int *out_percent);

#ifdef __cplusplus
}
#endif

#endif
