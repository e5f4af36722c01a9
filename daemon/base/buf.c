#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void buf_done(struct buf *buf)
{
	mem_free(buf->data);
	*buf = BUF_INIT(buf->max);
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

static void reserve(struct buf *buf, size_t extra)
{
	size_t want = buf->len + extra + 1;

	if (want <= buf->cap)
		return;
	/* Room for the NUL too, and none beyond the ceiling: it is there to hold memory down. */
	buf->cap = MAX(MAX(want, buf->cap + buf->cap / 2), (size_t)128);
	if (buf->cap > buf->max)
		buf->cap = MAX(want, buf->max + 1);
	buf->data = mem_realloc(buf->data, buf->cap);
}

int buf_add(struct buf *buf, const void *data, size_t len)
{
	if (len > buf->max || buf->len > buf->max - len)
		return BUF_FULL;
	reserve(buf, len);
	if (len)
		memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
	return 0;
}

void buf_put(struct buf *buf, const void *data, size_t len)
{
	if (!buf_add(buf, data, len))
		return;
	fprintf(stderr, "kordon: a buffer of the program's own passed %zu bytes\n", buf->max);
	abort();
}

void buf_puts(struct buf *buf, const char *s)
{
	buf_put(buf, s, strlen(s));
}

void buf_putc(struct buf *buf, char c)
{
	if (buf->len + 1 >= buf->cap || buf->len >= buf->max) {
		buf_put(buf, &c, 1);
		return;
	}
	buf->data[buf->len++] = c;
	buf->data[buf->len] = '\0';
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
	CLEANUP(mem_freep) char *piece = NULL;
	va_list ap;

	va_start(ap, fmt);
	piece = mem_vprintf(fmt, ap);
	va_end(ap);
	buf_puts(buf, piece);
}

const char *buf_str(const struct buf *buf)
{
	return buf->data ? buf->data : "";
}

char *buf_take(struct buf *buf)
{
	char *out = buf->data ? buf->data : mem_strdup("");

	*buf = BUF_INIT(buf->max);
	return out;
}
