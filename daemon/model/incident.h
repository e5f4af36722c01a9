/* An incident: reports of one event, put together. Alerts tell of its changes. */
#ifndef KORDON_MODEL_INCIDENT_H
#define KORDON_MODEL_INCIDENT_H

#include "model/date.h"
#include "model/finding.h"
#include "model/trace.h"
#include "model/wave.h"
#include "model/wording.h"

/*
 * How sure it is. By reports it goes up: reported (one origin), corroborated (at least two
 * that do not lean on each other), confirmed (an office of a party says so). What speaks
 * against it turns it aside: disputed (another side denies what an office confirmed, or what
 * is corroborated), denied (a side denies what nobody confirmed), corrected, withdrawn. Only
 * a person closes an incident. Each change is kept (struct incident_event).
 */
#define INCIDENT_STATUSES(X)                                                             \
	X(REPORTED, "reported") X(CORROBORATED, "corroborated") X(CONFIRMED, "confirmed") \
	X(DISPUTED, "disputed") X(DENIED, "denied") X(CORRECTED, "corrected")             \
	X(WITHDRAWN, "withdrawn") X(CLOSED, "closed")
/* Stands for every status but closed, where people ask for incidents by status. */
#define INCIDENT_OPEN "open"
enum incident_status {
#define X(name, text) INCIDENT_##name,
	INCIDENT_STATUSES(X)
#undef X
	INCIDENT_STATUS_COUNT
};
const char *incident_status_name(enum incident_status status);
bool incident_status_parse(const char *name, enum incident_status *out_status);

struct incident {
	int64_t id;
	const char *title, *category;
	enum incident_status status;
	enum severity severity;
	int64_t first_seen, last_seen; /* times of the items, Unix seconds */
	const char *const *countries;
	size_t country_count;
	const struct place *const *places; /* owned copies, see store */
	size_t place_count;
	const struct quantity *quantities;
	size_t quantity_count;
	/* Outlets are publishers: three feeds of one are one. Origins lean on no other. */
	int64_t items, sources, outlets, origins;
	const char *const *origin_names; /* the first ones: who stands behind it all */
	size_t origin_name_count;
	bool official; /* an office of a party confirmed it */
	bool alerted;      /* an alert was raised for it */
	bool acknowledged; /* by a person */
};

/* Something that happened to an incident, as it is kept and shown. */
#define INCIDENT_EVENTS(X)                                                               \
	X(STATUS, "status") X(RAISED, "raised") X(ORIGIN, "origin") X(MERGE, "merge")     \
	X(SPLIT, "split") X(CLOSE, "close") X(ACK, "ack") X(NOTE, "note") X(OLD, "old")   \
	X(RETRACT, "retract")
enum incident_event_kind {
#define X(name, text) INCIDENT_EVENT_##name,
	INCIDENT_EVENTS(X)
#undef X
	INCIDENT_EVENT_COUNT
};
const char *incident_event_name(enum incident_event_kind kind);

struct incident_event {
	enum incident_event_kind kind;
	int64_t incident, time;
	enum incident_status from, to; /* equal: not a change of status */
	const char *cause;  /* "2 origins: ERR, Finnish Border Guard" */
	int64_t item;       /* row of the item that did it; 0: none */
	const char *author; /* the person who did it; NULL: kordon */
};

/* What a report's origin was found to be. */
struct report_origin {
	const char *origin;  /* "Der Spiegel, anonymous officials" */
	int64_t leans_on;    /* item; 0: on none that is known */
	const char *why;     /* "cites Der Spiegel" */
};

/*
 * What one item says of an event, as far as it tells whether another item speaks of the
 * same. Ids of places, codes of countries; the wording is weighed: rare words count more,
 * the squares of the weights add up to 1.
 */
struct report {
	int64_t incident; /* 0: not decided yet */
	int64_t item;     /* its row */
	const char *category;
	int64_t time; /* Unix seconds */
	const char *lang; /* NULL: unknown */
	const char *const *countries;
	size_t country_count;
	const char *const *places;
	size_t place_count;
	struct wording wording;
	/* Hashes of what it counts (even) and of who says it (odd), sorted. */
	const uint32_t *said;
	size_t said_count;
	/* Where it has it from; its voices are those of the finding. */
	struct trace trace;
	int64_t copy_of; /* item whose words these are, or that has these; 0: none */
	int64_t resembles; /* item that it is most like; 0: none; -1: a person put it here */
	double containment; /* how much of the shorter stands in the longer */
	const char *confirms, *denies; /* the office that does; NULL: none */
	struct report_origin kept; /* what its origin was found to be last */
};

/* Why a report belongs to its incident; each part 0 to 1. Kept with the finding. */
struct similarity {
	double total; /* weighted; 0: it opened the incident */
	double wording, places, countries, time;
	double quantities, speakers; /* 1: one is shared */
	bool other_language;
	int64_t item; /* row of the report that it is most like; 0: none */
};

#define ALERT_KINDS(X)                                                                   \
	X(NEW, "new") X(UPDATE, "update") X(ESCALATED, "escalated")                       \
	X(CORROBORATED, "corroborated") X(CORRECTED, "corrected")                         \
	X(WITHDRAWN, "withdrawn") X(SURGE, "surge")
enum alert_kind {
#define X(name, text) ALERT_##name,
	ALERT_KINDS(X)
#undef X
	ALERT_KIND_COUNT
};
const char *alert_kind_name(enum alert_kind kind);

/* How long an item was there that its publisher took away. */
struct withdrawal {
	int64_t first_seen, last_seen; /* by us, Unix seconds */
	bool returned; /* it is here again */
};

struct alert {
	const char *id; /* unique_id() */
	int64_t time;
	enum alert_kind kind;
	const struct incident *incident;
	const struct finding *finding;
	const struct item *item;
	const char *item_id; /* the stored item's public id */
	const char *summary; /* one sentence for people */
	const char *refers_to; /* id of the first alert of the incident; NULL: this is the first */
	const struct withdrawal *withdrawal; /* NULL: the alert is not about one */
	const struct wave *wave; /* both NULL: the alert tells of no wave */
	const struct wave_tally *tally;
	const struct text_date *reminder; /* the day that has come; NULL: it is no reminder */
};

struct json_object *incident_json(const struct incident *incident);
struct json_object *similarity_json(const struct similarity *similarity);
/* The alert line of INTERFACE.md, kordon.alert/1. */
struct json_object *alert_json(const struct alert *alert);

#endif
