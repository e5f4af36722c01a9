/* What the files of the model share. */
#ifndef KORDON_MODEL_MODEL_PRIV_H
#define KORDON_MODEL_MODEL_PRIV_H

#include <string.h>

/* The number of a name in the list of an enum's names; -1 where it is none of them. */
static inline int name_index(const char *const *names, int count, const char *name)
{
	int i;

	for (i = 0; i < count; i++)
		if (name && strcmp(names[i], name) == 0)
			return i;
	return -1;
}

#endif
