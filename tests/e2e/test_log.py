"""The chain of the alert log: whole over rotations, restarts and kills; any change is found."""
import gzip
import json
import signal

import pytest

from conftest import wait_until
from feeds import alarming, rss
from server import Answer, Server
from test_daemon import RULES, source


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
    old = tmp_path / "alerts.jsonl"
    old.write_text('{"schema":"kordon.alert/1","id":"old"}\n')
    answer = verify(written, old)
    assert answer.returncode == 0
    assert "1 lines at the beginning are older than the chain" in answer.stdout
