/* Nodes and arrows of the graph of origins, and what is at their ends. */
#include "incident/origins_priv.h"

#include <string.h>

/* ---- nodes and arrows ------------------------------------------------------------------ */

size_t node_of(struct graph *graph, enum node_kind kind, const char *name)
{
	size_t i;

	for (i = graph->count; i < graph->node_count; i++)
		if (graph->nodes[i].kind == kind && strcmp(graph->nodes[i].name, name) == 0)
			return i;
	ARENA_GROW(graph->arena, graph->nodes, graph->node_count, graph->node_cap);
	graph->nodes[graph->node_count] = (struct node){.kind = kind, .name = name};
	return graph->node_count++;
}

static bool visit(struct graph *graph, size_t from, size_t to)
{
	struct node *node = &graph->nodes[from];
	size_t i;

	if (from == to)
		return true;
	if (node->seen == graph->walk)
		return false;
	node->seen = graph->walk;
	for (i = 0; i < node->count; i++)
		if (visit(graph, node->to[i], to))
			return true;
	return false;
}

static bool reaches(struct graph *graph, size_t from, size_t to)
{
	graph->walk++;
	return visit(graph, from, to);
}

bool lean(struct graph *graph, size_t from, size_t to)
{
	struct node *node = &graph->nodes[from];
	size_t i;

	for (i = 0; i < node->count; i++)
		if (node->to[i] == to)
			return true;
	if (reaches(graph, to, from))
		return false;
	node = &graph->nodes[from];
	ARENA_GROW(graph->arena, node->to, node->count, node->cap);
	node->to[node->count++] = to;
	return true;
}

/* ---- what leans on nothing ------------------------------------------------------------------ */

void add_leaf(struct graph *graph, struct leaves *leaves, size_t leaf)
{
	size_t i;

	for (i = 0; i < leaves->count; i++)
		if (leaves->list[i] == leaf)
			return;
	ARENA_GROW(graph->arena, leaves->list, leaves->count, leaves->cap);
	leaves->list[leaves->count++] = leaf;
}

static void walk_down(struct graph *graph, size_t at, struct leaves *leaves)
{
	struct node *node = &graph->nodes[at];
	size_t i;

	if (node->seen == graph->walk)
		return;
	node->seen = graph->walk;
	if (!node->count)
		add_leaf(graph, leaves, at);
	for (i = 0; i < node->count; i++)
		walk_down(graph, node->to[i], leaves);
}

struct leaves leaves_of(struct graph *graph, size_t i)
{
	struct leaves leaves = {NULL, 0, 0};

	graph->walk++;
	walk_down(graph, i, &leaves);
	return leaves;
}
