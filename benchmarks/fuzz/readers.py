"""Gives broken, hostile and ordinary inputs to everything that reads a stranger's input, and times each.

``python -m benchmarks.fuzz.readers --inputs 90000 --seed 1`` prints how many inputs each reader got, its slowest one
(processor time) and what must never happen: an error that is not documented, or an input that takes over 100 ms.
Inputs are real texts and files (held-out sets, FHIR examples, the example of clinics) with something broken in them, up
to the sizes that are allowed. benchmarks/fuzz/channel.py does the same through the whole server.
"""

import argparse
import random
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.fuzz import inputs
from bot.channels.bodies import parsed, validator
from bot.channels.problems import Problem
from bot.channels.received import taken_in
from bot.channels.tokens import TokenInvalid
from bot.clinics.portal_token import PortalTokenRefused
from bot.infobutton.request import BadRequest, read_request
from bot.labs.fhir import NotFhir
from bot.labs.fhir import read as read_fhir
from bot.language.danger.find import crises, red_flags
from bot.language.definitions import asked_word
from bot.language.labs.reader import read as read_values
from bot.language.questions import halves_of, parts_of
from bot.language.text import clean, neutral

LIMIT = 0.1
"""Processor time in seconds that one input may take."""

WHOLE_FHIR = 0.25
"""The same for results as FHIR, 200 at most; they are read beside the event loop."""

SHOWN = 300
"""Characters of an input that are printed."""


@dataclass(frozen=True)
class Reader:
    """Something that reads: how its inputs are made, what it does, the errors that it documents, its share."""

    make: Callable[[random.Random], Any]
    read: Callable[[Any], Any]
    share: int
    errors: tuple[type[Exception], ...] = ()

    def limit(self, given: Any) -> float:
        """Return how much processor time an input may take, in seconds."""
        return WHOLE_FHIR if self.make in (inputs.fhir_text, inputs.fhir_object) else LIMIT


@dataclass
class Outcome:
    """What came of one reader's inputs."""

    inputs: int = 0
    above: int = 0
    slowest: float = 0.0
    slowest_input: str = ""
    wrong: list[str] = field(default_factory=list)


def read_words(text: str) -> None:
    """Read a message for everything but laboratory values: danger, parts, the word that it asks about."""
    cleaned = clean(text)
    halves_of(cleaned, parts_of(cleaned))
    asked_word(cleaned)
    neutral(cleaned)
    red_flags(cleaned)
    crises(cleaned)


def read_body(sent: bytes) -> None:
    """Read the body of a request as the channel does."""
    content = parsed(sent)
    for schema in ("Message", "Begin", "Results", "Feedback", "PortalBegin"):
        list(validator(schema).iter_errors(content))


READERS = {
    "values": Reader(inputs.report, lambda text: read_values(clean(text, lines=True)), 30),
    "words": Reader(inputs.message, read_words, 15),
    "fhir": Reader(inputs.fhir_text, read_fhir, 15, (NotFhir,)),
    "hand-over": Reader(inputs.fhir_object, taken_in, 5, (Problem,)),
    "infobutton": Reader(inputs.query, read_request, 15, (BadRequest,)),
    "tokens": Reader(inputs.token, inputs.TOKENS.read, 5, (TokenInvalid,)),
    "buttons": Reader(inputs.button, lambda signed: inputs.TOKENS.read_choice("c", signed), 5, (TokenInvalid,)),
    "portal tokens": Reader(inputs.portal_token, inputs.accept_portal_token, 5, (PortalTokenRefused,)),
    "bodies": Reader(inputs.body, read_body, 5, (Problem,)),
}


def timed(reader: Reader, given: Any) -> tuple[float, str | None]:
    """Return the processor time of one input, and the name of an error that is not documented."""
    began, error = time.process_time(), None
    try:
        reader.read(given)
    except reader.errors:
        pass
    except Exception as unexpected:
        error = type(unexpected).__name__
    return time.process_time() - began, error


def fuzz(number: int, seed: int) -> dict[str, Outcome]:
    """Give ``number`` inputs to the readers, by their shares; an input that is slow is timed three times."""
    chance = random.Random(seed)  # noqa: S311
    outcomes = {name: Outcome() for name in READERS}
    warm_up()
    for name in chance.choices(list(READERS), [reader.share for reader in READERS.values()], k=number):
        reader, outcome = READERS[name], outcomes[name]
        given = reader.make(chance)
        took, error = timed(reader, given)
        limit = reader.limit(given)
        if took >= limit:
            took = min(took, *(timed(reader, given)[0] for _ in range(2)))
        outcome.inputs += 1
        if took > outcome.slowest:
            outcome.slowest, outcome.slowest_input = took, repr(given)[:SHOWN]
        outcome.above += took >= LIMIT
        if error or took >= limit:
            outcome.wrong.append(
                f"{error or f'{took * 1000:.0f} ms'}: {len(repr(given)):,} characters: {given!r:.{SHOWN}}"
            )
    return outcomes


def warm_up() -> None:
    """Have every reader load what it needs, which is not the fault of an input."""
    warnings.simplefilter("ignore")
    for reader in READERS.values():
        for seed in range(20):
            timed(reader, reader.make(random.Random(seed)))  # noqa: S311


def main() -> int:
    """Print what came of it; return 1 if something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=90_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    outcomes = fuzz(given.inputs, given.seed)
    for name, outcome in outcomes.items():
        about = f"{outcome.inputs} inputs, slowest {outcome.slowest * 1000:.1f} ms, {outcome.above} above 100 ms"
        print(f"{name}: {about}, {len(outcome.wrong)} wrong")
        for what, number in Counter(outcome.wrong).most_common(5):
            print(f"  {number} x {what}")
    return int(any(outcome.wrong for outcome in outcomes.values()))


if __name__ == "__main__":
    sys.exit(main())
