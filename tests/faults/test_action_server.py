"""Rasa's ordinary action server instead of the actions in the same process, and what happens when it fails."""

import asyncio
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.topology import ActionServer as Program
from bot.channels.clinics import context_of
from bot.clinics.config import read_clinics
from bot.runtime.assistant import Assistant
from bot.runtime.conversation import Conversation
from tests.channels.conftest import clinics_file

SAID = ["How is IgM deficiency treated?", "tell me more", "my IgM is 32 mg/dL", "40 years", "stop", "I cannot breathe"]


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    server = Program()
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def remote(program: Program) -> Assistant:
    found = Assistant.load(action_server=program.url, server=True)
    found.agent.processor.action_endpoint.seconds = 2.0
    return found


def test_the_replies_are_the_same(assistant: Assistant, remote: Assistant, loop: asyncio.AbstractEventLoop) -> None:
    for text in SAID:
        here, there = (loop.run_until_complete(one.say("same", text)) for one in (assistant, remote))
        assert there == here
    for one in (assistant, remote):
        loop.run_until_complete(one.forget("same"))


def test_the_clinics_context_reaches_the_actions(
    assistant: Assistant, remote: Assistant, loop: asyncio.AbstractEventLoop, tmp_path: Any
) -> None:
    clinic = read_clinics(clinics_file(tmp_path)).get("north")  # in Germany, with an own interval from 20 to 250 mg/dL

    def hold(one: Assistant, context: Any) -> list[str]:
        said = []
        with one.store.aside() as held:
            for text in ("my IgM is 32 mg/dL", "40 years", "no range is printed", "not tested", "I cannot breathe"):
                said += [reply["text"] for reply in loop.run_until_complete(one.answer(held, text, context))]
        return said

    there = hold(remote, context_of(clinic))
    assert there == hold(assistant, context_of(clinic))
    assert there != hold(remote, None)
    assert "112" in there[-1] or "112" in "".join(there[-2:])


@pytest.mark.parametrize("fault", ["killed", "stopped"])
def test_a_server_that_is_gone_or_silent_is_apologised_for_and_nothing_changes(
    program: Program, remote: Assistant, loop: asyncio.AbstractEventLoop, fault: str
) -> None:
    async def say(text: str) -> list[dict[str, Any]]:
        async with remote.store.open("fault", begin=True) as held:
            return await remote.answer(held, text)

    def kept() -> bytes:
        return loop.run_until_complete(remote.store.records.get("fault"))

    loop.run_until_complete(say("How is IgM deficiency treated?"))
    loop.run_until_complete(say("my IgM is 32 mg/dL"))
    before = Conversation.from_bytes(kept())
    program.kill() if fault == "killed" else program.send(signal.SIGSTOP)
    try:
        for text in ("40 years", "What is IgM deficiency?", "I cannot breathe"):
            began = time.monotonic()
            (reply,) = loop.run_until_complete(say(text))
            assert reply["custom"]["kind"] == "error"
            assert "again" in reply["text"]
            assert "emergency" in reply["text"]
            assert time.monotonic() - began < 4  # one silence of 2 s, not one for each action
            assert Conversation.from_bytes(kept()) == before
    finally:
        program.start() if fault == "killed" else program.send(signal.SIGCONT)
    again = loop.run_until_complete(say("tell me more"))
    assert again[0]["custom"]["topic"] == "treatment.overview"
    loop.run_until_complete(remote.forget("fault"))


def test_a_server_that_is_killed_in_the_middle_of_a_turn(
    program: Program, remote: Assistant, loop: asyncio.AbstractEventLoop
) -> None:
    async def turn() -> list[dict[str, Any]]:
        program.send(signal.SIGSTOP)  # it takes the request and does not answer
        asyncio.get_running_loop().call_later(0.3, program.kill)
        return await remote.say("middle", "What is IgM deficiency?")

    (reply,) = loop.run_until_complete(turn())
    program.start()
    assert reply["custom"]["kind"] == "error"
    (reply,) = loop.run_until_complete(remote.say("middle", "What is IgM deficiency?"))
    assert reply["custom"]["topic"] == "overview.definition"
    loop.run_until_complete(remote.forget("middle"))


def test_half_an_answer_is_no_answer(
    assistant: Assistant, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An action that fails after another has spoken: Rasa would go on with what there is."""
    endpoint = assistant.agent.processor.action_endpoint
    run = endpoint.executor.run

    async def fail_once(call: dict[str, Any]) -> Any:
        if call["next_action"] == "action_answer":
            raise OSError("the database is gone")
        return await run(call)

    loop.run_until_complete(assistant.say("half", "my IgM is 32 mg/dL"))
    with monkeypatch.context() as broken:
        broken.setattr(endpoint.executor, "run", fail_once)
        (reply,) = loop.run_until_complete(assistant.say("half", "What is IgM deficiency?"))
    assert reply["custom"]["kind"] == "error"
    loop.run_until_complete(assistant.forget("half"))
