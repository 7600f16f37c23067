"""The plain types of a laboratory report: what was measured, in whom, and what is known about it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

LOW, NORMAL, HIGH, UNDETERMINED = "low", "normal", "high", "undetermined"
FLAGS = (LOW, NORMAL, HIGH, UNDETERMINED)

COMPARATORS = ("=", "<", ">", "<=", ">=")
OWN, DEFAULT = "own_laboratory", "default"
SUBCLASSES = ("IgG1", "IgG2", "IgG3", "IgG4")
MAIN = ("IgM", "IgG", "IgA", "IgE")
"""What a report should hold; a main analyte without a result is named in ``missing``."""

MONTHS_OF_ADULT = 216
"""18 years: from here on the article's cut-off and adult intervals apply."""


@dataclass(frozen=True)
class Range:
    """A reference range as a laboratory prints it; None is an open end. ``unit`` None: that of the value."""

    low: Decimal | None
    high: Decimal | None
    unit: str | None = None


@dataclass(frozen=True)
class Measurement:
    """One result as it was read.

    ``value`` is None for "undetectable" without a number (the comparator is "<" then); ``unit`` is None where
    none was stated; ``problem`` is the id of a question of knowledge/labs/questions.yml that must be
    settled before the result is interpreted; ``printed`` is the laboratory's own flag: "low", "normal", "high";
    ``confirmed`` where the unit was coded or confirmed, however odd the value looks in it.
    """

    analyte: str
    value: Decimal | None
    unit: str | None = None
    comparator: str = "="
    own_range: Range | None = None
    on: date | None = None
    printed: str | None = None
    problem: str | None = None
    confirmed: bool = False


@dataclass(frozen=True)
class Person:
    """Whose results these are, as far as known. ``age_months`` None: unknown, never taken for an adult."""

    age_months: int | None = None
    sex: str | None = None
    on_immunoglobulin: bool = False

    @property
    def is_child(self) -> bool:
        """Tell whether the person is known to be under 18."""
        return self.age_months is not None and self.age_months < MONTHS_OF_ADULT

    @property
    def is_adult(self) -> bool:
        """Tell whether the person is known to be 18 or older."""
        return self.age_months is not None and self.age_months >= MONTHS_OF_ADULT


@dataclass(frozen=True)
class Interval:
    """A reference interval: values below ``low`` are low, above ``high`` high; None is an open end."""

    low: Decimal | None
    high: Decimal | None
    unit: str | None
    source: str | None
    origin: str


@dataclass(frozen=True)
class Result:
    """A measurement with what it was held against. ``in_interval_unit`` is None where it cannot be converted."""

    measured: Measurement
    flag: str
    near_limit: bool = False
    interval: Interval | None = None
    in_interval_unit: Fraction | None = None


@dataclass(frozen=True)
class Report:
    """An interpretation. Fields as in docs/reply-contract.md; ``results`` hold every measurement, oldest first."""

    results: tuple[Result, ...]
    pattern: str
    resembles: tuple[str, ...]
    missing: tuple[str, ...]
    cautions: tuple[str, ...]
    urgency: str
    below_article_cutoff: bool | None
    person: Person = field(default_factory=Person)

    def latest(self, analyte: str) -> Result | None:
        """Return the newest result of an analyte (the last one where dates are missing)."""
        of_it = [result for result in self.results if result.measured.analyte == analyte]
        return of_it[-1] if of_it else None
