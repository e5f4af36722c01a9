"""What ./run shows a newcomer, without a network."""
import json
import os
import shutil
import sqlite3
import subprocess

import pytest

from conftest import BUILD, TOP, in_terminal, without_colors


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tree")
    shutil.copytree(TOP / "config", folder / "config")
    (folder / "build/quick-start").mkdir(parents=True)
    for file in (folder / "config/sources.d").glob("*.yaml"):
        file.unlink()  # real feeds: tests talk to loopback alone
    command = [BUILD / "daemon/kordond", "-c", folder / "config/quick-start/kordon.yaml", "--once"]
    if os.path.exists("/dev/pts/ptmx"):
        done = in_terminal(command)
    else:
        done = subprocess.run(command, capture_output=True, text=True)
    state = folder / "build/quick-start"
    alerts = [json.loads(line) for line in (state / "alerts.jsonl").read_text().splitlines()]
    database = sqlite3.connect(state / "kordon.db")
    return done, alerts, database


def test_the_week_is_on_the_terminal(shown):
    done, alerts, _ = shown
    assert done.returncode == 0
    plain = without_colors(done.stdout)
    if os.path.exists("/dev/pts/ptmx"):
        assert plain != done.stdout  # severities have colours
    assert len(plain.strip().splitlines()) >= len(alerts)
    for alert in alerts:
        assert alert["severity"] in plain.lower()


def test_all_of_the_week_is_raised(shown):
    _, alerts, _ = shown
    assert {alert["category"] for alert in alerts} >= {
        "maritime-boundary", "border-marker", "migrant-pressure", "fortification",
        "troop-posture"}


def test_one_event_in_three_languages_is_one_incident(shown):
    _, alerts, database = shown
    buoys = {alert["incident"]["id"] for alert in alerts
             if alert["category"] == "border-marker"}
    assert len(buoys) == 1
    languages = database.execute(
        "SELECT DISTINCT i.lang FROM public_items i JOIN public_findings f ON f.item = i.id"
        " WHERE f.incident = ? ORDER BY i.lang", tuple(buoys)).fetchall()
    assert languages == [("en",), ("fi",), ("ru",)]
