"""What the model of the examples learns about danger: emergencies, crises, and what only sounds so.

The phrases of knowledge/danger/ find what is said plainly; the model (bot/language/example_model.py) finds what is said
in other words. It learns from data/danger/, from the examples of danger in data/nlu/ and from a part of its others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

SAFE = "safe"
KINDS = frozenset({"emergency", "today", "crisis", "overdose"})

AS_KIND = {"urgent": "emergency", "crisis": "crisis"}
"""Kinds of danger that the intents of data/nlu/ stand for; examples of all others are safe."""

TEACHES_NOTHING = "lab_resume"
"""Whoever goes on with a report after a warning may be in danger or not."""

PLEASANTRIES = "chitchat."
"""All of these examples are learned: "goodbye" alone is a pleasantry. Of other ordinary examples a part is enough."""

ORDINARY = 2
"""Every so many-th ordinary question is an example of no danger."""


@dataclass(frozen=True)
class Scores:
    """How near a text lies to each kind of danger: near 1 where the examples around it agree, near 0 far from any."""

    emergency: float = 0.0
    today: float = 0.0
    crisis: float = 0.0
    overdose: float = 0.0

    @property
    def urgent(self) -> float:
        """Return the score of any red flag."""
        return self.emergency + self.today + self.overdose


def examples(folder: Path) -> list[tuple[str, str]]:
    """Return (kind, text) of every example below ``folder``.

    Raises:
        ValueError: an example has an unknown kind.
    """
    found = []
    for path in sorted(folder.glob("*.yml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["texts"]:
            if entry["kind"] not in KINDS | {SAFE}:
                raise ValueError(f"{path.name}: unknown kind {entry['kind']}")
            found.append((entry["kind"], entry["text"]))
    return found


def kinds_of(intents: Sequence[str]) -> Iterator[str | None]:
    """Yield what the example of each intent teaches about danger; None where it teaches nothing."""
    ordinary = 0
    for intent in intents:
        if intent == TEACHES_NOTHING:
            yield None
        elif intent in AS_KIND or intent.startswith(PLEASANTRIES):
            yield AS_KIND.get(intent, SAFE)
        else:
            yield SAFE if ordinary % ORDINARY == 0 else None
            ordinary += 1
