"""Writes an expression of Python in JavaScript, from its parse tree."""

import re
import sre_parse
from collections.abc import Callable
from typing import Any

from benchmarks.expressions.collect import Expression
from benchmarks.expressions.pumping import CATEGORIES

PLACES = {
    sre_parse.AT_BEGINNING: "^",
    sre_parse.AT_BEGINNING_STRING: "^",
    sre_parse.AT_END: "$",
    sre_parse.AT_END_STRING: "$",
    sre_parse.AT_BOUNDARY: r"\b",
    sre_parse.AT_NON_BOUNDARY: r"\B",
}
FLAGS = ((re.IGNORECASE, "i"), (re.MULTILINE, "m"), (re.DOTALL, "s"))
Node = tuple[Any, Any]


class NoTranslation(ValueError):
    """The expression has a part that this file does not know."""


def translated(expression: Expression) -> tuple[str, str]:
    """Return source and flags as JavaScript has them; an expression of JavaScript comes back as it is.

    Raises:
        NoTranslation: a part of it is not known.
    """
    if isinstance(expression.flags, str):
        return expression.pattern, expression.flags
    tree: Any = sre_parse.parse(expression.pattern, expression.flags)
    source = "".join(map(_written, tree))
    flags = "".join(letter for flag, letter in FLAGS if tree.state.flags & flag)
    return f"^(?:{source})$" if expression.whole else source, flags


def _written(node: Node) -> str:
    operation, given = node
    if operation not in WRITERS:
        raise NoTranslation(str(operation))
    return WRITERS[operation](given)


def _all(nodes: Any) -> str:
    return "".join(map(_written, nodes))


def _sign(code: int) -> str:
    return chr(code) if chr(code).isalnum() and code < 128 else f"\\u{code:04x}"


def _repeated(given: Any, lazy: str = "") -> str:
    low, high, body = given
    most = "" if high is sre_parse.MAXREPEAT else str(high)
    return f"(?:{_all(body)}){{{low},{most}}}{lazy}"


def _class(items: list[Node]) -> str:
    denied = items[0][0] is sre_parse.NEGATE
    written = [_item(*item) for item in items[denied:]]
    return f"[{'^' if denied else ''}{''.join(written)}]"


def _item(operation: Any, given: Any) -> str:
    if operation is sre_parse.RANGE:
        return f"{_sign(given[0])}-{_sign(given[1])}"
    return CATEGORIES[given] if operation is sre_parse.CATEGORY else _sign(given)


def _around(sign: str) -> Callable[[Any], str]:
    return lambda given: f"(?{'<' if given[0] < 0 else ''}{sign}{_all(given[1])})"


WRITERS: dict[Any, Callable[[Any], str]] = {
    sre_parse.LITERAL: _sign,
    sre_parse.NOT_LITERAL: lambda given: f"[^{_sign(given)}]",
    sre_parse.ANY: lambda given: ".",
    sre_parse.IN: _class,
    sre_parse.AT: lambda given: PLACES[given],
    sre_parse.BRANCH: lambda given: f"(?:{'|'.join(map(_all, given[1]))})",
    sre_parse.SUBPATTERN: lambda given: f"(?:{_all(given[3])})",
    sre_parse.MAX_REPEAT: _repeated,
    sre_parse.MIN_REPEAT: lambda given: _repeated(given, "?"),
    sre_parse.ASSERT: _around("="),
    sre_parse.ASSERT_NOT: _around("!"),
}
