"""Units of concentration: the only place where values are converted. Data: units.yml and analytes.yml."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from bot.labs.data import read


class WrongUnit(ValueError):
    """The analyte is not measured in this unit (IgE in mg/dL)."""


IGNORED = re.compile(r"[\s.·*^()\[\]]")
"""Signs that are left out when spellings are compared."""

LONGEST_SPELLING = 80
"""Characters of a unit that is written out; no longer one is looked at, since anybody may send what they like."""

USUAL_SPAN = 300
"""A value below the highest usual upper limit divided by this is unusual in its unit."""


@dataclass(frozen=True)
class Unit:
    """A unit: its kind and how many of the base unit of that kind (mg/L or kU/L) one of it is."""

    name: str
    kind: str
    in_base: Fraction
    offered: bool = False


@dataclass(frozen=True)
class Analyte:
    """What is measured; ``kinds`` maps each kind of unit it may have to base units of its own kind."""

    id: str
    label: str
    loinc: str
    unit: Unit
    kinds: dict[str, Fraction]
    plausible: tuple[Fraction, Fraction]
    limits: tuple[Fraction, Fraction]


@lru_cache(maxsize=1)
def units() -> dict[str, Unit]:
    """Return every unit by name."""
    return {
        u["name"]: Unit(u["name"], u["kind"], Fraction(u["in_base"]), u.get("offered", False))
        for u in read("units")["units"]
    }


@lru_cache(maxsize=1)
def analytes() -> dict[str, Analyte]:
    """Return every analyte by id (IgM, IgG, ..., IgG4)."""
    return {entry["id"]: _analyte(entry) for entry in read("analytes")["analytes"]}


def _analyte(entry: dict[str, Any]) -> Analyte:
    low, high = entry["plausible"]
    lowest, highest = entry["limits"]
    return Analyte(
        id=entry["id"],
        label=entry["label"],
        loinc=entry["loinc"],
        unit=units()[entry["unit"]],
        kinds={kind: Fraction(factor) for kind, factor in entry["kinds"].items()},
        plausible=(Fraction(low), Fraction(high)),
        limits=(Fraction(lowest), Fraction(highest)),
    )


def fold(spelling: str) -> str:
    """Return a spelling of a unit in the form in which spellings are compared."""
    folded = spelling.lower()
    if not spelling.isascii():
        folded = unicodedata.normalize("NFKC", spelling).lower().replace("μ", "u").replace("µ", "u")
    return IGNORED.sub("", folded)


@lru_cache(maxsize=1)
def spellings() -> dict[str, str]:
    """Return the name of the unit for every known spelling, folded."""
    known = {}
    for unit in read("units")["units"]:
        for spelling in (unit["name"], *unit["also"]):
            known[fold(spelling)] = unit["name"]
    return known


def unit_named(spelling: str) -> str | None:
    """Return the name of the unit that a person or laboratory spells so; None where there is none."""
    if len(spelling) > LONGEST_SPELLING:
        return None
    return spellings().get(fold(spelling)) or _in_words(spelling)


def _in_words(spelling: str) -> str | None:
    """Return the unit that is written out, however misspelt: "miligramms per deciliter"."""
    text = spelling.lower()
    any_word, words = _words()
    if " per " not in text and not any_word.search(text):
        return None
    for pattern, means in words:
        text = pattern.sub(means, text)
    return spellings().get(fold(text.replace(" per ", "/")))


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]]:
    """Return what finds any part of a unit in words, and each part with what it means."""
    words = read("units")["words"]
    any_word = re.compile("|".join(part["pattern"] for part in words))
    return any_word, tuple((re.compile(part["pattern"]), part["means"]) for part in words)


@lru_cache(maxsize=1)
def ucum() -> dict[str, str]:
    """Return the name of the unit for every UCUM code (case sensitive)."""
    return {code: unit["name"] for unit in read("units")["units"] for code in unit["ucum"]}


def measurable(analyte: str, unit: str) -> bool:
    """Tell whether the analyte is measured in units of this kind."""
    return units()[unit].kind in analytes()[analyte].kinds


def convert(value: Decimal | Fraction, analyte: str, unit: str, to: str | None = None) -> Fraction:
    """Return ``value`` of an analyte, given in ``unit``, in unit ``to`` (the analyte's own by default), exactly.

    Raises:
        WrongUnit: the analyte is not measured in one of the units.
    """
    what, given = analytes()[analyte], units()[unit]
    wanted = units()[to] if to else what.unit
    try:
        own = Fraction(value) * given.in_base * what.kinds[given.kind]
        return own / what.kinds[wanted.kind] / wanted.in_base
    except KeyError:
        raise WrongUnit(f"{analyte} is not measured in {unit}") from None


def plausible(value: Decimal | Fraction, analyte: str, unit: str) -> bool:
    """Tell whether a laboratory could report this value in a living person (bounds: analytes.yml).

    Raises:
        WrongUnit: the analyte is not measured in that unit.
    """
    low, high = analytes()[analyte].plausible
    return low <= convert(value, analyte, unit) <= high


def plausible_units(values: dict[str, Decimal]) -> list[str]:
    """Return the units in common use that every value could have, those first in which most values look usual.

    ``values`` are numbers without a unit, by analyte. "Usual" is within the limits that printed ranges
    may have (analytes.yml), which tells g/L from mg/dL in nearly every case.
    """
    fitting = []
    for name in (unit.name for unit in units().values() if unit.offered):
        if all(measurable(a, name) and plausible(v, a, name) for a, v in values.items()):
            fits = sum(usual(value, analyte, name) for analyte, value in values.items())
            fitting.append((-fits, name))
    return [name for _, name in sorted(fitting, key=lambda pair: pair[0])]


def usual(value: Decimal | Fraction, analyte: str, unit: str) -> bool:
    """Tell whether a value is of the size that is usual in this unit: up to the highest printed upper limit."""
    if not measurable(analyte, unit):
        return False
    most = analytes()[analyte].limits[1]
    return most / USUAL_SPAN <= convert(value, analyte, unit) <= most
