"""Which topic's facts go with a request for a decision, by the words it names (settings.yml, ``facts``)."""

import re
from functools import lru_cache

import yaml

from bot import paths


@lru_cache(maxsize=1)
def _words() -> list[tuple[str, re.Pattern[str]]]:
    content = yaml.safe_load(paths.SETTINGS.read_text(encoding="utf-8"))["facts"]
    return [(topic, re.compile(words, re.IGNORECASE)) for topic, words in content.items()]


def topic_named(text: str) -> str | None:
    """Return the first topic whose words a text names; None where it names none."""
    return next((topic for topic, words in _words() if words.search(text)), None)
