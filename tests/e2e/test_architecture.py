"""docs/architecture.md and the source say the same about who may use what."""
import pathlib
import re

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
DAEMON = TOP / "daemon"

# Files that stand beside the rooms, and the row of the table that speaks of them.
WIRING = {
    "settings": "settings", "settings_files": "settings", "settings_priv": "settings",
    "settings_names": "settings",
    "pipeline": "pipeline", "pipeline_life": "pipeline", "polled": "pipeline", "pipeline_priv": "pipeline", "polling": "pipeline",
    "backlog": "pipeline", "blind": "pipeline", "document": "pipeline", "delivery": "pipeline", "outlets": "pipeline", "withdrawal": "pipeline",
    "retraction": "pipeline", "robots": "pipeline", "kordon": "kordon", "main": "kordon",
    "upkeep": "pipeline", "copying": "pipeline", "waves": "pipeline", "reminders": "pipeline", "reading": "pipeline",
}
# How a library's headers begin.
LIBRARIES = {
    "json-c": ("json-c/", "json.h", "json_"), "libxml2": ("libxml/",),
    "utf8proc": ("utf8proc.h",), "CLD2": ("cld2/",), "libevent": ("event2/",), "libyaml": ("yaml.h",),
    "SQLite": ("sqlite3.h",), "libcurl": ("curl/",), "libsystemd": ("systemd/",), "libcrypto": ("openssl/",), "zlib": ("zlib.h",),
}


def rows():
    text = (TOP / "docs/architecture.md").read_text(encoding="utf-8")
    return [[cell.strip() for cell in line.strip("|").split("|")]
            for line in text.splitlines() if re.match(r"\| `\w+` \|.*\|.*\|.*\|$", line)]


def table():
    """room → (rooms it may include, libraries it may use)"""
    result, above = {}, []
    for name, _, library, may in rows():
        room = name.strip("`")
        if may.startswith("all rooms above"):
            allowed = set(above) - set(re.findall(r"but (\w+)", may))
        else:
            allowed = set(re.findall(r"\w+", may.replace("–", "")))
        result[room] = (allowed, {lib for lib in LIBRARIES if lib in library})
        above.append(room)
    return result


def room_of(path):
    relative = path.relative_to(DAEMON)
    return relative.parts[0] if len(relative.parts) > 1 else WIRING[relative.stem]


def sources():
    return sorted([*DAEMON.rglob("*.c"), *DAEMON.rglob("*.cc"), *DAEMON.rglob("*.h")])


def includes(path):
    text = path.read_text(encoding="utf-8")
    return re.findall(r'^#include ([<"])([^">]+)[">]', text, re.M)


def target_room(name):
    return name.split("/")[0] if "/" in name else WIRING[pathlib.Path(name).stem]


def test_the_table_names_every_room_and_no_other():
    folders = {entry.name for entry in DAEMON.iterdir() if entry.is_dir()}
    assert set(table()) - set(WIRING.values()) == folders


def test_rooms_include_what_the_table_lets_them():
    allowed, wrong = table(), []
    for path in sources():
        room = room_of(path)
        for kind, name in includes(path):
            if kind == '"' and target_room(name) not in allowed[room][0] | {room}:
                wrong.append(f"{path.relative_to(TOP)} includes {name}")
    assert not wrong, "\n".join(wrong)


def test_private_headers_stay_in_their_room():
    wrong = [f"{path.relative_to(TOP)} includes {name}"
             for path in sources() for kind, name in includes(path)
             if kind == '"' and "_priv" in name and target_room(name) != room_of(path)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("library", LIBRARIES)
def test_only_named_rooms_speak_to(library):
    allowed, wrong = table(), []
    for path in sources():
        for kind, name in includes(path):
            if kind == "<" and name.startswith(LIBRARIES[library]) and \
                    library not in allowed[room_of(path)][1]:
                wrong.append(f"{path.relative_to(TOP)} includes {name}")
    assert not wrong, "\n".join(wrong)


def test_a_room_depends_on_rooms_above_it_alone():
    seen = set()
    for room, (allowed, _) in table().items():
        assert allowed <= seen, f"{room} may include {allowed - seen}, which stand below it"
        seen.add(room)
