"""Readings that are kept, and what they must never tell."""

import asyncio

import pytest

from bot.runtime.assistant import Assistant
from bot.runtime.readings import Readings, is_plain

READING = {"text": "how is it treated", "intent": {"name": "treatment.overview"}, "entities": []}


@pytest.mark.parametrize(
    "text", ["How is it treated?", "what are the symptoms", "is it contagious", "Can I get a flu shot?"]
)
def test_plain_questions_are_kept(text: str) -> None:
    assert is_plain(text)
    readings = Readings()
    readings.put(text, None, READING)
    assert readings.get(text, None) == {**READING, "text": text}


@pytest.mark.parametrize(
    "text",
    [
        "my igm is 32",
        "does Siobhan Papadopoulos have it",
        "ring me at s.jones@example.org",
        "what is it\nhow is it treated",
        "how is it treated " * 6,
        '/treatment.overview{"topic": "x"}',
        "qué es",
    ],
)
def test_what_could_tell_of_a_person_is_not_kept(text: str) -> None:
    readings = Readings()
    readings.put(text, None, READING)
    assert len(readings) == 0
    assert readings.get(text, None) is None


def test_another_topic_at_hand_is_another_reading() -> None:
    readings = Readings()
    readings.put("and for children", "treatment.overview", READING)
    assert readings.get("and for children", "symptoms.common") is None
    assert readings.get("and for children", None) is None


def test_no_text_is_kept_and_names_differ_by_process() -> None:
    first, second = Readings(), Readings()
    for readings in (first, second):
        readings.put("how is it treated", None, READING)
    (name, content), (other, _) = *first._kept.items(), *second._kept.items()
    assert name != other
    assert "treated" not in content


def test_the_last_ones_used_are_kept() -> None:
    readings = Readings(2)
    for text in ("is it rare", "is it common", "is it rare", "is it serious"):
        readings.get(text, None) or readings.put(text, None, READING)
    assert readings.get("is it common", None) is None
    assert readings.get("is it rare", None)
    assert readings.get("is it serious", None)
    nothing = Readings(0)
    nothing.put("is it rare", None, READING)
    assert len(nothing) == 0


def test_what_one_conversation_is_told_stays_there(assistant: Assistant, loop: asyncio.AbstractEventLoop) -> None:
    """The same short question after different answers, in turn, in two conversations: each goes by its own."""

    def said(name: str, text: str) -> list[tuple[str, str]]:
        replies = loop.run_until_complete(assistant.say(name, text))
        return [(reply["custom"]["kind"], reply["custom"]["topic"]) for reply in replies]

    asked = ["how is it treated", "tell me more", "my IgM is 32 mg/dL", "why", "is it contagious", "tell me more"]
    alone = [said("alone", text) for text in asked]
    loop.run_until_complete(assistant.forget("alone"))
    for text, expected in zip(asked, alone, strict=True):
        said("another", "what are the symptoms")
        said("another", text)
        assert said("beside", text) == expected
    for name in ("another", "beside"):
        loop.run_until_complete(assistant.forget(name))
