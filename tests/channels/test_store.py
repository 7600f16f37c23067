"""The conversation store: histories that stay short, turns that are cut off or erased."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.replies import Reply
from bot.runtime.assistant import Assistant
from bot.runtime.conversation import ANSWERED_KEPT, TOPICS_KEPT, Conversation
from bot.runtime.records import RecordsInMemory
from bot.runtime.store import ConversationGone, ConversationStore

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


def test_turn_200_costs_what_turn_5_costs(assistant: Assistant, loop: asyncio.AbstractEventLoop) -> None:
    # The least time of each text is compared: other programs on the machine can only add to it.
    texts = ["How is IgM deficiency treated?", "tell me more", "my IgM is 32 mg/dL", "stop", "how do we wash hands?"]
    took, size = [], []
    for turn in range(200):
        started = time.thread_time()
        loop.run_until_complete(assistant.say("long", texts[turn % 5]))
        took.append(time.thread_time() - started)
        size.append(len(loop.run_until_complete(assistant.store.records.get("long"))))
    loop.run_until_complete(assistant.forget("long"))
    early, late = (sum(min(turns[text::5]) for text in range(5)) / 5 for turns in (took[5:40], took[-35:]))
    print(f"processor time of a turn: {early * 1000:.1f} ms at 5-25, {late * 1000:.1f} ms at 180-200; {size[-1]} bytes")
    assert late < 1.5 * early
    assert max(size[-5:]) < 1.2 * max(size[5:25])


def test_nothing_of_older_turns_is_kept(assistant: Assistant, loop: asyncio.AbstractEventLoop) -> None:
    loop.run_until_complete(assistant.say("kept", "is it contagious, asks zebra?"))
    loop.run_until_complete(assistant.say("kept", "What is IgM deficiency?"))
    content = loop.run_until_complete(assistant.store.records.get("kept"))
    loop.run_until_complete(assistant.forget("kept"))
    assert b"zebra" not in content
    assert not any(event["event"] == "bot" for event in json.loads(content)["events"])


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


async def erased_meanwhile(store: ConversationStore) -> None:
    async with store.open("a") as held:
        await store.erase("a")
        held.turns += 1


def test_a_conversation_that_is_erased_during_a_turn_stays_erased() -> None:
    async def steps() -> None:
        store = ConversationStore(RecordsInMemory())
        await store.begin(Conversation("a"))
        with pytest.raises(ConversationGone):
            await erased_meanwhile(store)
        with pytest.raises(ConversationGone):
            await store.look("a")

    asyncio.run(steps())


def test_a_conversation_aside_is_kept_nowhere(assistant: Assistant, loop: asyncio.AbstractEventLoop) -> None:
    before = len(assistant.store.records)
    with assistant.store.aside() as held:
        (reply,) = loop.run_until_complete(assistant.answer(held, "How is IgM deficiency treated?"))
    assert reply["custom"]["topic"] == "treatment.overview"
    assert len(assistant.store.records) == before


def test_the_talk_fixture_of_a_test_is_one_conversation(talk: Callable[[str], list[Reply]]) -> None:
    talk("How is IgM deficiency treated?")
    assert talk("1")[-1]["custom"]["topic"] != "treatment.overview"
