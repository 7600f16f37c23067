"""Marks what the words of a text are (analyte, flag, person, ...) by the phrases of lexicon.yml."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.labs.units import unit_named
from bot.language.labs.lexer import Token, together, tokens_of
from bot.language.labs.phrases import Phrases

LEXICON = Path(__file__).with_name("lexicon.yml")
LETTERS = "mgaed"
ANALYTE = "analyte"
Units = dict[tuple[str, ...], tuple[str, int] | None]
"""The unit, if any, with which each row of tokens begins, and of how many it is."""

LONGEST_UNIT = 5
"""Tokens of the longest spelling of a unit ("milligrams per 100 ml")."""

SEVERAL = re.compile(r"(?i)\bper\b|[/%\\]|100")
"""What a unit of several tokens holds."""

MAYBE_SEVERAL = re.compile(r"(?i)per|[/%\\]|100")


def token_pattern(word: str) -> dict[str, Any]:
    """Return the spaCy pattern of one token of a phrase of lexicon.yml."""
    optional = word.startswith("/") and word.endswith("/?")
    core = word[:-1] if optional else word
    if len(core) > 1 and core.startswith("/") and core.endswith("/"):
        pattern: dict[str, Any] = {"LOWER": {"REGEX": f"^(?:{core[1:-1]})$"}}
    else:
        pattern = {"LOWER": core}
    return {**pattern, "OP": "?"} if optional else pattern


def patterns() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield label and token patterns of every phrase; an analyte's label ends in its name ("analyte:IgM")."""
    content = yaml.load(LEXICON.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for label, phrases in content.items():
        for phrase in phrases:
            if label != ANALYTE:
                yield label, [token_pattern(word) for word in phrase.split()]
                continue
            for letter in LETTERS:
                words = phrase.replace("<X>", letter).split()
                yield f"{ANALYTE}:Ig{letter.upper()}", [token_pattern(word) for word in words]


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """Return what finds the phrases, on spaCy's English vocabulary; made once a process."""
    return Phrases(patterns())


def parse(text: str) -> tuple[list[Token], dict[int, dict[str, int]]]:
    """Return the tokens of a text that ``normal`` has prepared, and its marks.

    The marks are: first token -> label -> token after the longest match.
    """
    tokens = tokens_of(text)
    marks: dict[int, dict[str, int]] = {}
    for label, start, end in phrases().find([token.text for token in tokens]):
        at = marks.setdefault(start, {})
        at[label] = max(end, at.get(label, end))
    return tokens, marks


def unit_at(tokens: list[Token], start: int, known: Units) -> tuple[str, int] | None:
    """Return the unit that begins at a token and the token after it; None where none does.

    ``known`` is what was found in the same text so far: a row of units is looked up once.
    """
    row = tokens[start : start + LONGEST_UNIT]
    key = tuple(token.text if token.spaced else f"{token.text}\0" for token in row)
    if key not in known:
        known[key] = _unit_of(row)
    found = known[key]
    return (found[0], start + found[1]) if found else None


def _unit_of(row: list[Token]) -> tuple[str, int] | None:
    """Return the unit with which a row of tokens begins and of how many tokens it is.

    Units of several tokens ("mg per dl", "milligrams per deciliter") are tried, the longest first.
    """
    whole = together(row)
    if row[0].text[0] not in ".,;*)]" and MAYBE_SEVERAL.search(whole):
        for length in range(len(row), 1, -1):
            text = together(row[:length])
            if row[length - 1].text[0] in "()[]*.,;" or "\n" in text or not SEVERAL.search(text):
                continue
            if row[length - 1].lower in ("l", "h") and unit_named(together(row[: length - 1])):
                continue  # "mg/dL L": a low result
            name = unit_named(text)
            if name:
                return name, length
    name = None if row[0].kind == "newline" else unit_named(row[0].text)
    return (name, 1) if name else None
