import pytest

from bot.language.audience import audience


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("which infections does my son get", "child"),
        ("my 3 year old is often ill", "child"),
        ("what is normal for a newborn", "child"),
        ("my son is 34 years old", "anyone"),
        ("I am 52 years old", "anyone"),
        ("what are the symptoms", "anyone"),
        ("my person has it", "anyone"),
        ("my husband, 40 yrs, and our baby of 2 months", "anyone"),
    ],
)
def test_audience(text: str, expected: str) -> None:
    assert audience(text) == expected
