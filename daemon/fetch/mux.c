/*
 * libcurl's multi handle on the loop, by its socket API: libcurl says which sockets and which
 * timer it waits for, the loop says when they are ready. libcurl is always entered from the
 * loop, also when its timer says now: it refuses to be called from its own callbacks.
 */
#include "fetch/mux.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>

#include "base/mem.h"

struct mux {
	CURLM *multi;
	struct loop *loop;
	struct loop_timer *timer;
	mux_ended *ended;
	mux_drained *drained;
	void *ctx;
};

/* A socket that libcurl waits for. */
struct watch {
	struct event event;
	struct mux *mux;
};

static void drain(struct mux *mux)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(mux->multi, &left)))
		if (message->msg == CURLMSG_DONE)
			mux->ended(mux->ctx, message->easy_handle, message->data.result);
	mux->drained(mux->ctx);
}

static void socket_ready(evutil_socket_t fd, short what, void *ctx)
{
	struct mux *mux = ((struct watch *)ctx)->mux;
	int action = 0, running;

	if (what & EV_READ)
		action |= CURL_CSELECT_IN;
	if (what & EV_WRITE)
		action |= CURL_CSELECT_OUT;
	/* May end the watch. */
	curl_multi_socket_action(mux->multi, fd, action, &running);
	drain(mux);
}

static void timer_fired(void *ctx)
{
	struct mux *mux = ctx;
	int running;

	curl_multi_socket_action(mux->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	drain(mux);
}

static int set_timer(CURLM *multi, long timeout_ms, void *ctx)
{
	struct mux *mux = ctx;

	(void)multi;
	if (timeout_ms < 0)
		loop_timer_stop(mux->timer);
	else
		loop_timer_set(mux->timer, timeout_ms);
	return 0;
}

static void watch_free(struct watch *watch)
{
	if (watch)
		event_del(&watch->event);
	mem_free(watch);
}

static void watch_set(struct mux *mux, struct watch *watch, curl_socket_t fd, int what)
{
	bool fresh = !watch;
	short events = EV_PERSIST;

	if (what & CURL_POLL_IN)
		events |= EV_READ;
	if (what & CURL_POLL_OUT)
		events |= EV_WRITE;
	if (fresh) {
		watch = mem_alloc(sizeof(*watch));
		watch->mux = mux;
		curl_multi_assign(mux->multi, fd, watch);
	} else {
		event_del(&watch->event);
	}
	event_assign(&watch->event, loop_base(mux->loop), fd, events, socket_ready, watch);
	event_add(&watch->event, NULL);
}

static int set_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *socket_ctx)
{
	struct mux *mux = ctx;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		curl_multi_assign(mux->multi, fd, NULL);
		watch_free(socket_ctx);
	} else {
		watch_set(mux, socket_ctx, fd, what);
	}
	return 0;
}

int mux_new(struct loop *loop, mux_ended *ended, mux_drained *drained, void *ctx,
	struct mux **out_mux)
{
	CURLM *multi = curl_multi_init();
	struct mux *mux;

	if (!multi)
		return -ENOMEM;
	mux = mem_alloc(sizeof(*mux));
	*mux = (struct mux){.multi = multi,
		.loop = loop,
		.ended = ended,
		.drained = drained,
		.ctx = ctx};
	mux->timer = loop_timer_new(loop, timer_fired, mux);
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, set_socket);
	curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, mux);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(multi, CURLMOPT_TIMERDATA, mux);
	*out_mux = mux;
	return 0;
}

void mux_free(struct mux *mux)
{
	if (!mux)
		return;
	curl_multi_cleanup(mux->multi);
	loop_timer_free(mux->timer);
	mem_free(mux);
}

int mux_add(struct mux *mux, CURL *easy)
{
	return curl_multi_add_handle(mux->multi, easy) ? -ENOMEM : 0;
}

void mux_remove(struct mux *mux, CURL *easy)
{
	curl_multi_remove_handle(mux->multi, easy);
}

void mux_set_connections(struct mux *mux, int64_t most)
{
	curl_multi_setopt(mux->multi, CURLMOPT_MAXCONNECTS, (long)most);
}
