/* What must outlive a restart about the sources. */
#include "store/store_priv.h"

#include <stddef.h>

enum { NUMBERS_AT = 18, TEXTS_AT = 15 };

/* The columns from NUMBERS_AT on, in their order. */
static const size_t numbers[] = {
	offsetof(struct source_state, moved_count),
	offsetof(struct source_state, moved_since),
	offsetof(struct source_state, not_before),
	offsetof(struct source_state, max_age_s),
	offsetof(struct source_state, pace.ttl_s),
	offsetof(struct source_state, pace.skip_hours),
	offsetof(struct source_state, pace.skip_days),
	offsetof(struct source_state, pace.rhythm_s),
	offsetof(struct source_state, pace.newest),
	offsetof(struct source_state, last_news),
	offsetof(struct source_state, told),
};

static int64_t *number_at(struct source_state *state, size_t i)
{
	return (int64_t *)((char *)state + numbers[i]);
}

static int64_t number_of(const struct source_state *state, size_t i)
{
	return *(const int64_t *)((const char *)state + numbers[i]);
}

/* The strings are the statement's: the callback borrows the state. */
static struct source_state read_state(sqlite3_stmt *statement)
{
	struct source_state state = {
		.id = (char *)column_text(statement, 0),
		.url = (char *)column_text(statement, 1),
		.etag = (char *)column_text(statement, 2),
		.last_modified = (char *)column_text(statement, 3),
		.reason = (char *)column_text(statement, 6),
		.reading = (char *)column_text(statement, 7),
		.since = sqlite3_column_int64(statement, 8),
		.due = sqlite3_column_int64(statement, 9),
		.last_attempt = column_time(statement, 10),
		.last_success = column_time(statement, 11),
		.failures = sqlite3_column_int64(statement, 12),
		.polls = sqlite3_column_int64(statement, 13),
		.items = sqlite3_column_int64(statement, 14),
		.asked_url = (char *)column_text(statement, TEXTS_AT),
		.moved_url = (char *)column_text(statement, TEXTS_AT + 1),
		.adopted_url = (char *)column_text(statement, TEXTS_AT + 2),
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(numbers); i++)
		*number_at(&state, i) = sqlite3_column_int64(statement, NUMBERS_AT + (int)i);
	/* A name that a later version wrote stays at the first of its enum. */
	(void)source_state_parse(column_text(statement, 4), &state.kind);
	(void)poll_class_parse(column_text(statement, 5), &state.last_class);
	return state;
}

int store_sources(struct store *store, store_source_callback *callback, void *ctx)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_SOURCES_SQL);
	struct source_state state;
	int rc;

	if (!statement)
		return STORE_FAILED;
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		state = read_state(statement);
		callback(ctx, &state);
	}
	sqlite3_reset(statement);
	return store_said(store, rc);
}

int store_source_put(struct store *store, const struct source_state *state)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_SOURCE_PUT_SQL);
	size_t i;

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, state->id);
	bind_text(statement, 2, state->url);
	bind_text(statement, 3, state->etag);
	bind_text(statement, 4, state->last_modified);
	bind_text(statement, 5, source_state_name(state->kind));
	bind_text(statement, 6, poll_class_name(state->last_class));
	bind_text(statement, 7, state->reason);
	bind_text(statement, 8, state->reading);
	bind_int(statement, 9, state->since);
	bind_int(statement, 10, state->due);
	bind_time(statement, 11, state->last_attempt);
	bind_time(statement, 12, state->last_success);
	bind_int(statement, 13, state->failures);
	bind_int(statement, 14, state->polls);
	bind_int(statement, 15, state->items);
	bind_text(statement, TEXTS_AT + 1, state->asked_url);
	bind_text(statement, TEXTS_AT + 2, state->moved_url);
	bind_text(statement, TEXTS_AT + 3, state->adopted_url);
	for (i = 0; i < ARRAY_LEN(numbers); i++)
		bind_int(statement, NUMBERS_AT + 1 + (int)i, number_of(state, i));
	return store_run(store, statement);
}
