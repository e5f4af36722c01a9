"""peer.py FEEDS TERMS DATABASE: what one would write today to watch feeds for 1,000 terms.

FEEDS: a URL a line. TERMS: a word a line. Fetches all feeds with aiohttp, reads them with
feedparser, takes the markup off, looks for the terms with one regular expression, and
records items and hits with sqlite3. It knows no language, place, incident or alert.
"""
import asyncio
import html
import re
import sqlite3
import sys

import aiohttp
import feedparser

TAGS = re.compile(r"<[^>]+>")


def open_database(path):
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("CREATE TABLE IF NOT EXISTS items (guid TEXT PRIMARY KEY, url TEXT, title TEXT,"
               " summary TEXT, published TEXT)")
    db.execute("CREATE TABLE IF NOT EXISTS hits (guid TEXT, term TEXT)")
    return db


def record(db, pattern, feed):
    for entry in feed.entries:
        guid = entry.get("id") or entry.get("link")
        title = entry.get("title", "")
        summary = html.unescape(TAGS.sub(" ", entry.get("summary", "")))
        known = db.execute("INSERT OR IGNORE INTO items VALUES (?, ?, ?, ?, ?)",
                           (guid, entry.get("link"), title, summary, entry.get("published")))
        if known.rowcount:
            found = {hit.lower() for hit in pattern.findall(f"{title}\n{summary}")}
            db.executemany("INSERT INTO hits VALUES (?, ?)", [(guid, hit) for hit in found])
    db.commit()


async def fetch(session, gate, url):
    async with gate, session.get(url) as answer:
        return await answer.read()


async def main(feeds, terms, database):
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, terms)) + r")\w*", re.I)
    db = open_database(database)
    gate = asyncio.Semaphore(64)
    async with aiohttp.ClientSession() as session:
        for answer in asyncio.as_completed([fetch(session, gate, url) for url in feeds]):
            record(db, pattern, feedparser.parse(await answer))
    print(db.execute("SELECT count(*) FROM items").fetchone()[0],
          db.execute("SELECT count(*) FROM hits").fetchone()[0])


if __name__ == "__main__":
    FEEDS, TERMS = (open(path, encoding="utf-8").read().split("\n")[:-1] for path in sys.argv[1:3])
    asyncio.run(main(FEEDS, TERMS, sys.argv[3]))
