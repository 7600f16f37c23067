"""Puts a report into words. The wording and its sources are in knowledge/labs/; nothing here decides anything."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from bot.labs.as_json import number
from bot.labs.cautions import is_near_default
from bot.labs.data import read
from bot.labs.interpret import surely_high
from bot.labs.intervals import FIRST_MONTH_OF_DEFAULTS
from bot.labs.model import HIGH, LOW, NORMAL, Interval, Measurement, Person, Report, Result
from bot.labs.patterns import patterns, words_for
from bot.labs.trend import trend_sentence
from bot.labs.units import analytes

ARTICLE = "article"
"""The id of the article among the sources."""

MOST_NAMED = 5
"""How many conditions of the differential table are named in the text; the report object has them all."""


def explain(
    report: Report, said_normal: Iterable[str] = (), not_tested: Iterable[str] = (), said_low: Iterable[str] = ()
) -> str:
    """Return the whole explanation: what was read, where it lies, what that can look like or cannot tell, what next."""
    return "\n".join(
        _lines(report, {"low": list(said_low), "normal": list(said_normal), "not_tested": list(not_tested)})
    )


def _lines(report: Report, said: dict[str, list[str]]) -> Iterator[str]:
    words = read("report")
    parts, pattern = words["parts"], patterns()[report.pattern]
    if report.urgency == "prompt":
        yield words["opening"]["prompt_infant" if _is_infant(report.person) else "prompt"]
    yield parts["read"]
    for result in report.results:
        yield f"- {result_line(result, report.person)}"
    yield f"- {age_line(report.person)}"
    for key, names in said.items():
        if names:
            yield words["said"][key].format(names=listed(names))
    yield pattern["says"]
    if report.resembles:
        yield parts["resembles"]
        yield from (f"- {words_for(condition)}" for condition in report.resembles[:MOST_NAMED])
        if len(report.resembles) > MOST_NAMED:
            yield f"- {parts['more']}"
        if "other_causes_of_low_igm" not in report.cautions:  # that caution says the same
            yield parts["medicines"]
    sentence = trend_sentence(report)
    if sentence:
        yield f"{parts['trend']} {sentence}"
    yield from caution_texts(report)
    yield parts["next"]
    yield from (f"- {step}" for step in pattern["next"])
    yield parts["questions"]
    yield from (f"- {question}" for question in questions(report))
    yield parts["boundary"]


def explained(report: Report) -> list[str]:
    """Return what was explained, for the page for the doctor: the pattern and the cautions."""
    pattern = patterns()[report.pattern]
    return [pattern["says"], *caution_texts(report)]


def is_alarming(report: Report, warning_signs: bool) -> bool:
    """Tell whether a high IgM comes with nosebleeds or blurred vision (DESIGN.md rule 7; needs sign-off).

    An IgM that is high at every age counts before the age is known, and one that is high in every unit before the unit.
    """
    igm = report.latest("IgM")
    return warning_signs and igm is not None and surely_high(igm)


def questions(report: Report) -> list[str]:
    """Return the questions to ask the doctor."""
    asked: list[str] = patterns()[report.pattern]["questions"]
    return asked


def caution_texts(report: Report) -> Iterator[str]:
    """Yield the words of the cautions of a report."""
    near = listed(dict.fromkeys(result.measured.analyte for result in report.results if is_near_default(result)))
    yield from (caution_text(caution).format(near=near) for caution in report.cautions)


def caution_text(caution: str) -> str:
    """Return the words of a caution."""
    text: str = next(entry["text"] for entry in read("cautions")["cautions"] if entry["id"] == caution)
    return " ".join(text.split())


def sources(report: Report) -> list[str]:
    """Return the ids of knowledge/sources.yml that the explanation rests on, in the order of its parts."""
    cautions: dict[str, Any] = {entry["id"]: entry for entry in read("cautions")["cautions"]}
    bases = [patterns()[report.pattern]["basis"], *(cautions[caution]["basis"] for caution in report.cautions)]
    first = [ARTICLE] if "article_cutoff" in report.cautions else []
    return first + list(dict.fromkeys(source for basis in bases for source in basis if source != "editorial"))


def result_line(result: Result, person: Person) -> str:
    """Return the line that says what was read and where it lies."""
    words = read("report")
    measured = result.measured
    interval = result.interval
    line: str = words["result"][_case(result, person)].format(
        label=analytes()[measured.analyte].label,
        value=value_words(measured),
        interval=interval_words(interval) if interval else "",
        origin=words["origin"][interval.origin] if interval else "",
    )
    dated: str = words["result"]["dated"]
    return dated.format(date=measured.on.isoformat(), line=line) if measured.on else line


def _case(result: Result, person: Person) -> str:
    measured = result.measured
    if measured.problem:
        return "questioned"
    if measured.value is None:
        return "undetectable"
    if result.flag in (LOW, NORMAL, HIGH):
        return result.flag
    if result.interval is not None and measured.analyte == "IgG" and person.on_immunoglobulin:
        return "treated"
    if measured.unit is None:
        return "no_unit"
    return "open" if result.interval is not None else "no_interval"


def value_words(measured: Measurement) -> str:
    """Return a value with comparator and unit as it is said: "less than 25 mg/dL"."""
    words = read("report")["value"]
    if measured.value is None:
        text: str = words["undetectable"]
        return text
    value = plain(measured.value)
    with_unit = f"{value} {measured.unit}" if measured.unit else words["no_unit"].format(value=value)
    said: str = words[measured.comparator].format(value=with_unit)
    return said


def named_value(measured: Measurement) -> str:
    """Return the name with the value: "IgM 32 mg/dL"."""
    return f"{measured.analyte} {value_words(measured)}"


def interval_words(interval: Interval) -> str:
    """Return an interval as it is said: "37 to 286 mg/dL"."""
    words = read("report")["interval"]
    low, high = interval.low, interval.high
    kind = "both" if low is not None and high is not None and low > 0 else "low" if high is None else "high"
    text: str = words[kind].format(low=plain(low), high=plain(high), unit=interval.unit or "")
    return " ".join(text.split())


def age_line(person: Person) -> str:
    """Return the line that repeats the age."""
    parts = read("report")["parts"]
    if person.age_months is None:
        text: str = parts["no_age"]
        return text
    said: str = parts["age"].format(age=age_words(person.age_months))
    return said


def age_words(months: int) -> str:
    """Return an age as it is said: in months below two years."""
    words = read("report")["age"]
    if months == 0:
        newborn: str = words["newborn"]
        return newborn
    text: str = words["months"].format(n=months) if months < 24 else words["years"].format(n=f"{months / 12:.3g}")
    return text


def listed(names: Iterable[str]) -> str:
    """Return names as a list in words: "IgG and IgA"."""
    several = list(names)
    return " and ".join([", ".join(several[:-1]), several[-1]]) if len(several) > 1 else "".join(several)


def plain(value: Any) -> str:
    """Return a number without a superfluous zero or exponent; an empty text for None."""
    if value is None:
        return ""
    exact = number(Fraction(value))
    assert exact is not None
    return f"{exact:.10g}" if exact < 1e9 else f"{exact:.0f}"


def _is_infant(person: Person) -> bool:
    return person.age_months is not None and person.age_months < FIRST_MONTH_OF_DEFAULTS
