"""Rasa's ordinary action server instead of the actions in the same process, and what happens when it fails."""

import asyncio
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.scale.topology import ActionServer as Program
from bot.channels.clinics import context_of
from bot.clinics.config import read_clinics
from bot.replies import Reply
from bot.runtime.assistant import Assistant
from bot.runtime.conversation import Conversation
from tests.channels.conftest import clinics_file

SAID = {
    "How is IgM deficiency treated?": "answer",
    "tell me more": "answer",
    "my IgM is 32 mg/dL": "lab_question",
    "40 years": "lab_question",
    "stop": "meta",
    "I cannot breathe": "urgent",
}


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    server = Program()
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def remote(program: Program, loop: asyncio.AbstractEventLoop) -> Assistant:
    found = Assistant.load(action_server=program.url, server=True)
    endpoint = found.agent.processor.action_endpoint
    endpoint.seconds = 60.0  # for what is loaded at first use
    with found.store.aside() as held:
        loop.run_until_complete(found.answer(held, "my IgM is 32 mg/dL"))
    endpoint.seconds = 2.0
    return found


def test_the_actions_answer_from_there(remote: Assistant, loop: asyncio.AbstractEventLoop) -> None:
    for text, kind in SAID.items():
        assert loop.run_until_complete(remote.say("there", text))[0]["custom"]["kind"] == kind
    loop.run_until_complete(remote.forget("there"))


def test_the_clinics_context_reaches_the_actions(
    remote: Assistant, loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    clinic = read_clinics(clinics_file(tmp_path)).get("north")  # in Germany, with an own interval from 20 to 250 mg/dL

    def hold(context: Any) -> dict[str, Any]:
        with remote.store.aside() as held:
            for text in ("my IgM is 32 mg/dL", "40 years", "no range is printed", "not tested"):
                replies = loop.run_until_complete(remote.answer(held, text, context))
        return replies[-1]["custom"]["report"]["results"][0]["interval"]

    assert hold(context_of(clinic))["low"] == 20
    assert hold(None)["low"] != 20


def test_a_server_that_is_silent_or_dies_is_apologised_for_and_the_conversation_is_as_it_was(
    program: Program, remote: Assistant, loop: asyncio.AbstractEventLoop
) -> None:
    def kept() -> Conversation:
        return Conversation.from_bytes(loop.run_until_complete(remote.store.records.get("fault")))

    def apologises(text: str, kill_after: float | None = None) -> None:
        async def say() -> list[Reply]:
            if kill_after is not None:
                asyncio.get_running_loop().call_later(kill_after, program.kill)
            return await remote.say("fault", text)

        began = time.monotonic()
        (reply,) = loop.run_until_complete(say())
        assert reply["custom"]["kind"] == "error"
        assert "again" in reply["text"]
        assert "emergency" in reply["text"]
        assert time.monotonic() - began < 4  # one silence of 2 s, not one for each action
        assert kept() == before

    loop.run_until_complete(remote.say("fault", "How is IgM deficiency treated?"))
    before = kept()
    program.send(signal.SIGSTOP)
    apologises("What is IgM deficiency?")
    apologises("my IgM is 32 mg/dL", kill_after=0.3)  # in the middle of the turn
    apologises("I cannot breathe")
    program.start()
    again = loop.run_until_complete(remote.say("fault", "tell me more"))
    assert again[0]["custom"]["topic"] == "treatment.overview"
    loop.run_until_complete(remote.forget("fault"))
