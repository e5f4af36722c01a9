"""Whether the bundled pack knows an incident when it reads one, in all twelve languages.

tests/fixtures/detection holds items of our own making, a file for each part of the pack:
titles as papers of the region print them, positives with their categories and negatives that
look like them. A pack that learned words by heart fails here: no text of a rule's example is
in these files.
"""
import json
from collections import Counter

import pytest

from conftest import ctl, TOP

RULES = TOP / "config/rules.d"
FILES = sorted((TOP / "tests/fixtures/detection").glob("*.jsonl"))
LANGUAGES = {"en", "et", "lv", "lt", "fi", "sv", "no", "da", "pl", "de", "ru", "uk"}
LEAST = 0.9
LEAST_OF_A_LANGUAGE = 0.8
FREE_OF_A_LANGUAGE = 1  # a file may hold only a few items of a language


def read_lines(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def judged(request):
    """Pairs of an item and the labels that the pack gave it."""
    gold = read_lines(request.param.read_text(encoding="utf-8"))
    answer = ctl("match", "--rules", TOP / "config", "--all", request.param)
    found = {line["id"]: set(line["labels"]) for line in read_lines(answer.stdout)}
    return [(item, found[item["id"]]) for item in gold]


def tell(wrong):
    return "\n".join(f"{item['id']} {item['title']}: {item['labels']} and found {sorted(labels)}"
                     for item, labels in wrong)


def test_the_fixture_is_sound(judged):
    assert {item["lang"] for item, _ in judged} == LANGUAGES
    assert len({item["title"] for item, _ in judged}) == len(judged)
    pack = "\n".join(path.read_text(encoding="utf-8") for path in RULES.glob("*.yaml"))
    assert [item["title"] for item, _ in judged if item["title"] in pack] == []
    for lang in LANGUAGES:
        kinds = Counter(bool(item["labels"]) for item, _ in judged if item["lang"] == lang)
        assert kinds[True] and kinds[False], lang


def test_incidents_are_found(judged):
    positive = [pair for pair in judged if pair[0]["labels"]]
    missed = [pair for pair in positive if not pair[1]]
    assert len(missed) <= (1 - LEAST) * len(positive), tell(missed)
    for lang in LANGUAGES:
        here = [pair for pair in positive if pair[0]["lang"] == lang]
        lost = [pair for pair in missed if pair[0]["lang"] == lang]
        allowed = max((1 - LEAST_OF_A_LANGUAGE) * len(here), FREE_OF_A_LANGUAGE)
        assert len(lost) <= allowed, tell(lost)


def test_what_is_raised_is_an_incident(judged):
    raised = [pair for pair in judged if pair[1]]
    false = [pair for pair in raised if not pair[0]["labels"]]
    assert len(false) <= (1 - LEAST) * len(raised), tell(false)


def test_the_category_is_the_right_one(judged):
    positive = [pair for pair in judged if pair[0]["labels"]]
    wrong = [(item, labels) for item, labels in positive if not set(item["labels"]) <= labels]
    assert len(wrong) <= 0.15 * len(positive), tell(wrong)
