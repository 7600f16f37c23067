"""Places labels so that none covers another or the line that leads to one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CHARACTER = 0.64
"""Estimated width of a character, in font sizes: that of wide fonts, so that text is never wider than thought."""

GAP = 3.0


@dataclass(frozen=True)
class Label:
    """A text that belongs to the point ``x`` of an axis; one with ``leader`` is joined to it by a line."""

    text: str
    x: float
    name: str
    leader: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Placed:
    """A label with its left end and its row (0 is next to the axis)."""

    label: Label
    left: float
    width: float
    row: int

    @property
    def right(self) -> float:
        """Return the right end."""
        return self.left + self.width

    def collides(self, other: "Placed") -> bool:
        """Tell whether the labels, or one and the line that leads to the other, would touch."""
        if self.row == other.row:
            return self.left < other.right + GAP and other.left < self.right + GAP
        far, near = (self, other) if self.row > other.row else (other, self)
        return far.label.leader and near.left - 1 < far.label.x < near.right + 1


def text_width(text: str, size: float) -> float:
    """Return the estimated width of a text."""
    return len(text) * size * CHARACTER


def place(labels: Sequence[Label], size: float, limits: tuple[float, float], rows: int = 4) -> list[Placed]:
    """Return the labels where they fit, near their points and in as few rows as can be.

    An optional label stands in the first row, in its middle place, or not at all. Where no arrangement fits (it would
    take labels as wide as the picture) every label gets a row of its own.
    """
    needed = [label for label in labels if not label.optional]
    placed = next(
        (found for count in range(1, rows + 1) if (found := _search(needed, [], size, limits, count)) is not None), None
    )
    if placed is None:
        placed = [_candidate(label, 0, size, limits, row) for row, label in enumerate(needed)]
    for label in labels:
        if label.optional:
            candidate = _candidate(label, 0, size, limits, 0)
            if not any(candidate.collides(other) for other in placed):
                placed.append(candidate)
    return placed


def _search(
    labels: Sequence[Label], placed: list[Placed], size: float, limits: tuple[float, float], rows: int
) -> list[Placed] | None:
    if not labels:
        return placed
    for candidate in _candidates(labels[0], size, limits, rows):
        if not any(candidate.collides(other) for other in placed):
            found = _search(labels[1:], [*placed, candidate], size, limits, rows)
            if found is not None:
                return found
    return None


def _candidates(label: Label, size: float, limits: tuple[float, float], rows: int) -> Iterator[Placed]:
    for row in range(rows):
        for side in (0, 1, -1):
            yield _candidate(label, side, size, limits, row)


def _candidate(label: Label, side: int, size: float, limits: tuple[float, float], row: int) -> Placed:
    """Return the label in the middle of its point (0), right (1) or left (-1) of it, kept within the limits."""
    width = text_width(label.text, size)
    left = label.x - width / 2 if side == 0 else label.x + GAP if side == 1 else label.x - GAP - width
    return Placed(label, max(limits[0], min(left, limits[1] - width)), width, row)
