"""Decides from the evidence what the assistant does: an intent and an ordered list of acts."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.language.intent_model import TOPIC, Evidence

OUT_OF_SCOPE = "out_of_scope"
OTHER_CONDITION = "other_condition"
CLARIFY = "clarify"
FIRST = ("crisis", "urgent")
"""Kinds that come before any answer, the gravest first."""

WITH_FACTS = frozenset({"personal_advice"})
"""Kinds whose reply gives the general facts of the nearest topic, where that is clear."""


@dataclass(frozen=True)
class Thresholds:
    """See settings.yml for the meaning of each."""

    danger: float
    topic_scope: float
    topic_scope_with_another_condition: float
    nearness: float
    topic_confidence: float
    topic_margin: float
    offered: int


@dataclass(frozen=True)
class Decision:
    """The intent for the dialogue rules, how sure it is, and what to do, in order."""

    intent: str
    confidence: float
    acts: list[dict[str, Any]] = field(default_factory=list)


def read_thresholds(path: Path) -> Thresholds:
    """Read the thresholds from settings.yml."""
    return Thresholds(**yaml.safe_load(path.read_text(encoding="utf-8"))["decision"])


def decide(evidence: Evidence, limits: Thresholds) -> Decision:
    """Return what to do about one message.

    Danger comes first. Then a message either asks about a topic or is carried out as the likeliest other
    kind. A close call between topics becomes ``clarify``; a question that is far from every known one
    is out of scope.
    """
    scopes = dict(evidence.scopes)
    for kind in FIRST:
        if scopes.get(kind, 0.0) >= limits.danger:
            return Decision(kind, scopes[kind])
    (topic, likely), (_, second) = evidence.topics[:2]
    clear = likely >= limits.topic_confidence or likely - second >= limits.topic_margin
    asks = scopes[TOPIC]
    if evidence.another_condition and asks < limits.topic_scope_with_another_condition:
        return Decision(OTHER_CONDITION, 1 - asks)
    if asks < limits.topic_scope:
        kind, confidence = next((name, p) for name, p in evidence.scopes if name != TOPIC)
        return Decision(kind, confidence, [{"topic": topic}] if clear and kind in WITH_FACTS else [])
    if evidence.nearness < limits.nearness:
        return Decision(OUT_OF_SCOPE, 1 - asks)
    if clear:
        return Decision(topic, asks * likely, [{"topic": topic}])
    return Decision(CLARIFY, asks * likely, [{"topic": name} for name, _ in evidence.topics[: limits.offered]])
