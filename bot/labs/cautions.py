"""Which cautions a report carries, as ids of knowledge/labs/cautions.yml, where each names its source."""

from collections.abc import Iterator
from dataclasses import replace

from bot.labs.intervals import FIRST_MONTH_OF_DEFAULTS
from bot.labs.model import DEFAULT, HIGH, LOW, NORMAL, OWN, UNDETERMINED, Report, Result


def with_cautions(report: Report) -> Report:
    """Return the report with its cautions, in the order in which they are said."""
    return replace(report, cautions=tuple(dict.fromkeys(_cautions(report))))


def _cautions(report: Report) -> Iterator[str]:
    flags = {analyte: _flag(report, analyte) for analyte in ("IgM", "IgG", "IgA", "IgE", "IgD")}
    yield from _about_reading(report)
    if any(result.flag != NORMAL for result in report.results):
        yield "low_more_than_once" if low_more_than_once(report) else "repeat_test"
        yield "not_a_diagnosis"
    if flags["IgM"] in (LOW, UNDETERMINED):
        yield "other_causes_of_low_igm"
        if any(flags[analyte] in (None, UNDETERMINED) for analyte in ("IgG", "IgA")):
            yield "igg_iga_needed"
    if report.pattern == "isolated_low_igm" or report.person.on_immunoglobulin:
        yield "immunoglobulin_treatment"
    if LOW in (flags["IgM"], flags["IgG"]) and flags["IgG"] in (None, LOW, UNDETERMINED):
        yield "protein_loss"
    if flags["IgM"] == HIGH:
        yield "high_igm_symptoms"
        if report.pattern != "high_igm":
            yield "igm_also_high"
    if report.below_article_cutoff:
        yield "article_cutoff"
    if report.pattern == "no_low_result":
        yield "normal_totals"
    if flags["IgE"]:
        yield "ige_apart"
    if flags["IgD"]:
        yield "igd_no_role"


def _about_reading(report: Report) -> Iterator[str]:
    person, results = report.person, report.results
    if any(result.measured.problem for result in results):
        yield "questioned"
    if any(_unjudged_without_unit(result) for result in results):
        yield "unit_unknown"
    if any(result.measured.value is None for result in results):
        yield "undetectable"
    if person.age_months is not None and person.age_months < FIRST_MONTH_OF_DEFAULTS:
        yield "infancy"
    if any(_unused_own_range(report, result) for result in results):
        yield "own_range_may_be_adult"
    elif any(_without_interval(result) for result in results):
        yield "no_interval"
    if person.age_months is None and any(r.interval is not None and r.interval.origin == OWN for r in results):
        yield "age_unknown"
    if any(_left_open(result) for result in results):
        yield "comparator_open"
    if any(_printed_differs(report, result) for result in results):
        yield "printed_differs"
    if any(map(is_near_default, results)):
        yield "near_limit"


def _unjudged_without_unit(result: Result) -> bool:
    measured = result.measured
    return measured.unit is None and measured.value is not None and result.flag == UNDETERMINED


def is_near_default(result: Result) -> bool:
    """Tell whether laboratories disagree about a value that no laboratory's own range judges."""
    return result.near_limit and (result.interval is None or result.interval.origin == DEFAULT)


def _flag(report: Report, analyte: str) -> str | None:
    result = report.latest(analyte)
    return result.flag if result else None


def _unused_own_range(report: Report, result: Result) -> bool:
    measured = result.measured
    own = measured.own_range
    judged = not measured.problem and measured.value is not None and own is not None
    judged = judged and (measured.unit or (own and own.unit)) is not None
    return judged and result.measured.own_range is not None and result.interval is None and report.person.is_child


def _without_interval(result: Result) -> bool:
    measured = result.measured
    return measured.value is not None and measured.unit is not None and not measured.problem and result.interval is None


def _left_open(result: Result) -> bool:
    return result.flag == UNDETERMINED and result.in_interval_unit is not None and result.measured.comparator != "="


def _printed_differs(report: Report, result: Result) -> bool:
    """Tell whether a result is left open because the laboratory's own flag says something else than the range."""
    measured = result.measured
    treated = measured.analyte == "IgG" and report.person.on_immunoglobulin
    judged = result.flag == UNDETERMINED and result.in_interval_unit is not None and measured.comparator == "="
    return judged and not treated and measured.printed in (LOW, HIGH)


def low_more_than_once(report: Report) -> bool:
    """Tell whether one analyte was low on two or more dates."""
    low = [(r.measured.analyte, r.measured.on) for r in report.results if r.flag == LOW and r.measured.on]
    return any(len({on for other, on in low if other == analyte}) > 1 for analyte, _ in low)
