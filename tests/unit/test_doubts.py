"""What the numbers themselves put in doubt: the unit, the laboratory's own flag; and alarm before the age is known."""

from decimal import Decimal

import pytest

from bot.labs.cautions import with_cautions
from bot.labs.explain import is_alarming
from bot.labs.interpret import interpret
from bot.labs.model import Measurement, Person, Range, Report
from bot.labs.session import Session, as_json, from_json
from bot.language.labs.answers import answer, take_in
from bot.language.labs.reader import read


def session(text: str) -> Session:
    return take_in(Session(), text)[0]


def asked(one: Session) -> str | None:
    question = one.pending()
    return question.id if question else None


def after(start: Session, text: str) -> Session:
    taken = answer(start, start.pending(), text)
    assert taken is not None, text
    return taken


def report(text: str) -> Report:
    return session(text).report()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("IgM 45 g/L, age 40", "unit_too_big:IgM"),
        ("IgA 150 g/L, age 40", "unit_too_big:IgA"),
        ("IgG 7.2 g/dL, age 40", "unit_too_big:IgG"),
        ("IgM 0.45 mg/dL, age 40", "unit_too_small:IgM"),
        ("IgG 9.8 mg/dL, age 40", "unit_too_small:IgG"),
        ("IgM 0.4 mg/L, age 40", "unit_too_small:IgM"),
        ("IgM 0.3 mg/dL (0.4-2.3), age 40", "unit_too_small:IgM"),
    ],
)
def test_a_value_that_is_far_off_in_its_unit_is_asked_about(text: str, problem: str) -> None:
    assert asked(session(text)) == problem


@pytest.mark.parametrize(
    "text",
    [
        "IgM 32 mg/dL, age 40",
        "IgM 0.32 g/L, age 40",
        "IgM 4200 mg/dL, age 70",
        "IgM 12 g/L, age 70",
        "IgM 45 g/L (0.4-2.3), age 70",
        "IgM <0.2 mg/dL, age 40",
        "IgA 2 mg/dL, age 40",
        "IgM 0 mg/dL, age 40",
        "IgG2 0.9 g/L, age 40",
        "IgE 0.4 kU/L, age 40",
    ],
)
def test_what_can_well_be_is_not_doubted(text: str) -> None:
    assert asked(session(text)) in ("range", "others")


def test_the_question_offers_the_likelier_unit_first() -> None:
    question = session("IgM 0.45 mg/dL, age 40").pending()
    assert question is not None
    assert [answer for _, answer in question.buttons] == ["g/L", "mg/dL", "leave it out"]


def test_the_unit_is_put_right() -> None:
    taken = after(session("IgM 0.45 mg/dL, age 40"), "g/L")
    assert taken.measurements[0].unit == "g/L"
    assert asked(taken) == "range"
    assert taken.report().results[0].flag == "normal"


@pytest.mark.parametrize("said", ["mg/dL", "yes", "yes it is right"])
def test_the_unit_is_confirmed_and_not_doubted_again(said: str) -> None:
    taken = after(session("IgM 0.45 mg/dL, age 40"), said)
    assert asked(taken) == "range"
    assert asked(from_json(as_json(taken))) == "range"
    assert taken.report().results[0].flag == "low"


def test_a_new_number_is_looked_at_anew() -> None:
    assert asked(after(session("IgM 45 g/L, age 40"), "55 g/L")) == "unit_too_big:IgM"
    assert asked(after(session("IgM 45 g/L, age 40"), "0.45")) == "range"


def test_a_bare_whole_number_is_no_answer_to_which_unit() -> None:
    start = session("IgM 0.4 mg/dL")
    assert answer(start, start.pending(), "40") is None


def test_a_doubted_value_is_not_interpreted_but_stays_urgent() -> None:
    made = report("IgM 45 g/L, age 40")
    assert made.results[0].flag == "undetermined"
    assert made.urgency == "prompt"
    assert "questioned" in made.cautions
    assert report("IgG 900 g/dL, IgM 0.45 mg/dL, age 40").urgency == "none"


def test_both_questions_say_what_to_do_where_it_matters() -> None:
    question = session("IgM 45 g/L, age 40").pending()
    assert question is not None
    assert "call your doctor today or tomorrow" in question.text


def with_flag(value: str, printed: str | None, own: Range | None = None) -> Report:
    one = Measurement("IgM", Decimal(value), "mg/dL", own_range=own, printed=printed)
    return with_cautions(interpret([one], Person(480)))


@pytest.mark.parametrize(
    ("value", "printed", "flag"),
    [
        ("45", "low", "undetermined"),
        ("45", None, "normal"),
        ("32", "low", "low"),
        ("32", "high", "undetermined"),
        ("32", "normal", "low"),
        ("300", "low", "undetermined"),
    ],
)
def test_a_flag_of_the_laboratory_is_not_contradicted(value: str, printed: str | None, flag: str) -> None:
    made = with_flag(value, printed)
    assert made.results[0].flag == flag
    assert ("printed_differs" in made.cautions) is (flag == "undetermined")


def test_a_flag_that_does_not_fit_the_printed_range_leaves_the_result_open() -> None:
    made = with_flag("45", "low", Range(Decimal(40), Decimal(230)))
    assert made.results[0].flag == "undetermined"
    assert made.pattern != "no_low_result"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("IgM 45 mg/dL L", "low"),
        ("IgM 45 (L) mg/dL", "low"),
        ("IgM 45 mg/dL (low)", "low"),
        ("IgM 45 mg/dL flagged low", "low"),
        ("IgM * 45 mg/dL H 40-230", "high"),
        ("IgM 45 mg/dL", None),
        ("IgM 95 mg/dL low?", None),
        ("is IgM 95 mg/dL low or normal", None),
        ("IgM 95 mg/dL low normal", None),
        ("IgM 95 mg/dL low IgA", None),
        ("IgM 95 mg/dL, low IgA", None),
        ("IgM 95 mg/dL low limit 40", None),
        ("IgM 95 mg/dL high for my age", None),
    ],
)
def test_flags_of_the_laboratory_are_read_where_they_stand(text: str, printed: str | None) -> None:
    assert read(text).measurements[0].printed == printed


@pytest.mark.parametrize(
    ("text", "alarming"),
    [
        ("my IgM is 4200 mg/dl and I keep having nosebleeds", True),
        ("IgM 6500 and blurry vision", True),
        ("IgM 45 g/L, nosebleeds", True),
        ("IgM > 1000 mg/dL, nosebleeds", True),
        ("IgM 310 mg/dL, nosebleeds, 40 years old", True),
        ("IgM 150 mg/dL and nosebleeds", False),
        ("IgM 32 and nosebleeds", False),
        ("IgM 350, nosebleeds", False),
        ("IgM 600 mg/dL (40-700), nosebleeds", False),
        ("IgM < 4200 mg/dL, nosebleeds", False),
        ("IgM 4200 mg/dL", False),
    ],
)
def test_alarm_does_not_wait_for_the_age_or_the_unit(text: str, alarming: bool) -> None:
    one = session(text)
    assert is_alarming(one.report(), one.alarming) is alarming
