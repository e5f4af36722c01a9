/*
 * The schema, as the steps that led to it: a file of version n is brought up by the steps
 * behind n, in one transaction. To change the schema add a step; never edit one that was
 * released.
 */
#include "store/store_priv.h"

#include "base/mem.h"

enum { APPLICATION_ID = 0x6B6F7264 }; /* "kord" */

static const char *const steps[] = {
	/* 1 */
	"CREATE TABLE sources ("
	" id TEXT PRIMARY KEY, url TEXT, etag TEXT, last_modified TEXT, kind TEXT NOT NULL,"
	" last_class TEXT NOT NULL, reason TEXT, reading TEXT, since INTEGER, due INTEGER,"
	" last_attempt INTEGER, last_success INTEGER, failures INTEGER NOT NULL,"
	" polls INTEGER NOT NULL, items INTEGER NOT NULL) STRICT;"

	"CREATE TABLE items ("
	" row INTEGER PRIMARY KEY, public_id TEXT NOT NULL UNIQUE, source TEXT NOT NULL,"
	" guid TEXT, url TEXT, author TEXT, lang TEXT, title TEXT, summary TEXT,"
	" content TEXT, summary_is_content INTEGER NOT NULL, segments BLOB,"
	" published INTEGER, updated INTEGER, first_seen INTEGER NOT NULL,"
	" revised INTEGER, revision INTEGER NOT NULL, guid_hash INTEGER NOT NULL,"
	" url_hash INTEGER NOT NULL, content_hash INTEGER NOT NULL) STRICT;"
	"CREATE INDEX items_by_source ON items (source, row);"

	/* Outlives the items, so that an old item never becomes a new one. */
	"CREATE TABLE identities ("
	" hash INTEGER NOT NULL, part INTEGER NOT NULL, item INTEGER NOT NULL,"
	" PRIMARY KEY (hash, part, item)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE revisions ("
	" item INTEGER NOT NULL, number INTEGER NOT NULL, seen INTEGER NOT NULL, guid TEXT,"
	" url TEXT, title TEXT, summary TEXT, content TEXT, changed TEXT NOT NULL,"
	" PRIMARY KEY (item, number)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE incidents ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL,"
	" category TEXT NOT NULL, status TEXT NOT NULL, severity TEXT NOT NULL,"
	" first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, countries TEXT NOT NULL,"
	" places TEXT NOT NULL, quantities TEXT NOT NULL, items INTEGER NOT NULL,"
	" sources INTEGER NOT NULL, origins INTEGER NOT NULL, alerted INTEGER NOT NULL,"
	" acknowledged INTEGER NOT NULL) STRICT;"
	"CREATE INDEX incidents_by_time ON incidents (last_seen);"

	"CREATE TABLE incident_keys ("
	" category TEXT NOT NULL, key TEXT NOT NULL,"
	" incident INTEGER NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,"
	" PRIMARY KEY (category, key, incident)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE findings ("
	" item INTEGER NOT NULL REFERENCES items (row),"
	" rule TEXT NOT NULL, incident INTEGER NOT NULL REFERENCES incidents (id),"
	" pack TEXT NOT NULL, category TEXT NOT NULL, severity TEXT NOT NULL,"
	" draft INTEGER NOT NULL, origin TEXT, evidence TEXT NOT NULL, facts TEXT NOT NULL,"
	" time INTEGER NOT NULL, PRIMARY KEY (item, rule)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX findings_by_incident ON findings (incident);"

	"CREATE TABLE alerts ("
	" id TEXT PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL,"
	" severity TEXT NOT NULL, category TEXT NOT NULL, incident INTEGER NOT NULL,"
	" item TEXT, source TEXT, line TEXT NOT NULL) STRICT;"
	"CREATE INDEX alerts_by_time ON alerts (time);"

	"CREATE TABLE outbox ("
	" row INTEGER PRIMARY KEY AUTOINCREMENT, alert TEXT NOT NULL REFERENCES alerts (id),"
	" sink TEXT NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL,"
	" why TEXT) STRICT;"
	"CREATE INDEX outbox_by_sink ON outbox (sink, row);"

	/* Folded text beside its index: the index can be made again from it. */
	"CREATE TABLE item_text (item INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
	"CREATE VIRTUAL TABLE item_search USING fts5 (text, content='item_text',"
	" content_rowid='item', tokenize='ascii');"
	"CREATE TABLE text_queue (item INTEGER PRIMARY KEY) STRICT;"

	/* For people with tools of their own: these stay, tables may change. */
	"CREATE VIEW public_items AS SELECT public_id AS id, source, guid, url, author, lang,"
	" title, summary, content, datetime(published, 'unixepoch') AS published,"
	" datetime(first_seen, 'unixepoch') AS first_seen, revision AS revisions FROM items;"
	"CREATE VIEW public_incidents AS SELECT id, title, category, status, severity,"
	" datetime(first_seen, 'unixepoch') AS first_seen,"
	" datetime(last_seen, 'unixepoch') AS last_seen, countries, places, quantities,"
	" items, sources, origins FROM incidents;"
	"CREATE VIEW public_findings AS SELECT i.public_id AS item, f.rule, f.pack,"
	" f.category, f.severity, f.incident, f.evidence, f.facts FROM findings f"
	" JOIN items i ON i.row = f.item;"
	"CREATE VIEW public_alerts AS SELECT id, datetime(time, 'unixepoch') AS time, kind,"
	" severity, category, incident, item, source, line FROM alerts;",

	/* 2: same event or not is decided by what reports say, not by keys */
	"DROP TABLE incident_keys;"
	"CREATE TABLE reports ("
	" incident INTEGER NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,"
	" item INTEGER NOT NULL, category TEXT NOT NULL, time INTEGER NOT NULL, lang TEXT,"
	" countries TEXT NOT NULL, places TEXT NOT NULL, wording BLOB,"
	" PRIMARY KEY (incident, item)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX reports_by_time ON reports (category, time);"
	"CREATE INDEX reports_by_item ON reports (item);"
	"CREATE TABLE words (word INTEGER PRIMARY KEY, items INTEGER NOT NULL) STRICT;"
	"ALTER TABLE findings ADD COLUMN likeness TEXT;",

	/* 3: what a source learned of its publisher's wishes, and where it moved */
	"ALTER TABLE sources ADD COLUMN asked_url TEXT;"
	"ALTER TABLE sources ADD COLUMN moved_url TEXT;"
	"ALTER TABLE sources ADD COLUMN adopted_url TEXT;"
	"ALTER TABLE sources ADD COLUMN moved_count INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE sources ADD COLUMN moved_since INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE sources ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE sources ADD COLUMN max_age INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE sources ADD COLUMN ttl INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE sources ADD COLUMN skip_hours INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE sources ADD COLUMN skip_days INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE sources ADD COLUMN rhythm INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE sources ADD COLUMN newest INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE sources ADD COLUMN last_news INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE sources ADD COLUMN told INTEGER NOT NULL DEFAULT 0;",

	/* 4: items that their publisher took away, and what tells of it */
	"ALTER TABLE items ADD COLUMN last_seen INTEGER;"
	"ALTER TABLE items ADD COLUMN withdrawn INTEGER;"
	"CREATE TABLE item_events ("
	" item INTEGER NOT NULL REFERENCES items (row) ON DELETE CASCADE,"
	" time INTEGER NOT NULL, kind TEXT NOT NULL, last_seen INTEGER,"
	" PRIMARY KEY (item, time, kind)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE listings ("
	" source TEXT PRIMARY KEY, entries BLOB NOT NULL, aged INTEGER NOT NULL,"
	" dropped INTEGER NOT NULL) STRICT;"
	"UPDATE revisions SET changed = trim(replace(changed, 'text', 'title summary content'));"
	"CREATE VIEW public_withdrawn AS SELECT public_id AS id, source, url, title,"
	" datetime(first_seen, 'unixepoch') AS first_seen,"
	" datetime(last_seen, 'unixepoch') AS last_seen,"
	" datetime(withdrawn, 'unixepoch') AS withdrawn,"
	" last_seen - first_seen AS lived_s FROM items WHERE withdrawn IS NOT NULL;",

	/* 5: alerts that a sink does not take are put aside at last */
	"ALTER TABLE outbox ADD COLUMN aside INTEGER;",

	/* 6: how sure an incident is, and how it came to be */
	"UPDATE incidents SET status = 'reported' WHERE status = 'open';"
	"ALTER TABLE incidents ADD COLUMN outlets INTEGER NOT NULL DEFAULT 0;"
	"UPDATE incidents SET outlets = sources;"
	"ALTER TABLE incidents ADD COLUMN origin_names TEXT NOT NULL DEFAULT '[]';"
	"ALTER TABLE incidents ADD COLUMN official INTEGER NOT NULL DEFAULT 0;"
	"CREATE TABLE incident_events ("
	" row INTEGER PRIMARY KEY,"
	" incident INTEGER NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,"
	" time INTEGER NOT NULL, from_status TEXT NOT NULL, to_status TEXT NOT NULL,"
	" cause TEXT, item INTEGER, author TEXT) STRICT;"
	"CREATE INDEX incident_events_by_incident ON incident_events (incident, row);"
	"INSERT INTO incident_events (incident, time, from_status, to_status, cause)"
	" SELECT id, first_seen, 'reported', status, 'recorded by an earlier version'"
	" FROM incidents;",

	/* 7: alerts that wait for others or for the morning, silences, and why all that */
	"ALTER TABLE alerts ADD COLUMN form TEXT NOT NULL DEFAULT 'alert';"
	"CREATE INDEX alerts_of_other_form ON alerts (form) WHERE form <> 'alert';"
	"ALTER TABLE outbox ADD COLUMN held TEXT;"
	"ALTER TABLE outbox ADD COLUMN route TEXT;"
	"ALTER TABLE outbox ADD COLUMN grp TEXT;"
	"ALTER TABLE outbox ADD COLUMN bundle INTEGER;"
	"CREATE INDEX outbox_held ON outbox (due) WHERE held IS NOT NULL;"
	"CREATE INDEX outbox_bundled ON outbox (bundle) WHERE bundle IS NOT NULL;"
	"CREATE TABLE alert_groups ("
	" sink TEXT NOT NULL, grp TEXT NOT NULL, sent INTEGER NOT NULL,"
	" PRIMARY KEY (sink, grp)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE repeats ("
	" sink TEXT NOT NULL, incident INTEGER NOT NULL, alert TEXT NOT NULL, route TEXT NOT NULL,"
	" since INTEGER NOT NULL, due INTEGER NOT NULL, count INTEGER NOT NULL,"
	" PRIMARY KEY (sink, incident)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE silences ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, created INTEGER NOT NULL, until INTEGER NOT NULL,"
	" ended INTEGER, author TEXT NOT NULL, reason TEXT NOT NULL, category TEXT, country TEXT,"
	" place TEXT, rule TEXT, source TEXT) STRICT;"
	"CREATE INDEX silences_by_end ON silences (until);"
	"CREATE TABLE decisions ("
	" row INTEGER PRIMARY KEY, time INTEGER NOT NULL, item TEXT, incident INTEGER, alert TEXT,"
	" rule TEXT, sink TEXT, code TEXT NOT NULL, text TEXT) STRICT;"
	"CREATE INDEX decisions_by_item ON decisions (item) WHERE item IS NOT NULL;"
	"CREATE INDEX decisions_by_incident ON decisions (incident);"
	"CREATE INDEX decisions_by_alert ON decisions (alert) WHERE alert IS NOT NULL;"
	"DROP VIEW public_alerts;"
	"CREATE VIEW public_alerts AS SELECT id, datetime(time, 'unixepoch') AS time, kind,"
	" severity, category, incident, item, source, line FROM alerts WHERE form = 'alert';"
	"CREATE VIEW public_silences AS SELECT id, datetime(created, 'unixepoch') AS created,"
	" datetime(until, 'unixepoch') AS until, datetime(ended, 'unixepoch') AS ended, author,"
	" reason, category, country, place, rule, source FROM silences;",

	/* 8: what changed from one revision to the next, word by word; what of an item's leaving
	 * is still to be confirmed; robots.txt over restarts */
	"ALTER TABLE revisions ADD COLUMN diff TEXT;"
	"ALTER TABLE listings ADD COLUMN width INTEGER NOT NULL DEFAULT 32;" /* of an entry */
	"ALTER TABLE listings ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE listings ADD COLUMN unsure INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE listings ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;"
	"CREATE TABLE robots ("
	" origin TEXT PRIMARY KEY, text TEXT, allowed INTEGER NOT NULL, until INTEGER NOT NULL)"
	" STRICT;",

	/* 9: where reports have it from */
	"ALTER TABLE reports ADD COLUMN trace TEXT;"
	"ALTER TABLE reports ADD COLUMN sketch BLOB;"
	"ALTER TABLE reports ADD COLUMN copy_of INTEGER;"
	"ALTER TABLE reports ADD COLUMN containment REAL;"
	"ALTER TABLE reports ADD COLUMN resembles INTEGER;"
	"ALTER TABLE reports ADD COLUMN confirms TEXT;"
	"ALTER TABLE reports ADD COLUMN denies TEXT;"
	"ALTER TABLE reports ADD COLUMN origin TEXT;"
	"ALTER TABLE reports ADD COLUMN leans_on INTEGER;"
	"ALTER TABLE reports ADD COLUMN why TEXT;",

	/* 10: what people decide of incidents */
	"ALTER TABLE incidents ADD COLUMN merged INTEGER;"
	"CREATE INDEX incidents_merged ON incidents (merged) WHERE merged IS NOT NULL;"
	"ALTER TABLE incident_events ADD COLUMN kind TEXT NOT NULL DEFAULT 'status';",

	/* 11: what reports count and who says it */
	"ALTER TABLE reports ADD COLUMN said BLOB;",

	/* 12: texts that were told before, alerts of an incident */
	"CREATE TABLE report_marks ("
	" hash INTEGER NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (hash, item))"
	" STRICT, WITHOUT ROWID;"
	"CREATE INDEX alerts_by_incident ON alerts (incident, time);",

	/* 13: what incidents are made of, for people with tools of their own */
	"DROP VIEW public_incidents;"
	"CREATE VIEW public_incidents AS SELECT id, title, category, status, severity,"
	" datetime(first_seen, 'unixepoch') AS first_seen,"
	" datetime(last_seen, 'unixepoch') AS last_seen, countries, places, quantities,"
	" items, sources, origins, outlets, origin_names, official, merged FROM incidents;"
	"CREATE VIEW public_incident_events AS SELECT e.incident,"
	" datetime(e.time, 'unixepoch') AS time, e.kind, e.from_status, e.to_status AS status,"
	" e.cause, i.public_id AS item, e.author FROM incident_events e"
	" LEFT JOIN items i ON i.row = e.item;"
	"CREATE VIEW public_reports AS SELECT r.incident, i.public_id AS item, i.source,"
	" coalesce(r.trace ->> 'outlet', i.source) AS outlet, r.category,"
	" datetime(r.time, 'unixepoch') AS time, r.origin, o.public_id AS leans_on, r.why"
	" FROM reports r JOIN items i ON i.row = r.item LEFT JOIN items o ON o.row = r.leans_on;",

	/* 14: what is kept of an item: 0 all, 1 its title and where it stood, 2 all, for ever */
	("ALTER TABLE items ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;"
	 "CREATE INDEX items_by_age ON items (kept, coalesce(revised, first_seen));"),

	/* 15: alerts are counted by sort, without reading them */
	("CREATE INDEX alerts_by_sort ON alerts (kind, severity)"
	 " WHERE form = 'alert' AND category <> 'test';"),

	/* 16: why a rule fired, as its condition stood then */
	"ALTER TABLE findings ADD COLUMN why TEXT;",

	/* 17: words that are recorded, for looking up parts of them; the index without
	 * punctuation: all texts are indexed anew */
	("CREATE TABLE search_words (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
	 "INSERT OR IGNORE INTO text_queue (item) SELECT item FROM item_text;"),

	/* 18: what was taken away is listed without a look at all items */
	"CREATE INDEX items_withdrawn ON items (withdrawn) WHERE withdrawn IS NOT NULL;",

	/* 19: waves that are under way, and since when sources have been there */
	("CREATE TABLE waves ("
	 " wave TEXT NOT NULL, place TEXT NOT NULL, since INTEGER NOT NULL,"
	 " incident INTEGER NOT NULL, PRIMARY KEY (wave, place)) STRICT, WITHOUT ROWID;"
	 "CREATE TABLE source_since ("
	 " source TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	 "INSERT INTO source_since SELECT source, min(first_seen) FROM items GROUP BY source;"),

	/* 20: days that incidents wait for */
	("CREATE TABLE reminders ("
	 " incident INTEGER NOT NULL, day INTEGER NOT NULL, precision INTEGER NOT NULL,"
	 " text TEXT, item INTEGER NOT NULL, told INTEGER, PRIMARY KEY (incident, day))"
	 " STRICT, WITHOUT ROWID;"
	 "CREATE INDEX reminders_due ON reminders (day) WHERE told IS NULL;"),
};

static int read_number(struct store *store, const char *sql, int64_t *out)
{
	sqlite3_stmt *statement;
	int r = store_prepare_once(store, sql, &statement);

	if (r)
		return r;
	r = store_said(store, sqlite3_step(statement));
	if (!r)
		*out = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return r;
}

static int run(struct store *store, const char *sql)
{
	return store_said(store, sqlite3_exec(store->db, sql, NULL, NULL, NULL));
}

static int apply(struct store *store, int64_t version)
{
	char pragma[80];
	size_t i;
	int r = run(store, "BEGIN IMMEDIATE");

	for (i = (size_t)version; i < ARRAY_LEN(steps) && !r; i++)
		r = run(store, steps[i]);
	sqlite3_snprintf(sizeof(pragma), pragma, "PRAGMA user_version = %d",
		(int)ARRAY_LEN(steps));
	if (!r)
		r = run(store, pragma);
	sqlite3_snprintf(sizeof(pragma), pragma, "PRAGMA application_id = %d", APPLICATION_ID);
	if (!r)
		r = run(store, pragma);
	if (!r)
		return run(store, "COMMIT");
	sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return r;
}

int store_upgrade(struct store *store)
{
	int64_t version = 0, application = 0, tables = 0;
	int r = read_number(store, "PRAGMA user_version", &version);

	if (!r)
		r = read_number(store, "PRAGMA application_id", &application);
	if (!r)
		r = read_number(store, "SELECT count(*) FROM sqlite_schema", &tables);
	if (r)
		return r;
	if (tables && application != APPLICATION_ID) {
		mem_free(store->error);
		store->error = mem_printf("%s is a database of another program: state another "
					  "store.path in kordon.yaml",
			store->path);
		return STORE_CORRUPT;
	}
	if (version > (int64_t)ARRAY_LEN(steps)) {
		mem_free(store->error);
		store->error = mem_printf(
			"%s was written by a newer kordon (schema %lld, this one knows %zu): "
			"install that version, or state another store.path",
			store->path, (long long)version, ARRAY_LEN(steps));
		return STORE_NEWER;
	}
	store->version = ARRAY_LEN(steps);
	/* What an earlier run left in the outbox may not have reached the disk. */
	store->undurable = true;
	return version == (int64_t)ARRAY_LEN(steps) ? 0 : apply(store, version);
}
