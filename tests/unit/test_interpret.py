"""The rules of interpretation, one by one, with results made by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.labs.interpret import interpret
from bot.labs.intervals import default_interval
from bot.labs.model import Measurement, Person, Range, Report

ADULT = Person(480)


def made(text: str, **more: Any) -> Measurement:
    """Make a measurement from "IgM < 32 mg/dL"."""
    analyte, *rest = text.split()
    comparator = rest.pop(0) if rest[0][0] in "<>" else "="
    return Measurement(analyte, Decimal(rest[0]), rest[1] if len(rest) > 1 else None, comparator, **more)


def own(low: str | None, high: str | None, unit: str | None = None) -> Range:
    return Range(None if low is None else Decimal(low), None if high is None else Decimal(high), unit)


def flag(report: Report, analyte: str = "IgM") -> str:
    result = report.latest(analyte)
    assert result is not None
    return result.flag


@pytest.mark.parametrize(
    ("months", "low"),
    [(6, 32), (8, 32), (9, 40), (14, 40), (15, 46), (23, 46), (24, 37), (191, 45), (192, 49), (215, 49), (216, 37)],
)
def test_bands_begin_at_their_first_month(months: int, low: int) -> None:
    interval = default_interval("IgM", Person(months))
    assert interval is not None
    assert interval.low == low


def test_the_own_range_wins() -> None:
    report = interpret([made("IgM 45 mg/dL", own_range=own("50", "300"))], ADULT)
    assert flag(report) == "low"
    assert report.results[0].interval is not None
    assert report.results[0].interval.origin == "own_laboratory"
    assert flag(interpret([made("IgM 45 mg/dL")], ADULT)) == "normal"


def test_without_an_age_no_default_is_used() -> None:
    report = interpret([made("IgM 5 mg/dL")], Person())
    assert flag(report) == "undetermined"
    assert report.below_article_cutoff is None
    assert "no_interval" in report.cautions


def test_without_an_age_the_own_range_is_used_and_said() -> None:
    report = interpret([made("IgM 5 mg/dL", own_range=own("40", "230"))], Person())
    assert flag(report) == "low"
    assert "age_unknown" in report.cautions


@pytest.mark.parametrize("months", [0, 3, 5])
def test_under_six_months_no_default_is_used(months: int) -> None:
    report = interpret([made("IgM 10 mg/dL")], Person(months))
    assert flag(report) == "undetermined"
    assert "infancy" in report.cautions


@pytest.mark.parametrize(
    ("analyte", "months", "low", "high", "used"),
    [
        ("IgM", 48, "40", "230", False),
        ("IgM", 48, "37", "224", True),
        ("IgM", 48, "0.5", "1.9", False),
        ("IgM", 48, "0.5", "2.0", True),  # Exeter's range for 3 to 6 years
        ("IgG", 36, "767", "1590", False),
        ("IgG", 36, "295", "1156", True),
        ("IgA", 30, "61", "356", False),
        ("IgA", 30, "27", "246", True),
        ("IgM", 200, "49", "201", True),
        ("IgM", 216, "37", "286", True),
    ],
)
def test_an_adult_range_is_not_used_for_a_child(analyte: str, months: int, low: str, high: str, used: bool) -> None:
    unit = "g/L" if "." in low else "mg/dL"
    value = "0.3" if unit == "g/L" else "30"
    report = interpret([made(f"{analyte} {value} {unit}", own_range=own(low, high))], Person(months))
    assert (flag(report, analyte) != "undetermined") == used
    assert ("own_range_may_be_adult" in report.cautions) != used


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IgM < 25 mg/dL", "low"),
        ("IgM < 37 mg/dL", "low"),
        ("IgM <= 37 mg/dL", "undetermined"),
        ("IgM < 50 mg/dL", "undetermined"),
        ("IgM > 300 mg/dL", "high"),
        ("IgM >= 286 mg/dL", "undetermined"),
        ("IgM > 286 mg/dL", "high"),
        ("IgM > 200 mg/dL", "undetermined"),
        ("IgM 37 mg/dL", "normal"),
        ("IgM 36.9 mg/dL", "low"),
        ("IgM 286 mg/dL", "normal"),
        ("IgE < 2 kU/L", "normal"),
        ("IgE > 100 kU/L", "undetermined"),
    ],
)
def test_comparators_keep_their_meaning(text: str, expected: str) -> None:
    assert flag(interpret([made(text)], ADULT), text.split()[0]) == expected


@pytest.mark.parametrize(
    ("text", "months", "below"),
    [
        ("IgM 39 mg/dL", 480, True),
        ("IgM 40 mg/dL", 480, False),
        ("IgM 0.39 g/L", 480, True),
        ("IgM < 40 mg/dL", 480, True),
        ("IgM < 50 mg/dL", 480, None),
        ("IgM > 30 mg/dL", 480, None),
        ("IgM 30 mg/dL", 215, None),
        ("IgM 30 mg/dL", None, None),
        ("IgM 30", 480, None),
    ],
)
def test_the_article_cut_off_is_for_adults(text: str, months: int | None, below: bool | None) -> None:
    assert interpret([made(text)], Person(months)).below_article_cutoff is below


def test_on_treatment_igg_counts_as_unknown() -> None:
    measured = [made("IgM 20 mg/dL"), made("IgG 900 mg/dL"), made("IgA 150 mg/dL")]
    assert interpret(measured, ADULT).pattern == "isolated_low_igm"
    report = interpret(measured, Person(480, on_immunoglobulin=True))
    assert report.pattern == "low_igm_others_unknown"
    assert "immunoglobulin_treatment" in report.cautions


def test_near_a_limit_nothing_is_named_against_a_default_interval() -> None:
    near = interpret([made("IgM 36 mg/dL"), made("IgG 700 mg/dL")], ADULT)
    assert near.results[1].near_limit
    far = interpret([made("IgM 10 mg/dL")], ADULT)
    assert not far.results[0].near_limit
    assert far.resembles
    only_near = interpret([made("IgG 700 mg/dL")], ADULT)
    assert only_near.results[0].flag == "low"
    assert only_near.results[0].near_limit
    assert only_near.resembles == ()
    assert interpret([made("IgG 700 mg/dL", own_range=own("767", "1590"))], ADULT).resembles


@pytest.mark.parametrize(
    ("texts", "months", "urgency"),
    [
        (["IgG 383 mg/dL"], 480, "prompt"),
        (["IgG 384 mg/dL"], 480, "soon"),
        (["IgG < 300 mg/dL"], 480, "prompt"),
        (["IgM 20 mg/dL", "IgG 700 mg/dL", "IgA 50 mg/dL"], 480, "prompt"),
        (["IgG 300 mg/dL"], 23, "prompt"),
        (["IgG 290 mg/dL"], 24, "soon"),
        (["IgM 3000 mg/dL"], 480, "prompt"),
        (["IgM 2999 mg/dL"], 480, "soon"),
        (["IgM > 3000 mg/dL"], 480, "prompt"),
        (["IgM 30 g/L"], None, "prompt"),
        (["IgM 20 mg/dL"], 480, "none"),
        (["IgM 100 mg/dL"], 480, "none"),
        (["IgM 20 mg/dL", "IgA 20 mg/dL"], 480, "soon"),
    ],
)
def test_urgency(texts: list[str], months: int | None, urgency: str) -> None:
    assert interpret([made(text) for text in texts], Person(months)).urgency == urgency


def test_several_dated_low_results() -> None:
    measured = [made("IgM 30 mg/dL", on=date(2023, 1, 1)), made("IgM 28 mg/dL", on=date(2024, 1, 1))]
    report = interpret(measured, ADULT)
    assert "low_more_than_once" in report.cautions
    assert "repeat_test" not in report.cautions
    assert [float(result.measured.value or 0) for result in report.results] == [30, 28]


def test_an_older_result_is_judged_at_the_age_of_its_day() -> None:
    measured = [made("IgM 45 mg/dL", on=date(2022, 1, 1)), made("IgM 45 mg/dL", on=date(2024, 1, 1))]
    older, newer = interpret(measured, Person(40)).results
    assert (older.flag, newer.flag) == ("low", "normal")  # 16 months: from 46; 40 months: from 37


def test_ige_is_never_low() -> None:
    report = interpret([made("IgE 1 kU/L", own_range=own("5", "100"))], ADULT)
    assert flag(report, "IgE") == "normal"


def test_what_is_missing_is_named() -> None:
    assert interpret([made("IgM 20 mg/dL"), made("IgA 150 mg/dL")], ADULT).missing == ("IgG", "IgE")


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        (["IgM -5 mg/dL"], "negative"),
        (["IgM 40000 mg/dL"], "implausible"),
        (["IgE 200 mg/dL"], "wrong_unit"),
        (["IgM 32 mg/dL", "IgM 45 mg/dL"], "two_values"),
    ],
)
def test_what_cannot_be_is_never_interpreted(texts: list[str], problem: str) -> None:
    report = interpret([made(text) for text in texts], ADULT)
    assert {result.measured.problem for result in report.results} == {problem}
    assert {result.flag for result in report.results} == {"undetermined"}
    assert report.resembles == ()


def test_nothing_measured_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing"):
        interpret([], ADULT)


def test_protein_loss_only_where_igg_is_low_or_unknown() -> None:
    known = interpret([made("IgM 20 mg/dL"), made("IgG 900 mg/dL"), made("IgA 150 mg/dL")], ADULT)
    assert "protein_loss" not in known.cautions
    assert not any("rotein" in condition for condition in known.resembles)
    assert "protein_loss" in interpret([made("IgM 20 mg/dL")], ADULT).cautions


def test_boys_only_conditions_are_not_shown_for_girls() -> None:
    measured = [made("IgM 10 mg/dL"), made("IgG 200 mg/dL"), made("IgA 10 mg/dL")]
    boys = interpret(measured, Person(36, "male")).resembles
    girls = interpret(measured, Person(36, "female")).resembles
    assert any("X-linked" in condition for condition in boys)
    assert not any("X-linked" in condition for condition in girls)
