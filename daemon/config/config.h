/*
 * Configuration: a YAML tree that remembers file, line and column, diagnostics that point at
 * their place, and option tables from which parser, checker and manual are made.
 *
 * To add an option: add a row to the room's table and a member to its struct.
 */
#ifndef KORDON_CONFIG_CONFIG_H
#define KORDON_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"

/* ---- diagnostics ------------------------------------------------------------------ */

/*
 * Collects every mistake of a load with its place; prints them in the order of files (as
 * they were read), lines and columns: `path:line:column: error: text`, the offending line, a
 * caret, a hint. They may be reported in any order. The diag keeps what it needs of the
 * files: trees may be freed before or after it. What is reported twice is kept once.
 */
struct diag;

struct diag_place {
	const char *file; /* borrowed from the tree; NULL: no place */
	int line, column; /* from 1; columns count code points; line 0: the file as a whole */
};

struct diag *diag_new(void) MUST_CHECK;
void diag_free(struct diag *diag);
DEFINE_CLEANUP(struct diag *, diag_free)

void diag_error(struct diag *diag, struct diag_place place, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
void diag_warning(struct diag *diag, struct diag_place place, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* A second line under the last message: "did you mean 'interval'?" */
void diag_hint(struct diag *diag, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* That hint with the nearest candidate, if one is near. Costs nothing once no message is
 * kept any more: the way to suggest one of very many names. */
void diag_hint_nearest(struct diag *diag, const char *word, const char *const *candidates,
	size_t count);

/* Asks for warnings of what is merely untidy too: who checks a configuration wants them, who
 * starts on it does not. */
void diag_ask_untidy(struct diag *diag);
bool diag_wants_untidy(const struct diag *diag);
/* False once no message is kept any more: then candidates need not even be gathered. */
bool diag_hint_wanted(const struct diag *diag);

size_t diag_errors(const struct diag *diag);
size_t diag_warnings(const struct diag *diag);
/* All messages as text, errors behind warnings; beyond 1,000 errors (and as many warnings) the rest is counted.
 * Outside text is made printable. */
void diag_print(const struct diag *diag, struct buf *out, bool color);
/* [{"path","line","column","level","text","hint"}] is made by callers from these: the kept
 * messages in the order of the files. */
struct diag_message {
	struct diag_place place;
	bool warning;
	const char *text, *hint; /* hint may be NULL */
};
const struct diag_message *diag_message(const struct diag *diag, size_t i);
size_t diag_count(const struct diag *diag);

/* The candidate nearest to word (edit distance, at most a third of its length, case aside),
 * or NULL. */
const char *config_nearest(const char *word, const char *const *candidates, size_t count);

/* ---- the tree --------------------------------------------------------------------- */

enum config_kind { CONFIG_SCALAR, CONFIG_LIST, CONFIG_MAP };

struct config_node {
	enum config_kind kind;
	struct diag_place place;
	const char *text; /* scalar: its text, never NULL; plain "no" stays "no" */
	bool plain;       /* scalar without quotes */
	const char *source; /* scalar: where the file writes it, for config_text_place */
	size_t source_len;
	size_t count;     /* list: elements; map: pairs, in order of the file */
	struct config_node **keys;   /* map only: scalars, no two the same */
	struct config_node **values; /* list and map */
};

struct config_tree; /* owns nodes, file names and file texts (for carets) */

/* Ceilings: file 64 MiB, depth 64, nodes 4 million; beyond them an error with its place. */
enum { CONFIG_FILE_MAX = 64 * 1024 * 1024, CONFIG_DEPTH_MAX = 64 };

/*
 * Reads one file, or text under a name (copied). NULL when nothing can be used, as after an
 * error of syntax; duplicate keys, anchors, aliases, tags, a second document are errors, and
 * the tree is there all the same, so that a load finds the next mistake too: ask diag_errors.
 * An empty file gives an empty map.
 */
struct config_tree *config_read_file(const char *path, struct diag *diag) MUST_CHECK;
struct config_tree *config_read_text(const char *name, const char *text, size_t len,
	struct diag *diag) MUST_CHECK;
void config_tree_free(struct config_tree *tree);
DEFINE_CLEANUP(struct config_tree *, config_tree_free)
const struct config_node *config_root(const struct config_tree *tree);

/* NULL where the map has no such key (or node is no map). */
const struct config_node *config_get(const struct config_node *map, const char *key);
const char *config_kind_name(enum config_kind kind);
/* Where the file writes byte `at` of a scalar's text, behind quotes, escapes and over lines
 * that YAML has folded. */
struct diag_place config_text_place(const struct config_node *node, size_t at);
/* A key without a value: nothing, `~` or `null`. */
bool config_is_empty(const struct config_node *node);
/* Reports an error unless node is of that kind (for a scalar: and not empty); returns whether
 * it is. what, here and below, is how messages name it, with its quotes: "'rules'". */
bool config_want(const struct config_node *node, enum config_kind kind, const char *what,
	struct diag *diag) MUST_CHECK;
/* Reports every key of the map that is not in known, with the nearest known one. where:
 * "a rule", "'fetch'". */
void config_known_keys(const struct config_node *map, const char *const *known, size_t count,
	const char *where, struct diag *diag);

/* Scalars by type. False after an error was reported; out is untouched then. */
bool config_text(const struct config_node *node, const char *what, struct diag *diag,
	const char **out); /* not empty; borrows from the tree */
bool config_bool(const struct config_node *node, const char *what, struct diag *diag, bool *out);
bool config_int(const struct config_node *node, const char *what, int64_t min, int64_t max,
	struct diag *diag, int64_t *out);
bool config_real(const struct config_node *node, const char *what, double min, double max,
	struct diag *diag, double *out);
/* "15m" "1h30m" "48h" "7d" "2w" "500ms" → milliseconds; a bare number is an error but 0. */
bool config_duration_ms(const struct config_node *node, const char *what, int64_t min,
	int64_t max, struct diag *diag, int64_t *out);
/* "8MiB" "64KiB" "10MB" "512B" → bytes. */
bool config_size(const struct config_node *node, const char *what, int64_t min, int64_t max,
	struct diag *diag, int64_t *out);
/* Codes in their usual case: "NO" for a country, "no" for a language (two letters, three
 * where there are no two). */
enum { CONFIG_CODE = 4 };
bool config_country(const struct config_node *node, const char *what, struct diag *diag,
	char out[CONFIG_CODE]);
bool config_lang(const struct config_node *node, const char *what, struct diag *diag,
	char out[CONFIG_CODE]);
/* The language that is surely meant where a country's code stands: "ee" is Estonia, and as a
 * language Ewe. NULL: the code may be meant. */
const char *config_lang_meant(const char *code);
/* Warns at the node where its text is such a code. */
void config_lang_doubt(const struct config_node *node, struct diag *diag);
/* NULL, or what is wrong with the URL, as the end of a sentence: "it has no host". */
const char *config_url_fault(const char *url);
/* The same readers for text that does not come from a file. */
bool config_parse_duration_ms(const char *text, int64_t *out);
bool config_parse_size(const char *text, int64_t *out);
void config_show_duration(struct buf *out, int64_t ms);
void config_show_size(struct buf *out, int64_t bytes);

/* ---- option tables ---------------------------------------------------------------- */

enum config_type {
	OPTION_TEXT,     /* char *, owned */
	OPTION_PATH,     /* char *, owned; relative to the file that names it */
	OPTION_BOOL,     /* bool */
	OPTION_INT,      /* int64_t */
	OPTION_REAL,     /* double */
	OPTION_DURATION, /* int64_t milliseconds */
	OPTION_SIZE,     /* int64_t bytes */
	OPTION_CHOICE,   /* int: index into choices */
	OPTION_LIST,     /* char **, owned, ended by NULL: one scalar or a list of them */
	OPTION_COUNTRY,  /* char *: two letters, upper case; plain `no` is Norway */
	OPTION_LANG,     /* char *: two letters (three where there are no two), lower case */
	OPTION_URL,      /* char *: http:, https: or file:; file:name is beside the file that
			  * names it, and comes out as file:///path/name */
	OPTION_NESTED,   /* const struct config_node *: a list of maps, borrowed from the tree for
			  * the room to read; unit names the section of the same table */
};
const char *config_type_name(enum config_type type);

struct config_option {
	const char *name;
	enum config_type type;
	size_t offset;       /* offsetof the member */
	const char *def;     /* as it would stand in YAML; NULL: none (text NULL, number 0) */
	int64_t min, max;    /* numbers, durations (ms), sizes; both 0: no range */
	double real_min, real_max; /* OPTION_REAL, where whole numbers do not say it */
	const char *const *choices; /* ended by NULL */
	bool required;
	const char *unit;    /* for the manual; NULL where the type says it */
	const char *help;    /* a sentence */
	bool restart;        /* a reload does not change it */
	/* NULL, or says why a value that its type accepts is wrong (static text, the end of a
	 * sentence); of a list each element is asked. */
	const char *(*check)(const char *text);
};

struct config_table {
	const char *name; /* the section in kordon.yaml: "fetch" */
	const char *help;
	const struct config_option *options;
	size_t count;
	size_t size; /* of the struct */
};

/* Fills out with defaults (zeroing it first). A default of a list is one element. */
void config_defaults(const struct config_table *table, void *out);
/*
 * Applies a map over what is in out; unknown keys, wrong types, missing required ones → diag.
 * A wrong value leaves what was there. `~` sets a text, path, list … to none (NULL).
 */
void config_apply(const struct config_table *table, const struct config_node *map, void *out,
	struct diag *diag);
/* Frees what the options own. */
void config_release(const struct config_table *table, void *out);
/* The table as scdoc text, for the manual page: a sub-section, an entry for each option. */
void config_manual(const struct config_table *table, struct buf *out);
/* The table as JSON Schema: one object that describes a map of its options. */
void config_schema(const struct config_table *table, struct buf *out);

#endif
