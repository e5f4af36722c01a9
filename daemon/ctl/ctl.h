/*
 * kordonctl: one file a group of commands, one row a command in main.c. Offline commands
 * need no daemon; the others ask it over the control socket.
 *
 * To add a command: a file with its `struct ctl_command`, a row in main.c, its section in
 * docs/man/kordonctl.1.scd (a test compares them).
 */
#ifndef KORDON_CTL_CTL_H
#define KORDON_CTL_CTL_H

#include "analysis/analysis.h"
#include "base/clock.h"
#include "feed/feed.h"
#include "settings.h"

/* Exit status of both programs. */
enum { CTL_DONE = 0, CTL_FAILED = 1, CTL_USAGE = 2 };

struct json_object;
struct ctl_command;

struct ctl {
	const char *config;     /* of -c, or the default */
	bool config_given;      /* … by -c */
	const char *socket;     /* of --socket; NULL until ctl_ask has found it */
	char *found_socket;     /* owned; NULL where --socket was given */
	const char *color_when; /* of --color */
	bool json, help, version;
	bool color; /* on standard output */
	const struct ctl_command *command;
	char **words; /* of the command, behind its options; ended by NULL */
	int word_count;
};

/* ---- options.c: what a command takes -------------------------------------------------- */

/* Values of an option that may be given more than once. */
struct ctl_paths {
	const char *list[64];
	size_t count;
};

enum ctl_option_kind {
	CTL_FLAG,  /* bool */
	CTL_TEXT,  /* const char * */
	CTL_TIME,  /* int64_t: a moment, or a duration before now; TIME_NONE where not given */
	CTL_PATHS, /* struct ctl_paths */
};

struct ctl_option {
	const char *name;
	enum ctl_option_kind kind;
	size_t offset;     /* of the member in the command's arguments */
	const char *value; /* as help calls it: "PATH"; NULL for a flag */
	const char *help;
	char letter; /* short form, or 0 */
};

struct ctl_command {
	const char *name;
	const char *words; /* as help shows them: "FILE|-" */
	int words_min, words_max;
	const char *help;
	bool online; /* asks a running daemon */
	int (*run)(struct ctl *ctl, void *args);
	const struct ctl_option *options;
	size_t option_count;
	size_t args_size; /* of the struct that the options fill */
};
#define CTL_OPTIONS(rows, type)                                                          \
	.options = (rows), .option_count = ARRAY_LEN(rows), .args_size = sizeof(type)

/*
 * Reads argv[1…] up to the first word (command NULL), or the options of the command, which
 * may stand between its words, the common ones among them. CTL_DONE, or CTL_USAGE after a
 * report; words are left in ctl.
 */
int ctl_read_options(struct ctl *ctl, const struct ctl_command *command, int argc, char **argv,
	void *args) MUST_CHECK;
extern const struct ctl_option ctl_common_options[];
extern const size_t ctl_common_option_count;

/* ---- usage.c: messages and help ------------------------------------------------------- */

/* "kordonctl: …" on standard error, outside text made printable; returns the status. */
int ctl_fail(const struct ctl *ctl, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The same with the usage of the command behind it. */
int ctl_misuse(const struct ctl *ctl, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Prints what a load had to say on standard error; returns the status. */
int ctl_report(const struct diag *diag, int status);
/* "; did you mean 'x'?" or "": for the end of a message. Caller frees. */
char *ctl_suggest(const char *word, const char *const *candidates, size_t count);
void ctl_print_help(const struct ctl_command *command);
void ctl_print_overview(FILE *out, const struct ctl_command *const *commands, size_t count);

/* ---- input.c -------------------------------------------------------------------------- */

/* Reads FILE or "-" (standard input), at most 512 MiB. Failure is reported. */
bool ctl_read(const struct ctl *ctl, const char *path, struct buf *out);
/* The documents' items: a feed, or JSONL. */
struct ctl_items {
	const struct item *items;
	size_t count;
};
bool ctl_items(const struct ctl *ctl, struct arena *arena, const char *path,
	const struct buf *input, struct ctl_items *out);
enum { CTL_INPUT_MAX = 512 * 1024 * 1024 };
/* One line of JSONL as an item; false after a report that names file and line. */
bool ctl_line_item(const struct ctl *ctl, struct arena *arena, const char *path, size_t number,
	const char *line, size_t len, struct item *out) MUST_CHECK;
bool ctl_looks_like_jsonl(const char *text);

/* ---- stream.c: items in order of time, from a file of any size ------------------------ */

struct ctl_stream;
/* "-" is standard input. NULL after a report: every line is checked before the first is used. */
struct ctl_stream *ctl_stream_open(const struct ctl *ctl, const char *path) MUST_CHECK;
size_t ctl_stream_count(const struct ctl_stream *stream);
/* When the first item that has a time speaks; TIME_NONE: none has one. */
int64_t ctl_stream_begins(const struct ctl_stream *stream);
void ctl_stream_rewind(struct ctl_stream *stream);
enum { CTL_STREAM_END = 1 };
/* 0: the next item, borrowed until the next call; CTL_STREAM_END; negative after a report. */
int ctl_stream_next(struct ctl_stream *stream, struct item *out_item) MUST_CHECK;
void ctl_stream_close(struct ctl_stream *stream);

/* ---- progress.c ----------------------------------------------------------------------- */

struct ctl_progress {
	const char *unit;
	size_t done, total; /* total 0: not known */
	bool on;
	int64_t began_ms, shown_ms;
};
void ctl_progress_begin(struct ctl_progress *progress, const char *unit, size_t total);
void ctl_progress_step(struct ctl_progress *progress); /* one more is done */
void ctl_progress_clear(const struct ctl_progress *progress); /* before other output */

/* ---- input.c again -------------------------------------------------------------------- */

/* Rules and places of --rules, or those of the configuration; NULL after a report. */
struct analysis *ctl_analysis(const struct ctl *ctl, const struct ctl_paths *rules);
/* The whole configuration; NULL after a report. */
struct settings *ctl_settings(const struct ctl *ctl);

#define CTL_RULES_OPTION(type)                                                           \
	{"rules", CTL_PATHS, offsetof(type, rules), "PATH",                              \
		"rules from a YAML file, a folder of them or a configuration folder; may be "  \
		"given more than once (default: those of the configuration)"}

/* ---- output.c ------------------------------------------------------------------------- */

/* One line of JSON, safe to look at; puts the object. */
void ctl_print_json(struct json_object *object);
/* A member by its path, as text fit to print; "" where there is none. Caller frees. */
char *ctl_member(struct json_object *row, const char *path);
/* Columns of the terminal behind standard output; 0: it is none. */
int ctl_terminal_width(void);

/* A column: a member of each row by path ("sources.ok"). */
struct ctl_column {
	const char *title, *path;
	enum {
		CTL_WHOLE,
		CTL_WIDE = 1,     /* holds sentences: is cut where the terminal is narrow */
		CTL_OPTIONAL = 2, /* left out where it is too narrow even so, the last one first */
	} flags;
};
/* Tables for people: columns as wide as what they hold, cut to fit a terminal. */
void ctl_table(const struct ctl *ctl, struct json_object *rows,
	const struct ctl_column *columns, size_t count);

/* A line of a record: a member that has a value stands behind its label. */
struct ctl_line {
	const char *label, *path;
	enum { CTL_PLAIN, CTL_BYTES, CTL_NAMES, CTL_YES } kind;
	const char *note; /* what the value is, shown behind it; NULL: nothing */
};
void ctl_record(struct json_object *row, const struct ctl_line *lines, size_t count);

/* tree.c: appends a condition as a tree (JSON of model/explanation.h), a line a part. */
void ctl_put_tree(struct buf *out, struct json_object *part, int depth, bool color, bool whole);
/* The line of its root alone. */
void ctl_put_part(struct buf *out, struct json_object *part, int depth, bool color);

/* ---- ask.c: the daemon ---------------------------------------------------------------- */

/* GET or POST of a path with its query; the answer is the caller's to put. Returns a status,
 * CTL_FAILED after a report. */
int ctl_ask(struct ctl *ctl, const char *path, bool post, struct json_object **out_answer);
/* GET of a path that answers with text, at the end of out. */
int ctl_ask_text(struct ctl *ctl, const char *path, struct buf *out);
/* A daemon listens on the socket; nothing is said where none does. */
bool ctl_is_answered(struct ctl *ctl);
/* The path of a question, with parameters escaped; NULL values are left out. */
struct ctl_query {
	struct buf path;
	bool any;
};
void ctl_query_add(struct ctl_query *query, const char *name, const char *value);
/* Asks it, as ctl_ask does; the path is freed. */
int ctl_query_ask(struct ctl *ctl, struct ctl_query *query, bool post,
	struct json_object **out_answer);
/* Who decides something: the name that was given, behind sudo the person, else the account;
 * NULL: nobody knows, and nobody is told. */
const char *ctl_author(const char *given);

/* ---- commands ------------------------------------------------------------------------- */

extern const struct ctl_command ctl_check, ctl_parse, ctl_match, ctl_explain, ctl_test,
	ctl_replay, ctl_log, ctl_manual, ctl_schema, ctl_status, ctl_sources, ctl_incidents, ctl_alerts,
	ctl_items_command, ctl_import, ctl_export, ctl_reload, ctl_sinks, ctl_outbox,
	ctl_silence;
extern const struct ctl_command ctl_db, ctl_metrics;

#endif
