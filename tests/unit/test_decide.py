from dataclasses import replace

import pytest
import yaml

from bot import paths
from bot.language.conditions import names_another_condition
from bot.language.context import FollowUp, may_follow_up
from bot.language.danger.judge import Judgement
from bot.language.decide import FollowUpThresholds, Thresholds, decide, read_thresholds
from bot.language.evidence import Evidence, Part
from bot.language.facts import topic_named

LIMITS = Thresholds(
    topic_lead=0.1,
    topic_lead_over_condition=0.6,
    topic_lead_over_gap=0.5,
    question_lead=0.1,
    facts=0.2,
    half_score=0.3,
    half_gap=0.1,
    faint=0.15,
    topic_gap=0.1,
    offered=3,
    answered=3,
    follow_up=FollowUpThresholds(alone=2, at_hand=0.1, clear=0.45, clear_lead=0.3, other_kind=0.4, elsewhere=0.5),
)
CLEAR = [("a.one", 0.8), ("a.two", 0.1), ("a.three", 0.05), ("a.four", 0.05)]
CLOSE = [("a.one", 0.3), ("a.two", 0.28), ("a.three", 0.22), ("a.four", 0.2)]


def evidence(topics=CLEAR, another=False, **scopes: float) -> Evidence:
    return Evidence(sorted(scopes.items(), key=lambda pair: -pair[1]), topics, another_condition=another)


@pytest.mark.parametrize(
    ("given", "intent", "acts"),
    [
        (evidence(topic=0.9, out_of_scope=0.1), "a.one", ["a.one"]),
        (evidence(CLOSE, topic=0.9, out_of_scope=0.1), "clarify", ["a.one", "a.two", "a.three"]),
        (evidence(topic=0.2, out_of_scope=0.8), "out_of_scope", []),
        (evidence(topic=0.5, out_of_scope=0.45), "out_of_scope", []),
        (evidence(topic=0.1, not_covered=0.08), "out_of_scope", []),
        (evidence(topic=0.3, not_covered=0.5), "not_covered", []),
        (evidence(topic=0.7, urgent=0.9, out_of_scope=0.1), "a.one", ["a.one"]),
        (evidence(CLOSE, topic=0.1, clarify=0.6), "clarify", ["a.one", "a.two", "a.three"]),
        (evidence(topic=0.1, personal_advice=0.9), "personal_advice", ["a.one"]),
        (evidence(CLOSE, topic=0.1, personal_advice=0.9), "personal_advice", []),
        (evidence(another=True, topic=0.6, out_of_scope=0.2), "other_condition", []),
        (evidence(another=True, topic=0.95, out_of_scope=0.05), "a.one", ["a.one"]),
    ],
)
def test_decide(given: Evidence, intent: str, acts: list[str]) -> None:
    decision = decide(given, LIMITS)
    assert decision.intent == intent
    assert [act["topic"] for act in decision.acts] == acts


def test_a_decision_gets_the_facts_of_the_topic_that_it_names() -> None:
    asked = replace(evidence([("a.one", 0.1), ("a.two", 0.05)], topic=0.1, personal_advice=0.9), named_topic="b.two")
    assert decide(asked, LIMITS).acts == [{"topic": "b.two"}]
    assert decide(replace(asked, named_topic=None), LIMITS).acts == []


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("should I stop his antibiotics?", "treatment.antibiotics"),
        ("can I skip my next infusion", "treatment.immunoglobulin"),
        ("should I get the yellow fever shot", "prevention.live_vaccines"),
        ("do I have it, yes or no", None),
    ],
)
def test_topic_named(text: str, topic: str | None) -> None:
    assert topic_named(text) == topic


def part(topic: str, lead: float = 0.8) -> Part:
    return Part([("topic", lead), ("out_of_scope", 0.1)], [(topic, 0.8), ("a.other", 0.1)])


@pytest.mark.parametrize(
    ("danger", "first"),
    [
        (Judgement("emergency"), ["urgent"]),
        (Judgement("today"), ["urgent"]),
        (Judgement(None, True), ["crisis"]),
        (Judgement("emergency", True), ["urgent", "crisis"]),
    ],
)
def test_danger_comes_first_and_the_question_beside_it_is_answered(danger: Judgement, first: list[str]) -> None:
    asked = replace(evidence(topic=0.2, out_of_scope=0.3), questions=(part("a.one"),))
    decision = decide(asked, LIMITS, "values", danger)
    assert decision.intent == first[0]
    assert [act.get("kind") or act["topic"] for act in decision.acts] == [*first, "a.one"]


def test_two_questions_get_two_answers_in_order() -> None:
    asked = replace(evidence(CLOSE, topic=0.9, out_of_scope=0.1), questions=(part("b.two"), part("a.one")))
    assert [act["topic"] for act in decide(asked, LIMITS).acts] == ["b.two", "a.one"]


def test_a_story_with_one_question_is_read_by_its_question() -> None:
    told = replace(evidence(topic=0.1, out_of_scope=0.5), questions=(part("b.two"),), is_long=True)
    assert decide(told, LIMITS).intent == "b.two"


def test_a_question_beside_distress_is_answered() -> None:
    told = evidence([("living.feelings", 0.8), ("a.one", 0.1)], topic=0.9, out_of_scope=0.1)
    told = replace(told, questions=(part("a.one"),), distressed=True)
    assert decide(told, LIMITS).intent == "a.one"


def test_a_gap_needs_a_clearer_topic() -> None:
    assert decide(replace(evidence(topic=0.6, not_covered=0.2), gap="pets"), LIMITS).intent == "not_covered"
    assert decide(replace(evidence(topic=0.9, not_covered=0.2), gap="pets"), LIMITS).intent == "a.one"
    assert decide(evidence(topic=0.6, not_covered=0.2), LIMITS).intent == "a.one"


def test_another_language_is_answered_after_danger_and_values() -> None:
    told = replace(evidence(topic=0.9, out_of_scope=0.1), foreign=True)
    assert decide(told, LIMITS).intent == "other_language"
    assert decide(told, LIMITS, "values").intent == "lab_values"
    assert decide(told, LIMITS, None, Judgement("today")).intent == "urgent"


def follow_up(best: str, familiar: bool = True) -> FollowUp:
    others = {"a.one", "a.two", "a.three", "a.four"} - {best}
    return FollowUp("a.two", lambda: [(best, 0.7), *((topic, 0.0) for topic in sorted(others))], familiar)


VAGUE = [("a.one", 0.1), ("a.two", 0.05), ("a.three", 0.0), ("a.four", 0.0)]


@pytest.mark.parametrize(
    ("alone", "together", "intent"),
    [
        (evidence(VAGUE, topic=0.1, clarify=0.8), follow_up("a.two"), "meta.more"),
        (evidence(VAGUE, topic=0.1, clarify=0.8), follow_up("a.three"), "a.three"),
        (evidence(VAGUE, topic=0.1, out_of_scope=0.4), follow_up("a.two"), "meta.more"),
        (evidence(VAGUE, topic=0.1, out_of_scope=0.7), follow_up("a.two"), "out_of_scope"),
        (evidence(VAGUE, topic=0.1, out_of_scope=0.4), follow_up("a.two", familiar=False), "out_of_scope"),
        (evidence(topic=0.9, out_of_scope=0.1), follow_up("a.two"), "a.one"),
        (evidence(VAGUE, **{"topic": 0.1, "chitchat.thanks": 0.9}), follow_up("a.two"), "chitchat.thanks"),
        (evidence(VAGUE, topic=0.1, personal_advice=0.9), follow_up("a.two"), "personal_advice"),
    ],
)
def test_a_follow_up_is_read_with_the_question_before(alone: Evidence, together: FollowUp, intent: str) -> None:
    assert decide(replace(alone, follow_up=together), LIMITS).intent == intent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("why", True),
        ("and the second one?", True),
        ("is that dangerous", True),
        ("Our family doctor in Pune told us yesterday that we should now repeat the blood test of my father", False),
    ],
)
def test_what_may_follow_up(text: str, expected: bool) -> None:
    assert may_follow_up(text) is expected


def test_the_settings_are_complete() -> None:
    limits = read_thresholds(paths.SETTINGS)
    assert 0 < limits.topic_lead < limits.topic_lead_over_condition < 1
    assert 2 <= limits.offered <= 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what are the symptoms of diabetes", True),
        ("My mum has GOUT", True),
        ("does low IgM cause diabetes", False),
        ("is the measles vaccine safe", False),
        ("is it inherited", False),
        ("can it turn into lupus", False),
        ("goutweed in my garden", False),
        ("does my husband need the covid booster", False),
        ("should my flatmates be inoculated against measles", False),
        ("is a second dose of hepatitis b fine", False),
        ("can an unvaccinated boy with measles visit", False),
        ("her brother gets the chickenpox one", False),
        ("what dose of insulin for diabetes", True),
        ("a bad dose of measles", True),
        ("is this one measles", True),
    ],
)
def test_names_another_condition(text: str, expected: bool) -> None:
    assert names_another_condition(text) is expected


def test_the_lists_of_conditions_are_sorted_and_apart() -> None:
    lists = yaml.safe_load(paths.CONDITIONS.read_text(encoding="utf-8"))
    for names in lists.values():
        assert names == sorted(set(names))
        assert all(name == name.lower() for name in names)
    assert not set(lists["other"]) & set(lists["close"])


@pytest.mark.parametrize(
    ("halves", "answered"),
    [
        ((part("b.one"), part("b.two")), ["b.one", "b.two"]),
        ((part("b.one"), part("b.one")), ["a.one"]),
        ((part("b.one"), part("b.two", lead=0.0)), ["a.one"]),
        ((part("b.one"), part("b.two"), part("b.three", lead=0.0)), ["a.one"]),
    ],
)
def test_things_named_side_by_side_are_answered_each(halves: tuple[Part, ...], answered: list[str]) -> None:
    asked = replace(evidence(topic=0.9, out_of_scope=0.1), halves=lambda: halves)
    assert [act["topic"] for act in decide(asked, LIMITS).acts] == answered


def test_what_is_outside_stays_so_whatever_stands_side_by_side() -> None:
    asked = replace(evidence(topic=0.1, out_of_scope=0.8), halves=lambda: (part("b.one"), part("b.two")))
    assert decide(asked, LIMITS).intent == "out_of_scope"
