"""What a number line shows, before it is drawn: the value, the range and the cut-off in one unit, and the scale."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bot.labs.draw_words import quantity, range_in_words, spoken, symbols, words
from bot.labs.interpret import ARTICLE_CUTOFF
from bot.labs.model import UNDETERMINED, Interval, Person, Result
from bot.labs.units import WrongUnit, convert

FAR = 3
"""A value beyond so many times the range (and the cut-off) does not stretch the line: the line is cut."""

CUT_AT = 0.88
"""Where on a cut line its scale ends; the value stands at 1."""

_HEADROOM = Fraction(103, 100)
_ROUND = [Fraction(step, 10) for step in (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)]


@dataclass(frozen=True)
class Drawing:
    """A picture (SVG), the same in plain characters (ASCII, at most 72 columns), and the same in sentences."""

    svg: str
    text: str
    alt: str


@dataclass(frozen=True)
class Scale:
    """A linear scale from 0 to ``end``; ``cut``: the value lies beyond it, past a break."""

    end: Fraction
    cut: bool = False

    def position(self, value: Fraction) -> float:
        """Return where a value stands, from 0 (the start of the line) to 1 (its end)."""
        if not self.cut:
            return float(min(max(value / self.end, Fraction(0)), Fraction(1)))
        return 1.0 if value > self.end else float(max(value / self.end, Fraction(0))) * CUT_AT


@dataclass(frozen=True)
class Line:
    """One result for drawing, all numbers in ``unit``. ``value`` None: too low to measure. ``where``: drawing.yml."""

    analyte: str
    value: Fraction | None
    comparator: str
    unit: str | None
    low: Fraction | None
    high: Fraction | None
    cutoff: Fraction | None
    where: str
    typed: str

    @property
    def at(self) -> Fraction:
        """Return the number at which the marker stands."""
        return self.value if self.value is not None else Fraction(0)

    @property
    def direction(self) -> int:
        """Return in which direction the true value lies: -1 lower, 1 higher, 0 it is this one."""
        return 0 if self.value is None else {"<": -1, "<=": -1, ">": 1, ">=": 1}.get(self.comparator, 0)

    @property
    def has_range(self) -> bool:
        """Tell whether there is a range to draw."""
        return self.low is not None or self.high is not None

    @property
    def label(self) -> str:
        """Return the label of the marker."""
        return symbols(self.value, self.comparator, self.unit)

    @property
    def scale(self) -> Scale:
        """Return the scale: to a round number a little above everything that is drawn, unless the value is far off."""
        drawn = [number for number in (self.low, self.high, self.cutoff) if number is not None]
        reference = max(drawn, default=Fraction(0))
        if self.high is not None and reference > 0 and self.at > FAR * reference:
            return Scale(round_above(reference * Fraction(3, 2)), cut=True)
        return Scale(round_above(max(reference, self.at)))


def round_above(number: Fraction) -> Fraction:
    """Return a round number a little above ``number``; 1 for zero."""
    if number <= 0:
        return Fraction(1)
    wanted = number * _HEADROOM
    power = Fraction(1)
    while power * 10 <= wanted:
        power *= 10
    while power > wanted:
        power /= 10
    return next(step * power for step in _ROUND if step * power >= wanted)


def where(result: Result, has_range: bool) -> str:
    """Return where a result lies, as a key of `short` and `sentence` of drawing.yml."""
    if result.flag != UNDETERMINED:
        return result.flag if has_range else f"marked_{result.flag}"
    if not has_range:
        return "no_range"
    if result.measured.value is None:
        return "too_low"
    return "unjudged" if result.measured.comparator == "=" else "open"


def converted(value: Decimal | None, analyte: str, unit: str | None, to: str | None) -> Fraction | None:
    """Return a value in another unit; None where there is none or where that cannot be."""
    if value is None:
        return None
    if unit == to:
        return Fraction(value)
    if unit is None or to is None:
        return None
    try:
        return convert(value, analyte, unit, to)
    except (WrongUnit, KeyError):
        return None


def line(result: Result, person: Person) -> Line:
    """Return what to draw of a result: in the unit of its range, if it has one and can be given in it."""
    measured, interval = result.measured, usable(result)
    unit = (interval.unit or measured.unit) if interval else measured.unit
    if interval and result.in_interval_unit is not None:
        value: Fraction | None = Fraction(result.in_interval_unit)
    else:
        value = None if measured.value is None else Fraction(measured.value)
    typed = spoken(measured.value, measured.comparator, measured.unit or unit)
    if value is not None and measured.unit not in (None, unit):
        typed = str(words()["converted"]).format(typed=typed, value=quantity(value, unit))
    return Line(
        analyte=measured.analyte,
        value=value,
        comparator=measured.comparator,
        unit=unit,
        low=None if interval is None or interval.low is None else Fraction(interval.low),
        high=None if interval is None or interval.high is None else Fraction(interval.high),
        cutoff=cutoff(measured.analyte, unit, person),
        where=where(result, interval is not None),
        typed=typed,
    )


def usable(result: Result) -> Interval | None:
    """Return the interval of a result if it has an end and the result can be given in its unit."""
    measured, interval = result.measured, result.interval
    if interval is None or (interval.low is None and interval.high is None):
        return None
    comparable = result.in_interval_unit is not None or measured.value is None or measured.unit == interval.unit
    return interval if comparable else None


def cutoff(analyte: str, unit: str | None, person: Person) -> Fraction | None:
    """Return the article's cut-off in ``unit``; None except for the IgM of a person known to be an adult."""
    if analyte != "IgM" or not person.is_adult:
        return None
    return converted(ARTICLE_CUTOFF, analyte, "mg/dL", unit)


def sentences(drawn: Line) -> str:
    """Return a number line in words: where the value lies, the cut-off, and whether the line is cut."""
    text = words()
    said = [
        str(text["sentence"][drawn.where]).format(
            name=drawn.analyte, value=drawn.typed, range=range_in_words(drawn.low, drawn.high, drawn.unit)
        )
    ]
    if drawn.cutoff is not None:
        said.append(str(text["shown_cutoff"]).format(cutoff=quantity(drawn.cutoff, drawn.unit)))
    if drawn.scale.cut:
        said.append(str(text["cut_line"]).format(value=quantity(drawn.at, drawn.unit)))
    return " ".join(said)
