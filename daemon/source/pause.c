/* How long is waited after a failure, by its class; see docs/sources.md for the reasons. */
#include "source/source_priv.h"

/*
 * The first pause is `intervals` times the interval, at least least_s; it doubles with each
 * failure up to ceiling_s (0: backoff_max). What a publisher cannot help and what passes soon
 * is asked for again soon; what a publisher has decided is left in peace.
 */
struct pause {
	int intervals;
	int64_t least_s, ceiling_s;
};

static const struct pause pauses[POLL_CLASS_COUNT] = {
	[POLL_OK] = {1, 0, 1},
	[POLL_NOT_MODIFIED] = {1, 0, 1},
	[POLL_FILE] = {1, 0, 1},
	[POLL_DNS] = {1, 0, HOUR_S},
	[POLL_CONNECT] = {1, 0, HOUR_S},
	[POLL_TIMEOUT] = {1, 0, HOUR_S},
	[POLL_TRUNCATED] = {1, 0, HOUR_S},
	[POLL_SERVER_ERROR] = {1, 0, 2 * HOUR_S},
	[POLL_EMPTY] = {1, 0, 4 * HOUR_S},
	[POLL_NOT_A_FEED] = {1, 0, 4 * HOUR_S},
	[POLL_PROTOCOL] = {1, 0, 4 * HOUR_S},
	[POLL_TLS] = {2, 0, 4 * HOUR_S},
	[POLL_REDIRECT] = {2, 0, 6 * HOUR_S},
	[POLL_REFUSED] = {2, 0, 6 * HOUR_S},
	[POLL_TOO_LARGE] = {4, 0, 12 * HOUR_S},
	[POLL_CLIENT_ERROR] = {2, 0, 12 * HOUR_S},
	[POLL_NOT_FOUND] = {2, 0, 12 * HOUR_S},
	[POLL_FORBIDDEN] = {4, 30 * MINUTE_S, 0},
	[POLL_THROTTLED] = {2, HOUR_S, 0},
	[POLL_GONE] = {1, INT64_MAX, 0},
};

/* Not recorded here: the fault is ours, what was read is waited for. */
static int64_t store_pause_s(int64_t failures, int64_t interval_s)
{
	return MIN(interval_s, (int64_t)MINUTE_S << MIN(failures - 1, 20));
}

int64_t source_pause_s(enum poll_class class, int64_t failures, int64_t interval_s,
	int64_t backoff_max_s)
{
	const struct pause *rule = &pauses[class];
	int64_t ceiling_s = rule->ceiling_s ? MIN(rule->ceiling_s, backoff_max_s)
					    : backoff_max_s;
	int64_t pause_s;

	interval_s = MAX(interval_s, 1);
	if (failures <= 0)
		return interval_s;
	if (class == POLL_STORE)
		return store_pause_s(failures, interval_s);
	ceiling_s = MAX(ceiling_s, interval_s);
	pause_s = MAX(interval_s * rule->intervals, rule->least_s);
	for (; failures > 1 && pause_s < ceiling_s; failures--)
		pause_s *= 2;
	return MIN(pause_s, ceiling_s);
}
