"""Decides from the evidence what the assistant does: an intent and an ordered list of acts."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from bot.language.danger.judge import Judgement
from bot.language.evidence import TOPIC, Evidence, Part

OUT_OF_SCOPE = "out_of_scope"
OTHER_CONDITION = "other_condition"
NOT_COVERED = "not_covered"
CLARIFY = "clarify"
DEFINE = "meta.define"
OTHER_LANGUAGE = "other_language"
MORE = "meta.more"
PERSONAL_ADVICE = "personal_advice"
LAB_VALUES = "lab_values"
FEELINGS = "living.feelings"
"""The topic that distress alone is taken for; its answer takes up distress by itself."""
SPECIFIC_IGM = "diagnosis.specific_igm"
URGENT, CRISIS = "urgent", "crisis"
"""Kinds that come before any answer; bot.language.danger tells them, and no score of the intent model does."""

WITH_FACTS = frozenset({PERSONAL_ADVICE})
"""Kinds whose reply gives the general facts of the nearest topic, where that is clear."""


@dataclass(frozen=True)
class Thresholds:
    """See settings.yml for the meaning of each."""

    topic_lead: float
    topic_lead_over_condition: float
    topic_lead_over_gap: float
    question_lead: float
    facts: float
    faint: float
    topic_gap: float
    offered: int
    answered: int
    half_score: float
    half_gap: float
    follow_up: "FollowUpThresholds"


@dataclass(frozen=True)
class FollowUpThresholds:
    """See settings.yml, ``follow_up``."""

    alone: float
    at_hand: float
    clear: float
    clear_lead: float
    other_kind: float
    elsewhere: float


@dataclass(frozen=True)
class Decision:
    """The intent for the dialogue rules, its score, and what to do, in order."""

    intent: str
    confidence: float
    acts: list[dict[str, Any]] = field(default_factory=list)


def read_thresholds(path: Path) -> Thresholds:
    """Read the thresholds from settings.yml."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Thresholds(**content["decision"], follow_up=FollowUpThresholds(**content["follow_up"]))


def asks_topic(part: Part | Evidence, limits: Thresholds, least: float | None = None) -> str | None:
    """Return the topic that a message or part asks about for sure; None where it does not or the call is close.

    ``least`` is how far asking must lead every other kind, ``topic_lead`` if it is not given.
    """
    (topic, best), (_, second) = part.topics[:2]
    others = [score for name, score in part.scopes if name not in (TOPIC, URGENT, CRISIS)]
    lead = dict(part.scopes)[TOPIC] - max(others)
    least = limits.topic_lead if least is None else least
    return topic if lead >= least and best - second >= limits.topic_gap else None


def topics_asked(evidence: Evidence, limits: Thresholds) -> list[str]:
    """Return the topics that the questions of a message ask about, in order, each once."""
    asked = (asks_topic(part, limits, limits.question_lead) for part in evidence.questions)
    return list(dict.fromkeys(topic for topic in asked if topic))


def question_beside(evidence: Evidence, limits: Thresholds) -> list[dict[str, Any]]:
    """Return the topics that a message also asks about beside danger or laboratory values, as acts."""
    topics = topics_asked(evidence, limits)
    if not topics and not evidence.another_condition:
        whole = asks_topic(evidence, limits)
        topics = [whole] if whole else []
    return [{"topic": topic} for topic in topics[: limits.answered]]


def _is_beside_feelings(evidence: Evidence) -> bool:
    """Tell whether a question stands beside distress that the whole message would be taken for."""
    return evidence.distressed and evidence.topics[0][0] == FEELINGS


def without_danger(evidence: Evidence) -> Evidence:
    """Return the evidence without the kinds of danger: whoever is judged to be in none is not asked about it."""
    return replace(evidence, scopes=[(name, score) for name, score in evidence.scopes if name not in (URGENT, CRISIS)])


def decide(
    evidence: Evidence, limits: Thresholds, labs: str | None = None, danger: Judgement | None = None
) -> Decision:
    """Return what to do about one message.

    Danger comes first, and a question beside it is answered after the warning. Then laboratory values (``labs`` is
    "values", "correction" where the message only puts right what was reported, "specific" where it only has a result of
    a test for one germ or target, which a topic explains).
    Then a message either asks about a topic or is carried out as the likeliest other kind; where nothing known is near,
    it is out of scope. A close call between topics becomes ``clarify``.
    """
    first = danger.acts() if danger else []
    if first:
        return Decision(first[0]["kind"], 1.0, [*first, *question_beside(evidence, limits)])
    evidence = without_danger(evidence)
    if labs == "correction":
        return Decision(LAB_VALUES, 1.0)
    if labs in ("values", "mention"):
        asked = question_beside(evidence, limits) or ([{"topic": FEELINGS}] if evidence.distressed else [])
        if labs == "values" or not asked:
            return Decision(LAB_VALUES, 1.0, asked)
    if labs == "specific":
        return Decision(SPECIFIC_IGM, 1.0, [{"topic": SPECIFIC_IGM}])
    if evidence.foreign:
        return Decision(OTHER_LANGUAGE, 1.0)
    if evidence.asks_word:
        return Decision(DEFINE, 1.0)
    return in_context(by_halves(_decide_alone(evidence, limits), evidence, limits), evidence, limits)


def by_halves(decision: Decision, evidence: Evidence, limits: Thresholds) -> Decision:
    """Return one answer for each thing that a short question names side by side, where each is a topic of its own."""
    one_topic = decision.intent in (CLARIFY, evidence.topics[0][0])
    if not one_topic or (decision.intent != CLARIFY and len(decision.acts) > 1):
        return decision
    halves = evidence.halves()
    clear = [
        asks_topic(half, limits, limits.question_lead)
        for half in halves
        if half.topics[0][1] >= limits.half_score and half.topics[0][1] - half.topics[1][1] >= limits.half_gap
    ]
    topics = list(dict.fromkeys(topic for topic in clear if topic))
    if len(topics) < 2 or len(topics) < len(halves):
        return decision
    return Decision(topics[0], 1.0, [{"topic": topic} for topic in topics])


def in_context(decision: Decision, evidence: Evidence, limits: Thresholds) -> Decision:
    """Return what to do about a message that may follow up on an answer, given what to do about it alone.

    It stays as decided where that is clear by itself. Else the topic is taken that the question at hand and the message
    ask together; where that is the topic at hand, more is said about it.
    """
    follow_up, least = evidence.follow_up, limits.follow_up
    if follow_up is None or (len(decision.acts) > 1 and decision.intent != CLARIFY):
        return decision
    kind, score = next((name, score) for name, score in evidence.scopes if name != TOPIC)
    lead = dict(evidence.scopes)[TOPIC] - score
    best, alone = evidence.topics[0]
    is_topic = decision.intent == best
    other_kind = kind == PERSONAL_ADVICE or kind.startswith(("meta.", "chitchat."))
    stays = (
        (is_topic and alone >= least.clear and lead > least.clear_lead)
        or (not is_topic and decision.intent != CLARIFY and not follow_up.is_familiar)
        or (other_kind and lead < 0 and score >= least.other_kind)
        or (kind in (OUT_OF_SCOPE, OTHER_CONDITION, NOT_COVERED) and lead < 0 and score >= least.elsewhere)
    )
    if stays:
        return decision
    by_itself = dict(evidence.topics)
    totals = {topic: least.alone * by_itself[topic] + together for topic, together in follow_up.topics()}
    totals[follow_up.topic] += least.at_hand
    topic = max(totals, key=lambda name: totals[name])
    if topic == follow_up.topic and decision.intent != topic:
        return Decision(MORE, 1.0)
    return Decision(topic, totals[topic], [{"topic": topic}])


def _decide_alone(evidence: Evidence, limits: Thresholds) -> Decision:
    scopes = dict(evidence.scopes)
    topics = topics_asked(evidence, limits)
    if len(topics) > 1 and not evidence.another_condition and not evidence.is_long:
        return Decision(topics[0], 1.0, [{"topic": topic} for topic in topics[: limits.answered]])
    lost = evidence.is_long and asks_topic(evidence, limits) is None
    if len(topics) == 1 and not evidence.another_condition and (lost or _is_beside_feelings(evidence)):
        return Decision(topics[0], 1.0, [{"topic": topics[0]}])
    (topic, best), (_, second) = evidence.topics[:2]
    clear = best - second >= limits.topic_gap
    kind, score = next((name, score) for name, score in evidence.scopes if name != TOPIC)
    lead = scopes[TOPIC] - score
    if evidence.another_condition and lead < limits.topic_lead_over_condition:
        return Decision(OTHER_CONDITION, max(0.0, scopes.get(OTHER_CONDITION, 0.0)))
    if evidence.gap and limits.topic_lead <= lead < limits.topic_lead_over_gap:
        return Decision(NOT_COVERED, score)
    if lead < limits.topic_lead:
        if score < limits.faint:
            return Decision(OUT_OF_SCOPE, 0.0)
        if kind == CLARIFY:  # too vague to answer
            return Decision(CLARIFY, score, [{"topic": name} for name, _ in evidence.topics[: limits.offered]])
        facts = evidence.named_topic or (topic if clear and best >= limits.facts else None)
        return Decision(kind, score, [{"topic": facts}] if facts and kind in WITH_FACTS else [])
    if clear:
        return Decision(topic, best, [{"topic": topic}])
    return Decision(CLARIFY, best, [{"topic": name} for name, _ in evidence.topics[: limits.offered]])
