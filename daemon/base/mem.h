/*
 * Memory of small things: these calls always succeed. Where the machine has no memory
 * left for a few hundred bytes the process says so and ends; what matters is in the store.
 * What grows with outside input goes through struct buf or struct arena, which have ceilings.
 */
#ifndef KORDON_BASE_MEM_H
#define KORDON_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

#include "base/attr.h"

/* All return zeroed or copied memory that the caller frees with mem_free. */
void *mem_alloc(size_t size) MUST_CHECK;
void *mem_calloc(size_t count, size_t size) MUST_CHECK;
void *mem_realloc(void *old, size_t size) MUST_CHECK;
char *mem_strdup(const char *s) MUST_CHECK; /* NULL gives NULL */
char *mem_strndup(const char *s, size_t len) MUST_CHECK;
char *mem_printf(const char *fmt, ...) PRINTF_LIKE(1, 2) MUST_CHECK;
char *mem_vprintf(const char *fmt, va_list ap) MUST_CHECK;
void mem_free(void *p);

/* At the start: the few threads that look up names need no heaps of their own, and large
 * blocks are kept out of the one there is. */
void mem_one_heap(void);
/* After something large was released: gives it back to the machine. */
void mem_trim(void);

/* Sets *slot to a copy of s (or NULL) and frees what was there. */
void mem_replace(char **slot, const char *s);

/* Room for one more element in an array that doubles: MEM_GROW(v, n, cap). */
#define MEM_GROW(v, n, cap)                                                              \
	do {                                                                             \
		if ((n) == (cap)) {                                                      \
			(cap) = (cap) ? (cap)*2 : 8;                                     \
			(v) = mem_realloc((v), (size_t)(cap) * sizeof(*(v)));            \
		}                                                                        \
	} while (0)

/* For CLEANUP on char * and other plain blocks. */
static inline void mem_freep(void *slot)
{
	mem_free(*(void **)slot);
}

/* Hands a cleaned-up local over: return mem_steal(&text); */
static inline void *mem_steal_(void *slot)
{
	void **p = slot, *value = *p;

	*p = NULL;
	return value;
}
#define mem_steal(slot) ((__typeof__(*(slot)))mem_steal_(slot))

#endif
