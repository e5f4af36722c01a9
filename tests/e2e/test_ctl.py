"""kordonctl as people and scripts call it: every command, mistakes in calls, what they say."""
import json
import os
import re
import shutil
import socket
import subprocess
from xml.etree import ElementTree

import pytest

from conftest import BUILD, TOP, ctl, in_terminal, wait_until, without_colors
from feeds import RULES, alarming, item, rss, when
from server import Answer, Server

WEEK = TOP / "config/quick-start/model-week-en.xml"
EVIL = "\x1b[2J\x1b]0;owned\x07\u202eevil\u009b31m"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def refused(*arguments, status=2, **options):
    """Runs what must not work; returns what it says."""
    answer = ctl(*arguments, check=False, **options)
    assert answer.returncode == status, answer.stdout + answer.stderr
    assert answer.stderr.startswith("kordonctl: "), answer.stderr
    return answer.stderr


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "my-rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def jsonl(tmp_path):
    path = tmp_path / "items.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in (
        {"id": "1", "title": "Guards removed buoys", "published": "2024-05-23T06:00:00Z"},
        {"id": "2", "title": "Nothing at all", "published": "2024-05-24T06:00:00Z"},
        {"id": "3", "title": "Guards removed buoys again", "published": "2024-05-30T06:00:00Z",
         "summary": None, "unknown": [1, 2]})), encoding="utf-8")
    return path


# ---- calls and mistakes in them ------------------------------------------------------------


def test_help_goes_to_standard_output_and_names_all_commands():
    shown = ctl("--help").stdout
    for name in ("check parse match explain test replay status sources incidents alerts items "
                 "reload").split():
        assert re.search(rf"^  {name} ", shown, re.M), name
    assert ctl("match", "--help").stdout == ctl("help", "match").stdout
    assert "--rules PATH" in ctl("match", "--help").stdout


def test_no_command_is_a_mistake():
    answer = ctl(check=False)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "usage: kordonctl" in answer.stderr


@pytest.mark.parametrize("arguments, said", [
    (["statsu"], "did you mean 'status'?"),
    (["match", "--rulez", "x", WEEK], "did you mean '--rules'?"),
    (["sources", "shwo", "x"], "did you mean 'show'?"),
    (["sources", "show"], "sources show wants one more word"),
    (["sources", "list", "x"], "what is 'x' for?"),
    (["parse"], "parse wants FILE|-"),
    (["parse", "a", "b"], "what is 'b' for?"),
    (["match", "--rules"], "--rules wants a value"),
    (["test", "--format", "xml"], "--format is text, tap or junit, not 'xml'"),
    (["test", "--format", "tap", "--json"], "either --json or --format tap"),
    (["--color", "sometimes", "check"], "--color is auto, always or never"),
    (["alerts", "--since", "yesterday"], "'yesterday' is no time like"),
    (["explain", "--text", "x"], "explain wants a --rule"),
    (["explain", "--rule", "x"], "either a FILE (- for standard input) or --text"),
    (["replay"], "either ITEMS.jsonl or --archive"),
    (["replay", "--archive", "x"], "either ITEMS.jsonl or --archive"),
    (["alerts", "follow", "--until", "2024-05-21"], "leave --until out"),
])
def test_a_mistake_in_a_call_says_what_is_right(arguments, said):
    text = refused(*arguments)
    assert said in text
    assert "usage: kordonctl" in text


def test_common_options_stand_in_front_or_behind(rules):
    shown = ctl("--json", "test", "--rules", rules).stdout
    assert json.loads(shown)["passed"] == 2
    assert ctl("test", "--json", "--rules", rules).stdout == shown


def test_a_message_shows_no_control_characters():
    assert not RAW.search(refused("parse", f"/no/{EVIL}", status=1).rstrip("\n"))


# ---- offline -------------------------------------------------------------------------------


def test_standard_input_is_read_for_a_dash(jsonl, rules):
    document = WEEK.read_text(encoding="utf-8")
    assert ctl("parse", "-", stdin=document).stdout == ctl("parse", WEEK).stdout
    for command in (["match"], ["explain", "--rule", "buoys-removed"]):
        assert (ctl(*command, "--rules", rules, "-", stdin=jsonl.read_text()).stdout ==
                ctl(*command, "--rules", rules, jsonl).stdout)


def test_what_is_no_feed_gives_one_line_and_status_1(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><title>Hello</title><p>No feed")
    text = refused("parse", page, status=1)
    assert str(page) in text
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize("line, why", [("{broken", ""), ("[1]", "object"), ("\0\0{}", ""), ('{"title":"x"}', '"id"'),
                                       ('{"id":"x","published":"soon"}', '"published"')])
def test_a_broken_line_is_named_by_file_and_number(jsonl, rules, line, why):
    with open(jsonl, "a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    for command in (["match", "--rules", rules], ["replay"]):
        text = refused(*command, jsonl, status=1)
        assert f"{jsonl}:5: " in text
        assert why in text


def test_missing_files_are_named():
    assert "/no/such: No such file" in refused("match", "--rules", TOP / "config", "/no/such",
                                               status=1)
    answer = ctl("match", "--rules", "/no/rules", WEEK, check=False)
    assert answer.returncode == 2
    assert "/no/rules: error: cannot be read: No such file" in answer.stderr
    answer = ctl("-c", "/no/kordon.yaml", "status", check=False)
    assert answer.returncode == 2
    assert "/no/kordon.yaml: error: " in answer.stderr


def test_match_prints_findings_and_with_all_every_item(jsonl, rules):
    found = [json.loads(line) for line in
             ctl("match", "--rules", rules, jsonl).stdout.splitlines()]
    every = [json.loads(line) for line in
             ctl("match", "--all", "--rules", rules, jsonl).stdout.splitlines()]
    assert [line["id"] for line in found] == ["1", "3"]
    assert [line["id"] for line in every] == ["1", "2", "3"]
    assert every[1] == {"id": "2", "labels": [], "findings": []}
    assert found[0]["labels"] == ["border-marker"]


def test_json_output_is_safe_to_look_at(tmp_path, rules):
    path = tmp_path / "evil.jsonl"
    title = f"Guards removed buoys {EVIL}"
    path.write_text(json.dumps({"id": EVIL, "title": title}) + "\n")
    for command in (["match"], ["--json", "explain", "--rule", "buoys-removed"]):
        shown = ctl(*command, "--rules", rules, path).stdout
        assert not RAW.search(shown.rstrip("\n"))
        assert json.loads(shown)["id"] == EVIL
    feed = tmp_path / "evil.json"
    feed.write_text(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": EVIL,
                                "items": [{"id": "1", "title": title}]}))
    shown = ctl("parse", feed).stdout
    assert not RAW.search(shown.rstrip("\n"))
    explained = ctl("explain", "--rule", "buoys-removed", "--rules", rules, path).stdout
    assert not RAW.search(explained)
    assert "\\u202e" in explained


def test_explain_shows_the_tree_and_marks_the_text(rules):
    shown = ctl("explain", "--rule", "buoys-removed", "--rules", rules, "--text",
                "Guards removed two buoys").stdout
    assert "buoys-removed: fires" in shown
    assert "Guards [removed] two [buoys]" in shown
    assert re.search(r'true +sentence\(buoy and remove\) +← "removed", "buoys"', shown)
    text = refused("explain", "--rule", "buoy-removed", "--rules", rules, "--text", "x")
    assert "did you mean 'buoys-removed'?" in text


def test_test_counts_and_fails_with_status_1(tmp_path, rules):
    assert ctl("test", "--rules", rules).stdout.splitlines()[-1] == "2 passed, 0 failed"
    broken = tmp_path / "broken.yaml"
    broken.write_text(RULES.replace("quiet: Guards counted", "quiet: Guards removed"))
    answer = ctl("test", "--rules", broken, check=False)
    assert answer.returncode == 1
    assert answer.stdout.splitlines()[-1] == "1 passed, 1 failed"
    assert "Guards removed" in answer.stdout
    told = json.loads(ctl("--json", "test", "--rules", broken, check=False).stdout)
    assert (told["passed"], told["failed"]) == (1, 1)
    assert "Guards removed" in told["report"]


@pytest.fixture
def failing(tmp_path):
    """Three examples: one holds, one must stay quiet, one wants another number."""
    path = tmp_path / "failing.yaml"
    path.write_text(RULES.replace("quiet: Guards counted", "quiet: Guards removed") +
                    '      - {alert: "Guards removed 3 buoys # <&> \\"1\\" \\e[31m", '
                    "facts: {quantities: [4/9 buoy]}}\n", encoding="utf-8")
    return path


def test_test_names_the_place_of_a_fact_what_was_wanted_and_what_was_found(failing):
    answer = ctl("test", "--rules", failing, check=False)
    assert answer.returncode == 1
    assert answer.stdout.splitlines()[-1] == "1 passed, 2 failed"
    [number] = [at for at, line in enumerate(failing.read_text().splitlines(), 1) if "4/9" in line]
    column = failing.read_text().splitlines()[number - 1].index("4/9") + 1
    assert (f"{failing}:{number}:{column}: test/buoys-removed should find quantities: 4/9 buoy\n"
            "    found: 3 buoy\n") in answer.stdout
    assert not RAW.search(answer.stdout)


def test_a_mistake_in_facts_is_one_of_the_configuration(failing):
    failing.write_text(failing.read_text().replace("4/9 buoy", "4/9 bouy"))
    answer = ctl("test", "--rules", failing, check=False)
    assert answer.returncode == 2
    assert "error: no term is called 'bouy'" in answer.stderr
    assert "did you mean 'buoy'?" in answer.stderr


def test_test_prints_tap(failing, rules):
    answer = ctl("test", "--format", "tap", "--rules", failing, check=False)
    lines = answer.stdout.splitlines()
    assert answer.returncode == 1
    assert lines[0] == "TAP version 13" and lines[-1] == "1..3"
    results = [line for line in lines if re.match("(not )?ok ", line)]
    assert results == [
        "ok 1 - test/buoys-removed alert: Guards removed buoys",
        "not ok 2 - test/buoys-removed quiet: Guards removed buoys",
        'not ok 3 - test/buoys-removed alert: Guards removed 3 buoys \\# <&> "1" \\\\x1b[31m']
    # All else is the block of a failure: indented, and ended.
    rest = lines[1:-1]
    assert all(line in results or line.startswith("  ") for line in rest)
    assert rest.count("  ---") == rest.count("  ...") == 2
    assert any("should find quantities: 4/9 buoy" in line for line in rest)
    assert ctl("test", "--format", "tap", "--rules", rules).stdout.count("\nok ") == 2


def test_test_prints_junit(failing, rules):
    answer = ctl("test", "--format", "junit", "--rules", failing, check=False)
    assert answer.returncode == 1
    [suite] = ElementTree.fromstring(answer.stdout.encode("utf-8"))
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "3", "failures": "2", "errors": "0", "skipped": "0"}
    cases = suite.findall("testcase")
    assert [case.get("classname") for case in cases] == ["test.buoys-removed"] * 3
    assert [len(case.findall("failure")) for case in cases] == [0, 1, 1]
    assert cases[2].get("name") == 'alert: Guards removed 3 buoys # <&> "1" \\x1b[31m'
    assert cases[2].get("file") == str(failing)
    assert "4/9" in failing.read_text().splitlines()[int(cases[2].get("line")) - 1]
    failure = cases[2].find("failure")
    assert failure.get("message").endswith("should find quantities: 4/9 buoy")
    assert "found: 3 buoy\n" in failure.text
    good = ctl("test", "--format", "junit", "--rules", rules).stdout
    assert ElementTree.fromstring(good.encode("utf-8"))[0].get("failures") == "0"


def test_check_names_all_mistakes_and_json_has_the_same(tmp_path):
    config = tmp_path / "kordon.yaml"
    config.write_text("fetch: {timeot: 5s}\nalert: {max_age: soon}\n")
    answer = ctl("check", config, check=False)
    assert answer.returncode == 2
    assert f"{config}:1:9: error: " in answer.stderr
    assert "did you mean 'timeout'?" in answer.stderr
    listed = ctl("--json", "check", config, check=False)
    assert listed.returncode == 2
    messages = [m for m in json.loads(listed.stdout) if m["level"] == "error"]
    assert [(m["line"], m["column"]) for m in messages] == [(1, 9), (2, 18)]


def test_the_bundled_configuration_has_nothing_to_be_warned_of():
    answer = ctl("check", TOP / "config/kordon.yaml")
    assert len(answer.stdout.splitlines()) == 1 and answer.stderr == ""
    assert re.search(r" files, \d+ sources, \d+ rules, \d+ places: no errors$", answer.stdout.strip())
    assert json.loads(ctl("--json", "check", TOP / "config/kordon.yaml").stdout) == []


def test_check_ends_with_the_number_of_mistakes(tmp_path):
    rules = tmp_path / "rules.yaml"
    rules.write_text("pack: desk\nterms: {buoy: {en: [buoy*, buoys], ee: [poi]}}\n")
    answer = ctl("-c", TOP / "config/kordon.yaml", "check", rules)
    assert re.search(r": 0 rules, beside \d+ places: no errors, 2 warnings$", answer.stdout.strip())
    rules.write_text(rules.read_text().replace("ee:", "et:"))
    answer = ctl("-c", TOP / "config/kordon.yaml", "check", rules)
    assert answer.stdout.strip().endswith(": no errors, 1 warning")
    rules.write_text(rules.read_text().replace("et:", "estonian:"))
    answer = ctl("-c", TOP / "config/kordon.yaml", "check", rules, check=False)
    assert answer.returncode == 2 and "did you mean 'et'?" in answer.stderr
    assert answer.stderr.splitlines()[-1].startswith(f"{rules}: 1 error")


def test_check_takes_rules_alone(tmp_path):
    rules = tmp_path / "rules.yaml"
    rules.write_text("pack: desk\nterms: {buoy: {en: [buoy*]}}\nrules: [{id: r, title: R, "
                     "category: own, when: buoy near/3 country(EE), examples: [{alert: x}]}]\n")
    answer = ctl("-c", TOP / "config/kordon.yaml", "check", "--rules", rules)
    assert f"{rules}: 1 rule, beside" in answer.stdout
    assert ctl("-c", TOP / "config/kordon.yaml", "check", rules).stdout == answer.stdout
    rules.write_text(rules.read_text().replace("buoy near", "buoi near"))
    answer = ctl("-c", TOP / "config/kordon.yaml", "check", "--rules", rules, check=False)
    assert answer.returncode == 2
    assert f"{rules}:3:" in answer.stderr and "did you mean 'buoy'?" in answer.stderr
    both = ctl("check", "--rules", rules, rules, check=False)
    assert both.returncode == 2 and "either a FILE or --rules" in both.stderr


def test_rules_without_examples_are_no_passed_test(tmp_path):
    rules = tmp_path / "rules.yaml"
    for text, told in (("pack: desk\n", "there are no rules in it"),
                       ("pack: desk\nrules: [{id: r, title: R, category: own, when: '\"a b\"'}]\n",
                        "no rule of it (1) has examples")):
        rules.write_text(text)
        answer = ctl("test", "--rules", rules, check=False)
        assert answer.returncode == 1
        assert f"{rules}: {told}" in answer.stderr
        assert answer.stdout.splitlines()[-1] == "0 passed, 0 failed"


# ---- replay --------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path, rules):
    config = tmp_path / "site.yaml"
    config.write_text(f"include: [{rules}]\nsources: []\nstore: {{path: {tmp_path}/k.db}}\n")
    return config


def replayed(site, *arguments):
    return [json.loads(line) for line in
            ctl("-c", site, "replay", *arguments).stdout.splitlines()]


def test_replay_prints_the_alerts_and_writes_assignments(site, jsonl, tmp_path):
    out = tmp_path / "assignments.jsonl"
    alerts = replayed(site, "--assignments", out, jsonl)
    assert [alert["item"]["title"] for alert in alerts] == [
        "Guards removed buoys", "Guards removed buoys again"]
    assigned = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["id"] for line in assigned] == ["1", "3"]
    assert len({line["incidents"][0] for line in assigned}) == 2  # a week lies between them
    assert not (tmp_path / "k.db").exists()


def test_replay_keeps_to_since_and_until(site, jsonl):
    def titles(*arguments):
        return [alert["item"]["title"] for alert in replayed(site, *arguments, jsonl)]

    assert titles("--since", "2024-05-25") == ["Guards removed buoys again"]
    assert titles("--until", "2024-05-30T06:00:00Z") == ["Guards removed buoys"]
    assert titles("--since", "48h") == []


def test_assignments_that_cannot_be_written_are_named(site, jsonl):
    text = refused("-c", site, "replay", "--assignments", "/no/such/folder/out", jsonl, status=1)
    assert "/no/such/folder/out" in text


# ---- without a daemon, without permission --------------------------------------------------


def test_no_daemon_says_what_to_look_at(tmp_path):
    missing = tmp_path / "none.sock"
    for path in (missing, tmp_path / "dead.sock"):
        if path != missing:
            dead = socket.socket(socket.AF_UNIX)
            dead.bind(str(path))
            dead.close()
        text = refused("--socket", path, "status", status=1)
        assert str(path) in text
        assert "is kordond running? systemctl status kordond" in text


def test_a_socket_of_others_says_what_to_do(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody who may not")
    tmp_path.chmod(0o755)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == 0 and str(folder).startswith("/tmp/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    path = tmp_path / "closed.sock"
    closed = socket.socket(socket.AF_UNIX)
    closed.bind(str(path))
    closed.listen()
    path.chmod(0o660)
    program = shutil.copy(BUILD / "daemon/kordonctl", tmp_path)  # the tree may be closed to others
    answer = subprocess.run([program, "--socket", path, "status"], capture_output=True,
                            text=True, user=65534, group=65534)
    closed.close()
    assert answer.returncode == 1
    assert "sudo kordonctl" in answer.stderr
    assert str(path) in answer.stderr


# ---- with a daemon -------------------------------------------------------------------------


@pytest.fixture
def running(kordond):
    """A daemon that has read two alarming items and a harmless one."""
    with Server() as server:
        server.script("/feed", Answer.feed(rss(
            alarming(1, 0), alarming(2, 10),
            item("w", f"A very wide headline about {'many ferries and ' * 12}harbours", when(1)))))
        kordond.server = server
        kordond.configure([{"id": "test-feed", "url": server.url("/feed"), "interval": "1h",
                            "publisher": "Test Paper", "tags": ["sample"]}], rules=RULES)
        kordond.start()
        wait_until(lambda: len(kordond.alerts()) == 2, "two alerts")
        yield kordond


def test_status_says_how_it_is(running):
    shown = running.run("status").stdout
    assert re.search(r"^sources +1 +that are asked", shown, re.M)
    counts = running.ask("status")["sources"]
    assert counts == {"total": 1, "ok": 1, "silent": 0, "failing": 0, "gone": 0, "new": 0, "off": 0}
    for state in ("ok", "silent", "failing", "gone", "not polled yet"):
        assert re.search(rf"^  {state} +\d", shown, re.M), state
    assert re.search(r"^items +3$", shown, re.M)
    assert re.search(r"^database +[\d.]+ MiB$", shown, re.M)
    assert running.ask("status")["items"] == 3


def test_sources_as_a_table_and_one_by_one(running):
    header, row = running.run("sources").stdout.splitlines()
    assert header.startswith("SOURCE")
    assert row.split()[:2] == ["test-feed", "ok"]
    shown = running.run("sources", "show", "test-feed").stdout
    assert re.search(r"^publisher +Test Paper$", shown, re.M)
    assert re.search(r"^tags +sample$", shown, re.M)
    assert running.ask("sources", "show", "test-feed")["state"] == "ok"
    answer = running.run("sources", "show", "tset-feed", check=False)
    assert answer.returncode == 1
    assert "tset-feed" in answer.stderr


def test_a_source_is_polled_when_asked(running):
    wait_until(lambda: running.run("sources", "poll", "test-feed", check=False).returncode == 0,
               "the source may be polled again")
    wait_until(lambda: len(running.server.asked("/feed")) == 2, "it is polled")


def test_incidents_are_shown_seen_and_closed(running):
    listed = running.ask("incidents")["incidents"]
    assert [row["status"] for row in listed] == ["reported", "reported"]
    number = str(listed[0]["id"])
    assert number in running.run("incidents").stdout
    shown = running.run("incidents", "show", number).stdout
    assert re.search(rf"^incident +{number}$", shown, re.M)
    assert "Report 2: border guards saw buoys removed" in shown
    assert re.search(r'^why buoys-removed \(high\): Report 2', shown, re.M)
    assert re.search(r'^ +true +buoy +← "buoys"', shown, re.M)
    report = running.ask("incidents", "show", number)["reports"][0]
    finding = running.ask("items", "show", report["item"])["findings"][0]
    assert finding["explanation"] == report["explanation"]
    assert finding["explanation"]["when"]["text"] == "sentence(buoy and remove)"
    assert "is marked as seen" in running.run("incidents", "ack", number).stdout
    assert "is closed" in running.run("incidents", "close", number).stdout
    after = running.ask("incidents", "show", number)
    assert (after["acknowledged"], after["status"]) == (True, "closed")
    assert [row["id"] for row in running.ask("incidents", "--status", "closed")["incidents"]] == [
        listed[0]["id"]]
    for verb in ("show", "ack", "close"):
        answer = running.run("incidents", verb, "4711", check=False)
        assert answer.returncode == 1
        assert "4711" in answer.stderr


def test_a_report_after_closing_opens_another_incident(running):
    old = {row["id"] for row in running.ask("incidents")["incidents"]}
    for number in old:
        running.run("incidents", "close", str(number))
    running.server.script("/feed", Answer.feed(rss(
        alarming(1, 0), alarming(2, 10), alarming(3, 10))))
    wait_until(lambda: running.run("sources", "poll", "test-feed", check=False).returncode == 0,
               "the source may be polled again")
    wait_until(lambda: len(running.alerts()) == 3, "a third alert")
    assert running.alerts()[-1]["incident"]["id"] not in old


def test_alerts_and_items_are_listed_and_limited(running):
    assert len(running.ask("alerts")["alerts"]) == 2
    assert len(running.ask("alerts", "--limit", "1")["alerts"]) == 1
    assert running.ask("alerts", "--category", "other")["alerts"] == []
    assert running.run("alerts", "--category", "other").stdout == "no alerts\n"
    assert len(running.ask("alerts", "--since", "1h")["alerts"]) == 2
    assert running.ask("alerts", "--since", "2099-01-01")["alerts"] == []
    assert len(running.ask("items", "--source", "test-feed")["items"]) == 3
    answer = running.run("alerts", "--limit", "many", check=False)
    assert answer.returncode == 1
    assert "limit has to be a number" in answer.stderr


def test_items_are_found_by_their_words(running):
    wait_until(lambda: running.ask("items", "search", "ferries harb")["items"],
               "the item is in the index")
    assert running.ask("items", "search", "zeppelin")["items"] == []


@pytest.mark.parametrize("columns", [64, 80, 200])
def test_tables_fit_the_terminal(running, columns):
    tables = [("sources",), ("incidents",), ("alerts",), ("items",)]
    for command in tables:
        shown = in_terminal([BUILD / "daemon/kordonctl", "--socket", running.socket, *command],
                            columns=columns)
        assert shown.returncode == 0
        plain = without_colors(shown.stdout)
        assert plain != shown.stdout, "a terminal has colours"
        assert max(map(len, plain.splitlines())) <= columns, plain


@pytest.mark.parametrize("command, last", [("sources", "REASON"), ("incidents", "TITLE"),
                                           ("items", "TITLE")])
def test_eighty_columns_leave_room_for_what_is_told(running, command, last):
    shown = in_terminal([BUILD / "daemon/kordonctl", "--socket", running.socket, command],
                        columns=80)
    head = without_colors(shown.stdout).splitlines()[0]
    assert 80 - head.index(last) >= 30 or "…" not in shown.stdout, shown.stdout


def test_a_pipe_among_the_files_is_refused(tmp_path):
    """It would be waited for, and the daemon with it."""
    (tmp_path / "rules.d").mkdir()
    os.mkfifo(tmp_path / "rules.d/pipe.yaml")
    for include in ("rules.d", "rules.d/pipe.yaml", "rules.d/p*.yaml"):
        (tmp_path / "k.yaml").write_text(f"include: [{include}]\nsources: []\n")
        answer = ctl("check", tmp_path / "k.yaml", check=False)
        assert answer.returncode == 2
        assert "pipe.yaml' cannot be included: it is no regular file" in answer.stderr
        assert f"{tmp_path}/k.yaml:1:11: error: " in answer.stderr


def test_rules_without_places_name_what_is_missing(tmp_path):
    config = tmp_path / "k.yaml"
    config.write_text("include: []\npack: p\nversion: 1\nrules:\n  - {id: r, title: R, category: c, "
                      "severity: low, when: country(EE)}\n")
    answer = ctl("check", config, check=False)
    assert answer.returncode == 2
    assert "'include' names no folder of places" in answer.stderr


def test_a_pipe_gets_all_of_it(running):
    assert "many ferries and harbours" in running.run("items").stdout


def test_follow_prints_what_comes(running):
    process = subprocess.Popen(
        [BUILD / "daemon/kordonctl", "--socket", running.socket, "--json", "alerts", "follow",
         "--since", "2020-01-01"], stdout=subprocess.PIPE, text=True)
    try:
        first = [json.loads(process.stdout.readline())["id"] for _ in range(2)]
        running.server.script("/feed", Answer.feed(rss(alarming(3, 50))))
        wait_until(lambda: running.run("sources", "poll", "test-feed", check=False).returncode == 0,
                   "the source may be polled again")
        third = json.loads(process.stdout.readline())
        assert third["item"]["title"].startswith("Report 3")
        assert [*first, third["id"]] == [alert["id"] for alert in running.alerts()]
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_reload_says_that_it_did_or_why_not(running):
    assert running.run("reload").stdout.startswith("reloaded")
    running.config.write_text(running.config.read_text() + "stoer: {}\n")
    answer = running.run("reload", check=False)
    assert answer.returncode == 1
    assert re.search(r"kordon\.yaml:\d+:1: error: .*'stoer'", answer.stderr)
