"""explain on the command line: the tree, the marks, the nearest miss."""
import json

import pytest

from conftest import BUILD, TOP, ctl, in_terminal

RULES = """\
pack: desk
terms:
  buoy: {en: [buoy*]}
  remove: {en: [remov*]}
  sport: {en: [regatta*]}
rules:
  - id: buoys
    title: Buoys
    category: own
    when: buoy near/3 remove
    unless: sport
"""


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    return ["--rules", path, "--rules", TOP / "config/places.d", "--rule", "buoys", "--lang", "en"]


def explain(rules, text):
    return ctl("explain", *rules, "--text", text).stdout


def test_a_hit_shows_what_each_part_matched(rules):
    answer = explain(rules, "Moscow removed the buoys")
    assert "desk/buoys: fires" in answer
    assert "title: Moscow [removed] the [buoys]" in answer
    assert 'true   buoy near/3 remove  ← "removed", "buoys"' in answer


def test_a_miss_says_how_near_it_was_and_marks_what_is_there(rules):
    answer = explain(rules, "Buoys are there, nobody knows why they were removed")
    assert "nearest miss: buoy and remove are 8 words apart; near/3 wants 3" in answer
    assert "title: [Buoys] are there, nobody knows why they were [removed]" in answer


def test_what_quiets_a_rule_is_told_with_its_words(rules):
    answer = explain(rules, "Buoys removed after the regatta")
    assert ("nearest miss: it would be raised, but 'unless: sport' holds because of 'regatta'"
            in answer)
    assert "after the [regatta]" in answer


def test_programs_get_the_same(rules):
    answer = json.loads(ctl("--json", "explain", *rules, "--text", "Buoys").stdout)
    assert answer["fires"] is False
    assert answer["miss"] == "remove: not in the text"


def test_colour_is_for_terminals(rules):
    command = [BUILD / "daemon/kordonctl", "explain", *rules, "--text", "Buoys removed"]
    assert "\x1b[" not in explain(rules, "Buoys removed")
    assert "\x1b[" in in_terminal(command).stdout


def test_outside_text_cannot_reach_the_terminal(rules):
    answer = explain(rules, "Buoys \x1b[31mremoved\x07")
    assert "\x1b" not in answer and "\x07" not in answer


# ---- long conditions -----------------------------------------------------------------------

LONG = """\
pack: desk
terms:
  buoy: {en: [buoy*]}
  remove: {en: [remov*]}
  border: {en: [border*]}
  cable: {en: [cable*]}
  storm: {en: [storm*]}
conditions:
  near-line: border near/5 remove or border near/5 storm or title(cable and storm and border and remove)
rules:
  - id: long
    title: Long
    category: own
    when: >-
      (sentence(cable near/3 storm and near-line) or sentence(buoy near/3 remove and near-line)
      or title(cable) and title(storm) and title(border) or cable near/2 border) and near-line
    unless: storm near/3 cable
"""


@pytest.fixture
def long_rule(tmp_path):
    path = tmp_path / "long.yaml"
    path.write_text(LONG, encoding="utf-8")
    return ["--rules", path, "--rule", "long", "--lang", "en"]


def test_a_hit_shows_the_parts_that_make_it(long_rule):
    answer = explain(long_rule, "Buoys were removed at the border")
    tree = answer[answer.index("when\n"):]
    assert '"Buoys", "removed"' in tree
    assert "cable near/2 border" not in tree  # the alternatives that do not hold are counted
    assert "… 3 more do not hold" in tree
    assert "unless\n  false  storm near/3 cable\n" in tree
    assert max(map(len, tree.splitlines())) < 120


def test_a_miss_shows_the_nearest_alternative(long_rule):
    answer = explain(long_rule, "Buoys were seen at the border")
    tree = answer[answer.index("when\n"):]
    assert "false  cable near/2 border\n" in tree
    assert "false  cable  (not in the text)" in tree
    assert "… 3 more, none of them nearer" in tree
    assert "sentence(" not in tree


def test_all_of_it_is_shown_when_asked_for(long_rule):
    answer = explain([*long_rule, "--full"], "Buoys were removed at the border")
    assert "false  cable near/2 border" in answer
    assert "--full" not in answer


def test_a_named_condition_is_told_once(long_rule):
    answer = explain([*long_rule, "--full"], "Buoys were removed at the border")
    assert answer.count("near-line: border near/5 remove or") == 1
    assert "near-line  (as above)" in answer


ASKS = """\
pack: desk
terms:
  buoy: {en: [buoy*]}
  remove: {en: [remov*]}
conditions:
  real: modality(happened)
  unreal: buoy and remove and not modality(happened)
  done: buoy and remove and modality(happened)
rules:
  - {id: inline, title: T, category: own, when: sentence(buoy and remove and modality(happened)), examples: [FACT, PLAN]}
  - {id: name-beside, title: T, category: own, when: sentence(buoy and remove and real), examples: [FACT, PLAN]}
  - {id: all-in-name, title: T, category: own, when: sentence(done), examples: [FACT, PLAN]}
  - {id: no-sentence, title: T, category: own, when: done, examples: [FACT, PLAN]}
  - {id: denial, title: T, category: own, when: sentence(unreal), examples: [NO_FACT, NO_PLAN]}
"""


def test_modality_asks_the_same_under_a_name(tmp_path):
    text = ASKS
    for name, example in {"NO_FACT": "quiet: Russia removed buoys", "NO_PLAN": "alert: Russia could remove buoys",
                          "FACT": "alert: Russia removed buoys", "PLAN": "quiet: Russia could remove buoys"}.items():
        text = text.replace(name, "{" + example + "}")
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    done = ctl("test", "--rules", path, check=False)
    assert done.stdout.splitlines()[-1] == "10 passed, 0 failed", done.stdout
