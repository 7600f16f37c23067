"""The page for the doctor: results, drawing, what was explained, questions; to print (HTML) or as plain text.

It holds no name: that is written by hand. Wording: knowledge/labs/summary.yml.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.labs.data import read
from bot.labs.draw import Drawing, drawing
from bot.labs.draw_line import line, usable
from bot.labs.draw_svg import clean
from bot.labs.draw_text import COLUMNS
from bot.labs.draw_words import by_order, day, joined, range_in_words, spoken
from bot.labs.model import OWN, Interval, Person, Report, Result
from bot.labs.trend import trend_sentence
from bot.labs.units import analytes

TEMPLATES = Path(__file__).parent / "templates"
HEADS = ("test", "result", "range", "whose", "where", "date")
MONTHS_IN_YEAR = 12
MONTHS_OF_SMALL_CHILD = 24
WRITE = "_"


@dataclass(frozen=True)
class Page:
    """What stands on the page, as texts; ``rows`` have the keys of HEADS, ``sources`` label and url (or None)."""

    made: str
    person: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    notes: tuple[str, ...]
    drawing: Drawing | None
    explained: tuple[str, ...]
    questions: tuple[str, ...]
    sources: tuple[dict[str, str | None], ...]


def summary_html(
    report: Report, explained: list[str], questions: list[str], sources: list[dict[str, Any]], today: date
) -> str:
    """Return the page as HTML that needs nothing else: no script, no request; everything typed is escaped."""
    page = page_of(report, explained, questions, sources, today)
    return _template().render(words=_words(), page=page, columns=HEADS)


def summary_text(
    report: Report, explained: list[str], questions: list[str], sources: list[dict[str, Any]], today: date
) -> str:
    """Return the same page in plain text of at most 72 columns."""
    return "\n".join(_lines(page_of(report, explained, questions, sources, today))) + "\n"


def page_of(
    report: Report, explained: Sequence[str], questions: Sequence[str], sources: Sequence[dict[str, Any]], today: date
) -> Page:
    """Return what stands on the page."""
    words = _words()
    results = sorted(report.results, key=lambda result: by_order(result.measured.analyte))
    notes = [words["not_given"].format(names=joined(report.missing))] if report.missing else []
    if sentence := trend_sentence(report):
        notes.append(sentence)
    return Page(
        made=words["made"].format(date=day(today)),
        person=tuple(_person(report.person)),
        rows=tuple(_row(result, report.person) for result in results),
        notes=tuple(map(_one_line, notes)),
        drawing=drawing(report),
        explained=tuple(map(_one_line, explained)),
        questions=tuple(map(_one_line, questions)),
        sources=(*map(_source, sources), *_sources_of_ranges(results)),
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("summary.html")


def _words() -> dict[str, Any]:
    content: dict[str, Any] = read("summary")
    return content


def _one_line(text: object) -> str:
    """Return a text with single spaces and without control characters."""
    return " ".join(clean(str(text)).split())


def _person(person: Person) -> Iterator[str]:
    age = _words()["age"]
    if person.age_months is None:
        yield age["unknown"]
    elif person.age_months < MONTHS_OF_SMALL_CHILD:
        yield age["months"].format(count=person.age_months)
    else:
        yield age["years"].format(count=person.age_months // MONTHS_IN_YEAR)
    if person.on_immunoglobulin:
        yield _words()["treatment"]


def _row(result: Result, person: Person) -> dict[str, str]:
    words, measured, interval = _words(), result.measured, usable(result)
    where = read("drawing")["short"][line(result, person).where]
    known = analytes().get(measured.analyte)
    row = {
        "test": known.label if known else measured.analyte,
        "result": spoken(measured.value, measured.comparator, measured.unit),
        "range": _range(interval, measured.unit) or words["no_range"],
        "whose": _whose(interval),
        "where": words["near"].format(where=where) if result.near_limit and interval else where,
        "date": measured.on.isoformat() if measured.on else words["no_date"],
    }
    return {head: _one_line(text) for head, text in row.items()}


def _range(interval: Interval | None, unit: str | None) -> str | None:
    return range_in_words(interval.low, interval.high, interval.unit or unit) if interval else None


def _whose(interval: Interval | None) -> str:
    words: dict[str, str] = _words()
    if interval is None:
        return words["no_range"]
    if interval.origin == OWN:
        return words["own"]
    return _brief(interval.source) if interval.source else words["no_source"]


def _brief(source: str) -> str:
    """Return the name of a source without what stands in brackets behind it."""
    return source.split(" (")[0]


def _source(source: dict[str, Any]) -> dict[str, str | None]:
    """Return a source; what is no web address is not linked."""
    url = _one_line(source.get("url") or "")
    return {"label": _one_line(source["label"]), "url": url if url.startswith(("https://", "http://")) else None}


def _sources_of_ranges(results: Sequence[Result]) -> Iterator[dict[str, str | None]]:
    """Yield the source of each default range once, in full."""
    intervals = filter(None, map(usable, results))
    for source in dict.fromkeys(interval.source for interval in intervals if interval.source):
        yield {"label": _one_line(source), "url": None}


def _lines(page: Page) -> Iterator[str]:
    """Yield the lines of the plain text."""
    words = _words()
    heads = words["headings"]
    yield from (*_wrap(words["title"].upper()), "", *_wrap(words["intro"]), "")
    yield from (f"{words['name']}: {WRITE * 40}", page.made, *page.person)
    yield from _heading(heads["results"])
    for row in page.rows:
        form = "row" if row["range"] != words["no_range"] else "row_without_range"
        yield from _wrap(words[form].format(**row), "- ")
    for note in page.notes:
        yield from ("", *_wrap(note))
    if page.drawing:
        yield from (*_heading(heads["drawing"]), *page.drawing.text.split("\n"))
    if page.explained:
        yield from _heading(heads["explained"])
        for text in page.explained:
            yield from _wrap(text, "- ")
    yield from _questions(page)
    if page.sources:
        yield from _heading(heads["sources"])
        for source in page.sources:
            yield from _wrap(" ".join(filter(None, (source["label"], source["url"]))), "- ")
    yield from _heading(heads["limits"])
    for paragraph in words["limits"]:
        yield from _wrap(paragraph)


def _questions(page: Page) -> Iterator[str]:
    """Yield the questions, each with a line to write on, and lines for notes."""
    if page.questions:
        yield from _heading(_words()["headings"]["questions"])
        for count, question in enumerate(page.questions, start=1):
            yield from (*_wrap(question, f"{count}. "), "", WRITE * COLUMNS, "")
    yield from (*_heading(_words()["notes"]), WRITE * COLUMNS, "", WRITE * COLUMNS)


def _heading(text: str) -> Iterator[str]:
    yield from ("", text, "-" * len(text))


def _wrap(text: str, mark: str = "") -> list[str]:
    return textwrap.wrap(text, COLUMNS, initial_indent=mark, subsequent_indent=" " * len(mark))
