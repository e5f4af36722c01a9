/*
 * The log: one line, a subject and a fact: `source/err-news: fetch failed status=503`.
 * Rooms return; pipeline, commands and main log. What a line holds of outside text is made
 * printable here, whoever wrote the call.
 */
#ifndef KORDON_BASE_LOG_H
#define KORDON_BASE_LOG_H

#include "base/attr.h"

/* Values are those of syslog (RFC 5424). */
enum log_level {
	LOG_LEVEL_ERROR = 3,
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_NOTICE = 5,
	LOG_LEVEL_INFO = 6,
	LOG_LEVEL_DEBUG = 7,
};

/* Takes one finished line without line end. ctx is what log_set_writer got. */
typedef void log_writer(void *ctx, enum log_level level, const char *line);

void log_set_level(enum log_level level);
/* NULL restores the default: standard error. */
void log_set_writer(log_writer *writer, void *ctx);

void log_write(enum log_level level, const char *fmt, ...) PRINTF_LIKE(2, 3);
#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_notice(...) log_write(LOG_LEVEL_NOTICE, __VA_ARGS__)
#define log_info(...) log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)

const char *log_level_name(enum log_level level);

#endif
