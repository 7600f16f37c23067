"""Turns a text into numbers for the intent model: its embedding beside weighted letter sequences.

The embedding carries the meaning; the letter sequences (2 to 5 letters within a word, TF-IDF) carry exact
terms, and misspelt ones, which the embedding blurs.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.language.words import words

SHORTEST, LONGEST = 2, 5
MIN_TEXTS = 2
WORD = re.compile(r"\w+")


def letter_sequences(word: str) -> list[str]:
    """Return all sequences of 2 to 5 letters of a word, with its edges marked by spaces."""
    word = f" {word} "
    return [word[i : i + n] for n in range(SHORTEST, LONGEST + 1) for i in range(len(word) - n + 1)]


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return WORD.findall(text.lower())


@dataclass(frozen=True)
class LetterWeights:
    """The known letter sequences with their inverse document frequency."""

    columns: dict[str, int]
    idf: npt.NDArray[np.float32]
    looked_up: dict[str, list[int]] = field(default_factory=dict, compare=False)
    """The columns of words that were weighed already; only of public ones, so that nobody's words are kept."""

    @classmethod
    def learn(cls, texts: Sequence[str]) -> "LetterWeights":
        """Learn from the training texts which sequences there are and how rare each is."""
        told = ({sequence for word in words_of(text) for sequence in letter_sequences(word)} for text in texts)
        counts = Counter(sequence for sequences in told for sequence in sequences)
        kept = sorted(sequence for sequence, count in counts.items() if count >= MIN_TEXTS)
        idf = [math.log((1 + len(texts)) / (1 + counts[sequence])) + 1 for sequence in kept]
        return cls({sequence: i for i, sequence in enumerate(kept)}, np.array(idf, dtype=np.float32))

    def weigh(self, text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Return the columns and weights of one text: log TF x IDF, scaled to length 1."""
        counts: Counter[int] = Counter()
        for word in words_of(text):
            counts.update(self.looked_up.get(word) or self._look_up(word))
        columns = np.array(list(counts), dtype=np.int64)
        weights = (1 + np.log(np.array(list(counts.values()), dtype=np.float32))) * self.idf[columns]
        length = float(np.linalg.norm(weights))
        return columns, weights / length if length else weights

    def _look_up(self, word: str) -> list[int]:
        columns = [self.columns[sequence] for sequence in letter_sequences(word) if sequence in self.columns]
        if word in words().spelling:
            self.looked_up[word] = columns
        return columns

    def matrix(self, texts: Sequence[str]) -> Any:
        """Return the weights of many texts as a SciPy sparse matrix, one row a text (for training)."""
        from scipy.sparse import csr_matrix

        rows = [self.weigh(text) for text in texts]
        starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        data, indices = (np.concatenate([row[part] for row in rows]) for part in (1, 0))
        return csr_matrix((data, indices, starts), shape=(len(texts), len(self.columns)))
