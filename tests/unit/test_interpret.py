"""The rules of interpretation, one by one, with results made by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.labs.explain import explain
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


@pytest.mark.parametrize(
    ("analyte", "months", "limits"),
    [
        ("IgG", 215, ("487", "1327")),
        ("IgG", 216, ("767", "1590")),
        ("IgG", 8, ("164", "588")),
        ("IgA", 23, ("36", "79")),
        ("IgA", 24, ("27", "246")),
        ("IgE", 35, ("0", "97")),
        ("IgE", 36, ("0", "199")),
        ("IgM", 1200, ("37", "286")),
        ("IgM", 5, None),
        ("IgM", None, None),
        ("IgG2", 480, None),
        ("IgD", 480, None),
    ],
)
def test_default_intervals(analyte: str, months: int | None, limits: tuple[str, str] | None) -> None:
    interval = default_interval(analyte, Person(months))
    assert (None if interval is None else (str(interval.low), str(interval.high))) == limits


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (made("IgM 36 mg/dL", own_range=own("30", "300")), "normal"),
        (made("IgM 290 mg/dL", own_range=own("30", "300")), "normal"),
        (made("IgM 280 mg/dL", own_range=own("40", "230")), "high"),
        (made("IgM 0.39 g/L", own_range=own("40", "230", "mg/dL")), "low"),
        (made("IgM 45 mg/dL", own_range=own("0.4", "2.3", "g/L")), "normal"),
        (made("IgM 5 mg/dL", own_range=own(None, "230")), "normal"),
        (made("IgM 500 mg/dL", own_range=own("40", None)), "normal"),
        (made("IgM 36 mg/dL", own_range=own(None, None)), "low"),
        (made("IgG2 200 mg/dL", own_range=own("242", "700")), "low"),
    ],
)
def test_the_own_range_decides_in_its_own_unit(measured: Measurement, expected: str) -> None:
    assert flag(interpret([measured], ADULT), measured.analyte) == expected


def test_an_own_range_of_a_baby_is_used() -> None:
    report = interpret([made("IgM 10 mg/dL", own_range=own("26", "122"))], Person(3))
    assert flag(report) == "low"
    assert "infancy" in report.cautions


def test_an_unused_adult_range_is_not_replaced_by_a_default_one() -> None:
    report = interpret([made("IgM 10 mg/dL", own_range=own("40", "230"))], Person(48))
    assert report.results[0].interval is None
    assert flag(report) == "undetermined"


@pytest.mark.parametrize(("text", "months"), [("IgM 10", 480), ("IgM 10", 48), ("IgM 10", None)])
def test_without_a_unit_nothing_is_guessed(text: str, months: int | None) -> None:
    report = interpret([made(text)], Person(months))
    assert flag(report) == "undetermined"
    assert "unit_unknown" in report.cautions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IgM < 40 mg/dL", "low"),
        ("IgM <= 40 mg/dL", "undetermined"),
        ("IgM <= 39 mg/dL", "low"),
        ("IgM < 41 mg/dL", "undetermined"),
        ("IgM >= 40 mg/dL", "undetermined"),
        ("IgM >= 231 mg/dL", "high"),
        ("IgM > 230 mg/dL", "high"),
    ],
)
def test_comparators_against_an_own_range(text: str, expected: str) -> None:
    report = interpret([made(text, own_range=own("40", "230"))], ADULT)
    assert flag(report) == expected
    assert ("comparator_open" in report.cautions) == (expected == "undetermined")


@pytest.mark.parametrize(("text", "expected"), [("IgM > 40 mg/dL", "normal"), ("IgM > 39 mg/dL", "undetermined")])
def test_comparators_against_a_range_without_an_upper_end(text: str, expected: str) -> None:
    assert flag(interpret([made(text, own_range=own("40", None))], ADULT)) == expected


@pytest.mark.parametrize(
    ("text", "below"),
    [
        ("IgM <= 39 mg/dL", True),
        ("IgM <= 40 mg/dL", None),
        ("IgM >= 40 mg/dL", False),
        ("IgM > 40 mg/dL", False),
        ("IgM 39.99 mg/dL", True),
        ("IgM 400 mg/L", False),
    ],
)
def test_the_article_cut_off_keeps_comparators(text: str, below: bool | None) -> None:
    assert interpret([made(text)], ADULT).below_article_cutoff is below


def test_the_article_cut_off_is_apart_from_the_interval() -> None:
    between = interpret([made("IgM 38 mg/dL")], ADULT)
    assert (flag(between), between.below_article_cutoff) == ("normal", True)
    own_wins = interpret([made("IgM 45 mg/dL", own_range=own("50", "300"))], ADULT)
    assert (flag(own_wins), own_wins.below_article_cutoff) == ("low", False)
    assert interpret([made("IgG 20 mg/dL")], ADULT).below_article_cutoff is None
    assert interpret([made("IgM 30 mg/dL", problem="past")], ADULT).below_article_cutoff is None


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["IgM 20 mg/dL", "IgG 900 mg/dL", "IgA 150 mg/dL"], "isolated_low_igm"),
        (["IgM 20 mg/dL", "IgG 900 mg/dL"], "low_igm_others_unknown"),
        (["IgM 20 mg/dL", "IgA 150 mg/dL"], "low_igm_others_unknown"),
        (["IgM 20 mg/dL", "IgG > 500 mg/dL", "IgA 150 mg/dL"], "low_igm_others_unknown"),
        (["IgM 20 mg/dL", "IgG 900", "IgA 150 mg/dL"], "low_igm_others_unknown"),
    ],
)
def test_selective_deficiency_needs_igg_and_iga(texts: list[str], expected: str) -> None:
    report = interpret([made(text) for text in texts], ADULT)
    assert report.pattern == expected
    assert ("igg_iga_needed" in report.cautions) == (expected != "isolated_low_igm")
    assert ("immunoglobulin_treatment" in report.cautions) == (expected == "isolated_low_igm")


@pytest.mark.parametrize("igg", ["200", "500", "900", "2000"])
def test_on_treatment_igg_is_never_judged(igg: str) -> None:
    report = interpret([made(f"IgG {igg} mg/dL")], Person(480, on_immunoglobulin=True))
    assert flag(report, "IgG") == "undetermined"
    assert report.pattern == "undetermined"
    assert "immunoglobulin_treatment" in report.cautions


@pytest.mark.parametrize(
    ("text", "months", "near"),
    [
        # at 40 years, sex unknown: IgM from 37-50 to 190-370 mg/dL, IgG from 600-767 to 1500-1600 mg/dL
        ("IgM 36.9 mg/dL", 480, False),
        ("IgM 37 mg/dL", 480, True),
        ("IgM 0.5 g/L", 480, True),
        ("IgM 50.1 mg/dL", 480, False),
        ("IgM 189 mg/dL", 480, False),
        ("IgM 190 mg/dL", 480, True),
        ("IgM 370 mg/dL", 480, True),
        ("IgM 371 mg/dL", 480, False),
        ("IgG 599 mg/dL", 480, False),
        ("IgG 600 mg/dL", 480, True),
        ("IgG 767 mg/dL", 480, True),
        ("IgG 768 mg/dL", 480, False),
        ("IgM 45 mg/dL", None, False),
        ("IgM 45", 480, False),
    ],
)
def test_near_a_limit_is_where_the_laboratories_disagree(text: str, months: int | None, near: bool) -> None:
    assert interpret([made(text)], Person(months)).results[0].near_limit is near


def test_with_a_second_low_value_something_is_named() -> None:
    report = interpret([made("IgG 700 mg/dL"), made("IgM 10 mg/dL")], ADULT)
    assert report.results[0].near_limit
    assert report.resembles


@pytest.mark.parametrize("text", ["IgM 100 mg/dL", "IgM < 100 mg/dL", "IgM 32"])
def test_nothing_is_named_without_a_low_or_high_result(text: str) -> None:
    assert interpret([made(text)], ADULT).resembles == ()


def test_common_explanations_come_first_and_serious_ones_later() -> None:
    low = interpret([made("IgM 10 mg/dL"), made("IgG 900 mg/dL"), made("IgA 150 mg/dL")], ADULT).resembles
    assert low[0] == "Chance or normal variation"
    serious = [place for place, condition in enumerate(low) if "leukaemia" in condition]
    assert serious
    assert min(serious) > low.index("Selective IgM deficiency")


@pytest.mark.parametrize(
    ("months", "condition", "shown"),
    [
        (47, "Common variable immunodeficiency", False),
        (48, "Common variable immunodeficiency", True),
        (59, "Transient low immunoglobulins of infancy", True),
        (60, "Transient low immunoglobulins of infancy", False),
        (215, "Combined immunodeficiency (SCID/CID)", True),
        (216, "Combined immunodeficiency (SCID/CID)", False),
        (479, "Chronic lymphocytic leukaemia / lymphoma", False),
        (480, "Chronic lymphocytic leukaemia / lymphoma", True),
    ],
)
def test_conditions_are_shown_at_their_ages(months: int, condition: str, shown: bool) -> None:
    texts = ["IgM 5 mg/dL", "IgG 100 mg/dL", "IgA 5 mg/dL"]
    if condition.startswith("Chronic"):
        texts = ["IgM 5 mg/dL", "IgG 900 mg/dL", "IgA 150 mg/dL"]
    assert (condition in interpret([made(text) for text in texts], Person(months)).resembles) is shown


@pytest.mark.parametrize(
    ("measured", "person"),
    [
        ([made("IgG 400 mg/dL", own_range=own("800", "1600"))], ADULT),  # half, not below it
        ([made("IgG < 767 mg/dL")], ADULT),
        ([made("IgG <= 383.5 mg/dL")], ADULT),
        ([made("IgG > 300 mg/dL")], ADULT),
        ([made("IgG 300 mg/dL")], Person()),
        ([made("IgG 300", own_range=own("700", "1600", "mg/dL"))], ADULT),
        ([made("IgG 300 mg/dL", problem="past")], ADULT),
        ([made("IgG 290 mg/dL")], Person(24)),
        ([made("IgG 400 mg/dL")], Person(23)),
        ([made("IgM 20 mg/dL"), made("IgA 20 mg/dL"), made("IgG 900 mg/dL")], ADULT),
        ([made("IgM 20 mg/dL"), made("IgA 20 mg/dL"), made("IgG 600 mg/dL")], Person(480, on_immunoglobulin=True)),
        ([made("IgM < 3500 mg/dL")], ADULT),
        ([made("IgM 3000")], ADULT),
        ([made("IgM 3000 mg/L")], ADULT),
        ([made("IgM 3000 mg/dL", problem="past")], ADULT),
        ([made("IgG 3000 mg/dL")], ADULT),
        ([made("IgA 5 mg/dL")], ADULT),
        ([made("IgM 1 mg/dL")], ADULT),
        ([made("IgE 9000 kU/L")], ADULT),
    ],
)
def test_not_prompt(measured: list[Measurement], person: Person) -> None:
    assert interpret(measured, person).urgency != "prompt"


@pytest.mark.parametrize(
    ("measured", "person"),
    [
        ([made("IgG 399.9 mg/dL", own_range=own("800", "1600"))], ADULT),
        ([made("IgG 3.9 g/L", own_range=own("800", "1600", "mg/dL"))], ADULT),
        ([made("IgG < 383.5 mg/dL")], ADULT),
        ([made("IgG 310 mg/dL")], Person(15)),
        ([made("IgM 36 mg/dL"), made("IgG 766 mg/dL"), made("IgA 60 mg/dL")], ADULT),
        ([made("IgM >= 3000 mg/dL")], Person(3)),
    ],
)
def test_prompt(measured: list[Measurement], person: Person) -> None:
    assert interpret(measured, person).urgency == "prompt"


@pytest.mark.parametrize(
    ("texts", "urgency"),
    [
        (["IgM 300 mg/dL"], "soon"),
        (["IgG 600 mg/dL"], "soon"),
        (["IgG 600 mg/dL", "IgA 20 mg/dL"], "soon"),
        (["IgM 20 mg/dL", "IgG 600 mg/dL"], "soon"),
        (["IgM 20 mg/dL", "IgG 2000 mg/dL"], "soon"),
        (["IgA 20 mg/dL"], "none"),
        (["IgE 900 kU/L"], "none"),
        (["IgM 32"], "none"),
    ],
)
def test_soon(texts: list[str], urgency: str) -> None:
    assert interpret([made(text) for text in texts], ADULT).urgency == urgency


@pytest.mark.parametrize(
    "measured",
    [
        [made("IgM 30 mg/dL", on=date(2024, 1, 1))],
        [made("IgM 100 mg/dL", on=date(2023, 1, 1)), made("IgM 30 mg/dL", on=date(2024, 1, 1))],
        [made("IgM 30 mg/dL", on=date(2023, 1, 1)), made("IgA 30 mg/dL", on=date(2024, 1, 1))],
        [made("IgM 30 mg/dL", on=date(2024, 1, 1)), made("IgM 30 mg/dL", on=date(2024, 1, 1))],
        [made("IgM 30 mg/dL", on=date(2023, 1, 1)), made("IgM 30", on=date(2024, 1, 1))],
    ],
)
def test_not_low_more_than_once(measured: list[Measurement]) -> None:
    report = interpret(measured, ADULT)
    assert "low_more_than_once" not in report.cautions
    assert "repeat_test" in report.cautions


def test_the_newest_result_decides_whatever_the_order() -> None:
    newer, older = made("IgM 100 mg/dL", on=date(2024, 1, 1)), made("IgM 20 mg/dL", on=date(2020, 1, 1))
    for measured in ([newer, older], [older, newer]):
        report = interpret(measured, ADULT)
        assert [result.measured for result in report.results] == [older, newer]
        assert report.pattern == "no_low_result"
        assert report.below_article_cutoff is False


def test_before_birth_there_is_no_age() -> None:
    older, newer = interpret(
        [made("IgM 50 mg/dL", on=date(2020, 1, 1)), made("IgM 50 mg/dL", on=date(2024, 1, 1))], Person(40)
    ).results
    assert (older.flag, newer.flag) == ("undetermined", "normal")


def test_an_older_result_of_an_adult_may_be_that_of_a_child() -> None:
    measured = [made("IgG 600 mg/dL", on=date(2020, 1, 1)), made("IgG 600 mg/dL", on=date(2024, 1, 1))]
    assert [result.flag for result in interpret(measured, Person(220)).results] == ["normal", "low"]


@pytest.mark.parametrize("text", ["IgE 0 kU/L", "IgE 1 kU/L", "IgE < 2 kU/L", "IgE <= 2 kU/L", "IgE 0.5 ng/mL"])
@pytest.mark.parametrize("own_range", [None, own("5", "100", "kU/L"), own("5", None, "kU/L")])
def test_ige_is_never_low_in_any_form(text: str, own_range: Range | None) -> None:
    assert flag(interpret([made(text, own_range=own_range)], ADULT), "IgE") == "normal"


@pytest.mark.parametrize(
    ("range_", "problem"),
    [
        (own("230", "40"), "range_reversed"),
        (own("40", "40"), "range_reversed"),
        (own("-1", "40"), "range_implausible"),
        (own("0.4", "2.3"), "range_implausible"),
        (own("4000", "23000"), "range_implausible"),
        (own("40", "230", "kU/L"), "range_implausible"),
    ],
)
def test_an_impossible_range_is_asked_about(range_: Range, problem: str) -> None:
    result = interpret([made("IgM 32 mg/dL", own_range=range_)], ADULT).results[0]
    assert (result.measured.problem, result.flag, result.interval) == (problem, "undetermined", None)


def test_undetectable_without_a_number_is_not_judged() -> None:
    report = interpret([Measurement("IgM", None, "mg/dL", "<")], ADULT)
    assert flag(report) == "undetermined"
    assert "undetectable" in report.cautions
    assert report.below_article_cutoff is None


# What follows is known to be wrong. A test that begins to pass fails the run (strict), and its mark can go.


def test_the_article_cut_off_is_not_for_the_value_of_a_teenager() -> None:
    measured = [made("IgM 30 mg/dL", on=date(2020, 1, 1)), made("IgG 900 mg/dL", on=date(2024, 1, 1))]
    assert interpret(measured, Person(228)).below_article_cutoff is None


@pytest.mark.xfail(strict=True, reason="the caution looks at the age now, not at the age of the day (rule 1)")
def test_an_earlier_result_under_six_months_carries_its_caution() -> None:
    measured = [made("IgM 30 mg/dL", on=date(2024, 1, 1)), made("IgM 50 mg/dL", on=date(2024, 5, 1))]
    report = interpret(measured, Person(8))
    assert report.results[0].flag == "undetermined"
    assert "infancy" in report.cautions


@pytest.mark.xfail(strict=True, reason="the caution looks at the age now, not at the age of the day (rule 1)")
def test_an_adult_range_beside_a_value_from_childhood_carries_its_caution() -> None:
    adult = own("40", "230")
    measured = [made("IgM 30 mg/dL", on=date(year, 1, 1), own_range=adult) for year in (2012, 2024)]
    report = interpret(measured, Person(228))
    assert report.results[0].flag == "undetermined"
    assert "own_range_may_be_adult" in report.cautions


def test_ige_below_zero_is_not_low() -> None:
    assert flag(interpret([made("IgE < 0 kU/L")], ADULT), "IgE") != "low"


def test_a_low_igd_is_not_said_to_be_not_low() -> None:
    report = interpret([made("IgD 0.5 mg/dL", own_range=own("1", "10"))], ADULT)
    assert flag(report, "IgD") == "low"
    assert "IgD" not in explain(report).split("not low")[0].rpartition("newest values")[2]


def test_an_older_low_result_is_not_said_to_be_not_low() -> None:
    measured = [made("IgM 20 mg/dL", on=date(2020, 1, 1)), made("IgM 100 mg/dL", on=date(2024, 1, 1))]
    assert "The newest values" in explain(interpret(measured, ADULT))


def test_a_value_judged_without_a_unit_is_not_said_to_be_unjudged() -> None:
    report = interpret([made("IgM 30", own_range=own("40", "230"))], ADULT)
    assert flag(report) == "undetermined" or "unit_unknown" not in report.cautions


def test_one_value_in_two_units_is_no_contradiction() -> None:
    report = interpret([made("IgM 32 mg/dL"), made("IgM 0.32 g/L")], ADULT)
    assert {result.measured.problem for result in report.results} == {None}
