"""The intent model: what kind of message is it, and which topic does it ask about.

Two logistic regressions over the same features. ``scope`` tells a question on a topic from every other
kind (greeting, another disease, ...); ``topic`` tells the topics apart. Trained with scikit-learn, kept and
used as plain arrays, so that loading a model never runs code.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from bot.language.features import LetterWeights

TOPIC = "topic"
"""The one scope that stands for all topics."""

STRENGTH = 30.0
"""Inverse regularisation of both regressions; chosen by cross-validation on the examples."""

SCOPE_DIRECTIONS, TOPIC_DIRECTIONS = 600, 1000
"""While fitting, the letter sequences are summed up in this many directions (truncated SVD): six times
faster for the same accuracy. The result is folded back, so that reading a message needs no SVD."""

SENTENCE_WEIGHT = 0.3
"""Weight of each sentence of a longer message beside the whole, in the ranking of topics."""

UNLIKELY = 1e-3
"""Probability below which one sentence does not speak against a topic any further."""

Matrix = npt.NDArray[np.float32]


class ModelDamaged(RuntimeError):
    """The file of the intent model is missing or not readable."""


@dataclass(frozen=True)
class Evidence:
    """What the model thinks of one message; both rankings are sorted, most likely first."""

    scopes: list[tuple[str, float]]
    topics: list[tuple[str, float]]
    nearness: float
    """Cosine similarity to the nearest training example of any topic (-1 to 1)."""
    another_condition: bool = False
    """Whether the message names another disease and nothing of ours."""


@dataclass(frozen=True)
class Regression:
    """A multinomial logistic regression; ``weights`` has one row per feature."""

    names: list[str]
    weights: Matrix
    bias: Matrix

    @classmethod
    def fit(cls, embeddings: Matrix, letters: Any, labels: Sequence[str], directions: int) -> "Regression":
        """Fit on embeddings beside a sparse matrix of letter sequences, one row a text.

        Raises:
            ValueError: there are fewer than three classes (for two, scikit-learn keeps one row of weights).
        """
        from sklearn.decomposition import TruncatedSVD
        from sklearn.linear_model import LogisticRegression

        if len(set(labels)) < 3:
            raise ValueError("an intent model needs three or more topics and three or more scopes")
        svd = TruncatedSVD(min(directions, letters.shape[1] - 1, len(labels) - 1), n_iter=2, random_state=0)
        features = np.hstack([embeddings, svd.fit_transform(letters)]).astype(np.float32)
        fitted = LogisticRegression(C=STRENGTH, max_iter=1000, tol=1e-3).fit(features, labels)
        width = embeddings.shape[1]
        weights = np.vstack([fitted.coef_.T[:width], svd.components_.T @ fitted.coef_.T[width:]])
        bias = fitted.intercept_.astype(np.float32)
        return cls([str(name) for name in fitted.classes_], weights.astype(np.float32), bias)

    def probabilities(self, embedding: Matrix, columns: npt.NDArray[np.int64], weights: Matrix) -> Matrix:
        """Return the probability of each class, in the order of ``names``."""
        width = len(embedding)
        scores = embedding @ self.weights[:width] + weights @ self.weights[columns + width] + self.bias
        powers = np.exp(scores - scores.max())
        probabilities: Matrix = powers / powers.sum()
        return probabilities

    def ranked(self, probabilities: Matrix) -> list[tuple[str, float]]:
        """Return (name, probability) for every class, most likely first."""
        return [(self.names[i], float(probabilities[i])) for i in np.argsort(-probabilities)]


def scope_of(intent: str, topics: frozenset[str]) -> str:
    """Return the scope of an intent: ``topic`` for all topics, else the intent itself."""
    return TOPIC if intent in topics else intent


@dataclass(frozen=True)
class IntentModel:
    """The trained model."""

    letters: LetterWeights
    scope: Regression
    topic: Regression
    examples: Matrix
    """Embeddings of the training examples of all topics, for ``nearness``."""

    @classmethod
    def fit(
        cls, texts: Sequence[str], embeddings: Matrix, intents: Sequence[str], topics: frozenset[str]
    ) -> "IntentModel":
        """Train on neutral texts, their embeddings (one row each) and their intents."""
        letters = LetterWeights.learn(texts)
        matrix = letters.matrix(texts)
        asks = np.array([intent in topics for intent in intents])
        scopes = [scope_of(intent, topics) for intent in intents]
        asked = [intent for intent in intents if intent in topics]
        with ThreadPoolExecutor(max_workers=2) as both:  # numpy works outside Python's lock
            scope = both.submit(Regression.fit, embeddings, matrix, scopes, SCOPE_DIRECTIONS)
            topic = both.submit(Regression.fit, embeddings[asks], matrix[asks], asked, TOPIC_DIRECTIONS)
            return cls(letters, scope.result(), topic.result(), embeddings[asks])

    def read(self, parts: Sequence[str], vectors: Matrix) -> Evidence:
        """Return the evidence on one message.

        Args:
            parts: the neutral text, followed by its sentences where it has several.
            vectors: the embedding of each part, one row a part.
        """
        weighed = [self.letters.weigh(part) for part in parts]
        scopes = self.scope.probabilities(vectors[0], *weighed[0])
        topics = self.topic.probabilities(vectors[0], *weighed[0])
        if len(parts) > 1:
            topics = self._with_sentences(topics, weighed[1:], vectors[1:])
        nearness = float((self.examples @ vectors.T).max())
        return Evidence(self.scope.ranked(scopes), self.topic.ranked(topics), nearness)

    def _with_sentences(self, whole: Matrix, weighed: Sequence[Any], vectors: Matrix) -> Matrix:
        """Let each sentence speak for its topics as far as it asks about any: a story dilutes its question."""
        logarithms = np.log(whole + 1e-9)
        asks = self.scope.names.index(TOPIC)
        for letters, vector in zip(weighed, vectors, strict=True):
            share = self.scope.probabilities(vector, *letters)[asks]
            logarithms += SENTENCE_WEIGHT * share * np.log(self.topic.probabilities(vector, *letters) + UNLIKELY)
        powers = np.exp(logarithms - logarithms.max())
        mixed: Matrix = powers / powers.sum()
        return mixed

    def save(self, path: Path) -> None:
        """Write the model to ``path`` (.npz)."""
        np.savez(
            path,
            sequences=np.array(list(self.letters.columns)),
            idf=self.letters.idf,
            scope_names=np.array(self.scope.names),
            scope_weights=self.scope.weights,
            scope_bias=self.scope.bias,
            topic_names=np.array(self.topic.names),
            topic_weights=self.topic.weights,
            topic_bias=self.topic.bias,
            examples=self.examples.astype(np.float16),
        )

    @classmethod
    def load(cls, path: Path) -> "IntentModel":
        """Read a model that ``save`` wrote; never runs code from the file.

        Raises:
            ModelDamaged: the file is missing or not such a model.
        """
        try:
            with np.load(path, allow_pickle=False) as data:
                letters = LetterWeights({str(s): i for i, s in enumerate(data["sequences"])}, data["idf"])
                scope, topic = (
                    Regression(data[f"{n}_names"].tolist(), data[f"{n}_weights"], data[f"{n}_bias"])
                    for n in ("scope", "topic")
                )
                return cls(letters, scope, topic, data["examples"].astype(np.float32))
        except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
            raise ModelDamaged(f"the intent model {path.name} cannot be read: {error}") from error
