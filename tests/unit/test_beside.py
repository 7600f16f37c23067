"""Messages are read beside the event loop, one after the other, and come out as before."""

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from bot.language.text import MAX_CHARACTERS
from bot.runtime.assistant import Assistant
from bot.runtime.beside import read_beside

LONG = ("my doctor said that my blood is low in something. " * 200)[:MAX_CHARACTERS]


def test_the_event_loop_goes_round_while_a_long_text_is_read(
    assistant: Assistant, loop: asyncio.AbstractEventLoop
) -> None:
    async def rounds_while_reading() -> int:
        reading, rounds = asyncio.ensure_future(assistant.understand(LONG)), 0
        while not reading.done():
            await asyncio.sleep(0.001)
            rounds += 1
        return rounds

    assert loop.run_until_complete(rounds_while_reading()) > 10


def test_several_conversations_at_once_get_what_each_gets_alone(
    assistant: Assistant, loop: asyncio.AbstractEventLoop
) -> None:
    texts = [
        "what are the symptoms and is it contagious?",
        "my IgM is 32 mg/dL, IgG 900 mg/dL, I am 40",
        "tell me more",
        "I cannot breathe",
        "does my son need vaccines?",
    ]

    async def together() -> list[Any]:
        return await asyncio.gather(*(assistant.say(f"beside {text}", text) for text in texts))

    at_once = loop.run_until_complete(together())
    alone = [loop.run_until_complete(assistant.say(f"alone {text}", text)) for text in texts]
    for text in texts:
        loop.run_until_complete(assistant.forget(f"beside {text}"))
        loop.run_until_complete(assistant.forget(f"alone {text}"))
    assert at_once == alone


def test_readings_are_made_in_one_thread_one_by_one() -> None:
    threads: list[str] = []

    async def parse(text: str) -> str:
        threads.append(threading.current_thread().name)
        return text.upper()

    processor = SimpleNamespace(parse_message=parse)
    read_beside(processor)

    async def several() -> list[str]:
        return await asyncio.gather(*(processor.parse_message(text) for text in "abc"))

    assert asyncio.run(several()) == ["A", "B", "C"]
    assert set(threads) == {"reading_0"}


def test_an_error_of_a_reading_reaches_the_turn_and_the_next_is_read() -> None:
    async def parse(text: str) -> str:
        if text == "bad":
            raise LookupError("bad")
        if text == "waits":
            await asyncio.sleep(0)
        return text

    processor = SimpleNamespace(parse_message=parse)
    read_beside(processor)
    with pytest.raises(LookupError, match="bad"):
        asyncio.run(processor.parse_message("bad"))
    with pytest.raises(RuntimeError, match="must not wait"):
        asyncio.run(processor.parse_message("waits"))
    assert asyncio.run(processor.parse_message("good")) == "good"
