"""What must not be read wrongly without a question: letters for figures, split numbers, ages, people, the past."""

from datetime import date, timedelta

import pytest

from bot.labs.session import Session
from bot.language.labs.answers import answer, take_in
from bot.language.labs.reader import read


def values(text: str) -> list[tuple[str, float, str | None]]:
    return [(m.analyte, float(m.value or 0), m.unit) for m in read(text).measurements]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("IgM 3O mg/dL", 30),
        ("IgM 3l mg/dL", 31),
        ("IgM l2 mg/dL", 12),
        ("IgM O.35 g/L", 0.35),
        ("IgG I.2 g/L", 1.2),
        ("IgM 1l0 mg/dL", 110),
        ("IgG 7OO mg/dL", 700),
        ("IgG 1,O5O mg/dL", 1050),
        ("IgM: 4O", 40),
    ],
)
def test_a_letter_in_a_number_is_asked_about(text: str, value: float) -> None:
    (one,) = read(text).measurements
    assert float(one.value or 0) == value
    assert one.problem == "letter"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("IgM 32L mg/dL", 32),
        ("IgM 32l (40-230) mg/dL", 32),
        ("IgM 0.28l g/L", 0.28),
        ("IgM 0.28L g/L", 0.28),
        ("IgM|0.32|g/L|0.4-2.3|L", 0.32),
        ("IgM|32|mg/dL|40-230|L", 32),
    ],
)
def test_a_flag_or_a_line_behind_a_number_is_no_letter_in_it(text: str, value: float) -> None:
    (one,) = read(text).measurements
    assert (float(one.value or 0), one.problem) == (value, None)


@pytest.mark.parametrize("text", ["I drink 2l of water, IgM 32 mg/dL", "O2 sats 98, IgM 32 mg/dL"])
def test_other_numbers_with_letters_are_no_results(text: str) -> None:
    assert values(text) == [("IgM", 32, "mg/dL")]


@pytest.mark.parametrize(("said", "value"), [("yes", 30), ("it is 38", 38), ("38 mg/dL", 38)])
def test_the_number_is_confirmed_or_put_right(said: str, value: float) -> None:
    start = take_in(Session(), "IgM 3O mg/dL, 51 years old")[0]
    question = start.pending()
    assert question is not None
    assert question.id == "letter:IgM"
    taken = answer(start, question, said)
    assert taken is not None
    assert [float(m.value or 0) for m in taken.measurements] == [value]
    assert all(m.problem is None for m in taken.checked())


def test_a_doubtful_number_can_be_left_out() -> None:
    start = take_in(Session(), "IgM 3O mg/dL, 51 years old")[0]
    taken = answer(start, start.pending(), "no")
    assert taken is not None
    assert taken.measurements == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IgG 1'124 mg/dL", [("IgG", 1124, "mg/dL")]),
        ("IgM 0. 35 g/L", [("IgM", 0.35, "g/L")]),
        ("IgG H 1 850 mg/dL", [("IgG", 1850, "mg/dL")]),
        ("IgM 32 mg", [("IgM", 32, None)]),
        ("IgM 32 mg, I am 40", [("IgM", 32, None)]),
        ("IgM 32 mgs%", [("IgM", 32, "mg/dL")]),
        ("IgM 32 miligrams per desiliter", [("IgM", 32, "mg/dL")]),
        ("I get IgG 30 g every 4 weeks", []),
        ("IgM was 80 mg/dl 2 years ago, now 31 mg/dl", [("IgM", 31, "mg/dL")]),
        ("IgM was 80 mg/dl two years ago, now 31 mg/dl", [("IgM", 31, "mg/dL")]),
    ],
)
def test_values(text: str, expected: list[tuple[str, float, str | None]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("IgM i.S. 0,31 g/l 0,40 - 2,30 -", 0.4, 2.3),
        ("IgM 0.27 - 0.40 - 2.30 g/L", 0.4, 2.3),
        ("IgM 32 mg/dL L 40 230", 40, 230),
        ("IgM 32 L 40 230 mg/dL", 40, 230),
    ],
)
def test_ranges(text: str, low: float, high: float) -> None:
    (one,) = read(text).measurements
    assert one.own_range is not None
    assert (float(one.own_range.low or 0), float(one.own_range.high or 0)) == (low, high)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("IgM 33 at 40 weeks pregnant", None),
        ("IgM 33 mg/dL at 40 weeks of gestation", None),
        ("igm 35 mg/dl 40 y", 480),
        ("IgM 1200 mg/dl. 68 y", 816),
        ("IgM 28 mg/dl, 4y", 48),
        ("igm 95 mg/dl 40 y igg 1000 mg/dl", 480),
        ("IgM 40 y IgG 900", None),
        ("IgM 35 mg/dL, 2 1/2 years", 30),
        ("My baby's cord blood IgM 28 mg/dL", 0),
    ],
)
def test_ages(text: str, months: int | None) -> None:
    assert read(text).person.age_months == months


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("my twins are 5. Anna igm 30, ben igm 60 mg/dl", "whose"),
        ("both kids tested: IgM 30 mg/dL and IgM 60 mg/dL", "whose"),
        ("my kids gave me a cold, IgM 30 mg/dL", None),
        ("IgM 30 mg/dL on 2 Feb 2024, IgM 60 mg/dL on 5 May 2025, my kids are well", None),
    ],
)
def test_results_of_several_children_are_not_one_childs(text: str, problem: str | None) -> None:
    assert read(text).problem == problem


def test_a_date_that_has_not_come_is_left_out() -> None:
    today = date.today()
    later, earlier = today + timedelta(days=400), today - timedelta(days=400)
    assert read(f"IgM 30 mg/dL, {later.isoformat()}").measurements[0].on is None
    assert read(f"IgM 30 mg/dL, {earlier.isoformat()}").measurements[0].on == earlier
