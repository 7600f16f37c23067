"""Makes, from an expression's own parse tree, the strings that would make a backtracking search slow.

For each repetition in it: a text that leads there, then what the repetition takes, over and over, then something that
fits nothing. Where several characters fit, the same one is taken everywhere, so that neighbours compete for it.
"""

import re
import signal
import sre_parse
import time
from collections.abc import Iterable, Iterator
from typing import Any

PREFERRED = " a1.,-'\n"
"""The characters that are taken wherever they fit, each in a round of its own."""

END = "\u00a7x"
LIMIT = 0.1
"""Processor time in seconds that one expression may take for one text."""

OTHERS = "abgimn0149 \t\n.,;:!?'\"-/()[]<>=%_\u00e9\u00a7"
"""Where the preferred character does not fit, the first of these that does."""


def strings(expression: re.Pattern[str], longest: int, preferred_ones: str = PREFERRED) -> Iterator[str]:
    """Yield texts of at most ``longest`` characters, each once."""
    seen: set[str] = set()
    tree = sre_parse.parse(expression.pattern, expression.flags)
    for preferred in preferred_ones:
        for before, body in [*_pumps(tree, "", preferred), ("", _sample(tree, preferred))]:
            for unit, start in ((body, before), (before + body, "")):
                text = start + unit * max(1, (longest - len(start) - len(END)) // max(1, len(unit))) + END
                if unit and text not in seen:
                    seen.add(text)
                    yield text[:longest]


def slowest(expression: re.Pattern[str], texts: Iterable[str], whole: bool = False) -> tuple[float, str]:
    """Return how long the slowest of some texts takes (processor time in seconds), and the text.

    The first that takes ``LIMIT`` ends the search. ``whole``: it is held against whole texts, not looked for in them.
    """
    worst = (0.0, "")
    for text in texts:
        took = seconds(expression, text, whole)
        if took >= LIMIT:  # once more: a collection of garbage may have fallen into it
            took = min(took, seconds(expression, text, whole))
        worst = max(worst, (took, text))
        if worst[0] >= LIMIT:
            break
    return worst


def seconds(expression: re.Pattern[str], text: str, whole: bool = False) -> float:
    """Return the processor time of finding every match in a text; a search is given up soon after ``LIMIT``."""
    matches = (lambda text: [expression.fullmatch(text)]) if whole else expression.finditer
    before = signal.signal(signal.SIGVTALRM, _give_up)
    began = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT * 2)
        for _ in matches(text):
            pass
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except TimeoutError:
        pass
    took = time.process_time() - began
    signal.signal(signal.SIGVTALRM, before)
    return took


def _give_up(*_: object) -> None:
    raise TimeoutError


def _pumps(nodes: Any, before: str, preferred: str) -> Iterator[tuple[str, str]]:
    """Yield for each repetition what leads to it and what it takes once."""
    for operation, given in nodes:
        if operation in (sre_parse.MAX_REPEAT, sre_parse.MIN_REPEAT):
            if given[1] > 1:
                yield before, _sample(given[2], preferred)
            yield from _pumps(given[2], before, preferred)
        elif operation is sre_parse.SUBPATTERN:
            yield from _pumps(given[3], before, preferred)
        elif operation is sre_parse.BRANCH:
            for branch in given[1]:
                yield from _pumps(branch, before, preferred)
        elif operation in (sre_parse.ASSERT, sre_parse.ASSERT_NOT):
            yield from _pumps(given[1], before, preferred)
        before += _sample([(operation, given)], preferred)


def _sample(nodes: Any, preferred: str) -> str:
    """Return a short text that fits, as far as looking around allows; of branches the first is taken."""
    found = ""
    for operation, given in nodes:
        if operation is sre_parse.LITERAL:
            found += chr(given)
        elif operation in (sre_parse.MAX_REPEAT, sre_parse.MIN_REPEAT):
            found += _sample(given[2], preferred) * max(1, given[0])
        elif operation is sre_parse.SUBPATTERN:
            found += _sample(given[3], preferred)
        elif operation is sre_parse.BRANCH:
            found += _sample(given[1][0], preferred)
        elif operation in (sre_parse.IN, sre_parse.ANY, sre_parse.NOT_LITERAL):
            found += next((c for c in preferred + OTHERS if _fits(c, operation, given)), "")
    return found


def _fits(character: str, operation: Any, given: Any) -> bool:
    """Tell whether a character fits one part of an expression."""
    if operation is sre_parse.ANY:
        return character != "\n"
    if operation is sre_parse.NOT_LITERAL:
        return bool(ord(character) != given)
    denied = bool(given[0][0] is sre_parse.NEGATE)
    found = any(_is_one(character, *item) for item in given[denied:])
    return bool(found != denied)


CATEGORIES = {
    sre_parse.CATEGORY_DIGIT: r"\d",
    sre_parse.CATEGORY_NOT_DIGIT: r"\D",
    sre_parse.CATEGORY_SPACE: r"\s",
    sre_parse.CATEGORY_NOT_SPACE: r"\S",
    sre_parse.CATEGORY_WORD: r"\w",
    sre_parse.CATEGORY_NOT_WORD: r"\W",
}


def _is_one(character: str, operation: Any, given: Any) -> bool:
    """Tell whether a character is among those of one item of a class."""
    if operation is sre_parse.RANGE:
        return bool(given[0] <= ord(character) <= given[1])
    if operation is sre_parse.CATEGORY:
        return re.match(CATEGORIES[given], character) is not None
    return bool(ord(character) == given)
