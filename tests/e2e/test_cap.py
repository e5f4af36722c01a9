"""CAP 1.2 messages in a folder: valid, whole, in references to each other, sure or not."""
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest

from conftest import TOP, wait_until
from feeds import item, rss, when
from server import Answer, Server
from test_sinks import configure, waiting

SCHEMA = TOP / "tests/fixtures/cap-1.2.xsd"
NAMESPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"
SENDER = "desk@paper.example"


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "cap"
    path.mkdir()
    return path


def sink(folder, **more):
    return {"name": "cap", "type": "cap", "folder": str(folder), "from": SENDER, "pause": "1s",
            **more}


def validate(path):
    if not shutil.which("xmllint"):
        pytest.skip("xmllint (libxml2-utils) is not installed")
    done = subprocess.run(["xmllint", "--nonet", "--noout", "--schema", SCHEMA, path],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


class Message:
    def __init__(self, path):
        validate(path)
        self.root = ET.parse(path).getroot()
        assert self["identifier"] == path.stem and self["sender"] == SENDER

    def __getitem__(self, name):
        return self.root.findtext("/".join(NAMESPACE + part for part in f".{name}"[1:].split("/")))

    def all(self, name):
        return [node.text for node in self.root.iter(NAMESPACE + name)]

    def reference(self):
        return f"{SENDER},{self['identifier']},{self['sent']}"


def messages(folder):
    """In order of their ids, which are sorted by time."""
    return [Message(path) for path in sorted(folder.glob("*.xml"))]


def test_each_alert_is_a_valid_message(kordond, server, folder):
    configure(kordond, server, [sink(folder)], count=3)
    assert kordond.once() == 0
    found = messages(folder)
    assert [message["identifier"] for message in found] == sorted(
        alert["id"] for alert in kordond.alerts())
    for message, alert in zip(found, sorted(kordond.alerts(), key=lambda alert: alert["id"])):
        assert message["status"] == "Actual" and message["msgType"] == "Alert"
        assert message["scope"] == "Restricted" and message["restriction"]
        assert message["info/severity"] == "Severe"
        assert message["info/certainty"] == "Possible"  # reported, by one
        assert alert["summary"] in message["info/description"]
        assert {"reported", "1"} <= set(message.all("value"))
        assert message["info/web"] == alert["item"]["url"]
        assert message["references"] is None
    assert waiting(kordond) == 0
    assert not list(folder.glob(".*.new"))


def test_later_messages_refer_to_the_earlier_ones_of_their_incident(kordond, server, folder):
    title = "Border guards saw 3 buoys removed"
    configure(kordond, server, [sink(folder)], feed=rss(
        item("a", title, when()), item("x", "Buoys removed on another day", when(90))))
    assert kordond.once() == 0
    first = next(message for message in messages(folder)
                 if "3 buoys" in message["info/description"])
    assert len(messages(folder)) == 2
    for path in folder.glob("*.xml"):
        path.rename(folder.parent / path.name)  # somebody takes them away
    server.script("/feed", Answer.feed(rss(
        item("a", title, when()),
        item("b", "Border guards saw 30 buoys removed: the river is open", when(0.2)))))
    rules = kordond.folder / "rules.yaml"
    rules.write_text(rules.read_text().replace(
        "    incident:", "    raise:\n      - {to: critical, when: count(buoy) >= 20}\n    incident:"))
    assert kordond.once() == 0
    [update] = messages(folder)
    assert update["msgType"] == "Update"
    assert update["references"] == first.reference()
    assert update["incidents"] == first["incidents"]
    assert update["info/severity"] == "Extreme"


def test_a_folder_that_is_not_there_is_awaited(kordond, server, folder):
    folder.rmdir()
    configure(kordond, server, [sink(folder, scope="public")])
    kordond.start()
    wait_until(lambda: "No such file" in (kordond.ask("status")["trouble"] or ""), "it waits")
    folder.mkdir()
    wait_until(lambda: waiting(kordond) == 0, "it is written")
    [message] = messages(folder)
    assert message["scope"] == "Public" and message["restriction"] is None
    assert "took the test alert" in kordond.run("sinks", "test", "cap").stdout
    assert {message["status"] for message in messages(folder)} == {"Actual", "Test"}
    assert kordond.stop() == 0


def test_outside_text_is_no_markup(kordond, server, folder):
    configure(kordond, server, [sink(folder)], feed=rss(item(
        "a", 'Guards removed buoys &lt;/description>&lt;msgType>Cancel&lt;/msgType> &amp; "x"', when(),
        link="javascript:alert(1)")))
    assert kordond.once() == 0
    [message] = messages(folder)
    assert message["msgType"] == "Alert" and message["info/web"] is None
    assert "</description>" in message["info/description"]
