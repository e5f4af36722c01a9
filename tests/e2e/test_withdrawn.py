"""Rules that ask what a publisher did: from the feed that lacks an item to the alert."""
import contextlib
import sqlite3

import pytest

from feeds import item, now, rss
from server import Answer, Server

RULES = """\
pack: test
version: 1
terms:
  draft: {en: [draft], ru: [проект, проекта], et: [eelnõu*]}
  sea-border: {en: ["(sea|maritime) border*"], ru: ["морск* границ*"], et: [merepiir*]}
rules:
  - id: draft-published
    title: A draft on the sea border
    category: maritime-boundary
    severity: medium
    when: draft and sea-border
    unless: withdrawn
    incident: {by: [category], window: 240h}
    raise:
      - {to: high, when: corrected}
    examples:
      - alert: Draft on the sea border
      - {alert: Draft on the sea border, corrected: yes}
      - {quiet: Draft on the sea border, withdrawn: yes}
  - id: draft-gone
    title: A draft on the sea border was taken away
    category: document-withdrawn
    severity: critical
    when: draft and sea-border and withdrawn
    examples:
      - {alert: Draft on the sea border, withdrawn: yes, facts: {withdrawn: yes}}
      - quiet: Draft on the sea border
"""


@pytest.fixture
def server():
    with Server() as running:
        yield running


def told(kordond):
    return [(alert["kind"], alert["rule"]["id"], alert["severity"]) for alert in kordond.alerts()]


def feed(draft, *more):
    others = [item("c", "Ferry late", now(-1)), item("a", "Snow tonight", now(-30))]
    return Answer.feed(rss(others[0], *draft, others[1], *more))


def test_a_draft_that_is_taken_away_is_told_by_the_rule_that_asks(kordond, server):
    draft = [item("b", "Проект постановления о морской границе", now(-3))]
    server.script("/feed", feed(draft), feed([]), feed([]), feed(draft))
    kordond.configure([{"id": "gov", "url": server.url("/feed"), "lang": "ru"}], rules=RULES)
    assert kordond.once() == 0
    assert told(kordond) == [("new", "draft-published", "medium")]
    assert [kordond.once(), kordond.once()] == [0, 0]
    assert told(kordond)[1:] == [("withdrawn", "draft-published", "medium"),
                                 ("withdrawn", "draft-gone", "critical")]
    gone = kordond.alerts()[-1]
    kordond.start()
    [listed] = kordond.ask("items", "--withdrawn")["items"]
    assert listed["id"] == gone["item"]["id"] and listed["withdrawn"] >= gone["time"]
    assert kordond.ask("items", "--withdrawn", "--until", "24h")["items"] == []
    why = {finding["rule"]: finding.get("explanation")
           for finding in kordond.ask("items", "show", listed["id"])["findings"]}
    assert set(why) == {"draft-published", "draft-gone"}
    assert all(part and part["when"] for part in why.values())
    assert "TAKEN AWAY" in kordond.run("items", "--withdrawn").stdout
    kordond.stop()
    assert gone["incident"]["status"] == "withdrawn"
    assert gone["withdrawal"]["returned"] is False
    assert gone["item"]["title"] == "Проект постановления о морской границе"
    assert "taken away by its publisher after" in gone["summary"]
    assert kordond.once() == 0
    assert [kind for kind, _, _ in told(kordond)[3:]] == ["update", "update"]
    kordond.start()
    assert kordond.ask("status")["findings"] == 2


TAKEN_BACK = """\
pack: test
version: 1
terms: {buoy: {en: [buoy*]}, remove: {en: [remov*]}}
rules:
  - id: buoys-taken-back
    title: News of buoys is taken away
    category: document-withdrawn
    severity: critical
    when: sentence(buoy and remove) and withdrawn
    examples:
      - {alert: Russia removed buoys, withdrawn: yes}
      - quiet: Russia removed buoys
"""


def test_what_looks_back_is_taken_away_as_old_news(kordond, server):
    text = ("The ferry was full. Nobody was in a hurry. "
            "In May 2019 Russia removed buoys from the river.")
    walk = [item("b", "A walk along the coast", now(-3), text)]
    server.script("/feed", feed(walk), feed([]), feed([]))
    kordond.configure([{"id": "gov", "url": server.url("/feed"), "lang": "en"}],
                      rules=TAKEN_BACK)
    assert [kordond.once(), kordond.once(), kordond.once()] == [0, 0, 0]
    assert "store:" not in kordond.log()
    kordond.start()
    [gone] = kordond.ask("items", "--withdrawn")["items"]
    assert gone["title"] == "A walk along the coast"
    assert kordond.ask("incidents")["incidents"] == []
    assert told(kordond) == []
    assert "it looks back on 2019-05" in kordond.run("alerts", "why", gone["id"]).stdout


def test_what_was_listed_by_an_earlier_version_is_followed_on(kordond, server):
    """Its entries had four numbers: row, published, updated, missing."""
    draft = [item("b", "Draft on the sea border", now(-3))]
    server.script("/feed", feed(draft), feed([]), feed([]))
    kordond.configure([{"id": "gov", "url": server.url("/feed"), "lang": "en"}], rules=RULES)
    assert [kordond.once(), kordond.once()] == [0, 0]
    with contextlib.closing(sqlite3.connect(kordond.db)) as db:
        [(entries, width)] = db.execute("SELECT entries, width FROM listings")
        assert width > 32
        old = b"".join(entries[i:i + 32] for i in range(0, len(entries), width))
        db.execute("UPDATE listings SET entries = ?, width = 32", (old,))
        db.commit()
    assert kordond.once() == 0
    assert ("withdrawn", "draft-gone", "critical") in told(kordond)


def test_one_of_a_very_large_feed_is_missed(kordond, server):
    """Large documents are read in turns: what left them is known at the end."""
    text = "Nothing of note happened on the river today. " * 20
    items = [item(f"n{n}", f"Ferry number {n} was late", now(-n / 100), text)
             for n in range(1500)]
    items[700] = item("b", "Draft on the sea border", now(-7), text)
    without = items[:700] + items[701:]
    server.script("/feed", Answer.feed(rss(*items)), Answer.feed(rss(*without)))
    kordond.configure([{"id": "gov", "url": server.url("/feed"), "lang": "en"}], rules=RULES)
    assert [kordond.once(), kordond.once(), kordond.once()] == [0, 0, 0]
    assert told(kordond) == [("new", "draft-published", "medium"),
                             ("withdrawn", "draft-published", "medium"),
                             ("withdrawn", "draft-gone", "critical")]


def test_a_draft_that_is_changed_lifts_the_severity(kordond, server):
    draft = [item("b", "Draft on the sea border", now(-3), "It moves nothing.")]
    changed = [item("b", "Draft on the sea border", now(-3), "It moves the line to the east.")]
    server.script("/feed", feed(draft), feed(changed))
    kordond.configure([{"id": "gov", "url": server.url("/feed"), "lang": "en"}], rules=RULES)
    assert [kordond.once(), kordond.once()] == [0, 0]
    assert told(kordond) == [("new", "draft-published", "medium"),
                             ("corrected", "draft-published", "high")]
    assert kordond.alerts()[-1]["summary"].startswith("Corrected: A draft on the sea border")


def test_a_page_that_is_taken_away_is_told_by_the_rule_that_asks(kordond, server):
    text = ("<title>Eelnõu</title><main><h1>Eelnõu</h1><p>Valitsus avaldas merepiiri "
            "eelnõu.</p></main>")
    page = Answer(body=text.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
    server.script("/", Answer(body=b"<title>Valitsus</title><p>Tere",
                              headers={"Content-Type": "text/html"}))
    server.script("/eelnou", page, Answer(404, b"no"))
    kordond.configure([{"id": "gov", "type": "page", "url": server.url("/eelnou"), "lang": "et"}],
                      rules=RULES)
    for _ in range(4):
        kordond.once()
    # The first reading of a page is history: the rule that asks is told all the same.
    assert told(kordond)[-1] == ("withdrawn", "draft-gone", "critical")


def test_a_rule_author_can_try_it_without_a_publisher(kordond, tmp_path):
    rules, items = tmp_path / "mine.yaml", tmp_path / "items.jsonl"
    rules.write_text(RULES, encoding="utf-8")
    tested = kordond.run("test", "--rules", rules)
    assert tested.stdout.splitlines()[-1] == "5 passed, 0 failed"
    words = ["explain", "--rules", rules, "--rule", "draft-gone", "--text",
             "A draft on the sea border"]
    quiet = kordond.run(*words, check=False)
    assert "the publisher did not take it away" in quiet.stdout
    assert "draft-gone fires" in kordond.run(*words, "--withdrawn").stdout or \
        kordond.run("--json", *words, "--withdrawn").stdout.count('"fires":true') == 1
    items.write_text('{"id": "x", "lang": "en", "title": "A draft on the sea border", '
                     '"withdrawn": true}\n', encoding="utf-8")
    matched = kordond.run("--json", "match", "--rules", rules, items).stdout
    assert "draft-gone" in matched and "draft-published" not in matched
