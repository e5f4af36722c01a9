"""The daemon from a feed to an alert: reload, restart, signals, bad days."""
import contextlib
import os
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import threading
import time

import pytest

from conftest import TOP, wait_until
from feeds import RULES, alarming, item, now, rss, when
from server import Answer, Server, conditional


@pytest.fixture
def server():
    with Server() as running:
        yield running


def source(server, path, **more):
    return {"id": path.strip("/").replace("/", "-"), "url": server.url(path), **more}


def rows(kordond, sql):
    with sqlite3.connect(f"file:{kordond.db}?mode=ro", uri=True) as db:
        return db.execute(sql).fetchall()


def items_in(kordond):
    return kordond.ask("status")["items"]


def state_of(kordond, name):
    return next(row for row in kordond.ask("sources")["sources"] if row["id"] == name)


# ---- from a feed to an alert -------------------------------------------------------


def test_an_item_becomes_an_alert_with_its_evidence(kordond, server):
    server.script("/feed", Answer.feed(rss(
        item("a", "Moscow removed 24 of 50 buoys on the Narva River", when(0),
             "Estonian officials said so on Thursday."),
        item("b", "Ferry timetable changes for the summer", when(1)))))
    kordond.configure([source(server, "/feed", lang="en", country="EE",
                              publisher="Test Paper")], rules=RULES)
    assert kordond.once() == 0
    [alert] = kordond.alerts()
    assert alert["schema"] == "kordon.alert/1"
    assert (alert["kind"], alert["severity"], alert["category"]) == (
        "new", "high", "border-marker")
    assert alert["rule"] == {"id": "buoys-removed", "title": "Border buoys removed",
                             "pack": "test"}
    assert alert["item"]["publisher"] == "Test Paper"
    assert alert["item"]["published"] == "2024-05-23T06:00:00Z"
    assert alert["item"]["title"] == "Moscow removed 24 of 50 buoys on the Narva River"
    for part in alert["evidence"]:
        assert alert["item"][part["field"]][part["start"]:part["end"]] == part["text"]
    assert {part["text"] for part in alert["evidence"]} == {"removed", "buoys"}
    [quantity] = alert["incident"]["quantities"]
    assert (quantity["value"], quantity["of"], quantity["term"]) == (24, 50, "buoy")
    assert [place["id"] for place in alert["incident"]["places"]] == ["narva-river"]


def test_old_news_of_a_new_source_is_history(kordond, server):
    server.script("/feed", Answer.feed(rss(
        item("old", "Guards removed buoys long ago", when(0)),
        item("undated", "Guards removed buoys at some time"),
        item("fresh", "Guards removed buoys this hour", now(-1)))))
    kordond.configure([source(server, "/feed")], rules=RULES, alert_max_age="48h")
    kordond.start()
    wait_until(lambda: items_in(kordond) == 3, "three items are recorded")
    wait_until(kordond.alerts, "an alert")
    assert [alert["item"]["title"] for alert in kordond.alerts()] == [
        "Guards removed buoys this hour"]


def test_two_documents_of_the_same_items_raise_once(kordond, server):
    feed = rss(alarming(1, 0), alarming(2, 10))
    server.script("/a", Answer.feed(feed))
    kordond.configure([source(server, "/a")], rules=RULES)
    assert kordond.once() == 0
    assert kordond.once() == 0
    assert len(kordond.alerts()) == 2
    assert len(server.asked("/a")) == 2


def test_items_of_once_can_be_searched(kordond, server):
    server.script("/feed", Answer.feed(rss(item("a", "Ferries keep to their timetable", when(0)))))
    kordond.configure([source(server, "/feed", interval="1h")], rules=RULES)
    assert kordond.once() == 0
    assert rows(kordond, "SELECT count(*) FROM item_search_docsize") == [(1,)]
    kordond.start()
    [found] = kordond.ask("items", "search", "timetable")["items"]
    assert found["title"] == "Ferries keep to their timetable"


def test_what_a_kill_left_unindexed_is_indexed_after_the_restart(kordond, server):
    server.script("/feed", Answer.feed(rss(item("a", "Ferries keep to their timetable", when(0)))))
    kordond.configure([source(server, "/feed", interval="1h")], rules=RULES)
    kordond.start()
    wait_until(lambda: items_in(kordond) == 1, "the item is recorded")
    kordond.kill()
    kordond.start()
    wait_until(lambda: kordond.ask("items", "search", "timetable")["items"],
               "the item is found by its words")


def test_an_item_is_shown_with_its_revisions(kordond, server):
    server.script("/feed", Answer.feed(rss(item("a", "Draft decree moves the sea border",
                                                when(0), "A draft was published."))),
                  Answer.feed(rss(item("a", "Draft decree is gone", when(0),
                                       "The page is empty now."))))
    kordond.configure([source(server, "/feed")], rules=RULES)
    assert [kordond.once(), kordond.once()] == [0, 0]
    kordond.start()
    [listed] = kordond.ask("items")["items"]
    assert listed["revisions"] == 1
    whole = kordond.ask("items", "show", listed["id"])
    assert (whole["title"], whole["summary"]) == ("Draft decree is gone", "The page is empty now.")
    [revision] = whole["history"]
    assert revision["changed"] == ["title", "summary"]
    assert revision["before"] == {"title": "Draft decree moves the sea border",
                                  "summary": "A draft was published."}
    assert revision["diff"]["title"] == [
        {"op": "keep", "bytes": 13, "text": "Draft decree "},
        {"op": "delete", "bytes": 20, "text": "moves the sea border"},
        {"op": "insert", "bytes": 7, "text": "is gone"}]
    shown = kordond.run("items", "show", listed["id"]).stdout
    assert "title    Draft decree [-moves the sea border-]{+is gone+}\n" in shown
    colored = kordond.run("--color", "always", "items", "show", listed["id"]).stdout
    assert "\x1b[31m[-moves the sea border-]\x1b[0m\x1b[32m{+is gone+}\x1b[0m" in colored
    missing = kordond.run("items", "show", "01NOSUCHITEM", check=False)
    assert missing.returncode == 1 and "no item 01NOSUCHITEM" in missing.stderr


def test_what_changed_of_an_item_cannot_move_a_cursor(kordond, server):
    server.script("/feed", Answer.feed(rss(item("a", "Calm", when(0), "All is calm"))),
                  Answer.feed(rss(item("a", "Calm", when(0), "All is\u202ered \u009b31m calm"))))
    kordond.configure([source(server, "/feed")], rules=RULES)
    assert [kordond.once(), kordond.once()] == [0, 0]
    kordond.start()
    [listed] = kordond.ask("items")["items"]
    for words in (["items", "show"], ["--json", "items", "show"]):
        shown = kordond.run(*words, listed["id"]).stdout
        assert "red" in shown
        assert not set(shown) & {"\u202e", "\u009b", "\x1b"}


def test_an_item_that_is_taken_away_is_an_event(kordond, server):
    draft = item("draft", "Draft: buoys to be removed from the river", now(-3))
    others = [item("c", "Ferry late", now(-1)), item("a", "Snow tonight", now(-30))]
    whole, without = rss(others[0], draft, others[1]), rss(*others)
    server.script("/feed", Answer.feed(whole), Answer.feed(without), Answer.feed(""),
                  Answer.feed(without), Answer.feed(whole))
    kordond.configure([source(server, "/feed")], rules=RULES)
    assert [kordond.once() for _ in range(3)] == [0, 0, 1]
    assert [alert["kind"] for alert in kordond.alerts()] == ["new"]
    assert kordond.once() == 0
    gone = kordond.alerts()[-1]
    assert gone["kind"] == "withdrawn"
    assert gone["incident"]["status"] == "withdrawn"
    assert gone["item"]["title"] == "Draft: buoys to be removed from the river"
    assert gone["withdrawal"]["lived_s"] >= 0
    assert gone["evidence"] == kordond.alerts()[0]["evidence"]
    assert "taken away by its publisher after" in gone["summary"]
    assert rows(kordond, "SELECT title FROM public_withdrawn") == [(gone["item"]["title"],)]
    kordond.start()
    poll(kordond, "feed")
    wait_until(lambda: len(kordond.alerts()) == 3, "it is told that it is here again")
    assert kordond.alerts()[-1]["withdrawal"]["returned"] is True
    shown = kordond.ask("items", "show", gone["item"]["id"])
    assert [event["kind"] for event in shown["events"]] == ["withdrawn", "returned"]
    assert shown["withdrawn"] is None


# ---- polite ------------------------------------------------------------------------


def test_validators_are_sent_byte_for_byte_also_after_a_restart(kordond, server):
    etag, date = 'W/"a/b:\\c+d"', "Thu, 23 May 2024 06:00:00 GMT"
    server.script("/feed", conditional(rss(alarming(1, 0)), etag, date))
    kordond.configure([source(server, "/feed")], rules=RULES)
    assert kordond.once() == 0
    assert kordond.once() == 0
    first, second = server.asked("/feed")
    assert first.header("If-None-Match") is None
    assert first.header("If-Modified-Since") is None
    assert second.header("If-None-Match") == etag
    assert second.header("If-Modified-Since") == date
    assert len(kordond.alerts()) == 1


def test_validators_outlive_errors(kordond, server):
    server.script("/feed",
                  Answer.feed(rss(alarming(1, 0)), headers={"ETag": '"one"'}),
                  Answer(503, b"busy"), Answer(429, b"slow down"), Answer.feed("not a feed"),
                  conditional("", '"one"'))
    kordond.configure([source(server, "/feed")], rules=RULES)
    assert [kordond.once() for _ in range(5)] == [0, 1, 1, 1, 0]  # 1: no source answered well
    assert [request.header("If-None-Match") for request in server.asked("/feed")] == [
        None, '"one"', '"one"', '"one"', '"one"']


def test_the_user_agent_names_kordon_and_the_contact(kordond, server):
    server.script("/feed", Answer.feed(rss()))
    kordond.configure([source(server, "/feed")], rules=RULES,
                      fetch=", contact: desk@paper.example")
    kordond.once()
    [request] = server.asked("/feed")
    assert re.fullmatch(r"kordon/[\d.]+ \(\+desk@paper\.example\)",
                        request.header("User-Agent"))


def test_a_restart_is_quiet(kordond, server):
    server.script("/feed", Answer.feed(rss(alarming(1, 0))))
    server.script("/other", Answer.feed(rss(alarming(2, 9))))
    kordond.configure([source(server, "/feed", interval="1h")], rules=RULES)
    kordond.start()
    wait_until(kordond.alerts, "an alert")
    assert kordond.stop() == 0
    # The new source shows when the restarted daemon has polled what is due.
    kordond.configure([source(server, "/feed", interval="1h"), source(server, "/other")],
                      rules=RULES)
    kordond.start()
    wait_until(lambda: len(kordond.alerts()) == 2, "the alert of the new source")
    assert len(server.asked("/feed")) == 1


def test_retry_after_is_kept(kordond, server):
    server.script("/feed", Answer(503, b"", {"Retry-After": "7200"}))
    kordond.configure([source(server, "/feed", interval="1m")], rules=RULES)
    kordond.start()
    state = wait_until(lambda: state_of(kordond, "feed")["failures"] and
                       state_of(kordond, "feed"), "the failure is seen")
    assert state["state"] == "failing"
    assert "503" in state["reason"]
    [[due, attempt]] = rows(kordond, "SELECT due, last_attempt FROM sources")
    assert due - attempt >= 7200


def test_redirects_are_followed_and_validators_stay_with_their_url(kordond, server):
    server.script("/feed", Answer(302, b"", {"Location": "/new/place"}))
    server.script("/new/place", Answer.feed(rss(alarming(1, 0)), headers={"ETag": '"n"'}))
    kordond.configure([source(server, "/feed")], rules=RULES)
    assert kordond.once() == 0
    assert len(kordond.alerts()) == 1
    assert len(server.asked("/new/place")) == 1


# ---- bad days ----------------------------------------------------------------------

BOMB = b"<rss><channel><item><title>" + b"x" * (64 << 20)
LAUGHS = ("<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'ha'>" +
          "".join(f"<!ENTITY {b} '{('&' + a + ';') * 10}'>"
                  for a, b in zip("abcdefghi", "bcdefghij")) +
          "]><rss version='2.0'><channel><item><title>&j;</title></item></channel></rss>")

BAD_ANSWERS = {
    "page": (Answer(200, b"<!DOCTYPE html><title>Front page</title><p>Hello",
                    {"Content-Type": "text/html"}), "not-a-feed"),
    "nothing": (Answer(200, b""), "empty"),
    "truncated": (Answer.feed(rss(alarming(9, 0)), cut=120), "truncated"),
    "bomb": (Answer.zipped(BOMB), "too-large"),
    "binary": (Answer(200, bytes(range(256)) * 40), "not-a-feed"),
    "garbage": (Answer(raw=b"\x00\xff SSH-2.0 hello\r\n\r\n"), "protocol"),
    "reset": (Answer.feed("x" * 1000, cut=10, reset=True), "truncated"),
    "forbidden": (Answer(403, b"no"), "http-403"),
    "gone": (Answer(410, b"gone"), "http-410"),
    "loop": (Answer(302, b"", {"Location": "/loop"}), "redirect"),
    "elsewhere": (Answer(302, b"", {"Location": "ftp://files.example/feed"}), "redirect"),
    "private": (Answer(302, b"", {"Location": "http://[::1]:9/feed"}), "refused-address"),
}


def test_every_bad_answer_is_named_and_hurts_nobody_else(kordond, server):
    for name, (answer, _) in BAD_ANSWERS.items():
        server.script(f"/{name}", answer)
    server.script("/laughs", Answer.feed(LAUGHS))
    server.script("/good", Answer.feed(rss(alarming(1, 0))))
    names = [*BAD_ANSWERS, "laughs", "good"]
    kordond.configure([source(server, f"/{name}") for name in names], rules=RULES)
    kordond.start()
    wait_until(lambda: all(state_of(kordond, name)["polls"] for name in names),
               "all sources were polled")
    for name, (_, expected) in BAD_ANSWERS.items():
        state = state_of(kordond, name)
        assert state["class"] == expected, state
        assert state["reason"], state
    assert state_of(kordond, "good")["state"] == "ok"
    assert len(kordond.alerts()) == 1
    assert kordond.stop() == 0


def test_a_host_that_is_not_there_is_named(kordond):
    kordond.configure([{"id": "nobody", "url": "http://127.0.0.1:9/feed"},
                       {"id": "nowhere", "url": "http://kordon-test.invalid/feed"}],
                      rules=RULES)
    kordond.start()
    wait_until(lambda: state_of(kordond, "nobody")["polls"] and
               state_of(kordond, "nowhere")["polls"], "both were tried")
    assert state_of(kordond, "nobody")["class"] == "connect"
    assert state_of(kordond, "nowhere")["class"] == "dns"
    assert "kordon-test.invalid" in state_of(kordond, "nowhere")["reason"]


def test_a_damaged_feed_gives_what_can_be_read_and_says_so(kordond, server):
    feed = rss(alarming(1, 0), alarming(2, 9)).replace("Number 1 of", "Tom & Jerry <3 of &nbsp;")
    server.script("/feed", Answer.feed(feed))
    kordond.configure([source(server, "/feed")], rules=RULES)
    kordond.start()
    wait_until(lambda: len(kordond.alerts()) == 2, "both items raise")
    assert state_of(kordond, "feed")["reading"].startswith(("recovered", "salvaged"))


def test_outside_text_never_reaches_the_terminal_as_an_escape(kordond, server):
    # Characters that XML 1.0 may not hold come as JSON Feed.
    title = "Guards removed buoys \\u001b[2J\\u001b]0;owned\\u0007 \\u202eevil\\u202c"
    server.script("/feed", Answer(200, (
        '{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":"1",'
        f'"title":"{title}","date_published":"2024-05-23T06:00:00Z"}}]}}').encode(),
        {"Content-Type": "application/feed+json"}))
    kordond.configure([source(server, "/feed", name="a\u001bb")], rules=RULES)
    kordond.start()
    wait_until(kordond.alerts, "an alert")
    for command in ("alerts", "incidents", "sources", "status"):
        shown = kordond.run("--color", "always", command).stdout
        plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", plain), command
    assert "\x1b" not in kordond.alert_log.read_text()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", kordond.log())


# ---- reload and signals ------------------------------------------------------------


def test_a_good_reload_takes_effect(kordond, server):
    server.script("/a", Answer.feed(rss(alarming(1, 0))))
    server.script("/b", Answer.feed(rss(alarming(2, 9))))
    kordond.configure([source(server, "/a", interval="1h")], rules=RULES)
    kordond.start()
    wait_until(kordond.alerts, "the first alert")
    kordond.configure([source(server, "/a", interval="1h"), source(server, "/b")],
                      rules=RULES)
    kordond.signal(signal.SIGHUP)
    wait_until(lambda: len(kordond.alerts()) == 2, "the alert of the added source")
    assert len(server.asked("/a")) == 1


def test_a_bad_reload_changes_nothing_and_says_why(kordond, server):
    server.script("/a", Answer.feed(rss(alarming(1, 0))))
    kordond.configure([source(server, "/a")], rules=RULES)
    kordond.start()
    kordond.configure([source(server, "/a", intervall="5m"), source(server, "/b")],
                      rules=RULES.replace("when: sentence(", "when: sentense("))
    kordond.signal(signal.SIGHUP)
    wait_until(lambda: "sentense" in kordond.log(), "the mistakes are in the log")
    assert re.search(r"rules\.yaml:11:\d+: error: ", kordond.log())
    assert re.search(r"sources\.yaml:2:\d+: error: .*'intervall'", kordond.log())
    answer = kordond.ctl("reload", check=False)
    assert answer.returncode != 0
    assert "sentense" in answer.stdout + answer.stderr
    assert kordond.log().count("the new configuration is refused") == 2  # the asked one, too
    assert [row["id"] for row in kordond.ask("sources")["sources"]] == ["a"]
    assert not server.asked("/b")


def test_a_reload_that_is_asked_for_is_logged_and_tells_what_wants_a_restart(kordond, server):
    server.script("/a", Answer.feed(rss(alarming(1, 0))))
    kordond.configure([source(server, "/a")], rules=RULES)
    kordond.start()
    assert kordond.run("reload").stdout == "reloaded\n"
    assert "configuration reloaded: 1 sources" in kordond.log()
    kordond.config.write_text(kordond.config.read_text().replace("kordon.db", "other.db"))
    said = "section 'store' has changed: restart to apply it"
    assert said in kordond.run("reload").stdout
    assert said in kordond.log()


def test_sigusr1_reopens_the_alert_log(kordond, server):
    server.script("/a", Answer.feed(rss(alarming(1, 0))),
                  Answer.feed(rss(alarming(1, 0), alarming(2, 9))))
    kordond.configure([source(server, "/a", interval="1h")], rules=RULES)
    kordond.start()
    wait_until(kordond.alerts, "the first alert")
    rotated = kordond.alert_log.rename(kordond.folder / "alerts.jsonl.1")
    kordond.signal(signal.SIGUSR1)
    wait_until(kordond.alert_log.exists, "a new alert log")
    wait_until(lambda: kordond.ctl("sources", "poll", "a", check=False).returncode == 0,
               "the source may be polled again")
    wait_until(kordond.alerts, "an alert in the new log")
    assert [alert["item"]["id"] for alert in kordond.alerts()] != []
    assert len(rotated.read_text().splitlines()) == 1
    assert len(kordond.alerts()) == 1


def test_sigterm_finishes_what_is_in_flight(kordond, server):
    held = threading.Event()
    server.script("/a", Answer.feed(rss(alarming(1, 0)), wait=held))
    kordond.configure([source(server, "/a")], rules=RULES)
    kordond.start()
    wait_until(lambda: server.asked("/a"), "the request is in flight")
    kordond.signal(signal.SIGTERM)
    held.set()
    assert kordond.process.wait(timeout=30) == 0
    assert len(kordond.alerts()) == 1


def test_sigterm_does_not_wait_for_ever(kordond, server):
    held = threading.Event()
    server.script("/a", Answer.feed(rss(alarming(1, 0)), wait=held))
    kordond.configure([source(server, "/a")], rules=RULES)
    kordond.start()
    wait_until(lambda: server.asked("/a"), "the request is in flight")
    try:
        assert kordond.stop() == 0
    finally:
        held.set()
    assert kordond.alerts() == []


# ---- nothing lost, nothing twice ---------------------------------------------------


def test_kill_nine_loses_nothing_and_alerts_nothing_twice(kordond, server):
    count, kills = 60, 20
    served = threading.Event()
    progress = {"upto": 0}

    def growing(_):
        progress["upto"] = min(progress["upto"] + 2, count)
        served.set()
        return Answer.feed(rss(*[alarming(i, 3 * i) for i in range(progress["upto"])]))

    server.script("/a", growing)
    kordond.configure([source(server, "/a", interval="1s")], rules=RULES)
    for turn in range(kills):
        served.clear()
        kordond.start("--once", wait=False)
        assert served.wait(timeout=60)
        # A different moment each time: in parse, in commit, in delivery, after it.
        wait_until(lambda: kordond.process.poll() is not None or busy(turn), "the moment")
        kordond.kill()
    while progress["upto"] < count:
        assert kordond.once() == 0
    assert kordond.once() == 0
    ids = [alert["id"] for alert in kordond.alerts()]
    guids = [alert["item"]["title"] for alert in kordond.alerts()]
    assert len(ids) == len(set(ids))
    assert sorted(guids) == sorted(set(guids))
    assert len(guids) == count
    assert rows(kordond, "PRAGMA integrity_check") == [("ok",)]


def busy(turn, state={}):
    """True after a number of calls that differs from turn to turn."""
    state[turn] = state.get(turn, 0) + 1
    return state[turn] > turn % 7


def test_a_torn_last_line_of_the_alert_log_is_cut_off(kordond, server):
    server.script("/a", Answer.feed(rss(alarming(1, 0))),
                  Answer.feed(rss(alarming(1, 0), alarming(2, 9))))
    kordond.configure([source(server, "/a")], rules=RULES)
    kordond.once()
    with open(kordond.alert_log, "a", encoding="utf-8") as log:
        log.write('{"schema":"kordon.alert/1","id":"torn","time":"20')
    kordond.once()
    assert [alert["item"]["title"][:8] for alert in kordond.alerts()] == [
        "Report 1", "Report 2"]


# ---- the store has a bad day -------------------------------------------------------


def test_a_file_that_is_no_database_is_refused_with_a_next_step(kordond, server):
    kordond.configure([], rules=RULES)
    kordond.db.write_bytes(b"This is not a database, it is a letter. " * 50)
    assert kordond.once() == 2
    assert str(kordond.db) in kordond.log()
    assert kordond.db.read_bytes().startswith(b"This is not a database")


def test_a_database_of_a_newer_kordon_is_refused(kordond, server):
    kordond.configure([], rules=RULES)
    assert kordond.once() == 0
    with sqlite3.connect(kordond.db) as db:
        db.execute("PRAGMA user_version = 9999")
    assert kordond.once() == 2
    assert "newer" in kordond.log()


def lay_folder(path):
    path.mkdir()


def lay_under_a_file(path):
    path.parent.write_text("no folder")


def lay_other_program(path):
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE letters (body TEXT)")


@pytest.mark.parametrize("lay, said", [
    (None, "No such file or directory"), (lay_folder, "Is a directory"),
    (lay_under_a_file, "Not a directory"), (lay_other_program, "of another program")])
def test_what_starting_again_does_not_mend_is_no_case_for_a_restart(kordond, tmp_path, lay, said):
    """Exit status 2, which the unit leaves at that; a missing folder is not made."""
    kordond.db = tmp_path / "place" / "kordon.db"
    if lay in (lay_folder, lay_other_program):
        kordond.db.parent.mkdir()
    if lay:
        lay(kordond.db)
    kordond.configure([], rules=RULES)
    assert kordond.once() == 2
    assert said in kordond.log() and str(kordond.db) in kordond.log()


def test_a_database_of_the_first_schema_opens_with_all_it_holds(kordond, server):
    with contextlib.closing(sqlite3.connect(kordond.db)) as db:
        db.executescript((TOP / "tests/fixtures/schema-1.sql").read_text())
        db.execute("INSERT INTO items VALUES (1, '01OLD', 'feed', 'a', NULL, NULL, 'en', 'Old "
                   "news', NULL, NULL, 0, NULL, 1716444000, NULL, 1716444000, NULL, 1, 11, 0, 12)")
        db.execute("INSERT INTO revisions VALUES (1, 0, 1716444000, 'a', NULL, 'Older news', "
                   "NULL, NULL, 'text url ')")
        db.execute("INSERT INTO identities VALUES (11, 0, 1)")
        db.execute("INSERT INTO incidents VALUES (7, 'Buoys removed', 'border-marker', 'open', "
                   "'high', 1716444000, 1716444000, '[\"EE\"]', '[]', '[]', 1, 1, 1, 1, 0)")
        db.execute("INSERT INTO findings VALUES (1, 'buoys', 7, 'test', 'border-marker', 'high', 0, "
                   "NULL, '[]', '{}', 1716444000)")
        db.commit()
    server.script("/feed", Answer.feed(rss(alarming(1, 0))))
    kordond.configure([source(server, "/feed")], rules=RULES)
    kordond.start()
    wait_until(kordond.alerts, "an alert of the new program")
    old = kordond.ask("items", "show", "01OLD")
    assert (old["title"], old["withdrawn"], old["events"]) == ("Old news", None, [])
    assert old["history"][0]["before"] == {"title": "Older news", "summary": None,
                                           "content": None, "url": None}
    assert kordond.ask("status")["items"] == 2
    incident = kordond.ask("incidents", "show", "7")
    assert (incident["status"], incident["outlets"]) == ("reported", 1)
    assert incident["events"][0]["cause"] == "recorded by an earlier version"
    kordond.run("incidents", "note", "7", "as it was")


def test_two_daemons_do_not_share_a_database(kordond, server):
    kordond.configure([], rules=RULES)
    kordond.start()
    first = kordond.process
    try:
        kordond.start(wait=False)
        assert kordond.process.wait(timeout=30) == 1
        assert first.poll() is None
    finally:
        kordond.process = first


def test_a_full_table_of_connections_is_said_once(kordond):
    kordond.configure([])
    kordond.start()
    process = kordond.process.pid
    limit = len(os.listdir(f"/proc/{process}/fd")) + 8
    _, hard = resource.prlimit(process, resource.RLIMIT_NOFILE)
    resource.prlimit(process, resource.RLIMIT_NOFILE, (limit, hard))
    began = time.monotonic()
    with contextlib.ExitStack() as held:
        for _ in range(20):
            connection = held.enter_context(socket.socket(socket.AF_UNIX))
            connection.connect(str(kordond.socket))
        wait_until(lambda: "no more connections can be taken" in kordond.log(), "it is said")
        wait_until(lambda: time.monotonic() > began + 3.5, "it was tried again, and again")
    wait_until(kordond.answers, "it answers again")
    wait_until(lambda: "connections are taken again" in kordond.log(), "that is said too")
    assert kordond.log().count("no more connections can be taken") == 1
    assert kordond.log().count("connections are taken again") == 1
    assert kordond.stop() == 0


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 2 MiB, which root can fill."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder],
            capture_output=True).returncode:
        pytest.skip("a small file system can be mounted by root alone")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(path):
    with open(path, "wb", buffering=0) as ballast:
        with contextlib.suppress(OSError):
            while True:
                ballast.write(b"x" * 4096)


def poll(kordond, name):
    wait_until(lambda: kordond.ctl("sources", "poll", name, check=False).returncode == 0,
               "the source may be polled again")


def test_a_full_disk_is_said_and_nothing_is_lost(kordond, server, small_disk):
    kordond.db, kordond.alert_log = small_disk / "kordon.db", small_disk / "alerts.jsonl"
    long = "<p>Words about other things. </p>" * 4000
    first, second = alarming(1, 0), alarming(2, 9).replace("Number 2", long.replace("<", "&lt;"))
    server.script("/a", Answer.feed(rss(first)), Answer.feed(rss(first, second)))
    kordond.configure([source(server, "/a", interval="1h")], rules=RULES)
    kordond.start()
    wait_until(kordond.alerts, "the first alert")
    fill(small_disk / "ballast")
    poll(kordond, "a")
    wait_until(lambda: "full" in kordond.log() or "No space" in kordond.log(),
               "the log says that the disk is full")
    assert state_of(kordond, "a")["class"] == "store"
    assert kordond.process.poll() is None
    (small_disk / "ballast").unlink()
    poll(kordond, "a")
    wait_until(lambda: len(kordond.alerts()) == 2, "the second alert")
    assert items_in(kordond) == 2
    assert kordond.stop() == 0


def test_a_start_on_a_full_disk_may_be_tried_again(kordond, small_disk):
    kordond.db = small_disk / "kordon.db"
    kordond.configure([], rules=RULES)
    fill(small_disk / "ballast")
    assert kordond.once() == 1
    assert "full" in kordond.log() or "No space" in kordond.log()
    (small_disk / "ballast").unlink()
    assert kordond.once() == 0


def test_a_disk_that_stays_full_is_said_once(kordond, server, small_disk):
    """Polls that bring nothing new write no item, and are no sign of room."""
    kordond.db, kordond.alert_log = small_disk / "kordon.db", small_disk / "alerts.jsonl"
    server.script("/a", Answer.feed(rss(alarming(1, 0))))
    kordond.configure([source(server, "/a", interval="1h")], rules=RULES,
                      store=", disk_reserve: 64KiB")
    kordond.start()
    wait_until(kordond.alerts, "the first alert")
    fill(small_disk / "ballast")
    for _ in range(4):
        polls = state_of(kordond, "a")["polls"]
        poll(kordond, "a")
        wait_until(lambda: state_of(kordond, "a")["polls"] > polls, "the poll has ended")
    assert kordond.log().count("has no room on the disk") == 1
    assert "has no room on the disk" in kordond.ask("status")["trouble"]
    assert "takes again" not in kordond.log()
    (small_disk / "ballast").unlink()
    poll(kordond, "a")
    wait_until(lambda: "takes again" in kordond.log(), "the end of it is told")
    assert not kordond.ask("status").get("trouble")
    assert kordond.stop() == 0
