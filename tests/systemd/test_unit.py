"""The installed unit under a real systemd: a container booted over an overlay of this
machine's own root, driven by guest.py; what it saw is asserted here.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
BUILD = pathlib.Path(os.environ.get("KORDON_BUILD", TOP / "build"))


def why_not():
    if os.geteuid() != 0:
        return "booting a container needs root"
    if not shutil.which("systemd-nspawn"):
        return "systemd-nspawn is not installed (package systemd-container)"
    if not shutil.which("logrotate"):
        return "logrotate is not installed"
    if not pathlib.Path("/lib/systemd/systemd").exists():
        return "systemd is not installed"
    return None


def command(*words, **options):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True,
                          text=True, **options)


class Overlay:
    """An overlay over / whose changes live on a tmpfs and go with it."""

    def __init__(self, folder):
        self.folder = folder
        self.root = folder / "root"

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        command("mount", "-t", "tmpfs", "tmpfs", self.folder)
        for name in ("upper", "work", "root"):
            (self.folder / name).mkdir()
        try:
            command("mount", "-t", "overlay", "overlay", "-o",
                    f"lowerdir=/,upperdir={self.folder}/upper,workdir={self.folder}/work",
                    self.root)
        except subprocess.CalledProcessError as error:
            self.__exit__()
            pytest.skip(f"this machine mounts no overlay over its root: {error.stderr}")
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", self.root], capture_output=True)
        subprocess.run(["umount", self.folder], capture_output=True)


def prepare(root):
    command("meson", "install", "-C", BUILD, "--no-rebuild",
            env=dict(os.environ, DESTDIR=str(root)))
    etc = root / "etc/kordon"
    for file in (etc / "sources.d").glob("*.yaml"):
        file.unlink()  # real feeds: the container has no network
    # The model week is of 2024: old news is raised too here.
    config = (etc / "kordon.yaml").read_text()
    assert "max_age: 48h" in config
    assert "  interval: 15m\n" in config
    (etc / "kordon.yaml").write_text(
        config.replace("max_age: 48h", "max_age: 36500d")
        .replace("  interval: 15m\n", "  interval: 15m\n  interval_min: 1s\n"))
    shutil.copy(TOP / "config/quick-start/model-week-en.xml", etc / "week.xml")
    shutil.copy(HERE / "guest.py", root / "guest.py")
    (root / "etc/systemd/system/kordon-test.service").write_text(
        "[Unit]\nAfter=systemd-journald.service dbus.service\nWants=dbus.service\n"
        "[Service]\nExecStart=/usr/bin/python3 /guest.py\n"
        "StandardOutput=null\nStandardError=journal\n")


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with Overlay(tmp_path_factory.mktemp("machine") / "overlay") as overlay:
        prepare(overlay.root)
        boot = subprocess.run(
            ["systemd-nspawn", "-q", "-D", overlay.root, "--register=no", "--keep-unit",
             "-b", "--private-network", "systemd.unit=multi-user.target",
             "systemd.wants=kordon-test.service"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240,
            errors="replace")
        result = overlay.root / "result.json"
        if not result.exists():
            pytest.skip("no systemd boots here: " + boot.stdout[-300:] + boot.stderr[-300:])
        value = json.loads(result.read_text(encoding="utf-8"))
    assert "error" not in value, value
    return value


def test_start_reports_ready(seen):
    assert seen["start"]["status"] == 0, seen["start"]["err"]
    assert seen["status"]["ActiveState"] == "active"


def test_status_line_counts_sources_and_failures(seen):
    assert seen["status"]["StatusText"] == "3 sources, 2 failing"


def test_runs_as_a_dynamic_user(seen):
    assert seen["status"]["DynamicUser"] == "yes"
    uid = int(seen["status"]["UID"])
    assert 61184 <= uid <= 65519
    for path, stat in seen["paths"].items():
        assert stat["status"] == 0, f"{path}: {stat['err']}"
        assert stat["out"].split()[-2] == str(uid), path
    assert seen["private"]["out"].strip() == "directory"


def alert_entries(seen):
    return [entry for entry in seen["journal"] if "KORDON_ALERT_ID" in entry]


def test_alerts_reach_the_journal_with_their_fields(seen):
    entries = alert_entries(seen)
    assert {entry["KORDON_CATEGORY"] for entry in entries} >= {
        "maritime-boundary", "border-marker", "migrant-pressure", "fortification",
        "troop-posture"}
    for entry in entries:
        assert re.fullmatch("[0-9a-f]{32}", entry["MESSAGE_ID"])
        for field in ("KORDON_KIND", "KORDON_SEVERITY", "KORDON_INCIDENT", "KORDON_RULE",
                      "KORDON_SOURCE"):
            assert entry[field], field


def test_priority_follows_severity(seen):
    order = ["info", "low", "medium", "high", "critical"]
    ranks = sorted((order.index(entry["KORDON_SEVERITY"]), -int(entry["PRIORITY"]))
                   for entry in alert_entries(seen))
    priorities = [priority for _, priority in ranks]
    assert priorities == sorted(priorities)
    assert len(set(ranks)) > 1


def test_journal_and_alert_log_tell_the_same(seen):
    logged = {json.loads(line)["id"] for line in seen["alerts"].splitlines()}
    assert logged == {entry["KORDON_ALERT_ID"] for entry in alert_entries(seen)}


def test_root_can_ask_by_kordonctl(seen):
    assert seen["ctl"]["status"] == 0, seen["ctl"]["err"]
    assert json.loads(seen["ctl"]["out"])["sources"]["total"] == 3


def test_reload_keeps_the_process_and_takes_the_new_sources(seen):
    assert seen["reload"]["status"] == 0, seen["reload"]["err"]
    after = seen["status-reloaded"]
    assert after["ActiveState"] == "active"
    assert after["MainPID"] == after["before"]
    assert after["StatusText"].startswith("5 sources")


def test_a_bad_reload_is_refused_and_says_why(seen):
    assert seen["status-refused"]["ActiveState"] == "active"
    assert seen["status-refused"]["StatusText"].startswith("5 sources")
    told = "\n".join(map(str, seen["journal-refused"]))
    assert re.search(r"kordon\.yaml:\d+:1: error: .*stoer", told)
    assert "the old one stays in force" in told


def test_a_configuration_error_is_not_restarted(seen):
    assert seen["restart-bad"]["status"] != 0
    assert seen["status-bad"]["ExecMainStatus"] == "2"
    assert seen["status-bad"]["SubState"] == "failed"
    assert seen["status-bad"]["NRestarts"] == "0"
    assert seen["status-bad"]["ActiveState"] == "failed"


def test_a_store_that_cannot_be_is_not_restarted(seen):
    assert seen["start-strange"]["status"] != 0
    assert seen["status-strange"] == {"SubState": "failed", "ExecMainStatus": "2",
                                      "NRestarts": "0"}
    told = "\n".join(map(str, seen["journal-strange"]))
    assert "/srv/kordon.db" in told and "/var/lib/kordon" in told


def test_logrotate_moves_the_log_and_the_daemon_follows(seen):
    assert seen["logrotate"]["status"] == 0, seen["logrotate"]["err"]
    rotated = seen["rotated"]
    assert rotated["kept"] == rotated["before"]
    assert [json.loads(line)["item"]["title"] for line in rotated["new"].splitlines()] == [
        "Sweden: unknown drones seen over Gotland naval base"]
    assert rotated["pid"][0] == rotated["pid"][1]


def test_watchdog_is_fed_and_bites_a_hung_daemon(seen):
    assert seen["watched"]["fed_us"] > 4e6
    assert seen["watched"]["MainPID"] == seen["watched"]["before"]
    bitten = seen["bitten"]
    assert bitten["ActiveState"] == "active"
    assert bitten["MainPID"] not in (bitten["before"], "0")
    assert int(bitten["NRestarts"]) >= 1


def test_no_alert_twice_over_restarts(seen):
    ids = [json.loads(line)["id"] for line in seen["alerts-after"].splitlines()]
    assert len(ids) == len(set(ids))
    assert seen["alerts-after"] == seen["rotated"]["new"]


def test_stop_is_clean(seen):
    assert seen["stop"]["status"] == 0
    assert seen["stopped"]["Result"] == "success"
    assert seen["socket-gone"]


def test_exposure_is_low():
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    unit = BUILD / "systemd/kordond.service"
    report = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", unit],
        capture_output=True, text=True)
    level = re.search(r"Overall exposure level for \S+: ([0-9.]+)", report.stdout)
    assert level, report.stdout + report.stderr
    assert float(level.group(1)) <= 1.5, report.stdout
