"""Follow-ups that mean something only after the answer before: "why", "is that dangerous", "and the second one?"."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.language.text import neutral
from bot.language.words import words

LONGEST = 12
"""A follow-up has at most so many words."""

SHORT = 3
"""So few words may always be a follow-up."""

FAMILIAR = 30
"""A word that so many examples on the subject use brings no subject of its own."""

STARTS = re.compile(
    r"^(?:and|so|but|then|ok|okay|what|how|such as|like|by|for|which|why|not|any|also|or|because|even|is|does|who|when|"
    r"where)\b",
    re.IGNORECASE,
)
POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|they|them|those|these|ones?|there|then|either|both|same|others?|second|first|third|he|she)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True)
class FollowUp:
    """A message that may follow up on an answer."""

    topic: str
    """The topic at hand: what was answered last."""
    topics: Callable[[], list[tuple[str, float]]]
    """What the question of the topic at hand and the message ask together; worked out where it is needed."""
    is_familiar: bool
    """Whether the message has no word that could bring another subject."""


def may_follow_up(text: str) -> bool:
    """Tell whether a cleaned text is short and points back, or leaves something out."""
    count = len(text.split())
    return count <= SHORT or (count <= LONGEST and bool(STARTS.match(text) or POINTS_BACK.search(text)))


def together(question: str, text: str) -> str:
    """Return the canonical text of the question of the topic at hand and a canonical text after it."""
    return f"{neutral(question)} {text}"


def is_familiar(text: str) -> bool:
    """Tell whether all longer words of a canonical text are common in questions on the subject."""
    common = words().spelling
    return all(common.get(word, 0) >= FAMILIAR for word in WORD.findall(text))
