"""What goes wrong around the daemon: disks, files, sockets, kills. It says so in one line,
keeps what it has, and goes on when it can."""
import contextlib
import dataclasses
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile

import pytest

from conftest import Kordond, wait_until
from feeds import RULES, alarming, item, rss, when
from server import Answer, Server

ROOT = os.geteuid() == 0
NOBODY = 65534


@pytest.fixture
def server():
    with Server() as running:
        yield running


def source(server, path, **more):
    return {"id": path.strip("/").replace("/", "-"), "url": server.url(path), **more}


def rows(kordond, sql):
    with contextlib.closing(sqlite3.connect(f"file:{kordond.db}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


def state_of(kordond, name):
    return next(row for row in kordond.ask("sources")["sources"] if row["id"] == name)


def poll(kordond, name):
    wait_until(lambda: kordond.ctl("sources", "poll", name, check=False).returncode == 0,
               "the source may be polled again")


def trouble(kordond):
    return kordond.ask("status")["trouble"]


# ---- kills -------------------------------------------------------------------------


def served_corpus(server, shared, folder):
    """The labelled news as feeds; sources and how many items there are in them."""
    subprocess.run([sys.executable, shared / "corpus/jsonl2rss.py",
                    shared / "corpus/news-dev.jsonl", folder], check=True, capture_output=True)
    sources, count = [], 0
    for number, path in enumerate(sorted(folder.glob("*.xml"))):
        body = path.read_bytes()
        server.script(f"/{number}", Answer.feed(body))
        sources.append(source(server, f"/{number}"))
        count += len(re.findall(b"<item>", body))
    return sources, count


def kill_at_random(kordond, server, moments):
    """Kills a --once run when the server has been asked so many times more, or a little later."""
    upto = len(server.requests) + moments.randrange(1, 140)
    kordond.start("--once", wait=False)
    wait_until(lambda: kordond.process.poll() is not None or len(server.requests) >= upto,
               "the moment")
    with contextlib.suppress(subprocess.TimeoutExpired):
        kordond.process.wait(timeout=moments.random() * 0.2)
    kordond.kill()


def test_kills_in_mid_poll_lose_no_item_and_repeat_no_alert(kordond, server, shared, tmp_path):
    sources, count = served_corpus(server, shared, tmp_path / "feeds")
    kordond.configure(sources)
    moments = random.Random(24)
    killed = 0
    for _ in range(20):
        kill_at_random(kordond, server, moments)
        killed += kordond.process.returncode == -signal.SIGKILL
    assert killed > 0
    assert kordond.once() == 0
    assert rows(kordond, "SELECT count(*), count(DISTINCT guid) FROM items") == [(count, count)]
    assert rows(kordond, "SELECT count(*) FROM outbox") == [(0,)]
    assert rows(kordond, "PRAGMA integrity_check") == [("ok",)]
    logged = [alert["id"] for alert in kordond.alerts()]
    assert len(logged) == len(set(logged))
    assert sorted(logged) == sorted(row[0] for row in rows(kordond, "SELECT id FROM alerts"))
    raised = [(alert["rule"]["id"], alert["item"]["id"], alert["kind"])
              for alert in kordond.alerts()]
    assert len(raised) == len(set(raised)) > 50


# ---- the database ------------------------------------------------------------------


def as_nobody(kordond, *arguments):
    """The daemon as a user without rights of its own."""
    return subprocess.run(
        ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
         kordond.program, "-c", kordond.config, *arguments],
        capture_output=True, text=True, timeout=60)


@pytest.fixture
def unprivileged():
    """A daemon in a folder that everybody may walk through; those of pytest are root's."""
    if not ROOT or not shutil.which("setpriv"):
        pytest.skip("another user's eyes are lent by root alone (setpriv)")
    with tempfile.TemporaryDirectory(prefix="kordon-test-") as folder:
        os.chmod(folder, 0o777)
        yield Kordond(folder)


def damage(path, share):
    """Garbage in the page that lies at a share of the file."""
    with open(path, "r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(int(size * share) // 4096 * 4096)
        file.write(random.Random(share).randbytes(3000))


@pytest.fixture
def recorded(kordond, server):
    """A daemon with a past: 120 items and an alert; the next document has one more."""
    past = [item(f"i{n}", f"Story {n} of the day", when(n % 24), "word " * 400)
            for n in range(120)]
    server.script("/a", Answer.feed(rss(*past, alarming(1, 0))))
    kordond.configure([source(server, "/a", interval="1h")], rules=RULES)
    assert kordond.once() == 0
    assert len(kordond.alerts()) == 1
    kordond.stderr.unlink()
    server.script("/a", Answer.feed(rss(*past, alarming(1, 0), alarming(2, 9))))
    return kordond


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_damaged_page_is_named_before_anything_is_built_on_it(recorded, share):
    damage(recorded.db, share)
    before = recorded.db.read_bytes()
    assert recorded.once() == 2
    assert f"{recorded.db} is damaged" in recorded.log()
    assert "restore a backup" in recorded.log()
    assert len(recorded.alerts()) == 1
    assert recorded.db.read_bytes() == before


@pytest.mark.parametrize("left", [0.5, 0.1])
def test_a_truncated_database_is_named(recorded, left):
    os.truncate(recorded.db, int(recorded.db.stat().st_size * left))
    assert recorded.once() == 2
    assert f"{recorded.db} is damaged" in recorded.log()
    assert len(recorded.alerts()) == 1


def test_a_cut_journal_loses_its_end_and_nothing_twice(recorded, server):
    """As after a power cut on a disk that lied: what was in the journal's end comes again."""
    recorded.start()
    poll(recorded, "a")
    wait_until(lambda: len(recorded.alerts()) == 2, "the second alert")
    recorded.kill()
    journal = recorded.db.with_name("kordon.db-wal")
    assert journal.stat().st_size > 0
    os.truncate(journal, journal.stat().st_size // 2 + 100)
    assert recorded.once() == 0
    assert rows(recorded, "PRAGMA integrity_check") == [("ok",)]
    assert rows(recorded, "SELECT count(*), count(DISTINCT guid) FROM items") == [(122, 122)]
    ids = [alert["id"] for alert in recorded.alerts()]
    assert len(ids) == len(set(ids))


def test_damage_that_is_met_later_is_shown_until_a_restart(kordond, server):
    # More than SQLite keeps in memory, or it would not look at the file again.
    past = [item(f"i{n}", f"Story {n} of the day", when(n % 24), f"word{n} " * 2500)
            for n in range(300)]
    server.script("/a", Answer.feed(rss(*past)),
                  Answer.feed(rss(*past).replace("Story", "History")))
    kordond.configure([source(server, "/a", interval="1h")], rules=RULES)
    kordond.start()
    wait_until(lambda: kordond.ask("status")["items"] == 300, "the items are recorded")
    with contextlib.closing(sqlite3.connect(kordond.db)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for share in range(20, 100):
        damage(kordond.db, share / 100)
    poll(kordond, "a")
    wait_until(lambda: "is damaged" in kordond.log(), "the damage is met")
    assert "is damaged" in trouble(kordond)
    wait_until(lambda: state_of(kordond, "a")["class"] == "store", "the poll meets it too")
    assert kordond.log().count("is damaged; keep a copy") <= 4  # said, not repeated for ever
    assert "takes again" not in kordond.log()
    assert kordond.stop() == 0


def test_a_database_that_may_not_be_written_is_named(unprivileged):
    unprivileged.configure([], rules=RULES)
    assert unprivileged.once() == 0  # as root: files that belong to root
    for path in unprivileged.folder.glob("kordon.db*"):
        path.chmod(0o644)
    unprivileged.db.with_name("kordon.db.lock").chmod(0o666)
    answer = as_nobody(unprivileged, "--once")
    assert answer.returncode == 2
    assert f"{unprivileged.db} cannot be opened: Permission denied; look at the permissions" in answer.stderr


def test_a_folder_that_may_not_be_written_is_named(unprivileged):
    unprivileged.configure([], rules=RULES)
    unprivileged.folder.chmod(0o755)
    answer = as_nobody(unprivileged, "--once")
    assert answer.returncode == 2
    assert re.search(rf"{unprivileged.db}\.lock cannot be opened: Permission denied; .*folder",
                     answer.stderr)


def test_what_is_recorded_is_not_for_all_eyes(kordond, server):
    server.script("/a", Answer.feed(rss(alarming(1, 0))))
    kordond.configure([source(server, "/a")], rules=RULES)
    kordond.start()
    wait_until(kordond.alerts, "the alert")
    paths = [kordond.db, *kordond.folder.glob("kordon.db-*"), kordond.alert_log]
    assert len(paths) >= 3
    assert [path.name for path in paths if path.stat().st_mode & 0o007] == []


def test_a_read_only_file_system_is_named(kordond, tmp_path):
    if not ROOT or subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", tmp_path],
                                  capture_output=True).returncode:
        pytest.skip("a read-only file system can be mounted by root alone")
    try:
        kordond.db = tmp_path / "kordon.db"
        with tempfile.TemporaryDirectory() as folder:
            kordond.folder = pathlib.Path(folder)
            kordond.config, kordond.stderr = kordond.folder / "k.yaml", kordond.folder / "err"
            kordond.configure([], rules=RULES)
            assert kordond.once() == 2
            assert "Read-only file system" in kordond.log()
    finally:
        subprocess.run(["umount", tmp_path], check=True)


# ---- the alert log -----------------------------------------------------------------


def test_alerts_wait_for_a_log_that_cannot_be_written(kordond, server):
    kordond.alert_log = kordond.folder / "logs/alerts.jsonl"  # there is no such folder yet
    server.script("/a", Answer.feed(rss(alarming(1, 0))))
    kordond.configure([source(server, "/a", interval="1h")], rules=RULES)
    kordond.start()
    wait_until(lambda: kordond.ask("status")["outbox"] == 1, "the alert waits")
    assert f"cannot open the alert log {kordond.alert_log}" in trouble(kordond)
    assert f"sink/log: alerts wait: cannot open the alert log {kordond.alert_log}: No such " \
           "file" in kordond.log()
    assert "trouble" in kordond.run("status").stdout
    kordond.alert_log.parent.mkdir()
    wait_until(kordond.alerts, "the alert arrives")
    wait_until(lambda: trouble(kordond) is None, "the trouble is over")
    assert len(kordond.alerts()) == 1
    assert kordond.ask("status")["outbox"] == 0


def test_a_log_that_breaks_later_loses_no_alert(kordond, server):
    server.script("/a", Answer.feed(rss(alarming(1, 0))),
                  Answer.feed(rss(alarming(1, 0), alarming(2, 9))))
    kordond.configure([source(server, "/a", interval="1h")], rules=RULES)
    kordond.start()
    wait_until(kordond.alerts, "the first alert")
    # A folder stands where the log was: what logrotate and a clumsy hand can do.
    kept = kordond.alert_log.rename(kordond.folder / "kept.jsonl")
    kordond.alert_log.mkdir()
    kordond.signal(signal.SIGUSR1)
    wait_until(lambda: trouble(kordond), "the trouble is shown")
    poll(kordond, "a")
    wait_until(lambda: kordond.ask("status")["outbox"] == 1, "the second alert waits")
    kordond.alert_log.rmdir()
    wait_until(kordond.alerts, "the second alert arrives")
    assert [alert["item"]["title"][:8] for alert in kordond.alerts()] == ["Report 2"]
    assert len(kept.read_text().splitlines()) == 1


def test_once_says_that_alerts_could_not_leave(kordond, server):
    kordond.alert_log = kordond.folder / "logs/alerts.jsonl"
    server.script("/a", Answer.feed(rss(alarming(1, 0))))
    kordond.configure([source(server, "/a")], rules=RULES)
    assert kordond.once() == 1
    kordond.alert_log.parent.mkdir()
    assert kordond.once() == 0
    assert len(kordond.alerts()) == 1


# ---- the control socket ------------------------------------------------------------


def test_a_socket_of_another_process_is_left_alone(kordond):
    kordond.configure([], rules=RULES)
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(kordond.socket))
        other.listen(1)
        kordond.start(wait=False)
        assert kordond.process.wait(timeout=30) == 1
        assert f"{kordond.socket}: another process answers there" in kordond.log()
        assert kordond.socket.exists()


def test_a_file_in_the_place_of_the_socket_is_left_alone(kordond):
    kordond.configure([], rules=RULES)
    kordond.socket.write_text("mine")
    kordond.start(wait=False)
    assert kordond.process.wait(timeout=30) == 2
    assert f"{kordond.socket}: something that is no socket stands there" in kordond.log()
    assert kordond.socket.read_text() == "mine"


def test_an_abandoned_socket_is_replaced(kordond):
    kordond.configure([], rules=RULES)
    kordond.start()
    kordond.kill()
    assert kordond.socket.exists()
    kordond.start()
    assert kordond.stop() == 0
    assert not kordond.socket.exists()


def test_a_socket_path_that_is_too_long_is_a_mistake_of_configuration(kordond):
    kordond.socket = kordond.folder / ("long-" * 25) / "control.sock"
    kordond.configure([], rules=RULES)
    kordond.start(wait=False)
    assert kordond.process.wait(timeout=30) == 2
    assert re.search(r"kordon\.yaml:\d+:\d+: error: .*107 bytes", kordond.log())


# ---- the configuration -------------------------------------------------------------


def test_a_configuration_that_cannot_be_read_is_not_started(unprivileged):
    unprivileged.configure([], rules=RULES)
    unprivileged.config.chmod(0o600)
    answer = as_nobody(unprivileged)
    assert answer.returncode == 2
    assert f"{unprivileged.config}: error: " in answer.stderr
    assert "Permission denied" in answer.stderr


@pytest.mark.parametrize("make", [pathlib.Path.mkdir, lambda path: None,
                                  lambda path: path.write_bytes(b"\xff\xfe\x00 nothing"),
                                  lambda path: path.write_text("sources: [{id: a")])
def test_a_configuration_that_is_none_gives_status_2(kordond, make):
    make(kordond.config)
    kordond.start(wait=False)
    assert kordond.process.wait(timeout=30) == 2
    assert str(kordond.config) in kordond.log()


# ---- documents ---------------------------------------------------------------------


def peak_kib(kordond):
    status = pathlib.Path(f"/proc/{kordond.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status).group(1))


def huge(_):
    return Answer.feed(b"<rss><channel>" + b"<item><title>x</title></item>" * (100 << 20 >> 5))


DOCUMENTS = {
    "huge": (huge, "too-large"),
    "unannounced": (lambda _: dataclasses.replace(huge(_), length=None), "too-large"),
    "bomb": (Answer.zipped(b"<rss><channel><title>" + b"\0" * (200 << 20)), "too-large"),
    "page": (Answer(200, b"<!DOCTYPE html><title>Log in</title><p>Hello",
                    {"Content-Type": "text/html"}), "not-a-feed"),
    "empty": (Answer(200, b""), "empty"),
    "blank": (Answer.feed(b" \r\n" * 500), "empty"),
    "truncated": (Answer.feed(rss(alarming(9, 0)), cut=150), "truncated"),
    "encoded": (Answer.feed(rss(alarming(3, 20), title="Piirivalve n\u00e4gi")
                            .replace("UTF-8", "utf-16").encode("latin-1")), "ok"),
}


def test_bad_documents_are_named_and_cost_little_memory(kordond, server):
    for name, (answer, _) in DOCUMENTS.items():
        server.script(f"/{name}", answer)
    server.script("/good", Answer.feed(rss(alarming(1, 0))))
    names = [*DOCUMENTS, "good"]
    kordond.configure([source(server, f"/{name}", interval="1h") for name in names],
                      rules=RULES)
    kordond.start()
    before = peak_kib(kordond)
    wait_until(lambda: all(state_of(kordond, name)["polls"] for name in names),
               "all sources were polled")
    for name, (_, expected) in DOCUMENTS.items():
        state = state_of(kordond, name)
        assert state["class"] == expected, state
        said = [line for line in kordond.log().splitlines() if f"source/{name}: " in line]
        if expected != "ok":
            assert len([line for line in said if f"class={expected}" in line]) == 1, said
    assert {alert["item"]["title"][:8] for alert in kordond.alerts()} == {"Report 1", "Report 3"}
    # Some documents at a time, each no larger than body_max (8 MiB) before and behind decoding.
    assert peak_kib(kordond) - before < 64 << 10
