"""What was measured more than once, over time: drawn and told as it was, without any forecast."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from xml.etree import ElementTree as ET

from bot.labs import draw_svg
from bot.labs.draw_labels import CHARACTER, text_width
from bot.labs.draw_line import Drawing, Line, converted, line, round_above
from bot.labs.draw_svg import HEADING, LIMITS, ROW, SIZE, Body, hatched, marker, stroke, write
from bot.labs.draw_text import COLUMNS, ascii_only, wrapped
from bot.labs.draw_words import by_order, day, joined, number, range_in_words, spoken, symbols, words
from bot.labs.model import Report, Result

HEIGHT = 100.0
"""Height of the plot."""

_LINE = 14.0
"""How far apart two labels of the value axis must be."""


@dataclass(frozen=True)
class Point:
    """One dated result, in the unit of its series; ``value`` None: too low to measure."""

    on: date
    value: Fraction | None
    comparator: str
    where: str
    unit: str | None

    @property
    def at(self) -> Fraction:
        """Return the number at which the point stands."""
        return self.value if self.value is not None else Fraction(0)

    @property
    def label(self) -> str:
        """Return the label of the point."""
        return words()["too_low"] if self.value is None else symbols(self.value, self.comparator, None)


@dataclass(frozen=True)
class Series:
    """The dated results of one analyte, oldest first, and the newest one with its range (``last``)."""

    points: tuple[Point, ...]
    last: Line

    @property
    def range(self) -> str | None:
        """Return the range of the newest result in words."""
        return range_in_words(self.last.low, self.last.high, self.last.unit)


def trend(report: Report) -> Drawing | None:
    """Return the drawing of everything that was measured on two or more dates; None if there is nothing."""
    series = series_of(report)
    if not series:
        return None
    alt = " ".join(series_words(one) for one in series)
    title = str(words()["trend_title"]).format(name=joined([one.last.analyte for one in series]))
    svg = draw_svg.picture([series_svg(one) for one in series], title, alt)
    return Drawing(svg, "\n\n".join(series_text(one) for one in series), alt)


def trend_sentence(report: Report) -> str | None:
    """Return in words what was measured when and where it lay; None if nothing was measured on two dates."""
    return " ".join(series_words(one) for one in series_of(report)) or None


def series_of(report: Report) -> list[Series]:
    """Return the series to show: IgM first, at most as many as drawing.yml says."""
    analytes = sorted({result.measured.analyte for result in report.results}, key=by_order)
    found = [series for analyte in analytes if (series := _series(report, analyte))]
    return found[: words()["most"]["trends"]]


def _series(report: Report, analyte: str) -> Series | None:
    dated = [r for r in report.results if r.measured.analyte == analyte and r.measured.on and not r.measured.problem]
    if not dated:
        return None
    dated.sort(key=lambda result: result.measured.on or date.min)
    last = line(dated[-1], report.person)
    points = tuple(point for result in dated if (point := _point(result, last.unit, report)))
    return Series(points, last) if len({point.on for point in points}) > 1 else None


def _point(result: Result, unit: str | None, report: Report) -> Point | None:
    """Return a result in the unit of the series; None where it cannot be given in it."""
    measured = result.measured
    value = converted(measured.value, measured.analyte, measured.unit, unit)
    if measured.on is None or (value is None and measured.value is not None):
        return None
    return Point(measured.on, value, measured.comparator, line(result, report.person).where, unit)


def series_words(series: Series) -> str:
    """Return a series in sentences: when, how much, where it lay; first and last compared as numbers."""
    text, points = words()["trend"], series.points
    said = [_each(series) if len(points) <= words()["most"]["named"] else " ".join(_ends(series))]
    first, last = points[0], points[-1]
    if first.comparator == last.comparator == "=" and first.value is not None and last.value is not None:
        said.append(text["same" if first.value == last.value else "higher" if last.value > first.value else "lower"])
    return " ".join([*said, str(text["labs"])])


def _one(point: Point) -> str:
    said = spoken(point.value, point.comparator, point.unit)
    return str(words()["trend"]["one"]).format(value=said, date=day(point.on), where=words()["short"][point.where])


def _each(series: Series) -> str:
    results = joined([_one(point) for point in series.points])
    return str(words()["trend"]["all"]).format(name=series.last.analyte, results=results)


def _ends(series: Series) -> Iterator[str]:
    text, (first, *between, last) = words()["trend"], series.points
    yield text["ends"].format(name=series.last.analyte, count=len(series.points), first=_one(first), last=_one(last))
    counts = Counter(words()["short"][point.where] for point in between)
    yield text["between"].format(counts=joined([text["counted"].format(count=n, where=w) for w, n in counts.items()]))


def series_text(series: Series) -> str:
    """Return a series in plain characters: a row for each date."""
    points, most = series.points, words()["most"]["rows"]
    shown = points if len(points) <= most else (points[0], *points[1 - most :])
    labels = [ascii_only(symbols(point.value, point.comparator, point.unit)) for point in shown]
    width = max(map(len, labels))
    rows = [
        f"  {point.on.isoformat()}  {label:>{width}}  {words()['short'][point.where]}"[:COLUMNS].rstrip()
        for point, label in zip(shown, labels, strict=True)
    ]
    if len(shown) < len(points):
        rows.insert(1, f"  {words()['trend']['skipped']}")
    return "\n".join([*wrapped(_heading(series)), *rows])


def _heading(series: Series) -> str:
    text, name = words()["trend"], series.last.analyte
    if series.range is None:
        return str(text["heading"]).format(name=name)
    return str(text["heading_range"]).format(name=name, range=series.range)


class Plot:
    """Where dates and numbers stand in the picture of a series."""

    def __init__(self, series: Series, top: float) -> None:
        self.series, self.top, self.bottom = series, top, top + HEIGHT
        ends = [end for end in (series.last.low, series.last.high) if end is not None]
        self.ends = sorted(set(ends))
        self.end = round_above(max([point.at for point in series.points] + ends))
        longest = max(text_width(number(value), SIZE) for value in (self.end, *self.ends))
        self.left, self.right = LIMITS[0] + longest + 8, LIMITS[1] - 14
        self.first, self.last = series.points[0].on, series.points[-1].on

    def x(self, on: date) -> float:
        """Return the x of a date."""
        passed = (on - self.first).days / (self.last - self.first).days
        return self.left + 14 + passed * (self.right - self.left - 14)

    def y(self, value: Fraction) -> float:
        """Return the y of a number."""
        return self.bottom - float(value / self.end) * HEIGHT


def series_svg(series: Series) -> Body:
    """Return what draws a series: points over the dates, and the range of the newest result as a band."""

    def draw(svg: ET.Element, y: float, key: str) -> float:
        group = ET.SubElement(svg, "g", {"class": "trend"})
        y += HEADING + 2
        name = str(words()["trend"]["heading"]).format(name=series.last.analyte)
        write(group, name, LIMITS[0], y, font_size=str(HEADING), font_weight="bold")
        if series.last.unit:
            write(group, series.last.unit, LIMITS[0], y + ROW)
        plot = Plot(series, y + 2 * ROW + 8)
        _band(group, plot, key)
        _frame(group, plot)
        _points(group, plot)
        return plot.bottom + 2 * ROW

    return draw


def _band(group: ET.Element, plot: Plot, key: str) -> None:
    low, high = plot.series.last.low, plot.series.last.high
    if low is None and high is None:
        return
    top = plot.y(high) if high is not None else plot.top
    bottom = plot.y(low) if low is not None else plot.bottom
    hatched(group, plot.left, top, plot.right + 10 - plot.left, max(bottom - top, 1.5), key, "band")


def _frame(group: ET.Element, plot: Plot) -> None:
    stroke(group, [(plot.left, plot.top), (plot.left, plot.bottom), (plot.right + 10, plot.bottom)], "1.5")
    taken: list[float] = []
    for value in (*plot.ends, Fraction(0), plot.end):
        baseline = plot.y(value) + 4
        if all(abs(baseline - other) >= _LINE for other in taken):
            taken.append(baseline)
            text = number(value)
            write(group, text, plot.left - 5, baseline, text_anchor="end")
            stroke(group, [(plot.left - 3, baseline - 4), (plot.left, baseline - 4)], "1.5")
    for point in plot.series.points:
        stroke(group, [(plot.x(point.on), plot.bottom), (plot.x(point.on), plot.bottom + 4)], "1.5")
    baseline = plot.bottom + ROW + 2
    write(group, plot.first.isoformat(), plot.left, baseline)
    write(group, plot.last.isoformat(), LIMITS[1], baseline, text_anchor="end")


def _points(group: ET.Element, plot: Plot) -> None:
    places = [(plot.x(point.on), plot.y(point.at)) for point in plot.series.points]
    stroke(group, places, "1", stroke_dasharray="2 3")
    for (x, y), point in zip(places, plot.series.points, strict=True):
        if point.value is not None and point.comparator != "=":
            _bound(group, x, y, -1 if point.comparator in (">", ">=") else 1)
        else:
            marker(group, x, y, 0, "point", 6)
    _point_labels(group, plot, places)


def _bound(group: ET.Element, x: float, y: float, down: int) -> None:
    """Draw a bound with an arrow up or down, to where the true value lies."""
    stroke(group, [(x - 7, y), (x + 7, y)], "3", **{"class": "point"})
    stroke(group, [(x, y), (x, y + down * 10)], "2")
    tip = y + down * 14
    stroke(group, [(x - 4, tip - down * 5), (x, tip), (x + 4, tip - down * 5)], "2", **{"class": "arrow"})


def _point_labels(group: ET.Element, plot: Plot, places: list[tuple[float, float]]) -> None:
    """Label the first and the last point, and every other one whose label has room."""
    indices = [0, len(places) - 1, *range(1, len(places) - 1)]
    taken: list[tuple[float, float, float]] = []
    for index in indices:
        x, y = places[index]
        text = plot.series.points[index].label
        width = text_width(text, SIZE) + CHARACTER
        left = min(max(x - width / 2, plot.left + 3), LIMITS[1] - width)
        baseline = y - 10
        clear = all(
            left > end + 3 or left + width < start - 3 or abs(baseline - row) > SIZE + 2 for start, end, row in taken
        )
        if clear:
            taken.append((left, left + width, baseline))
            write(group, text, left, baseline, **{"class": "label", "font_weight": "bold"})
