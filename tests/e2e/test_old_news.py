"""Old news opens no incident, and what is taken back refers to what was told."""
import contextlib
import sqlite3

import pytest

from conftest import wait_until
from feeds import RULES, item, rss, when
from server import Answer, Server

RULES = RULES.replace("by: [category], window: 1h", "by: [category, country], window: 96h")
YEAR = 365 * 24
STORY = ("Russian guards removed 24 buoys marking the border with Estonia in the Narva River "
         "overnight. Fishermen in Narva woke to an empty river. The buoys had been laid in spring "
         "after weeks of talks about where the fairway runs.")
LOOKING_BACK = ("The parliament in Tallinn debated the budget of the border guard on Monday. The "
                "debate took three hours. In May 2024 Russia removed 24 buoys from the Narva River in "
                "Estonia.")


@pytest.fixture
def server():
    with Server() as running:
        yield running


def incidents(kordond):
    kordond.start()
    rows = [kordond.ask("incidents", "show", str(row["id"]))
            for row in kordond.ask("incidents")["incidents"]]
    assert kordond.stop() == 0
    return rows


def why(kordond, title):
    """What was decided of an item, as it is kept."""
    with contextlib.closing(sqlite3.connect(kordond.db)) as db:
        return "".join(text for text, in db.execute(
            "SELECT d.text FROM decisions d JOIN items i ON i.public_id = d.item "
            "WHERE i.title = ? AND d.code = 'old-news'", (title,)))


def test_a_text_that_is_posted_again_is_a_quiet_report_of_the_old_incident(kordond, server):
    kordond.configure([{"id": "feed", "url": server.url("/feed"), "name": "ERR"}], rules=RULES)
    server.script("/feed", Answer.feed(rss(
        item("first", "Russia removes buoys from the Narva River", when(0), STORY),
        item("again", "Buoys removed from the Narva River", when(YEAR), STORY))))
    assert kordond.once() == 0
    [incident] = incidents(kordond)
    assert [alert["kind"] for alert in kordond.alerts()] == ["new"]
    assert (incident["items"], incident["last_seen"]) == (2, incident["first_seen"])
    assert incident["events"][-1]["kind"] == "old"
    assert "its text is that of a report of 2024-05-23" in incident["events"][-1]["cause"]
    assert "nothing new" in why(kordond, "Buoys removed from the Narva River")


def test_the_same_words_with_other_figures_are_news(kordond, server):
    kordond.configure([{"id": "feed", "url": server.url("/feed"), "name": "ERR"}], rules=RULES)
    server.script("/feed", Answer.feed(rss(
        item("first", "Russia removes buoys from the Narva River", when(0), STORY),
        item("again", "Buoys removed from the Narva River", when(YEAR),
             STORY.replace("24 buoys", "31 buoys")))))
    assert kordond.once() == 0
    assert [alert["kind"] for alert in kordond.alerts()] == ["new", "new"]


@pytest.mark.parametrize("known", [True, False])
def test_a_paragraph_that_looks_back_opens_no_incident(kordond, server, known):
    kordond.configure([{"id": "feed", "url": server.url("/feed"), "name": "ERR"}], rules=RULES)
    first = [item("first", "Russia removes buoys from the Narva River in Estonia", when(0), STORY)]
    later = item("later", "Budget debate goes on", when(YEAR), LOOKING_BACK)
    server.script("/feed", Answer.feed(rss(*(first if known else []), later)))
    assert kordond.once() == 0
    rows = incidents(kordond)
    assert len(rows) == known
    assert [alert["kind"] for alert in kordond.alerts()] == ["new"] * known
    assert "it looks back on 2024-05" in why(kordond, "Budget debate goes on")


def test_news_that_names_an_old_date_is_news(kordond, server):
    kordond.configure([{"id": "feed", "url": server.url("/feed"), "name": "ERR"}], rules=RULES)
    server.script("/feed", Answer.feed(rss(
        item("now", "Russia removes buoys from the Narva River again", when(YEAR),
             "Russian guards removed buoys in Estonia, as they had in May 2024."))))
    assert kordond.once() == 0
    assert [alert["kind"] for alert in kordond.alerts()] == ["new"]


def test_an_item_that_does_not_say_so_any_more_is_a_correction(kordond, server):
    def feed(*items):
        server.script("/feed", Answer.feed(rss(*items)))

    kordond.configure([{"id": "feed", "url": server.url("/feed"), "name": "ERR",
                        "interval": "1s"}], rules=RULES)
    feed(item("x", "Guards removed buoys from the Narva River in Estonia", when(0)))
    kordond.start()
    [first] = wait_until(kordond.alerts, "it is told")
    feed(item("x", "Guards counted fish in the Narva River in Estonia", when(0)))
    wait_until(lambda: len(kordond.alerts()) == 2, "the correction is told")
    alert = kordond.alerts()[1]
    assert (alert["kind"], alert["refers_to"]) == ("corrected", first["id"])
    assert alert["incident"]["status"] == "corrected"
    assert "refers_to" not in first
    [row] = kordond.ask("incidents")["incidents"]
    events = kordond.ask("incidents", "show", str(row["id"]))["events"]
    assert events[-1]["kind"] == "retract"


def test_a_correction_notice_refers_to_what_was_told(kordond, server):
    kordond.configure([{"id": "feed", "url": server.url("/feed"), "name": "ERR"}], rules=RULES)
    server.script("/feed", Answer.feed(rss(
        item("a", "Guards removed 24 buoys from the Narva River in Estonia", when(0)),
        item("b", "Guards removed 4 buoys from the Narva River in Estonia", when(1),
             "Correction: an earlier version of this article said that 24 buoys were removed."))))
    assert kordond.once() == 0
    first, second = kordond.alerts()
    assert (second["kind"], second["refers_to"]) == ("corrected", first["id"])
    assert second["incident"]["status"] == "corrected"


def test_a_figure_that_its_one_report_took_back_is_dropped(kordond, server):
    """What another report still says stays beside the new figure."""
    def feed(number):
        server.script("/feed", Answer.feed(rss(
            item("a", f"Guards removed {number} buoys from the Narva River in Estonia", when(0)),
            item("b", "Guards removed about 30 buoys from the Narva River in Estonia", when(1)))))

    def figures():
        [row] = kordond.ask("incidents")["incidents"]
        shown = kordond.ask("incidents", "show", str(row["id"]))["quantities"]
        return sorted(quantity["value"] for quantity in shown)

    kordond.configure([{"id": "feed", "url": server.url("/feed"), "name": "ERR",
                        "interval": "1s"}], rules=RULES)
    feed("1,300")
    kordond.start()
    wait_until(lambda: len(kordond.alerts()) == 2, "both are told")
    assert figures() == [30, 1300]
    feed("1,900")
    wait_until(lambda: len(kordond.alerts()) == 3, "the new figure is told")
    assert figures() == [30, 1900]
