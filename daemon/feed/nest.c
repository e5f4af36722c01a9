/*
 * The nesting of a damaged document: whatever tags come in, those that go out nest, so that
 * the parser behind has nothing to guess. What feeds are made of decides: an end tag of HTML
 * ends nothing of the feed ("<description><b>x</p></description>"), an item ends the item
 * before it, a field of an item ends the field that was left open.
 */
#include <string.h>
#include <strings.h>

#include "feed/feed_priv.h"

struct rank_name {
	const char *name;
	enum nest_rank rank;
};

/* Fields: what holds text and never another field. */
static const struct rank_name ranks[] = {
	{"rss", NEST_FRAME}, {"rdf", NEST_FRAME}, {"feed", NEST_FRAME}, {"channel", NEST_FRAME},
	{"item", NEST_ITEM}, {"entry", NEST_ITEM}, {"title", NEST_FIELD},
	{"link", NEST_FIELD}, {"description", NEST_FIELD}, {"pubdate", NEST_FIELD},
	{"guid", NEST_FIELD}, {"category", NEST_FIELD}, {"comments", NEST_FIELD},
	{"encoded", NEST_FIELD}, {"creator", NEST_FIELD}, {"date", NEST_FIELD},
	{"id", NEST_FIELD}, {"updated", NEST_FIELD}, {"published", NEST_FIELD},
	{"summary", NEST_FIELD}, {"content", NEST_FIELD}, {"language", NEST_FIELD},
};

/* Of elements that HTML has as well, with attributes. */
static const char shared_names[] = " link title summary ";
static const char voids[] = " br img hr input wbr meta area col embed param track ";

enum nest_rank nest_rank(const char *name, size_t len)
{
	const char *colon = memchr(name, ':', len);
	size_t i;

	if (colon) {
		len -= (size_t)(colon + 1 - name);
		name = colon + 1;
	}
	for (i = 0; i < ARRAY_LEN(ranks); i++)
		if (strncasecmp(ranks[i].name, name, len) == 0 && !ranks[i].name[len])
			return ranks[i].rank;
	return NEST_MARKUP;
}

static bool listed(const char *list, const char *name, size_t len)
{
	char padded[16];

	if (len > sizeof(padded) - 3)
		return false;
	padded[0] = ' ';
	memcpy(padded + 1, name, len);
	memcpy(padded + 1 + len, " ", 2);
	return strcasestr(list, padded);
}

static void pop_to(struct nest *nest, size_t count, struct buf *out)
{
	const struct nest_open *open;

	while (nest->count > count) {
		open = &nest->open[--nest->count];
		buf_puts(out, "</");
		buf_put(out, open->name, open->len);
		buf_putc(out, '>');
	}
}

/* The innermost open element of a rank; nest->count: none. */
static size_t find_rank(const struct nest *nest, enum nest_rank rank)
{
	size_t i;

	for (i = nest->count; i-- > 0;)
		if (nest->open[i].rank == rank)
			return i;
	return nest->count;
}

/* A field whose parent is the item itself; fields of images and media groups are not. */
static bool is_item_field(const struct nest *nest, size_t at)
{
	return at > 0 && at < nest->count && nest->open[at - 1].rank == NEST_ITEM;
}

enum nest_answer nest_start(struct nest *nest, const char *name, size_t len, bool bare,
	struct buf *out)
{
	enum nest_rank rank = nest_rank(name, len);
	size_t field;

	if (nest->ended || nest->count == FEED_DEPTH_MAX)
		return NEST_DROP;
	if (rank == NEST_ITEM)
		pop_to(nest, find_rank(nest, NEST_ITEM), out);
	else if (rank == NEST_FIELD && (bare || !listed(shared_names, name, len)) &&
		is_item_field(nest, field = find_rank(nest, NEST_FIELD)))
		pop_to(nest, field, out);
	if (listed(voids, name, len))
		return NEST_EMPTY;
	nest->open[nest->count++] = (struct nest_open){name, len, rank};
	return NEST_PUT;
}

/* Markup looks no further up than to the field that holds it. */
static size_t find_open(const struct nest *nest, const char *name, size_t len,
	enum nest_rank rank)
{
	const struct nest_open *open;
	size_t i;

	for (i = nest->count; i-- > 0;) {
		open = &nest->open[i];
		if (open->len == len && strncasecmp(open->name, name, len) == 0)
			return i;
		if (open->rank > rank)
			break;
	}
	return nest->count;
}

void nest_end(struct nest *nest, const char *name, size_t len, struct buf *out)
{
	size_t at = find_open(nest, name, len, nest_rank(name, len));

	if (at == nest->count)
		return;
	pop_to(nest, at, out);
	nest->ended = at == 0;
}

bool nest_finish(struct nest *nest, struct buf *out)
{
	bool cut = nest->count > 0;

	pop_to(nest, 0, out);
	return cut;
}
