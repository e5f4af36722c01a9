#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

#include "base/buf.h"
#include "base/clock.h"
#include "event/event.h"

/* A context is void *; these callbacks only read. */
#define TEXT(s) ((void *)(s))

/* What happened, in order, as letters. */
static struct buf trace;
static struct loop *loop;

static int set_up(void **state)
{
	(void)state;
	trace = BUF_INIT(BUF_UNBOUND);
	return loop_new(&loop);
}

static int tear_down(void **state)
{
	(void)state;
	loop_free(loop);
	buf_done(&trace);
	return 0;
}

static void note(void *ctx)
{
	buf_puts(&trace, ctx);
}

static void note_and_stop(void *ctx)
{
	buf_puts(&trace, ctx);
	loop_stop(loop);
}

static void timers_fire_in_order_of_their_time(void **state)
{
	struct loop_timer *later = loop_timer_new(loop, note_and_stop, TEXT("later "));
	struct loop_timer *sooner = loop_timer_new(loop, note, TEXT("sooner "));
	struct loop_timer *at_once = loop_timer_new(loop, note, TEXT("at-once "));
	struct loop_timer *stopped = loop_timer_new(loop, note, TEXT("stopped "));

	(void)state;
	loop_timer_set(later, 20);
	loop_timer_set(sooner, 10);
	loop_timer_set(at_once, 0);
	loop_timer_set(stopped, 5);
	loop_timer_stop(stopped);
	assert_int_equal(loop_run(loop), 0);
	assert_string_equal(buf_str(&trace), "at-once sooner later ");
	loop_timer_free(later);
	loop_timer_free(sooner);
	loop_timer_free(at_once);
	loop_timer_free(stopped);
}

static void setting_a_timer_again_replaces_its_time(void **state)
{
	struct loop_timer *timer = loop_timer_new(loop, note, TEXT("once "));

	(void)state;
	loop_timer_set(timer, 3600 * 1000);
	loop_timer_set(timer, -5);
	assert_int_equal(loop_run(loop), 0); /* ends: nothing is left to wait for */
	assert_string_equal(buf_str(&trace), "once ");
	loop_timer_free(timer);
}

static void a_timer_never_fires_early(void **state)
{
	struct loop_timer *timer = loop_timer_new(loop, note, TEXT("x"));
	int64_t begun;
	int i;

	(void)state;
	for (i = 0; i < 20; i++) {
		begun = clock_mono_ms(&clock_system);
		loop_timer_set(timer, 3);
		assert_int_equal(loop_run(loop), 0);
		assert_true(clock_mono_ms(&clock_system) - begun >= 3);
	}
	loop_timer_free(timer);
}

static struct loop_timer *own;

static void free_own(void *ctx)
{
	note(ctx);
	loop_timer_free(own);
}

static void a_timer_may_be_freed_inside_its_callback(void **state)
{
	(void)state;
	own = loop_timer_new(loop, free_own, TEXT("freed "));
	loop_timer_set(own, 0);
	assert_int_equal(loop_run(loop), 0);
	assert_string_equal(buf_str(&trace), "freed ");
}

static int rounds;

static void set_again(void *ctx)
{
	(void)ctx;
	rounds++;
	loop_timer_set(own, 0);
}

static void a_timer_set_to_zero_waits_for_the_next_pass(void **state)
{
	(void)state;
	rounds = 0;
	own = loop_timer_new(loop, set_again, NULL);
	loop_timer_set(own, 0);
	assert_int_equal(loop_pass(loop, 0), 0);
	assert_int_equal(rounds, 1);
	assert_int_equal(loop_pass(loop, 1), 0);
	assert_int_equal(rounds, 2);
	loop_timer_free(own);
}

static void defer_then_note(void *ctx)
{
	(void)ctx;
	note(TEXT("callback "));
	loop_defer(loop, note, TEXT("deferred "));
	note(TEXT("returned "));
}

static void a_deferred_call_comes_after_the_pass(void **state)
{
	struct loop_timer *a = loop_timer_new(loop, defer_then_note, NULL);
	struct loop_timer *b = loop_timer_new(loop, note, TEXT("other "));

	(void)state;
	loop_timer_set(a, 0);
	loop_timer_set(b, 0);
	usleep(2000); /* both are due, so that one pass takes both */
	assert_int_equal(loop_pass(loop, 0), 0);
	assert_string_equal(buf_str(&trace), "callback returned other deferred ");
	loop_timer_free(a);
	loop_timer_free(b);
}

static void defer_more(void *ctx)
{
	note(ctx);
	loop_defer(loop, note, TEXT("second "));
}

static void deferred_calls_do_not_wait_for_an_event(void **state)
{
	struct loop_timer *far_off = loop_timer_new(loop, note, TEXT("never "));

	(void)state;
	loop_timer_set(far_off, 3600 * 1000);
	loop_defer(loop, defer_more, TEXT("first "));
	assert_int_equal(loop_pass(loop, 1), 0);
	assert_string_equal(buf_str(&trace), "first ");
	assert_int_equal(loop_pass(loop, 1), 0);
	assert_string_equal(buf_str(&trace), "first second ");
	loop_timer_free(far_off);
}

static void freeing_the_loop_makes_the_calls_still_owed(void **state)
{
	struct loop *other;

	(void)state;
	assert_int_equal(loop_new(&other), 0);
	loop_defer(other, note, TEXT("owed "));
	loop_free(other);
	assert_string_equal(buf_str(&trace), "owed ");
	loop_free(NULL);
}

static void signals_reach_their_callback(void **state)
{
	struct loop_signal *hangup = loop_signal_new(loop, SIGHUP, note, TEXT("hup "));
	struct loop_signal *end = loop_signal_new(loop, SIGTERM, note_and_stop, TEXT("term "));

	(void)state;
	raise(SIGHUP);
	assert_int_equal(loop_pass(loop, 1), 0);
	raise(SIGTERM);
	assert_int_equal(loop_run(loop), 0);
	assert_string_equal(buf_str(&trace), "hup term ");
	loop_signal_free(hangup);
	loop_signal_free(end);
	loop_signal_free(NULL);
}

static void a_stop_asked_for_before_the_run_holds(void **state)
{
	struct loop_timer *timer = loop_timer_new(loop, note, TEXT("never "));

	(void)state;
	loop_timer_set(timer, 3600 * 1000);
	loop_stop(loop);
	assert_int_equal(loop_run(loop), 0);
	assert_string_equal(buf_str(&trace), "");
	loop_timer_free(timer);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(timers_fire_in_order_of_their_time),
		CASE(setting_a_timer_again_replaces_its_time),
		CASE(a_timer_never_fires_early),
		CASE(a_timer_may_be_freed_inside_its_callback),
		CASE(a_timer_set_to_zero_waits_for_the_next_pass),
		CASE(a_deferred_call_comes_after_the_pass),
		CASE(deferred_calls_do_not_wait_for_an_event),
		CASE(freeing_the_loop_makes_the_calls_still_owed),
		CASE(signals_reach_their_callback),
		CASE(a_stop_asked_for_before_the_run_holds),
	};

	return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
