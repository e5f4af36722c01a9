"""Sources found and exchanged: discover, import and export."""
import json
import xml.etree.ElementTree as tree

import pytest
import yaml

from conftest import ctl
from feeds import RULES, rss
from server import Answer, Server

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>mine</title></head><body>
<outline text="Baltic (states)"><outline text="Estonia">
<outline text="ERR: News" type="rss" xmlUrl="https://news.err.ee/rss"/>
<outline text="ERR: News" type="rss" xmlUrl="https://news.err.ee/rss2"/>
</outline></outline>
<outline text="Новости" xmlUrl="https://novosti.example/rss?a=1&amp;b=2"/>
<outline text="Local" xmlUrl="file:///etc/passwd"/>
<outline text="Again" xmlUrl="HTTPS://news.err.ee:443/rss"/>
<outline text="&quot;quoted&quot; \\ # : - name" xmlUrl="https://quoted.example/"/>
</body></opml>
"""


@pytest.fixture
def server():
    with Server() as running:
        yield running


def configured(kordond, sources):
    kordond.configure(sources, rules=RULES)
    return ["-c", kordond.config]


def test_a_page_is_asked_once_for_the_feeds_it_names(kordond, server):
    server.script("/", Answer(200, (
        "<!DOCTYPE html><link rel=alternate type=application/rss+xml href=/feed title=News>"
        "<link rel=alternate type=application/feed+json href=/feed.json>").encode(),
        {"Content-Type": "text/html"}))
    config = configured(kordond, [])
    answer = ctl(*config, "--json", "sources", "discover", server.url("/"))
    assert json.loads(answer.stdout) == {"feeds": [
        {"url": server.url("/feed"), "type": "application/rss+xml", "title": "News"},
        {"url": server.url("/feed.json"), "type": "application/feed+json", "title": None}]}
    assert [request.path for request in server.requests] == ["/"]
    table = ctl(*config, "sources", "discover", server.url("/")).stdout
    assert server.url("/feed.json") in table and "News" in table


def test_a_feed_is_discovered_as_itself(kordond, server):
    server.script("/rss", Answer.feed(rss(title="Test news")))
    answer = ctl(*configured(kordond, []), "--json", "sources", "discover", server.url("/rss"))
    assert json.loads(answer.stdout)["feeds"][0]["url"] == server.url("/rss")


@pytest.mark.parametrize("path, words", [
    ("/empty", "names none"), ("/missing", "404"), ("/loop", "in a circle")])
def test_a_page_without_feeds_says_so(kordond, server, path, words):
    server.script("/empty", Answer(200, b"<html><a href=/feed>RSS</a>"))
    server.script("/loop", Answer(302, b"", {"Location": "/loop"}))
    answer = ctl(*configured(kordond, []), "sources", "discover", server.url(path),
                 check=False)
    assert answer.returncode == 1
    assert words in answer.stderr
    assert len(server.requests) == 1


@pytest.mark.parametrize("url", ["file:///etc/passwd", "news.err.ee", "ftp://h/"])
def test_only_urls_on_the_network_are_asked(kordond, url):
    answer = ctl(*configured(kordond, []), "sources", "discover", url, check=False)
    assert answer.returncode == 2
    assert "https://" in answer.stderr


def test_an_imported_list_is_a_configuration_that_checks(kordond, tmp_path):
    (tmp_path / "mine.opml").write_text(OPML, encoding="utf-8")
    config = configured(kordond, [])
    output = tmp_path / "imported.yaml"
    answer = ctl(*config, "import", "opml", tmp_path / "mine.opml", "--output", output)
    assert "4 sources, 1 left out that are there already, 1 left out that are no feeds" in \
        answer.stderr
    kordond.config.write_text(kordond.config.read_text().replace(
        '"sources.yaml"', '"sources.yaml", "imported.yaml"'))
    assert ctl(*config, "check").returncode == 0
    kordond.start("--once", wait=False)
    kordond.kill()
    rows = {source["xmlUrl"]: source for source in outlines(ctl(*config, "export", "opml").stdout)}
    assert rows["https://news.err.ee/rss"]["title"] == "ERR: News"
    assert rows["https://news.err.ee/rss"]["category"] == "Baltic-states,Estonia"
    assert rows["https://novosti.example/rss?a=1&b=2"]["title"] == "Новости"
    assert rows["https://quoted.example/"]["title"] == '"quoted" \\ # : - name'
    text = output.read_text(encoding="utf-8")
    for name in ("err-news", "err-news-2", "novosti-example", "quoted-name"):
        assert f"- id: {name}\n" in text


def outlines(opml):
    return [node.attrib for node in tree.fromstring(opml).iter("outline")
            if "xmlUrl" in node.attrib]


STRANGE = """<opml version="1.0"><body>
<outline text="Baltics &amp; North: #1"><outline text="yes" xmlUrl="https://a.example/1"/></outline>
<outline text="123" xmlUrl="https://a.example/2"/>
<outline text="&#x202e;turned" xmlUrl="https://a.example/3"/>
<outline text="scheme" xmlUrl="feed://a.example/4"/>
<outline text="scheme too" xmlUrl="feed:https://a.example/5"/>
<outline text="evil" xmlUrl="javascript:alert('&#x9b;31m')"/>
</body></opml>
"""


def test_an_import_of_strange_names_is_safe_to_look_at_and_to_read(kordond, tmp_path):
    (tmp_path / "strange.opml").write_text(STRANGE, encoding="utf-8")
    answer = ctl(*configured(kordond, []), "import", "opml", tmp_path / "strange.opml")
    rows = yaml.safe_load(answer.stdout)["sources"]
    assert [row["id"] for row in rows] == ["yes", "123", "turned", "scheme", "scheme-too"]
    assert rows[0]["tags"] == ["Baltics-North-1"]
    assert rows[2]["name"] == "\u202eturned"
    assert [row["url"] for row in rows[3:]] == ["http://a.example/4", "https://a.example/5"]
    assert "no feed on the network: javascript:alert('\\x9b31m')" in answer.stderr
    for text in (answer.stdout, answer.stderr):
        assert not set(text) & {"\u202e", "\x9b"}
    kordond.configure(rows, rules=RULES)
    exported = ctl("-c", kordond.config, "export", "opml").stdout
    assert "\u202e" not in exported
    assert {row["title"] for row in outlines(exported)} == {row["name"] for row in rows}


def test_an_export_holds_feeds_alone(kordond):
    config = configured(kordond, [{"id": "a", "url": "https://a.example/rss"},
                                  {"id": "b", "type": "page", "url": "https://b.example/law"},
                                  {"id": "c", "url": "file:///srv/feed.xml"}])
    answer = ctl(*config, "export", "opml")
    assert [row["xmlUrl"] for row in outlines(answer.stdout)] == ["https://a.example/rss"]
    assert "1 sources, 2 left out that are pages or files" in answer.stderr


def test_an_import_leaves_out_what_is_configured_and_takes_no_id_twice(kordond, tmp_path):
    (tmp_path / "mine.opml").write_text(OPML, encoding="utf-8")
    config = configured(kordond, [{"id": "err-news", "url": "https://news.err.ee/rss"}])
    answer = ctl(*config, "import", "opml", tmp_path / "mine.opml")
    assert "https://news.err.ee/rss\"" not in answer.stdout
    assert "- id: err-news-2\n" in answer.stdout


def test_an_import_never_overwrites(kordond, tmp_path):
    (tmp_path / "mine.opml").write_text(OPML, encoding="utf-8")
    (tmp_path / "there.yaml").write_text("sources: []\n")
    answer = ctl(*configured(kordond, []), "import", "opml", tmp_path / "mine.opml",
                 "--output", tmp_path / "there.yaml", check=False)
    assert answer.returncode == 1
    assert "not overwritten" in answer.stderr
    assert (tmp_path / "there.yaml").read_text() == "sources: []\n"


@pytest.mark.parametrize("text, words", [
    ("<!DOCTYPE opml [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><opml><body><outline "
     "text='&a;' xmlUrl='http://h/'/></body></opml>", "document type"),
    ("<opml><body><outline xmlUrl='http://h/'", "damaged"),
    ("{}", "damaged"), ("", "empty"),
])
def test_a_hostile_list_is_refused(kordond, tmp_path, text, words):
    (tmp_path / "bad.opml").write_text(text)
    answer = ctl(*configured(kordond, []), "import", "opml", tmp_path / "bad.opml",
                 check=False)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "bad.opml: it" in answer.stderr and words in answer.stderr


def test_an_export_gives_no_password_away(kordond):
    config = configured(kordond, [
        {"id": "paid", "url": "https://me:hush@paid.example/rss", "name": "Paid",
         "tags": ["official"]},
        {"id": "file", "url": "file:///srv/feed.xml"}])
    answer = ctl(*config, "export", "opml")
    assert "hush" not in answer.stdout
    assert [row["xmlUrl"] for row in outlines(answer.stdout)] == ["https://paid.example/rss"]


def test_other_forms_are_named_as_missing(kordond):
    answer = ctl(*configured(kordond, []), "import", "yaml", "-", check=False)
    assert answer.returncode == 2
    assert "opml" in answer.stderr
