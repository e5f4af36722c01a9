"""Option tables, the sample configuration, the manual and --help say the same."""
import re
import subprocess

import pytest

from conftest import BUILD, TOP, ctl

SCD = TOP / "docs/man"




def option_tables():
    """section → {option: default or None}, as the parser has them."""
    tables, section = {}, None
    for line in ctl("manual").stdout.replace("\\", "").splitlines():
        if line.startswith("## "):
            section = tables.setdefault(line[3:], {})
        elif found := re.match(r"\*(\w+)\*: (.*)\+\+$", line):
            default = re.search(r"; default (.+)$", found[2])
            section[found[1]] = default[1] if default else None
    return tables


def test_there_are_tables():
    tables = option_tables()
    assert {"log", "store", "fetch", "source", "alert", "sink", "control", "sources"} <= set(tables)
    assert all(tables.values())


def test_every_option_stands_in_the_manual_with_its_default():
    page = BUILD / "docs/kordon.yaml.5"
    if not page.exists():
        pytest.skip("scdoc is not installed: the manual pages were not built")
    text = page.read_text(encoding="utf-8").replace("\\&", "").replace("\\", "")
    for section, options in option_tables().items():
        for name, default in options.items():
            [line] = set(re.findall(rf"^fB{name}fR: .*$", text.split(f'SS {section}\n')[1]
                                    .split("SS ")[0], re.M))
            assert default is None or line.endswith(f"default {default}"), line


def test_documented_defaults_are_accepted(tmp_path):
    config = tmp_path / "kordon.yaml"
    lines = []
    for section, options in option_tables().items():
        if section not in ("sources", "sinks", "routes"):  # lists of entries
            lines.append(f"{section}:")
            lines += [f"  {name}: {value or '~'}" for name, value in options.items()
                      if value or name in ("log", "contact", "proxy", "ca_file")]
    config.write_text("\n".join(lines) + "\n")
    answer = ctl("check", config, check=False)
    assert answer.returncode == 0, answer.stderr


def sample_values():
    """(section, option, value, comment in front) of the sample, commented options too."""
    section, comment = None, ""
    for line in (TOP / "config/kordon.yaml").read_text(encoding="utf-8").splitlines():
        if found := re.match(r"(\w+):$", line):
            section = found[1]
        elif found := re.match(r"  #?(\w+): (\S.*)$", line):
            yield section, found[1], found[2], comment
        if line.startswith("  # "):
            comment += line
        else:
            comment = ""


def test_the_sample_holds_known_options_and_names_other_defaults():
    tables, seen = option_tables(), 0
    for section, name, value, comment in sample_values():
        assert name in tables[section], f"{section}: {name}"
        default = tables[section][name]
        named = re.search(r"\(default: (.+)\)", comment)
        if named:
            assert named[1] == (default or "none"), f"{section}: {name}"
        elif default is not None:
            assert value == default, f"{section}: {name}"
        seen += 1
    assert seen >= 6


# ---- programs ------------------------------------------------------------------------------


def flags_of(help_text):
    return set(re.findall(r"^ +(?:-\w, +)?(--[\w-]+)", help_text, re.M))


def commands():
    return re.findall(r"^  (\w+) +[A-Z]", ctl("--help").stdout, re.M)


def paragraph_of(command):
    """The entry of a command in kordonctl(1): its heading and what is indented under it."""
    text = (SCD / "kordonctl.1.scd").read_text(encoding="utf-8").replace("\\", "")
    found = re.search(rf"^\*{command}\*.*\n(?:\t.*\n)+", text, re.M)
    assert found, f"kordonctl(1) has no entry for {command}"
    return found[0]


def test_every_command_and_flag_of_kordonctl_is_in_its_manual():
    names = commands()
    assert len(names) >= 13
    text = (SCD / "kordonctl.1.scd").read_text(encoding="utf-8")
    common = flags_of(ctl("--help").stdout)
    for flag in common:
        assert re.search(rf"^\*(-\w\*, \*)?{flag}\*", text, re.M), flag
    for command in names:
        entry = paragraph_of(command)
        for flag in flags_of(ctl(command, "--help").stdout) - common:
            assert f"*{flag}*" in entry, f"{command} {flag}"


def test_the_manual_of_kordonctl_names_nothing_else():
    text = (SCD / "kordonctl.1.scd").read_text(encoding="utf-8")
    known = set().union(*(flags_of(ctl(command, "--help").stdout) for command in commands()))
    assert set(re.findall(r"\*(--[\w-]+)\*", text)) <= known


def test_words_of_a_command_are_in_its_manual():
    for command in commands():
        usage = ctl(command, "--help").stdout.splitlines()[0]
        for word in re.findall(r"\b[a-z]{3,}\b", usage.split(command, 1)[1]):
            assert word in paragraph_of(command) or word == "jsonl", f"{command}: {word}"


def test_kordond_help_and_manual_name_the_same_flags():
    shown = subprocess.run([BUILD / "daemon/kordond", "--help"], capture_output=True, text=True,
                           check=True).stdout
    text = (SCD / "kordond.8.scd").read_text(encoding="utf-8")
    entries = set(re.findall(r"^\*(?:-\w\*, \*)?(--[\w-]+)\*", text, re.M))
    assert flags_of(shown) == entries


def test_the_categories_of_the_pack_are_in_the_manual():
    text = (SCD / "kordon-rules.5.scd").read_text(encoding="utf-8")
    for file in (TOP / "config/rules.d").glob("*.yaml"):
        for category in re.findall(r"category: ([\w-]+)", file.read_text(encoding="utf-8")):
            assert category in text, f"{file.name}: {category}"


@pytest.mark.parametrize("page", ["kordond.8", "kordonctl.1", "kordon.yaml.5", "kordon-rules.5",
                                  "kordon-alert.5"])
def test_pages_are_built(page):
    if not (BUILD / "docs/kordon.yaml.5").exists():
        pytest.skip("scdoc is not installed: the manual pages were not built")
    text = (BUILD / "docs" / page).read_text(encoding="utf-8")
    assert ".SH NAME" in text
    assert "@options@" not in text
