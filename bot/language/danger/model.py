"""The model of danger: how near a text lies to examples of emergencies, of crises, and of what only sounds so.

The phrases of knowledge/danger/ find what is said plainly; the model finds what is said in other words. It is the same
kernel ridge regression as the intent model, trained on data/danger/ and on a sample of ordinary questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.language.intent_model import IntentModel, Matrix

SAFE = "safe"
KINDS = frozenset({"emergency", "today", "crisis", "overdose"})
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


class DangerModel:
    """The trained model."""

    def __init__(self, model: IntentModel) -> None:
        self.model = model

    @classmethod
    def fit(cls, texts: Sequence[str], embeddings: Matrix, kinds: Sequence[str]) -> "DangerModel":
        """Train on neutral texts, their embeddings (one row each) and their kinds."""
        return cls(IntentModel.fit(texts, embeddings, kinds, KINDS))

    def scores(self, text: str, embedding: Matrix) -> Scores:
        """Return the scores of one neutral text."""
        kinds, _ = self.model.scores(text, embedding)
        return Scores(**{name: float(score) for name, score in zip(self.model.topic_names, kinds, strict=True)})

    def save(self, path: Path) -> None:
        """Write the model to ``path`` (.npz)."""
        self.model.save(path)

    @classmethod
    def load(cls, path: Path) -> "DangerModel":
        """Read a model that ``save`` wrote.

        Raises:
            ModelDamaged: the file is missing or not such a model.
        """
        return cls(IntentModel.load(path))
