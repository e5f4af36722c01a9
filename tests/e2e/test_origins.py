"""Who stands behind an incident: nineteen outlets that pass on one report are one origin."""
import contextlib
import sqlite3

import pytest

from feeds import item, rss, when
from server import Answer, Server

SPIEGEL = ("Spiegel", "de", "Russland entfernt 24 Bojen aus dem Grenzfluss Narva",
           "Russische Grenzer haben nach Informationen des SPIEGEL in der Nacht 24 von 50 Bojen "
           "aus der Narva geholt, die die Grenze zu Estland markieren. Das sagten Beamte, die "
           "nicht genannt werden wollten.")
# Outlet, language, title, summary; with and without a word on where they have it from.
REWRITES = [
    ("Postimees", "et", "Der Spiegel: Venemaa eemaldas Narva jõelt 24 poid",
     "Venemaa piirivalvurid eemaldasid öösel Narva jõelt 24 poid 50-st, kirjutab Der Spiegel."),
    ("Delfi", "et", "Venemaa viis Narva jõelt ära 24 piiripoid",
     "Öösel eemaldati Narva jõelt 24 poid 50-st, teatas BNS viitega ajalehele Der Spiegel. (BNS)"),
    ("Õhtuleht", "et", "Narva jõelt kadus ööga 24 poid",
     "Venemaa eemaldas öösel Narva jõelt 24 poid, mis tähistavad piiri. (BNS)"),
    ("LRT", "lt", "Der Spiegel: Rusija pašalino 24 plūdurus iš Narvos upės",
     "Rusijos pasieniečiai naktį pašalino 24 iš 50 plūdurų Narvos upėje, žymėjusių sieną su "
     "Estija, praneša „Der Spiegel“."),
    ("15min", "lt", "Rusija Narvos upėje pašalino 24 sienos plūdurus",
     "Rusija naktį pašalino 24 iš 50 plūdurų Narvos upėje, žymėjusių sieną su Estija. (BNS)"),
    ("LSM", "lv", "Krievija no Narvas upes aizvākusi 24 robežas bojas",
     "Krievijas robežsargi naktī aizvāca 24 no 50 bojām Narvas upē, raksta Der Spiegel."),
    ("TVNET", "lv", "Narvas upē pazudušas 24 bojas",
     "LETA/BNS. Krievija naktī aizvāca 24 no 50 bojām, kas Narvas upē iezīmē robežu ar Igauniju."),
    ("Yle", "fi", "Spiegel: Venäjä poisti 24 poijua Narvajoesta",
     "Venäläiset rajavartijat poistivat yöllä 24 poijua Narvajoesta Viron rajalta, kertoo Der "
     "Spiegel nimettömiin virkamiehiin viitaten."),
    ("Iltalehti", "fi", "Venäjä vei poijut Viron rajajoesta",
     "Venäjä poisti yöllä 24 rajapoijua 50:stä Narvajoesta Viron rajalta."),
    ("Helsingin Sanomat", "fi", "Narvajoen rajapoijuja poistettu",
     "STT–Der Spiegel. Venäjä on poistanut 24 poijua Narvajoesta Viron rajalta."),
    ("SVT", "sv", "Ryssland har tagit bort 24 bojar ur gränsfloden Narva",
     "Ryska gränsvakter tog i natt bort 24 av 50 bojar ur floden Narva vid gränsen mot Estland, "
     "enligt Der Spiegel. TT"),
    ("NRK", "no", "Russland fjernet 24 bøyer fra grenseelva Narva",
     "Russiske grensevakter fjernet i natt 24 av 50 bøyer fra elva Narva ved grensa til Estland, "
     "skriver Der Spiegel. (NTB)"),
    ("Onet", "pl", "Rosja usunęła 24 boje z rzeki Narwa",
     "Rosyjscy pogranicznicy usunęli w nocy 24 z 50 boi z granicznej rzeki Narwa na granicy z "
     "Estonią, podał Der Spiegel. (PAP)"),
    ("Polsat News", "pl", "Zniknęły boje na granicy Estonii z Rosją",
     "Rosja usunęła w nocy 24 z 50 boi z rzeki Narwa na granicy z Estonią. (PAP)"),
    ("BBC", "en", "Russia removes 24 border buoys from Narva River, Der Spiegel says",
     "Russian guards removed 24 of 50 buoys marking the border with Estonia in the Narva River "
     "overnight, Der Spiegel reported, citing unnamed officials."),
    ("Politico", "en", "Russia pulls buoys out of Narva River",
     "Russian guards removed 24 of 50 buoys that mark the Estonian border in the Narva River "
     "overnight, according to officials who spoke on condition of anonymity."),
    ("Kyiv Independent", "en", "Two dozen buoys gone from Estonian border river",
     "Russian guards removed 24 of 50 buoys marking the border with Estonia in the Narva River "
     "overnight."),
    ("Meduza", "ru", "Россия убрала 24 буя на реке Нарва, пишет Der Spiegel",
     "Российские пограничники ночью убрали 24 из 50 буев на границе с Эстонией на реке Нарва, "
     "сообщает Der Spiegel."),
    ("The Insider", "ru", "С реки Нарва исчезли 24 пограничных буя",
     "ТАСС, 23 мая. Россия ночью убрала 24 из 50 буев на реке Нарва на границе с Эстонией, "
     "пишет журнал Der Spiegel."),
]
ERR = ("ERR News", "en", "Estonian border guard: Russia removed 24 buoys from Narva River",
       "Russia removed 24 of 50 buoys in the Narva River on the border with Estonia overnight, the "
       "Estonian Police and Border Guard Board said.")


@pytest.fixture
def server():
    with Server() as running:
        yield running


def serve(kordond, server, reports):
    sources = []
    for number, (outlet, lang, title, summary) in enumerate(reports):
        server.script(f"/{number}", Answer.feed(rss(
            item(f"g{number}", title, when(number / 10), summary,
                 link=f"https://outlet{number}.example/1"), lang=lang)))
        sources.append({"id": f"s{number:02}", "url": server.url(f"/{number}"), "name": outlet,
                        "lang": lang})
    kordond.configure(sources)
    assert kordond.once() == 0
    kordond.start()


def biggest(kordond):
    rows = kordond.ask("incidents", "--category", "border-marker")["incidents"]
    return kordond.ask("incidents", "show", str(max(rows, key=lambda row: row["items"])["id"]))


def test_nineteen_rewrites_of_one_report_are_one_origin(kordond, server):
    assert len(REWRITES) == 19
    serve(kordond, server, [SPIEGEL, *REWRITES])
    incident = biggest(kordond)
    assert incident["items"] == 20, [row["title"] for row in incident["reports"]]
    assert (incident["outlets"], incident["origins"]) == (20, 1), incident["origin_names"]
    assert incident["origin_names"][0].startswith("Der Spiegel")
    assert (incident["status"], incident["official"]) == ("reported", False)
    for report in incident["reports"]:
        assert report["origin"].startswith("Der Spiegel"), report
        assert report["why"]
    # In whatever order the twenty feeds were read, nobody was told of a second origin.
    assert [alert["incident"]["origins"] for alert in kordond.alerts()] == [1] * len(
        kordond.alerts())
    assert all("1 origin" in alert["summary"] for alert in kordond.alerts())
    shown = kordond.run("incidents", "show", str(incident["id"])).stdout
    assert "20 items · 20 outlets · 1 origin: Der Spiegel, officials" in shown
    assert "cites Der Spiegel" in shown
    assert "carries the mark of BNS" in shown


def test_a_report_with_an_official_of_its_own_is_a_second_origin(kordond, server):
    serve(kordond, server, [SPIEGEL, *REWRITES, ERR])
    incident = biggest(kordond)
    assert incident["items"] == 21
    assert incident["origins"] == 2, incident["origin_names"]
    assert incident["official"] is True
    assert incident["status"] == "confirmed"
    assert any("Police and Border Guard" in event["cause"] for event in incident["events"])


@pytest.mark.parametrize("order", ["first", "last"])
def test_who_names_nobody_is_not_independent(kordond, server, order):
    """A report that cites nobody may come before the one that says where it is from."""
    nobody = [report for report in REWRITES if report[0] in ("Kyiv Independent", "Iltalehti")]
    cites = [report for report in REWRITES if report[0] in ("BBC", "Yle")]
    serve(kordond, server, nobody + cites if order == "first" else cites + nobody)
    incident = biggest(kordond)
    assert incident["items"] == 4
    assert incident["origins"] == 1, incident["origin_names"]


def test_a_short_copy_of_a_long_story_is_a_copy(kordond, server):
    long = ("Tribune", "en", "Russia removes buoys from the Narva River",
            "Russian guards removed 24 of 50 buoys marking the border with Estonia in the Narva "
            "River overnight. Fishermen in Narva woke to an empty river. The buoys had been laid in "
            "spring after weeks of talks about where the fairway runs. Estonia lays them each year, "
            "and each year the other side objects to some of them. Trade over the bridge went on.")
    short = ("Herald", "en", "Buoys gone",
             "Russian guards removed 24 of 50 buoys marking the border with Estonia in the Narva "
             "River overnight. Fishermen in Narva woke to an empty river.")
    serve(kordond, server, [long, short])
    incident = biggest(kordond)
    assert (incident["items"], incident["origins"]) == (2, 1)
    assert "its words are those of an earlier report" in incident["reports"][1]["why"]
    assert incident["reports"][1]["leans_on"] == incident["reports"][0]["item"]


def test_the_graph_is_kept(kordond, server):
    serve(kordond, server, [SPIEGEL, *REWRITES])
    with contextlib.closing(sqlite3.connect(kordond.db)) as db:
        rows = db.execute("SELECT origin, why FROM reports").fetchall()
    assert rows and all(origin and why for origin, why in rows)


RAISING = """\
pack: test
version: 1
terms:
  buoy: {any: [buoy*]}
  remove: {any: [remov*]}
rules:
  - id: buoys-removed
    title: Border buoys removed
    category: border-marker
    severity: medium
    when: sentence(buoy and remove)
    raise:
      - {to: high, when: origins >= 2}
      - {to: critical, when: official and origins >= 3}
    incident: {by: [category], window: 48h}
    examples:
      - alert: Guards removed buoys
      - quiet: Guards counted buoys
"""


def test_a_rule_raises_by_who_stands_behind_it(kordond, server):
    """Each report makes the same finding; what grows is the incident."""
    feed = [item("a", "Guards removed 24 buoys from the Narva River, Der Spiegel reported", when(0)),
            item("b", "Reuters reported that two dozen buoys were removed in Estonia", when(1)),
            item("c", "The Estonian Police and Border Guard Board said the other side had removed "
                 "border buoys", when(2))]
    kordond.configure([{"id": "all", "url": server.url("/feed"), "name": "Wire"}], rules=RAISING)
    server.script("/feed", Answer.feed(rss(*reversed(feed))))
    assert kordond.once() == 0
    kordond.start()
    incident = biggest(kordond)
    assert (incident["origins"], incident["severity"]) == (3, "critical")
    assert [alert["severity"] for alert in kordond.alerts()] == ["medium", "high", "critical"]


def test_the_incident_is_asked_in_raise_alone(kordond):
    kordond.configure([], rules=RAISING.replace("when: sentence(buoy and remove)",
                                                "when: buoy and origins >= 2"))
    answer = kordond.run("-c", str(kordond.config), "check", check=False)
    assert answer.returncode == 2
    assert "'origins' is asked of an incident, in 'raise' alone" in answer.stderr


CLOSED = [
    ("Saarte Hääl", "et", "Narva piiripunkt suleti, autod üle ei pääse",
     "Narva piiripunktist autod enam üle ei pääse, sest piir suleti, teatas politsei- ja "
     "piirivalveamet."),
    ("Wire", "en", "Estonia closes Narva border crossing, cars cannot pass",
     "Cars can no longer cross because the Narva crossing was closed, the Estonian Interior "
     "Ministry said. It did not say why."),
]
NOT_LET_THROUGH = [
    ("ERR", "ru", "Эстония не пропускает машины через границу в Нарве",
     "Погранпункт в Нарве не работает, машины не пропускают, сообщил Департамент полиции и "
     "погранохраны."),
]
ONE_OFFICE = [
    ("Saarte Hääl", "et", "Narva piiripunkt suleti",
     "Narva piiripunkt suleti ja autosid üle ei lasta, teatas politsei- ja piirivalveamet."),
    ("Wire", "en", "Estonia closes Narva border crossing",
     "The Narva crossing was closed, the Estonian Police and Border Guard said."),
]
REFUTED = [
    ("Saarte Hääl", "et", "PPA eitab Narva piiripunkti sulgemist",
     "Politsei- ja piirivalveamet eitas, et Narva piiripunkt suleti, ütles PPA pressiesindaja."),
]
NOT_CLOSED = [
    ("Yle", "fi", "Rajavartiolaitos: Vaalimaan raja-asemaa ei suljettu",
     "Vaalimaan raja-asemaa ei suljettu, Rajavartiolaitos kertoi."),
]
NOT_VIOLATED = [
    ("Wire", "ru", "Самолёты не нарушали границ",
     "Российские самолёты не нарушали воздушное пространство Эстонии, сообщило министерство "
     "обороны России."),
]


@pytest.mark.parametrize("reports, status, origins", [
    # What is negated is not the event: the office announces it, and is where it comes from.
    (CLOSED, "confirmed", ["Estonian Interior Ministry", "Estonian Police and Border Guard"]),
    (NOT_LET_THROUGH, "reported", ["Estonian Police and Border Guard"]),
    (ONE_OFFICE, "confirmed", ["Estonian Police and Border Guard"]),
    # The event is: with a word of denial, or a negation of its own verb.
    (REFUTED, "denied", ["Saarte Hääl"]),
    (NOT_CLOSED, "denied", ["Yle"]),
    (NOT_VIOLATED, "denied", ["Wire"]),
], ids=["closed", "not let through", "one office", "refuted", "not closed", "not violated"])
def test_a_negation_denies_its_own_verb(kordond, server, reports, status, origins):
    serve(kordond, server, reports)
    rows = kordond.ask("incidents")["incidents"]
    assert len(rows) == 1, rows
    incident = kordond.ask("incidents", "show", str(rows[0]["id"]))
    assert (incident["status"], sorted(incident["origin_names"])) == (status, origins), [
        (event["status"], event["cause"]) for event in incident["events"]]
