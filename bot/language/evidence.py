"""What is known of a message before anything is decided: how it scores, and what its words show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.language.context import FollowUp
from bot.language.danger.model import Scores as DangerScores

TOPIC = "topic"
"""The one scope that stands for all topics."""

PART_WEIGHT = 0.3
"""Weight of each part of a longer message beside the whole, in the ranking of topics."""

Ranking = list[tuple[str, float]]


@dataclass(frozen=True)
class Scored:
    """What the model of the examples thinks of one text: a score for each topic, scope and kind of danger.

    A score is near 1 where the examples around the text all agree, near 0 where none is near.
    """

    topics: dict[str, float]
    scopes: dict[str, float]
    danger: DangerScores


@dataclass(frozen=True)
class Part:
    """What the model thinks of one part of a message; both rankings are sorted, best first."""

    scopes: Ranking
    topics: Ranking


@dataclass(frozen=True)
class Evidence:
    """What is known of one message; both rankings are sorted, best first."""

    scopes: Ranking
    topics: Ranking
    questions: tuple[Part, ...] = ()
    """The parts that ask something, in order, where the message has several parts."""
    halves: Callable[[], Sequence[Part]] = tuple
    """What a short message names side by side, in order; worked out where it is needed."""
    is_long: bool = False
    """Whether the message is a story, in which a question is easily lost."""
    another_condition: bool = False
    """Whether the message names another disease and nothing of ours."""
    gap: str | None = None
    """What the message asks about that the sources do not answer (knowledge/scope/gaps.yml)."""
    named_topic: str | None = None
    """The topic whose words the message names (settings.yml, ``facts``)."""
    follow_up: FollowUp | None = None
    """What the message means after the answer before it, where it may follow up on that."""
    distressed: bool = False
    """Whether the message speaks of fear, grief or the like."""
    foreign: bool = False
    """Whether the message is not in English."""
    asks_word: bool = False
    """Whether the message asks for the meaning of a word of the glossary."""


def part_of(scored: Scored) -> Part:
    """Return the rankings of one text."""
    return Part(ranked(scored.scopes), ranked(scored.topics))


def evidence_of(scored: Sequence[Scored]) -> Evidence:
    """Return the evidence on a message: its whole text comes first, then its parts (all become ``questions``)."""
    whole, *parts = scored
    topics = dict(whole.topics)
    for part in parts:
        # A story dilutes its question: each part speaks for topics as far as it asks about any.
        asks = PART_WEIGHT * max(0.0, part.scopes[TOPIC])
        for name, score in part.topics.items():
            topics[name] += asks * score
    return Evidence(ranked(whole.scopes), ranked(topics), tuple(part_of(part) for part in parts))


def ranked(scores: dict[str, float]) -> Ranking:
    """Return (name, score), best first."""
    return sorted(scores.items(), key=lambda one: -one[1])
