"""Runs inside the booted container: drives kordond as an administrator would and writes
what it saw to /result.json, a step at a time. The assertions are the host's (test_unit.py).
"""
import json
import pathlib
import subprocess
import time

RESULT = {}
NEWS = ("<item><guid isPermaLink='false'>rotation</guid><title>Sweden: unknown drones seen over "
        "Gotland naval base</title><description>The armed forces confirmed that several drones "
        "violated the airspace over the base on Gotland.</description>"
        "<pubDate>Sat, 25 May 2024 08:00:00 +0000</pubDate></item>")


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return {"status": done.returncode, "out": done.stdout, "err": done.stderr}


def show(*properties):
    text = run("systemctl", "show", "kordond", *(f"-p{name}" for name in properties))["out"]
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def wait(condition, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    return None


def journal(*filters):
    lines = run("journalctl", "-u", "kordond", "-o", "json", "--no-pager", *filters)["out"]
    return [json.loads(line) for line in lines.splitlines()]


def step(name, value):
    RESULT[name] = value
    pathlib.Path("/result.json").write_text(json.dumps(RESULT), encoding="utf-8")


def write_sources(count):
    """The first source is a feed; the others are missing files, so failing."""
    lines = ["sources:", "  - {id: week, url: 'file:/etc/kordon/week.xml', lang: en}"]
    lines += [f"  - {{id: gone-{n}, url: 'file:/etc/kordon/gone-{n}.xml'}}"
              for n in range(1, count)]
    pathlib.Path("/etc/kordon/sources.d/test.yaml").write_text("\n".join(lines) + "\n")


def first_start():
    write_sources(3)
    step("start", run("systemctl", "start", "kordond"))
    wait(lambda: "2 failing" in show("StatusText").get("StatusText", ""))
    step("status", show("StatusText", "ActiveState", "MainPID", "UID", "DynamicUser"))
    wait(lambda: journal("PRIORITY=1") or journal("PRIORITY=2") or journal("PRIORITY=3"), 5)
    wait(lambda: [line for line in journal() if "KORDON_ALERT_ID" in line])
    step("journal", journal())
    step("paths", {path: run("stat", "-Lc", "%F %u %a", path) for path in (
        "/var/lib/kordon/kordon.db", "/var/log/kordon/alerts.jsonl",
        "/run/kordon/control.sock")})
    step("private", run("stat", "-c", "%F", "/var/lib/private/kordon"))
    step("ctl", run("kordonctl", "--json", "status"))
    step("alerts", pathlib.Path("/var/log/kordon/alerts.jsonl").read_text())


def reloads():
    before = show("MainPID")["MainPID"]
    write_sources(5)
    step("reload", run("systemctl", "reload", "kordond"))
    wait(lambda: "5 sources" in show("StatusText").get("StatusText", ""))
    step("status-reloaded", dict(show("StatusText", "ActiveState", "MainPID"), before=before))
    good = pathlib.Path("/etc/kordon/kordon.yaml").read_text()
    pathlib.Path("/etc/kordon/kordon.yaml").write_text(good + "\nstoer: {path: /x}\n")
    step("reload-bad", run("systemctl", "reload", "kordond"))
    wait(lambda: [line for line in journal() if "refused" in str(line.get("MESSAGE"))])
    wait(lambda: show("ActiveState")["ActiveState"] == "active")
    step("status-refused", show("StatusText", "ActiveState", "MainPID"))
    step("journal-refused", [line.get("MESSAGE") for line in journal()])
    step("restart-bad", run("systemctl", "restart", "kordond"))
    # systemd decides at once: it waits for the next try, or it has given up.
    wait(lambda: show("SubState")["SubState"] in ("failed", "auto-restart"))
    step("status-bad", show("ActiveState", "SubState", "ExecMainStatus", "NRestarts", "Result"))
    pathlib.Path("/etc/kordon/kordon.yaml").write_text(good)


def strange_store():
    """A database in a place where the unit may not write."""
    config = pathlib.Path("/etc/kordon/kordon.yaml")
    good = config.read_text()
    config.write_text(good.replace("/var/lib/kordon/kordon.db", "/srv/kordon.db"))
    run("systemctl", "reset-failed", "kordond")
    step("start-strange", run("systemctl", "start", "kordond"))
    wait(lambda: show("SubState")["SubState"] in ("failed", "auto-restart"))
    step("status-strange", show("SubState", "ExecMainStatus", "NRestarts"))
    step("journal-strange", [line.get("MESSAGE") for line in journal()])
    config.write_text(good)


def fed():
    """When the watchdog was fed last, in microseconds."""
    return int(show("WatchdogTimestampMonotonic")["WatchdogTimestampMonotonic"])


def rotation():
    """logrotate as cron calls it; then news come, into a new file."""
    log = pathlib.Path("/var/log/kordon/alerts.jsonl")
    before, pid = log.read_text(), show("MainPID")["MainPID"]
    step("logrotate", run("logrotate", "--force", "/etc/logrotate.d/kordon"))
    wait(log.exists)
    feed = pathlib.Path("/etc/kordon/week.xml")
    feed.write_text(feed.read_text().replace("</channel>", NEWS + "</channel>"))
    wait(lambda: run("kordonctl", "sources", "poll", "week")["status"] == 0, 90)
    wait(lambda: log.exists() and log.read_text())
    step("rotated", {"before": before, "kept": log.with_name("alerts.jsonl.1").read_text(),
                     "new": log.read_text(), "pid": [pid, show("MainPID")["MainPID"]]})


def watchdog():
    run("systemctl", "reset-failed", "kordond")
    drop_in = pathlib.Path("/run/systemd/system/kordond.service.d/short.conf")
    drop_in.parent.mkdir(parents=True, exist_ok=True)
    drop_in.write_text("[Service]\nWatchdogSec=2s\nRestartSec=0\n")
    run("systemctl", "daemon-reload")
    step("start-watched", run("systemctl", "start", "kordond"))
    first = show("MainPID")["MainPID"]
    begun = fed()
    wait(lambda: fed() > begun + 4e6)  # fed still after twice the time it is allowed
    step("watched", dict(show("MainPID", "NRestarts"), before=first, fed_us=fed() - begun))
    run("kill", "-STOP", first)
    wait(lambda: show("MainPID")["MainPID"] not in (first, "0")
         and show("ActiveState")["ActiveState"] == "active")
    step("bitten", dict(show("MainPID", "ActiveState", "NRestarts"), before=first))
    step("alerts-after", pathlib.Path("/var/log/kordon/alerts.jsonl").read_text())
    step("stop", run("systemctl", "stop", "kordond"))
    step("stopped", show("ActiveState", "ExecMainStatus", "Result"))
    step("socket-gone", not pathlib.Path("/run/kordon/control.sock").exists())


def main():
    try:
        first_start()
        rotation()
        reloads()
        strange_store()
        watchdog()
        step("done", True)
    except Exception as error:  # the host prints it
        step("error", repr(error))
    subprocess.run(["systemctl", "poweroff", "--no-block"])


main()
