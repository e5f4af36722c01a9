/*
 * Alerts: when a change is worth telling, and to which sinks. Writes the outbox in the
 * document's transaction; delivers only what is committed.
 */
#ifndef KORDON_ALERT_ALERT_H
#define KORDON_ALERT_ALERT_H

#include "base/hash.h"
#include "incident/incident.h"
#include "store/store.h"

struct alert_options {
	int64_t max_age_ms;   /* nothing older is raised */
	int min_severity;     /* enum severity */
};
extern const struct config_table alert_table; /* section "alert" */

/* Who may be told: the names of the sinks, and which of them wants an alert. */
struct alert_readers {
	const char *const *names;
	size_t count;
	bool (*wants)(void *ctx, size_t i, const struct incident *incident,
		enum severity severity);
	void *ctx;
};

/*
 * Raises what the change deserves: puts the alert and its outbox rows into the store and
 * marks the incident as alerted. *out_raised says whether. Inside a transaction.
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
 * incident was told before and is withdrawn, or open again, by it.
 */
int alert_consider_withdrawal(struct store *store, const struct alert_options *options,
	const struct incident_change *change, const struct finding *finding,
	const struct store_copy *copy, bool returned, int64_t now,
	const struct alert_readers *readers, bool *out_raised) MUST_CHECK;

/* One sentence for people, with its uncertainty; returns (caller frees). */
char *alert_summary(enum alert_kind kind, const struct incident *incident,
	const struct finding *finding, const struct item *item,
	const struct withdrawal *withdrawal) MUST_CHECK; /* withdrawal may be NULL */

#endif
