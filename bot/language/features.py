"""Turns a text into numbers for the intent model: its embedding beside weighted letter sequences.

The embedding carries the meaning; the letter sequences (2 to 5 letters within a word, TF-IDF) carry exact
terms, and misspelt ones, which the embedding blurs.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

SHORTEST, LONGEST = 2, 5
MIN_TEXTS = 2
WORD = re.compile(r"\w+")


def letter_sequences(text: str) -> list[str]:
    """Return all sequences of 2 to 5 letters of each word, with its edges marked by spaces."""
    words = [f" {word} " for word in WORD.findall(text.lower())]
    return [w[i : i + n] for w in words for n in range(SHORTEST, LONGEST + 1) for i in range(len(w) - n + 1)]


@dataclass(frozen=True)
class LetterWeights:
    """The known letter sequences with their inverse document frequency."""

    columns: dict[str, int]
    idf: npt.NDArray[np.float32]

    @classmethod
    def learn(cls, texts: Sequence[str]) -> "LetterWeights":
        """Learn from the training texts which sequences there are and how rare each is."""
        counts = Counter(sequence for text in texts for sequence in set(letter_sequences(text)))
        kept = sorted(sequence for sequence, count in counts.items() if count >= MIN_TEXTS)
        idf = [math.log((1 + len(texts)) / (1 + counts[sequence])) + 1 for sequence in kept]
        return cls({sequence: i for i, sequence in enumerate(kept)}, np.array(idf, dtype=np.float32))

    def weigh(self, text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Return the columns and weights of one text: log TF x IDF, scaled to length 1."""
        counts = Counter(s for s in letter_sequences(text) if s in self.columns)
        columns = np.array([self.columns[sequence] for sequence in counts], dtype=np.int64)
        weights = (1 + np.log(np.array(list(counts.values()), dtype=np.float32))) * self.idf[columns]
        length = float(np.linalg.norm(weights))
        return columns, weights / length if length else weights

    def matrix(self, texts: Sequence[str]) -> Any:
        """Return the weights of many texts as a SciPy sparse matrix, one row a text (for training)."""
        from scipy.sparse import csr_matrix

        rows = [self.weigh(text) for text in texts]
        starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        data, indices = (np.concatenate([row[part] for row in rows]) for part in (1, 0))
        return csr_matrix((data, indices, starts), shape=(len(texts), len(self.columns)))
