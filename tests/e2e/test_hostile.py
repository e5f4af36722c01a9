"""What others on the machine may have laid in the daemon's way; and documents as large as the
body ceiling lets them be, with the ceiling that a user has: while each is read kordond answers
its control socket, its memory grows by no more than twice the ceiling, another source is polled
on, and the state names what was left out."""
import dataclasses
import json
import os
import stat
import time

import pytest

from conftest import ctl, wait_until
from feeds import RULES, alarming, item, rss, when
from hostile_documents import BODY_MAX, DOCUMENTS
from server import Answer, Server

NOBODY = 65534


@pytest.fixture
def kordond_with_news(kordond):
    with Server() as server:
        server.script("/feed", Answer.feed(rss(alarming(1, 0))))
        kordond.configure([{"id": "feed", "url": server.url("/feed")}], rules=RULES)
        yield kordond


def lay_link(path, target, owner):
    if os.geteuid() != 0:
        pytest.skip("only root can make a link of somebody else's")
    path.symlink_to(target)
    os.lchown(path, owner, owner)


def test_no_alert_is_written_through_a_link_of_others(kordond_with_news):
    kordond = kordond_with_news
    victim = kordond.folder / "victim"
    victim.write_text("precious")
    lay_link(kordond.alert_log, victim, NOBODY)
    kordond.once()
    assert victim.read_text() == "precious"
    assert f"{kordond.alert_log} is a link that another user made" in kordond.log()
    kordond.alert_log.unlink()
    kordond.once()
    assert len(kordond.alerts()) == 1, "it waited in the outbox"


def test_a_link_of_our_own_is_followed(kordond_with_news):
    kordond = kordond_with_news
    elsewhere = kordond.folder / "elsewhere.jsonl"
    lay_link(kordond.alert_log, elsewhere, 0)
    assert kordond.once() == 0
    assert len(elsewhere.read_text().splitlines()) == 1


@pytest.mark.parametrize("suffix", ["", ".lock"])
def test_no_database_is_made_through_a_link_of_others(kordond_with_news, suffix):
    kordond = kordond_with_news
    victim = kordond.folder / "victim"
    lay_link(kordond.folder / f"kordon.db{suffix}", victim, NOBODY)
    assert kordond.once() == 2
    assert not victim.exists()
    assert "is a link that another user made" in kordond.log()


def test_what_stands_at_the_sockets_path_is_not_touched(kordond_with_news):
    kordond = kordond_with_news
    kordond.socket.write_text("a file of somebody's")
    kordond.start(wait=False)
    assert kordond.process.wait(timeout=30) == 2
    assert kordond.socket.read_text() == "a file of somebody's"
    assert str(kordond.socket) in kordond.log()


def test_the_socket_is_for_owner_and_group_alone(kordond_with_news):
    kordond_with_news.start()
    assert stat.S_IMODE(kordond_with_news.socket.stat().st_mode) == 0o660


def test_huge_and_endless_files_end_in_a_message(tmp_path):
    deep = tmp_path / "deep.xml"
    deep.write_text("<rss><channel>" + "<a>" * 500_000)
    many = tmp_path / "many.xml"
    many.write_text("<rss version='2.0'><channel>" + "<item><title>x</title></item>" * 300_000)
    for path in (deep, many, "/dev/zero"):
        answer = ctl("parse", path, check=False)
        assert answer.returncode in (0, 1)
        assert answer.returncode == 0 or str(path) in answer.stderr
    endless = ctl("check", "/dev/zero", check=False)
    assert endless.returncode == 2
    assert "64 MiB" in endless.stderr


def test_a_title_of_megabytes_does_not_fill_the_lists(kordond):
    """The lists are made in the daemon's memory, with thousands of rows."""
    title = "Guards removed buoys " + "A" * 3000000
    url = "https://news.example/" + "u" * 10000
    with Server() as server:
        server.script("/feed", Answer.feed(rss(item("g", title, when(0), link=url))))
        kordond.configure([{"id": "feed", "url": server.url("/feed")}], rules=RULES)
        kordond.start()
        wait_until(lambda: kordond.ask("incidents")["incidents"], "the incident")
    [row] = kordond.ask("items")["items"]
    assert row["title"].startswith("Guards removed buoys AAA") and row["title"].endswith("…")
    assert len(json.dumps(kordond.ask("items"))) < 10000
    assert len(json.dumps(kordond.ask("incidents", "show", "1"))) < 20000
    assert kordond.ask("items", "show", row["id"])["title"] == title[:16384]
    [source] = kordond.ask("sources")["sources"]
    assert "items beyond the ceiling left out" in source["reading"]
    assert "fields beyond the ceiling cut" in source["reading"]
    assert kordond.stop() == 0


# ---- documents up to the ceiling -------------------------------------------------------


def peak_memory(kordond):
    with open(f"/proc/{kordond.process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status
                    if line.startswith("VmHWM:"))


def seconds_worked(kordond):
    """CPU of the daemon: unlike the clock it knows nothing of what else the machine does."""
    with open(f"/proc/{kordond.process.pid}/schedstat", encoding="ascii") as numbers:
        return int(numbers.read().split()[0]) / 1e9


def state_of(kordond, name):
    rows = kordond.ask("sources")["sources"]
    return next(row for row in rows if row["id"] == name)


def answer_of(document):
    return Answer(body=document.body(), headers={"Content-Type": document.kind})


def settle(kordond, server, document):
    """Everything that reading small documents needs is in memory."""
    server.script("/good", Answer.feed(rss(alarming(1, 0))))
    server.script("/hostile", Answer(200, b"<html><body><p>Small.</p></body></html>")
                  if document.page else Answer.feed(rss(*[alarming(n, 0) for n in range(50)])))
    server.script("/", Answer(200, b"<html><body>Front.</body></html>"))
    hostile = {"id": "hostile", "url": server.url("/hostile"), "interval": "30d"}
    if document.page:
        hostile["type"] = "page"
    kordond.configure([{"id": "good", "url": server.url("/good"), "interval": "1s"}, hostile],
                      rules=RULES)
    kordond.start()
    wait_until(lambda: kordond.get("/v1/status")["sources"]["new"] == 0, "both were polled", 60)


@dataclasses.dataclass
class Seen:
    state: dict      # of the source, afterwards
    grown: int       # bytes, at the peak
    waited: float    # seconds, for the slowest answer
    worked: float    # seconds of CPU while an answer was waited for, at most
    took: float      # seconds from the request to the end
    answers: int


def poll_and_watch(kordond, server):
    before, polls = peak_memory(kordond), state_of(kordond, "hostile")["polls"]
    asked = len(server.asked("/hostile"))
    wait_until(lambda: kordond.ctl("sources", "poll", "hostile", check=False).returncode == 0,
               "it may be polled")
    wait_until(lambda: len(server.asked("/hostile")) > asked, "it is asked for")
    began, waits, works = time.monotonic(), [], []
    while True:
        at, worked = time.monotonic(), seconds_worked(kordond)
        kordond.get("/v1/status")
        waits.append(time.monotonic() - at)
        works.append(seconds_worked(kordond) - worked)
        assert at - began < 120, "it is read in vain"
        # The list of sources costs more than the status: it is not asked for all the time.
        if len(waits) % 20 == 0 and state_of(kordond, "hostile")["polls"] > polls:
            break
    return Seen(state_of(kordond, "hostile"), peak_memory(kordond) - before, max(waits),
                max(works), time.monotonic() - began, len(waits))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_document_as_large_as_may_be_hurts_nobody(kordond, document):
    with Server() as server:
        settle(kordond, server, document)
        good = len(server.asked("/good"))
        server.script("/hostile", answer_of(document))
        seen = poll_and_watch(kordond, server)
        wait_until(lambda: len(server.asked("/good")) > good, "the good source goes on")
    assert seen.state["class"] == document.expected, seen.state
    assert document.says in f"{seen.state['reading']} {seen.state['reason']}", seen.state
    assert seen.grown <= 2 * BODY_MAX, seen
    assert kordond.stop() == 0


# ---- in the middle of a document -------------------------------------------------------


def large(count=6000):
    """News of an hour each; three of them are what the rules look for."""
    return rss(*[alarming(n, -n) if n % (count // 3) == 7 else
                 item(f"plain-{n}", f"Ferry {n} runs late", when(-n), "words " * 100)
                 for n in range(count)])


def begin(kordond, server, count=6000):
    """A large document is being read."""
    server.script("/large", Answer.feed(large(count), headers={"ETag": '"whole"'}))
    kordond.configure([{"id": "large", "url": server.url("/large"), "interval": "1d"}],
                      rules=RULES)
    kordond.start()
    wait_until(lambda: 0 < stored(kordond) < count, "some of it was taken")


def stored(kordond):
    return kordond.get("/v1/status")["items"]


def assert_all_is_there_once(kordond, count=6000):
    wait_until(lambda: state_of(kordond, "large")["state"] == "ok", "it was read", 60)
    assert stored(kordond) == count
    assert state_of(kordond, "large")["reading"] == "strict"
    wait_until(lambda: len(kordond.alerts()) == 3, "the alerts are out")
    assert len({alert["id"] for alert in kordond.alerts()}) == 3


def test_a_kill_in_the_middle_of_a_document_loses_and_doubles_nothing(kordond):
    with Server() as server:
        begin(kordond, server)
        kordond.kill()
        kordond.start()
        assert_all_is_there_once(kordond)
        again = server.asked("/large")[1]
        assert "If-None-Match" not in again.headers, "what was read in part is asked for whole"


def test_a_stop_in_the_middle_of_a_document_does_not_wait_for_its_end(kordond):
    with Server() as server:
        begin(kordond, server)
        assert kordond.stop() == 0
        kordond.start()
        assert stored(kordond) < 6000
        assert_all_is_there_once(kordond)


def test_a_reload_in_the_middle_of_a_document_goes_on_with_it(kordond):
    with Server() as server:
        begin(kordond, server)
        kordond.ctl("reload")
        assert_all_is_there_once(kordond)
        assert len(server.asked("/large")) == 1


def test_a_source_that_a_reload_takes_away_is_read_no_further(kordond):
    with Server() as server:
        begin(kordond, server)
        kordond.configure([], rules=RULES)
        kordond.ctl("reload")
        wait_until(lambda: not kordond.get("/v1/status")["sources"]["total"], "it is gone")
        taken = stored(kordond)
        assert taken < 6000
        assert stored(kordond) == taken
        assert kordond.stop() == 0


def test_large_documents_wait_for_each_other(kordond):
    names = ["large", "second", "third"]
    with Server() as server:
        for name in names:
            server.script(f"/{name}", Answer.feed(large(1000)))
        kordond.configure([{"id": name, "url": server.url(f"/{name}"), "interval": "1d"}
                           for name in names], rules=RULES)
        assert kordond.once() == 0
        kordond.start()
        assert stored(kordond) == 3000
        assert [len(server.asked(f"/{name}")) for name in names] == [1, 1, 1]
