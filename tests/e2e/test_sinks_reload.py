"""A reload takes other sinks; what waits, and what is under way, is not lost."""
import json
import os

import pytest

from conftest import wait_until
from receivers import Hook
from server import Server
from test_sinks import configure, script, waiting


@pytest.fixture
def server():
    with Server() as running:
        yield running


def change_sinks(kordond, sinks):
    """Other sinks in the configuration as it is, and a reload."""
    head = kordond.config.read_text().split("sinks:\n")[0]
    kordond.config.write_text(head + "sinks:\n" + "".join(
        f"  - {json.dumps(sink)}\n" for sink in sinks) if sinks else head)
    assert kordond.run("reload").stdout.startswith("reloaded")


def sink_row(kordond, name):
    return next((row for row in kordond.ask("sinks")["sinks"] if row["name"] == name), None)


def test_a_reload_takes_new_sinks_and_what_waits_goes_out_as_they_are_now(kordond, server):
    """A URL with a mistake, mended at 3 a.m.: nobody waits for the pause, or for a restart."""
    with Hook() as hook, Hook() as second:
        configure(kordond, server, [{"name": "chat", "type": "webhook", "pause": "1h",
                                     "url": "http://127.0.0.1:9/hook"}], count=2)
        kordond.start()
        wait_until(lambda: (sink_row(kordond, "chat") or {}).get("trouble"), "it fails")
        change_sinks(kordond, [{"name": "chat", "type": "webhook", "url": hook.url()},
                               {"name": "more", "type": "webhook", "url": second.url()}])
        wait_until(lambda: len(hook.posts) == 2, "both alerts are posted")
        wait_until(lambda: waiting(kordond) == 0, "nothing waits")
        assert kordond.ask("status")["trouble"] is None
        assert kordond.run("sinks", "test", "more").returncode == 0
        assert second.posts and kordond.stop() == 0
    assert "restart to apply" not in kordond.log()


def test_a_sink_that_stays_keeps_what_it_has_under_way(kordond, server, tmp_path):
    program = script(tmp_path, "hook", f"cat >> {tmp_path}/seen; touch {tmp_path}/begun\n"
                     f"while ! test -e {tmp_path}/go; do sleep 0.05; done")
    stays = {"name": "hook", "type": "exec", "command": [program]}
    with Hook() as hook:
        configure(kordond, server, [stays])
        kordond.start()
        wait_until(lambda: (tmp_path / "begun").exists(), "the delivery is under way")
        change_sinks(kordond, [{"name": "new", "type": "webhook", "url": hook.url()}, stays])
        (tmp_path / "go").touch()
        wait_until(lambda: waiting(kordond) == 0, "it has ended")
        assert kordond.stop() == 0
    assert len((tmp_path / "seen").read_text().splitlines()) == 1


@pytest.mark.parametrize("there", [True, False], ids=["changed", "gone"])
def test_what_is_under_way_when_its_sink_changes_is_given_up_and_kept(kordond, server, tmp_path,
                                                                      there):
    pids = tmp_path / "pids"
    hangs = script(tmp_path, "hangs", f"echo $$ >> {pids}\nsleep 600")
    good = script(tmp_path, "good", f"cat >> {tmp_path}/seen")
    configure(kordond, server, [{"name": "hook", "type": "exec", "command": [hangs]}])
    kordond.start()
    wait_until(pids.exists, "the delivery is under way")
    pid = int(wait_until(lambda: pids.read_text().strip(), "its pid"))
    change_sinks(kordond, [{"name": "hook", "type": "exec", "command": [good]}] if there else [])
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"), "the program is ended")
    if there:
        wait_until(lambda: waiting(kordond) == 0, "the new one took it")
        assert json.loads((tmp_path / "seen").read_text())["id"] == kordond.alerts()[0]["id"]
    else:
        assert waiting(kordond) == 1
    assert kordond.stop() == 0


def test_alerts_of_a_sink_that_is_gone_are_kept_shown_moved_or_dropped(kordond, server):
    with Hook() as hook:
        dead = {"name": "chat", "type": "webhook", "url": "http://127.0.0.1:9/hook"}
        configure(kordond, server, [dead, dict(dead, name="old")], count=2)
        kordond.start()
        wait_until(lambda: waiting(kordond) == 4, "alerts wait for both")
        change_sinks(kordond, [])
        row = sink_row(kordond, "chat")
        assert "configuration reloaded: " in kordond.log()
        assert row["type"] == "gone" and row["waiting"] == 2
        assert "sink/chat: is gone" in kordond.ask("status")["trouble"]
        assert all(entry["orphaned"] and "reload" in entry["why"]
                   for entry in kordond.ask("outbox")["outbox"])
        assert kordond.stop() == 0
        kordond.start()  # and a restart says it again
        assert kordond.log().count("sink/chat: is gone from the configuration") == 2
        change_sinks(kordond, [{"name": "night", "type": "webhook", "url": hook.url()}])
        for words, said in (
                (["move", "--sink", "chat", "--to", "nigth"], "no sink 'nigth'"),
                (["drop", "--sink", "night"], "is in use"),
                (["replay", "--sink", "chat"], "no sink 'chat': nothing is sent again"),
                (["drop"], "--sink NAME")):
            refused = kordond.run("outbox", *words, check=False)
            assert refused.returncode == 1 and said in refused.stderr
        assert kordond.run("outbox", "move", "--sink", "chat", "--to",
                           "night").stdout == "2 alerts are for the other sink now\n"
        wait_until(lambda: len(hook.posts) == 2, "they are delivered")
        assert kordond.run("outbox", "drop", "--sink", "old").stdout == "2 alerts are dropped\n"
        wait_until(lambda: waiting(kordond) == 0, "nothing waits")
        assert kordond.ask("status")["trouble"] is None
        assert kordond.stop() == 0
    ids = {alert["id"] for alert in kordond.alerts()}
    assert {post.headers["Idempotency-Key"] for post in hook.posts} == ids


def test_once_says_why_it_failed_where_alerts_are_kept_for_a_sink_that_is_gone(kordond, server):
    dead = {"name": "chat", "type": "webhook", "url": "http://127.0.0.1:9/hook"}
    configure(kordond, server, [dead])
    kordond.start()
    wait_until(lambda: waiting(kordond) == 1, "an alert waits")
    change_sinks(kordond, [])
    assert kordond.stop() == 0
    assert kordond.once() == 1
    assert "kordon: not all is done: sink/chat: is gone" in kordond.log()
