"""export: incidents and alerts in forms that other programs read, each held to its standard."""
import csv
import io
import json
import re
import shutil
import subprocess
import uuid
import xml.etree.ElementTree as ET

import pytest

import alert_lines
from conftest import BUILD, Kordond, TOP, ctl
from feeds import item, rss, when
from server import Answer, Server
from test_cap import Message
from test_daemon import source

EVIL = ('=HYPERLINK("https://evil.example","x") buoys removed, "quoted" <b>&amp;'
        '; =1+1|-2+3 |"=3" ; \uff1d4 |\uff0b5;\uff0d6 ;\uff207 ; -8 ; a=9')
RULES = (TOP / "tests/e2e/feeds.py").read_text(encoding="utf-8").split('"""\\\n')[1].split('"""')[0]


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    """Three incidents: two at places, one with a headline that is up to no good."""
    daemon = Kordond(tmp_path_factory.mktemp("export"))
    with Server() as server:
        server.script("/feed", Answer.feed(rss(
            item("narva", "Guards removed buoys in Narva", when(0)),
            item("more", "Guards removed 30 buoys in Narva", when(0.5)),
            item("two", "Guards removed buoys on the Narva River and Lake Peipus", when(30)),
            item("evil", EVIL, when(60)))))
        daemon.configure([source(server, "/feed", interval="1h")],
                         rules=RULES.replace("    incident:", "    raise:\n      - {to: critical,"
                                             " when: count(buoy) >= 20}\n    incident:"))
        daemon.start()
        assert len(daemon.alerts()) >= 3
        yield daemon
        daemon.kill()


def export(daemon, form, *arguments, check=True):
    answer = daemon.run("export", "--format", form, *arguments, check=check)
    return answer.stdout if check else answer


def test_jsonl_is_what_the_daemon_knows(daemon):
    incidents = [json.loads(line) for line in export(daemon, "jsonl").splitlines()]
    assert incidents == daemon.ask("incidents")["incidents"]
    alerts = [json.loads(line) for line in export(daemon, "jsonl", "alerts").splitlines()]
    alert_lines.check(alerts)
    assert {alert["id"] for alert in alerts} == {alert["id"] for alert in daemon.alerts()}


@pytest.mark.parametrize("what", ["incidents", "alerts"])
def test_geojson(daemon, what):
    """RFC 7946: longitude first, null where nothing is known of a place."""
    collection = json.loads(export(daemon, "geojson", what))
    assert collection["type"] == "FeatureCollection" and set(collection) == {"type", "features"}
    kinds = set()
    for feature in collection["features"]:
        assert feature["type"] == "Feature" and feature["properties"]["id"] == feature["id"]
        inner = feature["properties"] if what == "incidents" else feature["properties"]["incident"]
        points = [[place["lon"], place["lat"]] for place in inner["places"]]
        geometry = feature["geometry"]
        kinds.add(geometry and geometry["type"])
        if not points:
            assert geometry is None
        elif geometry["type"] == "Point":
            assert [geometry["coordinates"]] == points
        else:
            assert geometry["type"] == "MultiPoint" and geometry["coordinates"] == points
        for lon, lat in points:
            assert -180 <= lon <= 180 and -90 <= lat <= 90
    assert kinds == {"Point", "MultiPoint", None}


def read_csv(daemon, *arguments):
    text = subprocess.run([BUILD / "daemon/kordonctl", "--socket", daemon.socket, "export",
                           "--format", "csv", *arguments], capture_output=True,
                          check=True).stdout.decode()
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(line) for line in lines} == {len(lines[0])}
    return [dict(zip(lines[0], line)) for line in lines[1:]]


def test_csv_runs_no_formula(daemon):
    """RFC 4180; what a spreadsheet would take for a formula is text."""
    alerts = read_csv(daemon, "alerts")
    assert len(alerts) == len(daemon.alerts())
    [evil] = [row for row in alerts if "HYPERLINK" in row["title"]]
    assert evil["title"].startswith("'=HYPERLINK(\"https://evil.example\",\"x\")")
    assert evil["title"].endswith("; '=1+1|'-2+3 |\"'=3\" ; '\uff1d4 |'\uff0b5;'\uff0d6 ;'\uff207 ; "
                                  "-8 ; a=9")
    for row in alerts:
        assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in row.values())
        assert row["status"] and row["origins"]
    incidents = read_csv(daemon)
    [narva] = [row for row in incidents if row["items"] == "2"]
    assert narva["countries"] == "EE" and narva["places"] == "Narva"
    assert [row for row in incidents if row["places"] == "Narva River; Lake Peipus"]
    assert narva["status"] == "reported" and float(narva["lat"]) > 59


STIX_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
STIX_WANTS = {
    "identity": {"name"}, "incident": {"name"}, "location": set(),
    "relationship": {"relationship_type", "source_ref", "target_ref"},
    "report": {"name", "published", "object_refs"},
}
STIX_MAY = {"type", "spec_version", "id", "created", "modified", "created_by_ref", "description",
            "confidence", "labels", "external_references", "identity_class", "latitude",
            "longitude", "country"}


def references(entry):
    for name, value in entry.items():
        if name.endswith("_ref"):
            yield value
        elif name.endswith("_refs"):
            yield from value


@pytest.mark.parametrize("what", ["incidents", "alerts"])
def test_stix(daemon, what):
    """STIX 2.1: ids, times, references and members as the standard has them."""
    bundle = json.loads(export(daemon, "stix", what))
    assert bundle["type"] == "bundle" and bundle["id"].startswith("bundle--")
    assert set(bundle) == {"type", "id", "objects"}
    ids = [entry["id"] for entry in bundle["objects"]]
    assert len(ids) == len(set(ids))
    for entry in bundle["objects"]:
        kind, _, number = entry["id"].partition("--")
        assert kind == entry["type"] and uuid.UUID(number).version == 5
        assert entry["spec_version"] == "2.1"
        assert STIX_WANTS[kind] <= set(entry) <= STIX_WANTS[kind] | STIX_MAY | {"name"}
        assert STIX_TIME.fullmatch(entry["created"]) and STIX_TIME.fullmatch(entry["modified"])
        assert entry["created"] <= entry["modified"]
        assert set(references(entry)) <= set(ids)
        assert 0 <= entry.get("confidence", 0) <= 100
        for link in entry.get("external_references", []):
            assert link["source_name"] and link["url"].startswith("https://")
        if kind == "location":  # at least one of them, and coordinates as a pair
            assert {"country", "latitude"} & set(entry)
            assert ("latitude" in entry) == ("longitude" in entry)
        if kind == "report":
            assert entry["object_refs"] and STIX_TIME.fullmatch(entry["published"])
        if kind in ("incident", "report"):
            assert entry["modified"][:10] >= daemon.alerts()[0]["time"][:10]  # and not 2024
            assert "status reported" in entry["description"]
            assert entry["confidence"] == 50 and "reported" in entry["labels"]
            assert entry["external_references"]
    kinds = {entry["type"] for entry in bundle["objects"]}
    assert kinds == set(STIX_WANTS)
    assert json.loads(export(daemon, "stix", what)) == bundle  # the same objects again


ATOM = "{http://www.w3.org/2005/Atom}"
ATOM_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.mark.parametrize("what", ["incidents", "alerts"])
def test_atom(daemon, what, tmp_path):
    """RFC 4287: what a feed and an entry must have, once each; and kordon's own parser reads it."""
    text = export(daemon, "atom", what)
    feed = ET.fromstring(text)
    assert feed.tag == ATOM + "feed" and feed.find(f"{ATOM}author/{ATOM}name").text
    ids = set()
    for node in [feed, *feed.findall(ATOM + "entry")]:
        for name in ("id", "title", "updated"):
            assert len(node.findall(ATOM + name)) == 1
        assert re.match(r"tag:[^,]+,2024:kordon:", node.find(ATOM + "id").text)
        assert ATOM_TIME.fullmatch(node.find(ATOM + "updated").text)
        ids.add(node.find(ATOM + "id").text)
        assert len([link for link in node.findall(ATOM + "link")
                    if link.get("rel") == "alternate"]) <= 1
    entries = feed.findall(ATOM + "entry")
    assert len(ids) == len(entries) + 1
    assert feed.find(ATOM + "updated").text == max(
        entry.find(ATOM + "updated").text for entry in entries)
    for entry in entries:
        assert "status reported" in entry.find(ATOM + "summary").text
        assert entry.find(ATOM + "link").get("href").startswith("https://news.example/")
    path = tmp_path / "feed.xml"
    path.write_text(text, encoding="utf-8")
    parsed = json.loads(ctl("parse", path).stdout)
    assert len(parsed["items"]) == len(entries)


def test_cap(daemon, tmp_path):
    """A file a message, valid, later ones in reference to earlier ones of their incident."""
    export(daemon, "cap", "--from", "desk@paper.example", "--into", tmp_path)
    alerts = {alert["id"]: alert for alert in daemon.alerts()}
    found = {path.stem: Message(path) for path in tmp_path.glob("*.xml")}
    assert set(found) == set(alerts)
    updates = [message for message in found.values() if message["msgType"] == "Update"]
    assert updates
    order = list(alerts)  # as the log has them
    for message in updates:
        number = alerts[message["identifier"]]["incident"]["id"]
        before = order[:order.index(message["identifier"])]
        earlier = [found[name].reference() for name in before
                   if alerts[name]["incident"]["id"] == number]
        assert message["references"].split(" ") == earlier
    answer = export(daemon, "cap", "--from", "desk@paper.example", check=False)
    assert answer.returncode == 2 and "--into FOLDER" in answer.stderr


def test_a_part_of_it(daemon):
    def count(*arguments):
        return len(export(daemon, "jsonl", *arguments).splitlines())

    assert count() == 3
    assert count("--since", "2024-05-24T00:00:00Z") == 2
    assert count("--until", "2024-05-24T00:00:00Z") == 1
    assert count("--category", "border-marker", "--status", "reported") == 3
    assert count("--category", "gnss-jamming") == count("--status", "denied") == 0
    assert count("alerts", "--status", "open") == len(daemon.alerts())
    assert count("alerts", "--status", "denied") == 0
    limited = export(daemon, "jsonl", "--limit", "1", check=False)
    assert len(limited.stdout.splitlines()) == 1 and "there may be more" in limited.stderr


@pytest.mark.parametrize("form, what", [
    ("jsonl", "incidents"), ("jsonl", "alerts"), ("geojson", "incidents"), ("csv", "alerts"),
    ("stix", "incidents"), ("atom", "alerts")])
def test_a_database_file_gives_the_same(daemon, form, what, tmp_path):
    live = export(daemon, form, what)
    assert ctl("export", "--format", form, what, "--db", daemon.db).stdout == live
    copy = tmp_path / "copy.db"
    for path in daemon.folder.glob("kordon.db*"):
        shutil.copy(path, tmp_path / path.name.replace("kordon.db", "copy.db"))
    assert ctl("export", "--format", form, what, "--db", copy).stdout == live


@pytest.mark.parametrize("arguments, said", [
    (["--format", "geojsn"], "did you mean 'geojson'"),
    (["--format", "xml"], "there are geojson, csv, stix, cap, atom or jsonl"),
    (["--format", "csv", "--status", "nope"], "there are reported, "),
    (["incidents"], "--format geojson"),
    (["--format", "cap", "incidents"], "each is a message"),
    (["--format", "csv", "items"], "incidents and alerts have"),
    (["--format", "csv", "--status", "reportd"], "did you mean 'reported'"),
    (["--format", "csv", "--limit", "0"], "from 1 to"),
    (["--format", "cap"], "--from"),
    (["--format", "csv", "opml"], "format of its own"),
])
def test_what_cannot_be_exported_is_said(daemon, arguments, said):
    answer = daemon.run("export", *arguments, check=False)
    assert answer.returncode == 2 and said in answer.stderr


def test_a_database_that_is_none_is_said(tmp_path):
    path = tmp_path / "no.db"
    path.write_text("not a database")
    answer = ctl("export", "--format", "csv", "--db", path, check=False)
    assert answer.returncode == 1 and str(path) in answer.stderr


def test_a_test_of_a_sink_is_no_alert_for_others(daemon):
    before = export(daemon, "jsonl", "alerts")
    count = daemon.ask("status")["alerts"]
    daemon.run("sinks", "test", "log")
    assert daemon.alerts()[-1]["category"] == "test"
    assert export(daemon, "jsonl", "alerts") == before
    assert daemon.ask("status")["alerts"] == count


def test_the_folder_of_the_messages_is_made(daemon, tmp_path):
    folder = tmp_path / "messages"
    export(daemon, "cap", "--from", "desk@paper.example", "--into", folder)
    assert list(folder.glob("*.xml"))
    nowhere = export(daemon, "cap", "--from", "desk@paper.example", "--into", "/proc/no/folder",
                     check=False)
    assert nowhere.returncode == 1 and "/proc/no/folder" in nowhere.stderr
