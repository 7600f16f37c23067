"""Checks knowledge/codes/: which topics answer a code of LOINC, ICD or SNOMED CT. An empty list of problems is good."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.kb import files
from bot.kb.files import Knowledge


def loinc_ends_right(code: str) -> bool:
    """Tell whether this is a LOINC code with the right last digit (modulus 10, LOINC Users' Guide, appendix C)."""
    if not re.fullmatch(r"[0-9]{1,7}-[0-9]", code):
        return False
    number, digit = code.split("-")
    doubled = str(int(number[::-1][::2][::-1]) * 2)
    total = sum(map(int, doubled + number[::-1][1::2]))
    return int(digit) == -total % 10


def snomed_ends_right(code: str) -> bool:
    """Tell whether this is a SNOMED CT identifier with the right last digit (Verhoeff's method)."""
    if not re.fullmatch(r"[1-9][0-9]{5,17}", code):
        return False
    sum_ = 0
    for place, digit in enumerate(reversed(code)):
        sum_ = _combined(sum_, _permuted(int(digit), place))
    return sum_ == 0


def _combined(one: int, other: int) -> int:
    """Return the product of two elements of the dihedral group of ten, which Verhoeff's method adds up with."""
    turned = (one + other if one < 5 else one - other) % 5
    return turned + 5 if (one < 5) != (other < 5) else turned


def _permuted(digit: int, place: int) -> int:
    """Return a digit after as many rounds of Verhoeff's permutation as its place from the right."""
    for _ in range(place % 8):
        digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
    return digit


def icd10cm_is_shaped(code: str) -> bool:
    """Tell whether a code is written as ICD-10-CM writes them."""
    return re.fullmatch(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?", code) is not None


def icd9cm_is_shaped(code: str) -> bool:
    """Tell whether a code is written as ICD-9-CM writes diagnoses."""
    return re.fullmatch(r"(?:[0-9]{3}|V[0-9]{2})(?:\.[0-9]{1,2})?|E[0-9]{3}(?:\.[0-9])?", code) is not None


SYSTEMS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "LOINC": ("2.16.840.1.113883.6.1", loinc_ends_right),
    "ICD-10-CM": ("2.16.840.1.113883.6.90", icd10cm_is_shaped),
    "ICD-9-CM": ("2.16.840.1.113883.6.103", icd9cm_is_shaped),
    "SNOMED CT": ("2.16.840.1.113883.6.96", snomed_ends_right),
}
"""System -> its object identifier (HL7 OID registry) and what tells whether a code can be one of its codes."""


def code_files(folder: Path) -> list[Path]:
    """Return the files of codes in order of name."""
    return sorted((folder / "codes").glob("*.yml"))


def check_codes(knowledge: Knowledge, folder: Path) -> list[str]:
    """Check every file of codes: known system, right codes, each once and in order, topics that exist."""
    topics = {topic["id"] for topic in knowledge.topics}
    contents = [(path.name, files.read_yaml(path)) for path in code_files(folder)]
    problems = [problem for name, content in contents for problem in _problems_of(name, content, topics)]
    systems = Counter(content["system"] for _, content in contents)
    return problems + [f"codes: {system} has two files" for system, count in systems.items() if count > 1]


def _problems_of(name: str, content: dict[str, Any], topics: set[str]) -> Iterator[str]:
    system = content["system"]
    if system not in SYSTEMS:
        yield f"codes/{name}: unknown code system {system}"
        return
    oid, is_right = SYSTEMS[system]
    if content["oid"] != oid:
        yield f"codes/{name}: the oid of {system} is {oid}"
    codes = [entry["code"] for entry in content["codes"]]
    if codes != sorted(set(codes)):
        yield f"codes/{name}: codes are not sorted, or one stands there twice"
    for entry in content["codes"]:
        if not is_right(entry["code"]):
            yield f"codes/{name} {entry['code']}: this is no code of {system}; a digit is wrong"
        named = [*entry["topics"], *entry.get("low", ()), *entry.get("high", ())]
        yield from (f"codes/{name} {entry['code']}: unknown topic {t}" for t in dict.fromkeys(named) if t not in topics)
