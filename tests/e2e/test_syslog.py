"""Alerts as syslog messages: RFC 5424 to the letter, over each transport, and when it fails."""
import json
import re
import socket
import ssl

import pytest

from certificates import Authority
from conftest import wait_until
from feeds import item, rss, when
from receivers import Syslog
from server import Server
from test_sinks import configure, waiting

NAME = r'[!-<>-\\^-~]{1,32}'  # PRINTUSASCII without '=', ' ', ']' and '"'
PARAM = rf' ({NAME})="((?:[^"\\\]]|\\.)*)"'
MESSAGE = re.compile(
    rb"<(?P<pri>\d{1,3})>1 (?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (?P<host>[!-~]{1,255}) "
    rb"(?P<app>[!-~]{1,48}) (?P<process>[!-~]{1,128}) (?P<id>[!-~]{1,32}) "
    rb"\[(?P<sd>.*?[^\\])\] \xef\xbb\xbf(?P<text>.*)", re.DOTALL)


@pytest.fixture
def server():
    with Server() as running:
        yield running


def read(message):
    """(fields, structured data) of a message that keeps to the grammar of RFC 5424."""
    fields = MESSAGE.fullmatch(message)
    assert fields, message
    sd = fields["sd"].decode()
    name, _, rest = sd.partition(" ")
    assert re.fullmatch(NAME, name)
    params = dict(re.findall(PARAM, " " + rest))
    assert re.sub(PARAM, "", " " + rest) == ""
    return fields, {key: re.sub(r'\\(["\\\]])', r"\1", value) for key, value in params.items()}


def check(kordond, message):
    fields, params = read(message)
    [alert] = [alert for alert in kordond.alerts() if alert["id"] == params["id"]]
    assert int(fields["pri"]) == 3 * 8 + 3  # daemon.err: a high one
    assert fields["app"] == b"kordond" and fields["id"] == alert["kind"].encode()
    assert params["status"] == alert["incident"]["status"]
    assert params["origins"] == str(alert["incident"]["origins"])
    assert params["category"] == alert["category"]
    text = fields["text"].decode()
    assert alert["summary"] in text and "status reported" in text and "1 origin" in text
    return params


def sink(syslog, **more):
    return {"name": "logs", "type": "syslog", "url": syslog.url, "pause": "1s", **more}


@pytest.mark.parametrize("kind", ["udp", "tcp"])
def test_a_log_server_gets_each_alert_as_a_message(kordond, server, kind):
    with Syslog(kind) as syslog:
        configure(kordond, server, [sink(syslog)], count=3)
        assert kordond.once() == 0
        wait_until(lambda: len(syslog.messages) == 3, "all messages")
        ids = [check(kordond, message)["id"] for message in syslog.messages]
        assert ids == [alert["id"] for alert in kordond.alerts()]
        assert syslog.connections <= 1  # one for all of them
    assert not syslog.errors and waiting(kordond) == 0


def test_a_name_is_looked_up(kordond, server):
    with Syslog("udp") as syslog:
        configure(kordond, server, [sink(syslog, url=f"udp://localhost:{syslog.port}")])
        assert kordond.once() == 0
        wait_until(lambda: syslog.messages, "the message")
    assert waiting(kordond) == 0


def test_a_port_that_nobody_listens_to_is_said(kordond, server):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as late:
        late.bind(("127.0.0.1", 0))
        port = late.getsockname()[1]
    configure(kordond, server, [{"name": "logs", "type": "syslog", "pause": "1s",
                                 "url": f"udp://127.0.0.1:{port}"}])
    kordond.start()
    wait_until(lambda: "Connection refused" in (kordond.ask("status")["trouble"] or ""), "it is")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as late:
        late.bind(("127.0.0.1", port))
        wait_until(lambda: waiting(kordond) == 0, "it is taken once somebody listens")
        check(kordond, late.recv(65536))
    assert kordond.stop() == 0


def test_the_socket_of_this_machine(kordond, server, tmp_path):
    path = tmp_path / "log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as local:
        configure(kordond, server, [{"name": "logs", "type": "syslog", "url": f"unix:{path}",
                                     "pause": "1s", "facility": "local4"}])
        kordond.start()
        wait_until(lambda: "No such file" in (kordond.ask("status")["trouble"] or ""), "it waits")
        local.bind(str(path))
        wait_until(lambda: waiting(kordond) == 0, "it is taken once somebody listens")
        fields, _ = read(local.recv(65536))
        assert int(fields["pri"]) == 20 * 8 + 3
        assert kordond.stop() == 0


def test_outside_text_ends_no_structured_data(kordond, server):
    title = 'Guards removed buoys "]\\ [x@1 a="b"] \x01 \u202e'
    with Syslog("tcp") as syslog:
        configure(kordond, server, [sink(syslog, sd_id="kordon@1.2")],
                  feed=rss(item("a", title, when(), link='https://news.example/a"]b')))
        assert kordond.once() == 0
        _, params = read(wait_until(lambda: syslog.messages, "the message")[0])
    assert set(params) == {"id", "kind", "severity", "category", "incident", "status", "origins",
                           "sources", "reports", "rule", "source", "url"}
    assert params["url"] == kordond.alerts()[0]["item"]["url"]


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls"))


def context_of(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def test_tls_is_checked(kordond, server, authority):
    """RFC 5425; nothing goes to a server whose certificate nobody vouches for."""
    good = context_of(authority.certificate("good"))
    with Syslog("tls", tls=good) as syslog:
        configure(kordond, server, [sink(syslog, ca_file=str(authority.cert))], count=2)
        assert kordond.once() == 0
        wait_until(lambda: len(syslog.messages) == 2, "all messages")
        for message in syslog.messages:
            check(kordond, message)
    for bad, trusted in ((context_of(authority.certificate("other", "DNS:other.example")),
                          {"ca_file": str(authority.cert)}), (good, {})):
        for path in kordond.folder.glob("kordon.db*"):
            path.unlink()
        with Syslog("tls", tls=bad) as syslog:
            configure(kordond, server, [sink(syslog, **trusted)])
            kordond.start()
            wait_until(lambda: "sink/logs" in (kordond.ask("status")["trouble"] or ""), "refused")
            assert not syslog.messages
            assert waiting(kordond) == 1
            assert kordond.stop() == 0


@pytest.mark.parametrize("fault", ["reset", "cut"])
def test_a_message_that_did_not_arrive_is_sent_again(kordond, server, fault):
    with Syslog("tcp", script=[fault]) as syslog:
        configure(kordond, server, [sink(syslog)])
        kordond.start()
        wait_until(lambda: waiting(kordond) == 0, "it is delivered", 60)
        wait_until(lambda: syslog.messages, "the message")
        assert check(kordond, syslog.messages[-1])["id"] == kordond.alerts()[0]["id"]
        assert kordond.stop() == 0


def test_a_log_server_that_is_restarted_gets_what_comes_then(kordond, server):
    with Syslog("tcp") as first:
        configure(kordond, server, [sink(first)])
        kordond.start()
        wait_until(lambda: waiting(kordond) == 0 and first.messages, "the first alert")
        kordond.run("sinks", "test", "logs")
        wait_until(lambda: len(first.messages) == 2, "over the connection that is there")
        assert first.connections == 1
    assert json.loads(json.dumps(kordond.ask("sinks")))["sinks"]
    assert kordond.stop() == 0


@pytest.mark.parametrize("url, said", [
    ("tcp://", "with a host"), ("tcp://a:1/path", "with a host"), ("syslog://a", "with a host"),
    ("tls://me:secret@a", "names no user")])
def test_a_mistake_in_a_url_has_a_place_and_a_reason(kordond, server, url, said):
    configure(kordond, server, [{"name": "logs", "type": "syslog", "url": url}])
    answer = kordond.run("-c", kordond.config, "check", check=False)
    assert answer.returncode == 2 and said in answer.stderr and "kordon.yaml:" in answer.stderr
