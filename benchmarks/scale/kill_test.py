"""Kills two server processes and Redis in turn under load, and counts: ``python -m benchmarks.scale.kill_test``.

Redis keeps nothing on disk: killing it ends all conversations, which clients are told. Every message must be answered
in the end, once, in order, and without a word of another conversation.
"""

import asyncio
import itertools
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator

import aiohttp
import click
import numpy as np

from benchmarks.scale.kill_client import Counts, Talker
from benchmarks.scale.topology import Program, Topology, running

AT_ONCE = 24
PAIRS = 4
SEED = 6


async def load(topology: Topology, counts: Counts, more: Callable[[], bool], at_once: int) -> None:
    """Hold conversations, ``at_once`` at a time, while there is to be ``more``; each is held to its end."""
    chance, numbers = random.Random(SEED), itertools.count()  # noqa: S311

    async def talk() -> None:
        while more():
            talker = Talker(topology.address, http, counts, chance, topology.redis.client)
            await talker.hold(next(numbers), PAIRS)

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        await asyncio.gather(*(talk() for _ in range(at_once)))


def in_turn(topology: Topology) -> Iterator[Program]:
    """Yield what is killed next: one server, Redis, the other server, Redis, and so on."""
    first, second = topology.guides
    yield from itertools.cycle((first, topology.redis, second, topology.redis))


async def kill(topology: Topology, seconds: float, killed: Counter[str], most: int | None, stop: asyncio.Event) -> None:
    """Kill one process every ``seconds`` and start it again at once; it is ready again before the next is killed."""
    for program in itertools.islice(in_turn(topology), most):
        try:
            await asyncio.wait_for(stop.wait(), seconds)
            return
        except asyncio.TimeoutError:
            await asyncio.to_thread(program.kill)
            await asyncio.to_thread(program.start)
            killed[type(program).__name__] += 1


async def under_fire(
    topology: Topology, messages: int, seconds: float, most: int | None = None, at_once: int = AT_ONCE
) -> tuple[Counts, Counter[str]]:
    """Kill under load; return what happened to the messages, and how often which process was killed.

    Args:
        topology: what runs.
        messages: so many are answered at least.
        seconds: between two kills.
        most: kills, all of which are waited for; without it, they go on until the messages are answered.
        at_once: conversations at a time.
    """
    counts, killed, stop = Counts(), Counter[str](), asyncio.Event()
    killing = asyncio.ensure_future(kill(topology, seconds, killed, most, stop))
    await load(topology, counts, lambda: counts.answered < messages or killed.total() < (most or 0), at_once)
    stop.set()
    await killing
    return counts, killed


def lines(counts: Counts, killed: Counter[str], took: float) -> Iterator[str]:
    """Yield the figures."""
    p50, p95, longest = np.percentile(counts.seconds, (50, 95, 100))
    yield f"messages answered: {counts.answered} in {took:.0f} s, {counts.conversations} conversations"
    yield f"lost {counts.lost}, doubled {counts.doubled}, out of order {counts.out_of_order}"
    yield f"with content of another conversation {counts.foreign}, wrong topic or value {counts.wrong}"
    yield f"killed: {dict(killed)}"
    yield f"conversations that ended with Redis: {counts.ended}, checked to the end: {counts.checked}"
    yield f"tried again: {dict(counts.tried_again)}"
    yield f"seconds to an answer, with all tries: p50 {p50:.2f}, p95 {p95:.2f}, longest {longest:.1f}"


@click.command()
@click.option("--messages", default=2_000, show_default=True)
@click.option("--seconds", default=3.0, show_default=True, help="Between two kills.")
def main(messages: int, seconds: float) -> None:
    """Run it and print the figures; exit with 1 where a promise was not kept."""
    with running(2) as topology:
        began = time.monotonic()
        counts, killed = asyncio.run(under_fire(topology, messages, seconds))
    print("\n".join(lines(counts, killed, time.monotonic() - began)))
    sys.exit(1 if counts.broken() else 0)


if __name__ == "__main__":
    main()
