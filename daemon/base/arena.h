/*
 * An arena: many small allocations, one release. One per fetched document lives from
 * parsing to extraction. Allocation always succeeds (see mem.h); readers of outside bytes
 * compare arena_used() with their own ceiling and stop with a named outcome.
 */
#ifndef KORDON_BASE_ARENA_H
#define KORDON_BASE_ARENA_H

#include <stddef.h>

#include "base/attr.h"

struct arena;

struct arena *arena_new(void) MUST_CHECK;
void arena_free(struct arena *arena); /* NULL is fine */
DEFINE_CLEANUP(struct arena *, arena_free)

/* Forgets every allocation and keeps one block, of at most 1 MiB, for reuse. */
void arena_reset(struct arena *arena);

/* Forgets what was allocated since the mark was taken; resets in between make it void. */
struct arena_mark {
	void *block;
	size_t block_used, used;
};
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* All borrow: the memory lives until arena_reset or arena_free. 8-byte aligned, zeroed. */
void *arena_alloc(struct arena *arena, size_t size);
char *arena_strdup(struct arena *arena, const char *s); /* NULL gives NULL */
char *arena_strndup(struct arena *arena, const char *s, size_t len);
char *arena_printf(struct arena *arena, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *arena);

/* Array growth inside an arena: the old array stays until the arena goes. */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);
#define ARENA_GROW(arena, v, n, cap)                                                     \
	do {                                                                             \
		if ((n) == (cap)) {                                                      \
			size_t grow_old_ = (size_t)(cap) * sizeof(*(v));                 \
			(cap) = (cap) ? (cap)*2 : 8;                                     \
			(v) = arena_grow((arena), (v), grow_old_,                        \
				(size_t)(cap) * sizeof(*(v)));                           \
		}                                                                        \
	} while (0)

#endif
