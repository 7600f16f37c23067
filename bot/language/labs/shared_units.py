"""One unit for several values: "all in mg/dL", "IgG, IgA and IgM were 900, 150 and 32 mg/dL"."""

from collections.abc import Iterator
from dataclasses import replace

from bot.labs.model import Measurement
from bot.language.labs.items import Item
from bot.language.labs.pairing import Pair


def with_shared_unit(items: list[Item], measured: list[Measurement]) -> Iterator[Measurement]:
    """Yield the measurements, those without a unit with the one that is stated for all, if one is."""
    same = any(item.has("same_units") for item in items) or _one_in_brackets(items, len(measured))
    shared = {item.unit for i, item in enumerate(items) if item.kind == "unit" and (same or _is_for_all(items, i))}
    unit = shared.pop() if len(shared) == 1 else None
    for one in measured:
        yield replace(one, unit=unit) if one.unit is None and unit is not None else one


def _one_in_brackets(items: list[Item], results: int) -> bool:
    """Tell whether the only unit stands in brackets behind a list of results: "IgM 0.22, IgG 11.3 (g/L)"."""
    places = [i for i, item in enumerate(items) if item.kind == "unit"]
    if len(places) != 1 or results < 2:
        return False
    i = places[0]
    opened = items[i].text.startswith("(") or (i > 0 and items[i - 1].text == "(")
    return opened and not any(item.kind == "number" and item.role is None for item in items[i:])


def listed_units(items: list[Item], pairs: tuple[Pair, ...]) -> dict[int, str]:
    """Return the unit that ends a list of numbers for each of them: "IgG, IgA and IgM were 900, 150 and 32 mg/dL"."""
    shared: dict[int, str] = {}
    for pair in pairs:
        later = [other for other in pairs if other.number > pair.number and other.analyte > pair.analyte]
        if not later or later[0].analyte > pair.number:
            continue
        last = max(other.number for other in later if other.analyte < pair.number)
        line = items[pair.number : last]
        unit = items[last + 1].unit if last + 1 < len(items) else None
        if unit and not any(item.kind in ("unit", "newline", "analyte") for item in line):
            shared[pair.number] = unit
    return shared


def _is_for_all(items: list[Item], i: int) -> bool:
    """Tell whether a unit stands by itself: not at a number or range, not between a name and its number."""
    before = items[i - 1] if i else None
    back = [item for item in reversed(items[max(0, i - 3) : i]) if item.text not in (":", "=", "is", "are", "in", "(")]
    if back and back[0].has("all_units"):
        return True
    if [item.text for item in items[i + 1 : i + 2]] in (["each"], ["all"], ["both"]):
        return True
    if [item.text for item in items[i + 1 : i + 2]] == ["for"] and any(
        item.has("all_units") for item in items[i + 2 : i + 3]
    ):
        return True
    for item in reversed(items[max(0, i - 3) : i]):
        if item.kind in ("number", "range"):
            return False
        if item.kind in ("newline", "stop", "comma", "analyte") or item.has("all_units"):
            break
    ahead = [item for item in items[i + 1 : i + 4] if item.text not in (")", ":", "]", "=", "is", "was")]
    return not (ahead and ahead[0].kind == "number" and before is not None)
