"""What happens to a text before it is understood: cleaning and neutralising the disease's name."""

import re
import unicodedata

MAX_CHARACTERS = 5_000
"""A longer message is refused with a kind request to shorten it; nothing is silently cut."""

SUPERFLUOUS = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")
SENTENCE_END = re.compile(r"(?<=[.?!…])\s+")
DISEASE = re.compile(
    r"""\b
    (?:(?:selective|isolated|primary|secondary|low|reduced|decreased)\s+){0,2}
    (?:s?igmd|ig[\s-]?m|immuno[\s-]?glob\w*[\s-]m)
    (?:\s+(?:antibod\w+|immunodeficiency|levels?))?
    (?:[\s-]*(?:def\w*|defficien\w*|disease|disorder|condition|illness))?
    \b""",
    re.IGNORECASE | re.VERBOSE,
)


def clean(text: str, lines: bool = False) -> str:
    """Return ``text`` as one line: Unicode NFKC, without control characters, white space folded.

    With ``lines``, its lines are kept: a pasted laboratory report cannot be read without them.

    Leading slashes are dropped, because Rasa takes ``/intent{"slot": ...}`` for a command and a
    person's text is only ever text.
    """
    if lines:
        return "\n".join(filter(None, map(clean, re.split(r"\r\n?|\n", text))))
    folded = SUPERFLUOUS.sub(" ", unicodedata.normalize("NFKC", text))
    printable = "".join(c for c in folded if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return SUPERFLUOUS.sub(" ", printable).strip().lstrip("/ ").strip()


def has_words(text: str) -> bool:
    """Tell whether a cleaned text has at least one letter or digit (not only emoji or signs)."""
    return any(character.isalnum() for character in text)


def neutral(text: str) -> str:
    """Return ``text`` in lower case with the name of the condition replaced by "it".

    Nearly every question could name IgM deficiency; what it asks lies in its other words.
    """
    return " ".join(DISEASE.sub(" it ", text.lower()).split())
