"""Web pages that are watched: changed, taken away, here again; and what their site wants."""
import pytest

from conftest import wait_until
from feeds import RULES
from server import Answer, Server

QUIET = "<title>Decree 17</title><main><h1>Decree 17</h1><p>The text will follow.</p></main>"
LOUD = ("<title>Decree 17</title><main><h1>Decree 17</h1><p>Border guards removed buoys from "
        "the river.</p></main>")


@pytest.fixture
def server():
    with Server() as running:
        running.script("/", page("<title>Government</title><p>Welcome."))
        yield running


def page(text, **more):
    return Answer(body=text.encode(), headers={"Content-Type": "text/html; charset=utf-8"}, **more)


def watch(kordond, server, path="/decree", **more):
    kordond.configure([{"id": "decree", "type": "page", "lang": "en", "url": server.url(path),
                        **more}], rules=RULES)


def poll_all(kordond, count):
    for _ in range(count):
        kordond.once()


def kinds(kordond):
    return [alert["kind"] for alert in kordond.alerts()]


def state_of(kordond):
    kordond.start()
    [state] = kordond.ask("sources")["sources"]
    kordond.stop()
    return state


def test_a_page_that_changes_is_one_item_with_revisions(kordond, server):
    server.script("/decree", page(QUIET), page(QUIET), page(LOUD))
    watch(kordond, server)
    poll_all(kordond, 3)
    [alert] = kordond.alerts()
    assert (alert["kind"], alert["item"]["title"]) == ("new", "Decree 17")
    assert alert["item"]["url"] == server.url("/decree")
    kordond.start()
    shown = kordond.ask("items", "show", alert["item"]["id"])
    assert [revision["changed"] for revision in shown["history"]] == [["content"]]
    assert shown["history"][0]["before"] == {"content": "Decree 17 The text will follow."}
    assert [(part["op"], part["text"]) for part in shown["history"][0]["diff"]["content"]] == [
        ("keep", "Decree 17 "), ("delete", "The text will follow"),
        ("insert", "Border guards removed buoys from the river"), ("keep", ".")]


def test_a_long_page_that_changes_often_is_shown_by_its_newest_changes(kordond, server):
    """110 KiB each time: the answer stays bounded, and the words are found all the same."""
    words = "The border is quiet and nothing happens on the river. " * 2000
    pages = [page(f"<title>Log</title><main><p>{words}</p><p>Entry {n}.</p></main>")
             for n in range(25)]
    server.script("/decree", *pages)
    watch(kordond, server)
    poll_all(kordond, 25)
    kordond.start()
    [listed] = kordond.ask("items")["items"]
    assert listed["revisions"] == 24
    shown = kordond.ask("items", "show", listed["id"])
    assert 5 < len(shown["history"]) < 24
    newest = shown["history"][-1]
    assert [part["text"] for part in newest["diff"]["content"] if part["op"] != "keep"] == [
        "23", "24"]
    told = kordond.run("items", "show", listed["id"]).stdout
    assert "earlier changes are not shown" in told
    assert "Entry [-23-]{+24+}." in told


def test_only_the_part_under_the_xpath_is_watched(kordond, server):
    text = "<title>T</title><div id='a'>{}</div><div id='doc'>{}</div>"
    server.script("/decree", page(text.format("Weather: 3", "Nothing.")),
                  page(text.format("Guards removed buoys", "Nothing.")),
                  page(text.format("Weather: 5", "Guards removed buoys.")))
    watch(kordond, server, xpath="//*[@id='doc']")
    poll_all(kordond, 2)
    assert kordond.alerts() == []
    poll_all(kordond, 1)
    assert kinds(kordond) == ["new"]


GONE = {
    "404": Answer(404, b"no"),
    "410": Answer(410, b"no"),
    "front page": Answer(302, b"", {"Location": "/"}),
    "soft 404": page("<title>Lehekülge ei leitud | Valitsus</title><p>Vabandust."),
    "part gone": page("<title>Decree 17</title><p>Removed from publication."),
}


@pytest.mark.parametrize("way", GONE)
def test_a_page_that_is_gone_while_its_site_is_up_was_taken_away(kordond, server, way):
    server.script("/decree", page(QUIET), page(LOUD), *[GONE[way]] * 3, page(LOUD))
    watch(kordond, server, xpath="//main")
    poll_all(kordond, 4)
    assert kinds(kordond) == ["new"]
    assert "looked for again soon, before it counts as taken away" in kordond.log()
    assert "; it was taken away" not in kordond.log()
    poll_all(kordond, 1)
    assert kinds(kordond) == ["new", "withdrawn"]
    assert "; it was taken away" in kordond.log()
    gone = kordond.alerts()[-1]
    assert gone["item"]["title"] == "Decree 17"
    assert gone["incident"]["status"] == "withdrawn"
    poll_all(kordond, 1)
    assert kinds(kordond) == ["new", "withdrawn", "update"]
    assert kordond.alerts()[-1]["withdrawal"]["returned"] is True


@pytest.mark.parametrize("front", [Answer(503, b"down"), Answer(404, b"no"), Answer(raw=b"?")])
def test_an_outage_takes_nothing_away(kordond, server, front):
    server.script("/", front)
    server.script("/decree", page(QUIET), page(LOUD), *[Answer(404, b"no")] * 5, page(LOUD))
    watch(kordond, server)
    poll_all(kordond, 8)
    assert kinds(kordond) == ["new"]
    assert len(server.asked("/")) == 5


def test_a_page_that_fails_otherwise_is_not_missed(kordond, server):
    server.script("/decree", page(QUIET), page(LOUD), *[Answer(503, b"")] * 4, page(LOUD))
    watch(kordond, server)
    poll_all(kordond, 7)
    assert kinds(kordond) == ["new"]
    assert server.asked("/") == []


def test_another_control_page_may_be_named(kordond, server):
    server.script("/up", page("<p>up"))
    server.script("/decree", page(QUIET), page(LOUD), Answer(404, b"no"))
    watch(kordond, server, control_url=server.url("/up"))
    poll_all(kordond, 5)
    assert kinds(kordond) == ["new", "withdrawn"]
    assert server.asked("/") == []


def test_robots_txt_is_honoured_for_pages(kordond, server):
    server.script("/robots.txt", Answer(200, b"User-agent: *\nDisallow: /decree\n"))
    server.script("/decree", page(LOUD))
    watch(kordond, server)
    assert kordond.once() == 1
    assert server.asked("/decree") == []
    assert "robots.txt forbids this page" in kordond.log()
    assert state_of(kordond)["class"] == "http-403"


def test_robots_txt_is_asked_for_once_a_day(kordond, server):
    server.script("/decree", page(QUIET))
    watch(kordond, server, interval="1s")
    kordond.start()
    wait_until(lambda: len(server.asked("/decree")) >= 3, "three polls")
    assert len(server.asked("/robots.txt")) == 1


def test_a_site_that_is_ill_is_not_asked(kordond, server):
    server.script("/robots.txt", Answer(500, b""))
    server.script("/decree", page(QUIET))
    watch(kordond, server)
    assert kordond.once() == 1
    assert server.asked("/decree") == []


def test_a_bad_xpath_is_a_mistake_with_its_place(kordond, server):
    watch(kordond, server, xpath="//div[")
    assert kordond.once() == 2
    assert "sources.yaml:2:" in kordond.log() and "no XPath" in kordond.log()
