"""The examples of the rule guide are run, not just printed."""
import pathlib
import re

import pytest

from conftest import TOP, ctl


def examples():
    text = (TOP / "docs/rules.md").read_text(encoding="utf-8")
    return re.findall(r"```yaml\n(pack:.*?)```", text, re.S)


@pytest.mark.parametrize("number", range(len(examples())))
def test_an_example_of_the_guide_works(number, tmp_path):
    rules = tmp_path / "example.yaml"
    rules.write_text(examples()[number], encoding="utf-8")
    paths = ["--rules", rules, "--rules", TOP / "config/places.d"]
    if "extend:" in examples()[number]:
        paths += ["--rules", TOP / "config/rules.d"]
    answer = ctl("test", *paths, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert re.search(r"^\d+ passed, 0 failed$", answer.stdout.splitlines()[-1])


def test_the_guide_has_its_examples():
    assert len(examples()) >= 4


def test_the_points_of_politeness_are_the_tests_of_them():
    guide = (TOP / "docs/sources.md").read_text(encoding="utf-8")
    code = (TOP / "tests/unit/test_polite.c").read_text(encoding="utf-8")
    promised = re.findall(r"^\| (?:FRB\d+|–) \|.*\| `(\w+)` \|$", guide, re.M)
    assert promised == re.findall(r"^\t\tTEST\((\w+)\),$", code, re.M)
    assert len(promised) > 50


def test_every_class_of_failure_is_in_the_guide():
    header = (TOP / "daemon/model/source_state.h").read_text(encoding="utf-8")
    guide = (TOP / "docs/sources.md").read_text(encoding="utf-8")
    classes = re.findall(r'X\([A-Z_]+, "([a-z0-9-]+)"\)', header.split("POLL_CLASSES(X)")[1])
    for name in set(classes) - {"ok", "not-modified"}:
        assert f"| `{name}` |" in guide, name
    for name in ("new", "ok", "failing", "gone"):
        assert f"| `{name}` |" in guide, name
