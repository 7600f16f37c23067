"""Reads what a client sends: JSON in a body of bounded size, held against the schemas of openapi.yml."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, RefResolver
from sanic.request import Request

from bot.channels.problems import Problem
from bot.language.text import MAX_CHARACTERS
from bot.strict_json import no_such_number, unique_names

DESCRIPTION = Path(__file__).with_name("openapi.yml")
LARGEST = 64 * 1024
"""Bytes of a request without results: 5,000 characters take at most 60,000 bytes as JSON."""

LARGEST_WITH_RESULTS = 1024 * 1024


MESSAGE_ID = re.compile(rb'"message_id"\s*:\s*"([A-Za-z0-9_-]{8,64})"')


def message_named(content: bytes) -> str | None:
    """Return the message that a body seems to name, without parsing the body; None where it names none."""
    found = MESSAGE_ID.search(content)
    return found[1].decode("ascii") if found else None


@cache
def description() -> dict[str, Any]:
    """Return the OpenAPI description."""
    content: dict[str, Any] = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    return content


@cache
def validator(schema: str) -> Draft202012Validator:
    """Return the validator of a schema of the description."""
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return Draft202012Validator(reference, resolver=RefResolver("", description()))


def body(request: Request, schema: str, largest: int = LARGEST) -> dict[str, Any]:
    """Return the JSON object that was sent.

    Raises:
        Problem: it is not JSON, too large, or not what the schema says.
    """
    if request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise Problem("utter_problem_not_json")
    if len(request.body) > largest:
        raise Problem("utter_problem_too_large")
    content = parsed(request.body)
    if isinstance(content, dict) and isinstance(content.get("text"), str) and len(content["text"]) > MAX_CHARACTERS:
        raise Problem("utter_problem_too_long", {"limit": f"{MAX_CHARACTERS:,}"})
    errors = list(validator(schema).iter_errors(content))
    if errors:
        known = description()["components"]["schemas"][schema]["properties"]
        named = {str(error.absolute_path[0]) for error in errors if error.absolute_path}
        raise Problem("utter_problem_bad_fields", fields=sorted(named & set(known)))
    found: dict[str, Any] = content
    return found


def parsed(content: bytes) -> Any:
    """Return the JSON in ``content``.

    Raises:
        Problem: it is none, or has a name twice in one object.
    """
    try:
        return json.loads(content.decode("utf-8"), parse_constant=no_such_number, object_pairs_hook=unique_names)
    except (ValueError, RecursionError):
        raise Problem("utter_problem_bad_json") from None
