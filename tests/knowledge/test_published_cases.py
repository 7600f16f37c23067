"""Published cases against the interpretation and the reader. Expectations were made by hand (see the file's head)."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.labs.data import read as words
from bot.labs.explain import caution_text, explain
from bot.labs.interpret import interpret
from bot.labs.model import NORMAL, Measurement, Person, Range, Report
from bot.language.labs.reader import read

CASES = yaml.safe_load(Path(__file__).with_name("published_cases.yml").read_text(encoding="utf-8"))["cases"]
each_case = pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])


def measured(value: dict[str, Any]) -> Measurement:
    limits = value["range"]
    own = Range(Decimal(limits[0]), Decimal(limits[1])) if limits else None
    return Measurement(value["analyte"], Decimal(value["value"]), value["unit"], value.get("comparator", "="), own)


def person(case: dict[str, Any]) -> Person:
    return Person(case["age"] * 12, case["sex"], case["on_immunoglobulin"])


def report(case: dict[str, Any]) -> Report:
    return interpret([measured(value) for value in case["values"]], person(case))


def plain(one: Measurement) -> tuple[Any, ...]:
    """What must be the same however it was typed: a range without its own unit has that of the value."""
    own = one.own_range
    limits = (own.low, own.high, own.unit or one.unit) if own else None
    return one.analyte, one.comparator, one.value, one.unit, limits, one.problem


@each_case
def test_pattern(case: dict[str, Any]) -> None:
    assert report(case).pattern == case["expected_pattern"], case["why"]


@each_case
def test_nothing_is_diagnosed(case: dict[str, Any]) -> None:
    made = report(case)
    said = explain(made)
    if any(result.flag != NORMAL for result in made.results):
        assert caution_text("not_a_diagnosis") in said
    boundary = words("report")["parts"]["boundary"]  # "I cannot tell what you have": the one use that is allowed
    assert boundary in said
    assert "you have" not in said.replace(boundary, "").lower()


@each_case
def test_reading(case: dict[str, Any]) -> None:
    reading = read(case["text"])
    assert reading.problem is None
    assert {plain(one) for one in reading.measurements} == {plain(measured(value)) for value in case["values"]}
    assert reading.person.age_months == case["age"] * 12
    assert reading.person.on_immunoglobulin == case["on_immunoglobulin"]


@each_case
def test_text_and_numbers_give_the_same_pattern(case: dict[str, Any]) -> None:
    reading = read(case["text"])
    assert reading.measurements
    assert interpret(reading.measurements, reading.person).pattern == report(case).pattern
