import pytest

from bot.language.questions import MOST_PARTS, halves_of, is_question, parts_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is this about?", []),
        ("My son is ill. What can we do about it?", ["My son is ill.", "What can we do about it?"]),
        ("is it contagious and do my kids need testing?", ["is it contagious", "do my kids need testing?"]),
        ("what is igm deficiency is it dangerous", ["what is igm deficiency", "is it dangerous"]),
        ("how common is it", []),
        ("so how much of it would I need a month", []),
        ("which bugs does he catch most", []),
        ("can my son have the chickenpox vaccine", []),
        ("can women have kids with it", []),
        ("what is it have i got it", ["what is it", "have i got it"]),
        ("what causes it is it dangerous", ["what causes it", "is it dangerous"]),
        ("what about vaccines are they safe", ["what about vaccines", "are they safe"]),
        ("tell me what it is, then explain how it is treated", ["tell me what it is", "explain how it is treated"]),
        ("I'm terrified, what does low IgM mean?", ["I'm terrified", "what does low IgM mean?"]),
        ("Hi! Thanks. What can we do about it?", []),
        ("Prognosis? Treatment?", ["Prognosis?", "Treatment?"]),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("symptoms and treatment please", ["symptoms", "treatment please"]),
        ("tell me about MRI and about ultrasound", ["tell me about MRI", "ultrasound"]),
        ("what is it", []),
        ("is it contagious and do my kids need testing?", []),
        ("we went to town and home and back and out and in", []),
    ],
)
def test_halves(text: str, expected: list[str]) -> None:
    assert halves_of(text, parts_of(text)) == expected


def test_of_very_many_parts_the_first_and_the_last_are_read() -> None:
    parts = parts_of(" ".join(f"what is number {number}?" for number in range(100)))
    assert len(parts) == MOST_PARTS
    assert parts[0] == "what is number 0?"
    assert parts[-1] == "what is number 99?"
