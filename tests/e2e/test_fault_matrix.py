"""Everything fails at once: nothing committed is lost, no line of the log is there twice, the order
of each incident is kept, the good ones get theirs, and the loop answers all the while."""
import json
import resource
import subprocess

import pytest

from conftest import wait_until
from feeds import RULES, alarming, item, rss, when
from receivers import Hook, Smtp, Syslog
from server import Answer, Server
from test_daemon import source
from test_faults import ROOT
from test_sinks import breaks_off, flood, mail_sink, reset, script, waiting, words


@pytest.fixture
def server():
    with Server() as running:
        yield running


def hang(handler):
    handler.rfile.read(1)  # until the other side leaves
    handler.close_connection = True


HOOKS = {
    "answers-500": [500, 500],
    "accepts-and-fails": [words(202, b"queue full"), words(202, b"queue full")],
    "hangs": [hang],
    "redirects": [(307, {"Location": "http://127.0.0.1:9/"}), (301, {"Location": "/other"})],
    "resets": [reset, reset],
    "floods": [flood],
    "breaks-off": [breaks_off],
}
MAILS = {
    "greylists": {"RCPT": ["451 4.7.1 later"]},
    "drops-after-data": {"END": ["DROP"]},
    "refuses-one": {"RCPT": ["550 5.1.1 no such user", "550 5.1.1 no such user"]},
}
PROGRAMS = {
    "forks": "(sleep 300 &) ; sleep 300 & sleep 300",
    "ignores-term": "trap '' TERM INT HUP; while :; do sleep 300; done",
    "writes-for-ever": "exec cat /dev/zero",
}
# Two of one incident: the second tells of more buoys. The others are of their own.
ITEMS = [item("three", "Border guards saw 3 buoys removed at the river", when(0)),
         item("many", "Border guards saw 24 buoys removed at the river", when(1)),
         *(alarming(number, 200 + 200 * number) for number in range(3))]
LOUDER = RULES.replace("window: 1h", "window: 7d").replace(
    "    examples:", "    raise:\n      - {to: critical, when: count(buoy) >= 20}\n    examples:")


def hook_sink(name, hook):
    sink = {"name": name, "type": "webhook", "url": hook.url(), "timeout": "1s", "pause": "1s"}
    return dict(sink, expect="taken") if name == "accepts-and-fails" else sink


def program_sink(name, tmp_path):
    """Does its worst twice, then takes what comes."""
    program = script(tmp_path, name, f"""
n=$(cat {tmp_path}/{name}.tries 2>/dev/null || echo 0)
echo $((n + 1)) > {tmp_path}/{name}.tries
if [ "$n" -lt 2 ]; then {PROGRAMS[name]}; fi
cat >> {tmp_path}/{name}.seen""")
    return {"name": name, "type": "exec", "command": [program], "timeout": "1s", "pause": "1s"}


def in_order(alerts):
    """Of the incident with two alerts the first one comes before the second, at whatever try."""
    kinds = [alert["kind"] for alert in alerts if "river" in alert["item"]["title"]]
    return "escalated" in kinds and "new" not in kinds[kinds.index("escalated"):]


def test_all_that_can_fail_at_once(kordond, server, tmp_path):
    hooks = {name: Hook(*faults) for name, faults in HOOKS.items()}
    hooks["accepts-and-fails"].script += 10 * [words(202, b"taken")]
    mails = {name: Smtp(replies={key: list(value) for key, value in replies.items()})
             for name, replies in MAILS.items()}
    good, syslog = Hook(), Syslog("tcp", script=["reset", "cut"])
    sinks = [hook_sink(name, hook) for name, hook in hooks.items()]
    sinks += [mail_sink(smtp, name=name) for name, smtp in mails.items()]
    sinks += [program_sink(name, tmp_path) for name in PROGRAMS]
    sinks += [{"name": "logs", "type": "syslog", "url": syslog.url, "pause": "1s"},
              {"name": "good", "type": "webhook", "url": good.url()}]
    server.script("/feed", Answer.feed(rss(*ITEMS)))
    kordond.configure([source(server, "/feed", interval="1h")], rules=LOUDER,
                      extra="sinks:\n" + "".join(f"  - {json.dumps(sink)}\n" for sink in sinks))
    kordond.start()
    wait_until(lambda: len(good.posts) == len(ITEMS), "the good one has all of them")
    assert kordond.ask("status")["trouble"]  # it answers while others hang and flood
    wait_until(lambda: kordond.ask("status")["outbox"] == 0, "all of them have all", 120)
    assert kordond.ask("status")["trouble"] is None
    assert kordond.stop() == 0
    logged = {alert["id"]: alert for alert in kordond.alerts()}
    assert len(kordond.alerts()) == len(logged) == len(ITEMS)
    for name, hook in [*hooks.items(), ("good", good)]:
        posts = [json.loads(post.body) for post in hook.posts]
        assert {alert["id"] for alert in posts} == set(logged), name
        assert in_order(posts), name
    for name in PROGRAMS:
        seen = [json.loads(line) for line in (tmp_path / f"{name}.seen").read_text().splitlines()]
        assert {alert["id"] for alert in seen} == set(logged) and in_order(seen), name
    for name, smtp in mails.items():
        sent = [mail.data.decode() for mail in smtp.mails]
        for identity in logged:
            assert any(f"Message-ID: <{identity}@" in mail for mail in sent), name
    sent = b"".join(syslog.messages).decode()
    assert all(f'id="{identity}"' in sent for identity in logged)
    for receiver in [*hooks.values(), *mails.values(), good, syslog]:
        receiver.__exit__()
    left = subprocess.run(["pgrep", "-f", f"{tmp_path}/"], capture_output=True, text=True)
    assert not left.stdout, "programs that were left behind"


@pytest.fixture
def small(tmp_path):
    """A file system with room for a few lines."""
    folder = tmp_path / "small"
    folder.mkdir()
    if not ROOT or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder],
                                  capture_output=True).returncode:
        pytest.skip("a small file system can be mounted by root alone")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_log_disk_that_fills_and_is_freed(kordond, server, small):
    """The last line that fits in part is taken back; when there is room again the log goes on
    whole, and other sinks have not waited."""
    filler = small / "filler"
    filler.write_bytes(b"x" * (64 - 8) * 1024)  # two pages are left
    kordond.alert_log = small / "alerts.jsonl"
    total = 12
    with Hook() as hook:
        server.script("/feed", Answer.feed(rss(*(alarming(n, 9 * n) for n in range(total)))))
        kordond.configure(
            [source(server, "/feed", interval="1h")], rules=RULES,
            extra=f"sinks: [{{name: chat, type: webhook, url: '{hook.url()}'}}]\n")
        kordond.start()
        wait_until(lambda: "No space left" in (kordond.ask("status")["trouble"] or ""), "it is full")
        wait_until(lambda: len(hook.posts) == total, "the webhook has all of them")
        text = kordond.alert_log.read_text()
        assert text.endswith("\n") and 0 < len(kordond.alerts()) < total
        filler.unlink()
        wait_until(lambda: waiting(kordond) == 0, "all of them are in the log")
        assert kordond.ask("status")["trouble"] is None
        assert kordond.stop() == 0
    ids = [alert["id"] for alert in kordond.alerts()]
    assert len(ids) == len(set(ids)) == total
    assert {json.loads(post.body)["id"] for post in hook.posts} == set(ids)
    verified = kordond.run("-c", kordond.config, "log", "verify")
    assert verified.stdout.startswith(f"{total} lines, 0 mistakes")


def test_a_limit_of_size_is_a_full_disk_and_no_end(kordond, server):
    """Where a limit of file size is reached the system would end the process."""
    server.script("/a", Answer.feed(rss(alarming(1, 0))),
                  Answer.feed(rss(alarming(1, 0), alarming(2, 9))))
    kordond.configure([source(server, "/a", interval="1s")], rules=RULES)
    kordond.start()
    wait_until(kordond.alerts, "the first alert")
    _, hard = resource.prlimit(kordond.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(kordond.process.pid, resource.RLIMIT_FSIZE, (1, hard))
    wait_until(lambda: kordond.ask("status")["trouble"], "the trouble is shown")
    resource.prlimit(kordond.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    wait_until(lambda: len(kordond.alerts()) == 2, "the second alert after all")
    wait_until(lambda: kordond.ask("status")["trouble"] is None, "the trouble is over")
    assert kordond.stop() == 0
    assert len({alert["id"] for alert in kordond.alerts()}) == 2
