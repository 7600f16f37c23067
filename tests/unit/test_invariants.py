"""What must hold for every report, on 10,000 made at random (always the same ones).

Every report is checked for flags and for its text; only the ladder of values, which judges each value many times,
takes every 8th report. What is expected is worked out here from the table and from the units written below, never
with the functions under test.
"""

import csv
import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from bot import paths
from bot.labs.as_json import report_as_json
from bot.labs.data import read
from bot.labs.explain import explain
from bot.labs.interpret import interpret
from bot.labs.model import Interval, Measurement, Person, Range, Report, Result

HOW_MANY = 10_000
MASS = {unit: Fraction(factor) for unit, factor in {"mg/dL": 1, "g/L": 100, "g/dL": 1000, "mg/mL": 100}.items()}
MASS |= {"mg/L": Fraction(1, 10), "ug/mL": Fraction(1, 10)}
ACTIVITY = {"kU/L": Fraction(1), "IU/mL": Fraction(1), "IU/L": Fraction(1, 1000)}
IGE = {**ACTIVITY, "ng/mL": Fraction(10, 24), "ug/L": Fraction(10, 24)}
IGD = {**MASS, **{unit: factor * Fraction("0.1412") for unit, factor in ACTIVITY.items()}}
MAIN = ("IgM", "IgG", "IgA")
FACTORS = {"IgM": MASS, "IgG": MASS, "IgA": MASS, "IgE": IGE, "IgD": IGD}
FACTORS |= dict.fromkeys(("IgG1", "IgG2", "IgG3", "IgG4"), MASS)
ANALYTES = tuple(FACTORS)
USUAL = {"IgM": 300, "IgG": 1800, "IgA": 400, "IgE": 500, "IgD": 12, "IgG1": 900, "IgG2": 700, "IgG3": 120, "IgG4": 150}
ADULT_RANGES = {
    "IgM": ("40", "230"),
    "IgG": ("700", "1600"),
    "IgA": ("70", "400"),
    "IgE": ("0", "100"),
    "IgD": ("1", "10"),
    "IgG2": ("242", "700"),
    "IgG4": ("4", "86"),
}
PROBLEMS = (
    "negative", "implausible", "wrong_unit", "separator", "two_values", "past", "range_reversed", "range_implausible",
)  # fmt: skip
BOUNDARY = "I cannot tell what you have."
DIAGNOSIS = re.compile(
    r"\byou (?:have|suffer|are suffering|got)\b|\byour diagnosis\b|\bthis means that you\b|\byour child has\b",
    re.IGNORECASE,
)
COMFORT = re.compile(
    r"nothing to worry|n[o']t worry|don’t worry|no need to worry|no reason to worry|safe to wait|can wait\b|"
    r"you are healthy|you are fine|harmless|nothing serious|no cause for",
    re.IGNORECASE,
)
DOSE = re.compile(
    r"\d ?(?:mg|mcg|µg|g|grams?|milligrams?|ml|units?|iu)\b(?!/)|/ ?kg|per kg|\bdos(?:e|es|age)\b|\btablets?\b|"
    r"times a day|twice a day|every \d+ (?:hours|days|weeks)",
    re.IGNORECASE,
)
ORDER = {"low": 0, "normal": 1, "high": 2}
Made = tuple[list[Measurement], Person, Report]


def listed_rows() -> list[dict]:
    """The rows of intervals.csv, with limits in mg/dL (IgE: kU/L)."""
    with (paths.KNOWLEDGE / "labs" / "intervals.csv").open(encoding="utf-8", newline="") as lines:
        found = list(csv.DictReader(lines))
    for row in found:
        factor = FACTORS[row["analyte"]][row["unit"]]
        row["limits"] = (Fraction(row["low"]) * factor, Fraction(row["high"]) * factor)
        row["months"] = (Fraction(row["age_from_months"]), Fraction(row["age_to_months"]))
    return found


ROWS = listed_rows()


def at_age(analyte: str, months: int) -> list[dict]:
    return [row for row in ROWS if row["analyte"] == analyte and row["months"][0] <= months < row["months"][1]]


def made_at_random(chance: random.Random) -> tuple[list[Measurement], Person]:
    ages = [None, 480, chance.randrange(0, 24), chance.randrange(0, 216), chance.randrange(216, 1201)]
    age = chance.choice(ages)
    person = Person(age, chance.choice([None, "male", "female"]), chance.random() < 0.1)
    if chance.random() < 0.08:
        return mostly_normal(chance), person
    measured = []
    three = [*MAIN, *chance.sample(ANALYTES[3:], chance.randrange(0, 3))]
    for analyte in three if chance.random() < 0.5 else chance.sample(ANALYTES, chance.randrange(1, 5)):
        on = date(chance.randrange(2019, 2025), chance.randrange(1, 13), 1) if chance.random() < 0.3 else None
        measured.append(one_at_random(chance, analyte, on))
        if on and chance.random() < 0.5:
            measured.append(one_at_random(chance, analyte, date(on.year - 1, on.month, 1)))
        elif chance.random() < 0.02:
            measured.append(one_at_random(chance, analyte, None))
    return measured, person


def mostly_normal(chance: random.Random) -> list[Measurement]:
    """A low IgM with IgG and IgA in the middle of most ranges, and at times a subclass with a range of its own."""
    middle = {"IgM": chance.randrange(5, 45), "IgG": chance.randrange(700, 1400), "IgA": chance.randrange(55, 250)}
    measured = [Measurement(analyte, Decimal(value), "mg/dL") for analyte, value in middle.items()]
    if chance.random() < 0.4:
        own = Range(Decimal(60), Decimal(500))
        measured.append(Measurement("IgG2", Decimal(chance.randrange(20, 100)), "mg/dL", "=", own))
    return measured


def one_at_random(chance: random.Random, analyte: str, on: date | None) -> Measurement:
    unit = chance.choice(["kU/L" if analyte == "IgE" else "mg/dL", chance.choice(list(FACTORS[analyte]))])
    scale = chance.choice([0.05, 0.3, 1, 1, 1, 1, 3, 20])
    number = Decimal(str(round(scale * USUAL[analyte] * chance.random() + 0.01, 2)))
    value = Decimal(f"{in_unit(number, analyte, unit):.8g}")
    own = own_at_random(chance, analyte, unit) if chance.random() < 0.35 else None
    comparator = chance.choice(["="] * 8 + ["<", ">", "<=", ">="])
    made = Measurement(analyte, value, unit if chance.random() < 0.95 else None, comparator, own, on)
    return odd(chance, made) if chance.random() < 0.03 else made


def own_at_random(chance: random.Random, analyte: str, unit: str) -> Range | None:
    """An own range: often one for adults, else one listed for some age; sometimes with one end or its own unit."""
    months = chance.randrange(6, 600)
    of_an_age = [row["limits"] for row in at_age(analyte, months) if row["default"] == "yes"]
    adult = [ADULT_RANGES[analyte]] if analyte in ADULT_RANGES else []
    limits = chance.choice([*of_an_age, *adult]) if of_an_age or adult else None
    if limits is None:
        return None
    other = chance.choice(list(FACTORS[analyte])) if chance.random() < 0.1 else None
    low, high = (in_unit(Decimal(str(limit)), analyte, other or unit) for limit in limits)
    end = chance.random()
    return Range(None if end < 0.03 else low, None if end > 0.97 else high, other)


def odd(chance: random.Random, made: Measurement) -> Measurement:
    return chance.choice(
        [
            replace(made, value=None, comparator="<", own_range=None),
            replace(made, value=Decimal(-5)),
            replace(made, value=Decimal(10) ** 9),
            replace(made, unit="mg/dL" if made.analyte == "IgE" else "ng/mL"),
            replace(made, problem=chance.choice(["past", "separator"])),
            replace(made, own_range=Range(Decimal(230), Decimal(40))),
            replace(made, own_range=Range(Decimal(1), Decimal(10) ** 8)),
        ]
    )


def in_unit(number: Decimal, analyte: str, unit: str) -> Decimal:
    exact = Fraction(number) / FACTORS[analyte][unit]
    return Decimal(exact.numerator) / Decimal(exact.denominator)


@pytest.fixture(scope="module")
def reports() -> list[Made]:
    chance = random.Random(3)
    made = (made_at_random(chance) for _ in range(HOW_MANY))
    return [(measured, person, interpret(measured, person)) for measured, person in made]


@pytest.fixture(scope="module")
def texts(reports) -> list[tuple[Report, str]]:
    chance = random.Random(5)
    said = (chance.sample(MAIN, chance.randrange(0, 3)) for _ in reports)
    return [
        (report, explain(report, said_normal=names[:1], not_tested=names[1:]))
        for (_, _, report), names in zip(reports, said, strict=True)
    ]


def results(reports: list[Made]) -> Iterator[tuple[Person, Report, Result]]:
    for _, person, report in reports:
        for result in report.results:
            yield person, report, result


def months_on_the_day(result: Result, report: Report) -> int | None:
    """The age on the day of a result; the stated one is that on the day of the newest. None: unknown or unborn."""
    age, on = report.person.age_months, result.measured.on
    newest = max((r.measured.on for r in report.results if r.measured.on), default=None)
    if age is None or on is None or newest is None:
        return age
    then = age - 12 * (newest.year - on.year) - (newest.month - on.month)
    return then if then >= 0 else None


def where(value: Fraction, interval: Interval) -> str:
    if interval.low is not None and value < Fraction(interval.low):
        return "low"
    return "high" if interval.high is not None and value > Fraction(interval.high) else "normal"


def allowed(value: Fraction, comparator: str, limits: tuple[Decimal | None, ...]) -> list[Fraction]:
    """Values from zero up that a comparator allows, among them those nearest to the value and to every limit."""
    step = Fraction(1, 10**12)
    marks = [value, *(Fraction(limit) for limit in limits if limit is not None)]
    tried = [Fraction(0), Fraction(10**12), value / 2, value * 2]
    tried += [mark + change for mark in marks for change in (-step, 0, step)]
    holds = {
        "=": lambda one: one == value,
        "<": lambda one: one < value,
        "<=": lambda one: one <= value,
        ">": lambda one: one > value,
        ">=": lambda one: one >= value,
    }[comparator]
    return [one for one in tried if one >= 0 and holds(one)]


def test_there_is_something_of_everything(reports) -> None:
    flags = [result.flag for _, _, report in reports for result in report.results]
    assert all(flags.count(flag) > 1000 for flag in ("low", "normal", "high", "undetermined"))
    assert len({report.pattern for _, _, report in reports}) == 17
    assert {report.urgency for _, _, report in reports} == {"none", "soon", "prompt"}
    problems = {result.measured.problem for _, _, report in reports for result in report.results}
    assert problems >= {None, *PROBLEMS}
    ages = {person.age_months for _, person, _ in reports}
    assert {None, 0, 5, 6, 215, 216} <= ages
    assert max(age for age in ages if age is not None) > 1190


def test_other_units_give_the_same_flags(reports) -> None:
    chance = random.Random(4)
    for measured, person, report in reports:
        other = interpret([converted(chance, one) for one in measured], person)
        for result, same in zip(report.results, other.results, strict=True):
            assert (result.flag, result.near_limit) == (same.flag, same.near_limit), (result, same)
        assert (other.pattern, other.urgency) == (report.pattern, report.urgency)
        assert (other.resembles, other.cautions) == (report.resembles, report.cautions)
        assert other.below_article_cutoff is report.below_article_cutoff


def converted(chance: random.Random, one: Measurement) -> Measurement:
    """Return the measurement in another unit in which its decimals, and those of its range, stay exact."""
    factors = FACTORS[one.analyte]
    if one.unit not in factors:
        return one
    own = one.own_range
    numbers = [one.value] if own is None or own.unit else [one.value, own.low, own.high]
    for unit in chance.sample(list(factors), len(factors)):
        turned = [None if n is None else exactly(n, factors[one.unit] / factors[unit]) for n in numbers]
        if "inexact" not in turned:
            return replace(one, value=turned[0], unit=unit, own_range=Range(*turned[1:]) if turned[1:] else own)
    return one


def exactly(number: Decimal, factor: Fraction) -> Decimal | str:
    product = Fraction(number) * factor
    decimal = Decimal(product.numerator) / Decimal(product.denominator)
    return decimal if Fraction(decimal) == product else "inexact"


def test_a_lower_value_never_gets_a_higher_flag(reports) -> None:
    for _, person, report in reports[::8]:
        for result in report.results:
            one = result.measured
            if one.comparator != "=" or one.value is None or one.problem:
                continue
            alone = replace(one, on=None)
            steps = [Decimal(0), one.value / 2, one.value * Decimal("0.99"), one.value, one.value * 2]
            if result.interval is not None and result.interval.unit == one.unit:
                limits = [limit for limit in (result.interval.low, result.interval.high) if limit is not None]
                steps += [limit + change for limit in limits for change in (Decimal("-0.001"), 0, Decimal("0.001"))]
            judged = [interpret([replace(alone, value=step)], person).results[0] for step in sorted(steps) if step >= 0]
            flags = [ORDER[one.flag] for one in judged if one.flag in ORDER]
            assert flags == sorted(flags), (one, flags)
            assert len(flags) in (0, len([one for one in judged if not one.measured.problem]))


def test_flags_are_what_the_interval_says(reports) -> None:
    checked = 0
    for person, _, result in results(reports):
        one, value, interval = result.measured, result.in_interval_unit, result.interval
        if value is None or interval is None:
            assert result.flag == "undetermined"
            continue
        if one.unit and interval.unit:
            factors = FACTORS[one.analyte]
            assert value == Fraction(one.value) * factors[one.unit] / factors[interval.unit]
        if one.analyte == "IgG" and person.on_immunoglobulin:
            assert result.flag == "undetermined"
            continue
        possible = {where(each, interval) for each in allowed(value, one.comparator, (interval.low, interval.high))}
        assert result.flag == (possible.pop() if len(possible) == 1 else "undetermined"), result
        checked += one.comparator != "="
    assert checked > 3000


def test_no_value_below_its_interval_is_called_normal(reports) -> None:
    for _, _, result in results(reports):
        value, interval = result.in_interval_unit, result.interval
        if value is not None and interval is not None and interval.low is not None and value < Fraction(interval.low):
            assert result.flag != "normal"
            assert result.flag != "high"


def test_the_own_range_is_taken_as_it_is(reports) -> None:
    for _, _, result in results(reports):
        interval, own = result.interval, result.measured.own_range
        if interval is not None and interval.origin == "own_laboratory":
            assert own is not None
            assert (interval.high, interval.unit) == (own.high, own.unit or result.measured.unit)
            assert interval.low == (0 if result.measured.analyte == "IgE" else own.low)
        elif interval is not None:
            assert own is None


def test_default_intervals_are_those_of_the_age_on_the_day(reports) -> None:
    children = 0
    for _, report, result in results(reports):
        interval = result.interval
        if interval is None or interval.origin != "default":
            continue
        months = months_on_the_day(result, report)
        assert months is not None
        assert months >= 6
        rows = [row for row in at_age(result.measured.analyte, months) if row["default"] == "yes"]
        assert [(Decimal(row["low"]), Decimal(row["high"]), row["unit"], row["source"]) for row in rows] == [
            (interval.low, interval.high, interval.unit, interval.source)
        ]
        children += months < 216
    assert children > 1000


def test_near_a_limit_is_where_the_listed_laboratories_differ(reports) -> None:
    for person, report, result in results(reports):
        one, months = result.measured, months_on_the_day(result, report)
        if one.problem or one.value is None or one.unit is None or months is None or result.interval is None:
            continue
        value = Fraction(one.value) * FACTORS[one.analyte][one.unit]
        rows = [row for row in at_age(one.analyte, months) if row["sex"] in ("any", person.sex)]
        ends = [sorted(row["limits"][end] for row in rows) for end in (0, 1)]
        near = any(limits and limits[0] <= value <= limits[-1] and limits[0] < limits[-1] for limits in ends)
        assert result.near_limit is near or result.in_interval_unit is None, result


def test_children_are_never_judged_by_adult_numbers(reports) -> None:
    refused = 0
    for _, report, result in results(reports):
        if report.person.age_months is None or report.person.age_months < 216:
            assert report.below_article_cutoff is None
            assert "article_cutoff" not in report.cautions
        months, one = months_on_the_day(result, report), result.measured
        own = one.own_range
        if months is None or months >= 216 or own is None or None in (own.low, own.high, own.unit or one.unit):
            continue
        if (own.unit or one.unit) not in FACTORS[one.analyte] or not at_age(one.analyte, months):
            continue
        factor = FACTORS[one.analyte][own.unit or one.unit]
        limits = (Fraction(own.low) * factor, Fraction(own.high) * factor)
        adult = any(row["limits"] == limits and row["months"][1] > 216 for row in ROWS if row["analyte"] == one.analyte)
        child = any(row["limits"] == limits for row in at_age(one.analyte, months) if row["sex"] == "any")
        if adult and not child:
            assert result.flag == "undetermined"
            assert result.interval is None
            refused += 1
            if report.person.is_child and not one.problem and one.value is not None:
                assert "own_range_may_be_adult" in report.cautions
        elif child and not one.problem:
            assert result.interval is not None
    assert refused > 100


def test_isolated_only_with_igg_and_iga_known_and_normal(reports) -> None:
    seen = 0
    for _, person, report in reports:
        flags = {analyte: result.flag for analyte in MAIN if (result := report.latest(analyte))}
        if report.pattern == "isolated_low_igm":
            assert flags == {"IgM": "low", "IgG": "normal", "IgA": "normal"}
            assert not person.on_immunoglobulin
            assert "immunoglobulin_treatment" in report.cautions
            seen += 1
        if person.on_immunoglobulin:
            assert flags.get("IgG") in (None, "undetermined")
            assert "immunoglobulin_treatment" in report.cautions
    assert seen > 100


def test_what_is_questioned_is_not_judged(reports) -> None:
    for _, report, result in results(reports):
        if result.measured.problem:
            assert (result.flag, result.interval, result.near_limit) == ("undetermined", None, False)
            assert "questioned" in report.cautions


def test_ige_is_never_low(reports) -> None:
    assert all(result.flag != "low" for _, _, result in results(reports) if result.measured.analyte == "IgE")


def test_prompt_is_what_rule_7_says(reports) -> None:
    for _, person, report in reports:
        latest = {result.measured.analyte: result for result in report.results}
        assert (report.urgency == "prompt") is is_prompt(latest, person), report


def is_prompt(latest: dict[str, Result], person: Person) -> bool:
    flags = {analyte: result.flag for analyte, result in latest.items()}
    if all(flags.get(analyte) == "low" for analyte in MAIN):
        return True
    if flags.get("IgG") == "low" and person.age_months is not None and person.age_months < 24:
        return True
    igg, igm = latest.get("IgG"), latest.get("IgM")
    if igg and igg.interval and igg.interval.low and igg.in_interval_unit is not None:
        half = Fraction(igg.interval.low) / 2
        possible = allowed(igg.in_interval_unit, igg.measured.comparator, (igg.interval.low / 2,))
        if possible and max(possible) < half:
            return True
    if not igm or igm.measured.problem or igm.measured.value is None or igm.measured.unit is None:
        return False
    value = Fraction(igm.measured.value) * MASS[igm.measured.unit]
    return "<" not in igm.measured.comparator and value >= 3000


def test_low_more_than_once_needs_two_days(reports) -> None:
    seen = 0
    for _, _, report in reports:
        days = {(r.measured.analyte, r.measured.on) for r in report.results if r.flag == "low" and r.measured.on}
        twice = len(days) > len({analyte for analyte, _ in days})
        abnormal = any(result.flag != "normal" for result in report.results)
        assert ("low_more_than_once" in report.cautions) is twice
        assert ("repeat_test" in report.cautions) is (abnormal and not twice)
        assert ("not_a_diagnosis" in report.cautions) is abnormal
        seen += twice
    assert seen > 50


def test_nothing_is_named_where_only_a_value_near_a_limit_is_low(reports) -> None:
    seen = 0
    for _, _, report in reports:
        latest = {result.measured.analyte: result for result in report.results}.values()
        low = [result for result in latest if result.flag == "low"]
        if len(low) == 1 and low[0].near_limit and low[0].interval.origin == "default":
            assert report.resembles == ()
            seen += 1
        if not low and all(result.flag != "high" for result in latest):
            assert report.resembles == ()
    assert seen > 20


def test_no_text_holds_a_diagnosis_a_dose_or_comfort(texts) -> None:
    for report, text in texts:
        assert BOUNDARY in text
        for sentence in re.split(r"(?<=[.?!])\s|\n", text.replace(BOUNDARY, "")):
            assert sentence.endswith("?") or not DIAGNOSIS.search(sentence), sentence
        assert not COMFORT.search(text), COMFORT.search(text)
        assert not DOSE.search(text), DOSE.search(text)
        if any(result.flag != "normal" for result in report.results):
            assert "not a diagnosis" in text
        if report.pattern == "no_low_result":
            assert "do not rule out" in text
        if report.pattern == "isolated_low_igm":
            assert "Immunoglobulin treatment" in text


def test_what_is_prompt_is_said_first(texts) -> None:
    opening = tuple(read("report")["opening"].values())
    for report, text in texts:
        assert text.startswith(opening) == (report.urgency == "prompt")
        assert any(said in text for said in opening) == (report.urgency == "prompt")


def test_every_text_repeats_what_was_read(texts) -> None:
    for report, text in texts:
        lines = text.splitlines()
        for result in report.results:
            one = result.measured
            of_it = [line for line in lines if re.match(rf"- (?:[\d-]+: )?{one.analyte}\b", line)]
            assert of_it
            if one.value is not None:
                shown = f"{float(one.value):.10g}" if abs(one.value) < 10**9 else f"{one.value:f}"
                said = f" {shown} {one.unit or '(no unit)'}"
                assert any(said in line for line in of_it), (said, of_it)


def test_loss_of_protein_is_named_only_where_igg_is_low_or_unknown(texts) -> None:
    seen = 0
    for report, text in texts:
        igg = report.latest("IgG")
        if igg is not None and igg.flag in ("normal", "high"):
            assert "protein" not in text.lower()
            assert "protein_loss" not in report.cautions
            seen += 1
    assert seen > 1000


REPORT = {"results", "pattern", "resembles", "missing", "cautions", "urgency", "below_article_cutoff", "age_months"}
RESULT = {"analyte", "comparator", "value", "unit", "value_in_interval_unit", "flag", "near_limit", "interval"}
RESULT |= {"date", "problem"}
INTERVAL = {"low", "high", "unit", "source", "origin"}


def test_every_report_is_an_object_of_the_contract(reports) -> None:
    cautions = {entry["id"] for entry in read("cautions")["cautions"]}
    for measured, person, report in reports:
        made = json.loads(json.dumps(report_as_json(report), allow_nan=False))
        assert set(made) == REPORT
        assert len(made["results"]) == len(measured)
        assert set(made["cautions"]) <= cautions
        assert made["age_months"] == person.age_months
        assert made["missing"] == [a for a in (*MAIN, "IgE") if a not in {one.analyte for one in measured}]
        for result in made["results"]:
            assert set(result) == RESULT
            assert result["flag"] in ("low", "normal", "high", "undetermined")
            assert result["problem"] in (None, *PROBLEMS)
            if result["interval"] is not None:
                assert set(result["interval"]) == INTERVAL
                assert result["interval"]["origin"] in ("own_laboratory", "default")
                assert (result["interval"]["source"] is None) == (result["interval"]["origin"] == "own_laboratory")
