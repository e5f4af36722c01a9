#include "base/mem.h"

#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGE = 256 * 1024 };

static void *checked(void *p, size_t size)
{
	if (p)
		return p;
	fprintf(stderr, "kordon: out of memory (%zu bytes wanted), ending\n", size);
	abort();
}

void *mem_alloc(size_t size)
{
	return checked(calloc(1, size ? size : 1), size);
}

void *mem_calloc(size_t count, size_t size)
{
	return checked(calloc(count ? count : 1, size ? size : 1), size);
}

void *mem_realloc(void *old, size_t size)
{
	return checked(realloc(old, size ? size : 1), size);
}

char *mem_strdup(const char *s)
{
	return s ? checked(strdup(s), strlen(s)) : NULL;
}

char *mem_strndup(const char *s, size_t len)
{
	return checked(strndup(s, len), len);
}

char *mem_vprintf(const char *fmt, va_list ap)
{
	char *out = NULL;

	if (vasprintf(&out, fmt, ap) < 0)
		out = NULL;
	return checked(out, 0);
}

char *mem_printf(const char *fmt, ...)
{
	va_list ap;
	char *out;

	va_start(ap, fmt);
	out = mem_vprintf(fmt, ap);
	va_end(ap);
	return out;
}

void mem_free(void *p)
{
	free(p);
}

void mem_one_heap(void)
{
	mallopt(M_ARENA_MAX, 1);
	/* Stated, it stays: large blocks go back to the machine, and leave no holes. */
	mallopt(M_MMAP_THRESHOLD, LARGE);
}

void mem_trim(void)
{
	malloc_trim(0);
}

void mem_replace(char **slot, const char *s)
{
	char *copy = mem_strdup(s);

	free(*slot);
	*slot = copy;
}
