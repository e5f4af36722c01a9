"""What ./run shows a newcomer, without a network."""
import json
import re
import shutil
import subprocess

import pytest

from conftest import BUILD, TOP


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tree")
    shutil.copytree(TOP / "config", folder / "config")
    (folder / "build/quick-start").mkdir(parents=True)
    for file in (folder / "config/sources.d").glob("*.yaml"):
        file.unlink()  # real feeds: tests talk to loopback alone
    done = subprocess.run(
        [BUILD / "daemon/kordond", "-c", folder / "config/quick-start/kordon.yaml", "--once"],
        capture_output=True, text=True, timeout=120)
    log = folder / "build/quick-start/alerts.jsonl"
    return done, [json.loads(line) for line in log.read_text().splitlines()]


def test_the_week_is_on_the_terminal(shown):
    done, alerts = shown
    assert done.returncode == 0, done.stderr
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    assert plain != done.stdout  # terminal: always
    assert len(plain.strip().splitlines()) >= len(alerts)
    for alert in alerts:
        assert alert["severity"] in plain.lower()


def test_all_of_the_week_is_raised(shown):
    _, alerts = shown
    assert {alert["category"] for alert in alerts} >= {
        "maritime-boundary", "border-marker", "migrant-pressure", "fortification",
        "troop-posture"}
    assert {alert["item"]["lang"] for alert in alerts} == {"en", "fi", "ru"}


def test_one_event_in_three_languages_is_not_three_alerts(shown):
    _, alerts = shown
    buoys = {alert["incident"]["id"] for alert in alerts
             if alert["category"] == "border-marker"}
    assert len(buoys) == 1
