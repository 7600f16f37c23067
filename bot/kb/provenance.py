"""Accounts for every content line of the article: used by a statement, or left out with a reason.

The article's text is not in the project. ``article.yml`` holds the SHA-256 of each content line, so
that a changed, moved, missing or new line is noticed.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.kb.files import Knowledge, KnowledgeError


def read_article(path: Path) -> dict[int, str]:
    """Return the article's lines that are not blank, by their number (from 1).

    Raises:
        KnowledgeError: the file is missing or not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"the article cannot be read: {error}") from error
    lines = enumerate(text.split("\n"), start=1)
    return {number: line.strip() for number, line in lines if line.strip()}


def line_hash(line: str) -> str:
    """Return the SHA-256 of a line without the white space around it."""
    return hashlib.sha256(line.strip().encode()).hexdigest()


def spans(ranges: Iterable[str]) -> set[int]:
    """Return the line numbers of ranges such as ``"12"`` and ``"20-25"``."""
    numbers: set[int] = set()
    for span in ranges:
        first, _, last = span.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    return numbers


def used_lines(statements: list[dict[str, Any]]) -> dict[int, list[str]]:
    """Return for each line that statements rest on or depart from the ids of these statements."""
    used: dict[int, list[str]] = {}
    for statement in statements:
        origins = [origin for origin in statement["origin"] if origin["kind"] == "article"]
        for number in sorted({n for part in (*origins, *statement["departures"]) for n in part["lines"]}):
            used.setdefault(number, []).append(statement["id"])
    return used


def accounted_lines(knowledge: Knowledge) -> dict[int, str]:
    """Return for each accounted line of the article what became of it, in words."""
    account = {number: "used by " + ", ".join(ids) for number, ids in used_lines(knowledge.statements).items()}
    for entry in knowledge.article["left_out"]:
        for number in spans(entry["lines"]):
            account.setdefault(number, f"left out: {entry['reason']}")
    return account


def check_article(knowledge: Knowledge, path: Path) -> list[str]:
    """Return the problems between the article at ``path`` and the knowledge base; none is good.

    Raises:
        KnowledgeError: the article cannot be read.
    """
    actual = {number: line_hash(line) for number, line in read_article(path).items()}
    recorded = {int(number): digest for number, digest in knowledge.article["lines"].items()}
    account = accounted_lines(knowledge)
    problems = [f"article line {n} is gone" for n in sorted(recorded.keys() - actual.keys())]
    problems += [f"article line {n} is new" for n in sorted(actual.keys() - recorded.keys())]
    both = sorted(actual.keys() & recorded.keys())
    problems += [f"article line {n} has changed" for n in both if actual[n] != recorded[n]]
    problems += [f"article line {n} is not accounted for" for n in sorted(actual.keys() - account.keys())]
    used = used_lines(knowledge.statements).keys()
    problems += [f"article line {n} is used by a statement but blank" for n in sorted(used - actual.keys())]
    return problems
