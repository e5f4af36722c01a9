/*
 * The life of a source: when it is due, how it backs off, what state it is in.
 * Knows nothing of HTTP or feeds: the pipeline tells it how a poll ended.
 */
#ifndef KORDON_SOURCE_SOURCE_H
#define KORDON_SOURCE_SOURCE_H

#include "base/clock.h"
#include "config/config.h"
#include "model/item.h"
#include "model/source_state.h"

enum source_type { SOURCE_FEED, SOURCE_PAGE };

/* One entry of `sources:`. */
struct source_options {
	char *id, *name, *url, *lang, *country, *publisher, *timezone;
	char **tags;
	int64_t interval_ms; /* 0: the default of section source */
	int64_t alert_max_age_ms; /* 0: as section alert says */
	int type;            /* enum source_type */
	char *xpath;         /* of a page: what is watched of it; NULL: its main part */
	char *control_url;   /* of a page: up where the site is; NULL: its front page */
	bool enabled;
};
extern const struct config_table source_entry_table; /* of one source */

struct source_defaults {
	int64_t interval_ms;
	int64_t interval_min_ms;
	int64_t backoff_max_ms;
	int64_t max_age_max_ms; /* how far Cache-Control may stretch an interval */
	double jitter; /* part of the interval, 0 to 0.5 */
	double blind;  /* the share of failing sources that makes a rule blind */
};
extern const struct config_table source_table; /* section "source" */

struct source {
	struct source_options options;
	struct item_source origin; /* borrowed view of options, for items */
	struct source_state state;
	bool in_flight;
	void *job; /* of the pipeline while in flight */
};

struct sources; /* the set, by id and by due time */

/*
 * Reads `sources:` lists out of the roots; mistakes go to diag: an id that is given twice is
 * an error, one URL twice a warning, and both name the other place. Copies what it needs of
 * roots and defaults. Never NULL.
 */
struct sources *sources_load(const struct config_node *const *roots, size_t count,
	const struct source_defaults *defaults, struct diag *diag) MUST_CHECK;
void sources_free(struct sources *sources);
/*
 * The disabled ones, and of two that name one URL the second, are counted and found, but
 * never due and not in the tally.
 */
size_t sources_count(const struct sources *sources);
struct source *sources_at(struct sources *sources, size_t i);
struct source *sources_find(struct sources *sources, const char *id);
struct sources_tally {
	size_t total; /* that are asked: the sum of the five */
	size_t ok, silent, failing, gone, fresh; /* silent: ok, and brings nothing new */
	size_t off;   /* that are not asked */
};
struct sources_tally sources_tally(const struct sources *sources);
/* False for the disabled and the second of two. */
bool source_is_asked(const struct source *source);
/* Where it is asked: as configured, or where it moved to for good (moved.c). */
const char *source_url(const struct source *source);
/* The host of the source is asked again, by it or another, within so many seconds. */
bool source_host_is_busy(const struct sources *sources, const struct source *source,
	int64_t within_s);
/* The source that is asked at that URL, or NULL. */
struct source *sources_find_url(struct sources *sources, const char *url);
/*
 * URLs that lead to the same place are the same in this form: scheme and host in lower case,
 * no user, default port or fragment, at least "/" as path. Caller frees.
 */
char *source_comparable_url(const char *url) MUST_CHECK;
/* It answers well, and brought nothing for much longer than it used to. */
bool source_is_silent(const struct source *source, int64_t now);

/*
 * Gives a source what the store remembers (copied). Without it a source is NEW and due
 * within its jitter. A due time in the past is spread over the jitter, never a burst; one
 * beyond the longest pause (a clock that jumped) is pulled back. A source that has another
 * URL now begins anew.
 */
void source_restore(struct sources *sources, struct source *source,
	const struct source_state *state, int64_t now);
/*
 * After a reload: what is known of sources that stay moves over from the old set, also that
 * they are in flight and their job. A source whose URL changed begins anew (NEW, without
 * validators), and its job stays behind; one that was given the URL it moved to goes on.
 */
void sources_adopt(struct sources *fresh, struct sources *old, int64_t now);

/* The source that is due soonest and not in flight; NULL: none. *out_wait_s until then. */
struct source *sources_next(struct sources *sources, int64_t now, int64_t *out_wait_s);
/* Marks it as in flight; sources_next passes it over until source_ended. */
void source_begin(struct sources *sources, struct source *source, int64_t now);
enum source_poke {
	SOURCE_POKE_DONE = 0,
	SOURCE_POKE_OFF,      /* disabled, or the second of two with one URL */
	SOURCE_POKE_BUSY,     /* it is being asked */
	SOURCE_POKE_UNWANTED, /* the publisher asked to wait: state.not_before */
	SOURCE_POKE_TOO_SOON, /* asked less than interval_min ago */
};
/* Makes it due now where nothing speaks against it. */
enum source_poke source_poke(struct sources *sources, struct source *source, int64_t now)
	MUST_CHECK;

struct source_report {
	enum poll_class class;
	const char *reason;  /* one line for people */
	const char *reading; /* NULL: unchanged */
	int64_t retry_after_s, max_age_s; /* -1: none */
	int64_t items; /* new ones */
	/* The pair of validators and the URL that gave them: taken as a pair by POLL_OK and
	 * POLL_NOT_MODIFIED only (a 304 without them changes nothing). */
	const char *validators_url, *etag, *last_modified;
	bool moved;    /* every hop to validators_url was permanent, and there were some */
	bool confirming; /* it may have been taken away: what comes next tells, soon */
	bool overlaps; /* something of what came was known already */
	struct source_pace pace; /* of POLL_OK: what the feed says of its times */
};
/* What is worth a log line. */
enum source_event {
	SOURCE_EVENT_STATE = 1,       /* state.kind changed */
	SOURCE_EVENT_ADOPTED = 2,     /* asked at state.adopted_url from now on */
	SOURCE_EVENT_RETURNED = 4,    /* asked at the configured URL again */
	SOURCE_EVENT_SILENT = 8,      /* brings nothing, against its rhythm */
	SOURCE_EVENT_SPOKE = 16,      /* brings something again */
	SOURCE_EVENT_FAILS_LONG = 32, /* for a day by now */
};
/* Moves the state and the due time; returns a set of enum source_event. */
unsigned int source_ended(struct sources *sources, struct source *source,
	const struct source_report *report, int64_t now);

/*
 * The pause after n failures in a row of that class (0: none); seconds, without jitter. Never
 * beyond backoff_max_s, unless the interval itself is; never 0.
 */
int64_t source_pause_s(enum poll_class class, int64_t failures, int64_t interval_s,
	int64_t backoff_max_s);

#endif
