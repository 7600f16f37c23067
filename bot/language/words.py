"""Word lists that are built once (words_build.py) and read at run time."""

import json
from dataclasses import dataclass
from functools import lru_cache

from bot import paths


@dataclass(frozen=True)
class Words:
    """The lists of build/words.json."""

    spelling: dict[str, int]
    """Words that misspelt ones are corrected to, with how many examples use them."""
    kept: frozenset[str]
    """Words that are spelt right although they are near one of ``spelling``."""
    common: frozenset[str]
    """The commonest words of English."""
    conditions: frozenset[str]
    """Words that only names of other diseases have."""


@lru_cache(maxsize=1)
def words() -> Words:
    """Read the lists.

    Raises:
        FileNotFoundError: they were not built; run ``make setup``.
    """
    content = json.loads(paths.WORDS.read_text(encoding="utf-8"))
    kept, common, conditions = (frozenset(content[name]) for name in ("kept", "common", "conditions"))
    return Words(content["spelling"], kept, common, conditions)
