/*
 * Addresses that are not the public network's: what a feed, a redirect or a name server may
 * not lead to, for behind them are the machine itself and its neighbours. Looked at where a
 * connection is made, so that no name can mean one thing when it is checked and another when
 * it is used. (IANA's registries of special-purpose addresses, RFC 6890.)
 */
#include "fetch/fetch_priv.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

/* The first bits of an address. */
struct prefix {
	uint8_t bytes[16];
	int bits;
};

static const struct prefix private4[] = {
	{{0}, 8},              /* this network */
	{{10}, 8},             /* private */
	{{100, 64}, 10},       /* behind a provider's NAT */
	{{127}, 8},            /* loopback */
	{{169, 254}, 16},      /* link-local, and clouds' metadata */
	{{172, 16}, 12},       /* private */
	{{192, 0, 0}, 24},     /* protocol assignments */
	{{192, 0, 2}, 24},     /* documentation */
	{{192, 168}, 16},      /* private */
	{{198, 18}, 15},       /* benchmarks */
	{{198, 51, 100}, 24},  /* documentation */
	{{203, 0, 113}, 24},   /* documentation */
	{{224}, 4},            /* multicast */
	{{240}, 4},            /* reserved, broadcast */
};

static const struct prefix private6[] = {
	{{0}, 127},                               /* :: and ::1 */
	{{0x00, 0x64, 0xFF, 0x9B, 0, 1}, 48},     /* local translation */
	{{0x01}, 64},                             /* discard */
	{{0x20, 0x01, 0, 0}, 32},                 /* Teredo: hides an IPv4 address */
	{{0x20, 0x01, 0x0D, 0xB8}, 32},           /* documentation */
	{{0xFC}, 7},                              /* unique local */
	{{0xFE, 0x80}, 10},                       /* link-local */
	{{0xFE, 0xC0}, 10},                       /* site-local */
	{{0xFF}, 8},                              /* multicast */
};

/* IPv6 addresses that carry an IPv4 address, and where. */
static const struct carrier {
	struct prefix prefix;
	int offset;
} carriers[] = {
	{{{[10] = 0xFF, [11] = 0xFF}, 96}, 12},   /* ::ffff:127.0.0.1 */
	{{{0}, 96}, 12},                          /* ::127.0.0.1 */
	{{{0x00, 0x64, 0xFF, 0x9B}, 96}, 12},     /* 64:ff9b::127.0.0.1 */
	{{{0x20, 0x02}, 16}, 2},                  /* 2002:7f00:0001:: */
};

static bool has_prefix(const uint8_t *address, const struct prefix *prefix)
{
	int whole = prefix->bits / 8, rest = prefix->bits % 8;
	uint8_t mask = (uint8_t)(0xFF << (8 - rest));

	if (memcmp(address, prefix->bytes, (size_t)whole) != 0)
		return false;
	return !rest || ((address[whole] ^ prefix->bytes[whole]) & mask) == 0;
}

static bool in_list(const uint8_t *address, const struct prefix *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (has_prefix(address, &list[i]))
			return true;
	return false;
}

static const uint8_t *bytes_of(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return (const uint8_t *)&((const struct sockaddr_in *)address)->sin_addr;
	return (const uint8_t *)&((const struct sockaddr_in6 *)address)->sin6_addr;
}

/* The IPv4 address in it, or NULL. */
static const uint8_t *ipv4_of(const struct sockaddr *address)
{
	const uint8_t *bytes = bytes_of(address);
	size_t i;

	if (address->sa_family == AF_INET)
		return bytes;
	for (i = 0; i < ARRAY_LEN(carriers); i++)
		if (has_prefix(bytes, &carriers[i].prefix))
			return bytes + carriers[i].offset;
	return NULL;
}

static bool is_ip(const struct sockaddr *address)
{
	return address->sa_family == AF_INET || address->sa_family == AF_INET6;
}

bool address_is_private(const struct sockaddr *address)
{
	const uint8_t *ipv4;

	if (!is_ip(address))
		return true;
	if (address->sa_family == AF_INET6 &&
		in_list(bytes_of(address), private6, ARRAY_LEN(private6)))
		return true;
	ipv4 = ipv4_of(address);
	return ipv4 && in_list(ipv4, private4, ARRAY_LEN(private4));
}

bool address_is_loopback(const struct sockaddr *address)
{
	static const uint8_t one[16] = {[15] = 1};
	const uint8_t *ipv4 = ipv4_of(address);

	if (address->sa_family == AF_INET6 && memcmp(bytes_of(address), one, 16) == 0)
		return true;
	return ipv4 && ipv4[0] == 127;
}

bool address_parse(const char *text, struct sockaddr_storage *out_address)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)out_address;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out_address;
	char plain[ADDRESS_TEXT];
	size_t len = strcspn(text, "%"); /* a zone says which link */

	if (len >= sizeof(plain))
		return false;
	memcpy(plain, text, len);
	plain[len] = '\0';
	memset(out_address, 0, sizeof(*out_address));
	out_address->ss_family = strchr(plain, ':') ? AF_INET6 : AF_INET;
	if (out_address->ss_family == AF_INET6)
		return inet_pton(AF_INET6, plain, &v6->sin6_addr) == 1;
	return inet_pton(AF_INET, plain, &v4->sin_addr) == 1;
}

bool address_same(const struct sockaddr *a, const struct sockaddr *b)
{
	size_t len = a->sa_family == AF_INET ? 4 : 16;

	return is_ip(a) && a->sa_family == b->sa_family &&
	       memcmp(bytes_of(a), bytes_of(b), len) == 0;
}

const char *address_show(const struct sockaddr *address, char out[ADDRESS_TEXT])
{
	if (!is_ip(address) ||
		!inet_ntop(address->sa_family, bytes_of(address), out, ADDRESS_TEXT))
		strcpy(out, "an address of an unknown kind");
	return out;
}

/* ---- who may go there ------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len > end_len && strcmp(text + len - end_len, end) == 0;
}

static bool is_localhost(const char *host)
{
	return !strcmp(host, "localhost") || ends_with(host, ".localhost");
}

/* Names that mean nothing in the public network (RFC 6761, 6762, 8375, ICANN's .internal). */
static bool is_local_name(const char *host)
{
	static const char *const ends[] = {
		".local", ".lan", ".internal", ".home.arpa", ".localhost"};
	size_t i;

	for (i = 0; i < ARRAY_LEN(ends); i++)
		if (ends_with(host, ends[i]))
			return true;
	return !strpbrk(host, ".:");
}

static bool is_listed(const char *host, char *const *list)
{
	for (; list && *list; list++)
		if (!strcasecmp(host, *list))
			return true;
	return false;
}

bool address_allowed(const struct sockaddr *address, const char *own, const char *host,
	char *const *trusted)
{
	struct sockaddr_storage named;

	if (!is_ip(address))
		return false;
	if (!address_is_private(address))
		return true;
	if (address_parse(own, &named))
		return address_same(address, (const struct sockaddr *)&named);
	if (is_localhost(own) && address_is_loopback(address))
		return true;
	return !strcmp(own, host) && (is_local_name(own) || is_listed(own, trusted));
}
