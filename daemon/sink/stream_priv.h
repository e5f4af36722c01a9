/*
 * A connection to a server, plain TCP or TLS: bytes out, bytes in. libcurl looks the name up
 * aside from the loop, connects and checks the certificate; for sinks that speak protocols of
 * their own over it (syslog, MQTT).
 */
#ifndef KORDON_SINK_STREAM_PRIV_H
#define KORDON_SINK_STREAM_PRIV_H

#include <stdbool.h>
#include <stddef.h>

#include "event/event.h"
#include "sink/sink.h"

struct stream;

/* The callbacks may send, close and open again; they are the last thing that the stream does. */
struct stream_calls {
	void (*ready)(void *ctx); /* connected */
	/* Bytes came; NULL: none are expected, and what comes is thrown away. */
	void (*came)(void *ctx, const char *data, size_t len);
	/* The other machine has acknowledged all that was sent (TCP, not its program). */
	void (*sent)(void *ctx);
	void (*ended)(void *ctx, const char *why); /* not after stream_close */
	void *ctx;
};

struct stream *stream_new(struct loop *loop, const struct stream_calls *calls) MUST_CHECK;
void stream_free(struct stream *stream);

/* tls, with the target's ca_file; within its time limit, else it has ended. address: "host:port",
 * IPv6 in brackets. */
bool stream_open(struct stream *stream, const struct sink_target *target, const char *address,
	bool tls) MUST_CHECK;
/* True while the other end has not closed either. */
bool stream_is_open(struct stream *stream);
/* Copies; the time limit begins anew, and ends with `stream_rest`. */
void stream_send(struct stream *stream, const void *data, size_t len);
/* Nothing is awaited: the connection is kept for what follows soon, then closed. */
void stream_rest(struct stream *stream);
void stream_close(struct stream *stream);

#endif
