"""Conversations with the trained model in one process."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import paths
from bot.kb.files import Knowledge
from bot.replies import Reply
from tests.dialogue.contract import keeps_the_contract

SCENARIOS = yaml.safe_load((Path(__file__).parent / "scenarios.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["name"])
def test_scenario(scenario: dict[str, Any], talk: Callable[[str], list[Reply]]) -> None:
    for step in scenario["steps"]:
        replies = talk(step["say"])
        for reply in replies:
            keeps_the_contract(reply)
        last = replies[-1]
        shown = f"{step['say']!r} got {last['custom']['kind']}, {last['custom']['topic']}: {last['text'][:120]}"
        assert last["custom"]["kind"] == step.get("kind", last["custom"]["kind"]), shown
        assert last["custom"]["topic"] == step.get("topic", last["custom"]["topic"]), shown
        assert step.get("says", "").lower() in last["text"].lower(), shown
        if "not_says" in step:
            assert step["not_says"].lower() not in last["text"].lower(), shown
        if step.get("buttons"):
            assert last["buttons"], shown


def test_every_topic_is_answered_with_a_source_and_suggestions(
    knowledge: Knowledge, talk: Callable[[str], list[Reply]]
) -> None:
    for topic in knowledge.topics:
        talk("start over")
        (reply,) = talk(topic["question"])
        keeps_the_contract(reply)
        assert reply["custom"]["kind"] == "answer", topic["question"]
        assert reply["custom"]["topic"] == topic["id"]
        assert reply["custom"]["sources"]
        assert 2 <= len(reply["buttons"]) <= 3


def test_a_message_of_100000_characters_gets_a_clear_reply(talk: Callable[[str], list[Reply]]) -> None:
    (reply,) = talk("word " * 20_000)
    assert reply["custom"]["kind"] == "error"
    assert "5,000" in reply["text"]


def test_conversations_do_not_see_each_other(assistant: Any, loop: Any) -> None:
    def say(name: str, text: str) -> Reply:
        return loop.run_until_complete(assistant.say(name, text))[-1]

    say("one", "How is IgM deficiency treated?")
    assert say("two", "tell me more")["custom"]["kind"] == "meta"
    assert say("one", "tell me more")["custom"]["topic"] == "treatment.overview"
    for name in ("one", "two"):
        loop.run_until_complete(assistant.forget(name))
    assert say("one", "tell me more")["custom"]["kind"] == "meta"
    loop.run_until_complete(assistant.forget("one"))


def test_a_fault_in_a_turn_becomes_an_apology(assistant: Any, loop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: Any) -> None:
        raise RuntimeError("with the words of a person in it")

    monkeypatch.setattr(assistant.agent.processor, "handle_message", fail)
    (reply,) = loop.run_until_complete(assistant.say("faulty", "What is IgM deficiency?"))
    assert reply["custom"]["kind"] == "error"


def test_an_action_that_fails_becomes_an_apology(assistant: Any, loop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise OSError("the database is gone")

    endpoint = assistant.agent.processor.action_endpoint
    monkeypatch.setattr(endpoint, "request", fail)
    (reply,) = loop.run_until_complete(assistant.say("down", "What is IgM deficiency?"))
    assert reply["custom"]["kind"] == "error"
    loop.run_until_complete(assistant.forget("down"))


def test_wording_for_patients_reads_at_grade_six(knowledge: Knowledge) -> None:
    from bot.kb.reading import SHORT_LIMIT, reading_grade, term_pattern

    terms = term_pattern(knowledge.glossary)
    for path in (paths.DATA / "responses").glob("*.yml"):
        for name, variants in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].items():
            for variant in variants:
                own = re.sub(r"\{\w+\}", "", variant["text"]).strip()
                grade = reading_grade(own, terms) if own else 0
                assert grade <= SHORT_LIMIT, f"{name}: {grade}"
