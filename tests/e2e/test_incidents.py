"""What a person decides of incidents sticks: merge, split, close, ack, note."""
import pytest

from conftest import wait_until
from feeds import RULES, item, rss, when
from server import Answer, Server

RULES = RULES.replace("by: [category], window: 1h", "by: [category, country], window: 96h")
NARVA = [item("n1", "Russia removed 24 buoys from the Narva River, Tallinn says", when(0)),
         item("n2", "Buoys removed from the Narva River must come back, Tallinn says", when(1)),
         item("n3", "Narva River: Russia removed 24 buoys, Tallinn protests", when(2))]
NIDA = [item("p1", "Lithuania: strangers removed fog lamps and buoys near Nida, fishermen say", when(3)),
          item("p2", "Nida: Lithuania looking for lamps and buoys that strangers removed",
               when(4))]


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture
def running(kordond, server):
    """Two incidents, polled whenever a test asks for it."""
    server.script("/feed", Answer.feed(rss(*NARVA, *NIDA)))
    kordond.configure([{"id": "feed", "url": server.url("/feed"), "interval": "1h"}], rules=RULES)
    kordond.start()
    wait_until(lambda: kordond.ask("status")["items"] == 5, "the feed is read")
    kordond.server = server
    return kordond


def incidents(running, *more):
    return {row["id"]: row for row in running.ask("incidents", *more)["incidents"]}


def show(running, number):
    return running.ask("incidents", "show", str(number))


def again(running, *items):
    """One more reading of the feed, with other items; the daemon is started anew for it."""
    assert running.stop() == 0
    running.server.script("/feed", Answer.feed(rss(*items)))
    count = len(running.server.asked("/feed"))
    running.start()
    running.run("sources", "poll", "feed", check=False)
    wait_until(lambda: running.run("sources", "poll", "feed", check=False).returncode == 0 or
               len(running.server.asked("/feed")) > count, "the source may be polled again")
    wait_until(lambda: len(running.server.asked("/feed")) > count, "it is polled")
    wait_until(lambda: running.ask("sources", "show", "feed")["polls"] >= 2, "and read")


def test_two_events_are_two_incidents(running):
    assert sorted(row["items"] for row in incidents(running).values()) == [2, 3]


def test_show_says_once_why_the_rule_fired_and_where_to_ask_for_the_others(running):
    narva = max(incidents(running).values(), key=lambda row: row["items"])["id"]
    shown = running.run("incidents", "show", str(narva)).stdout
    assert shown.count("\nwhy buoys-removed ") == 1
    assert "why of the other 2: kordonctl items show ITEM" in shown
    item = show(running, narva)["reports"][-1]["item"]
    assert "why buoys-removed " in running.run("items", "show", item).stdout


def test_merged_incidents_are_one_under_both_numbers(running):
    narva, nida = sorted(incidents(running), key=lambda key: -incidents(running)[key]["items"])
    said = running.run("incidents", "merge", str(narva), str(nida), "--author", "mari").stdout
    assert f"incident {narva} holds the reports of both" in said
    assert list(incidents(running)) == [narva]
    assert show(running, narva)["items"] == 5
    assert show(running, nida)["id"] == narva
    kinds = [(event["kind"], event["author"]) for event in show(running, narva)["events"]]
    assert ("merge", "mari") in kinds
    # What comes later about either goes where the person decided.
    again(running, *NARVA, *NIDA,
          item("p3", "Lithuania: strangers removed lamps and buoys, fishermen of Nida say", when(5)))
    wait_until(lambda: show(running, narva)["items"] == 6, "the report joins the survivor")
    assert list(incidents(running)) == [narva]


def test_what_is_split_off_stays_so(running):
    narva = next(key for key, row in incidents(running).items() if row["items"] == 3)
    odd = show(running, narva)["reports"][2]["item"]
    said = running.run("incidents", "split", str(narva), odd).stdout
    part = max(incidents(running))
    assert f"incident {part} holds what was split off" in said
    assert [show(running, number)["items"] for number in (narva, part)] == [2, 1]
    assert show(running, part)["events"][0]["kind"] == "split"
    # A revision of the item follows it; so does a report in its words.
    again(running, *NARVA[:2], *NIDA,
          item("n3", "Narva River: Russia removed 25 buoys, Tallinn protests", when(2)),
          item("n4", "Narva River: Russia removed 25 buoys, Tallinn protests loudly", when(3)))
    wait_until(lambda: show(running, part)["items"] == 2, "both are reports of the part")
    assert show(running, narva)["items"] == 2


LAMPS = RULES.replace("terms:", "terms:\n  lamp: {any: [lamp*]}\n  steal: {any: [stole*]}") + """\
  - id: lamps-stolen
    title: Lamps stolen
    category: stolen-gear
    severity: low
    when: sentence(lamp and steal)
    incident: {by: [category, country], window: 96h}
    examples:
      - alert: Thieves stole lamps
      - quiet: Thieves saw lamps
"""


def test_what_is_merged_and_split_off_again_is_what_it_was(kordond, server):
    stolen = item("s1", "Thieves stole lamps of the guards at Nida in Lithuania", when(3))
    server.script("/feed", Answer.feed(rss(*NARVA, stolen)))
    kordond.configure([{"id": "feed", "url": server.url("/feed"), "interval": "1h"}], rules=LAMPS)
    kordond.start()
    wait_until(lambda: kordond.ask("status")["items"] == 4, "the feed is read")
    before = incidents(kordond)
    lamps = next(key for key, row in before.items() if row["category"] == "stolen-gear")
    buoys = next(key for key in before if key != lamps)
    countries = {place["name"]: place["country"] for row in before.values()
                 for place in row["places"]}
    assert countries and None not in countries.values()
    kordond.run("incidents", "merge", str(buoys), str(lamps))
    whole = show(kordond, buoys)
    assert {place["name"]: place["country"] for place in whole["places"]} == countries
    shown = kordond.run("incidents", "show", str(buoys)).stdout
    assert "names nobody, and a person put it beside an earlier report" in shown
    told = kordond.run("alerts", "why", str(buoys)).stdout
    odd = next(row["item"] for row in whole["reports"] if row["rule"] == "lamps-stolen")
    assert odd in told
    kordond.run("incidents", "split", str(buoys), odd)
    part = max(incidents(kordond))
    again = show(kordond, part)
    assert (again["category"], again["title"], again["severity"], again["places"]) == tuple(
        before[lamps][name] for name in ("category", "title", "severity", "places"))
    whole = show(kordond, buoys)
    assert (whole["category"], whole["title"], whole["places"]) == tuple(
        before[buoys][name] for name in ("category", "title", "places"))
    told = kordond.run("alerts", "why", str(part)).stdout
    assert odd in told and "nothing is remembered" not in told


def test_an_entry_that_was_only_updated_has_that_time(kordond, server):
    server.script("/feed", Answer.feed(
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>t</title>"
        "<id>urn:t</id><updated>2024-05-23T06:00:00Z</updated><entry><id>urn:t:1</id>"
        "<title>Guards removed buoys</title><link href='https://news.example/1'/>"
        "<updated>2024-05-23T06:00:00Z</updated></entry></feed>"))
    kordond.configure([{"id": "feed", "url": server.url("/feed"), "interval": "1h"}], rules=RULES)
    kordond.start()
    wait_until(lambda: kordond.ask("status")["items"] == 1, "the feed is read")
    number = next(iter(incidents(kordond)))
    listed = kordond.ask("items")["items"][0]
    assert listed["published"] == "2024-05-23T06:00:00Z"
    assert "2024-05-23T06:00:00Z" in kordond.run("items").stdout
    assert show(kordond, number)["reports"][0]["published"] == "2024-05-23T06:00:00Z"
    whole = kordond.ask("items", "show", listed["id"])
    assert (whole["published"], whole["updated"]) == (None, "2024-05-23T06:00:00Z")


def test_who_closed_saw_and_noted_is_kept(running):
    number = str(next(iter(incidents(running))))
    running.run("incidents", "ack", number, "--author", "mari")
    running.run("incidents", "note", number, "called", "the", "border guard", "--author", "jaan")
    running.run("incidents", "close", number, "--author", "mari")
    incident = show(running, number)
    assert incident["acknowledged"] and incident["status"] == "closed"
    assert [(event["kind"], event["author"], event["cause"]) for event in incident["events"][-3:]] \
        == [("ack", "mari", "seen"), ("note", "jaan", "called the border guard"),
            ("close", "mari", "over")]
    shown = running.run("incidents", "show", number).stdout
    assert "called the border guard" in shown and "jaan" in shown
    assert int(number) not in incidents(running, "--status", "open")
    assert int(number) in incidents(running, "--status", "closed")


@pytest.mark.parametrize("words, status, said", [
    (("merge", "1", "99"), 1, "there is no incident 99; the newest is 2"),
    (("merge", "1", "1"), 1, "1 is incident 1 already"),
    (("merge", "1"), 2, "merge wants two incidents"),
    (("merge", "1", "x"), 1, "other has to be the number of an incident, not x"),
    (("split", "1"), 2, "'incidents show 1' lists them"),
    (("split", "1", "01NOSUCHITEM"), 1, "incident 1 has no item '01NOSUCHITEM'; it has 0"),
    (("note", "1"), 2, "note wants a text"),
    (("close", "99"), 1, "there is no incident 99; the newest is 2"),
    (("list", "--status", "opne"), 1, "there is no status 'opne': reported, corroborated"),
])
def test_a_mistake_is_answered_with_what_there_is(running, words, status, said):
    answer = running.run("incidents", *words, check=False)
    assert (answer.returncode, said in answer.stderr) == (status, True), answer.stderr


def test_an_open_incident_does_not_vanish_in_a_closed_one(running):
    first, second = sorted(incidents(running))
    running.run("incidents", "close", str(first))
    answer = running.run("incidents", "merge", str(first), str(second), check=False)
    assert answer.returncode == 1
    assert f"incident {first} is closed: 'merge {second} {first}' keeps" in answer.stderr
    running.run("incidents", "merge", str(second), str(first))
    assert show(running, first)["id"] == second and show(running, second)["items"] == 5


def test_nothing_is_split_into_nothing(running):
    number, row = next(iter(incidents(running).items()))
    items = [report["item"] for report in show(running, number)["reports"]]
    answer = running.run("incidents", "split", str(number), *items, check=False)
    assert answer.returncode == 1
    assert f"these are all items of incident {number}" in answer.stderr
    assert show(running, number)["items"] == row["items"]
