"""Reads the fields of one mapping of clinics.yml and notes what is wrong with them."""

import difflib
import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from bot.clinics.tree import Mistake, Node

Value = TypeVar("Value")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Characters that no text for a page needs: controls, line ends, changes of writing direction."""


class Unfit(ValueError):
    """A value is not as its field wants it; the text says what to do."""


class Table:
    """One mapping with the fields that are known; unknown and missing ones are mistakes at once."""

    def __init__(self, node: Node, known: Iterable[str], needed: Iterable[str], mistakes: list[Mistake]) -> None:
        self.node, self.mistakes, self.known = node, mistakes, tuple(known)
        self.fields: dict[str, Node] = node.value if isinstance(node.value, dict) else {}
        if not isinstance(node.value, dict):
            self.note(node, f"fields are expected here, such as {self.known[0]}: ...")
            return
        for name, value in self.fields.items():
            if name not in self.known:
                self.note(value, self._unknown(name))
        for name in needed:
            if name not in self.fields or self.fields[name].value is None:
                self.note(node, f"{name} is missing; add it")

    def _unknown(self, name: str) -> str:
        near = difflib.get_close_matches(name, self.known, 1)
        meant = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(self.known)}"
        return f"there is no field {name[:40]!r} here{meant}"

    def note(self, node: Node, what: str) -> None:
        """Note a mistake at a node."""
        self.mistakes.append(node.mistake(what))

    def has(self, name: str) -> bool:
        """Tell whether something is written in a known field."""
        return name in self.known and name in self.fields and self.fields[name].value is not None

    def read(self, name: str, check: Callable[[str], Value], default: Value) -> Value:
        """Return a field's text as ``check`` makes it; ``default`` where it is not there or not right (then noted)."""
        return self.read_node(self.fields[name], check, default) if self.has(name) else default

    def read_node(self, node: Node, check: Callable[[str], Value], default: Value) -> Value:
        """Return a node's text as ``check`` makes it; ``default`` where it is not right (then noted)."""
        if not isinstance(node.value, str):
            self.note(node, "a text is expected here, not a list or fields")
            return default
        try:
            return check(node.value)
        except Unfit as error:
            self.note(node, str(error))
            return default

    def entries(self, name: str) -> list[Node]:
        """Return the entries of a field that holds a list; none where it is not there."""
        if not self.has(name):
            return []
        value = self.fields[name].value
        if not isinstance(value, list):
            self.note(self.fields[name], "a list is expected here: one entry a line, each after a dash")
            return []
        return value


def text(longest: int) -> Callable[[str], str]:
    """Return a check for a text of one line with at most so many characters."""

    def check(value: str) -> str:
        value = value.strip()
        if not value:
            raise Unfit("the text is empty; write it or take the field away")
        if CONTROL.search(value):
            raise Unfit("the text holds a line end or a control character; write it on one line")
        if len(value) > longest:
            raise Unfit(f"the text has {len(value)} characters; at most {longest} fit")
        return value

    return check


def one_of(*allowed: str) -> Callable[[str], str]:
    """Return a check for a value out of a few."""

    def check(value: str) -> str:
        if value not in allowed:
            raise Unfit(f"{value[:40]!r} is not known here; use {' or '.join(allowed)}")
        return value

    return check


def yes_or_no(value: str) -> bool:
    """Return a switch: true or false, in any of the ways in which YAML writes them."""
    word = value.lower()
    if word not in {"true", "yes", "on", "false", "no", "off"}:
        raise Unfit(f"{value[:40]!r} is neither true nor false")
    return word in {"true", "yes", "on"}


def whole_number(least: int, most: int, what: str) -> Callable[[str], int]:
    """Return a check for a whole number between two bounds, both included; ``what`` names it in the mistake."""

    def check(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise Unfit(f"{value[:40]!r} is not right; {what} is a whole number from {least} to {most}")
        return int(value)

    return check
