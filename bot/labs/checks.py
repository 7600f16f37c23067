"""What is asked about before it is interpreted: impossible and contradictory measurements."""

from collections.abc import Sequence
from dataclasses import replace

from bot.labs.model import Measurement
from bot.labs.units import WrongUnit, analytes, convert, measurable, plausible


def questioned(measurements: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """Return the measurements, those that must be asked about with their ``problem`` (knowledge/labs/questions.yml)."""
    return tuple(
        measured if measured.problem else replace(measured, problem=problem_of(measured, measurements))
        for measured in measurements
    )


def problem_of(measured: Measurement, all_of_them: Sequence[Measurement]) -> str | None:
    """Return the id of the first thing that is wrong with a measurement; None where nothing is."""
    value, unit = measured.value, measured.unit
    if value is not None and value < 0:
        return "negative"
    if unit is not None and not measurable(measured.analyte, unit):
        return "wrong_unit"
    if value is not None and unit is not None and not plausible(value, measured.analyte, unit):
        return "implausible"
    if value is not None and unit is None and not _possible_in_some_unit(measured):
        return "implausible"
    if any(_contradicts(measured, other) for other in all_of_them):
        return "two_values"
    return _range_problem(measured)


def _possible_in_some_unit(measured: Measurement) -> bool:
    from bot.labs.units import units

    assert measured.value is not None
    return any(
        measurable(measured.analyte, name) and plausible(measured.value, measured.analyte, name) for name in units()
    )


def _contradicts(measured: Measurement, other: Measurement) -> bool:
    """Tell whether two results of one analyte differ and no dates tell them apart."""
    if other is measured or other.analyte != measured.analyte or (measured.on != other.on and measured.on and other.on):
        return False
    return _amount(measured) != _amount(other)


def _amount(measured: Measurement) -> tuple[object, ...]:
    """Return what is compared of two results: the amount in the analyte's own unit where it can be converted."""
    value, unit = measured.value, measured.unit
    if value is None or unit is None or not measurable(measured.analyte, unit):
        return value, measured.comparator, unit
    return convert(value, measured.analyte, unit), measured.comparator


def _range_problem(measured: Measurement) -> str | None:
    own = measured.own_range
    if own is None:
        return None
    if own.low is not None and own.high is not None and own.low >= own.high:
        return "range_reversed"
    if any(limit is not None and limit < 0 for limit in (own.low, own.high)):
        return "range_implausible"
    unit = own.unit or measured.unit
    if unit is None:
        return None
    lowest, highest = analytes()[measured.analyte].limits
    try:
        upper = convert(own.high, measured.analyte, unit) if own.high is not None else None
        lower = convert(own.low, measured.analyte, unit) if own.low is not None else None
    except WrongUnit:
        return "range_implausible"
    fits = (upper is None or lowest <= upper <= highest) and (lower is None or lower <= highest)
    return None if fits else "range_implausible"
