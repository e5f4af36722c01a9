/* Commands that show lists of the daemon: a table of verbs, columns, lines of a record. */
#ifndef KORDON_CTL_LISTS_H
#define KORDON_CTL_LISTS_H

#include "ctl/ctl.h"

struct ctl_list;

/* A word behind the command: "list", "show ID". The first one of a list is the default. */
struct ctl_verb {
	const char *name;
	int (*run)(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
		const void *args);
	const char *param; /* the query parameter of the word behind it; NULL: takes none */
	const char *done;  /* ctl_verb_do: how "incident 17 …" ends */
};

/* A list inside one row, and the line above it. */
struct ctl_part {
	const char *name, *heading; /* heading NULL: none */
	const struct ctl_column *columns;
	size_t column_count;
	/* In the place of a table; NULL: a table. row is what the list is of. */
	void (*print)(const struct ctl *ctl, struct json_object *row, struct json_object *rows);
};

/* revisions.c: what was changed, word by word. */
void ctl_print_revisions(const struct ctl *ctl, struct json_object *item,
	struct json_object *revisions);

struct ctl_list {
	const char *name; /* of the rows in the answer, and of the path: "incidents" */
	const char *one;  /* "incident" */
	const char *none; /* said of an empty list; NULL: "no incidents" */
	const struct ctl_verb *verbs;
	size_t verb_count;
	const struct ctl_column *columns;
	size_t column_count;
	const struct ctl_line *lines; /* of one row */
	size_t line_count;
	const struct ctl_part *parts; /* lists inside one row, shown under it */
	size_t part_count;
};

/* For parts: why the rules fired, of each row that says so (tree.c). */
void ctl_print_explanations(const struct ctl *ctl, struct json_object *whole,
	struct json_object *rows);
/* Of the first of them alone, and where to ask for the others: an incident may have hundreds. */
void ctl_print_first_explanation(const struct ctl *ctl, struct json_object *whole,
	struct json_object *rows);

int ctl_run_list(struct ctl *ctl, const struct ctl_list *list, const void *args);

/* The daemon's answer to "LIST VERB WORD". */
int ctl_ask_verb(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	bool post, struct json_object **out_answer);
/* A table of all rows · one row as a record · POST, and one line on what was done. */
int ctl_verb_list(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args);
int ctl_verb_show(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args);
int ctl_verb_discover(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args);
/* why.c: what was decided of an incident, alert or item. */
int ctl_verb_why(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args);
int ctl_verb_do(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args);

#endif
