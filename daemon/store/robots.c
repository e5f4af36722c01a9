/* What sites said in their robots.txt: a restart asks none of them again. */
#include "store/store_priv.h"

static int forget_old(struct store *store, int64_t now)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ROBOTS_FORGET_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_int(statement, 1, now);
	return store_run(store, statement);
}

int store_robots(struct store *store, int64_t now, store_robots_callback *callback, void *ctx)
{
	sqlite3_stmt *statement;
	int rc, r = forget_old(store, now);

	statement = r ? NULL : store_prepare(store, STORE_ROBOTS_SQL);
	if (!statement)
		return r ? r : STORE_FAILED;
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		const struct robots_site site = {
			.origin = column_text(statement, 0),
			.text = column_text(statement, 1),
			.allowed = sqlite3_column_int(statement, 2),
			.until = sqlite3_column_int64(statement, 3),
		};

		callback(ctx, &site);
	}
	sqlite3_reset(statement);
	return store_said(store, rc);
}

int store_robots_put(struct store *store, const struct robots_site *site)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_ROBOTS_PUT_SQL);

	if (!statement)
		return STORE_FAILED;
	bind_text(statement, 1, site->origin);
	bind_text(statement, 2, site->text);
	bind_int(statement, 3, site->allowed);
	bind_int(statement, 4, site->until);
	return store_run(store, statement);
}
