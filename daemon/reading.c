/*
 * A document in turns. A small one is one turn and one transaction; a large one is looked
 * through, then taken some items at a time, and counts as read with the last of them: what is
 * told of it as a whole, and what follows from what it does not list any more, comes then.
 */
#include "pipeline_priv.h"

#include "base/mem.h"

struct pipeline_reading {
	struct pass pass;
	struct document *document;
	bool known;       /* what its items are; they may be taken */
	bool over_budget; /* of what the source may bring in a day */
	bool owns_arena;
};

/*
 * So much text a source may add in a day: many times what the busiest publisher writes. Who
 * sends more wants to fill the disk.
 */
enum { DAY_S = 24 * 3600, DAY_BYTES = 16 * 1024 * 1024 };
static const char over_budget[] = ", items beyond 16 MiB of new text in a day left out";

static bool is_over_budget(const struct source_state *state, int64_t now)
{
	return state->day == now / DAY_S && state->day_bytes > DAY_BYTES;
}

static void spend(struct source_state *state, int64_t bytes, int64_t now)
{
	if (state->day != now / DAY_S)
		state->day_bytes = 0;
	state->day = now / DAY_S;
	state->day_bytes += bytes;
}

struct pipeline_reading *pipeline_read_begin(struct pipeline *pipeline,
	const struct pipeline_document *given)
{
	struct pipeline_reading *reading = mem_alloc(sizeof(*reading));

	arena_reset(pipeline->document);
	reading->pass = (struct pass){
		.pipeline = pipeline,
		.arena = pipeline->document,
		.source_id = arena_strdup(pipeline->document, given->source->options.id),
		.first_poll = given->source->state.kind == SOURCE_NEW,
		.now = pipeline_now(pipeline),
	};
	reading->document = document_open(reading->pass.arena, given, reading->pass.now);
	return reading;
}

void pipeline_read_end(struct pipeline_reading *reading)
{
	if (!reading)
		return;
	document_close(reading->document);
	store_batch_free(reading->pass.batch);
	if (reading->owns_arena)
		arena_free(reading->pass.arena);
	mem_free(reading);
}

/* Others are read between its turns. */
static void keep_arena(struct pipeline_reading *reading)
{
	if (reading->owns_arena)
		return;
	reading->owns_arena = true;
	reading->pass.pipeline->document = arena_new();
}

static void report_reading(struct pipeline_reading *reading, const struct source *source,
	struct source_report *report)
{
	const struct pass *pass = &reading->pass;
	bool page = source->options.type == SOURCE_PAGE;
	size_t count;

	(void)document_identities(reading->document, &count);
	document_report(reading->document, reading->over_budget ? over_budget : NULL, report);
	if (reading->over_budget)
		report->etag = report->last_modified = NULL; /* it comes again, whole */
	report->items = (int64_t)pass->items_new;
	report->overlaps = page || pass->items_new < count;
	report->reason = page ? arena_printf(pass->arena, "the page is there, %zu alerts",
				   pass->alerts)
			      : arena_printf(pass->arena, "%zu items, %zu new, %zu alerts",
				   count, pass->items_new, pass->alerts);
}

/* Fewer items at once where they take long: whoever waits meanwhile waits for little. */
enum { LONG_MS = 40, SHORT_MS = 10 };

static void adapt(struct pipeline *pipeline, size_t count, int64_t took_ms)
{
	if (took_ms > LONG_MS)
		pipeline->at_once = MAX(MIN(count, pipeline->at_once) / 2, (size_t)1);
	else if (took_ms < SHORT_MS && count == pipeline->at_once)
		pipeline->at_once = MIN(pipeline->at_once * 2, (size_t)PIPELINE_AT_ONCE);
}

static struct portion next_portion(struct pipeline_reading *reading, const struct source *source)
{
	struct pass *pass = &reading->pass;

	reading->over_budget |= is_over_budget(&source->state, pass->now);
	if (reading->over_budget)
		document_skip(reading->document);
	return document_next(reading->document, source, pass->pipeline->at_once);
}

static int take_portion(struct pipeline_reading *reading, struct source *source)
{
	struct pass *pass = &reading->pass;
	struct pipeline *pipeline = pass->pipeline;
	struct document *document = reading->document;
	struct portion portion = next_portion(reading, source);
	struct reading whole = {
		.source = source, .stored = pass->stored, .first = pass->first_poll, .now = pass->now};
	int64_t bytes = pass->text_bytes, began_ms = clock_mono_ms(pipeline->clock);
	bool last = !document_has_more(document);
	int r;

	if (last) {
		(void)document_identities(document, &whole.count);
		whole.items = document_outlines(document);
		whole.whole = document_is_whole(document) && !reading->over_budget;
	}
	r = pass_take(pass, &portion, last ? &whole : NULL);
	if (r)
		return r;
	spend(&source->state, pass->text_bytes - bytes, pass->now);
	adapt(pipeline, portion.count, clock_mono_ms(pipeline->clock) - began_ms);
	return 0;
}

/* Looks what items there are, or takes some of them. */
int pipeline_read_turn(struct pipeline_reading *reading, struct source *source,
	struct source_report *out_report, bool *out_more)
{
	const struct item_identity *identities;
	enum document_turn turn;
	size_t count;
	int r;

	*out_more = false;
	if (!reading->known) {
		turn = document_look(reading->document, source, out_report);
		if (turn == DOCUMENT_BAD)
			return 0;
		*out_more = turn == DOCUMENT_MORE;
		if (*out_more) {
			keep_arena(reading);
			return 0;
		}
		reading->known = true;
		identities = document_identities(reading->document, &count);
		pass_begin(&reading->pass, identities, count);
	}
	r = take_portion(reading, source);
	if (r)
		return r;
	*out_more = document_has_more(reading->document);
	if (!*out_more) {
		report_reading(reading, source, out_report);
		return 0;
	}
	keep_arena(reading);
	/* A large document needs memory enough: pages of the store are read again. */
	store_rest(reading->pass.pipeline->store);
	return 0;
}

int pipeline_read(struct pipeline *pipeline, const struct pipeline_document *document,
	struct source_report *out_report)
{
	struct pipeline_reading *reading = pipeline_read_begin(pipeline, document);
	bool more = true;
	int r = 0;

	while (more && !r)
		r = pipeline_read_turn(reading, document->source, out_report, &more);
	if (reading->owns_arena) {
		arena_free(pipeline->document); /* the report lives in the other one */
		pipeline->document = reading->pass.arena;
		reading->owns_arena = false;
	}
	pipeline_read_end(reading);
	return r;
}
