/* Section `fetch`: the limits towards hosts and towards their answers, on one page. */
#include "fetch/fetch_priv.h"

#include <string.h>

#include "base/mem.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS };

/* It stands in a header line, between "(+" and ")". */
static const char *check_contact(const char *text)
{
	const unsigned char *p;

	for (p = (const unsigned char *)text; *p; p++)
		if (*p < 0x21 || *p > 0x7E || *p == '(' || *p == ')')
			return "a contact is an address or a URL, without spaces and parentheses";
	return NULL;
}

static const char *check_proxy(const char *text)
{
	static const char *const schemes[] = {"http://", "https://", "socks5://", "socks5h://"};
	size_t i;

	for (i = 0; i < ARRAY_LEN(schemes); i++)
		if (!strncasecmp(text, schemes[i], strlen(schemes[i])))
			return NULL;
	return "a proxy begins with http://, https://, socks5:// or socks5h://";
}

static const char *check_host(const char *text)
{
	if (!*text || strpbrk(text, "/:@ \t*"))
		return "a host is a name alone: no scheme, port or path";
	return NULL;
}

#define OPTION(member) .name = #member, .offset = offsetof(struct fetch_options, member)
#define OPTION_MS(word)                                                                  \
	.name = #word, .type = OPTION_DURATION, .offset = offsetof(struct fetch_options, word##_ms)

static const struct config_option options[] = {
	{OPTION(contact), .type = OPTION_TEXT, .check = check_contact,
		.help = "An address or a page where publishers reach you; part of the User-Agent "
			"line."},
	{OPTION_MS(timeout), .def = "60s", .min = 10, .max = 60 * MINUTE_MS,
		.help = "A document takes at most this long, redirects included."},
	{OPTION_MS(connect_timeout), .def = "15s", .min = 10, .max = 10 * MINUTE_MS,
		.help = "Looking up a name and connecting takes at most this long."},
	{OPTION_MS(stall), .def = "20s", .min = SECOND_MS, .max = 10 * MINUTE_MS,
		.help = "A transfer that brings nothing for this long is given up."},
	{OPTION(body_max), .type = OPTION_SIZE, .def = "8MiB", .min = 1024,
		.max = 1024LL << 20,
		.help = "The largest document, after decompression."},
	{OPTION(redirects), .type = OPTION_INT, .def = "5", .max = 30,
		.help = "How many redirects are followed for one document."},
	{OPTION(concurrency), .type = OPTION_INT, .def = "32", .min = 1, .max = 256,
		.help = "How many transfers are in flight at most."},
	{OPTION(per_host), .type = OPTION_INT, .def = "1", .min = 1, .max = 64,
		.help = "How many of them with one host."},
	{OPTION_MS(host_gap), .def = "1s", .max = 60 * MINUTE_MS,
		.help = "The least time between the beginnings of two transfers with one host."},
	{OPTION(ca_file), .type = OPTION_PATH,
		.help = "Certificates that are trusted, as one PEM file. Default: the system's."},
	{OPTION(proxy), .type = OPTION_TEXT, .check = check_proxy,
		.help = "The proxy for everything. Proxies that the environment names are not "
			"used. Behind a proxy private addresses are refused only where a URL "
			"holds them, for the proxy looks up the names."},
	{OPTION(private_hosts), .type = OPTION_LIST, .check = check_host,
		.help = "Hosts of sources whose names may lead to private addresses. Addresses "
			"that a source's URL holds itself, *localhost*, names without a dot and "
			"those under *.local*, *.lan*, *.internal* and *.home.arpa* need not be "
			"listed."},
};

const struct config_table fetch_table = {
	.name = "fetch",
	.help = "How documents are fetched.",
	.options = options,
	.count = ARRAY_LEN(options),
	.size = sizeof(struct fetch_options),
};

static char **copy_list(char *const *list)
{
	size_t count = 0, i;
	char **copy;

	if (!list)
		return NULL;
	while (list[count])
		count++;
	copy = mem_calloc(count + 1, sizeof(*copy));
	for (i = 0; i < count; i++)
		copy[i] = mem_strdup(list[i]);
	return copy;
}

void options_copy(struct fetch_options *to, const struct fetch_options *from)
{
	*to = *from;
	to->contact = mem_strdup(from->contact);
	to->ca_file = mem_strdup(from->ca_file);
	to->proxy = mem_strdup(from->proxy);
	to->private_hosts = copy_list(from->private_hosts);
}

void options_free(struct fetch_options *to)
{
	config_release(&fetch_table, to);
}
