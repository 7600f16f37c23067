"""Measures what a message costs and how long messages wait, and writes docs/scaling-figures.md.

``python -m benchmarks.scale.capacity``; about two minutes. Two servers, Redis, nginx and the client share this machine.
"""

import asyncio
import os
import random
import time
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.scale.capacity_report import lines
from benchmarks.scale.kill_client import MORE, QUESTIONS
from benchmarks.scale.queueing import percentile
from benchmarks.scale.topology import Guide, Topology, running
from bot import paths

FIGURES = paths.ROOT / "docs" / "scaling-figures.md"
WARM_UP, ALONE = 20, 150
CONVERSATIONS = 60
SECONDS_FULL, SECONDS_POISSON = 10, 25
LOADS = (0.5, 0.8)
AT_ONCE = 8

TEXTS = [text for question in QUESTIONS for text in (question, MORE)]


class Talker:
    """A conversation that says one text after the other."""

    def __init__(self, http: aiohttp.ClientSession, address: str, number: int) -> None:
        self.http, self.address, self.number, self.said = http, address, number, 0

    async def begin(self) -> "Talker":
        """Begin it."""
        async with self.http.post(f"{self.address}/api/v1/conversations", json={}) as answer:
            self.headers = {"Authorization": f"Bearer {(await answer.json())['token']}"}
        return self

    async def say(self) -> float:
        """Say the next text; return the seconds to the answer."""
        sent = {"message_id": f"message-{self.said}", "text": TEXTS[(self.number + self.said) % len(TEXTS)]}
        self.said += 1
        began = time.perf_counter()
        async with self.http.post(f"{self.address}/api/v1/messages", json=sent, headers=self.headers) as answer:
            if answer.status != 200:
                raise RuntimeError(f"status {answer.status}")
            await answer.read()
        return time.perf_counter() - began


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_megabytes(pid: int) -> float:
    """Return the memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def pid_of(guide: Guide) -> int:
    """Return the process id of a server."""
    assert guide.process is not None
    return guide.process.pid


async def alone(http: aiohttp.ClientSession, topology: Topology) -> dict[str, Any]:
    """Measure one conversation after the other, each message alone."""
    guide = topology.guides[0]
    talkers = [await Talker(http, guide.address, number).begin() for number in range(WARM_UP)]
    for talker in talkers:
        await talker.say()
    stats, pid, took = topology.redis.client.info(), pid_of(guide), []
    before = processor_seconds(pid)
    for number in range(ALONE // len(TEXTS)):
        talker = await Talker(http, guide.address, number).begin()
        took += [await talker.say() for _ in TEXTS]
    after, found = topology.redis.client.info(), len(took)
    redis_used = sum(after[name] - stats[name] for name in ("used_cpu_user", "used_cpu_sys"))
    keys = list(topology.redis.client.scan_iter("igm-guide:record:*", 1000))
    sizes = [topology.redis.client.memory_usage(key) for key in keys]
    return {
        "service": took,
        "processor_ms": (processor_seconds(pid) - before) / found * 1000,
        "commands": (after["total_commands_processed"] - stats["total_commands_processed"]) / found,
        "redis_ms": redis_used / found * 1000,
        "bytes": percentile([size for size in sizes if size], 95),
        "megabytes": resident_megabytes(pid),
        "messages": len(TEXTS),
    }


async def full(http: aiohttp.ClientSession, address: str) -> float:
    """Return how many messages a second are answered when ``AT_ONCE`` are always waiting."""
    talkers = [await Talker(http, address, number).begin() for number in range(AT_ONCE)]
    end, answered = time.perf_counter() + SECONDS_FULL, 0

    async def talk(talker: Talker) -> None:
        nonlocal answered
        while time.perf_counter() < end:
            await talker.say()
            answered += 1

    began = time.perf_counter()
    await asyncio.gather(*map(talk, talkers))
    return answered / (time.perf_counter() - began)


async def poisson(http: aiohttp.ClientSession, address: str, a_second: float) -> list[float]:
    """Return the seconds to the answer of messages that come at random, each in a conversation that is not busy."""
    chance, idle = random.Random(6), asyncio.Queue[Talker]()  # noqa: S311
    for number in range(CONVERSATIONS):
        idle.put_nowait(await Talker(http, address, number).begin())

    async def say(talker: Talker) -> float:
        took = await talker.say()
        idle.put_nowait(talker)
        return took

    due, end, asked = time.perf_counter(), time.perf_counter() + SECONDS_POISSON, []
    while due < end:
        due += chance.expovariate(a_second)
        await asyncio.sleep(max(0, due - time.perf_counter()))
        asked.append(asyncio.ensure_future(say(await idle.get())))
    return list(await asyncio.gather(*asked))


async def measured(topology: Topology) -> dict[str, Any]:
    """Measure all of it."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        found = await alone(http, topology)
        found["full"] = await full(http, topology.address)
        found["waited"] = {part: await poisson(http, topology.address, part * found["full"]) for part in LOADS}
    return found


def main() -> None:
    """Measure and write."""
    with running(2, IGM_GUIDE_ANSWER_CACHE="0") as topology:  # so that no question is dearer or cheaper than another
        found = asyncio.run(measured(topology))
    FIGURES.write_text("\n".join(lines(found)), encoding="utf-8")
    print(FIGURES.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
