"""No regular expression takes long for any text of the size that it can meet.

Here, each is held against strings made from its own parse tree; `make expressions` has each one judged by an analyser
(benchmarks/expressions/recheck.py).
"""

import re

import pytest

from benchmarks.expressions.collect import USED, collected, in_code, of_widget
from benchmarks.expressions.limits import TRUSTED, longest, settled
from benchmarks.expressions.pumping import LIMIT, seconds, slowest, strings
from bot.language.danger.judge import JUDGED
from bot.language.definitions import asked_word
from bot.language.text import MAX_CHARACTERS

QUICK = "'"
"""What `make test` fills repetitions with; `make expressions` takes more (benchmarks/expressions/pumping.py)."""


def test_all_expressions_are_found() -> None:
    assert len(collected()) > 600
    assert {call.pattern for call in in_code()} - {one.pattern for one in collected()} <= {None}
    used = tuple(name.replace(".", "/") for name in USED)
    assert {call.file for call in in_code() if call.pattern is None and not call.file.startswith(used)} == set()
    assert len(of_widget()) > 20


def test_none_is_slow_for_the_strings_that_it_backtracks_on() -> None:
    slow = {}
    for one in collected():
        if one.file not in TRUSTED:
            compiled = re.compile(one.pattern, one.flags)
            texts = dict.fromkeys(settled(one, text) for text in strings(compiled, longest(one), QUICK))
            took, text = slowest(compiled, texts, one.whole)
            if took >= LIMIT:
                slow[one.file, one.pattern[:80]] = (round(took, 3), text[:80])
    assert slow == {}


@pytest.mark.parametrize("pattern", [r"(a|a)*$", r"(\w+\s?)+$", r"\W*[\d.,]+\W*x"])
def test_the_strings_find_what_is_slow(pattern: str) -> None:
    compiled = re.compile(pattern)
    assert slowest(compiled, strings(compiled, MAX_CHARACTERS))[0] >= LIMIT


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(JUDGED.pattern, "a " + "." * 4990 + "x"), (JUDGED.pattern, "is " * 1600 + "x")],
)
def test_what_was_slow_is_quick(pattern: str, text: str) -> None:
    assert seconds(re.compile(pattern), text, whole=True) < LIMIT


def test_a_number_that_is_asked_about_is_still_noticed() -> None:
    assert all(map(JUDGED.fullmatch, ["38", "is 38 low?", "is it 39.5?", "... 1,200 mg/dl", "38.5 is that too high"]))
    assert not any(map(JUDGED.fullmatch, ["is it dangerous", "38 degrees", "my baby is 38"]))
    assert asked_word("what does titre mean?") == "titre"
