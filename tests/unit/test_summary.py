import dataclasses
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.kb.files import Knowledge
from bot.kb.reading import SHORT_LIMIT, reading_grade, term_pattern
from bot.labs.data import read
from bot.labs.interpret import interpret
from bot.labs.model import Measurement, Person, Range, Report
from bot.labs.summary import summary_html, summary_text

VOID = {"meta", "link", "br", "hr", "img", "input"}
TODAY = date(2026, 11, 22)
HOSTILE = "<script>alert('x')</script>\"'&\x00\n{{ 7*7 }} {name}"


class Tree(HTMLParser):
    """Reads HTML strictly: every element is closed, in order; collects elements and text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "svg" in self.open
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def parsed(html: str) -> Tree:
    tree = Tree()
    tree.feed(html)
    tree.close()
    assert not tree.open
    return tree


@pytest.fixture(scope="module")
def report() -> Report:
    own = Range(Decimal(40), Decimal(230), "mg/dL")
    measured = [
        Measurement("IgM", Decimal(32), "mg/dL", own_range=own, on=date(2024, 5, 4)),
        Measurement("IgM", Decimal("0.28"), "g/L", own_range=own, on=date(2023, 3, 1)),
        Measurement("IgG", Decimal(900), "mg/dL", on=date(2024, 5, 4)),
        Measurement("IgA", Decimal(5), "mg/dL", "<"),
        Measurement("IgG1", Decimal(400), "mg/dL"),
    ]
    return interpret(measured, Person(age_months=480, on_immunoglobulin=True))


ARGUMENTS = (
    ["Your IgM is low."],
    ["Should the test be done again?", "Which of my medicines can lower IgM?"],
    [{"label": "The article", "url": "https://example.org/a?b=1&c=2"}, {"label": "A book", "url": None}],
    TODAY,
)


def test_the_page_is_whole_and_accessible(report: Report) -> None:
    tree = parsed(summary_html(report, *ARGUMENTS))
    assert tree.all("html") == [{"lang": "en"}]
    assert len(tree.all("title")) == len(tree.all("h1")) + len(tree.all("svg")) == 2
    assert len(tree.all("caption")) == 1
    assert {attributes["scope"] for attributes in tree.all("th")} == {"col", "row"}
    assert tree.all("svg")[0]["role"] == "img"
    ids = [attributes["id"] for _, attributes in tree.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not tree.all("script")
    assert not [1 for _, attributes in tree.elements if "style" in attributes or "src" in attributes]
    assert len(tree.all("tr")) == 1 + len(report.results)


@pytest.mark.parametrize("make", [summary_html, summary_text])
def test_everything_stands_on_the_page(report: Report, make: Callable[..., str]) -> None:
    page = make(report, *ARGUMENTS)
    text = " ".join((parsed(page).text if make is summary_html else page).split())
    for part in [
        "32 mg/dL", "0.28 g/L", "less than 5 mg/dL", "40 to 230 mg/dL", "your lab, as typed", "767 to 1590 mg/dL",
        "Mayo Clinic Labs IGG nephelometry", "below the range", "2024-05-04", "not given", "no range",
        "22 November 2026", "Age given: 40 years", "Has immunoglobulin treatment.", "No result was given for IgE.",
        "28 mg/dL on 1 March 2023",
        *ARGUMENTS[0], *ARGUMENTS[1], "The article", "https://example.org/a?b=1&c=2", "A book",
        "Name:", "It is not a diagnosis.", "from what you typed", "No doctor or nurse has checked it.",
    ]:  # fmt: skip
        assert part in text, part


def test_the_plain_text_is_72_columns_wide(report: Report) -> None:
    long = ["word " * 60, "x" * 200]
    text = summary_text(report, long, long, [{"label": "y" * 100, "url": "https://example.org/" + "z" * 100}], TODAY)
    assert max(map(len, text.splitlines())) <= 72


def test_hostile_text_is_escaped(report: Report) -> None:
    html = summary_html(report, [HOSTILE], [HOSTILE], [{"label": HOSTILE, "url": "javascript:alert(1)"}], TODAY)
    tree = parsed(html)
    assert not tree.all("script")
    assert not tree.all("a")
    assert "{{ 7*7 }} {name}" in tree.text
    assert "\x00" not in html
    quoted = summary_html(report, [], [], [{"label": "a", "url": 'https://a/"onclick="x'}], TODAY)
    assert set(parsed(quoted).all("a")[0]) == {"href", "rel"}


def test_a_hostile_unit_source_or_analyte_is_escaped(report: Report) -> None:
    first = report.results[0]
    assert first.interval
    bad = dataclasses.replace(
        first,
        measured=dataclasses.replace(first.measured, analyte=HOSTILE, unit=HOSTILE),
        interval=dataclasses.replace(first.interval, unit=HOSTILE, source=HOSTILE, origin="default"),
    )
    tree = parsed(summary_html(dataclasses.replace(report, results=(bad,)), [], [], [], TODAY))
    assert not tree.all("script")


@settings(max_examples=25)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_gives_a_page(explained: str, question: str) -> None:
    report = interpret([Measurement("IgM", Decimal(32), "mg/dL")], Person(age_months=480))
    source = [{"label": explained, "url": question}]
    assert len(parsed(summary_html(report, [explained], [question], source, TODAY)).all("ol")) == 1
    assert max(map(len, summary_text(report, [explained], [question], source, TODAY).splitlines())) <= 72


@pytest.mark.parametrize(("months", "shown"), [(None, "No age was given."), (7, "7 months"), (25, "2 years")])
def test_the_age_that_was_given(months: int | None, shown: str) -> None:
    report = interpret([Measurement("IgM", Decimal(32), "mg/dL")], Person(age_months=months))
    assert shown in summary_text(report, [], [], [], TODAY)
    assert "Questions to ask" not in summary_text(report, [], [], [], TODAY)


def test_wording_is_plain(knowledge: Knowledge) -> None:
    terms, words = term_pattern(knowledge.glossary), read("summary")
    for text in (words["intro"], *words["limits"], words["caption"]):
        assert reading_grade(text, terms) <= SHORT_LIMIT, text


def test_nothing_is_written_where_the_name_goes(report: Report) -> None:
    assert re.search(r"Name: _{30,}\n", summary_text(report, *ARGUMENTS))
