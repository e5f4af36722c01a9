/*
 * Fetching: GET over HTTP/1.1 and 2 (RFC 9110, 9111, 9112) and file: URLs, with a queue, per-host
 * politeness, validators, redirects hop by hop, and ceilings. Never blocks the loop.
 */
#ifndef KORDON_FETCH_FETCH_H
#define KORDON_FETCH_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "config/config.h"
#include "event/event.h"

enum fetch_outcome {
	FETCH_DONE = 0,     /* 200 with a whole body */
	FETCH_NOT_MODIFIED, /* 304, and the request was conditional */
	FETCH_STATUS,       /* any other final status */
	FETCH_DNS,
	FETCH_CONNECT,
	FETCH_TLS,
	FETCH_TIMEOUT,
	FETCH_TOO_LARGE,    /* body or decompressed size beyond the ceiling */
	FETCH_TRUNCATED,    /* the connection ended before the body did */
	FETCH_REDIRECT,     /* too many, a loop, or to what we do not follow */
	FETCH_REFUSED,      /* private or loopback address, or a scheme we do not speak */
	FETCH_PROTOCOL,     /* what came is not HTTP, bad encoding, … */
	FETCH_FILE,         /* file: URL that cannot be read */
	FETCH_CANCELLED,    /* fetch_free or fetch_cancel */
};
const char *fetch_outcome_name(enum fetch_outcome outcome);

struct fetch_options {
	char *contact;      /* in User-Agent: kordon/<version> (+contact) */
	int64_t timeout_ms, connect_timeout_ms, stall_ms;
	int64_t body_max;   /* bytes after decompression */
	int64_t redirects;
	int64_t concurrency, per_host;
	int64_t host_gap_ms;
	char *ca_file;      /* NULL: the system's bundle */
	char *proxy;        /* NULL: none, whatever the environment says */
	char **private_hosts; /* names that may resolve to private addresses */
};
extern const struct config_table fetch_table; /* section "fetch" */

struct fetch_request {
	const char *url;           /* copied */
	const char *etag;          /* sent byte for byte as If-None-Match; NULL */
	const char *last_modified; /* sent byte for byte as If-Modified-Since; NULL */
	/*
	 * The URL that gave them: they are sent where the way goes through this URL, and
	 * nowhere else. Callers that set it keep final_url with the validators of a result.
	 * NULL: url itself, and the validators of a redirected answer are not given.
	 */
	const char *validators_url;
	bool allow_file;
	bool keep_connection; /* this host is asked again within a minute */
};

struct fetch_result {
	enum fetch_outcome outcome;
	int status;              /* of the last hop; 0 before any */
	char reason[256];        /* one line for people, printable, secrets in URLs hidden */
	const char *body;        /* FETCH_DONE: bytes, decompressed; else the first bytes or NULL */
	size_t body_len;
	const char *content_type;
	const char *etag, *last_modified; /* of 200 and 304, byte for byte; NULL where not given */
	const char *final_url;   /* after redirects; without user, password and fragment */
	bool redirected;         /* there were hops */
	bool moved_permanently;  /* … and every one was 301 or 308 */
	int64_t retry_after_s;   /* from the header itself; -1: none or unreadable */
	int64_t max_age_s;       /* Cache-Control: max-age, else Expires - Date; -1: none */
	int64_t wire_bytes;
	int64_t duration_ms;
};

/* The result is borrowed for the time of the call. */
typedef void fetch_callback(void *ctx, const struct fetch_result *result);

struct fetch;
struct fetch_job;

/* Options are copied. 0 or -errno. */
int fetch_new(struct loop *loop, const struct clock *clock, const struct fetch_options *options,
	struct fetch **out_fetch) MUST_CHECK;
/* Ends everything queued and in flight with FETCH_CANCELLED. Not from inside a callback. */
void fetch_free(struct fetch *fetch);
/* Takes new options for jobs that start from now on. */
void fetch_set_options(struct fetch *fetch, const struct fetch_options *options);

/*
 * Queues; the callback comes exactly once, never from inside fetch_start. The job is gone
 * when the callback returns.
 */
struct fetch_job *fetch_start(struct fetch *fetch, const struct fetch_request *request,
	fetch_callback *callback, void *ctx);
/* The callback comes from inside, with FETCH_CANCELLED; nothing happens inside the job's own. */
void fetch_cancel(struct fetch_job *job);

/* From inside the job's callback: returns its body (caller frees), which stays where it is. */
char *fetch_take_body(struct fetch_job *job) MUST_CHECK;

/* Gives back what is kept ready for the next transfers. */
void fetch_rest(struct fetch *fetch);

/* Transfers that run, and jobs that wait for their turn. */
size_t fetch_in_flight(const struct fetch *fetch);
size_t fetch_queued(const struct fetch *fetch);

/*
 * A URL fit for logs: http://user:pass@host/?key=secret → http://host/?key=… ; returns
 * (caller frees). Takes any text.
 */
char *fetch_redact_url(const char *url) MUST_CHECK;

#endif
