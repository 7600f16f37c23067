"""Answers to the questions about one measurement: a new number, a choice of two, another range, or to leave it out."""

from dataclasses import replace

from bot.labs.checks import UNIT_DOUBTS
from bot.labs.model import Measurement, Range
from bot.labs.session import Session
from bot.language.labs.items import Item
from bot.language.labs.this_person import explicit_ages
from bot.language.labs.word_lists import words

YES = words("yes")
NO = words("no")
LEAVE_OUT = words("leave_out")


def ranges_in(items: list[Item]) -> list[tuple[str | None, Range]]:
    """Return the ranges of a message, each with the analyte that is named before it, if one is."""
    found: list[tuple[str | None, Range]] = []
    name = None
    for k, item in enumerate(items):
        if item.kind == "analyte":
            name = item.analyte
        elif item.kind == "range" and item.range is not None:
            found.append((name, replace(item.range, unit=item.unit)))
        elif item.kind == "number" and item.comparator and item.value is not None and item.role is None:
            upper = item.comparator.startswith("<")
            after = items[k + 1] if k + 1 < len(items) else None
            unit = after.unit if after is not None and after.kind == "unit" else None
            found.append((name, Range(None, item.value, unit) if upper else Range(item.value, None, unit)))
    return found


def checked(session: Session, items: list[Item], problem: str, analyte: str, text: str) -> Session | None:
    """Take the answer to a question about one measurement; None where the message is none."""
    said = set(text.lower().replace(",", " ").split())
    done = (*session.answered, f"{problem}:{analyte}")
    of_it = [one for one in session.checked() if one.analyte == analyte and one.problem == problem]
    if not of_it:
        return None
    if problem in ("past", "letter") and said & {*YES, *NO} and not any(item.kind == "number" for item in items):
        keep = bool(said & set(YES))
        return _replaced(session, analyte, replace(of_it[0], problem=None) if keep else None, done)
    unknown = any(item.has("unknown", "not_tested") for item in items)
    if problem.startswith("range"):
        found = ranges_in(items)
        if found or unknown or said & set(NO):
            return _replaced(
                session, analyte, replace(of_it[0], own_range=found[0][1] if found else None, problem=None), done
            )
    if problem in UNIT_DOUBTS and (confirmed := _with_unit(of_it[0], items, said)) is not None:
        return _replaced(session, analyte, confirmed, done)
    new = _new_value(of_it, items, problem, text)
    if new is not None:
        return _replaced(session, analyte, replace(new, problem=None), session.answered)
    if said & set(LEAVE_OUT) or unknown:
        return _replaced(session, analyte, None, done)
    return None


def _with_unit(measured: Measurement, items: list[Item], said: set[str]) -> Measurement | None:
    """Return the measurement with its unit confirmed or put right; None where neither is said."""
    if any(item.kind == "number" for item in items):
        return None
    unit = next((item.unit for item in items if item.kind == "unit"), None)
    if unit is None and not said & set(YES):
        return None
    return replace(measured, unit=unit or measured.unit, problem=None, confirmed=True)


def _new_value(of_it: list[Measurement], items: list[Item], problem: str, text: str) -> Measurement | None:
    """Return the measurement with the number or unit of an answer; an age is no answer, nor a third of two values."""
    ages = explicit_ages(text)
    number = next(
        (
            item
            for item in items
            if item.kind == "number" and item.value is not None and not item.comparator
            if not any(age.start <= item.start < age.end for age in ages)
        ),
        None,
    )
    unit = next((item.unit for item in items if item.kind == "unit"), None)
    if number is None:
        return replace(of_it[0], unit=unit) if unit is not None and problem == "wrong_unit" else None
    if problem in UNIT_DOUBTS and unit is None and number.value is not None and number.value % 1 == 0:
        return None  # a bare "40" to "which unit" may well be the age
    if problem == "two_values":
        meant = [one for one in of_it if one.value == number.value and unit in (None, one.unit)]
        if meant or unit is None:
            return meant[0] if meant else None
    return replace(of_it[0], value=number.value, unit=unit or of_it[0].unit)


def _replaced(session: Session, analyte: str, new: Measurement | None, answered: tuple[str, ...]) -> Session:
    kept = tuple(one for one in session.measurements if one.analyte != analyte)
    return replace(session, measurements=(*kept, new) if new else kept, answered=answered)
