"""Broken and hostile inputs to everything that reads; `make soak` gives many more (benchmarks/fuzz/readers.py)."""

import time
from collections.abc import Callable

import pytest

from benchmarks.fuzz.readers import LIMIT, READERS, fuzz, warm_up
from bot.channels.received import taken_in
from bot.labs.fhir import NotFhir
from bot.labs.fhir import read as read_fhir
from bot.labs.units import unit_named
from bot.language.danger.find import red_flags
from bot.language.labs.reader import read

INPUTS = 1_500
"""With the 500 requests of tests/channels/test_fuzz.py, 2,000."""


def test_no_broken_input_raises_or_takes_long() -> None:
    outcomes = fuzz(INPUTS, seed=6)
    assert {name: outcome.wrong for name, outcome in outcomes.items() if outcome.wrong} == {}
    assert sum(outcome.inputs for outcome in outcomes.values()) == INPUTS
    assert all(outcomes[name].inputs > 30 for name in READERS)


def seconds_of(reads: Callable[[str], object], text: str) -> float:
    began = time.thread_time()
    reads(text)
    return time.thread_time() - began


@pytest.mark.parametrize("content", [None, [], 10**40, True])
def test_what_is_no_object_is_no_fhir(content: object) -> None:
    with pytest.raises(NotFhir):
        read_fhir(content)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reads", "text"),
    [
        (read, "igm " + "1;" * 2450),  # 45 s: each number was held against all others
        (red_flags, "a;" * 2450),  # 2 s: the whole message was searched for fever once a clause
        (red_flags, "cough a" + "'" * 4900),  # without end: a row of apostrophes was cut into words in every way
        (red_flags, ";" * 4900),  # 5 s, likewise
        (read, "igm 32 " + "|" * 4900),  # 0.7 s: a token for each sign of a drawn line
        (red_flags, "no no no chest pain not " * 205),  # 32 s: each denial was held against each phrase
        (red_flags, "39.5 " * 980),  # 7 s: the whole clause was searched anew for each temperature
        (red_flags, "fever or chills and no " * 200),  # 2 s, likewise
        (read, "1." * 2450),  # 0.8 s: one number as they were counted, a thousand as they are read
        (read, "igm\n" + "mg/dl\n" * 800),  # 0.7 s: each line was held against all before it
        (
            read,
            "the interval is 48 to 271 mg/dL and my IgM is 41 mg/dL." * 89,
        ),  # 0.5 s: looked up for each value
        (read, "igm g/Lg/Lg/Lg/Lg/Lg/Lg" * 210),  # 0.6 s: every phrase was held against every word
        (unit_named, "m" * 1_000_000),  # without end: units in words were looked for in texts of any length
    ],
    ids=[
        "numbers",
        "clauses",
        "apostrophes",
        "semicolons",
        "a drawn line",
        "denials",
        "temperatures",
        "fevers",
        "one number",
        "lines",
        "values",
        "units",
        "a unit",
    ],
)
def test_what_was_slow_is_quick(reads: Callable[[str], object], text: str) -> None:
    warm_up()
    assert min(seconds_of(reads, text) for _ in range(3)) < LIMIT  # a collection of garbage may fall into one


def test_a_whole_hand_over_is_read() -> None:
    entry = {"resource": {"resourceType": "Observation", "status": "final", "code": {"text": "IgM"}}}
    assert taken_in({"resourceType": "Bundle", "type": "collection", "entry": [entry] * 200})["id"]


def test_a_row_of_single_letters_is_asked_about_and_not_read() -> None:
    assert read("a," * 2450 + " IgM 32 mg/dL").problem == "unclear"
    assert read("IgM 32 mg/dL " + "and more of it, " * 300).problem is None


@pytest.mark.parametrize("text", ["my IgM is i5 mg/dL", "IgM L0.4 g/L", "IgM 0.L. He is on rituximab"])
def test_a_letter_that_is_like_no_figure_is_none(text: str) -> None:
    read(text)  # decimal.InvalidOperation: capitals and small letters were taken alike, "L" for "l"
