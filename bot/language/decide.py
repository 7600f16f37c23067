"""Decides from the evidence what the assistant does: an intent and an ordered list of acts."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.language.intent_model import TOPIC, Evidence

OUT_OF_SCOPE = "out_of_scope"
OTHER_CONDITION = "other_condition"
CLARIFY = "clarify"
DEFINE = "meta.define"
LAB_VALUES = "lab_values"
SPECIFIC_IGM = "diagnosis.specific_igm"
FIRST = ("crisis", "urgent")
"""Kinds that come before any answer, the gravest first."""

WITH_FACTS = frozenset({"personal_advice"})
"""Kinds whose reply gives the general facts of the nearest topic, where that is clear."""


@dataclass(frozen=True)
class Thresholds:
    """See settings.yml for the meaning of each."""

    danger: float
    topic_lead: float
    topic_lead_over_condition: float
    faint: float
    topic_gap: float
    offered: int


@dataclass(frozen=True)
class Decision:
    """The intent for the dialogue rules, its score, and what to do, in order."""

    intent: str
    confidence: float
    acts: list[dict[str, Any]] = field(default_factory=list)


def read_thresholds(path: Path) -> Thresholds:
    """Read the thresholds from settings.yml."""
    return Thresholds(**yaml.safe_load(path.read_text(encoding="utf-8"))["decision"])


def question_beside(evidence: Evidence, limits: Thresholds) -> list[dict[str, Any]]:
    """Return the topic that a message with laboratory values also asks about, as a list of one or no act."""
    (topic, best), (_, second) = evidence.topics[:2]
    scopes = dict(evidence.scopes)
    lead = scopes[TOPIC] - max(score for name, score in evidence.scopes if name != TOPIC)
    asks = lead >= limits.topic_lead and best - second >= limits.topic_gap and not evidence.another_condition
    return [{"topic": topic}] if asks else []


def decide(evidence: Evidence, limits: Thresholds, labs: str | None = None) -> Decision:
    """Return what to do about one message.

    Danger comes first, then laboratory values (``labs`` is "values"; "specific" where the message only has a
    result of a test for one germ or target, which a topic explains). Then a message either asks about a topic or is
    carried out as the likeliest other kind; where nothing known is near, it is out of scope. A close call between
    topics becomes ``clarify``.
    """
    scopes = dict(evidence.scopes)
    for kind in FIRST:
        if scopes.get(kind, 0.0) >= limits.danger:
            return Decision(kind, scopes[kind])
    if labs in ("values", "mention"):
        asked = question_beside(evidence, limits)
        if labs == "values" or not asked:
            return Decision(LAB_VALUES, 1.0, asked)
    if labs == "specific":
        return Decision(SPECIFIC_IGM, 1.0, [{"topic": SPECIFIC_IGM}])
    if evidence.asks_word:
        return Decision(DEFINE, 1.0)
    (topic, best), (_, second) = evidence.topics[:2]
    clear = best - second >= limits.topic_gap
    kind, score = next((name, score) for name, score in evidence.scopes if name != TOPIC)
    lead = scopes[TOPIC] - score
    if evidence.another_condition and lead < limits.topic_lead_over_condition:
        return Decision(OTHER_CONDITION, max(0.0, scopes.get(OTHER_CONDITION, 0.0)))
    if lead < limits.topic_lead:
        if score < limits.faint:
            return Decision(OUT_OF_SCOPE, 0.0)
        return Decision(kind, score, [{"topic": topic}] if clear and kind in WITH_FACTS else [])
    if clear:
        return Decision(topic, best, [{"topic": topic}])
    return Decision(CLARIFY, best, [{"topic": name} for name, _ in evidence.topics[: limits.offered]])
