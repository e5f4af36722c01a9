/*
 * A trie as a double array (Aoe 1989): a state is a cell, the next state is the cell at its
 * base plus the byte, and the check of that cell says whether it belongs to the state. One
 * step costs one look into memory, however many words the trie holds.
 */
#include "match/match_priv.h"

#include "base/mem.h"

enum {
	ROOT = 1,
	/* Cells below are nobody's, so that a base is never below zero. */
	FIRST_CELL = 256,
	/* Holes that a state with several children is tried in before it goes to the end. */
	TRIES_MAX = 32,
};

struct building {
	struct cell *cells;
	uint32_t count, cap;
	/* Free cells in a ring through cell 0. */
	uint32_t *next, *before;
	const struct word_trie *trie;
	uint32_t *children, *starts; /* of a state: children[starts[s]] … by their numbers */
	uint32_t *cell_of;           /* of a state of the trie */
};

/* ---- free cells ---------------------------------------------------------------------- */

static void link_free(struct building *building, uint32_t cell)
{
	uint32_t last = building->before[0];

	building->next[last] = cell;
	building->before[cell] = last;
	building->next[cell] = 0;
	building->before[0] = cell;
}

static void take(struct building *building, uint32_t cell)
{
	building->next[building->before[cell]] = building->next[cell];
	building->before[building->next[cell]] = building->before[cell];
}

static void grow_to(struct building *building, uint32_t count)
{
	uint32_t cap = building->cap;

	if (count > cap) {
		cap = MAX(count, cap * 2);
		building->cells = mem_realloc(building->cells, cap * sizeof(*building->cells));
		building->next = mem_realloc(building->next, cap * sizeof(*building->next));
		building->before = mem_realloc(building->before, cap * sizeof(*building->before));
		building->cap = cap;
	}
	for (; building->count < count; building->count++) {
		building->cells[building->count] = (struct cell){.check = 0};
		if (building->count >= FIRST_CELL)
			link_free(building, building->count);
	}
}

static bool is_free(const struct building *building, uint32_t cell)
{
	return cell >= FIRST_CELL && !building->cells[cell].check;
}

/* ---- states --------------------------------------------------------------------------- */

static uint8_t byte_of(const struct building *building, uint32_t child)
{
	return building->trie->bytes[building->children[child]];
}

static bool fits(struct building *building, uint32_t state, uint32_t base)
{
	uint32_t i;

	grow_to(building, base + 256);
	for (i = building->starts[state]; i < building->starts[state + 1]; i++)
		if (!is_free(building, base + byte_of(building, i)))
			return false;
	return true;
}

static uint32_t find_base(struct building *building, uint32_t state)
{
	uint8_t first = byte_of(building, building->starts[state]);
	uint32_t cell = building->next[0];
	int tries;

	for (tries = 0; cell && tries < TRIES_MAX; tries++, cell = building->next[cell])
		if (fits(building, state, cell - first))
			return cell - first;
	cell = building->count;
	grow_to(building, cell + 256);
	return cell;
}

static void place_children(struct building *building, uint32_t state)
{
	uint32_t cell = building->cell_of[state], base, next, i;

	if (building->starts[state] == building->starts[state + 1])
		return;
	base = find_base(building, state);
	building->cells[cell].base = base;
	for (i = building->starts[state]; i < building->starts[state + 1]; i++) {
		next = base + byte_of(building, i);
		take(building, next);
		building->cells[next].check = cell;
		building->cells[next].out = building->trie->outs[building->children[i]];
		building->cells[next].langs = building->trie->langs[building->children[i]];
		building->cell_of[building->children[i]] = next;
	}
}

static void list_children(struct building *building)
{
	const struct word_trie *trie = building->trie;
	uint32_t *fill = mem_calloc(trie->count + 1, sizeof(*fill)), state;

	for (state = ROOT + 1; state < trie->count; state++)
		building->starts[trie->parents[state] + 1]++;
	for (state = 0; state < trie->count; state++)
		building->starts[state + 1] += building->starts[state];
	for (state = 0; state < trie->count; state++)
		fill[state] = building->starts[state];
	for (state = ROOT + 1; state < trie->count; state++)
		building->children[fill[trie->parents[state]]++] = state;
	mem_free(fill);
}

struct cell *double_array_new(const struct word_trie *trie, uint32_t *out_count,
	uint32_t **out_cell_of)
{
	struct building building = {
		.trie = trie,
		.children = mem_calloc(trie->count, sizeof(uint32_t)),
		.starts = mem_calloc(trie->count + 2, sizeof(uint32_t)),
		.cell_of = mem_calloc(trie->count, sizeof(uint32_t)),
	};
	uint32_t state;

	list_children(&building);
	grow_to(&building, FIRST_CELL);
	building.next[0] = building.before[0] = 0;
	grow_to(&building, 2 * FIRST_CELL);
	building.cell_of[ROOT] = ROOT;
	building.cells[ROOT] = (struct cell){
		.check = UINT32_MAX, .out = trie->outs[ROOT], .langs = trie->langs[ROOT]};
	/* A parent is older than its children. */
	for (state = ROOT; state < trie->count; state++)
		place_children(&building, state);
	grow_to(&building, building.count + 256); /* so that a step needs no check */
	mem_free(building.next);
	mem_free(building.before);
	mem_free(building.children);
	mem_free(building.starts);
	*out_count = building.count;
	*out_cell_of = building.cell_of;
	return building.cells;
}
