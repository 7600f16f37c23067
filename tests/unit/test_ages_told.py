"""An answer to "How old is the person?" is no emergency, and no fever is taken for an age."""

import pytest

from bot import paths
from bot.language.danger.ages_told import is_age
from bot.language.danger.find import red_flags
from bot.language.danger.judge import judge, read_limits
from bot.language.danger.model import Scores

LIMITS = read_limits(paths.SETTINGS)
HALF_SURE = Scores(emergency=0.3, today=0.3)
"""What the model of danger thinks of short answers with a number, such as "he's 3"."""


def urgent(text: str, age_asked: bool, foreign: bool = False) -> str | None:
    return judge(text, [(text, HALF_SURE)], LIMITS, foreign, age_asked).urgent


@pytest.mark.parametrize(
    "text", ["he is 3", "4 yr old boy", "38 years old", "baby is 2 months", "hes 6", "sorry he is 5", "he's a toddler"]
)
def test_an_age_is_no_danger_whatever_was_asked(text: str) -> None:
    assert urgent(text, age_asked=False) is None


@pytest.mark.parametrize("text", ["newborn", "half a year", "a year and a half", "twelve", "an adult", "neonate", "50"])
def test_each_way_to_tell_an_age_is_one(text: str) -> None:
    assert is_age(text)


def test_an_age_in_another_language_is_no_danger() -> None:
    assert urgent("50 años", age_asked=False, foreign=True) is None


@pytest.mark.parametrize("text", ["I'm 38", "38 F", "she's 39", "male 38", "forty five", "she's 2 and I'm 42"])
def test_what_could_be_a_temperature_is_an_age_only_where_one_was_asked_for(text: str) -> None:
    assert urgent(text, age_asked=True) is None
    assert urgent(text, age_asked=False) is not None


@pytest.mark.parametrize(
    "text",
    [
        "she's at 39",
        "38 C",
        "baby is 2 months and hot",
        "he is 3 and not breathing",
        "his pulse is 140",
        "she has a fever of 39",
        "3 fits",
        "he has 39 today",
    ],
)
def test_danger_is_found_while_an_age_is_asked_for(text: str) -> None:
    assert urgent(text, age_asked=True) is not None


@pytest.mark.parametrize("text", ["M-spike 0.4 g/dL, IgM 1850 mg/dL", "m spike 38"])
def test_a_spike_of_protein_is_no_fever(text: str) -> None:
    assert not red_flags(text)


@pytest.mark.parametrize("text", ["she spiked 39", "she spiked a temp", "just spiked 38.1"])
def test_a_spike_of_fever_is_one(text: str) -> None:
    assert any(danger.meant for danger in red_flags(text))
