"""Reads JSON that may be hostile: limits before parsing, and accessors that never raise."""

import json
import math
import re
from decimal import Decimal
from typing import Any

from bot.labs.fhir_model import NotFhir
from bot.strict_json import DoubledName, no_such_number, unique_names

LONGEST = 1_000_000
DEEPEST = 40
MOST_DIGITS = 30
"""FHIR allows 18 digits; a number beyond this is kept as "not a number", so that no arithmetic can blow up."""
NOT_A_NUMBER = Decimal("NaN")

SIGNS = re.compile(r'\\.|["\[\]{}]', re.DOTALL)


def parse(content: str | bytes | dict[str, Any]) -> dict[str, Any]:
    """Return the JSON object in ``content``: dicts, lists, str, int, bool, None, and Decimal for fractions.

    Raises:
        NotFhir: too long, too deep, not UTF-8, not JSON, a name twice in one object, or not an object.
    """
    found = _parsed(_decoded(content)) if isinstance(content, str | bytes) else content
    if not isinstance(found, dict):
        raise NotFhir("not a JSON object")
    copy, _ = _copy(found, 1, LONGEST)
    return dict(copy)


def _decoded(content: str | bytes) -> str:
    if len(content) > LONGEST * (4 if isinstance(content, bytes) else 1):
        raise NotFhir("too long")
    try:
        text = content.decode("utf-8") if isinstance(content, bytes) else content
    except UnicodeDecodeError:
        raise NotFhir("not UTF-8") from None
    if len(text) > LONGEST:
        raise NotFhir("too long")
    return text.removeprefix("\ufeff")


def _parsed(text: str) -> Any:
    if depth(text) > DEEPEST:
        raise NotFhir("nested too deeply")
    try:
        return json.loads(text, parse_float=_fraction, parse_constant=no_such_number, object_pairs_hook=unique_names)
    except DoubledName:
        raise NotFhir("a name stands twice in one object") from None
    except (ValueError, RecursionError):
        raise NotFhir("not JSON") from None


def depth(text: str) -> int:
    """Return how deep the brackets of a JSON text are nested, without parsing it (those in strings do not count)."""
    deepest = level = 0
    in_string = False
    for sign in SIGNS.finditer(text):
        character = sign[0]
        if character == '"':
            in_string = not in_string
        elif not in_string and character in "[{":
            level += 1
            deepest = max(deepest, level)
        elif not in_string and character in "]}":
            level -= 1
    return deepest


def _fraction(text: str) -> Decimal:
    try:
        return bounded(Decimal(text))
    except ArithmeticError:
        return NOT_A_NUMBER


def bounded(value: Decimal) -> Decimal:
    """Return the number, or "not a number" where it has more digits or a larger exponent than any result has."""
    if not value.is_finite():
        return NOT_A_NUMBER
    _, digits, exponent = value.as_tuple()
    fits = len(digits) <= MOST_DIGITS and abs(int(exponent)) <= MOST_DIGITS
    return value if fits else NOT_A_NUMBER


def _copy(value: Any, level: int, left: int) -> tuple[Any, int]:
    """Return a copy in plain JSON types, and what is left of the length that is allowed."""
    if level > DEEPEST:
        raise NotFhir("nested too deeply")
    left -= 1 + (len(value) if isinstance(value, str) else 0)
    if left < 0:
        raise NotFhir("too long")
    if isinstance(value, dict):
        copied = {}
        for name, inner in value.items():
            if not isinstance(name, str):
                raise NotFhir("not JSON")
            copied[name], left = _copy(inner, level + 1, left - len(name))
        return copied, left
    if isinstance(value, list | tuple):
        items = []
        for inner in value:
            item, left = _copy(inner, level + 1, left)
            items.append(item)
        return items, left
    return _plain(value), left


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**MOST_DIGITS else NOT_A_NUMBER
    if isinstance(value, float):
        return bounded(Decimal(repr(value))) if math.isfinite(value) else NOT_A_NUMBER
    if isinstance(value, Decimal):
        return bounded(value)
    raise NotFhir("not JSON")


def record(value: Any) -> dict[str, Any]:
    """Return the object, or an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def records(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list, or none where it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: Any) -> str:
    """Return the text without spaces around it, or "" where it is none."""
    return value.strip() if isinstance(value, str) else ""


def number(value: Any) -> Decimal | None:
    """Return the number, or None where it is none (a text in place of a number is none)."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    exact = Decimal(value)
    return exact if exact.is_finite() else None
