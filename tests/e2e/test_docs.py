"""What pages say is tried: examples of the rule guide are run, calls are understood."""
import pathlib
import re
import shlex

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


# ---- all pages -------------------------------------------------------------------------------

PAGES = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md")),
         *sorted((TOP / "docs/man").glob("*.scd*"))]


def commands_of(page):
    """Lines of shell blocks (Markdown), continued lines joined."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.S | re.M)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_rules_that_are_named_exist(page):
    pack = "".join(file.read_text(encoding="utf-8")
                   for file in (TOP / "config/rules.d").glob("*.yaml"))
    known = set(re.findall(r"- id: ([\w-]+)", pack))
    own = set(re.findall(r"- id: ([\w-]+)", page.read_text(encoding="utf-8")))
    for rule in re.findall(r"--rule ([\w-]+)", page.read_text(encoding="utf-8")):
        assert rule in known | own or rule == "ID", f"{page.name}: {rule}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_calls_of_kordonctl_are_understood(page):
    """Every call that a page shows is one that kordonctl takes."""
    for line in commands_of(page):
        for call in re.findall(r"kordonctl ([^#|&]+)", line):
            words = shlex.split(call.replace("…", "x"))
            answer = ctl(*words, "--help", check=False)
            assert answer.returncode == 0, f"{page.name}: {line}\n{answer.stderr}"


def test_the_readme_explains_as_it_says(monkeypatch):
    [line] = [line for line in commands_of(TOP / "README.md") if "explain" in line]
    monkeypatch.chdir(TOP)
    shown = ctl(*shlex.split(line)[1:]).stdout
    assert "border-buoys-removed: fires" in shown
    assert "[24 of 50 buoys]" in shown or "[buoys]" in shown
