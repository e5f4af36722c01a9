/*
 * A byte buffer with a ceiling, for everything that grows with outside bytes. The data is
 * always followed by a NUL that does not count.
 */
#ifndef KORDON_BASE_BUF_H
#define KORDON_BASE_BUF_H

#include <stddef.h>

#include "base/attr.h"

enum buf_outcome {
	BUF_FULL = 1, /* the ceiling is reached; nothing of the piece was added */
};

struct buf {
	char *data; /* never NULL after the first buf_add; see buf_str */
	size_t len, cap, max;
};

#define BUF_INIT(max_bytes) ((struct buf){.max = (max_bytes)})
/* For what the program itself writes: JSON, tables, messages. */
#define BUF_UNBOUND ((size_t)1 << 40)

void buf_done(struct buf *buf);
void buf_clear(struct buf *buf); /* keeps the memory */

/* 0 or BUF_FULL. */
int buf_add(struct buf *buf, const void *data, size_t len) MUST_CHECK;

/* For buffers the program fills itself: past the ceiling these end the process. */
void buf_put(struct buf *buf, const void *data, size_t len);
void buf_puts(struct buf *buf, const char *s);
void buf_putc(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *fmt, ...) PRINTF_LIKE(2, 3);

const char *buf_str(const struct buf *buf); /* borrows; "" when empty */
char *buf_take(struct buf *buf) MUST_CHECK;   /* returns (caller frees); buf is empty then */

#endif
