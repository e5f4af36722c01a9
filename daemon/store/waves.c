/* Waves: the reports that they count, those that are under way, and how old sources are. */
#include "store/store_priv.h"

/* ---- what is counted ---------------------------------------------------------------- */

static struct store_wave_report read_report(struct arena *arena, sqlite3_stmt *statement)
{
	struct store_wave_report report = {
		.item = sqlite3_column_int64(statement, 0),
		.time = sqlite3_column_int64(statement, 1),
		.source = arena_strdup(arena, column_text(statement, 4)),
		.outlet = arena_strdup(arena, column_text(statement, 5)),
		.origins = arena_strdup(arena, column_text(statement, 6)),
	};

	report.countries =
		store_read_ids(arena, column_text(statement, 2), &report.country_count);
	report.places = store_read_ids(arena, column_text(statement, 3), &report.place_count);
	return report;
}

int store_wave_reports(struct store *store, struct arena *arena, const char *category,
	int64_t since, int64_t until, size_t max, struct store_wave_report **out_reports,
	size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_WAVE_REPORTS_SQL);
	struct store_wave_report *reports = NULL;
	size_t count = 0, cap = 0;
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, category);
	bind_int(statement, 2, since);
	bind_int(statement, 3, until);
	bind_int(statement, 4, (int64_t)max);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		ARENA_GROW(arena, reports, count, cap);
		reports[count++] = read_report(arena, statement);
	}
	sqlite3_reset(statement);
	*out_reports = reports;
	*out_count = count;
	return store_said(store, rc);
}

/* ---- those under way ---------------------------------------------------------------- */

int store_waves(struct store *store, struct arena *arena, const char *wave,
	struct store_wave **out_waves, size_t *out_count)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_WAVES_SQL);
	struct store_wave *waves = NULL;
	size_t count = 0, cap = 0;
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, wave);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		ARENA_GROW(arena, waves, count, cap);
		waves[count++] = (struct store_wave){
			.wave = wave,
			.where = arena_strdup(arena, column_text(statement, 0)),
			.since = sqlite3_column_int64(statement, 1),
			.incident = sqlite3_column_int64(statement, 2),
		};
	}
	sqlite3_reset(statement);
	*out_waves = waves;
	*out_count = count;
	return store_said(store, rc);
}

int store_wave_put(struct store *store, const struct store_wave *wave)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_WAVE_PUT_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, wave->wave);
	bind_text(statement, 2, wave->where);
	bind_int(statement, 3, wave->since);
	bind_int(statement, 4, wave->incident);
	return store_run(store, statement);
}

int store_wave_end(struct store *store, const char *wave, const char *where)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_WAVE_END_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, wave);
	bind_text(statement, 2, where);
	return store_run(store, statement);
}

/* ---- how old sources are ------------------------------------------------------------ */

int store_source_since(struct store *store, const char *source, int64_t *out_since)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_SOURCE_SINCE_SQL);
	int rc;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, source);
	rc = sqlite3_step(statement);
	*out_since = rc == SQLITE_ROW ? column_time(statement, 0) : TIME_NONE;
	sqlite3_reset(statement);
	return store_said(store, rc);
}

int store_source_since_put(struct store *store, const char *source, int64_t now)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_SOURCE_SINCE_PUT_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, source);
	bind_int(statement, 2, now);
	return store_run(store, statement);
}
