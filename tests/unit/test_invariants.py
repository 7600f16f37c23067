"""What must hold for every report, on 10,000 made at random (always the same ones)."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from bot.labs.as_json import report_as_json
from bot.labs.data import read
from bot.labs.explain import explain
from bot.labs.interpret import flag_of, interpret
from bot.labs.intervals import default_interval, looks_adult
from bot.labs.model import Measurement, Person, Range, Report
from bot.labs.units import analytes, convert, units

HOW_MANY = 10_000
ANALYTES = ("IgM", "IgG", "IgA", "IgE", "IgD", "IgG1", "IgG2", "IgG3", "IgG4")
USUAL = {"IgM": 300, "IgG": 1800, "IgA": 400, "IgE": 500, "IgD": 12, "IgG1": 900, "IgG2": 700, "IgG3": 120, "IgG4": 150}
ADULT_RANGES = {
    "IgM": ("40", "230"),
    "IgG": ("700", "1600"),
    "IgA": ("70", "400"),
    "IgE": ("0", "100"),
    "IgG2": ("242", "700"),
    "IgG4": ("4", "86"),
}
FORBIDDEN = re.compile(
    r"you have (?!the values)|nothing to worry|don'?t worry|do not worry|no need to worry|safe to wait|you are healthy|"
    r"\d+ ?(?:mg|g)(?:/kg| per kg)",
    re.IGNORECASE,
)
ORDER = {"low": 0, "normal": 1, "high": 2}


def made_at_random(chance: random.Random) -> tuple[list[Measurement], Person]:
    ages = [None, 480, chance.randrange(0, 24), chance.randrange(0, 216), chance.randrange(216, 1200)]
    age = chance.choice(ages)
    person = Person(age, chance.choice([None, "male", "female"]), chance.random() < 0.1)
    measured = []
    three = ["IgM", "IgG", "IgA", *chance.sample(ANALYTES[3:], chance.randrange(0, 3))]
    for analyte in three if chance.random() < 0.5 else chance.sample(ANALYTES, chance.randrange(1, 5)):
        on = date(chance.randrange(2019, 2025), chance.randrange(1, 13), 1) if chance.random() < 0.3 else None
        measured.append(one_at_random(chance, analyte, on))
        if on and chance.random() < 0.5:
            measured.append(one_at_random(chance, analyte, date(on.year - 1, on.month, 1)))
    return measured, person


def one_at_random(chance: random.Random, analyte: str, on: date | None) -> Measurement:
    own_unit = analytes()[analyte].unit.name
    number = Decimal(str(round(chance.choice([0.05, 0.3, 1, 1, 1, 1, 3, 20]) * USUAL[analyte] * chance.random(), 2)))
    fitting = [name for name, unit in units().items() if unit.kind in analytes()[analyte].kinds]
    unit = chance.choice([own_unit, chance.choice(fitting)])
    value = in_unit(number, analyte, unit)
    own = None
    if chance.random() < 0.35:
        low, high = ADULT_RANGES.get(analyte, (None, None)) if chance.random() < 0.5 else (None, None)
        interval = default_interval(analyte, Person(chance.randrange(6, 600)))
        if low is None and interval is not None:
            low, high = str(interval.low), str(interval.high)
        if low is not None and high is not None:
            own = Range(in_unit(Decimal(low), analyte, unit), in_unit(Decimal(high), analyte, unit))
    comparator = chance.choice(["="] * 8 + ["<", ">", "<=", ">="])
    return Measurement(analyte, value, unit if chance.random() < 0.95 else None, comparator, own, on)


def in_unit(number: Decimal, analyte: str, unit: str) -> Decimal:
    exact = convert(number, analyte, analytes()[analyte].unit.name, unit)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


@pytest.fixture(scope="module")
def reports() -> list[tuple[list[Measurement], Person, Report]]:
    chance = random.Random(3)
    made = (made_at_random(chance) for _ in range(HOW_MANY))
    return [(measured, person, interpret(measured, person)) for measured, person in made]


def results(reports: list[tuple[list[Measurement], Person, Report]]) -> Iterator[tuple[Person, Report, int]]:
    for _, person, report in reports:
        for place in range(len(report.results)):
            yield person, report, place


def test_there_is_something_of_everything(reports) -> None:
    flags = [result.flag for _, _, report in reports for result in report.results]
    assert all(flags.count(flag) > 1000 for flag in ("low", "normal", "high", "undetermined"))
    assert len({report.pattern for _, _, report in reports}) == 17
    assert {report.urgency for _, _, report in reports} == {"none", "soon", "prompt"}


def test_other_units_give_the_same_flags(reports) -> None:
    chance = random.Random(4)
    for measured, person, report in reports:
        flags = [(result.measured.analyte, result.flag) for result in report.results]
        other = interpret([converted(chance, one) for one in measured], person)
        assert [(result.measured.analyte, result.flag) for result in other.results] == flags
        assert (other.pattern, other.urgency) == (report.pattern, report.urgency)


def converted(chance: random.Random, one: Measurement) -> Measurement:
    """Return the measurement in another unit by a power of ten, so that the decimals stay exact."""
    kind = None if one.unit is None else units()[one.unit].kind
    if one.value is None or kind is None:
        return one
    same = [name for name, unit in units().items() if unit.kind == kind]
    unit = chance.choice(same)

    def turned(value: Decimal | None) -> Decimal | None:
        factor = units()[one.unit or ""].in_base / units()[unit].in_base
        return None if value is None else value * Decimal(factor.numerator) / Decimal(factor.denominator)

    own = one.own_range and Range(turned(one.own_range.low), turned(one.own_range.high))
    return replace(one, value=turned(one.value), unit=unit, own_range=own)


def test_a_lower_value_never_gets_a_higher_flag(reports) -> None:
    for measured, person, report in reports:
        for result in report.results:
            one = result.measured
            if one.comparator != "=" or one.value is None or len(measured) > 1:
                continue
            lower = interpret([replace(one, value=one.value / 2)], person).results[0]
            if {result.flag, lower.flag} <= set(ORDER):
                assert ORDER[lower.flag] <= ORDER[result.flag], one


def test_no_value_below_its_interval_is_called_normal(reports) -> None:
    for _, report, place in results(reports):
        result = report.results[place]
        if result.interval is None or result.in_interval_unit is None or result.interval.low is None:
            continue
        if result.measured.comparator in ("=", "<", "<=") and result.in_interval_unit < result.interval.low:
            assert result.flag != "normal"


def test_comparators_claim_nothing_that_they_do_not_hold(reports) -> None:
    for _, report, place in results(reports):
        result = report.results[place]
        value, interval, comparator = result.in_interval_unit, result.interval, result.measured.comparator
        if value is None or interval is None or comparator == "=" or result.flag == "undetermined":
            continue
        steps = (
            (0, Fraction(1, 1000), Fraction(1, 2), Fraction(999, 1000)) if "<" in comparator else (1001, 2000, 10**6)
        )
        allowed = [value * step if "<" in comparator else value * Fraction(step, 1000) for step in steps]
        allowed += [value] if "=" in comparator else []
        for possible in allowed:
            if possible or interval.low:
                assert flag_of(possible, "=", interval) == result.flag, (result.measured, possible)


def test_children_are_never_judged_by_adult_numbers(reports) -> None:
    for _, report, place in results(reports):
        person, result = report.person, report.results[place]
        if not person.is_child:
            continue
        assert report.below_article_cutoff is None
        if result.measured.on is None and result.interval is not None and result.interval.origin == "default":
            assert result.interval == default_interval(result.measured.analyte, person)
            assert person.age_months is not None
            assert person.age_months >= 6
        own, unit = result.measured.own_range, result.measured.unit
        newest = max((r.measured.on for r in report.results if r.measured.on), default=None)
        now = result.measured.on in (None, newest)
        if own and unit and now and looks_adult(own, unit, result.measured.analyte, person.age_months or 0):
            assert result.flag == "undetermined"


def test_isolated_only_with_igg_and_iga_known_and_normal(reports) -> None:
    for _, person, report in reports:
        if report.pattern == "isolated_low_igm":
            flags = {analyte: result.flag for analyte in ("IgM", "IgG", "IgA") if (result := report.latest(analyte))}
            assert flags == {"IgM": "low", "IgG": "normal", "IgA": "normal"}
            assert not person.on_immunoglobulin
            assert "immunoglobulin_treatment" in report.cautions


def test_what_is_questioned_is_not_judged(reports) -> None:
    for _, report, place in results(reports):
        if report.results[place].measured.problem:
            assert report.results[place].flag == "undetermined"


def test_no_text_holds_a_diagnosis_a_dose_or_comfort(reports) -> None:
    opening = read("report")["opening"]
    for _, _, report in reports:
        text = explain(report)
        assert not FORBIDDEN.search(text), FORBIDDEN.search(text)
        assert text.startswith(tuple(opening.values())) == (report.urgency == "prompt")
        if any(result.flag != "normal" for result in report.results):
            assert "not a diagnosis" in text
        if report.pattern == "no_low_result":
            assert "do not rule out" in text


def test_every_report_is_an_object_of_the_contract(reports) -> None:
    fields = {
        "results", "pattern", "resembles", "missing", "cautions", "urgency", "below_article_cutoff", "age_months"
    }  # fmt: skip
    for _, _, report in reports:
        assert set(json.loads(json.dumps(report_as_json(report)))) == fields
