"""Keeps what could not be answered for curators, only where the operator switches it on, and never who asked.

Kept are the kind of reply, the gap it names (knowledge/scope/gaps.yml), the month, and those words of the question
that are words of the project's own examples, in alphabetical order: no name, number or sentence.
"""

import os
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from bot.language.gaps import gap_named
from bot.language.spelling import put_right
from bot.language.text import clean
from bot.language.words import words

SWITCH = "IGM_GUIDE_KEEP_UNKNOWN"
"""The environment variable with the SQLite file to keep unknown questions in; without it nothing is kept."""

KINDS = frozenset({"not_covered", "out_of_scope", "clarify"})
TABLE = "unknown"
SECONDS_TO_WAIT = 0.1
"""Where another process writes just then, a note is given up sooner than people are kept waiting."""


def kept_words(spelt: str) -> list[str]:
    """Return the words of a text with its spelling put right that the project's own examples use, sorted."""
    return sorted(set(spelt.replace("?", " ").replace(",", " ").split()) & set(words().spelling))


def keep(text: str, kinds: set[str], today: date | None = None) -> None:
    """Keep one unknown question, where that is switched on and one of the kinds of its replies says so."""
    place, found = os.environ.get(SWITCH), sorted(kinds & KINDS)
    if not place or not found:
        return
    from sqlite_utils import Database

    spelt = put_right(clean(text))
    row = {
        "month": (today or date.today()).strftime("%Y-%m"),
        "kind": found[0],
        "gap": gap_named(spelt),
        "words": " ".join(kept_words(spelt)),
    }
    with closing(sqlite3.connect(place, timeout=SECONDS_TO_WAIT)) as file:
        Database(file)[TABLE].insert(row, columns={"month": str, "kind": str, "gap": str, "words": str})


def grouped(place: Path) -> list[dict[str, Any]]:
    """Return the unknown questions in groups, the largest first: ``kind``, ``gap``, ``count`` and frequent ``words``.

    Raises:
        FileNotFoundError: nothing was kept there.
    """
    from sqlite_utils import Database

    if not place.is_file():
        raise FileNotFoundError(place)
    groups: dict[tuple[str, str], list[str]] = {}
    for row in Database(place)[TABLE].rows:
        groups.setdefault((row["kind"], row["gap"] or ""), []).append(row["words"])
    found = [
        {
            "kind": kind,
            "gap": gap or None,
            "count": len(texts),
            "words": [word for word, _ in Counter(word for text in texts for word in text.split()).most_common(8)],
        }
        for (kind, gap), texts in groups.items()
    ]
    return sorted(found, key=lambda group: (-int(str(group["count"])), str(group["kind"])))
