"""Cuts a message into its parts: sentences, and questions that follow one another without a full stop."""

import re
from collections.abc import Sequence

from bot.language.text import SENTENCE_END

FEWEST_WORDS = 2
"""A part has at least so many words."""

MOST_PARTS = 24
"""Of a text with more parts the first and the last are read one by one: each costs time, and the whole is read too."""

MOST_WORDS_ALONE = 3
"""So many questions in a row may be of one word each."""

SHORT = 14
"""A text of so many words may name two things that are asked about at once, without a verb for each."""

MOST_HALVES = 3
AND = re.compile(r"\s*(?:\b(?:and|plus|also|or)\b|&|/|,)\s*(?:(?:also|then)\s+)?(?:about\s+)?", re.IGNORECASE)

ASKS = (
    r"(?:what(?:'?s)?|when|how(?:'?s)?|why|where|who|which|is|are|was|were|do|does|did|can|could|should|would|will|am|"
    r"may|has|have)"
)
PRONOUN = r"(?:i|it|he|she|they|we|you|my|this|that|there|the|a|an|low|igm|people|someone|kids|these)"
AUXILIARY = r"(?:is|are|do|does|did|can|could|should|would|will|am|may|has|have)"
NEXT = rf"(?=(?:{ASKS}|tell me|explain)\b)"
JOINED = re.compile(
    rf"(?:,\s*|\s+)(?:and|also|plus|or|btw|oh and|then|but|ps|so)\s+(?:also\s+|then\s+)?{NEXT}|,\s*(?:then\s+)?{NEXT}"
    r"|[;\n]\s*|\s*\b\d\)\s*|\s+(?:ps|btw|anyway|also)\s+"
    r"|\s+(?=(?:what|when|how|why|where|who|which)\s+"
    r"(?:is|are|do|does|can|should|causes|about|will|would|else|vaccines|tests|doctor)\b)",
    re.IGNORECASE,
)
RUN_ON = re.compile(
    rf"(?<=\w)\s+(?=(?:(?!ha(?:s|ve)\b){AUXILIARY}\s+{PRONOUN}|ha(?:s|ve)\s+(?:i|it|he|she|they|we|you))\b)",
    re.IGNORECASE,
)
"""Where a second question may begin; "can he have the chickenpox vaccine" is one."""

OPENERS = frozenset({"how", "what", "which", "whose", "why"})
VERBS = re.compile(
    rf"{AUXILIARY}|was|were|about|if|to|(?:cause|mean|happen|treat|help|work|count|lower|raise)s?", re.IGNORECASE
)
LONGEST_OPENING = 4
"""So many words after "how" or "which" may come before the verb: "how much of it would I need"."""

POLITE = r"(?:so|and|ok|okay|but|also|well|just|please|pls|hi|hello|um|uh|like|then|or|first|second|third)"
FILLER = re.compile(rf"(?:{POLITE}|hey|thanks|thank you|yes|no)(?:\W+{POLITE})*", re.IGNORECASE)
QUESTION = re.compile(
    rf"\?\s*$|^\W*(?:{POLITE}\W+)*(?:{ASKS}\b|tell me|tell|explain|"
    rf"i (?:want|need|would like|'?d like|wanna)(?: to)? know|"
    rf"i (?:was )?wonder|can'?t|any (?:idea|advice|tips|risk|way))",
    re.IGNORECASE,
)


def parts_of(text: str) -> list[str]:
    """Return the parts of a cleaned text of two words or more, ``MOST_PARTS`` at most; none where there is one."""
    found: list[str] = []
    sentences = [sentence.strip() for sentence in SENTENCE_END.split(text) if sentence.strip()]
    if 1 < len(sentences) <= MOST_WORDS_ALONE and _words_alone(sentences):
        return sentences
    for sentence in sentences:
        pieces = [piece.strip() for piece in JOINED.split(sentence)]
        if "?" not in sentence and "," not in sentence:
            pieces = [run.strip() for piece in pieces for run in _run_ons(piece)]
        found += _long_enough(pieces)
    found = [part for part in found if len(part.split()) >= FEWEST_WORDS]
    if len(found) > MOST_PARTS:
        found = found[: MOST_PARTS // 2] + found[-MOST_PARTS // 2 :]
    return found if len(found) > 1 else []


def _words_alone(sentences: list[str]) -> bool:
    """Tell whether all sentences are questions and one is a word alone: "Prognosis? Treatment?"."""
    return all(one.endswith("?") for one in sentences) and any(len(one.split()) < FEWEST_WORDS for one in sentences)


def halves_of(text: str, parts: Sequence[str]) -> list[str]:
    """Return what a short cleaned text without several ``parts`` names side by side: "symptoms and treatment"."""
    if parts or len(text.split()) > SHORT:
        return []
    found = [half.strip(" ?.!,") for half in AND.split(text)]
    found = [half for half in found if half]
    if any(FILLER.fullmatch(half) for half in found):
        return []  # "hi, what is it" names one thing
    return found if 1 < len(found) <= MOST_HALVES else []


def _run_ons(piece: str) -> list[str]:
    """Cut "what is igm is it dangerous" before the second question, never "how common is it".

    A statement is left whole.
    """
    if not is_question(piece):
        return [piece]
    runs: list[str] = []
    for run in RUN_ON.split(piece):
        if runs and _is_opening(runs[-1]):
            runs[-1] = f"{runs[-1]} {run}"
        else:
            runs.append(run)
    return _long_enough(runs)


def _is_opening(piece: str) -> bool:
    """Tell whether a piece only begins a question: "how common", "so which bugs", "how much of it"."""
    found = re.findall(r"[\w']+", piece.lower())
    start = next((place for place, word in enumerate(found) if word in OPENERS), len(found))
    return 0 < len(found) - start - 1 <= LONGEST_OPENING and not any(map(VERBS.fullmatch, found[start:]))


def _long_enough(pieces: list[str]) -> list[str]:
    """Join pieces of one word to the one before."""
    joined: list[str] = []
    for piece in pieces:
        if joined and (len(piece.split()) < FEWEST_WORDS or len(joined[-1].split()) < FEWEST_WORDS):
            joined[-1] = f"{joined[-1]} {piece}".strip()
        elif piece:
            joined.append(piece)
    return joined


def is_question(part: str) -> bool:
    """Tell whether a part asks something."""
    return QUESTION.search(part) is not None
