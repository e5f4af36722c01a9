#!/usr/bin/python3
"""detection.py FILE...: what the bundled pack finds in labelled items.

Prints a table, a row for each category and a column for each language: found/labelled, and
behind a plus the false ones. FILE: lines of JSON with id, lang, title, summary and labels.
"""
import json
import os
import pathlib
import subprocess
import sys
from collections import Counter

TOP = pathlib.Path(__file__).resolve().parents[1]
KORDONCTL = pathlib.Path(os.environ.get("KORDON_BUILD", TOP / "build")) / "daemon/kordonctl"
ANY = "any label"


def judge(path):
    """Triples of language, labels and what was found."""
    answer = subprocess.run([KORDONCTL, "-c", TOP / "config/kordon.yaml", "match", "--all", path],
                            capture_output=True, text=True, check=True)
    lines = map(json.loads, answer.stdout.splitlines())
    found = {line["id"]: set(line["labels"]) for line in lines}
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        yield item["lang"], set(item["labels"]), found[item["id"]]


def count(judged):
    """(category, language) -> found, missed, false."""
    tally = Counter()
    for lang, want, got in judged:
        for category in want | got:
            outcome = "found" if category in want & got else \
                "missed" if category in want else "false"
            tally[category, lang, outcome] += 1
        if want or got:
            outcome = "found" if want and got else "missed" if want else "false"
            tally[ANY, lang, outcome] += 1
    return tally


def cell(tally, category, lang):
    found, missed, false = (tally[category, lang, outcome]
                            for outcome in ("found", "missed", "false"))
    if not found + missed + false:
        return ""
    return f"{found}/{found + missed}" + (f" +{false}" if false else "")


def main(*paths):
    tally = count(triple for path in paths for triple in judge(path))
    langs = sorted({lang for _, lang, _ in tally})
    categories = sorted({category for category, _, _ in tally} - {ANY}) + [ANY]
    print(f"| category | {' | '.join(langs)} |")
    print("|---" * (1 + len(langs)) + "|")
    for category in categories:
        row = " | ".join(cell(tally, category, lang) for lang in langs)
        print(f"| {category} | {row} |")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
