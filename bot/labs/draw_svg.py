"""Number lines as SVG: black and white, no style attributes (content security policy), text as text."""

import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from xml.etree import ElementTree as ET

from bot.labs.draw_labels import Label, Placed, place, text_width
from bot.labs.draw_line import CUT_AT, Line
from bot.labs.draw_words import number, words

WIDTH = 320
LEFT, RIGHT = 28.0, 292.0
"""Where the axis starts and ends; an arrow at either end still fits into the picture."""

SIZE, HEADING = 12, 14
ROW = 16.0
BAR = 16.0
MARKER = 8.0
ARROW, ARROW_LEAST = 22.0, 18.0
"""Length of the arrow of "<" and ">"; shorter where the axis starts before."""

LIMITS = (4.0, WIDTH - 4.0)
GAP = 14.0

Body = Callable[[ET.Element, float, str], float]
"""Draws a part into an element from a height on, with the ids' prefix; returns the height below it."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def picture(bodies: Iterable[Body], title: str, description: str) -> str:
    """Return the SVG of several parts, one below the other, with a title and a description for screen readers."""
    key = "d" + sha256(f"{title}\n{description}".encode("utf-8", "replace")).hexdigest()[:12]
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "aria-labelledby": f"{key}-title {key}-desc",
            "font-family": "system-ui, sans-serif",
            "font-size": str(SIZE),
            "fill": "currentColor",
        },
    )
    ET.SubElement(svg, "title", {"id": f"{key}-title"}).text = clean(title)
    ET.SubElement(svg, "desc", {"id": f"{key}-desc"}).text = clean(description)
    _define_hatching(svg, key)
    y = 0.0
    for body in bodies:
        y = body(svg, y, key)
    height = str(round(y))
    svg.attrib.update({"viewBox": f"0 0 {WIDTH} {height}", "width": str(WIDTH), "height": height})
    return ET.tostring(svg, encoding="unicode")


def clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _define_hatching(svg: ET.Element, key: str) -> None:
    pattern = ET.SubElement(
        ET.SubElement(svg, "defs"),
        "pattern",
        {
            "id": f"{key}-range",
            "width": "6",
            "height": "6",
            "patternUnits": "userSpaceOnUse",
            "patternTransform": "rotate(45)",
        },
    )
    stroke(pattern, [(0, 0), (0, 6)], "1.4", stroke_opacity="0.55")


def at(value: float) -> str:
    """Return a coordinate."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def write(parent: ET.Element, text: str, x: float, y: float, **attributes: str) -> None:
    """Write a text that starts at x on the baseline y."""
    element = ET.SubElement(
        parent, "text", {"x": at(x), "y": at(y), **{k.replace("_", "-"): v for k, v in attributes.items()}}
    )
    element.text = clean(text)


def stroke(parent: ET.Element, points: Sequence[tuple[float, float]], width: str, **attributes: str) -> None:
    """Draw a line through points."""
    path = "M" + " L".join(f"{at(x)} {at(y)}" for x, y in points)
    style = {"fill": "none", "stroke": "currentColor", "stroke-width": width}
    ET.SubElement(parent, "path", {"d": path, **style, **{k.replace("_", "-"): v for k, v in attributes.items()}})


def hatched(parent: ET.Element, x: float, y: float, width: float, height: float, key: str, name: str) -> None:
    """Draw a part of the range as a hatched bar."""
    box = {"x": at(x), "y": at(y), "width": at(width), "height": at(height)}
    paint = {"fill": f"url(#{key}-range)", "stroke": "currentColor", "stroke-width": "1"}
    ET.SubElement(parent, "rect", {"class": name, **box, **paint})


def marker(parent: ET.Element, x: float, y: float, direction: int, name: str = "marker", size: float = MARKER) -> None:
    """Draw a diamond at a value or, where the true value lies to one side, a bound with an arrow to that side."""
    if not direction:
        path = f"M{at(x)} {at(y - size)} L{at(x + size)} {at(y)} L{at(x)} {at(y + size)} L{at(x - size)} {at(y)} Z"
        ET.SubElement(parent, "path", {"class": name, "d": path})
        return
    room = x - LEFT if direction < 0 else ARROW
    tip = x + direction * max(ARROW_LEAST, min(ARROW, room))
    stroke(parent, [(x, y - size - 2), (x, y + size + 2)], "3", **{"class": name})
    stroke(parent, [(x, y), (tip - direction * 6, y)], "3")
    head = f"M{at(tip)} {at(y)} L{at(tip - direction * 9)} {at(y - 6)} L{at(tip - direction * 9)} {at(y + 6)} Z"
    ET.SubElement(parent, "path", {"d": head, "class": "arrow"})


def x_of(line: Line, position: float) -> float:
    """Return the x of a position (0 to 1) on the axis."""
    return LEFT + position * (RIGHT - LEFT)


def number_line(line: Line) -> Body:
    """Return what draws one number line: heading, labels above, axis with range and marker, labels below."""

    def draw(svg: ET.Element, y: float, key: str) -> float:
        group = ET.SubElement(svg, "g", {"class": "line"})
        y += HEADING + 2
        write(
            group,
            f"{line.analyte}: {words()['short'][line.where]}",
            LIMITS[0],
            y,
            font_size=str(HEADING),
            font_weight="bold",
        )
        above = place(_labels_above(line), SIZE, LIMITS)
        axis = y + 8 + ROW * (1 + max(label.row for label in above)) + MARKER
        below = place(_labels_below(line), SIZE, LIMITS)
        _axis(group, line, axis, key)
        for label in above:
            _above(group, label, axis)
        for label in below:
            _below(group, label, axis)
        marker(group, x_of(line, line.scale.position(line.at)), axis, line.direction)
        y = axis + BAR / 2 + 4 + ROW * (1 + max(label.row for label in below))
        if line.scale.cut:
            y += ROW - 2
            write(group, words()["cut_note"], LIMITS[0], y)
        return y + GAP

    return draw


def _labels_above(line: Line) -> list[Label]:
    scale = line.scale
    labels = [Label(line.label, x_of(line, scale.position(line.at)), "value", leader=True)]
    if line.cutoff is not None:
        text = str(words()["cutoff_note"]).format(cutoff=number(line.cutoff))
        labels.append(Label(text, x_of(line, scale.position(line.cutoff)), "cutoff", leader=True))
    return labels


def _labels_below(line: Line) -> list[Label]:
    scale, ends = line.scale, {"low": line.low, "high": line.high}
    shown = {name: value for name, value in ends.items() if value is not None}
    if line.low is not None and line.low == line.high:
        del shown["low"]
    labels = [Label(number(value), x_of(line, scale.position(value)), name) for name, value in shown.items()]
    for value in (scale.end * 0, scale.end):
        if value not in shown.values():
            labels.append(Label(number(value), x_of(line, scale.position(value)), "axis", optional=bool(shown)))
    return labels


def _axis(group: ET.Element, line: Line, axis: float, key: str) -> None:
    scale = line.scale
    end = x_of(line, CUT_AT if scale.cut else 1)
    stroke(group, [(LEFT, axis), (end, axis)], "1.5", **{"class": "axis"})
    for x in (LEFT, end):
        stroke(group, [(x, axis - 5), (x, axis + 5)], "1.5")
    if scale.cut:
        for x in (end + 5, end + 10):
            stroke(group, [(x - 3, axis + 6), (x + 3, axis - 6)], "1.5")
        stroke(group, [(end + 14, axis), (RIGHT, axis)], "1.5", stroke_dasharray="3 3")
    if line.has_range:
        low = x_of(line, scale.position(line.low)) if line.low is not None else LEFT
        high = x_of(line, scale.position(line.high)) if line.high is not None else end
        hatched(group, low, axis - BAR / 2, max(high - low, 1.5), BAR, key, "range")
        for x, value in ((low, line.low), (high, line.high)):
            if value is not None:
                stroke(group, [(x, axis - BAR / 2), (x, axis + BAR / 2 + 3)], "2")
    if line.cutoff is not None:
        x = x_of(line, scale.position(line.cutoff))
        stroke(
            group,
            [(x, axis - BAR / 2 - 2), (x, axis + BAR / 2 + 2)],
            "2",
            stroke_dasharray="4 2",
            **{"class": "cutoff"},
        )


def _above(group: ET.Element, placed: Placed, axis: float) -> None:
    baseline = axis - MARKER - 6 - placed.row * ROW
    bold = {"font_weight": "bold"} if placed.label.name == "value" else {}
    write(group, placed.label.text, placed.left, baseline, **{"class": f"label {placed.label.name}"}, **bold)
    joins = placed.left <= placed.label.x <= placed.right
    top = baseline + 3 if joins else baseline - SIZE + 3
    dashed = {"stroke_dasharray": "4 2"} if placed.label.name == "cutoff" else {}
    if axis - MARKER - top > 4 or dashed:
        stroke(group, [(placed.label.x, top), (placed.label.x, axis - MARKER)], "1", **dashed)


def _below(group: ET.Element, placed: Placed, axis: float) -> None:
    baseline = axis + BAR / 2 + 2 + SIZE + 2 + placed.row * ROW
    write(group, placed.label.text, placed.left, baseline, **{"class": f"label {placed.label.name}"})


def marks(lines: Sequence[Line]) -> Body:
    """Return what draws the key: only the marks that the lines have."""

    def draw(svg: ET.Element, y: float, key: str) -> float:
        names, group = words()["marks"], ET.SubElement(svg, "g", {"class": "key"})
        middle, x = y + 4, LIMITS[0]
        stroke(group, [(LIMITS[0], y - 8), (LIMITS[1], y - 8)], "0.5")
        if any(line.has_range for line in lines):
            hatched(group, x, middle - 5, 20, 10, key, "swatch")
            x = _named(group, names["range"], x + 25, middle)
        if any(not line.direction for line in lines):
            marker(group, x + 6, middle, 0, "sample", 6)
            x = _named(group, names["result"], x + 16, middle)
        if any(line.cutoff is not None for line in lines):
            stroke(group, [(x + 2, middle - 7), (x + 2, middle + 7)], "2", stroke_dasharray="4 2")
            _named(group, names["cutoff"], x + 8, middle)
        if any(line.direction for line in lines):
            middle, x = middle + ROW + 2, LIMITS[0]
            for direction in (-1, 1):
                if any(line.direction == direction for line in lines):
                    start = x + ARROW_LEAST if direction < 0 else x + 2
                    marker(group, start, middle, direction, "sample", 5)
                    x += ARROW + 10
            _named(group, names["arrow"], x, middle)
        return middle + GAP

    return draw


def _named(group: ET.Element, name: str, x: float, middle: float) -> float:
    write(group, name, x, middle + 4)
    return x + text_width(name, SIZE) + 10
