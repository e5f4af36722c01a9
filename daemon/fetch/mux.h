/*
 * libcurl's multi handle on the loop: whoever has transfers of its own to make (fetch, the
 * sinks that speak HTTP and SMTP) adds easy handles and hears how each ended.
 */
#ifndef KORDON_FETCH_MUX_H
#define KORDON_FETCH_MUX_H

#include <curl/curl.h>

#include "event/event.h"

struct mux;
typedef void mux_ended(void *ctx, CURL *easy, CURLcode code);
typedef void mux_drained(void *ctx);

/* drained is called after ended was, outside of libcurl. */
int mux_new(struct loop *loop, mux_ended *ended, mux_drained *drained, void *ctx,
	struct mux **out_mux) MUST_CHECK;
void mux_free(struct mux *mux);
int mux_add(struct mux *mux, CURL *easy) MUST_CHECK;
void mux_remove(struct mux *mux, CURL *easy);
void mux_set_connections(struct mux *mux, int64_t most);

#endif
