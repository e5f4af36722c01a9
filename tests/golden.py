#!/usr/bin/env python3
"""The alert log of the model week, as people read it: tests/fixtures/model-week.golden.

tests/fixtures/model-week.jsonl tells the week of May 2024 in our own words: 61 items in twelve
languages, among them things that must stay quiet. Replayed it gives the alerts that the golden
file lists; tests/e2e/test_golden.py holds the two side by side. Where a change is meant to
change what is told, read the difference as an analyst would, then make the file anew:

    python3 tests/golden.py > tests/fixtures/model-week.golden
"""
import json
import os
import pathlib
import subprocess
import sys
import textwrap

TOP = pathlib.Path(__file__).resolve().parents[1]
BUILD = pathlib.Path(os.environ.get("KORDON_BUILD", TOP / "build"))
WEEK = TOP / "tests/fixtures/model-week.jsonl"
GOLDEN = TOP / "tests/fixtures/model-week.golden"


def replay(*arguments):
    """The alert lines of the week."""
    shown = subprocess.run(
        [BUILD / "daemon/kordonctl", "-c", TOP / "config/kordon.yaml", "replay", *arguments, WEEK],
        capture_output=True, text=True, check=True, timeout=300).stdout
    return [json.loads(line) for line in shown.splitlines()]


def items():
    return [json.loads(line) for line in WEEK.read_text(encoding="utf-8").splitlines()]


def entry(alert):
    """One alert: what stays the same however ids are made, in the order in which one reads."""
    incident, item = alert["incident"], alert["item"]
    counts = (f"{incident['items']} items, {incident['outlets']} outlets, "
              f"{incident['origins']} origins")
    names = "; ".join(incident.get("origin_names") or [])
    lines = [
        f"{alert['time']}  {alert['kind']}  {alert['severity']}  {alert['category']}",
        f"    incident {incident['id']}: {incident['status']}; {counts}"
        + (f": {names}" if names else ""),
        *textwrap.wrap(alert["summary"], 100, initial_indent="    ", subsequent_indent="    "),
        f"    {item['source']} ({item['lang']}): {item['title']} [{item['id']}]",
        f"    rule {alert['rule']['id']}",
    ]
    return "\n".join(lines)


def text():
    alerts, week = replay(), items()
    told = {alert["item"]["id"] for alert in alerts}
    head = (f"The alerts of the model week: {len(alerts)} for {len(week)} items in "
            f"{len({item['lang'] for item in week})} languages.\n"
            "Made by python3 tests/golden.py from tests/fixtures/model-week.jsonl.\n")
    quiet = [f"    {item['published']}  {item['source']} ({item['lang']}): {item['title']} "
             f"[{item['id']}]" for item in week if item["id"] not in told]
    return "\n\n".join([head.rstrip(), *map(entry, alerts),
                        "Items that raised no alert:\n" + "\n".join(quiet)]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
