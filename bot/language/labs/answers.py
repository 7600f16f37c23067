"""Reads what a person says while results are talked about: new values, answers to a question, corrections."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.labs.model import MONTHS_OF_ADULT
from bot.labs.session import TOGETHER, Question, Session, merged, without_unit
from bot.labs.units import measurable
from bot.language.labs import people
from bot.language.labs.ages import OLDEST_MONTHS
from bot.language.labs.checked import checked, ranges_in
from bot.language.labs.corrections import corrected_age, correction, other_unit
from bot.language.labs.items import Item
from bot.language.labs.prepare import prepared
from bot.language.labs.reader import Reading, read
from bot.language.labs.said_normal import said_normal_in
from bot.language.labs.this_person import another_loose, another_reading, told_age
from bot.language.labs.word_lists import words

ADULT = words("adult")
NO = words("no")
WHY = re.compile(r"(?i)^\W*(?:but )?(?:why|what for|how come|does (?:it|that|this) matter|do you need)\b")


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
    another = another_reading(session, reading)
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
    session = merged(session, reading.measurements) if reading.measurements else session
    known = {one.analyte for one in session.measurements}
    low = dict.fromkeys((*session.said_low, *reading.said_low))
    return replace(session, said_low=tuple(name for name in low if name not in known)), another


def answer(session: Session, question: Question | None, text: str) -> Session | None:
    """Return the session with the answer to a question; None where the message does not answer it."""
    reading = read(text)
    if reading.measurements or reading.problem:
        taken, _ = take_reading(session, reading)
        return _settled(taken, question, session)
    items = prepared(text)
    another = another_loose(session, items, text, reading)
    if another is not None:
        return another
    corrected = corrected_age(session, items, text) or correction(session, items, text)
    if corrected is not None:
        return corrected
    if (question is None or question.id != "unit") and (changed := other_unit(session, items)) is not None:
        return changed
    if question is None:
        return None
    kind, _, analyte = question.id.partition(":")
    named = next((item.analyte for item in items if item.kind == "analyte"), None)
    if kind == "which" and named:
        return take_in(session, f"{named} {session.loose}")[0]
    told = next((item.unit for item in items if item.kind == "unit"), None)
    if kind == "which" and told and session.loose and session.loose[-1].isdigit():
        return replace(session, loose=f"{session.loose} {told}")  # the unit comes before the name
    given = (
        ANSWERS[kind](session, items, text.strip().lower())
        if kind in ANSWERS
        else checked(session, items, kind, analyte, text)
    )
    if given is None and (months := told_age(session, items, text)[0]) is not None:
        return replace(session, person=replace(session.person, age_months=months))
    return given


def _settled(session: Session, question: Question | None, before: Session) -> Session:
    """Return the session; what was asked for and is now given settles the question about it."""
    if question is None or question.id not in ("others", "range"):
        return session
    arrived = {one.analyte for one in session.measurements} - {one.analyte for one in before.measurements}
    ranged = any(one.own_range is not None for one in session.measurements)
    given = bool(arrived) if question.id == "others" else ranged
    return replace(session, answered=(*session.answered, question.id)) if given else session


def _unknown(items: list[Item]) -> bool:
    """Tell whether a message says that something is not known; "so I don't have a deficiency?" does not."""
    return any(item.has("unknown", "not_tested") for item in items) and not any(item.text == "?" for item in items)


def answer_unit(session: Session, items: list[Item], text: str) -> Session | None:
    """Take the unit for all values that have none."""
    unit = next((item.unit for item in items if item.kind == "unit"), None)
    if unit is None:
        ranged = answer_range(session, items, text) if ranges_in(items) else None
        if ranged is not None and not any(one in ranged.measurements for one in without_unit(session)):
            return replace(ranged, answered=(*ranged.answered, "unit"))  # "40-230 mg/dL" gives both
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
    months, others = told_age(session, items, text)
    if months is None and not others:
        months = _bare_age(items, text)
    if months is None:
        return replace(session, answered=(*session.answered, "age")) if _unknown(items) else None
    person = replace(session.person, age_months=months, sex=read(text).person.sex or session.person.sex)
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
    found = ranges_in(items)
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


def answer_others(session: Session, items: list[Item], text: str) -> Session | None:
    """Take "not tested", "normal" or "I don't know" for those of IgM, IgG and IgA that were asked for."""
    done = (*session.answered, "others")
    known = {one.analyte for one in session.measurements}
    lacking = tuple(analyte for analyte in TOGETHER if analyte not in known)
    if any(item.has("normal_flag") for item in items) and not any(item.has("negation") for item in items):
        named = said_normal_in(items, []) if any(item.kind == "analyte" for item in items) else lacking
        low = tuple(name for name in said_normal_in(items, [], "low_flag") if name in lacking)
        said_low = tuple(dict.fromkeys((*session.said_low, *low)))
        return replace(session, said_normal=(*session.said_normal, *named), said_low=said_low, answered=done)
    if any(item.has("not_tested") for item in items) or text.strip(" .!") in NO or text.startswith("no "):
        return replace(session, not_tested=(*session.not_tested, *lacking), answered=done)
    return replace(session, answered=done) if _unknown(items) else None


ANSWERS: dict[str, Callable[[Session, list[Item], str], Session | None]] = {
    "unit": answer_unit,
    "age": answer_age,
    "range": answer_range,
    "others": answer_others,
}
