"""Finds the phrases of lexicon.yml among the words of a text with spaCy's matchers, each where it can find something.

One Matcher over all phrases holds every expression against every word (64 ms a thousand words). Here phrases of words
alone are looked up (PhraseMatcher), and those that begin with an expression only in texts with a word that fits it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # spaCy is imported with the first text that may hold values: it takes more than a second
    from spacy.matcher import Matcher

Pattern = list[dict[str, Any]]


class Phrases:
    """Phrases with their labels, as patterns of spaCy's Matcher for words in lower case."""

    def __init__(self, patterns: Iterable[tuple[str, Pattern]]) -> None:
        from spacy.lang.en import English
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc
        from spacy.vocab import create_vocab

        self.vocab = create_vocab("en", English.Defaults)
        plain: dict[str, list[Pattern]] = {}
        begun: dict[str, list[Pattern]] = {}
        by_expression: dict[str, dict[str, list[Pattern]]] = {}
        for label, pattern in patterns:
            first = pattern[0]["LOWER"]
            if not isinstance(first, str):
                begin = by_expression.setdefault(first["REGEX"], {})
            else:
                begin = plain if all(_is_word(token) for token in pattern) else begun
            begin.setdefault(label, []).append(pattern)
        self._plain = PhraseMatcher(self.vocab, attr="LOWER")
        for label, several in plain.items():
            self._plain.add(label, [Doc(self.vocab, [token["LOWER"] for token in pattern]) for pattern in several])
        self._begun = self._matcher(begun)
        self._by_expression = [(re.compile(first), self._matcher(found)) for first, found in by_expression.items()]
        self._any_expression = re.compile("|".join(by_expression))

    def _matcher(self, patterns: dict[str, list[Pattern]]) -> Matcher:
        from spacy.matcher import Matcher

        matcher = Matcher(self.vocab, validate=False)  # tests/unit/test_reader.py validates
        for label, several in patterns.items():
            matcher.add(label, several)
        return matcher

    def find(self, words: list[str]) -> Iterator[tuple[str, int, int]]:
        """Yield the label of each phrase found, its first word and the word after it; in no order."""
        from spacy.tokens import Doc

        doc = Doc(self.vocab, words)
        begins = [word for word in {word.lower() for word in words} if self._any_expression.search(word)]
        matchers = [matcher for first, matcher in self._by_expression if any(map(first.search, begins))]
        every: list[Any] = [self._plain, self._begun, *matchers]
        for matcher in every:
            for key, start, end in matcher(doc):
                yield self.vocab.strings[key], start, end


def _is_word(token: dict[str, Any]) -> bool:
    """Tell whether a token of a pattern is one word and must be there."""
    return isinstance(token["LOWER"], str) and "OP" not in token
