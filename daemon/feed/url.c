/* Relative references (RFC 3986, section 5). */
#include <ctype.h>
#include <string.h>

#include "feed/feed_priv.h"

/* Parts as bytes of the reference; a part that is not there has NULL. */
struct parts {
	const char *scheme, *authority, *path, *query, *fragment;
	size_t scheme_len, authority_len, path_len, query_len, fragment_len;
};

static size_t scheme_length(const char *url)
{
	size_t len = 0;

	if (!isalpha((unsigned char)*url))
		return 0;
	while (isalnum((unsigned char)url[len]) || (url[len] && strchr("+-.", url[len])))
		len++;
	return url[len] == ':' ? len : 0;
}

static struct parts split(const char *url)
{
	struct parts parts = {0};

	parts.scheme_len = scheme_length(url);
	if (parts.scheme_len) {
		parts.scheme = url;
		url += parts.scheme_len + 1;
	}
	if (strncmp(url, "//", 2) == 0) {
		parts.authority = url + 2;
		parts.authority_len = strcspn(url + 2, "/?#");
		url += 2 + parts.authority_len;
	}
	parts.path = url;
	parts.path_len = strcspn(url, "?#");
	url += parts.path_len;
	if (*url == '?') {
		parts.query = url + 1;
		parts.query_len = strcspn(url + 1, "#");
		url += 1 + parts.query_len;
	}
	if (*url == '#') {
		parts.fragment = url + 1;
		parts.fragment_len = strlen(url + 1);
	}
	return parts;
}

static void drop_last(struct buf *out, size_t floor)
{
	while (out->len > floor && out->data[out->len - 1] != '/')
		out->len--;
	if (out->len > floor)
		out->len--;
	out->data[out->len] = '\0';
}

/* Section 5.2.4, behind what out holds already. */
static void put_without_dots(struct buf *out, const char *path, size_t len)
{
	size_t floor = out->len, i = 0, segment;

	while (i < len) {
		size_t slash = path[i] == '/';

		segment = i + slash;
		while (segment < len && path[segment] != '/')
			segment++;
		size_t size = segment - i - slash;
		const char *name = path + i + slash;
		bool last = segment == len;

		if (size == 1 && *name == '.') {
			if (last && slash)
				buf_putc(out, '/');
		} else if (size == 2 && memcmp(name, "..", 2) == 0) {
			if (out->len > floor)
				drop_last(out, floor);
			if (last && slash)
				buf_putc(out, '/');
		} else {
			buf_put(out, path + i, segment - i);
		}
		i = segment;
	}
}

static void put_path(struct buf *out, const struct parts *base, const struct parts *reference)
{
	struct buf merged = BUF_INIT(BUF_UNBOUND);
	const char *slash;

	if (reference->path_len && *reference->path == '/') {
		put_without_dots(out, reference->path, reference->path_len);
		return;
	}
	slash = memrchr(base->path, '/', base->path_len);
	if (slash)
		buf_put(&merged, base->path, (size_t)(slash - base->path) + 1);
	else if (base->authority)
		buf_putc(&merged, '/');
	buf_put(&merged, reference->path, reference->path_len);
	put_without_dots(out, buf_str(&merged), merged.len);
	buf_done(&merged);
}

static void put_resolved(struct buf *out, const struct parts *base,
	const struct parts *reference)
{
	const struct parts *authority = reference->authority ? reference : base;
	const struct parts *query = reference;

	buf_put(out, base->scheme, base->scheme_len);
	buf_putc(out, ':');
	if (authority->authority) {
		buf_puts(out, "//");
		buf_put(out, authority->authority, authority->authority_len);
	}
	if (reference->authority) {
		put_without_dots(out, reference->path, reference->path_len);
	} else if (!reference->path_len) {
		buf_put(out, base->path, base->path_len);
		query = reference->query ? reference : base;
	} else {
		put_path(out, base, reference);
	}
	if (query->query) {
		buf_putc(out, '?');
		buf_put(out, query->query, query->query_len);
	}
	if (reference->fragment) {
		buf_putc(out, '#');
		buf_put(out, reference->fragment, reference->fragment_len);
	}
}

const char *feed_resolve_url(struct arena *arena, const char *base, const char *reference)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	struct parts base_parts, parts;
	const char *text;
	size_t len;

	while (isspace((unsigned char)*reference))
		reference++;
	len = strlen(reference);
	while (len && isspace((unsigned char)reference[len - 1]))
		len--;
	reference = arena_strndup(arena, reference, len);
	parts = split(reference);
	if (parts.scheme || !base)
		return reference;
	base_parts = split(base);
	if (!base_parts.scheme)
		return reference;
	put_resolved(&out, &base_parts, &parts);
	text = arena_strndup(arena, buf_str(&out), out.len);
	buf_done(&out);
	return text;
}
