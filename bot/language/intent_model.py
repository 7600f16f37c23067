"""The intent model: what kind of message is it, and which topic does it ask about.

Kernel ridge regression: every example is a point, and a message is scored by the examples around it, for
each topic and each kind of message (scope) at once. Trained with scikit-learn, kept and used as plain
arrays, so that loading a model never runs code. Why this and not logistic regression:
docs/decisions/0003-understanding.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from bot.language.context import FollowUp
from bot.language.features import LetterWeights

TOPIC = "topic"
"""The one scope that stands for all topics."""

DIRECTIONS = 400
"""The letter sequences are summed up in this many directions (truncated SVD of the topics' examples)."""

LETTERS = 0.85
"""Weight of the letter sequences against the embedding, which both have length 1."""

GAMMA = 0.7
"""How fast an example's influence falls with the squared distance."""

RIDGE = 0.1
"""How much a single example may be overruled by those around it."""

PART_WEIGHT = 0.3
"""Weight of each part of a longer message beside the whole, in the ranking of topics."""

Matrix = npt.NDArray[np.float32]


class ModelDamaged(RuntimeError):
    """The file of the intent model is missing or not readable."""


Ranking = list[tuple[str, float]]


@dataclass(frozen=True)
class Part:
    """What the model thinks of one part of a message."""

    scopes: Ranking
    topics: Ranking


@dataclass(frozen=True)
class Evidence:
    """What the model thinks of one message; both rankings are sorted, best first.

    A score is near 1 where the examples around the message all agree, near 0 where none is near.
    """

    scopes: Ranking
    topics: Ranking
    questions: tuple[Part, ...] = ()
    """The parts that ask something, in order, where the message has several parts."""
    halves: tuple[Part, ...] = ()
    """What a short message names side by side, in order."""
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


def scope_of(intent: str, topics: frozenset[str]) -> str:
    """Return the scope of an intent: ``topic`` for all topics, else the intent itself."""
    return TOPIC if intent in topics else intent


@dataclass(frozen=True)
class IntentModel:
    """The trained model."""

    letters: LetterWeights
    directions: npt.NDArray[np.float16]
    """One row a letter sequence, one column a direction."""
    points: Matrix
    """One row an example: its embedding, then its letter sequences along the directions."""
    duals: Matrix
    """One row an example, one column a topic or scope."""
    topic_names: list[str]
    scope_names: list[str]

    @classmethod
    def fit(
        cls, texts: Sequence[str], embeddings: Matrix, intents: Sequence[str], topics: frozenset[str]
    ) -> "IntentModel":
        """Train on neutral texts, their embeddings (one row each) and their intents."""
        from sklearn.decomposition import TruncatedSVD
        from sklearn.kernel_ridge import KernelRidge

        letters = LetterWeights.learn(texts)
        matrix = letters.matrix(texts)
        asks = np.array([intent in topics for intent in intents])
        count = min(DIRECTIONS, matrix.shape[1] - 1, int(asks.sum()) - 1)
        svd = TruncatedSVD(count, n_iter=2, random_state=0).fit(matrix[asks])
        directions = (LETTERS * svd.components_.T).astype(np.float16)
        points = np.hstack([embeddings, matrix @ directions.astype(np.float32)]).astype(np.float32)
        topic_names = sorted({intent for intent in intents if intent in topics})
        scope_names = sorted({scope_of(intent, topics) for intent in intents})
        scopes = np.array([scope_of(intent, topics) for intent in intents])
        wanted = [np.array(intents)[:, None] == topic_names, scopes[:, None] == scope_names]
        ridge = KernelRidge(alpha=RIDGE, kernel="rbf", gamma=GAMMA)
        ridge.fit(points, np.hstack(wanted).astype(np.float32))
        return cls(letters, directions, points, ridge.dual_coef_.astype(np.float32), topic_names, scope_names)

    @cached_property
    def _squares(self) -> Matrix:
        squares: Matrix = np.einsum("ij,ij->i", self.points, self.points)
        return squares

    def scores(self, text: str, embedding: Matrix) -> tuple[Matrix, Matrix]:
        """Return the scores of topics and scopes, in the order of their names, for one neutral text."""
        columns, weights = self.letters.weigh(text)
        point = np.concatenate([embedding, weights @ self.directions[columns].astype(np.float32)])
        distances = self._squares - 2 * (self.points @ point) + point @ point
        scored: Matrix = np.exp(-GAMMA * distances) @ self.duals
        return scored[: len(self.topic_names)], scored[len(self.topic_names) :]

    def part(self, text: str, embedding: Matrix) -> Part:
        """Return what the model thinks of one canonical text."""
        topics, scopes = self.scores(text, embedding)
        return Part(ranked(self.scope_names, scopes), ranked(self.topic_names, topics))

    def read(self, parts: Sequence[str], vectors: Matrix) -> Evidence:
        """Return the evidence on one message.

        Args:
            parts: the neutral text, followed by its parts where it has several (all become ``questions``).
            vectors: the embedding of each part, one row a part.
        """
        topics, scopes = self.scores(parts[0], vectors[0])
        asks = self.scope_names.index(TOPIC)
        several = []
        for part, vector in zip(parts[1:], vectors[1:], strict=True):
            # A story dilutes its question: each part speaks for topics as far as it asks about any.
            topics_here, scopes_here = self.scores(part, vector)
            topics = topics + PART_WEIGHT * max(0.0, float(scopes_here[asks])) * topics_here
            several.append(Part(ranked(self.scope_names, scopes_here), ranked(self.topic_names, topics_here)))
        return Evidence(ranked(self.scope_names, scopes), ranked(self.topic_names, topics), tuple(several))

    def save(self, path: Path) -> None:
        """Write the model to ``path`` (.npz)."""
        np.savez(
            path,
            sequences=np.array(list(self.letters.columns)),
            idf=self.letters.idf,
            directions=self.directions,
            points=self.points.astype(np.float16),
            duals=self.duals,
            topic_names=np.array(self.topic_names),
            scope_names=np.array(self.scope_names),
        )

    @classmethod
    def load(cls, path: Path) -> "IntentModel":
        """Read a model that ``save`` wrote; never runs code from the file.

        Raises:
            ModelDamaged: the file is missing or not such a model.
        """
        try:
            with np.load(path, allow_pickle=False) as data:
                return cls(
                    LetterWeights({str(s): i for i, s in enumerate(data["sequences"])}, data["idf"]),
                    data["directions"],
                    data["points"].astype(np.float32),
                    data["duals"],
                    data["topic_names"].tolist(),
                    data["scope_names"].tolist(),
                )
        except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
            raise ModelDamaged(f"the intent model {path.name} cannot be read: {error}") from error


def ranked(names: Sequence[str], scores: Matrix) -> list[tuple[str, float]]:
    """Return (name, score), best first."""
    return [(names[i], float(scores[i])) for i in np.argsort(-scores)]
