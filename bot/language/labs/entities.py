"""Marks what the words of a text are (analyte, flag, person, ...) with spaCy's Matcher over lexicon.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bot.labs.units import unit_named
from bot.language.labs.lexer import LabTokenizer, normal

if TYPE_CHECKING:  # spaCy is imported with the first text that may hold values: it takes more than a second
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

LEXICON = Path(__file__).with_name("lexicon.yml")
LETTERS = "mgaed"
ANALYTE = "analyte"
LONGEST_UNIT = 5
"""Tokens of the longest spelling of a unit ("milligrams per 100 ml")."""


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
def pipeline() -> tuple[LabTokenizer, Matcher]:
    """Return the tokenizer for laboratory texts and the matcher on spaCy's English vocabulary; made once a process."""
    from spacy.lang.en import English
    from spacy.matcher import Matcher
    from spacy.vocab import create_vocab

    vocab = create_vocab("en", English.Defaults)
    matcher = Matcher(vocab, validate=False)  # tests/unit/test_reader.py validates
    by_label: dict[str, list[list[dict[str, Any]]]] = {}
    for label, pattern in patterns():
        by_label.setdefault(label, []).append(pattern)
    for label, several in by_label.items():
        matcher.add(label, several)
    return LabTokenizer(vocab), matcher


def parse(text: str) -> tuple[Doc, dict[int, dict[str, int]]]:
    """Return the Doc of a text as typed, and its marks: first token -> label -> token after the longest match."""
    tokenizer, matcher = pipeline()
    doc = tokenizer(normal(text))
    marks: dict[int, dict[str, int]] = {}
    for key, start, end in matcher(doc):
        at = marks.setdefault(start, {})
        label = doc.vocab.strings[key]
        at[label] = max(end, at.get(label, end))
    return doc, marks


def unit_at(doc: Doc, start: int) -> tuple[str, int] | None:
    """Return the unit that begins at a token and the token after it; None where none does.

    Units of several tokens ("mg per dl", "milligrams per deciliter") are tried, the longest first.
    """
    for length in range(min(LONGEST_UNIT, len(doc) - start), 0, -1):
        text = doc[start : start + length].text
        if length > 1 and (doc[start].text[0] in ".,;*)]" or doc[start + length - 1].text[0] in "()[]*.,;"):
            continue
        if "\n" in text or (length > 1 and not re.search(r"(?i)\bper\b|[/%\\]|100", text)):
            continue
        flag = length > 1 and doc[start + length - 1].lower_ in ("l", "h")
        if flag and unit_named(doc[start : start + length - 1].text):
            continue  # "mg/dL L": a low result
        name = unit_named(text)
        if name:
            return name, start + length
    return None
