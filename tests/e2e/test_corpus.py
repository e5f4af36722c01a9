"""Real news through the whole daemon: every item that is served is stored, alerts come out."""
import contextlib
import json
import re
import sqlite3
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from conftest import ctl, TOP
from server import Answer, Server

# What the bundled pack reaches at least on the labelled half; the figures are in docs.
ANY_LABEL_F1_LEAST = 0.5


@pytest.fixture(scope="module")
def feeds(tmp_path_factory):
    shared = TOP.parent / "shared/corpus"
    if not shared.is_dir():
        pytest.skip(f"no corpora beside this clone ({shared} is not there)")
    folder = tmp_path_factory.mktemp("feeds")
    subprocess.run([sys.executable, shared / "jsonl2rss.py", shared / "news-dev.jsonl", folder],
                   check=True, capture_output=True)
    return sorted(folder.glob("*.xml")) or sorted(folder.glob("*.rss"))


def test_every_item_served_is_stored_and_alerts_come_out(kordond, feeds):
    with Server() as server:
        sources = []
        for number, path in enumerate(feeds):
            server.script(f"/{number}", Answer.feed(path.read_bytes()))
            sources.append({"id": f"s{number}", "url": server.url(f"/{number}")})
        kordond.configure(sources)
        assert kordond.once() == 0
        served = [guid.text for path in feeds
                  for guid in ElementTree.parse(path).iter("guid")]
        with contextlib.closing(sqlite3.connect(kordond.db)) as db:
            stored = [guid for guid, in db.execute("SELECT guid FROM items")]
        assert sorted(stored) == sorted(served)  # every one, and every one once
        kordond.start()
        assert kordond.ask("status")["items"] == len(served) > 0
        first = kordond.alerts()
        assert kordond.stop() == 0
        assert kordond.once() == 0
    assert len(first) > 50
    assert len({alert["category"] for alert in first}) >= 10
    assert len({alert["id"] for alert in first}) == len(first)
    assert kordond.alerts() == first  # the same documents again raise nothing


def test_match_labels_the_corpus_better_than_chance(shared, tmp_path):
    gold = shared / "corpus/news-dev.jsonl"
    predictions = tmp_path / "predictions.jsonl"
    answer = ctl("match", "--rules", TOP / "config", "--all", gold)
    predictions.write_text(answer.stdout, encoding="utf-8")
    lines = answer.stdout.splitlines()
    assert len(lines) == len(gold.read_text(encoding="utf-8").splitlines())
    hits = {line["id"] for line in map(json.loads, lines) if line["labels"]}
    labelled = {line["id"] for line in map(json.loads, gold.open(encoding="utf-8"))
                if line["labels"]}
    found = len(hits & labelled)
    f1 = 2 * found / (len(hits) + len(labelled))
    assert f1 >= ANY_LABEL_F1_LEAST


def test_reports_of_one_event_come_together(shared, tmp_path):
    """B-cubed of incidents against labelled events; the figures are in docs/incidents.md."""
    gold = shared / "corpus/news-dev.jsonl"
    found, predictions = tmp_path / "found.jsonl", tmp_path / "predictions.jsonl"
    ctl("replay", "-c", TOP / "config/kordon.yaml", "--assignments", found, gold)
    with predictions.open("w") as out:
        for line in map(json.loads, found.read_text().splitlines()):
            assert line["incidents"] == sorted(set(line["incidents"]))  # the oldest first
            print(json.dumps({"id": line["id"], "incident": line["incidents"][0]}), file=out)
    report = subprocess.run([sys.executable, shared / "corpus/score.py", gold, predictions],
                            check=True, capture_output=True, text=True).stdout
    precision, recall, f1 = map(float, re.search(
        r"clustering .*P=([0-9.]+) R=([0-9.]+) F1=([0-9.]+)", report).groups())
    assert min(precision, recall) >= 0.8 and f1 >= 0.84, report
