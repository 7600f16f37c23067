"""The value of a number as typed: decimal comma or point, thousands separators."""

import re
from decimal import Decimal

from bot.labs.units import USUAL_SPAN, analytes, convert, measurable, plausible

THOUSANDS = re.compile(r"\d{1,3}(?:[,'’]\d{3})+(?:\.\d+)?")
POINT_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+")
ONE_SEPARATOR = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
DECIMAL_COMMA = re.compile(r"\d+,(?:\d{1,2}|\d{3})|,\d+")


def value_of(text: str, commas_are_decimal: bool) -> Decimal:
    """Return the value of a number token; ``commas_are_decimal`` says how other numbers of the text are written."""
    if POINT_THOUSANDS.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if THOUSANDS.fullmatch(text) and not (commas_are_decimal and ONE_SEPARATOR.fullmatch(text)) and text[0] != "0":
        return Decimal(re.sub("[,'’]", "", text))
    return Decimal(text.replace(",", "."))


def shows_decimal_comma(texts: list[str]) -> bool:
    """Tell whether one of the numbers can only be written with a decimal comma ("0,32", "9,5")."""
    return any(
        POINT_THOUSANDS.fullmatch(text)
        or (DECIMAL_COMMA.fullmatch(text) and not THOUSANDS.fullmatch(text))
        or re.fullmatch(r"0,\d+", text)
        for text in texts
    )


def settle(text: str, value: Decimal, analyte: str, unit: str | None) -> tuple[Decimal, bool]:
    """Return the value, read anew where its separator is unclear, and whether it must be asked about.

    "1,234" in g/L can only be 1.234; "1.020" in mg/dL of IgG may be 1020: that is asked.
    """
    if not ONE_SEPARATOR.fullmatch(text) or unit is None or not measurable(analyte, unit):
        return value, False
    other = Decimal(text.replace(",", ".")) if value == value.to_integral_value() and "," in text else value * 1000
    fits, other_fits = _usual(value, analyte, unit), _usual(other, analyte, unit)
    if "," in text and unit in ("g/L", "g/dL") and not text.endswith("000") and not fits and other_fits:
        return other, False
    return value, "." in text and not fits and other_fits


def thousand_fits(value: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    """Tell whether the printed range shows that the point divides thousands: "1.034 (700 - 1600)"."""
    if low is None or high is None or low <= 0:
        return False
    return value * 100 < low and low / 10 <= value * 1000 <= high * 10


def _usual(value: Decimal, analyte: str, unit: str) -> bool:
    most = analytes()[analyte].limits[1]
    return plausible(value, analyte, unit) and most / USUAL_SPAN <= convert(value, analyte, unit) <= 3 * most
