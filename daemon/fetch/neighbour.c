/*
 * Names that lead to one address are neighbours: to whoever runs that machine their requests
 * come from one client. Connections to one address begin a tenth of the gap apart that one
 * name is left in peace for. Which address a name has is known when libcurl is about to
 * connect; a job that comes too soon is given its turn then, and waits for it in the queue.
 */
#include "fetch/fetch_priv.h"

#include <netinet/in.h>
#include <string.h>

#include "base/mem.h"

enum { SHARE = 10, KEPT_MOST = 512 };

struct fetch_address {
	uint8_t bytes[16]; /* key */
	int64_t next_ms;   /* when the next connection may begin */
	UT_hash_handle hh;
};

static void set_key(uint8_t key[16], const struct sockaddr *address)
{
	memset(key, 0, 16);
	if (address->sa_family == AF_INET)
		memcpy(key, &((const struct sockaddr_in *)address)->sin_addr, 4);
	else
		memcpy(key, &((const struct sockaddr_in6 *)address)->sin6_addr, 16);
}

static void forget(struct fetch *fetch, int64_t until_ms)
{
	struct fetch_address *address, *next;

	HASH_ITER(hh, fetch->addresses, address, next) {
		if (address->next_ms > until_ms)
			continue;
		HASH_DEL(fetch->addresses, address);
		mem_free(address);
	}
}

static struct fetch_address *find(struct fetch *fetch, const struct sockaddr *sockaddr,
	int64_t now_ms)
{
	struct fetch_address *address;
	uint8_t key[16];

	set_key(key, sockaddr);
	HASH_FIND(hh, fetch->addresses, key, sizeof(key), address);
	if (address)
		return address;
	if (HASH_COUNT(fetch->addresses) >= KEPT_MOST)
		forget(fetch, now_ms);
	address = mem_alloc(sizeof(*address));
	memcpy(address->bytes, key, sizeof(key));
	HASH_ADD(hh, fetch->addresses, bytes, sizeof(key), address);
	return address;
}

int64_t neighbour_wait_ms(struct fetch *fetch, const struct sockaddr *sockaddr)
{
	int64_t gap_ms = fetch->options.host_gap_ms / SHARE;
	int64_t now_ms = clock_mono_ms(fetch->clock), turn_ms;
	struct fetch_address *address;

	if (!gap_ms)
		return 0;
	address = find(fetch, sockaddr, now_ms);
	turn_ms = MAX(address->next_ms, now_ms);
	address->next_ms = turn_ms + gap_ms;
	return turn_ms - now_ms;
}

void neighbour_free(struct fetch *fetch)
{
	forget(fetch, INT64_MAX);
}
