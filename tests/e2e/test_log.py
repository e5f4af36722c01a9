"""The chain of the alert log: whole over rotations, restarts and kills; any change is found."""
import contextlib
import gzip
import hashlib
import json
import shutil
import signal
import sqlite3

import pytest

from conftest import wait_until
from feeds import alarming, rss
from server import Answer, Server
from test_daemon import RULES, rows, source


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Four alerts in three files: rotated under way, compressed, moved away while stopped."""
    from conftest import Kordond

    daemon = Kordond(tmp_path_factory.mktemp("chain"))
    with Server() as server:
        items = [alarming(number, 9 * number) for number in range(4)]
        for number in range(4):
            server.script(f"/{number}", Answer.feed(rss(items[number])))

        def raise_next(number):
            daemon.configure([source(server, f"/{n}", interval="1h") for n in range(number + 1)],
                             rules=RULES)
            daemon.start()
            wait_until(daemon.alerts, f"alert {number}")

        raise_next(0)
        daemon.kill()
        daemon.configure([source(server, f"/{n}", interval="1h") for n in range(2)], rules=RULES)
        daemon.start()
        wait_until(lambda: len(daemon.alerts()) == 2, "a second alert behind the first")
        moved = daemon.alert_log.rename(daemon.folder / "alerts.jsonl.1")
        daemon.signal(signal.SIGUSR1)
        wait_until(daemon.alert_log.exists, "a new alert log")
        with gzip.open(daemon.folder / "alerts.jsonl.2.gz", "wb") as packed:
            packed.write(moved.read_bytes())
        moved.unlink()
        daemon.stop()
        raise_next(2)
        daemon.stop()
        daemon.alert_log.rename(daemon.folder / "alerts.jsonl.1")
        raise_next(3)
        daemon.stop()
    yield daemon
    daemon.kill()


def verify(daemon, *files):
    arguments = [part for file in files for part in ("--file", file)]
    return daemon.run("-c", daemon.config, "log", "verify", *arguments, check=False)


def test_the_chain_holds_over_rotations_restarts_and_kills(written):
    assert len(written.alerts()) == 1
    answer = verify(written)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.startswith("4 lines, 0 mistakes")
    first = json.loads(gzip.open(written.folder / "alerts.jsonl.2.gz").readline())
    assert first["previous"] == "0" * 64
    assert list(first)[-1] == "previous"


def test_json_says_the_same(written):
    answer = written.run("-c", written.config, "--json", "log", "verify")
    told = json.loads(answer.stdout)
    assert (told["lines"], told["mistakes"], told["unchained"]) == (4, 0, 0)
    assert told["last"] in verify(written).stdout


CHANGES = {
    "a byte is changed": (lambda lines: [lines[0], lines[1].replace("border", "bordel"), *lines[2:]], 3),
    "a line is taken out": (lambda lines: [lines[0], *lines[2:]], 2),
    "two lines are exchanged": (lambda lines: [lines[0], lines[2], lines[1], lines[3]], 2),
    "a line is doubled": (lambda lines: [lines[0], lines[1], *lines[1:]], 3),
    "a line is added": (lambda lines: [lines[0], '{"id":"forged"}', *lines[1:]], 2),
    "the link itself is changed": (
        lambda lines: [lines[0], lines[1][:-6] + "0000" + lines[1][-2:], *lines[2:]], 2),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_is_found(written, change, tmp_path):
    lines = [*gzip.open(written.folder / "alerts.jsonl.2.gz", "rt").read().splitlines(),
             *(written.folder / "alerts.jsonl.1").read_text().splitlines(),
             *written.alert_log.read_text().splitlines()]
    assert len(lines) == 4
    tampered = tmp_path / "alerts.jsonl"
    edit, place = CHANGES[change]
    tampered.write_text("\n".join(edit(lines)) + "\n")
    answer = verify(written, tampered)
    assert answer.returncode == 1
    assert f"{tampered}:{place}: " in answer.stdout


def test_a_log_from_before_the_chain_goes_on_chained(written, tmp_path):
    line = '{"schema":"kordon.alert/1","id":"old"}'
    digest = hashlib.sha256(line.encode()).hexdigest()
    old = tmp_path / "alerts.jsonl"
    old.write_text(f'{line}\n{{"id":"new","previous":"{digest}"}}\n')
    answer = verify(written, old)
    assert answer.returncode == 0, answer.stdout
    assert "1 lines at the beginning are older than the chain: they are not protected" in answer.stdout


def whole(daemon):
    return [*gzip.open(daemon.folder / "alerts.jsonl.2.gz", "rt").read().splitlines(),
            *(daemon.folder / "alerts.jsonl.1").read_text().splitlines(),
            *daemon.alert_log.read_text().splitlines()]


def test_a_log_whose_chain_was_taken_out_is_no_whole_log(written, tmp_path):
    bare = tmp_path / "alerts.jsonl"
    alerts = [json.loads(line) for line in whole(written)]
    bare.write_text("".join(json.dumps({name: value for name, value in alert.items()
                                        if name != "previous"}) + "\n" for alert in alerts))
    answer = verify(written, bare)
    assert answer.returncode == 1
    assert f"{bare}: no line carries a hash" in answer.stdout


@pytest.mark.parametrize("text", ["sources:\n  - name: a\n", "[1]\n", "null\n", "\x00\x01\n",
                                  '{"a":1,"previous":"' + "0" * 64 + '"}\n'])
def test_what_is_no_alert_log_is_named(written, text, tmp_path):
    other = tmp_path / "other"
    other.write_text(text)
    answer = verify(written, other)
    assert answer.returncode == 1
    assert f"{other}:1: is no alert" in answer.stdout


def test_an_empty_log_is_whole(written, tmp_path):
    empty = tmp_path / "alerts.jsonl"
    empty.touch()
    answer = verify(written, empty)
    assert answer.returncode == 0 and answer.stdout.startswith("0 lines, 0 mistakes")


def test_a_beginning_that_was_cut_off_is_named(written, tmp_path):
    cut = tmp_path / "alerts.jsonl"
    cut.write_text("".join(line + "\n" for line in whole(written)[2:]))
    answer = verify(written, cut)
    assert answer.returncode == 1
    assert f"{cut}:1: lines before it are missing" in answer.stdout


def test_files_that_rotation_threw_away_are_told_but_no_mistake(written):
    rotated = written.folder / "alerts.jsonl.1"
    answer = verify(written, rotated, written.alert_log)
    assert answer.returncode == 0, answer.stdout
    assert f"{rotated}:1: lines before it are missing: rotated away" in answer.stdout
    told = written.run("-c", written.config, "--json", "log", "verify", "--file", rotated,
                       "--file", written.alert_log)
    assert json.loads(told.stdout)["headless"] is True


def test_an_alert_in_a_rotated_file_is_not_written_again(kordond):
    """Killed between a line and its mark, and the log was rotated before the next start: here
    the marks are taken back, of all files, packed ones and those moved away under way."""
    with Server() as server:
        server.script("/feed", Answer.feed(rss(*(alarming(n, 9 * n) for n in range(2)))))
        sources = [source(server, "/feed", interval="1h")]
        kordond.configure(sources, rules=RULES)
        assert kordond.once() == 0
        with gzip.open(kordond.folder / "alerts.jsonl.2.gz", "wb") as packed:
            packed.write(kordond.alert_log.read_bytes())
        kordond.alert_log.unlink()
        server.script("/more", Answer.feed(rss(alarming(7, 99))))
        kordond.configure([*sources, source(server, "/more", interval="1h")], rules=RULES)
        assert kordond.once() == 0
        kordond.alert_log.rename(kordond.folder / "alerts.jsonl.1")
        with contextlib.closing(sqlite3.connect(kordond.db)) as database, database:
            database.execute("INSERT INTO outbox (alert, sink, due, attempts) "
                             "SELECT id, 'log', 0, 0 FROM alerts")
        kordond.start()
        wait_until(lambda: not rows(kordond, "SELECT 1 FROM outbox"), "nothing waits")
        assert kordond.stop() == 0
    assert kordond.alerts() == []
    answer = verify(kordond)
    assert answer.returncode == 0 and answer.stdout.startswith("3 lines, 0 mistakes")


def test_an_id_that_stands_there_twice_is_found(written, tmp_path):
    """Also where somebody has made the chain fit."""
    [line] = written.alert_log.read_text().splitlines()
    again = json.loads(line)
    again["previous"] = hashlib.sha256(line.encode()).hexdigest()
    doubled = tmp_path / "alerts.jsonl"
    doubled.write_text(line + "\n" + json.dumps(again, separators=(",", ":")) + "\n")
    answer = verify(written, doubled)
    assert answer.returncode == 1 and f"{doubled}:2: the alert stands" in answer.stdout


def repack(path, edit):
    lines = gzip.open(path, "rt").read().splitlines()
    with gzip.open(path, "wt") as packed:
        packed.write("".join(line + "\n" for line in edit(lines)))


ACROSS = {
    "a line of the packed file is changed": (
        lambda files: repack(files[0], lambda lines: [
            lines[0].replace("border", "bordel"), *lines[1:]]), 0, 2),
    "the end of the packed file is cut off": (
        lambda files: repack(files[0], lambda lines: lines[:-1]), 1, 1),
    "a whole file is missing": (lambda files: files.pop(1), 1, 1),
    "files are exchanged": (lambda files: files.reverse(), 1, 1),
}


@pytest.mark.parametrize("change", ACROSS)
def test_changes_are_found_across_rotated_files(written, change, tmp_path):
    names = ("alerts.jsonl.2.gz", "alerts.jsonl.1", "alerts.jsonl")
    files = [shutil.copy(written.folder / name, tmp_path) for name in names]
    assert verify(written, *files).returncode == 0
    edit, file, line = ACROSS[change]
    edit(files)
    answer = verify(written, *files)
    assert answer.returncode == 1
    assert f"{files[file]}:{line}: does not follow" in answer.stdout


def test_a_packed_file_that_is_damaged_is_named(written, tmp_path):
    packed = tmp_path / "alerts.jsonl.2.gz"
    data = bytearray((written.folder / packed.name).read_bytes())
    data[len(data) // 2] ^= 0xFF
    packed.write_bytes(data)
    answer = verify(written, packed)
    assert answer.returncode == 1
    assert str(packed) in answer.stderr and "it is damaged" in answer.stderr
