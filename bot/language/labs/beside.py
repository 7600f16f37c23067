"""What stands beside a value: its unit, the laboratory's range, the laboratory's flag."""

from dataclasses import replace

from bot.labs.model import Range
from bot.language.labs.items import Item, clause
from bot.language.labs.pairing import Pair
from bot.language.labs.word_lists import words

FLAG_LABELS = {"low_flag": "low", "high_flag": "high", "normal_flag": "normal"}
OPENING = frozenset({"(", "[", "*", "!", "-", "|", ";", "flag", "flagged", "marked", ":"})
NO_FLAG_BEFORE = words("no_flag_before")
BESIDE_VALUE = words("beside_value")
"""Signs that stand between a value and its unit in print-outs."""


def unit_of(items: list[Item], pair: Pair, row: set[int]) -> str | None:
    """Return the unit at the number, or between the name and the number, or at the end of the row."""
    if items[pair.number].unit is not None:
        return items[pair.number].unit
    k = pair.number + 1
    if k + 2 < len(items) and items[k].text == "(" and items[k + 2].text == ")":
        k += 3  # "32 (low) mg/dL", in any language
    while k < min(len(items), pair.number + 4) and (
        items[k].text in BESIDE_VALUE or items[k].has(*FLAG_LABELS) or _is_picture(items[k])
    ):
        k += 1
    if k < len(items) and items[k].kind == "unit":
        return items[k].unit
    field = _unit_field(items, pair.number + 1)
    if field is not None:
        return field
    if len(row) > 1 and pair.number != max(row):
        return unit_of(items, Pair(pair.analyte, max(row)), set())
    for item in items[pair.analyte + 1 : pair.number]:
        if item.kind == "number" and item.role is None:
            return None
        if item.kind == "unit":
            return item.unit
    return None


def _is_picture(item: Item) -> bool:
    return item.kind == "sign" and (not item.text.isascii() or item.text.startswith(".."))


def _unit_field(items: list[Item], k: int) -> str | None:
    """Return the unit of a field of its own below the value: "Result: 24.6 / Units: kU/L"."""
    seen = False
    while k < len(items) and (items[k].kind == "newline" or items[k].text == ":" or items[k].has("field")):
        seen = seen or items[k].has("field")
        k += 1
    return items[k].unit if seen and k < len(items) and items[k].kind == "unit" else None


def range_of(items: list[Item], pair: Pair, row: set[int]) -> Range | None:
    """Return the range printed after the number (before the next value), or between the name and the number."""
    after = _first_range(items, pair.number + 1, pair.analyte, row)
    start, _ = clause(items, pair.analyte)
    between = items[pair.analyte + 1 : pair.number]
    first = not any(other.kind == "analyte" for other in items[start : pair.analyte])
    before = items[start : pair.analyte] if first else []
    before = [] if any(i.kind == "analyte" or i.role == "other" for i in before) else before
    item = _by_column(items, pair) or after or next((i for i in [*between, *before] if i.kind == "range"), None)
    if item is None and len({other.analyte for other in items if other.kind == "analyte"}) == 1:
        only = [other for other in items if other.kind == "range"]
        item = only[0] if len(only) == 1 else None
    if item is None or item.range is None or _of_age_bands(items, item):
        return None
    return replace(item.range, unit=item.unit)


def _of_age_bands(items: list[Item], item: Item) -> bool:
    """Tell whether a range is one of several for different ages: "0-1 month: 6-21, adults: 40-230"."""
    k = next(i for i, other in enumerate(items) if other is item)
    start = clause(items, k)[0]
    following = [other.kind for other in items[k + 1 : k + 8] if other.kind in ("range", "analyte")]
    return following[:1] == ["range"] and any(other.kind == "other" for other in items[start:k])


def _first_range(items: list[Item], start: int, name: int, row: set[int]) -> Item | None:
    for k, item in enumerate(items[start:], start=start):
        if item.kind == "analyte" and item.analyte != items[name].analyte:
            return None
        if item.kind == "number" and item.role is None and k not in row:
            return None
        if item.kind == "newline" and any(items[i].kind == "analyte" for i in range(k + 1, clause(items, k + 1)[1])):
            return None
        if item.kind == "range":
            return item
    return None


def _by_column(items: list[Item], pair: Pair) -> Item | None:
    """Return the range of a line that holds just ranges, as many as names in the line above it."""
    start, end = clause(items, pair.analyte)
    names = [i for i in range(start, end) if items[i].kind == "analyte"]
    while len(names) > 1 and end + 1 < len(items):
        first, end = end + 1, clause(items, end + 1)[1]
        line = items[first:end]
        ranges = [item for item in line if item.kind == "range"]
        if len(ranges) == len(names):
            return ranges[names.index(pair.analyte)]
        if any(item.kind in ("analyte", "number") for item in line):
            break
    return None


def flag_of(items: list[Item], pair: Pair) -> str | None:
    """Return the laboratory's own flag after the number: low, normal, high, or None."""
    end = clause(items, pair.number)[1]
    k = pair.number + 1
    while k < end and (items[k].kind == "unit" or items[k].text in OPENING or _is_picture(items[k])):
        k += 1
    flag = next((flag for label, flag in FLAG_LABELS.items() if k < end and items[k].has(label)), None)
    if flag is None or any(item.text == "?" for item in items[k : end + 1]):
        return None  # "IgM 95 mg/dL low?" asks
    after = next((item for item in items[k + 1 : end] if item.text not in (")", "]", "*", "!")), None)
    taken = after is not None and (
        after.kind == "analyte" or after.text in NO_FLAG_BEFORE or after.has("normal_flag", "range_label", *FLAG_LABELS)
    )
    return None if taken else flag
