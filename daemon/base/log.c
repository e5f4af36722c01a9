#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

static enum log_level log_threshold = LOG_LEVEL_INFO;
static log_writer *log_writer_now;
static void *log_writer_ctx;

void log_set_level(enum log_level level)
{
	log_threshold = level;
}

void log_set_writer(log_writer *writer, void *ctx)
{
	log_writer_now = writer;
	log_writer_ctx = ctx;
}

const char *log_level_name(enum log_level level)
{
	static const char *const names[] = {"", "", "", "error", "warning", "notice", "info",
		"debug"};

	return names[level];
}

void log_write(enum log_level level, const char *fmt, ...)
{
	CLEANUP(buf_done) struct buf line = BUF_INIT(BUF_UNBOUND);
	CLEANUP(mem_freep) char *raw = NULL;
	va_list ap;

	if (level > log_threshold)
		return;
	va_start(ap, fmt);
	raw = mem_vprintf(fmt, ap);
	va_end(ap);
	utf8_printable(&line, raw, strlen(raw));
	if (log_writer_now)
		log_writer_now(log_writer_ctx, level, buf_str(&line));
	else
		fprintf(stderr, "%s: %s\n", log_level_name(level), buf_str(&line));
}
