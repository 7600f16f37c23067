import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.text import clean, has_words, neutral


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("  what\tis\n\nthis  ", "what is this"),
        ('/symptoms.common{"topic": "x"}', 'symptoms.common{"topic": "x"}'),
        (" / /greet", "greet"),
        ("bell\x07 and null\x00", "bell and null"),
        ("ｆｕｌｌ width", "full width"),
        ("zero\u200bwidth", "zero width"),
        ("right\u202eto left", "right to left"),
        ("", ""),
    ],
)
def test_clean(given_text: str, expected: str) -> None:
    assert clean(given_text) == expected


@given(st.text())
def test_clean_text_is_one_printable_line_and_never_a_command(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == cleaned.strip()
    assert not cleaned.startswith("/")
    assert "\n" not in cleaned
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(("text", "expected"), [("a", True), ("7", True), ("😀", False), ("?!", False), ("", False)])
def test_has_words(text: str, expected: bool) -> None:
    assert has_words(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What causes IgM deficiency?", "what causes it ?"),
        ("selective immunoglobulin M deficiency symptoms", "it symptoms"),
        ("low igm and vaccines", "it and vaccines"),
        ("Ig M level in kids", "it in kids"),
        ("what does IgG do", "what does igg do"),
        ("is it sigmd", "is it it"),
    ],
)
def test_neutral_hides_the_name_of_the_condition_and_nothing_else(text: str, expected: str) -> None:
    assert neutral(text) == expected
