"""Patterns over the flags of a report, and what they can look like. Data: patterns.yml, differential.csv."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from bot import paths
from bot.kb.files import read_table
from bot.labs.data import read
from bot.labs.model import HIGH, LOW, NORMAL, UNDETERMINED, Person

MISSING = "missing"
LETTERS = {LOW: "L", NORMAL: "N", HIGH: "H"}
SHOWN = ("IgM", "IgG", "IgA", "IgE")
NOTHING_TO_EXPLAIN = ("undetermined", "no_low_result")
LIFELONG = 1800
"""The last month of the differential table's ages: a row up to here holds for all older ages."""


def patterns() -> dict[str, dict[str, Any]]:
    """Return every pattern by id, in the order in which they are tried."""
    return {row["id"]: row for row in read("patterns")["patterns"]}


def pattern_of(flags: Mapping[str, str]) -> str:
    """Return the id of the first pattern that fits the flags (analyte -> flag; without a key: missing)."""
    return next(name for name, row in patterns().items() if fits(row, flags))


def fits(row: Mapping[str, Any], flags: Mapping[str, str]) -> bool:
    """Tell whether the flags meet every condition of a row of patterns.yml."""
    if any(flags.get(analyte, MISSING) not in row[analyte] for analyte in SHOWN[:3] if analyte in row):
        return False
    for condition, flag in (("any_high", HIGH), ("any_low", LOW)):
        if condition in row and not any(flags.get(analyte) == flag for analyte in row[condition]):
            return False
    if any(flags.get(analyte) != HIGH for analyte in row.get("high", ())):
        return False
    return not row.get("any_undetermined") or UNDETERMINED in flags.values()


def urgency_of(pattern: str) -> str:
    """Return "none" or "soon" for a pattern."""
    urgency: str = patterns()[pattern]["urgency"]
    return urgency


@lru_cache(maxsize=1)
def differential() -> tuple[dict[str, str], ...]:
    """Return the rows of the differential table, common explanations first."""
    return tuple(sorted(read_table(paths.KNOWLEDGE / "differential.csv"), key=lambda row: int(row["order"])))


def resembling(pattern: str, flags: Mapping[str, str], person: Person) -> Iterable[str]:
    """Yield the conditions of the differential table that fit the flags, the age and the sex.

    A row fits if it explains at least one low or high result and contradicts none; what is missing or
    undetermined contradicts nothing.
    """
    if pattern in NOTHING_TO_EXPLAIN:
        return
    for row in differential():
        if _explains(row, flags) and _is_for(row, person):
            yield row["condition"]


def _explains(row: Mapping[str, str], flags: Mapping[str, str]) -> bool:
    known = [(flags[analyte], row[f"fits_{analyte}"]) for analyte in SHOWN if flags.get(analyte) in LETTERS]
    if any(letters and LETTERS[flag] not in letters for flag, letters in known):
        return False
    return any(letters and flag != NORMAL for flag, letters in known)


def _is_for(row: Mapping[str, str], person: Person) -> bool:
    first, last = int(row["shown_from_months"]), int(row["shown_to_months"])
    if person.sex is not None and row["sex"] not in ("any", person.sex):
        return False
    if person.age_months is None:
        return first == 0 and last >= LIFELONG
    return first <= person.age_months and (person.age_months < last or last >= LIFELONG)


def words_for(condition: str) -> str:
    """Return how a condition of the differential table is named to a patient."""
    return next(row["words"] for row in differential() if row["condition"] == condition)
