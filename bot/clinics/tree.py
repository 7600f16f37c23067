"""Reads a YAML file so that each value keeps its place and stays text until a field asks for more.

YAML by itself reads ``NO`` as false and ``000`` as nought; a country code and an emergency number must not be read so.
"""

from dataclasses import dataclass
from pathlib import Path

import yaml

LARGEST_FILE = 1_000_000
"""Bytes; a larger file is no list of clinics."""

EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
"""What YAML means by nothing, where it is not in quotes."""

PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong: where it stands (line from 1, and the names on the way) and what to do."""

    line: int
    place: str
    what: str

    def __str__(self) -> str:
        """Return the mistake as it is printed behind the name of the file."""
        return f"line {self.line}{f', {self.place}' if self.place else ''}: {self.what}"


@dataclass(frozen=True)
class Node:
    """A value with its place; ``value`` is a text, None (nothing is written), a list or a mapping of nodes."""

    value: "str | list[Node] | dict[str, Node] | None"
    line: int
    place: str

    def mistake(self, what: str) -> Mistake:
        """Return the mistake ``what`` at this place."""
        return Mistake(self.line, self.place, what)


class Unreadable(ValueError):
    """The file cannot be read at all; ``mistake`` says why."""

    def __init__(self, what: str, line: int = 1) -> None:
        self.mistake = Mistake(line, "", what)
        super().__init__(what)


def composed(path: Path) -> yaml.Node:
    """Return what a YAML file holds, with lines; nothing is made of it yet.

    Raises:
        Unreadable: it is missing, too large, empty, not UTF-8 or not YAML.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable(f"the file has more than {LARGEST_FILE:,} bytes; is it the right one?")
        node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except OSError as error:
        raise Unreadable(f"the file cannot be read ({error.strerror}); check path and permissions") from None
    except UnicodeDecodeError:
        raise Unreadable("the file is not UTF-8 text; save it as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable(f"this is not YAML ({error.problem}); check indents, colons and quotes", line) from None
    except (yaml.YAMLError, RecursionError):
        raise Unreadable("this is not YAML; check the file for stray characters") from None
    if node is None:
        raise Unreadable("the file is empty; start from clinics.example.yml")
    return node


class Tree:
    """The content of one file (``root``; None where it cannot be read at all) and the mistakes found in reading it."""

    def __init__(self, path: Path) -> None:
        self.mistakes: list[Mistake] = []
        self._read: set[int] = set()
        self.root: Node | None = None
        try:
            self.root = self._node(composed(path), "")
        except Unreadable as error:
            self.mistakes.append(error.mistake)

    def _node(self, node: yaml.Node, place: str) -> Node:
        line = node.start_mark.line + 1
        here = Node(None, line, place)
        if id(node) in self._read:
            self.mistakes.append(here.mistake("anchors and aliases (& and *) are not read; write the value out"))
            return here
        self._read.add(id(node))
        if node.tag not in PLAIN_TAGS:
            self.mistakes.append(here.mistake(f"the tag {node.tag} is not read; take it away"))
            return here
        if isinstance(node, yaml.MappingNode):
            return Node(self._mapping(node, place), line, place)
        if isinstance(node, yaml.SequenceNode):
            return Node([self._node(one, f"{place}[{i}]") for i, one in enumerate(node.value, 1)], line, place)
        nothing = isinstance(node, yaml.ScalarNode) and node.style is None and node.value in EMPTY
        return Node(None if nothing else node.value, line, place)

    def _mapping(self, node: yaml.MappingNode, place: str) -> dict[str, Node]:
        read: dict[str, Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            child = self._node(value, f"{place}.{name}".strip("."))
            at = Node(None, key.start_mark.line + 1, child.place)
            if not name:
                self.mistakes.append(at.mistake("a name is expected before the colon"))
            elif name in read:
                self.mistakes.append(
                    at.mistake(f"{name} stands here twice (first in line {read[name].line}); keep one")
                )
            else:
                read[name] = child
        return read
