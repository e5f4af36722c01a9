/*
 * The loop. One pass is: wait, call what is due, then call what was deferred. libevent is
 * asked for one pass at a time, so that "after this pass" is a place in this file and not a
 * flag in somebody's callback.
 */
#include "event/event.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/time.h>

#include "base/log.h"
#include "base/mem.h"

struct deferred {
	loop_callback *callback;
	void *ctx;
};

struct loop {
	struct event_base *base;
	bool stopped;
	struct deferred *deferred;
	size_t deferred_count, deferred_cap;
};

struct loop_timer {
	struct loop *loop;
	struct event event;
	loop_callback *callback;
	void *ctx;
};

struct loop_signal {
	struct event event;
	loop_callback *callback;
	void *ctx;
};

/* libevent would write to standard error by itself, in a form of its own. */
static void take_library_message(int severity, const char *text)
{
	log_write(severity == EVENT_LOG_ERR ? LOG_LEVEL_ERROR : LOG_LEVEL_DEBUG,
		"libevent: %s", text);
}

/*
 * The precise clock: the coarse one, libevent's default, lets a timer fire some milliseconds
 * before its time by the clock that callers read, and they would set it again and again.
 */
static struct event_base *base_new(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base;

	if (!config)
		return NULL;
	event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
	base = event_base_new_with_config(config);
	event_config_free(config);
	return base;
}

int loop_new(struct loop **out_loop)
{
	struct event_base *base;
	struct loop *loop;

	event_set_log_callback(take_library_message);
	errno = 0;
	base = base_new();
	if (!base)
		return errno ? -errno : -ENOMEM;
	loop = mem_alloc(sizeof(*loop));
	loop->base = base;
	*out_loop = loop;
	return 0;
}

/* Calls what was deferred until now; what these calls defer waits for the next pass. */
static void run_deferred(struct loop *loop)
{
	struct deferred *list = loop->deferred;
	size_t count = loop->deferred_count, i;

	loop->deferred = NULL;
	loop->deferred_count = loop->deferred_cap = 0;
	for (i = 0; i < count; i++)
		list[i].callback(list[i].ctx);
	mem_free(list);
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	/* Deferred calls release things: they are owed also when no pass comes any more. */
	while (loop->deferred_count)
		run_deferred(loop);
	event_base_free(loop->base);
	mem_free(loop);
}

struct event_base *loop_base(struct loop *loop)
{
	return loop->base;
}

/* 0, -errno, or 1: nothing is set that could ever wake it. */
static int pass(struct loop *loop, bool wait)
{
	bool owed = loop->deferred_count > 0;
	int flags = wait && !owed ? EVLOOP_ONCE : EVLOOP_ONCE | EVLOOP_NONBLOCK, r;

	errno = 0;
	r = event_base_loop(loop->base, flags);
	if (r < 0)
		return errno ? -errno : -EIO;
	run_deferred(loop);
	return r > 0 && !owed;
}

int loop_pass(struct loop *loop, int wait)
{
	int r = pass(loop, wait);

	return r < 0 ? r : 0;
}

int loop_run(struct loop *loop)
{
	int r = 0;

	while (!loop->stopped && !r)
		r = pass(loop, true);
	loop->stopped = false;
	return r < 0 ? r : 0;
}

void loop_stop(struct loop *loop)
{
	loop->stopped = true;
}

/* ---- timers ----------------------------------------------------------------------- */

static void timer_fired(evutil_socket_t fd, short what, void *ctx)
{
	struct loop_timer *timer = ctx;

	(void)fd;
	(void)what;
	timer->callback(timer->ctx); /* may free the timer: not touched after this */
}

struct loop_timer *loop_timer_new(struct loop *loop, loop_callback *callback, void *ctx)
{
	struct loop_timer *timer = mem_alloc(sizeof(*timer));

	timer->loop = loop;
	timer->callback = callback;
	timer->ctx = ctx;
	evtimer_assign(&timer->event, loop->base, timer_fired, timer);
	return timer;
}

void loop_timer_free(struct loop_timer *timer)
{
	if (!timer)
		return;
	event_del(&timer->event);
	mem_free(timer);
}

void loop_timer_set(struct loop_timer *timer, int64_t delay_ms)
{
	struct timeval delay;

	if (delay_ms < 0)
		delay_ms = 0;
	delay.tv_sec = (time_t)(delay_ms / 1000);
	delay.tv_usec = (suseconds_t)(delay_ms % 1000 * 1000);
	/* Counted from now, not from when the pass began: a callback may have taken its time. */
	event_base_update_cache_time(timer->loop->base);
	evtimer_add(&timer->event, &delay);
}

void loop_timer_stop(struct loop_timer *timer)
{
	evtimer_del(&timer->event);
}

/* ---- signals ---------------------------------------------------------------------- */

static void signal_came(evutil_socket_t number, short what, void *ctx)
{
	struct loop_signal *signal = ctx;

	(void)number;
	(void)what;
	signal->callback(signal->ctx);
}

struct loop_signal *loop_signal_new(struct loop *loop, int number, loop_callback *callback,
	void *ctx)
{
	struct loop_signal *signal = mem_alloc(sizeof(*signal));

	signal->callback = callback;
	signal->ctx = ctx;
	evsignal_assign(&signal->event, loop->base, number, signal_came, signal);
	evsignal_add(&signal->event, NULL);
	return signal;
}

void loop_signal_free(struct loop_signal *signal)
{
	if (!signal)
		return;
	event_del(&signal->event);
	mem_free(signal);
}

/* ---- deferred calls --------------------------------------------------------------- */

void loop_defer(struct loop *loop, loop_callback *callback, void *ctx)
{
	MEM_GROW(loop->deferred, loop->deferred_count, loop->deferred_cap);
	loop->deferred[loop->deferred_count++] =
		(struct deferred){.callback = callback, .ctx = ctx};
}
