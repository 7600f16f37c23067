"""Whether words of danger are meant as now: not denied, long over, asked about in general or a figure of speech."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
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


NOW_BESIDE_PAST = re.compile(r"\b(?:right now|again|tonight|today|this morning|now (?!fine|well|better|ok))\b")

REACH = 7
"""So many words after it a denial still denies."""


@dataclass(frozen=True)
class Clause:
    """A clause with its place in the text and the sentence that it stands in.

    ``known``: what `Status` has looked up in the whole of it; a clause may hold hundreds of phrases.
    """

    text: str
    start: int
    sentence: str
    sentence_start: int
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


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
        if self._is_denied(clause, start, end, says_no) or self._has(clause, "idiom"):
            return False
        if self._has(clause, "past") and not self._now_beside_past(clause.text):
            return False
        if self._has(clause, "over") and not self._has(clause, "no_negation"):
            return False
        if self._is_supposed(clause, start) or self._has(clause, "elsewhere"):
            return False
        if may_be_stable and self._has(clause, "stable") and not self._has(clause, "now"):
            return False
        return not self._has(clause, "general") or self._has(clause, "personal")

    def is_said(self, clause: Clause, start: int, end: int, may_be_stable: bool, says_no: bool) -> bool:
        """Tell whether words of self-harm are neither denied nor a figure of speech, whatever else the clause is."""
        return not (self._is_denied(clause, start, end, says_no) or self._touches("harmless", clause, start, end))

    def is_general(self, text: str) -> bool:
        """Tell whether a clause asks in general."""
        return self["general"].search(text) is not None

    def _has(self, clause: Clause, name: str) -> bool:
        if name not in clause.known:
            clause.known[name] = self[name].search(clause.text) is not None
        found: bool = clause.known[name]
        return found

    def _spans(self, clause: Clause, name: str) -> list[tuple[int, int]]:
        """Return where the phrases of a list stand in a clause, in order."""
        key = f"spans of {name}"
        if key not in clause.known:
            clause.known[key] = [match.span() for match in self[name].finditer(clause.text)]
        found: list[tuple[int, int]] = clause.known[key]
        return found

    def _touches(self, name: str, clause: Clause, start: int, end: int) -> bool:
        return any(first < end and start < last for first, last in self._spans(clause, name))

    def _now_beside_past(self, text: str) -> bool:
        return NOW_BESIDE_PAST.search(text) is not None

    def _is_supposed(self, clause: Clause, start: int) -> bool:
        """Tell whether a word of supposing stands before a phrase; the first one of a clause decides."""
        if "supposing" not in clause.known:
            told = (
                first
                for first, last in self._spans(clause, "supposed")
                if not self["no_supposing"].search(clause.text[max(0, first - 12) : last])
            )
            clause.known["supposing"] = next(told, len(clause.text))
        first_one: int = clause.known["supposing"]
        return first_one <= start

    def _cues(self, clause: Clause) -> list[tuple[int, int]]:
        """Return where a clause denies, in order: words of denial that are not part of a complaint."""
        if "cues" not in clause.known:
            kept = bytearray(len(clause.text))
            for first, last in self._spans(clause, "no_negation"):
                kept[first:last] = b"\1" * (last - first)
            clause.known["cues"] = [span for span in self._spans(clause, "negation") if not kept[span[0]]]
        found: list[tuple[int, int]] = clause.known["cues"]
        return found

    def _is_denied(self, clause: Clause, start: int, end: int, says_no: bool) -> bool:
        if self["denied_after"].match(clause.text[end:]):
            return True
        cues = self._cues(clause)
        before = bisect_right(cues, start, key=lambda cue: cue[1])
        if not says_no and any(start <= first and last <= end for first, last in cues[before : before + 2]):
            return True
        if not before:
            return False
        between = clause.text[cues[before - 1][1] : start]  # where the nearest one does not reach, no other does
        return not self["ends_negation"].search(between) and len(between.split()) <= REACH
