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

PREVENTED = (
    r"(?:covid(?:[\s-]?19)?|flu|influenza|measles|mumps|rubella|chicken\s?pox|varicella|shingles|zoster|"
    r"hep(?:atitis)?(?: [ab])?|hpv|polio|tetanus|diphtheria|whooping cough|pertussis|meningitis(?: [abcwy])?|pneumonia|"
    r"rota(?:virus)?|rsv|yellow fever|typhoid|rabies|cholera|encephalitis)"
)
"""Diseases that a vaccine is named after."""

OURS = re.compile(
    r"\b(?:ig[\s-]?[magde]\b|sigmd|(?:un)?immun\w*|antibod\w*|(?:un|re)?vaccin\w*|jab(?:s|bed|bing)?\b|shots?\b|"
    r"booster\w*|boosted\b|inn?oculat\w*|injected against\b|injections? against\b|"
    rf"{PREVENTED} (?:ones?|drops|doses?|needle|injections?)\b|"
    r"(?:first|second|third|fourth|next|last|final|another|two|three|both|1st|2nd|3rd|\d) doses? of (?:the )?"
    rf"{PREVENTED}\b)",
    re.IGNORECASE,
)
"""Words of our own subject. A vaccine is named after the disease that it prevents: "the chickenpox one"."""


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
