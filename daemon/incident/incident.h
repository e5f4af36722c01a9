/*
 * Incidents: is a finding a report of a known event or of a new one? By category, wording,
 * countries, places and time, across languages; similar.c says how.
 */
#ifndef KORDON_INCIDENT_INCIDENT_H
#define KORDON_INCIDENT_INCIDENT_H

#include "model/incident.h"
#include "store/store.h"

/* What a finding did to an incident. Several may hold; none: one more report. */
struct incident_change {
	struct incident incident; /* as it is now; strings in the arena */
	enum incident_status status_from; /* its status before: the same where it stayed */
	bool opened, escalated, withdrawn, corrected, quantity_changed;
	double quantity_by; /* … by so much of what it was: 0.25 from 24 to 30 */
	bool returned; /* what it stood on was taken away, and is here again */
	/* An origin more that leans on no other; not said of the first report. */
	bool origin_new;
	/* Why it is nothing new, in the arena; NULL: it is. The incident's id is 0 where none is
	 * known that it tells of; then nothing was stored. */
	const char *old_news;
	/* Its status became so by this. */
	bool corroborated, confirmed, disputed, denied;
};

/* A finding on its way to its incident. */
struct incident_input {
	const struct finding *finding;
	int64_t item_row;
	const char *lang;       /* of the item; NULL: unknown */
	struct wording wording; /* of the item */
	const struct trace *trace; /* of the item; NULL: unknown */
	const char *source;        /* its id: the outlet where no trace names one; or NULL */
	int64_t time;           /* of the report: publication, not after now */
	int64_t now;
};

/*
 * Finds or opens the finding's incident, folds the finding in, stores incident, report and
 * finding. Inside a store transaction.
 */
int incident_report(struct store *store, struct arena *arena,
	const struct incident_input *input, struct incident_change *out_change) MUST_CHECK;

/*
 * Lifts the incident, as its rule's `raise` wants it now that its origins are counted; nothing
 * where it is as severe. Inside the same transaction.
 */
int incident_raise(struct store *store, struct incident_change *change, enum severity severity,
	const struct incident_input *input) MUST_CHECK;

/*
 * What a person decides, kept with name and time; inside a store transaction, with ids of
 * incidents that exist (store_incident_survivor). STORE_NONE: one does not.
 */
struct incident_person {
	const char *name;
	int64_t now;
};
/* Other becomes part of id, and its id leads there from then on. */
int incident_merge(struct store *store, struct arena *arena, int64_t id, int64_t other_id,
	const struct incident_person *person, struct incident_change *out_change) MUST_CHECK;
/* The reports of these items are another event; out_part is their incident. */
int incident_split(struct store *store, struct arena *arena, int64_t id,
	const int64_t *items, size_t count, const struct incident_person *person,
	struct incident_change *out_part) MUST_CHECK;
/* kind: CLOSE, ACK or NOTE; text may be NULL. */
int incident_mark(struct store *store, struct arena *arena, int64_t id,
	enum incident_event_kind kind, const char *text,
	const struct incident_person *person, struct incident_change *out_change) MUST_CHECK;

/*
 * An item that the incident was reported by was taken away (or is here again); call it when
 * the store knows. An incident that stood on it alone, or began with it, is withdrawn by it,
 * and open again when it returns: out_change says so. Inside a store transaction.
 */
int incident_withdraw(struct store *store, struct arena *arena, int64_t incident_id,
	int64_t item_row, bool returned, int64_t now,
	struct incident_change *out_change) MUST_CHECK;

/*
 * The item does not say any more what the incident was reported by. One that stood on it
 * alone, or began with it, is corrected by it: out_change says so.
 */
int incident_retract(struct store *store, struct arena *arena, int64_t incident_id,
	int64_t item_row, int64_t now, struct incident_change *out_change) MUST_CHECK;

#endif
