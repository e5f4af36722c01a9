/*
 * The store: everything that must survive a restart, in one SQLite file. The only SQL of
 * the program. Calls are synchronous; a document is one transaction, a large one several.
 *
 * Order of calls: store_open; then for each document store_begin, any of the put calls,
 * store_commit (or store_rollback); queries outside of it.
 * Results: 0, -errno, or an outcome. After a machine failure store_error() is one line for people.
 */
#ifndef KORDON_STORE_STORE_H
#define KORDON_STORE_STORE_H

#include "base/clock.h"
#include "config/config.h"
#include "model/date.h"
#include "model/incident.h"
#include "model/listing.h"
#include "model/robots_site.h"
#include "model/silence.h"
#include "model/source_state.h"

enum store_outcome {
	STORE_NONE = 1,   /* no such row */
	STORE_NEWER,      /* the file was written by a newer kordon */
	STORE_CORRUPT,    /* not a database, or damaged */
	STORE_MISPLACED,  /* its path leads nowhere, or where this user may not write */
	STORE_FULL,       /* no room on the disk */
	STORE_READ_ONLY,  /* the file, its folder or the file system */
	STORE_BUSY,       /* another process writes */
	STORE_FAILED,     /* anything else SQLite says */
};

/* How long what is kept; 0: for ever. */
struct store_keep {
	int64_t text_ms, metadata_ms;
};

struct store_options {
	char *path;
	bool full_text;
	struct store_keep keep;
	int64_t size_budget, disk_reserve; /* bytes; 0: none */
	/* Not an option: a store that nobody reads later (replay). It lies in memory, and on the
	 * disk where it gets large, without a name; texts are left out. path is not looked at. */
	bool scratch;
};
extern const struct config_table store_table; /* section "store" */

struct store;

/* path ":memory:" gives one in memory. Creates or upgrades the schema. */
int store_open(const struct store_options *options, struct store **out_store,
	char **out_why) MUST_CHECK; /* *out_why on failure: caller frees */
/* Opens an existing database for queries and store_archive, also while a kordond writes it. */
int store_open_to_read(const char *path, struct store **out_store, char **out_why) MUST_CHECK;
void store_close(struct store *store);
/* Gives back the memory of pages that were read and written; the next call reads them again. */
void store_rest(struct store *store);
/* How text is folded for the full-text index; borrowed. Without it nothing is indexed. */
void store_set_fold(struct store *store,
	void (*fold)(struct buf *out, const char *s, size_t len));
const char *store_error(const struct store *store); /* borrows; about the last failure */
/* Opening it again would fail in the same way, until somebody mends what is said. */
bool store_is_final(int outcome);

int store_begin(struct store *store) MUST_CHECK;
int store_commit(struct store *store) MUST_CHECK; /* on failure everything is rolled back */
void store_rollback(struct store *store);

/* ---- sources ---- */
typedef void store_source_callback(void *ctx, const struct source_state *state);
int store_sources(struct store *store, store_source_callback *callback, void *ctx) MUST_CHECK;
int store_source_put(struct store *store, const struct source_state *state) MUST_CHECK;

/* ---- robots.txt of sites ---- */
typedef void store_robots_callback(void *ctx, const struct robots_site *site);
/* Those that hold still; forgets the others. */
int store_robots(struct store *store, int64_t now, store_robots_callback *callback,
	void *ctx) MUST_CHECK;
int store_robots_put(struct store *store, const struct robots_site *site) MUST_CHECK;

/* ---- items ---- */
enum store_item_change { STORE_ITEM_NEW, STORE_ITEM_KNOWN, STORE_ITEM_REVISED };
struct store_item {
	int64_t row;
	char public_id[27];   /* in alerts, stable */
	enum store_item_change change;
	bool says_else; /* revised: title, summary or content, not its address alone */
	bool withdrawn; /* it was taken away; now it is here again */
};
/*
 * The items of one document of one source: at once, or some at a time, each time inside a
 * transaction. Identity (model/item.h) decides what is new: guid; or url, title+date or
 * content where another part agrees; items that stand side by side in the document are never
 * one, and therefore the identities of all are given first. Revisions are kept. Where a put
 * fails or is rolled back, so has the document: no more of it is put. All is borrowed.
 */
struct store_batch;
struct store_batch *store_batch_new(struct store *store, const char *source_id,
	const struct item_identity *identities, size_t count, int64_t now) MUST_CHECK;
void store_batch_free(struct store_batch *batch); /* NULL is fine */
/* Items that have the identities from number first on; each is put once. out: count of them. */
int store_batch_put(struct store_batch *batch, const struct item *items, size_t first,
	size_t count, struct store_item *out) MUST_CHECK;
/* All of them at once. */
int store_items_put(struct store *store, const char *source_id, const struct item *items,
	const struct item_identity *identities, size_t count, int64_t now,
	struct store_item *out) MUST_CHECK;

/* ---- items that leave ---- */

/* What was kept of a source; empty where nothing was. In the arena. */
int store_listing(struct store *store, struct arena *arena, const char *source_id,
	struct listing *out_listing) MUST_CHECK;
int store_listing_put(struct store *store, const char *source_id,
	const struct listing *listing) MUST_CHECK;
/* Whether an item of the source is waited for. */
int store_listing_missing(struct store *store, const char *source_id, bool *out_missing) MUST_CHECK;
/* It was not there for the first time; seen last at that time. */
int store_item_missing(struct store *store, int64_t item_row, int64_t last_seen) MUST_CHECK;
/* Marks it as taken away (or, false, as here again) and records that it happened. */
int store_item_withdraw(struct store *store, int64_t item_row, bool withdrawn,
	int64_t now) MUST_CHECK;

/* The last copy of an item; source is NULL. In the arena. */
struct store_copy {
	struct item item;
	struct store_item stored;
	int64_t first_seen, last_seen; /* last_seen: TIME_NONE while it was never missing */
};
int store_item_get(struct store *store, struct arena *arena, int64_t item_row,
	struct store_copy *out_copy) MUST_CHECK; /* STORE_NONE */
/* What was found in an item; title is NULL. In the arena. */
struct store_finding {
	struct finding finding;
	int64_t incident;
};
int store_item_findings(struct store *store, struct arena *arena, int64_t item_row,
	struct store_finding **out_findings, size_t *out_count) MUST_CHECK;
/* The first item that an incident stands on, and on how many that were not taken away. */
int store_incident_evidence(struct store *store, int64_t incident_id, int64_t *out_first,
	int64_t *out_left) MUST_CHECK;

/* ---- findings and incidents ---- */
int store_finding_put(struct store *store, int64_t item_row, int64_t incident_id,
	const struct finding *finding, const struct similarity *similarity,
	int64_t now) MUST_CHECK;
/* True in *out where the item already has a finding of this rule (a revision). */
int store_finding_known(struct store *store, int64_t item_row, const char *rule,
	int64_t *out_incident_id) MUST_CHECK; /* STORE_NONE */

/* One report an incident and item; a second one replaces the first. */
int store_report_put(struct store *store, int64_t item_row,
	const struct report *report) MUST_CHECK;
/* Reports of a category's incidents that are not closed, with times from since to until,
 * newest first, at most max; in the arena. */
int store_reports(struct store *store, struct arena *arena, const char *category,
	int64_t since, int64_t until, size_t max, struct report **out_reports,
	size_t *out_count) MUST_CHECK;
/*
 * An incident's reports with their traces, oldest first, at most max; wording, countries and
 * places are left out. Without a trace the outlet is the source. In the arena.
 */
int store_reports_of(struct store *store, struct arena *arena, int64_t incident_id, size_t max,
	struct report **out_reports, size_t *out_count) MUST_CHECK;
/* Keeps whose words the report has. */
int store_report_copy_put(struct store *store, const struct report *report) MUST_CHECK;
/* Keeps what a report leans on. */
int store_report_origin_put(struct store *store, const struct report *report,
	const struct report_origin *origin) MUST_CHECK;
/* Reports of a category from before a time that share many words with this one, oldest first. */
int store_reports_like(struct store *store, struct arena *arena, const struct report *report,
	int64_t before, struct report **out_reports, size_t *out_count) MUST_CHECK;
/* Counts an item's words, once an item; call it before the item's first report is put. */
int store_words_learn(struct store *store, int64_t item_row,
	const struct wording *wording) MUST_CHECK;
/* In how many items each word was seen (out_counts: wording->count of them), and of how many
 * items in all. */
int store_words_count(struct store *store, const struct wording *wording, int64_t *out_counts,
	int64_t *out_items) MUST_CHECK;
int store_incident_get(struct store *store, struct arena *arena, int64_t id,
	struct incident *out_incident) MUST_CHECK;
/* id 0 inserts and sets the id. */
int store_incident_put(struct store *store, struct incident *incident) MUST_CHECK;
/* Keeps what happened to an incident. */
int store_incident_event_put(struct store *store, const struct incident_event *event) MUST_CHECK;
/* The incident that this one was merged into, or itself; STORE_NONE: there is none. */
int store_incident_survivor(struct store *store, int64_t id, int64_t *out_id) MUST_CHECK;
/* From now on the id of one leads to the other. */
int store_incident_merged(struct store *store, int64_t id, int64_t into) MUST_CHECK;
/* The title that an item's report of a category was under, of an incident and those merged with
 * it; in the arena. Left as it is where none of them is of the category. */
int store_incident_was(struct store *store, struct arena *arena, int64_t id,
	const char *category, int64_t item_row, const char **title) MUST_CHECK;
/* Moves findings and reports of one item (0: of all) to another incident. */
int store_incident_move(struct store *store, int64_t from, int64_t to, int64_t item_row) MUST_CHECK;
/* The newest incident's id; 0: there is none. */
int store_incident_newest(struct store *store, int64_t *out_id) MUST_CHECK;
int store_item_row(struct store *store, const char *public_id, int64_t *out_row) MUST_CHECK;
/* The incident, not closed, that an item reports in a category. STORE_NONE. */
int store_report_incident(struct store *store, int64_t item_row, const char *category,
	int64_t *out_incident_id) MUST_CHECK;
/* Counts items and sources of the incident anew from its findings; put it afterwards. */
int store_incident_count(struct store *store, struct incident *incident) MUST_CHECK;

/* ---- waves ---- */

/* A report as waves count it; its countries and places are codes and ids. */
struct store_wave_report {
	int64_t item, time;
	const char *const *countries, *const *places;
	size_t country_count, place_count;
	const char *source, *outlet;
	const char *origins; /* "ERR; Delfi"; NULL: unknown */
};
/* Reports of a category behind since and not behind until, without those of drafts, newest
 * first, at most max; in the arena. */
int store_wave_reports(struct store *store, struct arena *arena, const char *category,
	int64_t since, int64_t until, size_t max, struct store_wave_report **out_reports,
	size_t *out_count) MUST_CHECK;
/* A wave that was told and has not fallen since. */
struct store_wave {
	const char *wave, *where;
	int64_t since, incident;
};
/* Those of one rule, in the arena. */
int store_waves(struct store *store, struct arena *arena, const char *wave,
	struct store_wave **out_waves, size_t *out_count) MUST_CHECK;
int store_wave_put(struct store *store, const struct store_wave *wave) MUST_CHECK;
int store_wave_end(struct store *store, const char *wave, const char *where) MUST_CHECK;
/* Since when a source has been read; TIME_NONE: it never was. */
int store_source_since(struct store *store, const char *source, int64_t *out_since) MUST_CHECK;
/* It is read; what is known of it already stays. */
int store_source_since_put(struct store *store, const char *source, int64_t now) MUST_CHECK;

/* ---- reminders ---- */

/* A day that an item of an incident named, and that is to come. */
struct store_reminder {
	int64_t incident, item;
	struct text_date date;
};
/* One an incident and day: the first item that names it. */
int store_reminder_put(struct store *store, const struct store_reminder *reminder) MUST_CHECK;
/* The first one that nobody was reminded of, up to that day since 1970; in the arena. STORE_NONE. */
int store_reminder_due(struct store *store, struct arena *arena, int64_t day,
	struct store_reminder *out_reminder) MUST_CHECK;
int store_reminder_told(struct store *store, const struct store_reminder *reminder,
	int64_t now) MUST_CHECK;

/* ---- alerts and outbox ---- */
/* The first alert that was raised of an incident, in the arena; NULL: none was. */
int store_first_alert(struct store *store, struct arena *arena, int64_t incident_id,
	const char **out_id) MUST_CHECK;
/* What goes to sinks: an alert, or a message about alerts. */
#define STORE_FORM_ALERT "alert"
#define STORE_FORM_MINOR "minor"   /* changed too little for an alert: for digests alone */
#define STORE_FORM_DIGEST "digest" /* several alerts as one message */
#define STORE_FORM_REPEAT "repeat" /* an alert that nobody acknowledged, once more */
struct store_message {
	const char *id, *form, *kind, *category, *item, *source, *line;
	int64_t time, incident; /* incident 0: of several */
	enum severity severity;
};
int store_message_put(struct store *store, const struct store_message *message) MUST_CHECK;
/* How it goes to a sink: held (not NULL: why it waits until due), else as soon as may be. */
struct store_way {
	const char *sink, *held, *route, *group;
	int64_t due;
};
int store_outbox_put(struct store *store, const char *alert_id, const struct store_way *way,
	int64_t *out_row) MUST_CHECK; /* out_row may be NULL */
/* line is the alert's JSON without line end; one outbox row a sink name. */
int store_alert_put(struct store *store, const struct alert *alert, const char *line,
	const char *const *sinks, size_t sink_count) MUST_CHECK;
struct store_delivery {
	int64_t row;
	const char *alert_id, *line;
	enum severity severity;
	int64_t attempts;
	int64_t since; /* when the alert was raised */
	bool test;     /* what 'sinks test' sends */
};
typedef void store_delivery_callback(void *ctx, const struct store_delivery *delivery);
/*
 * Syncs what was committed, where an alert or an incident is among it: a power cut does not
 * forget it then. Outside of transactions; handing out rows of the outbox does it too.
 */
int store_make_durable(struct store *store) MUST_CHECK;
/* Undelivered rows of a sink that are due, oldest first, at most max. */
int store_outbox(struct store *store, const char *sink, int64_t now, size_t max,
	store_delivery_callback *callback, void *ctx) MUST_CHECK;
/*
 * The oldest row of a sink that is due and has no older one of the same incident before it,
 * in the arena: incidents are told in order, and one alert that fails holds up no other.
 * STORE_NONE: nothing is due; *out_due is when something will be, TIME_NONE: never.
 */
int store_outbox_next(struct store *store, struct arena *arena, const char *sink, int64_t now,
	struct store_delivery *out_delivery, int64_t *out_due) MUST_CHECK;
/* What a digest carried is done with it. now: for the record of what was delivered. */
int store_outbox_done(struct store *store, const int64_t *rows, size_t count,
	int64_t now) MUST_CHECK;
int store_outbox_later(struct store *store, int64_t row, int64_t due, const char *why) MUST_CHECK;
/* Puts a row aside: it is kept, shown and not tried again until it is asked for. */
int store_outbox_put_aside(struct store *store, int64_t row, int64_t now,
	const char *why) MUST_CHECK;
/* Rows that were put aside are due again; sink NULL: of all. */
int store_outbox_replay(struct store *store, const char *sink, size_t *out_count) MUST_CHECK;
int store_outbox_waiting(struct store *store, int64_t *out_count) MUST_CHECK;
/* How much there is for each sink that there is something for, of whatever configuration. */
struct store_queue {
	const char *sink;
	int64_t waiting, aside;
};
typedef void store_queue_callback(void *ctx, const struct store_queue *queue);
int store_outbox_sinks(struct store *store, store_queue_callback *callback,
	void *ctx) MUST_CHECK;
/* How many alerts were raised, by kind and severity; test alerts are left out. */
typedef void store_sort_callback(void *ctx, const char *kind, const char *severity,
	int64_t count);
int store_alert_sorts(struct store *store, store_sort_callback *callback,
	void *ctx) MUST_CHECK;
/* What waits for a sink is due now. */
int store_outbox_hurry(struct store *store, const char *sink) MUST_CHECK;
/* All that is there for a sink is forgotten, or is for another one, from anew. */
int store_outbox_drop(struct store *store, const char *sink, size_t *out_count) MUST_CHECK;
int store_outbox_move(struct store *store, const char *sink, const char *to,
	size_t *out_count) MUST_CHECK;

/* ---- alerts that wait ---- */

/* A row of the outbox that is held. */
struct store_held {
	int64_t row, due, incident;
	const char *sink, *route, *group, *why, *alert_id, *line, *form;
	enum severity severity;
};
/* Those of a group, or of an incident, that wait for a sink, oldest first, at most max; in the
 * arena. */
int store_held_group(struct store *store, struct arena *arena, const char *sink,
	const char *group, size_t max, struct store_held **out_held, size_t *out_count) MUST_CHECK;
int store_held_incident(struct store *store, struct arena *arena, const char *sink,
	int64_t incident, size_t max, struct store_held **out_held,
	size_t *out_count) MUST_CHECK;
int store_held_all(struct store *store, struct arena *arena, size_t max,
	struct store_held **out_held, size_t *out_count) MUST_CHECK;
/* Sink and group of the row that is due first, by now; STORE_NONE. In the arena. */
int store_held_due(struct store *store, struct arena *arena, int64_t now,
	const char **out_sink, const char **out_group) MUST_CHECK;
/* It waits until then; held NULL: no longer. */
int store_held_move(struct store *store, int64_t row, int64_t due, const char *held) MUST_CHECK;
/* It goes with that row's message. */
int store_held_bundle(struct store *store, int64_t row, int64_t digest_row) MUST_CHECK;
/* It is not sent. */
int store_held_drop(struct store *store, int64_t row) MUST_CHECK;
/* Whether something of the incident waits for the sink, held or not. */
int store_outbox_has(struct store *store, const char *sink, int64_t incident,
	bool *out_has) MUST_CHECK;
/* What is no alert and waits of the incident is forgotten: the alert of that id is newer. */
int store_held_forget(struct store *store, const char *sink, int64_t incident,
	const char *alert_id) MUST_CHECK;
/* Messages about alerts that went out before that are forgotten; alerts are not. */
int store_messages_forget(struct store *store, int64_t before) MUST_CHECK;
/* When the next held row or repeat is due; TIME_NONE: there is none. */
int store_held_soonest(struct store *store, int64_t *out_due) MUST_CHECK;
/* When something of the group was sent; TIME_NONE: never. */
int store_group_sent(struct store *store, const char *sink, const char *group,
	int64_t *out_sent) MUST_CHECK;
/* Keeps that, and forgets groups that were sent before keep_since. */
int store_group_put(struct store *store, const char *sink, const char *group, int64_t sent,
	int64_t keep_since) MUST_CHECK;

/* An alert that is told again until somebody has seen it: one a sink and incident. */
struct store_repeat {
	const char *sink, *alert_id, *route, *line;
	int64_t incident, since, due, count;
	bool over; /* it was acknowledged or closed, or is gone */
};
int store_repeat_put(struct store *store, const struct store_repeat *repeat) MUST_CHECK;
int store_repeat_due(struct store *store, struct arena *arena, int64_t now,
	struct store_repeat *out_repeat) MUST_CHECK; /* STORE_NONE */
/* It is due then; told: it was told once more. */
int store_repeat_again(struct store *store, const struct store_repeat *repeat, int64_t due,
	bool told) MUST_CHECK;
int store_repeat_end(struct store *store, const char *sink, int64_t incident) MUST_CHECK;

/* Confirmed incidents of the category, last seen since and first seen until then, without
 * the one; newest first, at most max; in the arena. */
int store_confirmed(struct store *store, struct arena *arena, const struct incident *besides,
	int64_t since, int64_t until, size_t max, struct incident **out_list,
	size_t *out_count) MUST_CHECK;

/* ---- silences and decisions ---- */
int store_silence_put(struct store *store, struct silence *silence) MUST_CHECK; /* sets id */
/* Those that end after now; all: also those that were ended. In the arena. */
int store_silences(struct store *store, struct arena *arena, int64_t now, bool all,
	struct silence **out_list, size_t *out_count) MUST_CHECK;
int store_silence_end(struct store *store, int64_t id, int64_t now) MUST_CHECK; /* STORE_NONE */

/* Why something was told, or not. Members that do not apply are NULL or 0. */
struct store_decision {
	int64_t time, incident;
	const char *item, *alert, *rule, *sink;
	const char *code; /* one word for programs */
	const char *text; /* a sentence for people; NULL: the code says it */
};
enum { STORE_DECISIONS_MAX = 200000 };
/* Forgets what is older than keep_since, and what is beyond the ceiling. */
int store_decision_put(struct store *store, const struct store_decision *decision,
	int64_t keep_since) MUST_CHECK;

/* ---- full text, off the alert's path ---- */
/* Indexes at most max items of the queue, fewer where they are long; *out_left more wait. */
int store_index_some(struct store *store, size_t max, size_t *out_left) MUST_CHECK;

/* ---- queries for control: JSON rows, newest first ---- */
struct json_object;
typedef void store_row_callback(void *ctx, struct json_object *row); /* borrows row */
/*
 * What people look for in items: words (also those that begin so), "phrases", *parts* of words,
 * @terms of rules, near/8, not, or, brackets.
 */
/* The forms of a term as rules write them, without alternatives, one call of add each; false
 * where there is none of that name, with the nearest (caller frees) or NULL. */
typedef bool store_term_forms(void *ctx, const char *name,
	void (*add)(void *add_ctx, const char *form), void *add_ctx, char **out_near);
struct store_search {
	const char *text;
	store_term_forms *terms; /* NULL: there are none */
	void *ctx;
};
struct store_search_fault {
	char *why; /* caller frees */
	size_t at; /* byte of the text */
};
/* Appends an expression for store_query.match, "" where nothing can be found. STORE_NONE: the
 * fault says what is wrong with the text. */
int store_search_parse(struct store *store, const struct store_search *search,
	struct buf *out_match, struct store_search_fault *out_fault) MUST_CHECK;

struct store_query {
	const char *text;     /* an alert's id, or NULL */
	const char *match;    /* items: an expression of store_search_parse(), or NULL */
	const char *category, *source, *status; /* NULL: any; INCIDENT_OPEN: not closed */
	const char *item;     /* public id of one: whole, with revisions and findings */
	bool withdrawn;       /* items that were taken away alone; times are of that */
	int64_t id;           /* > 0: that one */
	int64_t since, until; /* TIME_NONE: open */
	size_t limit;
};
int store_query_items(struct store *store, const struct store_query *query,
	store_row_callback *callback, void *ctx) MUST_CHECK;
int store_query_incidents(struct store *store, const struct store_query *query,
	store_row_callback *callback, void *ctx) MUST_CHECK;
/* item: the one of that id, also where it is a digest or a repeat. */
int store_query_alerts(struct store *store, const struct store_query *query,
	store_row_callback *callback, void *ctx) MUST_CHECK;
/* Rows of the outbox, oldest first; source stands for the sink, text for an alert's id, id
 * for an incident's. */
int store_query_outbox(struct store *store, const struct store_query *query,
	store_row_callback *callback, void *ctx) MUST_CHECK;
/* Decisions, oldest first: of an item (item), an incident (id) or an alert (text). */
int store_query_decisions(struct store *store, const struct store_query *query,
	store_row_callback *callback, void *ctx) MUST_CHECK;
struct store_totals {
	int64_t items, findings, incidents, alerts, outbox, bytes;
	int64_t held; /* of the outbox */
};
int store_totals(struct store *store, struct store_totals *out) MUST_CHECK;

/* ---- keeping (retention.c) ---- */

/* What goes after its time. Incidents, what they stand on, alerts and identities stay. */
#define STORE_CLASSES(X) X(TEXT, "text") X(METADATA, "metadata")
enum store_class {
#define X(name, text) STORE_CLASS_##name,
	STORE_CLASSES(X)
#undef X
	STORE_CLASS_COUNT
};
const char *store_class_name(enum store_class class);

/* Counts what is past its time, by class. Reads all of it: not on a loop. */
struct store_share {
	int64_t count, bytes;
};
int store_prune_look(struct store *store, const struct store_keep *keep, int64_t now,
	struct store_share out_shares[STORE_CLASS_COUNT]) MUST_CHECK;
/*
 * One small step of it: at most max items, in a transaction of its own. out_done: what went
 * in this step; all zero and *out_more false: there is nothing left to do.
 */
enum { STORE_PRUNE_MAX = 256 };
int store_prune_step(struct store *store, const struct store_keep *keep, int64_t now,
	size_t max, int64_t out_done[STORE_CLASS_COUNT], bool *out_more) MUST_CHECK;

struct store_space {
	int64_t bytes;    /* of the file */
	int64_t unused;   /* of these: pages that hold nothing at the moment */
	bool gives_back;  /* such pages can be given back in steps */
};
int store_space(struct store *store, struct store_space *out) MUST_CHECK;
/* Gives back at most so many unused pages to the disk. */
int store_give_back(struct store *store, size_t pages) MUST_CHECK;

/* ---- copies (backup.c) ---- */
struct store_backup;
struct store_progress {
	int64_t total, left; /* pages */
};
/*
 * Begins a copy in path.part, which what an earlier one has left is written over; store and
 * its file stay as they are. Then steps until nothing is left, then the end, which gives the
 * counts of what was copied. 0, -errno or an outcome; *out_why on failure: caller frees.
 */
int store_backup_new(struct store *store, const char *path, struct store_backup **out_backup,
	char **out_why) MUST_CHECK;
int store_backup_step(struct store_backup *backup, size_t pages,
	struct store_progress *out_progress) MUST_CHECK;
int store_backup_end(struct store_backup *backup, struct store_totals *out_totals) MUST_CHECK;
const char *store_backup_error(const struct store_backup *backup);
void store_backup_free(struct store_backup *backup); /* the part stays */
/*
 * Behind that, by path (it may take long: not on a loop); of the store only the name is read.
 * NULL, or what is wrong in one line; caller frees. obstacle: what stands in the way of that
 * name. fault: is the part whole? keep: gives it its name; force: instead of an earlier
 * backup, never of anything else, nor of a database that is in use.
 */
char *store_backup_obstacle(const struct store *store, const char *path, bool force) MUST_CHECK;
char *store_backup_fault(const char *path, const struct store_totals *expected) MUST_CHECK;
char *store_backup_keep(const struct store *store, const char *path, bool force) MUST_CHECK;
char *store_backup_part(const char *path) MUST_CHECK; /* path.part; caller frees */

/* ---- is it well? (check.c) ---- */
/* Told of each check: fault NULL where it found nothing wrong, else what, and what to do. */
typedef void store_check_callback(void *ctx, const char *check, const char *fault,
	const char *advice);
/* Reads everything: not on a loop. */
int store_check(struct store *store, store_check_callback *callback, void *ctx) MUST_CHECK;
/* The line of an alert; STORE_NONE. In the arena. */
int store_alert_line(struct store *store, struct arena *arena, const char *id,
	const char **out_line) MUST_CHECK;
/* Alerts in order of time that do not wait for that sink, and were raised since then. */
typedef void store_alert_callback(void *ctx, const char *id, int64_t time);
int store_alerts_delivered(struct store *store, const char *sink, int64_t since,
	store_alert_callback *callback, void *ctx) MUST_CHECK;
/*
 * Writes the file anew, as small as it can be, and makes the index anew. From then on room is
 * given back in steps, also in a file of before that was so. Blocks; wants twice the room.
 */
int store_rebuild(struct store *store) MUST_CHECK;

/* How many items store_archive would give, and how many it leaves out as their text is gone. */
int store_archive_count(struct store *store, int64_t since, int64_t until, int64_t *out_whole,
	int64_t *out_pruned) MUST_CHECK;
/* Lines of alerts, oldest first, raised from then on; category test is left out. */
typedef void store_line_callback(void *ctx, const char *line);
int store_alert_lines(struct store *store, int64_t since, store_line_callback *callback,
	void *ctx) MUST_CHECK;
/*
 * Stored items in order of time, for replay: the callback borrows the item; a return other
 * than 0 stops and is passed on.
 */
typedef int store_item_callback(void *ctx, const struct item *item, const char *public_id,
	int64_t first_seen);
int store_archive(struct store *store, int64_t since, int64_t until,
	store_item_callback *callback, void *ctx) MUST_CHECK;

#endif
