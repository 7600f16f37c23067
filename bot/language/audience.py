"""Whom a message speaks of: a child, or anyone."""

import re
from functools import lru_cache

import yaml

from bot import paths

ADULT_YEARS = 18
AGE = re.compile(r"\b(\d{1,3})[\s-]*(?:years?|yrs?|yo|y/o)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def child_words() -> re.Pattern[str]:
    """Return the pattern of words for a child (settings.yml, ``child_words``)."""
    words = yaml.safe_load(paths.SETTINGS.read_text(encoding="utf-8"))["child_words"]
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)


def audience(text: str) -> str:
    """Return ``child`` where the text speaks of a child (no adult age given), else ``anyone``."""
    ages = [int(age) for age in AGE.findall(text)]
    if ages and min(ages) >= ADULT_YEARS:
        return "anyone"
    return "child" if child_words().search(text) or ages else "anyone"
