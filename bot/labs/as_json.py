"""A report as the plain object of the reply contract, and back from what a conversation keeps."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from bot.labs.draw_line import Drawing
from bot.labs.model import Interval, Report, Result


def report_as_json(report: Report) -> dict[str, Any]:
    """Return the ``report`` object of docs/reply-contract.md."""
    return {
        "results": [result_as_json(result) for result in report.results],
        "pattern": report.pattern,
        "resembles": list(report.resembles),
        "missing": list(report.missing),
        "cautions": list(report.cautions),
        "urgency": report.urgency,
        "below_article_cutoff": report.below_article_cutoff,
        "age_months": report.person.age_months,
    }


def result_as_json(result: Result) -> dict[str, Any]:
    """Return one result; ``date`` is the day it was measured on, null where none was given."""
    measured = result.measured
    return {
        "analyte": measured.analyte,
        "comparator": measured.comparator,
        "value": number(measured.value),
        "unit": measured.unit,
        "value_in_interval_unit": number(result.in_interval_unit),
        "flag": result.flag,
        "near_limit": result.near_limit,
        "interval": interval_as_json(result.interval),
        "date": measured.on.isoformat() if measured.on else None,
        "problem": measured.problem,
    }


def interval_as_json(interval: Interval | None) -> dict[str, Any] | None:
    """Return an interval, or None."""
    if interval is None:
        return None
    return {
        "low": number(interval.low),
        "high": number(interval.high),
        "unit": interval.unit,
        "source": interval.source,
        "origin": interval.origin,
    }


def drawing_as_json(drawing: Drawing | None) -> dict[str, str] | None:
    """Return a drawing with the sentence that says the same (``alt``), or None."""
    return None if drawing is None else {"svg": drawing.svg, "text": drawing.text, "alt": drawing.alt}


def number(value: Decimal | Fraction | None) -> float | None:
    """Return a number for JSON, with at most twelve digits so that a conversion leaves no tail."""
    return None if value is None else float(f"{float(value):.12g}")
