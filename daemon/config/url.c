/* What is wrong with a URL, as far as its text says (RFC 3986, RFC 8089). */
#include "config/config_priv.h"

#include <string.h>

static const char *port_fault(const char *port, size_t len)
{
	size_t number = 0, i;

	for (i = 0; i < len; i++) {
		if (port[i] < '0' || port[i] > '9')
			return "its port is no number";
		number = number * 10 + (size_t)(port[i] - '0');
		if (number > 65535)
			return "its port is beyond 65535";
	}
	return NULL;
}

/* [user@]host[:port] */
static const char *authority_fault(const char *text, size_t len)
{
	const char *at = memrchr(text, '@', len), *end, *colon;
	const char *host = at ? at + 1 : text;

	len -= (size_t)(host - text);
	if (len && *host == '[') {
		end = memchr(host, ']', len);
		if (!end || end == host + 1)
			return "its address in brackets is not whole";
		end++;
		if (end == host + len)
			return NULL;
		return *end == ':' ? port_fault(end + 1, (size_t)(host + len - end - 1)) :
				     "something stands between its host and its port";
	}
	colon = memchr(host, ':', len);
	if (!(colon ? (size_t)(colon - host) : len))
		return "it has no host";
	return colon ? port_fault(colon + 1, (size_t)(host + len - colon - 1)) : NULL;
}

static const char *character_fault(const char *url)
{
	const unsigned char *p;

	for (p = (const unsigned char *)url; *p; p++) {
		if (*p == ' ')
			return "it holds a space (write %20)";
		if (*p < 0x20 || *p == 0x7F)
			return "it holds a control character";
		if (strchr("<>\"\\^`{|}", *p))
			return "it holds a character that no URL may hold (<>\"\\^`{|})";
	}
	return NULL;
}

const char *config_url_fault(const char *url)
{
	const char *fault = character_fault(url), *rest;

	if (fault)
		return fault;
	if (!strncasecmp(url, "file:", 5)) {
		rest = url + 5;
		if (!strncmp(rest, "//", 2) && rest[2] != '/')
			return "a file: URL names no host (write file:///path)";
		return *rest ? NULL : "it names no file";
	}
	if (!strncasecmp(url, "http://", 7))
		rest = url + 7;
	else if (!strncasecmp(url, "https://", 8))
		rest = url + 8;
	else
		return "it has to begin with https://, http:// or file:";
	return authority_fault(rest, strcspn(rest, "/?#"));
}
