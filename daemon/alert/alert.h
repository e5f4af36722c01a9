/*
 * Alerts: when a change is worth telling, and to which sinks. Writes the outbox in the
 * document's transaction; delivers only what is committed.
 */
#ifndef KORDON_ALERT_ALERT_H
#define KORDON_ALERT_ALERT_H

#include "base/hash.h"
#include "incident/incident.h"
#include "model/wave.h"
#include "store/store.h"

struct alert_options {
	int64_t max_age_ms;   /* nothing older is raised */
	int min_severity;     /* enum severity */
	int64_t quantity_change; /* percent; less is not told, where a rule says nothing else */
	int inhibit;             /* no, place, country */
	int64_t inhibit_window_ms;
	int64_t keep_decisions_ms;
};
extern const struct config_table alert_table; /* section "alert" */

/* Who may be told, and how. */
struct alert_readers {
	const char *const *names; /* of the sinks */
	size_t count;
	/* Whether it wants the alert; if not, why (NULL: nobody asks) says so. */
	bool (*wants)(void *ctx, size_t i, const struct incident *incident,
		enum severity severity, struct buf *why);
	/*
	 * ALL: it gets every alert at once, unless a route names it; RECORD: silenced ones, too.
	 * The others get what routes say, or without routes what they want; SINGLY: alerts that
	 * waited come one by one, not as one message.
	 */
	enum alert_reader {
		ALERT_READER_ROUTED,
		ALERT_READER_SINGLY,
		ALERT_READER_ALL,
		ALERT_READER_RECORD
	} (*sort)(void *ctx, size_t i);
	void *ctx;
	const struct alert_routes *routes; /* NULL: none; everyone gets what it wants, at once */
};

/*
 * Raises what the change deserves: puts the alert and its outbox rows into the store and
 * marks the incident as alerted. *out_raised says whether; why, or why not, is kept. time: of
 * the report; TIME_NONE: unknown, and old. Inside a transaction.
 */
int alert_consider(struct store *store, const struct alert_options *options,
	const struct incident_change *change, const struct finding *finding,
	const struct item *item, const struct store_item *stored, int64_t time, int64_t now,
	const struct alert_readers *readers, bool *out_raised) MUST_CHECK;

/* A marked alert of category "test" for one sink alone; its id goes to out_id. */
int alert_test(struct store *store, const char *sink, int64_t now,
	char out_id[UNIQUE_TEXT]) MUST_CHECK;

/*
 * The same for an item that its publisher took away, or that is here again: told where the
 * incident was told before and is withdrawn, or open again, by it; and where the finding is of
 * a rule that asks for it, also if it is the first that is told of the incident.
 */
int alert_consider_withdrawal(struct store *store, const struct alert_options *options,
	const struct incident_change *change, const struct finding *finding,
	const struct store_copy *copy, bool returned, int64_t now,
	const struct alert_readers *readers, bool *out_raised) MUST_CHECK;

/*
 * What waited long enough goes into the outbox as what it is to be: an alert, or several as
 * one message; critical ones that nobody acknowledged are told again. *out_due is when there
 * is more to do; TIME_NONE: nothing waits. A transaction of its own where something is due.
 */
int alert_release(struct store *store, const struct alert_options *options,
	const struct alert_readers *readers, int64_t now, int64_t *out_due) MUST_CHECK;
/* The routes are others now: what waits by a route that is gone, or by other hours, waits as
 * they say. A transaction of its own. */
int alert_replan(struct store *store, const struct alert_readers *readers,
	int64_t now) MUST_CHECK;

/* Reminds of a day that an item of the incident named, and that has come. Inside a
 * transaction. */
int alert_consider_reminder(struct store *store, const struct alert_options *options,
	const struct incident_change *change, const struct finding *finding,
	const struct store_copy *copy, const struct text_date *date, int64_t now,
	const struct alert_readers *readers, bool *out_raised) MUST_CHECK;

/* Tells of a wave whose incident was opened (wave_begin) by the newest of its items: the copy's
 * source is set. Inside the same transaction. */
struct alert_wave {
	const struct wave *wave;
	const struct wave_tally *tally;
	const struct store_copy *copy;
};
int alert_consider_wave(struct store *store, const struct alert_options *options,
	const struct alert_wave *wave, struct incident *incident, int64_t now,
	const struct alert_readers *readers, bool *out_raised) MUST_CHECK;

/* One sentence for people, with its uncertainty; returns (caller frees). */
char *alert_summary(enum alert_kind kind, const struct incident *incident,
	const struct finding *finding, const struct item *item,
	const struct withdrawal *withdrawal) MUST_CHECK; /* withdrawal may be NULL */

#endif
