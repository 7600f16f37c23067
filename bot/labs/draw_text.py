"""Number lines in plain characters: ASCII, at most 72 columns."""

import textwrap
from collections.abc import Iterable, Sequence
from fractions import Fraction

from bot.labs.draw_line import CUT_AT, Line, sentences
from bot.labs.draw_words import number, words

COLUMNS = 72
INDENT = 6
AXIS = 56
"""How many columns the axis has; the number at its end stands behind it."""


def wrapped(text: str, indent: str = "") -> list[str]:
    """Return a text in lines of at most 72 columns, in ASCII."""
    return textwrap.wrap(ascii_only(text), COLUMNS, subsequent_indent=indent, break_on_hyphens=False)


def ascii_only(text: str) -> str:
    """Return a text with every other character replaced."""
    return text.encode("ascii", "replace").decode("ascii")


def number_line(line: Line) -> list[str]:
    """Return a number line in rows: the sentence, the marker with its value, the axis, what stands below it."""
    columns = Columns(line)
    below = [_under(_range_ends(line, columns))]
    if line.cutoff is not None:
        below.append(
            _beside(columns.of(line.cutoff), "^", str(words()["cutoff_note"]).format(cutoff=number(line.cutoff)))
        )
    rows = [_marker(line, columns.marker), _axis(line, columns), *below]
    return [*wrapped(sentences(line)), "", *[ascii_only(row).rstrip()[:COLUMNS] for row in rows if row.strip()]]


class Columns:
    """In which column of the axis each number stands: numbers that differ never share one, and keep their order."""

    def __init__(self, line: Line) -> None:
        self.scale, self.last = line.scale, AXIS - 1
        shown = sorted({n for n in (line.low, line.high, line.cutoff, line.at) if n is not None})
        columns: list[int] = []
        for value in shown:
            least = columns[-1] + 1 if columns else int(value > 0)
            columns.append(max(self._rounded(value), least))
        room = self.last if self.scale.cut else self.last - 1
        for place in reversed(range(len(columns))):
            columns[place] = min(columns[place], room)
            room = min(columns[place] - 1, self.end - 1)
        self._columns = dict(zip(shown, columns, strict=True))
        self.low = self.of(line.low) if line.low is not None else 0
        self.high = self.of(line.high) if line.high is not None else self.end
        self.marker = self.of(line.at)

    @property
    def end(self) -> int:
        """Return the column in which the scale ends."""
        return round((CUT_AT if self.scale.cut else 1) * self.last)

    def _rounded(self, value: Fraction) -> int:
        return round(self.scale.position(value) * self.last)

    def of(self, value: Fraction) -> int:
        """Return the column of one of the line's numbers."""
        return self._columns[value]


def _marker(line: Line, column: int) -> str:
    if line.direction < 0:
        return _beside(column, "<--*", line.label, before=3)
    return _beside(column, "*-->" if line.direction else "*", line.label)


def _beside(column: int, mark: str, text: str, before: int = 0) -> str:
    """Return a row with a mark at a column of the axis and a text right of it or, where it is too long, left of it."""
    start = INDENT + column - before
    if start + len(mark) + 1 + len(text) <= COLUMNS:
        return " " * start + f"{mark} {text}"
    return f"{text} {mark}".rjust(start + len(mark))


def _axis(line: Line, columns: Columns) -> str:
    cells = ["-"] * (columns.end + 1)
    cells[0] = cells[-1] = "|"
    if line.has_range:
        cells[columns.low : columns.high + 1] = ["="] * (columns.high + 1 - columns.low)
        cells[columns.low] = "[" if line.low is not None else "|"
        cells[columns.high] = "]" if line.high is not None else ">"
    axis = "".join(cells)
    if line.scale.cut:
        axis += "-//" + "-" * (columns.last - columns.end - 3)
        return f"{'0 ':>{INDENT}}{axis}"
    return f"{'0 ':>{INDENT}}{axis} {number(line.scale.end)}"


def _range_ends(line: Line, columns: Columns) -> list[tuple[int, str]]:
    ends = []
    if line.low is not None and line.low != line.high:
        ends.append((columns.low, number(line.low)))
    if line.high is not None:
        ends.append((columns.high, number(line.high)))
    if line.scale.cut:
        ends.append((columns.end, number(line.scale.end)))
    return ends


def _under(labels: Iterable[tuple[int, str]]) -> str:
    """Return a row with each text under the middle of its column, pushed right where it would touch the one before."""
    row = ""
    for column, text in labels:
        start = max(INDENT + column - (len(text) - 1) // 2, len(row) + 1 if row else 0)
        row = row.ljust(start) + text
    return row


def key(lines: Sequence[Line]) -> str:
    """Return the key: only the marks that the lines have."""
    names = words()["key"]
    shown = [names["result"]]
    if any(line.has_range for line in lines):
        shown.insert(0, names["range"])
    if any(line.direction for line in lines):
        shown.append(names["arrow"])
    return "   ".join(shown)
