"""Whether words of danger are meant as now: not denied, long over, asked about in general or a figure of speech."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.language.danger.patterns import status_pattern

SENTENCE = re.compile(r"[^.?!\n]*(?:\.(?=\w)[^.?!\n]*)*[.?!\n]*")
HAS_WORD = re.compile(r"\w")
CLAUSE_ENDS = re.compile(
    r"[;:]|\b(?:but|btw|also|anyway|ps|p\.s|pero|however|although|though|whereas)\b|\.\.+"
    r"|, (?=(?:and )?(?:i|he|she|it|they|we|my|his|her|the|there|now|im|i'm|hes|shes|he's|she's|is|do|does|"
    r"can|what|how|should)\b)"
    r"|\b(?=and (?:i|he|she|my|his|her|now|im|i'm|he's|she's|then|is|do|does|can|what|how|should|also)\b)"
    r"|\b(?=(?:because|bc|coz|cuz|since (?:this|last|yesterday)) )"
)


REACH = 7
"""So many words after it a denial still denies."""


@dataclass(frozen=True)
class Clause:
    """A clause with its place in the text and the sentence that it stands in."""

    text: str
    start: int
    sentence: str
    sentence_start: int


def clauses(text: str) -> Iterator[Clause]:
    """Yield the clauses of a folded text."""
    for sentence in SENTENCE.finditer(text):
        if not sentence[0].strip():
            continue
        begin = 0
        for cut in [*CLAUSE_ENDS.finditer(sentence[0]), None]:
            end = cut.end() if cut and cut.end() > cut.start() else cut.start() if cut else len(sentence[0])
            if HAS_WORD.search(sentence[0], begin, end):
                yield Clause(sentence[0][begin:end], sentence.start() + begin, sentence[0], sentence.start())
            begin = end


class Status:
    """The lists of status.yml, applied."""

    def __init__(self, lists: dict[str, Any]) -> None:
        self.lists = lists

    def __getitem__(self, name: str) -> re.Pattern[str]:
        return self._patterns[name]

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        given = {name: [value] if isinstance(value, str) else value for name, value in self.lists.items()}
        return {name: status_pattern(phrases) for name, phrases in given.items() if phrases}

    def is_meant(self, clause: Clause, start: int, end: int, may_be_stable: bool = False, says_no: bool = True) -> bool:
        """Tell whether a phrase at ``start`` to ``end`` of the clause's text is meant as danger now.

        ``says_no``: the phrase itself holds a denial, so that one inside it denies nothing. ``may_be_stable``: the
        complaint can be an old, stable one ("a stiff neck every morning for years").
        """
        text = clause.text
        if self._is_denied(text, start, end, says_no) or self["idiom"].search(text):
            return False
        now = self["now"].search(text) is not None
        if self["past"].search(text) and not self._now_beside_past(text):
            return False
        if self["over"].search(text) and not self["no_negation"].search(text):
            return False
        if self._is_supposed(text, start) or self["elsewhere"].search(text):
            return False
        if may_be_stable and self["stable"].search(text) and not now:
            return False
        return not self.is_general(text) or self["personal"].search(text) is not None

    def is_said(self, clause: Clause, start: int, end: int, may_be_stable: bool, says_no: bool) -> bool:
        """Tell whether words of self-harm are neither denied nor a figure of speech, whatever else the clause is."""
        text = clause.text
        return not (self._is_denied(text, start, end, says_no) or self._touches("harmless", text, start, end))

    def is_general(self, text: str) -> bool:
        """Tell whether a clause asks in general."""
        return self["general"].search(text) is not None

    def _touches(self, name: str, text: str, start: int, end: int) -> bool:
        return any(match.start() < end and start < match.end() for match in self[name].finditer(text))

    def _now_beside_past(self, text: str) -> bool:
        return (
            re.search(r"\b(?:right now|again|tonight|today|this morning|now (?!fine|well|better|ok))\b", text)
            is not None
        )

    def _is_supposed(self, text: str, start: int) -> bool:
        return any(
            match.start() <= start and not self["no_supposing"].search(text[max(0, match.start() - 12) : match.end()])
            for match in self["supposed"].finditer(text)
        )

    def _is_denied(self, text: str, start: int, end: int, says_no: bool) -> bool:
        if self["denied_after"].search(text[end:]):
            return True
        inside = not says_no and any(
            not any(kept.start() <= cue.start() < kept.end() for kept in self["no_negation"].finditer(text))
            for cue in self["negation"].finditer(text, start, end)
        )
        if inside:
            return True
        for cue in self["negation"].finditer(text, 0, start):
            if any(kept.start() <= cue.start() < kept.end() for kept in self["no_negation"].finditer(text)):
                continue
            between = text[cue.end() : start]
            if not self["ends_negation"].search(between) and len(between.split()) <= REACH:
                return True
        return False
