"""Reads the value, the unit, the date and the laboratory's own flag of a FHIR Observation or component."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.labs.fhir_json import number, record, records, text
from bot.labs.fhir_model import Unread, shown
from bot.labs.model import COMPARATORS, HIGH, LOW, NORMAL
from bot.labs.units import measurable, plausible, ucum, unit_named, units

UCUM = ("http://unitsofmeasure.org", "https://unitsofmeasure.org", "urn:oid:2.16.840.1.113883.6.8", "")
INTERPRETATIONS = (
    "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
    "http://hl7.org/fhir/v3/ObservationInterpretation",
    "http://terminology.hl7.org/CodeSystem/v2-0078",
    "http://hl7.org/fhir/v2/0078",
    "",
)
FLAGS = {"L": LOW, "LL": LOW, "N": NORMAL, "H": HIGH, "HH": HIGH}
SIGNS = {"≤": "<=", "≥": ">=", "=": "=", "": "="}

LONGEST_TEXT = 100
"""A longer text is no plain value or range."""

PLAIN = re.compile(r"(<=|>=|[<>≤≥=]?)\s*(\d{1,12}(?:\.\d{1,12})?)\s*(\D.*)?")
"""A value as text: a sign, a number with a decimal point, a unit. A comma may be either sign: not plain."""

Value = tuple[str, Decimal, str | None]


def value_of(observation: dict[str, Any], analyte: str) -> Value:
    """Return comparator, number and unit (None where none is stated) of a result.

    Raises:
        Unread: no value, not a number, an unknown or unfit unit, or a value that no living person has.
    """
    stated = [name for name in observation if name.startswith("value") and observation[name] is not None]
    if not stated or "dataAbsentReason" in observation:
        raise Unread("no_value", analyte=analyte)
    if len(stated) > 1 or stated[0] not in ("valueQuantity", "valueString", "valueInteger"):
        raise Unread("value_unclear", analyte=analyte)
    return _fitting(analyte, *_stated(observation[stated[0]], analyte))


def _stated(value: Any, analyte: str) -> tuple[str, Decimal | None, str | None]:
    if isinstance(value, str):
        return plain_value(value, analyte)
    if not isinstance(value, dict):
        return "=", number(value), None
    if value.get("value") is None:
        raise Unread("no_value", analyte=analyte)
    return text(value.get("comparator")) or "=", number(value["value"]), unit_of(value, analyte)


def plain_value(stated: str, analyte: str) -> tuple[str, Decimal, str | None]:
    """Return comparator, number and unit of a text such as "<7 mg/dL".

    Raises:
        Unread: the text holds anything else.
    """
    found = PLAIN.fullmatch(stated.strip()) if len(stated) <= LONGEST_TEXT else None
    unit = unit_named(found[3]) if found and found[3] else None
    if not found or (found[3] and unit is None):
        raise Unread("value_unclear", analyte=analyte)
    return SIGNS.get(found[1], found[1]), Decimal(found[2]), unit


def _fitting(analyte: str, comparator: str, value: Decimal | None, unit: str | None) -> Value:
    if value is None or comparator not in COMPARATORS:
        raise Unread("value_unclear", analyte=analyte)
    if unit is not None and not measurable(analyte, unit):
        raise Unread("unit_wrong_kind", analyte=analyte, unit=unit)
    if value < 0 or (unit is not None and not plausible(value, analyte, unit)):
        raise Unread("value_implausible", analyte=analyte)
    return comparator, value.copy_abs(), unit


def unit_of(quantity: dict[str, Any], analyte: str) -> str | None:
    """Return the unit of a Quantity by its UCUM code, else by its text; None where it states none.

    Raises:
        Unread: a code or text that is not known, or two that are not the same unit.
    """
    code, spelled = text(quantity.get("code")), text(quantity.get("unit"))
    is_ucum = text(quantity.get("system")).rstrip("/") in UCUM
    by_code = ucum().get(code) if is_ucum else None
    by_text = unit_named(spelled) if spelled else None
    if code and by_code is None and (is_ucum or by_text is None):
        raise Unread("unit_unclear", analyte=analyte, unit=shown(code))
    if spelled and by_text is None:
        raise Unread("unit_unclear", analyte=analyte, unit=shown(spelled))
    if by_code and by_text and not _same(by_code, by_text):
        raise Unread("unit_differs", analyte=analyte)
    return by_code or by_text


def _same(one: str, other: str) -> bool:
    first, second = units()[one], units()[other]
    return (first.kind, first.in_base) == (second.kind, second.in_base)


def printed(observation: dict[str, Any]) -> str | None:
    """Return the laboratory's own flag; None without one, and where codes contradict each other."""
    codings = [c for concept in records(observation.get("interpretation")) for c in records(concept.get("coding"))]
    known = [text(c.get("code")) for c in codings if text(c.get("system")) in INTERPRETATIONS]
    flags = {FLAGS[code] for code in known if code in FLAGS}
    return flags.pop() if len(flags) == 1 else None


def day_of(resource: dict[str, Any]) -> date | None:
    """Return the day of a result: when it was taken, else when it was issued.

    A year or month alone gives no day, unless the result was issued within it.
    """
    period = record(resource.get("effectivePeriod"))
    within = ""
    for stated in (
        text(resource.get("effectiveDateTime")),
        text(resource.get("effectiveInstant")),
        text(period.get("end")),
        text(resource.get("issued")),
    ):
        day = _day(stated)
        if day is not None:
            return day if stated.startswith(within) else None
        within = within or stated
    return None


def _day(stated: str) -> date | None:
    try:
        return date.fromisoformat(stated[:10])
    except ValueError:
        return None


def not_yet(day: date, today: date) -> bool:
    """Tell whether a day lies ahead (one day is allowed for time zones)."""
    return day > today + timedelta(days=1)
