"""Numbers, quantities and ranges in words, for drawings and the page for the doctor. Wording: drawing.yml."""

from collections.abc import Sequence
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from bot.labs.data import read

_SHOWN = Context(prec=6)
"""More digits than a laboratory reports; a value with still more of them is "about"."""


def words() -> dict[str, Any]:
    """Return the content of knowledge/labs/drawing.yml."""
    content: dict[str, Any] = read("drawing")
    return content


def number(value: Decimal | Fraction) -> str:
    """Return a number in plain digits, without separators (12,000 is twelve to some readers).

    >>> number(Decimal("1.50E+2")), number(Fraction(1, 3))
    ('150', 'about 0.333333')
    """
    exact = Fraction(value)
    shown = _SHOWN.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    digits = format(shown, "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return digits if Fraction(shown) == exact else str(words()["about"]).format(number=digits)


def quantity(value: Decimal | Fraction, unit: str | None) -> str:
    """Return number and unit."""
    return f"{number(value)} {unit}" if unit else number(value)


def spoken(value: Decimal | Fraction | None, comparator: str, unit: str | None) -> str:
    """Return a result in words: "less than 20 mg/dL"."""
    if value is None:
        return str(words()["too_low"])
    return str(words()["spoken"][comparator]).format(value=quantity(value, unit))


def symbols(value: Decimal | Fraction | None, comparator: str, unit: str | None) -> str:
    """Return a result with its sign, for a label: "< 20 mg/dL"."""
    if value is None:
        return str(words()["too_low"])
    return quantity(value, unit) if comparator == "=" else f"{comparator} {quantity(value, unit)}"


def range_in_words(low: Decimal | Fraction | None, high: Decimal | Fraction | None, unit: str | None) -> str | None:
    """Return a range in words: "37 to 286 mg/dL"; None where both ends are open."""
    ranges = words()["range"]
    if low is not None and high is not None:
        return str(ranges["both"]).format(low=number(low), high=quantity(high, unit))
    if high is not None:
        return str(ranges["high"]).format(high=quantity(high, unit))
    return str(ranges["low"]).format(low=quantity(low, unit)) if low is not None else None


def day(on: date) -> str:
    """Return a date for a sentence: "1 March 2023"."""
    return str(words()["date"]).format(day=on.day, month=words()["months"][on.month - 1], year=on.year)


def joined(parts: Sequence[str]) -> str:
    """Return "a, b and c"."""
    *others, last = parts
    return str(words()["and"]).format(first=", ".join(others), last=last) if others else last


def by_order(analyte: str) -> tuple[int, str]:
    """Return the key that sorts analytes in the order in which they are drawn."""
    order: list[str] = words()["order"]
    return (order.index(analyte) if analyte in order else len(order), analyte)
