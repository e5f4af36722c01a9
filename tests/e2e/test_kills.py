"""kill -9 at random while alerts go out, again and again: each alert arrives at least once at each
sink, exactly once in the log, always under the same id. KORDON_KILLS says how often (./test
--kills does it a hundred times)."""
import contextlib
import json
import os
import random
import re
import time


from conftest import wait_until
from feeds import RULES, alarming, rss
from receivers import Hook, Smtp, Syslog
from server import Answer, Server
from test_daemon import source
from test_mqtt import BROKER, Broker, payload
from test_sinks import mail_sink, script, waiting

KILLS = int(os.environ.get("KORDON_KILLS", "8"))
PER_ROUND = 3
SEED = int(os.environ.get("KORDON_SEED", "1"))


class Everything:
    """A receiver of each sort, and what each has seen: pairs (title of the report, id)."""

    def __init__(self, stack, folder):
        self.folder, self.hook = folder, stack.enter_context(Hook())
        self.smtp, self.syslog = stack.enter_context(Smtp()), stack.enter_context(Syslog("tcp"))
        self.broker = stack.enter_context(Broker(folder)) if BROKER else None
        (folder / "cap").mkdir()
        self.program = script(folder, "hook", f"cat >> {folder}/seen")

    def sinks(self):
        yield {"name": "exec", "type": "exec", "command": [self.program], "pause": "1s"}
        yield {"name": "webhook", "type": "webhook", "url": self.hook.url(), "pause": "1s"}
        yield mail_sink(self.smtp)
        yield {"name": "syslog", "type": "syslog", "url": self.syslog.url, "pause": "1s"}
        yield {"name": "cap", "type": "cap", "folder": str(self.folder / "cap"),
               "from": "desk@paper.example", "pause": "1s"}
        if self.broker:
            yield {"name": "mqtt", "type": "mqtt", "pause": "1s",
                   "url": f"mqtt://127.0.0.1:{self.broker.port}"}

    def seen(self):
        """name → list of ids, each as often as it came."""
        lines = (self.folder / "seen").read_text().splitlines()
        found = {
            "exec": [json.loads(line)["id"] for line in lines],
            "webhook": [post.headers["Idempotency-Key"] for post in self.hook.posts],
            "email": [re.search(rb"Message-ID: <(\w+)@", mail.data)[1].decode()
                      for mail in self.smtp.mails],
            "syslog": [re.search(rb' id="(\w+)"', message)[1].decode()
                       for message in self.syslog.messages],
            "cap": [path.stem for path in (self.folder / "cap").glob("*.xml")],
        }
        if self.broker:
            found["mqtt"] = [payload(message)["id"] for message in self.broker.heard]
        return found


def test_kills_lose_nothing_and_double_nothing_in_the_log(kordond, tmp_path, capsys):
    dice = random.Random(SEED)
    with contextlib.ExitStack() as stack:
        server, everything = stack.enter_context(Server()), Everything(stack, tmp_path)
        sinks = "".join(f"  - {json.dumps(sink)}\n" for sink in everything.sinks())
        kordond.configure([source(server, "/feed", interval="1s")], rules=RULES,
                          extra=f"sinks:\n{sinks}")
        items = []
        for round_ in range(KILLS):
            items += [alarming(PER_ROUND * round_ + number, 9 * (PER_ROUND * round_ + number))
                      for number in range(PER_ROUND)]
            server.script("/feed", Answer.feed(rss(*items)))
            kordond.start(wait=False)
            at, posts = dice.uniform(0.02, 0.5), len(everything.hook.posts)
            if dice.random() < 0.7:  # in the midst of it
                wait_until(lambda: len(everything.hook.posts) > posts, "a delivery")
                at = dice.uniform(0, 0.05)
            time.sleep(at)  # the moment itself is the matter
            kordond.kill()
        kordond.start()
        wait_until(lambda: len(kordond.alerts()) == len(items), "all are in the log", 60)
        wait_until(lambda: waiting(kordond) == 0, "everything is delivered", 120)
        wait_until(lambda: all(set(ids) >= {alert["id"] for alert in kordond.alerts()}
                               for ids in everything.seen().values()), "all have arrived")
        assert kordond.stop() == 0
        seen = everything.seen()
    logged = [alert["id"] for alert in kordond.alerts()]
    titles = [alert["item"]["title"] for alert in kordond.alerts()]
    assert len(logged) == len(set(logged)) == len(set(titles)) == len(items)
    for name, ids in seen.items():
        assert set(ids) == set(logged), name  # no id but those of the log: none was made anew
    verified = kordond.run("-c", kordond.config, "log", "verify")
    assert verified.stdout.startswith(f"{len(items)} lines, 0 mistakes")
    with capsys.disabled():
        again = ", ".join(f"{name} {len(ids) - len(set(ids))}" for name, ids in seen.items())
        print(f"\n{KILLS} kills, {len(items)} alerts, each once in the log; came again: {again}")


