/* One datagram at a time: to a socket of this machine, or by UDP to a host whose name is looked
 * up aside from the loop. */
#ifndef KORDON_SINK_DATAGRAM_PRIV_H
#define KORDON_SINK_DATAGRAM_PRIV_H

#include <stddef.h>
#include <stdint.h>

#include "event/event.h"

struct datagram;
/* why NULL: it was handed to the network, and nobody near has said that he takes none. */
typedef void datagram_done(void *ctx, const char *why);

struct datagram *datagram_new(struct loop *loop, datagram_done *done, void *ctx) MUST_CHECK;
void datagram_free(struct datagram *datagram);

/* 0 or -errno, at once. */
int datagram_to_path(const char *path, const void *data, size_t len) MUST_CHECK;
/* address: "host:port", IPv6 in brackets. Copies; done comes from the loop. */
void datagram_to_host(struct datagram *datagram, const char *address, const void *data,
	size_t len, int64_t timeout_ms);

#endif
