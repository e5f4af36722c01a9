/*
 * Text that needs no parser: libxml2 looks at each character beyond ASCII by itself, and that
 * was a third of all reading. Long runs of plain text, in which no markup, reference or
 * forbidden character can be, are taken out of the document before it is parsed; one DEL,
 * which the document itself must not hold, stands for each, and where the parser hands out
 * that, the run is put in again (tree.c).
 */
#include "feed/feed_priv.h"

#include <string.h>

#include "base/mem.h"

enum { RUN_LEAST = 16, REFERENCE_MAX = 12 };

struct walk {
	const char *at, *end;
	struct buf *out;
	struct runs *runs;
};

/* Bytes that say nothing to a parser: not '<', '&', ']', nor controls but tab and line feed. */
static bool says_nothing(unsigned char c)
{
	static const bool speaks[256] = {[0] = true, [1] = true, [2] = true, [3] = true,
		[4] = true, [5] = true, [6] = true, [7] = true, [8] = true, [11] = true,
		[12] = true, [13] = true, [14] = true, [15] = true, [16] = true, [17] = true,
		[18] = true, [19] = true, [20] = true, [21] = true, [22] = true, [23] = true,
		[24] = true, [25] = true, [26] = true, [27] = true, [28] = true, [29] = true,
		[30] = true, [31] = true, ['&'] = true, ['<'] = true, [']'] = true,
		[RUN_MARK] = true, [0xEF] = true /* U+FFFE and U+FFFF begin so */};

	return !speaks[c];
}

static void copy(struct walk *walk, size_t len)
{
	len = MIN(len, (size_t)(walk->end - walk->at));
	buf_put(walk->out, walk->at, len);
	walk->at += len;
}

static void take_run(struct walk *walk, size_t len)
{
	struct runs *runs = walk->runs;

	if (runs->count == runs->cap) {
		runs->cap = runs->cap ? runs->cap * 2 : 64;
		runs->list = mem_realloc(runs->list, runs->cap * sizeof(*runs->list));
	}
	runs->list[runs->count++] = (struct run){walk->at, len};
	buf_putc(walk->out, RUN_MARK);
	walk->at += len;
}

/* What says nothing, and then the one byte that may say something. */
static void on_text(struct walk *walk)
{
	const char *at = walk->at;

	while (at < walk->end && says_nothing((unsigned char)*at))
		at++;
	if (at - walk->at >= RUN_LEAST)
		take_run(walk, (size_t)(at - walk->at));
	else
		copy(walk, (size_t)(at - walk->at));
}

static bool copy_through(struct walk *walk, const char *what)
{
	const char *found =
		memmem(walk->at, (size_t)(walk->end - walk->at), what, strlen(what));

	if (found)
		copy(walk, (size_t)(found - walk->at) + strlen(what));
	return found;
}

static bool on_cdata(struct walk *walk)
{
	const char *close = memmem(walk->at, (size_t)(walk->end - walk->at), "]]>", 3);

	if (!close)
		return false;
	copy(walk, strlen("<![CDATA["));
	while (walk->at < close) {
		on_text(walk);
		if (walk->at < close)
			copy(walk, 1);
	}
	copy(walk, 3);
	return true;
}

static bool on_reference(struct walk *walk)
{
	const char *close = memchr(walk->at, ';',
		MIN((size_t)(walk->end - walk->at), (size_t)REFERENCE_MAX));

	if (close)
		copy(walk, (size_t)(close + 1 - walk->at));
	return close;
}

/* A tag, with '>' in its quotes. */
static bool on_tag(struct walk *walk)
{
	const char *at = walk->at, *close;

	for (at++; at < walk->end && *at != '>'; at++) {
		if (*at != '"' && *at != '\'')
			continue;
		close = memchr(at + 1, *at, (size_t)(walk->end - at - 1));
		if (!close)
			return false;
		at = close;
	}
	copy(walk, (size_t)(at + 1 - walk->at));
	return true;
}

static bool starts(const struct walk *walk, const char *what)
{
	size_t len = strlen(what);

	return (size_t)(walk->end - walk->at) >= len && memcmp(walk->at, what, len) == 0;
}

static bool on_markup(struct walk *walk)
{
	if (starts(walk, "<![CDATA["))
		return on_cdata(walk);
	if (starts(walk, "<!--"))
		return copy_through(walk, "-->");
	if (starts(walk, "<?"))
		return copy_through(walk, "?>");
	return on_tag(walk);
}

/* Entities may hold anything: where a document declares some, nothing is taken out. */
static bool on_doctype(struct walk *walk)
{
	const char *close = memchr(walk->at, '>', (size_t)(walk->end - walk->at));

	if (!close || memchr(walk->at, '[', (size_t)(close - walk->at)))
		return false;
	copy(walk, (size_t)(close + 1 - walk->at));
	return true;
}

static bool on_byte(struct walk *walk)
{
	if (*walk->at == '<')
		return starts(walk, "<!DOCTYPE") ? on_doctype(walk) : on_markup(walk);
	if (*walk->at == '&')
		return on_reference(walk);
	copy(walk, 1);
	return true;
}

bool runs_take(struct runs *runs, const char *text, size_t len, struct buf *out)
{
	struct walk walk = {.at = text, .end = text + len, .out = out, .runs = runs};

	if (memchr(text, RUN_MARK, len))
		return false;
	while (walk.at < walk.end) {
		on_text(&walk);
		if (walk.at < walk.end && !on_byte(&walk))
			return false;
	}
	return true;
}

void runs_done(struct runs *runs)
{
	mem_free(runs->list);
}
