"""The schema of the alert line says what the code writes, and the manual says the same."""
import json
import re

import pytest

from alert_lines import SCHEMA, check, mistakes
from conftest import TOP, ctl

pytest.importorskip("jsonschema", reason="python3-jsonschema is not installed")

SOURCE = json.loads(SCHEMA.read_text(encoding="utf-8"))
MANUAL = (TOP / "docs/man/kordon-alert.5.scd").read_text(encoding="utf-8").replace("\\", "")


def names_in(header, macro):
    text = (TOP / "daemon/model" / header).read_text(encoding="utf-8")
    block = re.search(rf"#define {macro}\(X\)(.*?[^\\])\n", text, re.S)[1]
    return re.findall(r'X\(\w+, "([a-z]+)"\)', block)


def test_the_lists_are_those_of_the_code():
    definitions = SOURCE["$defs"]
    assert SOURCE["properties"]["kind"]["enum"] == names_in("incident.h", "ALERT_KINDS")
    assert definitions["severity"]["enum"] == names_in("finding.h", "SEVERITIES")
    assert definitions["incident"]["properties"]["status"]["enum"] == names_in(
        "incident.h", "INCIDENT_STATUSES")
    assert set(SOURCE["properties"]["modality"]["enum"]) == set(
        names_in("modality.h", "MODALITIES"))


def members(schema):
    """Every member that the schema names, at whatever depth."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from members(part)


def test_the_manual_names_every_member():
    missing = [name for name in sorted(set(members(SOURCE)))
               if not re.search(rf"[_*]{name}[_*]", MANUAL)]
    assert not missing


def test_the_manual_names_every_value():
    for part in (SOURCE["properties"]["kind"], SOURCE["$defs"]["severity"],
                 SOURCE["$defs"]["incident"]["properties"]["status"],
                 SOURCE["properties"]["modality"]):
        for value in part["enum"]:
            assert re.search(rf"\b{value}\b", MANUAL), value


def test_every_line_of_a_replay_of_the_corpus_is_valid(shared):
    answer = ctl("-c", TOP / "config/kordon.yaml", "replay", shared / "corpus/news-dev.jsonl")
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    assert len(lines) > 50
    check(lines)


@pytest.mark.parametrize("change", [
    {"kind": "newish"}, {"severity": "grave"}, {"id": "x"}, {"time": "yesterday"},
    {"summary": ""}, {"incident": {}}, {"more": 1}, {"item": None},
])
def test_what_is_no_alert_line_is_refused(shared, change):
    answer = ctl("-c", TOP / "config/kordon.yaml", "replay", shared / "corpus/news-dev.jsonl")
    line = json.loads(answer.stdout.splitlines()[0])
    assert mistakes({**line, **change})
