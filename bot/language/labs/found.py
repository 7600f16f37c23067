"""A measurement as found in a text: with whose it is, and whether the text means it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from bot.labs.model import Measurement
from bot.language.labs import people
from bot.language.labs.beside import flag_of, range_of, unit_of
from bot.language.labs.items import LETTERED, Item, clause
from bot.language.labs.numbers import settle, thousand_fits
from bot.language.labs.others import CORRECTIONS
from bot.language.labs.pairing import Pair
from bot.language.labs.when import Dates, date_of, told_as_past

A_DAY = timedelta(days=1)
"""Elsewhere it may be tomorrow already."""


@dataclass(frozen=True)
class Found:
    """A measurement as found, with whose it is and whether it is told as past."""

    measured: Measurement
    person: str | None
    past: bool
    corrects: bool

    @classmethod
    def of(cls, items: list[Item], pair: Pair, row: set[int], dates: Dates) -> "Found | None":
        """Return the measurement of a pair; None where the text denies, supposes or quotes it.

        ``row`` are the numbers that share the pair's name, as in a table with a column for each date; ``dates`` are
        those of the whole text.
        """
        name, number = items[pair.analyte], items[pair.number]
        if name.role is not None or _unreal(items, pair) or name.analyte is None:
            return None
        unit, own = unit_of(items, pair, row), range_of(items, pair, row)
        if unit is None and own is not None:
            unit = own.unit
        value, doubtful = (
            (number.value, False) if number.value is None else settle(number.text, number.value, name.analyte, unit)
        )
        if doubtful and value is not None and own is not None and thousand_fits(value, own.low, own.high):
            value, doubtful = value * 1000, False
        on = date_of(items, pair, dates)
        if on is not None and on > date.today() + A_DAY:
            on = None  # nothing was measured yet on that day
        measured = Measurement(
            analyte=name.analyte,
            value=value,
            unit=unit,
            comparator=number.comparator or "=",
            own_range=own,
            on=on,
            printed=flag_of(items, pair),
            problem="separator" if doubtful else "letter" if number.has(LETTERED) else None,
        )
        start = min(pair.analyte, pair.number)
        person = people.person_at(items, pair.number, start) or people.person_at(items, start + 1)
        last = next((k for k in range(start - 1, -1, -1) if items[k].kind == "number"), 0)
        ahead = items[max(last, start - 8) : start]
        corrects = any(item.text in CORRECTIONS or item.has("retracted") for item in ahead)
        return cls(measured, person, _long_ago(on) and told_as_past(items, pair), corrects)


def _long_ago(on: date | None) -> bool:
    """Tell whether no day is given that says when a result was measured: none, or a year alone."""
    return on is None or (on.month, on.day) == (1, 1)


def _unreal(items: list[Item], pair: Pair) -> bool:
    start, _ = clause(items, pair.number)
    before = items[start : pair.number]
    ahead = [
        item for item in items[max(start, pair.analyte - 2) : pair.analyte] if item.text not in ("my", "the", "an", "a")
    ]
    if ahead and ahead[-1].has("negation") and ahead[-1].text not in ("rather than", "instead of"):
        return True  # "It isn't my IgM that's 24"
    after = [item for item in items[pair.number + 1 : pair.number + 4] if item.kind != "unit"]
    if any(item.text.startswith("convert") for item in items[pair.number + 1 : pair.number + 6]):
        return True
    if items[pair.number].comparator and after and after[0].has("comments"):
        return True
    if any(a.text in ("how many", "how much") or (a.text == "many" and b.kind == "unit") for a, b in pairwise(before)):
        return True
    for k, item in enumerate(before):
        if not item.labels:
            continue
        if item.has("quoted") and not (k and before[k - 1].text in ("my", "-") and before[0].text == "my"):
            return not any(later.has("self") or later.has(*people.RELATIVES) for later in before[k + 1 :])
        why = item.text == "would" and k > 0 and before[k - 1].text == "why"
        if item.has("hypothetical") and not why:
            mine = any(later.has("self") or later.has(*people.RELATIVES) for later in before[k + 1 :])
            return (
                item.text not in ("if", "would") or not mine or any(later.has("changes") for later in before[k + 1 :])
            )
    return False


def current(found: list[Found]) -> list[Found]:
    """Drop what is told as past beside a current value, or corrected; a past value alone is asked about."""
    found = [one for k, one in enumerate(found) if not any(_corrects(later, one) for later in found[k + 1 :])]
    current = {one.measured.analyte for one in found if not one.past}
    kept = []
    for one in found:
        if not one.past:
            kept.append(one)
        elif one.measured.analyte not in current:
            kept.append(replace(one, measured=replace(one.measured, problem=one.measured.problem or "past")))
    return kept


def _corrects(later: Found, one: Found) -> bool:
    """Tell whether a result takes the place of another: of the same name, or the same value under another name."""
    same_value = (later.measured.value, later.measured.unit) == (one.measured.value, one.measured.unit)
    return later.corrects and (later.measured.analyte == one.measured.analyte or same_value)
