"""Corrections of what was said before: another value, another unit, another age."""

from dataclasses import replace

from bot.labs.session import Session
from bot.labs.units import measurable
from bot.language.labs.items import Item
from bot.language.labs.others import CORRECTIONS
from bot.language.labs.prepare import prepared
from bot.language.labs.this_person import explicit_ages, told_age
from bot.language.labs.word_lists import words

POLITE = words("polite")


def corrected_age(session: Session, items: list[Item], text: str) -> Session | None:
    """Return the session with a corrected age ("sorry, I'm 14"); None where the message corrects none."""
    cued = any(item.text in CORRECTIONS for item in items)
    if not cued or session.person.age_months is None:
        return None
    months, _ = told_age(session, items, text)
    return None if months is None else replace(session, person=replace(session.person, age_months=months))


def correction(session: Session, items: list[Item], text: str) -> Session | None:
    """Return the session with a corrected value ("sorry, 52 not 32"); None where the message corrects nothing.

    The denied number says which value is meant; without one there must be just one value to correct.
    """
    ages = explicit_ages(text)
    numbers = [
        i
        for i, item in enumerate(items)
        if item.kind == "number" and item.role in (None, "age") and item.value is not None
        if not any(age.start <= item.start < age.end for age in ages)
    ]
    denied = [i for i in numbers if i and items[i - 1].has("negation")]
    wanted = [i for i in numbers if i not in denied]
    cued = any(item.text in CORRECTIONS for item in items)
    if len(wanted) != 1 or not (denied or cued):
        return None
    old = items[denied[0]].value if denied else None
    meant = [one for one in session.measurements if (one.value == old if denied else True)]
    if len(meant) != 1:
        return None
    unit = next((item.unit for item in items if item.kind == "unit"), None)
    new = replace(meant[0], value=items[wanted[0]].value, unit=unit or meant[0].unit, problem=None)
    return replace(session, measurements=tuple(new if one is meant[0] else one for one in session.measurements))


def corrects(text: str) -> bool:
    """Tell whether a message without the name of a test may correct a value, unit or age that was reported."""
    items = prepared(text)
    told = any(item.kind in ("number", "unit") for item in items)
    return told and any(item.text in CORRECTIONS for item in items) and not any(i.kind == "analyte" for i in items)


def other_unit(session: Session, items: list[Item]) -> Session | None:
    """Return the session with another unit for the values whose unit was asked for; None where none is meant.

    "sorry, it was g/L" also changes a unit that was told, where all values have the same.
    """
    named = next((one.partition("=")[2] for one in session.answered if one.startswith("unit=")), None)
    told = {one.unit for one in session.measurements}
    if named is None and len(told) == 1 and any(item.text in CORRECTIONS for item in items):
        named = told.pop()
    words = [item for item in items if item.kind not in ("comma", "stop", "sign") and item.text not in POLITE]
    if named is None or len(words) != 1 or words[0].unit in (None, named):
        return None
    unit = words[0].unit or named
    answered = tuple(f"unit={unit}" if one.startswith("unit=") else one for one in session.answered)
    changed = (
        replace(one, unit=unit, confirmed=False) if one.unit == named and measurable(one.analyte, unit) else one
        for one in session.measurements
    )
    return replace(session, measurements=tuple(changed), answered=answered)
