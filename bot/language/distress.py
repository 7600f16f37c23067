"""Notices distress without danger: fear, grief, exhaustion, anger (knowledge/danger/distress.yml)."""

import re
from functools import lru_cache

from bot.language.danger.find import read
from bot.language.danger.patterns import fold


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    return re.compile("|".join(read("distress")["phrases"]))


def is_distressed(text: str) -> bool:
    """Tell whether a text as typed speaks of distress."""
    return _phrases().search(fold(text)) is not None
