"""Which analyte a FHIR code means; code and name must agree. Words: knowledge/labs/received.yml, ``names``."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.labs.data import read
from bot.labs.fhir_json import record, records, text
from bot.labs.fhir_model import Note, shown
from bot.labs.units import analytes

LONGEST_NAME = 300
"""A longer name is never the name of a total alone."""

LOINC = ("http://loinc.org", "https://loinc.org", "urn:oid:2.16.840.1.113883.6.1", "")
"""The names of the code system; codes without a system count too, as LOINC's shape is its own."""


@dataclass(frozen=True)
class Kind:
    """What a test is: an analyte, or a note why it is left out, or neither: another test."""

    analyte: str | None = None
    note: Note | None = None


@lru_cache(maxsize=1)
def by_loinc() -> dict[str, str]:
    """Return the analyte of every LOINC code."""
    return {analyte.loinc: analyte.id for analyte in analytes().values()}


@lru_cache(maxsize=1)
def _immunoglobulin() -> re.Pattern[str]:
    names = read("received")["names"]
    stem, subclass = (_alternatives(names[words]) for words in ("immunoglobulin", "subclass"))
    gap = r"[\s,._-]{0,3}"
    return re.compile(rf"(?<![^\W\d_])(?:{stem}){gap}([gamde])(?:{gap}(?:{subclass})?{gap}([1-4]))?(?![^\W_])")


def _alternatives(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _beside() -> frozenset[str]:
    return frozenset(read("received")["names"]["beside"])


def named(name: str) -> set[str]:
    """Return the immunoglobulins that the name of a test names ("Immunoglobulin M (IgM)": IgM)."""
    return {f"Ig{letter.upper()}{digit}" for letter, digit in _immunoglobulin().findall(_folded(name))}


def only_total(name: str) -> bool:
    """Tell whether the name has no word that makes another test of it (a germ, an antigen, another fluid)."""
    rest = _immunoglobulin().sub(" ", _folded(name))
    return len(name) <= LONGEST_NAME and all(word in _beside() for word in re.findall(r"[^\W_]+", rest))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name[:LONGEST_NAME]).lower()


def identify(concept: Any) -> Kind:
    """Return what a CodeableConcept means, by its LOINC code and every name that stands beside it."""
    codings = records(record(concept).get("coding"))
    names = [name for name in (text(record(concept).get("text")), *(text(c.get("display")) for c in codings)) if name]
    codes = [text(c.get("code")) for c in codings if text(c.get("system")).rstrip("/") in LOINC]
    found = list(dict.fromkeys(by_loinc()[code] for code in codes if code in by_loinc()))
    if len(found) > 1:
        return Kind(note=Note("codes_differ", {"analyte": ", ".join(found)}))
    if found:
        return _checked(found[0], names)
    return _without_code(names)


def _checked(analyte: str, names: list[str]) -> Kind:
    for name in names:
        if named(name) - {analyte}:
            return Kind(note=Note("code_and_name_differ", {"analyte": analyte, "name": shown(name)}))
        if not only_total(name):
            about_it = "specific_or_other" if named(name) else "code_and_name_differ"
            values = {"name": shown(name)} if named(name) else {"analyte": analyte, "name": shown(name)}
            return Kind(note=Note(about_it, values))
    return Kind(analyte)


def _without_code(names: list[str]) -> Kind:
    telling = [name for name in names if named(name)]
    if not telling:
        return Kind()
    total = all(only_total(name) for name in names) and len(set().union(*map(named, telling))) == 1
    return Kind(note=Note("code_unknown" if total else "specific_or_other", {"name": shown(telling[0])}))
