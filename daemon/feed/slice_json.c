/*
 * Where the items of a large JSON Feed begin. Strings and brackets alone are looked at: the
 * members of the root, and in "items" the objects. What is in them is for the parser.
 */
#include "feed/feed_priv.h"

#include <string.h>

/* Members of the root that each slice repeats: title, language, version. */
enum { MEMBER_MAX = 4 * 1024, MEMBERS_MAX = 16 * 1024 };

/* Behind the string that begins at pos, or the end. */
static size_t string_end(const struct slice_search *search, size_t pos)
{
	for (pos++; pos < search->len && search->data[pos] != '"'; pos++)
		pos += search->data[pos] == '\\';
	return MIN(pos + 1, search->len);
}

static bool key_is(const struct slice_search *search, const char *name)
{
	return search->key_len == strlen(name) + 2 &&
	       memcmp(search->data + search->key_at + 1, name, search->key_len - 2) == 0;
}

/* ---- members of the root ------------------------------------------------------------------ */

static void on_root_string(struct slice_search *search, size_t end)
{
	if (search->value_at)
		return;
	search->key_at = search->at;
	search->key_len = end - search->at;
}

/* The member before at is over: a short one is kept. */
static void end_member(struct slice_search *search, size_t at)
{
	size_t len = at - search->key_at;
	const char *member = search->data + search->key_at;

	if (search->value_at && !key_is(search, "items") && len <= MEMBER_MAX &&
		search->members.len + len < MEMBERS_MAX) {
		if (search->members.len)
			buf_putc(&search->members, ',');
		buf_put(&search->members, member, len);
	}
	if (search->value_at && key_is(search, "version"))
		search->is_feed = memmem(member, MIN(len, (size_t)MEMBER_MAX), "jsonfeed.org", 12);
	search->value_at = 0;
	search->key_len = 0;
}

static void on_root(struct slice_search *search, char c)
{
	if (c == ':' && search->key_len && !search->value_at)
		search->value_at = search->at + 1;
	else if (c == ',' || c == '}')
		end_member(search, search->at);
	else if (c == '[' && search->value_at && key_is(search, "items")) {
		search->in_items = search->has_items = true;
		search->slice.at = search->at + 1;
		search->items = 0;
	}
}

/* ---- items -------------------------------------------------------------------------------- */

/* The slice ends at, the next one begins behind it. An item too large for one is left out. */
static bool end_slice(struct slice_search *search, size_t end, size_t next, struct slice *out)
{
	bool good = end - search->slice.at <= SLICE_ITEM_MAX && search->items;

	search->items_cut |= end - search->slice.at > SLICE_ITEM_MAX;
	*out = search->slice;
	out->len = end - out->at;
	search->slice = (struct slice){.at = next};
	search->items = 0;
	return good;
}

/* The item that ends here is too large to be read with those before it. */
static bool stands_alone(const struct slice_search *search)
{
	return search->items && search->at - search->slice.at > SLICE_ITEM_MAX;
}

/* A ',' or ']' behind an item; true where a slice ends there. */
static bool on_item_end(struct slice_search *search, bool last, struct slice *out)
{
	size_t at = search->at - 1;

	search->total++;
	search->items++;
	search->item_at = at;
	if (search->total == FEED_ITEMS_MAX && !last) {
		search->items_cut = true;
		search->in_items = false;
		return end_slice(search, at, at + 1, out);
	}
	if (!last && at - search->slice.at < search->slice_bytes &&
		search->items < FEED_SLICE_ITEMS)
		return false;
	search->in_items = !last;
	return end_slice(search, at, at + 1, out);
}

/* ---- the walk ----------------------------------------------------------------------------- */

/* One byte that is part of no string; true where a slice ends there. */
static bool on_sign(struct slice_search *search, struct slice *out)
{
	char c = search->data[search->at];
	bool item_ends = search->in_items && search->depth == 2 && (c == ',' || c == ']');

	if (item_ends && stands_alone(search))
		return end_slice(search, search->item_at, search->item_at + 1, out);
	if (search->depth == 1)
		on_root(search, c);
	search->at++;
	if (c == '{' || c == '[')
		search->depth++;
	else if ((c == '}' || c == ']') && search->depth)
		search->depth--;
	return item_ends && on_item_end(search, c == ']', out);
}

enum feed_search slice_find_json(struct slice_search *search, struct slice *out)
{
	size_t stop = MIN(search->at + SLICE_TURN, search->len), end;

	if (search->done)
		return FEED_SLICE_NONE;
	while (search->at < stop) {
		if (search->data[search->at] == '"') {
			end = string_end(search, search->at);
			if (search->depth == 1)
				on_root_string(search, end);
			search->at = end;
			continue;
		}
		if (on_sign(search, out))
			return FEED_SLICE_FOUND;
	}
	search->done = search->at == search->len;
	return search->done ? FEED_SLICE_NONE : FEED_SLICE_MORE;
}

void slice_put_json(const struct slice_search *search, const struct slice *slice,
	struct buf *out)
{
	/* It may come behind the items: whether it does is seen at the end. */
	buf_puts(out, "{\"version\":\"https://jsonfeed.org/version/1.1\",");
	buf_put(out, search->members.data ? search->members.data : "", search->members.len);
	if (search->members.len)
		buf_putc(out, ',');
	buf_puts(out, "\"items\":[");
	buf_put(out, search->data + slice->at, slice->len);
	buf_puts(out, "]}");
}
