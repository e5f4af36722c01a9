"""Alerts published to a real broker (mosquitto), heard by a real subscriber."""
import json
import shutil
import socket
import subprocess
import threading

import pytest

from certificates import Authority
from conftest import wait_until
from server import Server
from test_sinks import configure, waiting

BROKER = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(not BROKER or not shutil.which("mosquitto_sub"),
                                reason="mosquitto and mosquitto-clients are not installed")


@pytest.fixture
def server():
    with Server() as running:
        yield running


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Broker:
    """mosquitto on a port of its own, and what a subscriber to everything hears."""

    def __init__(self, folder, listener="", access="allow_anonymous true", subscribe=()):
        self.folder, self.port, self.heard = folder, free_port(), []
        self.config = folder / "mosquitto.conf"
        self.config.write_text(f"listener {self.port} 127.0.0.1\n{listener}\n{access}\n"
                               "persistence false\nuser root\n")
        self.options = list(map(str, subscribe))
        self.process = self.subscriber = None

    def start(self):
        self.process = subprocess.Popen([BROKER, "-c", self.config], stdout=subprocess.DEVNULL,
                                        stderr=open(self.folder / "mosquitto.log", "ab"))
        wait_until(self.answers, "the broker listens")
        self.subscriber = subprocess.Popen(
            ["stdbuf", "-oL", "mosquitto_sub", "-h", "127.0.0.1", "-p", str(self.port), "-t", "#", "-q", "1",
             "-F", '{"topic":"%t","qos":%q,"text":%j}', "-d", *self.options],
            stdout=subprocess.PIPE, text=True)
        subscribed = threading.Event()
        threading.Thread(target=self.listen, args=(subscribed,), daemon=True).start()
        assert subscribed.wait(30)

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def listen(self, subscribed):
        for line in self.subscriber.stdout:
            if "SUBACK" in line:
                subscribed.set()
            if line.startswith('{"topic"'):
                self.heard.append(json.loads(line))

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        for process in (self.subscriber, self.process):
            if process:
                process.terminate()
                process.wait(timeout=30)


def sink(broker, scheme="mqtt", **more):
    return {"name": "bus", "type": "mqtt", "url": f"{scheme}://127.0.0.1:{broker.port}",
            "pause": "1s", **more}


def payload(message):
    return json.loads(message["text"]["payload"])


def test_alerts_are_published_with_a_receipt(kordond, server, tmp_path):
    with Broker(tmp_path) as broker:
        configure(kordond, server, [sink(
            broker, topic="kordon/{category}/{severity}/{incident.status}")], count=3)
        assert kordond.once() == 0
        wait_until(lambda: len(broker.heard) == 3, "all alerts")
        assert {message["topic"] for message in broker.heard} == {
            "kordon/border-marker/high/reported"}
        assert all(message["qos"] == 1 for message in broker.heard)
        logged = kordond.alerts()
        for alert in logged:
            del alert["previous"]
        assert [payload(message) for message in broker.heard] == logged
    assert waiting(kordond) == 0


def test_alerts_wait_for_a_broker_and_outlive_its_restart(kordond, server, tmp_path):
    broker = Broker(tmp_path)
    configure(kordond, server, [sink(broker)])
    kordond.start()
    wait_until(lambda: "sink/bus" in (kordond.ask("status")["trouble"] or ""), "it waits")
    with broker:
        wait_until(lambda: waiting(kordond) == 0 and broker.heard, "it is published", 60)
    with broker:  # another one, on the same port
        assert "took the test alert" in kordond.run("sinks", "test", "bus").stdout
        wait_until(lambda: len(broker.heard) >= 2, "over a connection of its own")
        assert kordond.stop() == 0


def test_tls_and_a_password(kordond, server, tmp_path):
    authority = Authority(tmp_path)
    cert, key = authority.certificate("broker")
    passwords = tmp_path / "passwords"
    subprocess.run(["mosquitto_passwd", "-c", "-b", passwords, "kordon", "pa55"], check=True,
                   capture_output=True)
    (tmp_path / "secret").write_text("pa55\n")
    tls = Broker(tmp_path, listener=f"certfile {cert}\nkeyfile {key}",
                 access=f"allow_anonymous false\npassword_file {passwords}",
                 subscribe=["--cafile", authority.cert, "-u", "kordon", "-P", "pa55"])
    with tls as broker:
        good = sink(broker, "mqtts", ca_file=str(authority.cert), user="kordon",
                    password=f"file:{tmp_path}/secret")
        configure(kordond, server, [good])
        assert kordond.once() == 0
        wait_until(lambda: broker.heard, "the alert")
        assert waiting(kordond) == 0
        for bad, said in ((dict(good, user="kordo"), "not authorized"),
                          ({key: value for key, value in good.items() if key != "ca_file"},
                           "certificate")):
            for path in kordond.folder.glob("kordon.db*"):
                path.unlink()
            configure(kordond, server, [bad])
            kordond.start()
            trouble = wait_until(lambda: kordond.ask("status")["trouble"], "it is refused")
            assert said in trouble and "pa55" not in kordond.log()
            assert kordond.stop() == 0


class Talker:
    """Accepts, and says something that is no MQTT, or nothing."""

    def __init__(self, words):
        self.words, self.socket = words, socket.create_server(("127.0.0.1", 0))
        self.port, self.held = self.socket.getsockname()[1], []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.held.append(connection)
            try:
                for words in self.words:
                    connection.sendall(words)
            except OSError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


@pytest.mark.parametrize("words, said", [
    ([b"HTTP/1.1 400 Bad Request\r\n" * 100], "no MQTT"),
    ([b"\x20\x02\x00\x03"], "not available"),
    ([b"\x20\xff\xff\xff\xff\xff\xff"] * 200, "no MQTT"),
    ([b"\x20\x02\x00\x00"], "no answer within 1 s"),  # it never acknowledges
    ([], "no answer within 1 s"),
])
def test_what_speaks_no_mqtt_is_named(kordond, server, words, said):
    with Talker(words) as talker:
        configure(kordond, server, [sink(talker, timeout="1s")])
        kordond.start()
        wait_until(lambda: said in (kordond.ask("status")["trouble"] or ""), "the reason")
        assert waiting(kordond) == 1


@pytest.mark.parametrize("topic", ["kordon/#", "kordon/+/x", "$SYS/x"])
def test_a_topic_with_wildcards_is_a_mistake(kordond, server, topic):
    configure(kordond, server, [{"name": "bus", "type": "mqtt", "url": "mqtt://127.0.0.1",
                                 "topic": topic}])
    answer = kordond.run("-c", kordond.config, "check", check=False)
    assert answer.returncode == 2 and "wildcards" in answer.stderr
