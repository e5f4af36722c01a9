/*
 * What a publisher takes away. After each whole reading of a feed the listing says which
 * items left it from the middle; what was found in them turns back on their incidents, and
 * those who were told of them are told that they are gone, and how long they were there.
 * "Not modified" says that all is as at the last whole reading: it confirms what was missing.
 */
#include "pipeline_priv.h"

#include "alert/alert.h"
#include "base/log.h"
#include "incident/incident.h"

/* The rule may be gone by now: then its id stands in for its title. */
static void set_title(const struct pipeline *pipeline, struct finding *finding)
{
	const struct rule *rule =
		ruleset_find(analysis_ruleset(pipeline->analysis), finding->rule);

	finding->title = rule ? rule_title(rule) : finding->rule;
}

static int tell(struct pipeline *pipeline, const struct reading *reading,
	const struct store_copy *copy, struct store_finding *found, bool returned,
	size_t *alerts)
{
	struct incident_change change;
	bool raised = false;
	int r = incident_withdraw(pipeline->store, pipeline->scratch, found->incident,
		copy->stored.row, returned, reading->now, &change);

	if (r)
		return r;
	set_title(pipeline, &found->finding);
	r = alert_consider_withdrawal(pipeline->store, &pipeline->settings->alert, &change,
		&found->finding, copy, returned, reading->now, &pipeline->readers, &raised);
	*alerts += raised;
	return r;
}

/* What a rule that asks for `withdrawn` finds in the last copy: a report of its own. */
static int tell_asked(struct pipeline *pipeline, const struct reading *reading,
	const struct store_copy *copy, const struct incident_input *input, size_t *alerts)
{
	struct incident_change change;
	struct finding finding;
	bool raised = false;
	int r = pipeline_report(pipeline, input, &finding, &change);

	if (r)
		return r;
	r = alert_consider_withdrawal(pipeline->store, &pipeline->settings->alert, &change,
		&finding, copy, false, reading->now, &pipeline->readers, &raised);
	*alerts += raised;
	return r;
}

/* The last copy is read once more, now that its publisher took it away. */
static int read_once_more(struct pipeline *pipeline, const struct reading *reading,
	struct store_copy *copy, size_t *alerts)
{
	struct incident_input input = {.item_row = copy->stored.row, .lang = copy->item.lang,
		.source = reading->source->options.id, .now = reading->now};
	struct analysis_reading read;
	size_t i;
	int r = 0;

	copy->item.withdrawn = true;
	read = analysis_read(pipeline->analysis, pipeline->scratch, &copy->item);
	input.wording = read.wording;
	input.trace = read.trace;
	input.time = copy->item.published == TIME_NONE ? copy->first_seen
						       : MIN(copy->item.published, reading->now);
	for (i = 0; i < read.count && !r; i++) {
		input.finding = &read.findings[i];
		if (read.findings[i].deed == DEED_WITHDRAWN)
			r = tell_asked(pipeline, reading, copy, &input, alerts);
	}
	return r;
}

/* The item was taken away, or is here again. */
static int turn(struct pipeline *pipeline, const struct reading *reading, int64_t row,
	bool returned, size_t *alerts)
{
	struct store_copy copy;
	struct store_finding *findings;
	size_t count, i;
	int r = store_item_withdraw(pipeline->store, row, !returned, reading->now);

	arena_reset(pipeline->scratch);
	if (!r)
		r = store_item_get(pipeline->store, pipeline->scratch, row, &copy);
	/* It was pruned: no incident stood on it. */
	if (r == STORE_NONE)
		return 0;
	if (!r)
		r = store_item_findings(
			pipeline->store, pipeline->scratch, row, &findings, &count);
	if (r)
		return r;
	copy.item.source = &reading->source->origin;
	log_notice("source/%s: item %s %s: %s", reading->source->options.id,
		copy.stored.public_id, returned ? "is here again" : "was taken away",
		copy.item.field[ITEM_TITLE].text ? copy.item.field[ITEM_TITLE].text : "");
	for (i = 0; i < count && !r; i++)
		r = tell(pipeline, reading, &copy, &findings[i], returned, alerts);
	return r || returned ? r : read_once_more(pipeline, reading, &copy, alerts);
}

static struct listing listing_of(struct pipeline *pipeline, const struct reading *reading)
{
	size_t count = MIN(reading->count, (size_t)LISTING_MAX), i;
	struct listing listing = {.count = count};

	listing.entries =
		arena_alloc(pipeline->document, (count + 1) * sizeof(*listing.entries));
	for (i = 0; i < count; i++)
		listing.entries[i] = (struct listing_entry){
			.item = reading->stored[i].row,
			.published = reading->items[i].published,
			.updated = reading->items[i].updated,
			.marks = reading->stored[i].withdrawn ? LISTING_CAME : 0,
		};
	return listing;
}

/* The poll before this one was the last to see it, also where it brought no document. */
static int note_missing(struct pipeline *pipeline, const struct reading *reading,
	const struct listing_change *change)
{
	int64_t seen = reading->source->state.last_success;
	size_t i;
	int r = 0;

	for (i = 0; i < change->missing_count && !r; i++)
		r = store_item_missing(pipeline->store, change->missing[i],
			seen == TIME_NONE ? reading->now : seen);
	return r;
}

static int take_all(struct pipeline *pipeline, const struct reading *reading,
	const struct listing_change *change, size_t *alerts)
{
	size_t i;
	int r = 0;

	for (i = 0; i < change->taken_count && !r; i++)
		r = turn(pipeline, reading, change->taken[i], false, alerts);
	if (!r && change->changed)
		r = store_listing_put(
			pipeline->store, reading->source->options.id, &change->next);
	return r;
}

/* returned: items that were told as taken away, and are here: the feed teaches caution. */
static int follow(struct pipeline *pipeline, const struct reading *reading, int64_t returned,
	size_t *alerts)
{
	struct listing before = {.count = 0}, now = listing_of(pipeline, reading);
	struct listing_change change;
	int r = 0;

	if (!reading->first)
		r = store_listing(pipeline->store, pipeline->document,
			reading->source->options.id, &before);
	if (r)
		return r;
	before.returned += returned;
	listing_follow(pipeline->document, &before, &now, reading->now, &change);
	r = note_missing(pipeline, reading, &change);
	return r ? r : take_all(pipeline, reading, &change, alerts);
}

/* What came is damaged or empty: "not modified" says nothing until it is whole again. */
static int note_unsure(struct pipeline *pipeline, const struct reading *reading)
{
	const char *id = reading->source->options.id;
	struct listing listing;
	bool missing;
	int r = store_listing_missing(pipeline->store, id, &missing);

	if (r || !missing)
		return r;
	r = store_listing(pipeline->store, pipeline->document, id, &listing);
	listing.unsure = true;
	return r ? r : store_listing_put(pipeline->store, id, &listing);
}

int withdrawal_follow(struct pipeline *pipeline, const struct reading *reading,
	size_t *alerts)
{
	int64_t returned = 0;
	size_t i;
	int r = 0;

	for (i = 0; i < reading->count && !r; i++)
		if (reading->stored[i].withdrawn) {
			r = turn(pipeline, reading, reading->stored[i].row, true, alerts);
			returned++;
		}
	if (r)
		return r;
	/* An empty document says nothing of what was there. */
	return reading->whole && reading->count
		       ? follow(pipeline, reading, returned, alerts)
		       : note_unsure(pipeline, reading);
}

/* ---- without a document -------------------------------------------------------------------- */

/* What is concluded from a poll that brought none; *missed is of a page. */
typedef int conclude_fn(struct pipeline *pipeline, const struct reading *reading,
	size_t *alerts, enum page_missed *missed);

static int conclude(struct pipeline *pipeline, const struct source *source,
	conclude_fn *conclusion, enum page_missed *missed)
{
	const struct reading reading = {.source = source, .now = pipeline_now(pipeline)};
	size_t alerts = 0;
	int r = store_begin(pipeline->store);

	arena_reset(pipeline->document);
	if (!r) {
		r = conclusion(pipeline, &reading, &alerts, missed);
		if (!r)
			r = store_commit(pipeline->store);
		else
			store_rollback(pipeline->store);
	}
	if (!r && alerts)
		delivery_wake(pipeline);
	pipeline->counts.alerts += r ? 0 : (int64_t)alerts;
	return pipeline_store_said(pipeline, r);
}

static int see_feed_again(struct pipeline *pipeline, const struct reading *reading,
	size_t *alerts, enum page_missed *missed)
{
	struct listing listing;
	struct listing_change change;
	int r = store_listing(pipeline->store, pipeline->document,
		reading->source->options.id, &listing);

	(void)missed;
	if (r)
		return r;
	listing_again(pipeline->document, &listing, reading->now, &change);
	return take_all(pipeline, reading, &change, alerts);
}

/* ---- pages --------------------------------------------------------------------------------- */

static int note_absence(struct pipeline *pipeline, const struct reading *reading,
	struct listing_entry *entry, size_t *alerts)
{
	const struct listing_change fresh = {.missing = &entry->item, .missing_count = 1};
	int r = 0;

	entry->missing++;
	if (entry->missing == 1)
		r = note_missing(pipeline, reading, &fresh);
	if (!r && entry->missing == PAGE_CONFIRM)
		r = turn(pipeline, reading, entry->item, false, alerts);
	return r;
}

static int note_presence(struct pipeline *pipeline, const struct reading *reading,
	struct listing_entry *entry, size_t *alerts)
{
	bool was_taken = entry->missing >= PAGE_CONFIRM;

	entry->missing = 0;
	return was_taken ? turn(pipeline, reading, entry->item, true, alerts) : 0;
}

static int look(struct pipeline *pipeline, const struct reading *reading, bool present,
	size_t *alerts, enum page_missed *missed)
{
	const char *id = reading->source->options.id;
	struct listing listing;
	int r = store_listing(pipeline->store, pipeline->document, id, &listing);

	/* What was never there was not taken away; what is there as it was is nothing new. */
	if (r || !listing.count || (present && !listing.entries[0].missing))
		return r;
	r = present ? note_presence(pipeline, reading, &listing.entries[0], alerts)
		    : note_absence(pipeline, reading, &listing.entries[0], alerts);
	if (!present)
		*missed = listing.entries[0].missing < PAGE_CONFIRM ? PAGE_DOUBTED : PAGE_TAKEN;
	return r ? r : store_listing_put(pipeline->store, id, &listing);
}

static int see_page_again(struct pipeline *pipeline, const struct reading *reading,
	size_t *alerts, enum page_missed *missed)
{
	return look(pipeline, reading, true, alerts, missed);
}

static int miss_page(struct pipeline *pipeline, const struct reading *reading,
	size_t *alerts, enum page_missed *missed)
{
	return look(pipeline, reading, false, alerts, missed);
}

int withdrawal_missed(struct pipeline *pipeline, const struct source *source,
	enum page_missed *out_missed)
{
	*out_missed = PAGE_UNKNOWN;
	return conclude(pipeline, source, miss_page, out_missed);
}

int withdrawal_unmodified(struct pipeline *pipeline, const struct source *source)
{
	bool page = source->options.type == SOURCE_PAGE, missing;
	enum page_missed ignored;
	int r = store_listing_missing(pipeline->store, source->options.id, &missing);

	if (r || !missing)
		return pipeline_store_said(pipeline, r);
	return conclude(pipeline, source, page ? see_page_again : see_feed_again, &ignored);
}
