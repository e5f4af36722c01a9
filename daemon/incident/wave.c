/* Counting for waves, and the incidents of those that are ones. */
#include "incident/wave.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "incident/incident_priv.h"

enum {
	REPORTS_MAX = 20000, /* of a category in the baseline; beyond it the oldest are left out */
	WHERE_MAX = 500,     /* countries or places of one look */
	ORIGINS_SHOWN = 8,
	SOURCES_SHOWN = 20,
	NOW = 0, /* number of the window that ends now; those before it count up */
};

/* ---- names to numbers --------------------------------------------------------------- */

struct names {
	const char **list;
	uint64_t *hashes;
	size_t count, cap, hash_cap;
};

static size_t number_of(struct arena *arena, struct names *names, const char *name, size_t len)
{
	uint64_t hash = hash_bytes(name, len);
	size_t i;

	for (i = 0; i < names->count; i++)
		if (names->hashes[i] == hash)
			return i;
	ARENA_GROW(arena, names->list, names->count, names->cap);
	ARENA_GROW(arena, names->hashes, names->count, names->hash_cap);
	names->list[names->count] = arena_strndup(arena, name, len);
	names->hashes[names->count++] = hash;
	return i;
}

/* A report in numbers. */
struct told {
	const struct store_wave_report *report;
	size_t source, outlet, *origins, origin_count;
	size_t window;
};

struct count {
	struct store *store;
	struct arena *arena;
	const struct wave_asked *asked;
	struct store_wave_report *reports;
	size_t report_count;
	struct told *told; /* of the reports, by number */
	struct names sources, outlets, origins;
	enum { STEADY, FRESH, LOST } *sorts; /* of the sources */
	int64_t start; /* of the window that ends now */
	size_t windows; /* before it, that can be compared */
};

/* "ERR; Delfi": who stands behind a report. Unknown: its outlet. */
static void number_origins(struct count *count, struct told *told)
{
	const char *at = told->report->origins, *end;
	size_t cap = 0;

	if (!at || !*at)
		at = told->report->outlet;
	for (; *at; at = *end ? end + 2 : end) {
		end = strstr(at, "; ");
		end = end ? end : at + strlen(at);
		ARENA_GROW(count->arena, told->origins, told->origin_count, cap);
		told->origins[told->origin_count++] = number_of(
			count->arena, &count->origins, at, (size_t)(end - at));
	}
}

static void number_reports(struct count *count)
{
	int64_t over = count->asked->wave->over_s;
	size_t i;

	count->told = arena_alloc(
		count->arena, (count->report_count + 1) * sizeof(*count->told));
	for (i = 0; i < count->report_count; i++) {
		const struct store_wave_report *report = &count->reports[i];
		struct told *told = &count->told[i];

		told->report = report;
		told->source = number_of(count->arena, &count->sources, report->source,
			strlen(report->source));
		told->outlet = number_of(count->arena, &count->outlets, report->outlet,
			strlen(report->outlet));
		told->window = (size_t)((count->asked->now - report->time) / over);
		number_origins(count, told);
	}
}

/* ---- sources ------------------------------------------------------------------------ */

/* Which sources can be compared, and since when all of those have been there. */
static int sort_sources(struct count *count)
{
	const struct wave_asked *asked = count->asked;
	int64_t baseline = asked->wave->baseline_s, over = asked->wave->over_s;
	int64_t begin = count->start - baseline, since;
	bool any = false;
	size_t i;
	int r = 0;

	count->sorts = arena_alloc(
		count->arena, (count->sources.count + 1) * sizeof(*count->sorts));
	for (i = 0; i < count->sources.count && !r; i++) {
		r = store_source_since(count->store, count->sources.list[i], &since);
		count->sorts[i] = STEADY;
		if (asked->is_there && !asked->is_there(asked->ctx, count->sources.list[i]))
			count->sorts[i] = LOST;
		else if (since == TIME_NONE || since > count->start - baseline / 2)
			count->sorts[i] = FRESH;
		else
			begin = MAX(begin, since);
		any |= count->sorts[i] == STEADY;
	}
	if (any && baseline)
		count->windows = (size_t)((count->start - begin) / over);
	return r;
}

/* ---- a country or place ------------------------------------------------------------- */

static bool tells_of(const struct store_wave_report *report, enum wave_by by, const char *where)
{
	const char *const *list = by == WAVE_BY_COUNTRY ? report->countries : report->places;
	size_t n = by == WAVE_BY_COUNTRY ? report->country_count : report->place_count, i;

	if (by == WAVE_BY_ALL)
		return true;
	for (i = 0; i < n; i++)
		if (strcmp(list[i], where) == 0)
			return true;
	return false;
}

/* What was seen of one window; numbers are marked with the window's stamp. */
struct seen {
	size_t *origins, *sources, *outlets;
	struct wave_numbers numbers;
	int64_t outlet_count;
};

static struct seen seen_new(const struct count *count)
{
	return (struct seen){
		.origins = arena_alloc(
			count->arena, (count->origins.count + 1) * sizeof(size_t)),
		.sources = arena_alloc(
			count->arena, (count->sources.count + 1) * sizeof(size_t)),
		.outlets = arena_alloc(
			count->arena, (count->outlets.count + 1) * sizeof(size_t)),
	};
}

static bool is_first(size_t *marks, size_t number, size_t stamp)
{
	bool first = marks[number] != stamp;

	marks[number] = stamp;
	return first;
}

static void see(struct seen *seen, const struct told *told, struct wave_numbers *numbers)
{
	size_t stamp = told->window + 1, i;

	numbers->of[WAVE_ITEMS]++;
	numbers->of[WAVE_SOURCES] += is_first(seen->sources, told->source, stamp);
	seen->outlet_count += is_first(seen->outlets, told->outlet, stamp);
	for (i = 0; i < told->origin_count; i++)
		numbers->of[WAVE_ORIGINS] += is_first(seen->origins, told->origins[i], stamp);
	numbers->of[WAVE_RATE] = numbers->of[WAVE_ORIGINS];
}

static int compare_numbers(const void *left, const void *right)
{
	const double *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* The median; where next to nothing is told one report is no wave: 1 at least. */
static double usual(const struct count *count, const struct wave_numbers *windows, size_t measure)
{
	double *values = arena_alloc(count->arena, (count->windows + 1) * sizeof(*values));
	size_t i, middle = count->windows / 2;

	for (i = 0; i < count->windows; i++)
		values[i] = windows[i].of[measure];
	qsort(values, count->windows, sizeof(*values), compare_numbers);
	return MAX(count->windows % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2,
		1.0);
}

static void tell_usual(const struct count *count, struct wave_tally *tally)
{
	struct wave_numbers *windows =
		arena_alloc(count->arena, (count->windows + 1) * sizeof(*windows));
	struct seen seen = seen_new(count);
	size_t i;

	for (i = 0; i < count->report_count; i++) {
		const struct told *told = &count->told[i];

		if (count->sorts[told->source] == STEADY && told->window <= count->windows &&
			tells_of(told->report, count->asked->wave->by, tally->where))
			see(&seen, told, &windows[told->window]);
	}
	tally->steady = windows[NOW];
	tally->windows = count->windows;
	for (i = 0; i < WAVE_MEASURE_COUNT; i++)
		tally->usual.of[i] = usual(count, windows + 1, i);
}

static void add_name(struct arena *arena, const char *const **list, size_t *count, size_t max,
	const char *name)
{
	const char **names;
	size_t i;

	for (i = 0; i < *count; i++)
		if (strcmp((*list)[i], name) == 0)
			return;
	if (*count == max)
		return;
	names = arena_alloc(arena, (*count + 1) * sizeof(*names));
	for (i = 0; i < *count; i++)
		names[i] = (*list)[i];
	names[(*count)++] = name;
	*list = names;
}

static void note_source(const struct count *count, const struct told *told,
	struct wave_tally *tally)
{
	const char *name = count->sources.list[told->source];

	if (count->sorts[told->source] == FRESH)
		add_name(count->arena, &tally->fresh, &tally->fresh_count, SOURCES_SHOWN, name);
	if (count->sorts[told->source] == LOST)
		add_name(count->arena, &tally->lost, &tally->lost_count, SOURCES_SHOWN, name);
}

static struct wave_tally tally_of(const struct count *count, const char *where)
{
	struct wave_tally tally = {
		.where = where, .since = count->start, .until = count->asked->now};
	struct seen seen = seen_new(count);
	size_t i, j;

	for (i = 0; i < count->report_count; i++) {
		const struct told *told = &count->told[i];

		if (!tells_of(told->report, count->asked->wave->by, where))
			continue;
		if (count->asked->wave->baseline_s)
			note_source(count, told, &tally);
		if (told->window != NOW)
			continue;
		if (!tally.newest) {
			tally.newest = told->report->item;
			tally.newest_source = told->report->source;
		}
		see(&seen, told, &tally.all);
		for (j = 0; j < told->origin_count; j++)
			add_name(count->arena, &tally.origins, &tally.origin_count, ORIGINS_SHOWN,
				count->origins.list[told->origins[j]]);
	}
	tally.outlets = seen.outlet_count;
	if (count->windows)
		tell_usual(count, &tally);
	return tally;
}

/* ---- where -------------------------------------------------------------------------- */

/* From the far side of the border it is done: a country there is told of alone only. */
static bool is_where(const struct store_wave_report *report, size_t i)
{
	size_t j;

	if (!is_far_side(report->countries[i]))
		return true;
	for (j = 0; j < report->country_count; j++)
		if (!is_far_side(report->countries[j]))
			return false;
	return true;
}

static void find_where(struct count *count, struct names *where)
{
	enum wave_by by = count->asked->wave->by;
	size_t i, j, n;

	for (i = 0; i < count->report_count && where->count < WHERE_MAX; i++) {
		const struct store_wave_report *report = &count->reports[i];
		const char *const *list =
			by == WAVE_BY_COUNTRY ? report->countries : report->places;

		n = by == WAVE_BY_COUNTRY ? report->country_count : report->place_count;
		if (count->told[i].window != NOW)
			continue;
		if (by == WAVE_BY_ALL)
			(void)number_of(count->arena, where, "", 0);
		for (j = 0; by != WAVE_BY_ALL && j < n; j++)
			if (by == WAVE_BY_PLACE || is_where(report, j))
				(void)number_of(count->arena, where, list[j], strlen(list[j]));
	}
}

int wave_count(struct store *store, struct arena *arena, const struct wave_asked *asked,
	struct wave_tally **out_tallies, size_t *out_count)
{
	const struct wave *wave = asked->wave;
	struct count count = {.store = store, .arena = arena, .asked = asked,
		.start = asked->now - wave->over_s};
	struct names where = {.count = 0};
	size_t i;
	int r = store_wave_reports(store, arena, wave->category, count.start - wave->baseline_s,
		asked->now, REPORTS_MAX, &count.reports, &count.report_count);

	if (r)
		return r;
	number_reports(&count);
	r = sort_sources(&count);
	if (r)
		return r;
	find_where(&count, &where);
	*out_tallies = arena_alloc(arena, (where.count + 1) * sizeof(**out_tallies));
	for (i = 0; i < where.count; i++)
		(*out_tallies)[i] = tally_of(&count, where.list[i]);
	*out_count = where.count;
	return 0;
}

/* ---- incidents ---------------------------------------------------------------------- */

static void set_where(struct arena *arena, const struct wave *wave,
	const struct wave_tally *tally, const struct place *place, struct incident *incident)
{
	const char **code = arena_alloc(arena, sizeof(*code));
	const struct place **at = arena_alloc(arena, sizeof(*at));

	if (wave->by == WAVE_BY_COUNTRY) {
		*code = tally->where;
		incident->countries = code;
		incident->country_count = 1;
	}
	if (!place)
		return;
	*at = place;
	incident->places = at;
	incident->place_count = 1;
	incident->countries = place->countries;
	while (place->countries && place->countries[incident->country_count])
		incident->country_count++;
}

int wave_begin(struct store *store, struct arena *arena, const struct wave *wave,
	const struct wave_tally *tally, const struct place *place,
	struct incident *out_incident)
{
	CLEANUP(buf_done) struct buf cause = BUF_INIT(BUF_UNBOUND);
	struct incident_change change = {.incident = {
		.title = wave->title,
		.category = wave->category,
		.status = tally->all.of[WAVE_ORIGINS] > 1 ? INCIDENT_CORROBORATED
							  : INCIDENT_REPORTED,
		.severity = wave->severity,
		.first_seen = tally->since,
		.last_seen = tally->until,
		.items = (int64_t)tally->all.of[WAVE_ITEMS],
		.sources = (int64_t)tally->all.of[WAVE_SOURCES],
		.origins = (int64_t)tally->all.of[WAVE_ORIGINS],
		.outlets = tally->outlets,
		.origin_names = tally->origins,
		.origin_name_count = tally->origin_count,
	}};
	struct turn_cause why = {.kind = INCIDENT_EVENT_RAISED, .now = tally->until};
	int r;

	set_where(arena, wave, tally, place, &change.incident);
	buf_printf(&cause, "wave %s: ", wave->key);
	wave_tell(wave, tally, &cause);
	why.text = buf_str(&cause);
	r = store_incident_put(store, &change.incident);
	if (!r)
		r = incident_note(store, &change, &why);
	if (!r)
		r = store_wave_put(store, &(struct store_wave){.wave = wave->key,
						 .where = tally->where, .since = tally->until,
						 .incident = change.incident.id});
	*out_incident = change.incident;
	return r;
}

int wave_end(struct store *store, struct arena *arena, const struct store_wave *wave, int64_t now)
{
	const struct turn_cause why = {.kind = INCIDENT_EVENT_NOTE,
		.text = "the wave has fallen: its condition does not hold any more", .now = now};
	struct incident_change change = {.opened = false};
	int r = store_incident_get(store, arena, wave->incident, &change.incident);

	if (!r)
		r = incident_note(store, &change, &why);
	/* STORE_NONE: there is no such incident any more, and nothing to note. */
	return r && r != STORE_NONE ? r : store_wave_end(store, wave->wave, wave->where);
}
