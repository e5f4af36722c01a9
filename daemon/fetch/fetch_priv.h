/*
 * What the files of the fetch room share.
 *
 * The way of a job: fetch_start queues it (queue.c) → its turn comes (fetch.c) → a hop, which
 * is one transfer (transfer.c, mux.c) or one read file (file.c) → the answer is done, or
 * leads to the next hop (hop.c) → the callback.
 */
#ifndef KORDON_FETCH_FETCH_PRIV_H
#define KORDON_FETCH_FETCH_PRIV_H

#include <curl/curl.h>
#include <sys/socket.h>
#include <uthash.h>

#include "base/buf.h"
#include "fetch/fetch.h"
#include "fetch/mux.h"

/* ---- hop.c: one URL of the way ---------------------------------------------------- */

struct hop {
	char *url; /* normalized, without user, password and fragment */
	char *scheme, *host, *port; /* scheme and host in lower case; no brackets */
	char *user, *password;      /* decoded; NULL: none */
};

void hop_done(struct hop *hop);
/* NULL, or why the text is no URL (static). */
const char *hop_parse(const char *url, struct hop *out_hop);
/* Where a Location leads from there; user and password go on to the same host alone. */
const char *hop_follow(const struct hop *from, const char *location, struct hop *out_hop);
bool hop_is_http(const struct hop *hop);

/* ---- address.c: which addresses are not the public network's ---------------------- */

enum { ADDRESS_TEXT = 64 };
bool address_is_private(const struct sockaddr *address);
bool address_is_loopback(const struct sockaddr *address);
bool address_parse(const char *text, struct sockaddr_storage *out_address);
bool address_same(const struct sockaddr *a, const struct sockaddr *b);
const char *address_show(const struct sockaddr *address, char out[ADDRESS_TEXT]);
/*
 * Whether a source whose own URL names the host `own` may be asked at the address, on its
 * way to `host`. trusted: see fetch_options.private_hosts; may be NULL.
 */
bool address_allowed(const struct sockaddr *address, const char *own, const char *host,
	char *const *trusted);

/* ---- answer.c: the head of a response --------------------------------------------- */

struct answer {
	int status; /* 0 before the first line */
	size_t bytes;
	char *etag, *last_modified, *content_type, *location;
	char *retry_after, *cache_control, *expires, *date, *age;
};

void answer_reset(struct answer *answer); /* also frees */
/* Takes one line of the head; a status line begins anew. */
void answer_take_line(struct answer *answer, const char *line, size_t len);
int64_t answer_retry_after_s(const struct answer *answer, int64_t now);
int64_t answer_max_age_s(const struct answer *answer, int64_t now);

/* ---- jobs ------------------------------------------------------------------------- */

struct fetch_host;

enum job_phase {
	JOB_WAITING, /* in the queue of its host */
	JOB_RUNNING, /* a transfer is in flight */
	JOB_ENDING,  /* its callback is running, or about to */
};

struct fetch_job {
	struct fetch *fetch;
	struct fetch_job *prev, *next; /* of its host's queue, or of those that run */
	enum job_phase phase;
	struct fetch_host *host;
	fetch_callback *callback;
	void *ctx;

	char *etag, *last_modified, *validators_url; /* of the request; the URL normalized */
	bool own_validators; /* the caller named no validators_url */
	bool allow_file, keep_connection;
	char *own_host; /* that the request's own URL names */

	struct hop hop; /* the present one */
	char **visited; /* URLs of the hops before */
	size_t hops;
	bool all_permanent, lost_tls;

	CURL *easy; /* while running */
	struct curl_slist *lines;
	char error[CURL_ERROR_SIZE];
	bool conditional; /* this hop was asked with validators */
	struct answer answer;
	struct buf body;
	bool too_large, bomb, head_too_large, enough;
	char refused[ADDRESS_TEXT]; /* the address that was refused */
	bool has_turn;    /* of the address of this hop (neighbour.c) */
	int64_t later_ms; /* that turn is so far away; 0: it is now */
	int64_t hop_started_ms, used_ms, timeout_ms, wire_bytes;

	struct fetch_result result;
};

struct fetch {
	struct loop *loop;
	const struct clock *clock;
	struct fetch_options options; /* a copy */
	const char *ca_file;          /* borrowed: options or the system */
	char *agent;
	struct mux *mux;
	struct loop_timer *turn; /* when the queue is looked at next */
	CURL **pool;             /* idle handles */
	size_t pool_count, pool_cap;
	struct fetch_job *running;
	size_t in_flight, queued;
	struct fetch_host *hosts;          /* by name */
	struct fetch_host *ready;          /* have a job that may start */
	struct fetch_host *resting;        /* by the time their rest ends */
	struct fetch_address *addresses;
};

/* ---- options.c ---- */
void options_copy(struct fetch_options *to, const struct fetch_options *from);
void options_free(struct fetch_options *options);

/* ---- queue.c: whose turn it is ---------------------------------------------------- */

/* Into the queue of the host of its present hop; on its way already: in front. */
void queue_add(struct fetch_job *job);
/* Takes a waiting job out again. */
void queue_remove(struct fetch_job *job);
/* The next job that may start, or NULL; it counts as its host's until queue_release. */
struct fetch_job *queue_next(struct fetch *fetch);
void queue_release(struct fetch_job *job);
/* Whether another job waits for the host of this one, which runs. */
bool queue_has_more(const struct fetch_job *job);
/* Any job that waits, or NULL. */
struct fetch_job *queue_any(struct fetch *fetch);
/* Until queue_next has a job again, if no job ends before; -1: nothing waits for time. */
int64_t queue_wait_ms(struct fetch *fetch);
void queue_free(struct fetch *fetch);

/* Back into the queue of its host, in front, for that long at least. */
void queue_postpone(struct fetch_job *job, int64_t wait_ms);

/* ---- neighbour.c: names that share an address ------------------------------------- */

/* Takes the next turn of that address; 0: it is now. */
int64_t neighbour_wait_ms(struct fetch *fetch, const struct sockaddr *address);
void neighbour_free(struct fetch *fetch);

/* ---- transfer.c: one hop over HTTP ------------------------------------------------ */

/* 0 or -errno; the end comes to transfer_ended. */
int transfer_start(struct fetch_job *job) MUST_CHECK;
/* Takes the handle back; safe where there is none. */
void transfer_stop(struct fetch_job *job);
/* What became of it: FETCH_DONE, FETCH_STATUS (also for a redirect) or why it failed. */
enum fetch_outcome transfer_outcome(struct fetch_job *job, CURLcode code);

/* ---- file.c ---- */
enum fetch_outcome file_read(struct fetch_job *job);

/* ---- reason.c: words for people --------------------------------------------------- */

/* Makes outside text printable, and cuts it to what the result holds. */
void reason_set(struct fetch_job *job, const char *fmt, ...) PRINTF_LIKE(2, 3);
void reason_of_curl(struct fetch_job *job, CURLcode code, enum fetch_outcome outcome);
void reason_of_status(struct fetch_job *job, enum fetch_outcome outcome);

#endif
