"""Reads a clinic's own reference intervals: fields as in knowledge/labs/intervals.csv, checked like a printed range."""

import math
import re
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from bot.clinics.table import Table, Unfit, one_of, text
from bot.clinics.tree import Mistake, Node
from bot.labs.intervals import FIRST_MONTH_OF_DEFAULTS, Row, looks_adult
from bot.labs.model import MONTHS_OF_ADULT, Range
from bot.labs.units import analytes, convert, measurable, unit_named

FIELDS = ("analyte", "sex", "age_from_months", "age_to_months", "low", "high", "unit", "source")
NEEDED = ("analyte", "age_from_months", "age_to_months", "low", "high", "unit")
OLDEST_MONTHS = 1800
NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,4})?")
Band = tuple[Node, Row]


def read_intervals(clinic: Table, name: str) -> tuple[Row, ...]:
    """Return the rows of the field ``intervals``; ``name`` is their source where none is given. Mistakes are noted."""
    entries = clinic.entries("intervals")
    bands = [(node, row) for node in entries if (row := _row(node, name, clinic.mistakes)) is not None]
    for (_, first), (node, second) in combinations(bands, 2):
        if _overlap(first, second):
            clinic.note(node, f"this band overlaps another one for {second.analyte}; one age and sex has one interval")
    return tuple(row for _, row in bands)


def _row(node: Node, name: str, mistakes: list[Mistake]) -> Row | None:
    before = len(mistakes)
    table = Table(node, FIELDS, NEEDED, mistakes)
    row = Row(
        is_default=True,
        analyte=table.read("analyte", one_of(*analytes()), ""),
        sex=table.read("sex", one_of("any", "female", "male"), "any"),
        from_months=Fraction(table.read("age_from_months", months, Decimal(0))),
        to_months=Fraction(table.read("age_to_months", months, Decimal(0))),
        low=table.read("low", number, Decimal(0)),
        high=table.read("high", number, Decimal(0)),
        unit=table.read("unit", unit, ""),
        source=table.read("source", text(200), name),
    )
    if len(mistakes) == before:
        for problem in problems_of(row):
            table.note(node, problem)
    return row if len(mistakes) == before else None


def number(value: str) -> Decimal:
    """Return a limit: a number with a point, without a sign."""
    if not NUMBER.fullmatch(value):
        raise Unfit(f"{value[:40]!r} is no number; write it like 37 or 0.4")
    return Decimal(value)


def months(value: str) -> Decimal:
    """Return an age in months, from birth to 150 years."""
    age = number(value)
    if age > OLDEST_MONTHS:
        raise Unfit(f"{value} months are more than {OLDEST_MONTHS}; ages are given in months")
    return age


def unit(value: str) -> str:
    """Return the name of a unit of knowledge/labs/units.yml, however it is spelt."""
    named = unit_named(value)
    if named is None:
        raise Unfit(f"{value[:40]!r} is no unit that is known (knowledge/labs/units.yml)")
    return named


def problems_of(row: Row) -> list[str]:
    """Return what is wrong with an interval whose fields are right one by one."""
    if not measurable(row.analyte, row.unit):
        return [f"{row.analyte} is not measured in {row.unit}"]
    problems = []
    if row.from_months >= row.to_months:
        problems.append("age_from_months is not below age_to_months; a band is from (included) to (left out)")
    if row.from_months < FIRST_MONTH_OF_DEFAULTS:
        begin = f"begin at {FIRST_MONTH_OF_DEFAULTS} months"
        problems.append(f"{begin}: values of younger babies belong to the baby's doctor and are never judged")
    if row.low >= row.high:
        problems.append("low is not below high")
    lowest, highest = analytes()[row.analyte].limits
    if not lowest <= convert(row.high, row.analyte, row.unit) <= highest:
        printed = f"{row.high} {row.unit}"
        problems.append(f"{printed} is no upper limit that laboratories print for {row.analyte}; check number and unit")
    return problems or _childhood(row)


def _childhood(row: Row) -> list[str]:
    """Return a problem where a band for children has limits that look like adult ones (DESIGN.md, rule 1)."""
    printed = Range(row.low, row.high, row.unit)
    first, last = math.floor(row.from_months), math.ceil(min(row.to_months, Fraction(MONTHS_OF_ADULT))) - 1
    if first < MONTHS_OF_ADULT and any(looks_adult(printed, row.unit, row.analyte, age) for age in {first, last}):
        return [f"these limits look like adult ones; begin at {MONTHS_OF_ADULT} months and give children their own"]
    return []


def _overlap(one: Row, other: Row) -> bool:
    same = one.analyte == other.analyte and (one.sex == other.sex or "any" in (one.sex, other.sex))
    return same and one.from_months < other.to_months and other.from_months < one.to_months
