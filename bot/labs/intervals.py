"""Reference intervals by age and sex, from knowledge/labs/intervals.csv (each row names its source)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from bot.labs.data import table
from bot.labs.model import DEFAULT, MONTHS_OF_ADULT, OWN, Interval, Person, Range
from bot.labs.units import convert

FIRST_MONTH_OF_DEFAULTS = 6
"""Below this age no default interval is used: the values belong to the baby's doctor (DESIGN.md, rule 1)."""


@dataclass(frozen=True)
class Row:
    """One laboratory's interval for one age band [from, to) in months; ``low`` and ``high`` as printed."""

    is_default: bool
    analyte: str
    sex: str
    from_months: Fraction
    to_months: Fraction
    low: Decimal
    high: Decimal
    unit: str
    source: str

    def fits(self, age_months: int, sex: str | None) -> bool:
        """Tell whether the row is for that age and sex; a row for one sex needs the sex to be known."""
        return self.from_months <= age_months < self.to_months and self.sex in ("any", sex)

    @property
    def limits(self) -> tuple[Fraction, Fraction]:
        """Return both limits in the analyte's own unit."""
        return convert(self.low, self.analyte, self.unit), convert(self.high, self.analyte, self.unit)


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    """Return every row of the table."""
    return tuple(
        Row(
            is_default=row["default"] == "yes",
            analyte=row["analyte"],
            sex=row["sex"],
            from_months=Fraction(row["age_from_months"]),
            to_months=Fraction(row["age_to_months"]),
            low=Decimal(row["low"]),
            high=Decimal(row["high"]),
            unit=row["unit"],
            source=row["source"],
        )
        for row in table("intervals")
    )


def default_interval(analyte: str, person: Person) -> Interval | None:
    """Return the default interval for an analyte at the person's age; None where none may be used.

    None without an age, below six months, and for analytes without a default row (subclasses).
    """
    if person.age_months is None or person.age_months < FIRST_MONTH_OF_DEFAULTS:
        return None
    for row in rows():
        if row.is_default and row.analyte == analyte and row.fits(person.age_months, person.sex):
            return Interval(row.low, row.high, row.unit, row.source, DEFAULT)
    return None


def interval_of_clinic(analyte: str, person: Person, own: tuple[Row, ...]) -> Interval | None:
    """Return the interval of the clinic's own laboratory, given by its rows; None where none fits.

    None without an age, as for the default intervals.
    """
    if person.age_months is None:
        return None
    for row in own:
        if row.analyte == analyte and row.fits(person.age_months, person.sex):
            return Interval(row.low, row.high, row.unit, row.source, OWN)
    return None


def row_as_json(row: Row) -> dict[str, Any]:
    """Return a row as a plain object."""
    return {name: str(value) if name != "is_default" else value for name, value in vars(row).items()}


def row_from_json(stored: dict[str, Any]) -> Row:
    """Return the row that ``row_as_json`` made an object of."""
    exact = {"from_months": Fraction, "to_months": Fraction, "low": Decimal, "high": Decimal}
    return Row(**{name: exact[name](value) if name in exact else value for name, value in stored.items()})


def highest_limit(analyte: str) -> Fraction:
    """Return the highest upper limit that the table has for an analyte at any age, in the analyte's own unit."""
    return max(row.limits[1] for row in rows() if row.analyte == analyte)


def near_limit(value: Fraction, analyte: str, person: Person) -> bool:
    """Tell whether ``value`` (in the analyte's own unit) is where the listed laboratories disagree at that age.

    That is between their smallest and their largest lower limit, or between their smallest and largest upper one.
    """
    if person.age_months is None:
        return False
    fitting = [row.limits for row in rows() if row.analyte == analyte and row.fits(person.age_months, person.sex)]
    if not fitting:
        return False
    lows, highs = zip(*fitting, strict=True)
    return any(min(limits) <= value <= max(limits) and min(limits) < max(limits) for limits in (lows, highs))


def looks_adult(own: Range, unit: str, analyte: str, age_months: int) -> bool:
    """Tell whether a range printed for a child under 18 is likelier one for adults.

    It is compared, by the ratio of the limits, with every listed range for that age and for adults; the nearest
    decides. Judgement: DESIGN.md rule 1 asks for the check and leaves open how.
    """
    children = [row for row in rows() if row.analyte == analyte and row.fits(age_months, None)]
    adults = [row for row in rows() if row.analyte == analyte and row.to_months > MONTHS_OF_ADULT]
    to_adults = min((_distance(own, unit, row) for row in adults), default=math.inf)
    to_children = min((_distance(own, unit, row) for row in children), default=math.inf)
    return to_adults < to_children


def _distance(own: Range, unit: str, row: Row) -> float:
    low, high = row.limits
    return sum(_ratios(own, unit, row.analyte, low, high))


def _ratios(own: Range, unit: str, analyte: str, low: Fraction, high: Fraction) -> Iterator[float]:
    for printed, listed in ((own.low, low), (own.high, high)):
        if printed is not None and printed > 0 and listed > 0:
            yield abs(math.log(convert(printed, analyte, own.unit or unit) / listed))
