"""Puts misspelt words right: toward the words that the examples use, or toward words of danger."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot import paths
from bot.language.embedding_graph import TOKENIZER_SHA256, verified
from bot.language.text import neutral
from bot.language.words import words

WORD = re.compile(r"[a-z]{4,}")
TALK = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
SHORT, LONG = 4, 6
"""Words of this many letters may differ in one edit, and from ``LONG`` on in two (a swap of neighbours is one)."""

CANDIDATES = 20
"""So many of the nearest words are looked at before the commonest is taken."""


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return the words that are spelt right: those that the embedding's tokenizer knows as wholes."""
    vocabulary = json.loads(verified("tokenizer.json", TOKENIZER_SHA256).read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(word for word in vocabulary if word.isalpha())


class Speller:
    """Replaces unknown words by the nearest of some words.

    Among equally near ones it takes one with the same letters, then the commonest.

    Args:
        counts: the words to correct to, each with how often it is used.
        spelt_right: further words that are left alone.
    """

    def __init__(self, counts: Mapping[str, int], spelt_right: Iterable[str] = ()) -> None:
        self.counts = counts
        self.words = sorted(counts)
        self.kept = frozenset((*self.words, *spelt_right))

    def corrected(self, text: str) -> str:
        """Return a lower-case text with its unknown words put right where they are near a known one."""
        return WORD.sub(lambda match: self.nearest(match[0]), text)

    def nearest(self, word: str) -> str:
        """Return the word that a lower-case word stands for; itself where it is known or none is near."""
        if word in self.kept or word in known_words():
            return word
        edits = 2 if len(word) >= LONG else 1
        found = process.extract(word, self.words, scorer=OSA.distance, score_cutoff=edits, limit=CANDIDATES)
        near = [
            (distance, sorted(other) != sorted(word), -self.counts[other], other)
            for other, distance, _ in found
            if _likely(word, other, distance)
        ]
        return min(near)[-1] if near else word


def _likely(word: str, other: str, distance: float) -> bool:
    """Tell whether a correction is likely: with two edits the word begins alike, or its first two letters swapped."""
    return distance < 2 or other[0] == word[0] or other[:2] == word[1::-1]


@lru_cache(maxsize=1)
def _talk() -> dict[str, str]:
    content: dict[str, str] = yaml.safe_load(paths.TALK.read_text(encoding="utf-8"))
    return content


@lru_cache(maxsize=1)
def _speller() -> Speller:
    return Speller(words().spelling, words().kept)


def put_right(text: str) -> str:
    """Return a text in lower case, its short ways of writing (talk.yml) spelt out and its misspelt words put right."""
    spelt = TALK.sub(lambda match: _talk().get(match[0], match[0]), text.lower().replace("’", "'"))
    return _speller().corrected(spelt)


def canonical(text: str) -> str:
    """Return what of a cleaned text is understood: spelling put right, the name of the condition replaced by "it"."""
    return neutral(put_right(text))
