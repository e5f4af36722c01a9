/*
 * Upkeep: an hourly pass over what is past its time, and an eye on the room that is left.
 *
 * A pass is many steps with pauses between them: items are pruned until none is past its
 * time, then room is given back until little is unused. How many items a step takes follows
 * from how long the step before it took.
 */
#include "upkeep.h"

#include <errno.h>
#include <libgen.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/log.h"
#include "base/mem.h"
#include "pipeline_priv.h"

enum {
	FIRST_MS = 60 * 1000,  /* a start has other things to do */
	PASS_MS = 3600 * 1000, /* between passes */
	PAUSE_MS = 20,         /* between steps */
	RETRY_MS = 60 * 1000,  /* after a failure */
	LOOK_MS = 60 * 1000,   /* at the room */
	LAG_MS = 250,          /* how often it is seen whether the loop is held up */
	STEP_MS = 10,          /* what a step should take */
	BATCH_FIRST = 16,
	BATCH_MAX = 32,
	PAGES = 64,            /* given back in a step */
	SPARE = 1024 * 4096,   /* bytes that may stay unused: the next items fill them */
};

struct upkeep {
	struct pipeline *pipeline;
	struct loop_timer *step_timer, *look_timer, *lag_timer;
	struct upkeep_pass pass;
	size_t batch;
	bool giving_back;
	char *warning; /* what is said of the room, or NULL */
	int64_t lag_due_ms, lag_max_ms;
};

/* ---- room --------------------------------------------------------------------------- */

/* In whole MiB, of little in whole KiB. */
static void show_size(struct buf *out, int64_t bytes)
{
	int64_t unit = bytes < 16 << 20 ? 1 << 10 : 1 << 20;

	config_show_size(out, bytes / unit * unit);
}

static char *budget_warning(const struct store_options *options, const struct store_space *space)
{
	CLEANUP(buf_done) struct buf used = BUF_INIT(BUF_UNBOUND), budget = BUF_INIT(BUF_UNBOUND);
	int64_t bytes = space->bytes - space->unused;

	if (!options->size_budget || bytes < options->size_budget / 10 * 9)
		return NULL;
	show_size(&used, bytes);
	config_show_size(&budget, options->size_budget);
	return mem_printf("the database holds %s of its budget of %s (store.size_budget): keep "
			  "texts for a shorter time (store.keep_text; kordonctl db prune "
			  "--dry-run shows what would go), or allow it more",
		buf_str(&used), buf_str(&budget));
}

static char *disk_warning(const struct store_options *options)
{
	CLEANUP(mem_freep) char *copy = mem_strdup(options->path ? options->path : "");
	CLEANUP(buf_done) struct buf left = BUF_INIT(BUF_UNBOUND);
	const char *folder = dirname(copy);
	struct statvfs disk;
	int64_t bytes;

	if (!options->disk_reserve || statvfs(folder, &disk) < 0)
		return NULL;
	bytes = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
	if (bytes >= options->disk_reserve)
		return NULL;
	show_size(&left, bytes);
	return mem_printf("the disk of the database has %s left: make room in %s before it is "
			  "full (store.disk_reserve)", buf_str(&left), folder);
}

static void look_at_room(struct upkeep *upkeep)
{
	const struct store_options *options = &upkeep->pipeline->settings->store;
	CLEANUP(mem_freep) char *warning = NULL;
	struct store_space space;

	if (store_space(upkeep->pipeline->store, &space))
		return;
	warning = budget_warning(options, &space);
	if (!warning)
		warning = disk_warning(options);
	if (warning && !upkeep->warning)
		log_warning("store: %s", warning);
	if (!warning && upkeep->warning)
		log_notice("store: there is room again");
	mem_replace(&upkeep->warning, warning);
}

static void look_timer_fired(void *ctx)
{
	struct upkeep *upkeep = ctx;

	look_at_room(upkeep);
	loop_timer_set(upkeep->look_timer, LOOK_MS);
}

void upkeep_trouble(const struct pipeline *pipeline, struct buf *out)
{
	const struct upkeep *upkeep = pipeline->upkeep;

	if (upkeep && upkeep->warning)
		buf_printf(out, "%sstore: %s", out->len ? "; " : "", upkeep->warning);
}

/* ---- steps -------------------------------------------------------------------------- */

static void adapt(struct upkeep *upkeep, int64_t took_ms)
{
	upkeep->pass.step_max_ms = MAX(upkeep->pass.step_max_ms, took_ms);
	if (took_ms > STEP_MS)
		upkeep->batch = MAX(upkeep->batch / 2, (size_t)1);
	else if (took_ms < STEP_MS / 3)
		upkeep->batch = MIN(upkeep->batch * 2, (size_t)BATCH_MAX);
}

static int prune_step(struct upkeep *upkeep, bool *out_more)
{
	struct pipeline *pipeline = upkeep->pipeline;
	int64_t done[STORE_CLASS_COUNT], start = clock_mono_ms(pipeline->clock);
	size_t i;
	int r = store_prune_step(pipeline->store, &pipeline->settings->store.keep,
		pipeline_now(pipeline), upkeep->batch, done, out_more);

	for (i = 0; i < STORE_CLASS_COUNT; i++)
		upkeep->pass.removed[i] += done[i];
	adapt(upkeep, clock_mono_ms(pipeline->clock) - start);
	return r;
}

static int give_back_step(struct upkeep *upkeep, bool *out_more)
{
	struct store_space before, after;
	struct store *store = upkeep->pipeline->store;
	int64_t start = clock_mono_ms(upkeep->pipeline->clock);
	int r = store_space(store, &before);

	if (r || !before.gives_back || before.unused <= SPARE)
		return r;
	r = store_give_back(store, PAGES);
	if (!r)
		r = store_space(store, &after);
	if (!r)
		*out_more = after.unused < before.unused;
	upkeep->pass.step_max_ms = MAX(upkeep->pass.step_max_ms,
		clock_mono_ms(upkeep->pipeline->clock) - start);
	return r;
}

static void end_pass(struct upkeep *upkeep)
{
	struct upkeep_pass *pass = &upkeep->pass;

	pass->under_way = false;
	pass->ended = pipeline_now(upkeep->pipeline);
	if (pass->removed[STORE_CLASS_TEXT] || pass->removed[STORE_CLASS_METADATA])
		log_notice("store: %lld texts and %lld items were past their time and are gone",
			(long long)pass->removed[STORE_CLASS_TEXT],
			(long long)pass->removed[STORE_CLASS_METADATA]);
	look_at_room(upkeep);
	loop_timer_set(upkeep->step_timer, PASS_MS);
}

static void begin_pass(struct upkeep *upkeep)
{
	upkeep->pass.under_way = true;
	upkeep->pass.began = pipeline_now(upkeep->pipeline);
	memset(upkeep->pass.removed, 0, sizeof(upkeep->pass.removed));
	upkeep->batch = BATCH_FIRST;
	upkeep->giving_back = false;
}

static void step_timer_fired(void *ctx)
{
	struct upkeep *upkeep = ctx;
	bool more = false;
	int r;

	if (!upkeep->pass.under_way)
		begin_pass(upkeep);
	r = upkeep->giving_back ? give_back_step(upkeep, &more) : prune_step(upkeep, &more);
	if (pipeline_store_said(upkeep->pipeline, r)) {
		upkeep->pass.under_way = false;
		loop_timer_set(upkeep->step_timer, RETRY_MS);
		return;
	}
	if (!more && upkeep->giving_back) {
		end_pass(upkeep);
		return;
	}
	upkeep->giving_back |= !more;
	loop_timer_set(upkeep->step_timer, PAUSE_MS);
}

const struct upkeep_pass *upkeep_pass(const struct pipeline *pipeline)
{
	return &pipeline->upkeep->pass;
}

void upkeep_prune(struct pipeline *pipeline)
{
	struct upkeep *upkeep = pipeline->upkeep;

	if (upkeep->pass.under_way)
		return;
	begin_pass(upkeep);
	loop_timer_set(upkeep->step_timer, 0);
}

/* ---- the loop ------------------------------------------------------------------------ */

/* A timer that comes late was held up by what ran before it. */
static void lag_timer_fired(void *ctx)
{
	struct upkeep *upkeep = ctx;
	int64_t now = clock_mono_ms(upkeep->pipeline->clock);

	if (upkeep->lag_due_ms)
		upkeep->lag_max_ms = MAX(upkeep->lag_max_ms, now - upkeep->lag_due_ms);
	upkeep->lag_due_ms = now + LAG_MS;
	loop_timer_set(upkeep->lag_timer, LAG_MS);
}

int64_t upkeep_lag_max_ms(const struct pipeline *pipeline)
{
	return pipeline->upkeep->lag_max_ms;
}

/* ---- life ---------------------------------------------------------------------------- */

void upkeep_new(struct pipeline *pipeline)
{
	struct upkeep *upkeep = mem_alloc(sizeof(*upkeep));

	*upkeep = (struct upkeep){.pipeline = pipeline,
		.pass = {.began = TIME_NONE, .ended = TIME_NONE}};
	upkeep->step_timer = loop_timer_new(pipeline->loop, step_timer_fired, upkeep);
	upkeep->look_timer = loop_timer_new(pipeline->loop, look_timer_fired, upkeep);
	upkeep->lag_timer = loop_timer_new(pipeline->loop, lag_timer_fired, upkeep);
	pipeline->upkeep = upkeep;
}

void upkeep_start(struct pipeline *pipeline)
{
	loop_timer_set(pipeline->upkeep->step_timer, FIRST_MS);
	loop_timer_set(pipeline->upkeep->look_timer, 0);
	loop_timer_set(pipeline->upkeep->lag_timer, LAG_MS);
}

void upkeep_free(struct pipeline *pipeline)
{
	struct upkeep *upkeep = pipeline->upkeep;

	if (!upkeep)
		return;
	loop_timer_free(upkeep->step_timer);
	loop_timer_free(upkeep->look_timer);
	loop_timer_free(upkeep->lag_timer);
	mem_free(upkeep->warning);
	mem_free(upkeep);
}
