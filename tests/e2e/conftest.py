"""Fixtures of the end-to-end tests: programs as processes, waited for by condition."""
import contextlib
import fcntl
import json
import os
import pathlib
import pty
import re
import signal
import socket
import struct
import subprocess
import sys
import termios
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import alert_lines  # noqa: E402 (beside this file)

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("KORDON_BUILD", TOP / "build"))
SHARED = TOP.parent / "shared"


def wait_until(condition, what, seconds=30):
    """Waits for a condition, never for a time; returns its first true value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain for: {what}")
        time.sleep(0.02)


class Kordond:
    """One configuration folder and the daemon that runs on it."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.config = self.folder / "kordon.yaml"
        self.db = self.folder / "kordon.db"
        self.alert_log = self.folder / "alerts.jsonl"
        self.socket = self.folder / "control.sock"
        self.stderr = self.folder / "stderr.log"
        self.program = BUILD / "daemon/kordond"
        self.environment = None
        self.process = None

    def configure(self, sources, extra="", rules=None, alert_max_age="36500d", fetch="",
                  store=""):
        """Writes the configuration. sources: a list of dicts; rules: YAML text or None for
        the bundled ones."""
        lines = ["sources:"] + [f"  - {json.dumps(source)}" for source in sources]
        (self.folder / "sources.yaml").write_text(
            "\n".join(lines) if sources else "sources: []\n", encoding="utf-8")
        include = ["sources.yaml", str(TOP / "config/places.d")]
        if rules is None:
            include.append(str(TOP / "config/rules.d"))
        else:
            (self.folder / "rules.yaml").write_text(rules, encoding="utf-8")
            include.append("rules.yaml")
        self.config.write_text(
            f"include: {json.dumps(include)}\n"
            f"store: {{path: {self.db}{store}}}\n"
            f"sink: {{log: {self.alert_log}, journal: no, terminal: never}}\n"
            f"alert: {{max_age: {alert_max_age}}}\n"
            f"control: {{socket: {self.socket}}}\n"
            f"fetch: {{host_gap: 0s, per_host: 8{fetch}}}\n"
            "source: {jitter: 0, interval_min: 1s}\n" + extra,
            encoding="utf-8")

    def start(self, *arguments, wait=True):
        self.process = subprocess.Popen(
            [self.program, "-c", self.config, *arguments],
            stdout=subprocess.DEVNULL, stderr=open(self.stderr, "ab"),
            env=self.environment)
        if wait:
            wait_until(self.answers, "kordond answers on its control socket")
        return self

    def once(self):
        """One --once run to its end; returns the exit status."""
        self.start("--once", wait=False)
        return self.process.wait(timeout=120)

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError(f"kordond ended early:\n{self.log()}")
        return self.socket.exists() and self.ctl("status", check=False).returncode == 0

    def run(self, *arguments, check=True):
        """kordonctl as a person calls it."""
        return subprocess.run(
            [BUILD / "daemon/kordonctl", "--socket", self.socket, *arguments],
            capture_output=True, text=True, check=check, timeout=60)

    def ctl(self, *arguments, check=True):
        return self.run("--json", *arguments, check=check)

    def ask(self, *arguments):
        return json.loads(self.ctl(*arguments).stdout)

    def get(self, path, timeout=30):
        """The control socket itself: cheaper than a process, so that it can be asked all the
        time."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(timeout)
            connection.connect(str(self.socket))
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: kordon\r\n"
                               "Connection: close\r\n\r\n".encode())
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        head, _, text = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        return json.loads(text)

    def signal(self, number):
        os.kill(self.process.pid, number)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.signal(signal.SIGKILL)
            self.process.wait(timeout=30)

    def stop(self):
        """SIGTERM and the exit status."""
        self.signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def log(self):
        return self.stderr.read_text(encoding="utf-8", errors="replace")

    def alerts(self):
        if not self.alert_log.exists():
            return []
        text = self.alert_log.read_text(encoding="utf-8")
        return alert_lines.check([json.loads(line) for line in text.splitlines()])


@pytest.fixture
def kordond(tmp_path, request):
    daemon = Kordond(tmp_path)
    yield daemon
    daemon.kill()
    if daemon.stderr.exists():
        print(daemon.log())


@pytest.fixture
def shared():
    """The corpora beside the project; a user's clone has none."""
    if not SHARED.is_dir():
        pytest.skip(f"no corpora beside this clone ({SHARED} is not there)")
    return SHARED


def ctl(*arguments, stdin=None, check=True):
    """kordonctl offline. What replay prints are alert lines, and valid ones."""
    done = subprocess.run([BUILD / "daemon/kordonctl", *map(str, arguments)], input=stdin,
                          capture_output=True, text=True, check=check, timeout=120)
    if "replay" in arguments:
        alert_lines.check([json.loads(line) for line in done.stdout.splitlines()
                           if line.startswith('{"schema":"kordon.alert/1"')])
    return done


def open_terminal():
    """Both ends of a terminal; a machine without /dev/pts has none."""
    try:
        return pty.openpty()
    except OSError as error:
        pytest.skip(f"no terminal can be opened here, /dev/pts is not mounted: {error}")


def in_terminal(command, columns=None, stderr=subprocess.DEVNULL):
    """What a person sees who runs the command: its standard output is a terminal. stderr
    None: standard error is the terminal, too."""
    ours, theirs = open_terminal()
    if columns:
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = dict(os.environ, TERM="xterm")
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(list(map(str, command)), stdout=theirs, env=environment,
                          stderr=theirs if stderr is None else stderr) as process:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # EIO: the other end has closed
            while part := os.read(ours, 65536):
                shown += part
        os.close(ours)
        status = process.wait(timeout=120)
    return subprocess.CompletedProcess(command, status, shown.decode().replace("\r\n", "\n"))


def without_colors(text):
    return re.sub(r"\x1b\[[0-9;]*[mK]", "", text)
