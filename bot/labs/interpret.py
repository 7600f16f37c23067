"""Interprets measurements: flags, pattern, what it resembles, cautions, urgency. Pure: same input, same report.

The rules are DESIGN.md "Laboratory values" and the data of knowledge/labs/; each states its source there.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bot.labs.cautions import with_cautions
from bot.labs.checks import UNIT_DOUBTS, questioned
from bot.labs.intervals import Row, default_interval, highest_limit, interval_of_clinic, looks_adult, near_limit
from bot.labs.model import (
    DEFAULT,
    HIGH,
    LOW,
    MAIN,
    NORMAL,
    OWN,
    UNDETERMINED,
    Interval,
    Measurement,
    Person,
    Report,
    Result,
)
from bot.labs.patterns import pattern_of, resembling, urgency_of
from bot.labs.units import WrongUnit, convert, measurable, plausible, units

ARTICLE_CUTOFF = Decimal(40)
"""mg/dL of IgM; adults only (source: the article, section on diagnosis)."""

PROMPT_IGM = Decimal(3000)
"""mg/dL of IgM; at and above it a doctor should be asked at once (judgement, DESIGN.md rule 7; needs sign-off)."""

MONTHS_OF_EARLY_CHILDHOOD = 24
"""Below this age a low IgG is prompt (judgement, DESIGN.md rule 7; needs sign-off)."""


def interpret(measurements: Iterable[Measurement], person: Person, own: tuple[Row, ...] = ()) -> Report:
    """Return the report on what was measured; nothing that is questioned (``problem``) is judged.

    ``own`` are intervals of the clinic's laboratory, used where a result came without a printed range.

    Raises:
        ValueError: there is no measurement.
    """
    ordered = sorted(questioned(tuple(measurements)), key=lambda measured: measured.on or date.max)
    if not ordered:
        raise ValueError("there is nothing to interpret")
    newest = max((measured.on for measured in ordered if measured.on), default=None)
    results = tuple(judge(measured, _at_the_time(person, measured.on, newest), own) for measured in ordered)
    latest = {result.measured.analyte: result for result in results}
    flags = {analyte: result.flag for analyte, result in latest.items()}
    pattern = pattern_of(flags)
    as_stated = {
        analyte: judge(replace(result.measured, problem=None), person, own) if doubted(result) else result
        for analyte, result in latest.items()
    }
    prompt = _is_prompt(as_stated, person)
    igm = latest.get("IgM")
    report = Report(
        results=results,
        pattern=pattern,
        resembles=() if _only_near(latest.values()) else tuple(resembling(pattern, flags, person)),
        missing=tuple(analyte for analyte in MAIN if analyte not in latest),
        cautions=(),
        urgency="prompt" if prompt else urgency_of(pattern),
        below_article_cutoff=below_cutoff(igm, _at_the_time(person, igm.measured.on if igm else None, newest)),
        person=person,
    )
    return with_cautions(report)


def doubted(result: Result) -> bool:
    """Tell whether a value is not interpreted because its unit is doubted; if it is right it may still be urgent."""
    return result.measured.problem in UNIT_DOUBTS


def _at_the_time(person: Person, on: date | None, newest: date | None) -> Person:
    """Return the person at the age on the day of a result; the stated age is that at the newest one."""
    if on is None or newest is None or person.age_months is None:
        return person
    months = (newest.year - on.year) * 12 + newest.month - on.month
    return (
        replace(person, age_months=person.age_months - months)
        if months <= person.age_months
        else replace(person, age_months=None)
    )


def judge(measured: Measurement, person: Person, own: tuple[Row, ...] = ()) -> Result:
    """Return where one value lies: against the printed range, else the clinic's interval, else the default one."""
    if measured.problem:
        return Result(measured, UNDETERMINED)
    interval = interval_for(measured, person, own)
    value = _in_unit_of(interval, measured)
    if interval is None or value is None:
        return Result(measured, UNDETERMINED, interval=interval)
    flag = flag_of(value, measured.comparator, interval)
    if measured.printed in (LOW, HIGH) and flag in (LOW, NORMAL, HIGH) and flag != measured.printed:
        flag = UNDETERMINED  # the laboratory's own flag says something else
    if measured.analyte == "IgG" and person.on_immunoglobulin:
        flag = UNDETERMINED  # the treatment's own IgG is measured as well (rule 5)
    return Result(measured, flag, _is_near(measured, person), interval, value)


def _is_near(measured: Measurement, person: Person) -> bool:
    if measured.value is None or measured.unit is None:
        return False
    return near_limit(convert(measured.value, measured.analyte, measured.unit), measured.analyte, person)


def interval_for(measured: Measurement, person: Person, clinic: tuple[Row, ...] = ()) -> Interval | None:
    """Return the interval to hold a value against; None where none may be used.

    The laboratory's own range, as printed, wins; then come the rows of ``clinic``, then the default ones. A child's
    printed range that looks like an adult one is not used, and then no other is.
    """
    own = measured.own_range
    if own is None or (own.low is None and own.high is None):
        if measured.unit is None:
            return None
        of_clinic = interval_of_clinic(measured.analyte, person, clinic)
        return of_clinic or default_interval(measured.analyte, person)
    unit = own.unit or measured.unit
    if own_range_unusable(measured, person):
        return None
    low = Decimal(0) if measured.analyte == "IgE" else own.low  # IgE is never low (DESIGN.md, patterns)
    return Interval(low, own.high, unit, None, OWN)


def own_range_unusable(measured: Measurement, person: Person) -> bool:
    """Tell whether a child's printed range looks like an adult one (or cannot be told from one without a unit)."""
    own = measured.own_range
    if own is None or not person.is_child:
        return False
    unit = own.unit or measured.unit
    if unit is None:
        return True
    assert person.age_months is not None
    try:
        return looks_adult(own, unit, measured.analyte, person.age_months)
    except WrongUnit:
        return True


def _in_unit_of(interval: Interval | None, measured: Measurement) -> Fraction | None:
    if interval is None or measured.value is None:
        return None
    if interval.unit == measured.unit:
        return Fraction(measured.value)
    if interval.unit is None or measured.unit is None:
        return None
    try:
        return convert(measured.value, measured.analyte, measured.unit, interval.unit)
    except WrongUnit:
        return None


def flag_of(value: Fraction, comparator: str, interval: Interval) -> str:
    """Return low, normal, high or, where a comparator leaves it open, undetermined.

    ``value`` is in the interval's unit. "<25" against a lower limit of 50 is low; "<50" against 40 is open.
    """
    smallest, smallest_included = _bottom(value, comparator)
    largest, largest_included = _top(value, comparator)
    low, high = interval.low, interval.high
    if (
        low is not None
        and low > 0
        and largest is not None
        and (largest < low or (largest == low and not largest_included))
    ):
        return LOW
    if high is not None and (smallest > high or (smallest == high and not smallest_included)):
        return HIGH
    above_low = low is None or smallest >= low
    below_high = high is None or (largest is not None and largest <= high)
    return NORMAL if above_low and below_high else UNDETERMINED


def _bottom(value: Fraction, comparator: str) -> tuple[Fraction, bool]:
    return (Fraction(0), True) if comparator in ("<", "<=") else (value, comparator != ">")


def _top(value: Fraction, comparator: str) -> tuple[Fraction | None, bool]:
    return (None, False) if comparator in (">", ">=") else (value, comparator != "<")


def below_cutoff(igm: Result | None, person: Person) -> bool | None:
    """Return whether IgM is below the article's adult cut-off; None where that is not known or not for this age."""
    if igm is None or not person.is_adult or igm.measured.value is None or igm.measured.unit is None:
        return None
    if igm.measured.problem:
        return None
    cutoff = Interval(ARTICLE_CUTOFF, None, "mg/dL", None, DEFAULT)
    value = convert(igm.measured.value, "IgM", igm.measured.unit, "mg/dL")
    return {LOW: True, NORMAL: False, UNDETERMINED: None}[flag_of(value, igm.measured.comparator, cutoff)]


def _only_near(latest: Iterable[Result]) -> bool:
    """Tell whether the only low value is one that other laboratories would call normal, by a default interval."""
    low = [result for result in latest if result.flag == LOW]
    return len(low) == 1 and low[0].near_limit and low[0].interval is not None and low[0].interval.origin == DEFAULT


def _is_prompt(latest: dict[str, Result], person: Person) -> bool:
    igg, igm = latest.get("IgG"), latest.get("IgM")
    if all(analyte in latest and latest[analyte].flag == LOW for analyte in ("IgM", "IgG", "IgA")):
        return True
    if igg is not None and _below_half(igg):
        return True
    small = person.age_months is not None and person.age_months < MONTHS_OF_EARLY_CHILDHOOD
    if igg is not None and igg.flag == LOW and small:
        return True
    return igm is not None and _reaches(igm, PROMPT_IGM)


def _below_half(result: Result) -> bool:
    interval, value = result.interval, result.in_interval_unit
    if interval is None or interval.low is None or value is None:
        return False
    half = Interval(interval.low / 2, None, interval.unit, None, interval.origin)
    return flag_of(value, result.measured.comparator, half) == LOW


def surely_high(result: Result) -> bool:
    """Tell whether a value is high whatever the age and the unit may be; false where a range judges it otherwise."""
    measured = result.measured
    if result.flag != UNDETERMINED:
        return result.flag == HIGH
    if measured.value is None or measured.comparator in ("<", "<="):
        return False
    stated = [measured.unit] if measured.unit else list(units())
    amounts = [convert(measured.value, measured.analyte, unit) for unit in stated if measurable(measured.analyte, unit)]
    possible = [amount for amount in amounts if plausible(amount, measured.analyte, "mg/dL")] or amounts
    return bool(possible) and min(possible) > highest_limit(measured.analyte)


def _reaches(result: Result, limit: Decimal) -> bool:
    """Tell whether a value that can be judged is at least ``limit`` mg/dL for sure."""
    measured = result.measured
    if measured.problem or measured.value is None or measured.unit is None:
        return False
    smallest, _ = _bottom(convert(measured.value, measured.analyte, measured.unit, "mg/dL"), measured.comparator)
    return smallest >= limit
