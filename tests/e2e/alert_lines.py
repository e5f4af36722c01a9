"""Alert lines against their schema: every one that a test reads is held against it, strictly."""
import functools
import json
import pathlib

try:
    import jsonschema
except ImportError:  # the test of the schema says so; the others go on
    jsonschema = None

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "config/schema/alert.schema.json"


def close(schema):
    """Members that the schema does not name are allowed to readers, and a mistake in a test."""
    if isinstance(schema, dict):
        if "properties" in schema:
            schema["additionalProperties"] = False
        for part in schema.values():
            close(part)
    elif isinstance(schema, list):
        for part in schema:
            close(part)
    return schema


@functools.cache
def validator():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(close(schema))


def mistakes(alert):
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in validator().iter_errors(alert)]


def check(alerts):
    """Returns the alerts, each of which is valid."""
    if jsonschema:
        for alert in alerts:
            wrong = mistakes(alert)
            assert not wrong, f"{SCHEMA.name} does not take this line: {wrong[:3]}"
    return alerts
