/* What the files of the store share: the handle, its statements, small binders. */
#ifndef KORDON_STORE_STORE_PRIV_H
#define KORDON_STORE_STORE_PRIV_H

#include "store/store.h"

#include <sqlite3.h>

/* Statements are prepared on their first use and kept. X(name, SQL). */
#define STORE_STATEMENTS(X)                                                              \
	X(BEGIN, "BEGIN IMMEDIATE")                                                      \
	X(COMMIT, "COMMIT")                                                              \
	X(ROLLBACK, "ROLLBACK")                                                          \
	X(SOURCES, "SELECT id, url, etag, last_modified, kind, last_class, reason, "     \
		   "reading, since, due, last_attempt, last_success, failures, polls, "  \
		   "items, asked_url, moved_url, adopted_url, moved_count, "             \
		   "moved_since, not_before, max_age, ttl, skip_hours, skip_days, "      \
		   "rhythm, newest, last_news, told FROM sources ORDER BY id")           \
	X(SOURCE_PUT, "INSERT OR REPLACE INTO sources (id, url, etag, last_modified, "   \
		      "kind, last_class, reason, reading, since, due, last_attempt, "    \
		      "last_success, failures, polls, items, asked_url, moved_url, "     \
		      "adopted_url, moved_count, moved_since, not_before, max_age, "     \
		      "ttl, skip_hours, skip_days, rhythm, newest, last_news, told) "    \
		      "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?," \
		      "?)")                                                              \
	X(IDENTITY_FIND, "SELECT item FROM identities WHERE hash = ? AND part = ? "      \
			 "ORDER BY item DESC LIMIT 8")                                   \
	X(IDENTITY_HAS, "SELECT 1 FROM identities WHERE hash = ? AND part = ? "          \
			"AND item = ?")                                                  \
	X(IDENTITY_PUT, "INSERT OR IGNORE INTO identities (hash, part, item) "           \
			"VALUES (?,?,?)")                                                \
	X(ITEM_STATE, "SELECT public_id, guid_hash, url_hash, content_hash, revision, "  \
		      "withdrawn IS NOT NULL FROM items WHERE row = ?")                  \
	X(ITEM_ADD, "INSERT INTO items (public_id, source, guid, url, author, lang, "    \
		    "title, summary, content, summary_is_content, segments, published, " \
		    "updated, first_seen, revised, revision, guid_hash, url_hash, "      \
		    "content_hash, row) "                                                \
		    "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,NULL,0,?,?,?,?)")               \
	X(ITEM_NAMED, "SELECT 1 FROM items WHERE public_id = ?")                         \
	X(ITEM_CHANGES, "SELECT guid_hash <> ?, url_hash <> ?, title IS NOT ?, "         \
			"summary IS NOT ?, content IS NOT ?, title, summary, content "   \
			"FROM items WHERE row = ?")                                      \
	X(ITEM_KEEP, "INSERT INTO revisions (item, number, seen, guid, url, title, "     \
		     "summary, content, changed, diff) SELECT row, revision, ?, guid, "  \
		     "url, title, summary, content, ?, ? FROM items WHERE row = ?")      \
	X(ITEM_FORGET, "DELETE FROM revisions WHERE item = ? AND number = ?")            \
	X(ITEM_REVISE, "UPDATE items SET guid = ?, url = ?, author = ?, lang = ?, "      \
		       "title = ?, summary = ?, content = ?, summary_is_content = ?, "   \
		       "segments = ?, published = coalesce(?, published), updated = ?, " \
		       "revised = ?, revision = revision + 1, guid_hash = ?, "           \
		       "url_hash = ?, content_hash = ?, kept = 0 WHERE row = ?")         \
	X(LISTING, "SELECT entries, aged, dropped, width, returned, unsure "             \
		   "FROM listings WHERE source = ?")                                     \
	X(LISTING_PUT, "INSERT OR REPLACE INTO listings (source, entries, aged, "        \
		       "dropped, width, returned, unsure, missing) "                     \
		       "VALUES (?,?,?,?,?,?,?,?)")                                       \
	X(LISTING_MISSING, "SELECT 1 FROM listings WHERE source = ? AND missing > 0")    \
	X(ROBOTS, "SELECT origin, text, allowed, until FROM robots")                     \
	X(ROBOTS_PUT, "INSERT OR REPLACE INTO robots (origin, text, allowed, until) "    \
		      "VALUES (?,?,?,?)")                                                \
	X(ROBOTS_FORGET, "DELETE FROM robots WHERE until <= ?")                          \
	X(ITEM_MISSING, "UPDATE items SET last_seen = ? WHERE row = ?")                  \
	X(ITEM_WITHDRAW, "UPDATE items SET withdrawn = ? WHERE row = ?")                 \
	X(ITEM_EVENT, "INSERT OR IGNORE INTO item_events (item, time, kind, last_seen) " \
		      "SELECT row, ?, ?, last_seen FROM items WHERE row = ?")            \
	X(ITEM_GET, "SELECT public_id, guid, url, author, lang, title, summary, "        \
		    "content, published, updated, first_seen, last_seen, "               \
		    "summary_is_content, segments FROM items WHERE row = ?")             \
	X(ITEM_FINDINGS, "SELECT rule, pack, category, severity, draft, incident, "      \
			 "evidence, facts FROM findings WHERE item = ? ORDER BY rule")   \
	X(INCIDENT_EVIDENCE, "SELECT f.item, i.withdrawn IS NULL FROM findings f "       \
			     "JOIN items i ON i.row = f.item WHERE f.incident = ? "      \
			     "ORDER BY coalesce(i.published, i.first_seen), i.row")      \
	X(QUEUE_ADD, "INSERT OR IGNORE INTO text_queue (item) VALUES (?)")               \
	X(FINDING_KNOWN, "SELECT incident FROM findings WHERE item = ? AND rule = ?")    \
	X(FINDING_PUT, "INSERT INTO findings (item, rule, incident, pack, category, "    \
		       "severity, draft, origin, evidence, facts, time, likeness, why) " \
		       "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (item, rule) DO " \
		       "UPDATE SET incident = excluded.incident, "                       \
		       "severity = excluded.severity, origin = excluded.origin, "        \
		       "evidence = excluded.evidence, facts = excluded.facts, "          \
		       "why = excluded.why")                                             \
	X(INCIDENT_GET, "SELECT " STORE_INCIDENT_COLUMNS " FROM incidents i "            \
			"WHERE i.id = ?")                                                \
	X(INCIDENT_ADD, "INSERT INTO incidents (title, category, status, severity, "     \
			"first_seen, last_seen, countries, places, quantities, items, "  \
			"sources, origins, alerted, acknowledged, outlets, "             \
			"origin_names, official) "                                       \
			"VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")                    \
	X(INCIDENT_PUT, "UPDATE incidents SET title = ?, category = ?, status = ?, "     \
			"severity = ?, first_seen = ?, last_seen = ?, countries = ?, "   \
			"places = ?, quantities = ?, items = ?, sources = ?, "           \
			"origins = ?, alerted = ?, acknowledged = ?, outlets = ?, "      \
			"origin_names = ?, official = ? WHERE id = ?")                   \
	X(INCIDENT_EVENT_PUT, "INSERT INTO incident_events (incident, time, "            \
			      "from_status, to_status, cause, item, author, kind) "      \
			      "VALUES (?,?,?,?,?,?,?,?)")                                \
	X(INCIDENT_SURVIVOR, "SELECT coalesce(merged, id) FROM incidents WHERE id = ?")   \
	X(INCIDENT_MERGED, "UPDATE incidents SET merged = ?1 WHERE id = ?2 OR merged = ?2") \
	/* The one that holds what was decided of the item, else the one that is left. */        \
	X(INCIDENT_WAS, "SELECT i.title FROM incidents i "                               \
			"WHERE (i.id = ?1 OR i.merged = ?1) AND i.category = ?2 "        \
			"ORDER BY EXISTS (SELECT 1 FROM decisions d JOIN items t "       \
			"ON t.public_id = d.item WHERE d.incident = i.id "               \
			"AND t.row = ?3) DESC, i.id = ?1 DESC, i.id LIMIT 1")            \
	X(INCIDENT_NEWEST, "SELECT coalesce(max(id), 0) FROM incidents")                 \
	X(FINDINGS_MOVE, "UPDATE findings SET incident = ?1 WHERE incident = ?2 "        \
			 "AND (?3 IS NULL OR item = ?3)")                                \
	/* What was like none of those beside it is there by a person's word: -1. */            \
	X(REPORTS_MOVE, "UPDATE OR REPLACE reports SET incident = ?1, resembles = CASE " \
			"WHEN ?3 IS NULL AND resembles > 0 THEN resembles ELSE -1 END "  \
			"WHERE (incident = ?2 AND (?3 IS NULL OR item = ?3)) "           \
			"OR (incident = ?1 AND ?3 IS NULL)")                             \
	X(ITEM_ROW, "SELECT row FROM items WHERE public_id = ?")                         \
	X(REPORT_INCIDENT, "SELECT r.incident FROM reports r JOIN incidents i "          \
			   "ON i.id = r.incident WHERE r.item = ? AND r.category = ? "   \
			   "AND i.status <> 'closed' ORDER BY r.incident LIMIT 1")       \
	X(REPORT_PUT, "INSERT INTO reports (incident, item, category, time, lang, "      \
		      "countries, places, wording, trace, sketch, copy_of, "             \
		      "containment, confirms, denies, resembles, said) "                 \
		      "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "                        \
		      "ON CONFLICT (incident, item) DO UPDATE SET time = excluded.time, " \
		      "lang = excluded.lang, countries = excluded.countries, "           \
		      "places = excluded.places, wording = excluded.wording, "           \
		      "trace = excluded.trace, sketch = excluded.sketch, "               \
		      "said = excluded.said, "                                           \
		      "copy_of = excluded.copy_of, containment = excluded.containment, " \
		      "confirms = coalesce(excluded.confirms, confirms), "               \
		      "denies = coalesce(excluded.denies, denies)")                      \
	X(REPORT_MARK, "INSERT OR IGNORE INTO report_marks (hash, item) VALUES (?,?)")   \
	X(REPORTS_LIKE, "SELECT r.incident, r.time, r.item, r.sketch, r.said FROM "      \
			"(SELECT item FROM ("                                            \
			STORE_OLDEST_OF_MARK("?1") " UNION ALL " STORE_OLDEST_OF_MARK("?2") \
			" UNION ALL " STORE_OLDEST_OF_MARK("?3")                         \
			" UNION ALL " STORE_OLDEST_OF_MARK("?4")                         \
			" UNION ALL " STORE_OLDEST_OF_MARK("?5")                         \
			" UNION ALL " STORE_OLDEST_OF_MARK("?6")                         \
			" UNION ALL " STORE_OLDEST_OF_MARK("?7")                         \
			" UNION ALL " STORE_OLDEST_OF_MARK("?8")                         \
			") GROUP BY item HAVING count(*) >= 3) m "                       \
			"JOIN reports r ON r.item = m.item WHERE r.category = ?9 "       \
			"AND r.time < ?10 ORDER BY r.time, r.item LIMIT 20")             \
	X(FIRST_ALERT, "SELECT id FROM alerts WHERE incident = ?1 AND form = 'alert' "   \
		       "ORDER BY time, rowid LIMIT 1")                                   \
	X(REPORTS_OF, "SELECT r.item, r.time, i.source, r.trace, r.sketch, r.copy_of, "  \
		      "r.containment, r.confirms, r.denies, r.resembles, r.origin, "     \
		      "r.leans_on, r.why FROM reports r "                                \
		      "JOIN items i ON i.row = r.item WHERE r.incident = ? "             \
		      "ORDER BY r.time, r.item LIMIT ?")                                 \
	X(WAVE_REPORTS, "SELECT r.item, r.time, r.countries, r.places, i.source, "       \
			"coalesce(r.trace ->> 'outlet', i.source), r.origin "            \
			"FROM reports r JOIN items i ON i.row = r.item "                 \
			"WHERE r.category = ?1 AND r.time > ?2 AND r.time <= ?3 "        \
			"AND EXISTS (SELECT 1 FROM findings f WHERE f.item = r.item "    \
			"AND f.category = ?1 AND NOT f.draft) "                          \
			"ORDER BY r.time DESC, r.item DESC LIMIT ?4")                    \
	X(WAVES, "SELECT place, since, incident FROM waves WHERE wave = ? ORDER BY place") \
	X(WAVE_PUT, "INSERT OR REPLACE INTO waves (wave, place, since, incident) "       \
		    "VALUES (?,?,?,?)")                                                  \
	X(WAVE_END, "DELETE FROM waves WHERE wave = ? AND place = ?")                    \
	X(SOURCE_SINCE, "SELECT min(since) FROM (SELECT since FROM source_since "        \
			"WHERE source = ?1 UNION ALL SELECT * FROM (SELECT first_seen "  \
			"FROM items WHERE source = ?1 ORDER BY row LIMIT 1))")           \
	X(SOURCE_SINCE_PUT, "INSERT OR IGNORE INTO source_since (source, since) "        \
			    "VALUES (?,?)")                                              \
	X(REMINDER_PUT, "INSERT OR IGNORE INTO reminders (incident, day, precision, "    \
			"text, item) VALUES (?,?,?,?,?)")                                \
	X(REMINDER_DUE, "SELECT incident, day, precision, text, item FROM reminders "    \
			"WHERE told IS NULL AND day <= ? ORDER BY day, incident LIMIT 1") \
	X(REMINDER_TOLD, "UPDATE reminders SET told = ? WHERE incident = ? AND day = ?") \
	X(REPORT_COPY, "UPDATE reports SET copy_of = ?, containment = ? "                \
		       "WHERE incident = ? AND item = ?")                                \
	X(REPORT_ORIGIN, "UPDATE reports SET origin = ?1, leans_on = ?2, why = ?3 "      \
			 "WHERE incident = ?4 AND item = ?5")                            \
	X(REPORTS, "SELECT r.incident, r.time, r.lang, r.countries, r.places, "          \
		   "r.wording, r.item, r.said FROM reports r JOIN incidents i ON i.id = r.incident "     \
		   "WHERE r.category = ? AND r.time >= ? AND r.time <= ? "               \
		   "AND i.status <> 'closed' "                                           \
		   "ORDER BY r.time DESC, r.item DESC LIMIT ?")                          \
	X(REPORT_KNOWN, "SELECT 1 FROM reports WHERE item = ? LIMIT 1")                  \
	X(WORD_LEARN, "INSERT INTO words (word, items) VALUES (?, 1) "                   \
		      "ON CONFLICT (word) DO UPDATE SET items = items + 1")              \
	X(WORD_COUNT, "SELECT items FROM words WHERE word = ?")                          \
	X(INCIDENT_TALLY, "SELECT count(DISTINCT f.item), count(DISTINCT i.source) "     \
			  "FROM findings f JOIN items i ON i.row = f.item "              \
			  "WHERE f.incident = ?")                                        \
	X(ALERT_ADD, "INSERT INTO alerts (id, time, kind, severity, category, "          \
		     "incident, item, source, line, form) VALUES (?,?,?,?,?,?,?,?,?,?)") \
	X(ALERT_LINE, "SELECT line FROM alerts WHERE id = ?")                            \
	X(OUTBOX_ADD, "INSERT INTO outbox (alert, sink, due, attempts, held, route, "    \
		      "grp) VALUES (?,?,?,0,?,?,?)")                                     \
	X(OUTBOX, "SELECT o.row, a.id, a.line, a.severity, o.attempts, a.time, "         \
		  "a.category = 'test' AND coalesce(a.incident, 0) = 0 "                 \
		  "FROM outbox o JOIN alerts a ON a.id = o.alert "                       \
		  "WHERE o.sink = ? AND o.due <= ? AND o.aside IS NULL "                 \
		  "AND o.held IS NULL AND o.bundle IS NULL ORDER BY o.row LIMIT ?")      \
	/* Of the digest that tells several incidents each one has its turn. */          \
	X(OUTBOX_NEXT, "SELECT o.row, a.id, a.line, a.severity, o.attempts, a.time, "    \
		       "a.category = 'test' AND coalesce(a.incident, 0) = 0 "            \
		       "FROM outbox o JOIN alerts a ON a.id = o.alert "                  \
		       "WHERE o.sink = ?1 AND o.due <= ?2 AND o.aside IS NULL "          \
		       "AND o.held IS NULL AND o.bundle IS NULL "                        \
		       "AND NOT EXISTS (SELECT 1 FROM outbox p JOIN alerts b "           \
		       "ON b.id = p.alert WHERE p.sink = ?1 AND p.row < o.row "          \
		       "AND p.aside IS NULL AND p.bundle IS NOT o.row AND "              \
		       "((b.incident = a.incident AND a.incident > 0) OR b.incident IN " \
		       "(SELECT c.incident FROM outbox m JOIN alerts c "                 \
		       "ON c.id = m.alert WHERE m.bundle = o.row))) "                    \
		       "ORDER BY o.row LIMIT 1")                                         \
	X(OUTBOX_DUE, "SELECT min(due) FROM outbox WHERE sink = ? AND aside IS NULL "    \
		      "AND held IS NULL AND bundle IS NULL")                             \
	X(OUTBOX_ASIDE, "UPDATE outbox SET aside = ?1, why = ?2 "                        \
			"WHERE row = ?3 OR bundle = ?3")                                 \
	X(OUTBOX_REPLAY, "UPDATE outbox SET aside = NULL, due = 0, attempts = 0 "        \
			 "WHERE aside IS NOT NULL AND sink = coalesce(?, sink)")         \
	X(OUTBOX_DONE, "DELETE FROM outbox WHERE row = ?1 OR bundle = ?1")               \
	X(OUTBOX_LATER, "UPDATE outbox SET due = ?, attempts = attempts + 1, why = ? "   \
			"WHERE row = ?")                                                 \
	X(OUTBOX_WAITING, "SELECT count(*) FROM outbox WHERE aside IS NULL "             \
			  "AND held IS NULL AND bundle IS NULL")                         \
	X(OUTBOX_SINKS, "SELECT sink, count(*) - count(aside), count(aside) FROM outbox " \
			"WHERE bundle IS NULL GROUP BY sink")                            \
	X(OUTBOX_HURRY, "UPDATE outbox SET due = 0 WHERE sink = ? AND aside IS NULL "    \
			"AND held IS NULL")                                              \
	X(OUTBOX_DROP, "DELETE FROM outbox WHERE sink = ?")                              \
	X(OUTBOX_MOVE, "UPDATE outbox SET sink = ?, attempts = 0, why = NULL, "          \
		       "aside = NULL, due = CASE WHEN held IS NULL THEN 0 ELSE due END " \
		       "WHERE sink = ?")                                                 \
	X(HELD_GROUP, "SELECT o.row, o.route, o.grp, o.held, o.due, a.id, a.line, "      \
		      "a.severity, a.incident, a.form FROM outbox o "                    \
		      "JOIN alerts a ON a.id = o.alert WHERE o.sink = ? AND o.grp = ? "  \
		      "AND o.held IS NOT NULL AND o.aside IS NULL ORDER BY o.row LIMIT ?") \
	X(HELD_INCIDENT, "SELECT o.row, o.route, o.grp, o.held, o.due, a.id, a.line, "   \
			 "a.severity, a.incident, a.form FROM outbox o "                 \
			 "JOIN alerts a ON a.id = o.alert WHERE o.sink = ? "             \
			 "AND a.incident = ? AND o.held IS NOT NULL "                    \
			 "AND o.aside IS NULL ORDER BY o.row LIMIT ?")                   \
	X(HELD_DUE, "SELECT o.sink, o.grp FROM outbox o WHERE o.held IS NOT NULL "       \
		    "AND o.due <= ? AND o.aside IS NULL ORDER BY o.due, o.row LIMIT 1")  \
	X(HELD_ALL, "SELECT o.row, o.route, o.grp, o.held, o.due, a.id, a.line, "        \
		    "a.severity, a.incident, a.form FROM outbox o "                      \
		    "JOIN alerts a ON a.id = o.alert WHERE o.held IS NOT NULL "          \
		    "ORDER BY o.row LIMIT ?")                                            \
	X(HELD_SOONEST, "SELECT min(due) FROM outbox WHERE held IS NOT NULL "            \
			"AND aside IS NULL")                                             \
	X(HELD_MOVE, "UPDATE outbox SET due = ?, held = ? WHERE row = ?")                \
	X(HELD_BUNDLE, "UPDATE outbox SET held = NULL, due = 0, bundle = ? "             \
		       "WHERE row = ?")                                                  \
	X(HELD_DROP, "DELETE FROM outbox WHERE row = ?")                                 \
	X(OUTBOX_HAS, "SELECT 1 FROM outbox o JOIN alerts a ON a.id = o.alert "          \
		      "WHERE o.sink = ? AND a.incident = ? AND o.aside IS NULL LIMIT 1") \
	X(HELD_FORGET, "DELETE FROM outbox WHERE sink = ? AND held IS NOT NULL "         \
		       "AND alert IN (SELECT id FROM alerts WHERE incident = ? "         \
		       "AND form = 'minor')")                                            \
	X(MINOR_FORGET, "DELETE FROM alerts WHERE form = 'minor' AND incident = ? "      \
			"AND id <> ? AND id NOT IN (SELECT alert FROM outbox)")          \
	X(MESSAGES_FORGET, "DELETE FROM alerts WHERE form <> 'alert' AND time < ? "      \
			   "AND id NOT IN (SELECT alert FROM outbox)")                   \
	X(GROUP_SENT, "SELECT sent FROM alert_groups WHERE sink = ? AND grp = ?")        \
	X(GROUP_PUT, "INSERT OR REPLACE INTO alert_groups (sink, grp, sent) "            \
		     "VALUES (?,?,?)")                                                   \
	X(GROUP_PRUNE, "DELETE FROM alert_groups WHERE sent < ?")                        \
	X(REPEAT_PUT, "INSERT INTO repeats (sink, incident, alert, route, since, due, "  \
		      "count) VALUES (?1,?2,?3,?4,?5,?6,0) ON CONFLICT (sink, incident) " \
		      "DO UPDATE SET alert = ?3, route = ?4, due = ?6")                  \
	X(REPEAT_DUE, "SELECT r.sink, r.incident, r.alert, r.route, r.since, r.due, "    \
		      "r.count, i.acknowledged, i.status, a.line FROM repeats r "        \
		      "LEFT JOIN incidents i ON i.id = r.incident "                      \
		      "LEFT JOIN alerts a ON a.id = r.alert "                            \
		      "WHERE r.due <= ? ORDER BY r.due LIMIT 1")                         \
	X(REPEAT_SOONEST, "SELECT min(due) FROM repeats")                                \
	X(REPEAT_AGAIN, "UPDATE repeats SET due = ?, count = count + ? "                 \
			"WHERE sink = ? AND incident = ?")                               \
	X(REPEAT_END, "DELETE FROM repeats WHERE sink = ? AND incident = ?")             \
	X(CONFIRMED, "SELECT " STORE_INCIDENT_COLUMNS " FROM incidents i "               \
		     "WHERE i.last_seen >= ? AND i.first_seen <= ? AND i.category = ? "  \
		     "AND i.status = 'confirmed' AND i.id <> ? "                         \
		     "ORDER BY i.last_seen DESC LIMIT ?")                                \
	X(SILENCE_PUT, "INSERT INTO silences (created, until, author, reason, "          \
		       "category, country, place, rule, source) "                        \
		       "VALUES (?,?,?,?,?,?,?,?,?)")                                     \
	X(SILENCES, "SELECT id, created, until, ended, author, reason, category, "       \
		    "country, place, rule, source FROM silences WHERE until > ?1 "       \
		    "AND (ended IS NULL OR ?2) ORDER BY id LIMIT ?3")                    \
	X(SILENCE_END, "UPDATE silences SET ended = ? WHERE id = ? AND ended IS NULL")   \
	X(DECISION_PUT, "INSERT INTO decisions (time, item, incident, alert, rule, "     \
			"sink, code, text) VALUES (?,?,?,?,?,?,?,?)")                    \
	X(DECISION_CUT, "DELETE FROM decisions WHERE row <= "                            \
			"(SELECT max(row) FROM decisions) - ?")                          \
	/* Two go where one comes: all that is too old is gone in time. */               \
	X(DECISION_AGE, "DELETE FROM decisions WHERE row IN "                            \
			"(SELECT row FROM decisions ORDER BY row LIMIT 2) AND time < ?") \
	X(DELIVERED, "INSERT INTO decisions (time, item, incident, alert, rule, sink, "  \
		     "code, text) SELECT ?2, a.item, a.incident, a.id, NULL, o.sink, "   \
		     "'delivered', CASE WHEN o.bundle IS NULL THEN NULL ELSE "           \
		     "(SELECT alert FROM outbox WHERE row = ?1) END FROM outbox o "      \
		     "JOIN alerts a ON a.id = o.alert WHERE o.row = ?1 OR o.bundle = ?1") \
	X(QUEUE_SOME, "SELECT q.item, i.title, i.summary, i.content, "                   \
		      "i.summary_is_content, t.text FROM text_queue q "                  \
		      "JOIN items i ON i.row = q.item "                                  \
		      "LEFT JOIN item_text t ON t.item = q.item ORDER BY q.item LIMIT ?") \
	X(QUEUE_DONE, "DELETE FROM text_queue WHERE item = ?")                           \
	X(QUEUE_LEFT, "SELECT count(*) FROM text_queue")                                 \
	X(TEXT_FORGET, "INSERT INTO item_search (item_search, rowid, text) "             \
		       "VALUES ('delete', ?, ?)")                                        \
	X(TEXT_PUT, "INSERT OR REPLACE INTO item_text (item, text) VALUES (?,?)")        \
	X(SEARCH_WORD_PUT, "INSERT OR IGNORE INTO search_words (word) VALUES (?)")       \
	X(SEARCH_WORD_FROM, "SELECT word FROM search_words WHERE word >= ? "             \
			    "ORDER BY word LIMIT 1")                                     \
	X(SEARCH_WORDS, "SELECT word FROM search_words")                                 \
	X(TEXT_INDEX, "INSERT INTO item_search (rowid, text) VALUES (?,?)")              \
	X(TEXT_OF, "SELECT text FROM item_text WHERE item = ?")                          \
	X(TEXT_DROP, "DELETE FROM item_text WHERE item = ?")                             \
	X(PRUNE_SOME, "SELECT i.row, length(CAST(i.content AS BLOB)), "                  \
		      STORE_IS_EVIDENCE " FROM items i WHERE i.kept = ?1 AND "           \
		      STORE_ITEM_AGE " < ?2 AND i.row < (SELECT max(row) FROM items) "   \
		      "ORDER BY " STORE_ITEM_AGE " LIMIT ?3")                            \
	X(PRUNE_MARK, "UPDATE items SET kept = 2 WHERE row = ?")                         \
	X(PRUNE_TEXT, "UPDATE items SET summary = NULL, content = NULL, "                \
		      "segments = NULL, kept = 1 WHERE row = ?")                         \
	X(PRUNE_REVISIONS, "DELETE FROM revisions WHERE item = ?")                       \
	X(PRUNE_ITEM, "DELETE FROM items WHERE row = ?")                                 \
	X(ALERTS_DELIVERED, "SELECT a.id, a.time FROM alerts a WHERE a.time >= ?2 "      \
			    "AND a.form = 'alert' AND a.category <> 'test' "             \
			    "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.alert = a.id " \
			    "AND o.sink = ?1) ORDER BY a.time, a.id")                    \
	X(ALERT_SORTS, "SELECT kind, severity, count(*) FROM alerts WHERE form = 'alert' " \
		       "AND category <> 'test' GROUP BY kind, severity")                 \
	X(SPACE, "SELECT (SELECT page_size FROM pragma_page_size), "                     \
		 "(SELECT page_count FROM pragma_page_count), "                          \
		 "(SELECT freelist_count FROM pragma_freelist_count), "                  \
		 "(SELECT auto_vacuum FROM pragma_auto_vacuum)")                         \
	X(TOTALS, "SELECT (SELECT count(*) FROM items), (SELECT count(*) FROM findings), " \
		  "(SELECT count(*) FROM incidents), (SELECT count(*) FROM alerts) - "   \
		  "(SELECT count(*) FROM alerts WHERE form <> 'alert') - "               \
		  "(SELECT count(*) FROM alerts WHERE incident = 0 "                     \
		  "AND form = 'alert' AND category = 'test'), "                          \
		  "(SELECT count(*) FROM outbox WHERE bundle IS NULL), "                 \
		  "(SELECT page_count * page_size FROM pragma_page_count, "              \
		  "pragma_page_size), "                                                  \
		  "(SELECT count(*) FROM outbox WHERE held IS NOT NULL)")                \
	X(ARCHIVE, "SELECT row FROM items WHERE kept <> 1 "                              \
		   "AND coalesce(published, first_seen) >= ? "                           \
		   "AND coalesce(published, first_seen) <= ? "                           \
		   "ORDER BY coalesce(published, first_seen), row")                      \
	X(ARCHIVE_ITEM, "SELECT public_id, source, guid, url, author, lang, title, "     \
			"summary, content, summary_is_content, segments, published, "    \
			"updated, first_seen FROM items WHERE row = ?")                  \
	X(ARCHIVE_COUNT, "SELECT total(kept <> 1), total(kept = 1) FROM items "          \
			 "WHERE coalesce(published, first_seen) >= ? "                   \
			 "AND coalesce(published, first_seen) <= ?")                     \
	X(ALERT_LINES, "SELECT line FROM alerts WHERE time >= ? AND category <> 'test' " \
		       "AND form = 'alert' ORDER BY time, id")

#define STORE_INCIDENT_COLUMNS                                                           \
	"i.id, i.title, i.category, i.status, i.severity, i.first_seen, i.last_seen, "   \
	"i.countries, i.places, i.quantities, i.items, i.sources, i.origins, "           \
	"i.alerted, i.acknowledged, i.outlets, i.origin_names, i.official"

/* What an incident stands on is kept whole, whatever its age. */
#define STORE_IS_EVIDENCE                                                                \
	"(EXISTS (SELECT 1 FROM findings f WHERE f.item = i.row) "                       \
	"OR EXISTS (SELECT 1 FROM reports r WHERE r.item = i.row))"
/* The age that an item is kept by, as the index items_by_age has it. */
/* The first items that bore a mark, however many repeat it. */
#define STORE_OLDEST_OF_MARK(hash)                                                       \
	"SELECT * FROM (SELECT item FROM report_marks WHERE hash = " hash                \
	" ORDER BY item LIMIT 200)"
#define STORE_ITEM_AGE "coalesce(i.revised, i.first_seen)"

enum store_statement {
#define X(name, sql) STORE_##name##_SQL,
	STORE_STATEMENTS(X)
#undef X
	STORE_STATEMENT_COUNT
};

struct store {
	sqlite3 *db;
	char *path;
	char *error; /* one line for people, of the last failure */
	int lock;    /* descriptor of the lock file; -1: none */
	bool full_text;
	bool scratch;
	size_t documents; /* of a scratch store, committed or to be */
	int version;    /* of the schema */
	bool undurable; /* an alert or incident was put since the last sync */
	void (*fold)(struct buf *out, const char *s, size_t len);
	uint32_t *known_words; /* hashes of words that are in search_words; NULL: of none */
	struct buf all_words;  /* all of them, each between line ends; empty: not read yet */
	sqlite3_stmt *statements[STORE_STATEMENT_COUNT];
};

/* Notes the failure behind a result of SQLite; returns the outcome. SQLITE_OK, _ROW, _DONE give 0. */
int store_said(struct store *store, int rc) MUST_CHECK;

/* A statement ready to bind; NULL after a failure (store_said was told). */
sqlite3_stmt *store_prepare(struct store *store, enum store_statement which);
/* Steps a statement that gives no rows, and resets it. */
int store_run(struct store *store, sqlite3_stmt *statement) MUST_CHECK;
/* For a statement made for one question. */
int store_prepare_once(struct store *store, const char *sql, sqlite3_stmt **out) MUST_CHECK;

/* Binders; texts have to live until the statement is reset. */
void bind_text(sqlite3_stmt *statement, int column, const char *text);
void bind_int(sqlite3_stmt *statement, int column, int64_t value);
void bind_time(sqlite3_stmt *statement, int column, int64_t time); /* TIME_NONE: NULL */
/* Readers; the text is borrowed until the next step. */
const char *column_text(sqlite3_stmt *statement, int column); /* NULL for NULL */
int64_t column_time(sqlite3_stmt *statement, int column);

/* An incident out of STORE_INCIDENT_COLUMNS; in the arena. */
void store_read_incident(struct arena *arena, sqlite3_stmt *statement,
	struct incident *incident);

/* The segments of an item, as they were put; into its fields, in the arena. */
void store_read_segments(struct arena *arena, sqlite3_stmt *statement, int column,
	struct item *item);
/* Facts and evidence of a finding, as they were put; in the arena. */
void store_read_facts(struct arena *arena, const char *json, struct facts *out_facts);
void store_read_evidence(struct arena *arena, const char *json, struct finding *finding);

/* The text that an item had until now is kept as revision number; *out_says_else: another
 * title, summary or content stands there now. Inside a transaction, before it is written. */
int store_keep_revision(struct store *store, int64_t row, int64_t number,
	const struct item *item, const struct item_identity *identity, int64_t now,
	bool *out_says_else) MUST_CHECK;
/* Of a row: number, seen, changed, guid, url, title, summary, content, diff. Caller puts. */
struct json_object *store_revision_json(sqlite3_stmt *statement);
/* Ids of a list that was put as one text, in the arena (reports.c). */
const char *const *store_read_ids(struct arena *arena, const char *text, size_t *out_count);
/* Takes an item out of the full-text index, with the text beside it (search.c). */
int store_text_drop(struct store *store, int64_t item) MUST_CHECK;

/* Brings the schema up to date; 0, STORE_NEWER, … */
int store_upgrade(struct store *store) MUST_CHECK;

#endif
