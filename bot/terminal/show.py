"""Shows replies as plain, wrapped text for a terminal or a pipe."""

import shutil
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.replies import Reply
from bot.terminal.words import words

WIDEST = 88
STYLES = {"urgent": "bold red", "crisis": "bold", "error": "yellow"}


def console(colour: bool | None = None) -> Console:
    """Return a console of the terminal's width, at most 88 columns; no colour where there is no terminal.

    Args:
        colour: False forbids colour; None leaves it to the terminal and NO_COLOR.
    """
    width = min(WIDEST, shutil.get_terminal_size().columns)
    return Console(width=width, highlight=False, markup=False, emoji=False, no_color=True if colour is False else None)


def origin(custom: dict[str, Any]) -> str | None:
    """Return the line that names the source and the review of an answer; None where there is none."""
    if custom["kind"] not in ("answer", "personal_advice", "lab_report") or not custom["sources"]:
        return None
    first, *others = custom["sources"]
    source = first["label"]
    if others:
        source = words("more_sources", first=source, count=len(others))
    if custom["reviewed_by"]:
        return words("reviewed", source=source, date=custom["reviewed_on"], reviewer=custom["reviewed_by"])
    return words("not_reviewed", source=source)


def lines(reply: Reply) -> Iterator[tuple[str, str]]:
    """Yield (text, style) for each paragraph of a reply: a drawing, the text, its origin, the numbered buttons."""
    if reply["custom"]["drawing"]:
        yield reply["custom"]["drawing"]["text"] + "\n", ""
    yield reply["text"], STYLES.get(reply["custom"]["kind"], "")
    source = origin(reply["custom"])
    if source:
        yield source, "dim"
    for number, button in enumerate(reply["buttons"], start=1):
        yield f"  {number}. {button['title']}", "cyan"


def show(replies: list[Reply], to: Console) -> None:
    """Print replies; only the last one's buttons are numbered, because only they can be chosen by number."""
    for reply in replies:
        shown = reply if reply is replies[-1] else {**reply, "buttons": []}
        to.print()
        for text, style in lines(shown):
            to.print(Text(text, style=style), soft_wrap=False)
    to.print()
