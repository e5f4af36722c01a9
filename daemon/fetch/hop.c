/*
 * URLs on the way of a job. User and password are kept apart from the URL, so that it can be
 * compared, stored and shown, and so that they go nowhere but to the host they were given for.
 */
#include "fetch/fetch_priv.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"

void hop_done(struct hop *hop)
{
	mem_free(hop->url);
	mem_free(hop->scheme);
	mem_free(hop->host);
	mem_free(hop->port);
	mem_free(hop->user);
	mem_free(hop->password);
	*hop = (struct hop){0};
}

bool hop_is_http(const struct hop *hop)
{
	return !strcmp(hop->scheme, "http") || !strcmp(hop->scheme, "https");
}

static char *part(CURLU *handle, CURLUPart what, unsigned int flags)
{
	char *text = NULL, *copy;

	if (curl_url_get(handle, what, &text, flags))
		return NULL;
	copy = mem_strdup(text);
	curl_free(text);
	return copy;
}

static char *lower_part(CURLU *handle, CURLUPart what)
{
	char *text = part(handle, what, 0), *p;

	for (p = text; p && *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return text;
}

/* libcurl gives IPv6 hosts in their brackets. */
static void strip_brackets(char *host)
{
	size_t len = strlen(host);

	if (len < 2 || *host != '[')
		return;
	memmove(host, host + 1, len - 2);
	host[len - 2] = '\0';
}

static void split(CURLU *handle, struct hop *out_hop)
{
	struct hop hop = {
		.scheme = lower_part(handle, CURLUPART_SCHEME),
		.host = lower_part(handle, CURLUPART_HOST),
		.port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT),
		.user = part(handle, CURLUPART_USER, CURLU_URLDECODE),
		.password = part(handle, CURLUPART_PASSWORD, CURLU_URLDECODE),
	};

	if (hop.host)
		(void)curl_url_set(handle, CURLUPART_HOST, hop.host, 0);
	else
		hop.host = mem_strdup("");
	strip_brackets(hop.host);
	(void)curl_url_set(handle, CURLUPART_USER, NULL, 0);
	(void)curl_url_set(handle, CURLUPART_PASSWORD, NULL, 0);
	(void)curl_url_set(handle, CURLUPART_OPTIONS, NULL, 0);
	(void)curl_url_set(handle, CURLUPART_FRAGMENT, NULL, 0);
	hop.url = part(handle, CURLUPART_URL, CURLU_NO_DEFAULT_PORT);
	*out_hop = hop;
}

static const char *fault_of(const struct hop *hop)
{
	if (!hop->url || !hop->scheme)
		return "it is no URL";
	if (hop_is_http(hop) && !*hop->host)
		return "it has no host";
	return NULL;
}

/* A file: URL is split by file.c; libcurl would look for a host in it. */
static const char *parse_file(const char *url, struct hop *out_hop)
{
	*out_hop = (struct hop){
		.url = mem_strdup(url), .scheme = mem_strdup("file"), .host = mem_strdup("")};
	return NULL;
}

static const char *set_url(CURLU *handle, const char *url)
{
	unsigned int flags = CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE | CURLU_ALLOW_SPACE;

	return curl_url_set(handle, CURLUPART_URL, url, flags) ? "it is no URL" : NULL;
}

static const char *take(CURLU *handle, struct hop *out_hop)
{
	struct hop hop;
	const char *fault;

	split(handle, &hop);
	fault = fault_of(&hop);
	if (fault)
		hop_done(&hop);
	else
		*out_hop = hop;
	return fault;
}

const char *hop_parse(const char *url, struct hop *out_hop)
{
	const char *fault;
	CURLU *handle;

	if (!strncasecmp(url, "file:", 5))
		return parse_file(url, out_hop);
	handle = curl_url();
	fault = set_url(handle, url);
	if (!fault)
		fault = take(handle, out_hop);
	curl_url_cleanup(handle);
	return fault;
}

/* The same server, or the same over TLS. */
static bool may_have_secrets(const struct hop *from, const struct hop *to)
{
	if (strcmp(from->host, to->host) != 0 || !hop_is_http(to))
		return false;
	if (!strcmp(from->scheme, to->scheme))
		return from->port && to->port && !strcmp(from->port, to->port);
	return !strcmp(to->scheme, "https") && from->port && !strcmp(from->port, "80") &&
	       to->port && !strcmp(to->port, "443");
}

const char *hop_follow(const struct hop *from, const char *location, struct hop *out_hop)
{
	CURLU *handle = curl_url();
	struct hop hop = {0};
	const char *fault = set_url(handle, from->url);

	if (!fault)
		fault = set_url(handle, location);
	if (!fault)
		fault = take(handle, &hop);
	curl_url_cleanup(handle);
	if (fault)
		return fault;
	mem_replace(&hop.user, NULL);
	mem_replace(&hop.password, NULL);
	if (may_have_secrets(from, &hop)) {
		hop.user = mem_strdup(from->user);
		hop.password = mem_strdup(from->password);
	}
	*out_hop = hop;
	return NULL;
}

/* ---- for logs --------------------------------------------------------------------- */

/* "key=secret" → "key=…"; a part without '=' may be a secret by itself. */
static void put_query(struct buf *out, const char *query, const char *end)
{
	size_t part_len, key_len;

	while (query < end) {
		part_len = strcspn(query, "&#");
		key_len = strcspn(query, "=&#");
		if (key_len < part_len)
			buf_put(out, query, key_len + 1);
		if (part_len && key_len + 1 != part_len)
			buf_puts(out, "…");
		query += part_len;
		if (query < end)
			buf_putc(out, *query++);
	}
}

char *fetch_redact_url(const char *url)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	size_t len = strcspn(url, "#"), head;
	const char *rest = strstr(url, "://"), *host = url, *at, *query;

	if (rest && rest < url + len) {
		host = rest + 3;
		buf_put(&out, url, (size_t)(host - url));
	}
	at = memrchr(host, '@', strcspn(host, "/?#"));
	if (at)
		host = at + 1;
	query = memchr(host, '?', (size_t)(url + len - host));
	head = query ? (size_t)(query - host) + 1 : (size_t)(url + len - host);
	buf_put(&out, host, head);
	if (query)
		put_query(&out, query + 1, url + len);
	return buf_take(&out);
}
