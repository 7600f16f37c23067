import pytest

from bot.language.questions import is_question, parts_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is this about?", []),
        ("My son is ill. What can we do about it?", ["My son is ill.", "What can we do about it?"]),
        ("is it contagious and do my kids need testing?", ["is it contagious", "do my kids need testing?"]),
        ("what is igm deficiency is it dangerous", ["what is igm deficiency", "is it dangerous"]),
        ("tell me what it is, then explain how it is treated", ["tell me what it is", "explain how it is treated"]),
        ("I'm terrified, what does low IgM mean?", ["I'm terrified", "what does low IgM mean?"]),
        ("Hi! Thanks. What can we do about it?", []),
    ],
)
def test_parts(text: str, expected: list[str]) -> None:
    assert parts_of(text) == expected


@pytest.mark.parametrize(
    ("part", "asks"),
    [
        ("what is it", True),
        ("is it contagious", True),
        ("please tell me about vaccines", True),
        ("um so can kids get it", True),
        ("my son is ill", False),
        ("I was told yesterday", False),
        ("he feels fine?", True),
    ],
)
def test_questions(part: str, asks: bool) -> None:
    assert is_question(part) is asks
