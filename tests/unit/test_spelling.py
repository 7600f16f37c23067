"""Misspelt words are put right toward the words of the subject, and ordinary words are left alone."""

import pytest

from bot.language.conditions import names_another_condition
from bot.language.gaps import gap_named
from bot.language.spelling import put_right


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wich vaccines r not safe for me", "which vaccines are not safe for me"),
        ("wut casues it", "what causes it"),
        ("antibotics for infectons", "antibiotics for infections"),
        ("does it get wrose over tme", "does it get worse over tme"),
        ("I DONT KNOW THE SYMTOMS", "i don't know the symptoms"),
    ],
)
def test_misspelt_words_and_short_ways_of_writing(typed: str, meant: str) -> None:
    assert put_right(typed) == meant


@pytest.mark.parametrize(
    "text", ["a ferret swims", "peeing more", "coeliac and copd", "mould", "titres", "gravis", "wifi"]
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert put_right(text) == text


@pytest.mark.parametrize("text", ["osteoarthritus of the knee", "sciatica down my leg", "is rickets curable"])
def test_names_of_other_diseases(text: str) -> None:
    assert names_another_condition(text)


@pytest.mark.parametrize("text", ["what are the symptoms", "low igm and osteoarthritis", "how is it treated"])
def test_no_other_disease(text: str) -> None:
    assert not names_another_condition(text)


def test_gaps_are_told_by_whole_words() -> None:
    assert gap_named("can i keep a tortoise") == "pets and farm animals"
    assert gap_named("is a tattoo ok") == "cosmetic treatments and tattoos"
    assert gap_named("what is a ct or cat scan for") is None
    assert gap_named("under the skin") is None
