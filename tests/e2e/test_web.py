"""The loopback web listener, and the daemon in numbers."""
import http.client
import json
import os
import re
import socket

import pytest

from conftest import Kordond, ctl, wait_until
from feeds import RULES, alarming, item, rss, when
from server import Answer, Server


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def web(kordond):
    """A daemon with the listener, one good source and one that fails."""
    kordond.port = free_port()
    with Server() as server:
        server.script("/news.xml", Answer.feed(rss(
            alarming(1, 0), alarming(2, 9), item("p", "Plain", when(1)))))
        kordond.configure([{"id": "news", "url": server.url("/news.xml")},
                           {"id": "bad", "url": server.url("/nothing.xml")}], rules=RULES)
        kordond.config.write_text(kordond.config.read_text().replace(
            "control: {", f"control: {{listen: '127.0.0.1:{kordond.port}', "))
        kordond.start()
        wait_until(lambda: len(kordond.alerts()) == 2, "the alerts are raised")
        wait_until(lambda: kordond.ask("status")["sources"]["failing"] == 1, "one source fails")
        yield kordond


def ask(web, path, method="GET", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=20)
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    answer.text = answer.read().decode()
    connection.close()
    return answer


def test_the_api_is_served_to_read(web):
    answer = ask(web, "/v1/status")
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/json"
    assert json.loads(answer.text)["alerts"] == 2
    assert len(json.loads(ask(web, "/v1/incidents?limit=1").text)["incidents"]) == 1


def test_rows_are_fewer_there_than_on_the_socket(web):
    refused = ask(web, "/v1/items?limit=10000")
    assert (refused.status, "from 1 to 1000" in refused.text) == (400, True)
    assert ask(web, "/v1/items?limit=1000").status == 200
    assert web.run("items", "--limit", "10000").returncode == 0


@pytest.mark.parametrize("path, name", [
    ("/v1/incidents?limit=1&category=%FFbuoys", "category"), ("/v1/items?q=%C3%28", "q"),
    ("/v1/items?q=%ED%A0%80", "q"), ("/v1/sources?id=%80", "id")])
def test_a_parameter_that_is_no_text_is_named(web, path, name):
    answer = ask(web, path)
    assert answer.status == 400
    assert json.loads(answer.text)["error"].startswith(f"{name} is not text in UTF-8")
    assert ask(web, "/v1/items?q=%C3%A4").status == 200


def test_head_gives_the_length_and_no_body(web):
    body = ask(web, "/v1/incidents").text
    answer = ask(web, "/v1/incidents", method="HEAD")
    assert (answer.status, answer.text) == (200, "")
    assert int(answer.headers["Content-Length"]) == len(body.encode())


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_changed(web, method):
    for path in ("/v1/reload", "/v1/incidents/close?id=1", "/v1/status"):
        answer = ask(web, path, method=method)
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD"), path
    assert ask(web, "/v1/reload").status == 405, "a GET that changes is none"
    assert json.loads(ask(web, "/v1/incidents?id=1").text)["incidents"][0]["status"] != "closed"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example"])
def test_a_name_that_was_made_to_lead_here_is_not_answered(web, host):
    answer = ask(web, "/v1/status", Host=host)
    assert answer.status == 403 and "alerts" not in answer.text
    assert ask(web, f"http://{host}/v1/status").status == 403


def test_the_names_of_this_machine_are_answered(web):
    for host in (f"localhost:{web.port}", "localhost", f"127.0.0.1:{web.port}"):
        assert ask(web, "/v1/status", Host=host).status == 200, host


def test_without_being_asked_for_nothing_listens(kordond):
    kordond.configure([], rules=RULES)
    kordond.start()
    shown = [row for row in open(f"/proc/{kordond.process.pid}/net/tcp")]
    inodes = {link.split("[")[1].rstrip("]") for link in links(kordond) if "socket:" in link}
    assert not [row for row in shown[1:] if row.split()[9] in inodes]


def links(kordond):
    folder = f"/proc/{kordond.process.pid}/fd"
    return [os.readlink(f"{folder}/{name}") for name in os.listdir(folder)]


@pytest.mark.parametrize("address, said", [
    ("0.0.0.0:9464", "only addresses of this machine itself"),
    ("9464", "an address with a port is wanted")])
def test_other_addresses_are_mistakes(kordond, address, said):
    kordond.configure([], rules=RULES)
    kordond.config.write_text(kordond.config.read_text().replace(
        "control: {", f"control: {{listen: '{address}', "))
    answer = ctl("-c", kordond.config, "check", check=False)
    assert answer.returncode == 2 and said in answer.stderr + answer.stdout


def test_a_port_that_is_taken_is_said(web, tmp_path_factory):
    other = Kordond(tmp_path_factory.mktemp("other"))
    other.configure([], rules=RULES)
    other.config.write_text(other.config.read_text().replace(
        "control: {", f"control: {{listen: '127.0.0.1:{web.port}', "))
    other.start(wait=False)
    assert other.process.wait(timeout=30) == 1
    assert f"127.0.0.1:{web.port}: Address already in use" in other.log()


# ---- metrics ----------------------------------------------------------------------------------

SAMPLE = re.compile(r'^([a-z_]+)(?:\{([a-z]+="(?:[^"\\]|\\.)*"(?:,[a-z]+="(?:[^"\\]|\\.)*")*)\})? (\S+)$')


def samples(text):
    found, families = {}, {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split()
            assert name not in families, f"{name} twice"
            families[name] = kind
        elif not line.startswith("#"):
            name, labels, value = SAMPLE.match(line).groups()
            assert (name, labels) not in found, line
            found[name, labels] = float(value)
    for name, _ in found:
        kind = families.get(name) or families[name.removesuffix("_total")]
        assert (kind == "counter") == name.endswith("_total"), name
    return found


def test_metrics_say_what_status_says(web):
    text = ask(web, "/metrics").text
    found, status = samples(text), web.ask("status")
    assert found["kordon_sources", 'state="failing"'] == status["sources"]["failing"] == 1
    assert found["kordon_sources", 'state="ok"'] + found["kordon_sources", 'state="silent"'] == 1
    assert found["kordon_alerts_total", 'kind="new",severity="high"'] == 2
    assert found["kordon_findings_total", None] == 2
    assert found["kordon_items_new_total", None] == 3
    assert found["kordon_polls_total", 'outcome="ok"'] == 1
    assert found["kordon_polls_total", 'outcome="http-404"'] >= 1
    assert found["kordon_fetched_bytes_total", None] > 500
    assert found["kordon_database_bytes", None] == status["database_bytes"]
    assert found["kordon_loop_lag_max_seconds", None] >= 0
    assert found["kordon_rules_blind", None] == len(status["blind"])


def test_metrics_come_as_the_asker_reads_them(web):
    plain = ask(web, "/metrics")
    assert plain.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "# TYPE kordon_polls_total counter" in plain.text
    accept = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"
    answer = ask(web, "/metrics", Accept=accept)
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    assert "# TYPE kordon_polls counter" in answer.text
    assert answer.text.endswith("\n# EOF\n")
    samples(answer.text)


def test_kordonctl_prints_them(web):
    assert samples(web.run("metrics").stdout)["kordon_alerts_total", 'kind="new",severity="high"'] == 2


def test_a_queue_that_waits_and_a_blind_rule_are_seen(kordond):
    extra = "sinks: [{name: pager, type: exec, command: [/bin/false]}]\n"
    with Server() as server:
        server.script("/news.xml", Answer.feed(rss(alarming(1, 0))))
        kordond.configure([{"id": "news", "url": server.url("/news.xml")}], rules=RULES,
                          extra=extra)
        kordond.start()
        wait_until(lambda: len(kordond.alerts()) == 1, "the alert is raised")
        server.script("/news.xml", Answer(500))
        wait_until(lambda: kordond.ctl("sources", "poll", "news", check=False).returncode == 0,
                   "it may be polled")
        wait_until(lambda: kordond.ask("status")["blind"], "the rule is blind")
    found = samples(kordond.run("metrics").stdout)
    assert found["kordon_outbox_alerts", 'sink="pager",state="waiting"'] == 1
    assert found["kordon_rule_blind", 'rule="buoys-removed"'] == 1
