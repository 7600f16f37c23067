"""What a conversation knows about results, and what is asked: without Rasa."""

import json
from decimal import Decimal

import pytest

from bot.labs.model import Measurement
from bot.labs.session import MOST_QUESTIONS, Session, as_json, from_json, given_up, merged
from bot.language.labs.answers import answer, asks_why, take_in


def session(text: str) -> Session:
    return take_in(Session(), text)[0]


def told(start: Session, *answers: str) -> Session:
    for text in answers:
        after = answer(start, start.pending(), text)
        assert after is not None, text
        start = after
    return start


def asked(one: Session) -> str | None:
    question = one.pending()
    return question.id if question else None


def test_details_are_asked_in_order() -> None:
    start = session("my IgM is 32")
    order = []
    for text in ("mg/dL", "40", "none", "not tested"):
        order.append(asked(start))
        start = told(start, text)
    assert order == ["unit", "age", "range", "others"]
    assert asked(start) is None
    assert start.report().pattern == "low_igm_others_unknown"


@pytest.mark.parametrize("text", ["40", "40 years", "I'm 40", "he is 40", "forty", "18 or older"])
def test_ages_are_understood(text: str) -> None:
    start = told(session("IgM 32 mg/dL"), text)
    assert start.person.age_months in (480, 216)


@pytest.mark.parametrize(
    ("text", "months"), [("18 months", 18), ("6 weeks", 1), ("newborn", 0), ("2 and a half years old", 30)]
)
def test_ages_of_children(text: str, months: int) -> None:
    assert told(session("IgM 32 mg/dL"), text).person.age_months == months


@pytest.mark.parametrize("text", ["sorry, 52 not 32", "52, not 32", "oops 52", "I meant 52"])
def test_corrections(text: str) -> None:
    start = told(session("IgM 32 mg/dL"), text)
    assert [float(one.value or 0) for one in start.measurements] == [52]
    assert start.measurements[0].unit == "mg/dL"


def test_a_new_value_replaces_the_old_one_and_keeps_its_range() -> None:
    start = session("IgM 32 mg/dL (40-230)")
    start, another = take_in(start, "IgM 45 mg/dL")
    assert not another
    assert [(float(one.value or 0), one.own_range is not None) for one in start.measurements] == [(45, True)]


def test_values_of_another_person_begin_a_new_session() -> None:
    start, another = take_in(session("my IgM is 32 mg/dL, I'm 40"), "my daughter's IgM is 45 mg/dL")
    assert another
    assert start.person.age_months is None
    assert len(start.measurements) == 1


def test_the_unit_that_was_named_holds_for_later_values_where_it_is_usual() -> None:
    start = told(session("IgM 32"), "mg/dL")
    start, _ = take_in(start, "IgG 900, IgA 1.5")
    assert {one.analyte: one.unit for one in start.measurements} == {"IgM": "mg/dL", "IgG": "mg/dL", "IgA": None}


def test_what_is_not_understood_twice_counts_as_unknown() -> None:
    start = session("IgM 32")
    assert answer(start, start.pending(), "blue") is None
    once = given_up(start, start.pending())
    assert asked(once) == "unit"
    assert asked(given_up(once, once.pending())) == "age"


def test_no_more_than_four_questions() -> None:
    start = session("IgM 32")
    assert start.question() is not None
    full = from_json({**as_json(start), "asked": MOST_QUESTIONS})
    assert full.question() is None
    assert full.pending() is not None


def test_a_session_survives_as_json() -> None:
    start = told(session("IgM <25 mg/dL (40-230) on 2024-03-05, IgG 9 g/L, he is 4, on IVIG"), "not tested")
    assert from_json(json.loads(json.dumps(as_json(start)))) == start
    assert from_json(None) == Session()


def test_why() -> None:
    assert asks_why("why do you need that?")
    assert not asks_why("40, that is why")


def test_the_same_result_said_again_is_one_result() -> None:
    one = Measurement("IgM", Decimal(32), "mg/dL")
    session = merged(merged(Session(), [one]), [one])
    assert session.measurements == (one,)
