"""``python -m bot labs``: reads and explains laboratory values without a conversation and without Rasa."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bot.labs.model import Measurement, Person, Report
from bot.labs.units import measurable, unit_named

UNIT_HELP = "The unit of all values that have none, such as mg/dL or g/L."
AGE_HELP = "The age, such as 40y, 18m or 6w."
LONGEST_TEXT = 20_000


@click.command()
@click.argument("text", required=False)
@click.option("--unit", help=UNIT_HELP)
@click.option("--age", help=AGE_HELP)
@click.option("--sex", type=click.Choice(["female", "male"]), help="The sex, where it matters for a range.")
@click.option("--on-immunoglobulin", is_flag=True, help="The person gets immunoglobulin treatment.")
@click.option(
    "--fhir", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Read a FHIR R4 file instead."
)
@click.option("--page", type=click.Path(dir_okay=False, path_type=Path), help="Write a page for the doctor (HTML).")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(
    text: str | None,
    unit: str | None,
    age: str | None,
    sex: str | None,
    on_immunoglobulin: bool,
    fhir: Path | None,
    page: Path | None,
    as_json: bool,
) -> None:
    """Read laboratory values from TEXT (or standard input with -) and explain them."""
    if (text is None) == (fhir is None):
        raise click.UsageError("give either a text or --fhir FILE")
    measured, person, asked = from_fhir(fhir) if fhir else from_text(str(text))
    person = replace(person, **known(age, sex, on_immunoglobulin))
    measured = with_unit(measured, unit)
    report = interpreted(measured, person)
    if page is not None and report is not None:
        page.write_text(page_of(report), encoding="utf-8")
    click.echo(json.dumps(content(report, asked), ensure_ascii=False, indent=2) if as_json else in_words(report, asked))


def from_text(text: str) -> tuple[list[Measurement], Person, list[str]]:
    """Return the values of a text, the person, and the questions that it raises, in words."""
    from bot.labs.session import Session
    from bot.language.labs.answers import take_reading
    from bot.language.labs.reader import read

    given = click.get_text_stream("stdin").read() if text == "-" else text
    if len(given) > LONGEST_TEXT:
        raise click.ClickException(f"the text is too long; {LONGEST_TEXT:,} characters can be read")
    reading = read(given)
    session, _ = take_reading(Session(), reading)
    question = session.pending() if session.unclear else None
    return list(reading.measurements), reading.person, [question.text] if question else []


def from_fhir(path: Path) -> tuple[list[Measurement], Person, list[str]]:
    """Return the values of a FHIR file, the person, and what could not be read, in words."""
    from bot.labs.fhir import NotFhir, read
    from bot.labs.fhir_model import note_text

    try:
        received = read(path.read_bytes())
    except NotFhir as error:
        raise click.ClickException(str(error)) from error
    return list(received.measurements), received.person, [note_text(note) for note in received.notes]


def known(age: str | None, sex: str | None, on_immunoglobulin: bool) -> dict[str, Any]:
    """Return what the options say about the person.

    Raises:
        click.BadParameter: the age cannot be read.
    """
    said: dict[str, Any] = {"sex": sex} if sex else {}
    if on_immunoglobulin:
        said["on_immunoglobulin"] = True
    if age is not None:
        from bot.labs.ages import months_of

        months = months_of(age)
        if months is None:
            raise click.BadParameter(f"{age!r} is no age; write it like 40y, 18m or 6w", param_hint="--age")
        said["age_months"] = months
    return said


def with_unit(measured: list[Measurement], unit: str | None) -> list[Measurement]:
    """Return the measurements; those without a unit get the one of the option where they can be measured in it.

    Raises:
        click.BadParameter: there is no such unit.
    """
    if unit is None:
        return measured
    name = unit_named(unit)
    if name is None:
        raise click.BadParameter(f"{unit!r} is no unit that I know", param_hint="--unit")
    return [replace(one, unit=name) if one.unit is None and measurable(one.analyte, name) else one for one in measured]


def interpreted(measured: list[Measurement], person: Person) -> Report | None:
    """Return the report; None where there is nothing to report."""
    from bot.labs.interpret import interpret

    return interpret(measured, person) if measured else None


def content(report: Report | None, asked: list[str]) -> dict[str, Any]:
    """Return the report object with its words, its drawing and the open questions."""
    from bot.labs.as_json import drawing_as_json, report_as_json
    from bot.labs.draw import drawing

    if report is None:
        return {"results": [], "pattern": None, "questions": asked, "text": in_words(None, asked), "drawing": None}
    open_questions = [*asked, *checks_in_words(report)]
    return {
        **report_as_json(report),
        "questions": open_questions,
        "text": in_words(report, asked),
        "drawing": drawing_as_json(drawing(report)),
    }


def checks_in_words(report: Report) -> list[str]:
    """Return the questions about measurements that must be checked first."""
    from bot.labs.session import check_question

    measured = [result.measured for result in report.results]
    return [check_question(one, measured).text for one in measured if one.problem]


def in_words(report: Report | None, asked: list[str]) -> str:
    """Return what is printed: the questions, the explanation, the drawing."""
    from bot.labs.data import read
    from bot.labs.draw import drawing
    from bot.labs.explain import explain

    if report is None:
        return "\n".join(asked) or str(read("questions")["said"]["nothing_yet"])
    drawn = drawing(report)
    parts = ["\n".join([*asked, *checks_in_words(report)]), drawn.text if drawn else "", explain(report)]
    return "\n\n".join(part for part in parts if part)


def page_of(report: Report) -> str:
    """Return the page for the doctor as HTML."""
    from bot.kb.shared import knowledge_base
    from bot.labs.explain import explained, questions, sources
    from bot.labs.summary import summary_html

    cited = knowledge_base().cited(sources(report))
    return summary_html(report, explained(report), questions(report), cited, datetime.now().astimezone().date())
