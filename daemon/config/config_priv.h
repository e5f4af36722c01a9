/* What the files of the config room share. */
#ifndef KORDON_CONFIG_CONFIG_PRIV_H
#define KORDON_CONFIG_CONFIG_PRIV_H

#include <stdbool.h>
#include <stddef.h>

#include "config/config.h"

/*
 * Name and bytes of one file. Counted, since a tree needs the name for its places and a diag
 * needs name and bytes for its messages, and neither has to outlive the other.
 */
struct config_file {
	size_t refs;
	char *name;
	char *data; /* NULL: only the name is known */
	size_t len;
	size_t *lines; /* where each line begins; made when first asked for */
	size_t line_count;
};

struct config_file *config_file_new(const char *name) MUST_CHECK;
struct config_file *config_file_ref(struct config_file *file);
void config_file_unref(struct config_file *file);
/* Borrows line number `line` (from 1), without its end; NULL where there is none. */
const char *config_file_line(struct config_file *file, int line, size_t *out_len);
/* The place of a byte. */
struct diag_place config_file_place(struct config_file *file, size_t offset);

/* From now on messages that name the file show its lines, and sort in order of these calls. */
void diag_add_file(struct diag *diag, struct config_file *file);

/* The line, printable and cut around the column, and a caret under the column. */
void excerpt_put(struct buf *out, const char *line, size_t len, int column, bool color);

/* Colours of a terminal, or nothing. */
extern const char *const paint_bold, *const paint_red, *const paint_magenta,
	*const paint_green, *const paint_cyan;
void paint(struct buf *out, bool color, const char *how, const char *text);

/* Says what libyaml found wrong, in words for people. */
struct yaml_parser_s;
void yaml_error_report(const struct yaml_parser_s *parser, struct config_file *file,
	struct diag *diag);

/* Text to number; false where it is none. */
bool config_parse_int(const char *text, int64_t *out);
bool config_parse_real(const char *text, double *out);

/* Whether `~` says that there is none. */
bool option_takes_none(const struct config_option *option);
/* "from 1m to 30d", "at least 1", … as the option's type writes it; empty: no range. */
void option_show_range(struct buf *out, const struct config_option *option);

#endif
