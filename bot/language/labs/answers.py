"""Reads what a person says while results are talked about: new values, answers to a question, corrections."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.labs.model import MONTHS_OF_ADULT, Measurement, Range
from bot.labs.session import TOGETHER, Question, Session, merged, without_unit
from bot.labs.units import measurable
from bot.language.labs import people
from bot.language.labs.ages import OLDEST_MONTHS
from bot.language.labs.items import Item
from bot.language.labs.others import CORRECTIONS
from bot.language.labs.prepare import prepared
from bot.language.labs.reader import Reading, read
from bot.language.labs.word_lists import words

ADULT = words("adult")
YES = words("yes")
NO = words("no")
WHY = re.compile(r"(?i)^\W*(?:but )?(?:why|what for|how come|does (?:it|that|this) matter|do you need)\b")
POLITE = words("polite")
LEAVE_OUT = words("leave_out")


def asks_why(text: str) -> bool:
    """Tell whether a message asks why a detail is wanted."""
    return bool(WHY.search(text))


def take_in(session: Session, text: str) -> tuple[Session, bool]:
    """Return the session with the values of a message, and whether they are those of another person.

    Values of another person begin a new session: they are never mixed.
    """
    reading = read(text)
    return take_reading(session, reading)


def take_reading(session: Session, reading: Reading) -> tuple[Session, bool]:
    """Return the session with a reading, and whether it began a new one for another person."""
    another = bool(reading.measurements) and not people.same(session.subject or _default(session), reading.subject)
    if another:
        session = Session()
    if reading.problem:
        return replace(session, unclear=reading.problem), another
    if reading.loose and not reading.measurements:
        session = replace(session, loose=reading.loose)
    person = session.person
    session = replace(
        session,
        person=replace(
            person,
            age_months=reading.person.age_months if reading.person.age_months is not None else person.age_months,
            sex=reading.person.sex or person.sex,
            on_immunoglobulin=person.on_immunoglobulin or reading.person.on_immunoglobulin,
        ),
        subject=people.merge(session.subject, reading.subject),
        alarming=session.alarming or reading.alarming,
        said_normal=tuple(dict.fromkeys((*session.said_normal, *reading.said_normal))),
        not_tested=tuple(dict.fromkeys((*session.not_tested, *reading.not_tested))),
    )
    return merged(session, reading.measurements) if reading.measurements else session, another


def _default(session: Session) -> str | None:
    return None if not session.measurements else session.subject


def answer(session: Session, question: Question | None, text: str) -> Session | None:
    """Return the session with the answer to a question; None where the message does not answer it."""
    reading = read(text)
    if reading.measurements or reading.problem:
        taken, _ = take_reading(session, reading)
        return _settled(taken, question, session)
    items = prepared(text)
    corrected = correction(session, items)
    if corrected is not None:
        return corrected
    if question is None:
        return None
    if question.id != "unit" and (changed := other_unit(session, items)) is not None:
        return changed
    kind, _, analyte = question.id.partition(":")
    named = next((item.analyte for item in items if item.kind == "analyte"), None)
    if kind == "which" and named:
        return take_in(session, f"{named} {session.loose}")[0]
    given = (
        ANSWERS[kind](session, items, text.strip().lower())
        if kind in ANSWERS
        else _checked(session, items, kind, analyte, text)
    )
    if given is None and reading.person.age_months is not None:
        return replace(session, person=replace(session.person, age_months=reading.person.age_months))
    return given


def _settled(session: Session, question: Question | None, before: Session) -> Session:
    """Return the session; what was asked for and is now given settles the question about it."""
    if question is None or question.id not in ("others", "range"):
        return session
    arrived = {one.analyte for one in session.measurements} - {one.analyte for one in before.measurements}
    ranged = any(one.own_range is not None for one in session.measurements)
    given = bool(arrived) if question.id == "others" else ranged
    return replace(session, answered=(*session.answered, question.id)) if given else session


def correction(session: Session, items: list[Item]) -> Session | None:
    """Return the session with a corrected value ("sorry, 52 not 32"); None where the message corrects nothing.

    The denied number says which value is meant; without one there must be just one value to correct.
    """
    numbers = [
        i
        for i, item in enumerate(items)
        if item.kind == "number" and item.role in (None, "age") and item.value is not None
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


def other_unit(session: Session, items: list[Item]) -> Session | None:
    """Return the session with another unit for the values whose unit was asked for; None where none is meant."""
    named = next((one.partition("=")[2] for one in session.answered if one.startswith("unit=")), None)
    words = [item for item in items if item.kind not in ("comma", "stop", "sign") and item.text not in POLITE]
    if named is None or len(words) != 1 or words[0].unit in (None, named):
        return None
    unit = words[0].unit or named
    answered = tuple(f"unit={unit}" if one.startswith("unit=") else one for one in session.answered)
    changed = (
        replace(one, unit=unit) if one.unit == named and measurable(one.analyte, unit) else one
        for one in session.measurements
    )
    return replace(session, measurements=tuple(changed), answered=answered)


def _unknown(items: list[Item]) -> bool:
    return any(item.has("unknown", "not_tested") for item in items)


def answer_unit(session: Session, items: list[Item], text: str) -> Session | None:
    """Take the unit for all values that have none."""
    unit = next((item.unit for item in items if item.kind == "unit"), None)
    if unit is None:
        return replace(session, answered=(*session.answered, "unit")) if _unknown(items) else None
    lacking = without_unit(session)
    measurements = tuple(
        replace(one, unit=unit) if one in lacking and measurable(one.analyte, unit) else one
        for one in session.measurements
    )
    if measurements == session.measurements:
        return None
    return replace(session, measurements=measurements, answered=(*session.answered, "unit", f"unit={unit}"))


def answer_age(session: Session, items: list[Item], text: str) -> Session | None:
    """Take the age: as read, a bare number as years, "adult" as 18 years."""
    reading = read(text)
    months = reading.person.age_months
    if months is None:
        months = _bare_age(items, text)
    if months is None:
        return replace(session, answered=(*session.answered, "age")) if _unknown(items) else None
    person = replace(session.person, age_months=months, sex=reading.person.sex or session.person.sex)
    return replace(session, person=person, answered=(*session.answered, "age"))


def _bare_age(items: list[Item], text: str) -> int | None:
    if any(word in text for word in ADULT):
        return MONTHS_OF_ADULT
    numbers = [item for item in items if item.kind == "number" and item.value is not None and item.value >= 0]
    if len(numbers) != 1 or any(item.kind == "unit" for item in items):
        return None
    words = {item.text for item in items}
    if words & {"month", "months", "mo", "mos", "mths"}:
        factor = 12 / 12
    elif words & {"week", "weeks", "wk", "wks"}:
        factor = 7 * 12 / 365.25
    elif words & {"day", "days"}:
        factor = 12 / 365.25
    else:
        factor = 12.0
    months = int(float(numbers[0].value or 0) * factor)
    return months if months <= OLDEST_MONTHS else None


def answer_range(session: Session, items: list[Item], text: str) -> Session | None:
    """Take printed ranges: named ones to their analyte, a bare one where just one result lacks a range."""
    done = (*session.answered, "range")
    found = _ranges(items)
    if not found:
        return replace(session, answered=done) if _unknown(items) or "no" in text.split() else None
    lacking = [one.analyte for one in session.measurements if one.own_range is None]
    measurements = session.measurements
    for name, own in found:
        target = name or (lacking[0] if len(set(lacking)) == 1 or "IgM" not in lacking else "IgM")
        measurements = tuple(
            replace(one, own_range=own, unit=one.unit or own.unit) if one.analyte == target else one
            for one in measurements
        )
    if measurements == session.measurements:
        return None
    return replace(session, measurements=measurements, answered=done)


def _ranges(items: list[Item]) -> list[tuple[str | None, Range]]:
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


def answer_others(session: Session, items: list[Item], text: str) -> Session | None:
    """Take "not tested", "normal" or "I don't know" for those of IgM, IgG and IgA that were asked for."""
    done = (*session.answered, "others")
    known = {one.analyte for one in session.measurements}
    lacking = tuple(analyte for analyte in TOGETHER if analyte not in known)
    if any(item.has("normal_flag") for item in items) and not any(item.has("negation") for item in items):
        return replace(session, said_normal=(*session.said_normal, *lacking), answered=done)
    if any(item.has("not_tested") for item in items) or text.strip(" .!") in NO or text.startswith("no "):
        return replace(session, not_tested=(*session.not_tested, *lacking), answered=done)
    return replace(session, answered=done) if _unknown(items) else None


ANSWERS: dict[str, Callable[[Session, list[Item], str], Session | None]] = {
    "unit": answer_unit,
    "age": answer_age,
    "range": answer_range,
    "others": answer_others,
}


def _checked(session: Session, items: list[Item], problem: str, analyte: str, text: str) -> Session | None:
    """Take the answer to a question about one measurement: a new number, a choice, or to leave it out."""
    words = set(text.lower().replace(",", " ").split())
    done = (*session.answered, f"{problem}:{analyte}")
    of_it = [one for one in session.checked() if one.analyte == analyte and one.problem == problem]
    if not of_it:
        return None
    if problem == "past" and words & {*YES, *NO}:
        keep = bool(words & set(YES))
        return _replaced(session, analyte, replace(of_it[0], problem=None) if keep else None, done)
    if problem.startswith("range"):
        found = _ranges(items)
        if found or _unknown(items) or words & set(NO):
            return _replaced(
                session, analyte, replace(of_it[0], own_range=found[0][1] if found else None, problem=None), done
            )
    number = next(
        (item for item in items if item.kind == "number" and item.value is not None and not item.comparator), None
    )
    unit = next((item.unit for item in items if item.kind == "unit"), None)
    if number is not None or (unit is not None and problem == "wrong_unit"):
        value = number.value if number is not None else of_it[0].value
        return _replaced(
            session, analyte, replace(of_it[0], value=value, unit=unit or of_it[0].unit, problem=None), session.answered
        )
    if words & set(LEAVE_OUT) or _unknown(items):
        return _replaced(session, analyte, None, done)
    return None


def _replaced(session: Session, analyte: str, new: Measurement | None, answered: tuple[str, ...]) -> Session:
    kept = tuple(one for one in session.measurements if one.analyte != analyte)
    return replace(session, measurements=(*kept, new) if new else kept, answered=answered)
