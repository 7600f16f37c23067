"""Notices that a message names another disease (conditions.yml, ICD-10-CM) and nothing of our own subject."""

import re
from functools import lru_cache

import yaml

from bot import paths
from bot.language.spelling import Speller
from bot.language.words import words

WORD = re.compile(r"[a-z]+")
SHORTEST = 7
"""A shorter word is not looked up: too many ordinary words lie near it."""

OURS = re.compile(r"\b(?:ig[\s-]?[magde]\b|sigmd|immun\w*|antibod\w*|vaccin\w*|jabs?\b|shots?\b)", re.IGNORECASE)
"""Words of our own subject. A vaccine is named after the disease that it prevents."""


@lru_cache(maxsize=1)
def condition_names() -> re.Pattern[str]:
    """Return the pattern of names of other conditions, longest first, as whole words in any case."""
    names = yaml.safe_load(paths.CONDITIONS.read_text(encoding="utf-8"))["other"]
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")(?:'s)?\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _speller() -> Speller:
    return Speller(dict.fromkeys(words().conditions, 1), (*words().spelling, *words().kept))


def names_another_condition(text: str) -> bool:
    """Tell whether a text (lower case) names another condition and has no word of our own subject.

    A condition is one of the list ``other``, or has a word, also misspelt, that only diseases in ICD-10-CM have.
    """
    if OURS.search(text):
        return False
    return condition_names().search(text) is not None or any(
        len(word) >= SHORTEST and _speller().nearest(word) in words().conditions for word in WORD.findall(text)
    )
