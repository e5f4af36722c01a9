"""One item retells the week of May 2024; what an analyst would mark in it is what comes out."""
import json

import pytest

from conftest import TOP, ctl
from server import Answer, Server

STORY = TOP / "tests/fixtures/story.xml"


@pytest.fixture(scope="module")
def story():
    return json.loads(ctl("match", "--rules", TOP / "config", STORY).stdout)


def finding(story, category):
    return next(f for f in story["findings"] if f["category"] == category)


def test_the_five_categories_and_no_other(story):
    assert story["labels"] == ["border-marker", "fortification", "maritime-boundary",
                               "migrant-pressure", "troop-posture"]


def test_24_of_50_buoys_on_the_narva_river(story):
    facts = finding(story, "border-marker")["facts"]
    assert [(q["value"], q["of"]) for q in facts["quantities"]] == [(24, 50)]
    assert "buoys" in facts["quantities"][0]["text"]
    assert facts["places"][0]["id"] == "narva-river"
    assert {"EE", "RU"} <= set(facts["countries"])


def test_the_draft_is_said_to_be_withdrawn(story):
    assert finding(story, "maritime-boundary")["facts"]["withdrawn"] is True
    assert not finding(story, "fortification")["facts"].get("withdrawn")


def test_der_spiegel_says_it(story):
    assert "Der Spiegel" in finding(story, "troop-posture")["facts"]["attributed_to"]
    assert "Der Spiegel" not in finding(story, "border-marker")["facts"]["attributed_to"]


def test_nothing_comes_from_a_caption(story):
    captions = ("shadow fleet", "Archive picture", "divers", "Gunfire", "GPS")
    parsed = json.loads(ctl("parse", STORY).stdout)["items"][0]
    for found in story["findings"]:
        for part in found["evidence"]:
            text = parsed[part["field"]]
            assert text[part["start"]:part["end"]] == part["text"]
            assert not any(word in part["text"] for word in captions)
    assert "cable cut by an anchor" in parsed["content"]  # read, and not taken for the story


def test_the_daemon_raises_an_alert_a_category(kordond):
    with Server() as server:
        server.script("/desk", Answer.feed(STORY.read_bytes()))
        kordond.configure([{"id": "desk", "url": server.url("/desk"), "lang": "en"}])
        assert kordond.once() == 0
    alerts = {alert["category"]: alert for alert in kordond.alerts()}
    assert sorted(alerts) == ["border-marker", "fortification", "maritime-boundary",
                              "migrant-pressure", "troop-posture"]
    assert "24 of 50" in alerts["border-marker"]["incident"]["quantities"][0]["text"]
    assert "Der Spiegel" in alerts["troop-posture"]["item"]["attributed_to"]
