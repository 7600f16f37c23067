"""Puts right misspelt words that could name a danger: "cnat breathe", "unconcious", "sweling"."""

import json
import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.embedding_graph import TOKENIZER_SHA256, verified

WORD = re.compile(r"[a-z]{4,}")
SHORT, LONG = 4, 6
"""Words of this many letters may differ in one edit, and from ``LONG`` on in two (a swap of neighbours is one)."""


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return the words that are spelt right: those that the embedding's tokenizer knows as wholes."""
    vocabulary = json.loads(verified("tokenizer.json", TOKENIZER_SHA256).read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(word for word in vocabulary if word.isalpha())


class Speller:
    """Replaces unknown words by the word of danger that they are nearest to."""

    def __init__(self, words: Iterable[str], spelt_right: Iterable[str] = ()) -> None:
        self.words = sorted(words)
        self.kept = frozenset((*self.words, *spelt_right))

    def corrected(self, text: str) -> str:
        """Return a folded text with its unknown words put right where they are near a word of danger."""
        return WORD.sub(lambda match: self._nearest(match[0]), text)

    def _nearest(self, word: str) -> str:
        if word in known_words() or word in self.kept:
            return word
        edits = 2 if len(word) >= LONG else 1
        found = process.extractOne(word, self.words, scorer=OSA.distance, score_cutoff=edits)
        if found is None or (found[1] == 2 and found[0][0] != word[0] and found[0][:2] != word[1::-1]):
            return word
        return str(found[0])
