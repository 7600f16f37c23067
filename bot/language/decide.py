"""Decides from the evidence what the assistant does: an intent and an ordered list of acts."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.language.intent_model import TOPIC, Evidence

OUT_OF_SCOPE = "out_of_scope"
CLARIFY = "clarify"
WITH_TOPIC = frozenset({"personal_advice", "not_covered"})
"""Kinds whose reply may be followed by the general facts of the nearest topic."""


@dataclass(frozen=True)
class Thresholds:
    """See settings.yml for the meaning of each."""

    scope_confidence: float
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

    A close call between topics becomes ``clarify``; what is far from everything known, or of no
    clear kind, becomes ``out_of_scope``. Another kind than a topic is carried out as it is.
    """
    scope, confidence = evidence.scopes[0]
    if scope != TOPIC:
        if confidence < limits.scope_confidence and evidence.nearness < limits.nearness:
            return Decision(OUT_OF_SCOPE, 1 - confidence)
        acts = [{"topic": evidence.topics[0][0]}] if scope in WITH_TOPIC else []
        return Decision(scope, confidence, acts)
    if confidence < limits.scope_confidence or evidence.nearness < limits.nearness:
        return Decision(OUT_OF_SCOPE, 1 - confidence)
    (topic, likely), (_, second) = evidence.topics[:2]
    if likely >= limits.topic_confidence or likely - second >= limits.topic_margin:
        return Decision(topic, confidence * likely, [{"topic": topic}])
    offered = [{"topic": name} for name, _ in evidence.topics[: limits.offered]]
    return Decision(CLARIFY, confidence * likely, offered)
