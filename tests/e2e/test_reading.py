"""What a person sees of how documents are read: their dates, their letters, their damage."""
import datetime
import sqlite3

import pytest

from feeds import RULES, item, now, rss
from server import Answer, Server


@pytest.fixture
def server():
    with Server() as running:
        yield running


def read(kordond, server, answer, **source):
    """One poll of one source; rows of the items that were recorded."""
    server.script("/feed", answer)
    kordond.configure([{"id": "feed", "url": server.url("/feed"), "lang": "en", **source}],
                      rules=RULES)
    assert kordond.once() == 0
    with sqlite3.connect(f"file:{kordond.db}?mode=ro", uri=True) as db:
        return db.execute("SELECT title, published FROM public_items ORDER BY title").fetchall()


def reading_of(kordond):
    with sqlite3.connect(f"file:{kordond.db}?mode=ro", uri=True) as db:
        [[reading]] = db.execute("SELECT reading FROM sources")
    return reading


def test_a_date_without_zone_is_of_the_zone_of_its_source(kordond, server):
    feed = Answer.feed(rss(item("a", "a", "23. mai 2024 kell 09:00"),
                           item("b", "b", "23. november 2024 09:00"),
                           item("c", "c", "Thu, 23 May 2024 09:00:00 GMT")))
    assert read(kordond, server, feed, timezone="Europe/Tallinn") == [
        ("a", "2024-05-23 06:00:00"), ("b", "2024-11-23 07:00:00"), ("c", "2024-05-23 09:00:00")]


MIXED_RULES = RULES.replace("buoy: {any: [buoy*]}", "buoy: {en: [buoy*], et: [poid], ru: [буи]}") \
    .replace("remove: {any: [remov*]}", "remove: {en: [remov*], et: [eemalda*], ru: [убра*]}")


@pytest.mark.parametrize("stated", ["et", None])
def test_items_of_a_mixed_feed_are_read_each_in_its_language(kordond, server, stated):
    server.script("/feed", Answer.feed(rss(
        item("a", "Piirivalvurid eemaldasid jõest poid", now(), "Seda ütles piirivalve pressiesindaja."),
        item("b", "Пограничники убрали буи с реки", now(-2), "Об этом сообщила пресс-служба ведомства, "
             "подробности не называются."), lang="et")))
    kordond.configure([{"id": "feed", "url": server.url("/feed"),
                        **({"lang": stated} if stated else {})}], rules=MIXED_RULES)
    assert kordond.once() == 0
    with sqlite3.connect(f"file:{kordond.db}?mode=ro", uri=True) as db:
        assert db.execute("SELECT guid, lang FROM public_items ORDER BY guid").fetchall() == [
            ("a", "et"), ("b", "ru")]
    assert sorted(alert["item"]["lang"] for alert in kordond.alerts()) == ["et", "ru"]


def test_a_date_of_tomorrow_is_kept_but_the_alert_is_of_today(kordond, server):
    tomorrow = now(24)
    feed = Answer.feed(rss(item("a", "Guards removed buoys", tomorrow)))
    [[_, published]] = read(kordond, server, feed)
    said = datetime.datetime.strptime(tomorrow, "%a, %d %b %Y %H:%M:%S %z")
    assert published == said.strftime("%Y-%m-%d %H:%M:%S")
    [alert] = kordond.alerts()
    today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert alert["item"]["published"] == said.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert alert["time"] <= today
    with sqlite3.connect(f"file:{kordond.db}?mode=ro", uri=True) as db:
        [[first_seen, last_seen]] = db.execute("SELECT first_seen, last_seen FROM incidents")
    assert first_seen <= last_seen <= datetime.datetime.now().timestamp()


@pytest.mark.parametrize("charset, said, title", [
    ("windows-1251", "iso-8859-1", "Пограничники убрали буи с реки Нарвы"),
    ("koi8-r", "", "Пограничники убрали буи с реки Нарвы"),
    ("windows-1257", "iso-8859-1", "Robežsargi novērsa mēģinājumu šķērsot robežu"),
    ("iso-8859-13", "iso-8859-13", "Pasieniečiai neįleido į Lietuvą migrantų, žinia iš Šalčininkų"),
    ("utf-8", "iso-8859-1", "Gränsövergången är stängd på grund av åskväder"),
])
def test_letters_arrive_whatever_is_said_of_them(kordond, server, charset, said, title):
    text = rss(item("a", title)).replace(" encoding='UTF-8'", "")
    kind = "text/xml" + (f"; charset={said}" if said else "")
    feed = Answer(body=text.encode(charset), headers={"Content-Type": kind})
    assert [row[0] for row in read(kordond, server, feed)] == [title]


@pytest.mark.parametrize("damage, titles, reading", [
    (lambda text: text, ["a", "b"], "strict"),
    (lambda text: text.replace("<title>b", "\n<title>& b <br>"), ["& b", "a"], "recovered (line 2: "),
    (lambda text: text[:text.index("</title><link>https://news.example/b")], ["a", "b"],
     "salvaged (line 1: "),
])
def test_the_state_says_how_a_damaged_document_was_read(kordond, server, damage, titles, reading):
    feed = Answer.feed(damage(rss(item("a", "a"), item("b", "b"))))
    assert [row[0] for row in read(kordond, server, feed)] == titles
    assert reading_of(kordond).startswith(reading)
