/*
 * Whose turn it is. Jobs wait at their host; a host is READY when it has a job that may
 * start, and RESTING for a while after each start. Both lists are walked from their heads
 * alone, so that thousands of waiting hosts cost nothing.
 *
 *   (nowhere) ── a job comes, or one ends ──> READY ── a start ──> RESTING ── the gap is over ─┐
 *       ^                                       ^                                              │
 *       └── nothing waits, or per_host run ─────┴──────────────────────────────────────────────┘
 */
#include "fetch/fetch_priv.h"

#include <string.h>
#include <utlist.h>

#include "base/mem.h"

enum host_place { HOST_NOWHERE, HOST_READY, HOST_RESTING };

struct fetch_host {
	char *name;
	bool polite; /* a network host; files need no manners */
	enum host_place place;
	struct fetch_host *prev, *next; /* of READY or RESTING */
	struct fetch_job *waiting;
	int64_t running, rest_until_ms;
	UT_hash_handle hh;
};

static struct fetch_host *host_of(struct fetch *fetch, const struct hop *hop)
{
	const char *name = hop_is_http(hop) ? hop->host : "";
	struct fetch_host *host;

	HASH_FIND_STR(fetch->hosts, name, host);
	if (host)
		return host;
	host = mem_alloc(sizeof(*host));
	host->name = mem_strdup(name);
	host->polite = *name != '\0';
	HASH_ADD_KEYPTR(hh, fetch->hosts, host->name, strlen(host->name), host);
	return host;
}

static void host_free(struct fetch *fetch, struct fetch_host *host)
{
	HASH_DEL(fetch->hosts, host);
	mem_free(host->name);
	mem_free(host);
}

static void displace(struct fetch *fetch, struct fetch_host *host)
{
	if (host->place == HOST_READY)
		DL_DELETE(fetch->ready, host);
	else if (host->place == HOST_RESTING)
		DL_DELETE(fetch->resting, host);
	host->place = HOST_NOWHERE;
}

/* Rests are equally long, so the place is almost always the end. */
static void put_to_rest(struct fetch *fetch, struct fetch_host *host)
{
	struct fetch_host *before = fetch->resting ? fetch->resting->prev : NULL;

	while (before && before->rest_until_ms > host->rest_until_ms)
		before = before == fetch->resting ? NULL : before->prev;
	if (before)
		DL_APPEND_ELEM(fetch->resting, before, host);
	else
		DL_PREPEND(fetch->resting, host);
	host->place = HOST_RESTING;
}

static bool has_room(const struct fetch *fetch, const struct fetch_host *host)
{
	return !host->polite || host->running < fetch->options.per_host;
}

/* Puts the host where it belongs now; forgets it when nothing is known of it any more. */
static void settle(struct fetch *fetch, struct fetch_host *host, int64_t now_ms)
{
	displace(fetch, host);
	if (host->rest_until_ms > now_ms) {
		put_to_rest(fetch, host);
	} else if (host->waiting && has_room(fetch, host)) {
		DL_APPEND(fetch->ready, host);
		host->place = HOST_READY;
	} else if (!host->waiting && !host->running) {
		host_free(fetch, host);
	}
}

static void wake_rested(struct fetch *fetch, int64_t now_ms)
{
	while (fetch->resting && fetch->resting->rest_until_ms <= now_ms)
		settle(fetch, fetch->resting, now_ms);
}

void queue_add(struct fetch_job *job)
{
	struct fetch *fetch = job->fetch;
	struct fetch_host *host = host_of(fetch, &job->hop);

	job->host = host;
	job->phase = JOB_WAITING;
	if (job->hops || job->has_turn)
		DL_PREPEND(host->waiting, job);
	else
		DL_APPEND(host->waiting, job);
	fetch->queued++;
	if (host->place == HOST_NOWHERE)
		settle(fetch, host, clock_mono_ms(fetch->clock));
}

void queue_remove(struct fetch_job *job)
{
	struct fetch *fetch = job->fetch;
	struct fetch_host *host = job->host;

	DL_DELETE(host->waiting, job);
	job->host = NULL;
	fetch->queued--;
	settle(fetch, host, clock_mono_ms(fetch->clock));
}

struct fetch_job *queue_next(struct fetch *fetch)
{
	int64_t now_ms = clock_mono_ms(fetch->clock);
	struct fetch_host *host;
	struct fetch_job *job;

	wake_rested(fetch, now_ms);
	host = fetch->ready;
	if (!host)
		return NULL;
	job = host->waiting;
	DL_DELETE(host->waiting, job);
	fetch->queued--;
	host->running++;
	if (host->polite)
		host->rest_until_ms = now_ms + fetch->options.host_gap_ms;
	settle(fetch, host, now_ms);
	return job;
}

void queue_release(struct fetch_job *job)
{
	struct fetch_host *host = job->host;

	job->host = NULL;
	host->running--;
	if (host->place != HOST_RESTING)
		settle(job->fetch, host, clock_mono_ms(job->fetch->clock));
}

void queue_postpone(struct fetch_job *job, int64_t wait_ms)
{
	struct fetch *fetch = job->fetch;
	struct fetch_host *host = job->host;

	displace(fetch, host);
	/* In the place of the rest that its start began: nothing was asked. */
	host->rest_until_ms = clock_mono_ms(fetch->clock) + wait_ms;
	queue_release(job);
	queue_add(job);
}

bool queue_has_more(const struct fetch_job *job)
{
	return job->host->waiting != NULL;
}

struct fetch_job *queue_any(struct fetch *fetch)
{
	struct fetch_host *host, *next;

	HASH_ITER(hh, fetch->hosts, host, next)
		if (host->waiting)
			return host->waiting;
	return NULL;
}

int64_t queue_wait_ms(struct fetch *fetch)
{
	int64_t now_ms = clock_mono_ms(fetch->clock);

	if (!fetch->queued || !fetch->resting)
		return -1;
	return MAX(fetch->resting->rest_until_ms - now_ms, 1);
}

void queue_free(struct fetch *fetch)
{
	struct fetch_host *host, *next;

	HASH_ITER(hh, fetch->hosts, host, next)
		host_free(fetch, host);
	fetch->ready = fetch->resting = NULL;
}
