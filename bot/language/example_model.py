"""The model of the examples: which topic a text asks about, what kind of message it is, and how dangerous it sounds.

Kernel ridge regression: every example is a point, and a text is scored by the examples around it, for each topic, each
kind of message (scope) and each kind of danger at once. Trained with scikit-learn, kept and used as plain arrays, so
that loading a model never runs code. Why this and not logistic regression: docs/decisions/0003-understanding.md; why
one model for all: docs/decisions/0015-speed.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from bot.language.danger.model import KINDS
from bot.language.danger.model import Scores as DangerScores
from bot.language.evidence import TOPIC, Scored
from bot.language.features import LetterWeights
from bot.language.kernel_graph import Matrix, kernel_graph, whole_numbers
from bot.language.onnx_session import open_graph

DIRECTIONS = 400
"""The letter sequences are summed up in this many directions (truncated SVD of examples of topics and of danger)."""

LETTERS = 0.85
"""Weight of the letter sequences against the embedding, which both have length 1."""

GAMMA = 0.7
"""How fast an example's influence falls with the squared distance."""

RIDGE = 0.1
"""How much a single example may be overruled by those around it."""


class ModelDamaged(RuntimeError):
    """The file of the model is missing or not readable."""


@dataclass(frozen=True)
class Example:
    """One canonical text with its embedding, and what it teaches: an intent, a kind of danger ("safe" too), or both."""

    text: str
    embedding: Matrix
    intent: str | None = None
    danger: str | None = None


def scope_of(intent: str, topics: frozenset[str]) -> str:
    """Return the scope of an intent: ``topic`` for all topics, else the intent itself."""
    return TOPIC if intent in topics else intent


@dataclass(frozen=True)
class ExampleModel:
    """The trained model."""

    letters: LetterWeights
    directions: npt.NDArray[np.int8]
    """One row a letter sequence, one column a direction, in steps of the row."""
    steps: Matrix
    graph: bytes
    """Scores points (bot/language/kernel_graph.py): an embedding, then the letter sequences along the directions."""
    topic_names: list[str]
    scope_names: list[str]
    danger_names: list[str]

    @classmethod
    def fit(cls, examples: Sequence[Example], topics: frozenset[str]) -> "ExampleModel":
        """Train on examples; ``topics`` are the intents that are topics."""
        from sklearn.decomposition import TruncatedSVD

        intents, dangers = [example.intent for example in examples], [example.danger for example in examples]
        scopes = [intent and scope_of(intent, topics) for intent in intents]
        texts = [example.text for example in examples]
        letters = LetterWeights.learn(texts)
        matrix = letters.matrix(texts)
        telling = np.array([example.intent in topics or example.danger in KINDS for example in examples])
        count = min(DIRECTIONS, matrix.shape[1] - 1, int(telling.sum()) - 1)
        svd = TruncatedSVD(count, n_iter=2, random_state=0).fit(matrix[telling])
        directions, steps = whole_numbers(LETTERS * svd.components_.T, 127)
        embeddings = np.vstack([example.embedding for example in examples])
        points = np.hstack([embeddings, matrix @ (directions * steps[:, None])]).astype(np.float32)
        names = [sorted(topics & set(intents)), sorted(set(filter(None, scopes))), sorted(KINDS)]
        duals = [
            _duals(points, intents, (intents, names[0]), (scopes, names[1])),
            _duals(points, dangers, (dangers, names[2])),
        ]
        return cls(letters, directions, steps, kernel_graph(points, np.hstack(duals), GAMMA), *names)

    @cached_property
    def _session(self) -> Any:
        return open_graph(self.graph)

    def point(self, text: str, embedding: Matrix) -> Matrix:
        """Return the point of one canonical text."""
        columns, weights = self.letters.weigh(text)
        along = (weights * self.steps[columns]) @ self.directions[columns].astype(np.float32)
        at: Matrix = np.concatenate([embedding, along])
        return at

    def scores(self, texts: Sequence[str], embeddings: Sequence[Matrix]) -> list[Scored]:
        """Return the scores of canonical texts; all at once costs little more than one alone."""
        at = np.vstack([self.point(text, embedding) for text, embedding in zip(texts, embeddings, strict=True)])
        (scored,) = self._session.run(["scores"], {"points": at})
        return [self._scored(row) for row in scored.tolist()]

    def _scored(self, row: list[float]) -> Scored:
        topics, scopes = len(self.topic_names), len(self.topic_names) + len(self.scope_names)
        return Scored(
            dict(zip(self.topic_names, row[:topics], strict=True)),
            dict(zip(self.scope_names, row[topics:scopes], strict=True)),
            DangerScores(**dict(zip(self.danger_names, row[scopes:], strict=True))),
        )

    def save(self, path: Path) -> None:
        """Write the model to ``path`` (.npz)."""
        np.savez(
            path,
            sequences=np.array(list(self.letters.columns)),
            idf=self.letters.idf,
            directions=self.directions,
            steps=self.steps,
            graph=np.frombuffer(self.graph, dtype=np.uint8),
            topic_names=np.array(self.topic_names),
            scope_names=np.array(self.scope_names),
            danger_names=np.array(self.danger_names),
        )

    @classmethod
    def load(cls, path: Path) -> "ExampleModel":
        """Read a model that ``save`` wrote; never runs code from the file.

        Raises:
            ModelDamaged: the file is missing or not such a model.
        """
        try:
            with np.load(path, allow_pickle=False) as data:
                columns = {sequence: place for place, sequence in enumerate(data["sequences"].tolist())}
                names = [data[f"{kind}_names"].tolist() for kind in ("topic", "scope", "danger")]
                directions, steps, graph = data["directions"], data["steps"], data["graph"].tobytes()
                return cls(LetterWeights(columns, data["idf"]), directions, steps, graph, *names)
        except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
            raise ModelDamaged(f"the model {path.name} cannot be read: {error}") from error


def _duals(points: Matrix, taught: Sequence[str | None], *wanted: tuple[Sequence[str | None], Sequence[str]]) -> Matrix:
    """Fit the examples that teach something; the others get weight 0.

    Args:
        points: one row an example.
        taught: what each example teaches, None where it teaches nothing.
        wanted: for each group of columns what each example stands for, and the columns' names.
    """
    from sklearn.kernel_ridge import KernelRidge

    rows = np.array([row for row, lesson in enumerate(taught) if lesson is not None])
    goals = np.hstack([[[values[row] == name for name in names] for row in rows] for values, names in wanted])
    ridge = KernelRidge(alpha=RIDGE, kernel="rbf", gamma=GAMMA).fit(points[rows], goals.astype(np.float32))
    duals = np.zeros((len(points), goals.shape[1]), dtype=np.float32)
    duals[rows] = ridge.dual_coef_
    return duals
