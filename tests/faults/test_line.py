"""The line of messages: order, how many may wait, and that refusing costs next to nothing."""

import asyncio
import time

import pytest

from bot.channels.line import FEWEST, LONGEST_WAIT, MOST, Line
from bot.channels.problems import Problem


class Clock:
    """A clock that says what it is told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def held(line: Line, clock: Clock, seconds: float) -> None:
    with line.place():
        async with line.turn():
            clock.now += seconds


@pytest.mark.parametrize("seconds", [0.005, 0.02, 0.05, 5.0])
def test_so_many_may_wait_as_the_time_of_a_turn_allows(seconds: float) -> None:
    clock = Clock()
    line = Line(clock=clock)

    async def run() -> None:
        for _ in range(60):
            await held(line, clock, seconds)

    asyncio.run(run())
    assert line.most == pytest.approx(max(FEWEST, min(MOST, LONGEST_WAIT / seconds)), abs=1)


def test_beyond_that_they_are_refused_and_it_ends_by_itself() -> None:
    line, ended = Line(), []

    async def one(number: int) -> None:
        with line.place():
            await asyncio.sleep(0)
            async with line.turn():
                ended.append(number)

    async def run() -> list[object]:
        return list(await asyncio.gather(*(one(number) for number in range(100)), return_exceptions=True))

    most = line.most
    for _ in range(2):
        ended.clear()
        refused = [found for found in asyncio.run(run()) if isinstance(found, Problem)]
        line._turns = asyncio.Semaphore(1)  # the next run has another event loop
        assert ended == list(range(most))
        assert len(refused) == 100 - most
        assert {(problem.status, problem.headers()["Retry-After"]) for problem in refused} == {(429, "1")}
        assert not line.is_full()
        most = line.most


def test_whoever_leaves_makes_room() -> None:
    line = Line(fewest=1)
    line.seconds = 10

    async def run() -> None:
        async with line.turn():
            waiting = asyncio.ensure_future(wait())
            await asyncio.sleep(0)
            assert line.is_full()
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            assert not line.is_full()

    async def wait() -> None:
        with line.place():
            async with line.turn():
                raise AssertionError

    asyncio.run(run())


def test_refusing_takes_far_less_than_a_millisecond() -> None:
    line = Line()
    line._count = line.most
    began = time.process_time()
    for _ in range(1000):
        with pytest.raises(Problem) as refused:
            line.check()
        refused.value.body()
    assert (time.process_time() - began) / 1000 < 0.001
