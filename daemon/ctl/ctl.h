/*
 * kordonctl: one file a group of commands, one row a command in main.c. Offline commands
 * need no daemon; the others ask it over the control socket.
 */
#ifndef KORDON_CTL_CTL_H
#define KORDON_CTL_CTL_H

#include "analysis/analysis.h"
#include "feed/feed.h"
#include "settings.h"

/* Exit status of both programs. */
enum { CTL_DONE = 0, CTL_FAILED = 1, CTL_USAGE = 2 };

struct json_object;

struct ctl {
	const char *config; /* of -c, or the default */
	const char *socket; /* of --socket; NULL: as the configuration says */
	bool json, color;   /* color: on standard output */
	const char *command;
	int argc;           /* of the command, argv[0] is its name */
	char **argv;
};

/* ---- messages ------------------------------------------------------------------------ */

/* "kordonctl: …" on standard error; returns the status. */
int ctl_fail(const struct ctl *ctl, const char *fmt, ...) PRINTF_LIKE(2, 3);
int ctl_misuse(const struct ctl *ctl, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* ---- input.c ------------------------------------------------------------------------- */

/* Reads FILE or "-" (standard input), at most 64 MiB. Failure is reported. */
bool ctl_read(const struct ctl *ctl, const char *path, struct buf *out);
/* The documents' items: a feed, or JSONL. */
struct ctl_items {
	const struct item *items;
	size_t count;
};
bool ctl_items(const struct ctl *ctl, struct arena *arena, const char *path,
	const struct buf *input, struct ctl_items *out);
/* Rules and places of --rules, or those of the configuration; NULL after a report. */
struct analysis *ctl_analysis(const struct ctl *ctl, const char *const *rules, size_t count);
/* Values of an option that may be given more than once. */
struct ctl_paths {
	const char *list[64];
	size_t count;
};
bool ctl_add_path(const struct ctl *ctl, struct ctl_paths *paths, const char *path);

/* ---- table.c ------------------------------------------------------------------------- */

/* A column: a member of each row by path ("sources.ok"), at most width columns wide. */
struct ctl_column {
	const char *title, *path;
	int width; /* 0: as wide as it is */
};
void ctl_table(const struct ctl *ctl, struct json_object *rows,
	const struct ctl_column *columns, size_t count);
/* A member by its path, as text fit to print; "" where there is none. Caller frees. */
char *ctl_member(struct json_object *row, const char *path);

/* ---- commands ------------------------------------------------------------------------ */

int ctl_check(struct ctl *ctl);
int ctl_parse(struct ctl *ctl);
int ctl_match(struct ctl *ctl);
int ctl_explain(struct ctl *ctl);
int ctl_test(struct ctl *ctl);
int ctl_replay(struct ctl *ctl);
int ctl_manual(struct ctl *ctl);
int ctl_status(struct ctl *ctl);
int ctl_sources(struct ctl *ctl);
int ctl_incidents(struct ctl *ctl);
int ctl_alerts(struct ctl *ctl);
int ctl_items_list(struct ctl *ctl);
int ctl_reload(struct ctl *ctl);

#endif
