"""What is asked about before it is interpreted: impossible and contradictory measurements."""

from collections.abc import Sequence
from dataclasses import replace

from bot.labs.model import Measurement
from bot.labs.units import USUAL_SPAN, WrongUnit, analytes, convert, measurable, plausible, usual

UNIT_DOUBTS = ("unit_too_small", "unit_too_big")
"""Problems of a value that is hardly in the unit that stands beside it: "IgM 0.45 mg/dL", "IgM 45 g/L"."""

DOUBTED = ("IgM", "IgG", "IgA")
COMMON_UNITS = ("mg/dL", "g/L")
BIG_UNITS = {"g/L": 3, "mg/mL": 3, "g/dL": 1}
"""Units in which a number is easily too big, and how many times the highest usual upper limit is doubted. Judgement."""


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


def with_unit_doubts(measurements: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """Return the measurements as a person typed them, those whose unit is doubted with their ``problem``."""
    return tuple(
        replace(one, problem=unit_doubt(one) or one.problem) if one.problem in (None, "range_implausible") else one
        for one in measurements
    )


def unit_doubt(measured: Measurement) -> str | None:
    """Return the problem of a value that is far from usual in its unit and usual in another one.

    A printed range that fits the unit leaves no doubt. "<" is not doubted: so little can be the limit of the test, and
    a whole number of milligrams is not either, for IgM and IgA can be nearly absent. Judgement of the editors.
    """
    value, unit = measured.value, measured.unit
    if value is None or unit is None or measured.confirmed or measured.analyte not in DOUBTED or value <= 0:
        return None
    if (measured.own_range is not None and _range_problem(measured) is None) or not likelier_units(measured):
        return None
    amount, most = convert(value, measured.analyte, unit), analytes()[measured.analyte].limits[1]
    if unit in BIG_UNITS and amount > BIG_UNITS[unit] * most:
        return "unit_too_big"
    small = amount < most / USUAL_SPAN and measured.comparator not in ("<", "<=")
    return "unit_too_small" if small and (value % 1 or measured.analyte == "IgG") else None


def likelier_units(measured: Measurement) -> list[str]:
    """Return the common units, besides its own, in which a value would be usual."""
    value = measured.value
    others = (unit for unit in COMMON_UNITS if unit != measured.unit)
    return [unit for unit in others if value is not None and usual(value, measured.analyte, unit)]


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
