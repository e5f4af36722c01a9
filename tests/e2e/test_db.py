"""kordonctl db: copies, checks, what is past its time; with a daemon and on the file alone."""
import contextlib
import json
import os
import pathlib
import signal
import sqlite3
import stat
import subprocess
import time

import pytest

from conftest import BUILD, TOP, ctl, wait_until
from feeds import RULES, alarming, item, rss, when
from server import Answer, Server

DAY = 86400


@pytest.fixture
def server():
    with Server() as running:
        yield running


@contextlib.contextmanager
def database(path):
    with contextlib.closing(sqlite3.connect(path)) as db:
        yield db
        db.commit()


def filled(kordond, server, count=30, extra=""):
    """A daemon that has read `count` items, three of which tell of incidents."""
    plain = [item(f"plain-{n}", f"Plain report {n}", when(n), f"Otters were counted: {n}.")
             for n in range(count - 3)]
    server.script("/news.xml", Answer.feed(rss(*[alarming(n, n * 5) for n in range(3)], *plain)))
    kordond.configure([{"id": "news", "url": server.url("/news.xml")}], rules=RULES, extra=extra)
    kordond.start()
    wait_until(lambda: kordond.ask("status")["items"] == count, "all items are stored")
    wait_until(lambda: len(kordond.alerts()) == 3, "the alerts are in the log")
    wait_until(lambda: len(kordond.ask("items", "search", "otters")["items"]) == count - 3
               or kordond.ask("items", "search", "otters", "--limit", "100")["items"],
               "the texts are indexed")
    return kordond


def age(path, days):
    """Lets all items have been seen so many days ago."""
    with database(path) as db:
        db.execute("UPDATE items SET first_seen = ? - ?", (int(time.time()), days * DAY))


def db_of(kordond, *arguments, check=True):
    """As a person calls it beside the daemon's configuration."""
    return ctl("-c", kordond.config, *arguments, check=check)


# ---- backup ------------------------------------------------------------------------------


def counts(path):
    with database(path) as db:
        return [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("items", "findings", "incidents", "alerts", "identities")]


def test_a_running_daemon_is_copied_and_the_copy_is_checked(kordond, server, tmp_path):
    filled(kordond, server)
    copy = tmp_path / "copy.db"
    said = kordond.run("db", "backup", str(copy)).stdout
    assert "30 items, 3 incidents, 3 alerts; checked, and whole" in said
    assert counts(copy) == counts(kordond.db)
    assert stat.S_IMODE(copy.stat().st_mode) & 0o007 == 0, "not for all eyes"
    assert not list(tmp_path.glob("copy.db?*")), "one file and nothing beside it"
    assert ctl("db", "check", copy).stdout.strip().endswith("0 faults")


def test_a_copy_is_a_database_that_a_daemon_goes_on_with(kordond, server, tmp_path):
    filled(kordond, server)
    kordond.run("db", "backup", str(tmp_path / "copy.db"))
    kordond.stop()
    for name in ("kordon.db", "kordon.db-wal", "kordon.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "copy.db").rename(kordond.db)
    kordond.start()
    assert kordond.ask("status")["incidents"] == 3
    assert len(kordond.alerts()) == 3, "what was told is not told again"


def test_without_a_daemon_the_file_is_copied(kordond, server, tmp_path):
    filled(kordond, server).stop()
    copy = tmp_path / "copy.db"
    said = json.loads(db_of(kordond, "--json", "db", "backup", copy).stdout)
    assert (said["items"], said["incidents"], said["alerts"]) == (30, 3, 3)
    assert counts(copy) == counts(kordond.db)


@pytest.mark.parametrize("online", [True, False])
def test_nothing_is_written_over_but_an_earlier_backup(kordond, server, tmp_path, online):
    filled(kordond, server)
    if not online:
        kordond.stop()
    copy, letter = tmp_path / "copy.db", tmp_path / "letter.txt"
    letter.write_text("Dear all")
    command = (lambda *a: kordond.run("db", "backup", *map(str, a), check=False)) if online \
        else (lambda *a: db_of(kordond, "db", "backup", *a, check=False))
    assert command(copy).returncode == 0
    before = copy.stat().st_ino
    again = command(copy)
    assert again.returncode == 1
    assert "is there already" in again.stderr and "--force" in again.stderr
    assert copy.stat().st_ino == before
    assert command(copy, "--force").returncode == 0
    assert copy.stat().st_ino != before
    refused = command(letter, "--force")
    assert refused.returncode == 1 and "is no backup of kordon" in refused.stderr
    assert letter.read_text() == "Dear all"


def test_a_folder_that_is_not_there_is_said(kordond, server, tmp_path):
    filled(kordond, server)
    answer = kordond.run("db", "backup", str(tmp_path / "nowhere/copy.db"), check=False)
    assert answer.returncode == 1
    assert "cannot be written: No such file or directory" in answer.stderr


def test_what_a_backup_that_was_cut_off_has_left_is_no_obstacle(kordond, server, tmp_path):
    filled(kordond, server)
    copy = tmp_path / "copy.db"
    kordond.run("db", "backup", str(copy))
    copy.rename(tmp_path / "copy.db.part")
    assert kordond.run("db", "backup", str(copy)).returncode == 0
    (tmp_path / "other.db.part").write_text("mine")
    answer = kordond.run("db", "backup", str(tmp_path / "other.db"), check=False)
    assert answer.returncode == 1 and "is in the way" in answer.stderr
    assert (tmp_path / "other.db.part").read_text() == "mine"


def backup_of(kordond, online):
    """How a backup is asked for; it may fail."""
    if online:
        return lambda *a: kordond.run("db", "backup", *map(str, a), check=False)
    return lambda *a: db_of(kordond, "db", "backup", *a, check=False)


@pytest.mark.parametrize("online", [True, False])
def test_the_database_itself_is_not_written_over(kordond, server, tmp_path, online):
    filled(kordond, server)
    if not online:
        kordond.stop()
    before, folder = kordond.db.stat().st_ino, tmp_path / "folder"
    folder.symlink_to(kordond.db.parent)
    for name in (kordond.db, folder / kordond.db.name):
        refused = backup_of(kordond, online)(name, "--force")
        assert refused.returncode == 1
        assert "is the database itself" in refused.stderr and "another name" in refused.stderr
    assert kordond.db.stat().st_ino == before
    if online:
        kordond.stop()
    kordond.start()
    assert kordond.ask("status")["items"] == 30


def test_a_database_that_a_daemon_has_open_is_not_written_over(kordond, server, tmp_path):
    filled(kordond, server)
    copy, before = tmp_path / "copy.db", kordond.db.stat().st_ino
    assert backup_of(kordond, True)(copy).returncode == 0
    refused = ctl("db", "backup", "--db", copy, kordond.db, "--force", check=False)
    assert refused.returncode == 1
    assert "is the database of a kordond that runs" in refused.stderr
    assert kordond.db.stat().st_ino == before
    kordond.stop()
    kordond.start()
    assert kordond.ask("status")["items"] == 30


@pytest.mark.parametrize("online", [True, False])
def test_a_log_that_stands_beside_would_damage_the_copy(kordond, server, tmp_path, online):
    filled(kordond, server)
    copy = tmp_path / "copy.db"
    backup_of(kordond, True)(copy)
    if not online:
        kordond.stop()
    for end in ("-wal", "-shm", "-journal"):
        beside, before = tmp_path / f"copy.db{end}", copy.stat().st_ino
        beside.write_bytes(b"of a database that was open")
        refused = backup_of(kordond, online)(copy, "--force")
        assert refused.returncode == 1 and str(beside) in refused.stderr
        assert copy.stat().st_ino == before
        beside.unlink()
        assert "belongs to a database" in backup_of(kordond, online)(beside).stderr
        assert not beside.exists()
    assert backup_of(kordond, online)(copy, "--force").returncode == 0


@pytest.mark.parametrize("online", [True, False])
def test_who_planted_a_part_does_not_decide_who_reads_the_backup(
        kordond, server, tmp_path, online):
    filled(kordond, server)
    copy, part = tmp_path / "copy.db", tmp_path / "copy.db.part"
    if not online:
        kordond.stop()
    part.touch()
    part.chmod(0o666)
    with open(part, "rb") as planted:
        assert backup_of(kordond, online)(copy).returncode == 0
        assert planted.read() == b"", "the backup is another file"
    assert stat.S_IMODE(copy.stat().st_mode) & ~0o640 == 0
    target = tmp_path / "target"
    target.touch()
    part.symlink_to(target)
    refused = backup_of(kordond, online)(copy, "--force")
    assert refused.returncode == 1 and "is in the way" in refused.stderr
    assert target.read_bytes() == b"" and part.is_symlink()


def test_a_name_is_shown_fit_for_a_terminal(kordond, server, tmp_path):
    filled(kordond, server)
    copy = tmp_path / "copy\x1b[2J.db"
    for said in (kordond.run("db", "backup", str(copy)).stdout,
                 ctl("db", "backup", "--db", kordond.db, copy, "--force").stdout):
        assert "copy\\x1b[2J.db: 30 items" in said


def descriptors(pid):
    """What the process has open."""
    found = []
    for entry in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found.append(os.readlink(entry))
    return found


def checker(daemon, part):
    """The child that reads the copy now, halted; None where there is none yet."""
    children = pathlib.Path(f"/proc/{daemon}/task/{daemon}/children").read_text().split()
    with contextlib.suppress(FileNotFoundError, PermissionError):
        for child in map(int, children):
            if str(part) in descriptors(child):
                os.kill(child, signal.SIGSTOP)
                return child
    return None


def test_who_checks_a_copy_holds_nothing_of_a_daemon_that_died(kordond, server, tmp_path):
    filled(kordond, server).stop()
    with database(kordond.db) as db:
        db.execute("CREATE TABLE ballast (bytes)")
        db.executemany("INSERT INTO ballast VALUES (zeroblob(?))", [(1 << 20,)] * 40)
    kordond.start()
    copy, daemon, found = tmp_path / "copy.db", kordond.process.pid, None
    with subprocess.Popen([BUILD / "daemon/kordonctl", "--socket", kordond.socket, "db", "backup",
                           copy], stderr=subprocess.DEVNULL) as asking:
        while not found and asking.poll() is None:
            found = checker(daemon, tmp_path / "copy.db.part")
        assert found, "the copy was read by a process of its own"
        held = descriptors(found)
        kordond.kill()
        asking.wait(timeout=60)
    assert not [name for name in held if name.endswith(".lock") or name.startswith("socket:")]
    wait_until(lambda: not os.path.exists(f"/proc/{found}/fd/0"), "it ends with the daemon")
    kordond.start()
    assert kordond.ask("status")["items"] == 30
    assert not copy.exists()


# ---- check -------------------------------------------------------------------------------


def test_a_database_that_is_well_passes_with_its_alert_log(kordond, server):
    filled(kordond, server)
    said = json.loads(db_of(kordond, "--json", "db", "check").stdout)
    assert said["faults"] == 0
    assert [row["check"] for row in said["checks"]] == [
        "pages and indexes", "references between tables", "identities of items",
        "texts and full-text index", "search", "alert log and alerts"]


def faults(kordond):
    answer = db_of(kordond, "--json", "db", "check", check=False)
    assert answer.returncode == 1, answer.stdout
    return {row["check"]: row for row in json.loads(answer.stdout)["checks"] if row["fault"]}


def test_an_index_that_does_not_find_is_found_and_made_anew(kordond, server):
    filled(kordond, server).stop()
    with database(kordond.db) as db:
        item, text = db.execute("SELECT item, text FROM item_text LIMIT 1").fetchone()
        db.execute("INSERT INTO item_search (item_search, rowid, text) VALUES ('delete', ?, ?)",
                   (item, text))
    found = faults(kordond)
    assert "kordonctl db rebuild" in found["texts and full-text index"]["advice"]
    assert "search" in found
    db_of(kordond, "db", "rebuild")
    assert db_of(kordond, "db", "check").returncode == 0


def test_an_item_without_identity_is_told(kordond, server):
    filled(kordond, server).stop()
    with database(kordond.db) as db:
        db.execute("DELETE FROM identities WHERE item = 4")
    assert "would be taken for a new one" in faults(kordond)["identities of items"]["fault"]


def test_a_damaged_page_is_told_with_what_to_do(kordond, server):
    filled(kordond, server, count=200).stop()
    with database(kordond.db) as db:
        page = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'identities'") \
            .fetchone()[0]
    with open(kordond.db, "r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 512)
    answer = db_of(kordond, "db", "check", check=False)
    assert answer.returncode == 1
    assert "DAMAGED" in answer.stdout and "restore the last backup" in answer.stdout


def test_an_alert_log_that_says_something_else_is_told(kordond, server):
    filled(kordond, server)
    lines = kordond.alert_log.read_text().splitlines(keepends=True)
    lines[1] = lines[1].replace("buoys removed", "buoys counted")
    kordond.alert_log.write_text("".join(lines[:2]))
    answer = db_of(kordond, "db", "check", check=False)
    assert answer.returncode == 1
    assert "alerts.jsonl:2: alert" in answer.stdout
    assert "says something else than the database" in answer.stdout
    assert "was written to the log and is not there" in answer.stdout


# ---- prune -------------------------------------------------------------------------------


def test_what_would_go_is_said_and_nothing_goes(kordond, server):
    filled(kordond, server)
    age(kordond.db, 100)
    said = json.loads(db_of(kordond, "--json", "db", "prune", "--dry-run").stdout)
    assert said["text"]["count"] == 26, "not the three of incidents, not the newest row"
    assert said["text"]["bytes"] > 26 * 20
    assert said["metadata"]["count"] == 0
    shown = db_of(kordond, "db", "prune", "--dry-run").stdout
    assert "texts" in shown and "26" in shown and "kept for ever" in shown
    assert len(kordond.ask("items", "search", "otters", "--limit", "100")["items"]) == 27


@pytest.mark.parametrize("online", [True, False])
def test_what_is_past_its_time_goes_and_incidents_stay(kordond, server, online):
    filled(kordond, server)
    age(kordond.db, 100)
    if not online:
        kordond.stop()
    said = json.loads((kordond.ctl("db", "prune") if online
                       else db_of(kordond, "--json", "db", "prune")).stdout)
    assert said == {"text": 26, "metadata": 0}
    if not online:
        kordond.start()
    assert len(kordond.ask("items", "search", "otters", "--limit", "100")["items"]) == 1
    incident = kordond.ask("incidents", "list")["incidents"][0]["id"]
    reports = kordond.ask("incidents", "show", str(incident))["reports"]
    text = kordond.ask("items", "show", reports[0]["item"])
    assert "of the series" in text["summary"]


def test_an_item_that_was_pruned_is_not_news_when_its_feed_still_has_it(kordond, server):
    filled(kordond, server)
    age(kordond.db, 100)
    kordond.ctl("db", "prune")
    age(kordond.db, 500)
    assert json.loads(kordond.ctl("db", "prune").stdout)["metadata"] == 26
    assert kordond.ask("status")["items"] == 4
    wait_until(lambda: kordond.ctl("sources", "poll", "news", check=False).returncode == 0,
               "the source may be asked again")
    wait_until(lambda: kordond.ask("sources", "show", "news")["polls"] >= 2,
               "it was asked again")
    assert kordond.ask("status")["items"] == 4
    assert len(kordond.alerts()) == 3


def test_room_goes_back_to_the_disk_in_a_database_of_before_too(kordond, server):
    filled(kordond, server).stop()
    with database(kordond.db) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA auto_vacuum = NONE")
        db.execute("VACUUM")
    kordond.start()
    assert kordond.ask("db")["gives_back"] is False
    kordond.stop()
    assert "rebuilt" in db_of(kordond, "db", "rebuild").stdout
    kordond.start()
    assert kordond.ask("db")["gives_back"] is True
    assert kordond.ask("status")["items"] == 30


def test_a_budget_that_is_nearly_used_up_is_said(kordond, server):
    server.script("/news.xml", Answer.feed(rss(item("a", "Plain report", when()))))
    kordond.configure([{"id": "news", "url": server.url("/news.xml")}], rules=RULES)
    kordond.config.write_text(kordond.config.read_text().replace(
        "store: {", "store: {size_budget: 64KiB, "))
    kordond.start()
    wait_until(lambda: kordond.ask("status")["trouble"], "status says so")
    assert "budget of 64KiB (store.size_budget)" in kordond.ask("status")["trouble"]
    assert "kordonctl db prune --dry-run" in kordond.log()


def test_two_do_not_write_at_once(kordond, server):
    filled(kordond, server)
    answer = db_of(kordond, "db", "rebuild", check=False)
    assert answer.returncode == 1 and "is in use by another kordond" in answer.stderr
    answer = db_of(kordond, "db", "prune", "--db", kordond.db, check=False)
    assert answer.returncode == 1 and "is in use by another kordond" in answer.stderr


def test_the_size_of_a_file_is_told_without_a_daemon(kordond, server):
    server.script("/a", Answer.feed(rss(alarming(1, 0))))
    kordond.configure([{"id": "a", "name": "A", "url": server.url("/a"), "type": "feed",
                        "interval": "1h"}], rules=RULES)
    assert kordond.once() == 0
    shown = kordond.run("db", "--db", kordond.db)
    assert shown.stdout.startswith("size ")
    told = json.loads(kordond.run("--json", "db", "show", "--db", kordond.db).stdout)
    assert told["bytes"] > 0
