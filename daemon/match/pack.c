/*
 * A trie packed for walking. The children of a state stand side by side, by their bytes, and
 * states in the order of their depth: a step looks at one or two lines of the cache, where
 * the table of edges that the set is built with looks at three.
 */
#include "match/match_priv.h"

#include <string.h>

#include "base/mem.h"

enum { ROOT = 1 };

/* States sorted by parent, those of one parent by byte; starts[p] is where p's begin. */
struct children {
	uint32_t *states, *starts;
};

/* Two stable passes of counting: by byte, then by parent. */
static uint32_t *by_byte(const struct word_trie *trie)
{
	uint32_t *sorted = mem_calloc(trie->count, sizeof(*sorted)), starts[257] = {0}, i;

	for (i = ROOT + 1; i < trie->count; i++)
		starts[trie->bytes[i] + 1]++;
	for (i = 1; i < 257; i++)
		starts[i] += starts[i - 1];
	for (i = ROOT + 1; i < trie->count; i++)
		sorted[starts[trie->bytes[i]]++] = i;
	return sorted;
}

static struct children children_of(const struct word_trie *trie)
{
	struct children children = {mem_calloc(trie->count, sizeof(uint32_t)),
		mem_calloc(trie->count + 1, sizeof(uint32_t))};
	uint32_t *bytes = by_byte(trie), *next, i;

	for (i = ROOT + 1; i < trie->count; i++)
		children.starts[trie->parents[i] + 1]++;
	for (i = 1; i <= trie->count; i++)
		children.starts[i] += children.starts[i - 1];
	next = mem_calloc(trie->count + 1, sizeof(*next));
	memcpy(next, children.starts, (trie->count + 1) * sizeof(*next));
	for (i = 0; i + ROOT + 1 < trie->count; i++)
		children.states[next[trie->parents[bytes[i]]]++] = bytes[i];
	mem_free(bytes);
	mem_free(next);
	return children;
}

/* Numbers the states anew, from the root down; old and fresh are the two ways to ask. */
static void number(struct word_trie *trie, const struct children *children, uint32_t *old,
	uint32_t *fresh)
{
	uint32_t used = ROOT + 1, state, i, j;

	old[ROOT] = fresh[ROOT] = ROOT;
	for (i = ROOT; i < trie->count; i++) {
		state = old[i];
		trie->nodes[i] = (struct trie_node){.first = used,
			.out = trie->outs[state],
			.byte = trie->bytes[state],
			.count = (uint16_t)(children->starts[state + 1] -
					    children->starts[state])};
		for (j = children->starts[state]; j < children->starts[state + 1]; j++) {
			old[used] = children->states[j];
			fresh[children->states[j]] = used++;
		}
	}
}

/* A table by state, with states in it, under the new numbers. */
static uint32_t *renumber(const struct word_trie *trie, uint32_t *table, const uint32_t *old,
	const uint32_t *fresh)
{
	uint32_t *moved, i;

	if (!table)
		return NULL;
	moved = mem_calloc(trie->count, sizeof(*moved));
	for (i = ROOT; i < trie->count; i++)
		moved[i] = fresh[table[old[i]]];
	mem_free(table);
	return moved;
}

static void forget_building(struct word_trie *trie)
{
	edges_done(&trie->edges);
	mem_free(trie->outs);
	mem_free(trie->parents);
	mem_free(trie->bytes);
	trie->edges = (struct edges){0};
	trie->outs = trie->parents = NULL;
	trie->bytes = NULL;
}

void trie_pack(struct word_trie *trie)
{
	struct children children = children_of(trie);
	uint32_t *old = mem_calloc(trie->count, sizeof(*old));
	uint32_t *fresh = mem_calloc(trie->count, sizeof(*fresh)), i;

	trie->nodes = mem_calloc(trie->count, sizeof(*trie->nodes));
	number(trie, &children, old, fresh);
	trie->fails = renumber(trie, trie->fails, old, fresh);
	trie->further = renumber(trie, trie->further, old, fresh);
	for (i = 0; i < trie->nodes[ROOT].count; i++)
		trie->roots[trie->nodes[trie->nodes[ROOT].first + i].byte] =
			trie->nodes[ROOT].first + i;
	forget_building(trie);
	mem_free(children.states);
	mem_free(children.starts);
	mem_free(old);
	mem_free(fresh);
}
