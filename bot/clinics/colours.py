"""Checks a theme: CSS colours that a browser knows, and that people can read."""

import re

from bot.clinics.table import Table, Unfit

PAIRS = (("accent", "accent_text"), ("background", "text"))
"""Areas and the writing on them; both colours of a pair are given, so that their contrast is known."""

THEME_FIELDS = tuple(name for pair in PAIRS for name in pair)
LEAST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3 (AA), for text of ordinary size."""

WRITTEN = re.compile(
    r"#(?:[0-9a-f]{3}|[0-9a-f]{6})|[a-z]{3,20}|rgb\( ?\d{1,3} ?, ?\d{1,3} ?, ?\d{1,3} ?\)"
    r"|hsl\( ?\d{1,3} ?, ?\d{1,3}% ?, ?\d{1,3}% ?\)"
)


def rgb(value: str) -> tuple[int, int, int]:
    """Return red, green and blue (0 to 255) of an opaque CSS colour, written in one of the ways of ``WRITTEN``.

    Raises:
        Unfit: it is no such colour.
    """
    from PIL import ImageColor

    wrong = Unfit(f"{value[:40]!r} is no colour; write #rrggbb, rgb(0, 90, 160), hsl(200, 100%, 30%) or a CSS name")
    if not WRITTEN.fullmatch(value.lower()):
        raise wrong
    try:
        red, green, blue = ImageColor.getrgb(value)[:3]
    except ValueError:
        raise wrong from None
    if max(red, green, blue) > 255:
        raise wrong
    return red, green, blue


def colour(value: str) -> str:
    """Return a colour as it is written, once it is known to be one."""
    rgb(value)
    return value


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (1 to 21) as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(value: str) -> float:
    shares = [part / 255 for part in rgb(value)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def read_theme(table: Table) -> dict[str, str]:
    """Return the colours of the field ``theme``; what is wrong is noted."""
    if not table.has("theme"):
        return {}
    theme = Table(table.fields["theme"], THEME_FIELDS, (), table.mistakes)
    read = {name: theme.read(name, colour, "") for name in THEME_FIELDS if theme.has(name)}
    for area, writing in PAIRS:
        if (area in read) != (writing in read):
            theme.note(theme.node, f"{area} and {writing} belong together; give both or neither")
        elif read.get(area) and read.get(writing) and contrast(read[area], read[writing]) < LEAST_CONTRAST:
            ratio = contrast(read[area], read[writing])
            advice = f"take a darker or a lighter one (at least {LEAST_CONTRAST})"
            theme.note(theme.fields[writing], f"{writing} is hard to read on {area} (contrast {ratio:.2f}); {advice}")
    return {name: value for name, value in read.items() if value}
