"""Notices a message that is not in English."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from bot.language.words import words

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
FEWEST_WORDS = 4
"""Shorter messages in Latin letters are not judged: names and single words look foreign easily."""

ENGLISH = 0.5
"""A message with this share of common English words, or words of the subject, is English."""

SURE = 0.9
"""From this probability the language of a message that is hardly English is believed."""


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)


def foreign_language(text: str) -> str | None:
    """Return the language (ISO 639-1) of a cleaned text that is not English; "und" for other scripts; else None."""
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return None
    if sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters) < len(letters) / 2:
        return "und"
    found = [word.lower() for word in WORD.findall(text)]
    if len(found) < FEWEST_WORDS:
        return None
    known = sum(word in words().common or word in words().spelling for word in found)
    if known >= ENGLISH * len(found):
        return None
    language, probability = _identifier().classify(text)
    return str(language) if language != "en" and probability >= SURE else None
