"""The conversation store: records that expire, histories that stay short."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.replies import Reply
from bot.runtime.assistant import Assistant
from bot.runtime.conversation import ANSWERED_KEPT, TOPICS_KEPT, Conversation
from bot.runtime.records import RecordsFull, RecordsInMemory

SAID = [
    "my IgM is 32 mg/dL",
    "What is IgM deficiency?",
    "tell me more",
    "how should we wash our hands?",
    "what are the symptoms?",
    "40 years",
    "no range is printed",
    "why do you need that?",
    "is it contagious?",
    "they were normal",
    "say it simpler",
    "stop",
    "what else should I ask?",
    "make a page for my doctor",
    "I cannot breathe",
    "go on with my results",
    "my IgG is 900 mg/dL",
    "start over",
    "tell me more",
]


def run(coroutine: Any) -> Any:
    return asyncio.run(coroutine)


def test_a_record_expires() -> None:
    now = [0.0]
    records = RecordsInMemory(lambda: now[0])
    run(records.put("a", b"1", 10))
    now[0] = 9.9
    assert run(records.get("a")) == b"1"
    now[0] = 10
    assert run(records.get("a")) is None
    assert len(records) == 0


def test_room_is_made_by_forgetting_what_has_expired() -> None:
    now = [0.0]
    records = RecordsInMemory(lambda: now[0], most=2)
    run(records.put("a", b"1", 10))
    run(records.put("b", b"1", 20))
    with pytest.raises(RecordsFull):
        run(records.put("c", b"1", 10))
    run(records.put("b", b"2", 20))
    now[0] = 11
    run(records.put("c", b"1", 10))
    assert run(records.get("b")) == b"2"


def test_only_the_last_replies_are_kept() -> None:
    conversation = Conversation("a")
    reply = {"text": "x", "buttons": [], "custom": {"topic": None, "kind": "meta"}}
    for number in range(TOPICS_KEPT + 5):
        conversation.rated[str(number)] = ["meta", "up", ""]
        conversation.remember(str(number), [reply])
    assert len(conversation.answered) == ANSWERED_KEPT
    assert len(conversation.about) == len(conversation.rated) == TOPICS_KEPT
    assert Conversation.from_bytes(conversation.as_bytes()) == conversation


def test_a_short_history_gives_the_same_replies(
    assistant: Assistant, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hold(name: str) -> list[list[Reply]]:
        said = [loop.run_until_complete(assistant.say(name, text)) for text in SAID]
        loop.run_until_complete(assistant.forget(name))
        return said

    short = hold("short")
    from bot.runtime import store
    from bot.runtime.compaction import compacted

    monkeypatch.setattr(store, "compacted", lambda tracker, domain: compacted(tracker, domain, turns=1_000))
    assert hold("long") == short
    monkeypatch.setattr(store, "compacted", lambda tracker, domain: compacted(tracker, domain, turns=1))
    assert hold("shortest") == short


def test_turn_200_costs_what_turn_5_costs(assistant: Assistant, loop: asyncio.AbstractEventLoop) -> None:
    texts = ["How is IgM deficiency treated?", "tell me more", "my IgM is 32 mg/dL", "stop", "how do we wash hands?"]
    took, size = [], []
    for turn in range(200):
        started = time.process_time()
        loop.run_until_complete(assistant.say("long", texts[turn % 5]))
        took.append(time.process_time() - started)
        size.append(len(loop.run_until_complete(assistant.store.records.get("long"))))
    loop.run_until_complete(assistant.forget("long"))
    early, late = sorted(took[5:25])[10], sorted(took[-20:])[10]
    print(f"processor time of a turn: {early * 1000:.1f} ms at 5-25, {late * 1000:.1f} ms at 180-200; {size[-1]} bytes")
    assert late < 1.6 * early
    assert max(size[-5:]) < 1.2 * max(size[5:25])


def test_nothing_of_older_turns_is_kept(assistant: Assistant, loop: asyncio.AbstractEventLoop) -> None:
    loop.run_until_complete(assistant.say("kept", "is it contagious, asks zebra?"))
    for _ in range(3):
        loop.run_until_complete(assistant.say("kept", "What is IgM deficiency?"))
    content = loop.run_until_complete(assistant.store.records.get("kept"))
    loop.run_until_complete(assistant.forget("kept"))
    assert b"zebra" not in content
    assert not any(event["event"] == "bot" for event in json.loads(content)["events"])


def test_the_lock_is_passed_on_at_once_and_forgotten(assistant: Assistant) -> None:
    async def several() -> list[int]:
        order: list[int] = []

        async def hold(number: int) -> None:
            async with assistant.store.locks.lock("a"):
                order.append(number)
                await asyncio.sleep(0.001)

        await asyncio.gather(*map(hold, range(20)))
        return order

    started = time.monotonic()
    assert run(several()) == list(range(20))
    assert time.monotonic() - started < 0.5
    assert assistant.store.locks.in_line("a") == 0


def test_a_turn_that_is_cut_off_changes_nothing(
    assistant: Assistant, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop.run_until_complete(assistant.say("cut", "How is IgM deficiency treated?"))
    before = loop.run_until_complete(assistant.store.records.get("cut"))

    async def cut_off(*_: Any) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as broken:
        broken.setattr(assistant.agent.processor, "handle_message", cut_off)
        with pytest.raises(asyncio.CancelledError):
            loop.run_until_complete(assistant.say("cut", "stop"))
    assert loop.run_until_complete(assistant.store.records.get("cut")) == before
    (reply,) = loop.run_until_complete(assistant.say("cut", "tell me more"))
    assert reply["custom"]["topic"] == "treatment.overview"
    loop.run_until_complete(assistant.forget("cut"))


def test_the_talk_fixture_of_a_test_is_one_conversation(talk: Callable[[str], list[Reply]]) -> None:
    talk("How is IgM deficiency treated?")
    assert talk("1")[-1]["custom"]["topic"] != "treatment.overview"
