"""The files of knowledge/labs/: consistent, sourced, and readable."""

import csv
import re
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from bot import paths
from bot.labs.data import read
from bot.labs.intervals import rows
from bot.labs.patterns import differential
from bot.labs.units import fold

REFERENCE = paths.ROOT.parent / "shared" / "reference" / "reference_intervals.csv"


def test_every_spelling_means_one_unit() -> None:
    meant = defaultdict(set)
    for unit in read("units")["units"]:
        for spelling in (unit["name"], *unit["also"]):
            meant[fold(spelling)].add(unit["name"])
    assert {spelling: names for spelling, names in meant.items() if len(names) > 1} == {}
    codes = Counter(code for unit in read("units")["units"] for code in unit["ucum"])
    assert set(codes.values()) == {1}


def test_codes_of_analytes_are_unique() -> None:
    codes = [entry["loinc"] for entry in read("analytes")["analytes"]]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("analyte", ["IgM", "IgG", "IgA", "IgE"])
def test_default_bands_cover_every_age_once(analyte: str) -> None:
    bands = sorted((row.from_months, row.to_months) for row in rows() if row.is_default and row.analyte == analyte)
    assert bands[0][0] == 0
    assert bands[-1][1] >= 1440
    assert all(before[1] == after[0] for before, after in pairwise(bands))
    assert all(row.low < row.high for row in rows())


def test_intervals_are_those_of_the_reference() -> None:
    if not REFERENCE.is_file():
        pytest.skip("the reference tables are not beside this checkout (../shared); they are not part of the project")
    with (
        REFERENCE.open(encoding="utf-8", newline="") as theirs,
        (paths.KNOWLEDGE / "labs" / "intervals.csv").open(encoding="utf-8", newline="") as ours,
    ):
        assert list(csv.DictReader(ours)) == list(csv.DictReader(theirs))


def test_every_caution_that_is_given_has_words_and_the_other_way_round() -> None:
    code = (paths.ROOT / "bot" / "labs" / "cautions.py").read_text(encoding="utf-8")
    given = set(re.findall(r'yield .*?"([a-z_]+)"', code)) | {"low_more_than_once", "repeat_test"}
    written = {entry["id"] for entry in read("cautions")["cautions"]}
    assert given <= written
    assert written - given == set(), "words that nothing gives"


def test_every_problem_has_a_question() -> None:
    code = (paths.ROOT / "bot" / "labs" / "checks.py").read_text(encoding="utf-8")
    problems = set(re.findall(r'(?:return|else) "([a-z_]+)"', code)) | {"separator", "past", "letter"}
    assert problems == set(read("questions")["checks"])


def test_every_row_of_the_differential_table_has_words() -> None:
    for row in differential():
        assert row["words"], row["condition"]
        assert all(set(row[f"fits_{analyte}"]) <= set("LNH") for analyte in ("IgM", "IgG", "IgA", "IgE"))
