"""A message made ready to be understood: cleaned, cut into parts, its spelling put right, each once."""

from dataclasses import dataclass

from bot.language.context import may_follow_up, together
from bot.language.questions import halves_of, parts_of
from bot.language.spelling import put_right
from bot.language.text import clean, neutral


@dataclass(frozen=True)
class Prepared:
    """The texts of one message. Canonical ones are what the model of the examples reads."""

    text: str
    """The message as one clean line."""
    parts: tuple[str, ...]
    """Its parts as typed; none where there is one."""
    spelt: str
    """The message with its spelling put right."""
    whole: str
    """The canonical text of the message."""
    canonical_parts: tuple[str, ...]
    halves: tuple[str, ...]
    """The canonical texts of what a short message names side by side."""
    in_context: str | None
    """The canonical text of the question before and the message together, where it may follow up on that."""

    def texts(self) -> list[str]:
        """Return the canonical texts of the whole and of the parts."""
        return [self.whole, *self.canonical_parts]


def prepare(text: str, question: str | None = None) -> Prepared:
    """Return a message made ready; ``question`` is the one of the topic at hand, None where there is none."""
    cleaned = clean(text)
    spelt = put_right(cleaned)
    parts = tuple(parts_of(cleaned))
    return Prepared(
        text=cleaned,
        parts=parts,
        spelt=spelt,
        whole=neutral(spelt),
        canonical_parts=tuple(neutral(put_right(part)) for part in parts),
        halves=tuple(neutral(put_right(half)) for half in halves_of(cleaned, parts)),
        in_context=together(question, neutral(spelt)) if question and may_follow_up(cleaned) else None,
    )
