"""The feed-parsing cases beside the project, by the checker that comes with them."""
import json
import subprocess
import sys

import pytest

from conftest import BUILD

ALWAYS = ("empty", "hostile", "notfeed", "truncated")


@pytest.fixture
def report(shared, tmp_path):
    """What the checker says of each case."""
    folder, path = shared / "conformance", tmp_path / "report.json"
    if not (folder / "check_feeds.py").exists():
        pytest.skip(f"no feed cases in {shared}")
    subprocess.run(
        [sys.executable, folder / "check_feeds.py", "--quiet", "--jobs", "2", "--report", path,
         "--cmd", f"{BUILD}/daemon/kordonctl parse", folder / "feeds"],
        check=False, timeout=300, stdout=subprocess.DEVNULL)
    return json.loads(path.read_text(encoding="utf-8"))


def share_failed(cases):
    failed = [case["name"] for case in cases if case["state"] != "passed"]
    return len(failed) / len(cases), failed


def test_feeds_are_read_as_their_cases_say(report):
    assert len(report) > 500
    assert not [case for case in report if case["state"] in ("crash", "timeout")]
    always = [case for case in report if case["class"] in ALWAYS]
    assert share_failed(always) == (0, [])
    real = [case for case in report if case["class"] == "real"]
    for cases in (report, real):
        share, failed = share_failed(cases)
        assert share <= 0.02, failed
