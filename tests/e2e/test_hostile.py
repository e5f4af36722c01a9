"""What others on the machine may have laid in the daemon's way."""
import json
import os
import stat

import pytest

from conftest import ctl, wait_until
from feeds import RULES, alarming, item, rss, when
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
    assert kordond.once() == 1
    assert not victim.exists()
    assert "is a link that another user made" in kordond.log()


def test_what_stands_at_the_sockets_path_is_not_touched(kordond_with_news):
    kordond = kordond_with_news
    kordond.socket.write_text("a file of somebody's")
    kordond.start(wait=False)
    assert kordond.process.wait(timeout=30) == 1
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
