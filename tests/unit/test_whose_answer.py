"""Answers about results that must never be mixed up: a corrected age, another person's age or value, half an answer."""

import pytest

from bot.labs.explain import explain
from bot.labs.session import Session, as_json, from_json
from bot.language.labs.answers import answer, take_in


def session(text: str) -> Session:
    return take_in(Session(), text)[0]


def after(start: Session, text: str) -> Session:
    taken = answer(start, start.pending(), text)
    assert taken is not None, text
    return taken


def values(one: Session) -> list[tuple[str, float | None]]:
    return [(m.analyte, None if m.value is None else float(m.value)) for m in one.measurements]


@pytest.mark.parametrize(
    ("first", "said", "months"),
    [
        ("IgM 35 mg/dL, I'm 40", "actually I'm 14", 168),
        ("IgM 35 mg/dL, I'm 40", "sorry, I'm 50", 600),
        ("IgM 35 mg/dL, I'm 40", "oops, 18 months old", 18),
        ("IgM 35 mg/dL, my son is 4", "sorry he is 5", 60),
    ],
)
def test_a_corrected_age_leaves_the_value_alone(first: str, said: str, months: int) -> None:
    taken = after(session(first), said)
    assert values(taken) == [("IgM", 35)]
    assert taken.person.age_months == months


def test_a_corrected_value_is_still_a_value() -> None:
    assert values(after(session("IgM 35 mg/dL, I'm 40"), "sorry I meant 53")) == [("IgM", 53)]


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("my IgM is 35 mg/dL, age 40", "my son is 3 by the way"),
        ("my daughter's IgM is 35 mg/dL", "I'm 42"),
        ("IgM 35 mg/dL age 40", "my daughter is 2"),
    ],
)
def test_the_age_of_somebody_else_is_not_taken(first: str, said: str) -> None:
    start = session(first)
    taken = answer(start, start.pending(), said)
    assert (taken or start).person.age_months == start.person.age_months


@pytest.mark.parametrize(
    ("first", "said", "months"),
    [
        ("my daughter's IgM is 35 mg/dL", "she's 2 and I'm 42", 24),
        ("IgM 35 mg/dL", "I'm 42", 504),
        ("IgM 35 mg/dL", "my daughter is 2", 24),
    ],
)
def test_the_age_of_the_person_is_taken(first: str, said: str, months: int) -> None:
    assert after(session(first), said).person.age_months == months


def test_a_value_without_a_name_of_somebody_else_begins_anew() -> None:
    taken = after(session("IgM 35 mg/dL age 40"), "what about my daughter, hers is 38 mg/dL she's 2")
    assert taken.measurements == ()
    assert taken.loose == "38 mg/dL"
    assert taken.person.age_months == 24


def test_values_of_a_relative_of_another_age_begin_anew() -> None:
    start = session("IgM 35 mg/dL (40-230), age 40")
    taken = after(start, "my daughter's IgM is 38 mg/dL, she's 2")
    assert values(taken) == [("IgM", 38)]
    assert taken.measurements[0].own_range is None


@pytest.mark.parametrize("said", ["40 years", "I am 41", "I'm 40"])
def test_an_age_is_no_answer_to_which_value_is_right(said: str) -> None:
    start = session("IgM 32 mg/dL, IgM 45 mg/dL")
    question = start.pending()
    assert question is not None
    assert question.id == "two_values:IgM"
    assert values(answer(start, question, said) or start) == [("IgM", 32), ("IgM", 45)]


def test_the_choice_between_two_values_keeps_its_own_unit() -> None:
    start = session("IgM 32 mg/dL, IgM 0.45 g/L")
    taken = after(start, "0.45")
    assert [(m.analyte, str(m.value), m.unit) for m in taken.measurements] == [("IgM", "0.45", "g/L")]


def test_a_third_number_is_no_choice_between_two_values() -> None:
    start = session("IgM 32 mg/dL, IgM 45 mg/dL")
    assert answer(start, start.pending(), "60") is None


def test_only_what_is_called_normal_counts_as_normal() -> None:
    start = after(session("IgM 35 mg/dL, 30 years old"), "none")
    taken = after(start, "igg was low, iga normal")
    assert taken.said_normal == ("IgA",)
    assert taken.said_low == ("IgG",)


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("IgM low, IgG 900 mg/dL, IgA 100 mg/dL, 30 years old", ("IgM",)),
        ("IgM was low, IgG 900 mg/dL", ("IgM",)),
        ("she has low IgM. Her IgG is 900 mg/dL", ("IgM",)),
        ("low IgM 32 mg/dL, IgG 900 mg/dL", ()),
        ("IgG 900 mg/dL, is my IgM low?", ()),
        ("IgM not low, IgG 900 mg/dL", ()),
    ],
)
def test_what_is_called_low_without_a_number_is_not_dropped(text: str, low: tuple[str, ...]) -> None:
    one = session(text)
    assert one.said_low == low
    assert from_json(as_json(one)) == one
    said = explain(one.report(), one.said_normal, one.not_tested, one.said_low)
    assert ("You said that a low IgM was found" in said) is bool(low)


def test_a_number_given_later_takes_the_place_of_what_was_said() -> None:
    start = session("IgM low, IgG 900 mg/dL, IgA 100 mg/dL, 30 years old")
    assert take_in(start, "IgM 35 mg/dL")[0].said_low == ()


def test_a_question_does_not_answer_that_something_is_unknown() -> None:
    start = session("IgM 95 mg/dL")
    assert answer(start, start.pending(), "so I don't have a deficiency?") is None


def test_a_range_with_a_unit_answers_which_unit_is_printed() -> None:
    start = session("IgM 35")
    taken = after(start, "40-230 mg/dL")
    one = taken.measurements[0]
    assert one.unit == "mg/dL"
    assert one.own_range is not None
    assert (float(one.own_range.low or 0), float(one.own_range.high or 0)) == (40, 230)
    pending = taken.pending()
    assert pending is not None
    assert pending.id == "age"


def test_a_unit_told_before_the_name_is_kept() -> None:
    start = session("it's 35")
    taken = after(after(start, "mg/dl"), "IgM")
    assert [(m.analyte, str(m.value), m.unit) for m in taken.measurements] == [("IgM", "35", "mg/dL")]
