"""kordonctl replay: the same bytes each time, changed rules held against what was raised."""
import contextlib
import json
import re
import sqlite3

import pytest

from conftest import BUILD, TOP, ctl, in_terminal, wait_until, without_colors
from feeds import RULES, alarming, item, rss, when
from server import Answer, Server

WIDER = RULES.replace("{any: [buoy*]}", "{any: [buoy*, otter*]}")
GRAVER = RULES.replace("severity: high", "severity: critical")


def line(number, title, day, hour=6, **more):
    return {"id": f"i{number}", "title": title,
            "published": f"2024-05-{day:02d}T{hour:02d}:00:00Z", **more}


@pytest.fixture
def site(tmp_path):
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "wider.yaml").write_text(WIDER)
    (tmp_path / "graver.yaml").write_text(GRAVER)
    config = tmp_path / "site.yaml"
    config.write_text(f"include: [rules.yaml]\nsources: []\nstore: {{path: {tmp_path}/k.db}}\n"
                      "alert: {max_age: 36500d}\n")
    return config


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in (
        line(3, "Guards removed buoys for the third time", 21),
        line(1, "Guards removed buoys", 1), line(2, "Guards removed otters", 11),
        line(4, "Nothing at all", 11), {"id": "undated", "title": "Nothing that has a date"})))
    return path


def test_the_same_items_give_the_same_bytes(site, news):
    first = ctl("-c", site, "replay", news).stdout
    assert first and first == ctl("-c", site, "replay", news).stdout


def test_alerts_name_the_items_that_came_in(site, news):
    alerts = [json.loads(row) for row in ctl("-c", site, "replay", news).stdout.splitlines()]
    assert [alert["item"]["id"] for alert in alerts] == ["i1", "i3"], "in order of time"


def test_standard_input_is_read_like_a_file(site, news):
    assert ctl("-c", site, "replay", "-", stdin=news.read_text()).stdout == \
        ctl("-c", site, "replay", news).stdout


def test_a_line_that_is_no_item_stops_it_before_the_first_alert(site, news):
    news.write_text(news.read_text() + "{\n")
    answer = ctl("-c", site, "replay", news, check=False)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "news.jsonl:6:" in answer.stderr


def test_ids_that_two_items_share_or_that_are_long_do_not_stop_it(site, tmp_path):
    long = "https://news.example/" + "ä" * 300
    path = tmp_path / "odd.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in (
        {**line(1, "Guards removed buoys", 1), "id": long, "source": "a"},
        {**line(2, "Guards removed buoys", 9), "id": "same", "source": "a"},
        {**line(3, "Guards removed buoys anew", 19), "id": "same", "source": "b"})))
    alerts = [json.loads(row) for row in ctl("-c", site, "replay", path).stdout.splitlines()]
    ids = [alert["item"]["id"] for alert in alerts]
    assert len(ids) == len(set(ids)) == 3


# ---- compare ---------------------------------------------------------------------------------


def compared(*arguments):
    return json.loads(ctl("--json", *arguments).stdout)


def rows(answer, difference):
    return [row["item"] for row in answer["differences"] if row["difference"] == difference]


def test_two_sets_of_rules_are_held_side_by_side(site, news, tmp_path):
    answer = compared("-c", site, "replay", "--rules", tmp_path / "wider.yaml", "--compare",
                      "--against", tmp_path / "rules.yaml", news)
    assert (rows(answer, "gained"), rows(answer, "lost")) == (["i2"], [])
    assert answer["items"] == 5 and answer["days"] == 20
    all_of_it = answer["categories"][-1]
    assert (all_of_it["category"], all_of_it["before"], all_of_it["now"]) == ("all", 2, 3)
    assert (all_of_it["before_a_day"], all_of_it["now_a_day"]) == (0.1, 0.15)
    other = compared("-c", site, "replay", "--against", tmp_path / "wider.yaml", news)
    assert (rows(other, "gained"), rows(other, "lost")) == ([], ["i2"])


def test_another_severity_is_a_change(site, news, tmp_path):
    answer = compared("-c", site, "replay", "--rules", tmp_path / "graver.yaml", "--against",
                      tmp_path / "rules.yaml", news)
    assert rows(answer, "changed") == ["i1", "i3"]
    assert answer["differences"][0]["severity_before"] == "high"
    assert answer["differences"][0]["severity"] == "critical"


def test_people_get_a_table_and_the_alerts_that_differ(site, news, tmp_path):
    shown = ctl("-c", site, "replay", "--rules", tmp_path / "wider.yaml", "--against",
                tmp_path / "rules.yaml", news).stdout
    assert "5 items, 2024-05-01T06:00:00Z to 2024-05-21T06:00:00Z: 20.0 days" in shown
    assert re.search(r"^CATEGORY +BEFORE +NOW +A DAY +GAINED +LOST +CHANGED$", shown, re.M)
    assert re.search(r"^border-marker +2 +3 +0\.15 +1 +0 +0$", shown, re.M)
    assert re.search(r"^gained\n  2024-05-11T06:00:00Z  high  border-marker  buoys-removed",
                     shown, re.M)
    assert "Guards removed otters (i2)" in shown and "\nlost\n" not in shown


def test_what_was_raised_is_known_of_the_archive_alone(site, news):
    answer = ctl("-c", site, "replay", "--compare", news, check=False)
    assert answer.returncode == 2 and "--against PATH" in answer.stderr


def test_a_rule_is_tried_on_what_was_raised_before_it_goes_live(kordond, tmp_path):
    (tmp_path / "wider.yaml").write_text(WIDER)
    with Server() as server:
        server.script("/news.xml", Answer.feed(rss(
            alarming(1, 0), alarming(2, 9), item("o", "Guards removed otters", when(30)))))
        kordond.configure([{"id": "news", "url": server.url("/news.xml")}], rules=RULES)
        assert kordond.once() == 0
    assert len(kordond.alerts()) == 2
    same = compared("-c", kordond.config, "replay", "--archive", "--compare")
    assert same["differences"] == []
    assert same["categories"][-1]["before"] == same["categories"][-1]["now"] == 2
    wider = compared("-c", kordond.config, "replay", "--archive", "--compare", "--rules",
                     tmp_path / "wider.yaml")
    with contextlib.closing(sqlite3.connect(kordond.db)) as db:
        otter = db.execute("SELECT public_id FROM items WHERE guid = 'o'").fetchone()[0]
    assert (rows(wider, "gained"), rows(wider, "lost")) == ([otter], [])


def test_a_message_that_bundles_alerts_is_no_alert_that_was_raised(kordond):
    with Server() as server:
        server.script("/news.xml", Answer.feed(rss(alarming(1, 0), alarming(2, 9))))
        kordond.configure([{"id": "news", "url": server.url("/news.xml")}], rules=RULES)
        assert kordond.once() == 0
    with contextlib.closing(sqlite3.connect(kordond.db)) as db:
        db.execute("CREATE TEMP TABLE bundle AS SELECT * FROM alerts LIMIT 1")
        db.execute("UPDATE bundle SET id = 'bundle', form = 'digest', "
                   "line = json_set(line, '$.id', 'bundle', '$.item.id', 'of-none')")
        db.execute("INSERT INTO alerts SELECT * FROM bundle")
        db.commit()
    same = compared("-c", kordond.config, "replay", "--archive", "--compare")
    assert same["categories"][-1]["before"] == same["categories"][-1]["now"] == 2
    assert same["differences"] == []


def test_items_whose_text_is_gone_are_left_out_and_said(kordond):
    with Server() as server:
        server.script("/news.xml", Answer.feed(rss(alarming(1, 0), item("p", "Plain", when(2)))))
        kordond.configure([{"id": "news", "url": server.url("/news.xml")}], rules=RULES)
        assert kordond.once() == 0
    with contextlib.closing(sqlite3.connect(kordond.db)) as db:
        db.execute("UPDATE items SET kept = 1, content = NULL WHERE guid = 'p'")
        db.commit()
    answer = ctl("-c", kordond.config, "replay", "--archive")
    assert "1 items are left out: their text is past its time" in answer.stderr
    assert len(answer.stdout.splitlines()) == 1


# ---- progress ----------------------------------------------------------------------------------


def test_progress_shows_a_bar_with_rate_and_time_left(site, tmp_path):
    many = tmp_path / "many.jsonl"
    many.write_text("".join(json.dumps(line(n, f"Report {n}", 1)) + "\n" for n in range(3000)))
    command = [BUILD / "daemon/kordonctl", "-c", site, "replay", many]
    assert ctl("-c", site, "replay", many).stderr == ""
    shown = in_terminal(command, stderr=None).stdout
    assert re.search(r"\[#*\.*\] \d+ %, \d+ of 3000 items, \d+/s, \d+:\d\d left", shown), shown
