"""Programs, webhooks and mail: real receivers, and what happens when they fail."""
import base64
import email
import email.policy
import hashlib
import hmac
import json
import os
import ssl
import subprocess
import time

import pytest

from conftest import wait_until
from feeds import RULES, alarming, item, rss, when
from receivers import Hook, Smtp
from server import Answer, Server
from test_daemon import rows, source


@pytest.fixture
def server():
    with Server() as running:
        yield running


def configure(kordond, server, sinks, count=1, feed=None):
    """A feed of `count` alarms, and sinks as a list of dicts."""
    server.script("/feed", Answer.feed(
        feed or rss(*(alarming(number, 9 * number) for number in range(count)))))
    lines = "\n".join(f"  - {json.dumps(sink)}" for sink in sinks)
    kordond.configure([source(server, "/feed", interval="1h")], rules=RULES,
                      extra=f"sinks:\n{lines}\n")


def waiting(kordond):
    return rows(kordond, "SELECT count(*) FROM outbox WHERE aside IS NULL")[0][0]


def script(folder, name, text):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


# ---- exec --------------------------------------------------------------------------


def test_a_program_gets_the_alert_and_an_environment_of_its_own(kordond, server, tmp_path):
    program = script(tmp_path, "hook", f'cat > {tmp_path}/alert.json\nenv > {tmp_path}/env\n'
                                       f'echo "$1" > {tmp_path}/word')
    configure(kordond, server, [{"name": "hook", "type": "exec",
                                 "command": [program, "a word; $(touch /tmp/no)"]}])
    assert kordond.once() == 0
    alert = json.loads((tmp_path / "alert.json").read_text())
    assert alert["id"] == kordond.alerts()[0]["id"]
    assert "previous" not in alert  # the chain is the alert log's
    assert (tmp_path / "word").read_text() == "a word; $(touch /tmp/no)\n"
    names = {line.split("=")[0] for line in (tmp_path / "env").read_text().splitlines()}
    assert names - {"PWD", "_", "SHLVL", "OLDPWD"} == {
        "PATH", "LANG", "KORDON_ALERT_ID", "KORDON_SEVERITY"}
    assert waiting(kordond) == 0


def test_a_program_that_fails_is_tried_again_with_the_same_alert(kordond, server, tmp_path):
    program = script(tmp_path, "hook", f'cat >> {tmp_path}/seen\n'
                     f'test -e {tmp_path}/mended || {{ echo "no \x1b[31mlight"; exit 3; }}')
    configure(kordond, server, [{"name": "hook", "type": "exec", "command": [program],
                                 "pause": "1s"}])
    kordond.start()
    wait_until(lambda: "ended with status 3" in kordond.log(), "the failure is said")
    assert "\x1b" not in kordond.log()
    assert "ended with status 3" in kordond.ask("status")["trouble"]
    (tmp_path / "mended").touch()
    wait_until(lambda: waiting(kordond) == 0, "the alert is delivered")
    ids = {json.loads(line)["id"] for line in (tmp_path / "seen").read_text().splitlines()}
    assert len(ids) == 1


def test_a_program_that_hangs_forks_and_writes_for_ever_is_ended(kordond, server, tmp_path):
    program = script(tmp_path, "hook", f"""trap '' TERM INT HUP
sleep 1000 & echo $! > {tmp_path}/child
yes""")
    configure(kordond, server, [{"name": "hook", "type": "exec", "command": [program],
                                 "timeout": "1s", "pause": "1h"}])
    kordond.start()
    wait_until(lambda: "did not end within 1 s" in kordond.log(), "the time limit")
    child = int((tmp_path / "child").read_text())
    wait_until(lambda: not os.path.exists(f"/proc/{child}") or
               open(f"/proc/{child}/stat").read().split()[2] == "Z", "the grandchild is gone")
    assert kordond.ctl("status").returncode == 0
    assert waiting(kordond) == 1


def test_status_65_puts_the_alert_aside_until_it_is_asked_for(kordond, server, tmp_path):
    program = script(tmp_path, "hook", f"test -e {tmp_path}/mended || exit 65\ncat > {tmp_path}/in")
    configure(kordond, server, [{"name": "hook", "type": "exec", "command": [program]}])
    kordond.start()
    wait_until(lambda: "is put aside" in kordond.log(), "it is said")
    [row] = kordond.ask("outbox")["outbox"]
    assert row["put_aside"] and row["sink"] == "hook" and "status 65" in row["why"]
    (tmp_path / "mended").touch()
    assert kordond.ask("outbox", "replay", "--sink", "hook")["replayed"] == 1
    wait_until((tmp_path / "in").exists, "the alert after all")


def test_a_slow_sink_holds_up_no_other(kordond, server, tmp_path):
    slow = script(tmp_path, "slow", "sleep 30")
    with Hook() as hook:
        configure(kordond, server, [
            {"name": "slow", "type": "exec", "command": [slow]},
            {"name": "chat", "type": "webhook", "url": hook.url()}], count=5)
        kordond.start()
        wait_until(lambda: len(hook.posts) == 5, "the webhook has all of them")
        assert len(kordond.alerts()) == 5
        assert kordond.ctl("status").returncode == 0
        kordond.kill()


# ---- webhook -----------------------------------------------------------------------


def test_a_webhook_gets_the_line_signed(kordond, server, tmp_path):
    (tmp_path / "key").write_text("s3cret\n")
    with Hook() as hook:
        configure(kordond, server, [{"name": "chat", "type": "webhook", "url": hook.url("/in?x=1"),
                                     "secret": f"file:{tmp_path}/key",
                                     "headers": ["X-Desk: east"]}])
        assert kordond.once() == 0
    [post] = hook.posts
    alert = json.loads(post.body)
    assert (post.method, post.path) == ("POST", "/in?x=1")
    assert post.headers["Content-Type"] == "application/json"
    assert post.headers["Idempotency-Key"] == alert["id"] == kordond.alerts()[0]["id"]
    assert post.headers["X-Desk"] == "east"
    stamp = post.headers["Kordon-Timestamp"]
    want = hmac.new(b"s3cret", stamp.encode() + b"." + post.body, hashlib.sha256).hexdigest()
    assert post.headers["Kordon-Signature"] == f"sha256={want}"
    assert abs(int(stamp) - time.time()) < 300
    assert "s3cret" not in kordond.log()


def reset(handler):
    handler.connection.setsockopt(1, 13, b"\1\0\0\0\0\0\0\0")  # SO_LINGER: RST
    handler.connection.close()
    handler.close_connection = True


def flood(handler):
    handler.send_response(503)
    handler.send_header("Content-Length", str(50_000_000))
    handler.end_headers()
    try:
        for _ in range(500):
            handler.wfile.write(b"x" * 100_000)
    except OSError:
        pass
    handler.close_connection = True


FAULTS = {"500": 500, "429": (429, {"Retry-After": "1"}), "reset": reset, "50 MB": flood,
          "redirect": (302, {"Location": "http://127.0.0.1:9/"}), "404": 404}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_webhook_gets_the_same_alert_again(kordond, server, fault):
    with Hook(FAULTS[fault], FAULTS[fault]) as hook:
        configure(kordond, server, [{"name": "chat", "type": "webhook", "url": hook.url(),
                                     "pause": "1s"}])
        kordond.start()
        wait_until(lambda: len(hook.posts) == 3 and waiting(kordond) == 0, "the third try")
    assert len({post.headers["Idempotency-Key"] for post in hook.posts}) == 1
    assert len({post.body for post in hook.posts}) == 1
    assert kordond.log().count("sink/chat: alerts wait") == 1
    wait_until(lambda: "sink/chat: takes alerts again" in kordond.log(), "the end is said too")


def test_a_webhook_that_hangs_is_left_after_its_time(kordond, server):
    def hang(handler):
        time.sleep(5)
        handler.close_connection = True

    with Hook(hang) as hook:
        configure(kordond, server, [{"name": "chat", "type": "webhook", "url": hook.url(),
                                     "timeout": "1s", "pause": "1s"}])
        kordond.start()
        wait_until(lambda: len(hook.posts) == 2 and waiting(kordond) == 0, "the second try")


def test_a_refused_alert_is_put_aside_and_the_next_one_goes(kordond, server):
    with Hook(422) as hook:
        configure(kordond, server, [{"name": "chat", "type": "webhook", "url": hook.url()}],
                  count=2)
        kordond.start()
        wait_until(lambda: len(hook.posts) == 2, "both were posted")
        wait_until(lambda: waiting(kordond) == 0, "nothing waits")
        [row] = kordond.ask("outbox")["outbox"]
    assert "422" in row["why"]


def test_alerts_of_one_incident_keep_their_order(kordond, server, tmp_path):
    """The second alert tells of the same incident, with another number."""
    rules = RULES.replace("window: 1h", "window: 7d").replace(
        "    examples:", "    raise:\n      - {to: critical, when: count(buoy) >= 20}\n    examples:")
    server.script("/feed", Answer.feed(rss(
        item("one", "Border guards saw 3 buoys removed at the river", when(0)),
        item("two", "Border guards saw 24 buoys removed at the river", when(1)))))
    with Hook(500, 500) as hook:
        kordond.configure([source(server, "/feed", interval="1h")], rules=rules,
                          extra=f"sinks: [{{name: chat, type: webhook, url: '{hook.url()}', "
                                "pause: 1s}]\n")
        kordond.start()
        wait_until(lambda: len(hook.posts) == 4 and waiting(kordond) == 0, "both are delivered")
    kinds = [json.loads(post.body)["kind"] for post in hook.posts]
    assert kinds == ["new", "new", "new", "escalated"]


@pytest.mark.parametrize("preset", ["slack", "matrix", "ntfy", "cloudevents"])
def test_presets_carry_summary_status_and_origins(kordond, server, tmp_path, preset):
    (tmp_path / "token").write_text("t0ken")
    feed = rss(item("x", "Guards removed buoys <b>@here</b> & \u202e*all*", when(0)))
    with Hook() as hook:
        configure(kordond, server, [{"name": "chat", "type": "webhook", "url": hook.url("/room"),
                                     "preset": preset, "secret": f"file:{tmp_path}/token"}],
                  feed=feed)
        assert kordond.once() == 0
    [post] = hook.posts
    if preset == "cloudevents":
        event = json.loads(post.body)
        assert post.headers["Content-Type"] == "application/cloudevents+json"
        assert event["specversion"] == "1.0" and event["type"] == "kordon.alert.new"
        assert event["data"]["schema"] == "kordon.alert/1" and event["id"] == event["data"]["id"]
        return
    text = post.body.decode() if preset == "ntfy" else json.loads(post.body)[
        {"slack": "text", "matrix": "body"}[preset]]
    for part in ("Status: reported", "1 report", "1 outlet", "1 origin"):
        assert part in text
    assert "\u202e" not in text
    if preset == "slack":
        assert "<" not in text and "@here" not in text
    else:
        assert post.headers["Authorization"] == "Bearer t0ken"
    if preset == "matrix":
        assert post.method == "PUT" and post.path.startswith("/room/")


def test_secrets_of_a_webhook_are_named_and_reach_no_log(kordond, server, tmp_path):
    (tmp_path / "key").write_text("Bearer t0ps3cret\n")
    address = tmp_path / "address"
    with Hook(500) as hook:
        configure(kordond, server, [{"name": "chat", "type": "webhook", "pause": "1s",
                                     "url": f"file:{address}",
                                     "headers": [f"Authorization: file:{tmp_path}/key"]}])
        kordond.start()
        wait_until(lambda: "cannot read the secret" in (kordond.ask("status")["trouble"] or ""),
                   "a secret that is missing is said")
        address.write_text(hook.url("/services/T0/s3cretpath") + "\n")
        wait_until(lambda: waiting(kordond) == 0, "it is posted once the secret is there")
        assert kordond.stop() == 0
    assert {post.path for post in hook.posts} == {"/services/T0/s3cretpath"}
    assert {post.headers["Authorization"] for post in hook.posts} == {"Bearer t0ps3cret"}
    assert "t0ps3cret" not in kordond.log() and "s3cretpath" not in kordond.log()


def test_the_path_of_a_url_reaches_no_log(kordond, server):
    with Hook(500) as hook:
        configure(kordond, server, [{"name": "chat", "type": "webhook", "pause": "1s",
                                     "url": hook.url("/services/s3cretpath?token=1")}])
        kordond.start()
        wait_until(lambda: "answers 500" in (kordond.ask("status")["trouble"] or "") or
                   len(hook.posts) == 2, "it fails once")
        assert kordond.stop() == 0
    assert "answers 500" in kordond.log()
    assert "s3cretpath" not in kordond.log() and "token" not in kordond.log()


def words(status, text):
    def answer(handler):
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)
    return answer


def test_a_server_that_accepts_and_then_refuses_in_words_is_heard(kordond, server):
    with Hook(words(202, b'{"ok":false,"error":"no such channel"}'),
              words(202, b'{"ok":true}')) as hook:
        configure(kordond, server, [{"name": "chat", "type": "webhook", "url": hook.url(),
                                     "expect": '"ok":true', "pause": "1s"}])
        kordond.start()
        wait_until(lambda: waiting(kordond) == 0, "it is taken the second time")
        assert kordond.stop() == 0
    assert len(hook.posts) == 2 and "no such channel" in kordond.log()


def test_a_sink_that_fails_again_and_again_rests_as_a_whole(kordond, server):
    """Three failures in a row, and the alerts behind them are not even tried."""
    with Hook(*(20 * [500])) as hook, Hook() as other:
        configure(kordond, server, [
            {"name": "chat", "type": "webhook", "url": hook.url(), "pause": "1h"},
            {"name": "other", "type": "webhook", "url": other.url()}], count=6)
        kordond.start()
        wait_until(lambda: len(hook.posts) == 3, "three tries")
        kordond.run("sinks", "test", "other")  # the queues were looked at once more
        tries = [row["attempts"] for row in kordond.ask("outbox", "--sink", "chat")["outbox"]]
        assert sorted(tries) == [0, 0, 0, 1, 1, 1]
        assert len(hook.posts) == 3 and len(other.posts) == 7
        assert kordond.stop() == 0


def stalls(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nok so far")
    handler.rfile.read(1)  # until the other side leaves
    handler.close_connection = True


def breaks_off(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nok so far")
    handler.close_connection = True


@pytest.mark.parametrize("answer", [stalls, breaks_off])
def test_an_alert_that_was_taken_is_not_sent_again_for_the_end_of_an_answer(kordond, server,
                                                                           answer):
    with Hook(answer) as hook:
        configure(kordond, server, [{"name": "hook", "type": "webhook", "url": hook.url(),
                                     "timeout": "1s", "pause": "1s"}])
        kordond.start()
        wait_until(lambda: hook.posts and waiting(kordond) == 0, "the alert is taken")
        assert kordond.stop() == 0
    assert len(hook.posts) == 1


# ---- mail --------------------------------------------------------------------------


def mail_sink(smtp, **more):
    return {"name": "mail", "type": "email", "url": f"smtp://127.0.0.1:{smtp.port}",
            "from": "kordon@paper.example", "to": ["desk@paper.example", "night@paper.example"],
            "plain": True, "pause": "1s", **more}


def test_a_mail_has_both_parts_and_a_thread(kordond, server):
    feed = rss(item("x", "Guards removed buoys\r\nBcc: evil@example.org 3 < 4 & more", when(0)))
    with Smtp() as smtp:
        configure(kordond, server, [mail_sink(smtp)], feed=feed)
        assert kordond.once() == 0
    [mail] = smtp.mails
    message = email.message_from_bytes(mail.data, policy=email.policy.default)
    alert = kordond.alerts()[0]
    assert mail.sender == "kordon@paper.example"
    assert mail.recipients == ["desk@paper.example", "night@paper.example"]
    assert message["Message-ID"] == f"<{alert['id']}@paper.example>"
    assert message["References"] == f"<incident-{alert['incident']['id']}@paper.example>"
    assert message["In-Reply-To"] == message["References"]
    assert message["Subject"].startswith("[high] ")
    assert "Bcc" not in message
    plain = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert "Status: reported, 1 report, 1 outlet, 1 origin" in plain
    assert "3 &lt; 4 &amp; more" in html
    assert b"=0A" not in mail.data  # a line is a line, for every mail program
    assert max(len(line) for line in mail.data.split(b"\r\n")) <= 998


SMTP_FAULTS = {
    "greylisted": {"RCPT": ["451 4.7.1 come back later"]},
    "dropped after DATA": {"END": ["DROP"]},
    "busy": {"MAIL": ["421 4.3.2 too busy"]},
}


@pytest.mark.parametrize("fault", SMTP_FAULTS)
def test_a_failing_mail_server_gets_the_mail_again(kordond, server, fault):
    with Smtp(replies={key: list(value) for key, value in SMTP_FAULTS[fault].items()}) as smtp:
        configure(kordond, server, [mail_sink(smtp)])
        kordond.start()
        wait_until(lambda: len(smtp.mails) == 1 and waiting(kordond) == 0, "the mail")
    assert smtp.mails[0].recipients == ["desk@paper.example", "night@paper.example"]


def test_one_refused_recipient_does_not_cost_the_other_the_mail(kordond, server):
    with Smtp(replies={"RCPT": 2 * ["550 5.1.1 no such user"]}) as smtp:
        configure(kordond, server, [mail_sink(smtp)])
        kordond.start()
        wait_until(lambda: smtp.mails, "the mail to the other one")
        wait_until(lambda: "550 5.1.1 no such user" in kordond.log(), "the refusal is said")
    assert smtp.mails[0].recipients == ["night@paper.example"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-subj",
                    "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True)
    return folder


def test_mail_goes_over_tls_with_a_login_and_never_without(kordond, server, certificate, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    (tmp_path / "password").write_text("pa55\n")
    sink = {"plain": False, "user": "kordon", "password": f"file:{tmp_path}/password",
            "ca_file": str(certificate / "cert.pem")}
    with Smtp(tls=context) as smtp:
        configure(kordond, server, [mail_sink(smtp, **sink)])
        assert kordond.once() == 0
        [mail] = smtp.mails
        assert mail.secure
        assert base64.b64decode(mail.login) == b"\0kordon\0pa55"
    with Smtp() as bare:  # offers no TLS: nothing is sent, least of all the password
        kordond.db.unlink()
        configure(kordond, server, [mail_sink(bare, **sink)])
        kordond.start()
        wait_until(lambda: "sink/mail: alerts wait" in kordond.log(), "the failure is said")
        assert not bare.mails


# ---- all of them -------------------------------------------------------------------


def test_who_gets_what(kordond, server):
    with Hook() as high, Hook() as critical, Hook() as other:
        configure(kordond, server, [
            {"name": "high", "type": "webhook", "url": high.url(), "min_severity": "high"},
            {"name": "critical", "type": "webhook", "url": critical.url(),
             "min_severity": "critical"},
            {"name": "other", "type": "webhook", "url": other.url(),
             "categories": ["gnss-jamming"]}])
        assert kordond.once() == 0
        assert (len(high.posts), len(critical.posts), len(other.posts)) == (1, 0, 0)


def test_a_test_alert_tells_whether_a_sink_works(kordond, server, tmp_path):
    with Hook(204, 404) as hook:
        configure(kordond, server, [{"name": "chat", "type": "webhook", "url": hook.url()}],
                  feed=rss())
        kordond.start()
        good = kordond.run("sinks", "test", "chat")
        assert "took the test alert" in good.stdout
        assert json.loads(hook.posts[0].body)["category"] == "test"
        bad = kordond.run("sinks", "test", "chat", check=False)
        assert bad.returncode == 1 and "404" in bad.stderr
        none = kordond.run("sinks", "test", "chta", check=False)
        assert none.returncode == 1 and "no sink 'chta'" in none.stderr


def test_a_test_that_failed_is_put_aside_and_no_trouble(kordond, server, tmp_path):
    """Nor does a program that prints nothing, or ends its line, leave marks in the reason."""
    quiet = script(tmp_path, "quiet", "exit 3")
    loud = script(tmp_path, "loud", "echo no light; exit 3")
    configure(kordond, server, [{"name": name, "type": "exec", "command": [program]}
                                for name, program in (("quiet", quiet), ("loud", loud))],
              feed=rss())
    kordond.start()
    assert kordond.run("outbox").stdout == "no alerts wait\n"
    for name in ("quiet", "loud"):
        assert kordond.run("sinks", "test", name, check=False).returncode == 1
    whys = {row["sink"]: row["why"] for row in kordond.ask("outbox")["outbox"]}
    assert whys == {"quiet": f"{quiet} ended with status 3",
                    "loud": f"{loud} ended with status 3: no light"}
    assert all(row["put_aside"] and row["due"] is None for row in kordond.ask("outbox")["outbox"])
    assert "1970" not in kordond.run("outbox").stdout
    assert kordond.ask("status")["trouble"] is None


@pytest.mark.parametrize("template, want", [
    ('{"a": "{item.title}", "b": "{incident.status} {incident.origins}", "c": {incident.id}}',
     {"a": 'Guards removed buoys "quoted" \\ {summary} {"x"', "b": "reported 1", "c": 1}),
    ("{summary}", None)])
def test_outside_text_does_not_leave_its_place_in_a_template(kordond, server, template, want):
    feed = rss(item("x", 'Guards removed buoys "quoted" \\ {summary} {"x"', when(0)))
    kind = {} if want else {"template_type": "text"}
    with Hook() as hook:
        configure(kordond, server, [{"name": "own", "type": "webhook", "url": hook.url(),
                                     "template": template, **kind}], feed=feed)
        assert kordond.once() == 0
        [post] = hook.posts
    if want:
        assert json.loads(post.body) == want
    else:
        assert post.body.decode() == kordond.alerts()[0]["summary"]


MISTAKES = [
    ("{name: x, type: webhook, url: 'https://a', topic: alerts}", "'topic' has no effect on a sink of type webhook: it is for mqtt"),
    ("{name: x, type: exec, command: [/bin/true], url: 'https://a'}",
     "it is for webhook, email, syslog, mqtt"),
    ("{name: x, type: webhook, url: 'https://a', template: 'new: {sumary}'}", "{…} names a member"),
    ("{name: x, type: webhook, url: 'https://a', template: 'new: {item.title}'}", "how sure it is"),
    ("{name: x, type: webhook, url: 'https://a', headers: ['Authorization: Bearer abc']}",
     "never written down here"),
    ("{name: x, type: webhook, url: 'https://a', headers: ['X-Api-Key: abc']}",
     "never written down here"),
    ("{name: x, type: webhook, url: 'https://me:pw@a/x'}", "names no user and no password"),
    ('{name: x, type: email, url: "smtp://me:pw@a", from: a@b.c, to: [x@y.z]}', "names no user"),
    ("{name: x, type: mqtt, url: 'mqtt://a', topic: 'x/{categry}'}", "{…} names a member"),
    ("{name: x, type: exec}", "wants 'command:'"),
    ("{name: x, type: webhook}", "wants 'url:'"),
    ("{name: log, type: exec, command: [/bin/true]}", "kordon's own sinks"),
    ("{name: x, type: exec, command: [true.sh]}", "whole path"),
    ("{name: x, type: webhook, url: 'https://a', secret: abc}", "never written down here"),
    ("{name: x, type: webhook, url: 'ftp://a'}", "a webhook is https://"),
    ('{name: x, type: email, url: "smtp://a", from: a@b.c, to: ["x\\r\\ny@z"]}', "has the form"),
    ("{name: x, type: webhok, url: 'https://a'}", "webhook"),
    ("{name: x, type: webhook, urk: 'https://a'}", "'url'"),
]


@pytest.mark.parametrize("entry, said", MISTAKES)
def test_a_mistake_in_a_sink_has_a_place_and_a_reason(kordond, server, entry, said):
    kordond.configure([source(server, "/feed")], rules=RULES, extra=f"sinks:\n  - {entry}\n")
    answer = kordond.run("-c", kordond.config, "check", check=False)
    assert answer.returncode == 2
    assert said in answer.stderr and "kordon.yaml:" in answer.stderr
