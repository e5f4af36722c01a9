"""JSON Schemas of the YAML files: what the parser takes they take, what it refuses they refuse."""
import copy
import json
import re

import pytest
import yaml

from conftest import TOP, ctl

jsonschema = pytest.importorskip(
    "jsonschema", reason="python3-jsonschema is not installed: schemas cannot be tried")

DAEMON = TOP / "daemon"
HAND_MADE = ("rules", "places", "publishers")
BUNDLED = sorted((TOP / "config").rglob("*.yaml"))


class Loader(yaml.SafeLoader):
    """YAML as editors read it: `no` is a text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if not tag.endswith((":bool", ":timestamp"))]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


@pytest.fixture(scope="module")
def schemas(tmp_path_factory):
    """All of them in one folder, as they are installed; name → validator."""
    folder = tmp_path_factory.mktemp("schema")
    for name in HAND_MADE:
        text = (TOP / f"config/schema/{name}.schema.json").read_text(encoding="utf-8")
        (folder / f"{name}.schema.json").write_text(text, encoding="utf-8")
    for name in ("kordon", "sources"):
        (folder / f"{name}.schema.json").write_text(ctl("schema", name).stdout, encoding="utf-8")
    found = {}
    for path in folder.iterdir():
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        resolver = jsonschema.RefResolver(path.as_uri(), schema)
        found[path.name] = jsonschema.Draft202012Validator(schema, resolver=resolver)
    return found


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: str(path.relative_to(TOP)))
def test_a_bundled_file_names_its_schema_and_obeys_it(path, schemas):
    text = path.read_text(encoding="utf-8")
    found = re.match(r"# yaml-language-server: \$schema=/usr/share/kordon/schema/(\S+)\n", text)
    assert found, "the first line names no schema"
    wrong = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
             for error in schemas[found[1]].iter_errors(yaml.load(text, Loader))]
    assert not wrong, "\n".join(wrong[:5])


# ---- the same keys ---------------------------------------------------------------------------


def lists_of(file, opening):
    """The lists of words that a C source opens so, in order: of rows the first word."""
    text = (DAEMON / file).read_text(encoding="utf-8")
    found = []
    for body in re.findall(re.escape(opening) + r"\s*\{(.*?)\};", text, re.S):
        rows = re.findall(r'\{"(\w+)"', body)
        found.append(set(rows or re.findall(r'"(\w+)"', body)))
    return found


def names_of(file, macro):
    text = (DAEMON / file).read_text(encoding="utf-8").split(f"#define {macro}(X)")[1]
    return set(re.findall(r'X\(\w+, "([\w-]+)"\)', text.split("\nenum ")[0]))


def keys_of(schemas, name, *way):
    part = schemas[f"{name}.schema.json"].schema
    for step in way:
        part = part[step]
    assert part["additionalProperties"] is False
    return set(part["properties"])


def test_rules_have_the_keys_of_the_parser(schemas):
    def keys(*way):
        return keys_of(schemas, "rules", *way)

    incident, lift, rule = lists_of("rule/build.c", "known[] =")
    source, example = lists_of("rule/example.c", "known[] =")
    assert [keys()] == lists_of("rule/declare.c", "known[] =")
    assert keys("$defs", "rule") == keys("$defs", "replacement") == rule
    assert keys("$defs", "rule", "properties", "incident") == incident
    assert keys("$defs", "raise-one") == lift
    assert [keys("$defs", "addition")] == lists_of("rule/build.c", "added[] =")
    assert keys("$defs", "example") == example
    assert keys("$defs", "example", "properties", "source") == source
    assert keys("$defs", "facts") == names_of("rule/rule.h", "RULE_FACTS")
    assert [keys("$defs", "wave")] == lists_of("rule/wave.c", "} keys[] =")
    assert [keys("$defs", "wave", "properties", "of")] == lists_of("rule/wave.c", "known[] =")


def test_places_and_publishers_have_the_keys_of_the_parser(schemas):
    for section, name, rows in (("places", "places", "place"), ("countries", "places", "country"),
                                ("areas", "places", "area"),
                                ("publishers", "publishers", "publisher")):
        assert [keys_of(schemas, name, "properties", section, "items")] == lists_of(
            "extract/lexicon_read.c", f"{rows}_members[] ="), section
    assert [keys_of(schemas, "places", "$defs", "needs")] == lists_of(
        "extract/lexicon_read.c", "known[] =")


def test_files_have_the_keys_of_the_parser(schemas):
    [content] = lists_of("settings.c", "content_keys[] =")
    for name in ("places", "publishers", "sources"):
        assert keys_of(schemas, name) | {"pack"} == content, name
    sections = set(re.findall(r"^## (\w+)$", ctl("manual").stdout, re.M))
    assert keys_of(schemas, "kordon") == (content | sections | {"include"}) - {"pack"}


def test_choices_are_those_of_the_parser(schemas):
    rules = schemas["rules.schema.json"].schema["$defs"]
    facts, rule = rules["facts"]["properties"], rules["rule"]["properties"]
    assert set(rule["severity"]["enum"]) == names_of("model/finding.h", "SEVERITIES")
    assert set(facts["modality"]["enum"]) == names_of("model/modality.h", "MODALITIES")
    for name, file, macro in (("places", "model/place.h", "PLACE_KINDS"),
                              ("publishers", "model/publisher.h", "PUBLISHER_KINDS")):
        entry = schemas[f"{name}.schema.json"].schema["properties"][name]["items"]
        assert set(entry["properties"]["kind"]["enum"]) == names_of(file, macro)


# ---- the same refusals -----------------------------------------------------------------------

REPLACED = "spare"  # what it was before is not read
NARVA = {"id": "narva", "name": "Narva", "kind": "town", "country": ["EE"], "border": "EE-RU",
         "areas": "north", "lat": 59.4, "lon": 28.2, "names": {"any": ["Narva*"], "no": "Narva"},
         "not": ["Narva cinema"], "needs": {"country": "RU", "areas": ["north"],
                                            "words": {"en": "river"}}}
PLACES = {
    "areas": [{"id": "north", "name": "North"}, {"id": "far", "name": "Far", "within": ["north"]}],
    "countries": [{"code": code, "name": name, "areas": ["north"], "names": {"any": [name]},
                   "not": [f"{name} cup"], "needs": {"words": ["border"]}}
                  for code, name in (("EE", "Estonia"), ("RU", "Russia"))],
    "places": [NARVA]}
MODELS = {
    "places": PLACES,
    "publishers": {"publishers": [{"id": "era", "name": "Era", "kind": "press", "country": "EE",
                                   "names": {"any": ["=Era"]}}], **PLACES},
    "rules": {
        "pack": "desk", "version": 1,
        "terms": {"buoy": {"en": ["buoy*"], "et": "poi", "uses": ["mark"]},
                  "mark": {"any": ["marker*"]}},
        "conditions": {"ours": "country(EE)", REPLACED: "country(EE)"},
        "rules": [{"id": "r", "title": "R", "category": "own", "severity": "low",
                   "status": "live", "when": "buoy and ours", "unless": "mark",
                   "raise": [{"to": "high", "when": "count(buoy) >= 2"}],
                   "incident": {"by": ["category", "place"], "window": "96h"},
                   "examples": [
                       {"quiet": "Nothing", "lang": "en", "source": {"country": "EE", "tag": "x"}},
                       {"alert": "Estonia removed 2 buoys", "at": "2024-05-21", "facts": {
                           "quantities": ["2 buoy"], "places": ["narva"], "countries": ["EE"],
                           "attributed_to": ["Era"], "dates": ["2024-05-20"], "modality": "denied", "withdrawn": "no",
                           "corrected": True}}]}],
        "extend": {"r": {"unless": "mark"}}, "replace": {REPLACED: "country(RU)"}, "disable": ["r"],
        "waves": [{"id": "w", "title": "W", "of": {"category": "own", "by": "country"},
                   "over": "48h", "when": "origins >= 3", "severity": "high"}],
        **PLACES},
    "kordon": {"log": {"level": "info"}, "fetch": {"timeout": "20s"},
               "sources": [{"id": "a", "url": "https://a.example/rss", "country": "NO",
                            "interval": "15m", "tags": ["x"]}],
               "sinks": [{"name": "desk", "type": "exec", "command": ["/bin/true"]}],
               "routes": [{"name": "all", "severity": "low", "origins": 1, "sinks": ["desk"],
                           "quiet": ["mon-fri 22:00-06:30"], "digest": "06:30", "zone": "UTC",
                           "group_wait": "30s", "routes": [{"tag": "x", "continue": True}]}]},
}


def taken(document, folder):
    """Whether the parser takes it, with what it says."""
    path = folder / "tried.yaml"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    answer = ctl("check", path, check=False)
    return answer.returncode == 0, answer.stdout + answer.stderr


def ways(part, way=()):
    """The way to everything in a document."""
    yield way
    pairs = part.items() if isinstance(part, dict) else \
        enumerate(part) if isinstance(part, list) else ()
    for key, value in pairs:
        yield from ways(value, (*way, key))


def spoilt(document):
    """Copies: an unknown key in each map, a map in the place of each word."""
    for way in ways(document):
        if way == ("conditions", REPLACED):
            continue
        copied = copy.deepcopy(document)
        part = copied
        for step in way[:-1]:
            part = part[step]
        here = part[way[-1]] if way else copied
        if isinstance(here, dict):
            here["zz-unknown"] = 1
            yield way, copied
        elif not isinstance(here, list):
            part[way[-1]] = {"zz-unknown": 1}
            yield way, copied


@pytest.mark.parametrize("name", MODELS)
def test_what_the_parser_takes_and_refuses_the_schema_does_too(name, schemas, tmp_path):
    validator = schemas[f"{name}.schema.json"]
    good, said = taken(MODELS[name], tmp_path)
    assert good, said
    assert not list(validator.iter_errors(MODELS[name]))
    documents = list(spoilt(MODELS[name]))
    assert len(documents) > 5
    assert not [way for way, document in documents if validator.is_valid(document)]
    assert not [way for way, document in documents if taken(document, tmp_path)[0]]
