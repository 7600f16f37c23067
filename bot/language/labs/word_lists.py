"""The lists of small words in words.yml."""

from functools import lru_cache
from pathlib import Path

import yaml


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    content = yaml.load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {name: frozenset(words) for name, words in content.items()}


def words(name: str) -> frozenset[str]:
    """Return the words of a list."""
    return _lists()[name]
