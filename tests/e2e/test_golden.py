"""The model week as a stream: its alert log is a file that people can read and agree with."""
import difflib
import sys

import pytest

from conftest import TOP

sys.path.insert(0, str(TOP / "tests"))
import golden  # noqa: E402


@pytest.fixture(scope="module")
def alerts():
    return golden.replay()


def of(alerts, category):
    return [alert for alert in alerts if alert["category"] == category]


def test_the_alert_log_is_the_one_that_was_agreed_on():
    now, agreed = golden.text(), golden.GOLDEN.read_text(encoding="utf-8")
    difference = "".join(difflib.unified_diff(
        agreed.splitlines(keepends=True), now.splitlines(keepends=True),
        "agreed (tests/fixtures/model-week.golden)", "now", n=4))
    if difference:
        pytest.fail("the model week is told in another way; if that is better, make the file "
                    "anew: python3 tests/golden.py > tests/fixtures/model-week.golden\n\n"
                    + difference, pytrace=False)


def test_it_is_told_the_same_each_time():
    assert golden.text() == golden.text()


# What has to hold of the week however it is told: these are not to be agreed away.


def test_a_draft_that_appears_and_vanishes_is_told_twice(alerts):
    kinds = [alert["kind"] for alert in of(alerts, "maritime-boundary")]
    assert kinds[0] == "new" and kinds.count("new") == 1
    assert kinds.count("withdrawn") == 1
    last = of(alerts, "maritime-boundary")[-1]
    assert last["incident"]["status"] == "withdrawn"


def test_24_of_50_buoys_are_one_incident_with_a_correction(alerts):
    buoys = of(alerts, "border-marker")
    assert len({alert["incident"]["id"] for alert in buoys}) == 1
    assert any((q["value"], q.get("of")) == (24, 50) for q in buoys[0]["incident"]["quantities"])
    assert buoys[-1]["kind"] == "corrected"


def test_fourteen_reports_of_der_spiegel_are_one_origin_and_one_alert(alerts):
    [alert] = of(alerts, "troop-posture")
    assert alert["item"]["id"] == "spiegel-de"
    assert alert["incident"]["origins"] == 1


def test_six_nations_and_their_drone_wall_are_one_incident(alerts):
    walls = of(alerts, "fortification")
    assert len({alert["incident"]["id"] for alert in walls}) == 1
    assert {"EE", "FI", "LT", "LV", "NO", "PL"} <= set(walls[0]["incident"]["countries"])


def test_sport_weather_and_old_news_are_quiet(alerts):
    told = {alert["item"]["id"] for alert in alerts}
    assert not told & {"regatta-fi", "football-en", "weather-sv", "buoys-old-en"}
