#include "base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

enum { BLOCK_MIN = 16 * 1024, BLOCK_KEPT = 1024 * 1024 };

struct block {
	struct block *next;
	size_t size, used;
	uint64_t data[];
};

struct arena {
	struct block *head;
	size_t used;
};

static struct block *block_new(size_t size, struct block *next)
{
	/* Plain growth through mem_realloc: arena_alloc clears what it hands out. */
	struct block *block = mem_realloc(NULL, sizeof(*block) + size);

	*block = (struct block){.next = next, .size = size};
	return block;
}

struct arena *arena_new(void)
{
	struct arena *arena = mem_alloc(sizeof(*arena));

	arena->head = block_new(BLOCK_MIN, NULL);
	return arena;
}

/* The larger of two, as long as it is worth to keep; the other one goes. */
static struct block *keep_one(struct block *kept, struct block *block)
{
	bool better = !kept || (block->size > kept->size && block->size <= BLOCK_KEPT) ||
		      kept->size > BLOCK_KEPT;

	mem_free(better ? kept : block);
	return better ? block : kept;
}

void arena_reset(struct arena *arena)
{
	struct block *block = arena->head, *kept = NULL, *next;

	for (; block; block = next) {
		next = block->next;
		kept = keep_one(kept, block);
	}
	kept->next = NULL;
	kept->used = 0;
	arena->head = kept;
	arena->used = 0;
}

struct arena_mark arena_mark(const struct arena *arena)
{
	return (struct arena_mark){arena->head, arena->head->used, arena->used};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
	struct block *block;

	while ((block = arena->head) != mark.block) {
		arena->head = block->next;
		mem_free(block);
	}
	arena->head->used = mark.block_used;
	arena->used = mark.used;
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	arena_reset(arena);
	mem_free(arena->head);
	mem_free(arena);
}

static void *take(struct arena *arena, size_t size)
{
	struct block *block = arena->head;
	void *out;

	size = (size + 7) & ~(size_t)7;
	if (block->size - block->used < size) {
		size_t grown = MIN(block->size * 2, (size_t)BLOCK_KEPT);

		block = block_new(MAX(size, grown), block);
		arena->head = block;
	}
	out = (char *)block->data + block->used;
	block->used += size;
	arena->used += size;
	return out;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

char *arena_strndup(struct arena *arena, const char *s, size_t len)
{
	char *out = take(arena, len + 1);

	memcpy(out, s, len);
	out[len] = '\0';
	return out;
}

char *arena_strdup(struct arena *arena, const char *s)
{
	return s ? arena_strndup(arena, s, strlen(s)) : NULL;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list ap, again;
	char *out;
	int len;

	va_start(ap, fmt);
	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	out = take(arena, (size_t)len + 1);
	vsnprintf(out, (size_t)len + 1, fmt, again);
	va_end(again);
	return out;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
	struct block *block = arena->head;
	size_t old_room = (old_size + 7) & ~(size_t)7, extra;
	char *out;

	/* The last allocation of the block grows in place. */
	if (old && (char *)old + old_room == (char *)block->data + block->used) {
		extra = ((new_size + 7) & ~(size_t)7) - old_room;
		if (block->size - block->used >= extra) {
			block->used += extra;
			arena->used += extra;
			memset((char *)old + old_size, 0, new_size - old_size);
			return old;
		}
	}
	out = take(arena, new_size);
	if (old_size)
		memcpy(out, old, old_size);
	memset(out + old_size, 0, new_size - old_size);
	return out;
}
