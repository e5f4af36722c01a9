/* What must outlive a restart about a source: due time, validators, failures. Plain data. */
#ifndef KORDON_MODEL_SOURCE_STATE_H
#define KORDON_MODEL_SOURCE_STATE_H

#include <stdbool.h>
#include <stdint.h>

/*
 *            first good poll            failures                 410, or not a feed for long
 *   NEW ───────────────────> OK <───────────────────> FAILING ──────────────────> GONE
 *                                 first good poll                (still polled, daily)
 */
#define SOURCE_STATES(X) X(NEW, "new") X(OK, "ok") X(FAILING, "failing") X(GONE, "gone")
enum source_state_kind {
#define X(name, text) SOURCE_##name,
	SOURCE_STATES(X)
#undef X
	SOURCE_STATE_COUNT
};
const char *source_state_name(enum source_state_kind kind);
bool source_state_parse(const char *name, enum source_state_kind *out_kind);

/* Classes of a poll's end; each has its own growing pause (source room). */
#define POLL_CLASSES(X)                                                                  \
	X(OK, "ok") X(NOT_MODIFIED, "not-modified") X(NOT_A_FEED, "not-a-feed")           \
	X(EMPTY, "empty") X(TOO_LARGE, "too-large") X(DNS, "dns") X(CONNECT, "connect")   \
	X(TLS, "tls") X(TIMEOUT, "timeout") X(TRUNCATED, "truncated")                     \
	X(PROTOCOL, "protocol") X(REDIRECT, "redirect") X(REFUSED, "refused-address")     \
	X(FORBIDDEN, "http-403") X(NOT_FOUND, "http-404") X(GONE, "http-410")             \
	X(THROTTLED, "http-429") X(CLIENT_ERROR, "http-4xx") X(SERVER_ERROR, "http-5xx")  \
	X(FILE, "file") X(STORE, "store") /* what came could not be recorded here */
enum poll_class {
#define X(name, text) POLL_##name,
	POLL_CLASSES(X)
#undef X
	POLL_CLASS_COUNT
};
const char *poll_class_name(enum poll_class class);
bool poll_class_is_good(enum poll_class class);
bool poll_class_parse(const char *name, enum poll_class *out_class);

/* What a feed says, or shows, of its own times; all 0: nothing. */
struct source_pace {
	int64_t ttl_s;      /* it does not change sooner (ttl, sy:updatePeriod) */
	int64_t skip_hours; /* bit 0 is the hour from midnight, UTC */
	int64_t skip_days;  /* bit 0 is Sunday */
	int64_t rhythm_s;   /* mean time between its items */
	int64_t newest;     /* when the newest was published, not after now */
};

/* Operator events that hold, and were told once. */
enum source_told { SOURCE_TOLD_SILENT = 1, SOURCE_TOLD_FAILING = 2 };

/* Times and numbers that are 0 stand for "none" where no comment says otherwise. */
struct source_state {
	char *id;  /* of the source; owned */
	char *asked_url; /* of the configuration that all of this was learned with; owned */
	char *url; /* the URL that the validators belong to; owned */
	char *etag, *last_modified; /* one pair, byte for byte; owned; NULL where not given */
	enum source_state_kind kind;
	enum poll_class last_class;
	char *reason;  /* one line for people about the last poll; owned */
	char *reading; /* "strict", "recovered …": how the last document was read; owned */
	int64_t since;       /* when kind last changed */
	int64_t due;         /* next poll, Unix seconds */
	int64_t last_attempt, last_success; /* TIME_NONE before the first */
	int64_t failures; /* in a row */
	int64_t polls, items; /* in all */
	/* A permanent redirect that was seen moved_count times since then; then it is adopted. */
	char *moved_url, *adopted_url; /* owned */
	int64_t moved_count, moved_since;
	int64_t not_before; /* the publisher wants no request sooner */
	int64_t max_age_s;  /* Cache-Control or Expires of what we have */
	struct source_pace pace;
	int64_t last_news;  /* when something new last came */
	int64_t told;       /* enum source_told */
	int64_t day, day_bytes; /* of new text in that day since 1970; not kept over a restart */
};

void source_state_done(struct source_state *state);
/* *to becomes a copy of *from, of which it may be a part. */
void source_state_copy(struct source_state *to, const struct source_state *from);

#endif
