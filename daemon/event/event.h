/*
 * The loop: timers, signals, deferred release, on libevent. One per process. Other libraries
 * that need the event base (evhttp, curl sockets) take it with loop_base(); nothing else of
 * libevent shows in headers.
 */
#ifndef KORDON_EVENT_EVENT_H
#define KORDON_EVENT_EVENT_H

#include <stdint.h>

#include "base/attr.h"

struct event_base;
struct loop;
struct loop_timer;
struct loop_signal;

typedef void loop_callback(void *ctx);

int loop_new(struct loop **out_loop) MUST_CHECK; /* -errno where the machine gives none */
void loop_free(struct loop *loop);
struct event_base *loop_base(struct loop *loop);

/*
 * Runs until loop_stop, which lets the pass it is called in end, or until no timer, signal
 * or descriptor is left to wait for. A stop asked for before it holds. 0 or -errno.
 */
int loop_run(struct loop *loop) MUST_CHECK;
/* One pass; waits for an event only where wait is true. For tests. */
int loop_pass(struct loop *loop, int wait) MUST_CHECK;
void loop_stop(struct loop *loop);

/* A timer that is not armed, borrowing its loop: free it first. Freeing it disarms it; it may be freed inside its callback. */
struct loop_timer *loop_timer_new(struct loop *loop, loop_callback *callback, void *ctx);
void loop_timer_free(struct loop_timer *timer);
/* Fires once after delay_ms (0 or less: in the next pass); replaces what was set. Never
 * fires early by the clock that clock_system reads. */
void loop_timer_set(struct loop_timer *timer, int64_t delay_ms);
void loop_timer_stop(struct loop_timer *timer);

/* It may be freed inside its callback. */
struct loop_signal *loop_signal_new(struct loop *loop, int number, loop_callback *callback,
	void *ctx);
void loop_signal_free(struct loop_signal *signal);

/*
 * Calls the callback after this pass: the place to free what is still on the stack. What a
 * deferred call defers comes after the next pass; loop_free makes the calls still owed.
 */
void loop_defer(struct loop *loop, loop_callback *callback, void *ctx);

#endif
