"""Reads the reference range of a FHIR Observation: the laboratory's normal range for this person, or none."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from bot.labs.fhir_json import number, record, records, text
from bot.labs.fhir_model import Note, Unread
from bot.labs.fhir_people import Patient, months_between
from bot.labs.fhir_values import LONGEST_TEXT, plain_value, unit_of
from bot.labs.model import Range
from bot.labs.units import measurable

FEMALE, MALE = "female", "male"
SEX_WORDS = {
    "male": MALE, "m": MALE, "males": MALE, "men": MALE, "man": MALE, "248153007": MALE,
    "female": FEMALE, "f": FEMALE, "females": FEMALE, "women": FEMALE, "woman": FEMALE, "248152002": FEMALE,
}  # fmt: skip
MONTHS, DAYS = {"a": 12, "y": 12, "yr": 12, "year": 12, "years": 12, "mo": 1, "month": 1, "months": 1}, {
    "wk": 7, "week": 7, "weeks": 7, "d": 1, "day": 1, "days": 1,
}  # fmt: skip
TWO_ENDS = re.compile(r"(\d[\d.]*)\s*(?:-|–|—|to)\s*(\d[\d.]*)\s*(\D.*)?")


def own_range(
    observation: dict[str, Any], analyte: str, unit: str | None, patient: Patient, on: date | None
) -> tuple[Range | None, list[Note]]:
    """Return the normal range that the laboratory gives for this person, and notes about one that is not used.

    ``unit`` is that of the value; the range's own is kept where it is another.
    """
    normal = [stated for stated in records(observation.get("referenceRange")) if _is_normal(stated)]
    fitting = [stated for stated in normal if _fits(stated, patient, on)]
    for_some = [stated for stated in fitting if "age" in stated or "appliesTo" in stated]
    try:
        if normal and not fitting:
            raise Unread("range_unclear", analyte=analyte)
        read = {_range(stated, analyte, unit) for stated in (for_some if len(for_some) == 1 else fitting)} - {None}
        if len(read) > 1:
            raise Unread("range_unclear", analyte=analyte)
    except Unread as reason:
        return None, [reason.note]
    return next(iter(read), None), []


def _is_normal(stated: dict[str, Any]) -> bool:
    kind = record(stated.get("type"))
    words = {text(coding.get("code")) for coding in records(kind.get("coding"))} or {text(kind.get("text")).lower()}
    return "type" not in stated or "normal" in words


def _fits(stated: dict[str, Any], patient: Patient, on: date | None) -> bool:
    return all(_is_sex(group, patient.sex) for group in records(stated.get("appliesTo"))) and (
        "age" not in stated or _in_ages(record(stated.get("age")), patient.born, on)
    )


def _is_sex(group: dict[str, Any], sex: str | None) -> bool:
    """Tell whether a group is known to hold the person; of groups only the sexes are known."""
    words = [text(coding.get("code")) for coding in records(group.get("coding"))] or [text(group.get("text"))]
    return sex is not None and {SEX_WORDS.get(word.lower()) for word in words} == {sex}


def _in_ages(ages: dict[str, Any], born: date | None, on: date | None) -> bool:
    """Tell whether the age at the test lies between two ages, each counted in completed units of its own."""
    if born is None or on is None or on < born or not ({"low", "high"} & set(ages)):
        return False
    low, high = (_ages(record(ages.get(end)), born, on) if end in ages else (0, 0) for end in ("low", "high"))
    if low is None or high is None:
        return False
    return low[1] >= low[0] and high[1] <= high[0]


def _ages(limit: dict[str, Any], born: date, on: date) -> tuple[Decimal, Decimal] | None:
    """Return a limit of age and the person's age in the same unit; None where the limit is unclear."""
    unit, value = (text(limit.get("code")) or text(limit.get("unit"))).lower(), number(limit.get("value"))
    if value is None or value < 0 or "comparator" in limit:
        return None
    if unit in MONTHS:
        return value, Decimal(months_between(born, on) // MONTHS[unit])
    return (value, Decimal((on - born).days // DAYS[unit])) if unit in DAYS else None


def _range(stated: dict[str, Any], analyte: str, unit: str | None) -> Range | None:
    """Return one range; None where it is a text that is no plain range.

    Raises:
        Unread: ends without a number or with units that do not fit, or the wrong way round.
    """
    if "modifierExtension" in stated:
        raise Unread("range_unclear", analyte=analyte)
    ends = [record(stated[end]) if end in stated else None for end in ("low", "high")]
    low, high, own = _of_text(text(stated.get("text")), analyte) if ends == [None, None] else _of_ends(ends, analyte)
    if low is None and high is None:
        return None
    if own is not None and not measurable(analyte, own):
        raise Unread("range_unclear", analyte=analyte)
    if any(end is not None and end < 0 for end in (low, high)):
        raise Unread("range_unclear", analyte=analyte)
    if low is not None and high is not None and low > high:
        raise Unread("range_reversed", analyte=analyte)
    return Range(low, high, None if own == unit else own)


Ends = tuple[Decimal | None, Decimal | None, str | None]


def _of_ends(ends: list[dict[str, Any] | None], analyte: str) -> Ends:
    low, high = (None if end is None else number(end.get("value")) for end in ends)
    stated = [end for end in ends if end is not None]
    named = {_unit(end, analyte) for end in stated} - {None}
    if len(named) > 1 or any(number(end.get("value")) is None or "comparator" in end for end in stated):
        raise Unread("range_unclear", analyte=analyte)
    return low, high, next(iter(named), None)


def _unit(end: dict[str, Any], analyte: str) -> str | None:
    try:
        return unit_of(end, analyte)
    except Unread:
        raise Unread("range_unclear", analyte=analyte) from None


def _of_text(stated: str, analyte: str) -> Ends:
    """Return the ends in a text such as "37-286 mg/dL", "<100" or ">40"; nothing where it says anything else."""
    both = TWO_ENDS.fullmatch(stated) if len(stated) <= LONGEST_TEXT else None
    try:
        if both:
            (_, low, _), (_, high, unit) = (
                plain_value(end, analyte) for end in (both[1], f"{both[2]} {both[3] or ''}")
            )
            return low, high, unit
        sign, value, unit = plain_value(stated, analyte)
    except Unread:
        return None, None, None
    if sign.startswith("<"):
        return None, value, unit
    return (value, None, unit) if sign.startswith(">") else (None, None, None)
