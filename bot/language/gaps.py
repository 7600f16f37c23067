"""Notices that a question is about something that the sources do not answer (knowledge/scope/gaps.yml)."""

import re
from functools import lru_cache
from typing import Any

import yaml

from bot import paths


@lru_cache(maxsize=1)
def gaps() -> list[tuple[dict[str, Any], re.Pattern[str]]]:
    """Return the gaps, each with the pattern of its words."""
    content = yaml.safe_load((paths.KNOWLEDGE / "scope" / "gaps.yml").read_text(encoding="utf-8"))["gaps"]
    return [(gap, re.compile(rf"\b(?:{gap['words']})\b", re.IGNORECASE)) for gap in content]


def gap_named(text: str) -> str | None:
    """Return the first gap whose words a text has; None where it has none."""
    return next((gap["gap"] for gap, words in gaps() if words.search(text)), None)
