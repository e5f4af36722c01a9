"""The sinks that docs/alerts.md shows are configured as they stand there, against real receivers:
only where they are, and whom to trust, is put in."""
import json
import re
import ssl

import pytest
import yaml

from certificates import Authority
from conftest import TOP, wait_until
from feeds import RULES, alarming, rss
from receivers import Hook, Smtp, Syslog
from server import Answer, Server
from test_daemon import source
from test_mqtt import BROKER, Broker, payload
from test_sinks import script, waiting, words

GUIDE = (TOP / "docs/alerts.md").read_text(encoding="utf-8")
EXAMPLES = {sink["name"]: sink for block in re.findall(r"```yaml\n(sinks:.*?)```", GUIDE, re.S)
            for sink in yaml.safe_load(block)["sinks"]}


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def tls(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.certificate("receiver"))
    return context


@pytest.fixture
def run(kordond, tmp_path, authority):
    """The sink with what the test puts in, and one alert; returns the alert."""
    secrets = tmp_path / "credentials"
    secrets.mkdir()
    for name in re.findall(r"credential:([a-z-]+)", GUIDE):
        (secrets / name).write_text("pa55\n")
    kordond.secrets = secrets
    kordond.environment = {"CREDENTIALS_DIRECTORY": str(secrets), "PATH": "/usr/bin:/bin"}

    def go(name, **put_in):
        sink = dict(EXAMPLES[name], **put_in)
        rules = RULES.replace("severity: high", "severity: critical")
        with Server() as server:
            server.script("/feed", Answer.feed(rss(alarming(1, 0))))
            kordond.configure([source(server, "/feed", interval="1h")], rules=rules,
                              extra=yaml.safe_dump({"sinks": [
                                  {key: value for key, value in sink.items()
                                   if key != "countries"}]}))
            assert kordond.once() == 0
        assert waiting(kordond) == 0, kordond.log()
        return kordond.alerts()[0]

    return go


def test_every_type_has_an_example():
    table = (TOP / "daemon/sink/target.c").read_text(encoding="utf-8")
    types = re.search(r"type_names\[\] = \{(.*?)NULL", table, re.S)[1]
    assert {sink["type"] for sink in EXAMPLES.values()} == set(re.findall(r'"(\w+)"', types))
    assert set(EXAMPLES) == {"desk-board", "desk-chat", "night-desk", "pager", "archive", "phone", "siem", "bus",
                             "cap"}


@pytest.mark.parametrize("name", ["desk-chat", "archive", "phone"])
def test_webhooks(run, name, kordond):
    with Hook() as hook:
        (kordond.secrets / "chat-url").write_text(hook.url("/hooks/abc") + "\n")
        alert = run(name, **({} if name == "desk-chat" else {"url": hook.url()}))
        [post] = hook.posts
    assert post.headers["Idempotency-Key"] == alert["id"]
    if name == "archive":
        assert post.headers["X-Desk"] == "east" and "Kordon-Signature" in post.headers
    if name == "phone":
        assert post.headers["Authorization"] == "Bearer pa55"
    assert "status reported" in post.body.decode() and "1 origin" in post.body.decode()


def test_a_template(run):
    with Hook(words(201, b'{"created":17}')) as hook:
        alert = run("desk-board", url=hook.url())
        [post] = hook.posts
    card = json.loads(post.body)
    assert post.headers["Content-Type"] == "application/json"
    assert card == {"title": f"border-marker: {alert['incident']['title']}",
                    "text": alert["summary"], "link": alert["item"]["url"]}


def test_mail(run, authority, tls):
    with Smtp(tls=tls) as smtp:
        run("night-desk", url=f"smtp://127.0.0.1:{smtp.port}", ca_file=str(authority.cert))
        [mail] = smtp.mails
    assert mail.secure and mail.recipients == ["night@paper.example"]


def test_a_program(run, tmp_path):
    program = script(tmp_path, "page", f'cat > {tmp_path}/seen; echo "$@" > {tmp_path}/words')
    alert = run("pager", command=[program, *EXAMPLES["pager"]["command"][1:]])
    assert alert["id"] in (tmp_path / "seen").read_text()
    assert (tmp_path / "words").read_text() == "--quiet\n"


def test_a_log_server(run, authority, tls):
    with Syslog("tls", tls=tls) as syslog:
        alert = run("siem", url=syslog.url, ca_file=str(authority.cert))
        message = wait_until(lambda: syslog.messages, "the message")[0].decode()
    assert message.startswith(f"<{20 * 8 + 2}>1 ") and f'id="{alert["id"]}"' in message


@pytest.mark.skipif(not BROKER, reason="mosquitto is not installed")
def test_a_bus(run, tmp_path, authority):
    cert, key = authority.certificate("broker")
    with Broker(tmp_path, listener=f"certfile {cert}\nkeyfile {key}",
                subscribe=["--cafile", authority.cert]) as broker:
        alert = run("bus", url=f"mqtts://127.0.0.1:{broker.port}", ca_file=str(authority.cert))
        [message] = wait_until(lambda: broker.heard, "the alert")
    assert message["topic"] == "kordon/border-marker/critical"
    assert payload(message)["id"] == alert["id"]


def test_a_folder_of_cap(run, tmp_path):
    folder = tmp_path / "cap"
    folder.mkdir()
    alert = run("cap", folder=str(folder))
    assert [path.stem for path in folder.glob("*.xml")] == [alert["id"]]
