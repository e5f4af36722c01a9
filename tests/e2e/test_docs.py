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
