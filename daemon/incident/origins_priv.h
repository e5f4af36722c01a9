/*
 * The graph of origins.c: reports, media and voices, and arrows to what they lean on. Circles
 * are never closed; what has no arrow is an origin.
 */
#ifndef KORDON_INCIDENT_ORIGINS_PRIV_H
#define KORDON_INCIDENT_ORIGINS_PRIV_H

#include "incident/origins.h"

enum node_kind { NODE_ITEM, NODE_MEDIUM, NODE_VOICE };

struct node {
	enum node_kind kind;
	const char *name; /* of an item: its outlet */
	size_t *to;
	size_t count, cap;
	size_t seen;          /* the walk that came by last */
	size_t cited;         /* by so many reports */
	const char *nameless; /* whom those who lean on it do not name */
	bool own;             /* a voice: some report has it at first hand */
	bool voiced;          /* a medium: what it passes on names who says it */
};

/* Nodes 0 … count-1 are the reports. */
struct graph {
	struct arena *arena;
	const struct report *reports;
	size_t count;
	struct node *nodes;
	size_t node_count, node_cap;
	size_t walk;
	struct report_origin *out;
};

struct leaves {
	size_t *list;
	size_t count, cap;
};

/* The node of a medium or voice, made where there is none; nodes may move. */
size_t node_of(struct graph *graph, enum node_kind kind, const char *name);
/* An arrow. False where it would close a circle. */
bool lean(struct graph *graph, size_t from, size_t to);
void add_leaf(struct graph *graph, struct leaves *leaves, size_t leaf);
/* All that has no arrow and is reached from a node. */
struct leaves leaves_of(struct graph *graph, size_t i);

#endif
