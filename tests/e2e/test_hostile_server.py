"""A hostile far end: whatever a server does, kordond answers its control socket, keeps its
memory, goes on polling the others, and names the cause."""
import base64
import contextlib
import dataclasses
import gzip
import os
import shutil
import socket
import ssl
import subprocess
import threading

import pytest

from certificates import Authority
from conftest import TOP, Kordond, wait_until
from feeds import RULES, alarming, rss
from server import Answer, Server, certificate

BODY_MAX = 4 << 20
# Short, so that what waits for ever is over soon.
FETCH = ", timeout: 3s, connect_timeout: 2s, stall: 1s, body_max: 4MiB"

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
START = b"<rss version='2.0'><channel><item><title>"

# 64 MiB of "x" in the title of an item.
BROTLI_BOMB = base64.b64decode(
    "y///P0CMlKnrM0KlJ48cXvnMwUQOWFue4Un4xeikA5MZzQOHKe55/zf+///BLwEQh0UAuvd//P//g18CIA4L"
    "AHTv//j//we/BEAcFgDo3v/x//8PfgmAOCwA0L3/4///H/wSAHFYAKB7/8f//z/4JQDisABA9/6P//9/8EsA"
    "xGEBgO79X2gA4JcACCICgAI=")


def zstd_bomb():
    """64 MiB in blocks of one repeated byte (RFC 8878, 3.1.1.2)."""
    size = 128 << 10
    block = ((size << 3) | (1 << 1)).to_bytes(3, "little") + b"x"
    last = ((size << 3) | (1 << 1) | 1).to_bytes(3, "little") + b"x"
    return b"\x28\xb5\x2f\xfd\x00\x58" + block * 511 + last


# ---- scripts: what the far end sends -------------------------------------------------


def drips_its_head(stream):
    stream.send(HEAD)
    stream.repeat(b"X", pause=0.3)


def drips_its_body(stream):
    stream.send(HEAD + b"Content-Length: 100000\r\n\r\n")
    stream.repeat(b"<", pause=0.3)


def says_nothing(stream):
    stream.rest(60)


def stops_in_the_body(stream):
    stream.send(HEAD + b"Content-Length: 100000\r\n\r\n" + START)
    stream.rest(60)


def sends_an_endless_body(stream):
    stream.send(HEAD + b"\r\n" + START)
    stream.repeat(b"x" * 65536)


def sends_endless_chunks(stream):
    stream.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    stream.repeat(b"1000\r\n" + b"x" * 4096 + b"\r\n")


def sends_endless_headers(stream):
    stream.send(HEAD)
    stream.repeat(b"X-More: " + b"y" * 1000 + b"\r\n")


def sends_one_endless_header(stream):
    stream.send(HEAD + b"X-More: ")
    stream.repeat(b"y" * 65536)


def sends_endless_interim_answers(stream):
    stream.repeat(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")


def sends_endless_trailers(stream):
    stream.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
    stream.repeat(b"X-More: " + b"y" * 1000 + b"\r\n")


def resets_in_the_body(stream):
    stream.send(HEAD + b"Content-Length: 100000\r\n\r\n" + START)
    stream.reset()


def leaves_at_once(stream):
    pass


def body(data, more=b""):
    """A whole answer as it is given."""
    return lambda stream: stream.send(HEAD + more + b"\r\n" + data)


def packed(name, data):
    return body(data, b"Content-Encoding: %s\r\nContent-Length: %d\r\n" % (name, len(data)))


def gzip_bomb():
    return gzip.compress(START + b"x" * (64 << 20))


@dataclasses.dataclass
class Case:
    name: str
    stream: object
    expected: str   # class of the poll
    reason: str     # part of what the state says


FEED = rss(alarming(7, 0)).encode()

STREAMS = [
    Case("drips-its-head", drips_its_head, "timeout", "not whole after"),
    Case("drips-its-body", drips_its_body, "timeout", "not whole after"),
    Case("says-nothing", says_nothing, "timeout", "no answer within"),
    Case("stops-in-the-body", stops_in_the_body, "timeout", "not whole after"),
    Case("endless-body", sends_an_endless_body, "too-large", "larger than 4194304 bytes"),
    Case("endless-chunks", sends_endless_chunks, "too-large", "larger than 4194304 bytes"),
    Case("endless-headers", sends_endless_headers, "protocol", "head is larger than"),
    Case("one-endless-header", sends_one_endless_header, "protocol", "head is larger than"),
    Case("endless-interim", sends_endless_interim_answers, "protocol", "head is larger than"),
    Case("endless-trailers", sends_endless_trailers, "protocol", "head is larger than"),
    Case("gzip-bomb", packed(b"gzip", gzip_bomb()), "too-large", "a bomb: "),
    Case("br-bomb", packed(b"br", BROTLI_BOMB), "too-large", "a bomb: "),
    Case("zstd-bomb", packed(b"zstd", zstd_bomb()), "too-large", "a bomb: "),
    Case("twice-packed", packed(b"gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip", b"x" * 100),
         "protocol", ""),
    Case("shorter-than-said", body(FEED, b"Content-Length: 100000\r\n"), "truncated",
         "ended before the answer did"),
    Case("longer-than-said", body(FEED + b"x" * 100000, b"Content-Length: %d\r\n" % len(FEED)),
         "ok", "1 items"),
    Case("negative-length", body(FEED, b"Content-Length: -5\r\n"), "protocol", "no HTTP"),
    Case("two-lengths", body(FEED, b"Content-Length: 5\r\nContent-Length: 9999\r\n"),
         "truncated", ""),
    # More than any number holds: what comes until the end is the document.
    Case("huge-length", body(FEED, b"Content-Length: 99999999999999999999\r\n"), "ok", ""),
    Case("reset-in-the-body", resets_in_the_body, "truncated", "ended before the answer did"),
    Case("leaves-at-once", leaves_at_once, "truncated", "ended before the answer did"),
    Case("garbage-chunks", body(b"xyzzy\r\n<rss>\r\n", b"Transfer-Encoding: chunked\r\n"),
         "protocol", "no HTTP that can be read"),
    Case("huge-chunk", body(b"FFFFFFFFFFFFFFFFF\r\n<rss>\r\n",
                            b"Transfer-Encoding: chunked\r\n"), "protocol", "no HTTP"),
    Case("negative-chunk", body(b"-5\r\n<rss>\r\n", b"Transfer-Encoding: chunked\r\n"),
         "protocol", "no HTTP that can be read"),
    Case("no-http", lambda stream: stream.send(os.urandom(100000)), "protocol", "no HTTP"),
    Case("nul-in-the-head", lambda stream: stream.send(
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 0\r\n\r\n"), "protocol", ""),
]

REDIRECTS = {
    "loop": ("{own}", "redirect", "in a circle"),
    "file": ("file:///etc/passwd", "redirect", "where we do not follow"),
    "gopher": ("gopher://127.0.0.1:25/", "redirect", "where we do not follow"),
    "private": ("http://10.0.0.1/feed", "refused-address", "a private address"),
    "loopback": ("http://127.0.0.2:9/feed", "refused-address", "a private address"),
    "link-local": ("http://169.254.169.254/latest/meta-data/", "refused-address",
                   "a private address"),
    "link-local-6": ("http://[fe80::1]/", "refused-address", "a private address"),
    "mapped": ("http://[::ffff:10.0.0.1]/", "refused-address", "a private address"),
    "mapped-loopback": ("http://[::ffff:127.0.0.2]:9/", "refused-address",
                        "a private address"),
    "octal": ("http://0177.0.0.2:9/", "refused-address", "a private address"),
    "number": ("http://2130706434:9/", "refused-address", "a private address"),
    "name": ("http://second.test-loopback.example:{port}/secret", "refused-address",
             "a private address"),
    "nowhere": ("http://[bad/", "redirect", ""),
}


# ---- the daemon under it ---------------------------------------------------------------


def peak_memory(kordond):
    with open(f"/proc/{kordond.process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status
                    if line.startswith("VmHWM:"))


def benign(stream):
    stream.send(HEAD + b"Content-Length: %d\r\n\r\n" % len(FEED) + FEED)


class Besieged:
    """A daemon that polls a good source all the while. The others are read well first, so that
    everything it needs for them is in its memory; then their servers turn bad."""

    def __init__(self, kordond, server):
        self.kordond, self.server = kordond, server
        self.sources = []
        self.memory = None

    def add(self, name, url):
        self.sources.append({"id": name, "url": url, "interval": "30d"})

    def start(self, fetch):
        self.server.script("/good", Answer.feed(rss(alarming(1, 0))))
        good = {"id": "good", "url": self.server.url("/good"), "interval": "1s"}
        self.kordond.configure([good, *self.sources], rules=RULES, fetch=FETCH + fetch)
        self.kordond.start()
        wait_until(lambda: self.status()["sources"]["new"] == 0 and self.good_polls() > 2,
                   "every source was polled", 60)
        self.memory = peak_memory(self.kordond)

    def status(self):
        return self.kordond.get("/v1/status", timeout=10)

    def state_of(self, name):
        rows = self.kordond.ask("sources")["sources"]
        return next(row for row in rows if row["id"] == name)

    def good_polls(self):
        return len(self.server.asked("/good"))

    def withstand(self, *names):
        """Polls the sources by hand; returns their states."""
        polls = {name: self.state_of(name)["polls"] for name in names}
        good_polls = self.good_polls()
        for name in names:
            wait_until(lambda name=name: self.kordond.ctl(
                "sources", "poll", name, check=False).returncode == 0, "it may be polled")

        def polled():
            assert self.status()["sources"]["total"] == 1 + len(self.sources)
            return all(self.state_of(name)["polls"] > polls[name] for name in names)

        wait_until(polled, "the hostile answers are in", 60)
        wait_until(lambda: self.good_polls() > good_polls, "the good source goes on")
        assert self.state_of("good")["state"] == "ok"
        assert peak_memory(self.kordond) - self.memory <= 2 * BODY_MAX
        return [self.state_of(name) for name in names]


@pytest.fixture(scope="module")
def resolver(tmp_path_factory):
    """A library that leads names under .test-loopback.example to this machine, or None."""
    if not shutil.which("cc"):
        return None
    library = tmp_path_factory.mktemp("resolver") / "resolve.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-o", library,
                    TOP / "tests/e2e/resolve.c", "-ldl"], check=True)
    return library


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl program to make certificates with")
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def servers(authority, tmp_path_factory):
    """One that speaks TLS for each certificate; one for HTTP/2."""
    certificates = {
        "fine": authority.certificate("fine"),
        "self-signed": certificate(tmp_path_factory.mktemp("own")),
        "expired": authority.certificate("expired", ends="20240201000000Z"),
        "future": authority.certificate("future", begins="20980101000000Z"),
        "wrong-host": authority.certificate("wrong", names="DNS:other.example"),
    }
    with contextlib.ExitStack() as stack:
        by_name = {name: stack.enter_context(Server(tls=pair))
                   for name, pair in certificates.items()}
        by_name["http2"] = stack.enter_context(Http2(certificates["fine"]))
        yield by_name


@pytest.fixture(scope="module")
def besieged(tmp_path_factory, authority, servers, resolver):
    with pytest.MonkeyPatch.context() as patch, Server() as server:
        daemon = Besieged(Kordond(tmp_path_factory.mktemp("besieged")), server)
        for name in [case.name for case in STREAMS] + list(REDIRECTS):
            server.script(f"/{name}", Answer(stream=benign))
            daemon.add(name, server.url(f"/{name}"))
        for name, tls in servers.items():
            if name != "http2":
                tls.script("/feed", Answer.feed(FEED))
            daemon.add(f"tls-{name}", tls.url("/feed"))
        daemon.add("no-tls", server.url("/feed").replace("http:", "https:"))
        daemon.add("leads-inside", server.url("/inside", "feed.test-loopback.example"))
        daemon.add("listed", server.url("/listed", "listed.test-loopback.example"))
        server.script("/inside", Answer.feed(FEED))
        server.script("/listed", Answer.feed(FEED))
        if resolver:
            patch.setenv("LD_PRELOAD", str(resolver))
        try:
            daemon.start(f", ca_file: {authority.cert}"
                         ", private_hosts: [listed.test-loopback.example]")
            patch.delenv("LD_PRELOAD", raising=False)
            yield daemon
            assert daemon.kordond.stop() == 0
        finally:
            daemon.kordond.kill()


@pytest.fixture(autouse=True)
def log(besieged):
    yield
    print(besieged.kordond.log())


def assert_named(state, expected, reason):
    assert state["class"] == expected, state
    assert reason in state["reason"], state


@pytest.mark.parametrize("case", STREAMS, ids=lambda case: case.name)
def test_a_hostile_answer_hurts_nobody(besieged, case):
    besieged.server.script(f"/{case.name}", Answer(stream=case.stream))
    [state] = besieged.withstand(case.name)
    assert_named(state, case.expected, case.reason)


def test_hostile_answers_at_once_hurt_nobody(besieged):
    cases = [case for case in STREAMS if case.expected == "timeout"]
    for case in cases:
        besieged.server.script(f"/{case.name}", Answer(stream=case.stream))
    states = besieged.withstand(*[case.name for case in cases])
    for case, state in zip(cases, states):
        assert_named(state, case.expected, case.reason)


@pytest.mark.parametrize("name", REDIRECTS)
def test_a_redirect_leads_nowhere_it_must_not(besieged, resolver, name):
    target, expected, reason = REDIRECTS[name]
    if "test-loopback" in target and not resolver:
        pytest.skip("there is no C compiler for the resolver of this test")
    own = besieged.server.url(f"/{name}")
    besieged.server.script("/secret", Answer.feed(FEED))
    besieged.server.script(f"/{name}", Answer(302, b"", {
        "Location": target.format(own=own, port=besieged.server.port)}))
    [state] = besieged.withstand(name)
    assert_named(state, expected, reason)
    assert not besieged.server.asked("/secret")


def test_a_name_that_leads_to_loopback_is_not_asked(besieged, resolver):
    if not resolver:
        pytest.skip("there is no C compiler for the resolver of this test")
    [state] = besieged.withstand("leads-inside")
    assert_named(state, "refused-address", "127.0.0.1 is a private address")
    assert not besieged.server.asked("/inside")
    # Where the operator says so, it is.
    assert besieged.state_of("listed")["state"] == "ok"


# ---- TLS -------------------------------------------------------------------------------


@pytest.mark.parametrize("name, reason", [
    ("self-signed", "self-signed"), ("expired", "expired"), ("future", "not yet valid"),
    ("wrong-host", "subject")])
def test_a_certificate_that_proves_nothing_is_refused(besieged, servers, name, reason):
    [state] = besieged.withstand(f"tls-{name}")
    assert_named(state, "tls", reason)
    assert not servers[name].asked("/feed")


def test_a_certificate_of_the_authority_is_trusted(besieged, servers):
    [state] = besieged.withstand("tls-fine")
    assert state["state"] == "ok"
    assert servers["fine"].asked("/feed")


def test_what_is_no_tls_is_refused(besieged):
    [state] = besieged.withstand("no-tls")
    assert_named(state, "tls", "no trusted connection")


# ---- HTTP/2 (RFC 9113), as far as it takes to misbehave ----------------------------------

DATA, HEADERS, RST_STREAM, SETTINGS, GOAWAY, CONTINUATION = 0, 1, 3, 4, 7, 9
STATUS_200 = b"\x88"  # HPACK: from the static table


def frame(kind, flags, stream, payload=b""):
    return (len(payload).to_bytes(3, "big") + bytes([kind, flags]) +
            stream.to_bytes(4, "big") + payload)


class Http2:
    """Speaks TLS with ALPN h2, waits for a request, and answers it by a function."""

    def __init__(self, tls):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        context.set_alpn_protocols(["h2"])
        self.context, self.answer = context, gives_the_feed
        self.ending = threading.Event()
        self.requests = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def url(self, path):
        return f"https://127.0.0.1:{self.port}{path}"

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.listener.close()

    def serve(self):
        while not self.ending.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        try:
            with self.context.wrap_socket(connection, server_side=True) as tls:
                tls.settimeout(30)
                tls.sendall(frame(SETTINGS, 0, 0))
                incoming = tls.makefile("rb")
                incoming.read(24)  # the preface
                while head := incoming.read(9):
                    incoming.read(int.from_bytes(head[:3], "big"))
                    if head[3] == HEADERS:
                        self.requests += 1
                        self.answer(self, tls, int.from_bytes(head[5:9], "big"))
        except OSError:
            pass


def error(code):
    return code.to_bytes(4, "big")


def gives_the_feed(server, tls, stream):
    tls.sendall(frame(HEADERS, 4, stream, STATUS_200) + frame(DATA, 1, stream, FEED))


def resets_the_stream(server, tls, stream):
    tls.sendall(frame(RST_STREAM, 0, stream, error(2)))


def refuses_the_stream(server, tls, stream):
    tls.sendall(frame(RST_STREAM, 0, stream, error(7)))


def resets_in_the_data(server, tls, stream):
    tls.sendall(frame(HEADERS, 4, stream, STATUS_200) + frame(DATA, 0, stream, START) +
                frame(RST_STREAM, 0, stream, error(2)))


def goes_away(server, tls, stream):
    tls.sendall(frame(GOAWAY, 0, 0, error(0) + error(11)))


def sends_endless_continuations(server, tls, stream):
    """Fields without end over frames without end ("CONTINUATION flood")."""
    tls.sendall(frame(HEADERS, 0, stream, STATUS_200))
    field = b"\x00\x01x" + b"\x7f\x81\x07" + b"y" * 1024  # a literal, not indexed
    while not server.ending.is_set():
        tls.sendall(frame(CONTINUATION, 0, stream, field))


def sends_endless_data(server, tls, stream):
    tls.sendall(frame(HEADERS, 4, stream, STATUS_200))
    while not server.ending.is_set():
        tls.sendall(frame(DATA, 0, stream, b"x" * 16000))


def sends_no_frames(server, tls, stream):
    tls.sendall(b"\xff" * 4096)


@pytest.mark.parametrize("answer, expected", [
    (gives_the_feed, ["ok"]),
    (resets_the_stream, ["truncated"]),
    (refuses_the_stream, ["truncated"]),
    (resets_in_the_data, ["truncated"]),
    (goes_away, ["truncated", "protocol"]),
    (sends_endless_continuations, ["protocol", "truncated"]),
    (sends_no_frames, ["protocol", "truncated", "timeout"]),
    (sends_endless_data, ["too-large", "protocol"]),
], ids=lambda value: getattr(value, "__name__", None))
def test_http2_that_misbehaves_hurts_nobody(besieged, servers, answer, expected):
    servers["http2"].answer, before = answer, servers["http2"].requests
    [state] = besieged.withstand("tls-http2")
    assert state["class"] in expected, state
    assert state["reason"]
    assert 1 <= servers["http2"].requests - before <= 10
