"""Draws results: a number line each, and what was measured more than once over time."""

from bot.labs import draw_svg, draw_text
from bot.labs.draw_line import Drawing, Line, line, sentences
from bot.labs.draw_words import by_order, joined, words
from bot.labs.model import Person, Report, Result
from bot.labs.trend import Series, series_of, series_svg, series_text, series_words

__all__ = ["Drawing", "drawing", "number_line"]


def number_line(result: Result, person: Person) -> Drawing:
    """Return the number line of one result."""
    return _drawn([line(result, person)], [], [])


def drawing(report: Report) -> Drawing | None:
    """Return the number lines of the latest results, then what was measured over time; None if there is nothing.

    A result that is still asked about (``problem``) is not drawn.
    """
    analytes = {result.measured.analyte for result in report.results}
    latest = [newest for analyte in sorted(analytes, key=by_order) if (newest := report.latest(analyte))]
    lines = [line(result, report.person) for result in latest if not result.measured.problem]
    if not lines:
        return None
    kept = sorted(lines, key=lambda one: (one.analyte != "IgM", not one.has_range))[: words()["most"]["lines"]]
    left_out = [one.analyte for one in lines if one not in kept]
    return _drawn([one for one in lines if one in kept], left_out, series_of(report))


def _drawn(lines: list[Line], left_out: list[str], series: list[Series]) -> Drawing:
    text = words()
    said = [sentences(one) for one in lines]
    if left_out:
        said.append(str(text["left_out"]).format(names=joined(left_out)))
    alt = " ".join([*said, *[series_words(one) for one in series]])
    title = str(text["title"]).format(names=joined([one.analyte for one in lines]))
    bodies = [*[draw_svg.number_line(one) for one in lines], draw_svg.marks(lines), *[series_svg(s) for s in series]]
    blocks = ["\n".join(draw_text.number_line(one)) for one in lines]
    blocks += ["\n".join(draw_text.wrapped(sentence)) for sentence in said[len(lines) :]]
    blocks += [draw_text.key(lines), *[series_text(one) for one in series]]
    return Drawing(draw_svg.picture(bodies, title, alt), "\n\n".join(blocks), alt)
