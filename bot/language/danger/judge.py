"""Judges a message: is it urgent, at what level, and is it a crisis. Phrases and model each are enough."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.language.danger.ages_told import is_age, is_age_for_sure
from bot.language.danger.find import EMERGENCY, TODAY, Danger, crises, red_flags, rules
from bot.language.danger.model import Scores
from bot.language.danger.patterns import fold
from bot.language.danger.status import clauses

REPORTED = re.compile(r"(?i)\big ?[mgae]\b.{0,40}\d|\d.{0,24}\big ?[mgae]\b|\bmg/dl|\bg/l\b|immunoglobulin.{0,40}\d")
"""A result of a laboratory: "My IgM is 39.5" is no fever."""

JUDGED = re.compile(
    r"(?i)\W*(?:(?:is|it|its|it's|mine|my|the|level|value|result|number|a|low|high|normal|ok|bad|good|says?)\W+)*\d+(?:[.,]+\d+)*\W*"
    r"(?:(?:low|high|normal|ok|bad|good|too|is|it|that|mg|dl|g|l)\W*)*"
)
"""A number that is asked about without saying what it measures. Full stops are read in one way only: in two, a row of
them took hours."""

FEW_WORDS = 4
"""A report of a value has at most so many longer words beside it."""

OVERDOSE = ("overdose", "overdose_on_purpose")


@dataclass(frozen=True)
class Limits:
    """Scores from which the model alone is enough; see settings.yml (``danger``)."""

    urgent: float
    urgent_part: float
    urgent_doubtful: float
    urgent_reported: float
    urgent_foreign: float
    crisis: float
    crisis_part: float
    crisis_doubtful: float


@dataclass(frozen=True)
class Judgement:
    """What a message tells of: ``urgent`` is the level or None; ``flags`` are the ids of the red flags found."""

    urgent: str | None = None
    crisis: bool = False
    flags: tuple[str, ...] = ()

    def acts(self) -> list[dict[str, Any]]:
        """Return what to do first: help in an emergency, then help in a crisis."""
        acts: list[dict[str, Any]] = [{"kind": "urgent", "level": self.urgent}] if self.urgent else []
        return acts + ([{"kind": "crisis"}] if self.crisis else [])


def read_limits(path: Path) -> Limits:
    """Read the limits from settings.yml."""
    return Limits(**yaml.safe_load(path.read_text(encoding="utf-8"))["danger"])


def judge(
    text: str,
    parts: Sequence[tuple[str, Scores]],
    limits: Limits,
    foreign: bool = False,
    age_asked: bool = False,
) -> Judgement:
    """Return the judgement on a text as typed; ``parts`` are the whole and each part with the model's scores.

    Where phrases of danger stand in the text but are denied, long over or asked about in general, the model alone must
    be much surer. The model knows English best: in another language (``foreign``) it must be very sure. ``age_asked``:
    the assistant has just asked for an age, so "I'm 38" is one; phrases of danger count as ever.
    """
    flags, thoughts = red_flags(text), crises(text)
    meant = [danger for danger in flags if danger.meant]
    scores = [score for _, score in parts]
    is_crisis = _is_crisis(thoughts, scores, limits)
    urgent = _level(meant, scores) if meant else None
    if urgent is None:
        doubtful = bool(flags) or _sounds_general(text)
        least = [_limit(k, part, doubtful, limits, foreign, age_asked) for k, (part, _) in enumerate(parts)]
        sure = [score for (_, score), limit in zip(parts, least, strict=True) if score.urgent >= limit]
        if sure:
            best = max(sure, key=lambda score: score.urgent)
            urgent = EMERGENCY if best.emergency + best.overdose >= best.today else TODAY
    if any(danger.flag in OVERDOSE for danger in meant + [thought for thought in thoughts if thought.meant]):
        return Judgement(EMERGENCY, True, tuple(danger.flag for danger in meant))
    return Judgement(urgent, is_crisis, tuple(danger.flag for danger in meant))


def _limit(place: int, part: str, doubtful: bool, limits: Limits, foreign: bool, age_asked: bool) -> float:
    """Return the score from which the model alone is enough for a part; the first one is the whole message."""
    if age_asked and is_age(part):
        return math.inf
    if is_age_for_sure(part):
        return limits.urgent_reported
    if foreign:
        return limits.urgent_foreign
    if _is_report(part):
        return limits.urgent_reported  # "My IgM is 39.5" is no fever
    if doubtful:
        return limits.urgent_doubtful
    return limits.urgent_part if place else limits.urgent


def _is_report(text: str) -> bool:
    """Tell whether a text tells a laboratory value and hardly anything else."""
    rest, found = REPORTED.subn(" ", text)
    if len(text.split()) <= 1 or JUDGED.fullmatch(text):
        return True  # a word alone, an answer such as "38" or "is 38 low?"
    return found > 0 and len(re.findall(r"[a-zA-Z]{4,}", rest)) <= FEW_WORDS


def _is_crisis(thoughts: list[Danger], scores: Sequence[Scores], limits: Limits) -> bool:
    if any(thought.meant for thought in thoughts):
        return True
    if thoughts:
        return max(score.crisis for score in scores) >= limits.crisis_doubtful
    return scores[0].crisis >= limits.crisis or max(score.crisis for score in scores) >= limits.crisis_part


def _level(meant: list[Danger], scores: Sequence[Scores]) -> str:
    """Return the gravest level of the phrases; the model can raise it."""
    if any(danger.level == EMERGENCY for danger in meant):
        return EMERGENCY
    whole = scores[0]
    return EMERGENCY if whole.emergency > max(RAISES, whole.today) else TODAY


RAISES = 0.5
"""The score from which the model makes an emergency of what the phrases call one for today."""


def _sounds_general(text: str) -> bool:
    """Tell whether every sentence asks in general or tells of something mild or long over."""
    status = rules()[2]
    return all(
        (status.is_general(clause.text) and not status["personal"].search(clause.text))
        or status["stable"].search(clause.text)
        or status["over"].search(clause.text)
        or status["past"].search(clause.text)
        for clause in clauses(fold(text))
    )
