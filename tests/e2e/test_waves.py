"""What time brings to a running daemon: waves that are told once, days that are kept."""
import datetime

import pytest

from feeds import item, now, rss

RULES = """\
pack: test
version: 1
terms: {migrant: {any: [migrant*]}, cross: {any: [cross*]}, border: {any: [border]}, close: {any: [clos*]}}
rules:
  - id: crossing
    title: Migrants crossed
    category: crossings
    severity: low
    when: sentence(migrant and cross)
    incident: {by: [category, country], window: 1h}
    examples: [{alert: Migrants crossed}, {quiet: Migrants slept}]
  - id: closing
    title: A border is closed
    category: closings
    severity: low
    when: sentence(border and close)
    examples: [{alert: The border is closed}, {quiet: The border is long}]
waves:
  - id: many
    title: Many crossings
    of: {category: crossings, by: country}
    over: 48h
    when: WHEN
    severity: critical
"""
TEXTS = {"err": "Estonia: forty migrants crossed the lake at night, fishermen saw their boats",
         "yle": "Police in Narva count new tents; migrants crossed into Estonia through forest",
         "lsm": "Luhamaa sees trucks wait while migrants who crossed to Estonia ask for asylum"}


@pytest.fixture
def wave(kordond):
    def start(when):
        sources = []
        for number, (name, text) in enumerate(TEXTS.items()):
            feed = kordond.folder / f"{name}.xml"
            feed.write_text(rss(item(name, text, now(-4 * number - 1))), encoding="utf-8")
            sources.append({"id": name, "publisher": name, "url": f"file://{feed}"})
        kordond.configure(sources, rules=RULES.replace("WHEN", when))
        assert kordond.once() == 0
        return kordond
    return start


def surges(kordond):
    return [alert for alert in kordond.alerts() if alert["kind"] == "surge"]


def test_a_wave_is_told_once_and_has_an_incident_of_its_own(wave):
    kordond = wave("origins >= 3")
    alert, = surges(kordond)
    assert alert["wave"]["where"] == "EE" and alert["severity"] == "critical"
    assert alert["wave"]["counted"] == {"items": 3, "origins": 3, "sources": 3}
    assert alert["wave"]["baseline"] is None
    assert "3 origins, 3 items of 3 sources in 48 h" in alert["summary"]
    assert alert["rule"] == {"id": "many", "title": "Many crossings", "pack": "test"}
    assert kordond.once() == 0
    assert len(surges(kordond)) == 1, "it is under way"
    kordond.start()
    incident = kordond.ask("incidents", "show", str(alert["incident"]["id"]))
    assert incident["title"] == "Many crossings"
    assert "wave test/many: 3 origins" in incident["events"][0]["cause"]


def test_without_history_a_rate_raises_nothing(wave):
    assert surges(wave("rate >= 1 x baseline(28d)")) == []


def test_the_day_of_an_announcement_is_kept_and_shown(kordond):
    day = datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=40)
    said = f"{day.day} {day:%B %Y}"
    feed = kordond.folder / "feed.xml"
    feed.write_text(rss(item("a", f"Estonia will close the border on {said}", now(-1))), encoding="utf-8")
    kordond.configure([{"id": "err", "url": f"file://{feed}"}], rules=RULES.replace("WHEN", "items > 9"))
    assert kordond.once() == 0
    alert, = kordond.alerts()
    assert "reminder" not in alert, "it is not due"
    kordond.start()
    number = str(alert["incident"]["id"])
    reminder, = kordond.ask("incidents", "show", number)["reminders"]
    assert reminder["date"] == day.isoformat() and reminder["told"] is None
    assert reminder["item"] == alert["item"]["id"]
    shown = kordond.run("incidents", "show", number).stdout
    assert "Days to be reminded of:" in shown and day.isoformat() in shown
