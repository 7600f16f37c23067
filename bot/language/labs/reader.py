"""Reads the laboratory values of one message: what was measured, in whom, and what has to be asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.labs.model import Measurement, Person, Range
from bot.language.labs import people
from bot.language.labs.ages import find_ages
from bot.language.labs.found import Found, current
from bot.language.labs.items import Item
from bot.language.labs.lexer import normal
from bot.language.labs.others import adjacent
from bot.language.labs.pairing import Pair, pair_up
from bot.language.labs.prepare import PENDING, settled
from bot.language.labs.said_normal import said_normal_in
from bot.language.labs.second_thoughts import corrected_later, said_once
from bot.language.labs.shared_units import listed_units, with_shared_unit
from bot.language.labs.specific import SPECIFIC, is_resulted
from bot.language.labs.when import Dates, column_count
from bot.language.labs.whose import (
    ages_told,
    of_children_together,
    of_others,
    of_several_people,
    owned,
    person_of,
    subjects_of,
)

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
DIGITS = re.compile(r"\d+")
MOST_NUMBERS = 400
"""In a message; a report of 5,000 characters has fewer. Each is held against all others: thousands take a minute."""

PIECES = re.compile(r"\w+|[^\w\s]")
MOST_PIECES = 3_000
"""Words and signs in a message. Reports of tests/heldout/ have one for each two to five characters; more than
this in 5,000 characters are rows of single letters and signs."""

MOST_PAIRS = 80
"""Numbers that may belong to a name of an immunoglobulin; a report has a few for each."""


@dataclass(frozen=True)
class Reading:
    """What one message says. ``problem`` is a question about the whole message (knowledge/labs/questions.yml).

    ``subject`` is whose values they are (bot.language.labs.people), None where the message does not say.
    ``loose`` is a number that is told without what was measured, as it would be typed. ``specific``: antibodies
    against a germ or target are mentioned, ``specific_result``: with a result. ``mentioned``: analytes named at all.
    ``alarming``: nosebleeds or blurred vision are mentioned.
    """

    measurements: tuple[Measurement, ...] = ()
    person: Person = field(default_factory=Person)
    subject: str | None = None
    problem: str | None = None
    specific: bool = False
    specific_result: bool = False
    mentioned: tuple[str, ...] = ()
    said_normal: tuple[str, ...] = ()
    said_low: tuple[str, ...] = ()
    not_tested: tuple[str, ...] = ()
    alarming: bool = False
    loose: str | None = None


def read(text: str) -> Reading:
    """Return what a message as typed says about immunoglobulin results. Nothing is guessed: see ``problem``."""
    if len(NUMBER.findall(text)) > MOST_NUMBERS or len(DIGITS.findall(text)) > 2 * MOST_NUMBERS:
        return Reading(problem="unclear")
    plain = normal(text)
    if len(PIECES.findall(plain)) > MOST_PIECES:
        return Reading(problem="unclear")
    found_ages = find_ages(plain)
    items = settled(plain, found_ages)
    ages = ages_told(items, text, found_ages)
    pairs = corrected_later(items, pair_up(items, column_count(items)))
    if len(pairs.pairs) > MOST_PAIRS:
        return Reading(problem="unclear")
    rows: dict[int, set[int]] = {}
    for pair in pairs.pairs:
        rows.setdefault(pair.analyte, set()).add(pair.number)
    listed = listed_units(items, pairs.pairs)
    for number, unit in listed.items():
        items[number].unit = unit
    dates = Dates.of(items)
    read_all = (Found.of(items, pair, rows[pair.analyte], dates) for pair in pairs.pairs)
    found = [one for one in read_all if one is not None and one.person != people.STRANGER]
    real = current(owned(items, found))
    subjects = subjects_of(real, ages) + of_others(items, real, {pair.number for pair in pairs.pairs})
    subject = subjects[0] if subjects else None
    problem = (
        "whose"
        if len(subjects) > 1
        or of_several_people(items)
        or of_children_together(items, real)
        or (real and sum(item.has("several") for item in items) > 1)
        else "unclear"
        if pairs.unclear and not real
        else None
    )
    doubtful = any(item.has("doubt") for item in items) and any(
        item.kind == "number" and not item.role for item in items
    )
    named = any(item.kind == "analyte" and item.role is None for item in items)
    doubtful = doubtful or _denies_unit(items) or _split_thousand(items)
    if (pairs.unclear and real) or (named and doubtful) or _nameless(items, pairs.pairs):
        problem = problem or "unclear"
    shared = list(with_shared_unit(items, [one.measured for one in real]))
    return Reading(
        measurements=tuple(said_once(list(_with_named_ranges(items, shared, pairs.pairs)))),
        person=person_of(items, ages, subject),
        subject=subject,
        problem=problem,
        specific=any(item.role == SPECIFIC for item in items),
        specific_result=any(item.role == SPECIFIC and is_resulted(items, i) for i, item in enumerate(items)),
        mentioned=tuple(
            dict.fromkeys(item.analyte or "" for item in items if item.kind == "analyte" and not item.role)
        ),
        said_normal=said_normal_in(items, real),
        said_low=said_normal_in(items, real, "low_flag"),
        not_tested=tuple(item.analyte for item in items if item.analyte and item.role == PENDING),
        alarming=any(item.has("bleeding_or_vision") for item in items),
        loose=_loose(items),
    )


def _denies_unit(items: list[Item]) -> bool:
    """Tell whether a unit is taken back: "0.3 mg/dL. Edit: g/L not mg/dL"."""
    return any(item.kind == "unit" and items[i - 1].has("negation") for i, item in enumerate(items) if i)


def _split_thousand(items: list[Item]) -> bool:
    """Tell whether "IgG 1 250" may be 1250 and not a subclass: no other subclass is spoken of."""
    names = [item for item in items if item.kind == "analyte" and (item.analyte or "")[-1:].isdigit()]
    if len(names) != 1 or " " not in names[0].text or any("sub" in item.text for item in items):
        return False
    after = items[items.index(names[0]) + 1 :][:1]
    return bool(after) and after[0].kind == "number" and len(after[0].text) == 3 and after[0].text.isdigit()


def _with_named_ranges(
    items: list[Item], measured: list[Measurement], pairs: tuple[Pair, ...]
) -> Iterator[Measurement]:
    """Yield the measurements with ranges that are given by name elsewhere: "IgM 32 ... ranges: IgM 40-230"."""
    paired = {pair.analyte for pair in pairs}
    ranges: dict[str | None, Range] = {}
    name: int | None = None
    for i, item in enumerate(items):
        if item.kind == "analyte":
            name = i
        elif item.kind == "range" and item.range is not None and name is not None and name not in paired:
            ranges[items[name].analyte] = replace(item.range, unit=item.unit)
    for one in measured:
        yield replace(one, own_range=ranges[one.analyte]) if one.own_range is None and one.analyte in ranges else one


def _loose(items: list[Item]) -> str | None:
    """Return the only number of a text that names no analyte, with its unit, as it would be typed."""
    numbers = [
        i for i, item in enumerate(items) if item.kind == "number" and item.role is None and item.value is not None
    ]
    if len(numbers) != 1 or any(item.kind == "analyte" for item in items):
        return None
    number = items[numbers[0]]
    after = items[numbers[0] + 1 : numbers[0] + 2]
    unit = f" {after[0].unit}" if after and after[0].kind == "unit" else ""
    sign = "" if number.comparator in (None, "=") else f"{number.comparator} "
    return f"{sign}{number.value}{unit}"


def _nameless(items: list[Item], pairs: tuple[Pair, ...]) -> bool:
    """Tell whether "immunoglobulins" are followed by numbers without a name: "Immunoglobulins: 31, 702, 118"."""
    if pairs or any(item.role == SPECIFIC for item in items):
        return False
    if any(item.has("specific") for item in items):
        return False
    named = any(item.has("generic") for item in items)
    numbers = [i for i, item in enumerate(items) if item.kind == "number" and item.role is None]
    if not named or not numbers:
        return False
    with_unit = any(item.kind == "unit" for item in items)
    return with_unit or len(numbers) > 2 or any(adjacent(items, i, lambda item: item.has("generic")) for i in numbers)
