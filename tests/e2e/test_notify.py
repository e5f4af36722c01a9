"""What systemd is told, read from the other end of its socket."""
import os
import signal
import socket

import pytest

from conftest import wait_until
from feeds import RULES, alarming, rss
from server import Answer, Server


class Manager:
    """systemd's end of the notification socket; messages as dicts, in their order."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.socket.setblocking(False)
        self.messages = []

    def read(self):
        while True:
            try:
                text = self.socket.recv(4096).decode()
            except BlockingIOError:
                return self.messages
            self.messages.append(dict(line.split("=", 1) for line in text.splitlines()))

    def wait(self, key, text=""):
        return wait_until(lambda: [m for m in self.read() if text in m.get(key, "\0")],
                          f"{key}={text}")

    def keys(self):
        """What was said, the repeated ones aside."""
        return [key for m in self.read() for key in m if key in
                ("READY", "RELOADING", "STOPPING")]


@pytest.fixture
def manager(kordond):
    path = kordond.folder / "notify"
    manager = Manager(path)
    kordond.environment = dict(os.environ, NOTIFY_SOCKET=str(path), WATCHDOG_USEC="400000")
    kordond.environment.pop("WATCHDOG_PID", None)
    yield manager
    manager.socket.close()


def test_ready_status_watchdog_and_stopping(kordond, manager):
    with Server() as server:
        server.script("/a", Answer.feed(rss(alarming(1, 0))))
        kordond.configure([{"id": "a", "url": server.url("/a")},
                           {"id": "b", "url": server.url("/b")}], rules=RULES)
        kordond.start()
        manager.wait("READY", "1")
        manager.wait("STATUS", "2 sources, 1 failing")
        wait_until(lambda: sum("WATCHDOG" in m for m in manager.read()) >= 5,
                   "the watchdog is fed again and again")
        assert kordond.stop() == 0
        assert manager.keys() == ["READY", "STOPPING"]


def test_a_reload_is_told_with_its_time_whether_good_or_bad(kordond, manager):
    kordond.configure([], rules=RULES)
    kordond.start()
    manager.wait("READY")
    kordond.signal(signal.SIGHUP)
    [reloading] = manager.wait("RELOADING", "1")
    assert int(reloading["MONOTONIC_USEC"]) > 0
    wait_until(lambda: manager.keys() == ["READY", "RELOADING", "READY"], "ready again")
    kordond.config.write_text("nonsense: yes\n")
    kordond.signal(signal.SIGHUP)
    wait_until(lambda: manager.keys() == ["READY", "RELOADING", "READY"] +
               ["RELOADING", "READY"], "ready again with the old one")
    assert kordond.stop() == 0


def test_the_status_line_says_what_is_wrong(kordond, manager):
    kordond.alert_log = kordond.folder / "none/alerts.jsonl"
    kordond.configure([], rules=RULES)
    kordond.start()
    manager.wait("STATUS", f"0 sources, 0 failing; sink/log: alerts wait: cannot open the "
                           f"alert log {kordond.alert_log}")
    kordond.alert_log.parent.mkdir()
    wait_until(lambda: [m for m in manager.read() if "STATUS" in m][-1]["STATUS"] ==
               "0 sources, 0 failing", "the trouble is over")
    assert kordond.stop() == 0


def test_a_bad_start_is_never_ready(kordond, manager):
    kordond.config.write_text("nonsense: yes\n")
    kordond.start(wait=False)
    assert kordond.process.wait(timeout=30) == 2
    assert manager.keys() == []
