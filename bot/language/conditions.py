"""Notices that a message names another disease (conditions.yml) and nothing of our own subject."""

import re
from functools import lru_cache

import yaml

from bot import paths

OURS = re.compile(r"\b(?:ig[\s-]?[magde]\b|sigmd|immun\w*|antibod\w*|vaccin\w*|jabs?\b|shots?\b)", re.IGNORECASE)
"""Words of our own subject. A vaccine is named after the disease that it prevents."""


@lru_cache(maxsize=1)
def condition_names() -> re.Pattern[str]:
    """Return the pattern of names of other conditions, longest first, as whole words in any case."""
    names = yaml.safe_load(paths.CONDITIONS.read_text(encoding="utf-8"))["other"]
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")(?:'s)?\b", re.IGNORECASE)


def names_another_condition(text: str) -> bool:
    """Tell whether a text names a condition of the list ``other`` and has no word of our own subject."""
    return not OURS.search(text) and condition_names().search(text) is not None
