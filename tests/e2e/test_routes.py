"""Routes, silences and why: who is told, when, and what an analyst can ask at night."""
import datetime
import email
import email.policy
import json
import re
import shlex
import signal

import pytest

import alert_lines
from conftest import TOP, ctl, wait_until
from feeds import RULES, alarming, item, rss, when
from receivers import Hook, Smtp
from server import Answer, Server
from test_daemon import rows, source


@pytest.fixture
def server():
    with Server() as running:
        yield running


def configure(kordond, server, sinks, routes, feed=None, count=1, rules=RULES, alert=""):
    server.script("/feed", Answer.feed(
        feed or rss(*(alarming(number, 9 * number) for number in range(count)))))
    rewrite(kordond, server, sinks, routes, rules)


def rewrite(kordond, server, sinks, routes, rules=RULES):
    parts = [("sinks", sinks)] + ([("routes", routes)] if routes is not None else [])
    extra = "".join(f"{name}:\n" + "".join(f"  - {json.dumps(entry)}\n" for entry in entries)
                    for name, entries in parts if entries)
    kordond.configure([source(server, "/feed", interval="1h", tags=["desk"])], rules=rules,
                      extra=extra)


def chat(hook, **more):
    return {"name": "chat", "type": "webhook", "url": hook.url(), **more}


def bodies(hook):
    return [json.loads(post.body) for post in hook.posts]


def quiet_now():
    """Quiet hours that began an hour ago and end in some."""
    now = datetime.datetime.now(datetime.timezone.utc)
    begin, end = now - datetime.timedelta(hours=1), now + datetime.timedelta(hours=4)
    return f"{begin:%H:%M}-{end:%H:%M}"


def why(kordond, what):
    return kordond.run("alerts", "why", str(what)).stdout


def held(kordond):
    return [row for row in kordond.ask("outbox")["outbox"] if row["held"]]


def poll(kordond, server, *items):
    server.script("/feed", Answer.feed(rss(*items)))
    wait_until(lambda: kordond.ctl("sources", "poll", "feed", check=False).returncode == 0,
               "the source is polled")


# ---- groups and digests ------------------------------------------------------------------


def test_a_group_comes_as_one_post_and_one_mail(kordond, server):
    with Hook() as hook, Smtp() as smtp:
        mail = {"name": "desk", "type": "email", "url": f"smtp://127.0.0.1:{smtp.port}",
                "from": "kordon@paper.example", "to": ["desk@paper.example"], "plain": "yes"}
        configure(kordond, server, [chat(hook), mail],
                  [{"sinks": ["chat", "desk"], "group_by": "all", "group_wait": "2s"}], count=3)
        kordond.start()
        wait_until(lambda: hook.posts and smtp.mails, "both have it")
        [digest], log = bodies(hook), kordond.alerts()
        assert [line["id"] for line in digest["digest"]["alerts"]] == [a["id"] for a in log]
        alert_lines.check([digest])
        assert digest["schema"] == "kordon.alert/1" and digest["severity"] == "high"
        assert digest["digest"]["count"] == 3
        assert digest["id"] not in {alert["id"] for alert in log}
        assert hook.posts[0].headers["Idempotency-Key"] == digest["id"]
        assert digest["summary"].startswith("3 alerts (3 high): ")
        message = email.message_from_bytes(smtp.mails[0].data, policy=email.policy.default)
        text = message.get_body(("plain",)).get_content()
        for number, alert in enumerate(log):
            assert f"{number + 1}. {alert['time']} [high] {alert['summary']}" in text
            assert alert["item"]["url"] in text
        assert text.count("Status: reported, 1 report") == 3
        # Each of them says which message it went in; the message says what is in it.
        wait_until(lambda: f"chat: delivered in message {digest['id']}" in
                   why(kordond, log[0]["id"]), "that is remembered")
        assert re.search(r"alerts in it +3", why(kordond, digest["id"]))
        # A digest is no alert of its own.
        assert len(kordond.ask("alerts")["alerts"]) == 3
        assert kordond.ask("status")["alerts"] == 3
        kordond.stop()


def test_what_is_held_survives_a_kill_and_comes_once(kordond, server):
    night = {"name": "night", "sinks": ["chat"], "quiet": quiet_now(), "zone": "UTC"}
    with Hook() as hook:
        configure(kordond, server, [chat(hook)], [night], count=3)
        kordond.start()
        wait_until(lambda: len(held(kordond)) == 3, "all wait")
        kordond.kill()
        kordond.start()
        assert len(held(kordond)) == 3
        assert {row["route"] for row in held(kordond)} == {"night"}
        assert kordond.ask("status")["held"] == 3
        assert not hook.posts
        incident = kordond.alerts()[0]["incident"]["id"]
        assert "chat: route night: waits: quiet hours until" in why(kordond, incident)
        assert re.search(r"chat: waits until \S+: quiet hours until", why(kordond, incident))
        # The quiet hours are taken back: a reload is enough.
        del night["quiet"]
        rewrite(kordond, server, [chat(hook)], [night])
        kordond.run("reload")
        wait_until(lambda: hook.posts, "it comes")
        wait_until(lambda: not kordond.ask("outbox")["outbox"], "nothing waits")
        [digest] = bodies(hook)
        ids = [alert["id"] for alert in kordond.alerts()]
        assert sorted(line["id"] for line in digest["digest"]["alerts"]) == sorted(ids)
        assert len(set(ids)) == 3
        kordond.stop()


def test_kills_while_digests_are_made_lose_nothing(kordond, server):
    with Hook() as hook:
        configure(kordond, server, [chat(hook)],
                  [{"sinks": ["chat"], "group_by": "all", "group_wait": "1s"}], count=20)
        kordond.start()
        wait_until(lambda: rows(kordond, "SELECT count(*) FROM alerts")[0][0] >= 20, "raised")
        for _ in range(8):
            kordond.kill()
            kordond.start()
        wait_until(lambda: not kordond.ask("outbox")["outbox"], "all is delivered")
        told = [line["id"] for body in {b["id"]: b for b in bodies(hook)}.values()
                for line in body["digest"]["alerts"]]
        logged = [alert["id"] for alert in kordond.alerts()]
        assert sorted(told) == sorted(logged) and len(set(logged)) == 20
        assert kordond.run("-c", kordond.config, "log", "verify").returncode == 0
        kordond.stop()


def test_the_log_that_a_route_names_gets_lines_one_by_one(kordond, server):
    """What is no target has no digests: held alerts come as they are."""
    configure(kordond, server, [], [{"sinks": ["log"], "group_by": "all", "group_wait": "2s"}],
              count=3)
    kordond.start()
    wait_until(lambda: len(held(kordond)) == 3, "they wait")
    wait_until(lambda: len(kordond.alerts()) == 3, "they come")
    assert all("digest" not in alert for alert in kordond.alerts())
    kordond.stop()


# ---- repeats -----------------------------------------------------------------------------


def test_a_critical_alert_comes_again_until_it_is_acknowledged(kordond, server):
    rules = RULES.replace("severity: high", "severity: critical")
    with Hook() as hook:
        configure(kordond, server, [chat(hook)], [{"sinks": ["chat"], "repeat": "1s"}],
                  rules=rules)
        kordond.start()
        wait_until(lambda: len(hook.posts) >= 3, "it comes again")
        first, second, third = bodies(hook)[:3]
        alert_lines.check([first, second, third])
        assert second["repeat"]["of"] == third["repeat"]["of"] == first["id"]
        assert (second["repeat"]["count"], third["repeat"]["count"]) == (1, 2)
        assert len({first["id"], second["id"], third["id"]}) == 3
        kordond.run("incidents", "ack", str(first["incident"]["id"]))
        wait_until(lambda: "its incident was acknowledged or closed" in why(kordond, first["id"]),
                   "it ends")
        wait_until(lambda: not kordond.ask("outbox")["outbox"], "nothing waits")
        assert len(kordond.alerts()) == 1
        kordond.stop()


# ---- silences ----------------------------------------------------------------------------


def test_a_silenced_alert_stands_in_the_log_alone(kordond, server):
    with Hook() as hook:
        configure(kordond, server, [chat(hook)], None)
        kordond.start()
        wait_until(lambda: len(hook.posts) == 1, "the first is told")
        said = kordond.run("silence", "add", "--category", "border-marker", "--for", "2h",
                           "--reason", "exercise at the river", "--author", "anna").stdout
        assert re.fullmatch(r"silence 1 holds until \S+Z\n", said)
        poll(kordond, server, alarming(1, 9))
        wait_until(lambda: len(kordond.alerts()) == 2, "the log has it")
        silenced = kordond.alerts()[1]["silenced"]
        assert (silenced["id"], silenced["author"], silenced["reason"]) == (
            1, "anna", "exercise at the river")
        assert "silenced by #1 of anna until" in why(kordond, kordond.alerts()[1]["id"])
        assert kordond.ask("status")["silences"] == 1
        [listed] = kordond.ask("silence", "list")["silences"]
        assert listed["category"] == "border-marker" and listed["ended"] is None
        assert kordond.run("silence", "remove", "1").stdout == "silence 1 is ended\n"
        assert kordond.ask("silence")["silences"] == []
        assert kordond.ask("silence", "--all")["silences"][0]["ended"]
        poll(kordond, server, alarming(2, 18))
        wait_until(lambda: len(hook.posts) == 2, "the next is told")
        assert [b["item"]["title"][:8] for b in bodies(hook)] == ["Report 0", "Report 2"]
        kordond.stop()


def test_a_confirmed_incident_keeps_a_rumour_beside_it_in_the_log(kordond, server):
    sure = item("sure", "Estonian border guard: Russia removed 24 buoys from Narva River", when(0),
                "Russia removed 24 of 50 buoys in the Narva River on the border with Estonia "
                "overnight, the Estonian Police and Border Guard Board said.")
    rumour = item("rumour", "Somebody removed buoys from the Narva River, a reader writes", when(9))
    elsewhere = item("elsewhere", "Somebody removed buoys from the Gulf of Riga", when(18))
    with Hook() as hook:
        configure(kordond, server, [chat(hook)], None, feed=rss(sure, rumour, elsewhere))
        kordond.start()
        wait_until(lambda: len(kordond.alerts()) == 3, "the log has all of them")
        first, second, third = kordond.alerts()
        assert [a["incident"]["status"] for a in (first, second, third)] == [
            "confirmed", "reported", "reported"]
        assert second["inhibited_by"] == {"incident": first["incident"]["id"]}
        wait_until(lambda: not kordond.ask("outbox")["outbox"], "nothing waits")
        assert [body["id"] for body in bodies(hook)] == [first["id"], third["id"]]
        assert (f"inhibited by incident {first['incident']['id']}, which is confirmed" in
                why(kordond, second["id"]))
        kordond.stop()


@pytest.mark.parametrize("arguments, said", [
    (["--category", "border-makrer", "--for", "2h", "--reason", "x"],
     "there is no category 'border-makrer'; did you mean 'border-marker'?"),
    (["--rule", "buoy-removed", "--for", "2h", "--reason", "x"],
     "there is no rule 'buoy-removed'; did you mean 'buoys-removed'?"),
    (["--place", "narva-rivr", "--for", "2h", "--reason", "x"],
     "there is no place 'narva-rivr'; did you mean 'narva-river'?"),
    (["--source", "fed", "--for", "2h", "--reason", "x"],
     "there is no source 'fed'; did you mean 'feed'?"),
    (["--country", "EE,ZZ", "--for", "2h", "--reason", "x"], "there is no country 'ZZ'"),
    (["--category", "border-marker", "--for", "2h"], "A silence has a --reason"),
    (["--category", "border-marker", "--for", "2h", "--reason", " "], "A silence has a --reason"),
    (["--category", "border-marker", "--reason", "x"], "until when?"),
    (["--category", "border-marker", "--for", "2 hours", "--reason", "x"], "is no duration"),
    (["--category", "border-marker", "--until", "noon", "--reason", "x"], "is no time"),
    (["--category", "border-marker", "--until", "2020-01-01", "--reason", "x"],
     "ends in the future"),
    (["--for", "2h", "--reason", "x"], "of what?"),
])
def test_a_silence_that_is_not_clear_is_refused(kordond, server, arguments, said):
    configure(kordond, server, [], None)
    kordond.start()
    answer = kordond.run("silence", "add", *arguments, check=False)
    assert answer.returncode == 1
    assert said in answer.stderr
    assert kordond.ask("silence", "--all")["silences"] == []
    kordond.stop()


# ---- why ---------------------------------------------------------------------------------


def test_why_says_what_was_not_told(kordond, server):
    drafts = RULES + """\
  - id: buoys-counted
    title: Buoys counted
    category: border-marker
    severity: high
    status: draft
    when: sentence(buoy and "counted")
    examples: [{alert: Guards counted buoys}, {quiet: Guards slept}]
"""
    feed = rss(item("told", "Guards removed buoys", when(0)),
               item("draft", "Guards counted 3 buoys", when(30)),
               item("near", "A buoy was seen", when(60)))
    with Hook() as hook:
        configure(kordond, server, [chat(hook, min_severity="critical")], None, feed=feed,
                  rules=drafts)
        kordond.start()
        wait_until(lambda: kordond.alerts(), "the log has it")
        [alert] = kordond.alerts()
        said = why(kordond, alert["id"])
        assert "raised, kind new: nobody was told of it before" in said
        assert "chat: its entry does not want it: min_severity critical" in said
        wait_until(lambda: "log: delivered" in why(kordond, alert["id"]), "that it is in the log")
        items = {row["title"]: row["id"] for row in kordond.ask("items")["items"]}
        assert "the rule is a draft (status: draft)" in why(
            kordond, items["Guards counted 3 buoys"])
        near = why(kordond, items["A buoy was seen"])
        assert near.count("lacked one thing") == 2  # the draft rule is near, too
        assert "no rule fired on it" in near and "buoys-removed lacked one thing: " in near
        decisions = kordond.ask("alerts", "why", str(alert["incident"]["id"]))["decisions"]
        assert [row["code"] for row in decisions][:2] == ["raised", "unwanted"]
        answer = kordond.run("alerts", "why", "nothing", check=False)
        assert answer.returncode == 1
        assert "there is no incident, alert or item 'nothing'" in answer.stderr
        kordond.stop()


def test_why_says_that_a_sink_is_down(kordond, server):
    with Hook(*[500] * 1000) as hook:
        configure(kordond, server, [chat(hook, pause="1h")], None)
        kordond.start()
        wait_until(lambda: hook.posts, "it is tried")
        incident = wait_until(kordond.alerts, "the log has it")[0]["incident"]["id"]
        wait_until(lambda: re.search(r"chat: not taken yet \(tries: 1\), next at \S+: .*500",
                                     why(kordond, incident)), "the try is known")
        kordond.stop()


def test_why_says_that_a_sink_refused_it_for_good(kordond, server):
    with Hook(400) as hook:
        configure(kordond, server, [chat(hook)], None)
        kordond.start()
        incident = wait_until(kordond.alerts, "the log has it")[0]["incident"]["id"]
        wait_until(lambda: re.search(r"chat: was put aside at \S+ \(tries: 0\): .*400",
                                     why(kordond, incident)), "the refusal is known")
        assert "'kordonctl outbox replay' sends it after all" in why(kordond, incident)
        kordond.stop()


def test_why_follows_an_incident_that_was_merged(kordond, server):
    configure(kordond, server, [], None, count=2)
    kordond.start()
    wait_until(lambda: len(kordond.alerts()) == 2, "two incidents")
    kordond.run("incidents", "merge", "1", "2")
    for asked in (1, 2):
        said = why(kordond, asked)
        assert re.search(r"^incident +1$", said, re.M)
        assert "raised, kind new" in said
    assert kordond.alerts()[1]["id"] in why(kordond, 2)
    kordond.stop()


def test_old_news_and_what_changed_too_little_are_said(kordond, server):
    feed = rss(item("one", "Guards removed 24 buoys", when(0)))
    configure(kordond, server, [], None, feed=feed)
    kordond.start()
    wait_until(lambda: kordond.alerts(), "the first")
    incident = kordond.alerts()[0]["incident"]["id"]
    poll(kordond, server, item("one", "Guards removed 24 buoys", when(0)),
         item("two", "Guards removed 25 buoys", when(0.2)))
    wait_until(lambda: "too little for an alert" in why(kordond, incident), "the second is kept")
    assert "a number changed by 4 %" in why(kordond, incident)
    poll(kordond, server, item("three", "Guards removed 40 buoys", when(0.4)))
    wait_until(lambda: len(kordond.alerts()) == 2, "the third is told")
    assert kordond.alerts()[1]["kind"] == "update"
    assert "raised, kind update: a number has changed" in why(kordond, incident)
    kordond.stop()


def test_a_reload_with_a_bad_route_changes_nothing(kordond, server):
    with Hook() as hook:
        configure(kordond, server, [chat(hook)], [{"sinks": ["chat"]}])
        kordond.start()
        wait_until(lambda: len(hook.posts) == 1, "by the old routes")
        rewrite(kordond, server, [chat(hook)], [{"sinks": ["chad"]}])
        answer = kordond.run("reload", check=False)
        assert answer.returncode == 1
        assert "there is no sink 'chad'" in answer.stderr and "'chat'?" in answer.stderr
        kordond.signal(signal.SIGHUP)
        wait_until(lambda: "refused" in kordond.log(), "it is refused")
        poll(kordond, server, alarming(1, 9))
        wait_until(lambda: len(hook.posts) == 2, "the old routes hold")
        kordond.stop()


# ---- what docs/alerts.md shows --------------------------------------------------------------

PAGE = (TOP / "docs/alerts.md").read_text(encoding="utf-8")
EXAMPLES = [block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
            if block.startswith("routes:")]
BUOYS = item("buoys", "Moscow removed 24 of 50 buoys marking the border with Estonia on the Narva "
             "River", when(0))


def stubs(routes):
    """A program for each sink that the routes name."""
    names = set(", ".join(re.findall(r"sinks: \[(.*?)\]", routes)).split(", "))
    return [{"name": name, "type": "exec", "command": ["/bin/true"]}
            for name in sorted(names - {""})]


def start_on_page(kordond, server, routes):
    server.script("/feed", Answer.feed(rss(BUOYS)))
    sinks = "".join(f"  - {json.dumps(sink)}\n" for sink in stubs(routes))
    kordond.configure([source(server, "/feed", interval="1h")],
                      extra=(f"sinks:\n{sinks}" if sinks else "") + routes)
    kordond.start()
    return wait_until(kordond.alerts, "an alert")[0]


def test_the_page_has_examples():
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_routes_of_the_page_work(kordond, server, number):
    routes = EXAMPLES[number]
    alert = start_on_page(kordond, server, routes)
    assert kordond.run("check", str(kordond.config)).returncode == 0
    first = re.search(r"name: (\w+)", routes)[1]
    assert f"route {first}: " in why(kordond, alert["id"])
    kordond.stop()


def test_the_other_settings_of_the_page_are_taken(tmp_path):
    [block] = [block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
               if block.startswith("alert:")]
    (tmp_path / "kordon.yaml").write_text(block)
    assert ctl("check", tmp_path / "kordon.yaml").returncode == 0


def test_silences_of_the_page_work(kordond, server):
    start_on_page(kordond, server, "")
    tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    calls = [re.sub(r"--until \S+", f"--until {tomorrow:%Y-%m-%d}", call)
             for call in re.findall(r"^kordonctl (silence .*)$", PAGE, re.M)]
    assert len(calls) >= 4
    for call in calls:
        kordond.run(*shlex.split(call))
    [silence] = kordond.ask("silence", "list")["silences"]
    assert (silence["category"], silence["country"]) == ("gnss-jamming", "EE,LV")
    kordond.stop()
