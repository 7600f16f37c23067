"""Beside test_labs_data.py: every set of intervals, cautions as given, every text for patients."""

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from bot import paths
from bot.kb.check_labs import ALLOWED, check_labs, patient_texts, problems_of
from bot.kb.files import Knowledge
from bot.labs.data import read, table
from bot.labs.interpret import interpret
from bot.labs.model import Measurement, Person, Range
from bot.labs.units import fold

DOSES = ("Take 400 mg per kg", "5 g/kg each month", "10 ml per kilo")
COMFORTS = ("There is nothing to worry about.", "You have IgM deficiency.", "It is safe to wait.")


def test_no_ucum_code_is_the_spelling_of_another_unit() -> None:
    meant = defaultdict(set)
    for unit in read("units")["units"]:
        for spelling in (unit["name"], *unit["ucum"], *unit["also"]):
            meant[fold(spelling)].add(unit["name"])
    assert {spelling: names for spelling, names in meant.items() if len(names) > 1} == {}


def test_spellings_are_written_as_they_are_compared() -> None:
    unfolded = [s for unit in read("units")["units"] for s in unit["also"] if not fold(s)]
    assert unfolded == []


def test_bands_of_a_set_do_not_overlap() -> None:
    bands = defaultdict(list)
    for row in table("intervals"):
        ages = Fraction(row["age_from_months"]), Fraction(row["age_to_months"])
        assert ages[0] < ages[1], row
        assert Decimal(row["low"]) < Decimal(row["high"]), row
        for sex in ("female", "male") if row["sex"] == "any" else (row["sex"],):
            bands[row["set"], row["analyte"], sex].append(ages)
    for key, ages in bands.items():
        assert all(before[1] <= after[0] for before, after in pairwise(sorted(ages))), key


@pytest.mark.parametrize("analyte", ["IgM", "IgG", "IgA", "IgE"])
def test_defaults_reach_from_birth_to_150_years(analyte: str) -> None:
    rows = [row for row in table("intervals") if row["default"] == "yes" and row["analyte"] == analyte]
    assert {row["sex"] for row in rows} == {"any"}
    bands = sorted((Fraction(row["age_from_months"]), Fraction(row["age_to_months"])) for row in rows)
    assert (bands[0][0], bands[-1][1]) == (0, 1800)
    assert all(before[1] == after[0] for before, after in pairwise(bands))


def reports() -> Iterator[Any]:
    """Make reports that between them should carry every caution."""
    days = (None, date(2026, 1, 1))
    values = {"IgM": ("5", "38", "100", "500"), "IgG": ("100", "1000", "3000"), "IgA": ("5", "100", "900")}
    people = [Person(None), Person(3), Person(40), Person(480), Person(480, "female", True)]
    for person, m, g, a in product(people, *((None, *values[name]) for name in values)):
        three = zip(values, (m, g, a), strict=True)
        given = [Measurement(name, Decimal(value), "mg/dL") for name, value in three if value]
        if given:
            yield interpret(given, person)
    own = Range(Decimal("40"), Decimal("230"))
    odd = [
        [Measurement("IgM", Decimal(30))],
        [Measurement("IgM", None, None, "<")],
        [Measurement("IgM", Decimal(100), "mg/dL", "<")],
        [Measurement("IgM", Decimal(-1), "mg/dL")],
        [Measurement("IgM", Decimal(38), "mg/dL", own_range=own)],
        [Measurement("IgM", Decimal(100), "mg/dL", printed="low")],
        [Measurement("IgE", Decimal(20), "kU/L")],
        [Measurement("IgD", Decimal(2), "mg/dL")],
        [Measurement("IgM", Decimal(20), "mg/dL", on=day) for day in (date(2025, 1, 1), days[1])],
    ]
    for person, given in product([*people, Person(60)], odd):
        yield interpret(given, person)


def test_reports_carry_every_caution_and_no_other() -> None:
    carried = {caution for report in reports() for caution in report.cautions}
    assert carried == {entry["id"] for entry in read("cautions")["cautions"]}


def test_every_problem_of_the_reader_has_a_question() -> None:
    """The reader's own problems: of a measurement in `checks`, of a whole message in `texts`."""
    code = (paths.ROOT / "bot" / "language" / "labs" / "found.py").read_text(encoding="utf-8")
    of_values = set(re.findall(r'problem="([a-z_]+)" if', code)) | set(re.findall(r'problem or "([a-z_]+)"\)', code))
    assert {"separator", "past"} <= of_values
    assert of_values <= set(read("questions")["checks"])
    assert {"whose", "unclear"} <= set(read("questions")["texts"])


def test_every_text_and_rule_passes_the_checks_of_the_command(knowledge: Knowledge) -> None:
    assert len(list(patient_texts(paths.KNOWLEDGE))) > 100
    assert check_labs(knowledge, paths.KNOWLEDGE) == []


@pytest.mark.parametrize("text", [*DOSES, *COMFORTS])
def test_the_checks_find_a_dose_a_diagnosis_and_comfort(text: str, knowledge: Knowledge) -> None:
    assert any("says a" in problem for problem in problems_of("here", text, knowledge))


def test_the_checks_find_hard_words(knowledge: Knowledge) -> None:
    hard = "Physiological immunomodulation necessitates comprehensive multidisciplinary evaluation procedures."
    assert any("reading grade" in problem for problem in problems_of("here", hard, knowledge))


def test_the_checks_find_a_rule_without_a_basis(knowledge: Knowledge, tmp_path: Path) -> None:
    copy = shutil.copytree(paths.KNOWLEDGE, tmp_path / "knowledge")
    cautions = copy / "labs" / "cautions.yml"
    text = cautions.read_text(encoding="utf-8")
    cautions.write_text(text.replace("basis: [editorial]", "basis: [nobody]", 1), encoding="utf-8")
    assert any("unknown source nobody" in problem for problem in check_labs(knowledge, copy))


def test_exceptions_are_needed() -> None:
    everything = " ".join(text for _, text in patient_texts(paths.KNOWLEDGE))
    assert all(sentence in everything for sentence in ALLOWED)
